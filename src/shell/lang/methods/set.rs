//! set.

use std::cell::RefCell;
use std::rc::Rc;

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::dict::Set;
use crate::lang::limits::check_entries;
use crate::lang::native::natives;
use crate::lang::raise::{R, Raised};
use crate::lang::tree::BinaryOp;
use crate::lang::value::Value;

natives! {
    /// The methods that only look, which frozenset has as well.
    pub(crate) READING {
        "copy" "()" "A copy." => copy;
        "difference" "(*others)" "The elements that none of the others has." => |i, args| combine(i, args, BinaryOp::Sub);
        "intersection" "(*others)" "The elements that all have." => |i, args| combine(i, args, BinaryOp::BitAnd);
        "isdisjoint" "(other)" "Whether the two have no element in common." => isdisjoint;
        "issubset" "(other)" "Whether the other has all elements of this one." => |i, args| test(i, args, |i, a, b| i.is_subset(a, b));
        "issuperset" "(other)" "Whether this one has all elements of the other." => |i, args| test(i, args, |i, a, b| i.is_subset(b, a));
        "symmetric_difference" "(other)" "The elements that only one of the two has." => |i, args| combine(i, with_other(args)?, BinaryOp::BitXor);
        "union" "(*others)" "The elements of all." => |i, args| combine(i, args, BinaryOp::BitOr);
    }

    /// The methods that change a set.
    pub(crate) CHANGING {
        "add" "(elem)" "Adds an element." => add;
        "clear" "()" "Removes everything." => clear;
        "difference_update" "(*others)" "Removes what the others have." => |i, args| change(i, args, BinaryOp::Sub);
        "discard" "(elem)" "Removes an element, if it is there." => discard;
        "intersection_update" "(*others)" "Keeps what all have." => |i, args| change(i, args, BinaryOp::BitAnd);
        "pop" "()" "Removes some element and gives it." => pop;
        "remove" "(elem)" "Removes an element; KeyError if it is not there." => remove;
        "symmetric_difference_update" "(other)" "Keeps what only one of the two has." => |i, args| change(i, with_other(args)?, BinaryOp::BitXor);
        "update" "(*others)" "Adds the elements of the others." => |i, args| change(i, args, BinaryOp::BitOr);
    }
}

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

fn with_other(args: CallArgs) -> R<CallArgs> {
    match args.positional.len() {
        2 => Ok(args),
        _ => Err(Raised::new("TypeError", "exactly one other set is wanted")),
    }
}

fn add(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let set = set(&args)?;
    let value = argument(args, "add")?;
    let key = interpreter.key(&value)?;
    check_entries(set.borrow().len())?;
    set.borrow_mut().insert(key, value);
    Ok(Value::None)
}

fn discard(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let set = set(&args)?;
    let key = interpreter.member(&argument(args, "discard")?)?;
    set.borrow_mut().remove(&key);
    Ok(Value::None)
}

fn remove(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let set = set(&args)?;
    let value = argument(args, "remove")?;
    let key = interpreter.member(&value)?;
    let removed = set.borrow_mut().remove(&key);
    match removed {
        true => Ok(Value::None),
        false => Err(interpreter.key_error(&value, String::new())),
    }
}

fn pop(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let popped = set(&args)?.borrow_mut().pop();
    popped.ok_or_else(|| interpreter.key_error(&Value::str("pop from an empty set"), String::new()))
}

fn clear(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    set(&args)?.borrow_mut().clear();
    Ok(Value::None)
}

fn copy(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let copy = set(&args)?.borrow().clone();
    Ok(Value::set(copy))
}

fn change(interpreter: &mut Interpreter, args: CallArgs, op: BinaryOp) -> R<Value> {
    let target = set(&args)?;
    if op == BinaryOp::BitAnd {
        // All of them are looked at before anything is lost.
        let kept = match combine(interpreter, args, op)? {
            Value::Set(kept) => kept.take(),
            _ => return Ok(Value::None),
        };
        *target.borrow_mut() = kept;
        return Ok(Value::None);
    }
    for source in args.positional.iter().skip(1) {
        let other = interpreter.set_of(source)?;
        interpreter.change_set(op, &target, &other)?;
    }
    Ok(Value::None)
}

fn combine(interpreter: &mut Interpreter, args: CallArgs, op: BinaryOp) -> R<Value> {
    let mut result = set(&args)?.borrow().clone();
    for source in args.positional.iter().skip(1) {
        let other = interpreter.set_of(source)?;
        result = interpreter.join_sets(op, &result, &other)?;
    }
    Ok(Value::set(result))
}

fn isdisjoint(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let own = set(&args)?;
    let other = argument(args, "isdisjoint")?;
    let mut iter = interpreter.iterate(&other)?;
    while let Some(value) = iter.next(interpreter)? {
        interpreter.tick()?;
        let key = interpreter.key(&value)?;
        if own.borrow().contains(&key) {
            return Ok(Value::Bool(false));
        }
    }
    Ok(Value::Bool(true))
}

type Test = fn(&Interpreter, &Set, &Set) -> R<bool>;

fn test(interpreter: &mut Interpreter, args: CallArgs, test: Test) -> R<Value> {
    let own = set(&args)?;
    let other = interpreter.set_of(&argument(args, "other")?)?;
    test(interpreter, &own.borrow(), &other).map(Value::Bool)
}
