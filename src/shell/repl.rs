//! The prompt: read, run, print, remember.

use std::rc::Rc;
use std::time::Duration;

use imapclient::client::State;
use imapclient::data::escape::escape_control;

use crate::app::App;
use crate::command::After;
use crate::editor::{Editor, Input, Live};
use crate::env::Env;
use crate::exit::Exit;
use crate::history::{self, History};
use crate::lang::Host;

/// How long a server may be silent while an interrupted answer is read to its end.
const SETTLE: Duration = Duration::from_secs(2);

impl App {
    /// Reads and runs until the user leaves.
    pub(crate) fn repl(&mut self, env: &Env) -> Exit {
        let mut history = self.open_history(env);
        let entries = history.as_ref().map_or(&[][..], History::entries);
        let accounts = self.config.accounts().unwrap_or_default();
        let accounts = accounts.into_iter().map(|line| line.account).collect();
        let known = Rc::new(Live::new(self.interpreter.glance(), accounts, env.clone()));
        let mut editor = match Editor::new(entries, self.settings.colour.stderr, known.clone()) {
            Ok(editor) => editor,
            Err(error) => {
                self.world
                    .borrow_mut()
                    .say(&format!("error: there is no terminal to edit at: {error}"));
                return Exit::Failure;
            }
        };
        if !self.settings.quiet {
            self.greet();
        }
        loop {
            self.hear_folders(&known);
            let input = editor.read(&self.prompt());
            self.common.interrupt.clear();
            let text = match input {
                Input::Cancelled => continue,
                Input::End => return Exit::Success,
                Input::Text(text) if text.trim().is_empty() => continue,
                Input::Text(text) => text,
            };
            self.remember(&mut editor, &mut history, &text);
            let command = text.trim();
            if command.starts_with([':', '!']) {
                if self.own_command(command) == After::Leave {
                    return Exit::Success;
                }
                continue;
            }
            self.world.borrow_mut().set_typed(true);
            let ran = self.run("<stdin>", &text, false);
            self.world.borrow_mut().set_typed(false);
            match ran {
                Err(Exit::Interrupted) => {
                    editor.forget_typed();
                    self.settle();
                }
                Err(exit @ (Exit::Code(_) | Exit::Success)) => return exit,
                _ => {}
            }
        }
    }

    fn open_history(&mut self, env: &Env) -> Option<History> {
        let path = history::path(env)?;
        match History::open(&path) {
            Ok(history) => Some(history),
            Err(error) => {
                let text = format!("the history {} cannot be used: {error}", path.display());
                self.world.borrow_mut().warn(&text);
                None
            }
        }
    }

    fn remember(&mut self, editor: &mut Editor, history: &mut Option<History>, text: &str) {
        let password = self.password.as_ref().map(|password| password.expose());
        if history::withheld(text, password) {
            return;
        }
        editor.remember(text.trim_end());
        if let Some(history) = history
            && let Err(error) = history.add(text, password)
        {
            let text = format!("the history cannot be written: {error}");
            self.world.borrow_mut().warn(&text);
        }
    }

    fn greet(&mut self) {
        let version = env!("CARGO_PKG_VERSION");
        let place = match (&self.host, &self.username) {
            (Some(host), Some(user)) => format!("connected to {host} as {user}"),
            (Some(host), None) => format!("connected to {host}"),
            _ => "not connected".to_owned(),
        };
        let place = escape_control(&place, false).into_owned();
        self.world.borrow_mut().say(&format!(
            "imapclient-interact {version}, {place}. `c` is the client: c.select_folder('INBOX')\n\
             help() explains, :help too, Ctrl-D leaves."
        ));
    }

    /// The prompt: whom, where, which folder, how many messages.
    fn prompt(&self) -> String {
        let mark = if self.settings.account.production {
            "PRODUCTION "
        } else {
            ""
        };
        let mut prompt = mark.to_owned();
        prompt.push_str(&match (&self.username, &self.host) {
            (Some(user), Some(host)) if !user.contains('@') => format!("{user}@{host}"),
            (Some(user), _) => user.clone(),
            (None, Some(host)) => host.clone(),
            (None, None) => "imapclient".to_owned(),
        });
        if let Some(client) = self.interpreter.client()
            && let Ok(slot) = client.0.try_borrow()
            && let Some(client) = slot.as_ref()
        {
            if client.state() == State::Logout {
                prompt.push_str(" offline");
            } else if let Some(folder) = client.selected() {
                let lock = if folder.read_only { " ro" } else { "" };
                let news = if client.has_news() { "*" } else { "" };
                prompt.push_str(&format!(" {}{lock} ({}){news}", folder.name, folder.exists));
            }
        }
        format!("{}> ", escape_control(&prompt, false))
    }

    /// Fetches the folder names if completion has wished for them. This is done between commands
    /// and only then: at the start nothing but the login is sent, and a key never waits on the
    /// network. What goes wrong here is nobody's concern; the next wish tries again.
    fn hear_folders(&mut self, known: &Live) {
        if !known.take_wish() {
            return;
        }
        let Some(client) = self.interpreter.client() else {
            return;
        };
        let stopped = {
            let Ok(mut slot) = client.0.try_borrow_mut() else {
                return;
            };
            match slot
                .as_mut()
                .filter(|client| client.state() != State::Logout)
            {
                Some(client) => client.list_folders("", "*").is_err(),
                None => return,
            }
        };
        if stopped && self.common.interrupt.is_set() {
            self.settle();
        }
    }

    /// After Ctrl-C: brings the session back into step, or gives it up.
    fn settle(&mut self) {
        self.common.interrupt.clear();
        let Some(client) = self.interpreter.client() else {
            return;
        };
        let Ok(mut slot) = client.0.try_borrow_mut() else {
            return;
        };
        let Some(client) = slot.as_mut().filter(|client| client.ended().is_none()) else {
            return;
        };
        let settled = client.settle_within(SETTLE);
        drop(slot);
        if matches!(settled, Ok(true)) {
            return;
        }
        self.world
            .borrow_mut()
            .say("the server did not finish its answer in time; connecting again");
        if let Err(sentence) = self.reconnect() {
            self.world.borrow_mut().say(&format!("error: {sentence}"));
        }
    }
}
