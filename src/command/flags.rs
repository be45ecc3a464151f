//! Flags of messages: looking at them and changing them (STORE, RFC 9051 section 6.4.6).

use std::sync::Arc;

use super::chosen::chosen;
use super::fetch::{FetchRow, FlagsResult, LINE, Rows, collect};
use crate::client::Client;
use crate::data::flag::{DELETED, Words};
use crate::data::messages::Messages;
use crate::data::text::Text;
use crate::error::Result;
use crate::menu::macros::menu;
use crate::wire::line::Line;

menu! {
    /// Return the flags of messages, as a dict of message id to tuple (FETCH, RFC 9051 section 6.4.5).
    ///
    /// Needs an open folder.
    ///
    /// ```python
    /// c.get_flags(c.search('FLAGGED'))
    /// ```
    get_flags(messages: Messages) -> FlagsResult;

    /// Add flags to messages (STORE +FLAGS, RFC 9051 section 6.4.6).
    ///
    /// `flags` is one flag or several: `SEEN`, `[FLAGGED, '$Junk']`. Returns the flags that the
    /// messages have now, as a dict of message id to tuple, or None if `silent`. Needs a folder that
    /// is open for changes; in one that is read-only this is `ReadOnly`, and nothing is sent.
    ///
    /// ```python
    /// c.add_flags([17, 18], [FLAGGED, '$Important'])
    /// ```
    add_flags(messages: Messages, flags: Words, silent: bool = false as "False") -> Option<FlagsResult>;

    /// Remove flags from messages (STORE -FLAGS, RFC 9051 section 6.4.6).
    ///
    /// `flags` is one flag or several: `SEEN`, `[FLAGGED, '$Junk']`. Returns the flags that the
    /// messages have now, as a dict of message id to tuple, or None if `silent`. Needs a folder that
    /// is open for changes; in one that is read-only this is `ReadOnly`, and nothing is sent.
    ///
    /// ```python
    /// c.remove_flags(c.search('SEEN'), SEEN)
    /// ```
    remove_flags(messages: Messages, flags: Words, silent: bool = false as "False") -> Option<FlagsResult>;

    /// Give messages these flags and no others (STORE FLAGS, RFC 9051 section 6.4.6).
    ///
    /// `flags` is one flag or several: `SEEN`, `[FLAGGED, '$Junk']`. Returns the flags that the
    /// messages have now, as a dict of message id to tuple, or None if `silent`. Needs a folder that
    /// is open for changes; in one that is read-only this is `ReadOnly`, and nothing is sent.
    ///
    /// ```python
    /// c.set_flags(17, [SEEN, ANSWERED])
    /// ```
    set_flags(messages: Messages, flags: Words, silent: bool = false as "False") -> Option<FlagsResult>;

    /// Mark messages as deleted; they go at the next expunge (STORE, RFC 9051 section 6.4.6).
    ///
    /// The result is that of `add_flags`. Needs a folder that is open for changes.
    ///
    /// ```python
    /// c.delete_messages(c.search(['BEFORE', date(2020, 1, 1)]))
    /// c.expunge()
    /// ```
    delete_messages(messages: Messages, silent: bool = false as "False") -> Option<FlagsResult>;
}

fn get_flags(client: &mut Client, messages: Messages) -> Result<FlagsResult> {
    let rows = client.fetch(messages, "FLAGS", ())?;
    let mut all = FlagsResult::default();
    for (id, row) in rows.iter() {
        all.insert(id, flags_of(row));
    }
    Ok(all)
}

fn flags_of(row: &FetchRow) -> Arc<[Text]> {
    row.flags().unwrap_or_default().into()
}

fn add_flags(
    client: &mut Client,
    messages: Messages,
    flags: Words,
    silent: bool,
) -> Result<Option<FlagsResult>> {
    store(client, &messages, "+FLAGS", &flags, silent)
}

fn remove_flags(
    client: &mut Client,
    messages: Messages,
    flags: Words,
    silent: bool,
) -> Result<Option<FlagsResult>> {
    store(client, &messages, "-FLAGS", &flags, silent)
}

fn set_flags(
    client: &mut Client,
    messages: Messages,
    flags: Words,
    silent: bool,
) -> Result<Option<FlagsResult>> {
    store(client, &messages, "FLAGS", &flags, silent)
}

fn delete_messages(
    client: &mut Client,
    messages: Messages,
    silent: bool,
) -> Result<Option<FlagsResult>> {
    store(client, &messages, "+FLAGS", &Words::from(DELETED), silent)
}

fn store(
    client: &mut Client,
    messages: &Messages,
    operation: &str,
    flags: &Words,
    silent: bool,
) -> Result<Option<FlagsResult>> {
    let mut all = FlagsResult::default();
    let change = Change {
        operation,
        silent,
        size: flags.0.iter().map(|flag| flag.len() + 1).sum(),
        write: &|line| flags.0.iter().fold(line, Line::flag),
    };
    change.run(client, messages, true, &mut |row| {
        // A row without flags, as for a mere new mod-sequence, says nothing about them.
        if row.flags().is_some() {
            all.insert(row.id, flags_of(&row));
        }
    })?;
    Ok((!silent).then_some(all))
}

/// What STORE is to change.
pub(super) struct Change<'a> {
    /// The item with its sign, such as `+FLAGS`.
    pub(super) operation: &'a str,
    pub(super) silent: bool,
    /// How long the list is on the wire, about.
    pub(super) size: usize,
    /// Writes the elements of the list.
    pub(super) write: &'a dyn Fn(Line) -> Line,
}

impl Change<'_> {
    /// Changes the messages; `each` takes the rows that come back.
    pub(super) fn run(
        &self,
        client: &mut Client,
        messages: &Messages,
        flags_only: bool,
        each: &mut dyn FnMut(FetchRow),
    ) -> Result<()> {
        client.need_writable("STORE")?;
        let selection = chosen(client, messages)?;
        if selection.is_nothing() {
            return Ok(());
        }
        let verb = if client.use_uid() {
            "UID STORE"
        } else {
            "STORE"
        };
        let item = if self.silent {
            format!("{}.SILENT", self.operation)
        } else {
            self.operation.to_owned()
        };
        let mut commands = Vec::new();
        for piece in selection.pieces(LINE.saturating_sub(self.size + 100).max(200)) {
            let line = Line::new(verb)
                .raw(piece.as_bytes())
                .atom(&item)
                .list(self.write);
            commands.push(line.finish()?);
        }
        let rows = Rows::new(client, selection, flags_only);
        let mut each = |_: &mut Client, row: FetchRow| {
            each(row);
            Ok(())
        };
        collect(client, commands, rows, &mut each)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::client;
    use crate::error::ErrorKind;

    #[test]
    fn stores_and_tells() {
        let (mut client, sent) = client(
            "IMAP4REV1",
            true,
            b"* 2 FETCH (UID 7 FLAGS (\\Seen))\r\n* 9 FETCH (UID 99 FLAGS (x))\r\n\
              * 3 FETCH (UID 8 FLAGS (\\Seen $a))\r\nA1 OK done\r\nA2 OK done\r\n",
        );
        let flags = client.add_flags([7, 8], "\\Seen", false).unwrap().unwrap();
        assert_eq!(
            serde_json::to_string(&flags).unwrap(),
            r#"{"7":["\\Seen"],"8":["\\Seen","$a"]}"#
        );
        assert_eq!(client.take_news().len(), 1);
        assert_eq!(client.remove_flags("7:*", ["a", "b"], true).unwrap(), None);
        assert_eq!(
            sent.text(),
            "A1 UID STORE 7:8 +FLAGS (\\Seen)\r\nA2 UID STORE 7:* -FLAGS.SILENT (a b)\r\n"
        );
    }

    #[test]
    fn nothing_is_sent_for_nothing_or_nonsense() {
        let (mut client, sent) = client("IMAP4REV1", true, b"");
        assert!(
            client
                .set_flags([], "\\Seen", false)
                .unwrap()
                .unwrap()
                .is_empty()
        );
        assert_eq!(client.set_flags([], "\\Seen", true).unwrap(), None);
        let error = client.set_flags(1, "a b", false).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ArgumentValue);
        assert_eq!(sent.text(), "");
    }
}
