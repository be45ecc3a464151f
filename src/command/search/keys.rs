//! The search keys, and what each of them takes.
//!
//! RFC 9051 section 6.4.4 and RFC 3501, CONDSTORE and others (RFC 7162), WITHIN (RFC 5032), FUZZY
//! (RFC 6203), FILTER (RFC 5466), ANNOTATION (RFC 5257), SAVEDATE (RFC 8514), OBJECTID (RFC 8474),
//! MESSAGELIMIT (RFC 9738), and Gmail's own.

use crate::wire::cursor::parse_number;
use Kind::{Date, Entry, Flag, Key, Number, Set, Text, Word};

/// What may stand in one place after a search key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text to look for: always a string.
    Text,
    /// A date, sent bare.
    Date,
    /// A number, sent bare.
    Number,
    /// A message set, sent bare.
    Set,
    /// A keyword, sent bare.
    Flag,
    /// An identifier, sent bare.
    Word,
    /// A mod-sequence, perhaps with an entry and its type before it.
    Entry,
    /// Another search key.
    Key,
}

/// The keys with what follows them, in the order of their arguments.
const KEYS: &[(&[&str], &[Kind])] = &[
    (
        &[
            "ALL",
            "ANSWERED",
            "DELETED",
            "DRAFT",
            "FLAGGED",
            "NEW",
            "OLD",
            "RECENT",
            "SEEN",
            "UNANSWERED",
            "UNDELETED",
            "UNDRAFT",
            "UNFLAGGED",
            "UNSEEN",
            "SAVEDATESUPPORTED",
        ],
        &[],
    ),
    (
        &[
            "BCC",
            "BODY",
            "CC",
            "FROM",
            "SUBJECT",
            "TEXT",
            "TO",
            "X-GM-RAW",
            "X-GM-LABELS",
        ],
        &[Text],
    ),
    (&["HEADER"], &[Text, Text]),
    (&["ANNOTATION"], &[Text, Text, Text]),
    (
        &[
            "BEFORE",
            "ON",
            "SINCE",
            "SENTBEFORE",
            "SENTON",
            "SENTSINCE",
            "SAVEDBEFORE",
            "SAVEDON",
            "SAVEDSINCE",
        ],
        &[Date],
    ),
    (
        &[
            "LARGER",
            "SMALLER",
            "OLDER",
            "YOUNGER",
            "UIDBEFORE",
            "UIDAFTER",
            "X-GM-MSGID",
            "X-GM-THRID",
        ],
        &[Number],
    ),
    (&["KEYWORD", "UNKEYWORD"], &[Flag]),
    (&["EMAILID", "THREADID", "FILTER"], &[Word]),
    (&["MODSEQ"], &[Entry]),
    (&["UID"], &[Set]),
    (&["NOT", "FUZZY"], &[Key]),
    (&["OR"], &[Key, Key]),
];

/// What `key` takes, if it is known.
pub(super) fn arguments(key: &[u8]) -> Option<&'static [Kind]> {
    KEYS.iter()
        .find(|(names, _)| {
            names
                .iter()
                .any(|name| key.eq_ignore_ascii_case(name.as_bytes()))
        })
        .map(|(_, kinds)| *kinds)
}

/// Whether a word is a date as criteria spell it, `1-Jan-2024` (RFC 9051 `date-text`).
pub(super) fn is_date(word: &[u8]) -> bool {
    const MONTHS: [&[u8]; 12] = [
        b"JAN", b"FEB", b"MAR", b"APR", b"MAY", b"JUN", b"JUL", b"AUG", b"SEP", b"OCT", b"NOV",
        b"DEC",
    ];
    let mut parts = word.split(|byte| *byte == b'-');
    let (Some(day), Some(month), Some(year), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    (1..=2).contains(&day.len())
        && is_number(day)
        && MONTHS.iter().any(|name| month.eq_ignore_ascii_case(name))
        && year.len() == 4
        && is_number(year)
}

/// Whether a word is a number that IMAP can carry.
pub(super) fn is_number(word: &[u8]) -> bool {
    parse_number(word).is_some()
}

/// Whether a word can only be meant as a message set.
pub(super) fn is_set(word: &[u8]) -> bool {
    let first = word.first();
    first.is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'*' | b'$'))
        && word
            .iter()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b',' | b'*' | b'$'))
}

/// Whether a word can be sent bare (RFC 9051 `atom`).
pub(super) fn is_atom(word: &[u8]) -> bool {
    !word.is_empty()
        && word
            .iter()
            .all(|byte| matches!(byte, b'!'..=b'~') && !b"(){%*\"\\]".contains(byte))
}

/// Whether a word can be a keyword. Some servers have keywords with `]`, which no atom may hold.
pub(super) fn is_keyword(word: &[u8]) -> bool {
    !word.is_empty()
        && word
            .iter()
            .all(|byte| *byte == b']' || is_atom(std::slice::from_ref(byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_known_in_any_case() {
        assert_eq!(arguments(b"seen"), Some(&[][..]));
        assert_eq!(arguments(b"Header"), Some(&[Text, Text][..]));
        assert_eq!(arguments(b"X-MINE"), None);
    }

    #[test]
    fn syntax_of_bare_words() {
        for (word, date, number, set, atom) in [
            ("01-Jan-2024", true, false, false, true),
            ("1-jan-2024", true, false, false, true),
            ("001-Jan-2024", false, false, false, true),
            ("1-Jan-24", false, false, false, true),
            ("1-Foo-2024", false, false, false, true),
            ("17", false, true, true, true),
            ("5,7:9,*", false, false, true, false),
            ("$", false, false, true, true),
            ("$Forwarded", false, false, false, true),
            ("9999999999999999999", false, true, true, true),
            ("99999999999999999999", false, false, true, true),
            ("", false, false, false, false),
            ("a b", false, false, false, false),
            ("(x)", false, false, false, false),
        ] {
            let bytes = word.as_bytes();
            let found = (
                is_date(bytes),
                is_number(bytes),
                is_set(bytes),
                is_atom(bytes),
            );
            assert_eq!(found, (date, number, set, atom), "{word:?}");
        }
    }
}
