//! How results are written as JSON: compact or over several lines, and never dangerous.
//!
//! serde_json escapes `"`, `\` and the controls below U+0020. Mail holds more that can drive a
//! terminal or turn text round: DEL, the C1 controls (U+009B is CSI) and the bidi controls. They
//! are escaped here, so that the text read back is the same and what is shown is what is there.

use std::io::{self, Write};

use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use crate::data::escape::is_unsafe;

/// How JSON is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// All on one line.
    Compact,
    /// serde_json's two-space form.
    Pretty,
}

/// A form of JSON, with dangerous characters escaped.
#[derive(Clone, Debug)]
pub struct Json(Form);

#[derive(Clone, Debug)]
enum Form {
    Compact(CompactFormatter),
    Pretty(PrettyFormatter<'static>),
}

impl Json {
    /// serde_json's two-space form.
    pub fn pretty() -> Self {
        Self(Form::Pretty(PrettyFormatter::new()))
    }

    /// All on one line.
    pub fn compact() -> Self {
        Self(Form::Compact(CompactFormatter))
    }
}

/// Methods that are the layout's.
macro_rules! pass {
    ($($method:ident($($value:ident: $type:ty)?)),+ $(,)?) => {$(
        fn $method<W: ?Sized + Write>(&mut self, writer: &mut W $(, $value: $type)?) -> io::Result<()> {
            match &mut self.0 {
                Form::Compact(layout) => layout.$method(writer $(, $value)?),
                Form::Pretty(layout) => layout.$method(writer $(, $value)?),
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
