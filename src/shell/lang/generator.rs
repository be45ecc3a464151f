//! Generators: functions that are put away at each `yield` and taken up again.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use imapclient::data::escape::escape_control;

use super::call::{CallArgs, NATIVE_DEPTH};
use super::exec::{Frame, Outcome, Sent};
use super::iter::Iter;
use super::native::{Native, native};
use super::raise::{R, Raised, What};
use super::value::{Function, Value};
use super::{DEEPEST, DEEPEST_CALL, Interpreter};

/// A generator: the frame of its function, until it is at its end.
pub(crate) struct Generator {
    function: Rc<Function>,
    frame: Option<Frame>,
    started: bool,
    returned: Value,
    orphans: Orphans,
}

/// Frames of generators that were given up in the middle of a `try` or `with`, first the first.
pub(crate) type Orphans = Rc<RefCell<VecDeque<(Rc<Function>, Frame)>>>;

impl Generator {
    pub(crate) fn new(function: Rc<Function>, frame: Frame, orphans: &Orphans) -> Self {
        Self {
            function,
            frame: Some(frame),
            started: false,
            returned: Value::None,
            orphans: orphans.clone(),
        }
    }

    /// What it returned.
    pub(crate) fn returned(&mut self) -> Value {
        std::mem::replace(&mut self.returned, Value::None)
    }

    /// Goes on to the next `yield`; `None` at the end.
    pub(crate) fn go_on(&mut self, interpreter: &mut Interpreter, sent: Sent) -> R<Option<Value>> {
        let Some(mut frame) = self.frame.take() else {
            // What it returned was for the first who met its end.
            self.returned = Value::None;
            return match sent {
                Sent::Value(_) => Ok(None),
                Sent::Raise(raised) => Err(raised),
            };
        };
        if interpreter.calls >= DEEPEST_CALL {
            self.frame = Some(frame);
            return Err(Raised::new(
                "RecursionError",
                "maximum recursion depth exceeded",
            ));
        }
        let first = !std::mem::replace(&mut self.started, true);
        let sent = match sent {
            Sent::Raise(raised) if first => return Err(stopped(interpreter, raised)),
            Sent::Value(value) if first && !matches!(value, Value::None) => {
                self.started = false;
                self.frame = Some(frame);
                return Err(too_early());
            }
            sent => sent,
        };
        let scope = frame.scope.clone();
        let outcome = interpreter.in_function(&self.function, &scope, |inner| match first {
            true => inner.drive(&mut frame),
            false => inner.resume(&mut frame, sent),
        });
        let ended = match outcome {
            Ok(Outcome::Yielded(value)) => {
                self.frame = Some(frame);
                return Ok(Some(value));
            }
            Ok(Outcome::Returned(value)) => {
                self.returned = value;
                Ok(None)
            }
            Err(raised) => Err(stopped(interpreter, raised)),
        };
        drop(frame);
        scope.leave();
        ended
    }

    fn close(&mut self, interpreter: &mut Interpreter) -> R<()> {
        if !self.started {
            self.frame = None;
        }
        if self.frame.is_none() {
            return Ok(());
        }
        match self.go_on(interpreter, Sent::Raise(Raised::new("GeneratorExit", ""))) {
            Ok(Some(_)) => Err(Raised::new(
                "RuntimeError",
                "generator ignored GeneratorExit",
            )),
            Ok(None) => Ok(()),
            Err(raised) if raised.is("GeneratorExit") || raised.is("StopIteration") => Ok(()),
            Err(raised) => Err(raised),
        }
    }
}

impl Drop for Generator {
    fn drop(&mut self) {
        if let Some(frame) = self.frame.take()
            && self.started
            && frame.must_end()
        {
            let mut orphans = self.orphans.borrow_mut();
            orphans.push_back((self.function.clone(), frame));
        }
    }
}

impl Interpreter {
    /// Lets generators that nobody has any more run their `finally` and `with` to the end. What
    /// they raise cannot be caught anywhere: it is told, and ignored. Only Ctrl-C is not.
    pub(crate) fn end_orphans(&mut self) -> R<()> {
        // In the deepest depth they wait.
        if self.calls >= DEEPEST_CALL || self.depth >= DEEPEST {
            return Ok(());
        }
        // While one ends, others may be given up; those do not wait for the ones that are here.
        let mut ending = std::mem::take(&mut *self.orphans.borrow_mut());
        while let Some((function, frame)) = ending.pop_front() {
            let name = function.def.name.clone();
            let mut generator = Generator::new(function, frame, &self.orphans);
            generator.started = true;
            let closed = self.deeper(NATIVE_DEPTH, |inner| generator.close(inner));
            // One that goes on nevertheless is not asked again.
            generator.frame = None;
            match closed {
                Err(raised) if raised.is("KeyboardInterrupt") => {
                    self.orphans.borrow_mut().append(&mut ending);
                    return Err(raised);
                }
                Err(raised) => self.ignore(&name, raised)?,
                Ok(()) => {}
            }
        }
        Ok(())
    }

    /// Whether there is any such generator.
    pub(crate) fn has_orphans(&self) -> bool {
        !self.orphans.borrow().is_empty()
    }

    fn ignore(&mut self, generator: &str, raised: Raised) -> R<()> {
        let object = self.exception_object(&raised);
        let text = super::repr::exception_text(self, &object)?;
        let kind = object.type_name();
        let said = format!("Exception ignored in generator {generator}: {kind}: {text}\n");
        let said = escape_control(&said, true);
        self.host.borrow_mut().print_error(&said);
        Ok(())
    }

    /// The next value of an iterator, to which `value` is sent.
    pub(crate) fn advance(&mut self, iter: &Rc<RefCell<Iter>>, value: Value) -> R<Option<Value>> {
        let mut iter = iter.try_borrow_mut().map_err(|_| executing())?;
        match &mut *iter {
            Iter::Generator(generator) => generator.go_on(self, Sent::Value(value)),
            Iter::Comprehension(progress)
                if !progress.has_started() && !matches!(value, Value::None) =>
            {
                Err(too_early())
            }
            Iter::Comprehension(_) => iter.next(self),
            other if matches!(value, Value::None) => other.next(self),
            Iter::Object(object, returned) => {
                let send = self.attribute(object, "send")?;
                or_end(self.call(&send, CallArgs::of(vec![value])), returned)
            }
            other => Err(Raised::new(
                "AttributeError",
                format!("'{}' object has no attribute 'send'", other.type_name()),
            )),
        }
    }

    /// Raises an exception where an iterator waits.
    pub(crate) fn throw_into(
        &mut self,
        iter: &Rc<RefCell<Iter>>,
        raised: Raised,
    ) -> R<Option<Value>> {
        let mut iter = iter.try_borrow_mut().map_err(|_| executing())?;
        match &mut *iter {
            Iter::Generator(generator) => generator.go_on(self, Sent::Raise(raised)),
            Iter::Comprehension(progress) => {
                progress.close();
                Err(stopped(self, raised))
            }
            Iter::Object(object, returned) => match self.find_attribute(object, "throw")? {
                Some(throw) => {
                    let args = CallArgs::of(vec![self.exception_object(&raised)]);
                    or_end(self.call(&throw, args), returned)
                }
                None => Err(raised),
            },
            _ => Err(raised),
        }
    }

    /// Ends an iterator that can be ended.
    pub(crate) fn close_iter(&mut self, iter: &Rc<RefCell<Iter>>) -> R<()> {
        let mut iter = iter.try_borrow_mut().map_err(|_| executing())?;
        match &mut *iter {
            Iter::Generator(generator) => generator.close(self)?,
            Iter::Comprehension(progress) => progress.close(),
            Iter::Object(object, _) => {
                if let Some(close) = self.find_attribute(object, "close")? {
                    self.call(&close, CallArgs::default())?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The StopIteration of an iterator at its end.
    pub(crate) fn stop_iteration(&self, returned: Value) -> Raised {
        match returned {
            Value::None => Raised::new("StopIteration", ""),
            value => self.exception("StopIteration", vec![value]),
        }
    }
}

/// What an iterator's own method gave: the next value, or a StopIteration, whose value is kept.
pub(super) fn or_end(next: R<Value>, returned: &mut Value) -> R<Option<Value>> {
    match next {
        Err(raised) if raised.is("StopIteration") => {
            *returned = match raised.what() {
                What::Object(Value::Instance(stop)) => {
                    stop.args.borrow().first().cloned().unwrap_or(Value::None)
                }
                _ => Value::None,
            };
            Ok(None)
        }
        next => next.map(Some),
    }
}

/// What leaves a generator: a StopIteration would be taken for its end.
pub(super) fn stopped(interpreter: &Interpreter, raised: Raised) -> Raised {
    if !raised.is("StopIteration") {
        return raised;
    }
    let stop = interpreter.exception_object(&raised);
    let text = Value::str("generator raised StopIteration");
    let raised = interpreter.exception("RuntimeError", vec![text]);
    if let What::Object(Value::Instance(instance)) = raised.what() {
        instance.story.borrow_mut().set("__cause__", &stop);
    }
    raised.in_context(&stop)
}

fn too_early() -> Raised {
    Raised::new(
        "TypeError",
        "can't send non-None value to a just-started generator",
    )
}

fn executing() -> Raised {
    Raised::new("ValueError", "generator already executing")
}

fn iter_of(value: Option<Value>) -> R<Rc<RefCell<Iter>>> {
    match value {
        Some(Value::Iter(iter)) => Ok(iter),
        _ => Err(Raised::new("TypeError", "this method needs a generator")),
    }
}

fn or_stop(interpreter: &Interpreter, iter: &Rc<RefCell<Iter>>, next: Option<Value>) -> R<Value> {
    next.ok_or_else(|| {
        let returned = iter.try_borrow_mut().map(|mut iter| iter.returned());
        interpreter.stop_iteration(returned.unwrap_or(Value::None))
    })
}

/// The methods of a generator.
pub(crate) const METHODS: &[Native] = &[
    native(
        "send",
        "(value)",
        "Goes on; the yield gives this value.",
        |interpreter, args| {
            let [iter, value] = args.bind("send", ["self", "value"], 2)?;
            let iter = iter_of(iter)?;
            let next = interpreter.advance(&iter, value.unwrap_or(Value::None))?;
            or_stop(interpreter, &iter, next)
        },
    ),
    native(
        "throw",
        "(exception)",
        "Goes on; the yield raises this exception.",
        |interpreter, args| {
            let [iter, kind, value] = args.bind("throw", ["self", "type", "value"], 2)?;
            let iter = iter_of(iter)?;
            let raised = match value {
                Some(value @ Value::Instance(_)) => interpreter.as_raised(value)?,
                _ => interpreter.as_raised(kind.unwrap_or(Value::None))?,
            };
            // It is not raised here, so what is handled here has not led to it.
            let raised = raised.in_context(&Value::None);
            let next = interpreter.throw_into(&iter, raised)?;
            or_stop(interpreter, &iter, next)
        },
    ),
    native("close", "()", "Ends the generator.", |interpreter, args| {
        let [iter] = args.bind("close", ["self"], 1)?;
        let iter = iter_of(iter)?;
        interpreter.close_iter(&iter)?;
        Ok(Value::None)
    }),
    NEXT,
    native(
        "__iter__",
        "()",
        "The generator itself.",
        |_, args: CallArgs| Ok(args.positional.into_iter().next().unwrap_or(Value::None)),
    ),
];

/// `__next__`, which every iterator has.
const NEXT: Native = native("__next__", "()", "The next value.", |interpreter, args| {
    let [iter] = args.bind("__next__", ["self"], 1)?;
    let iter = iter_of(iter)?;
    let next = interpreter.advance(&iter, Value::None)?;
    or_stop(interpreter, &iter, next)
});
