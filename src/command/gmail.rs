//! Gmail's extensions (X-GM-EXT-1): its own search, and labels
//! (<https://developers.google.com/workspace/gmail/imap/imap-extensions>).

use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::fetch::{ById, FetchRow, FetchValue};
use super::flags::Change;
use super::folder::wire_name;
use crate::client::Client;
use crate::data::criteria::{Charset, Criteria, CriteriaForm, Criterion};
use crate::data::flag::Words;
use crate::data::folder::Folder;
use crate::data::ids::SearchIds;
use crate::data::messages::Messages;
use crate::data::text::Text;
use crate::error::Result;
use crate::menu::macros::menu;
use crate::wire::line::Line;

menu! {
    /// Return the ids of the messages that Gmail's own search finds (X-GM-RAW).
    ///
    /// The query is what one types into Gmail's search box, such as
    /// `'has:attachment in:unread from:ann'`. The result is as for `search`. Needs the capability
    /// X-GM-EXT-1 and an open folder.
    ///
    /// ```python
    /// c.gmail_search('has:attachment older_than:1y larger:10M')
    /// ```
    ///
    /// # Errors
    ///
    /// `Capability`, `IllegalState`, `InvalidCriteria`.
    gmail_search(query: Text, charset: Charset = "UTF-8" as "'UTF-8'") -> SearchIds;

    /// Return the labels of messages, as a dict of message id to list (X-GM-LABELS).
    ///
    /// Labels are decoded as folder names are; system labels begin with a backslash, such as
    /// `\Inbox`. Needs the capability X-GM-EXT-1 and an open folder.
    ///
    /// ```python
    /// c.get_gmail_labels([17, 18])
    /// ```
    get_gmail_labels(messages: Messages) -> LabelsResult;

    /// Add labels to messages (STORE +X-GM-LABELS).
    ///
    /// `labels` is one label or several. Returns the labels that the messages have now, as a dict
    /// of message id to list, or None if `silent`. Needs the capability X-GM-EXT-1 and a folder
    /// that is open for changes.
    ///
    /// ```python
    /// c.add_gmail_labels(17, ['work', '\\Starred'])
    /// ```
    add_gmail_labels(messages: Messages, labels: Words, silent: bool = false as "False") -> Option<LabelsResult>;

    /// Remove labels from messages (STORE -X-GM-LABELS).
    ///
    /// Arguments and result are those of `add_gmail_labels`.
    ///
    /// Needs the capability X-GM-EXT-1.
    ///
    /// ```python
    /// c.remove_gmail_labels(17, 'work')
    /// ```
    remove_gmail_labels(messages: Messages, labels: Words, silent: bool = false as "False") -> Option<LabelsResult>;

    /// Give messages these labels and no others (STORE X-GM-LABELS).
    ///
    /// Arguments and result are those of `add_gmail_labels`; an empty list takes all labels away.
    ///
    /// Needs the capability X-GM-EXT-1.
    ///
    /// ```python
    /// c.set_gmail_labels(17, ['done'])
    /// ```
    set_gmail_labels(messages: Messages, labels: Words, silent: bool = false as "False") -> Option<LabelsResult>;
}

/// The name of the capability.
const EXTENSION: &str = "X-GM-EXT-1";

/// The labels of one message; serializes as an array.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Labels(pub Arc<[Text]>);

/// The result of `get_gmail_labels` and its kin.
pub type LabelsResult = ById<Labels>;

impl Serialize for LabelsResult {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

fn gmail_search(client: &mut Client, query: Text, charset: Charset) -> Result<SearchIds> {
    client.need_folder("SEARCH")?;
    client.need(EXTENSION)?;
    let criteria = vec![Criterion::from("X-GM-RAW"), Criterion::Word(query)];
    client.search(Criteria(CriteriaForm::List(criteria)), charset)
}

fn get_gmail_labels(client: &mut Client, messages: Messages) -> Result<LabelsResult> {
    client.need_folder("FETCH")?;
    client.need(EXTENSION)?;
    let mut all = LabelsResult::default();
    client.fetch_each(messages, "X-GM-LABELS", (), &mut |row| {
        keep(&mut all, row);
        Ok(())
    })?;
    Ok(all)
}

/// Keeps the labels of a row; one that has none to tell of is no answer.
fn keep(all: &mut LabelsResult, row: FetchRow) {
    if let Some(FetchValue::Labels(labels)) = row.get("X-GM-LABELS") {
        all.insert(row.id, Labels(labels.clone()));
    }
}

fn add_gmail_labels(
    client: &mut Client,
    messages: Messages,
    labels: Words,
    silent: bool,
) -> Result<Option<LabelsResult>> {
    store(client, &messages, "+X-GM-LABELS", &labels, silent)
}

fn remove_gmail_labels(
    client: &mut Client,
    messages: Messages,
    labels: Words,
    silent: bool,
) -> Result<Option<LabelsResult>> {
    store(client, &messages, "-X-GM-LABELS", &labels, silent)
}

fn set_gmail_labels(
    client: &mut Client,
    messages: Messages,
    labels: Words,
    silent: bool,
) -> Result<Option<LabelsResult>> {
    store(client, &messages, "X-GM-LABELS", &labels, silent)
}

fn store(
    client: &mut Client,
    messages: &Messages,
    operation: &str,
    labels: &Words,
    silent: bool,
) -> Result<Option<LabelsResult>> {
    client.need_writable("STORE")?;
    client.need(EXTENSION)?;
    let names: Vec<Vec<u8>> = (labels.0.iter())
        .map(|label| wire_name(client, &Folder::from(label)))
        .collect::<Result<_>>()?;
    let mut all = LabelsResult::default();
    let change = Change {
        operation,
        silent,
        size: names.iter().map(|name| name.len() + 3).sum(),
        write: &|line| {
            names
                .iter()
                .fold(line, |line: Line, name| line.mailbox(name))
        },
    };
    change.run(client, messages, false, &mut |row| keep(&mut all, row))?;
    Ok((!silent).then_some(all))
}

#[cfg(feature = "menu")]
mod dynamic {
    use super::Labels;
    use crate::command::fetch::Held;
    use crate::menu::Out;

    impl Held for Labels {
        fn held(&self) -> Out {
            Out::List(self.0.iter().cloned().map(Out::Text).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::client;
    use crate::error::ErrorKind;

    #[test]
    fn labels_there_and_back() {
        let (mut client, sent) = client(
            "IMAP4REV1 X-GM-EXT-1",
            true,
            b"* 1 FETCH (UID 7 X-GM-LABELS (\"\\\\Inbox\" Entw&APw-rfe 2024))\r\n\
              * 2 FETCH (UID 8 FLAGS (\\Seen))\r\nA1 OK done\r\n\
              * 1 FETCH (UID 7 X-GM-LABELS (a))\r\nA2 OK done\r\nA3 OK done\r\n",
        );
        let labels = client.get_gmail_labels("7:8").unwrap();
        assert_eq!(
            serde_json::to_string(&labels).unwrap(),
            r#"{"7":["\\Inbox","Entw\u{fc}rfe","2024"]}"#.replace("\\u{fc}", "\u{fc}")
        );
        let labels = client
            .add_gmail_labels(7, ["a b", "\u{fc}"], false)
            .unwrap();
        assert_eq!(serde_json::to_string(&labels).unwrap(), r#"{"7":["a"]}"#);
        assert_eq!(client.set_gmail_labels([7], (), true).unwrap(), None);
        assert!(
            client
                .remove_gmail_labels([], "x", false)
                .unwrap()
                .unwrap()
                .is_empty()
        );
        assert_eq!(
            sent.text(),
            "A1 UID FETCH 7:8 (X-GM-LABELS)\r\n\
             A2 UID STORE 7 +X-GM-LABELS (\"a b\" \"&APw-\")\r\n\
             A3 UID STORE 7 X-GM-LABELS.SILENT ()\r\n"
        );
    }

    #[test]
    fn searches_as_gmail_does() {
        let (mut client, sent) = client(
            "IMAP4REV1 X-GM-EXT-1 LITERAL+",
            true,
            b"* SEARCH 4\r\nA1 OK done\r\n* SEARCH\r\nA2 OK done\r\n",
        );
        let found = client.gmail_search("has:attachment", "UTF-8").unwrap();
        assert_eq!(found.len(), 1);
        client.gmail_search("\u{fc} \"x\"", "UTF-8").unwrap();
        assert_eq!(
            sent.text(),
            "A1 UID SEARCH CHARSET UTF-8 X-GM-RAW \"has:attachment\"\r\n\
             A2 UID SEARCH CHARSET UTF-8 X-GM-RAW {6+}\r\n\u{fc} \"x\"\r\n"
        );
    }

    #[test]
    fn elsewhere_nothing_is_sent() {
        let (mut client, sent) = client("IMAP4REV1", true, b"");
        for error in [
            client.gmail_search("x", "UTF-8").unwrap_err(),
            client.get_gmail_labels(1).unwrap_err(),
            client.add_gmail_labels(1, "x", false).unwrap_err(),
        ] {
            assert_eq!(error.kind(), ErrorKind::Capability);
            assert_eq!(
                error.message(),
                "Server does not support X-GM-EXT-1 capability"
            );
        }
        assert_eq!(sent.text(), "");
    }
}
