//! The methods of the builtin types, in tables that completion and help read as well.

pub(crate) mod bytes;
pub(crate) mod dict;
pub(crate) mod list;
pub(crate) mod number;
mod parts;
pub(crate) mod set;
pub(crate) mod str;
mod text;

use super::modules;
use super::value::{Native, Value};

/// The methods of a value.
pub(crate) fn of(value: &Value) -> impl Iterator<Item = &'static Native> + use<> {
    let (first, second): (&'static [Native], &'static [Native]) = match value {
        Value::Str(_) => (str::METHODS, &[]),
        Value::Bytes(_) => (bytes::METHODS, &[]),
        Value::Text(_) | Value::Record(_) if value.as_text().is_some() => (
            text::METHODS,
            if value.as_str().is_some() {
                str::METHODS
            } else {
                bytes::METHODS
            },
        ),
        Value::List(_) => (list::METHODS, &[]),
        Value::Tuple(_) | Value::Ids(_) | Value::Range(_) => (list::TUPLE, &[]),
        Value::Dict(_) => (dict::METHODS, &[]),
        Value::Mapping(_) => (dict::READING, &[]),
        Value::Set(_) => (set::METHODS, &[]),
        Value::Iter(iter) if iter.try_borrow().is_ok_and(|iter| iter.is_generator()) => {
            (super::generator::METHODS, &[])
        }
        Value::Int(_) | Value::Big(_) | Value::Bool(_) => (number::INT, &[]),
        Value::Float(_) => (number::FLOAT, &[]),
        Value::Date(_) | Value::DateTime(_) | Value::Delta(_) => {
            (modules::datetime::methods(value), &[])
        }
        Value::File(_) => (modules::files::METHODS, &[]),
        _ => (&[], &[]),
    };
    first.iter().chain(second)
}
