//! dict, and the server's mappings.

use std::cell::RefCell;
use std::rc::Rc;

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::dict::Dict;
use crate::lang::iter::View;
use crate::lang::limits::check_entries;
use crate::lang::native::natives;
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

use super::views::MappingView;

natives! {
    /// The methods of dict.
    pub(crate) METHODS {
        "clear" "()" "Removes everything." => clear;
        "copy" "()" "A copy of the dict itself, not of its values." => copy;
        "get" "(key, default=None)" "The value of a key, or the default." => get;
        "items" "()" "The entries, as pairs." => |_, args| view(&args, View::Items);
        "keys" "()" "The keys." => |_, args| view(&args, View::Keys);
        "pop" "(key[, default])" "Removes a key and gives its value." => pop;
        "popitem" "()" "Removes the last entry and gives it." => popitem;
        "setdefault" "(key, default=None)" "The value of a key, which gets the default if it is new." => setdefault;
        "update" "([other], **kwargs)" "Adds the entries of another mapping, or of pairs." => update;
        "values" "()" "The values." => |_, args| view(&args, View::Values);
    }

    /// The methods that only look, for mappings of the server's.
    pub(crate) READING {
        "copy" "()" "A dict of the same entries." => copy;
        "get" "(key, default=None)" "The value of a key, or the default." => get;
        "items" "()" "The entries, as pairs." => |_, args| view(&args, View::Items);
        "keys" "()" "The keys." => |_, args| view(&args, View::Keys);
        "values" "()" "The values." => |_, args| view(&args, View::Values);
    }

    /// What is called on `dict` itself.
    pub(crate) STATICS {
        "fromkeys" "(iterable, value=None)" "A dict with those keys." => fromkeys;
    }
}

fn dict(args: &CallArgs) -> R<Rc<RefCell<Dict>>> {
    match args.positional.first() {
        Some(Value::Dict(dict)) => Ok(dict.clone()),
        _ => Err(Raised::new("TypeError", "this method needs a dict")),
    }
}

/// Adds the entries of a mapping, or of an iterable of pairs.
pub(crate) fn fill(interpreter: &mut Interpreter, dict: &mut Dict, source: &Value) -> R<()> {
    if interpreter.is_mapping(source)? {
        return interpreter
            .pairs(source)?
            .into_iter()
            .try_for_each(|(key, value)| interpreter.dict_insert(dict, key, value));
    }
    let mut pairs = Vec::new();
    let given = interpreter.collect_into(&mut pairs, source);
    for (at, pair) in pairs.into_iter().enumerate() {
        let parts = interpreter.collect(&pair)?;
        match <[Value; 2]>::try_from(parts) {
            Ok([key, value]) => interpreter.dict_insert(dict, key, value)?,
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
    given
}

fn get(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [mapping, key, default] = args.bind("get", ["self", "key", "default"], 2)?;
    let (mapping, key) = (mapping.unwrap_or(Value::None), key.unwrap_or(Value::None));
    let found = interpreter.find(&mapping, &key)?;
    Ok(found.or(default).unwrap_or(Value::None))
}

fn view(args: &CallArgs, view: View) -> R<Value> {
    let mapping = args.positional.first().cloned().unwrap_or(Value::None);
    Ok(Value::object(MappingView { mapping, view }))
}

fn fromkeys(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [keys, value] = args.bind("fromkeys", ["iterable", "value"], 1)?;
    let value = value.unwrap_or(Value::None);
    let mut dict = Dict::default();
    for key in interpreter.collect(&keys.unwrap_or(Value::None))? {
        interpreter.dict_insert(&mut dict, key, value.clone())?;
    }
    Ok(Value::dict(dict))
}

fn copy(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    if let Some(Value::Dict(dict)) = args.positional.first() {
        return Ok(Value::dict(dict.borrow().clone()));
    }
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
    let place = interpreter.key(&key)?;
    let found = dict.borrow_mut().remove(&place);
    match found.or(default) {
        Some(value) => Ok(value),
        None => Err(interpreter.key_error(&key, String::new())),
    }
}

fn popitem(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    match dict(&args)?.borrow_mut().pop_last() {
        Some((key, value)) => Ok(Value::tuple(vec![key, value])),
        None => {
            Err(interpreter.key_error(&Value::str("popitem(): dictionary is empty"), String::new()))
        }
    }
}

fn setdefault(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let dict = dict(&args)?;
    let [_, key, default] = args.bind("setdefault", ["self", "key", "default"], 2)?;
    let (key, default) = (key.unwrap_or(Value::None), default.unwrap_or(Value::None));
    let place = interpreter.key(&key)?;
    let found = dict.borrow().get(&place);
    if let Some(found) = found {
        return Ok(found);
    }
    check_entries(dict.borrow().len())?;
    dict.borrow_mut().insert(place, key, default.clone());
    Ok(default)
}

fn update(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let dict = dict(&args)?;
    if args.positional.len() > 2 {
        return Err(Raised::new(
            "TypeError",
            "update expected at most 1 argument",
        ));
    }
    if let Some(source) = args.positional.get(1) {
        update_with(interpreter, &dict, source)?;
    }
    for (name, value) in args.named {
        interpreter.put(&dict, Value::Str(name), value)?;
    }
    Ok(Value::None)
}

/// Adds the entries of a mapping or of pairs; if they raise, those that came before.
pub(crate) fn update_with(
    interpreter: &mut Interpreter,
    dict: &Rc<RefCell<Dict>>,
    source: &Value,
) -> R<()> {
    let mut more = Dict::default();
    let given = fill(interpreter, &mut more, source);
    for (key, value) in more.iter() {
        interpreter.put(dict, key.clone(), value.clone())?;
    }
    given
}

fn clear(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    dict(&args)?.borrow_mut().clear();
    Ok(Value::None)
}
