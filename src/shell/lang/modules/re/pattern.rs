//! Compiled patterns and what they find.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use fancy_regex::{Error, Regex, RegexBuilder, RuntimeError};

use crate::lang::Interpreter;
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

use super::translate::{ASCII, UNICODE, translate};
use super::worker::{self, Job};

/// How many steps a search may take at once; one that takes more goes to the worker.
const STEPS: usize = 100_000;
/// How many steps it may take there.
const ALL_STEPS: usize = 1_000_000_000;
/// How long a text may be that is searched at once by a pattern that may go back, and by one that
/// never does.
const SHORT: usize = 4 << 10;
const LONG: usize = 1 << 20;
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
    anywhere: Variant,
    here: Variant,
    all: Variant,
    not_empty: Variant,
    only_empty: OnceCell<bool>,
    pub(super) names: Vec<Option<Rc<str>>>,
    /// For each group the group that it stands in; 0 for none.
    pub(super) parents: Vec<usize>,
}

/// Where the groups of a match stand.
pub(super) type Spans = Vec<Option<Range<usize>>>;

/// A pattern in one of its uses, compiled when it is needed.
struct Variant {
    text: String,
    /// Whether it must match more than nothing.
    not_empty: bool,
    /// Whether it may go back and try again.
    tries: bool,
    quick: OnceCell<Regex>,
    patient: OnceCell<Arc<Regex>>,
}

impl Variant {
    fn new(text: String, not_empty: bool) -> Self {
        Self {
            tries: tries(&text),
            text,
            not_empty,
            quick: OnceCell::new(),
            patient: OnceCell::new(),
        }
    }

    fn build(&self, steps: usize) -> R<Regex> {
        RegexBuilder::new(&self.text)
            .backtrack_limit(steps)
            .delegate_size_limit(16 << 20)
            .find_not_empty(self.not_empty)
            .build()
            .map_err(|error| wrong(error.to_string()))
    }

    fn quick(&self) -> R<&Regex> {
        if self.quick.get().is_none() {
            let _ = self.quick.set(self.build(STEPS)?);
        }
        self.quick.get().ok_or_else(|| wrong("no pattern"))
    }

    fn patient(&self) -> R<Arc<Regex>> {
        if self.patient.get().is_none() {
            let _ = self.patient.set(Arc::new(self.build(ALL_STEPS)?));
        }
        self.patient
            .get()
            .cloned()
            .ok_or_else(|| wrong("no pattern"))
    }

    /// The first match in the subject up to `end`, from a place on.
    fn find(
        &self,
        i: &Interpreter,
        subject: &Subject,
        end: usize,
        from: usize,
    ) -> R<Option<Spans>> {
        let limit = if self.tries { SHORT } else { LONG };
        if end.saturating_sub(from) <= limit {
            let text = subject.text.get(..end).unwrap_or_default();
            match spans(self.quick()?, text, from) {
                Ok(found) => return Ok(found),
                Err(error) if too_many_steps(&error) => {}
                Err(error) => return Err(failed(&error)),
            }
        }
        worker::run(
            i,
            Job {
                regex: self.patient()?,
                text: subject.shared(),
                end,
                from,
            },
        )
    }
}

/// Whether a pattern has what makes the engine go back: look-around, back references, groups and
/// repetitions that keep what they have.
fn tries(pattern: &str) -> bool {
    let reference = |pair: &[u8]| matches!(pair, [b'\\', b'1'..=b'9' | b'k']);
    let held = [
        "(?=", "(?!", "(?<=", "(?<!", "(?>", "(?(", "*+", "++", "?+", "}+",
    ];
    held.iter().any(|part| pattern.contains(part)) || pattern.as_bytes().windows(2).any(reference)
}

/// A text to search: bytes as a text of one character for each.
#[derive(Clone)]
pub(super) struct Subject {
    pub(super) value: Value,
    pub(super) text: Rc<str>,
    pub(super) bytes: bool,
    /// The text for the worker.
    shared: Rc<OnceCell<Arc<str>>>,
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
            shared: Rc::default(),
        })
    }

    fn shared(&self) -> Arc<str> {
        let shared = self.shared.get_or_init(|| Arc::from(&*self.text));
        shared.clone()
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
        let text = translated.pattern;
        let anywhere = Variant::new(text.clone(), false);
        let names = anywhere.quick()?.capture_names();
        let names = names.map(|name| name.map(Rc::from)).collect();
        let mut shown = translated.flags & !(if bytes { ASCII } else { 0 });
        if !bytes && shown & ASCII == 0 {
            shown |= UNICODE;
        }
        let pattern = Rc::new(Self {
            source: source.clone(),
            flags: shown,
            bytes,
            here: Variant::new(format!(r"\G(?:{text})"), false),
            all: Variant::new(format!(r"\G(?:{text})\z"), false),
            not_empty: Variant::new(format!(r"\G(?:{text})"), true),
            only_empty: OnceCell::new(),
            anywhere,
            names,
            parents: translated.parents,
        });
        COMPILED.with_borrow_mut(|compiled| {
            if compiled.len() >= KEPT {
                compiled.clear();
            }
            compiled.insert(key, pattern.clone());
        });
        Ok(pattern)
    }

    /// The spans of the groups where the pattern first matches in the subject up to `end`, from a
    /// place on.
    pub(super) fn find(
        &self,
        i: &Interpreter,
        subject: &Subject,
        end: usize,
        from: usize,
        place: Place,
    ) -> R<Option<Spans>> {
        let variant = match place {
            Place::Anywhere => &self.anywhere,
            Place::Here => &self.here,
            Place::All => &self.all,
        };
        variant.find(i, subject, end, from)
    }

    /// The next match after one that ended at `from`; after an empty one not another empty one
    /// at the same place.
    pub(super) fn after(
        &self,
        i: &Interpreter,
        subject: &Subject,
        end: usize,
        from: usize,
        was_empty: bool,
    ) -> R<Option<Spans>> {
        if !was_empty {
            return self.anywhere.find(i, subject, end, from);
        }
        // A pattern that matches nothing but the empty text cannot be built for more.
        let only_empty = || self.not_empty.quick().is_err();
        if !self.only_empty.get_or_init(only_empty)
            && let Some(found) = self.not_empty.find(i, subject, end, from)?
        {
            return Ok(Some(found));
        }
        let rest = subject.text.get(from..end);
        match rest.and_then(|rest| rest.chars().next()) {
            Some(letter) => self
                .anywhere
                .find(i, subject, end, from + letter.len_utf8()),
            None => Ok(None),
        }
    }

    /// Whether a group stands inside another.
    pub(super) fn is_inside(&self, group: usize, outer: usize) -> bool {
        let outward = |group: &usize| self.parents.get(*group).copied().filter(|up| *up != 0);
        std::iter::successors(outward(&group), outward).any(|up| up == outer)
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

/// The first match from a place on.
pub(super) fn spans(regex: &Regex, text: &str, from: usize) -> Result<Option<Spans>, Box<Error>> {
    let found = regex.captures_from_pos(text, from)?;
    Ok(found.map(|groups| {
        let count = groups.len();
        let span = |at| groups.get(at).map(|group| group.start()..group.end());
        (0..count).map(span).collect()
    }))
}

fn too_many_steps(error: &Error) -> bool {
    let limit = |error: &RuntimeError| matches!(error, RuntimeError::BacktrackLimitExceeded);
    matches!(error, Error::RuntimeError(error) if limit(error))
}

/// The exception of a search that failed.
pub(super) fn failed(error: &Error) -> Raised {
    match error {
        Error::RuntimeError(_) => {
            wrong("the pattern takes too many steps on this text; make its repetitions unambiguous")
        }
        other => wrong(other.to_string()),
    }
}
