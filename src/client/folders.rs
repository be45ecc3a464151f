//! The folder names that listings and changes have told of, for whoever wants to offer them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Client;
use crate::data::text::Text;

/// No more names are kept.
const MOST: usize = 100_000;

/// The folder names heard so far in a session.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct FoldersHeard {
    /// The names, decoded; shared when cloned.
    pub names: Arc<BTreeSet<Text>>,
    /// Whether a listing of everything is among what was heard.
    pub complete: bool,
}

impl Client {
    /// The folder names heard so far; nothing is sent for them.
    pub fn folders_heard(&self) -> &FoldersHeard {
        &self.folders
    }

    /// Learns from a listing; one of everything replaces what was known.
    pub(crate) fn hear_folders<'a>(
        &mut self,
        names: impl IntoIterator<Item = &'a Text>,
        everything: bool,
    ) {
        if everything {
            self.folders.names = Arc::default();
            self.folders.complete = true;
        }
        let room = MOST.saturating_sub(self.folders.names.len());
        let known = Arc::make_mut(&mut self.folders.names);
        known.extend(names.into_iter().take(room).cloned());
    }

    /// A folder is gone.
    pub(crate) fn forget_folder(&mut self, name: &Text) {
        Arc::make_mut(&mut self.folders.names).remove(name);
    }

    /// A folder has another name now, and so have those below it.
    pub(crate) fn hear_rename(&mut self, old: &Text, new: &Text) {
        let renamed = |name: Text| match name.as_bytes().strip_prefix(old.as_bytes()) {
            // What follows is nothing or a delimiter, which is never a letter.
            Some(rest) if !rest.first().is_some_and(u8::is_ascii_alphanumeric) => {
                Text::new(&[new.as_bytes(), rest].concat())
            }
            _ => name,
        };
        let known = Arc::make_mut(&mut self.folders.names);
        *known = std::mem::take(known).into_iter().map(renamed).collect();
    }
}
