//! Exceptions in the language: what `raise` raises, what `except` catches, and the objects.

use std::rc::Rc;

use super::Interpreter;
use super::call::CallArgs;
use super::class::{Class, Instance};
use super::native::{Native, native};
use super::raise::{ALIASES, EXCEPTIONS, R, Raised, What, derives, system};
use super::repr;
use super::scope::Scope;
use super::tree::Expr;
use super::value::Value;

/// The classes of the exceptions, by name.
pub(crate) fn classes() -> std::collections::HashMap<&'static str, Rc<Class>> {
    let mut classes = std::collections::HashMap::new();
    for (name, base) in EXCEPTIONS {
        let class = Rc::new(Class::new(name, classes.get(base)));
        if *name == "BaseException" {
            for method in METHODS {
                let mut attributes = class.attributes.borrow_mut();
                attributes.insert_str(method.name, Value::Native(method));
            }
        }
        classes.insert(*name, class);
    }
    for (name, other) in ALIASES {
        if let Some(class) = classes.get(other).cloned() {
            classes.insert(name, class);
        }
    }
    classes
}

/// What every exception can do.
const METHODS: &[Native] = &[
    native(
        "__init__",
        "(*args)",
        "Keeps the arguments.",
        |_, args: CallArgs| {
            let mut values = args.positional.into_iter();
            if let Some(Value::Instance(instance)) = values.next() {
                let named = ["ImportError", "AttributeError", "NameError"];
                if !args.named.is_empty() && !named.iter().any(|name| instance.class.is_named(name))
                {
                    return Err(Raised::new(
                        "TypeError",
                        format!("{}() takes no keyword arguments", instance.class.name),
                    ));
                }
                *instance.args.borrow_mut() = values.collect::<Vec<_>>().into();
            }
            Ok(Value::None)
        },
    ),
    native(
        "__str__",
        "()",
        "The text of the exception.",
        |interpreter, args| {
            let object = args.positional.first().unwrap_or(&Value::None).clone();
            repr::arguments_text(interpreter, &object).map(Value::str)
        },
    ),
    native(
        "with_traceback",
        "(traceback)",
        "The exception itself.",
        |_, args| Ok(args.positional.into_iter().next().unwrap_or(Value::None)),
    ),
    native(
        "add_note",
        "(note)",
        "Adds a line that reports show.",
        |_, args| {
            let [object, note] = args.bind("add_note", ["self", "note"], 2)?;
            if let (Some(Value::Instance(instance)), Some(note)) =
                (object, note.and_then(|note| note.as_str()))
            {
                instance.story.borrow_mut().notes.push(note);
            }
            Ok(Value::None)
        },
    ),
];

impl Interpreter {
    /// What `raise` raises.
    pub(super) fn raise(
        &mut self,
        what: &Option<Expr>,
        cause: &Option<Expr>,
        scope: &Rc<Scope>,
    ) -> R<Raised> {
        let Some(what) = what else {
            return match self.handling.last() {
                Some(value) => Ok(Raised::object(value.clone())),
                None => Err(Raised::new(
                    "RuntimeError",
                    "No active exception to reraise",
                )),
            };
        };
        let value = self.eval(what, scope)?;
        let Some(cause) = cause else {
            return self.as_raised(value);
        };
        let cause = self.eval(cause, scope)?;
        let raised = self.as_raised(value)?;
        let cause = match cause {
            Value::None => Value::None,
            cause => match self.as_raised(cause)?.what() {
                What::Object(value) => value.clone(),
                _ => Value::None,
            },
        };
        if let What::Object(Value::Instance(instance)) = raised.what() {
            instance.story.borrow_mut().set("__cause__", &cause);
        }
        Ok(raised)
    }

    /// The exception that a value stands for: an exception or a class of them.
    pub(crate) fn as_raised(&mut self, value: Value) -> R<Raised> {
        let value = match value {
            Value::Class(class) if class.exception => {
                self.instantiate(&class, CallArgs::default())?
            }
            other => other,
        };
        match &value {
            Value::Instance(instance) if instance.class.exception => Ok(Raised::object(value)),
            _ => Err(Raised::new(
                "TypeError",
                "exceptions must derive from BaseException",
            )),
        }
    }

    /// An exception of ours with these arguments.
    pub(crate) fn exception(&self, name: &'static str, args: Vec<Value>) -> Raised {
        match self.classes.get(name) {
            Some(class) => Raised::object(Value::Instance(Instance::new(class.clone(), args))),
            None => Raised::new(name, ""),
        }
    }

    /// The KeyError of a key that is not there.
    pub(crate) fn key_error(&self, key: &Value, hint: String) -> Raised {
        self.exception("KeyError", vec![key.clone()])
            .with_hint(hint)
    }

    /// The exception as an object that the program can look at, with its story.
    pub(crate) fn exception_object(&self, raised: &Raised) -> Value {
        let (name, args) = match raised.what() {
            What::Object(value) => {
                self.remember(value, raised);
                return value.clone();
            }
            What::Exit(code) => ("SystemExit", vec![Value::Int(i128::from(*code))]),
            What::Native(name, text) if text.is_empty() => (*name, Vec::new()),
            What::Native(name, text) => (*name, native_args(name, text)),
        };
        let class = self
            .classes
            .get(name)
            .or_else(|| self.classes.get("Exception"));
        let Some(class) = class.cloned() else {
            return Value::None;
        };
        let instance = Instance::new(class, args);
        if let Some(error) = raised.error() {
            let mut attributes = instance.attributes.borrow_mut();
            let text = |text: Option<&str>| text.map_or(Value::None, Value::str);
            attributes.insert_str("code", text(error.code()));
            attributes.insert_str("text", text(error.text()));
            attributes.insert_str("command", text(error.command()));
        }
        let value = Value::Instance(instance);
        self.remember(&value, raised);
        value
    }

    /// Lets an exception object remember where it came through and what led to it.
    fn remember(&self, value: &Value, raised: &Raised) {
        let Value::Instance(instance) = value else {
            return;
        };
        let (levels, hint, error, context) = raised.story();
        let context = context.or_else(|| self.handling.last().cloned());
        let context = context.filter(|context| {
            !matches!(context, Value::None) && !super::compare::is_same(context, value)
        });
        let mut story = instance.story.borrow_mut();
        if !levels.is_empty() {
            story.levels = levels;
        }
        if !hint.is_empty() {
            story.hint = hint;
        }
        story.error = story.error.take().or(error);
        story.suppress |= raised.suppresses();
        if story.context.is_none() {
            story.context = context;
        }
    }

    /// An attribute that every exception has.
    pub(crate) fn exception_attribute(&self, instance: &Rc<Instance>, name: &str) -> Option<Value> {
        let story = instance.story.borrow();
        let args = instance.args.borrow();
        let first = || args.first().cloned().unwrap_or(Value::None);
        Some(match name {
            "args" => Value::Tuple(instance.shown_args()),
            "__cause__" => story.cause.clone().unwrap_or(Value::None),
            "__context__" => story.context.clone().unwrap_or(Value::None),
            "__suppress_context__" => Value::Bool(story.suppress),
            "__traceback__" => Value::None,
            "__notes__" if !story.notes.is_empty() => {
                Value::list(story.notes.iter().cloned().map(Value::Str).collect())
            }
            "value" if instance.class.is_named("StopIteration") => first(),
            "code" if instance.class.is_named("SystemExit") => first(),
            "msg" | "pos" | "lineno" | "colno" if instance.class.is_named("JSONDecodeError") => {
                let text = first().as_str()?;
                let (said, place) = text.rsplit_once(": line ")?;
                let mut numbers = place.split(|c: char| !c.is_ascii_digit());
                let mut number = || numbers.find_map(|digits| digits.parse().ok());
                let (line, column, at) = (number()?, number()?, number()?);
                match name {
                    "msg" => Value::str(said),
                    "pos" => Value::Int(at),
                    "lineno" => Value::Int(line),
                    _ => Value::Int(column),
                }
            }
            "errno" | "strerror" | "filename" if instance.class.is_named("OSError") => {
                let position = match name {
                    "errno" => 0,
                    "strerror" => 1,
                    _ => 2,
                };
                let several = args.len() > 1;
                let part = args.get(position).filter(|_| several).cloned();
                let number = || system(story.error.as_deref()?)?.raw_os_error();
                let number = || number().filter(|_| name == "errno");
                part.or_else(|| number().map(|number| Value::Int(number.into())))
                    .unwrap_or(Value::None)
            }
            _ => return None,
        })
    }

    /// Whether `except class` catches an exception.
    pub(super) fn catches(&self, class: &Value, raised: &Raised) -> R<bool> {
        match class {
            Value::Class(class) if class.exception => Ok(match raised.what() {
                What::Native(name, _) => derives(name, &class.name) && self.is_ours(class),
                What::Exit(_) => derives("SystemExit", &class.name) && self.is_ours(class),
                What::Object(Value::Instance(instance)) => instance.class.derives(class),
                What::Object(_) => false,
            }),
            Value::Tuple(classes) => {
                for class in classes.iter() {
                    if matches!(class, Value::Tuple(_)) {
                        return Err(no_exceptions());
                    }
                    if self.catches(class, raised)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            _ => Err(no_exceptions()),
        }
    }

    /// Whether this is a class of ours, not one of the user's by the same name.
    fn is_ours(&self, class: &Rc<Class>) -> bool {
        self.classes
            .get(&*class.name)
            .is_some_and(|ours| Rc::ptr_eq(ours, class))
    }

    /// The end of the program that a SystemExit nobody caught means; its text is printed.
    pub(crate) fn leave(&mut self, raised: Raised) -> Raised {
        let What::Object(Value::Instance(instance)) = raised.what() else {
            return raised;
        };
        if !instance.class.is_named("SystemExit") {
            return raised;
        }
        let args = instance.args.borrow().clone();
        let status = match &*args {
            [] => Value::None,
            [one] => one.clone(),
            _ => Value::Tuple(args.clone()),
        };
        if !matches!(status, Value::None) && status.as_int().is_none() {
            let text = self.str(&status).unwrap_or_default();
            let host = self.host.clone();
            host.borrow_mut().print_error(&format!("{text}\n"));
        }
        Raised::exit(exit_code(Some(&status)))
    }
}

fn no_exceptions() -> Raised {
    Raised::new(
        "TypeError",
        "catching classes that do not inherit from BaseException is not allowed",
    )
}

/// The exit code that the argument of `sys.exit` stands for.
fn exit_code(argument: Option<&Value>) -> i32 {
    match argument {
        None | Some(Value::None) => 0,
        Some(value) => match value.as_int() {
            Some(code) => i32::try_from(code & 0xff).unwrap_or(1),
            None => 1,
        },
    }
}

/// What an exception of ours is made of: that of a file of its number, what the system says, and
/// the file.
fn native_args(name: &str, text: &str) -> Vec<Value> {
    let parts = || {
        let (number, rest) = text.strip_prefix("[Errno ")?.split_once("] ")?;
        let (said, file) = rest.split_once(": '")?;
        Some((number.parse().ok()?, said, file.strip_suffix('\'')?))
    };
    match parts().filter(|_| derives(name, "OSError")) {
        Some((number, said, file)) => {
            vec![Value::Int(number), Value::str(said), Value::str(file)]
        }
        None => vec![Value::str(text)],
    }
}
