//! Arithmetic of floats, rounded as CPython rounds.

use super::raise::{R, Raised};
use super::tree::BinaryOp;
use super::value::Value;

/// `a op b`; `None` where floats have no such operator.
pub(super) fn floats(op: BinaryOp, a: f64, b: f64) -> R<Option<Value>> {
    let zero = |what| Raised::new("ZeroDivisionError", what);
    Ok(Some(Value::Float(match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => a * b,
        BinaryOp::Div if b == 0.0 => return Err(zero("float division by zero")),
        BinaryOp::Div => a / b,
        BinaryOp::FloorDiv if b == 0.0 => return Err(zero("float floor division by zero")),
        BinaryOp::FloorDiv => float_quotient(a, b).0,
        BinaryOp::Mod if b == 0.0 => return Err(zero("float modulo")),
        BinaryOp::Mod => float_quotient(a, b).1,
        BinaryOp::Pow if a == 0.0 && b < 0.0 => {
            return Err(zero("0.0 cannot be raised to a negative power"));
        }
        BinaryOp::Pow => {
            let power = a.powf(b);
            if a < 0.0 && b.fract() != 0.0 && b.is_finite() && a.is_finite() {
                return Err(Raised::new(
                    "ValueError",
                    "the power is a complex number, which is not supported",
                ));
            }
            if power.is_infinite() && a.is_finite() && b.is_finite() {
                return Err(Raised::new(
                    "OverflowError",
                    "(34, 'Numerical result out of range')",
                ));
            }
            power
        }
        _ => return Ok(None),
    })))
}

/// The quotient rounded down and the rest, which has the sign of `b`.
fn float_quotient(a: f64, b: f64) -> (f64, f64) {
    let mut rest = a % b;
    let mut quotient = (a - rest) / b;
    if rest == 0.0 {
        rest = rest.copysign(b);
    } else if (rest < 0.0) != (b < 0.0) {
        rest += b;
        quotient -= 1.0;
    }
    if quotient == 0.0 {
        return (quotient.copysign(a / b), rest);
    }
    let down = quotient.floor();
    (
        if quotient - down > 0.5 {
            down + 1.0
        } else {
            down
        },
        rest,
    )
}
