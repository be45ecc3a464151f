//! Compiled patterns and what they find.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use fancy_regex::{Regex, RegexBuilder};

use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

use super::translate::{ASCII, UNICODE, translate};

/// How many steps a match may take.
const STEPS: usize = 5_000_000;
/// How many patterns are kept compiled.
const KEPT: usize = 100;

/// Where a pattern must match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Anywhere,
    Here,
    All,
}

/// A compiled pattern.
pub(super) struct Pattern {
    pub(super) source: Value,
    pub(super) flags: i128,
    pub(super) bytes: bool,
    text: String,
    anywhere: Regex,
    here: OnceCell<Regex>,
    all: OnceCell<Regex>,
    not_empty: OnceCell<Option<Regex>>,
    pub(super) names: Vec<Option<Rc<str>>>,
}

/// A text to search: bytes as a text of one character for each.
#[derive(Clone)]
pub(super) struct Subject {
    pub(super) value: Value,
    pub(super) text: Rc<str>,
    pub(super) bytes: bool,
}

impl Subject {
    /// The subject that a value is.
    pub(super) fn of(value: &Value, bytes: bool) -> R<Self> {
        let wrong = |what: &str| Err(Raised::new("TypeError", what));
        let text = match (value.as_str(), value.as_bytes()) {
            (Some(text), _) if !bytes => text,
            (_, Some(octets)) if bytes => Rc::from(letters(&octets)),
            (Some(_), _) => return wrong("cannot use a bytes pattern on a string-like object"),
            (_, Some(_)) => return wrong("cannot use a string pattern on a bytes-like object"),
            _ => return wrong("expected string or bytes-like object"),
        };
        Ok(Self {
            value: value.clone(),
            text,
            bytes,
        })
    }

    /// A part of it, as a value.
    pub(super) fn part(&self, range: Range<usize>) -> Value {
        self.made(self.text.get(range).unwrap_or_default())
    }

    /// A text as a value of the subject's kind.
    pub(super) fn made(&self, text: &str) -> Value {
        match self.bytes {
            true => Value::bytes(&octets(text)),
            false => Value::str(text),
        }
    }

    /// How many characters stand before a place.
    pub(super) fn characters(&self, place: usize) -> i128 {
        let before = self.text.get(..place).unwrap_or(&self.text);
        match self.text.is_ascii() {
            true => before.len() as i128,
            false => before.chars().count() as i128,
        }
    }

    /// The place after so many characters.
    pub(super) fn place(&self, characters: i128) -> usize {
        let count = usize::try_from(characters.max(0)).unwrap_or(usize::MAX);
        if self.text.is_ascii() {
            return count.min(self.text.len());
        }
        let mut places = self.text.char_indices();
        places.nth(count).map_or(self.text.len(), |(at, _)| at)
    }
}

/// Octets as letters.
pub(super) fn letters(octets: &[u8]) -> String {
    octets.iter().map(|byte| char::from(*byte)).collect()
}

/// Letters as octets again.
pub(super) fn octets(letters: &str) -> Vec<u8> {
    let byte = |letter: char| u8::try_from(u32::from(letter)).unwrap_or(b'?');
    letters.chars().map(byte).collect()
}

/// What `re.error` says.
pub(super) fn wrong(what: impl Into<String>) -> Raised {
    Raised::new("error", what)
}

fn build(text: &str, not_empty: bool) -> Result<Regex, String> {
    RegexBuilder::new(text)
        .backtrack_limit(STEPS)
        .delegate_size_limit(16 << 20)
        .find_not_empty(not_empty)
        .build()
        .map_err(|error| error.to_string())
}

thread_local! {
    static COMPILED: RefCell<HashMap<(bool, String, i128), Rc<Pattern>>> = RefCell::default();
}

impl Pattern {
    /// The pattern of a source, compiled once.
    pub(super) fn compile(source: &Value, flags: i128) -> R<Rc<Self>> {
        let (text, bytes) = match (source.as_str(), source.as_bytes()) {
            (Some(text), _) => (text.to_string(), false),
            (None, Some(octets)) => (letters(&octets), true),
            (None, None) => {
                return Err(Raised::new(
                    "TypeError",
                    "first argument must be string or compiled pattern",
                ));
            }
        };
        let key = (bytes, text, flags);
        let known = COMPILED.with_borrow(|compiled| compiled.get(&key).cloned());
        if let Some(known) = known {
            return Ok(known);
        }
        let inner = if bytes { flags | ASCII } else { flags };
        let translated = translate(&key.1, inner).map_err(wrong)?;
        let anywhere = build(&translated.pattern, false).map_err(wrong)?;
        let names = anywhere.capture_names();
        let names = names.map(|name| name.map(Rc::from)).collect();
        let mut shown = translated.flags & !(if bytes { ASCII } else { 0 });
        if !bytes && shown & ASCII == 0 {
            shown |= UNICODE;
        }
        let pattern = Rc::new(Self {
            source: source.clone(),
            flags: shown,
            bytes,
            text: translated.pattern,
            anywhere,
            here: OnceCell::new(),
            all: OnceCell::new(),
            not_empty: OnceCell::new(),
            names,
        });
        COMPILED.with_borrow_mut(|compiled| {
            if compiled.len() >= KEPT {
                compiled.clear();
            }
            compiled.insert(key, pattern.clone());
        });
        Ok(pattern)
    }

    fn variant<'a>(&'a self, cell: &'a OnceCell<Regex>, text: String) -> R<&'a Regex> {
        if let Some(known) = cell.get() {
            return Ok(known);
        }
        let built = build(&text, false).map_err(wrong)?;
        Ok(cell.get_or_init(|| built))
    }

    /// The spans of the groups where the pattern first matches from a place on.
    pub(super) fn find(
        &self,
        text: &str,
        from: usize,
        place: Place,
    ) -> R<Option<Vec<Option<Range<usize>>>>> {
        let regex = match place {
            Place::Anywhere => &self.anywhere,
            Place::Here => self.variant(&self.here, format!(r"\G(?:{})", self.text))?,
            Place::All => self.variant(&self.all, format!(r"\G(?:{})\z", self.text))?,
        };
        spans(regex, text, from)
    }

    /// The match at exactly this place that is not empty.
    fn find_not_empty(&self, text: &str, at: usize) -> R<Option<Vec<Option<Range<usize>>>>> {
        let regex = self
            .not_empty
            .get_or_init(|| build(&format!(r"\G(?:{})", self.text), true).ok());
        match regex {
            Some(regex) => spans(regex, text, at),
            None => Ok(None),
        }
    }

    /// The next match after one that ended at `from`; after an empty one not another empty one
    /// at the same place.
    pub(super) fn after(
        &self,
        text: &str,
        from: usize,
        was_empty: bool,
    ) -> R<Option<Vec<Option<Range<usize>>>>> {
        if !was_empty {
            return self.find(text, from, Place::Anywhere);
        }
        if let Some(found) = self.find_not_empty(text, from)? {
            return Ok(Some(found));
        }
        let width = text.get(from..).and_then(|rest| rest.chars().next());
        match width {
            Some(letter) => self.find(text, from + letter.len_utf8(), Place::Anywhere),
            None => Ok(None),
        }
    }

    /// The group of a number or a name.
    pub(super) fn group(&self, wanted: &Value) -> R<usize> {
        let found = match (wanted.as_int(), wanted.as_str()) {
            (Some(number), _) => usize::try_from(number)
                .ok()
                .filter(|number| *number < self.names.len()),
            (None, Some(name)) => self
                .names
                .iter()
                .position(|known| known.as_deref() == Some(&*name)),
            (None, None) => None,
        };
        found.ok_or_else(|| Raised::new("IndexError", "no such group"))
    }
}

fn spans(regex: &Regex, text: &str, from: usize) -> R<Option<Vec<Option<Range<usize>>>>> {
    let found = regex.captures_from_pos(text, from).map_err(|error| {
        let what = error.to_string();
        match what.contains("acktrack") {
            true => wrong(
                "the pattern takes too many steps on this text; make its repetitions unambiguous",
            ),
            false => wrong(what),
        }
    })?;
    Ok(found.map(|groups| {
        let count = groups.len();
        let span = |at| groups.get(at).map(|group| group.start()..group.end());
        (0..count).map(span).collect()
    }))
}
