//! Constructors of the builtin types.

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::dict::{Dict, Set};
use crate::lang::raise::{R, Raised};
use crate::lang::value::Range;
use crate::lang::value::Value;
use crate::lang::{index, methods};

pub(super) fn bool_type(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [value] = args.bind("bool", ["x"], 0)?;
    Ok(Value::Bool(
        interpreter.truth(&value.unwrap_or(Value::None))?,
    ))
}

pub(super) fn list_type(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [values] = args.bind("list", ["iterable"], 0)?;
    Ok(Value::list(match values {
        Some(values) => interpreter.collect(&values)?,
        None => Vec::new(),
    }))
}

pub(super) fn tuple_type(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [values] = args.bind("tuple", ["iterable"], 0)?;
    Ok(Value::tuple(match values {
        Some(values) => interpreter.collect(&values)?,
        None => Vec::new(),
    }))
}

pub(super) fn dict_type(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let mut dict = Dict::default();
    match args.positional.as_slice() {
        [] => {}
        [source] => methods::dict::fill(interpreter, &mut dict, source)?,
        _ => return Err(Raised::new("TypeError", "dict expected at most 1 argument")),
    }
    for (name, value) in args.named {
        dict.insert_str(&name, value);
    }
    Ok(Value::dict(dict))
}

pub(super) fn set_type(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [values] = args.bind("set", ["iterable"], 0)?;
    Ok(Value::set(match values {
        Some(values) => interpreter.set_of(&values)?,
        None => Set::default(),
    }))
}

pub(super) fn frozenset_type(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let made = set_type(interpreter, args)?;
    Ok(match made {
        Value::Set(set) => Value::set(set.take().freeze(true)),
        other => other,
    })
}

pub(super) fn range_type(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let values = args.positional_only("range")?;
    let number = |value: &Value| {
        value.as_int().ok_or_else(|| {
            Raised::new(
                "TypeError",
                format!(
                    "'{}' object cannot be interpreted as an integer",
                    value.type_name()
                ),
            )
        })
    };
    let (start, stop, step) = match values.as_slice() {
        [stop] => (0, number(stop)?, 1),
        [start, stop] => (number(start)?, number(stop)?, 1),
        [start, stop, step] => (number(start)?, number(stop)?, number(step)?),
        _ => return Err(Raised::new("TypeError", "range expected 1 to 3 arguments")),
    };
    if step == 0 {
        return Err(Raised::new("ValueError", "range() arg 3 must not be zero"));
    }
    let limit = i128::from(i64::MAX);
    if [start, stop, step].iter().any(|part| part.abs() > limit) {
        return Err(Raised::new(
            "OverflowError",
            "range() beyond 64 bits is not supported",
        ));
    }
    Ok(Value::range(Range { start, stop, step }))
}

pub(super) fn slice_type(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let mut values = args.positional_only("slice")?.into_iter();
    let parts = match (values.next(), values.next(), values.next()) {
        (Some(stop), None, None) => [Value::None, stop, Value::None],
        (Some(start), Some(stop), step) => [start, stop, step.unwrap_or(Value::None)],
        _ => {
            return Err(Raised::new(
                "TypeError",
                "slice expected at least 1 argument, got 0",
            ));
        }
    };
    Ok(index::slice_value(parts))
}
