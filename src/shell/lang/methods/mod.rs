//! The methods of the builtin types, in tables that completion and help read as well.

pub(crate) mod bytes;
pub(crate) mod codec;
mod cuts;
pub(crate) mod dict;
pub(crate) mod list;
pub(crate) mod number;
pub(crate) mod parts;
pub(crate) mod set;
pub(crate) mod special;
pub(crate) mod str;
mod text;
mod translate;
mod views;

use num_traits::Signed;

use super::dict::Kind;
use super::modules;
use super::native::Native;
use super::raise::{R, Raised};
use super::value::Value;

/// The methods of a value.
pub(crate) fn of(value: &Value) -> impl Iterator<Item = &'static Native> + use<> {
    let (first, second): (&'static [Native], &'static [Native]) = match value {
        Value::Str(_) => (str::METHODS, &[]),
        Value::Bytes(_) => (bytes::METHODS, &[]),
        Value::Text(_) | Value::Record(_) if value.as_text().is_some() => (
            text::METHODS,
            if value.letters().is_some() {
                str::METHODS
            } else {
                bytes::METHODS
            },
        ),
        Value::List(_) | Value::Ids(_) => (list::METHODS, &[]),
        Value::Tuple(_) => (list::TUPLE, &[]),
        Value::Dict(dict) => match dict.try_borrow().as_deref().map(|dict| dict.kind()) {
            Ok(Kind::Counter) => (modules::collections::COUNTER, dict::METHODS),
            Ok(Kind::Ordered) => (modules::collections::ORDERED, dict::METHODS),
            _ => (dict::METHODS, &[]),
        },
        Value::Mapping(_) => (dict::READING, &[]),
        Value::Set(set) => match set.try_borrow() {
            Ok(set) if set.is_frozen() => (set::READING, &[]),
            _ => (set::READING, set::CHANGING),
        },
        Value::Iter(iter) if iter.try_borrow().is_ok_and(|iter| iter.is_generator()) => {
            (super::generator::METHODS, &[])
        }
        Value::Int(_) | Value::Big(_) | Value::Bool(_) => (number::INT, &[]),
        Value::Float(_) => (number::FLOAT, &[]),
        Value::Range(_) => (list::TUPLE, &[]),
        Value::Date(_) | Value::DateTime(_) | Value::Delta(_) | Value::Zone(_) => {
            (modules::datetime::methods(value), &[])
        }
        Value::Object(object) => (object.kind().methods, &[]),
        _ => (&[], &[]),
    };
    first.iter().chain(second)
}

/// Whether a value is of a builtin type, whose methods take what they say they take.
pub(crate) fn is_builtin(value: &Value) -> bool {
    use Value::{Big, Bool, Bytes, Dict, Float, Int, List, Range, Set, Str, Tuple};
    matches!(
        value,
        Str(_)
            | Bytes(_)
            | List(_)
            | Tuple(_)
            | Dict(_)
            | Set(_)
            | Range(_)
            | Int(_)
            | Big(_)
            | Bool(_)
            | Float(_)
    )
}

/// A whole number that an argument must be.
pub(crate) fn whole(value: Option<Value>, default: i128) -> R<i128> {
    let number = value.map_or(Ok(default), |value| unbounded(&value))?;
    match i64::try_from(number) {
        Ok(_) => Ok(number),
        Err(_) => Err(Raised::new(
            "OverflowError",
            "Python int too large to convert to C ssize_t",
        )),
    }
}

/// A whole number; of those that are far too large the largest.
fn unbounded(value: &Value) -> R<i128> {
    match value {
        Value::Big(number) if number.is_negative() => Ok(i128::MIN / 2),
        Value::Big(_) => Ok(i128::MAX / 2),
        value => value.as_int().ok_or_else(|| {
            let kind = value.type_name();
            Raised::new(
                "TypeError",
                format!("'{kind}' object cannot be interpreted as an integer"),
            )
        }),
    }
}

/// Optional bounds as places in something of that length, as slices count.
fn bounds(start: Option<Value>, end: Option<Value>, length: i128) -> R<(i128, i128)> {
    let bound = |value: Option<Value>, default: i128| {
        let value = match value {
            None | Some(Value::None) => default,
            Some(value) => unbounded(&value)?,
        };
        let value = if value < 0 { value + length } else { value };
        Ok(value.max(0))
    };
    Ok((bound(start, 0)?, bound(end, length)?.min(length)))
}
