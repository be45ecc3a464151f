//! The command families: one file for each, and nothing else knows a command.

pub mod acl;
pub mod answer;
pub mod append;
mod chosen;
pub mod fetch;
pub mod flags;
pub mod folder;
pub mod gmail;
pub mod helpers;
pub mod idle;
pub mod info;
pub mod login;
pub mod message;
pub mod multiappend;
pub mod quota;
pub mod raw;
pub mod search;
pub mod select;
pub mod session;
pub mod sort;
pub mod special;
pub mod status;
#[cfg(test)]
mod testing;
pub mod thread;
pub mod update;

#[cfg(feature = "menu")]
mod dynamic {
    use crate::client::Client;
    use crate::data::text::Text;
    use crate::error::{Error, Result};
    use crate::menu::{Arg, Attribute, FromArg, IntoOut, Method, Out, RowsCall};

    /// All families, in the order of the help, each with the heading it stands under.
    const FAMILIES: &[(&str, &[Method])] = &[
        ("Session", super::session::METHODS),
        ("Logging in", super::login::METHODS),
        ("Folders", super::folder::METHODS),
        ("Folders", super::special::METHODS),
        ("Folders", super::select::METHODS),
        ("Folders", super::status::METHODS),
        ("Searching", super::search::METHODS),
        ("Searching", super::sort::METHODS),
        ("Searching", super::thread::METHODS),
        ("Gmail", super::gmail::METHODS),
        ("Reading messages", super::fetch::METHODS),
        ("Flags", super::flags::METHODS),
        ("Adding messages", super::append::METHODS),
        ("Adding messages", super::multiappend::METHODS),
        ("Copying, moving, removing", super::message::METHODS),
        ("Waiting for news", super::idle::METHODS),
        ("Rights", super::acl::METHODS),
        ("Quotas", super::quota::METHODS),
    ];

    /// The families: a heading, and the methods that stand under it.
    pub fn families() -> impl Iterator<Item = (&'static str, &'static [Method])> {
        FAMILIES.iter().copied()
    }

    /// All methods that can be called by name, in the order of the help.
    pub fn methods() -> impl Iterator<Item = &'static Method> {
        families().flat_map(|(_, methods)| methods)
    }

    /// The method called `name`.
    pub fn method(name: &str) -> Option<&'static Method> {
        methods().find(|method| method.name == name)
    }

    /// How the method called `name` hands out its rows while they arrive, if it does.
    pub fn rows(name: &str) -> Option<RowsCall> {
        (name == "fetch").then_some(super::fetch::rows)
    }

    fn set_bool(arg: Arg, name: &'static str) -> Result<bool> {
        bool::from_arg(arg).map_err(|what| Error::type_(name, format!("{name}: {what}")))
    }

    /// The attributes of a client.
    pub const ATTRIBUTES: &[Attribute] = &[
        Attribute {
            name: "use_uid",
            doc: "Whether message ids are UIDs (True) or sequence numbers.",
            get: |client| client.use_uid().into_out(),
            set: Some(|client, arg| {
                set_bool(arg, "use_uid").map(|value| client.set_use_uid(value))
            }),
        },
        Attribute {
            name: "folder_encode",
            doc: "Whether folder names are put into and out of modified UTF-7.",
            get: |client| client.folder_encode().into_out(),
            set: Some(|client, arg| {
                set_bool(arg, "folder_encode").map(|value| client.set_folder_encode(value))
            }),
        },
        Attribute {
            name: "normalise_times",
            doc: "Whether times come as naive local ones (True) or with the server's offset.",
            get: |client| client.normalise_times().into_out(),
            set: Some(|client, arg| {
                set_bool(arg, "normalise_times").map(|value| client.set_normalise_times(value))
            }),
        },
        Attribute {
            name: "welcome",
            doc: "The greeting of the server.",
            get: |client| Out::Text(client.welcome().clone()),
            set: None,
        },
        Attribute {
            name: "quirks",
            doc: "What the server did that no standard allows: a dict of name to count.",
            get: |client| super::info::Info::from_quirks(client.quirks()).into_out(),
            set: None,
        },
        Attribute {
            name: "host",
            doc: "The host name as given.",
            get: |client| Out::Text(Text::from(client.host())),
            set: None,
        },
        Attribute {
            name: "port",
            doc: "The port.",
            get: |client| client.port().map(u32::from).into_out(),
            set: None,
        },
        Attribute {
            name: "ssl",
            doc: "Whether the session is encrypted.",
            get: |client| client.is_tls().into_out(),
            set: None,
        },
        Attribute {
            name: "stream",
            doc: "Whether the session runs over a command's standard input and output.",
            get: |client: &Client| client.is_stream().into_out(),
            set: None,
        },
    ];
}

#[cfg(feature = "menu")]
pub use dynamic::{ATTRIBUTES, families, method, methods, rows};

#[cfg(all(test, feature = "menu"))]
mod changes_tests;
#[cfg(test)]
mod compress_tests;
