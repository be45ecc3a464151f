//! Messages as wholes: copying, moving, expunging (RFC 9051 sections 6.4.3, 6.4.7 to 6.4.9; MOVE:
//! RFC 6851, UIDPLUS: RFC 4315).

mod expunge;
mod pieces;
mod replace;
mod transfer;

use super::answer::Answer;
use super::chosen::chosen;
use super::folder::wire_name;
use super::update::Updates;
use crate::client::Client;
use crate::data::folder::Folder;
use crate::data::ids::SearchIds;
use crate::data::messages::Messages;
use crate::error::{Error, ErrorKind, Result};
use crate::menu::macros::menu;
use transfer::Target;

menu! {
    /// Copy messages to another folder (COPY, RFC 9051 section 6.4.7).
    ///
    /// Where the server has UIDPLUS, the result's `source_uids` and `uids` tell which message went
    /// where, pair by pair.
    ///
    /// Needs an open folder.
    ///
    /// ```python
    /// c.copy(c.search(['FROM', 'ann']), 'Archive')
    /// ```
    copy(messages: Messages, folder: Folder) -> Answer;

    /// Move messages to another folder (MOVE, RFC 6851).
    ///
    /// A server without MOVE is made to copy the messages, mark them deleted and expunge just
    /// these, which needs UIDPLUS and UIDs; at the first refusal this stops, and nothing is
    /// removed that was not copied. The result is as for `copy`.
    ///
    /// Needs a folder that is open for changes.
    ///
    /// ```python
    /// c.move(c.search(['BEFORE', date(2024, 1, 1)]), 'Archive')
    /// ```
    move_ as "move" (messages: Messages, folder: Folder) -> Answer;

    /// Remove the messages marked deleted (EXPUNGE, RFC 9051), or some of them (UID EXPUNGE).
    ///
    /// Without an argument all that are marked go; with one only those of them, by UID, which
    /// needs UIDPLUS. An empty list expunges nothing. Returns the text of the answer, and what the
    /// server told: `(2, EXPUNGE)` for each message, numbered as it was at that moment.
    ///
    /// Needs a folder that is open for changes.
    ///
    /// ```python
    /// c.expunge()
    /// c.expunge([17, 18])
    /// ```
    expunge(messages: MessagesOrAll = () as "None") -> Updates;

    /// Remove those of some messages that are marked deleted, by UID (UID EXPUNGE, RFC 4315).
    ///
    /// Returns what `expunge` returns. Needs the capability UIDPLUS and a folder that is open for changes.
    ///
    /// ```python
    /// c.uid_expunge([17, 18])
    /// ```
    uid_expunge(messages: Messages) -> Updates;
}

/// The argument type for messages where none given means all that are concerned.
#[derive(Clone, Debug, Default)]
pub struct MessagesOrAll(pub Option<Messages>);

macro_rules! from_messages {
    ($($ty:ty),+) => {$(
        impl From<$ty> for MessagesOrAll {
            fn from(messages: $ty) -> Self {
                Self(Some(messages.into()))
            }
        }
    )+};
}

from_messages!(
    Messages,
    u32,
    &str,
    String,
    &[u32],
    Vec<u32>,
    &SearchIds,
    SearchIds
);

impl<const N: usize> From<[u32; N]> for MessagesOrAll {
    fn from(messages: [u32; N]) -> Self {
        Self(Some(messages.into()))
    }
}

impl From<Option<Messages>> for MessagesOrAll {
    fn from(messages: Option<Messages>) -> Self {
        Self(messages)
    }
}

impl From<()> for MessagesOrAll {
    fn from((): ()) -> Self {
        Self(None)
    }
}

fn copy(client: &mut Client, messages: Messages, folder: Folder) -> Result<Answer> {
    client.need_folder("COPY")?;
    client.need_changes("COPY")?;
    let target = target(client, &folder)?;
    let selection = chosen(client, &messages)?;
    transfer::copy(client, &selection, &target)
}

fn move_(client: &mut Client, messages: Messages, folder: Folder) -> Result<Answer> {
    client.need_writable("MOVE")?;
    let target = target(client, &folder)?;
    let selection = chosen(client, &messages)?;
    if selection.is_nothing() {
        return Ok(Answer::default());
    }
    if has_either(client, "MOVE")? {
        return transfer::move_(client, &selection, &target);
    }
    if !client.use_uid() || !has_either(client, "UIDPLUS")? {
        return Err(Error::new(
            ErrorKind::Capability,
            "Server does not support MOVE capability, \
             and to copy and then remove messages safely takes UIDPLUS and use_uid",
        ));
    }
    replace::move_(client, &selection, &target)
}

fn target(client: &Client, folder: &Folder) -> Result<Target> {
    let wire = wire_name(client, folder)?;
    if wire.is_empty() {
        return Err(Error::value("folder", "the folder name is empty"));
    }
    Ok(Target {
        shown: format!("{:?}", folder.name()),
        wire,
    })
}

fn expunge(client: &mut Client, messages: MessagesOrAll) -> Result<Updates> {
    client.need_writable("EXPUNGE")?;
    let Some(messages) = messages.0 else {
        return expunge::all(client);
    };
    if !client.use_uid() {
        return Err(Error::value(
            "messages",
            "cannot EXPUNGE by ID when not using uids",
        ));
    }
    uid_expunge(client, messages)
}

fn uid_expunge(client: &mut Client, messages: Messages) -> Result<Updates> {
    client.need_writable("UID EXPUNGE")?;
    if !has_either(client, "UIDPLUS")? {
        // Says so in the usual words.
        client.need("UIDPLUS")?;
    }
    expunge::these(client, &messages.resolve()?)
}

/// Whether the server has an extension that is part of IMAP4rev2.
fn has_either(client: &mut Client, name: &str) -> Result<bool> {
    Ok(client.has(name)? || client.has("IMAP4REV2")?)
}

#[cfg(feature = "menu")]
mod dynamic {
    use super::MessagesOrAll;
    use crate::data::messages::Messages;
    use crate::menu::{Arg, FromArg};

    impl FromArg for MessagesOrAll {
        const WHAT: &'static str = "message ids, or None";

        fn from_arg(arg: Arg) -> Result<Self, String> {
            match arg {
                Arg::None => Ok(Self(None)),
                other => Messages::from_arg(other).map(|messages| Self(Some(messages))),
            }
        }
    }
}

#[cfg(test)]
mod tests;
