//! The states of a session (RFC 9051 section 3), and what may be asked in which.

use super::Client;
use crate::data::text::Text;
use crate::error::{Error, ErrorKind, Result};

/// The state of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// Connected, not logged in.
    NotAuthenticated,
    /// Logged in, no folder open.
    Authenticated,
    /// A folder is open.
    Selected,
    /// The session is over.
    Logout,
}

impl State {
    fn describe(self) -> &'static str {
        match self {
            Self::NotAuthenticated => "not logged in",
            Self::Authenticated => "logged in with no folder selected",
            Self::Selected => "in a selected folder",
            Self::Logout => "logged out",
        }
    }
}

/// The folder that is open.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Selected {
    /// Its name, decoded.
    pub name: Text,
    /// Whether it can only be read.
    pub read_only: bool,
    /// How many messages it holds, as last heard.
    pub exists: u32,
    /// Whether the server said so at all.
    pub(crate) exists_told: bool,
    /// Its UIDVALIDITY, if the server said so.
    pub uid_validity: Option<u32>,
    /// The flags that are kept here, `\\*` for any, if the server said so (PERMANENTFLAGS).
    pub permanent_flags: Vec<Text>,
}

impl Client {
    /// The state of the session.
    pub fn state(&self) -> State {
        self.state
    }

    /// The folder that is open, as far as the server has told of it.
    pub fn selected(&self) -> Option<&Selected> {
        self.selected.as_ref()
    }

    /// Whether the folder that is open holds no message, as far as the server has told.
    pub(crate) fn knows_folder_empty(&self) -> bool {
        self.selected
            .as_ref()
            .is_some_and(|folder| folder.exists_told && folder.exists == 0)
    }

    /// The session enters `state`; a folder is remembered only while one is open.
    pub(crate) fn enter(&mut self, state: State, selected: Option<Selected>) {
        self.state = state;
        self.selected = selected;
    }

    /// Refuses a call that is not possible before login.
    pub(crate) fn need_login(&self, command: &str) -> Result<()> {
        self.alive()?;
        match self.state {
            State::Authenticated | State::Selected => Ok(()),
            state => Err(illegal(command, state, "log in first")),
        }
    }

    /// Refuses a call that is possible only before login.
    pub(crate) fn need_no_login(&self, command: &str) -> Result<()> {
        self.alive()?;
        match self.state {
            State::NotAuthenticated => Ok(()),
            state => Err(illegal(command, state, "it is possible only before login")),
        }
    }

    /// Refuses a call that needs an open folder.
    pub(crate) fn need_folder(&self, command: &str) -> Result<()> {
        self.alive()?;
        match self.state {
            State::Selected => Ok(()),
            state => Err(illegal(command, state, "select a folder first")),
        }
    }

    /// Refuses a call that is possible only while no folder is open.
    pub(crate) fn need_no_folder(&self, command: &str) -> Result<()> {
        self.alive()?;
        match self.state {
            State::Authenticated => Ok(()),
            state => Err(illegal(
                command,
                state,
                "it is possible only after login and before a folder is selected",
            )),
        }
    }

    /// Refuses a call that changes the open folder where that is read-only.
    pub(crate) fn need_writable(&self, command: &str) -> Result<()> {
        self.need_folder(command)?;
        self.need_changes(command)?;
        match &self.selected {
            Some(folder) if folder.read_only => Err(Error::new(
                ErrorKind::ReadOnly,
                format!(
                    "{command} would change {:?}, which is open read-only; select it again without readonly",
                    folder.name
                ),
            )),
            _ => Ok(()),
        }
    }

    /// Refuses a call that changes anything in a session that is read-only as a whole.
    pub(crate) fn need_changes(&self, command: &str) -> Result<()> {
        if self.read_only {
            return Err(Error::new(
                ErrorKind::ReadOnly,
                format!("{command} would change something, and this session is read-only"),
            ));
        }
        Ok(())
    }
}

fn illegal(command: &str, state: State, hint: &str) -> Error {
    Error::new(
        ErrorKind::IllegalState,
        format!(
            "{command} is not possible while {}: {hint}",
            state.describe()
        ),
    )
}
