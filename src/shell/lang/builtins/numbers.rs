//! Builtin functions on numbers.

use crate::lang::Interpreter;
use crate::lang::bigint;
use crate::lang::call::CallArgs;
use crate::lang::format;
use crate::lang::iter::Iter;
use crate::lang::methods;
use crate::lang::raise::{R, Raised};
use crate::lang::tree::BinaryOp;
use crate::lang::value::Value;
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive};
use std::rc::Rc;

use super::one;

pub(super) fn sum(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [values, start] = args.bind("sum", ["iterable", "start"], 1)?;
    let mut total = start.unwrap_or(Value::Int(0));
    if total.letters().is_some() {
        return Err(Raised::new(
            "TypeError",
            "sum() can't sum strings [use ''.join(seq) instead]",
        ));
    }
    let mut iter = interpreter.iterate(&values.unwrap_or(Value::None))?;
    while let Some(next) = iter.next(interpreter)? {
        interpreter.tick()?;
        total = match (&total, &next) {
            (Value::Int(a), Value::Int(b)) if let Some(sum) = a.checked_add(*b) => Value::Int(sum),
            _ => interpreter.binary(BinaryOp::Add, &total, &next)?,
        };
    }
    Ok(total)
}

pub(super) fn extreme(interpreter: &mut Interpreter, mut args: CallArgs, name: &str) -> R<Value> {
    let (mut key, mut default) = (None, None);
    for (option, value) in std::mem::take(&mut args.named) {
        match &*option {
            "key" if !matches!(value, Value::None) => key = Some(value),
            "key" => {}
            "default" => default = Some(value),
            other => {
                return Err(Raised::new(
                    "TypeError",
                    format!("{name}() got an unexpected keyword argument '{other}'"),
                ));
            }
        }
    }
    let mut values = match args.positional.as_slice() {
        [one] => interpreter.iterate(one)?,
        [] => {
            return Err(Raised::new(
                "TypeError",
                format!("{name} expected at least 1 argument, got 0"),
            ));
        }
        several => Iter::Values(Vec::from(several).into_iter()),
    };
    let mut best: Option<(Value, Value)> = None;
    while let Some(value) = values.next(interpreter)? {
        interpreter.tick()?;
        let rank = match &key {
            Some(key) => interpreter.call(key, CallArgs::of(vec![value.clone()]))?,
            None => value.clone(),
        };
        let better = match &best {
            None => true,
            Some((_, best)) => {
                let (symbol, wanted) = match name {
                    "min" => ("<", std::cmp::Ordering::Less),
                    _ => (">", std::cmp::Ordering::Greater),
                };
                interpreter.order(&rank, best, symbol)? == Some(wanted)
            }
        };
        if better {
            best = Some((value, rank));
        }
    }
    match (best, default) {
        (Some((value, _)), _) => Ok(value),
        (None, Some(default)) => Ok(default),
        (None, None) => Err(Raised::new(
            "ValueError",
            format!("{name}() arg is an empty sequence"),
        )),
    }
}

pub(super) fn abs(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let value = one(args, "abs")?;
    match &value {
        Value::Float(number) => Ok(Value::Float(number.abs())),
        Value::Delta(delta) => Ok(Value::Delta(delta.abs())),
        Value::Instance(_)
            if let Some(result) = interpreter.call_special(&value, "__abs__", &[])? =>
        {
            Ok(result)
        }
        other => match other.as_big() {
            Some(number) => Ok(Value::integer(number.abs())),
            None => Err(Raised::new(
                "TypeError",
                format!("bad operand type for abs(): '{}'", value.type_name()),
            )),
        },
    }
}

pub(super) fn round(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [number, digits] = args.bind("round", ["number", "ndigits"], 1)?;
    let number = number.unwrap_or(Value::None);
    let digits = match digits {
        None | Some(Value::None) => None,
        digits => Some(methods::whole(digits, 0)?),
    };
    match (&number, digits) {
        (Value::Float(value), None) if value.is_finite() => {
            bigint::from_float(value.round_ties_even())
        }
        (Value::Float(value), Some(digits)) => {
            // Exactly as the shortest decimal text rounds, which is what people expect to see.
            let places = usize::try_from(digits.clamp(0, 300)).unwrap_or(0);
            let rounded = match digits >= 0 {
                true => format!("{value:.places$}").parse().unwrap_or(*value),
                false => {
                    let scale = 10f64.powi(i32::try_from(-digits).unwrap_or(300));
                    (value / scale).round_ties_even() * scale
                }
            };
            Ok(Value::Float(rounded))
        }
        (Value::Float(value), None) => bigint::from_float(*value),
        (other, digits) => match (other.as_int(), digits) {
            (Some(value), Some(digits)) if digits < 0 => {
                let scale = u32::try_from(-digits)
                    .ok()
                    .and_then(|d| 10i128.checked_pow(d));
                let Some(scale) = scale else {
                    return Ok(Value::Int(0));
                };
                let (down, rest) = (value.div_euclid(scale), value.rem_euclid(scale));
                let up = rest * 2 > scale || rest * 2 == scale && down % 2 != 0;
                Ok(Value::Int((down + i128::from(up)) * scale))
            }
            (Some(value), _) => Ok(Value::Int(value)),
            (None, Some(digits)) if let (Value::Big(value), true) = (other, digits < 0) => {
                let Some(power) = u32::try_from(-digits)
                    .ok()
                    .filter(|power| *power < 3_000_000)
                else {
                    return Ok(Value::Int(0));
                };
                let scale = BigInt::from(10).pow(power);
                let (down, rest) = value.div_mod_floor(&scale);
                let twice = rest * 2;
                let up = twice > scale || twice == scale && down.is_odd();
                Ok(Value::integer((down + i32::from(up)) * scale))
            }
            (None, _) if matches!(other, Value::Big(_)) => Ok(number),
            (None, _) => Err(Raised::new(
                "TypeError",
                format!(
                    "type {} doesn't define __round__ method",
                    number.type_name()
                ),
            )),
        },
    }
}

pub(super) fn divmod(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [a, b] = args.bind("divmod", ["x", "y"], 2)?;
    let (a, b) = (a.unwrap_or(Value::None), b.unwrap_or(Value::None));
    if matches!((&a, &b), (Value::Delta(_), other) if !matches!(other, Value::Delta(_))) {
        return Err(Raised::new(
            "TypeError",
            format!(
                "unsupported operand type(s) for divmod(): 'timedelta' and '{}'",
                b.type_name()
            ),
        ));
    }
    let quotient = interpreter.binary(BinaryOp::FloorDiv, &a, &b)?;
    let rest = interpreter.binary(BinaryOp::Mod, &a, &b)?;
    Ok(Value::tuple(vec![quotient, rest]))
}

pub(super) fn pow(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [base, power, modulus] = args.bind("pow", ["base", "exp", "mod"], 2)?;
    let (base, power) = (base.unwrap_or(Value::None), power.unwrap_or(Value::None));
    if let Some(modulus) = modulus.filter(|modulus| !matches!(modulus, Value::None)) {
        return match (base.as_big(), power.as_big(), modulus.as_big()) {
            (Some(base), Some(power), Some(modulus)) => {
                interpreter.power_modulo(&base, &power, &modulus)
            }
            _ => Err(Raised::new(
                "TypeError",
                "pow() 3rd argument not allowed unless all arguments are integers",
            )),
        };
    }
    interpreter.binary(BinaryOp::Pow, &base, &power)
}

pub(super) fn chr(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let code = methods::whole(Some(one(args, "chr")?), 0)?;
    let code = i32::try_from(code)
        .map_err(|_| Raised::new("OverflowError", "chr() arg not in range(0x110000)"))?;
    let code = u32::try_from(code).ok();
    match code.and_then(char::from_u32) {
        Some(letter) => Ok(Value::str(letter.encode_utf8(&mut [0; 4]))),
        None => Err(Raised::new(
            "ValueError",
            "chr() arg not in range(0x110000)",
        )),
    }
}

pub(super) fn ord(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let value = one(args, "ord")?;
    let code = match (value.as_str(), value.as_bytes()) {
        (Some(text), _) if text.chars().count() == 1 => text.chars().next().map(u32::from),
        (None, Some(bytes)) if bytes.len() == 1 => bytes.first().map(|byte| u32::from(*byte)),
        _ => None,
    };
    match code {
        Some(code) => Ok(Value::Int(code.into())),
        None => Err(Raised::new("TypeError", "ord() expected a character")),
    }
}

pub(super) fn radix(
    interpreter: &mut Interpreter,
    args: CallArgs,
    name: &str,
    spec: &str,
) -> R<Value> {
    let value = one(args, name)?;
    match value.as_big() {
        Some(_) => format::format_value(interpreter, &value, spec).map(Value::str),
        None => Err(Raised::new(
            "TypeError",
            format!(
                "'{}' object cannot be interpreted as an integer",
                value.type_name()
            ),
        )),
    }
}

pub(super) fn hash(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
    let value = one(args, "hash")?;
    let method = match &value {
        Value::Instance(instance) => instance.class.get("__hash__"),
        _ => None,
    };
    if !matches!(method, None | Some(Value::None))
        && let Some(own) = interpreter.call_special(&value, "__hash__", &[])?
    {
        return Ok(own);
    }
    if let Value::Float(number) = &value
        && number.is_finite()
    {
        return Ok(float_hash(*number));
    }
    if let Some(number) = value.as_big() {
        let rest = (number.magnitude() % MODULUS).to_u64().unwrap_or(0);
        return Ok(signed_hash(number.is_negative(), rest));
    }
    if value.letters().is_some_and(|text| text.is_empty())
        || value.octets().is_some_and(|octets| octets.is_empty())
    {
        return Ok(Value::Int(0));
    }
    let key = interpreter.key(&value)?;
    let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(&key);
    Ok(Value::Int(i128::from(hash >> 3)))
}

/// The hash of a number is what CPython has: the number modulo this.
const MODULUS: u64 = (1 << 61) - 1;

fn signed_hash(negative: bool, rest: u64) -> Value {
    Value::Int(match (negative, i128::from(rest)) {
        (true, 1) => -2,
        (true, hash) => -hash,
        (false, hash) => hash,
    })
}

fn float_hash(number: f64) -> Value {
    let bits = number.to_bits();
    let power = i64::try_from((bits >> 52) & 0x7ff).unwrap_or(0);
    let fraction = bits & ((1 << 52) - 1);
    let (fraction, power) = match power {
        0 => (fraction, -1074),
        power => (fraction | (1 << 52), power - 1075),
    };
    // A power of two turns the bits of the remainder round.
    let turn = u32::try_from(power.rem_euclid(61)).unwrap_or(0);
    let high = fraction.checked_shr(61 - turn).unwrap_or(0);
    signed_hash(
        number < 0.0,
        (((fraction << turn) & MODULUS) | high) % MODULUS,
    )
}

pub(crate) fn identity(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let value = one(args, "id")?;
    fn at<T: ?Sized>(shared: &Rc<T>) -> usize {
        Rc::as_ptr(shared).cast::<()>() as usize
    }
    let address = match &value {
        Value::None => 8,
        Value::Bool(value) => 16 + 8 * usize::from(*value),
        Value::Int(number) => return Ok(Value::Int((number << 4) | 1)),
        Value::Str(text) => at(text),
        Value::Bytes(bytes) => at(bytes),
        Value::List(list) => at(list),
        Value::Ids(found) => at(found),
        Value::Tuple(values) => values.address(),
        Value::Dict(dict) => at(dict),
        Value::Set(set) => at(set),
        Value::Iter(iter) => at(iter),
        Value::Function(function) => at(function),
        Value::Class(class) => at(class),
        Value::Instance(instance) => at(instance),
        Value::UserModule(module) => at(module),
        Value::Object(object) => at(object),
        Value::Bound(bound) => at(bound),
        Value::BoundFunction(bound) => at(bound),
        Value::Descriptor(descriptor) => at(descriptor),
        Value::Range(range) => at(range),
        Value::Slice(parts) => at(parts),
        Value::Module(module) => std::ptr::from_ref(*module).cast::<()>() as usize,
        Value::Client(client) => at(&client.0),
        Value::Type(kind) => std::ptr::from_ref(*kind).cast::<()>() as usize,
        Value::Native(native) => std::ptr::from_ref(*native).cast::<()>() as usize,
        _ => 0,
    };
    Ok(Value::Int(address as i128))
}
