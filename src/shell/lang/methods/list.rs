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

use super::whole;

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
    match args.positional.first().and_then(Value::as_list) {
        Some(list) => Ok(list.clone()),
        None => Err(Raised::new("TypeError", "this method needs a list")),
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
    extend_list(interpreter, &list, &values.unwrap_or(Value::None))?;
    Ok(Value::None)
}

/// Adds the elements of an iterable; if it raises, those that it gave before.
pub(crate) fn extend_list(
    interpreter: &mut Interpreter,
    list: &RefCell<Items>,
    source: &Value,
) -> R<()> {
    let mut more = Vec::new();
    let given = match source {
        Value::Iter(_) | Value::Instance(_) => interpreter.collect_into(&mut more, source),
        source => interpreter.collect(source).map(|values| more = values),
    };
    if given.as_ref().is_err_and(|raised| raised.is("MemoryError")) {
        return given;
    }
    let mut list = list.borrow_mut();
    check_size((list.len() + more.len()) as i128, size_of::<Value>())?;
    list.extend(more);
    given
}

fn place(index: i128, length: usize) -> i128 {
    match index < 0 {
        true => index + length as i128,
        false => index,
    }
}

fn insert(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let list = list(&args)?;
    let [_, index, value] = args.bind("insert", ["self", "index", "object"], 3)?;
    let index = whole(index, 0)?;
    let mut list = list.borrow_mut();
    let at = place(index, list.len()).clamp(0, list.len() as i128);
    list.insert(
        usize::try_from(at).unwrap_or(0),
        value.unwrap_or(Value::None),
    );
    Ok(Value::None)
}

fn pop(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let list = list(&args)?;
    let [_, index] = args.bind("pop", ["self", "index"], 1)?;
    let index = whole(index, -1)?;
    let mut list = list.borrow_mut();
    if list.is_empty() {
        return Err(Raised::new("IndexError", "pop from empty list"));
    }
    let at = place(index, list.len());
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
    for bound in [&start, &stop].into_iter().flatten() {
        whole(Some(bound.clone()), 0)?;
    }
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
    let reverse = whole(reverse, 0)? != 0;
    let mut ranks = Vec::with_capacity(values.len());
    match &key {
        None | Some(Value::None) => ranks.clone_from(&values),
        Some(key) => {
            for value in &values {
                ranks.push(interpreter.call(key, CallArgs::of(vec![value.clone()]))?);
            }
        }
    }
    let order = merge_sort(ranks.len(), &mut |later, earlier| {
        let (Some(later), Some(earlier)) = (ranks.get(later), ranks.get(earlier)) else {
            return Ok(false);
        };
        interpreter.tick()?;
        match reverse {
            false => Ok(interpreter.order(later, earlier, "<")? == Some(Ordering::Less)),
            true => Ok(interpreter.order(earlier, later, "<")? == Some(Ordering::Less)),
        }
    })?;
    let mut values: Vec<Option<Value>> = values.into_iter().map(Some).collect();
    let sorted = order
        .into_iter()
        .filter_map(|at| values.get_mut(at)?.take());
    Ok(sorted.collect())
}

/// The order of so many values, in which equals keep theirs. `goes_before` is asked whether a value
/// goes before one that stands before it; it may fail, and may contradict itself.
fn merge_sort(count: usize, goes_before: &mut dyn FnMut(usize, usize) -> R<bool>) -> R<Vec<usize>> {
    let mut order: Vec<usize> = (0..count).collect();
    // Where the runs end that are in order already.
    let mut ends = Vec::new();
    for at in 1..count {
        if goes_before(at, at - 1)? {
            ends.push(at);
        }
    }
    ends.push(count);
    while ends.len() > 1 {
        let mut merged = Vec::with_capacity(count);
        let mut longer = Vec::with_capacity(ends.len().div_ceil(2));
        let mut start = 0;
        for pair in ends.chunks(2) {
            let middle = pair.first().copied().unwrap_or(count);
            let end = pair.last().copied().unwrap_or(count);
            let mut left = order
                .get(start..middle)
                .unwrap_or_default()
                .iter()
                .copied()
                .peekable();
            let mut right = order
                .get(middle..end)
                .unwrap_or_default()
                .iter()
                .copied()
                .peekable();
            while let (Some(earlier), Some(later)) = (left.peek(), right.peek()) {
                merged.extend(match goes_before(*later, *earlier)? {
                    true => right.next(),
                    false => left.next(),
                });
            }
            merged.extend(left);
            merged.extend(right);
            longer.push(end);
            start = end;
        }
        (order, ends) = (merged, longer);
    }
    Ok(order)
}
