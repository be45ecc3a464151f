//! The modules `functools` and `operator`: functions out of functions.

use std::cell::{Cell, RefCell};
use std::cmp::Ordering;

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::dict::Dict;
use crate::lang::native::{Module, NativeFn, Type, natives};
use crate::lang::object::{Object, own};
use crate::lang::raise::{R, Raised};
use crate::lang::tree::{BinaryOp, CompareOp};
use crate::lang::value::Value;

use super::collections::record;

/// `functools`
pub(super) static MODULE: Module =
    Module::new("functools", "Functions out of functions.", FUNCTIONS);

/// `operator`
pub(super) static OPERATOR: Module = Module::new("operator", "Operators as functions.", OPERATORS);

natives! {
    FUNCTIONS {
        "cache" "(function)" "The function, which remembers its results." => |_, args| remembering(args, None);
        "cmp_to_key" "(function)" "A key for sorting out of a comparing function." => cmp_to_key;
        "lru_cache" "(maxsize=128, typed=False)" "The function, which remembers its last results." => lru_cache;
        "partial" "(function, *args, **kwargs)" "The function with some arguments given." => partial;
        "reduce" "(function, iterable[, initial])" "The elements taken together two by two." => reduce;
        "update_wrapper" "(wrapper, wrapped)" "The wrapper, which calls itself what the wrapped one does." => update_wrapper;
        "wraps" "(wrapped)" "A decorator: what it wraps calls itself what the wrapped one does." => wraps;
    }

    OPERATORS {
        "add" "(a, b)" "a + b" => |i, args| binary(i, args, BinaryOp::Add);
        "attrgetter" "(*names)" "A function that gives attributes." => attrgetter;
        "contains" "(a, b)" "b in a" => |i, args| two(args).and_then(|[a, b]| i.contains(&a, &b).map(Value::Bool));
        "eq" "(a, b)" "a == b" => |i, args| compare(i, args, CompareOp::Eq);
        "floordiv" "(a, b)" "a // b" => |i, args| binary(i, args, BinaryOp::FloorDiv);
        "ge" "(a, b)" "a >= b" => |i, args| compare(i, args, CompareOp::GtE);
        "getitem" "(a, b)" "a[b]" => |i, args| two(args).and_then(|[a, b]| i.subscript(&a, &b));
        "gt" "(a, b)" "a > b" => |i, args| compare(i, args, CompareOp::Gt);
        "itemgetter" "(*items)" "A function that gives elements: sorted(x, key=itemgetter(1))." => itemgetter;
        "le" "(a, b)" "a <= b" => |i, args| compare(i, args, CompareOp::LtE);
        "lt" "(a, b)" "a < b" => |i, args| compare(i, args, CompareOp::Lt);
        "methodcaller" "(name, *args, **kwargs)" "A function that calls a method." => methodcaller;
        "mod" "(a, b)" "a % b" => |i, args| binary(i, args, BinaryOp::Mod);
        "mul" "(a, b)" "a * b" => |i, args| binary(i, args, BinaryOp::Mul);
        "ne" "(a, b)" "a != b" => |i, args| compare(i, args, CompareOp::NotEq);
        "neg" "(a)" "-a" => |i, args| i.binary(BinaryOp::Sub, &Value::Int(0), args.positional.first().unwrap_or(&Value::None));
        "not_" "(a)" "not a" => |i, args| i.truth(args.positional.first().unwrap_or(&Value::None)).map(|truth| Value::Bool(!truth));
        "pow" "(a, b)" "a ** b" => |i, args| binary(i, args, BinaryOp::Pow);
        "sub" "(a, b)" "a - b" => |i, args| binary(i, args, BinaryOp::Sub);
        "truediv" "(a, b)" "a / b" => |i, args| binary(i, args, BinaryOp::Div);
    }
}

type Run = dyn Fn(&mut Interpreter, CallArgs) -> R<Value>;

/// A function of ours that knows values.
pub(super) struct Closure {
    name: &'static str,
    run: Box<Run>,
}

const REFUSE: NativeFn = |_, _| {
    Err(Raised::new(
        "TypeError",
        "this type cannot be made directly",
    ))
};
static CLOSURE: Type = Type::new("function", "", "A function out of functions.", REFUSE, &[]);

/// A function of ours as a value.
pub(super) fn closure(
    name: &'static str,
    run: impl Fn(&mut Interpreter, CallArgs) -> R<Value> + 'static,
) -> Value {
    Value::object(Closure {
        name,
        run: Box::new(run),
    })
}

impl Object for Closure {
    fn kind(&self) -> &'static Type {
        &CLOSURE
    }

    fn type_name(&self) -> String {
        self.name.to_owned()
    }

    fn callable(&self) -> bool {
        true
    }

    fn call(&self, interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
        (self.run)(interpreter, args)
    }
}

fn two(args: CallArgs) -> R<[Value; 2]> {
    let given = args.positional_only("operator")?;
    <[Value; 2]>::try_from(given)
        .map_err(|_| Raised::new("TypeError", "the operator expects 2 arguments"))
}

fn binary(interpreter: &mut Interpreter, args: CallArgs, op: BinaryOp) -> R<Value> {
    let [a, b] = two(args)?;
    interpreter.binary(op, &a, &b)
}

fn compare(interpreter: &mut Interpreter, args: CallArgs, op: CompareOp) -> R<Value> {
    let [a, b] = two(args)?;
    interpreter.compare(op, &a, &b)
}

fn update_wrapper(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [wrapper, wrapped] = args.bind("update_wrapper", ["wrapper", "wrapped"], 2)?;
    let (wrapper, wrapped) = (
        wrapper.unwrap_or(Value::None),
        wrapped.unwrap_or(Value::None),
    );
    look_like(interpreter, &wrapper, &wrapped)?;
    Ok(wrapper)
}

fn wraps(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [wrapped] = args.bind("wraps", ["wrapped"], 1)?;
    let wrapped = wrapped.unwrap_or(Value::None);
    Ok(closure("wraps", move |i, args| {
        let wrapper = args.subject();
        look_like(i, &wrapper, &wrapped)?;
        Ok(wrapper)
    }))
}

/// Gives what wraps a function the names and attributes of that.
fn look_like(interpreter: &mut Interpreter, wrapper: &Value, wrapped: &Value) -> R<()> {
    // A wrapper of ours asks what it wraps itself.
    if matches!(wrapper, Value::Object(_)) {
        return Ok(());
    }
    for name in ["__name__", "__qualname__", "__doc__"] {
        if let Some(value) = interpreter.find_attribute(wrapped, name)? {
            interpreter.set_attribute(wrapper, name, value)?;
        }
    }
    if let (Value::Function(wrapper), Value::Function(wrapped)) = (wrapper, wrapped)
        && !std::rc::Rc::ptr_eq(wrapper, wrapped)
    {
        let own = wrapped.attributes.borrow().clone();
        let own = own
            .iter()
            .filter_map(|(name, value)| Some((name.as_str()?, value)));
        for (name, value) in own {
            wrapper
                .attributes
                .borrow_mut()
                .insert_str(&name, value.clone());
        }
    }
    interpreter.set_attribute(wrapper, "__wrapped__", wrapped.clone())
}

fn reduce(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [function, values, initial] =
        args.bind("reduce", ["function", "iterable", "initial"], 2)?;
    let function = function.unwrap_or(Value::None);
    let mut iter = interpreter.iterate(&values.unwrap_or(Value::None))?;
    let first = match initial {
        Some(initial) => Some(initial),
        None => iter.next(interpreter)?,
    };
    let mut total = first.ok_or_else(|| {
        Raised::new(
            "TypeError",
            "reduce() of empty iterable with no initial value",
        )
    })?;
    while let Some(next) = iter.next(interpreter)? {
        total = interpreter.call(&function, CallArgs::of(vec![total, next]))?;
    }
    Ok(total)
}

fn partial(_: &mut Interpreter, mut args: CallArgs) -> R<Value> {
    if args.positional.is_empty() {
        return Err(Raised::new(
            "TypeError",
            "partial() needs a function as its first argument",
        ));
    }
    let function = args.positional.remove(0);
    Ok(closure("partial", move |i, more| {
        let mut positional = args.positional.clone();
        positional.extend(more.positional);
        let mut named = args.named.clone();
        for (name, value) in more.named {
            named.retain(|(given, _)| *given != name);
            named.push((name, value));
        }
        i.call(&function, CallArgs { positional, named })
    }))
}

/// A function that remembers at most so many results.
fn remembering(args: CallArgs, most: Option<usize>) -> R<Value> {
    let [function] = args.bind("cache", ["function"], 1)?;
    let function = function.unwrap_or(Value::None);
    Ok(Value::object(Remembering {
        function,
        most,
        known: RefCell::default(),
        counts: Cell::default(),
    }))
}

/// A function that remembers its results.
struct Remembering {
    function: Value,
    most: Option<usize>,
    known: RefCell<Dict>,
    /// How often a result was known, and how often not.
    counts: Cell<(i128, i128)>,
}

static REMEMBERING: Type = Type::new(
    "_lru_cache_wrapper",
    "",
    "A function that remembers its results.",
    REFUSE,
    CACHE_METHODS,
);

natives! {
    CACHE_METHODS {
        "cache_clear" "()" "Forgets all results." => cache_clear;
        "cache_info" "()" "How often a result was known." => cache_info;
    }
}

fn cache_clear(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let function = own::<Remembering>(&args, "function")?;
    function.counts.set((0, 0));
    let forgotten = std::mem::take(&mut *function.known.borrow_mut());
    drop(forgotten);
    Ok(Value::None)
}

fn cache_info(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let function = own::<Remembering>(&args, "function")?;
    let number = |number: usize| Value::Int(i128::try_from(number).unwrap_or(i128::MAX));
    let (hits, misses) = function.counts.get();
    let names = ["hits", "misses", "maxsize", "currsize"];
    let values = vec![
        Value::Int(hits),
        Value::Int(misses),
        function.most.map_or(Value::None, number),
        number(function.known.borrow().len()),
    ];
    Ok(record("CacheInfo", &names, values))
}

impl Object for Remembering {
    fn kind(&self) -> &'static Type {
        &REMEMBERING
    }

    fn callable(&self) -> bool {
        true
    }

    fn binds(&self) -> bool {
        true
    }

    fn field(&self, interpreter: &mut Interpreter, name: &str) -> R<Option<Value>> {
        match name {
            "__wrapped__" => Ok(Some(self.function.clone())),
            "__name__" | "__qualname__" | "__doc__" => {
                interpreter.find_attribute(&self.function, name)
            }
            _ => Ok(None),
        }
    }

    fn call(&self, interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
        let named = args.named.iter();
        let named =
            named.map(|(name, value)| Value::tuple(vec![Value::Str(name.clone()), value.clone()]));
        let key = Value::tuple(vec![
            Value::tuple(args.positional.clone()),
            Value::tuple(named.collect()),
        ]);
        let place = interpreter.key(&key)?;
        let (hits, misses) = self.counts.get();
        let found = self.known.borrow().get(&place);
        if let Some(found) = found {
            self.counts.set((hits + 1, misses));
            self.known.borrow_mut().move_to_end(place, true);
            return Ok(found);
        }
        self.counts.set((hits, misses + 1));
        let result = interpreter.call(&self.function, args)?;
        let mut known = self.known.borrow_mut();
        known.insert(place, key, result.clone());
        if self.most.is_some_and(|most| known.len() > most) {
            known.pop_first();
        }
        Ok(result)
    }
}

fn lru_cache(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [most, _] = args.bind("lru_cache", ["maxsize", "typed"], 0)?;
    let most = match most {
        None => Some(128),
        Some(Value::None) => None,
        Some(other) => match other.as_int() {
            Some(most) => Some(usize::try_from(most).unwrap_or(0)),
            // `@lru_cache` without parentheses.
            None => return remembering(CallArgs::of(vec![other]), Some(128)),
        },
    };
    Ok(closure("lru_cache", move |_, args| remembering(args, most)))
}

/// A value that compares as a function says.
struct Compared {
    function: Value,
    value: Value,
}

static COMPARED: Type = Type::new("K", "", "A key of cmp_to_key.", REFUSE, &[]);

impl Compared {
    fn against(&self, interpreter: &mut Interpreter, other: &Value) -> R<Option<Ordering>> {
        let Some(other) = other.as_object::<Compared>() else {
            return Ok(None);
        };
        let args = CallArgs::of(vec![self.value.clone(), other.value.clone()]);
        let result = interpreter.call(&self.function, args)?;
        interpreter.order(&result, &Value::Int(0), "<")
    }
}

impl Object for Compared {
    fn kind(&self) -> &'static Type {
        &COMPARED
    }

    fn equal(&self, interpreter: &mut Interpreter, other: &Value) -> R<bool> {
        Ok(self.against(interpreter, other)? == Some(Ordering::Equal))
    }

    fn order(&self, interpreter: &mut Interpreter, other: &Value) -> R<Option<Ordering>> {
        self.against(interpreter, other)
    }
}

fn cmp_to_key(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [function] = args.bind("cmp_to_key", ["mycmp"], 1)?;
    let function = function.unwrap_or(Value::None);
    Ok(closure("cmp_to_key", move |_, args| {
        let [value] = args.bind("K", ["obj"], 1)?;
        Ok(Value::object(Compared {
            function: function.clone(),
            value: value.unwrap_or(Value::None),
        }))
    }))
}

fn subject(args: &CallArgs) -> R<Value> {
    let first = args.positional.first().cloned();
    first.ok_or_else(|| Raised::new("TypeError", "this function takes one argument"))
}

fn one_or_all(mut values: Vec<Value>) -> Value {
    match values.len() {
        1 => values.remove(0),
        _ => Value::tuple(values),
    }
}

fn itemgetter(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let items = args.positional_only("itemgetter")?;
    Ok(closure("itemgetter", move |i, args| {
        let subject = subject(&args)?;
        let found = items.iter().map(|item| i.subscript(&subject, item));
        Ok(one_or_all(found.collect::<R<_>>()?))
    }))
}

fn attrgetter(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let names = args.positional_only("attrgetter")?;
    Ok(closure("attrgetter", move |i, args| {
        let subject = subject(&args)?;
        let mut found = Vec::new();
        for name in &names {
            let mut value = subject.clone();
            for part in name.as_str().unwrap_or_default().split('.') {
                value = i.attribute(&value, part)?;
            }
            found.push(value);
        }
        Ok(one_or_all(found))
    }))
}

fn methodcaller(_: &mut Interpreter, mut args: CallArgs) -> R<Value> {
    let name = subject(&args)?.as_str();
    let name = name.ok_or_else(|| Raised::new("TypeError", "method name must be a string"))?;
    args.positional.remove(0);
    Ok(closure("methodcaller", move |i, given| {
        let method = i.attribute(&subject(&given)?, &name)?;
        let again = CallArgs {
            positional: args.positional.clone(),
            named: args.named.clone(),
        };
        i.call(&method, again)
    }))
}
