//! int and float.

use num_bigint::{BigInt, Sign};
use num_traits::{Signed, Zero};

use crate::lang::Interpreter;
use crate::lang::bigint;
use crate::lang::call::CallArgs;
use crate::lang::letters::ascii_digits;
use crate::lang::native::natives;
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

natives! {
    /// The methods of int.
    pub(crate) INT {
        "as_integer_ratio" "()" "The number as a numerator and a denominator." => |_, args| Ok(Value::tuple(vec![int_own(&args), Value::Int(1)]));
        "bit_count" "()" "How many bits are set." => |_, args| Ok(Value::Int(big_own(&args).magnitude().count_ones().into()));
        "bit_length" "()" "How many bits the number has." => |_, args| Ok(Value::Int(big_own(&args).bits().into()));
        "conjugate" "()" "The number itself." => |_, args| Ok(int_own(&args));
        "to_bytes" "(length=1, byteorder='big', *, signed=False)" "The number as bytes." => to_bytes;
    }

    /// What is called on `int` itself.
    pub(crate) INT_STATICS {
        "from_bytes" "(bytes, byteorder='big', *, signed=False)" "The number that bytes stand for." => from_bytes;
    }

    /// The methods of float.
    pub(crate) FLOAT {
        "as_integer_ratio" "()" "The number as a numerator and a denominator." => ratio;
        "conjugate" "()" "The number itself." => |_, args| Ok(Value::Float(float_own(&args)));
        "hex" "()" "The number in hexadecimal digits, exactly." => |_, args| Ok(Value::str(hex(float_own(&args))));
        "is_integer" "()" "Whether the number is whole." => |_, args| Ok(Value::Bool(float_own(&args).fract() == 0.0));
    }
}

natives! {
    /// What is called on `float` itself.
    pub(crate) FLOAT_STATICS {
        "fromhex" "(string)" "The number that hexadecimal digits stand for." => fromhex;
    }
}

/// The parts of a complex number or a fraction, which a number has as well.
pub(crate) fn part(number: &Value, name: &str) -> Option<Value> {
    match (number, name) {
        (Value::Float(number), "real") => Some(Value::Float(*number)),
        (Value::Float(_), "imag") => Some(Value::Float(0.0)),
        (Value::Float(_), _) => None,
        (number, "real" | "numerator") => number.as_big().map(Value::integer),
        (_, "imag") => Some(Value::Int(0)),
        (_, "denominator") => Some(Value::Int(1)),
        _ => None,
    }
}

/// `float.hex()`
fn hex(number: f64) -> String {
    let sign = if number.is_sign_negative() && !number.is_nan() {
        "-"
    } else {
        ""
    };
    if !number.is_finite() {
        return format!("{sign}{}", if number.is_nan() { "nan" } else { "inf" });
    }
    let bits = number.abs().to_bits();
    let (exponent, digits) = (bits >> 52, bits & ((1 << 52) - 1));
    match (exponent, digits) {
        (0, 0) => format!("{sign}0x0.0p+0"),
        (0, digits) => format!("{sign}0x0.{digits:013x}p-1022"),
        (exponent, digits) => {
            let exponent = i64::try_from(exponent).unwrap_or(0) - 1023;
            format!("{sign}0x1.{digits:013x}p{exponent:+}")
        }
    }
}

/// `float.fromhex(string)`
fn fromhex(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [text] = args.bind("fromhex", ["string"], 1)?;
    let text = super::str::text(text, "fromhex")?;
    let wrong = || Raised::new("ValueError", "invalid hexadecimal floating-point string");
    let lower = text.trim().to_ascii_lowercase();
    let (negative, rest) = match lower.strip_prefix(['-', '+']) {
        Some(rest) => (lower.starts_with('-'), rest),
        None => (false, lower.as_str()),
    };
    let signed = |number: f64| Value::Float(if negative { -number } else { number });
    match rest {
        "inf" | "infinity" => return Ok(signed(f64::INFINITY)),
        "nan" => return Ok(signed(f64::NAN)),
        _ => {}
    }
    let rest = rest.strip_prefix("0x").unwrap_or(rest);
    let (digits, power) = match rest.split_once('p') {
        Some((digits, power)) => (digits, power.parse::<i64>().map_err(|_| wrong())?),
        None => (rest, 0),
    };
    let (whole, below) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{below}");
    if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(wrong());
    }
    let number = bigint::parse(&all, 16)?.ok_or_else(wrong)?;
    if number.is_zero() {
        return Ok(signed(0.0));
    }
    let power = power.saturating_sub(4 * i64::try_from(below.len()).unwrap_or(i64::MAX));
    let size = power.saturating_add_unsigned(number.bits());
    if size < -1100 {
        return Ok(signed(0.0));
    }
    let too_large = || {
        Raised::new(
            "OverflowError",
            "hexadecimal value too large to represent as a float",
        )
    };
    if size > 1024 {
        return Err(too_large());
    }
    let one = BigInt::from(1);
    let found = match power >= 0 {
        true => bigint::to_float(&(number << power.unsigned_abs())),
        false => bigint::true_division(&number, &(one << power.unsigned_abs())),
    };
    found.map(signed).map_err(|_| too_large())
}

fn int_own(args: &CallArgs) -> Value {
    Value::integer(big_own(args))
}

fn big_own(args: &CallArgs) -> BigInt {
    let number = args.positional.first().and_then(Value::as_big);
    number.unwrap_or_default()
}

fn float_own(args: &CallArgs) -> f64 {
    let number = args.positional.first().and_then(Value::as_float);
    number.unwrap_or(0.0)
}

fn big_endian(order: Option<Value>) -> R<bool> {
    let order = match order {
        None => return Ok(true),
        order => super::str::text(order, "byteorder")?,
    };
    match &*order {
        "big" => Ok(true),
        "little" => Ok(false),
        _ => Err(Raised::new(
            "ValueError",
            "byteorder must be either 'little' or 'big'",
        )),
    }
}

fn to_bytes(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let names = ["self", "length", "byteorder", "signed"];
    let number = big_own(&args);
    let [_, length, order, signed] = args.bind("to_bytes", names, 1)?;
    let length = super::whole(length, 1)?;
    let big = big_endian(order)?;
    let signed = interpreter.truth(&signed.unwrap_or(Value::Bool(false)))?;
    let negative = number.is_negative();
    if negative && !signed {
        return Err(Raised::new(
            "OverflowError",
            "can't convert negative int to unsigned",
        ));
    }
    crate::lang::limits::check_size(length, 1)?;
    let length = usize::try_from(length)
        .map_err(|_| Raised::new("ValueError", "length argument must be non-negative"))?;
    let mut octets = match signed {
        true => number.to_signed_bytes_le(),
        false => number.magnitude().to_bytes_le(),
    };
    if number.is_zero() {
        octets.clear();
    }
    if octets.len() > length {
        return Err(Raised::new("OverflowError", "int too big to convert"));
    }
    octets.resize(length, if negative { 0xff } else { 0 });
    if big {
        octets.reverse();
    }
    Ok(Value::bytes(&octets))
}

fn from_bytes(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [octets, order, signed] = args.bind("from_bytes", ["bytes", "byteorder", "signed"], 1)?;
    let octets = super::bytes::make(interpreter, CallArgs::of(octets.into_iter().collect()))?;
    let octets = super::bytes::octets(Some(octets))?;
    let signed = interpreter.truth(&signed.unwrap_or(Value::Bool(false)))?;
    let number = match (big_endian(order)?, signed) {
        (true, true) => BigInt::from_signed_bytes_be(&octets),
        (true, false) => BigInt::from_bytes_be(Sign::Plus, &octets),
        (false, true) => BigInt::from_signed_bytes_le(&octets),
        (false, false) => BigInt::from_bytes_le(Sign::Plus, &octets),
    };
    Ok(Value::integer(number))
}

fn ratio(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let mut number = float_own(&args);
    if !number.is_finite() {
        return Err(Raised::new(
            "OverflowError",
            "cannot convert Infinity or NaN to integer ratio",
        ));
    }
    let mut below = BigInt::from(1);
    while number.fract() != 0.0 {
        number *= 2.0;
        below *= 2;
    }
    Ok(Value::tuple(vec![
        bigint::from_float(number)?,
        Value::integer(below),
    ]))
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
    let text = ascii_digits(&text);
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
    let text = value.as_str().or_else(|| match &value {
        Value::Bytes(octets) => Some(String::from_utf8_lossy(octets).into()),
        _ => None,
    });
    let Some(text) = text else {
        return Err(Raised::new(
            "TypeError",
            format!(
                "float() argument must be a string or a real number, not '{}'",
                value.type_name()
            ),
        ));
    };
    match ascii_digits(text.trim()).replace('_', "").parse() {
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
