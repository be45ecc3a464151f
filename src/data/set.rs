//! Message sets as IMAP writes them (RFC 9051, `sequence-set`): sorted, compressed, split.

use std::fmt;
use std::ops::RangeInclusive;

use super::ids::Ids;

/// A set of message ids: sorted, disjoint ranges.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IdSet {
    ranges: Vec<(u32, u32)>,
}

impl IdSet {
    /// Reads a set without `*` and `$`, such as `5,7:9`; the error says what is wrong and where.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut ranges = Vec::new();
        let mut at = 1;
        for part in text.split(',') {
            let number = |word: &str| match word.parse::<u32>() {
                Ok(id) if id > 0 && word.bytes().all(|byte| byte.is_ascii_digit()) => Ok(id),
                _ if word.is_empty() => Err(format!(
                    "{text:?} is no message set: a number is missing at character {at}"
                )),
                _ if word.bytes().all(|byte| byte.is_ascii_digit()) => Err(format!(
                    "{text:?} is no message set: {word} at character {at} is not between 1 and 4294967295"
                )),
                _ => Err(format!(
                    "{text:?} is no message set: {word:?} at character {at} is no number"
                )),
            };
            let (first, last) = part.split_once(':').unwrap_or((part, part));
            let (first, last) = (number(first)?, number(last)?);
            ranges.push((first.min(last), first.max(last)));
            at += part.chars().count() + 1;
        }
        Ok(Self::from_ranges(ranges))
    }

    /// The set of these ranges, which may overlap and stand in any order.
    pub fn from_ranges(mut ranges: Vec<(u32, u32)>) -> Self {
        ranges.sort_unstable();
        ranges.dedup_by(|next, kept| {
            let joins = next.0 <= kept.1.saturating_add(1);
            if joins {
                kept.1 = kept.1.max(next.1);
            }
            joins
        });
        Self { ranges }
    }

    /// The number of ids.
    pub fn len(&self) -> u64 {
        let size = |(first, last): &(u32, u32)| u64::from(last - first) + 1;
        self.ranges.iter().map(size).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// Whether `id` is in the set.
    pub fn contains(&self, id: u32) -> bool {
        let after = self.ranges.partition_point(|(first, _)| *first <= id);
        after
            .checked_sub(1)
            .and_then(|position| self.ranges.get(position))
            .is_some_and(|(_, last)| id <= *last)
    }

    /// The ranges, ascending.
    pub fn ranges(&self) -> impl Iterator<Item = RangeInclusive<u32>> + '_ {
        self.ranges.iter().map(|(first, last)| *first..=*last)
    }

    /// All ids, ascending, one after the other.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.ranges().flatten()
    }

    /// The set in ascending pieces that print in at most `budget` bytes each (at least one range).
    pub fn pieces(&self, budget: usize) -> Vec<IdSet> {
        let mut pieces: Vec<IdSet> = Vec::new();
        let mut used = usize::MAX;
        for range in &self.ranges {
            let size = printed_len(*range);
            match pieces.last_mut() {
                Some(piece) if used.saturating_add(1 + size) <= budget => {
                    piece.ranges.push(*range);
                    used += 1 + size;
                }
                _ => {
                    pieces.push(IdSet {
                        ranges: vec![*range],
                    });
                    used = size;
                }
            }
        }
        pieces
    }

    /// The ids of both sets.
    pub fn union(&self, other: &IdSet) -> IdSet {
        Self::from_ranges(self.ranges.iter().chain(&other.ranges).copied().collect())
    }

    /// The ids that are in both sets.
    pub fn intersection(&self, other: &IdSet) -> IdSet {
        let mut ranges = Vec::new();
        let (mut mine, mut theirs) = (
            self.ranges.iter().peekable(),
            other.ranges.iter().peekable(),
        );
        while let (Some(a), Some(b)) = (mine.peek(), theirs.peek()) {
            let (first, last) = (a.0.max(b.0), a.1.min(b.1));
            if first <= last {
                ranges.push((first, last));
            }
            match a.1 < b.1 {
                true => mine.next(),
                false => theirs.next(),
            };
        }
        IdSet { ranges }
    }
}

fn printed_len((first, last): (u32, u32)) -> usize {
    let digits = |id: u32| id.checked_ilog10().unwrap_or(0) as usize + 1;
    match first == last {
        true => digits(first),
        false => digits(first) + 1 + digits(last),
    }
}

impl From<&Ids> for IdSet {
    fn from(ids: &Ids) -> Self {
        Self::from_ranges(ids.runs().map(|run| (*run.start(), *run.end())).collect())
    }
}

impl FromIterator<u32> for IdSet {
    fn from_iter<I: IntoIterator<Item = u32>>(ids: I) -> Self {
        Self::from(&ids.into_iter().collect::<Ids>())
    }
}

impl fmt::Display for IdSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, (first, last)) in self.ranges.iter().enumerate() {
            if position > 0 {
                f.write_str(",")?;
            }
            match first == last {
                true => write!(f, "{first}")?,
                false => write!(f, "{first}:{last}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn compressed_and_normal() {
        for (text, printed) in [
            ("5,7:9", "5,7:9"),
            ("9:7,8,5,6", "5:9"),
            ("1:4294967295", "1:4294967295"),
            ("3,3,3", "3"),
        ] {
            assert_eq!(IdSet::parse(text).unwrap().to_string(), printed);
        }
        assert_eq!(IdSet::parse("1:4294967295").unwrap().len(), 4_294_967_295);
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, says) in [
            ("5,,7", "a number is missing at character 3"),
            ("5,x", "\"x\" at character 3 is no number"),
            ("0", "0 at character 1 is not between 1 and 4294967295"),
            ("1:4294967296", "4294967296 at character 1 is not between"),
            ("+5", "\"+5\" at character 1 is no number"),
            ("", "a number is missing at character 1"),
            ("1\r\nA1 LOGOUT", "is no number"),
        ] {
            let error = IdSet::parse(text).unwrap_err();
            assert!(error.contains(says), "{text:?}: {error}");
        }
    }

    proptest! {
        #[test]
        fn round_trip_and_pieces(
            list in proptest::collection::vec((1u32..2000, 0u32..30), 1..60),
            budget in 12usize..60,
        ) {
            let ranges = list.iter().map(|(first, more)| (*first, first + more)).collect();
            let set = IdSet::from_ranges(ranges);
            prop_assert_eq!(IdSet::parse(&set.to_string()).unwrap(), set.clone());
            let mut joined = IdSet::default();
            for piece in set.pieces(budget) {
                prop_assert!(piece.to_string().len() <= budget);
                joined = joined.union(&piece);
            }
            prop_assert_eq!(&joined, &set);
            let part = IdSet::from_ranges(vec![(500, 900), (1000, 1000)]);
            let both = set.intersection(&part);
            prop_assert_eq!(&both, &part.intersection(&set));
            for id in 400..1100 {
                prop_assert_eq!(both.contains(id), set.contains(id) && part.contains(id));
            }
            for id in 1..2100 {
                let expected = list.iter().any(|(first, more)| (*first..=first + more).contains(&id));
                prop_assert_eq!(set.contains(id), expected);
            }
        }
    }
}
