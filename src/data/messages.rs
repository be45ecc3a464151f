//! The argument `messages`: which messages a command is about.

use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

use super::ids::{Ids, SearchIds};
use super::set::{IdSet, excerpt};
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
                MessagePart::Id(id) => ranges.push((*id, *id)),
                MessagePart::Ids(ids) => push_all(&mut ranges, ids.runs()),
                MessagePart::Set(set) => push_all(&mut ranges, set.ranges()),
                MessagePart::Text(text) => push_all(&mut ranges, parse(text)?.ranges()),
            }
        }
        if ranges.is_empty() {
            return Ok(Selection::Nothing);
        }
        let set = IdSet::from_ranges(ranges);
        refuse_zero(&set)?;
        Ok(Selection::Set(set))
    }

    fn verbatim(&self) -> Result<Selection> {
        let mut words = Vec::with_capacity(self.0.len());
        for part in &self.0 {
            let set = match part {
                MessagePart::Text(text) => {
                    check_open(text).map_err(|what| Error::value("messages", what))?;
                    words.push(text.clone());
                    continue;
                }
                MessagePart::Id(id) => IdSet::from_ranges(vec![(*id, *id)]),
                MessagePart::Ids(ids) => IdSet::from(&**ids),
                MessagePart::Set(set) => set.clone(),
            };
            refuse_zero(&set)?;
            if !set.is_empty() {
                words.push(set.to_string());
            }
        }
        Ok(Selection::Verbatim(words.join(",")))
    }
}

fn parse(text: &str) -> Result<IdSet> {
    IdSet::parse(text).map_err(|what| Error::value("messages", what))
}

/// Ids start at 1; a range or a list of numbers may start lower.
fn refuse_zero(set: &IdSet) -> Result<()> {
    match set.contains(0) {
        true => Err(Error::value(
            "messages",
            "0 is no message id: ids start at 1",
        )),
        false => Ok(()),
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
                    "{} is no message set: {} is neither a number nor *",
                    excerpt(text),
                    excerpt(word)
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

    /// The selection as sets for the wire, each at most `budget` bytes long if no single range is
    /// longer; ids ascending, a text in its own order and cut at its commas only.
    pub fn pieces(&self, budget: usize) -> Vec<String> {
        match self {
            Self::Nothing => Vec::new(),
            Self::Set(set) => set.pieces(budget).iter().map(IdSet::to_string).collect(),
            Self::Verbatim(text) => cut(text, budget),
        }
    }
}

/// Cuts a set at its commas into texts of at most `budget` bytes.
fn cut(text: &str, budget: usize) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for part in text.split(',') {
        match pieces.last_mut() {
            Some(piece) if piece.len() + 1 + part.len() <= budget => {
                piece.push(',');
                piece.push_str(part);
            }
            _ => pieces.push(part.to_owned()),
        }
    }
    pieces
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
        Self::from(ids.iter().copied().collect::<IdSet>())
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

impl FromIterator<u32> for Messages {
    fn from_iter<I: IntoIterator<Item = u32>>(ids: I) -> Self {
        Self(vec![MessagePart::Set(ids.into_iter().collect())])
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
        for set in [
            "1:",
            "*:x",
            "1,*,",
            "5 6",
            "1:2:*",
            "*\r\nA LOGOUT",
            "$:5",
            "*\0",
        ] {
            assert!(Messages::from(set).resolve().is_err(), "{set}");
        }
        let star = || MessagePart::Text("1:*".into());
        for zero in [
            Messages::from(0),
            Messages::from(0..=5),
            Messages::from(0..5),
            Messages::from([5, 0]),
            Messages::from_parts(vec![MessagePart::Id(0), star()]),
            Messages::from_parts(vec![MessagePart::Ids(Arc::new((0..3).collect())), star()]),
        ] {
            let error = zero.resolve().unwrap_err();
            assert_eq!(error.argument(), Some("messages"));
            assert_eq!(error.message(), "0 is no message id: ids start at 1");
        }
        // However long the set, the message is one sentence.
        let long = "1,".repeat(100_000) + "*x";
        assert!(Messages::from(long).resolve().unwrap_err().message().len() < 300);
    }

    #[test]
    fn no_ids_are_no_messages() {
        assert!(pieces(5..5).is_empty());
        let (high, low) = (8, 5);
        assert!(pieces(high..=low).is_empty());
        assert!(pieces(&Ids::default()).is_empty());
        assert!(pieces(Messages::from_parts(Vec::new())).is_empty());
        assert!(
            Messages::from_parts(vec![MessagePart::Text(String::new())])
                .resolve()
                .is_err()
        );
    }

    #[test]
    fn a_whole_mailbox_is_one_range() {
        assert_eq!(pieces(1..=u32::MAX), ["1:4294967295"]);
        assert_eq!(pieces("1:4294967295"), ["1:4294967295"]);
    }

    #[test]
    fn what_has_a_star_is_cut_at_commas_in_its_own_order() {
        let mut parts = vec![MessagePart::Text("9:*,3".into())];
        parts.extend((1..10_000).rev().map(|n| MessagePart::Id(n * 2)));
        let selection = Messages::from_parts(parts).resolve().unwrap();
        let pieces = selection.pieces(8000);
        assert!(pieces.iter().all(|piece| piece.len() <= 8000));
        assert_eq!(Selection::Verbatim(pieces.join(",")), selection);
        assert!(pieces.first().unwrap().starts_with("9:*,3,19998,19996,"));
        assert_eq!(pieces.len(), 7);
    }

    #[test]
    fn a_star_covers_everything() {
        assert!(Messages::from("100:*").resolve().unwrap().covers(7));
        assert!(!Messages::from("100:200").resolve().unwrap().covers(7));
    }
}
