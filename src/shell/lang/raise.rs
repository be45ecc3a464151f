//! Exceptions: what they are, where they came through, what led to them.

use std::io;
use std::rc::Rc;

use imapclient::error::{Error, ErrorKind};

use crate::hints::blamed;

use super::drops::let_go;
use super::tree::{Source, Span};
use super::value::Value;

/// The result of everything that can raise.
pub(crate) type R<T> = Result<T, Raised>;

/// An exception on its way up.
#[derive(Debug)]
pub(crate) struct Raised(Box<Inner>);

#[derive(Debug)]
struct Inner {
    what: What,
    levels: Vec<Level>,
    /// Which argument of a client call is to blame.
    argument: Option<&'static str>,
    error: Option<Rc<Error>>,
    context: Option<Value>,
    /// Whether the context is not to be shown.
    suppress: bool,
    /// What may have been meant.
    hint: String,
}

/// A place an exception came through: where, and in which function (none at the top).
#[derive(Clone, Debug)]
pub(crate) struct Level {
    pub(crate) source: Rc<Source>,
    pub(crate) span: Span,
    pub(crate) function: Option<Rc<str>>,
}

/// What an exception object remembers besides its arguments.
#[derive(Default)]
pub(crate) struct Story {
    /// What `raise ... from` named.
    pub(crate) cause: Option<Value>,
    /// What was being handled when it was raised.
    pub(crate) context: Option<Value>,
    /// Whether the context is not to be shown.
    pub(crate) suppress: bool,
    pub(crate) levels: Vec<Level>,
    pub(crate) hint: String,
    pub(crate) error: Option<Rc<Error>>,
    pub(crate) notes: Vec<Rc<str>>,
}

impl Story {
    /// Changes a part by the name it has as an attribute; false if there is no such part.
    pub(crate) fn set(&mut self, name: &str, value: &Value) -> bool {
        let given = (!matches!(value, Value::None)).then(|| value.clone());
        match name {
            "__cause__" => {
                self.cause = given;
                self.suppress = true;
            }
            "__context__" => self.context = given,
            "__suppress_context__" => self.suppress = matches!(value, Value::Bool(true)),
            "__traceback__" => {}
            _ => return false,
        }
        true
    }
}

impl Drop for Story {
    fn drop(&mut self) {
        if self.cause.is_some() || self.context.is_some() {
            let_go((self.cause.take(), self.context.take()));
        }
    }
}

/// What was raised.
#[derive(Debug)]
pub(crate) enum What {
    /// An exception of ours that nobody has looked at yet: class and text.
    Native(&'static str, String),
    /// An exception with several arguments, or one that the user made.
    Object(Value),
    /// `sys.exit(code)`.
    Exit(i32),
}

/// The exceptions, each with the one it derives from.
pub(crate) const EXCEPTIONS: &[(&str, &str)] = &[
    ("BaseException", ""),
    ("Exception", "BaseException"),
    ("KeyboardInterrupt", "BaseException"),
    ("SystemExit", "BaseException"),
    ("GeneratorExit", "BaseException"),
    ("ArithmeticError", "Exception"),
    ("FloatingPointError", "ArithmeticError"),
    ("OverflowError", "ArithmeticError"),
    ("ZeroDivisionError", "ArithmeticError"),
    ("AssertionError", "Exception"),
    ("AttributeError", "Exception"),
    ("BufferError", "Exception"),
    ("EOFError", "Exception"),
    ("ImportError", "Exception"),
    ("ModuleNotFoundError", "ImportError"),
    ("LookupError", "Exception"),
    ("IndexError", "LookupError"),
    ("KeyError", "LookupError"),
    ("MemoryError", "Exception"),
    ("NameError", "Exception"),
    ("UnboundLocalError", "NameError"),
    ("OSError", "Exception"),
    ("BlockingIOError", "OSError"),
    ("ChildProcessError", "OSError"),
    ("ConnectionError", "OSError"),
    ("BrokenPipeError", "ConnectionError"),
    ("ConnectionAbortedError", "ConnectionError"),
    ("ConnectionRefusedError", "ConnectionError"),
    ("ConnectionResetError", "ConnectionError"),
    ("FileExistsError", "OSError"),
    ("FileNotFoundError", "OSError"),
    ("InterruptedError", "OSError"),
    ("IsADirectoryError", "OSError"),
    ("NotADirectoryError", "OSError"),
    ("PermissionError", "OSError"),
    ("ProcessLookupError", "OSError"),
    ("TimeoutError", "OSError"),
    ("gaierror", "OSError"),
    ("SSLError", "OSError"),
    ("SSLCertVerificationError", "SSLError"),
    ("ReferenceError", "Exception"),
    ("RuntimeError", "Exception"),
    ("NotImplementedError", "RuntimeError"),
    ("RecursionError", "RuntimeError"),
    ("StopAsyncIteration", "Exception"),
    ("StopIteration", "Exception"),
    ("SyntaxError", "Exception"),
    ("IndentationError", "SyntaxError"),
    ("TabError", "IndentationError"),
    ("SystemError", "Exception"),
    ("TypeError", "Exception"),
    ("ValueError", "Exception"),
    ("UnicodeError", "ValueError"),
    ("UnicodeDecodeError", "UnicodeError"),
    ("UnicodeEncodeError", "UnicodeError"),
    ("UnicodeTranslateError", "UnicodeError"),
    ("Warning", "Exception"),
    ("BytesWarning", "Warning"),
    ("DeprecationWarning", "Warning"),
    ("EncodingWarning", "Warning"),
    ("FutureWarning", "Warning"),
    ("ImportWarning", "Warning"),
    ("PendingDeprecationWarning", "Warning"),
    ("ResourceWarning", "Warning"),
    ("RuntimeWarning", "Warning"),
    ("SyntaxWarning", "Warning"),
    ("UnicodeWarning", "Warning"),
    ("UserWarning", "Warning"),
    ("JSONDecodeError", "ValueError"),
    ("error", "Exception"),
    ("Error", "ValueError"),
    ("HeaderParseError", "ValueError"),
    ("UnsupportedOperation", "OSError"),
    ("StatisticsError", "ValueError"),
    ("IMAPClientError", "Exception"),
    ("IMAPClientAbortError", "IMAPClientError"),
    ("IMAPClientReadOnlyError", "IMAPClientAbortError"),
    ("CapabilityError", "IMAPClientError"),
    ("LoginError", "IMAPClientError"),
    ("IllegalStateError", "IMAPClientError"),
    ("InvalidCriteriaError", "IMAPClientError"),
    ("ProtocolError", "IMAPClientError"),
];

/// Other names of exceptions.
pub(crate) const ALIASES: &[(&str, &str)] =
    &[("IOError", "OSError"), ("EnvironmentError", "OSError")];

/// The exceptions that need an import: they have no name of their own among the builtins.
pub(crate) const OF_MODULES: &[&str] = &[
    "gaierror",
    "SSLError",
    "SSLCertVerificationError",
    "JSONDecodeError",
    "error",
    "Error",
    "HeaderParseError",
    "UnsupportedOperation",
    "StatisticsError",
];

/// Whether the exception `name` is `other` or derives from it.
pub(crate) fn derives(name: &str, other: &str) -> bool {
    let mut name = name;
    loop {
        if name == other {
            return true;
        }
        match EXCEPTIONS.iter().find(|(class, _)| *class == name) {
            Some((_, base)) if !base.is_empty() => name = base,
            _ => return false,
        }
    }
}

impl Raised {
    fn with(what: What) -> Self {
        Self(Box::new(Inner {
            what,
            levels: Vec::new(),
            argument: None,
            error: None,
            context: None,
            suppress: false,
            hint: String::new(),
        }))
    }

    /// An exception of the class `name`.
    pub(crate) fn new(name: &'static str, text: impl Into<String>) -> Self {
        Self::with(What::Native(name, text.into()))
    }

    /// An exception object; one that was raised before goes on where it was caught.
    pub(crate) fn object(value: Value) -> Self {
        let mut raised = Self::with(What::Object(value));
        if let What::Object(Value::Instance(instance)) = &raised.0.what {
            let story = instance.story.borrow();
            let (levels, error) = (story.levels.clone(), story.error.clone());
            drop(story);
            raised.0.levels = levels;
            raised.0.error = error;
        }
        raised
    }

    /// The end of the program.
    pub(crate) fn exit(code: i32) -> Self {
        Self::with(What::Exit(code))
    }

    /// The error of a client call.
    pub(crate) fn client(error: Error) -> Self {
        let mut raised = Self::new(exception(&error), error.message());
        raised.0.argument = error.argument().or_else(|| blamed(&error));
        raised.0.error = Some(Rc::new(error));
        raised
    }

    /// What was raised.
    pub(crate) fn what(&self) -> &What {
        &self.0.what
    }

    /// Whether it is an exception of the class `name`, or of one that derives from it.
    pub(crate) fn is(&self, name: &str) -> bool {
        match &self.0.what {
            What::Native(own, _) => derives(own, name),
            What::Exit(_) => derives("SystemExit", name),
            What::Object(Value::Instance(instance)) => instance.class.is_named(name),
            What::Object(_) => false,
        }
    }

    /// The error of the client call that raised it.
    pub(crate) fn error(&self) -> Option<&Error> {
        self.0.error.as_deref()
    }

    /// The argument of a client call that is to blame; asked once.
    pub(crate) fn take_argument(&mut self) -> Option<&'static str> {
        self.0.argument.take()
    }

    /// Adds to what a client call's error says.
    pub(crate) fn add_words(&mut self, words: &str) {
        if let What::Native(_, text) = &mut self.0.what {
            let text_so_far = std::mem::take(text);
            *text = match text_so_far.is_empty() {
                true => words.to_owned(),
                false => format!("{text_so_far}; {words}"),
            };
        }
    }

    /// What was being handled when it was raised, unless that is known.
    pub(crate) fn in_context(mut self, context: &Value) -> Self {
        self.0.context.get_or_insert_with(|| context.clone());
        self
    }

    /// As `raise ... from None` does.
    pub(crate) fn without_context(mut self) -> Self {
        self.0.suppress = true;
        self
    }

    /// Whether the context is not to be shown.
    pub(crate) fn suppresses(&self) -> bool {
        self.0.suppress
    }

    /// Adds what may have been meant; only reports show it.
    pub(crate) fn with_hint(mut self, hint: String) -> Self {
        self.0.hint = hint;
        self
    }

    /// Says where it is passing, unless that is known of the function it is in.
    pub(crate) fn at(mut self, source: &Rc<Source>, span: Span) -> Self {
        let levels = &mut self.0.levels;
        if levels.last().is_none_or(|level| level.function.is_some()) {
            levels.push(Level {
                source: source.clone(),
                span,
                function: None,
            });
        }
        self
    }

    /// It leaves a function.
    pub(crate) fn leaving(mut self, function: &Rc<str>) -> Self {
        if let Some(level) = self.0.levels.last_mut() {
            level.function.get_or_insert_with(|| function.clone());
        }
        self
    }

    /// What the object of this exception is to remember.
    pub(crate) fn story(&self) -> (Vec<Level>, String, Option<Rc<Error>>, Option<Value>) {
        let inner = &self.0;
        (
            inner.levels.clone(),
            inner.hint.clone(),
            inner.error.clone(),
            inner.context.clone(),
        )
    }

    /// The line it happened on, counted from 1.
    pub(crate) fn line(&self) -> Option<usize> {
        let level = self.0.levels.first()?;
        Some(level.source.line(level.span))
    }
}

impl Source {
    /// The number of the line that a span starts on, from 1.
    pub(crate) fn line(&self, span: Span) -> usize {
        let before = self.text.get(..span.start as usize).unwrap_or_default();
        before.matches('\n').count() + 1
    }
}

/// The class of a client's error: that of its kind, or of what the system said of a connection.
fn exception(error: &Error) -> &'static str {
    let said = system(error).map(io::Error::kind);
    match (error.kind(), said) {
        (ErrorKind::Connect | ErrorKind::Io, Some(said)) => match said {
            io::ErrorKind::ConnectionRefused => "ConnectionRefusedError",
            io::ErrorKind::ConnectionReset => "ConnectionResetError",
            io::ErrorKind::ConnectionAborted => "ConnectionAbortedError",
            io::ErrorKind::BrokenPipe => "BrokenPipeError",
            _ => error.kind().exception(),
        },
        (kind, _) => kind.exception(),
    }
}

/// What the system said, if that is what a client's error is about.
pub(super) fn system(error: &Error) -> Option<&io::Error> {
    std::error::Error::source(error)?.downcast_ref()
}
