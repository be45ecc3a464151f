//! Operators: arithmetic, truth, length.

use super::call::CallArgs;
use super::dict::Dict;
use super::iter::check_size;
use super::raise::{R, Raised};
use super::tree::{BinaryOp, UnaryOp};
use super::value::Value;
use super::{Interpreter, percent};

fn overflow() -> Raised {
    Raised::new(
        "OverflowError",
        "integers of more than 127 bits are not supported",
    )
}

impl Interpreter {
    /// Whether a value counts as true.
    pub(crate) fn truth(&mut self, value: &Value) -> R<bool> {
        Ok(match value {
            Value::None => false,
            Value::Bool(value) => *value,
            Value::Int(value) => *value != 0,
            Value::Float(value) => *value != 0.0,
            Value::Delta(delta) => !delta.is_zero(),
            Value::Instance(instance) => {
                for name in ["__bool__", "__len__"] {
                    if instance.class.get(name).is_some() {
                        let method = self.attribute(value, name)?;
                        let result = self.call(&method, CallArgs::default())?;
                        return self.truth(&result);
                    }
                }
                true
            }
            other => self.length(other).is_none_or(|length| length > 0),
        })
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
        let (symbol, result) = match op {
            UnaryOp::Negative => (
                "-",
                match operand {
                    Value::Float(value) => Some(Value::Float(-value)),
                    Value::Delta(delta) => Some(Value::Delta(-*delta)),
                    other => match other.as_int() {
                        Some(value) => Some(Value::Int(value.checked_neg().ok_or_else(overflow)?)),
                        None => None,
                    },
                },
            ),
            UnaryOp::Positive => (
                "+",
                match operand {
                    Value::Float(_) | Value::Delta(_) => Some(operand.clone()),
                    other => other.as_int().map(Value::Int),
                },
            ),
            UnaryOp::Invert => ("~", operand.as_int().map(|value| Value::Int(!value))),
            UnaryOp::Not => ("not", Some(Value::Bool(!self.truth(operand)?))),
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
        if let (BinaryOp::Mod, Value::Str(_) | Value::Text(_) | Value::Bytes(_)) = (op, left) {
            return percent::format(self, left, right);
        }
        if let Some(result) = self.special_binary(op, left, right)? {
            return Ok(result);
        }
        if let (Some(a), Some(b)) = (left.as_int(), right.as_int()) {
            let booleans = matches!((left, right), (Value::Bool(_), Value::Bool(_)));
            return integers(op, a, b).map(|result| match result {
                Value::Int(bits @ (0 | 1))
                    if booleans
                        && matches!(op, BinaryOp::BitAnd | BinaryOp::BitOr | BinaryOp::BitXor) =>
                {
                    Value::Bool(bits == 1)
                }
                other => other,
            });
        }
        if let (Some(a), Some(b)) = (left.as_float(), right.as_float())
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
        if op == BinaryOp::Add && left.as_str().is_some() && matches!(left, Value::Str(_)) {
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
        let name = match op {
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
        };
        for (own, other, prefix) in [(left, right, "__"), (right, left, "__r")] {
            if let Value::Instance(instance) = own {
                let name = format!("{prefix}{name}__");
                if instance.class.get(&name).is_some() {
                    let method = self.attribute(own, &name)?;
                    let result = self.call(&method, CallArgs::of(vec![other.clone()]))?;
                    if !matches!(result, Value::NotImplemented) {
                        return Ok(Some(result));
                    }
                }
            }
        }
        Ok(None)
    }

    /// `target op= value`: lists grow in place.
    pub(crate) fn binary_in_place(
        &mut self,
        op: BinaryOp,
        target: &Value,
        value: &Value,
    ) -> R<Value> {
        match (op, target, value) {
            (BinaryOp::Add, Value::List(list), _) => {
                let more = self.collect(value)?;
                list.borrow_mut().extend(more);
                Ok(target.clone())
            }
            (BinaryOp::BitOr, Value::Dict(dict), _) => {
                let more = self.pairs(value)?;
                for (key, item) in more {
                    dict.borrow_mut().insert(key, item)?;
                }
                Ok(target.clone())
            }
            _ => self.binary(op, target, value),
        }
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
                let mut all = a.borrow().clone();
                all.extend_from_slice(&b.borrow());
                Some(Value::list(all))
            }
            (BinaryOp::Add, Value::List(_) | Value::Ids(_), Value::List(_) | Value::Ids(_)) => {
                let mut all = self.collect(left)?;
                all.extend(self.collect(right)?);
                Some(Value::list(all))
            }
            (BinaryOp::Add, Value::Tuple(a), Value::Tuple(b)) => {
                Some(Value::tuple([&**a, &**b].concat()))
            }
            (BinaryOp::Add, Value::Bytes(a), Value::Bytes(b)) => {
                Some(Value::bytes(&[&**a, &**b].concat()))
            }
            (BinaryOp::Add, ..) if left.as_str().is_some() && right.as_str().is_some() => {
                let (a, b) = (
                    left.as_str().unwrap_or_default(),
                    right.as_str().unwrap_or_default(),
                );
                let mut text = String::with_capacity(a.len() + b.len());
                text.push_str(&a);
                text.push_str(&b);
                Some(Value::str(text))
            }
            (BinaryOp::Add, ..) if left.as_bytes().is_some() && right.as_bytes().is_some() => {
                let (a, b) = (
                    left.as_bytes().unwrap_or_default(),
                    right.as_bytes().unwrap_or_default(),
                );
                Some(Value::bytes(&[&*a, &*b].concat()))
            }
            (BinaryOp::BitOr, Value::Dict(_), Value::Dict(_)) => {
                let mut all = Dict::default();
                for side in [left, right] {
                    for (key, item) in self.pairs(side)? {
                        all.insert(key, item)?;
                    }
                }
                Some(Value::dict(all))
            }
            (_, Value::Set(a), Value::Set(b)) => {
                let (a, b) = (a.borrow(), b.borrow());
                match op {
                    BinaryOp::BitOr => Some(Value::set(a.union(&b))),
                    BinaryOp::BitAnd => Some(Value::set(a.filtered(&b, true))),
                    BinaryOp::Sub => Some(Value::set(a.filtered(&b, false))),
                    BinaryOp::BitXor => Some(Value::set(
                        a.filtered(&b, false).union(&b.filtered(&a, false)),
                    )),
                    _ => None,
                }
            }
            _ => None,
        })
    }

    fn repeat(&mut self, sequence: &Value, count: i128) -> R<Option<Value>> {
        let times = |len: usize, size: usize| {
            check_size(count.saturating_mul(len as i128), size)?;
            Ok(usize::try_from(count).unwrap_or(0))
        };
        Ok(Some(match sequence {
            Value::List(list) => {
                let list = list.borrow();
                let times = times(list.len(), size_of::<Value>())?;
                Value::list(
                    list.iter()
                        .cloned()
                        .cycle()
                        .take(list.len() * times)
                        .collect(),
                )
            }
            Value::Tuple(values) => {
                let times = times(values.len(), size_of::<Value>())?;
                Value::tuple(
                    values
                        .iter()
                        .cloned()
                        .cycle()
                        .take(values.len() * times)
                        .collect(),
                )
            }
            Value::Bytes(bytes) => Value::bytes(&bytes.repeat(times(bytes.len(), 1)?)),
            Value::Delta(_) => return Ok(None),
            other => match other.as_str() {
                Some(text) => Value::str(text.repeat(times(text.len(), 1)?)),
                None => return Ok(None),
            },
        }))
    }
}

/// Where `part` first stands in `whole`.
pub(crate) fn find_bytes(whole: &[u8], part: &[u8]) -> Option<usize> {
    if part.is_empty() {
        return Some(0);
    }
    whole.windows(part.len()).position(|window| window == part)
}

fn integers(op: BinaryOp, a: i128, b: i128) -> R<Value> {
    let zero = |what| Raised::new("ZeroDivisionError", what);
    let result = match op {
        BinaryOp::Add => a.checked_add(b),
        BinaryOp::Sub => a.checked_sub(b),
        BinaryOp::Mul => a.checked_mul(b),
        BinaryOp::Div => {
            if b == 0 {
                return Err(zero("division by zero"));
            }
            return Ok(Value::Float(a as f64 / b as f64));
        }
        BinaryOp::FloorDiv => {
            if b == 0 {
                return Err(zero("integer division or modulo by zero"));
            }
            a.checked_div_euclid(b).map(|quotient| {
                // Euclid rounds towards the sign of the divisor; Python always rounds down.
                if b < 0 && a.rem_euclid(b) != 0 {
                    quotient - 1
                } else {
                    quotient
                }
            })
        }
        BinaryOp::Mod => {
            if b == 0 {
                return Err(zero("integer modulo by zero"));
            }
            let rest = a.wrapping_rem(b);
            Some(if rest != 0 && (rest < 0) != (b < 0) {
                rest + b
            } else {
                rest
            })
        }
        BinaryOp::Pow => {
            if b < 0 {
                if a == 0 {
                    return Err(zero("0.0 cannot be raised to a negative power"));
                }
                return Ok(Value::Float((a as f64).powf(b as f64)));
            }
            match a {
                0 | 1 => Some(if b == 0 { 1 } else { a }),
                -1 => Some(if b % 2 == 0 { 1 } else { -1 }),
                _ => u32::try_from(b).ok().and_then(|b| a.checked_pow(b)),
            }
        }
        BinaryOp::LeftShift | BinaryOp::RightShift => {
            if b < 0 {
                return Err(Raised::new("ValueError", "negative shift count"));
            }
            match op {
                BinaryOp::RightShift => Some(a >> b.min(127)),
                _ if a == 0 => Some(0),
                _ => u32::try_from(b)
                    .ok()
                    .filter(|b| *b < 127)
                    .map(|b| a << b)
                    .filter(|shifted| shifted >> b == a),
            }
        }
        BinaryOp::BitOr => Some(a | b),
        BinaryOp::BitXor => Some(a ^ b),
        BinaryOp::BitAnd => Some(a & b),
    };
    result.map(Value::Int).ok_or_else(overflow)
}

fn floats(op: BinaryOp, a: f64, b: f64) -> R<Option<Value>> {
    let zero = |what| Raised::new("ZeroDivisionError", what);
    Ok(Some(Value::Float(match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => a * b,
        BinaryOp::Div if b == 0.0 => return Err(zero("float division by zero")),
        BinaryOp::Div => a / b,
        BinaryOp::FloorDiv if b == 0.0 => return Err(zero("float floor division by zero")),
        BinaryOp::FloorDiv => (a / b).floor(),
        BinaryOp::Mod if b == 0.0 => return Err(zero("float modulo")),
        BinaryOp::Mod => {
            let rest = a % b;
            if rest != 0.0 && (rest < 0.0) != (b < 0.0) {
                rest + b
            } else {
                rest
            }
        }
        BinaryOp::Pow if a == 0.0 && b < 0.0 => {
            return Err(zero("0.0 cannot be raised to a negative power"));
        }
        BinaryOp::Pow => a.powf(b),
        _ => return Ok(None),
    })))
}
