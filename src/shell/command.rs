//! The shell's own commands: lines that start with a colon.

use clap::ValueEnum;
use imapclient::menu::nearest;

use crate::app::App;
use crate::cli::Output;
use crate::connect::open;
use crate::lang::Host;

/// What there is: the name, what follows it, and what it does.
const COMMANDS: &[(&str, &str, &str)] = &[
    (":help", "", "this text"),
    (
        ":output",
        "FORM",
        "how results are printed: pretty, jsonl or raw",
    ),
    (":accounts", "", "the accounts of the configuration file"),
    (
        ":connect",
        "NAME",
        "connect `c` to another account of that file",
    ),
    (":reconnect", "", "connect again, and open the same folder"),
    (":quit", "", "leave (also Ctrl-D)"),
];

const HELP: &str = "\
The prompt speaks Python. `c` is the client: c.select_folder('INBOX'), c.search(['UNSEEN']),
c.fetch('1:10', ['FLAGS', 'ENVELOPE']). Results are printed as JSON; `_` is the last one.
help() lists all methods, help(c.fetch) explains one. Ctrl-C stops what is running.
";

/// Whether the prompt goes on after a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum After {
    GoOn,
    Leave,
}

impl App {
    /// Runs one line that starts with a colon.
    pub(crate) fn own_command(&mut self, line: &str) -> After {
        let (name, argument) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let result = match (name, argument.trim()) {
            (":quit" | ":q" | ":exit", _) => return After::Leave,
            (":help" | ":h" | ":?", _) => self.explain(),
            (":output", form) => self.choose_output(form),
            (":accounts", _) => self.list_accounts(),
            (":connect", account) => self.connect_to(account),
            (":reconnect", _) => self.reconnect(),
            (name, _) => {
                let known = COMMANDS.iter().map(|(name, ..)| *name);
                let hint = nearest(name, known)
                    .map(|near| format!("; did you mean {near}?"))
                    .unwrap_or_default();
                Err(format!(
                    "there is no command {name}{hint} (:help lists them)"
                ))
            }
        };
        if let Err(sentence) = result {
            let sentence = imapclient::data::escape::escape_control(&sentence, false);
            self.world.borrow_mut().say(&format!("error: {sentence}"));
        }
        After::GoOn
    }

    fn explain(&mut self) -> Result<(), String> {
        let mut text = HELP.to_owned();
        for (name, argument, what) in COMMANDS {
            text.push_str(&format!("  {:<16}{what}\n", format!("{name} {argument}")));
        }
        self.world
            .borrow_mut()
            .print(&text)
            .map_err(|error| error.to_string())
    }

    fn choose_output(&mut self, form: &str) -> Result<(), String> {
        let output = Output::from_str(form, true)
            .map_err(|_| format!(":output takes pretty, jsonl or raw, not {form:?}"))?;
        self.settings.output = output;
        self.world.borrow_mut().set_output(output);
        Ok(())
    }

    fn list_accounts(&mut self) -> Result<(), String> {
        let accounts = self
            .config
            .accounts()
            .map_err(|problem| problem.to_string())?;
        self.world
            .borrow_mut()
            .json(&accounts)
            .map_err(|error| error.to_string())
    }

    fn connect_to(&mut self, name: &str) -> Result<(), String> {
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
        self.open_again()
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
