//! The shell's own commands: lines that start with a colon. One file for each family.

mod basic;
mod oauth2;
mod results;
mod session;

use imapclient::data::escape::escape_control;
use imapclient::menu::nearest;

use crate::app::App;

/// One command of the shell's own.
pub(crate) struct OwnCommand {
    /// What is typed, colon included; the first is the one that help shows.
    pub(crate) names: &'static [&'static str],
    /// What follows, as help shows it.
    pub(crate) argument: &'static str,
    /// What it does, in one line.
    pub(crate) what: &'static str,
    /// Does it. The text is what follows the name; the error is one sentence.
    pub(crate) run: fn(&mut App, &str) -> Result<After, String>,
}

/// All families, in the order of the help.
const FAMILIES: &[&[OwnCommand]] = &[
    basic::COMMANDS,
    results::COMMANDS,
    session::COMMANDS,
    oauth2::COMMANDS,
];

/// Whether the prompt goes on after a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum After {
    GoOn,
    Leave,
}

/// All commands, in the order of the help.
pub(crate) fn commands() -> impl Iterator<Item = &'static OwnCommand> {
    FAMILIES.iter().copied().flatten()
}

impl App {
    /// Runs one line that starts with a colon.
    pub(crate) fn own_command(&mut self, line: &str) -> After {
        let (name, argument) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let result = match commands().find(|command| command.names.contains(&name)) {
            Some(command) => (command.run)(self, argument.trim()),
            None => {
                let known = commands().flat_map(|command| command.names.iter().copied());
                let hint = nearest(name, known)
                    .map(|near| format!("; did you mean {near}?"))
                    .unwrap_or_default();
                Err(format!(
                    "there is no command {name}{hint} (:help lists them)"
                ))
            }
        };
        result.unwrap_or_else(|sentence| {
            let sentence = escape_control(&sentence, false);
            self.world.borrow_mut().say(&format!("error: {sentence}"));
            After::GoOn
        })
    }
}
