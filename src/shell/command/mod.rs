//! The shell's own commands: lines that start with a colon, and programs behind an exclamation
//! mark. One file for each family.

mod basic;
mod caps;
mod doctor;
mod oauth2;
mod results;
mod session;
mod source;
mod watch;
mod wire;
mod words;

use imapclient::menu::nearest;

use crate::app::App;
use crate::exit::Exit;
use crate::lang::{HelpPage, Host, question};

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

/// All families with their titles, in the order of the help.
const FAMILIES: &[(&str, &[OwnCommand])] = &[
    ("The shell", basic::COMMANDS),
    ("Results", results::COMMANDS),
    ("Scripts and programs", source::COMMANDS),
    ("Connections", session::COMMANDS),
    ("Tokens", oauth2::COMMANDS),
    ("The server", caps::COMMANDS),
    ("", doctor::COMMANDS),
    ("The wire", wire::COMMANDS),
    ("Waiting", watch::COMMANDS),
];

/// What comes after a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum After {
    /// The prompt, or the next statement.
    GoOn,
    /// The end, as [`App::outcome`] says; a good one if it says nothing.
    Leave,
    /// The command failed and has said so.
    Failed,
}

/// All commands, in the order of the help.
pub(crate) fn commands() -> impl Iterator<Item = &'static OwnCommand> {
    FAMILIES.iter().flat_map(|(_, commands)| *commands)
}

/// Whether there is such a command; the error is one sentence.
pub(crate) fn check(line: &str) -> Result<(), String> {
    match line.strip_prefix('!') {
        Some("") => Err("! needs a program to run, such as !date".to_owned()),
        Some(_) => Ok(()),
        None => find(split(line).0).map(drop),
    }
}

/// The code that a line stands for which asks for help: `c.fetch?`.
pub(crate) fn asked(line: &str) -> Option<String> {
    question(line).filter(|_| !line.starts_with([':', '!']))
}

fn split(line: &str) -> (&str, &str) {
    line.split_once(char::is_whitespace).unwrap_or((line, ""))
}

fn find(name: &str) -> Result<&'static OwnCommand, String> {
    if let Some(command) = commands().find(|command| command.names.contains(&name)) {
        return Ok(command);
    }
    let known = commands().flat_map(|command| command.names.iter().copied());
    let hint = nearest(name, known)
        .map(|near| format!("; did you mean {near}?"))
        .unwrap_or_default();
    Err(format!(
        "there is no command {name}{hint} (:help lists them)"
    ))
}

impl App {
    /// Runs one line that starts with a colon or an exclamation mark, or asks for help; the error is
    /// one sentence.
    pub(crate) fn own_command(&mut self, line: &str) -> Result<After, String> {
        if let Some(code) = asked(line) {
            return Ok(self.answer(&code));
        }
        if let Some(program) = line.strip_prefix('!') {
            return self.run_program(program.trim());
        }
        let (name, argument) = split(line);
        let command = find(name)?;
        let after = (command.run)(self, argument.trim());
        // A command may have changed the account, such as its tokens.
        if let Some(client) = self.interpreter.client() {
            let account = &self.settings.account;
            self.sessions
                .of(&client, |one| one.account = account.clone());
        }
        after
    }

    /// Runs code that asks for help.
    fn answer(&mut self, code: &str) -> After {
        match self.run("<help>", code, false) {
            Ok(_) => After::GoOn,
            Err(exit) => {
                // What went wrong is shown already.
                self.outcome = Some(exit);
                match exit {
                    Exit::Success | Exit::Code(_) => After::Leave,
                    _ => After::Failed,
                }
            }
        }
    }

    /// Whether somebody types, rather than a script running.
    pub(crate) fn is_interactive(&self) -> bool {
        self.world.borrow().keeps_results()
    }

    /// Shows a page, as wide as the terminal.
    fn page(&mut self, page: &HelpPage) -> Result<After, String> {
        let printed = self.world.borrow_mut().help(page);
        printed
            .map(|()| After::GoOn)
            .map_err(|error| error.to_string())
    }

    /// Writes text to standard output.
    fn write(&mut self, text: &str) -> Result<After, String> {
        let printed = self.world.borrow_mut().print(text);
        printed
            .map(|()| After::GoOn)
            .map_err(|error| error.to_string())
    }
}

/// `on` or `off`.
fn on_or_off(name: &str, argument: &str) -> Result<bool, String> {
    match argument {
        "on" => Ok(true),
        "off" => Ok(false),
        other => Err(format!("{name} takes on or off, not {other:?}")),
    }
}
