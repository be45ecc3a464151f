//! How a command ends.

use std::io;

/// The text of a tagged answer, its response code before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    /// What stands in brackets.
    pub(crate) code: Option<String>,
    /// What people read.
    pub(crate) text: String,
}

impl Answer {
    /// An answer without a code.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self {
            code: None,
            text: text.into(),
        }
    }

    /// An answer with a code.
    pub(crate) fn code(code: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            code: Some(code.into()),
            text: text.into(),
        }
    }
}

/// Why a command was not done.
#[derive(Debug)]
pub(crate) enum Refused {
    /// It cannot be done.
    No(Answer),
    /// It was not understood.
    Bad(Answer),
    /// The connection is gone.
    Gone(io::Error),
}

impl Refused {
    /// NO without a code.
    pub(crate) fn no(text: impl Into<String>) -> Self {
        Self::No(Answer::new(text))
    }

    /// NO with a code.
    pub(crate) fn code(code: &str, text: impl Into<String>) -> Self {
        Self::No(Answer::code(code, text))
    }

    /// BAD.
    pub(crate) fn bad(text: impl Into<String>) -> Self {
        Self::Bad(Answer::new(text))
    }

    /// There is no such folder, or it may not be seen.
    pub(crate) fn nonexistent(name: &str) -> Self {
        Self::code(
            "NONEXISTENT",
            format!("Mailbox doesn't exist: {}", plain(name)),
        )
    }

    /// The owner of the mailbox has no room left for it (RFC 9208).
    pub(crate) fn over_quota() -> Self {
        Self::code("OVERQUOTA", "Quota exceeded (mailbox for user is full)")
    }

    /// The mailbox has no UIDs or no keywords left.
    pub(crate) fn full() -> Self {
        Self::code("LIMIT", "The mailbox cannot take that")
    }

    /// The user may not do that.
    pub(crate) fn forbidden() -> Self {
        Self::code("NOPERM", "Permission denied")
    }
}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Self {
        Self::Gone(error)
    }
}

/// What the command is answered with when it is done.
pub(crate) type Outcome = Result<Answer, Refused>;

/// Text for the end of a line: no line ends, printable ASCII only, not too long.
pub(crate) fn plain(text: &str) -> String {
    text.chars()
        .take(200)
        .map(|letter| match letter {
            ' '..='~' => letter,
            _ => '?',
        })
        .collect()
}
