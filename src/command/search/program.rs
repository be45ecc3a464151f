//! Search criteria that were checked and are ready to be written (RFC 9051 `search-program`).
//!
//! SORT, THREAD and Gmail's search write the same criteria, so this knows none of the commands.

use super::coding::Coding;
use crate::client::Client;
use crate::data::criteria::{Charset, Criteria, CriteriaForm};
use crate::data::set::IdSet;
use crate::data::text::Text;
use crate::error::{Error, ErrorKind, Result};
use crate::wire::line::Line;

/// Checked criteria.
#[derive(Clone, Debug, Default)]
pub(crate) struct Program {
    /// The options of RETURN (RFC 4731), parentheses included.
    pub(super) returns: Option<Vec<u8>>,
    /// The charset that the user asked for.
    pub(super) charset: Option<String>,
    pub(super) segments: Vec<Segment>,
    /// The longest message set that all the rest is joined to by AND: a segment, and its length.
    pub(super) splittable: Option<(usize, usize)>,
}

/// A stretch of criteria. Blanks between them are written out.
#[derive(Clone, Debug)]
pub(super) enum Segment {
    /// Sent as it stands.
    Raw(Vec<u8>),
    /// Text to look for, and where it stood in the criteria: encoded, then quoted or a literal.
    Text(Text, String),
    /// A message set.
    Set(IdSet),
}

impl Program {
    /// Checks criteria. With `uid`, message ids given as values are UIDs.
    pub(crate) fn new(criteria: &Criteria, charset: &Charset, uid: bool) -> Result<Self> {
        let mut program = match &criteria.0 {
            CriteriaForm::List(items) => super::criteria::read(items, uid)?,
            CriteriaForm::Text(text) => super::text::read(text.as_bytes())?,
        };
        if program.segments.is_empty() {
            return Err(invalid("no criteria specified"));
        }
        if let Some(name) = &charset.0 {
            match &program.charset {
                Some(inner) if !inner.eq_ignore_ascii_case(name) => {
                    return Err(invalid(format!(
                        "the criteria name the charset {inner:?}, the argument charset is {name:?}"
                    )));
                }
                _ => program.charset = Some(name.clone()),
            }
        }
        if let Some(name) = &program.charset {
            Coding::named(name)?;
        }
        Ok(program)
    }

    /// Whether all text of the criteria is ASCII.
    pub(crate) fn is_ascii(&self) -> bool {
        self.texts().all(|text| text.as_bytes().is_ascii())
    }

    fn texts(&self) -> impl Iterator<Item = &Text> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Text(text, _) => Some(text),
            _ => None,
        })
    }

    /// The charset to name to the server: the one asked for, or UTF-8 if there is more than ASCII.
    /// With `utf8` (UTF8=ACCEPT, IMAP4rev2) none, for there all text is UTF-8.
    pub(crate) fn charset(&self, utf8: bool) -> Option<&str> {
        match &self.charset {
            _ if utf8 => None,
            Some(name) => Some(name),
            None if self.is_ascii() => None,
            None => Some("UTF-8"),
        }
    }

    /// Runs `attempt` with the charset that fits. If the server does not take that one, a second
    /// time with the first of those it lists that can write the criteria (RFC 9051 `BADCHARSET`).
    pub(crate) fn with_charset<T>(
        &self,
        client: &mut Client,
        attempt: &mut dyn FnMut(&mut Client, Option<&str>) -> Result<T>,
    ) -> Result<T> {
        let first = self.charset(client.utf8()).map(str::to_owned);
        let refused = match attempt(client, first.as_deref()) {
            Err(error) if first.is_some() => error,
            result => return result,
        };
        let listed = refused.code().and_then(|code| {
            let (name, rest) = code.split_at_checked("BADCHARSET".len())?;
            name.eq_ignore_ascii_case("BADCHARSET").then_some(rest)
        });
        let Some(listed) = listed else {
            return Err(refused);
        };
        // ASCII needs no charset at all: it is what a server must take without one.
        if self.is_ascii() {
            return attempt(client, None);
        }
        let mut names = listed.split(['(', ')', ' ', '"']);
        let second = names.find(|name| {
            Coding::find(name).is_some_and(|coding| {
                self.texts()
                    .all(|text| text.as_str().and_then(|text| coding.encode(text)).is_some())
            })
        });
        match second {
            Some(name) if Some(name) != first.as_deref() => attempt(client, Some(name)),
            _ => Err(refused),
        }
    }

    /// Writes the criteria behind the charset's name, which SORT and THREAD always have; `None` is
    /// the one that all servers take.
    pub(crate) fn write_after_charset(
        &self,
        client: &Client,
        line: Line,
        charset: Option<&str>,
    ) -> Result<Line> {
        let name = match charset {
            Some(name) => name,
            None if client.utf8() => "UTF-8",
            None => "US-ASCII",
        };
        self.write(line.astring(name.as_bytes()), Some(name))
    }

    /// Writes the criteria, text in `charset` (none: UTF-8).
    pub(crate) fn write(&self, mut line: Line, charset: Option<&str>) -> Result<Line> {
        let coding = charset.map_or(Ok(Coding::Utf8), Coding::named)?;
        for (position, segment) in self.segments.iter().enumerate() {
            if position > 0 {
                line = line.glued();
            }
            line = match segment {
                Segment::Raw(bytes) => line.raw(bytes),
                Segment::Set(set) => line.raw(set.to_string().as_bytes()),
                Segment::Text(text, place) => {
                    line.string(&encoded(text, coding, charset.is_some(), place)?)
                }
            };
        }
        Ok(line)
    }

    /// The same criteria in pieces that differ in one message set, none longer than `budget` bytes
    /// by much; just this one if it is short enough or there is no such set.
    ///
    /// `len` is the length of the whole command line. The union of what the pieces find is what
    /// the whole would.
    pub(super) fn split(&self, len: usize, budget: usize) -> Vec<Program> {
        let split = self.splittable.filter(|_| len > budget);
        let Some((place, set_len)) = split else {
            return vec![self.clone()];
        };
        let Some(Segment::Set(set)) = self.segments.get(place) else {
            return vec![self.clone()];
        };
        let others = len.saturating_sub(set_len);
        let pieces = set.pieces(budget.saturating_sub(others).max(1000));
        let with = |piece: IdSet| {
            let mut program = self.clone();
            if let Some(segment) = program.segments.get_mut(place) {
                *segment = Segment::Set(piece);
            }
            program
        };
        pieces.into_iter().map(with).collect()
    }

    /// The criteria for an error message, cut if they are long.
    pub(crate) fn shown(&self) -> String {
        let mut shown = String::new();
        for segment in &self.segments {
            match segment {
                Segment::Raw(bytes) => shown.push_str(&String::from_utf8_lossy(bytes)),
                Segment::Text(text, _) => shown.push_str(&format!("{text:?}")),
                Segment::Set(set) => shown.push_str(&set.to_string()),
            }
            if let Some((cut, _)) = shown.char_indices().nth(300) {
                shown.truncate(cut);
                shown.push_str("...");
                break;
            }
        }
        shown
    }
}

/// Text as it goes out. Bytes that are not UTF-8 are taken to be in the charset already.
fn encoded(text: &Text, coding: Coding, named: bool, place: &str) -> Result<Vec<u8>> {
    match text.as_str() {
        Some(text) => coding.encode(text).ok_or_else(|| {
            invalid(format!(
                "{place}: {text:?} has letters that the charset lacks; UTF-8 has them all"
            ))
        }),
        None if named && coding != Coding::Utf8 => Ok(text.as_bytes().to_vec()),
        None => Err(invalid(format!(
            "{place}: {text:?} is not UTF-8; give it as str, or name its charset"
        ))),
    }
}

/// The error that the criteria are wrong.
pub(super) fn invalid(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidCriteria, message).with_argument("criteria")
}
