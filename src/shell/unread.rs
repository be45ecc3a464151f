//! Rows that could not be read in full: what was wrong, and where in the octets.

use std::fmt::Write;

use imapclient::client::Unreadable;
use imapclient::data::escape::quoted;

/// How many are shown by themselves; `:last raw` shows more.
const SHOWN: usize = 3;
/// How much is shown before the place, and behind it.
const BEFORE: usize = 40;
const BEHIND: usize = 30;

/// The first of them, each with the place where reading ended.
pub(crate) fn notes(unreadable: &Unreadable) -> Vec<String> {
    let mut notes = Vec::new();
    for (message, offset, raw) in unreadable.rows.iter().take(SHOWN) {
        notes.push(format!(
            "a row could not be read in full: {message}\n{}",
            excerpt(raw.as_bytes(), *offset)
        ));
    }
    if unreadable.count > SHOWN {
        let more = unreadable.count - SHOWN;
        notes.push(format!(
            "{more} more rows could not be read in full (:last raw shows the octets)"
        ));
    }
    notes
}

/// The octets round a place, with a caret under it.
fn excerpt(raw: &[u8], offset: usize) -> String {
    let offset = offset.min(raw.len());
    let (start, end) = (
        offset.saturating_sub(BEFORE),
        (offset + BEHIND).min(raw.len()),
    );
    let text = |range: std::ops::Range<usize>| {
        let quoted = quoted(raw.get(range).unwrap_or_default());
        let inside = quoted.get(1..quoted.len() - 1).unwrap_or_default();
        // Nothing stands in quotes here, so quotes need no escape.
        inside.replace("\\\"", "\"")
    };
    let front = if start > 0 { "... " } else { "" };
    let back = if end < raw.len() { " ..." } else { "" };
    let before = format!("{front}{}", text(start..offset));
    format!(
        "    {before}{}{back}\n    {}^ byte {offset} of {}",
        text(offset..end),
        " ".repeat(before.chars().count()),
        raw.len()
    )
}

/// All that are kept, whole, each octet readable.
pub(crate) fn whole(unreadable: &Unreadable) -> String {
    let mut out = String::new();
    for (message, offset, raw) in &unreadable.rows {
        let _ = writeln!(out, "{message} (byte {offset} of {})", raw.len());
        let _ = writeln!(out, "{}", quoted(raw.as_bytes()));
    }
    let more = unreadable.count - unreadable.rows.len();
    if more > 0 {
        let _ = writeln!(out, "and {more} more, which were not kept");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_is_under_the_place() {
        assert_eq!(
            excerpt(b"* 2 FETCH (\x1b[2J \"what\")", 16),
            "    * 2 FETCH (\\x1b[2J \"what\")\n                       ^ byte 16 of 23"
        );
        let long = [b"x".repeat(100), b"y".repeat(100)].concat();
        let text = excerpt(&long, 100);
        let (line, caret) = text.split_once('\n').unwrap();
        assert_eq!(
            line,
            format!("    ... {}{} ...", "x".repeat(40), "y".repeat(30))
        );
        assert_eq!(caret.find('^'), line.find('y'));
        assert!(excerpt(b"", 99).contains("byte 0 of 0"));
    }
}
