//! dict, and the server's mappings.

use std::cell::RefCell;
use std::rc::Rc;

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::dict::Dict;
use crate::lang::iter::{Iter, View};
use crate::lang::raise::{R, Raised};
use crate::lang::value::{Native, Value};

/// The methods of dict.
pub(crate) const METHODS: &[Native] = &[
    Native {
        name: "get",
        run: get,
    },
    Native {
        name: "keys",
        run: |_, args| view(&args, View::Keys),
    },
    Native {
        name: "values",
        run: |_, args| view(&args, View::Values),
    },
    Native {
        name: "items",
        run: |_, args| view(&args, View::Items),
    },
    Native {
        name: "copy",
        run: copy,
    },
    Native {
        name: "pop",
        run: pop,
    },
    Native {
        name: "popitem",
        run: popitem,
    },
    Native {
        name: "setdefault",
        run: setdefault,
    },
    Native {
        name: "update",
        run: update,
    },
    Native {
        name: "clear",
        run: clear,
    },
];

/// The methods that only look.
pub(crate) const READING: &[Native] = &[
    Native {
        name: "get",
        run: get,
    },
    Native {
        name: "keys",
        run: |_, args| view(&args, View::Keys),
    },
    Native {
        name: "values",
        run: |_, args| view(&args, View::Values),
    },
    Native {
        name: "items",
        run: |_, args| view(&args, View::Items),
    },
    Native {
        name: "copy",
        run: copy,
    },
];

fn dict(args: &CallArgs) -> R<Rc<RefCell<Dict>>> {
    match args.positional.first() {
        Some(Value::Dict(dict)) => Ok(dict.clone()),
        _ => Err(Raised::new("TypeError", "this method needs a dict")),
    }
}

/// Adds the entries of a mapping, or of an iterable of pairs.
pub(crate) fn fill(interpreter: &mut Interpreter, dict: &mut Dict, source: &Value) -> R<()> {
    if let Ok(pairs) = interpreter.pairs(source) {
        return pairs
            .into_iter()
            .try_for_each(|(key, value)| dict.insert(key, value));
    }
    for (at, pair) in interpreter.collect(source)?.into_iter().enumerate() {
        let parts = interpreter.collect(&pair)?;
        match <[Value; 2]>::try_from(parts) {
            Ok([key, value]) => dict.insert(key, value)?,
            Err(parts) => {
                return Err(Raised::new(
                    "ValueError",
                    format!(
                        "dictionary update sequence element #{at} has length {}; 2 is required",
                        parts.len()
                    ),
                ));
            }
        }
    }
    Ok(())
}

fn get(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [mapping, key, default] = args.bind("get", ["self", "key", "default"], 2)?;
    let (mapping, key) = (mapping.unwrap_or(Value::None), key.unwrap_or(Value::None));
    let found = interpreter.find(&mapping, &key)?;
    Ok(found.or(default).unwrap_or(Value::None))
}

fn view(args: &CallArgs, view: View) -> R<Value> {
    Ok(Value::iter(match args.positional.first() {
        Some(Value::Dict(dict)) => Iter::dict(dict, view),
        Some(Value::Mapping(map)) => Iter::Mapping(map.clone(), 0, view),
        _ => return Err(Raised::new("TypeError", "this method needs a dict")),
    }))
}

fn copy(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let mut copy = Dict::default();
    fill(
        interpreter,
        &mut copy,
        args.positional.first().unwrap_or(&Value::None),
    )?;
    Ok(Value::dict(copy))
}

fn pop(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let dict = dict(&args)?;
    let [_, key, default] = args.bind("pop", ["self", "key", "default"], 2)?;
    let key = key.unwrap_or(Value::None);
    let found = dict.borrow_mut().remove(&key)?;
    match found.or(default) {
        Some(value) => Ok(value),
        None => Err(interpreter.key_error(&key, String::new())),
    }
}

fn popitem(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    match dict(&args)?.borrow_mut().pop_last() {
        Some((key, value)) => Ok(Value::tuple(vec![key, value])),
        None => Err(Raised::new("KeyError", "popitem(): dictionary is empty")),
    }
}

fn setdefault(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let dict = dict(&args)?;
    let [_, key, default] = args.bind("setdefault", ["self", "key", "default"], 2)?;
    let (key, default) = (key.unwrap_or(Value::None), default.unwrap_or(Value::None));
    let found = dict.borrow().get(&key)?;
    if let Some(found) = found {
        return Ok(found);
    }
    dict.borrow_mut().insert(key, default.clone())?;
    Ok(default)
}

fn update(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let dict = dict(&args)?;
    let mut more = Dict::default();
    if let Some(source) = args.positional.get(1) {
        fill(interpreter, &mut more, source)?;
    }
    for (name, value) in args.named {
        more.insert_str(&name, value);
    }
    let mut dict = dict.borrow_mut();
    for (key, value) in more.iter() {
        dict.insert(key.clone(), value.clone())?;
    }
    Ok(Value::None)
}

fn clear(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    dict(&args)?.borrow_mut().clear();
    Ok(Value::None)
}
