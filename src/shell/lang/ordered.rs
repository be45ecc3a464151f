//! A map in the order of insertion, from which an entry is taken in no more time than it took to
//! put it there.

use indexmap::{Equivalent, IndexMap};
use std::hash::Hash;

use super::keys::Key;

/// How many places may stand empty before the others move up.
const EMPTY: usize = 32;

/// The map. An entry that is removed leaves an empty place, and when half of the places are empty
/// the others move up.
#[derive(Clone)]
pub(crate) struct Ordered<V> {
    places: IndexMap<Key, Option<V>>,
    /// How many places are empty.
    empty: usize,
    /// All places before this one are empty.
    first: usize,
}

impl<V> Default for Ordered<V> {
    fn default() -> Self {
        Self {
            places: IndexMap::new(),
            empty: 0,
            first: 0,
        }
    }
}

impl<V> Ordered<V> {
    pub(crate) fn len(&self) -> usize {
        self.places.len() - self.empty
    }

    pub(crate) fn contains<Q: ?Sized + Hash + Equivalent<Key>>(&self, key: &Q) -> bool {
        self.places.contains_key(key)
    }

    pub(crate) fn get<Q: ?Sized + Hash + Equivalent<Key>>(&self, key: &Q) -> Option<&V> {
        self.places.get(key)?.as_ref()
    }

    /// Puts an entry at the end; where the key is there already, `join` says what becomes of it.
    pub(crate) fn put(&mut self, key: Key, value: V, join: impl FnOnce(&mut V, V)) {
        match self.places.entry(key).or_insert(None) {
            Some(old) => join(old, value),
            place => *place = Some(value),
        }
    }

    pub(crate) fn get_mut<Q: ?Sized + Hash + Equivalent<Key>>(
        &mut self,
        key: &Q,
    ) -> Option<&mut V> {
        self.places.get_mut(key)?.as_mut()
    }

    pub(crate) fn remove<Q: ?Sized + Hash + Equivalent<Key>>(&mut self, key: &Q) -> Option<V> {
        let at = self.places.get_index_of(key)?;
        self.take(at)
    }

    fn take(&mut self, at: usize) -> Option<V> {
        if at + 1 == self.places.len() {
            let (_, value) = self.places.pop()?;
            while let Some((_, None)) = self.places.last() {
                self.places.pop();
                self.empty -= 1;
            }
            self.first = self.first.min(self.places.len());
            return value;
        }
        // An empty place has a key that no value has.
        self.places.replace_index(at, Key::Empty(at)).ok()?;
        let (_, place) = self.places.get_index_mut(at)?;
        let value = place.take();
        self.empty += 1;
        while let Some((_, None)) = self.places.get_index(self.first) {
            self.first += 1;
        }
        if self.empty > EMPTY && self.empty > self.places.len() / 2 {
            self.places.retain(|_, value| value.is_some());
            (self.empty, self.first) = (0, 0);
        }
        value
    }

    pub(crate) fn pop_first(&mut self) -> Option<V> {
        (self.first < self.places.len()).then(|| self.take(self.first))?
    }

    pub(crate) fn pop_last(&mut self) -> Option<V> {
        self.take(self.places.len().checked_sub(1)?)
    }

    /// Moves an entry to the end, or to the start; whether it is there.
    pub(crate) fn move_to_end(&mut self, key: Key, last: bool) -> bool {
        let Some(value) = self.remove(&key) else {
            return false;
        };
        match last {
            true => drop(self.places.insert(key, Some(value))),
            false => {
                self.places.shift_insert(self.first, key, Some(value));
                self.renumber();
            }
        }
        true
    }

    /// Empty places are named by where they stand.
    fn renumber(&mut self) {
        if self.empty > 0 {
            self.places.retain(|_, value| value.is_some());
            (self.empty, self.first) = (0, 0);
        }
    }

    pub(crate) fn clear(&mut self) {
        self.places.clear();
        (self.empty, self.first) = (0, 0);
    }

    /// The entry at a place or at the next that has one; goes on behind it.
    pub(crate) fn next(&self, at: &mut usize) -> Option<&V> {
        *at = (*at).max(self.first);
        while let Some((_, place)) = self.places.get_index(*at) {
            *at += 1;
            if let Some(value) = place {
                return Some(value);
            }
        }
        None
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.iter().map(|(key, _)| key)
    }

    pub(crate) fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = (&Key, &V)> {
        let places = self.places.iter();
        places.filter_map(|(key, place)| Some((key, place.as_ref()?)))
    }
}

impl<V> FromIterator<(Key, V)> for Ordered<V> {
    fn from_iter<I: IntoIterator<Item = (Key, V)>>(entries: I) -> Self {
        let places = entries.into_iter().map(|(key, value)| (key, Some(value)));
        Self {
            places: places.collect(),
            empty: 0,
            first: 0,
        }
    }
}
