//! The builtin functions and types.

mod numbers;
mod objects;
mod output;
mod sequences;
mod types;

pub(crate) use numbers::identity;

use std::rc::Rc;

use super::call::CallArgs;
use super::descriptor;
use super::help;
use super::modules::{files, system};
use super::native::{Type, natives};
use super::raise::{EXCEPTIONS, OF_MODULES, R};
use super::value::Value;
use super::{Interpreter, methods, modules};

natives! {
    /// The builtin functions.
    pub(crate) FUNCTIONS {
        "abs" "(x)" "The number without its sign." => numbers::abs;
        "all" "(iterable)" "Whether all elements are true." => sequences::all;
        "any" "(iterable)" "Whether any element is true." => sequences::any;
        "ascii" "(object)" "Like repr(), with escapes for all that is not ASCII." => objects::ascii;
        "bin" "(number)" "The number in binary." => |i, args| numbers::radix(i, args, "bin", "#b");
        "callable" "(object)" "Whether the object can be called." => objects::callable;
        "chr" "(code)" "The character of a code." => numbers::chr;
        "classmethod" "(function)" "A method that gets the class instead of an instance." => descriptor::make_class_method;
        "delattr" "(object, name)" "Removes an attribute." => objects::delattr;
        "dir" "([object])" "The names of an object's attributes, or all names there are." => objects::dir;
        "divmod" "(x, y)" "The quotient, rounded down, and the rest." => numbers::divmod;
        "enumerate" "(iterable, start=0)" "The elements, each with its number." => sequences::enumerate;
        "exit" "([status])" "Ends the program, as sys.exit does." => system::exit;
        "filter" "(function, iterable)" "The elements for which the function is true." => sequences::filter;
        "format" "(value, format_spec='')" "The value under a format specification." => objects::format_function;
        "getattr" "(object, name[, default])" "An attribute by its name." => objects::getattr;
        "hasattr" "(object, name)" "Whether the object has an attribute." => objects::hasattr;
        "hash" "(object)" "The hash of an object; TypeError if it can be no key." => numbers::hash;
        "help" "([object])" "What an object is for." => help::help;
        "hex" "(number)" "The number in hexadecimal." => |i, args| numbers::radix(i, args, "hex", "#x");
        "id" "(object)" "A number of the object's own." => numbers::identity;
        "input" "(prompt='')" "A line from the terminal, without its end." => objects::input;
        "isinstance" "(object, classinfo)" "Whether the object is of a class, or of one of a tuple." => objects::isinstance;
        "issubclass" "(class, classinfo)" "Whether a class derives from another, or from one of a tuple." => objects::issubclass;
        "iter" "(object[, sentinel])" "An iterator over the elements." => sequences::iter;
        "len" "(object)" "The number of elements." => sequences::len;
        "map" "(function, *iterables, strict=False)" "The function's result for each element." => sequences::map;
        "max" "(iterable, *, key=None[, default])" "The largest element, or the largest argument." => |i, args| numbers::extreme(i, args, "max");
        "min" "(iterable, *, key=None[, default])" "The smallest element, or the smallest argument." => |i, args| numbers::extreme(i, args, "min");
        "next" "(iterator[, default])" "The next element." => sequences::next;
        "oct" "(number)" "The number in octal." => |i, args| numbers::radix(i, args, "oct", "#o");
        "open" "(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None)" "Opens a file for reading or writing." => files::open;
        "ord" "(character)" "The code of a character." => numbers::ord;
        "pow" "(base, exp, mod=None)" "The power, modulo a number if there is one." => numbers::pow;
        "print" "(*values, sep=' ', end='\n', file=None, flush=False)" "Writes values to standard output." => output::print;
        "property" "(fget=None, fset=None, fdel=None)" "An attribute that functions read and set." => descriptor::make_property;
        "quit" "([status])" "Ends the program, as sys.exit does." => system::exit;
        "repr" "(object)" "The object as Python would write it." => objects::repr;
        "reversed" "(sequence)" "The elements from the last to the first." => sequences::reversed;
        "round" "(number, ndigits=None)" "The number rounded; halves go to the even neighbour." => numbers::round;
        "setattr" "(object, name, value)" "Sets an attribute by its name." => objects::setattr;
        "sorted" "(iterable, *, key=None, reverse=False)" "A sorted list of the elements." => sequences::sorted;
        "staticmethod" "(function)" "A function in a class that gets no instance." => descriptor::make_static;
        "sum" "(iterable, start=0)" "The sum of the elements." => numbers::sum;
        "super" "([type, object])" "The methods of the classes that a class derives from." => descriptor::make_super;
        "vars" "([object])" "The attributes of an object as a dict." => objects::vars;
        "zip" "(*iterables, strict=False)" "Tuples of one element of each." => sequences::zip;
    }
}

/// The builtin types. Those that have no constructor in Python's builtins stand last.
pub(crate) static TYPES: &[Type] = &[
    Type {
        statics: methods::str::STATICS,
        ..Type::new(
            "str",
            "(object='', encoding='utf-8', errors='strict')",
            "Text.",
            methods::str::make,
            methods::str::METHODS,
        )
    },
    Type {
        statics: methods::bytes::STATICS,
        ..Type::new(
            "bytes",
            "(source=b'', encoding, errors='strict')",
            "Octets.",
            methods::bytes::make,
            methods::bytes::METHODS,
        )
    },
    Type {
        statics: methods::number::INT_STATICS,
        ..Type::new(
            "int",
            "(x=0, base=10)",
            "A whole number.",
            methods::number::int,
            methods::number::INT,
        )
    },
    Type {
        statics: methods::number::FLOAT_STATICS,
        ..Type::new(
            "float",
            "(x=0.0)",
            "A number with a fraction.",
            methods::number::float,
            methods::number::FLOAT,
        )
    },
    Type {
        statics: methods::number::INT_STATICS,
        bases: &["int"],
        ..Type::new(
            "bool",
            "(x=False)",
            "True or False.",
            types::bool_type,
            methods::number::INT,
        )
    },
    Type::new(
        "list",
        "(iterable=())",
        "A sequence that can change.",
        types::list_type,
        methods::list::METHODS,
    ),
    Type::new(
        "tuple",
        "(iterable=())",
        "A sequence that cannot change.",
        types::tuple_type,
        methods::list::TUPLE,
    ),
    Type {
        statics: methods::dict::STATICS,
        ..Type::new(
            "dict",
            "(mapping_or_pairs=(), **kwargs)",
            "Values by their keys.",
            types::dict_type,
            methods::dict::METHODS,
        )
    },
    Type {
        statics: methods::set::CHANGING,
        ..Type::new(
            "set",
            "(iterable=())",
            "Elements without order or repetition.",
            types::set_type,
            methods::set::READING,
        )
    },
    Type::new(
        "frozenset",
        "(iterable=())",
        "A set that cannot change.",
        types::frozenset_type,
        methods::set::READING,
    ),
    Type::new(
        "range",
        "(start=0, stop, step=1)",
        "Whole numbers from start to before stop.",
        types::range_type,
        methods::list::TUPLE,
    ),
    Type::new(
        "slice",
        "(start=None, stop, step=None)",
        "The places that [start:stop:step] means.",
        types::slice_type,
        &[],
    ),
    Type::new(
        "type",
        "(object)",
        "The type of an object.",
        objects::type_type,
        &[],
    ),
    Type::new(
        "object",
        "()",
        "What every type derives from.",
        objects::plain,
        descriptor::OBJECT,
    ),
    hidden("NoneType", "The type of None."),
    hidden("NotImplementedType", "The type of NotImplemented."),
    hidden(
        "builtin_function_or_method",
        "The type of functions of ours.",
    ),
    hidden("classmethod", "The type of class methods."),
    hidden("dict_items", "What dict.items() gives."),
    hidden("dict_keys", "What dict.keys() gives."),
    hidden("dict_values", "What dict.values() gives."),
    hidden("ellipsis", "The type of an ellipsis."),
    hidden("enumerate", "What enumerate() gives."),
    hidden("filter", "What filter() gives."),
    hidden("function", "The type of functions."),
    hidden("generator", "The type of generators."),
    hidden("iterator", "The type of iterators."),
    hidden("map", "What map() gives."),
    hidden("method", "The type of methods."),
    hidden("module", "The type of modules."),
    hidden("property", "The type of properties."),
    hidden("staticmethod", "The type of static methods."),
    hidden("super", "What super() gives."),
    hidden("zip", "What zip() gives."),
];

/// A type whose name is no builtin name.
const fn hidden(name: &'static str, doc: &'static str) -> Type {
    Type::new(name, "", doc, objects::object_type, &[])
}

/// How many of the types have a name without an import.
const NAMED: usize = 14;

/// The value of a builtin name.
pub(crate) fn get(interpreter: &Interpreter, name: &Rc<str>) -> Option<Value> {
    if let Some(known) = interpreter.builtins.borrow().get(name) {
        return Some(known.clone());
    }
    let value = find(interpreter, name)?;
    let mut known = interpreter.builtins.borrow_mut();
    known.insert(name.clone(), value.clone());
    Some(value)
}

fn find(interpreter: &Interpreter, name: &str) -> Option<Value> {
    if let Some(function) = FUNCTIONS.iter().find(|function| function.name == name) {
        return Some(Value::Native(function));
    }
    if let Some(kind) = TYPES.iter().take(NAMED).find(|kind| kind.name == name) {
        return Some(Value::Type(kind));
    }
    match name {
        "Ellipsis" => return Some(Value::Ellipsis),
        "NotImplemented" => return Some(Value::NotImplemented),
        _ => {}
    }
    if !OF_MODULES.contains(&name)
        && let Some(class) = interpreter.classes.get(name)
    {
        return Some(Value::Class(class.clone()));
    }
    modules::predefined(interpreter, name)
}

/// All builtin names.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    let functions = FUNCTIONS.iter().map(|function| function.name);
    let types = TYPES.iter().take(NAMED).map(|kind| kind.name);
    let exceptions = EXCEPTIONS.iter().map(|(name, _)| *name);
    let exceptions = exceptions.filter(|name| !OF_MODULES.contains(name));
    functions
        .chain(types)
        .chain(exceptions)
        .chain(["Ellipsis", "NotImplemented"])
        .chain(modules::PREDEFINED.iter().copied())
}

/// The type of a value, as a value.
pub(crate) fn type_of(value: &Value) -> Value {
    match value {
        Value::Instance(instance) => return Value::Class(instance.class.clone()),
        Value::Object(object) => match object.type_value() {
            Some(kind) => return kind,
            None => return Value::Type(object.kind()),
        },
        _ => {}
    }
    let name = value.type_name();
    let kinds = TYPES
        .iter()
        .chain(modules::datetime::TYPES)
        .chain(modules::collections::TYPES);
    match kinds.into_iter().find(|kind| kind.name == name) {
        Some(kind) => Value::Type(kind),
        None => Value::str(name),
    }
}

pub(super) fn one(args: CallArgs, function: &str) -> R<Value> {
    let [value] = args.bind(function, ["x"], 1)?;
    Ok(value.unwrap_or(Value::None))
}
