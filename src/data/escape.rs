//! Making foreign text harmless for a terminal.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a terminal might act on this character instead of showing it: controls of both ranges,
/// DEL, and the marks that reorder text.
pub fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

/// The text with every unsafe character as `\u00XX`; line ends and tabs stay if `keep_lines`.
pub fn escape_control(text: &str, keep_lines: bool) -> Cow<'_, str> {
    let is_bad = |c: char| is_unsafe(c) && !(keep_lines && matches!(c, '\n' | '\t'));
    if !text.contains(is_bad) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_bad(character) {
            let _ = write!(out, "\\u{:04x}", u32::from(character));
        } else {
            out.push(character);
        }
    }
    Cow::Owned(out)
}

/// The bytes in double quotes, with escapes for whatever is not printable text.
pub fn quoted(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() + 2);
    out.push('"');
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            let _ = match character {
                '"' | '\\' => write!(out, "\\{character}"),
                '\n' => out.write_str("\\n"),
                '\r' => out.write_str("\\r"),
                '\t' => out.write_str("\\t"),
                c if is_unsafe(c) && c.is_ascii() => write!(out, "\\x{:02x}", u32::from(c)),
                c if is_unsafe(c) => write!(out, "\\u{:04x}", u32::from(c)),
                c => out.write_char(c),
            };
        }
        for byte in chunk.invalid() {
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_a_cursor_is_escaped() {
        assert_eq!(
            escape_control("a\x1b[2Jb\u{9b}\u{202e}\x7f", false),
            r"a\u001b[2Jb\u009b\u202e\u007f"
        );
        assert_eq!(escape_control("a\nb\tc\rd", true), "a\nb\tc\\u000dd");
        assert!(matches!(
            escape_control("plain ü ☺", false),
            Cow::Borrowed(_)
        ));
    }
}
