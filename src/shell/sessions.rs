//! The connections of this process: which account each belongs to, and how it is made anew.

use std::cell::RefCell;
use std::rc::Rc;

use imapclient::client::{Client, Selected};
use imapclient::data::escape::escape_control;
use imapclient::data::secret::Secret;
use imapclient::error::Error;

use crate::config::{Account, PasswordSource};
use crate::connect::{Common, Failure, open};
use crate::lang::{ClientRef, Revival};

/// One connection of the program's own making.
pub(crate) struct Connection {
    /// The variable it is reached by.
    pub(crate) name: String,
    pub(crate) account: Account,
    pub(crate) host: Option<String>,
    /// The name it is logged in under.
    pub(crate) username: Option<String>,
    /// The password, to keep it out of the history and to log in again.
    pub(crate) password: Option<Secret>,
    pub(crate) client: ClientRef,
}

/// All of them. `IMAPClient(...)` of the user's own is not among them.
#[derive(Clone, Default)]
pub(crate) struct Sessions(Rc<RefCell<Vec<Connection>>>);

/// What has become of the folder that was open before a connection was made anew.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Reopened {
    /// None was.
    None,
    /// It is open again.
    Same(String),
    /// It is open again, but its UIDs mean other messages.
    Changed(String),
    /// It could not be opened.
    Gone(String, String),
}

impl Reopened {
    /// Whether what was known of the session still holds.
    pub(crate) fn is_as_before(&self) -> bool {
        matches!(self, Self::None | Self::Same(_))
    }

    /// The end of a sentence about it.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::None => String::new(),
            Self::Same(name) => format!(", {name:?} is open again"),
            Self::Changed(name) => format!(
                ", {name:?} is open again, but its UIDVALIDITY has changed: UIDs known so far are worthless"
            ),
            Self::Gone(name, why) => format!(", but {name:?} cannot be opened again: {why}"),
        }
    }
}

impl Sessions {
    /// Adds a connection, in the place of one of the same name.
    pub(crate) fn add(&self, connection: Connection) {
        let mut all = self.0.borrow_mut();
        match all.iter_mut().find(|other| other.name == connection.name) {
            Some(other) => *other = connection,
            None => all.push(connection),
        }
    }

    /// Forgets the connection `name`, and returns it.
    pub(crate) fn remove(&self, name: &str) -> Option<Connection> {
        let mut all = self.0.borrow_mut();
        let at = all.iter().position(|other| other.name == name)?;
        Some(all.remove(at))
    }

    /// Does something with the connection of `client`, if it is one of ours.
    pub(crate) fn of<T>(
        &self,
        client: &ClientRef,
        with: impl FnOnce(&mut Connection) -> T,
    ) -> Option<T> {
        let mut all = self.0.borrow_mut();
        let found = all
            .iter_mut()
            .find(|one| Rc::ptr_eq(&one.client.0, &client.0));
        found.map(with)
    }

    /// Each connection in turn.
    pub(crate) fn each(&self, mut with: impl FnMut(&Connection)) {
        self.0.borrow().iter().for_each(&mut with);
    }

    /// The host of the connection `name`, if its account is marked `production`.
    pub(crate) fn production_host(&self, name: &str) -> Option<String> {
        let all = self.0.borrow();
        let one = all.iter().find(|one| one.name == name)?;
        one.host.clone().filter(|_| one.account.production)
    }

    /// Makes the connection of `client` anew, if it is one of ours, and says so in one line.
    pub(crate) fn revive(&self, client: &ClientRef, common: &Common, quiet: bool) -> Revival {
        let say = |text: &str| common.voice.line(&escape_control(text, false));
        let mut warn = |text: &str| {
            if !quiet {
                say(&format!("warning: {text}"));
            }
        };
        let revived = self.of(client, |connection| {
            common.wire.recording(|recording| recording.close());
            let reopened = connection.reopen(common, &mut warn);
            (reopened, connection.place())
        });
        match revived {
            None => Revival::No,
            Some((Err(failure), place)) => {
                Revival::Failed(format!("connecting to {place} again failed: {failure}"))
            }
            Some((Ok(reopened), place)) => {
                let words = reopened.words();
                say(&format!(
                    "the connection was lost; connected again to {place}{words}"
                ));
                match reopened.is_as_before() {
                    true => Revival::AsBefore,
                    false => Revival::Otherwise,
                }
            }
        }
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.0.borrow().len()
    }
}

impl Connection {
    /// How it is spoken of: user and host.
    pub(crate) fn place(&self) -> String {
        let host = self.host.as_deref().unwrap_or_default();
        let place = match &self.username {
            Some(user) => format!("{host} as {user}"),
            None => host.to_owned(),
        };
        escape_control(&place, false).into_owned()
    }

    /// Connects and logs in anew, and opens the folder that was open. Passwords of commands and
    /// tokens are asked for again; one that was typed is kept.
    pub(crate) fn reopen(
        &mut self,
        common: &Common,
        warn: &mut dyn FnMut(&str),
    ) -> Result<Reopened, Failure> {
        let known = match &self.account.password {
            PasswordSource::Command { .. } => None,
            _ => self.password.clone(),
        };
        let host = self.host.clone().unwrap_or_default();
        let session = open(&self.account, &host, common, known.as_ref(), warn)?;
        self.username = session.username;
        self.password = session.password;
        let mut client = session.client;
        let Ok(mut slot) = self.client.0.try_borrow_mut() else {
            return Ok(Reopened::None);
        };
        let old = slot.take();
        let reopened = old
            .as_ref()
            .map_or(Reopened::None, |old| restore(&mut client, old));
        *slot = Some(client);
        Ok(reopened)
    }
}

/// Gives a new client the settings of an old one, and opens its folder.
fn restore(client: &mut Client, old: &Client) -> Reopened {
    client.set_use_uid(old.use_uid());
    client.set_folder_encode(old.folder_encode());
    client.set_normalise_times(old.normalise_times());
    if old.is_compressed() {
        // Without compression it is the same session, only slower.
        let _ = client.compress();
    }
    let Some(folder) = old.last_selected() else {
        return Reopened::None;
    };
    reselect(client, folder).unwrap_or_else(|error| {
        let name = folder.name.to_string_lossy().into_owned();
        Reopened::Gone(name, error.to_string())
    })
}

fn reselect(client: &mut Client, folder: &Selected) -> Result<Reopened, Error> {
    client.select_folder(&folder.name, folder.read_only)?;
    let _ = client.take_news();
    let name = folder.name.to_string_lossy().into_owned();
    let now = client.selected().and_then(|now| now.uid_validity);
    Ok(match now == folder.uid_validity {
        true => Reopened::Same(name),
        false => Reopened::Changed(name),
    })
}
