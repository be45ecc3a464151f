//! From flags, configuration file and environment to settings.
//!
//! `normalise` and `ini` read the file, `interpolate` and `layers` give one account's values,
//! `account`, `oauth2` and `settings` check them, `secrets` finds the password, `providers` knows
//! hosts by mail addresses, `rewrite` puts a new refresh token into the file, `replace` replaces
//! files in one step.

mod account;
mod ini;
mod interpolate;
mod known;
mod layers;
mod normalise;
mod oauth2;
mod providers;
mod replace;
mod rewrite;
mod secrets;
mod settings;

pub(crate) use account::Account;
pub(crate) use oauth2::{OAuth2, Place, mechanism};
pub(crate) use providers::hint;
pub(crate) use replace::Replacing;
pub(crate) use rewrite::set_value;
pub(crate) use secrets::{PasswordSource, ask_host, ask_username, shell};
pub(crate) use settings::{Chunk, Config, Settings, Trace, read_script};

use std::fmt;

use crate::exit::Exit;

/// Why there are no settings: one sentence that names the file, section, key or flag.
#[derive(Debug)]
pub(crate) struct Problem {
    sentence: String,
    exit: Exit,
}

impl Problem {
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            exit: Exit::Usage,
        }
    }

    /// Ctrl-C at a question.
    fn interrupted() -> Self {
        Self {
            sentence: "interrupted".to_owned(),
            exit: Exit::Interrupted,
        }
    }

    /// Standard output refused what was written to it.
    pub(crate) fn unwritten(error: &std::io::Error) -> Self {
        Self {
            sentence: format!("standard output cannot be written: {error}"),
            exit: Exit::Failure,
        }
    }

    /// How the program ends because of it.
    pub(crate) fn exit(&self) -> Exit {
        self.exit
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl std::error::Error for Problem {}

type Result<T> = std::result::Result<T, Problem>;
