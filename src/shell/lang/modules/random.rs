//! The module `random`. The same seed gives other numbers than in CPython.

use std::cell::Cell;
use std::hash::{BuildHasher, Hasher, RandomState};

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::methods::whole;
use crate::lang::native::{Module, natives};
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

/// `random`
pub(super) static MODULE: Module =
    Module::new("random", "Random choices; not for secrets.", FUNCTIONS);

natives! {
    FUNCTIONS {
        "choice" "(seq)" "One of the elements." => choice;
        "choices" "(population, k=1)" "So many elements, each as often as it comes." => choices;
        "randint" "(a, b)" "A whole number from a to b, both included." => randint;
        "random" "()" "A number from 0.0 to before 1.0." => |_, _| Ok(Value::Float(unit()));
        "randrange" "(start, stop=None, step=1)" "One of the numbers of a range." => randrange;
        "sample" "(population, k)" "So many different elements." => sample;
        "seed" "(a=None)" "Starts the numbers anew." => seed;
        "shuffle" "(x)" "Puts a list in a random order." => shuffle;
        "uniform" "(a, b)" "A number between two." => uniform;
    }
}

thread_local! {
    static STATE: Cell<u64> = Cell::new(RandomState::new().build_hasher().finish());
}

/// The next number (SplitMix64).
fn next() -> u64 {
    STATE.with(|state| {
        let mut number = state.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        state.set(number);
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        number ^ (number >> 31)
    })
}

fn unit() -> f64 {
    (next() >> 11) as f64 / (1u64 << 53) as f64
}

fn below(count: usize) -> usize {
    let wide = u128::from(next()) * count as u128;
    usize::try_from(wide >> 64).unwrap_or(0)
}

fn seed(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [start] = args.bind("seed", ["a"], 0)?;
    let mut hasher = match start {
        None | Some(Value::None) => RandomState::new().build_hasher(),
        Some(start) => {
            let key = interpreter.key(&start)?;
            let mut plain = std::collections::hash_map::DefaultHasher::new();
            std::hash::Hash::hash(&key, &mut plain);
            STATE.with(|state| state.set(plain.finish()));
            return Ok(Value::None);
        }
    };
    hasher.write_u8(0);
    STATE.with(|state| state.set(hasher.finish()));
    Ok(Value::None)
}

fn population(interpreter: &mut Interpreter, value: Option<Value>) -> R<Vec<Value>> {
    interpreter.collect(&value.unwrap_or(Value::None))
}

fn choice(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [values] = args.bind("choice", ["seq"], 1)?;
    let values = population(interpreter, values)?;
    let chosen = values.get(below(values.len())).cloned();
    chosen.ok_or_else(|| Raised::new("IndexError", "Cannot choose from an empty sequence"))
}

fn choices(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [values, count] = args.bind("choices", ["population", "k"], 1)?;
    let values = population(interpreter, values)?;
    if values.is_empty() {
        return Err(Raised::new(
            "IndexError",
            "Cannot choose from an empty population",
        ));
    }
    let count = whole(count, 1)?;
    crate::lang::limits::check_size(count, size_of::<Value>())?;
    let chosen = (0..count).filter_map(|_| values.get(below(values.len())).cloned());
    Ok(Value::list(chosen.collect()))
}

fn shuffled(mut values: Vec<Value>) -> Vec<Value> {
    for at in (1..values.len()).rev() {
        values.swap(at, below(at + 1));
    }
    values
}

fn sample(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [values, count] = args.bind("sample", ["population", "k"], 2)?;
    let values = population(interpreter, values)?;
    match usize::try_from(whole(count, 0)?) {
        Ok(count) if count <= values.len() => {
            let mut values = shuffled(values);
            values.truncate(count);
            Ok(Value::list(values))
        }
        _ => Err(Raised::new(
            "ValueError",
            "Sample larger than population or is negative",
        )),
    }
}

fn shuffle(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    match args.positional.first().and_then(Value::as_list) {
        Some(list) => {
            let values = list.borrow().to_vec();
            *list.borrow_mut() = shuffled(values).into();
            Ok(Value::None)
        }
        None => Err(Raised::new("TypeError", "shuffle() needs a list")),
    }
}

fn within(low: i128, high: i128) -> R<Value> {
    let count = usize::try_from(high - low).ok().filter(|count| *count > 0);
    let count = count.ok_or_else(|| Raised::new("ValueError", "empty range for randrange()"))?;
    Ok(Value::Int(low + below(count) as i128))
}

fn randint(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [low, high] = args.bind("randint", ["a", "b"], 2)?;
    within(whole(low, 0)?, whole(high, 0)? + 1)
}

fn randrange(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [start, stop, step] = args.bind("randrange", ["start", "stop", "step"], 1)?;
    let (first, step) = (whole(start, 0)?, whole(step, 1)?);
    let (start, stop) = match stop {
        None | Some(Value::None) => (0, first),
        stop => (first, whole(stop, 0)?),
    };
    if step == 0 {
        return Err(Raised::new("ValueError", "zero step for randrange()"));
    }
    let range = Value::range(crate::lang::value::Range { start, stop, step });
    let count = interpreter.length(&range).unwrap_or(0);
    let at = within(0, count)?.as_int().unwrap_or(0);
    Ok(Value::Int(start + at * step))
}

fn uniform(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [low, high] = args.bind("uniform", ["a", "b"], 2)?;
    let number = |value: Option<Value>| value.and_then(|value| value.as_float()).unwrap_or(0.0);
    let (low, high) = (number(low), number(high));
    Ok(Value::Float(low + (high - low) * unit()))
}
