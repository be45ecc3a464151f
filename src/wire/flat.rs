//! Our own readers of the flat responses, for what imap-proto is not trusted with.

use super::cursor::{Cursor, Peek, parse_number};
use super::response::Response;
use super::tape::Tape;
use crate::data::ids::{Ids, SearchIds};
use crate::data::text::Text;
use crate::error::Result;

/// What a SEARCH or SORT says.
#[derive(Debug, Default)]
pub struct Listed {
    /// The ids, and the mod-sequence at the end of the line (RFC 7162 section 3.1.5).
    pub found: SearchIds,
    /// How many words are no ids. Sets of ids, also in quotes, are read all the same.
    pub odd: usize,
    /// The first word that means nothing, and was passed over.
    pub lost: Option<Text>,
}

impl Listed {
    /// Takes a line in which a word is no id, word by word.
    #[cold]
    fn words(&mut self, line: &[u8]) {
        self.odd += line.iter().filter(|byte| **byte == b'(').count();
        let ends = |byte: &u8| is_blank(byte) || matches!(byte, b'(' | b')');
        for text in line.split(ends).filter(|text| !text.is_empty()) {
            let mut word = Word::default();
            for byte in text {
                match byte.wrapping_sub(b'0') {
                    digit @ 0..=9 => word.digit(digit),
                    _ => word.odd = true,
                }
            }
            if let Some(id) = word.id() {
                self.found.ids.push_run(id, id);
                continue;
            }
            self.odd += 1;
            match set(unquoted(text)).filter(|ids| !ids.contains(0)) {
                Some(ids) => ids
                    .runs()
                    .for_each(|ids| self.found.ids.push_run(*ids.start(), *ids.end())),
                None if is_none(text) => {}
                None => {
                    self.lost.get_or_insert_with(|| Text::new(text));
                }
            }
        }
    }
}

fn is_blank(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// The ids of SEARCH or SORT.
pub fn search(response: &Response) -> Listed {
    let mut listed = Listed::default();
    let rest = response.rest();
    let (numbers, tail) = match memchr::memchr(b'(', rest) {
        Some(at) if is_modseq(rest.get(at + 1..).unwrap_or_default()) => rest.split_at(at),
        _ => (rest, &[][..]),
    };
    // Octet by octet, for this line may hold a million ids; neighbours are passed on as one run.
    let mut run: Option<(u32, u32)> = None;
    let mut word = Word::default();
    let mut strange = false;
    let mut take = |byte: u8| {
        if let digit @ 0..=9 = byte.wrapping_sub(b'0') {
            return word.digit(digit);
        }
        if !is_blank(&byte) {
            word.odd = true;
            return;
        }
        match (word.id(), &mut run) {
            (Some(id), Some((_, last))) if last.checked_add(1) == Some(id) => *last = id,
            (Some(id), _) => {
                if let Some((first, last)) = run.replace((id, id)) {
                    listed.found.ids.push_run(first, last);
                }
            }
            (None, _) => strange |= word.odd || word.digits,
        }
        word = Word::default();
    };
    for byte in numbers {
        take(*byte);
    }
    take(b' ');
    if let Some((first, last)) = run {
        listed.found.ids.push_run(first, last);
    }
    if strange {
        listed = Listed::default();
        listed.words(numbers);
    }
    let tail = String::from_utf8_lossy(tail);
    let mut words = tail.split(['(', ')', ' ']).filter(|word| !word.is_empty());
    if words
        .next()
        .is_some_and(|word| word.eq_ignore_ascii_case("MODSEQ"))
    {
        listed.found.modseq = words.next().and_then(|number| number.parse().ok());
    }
    listed
}

/// Whether a list at the end of the line is that of the mod-sequence.
fn is_modseq(list: &[u8]) -> bool {
    let list = list.trim_ascii_start();
    let name = list.get(..6).unwrap_or_default();
    name.eq_ignore_ascii_case(b"MODSEQ")
}

/// A word without the quotation marks around it.
fn unquoted(word: &[u8]) -> &[u8] {
    let inner = word.strip_prefix(b"\"");
    let inner = inner.and_then(|word| word.strip_suffix(b"\""));
    inner.unwrap_or(word)
}

/// Whether a word only says that there is nothing.
fn is_none(word: &[u8]) -> bool {
    word.eq_ignore_ascii_case(b"NIL") || word.iter().all(|byte| *byte == b'0')
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
        for (line, ids, odd, lost) in [
            ("* SEARCH", &[][..], 0, None),
            ("* SEARCH 1 2 3 5", &[1, 2, 3, 5], 0, None),
            (
                "* SEARCH  5\t4  4294967295 ",
                &[5, 4, 4_294_967_295],
                0,
                None,
            ),
            ("* SEARCH 0 00 NIL 7", &[7], 3, None),
            (
                "* SEARCH 4294967296 99999999999999999999999 7",
                &[7],
                2,
                Some("4294967296"),
            ),
            ("* SEARCH 0000000000000000000000007 8", &[7, 8], 0, None),
            ("* SEARCH 1a a1 -1 + 3", &[3], 4, Some("1a")),
            (
                "* SEARCH 9,1 2:3 \"4\" 3:1 7",
                &[9, 1, 2, 3, 4, 1, 2, 3, 7],
                4,
                None,
            ),
            ("* SEARCH (1 2) 3", &[1, 2, 3], 1, None),
            ("* SEARCH 1 1 2 (MODSEQ 9)", &[1, 1, 2], 0, None),
        ] {
            let raw = format!("{line}\r\n").into_bytes();
            let frame = Frame {
                raw,
                ..Frame::default()
            };
            let listed = search(&Response::read(frame, 100));
            assert_eq!(
                (listed.found.ids.iter().collect::<Vec<_>>(), listed.odd),
                (ids.to_vec(), odd),
                "{line}"
            );
            assert_eq!(listed.lost, lost.map(Text::from), "{line}");
        }
    }
}
