//! Charsets of search criteria: their names, and text in them.

use encoding_rs::Encoding;

use crate::error::{Error, Result};

/// How the text of criteria is encoded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Coding {
    Ascii,
    Latin1,
    Utf8,
    Other(&'static Encoding),
}

impl Coding {
    /// The coding with this name, or an error that says which names there are.
    pub(super) fn named(name: &str) -> Result<Self> {
        Self::find(name).ok_or_else(|| {
            Error::value(
                "charset",
                format!(
                    "the charset {name:?} is not known here; \
                     use one such as UTF-8, ISO-8859-1, windows-1252, KOI8-R or ISO-2022-JP"
                ),
            )
        })
    }

    /// The coding with this name. Those whose text holds NUL, such as UTF-16, cannot be sent.
    pub(super) fn find(name: &str) -> Option<Self> {
        // The labels of the web read the first two as windows-1252, which has other letters.
        match name.to_ascii_lowercase().as_str() {
            "us-ascii" | "ascii" => return Some(Self::Ascii),
            "iso-8859-1" | "iso8859-1" | "iso_8859-1" | "latin1" | "latin-1" => {
                return Some(Self::Latin1);
            }
            _ => {}
        }
        let encoding = Encoding::for_label_no_replacement(name.as_bytes())?;
        if encoding == encoding_rs::UTF_8 {
            return Some(Self::Utf8);
        }
        (encoding.output_encoding() == encoding).then_some(Self::Other(encoding))
    }

    /// The text in this coding; `None` if it has a letter that the coding lacks.
    pub(super) fn encode(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Self::Utf8 => Some(text.as_bytes().to_vec()),
            Self::Ascii => text.is_ascii().then(|| text.as_bytes().to_vec()),
            Self::Latin1 => text.chars().map(|c| u8::try_from(c).ok()).collect(),
            Self::Other(encoding) => {
                let (bytes, _, lacks) = encoding.encode(text);
                (!lacks).then(|| bytes.into_owned())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_in_each_coding() {
        for (name, text, expected) in [
            ("utf8", "ü", Some(&b"\xc3\xbc"[..])),
            ("ISO-8859-1", "ü", Some(&b"\xfc"[..])),
            ("ISO-8859-1", "\u{20ac}", None),
            ("windows-1252", "\u{20ac}", Some(&b"\x80"[..])),
            ("US-ASCII", "a", Some(&b"a"[..])),
            ("US-ASCII", "ü", None),
            ("koi8-r", "\u{434}", Some(&b"\xc4"[..])),
            (
                "iso-2022-jp",
                "\u{65e5}",
                Some(&b"\x1b$B\x46\x7c\x1b(B"[..]),
            ),
        ] {
            let coding = Coding::named(name).unwrap();
            assert_eq!(coding.encode(text).as_deref(), expected, "{name} {text}");
        }
    }

    #[test]
    fn what_cannot_be_sent_is_not_known() {
        for name in ["", "utf-16", "hz-gb-2312", "klingon"] {
            let error = Coding::named(name).unwrap_err();
            assert!(
                error.message().contains("is not known here"),
                "{name}: {error}"
            );
        }
    }
}
