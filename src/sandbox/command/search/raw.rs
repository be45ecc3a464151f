//! X-GM-RAW: Gmail's own search language, as much of it as is used most.

use chrono::NaiveDate;

use super::key::{Key, When, Which};
use crate::sandbox::store::flags::{SEEN, bit};

/// Reads a query that is in lower case: words, `from:`, `to:`, `subject:`, `is:`, `has:`,
/// `label:`, `in:`, `before:`, `after:`, `larger:`, `smaller:`, and `-` before any of them.
pub(super) fn read(query: &str) -> Key {
    Key::And(words(query).iter().map(|word| term(word)).collect())
}

/// The words of a query; blanks inside of quotes do not part them.
fn words(query: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for letter in query.chars() {
        match letter {
            '"' => quoted = !quoted,
            letter if letter.is_whitespace() && !quoted => words.push(String::new()),
            letter => {
                if let Some(word) = words.last_mut() {
                    word.push(letter);
                }
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn term(word: &str) -> Key {
    if let Some(rest) = word.strip_prefix('-') {
        return Key::Not(Box::new(positive(rest)));
    }
    positive(word)
}

fn positive(word: &str) -> Key {
    let Some((name, value)) = word.split_once(':') else {
        return Key::Text(word.to_owned());
    };
    let date = |when| {
        let parts: Vec<_> = value
            .split(['/', '-'])
            .map(|part| part.parse().ok())
            .collect();
        match parts.as_slice() {
            [Some(year), Some(month), Some(day)] => {
                let year = i32::try_from(*year).unwrap_or_default();
                let found = NaiveDate::from_ymd_opt(year, *month, *day);
                found.map(|date| Key::Date(Which::Received, when, date))
            }
            _ => None,
        }
    };
    let key = match (name, value) {
        ("from" | "to" | "cc" | "bcc" | "subject", value) => {
            Some(Key::Header(name.to_owned(), value.to_owned()))
        }
        ("is", "unread") => Some(Key::Not(Box::new(Key::Flag(SEEN)))),
        ("is", "read") => Some(Key::Flag(SEEN)),
        ("is", "starred") => bit("\\Flagged").map(Key::Flag),
        ("has", "attachment") => Some(Key::Header(
            "content-type".to_owned(),
            "multipart/mixed".to_owned(),
        )),
        ("label", label) => Some(Key::GmailLabel(label.to_owned())),
        ("in", place @ ("inbox" | "sent" | "trash" | "drafts")) => {
            Some(Key::GmailLabel(format!("\\{place}")))
        }
        ("before" | "older", _) => date(When::Before),
        ("after" | "newer", _) => date(When::Since),
        ("larger", size) => number(size).map(Key::Larger),
        ("smaller", size) => number(size).map(Key::Smaller),
        ("rfc822msgid", id) => Some(Key::Header("message-id".to_owned(), id.to_owned())),
        _ => None,
    };
    key.unwrap_or_else(|| Key::Text(word.to_owned()))
}

/// `10`, `10k` or `10m`.
fn number(text: &str) -> Option<u64> {
    let (digits, unit) = match text.strip_suffix('k') {
        Some(digits) => (digits, 1 << 10),
        None => match text.strip_suffix('m') {
            Some(digits) => (digits, 1 << 20),
            None => (text, 1),
        },
    };
    digits.parse::<u64>().ok()?.checked_mul(unit)
}
