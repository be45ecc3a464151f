//! Values as JSON.

use std::fmt;

use serde::ser::{Error, SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use imapclient::data::text::Text;
use imapclient::transport::Interrupt;
use serde_json::value::RawValue;

use super::Interpreter;
use super::bigint::digits;
use super::raise::{R, Raised};
use super::value::Value;

/// How long a text is that is written at once.
const PIECE: usize = 1 << 16;
/// How deep values may be nested in JSON.
const DEEPEST: usize = 500;

impl Interpreter {
    /// Refuses a value that JSON cannot show, or that holds itself, before any of it is written.
    pub(crate) fn check_json(&self, value: &Value, depth: usize) -> R<()> {
        if depth > DEEPEST {
            return Err(Raised::new(
                "ValueError",
                "the value is nested too deep to be printed, or holds itself",
            ));
        }
        self.tick()?;
        let check = |value| self.check_json(value, depth + 1);
        match value {
            Value::Big(number) => digits(number).map(drop),
            Value::List(list) => list.borrow().iter().try_for_each(check),
            Value::Ids(found) if found.ids().is_none() => {
                found.list().borrow().iter().try_for_each(check)
            }
            Value::Tuple(values) => values.iter().try_for_each(check),
            Value::Object(object) => object.plain().as_ref().map_or(Ok(()), check),
            Value::Dict(dict) => dict.borrow().iter().try_for_each(|(_, value)| check(value)),
            _ => Ok(()),
        }
    }
}

/// A value that serializes as the documentation says, until the user wants it stopped.
pub(crate) struct Json<'a>(&'a Value, usize, Option<&'a Interrupt>);

impl<'a> Json<'a> {
    /// The value, from its top.
    pub(crate) fn new(value: &'a Value) -> Self {
        Self(value, 0, None)
    }

    /// Stops with an error when the flag is set.
    pub(crate) fn until(mut self, interrupt: &'a Interrupt) -> Self {
        self.2 = Some(interrupt);
        self
    }
}

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.1 > DEEPEST {
            return Err(S::Error::custom(
                "the value is nested too deep, or holds itself",
            ));
        }
        if self.2.is_some_and(Interrupt::is_set) {
            return Err(S::Error::custom("interrupted"));
        }
        let (depth, interrupt) = (self.1 + 1, self.2);
        let inner = |value| Json(value, depth, interrupt);
        match self.0 {
            Value::None | Value::Ellipsis => serializer.serialize_none(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Int(value) => match (u64::try_from(*value), i64::try_from(*value)) {
                (Ok(value), _) => serializer.serialize_u64(value),
                (_, Ok(value)) => serializer.serialize_i64(value),
                _ => serializer.serialize_i128(*value),
            },
            Value::Big(number) => {
                let digits = number.to_string();
                let raw = RawValue::from_string(digits).map_err(S::Error::custom)?;
                raw.serialize(serializer)
            }
            Value::Float(value) => serializer.serialize_f64(*value),
            Value::Str(text) => write(text, serializer, interrupt),
            Value::Bytes(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => write(text, serializer, interrupt),
                Err(_) => Text::new(bytes).serialize(serializer),
            },
            Value::Text(content) => match content.as_str() {
                Some(text) => write(text, serializer, interrupt),
                None => content.serialize(serializer),
            },
            Value::List(list) => {
                let list = list.borrow();
                let mut seq = serializer.serialize_seq(Some(list.len()))?;
                for value in list.iter() {
                    seq.serialize_element(&inner(value))?;
                }
                seq.end()
            }
            Value::Tuple(values) => {
                let mut seq = serializer.serialize_seq(Some(values.len()))?;
                for value in values.iter() {
                    seq.serialize_element(&inner(value))?;
                }
                seq.end()
            }
            Value::Set(set) => {
                let set = set.borrow();
                let mut seq = serializer.serialize_seq(Some(set.len()))?;
                for value in set.iter() {
                    seq.serialize_element(&inner(value))?;
                }
                seq.end()
            }
            Value::Range(range) => {
                let numbers = (0..range.len()).map(|at| range.at(at));
                let mut seq = serializer.serialize_seq(None)?;
                for number in numbers {
                    seq.serialize_element(&Json(&Value::Int(number), depth, interrupt))?;
                }
                seq.end()
            }
            Value::Dict(dict) => {
                let dict = dict.borrow();
                let mut map = serializer.serialize_map(Some(dict.len()))?;
                for (key, value) in dict.iter() {
                    map.serialize_entry(&name(key), &inner(value))?;
                }
                map.end()
            }
            Value::Object(object) => match object.plain() {
                Some(plain) => inner(&plain).serialize(serializer),
                None => serializer.serialize_str(&super::repr::opaque(self.0)),
            },
            Value::Mapping(mapping) => erased_serde::serialize(&**mapping, serializer),
            Value::Record(record) => erased_serde::serialize(&**record, serializer),
            Value::Ids(found) => match found.ids() {
                Some(ids) => ids.serialize(serializer),
                None => inner(&Value::List(found.list().clone())).serialize(serializer),
            },
            Value::Date(date) => serializer.collect_str(&date.format("%Y-%m-%d")),
            Value::DateTime(time) => time.serialize(serializer),
            Value::Delta(delta) => {
                serializer.serialize_str(&super::modules::datetime::delta_text(*delta))
            }
            other => serializer.serialize_str(&super::repr::opaque(other)),
        }
    }
}

/// Writes a text; a long one in pieces, until the user wants it stopped.
fn write<S: Serializer>(
    text: &str,
    serializer: S,
    interrupt: Option<&Interrupt>,
) -> Result<S::Ok, S::Error> {
    if text.len() <= PIECE {
        return serializer.serialize_str(text);
    }
    let written = serializer.collect_str(&Pieces(text, interrupt))?;
    match interrupt.is_some_and(Interrupt::is_set) {
        true => Err(S::Error::custom("interrupted")),
        false => Ok(written),
    }
}

struct Pieces<'a>(&'a str, Option<&'a Interrupt>);

impl fmt::Display for Pieces<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        while !rest.is_empty() {
            // An error here would be taken for one of the writer.
            if self.1.is_some_and(Interrupt::is_set) {
                break;
            }
            let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE));
            f.write_str(piece)?;
            rest = after;
        }
        Ok(())
    }
}

/// A key as JSON spells it: numbers as decimal text.
fn name(key: &Value) -> String {
    match key {
        Value::None => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Big(value) => value.to_string(),
        Value::Float(value) => value.to_string(),
        Value::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Value::Date(date) => date.to_string(),
        Value::Tuple(values) => values.iter().map(name).collect::<Vec<_>>().join(","),
        other => match (other.as_str(), other.as_bytes()) {
            (Some(text), _) => text.to_string(),
            (None, Some(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
            (None, None) => super::repr::opaque(other),
        },
    }
}
