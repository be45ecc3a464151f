//! The prompt: read, run, print, remember.

use std::rc::Rc;
use std::time::Duration;

use imapclient::client::State;

use crate::app::App;
use crate::astray::{instead, meant};
use crate::editor::{Editor, Input, Live, columns};
use crate::env::Env;
use crate::exit::Exit;
use crate::history::{self, Entry, History};
use crate::keeper::Kept;
use crate::lang::{Host, question};
use crate::prompt::{Place, prompt};
use crate::wrap::{self, wrapped};

/// How long a server may be silent while an interrupted answer is read to its end.
const SETTLE: Duration = Duration::from_secs(2);

impl App {
    /// Reads and runs until the user leaves.
    pub(crate) fn repl(&mut self, env: &Env) -> Exit {
        self.history = self.open_history(env);
        let entries = self.history.as_ref().map_or(&[][..], History::entries);
        let accounts = self.config.accounts().unwrap_or_default();
        let accounts = accounts.into_iter().map(|line| line.account).collect();
        let known = Rc::new(Live::new(self.interpreter.glance(), accounts, env.clone()));
        let mut editor = match Editor::new(
            entries,
            self.settings.colour.stderr,
            known.clone(),
            self.common.keyboard.clone(),
        ) {
            Ok(editor) => editor,
            Err(error) => {
                self.world
                    .borrow_mut()
                    .say(&format!("error: there is no terminal to edit at: {error}"));
                return Exit::Failure;
            }
        };
        self.hear_by(&mut editor);
        if !self.settings.quiet {
            self.greet();
        }
        loop {
            self.hear_folders(&known);
            self.world.borrow_mut().end_line();
            let prompt = self.prompt(columns());
            let input = self.attended(&known, || editor.read(&prompt));
            self.common.interrupt.clear();
            let text = match input {
                Input::Cancelled => continue,
                Input::Unreadable => {
                    self.world
                        .borrow_mut()
                        .say("error: what was pasted is not UTF-8, so nothing of it was taken");
                    self.hear_by(&mut editor);
                    continue;
                }
                Input::End => return Exit::Success,
                Input::Text(text) if text.trim().is_empty() => continue,
                Input::Text(text) => text,
            };
            self.remember(&mut editor, &text);
            let bound = |name: &str| self.interpreter.global(name).is_some();
            let text = match (question(&text), meant(&text, bound)) {
                (None, Some(line)) => line,
                (Some(_), _) => text.trim().to_owned(),
                (None, None) => text,
            };
            self.world.borrow_mut().set_typed(true);
            let ran = self.run("<stdin>", &text, false);
            self.world.borrow_mut().set_typed(false);
            if let Some(code) = self.common.ending.code() {
                return Exit::Code(code);
            }
            match ran {
                Err(Exit::Interrupted) => {
                    editor.forget_typed();
                    self.hear_by(&mut editor);
                    self.settle();
                }
                Err(exit @ (Exit::Code(_) | Exit::Success)) => return exit,
                Err(Exit::Failure) => self.advise(&text),
                _ => {}
            }
            // What is asked behind an error may be interrupted too.
            if self.common.interrupt.is_set() {
                self.settle();
            }
        }
    }

    /// Says what to type instead of a line that failed because it is no code.
    fn advise(&self, line: &str) {
        let bound = |name: &str| self.interpreter.global(name).is_some();
        if let Some(advice) = instead(line, bound) {
            self.world.borrow_mut().say(&wrap::hint(&advice));
        }
    }

    /// News goes above the line that is typed in this editor.
    fn hear_by(&self, editor: &mut Editor) {
        if let Some(printer) = editor.printer() {
            self.common.voice.print_by(printer);
        }
    }

    /// Reads while keepers have the clients.
    fn attended(&mut self, known: &Live, read: impl FnOnce() -> Input) -> Input {
        let (common, wire) = (self.common.clone(), &self.common.wire);
        let mut kept = Vec::new();
        common.keyboard.touch();
        // What goes over the wire unasked has no place in a conversation that can be played.
        if !wire.is_recording() {
            let several = self.sessions.count() > 1;
            self.sessions.each(|one| {
                let label = if several { one.name.as_str() } else { "" };
                let client = &one.client;
                known.look_at(client);
                kept.extend(Kept::take(client, label, self.news, &common));
            });
        }
        common.voice.set_typing(true);
        let input = read();
        common.voice.set_typing(false);
        kept.iter().for_each(Kept::ring);
        kept.into_iter().for_each(Kept::give_back);
        input
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

    fn remember(&mut self, editor: &mut Editor, text: &str) {
        let client = self.interpreter.client();
        let password = client.and_then(|client| {
            let password = self.sessions.of(&client, |one| one.password.clone());
            password.flatten()
        });
        let password = password.as_ref().map(|password| password.expose());
        if history::withheld(text, password) {
            return;
        }
        let entry = Entry {
            text: text.to_owned(),
            place: self.place(),
        };
        editor.remember(&entry);
        if let Some(history) = &mut self.history
            && let Err(error) = history.add(&entry, password)
        {
            let text = format!("the history cannot be written: {error}");
            self.world.borrow_mut().warn(&text);
        }
    }

    /// Where things are typed now: user, host and folder.
    fn place(&self) -> String {
        let Some(client) = self.interpreter.client() else {
            return String::new();
        };
        let folder = client.0.try_borrow().ok().and_then(|slot| {
            let folder = slot.as_ref()?.selected()?;
            Some(format!(" {}", folder.name.to_string_lossy()))
        });
        let ours = self.sessions.of(&client, |one| {
            let host = one.host.as_deref().unwrap_or_default();
            match one.username.as_deref() {
                Some(user) if user.contains('@') => user.to_owned(),
                Some(user) => format!("{user}@{host}"),
                None => host.to_owned(),
            }
        });
        format!("{}{}", ours.unwrap_or_default(), folder.unwrap_or_default())
    }

    fn greet(&mut self) {
        let version = env!("CARGO_PKG_VERSION");
        let client = self.interpreter.client();
        let place = client.and_then(|client| {
            let connected = client.0.borrow().is_some();
            let place = self.sessions.of(&client, |one| one.place())?;
            connected.then(|| format!("connected to {place}"))
        });
        let place = place.unwrap_or_else(|| "not connected".to_owned());
        self.world.borrow_mut().say(&wrapped(&format!(
            "imapclient-interact {version}, {place}\n\
             `c` is the client; results are printed as JSON. Try:\n    \
             c.select_folder('INBOX')\n    \
             c.fetch(c.search('UNSEEN'), ['ENVELOPE'])\n\
             Tab completes, `help()` and `c.fetch?` explain, `:help` lists the shell's commands.\n\
             Ctrl-C stops what runs, Ctrl-D leaves."
        )));
    }

    /// The prompt for the client that `c` is now.
    fn prompt(&self, columns: usize) -> String {
        let client = self.interpreter.client();
        let slot = client
            .as_ref()
            .and_then(|client| client.0.try_borrow().ok());
        let current = slot.as_ref().and_then(|slot| slot.as_ref());
        let ours = client.as_ref().and_then(|client| {
            self.sessions.of(client, |one| {
                let place = Place {
                    production: one.account.production,
                    user: one.username.as_deref(),
                    host: one.host.as_deref(),
                    client: current,
                    mark_news: !self.news,
                };
                prompt(&place, columns)
            })
        });
        ours.unwrap_or_else(|| {
            let place = Place {
                host: current.map(|client| client.host()),
                client: current,
                mark_news: !self.news,
                ..Place::default()
            };
            prompt(&place, columns)
        })
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
    pub(crate) fn settle(&mut self) {
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
