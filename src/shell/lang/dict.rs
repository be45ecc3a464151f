//! Dicts and sets, in insertion order, with Python's equality of keys.

use std::cell::RefCell;
use std::rc::Rc;

use super::Interpreter;
use super::drops::let_go;
use super::keys::{Key, Letters, Text};
use super::limits::check_entries;
use super::ordered::Ordered;
use super::raise::R;
use super::value::Value;

impl Interpreter {
    /// Puts an entry into a dict that is being made.
    pub(crate) fn dict_insert(&mut self, dict: &mut Dict, name: Value, value: Value) -> R<()> {
        self.tick()?;
        check_entries(dict.len())?;
        dict.insert(self.key(&name)?, name, value);
        Ok(())
    }

    /// Puts an entry into a dict that others see.
    pub(crate) fn put(&mut self, dict: &RefCell<Dict>, name: Value, value: Value) -> R<()> {
        self.tick()?;
        check_entries(dict.borrow().len())?;
        let key = self.key(&name)?;
        dict.borrow_mut().insert(key, name, value);
        Ok(())
    }

    /// Puts an element into a set that is being made.
    pub(crate) fn set_insert(&mut self, set: &mut Set, value: Value) -> R<()> {
        self.tick()?;
        check_entries(set.len())?;
        set.insert(self.key(&value)?, value);
        Ok(())
    }

    /// The set of the elements of an iterable.
    pub(crate) fn set_of(&mut self, iterable: &Value) -> R<Set> {
        if let Value::Set(set) = iterable {
            let copy = set.borrow().clone().freeze(false);
            self.tick()?;
            return Ok(copy);
        }
        let mut set = Set::default();
        let mut iter = self.iterate(iterable)?;
        while let Some(value) = iter.next(self)? {
            self.set_insert(&mut set, value)?;
        }
        Ok(set)
    }
}

/// What a dict does about keys that it does not have, and how it shows itself.
#[derive(Clone, Default)]
pub(crate) enum Kind {
    #[default]
    Plain,
    Ordered,
    Counter,
    /// `defaultdict`, with what makes the defaults.
    Default(Value),
}

/// A dict.
#[derive(Clone, Default)]
pub(crate) struct Dict {
    entries: Ordered<(Value, Value)>,
    kind: Kind,
}

impl Drop for Dict {
    fn drop(&mut self) {
        if self.entries.len() > 0 {
            let_go(std::mem::take(&mut self.entries));
        }
    }
}

impl Dict {
    /// An empty one of a kind.
    pub(crate) fn of(kind: Kind) -> Self {
        Self {
            entries: Ordered::default(),
            kind,
        }
    }

    pub(crate) fn kind(&self) -> &Kind {
        &self.kind
    }

    /// The name of its type.
    pub(crate) fn type_name(&self) -> &'static str {
        match self.kind {
            Kind::Plain => "dict",
            Kind::Ordered => "OrderedDict",
            Kind::Counter => "Counter",
            Kind::Default(_) => "defaultdict",
        }
    }

    pub(crate) fn pop_first(&mut self) -> Option<(Value, Value)> {
        self.entries.pop_first()
    }

    /// Moves an entry to the end, or to the start; whether it is there.
    pub(crate) fn move_to_end(&mut self, key: Key, last: bool) -> bool {
        self.entries.move_to_end(key, last)
    }

    pub(crate) fn get(&self, key: &Key) -> Option<Value> {
        self.entries.get(key).map(|(_, value)| value.clone())
    }

    pub(crate) fn insert(&mut self, key: Key, name: Value, value: Value) {
        self.entries
            .put(key, (name, value), |old, new| old.1 = new.1);
    }

    pub(crate) fn remove(&mut self, key: &Key) -> Option<Value> {
        self.entries.remove(key).map(|(_, value)| value)
    }

    pub(crate) fn remove_str(&mut self, name: &str) -> Option<Value> {
        self.entries.remove(&Text(name)).map(|(_, value)| value)
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn get_str(&self, wanted: &str) -> Option<Value> {
        let entry = self.entries.get(&Text(wanted));
        entry.map(|(_, value)| value.clone())
    }

    pub(crate) fn insert_str(&mut self, name: &str, value: Value) {
        if let Some(entry) = self.entries.get_mut(&Text(name)) {
            entry.1 = value;
            return;
        }
        let name: Rc<str> = name.into();
        self.insert(
            Key::Letters(Letters::Str(name.clone())),
            Value::Str(name),
            value,
        );
    }

    pub(crate) fn pop_last(&mut self) -> Option<(Value, Value)> {
        self.entries.pop_last()
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
    }

    /// The entry at a place or behind it, and where to go on.
    pub(crate) fn next(&self, at: &mut usize) -> Option<(Value, Value)> {
        self.entries.next(at).cloned()
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &(Value, Value)> {
        self.entries.values()
    }
}

/// A set.
#[derive(Clone, Default)]
pub(crate) struct Set {
    entries: Ordered<Value>,
    frozen: bool,
}

impl Drop for Set {
    fn drop(&mut self) {
        if self.entries.len() > 0 {
            let_go(std::mem::take(&mut self.entries));
        }
    }
}

impl Set {
    /// The same elements as a frozenset, or as a set.
    pub(crate) fn freeze(mut self, frozen: bool) -> Self {
        self.frozen = frozen;
        self
    }

    /// What its elements are as keys.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.entries.keys()
    }

    /// The element that equals a key.
    pub(crate) fn get(&self, key: &Key) -> Option<&Value> {
        self.entries.get(key)
    }

    pub(crate) fn is_frozen(&self) -> bool {
        self.frozen
    }

    pub(crate) fn contains(&self, key: &Key) -> bool {
        self.entries.contains(key)
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Puts an element in, unless one that equals it is there.
    pub(crate) fn insert(&mut self, key: Key, value: Value) {
        self.entries.put(key, value, |_, _| ());
    }

    /// Takes an element out; whether it was there.
    pub(crate) fn remove(&mut self, key: &Key) -> bool {
        self.entries.remove(key).is_some()
    }

    pub(crate) fn pop(&mut self) -> Option<Value> {
        self.entries.pop_last()
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
    }

    /// The element at a place or behind it, and where to go on.
    pub(crate) fn next(&self, at: &mut usize) -> Option<Value> {
        self.entries.next(at).cloned()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Value> {
        self.entries.values()
    }

    pub(crate) fn entries(&self) -> impl Iterator<Item = (&Key, &Value)> {
        self.entries.iter()
    }
}
