//! The builtin functions and types.

mod numbers;
mod objects;
mod sequences;
mod types;

use std::rc::Rc;

use super::call::CallArgs;
use super::descriptor;
use super::raise::{EXCEPTIONS, R, Raised};
use super::value::{Native, Type, Value};
use super::{Interpreter, methods, modules};

/// The builtin functions.
const FUNCTIONS: &[Native] = &[
    Native {
        name: "print",
        run: print,
    },
    Native {
        name: "len",
        run: sequences::len,
    },
    Native {
        name: "sorted",
        run: sequences::sorted,
    },
    Native {
        name: "reversed",
        run: sequences::reversed,
    },
    Native {
        name: "enumerate",
        run: sequences::enumerate,
    },
    Native {
        name: "zip",
        run: sequences::zip,
    },
    Native {
        name: "map",
        run: sequences::map,
    },
    Native {
        name: "filter",
        run: sequences::filter,
    },
    Native {
        name: "any",
        run: sequences::any,
    },
    Native {
        name: "all",
        run: sequences::all,
    },
    Native {
        name: "min",
        run: |i, args| numbers::extreme(i, args, "min"),
    },
    Native {
        name: "max",
        run: |i, args| numbers::extreme(i, args, "max"),
    },
    Native {
        name: "sum",
        run: numbers::sum,
    },
    Native {
        name: "abs",
        run: numbers::abs,
    },
    Native {
        name: "round",
        run: numbers::round,
    },
    Native {
        name: "divmod",
        run: numbers::divmod,
    },
    Native {
        name: "pow",
        run: numbers::pow,
    },
    Native {
        name: "repr",
        run: objects::repr,
    },
    Native {
        name: "ascii",
        run: objects::ascii,
    },
    Native {
        name: "chr",
        run: numbers::chr,
    },
    Native {
        name: "ord",
        run: numbers::ord,
    },
    Native {
        name: "hex",
        run: |i, args| numbers::radix(i, args, "hex", "#x"),
    },
    Native {
        name: "oct",
        run: |i, args| numbers::radix(i, args, "oct", "#o"),
    },
    Native {
        name: "bin",
        run: |i, args| numbers::radix(i, args, "bin", "#b"),
    },
    Native {
        name: "format",
        run: objects::format_function,
    },
    Native {
        name: "isinstance",
        run: objects::isinstance,
    },
    Native {
        name: "issubclass",
        run: objects::issubclass,
    },
    Native {
        name: "delattr",
        run: objects::delattr,
    },
    Native {
        name: "super",
        run: descriptor::make_super,
    },
    Native {
        name: "property",
        run: descriptor::make_property,
    },
    Native {
        name: "staticmethod",
        run: descriptor::make_static,
    },
    Native {
        name: "classmethod",
        run: descriptor::make_class_method,
    },
    Native {
        name: "exit",
        run: |interpreter, args| leave(interpreter, args, "exit"),
    },
    Native {
        name: "quit",
        run: |interpreter, args| leave(interpreter, args, "quit"),
    },
    Native {
        name: "callable",
        run: objects::callable,
    },
    Native {
        name: "getattr",
        run: objects::getattr,
    },
    Native {
        name: "hasattr",
        run: objects::hasattr,
    },
    Native {
        name: "setattr",
        run: objects::setattr,
    },
    Native {
        name: "dir",
        run: objects::dir,
    },
    Native {
        name: "iter",
        run: sequences::iter,
    },
    Native {
        name: "next",
        run: sequences::next,
    },
    Native {
        name: "id",
        run: numbers::identity,
    },
    Native {
        name: "hash",
        run: numbers::hash,
    },
    super::help::HELP,
    Native {
        name: "open",
        run: modules::files::open,
    },
];

/// The builtin types.
const TYPES: &[Type] = &[
    Type {
        name: "str",
        make: methods::str::make,
        methods: methods::str::METHODS,
    },
    Type {
        name: "bytes",
        make: methods::bytes::make,
        methods: methods::bytes::METHODS,
    },
    Type {
        name: "int",
        make: methods::number::int,
        methods: methods::number::INT,
    },
    Type {
        name: "float",
        make: methods::number::float,
        methods: methods::number::FLOAT,
    },
    Type {
        name: "bool",
        make: types::bool_type,
        methods: methods::number::INT,
    },
    Type {
        name: "list",
        make: types::list_type,
        methods: methods::list::METHODS,
    },
    Type {
        name: "tuple",
        make: types::tuple_type,
        methods: methods::list::TUPLE,
    },
    Type {
        name: "dict",
        make: types::dict_type,
        methods: methods::dict::METHODS,
    },
    Type {
        name: "set",
        make: types::set_type,
        methods: methods::set::METHODS,
    },
    Type {
        name: "frozenset",
        make: types::set_type,
        methods: methods::set::METHODS,
    },
    Type {
        name: "range",
        make: types::range_type,
        methods: &[],
    },
    Type {
        name: "slice",
        make: types::slice_type,
        methods: &[],
    },
    Type {
        name: "type",
        make: objects::type_type,
        methods: &[],
    },
    Type {
        name: "object",
        make: objects::object_type,
        methods: &[],
    },
    Type {
        name: "NoneType",
        make: objects::object_type,
        methods: &[],
    },
    Type {
        name: "function",
        make: objects::object_type,
        methods: &[],
    },
    Type {
        name: "generator",
        make: objects::object_type,
        methods: &[],
    },
];

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
    if let Some(kind) = TYPES.iter().take(14).find(|kind| kind.name == name) {
        return Some(Value::Type(kind));
    }
    if name == "NotImplemented" {
        return Some(Value::NotImplemented);
    }
    if let Some(class) = interpreter.classes.get(name) {
        return Some(Value::Class(class.clone()));
    }
    modules::predefined(interpreter, name)
}

/// All builtin names.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    let functions = FUNCTIONS.iter().map(|function| function.name);
    let types = TYPES.iter().take(14).map(|kind| kind.name);
    let exceptions = EXCEPTIONS.iter().map(|(name, _)| *name);
    functions
        .chain(types)
        .chain(exceptions)
        .chain(modules::PREDEFINED.iter().copied())
}

/// The type of a value, as a value.
pub(crate) fn type_of(value: &Value) -> Value {
    if let Value::Instance(instance) = value {
        return Value::Class(instance.class.clone());
    }
    let name = value.type_name();
    let kinds = TYPES.iter().chain(modules::datetime::TYPES);
    match kinds.into_iter().find(|kind| kind.name == name) {
        Some(kind) => Value::Type(kind),
        None => Value::str(name),
    }
}

pub(super) fn one(args: CallArgs, function: &str) -> R<Value> {
    let [value] = args.bind(function, ["x"], 1)?;
    Ok(value.unwrap_or(Value::None))
}

/// `exit()` and `quit()`, as `sys.exit()`.
fn leave(interpreter: &mut Interpreter, args: CallArgs, name: &str) -> R<Value> {
    let [status] = args.bind(name, ["status"], 0)?;
    Err(interpreter.exception("SystemExit", status.into_iter().collect()))
}

fn print(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let mut separator = " ".to_owned();
    let mut end = "\n".to_owned();
    let mut to_stderr = false;
    for (name, value) in &args.named {
        match (&**name, value) {
            ("sep", Value::None) | ("end", Value::None) | ("flush", _) => {}
            ("sep", value) => separator = interpreter.str(value)?,
            ("end", value) => end = interpreter.str(value)?,
            ("file", Value::Module(module)) => to_stderr = module.name == "sys.stderr",
            ("file", Value::None) => {}
            (name, _) => {
                return Err(Raised::new(
                    "TypeError",
                    format!("'{name}' is an invalid keyword argument for print()"),
                ));
            }
        }
    }
    let mut text = String::new();
    for (at, value) in args.positional.iter().enumerate() {
        if at > 0 {
            text.push_str(&separator);
        }
        text.push_str(&interpreter.str(value)?);
    }
    text.push_str(&end);
    let host = interpreter.host.clone();
    let mut host = host.borrow_mut();
    if to_stderr {
        host.print_error(&text);
        return Ok(Value::None);
    }
    host.print(&text).map_err(|error| match error.kind() {
        std::io::ErrorKind::BrokenPipe => Raised::new("BrokenPipeError", error.to_string()),
        _ => Raised::new("OSError", error.to_string()),
    })?;
    Ok(Value::None)
}
