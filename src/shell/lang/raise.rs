//! Exceptions: how they are raised, what they are, and how they are shown.

use std::fmt::Write;
use std::rc::Rc;

use imapclient::data::escape::escape_control;
use imapclient::error::Error;

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
    at: Option<(Rc<Source>, Span)>,
    /// The calls it came through, innermost first: where, and in which function.
    trace: Vec<(Rc<Source>, Span, Rc<str>)>,
    /// Which argument of a client call is to blame.
    argument: Option<&'static str>,
    error: Option<Error>,
    cause: Option<Value>,
    /// What may have been meant.
    hint: String,
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
    ("ZeroDivisionError", "ArithmeticError"),
    ("OverflowError", "ArithmeticError"),
    ("AssertionError", "Exception"),
    ("AttributeError", "Exception"),
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
    ("FileNotFoundError", "OSError"),
    ("FileExistsError", "OSError"),
    ("IsADirectoryError", "OSError"),
    ("NotADirectoryError", "OSError"),
    ("PermissionError", "OSError"),
    ("ConnectionError", "OSError"),
    ("BrokenPipeError", "ConnectionError"),
    ("TimeoutError", "OSError"),
    ("gaierror", "OSError"),
    ("SSLError", "OSError"),
    ("SSLCertVerificationError", "SSLError"),
    ("RuntimeError", "Exception"),
    ("NotImplementedError", "RuntimeError"),
    ("RecursionError", "RuntimeError"),
    ("StopIteration", "Exception"),
    ("SyntaxError", "Exception"),
    ("TypeError", "Exception"),
    ("ValueError", "Exception"),
    ("UnicodeError", "ValueError"),
    ("UnicodeDecodeError", "UnicodeError"),
    ("UnicodeEncodeError", "UnicodeError"),
    ("IMAPClientError", "Exception"),
    ("IMAPClientAbortError", "IMAPClientError"),
    ("IMAPClientReadOnlyError", "IMAPClientAbortError"),
    ("CapabilityError", "IMAPClientError"),
    ("LoginError", "IMAPClientError"),
    ("IllegalStateError", "IMAPClientError"),
    ("InvalidCriteriaError", "IMAPClientError"),
    ("ProtocolError", "IMAPClientError"),
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
            at: None,
            trace: Vec::new(),
            argument: None,
            error: None,
            cause: None,
            hint: String::new(),
        }))
    }

    /// An exception of the class `name`.
    pub(crate) fn new(name: &'static str, text: impl Into<String>) -> Self {
        Self::with(What::Native(name, text.into()))
    }

    /// An exception object.
    pub(crate) fn object(value: Value) -> Self {
        Self::with(What::Object(value))
    }

    /// The end of the program.
    pub(crate) fn exit(code: i32) -> Self {
        Self::with(What::Exit(code))
    }

    /// The error of a client call.
    pub(crate) fn client(error: Error) -> Self {
        let mut raised = Self::new(error.kind().exception(), error.message());
        raised.0.argument = error.argument();
        raised.0.error = Some(error);
        raised
    }

    /// What was raised.
    pub(crate) fn what(&self) -> &What {
        &self.0.what
    }

    /// The error of the client call that raised it.
    pub(crate) fn error(&self) -> Option<&Error> {
        self.0.error.as_ref()
    }

    /// The argument of a client call that is to blame; asked once.
    pub(crate) fn take_argument(&mut self) -> Option<&'static str> {
        self.0.argument.take()
    }

    /// Keeps what `raise ... from` names.
    pub(crate) fn caused_by(mut self, cause: Value) -> Self {
        self.0.cause = Some(cause);
        self
    }

    /// Adds what may have been meant; only reports show it.
    pub(crate) fn with_hint(mut self, hint: String) -> Self {
        self.0.hint = hint;
        self
    }

    /// Says where it happened, unless that is known.
    pub(crate) fn at(mut self, source: &Rc<Source>, span: Span) -> Self {
        self.0.at.get_or_insert_with(|| (source.clone(), span));
        self
    }

    /// Notes a call it came through.
    pub(crate) fn through(mut self, source: &Rc<Source>, span: Span, function: &Rc<str>) -> Self {
        if self.0.trace.len() < 20 {
            self.0.trace.push((source.clone(), span, function.clone()));
        }
        self
    }

    /// The line it happened on, counted from 1.
    pub(crate) fn line(&self) -> Option<usize> {
        let (source, span) = self.0.at.as_ref()?;
        let before = source.text.get(..span.start as usize)?;
        Some(before.matches('\n').count() + 1)
    }

    /// The whole report, for a terminal or a log: the calls, the line with a caret under the span,
    /// the exception and its text. `name` and `text` are those of the exception.
    pub(crate) fn report(&self, name: &str, text: &str) -> String {
        let mut out = String::new();
        for (source, span, function) in self.0.trace.iter().rev() {
            let _ = writeln!(
                out,
                "  in {function}(), called from {}",
                place(source, *span)
            );
        }
        if let Some((source, span)) = &self.0.at {
            out.push_str(&excerpt(source, *span));
        }
        if let Some(cause) = &self.0.cause {
            let _ = writeln!(out, "  (caused by {})", cause.type_name());
        }
        let text = escape_control(text, true);
        let _ = match text.is_empty() {
            true => write!(out, "{name}{}", self.0.hint),
            false => write!(out, "{name}: {text}{}", self.0.hint),
        };
        out
    }
}

fn place(source: &Source, span: Span) -> String {
    let before = source.text.get(..span.start as usize).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    format!("{} line {line}", source.name)
}

/// The line with a caret under the span, and where it stands if the source has several lines.
pub(crate) fn excerpt(source: &Source, span: Span) -> String {
    let text = &source.text;
    let start = (span.start as usize).min(text.len());
    let line_start = text
        .get(..start)
        .and_then(|t| t.rfind('\n'))
        .map_or(0, |at| at + 1);
    let rest = text.get(line_start..).unwrap_or_default();
    let line = rest.lines().next().unwrap_or_default();
    let column = start - line_start;
    let width = (span.end as usize)
        .saturating_sub(start)
        .min(line.len().saturating_sub(column));
    let indent = line.len() - line.trim_start().len();
    let before = line.get(indent..column.max(indent)).unwrap_or_default();
    let under = line.get(column..column + width).unwrap_or_default();
    let mut out = String::new();
    if text.trim_end().contains('\n') || !source.name.starts_with('<') {
        let _ = writeln!(out, "  {}", place(source, span));
    }
    let _ = writeln!(out, "    {}", escape_control(line.trim(), false));
    let _ = writeln!(
        out,
        "    {}{}",
        " ".repeat(before.chars().count()),
        "^".repeat(under.chars().count().max(1))
    );
    out
}
