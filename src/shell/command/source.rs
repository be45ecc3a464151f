//! Scripts, programs, and what was typed before.

use std::path::Path;

use super::{After, OwnCommand};
use crate::app::App;
use crate::config::{read_script, shell};
use crate::exit::Exit;
use crate::history::{Entry, History};

/// How deep scripts may run one another.
const DEEPEST: usize = 20;
/// How much of the history is shown if nothing else is said.
const SHOWN: usize = 20;

pub(super) const COMMANDS: &[OwnCommand] = &[
    OwnCommand {
        names: &[":source"],
        argument: "FILE",
        what: "run a script here",
        run: App::source,
    },
    OwnCommand {
        names: &["!"],
        argument: "PROGRAM",
        what: "run a program of the system: !ls -l",
        run: App::run_program,
    },
    OwnCommand {
        names: &[":history"],
        argument: "[N|TEXT]",
        what: "the last N lines typed, or those with these words in them or in their place",
        run: App::show_history,
    },
];

impl App {
    fn source(&mut self, file: &str) -> Result<After, String> {
        if file.is_empty() {
            return Err(":source needs a file".to_owned());
        }
        if self.sourcing >= DEEPEST {
            return Err("scripts run one another too deep".to_owned());
        }
        let path = self.expand(file);
        let (name, text) = read_script(Path::new(&path)).map_err(|problem| problem.to_string())?;
        self.sourcing += 1;
        let ran = self.run(&name, &text, self.settings.keep_going);
        self.sourcing -= 1;
        match ran {
            Ok(true) => Ok(After::GoOn),
            Ok(false) => Ok(After::Failed),
            Err(exit @ (Exit::Success | Exit::Code(_))) => {
                self.outcome = Some(exit);
                Ok(After::Leave)
            }
            Err(exit) => {
                self.outcome = Some(exit);
                Ok(After::Failed)
            }
        }
    }

    /// Runs a program of the system, with our own input and output.
    pub(super) fn run_program(&mut self, program: &str) -> Result<After, String> {
        if program.is_empty() {
            return Err("! needs a program to run, such as !date".to_owned());
        }
        let _ = self.world.borrow_mut().flush();
        let status = shell(program).status();
        // Ctrl-C was meant for the program, which is in the same group.
        let stopped = self.common.interrupt.is_set() && self.common.ending.code().is_none();
        if stopped {
            self.common.interrupt.clear();
        }
        let status = status.map_err(|error| format!("the program cannot be run: {error}"))?;
        let words = match status.code() {
            Some(0) => return Ok(After::GoOn),
            Some(code) => format!("the program ended with exit code {code}"),
            None => format!("the program ended by a signal ({status})"),
        };
        if !self.is_interactive() {
            self.outcome = stopped.then_some(Exit::Interrupted);
            return Err(words);
        }
        self.world.borrow_mut().say(&words);
        Ok(After::GoOn)
    }

    fn show_history(&mut self, argument: &str) -> Result<After, String> {
        let entries = self.history.as_ref().map(History::entries);
        let entries = entries.ok_or("there is no history here")?;
        let all = entries.iter().enumerate();
        let words: Vec<String> = argument
            .to_lowercase()
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        let has = |entry: &Entry| {
            let (text, place) = (entry.text.to_lowercase(), entry.place.to_lowercase());
            words
                .iter()
                .all(|word| text.contains(word) || place.contains(word))
        };
        let shown: Vec<_> = match argument.parse::<usize>() {
            Ok(last) => all.skip(entries.len().saturating_sub(last)).collect(),
            Err(_) if argument.is_empty() => {
                all.skip(entries.len().saturating_sub(SHOWN)).collect()
            }
            Err(_) => all.filter(|(_, entry)| has(entry)).collect(),
        };
        let mut text = String::new();
        for (at, entry) in shown {
            let typed = entry.text.replace('\n', "\n       ");
            let place = match entry.place.as_str() {
                "" => String::new(),
                place => format!("  # {place}"),
            };
            text.push_str(&format!("{:5}  {typed}{place}\n", at + 1));
        }
        self.write(&text)
    }

    /// A path as typed, with the home directory for `~`.
    pub(super) fn expand(&self, path: &str) -> std::path::PathBuf {
        self.config.env().expand(path)
    }
}
