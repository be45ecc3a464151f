//! What stands between an attribute and its value: properties, static and class methods,
//! `super()`.

use std::rc::Rc;

use super::Interpreter;
use super::call::CallArgs;
use super::native::{Native, native};
use super::raise::{R, Raised};
use super::value::Value;

/// What stands between an attribute and its value.
pub(crate) enum Descriptor {
    Property {
        get: Value,
        set: Value,
        delete: Value,
    },
    Static(Value),
    Class(Value),
}

impl Descriptor {
    pub(crate) fn type_name(&self) -> &'static str {
        match self {
            Self::Property { .. } => "property",
            Self::Static(_) => "staticmethod",
            Self::Class(_) => "classmethod",
        }
    }
}

/// What every object has, for `super()` in a class without a base.
pub(crate) const OBJECT: &[Native] = &[
    native("__init__", "()", "Does nothing.", |_, args| {
        match args.positional.len() {
            1 if args.named.is_empty() => Ok(Value::None),
            _ => Err(Raised::new(
                "TypeError",
                "object.__init__() takes exactly one argument (the instance to initialize)",
            )),
        }
    }),
    native(
        "__setattr__",
        "(name, value)",
        "Sets an attribute.",
        |_, args| {
            let [object, name, value] = args.bind("__setattr__", ["self", "name", "value"], 3)?;
            if let (Some(Value::Instance(instance)), Some(name), Some(value)) =
                (object, name.and_then(|name| name.as_str()), value)
            {
                instance.attributes.borrow_mut().insert_str(&name, value);
            }
            Ok(Value::None)
        },
    ),
    native("__repr__", "()", "The object as text.", |_, args| {
        let object = args.positional.first().unwrap_or(&Value::None);
        Ok(Value::str(super::repr::opaque(object)))
    }),
    native(
        "__str__",
        "()",
        "The object as text.",
        |interpreter, args| {
            let object = args.positional.first().unwrap_or(&Value::None).clone();
            interpreter.repr(&object).map(Value::str)
        },
    ),
    native(
        "__eq__",
        "(other)",
        "Whether the two are the same.",
        |_, args| match args.positional.as_slice() {
            [a, b] if super::compare::is_same(a, b) => Ok(Value::Bool(true)),
            _ => Ok(Value::NotImplemented),
        },
    ),
    native(
        "__ne__",
        "(other)",
        "Whether the two are not equal.",
        |i, args| {
            let [object, other] = args.bind("__ne__", ["self", "other"], 2)?;
            let (object, other) = (object.unwrap_or(Value::None), other.unwrap_or(Value::None));
            match i.call_method(&object, "__eq__", vec![other])? {
                Value::NotImplemented => Ok(Value::NotImplemented),
                equal => i.truth(&equal).map(|equal| Value::Bool(!equal)),
            }
        },
    ),
    native(
        "__hash__",
        "()",
        "A number of the object's own.",
        super::builtins::identity,
    ),
    native(
        "__format__",
        "(format_spec)",
        "The object as text.",
        |i, args| {
            let [object, spec] = args.bind("__format__", ["self", "format_spec"], 2)?;
            let object = object.unwrap_or(Value::None);
            match spec.and_then(|spec| spec.as_str()).as_deref() {
                Some("") => i.str(&object).map(Value::str),
                _ => Err(Raised::new(
                    "TypeError",
                    format!(
                        "unsupported format string passed to {}.__format__",
                        object.type_name()
                    ),
                )),
            }
        },
    ),
    native(
        "__delattr__",
        "(name)",
        "Removes an attribute.",
        |i, args| {
            let [object, name] = args.bind("__delattr__", ["self", "name"], 2)?;
            let name = name.and_then(|name| name.as_str()).unwrap_or_default();
            i.delete_attribute(&object.unwrap_or(Value::None), &name)?;
            Ok(Value::None)
        },
    ),
    native(
        "__getattribute__",
        "(name)",
        "An attribute by its name.",
        |i, args| {
            let [object, name] = args.bind("__getattribute__", ["self", "name"], 2)?;
            let name = name.and_then(|name| name.as_str()).unwrap_or_default();
            i.attribute(&object.unwrap_or(Value::None), &name)
        },
    ),
    native("__lt__", "(other)", "Not known of objects.", unknown_order),
    native("__le__", "(other)", "Not known of objects.", unknown_order),
    native("__gt__", "(other)", "Not known of objects.", unknown_order),
    native("__ge__", "(other)", "Not known of objects.", unknown_order),
];

fn unknown_order(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    args.bind("__lt__", ["self", "other"], 2)?;
    Ok(Value::NotImplemented)
}

/// `super()`, and `super(Class, object)`.
pub(crate) fn make_super(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [class, object] = args.bind("super", ["type", "object"], 0)?;
    let (home, receiver) = match (class, object) {
        (Some(Value::Class(class)), Some(object)) => (Some(class), Some(object)),
        (None, None) => match &interpreter.function {
            Some((function, scope)) => (function.home.borrow().upgrade(), scope.slot(0)),
            None => (None, None),
        },
        _ => (None, None),
    };
    match (home, receiver) {
        (Some(home), Some(receiver)) => Ok(Value::Super(Rc::new((home, receiver)))),
        _ => Err(Raised::new(
            "RuntimeError",
            "super() stands in a method, or takes a class and an object",
        )),
    }
}

/// `property(get, set, delete)`
pub(crate) fn make_property(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [get, set, delete] = args.bind("property", ["fget", "fset", "fdel"], 0)?;
    Ok(Value::Descriptor(Rc::new(Descriptor::Property {
        get: get.unwrap_or(Value::None),
        set: set.unwrap_or(Value::None),
        delete: delete.unwrap_or(Value::None),
    })))
}

/// `staticmethod(function)`
pub(crate) fn make_static(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [function] = args.bind("staticmethod", ["function"], 1)?;
    let function = function.unwrap_or(Value::None);
    Ok(Value::Descriptor(Rc::new(Descriptor::Static(function))))
}

/// `classmethod(function)`
pub(crate) fn make_class_method(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [function] = args.bind("classmethod", ["function"], 1)?;
    let function = function.unwrap_or(Value::None);
    Ok(Value::Descriptor(Rc::new(Descriptor::Class(function))))
}

/// The methods of a property: `@x.setter`.
pub(crate) const PROPERTY: &[Native] = &[
    native(
        "getter",
        "(function)",
        "The property with another function that reads it.",
        |_, args| with_part(args, 0),
    ),
    native(
        "setter",
        "(function)",
        "The property with a function that sets it.",
        |_, args| with_part(args, 1),
    ),
    native(
        "deleter",
        "(function)",
        "The property with a function that deletes it.",
        |_, args| with_part(args, 2),
    ),
];

fn with_part(args: CallArgs, part: usize) -> R<Value> {
    let [property, function] = args.bind("setter", ["self", "function"], 2)?;
    let Some(Value::Descriptor(old)) = property else {
        return Err(Raised::new("TypeError", "this needs a property"));
    };
    let Descriptor::Property { get, set, delete } = &*old else {
        return Err(Raised::new("TypeError", "this needs a property"));
    };
    let mut parts = [get.clone(), set.clone(), delete.clone()];
    if let Some(slot) = parts.get_mut(part) {
        *slot = function.unwrap_or(Value::None);
    }
    let [get, set, delete] = parts;
    Ok(Value::Descriptor(Rc::new(Descriptor::Property {
        get,
        set,
        delete,
    })))
}
