//! The modules that can be imported, and the names that need no import.

pub(crate) mod datetime;
pub(crate) mod files;
mod helpers;
pub(crate) mod imapclient;
pub(crate) mod json;
pub(crate) mod ssl;
mod system;

use super::Interpreter;
use super::raise::{R, Raised};
use super::value::{Module, Value};

/// All modules.
const MODULES: &[&Module] = &[
    &imapclient::MODULE,
    &imapclient::EXCEPTIONS,
    &imapclient::INNER,
    &helpers::IMAP_UTF7,
    &helpers::DATETIME_UTIL,
    &helpers::UTIL,
    &helpers::RESPONSE_PARSER,
    &helpers::RESPONSE_TYPES,
    &datetime::MODULE,
    &json::MODULE,
    &ssl::MODULE,
    &system::SYS,
    &system::TIME,
    &system::STDERR,
];

/// The module of that name.
pub(crate) fn import(name: &str) -> R<&'static Module> {
    let found = MODULES.iter().find(|module| module.name == name);
    found.copied().ok_or_else(|| {
        let known: Vec<&str> = MODULES
            .iter()
            .map(|module| module.name)
            .filter(|name| !name.contains('.'))
            .collect();
        Raised::new(
            "ModuleNotFoundError",
            format!(
                "No module named '{name}'; the modules here are {}",
                known.join(", ")
            ),
        )
    })
}

/// Names that can be used without an import.
pub(crate) const PREDEFINED: &[&str] = &[
    "IMAPClient",
    "SocketTimeout",
    "date",
    "datetime",
    "timedelta",
    "timezone",
    "imapclient",
    "decode_header",
    "SEEN",
    "ANSWERED",
    "FLAGGED",
    "DELETED",
    "DRAFT",
    "RECENT",
    "ALL",
    "ARCHIVE",
    "DRAFTS",
    "JUNK",
    "SENT",
    "TRASH",
];

/// The value of a name that needs no import.
pub(crate) fn predefined(interpreter: &Interpreter, name: &str) -> Option<Value> {
    match name {
        "date" | "datetime" | "timedelta" | "timezone" => (datetime::MODULE.get)(interpreter, name),
        "imapclient" => Some(Value::Module(&imapclient::MODULE)),
        name if PREDEFINED.contains(&name) => (imapclient::MODULE.get)(interpreter, name),
        _ => None,
    }
}

/// An attribute of a builtin type that is no method: `datetime.now`, `timezone.utc`.
pub(crate) fn type_attribute(kind: &str, name: &str) -> Option<Value> {
    datetime::type_attribute(kind, name)
}
