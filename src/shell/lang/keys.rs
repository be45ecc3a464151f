//! Values as keys of dicts and sets.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::rc::{Rc, Weak};

use indexmap::Equivalent;
use num_bigint::BigInt;
use num_traits::FromPrimitive;

use super::Interpreter;
use super::class::Instance;
use super::dict::Set;
use super::raise::{R, Raised};
use super::value::Value;

/// A value as a key: equal exactly where Python says so, and text of the server also to the str and
/// to the bytes of its content.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    None,
    Ellipsis,
    Int(i128),
    Big(Rc<BigInt>),
    /// The bits of a float that is no whole number.
    Float(u64),
    Letters(Letters),
    Tuple(Vec<Key>),
    /// A frozenset: its elements in an order of ours.
    Frozen(Vec<Key>),
    Zone(i32),
    Date(chrono::NaiveDate),
    /// UTC for aware times, so that equal moments are equal.
    Time(chrono::NaiveDateTime, bool),
    Delta(chrono::TimeDelta),
    /// Anything that is equal to itself only.
    Identity(usize),
    /// An object with `__hash__`: its hash, and the one that stands for all that equal it.
    Object(i128, Chosen),
    /// No value: the empty place at this index.
    Empty(usize),
}

/// A str, bytes or text of the server as a key.
#[derive(Clone, Debug)]
pub(crate) enum Letters {
    Str(Rc<str>),
    Bytes(Rc<[u8]>),
    /// Equal to both of the others.
    Text(Rc<str>),
}

impl Letters {
    fn octets(&self) -> &[u8] {
        match self {
            Self::Str(text) | Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }
}

impl PartialEq for Letters {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Letters {}

impl PartialOrd for Letters {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Letters {
    fn cmp(&self, other: &Self) -> Ordering {
        let order = self.octets().cmp(other.octets());
        order.then_with(|| match (self, other) {
            (Self::Str(_), Self::Bytes(_)) => Ordering::Less,
            (Self::Bytes(_), Self::Str(_)) => Ordering::Greater,
            _ => Ordering::Equal,
        })
    }
}

/// The object that stands for all that equal it.
#[derive(Clone)]
pub(crate) struct Chosen(Rc<Instance>);

impl Chosen {
    fn place(&self) -> usize {
        address(&self.0)
    }
}

impl fmt::Debug for Chosen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.place().fmt(f)
    }
}

impl PartialEq for Chosen {
    fn eq(&self, other: &Self) -> bool {
        self.place() == other.place()
    }
}

impl Eq for Chosen {}

impl PartialOrd for Chosen {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Chosen {
    fn cmp(&self, other: &Self) -> Ordering {
        self.place().cmp(&other.place())
    }
}

/// The objects with `__hash__` that are keys somewhere, by their hashes.
#[derive(Default)]
pub(crate) struct Objects {
    by_hash: HashMap<i128, Vec<Weak<Instance>>>,
    /// At how many hashes those that are gone are looked for.
    full: usize,
}

impl Objects {
    /// Those of a hash that are alive.
    fn of(&self, hash: i128) -> Vec<Rc<Instance>> {
        let found = self.by_hash.get(&hash);
        let found = found.map(Vec::as_slice).unwrap_or_default();
        found.iter().filter_map(Weak::upgrade).collect()
    }

    fn add(&mut self, hash: i128, object: &Rc<Instance>) {
        if self.by_hash.len() >= self.full {
            self.by_hash.retain(|_, objects| {
                objects.retain(|object| object.strong_count() > 0);
                !objects.is_empty()
            });
            self.full = (2 * self.by_hash.len()).max(64);
        }
        let objects = self.by_hash.entry(hash).or_default();
        objects.retain(|object| object.strong_count() > 0);
        objects.push(Rc::downgrade(object));
    }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Self::None => state.write_u8(0),
            Self::Ellipsis => state.write_u8(1),
            Self::Int(value) => value.hash(state),
            Self::Big(value) => value.hash(state),
            Self::Float(bits) => bits.hash(state),
            Self::Letters(letters) => hash_letters(letters.octets(), state),
            Self::Tuple(keys) | Self::Frozen(keys) => keys.hash(state),
            Self::Zone(seconds) => seconds.hash(state),
            Self::Date(date) => date.hash(state),
            Self::Time(time, aware) => (time, aware).hash(state),
            Self::Delta(delta) => delta.hash(state),
            Self::Identity(address) => address.hash(state),
            Self::Object(hash, _) => hash.hash(state),
            Self::Empty(at) => at.hash(state),
        }
    }
}

fn hash_letters<H: Hasher>(octets: &[u8], state: &mut H) {
    state.write_u8(2);
    state.write(octets);
}

/// A text that is looked for without making a key of it.
pub(super) struct Text<'a>(pub(super) &'a str);

impl Hash for Text<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        hash_letters(self.0.as_bytes(), state);
    }
}

impl Equivalent<Key> for Text<'_> {
    fn equivalent(&self, key: &Key) -> bool {
        matches!(key, Key::Letters(Letters::Str(text) | Letters::Text(text)) if **text == *self.0)
    }
}

impl Interpreter {
    /// The key that a value is; lists, dicts and sets are none.
    pub(crate) fn key(&mut self, value: &Value) -> R<Key> {
        self.key_at(value, 0)
    }

    /// The key of what is looked for in a set: a set stands for the frozenset that equals it.
    pub(crate) fn member(&mut self, value: &Value) -> R<Key> {
        match value {
            Value::Set(set) => Ok(frozen(&set.borrow())),
            value => self.key(value),
        }
    }

    fn key_at(&mut self, value: &Value, depth: usize) -> R<Key> {
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
                    return self.key(&Value::integer(whole));
                } else {
                    Key::Float(value.to_bits())
                }
            }
            Value::Str(text) => Key::Letters(Letters::Str(text.clone())),
            Value::Bytes(bytes) => Key::Letters(Letters::Bytes(bytes.clone())),
            value if value.as_text().is_some() => Key::Letters(match value.as_str() {
                Some(text) => Letters::Text(text),
                None => Letters::Bytes(value.as_bytes().unwrap_or_default()),
            }),
            Value::Tuple(values) => {
                return self.tuple_key(values, depth);
            }
            Value::Date(date) => Key::Date(*date),
            Value::DateTime(time) => match time.offset {
                Some(offset) => Key::Time(time.local - offset, true),
                None => Key::Time(time.local, false),
            },
            Value::Delta(delta) => Key::Delta(*delta),
            Value::Zone(seconds) => Key::Zone(*seconds),
            Value::Range(range) => Key::Tuple(vec![
                Key::Int(range.len()),
                Key::Int(range.start),
                Key::Int(range.step),
            ]),
            Value::Set(set) if set.borrow().is_frozen() => frozen(&set.borrow()),
            Value::Object(object) if let Some(text) = object.text() => {
                return self.key_at(&Value::Str(text), depth);
            }
            Value::Object(object) => match (object.key()?, object.tuple()) {
                (Some(key), _) => key,
                (None, Some(values)) => return self.tuple_key(&values, depth),
                (None, None) => Key::Identity(address(object)),
            },
            Value::Function(function) => Key::Identity(Rc::as_ptr(function).cast::<()>() as usize),
            Value::Class(class) => Key::Identity(Rc::as_ptr(class).cast::<()>() as usize),
            Value::Instance(instance) => {
                let hash = instance.class.get("__hash__");
                if matches!(hash, Some(Value::Function(_))) {
                    return self.object_key(value, instance);
                }
                let by_value = instance.class.get("__eq__").is_some();
                if matches!(hash, Some(Value::None)) || hash.is_none() && by_value {
                    return Err(unhashable(&value.type_name()));
                }
                Key::Identity(address(instance))
            }
            Value::Client(client) => Key::Identity(Rc::as_ptr(&client.0).cast::<()>() as usize),
            Value::Iter(iter) => Key::Identity(Rc::as_ptr(iter).cast::<()>() as usize),
            Value::BoundFunction(bound) => {
                let function = self.key_at(&bound.1, depth)?;
                return Ok(match self.key(&bound.0) {
                    Ok(receiver) => Key::Tuple(vec![receiver, function]),
                    Err(_) => function,
                });
            }
            Value::Type(kind) => Key::Identity(std::ptr::from_ref(*kind).cast::<()>() as usize),
            Value::Native(native) => {
                Key::Identity(std::ptr::from_ref(*native).cast::<()>() as usize)
            }
            Value::Module(module) => {
                Key::Identity(std::ptr::from_ref(*module).cast::<()>() as usize)
            }
            other => return Err(unhashable(&other.type_name())),
        })
    }

    /// The key of an object with a `__hash__` of its own: `__eq__` tells whether one that is a key
    /// already is the same.
    fn object_key(&mut self, value: &Value, instance: &Rc<Instance>) -> R<Key> {
        let hash = self.call_special(value, "__hash__", &[])?;
        let Some(hash) = hash.and_then(|hash| hash.as_int()) else {
            return Err(Raised::new(
                "TypeError",
                "__hash__ method should return an integer",
            ));
        };
        let known = self.objects.borrow().of(hash);
        for other in known {
            let same = Rc::ptr_eq(&other, instance)
                || self.equal(&Value::Instance(other.clone()), value)?;
            if same {
                return Ok(Key::Object(hash, Chosen(other)));
            }
        }
        self.objects.borrow_mut().add(hash, instance);
        Ok(Key::Object(hash, Chosen(instance.clone())))
    }

    /// The key of a tuple, as deep as a tuple may sensibly be.
    fn tuple_key(&mut self, values: &[Value], depth: usize) -> R<Key> {
        if depth > 200 {
            return Err(Raised::new(
                "RecursionError",
                "the tuple is nested too deep to be a key",
            ));
        }
        let keys = values.iter().map(|value| self.key_at(value, depth + 1));
        keys.collect::<R<Vec<_>>>().map(Key::Tuple)
    }
}

fn frozen(set: &Set) -> Key {
    let mut keys: Vec<Key> = set.keys().cloned().collect();
    keys.sort();
    Key::Frozen(keys)
}

/// The error about a value that is no key.
pub(super) fn unhashable(kind: &str) -> Raised {
    Raised::new("TypeError", format!("unhashable type: '{kind}'"))
}

pub(super) fn address<T: ?Sized>(shared: &Rc<T>) -> usize {
    Rc::as_ptr(shared).cast::<()>() as usize
}
