//! Iteration: one value after the other, made when it is asked for.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use imapclient::menu::{Mapping, Record, RowSource};

use super::Interpreter;
use super::bridge::{next_row, value};
use super::call::CallArgs;
use super::dict::{Dict, Set};
use super::drops::let_go;
use super::exec::Sent;
use super::found::Found;
use super::generator::{self, Generator};
use super::raise::{R, Raised};
use super::scope::Scope;
use super::tree::{Comprehension, ComprehensionKind, Source};
use super::value::{ClientRef, Items, Range, Tuple, Value};

/// An iterator.
pub(crate) enum Iter {
    List(Rc<RefCell<Items>>, usize),
    Tuple(Tuple, usize),
    Str(Rc<str>, usize),
    Bytes(Rc<[u8]>, usize),
    Range(Range, i128),
    /// The dict, the next entry, what is taken of it, and how long it was.
    Dict(Rc<RefCell<Dict>>, usize, View, usize),
    Set(Rc<RefCell<Set>>, usize, usize),
    Mapping(Arc<dyn Mapping>, usize, View),
    Ids(Rc<Found>, usize),
    Record(Arc<dyn Record>, usize),
    Values(std::vec::IntoIter<Value>),
    Shared(Shared),
    Enumerate(Box<Iter>, i128),
    Zip(Vec<Iter>),
    Map(Value, Vec<Iter>),
    Filter(Value, Box<Iter>),
    Comprehension(Box<Progress>),
    Generator(Box<Generator>),
    /// Rows that the server is sending.
    Fetched(ClientRef, Arc<Mutex<dyn RowSource>>),
    /// Calls a function until it gives the sentinel.
    Until(Value, Value),
    /// An object with `__next__`, and what its StopIteration had.
    Object(Value, Value),
    /// An object with `__getitem__`, the next index, and how far it is to the one after that.
    Indexed(Value, i128, i128),
    /// An iterator of one of our modules.
    Native(Box<dyn Steps>),
}

/// An iterator of one of our modules.
pub(crate) trait Steps {
    /// The name of its type.
    fn type_name(&self) -> &'static str;

    /// The next value.
    fn next(&mut self, interpreter: &mut Interpreter) -> R<Option<Value>>;
}

/// An iterator that others use as well; chains of them are dropped without going deep.
pub(crate) struct Shared(Option<Rc<RefCell<Iter>>>);

impl Drop for Shared {
    fn drop(&mut self) {
        let_go(self.0.take());
    }
}

/// How much deeper an iterator over an iterator goes.
const NESTED: usize = 20;

/// Which part of a mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum View {
    Keys,
    Values,
    Items,
}

/// A comprehension under way.
pub(crate) struct Progress {
    node: Rc<Comprehension>,
    scope: Rc<Scope>,
    /// The iterators of the clauses entered so far.
    iters: Vec<Iter>,
    running: bool,
    /// Whether it was asked for anything.
    started: bool,
    source: Rc<Source>,
}

impl Iter {
    /// The elements of a comprehension whose first iterable is evaluated already.
    pub(crate) fn comprehension(
        node: Rc<Comprehension>,
        scope: &Rc<Scope>,
        first: Iter,
        source: &Rc<Source>,
    ) -> Self {
        Self::Comprehension(Box::new(Progress {
            scope: Scope::inner(&node.layout, scope, Vec::new()),
            node,
            iters: vec![first],
            running: false,
            started: false,
            source: source.clone(),
        }))
    }

    /// An iterator over a dict or a part of it.
    pub(crate) fn dict(dict: &Rc<RefCell<Dict>>, view: View) -> Self {
        Self::Dict(dict.clone(), 0, view, dict.borrow().len())
    }

    /// Whether it is a generator, of a function or an expression.
    pub(crate) fn is_generator(&self) -> bool {
        matches!(self, Self::Generator(_) | Self::Comprehension(_))
    }

    /// What a generator returned that is at its end.
    pub(crate) fn returned(&mut self) -> Value {
        match self {
            Self::Generator(generator) => generator.returned(),
            Self::Object(_, returned) => std::mem::replace(returned, Value::None),
            _ => Value::None,
        }
    }

    /// The name of its type.
    pub(crate) fn type_name(&self) -> &'static str {
        match self {
            Self::Comprehension(_) | Self::Generator(_) => "generator",
            Self::Enumerate(..) => "enumerate",
            Self::Zip(_) => "zip",
            Self::Map(..) => "map",
            Self::Filter(..) => "filter",
            Self::Native(steps) => steps.type_name(),
            Self::Dict(_, _, View::Keys, _) | Self::Mapping(_, _, View::Keys) => "dict_keys",
            Self::Dict(_, _, View::Values, _) | Self::Mapping(_, _, View::Values) => "dict_values",
            Self::Dict(_, _, View::Items, _) | Self::Mapping(_, _, View::Items) => "dict_items",
            _ => "iterator",
        }
    }

    /// The next value.
    pub(crate) fn next(&mut self, interpreter: &mut Interpreter) -> R<Option<Value>> {
        Ok(match self {
            Self::List(list, at) => step(at, |at| list.borrow().get(at).cloned()),
            Self::Tuple(values, at) => step(at, |at| values.get(at).cloned()),
            Self::Bytes(bytes, at) => step(at, |at| bytes.get(at).map(|b| Value::Int((*b).into()))),
            Self::Str(text, at) => {
                let next = text.get(*at..).and_then(|rest| rest.chars().next());
                *at += next.map_or(0, char::len_utf8);
                next.map(|c| Value::str(c.encode_utf8(&mut [0; 4])))
            }
            Self::Range(range, at) => {
                let next = (*at < range.len()).then(|| Value::Int(range.at(*at)));
                *at += 1;
                next
            }
            Self::Dict(dict, at, view, length) => {
                unchanged(dict.borrow().len(), *length, "dictionary")?;
                let entry = dict.borrow().next(at);
                entry.map(|entry| of_entry(entry, *view))
            }
            Self::Set(set, at, length) => {
                unchanged(set.borrow().len(), *length, "Set")?;
                set.borrow().next(at)
            }
            Self::Mapping(map, at, view) => {
                let view = *view;
                step(at, |at| {
                    map.entry(at)
                        .map(|(key, item)| of_entry((value(key), value(item)), view))
                })
            }
            Self::Ids(ids, at) => step(at, |at| ids.get(at)),
            Self::Record(record, at) => step(at, |at| record.index(at).map(value)),
            Self::Values(values) => values.next(),
            Self::Native(steps) => {
                interpreter.tick()?;
                end_at_stop(steps.next(interpreter))?
            }
            Self::Shared(Shared(Some(shared))) => match shared.try_borrow_mut() {
                Ok(mut iter) => interpreter.deeper(NESTED, |inner| iter.next(inner))?,
                Err(_) => return Err(Raised::new("ValueError", "generator already executing")),
            },
            Self::Shared(_) => None,
            Self::Fetched(client, rows) => next_row(interpreter, client, rows)?,
            Self::Generator(generator) => generator.go_on(interpreter, Sent::Value(Value::None))?,
            Self::Enumerate(inner, number) => match inner.next(interpreter)? {
                Some(next) => {
                    *number += 1;
                    Some(Value::Tuple([Value::Int(*number - 1), next].into()))
                }
                None => None,
            },
            Self::Zip(iters) => together(iters, interpreter)?.map(Value::tuple),
            Self::Map(function, iters) => match together(iters, interpreter)? {
                Some(values) => {
                    let made = interpreter.call(function, CallArgs::of(values));
                    end_at_stop(made.map(Some))?
                }
                None => None,
            },
            Self::Filter(function, inner) => loop {
                interpreter.tick()?;
                let Some(next) = inner.next(interpreter)? else {
                    break None;
                };
                let kept = match &*function {
                    Value::None => Some(next.clone()),
                    function => {
                        let kept = interpreter.call(function, CallArgs::of(vec![next.clone()]));
                        end_at_stop(kept.map(Some))?
                    }
                };
                let Some(kept) = kept else {
                    break None;
                };
                if interpreter.truth(&kept)? {
                    break Some(next);
                }
            },
            Self::Comprehension(progress) => progress.next(interpreter)?,
            Self::Until(function, sentinel) => {
                let next = interpreter.call(function, CallArgs::default());
                let next = match end_at_stop(next.map(Some))? {
                    Some(next) if interpreter.equal(&next, sentinel)? => None,
                    next => next,
                };
                if next.is_none() {
                    *self = Self::Values(Vec::new().into_iter());
                }
                next
            }
            Self::Indexed(_, at, _) if *at < 0 => None,
            Self::Indexed(object, at, step) => {
                let index = Value::Int(*at);
                *at += *step;
                match interpreter.call_special(object, "__getitem__", &[index]) {
                    Err(raised) if raised.is("IndexError") || raised.is("StopIteration") => {
                        *self = Self::Values(Vec::new().into_iter());
                        None
                    }
                    other => other?,
                }
            }
            Self::Object(object, returned) => {
                let method = interpreter.attribute(object, "__next__")?;
                let next = interpreter.call(&method, CallArgs::default());
                generator::or_end(next, returned)?
            }
        })
    }
}

/// What a function raises for the end of an iterator ends the one that asked for its value, too.
fn end_at_stop(next: R<Option<Value>>) -> R<Option<Value>> {
    match next {
        Err(raised) if raised.is("StopIteration") => Ok(None),
        next => next,
    }
}

fn unchanged(length: usize, before: usize, what: &str) -> R<()> {
    if length != before {
        return Err(Raised::new(
            "RuntimeError",
            format!("{what} changed size during iteration"),
        ));
    }
    Ok(())
}

fn step(at: &mut usize, get: impl FnOnce(usize) -> Option<Value>) -> Option<Value> {
    let next = get(*at);
    // An end stays the end, even if the list grows.
    *at = match next {
        Some(_) => *at + 1,
        None => usize::MAX,
    };
    next
}

fn of_entry((key, item): (Value, Value), view: View) -> Value {
    match view {
        View::Keys => key,
        View::Values => item,
        View::Items => Value::Tuple([key, item].into()),
    }
}

fn together(iters: &mut [Iter], interpreter: &mut Interpreter) -> R<Option<Vec<Value>>> {
    if iters.is_empty() {
        return Ok(None);
    }
    let mut values = Vec::with_capacity(iters.len());
    for iter in iters {
        match iter.next(interpreter)? {
            Some(next) => values.push(next),
            None => return Ok(None),
        }
    }
    Ok(Some(values))
}

impl Progress {
    /// Whether it was asked for anything.
    pub(super) fn has_started(&self) -> bool {
        self.started
    }

    /// Gives up what is left.
    pub(super) fn close(&mut self) {
        self.iters.clear();
    }

    fn next(&mut self, interpreter: &mut Interpreter) -> R<Option<Value>> {
        self.started = true;
        if std::mem::replace(&mut self.running, true) {
            return Err(Raised::new("ValueError", "generator already executing"));
        }
        let source = self.source.clone();
        let next = interpreter.in_source(&source, |inner| self.advance(inner));
        self.running = false;
        if next.is_err() {
            self.iters.clear();
        }
        match self.node.kind {
            ComprehensionKind::Generator => {
                next.map_err(|raised| generator::stopped(interpreter, raised))
            }
            _ => next,
        }
    }

    fn advance(&mut self, interpreter: &mut Interpreter) -> R<Option<Value>> {
        let node = self.node.clone();
        loop {
            interpreter.tick()?;
            let Some(level) = self.iters.len().checked_sub(1) else {
                return Ok(None);
            };
            let next = match self.iters.last_mut() {
                Some(iter) => iter.next(interpreter)?,
                None => None,
            };
            let (Some(next), Some(clause)) = (next, node.clauses.get(level)) else {
                self.iters.pop();
                continue;
            };
            interpreter.assign(&clause.target, next, &self.scope)?;
            let mut kept = true;
            for condition in &clause.conditions {
                let condition = interpreter.eval(condition, &self.scope)?;
                if !interpreter.truth(&condition)? {
                    kept = false;
                    break;
                }
            }
            if !kept {
                continue;
            }
            if let Some(inner) = node.clauses.get(level + 1) {
                let iterable = interpreter.eval(&inner.iterable, &self.scope)?;
                self.iters.push(interpreter.iterate(&iterable)?);
                continue;
            }
            let element = interpreter.eval(&node.element, &self.scope)?;
            return Ok(Some(match (&node.value, node.kind) {
                (Some(item), ComprehensionKind::Dict) => {
                    let item = interpreter.eval(item, &self.scope)?;
                    Value::tuple(vec![element, item])
                }
                _ => element,
            }));
        }
    }
}

impl Interpreter {
    /// An iterator over a value.
    pub(crate) fn iterate(&mut self, iterable: &Value) -> R<Iter> {
        Ok(match iterable {
            Value::List(list) => Iter::List(list.clone(), 0),
            Value::Tuple(values) => Iter::Tuple(values.clone(), 0),
            Value::Str(text) => Iter::Str(text.clone(), 0),
            Value::Bytes(bytes) => Iter::Bytes(bytes.clone(), 0),
            Value::Text(_) => match (iterable.as_str(), iterable.as_bytes()) {
                (Some(text), _) => Iter::Str(text, 0),
                (None, bytes) => Iter::Bytes(bytes.unwrap_or_default(), 0),
            },
            Value::Range(range) => Iter::Range(**range, 0),
            Value::Dict(dict) => Iter::dict(dict, View::Keys),
            Value::Set(set) => Iter::Set(set.clone(), 0, set.borrow().len()),
            Value::Mapping(map) => Iter::Mapping(map.clone(), 0, View::Keys),
            Value::Ids(ids) => Iter::Ids(ids.clone(), 0),
            Value::Record(record) if record.tuple_len().is_some() => {
                Iter::Record(record.clone(), 0)
            }
            Value::Record(_) if iterable.letters().is_some() => {
                Iter::Str(iterable.as_str().unwrap_or_default(), 0)
            }
            Value::Iter(iter) => Iter::Shared(Shared(Some(iter.clone()))),
            Value::Object(object) => match object.iterate(self)? {
                Some(iter) => iter,
                None => return Err(not_iterable(iterable)),
            },
            Value::Instance(instance) => {
                if let Some(made) = self.call_special(iterable, "__iter__", &[])? {
                    return match &made {
                        Value::Instance(other) if other.class.get("__next__").is_some() => {
                            Ok(Iter::Object(made, Value::None))
                        }
                        Value::Iter(_) => self.iterate(&made),
                        other => Err(Raised::new(
                            "TypeError",
                            format!(
                                "iter() returned non-iterator of type '{}'",
                                other.type_name()
                            ),
                        )),
                    };
                }
                if instance.class.get("__getitem__").is_some() {
                    return Ok(Iter::Indexed(iterable.clone(), 0, 1));
                }
                return Err(not_iterable(iterable));
            }
            other => return Err(not_iterable(other)),
        })
    }
}

fn not_iterable(value: &Value) -> Raised {
    Raised::new(
        "TypeError",
        format!("'{}' object is not iterable", value.type_name()),
    )
}
