//! The module `itertools`.

mod choose;
mod groups;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::iter::{Iter, Steps};
use crate::lang::methods::whole;
use crate::lang::native::{Module, Type, natives};
use crate::lang::raise::{R, Raised};
use crate::lang::tree::BinaryOp;
use crate::lang::value::Value;

use choose::{Choice, chosen, product};
use groups::groupby;

/// `itertools`
pub(super) static MODULE: Module = Module {
    types: &[&CHAIN],
    ..Module::new("itertools", "Iterators out of iterators.", FUNCTIONS)
};

static CHAIN: Type = Type {
    statics: CHAIN_STATICS,
    ..Type::new(
        "chain",
        "(*iterables)",
        "The elements of all, one iterable after the other.",
        chain,
        &[],
    )
};

natives! {
    CHAIN_STATICS {
        "from_iterable" "(iterable)" "The elements of all iterables in an iterable." => from_iterable;
    }

    FUNCTIONS {
        "accumulate" "(iterable, func=None, *, initial=None)" "The sums so far." => accumulate;
        "batched" "(iterable, n)" "Tuples of so many elements." => batched;
        "combinations" "(iterable, r)" "All choices of r elements, in order." => |i, args| chosen(i, args, Choice::Combinations);
        "combinations_with_replacement" "(iterable, r)" "All choices of r elements, each as often as wanted." => |i, args| chosen(i, args, Choice::Repeated);
        "compress" "(data, selectors)" "The elements whose selector is true." => compress;
        "count" "(start=0, step=1)" "Numbers without end." => count;
        "cycle" "(iterable)" "The elements again and again." => cycle;
        "dropwhile" "(predicate, iterable)" "The elements from the first for which the function is false." => |i, args| filtered(i, args, Filter::DropWhile);
        "filterfalse" "(predicate, iterable)" "The elements for which the function is false." => |i, args| filtered(i, args, Filter::False);
        "groupby" "(iterable, key=None)" "Runs of elements with the same key." => groupby;
        "islice" "(iterable, [start,] stop[, step])" "Some of the elements, by their places." => islice;
        "pairwise" "(iterable)" "Each element with the next." => pairwise;
        "permutations" "(iterable, r=None)" "All orders of r elements." => |i, args| chosen(i, args, Choice::Permutations);
        "product" "(*iterables, repeat=1)" "All combinations of one element of each." => product;
        "repeat" "(object[, times])" "The same again and again." => repeat;
        "starmap" "(function, iterable)" "The function's result for each tuple of arguments." => starmap;
        "takewhile" "(predicate, iterable)" "The elements before the first for which the function is false." => |i, args| filtered(i, args, Filter::TakeWhile);
        "tee" "(iterable, n=2)" "Several iterators over the same elements." => tee;
        "zip_longest" "(*iterables, fillvalue=None)" "Tuples of one element of each, until all have ended." => zip_longest;
    }
}

/// An iterator made of a function.
struct Stepper<F>(&'static str, F);

impl<F: FnMut(&mut Interpreter) -> R<Option<Value>>> Steps for Stepper<F> {
    fn type_name(&self) -> &'static str {
        self.0
    }

    fn next(&mut self, interpreter: &mut Interpreter) -> R<Option<Value>> {
        (self.1)(interpreter)
    }
}

/// An iterator made of a function.
pub(super) fn steps(
    name: &'static str,
    next: impl FnMut(&mut Interpreter) -> R<Option<Value>> + 'static,
) -> Value {
    Value::iter(Iter::Native(Box::new(Stepper(name, next))))
}

fn iterable(interpreter: &mut Interpreter, value: Option<Value>) -> R<Iter> {
    interpreter.iterate(&value.unwrap_or(Value::None))
}

fn chain_of(mut outer: Iter) -> Value {
    let mut inner: Option<Iter> = None;
    steps("chain", move |i| {
        loop {
            if let Some(iter) = &mut inner
                && let Some(next) = iter.next(i)?
            {
                return Ok(Some(next));
            }
            match outer.next(i)? {
                Some(next) => inner = Some(i.iterate(&next)?),
                None => return Ok(None),
            }
        }
    })
}

fn chain(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let values = args.positional_only("chain")?;
    Ok(chain_of(Iter::Values(values.into_iter())))
}

fn from_iterable(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [values] = args.bind("from_iterable", ["iterable"], 1)?;
    Ok(chain_of(iterable(interpreter, values)?))
}

fn accumulate(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [values, function, initial] =
        args.bind("accumulate", ["iterable", "func", "initial"], 1)?;
    let mut iter = iterable(interpreter, values)?;
    let function = function.filter(|f| !matches!(f, Value::None));
    let mut first = initial.filter(|value| !matches!(value, Value::None));
    let mut total: Option<Value> = None;
    Ok(steps("accumulate", move |i| {
        if let Some(first) = first.take() {
            total = Some(first.clone());
            return Ok(Some(first));
        }
        let Some(next) = iter.next(i)? else {
            return Ok(None);
        };
        let sum = match (&total, &function) {
            (None, _) => next,
            (Some(total), None) => i.binary(BinaryOp::Add, total, &next)?,
            (Some(total), Some(f)) => i.call(f, CallArgs::of(vec![total.clone(), next]))?,
        };
        total = Some(sum.clone());
        Ok(Some(sum))
    }))
}

fn batched(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [values, size] = args.bind("batched", ["iterable", "n"], 2)?;
    let mut iter = iterable(interpreter, values)?;
    let size = usize::try_from(whole(size, 1)?).unwrap_or(0);
    if size < 1 {
        return Err(Raised::new("ValueError", "n must be at least one"));
    }
    Ok(steps("batched", move |i| {
        let mut batch = Vec::new();
        while batch.len() < size
            && let Some(next) = iter.next(i)?
        {
            batch.push(next);
        }
        Ok((!batch.is_empty()).then(|| Value::tuple(batch)))
    }))
}

fn compress(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [data, selectors] = args.bind("compress", ["data", "selectors"], 2)?;
    let mut data = iterable(interpreter, data)?;
    let mut selectors = iterable(interpreter, selectors)?;
    Ok(steps("compress", move |i| {
        while let (Some(next), Some(selector)) = (data.next(i)?, selectors.next(i)?) {
            if i.truth(&selector)? {
                return Ok(Some(next));
            }
        }
        Ok(None)
    }))
}

fn count(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [start, step] = args.bind("count", ["start", "step"], 0)?;
    let mut next = start.unwrap_or(Value::Int(0));
    let step = step.unwrap_or(Value::Int(1));
    Ok(steps("count", move |i| {
        let after = i.binary(BinaryOp::Add, &next, &step)?;
        Ok(Some(std::mem::replace(&mut next, after)))
    }))
}

fn cycle(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [values] = args.bind("cycle", ["iterable"], 1)?;
    let mut iter = iterable(interpreter, values)?;
    let (mut seen, mut at, mut ended) = (Vec::new(), 0, false);
    Ok(steps("cycle", move |i| {
        if !ended {
            if let Some(next) = iter.next(i)? {
                seen.push(next.clone());
                return Ok(Some(next));
            }
            ended = true;
        }
        let next = seen.get(at).cloned();
        at = if at + 1 < seen.len() { at + 1 } else { 0 };
        Ok(next)
    }))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Filter {
    False,
    DropWhile,
    TakeWhile,
}

fn filtered(interpreter: &mut Interpreter, args: CallArgs, filter: Filter) -> R<Value> {
    let [test, values] = args.bind("filter", ["predicate", "iterable"], 2)?;
    let test = test.unwrap_or(Value::None);
    let mut iter = iterable(interpreter, values)?;
    let mut done = false;
    let name = match filter {
        Filter::False => "filterfalse",
        Filter::DropWhile => "dropwhile",
        Filter::TakeWhile => "takewhile",
    };
    Ok(steps(name, move |i| {
        while let Some(next) = iter.next(i)? {
            if done {
                return Ok((filter == Filter::DropWhile).then_some(next));
            }
            let result = match &test {
                Value::None => next.clone(),
                test => i.call(test, CallArgs::of(vec![next.clone()]))?,
            };
            match (filter, i.truth(&result)?) {
                (Filter::TakeWhile, true) | (Filter::False, false) => return Ok(Some(next)),
                (Filter::TakeWhile, false) => {
                    done = true;
                    return Ok(None);
                }
                (Filter::DropWhile, false) => {
                    done = true;
                    return Ok(Some(next));
                }
                _ => {}
            }
        }
        Ok(None)
    }))
}

fn islice(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let mut values = args.positional_only("islice")?.into_iter();
    let mut iter = iterable(interpreter, values.next())?;
    let bound = |value: Option<Value>, default: i128| match value {
        None | Some(Value::None) => Ok(default),
        value => match whole(value, 0)? {
            bound if bound >= 0 => Ok(bound),
            _ => Err(Raised::new(
                "ValueError",
                "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.",
            )),
        },
    };
    let (start, stop, step) = match (values.next(), values.next(), values.next()) {
        (stop, None, None) => (0, bound(stop, i128::MAX)?, 1),
        (start, stop, step) => (bound(start, 0)?, bound(stop, i128::MAX)?, bound(step, 1)?),
    };
    if step == 0 {
        return Err(Raised::new(
            "ValueError",
            "Step for islice() must be a positive integer or None.",
        ));
    }
    let (mut at, mut wanted) = (0, start);
    Ok(steps("islice", move |i| {
        while wanted < stop {
            i.tick()?;
            let Some(next) = iter.next(i)? else {
                return Ok(None);
            };
            at += 1;
            if at - 1 == wanted {
                wanted = wanted.saturating_add(step);
                return Ok(Some(next));
            }
        }
        Ok(None)
    }))
}

fn pairwise(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [values] = args.bind("pairwise", ["iterable"], 1)?;
    let mut iter = iterable(interpreter, values)?;
    let mut before: Option<Value> = None;
    Ok(steps("pairwise", move |i| {
        if before.is_none() {
            before = iter.next(i)?;
        }
        match (before.take(), iter.next(i)?) {
            (Some(first), Some(next)) => {
                before = Some(next.clone());
                Ok(Some(Value::tuple(vec![first, next])))
            }
            _ => Ok(None),
        }
    }))
}

fn repeat(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [object, times] = args.bind("repeat", ["object", "times"], 1)?;
    let object = object.unwrap_or(Value::None);
    let mut left = match times {
        None => None,
        times => Some(whole(times, 0)?),
    };
    Ok(steps("repeat", move |_| {
        if let Some(left) = &mut left {
            if *left <= 0 {
                return Ok(None);
            }
            *left -= 1;
        }
        Ok(Some(object.clone()))
    }))
}

fn starmap(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [function, values] = args.bind("starmap", ["function", "iterable"], 2)?;
    let function = function.unwrap_or(Value::None);
    let mut iter = iterable(interpreter, values)?;
    Ok(steps("starmap", move |i| match iter.next(i)? {
        Some(next) => {
            let arguments = i.collect(&next)?;
            i.call(&function, CallArgs::of(arguments)).map(Some)
        }
        None => Ok(None),
    }))
}

fn tee(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [values, count] = args.bind("tee", ["iterable", "n"], 1)?;
    let source = Rc::new(RefCell::new(iterable(interpreter, values)?));
    let count = usize::try_from(whole(count, 2)?.clamp(0, 1000)).unwrap_or(2);
    let queues: Rc<RefCell<Vec<VecDeque<Value>>>> =
        Rc::new(RefCell::new(vec![VecDeque::new(); count]));
    let iterators = (0..count).map(|own| {
        let (source, queues) = (source.clone(), queues.clone());
        steps("_tee", move |i| {
            let mine = queues
                .borrow_mut()
                .get_mut(own)
                .and_then(VecDeque::pop_front);
            if mine.is_some() {
                return Ok(mine);
            }
            let busy = || Raised::new("RuntimeError", "tee() is in use already");
            let next = source.try_borrow_mut().map_err(|_| busy())?.next(i)?;
            if let Some(next) = &next {
                for (at, queue) in queues.borrow_mut().iter_mut().enumerate() {
                    if at != own {
                        queue.push_back(next.clone());
                    }
                }
            }
            Ok(next)
        })
    });
    Ok(Value::tuple(iterators.collect()))
}

fn zip_longest(interpreter: &mut Interpreter, mut args: CallArgs) -> R<Value> {
    let options = CallArgs {
        positional: Vec::new(),
        named: std::mem::take(&mut args.named),
    };
    let [fill] = options.bind("zip_longest", ["fillvalue"], 0)?;
    let fill = fill.unwrap_or(Value::None);
    let mut iters = Vec::new();
    for value in &args.positional {
        iters.push(Some(interpreter.iterate(value)?));
    }
    Ok(steps("zip_longest", move |i| {
        let (mut values, mut any) = (Vec::with_capacity(iters.len()), false);
        for slot in &mut iters {
            let next = match slot {
                Some(iter) => iter.next(i)?,
                None => None,
            };
            match next {
                Some(next) => {
                    any = true;
                    values.push(next);
                }
                None => {
                    *slot = None;
                    values.push(fill.clone());
                }
            }
        }
        Ok(any.then(|| Value::tuple(values)))
    }))
}
