//! The module `collections`.

mod deque;
mod named;

pub(crate) use named::record;

use std::cell::RefCell;
use std::rc::Rc;

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::callable::is_callable;
use crate::lang::dict::{Dict, Kind, Set};
use crate::lang::iter::Iter;
use crate::lang::limits::check_entries;
use crate::lang::methods;
use crate::lang::native::{Module, Native, Type, native, natives};
use crate::lang::raise::{R, Raised};
use crate::lang::tree::BinaryOp;
use crate::lang::value::Value;

/// `collections`
pub(crate) static MODULE: Module = Module {
    types: &[&TYPES[0], &TYPES[1], &TYPES[2], &deque::DEQUE],
    ..Module::new("collections", "More kinds of containers.", FUNCTIONS)
};

/// The kinds of dict.
pub(crate) static TYPES: &[Type] = &[
    Type {
        statics: methods::dict::METHODS,
        bases: &["dict"],
        ..Type::new(
            "Counter",
            "(iterable_or_mapping=(), **kwargs)",
            "Counts how often each element occurs.",
            counter,
            COUNTER,
        )
    },
    Type {
        statics: methods::dict::METHODS,
        bases: &["dict"],
        ..Type::new(
            "defaultdict",
            "(default_factory=None, mapping_or_pairs=(), **kwargs)",
            "A dict that makes a value for a key it does not have.",
            defaultdict,
            &[],
        )
    },
    Type {
        statics: methods::dict::METHODS,
        bases: &["dict"],
        ..Type::new(
            "OrderedDict",
            "(mapping_or_pairs=(), **kwargs)",
            "A dict whose entries can be moved.",
            ordered,
            ORDERED,
        )
    },
];

natives! {
    FUNCTIONS {
        "namedtuple" "(typename, field_names, *, rename=False, defaults=None)" "A type of tuples whose elements have names." => named::namedtuple;
    }

    /// What a Counter has beside the methods of dict.
    pub(crate) COUNTER {
        "elements" "()" "Each element as often as it was counted." => elements;
        "most_common" "(n=None)" "The elements and their counts, the commonest first." => most_common_method;
        "subtract" "(iterable_or_mapping=(), **kwargs)" "Takes counts away." => |i, args| count(i, args, -1);
        "total" "()" "The sum of all counts." => total;
        "update" "(iterable_or_mapping=(), **kwargs)" "Adds counts." => |i, args| count(i, args, 1);
    }

    /// What an OrderedDict has beside the methods of dict.
    pub(crate) ORDERED {
        "move_to_end" "(key, last=True)" "Moves an entry to the end, or to the start." => move_to_end;
        "popitem" "(last=True)" "Removes the last entry, or the first, and gives it." => popitem;
    }
}

/// An attribute of a dict that is no method.
pub(crate) fn field(dict: &Rc<RefCell<Dict>>, name: &str) -> Option<Value> {
    match (dict.borrow().kind(), name) {
        (Kind::Default(factory), "default_factory") => Some(factory.clone()),
        _ => None,
    }
}

fn own(args: &CallArgs) -> R<Rc<RefCell<Dict>>> {
    match args.positional.first() {
        Some(Value::Dict(dict)) => Ok(dict.clone()),
        _ => Err(Raised::new("TypeError", "this method needs a dict")),
    }
}

fn counter(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let made = Value::dict(Dict::of(Kind::Counter));
    count(interpreter, args.with_first(made.clone()), 1)?;
    Ok(made)
}

/// Adds counts, or takes them away.
fn count(interpreter: &mut Interpreter, args: CallArgs, sign: i128) -> R<Value> {
    let counter = own(&args)?;
    let op = if sign > 0 {
        BinaryOp::Add
    } else {
        BinaryOp::Sub
    };
    let add = |interpreter: &mut Interpreter, key: Value, more: &Value| -> R<()> {
        let place = interpreter.key(&key)?;
        let before = counter.borrow().get(&place).unwrap_or(Value::Int(0));
        let after = interpreter.binary(op, &before, more)?;
        check_entries(counter.borrow().len())?;
        counter.borrow_mut().insert(place, key, after);
        Ok(())
    };
    match args.positional.get(1) {
        None | Some(Value::None) => {}
        Some(source @ (Value::Dict(_) | Value::Mapping(_))) => {
            for (key, more) in interpreter.pairs(source)? {
                add(interpreter, key, &more)?;
            }
        }
        Some(source) => {
            let mut iter = interpreter.iterate(source)?;
            while let Some(key) = iter.next(interpreter)? {
                interpreter.tick()?;
                add(interpreter, key, &Value::Int(1))?;
            }
        }
    }
    for (name, more) in &args.named {
        add(interpreter, Value::Str(name.clone()), more)?;
    }
    Ok(Value::None)
}

static SECOND: Native = native("count", "(pair)", "The count of a pair.", |_, args| {
    let pair = args.positional.first().and_then(Value::as_tuple);
    Ok(pair
        .and_then(|pair| pair.get(1).cloned())
        .unwrap_or(Value::None))
});

/// Entries by their counts, the commonest first.
pub(crate) fn most_common(
    interpreter: &mut Interpreter,
    pairs: Vec<(Value, Value)>,
) -> R<Vec<(Value, Value)>> {
    let values = pairs.into_iter();
    let values = values.map(|(key, count)| Value::tuple(vec![key, count]));
    let options = vec![
        ("key".into(), Value::Native(&SECOND)),
        ("reverse".into(), Value::Bool(true)),
    ];
    let sorted = methods::list::sort_values(interpreter, values.collect(), options, "sort")?;
    let pair = |value: &Value| match value.as_tuple().as_deref() {
        Some([key, count]) => Some((key.clone(), count.clone())),
        _ => None,
    };
    Ok(sorted.iter().filter_map(pair).collect())
}

fn most_common_method(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [own, most] = args.bind("most_common", ["self", "n"], 1)?;
    let pairs = interpreter.pairs(&own.unwrap_or(Value::None))?;
    let most = match most {
        None | Some(Value::None) => usize::MAX,
        most => usize::try_from(methods::whole(most, 0)?).unwrap_or(0),
    };
    let sorted = most_common(interpreter, pairs)?.into_iter().take(most);
    let tuples = sorted.map(|(key, count)| Value::tuple(vec![key, count]));
    Ok(Value::list(tuples.collect()))
}

fn elements(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let counter = own(&args)?;
    let mut all = Vec::new();
    for (key, count) in interpreter.pairs(&Value::Dict(counter))? {
        let count = count.as_int().unwrap_or(0).max(0);
        crate::lang::limits::check_size(count + all.len() as i128, size_of::<Value>())?;
        all.extend(std::iter::repeat_n(
            key,
            usize::try_from(count).unwrap_or(0),
        ));
    }
    Ok(Value::iter(Iter::Values(all.into_iter())))
}

fn total(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let counter = own(&args)?;
    let mut total = Value::Int(0);
    for (_, count) in interpreter.pairs(&Value::Dict(counter))? {
        total = interpreter.binary(BinaryOp::Add, &total, &count)?;
    }
    Ok(total)
}

/// `+`, `-`, `&` and `|` of counters: only what stays above zero is kept.
pub(crate) fn binary(
    interpreter: &mut Interpreter,
    op: BinaryOp,
    left: &Rc<RefCell<Dict>>,
    right: &Rc<RefCell<Dict>>,
) -> R<Option<Value>> {
    let counts = |dict: &Rc<RefCell<Dict>>| matches!(dict.borrow().kind(), Kind::Counter);
    let known = matches!(
        op,
        BinaryOp::Add | BinaryOp::Sub | BinaryOp::BitAnd | BinaryOp::BitOr
    );
    if !known || !counts(left) || !counts(right) {
        return Ok(None);
    }
    let mut out = Dict::of(Kind::Counter);
    let mut names: Vec<Value> = left.borrow().iter().map(|(name, _)| name.clone()).collect();
    names.extend(right.borrow().iter().map(|(name, _)| name.clone()));
    let mut seen = Set::default();
    for name in names {
        interpreter.tick()?;
        let key = interpreter.key(&name)?;
        if seen.contains(&key) {
            continue;
        }
        seen.insert(key.clone(), name.clone());
        let of = |dict: &Rc<RefCell<Dict>>| dict.borrow().get(&key).unwrap_or(Value::Int(0));
        let (a, b) = (of(left), of(right));
        let count = match op {
            BinaryOp::Add | BinaryOp::Sub => interpreter.binary(op, &a, &b)?,
            op => {
                let less = interpreter.order(&a, &b, "<")? == Some(std::cmp::Ordering::Less);
                if less == (op == BinaryOp::BitAnd) {
                    a
                } else {
                    b
                }
            }
        };
        let above = interpreter.order(&count, &Value::Int(0), ">")?;
        if above == Some(std::cmp::Ordering::Greater) {
            out.insert(key, name, count);
        }
    }
    Ok(Some(Value::dict(out)))
}

fn filled(interpreter: &mut Interpreter, kind: Kind, args: CallArgs) -> R<Value> {
    let mut dict = Dict::of(kind);
    match args.positional.as_slice() {
        [] => {}
        [source] => methods::dict::fill(interpreter, &mut dict, source)?,
        _ => {
            return Err(Raised::new(
                "TypeError",
                format!("{} got too many arguments", dict.type_name()),
            ));
        }
    }
    for (name, value) in args.named {
        dict.insert_str(&name, value);
    }
    Ok(Value::dict(dict))
}

fn defaultdict(interpreter: &mut Interpreter, mut args: CallArgs) -> R<Value> {
    let factory = match args.positional.is_empty() {
        true => Value::None,
        false => args.positional.remove(0),
    };
    let known = matches!(factory, Value::None) || is_callable(&factory);
    if !known {
        return Err(Raised::new(
            "TypeError",
            "first argument must be callable or None",
        ));
    }
    filled(interpreter, Kind::Default(factory), args)
}

fn ordered(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    filled(interpreter, Kind::Ordered, args)
}

fn move_to_end(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let dict = own(&args)?;
    let [_, key, last] = args.bind("move_to_end", ["self", "key", "last"], 2)?;
    let key = key.unwrap_or(Value::None);
    let last = interpreter.truth(&last.unwrap_or(Value::Bool(true)))?;
    let place = interpreter.key(&key)?;
    let moved = dict.borrow_mut().move_to_end(place, last);
    match moved {
        true => Ok(Value::None),
        false => Err(interpreter.key_error(&key, String::new())),
    }
}

fn popitem(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let dict = own(&args)?;
    let [_, last] = args.bind("popitem", ["self", "last"], 1)?;
    let last = interpreter.truth(&last.unwrap_or(Value::Bool(true)))?;
    let popped = match last {
        true => dict.borrow_mut().pop_last(),
        false => dict.borrow_mut().pop_first(),
    };
    match popped {
        Some((key, value)) => Ok(Value::tuple(vec![key, value])),
        None => Err(interpreter.key_error(&Value::str("dictionary is empty"), String::new())),
    }
}
