//! Message ids as results: in the server's order, held as runs.

use std::ops::{Deref, RangeInclusive};

use serde::{Serialize, Serializer};

/// A sequence of message ids in the order given, held as ascending runs.
///
/// A million neighbouring ids cost one run; each id is made only when somebody asks for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ids {
    runs: Vec<Run>,
    /// How many ids stand before every 64th run.
    before: Vec<usize>,
    len: usize,
}

/// How many runs share one entry of `before`: a compromise of memory and steps.
const STRIDE: usize = 64;

/// `first`, `first + 1`, ... `last`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    first: u32,
    last: u32,
}

impl Run {
    fn len(self) -> usize {
        (self.last - self.first) as usize + 1
    }
}

impl Ids {
    /// Adds one id.
    pub fn push(&mut self, id: u32) {
        self.push_run(id, id);
    }

    /// Adds all ids from `first` to `last`; nothing if `last` is less.
    pub fn push_run(&mut self, first: u32, last: u32) {
        if last < first {
            return;
        }
        match self.runs.last_mut() {
            Some(run) if run.last.checked_add(1) == Some(first) => run.last = last,
            _ => {
                if self.runs.len().is_multiple_of(STRIDE) {
                    self.before.push(self.len);
                }
                self.runs.push(Run { first, last });
            }
        }
        self.len = self.len.saturating_add(Run { first, last }.len());
    }

    /// The number of ids.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The id at `position`.
    pub fn get(&self, position: usize) -> Option<u32> {
        if position >= self.len {
            return None;
        }
        let after = self.before.partition_point(|before| *before <= position);
        let stretch = after.checked_sub(1)?;
        let mut rest = position - self.before.get(stretch)?;
        for run in self.runs.get(stretch * STRIDE..)? {
            if rest < run.len() {
                return Some(run.first + rest as u32);
            }
            rest -= run.len();
        }
        None
    }

    /// All ids, one after the other.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.runs().flatten()
    }

    /// The runs, in order.
    pub fn runs(&self) -> impl Iterator<Item = RangeInclusive<u32>> + '_ {
        self.runs.iter().map(|run| run.first..=run.last)
    }

    /// Whether `id` is among them; looks at every run.
    pub fn contains(&self, id: u32) -> bool {
        self.runs
            .iter()
            .any(|run| (run.first..=run.last).contains(&id))
    }

    /// Gives back the memory that growing took beforehand.
    pub fn shrink(&mut self) {
        self.runs.shrink_to_fit();
        self.before.shrink_to_fit();
    }
}

impl FromIterator<u32> for Ids {
    fn from_iter<I: IntoIterator<Item = u32>>(ids: I) -> Self {
        let mut all = Self::default();
        ids.into_iter().for_each(|id| all.push(id));
        all
    }
}

impl Serialize for Ids {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// The result of a search: message ids, and with CONDSTORE the highest mod-sequence among them
/// (RFC 7162 section 3.1.5). Serializes as an array.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SearchIds {
    /// The ids.
    pub ids: Ids,
    /// The highest mod-sequence, if the search asked for one.
    pub modseq: Option<u64>,
}

impl Deref for SearchIds {
    type Target = Ids;

    fn deref(&self) -> &Ids {
        &self.ids
    }
}

impl Serialize for SearchIds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.ids.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn neighbours_are_one_run() {
        let ids: Ids = (1..=1_000_000).collect();
        assert_eq!(ids.runs().collect::<Vec<_>>(), [1..=1_000_000]);
        assert_eq!(
            (ids.len(), ids.get(999_999), ids.get(1_000_000)),
            (1_000_000, Some(1_000_000), None)
        );
        let mut whole = Ids::default();
        whole.push_run(1, u32::MAX);
        assert_eq!(whole.get(u32::MAX as usize - 1), Some(u32::MAX));
    }

    #[test]
    fn scattered_ids_are_found_too() {
        let ids: Ids = (0..1000).map(|n| n * 3 + 1).collect();
        assert!((0..1000).all(|n| ids.get(n) == Some(n as u32 * 3 + 1)));
        assert_eq!(ids.get(1000), None);
    }

    proptest! {
        #[test]
        fn behaves_as_a_list(list in proptest::collection::vec(1u32..20, 0..40)) {
            let ids: Ids = list.iter().copied().collect();
            prop_assert_eq!(ids.iter().collect::<Vec<_>>(), list.clone());
            prop_assert_eq!(ids.len(), list.len());
            for position in 0..=list.len() {
                prop_assert_eq!(ids.get(position), list.get(position).copied());
            }
            for id in 1..20 {
                prop_assert_eq!(ids.contains(id), list.contains(&id));
            }
        }
    }
}
