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
    /// Whether a run starts at or below the end of the one before it.
    disordered: bool,
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
            previous => {
                self.disordered |= previous.is_some_and(|run| first <= run.last);
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
    pub fn iter(&self) -> Iter<'_> {
        Iter {
            runs: self.runs.iter(),
            next: 0,
            in_run: 0,
            left: self.len,
        }
    }

    /// The runs, in order.
    pub fn runs(&self) -> impl Iterator<Item = RangeInclusive<u32>> + '_ {
        self.runs.iter().map(|run| run.first..=run.last)
    }

    /// Whether `id` is among them: by halving if they ascend, as those of a search do, else by
    /// looking at every run.
    pub fn contains(&self, id: u32) -> bool {
        let holds = |run: &Run| run.first <= id && id <= run.last;
        if self.disordered {
            return self.runs.iter().any(holds);
        }
        let after = self.runs.partition_point(|run| run.first <= id);
        let run = after.checked_sub(1).and_then(|at| self.runs.get(at));
        run.is_some_and(holds)
    }

    /// Gives back the memory that growing took beforehand.
    pub fn shrink(&mut self) {
        self.runs.shrink_to_fit();
        self.before.shrink_to_fit();
    }
}

/// The ids of [`Ids`], one after the other.
#[derive(Clone, Debug)]
pub struct Iter<'a> {
    runs: std::slice::Iter<'a, Run>,
    next: u32,
    /// How many ids of the present run are still to come, and how many in all.
    in_run: usize,
    left: usize,
}

impl Iterator for Iter<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        if self.in_run == 0 {
            let run = self.runs.next()?;
            (self.next, self.in_run) = (run.first, run.len());
        }
        let id = self.next;
        self.next = id.wrapping_add(1);
        self.in_run -= 1;
        self.left = self.left.saturating_sub(1);
        Some(id)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for Iter<'_> {}

impl<'a> IntoIterator for &'a Ids {
    type Item = u32;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

/// The ids of [`Ids`] that were given away, one after the other.
#[derive(Clone, Debug)]
pub struct IntoIter {
    runs: std::vec::IntoIter<Run>,
    run: RangeInclusive<u32>,
}

impl Iterator for IntoIter {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        self.run.next().or_else(|| {
            let run = self.runs.next()?;
            self.run = run.first..=run.last;
            self.run.next()
        })
    }
}

impl IntoIterator for Ids {
    type Item = u32;
    type IntoIter = IntoIter;

    fn into_iter(self) -> IntoIter {
        IntoIter {
            runs: self.runs.into_iter(),
            // Empty: it ends before it starts.
            run: RangeInclusive::new(1, 0),
        }
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

impl IntoIterator for SearchIds {
    type Item = u32;
    type IntoIter = IntoIter;

    fn into_iter(self) -> IntoIter {
        self.ids.into_iter()
    }
}

impl<'a> IntoIterator for &'a SearchIds {
    type Item = u32;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.ids.iter()
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

    #[test]
    fn a_million_scattered_ids_are_compact_and_quick_to_ask() {
        let mut ids: Ids = (0..1_000_000).map(|n| n * 2 + 1).collect();
        ids.shrink();
        let bytes =
            ids.runs.capacity() * size_of::<Run>() + ids.before.capacity() * size_of::<usize>();
        assert!(bytes < 8_200_000, "{bytes}");
        // Looking at every run would take minutes.
        for n in 0..1_000_000 {
            assert_eq!(ids.get(n as usize), Some(n * 2 + 1));
            assert!(ids.contains(n * 2 + 1) && !ids.contains(n * 2));
        }
    }

    #[test]
    fn search_ids_are_their_ids() {
        let found = SearchIds {
            ids: [5, 6, 9, 2].into_iter().collect(),
            modseq: Some(7),
        };
        assert_eq!(serde_json::to_string(&found).unwrap(), "[5,6,9,2]");
        assert_eq!(
            (&found).into_iter().collect::<Vec<_>>(),
            found.clone().into_iter().collect::<Vec<_>>()
        );
        assert_eq!(serde_json::to_string(&SearchIds::default()).unwrap(), "[]");
    }

    fn is_a_list(list: &[u32]) -> Result<(), TestCaseError> {
        let ids: Ids = list.iter().copied().collect();
        prop_assert_eq!(ids.iter().collect::<Vec<_>>(), list);
        prop_assert_eq!(ids.clone().into_iter().collect::<Vec<_>>(), list);
        prop_assert_eq!((ids.len(), ids.is_empty()), (list.len(), list.is_empty()));
        prop_assert_eq!(ids.iter().len(), list.len());
        let runs: Vec<u32> = ids.runs().flatten().collect();
        prop_assert_eq!(runs, list);
        for position in 0..=list.len() {
            prop_assert_eq!(ids.get(position), list.get(position).copied());
        }
        for id in (0..30).chain([u32::MAX - 1, u32::MAX]) {
            prop_assert_eq!(ids.contains(id), list.contains(&id));
        }
        prop_assert_eq!(
            serde_json::to_string(&ids).unwrap(),
            serde_json::to_string(list).unwrap()
        );
        Ok(())
    }

    proptest! {
        #[test]
        fn behaves_as_a_list(
            list in proptest::collection::vec(
                prop_oneof![9 => 1u32..30, 1 => Just(u32::MAX), 1 => Just(u32::MAX - 1)],
                0..300,
            ),
            ascending in any::<bool>(),
        ) {
            let mut list = list;
            if ascending {
                list.sort_unstable();
                list.dedup();
            }
            is_a_list(&list)?;
        }

        #[test]
        fn runs_are_what_they_hold(
            runs in proptest::collection::vec((1u32..30, 0u32..4), 0..200),
        ) {
            let (mut by_run, mut one_by_one) = (Ids::default(), Ids::default());
            for (first, more) in runs {
                by_run.push_run(first, first + more);
                (first..=first + more).for_each(|id| one_by_one.push(id));
            }
            prop_assert_eq!(&by_run, &one_by_one);
            is_a_list(&by_run.iter().collect::<Vec<_>>())?;
        }
    }
}
