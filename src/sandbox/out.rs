//! What goes out to a client: answers in the forms of RFC 9051 section 9.

use std::borrow::Cow;
use std::fmt;

use crate::data::utf7;

/// Strings longer than this go as literals.
const QUOTED: usize = 2000;

/// Answers that wait to be sent.
#[derive(Debug, Default)]
pub(crate) struct Out {
    /// The octets.
    pub(crate) bytes: Vec<u8>,
    /// Whether strings and names may hold UTF-8 (IMAP4rev2, UTF8=ACCEPT).
    pub(crate) utf8: bool,
}

impl Out {
    /// Text that needs no care.
    pub(crate) fn put(&mut self, text: impl AsRef<[u8]>) -> &mut Self {
        self.bytes.extend_from_slice(text.as_ref());
        self
    }

    /// Anything printed; for words and numbers of our own.
    pub(crate) fn show(&mut self, what: impl fmt::Display) -> &mut Self {
        self.put(what.to_string())
    }

    /// The end of a line.
    pub(crate) fn end(&mut self) -> &mut Self {
        self.put(b"\r\n")
    }

    /// A string: quoted where that is possible, else a literal.
    pub(crate) fn string(&mut self, text: &[u8]) -> &mut Self {
        let plain = text.len() <= QUOTED
            && match self.utf8 {
                true => {
                    std::str::from_utf8(text).is_ok_and(|text| !text.chars().any(char::is_control))
                }
                false => text.iter().all(|byte| matches!(byte, b' '..=b'~')),
            };
        if !plain {
            return self.literal(text);
        }
        self.bytes.push(b'"');
        for byte in text {
            if matches!(byte, b'"' | b'\\') {
                self.bytes.push(b'\\');
            }
            self.bytes.push(*byte);
        }
        self.bytes.push(b'"');
        self
    }

    /// A literal. NUL cannot be sent in one; it becomes 0x80.
    pub(crate) fn literal(&mut self, octets: &[u8]) -> &mut Self {
        let octets = without_nul(octets);
        self.put(format!("{{{}}}\r\n", octets.len())).put(octets)
    }

    /// A literal of any octets, NUL included (RFC 3516).
    pub(crate) fn literal8(&mut self, octets: &[u8]) -> &mut Self {
        if octets.contains(&0) {
            return self.put(format!("~{{{}}}\r\n", octets.len())).put(octets);
        }
        self.literal(octets)
    }

    /// A string or NIL.
    pub(crate) fn nstring(&mut self, text: Option<&[u8]>) -> &mut Self {
        match text {
            Some(text) => self.string(text),
            None => self.put("NIL"),
        }
    }

    /// An atom where the text can be one, else a string.
    pub(crate) fn astring(&mut self, text: &[u8]) -> &mut Self {
        let plain = !text.is_empty()
            && !text.eq_ignore_ascii_case(b"NIL")
            && text
                .iter()
                .all(|byte| byte.is_ascii_graphic() && !b"(){%*\"\\[]".contains(byte));
        match plain {
            true => self.put(text),
            false => self.string(text),
        }
    }

    /// The name of a folder.
    pub(crate) fn folder(&mut self, name: &str) -> &mut Self {
        match self.utf8 {
            true => self.astring(name.as_bytes()),
            false => self.astring(utf7::encode(name).as_bytes()),
        }
    }

    /// Whether nothing waits.
    pub(crate) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
}

fn without_nul(octets: &[u8]) -> Cow<'_, [u8]> {
    match octets.contains(&0) {
        false => Cow::Borrowed(octets),
        true => octets
            .iter()
            .map(|byte| if *byte == 0 { 0x80 } else { *byte })
            .collect::<Vec<_>>()
            .into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_follows_the_content() {
        for (text, utf8, expected) in [
            ("a \"b\" \\", false, "\"a \\\"b\\\" \\\\\""),
            ("ü", false, "{2}\r\nü"),
            ("ü", true, "\"ü\""),
            ("a\nb", true, "{3}\r\na\nb"),
            ("", false, "\"\""),
        ] {
            let mut out = Out {
                utf8,
                ..Out::default()
            };
            out.string(text.as_bytes());
            assert_eq!(String::from_utf8(out.bytes).unwrap(), expected);
        }
        let mut out = Out::default();
        out.folder("Entwürfe")
            .put(" ")
            .folder("a b")
            .put(" ")
            .folder("nil");
        out.put(" ").literal(b"\0").put(" ").literal8(b"\0");
        assert_eq!(
            out.bytes,
            b"Entw&APw-rfe \"a b\" \"nil\" {1}\r\n\x80 ~{1}\r\n\0"
        );
    }
}
