//! `deque`.

use std::cell::RefCell;
use std::collections::VecDeque;

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::index::position;
use crate::lang::iter::{Iter, Steps};
use crate::lang::methods::whole;
use crate::lang::native::{Type, natives};
use crate::lang::object::{Object, own};
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;
use std::rc::Rc;

/// A queue with two ends.
struct Deque {
    values: Rc<RefCell<VecDeque<Value>>>,
    most: Option<usize>,
}

/// `deque`
pub(super) static DEQUE: Type = Type::new(
    "deque",
    "(iterable=(), maxlen=None)",
    "A queue with two ends.",
    make,
    METHODS,
);

natives! {
    METHODS {
        "append" "(x)" "Adds an element at the right." => |_, args| add(&args, "append", false);
        "appendleft" "(x)" "Adds an element at the left." => |_, args| add(&args, "appendleft", true);
        "clear" "()" "Removes everything." => clear;
        "copy" "()" "A copy." => copy;
        "count" "(x)" "How often a value occurs." => count;
        "extend" "(iterable)" "Adds elements at the right." => |i, args| extend(i, &args, false);
        "extendleft" "(iterable)" "Adds elements at the left, one after the other." => |i, args| extend(i, &args, true);
        "pop" "()" "Removes the rightmost element and gives it." => |_, args| pop(&args, false);
        "popleft" "()" "Removes the leftmost element and gives it." => |_, args| pop(&args, true);
        "remove" "(value)" "Removes the first element of that value." => remove;
        "reverse" "()" "Turns the order round." => reverse;
        "rotate" "(n=1)" "Moves elements from the right end to the left." => rotate;
    }
}

fn make(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [values, most] = args.bind("deque", ["iterable", "maxlen"], 0)?;
    let most = match most {
        None | Some(Value::None) => None,
        most => Some(
            usize::try_from(whole(most, 0)?)
                .map_err(|_| Raised::new("ValueError", "maxlen must be non-negative"))?,
        ),
    };
    let deque = Deque {
        values: Rc::default(),
        most,
    };
    if let Some(values) = values {
        for value in interpreter.collect(&values)? {
            deque.push(value, false);
        }
    }
    Ok(Value::object(deque))
}

impl Deque {
    fn push(&self, value: Value, left: bool) {
        let mut values = self.values.borrow_mut();
        match left {
            true => values.push_front(value),
            false => values.push_back(value),
        }
        if self.most.is_some_and(|most| values.len() > most) {
            match left {
                true => values.pop_back(),
                false => values.pop_front(),
            };
        }
    }

    fn list(&self) -> Value {
        Value::list(self.values.borrow().iter().cloned().collect())
    }
}

struct Elements(Rc<RefCell<VecDeque<Value>>>, usize);

impl Steps for Elements {
    fn type_name(&self) -> &'static str {
        "deque_iterator"
    }

    fn next(&mut self, _: &mut Interpreter) -> R<Option<Value>> {
        let next = self.0.borrow().get(self.1).cloned();
        self.1 += 1;
        Ok(next)
    }
}

impl Object for Deque {
    fn kind(&self) -> &'static Type {
        &DEQUE
    }

    fn field(&self, _: &mut Interpreter, name: &str) -> R<Option<Value>> {
        Ok((name == "maxlen").then(|| {
            self.most
                .map_or(Value::None, |most| Value::Int(most as i128))
        }))
    }

    fn fields(&self) -> Vec<String> {
        vec!["maxlen".to_owned()]
    }

    fn repr(&self, interpreter: &mut Interpreter) -> R<String> {
        let shown = interpreter.repr(&self.list())?;
        Ok(match self.most {
            Some(most) => format!("deque({shown}, maxlen={most})"),
            None => format!("deque({shown})"),
        })
    }

    fn plain(&self) -> Option<Value> {
        Some(self.list())
    }

    fn length(&self) -> Option<usize> {
        Some(self.values.borrow().len())
    }

    fn iterate(&self, _: &mut Interpreter) -> R<Option<Iter>> {
        Ok(Some(Iter::Native(Box::new(Elements(
            self.values.clone(),
            0,
        )))))
    }

    fn subscript(&self, _: &mut Interpreter, index: &Value) -> R<Option<Value>> {
        let values = self.values.borrow();
        let at = position(index, values.len() as i128, "deque", "index")?;
        Ok(values.get(at).cloned())
    }

    fn set_subscript(&self, _: &mut Interpreter, index: &Value, value: &Value) -> R<bool> {
        let mut values = self.values.borrow_mut();
        let at = position(index, values.len() as i128, "deque", "index")?;
        if let Some(slot) = values.get_mut(at) {
            *slot = value.clone();
        }
        Ok(true)
    }

    fn delete_subscript(&self, _: &mut Interpreter, index: &Value) -> R<bool> {
        let mut values = self.values.borrow_mut();
        let at = position(index, values.len() as i128, "deque", "index")?;
        Ok(values.remove(at).is_some())
    }

    fn equal(&self, interpreter: &mut Interpreter, other: &Value) -> R<bool> {
        match other.as_object::<Deque>() {
            Some(other) => interpreter.equal(&self.list(), &other.list()),
            None => Ok(false),
        }
    }
}

fn add(args: &CallArgs, name: &str, left: bool) -> R<Value> {
    let deque = own::<Deque>(args, "deque")?;
    match args.positional.get(1) {
        Some(value) => {
            deque.push(value.clone(), left);
            Ok(Value::None)
        }
        None => Err(Raised::new(
            "TypeError",
            format!("{name}() takes exactly one argument"),
        )),
    }
}

fn extend(interpreter: &mut Interpreter, args: &CallArgs, left: bool) -> R<Value> {
    let deque = own::<Deque>(args, "deque")?;
    let source = args.positional.get(1).cloned().unwrap_or(Value::None);
    for value in interpreter.collect(&source)? {
        deque.push(value, left);
    }
    Ok(Value::None)
}

fn pop(args: &CallArgs, left: bool) -> R<Value> {
    let deque = own::<Deque>(args, "deque")?;
    let mut values = deque.values.borrow_mut();
    let popped = match left {
        true => values.pop_front(),
        false => values.pop_back(),
    };
    popped.ok_or_else(|| Raised::new("IndexError", "pop from an empty deque"))
}

fn clear(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    own::<Deque>(&args, "deque")?.values.take();
    Ok(Value::None)
}

fn copy(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let deque = own::<Deque>(&args, "deque")?;
    let values = deque.values.borrow().clone();
    Ok(Value::object(Deque {
        values: Rc::new(RefCell::new(values)),
        most: deque.most,
    }))
}

fn count(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let deque = own::<Deque>(&args, "deque")?;
    let wanted = args.positional.get(1).cloned().unwrap_or(Value::None);
    let mut count = 0;
    for value in interpreter.collect(&deque.list())? {
        count += i128::from(interpreter.equal(&value, &wanted)?);
    }
    Ok(Value::Int(count))
}

fn remove(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let deque = own::<Deque>(&args, "deque")?;
    let wanted = args.positional.get(1).cloned().unwrap_or(Value::None);
    for (at, value) in interpreter.collect(&deque.list())?.iter().enumerate() {
        if interpreter.equal(value, &wanted)? {
            deque.values.borrow_mut().remove(at);
            return Ok(Value::None);
        }
    }
    Err(Raised::new("ValueError", "deque.remove(x): x not in deque"))
}

fn reverse(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let deque = own::<Deque>(&args, "deque")?;
    deque.values.borrow_mut().make_contiguous().reverse();
    Ok(Value::None)
}

fn rotate(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let deque = own::<Deque>(&args, "deque")?;
    let [_, steps] = args.bind("rotate", ["self", "n"], 1)?;
    let steps = whole(steps, 1)?;
    let mut values = deque.values.borrow_mut();
    if let Some(steps) = steps.checked_rem_euclid(values.len() as i128) {
        values.rotate_right(usize::try_from(steps).unwrap_or(0));
    }
    Ok(Value::None)
}
