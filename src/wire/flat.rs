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
    let (numbers, tail) = match rest.iter().position(|byte| *byte == b'(') {
        Some(at) => rest.split_at(at),
        None => (rest, &[][..]),
    };
    for word in numbers.split(|byte| matches!(byte, b' ' | b'\t')) {
        match parse_id(word) {
            Some(id) => found.ids.push(id),
            None => odd += usize::from(!word.is_empty()),
        }
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

/// An id, without the care for overflow that a larger number needs: this line may hold a million.
fn parse_id(digits: &[u8]) -> Option<u32> {
    let id = if digits.len() > 10 {
        parse_number(digits)?
    } else {
        digits.iter().try_fold(0u64, |id, byte| {
            let digit = byte.wrapping_sub(b'0');
            (digit <= 9).then_some(id * 10 + u64::from(digit))
        })?
    };
    u32::try_from(id).ok().filter(|id| *id > 0)
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
