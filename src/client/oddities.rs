//! What is odd about a response as a whole, whoever it is for: counted by name, never an error.

use super::Client;
use crate::wire::response::{Head, Response};

/// The numbered responses of IMAP (RFC 9051 sections 7.4 and 7.5, RFC 9586).
const NUMBERED: [&str; 5] = ["FETCH", "EXISTS", "EXPUNGE", "RECENT", "UIDFETCH"];

impl Client {
    /// Counts the oddities of a response.
    pub(super) fn note_oddities(&mut self, response: &Response) {
        if is_plain_row(response) {
            return;
        }
        for quirk in of(response) {
            self.note_quirk(quirk);
        }
    }
}

/// Whether it is a row with nothing odd about it, as most responses are.
fn is_plain_row(response: &Response) -> bool {
    let raw = response.raw();
    let blanks = raw.starts_with(b"*  ") || raw.ends_with(b" \r\n");
    response.is("FETCH") && !blanks && matches!(response.head(), Head::Data { number: Some(_) })
}

/// The names of the oddities of a response.
fn of(response: &Response) -> Vec<&'static str> {
    let mut odd = Vec::new();
    match response.head() {
        Head::Continuation if response.text().is_empty() => odd.push("continuation without text"),
        Head::Status { .. } => status(response, &mut odd),
        Head::Data { number } => {
            if number.is_some() && !NUMBERED.iter().any(|name| response.is(name)) {
                odd.push("numbered response of no known kind");
            }
            let raw = response.raw();
            let doubled = raw.starts_with(b"*  ")
                || response.is("CAPABILITY") && memchr::memmem::find(raw, b"  ").is_some();
            if doubled {
                odd.push("doubled blanks");
            }
            if raw.ends_with(b" \r\n") {
                odd.push("blank at the end of a line");
            }
            if response.is("CAPABILITY") {
                capabilities(response.rest(), &mut odd);
            }
        }
        _ => {}
    }
    odd
}

fn status(response: &Response, odd: &mut Vec<&'static str>) {
    if response.is_bare() {
        odd.push("refusal without a tag");
    }
    if response.name().is_empty() {
        odd.push("status without OK");
    } else if response.text().is_empty() {
        odd.push("status without text");
    }
    let Some(code) = response.code() else { return };
    if code.is("CAPABILITY") {
        capabilities(code.args(), odd);
    }
    let words = code.args().split(|byte| *byte == b' ');
    let words = words.filter(|word| !word.is_empty()).count();
    let wrong = [("CLOSED", 0), ("APPENDUID", 2), ("COPYUID", 3)]
        .iter()
        .any(|(name, wanted)| code.is(name) && words != *wanted);
    if wrong {
        odd.push("response code with wrong arguments");
    }
}

/// The list begins with the protocol's own name (RFC 3501 section 7.2.1 for IMAP4 of old; all do).
fn capabilities(words: &[u8], odd: &mut Vec<&'static str>) {
    let mut words = words.split(|byte| *byte == b' ');
    let is_imap = |word: &[u8]| {
        let start = word.get(..5).unwrap_or_default();
        start.eq_ignore_ascii_case(b"IMAP4")
    };
    let first = words.find(|word| !word.is_empty()).is_some_and(is_imap);
    if !first && words.any(is_imap) {
        odd.push("IMAP4rev1 behind other capabilities");
    }
}
