//! Text from a server: bytes that are usually UTF-8.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::escape::quoted;

/// Immutable bytes that a server sent, shared when cloned.
///
/// Serializes as a string where it is UTF-8, else as `{"base64": "..."}`.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(Arc<[u8]>);

impl Text {
    /// Copies the bytes.
    pub fn new(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }

    /// The bytes as they came.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The text, where the bytes are UTF-8.
    pub fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// The text, with U+FFFD for whatever is not UTF-8.
    pub fn to_string_lossy(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.0)
    }

    /// The number of bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this is `other` but for the case of ASCII letters.
    pub fn eq_ignore_ascii_case(&self, other: &str) -> bool {
        self.0.eq_ignore_ascii_case(other.as_bytes())
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::new(text.as_bytes())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text.into_bytes().into())
    }
}

impl From<&[u8]> for Text {
    fn from(bytes: &[u8]) -> Self {
        Self::new(bytes)
    }
}

impl From<Vec<u8>> for Text {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }
}

impl From<Text> for Arc<[u8]> {
    fn from(text: Text) -> Self {
        text.0
    }
}

impl Borrow<[u8]> for Text {
    fn borrow(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for Text {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl PartialEq<[u8]> for Text {
    fn eq(&self, other: &[u8]) -> bool {
        self.as_bytes() == other
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.to_string_lossy())
    }
}

impl fmt::Debug for Text {
    /// In quotes, with everything escaped that could move a terminal's cursor.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&quoted(&self.0))
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.as_str() {
            Some(text) => serializer.serialize_str(text),
            None => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("base64", &STANDARD.encode(&self.0))?;
                map.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_to_str_and_bytes() {
        let text = Text::from("FLAGS");
        assert_eq!(text, "FLAGS");
        assert_eq!(text, b"FLAGS"[..]);
        assert!(text.eq_ignore_ascii_case("flags"));
        assert_eq!(size_of::<Text>(), 16);
    }

    #[test]
    fn shown_without_control_characters() {
        assert_eq!(
            format!("{:?}", Text::from("a\x1b[2J\"\u{202e}ü")),
            r#""a\x1b[2J\"\u202eü""#
        );
        assert_eq!(format!("{:?}", Text::new(b"\xff\n")), r#""\xff\n""#);
    }

    #[test]
    fn as_json() {
        for (bytes, json) in [
            (&b"Gr\xc3\xbc\xc3\x9fe \"x\""[..], "\"Grüße \\\"x\\\"\""),
            (b"", "\"\""),
            (b"Gr\xfc\xdfe", "{\"base64\":\"R3L832U=\"}"),
        ] {
            assert_eq!(serde_json::to_string(&Text::new(bytes)).unwrap(), json);
        }
    }

    #[test]
    fn shared_and_found_by_its_bytes() {
        let text = Text::from("FLAGS".to_owned());
        assert_eq!(text.as_bytes().as_ptr(), text.clone().as_bytes().as_ptr());
        let set: std::collections::HashSet<Text> = [text].into_iter().collect();
        assert!(set.contains(&b"FLAGS"[..]));
        assert_eq!(Text::new(b"a\xff").as_str(), None);
        assert_eq!(format!("{:>4}", Text::new(b"a\xff")), "  a\u{fffd}");
    }
}
