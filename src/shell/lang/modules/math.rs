//! The modules `math` and `statistics`.

use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive};

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::dict::Dict;
use crate::lang::methods::number;
use crate::lang::native::{Module, natives};
use crate::lang::raise::{R, Raised};
use crate::lang::tree::BinaryOp;
use crate::lang::value::Value;

/// `math`
pub(super) static MODULE: Module = Module {
    constant: |_, name| {
        Some(Value::Float(match name {
            "pi" => std::f64::consts::PI,
            "e" => std::f64::consts::E,
            "tau" => std::f64::consts::TAU,
            "inf" => f64::INFINITY,
            "nan" => f64::NAN,
            _ => return None,
        }))
    },
    constants: &["pi", "e", "tau", "inf", "nan"],
    ..Module::new("math", "Functions of numbers.", FUNCTIONS)
};

/// `statistics`
pub(super) static STATISTICS: Module =
    Module::new("statistics", "Means and the like.", STATISTICAL);

natives! {
    FUNCTIONS {
        "acos" "(x)" "The arc cosine." => |_, args| real(args, f64::acos);
        "asin" "(x)" "The arc sine." => |_, args| real(args, f64::asin);
        "atan" "(x)" "The arc tangent." => |_, args| real(args, f64::atan);
        "atan2" "(y, x)" "The arc tangent of y / x." => |_, args| two(args, f64::atan2);
        "cbrt" "(x)" "The cube root." => |_, args| real(args, f64::cbrt);
        "ceil" "(x)" "The smallest whole number that is not below." => |i, args| rounded(i, args, f64::ceil);
        "comb" "(n, k)" "In how many ways k of n can be chosen." => comb;
        "copysign" "(x, y)" "x with the sign of y." => |_, args| two(args, f64::copysign);
        "cos" "(x)" "The cosine." => |_, args| real(args, f64::cos);
        "degrees" "(x)" "Degrees out of radians." => |_, args| real(args, f64::to_degrees);
        "exp" "(x)" "e to the power." => |_, args| real(args, f64::exp);
        "fabs" "(x)" "The number without its sign, as a float." => |_, args| real(args, f64::abs);
        "factorial" "(n)" "The product of the numbers up to n." => factorial;
        "floor" "(x)" "The largest whole number that is not above." => |i, args| rounded(i, args, f64::floor);
        "fmod" "(x, y)" "The rest with the sign of x." => |_, args| two(args, |x, y| x % y);
        "fsum" "(iterable)" "The sum of floats." => |i, args| floats(i, args).map(|all| Value::Float(exact_sum(&all)));
        "gcd" "(*integers)" "The greatest common divisor." => gcd;
        "hypot" "(*coordinates)" "The distance from the origin." => hypot;
        "isclose" "(a, b, *, rel_tol=1e-09, abs_tol=0.0)" "Whether two numbers are nearly equal." => isclose;
        "isfinite" "(x)" "Whether the number is finite." => |_, args| float(args.positional.first()).map(|x| Value::Bool(x.is_finite()));
        "isinf" "(x)" "Whether the number is infinite." => |_, args| float(args.positional.first()).map(|x| Value::Bool(x.is_infinite()));
        "isnan" "(x)" "Whether the number is no number." => |_, args| float(args.positional.first()).map(|x| Value::Bool(x.is_nan()));
        "isqrt" "(n)" "The whole part of the square root." => isqrt;
        "lcm" "(*integers)" "The least common multiple." => lcm;
        "log" "(x[, base])" "The logarithm." => log;
        "log10" "(x)" "The logarithm to base 10." => |_, args| positive(args, f64::log10);
        "log2" "(x)" "The logarithm to base 2." => |_, args| positive(args, f64::log2);
        "modf" "(x)" "The fraction and the whole part." => |_, args| float(args.positional.first()).map(|x| Value::tuple(vec![Value::Float(x.fract()), Value::Float(x.trunc())]));
        "pow" "(x, y)" "The power as a float." => |_, args| two(args, f64::powf);
        "prod" "(iterable, *, start=1)" "The product of the elements." => prod;
        "radians" "(x)" "Radians out of degrees." => |_, args| real(args, f64::to_radians);
        "sin" "(x)" "The sine." => |_, args| real(args, f64::sin);
        "sqrt" "(x)" "The square root." => |_, args| real(args, f64::sqrt);
        "tan" "(x)" "The tangent." => |_, args| real(args, f64::tan);
        "trunc" "(x)" "The number without its fraction." => |i, args| rounded(i, args, f64::trunc);
    }

    STATISTICAL {
        "fmean" "(data)" "The mean as a float." => |i, args| floats(i, args).and_then(|all| some(&all).map(|()| Value::Float(exact_sum(&all) / all.len() as f64)));
        "mean" "(data)" "The mean." => mean;
        "median" "(data)" "The value in the middle." => median;
        "mode" "(data)" "The commonest value." => mode;
        "pstdev" "(data)" "The standard deviation of all." => |i, args| deviation(i, args, 0);
        "stdev" "(data)" "The standard deviation of a sample." => |i, args| deviation(i, args, 1);
    }
}

fn float(value: Option<&Value>) -> R<f64> {
    let value = value.unwrap_or(&Value::None);
    value.as_float().ok_or_else(|| {
        Raised::new(
            "TypeError",
            format!("must be real number, not {}", value.type_name()),
        )
    })
}

fn domain() -> Raised {
    Raised::new("ValueError", "math domain error")
}

/// A function of one number; what is not defined is an error, as in Python.
fn real(args: CallArgs, function: fn(f64) -> f64) -> R<Value> {
    let [x] = args.bind("math", ["x"], 1)?;
    let x = float(x.as_ref())?;
    let result = function(x);
    if result.is_nan() && !x.is_nan() {
        return Err(domain());
    }
    if result.is_infinite() && x.is_finite() {
        return Err(Raised::new("OverflowError", "math range error"));
    }
    Ok(Value::Float(result))
}

fn two(args: CallArgs, function: fn(f64, f64) -> f64) -> R<Value> {
    let [x, y] = args.bind("math", ["x", "y"], 2)?;
    let (x, y) = (float(x.as_ref())?, float(y.as_ref())?);
    let result = function(x, y);
    if result.is_nan() && !x.is_nan() && !y.is_nan() {
        return Err(domain());
    }
    if result.is_infinite() && x.is_finite() && y.is_finite() {
        return Err(Raised::new("OverflowError", "math range error"));
    }
    Ok(Value::Float(result))
}

fn positive(args: CallArgs, function: fn(f64) -> f64) -> R<Value> {
    let x = float(args.positional.first())?;
    match x <= 0.0 {
        true => Err(domain()),
        false => Ok(Value::Float(function(x))),
    }
}

fn log(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [x, base] = args.bind("log", ["x", "base"], 1)?;
    let x = float(x.as_ref())?;
    if x <= 0.0 {
        return Err(domain());
    }
    Ok(Value::Float(match base {
        None => x.ln(),
        Some(base) => {
            let base = float(Some(&base))?;
            if base <= 0.0 {
                return Err(domain());
            }
            if base == 1.0 {
                return Err(Raised::new("ZeroDivisionError", "float division by zero"));
            }
            x.ln() / base.ln()
        }
    }))
}

fn rounded(interpreter: &mut Interpreter, args: CallArgs, how: fn(f64) -> f64) -> R<Value> {
    let [x] = args.bind("math", ["x"], 1)?;
    let x = x.unwrap_or(Value::None);
    if let Some(number) = x.as_big() {
        return Ok(Value::integer(number));
    }
    let x = how(float(Some(&x))?);
    number::int(interpreter, CallArgs::of(vec![Value::Float(x)]))
}

fn integer(value: &Value) -> R<BigInt> {
    value.as_big().ok_or_else(|| {
        let kind = value.type_name();
        Raised::new(
            "TypeError",
            format!("'{kind}' object cannot be interpreted as an integer"),
        )
    })
}

fn gcd(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let mut total = BigInt::ZERO;
    for value in &args.positional {
        total = interpreter.big_gcd(&total, &integer(value)?)?;
    }
    Ok(Value::integer(total))
}

fn lcm(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let mut total = Value::Int(1);
    for value in &args.positional {
        let (have, more) = (integer(&total)?, integer(value)?);
        let common = Value::integer(interpreter.big_gcd(&have, &more)?);
        if common.as_int() == Some(0) {
            total = Value::Int(0);
            continue;
        }
        let part = interpreter.binary(BinaryOp::FloorDiv, &Value::integer(more), &common)?;
        total = interpreter.binary(BinaryOp::Mul, &total, &part)?;
    }
    integer(&total).map(|total| Value::integer(total.abs()))
}

fn not_negative(value: Option<Value>, what: &str) -> R<i128> {
    let number = integer(&value.unwrap_or(Value::None))?;
    if number.is_negative() {
        return Err(Raised::new(
            "ValueError",
            format!("{what} must be a non-negative integer"),
        ));
    }
    let too_large = || Raised::new("OverflowError", format!("{what} is too large"));
    number.to_i128().ok_or_else(too_large)
}

fn factorial(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [n] = args.bind("factorial", ["n"], 1)?;
    let mut product = Value::Int(1);
    for factor in 2..=not_negative(n, "factorial() argument")? {
        interpreter.tick()?;
        product = interpreter.binary(BinaryOp::Mul, &product, &Value::Int(factor))?;
    }
    Ok(product)
}

fn comb(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [n, k] = args.bind("comb", ["n", "k"], 2)?;
    let (n, k) = (not_negative(n, "n")?, not_negative(k, "k")?);
    if k > n {
        return Ok(Value::Int(0));
    }
    let mut ways = Value::Int(1);
    for at in 0..k.min(n - k) {
        interpreter.tick()?;
        ways = interpreter.binary(BinaryOp::Mul, &ways, &Value::Int(n - at))?;
        ways = interpreter.binary(BinaryOp::FloorDiv, &ways, &Value::Int(at + 1))?;
    }
    Ok(ways)
}

fn isqrt(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [n] = args.bind("isqrt", ["n"], 1)?;
    if let Some(Value::Big(number)) = &n
        && number.is_positive()
    {
        return interpreter.big_root(number);
    }
    Ok(Value::Int(not_negative(n, "isqrt() argument")?.isqrt()))
}

fn prod(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [values, start] = args.bind("prod", ["iterable", "start"], 1)?;
    let mut product = start.unwrap_or(Value::Int(1));
    for value in interpreter.collect(&values.unwrap_or(Value::None))? {
        product = interpreter.binary(BinaryOp::Mul, &product, &value)?;
    }
    Ok(product)
}

fn hypot(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let mut total = 0.0f64;
    for value in &args.positional {
        total = total.hypot(float(Some(value))?);
    }
    Ok(Value::Float(total))
}

fn isclose(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [a, b, relative, absolute] = args.bind("isclose", ["a", "b", "rel_tol", "abs_tol"], 2)?;
    let (a, b) = (float(a.as_ref())?, float(b.as_ref())?);
    let relative = relative.map_or(Ok(1e-9), |value| float(Some(&value)))?;
    let absolute = absolute.map_or(Ok(0.0), |value| float(Some(&value)))?;
    if a == b {
        return Ok(Value::Bool(true));
    }
    if a.is_infinite() || b.is_infinite() {
        return Ok(Value::Bool(false));
    }
    let distance = (a - b).abs();
    Ok(Value::Bool(
        distance <= (relative * a.abs().max(b.abs())).max(absolute),
    ))
}

fn floats(interpreter: &mut Interpreter, args: CallArgs) -> R<Vec<f64>> {
    let [values] = args.bind("sum", ["iterable"], 1)?;
    let values = interpreter.collect(&values.unwrap_or(Value::None))?;
    values.iter().map(|value| float(Some(value))).collect()
}

/// The sum without what rounding loses on the way (Neumaier).
fn exact_sum(values: &[f64]) -> f64 {
    let (mut sum, mut lost) = (0.0f64, 0.0);
    for value in values {
        let total = sum + value;
        lost += match sum.abs() >= value.abs() {
            true => (sum - total) + value,
            false => (value - total) + sum,
        };
        sum = total;
    }
    if lost.is_finite() { sum + lost } else { sum }
}

fn some<T>(data: &[T]) -> R<()> {
    match data.is_empty() {
        true => Err(Raised::new("StatisticsError", "no data points")),
        false => Ok(()),
    }
}

fn data(interpreter: &mut Interpreter, args: CallArgs) -> R<Vec<Value>> {
    let [values] = args.bind("statistics", ["data"], 1)?;
    let values = interpreter.collect(&values.unwrap_or(Value::None))?;
    some(&values)?;
    Ok(values)
}

fn mean(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let values = data(interpreter, args)?;
    let count = Value::Int(values.len() as i128);
    let mut total = Value::Int(0);
    for value in &values {
        total = interpreter.binary(BinaryOp::Add, &total, value)?;
    }
    // A mean of whole numbers that is whole stays so.
    if total.as_int().is_some() {
        let rest = interpreter.binary(BinaryOp::Mod, &total, &count)?;
        if rest.as_int() == Some(0) {
            return interpreter.binary(BinaryOp::FloorDiv, &total, &count);
        }
    }
    interpreter.binary(BinaryOp::Div, &total, &count)
}

fn median(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let values = data(interpreter, args)?;
    let sorted =
        crate::lang::methods::list::sort_values(interpreter, values, Vec::new(), "sorted")?;
    let middle = sorted.len() / 2;
    let at = |place: usize| sorted.get(place).cloned().unwrap_or(Value::None);
    if sorted.len() % 2 == 1 {
        return Ok(at(middle));
    }
    let sum = interpreter.binary(BinaryOp::Add, &at(middle - 1), &at(middle))?;
    interpreter.binary(BinaryOp::Div, &sum, &Value::Int(2))
}

fn mode(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let mut counts = Dict::default();
    for value in data(interpreter, args)? {
        let key = interpreter.key(&value)?;
        let before = counts.get(&key).and_then(|count| count.as_int());
        counts.insert(key, value, Value::Int(before.unwrap_or(0) + 1));
    }
    let mut best: Option<(Value, i128)> = None;
    for (value, count) in counts.iter() {
        let count = count.as_int().unwrap_or(0);
        if best.as_ref().is_none_or(|(_, most)| count > *most) {
            best = Some((value.clone(), count));
        }
    }
    Ok(best.map_or(Value::None, |(value, _)| value))
}

fn deviation(interpreter: &mut Interpreter, args: CallArgs, fewer: usize) -> R<Value> {
    let values = floats(interpreter, args)?;
    if values.len() <= fewer {
        return Err(Raised::new(
            "StatisticsError",
            "there are too few data points for a deviation",
        ));
    }
    let mean = exact_sum(&values) / values.len() as f64;
    let squares: Vec<f64> = values.iter().map(|value| (value - mean).powi(2)).collect();
    let variance = exact_sum(&squares) / (values.len() - fewer) as f64;
    Ok(Value::Float(variance.sqrt()))
}
