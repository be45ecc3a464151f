//! The builtin functions and types.

use std::rc::Rc;

use super::call::CallArgs;
use super::dict::{Dict, Set};
use super::iter::Iter;
use super::raise::{EXCEPTIONS, R, Raised};
use super::value::{Native, Range, Type, Value};
use super::{Interpreter, format, index, methods, modules};

/// The builtin functions.
const FUNCTIONS: &[Native] = &[
    Native {
        name: "print",
        run: print,
    },
    Native {
        name: "len",
        run: len,
    },
    Native {
        name: "sorted",
        run: sorted,
    },
    Native {
        name: "reversed",
        run: reversed,
    },
    Native {
        name: "enumerate",
        run: enumerate,
    },
    Native {
        name: "zip",
        run: zip,
    },
    Native {
        name: "map",
        run: map,
    },
    Native {
        name: "filter",
        run: filter,
    },
    Native {
        name: "any",
        run: any,
    },
    Native {
        name: "all",
        run: all,
    },
    Native {
        name: "min",
        run: |i, args| extreme(i, args, "min"),
    },
    Native {
        name: "max",
        run: |i, args| extreme(i, args, "max"),
    },
    Native {
        name: "sum",
        run: sum,
    },
    Native {
        name: "abs",
        run: abs,
    },
    Native {
        name: "round",
        run: round,
    },
    Native {
        name: "divmod",
        run: divmod,
    },
    Native {
        name: "pow",
        run: pow,
    },
    Native {
        name: "repr",
        run: repr,
    },
    Native {
        name: "ascii",
        run: ascii,
    },
    Native {
        name: "chr",
        run: chr,
    },
    Native {
        name: "ord",
        run: ord,
    },
    Native {
        name: "hex",
        run: |i, args| radix(i, args, "hex", "#x"),
    },
    Native {
        name: "oct",
        run: |i, args| radix(i, args, "oct", "#o"),
    },
    Native {
        name: "bin",
        run: |i, args| radix(i, args, "bin", "#b"),
    },
    Native {
        name: "format",
        run: format_function,
    },
    Native {
        name: "isinstance",
        run: isinstance,
    },
    Native {
        name: "callable",
        run: callable,
    },
    Native {
        name: "getattr",
        run: getattr,
    },
    Native {
        name: "hasattr",
        run: hasattr,
    },
    Native {
        name: "setattr",
        run: setattr,
    },
    Native {
        name: "dir",
        run: dir,
    },
    Native {
        name: "iter",
        run: iter,
    },
    Native {
        name: "next",
        run: next,
    },
    Native {
        name: "id",
        run: identity,
    },
    Native {
        name: "hash",
        run: hash,
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
        make: bool_type,
        methods: methods::number::INT,
    },
    Type {
        name: "list",
        make: list_type,
        methods: methods::list::METHODS,
    },
    Type {
        name: "tuple",
        make: tuple_type,
        methods: methods::list::TUPLE,
    },
    Type {
        name: "dict",
        make: dict_type,
        methods: methods::dict::METHODS,
    },
    Type {
        name: "set",
        make: set_type,
        methods: methods::set::METHODS,
    },
    Type {
        name: "frozenset",
        make: set_type,
        methods: methods::set::METHODS,
    },
    Type {
        name: "range",
        make: range_type,
        methods: &[],
    },
    Type {
        name: "slice",
        make: slice_type,
        methods: &[],
    },
    Type {
        name: "type",
        make: type_type,
        methods: &[],
    },
    Type {
        name: "object",
        make: object_type,
        methods: &[],
    },
    Type {
        name: "NoneType",
        make: object_type,
        methods: &[],
    },
    Type {
        name: "function",
        make: object_type,
        methods: &[],
    },
    Type {
        name: "generator",
        make: object_type,
        methods: &[],
    },
];

/// The value of a builtin name.
pub(crate) fn get(interpreter: &Interpreter, name: &str) -> Option<Value> {
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

fn one(args: CallArgs, function: &str) -> R<Value> {
    let [value] = args.bind(function, ["x"], 1)?;
    Ok(value.unwrap_or(Value::None))
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

fn len(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let value = one(args, "len")?;
    if let Value::Instance(instance) = &value
        && instance.class.get("__len__").is_some()
    {
        let method = interpreter.attribute(&value, "__len__")?;
        return interpreter.call(&method, CallArgs::default());
    }
    match interpreter.length(&value) {
        Some(length) => Ok(Value::Int(length)),
        None => Err(Raised::new(
            "TypeError",
            format!("object of type '{}' has no len()", value.type_name()),
        )),
    }
}

fn sorted(interpreter: &mut Interpreter, mut args: CallArgs) -> R<Value> {
    let options = std::mem::take(&mut args.named);
    let values = interpreter.collect(&one(args, "sorted")?)?;
    methods::list::sort_values(interpreter, values, options, "sorted").map(Value::list)
}

fn reversed(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let value = one(args, "reversed")?;
    if let Value::Range(range) = value {
        let last = range.start + (range.len() - 1) * range.step;
        return Ok(Value::iter(Iter::Range(
            Range {
                start: last,
                stop: range.start - range.step,
                step: -range.step,
            },
            0,
        )));
    }
    if matches!(value, Value::Set(_) | Value::Iter(_)) {
        return Err(Raised::new(
            "TypeError",
            format!("'{}' object is not reversible", value.type_name()),
        ));
    }
    let mut values = interpreter.collect(&value)?;
    values.reverse();
    Ok(Value::iter(Iter::Values(values.into_iter())))
}

fn enumerate(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [values, start] = args.bind("enumerate", ["iterable", "start"], 1)?;
    let iter = interpreter.iterate(&values.unwrap_or(Value::None))?;
    let start = start.and_then(|start| start.as_int()).unwrap_or(0);
    Ok(Value::iter(Iter::Enumerate(Box::new(iter), start)))
}

fn zip(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let mut iters = Vec::new();
    for value in args.positional_only("zip")? {
        iters.push(interpreter.iterate(&value)?);
    }
    Ok(Value::iter(Iter::Zip(iters)))
}

fn map(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let mut values = args.positional_only("map")?.into_iter();
    let (Some(function), Some(first)) = (values.next(), values.next()) else {
        return Err(Raised::new(
            "TypeError",
            "map() must have at least two arguments.",
        ));
    };
    let mut iters = vec![interpreter.iterate(&first)?];
    for value in values {
        iters.push(interpreter.iterate(&value)?);
    }
    Ok(Value::iter(Iter::Map(function, iters)))
}

fn filter(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [function, values] = args.bind("filter", ["function", "iterable"], 2)?;
    let iter = interpreter.iterate(&values.unwrap_or(Value::None))?;
    Ok(Value::iter(Iter::Filter(
        function.unwrap_or(Value::None),
        Box::new(iter),
    )))
}

fn any(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    quantify(interpreter, args, "any", true)
}

fn all(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    quantify(interpreter, args, "all", false)
}

fn quantify(interpreter: &mut Interpreter, args: CallArgs, name: &str, wanted: bool) -> R<Value> {
    let mut iter = interpreter.iterate(&one(args, name)?)?;
    while let Some(next) = iter.next(interpreter)? {
        if interpreter.truth(&next)? == wanted {
            return Ok(Value::Bool(wanted));
        }
    }
    Ok(Value::Bool(!wanted))
}

fn extreme(interpreter: &mut Interpreter, mut args: CallArgs, name: &str) -> R<Value> {
    let (mut key, mut default) = (None, None);
    for (option, value) in std::mem::take(&mut args.named) {
        match &*option {
            "key" if !matches!(value, Value::None) => key = Some(value),
            "key" => {}
            "default" => default = Some(value),
            other => {
                return Err(Raised::new(
                    "TypeError",
                    format!("{name}() got an unexpected keyword argument '{other}'"),
                ));
            }
        }
    }
    let values = match args.positional.as_slice() {
        [one] => interpreter.collect(one)?,
        [] => {
            return Err(Raised::new(
                "TypeError",
                format!("{name} expected at least 1 argument, got 0"),
            ));
        }
        several => several.to_vec(),
    };
    let mut best: Option<(Value, Value)> = None;
    for value in values {
        interpreter.tick()?;
        let rank = match &key {
            Some(key) => interpreter.call(key, CallArgs::of(vec![value.clone()]))?,
            None => value.clone(),
        };
        let better = match &best {
            None => true,
            Some((_, best)) => {
                let (symbol, wanted) = match name {
                    "min" => ("<", std::cmp::Ordering::Less),
                    _ => (">", std::cmp::Ordering::Greater),
                };
                interpreter.order(&rank, best, symbol)? == Some(wanted)
            }
        };
        if better {
            best = Some((value, rank));
        }
    }
    match (best, default) {
        (Some((value, _)), _) => Ok(value),
        (None, Some(default)) => Ok(default),
        (None, None) => Err(Raised::new(
            "ValueError",
            format!("{name}() arg is an empty sequence"),
        )),
    }
}

fn sum(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [values, start] = args.bind("sum", ["iterable", "start"], 1)?;
    let mut total = start.unwrap_or(Value::Int(0));
    if total.as_str().is_some() {
        return Err(Raised::new(
            "TypeError",
            "sum() can't sum strings [use ''.join(seq) instead]",
        ));
    }
    let mut iter = interpreter.iterate(&values.unwrap_or(Value::None))?;
    while let Some(next) = iter.next(interpreter)? {
        interpreter.tick()?;
        total = interpreter.binary(super::tree::BinaryOp::Add, &total, &next)?;
    }
    Ok(total)
}

fn abs(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let value = one(args, "abs")?;
    match &value {
        Value::Float(number) => Ok(Value::Float(number.abs())),
        Value::Delta(delta) => Ok(Value::Delta(delta.abs())),
        other => match other.as_int() {
            Some(number) => Ok(Value::Int(number.saturating_abs())),
            None => Err(Raised::new(
                "TypeError",
                format!("bad operand type for abs(): '{}'", value.type_name()),
            )),
        },
    }
}

fn round(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [number, digits] = args.bind("round", ["number", "ndigits"], 1)?;
    let number = number.unwrap_or(Value::None);
    let digits = digits.and_then(|digits| digits.as_int());
    match (&number, digits) {
        (Value::Float(value), None) if value.is_finite() => {
            Ok(Value::Int(value.round_ties_even() as i128))
        }
        (Value::Float(value), Some(digits)) => {
            // Exactly as the shortest decimal text rounds, which is what people expect to see.
            let places = usize::try_from(digits.clamp(0, 300)).unwrap_or(0);
            let rounded = match digits >= 0 {
                true => format!("{value:.places$}").parse().unwrap_or(*value),
                false => {
                    let scale = 10f64.powi(i32::try_from(-digits).unwrap_or(300));
                    (value / scale).round_ties_even() * scale
                }
            };
            Ok(Value::Float(rounded))
        }
        (Value::Float(_), None) => Err(Raised::new(
            "OverflowError",
            "cannot convert float infinity or NaN to integer",
        )),
        (other, digits) => match (other.as_int(), digits) {
            (Some(value), Some(digits)) if digits < 0 => {
                let scale = u32::try_from(-digits)
                    .ok()
                    .and_then(|d| 10i128.checked_pow(d));
                let Some(scale) = scale else {
                    return Ok(Value::Int(0));
                };
                let (down, rest) = (value.div_euclid(scale), value.rem_euclid(scale));
                let up = rest * 2 > scale || rest * 2 == scale && down % 2 != 0;
                Ok(Value::Int((down + i128::from(up)) * scale))
            }
            (Some(value), _) => Ok(Value::Int(value)),
            (None, _) => Err(Raised::new(
                "TypeError",
                format!(
                    "type {} doesn't define __round__ method",
                    number.type_name()
                ),
            )),
        },
    }
}

fn divmod(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [a, b] = args.bind("divmod", ["x", "y"], 2)?;
    let (a, b) = (a.unwrap_or(Value::None), b.unwrap_or(Value::None));
    let quotient = interpreter.binary(super::tree::BinaryOp::FloorDiv, &a, &b)?;
    let rest = interpreter.binary(super::tree::BinaryOp::Mod, &a, &b)?;
    Ok(Value::tuple(vec![quotient, rest]))
}

fn pow(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [base, power] = args.bind("pow", ["base", "exp"], 2)?;
    let (base, power) = (base.unwrap_or(Value::None), power.unwrap_or(Value::None));
    interpreter.binary(super::tree::BinaryOp::Pow, &base, &power)
}

fn repr(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let value = one(args, "repr")?;
    interpreter.repr(&value).map(Value::str)
}

fn ascii(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let value = one(args, "ascii")?;
    Ok(Value::str(format::ascii(&interpreter.repr(&value)?)))
}

fn chr(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let code = one(args, "chr")?
        .as_int()
        .and_then(|code| u32::try_from(code).ok());
    match code.and_then(char::from_u32) {
        Some(letter) => Ok(Value::str(letter.encode_utf8(&mut [0; 4]))),
        None => Err(Raised::new(
            "ValueError",
            "chr() arg not in range(0x110000)",
        )),
    }
}

fn ord(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let value = one(args, "ord")?;
    let code = match (value.as_str(), value.as_bytes()) {
        (Some(text), _) if text.chars().count() == 1 => text.chars().next().map(u32::from),
        (None, Some(bytes)) if bytes.len() == 1 => bytes.first().map(|byte| u32::from(*byte)),
        _ => None,
    };
    match code {
        Some(code) => Ok(Value::Int(code.into())),
        None => Err(Raised::new("TypeError", "ord() expected a character")),
    }
}

fn radix(interpreter: &mut Interpreter, args: CallArgs, name: &str, spec: &str) -> R<Value> {
    let value = one(args, name)?;
    match value.as_int() {
        Some(_) => format::format_value(interpreter, &value, spec).map(Value::str),
        None => Err(Raised::new(
            "TypeError",
            format!(
                "'{}' object cannot be interpreted as an integer",
                value.type_name()
            ),
        )),
    }
}

fn format_function(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [value, spec] = args.bind("format", ["value", "format_spec"], 1)?;
    let spec = spec.and_then(|spec| spec.as_str()).unwrap_or_default();
    format::format_value(interpreter, &value.unwrap_or(Value::None), &spec).map(Value::str)
}

fn isinstance(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [value, kind] = args.bind("isinstance", ["object", "classinfo"], 2)?;
    let (value, kind) = (value.unwrap_or(Value::None), kind.unwrap_or(Value::None));
    is_instance(&value, &kind).map(Value::Bool)
}

fn is_instance(value: &Value, kind: &Value) -> R<bool> {
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

fn callable(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let value = one(args, "callable")?;
    Ok(Value::Bool(match &value {
        Value::Function(_)
        | Value::Native(_)
        | Value::Bound(_)
        | Value::BoundFunction(_)
        | Value::Class(_)
        | Value::Type(_)
        | Value::ClientMethod(_) => true,
        Value::Instance(instance) => instance.class.get("__call__").is_some(),
        _ => false,
    }))
}

fn getattr(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
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

fn hasattr(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [base, name] = args.bind("hasattr", ["object", "name"], 2)?;
    let (base, name) = (
        base.unwrap_or(Value::None),
        name.and_then(|n| n.as_str()).unwrap_or_default(),
    );
    Ok(Value::Bool(
        interpreter.find_attribute(&base, &name)?.is_some(),
    ))
}

fn setattr(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [base, name, value] = args.bind("setattr", ["object", "name", "value"], 3)?;
    let name = name.and_then(|name| name.as_str()).unwrap_or_default();
    interpreter.set_attribute(
        &base.unwrap_or(Value::None),
        &name,
        value.unwrap_or(Value::None),
    )?;
    Ok(Value::None)
}

fn dir(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
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

fn iter(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [value, sentinel] = args.bind("iter", ["object", "sentinel"], 1)?;
    let value = value.unwrap_or(Value::None);
    Ok(match (sentinel, &value) {
        (Some(sentinel), _) => Value::iter(Iter::Until(value, sentinel)),
        (None, Value::Iter(_)) => value,
        (None, _) => Value::iter(interpreter.iterate(&value)?),
    })
}

fn next(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [iterator, default] = args.bind("next", ["iterator", "default"], 1)?;
    let next = match &iterator {
        Some(Value::Iter(iter)) => Iter::Shared(iter.clone()).next(interpreter)?,
        Some(object @ Value::Instance(_)) => Iter::Object(object.clone()).next(interpreter)?,
        other => {
            let kind = other
                .as_ref()
                .map_or("NoneType".to_owned(), Value::type_name);
            return Err(Raised::new(
                "TypeError",
                format!("'{kind}' object is not an iterator"),
            ));
        }
    };
    next.or(default)
        .ok_or_else(|| Raised::new("StopIteration", ""))
}

fn identity(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let value = one(args, "id")?;
    let address = match &value {
        Value::List(list) => Rc::as_ptr(list).cast::<()>() as usize,
        Value::Dict(dict) => Rc::as_ptr(dict).cast::<()>() as usize,
        Value::Instance(instance) => Rc::as_ptr(instance).cast::<()>() as usize,
        _ => 0,
    };
    Ok(Value::Int(address as i128))
}

fn hash(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
    let key = super::dict::key(&one(args, "hash")?)?;
    let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(&key);
    Ok(Value::Int(i128::from(hash >> 3)))
}

fn bool_type(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [value] = args.bind("bool", ["x"], 0)?;
    Ok(Value::Bool(
        interpreter.truth(&value.unwrap_or(Value::None))?,
    ))
}

fn list_type(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [values] = args.bind("list", ["iterable"], 0)?;
    Ok(Value::list(match values {
        Some(values) => interpreter.collect(&values)?,
        None => Vec::new(),
    }))
}

fn tuple_type(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [values] = args.bind("tuple", ["iterable"], 0)?;
    Ok(Value::tuple(match values {
        Some(values) => interpreter.collect(&values)?,
        None => Vec::new(),
    }))
}

fn dict_type(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let mut dict = Dict::default();
    match args.positional.as_slice() {
        [] => {}
        [source] => methods::dict::fill(interpreter, &mut dict, source)?,
        _ => return Err(Raised::new("TypeError", "dict expected at most 1 argument")),
    }
    for (name, value) in args.named {
        dict.insert_str(&name, value);
    }
    Ok(Value::dict(dict))
}

fn set_type(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [values] = args.bind("set", ["iterable"], 0)?;
    let mut set = Set::default();
    if let Some(values) = values {
        for value in interpreter.collect(&values)? {
            set.insert(value)?;
        }
    }
    Ok(Value::set(set))
}

fn range_type(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let values = args.positional_only("range")?;
    let number = |value: &Value| {
        value.as_int().ok_or_else(|| {
            Raised::new(
                "TypeError",
                format!(
                    "'{}' object cannot be interpreted as an integer",
                    value.type_name()
                ),
            )
        })
    };
    let (start, stop, step) = match values.as_slice() {
        [stop] => (0, number(stop)?, 1),
        [start, stop] => (number(start)?, number(stop)?, 1),
        [start, stop, step] => (number(start)?, number(stop)?, number(step)?),
        _ => return Err(Raised::new("TypeError", "range expected 1 to 3 arguments")),
    };
    if step == 0 {
        return Err(Raised::new("ValueError", "range() arg 3 must not be zero"));
    }
    let limit = i128::from(i64::MAX);
    if [start, stop, step].iter().any(|part| part.abs() > limit) {
        return Err(Raised::new(
            "OverflowError",
            "range() beyond 64 bits is not supported",
        ));
    }
    Ok(Value::Range(Range { start, stop, step }))
}

fn slice_type(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let mut values = args.positional_only("slice")?.into_iter();
    let parts = match (values.next(), values.next(), values.next()) {
        (Some(stop), None, None) => [Value::None, stop, Value::None],
        (Some(start), Some(stop), step) => [start, stop, step.unwrap_or(Value::None)],
        _ => {
            return Err(Raised::new(
                "TypeError",
                "slice expected at least 1 argument, got 0",
            ));
        }
    };
    Ok(index::slice_value(parts))
}

fn type_type(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    Ok(type_of(&one(args, "type")?))
}

fn object_type(_: &mut Interpreter, _: CallArgs) -> R<Value> {
    Err(Raised::new(
        "TypeError",
        "this type cannot be made directly",
    ))
}
