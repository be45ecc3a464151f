//! Accounts, and connecting again.

use super::{After, OwnCommand};
use crate::app::App;
use crate::connect::open;
use crate::lang::Host;

pub(super) const COMMANDS: &[OwnCommand] = &[
    OwnCommand {
        names: &[":accounts"],
        argument: "",
        what: "the accounts of the configuration file",
        run: |app, _| app.list_accounts(),
    },
    OwnCommand {
        names: &[":connect"],
        argument: "NAME",
        what: "connect `c` to another account of that file",
        run: App::connect_to,
    },
    OwnCommand {
        names: &[":reconnect"],
        argument: "",
        what: "connect again, and open the same folder",
        run: |app, _| app.reconnect().map(|()| After::GoOn),
    },
];

impl App {
    fn list_accounts(&mut self) -> Result<After, String> {
        let accounts = self
            .config
            .accounts()
            .map_err(|problem| problem.to_string())?;
        self.world
            .borrow_mut()
            .json(&accounts)
            .map(|()| After::GoOn)
            .map_err(|error| error.to_string())
    }

    fn connect_to(&mut self, name: &str) -> Result<After, String> {
        if name.is_empty() {
            return Err(":connect needs the name of an account (:accounts lists them)".to_owned());
        }
        let account = self
            .config
            .account(name)
            .map_err(|problem| problem.to_string())?;
        self.farewell();
        self.settings.account = account;
        self.password = None;
        self.host = self.settings.account.host.clone();
        if let (Some(host), true) = (&self.host, self.settings.account.production) {
            self.world.borrow_mut().mark_production(host);
        }
        self.open_again()?;
        Ok(After::GoOn)
    }

    /// Connects again and opens the folder that was open. Says what has become of it.
    pub(crate) fn reconnect(&mut self) -> Result<(), String> {
        let client = self.interpreter.client();
        let folder = client.as_ref().and_then(|client| {
            let slot = client.0.try_borrow().ok()?;
            slot.as_ref()?.last_selected().cloned()
        });
        self.farewell();
        self.open_again()?;
        let (Some(folder), Some(client)) = (folder, self.interpreter.client()) else {
            return Ok(());
        };
        let Ok(mut slot) = client.0.try_borrow_mut() else {
            return Ok(());
        };
        let Some(client) = slot.as_mut() else {
            return Ok(());
        };
        client
            .select_folder(&folder.name, folder.read_only)
            .map_err(|error| format!("{:?} cannot be opened again: {error}", folder.name))?;
        let now = client.selected().and_then(|folder| folder.uid_validity);
        let text = match now == folder.uid_validity {
            true => format!("{:?} is open again", folder.name),
            false => format!(
                "{:?} is open again, but its UIDVALIDITY has changed: UIDs known so far are worthless",
                folder.name
            ),
        };
        self.world.borrow_mut().say(&text);
        Ok(())
    }

    fn open_again(&mut self) -> Result<(), String> {
        let world = self.world.clone();
        let host = self.host.clone().unwrap_or_default();
        let mut warn = |text: &str| world.borrow_mut().warn(text);
        let known = self.password.as_ref();
        let session = open(
            &self.settings.account,
            &host,
            &self.common,
            known,
            &mut warn,
        )
        .map_err(|failure| failure.to_string())?;
        self.username = session.username;
        self.password = session.password;
        if let Some(client) = self.interpreter.client()
            && let Ok(mut slot) = client.0.try_borrow_mut()
        {
            *slot = Some(session.client);
        }
        let place = escaped(&host);
        self.world
            .borrow_mut()
            .say(&format!("connected to {place}"));
        Ok(())
    }
}

fn escaped(text: &str) -> String {
    imapclient::data::escape::escape_control(text, false).into_owned()
}
