//! A string that is too large to hold: it stays in its file and is read in pieces.

use std::fmt;
use std::io::Read;
use std::sync::Arc;

use base64::display::Base64Display;
use base64::engine::general_purpose::STANDARD;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::data::text::Text;
use crate::wire::frame::Spooled;

/// How much is read at a time; a multiple of 3, so that pieces of base64 join without padding.
const PIECE: usize = 48 * 1024;

/// A string in a temporary file, shared when cloned.
///
/// Serializes as [`Text`] does, without ever being in memory as a whole.
#[derive(Clone, Debug)]
pub struct SpooledText(Arc<dyn Spooled>);

impl SpooledText {
    pub(crate) fn new(spooled: Arc<dyn Spooled>) -> Self {
        Self(spooled)
    }

    /// The number of octets.
    pub fn len(&self) -> u64 {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.len() == 0
    }

    /// Whether the octets are UTF-8.
    pub fn is_utf8(&self) -> bool {
        self.0.is_utf8()
    }

    /// Opens the string for reading, from its beginning.
    pub fn open(&self) -> std::io::Result<Box<dyn Read>> {
        self.0.open()
    }

    /// The whole string, in memory.
    pub fn read(&self) -> std::io::Result<Text> {
        let len = usize::try_from(self.len()).map_err(std::io::Error::other)?;
        // Made in the place where it stays: it may be large.
        let mut bytes: Arc<[u8]> = std::iter::repeat_n(0, len).collect();
        if let Some(place) = Arc::get_mut(&mut bytes) {
            self.open()?.read_exact(place)?;
        }
        Ok(Text::from(bytes))
    }

    /// Hands the content to `each` in pieces of a fixed size; only the last may be shorter.
    fn pieces(&self, each: &mut dyn FnMut(&[u8]) -> fmt::Result) -> fmt::Result {
        let mut file = self.open().map_err(|_| fmt::Error)?;
        let mut piece = Vec::with_capacity(PIECE);
        loop {
            piece.clear();
            let count = (&mut file)
                .take(PIECE as u64)
                .read_to_end(&mut piece)
                .map_err(|_| fmt::Error)?;
            if count == 0 {
                return Ok(());
            }
            each(&piece)?;
        }
    }
}

impl PartialEq for SpooledText {
    /// Whether both are the same file.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// The content as text; a character cut at the end of a piece goes with the next one.
struct AsText<'a>(&'a SpooledText);

impl fmt::Display for AsText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut held: Vec<u8> = Vec::with_capacity(PIECE + 4);
        self.0.pieces(&mut |piece| {
            held.extend_from_slice(piece);
            let whole = match std::str::from_utf8(&held) {
                Ok(text) => text,
                Err(error) if error.error_len().is_none() => {
                    let (whole, _) = held.split_at(error.valid_up_to());
                    std::str::from_utf8(whole).map_err(|_| fmt::Error)?
                }
                Err(_) => return Err(fmt::Error),
            };
            f.write_str(whole)?;
            let done = whole.len();
            held.drain(..done);
            Ok(())
        })?;
        if held.is_empty() {
            Ok(())
        } else {
            Err(fmt::Error)
        }
    }
}

/// The content as base64.
struct AsBase64<'a>(&'a SpooledText);

impl fmt::Display for AsBase64<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .pieces(&mut |piece| write!(f, "{}", Base64Display::new(piece, &STANDARD)))
    }
}

/// Serializes what prints itself as a string.
struct Streamed<T>(T);

impl<T: fmt::Display> Serialize for Streamed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl Serialize for SpooledText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_utf8() {
            return serializer.collect_str(&AsText(self));
        }
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry("base64", &Streamed(AsBase64(self)))?;
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Memory(Vec<u8>);

    impl Spooled for Memory {
        fn len(&self) -> u64 {
            self.0.len() as u64
        }

        fn is_utf8(&self) -> bool {
            std::str::from_utf8(&self.0).is_ok()
        }

        fn open(&self) -> std::io::Result<Box<dyn Read>> {
            Ok(Box::new(std::io::Cursor::new(self.0.clone())))
        }
    }

    #[test]
    fn prints_as_text_in_memory_does() {
        let long = "aé☺😀\"\n".repeat(PIECE / 5);
        for bytes in [long.into_bytes(), vec![0xff; PIECE * 2 + 1], Vec::new()] {
            let spooled = SpooledText::new(Arc::new(Memory(bytes.clone())));
            assert_eq!(
                serde_json::to_string(&spooled).unwrap(),
                serde_json::to_string(&Text::from(bytes.clone())).unwrap()
            );
            assert_eq!(spooled.read().unwrap(), bytes[..]);
        }
    }
}
