//! How JSON is shown to a person: in colours, and with long strings folded.

use std::io::{self, Write};

use crate::progress::grouped;
use imapclient::menu::Json;
use serde_json::ser::{CharEscape, Formatter};

/// What a formatter writes before a kind of token.
mod paint {
    pub(super) const KEY: &[u8] = b"\x1b[34m";
    pub(super) const STRING: &[u8] = b"\x1b[32m";
    pub(super) const NUMBER: &[u8] = b"\x1b[36m";
    pub(super) const WORD: &[u8] = b"\x1b[35m";
    pub(super) const OFF: &[u8] = b"\x1b[0m";
}

/// The two-space form in colours; without them it is [`Json::pretty`], byte for byte.
pub(crate) fn coloured() -> Coloured {
    Coloured {
        inner: Json::pretty(),
        in_key: false,
    }
}

/// Methods that are the inner formatter's.
macro_rules! pass {
    ($($method:ident($($value:ident: $type:ty)?)),+ $(,)?) => {$(
        fn $method<W: ?Sized + Write>(&mut self, writer: &mut W $(, $value: $type)?) -> io::Result<()> {
            self.inner.$method(writer $(, $value)?)
        }
    )+};
}

/// The pretty form in colours.
#[derive(Clone)]
pub(crate) struct Coloured {
    inner: Json,
    in_key: bool,
}

impl Coloured {
    fn painted<W: ?Sized + Write>(
        writer: &mut W,
        paint: &[u8],
        token: impl FnOnce(&mut W) -> io::Result<()>,
    ) -> io::Result<()> {
        writer.write_all(paint)?;
        token(writer)?;
        writer.write_all(paint::OFF)
    }
}

/// Methods that write one token, painted.
macro_rules! paint {
    ($paint:ident: $($method:ident($($value:ident: $type:ty)?)),+ $(,)?) => {$(
        fn $method<W: ?Sized + Write>(&mut self, writer: &mut W $(, $value: $type)?) -> io::Result<()> {
            // A key that is a number stands in quotes, which are painted already.
            if self.in_key {
                return self.inner.$method(writer $(, $value)?);
            }
            Self::painted(writer, paint::$paint, |writer| self.inner.$method(writer $(, $value)?))
        }
    )+};
}

impl Formatter for Coloured {
    paint!(WORD: write_null(), write_bool(value: bool));
    paint!(NUMBER:
        write_i8(value: i8), write_i16(value: i16), write_i32(value: i32), write_i64(value: i64),
        write_i128(value: i128), write_u8(value: u8), write_u16(value: u16),
        write_u32(value: u32), write_u64(value: u64), write_u128(value: u128),
        write_f32(value: f32), write_f64(value: f64), write_number_str(value: &str),
    );
    pass!(
        write_string_fragment(fragment: &str), write_char_escape(escape: CharEscape),
        begin_array(), end_array(), begin_array_value(first: bool), end_array_value(),
        begin_object(), end_object(), begin_object_value(), end_object_value(),
    );

    fn begin_string<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(if self.in_key {
            paint::KEY
        } else {
            paint::STRING
        })?;
        self.inner.begin_string(writer)
    }

    fn end_string<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.inner.end_string(writer)?;
        writer.write_all(paint::OFF)
    }

    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.in_key = true;
        self.inner.begin_object_key(writer, first)
    }

    fn end_object_key<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.in_key = false;
        self.inner.end_object_key(writer)
    }
}

/// How many characters of a string a person is shown.
const SHOWN: usize = 1000;

/// Another formatter, with long strings cut and their length told: for a person's eyes, no JSON.
#[derive(Clone)]
pub(crate) struct Folding<F> {
    inner: F,
    shown: usize,
    hidden: u64,
}

/// Long strings folded.
pub(crate) fn folding<F: Formatter>(inner: F) -> Folding<F> {
    Folding {
        inner,
        shown: 0,
        hidden: 0,
    }
}

impl<F: Formatter> Formatter for Folding<F> {
    pass!(
        write_null(), write_bool(value: bool),
        write_i8(value: i8), write_i16(value: i16), write_i32(value: i32), write_i64(value: i64),
        write_i128(value: i128), write_u8(value: u8), write_u16(value: u16),
        write_u32(value: u32), write_u64(value: u64), write_u128(value: u128),
        write_f32(value: f32), write_f64(value: f64), write_number_str(value: &str),
        begin_array(), end_array(), begin_array_value(first: bool), end_array_value(),
        begin_object(), end_object(), begin_object_key(first: bool), end_object_key(),
        begin_object_value(), end_object_value(),
    );

    fn begin_string<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        (self.shown, self.hidden) = (0, 0);
        self.inner.begin_string(writer)
    }

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        // No character takes less than a byte: most need not be counted.
        if self.shown + fragment.len() <= SHOWN {
            self.shown += fragment.chars().count();
            return self.inner.write_string_fragment(writer, fragment);
        }
        let room = SHOWN.saturating_sub(self.shown);
        let cut = fragment.char_indices().nth(room);
        let (now, later) = match cut {
            Some((at, _)) => fragment.split_at(at),
            None => (fragment, ""),
        };
        self.shown += now.chars().count();
        self.hidden += later.chars().count() as u64;
        self.inner.write_string_fragment(writer, now)
    }

    fn write_char_escape<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        escape: CharEscape,
    ) -> io::Result<()> {
        if self.shown >= SHOWN {
            self.hidden += 1;
            return Ok(());
        }
        self.shown += 1;
        self.inner.write_char_escape(writer, escape)
    }

    fn end_string<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.inner.end_string(writer)?;
        if self.hidden > 0 {
            let all = grouped(self.hidden + self.shown as u64);
            write!(writer, "... ({all} characters; :fold off shows all)")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use imapclient::data::escape::is_unsafe;
    use serde::Serialize;
    use serde_json::{Serializer, Value, json};

    fn write(value: &impl Serialize, formatter: impl Formatter) -> String {
        let mut out = Vec::new();
        let mut serializer = Serializer::with_formatter(&mut out, formatter);
        value.serialize(&mut serializer).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn samples() -> Vec<Value> {
        vec![
            json!(null),
            json!("Grüße ☢ 😀 \"quoted\" \\ \t\n"),
            json!([]),
            json!({}),
            json!([1, -2, 1.5, true, [], [[]], {"a": {}}]),
            json!({"1": {"FLAGS": ["\\Seen"], "ENVELOPE": null}, "u": 18_446_744_073_709_551_615_u64}),
        ]
    }

    #[test]
    fn pretty_is_serde_jsons_own_form() {
        for value in samples() {
            assert_eq!(
                write(&value, Json::pretty()),
                serde_json::to_string_pretty(&value).unwrap()
            );
            assert_eq!(
                write(&value, Json::compact()),
                serde_json::to_string(&value).unwrap()
            );
        }
    }

    #[test]
    fn colours_add_nothing_but_colours() {
        for value in samples() {
            let mut plain = write(&value, coloured());
            assert_eq!(plain.contains('\x1b'), plain != "[]" && plain != "{}");
            for paint in [
                paint::KEY,
                paint::STRING,
                paint::NUMBER,
                paint::WORD,
                paint::OFF,
            ] {
                plain = plain.replace(str::from_utf8(paint).unwrap(), "");
            }
            assert_eq!(plain, write(&value, Json::pretty()));
        }
        let keys = std::collections::BTreeMap::from([(1_u32, 2_u32)]);
        let text = "{\n  \x1b[34m\"1\"\x1b[0m: \x1b[36m2\x1b[0m\n}";
        assert_eq!(write(&keys, coloured()), text);
    }

    #[test]
    fn what_drives_a_terminal_is_escaped_and_reads_back_the_same() {
        for c in (0..=0x10_ffff).filter_map(char::from_u32) {
            if c > '\u{3000}' && u32::from(c) % 251 != 0 {
                continue; // nothing to see up there: a sample will do
            }
            let text = format!("a{c}b{c}");
            let written = write(&text, Json::compact());
            assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
            assert_eq!(written.contains(c), !is_unsafe(c), "{c:?}");
        }
        assert_eq!(
            write(&"\u{9b}31m\u{7f}\u{202e}x\u{1b}", Json::pretty()),
            r#""\u009b31m\u007f\u202ex\u001b""#
        );
    }

    #[test]
    fn long_strings_are_folded_and_others_are_not() {
        for value in samples() {
            assert_eq!(
                write(&value, folding(Json::pretty())),
                write(&value, Json::pretty())
            );
            assert_eq!(
                write(&value, folding(coloured())),
                write(&value, coloured())
            );
        }
        let long = "ü\n".repeat(1000);
        let text = write(&json!({"a": long, "b": "short"}), folding(Json::compact()));
        assert_eq!(
            text,
            format!(
                "{{\"a\":\"{}\"... (2,000 characters; :fold off shows all),\"b\":\"short\"}}",
                "ü\\n".repeat(500)
            )
        );
    }

    #[test]
    fn keys_are_escaped_too() {
        let value = json!({"\u{9b}": 1});
        assert_eq!(write(&value, Json::compact()), r#"{"\u009b":1}"#);
    }
}
