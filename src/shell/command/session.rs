//! Accounts and connections.

use std::cell::RefCell;
use std::rc::Rc;

use imapclient::client::State;
use imapclient::data::escape::escape_control;
use serde::Serialize;

use super::{After, OwnCommand};
use crate::app::{App, leave};
use crate::config::Account;
use crate::connect::open;
use crate::lang::{ClientRef, Host, Revival, Value};
use crate::sessions::Connection;

pub(super) const COMMANDS: &[OwnCommand] = &[
    OwnCommand {
        names: &[":accounts"],
        argument: "",
        what: "the accounts of the configuration file",
        run: |app, _| app.list_accounts(),
    },
    OwnCommand {
        names: &[":connect"],
        argument: "NAME [as VARIABLE]",
        what: "connect to an account of that file: `c`, or another variable beside it",
        run: App::connect_to,
    },
    OwnCommand {
        names: &[":connections"],
        argument: "",
        what: "the connections there are",
        run: |app, _| app.list_connections(),
    },
    OwnCommand {
        names: &[":disconnect"],
        argument: "[VARIABLE]",
        what: "log out: `c`, or another variable",
        run: App::disconnect,
    },
    OwnCommand {
        names: &[":reconnect"],
        argument: "",
        what: "connect again, and open the same folder",
        run: |app, _| app.reconnect().map(|()| After::GoOn),
    },
];

/// One line of `:connections`.
#[derive(Serialize)]
struct ConnectionLine {
    variable: String,
    account: Option<String>,
    host: Option<String>,
    username: Option<String>,
    state: &'static str,
    folder: Option<String>,
}

impl App {
    fn list_accounts(&mut self) -> Result<After, String> {
        let accounts = self
            .config
            .accounts()
            .map_err(|problem| problem.to_string())?;
        self.json(&accounts)
    }

    fn json<T: Serialize>(&mut self, value: &T) -> Result<After, String> {
        let printed = self.world.borrow_mut().json(value);
        printed
            .map(|()| After::GoOn)
            .map_err(|error| error.to_string())
    }

    fn connect_to(&mut self, argument: &str) -> Result<After, String> {
        let words: Vec<&str> = argument.split_whitespace().collect();
        let (name, variable) = match words.as_slice() {
            [name] => (*name, "c"),
            [name, "as", variable] => (*name, *variable),
            [] => {
                return Err(
                    ":connect needs the name of an account (:accounts lists them)".to_owned(),
                );
            }
            _ => return Err(":connect takes NAME, or NAME as VARIABLE".to_owned()),
        };
        if !is_variable(variable) {
            return Err(format!("{variable:?} cannot be the name of a variable"));
        }
        let account = self
            .config
            .account(name)
            .map_err(|problem| problem.to_string())?;
        let opened = self.opened(variable, account.clone());
        if opened.is_err() && variable == "c" && account.oauth2.is_some() {
            // What is missing may be a token: `:oauth2 login` gets it for this account now.
            self.settings.account = account;
        }
        let connection = opened?;
        let place = connection.place();
        if let Some(old) = self.sessions.remove(variable) {
            leave(&old.client);
        }
        if variable == "c" {
            self.settings.account = connection.account.clone();
        }
        let value = Value::Client(connection.client.clone());
        self.interpreter.set_global(variable, value);
        self.sessions.add(connection);
        let text = match variable {
            "c" => format!("connected to {place}"),
            _ => format!("connected to {place}; it is `{variable}`"),
        };
        let host = self.sessions.production_host(variable);
        if let Some(host) = host {
            self.world.borrow_mut().asks().production.push(host);
        }
        self.world.borrow_mut().say(&text);
        Ok(After::GoOn)
    }

    /// A new connection; nothing has changed if there is none.
    fn opened(&self, variable: &str, account: Account) -> Result<Connection, String> {
        let world = self.world.clone();
        let mut warn = |text: &str| world.borrow_mut().warn(text);
        let host = account.host.clone().unwrap_or_default();
        let session = open(&account, &host, &self.common, None, &mut warn)
            .map_err(|failure| failure.to_string())?;
        Ok(Connection {
            name: variable.to_owned(),
            host: account.host.clone().or_else(|| account.stream.clone()),
            account,
            username: session.username,
            password: session.password,
            client: ClientRef(Rc::new(RefCell::new(Some(session.client)))),
        })
    }

    fn list_connections(&mut self) -> Result<After, String> {
        let mut lines = Vec::new();
        self.sessions.each(|one| {
            let slot = one.client.0.try_borrow();
            let client = slot.as_ref().ok().and_then(|slot| slot.as_ref());
            lines.push(ConnectionLine {
                variable: one.name.clone(),
                account: one.account.name.clone(),
                host: one.host.clone(),
                username: one.username.clone(),
                state: match client.map(|client| client.state()) {
                    None => "not connected",
                    Some(State::Logout) => "offline",
                    Some(State::NotAuthenticated) => "not logged in",
                    Some(State::Authenticated) => "no folder open",
                    Some(State::Selected) => "folder open",
                    Some(_) => "connected",
                },
                folder: client
                    .and_then(|client| client.selected())
                    .map(|folder| folder.name.to_string_lossy().into_owned()),
            });
        });
        self.json(&lines)
    }

    fn disconnect(&mut self, argument: &str) -> Result<After, String> {
        let name = if argument.is_empty() { "c" } else { argument };
        let mut found = None;
        self.sessions.each(|one| {
            if one.name == name {
                found = Some(one.client.clone());
            }
        });
        let Some(client) = found else {
            return Err(format!(
                "there is no connection {name} (:connections lists them)"
            ));
        };
        leave(&client);
        if name != "c" {
            self.sessions.remove(name);
        }
        Ok(After::GoOn)
    }

    /// Connects `c` again and opens the folder that was open. Says what has become of it.
    pub(crate) fn reconnect(&mut self) -> Result<(), String> {
        let client = self.interpreter.client().ok_or("there is no connection")?;
        leave(&client);
        let account = self.settings.account.clone();
        let world = self.world.clone();
        let common = self.common.clone();
        common.wire.recording(|recording| recording.close());
        let reopened = self.sessions.of(&client, |one| {
            one.account = account;
            let mut warn = |text: &str| world.borrow_mut().warn(text);
            let reopened = one.reopen(&common, &mut warn);
            (reopened.map_err(|failure| failure.to_string()), one.place())
        });
        let Some((reopened, place)) = reopened else {
            return Err("`c` is not a connection of the program's own".to_owned());
        };
        let words = format!("connected to {place}{}", reopened?.words());
        self.world.borrow_mut().say(&escape_control(&words, false));
        Ok(())
    }

    /// What a command of the shell's own does when its connection is lost: the error is one
    /// sentence, `Ok` says that the connection is there again and all is as before.
    pub(super) fn recover(
        &mut self,
        client: &ClientRef,
        error: &imapclient::error::Error,
    ) -> Result<(), String> {
        use crate::exit::{Exit, Stage};
        self.outcome = Some(Exit::of(error, Stage::Code));
        if !error.ends_session() {
            return Err(error.to_string());
        }
        let revival = self.world.borrow_mut().revive(client);
        match revival {
            Revival::AsBefore => Ok(()),
            Revival::Failed(why) => Err(format!("{error}; {why}")),
            Revival::No | Revival::Otherwise => Err(error.to_string()),
        }
    }
}

fn is_variable(name: &str) -> bool {
    let letter = |c: char| c.is_alphabetic() || c == '_';
    name.starts_with(letter) && name.chars().all(|c| letter(c) || c.is_numeric())
}
