//! What stands before a response and is no part of it, how long one may be, and which end in text.

use super::{Framer, over};
use crate::error::Result;

impl Framer {
    pub(super) fn check_length(&self) -> Result<()> {
        match self.lines > self.limits.response {
            true => Err(over(format!(
                "a response of more than {} bytes",
                self.limits.response
            ))),
            false => Ok(()),
        }
    }

    /// Passes over what stands before a response and is no part of it; none of it is kept, but it
    /// counts against the limit.
    pub(super) fn pass_stray(&mut self) {
        let blanks = !self.commands;
        let stray = |byte: &&u8| match byte {
            b'\0' => true,
            b' ' | b'\t' => blanks,
            _ => false,
        };
        let fresh = self.buffer.get(self.start..self.end).unwrap_or_default();
        let Some(first) = fresh.first().filter(stray) else {
            return;
        };
        // They may come in pieces, and count once.
        if self.lines == 0 {
            self.quirks.note(match first {
                0 => "NUL bytes before a response",
                _ => "blanks before a response",
            });
        }
        let count = fresh.iter().take_while(stray).count();
        self.start += count;
        self.lines += count;
        self.scanned = 0;
    }
}

/// Whether the response is one whose end is free text, where `{5}` announces nothing: a status
/// line, tagged or not, and a continuation.
pub(super) fn is_text(raw: &[u8]) -> bool {
    let Some(rest) = raw.strip_prefix(b"*") else {
        return true;
    };
    let rest = rest.trim_ascii_start();
    let word = rest
        .split(|byte| b" [".contains(byte))
        .next()
        .unwrap_or_default();
    rest.starts_with(b"[")
        || ["OK", "NO", "BAD", "BYE", "PREAUTH"]
            .iter()
            .any(|status| word.eq_ignore_ascii_case(status.as_bytes()))
}
