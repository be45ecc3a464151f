//! int and float.

use crate::lang::Interpreter;
use crate::lang::bigint;
use crate::lang::call::CallArgs;
use crate::lang::raise::{R, Raised};
use crate::lang::value::{Native, Value};

/// The methods of int.
pub(crate) const INT: &[Native] = &[Native {
    name: "bit_length",
    run: bit_length,
}];

/// The methods of float.
pub(crate) const FLOAT: &[Native] = &[Native {
    name: "is_integer",
    run: is_integer,
}];

fn bit_length(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let value = args.positional.first().and_then(Value::as_big);
    Ok(Value::Int(value.unwrap_or_default().bits().into()))
}

fn is_integer(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let value = args
        .positional
        .first()
        .and_then(Value::as_float)
        .unwrap_or(0.0);
    Ok(Value::Bool(value.fract() == 0.0))
}

/// `int(x)` and `int(text, base)`.
pub(crate) fn int(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [value, base] = args.bind("int", ["x", "base"], 0)?;
    let value = value.unwrap_or(Value::Int(0));
    let base = base.and_then(|base| base.as_int()).unwrap_or(10);
    if let Some(number) = value.as_big() {
        return Ok(Value::integer(number));
    }
    for name in ["__int__", "__index__"] {
        if let Some(number) = interpreter.call_special(&value, name, &[])? {
            return Ok(number);
        }
    }
    if let Value::Float(number) = value {
        return bigint::from_float(number);
    }
    let text = match (value.as_str(), value.as_bytes()) {
        (Some(text), _) => text.to_string(),
        (None, Some(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
        (None, None) => {
            return Err(Raised::new(
                "TypeError",
                format!(
                    "int() argument must be a string, a bytes-like object or a real number, not '{}'",
                    value.type_name()
                ),
            ));
        }
    };
    let wrong = |interpreter: &mut Interpreter| -> R<Value> {
        let shown = interpreter.repr(&value)?;
        Err(Raised::new(
            "ValueError",
            format!("invalid literal for int() with base {base}: {shown}"),
        ))
    };
    let trimmed = text.trim();
    let (sign, digits) = match trimmed.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, trimmed.strip_prefix('+').unwrap_or(trimmed)),
    };
    let lower = digits.to_ascii_lowercase();
    let (radix, digits) = match (base, lower.get(..2)) {
        (16 | 0, Some("0x")) => (16, lower.get(2..)),
        (8 | 0, Some("0o")) => (8, lower.get(2..)),
        (2 | 0, Some("0b")) => (2, lower.get(2..)),
        (0, _) => (10, Some(&*lower)),
        (2..=36, _) => (u32::try_from(base).unwrap_or(10), Some(&*lower)),
        _ => {
            return Err(Raised::new(
                "ValueError",
                "int() base must be >= 2 and <= 36, or 0",
            ));
        }
    };
    let digits = digits.unwrap_or_default();
    let tidy = !digits.starts_with('_') && !digits.ends_with('_') && !digits.contains("__");
    let plain = digits.replace('_', "");
    if !tidy || plain.starts_with(['+', '-']) {
        return wrong(interpreter);
    }
    match bigint::parse(&plain, radix)? {
        Some(number) if sign < 0 => Ok(Value::integer(-number)),
        Some(number) => Ok(Value::integer(number)),
        None => wrong(interpreter),
    }
}

/// `float(x)`.
pub(crate) fn float(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [value] = args.bind("float", ["x"], 0)?;
    let value = value.unwrap_or(Value::Float(0.0));
    if let Value::Big(number) = &value {
        return bigint::to_float(number).map(Value::Float);
    }
    if let Some(number) = value.as_float() {
        return Ok(Value::Float(number));
    }
    if let Some(number) = interpreter.call_special(&value, "__float__", &[])? {
        return Ok(number);
    }
    let Some(text) = value.as_str() else {
        return Err(Raised::new(
            "TypeError",
            format!(
                "float() argument must be a string or a real number, not '{}'",
                value.type_name()
            ),
        ));
    };
    match text.trim().replace('_', "").parse() {
        Ok(number) => Ok(Value::Float(number)),
        Err(_) => {
            let shown = interpreter.repr(&value)?;
            Err(Raised::new(
                "ValueError",
                format!("could not convert string to float: {shown}"),
            ))
        }
    }
}
