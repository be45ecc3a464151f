//! What the editor knows: the session's names and values, what the server has told so far, files.
//!
//! A key never waits on the network. Folder names are the ones that listings have brought; where
//! completion would have liked them all, it notes that, and the prompt fetches them before it is
//! drawn the next time.

use std::cell::{Cell, RefCell};
use std::path::PathBuf;
use std::rc::Rc;

use imapclient::client::Client;
use imapclient::data::text::Text;

use super::complete::{Known, Parameter, Signature, Wants, method};
use crate::env::Env;
use crate::lang::words::FLAGS;
use crate::lang::{Callable, ClientRef, Glance, Link};

/// The most keys of a mapping that are offered.
const MOST_KEYS: usize = 500;

/// What a server has told that completion can use.
#[derive(Default)]
struct Facts {
    folders: Vec<String>,
    /// These are all folders.
    complete: bool,
    permanent_flags: Vec<String>,
    capabilities: Vec<String>,
}

impl Facts {
    fn of(client: &Client) -> Self {
        let folders = client.folders_heard();
        let folder = client.selected();
        Self {
            folders: texts(&*folders.names),
            complete: folders.complete,
            permanent_flags: folder
                .map(|folder| texts(&folder.permanent_flags))
                .unwrap_or_default(),
            capabilities: texts(client.capabilities_told().unwrap_or_default()),
        }
    }
}

/// The knowledge of a live session.
pub(crate) struct Live {
    /// The facts of clients that keepers have while a line is typed.
    kept: RefCell<Vec<(ClientRef, Facts)>>,
    glance: RefCell<Glance>,
    accounts: Vec<String>,
    env: Env,
    wish: Cell<bool>,
}

impl Live {
    pub(crate) fn new(glance: Glance, accounts: Vec<String>, env: Env) -> Self {
        Self {
            kept: RefCell::default(),
            glance: RefCell::new(glance),
            accounts,
            env,
            wish: Cell::new(false),
        }
    }

    /// Takes down what is known of a client that will be out of reach while a line is typed.
    pub(crate) fn look_at(&self, client: &ClientRef) {
        let facts = match client.0.try_borrow() {
            Ok(slot) => slot.as_ref().map(Facts::of),
            Err(_) => None,
        };
        let mut kept = self.kept.borrow_mut();
        kept.retain(|(other, _)| !Rc::ptr_eq(&other.0, &client.0));
        kept.extend(facts.map(|facts| (client.clone(), facts)));
    }

    /// Asks what is known of the client whose method a chain names, else of `c`.
    fn ask<T>(&self, of: &[Link], ask: impl FnOnce(&Facts) -> T) -> Option<T> {
        let client = self.glance.borrow_mut().client(of)?;
        if let Ok(slot) = client.0.try_borrow()
            && let Some(client) = slot.as_ref()
        {
            return Some(ask(&Facts::of(client)));
        }
        let kept = self.kept.borrow();
        let found = kept.iter().find(|(one, _)| Rc::ptr_eq(&one.0, &client.0));
        found.map(|(_, facts)| ask(facts))
    }

    /// Whether all folder names were wished for since the last time.
    pub(crate) fn take_wish(&self) -> bool {
        self.wish.replace(false)
    }
}

fn texts<'t>(texts: impl IntoIterator<Item = &'t Text>) -> Vec<String> {
    texts
        .into_iter()
        .filter_map(|text| text.as_str().map(str::to_owned))
        .collect()
}

impl Known for Live {
    fn names(&self) -> Vec<String> {
        self.glance.borrow().names()
    }

    fn attributes(&self, of: &[Link]) -> Vec<String> {
        self.glance.borrow_mut().attributes(of)
    }

    fn keys(&self, of: &[Link]) -> Vec<Link> {
        self.glance.borrow_mut().keys(of, MOST_KEYS)
    }

    fn signature(&self, of: &[Link]) -> Option<Signature> {
        let found = self.glance.borrow_mut().callable(of);
        match found {
            Some(Callable::Method(found)) => Some(Signature::of(found)),
            Some(Callable::Named(name, parameters)) => {
                let opens = name == "open";
                let parameters = parameters.into_iter().enumerate();
                let parameters = parameters.map(|(at, (name, default, star))| Parameter {
                    name,
                    default,
                    star,
                    wants: match opens && at == 0 {
                        true => Wants::Path,
                        false => Wants::Anything,
                    },
                });
                Some(Signature {
                    name,
                    parameters: parameters.collect(),
                })
            }
            // A name that has no value yet, as in a function's body: the method's name says enough.
            None => method(of).map(Signature::of),
        }
    }

    fn modules(&self) -> Vec<String> {
        self.glance.borrow().modules()
    }

    fn module_names(&self, module: &str) -> Vec<String> {
        self.glance.borrow().module_names(module)
    }

    fn folders(&self, of: &[Link]) -> Vec<String> {
        let mut complete = true;
        let mut names = vec!["INBOX".to_owned()];
        let heard = self.ask(of, |facts| {
            complete = facts.complete;
            facts.folders.clone()
        });
        names.extend(heard.unwrap_or_default());
        if !complete {
            self.wish.set(true);
        }
        names.sort();
        names.dedup();
        names
    }

    fn has_all_folders(&self, of: &[Link]) -> bool {
        self.ask(of, |facts| facts.complete).unwrap_or(false)
    }

    fn flags(&self, of: &[Link]) -> Vec<String> {
        let kept = self.ask(of, |facts| facts.permanent_flags.clone());
        let mut names: Vec<String> = FLAGS.iter().map(|flag| flag.name.to_owned()).collect();
        names.retain(|name| name != "\\Recent");
        if let Some(kept) = kept.filter(|kept| !kept.is_empty()) {
            // `\*` means that keywords of one's own can be made.
            if !kept.iter().any(|name| name == "\\*") {
                names.clear();
            }
            names.extend(kept.into_iter().filter(|name| name != "\\*"));
        }
        names.sort();
        names.dedup_by(|a, b| a.eq_ignore_ascii_case(b));
        names
    }

    fn capabilities(&self, of: &[Link]) -> Vec<String> {
        let heard = self.ask(of, |facts| facts.capabilities.clone());
        heard.unwrap_or_default()
    }

    fn accounts(&self) -> Vec<String> {
        self.accounts.clone()
    }

    fn files(&self, folder: &str) -> Vec<(String, bool)> {
        let path = match folder {
            "" => PathBuf::from("."),
            folder => self.env.expand(folder),
        };
        let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
        let named = |entry: std::fs::DirEntry| {
            let is_folder = entry.path().is_dir();
            Some((entry.file_name().into_string().ok()?, is_folder))
        };
        entries.filter_map(named).take(2000).collect()
    }
}
