//! The rows of a fetch as users hold them.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::body::BodyData;
use super::envelope::Envelope;
use super::spooled::SpooledText;
use crate::data::text::{Name, Text};
use crate::data::time::DateTime;
use crate::data::value::Value;

/// What the server told of one message.
///
/// Serializes as an object: `SEQ`, then the items in the server's order.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct FetchRow {
    /// The UID, or the sequence number where ids are sequence numbers.
    pub id: u32,
    /// The sequence number; `None` where the server told only the UID (RFC 9586).
    pub seq: Option<u32>,
    /// The items, by their names as the server spelled them, in upper case.
    pub items: Vec<(Text, FetchValue)>,
}

/// The value of one item of a row.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum FetchValue {
    /// A number, such as RFC822.SIZE.
    Number(u64),
    /// The flags of the message.
    Flags(Arc<[Text]>),
    /// A body section or another string; `None` for NIL.
    Text(Option<Text>),
    /// INTERNALDATE or SAVEDATE; `None` where the server has none, or none that can be read.
    Date(Option<DateTime>),
    /// The ENVELOPE.
    Envelope(Arc<Envelope>),
    /// BODY or BODYSTRUCTURE.
    Body(Arc<BodyData>),
    /// The mod-sequence (RFC 7162); serializes as a list of one number.
    Modseq(u64),
    /// The labels of Gmail, decoded.
    Labels(Arc<[Text]>),
    /// Anything else.
    Value(Value),
    /// A string too large to hold, in an unnamed temporary file.
    Spooled(SpooledText),
    /// What could not be read of this row (item `PARSE-ERROR`).
    Unread(Arc<Unread>),
}

/// The part of a row that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Unread {
    /// What was expected, and what was found.
    pub message: String,
    /// Where in `raw` reading ended, in octets.
    pub offset: usize,
    /// The response as it came.
    pub raw: Text,
}

impl FetchRow {
    /// The value of an item; the name may be in either case.
    pub fn get(&self, name: &str) -> Option<&FetchValue> {
        self.items
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// The flags, if they were fetched.
    pub fn flags(&self) -> Option<&[Text]> {
        match self.get("FLAGS")? {
            FetchValue::Flags(flags) => Some(flags),
            _ => None,
        }
    }

    /// The envelope, if it was fetched.
    pub fn envelope(&self) -> Option<&Envelope> {
        match self.get("ENVELOPE")? {
            FetchValue::Envelope(envelope) => Some(envelope),
            _ => None,
        }
    }

    /// The structure of the message, from BODYSTRUCTURE or else BODY.
    pub fn body_structure(&self) -> Option<&BodyData> {
        match self.get("BODYSTRUCTURE").or_else(|| self.get("BODY"))? {
            FetchValue::Body(body) => Some(body),
            _ => None,
        }
    }

    /// A body section by what stands between the brackets: `""` the whole message, `"1.2"`,
    /// `"HEADER"`.
    pub fn body_section(&self, section: &str) -> Option<&Text> {
        fn wanted(key: &Text) -> Option<&[u8]> {
            let key = key.as_bytes();
            let inside = key
                .strip_prefix(b"BODY[")
                .or(key.strip_prefix(b"BINARY["))?;
            let end = inside.iter().rposition(|byte| *byte == b']')?;
            inside.get(..end)
        }
        let found = self.items.iter().find(|(key, _)| {
            wanted(key).is_some_and(|inside| inside.eq_ignore_ascii_case(section.as_bytes()))
        })?;
        match &found.1 {
            FetchValue::Text(text) => text.as_ref(),
            _ => None,
        }
    }

    /// A number, such as `RFC822.SIZE` or `MODSEQ`.
    pub fn number(&self, name: &str) -> Option<u64> {
        match self.get(name)? {
            FetchValue::Number(number) | FetchValue::Modseq(number) => Some(*number),
            _ => None,
        }
    }

    /// When the server received the message, if that was fetched.
    pub fn internal_date(&self) -> Option<DateTime> {
        match self.get("INTERNALDATE")? {
            FetchValue::Date(date) => *date,
            _ => None,
        }
    }
}

impl Serialize for FetchRow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.items.len() + 1))?;
        map.serialize_entry("SEQ", &self.seq)?;
        for (name, value) in &self.items {
            map.serialize_entry(&Name(name), value)?;
        }
        map.end()
    }
}

impl Serialize for FetchValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => serializer.serialize_u64(*number),
            Self::Flags(words) | Self::Labels(words) => serializer.collect_seq(words.iter()),
            Self::Text(text) => text.serialize(serializer),
            Self::Date(date) => date.serialize(serializer),
            Self::Envelope(envelope) => envelope.serialize(serializer),
            Self::Body(body) => body.serialize(serializer),
            Self::Modseq(number) => serializer.collect_seq([number]),
            Self::Value(value) => value.serialize(serializer),
            Self::Spooled(text) => text.serialize(serializer),
            Self::Unread(unread) => unread.serialize(serializer),
        }
    }
}

/// Values by message id, in the order in which the server sent them.
#[derive(Clone)]
pub struct ById<T> {
    entries: Vec<(u32, T)>,
    /// Positions by id, from the first id on that did not stand in ascending order.
    index: Option<HashMap<u32, usize>>,
}

/// The result of `fetch`.
pub type FetchResult = ById<Arc<FetchRow>>;

/// The result of `get_flags` and its kin.
pub type FlagsResult = ById<Arc<[Text]>>;

impl<T> ById<T> {
    /// The number of messages.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What belongs to `id`.
    pub fn get(&self, id: u32) -> Option<&T> {
        self.entries.get(self.position(id)?).map(|(_, value)| value)
    }

    /// Where `id` stands.
    pub fn position(&self, id: u32) -> Option<usize> {
        match &self.index {
            Some(index) => index.get(&id).copied(),
            None => self.entries.binary_search_by_key(&id, |(id, _)| *id).ok(),
        }
    }

    /// The entry at `position`.
    pub fn at(&self, position: usize) -> Option<&(u32, T)> {
        self.entries.get(position)
    }

    /// All entries, in order.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &T)> + '_ {
        self.entries.iter().map(|(id, value)| (*id, value))
    }

    /// Adds an entry; one of that id is replaced where it stands.
    pub(crate) fn insert(&mut self, id: u32, value: T) {
        if let Some((_, old)) = self.position(id).and_then(|at| self.entries.get_mut(at)) {
            *old = value;
            return;
        }
        let ascends = self.entries.last().is_none_or(|(last, _)| *last < id);
        if self.index.is_none() && !ascends {
            let places = self.entries.iter().enumerate();
            self.index = Some(places.map(|(at, (id, _))| (*id, at)).collect());
        }
        if let Some(index) = &mut self.index {
            index.insert(id, self.entries.len());
        }
        self.entries.push((id, value));
    }
}

impl<T> Default for ById<T> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            index: None,
        }
    }
}

impl<T: PartialEq> PartialEq for ById<T> {
    fn eq(&self, other: &Self) -> bool {
        self.entries == other.entries
    }
}

impl<T: fmt::Debug> fmt::Debug for ById<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<T> IntoIterator for ById<T> {
    type Item = (u32, T);
    type IntoIter = std::vec::IntoIter<(u32, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl Serialize for ById<Arc<FetchRow>> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(id, row)| (id, &**row)))
    }
}

impl Serialize for ById<Arc<[Text]>> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(id, words)| (id, &**words)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn found_by_id_in_any_order() {
        for ids in [vec![1, 2, 9], vec![9, 1, 2, 4]] {
            let mut all = ById::default();
            for id in &ids {
                all.insert(*id, format!("m{id}"));
            }
            for id in &ids {
                assert_eq!(all.get(*id), Some(&format!("m{id}")));
            }
            assert_eq!(all.get(5), None);
            all.insert(2, "again".to_owned());
            assert_eq!(
                (all.len(), all.get(2).unwrap().as_str()),
                (ids.len(), "again")
            );
            assert_eq!(all.iter().map(|(id, _)| id).collect::<Vec<_>>(), ids);
        }
    }
}
