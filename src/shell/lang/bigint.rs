//! Integers without end, as far as memory and patience go.

use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::Interpreter;
use super::raise::{R, Raised};
use super::tree::BinaryOp;
use super::value::Value;

/// How many decimal digits are read and written, as in CPython: both take the square of the time.
pub(crate) const MOST_DIGITS: usize = 4300;
/// The bits of the largest integer: 1 MiB of them, 2.5 million digits.
const MOST_BITS: u64 = 1 << 23;
/// Integers of up to so many bits are divided in one go.
const QUICK: u64 = 1 << 14;

fn too_large() -> Raised {
    Raised::new(
        "MemoryError",
        "the integer would have more than 8,388,608 bits, which is the limit",
    )
}

fn zero(what: &'static str) -> Raised {
    Raised::new("ZeroDivisionError", what)
}

fn check_bits(bits: u64) -> R<()> {
    if bits > MOST_BITS {
        return Err(too_large());
    }
    Ok(())
}

/// The decimal digits of an integer.
pub(crate) fn digits(number: &BigInt) -> R<String> {
    // A digit is worth a little more than 3.32 bits.
    if number.bits() > 14_300
        || number.bits() > 14_200 && number.to_string().trim_start_matches('-').len() > MOST_DIGITS
    {
        return Err(Raised::new(
            "ValueError",
            "Exceeds the limit (4300 digits) for integer string conversion; hex() has none",
        ));
    }
    Ok(number.to_string())
}

/// The integer that digits stand for, if they do.
pub(crate) fn parse(digits: &str, radix: u32) -> R<Option<BigInt>> {
    if !radix.is_power_of_two() && digits.len() > MOST_DIGITS {
        return Err(Raised::new(
            "ValueError",
            "Exceeds the limit (4300 digits) for integer string conversion; int(text, 16) has none",
        ));
    }
    check_bits(digits.len() as u64)?;
    Ok(BigInt::parse_bytes(digits.as_bytes(), radix))
}

/// The integer that a float is, without what is behind the point.
pub(crate) fn from_float(value: f64) -> R<Value> {
    if value.is_nan() {
        return Err(Raised::new(
            "ValueError",
            "cannot convert float NaN to integer",
        ));
    }
    match num_traits::FromPrimitive::from_f64(value.trunc()) {
        Some(number) => Ok(Value::integer(number)),
        None => Err(Raised::new(
            "OverflowError",
            "cannot convert float infinity to integer",
        )),
    }
}

/// The float nearest to an integer.
pub(crate) fn to_float(number: &BigInt) -> R<f64> {
    number
        .to_f64()
        .filter(|value| value.is_finite())
        .ok_or_else(|| Raised::new("OverflowError", "int too large to convert to float"))
}

/// How an integer and a float stand to each other, exactly; `None` for NaN.
pub(crate) fn compare_float(number: &BigInt, float: f64) -> Option<std::cmp::Ordering> {
    if float.is_nan() {
        return None;
    }
    if float.is_infinite() {
        return 0f64.partial_cmp(&float);
    }
    let whole: BigInt = num_traits::FromPrimitive::from_f64(float.trunc())?;
    Some(number.cmp(&whole).then_with(|| {
        0f64.partial_cmp(&float.fract())
            .unwrap_or(std::cmp::Ordering::Equal)
    }))
}

impl Interpreter {
    /// `a op b` of integers whose result may be of any size.
    pub(crate) fn big_binary(&mut self, op: BinaryOp, a: &BigInt, b: &BigInt) -> R<Value> {
        self.tick()?;
        let result = match op {
            BinaryOp::Add => a + b,
            BinaryOp::Sub => a - b,
            BinaryOp::Mul => {
                check_bits(a.bits().saturating_add(b.bits()).saturating_sub(1))?;
                a * b
            }
            BinaryOp::Div => return true_division(a, b).map(Value::Float),
            BinaryOp::FloorDiv => self.divide(a, b, "integer division or modulo by zero")?.0,
            BinaryOp::Mod => self.divide(a, b, "integer modulo by zero")?.1,
            BinaryOp::Pow => return self.power(a, b),
            BinaryOp::LeftShift | BinaryOp::RightShift if b.is_negative() => {
                return Err(Raised::new("ValueError", "negative shift count"));
            }
            BinaryOp::LeftShift if a.is_zero() => BigInt::zero(),
            BinaryOp::LeftShift => {
                let count = b.to_u64().ok_or_else(too_large)?;
                check_bits(a.bits().saturating_add(count))?;
                a << count
            }
            BinaryOp::RightShift => match b.to_u64() {
                Some(count) => a >> count.min(MOST_BITS + 1),
                None if a.is_negative() => -BigInt::one(),
                None => BigInt::zero(),
            },
            BinaryOp::BitOr => a | b,
            BinaryOp::BitXor => a ^ b,
            BinaryOp::BitAnd => a & b,
        };
        check_bits(result.bits())?;
        Ok(Value::integer(result))
    }

    /// Quotient and rest, rounded down.
    fn divide(&mut self, a: &BigInt, b: &BigInt, by_zero: &'static str) -> R<(BigInt, BigInt)> {
        if b.is_zero() {
            return Err(zero(by_zero));
        }
        if a.bits() < QUICK || b.bits() < 128 {
            return Ok(a.div_mod_floor(b));
        }
        // Long division, some digits at a time: it can be stopped between them.
        const STEP: usize = 128;
        let digits = a.magnitude().to_u64_digits();
        let divisor = BigInt::from(b.magnitude().clone());
        let (mut quotient, mut rest) = (Vec::with_capacity(digits.len()), BigInt::zero());
        let mut end = digits.len();
        while end > 0 {
            self.tick()?;
            let start = end.saturating_sub(1) / STEP * STEP;
            let chunk = to_big(digits.get(start..end).unwrap_or_default());
            rest = (rest << (64 * (end - start))) + chunk;
            let (part, left) = rest.div_rem(&divisor);
            rest = left;
            let mut part = part.magnitude().to_u64_digits();
            part.resize(end - start, 0);
            quotient.extend(part.into_iter().rev());
            end = start;
        }
        quotient.reverse();
        let mut quotient = to_big(&quotient);
        if a.is_negative() != b.is_negative() {
            quotient = -quotient;
            if !rest.is_zero() {
                quotient -= 1;
                rest = divisor - rest;
            }
        }
        if b.is_negative() {
            rest = -rest;
        }
        Ok((quotient, rest))
    }

    fn power(&mut self, base: &BigInt, exponent: &BigInt) -> R<Value> {
        if exponent.is_negative() {
            if base.is_zero() {
                return Err(zero("0.0 cannot be raised to a negative power"));
            }
            let (base, exponent) = (to_float(base)?, to_float(exponent)?);
            return Ok(Value::Float(base.powf(exponent)));
        }
        if exponent.is_zero() || base.is_one() {
            return Ok(Value::Int(1));
        }
        if base.is_zero() {
            return Ok(Value::Int(0));
        }
        if base.magnitude().is_one() {
            return Ok(Value::Int(if exponent.is_even() { 1 } else { -1 }));
        }
        let times = exponent.to_u64().ok_or_else(too_large)?;
        check_bits((base.bits() - 1).saturating_mul(times))?;
        let (mut result, mut square, mut left) = (BigInt::one(), base.clone(), times);
        loop {
            self.tick()?;
            if left & 1 == 1 {
                result *= &square;
            }
            left >>= 1;
            if left == 0 {
                check_bits(result.bits())?;
                return Ok(Value::integer(result));
            }
            self.tick()?;
            square = &square * &square;
        }
    }

    /// The greatest common divisor.
    pub(crate) fn big_gcd(&mut self, a: &BigInt, b: &BigInt) -> R<BigInt> {
        let (mut a, mut b) = (a.abs(), b.abs());
        while !b.is_zero() {
            self.tick()?;
            if a.bits().max(b.bits()) < QUICK {
                return Ok(a.gcd(&b));
            }
            let rest = self.divide(&a, &b, "")?.1;
            (a, b) = (b, rest);
        }
        Ok(a)
    }

    /// The root of a positive integer, rounded down.
    pub(crate) fn big_root(&mut self, number: &BigInt) -> R<Value> {
        let mut root = BigInt::one() << number.bits().div_ceil(2);
        loop {
            let next = (&root + self.divide(number, &root, "")?.0) >> 1;
            if next >= root {
                return Ok(Value::integer(root));
            }
            root = next;
        }
    }

    /// `pow(base, exponent, modulus)`
    pub(crate) fn power_modulo(
        &mut self,
        base: &BigInt,
        exponent: &BigInt,
        modulus: &BigInt,
    ) -> R<Value> {
        if modulus.is_zero() {
            return Err(Raised::new("ValueError", "pow() 3rd argument cannot be 0"));
        }
        let mut base = base.clone();
        if exponent.is_negative() {
            base = base.modinv(modulus).ok_or_else(|| {
                Raised::new("ValueError", "base is not invertible for the given modulus")
            })?;
        }
        let by_zero = "integer modulo by zero";
        let mut square = self.divide(&base, modulus, by_zero)?.1;
        let mut result = self.divide(&BigInt::one(), modulus, by_zero)?.1;
        let digits = exponent.magnitude();
        for bit in 0..digits.bits() {
            self.tick()?;
            if digits.bit(bit) {
                result = self.divide(&(&result * &square), modulus, by_zero)?.1;
            }
            square = self.divide(&(&square * &square), modulus, by_zero)?.1;
        }
        Ok(Value::integer(result))
    }
}

fn to_big(digits: &[u64]) -> BigInt {
    let halves = digits
        .iter()
        .flat_map(|digit| [*digit as u32, (*digit >> 32) as u32]);
    BigInt::from_slice(Sign::Plus, &halves.collect::<Vec<_>>())
}

/// `a / b`, rounded once, as CPython does.
pub(crate) fn true_division(a: &BigInt, b: &BigInt) -> R<f64> {
    if b.is_zero() {
        return Err(zero("division by zero"));
    }
    if a.is_zero() {
        return Ok(if b.is_negative() { -0.0 } else { 0.0 });
    }
    let too_large = || {
        Raised::new(
            "OverflowError",
            "integer division result too large for a float",
        )
    };
    let signed = |value: f64| {
        if a.is_negative() != b.is_negative() {
            -value
        } else {
            value
        }
    };
    // A quotient of 66 bits or more, its last bit set if anything is left: rounding it is exact.
    let scale = i64::try_from(b.bits()).unwrap_or(0) - i64::try_from(a.bits()).unwrap_or(0) + 66;
    let (mut top, mut bottom) = (a.magnitude().clone(), b.magnitude().clone());
    match u64::try_from(scale) {
        Ok(up) => top <<= up,
        Err(_) => bottom <<= scale.unsigned_abs(),
    }
    let (mut quotient, rest) = top.div_rem(&bottom);
    if i64::try_from(quotient.bits()).unwrap_or(0) - scale <= -1022 {
        // Below the normal floats there are fewer bits to round to.
        let drop = u64::try_from(scale - 1074 - 2).unwrap_or(0);
        let sticky = !rest.is_zero() || quotient.trailing_zeros().unwrap_or(0) < drop;
        quotient >>= drop;
        if sticky {
            quotient |= num_bigint::BigUint::one();
        }
        // Two bits below the last that counts.
        let whole = quotient.to_u128().unwrap_or(u128::MAX);
        let (kept, below) = (whole >> 2, whole & 3);
        let up = below > 2 || below == 2 && kept & 1 == 1;
        let kept = u64::try_from(kept + u128::from(up)).unwrap_or(u64::MAX);
        return Ok(signed(kept as f64 * f64::from_bits(1)));
    }
    if !rest.is_zero() {
        quotient |= num_bigint::BigUint::one();
    }
    let value = quotient
        .to_u128()
        .map(|whole| whole as f64)
        .ok_or_else(too_large)?;
    let exponent = -scale;
    let half = exponent / 2;
    let power = |exponent: i64| 2f64.powi(i32::try_from(exponent).unwrap_or(i32::MAX));
    let value = value * power(half) * power(exponent - half);
    if value.is_infinite() {
        return Err(too_large());
    }
    Ok(signed(value))
}
