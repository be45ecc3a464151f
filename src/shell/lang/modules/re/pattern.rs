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
use super::worker::{Job, Stream};

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

    /// Whether so much text may be searched at once.
    fn is_quick(&self, length: usize) -> bool {
        length <= if self.tries { SHORT } else { LONG }
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
        if variant.is_quick(end.saturating_sub(from)) {
            let text = subject.text.get(..end).unwrap_or_default();
            if let Some(found) = unless_long(spans(variant.quick()?, text, from))? {
                return Ok(found);
            }
        }
        let job = Job {
            regex: variant.patient()?,
            not_empty: None,
            text: subject.shared(),
            end,
            at: At::start(from),
            once: true,
        };
        Stream::start(job)?.next(i)
    }

    /// The pattern for more than nothing; one that matches nothing but the empty text cannot be
    /// built for it.
    fn not_empty(&self) -> Option<&Variant> {
        let only_empty = || self.not_empty.quick().is_err();
        (!self.only_empty.get_or_init(only_empty)).then_some(&self.not_empty)
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

/// Where the search for the next match begins.
#[derive(Clone, Copy)]
pub(super) struct At {
    place: usize,
    /// Whether the match before was empty: then there is not another empty one at the same place.
    was_empty: bool,
}

impl At {
    fn start(place: usize) -> Self {
        Self {
            place,
            was_empty: false,
        }
    }

    /// Where it begins after a match.
    pub(super) fn after(self, spans: &Spans) -> Self {
        let place = self.place;
        let whole = spans.first().cloned().flatten().unwrap_or(place..place);
        Self {
            place: whole.end,
            was_empty: whole.is_empty(),
        }
    }
}

/// The next match of a pattern, of which one use is for more than nothing.
pub(super) fn next_match(
    regex: &Regex,
    not_empty: Option<&Regex>,
    text: &str,
    at: At,
) -> Result<Option<Spans>, Box<Error>> {
    if !at.was_empty {
        return spans(regex, text, at.place);
    }
    if let Some(not_empty) = not_empty
        && let Some(found) = spans(not_empty, text, at.place)?
    {
        return Ok(Some(found));
    }
    let rest = text.get(at.place..).unwrap_or_default();
    match rest.chars().next() {
        Some(letter) => spans(regex, text, at.place + letter.len_utf8()),
        None => Ok(None),
    }
}

/// All matches in a part of a subject, one after the other.
pub(super) struct Matches {
    pattern: Rc<Pattern>,
    subject: Subject,
    end: usize,
    at: At,
    /// The worker's, once a match has been too much for here.
    stream: Option<Stream>,
    done: bool,
}

impl Matches {
    pub(super) fn new(pattern: &Rc<Pattern>, subject: &Subject, range: &Range<usize>) -> Self {
        Self {
            pattern: pattern.clone(),
            subject: subject.clone(),
            end: range.end,
            at: At::start(range.start),
            stream: None,
            done: range.start > range.end,
        }
    }

    pub(super) fn next(&mut self, i: &Interpreter) -> R<Option<Spans>> {
        if self.done {
            return Ok(None);
        }
        let found = self.find(i);
        match &found {
            Ok(Some(spans)) => self.at = self.at.after(spans),
            _ => (self.done, self.stream) = (true, None),
        }
        found
    }

    fn find(&mut self, i: &Interpreter) -> R<Option<Spans>> {
        if let Some(stream) = &mut self.stream {
            return stream.next(i);
        }
        let pattern = &self.pattern;
        let not_empty = pattern.not_empty();
        if pattern
            .anywhere
            .is_quick(self.end.saturating_sub(self.at.place))
        {
            let text = self.subject.text.get(..self.end).unwrap_or_default();
            let more = not_empty.map(Variant::quick).transpose()?;
            let found = next_match(pattern.anywhere.quick()?, more, text, self.at);
            if let Some(found) = unless_long(found)? {
                return Ok(found);
            }
        }
        let job = Job {
            regex: pattern.anywhere.patient()?,
            not_empty: not_empty.map(Variant::patient).transpose()?,
            text: self.subject.shared(),
            end: self.end,
            at: self.at,
            once: false,
        };
        self.stream.insert(Stream::start(job)?).next(i)
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

/// What a search has found, unless it took too many steps.
fn unless_long(found: Result<Option<Spans>, Box<Error>>) -> R<Option<Option<Spans>>> {
    let limit = |error: &RuntimeError| matches!(error, RuntimeError::BacktrackLimitExceeded);
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) => match *error {
            Error::RuntimeError(error) if limit(&error) => Ok(None),
            error => Err(failed(&error)),
        },
    }
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
