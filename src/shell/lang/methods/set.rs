//! set.

use std::cell::RefCell;
use std::rc::Rc;

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::dict::Set;
use crate::lang::raise::{R, Raised};
use crate::lang::value::{Native, Value};

/// The methods of set.
pub(crate) const METHODS: &[Native] = &[
    Native {
        name: "add",
        run: add,
    },
    Native {
        name: "discard",
        run: discard,
    },
    Native {
        name: "remove",
        run: remove,
    },
    Native {
        name: "pop",
        run: pop,
    },
    Native {
        name: "clear",
        run: clear,
    },
    Native {
        name: "copy",
        run: copy,
    },
    Native {
        name: "update",
        run: update,
    },
    Native {
        name: "union",
        run: |i, args| combine(i, args, |a, b| a.union(b)),
    },
    Native {
        name: "intersection",
        run: |i, args| combine(i, args, |a, b| a.filtered(b, true)),
    },
    Native {
        name: "difference",
        run: |i, args| combine(i, args, |a, b| a.filtered(b, false)),
    },
    Native {
        name: "symmetric_difference",
        run: |i, args| {
            combine(i, args, |a, b| {
                a.filtered(b, false).union(&b.filtered(a, false))
            })
        },
    },
    Native {
        name: "issubset",
        run: |i, args| test(i, args, |a, b| a.is_subset(b)),
    },
    Native {
        name: "issuperset",
        run: |i, args| test(i, args, |a, b| b.is_subset(a)),
    },
    Native {
        name: "isdisjoint",
        run: |i, args| test(i, args, |a, b| a.filtered(b, true).len() == 0),
    },
];

fn set(args: &CallArgs) -> R<Rc<RefCell<Set>>> {
    match args.positional.first() {
        Some(Value::Set(set)) => Ok(set.clone()),
        _ => Err(Raised::new("TypeError", "this method needs a set")),
    }
}

fn argument(args: CallArgs, name: &str) -> R<Value> {
    let [_, value] = args.bind(name, ["self", "elem"], 2)?;
    Ok(value.unwrap_or(Value::None))
}

fn to_set(interpreter: &mut Interpreter, value: &Value) -> R<Set> {
    let mut set = Set::default();
    for value in interpreter.collect(value)? {
        set.insert(value)?;
    }
    Ok(set)
}

fn add(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let set = set(&args)?;
    set.borrow_mut().insert(argument(args, "add")?)?;
    Ok(Value::None)
}

fn discard(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let set = set(&args)?;
    set.borrow_mut().remove(&argument(args, "discard")?)?;
    Ok(Value::None)
}

fn remove(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let set = set(&args)?;
    let value = argument(args, "remove")?;
    let removed = set.borrow_mut().remove(&value)?;
    match removed {
        true => Ok(Value::None),
        false => Err(interpreter.key_error(&value, String::new())),
    }
}

fn pop(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let popped = set(&args)?.borrow_mut().pop();
    popped.ok_or_else(|| Raised::new("KeyError", "pop from an empty set"))
}

fn clear(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    set(&args)?.borrow_mut().clear();
    Ok(Value::None)
}

fn copy(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let copy = set(&args)?.borrow().clone();
    Ok(Value::set(copy))
}

fn update(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let target = set(&args)?;
    for source in args.positional.iter().skip(1) {
        let more = to_set(interpreter, source)?;
        let all = target.borrow().union(&more);
        *target.borrow_mut() = all;
    }
    Ok(Value::None)
}

fn combine(interpreter: &mut Interpreter, args: CallArgs, join: fn(&Set, &Set) -> Set) -> R<Value> {
    let mut result = set(&args)?.borrow().clone();
    for source in args.positional.iter().skip(1) {
        let other = to_set(interpreter, source)?;
        result = join(&result, &other);
    }
    Ok(Value::set(result))
}

fn test(interpreter: &mut Interpreter, args: CallArgs, check: fn(&Set, &Set) -> bool) -> R<Value> {
    let own = set(&args)?.borrow().clone();
    let other = to_set(interpreter, &argument(args, "other")?)?;
    Ok(Value::Bool(check(&own, &other)))
}
