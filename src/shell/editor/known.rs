//! What the editor knows: the session's names and values, what the server has told so far, files.
//!
//! A key never waits on the network. Folder names are the ones that listings have brought; where
//! completion would have liked them all, it notes that, and the prompt fetches them before it is
//! drawn the next time.

use std::cell::{Cell, RefCell};
use std::path::PathBuf;

use imapclient::data::text::Text;

use super::complete::{Known, Parameter, Signature, Wants, method};
use crate::env::Env;
use crate::lang::words::FLAGS;
use crate::lang::{Callable, Glance, Link};

/// The most keys of a mapping that are offered.
const MOST_KEYS: usize = 500;

/// The knowledge of a live session.
pub(crate) struct Live {
    glance: RefCell<Glance>,
    accounts: Vec<String>,
    env: Env,
    wish: Cell<bool>,
}

impl Live {
    pub(crate) fn new(glance: Glance, accounts: Vec<String>, env: Env) -> Self {
        Self {
            glance: RefCell::new(glance),
            accounts,
            env,
            wish: Cell::new(false),
        }
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
        let heard = self.glance.borrow_mut().with_client(of, |client| {
            complete = client.folders_heard().complete;
            texts(&client.folders_heard().names)
        });
        names.extend(heard.unwrap_or_default());
        if !complete {
            self.wish.set(true);
        }
        names.sort();
        names.dedup();
        names
    }

    fn flags(&self, of: &[Link]) -> Vec<String> {
        let kept = self.glance.borrow_mut().with_client(of, |client| {
            client
                .selected()
                .map(|folder| texts(&folder.permanent_flags))
        });
        let mut names: Vec<String> = FLAGS.iter().map(|flag| flag.name.to_owned()).collect();
        names.retain(|name| name != "\\Recent");
        if let Some(Some(kept)) = kept.filter(|kept| kept.as_ref().is_some_and(|k| !k.is_empty())) {
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
        let heard = self.glance.borrow_mut().with_client(of, |client| {
            texts(client.capabilities_told().unwrap_or_default())
        });
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
