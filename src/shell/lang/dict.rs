//! Dicts and sets, in insertion order, with Python's equality of keys.

use std::hash::{BuildHasher, Hash, Hasher};
use std::rc::Rc;

use indexmap::map::raw_entry_v1::RawEntryApiV1;
use indexmap::{Equivalent, IndexMap};
use num_bigint::BigInt;
use num_traits::FromPrimitive;

use super::Interpreter;
use super::drops::let_go;
use super::raise::{R, Raised};
use super::value::Value;

/// A value as a key: equal exactly where Python says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    None,
    Ellipsis,
    Int(i128),
    Big(Rc<BigInt>),
    /// The bits of a float that is no whole number.
    Float(u64),
    Str(Rc<str>),
    Bytes(Rc<[u8]>),
    Tuple(Vec<Key>),
    Date(chrono::NaiveDate),
    /// UTC for aware times, so that equal moments are equal.
    Time(chrono::NaiveDateTime, bool),
    Delta(chrono::TimeDelta),
    /// Anything that is equal to itself only.
    Identity(usize),
    /// An object with `__hash__`: its hash, and where the first that equals it lives.
    Object(i128, usize),
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Self::None => state.write_u8(0),
            Self::Ellipsis => state.write_u8(1),
            Self::Int(value) => value.hash(state),
            Self::Big(value) => value.hash(state),
            Self::Float(bits) => bits.hash(state),
            Self::Str(text) => hash_text(text, state),
            Self::Bytes(bytes) => bytes.hash(state),
            Self::Tuple(keys) => keys.hash(state),
            Self::Date(date) => date.hash(state),
            Self::Time(time, aware) => (time, aware).hash(state),
            Self::Delta(delta) => delta.hash(state),
            Self::Identity(address) => address.hash(state),
            Self::Object(hash, _) => hash.hash(state),
        }
    }
}

fn hash_text<H: Hasher>(text: &str, state: &mut H) {
    state.write_u8(2);
    state.write(text.as_bytes());
}

/// A text that is looked for without making a key of it.
struct Text<'a>(&'a str);

impl Hash for Text<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash_text(self.0, state);
    }
}

impl Equivalent<Key> for Text<'_> {
    fn equivalent(&self, key: &Key) -> bool {
        matches!(key, Key::Str(text) if **text == *self.0)
    }
}

/// The key that a value is; lists, dicts and sets are none.
pub(crate) fn key(value: &Value) -> R<Key> {
    Ok(match value {
        Value::None => Key::None,
        Value::Ellipsis => Key::Ellipsis,
        Value::Bool(value) => Key::Int(i128::from(*value)),
        Value::Int(value) => Key::Int(*value),
        Value::Big(value) => Key::Big(value.clone()),
        Value::Float(value) => {
            if value.fract() == 0.0 && value.abs() < 1e38 {
                Key::Int(*value as i128)
            } else if value.fract() == 0.0
                && let Some(whole) = BigInt::from_f64(*value)
            {
                return key(&Value::integer(whole));
            } else {
                Key::Float(value.to_bits())
            }
        }
        Value::Str(text) => Key::Str(text.clone()),
        Value::Bytes(bytes) => Key::Bytes(bytes.clone()),
        Value::Text(_) => match value.as_str() {
            Some(text) => Key::Str(text),
            None => Key::Bytes(value.as_bytes().unwrap_or_default()),
        },
        Value::Record(record) if record.text().is_some() => match value.as_str() {
            Some(text) => Key::Str(text),
            None => Key::Bytes(value.as_bytes().unwrap_or_default()),
        },
        Value::Tuple(values) => {
            return tuple_key(values);
        }
        Value::Date(date) => Key::Date(*date),
        Value::DateTime(time) => match time.offset {
            Some(offset) => Key::Time(time.local - offset, true),
            None => Key::Time(time.local, false),
        },
        Value::Delta(delta) => Key::Delta(*delta),
        Value::Function(function) => Key::Identity(Rc::as_ptr(function).cast::<()>() as usize),
        Value::Class(class) => Key::Identity(Rc::as_ptr(class).cast::<()>() as usize),
        Value::Instance(instance) => {
            let hash = instance.class.get("__hash__");
            let by_value = instance.class.get("__eq__").is_some();
            if matches!(hash, Some(Value::None)) || hash.is_none() && by_value {
                return Err(unhashable(value));
            }
            Key::Identity(address(instance))
        }
        Value::Client(client) => Key::Identity(Rc::as_ptr(&client.0).cast::<()>() as usize),
        Value::Iter(iter) => Key::Identity(Rc::as_ptr(iter).cast::<()>() as usize),
        Value::BoundFunction(bound) => {
            let function = Rc::as_ptr(&bound.1).cast::<()>() as usize;
            return Ok(match key(&bound.0) {
                Ok(receiver) => Key::Tuple(vec![receiver, Key::Identity(function)]),
                Err(_) => Key::Identity(function),
            });
        }
        Value::Type(kind) => Key::Identity(std::ptr::from_ref(*kind).cast::<()>() as usize),
        Value::Native(native) => Key::Identity(std::ptr::from_ref(*native).cast::<()>() as usize),
        Value::Module(module) => Key::Identity(std::ptr::from_ref(*module).cast::<()>() as usize),
        other => return Err(unhashable(other)),
    })
}

fn unhashable(value: &Value) -> Raised {
    Raised::new(
        "TypeError",
        format!("unhashable type: '{}'", value.type_name()),
    )
}

fn address<T>(shared: &Rc<T>) -> usize {
    Rc::as_ptr(shared).cast::<()>() as usize
}

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
        set.0.entry(key).or_insert(value);
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

/// The key of a tuple, as deep as a tuple may sensibly be.
fn tuple_key(values: &[Value]) -> R<Key> {
    fn at(values: &[Value], depth: usize) -> R<Key> {
        if depth > 200 {
            return Err(Raised::new(
                "RecursionError",
                "the tuple is nested too deep to be a key",
            ));
        }
        let keys = values.iter().map(|value| match value {
            Value::Tuple(inner) => at(inner, depth + 1),
            other => key(other),
        });
        keys.collect::<R<Vec<_>>>().map(Key::Tuple)
    }
    at(values, 0)
}

/// A dict.
#[derive(Clone, Default)]
pub(crate) struct Dict(IndexMap<Key, (Value, Value)>);

impl Drop for Dict {
    fn drop(&mut self) {
        if !self.0.is_empty() {
            let_go(std::mem::take(&mut self.0));
        }
    }
}

impl Dict {
    /// The keys that are objects of this hash.
    pub(crate) fn candidates(&self, hash: i128) -> Vec<Value> {
        let keys = objects(&self.0, hash).into_iter();
        keys.filter_map(|key| Some(self.0.get(&key)?.0.clone()))
            .collect()
    }

    pub(crate) fn get_key(&self, key: &Key) -> Option<Value> {
        self.0.get(key).map(|(_, value)| value.clone())
    }

    pub(crate) fn insert_key(&mut self, key: Key, name: Value, value: Value) {
        match self.0.get_mut(&key) {
            Some(entry) => entry.1 = value,
            None => drop(self.0.insert(key, (name, value))),
        }
    }

    pub(crate) fn remove_key(&mut self, key: &Key) -> Option<Value> {
        self.0.shift_remove(key).map(|(_, value)| value)
    }

    pub(crate) fn remove_str(&mut self, name: &str) -> Option<Value> {
        self.0.shift_remove(&Text(name)).map(|(_, value)| value)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn get(&self, wanted: &Value) -> R<Option<Value>> {
        Ok(self.0.get(&key(wanted)?).map(|(_, value)| value.clone()))
    }

    pub(crate) fn get_str(&self, wanted: &str) -> Option<Value> {
        self.0.get(&Text(wanted)).map(|(_, value)| value.clone())
    }

    pub(crate) fn insert(&mut self, name: Value, value: Value) -> R<()> {
        self.insert_key(key(&name)?, name, value);
        Ok(())
    }

    pub(crate) fn insert_str(&mut self, name: &str, value: Value) {
        if let Some(entry) = self.0.get_mut(&Text(name)) {
            entry.1 = value;
            return;
        }
        let name: Rc<str> = name.into();
        self.0
            .insert(Key::Str(name.clone()), (Value::Str(name), value));
    }

    pub(crate) fn remove(&mut self, wanted: &Value) -> R<Option<Value>> {
        Ok(self.0.shift_remove(&key(wanted)?).map(|(_, value)| value))
    }

    pub(crate) fn pop_last(&mut self) -> Option<(Value, Value)> {
        self.0.pop().map(|(_, entry)| entry)
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn at(&self, position: usize) -> Option<(Value, Value)> {
        self.0.get_index(position).map(|(_, entry)| entry.clone())
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &(Value, Value)> {
        self.0.values()
    }
}

/// A set.
#[derive(Clone, Default)]
pub(crate) struct Set(IndexMap<Key, Value>);

impl Drop for Set {
    fn drop(&mut self) {
        if !self.0.is_empty() {
            let_go(std::mem::take(&mut self.0));
        }
    }
}

impl Set {
    /// The elements that are objects of this hash.
    pub(crate) fn candidates(&self, hash: i128) -> Vec<Value> {
        let keys = objects(&self.0, hash).into_iter();
        keys.filter_map(|key| self.0.get(&key).cloned()).collect()
    }

    pub(crate) fn contains_key(&self, key: &Key) -> bool {
        self.0.contains_key(key)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn insert(&mut self, value: Value) -> R<()> {
        let position = key(&value)?;
        self.0.entry(position).or_insert(value);
        Ok(())
    }

    pub(crate) fn remove(&mut self, value: &Value) -> R<bool> {
        Ok(self.0.shift_remove(&key(value)?).is_some())
    }

    pub(crate) fn pop(&mut self) -> Option<Value> {
        self.0.pop().map(|(_, value)| value)
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn at(&self, position: usize) -> Option<Value> {
        self.0.get_index(position).map(|(_, value)| value.clone())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Value> {
        self.0.values()
    }

    /// The elements that are (or are not) in the other set as well.
    pub(crate) fn filtered(&self, other: &Set, keep: bool) -> Set {
        let kept = self
            .0
            .iter()
            .filter(|(key, _)| other.0.contains_key(*key) == keep);
        Set(kept
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect())
    }

    /// The elements of both.
    pub(crate) fn union(&self, other: &Set) -> Set {
        let mut all = self.clone();
        for (key, value) in &other.0 {
            all.0.entry(key.clone()).or_insert_with(|| value.clone());
        }
        all
    }

    /// Whether all elements are in the other set as well.
    pub(crate) fn is_subset(&self, other: &Set) -> bool {
        self.0.keys().all(|key| other.0.contains_key(key))
    }
}
