//! Builtin functions on what can be iterated.

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::iter::{Iter, Steps};
use crate::lang::methods;
use crate::lang::raise::{R, Raised};
use crate::lang::value::Range;
use crate::lang::value::Value;

use super::one;

pub(super) fn len(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let value = one(args, "len")?;
    match interpreter.length_of(&value)? {
        Some(length) => Ok(Value::Int(length)),
        None => Err(without_length(&value)),
    }
}

fn without_length(value: &Value) -> Raised {
    Raised::new(
        "TypeError",
        format!("object of type '{}' has no len()", value.type_name()),
    )
}

pub(super) fn sorted(interpreter: &mut Interpreter, mut args: CallArgs) -> R<Value> {
    let options = std::mem::take(&mut args.named);
    let values = interpreter.collect(&one(args, "sorted")?)?;
    methods::list::sort_values(interpreter, values, options, "sorted").map(Value::list)
}

pub(super) fn reversed(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let value = one(args, "reversed")?;
    if let Value::Range(range) = value {
        let last = range.start + (range.len() - 1) * range.step;
        return Ok(Value::iter(Iter::Range(
            Range {
                start: last,
                stop: range.start - range.step,
                step: -range.step,
            },
            0,
        )));
    }
    if let Some(made) = interpreter.call_special(&value, "__reversed__", &[])? {
        return Ok(made);
    }
    let view = |iter: &Iter| matches!(iter, Iter::Dict(..) | Iter::Mapping(..));
    let reversible = match &value {
        Value::Set(_) => false,
        Value::Iter(iter) => iter.try_borrow().is_ok_and(|iter| view(&iter)),
        Value::Instance(instance) if instance.class.get("__getitem__").is_some() => {
            let length = interpreter.length_of(&value)?;
            let length = length.ok_or_else(|| without_length(&value))?;
            let iter = Iter::Indexed(value.clone(), length - 1, -1);
            return Ok(Value::iter(iter));
        }
        Value::Instance(_) => false,
        _ => true,
    };
    if !reversible {
        return Err(Raised::new(
            "TypeError",
            format!("'{}' object is not reversible", value.type_name()),
        ));
    }
    let mut values = interpreter.collect(&value)?;
    values.reverse();
    Ok(Value::iter(Iter::Values(values.into_iter())))
}

pub(super) fn enumerate(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [values, start] = args.bind("enumerate", ["iterable", "start"], 1)?;
    let iter = interpreter.iterate(&values.unwrap_or(Value::None))?;
    let start = methods::whole(start, 0)?;
    Ok(Value::iter(Iter::Enumerate(Box::new(iter), start)))
}

pub(super) fn zip(interpreter: &mut Interpreter, mut args: CallArgs) -> R<Value> {
    let options = CallArgs {
        positional: Vec::new(),
        named: std::mem::take(&mut args.named),
    };
    let [strict] = options.bind("zip", ["strict"], 0)?;
    let strict = interpreter.truth(&strict.unwrap_or(Value::Bool(false)))?;
    let mut iters = Vec::new();
    for value in args.positional {
        iters.push(interpreter.iterate(&value)?);
    }
    Ok(Value::iter(match strict {
        true => Iter::Native(Box::new(Strict(iters))),
        false => Iter::Zip(iters),
    }))
}

/// `zip(..., strict=True)`: all must end at once.
struct Strict(Vec<Iter>);

impl Steps for Strict {
    fn type_name(&self) -> &'static str {
        "zip"
    }

    fn next(&mut self, interpreter: &mut Interpreter) -> R<Option<Value>> {
        let mut values = Vec::with_capacity(self.0.len());
        let mut ended = None;
        for (at, iter) in self.0.iter_mut().enumerate() {
            match (iter.next(interpreter)?, ended) {
                (Some(next), None) => values.push(next),
                (None, None) if at == 0 => ended = Some(0),
                (None, Some(0)) => {}
                (Some(_), _) => return Err(uneven(at, "longer")),
                (None, _) => return Err(uneven(at, "shorter")),
            }
        }
        Ok((ended.is_none() && !values.is_empty()).then(|| Value::tuple(values)))
    }
}

fn uneven(at: usize, how: &str) -> Raised {
    let before = match at {
        1 => "argument 1".to_owned(),
        _ => format!("arguments 1-{at}"),
    };
    Raised::new(
        "ValueError",
        format!("zip() argument {} is {how} than {before}", at + 1),
    )
}

pub(super) fn map(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let mut values = args.positional_only("map")?.into_iter();
    let (Some(function), Some(first)) = (values.next(), values.next()) else {
        return Err(Raised::new(
            "TypeError",
            "map() must have at least two arguments.",
        ));
    };
    let mut iters = vec![interpreter.iterate(&first)?];
    for value in values {
        iters.push(interpreter.iterate(&value)?);
    }
    Ok(Value::iter(Iter::Map(function, iters)))
}

pub(super) fn filter(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [function, values] = args.bind("filter", ["function", "iterable"], 2)?;
    let iter = interpreter.iterate(&values.unwrap_or(Value::None))?;
    Ok(Value::iter(Iter::Filter(
        function.unwrap_or(Value::None),
        Box::new(iter),
    )))
}

pub(super) fn any(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    quantify(interpreter, args, "any", true)
}

pub(super) fn all(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    quantify(interpreter, args, "all", false)
}

pub(super) fn quantify(
    interpreter: &mut Interpreter,
    args: CallArgs,
    name: &str,
    wanted: bool,
) -> R<Value> {
    let mut iter = interpreter.iterate(&one(args, name)?)?;
    while let Some(next) = iter.next(interpreter)? {
        interpreter.tick()?;
        if interpreter.truth(&next)? == wanted {
            return Ok(Value::Bool(wanted));
        }
    }
    Ok(Value::Bool(!wanted))
}

pub(super) fn iter(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [value, sentinel] = args.bind("iter", ["object", "sentinel"], 1)?;
    let value = value.unwrap_or(Value::None);
    Ok(match (sentinel, &value) {
        (Some(sentinel), _) => Value::iter(Iter::Until(value, sentinel)),
        (None, Value::Iter(_)) => value,
        (None, _) => Value::iter(interpreter.iterate(&value)?),
    })
}

pub(super) fn next(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [iterator, default] = args.bind("next", ["iterator", "default"], 1)?;
    let next = match &iterator {
        Some(Value::Iter(iter)) => {
            let next = interpreter.advance(iter, Value::None)?;
            if next.is_none() && default.is_none() {
                let returned = iter.borrow_mut().returned();
                return Err(interpreter.stop_iteration(returned));
            }
            next
        }
        Some(object @ Value::Instance(instance)) if instance.class.get("__next__").is_some() => {
            let method = interpreter.attribute(object, "__next__")?;
            match interpreter.call(&method, CallArgs::default()) {
                Err(raised) if raised.is("StopIteration") && default.is_some() => None,
                next => Some(next?),
            }
        }
        other => {
            let kind = other
                .as_ref()
                .map_or("NoneType".to_owned(), Value::type_name);
            return Err(Raised::new(
                "TypeError",
                format!("'{kind}' object is not an iterator"),
            ));
        }
    };
    next.or(default)
        .ok_or_else(|| Raised::new("StopIteration", ""))
}
