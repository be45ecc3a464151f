//! Operators: arithmetic, truth, length.

use std::rc::Rc;

use super::compare::special_first;
use super::dict::{Dict, Kind};
use super::floats::floats;
use super::limits::check_size;
use super::modules::collections;
use super::raise::{R, Raised};
use super::tree::{BinaryOp, UnaryOp};
use super::value::Value;
use super::{Interpreter, bigint, methods, percent};

/// How many elements of a sequence are copied between two looks at whether the user wants it stopped.
const STEP: usize = 1 << 20;

impl Interpreter {
    /// Whether a value counts as true.
    pub(crate) fn truth(&mut self, value: &Value) -> R<bool> {
        Ok(match value {
            Value::None => false,
            Value::Bool(value) => *value,
            Value::Int(value) => *value != 0,
            Value::Float(value) => *value != 0.0,
            Value::Delta(delta) => !delta.is_zero(),
            Value::Instance(_) => match self.call_special(value, "__bool__", &[])? {
                Some(Value::Bool(result)) => result,
                Some(other) => {
                    return Err(Raised::new(
                        "TypeError",
                        format!(
                            "__bool__ should return bool, returned {}",
                            other.type_name()
                        ),
                    ));
                }
                None => self.length_of(value)?.is_none_or(|length| length > 0),
            },
            other => self.length(other).is_none_or(|length| length > 0),
        })
    }

    /// The number of elements, also of objects with `__len__`.
    pub(crate) fn length_of(&mut self, value: &Value) -> R<Option<i128>> {
        match self.call_special(value, "__len__", &[])? {
            None => Ok(self.length(value)),
            Some(length) => match length.as_int() {
                Some(length) if length >= 0 => Ok(Some(length)),
                Some(_) => Err(Raised::new("ValueError", "__len__() should return >= 0")),
                None => Err(Raised::new(
                    "TypeError",
                    format!(
                        "'{}' object cannot be interpreted as an integer",
                        length.type_name()
                    ),
                )),
            },
        }
    }

    /// The number of elements, of what has some.
    pub(crate) fn length(&self, value: &Value) -> Option<i128> {
        let length = match value {
            Value::Str(text) => text.chars().count(),
            Value::Bytes(bytes) => bytes.len(),
            Value::Text(text) => text
                .as_str()
                .map_or(text.len(), |text| text.chars().count()),
            Value::List(list) => list.borrow().len(),
            Value::Tuple(values) => values.len(),
            Value::Dict(dict) => dict.borrow().len(),
            Value::Set(set) => set.borrow().len(),
            Value::Range(range) => return Some(range.len()),
            Value::Mapping(map) => map.len(),
            Value::Ids(ids) => ids.len(),
            Value::Object(object) => object.length()?,
            Value::Record(record) => match record.tuple_len() {
                Some(length) => length,
                None => record.text()?.as_str()?.chars().count(),
            },
            _ => return None,
        };
        Some(length as i128)
    }

    /// `-x`, `+x`, `~x`.
    pub(crate) fn unary(&mut self, op: UnaryOp, operand: &Value) -> R<Value> {
        let (symbol, name) = match op {
            UnaryOp::Negative => ("-", "__neg__"),
            UnaryOp::Positive => ("+", "__pos__"),
            UnaryOp::Invert => ("~", "__invert__"),
            UnaryOp::Not => return Ok(Value::Bool(!self.truth(operand)?)),
        };
        if let Some(result) = self.call_special(operand, name, &[])? {
            return Ok(result);
        }
        if let (UnaryOp::Positive | UnaryOp::Negative, Value::Dict(dict)) = (op, operand)
            && matches!(dict.borrow().kind(), Kind::Counter)
        {
            // The counts above zero, or those below.
            let none = Value::dict(Dict::of(Kind::Counter));
            return match op {
                UnaryOp::Positive => self.binary(BinaryOp::Add, operand, &none),
                _ => self.binary(BinaryOp::Sub, &none, operand),
            };
        }
        let result = match (op, operand) {
            (UnaryOp::Negative, Value::Float(value)) => Some(Value::Float(-value)),
            (UnaryOp::Negative, Value::Delta(delta)) => Some(Value::Delta(-*delta)),
            (UnaryOp::Positive, Value::Float(_) | Value::Delta(_)) => Some(operand.clone()),
            (op, other) => match other.as_int() {
                Some(value) if value != i128::MIN => Some(Value::Int(match op {
                    UnaryOp::Negative => -value,
                    UnaryOp::Invert => !value,
                    _ => value,
                })),
                _ => other.as_big().map(|value| {
                    Value::integer(match op {
                        UnaryOp::Negative => -value,
                        UnaryOp::Invert => !value,
                        _ => value,
                    })
                }),
            },
        };
        result.ok_or_else(|| {
            let kind = operand.type_name();
            Raised::new(
                "TypeError",
                format!("bad operand type for unary {symbol}: '{kind}'"),
            )
        })
    }

    /// `left op right`.
    pub(crate) fn binary(&mut self, op: BinaryOp, left: &Value, right: &Value) -> R<Value> {
        if let Some(text) = left.worded() {
            return self.binary(op, &text, right);
        }
        if let Some(text) = right.worded() {
            return self.binary(op, left, &text);
        }
        if let (BinaryOp::Mod, Value::Str(_) | Value::Text(_) | Value::Bytes(_)) = (op, left) {
            return percent::format(self, left, right);
        }
        if let Some(result) = self.special_binary(op, left, right)? {
            return Ok(result);
        }
        if let (Value::Bool(a), Value::Bool(b)) = (left, right) {
            match op {
                BinaryOp::BitAnd => return Ok(Value::Bool(a & b)),
                BinaryOp::BitOr => return Ok(Value::Bool(a | b)),
                BinaryOp::BitXor => return Ok(Value::Bool(a ^ b)),
                _ => {}
            }
        }
        if let (Some(a), Some(b)) = (left.as_int(), right.as_int())
            && let Some(result) = integers(op, a, b)?
        {
            return Ok(result);
        }
        if let Some(a) = left.as_big()
            && let Some(b) = right.as_big()
        {
            return self.big_binary(op, &a, &b);
        }
        if let (Some(a), Some(b)) = (float(left)?, float(right)?)
            && let Some(result) = floats(op, a, b)?
        {
            return Ok(result);
        }
        if let Some(result) = self.sequences(op, left, right)? {
            return Ok(result);
        }
        if let Some(result) = super::modules::datetime::binary(op, left, right)? {
            return Ok(result);
        }
        if op == BinaryOp::Add && matches!(left, Value::Str(_)) {
            return Err(Raised::new(
                "TypeError",
                format!(
                    "can only concatenate str (not \"{}\") to str",
                    right.type_name()
                ),
            ));
        }
        Err(Raised::new(
            "TypeError",
            format!(
                "unsupported operand type(s) for {}: '{}' and '{}'",
                op.symbol(),
                left.type_name(),
                right.type_name()
            ),
        ))
    }

    /// `__add__` and its kin of the user's classes.
    fn special_binary(&mut self, op: BinaryOp, left: &Value, right: &Value) -> R<Option<Value>> {
        let name = special_name(op);
        for (own, other, reflected) in [(left, right, false), (right, left, true)] {
            if let Value::Object(object) = own
                && let Some(result) = object.binary(self, op, other, reflected)?
            {
                return Ok(Some(result));
            }
        }
        if !matches!(left, Value::Instance(_)) && !matches!(right, Value::Instance(_)) {
            return Ok(None);
        }
        let mut sides = [(left, right, "__"), (right, left, "__r")];
        if special_first(right, left) {
            sides.reverse();
        }
        // Of two objects of one class the left one answers.
        let one_class = matches!((left, right), (Value::Instance(a), Value::Instance(b))
            if Rc::ptr_eq(&a.class, &b.class));
        for (own, other, prefix) in sides.into_iter().take(if one_class { 1 } else { 2 }) {
            let name = format!("{prefix}{name}__");
            match self.call_special(own, &name, std::slice::from_ref(other))? {
                None | Some(Value::NotImplemented) => {}
                result => return Ok(result),
            }
        }
        Ok(None)
    }

    /// `target op= value`: what can be changed is changed in place.
    pub(crate) fn binary_in_place(
        &mut self,
        op: BinaryOp,
        target: Value,
        value: &Value,
    ) -> R<Value> {
        match (op, &target, value) {
            (BinaryOp::Add | BinaryOp::Mul, Value::Ids(found), _) => {
                self.binary_in_place(op, Value::List(found.list().clone()), value)?;
                return Ok(target);
            }
            (_, Value::Int(a), Value::Int(b)) => {
                if let Some(result) = integers(op, *a, *b)? {
                    return Ok(result);
                }
            }
            (BinaryOp::Add, Value::List(list), _) => {
                methods::list::extend_list(self, list, value)?;
                return Ok(target);
            }
            (BinaryOp::Mul, Value::List(list), _) if value.as_int().is_some() => {
                if let Value::List(result) = self.binary(op, &target, value)? {
                    let all = std::mem::take(&mut *result.borrow_mut());
                    *list.borrow_mut() = all;
                }
                return Ok(target);
            }
            (BinaryOp::BitOr, Value::Dict(dict), _) => {
                methods::dict::update_with(self, dict, value)?;
                return Ok(target);
            }
            (
                BinaryOp::BitOr | BinaryOp::BitAnd | BinaryOp::Sub | BinaryOp::BitXor,
                Value::Set(set),
                Value::Set(_),
            ) if !set.borrow().is_frozen() => {
                let other = self.set_of(value)?;
                self.change_set(op, set, &other)?;
                return Ok(target);
            }
            (_, Value::Instance(_), _) => {
                let name = format!("__i{}__", special_name(op));
                match self.call_special(&target, &name, std::slice::from_ref(value))? {
                    None | Some(Value::NotImplemented) => {}
                    Some(result) => return Ok(result),
                }
            }
            _ => {}
        }
        self.binary(op, &target, value)
    }

    fn sequences(&mut self, op: BinaryOp, left: &Value, right: &Value) -> R<Option<Value>> {
        let repeat = match (left.as_int(), right.as_int()) {
            (Some(count), None) => Some((right, count)),
            (None, Some(count)) => Some((left, count)),
            _ => None,
        };
        if let (BinaryOp::Mul, Some((sequence, count))) = (op, repeat) {
            return self.repeat(sequence, count.max(0));
        }
        Ok(match (op, left, right) {
            (BinaryOp::Add, Value::List(a), Value::List(b)) => {
                let (a, b) = (a.borrow(), b.borrow());
                check_size((a.len() + b.len()) as i128, size_of::<Value>())?;
                Some(Value::list([&a[..], &b[..]].concat()))
            }
            (BinaryOp::Add, Value::List(_) | Value::Ids(_), Value::List(_) | Value::Ids(_)) => {
                let mut all = self.collect(left)?;
                all.extend(self.collect(right)?);
                Some(Value::list(all))
            }
            (BinaryOp::Add, Value::Tuple(a), Value::Tuple(b)) => {
                check_size((a.len() + b.len()) as i128, size_of::<Value>())?;
                Some(Value::tuple([&**a, &**b].concat()))
            }
            (BinaryOp::Add, Value::Bytes(a), Value::Bytes(b)) => {
                check_size((a.len() + b.len()) as i128, 1)?;
                Some(Value::bytes(&[&**a, &**b].concat()))
            }
            (BinaryOp::Add, ..) if let (Some(a), Some(b)) = (left.letters(), right.letters()) => {
                check_size((a.len() + b.len()) as i128, 1)?;
                let mut text = String::with_capacity(a.len() + b.len());
                text.push_str(&a);
                text.push_str(&b);
                Some(Value::str(text))
            }
            (BinaryOp::Add, ..) if let (Some(a), Some(b)) = (left.octets(), right.octets()) => {
                check_size((a.len() + b.len()) as i128, 1)?;
                Some(Value::bytes(&[&*a, &*b].concat()))
            }
            (_, Value::Dict(a), Value::Dict(b)) => {
                if let Some(counter) = collections::binary(self, op, a, b)? {
                    return Ok(Some(counter));
                }
                if op != BinaryOp::BitOr {
                    return Ok(None);
                }
                let mut all = a.borrow().clone();
                for (key, item) in self.pairs(right)? {
                    self.dict_insert(&mut all, key, item)?;
                }
                Some(Value::dict(all))
            }
            (_, Value::Set(a), Value::Set(b)) => match op {
                BinaryOp::BitOr | BinaryOp::BitAnd | BinaryOp::Sub | BinaryOp::BitXor => {
                    let joined = self.join_sets(op, &a.borrow(), &b.borrow())?;
                    Some(Value::set(joined))
                }
                _ => None,
            },
            _ => None,
        })
    }

    fn repeat(&mut self, sequence: &Value, count: i128) -> R<Option<Value>> {
        Ok(Some(match sequence {
            Value::List(list) => Value::list(self.repeated(&list.borrow(), count)?),
            Value::Ids(_) => {
                let values = self.collect(sequence)?;
                Value::list(self.repeated(&values, count)?)
            }
            Value::Tuple(values) => Value::tuple(self.repeated(values, count)?),
            Value::Bytes(bytes) => Value::Bytes(self.repeated(bytes, count)?.into()),
            Value::Delta(_) => return Ok(None),
            other => match other.letters() {
                Some(text) => Value::str(self.repeated_text(&text, count)?),
                None => return Ok(None),
            },
        }))
    }

    /// A text so many times, made in steps that can be stopped between.
    fn repeated_text(&self, part: &str, count: i128) -> R<String> {
        check_size(count.saturating_mul(part.len() as i128), 1)?;
        let mut left = match part {
            "" => 0,
            _ => usize::try_from(count).unwrap_or(0),
        };
        let mut whole = String::with_capacity(left * part.len());
        let times = (STEP / part.len().max(1)).clamp(1, left.max(1));
        let piece = part.repeat(times);
        while left >= times {
            self.tick()?;
            whole.push_str(&piece);
            left -= times;
        }
        whole.push_str(&part.repeat(left));
        Ok(whole)
    }

    /// A slice so many times, made in steps that can be stopped between.
    fn repeated<T: Clone>(&mut self, part: &[T], count: i128) -> R<Vec<T>> {
        check_size(count.saturating_mul(part.len() as i128), size_of::<T>())?;
        let whole = usize::try_from(count).unwrap_or(0) * part.len();
        let mut all = Vec::with_capacity(whole);
        // Doubled up to a step, then step by step.
        all.extend_from_slice(part.get(..whole.min(part.len())).unwrap_or_default());
        while all.len() < whole {
            self.tick()?;
            let wanted = all.len().min(whole - all.len()).min(STEP.max(part.len()));
            let more = wanted / part.len().max(1) * part.len();
            all.extend_from_within(..more.max(part.len()).min(whole - all.len()));
        }
        Ok(all)
    }
}

/// The name of an operator in the names of methods.
fn special_name(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "add",
        BinaryOp::Sub => "sub",
        BinaryOp::Mul => "mul",
        BinaryOp::Div => "truediv",
        BinaryOp::FloorDiv => "floordiv",
        BinaryOp::Mod => "mod",
        BinaryOp::Pow => "pow",
        BinaryOp::LeftShift => "lshift",
        BinaryOp::RightShift => "rshift",
        BinaryOp::BitOr => "or",
        BinaryOp::BitXor => "xor",
        BinaryOp::BitAnd => "and",
    }
}

/// A number as a float; an integer that is none is an error.
fn float(value: &Value) -> R<Option<f64>> {
    match value {
        Value::Big(number) => bigint::to_float(number).map(Some),
        other => Ok(other.as_float()),
    }
}

/// Where `part` first stands in `whole`.
pub(crate) fn find_bytes(whole: &[u8], part: &[u8]) -> Option<usize> {
    memchr::memmem::find(whole, part)
}

/// What fits into 127 bits; `None` if the result does not.
fn integers(op: BinaryOp, a: i128, b: i128) -> R<Option<Value>> {
    let zero = |what| Raised::new("ZeroDivisionError", what);
    let result = match op {
        BinaryOp::Add => a.checked_add(b),
        BinaryOp::Sub => a.checked_sub(b),
        BinaryOp::Mul => a.checked_mul(b),
        BinaryOp::Div if b == 0 => return Err(zero("division by zero")),
        BinaryOp::Div => {
            // Both are exact as floats, so the quotient is rounded once.
            let exact = |value: i128| value.unsigned_abs() < 1 << 53;
            return Ok((exact(a) && exact(b)).then(|| Value::Float(a as f64 / b as f64)));
        }
        BinaryOp::FloorDiv | BinaryOp::Mod if b == 0 => {
            return Err(zero(match op {
                BinaryOp::Mod => "integer modulo by zero",
                _ => "integer division or modulo by zero",
            }));
        }
        BinaryOp::FloorDiv => a.checked_div_euclid(b).map(|quotient| {
            // Euclid rounds towards the sign of the divisor; Python always rounds down.
            if b < 0 && a.rem_euclid(b) != 0 {
                quotient - 1
            } else {
                quotient
            }
        }),
        BinaryOp::Mod => {
            let rest = a.wrapping_rem(b);
            Some(if rest != 0 && (rest < 0) != (b < 0) {
                rest + b
            } else {
                rest
            })
        }
        BinaryOp::Pow => match u32::try_from(b) {
            Ok(b) => a.checked_pow(b),
            Err(_) => None,
        },
        BinaryOp::RightShift if b >= 0 => Some(a >> b.min(127)),
        BinaryOp::LeftShift | BinaryOp::RightShift => None,
        BinaryOp::BitOr => Some(a | b),
        BinaryOp::BitXor => Some(a ^ b),
        BinaryOp::BitAnd => Some(a & b),
    };
    Ok(result.map(Value::Int))
}
