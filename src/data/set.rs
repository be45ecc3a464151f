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
        // Where the part starts, counted in characters from 1.
        let mut at = 1;
        for part in text.split(',') {
            let wrong = |(what, shift)| {
                let (text, at) = (excerpt(text), at + shift);
                format!("{text} is no message set: {what} at character {at}")
            };
            let range = match part.split_once(':') {
                None => number(part).map(|id| (id, id)).map_err(|what| (what, 0)),
                Some((first, last)) => match (number(first), number(last)) {
                    (Ok(first), Ok(last)) => Ok((first.min(last), first.max(last))),
                    (Err(what), _) => Err((what, 0)),
                    (_, Err(what)) => Err((what, first.chars().count() + 1)),
                },
            };
            ranges.push(range.map_err(wrong)?);
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

    /// Takes the ids of `other` away.
    pub fn remove(&mut self, other: &IdSet) {
        let mut kept = Vec::with_capacity(self.ranges.len());
        let mut holes = other.ranges.iter().copied().peekable();
        for &(mut first, last) in &self.ranges {
            let mut left = true;
            while let Some(&(from, to)) = holes.peek().filter(|hole| hole.0 <= last) {
                if from > first {
                    kept.push((first, from - 1));
                }
                if to >= last {
                    // The hole may reach into the next range.
                    left = false;
                    break;
                }
                first = first.max(to + 1);
                holes.next();
            }
            if left {
                kept.push((first, last));
            }
        }
        self.ranges = kept;
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

/// Reads one id; "at character 5" follows the error.
fn number(word: &str) -> Result<u32, String> {
    if word.is_empty() {
        return Err("a number is missing".to_owned());
    }
    if !word.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("{} is no number", excerpt(word)));
    }
    match word.parse() {
        Ok(id) if id > 0 => Ok(id),
        _ => Err(format!(
            "{} is no number from 1 to 4294967295",
            excerpt(word)
        )),
    }
}

/// The beginning of a text, quoted for a message: a set may be as long as a mailbox is large.
pub(super) fn excerpt(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{:?}...", text.get(..end).unwrap_or_default()),
        None => format!("{text:?}"),
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
            ("5,x", "\"x\" is no number at character 3"),
            ("5,77:x", "\"x\" is no number at character 6"),
            ("1:2:3", "\"2:3\" is no number at character 3"),
            ("7:", "a number is missing at character 3"),
            (
                "0",
                "\"0\" is no number from 1 to 4294967295 at character 1",
            ),
            (
                "1:4294967296",
                "\"4294967296\" is no number from 1 to 4294967295 at character 3",
            ),
            ("+5", "\"+5\" is no number at character 1"),
            ("ü,x", "\"ü\" is no number at character 1"),
            ("", "a number is missing at character 1"),
            ("1\r\nA1 LOGOUT", "is no number"),
        ] {
            let error = IdSet::parse(text).unwrap_err();
            assert!(error.contains(says), "{text:?}: {error}");
        }
        assert!(IdSet::parse(&"1,".repeat(50_000)).unwrap_err().len() < 200);
    }

    const ALL: RangeInclusive<u32> = 1..=u32::MAX;

    /// Sets of small ids and of the largest ones, as ranges in any order.
    fn ranges() -> impl Strategy<Value = Vec<(u32, u32)>> {
        let range = (
            prop_oneof![1u32..300, u32::MAX - 300..u32::MAX - 30],
            0u32..30,
        );
        proptest::collection::vec(range.prop_map(|(first, more)| (first, first + more)), 0..60)
    }

    fn edges() -> impl Iterator<Item = u32> {
        (1..340).chain(u32::MAX - 340..=u32::MAX)
    }

    #[test]
    fn taking_away_at_the_edges() {
        for (from, what, left) in [
            ("1:4294967295", "5,7:9", "1:4,6,10:4294967295"),
            ("1:4294967295", "1:4294967295", ""),
            ("5:9,20:30", "1:25", "26:30"),
            ("5:9,20:30", "9:20", "5:8,21:30"),
            ("5:9", "10:12", "5:9"),
            ("5:9", "1:4", "5:9"),
            ("1,3,5", "3", "1,5"),
        ] {
            let mut set = IdSet::parse(from).unwrap();
            set.remove(&IdSet::parse(what).unwrap());
            assert_eq!(set.to_string(), left, "{from} without {what}");
        }
    }

    proptest! {
        #[test]
        fn round_trip(list in ranges()) {
            let set = IdSet::from_ranges(list.clone());
            if !set.is_empty() {
                prop_assert_eq!(&IdSet::parse(&set.to_string()).unwrap(), &set);
            }
            for id in edges() {
                let expected = list.iter().any(|(first, last)| (*first..=*last).contains(&id));
                prop_assert_eq!(set.contains(id), expected);
            }
            let mut ids = Ids::default();
            list.iter().for_each(|(first, last)| ids.push_run(*first, *last));
            prop_assert_eq!(&IdSet::from(&ids), &set);
            prop_assert_eq!(set.len(), set.iter().count() as u64);
        }

        #[test]
        fn pieces_keep_the_budget_and_lose_nothing(list in ranges(), budget in 21usize..90) {
            let set = IdSet::from_ranges(list);
            let pieces = set.pieces(budget);
            let mut ranges = Vec::new();
            for piece in &pieces {
                prop_assert!(!piece.is_empty());
                prop_assert!(piece.to_string().len() <= budget);
                ranges.extend(piece.ranges());
            }
            // In this order they are the set, each range once.
            prop_assert_eq!(ranges, set.ranges().collect::<Vec<_>>());
        }

        #[test]
        fn taking_away_and_putting_back(mine in ranges(), theirs in ranges()) {
            let (set, other) = (IdSet::from_ranges(mine), IdSet::from_ranges(theirs));
            let mut rest = set.clone();
            rest.remove(&other);
            for id in edges() {
                prop_assert_eq!(rest.contains(id), set.contains(id) && !other.contains(id));
            }
            prop_assert_eq!(rest.union(&other), set.union(&other));
            let both = set.intersection(&other);
            prop_assert_eq!(&both, &other.intersection(&set));
            for id in edges() {
                prop_assert_eq!(both.contains(id), set.contains(id) && other.contains(id));
            }
            prop_assert_eq!(&both.union(&rest), &set);
            let mut everything = IdSet::from_ranges(vec![(*ALL.start(), *ALL.end())]);
            everything.remove(&set);
            prop_assert_eq!(everything.len() + set.len(), u64::from(u32::MAX));
        }

        #[test]
        fn junk_never_panics(junk in "([0-9:,*]|\\PC){0,30}") {
            let _ = IdSet::parse(&junk);
        }
    }
}
