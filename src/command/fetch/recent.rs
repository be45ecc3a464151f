//! The lists of flags that were read last: a folder has few different ones.

/// How many different lists are remembered.
const LISTS: usize = 8;
/// The longest list that is remembered, in octets.
const LONGEST: usize = 200;

/// Lists as they were sent, each with what was made of it.
#[derive(Debug)]
pub(super) struct Recent<T> {
    lists: Vec<(Vec<u8>, T)>,
    next: usize,
}

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self {
            lists: Vec::new(),
            next: 0,
        }
    }
}

impl<T> Recent<T> {
    /// What was made of the first list that is the one looked for.
    pub(super) fn find(&self, mut is: impl FnMut(&[u8]) -> bool) -> Option<&T> {
        let found = self.lists.iter().find(|(sent, _)| is(sent));
        found.map(|(_, made)| made)
    }

    /// Remembers what is made of a list, in the place of the oldest, unless it is too long.
    pub(super) fn put(&mut self, sent: &[u8], make: impl FnOnce() -> T) {
        if sent.len() > LONGEST {
            return;
        }
        let list = (sent.to_vec(), make());
        match self.lists.get_mut(self.next) {
            Some(oldest) => *oldest = list,
            None => self.lists.push(list),
        }
        self.next = (self.next + 1) % LISTS;
    }
}
