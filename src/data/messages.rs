//! The argument `messages`: which messages a command is about.

use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

use super::ids::{Ids, SearchIds};
use super::set::IdSet;
use crate::error::{Error, Result};

/// Which messages a command is about: an id, a list, a range, or a set as IMAP writes it.
#[derive(Clone, Debug)]
pub struct Messages(Vec<MessagePart>);

/// One part of [`Messages`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum MessagePart {
    /// One id.
    Id(u32),
    /// A set as IMAP writes it; may hold `*` and `$`.
    Text(String),
    /// Many ids, shared.
    Ids(Arc<Ids>),
    /// A set.
    Set(IdSet),
}

/// What [`Messages`] come to once they have been checked.
#[derive(Clone, Debug, PartialEq)]
pub enum Selection {
    /// No message: there is nothing to ask the server.
    Nothing,
    /// These ids.
    Set(IdSet),
    /// A text with `*` or `$`, to be sent as it was written.
    Verbatim(String),
}

impl Messages {
    /// Puts parts together.
    pub fn from_parts(parts: Vec<MessagePart>) -> Self {
        Self(parts)
    }

    /// Checks the parts and joins them.
    pub fn resolve(&self) -> Result<Selection> {
        if self.0.iter().any(is_open) {
            return self.verbatim();
        }
        let mut ranges = Vec::new();
        for part in &self.0 {
            match part {
                MessagePart::Id(0) => {
                    return Err(Error::value(
                        "messages",
                        "0 is no message id: ids start at 1",
                    ));
                }
                MessagePart::Id(id) => ranges.push((*id, *id)),
                MessagePart::Ids(ids) => push_all(&mut ranges, ids.runs()),
                MessagePart::Set(set) => push_all(&mut ranges, set.ranges()),
                MessagePart::Text(text) => {
                    let set = IdSet::parse(text).map_err(|what| Error::value("messages", what))?;
                    push_all(&mut ranges, set.ranges());
                }
            }
        }
        if ranges.is_empty() {
            return Ok(Selection::Nothing);
        }
        Ok(Selection::Set(IdSet::from_ranges(ranges)))
    }

    fn verbatim(&self) -> Result<Selection> {
        let mut words = Vec::with_capacity(self.0.len());
        for part in &self.0 {
            words.push(match part {
                MessagePart::Id(id) => id.to_string(),
                MessagePart::Ids(ids) => IdSet::from(&**ids).to_string(),
                MessagePart::Set(set) => set.to_string(),
                MessagePart::Text(text) => {
                    check_open(text).map_err(|what| Error::value("messages", what))?;
                    text.clone()
                }
            });
        }
        words.retain(|word| !word.is_empty());
        Ok(Selection::Verbatim(words.join(",")))
    }
}

fn push_all(ranges: &mut Vec<(u32, u32)>, more: impl Iterator<Item = RangeInclusive<u32>>) {
    ranges.extend(more.map(|range| (*range.start(), *range.end())));
}

fn is_open(part: &MessagePart) -> bool {
    matches!(part, MessagePart::Text(text) if text.contains(['*', '$']))
}

/// Checks a set that holds `*` or `$` by putting numbers in their place.
fn check_open(text: &str) -> std::result::Result<(), String> {
    for part in text.split(',') {
        if part == "$" {
            continue;
        }
        let (first, last) = part.split_once(':').unwrap_or((part, part));
        for word in [first, last] {
            if word != "*" && (word.contains(':') || IdSet::parse(word).is_err()) {
                return Err(format!(
                    "{text:?} is no message set: {word:?} is neither a number nor *"
                ));
            }
        }
    }
    Ok(())
}

impl Selection {
    /// Whether there is no message.
    pub fn is_nothing(&self) -> bool {
        *self == Self::Nothing
    }

    /// Whether an answer about `id` can be an answer to this.
    pub fn covers(&self, id: u32) -> bool {
        match self {
            Self::Nothing => false,
            Self::Set(set) => set.contains(id),
            Self::Verbatim(_) => true,
        }
    }

    /// The selection as sets for the wire, ascending, each at most `budget` bytes long.
    pub fn pieces(&self, budget: usize) -> Vec<String> {
        match self {
            Self::Nothing => Vec::new(),
            Self::Set(set) => set.pieces(budget).iter().map(IdSet::to_string).collect(),
            Self::Verbatim(text) => vec![text.clone()],
        }
    }
}

impl From<u32> for Messages {
    fn from(id: u32) -> Self {
        Self(vec![MessagePart::Id(id)])
    }
}

impl From<&str> for Messages {
    fn from(set: &str) -> Self {
        Self::from(set.to_owned())
    }
}

impl From<String> for Messages {
    fn from(set: String) -> Self {
        match set.is_empty() {
            true => Self(Vec::new()),
            false => Self(vec![MessagePart::Text(set)]),
        }
    }
}

impl From<&[u32]> for Messages {
    fn from(ids: &[u32]) -> Self {
        Self(ids.iter().map(|id| MessagePart::Id(*id)).collect())
    }
}

impl<const N: usize> From<[u32; N]> for Messages {
    fn from(ids: [u32; N]) -> Self {
        Self::from(&ids[..])
    }
}

impl<const N: usize> From<&[u32; N]> for Messages {
    fn from(ids: &[u32; N]) -> Self {
        Self::from(&ids[..])
    }
}

impl From<Vec<u32>> for Messages {
    fn from(ids: Vec<u32>) -> Self {
        Self::from(&ids[..])
    }
}

impl From<&Vec<u32>> for Messages {
    fn from(ids: &Vec<u32>) -> Self {
        Self::from(&ids[..])
    }
}

impl From<RangeInclusive<u32>> for Messages {
    fn from(range: RangeInclusive<u32>) -> Self {
        let mut ids = Ids::default();
        ids.push_run(*range.start(), *range.end());
        Self::from(&ids)
    }
}

impl From<Range<u32>> for Messages {
    fn from(range: Range<u32>) -> Self {
        match range.end.checked_sub(1) {
            Some(last) => Self::from(range.start..=last),
            None => Self(Vec::new()),
        }
    }
}

impl From<&Ids> for Messages {
    fn from(ids: &Ids) -> Self {
        Self(vec![MessagePart::Set(IdSet::from(ids))])
    }
}

impl From<Arc<Ids>> for Messages {
    fn from(ids: Arc<Ids>) -> Self {
        Self(vec![MessagePart::Ids(ids)])
    }
}

impl From<&SearchIds> for Messages {
    fn from(found: &SearchIds) -> Self {
        Self::from(&found.ids)
    }
}

impl From<SearchIds> for Messages {
    fn from(found: SearchIds) -> Self {
        Self::from(&found.ids)
    }
}

impl From<IdSet> for Messages {
    fn from(set: IdSet) -> Self {
        Self(vec![MessagePart::Set(set)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(messages: impl Into<Messages>) -> Vec<String> {
        messages.into().resolve().unwrap().pieces(8000)
    }

    #[test]
    fn everything_that_names_messages() {
        assert_eq!(pieces(7), ["7"]);
        assert_eq!(pieces("5,7:9,*"), ["5,7:9,*"]);
        assert_eq!(pieces("1:*"), ["1:*"]);
        assert_eq!(pieces("$"), ["$"]);
        assert_eq!(pieces([3, 1, 2]), ["1:3"]);
        assert_eq!(pieces(5..8), ["5:7"]);
        assert!(pieces("").is_empty());
        assert!(pieces([]).is_empty());
        let mixed = Messages::from_parts(vec![MessagePart::Id(9), MessagePart::Text("2:4".into())]);
        assert_eq!(pieces(mixed), ["2:4,9"]);
    }

    #[test]
    fn nonsense_is_refused() {
        for set in ["1:", "*:x", "1,*,", "5 6", "1:2:*", "*\r\nA LOGOUT", "$:5"] {
            assert!(Messages::from(set).resolve().is_err(), "{set}");
        }
        assert!(Messages::from(0).resolve().is_err());
    }

    #[test]
    fn a_star_covers_everything() {
        assert!(Messages::from("100:*").resolve().unwrap().covers(7));
        assert!(!Messages::from("100:200").resolve().unwrap().covers(7));
    }
}
