//! Choices out of a few values: combinations, permutations, products.

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::methods::whole;
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

use super::steps;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    Combinations,
    Repeated,
    Permutations,
}

/// Places in ascending order of the tuples they make: all places of `0..count`, `length` of them,
/// that the choice allows.
pub(super) fn chosen(interpreter: &mut Interpreter, args: CallArgs, choice: Choice) -> R<Value> {
    let needed = if choice == Choice::Permutations { 1 } else { 2 };
    let [values, length] = args.bind("combinations", ["iterable", "r"], needed)?;
    let pool = interpreter.collect(&values.unwrap_or(Value::None))?;
    let length = match length {
        None | Some(Value::None) => pool.len(),
        length => usize::try_from(whole(length, 0)?)
            .map_err(|_| Raised::new("ValueError", "r must be non-negative"))?,
    };
    let name = match choice {
        Choice::Combinations => "combinations",
        Choice::Repeated => "combinations_with_replacement",
        Choice::Permutations => "permutations",
    };
    let possible = match choice {
        Choice::Repeated => length == 0 || !pool.is_empty(),
        _ => length <= pool.len(),
    };
    // The next larger place at `at`, given those before it.
    let fits = move |places: &[usize], at: usize, place: usize| match choice {
        Choice::Permutations => !places
            .get(..at)
            .is_some_and(|before| before.contains(&place)),
        _ => true,
    };
    let lowest = move |places: &[usize], at: usize| match (choice, at.checked_sub(1)) {
        (Choice::Combinations, Some(before)) => places.get(before).map_or(0, |p| p + 1),
        (Choice::Repeated, Some(before)) => places.get(before).copied().unwrap_or(0),
        _ => 0,
    };
    let mut places: Vec<usize> = Vec::new();
    let mut state = if possible { Some(true) } else { None };
    let count = pool.len();
    Ok(steps(name, move |i| {
        let Some(first) = state else {
            return Ok(None);
        };
        // Take the last place further, or go back one.
        let mut from = None;
        if !first {
            match places.pop() {
                Some(last) => from = Some(last + 1),
                None => {
                    state = None;
                    return Ok(None);
                }
            }
        }
        state = Some(false);
        while places.len() < length {
            i.tick()?;
            let at = places.len();
            let start = from.take().unwrap_or_else(|| lowest(&places, at));
            match (start..count).find(|place| fits(&places, at, *place)) {
                Some(place) => places.push(place),
                None => match places.pop() {
                    Some(last) => from = Some(last + 1),
                    None => {
                        state = None;
                        return Ok(None);
                    }
                },
            }
        }
        if length == 0 {
            state = None;
        }
        let values = places.iter().filter_map(|place| pool.get(*place).cloned());
        Ok(Some(Value::tuple(values.collect())))
    }))
}

pub(super) fn product(interpreter: &mut Interpreter, mut args: CallArgs) -> R<Value> {
    let options = CallArgs {
        positional: Vec::new(),
        named: std::mem::take(&mut args.named),
    };
    let [repeat] = options.bind("product", ["repeat"], 0)?;
    let repeat = usize::try_from(whole(repeat, 1)?.clamp(0, 1000)).unwrap_or(1);
    let mut once = Vec::new();
    for value in &args.positional {
        once.push(interpreter.collect(value)?);
    }
    let pools: Vec<Vec<Value>> = std::iter::repeat_n(once, repeat).flatten().collect();
    let mut places = vec![0; pools.len()];
    let mut ended = pools.iter().any(Vec::is_empty);
    Ok(steps("product", move |_| {
        if ended {
            return Ok(None);
        }
        let values = pools.iter().zip(&places);
        let values = values.filter_map(|(pool, place)| pool.get(*place).cloned());
        let tuple = Value::tuple(values.collect());
        ended = true;
        for (place, pool) in places.iter_mut().zip(&pools).rev() {
            *place += 1;
            if *place < pool.len() {
                ended = false;
                break;
            }
            *place = 0;
        }
        Ok(Some(tuple))
    }))
}
