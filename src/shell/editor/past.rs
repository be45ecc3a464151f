//! What was typed before, as the keys up and Ctrl-R find it.
//!
//! Ctrl-R is forgiving: words in any order, each in the line or in the place where it was typed; if
//! nothing has them all, letters in order.

use std::borrow::Cow;
use std::path::Path;

use rustyline::Result;
use rustyline::history::{History, SearchDirection, SearchResult};

use super::text::marked;
use crate::history::Entry;

/// The lines, oldest first, each as the editor has it and with its place.
#[derive(Default)]
pub(super) struct Past(Vec<Line>);

struct Line {
    text: String,
    place: String,
}

impl Past {
    /// Remembers one more, unless it is the same as the last.
    pub(super) fn remember(&mut self, entry: &Entry) {
        let text = marked(entry.text.trim_end());
        if self.0.last().is_none_or(|last| last.text != text) {
            let place = entry.place.to_ascii_lowercase();
            self.0.push(Line { text, place });
        }
    }

    /// The first line from `start` on that fits, with where it does.
    fn find(
        &self,
        start: usize,
        direction: SearchDirection,
        fits: impl Fn(&Line) -> Option<usize>,
    ) -> Option<SearchResult<'_>> {
        let found = |(idx, line): (usize, &Line)| fits(line).map(|pos| (idx, pos));
        let (idx, pos) = match direction {
            SearchDirection::Reverse => self
                .0
                .iter()
                .enumerate()
                .take(start + 1)
                .rev()
                .find_map(found),
            SearchDirection::Forward => self.0.iter().enumerate().skip(start).find_map(found),
        }?;
        Some(SearchResult {
            entry: Cow::Borrowed(&self.0.get(idx)?.text),
            idx,
            pos,
        })
    }
}

/// Where a line has all words of the term, if it has: the place of the first in it.
fn words(line: &Line, term: &str) -> Option<usize> {
    let text = line.text.to_ascii_lowercase();
    if let Some(at) = text.find(term) {
        return Some(at);
    }
    let mut first = None;
    for word in term.split_whitespace() {
        match text.find(word) {
            Some(at) => first = Some(first.unwrap_or(at)),
            None if line.place.contains(word) => {}
            None => return None,
        }
    }
    first.or(Some(0)).filter(|_| !term.trim().is_empty())
}

/// Where a line begins to have the letters of the term, one after the other.
fn letters(line: &Line, term: &str) -> Option<usize> {
    let text = line.text.to_ascii_lowercase();
    let mut rest = text.char_indices();
    let mut first = None;
    for letter in term.chars().filter(|letter| !letter.is_whitespace()) {
        let (at, _) = rest.find(|(_, other)| *other == letter)?;
        first = first.or(Some(at));
    }
    first
}

impl History for Past {
    fn get(&self, index: usize, _: SearchDirection) -> Result<Option<SearchResult<'_>>> {
        Ok(self.0.get(index).map(|line| SearchResult {
            entry: Cow::Borrowed(&line.text),
            idx: index,
            pos: 0,
        }))
    }

    fn add(&mut self, line: &str) -> Result<bool> {
        self.add_owned(line.to_owned())
    }

    fn add_owned(&mut self, text: String) -> Result<bool> {
        self.0.push(Line {
            text,
            place: String::new(),
        });
        Ok(true)
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn set_max_len(&mut self, _: usize) -> Result<()> {
        Ok(())
    }

    fn ignore_dups(&mut self, _: bool) -> Result<()> {
        Ok(())
    }

    fn ignore_space(&mut self, _: bool) {}

    /// The file is another's business.
    fn save(&mut self, _: &Path) -> Result<()> {
        Ok(())
    }

    fn append(&mut self, _: &Path) -> Result<()> {
        Ok(())
    }

    fn load(&mut self, _: &Path) -> Result<()> {
        Ok(())
    }

    fn clear(&mut self) -> Result<()> {
        self.0.clear();
        Ok(())
    }

    fn search(
        &self,
        term: &str,
        start: usize,
        direction: SearchDirection,
    ) -> Result<Option<SearchResult<'_>>> {
        let term = term.to_ascii_lowercase();
        if term.is_empty() {
            return Ok(None);
        }
        let found = self.find(start, direction, |line| words(line, &term));
        Ok(found.or_else(|| self.find(start, direction, |line| letters(line, &term))))
    }

    fn starts_with(
        &self,
        term: &str,
        start: usize,
        direction: SearchDirection,
    ) -> Result<Option<SearchResult<'_>>> {
        let begins = |line: &Line| line.text.starts_with(term).then_some(term.len());
        Ok(self.find(start, direction, begins))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_found_by_words_places_and_letters() {
        let mut past = Past::default();
        for (text, place) in [
            (
                "c.fetch('1:*', ['ENVELOPE', 'FLAGS'])",
                "ann@mail.example INBOX",
            ),
            ("c.search('UNSEEN')", "bob@other.example Archive"),
            ("c.fetch(5, 'FLAGS')", "ann@mail.example Drafts"),
            ("c.fetch(5, 'FLAGS')", "ann@mail.example Drafts"),
        ] {
            past.remember(&Entry {
                text: text.to_owned(),
                place: place.to_owned(),
            });
        }
        assert_eq!(past.len(), 3);
        for (term, idx, pos) in [
            ("fetch", Some(2), 2),
            ("FLAGS", Some(2), 12),
            ("flags enve", Some(0), 29),
            ("fetch inbox", Some(0), 2),
            ("bob", Some(1), 0),
            ("archive seen", Some(1), 12),
            ("csuns", Some(1), 0),
            ("xyzzy", None, 0),
            ("", None, 0),
        ] {
            let found = past.search(term, 2, SearchDirection::Reverse).unwrap();
            assert_eq!(found.as_ref().map(|found| found.idx), idx, "{term}");
            assert_eq!(found.map_or(0, |found| found.pos), pos, "{term}");
        }
        // On from there, both ways.
        let older = past.search("fetch", 1, SearchDirection::Reverse).unwrap();
        assert_eq!(older.map(|found| found.idx), Some(0));
        let newer = past.search("fetch", 1, SearchDirection::Forward).unwrap();
        assert_eq!(newer.map(|found| found.idx), Some(2));
        let begun = past
            .starts_with("c.fetch('", 2, SearchDirection::Reverse)
            .unwrap();
        assert_eq!(begun.map(|found| (found.idx, found.pos)), Some((0, 9)));
    }
}
