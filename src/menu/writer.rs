//! The quick way to JSON: what the forms of [`Json`](super::Json) write, byte for byte, without a
//! layer between a result and the bytes of a row.

use std::fmt;
use std::io::{self, Write};
use std::ops::Range;

use serde::Serialize;

use super::json::Layout;
use super::out::Out;
use super::serializer::Unwritten;
use crate::data::escape::is_unsafe;
use crate::data::scan::plain;

/// How much is gathered before it is passed on.
const BUFFER: usize = 64 * 1024;
/// What indents.
const BLANKS: &[u8; 32] = &[b' '; 32];

/// Writes JSON: gathered in `buffer`, and passed on when that is full.
///
/// As a serializer it is not for human readers in serde's sense: it takes a
/// [`Text`](crate::data::text::Text) as the octets that it is.
pub struct JsonWriter<'a> {
    pub(super) buffer: &'a mut Vec<u8>,
    out: &'a mut dyn Write,
    pretty: bool,
    pub(crate) depth: usize,
    /// What is written is a key, where numbers stand in quotes.
    pub(super) in_key: bool,
}

impl<'a> JsonWriter<'a> {
    /// Writes to `out` by way of `buffer`; what is in there at the end is for the caller to write.
    pub fn new(buffer: &'a mut Vec<u8>, out: &'a mut dyn Write, layout: Layout) -> Self {
        Self {
            buffer,
            out,
            pretty: layout == Layout::Pretty,
            depth: 0,
            in_key: false,
        }
    }

    /// Writes what will stand `depth` deep in other JSON.
    pub(crate) fn within(
        buffer: &'a mut Vec<u8>,
        out: &'a mut dyn Write,
        layout: Layout,
        depth: usize,
    ) -> Self {
        Self {
            depth,
            ..Self::new(buffer, out, layout)
        }
    }

    /// One entry of an object that is written entry by entry, its value given as the JSON that it
    /// is there; the first one opens the object.
    pub fn entry_of(&mut self, first: bool, key: u32, value: &[u8]) -> io::Result<()> {
        if first {
            self.buffer.push(b'{');
        }
        self.depth += 1;
        self.separate(first)?;
        self.buffer.push(b'"');
        self.number(key.into());
        self.buffer.push(b'"');
        self.colon();
        self.buffer.extend_from_slice(value);
        self.depth -= 1;
        Ok(())
    }

    /// One entry of an object that is written entry by entry; the first one opens it.
    pub fn entry(&mut self, first: bool, key: &Out, value: &Out) -> io::Result<()> {
        if first {
            self.buffer.push(b'{');
        }
        self.depth += 1;
        self.separate(first)?;
        match key {
            Out::Int(number) => {
                self.buffer.push(b'"');
                self.int(*number);
                self.buffer.push(b'"');
            }
            Out::Text(text) => self.text(&text.to_string_lossy())?,
            _ => self.text("")?,
        }
        self.colon();
        value.write_json(self)?;
        self.depth -= 1;
        Ok(())
    }

    /// The end of that object; of one without entries all of it.
    pub fn end(&mut self, empty: bool) {
        if empty {
            self.buffer.push(b'{');
        } else if self.pretty {
            self.line();
        }
        self.buffer.push(b'}');
    }

    /// What stands before an element or a key.
    #[inline]
    pub(crate) fn separate(&mut self, first: bool) -> io::Result<()> {
        if self.buffer.len() >= BUFFER {
            self.pass_on()?;
        }
        if !first {
            self.buffer.push(b',');
        }
        if self.pretty {
            self.line();
        }
        Ok(())
    }

    /// A line end, and blanks as deep as the next line stands.
    pub(super) fn line(&mut self) {
        self.buffer.push(b'\n');
        let mut left = 2 * self.depth;
        while left > 0 {
            let some = left.min(BLANKS.len());
            self.buffer
                .extend_from_slice(BLANKS.get(..some).unwrap_or_default());
            left -= some;
        }
    }

    /// Opens an array or object.
    pub(crate) fn open(&mut self, bracket: u8) {
        self.buffer.push(bracket);
        self.depth += 1;
    }

    /// Closes an array or object.
    pub(crate) fn close(&mut self, empty: bool, bracket: u8) {
        self.depth -= 1;
        if self.pretty && !empty {
            self.line();
        }
        self.buffer.push(bracket);
    }

    /// What stands between key and value.
    #[inline]
    pub(crate) fn colon(&mut self) {
        self.buffer.push(b':');
        if self.pretty {
            self.buffer.push(b' ');
        }
    }

    /// A number.
    pub(crate) fn number(&mut self, number: u64) {
        let mut digits = [0; 20];
        let mut rest = number;
        let mut length = 0;
        for place in digits.iter_mut().rev() {
            *place = b'0' + (rest % 10) as u8;
            rest /= 10;
            length += 1;
            if rest == 0 {
                break;
            }
        }
        let (_, digits) = digits.split_at(20 - length);
        self.buffer.extend_from_slice(digits);
    }

    /// A number that may be negative, or large.
    pub(super) fn int(&mut self, number: i128) {
        match u64::try_from(number) {
            Ok(number) => self.number(number),
            Err(_) => self.buffer.extend_from_slice(number.to_string().as_bytes()),
        }
    }

    /// The name of a field: one of the program's own, which needs no escapes.
    #[inline]
    pub(crate) fn field(&mut self, first: bool, name: &'static str) -> io::Result<()> {
        self.separate(first)?;
        self.buffer.push(b'"');
        self.buffer.extend_from_slice(name.as_bytes());
        self.buffer.push(b'"');
        self.colon();
        Ok(())
    }

    /// A string, or null, that stands as it must in JSON already.
    #[inline]
    pub(crate) fn sent(&mut self, text: Option<&[u8]>) {
        let Some(text) = text else {
            return self.buffer.extend_from_slice(b"null");
        };
        self.buffer.push(b'"');
        self.buffer.extend_from_slice(text);
        self.buffer.push(b'"');
    }

    /// What is JSON already.
    pub(crate) fn written(&mut self, json: &[u8]) {
        self.buffer.extend_from_slice(json);
    }

    /// How much has been written and not passed on.
    pub(crate) fn len(&self) -> usize {
        self.buffer.len()
    }

    /// Writes the JSON again that stands there.
    pub(crate) fn again(&mut self, place: Range<usize>) {
        if place.start <= place.end && place.end <= self.buffer.len() {
            self.buffer.extend_from_within(place);
        }
    }

    /// What has been written since then.
    pub(crate) fn since(&self, start: usize) -> &[u8] {
        self.buffer.get(start..).unwrap_or_default()
    }

    /// Puts what has been written from `middle` on before what stands from `start` to there.
    pub(crate) fn turn(&mut self, start: usize, middle: usize) {
        let both = self.buffer.get_mut(start..).unwrap_or_default();
        let first = middle.saturating_sub(start);
        if first <= both.len() {
            both.rotate_left(first);
        }
    }

    /// A string.
    pub(super) fn text(&mut self, text: &str) -> io::Result<()> {
        self.string(text.as_bytes(), plain(text.as_bytes()))
    }

    /// Octets as a string, if they are UTF-8; false, and nothing written, if they are not.
    #[inline]
    pub(crate) fn octets(&mut self, octets: &[u8]) -> io::Result<bool> {
        let clean = plain(octets);
        if clean < octets.len() && !octets.is_ascii() && std::str::from_utf8(octets).is_err() {
            return Ok(false);
        }
        self.string(octets, clean)?;
        Ok(true)
    }

    /// A string of which so much is known to need no escapes.
    fn string(&mut self, utf8: &[u8], clean: usize) -> io::Result<()> {
        let (clean, rest) = utf8.split_at_checked(clean).unwrap_or((utf8, &[]));
        self.buffer.push(b'"');
        self.buffer.extend_from_slice(clean);
        if !rest.is_empty() {
            self.escaped(rest)?;
        }
        self.buffer.push(b'"');
        Ok(())
    }

    /// Part of a string, escaped.
    pub(super) fn escaped(&mut self, utf8: &[u8]) -> io::Result<()> {
        let mut rest = utf8;
        while let Some((clean, after)) = rest.split_at_checked(plain(rest)) {
            self.buffer.extend_from_slice(clean);
            let Some(next) = after.first() else {
                return Ok(());
            };
            let mut done = 1;
            match next {
                b'"' | b'\\' => self.buffer.extend_from_slice(&[b'\\', *next]),
                b'\n' => self.buffer.extend_from_slice(b"\\n"),
                b'\r' => self.buffer.extend_from_slice(b"\\r"),
                b'\t' => self.buffer.extend_from_slice(b"\\t"),
                0x08 => self.buffer.extend_from_slice(b"\\b"),
                0x0C => self.buffer.extend_from_slice(b"\\f"),
                0x80.. => {
                    let ascii = after.iter().position(u8::is_ascii);
                    done = ascii.unwrap_or(after.len());
                    self.foreign(after.get(..done).unwrap_or_default())?;
                }
                _ => write!(self.buffer, "\\u{next:04x}")?,
            }
            rest = after.get(done..).unwrap_or_default();
            if self.buffer.len() >= BUFFER {
                self.pass_on()?;
            }
        }
        Ok(())
    }

    /// A stretch of text without ASCII.
    fn foreign(&mut self, utf8: &[u8]) -> io::Result<()> {
        let mut rest = std::str::from_utf8(utf8).map_err(io::Error::other)?;
        while let Some((at, next)) = rest.char_indices().find(|(_, c)| is_unsafe(*c)) {
            let (before, after) = rest.split_at(at);
            self.buffer.extend_from_slice(before.as_bytes());
            write!(self.buffer, "\\u{:04x}", u32::from(next))?;
            rest = after.get(next.len_utf8()..).unwrap_or_default();
        }
        self.buffer.extend_from_slice(rest.as_bytes());
        Ok(())
    }

    #[cold]
    fn pass_on(&mut self) -> io::Result<()> {
        self.out.write_all(self.buffer)?;
        self.buffer.clear();
        Ok(())
    }
}

impl fmt::Debug for JsonWriter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonWriter").finish_non_exhaustive()
    }
}

/// What [`JsonWriter`] can write; all that can be serialized.
pub trait WriteJson {
    /// Writes it.
    fn write_json(&self, writer: &mut JsonWriter<'_>) -> Result<(), Unwritten>;
}

impl<T: Serialize + ?Sized> WriteJson for T {
    fn write_json(&self, writer: &mut JsonWriter<'_>) -> Result<(), Unwritten> {
        self.serialize(writer)
    }
}

impl Out {
    /// Writes the JSON that `Serialize` gives, quicker.
    pub fn write_json(&self, writer: &mut JsonWriter<'_>) -> Result<(), Unwritten> {
        match self {
            Self::Map(map) => map.write_json(writer),
            Self::Record(record) => record.write_json(writer),
            other => other.serialize(writer),
        }
    }
}

#[cfg(test)]
#[path = "writer_tests.rs"]
mod tests;
