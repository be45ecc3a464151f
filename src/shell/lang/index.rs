//! Subscripts and slices.

use std::rc::Rc;

use imapclient::menu::nearest;

use super::Interpreter;
use super::bridge;
use super::call::CallArgs;
use super::dict::Kind;
use super::limits::check_size;
use super::raise::{R, Raised};
use super::value::{Range, Value};

impl Interpreter {
    /// `base[index]`.
    pub(crate) fn subscript(&mut self, base: &Value, index: &Value) -> R<Value> {
        match base {
            Value::Dict(_) | Value::Mapping(_) => match self.find(base, index)? {
                Some(value) => Ok(value),
                None => self.missing(base, index),
            },
            Value::Object(object) => match object.subscript(self, index)? {
                Some(value) => Ok(value),
                None => Err(Raised::new(
                    "TypeError",
                    format!("'{}' object is not subscriptable", base.type_name()),
                )),
            },
            _ => {
                let special = std::slice::from_ref(index);
                if let Some(value) = self.call_special(base, "__getitem__", special)? {
                    return Ok(value);
                }
                let length = self.length(base).filter(|_| !matches!(base, Value::Set(_)));
                let Some(length) = length else {
                    return Err(Raised::new(
                        "TypeError",
                        format!("'{}' object is not subscriptable", base.type_name()),
                    ));
                };
                match index {
                    Value::Slice(parts) => self.slice(base, parts, length),
                    index => {
                        let position = position(index, length, &base.type_name(), "index")?;
                        Ok(element(base, position))
                    }
                }
            }
        }
    }

    /// What a mapping gives for a key that it does not have: the default of a `defaultdict`, the 0
    /// of a `Counter`, a KeyError.
    fn missing(&mut self, mapping: &Value, wanted: &Value) -> R<Value> {
        if let Value::Dict(dict) = mapping {
            let kind = dict.borrow().kind().clone();
            match kind {
                Kind::Counter => return Ok(Value::Int(0)),
                Kind::Default(factory) if !matches!(factory, Value::None) => {
                    let value = self.call(&factory, CallArgs::default())?;
                    self.put(dict, wanted.clone(), value.clone())?;
                    return Ok(value);
                }
                _ => {}
            }
        }
        Err(self.no_key(mapping, wanted)?)
    }

    /// The KeyError of a key that is not there, with the nearest one that is.
    fn no_key(&mut self, mapping: &Value, wanted: &Value) -> R<Raised> {
        let Some(word) = wanted.as_str() else {
            return Ok(self.key_error(wanted, String::new()));
        };
        let mut names = Vec::new();
        for (key, _) in self.pairs(mapping)?.into_iter().take(1000) {
            names.extend(key.as_str());
        }
        let hint = nearest(&word.to_uppercase(), names.iter().map(|name| &**name))
            .or_else(|| nearest(&word, names.iter().map(|name| &**name)))
            .map(|near| format!(" (did you mean '{near}'?)"))
            .unwrap_or_default();
        Ok(self.key_error(wanted, hint))
    }

    fn slice(&mut self, base: &Value, parts: &[Value; 3], length: i128) -> R<Value> {
        let range = slice_range(parts, length)?;
        let picked = || (0..range.len()).map(|at| usize::try_from(range.at(at)).unwrap_or(0));
        Ok(match base {
            Value::List(list) => {
                let list = list.borrow();
                Value::list(self.gather(picked().filter_map(|at| list.get(at).cloned()))?)
            }
            Value::Tuple(values) => {
                Value::tuple(self.gather(picked().filter_map(|at| values.get(at).cloned()))?)
            }
            Value::Bytes(bytes) => Value::bytes(&self.cut(bytes, range)?),
            Value::Ids(ids) => Value::list(self.gather(picked().filter_map(|at| ids.get(at)))?),
            Value::Range(inner) => Value::range(Range {
                start: inner.start + range.start * inner.step,
                stop: inner.start + range.stop * inner.step,
                step: inner.step * range.step,
            }),
            Value::Record(record) if record.tuple_len().is_some() => {
                let parts = picked().filter_map(|at| record.index(at));
                Value::tuple(self.gather(parts.map(bridge::value))?)
            }
            other => match other.letters() {
                Some(text) if text.is_ascii() => {
                    let octets = self.cut(text.as_bytes(), range)?;
                    Value::str(String::from_utf8(octets).unwrap_or_default())
                }
                Some(text) if range.step == 1 => {
                    let part = |text: &str, count: i128| {
                        let count = usize::try_from(count).unwrap_or(0);
                        let end = text.char_indices().nth(count).map(|(at, _)| at);
                        end.unwrap_or(text.len())
                    };
                    let rest = text.get(part(&text, range.start)..).unwrap_or_default();
                    let end = part(rest, range.len());
                    Value::str(rest.get(..end).unwrap_or_default())
                }
                Some(text) => {
                    let letters: Vec<char> = self.gather(text.chars())?;
                    let letters = picked().filter_map(|at| letters.get(at));
                    Value::str(self.gather::<_, String>(letters)?)
                }
                None => {
                    let bytes = other.octets().unwrap_or_default();
                    Value::bytes(&self.cut(&bytes, range)?)
                }
            },
        })
    }

    /// The octets of a slice.
    fn cut(&self, octets: &[u8], range: Range) -> R<Vec<u8>> {
        let place = |at: i128| usize::try_from(at).unwrap_or(0);
        if range.step == 1 {
            let end = range.start + range.len();
            let part = octets.get(place(range.start)..place(end));
            return Ok(part.unwrap_or_default().to_vec());
        }
        let places = (0..range.len()).map(|at| place(range.at(at)));
        self.gather(places.filter_map(|at| octets.get(at).copied()))
    }

    /// `base[index] = value`.
    pub(crate) fn set_subscript(&mut self, base: &Value, index: &Value, value: Value) -> R<()> {
        match base {
            Value::Dict(dict) => self.put(dict, index.clone(), value),
            base if let Some(list) = base.as_list() => match index {
                Value::Slice(parts) => {
                    let length = list.borrow().len() as i128;
                    let range = slice_range(parts, length)?;
                    let values = self.collect(&value)?;
                    check_size(length + values.len() as i128, size_of::<Value>())?;
                    set_slice(&mut list.borrow_mut(), range, values)
                }
                index => {
                    let mut list = list.borrow_mut();
                    let at = position(index, list.len() as i128, "list", "assignment index")?;
                    if let Some(slot) = list.get_mut(at) {
                        *slot = value;
                    }
                    Ok(())
                }
            },
            Value::Object(object) if object.set_subscript(self, index, &value)? => Ok(()),
            Value::Mapping(_) => Err(unchangeable("TypeError")),
            other => {
                let args = [index.clone(), value];
                match self.call_special(other, "__setitem__", &args)? {
                    Some(_) => Ok(()),
                    None => Err(half(other, "__setitem__").unwrap_or_else(|| {
                        let kind = other.type_name();
                        Raised::new(
                            "TypeError",
                            format!("'{kind}' object does not support item assignment"),
                        )
                    })),
                }
            }
        }
    }

    /// `del base[index]`.
    pub(crate) fn delete_subscript(&mut self, base: &Value, index: &Value) -> R<()> {
        match base {
            Value::Dict(dict) => {
                let key = self.key(index)?;
                let removed = dict.borrow_mut().remove(&key);
                match removed {
                    Some(_) => Ok(()),
                    None => Err(self.no_key(base, index)?),
                }
            }
            base if let Some(list) = base.as_list() => {
                let mut list = list.borrow_mut();
                let length = list.len() as i128;
                match index {
                    Value::Slice(parts) => {
                        let range = slice_range(parts, length)?;
                        let gone: std::collections::HashSet<i128> =
                            (0..range.len()).map(|at| range.at(at)).collect();
                        let mut at = -1;
                        list.retain(|_| {
                            at += 1;
                            !gone.contains(&at)
                        });
                    }
                    index => {
                        let at = position(index, length, "list", "assignment index")?;
                        list.remove(at);
                    }
                }
                Ok(())
            }
            Value::Object(object) if object.delete_subscript(self, index)? => Ok(()),
            Value::Mapping(_) => Err(unchangeable("TypeError")),
            other => match self.call_special(other, "__delitem__", std::slice::from_ref(index))? {
                Some(_) => Ok(()),
                None => Err(half(other, "__delitem__").unwrap_or_else(|| {
                    let kind = other.type_name();
                    Raised::new(
                        "TypeError",
                        format!("'{kind}' object doesn't support item deletion"),
                    )
                })),
            },
        }
    }
}

/// The error of an object whose class has only the other one of `__setitem__` and `__delitem__`.
fn half(value: &Value, missing: &str) -> Option<Raised> {
    let Value::Instance(instance) = value else {
        return None;
    };
    let one = ["__setitem__", "__delitem__"];
    let known = one.iter().any(|name| instance.class.get(name).is_some());
    known.then(|| Raised::new("AttributeError", missing))
}

/// What a change of one of the server's mappings is answered with.
pub(super) fn unchangeable(class: &'static str) -> Raised {
    let said = "results of the server cannot be changed; make a copy with dict(...)";
    Raised::new(class, said)
}

/// The place that an index means, counted from the end if negative.
pub(crate) fn position(index: &Value, length: i128, kind: &str, what: &str) -> R<usize> {
    let Some(given) = index.as_int() else {
        return Err(Raised::new(
            "TypeError",
            format!(
                "{kind} indices must be integers or slices, not {}",
                index.type_name()
            ),
        ));
    };
    let at = if given < 0 { given + length } else { given };
    if at < 0 || at >= length {
        let kind = if kind == "str" { "string" } else { kind };
        return Err(Raised::new(
            "IndexError",
            format!("{kind} {what} out of range"),
        ));
    }
    Ok(usize::try_from(at).unwrap_or(0))
}

/// The element at a place that exists.
fn element(base: &Value, at: usize) -> Value {
    match base {
        Value::List(list) => list.borrow().get(at).cloned(),
        Value::Tuple(values) => values.get(at).cloned(),
        Value::Bytes(bytes) => bytes.get(at).map(|byte| Value::Int((*byte).into())),
        Value::Range(range) => Some(Value::Int(range.at(at as i128))),
        Value::Ids(ids) => ids.get(at),
        Value::Record(record) if record.tuple_len().is_some() => {
            record.index(at).map(bridge::value)
        }
        other => match other.letters() {
            Some(text) => {
                let letter = match text.as_bytes().iter().take(at).all(u8::is_ascii) {
                    true => text.get(at..).and_then(|rest| rest.chars().next()),
                    false => text.chars().nth(at),
                };
                letter.map(|letter| Value::str(letter.encode_utf8(&mut [0; 4])))
            }
            None => {
                let bytes = other.octets().unwrap_or_default();
                bytes.get(at).map(|byte| Value::Int((*byte).into()))
            }
        },
    }
    .unwrap_or(Value::None)
}

/// The places that a slice means, as a range.
fn slice_range(parts: &[Value; 3], length: i128) -> R<Range> {
    let part = |value: &Value| match value {
        Value::None => Ok(None),
        value => match value.as_int() {
            Some(value) => Ok(Some(value)),
            None => Err(Raised::new(
                "TypeError",
                "slice indices must be integers or None",
            )),
        },
    };
    let [start, stop, step] = parts;
    let step = part(step)?.unwrap_or(1);
    if step == 0 {
        return Err(Raised::new("ValueError", "slice step cannot be zero"));
    }
    let (low, high) = if step > 0 {
        (0, length)
    } else {
        (-1, length - 1)
    };
    let clamp = |value: i128| {
        let value = if value < 0 { value + length } else { value };
        value.clamp(low, high)
    };
    let (from, to) = if step > 0 { (low, high) } else { (high, low) };
    Ok(Range {
        start: part(start)?.map_or(from, clamp),
        stop: part(stop)?.map_or(to, clamp),
        step,
    })
}

fn set_slice(list: &mut Vec<Value>, range: Range, values: Vec<Value>) -> R<()> {
    if range.step == 1 {
        let start = usize::try_from(range.start).unwrap_or(0);
        let stop = usize::try_from(range.stop).unwrap_or(0).max(start);
        list.splice(start..stop, values);
        return Ok(());
    }
    if range.len() != values.len() as i128 {
        return Err(Raised::new(
            "ValueError",
            format!(
                "attempt to assign sequence of size {} to extended slice of size {}",
                values.len(),
                range.len()
            ),
        ));
    }
    for (at, value) in values.into_iter().enumerate() {
        let place = usize::try_from(range.at(at as i128)).unwrap_or(0);
        if let Some(slot) = list.get_mut(place) {
            *slot = value;
        }
    }
    Ok(())
}

/// A slice object's parts, for `slice(...)`.
pub(crate) fn slice_value(parts: [Value; 3]) -> Value {
    Value::Slice(Rc::new(parts))
}
