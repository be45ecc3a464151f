//! How results are written as JSON: compact or over several lines, never dangerous, and without a
//! detour.
//!
//! serde_json escapes `"`, `\` and the controls below U+0020. Mail holds more that can drive a
//! terminal or turn text round: DEL, the C1 controls (U+009B is CSI) and the bidi controls. They
//! are escaped here, so that the text read back is the same and what is shown is what is there.

use std::fmt;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use super::out::Out;
use crate::data::escape::is_unsafe;

/// How much is gathered before it is passed on.
const BUFFER: usize = 64 * 1024;

/// The serializer that results know by name. Written through one they do not know, each token of a
/// million rows would cost several calls more.
pub type JsonSerializer<'a, 'b> = serde_json::Serializer<&'a mut JsonWriter<'b>, Json>;

/// Where JSON goes: gathered in `buffer`, and passed on when that is full.
pub struct JsonWriter<'a> {
    buffer: &'a mut Vec<u8>,
    out: &'a mut dyn Write,
}

impl<'a> JsonWriter<'a> {
    /// Writes to `out` by way of `buffer`; what is in there at the end is for the caller to write.
    pub fn new(buffer: &'a mut Vec<u8>, out: &'a mut dyn Write) -> Self {
        Self { buffer, out }
    }
}

impl fmt::Debug for JsonWriter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonWriter").finish_non_exhaustive()
    }
}

impl Write for JsonWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= BUFFER {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.write_all(self.buffer)?;
        self.buffer.clear();
        Ok(())
    }
}

/// What [`JsonSerializer`] can write; all that can be serialized.
pub trait WriteJson {
    /// Writes it.
    fn write_json(&self, serializer: &mut JsonSerializer<'_, '_>) -> serde_json::Result<()>;
}

impl<T: Serialize + ?Sized> WriteJson for T {
    fn write_json(&self, serializer: &mut JsonSerializer<'_, '_>) -> serde_json::Result<()> {
        self.serialize(serializer)
    }
}

/// A form of JSON, with dangerous characters escaped.
#[derive(Clone, Debug)]
pub struct Json(Layout);

#[derive(Clone, Debug)]
enum Layout {
    Compact(CompactFormatter),
    Pretty(PrettyFormatter<'static>),
}

impl Json {
    /// serde_json's two-space form.
    pub fn pretty() -> Self {
        Self(Layout::Pretty(PrettyFormatter::new()))
    }

    /// All on one line.
    pub fn compact() -> Self {
        Self(Layout::Compact(CompactFormatter))
    }
}

impl Out {
    /// Writes the JSON that `Serialize` gives, quicker.
    pub fn write_json(&self, serializer: &mut JsonSerializer<'_, '_>) -> serde_json::Result<()> {
        match self {
            Self::Map(map) => map.write_json(serializer),
            Self::Record(record) => record.write_json(serializer),
            other => other.serialize(serializer),
        }
    }
}

/// Methods that are the layout's.
macro_rules! pass {
    ($($method:ident($($value:ident: $type:ty)?)),+ $(,)?) => {$(
        fn $method<W: ?Sized + Write>(&mut self, writer: &mut W $(, $value: $type)?) -> io::Result<()> {
            match &mut self.0 {
                Layout::Compact(layout) => layout.$method(writer $(, $value)?),
                Layout::Pretty(layout) => layout.$method(writer $(, $value)?),
            }
        }
    )+};
}

impl Formatter for Json {
    pass!(
        begin_array(), end_array(), begin_array_value(first: bool), end_array_value(),
        begin_object(), end_object(), begin_object_key(first: bool), end_object_key(),
        begin_object_value(), end_object_value(),
    );

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        write_safely(writer, fragment)
    }
}

/// Writes `fragment`, which serde_json has found free of what it escapes itself.
fn write_safely<W: ?Sized + Write>(writer: &mut W, fragment: &str) -> io::Result<()> {
    // All dangerous characters have a byte of 0x7F or more; most text has none. 0xFF, which would
    // wrap round, is never in UTF-8. A fold, not `any`: it is done sixteen bytes at a time.
    let high = fragment
        .bytes()
        .fold(0, |seen, byte| seen | byte.wrapping_add(1));
    if high & 0x80 == 0 {
        return writer.write_all(fragment.as_bytes());
    }
    let mut rest = fragment;
    while let Some((at, c)) = rest.char_indices().find(|&(_, c)| is_unsafe(c)) {
        let (before, after) = rest.split_at(at);
        writer.write_all(before.as_bytes())?;
        write!(writer, "\\u{:04x}", u32::from(c))?;
        rest = after.get(c.len_utf8()..).unwrap_or_default();
    }
    writer.write_all(rest.as_bytes())
}
