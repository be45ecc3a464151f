//! Functions beside the client that IMAPClient's users import: reading responses that were kept
//! elsewhere, and writing lists and sets as IMAP spells them.
//!
//! ```
//! use imapclient::command::helpers;
//!
//! let rows = helpers::parse_fetch_response(&["1 (UID 7 FLAGS (\\Seen))"], true, true)?;
//! assert_eq!(rows.get(7).and_then(|row| row.flags()).map(<[_]>::len), Some(1));
//! assert_eq!(helpers::seq_to_parenstr(["FLAGS", "UID"]), "(FLAGS UID)");
//! # Ok::<(), imapclient::error::Error>(())
//! ```

use super::fetch::{FetchResult, read_rows};
use crate::data::flag::Words;
use crate::data::ids::SearchIds;
use crate::data::messages::Messages;
use crate::data::value::Value;
use crate::error::{Error, Result};
use crate::wire::Limits;
use crate::wire::flat;
use crate::wire::frame::Framer;
use crate::wire::response::Response;
use crate::wire::tape::Tape;

/// A message set as this library sends it: checked, ascending, neighbours as ranges.
///
/// A text with `*` or `$` stays as it is; nothing gives an empty text.
///
/// # Errors
///
/// `ArgumentValue` for what is no message id.
pub fn join_message_ids(messages: impl Into<Messages>) -> Result<String> {
    Ok(messages.into().resolve()?.pieces(usize::MAX).concat())
}

/// Words as a list in parentheses: `(FLAGS UID)`.
pub fn seq_to_parenstr(items: impl Into<Words>) -> String {
    let words: Vec<String> = items.into().0.iter().map(|w| w.to_string()).collect();
    format!("({})", words.join(" "))
}

/// As [`seq_to_parenstr`], in upper case.
pub fn seq_to_parenstr_upper(items: impl Into<Words>) -> String {
    seq_to_parenstr(items).to_uppercase()
}

/// Reads atoms, strings, numbers and lists. A literal stands in the text as the server sends it.
///
/// # Errors
///
/// `Protocol` for parentheses that do not match and for a literal that is cut off; `Abort` for one
/// that is too large.
pub fn parse_response(text: impl AsRef<[u8]>) -> Result<Vec<Value>> {
    let response = response(b"X ", text.as_ref())?;
    let mut tape = Tape::default();
    let mut cursor = response.cursor(&mut tape)?;
    let mut values = Vec::new();
    while !cursor.at_end() {
        values.push(cursor.value()?);
    }
    match tape.quirks().is_empty() {
        true => Ok(values),
        false => Err(Error::protocol(format!(
            "the text cannot be read as a whole: {}",
            tape.quirks().join(", ")
        ))),
    }
}

/// Reads the ids of a SEARCH response, and the mod-sequence at their end: `1 2 (MODSEQ 5)`.
///
/// # Errors
///
/// `Protocol` for a word that is no id.
pub fn parse_message_list(text: impl AsRef<[u8]>) -> Result<SearchIds> {
    let response = response(b"SEARCH ", text.as_ref())?;
    let listed = flat::search(&response);
    match listed.odd {
        0 => Ok(listed.found),
        odd => Err(Error::protocol(format!(
            "{odd} words of the list are no message ids"
        ))),
    }
}

/// Reads FETCH responses, one text each: `1 (UID 7 FLAGS (\Seen))`, with the word FETCH or without.
///
/// Times become naive local ones with `normalise_times`. The key is the UID with `uid_is_key` where
/// the row has one, else the sequence number. Rows of one message are joined.
///
/// # Errors
///
/// `Protocol` for what is no row; what cannot be read within a row is the item `PARSE-ERROR` of it.
pub fn parse_fetch_response(
    rows: &[impl AsRef<[u8]>],
    normalise_times: bool,
    uid_is_key: bool,
) -> Result<FetchResult> {
    let mut responses = Vec::with_capacity(rows.len());
    for row in rows {
        let row = row.as_ref().trim_ascii();
        let digits = row.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (number, rest) = row.split_at(digits);
        let rest = rest.trim_ascii_start();
        let word = rest.get(..5).unwrap_or_default();
        let fetch: &[u8] = match word.eq_ignore_ascii_case(b"FETCH") {
            true => b" ",
            false => b" FETCH ",
        };
        responses.push(response(&[number, fetch].concat(), rest)?);
    }
    read_rows(&responses, normalise_times, uid_is_key)
}

/// The text as an untagged response that starts with `head`.
fn response(head: &[u8], text: &[u8]) -> Result<Response> {
    let line = [b"* ", head, text, b"\r\n"].concat();
    let mut framer = Framer::new(Limits::default());
    let mut rest = line.as_slice();
    let mut found = None;
    while !rest.is_empty() {
        let space = framer.space();
        let count = space.len().min(rest.len());
        let (now, later) = rest.split_at(count);
        if let Some(space) = space.get_mut(..count) {
            space.copy_from_slice(now);
        }
        framer.filled(count);
        rest = later;
        while let Some(frame) = framer.next()? {
            if found.is_some() {
                return Err(Error::protocol("the text has a line end outside a literal"));
            }
            found = Some(frame);
        }
    }
    match found {
        Some(frame) if framer.buffered() == 0 => Ok(Response::read(frame, framer.limits().depth)),
        _ => Err(Error::protocol("the text ends within a literal")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    fn shown(text: &str) -> String {
        serde_json::to_string(&parse_response(text).unwrap()).unwrap()
    }

    #[test]
    fn responses() {
        for (text, values) in [
            ("", "[]"),
            ("abc", r#"["abc"]"#),
            (
                "(1 NIL (\"a\\\"b\" x)) 99999999999999999999",
                r#"[[1,null,["a\"b","x"]],"99999999999999999999"]"#,
            ),
            ("{3}\r\na)b (x)", r#"["a)b",["x"]]"#),
            ("INBOX [x", r#"["INBOX","[x"]"#),
        ] {
            assert_eq!(shown(text), values);
        }
        for text in ["(1", "1)", "{5}\r\nabc", "a\r\nb"] {
            let error = parse_response(text).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Protocol, "{text}: {error}");
        }
        let large = "x".repeat(200_000);
        assert_eq!(parse_response(&large).unwrap().len(), 1);
    }

    #[test]
    fn ids_and_lists() {
        let found = parse_message_list("1 2 9 (modseq 77)").unwrap();
        assert_eq!((found.len(), found.modseq), (3, Some(77)));
        assert!(parse_message_list("1 x").is_err());
        assert!(parse_message_list("").unwrap().is_empty());
        assert_eq!(join_message_ids([3, 1, 2, 9]).unwrap(), "1:3,9");
        assert_eq!(join_message_ids("5:*").unwrap(), "5:*");
        assert_eq!(join_message_ids([]).unwrap(), "");
        assert!(join_message_ids(0).is_err());
        assert_eq!(seq_to_parenstr(()), "()");
        assert_eq!(
            seq_to_parenstr_upper(["flags", "body[x]"]),
            "(FLAGS BODY[X])"
        );
    }

    #[test]
    fn rows() {
        let rows = [
            &b"1 (UID 7 FLAGS (a))"[..],
            b"1 FETCH (UID 7 BODY[] {2}\r\n)))",
            b"2 fetch (FLAGS ())",
        ];
        let found = parse_fetch_response(&rows, true, true);
        let found = serde_json::to_string(&found.unwrap()).unwrap();
        assert_eq!(
            found,
            r#"{"7":{"SEQ":1,"FLAGS":["a"],"BODY[]":"))"},"2":{"SEQ":2,"FLAGS":[]}}"#
        );
        let found = parse_fetch_response(&rows[..1], true, false).unwrap();
        assert_eq!(
            serde_json::to_string(&found).unwrap(),
            r#"{"1":{"SEQ":1,"UID":7,"FLAGS":["a"]}}"#
        );
        assert!(parse_fetch_response(&["x"], true, true).is_err());
    }
}
