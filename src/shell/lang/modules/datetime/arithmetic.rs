//! Sums and differences of dates, times and spans.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use imapclient::data::time::DateTime;

use crate::lang::raise::{R, Raised};
use crate::lang::tree::BinaryOp;
use crate::lang::value::Value;

/// The most days that a span may have.
pub(super) const MOST_DAYS: i64 = 999_999_999;

const DAY: i128 = 86_400_000_000;

/// A span in microseconds.
pub(super) fn micros(delta: TimeDelta) -> i128 {
    i128::from(delta.num_seconds()) * 1_000_000 + i128::from(delta.subsec_micros())
}

/// A span of so many microseconds.
pub(super) fn span(micros: i128) -> R<TimeDelta> {
    let seconds = i64::try_from(micros.div_euclid(1_000_000)).ok();
    let rest = u32::try_from(micros.rem_euclid(1_000_000) * 1000).unwrap_or(0);
    let days = micros.div_euclid(DAY);
    if !(-i128::from(MOST_DAYS)..=i128::from(MOST_DAYS)).contains(&days) {
        return Err(Raised::new(
            "OverflowError",
            format!("days={days}; must have magnitude <= {MOST_DAYS}"),
        ));
    }
    let delta = seconds.and_then(|seconds| TimeDelta::new(seconds, rest));
    delta.ok_or_else(|| Raised::new("OverflowError", "the span is too large"))
}

/// The days, seconds and microseconds of a span, as Python holds them.
pub(super) fn parts(delta: TimeDelta) -> (i64, i64, i64) {
    let micros = micros(delta);
    let small = |number: i128| i64::try_from(number).unwrap_or(0);
    let rest = micros.rem_euclid(DAY);
    (
        small(micros.div_euclid(DAY)),
        small(rest / 1_000_000),
        small(rest % 1_000_000),
    )
}

fn overflow() -> Raised {
    Raised::new("OverflowError", "date value out of range")
}

fn in_range(year: i32) -> bool {
    (1..=9999).contains(&year)
}

fn shifted(date: NaiveDate, days: i128) -> R<Value> {
    use chrono::Datelike;
    let days = i64::try_from(days).ok().and_then(TimeDelta::try_days);
    let date = days.and_then(|days| date.checked_add_signed(days));
    let date = date.filter(|date| in_range(date.year()));
    date.map(Value::Date).ok_or_else(overflow)
}

fn moved(time: &DateTime, delta: Option<TimeDelta>) -> R<Value> {
    use chrono::Datelike;
    let local: Option<NaiveDateTime> = delta.and_then(|d| time.local.checked_add_signed(d));
    let local = local.filter(|local| in_range(local.year()));
    let local = local.ok_or_else(overflow)?;
    Ok(Value::DateTime(DateTime { local, ..*time }))
}

/// The quotient, halves to the even neighbour.
fn rounded(number: i128, by: i128) -> i128 {
    let (down, rest) = (number.div_euclid(by), number.rem_euclid(by));
    let (down, rest, by) = if by < 0 {
        ((-number).div_euclid(-by), (-number).rem_euclid(-by), -by)
    } else {
        (down, rest, by)
    };
    match (rest * 2).cmp(&by) {
        std::cmp::Ordering::Less => down,
        std::cmp::Ordering::Greater => down + 1,
        std::cmp::Ordering::Equal => down + (down & 1),
    }
}

/// A span times or by a float, through the exact fraction that the float is.
fn scaled(micros: i128, factor: f64, divide: bool) -> R<Value> {
    if !factor.is_finite() {
        return Err(Raised::new("ValueError", "the factor is no finite number"));
    }
    let (mut above, mut below) = (factor, 1i128);
    while above.fract() != 0.0 && below < 1 << 60 {
        above *= 2.0;
        below *= 2;
    }
    let (above, below) = if divide {
        (below, above as i128)
    } else {
        (above as i128, below)
    };
    match micros.checked_mul(above) {
        Some(product) => span(rounded(product, below)).map(Value::Delta),
        None => {
            let exact = micros as f64 * above as f64 / below as f64;
            span(exact.round_ties_even() as i128).map(Value::Delta)
        }
    }
}

/// `left op right` of dates, times and spans.
pub(crate) fn binary(op: BinaryOp, left: &Value, right: &Value) -> R<Option<Value>> {
    Ok(Some(match (op, left, right) {
        (BinaryOp::Add, Value::Date(date), Value::Delta(delta))
        | (BinaryOp::Add, Value::Delta(delta), Value::Date(date)) => {
            shifted(*date, parts(*delta).0.into())?
        }
        (BinaryOp::Sub, Value::Date(date), Value::Delta(delta)) => {
            shifted(*date, -i128::from(parts(*delta).0))?
        }
        (BinaryOp::Sub, Value::Date(a), Value::Date(b)) => Value::Delta(*a - *b),
        (BinaryOp::Add, Value::DateTime(time), Value::Delta(delta))
        | (BinaryOp::Add, Value::Delta(delta), Value::DateTime(time)) => moved(time, Some(*delta))?,
        (BinaryOp::Sub, Value::DateTime(time), Value::Delta(delta)) => {
            moved(time, TimeDelta::zero().checked_sub(delta))?
        }
        (BinaryOp::Sub, Value::DateTime(a), Value::DateTime(b)) => match (a.offset, b.offset) {
            (Some(x), Some(y)) => Value::Delta((a.local - x) - (b.local - y)),
            (None, None) => Value::Delta(a.local - b.local),
            _ => {
                return Err(Raised::new(
                    "TypeError",
                    "can't subtract offset-naive and offset-aware datetimes",
                ));
            }
        },
        (_, Value::Delta(a), Value::Delta(b)) => return spans(op, micros(*a), micros(*b)),
        (BinaryOp::Mul, Value::Delta(delta), factor)
        | (BinaryOp::Mul, factor, Value::Delta(delta)) => {
            let micros = micros(*delta);
            match (factor, factor.as_int()) {
                (Value::Float(factor), _) => scaled(micros, *factor, false)?,
                (_, Some(factor)) => Value::Delta(span(micros.saturating_mul(factor))?),
                _ => return Ok(None),
            }
        }
        (BinaryOp::Div | BinaryOp::FloorDiv, Value::Delta(delta), divisor) => {
            let micros = micros(*delta);
            match (divisor, divisor.as_int()) {
                (Value::Float(by), _) if op == BinaryOp::Div => match *by == 0.0 {
                    true => return Err(zero()),
                    false => scaled(micros, *by, true)?,
                },
                (_, Some(0)) => return Err(zero()),
                (_, Some(by)) if op == BinaryOp::Div => Value::Delta(span(rounded(micros, by))?),
                (_, Some(by)) => Value::Delta(span(floor(micros, by))?),
                _ => return Ok(None),
            }
        }
        _ => return Ok(None),
    }))
}

fn zero() -> Raised {
    Raised::new("ZeroDivisionError", "integer division or modulo by zero")
}

fn floor(a: i128, b: i128) -> i128 {
    let quotient = a / b;
    quotient - i128::from(a % b != 0 && (a < 0) != (b < 0))
}

fn spans(op: BinaryOp, a: i128, b: i128) -> R<Option<Value>> {
    let divides = matches!(op, BinaryOp::Div | BinaryOp::FloorDiv | BinaryOp::Mod);
    if divides && b == 0 {
        return Err(zero());
    }
    Ok(Some(match op {
        BinaryOp::Add => Value::Delta(span(a + b)?),
        BinaryOp::Sub => Value::Delta(span(a - b)?),
        BinaryOp::Div => Value::Float(a as f64 / b as f64),
        BinaryOp::FloorDiv => Value::Int(floor(a, b)),
        BinaryOp::Mod => Value::Delta(span(a - floor(a, b) * b)?),
        _ => return Ok(None),
    }))
}
