//! list and tuple.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::rc::Rc;

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::limits::{check_growth, check_size};
use crate::lang::native::natives;
use crate::lang::raise::{R, Raised};
use crate::lang::value::{Items, Value};

natives! {
    /// The methods of list.
    pub(crate) METHODS {
        "append" "(object)" "Adds an element at the end." => append;
        "clear" "()" "Removes everything." => clear;
        "copy" "()" "A copy of the list itself, not of its elements." => copy;
        "count" "(value)" "How often a value occurs." => count;
        "extend" "(iterable)" "Adds the elements of an iterable." => extend;
        "index" "(value[, start[, stop]])" "Where a value first stands; ValueError if nowhere." => index;
        "insert" "(index, object)" "Puts an element before a place." => insert;
        "pop" "(index=-1)" "Removes the element at a place and gives it." => pop;
        "remove" "(value)" "Removes the first element of that value." => remove;
        "reverse" "()" "Turns the order round, in place." => reverse;
        "sort" "(*, key=None, reverse=False)" "Sorts in place; equal elements keep their order." => sort;
    }

    /// The methods of tuple, and of what can be read as one.
    pub(crate) TUPLE {
        "count" "(value)" "How often a value occurs." => count;
        "index" "(value[, start[, stop]])" "Where a value first stands; ValueError if nowhere." => index;
    }
}

fn list(args: &CallArgs) -> R<Rc<RefCell<Items>>> {
    match args.positional.first() {
        Some(Value::List(list)) => Ok(list.clone()),
        _ => Err(Raised::new("TypeError", "this method needs a list")),
    }
}

fn append(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let list = list(&args)?;
    let [_, value] = args.bind("append", ["self", "object"], 2)?;
    let mut list = list.borrow_mut();
    check_growth(list.len())?;
    list.extend(value);
    Ok(Value::None)
}

fn extend(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let list = list(&args)?;
    let [_, values] = args.bind("extend", ["self", "iterable"], 2)?;
    let values = interpreter.collect(&values.unwrap_or(Value::None))?;
    let mut list = list.borrow_mut();
    check_size((list.len() + values.len()) as i128, size_of::<Value>())?;
    list.extend(values);
    Ok(Value::None)
}

fn place(index: &Value, length: usize) -> i128 {
    let index = index.as_int().unwrap_or(0);
    if index < 0 {
        index + length as i128
    } else {
        index
    }
}

fn insert(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let list = list(&args)?;
    let [_, index, value] = args.bind("insert", ["self", "index", "object"], 3)?;
    let mut list = list.borrow_mut();
    let at = place(&index.unwrap_or(Value::None), list.len()).clamp(0, list.len() as i128);
    list.insert(
        usize::try_from(at).unwrap_or(0),
        value.unwrap_or(Value::None),
    );
    Ok(Value::None)
}

fn pop(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let list = list(&args)?;
    let [_, index] = args.bind("pop", ["self", "index"], 1)?;
    let index = Value::Int(super::whole(index, -1)?);
    let mut list = list.borrow_mut();
    if list.is_empty() {
        return Err(Raised::new("IndexError", "pop from empty list"));
    }
    let at = place(&index, list.len());
    match usize::try_from(at) {
        Ok(at) if at < list.len() => Ok(list.remove(at)),
        _ => Err(Raised::new("IndexError", "pop index out of range")),
    }
}

fn position(interpreter: &mut Interpreter, sequence: &Value, wanted: &Value) -> R<Option<usize>> {
    let mut iter = interpreter.iterate(sequence)?;
    let mut at = 0;
    while let Some(next) = iter.next(interpreter)? {
        if interpreter.equal(&next, wanted)? {
            return Ok(Some(at));
        }
        at += 1;
    }
    Ok(None)
}

fn remove(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let list = list(&args)?;
    let [sequence, value] = args.bind("remove", ["self", "value"], 2)?;
    let (sequence, value) = (
        sequence.unwrap_or(Value::None),
        value.unwrap_or(Value::None),
    );
    match position(interpreter, &sequence, &value)? {
        Some(at) => {
            list.borrow_mut().remove(at);
            Ok(Value::None)
        }
        None => Err(Raised::new("ValueError", "list.remove(x): x not in list")),
    }
}

fn clear(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let gone = std::mem::take(&mut *list(&args)?.borrow_mut());
    drop(gone);
    Ok(Value::None)
}

fn copy(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let copy = list(&args)?.borrow().to_vec();
    Ok(Value::list(copy))
}

fn index(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [sequence, value, start, stop] =
        args.bind("index", ["self", "value", "start", "stop"], 2)?;
    let (sequence, value) = (
        sequence.unwrap_or(Value::None),
        value.unwrap_or(Value::None),
    );
    let length = interpreter.length(&sequence).unwrap_or(0);
    let (start, stop) = super::bounds(start, stop, length)?;
    let mut iter = interpreter.iterate(&sequence)?;
    let mut at = 0;
    while let Some(next) = iter.next(interpreter)?
        && at < stop
    {
        interpreter.tick()?;
        if at >= start && interpreter.equal(&next, &value)? {
            return Ok(Value::Int(at));
        }
        at += 1;
    }
    let shown = interpreter.repr(&value)?;
    Err(Raised::new(
        "ValueError",
        format!("{shown} is not in {}", sequence.type_name()),
    ))
}

fn count(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [sequence, value] = args.bind("count", ["self", "value"], 2)?;
    let value = value.unwrap_or(Value::None);
    let mut iter = interpreter.iterate(&sequence.unwrap_or(Value::None))?;
    let mut count = 0;
    while let Some(next) = iter.next(interpreter)? {
        count += i128::from(interpreter.equal(&next, &value)?);
    }
    Ok(Value::Int(count))
}

fn reverse(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    list(&args)?.borrow_mut().reverse();
    Ok(Value::None)
}

fn sort(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let list = list(&args)?;
    let values = list.borrow().to_vec();
    let sorted = sort_values(interpreter, values, args.named, "sort")?;
    *list.borrow_mut() = sorted.into();
    Ok(Value::None)
}

/// Sorts values, by `key` and `reverse` if given. Stable, and stopped by the first comparison that
/// raises.
pub(crate) fn sort_values(
    interpreter: &mut Interpreter,
    values: Vec<Value>,
    options: Vec<(Rc<str>, Value)>,
    function: &str,
) -> R<Vec<Value>> {
    let args = CallArgs {
        positional: Vec::new(),
        named: options,
    };
    let [key, reverse] = args.bind(function, ["key", "reverse"], 0)?;
    let reverse = match reverse {
        Some(reverse) => interpreter.truth(&reverse)?,
        None => false,
    };
    let mut ranked = Vec::with_capacity(values.len());
    for value in values {
        let rank = match &key {
            None | Some(Value::None) => value.clone(),
            Some(key) => interpreter.call(key, CallArgs::of(vec![value.clone()]))?,
        };
        ranked.push((rank, value));
    }
    let mut failed = None;
    let mut compare = |a: &Value, b: &Value| -> Ordering {
        if failed.is_some() {
            return Ordering::Equal;
        }
        let order = interpreter
            .tick()
            .and_then(|()| interpreter.order(a, b, "<"));
        order
            .map(|order| order.unwrap_or(Ordering::Equal))
            .unwrap_or_else(|raised| {
                failed = Some(raised);
                Ordering::Equal
            })
    };
    merge_sort(&mut ranked, reverse, &mut compare);
    match failed {
        Some(raised) => Err(raised),
        None => Ok(ranked.into_iter().map(|(_, value)| value).collect()),
    }
}

/// A stable merge sort that bears with comparisons that contradict each other, where the standard
/// library's panics.
fn merge_sort(
    values: &mut Vec<(Value, Value)>,
    reverse: bool,
    compare: &mut dyn FnMut(&Value, &Value) -> Ordering,
) {
    let mut runs: Vec<Vec<(Value, Value)>> = std::mem::take(values)
        .into_iter()
        .map(|value| vec![value])
        .collect();
    while runs.len() > 1 {
        let mut merged = Vec::with_capacity(runs.len().div_ceil(2));
        let mut rest = runs.into_iter();
        while let Some(left) = rest.next() {
            merged.push(match rest.next() {
                Some(right) => merge(left, right, reverse, compare),
                None => left,
            });
        }
        runs = merged;
    }
    *values = runs.pop().unwrap_or_default();
}

fn merge(
    left: Vec<(Value, Value)>,
    right: Vec<(Value, Value)>,
    reverse: bool,
    compare: &mut dyn FnMut(&Value, &Value) -> Ordering,
) -> Vec<(Value, Value)> {
    let mut out = Vec::with_capacity(left.len() + right.len());
    let mut left = left.into_iter().peekable();
    let mut right = right.into_iter().peekable();
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        // Equal elements keep their order, also when sorting backwards.
        let right_first = match reverse {
            false => compare(&b.0, &a.0) == Ordering::Less,
            true => compare(&a.0, &b.0) == Ordering::Less,
        };
        out.extend(if right_first {
            right.next()
        } else {
            left.next()
        });
    }
    out.extend(left);
    out.extend(right);
    out
}
