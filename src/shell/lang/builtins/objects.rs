//! Builtin functions that look at objects: types, attributes, texts.

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::callable::is_callable;
use crate::lang::dict::Dict;
use crate::lang::native::Type;
use crate::lang::object::Object;
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;
use crate::lang::{bridge, format};

use super::{one, type_of};

pub(super) fn isinstance(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [value, kind] = args.bind("isinstance", ["object", "classinfo"], 2)?;
    let (value, kind) = (value.unwrap_or(Value::None), kind.unwrap_or(Value::None));
    is_instance(&value, &kind).map(Value::Bool)
}

pub(super) fn is_instance(value: &Value, kind: &Value) -> R<bool> {
    match kind {
        Value::Tuple(kinds) => {
            for kind in kinds.iter() {
                if is_instance(value, kind)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        Value::Class(class) => Ok(match value {
            Value::Instance(instance) => instance.class.derives(class),
            _ => false,
        }),
        Value::Type(kind) => Ok(match (kind.name, value) {
            ("object", _) => true,
            // Server text is both, where it is text at all.
            ("bytes", value) if value.as_text().is_some() => true,
            ("str", value) if value.letters().is_some() => true,
            ("type", Value::Class(_) | Value::Type(_)) => true,
            ("IMAPClient", Value::Client(_)) => true,
            ("tuple", Value::Object(object)) if object.tuple().is_some() => true,
            (name, value) => match type_of(value) {
                Value::Type(own) => own.derives(name),
                _ => value.type_name() == name,
            },
        }),
        Value::Object(kind) => match type_of(value) {
            Value::Object(own) => {
                let (own, kind) = (own.key()?, kind.key()?);
                Ok(own.is_some() && own == kind)
            }
            _ => Ok(false),
        },
        _ => Err(Raised::new(
            "TypeError",
            "isinstance() arg 2 must be a type, a tuple of types, or a union",
        )),
    }
}

pub(super) fn issubclass(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [class, kind] = args.bind("issubclass", ["class", "classinfo"], 2)?;
    let (class, kind) = (class.unwrap_or(Value::None), kind.unwrap_or(Value::None));
    is_subclass(&class, &kind).map(Value::Bool)
}

fn is_subclass(class: &Value, kind: &Value) -> R<bool> {
    match (class, kind) {
        (_, Value::Tuple(kinds)) => {
            for kind in kinds.iter() {
                if is_subclass(class, kind)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        (Value::Class(class), Value::Class(kind)) => Ok(class.derives(kind)),
        (Value::Type(class), Value::Type(kind)) => Ok(class.derives(kind.name)),
        (Value::Class(_), Value::Type(kind)) => Ok(kind.name == "object"),
        (Value::Type(_), Value::Class(_)) => Ok(false),
        (Value::Class(_) | Value::Type(_), _) => Err(Raised::new(
            "TypeError",
            "issubclass() arg 2 must be a class, a tuple of classes, or a union",
        )),
        _ => Err(Raised::new(
            "TypeError",
            "issubclass() arg 1 must be a class",
        )),
    }
}

pub(super) fn callable(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let value = one(args, "callable")?;
    Ok(Value::Bool(is_callable(&value)))
}

fn attribute_name(name: Option<Value>) -> R<std::rc::Rc<str>> {
    name.and_then(|name| name.as_str())
        .ok_or_else(|| Raised::new("TypeError", "attribute name must be string"))
}

pub(super) fn getattr(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [base, name, default] = args.bind("getattr", ["object", "name", "default"], 2)?;
    let (base, name) = (base.unwrap_or(Value::None), attribute_name(name)?);
    let Some(default) = default else {
        return interpreter.attribute(&base, &name);
    };
    Ok(found(interpreter, &base, &name)?.unwrap_or(default))
}

/// An attribute, if there is one. A property that raises AttributeError is none.
fn found(interpreter: &mut Interpreter, base: &Value, name: &str) -> R<Option<Value>> {
    match interpreter.find_attribute(base, name) {
        Err(raised) if raised.is("AttributeError") => Ok(None),
        found => found,
    }
}

pub(super) fn hasattr(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [base, name] = args.bind("hasattr", ["object", "name"], 2)?;
    let (base, name) = (base.unwrap_or(Value::None), attribute_name(name)?);
    found(interpreter, &base, &name).map(|found| Value::Bool(found.is_some()))
}

pub(super) fn setattr(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [base, name, value] = args.bind("setattr", ["object", "name", "value"], 3)?;
    let name = attribute_name(name)?;
    interpreter.set_attribute(
        &base.unwrap_or(Value::None),
        &name,
        value.unwrap_or(Value::None),
    )?;
    Ok(Value::None)
}

pub(super) fn delattr(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [base, name] = args.bind("delattr", ["object", "name"], 2)?;
    let name = attribute_name(name)?;
    interpreter.delete_attribute(&base.unwrap_or(Value::None), &name)?;
    Ok(Value::None)
}

pub(super) fn vars(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [base] = args.bind("vars", ["object"], 0)?;
    let mut dict = Dict::default();
    match base {
        None => {
            for (name, value) in interpreter.globals.entries() {
                dict.insert_str(&name, value);
            }
        }
        Some(Value::Instance(instance)) => return Ok(Value::Dict(instance.attributes.clone())),
        Some(Value::Class(class)) => dict = class.attributes.borrow().clone(),
        Some(Value::Record(record)) => {
            for field in record.fields() {
                let value = record.field(field).map_or(Value::None, bridge::value);
                dict.insert_str(field, value);
            }
        }
        Some(_) => {
            return Err(Raised::new(
                "TypeError",
                "vars() argument must have __dict__ attribute",
            ));
        }
    }
    Ok(Value::dict(dict))
}

pub(super) fn input(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [prompt] = args.bind("input", ["prompt"], 0)?;
    let prompt = match prompt {
        Some(prompt) => interpreter.str(&prompt)?,
        None => String::new(),
    };
    let host = interpreter.host.clone();
    let line = host.borrow_mut().ask(&prompt)?;
    match line {
        Some(line) => Ok(Value::str(line)),
        None => Err(Raised::new("EOFError", "EOF when reading a line")),
    }
}

pub(super) fn dir(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [base] = args.bind("dir", ["object"], 0)?;
    let names = match base {
        Some(base) => interpreter.attribute_names(&base),
        None => interpreter
            .globals
            .names()
            .iter()
            .map(|name| name.to_string())
            .collect(),
    };
    Ok(Value::list(names.into_iter().map(Value::str).collect()))
}

pub(super) fn repr(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let value = one(args, "repr")?;
    interpreter.repr(&value).map(Value::str)
}

pub(super) fn ascii(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let value = one(args, "ascii")?;
    Ok(Value::str(format::ascii(&interpreter.repr(&value)?)))
}

pub(super) fn format_function(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [value, spec] = args.bind("format", ["value", "format_spec"], 1)?;
    let spec = match spec {
        None => "".into(),
        Some(spec) => spec.as_str().ok_or_else(|| {
            let kind = spec.type_name();
            Raised::new(
                "TypeError",
                format!("format() argument 2 must be str, not {kind}"),
            )
        })?,
    };
    format::format_value(interpreter, &value.unwrap_or(Value::None), &spec).map(Value::str)
}

pub(super) fn type_type(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    Ok(type_of(&one(args, "type")?))
}

/// A plain object, equal to itself only.
struct Plain;

impl Object for Plain {
    fn kind(&self) -> &'static Type {
        let kind = super::TYPES.iter().find(|kind| kind.name == "object");
        kind.unwrap_or(&super::TYPES[0])
    }
}

/// `object()`
pub(super) fn plain(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    args.bind::<0>("object", [], 0)?;
    Ok(Value::object(Plain))
}

pub(super) fn object_type(_: &mut Interpreter, _: CallArgs) -> R<Value> {
    Err(Raised::new(
        "TypeError",
        "this type cannot be made directly",
    ))
}
