//! The head of a response: tagged, untagged or continuation, and the response code.

use std::ops::Range;

use super::cursor::{Cursor, parse_number};
use super::frame::Frame;
use super::strict::Strict;
use super::tape::Tape;
use crate::error::Result;

/// One response of the server, its head read.
///
/// It is handed on for every row of a fetch, so it is kept small: what only a status has stands
/// apart.
#[derive(Clone, Debug)]
pub struct Response {
    frame: Frame,
    head: Head,
    status: Option<Box<Status>>,
    name: Range<usize>,
    rest: usize,
    end: usize,
    depth: u32,
}

/// What is known of a status besides.
#[derive(Clone, Debug, Default)]
struct Status {
    tag: Range<usize>,
    code: Option<(Range<usize>, Range<usize>)>,
    text: usize,
}

/// What kind of response it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Head {
    /// `+`: the server waits for the client.
    Continuation,
    /// OK, NO, BAD, BYE or PREAUTH, tagged or not.
    Status {
        /// Which of them.
        kind: Kind,
    },
    /// Data, such as `* 3 EXISTS`.
    Data {
        /// The number before the name.
        number: Option<u64>,
    },
    /// Not a response that IMAP knows.
    Unreadable,
}

/// The kinds of status responses (RFC 9051 section 7.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// Success, or information.
    Ok,
    /// Failure, or a warning.
    No,
    /// The command was not understood.
    Bad,
    /// The server closes the connection.
    Bye,
    /// The connection is authenticated already.
    Preauth,
}

/// A response code: what stands in brackets before the text of a status.
#[derive(Clone, Copy, Debug)]
pub struct Code<'a> {
    response: &'a Response,
    name: &'a Range<usize>,
    args: &'a Range<usize>,
}

impl Response {
    /// Reads the head of a whole response. Never fails; `depth` limits the lists of its body.
    pub fn read(frame: Frame, depth: usize) -> Self {
        let end = frame.raw.trim_ascii_end().len();
        // The text of a status may end in blanks that count; only the line end goes.
        let line = frame.raw.strip_suffix(b"\n").unwrap_or(&frame.raw);
        let end = end.max(line.strip_suffix(b"\r").unwrap_or(line).len());
        let mut response = Self {
            frame,
            head: Head::Unreadable,
            status: None,
            name: 0..0,
            rest: 0,
            end,
            depth: u32::try_from(depth).unwrap_or(u32::MAX),
        };
        if !response.read_row() {
            response.read_head();
        }
        response
    }

    /// Reads the head of `* 12 FETCH (`, which nearly all responses have, if it is this one.
    fn read_row(&mut self) -> bool {
        let Some(line) = self.frame.raw.strip_prefix(b"* ") else {
            return false;
        };
        let (mut number, mut length) = (0_u64, 0);
        while let Some(digit @ b'0'..=b'9') = line.get(length)
            && length < 18
        {
            number = number * 10 + u64::from(digit - b'0');
            length += 1;
        }
        let row = line.get(length..).unwrap_or_default();
        if length == 0 || !row.starts_with(b" FETCH (") {
            return false;
        }
        self.head = Head::Data {
            number: Some(number),
        };
        let name = 2 + length + 1;
        self.name = name..name + 5;
        self.rest = name + 6;
        true
    }

    fn read_head(&mut self) {
        match self.byte(0) {
            Some(b'+') => {
                let start = if self.byte(1) == Some(b' ') { 2 } else { 1 };
                self.head = Head::Continuation;
                self.rest = start;
                self.name = 0..1;
            }
            Some(b'*') => self.read_untagged(),
            _ => {
                let tag = self.word(0);
                let name = self.coded(self.word(self.blanks(tag.end)));
                if let Some(kind) = self.kind(&name) {
                    self.status(kind, name, tag);
                } else if let Some(kind @ (Kind::No | Kind::Bad)) = self.kind(&tag) {
                    self.status(kind, tag, 0..0);
                }
            }
        }
    }

    fn read_untagged(&mut self) {
        let first = self.word(self.blanks(1));
        if self.byte(first.start) == Some(b'[') {
            // `* [COPYUID ...]`: some server forgets the OK.
            return self.status(Kind::Ok, first.start..first.start, 0..0);
        }
        let digits = self.slice(&first);
        if digits.first().is_some_and(u8::is_ascii_digit) {
            let name = self.named(self.word(self.blanks(first.end)));
            match parse_number(digits) {
                Some(number) if !name.is_empty() => self.data(Some(number), name),
                _ => self.name = name,
            }
        } else if let Some(kind) = self.kind(&self.coded(first.clone())) {
            self.status(kind, self.coded(first), 0..0);
        } else if !first.is_empty() {
            self.data(None, self.named(first));
        }
    }

    /// The name of data, which a list may follow without a blank.
    fn named(&self, word: Range<usize>) -> Range<usize> {
        self.up_to(word, b'(')
    }

    /// The kind of a status, which a code may follow without a blank.
    fn coded(&self, word: Range<usize>) -> Range<usize> {
        self.up_to(word, b'[')
    }

    fn up_to(&self, word: Range<usize>, mark: u8) -> Range<usize> {
        let found = memchr::memchr(mark, self.slice(&word));
        let length = found.filter(|at| *at > 0).unwrap_or(word.len());
        word.start..word.start + length
    }

    /// Its first word, whatever it is.
    pub fn first_word(&self) -> &[u8] {
        self.slice(&self.word(0))
    }

    fn data(&mut self, number: Option<u64>, name: Range<usize>) {
        self.head = Head::Data { number };
        self.rest = self.blanks(name.end);
        self.name = name;
    }

    fn status(&mut self, kind: Kind, name: Range<usize>, tag: Range<usize>) {
        self.head = Head::Status { kind };
        self.rest = self.blanks(name.end);
        self.name = name;
        let mut status = Status {
            tag,
            code: None,
            text: self.rest,
        };
        if let Some((code, args, after)) = self.read_code() {
            status.code = Some((code, args));
            status.text = self.blanks(after);
        }
        self.status = Some(Box::new(status));
    }

    /// Name and arguments of the code, and where it ends. A bracket inside parentheses or quotes
    /// does not end it.
    fn read_code(&self) -> Option<(Range<usize>, Range<usize>, usize)> {
        if self.byte(self.rest) != Some(b'[') {
            return None;
        }
        let start = self.rest + 1;
        let (mut level, mut in_quotes, mut close) = (0usize, false, None);
        let mut at = start;
        while let Some(byte) = self.byte(at) {
            match byte {
                b'\\' if in_quotes => at += 1,
                b'"' => in_quotes = !in_quotes,
                b'(' if !in_quotes => level += 1,
                b')' if !in_quotes => level = level.saturating_sub(1),
                b']' if !in_quotes && level == 0 => {
                    close = Some(at);
                    break;
                }
                _ => {}
            }
            at += 1;
        }
        // Unbalanced quotes, as in `[CLOSED shouldn"t]`: the first bracket will do.
        let close = close.or_else(|| {
            let rest = self.slice(&(start..self.end));
            rest.iter()
                .position(|byte| *byte == b']')
                .map(|found| start + found)
        })?;
        let name_len = self
            .slice(&(start..close))
            .iter()
            .position(|byte| *byte == b' ')
            .unwrap_or(close - start);
        let name = start..start + name_len;
        if name.is_empty() {
            return None;
        }
        let args = self.blanks(name.end).min(close)..close;
        Some((name, args, close + 1))
    }

    fn kind(&self, word: &Range<usize>) -> Option<Kind> {
        let word = self.slice(word);
        [
            ("OK", Kind::Ok),
            ("NO", Kind::No),
            ("BAD", Kind::Bad),
            ("BYE", Kind::Bye),
            ("PREAUTH", Kind::Preauth),
        ]
        .into_iter()
        .find(|(name, _)| word.eq_ignore_ascii_case(name.as_bytes()))
        .map(|(_, kind)| kind)
    }

    fn byte(&self, at: usize) -> Option<u8> {
        if at < self.end {
            self.frame.raw.get(at).copied()
        } else {
            None
        }
    }

    fn slice(&self, range: &Range<usize>) -> &[u8] {
        self.frame.raw.get(range.clone()).unwrap_or_default()
    }

    fn blanks(&self, mut at: usize) -> usize {
        while matches!(self.byte(at), Some(b' ' | b'\t')) {
            at += 1;
        }
        at
    }

    fn word(&self, start: usize) -> Range<usize> {
        let rest = self.frame.raw.get(start..self.end).unwrap_or_default();
        let ends = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        let length = rest.iter().position(ends);
        start..start + length.unwrap_or(rest.len())
    }

    /// What kind of response it is.
    pub fn head(&self) -> Head {
        self.head
    }

    /// The tag, of a tagged status.
    pub fn tag(&self) -> Option<&[u8]> {
        let status = self.status.as_ref()?;
        Some(self.slice(&status.tag)).filter(|tag| !tag.is_empty())
    }

    /// Whether it is a NO or BAD with nothing before it, neither a tag nor `*`: some servers forget
    /// the tag when they refuse.
    pub fn is_bare(&self) -> bool {
        let status = matches!(self.head, Head::Status { .. });
        status && self.name.start == 0 && self.frame.raw.first() != Some(&b'*')
    }

    /// The name as sent: `FETCH`, `OK`.
    pub fn name(&self) -> &[u8] {
        self.slice(&self.name)
    }

    /// Whether the name is this one, in any case.
    #[inline]
    pub fn is(&self, name: &str) -> bool {
        let (own, name) = (self.name(), name.as_bytes());
        own == name || own.eq_ignore_ascii_case(name)
    }

    /// What follows the name, without the line end: of a status its code and text.
    pub fn rest(&self) -> &[u8] {
        self.slice(&(self.rest..self.end.max(self.rest)))
    }

    /// The text for humans, after the code; of a continuation all of it.
    pub fn text(&self) -> &[u8] {
        let text = (self.status.as_ref()).map_or(self.rest, |status| status.text);
        self.slice(&(text..self.end.max(text)))
    }

    /// The response code of a status.
    pub fn code(&self) -> Option<Code<'_>> {
        let (name, args) = self.status.as_ref()?.code.as_ref()?;
        Some(Code {
            response: self,
            name,
            args,
        })
    }

    /// All of it as it came, line ends included, without spooled literals.
    pub fn raw(&self) -> &[u8] {
        &self.frame.raw
    }

    /// The data, and the answer to one of these tags that stands behind it on the same line, where
    /// a server has forgotten the line end between them. Rows that end as they should are passed
    /// over quickly.
    pub fn unglued<'t>(&mut self, tags: impl Iterator<Item = &'t [u8]>) -> Option<Response> {
        /// How long an answer may be.
        const LONGEST: usize = 1024;
        let raw = &self.frame.raw;
        if !matches!(self.head, Head::Data { .. }) || raw.trim_ascii_end().ends_with(b")") {
            return None;
        }
        let literals = self.frame.literals.iter();
        let held = literals.map(|literal| match literal.spooled {
            Some(_) => literal.at,
            None => literal.at + usize::try_from(literal.len).unwrap_or(0),
        });
        let from = held
            .max()
            .unwrap_or(0)
            .max(raw.len().saturating_sub(LONGEST));
        let tail = raw.get(from..)?;
        for tag in tags {
            let found = memchr::memmem::rfind(tail, tag);
            let Some(at) = found.map(|at| from + at).filter(|at| *at > self.rest) else {
                continue;
            };
            let answer = Self::read(
                Frame {
                    raw: raw.get(at..)?.to_vec(),
                    ..Frame::default()
                },
                self.depth as usize,
            );
            if answer.tag() == Some(tag) {
                self.frame.raw.truncate(at);
                self.end = self.end.min(at);
                return Some(answer);
            }
        }
        None
    }

    /// Gives up the memory of the octets.
    pub fn take_raw(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.frame.raw)
    }

    /// What follows the name, to be scanned with lists up to `depth` deep; `None` if there are
    /// literals in it, or lists may not be as deep.
    pub fn strict(&self, depth: usize) -> Option<Strict<'_>> {
        let plain = self.frame.literals.is_empty() && depth <= self.depth as usize;
        plain.then(|| Strict::new(self.rest()))
    }

    /// Reads what follows the name.
    pub fn cursor<'a>(&'a self, tape: &'a mut Tape) -> Result<Cursor<'a>> {
        tape.read(&self.frame, self.rest, self.end, self.depth as usize);
        Ok(self.over(tape))
    }

    fn over<'a>(&'a self, tape: &'a Tape) -> Cursor<'a> {
        Cursor::new(&self.frame.raw, &self.frame.literals, &tape.tokens)
    }
}

impl<'a> Code<'a> {
    /// The name as sent.
    pub fn name(&self) -> &'a [u8] {
        self.response.slice(self.name)
    }

    /// Whether the name is this one, in any case.
    pub fn is(&self, name: &str) -> bool {
        self.name().eq_ignore_ascii_case(name.as_bytes())
    }

    /// The arguments as sent.
    pub fn args(&self) -> &'a [u8] {
        self.response.slice(self.args)
    }

    /// Reads the arguments.
    pub fn cursor<'t>(&self, tape: &'t mut Tape) -> Result<Cursor<'t>>
    where
        'a: 't,
    {
        let response = self.response;
        tape.read(
            &response.frame,
            self.args.start,
            self.args.end,
            response.depth as usize,
        );
        Ok(response.over(tape))
    }
}

#[cfg(test)]
#[path = "response_tests.rs"]
mod tests;
