//! Criteria given as one string: sent as they stand, but for what is not ASCII.

use super::criteria;
use super::program::{Program, Segment, invalid};
use crate::data::criteria::Criterion;
use crate::data::text::Text;
use crate::error::{Error, Result};
use crate::wire::line::LINE_LIMIT;

/// Checks criteria in IMAP's own spelling. Their 8-bit parts become text to be encoded.
pub(super) fn read(whole: &[u8]) -> Result<Program> {
    let mut rest = whole.trim_ascii();
    let mut program = Program::default();
    if let Some(after) = after_word(rest, b"RETURN")
        && after.starts_with(b"(")
    {
        let Some(end) = after.iter().position(|byte| *byte == b')') else {
            return Err(invalid("the parenthesis after RETURN is not closed"));
        };
        let (options, after) = after.split_at(end + 1);
        program.returns = Some(options.to_vec());
        rest = after.trim_ascii_start();
    }
    if let Some(after) = after_word(rest, b"CHARSET") {
        let end = after.iter().position(u8::is_ascii_whitespace);
        let (name, after) = after.split_at(end.unwrap_or(after.len()));
        let name = String::from_utf8_lossy(name);
        program.charset = Some(name.trim_matches('"').to_owned());
        rest = after.trim_ascii_start();
    }
    if let Some(split) = in_words(rest) {
        program.segments = split.segments;
        program.splittable = split.splittable;
        return Ok(program);
    }
    let mut reader = Reader {
        whole: rest,
        at: 0,
        raw: Vec::new(),
        segments: Vec::new(),
    };
    reader.read()?;
    program.segments = reader.segments;
    Ok(program)
}

/// What follows `word` and a blank at the start of `text`.
fn after_word<'a>(text: &'a [u8], word: &[u8]) -> Option<&'a [u8]> {
    let (start, rest) = text.split_at_checked(word.len())?;
    let blank = rest.first().is_some_and(|byte| *byte == b' ');
    (blank && start.eq_ignore_ascii_case(word)).then(|| rest.trim_ascii_start())
}

/// A string too long for one command is read word by word, so that a message set in it can be
/// split; one with quotes or groups is not.
fn in_words(text: &[u8]) -> Option<Program> {
    let plain = |byte: &u8| matches!(byte, b' '..=b'~') && !b"\"(){".contains(byte);
    if text.len() <= LINE_LIMIT || !text.iter().all(plain) {
        return None;
    }
    let words: Vec<Criterion> = (text.split(|byte| *byte == b' '))
        .filter(|word| !word.is_empty())
        .map(|word| Criterion::Word(Text::new(word)))
        .collect();
    let program = criteria::read(&words, false).ok()?;
    program.splittable.is_some().then_some(program)
}

struct Reader<'a> {
    whole: &'a [u8],
    at: usize,
    raw: Vec<u8>,
    segments: Vec<Segment>,
}

impl Reader<'_> {
    fn read(&mut self) -> Result<()> {
        while let Some(byte) = self.whole.get(self.at) {
            match byte {
                b'"' => self.quoted()?,
                b' ' | b'\t' | b'(' | b')' => {
                    self.raw.push(*byte);
                    self.at += 1;
                }
                _ => self.word()?,
            }
        }
        self.flush();
        Ok(())
    }

    fn quoted(&mut self) -> Result<()> {
        let start = self.at;
        let mut content = Vec::new();
        loop {
            self.at += 1;
            match self.whole.get(self.at) {
                Some(b'"') => break,
                Some(b'\\') => {
                    self.at += 1;
                    content.extend(self.whole.get(self.at));
                }
                Some(byte) => content.push(*byte),
                None => return Err(wrong(self.whole, start, "the quote is not closed")),
            }
        }
        self.at += 1;
        self.take(start, content)
    }

    fn word(&mut self) -> Result<()> {
        let start = self.at;
        let rest = self.whole.get(start..).unwrap_or_default();
        let end = |byte: &u8| matches!(byte, b' ' | b'\t' | b'(' | b')' | b'"');
        let len = rest.iter().position(end).unwrap_or(rest.len());
        let (word, _) = rest.split_at(len);
        // At the end of the line the server would take this for the start of a literal.
        if let Some(open) = word.iter().position(|byte| *byte == b'{')
            && word.ends_with(b"}")
        {
            let what = "a literal cannot be announced here; put the text itself in quotes";
            return Err(wrong(self.whole, start + open, what));
        }
        self.at += len;
        self.take(start, word.to_vec())
    }

    /// Keeps what stands from `start` to here as it is, or `content` as text if it is not ASCII.
    fn take(&mut self, start: usize, content: Vec<u8>) -> Result<()> {
        let raw = self.whole.get(start..self.at).unwrap_or_default();
        let forbidden = |byte: &u8| matches!(byte, b'\r' | b'\n' | 0);
        if let Some(position) = raw.iter().position(forbidden) {
            let what = match raw.get(position) {
                Some(0) => "a NUL byte cannot be sent",
                _ => {
                    "a line end cannot be sent here; a text with line ends can, in a list of criteria"
                }
            };
            return Err(wrong(self.whole, start + position, what));
        }
        if raw.is_ascii() {
            self.raw.extend_from_slice(raw);
            return Ok(());
        }
        self.flush();
        let place = at_character(self.whole, start);
        let text = Segment::Text(Text::from(content), place);
        self.segments.push(text);
        Ok(())
    }

    fn flush(&mut self) {
        if !self.raw.is_empty() {
            self.segments
                .push(Segment::Raw(std::mem::take(&mut self.raw)));
        }
    }
}

fn wrong(whole: &[u8], at: usize, what: &str) -> Error {
    invalid(format!("{}: {what}", at_character(whole, at)))
}

fn at_character(whole: &[u8], at: usize) -> String {
    let before = String::from_utf8_lossy(whole.get(..at).unwrap_or_default());
    format!(
        "at character {} of the criteria",
        before.chars().count() + 1
    )
}
