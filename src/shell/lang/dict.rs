//! Dicts and sets, in insertion order, with Python's equality of keys.

use std::hash::BuildHasher;
use std::rc::Rc;

use indexmap::IndexMap;
use indexmap::map::raw_entry_v1::RawEntryApiV1;

use super::Interpreter;
use super::drops::let_go;
use super::keys::{Key, Text, address, key};
use super::raise::{R, Raised};
use super::value::Value;

impl Interpreter {
    /// The key that a value is in a dict or set; an object is asked for its `__hash__`, and for
    /// `__eq__` with those in there that have the same one.
    pub(crate) fn key_in(
        &mut self,
        value: &Value,
        candidates: &dyn Fn(i128) -> Vec<Value>,
    ) -> R<Key> {
        let Value::Instance(instance) = value else {
            return key(value);
        };
        if !matches!(instance.class.get("__hash__"), Some(Value::Function(_))) {
            return key(value);
        }
        let hash = self.call_special(value, "__hash__", &[])?;
        let Some(hash) = hash.and_then(|hash| hash.as_int()) else {
            return Err(Raised::new(
                "TypeError",
                "__hash__ method should return an integer",
            ));
        };
        for other in candidates(hash) {
            if let Value::Instance(found) = &other
                && (Rc::ptr_eq(found, instance) || self.equal(&other, value)?)
            {
                return Ok(Key::Object(hash, address(found)));
            }
        }
        Ok(Key::Object(hash, address(instance)))
    }

    /// Puts an entry into a dict that is being made.
    pub(crate) fn dict_insert(&mut self, dict: &mut Dict, name: Value, value: Value) -> R<()> {
        let key = self.key_in(&name, &|hash| dict.candidates(hash))?;
        dict.insert_key(key, name, value);
        Ok(())
    }

    /// Puts an element into a set that is being made.
    pub(crate) fn set_insert(&mut self, set: &mut Set, value: Value) -> R<()> {
        let key = self.key_in(&value, &|hash| set.candidates(hash))?;
        set.entries.entry(key).or_insert(value);
        Ok(())
    }
}

/// The keys that a map has for objects of this hash.
fn objects<V>(map: &IndexMap<Key, V>, hash: i128) -> Vec<Key> {
    let mut found = Vec::new();
    let hashed = map.hasher().hash_one(Key::Object(hash, 0));
    let _ = map.raw_entry_v1().from_hash(hashed, |key| {
        if matches!(key, Key::Object(other, _) if *other == hash) {
            found.push(key.clone());
        }
        false
    });
    found
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
    entries: IndexMap<Key, (Value, Value)>,
    kind: Kind,
}

impl Drop for Dict {
    fn drop(&mut self) {
        if !self.entries.is_empty() {
            let_go(std::mem::take(&mut self.entries));
        }
    }
}

impl Dict {
    /// An empty one of a kind.
    pub(crate) fn of(kind: Kind) -> Self {
        Self {
            entries: IndexMap::new(),
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

    pub(crate) fn contains(&self, wanted: &Value) -> R<bool> {
        Ok(self.entries.contains_key(&key(wanted)?))
    }

    pub(crate) fn pop_first(&mut self) -> Option<(Value, Value)> {
        self.entries.shift_remove_index(0).map(|(_, entry)| entry)
    }

    /// Moves an entry to the end, or to the start; whether it is there.
    pub(crate) fn move_to_end(&mut self, wanted: &Value, last: bool) -> R<bool> {
        let Some(from) = self.entries.get_index_of(&key(wanted)?) else {
            return Ok(false);
        };
        let to = if last { self.entries.len() - 1 } else { 0 };
        self.entries.move_index(from, to);
        Ok(true)
    }

    /// The keys that are objects of this hash.
    pub(crate) fn candidates(&self, hash: i128) -> Vec<Value> {
        let keys = objects(&self.entries, hash).into_iter();
        keys.filter_map(|key| Some(self.entries.get(&key)?.0.clone()))
            .collect()
    }

    pub(crate) fn get_key(&self, key: &Key) -> Option<Value> {
        self.entries.get(key).map(|(_, value)| value.clone())
    }

    pub(crate) fn insert_key(&mut self, key: Key, name: Value, value: Value) {
        match self.entries.get_mut(&key) {
            Some(entry) => entry.1 = value,
            None => drop(self.entries.insert(key, (name, value))),
        }
    }

    pub(crate) fn remove_key(&mut self, key: &Key) -> Option<Value> {
        self.entries.shift_remove(key).map(|(_, value)| value)
    }

    pub(crate) fn remove_str(&mut self, name: &str) -> Option<Value> {
        self.entries
            .shift_remove(&Text(name))
            .map(|(_, value)| value)
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn get(&self, wanted: &Value) -> R<Option<Value>> {
        Ok(self
            .entries
            .get(&key(wanted)?)
            .map(|(_, value)| value.clone()))
    }

    pub(crate) fn get_str(&self, wanted: &str) -> Option<Value> {
        self.entries
            .get(&Text(wanted))
            .map(|(_, value)| value.clone())
    }

    pub(crate) fn insert(&mut self, name: Value, value: Value) -> R<()> {
        self.insert_key(key(&name)?, name, value);
        Ok(())
    }

    pub(crate) fn insert_str(&mut self, name: &str, value: Value) {
        if let Some(entry) = self.entries.get_mut(&Text(name)) {
            entry.1 = value;
            return;
        }
        let name: Rc<str> = name.into();
        self.entries
            .insert(Key::Str(name.clone()), (Value::Str(name), value));
    }

    pub(crate) fn remove(&mut self, wanted: &Value) -> R<Option<Value>> {
        Ok(self
            .entries
            .shift_remove(&key(wanted)?)
            .map(|(_, value)| value))
    }

    pub(crate) fn pop_last(&mut self) -> Option<(Value, Value)> {
        self.entries.pop().map(|(_, entry)| entry)
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
    }

    pub(crate) fn at(&self, position: usize) -> Option<(Value, Value)> {
        self.entries
            .get_index(position)
            .map(|(_, entry)| entry.clone())
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &(Value, Value)> {
        self.entries.values()
    }
}

/// A set.
#[derive(Clone, Default)]
pub(crate) struct Set {
    entries: IndexMap<Key, Value>,
    frozen: bool,
}

impl Drop for Set {
    fn drop(&mut self) {
        if !self.entries.is_empty() {
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

    pub(crate) fn is_frozen(&self) -> bool {
        self.frozen
    }

    pub(crate) fn contains(&self, value: &Value) -> R<bool> {
        Ok(self.entries.contains_key(&key(value)?))
    }

    /// The elements that are objects of this hash.
    pub(crate) fn candidates(&self, hash: i128) -> Vec<Value> {
        let keys = objects(&self.entries, hash).into_iter();
        keys.filter_map(|key| self.entries.get(&key).cloned())
            .collect()
    }

    pub(crate) fn contains_key(&self, key: &Key) -> bool {
        self.entries.contains_key(key)
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn insert(&mut self, value: Value) -> R<()> {
        let position = key(&value)?;
        self.entries.entry(position).or_insert(value);
        Ok(())
    }

    pub(crate) fn remove(&mut self, value: &Value) -> R<bool> {
        Ok(self.entries.shift_remove(&key(value)?).is_some())
    }

    pub(crate) fn pop(&mut self) -> Option<Value> {
        self.entries.pop().map(|(_, value)| value)
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
    }

    pub(crate) fn at(&self, position: usize) -> Option<Value> {
        self.entries
            .get_index(position)
            .map(|(_, value)| value.clone())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Value> {
        self.entries.values()
    }

    /// The elements that are (or are not) in the other set as well.
    pub(crate) fn filtered(&self, other: &Set, keep: bool) -> Set {
        let kept = self
            .entries
            .iter()
            .filter(|(key, _)| other.entries.contains_key(*key) == keep);
        Set {
            entries: kept
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect(),
            frozen: self.frozen,
        }
    }

    /// The elements of both.
    pub(crate) fn union(&self, other: &Set) -> Set {
        let mut all = self.clone();
        for (key, value) in &other.entries {
            all.entries
                .entry(key.clone())
                .or_insert_with(|| value.clone());
        }
        all
    }

    /// Whether all elements are in the other set as well.
    pub(crate) fn is_subset(&self, other: &Set) -> bool {
        self.entries
            .keys()
            .all(|key| other.entries.contains_key(key))
    }
}
