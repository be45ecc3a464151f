//! Text from a server: bytes that are usually UTF-8.

use std::borrow::{Borrow, Cow};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::escape::quoted;

/// Immutable bytes that a server sent; cheap to clone.
///
/// Serializes as a string where it is UTF-8, else as `{"base64": "..."}`; in formats that are not
/// for human readers, as bytes.
#[derive(Clone)]
pub struct Text(Held);

/// How many bytes are held in place: most of what stands in an ENVELOPE.
const SHORT: usize = 22;

/// Short texts stand in place, as an allocation for each would cost more than all else that is
/// done with them; longer ones are shared when cloned.
#[derive(Clone)]
enum Held {
    Short { len: u8, bytes: [u8; SHORT] },
    Long(Arc<[u8]>),
}

impl Text {
    /// Copies the bytes.
    pub fn new(bytes: &[u8]) -> Self {
        let mut short = [0; SHORT];
        match (short.get_mut(..bytes.len()), u8::try_from(bytes.len())) {
            (Some(place), Ok(len)) => {
                place.copy_from_slice(bytes);
                Self(Held::Short { len, bytes: short })
            }
            _ => Self(Held::Long(bytes.into())),
        }
    }

    /// The bytes as they came.
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Held::Short { len, bytes } => bytes.get(..(*len).into()).unwrap_or_default(),
            Held::Long(bytes) => bytes,
        }
    }

    /// The text, where the bytes are UTF-8.
    pub fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(self.as_bytes()).ok()
    }

    /// The text, with U+FFFD for whatever is not UTF-8.
    pub fn to_string_lossy(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(self.as_bytes())
    }

    /// The number of bytes.
    pub fn len(&self) -> usize {
        self.as_bytes().len()
    }

    /// Whether there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.as_bytes().is_empty()
    }

    /// Whether this is `other` but for the case of ASCII letters.
    pub fn eq_ignore_ascii_case(&self, other: &str) -> bool {
        self.as_bytes().eq_ignore_ascii_case(other.as_bytes())
    }
}

impl Default for Text {
    fn default() -> Self {
        Self::new(b"")
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for Text {}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::new(text.as_bytes())
    }
}

impl From<&String> for Text {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<&Text> for Text {
    fn from(text: &Text) -> Self {
        text.clone()
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::from(text.into_bytes())
    }
}

impl From<&[u8]> for Text {
    fn from(bytes: &[u8]) -> Self {
        Self::new(bytes)
    }
}

impl From<Arc<[u8]>> for Text {
    fn from(bytes: Arc<[u8]>) -> Self {
        match bytes.len() {
            ..=SHORT => Self::new(&bytes),
            _ => Self(Held::Long(bytes)),
        }
    }
}

impl From<Vec<u8>> for Text {
    fn from(bytes: Vec<u8>) -> Self {
        match bytes.len() {
            ..=SHORT => Self::new(&bytes),
            _ => Self(Held::Long(bytes.into())),
        }
    }
}

impl From<Text> for Arc<[u8]> {
    fn from(text: Text) -> Self {
        match text.0 {
            Held::Long(bytes) => bytes,
            Held::Short { .. } => text.as_bytes().into(),
        }
    }
}

impl Borrow<[u8]> for Text {
    fn borrow(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl AsRef<[u8]> for Text {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
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
        f.write_str(&quoted(self.as_bytes()))
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return serializer.serialize_bytes(self.as_bytes());
        }
        match self.as_str() {
            Some(text) => serializer.serialize_str(text),
            None => as_base64(self.as_bytes(), serializer),
        }
    }
}

/// A text as the key of a map: a string in any case.
pub(crate) struct Name<'a>(pub(crate) &'a Text);

impl Serialize for Name<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let octets = self.0.as_bytes();
        match !serializer.is_human_readable() && octets.is_ascii() {
            true => serializer.serialize_bytes(octets),
            false => serializer.serialize_str(&self.0.to_string_lossy()),
        }
    }
}

/// What stands for octets that are not UTF-8.
pub(crate) fn as_base64<S: Serializer>(octets: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry("base64", &STANDARD.encode(octets))?;
    map.end()
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
        assert_eq!(size_of::<Text>(), 24);
    }

    #[test]
    fn the_same_at_every_length() {
        for length in 0..60 {
            let bytes: Vec<u8> = (0..length).collect();
            let text = Text::new(&bytes);
            assert_eq!(text.as_bytes(), bytes);
            assert_eq!(text.len(), bytes.len());
            assert_eq!(text, Text::from(bytes.clone()));
            assert!(text < Text::new(&[&bytes[..], b"x"].concat()));
        }
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
        let long = Text::from("FLAGS ".repeat(10));
        assert_eq!(long.as_bytes().as_ptr(), long.clone().as_bytes().as_ptr());
        let text = Text::from("FLAGS".to_owned());
        let set: std::collections::HashSet<Text> = [text].into_iter().collect();
        assert!(set.contains(&b"FLAGS"[..]));
        assert_eq!(Text::new(b"a\xff").as_str(), None);
        assert_eq!(format!("{:>4}", Text::new(b"a\xff")), "  a\u{fffd}");
    }
}
