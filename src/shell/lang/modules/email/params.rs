//! The parameters of a header: `boundary`, `charset`, `filename`.

use std::collections::HashMap;

use crate::lang::methods::codec::{self, Errors};
use crate::lang::value::Value;

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Param {
    Plain(String),
    /// One with a charset and a language (RFC 2231), whose letters are octets.
    Coded(Option<String>, Option<String>, String),
}

impl Param {
    /// As Python gives it: a text, or charset, language and text.
    pub(super) fn value(&self) -> Value {
        let text = |text: &Option<String>| text.as_ref().map_or(Value::None, Value::str);
        match self {
            Self::Plain(value) => Value::str(value),
            Self::Coded(charset, language, value) => {
                Value::tuple(vec![text(charset), text(language), Value::str(value)])
            }
        }
    }

    /// As text.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Plain(value) => unquoted(value),
            Self::Coded(charset, _, value) => {
                let charset = charset.as_deref().unwrap_or("us-ascii");
                codec::decoded(&escaped(value), charset, Errors::Replace)
                    .unwrap_or_else(|_| unquoted(value))
            }
        }
    }

    /// As the name of a charset, in lower case.
    pub(super) fn charset(&self) -> Option<String> {
        let name = match self {
            Self::Plain(name) => name.clone(),
            Self::Coded(charset, _, name) => {
                let charset = charset.as_deref().filter(|charset| !charset.is_empty());
                let charset = charset.unwrap_or("us-ascii");
                codec::decoded(&escaped(name), charset, Errors::Strict)
                    .unwrap_or_else(|_| name.clone())
            }
        };
        name.is_ascii().then(|| name.to_ascii_lowercase())
    }
}

/// A text in Latin-1, other letters as `\u1234`: what Python calls `raw-unicode-escape`.
pub(super) fn escaped(text: &str) -> Vec<u8> {
    let mut octets = Vec::with_capacity(text.len());
    for letter in text.chars() {
        match (u8::try_from(letter), u32::from(letter)) {
            (Ok(octet), _) => octets.push(octet),
            (_, code @ 0..=0xffff) => octets.extend_from_slice(format!("\\u{code:04x}").as_bytes()),
            (_, code) => octets.extend_from_slice(format!("\\U{code:08x}").as_bytes()),
        }
    }
    octets
}

/// Text without its quotation marks and backslashes.
pub(super) fn unquoted(text: &str) -> String {
    let inner = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    match inner {
        Some(inner) => inner.replace("\\\\", "\\").replace("\\\"", "\""),
        None => match text
            .strip_prefix('<')
            .and_then(|text| text.strip_suffix('>'))
        {
            Some(inner) => inner.to_owned(),
            None => text.to_owned(),
        },
    }
}

/// Text with backslashes before quotation marks and backslashes.
pub(super) fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// The pieces between semicolons, but not those inside quotation marks.
fn pieces(value: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut inside, mut before) = (0, false, ' ');
    for (at, letter) in value.char_indices() {
        match letter {
            ';' if !inside => {
                pieces.push(value.get(start..at).unwrap_or_default());
                start = at + 1;
                before = ' ';
                continue;
            }
            '"' if before != '\\' => inside = !inside,
            _ => {}
        }
        before = letter;
    }
    pieces.push(value.get(start..).unwrap_or_default());
    pieces
}

/// A parameter in pieces or with a charset: `name*`, `name*0`, `name*0*`.
fn continued(name: &str) -> Option<(&str, Option<u64>)> {
    let (name, rest) = name.split_once('*')?;
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    if name.is_empty() || !name.bytes().all(word) {
        return None;
    }
    if rest.is_empty() {
        return Some((name, None));
    }
    let digits = rest.strip_suffix('*').unwrap_or(rest);
    let valid = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    valid.then(|| (name, Some(digits.parse().unwrap_or(u64::MAX))))
}

/// The value of a header and its parameters.
pub(super) fn parameters(value: &str) -> Vec<(String, Param)> {
    type Pieces = Vec<(Option<u64>, String, bool)>;
    let mut all: Vec<(String, Param)> = Vec::new();
    let mut long: Vec<(&str, Pieces)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    let pairs: Vec<(String, &str)> = pieces(value)
        .into_iter()
        .map(|piece| match piece.split_once('=') {
            Some((name, value)) => (name.trim().to_lowercase(), value.trim()),
            None => (piece.trim().to_owned(), ""),
        })
        .collect();
    for (at, (name, value)) in pairs.iter().enumerate() {
        let value = unquoted(value);
        match continued(name).filter(|_| at > 0) {
            Some((short, number)) => {
                let piece = (number, value, name.ends_with('*'));
                let place = *places.entry(short).or_insert(long.len());
                match long.get_mut(place) {
                    Some((_, pieces)) => pieces.push(piece),
                    None => long.push((short, vec![piece])),
                }
            }
            None => all.push((name.clone(), Param::Plain(value))),
        }
    }
    for (name, mut pieces) in long {
        pieces.sort();
        let coded = pieces.iter().any(|(.., coded)| *coded);
        let mut whole = String::new();
        for (_, value, coded) in &pieces {
            match coded {
                true => whole.push_str(&percent_decoded(value)),
                false => whole.push_str(value),
            }
        }
        let value = match coded {
            true => {
                let whole = quoted(&whole);
                let mut parts = whole.splitn(3, '\'');
                match (parts.next(), parts.next(), parts.next()) {
                    (Some(charset), Some(language), Some(text)) => Param::Coded(
                        Some(charset.to_owned()),
                        Some(language.to_owned()),
                        unquoted(&format!("\"{text}\"")),
                    ),
                    _ => Param::Coded(None, None, unquoted(&format!("\"{whole}\""))),
                }
            }
            false => Param::Plain(whole),
        };
        all.push((name.to_owned(), value));
    }
    all
}

/// A text with the octets that it has as `%41`, as letters of Latin-1.
fn percent_decoded(text: &str) -> String {
    let hex = |pair: &str| u8::from_str_radix(pair, 16).ok();
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let pair = from.get(1..3);
        let pair = pair.filter(|pair| pair.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match pair.and_then(hex) {
            Some(octet) => {
                out.push(char::from(octet));
                rest = from.get(3..).unwrap_or_default();
            }
            None => {
                out.push('%');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}
