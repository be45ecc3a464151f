//! What a search found, as a list: ranges of ids, until somebody changes it.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use imapclient::data::ids::SearchIds;

use super::value::{Items, Value};

/// A list of ids. It takes the room of its ranges; the first change makes it a list like any other.
pub(crate) struct Found {
    ids: Arc<SearchIds>,
    changed: OnceCell<Rc<RefCell<Items>>>,
}

impl Found {
    /// A list that nobody has changed yet.
    pub(crate) fn new(ids: Arc<SearchIds>) -> Rc<Self> {
        Rc::new(Self {
            ids,
            changed: OnceCell::new(),
        })
    }

    /// The ids as they were found, unless the list has been changed since.
    pub(crate) fn ids(&self) -> Option<&Arc<SearchIds>> {
        match self.changed.get() {
            Some(_) => None,
            None => Some(&self.ids),
        }
    }

    /// The list to change.
    pub(crate) fn list(&self) -> &Rc<RefCell<Items>> {
        self.changed.get_or_init(|| {
            let ids = self.ids.iter().map(|id| Value::Int(id.into()));
            Rc::new(RefCell::new(ids.collect::<Vec<Value>>().into()))
        })
    }

    /// The highest mod-sequence, if the search asked for one.
    pub(crate) fn modseq(&self) -> Option<u64> {
        self.ids.modseq
    }

    /// The number of elements.
    pub(crate) fn len(&self) -> usize {
        match self.ids() {
            Some(ids) => ids.len(),
            None => self.list().borrow().len(),
        }
    }

    /// The element at a place.
    pub(crate) fn get(&self, at: usize) -> Option<Value> {
        match self.ids() {
            Some(ids) => ids.get(at).map(|id| Value::Int(id.into())),
            None => self.list().borrow().get(at).cloned(),
        }
    }
}
