//! Reading messages line by line, by the rules of Python's reader: what is damaged is read as it
//! is read there.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::lang::Interpreter;
use crate::lang::raise::{R, Raised};

use super::part::{Body, Part, Shared, check_depth, lossy};

/// How many parts a message may have.
const MOST: usize = 1 << 20;
/// How many lines are read between two looks at whether the user wants it stopped.
const STEP: usize = 1 << 10;

/// How a message is read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Manner {
    /// By Python's newer rules.
    pub(super) modern: bool,
    /// From text, which has no charset.
    pub(super) from_text: bool,
    /// Without a look into the body.
    pub(super) headers_only: bool,
}

/// Reads a message.
pub(super) fn read(interpreter: &Interpreter, octets: &[u8], manner: Manner) -> R<Shared> {
    let mut reader = Reader {
        interpreter,
        manner,
        rest: octets,
        back: Vec::new(),
        marks: HashMap::new(),
        blocks: 0,
        parts: 0,
        lines: 0,
        last: None,
    };
    let whole = reader.part(None, false, 0)?;
    let is_whole = |part: &Part| {
        let multipart = part.content_type().starts_with("multipart/");
        !multipart || manner.headers_only || matches!(part.body, Body::Parts(_))
    };
    if !is_whole(&whole.borrow()) {
        note(&whole, "MultipartInvariantViolationDefect");
    }
    Ok(whole)
}

/// Notes what is wrong with a part.
fn note(part: &Shared, defect: &'static str) {
    part.borrow_mut().defects.push((defect, None));
}

struct Reader<'a> {
    interpreter: &'a Interpreter,
    manner: Manner,
    rest: &'a [u8],
    /// Lines that were put back, the next one last.
    back: Vec<&'a [u8]>,
    /// The lines before the parts that are being read, each as often as it ends one.
    marks: HashMap<Vec<u8>, usize>,
    /// How many blocks are being read that end at a blank line.
    blocks: usize,
    parts: usize,
    lines: usize,
    /// The part that was begun last.
    last: Option<Shared>,
}

/// The first line with its end, which is LF, CR or both, and what follows.
fn split_line(text: &[u8]) -> (&[u8], &[u8]) {
    let end = match memchr::memchr2(b'\n', b'\r', text) {
        Some(at) if text.get(at..at + 2) == Some(b"\r\n") => at + 2,
        Some(at) => at + 1,
        None => text.len(),
    };
    text.split_at(end)
}

/// A text without the one line end behind it.
fn without_end(text: &[u8]) -> &[u8] {
    let cut = text.strip_suffix(b"\r\n");
    let cut = cut.or_else(|| text.strip_suffix(b"\n"));
    cut.or_else(|| text.strip_suffix(b"\r")).unwrap_or(text)
}

fn is_blank(line: &[u8]) -> bool {
    matches!(line.first(), Some(b'\r' | b'\n'))
}

/// Whether a line is a header, goes on with one, or is mbox's first.
fn is_header(line: &[u8]) -> bool {
    let named = |byte: &&u8| (b'!'..=b'~').contains(*byte) && **byte != b':';
    let colon = || line.get(line.iter().take_while(named).count()) == Some(&b':');
    matches!(line.first(), Some(b' ' | b'\t')) || line.starts_with(b"From ") || colon()
}

/// A line without its end and the blanks before that.
fn cut(line: &[u8]) -> &[u8] {
    let line = without_end(line);
    let blanks = line.iter().rev();
    let blanks = blanks.take_while(|byte| matches!(byte, b' ' | b'\t'));
    line.get(..line.len() - blanks.count()).unwrap_or(line)
}

/// Whether a line is the `mark` between parts, and if so, whether it is the last.
fn mark(line: &[u8], mark: &[u8]) -> Option<bool> {
    match cut(line).strip_prefix(mark)? {
        b"" => Some(false),
        b"--" => Some(true),
        _ => None,
    }
}

impl<'a> Reader<'a> {
    /// The next line; none where a part ends.
    fn line(&mut self) -> R<Option<&'a [u8]>> {
        self.lines += 1;
        if self.lines.is_multiple_of(STEP) {
            self.interpreter.tick()?;
        }
        let line = match self.back.pop() {
            Some(line) => line,
            None if self.rest.is_empty() => return Ok(None),
            None => {
                let (line, rest) = split_line(self.rest);
                self.rest = rest;
                line
            }
        };
        if self.ends(line) {
            self.back.push(line);
            return Ok(None);
        }
        Ok(Some(line))
    }

    /// Whether a part ends before a line: its own end, or that of a part around it.
    fn ends(&self, line: &[u8]) -> bool {
        if self.blocks > 0 && is_blank(line) {
            return true;
        }
        if self.marks.is_empty() || !line.starts_with(b"--") {
            return false;
        }
        let cut = cut(line);
        let known = |mark: &[u8]| self.marks.get(mark).is_some_and(|count| *count > 0);
        known(cut) || cut.strip_suffix(b"--").is_some_and(known)
    }

    /// All lines up to the end of the part.
    fn lines(&mut self) -> R<Vec<u8>> {
        let mut all = Vec::new();
        while let Some(line) = self.line()? {
            all.extend_from_slice(line);
        }
        Ok(all)
    }

    fn part(&mut self, around: Option<&Shared>, in_digest: bool, depth: usize) -> R<Shared> {
        check_depth(depth)?;
        self.parts += 1;
        if self.parts > MOST {
            return Err(Raised::new(
                "MemoryError",
                format!("the message has more than {MOST} parts"),
            ));
        }
        let mut part = Part {
            modern: self.manner.modern,
            from_text: self.manner.from_text,
            in_digest,
            ..Part::default()
        };
        self.headers(&mut part)?;
        let kind = part.content_type();
        let boundary = part.boundary();
        let part = Rc::new(RefCell::new(part));
        self.last = Some(part.clone());
        if let Some(around) = around {
            around.borrow_mut().push(part.clone());
        }
        let (main, _) = kind.split_once('/').unwrap_or_default();
        match (main, boundary) {
            _ if self.manner.headers_only => self.leaf(&part)?,
            _ if kind == "message/delivery-status" => self.blocks(&part, depth)?,
            ("message", _) => {
                self.part(Some(&part), false, depth + 1)?;
            }
            ("multipart", None) => {
                note(&part, "NoBoundaryInMultipartDefect");
                self.leaf(&part)?;
            }
            ("multipart", Some(boundary)) => {
                self.multipart(&part, &boundary, kind == "multipart/digest", depth)?;
            }
            _ => self.leaf(&part)?,
        }
        Ok(part)
    }

    fn leaf(&mut self, part: &Shared) -> R<()> {
        let octets = self.lines()?;
        part.borrow_mut().body = Body::Octets(octets);
        Ok(())
    }

    fn headers(&mut self, part: &mut Part) -> R<()> {
        let mut lines = Vec::new();
        while let Some(line) = self.line()? {
            if !is_header(line) {
                // What is no header begins the body.
                if !is_blank(line) {
                    part.defects
                        .push(("MissingHeaderBodySeparatorDefect", None));
                    self.back.push(line);
                }
                break;
            }
            lines.push(line);
        }
        let mut open = false;
        let mut sent: Vec<Vec<u8>> = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            if matches!(line.first(), Some(b' ' | b'\t')) {
                match part.headers.last_mut() {
                    Some((_, value)) if open => {
                        value.push_str(&lossy(line));
                        if let Some(octets) = sent.last_mut() {
                            octets.extend_from_slice(line);
                        }
                    }
                    _ => {
                        let defect = "FirstHeaderLineIsContinuationDefect";
                        part.defects.push((defect, Some(lossy(line))));
                    }
                }
                continue;
            }
            open = false;
            if line.starts_with(b"From ") {
                if at == 0 {
                    part.envelope = Some(lossy(without_end(line)));
                } else if at + 1 == lines.len() {
                    self.back.push(line);
                } else {
                    let defect = "MisplacedEnvelopeHeaderDefect";
                    part.defects.push((defect, Some(lossy(line))));
                }
                continue;
            }
            let colon = line.iter().position(|byte| *byte == b':');
            if let Some(colon @ 1..) = colon {
                let (name, value) = line.split_at(colon);
                let value = value.get(1..).unwrap_or_default();
                let blanks = value.iter().take_while(|byte| matches!(byte, b' ' | b'\t'));
                let value = value.get(blanks.count()..).unwrap_or_default();
                part.headers.push((lossy(name), lossy(value)));
                sent.push(value.to_vec());
                open = true;
            } else {
                let said = "Missing header name.".to_owned();
                part.defects.push(("InvalidHeaderDefect", Some(said)));
            }
        }
        for ((_, value), mut octets) in part.headers.iter_mut().zip(sent) {
            value.truncate(value.trim_end_matches(['\r', '\n']).len());
            if !octets.is_ascii() && !self.manner.from_text {
                octets.truncate(octets.trim_ascii_end().len());
                part.eight_bit.insert(value.clone(), octets);
            }
        }
        Ok(())
    }

    /// A report on delivery: blocks of headers with blank lines between them.
    fn blocks(&mut self, part: &Shared, depth: usize) -> R<()> {
        loop {
            self.blocks += 1;
            let read = self.part(Some(part), false, depth + 1);
            self.blocks -= 1;
            read?;
            self.line()?;
            match self.line()? {
                Some(line) => self.back.push(line),
                None => return Ok(()),
            }
        }
    }

    fn multipart(&mut self, whole: &Shared, boundary: &str, digest: bool, depth: usize) -> R<()> {
        let own = format!("--{boundary}").into_bytes();
        let encoding = whole
            .borrow()
            .get("content-transfer-encoding")
            .map(str::to_lowercase);
        if encoding.is_some_and(|given| !matches!(given.as_str(), "7bit" | "8bit" | "binary")) {
            note(whole, "InvalidMultipartContentTransferEncodingDefect");
        }
        let mut before = Vec::new();
        let (mut begun, mut closed) = (false, false);
        while let Some(line) = self.line()? {
            match mark(line, &own) {
                Some(true) => {
                    closed = true;
                    break;
                }
                Some(false) if !begun => {
                    begun = true;
                    self.back.push(line);
                    if !before.is_empty() {
                        whole.borrow_mut().preamble = Some(lossy(without_end(&before)));
                    }
                }
                Some(false) => {
                    // Several of them are one.
                    while let Some(line) = self.line()? {
                        if mark(line, &own).is_none() {
                            self.back.push(line);
                            break;
                        }
                    }
                    *self.marks.entry(own.clone()).or_default() += 1;
                    self.part(Some(whole), digest, depth + 1)?;
                    // The line end before it belongs to the mark.
                    if let Some(last) = &self.last {
                        drop_line_end(&mut last.borrow_mut());
                    }
                    if let Some(count) = self.marks.get_mut(&own) {
                        *count -= 1;
                    }
                    self.last = Some(whole.clone());
                }
                None => before.extend_from_slice(line),
            }
        }
        if !begun {
            note(whole, "StartBoundaryNotFoundDefect");
            let mut whole = whole.borrow_mut();
            whole.body = Body::Octets(before);
            whole.epilogue = Some(String::new());
            while self.line()?.is_some() {}
        } else if closed {
            let after = self.lines()?;
            whole.borrow_mut().epilogue = Some(lossy(&after));
        } else {
            note(whole, "CloseBoundaryNotFoundDefect");
        }
        Ok(())
    }
}

/// Takes the line end from behind a part, or from what follows the parts inside it.
fn drop_line_end(part: &mut Part) {
    if part.content_type().starts_with("multipart/") {
        part.epilogue = match part.epilogue.take() {
            Some(text) if text.is_empty() => None,
            Some(mut text) => {
                text.truncate(without_end(text.as_bytes()).len());
                Some(text)
            }
            None => None,
        };
    } else if let Body::Octets(octets) = &mut part.body {
        octets.truncate(without_end(octets).len());
    }
}
