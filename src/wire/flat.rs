//! Our own readers of the flat responses, for what imap-proto is not trusted with.

use super::cursor::{Cursor, Peek, parse_number};
use super::response::Response;
use super::tape::Tape;
use crate::data::ids::{Ids, SearchIds};
use crate::data::text::Text;
use crate::error::Result;

/// The ids of SEARCH or SORT, and the mod-sequence at its end (RFC 7162 section 3.1.5). Words that
/// are no ids are passed over, and counted as `odd`.
pub fn search(response: &Response) -> (SearchIds, usize) {
    let mut found = SearchIds::default();
    let mut odd = 0;
    let rest = response.rest();
    let (numbers, tail) = match memchr::memchr(b'(', rest) {
        Some(at) => rest.split_at(at),
        None => (rest, &[][..]),
    };
    // Octet by octet, for this line may hold a million ids; neighbours are passed on as one run.
    let mut run: Option<(u32, u32)> = None;
    let mut word = Word::default();
    let mut take = |byte: u8| {
        if let digit @ 0..=9 = byte.wrapping_sub(b'0') {
            return word.digit(digit);
        }
        if !matches!(byte, b' ' | b'\t') {
            word.odd = true;
            return;
        }
        match (word.id(), &mut run) {
            (Some(id), Some((_, last))) if last.checked_add(1) == Some(id) => *last = id,
            (Some(id), _) => {
                if let Some((first, last)) = run.replace((id, id)) {
                    found.ids.push_run(first, last);
                }
            }
            (None, _) => odd += usize::from(word.odd || word.digits),
        }
        word = Word::default();
    };
    for byte in numbers {
        take(*byte);
    }
    take(b' ');
    if let Some((first, last)) = run {
        found.ids.push_run(first, last);
    }
    let tail = String::from_utf8_lossy(tail);
    let mut words = tail.split(['(', ')', ' ']).filter(|word| !word.is_empty());
    if words
        .next()
        .is_some_and(|word| word.eq_ignore_ascii_case("MODSEQ"))
    {
        found.modseq = words.next().and_then(|number| number.parse().ok());
    }
    (found, odd)
}

/// A word of such a line, as far as it is read.
#[derive(Default)]
struct Word {
    number: u64,
    digits: bool,
    /// It is no number.
    odd: bool,
}

impl Word {
    #[inline]
    fn digit(&mut self, digit: u8) {
        // What is no id already does not become one, and need not overflow.
        if self.number <= u32::MAX.into() {
            self.number = self.number * 10 + u64::from(digit);
        }
        self.digits = true;
    }

    /// The id that it is, if it is one.
    #[inline]
    fn id(&self) -> Option<u32> {
        u32::try_from(self.number)
            .ok()
            .filter(|id| *id > 0 && !self.odd)
    }
}

/// The flags of a FLAGS response or of any list of words.
pub fn flags(response: &Response, tape: &mut Tape) -> Result<Vec<Text>> {
    words(&mut response.cursor(tape)?)
}

/// A list of words, of which some may be strings or numbers; what is nested in it is passed over.
pub fn words(cursor: &mut Cursor<'_>) -> Result<Vec<Text>> {
    let mut words = Vec::new();
    cursor.list(|cursor| {
        match cursor.peek() {
            Peek::Open => cursor.skip(),
            _ => words.push(cursor.astring()?),
        }
        Ok(())
    })?;
    Ok(words)
}

/// Ids as ranges from a set in a response, in the order written (`1:5,9`).
pub fn set(text: &[u8]) -> Option<Ids> {
    let mut ids = Ids::default();
    for part in text.split(|byte| *byte == b',') {
        let mut ends = part.splitn(2, |byte| *byte == b':');
        let mut end = || ends.next().map(parse_number);
        let first = u32::try_from(end()??).ok()?;
        let last = match end() {
            Some(last) => u32::try_from(last?).ok()?,
            None => first,
        };
        ids.push_run(first.min(last), first.max(last));
    }
    Some(ids)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::frame::Frame;

    #[test]
    fn words_that_are_no_ids_are_counted() {
        for (line, ids, odd) in [
            ("* SEARCH", &[][..], 0),
            ("* SEARCH 1 2 3 5", &[1, 2, 3, 5], 0),
            ("* SEARCH  5\t4  4294967295 ", &[5, 4, 4_294_967_295], 0),
            ("* SEARCH 0 4294967296 99999999999999999999999 7", &[7], 3),
            ("* SEARCH 0000000000000000000000007 8", &[7, 8], 0),
            ("* SEARCH 1a a1 -1 + 1,2 3", &[3], 5),
            ("* SEARCH 1 1 2 (MODSEQ 9)", &[1, 1, 2], 0),
        ] {
            let raw = format!("{line}\r\n").into_bytes();
            let frame = Frame {
                raw,
                ..Frame::default()
            };
            let (found, unread) = search(&Response::read(frame, 100));
            assert_eq!(
                (found.ids.iter().collect::<Vec<_>>(), unread),
                (ids.to_vec(), odd),
                "{line}"
            );
        }
    }
}
