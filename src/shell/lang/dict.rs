//! Dicts and sets, in insertion order, with Python's equality of keys.

use std::rc::Rc;

use indexmap::IndexMap;

use super::raise::{R, Raised};
use super::value::Value;

/// A value as a key: equal exactly where Python says so.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    None,
    Ellipsis,
    Int(i128),
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
}

/// The key that a value is; lists, dicts and sets are none.
pub(crate) fn key(value: &Value) -> R<Key> {
    Ok(match value {
        Value::None => Key::None,
        Value::Ellipsis => Key::Ellipsis,
        Value::Bool(value) => Key::Int(i128::from(*value)),
        Value::Int(value) => Key::Int(*value),
        Value::Float(value) => {
            if value.fract() == 0.0 && value.abs() < 1e38 {
                Key::Int(*value as i128)
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
        Value::Instance(instance) => Key::Identity(Rc::as_ptr(instance).cast::<()>() as usize),
        Value::Type(kind) => Key::Identity(std::ptr::from_ref(*kind).cast::<()>() as usize),
        Value::Native(native) => Key::Identity(std::ptr::from_ref(*native).cast::<()>() as usize),
        Value::Module(module) => Key::Identity(std::ptr::from_ref(*module).cast::<()>() as usize),
        other => {
            return Err(Raised::new(
                "TypeError",
                format!("unhashable type: '{}'", other.type_name()),
            ));
        }
    })
}

/// The key of a tuple, as deep as a tuple may sensibly be.
fn tuple_key(values: &Rc<[Value]>) -> R<Key> {
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

impl Dict {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn get(&self, wanted: &Value) -> R<Option<Value>> {
        Ok(self.0.get(&key(wanted)?).map(|(_, value)| value.clone()))
    }

    pub(crate) fn get_str(&self, wanted: &str) -> Option<Value> {
        self.0
            .get(&Key::Str(wanted.into()))
            .map(|(_, value)| value.clone())
    }

    pub(crate) fn contains(&self, wanted: &Value) -> R<bool> {
        Ok(self.0.contains_key(&key(wanted)?))
    }

    pub(crate) fn insert(&mut self, name: Value, value: Value) -> R<()> {
        let position = key(&name)?;
        match self.0.get_mut(&position) {
            Some(entry) => entry.1 = value,
            None => drop(self.0.insert(position, (name, value))),
        }
        Ok(())
    }

    pub(crate) fn insert_str(&mut self, name: &str, value: Value) {
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

impl Set {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn contains(&self, value: &Value) -> R<bool> {
        Ok(self.0.contains_key(&key(value)?))
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
