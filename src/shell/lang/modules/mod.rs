//! The modules that can be imported, and the names that need no import.

pub(crate) mod collections;
pub(crate) mod datetime;
mod email;
pub(crate) mod files;
mod functools;
mod hashlib;
mod helpers;
pub(crate) mod imapclient;
mod inner;
mod itertools;
pub(crate) mod json;
mod math;
mod os;
mod random;
mod re;
pub(in crate::lang) mod selectors;
mod shims;
pub(crate) mod ssl;
pub(crate) mod stdio;
pub(crate) mod system;
mod texts;
pub(in crate::lang) mod time;
mod unicode;
pub(crate) mod written;

use super::Interpreter;
use super::native::Module;
use super::raise::{R, Raised};
use super::value::Value;

/// All modules.
static MODULES: &[&Module] = &[
    &imapclient::MODULE,
    &imapclient::EXCEPTIONS,
    &imapclient::INNER,
    &helpers::IMAP_UTF7,
    &helpers::DATETIME_UTIL,
    &helpers::UTIL,
    &helpers::RESPONSE_PARSER,
    &helpers::RESPONSE_TYPES,
    &collections::MODULE,
    &datetime::MODULE,
    &email::HEADER,
    &email::MESSAGE,
    &email::MODULE,
    &email::PARSER,
    &email::POLICY,
    &email::REGISTRY,
    &email::UTILS,
    &functools::MODULE,
    &functools::OPERATOR,
    &hashlib::MODULE,
    &inner::MODULE,
    &itertools::MODULE,
    &json::MODULE,
    &math::MODULE,
    &math::STATISTICS,
    &os::MODULE,
    &os::PATH,
    &random::MODULE,
    &re::MODULE,
    &selectors::SELECT,
    &selectors::SELECTORS,
    &shims::GETPASS,
    &shims::IMAPLIB,
    &shims::SOCKET,
    &shims::TYPING,
    &ssl::MODULE,
    &system::SYS,
    &texts::BASE64,
    &texts::BINASCII,
    &texts::HTML,
    &texts::QUOPRI,
    &texts::STRING,
    &time::MODULE,
    &unicode::MODULE,
];

/// The module of that name.
pub(crate) fn import(name: &str) -> R<&'static Module> {
    if let Some(found) = MODULES.iter().find(|module| module.name == name) {
        return Ok(found);
    }
    if let Some(instead) = written::refused(name) {
        return Err(Raised::new(
            "ModuleNotFoundError",
            format!("No module named '{name}' here; {instead}"),
        ));
    }
    if let Some(near) = ::imapclient::menu::nearest(name, names()) {
        return Err(Raised::new(
            "ModuleNotFoundError",
            format!("No module named '{name}'. Did you mean: '{near}'?"),
        ));
    }
    let known: Vec<&str> = names().filter(|name| !name.contains('.')).collect();
    Err(Raised::new(
        "ModuleNotFoundError",
        format!(
            "No module named '{name}'; the modules here are {}",
            known.join(", ")
        ),
    ))
}

/// A module inside another: `os.path`.
pub(crate) fn inner(outer: &Module, name: &str) -> Option<&'static Module> {
    let mut modules = MODULES.iter().copied();
    modules.find(|module| within(outer, module.name) == Some(name))
}

/// The names of the modules inside another.
pub(crate) fn inner_names(outer: &Module) -> impl Iterator<Item = &'static str> {
    MODULES
        .iter()
        .filter_map(|module| within(outer, module.name))
}

fn within(outer: &Module, name: &'static str) -> Option<&'static str> {
    name.strip_prefix(outer.name)?.strip_prefix('.')
}

/// The names of all modules.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    let ours = MODULES.iter().map(|module| module.name);
    let all = ours.chain(written::names());
    all.filter(|name| !name.starts_with('_'))
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
        "date" | "datetime" | "timedelta" | "timezone" => datetime::MODULE.get(interpreter, name),
        "imapclient" => Some(Value::Module(&imapclient::MODULE)),
        name if PREDEFINED.contains(&name) => imapclient::MODULE.get(interpreter, name),
        _ => None,
    }
}
