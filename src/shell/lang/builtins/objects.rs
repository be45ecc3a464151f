//! Builtin functions that look at objects: types, attributes, texts.

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::descriptor::Descriptor;
use crate::lang::format;
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

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
            ("str", value) if value.as_str().is_some() => true,
            ("int", Value::Bool(_)) | ("date", Value::DateTime(_)) => true,
            ("type", Value::Class(_) | Value::Type(_)) => true,
            ("IMAPClient", Value::Client(_)) => true,
            (name, value) => value.type_name() == name,
        }),
        _ => Err(Raised::new(
            "TypeError",
            "isinstance() arg 2 must be a type, a tuple of types, or a union",
        )),
    }
}

pub(super) fn issubclass(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    fn derives(class: &Value, other: &Value) -> R<bool> {
        match (class, other) {
            (_, Value::Tuple(several)) => {
                for other in several.iter() {
                    if derives(class, other)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            (Value::Class(class), Value::Class(other)) => Ok(class.derives(other)),
            (Value::Class(_) | Value::Type(_), Value::Type(other)) if other.name == "object" => {
                Ok(true)
            }
            (Value::Type(kind), Value::Type(other)) => {
                Ok(kind.name == other.name || kind.name == "bool" && other.name == "int")
            }
            (Value::Class(_) | Value::Type(_), Value::Class(_) | Value::Type(_)) => Ok(false),
            _ => Err(Raised::new("TypeError", "issubclass() needs classes")),
        }
    }
    let [class, other] = args.bind("issubclass", ["class", "classinfo"], 2)?;
    derives(&class.unwrap_or(Value::None), &other.unwrap_or(Value::None)).map(Value::Bool)
}

pub(super) fn delattr(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [base, name] = args.bind("delattr", ["object", "name"], 2)?;
    let name = name.and_then(|name| name.as_str()).unwrap_or_default();
    interpreter.delete_attribute(&base.unwrap_or(Value::None), &name)?;
    Ok(Value::None)
}

pub(super) fn callable(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let value = one(args, "callable")?;
    Ok(Value::Bool(match &value {
        Value::Function(_)
        | Value::Native(_)
        | Value::Bound(_)
        | Value::BoundFunction(_)
        | Value::Class(_)
        | Value::Type(_)
        | Value::ClientMethod(_) => true,
        Value::Descriptor(descriptor) => matches!(&**descriptor, Descriptor::Static(_)),
        Value::Instance(instance) => instance.class.get("__call__").is_some(),
        _ => false,
    }))
}

pub(super) fn getattr(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [base, name, default] = args.bind("getattr", ["object", "name", "default"], 2)?;
    let (base, name) = (
        base.unwrap_or(Value::None),
        name.and_then(|n| n.as_str()).unwrap_or_default(),
    );
    match (interpreter.find_attribute(&base, &name)?, default) {
        (Some(value), _) => Ok(value),
        (None, Some(default)) => Ok(default),
        (None, None) => interpreter.attribute(&base, &name),
    }
}

pub(super) fn hasattr(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [base, name] = args.bind("hasattr", ["object", "name"], 2)?;
    let (base, name) = (
        base.unwrap_or(Value::None),
        name.and_then(|n| n.as_str()).unwrap_or_default(),
    );
    Ok(Value::Bool(
        interpreter.find_attribute(&base, &name)?.is_some(),
    ))
}

pub(super) fn setattr(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [base, name, value] = args.bind("setattr", ["object", "name", "value"], 3)?;
    let name = name.and_then(|name| name.as_str()).unwrap_or_default();
    interpreter.set_attribute(
        &base.unwrap_or(Value::None),
        &name,
        value.unwrap_or(Value::None),
    )?;
    Ok(Value::None)
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
    let spec = spec.and_then(|spec| spec.as_str()).unwrap_or_default();
    format::format_value(interpreter, &value.unwrap_or(Value::None), &spec).map(Value::str)
}

pub(super) fn type_type(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    Ok(type_of(&one(args, "type")?))
}

pub(super) fn object_type(_: &mut Interpreter, _: CallArgs) -> R<Value> {
    Err(Raised::new(
        "TypeError",
        "this type cannot be made directly",
    ))
}
