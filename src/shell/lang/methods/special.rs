//! The methods of builtin values that stand behind operators and functions: `(5).__add__`,
//! `'a'.__len__`, `str.__len__`. Each does what its operator does.

use std::rc::Rc;

use crate::lang::call::CallArgs;
use crate::lang::native::{Native, NativeFn, Type, natives};
use crate::lang::raise::{R, Raised};
use crate::lang::tree::{BinaryOp, CompareOp, UnaryOp};
use crate::lang::value::Value;
use crate::lang::{Interpreter, builtins, modules};

/// Which types have which of these methods. Those of a type they derive from they have as well.
static TABLE: &[(&[&str], &[Native])] = &[
    (&["object"], EVERY),
    (&["int", "float"], NUMBERS),
    (&["int"], WHOLE),
    (
        &[
            "str",
            "bytes",
            "list",
            "tuple",
            "range",
            "dict",
            "set",
            "frozenset",
            "dict_items",
            "dict_keys",
            "dict_values",
        ],
        CONTAINERS,
    ),
    (
        &["str", "bytes", "list", "tuple", "range", "dict"],
        SUBSCRIPTS,
    ),
    (&["str", "bytes", "list", "tuple"], SEQUENCES),
    (&["str", "bytes"], TEXTS),
    (&["bytes"], BYTES),
    (&["list", "dict"], CHANGING),
    (&["list", "dict", "range"], REVERSIBLE),
    (&["list"], LISTS),
    (&["dict"], DICTS),
    (&["set", "frozenset"], SETS),
    (&["set"], CHANGING_SETS),
    (&["date", "timedelta"], TIMES),
    (&["timedelta"], SPANS),
    (&["NoneType", "range"], TRUTH),
    (
        &["function", "builtin_function_or_method", "method"],
        CALLABLE,
    ),
    (
        &["enumerate", "filter", "iterator", "map", "zip"],
        ITERATORS,
    ),
];

/// Which of these types have an order.
const ORDERED: &[&str] = &[
    "int",
    "float",
    "str",
    "bytes",
    "list",
    "tuple",
    "set",
    "frozenset",
    "date",
    "timedelta",
];

natives! {
    EVERY {
        "__delattr__" "(name)" "Removes an attribute." => |i, args| builtin(i, "delattr", args);
        "__dir__" "()" "The names of its attributes." => |i, args| builtin(i, "dir", args);
        "__eq__" "(value)" "self == value" => |i, args| compare(i, args, CompareOp::Eq);
        "__format__" "(format_spec)" "The value under a format specification." => |i, args| two(args).and_then(|given| builtin(i, "format", CallArgs::of(given.into())));
        "__ge__" "(value)" "self >= value" => |i, args| compare(i, args, CompareOp::GtE);
        "__getattribute__" "(name)" "An attribute by its name." => |i, args| builtin(i, "getattr", args);
        "__gt__" "(value)" "self > value" => |i, args| compare(i, args, CompareOp::Gt);
        "__hash__" "()" "hash(self)" => |i, args| builtin(i, "hash", args);
        "__le__" "(value)" "self <= value" => |i, args| compare(i, args, CompareOp::LtE);
        "__lt__" "(value)" "self < value" => |i, args| compare(i, args, CompareOp::Lt);
        "__ne__" "(value)" "self != value" => |i, args| compare(i, args, CompareOp::NotEq);
        "__repr__" "()" "repr(self)" => |i, args| builtin(i, "repr", args);
        "__setattr__" "(name, value)" "Sets an attribute by its name." => |i, args| builtin(i, "setattr", args);
        "__str__" "()" "str(self)" => |i, args| i.str(&args.subject()).map(Value::str);
    }

    NUMBERS {
        "__abs__" "()" "abs(self)" => |i, args| builtin(i, "abs", args);
        "__add__" "(value)" "self + value" => |i, args| arithmetic(i, args, BinaryOp::Add);
        "__bool__" "()" "Whether it is not 0." => truth;
        "__ceil__" "()" "math.ceil(self)" => |i, args| of_math(i, "ceil", args);
        "__divmod__" "(value)" "divmod(self, value)" => |i, args| divided(i, args, false);
        "__float__" "()" "float(self)" => super::number::float;
        "__floor__" "()" "math.floor(self)" => |i, args| of_math(i, "floor", args);
        "__floordiv__" "(value)" "self // value" => |i, args| arithmetic(i, args, BinaryOp::FloorDiv);
        "__int__" "()" "int(self)" => super::number::int;
        "__mod__" "(value)" "self % value" => |i, args| arithmetic(i, args, BinaryOp::Mod);
        "__mul__" "(value)" "self * value" => |i, args| arithmetic(i, args, BinaryOp::Mul);
        "__neg__" "()" "-self" => |i, args| i.unary(UnaryOp::Negative, &args.subject());
        "__pos__" "()" "+self" => |i, args| i.unary(UnaryOp::Positive, &args.subject());
        "__pow__" "(value, mod=None)" "self ** value" => |i, args| power(i, args, false);
        "__radd__" "(value)" "value + self" => |i, args| reflected(i, args, BinaryOp::Add);
        "__rdivmod__" "(value)" "divmod(value, self)" => |i, args| divided(i, args, true);
        "__rfloordiv__" "(value)" "value // self" => |i, args| reflected(i, args, BinaryOp::FloorDiv);
        "__rmod__" "(value)" "value % self" => |i, args| reflected(i, args, BinaryOp::Mod);
        "__rmul__" "(value)" "value * self" => |i, args| reflected(i, args, BinaryOp::Mul);
        "__round__" "(ndigits=None)" "round(self, ndigits)" => |i, args| builtin(i, "round", args);
        "__rpow__" "(value, mod=None)" "value ** self" => |i, args| power(i, args, true);
        "__rsub__" "(value)" "value - self" => |i, args| reflected(i, args, BinaryOp::Sub);
        "__rtruediv__" "(value)" "value / self" => |i, args| reflected(i, args, BinaryOp::Div);
        "__sub__" "(value)" "self - value" => |i, args| arithmetic(i, args, BinaryOp::Sub);
        "__truediv__" "(value)" "self / value" => |i, args| arithmetic(i, args, BinaryOp::Div);
        "__trunc__" "()" "math.trunc(self)" => |i, args| of_math(i, "trunc", args);
    }

    WHOLE {
        "__and__" "(value)" "self & value" => |i, args| arithmetic(i, args, BinaryOp::BitAnd);
        "__index__" "()" "The number itself." => |i, args| i.unary(UnaryOp::Positive, &args.subject());
        "__invert__" "()" "~self" => |i, args| i.unary(UnaryOp::Invert, &args.subject());
        "__lshift__" "(value)" "self << value" => |i, args| arithmetic(i, args, BinaryOp::LeftShift);
        "__or__" "(value)" "self | value" => |i, args| arithmetic(i, args, BinaryOp::BitOr);
        "__rand__" "(value)" "value & self" => |i, args| reflected(i, args, BinaryOp::BitAnd);
        "__rlshift__" "(value)" "value << self" => |i, args| reflected(i, args, BinaryOp::LeftShift);
        "__ror__" "(value)" "value | self" => |i, args| reflected(i, args, BinaryOp::BitOr);
        "__rrshift__" "(value)" "value >> self" => |i, args| reflected(i, args, BinaryOp::RightShift);
        "__rshift__" "(value)" "self >> value" => |i, args| arithmetic(i, args, BinaryOp::RightShift);
        "__rxor__" "(value)" "value ^ self" => |i, args| reflected(i, args, BinaryOp::BitXor);
        "__xor__" "(value)" "self ^ value" => |i, args| arithmetic(i, args, BinaryOp::BitXor);
    }

    CONTAINERS {
        "__contains__" "(item)" "item in self" => contains;
        "__iter__" "()" "iter(self)" => |i, args| builtin(i, "iter", args);
        "__len__" "()" "len(self)" => |i, args| builtin(i, "len", args);
    }

    SUBSCRIPTS {
        "__getitem__" "(key)" "self[key]" => |i, args| two(args).and_then(|[own, key]| i.subscript(&own, &key));
    }

    SEQUENCES {
        "__add__" "(value)" "self + value" => |i, args| two(args).and_then(|[own, other]| i.binary(BinaryOp::Add, &own, &other));
        "__mul__" "(value)" "self * value" => |i, args| two(args).and_then(|[own, other]| i.binary(BinaryOp::Mul, &own, &other));
        "__rmul__" "(value)" "value * self" => |i, args| two(args).and_then(|[own, other]| i.binary(BinaryOp::Mul, &own, &other));
    }

    TEXTS {
        "__mod__" "(value)" "self % value" => |i, args| two(args).and_then(|[own, other]| i.binary(BinaryOp::Mod, &own, &other));
        "__rmod__" "(value)" "value % self" => |i, args| reflected(i, args, BinaryOp::Mod);
    }

    BYTES {
        "__bytes__" "()" "The octets themselves." => |_, args| Ok(args.subject());
    }

    CHANGING {
        "__delitem__" "(key)" "del self[key]" => |i, args| { let [own, key] = two(args)?; i.delete_subscript(&own, &key).map(|()| Value::None) };
        "__setitem__" "(key, value)" "self[key] = value" => set_item;
    }

    REVERSIBLE {
        "__reversed__" "()" "reversed(self)" => |i, args| builtin(i, "reversed", args);
    }

    LISTS {
        "__iadd__" "(value)" "self += value" => |i, args| two(args).and_then(|[own, other]| i.binary_in_place(BinaryOp::Add, own, &other));
        "__imul__" "(value)" "self *= value" => |i, args| two(args).and_then(|[own, other]| i.binary_in_place(BinaryOp::Mul, own, &other));
    }

    DICTS {
        "__ior__" "(value)" "self |= value" => |i, args| two(args).and_then(|[own, other]| i.binary_in_place(BinaryOp::BitOr, own, &other));
        "__or__" "(value)" "self | value" => |i, args| arithmetic(i, args, BinaryOp::BitOr);
        "__ror__" "(value)" "value | self" => |i, args| reflected(i, args, BinaryOp::BitOr);
    }

    SETS {
        "__and__" "(value)" "self & value" => |i, args| arithmetic(i, args, BinaryOp::BitAnd);
        "__or__" "(value)" "self | value" => |i, args| arithmetic(i, args, BinaryOp::BitOr);
        "__rand__" "(value)" "value & self" => |i, args| reflected(i, args, BinaryOp::BitAnd);
        "__ror__" "(value)" "value | self" => |i, args| reflected(i, args, BinaryOp::BitOr);
        "__rsub__" "(value)" "value - self" => |i, args| reflected(i, args, BinaryOp::Sub);
        "__rxor__" "(value)" "value ^ self" => |i, args| reflected(i, args, BinaryOp::BitXor);
        "__sub__" "(value)" "self - value" => |i, args| arithmetic(i, args, BinaryOp::Sub);
        "__xor__" "(value)" "self ^ value" => |i, args| arithmetic(i, args, BinaryOp::BitXor);
    }

    CHANGING_SETS {
        "__iand__" "(value)" "self &= value" => |i, args| in_place(i, args, BinaryOp::BitAnd);
        "__ior__" "(value)" "self |= value" => |i, args| in_place(i, args, BinaryOp::BitOr);
        "__isub__" "(value)" "self -= value" => |i, args| in_place(i, args, BinaryOp::Sub);
        "__ixor__" "(value)" "self ^= value" => |i, args| in_place(i, args, BinaryOp::BitXor);
    }

    TIMES {
        "__add__" "(value)" "self + value" => |i, args| arithmetic(i, args, BinaryOp::Add);
        "__radd__" "(value)" "value + self" => |i, args| reflected(i, args, BinaryOp::Add);
        "__rsub__" "(value)" "value - self" => |i, args| reflected(i, args, BinaryOp::Sub);
        "__sub__" "(value)" "self - value" => |i, args| arithmetic(i, args, BinaryOp::Sub);
    }

    SPANS {
        "__abs__" "()" "abs(self)" => |i, args| builtin(i, "abs", args);
        "__bool__" "()" "Whether it is not 0." => truth;
        "__divmod__" "(value)" "divmod(self, value)" => |i, args| divided(i, args, false);
        "__floordiv__" "(value)" "self // value" => |i, args| arithmetic(i, args, BinaryOp::FloorDiv);
        "__mod__" "(value)" "self % value" => |i, args| arithmetic(i, args, BinaryOp::Mod);
        "__mul__" "(value)" "self * value" => |i, args| arithmetic(i, args, BinaryOp::Mul);
        "__neg__" "()" "-self" => |i, args| i.unary(UnaryOp::Negative, &args.subject());
        "__pos__" "()" "+self" => |i, args| i.unary(UnaryOp::Positive, &args.subject());
        "__rdivmod__" "(value)" "divmod(value, self)" => |i, args| divided(i, args, true);
        "__rfloordiv__" "(value)" "value // self" => |i, args| reflected(i, args, BinaryOp::FloorDiv);
        "__rmod__" "(value)" "value % self" => |i, args| reflected(i, args, BinaryOp::Mod);
        "__rmul__" "(value)" "value * self" => |i, args| reflected(i, args, BinaryOp::Mul);
        "__rtruediv__" "(value)" "value / self" => |i, args| reflected(i, args, BinaryOp::Div);
        "__truediv__" "(value)" "self / value" => |i, args| arithmetic(i, args, BinaryOp::Div);
    }

    TRUTH {
        "__bool__" "()" "Whether it is true." => truth;
    }

    CALLABLE {
        "__call__" "(*args, **kwargs)" "self(*args, **kwargs)" => call;
    }

    ITERATORS {
        "__iter__" "()" "The iterator itself." => |_, args| Ok(args.subject());
        "__next__" "()" "The next value." => |i, args| builtin(i, "next", args);
    }
}

/// Whether a method is one of these.
pub(crate) fn is_known(method: &'static Native) -> bool {
    let mut tables = TABLE.iter();
    method.name.starts_with("__")
        && tables.any(|(_, methods)| methods.as_ptr_range().contains(&std::ptr::from_ref(method)))
}

/// The methods of a type, the nearest first.
fn methods(kind: &Type) -> impl Iterator<Item = &'static Native> + use<'_> {
    let mut tables: Vec<_> = TABLE.iter().collect();
    tables.reverse();
    let of = tables.into_iter();
    of.filter(|(kinds, _)| kinds.iter().any(|name| kind.derives(name)))
        .flat_map(|(_, methods)| methods.iter())
}

/// The method of a type, to be called with a value of it first. What cannot be hashed has None in
/// that place.
pub(crate) fn of(kind: &Type, name: &str) -> Option<Value> {
    if name == "__hash__"
        && ["list", "dict", "set"]
            .iter()
            .any(|name| kind.derives(name))
    {
        return Some(Value::None);
    }
    methods(kind)
        .find(|method| method.name == name)
        .map(Value::Native)
}

/// Such an attribute of a value.
pub(crate) fn attribute(value: &Value, name: &str) -> Option<Value> {
    let kind = builtins::type_of(value);
    if name == "__class__" {
        return Some(kind);
    }
    let Value::Type(kind) = kind else {
        return None;
    };
    if name == "__doc__" {
        return Some(Value::str(kind.doc));
    }
    Some(match of(kind, name)? {
        Value::Native(method) => Value::Bound(Rc::new((value.clone(), method))),
        other => other,
    })
}

/// The names of these methods that a value, or a type, has.
pub(crate) fn names(value: &Value) -> impl Iterator<Item = &'static str> + use<> {
    let kind = match value {
        Value::Type(kind) => Some(*kind),
        Value::Instance(_) | Value::Class(_) | Value::Module(_) | Value::UserModule(_) => None,
        value => match builtins::type_of(value) {
            Value::Type(kind) => Some(kind),
            _ => None,
        },
    };
    let names = kind.map(|kind| methods(kind).map(|method| method.name).collect::<Vec<_>>());
    names.unwrap_or_default().into_iter()
}

fn two(args: CallArgs) -> R<[Value; 2]> {
    let given = args.positional.len();
    <[Value; 2]>::try_from(args.positional).map_err(|_| {
        let given = given.saturating_sub(1);
        Raised::new("TypeError", format!("expected 1 argument, got {given}"))
    })
}

/// A function of ours.
fn run(table: &'static [Native], name: &str) -> NativeFn {
    let found = table.iter().find(|function| function.name == name);
    found.map_or(|_, _| Ok(Value::None), |function| function.run)
}

fn builtin(interpreter: &mut Interpreter, name: &str, args: CallArgs) -> R<Value> {
    run(builtins::FUNCTIONS, name)(interpreter, args)
}

fn of_math(interpreter: &mut Interpreter, name: &str, args: CallArgs) -> R<Value> {
    run(modules::import("math")?.functions, name)(interpreter, args)
}

/// How much a number can take in: whole numbers, or all.
fn width(value: &Value) -> Option<u8> {
    match value {
        Value::Bool(_) | Value::Int(_) | Value::Big(_) => Some(0),
        Value::Float(_) => Some(1),
        _ => None,
    }
}

/// Whether a value's own method knows what to do with the other one.
fn knows(own: &Value, other: &Value) -> bool {
    let (own, other) = match (width(own), width(other)) {
        (Some(own), Some(other)) => return other <= own,
        _ => (builtins::type_of(own), builtins::type_of(other)),
    };
    match (own, other) {
        (Value::Type(own), Value::Type(other)) => {
            let set = |kind: &Type| matches!(kind.name, "set" | "frozenset");
            own.derives(other.name) && other.name != "object"
                || other.derives(own.name) && own.name != "object"
                || set(own) && set(other)
        }
        _ => false,
    }
}

fn compare(interpreter: &mut Interpreter, args: CallArgs, op: CompareOp) -> R<Value> {
    let [own, other] = two(args)?;
    if matches!(op, CompareOp::Eq | CompareOp::NotEq) {
        return match knows(&own, &other) {
            true => interpreter.compare(op, &own, &other),
            false => Ok(Value::NotImplemented),
        };
    }
    let ordered = match builtins::type_of(&own) {
        Value::Type(kind) => ORDERED.iter().any(|name| kind.derives(name)),
        _ => false,
    };
    match ordered && knows(&own, &other) {
        true => interpreter.compare(op, &own, &other),
        false => Ok(Value::NotImplemented),
    }
}

/// What an operator gives; NotImplemented where it does not know the other operand.
fn or_unknown(own: &Value, other: &Value, result: impl FnOnce() -> R<Value>) -> R<Value> {
    // Times know what they can be reckoned with themselves.
    let times = matches!(own, Value::Date(_) | Value::DateTime(_) | Value::Delta(_));
    match times || knows(own, other) {
        true => match result() {
            Err(raised) if times && raised.is("TypeError") => Ok(Value::NotImplemented),
            result => result,
        },
        false => Ok(Value::NotImplemented),
    }
}

fn arithmetic(interpreter: &mut Interpreter, args: CallArgs, op: BinaryOp) -> R<Value> {
    let [own, other] = two(args)?;
    or_unknown(&own, &other, || interpreter.binary(op, &own, &other))
}

fn reflected(interpreter: &mut Interpreter, args: CallArgs, op: BinaryOp) -> R<Value> {
    let [own, other] = two(args)?;
    or_unknown(&own, &other, || interpreter.binary(op, &other, &own))
}

fn in_place(interpreter: &mut Interpreter, args: CallArgs, op: BinaryOp) -> R<Value> {
    let [own, other] = two(args)?;
    or_unknown(&own, &other, || {
        interpreter.binary_in_place(op, own.clone(), &other)
    })
}

fn divided(interpreter: &mut Interpreter, args: CallArgs, turned: bool) -> R<Value> {
    let [own, other] = two(args)?;
    let pair = match turned {
        false => vec![own.clone(), other.clone()],
        true => vec![other.clone(), own.clone()],
    };
    or_unknown(&own, &other, || {
        builtin(interpreter, "divmod", CallArgs::of(pair))
    })
}

fn power(interpreter: &mut Interpreter, args: CallArgs, turned: bool) -> R<Value> {
    let [own, other, modulo] = args.bind("__pow__", ["self", "value", "mod"], 2)?;
    let (own, other) = (own.unwrap_or(Value::None), other.unwrap_or(Value::None));
    let mut given = match turned {
        false => vec![own.clone(), other.clone()],
        true => vec![other.clone(), own.clone()],
    };
    given.extend(modulo);
    or_unknown(&own, &other, || {
        builtin(interpreter, "pow", CallArgs::of(given))
    })
}

fn truth(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    interpreter.truth(&args.subject()).map(Value::Bool)
}

fn contains(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [own, item] = two(args)?;
    interpreter.contains(&own, &item).map(Value::Bool)
}

fn set_item(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [own, key, value] = args.bind("__setitem__", ["self", "key", "value"], 3)?;
    let [own, key, value] = [own, key, value].map(|value| value.unwrap_or(Value::None));
    interpreter.set_subscript(&own, &key, value)?;
    Ok(Value::None)
}

fn call(interpreter: &mut Interpreter, mut args: CallArgs) -> R<Value> {
    let function = args.subject();
    if !args.positional.is_empty() {
        args.positional.remove(0);
    }
    interpreter.call(&function, args)
}
