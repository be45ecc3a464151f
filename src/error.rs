//! What can go wrong: which call, which kind, and whether the session survives.

use std::fmt;
use std::time::Duration;

/// The result of every call of this library.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a call failed.
///
/// An error knows its [`kind`](Error::kind), the [call](Error::call) it happened in, what the
/// server said ([`code`](Error::code), [`text`](Error::text)) and whether the connection can
/// still be used ([`ends_session`](Error::ends_session)). It never holds a secret.
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    message: String,
    call: Option<&'static str>,
    argument: Option<&'static str>,
    command: Option<String>,
    code: Option<String>,
    text: Option<String>,
    ends_session: bool,
    bad: bool,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The kinds of [`Error`], each with the exception name that IMAPClient's users know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The server answered NO or BAD, or an answer broke a rule that is none of the below.
    Refused,
    /// The session is over: BYE, end of stream, or a peer that lost step.
    Abort,
    /// A change was asked for in a folder that is open read-only. Nothing was sent.
    ReadOnly,
    /// The server lacks a capability the call needs. Nothing was sent.
    Capability,
    /// A login was refused.
    Login,
    /// The call is not possible in the session's present state. Nothing was sent.
    IllegalState,
    /// The search criteria are empty, malformed or refused.
    InvalidCriteria,
    /// A response could not be read.
    Protocol,
    /// An argument has the wrong type. Nothing was sent.
    ArgumentType,
    /// An argument has a wrong value. Nothing was sent.
    ArgumentValue,
    /// The host name could not be resolved.
    Resolve,
    /// The connection could not be made.
    Connect,
    /// TLS could not be set up, or failed later.
    Tls,
    /// The server's certificate was refused.
    Certificate,
    /// The peer was silent for longer than the time-out allows.
    Timeout,
    /// The connection failed while in use, or a local file could not be read or written.
    Io,
    /// The user interrupted the call.
    Interrupted,
}

impl ErrorKind {
    /// The name of the Python exception that stands for this kind.
    pub fn exception(self) -> &'static str {
        match self {
            Self::Refused => "IMAPClientError",
            Self::Abort => "IMAPClientAbortError",
            Self::ReadOnly => "IMAPClientReadOnlyError",
            Self::Capability => "CapabilityError",
            Self::Login => "LoginError",
            Self::IllegalState => "IllegalStateError",
            Self::InvalidCriteria => "InvalidCriteriaError",
            Self::Protocol => "ProtocolError",
            Self::ArgumentType => "TypeError",
            Self::ArgumentValue => "ValueError",
            Self::Resolve => "gaierror",
            Self::Connect => "ConnectionError",
            Self::Tls => "SSLError",
            Self::Certificate => "SSLCertVerificationError",
            Self::Timeout => "TimeoutError",
            Self::Io => "OSError",
            Self::Interrupted => "KeyboardInterrupt",
        }
    }
}

impl Error {
    /// An error of `kind` with a sentence that says what was wrong.
    ///
    /// Kinds that speak of the connection itself end the session; the others do not.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        use ErrorKind as K;
        let ends_session = matches!(
            kind,
            K::Abort | K::Resolve | K::Connect | K::Tls | K::Certificate | K::Timeout | K::Io
        );
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            call: None,
            argument: None,
            command: None,
            code: None,
            text: None,
            ends_session,
            bad: false,
            source: None,
        }))
    }

    /// The argument `name` has a wrong value.
    pub fn value(name: &'static str, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::ArgumentValue, message).with_argument(name)
    }

    /// The argument `name` has a wrong type.
    pub fn type_(name: &'static str, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::ArgumentType, message).with_argument(name)
    }

    /// A response that could not be read.
    pub fn protocol(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Protocol, message)
    }

    /// Names the library call the error happened in, unless an inner call is named already.
    pub fn in_call(mut self, call: &'static str) -> Self {
        self.0.call.get_or_insert(call);
        self
    }

    /// Names the argument that is to blame.
    pub fn with_argument(mut self, name: &'static str) -> Self {
        self.0.argument = Some(name);
        self
    }

    /// Keeps the IMAP command the server answered, secrets already masked.
    pub fn with_command(mut self, command: impl Into<String>) -> Self {
        self.0.command = Some(command.into());
        self
    }

    /// Keeps the response code (`AUTHENTICATIONFAILED`, with its arguments if any) and the text.
    pub fn with_answer(mut self, code: Option<String>, text: impl Into<String>) -> Self {
        self.0.code = code;
        self.0.text = Some(text.into());
        self
    }

    /// Says whether the server answered BAD.
    pub fn with_bad(mut self, bad: bool) -> Self {
        self.0.bad = bad;
        self
    }

    /// Says whether the session is over.
    pub fn with_end(mut self, ends_session: bool) -> Self {
        self.0.ends_session = ends_session;
        self
    }

    /// The same error under another kind; what it knows is kept.
    pub fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.0.kind = kind;
        self
    }

    /// The same error with another sentence.
    pub fn with_message(mut self, message: impl Into<String>) -> Self {
        self.0.message = message.into();
        self
    }

    /// Keeps the underlying error.
    pub fn with_source(
        mut self,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// What kind of failure this is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// One sentence: what was wrong, where, and what to do.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The library method that failed, as Rust spells it.
    pub fn call(&self) -> Option<&'static str> {
        self.0.call
    }

    /// The argument that was wrong.
    pub fn argument(&self) -> Option<&'static str> {
        self.0.argument
    }

    /// The IMAP command that was refused, without its secrets.
    pub fn command(&self) -> Option<&str> {
        self.0.command.as_deref()
    }

    /// The server's response code with its arguments, without brackets (RFC 9051 section 7.1).
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The server's own words.
    pub fn text(&self) -> Option<&str> {
        self.0.text.as_deref()
    }

    /// How long the server wants to be left alone, if its words say so (Office 365:
    /// `Suggested Backoff Time: 89117 milliseconds`).
    pub fn backoff(&self) -> Option<Duration> {
        let said = self.text()?.to_ascii_lowercase();
        let (_, rest) = said.split_once("backoff time:")?;
        let rest = rest.trim_start();
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, unit) = rest.split_at_checked(digits)?;
        let number = number.parse().ok()?;
        Some(match unit.trim_start().starts_with("milli") {
            true => Duration::from_millis(number),
            false => Duration::from_secs(number),
        })
    }

    /// Whether the server answered BAD: it did not understand the command, or not now.
    pub fn is_bad(&self) -> bool {
        self.0.bad
    }

    /// Whether the connection can no longer be used.
    pub fn ends_session(&self) -> bool {
        self.0.ends_session
    }
}

impl fmt::Debug for Error {
    /// Kind and sentence, as a program shows that ends with the error; `{:#?}` shows all.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match f.alternate() {
            true => self.0.fmt(f),
            false => write!(f, "{:?}: {}", self.0.kind, self.0.message),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|s| &**s as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_errors_of_the_connection_end_the_session() {
        assert!(Error::new(ErrorKind::Abort, "x").ends_session());
        assert!(Error::new(ErrorKind::Timeout, "x").ends_session());
        assert!(!Error::new(ErrorKind::Refused, "x").ends_session());
        assert!(!Error::value("port", "x").ends_session());
    }

    #[test]
    fn the_innermost_call_is_kept() {
        let error = Error::protocol("x")
            .in_call("search")
            .in_call("gmail_search");
        assert_eq!(error.call(), Some("search"));
    }
}
