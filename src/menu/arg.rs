//! Arguments as a dynamic caller passes them.

use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;

use super::out::Record;
use crate::data::ids::Ids;
use crate::data::time::DateTime;
use crate::error::Result;

/// A function that a dynamic caller passes as an argument, such as a SASL mechanism.
///
/// It gets the bytes of a challenge and nothing else; `None` as its answer cancels.
pub type Callable = Box<dyn FnMut(&[u8]) -> Result<Option<Vec<u8>>>>;

/// One argument of a call by name.
#[non_exhaustive]
pub enum Arg {
    /// Python's `None`.
    None,
    /// A truth value.
    Bool(bool),
    /// A whole number; larger ones do not occur in IMAP.
    Int(i128),
    /// A floating-point number.
    Float(f64),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A calendar date.
    Date(NaiveDate),
    /// A date with a time of day.
    DateTime(DateTime),
    /// A list, tuple, set or generator.
    List(Vec<Arg>),
    /// A mapping in its own order.
    Map(Vec<(Arg, Arg)>),
    /// A result of `search`, shared.
    Ids(Arc<Ids>),
    /// A record that a call returned.
    Record(Arc<dyn Record>),
    /// A function.
    Callable(Callable),
    /// Anything else, by the name of its type.
    Other(String),
}

impl Arg {
    /// What this is, in the words of an error message: "a list", "None", "an integer".
    pub fn describe(&self) -> &str {
        match self {
            Self::None => "None",
            Self::Bool(_) => "a bool",
            Self::Int(_) => "an integer",
            Self::Float(_) => "a float",
            Self::Text(_) => "a str",
            Self::Bytes(_) => "bytes",
            Self::Date(_) => "a date",
            Self::DateTime(_) => "a datetime",
            Self::List(_) => "a list",
            Self::Map(_) => "a dict",
            Self::Ids(_) => "message ids",
            Self::Record(record) => record.type_name(),
            Self::Callable(_) => "a function",
            Self::Other(name) => name,
        }
    }
}

impl fmt::Debug for Arg {
    /// Names the kind only: an argument may be a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.describe())
    }
}

/// A type that a parameter can be bound to.
pub trait FromArg: Sized {
    /// What users may pass, in words ("a folder name").
    const WHAT: &'static str;
    /// Takes all remaining positional arguments, as a list.
    const STAR: bool = false;

    /// Converts the argument; the error sentence says what was expected and what was given.
    fn from_arg(arg: Arg) -> std::result::Result<Self, String>;
}
