//! The head of a command, as a server reads it: tag and name.

use std::ops::Range;

use super::cursor::Cursor;
use super::frame::Frame;
use super::tape::Tape;

/// One command of a client, its head read.
#[derive(Clone, Debug)]
pub struct Request {
    frame: Frame,
    tag: Range<usize>,
    name: Range<usize>,
    end: usize,
    depth: usize,
}

impl Request {
    /// Reads the head of a whole command; `depth` limits the lists of its arguments. A part that
    /// is missing or malformed is empty.
    pub fn read(frame: Frame, depth: usize) -> Self {
        let line = frame.raw.strip_suffix(b"\n").unwrap_or(&frame.raw);
        let end = line.strip_suffix(b"\r").unwrap_or(line).len();
        let head = frame.raw.get(..end).unwrap_or_default();
        let word = |from: usize| {
            let rest = head.get(from..).unwrap_or_default();
            let stop = rest.iter().position(|byte| !is_word(*byte));
            from..from + stop.unwrap_or(rest.len())
        };
        let mut tag = word(0);
        let mut name = tag.end..tag.end;
        if head.get(tag.end) == Some(&b' ') && !tag.is_empty() {
            name = word(tag.end + 1);
        } else if tag.end < end {
            tag.end = tag.start;
            name = tag.clone();
        }
        if !matches!(head.get(name.end), None | Some(b' ')) {
            name.end = name.start;
        }
        Self {
            tag,
            name,
            end,
            depth,
            frame,
        }
    }

    fn slice(&self, range: &Range<usize>) -> &[u8] {
        self.frame.raw.get(range.clone()).unwrap_or_default()
    }

    /// The tag; empty if there is none that can be answered.
    pub fn tag(&self) -> &[u8] {
        self.slice(&self.tag)
    }

    /// The name as sent.
    pub fn name(&self) -> &[u8] {
        self.slice(&self.name)
    }

    /// The arguments as they came, with their literals.
    pub fn rest(&self) -> &[u8] {
        self.slice(&(self.name.end..self.end.max(self.name.end)))
    }

    /// All of it as it came.
    pub fn raw(&self) -> &[u8] {
        &self.frame.raw
    }

    /// Reads the arguments into a tape, which then knows what is odd about them.
    pub fn lex(&self, tape: &mut Tape) {
        tape.read(&self.frame, self.name.end, self.end, self.depth);
    }

    /// The arguments that were read into this tape.
    pub fn cursor<'a>(&'a self, tape: &'a Tape) -> Cursor<'a> {
        Cursor::new(&self.frame.raw, &self.frame.literals, &tape.tokens)
    }
}

/// Whether a tag or a name may have this byte.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"(){%*\"\\+".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads() {
        for (raw, tag, name, rest) in [
            ("a1 noop\r\n", "a1", "noop", ""),
            ("a1 SELECT INBOX\n", "a1", "SELECT", " INBOX"),
            ("a1\r\n", "a1", "", ""),
            ("a1  NOOP\r\n", "a1", "", "  NOOP"),
            ("+ NOOP\r\n", "", "", "+ NOOP"),
            ("* OK\r\n", "", "", "* OK"),
            (" NOOP\r\n", "", "", " NOOP"),
            ("a(b NOOP\r\n", "", "", "a(b NOOP"),
            ("a1 NO(OP x\r\n", "a1", "", "NO(OP x"),
        ] {
            let frame = Frame {
                raw: raw.as_bytes().to_vec(),
                literals: Vec::new(),
            };
            let request = Request::read(frame, 10);
            assert_eq!(request.tag(), tag.as_bytes(), "{raw:?}");
            assert_eq!(request.name(), name.as_bytes(), "{raw:?}");
            let found = String::from_utf8_lossy(request.rest()).into_owned();
            assert_eq!(found.trim_start(), rest.trim_start(), "{raw:?}");
        }
    }
}
