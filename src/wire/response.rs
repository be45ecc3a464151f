//! The head of a response: tagged, untagged or continuation, and the response code.

use std::ops::Range;

use super::cursor::{Cursor, parse_number};
use super::frame::Frame;
use super::tape::Tape;
use crate::error::Result;

/// One response of the server, its head read.
#[derive(Clone, Debug)]
pub struct Response {
    frame: Frame,
    head: Head,
    tag: Range<usize>,
    name: Range<usize>,
    rest: usize,
    end: usize,
    code: Option<(Range<usize>, Range<usize>)>,
    text: usize,
    depth: usize,
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
            tag: 0..0,
            name: 0..0,
            rest: 0,
            end,
            code: None,
            text: 0,
            depth,
        };
        response.read_head();
        response
    }

    fn read_head(&mut self) {
        match self.byte(0) {
            Some(b'+') => {
                let start = if self.byte(1) == Some(b' ') { 2 } else { 1 };
                self.head = Head::Continuation;
                (self.rest, self.text) = (start, start);
                self.name = 0..1;
            }
            Some(b'*') => self.read_untagged(),
            _ => {
                let tag = self.word(0);
                let name = self.word(self.blanks(tag.end));
                if let Some(kind) = self.kind(&name) {
                    self.tag = tag;
                    self.status(kind, name);
                } else if let Some(kind @ (Kind::No | Kind::Bad)) = self.kind(&tag) {
                    self.status(kind, tag);
                }
            }
        }
    }

    fn read_untagged(&mut self) {
        let first = self.word(self.blanks(1));
        if self.byte(first.start) == Some(b'[') {
            // `* [COPYUID ...]`: some server forgets the OK.
            self.name = first.start..first.start;
            return self.status(Kind::Ok, first.start..first.start);
        }
        let digits = self.slice(&first);
        if digits.first().is_some_and(u8::is_ascii_digit) {
            let name = self.word(self.blanks(first.end));
            match parse_number(digits) {
                Some(number) if !name.is_empty() => self.data(Some(number), name),
                _ => self.name = name,
            }
        } else if let Some(kind) = self.kind(&first) {
            self.status(kind, first);
        } else if !first.is_empty() {
            self.data(None, first);
        }
    }

    fn data(&mut self, number: Option<u64>, name: Range<usize>) {
        self.head = Head::Data { number };
        self.rest = self.blanks(name.end);
        self.text = self.rest;
        self.name = name;
    }

    fn status(&mut self, kind: Kind, name: Range<usize>) {
        self.head = Head::Status { kind };
        self.rest = self.blanks(name.end);
        self.text = self.rest;
        self.name = name;
        if let Some((code, args, after)) = self.read_code() {
            self.code = Some((code, args));
            self.text = self.blanks(after);
        }
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
        Some(self.slice(&self.tag)).filter(|tag| !tag.is_empty())
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
    pub fn is(&self, name: &str) -> bool {
        self.name().eq_ignore_ascii_case(name.as_bytes())
    }

    /// What follows the name, without the line end: of a status its code and text.
    pub fn rest(&self) -> &[u8] {
        self.slice(&(self.rest..self.end.max(self.rest)))
    }

    /// The text for humans, after the code; of a continuation all of it.
    pub fn text(&self) -> &[u8] {
        self.slice(&(self.text..self.end.max(self.text)))
    }

    /// The response code of a status.
    pub fn code(&self) -> Option<Code<'_>> {
        self.code.as_ref().map(|(name, args)| Code {
            response: self,
            name,
            args,
        })
    }

    /// All of it as it came, line ends included, without spooled literals.
    pub fn raw(&self) -> &[u8] {
        &self.frame.raw
    }

    /// Gives up the memory of the octets.
    pub fn into_raw(self) -> Vec<u8> {
        self.frame.raw
    }

    /// Reads what follows the name.
    pub fn cursor<'a>(&'a self, tape: &'a mut Tape) -> Result<Cursor<'a>> {
        tape.read(&self.frame, self.rest, self.end, self.depth);
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
            response.depth,
        );
        Ok(response.over(tape))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::text::Text;
    use crate::data::value::Value;

    fn response(raw: &[u8]) -> Response {
        let frame = Frame {
            raw: raw.to_vec(),
            literals: Vec::new(),
        };
        Response::read(frame, 100)
    }

    fn shown(raw: &str) -> String {
        let response = response(raw.as_bytes());
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let code = response
            .code()
            .map(|code| format!("[{}|{}]", text(code.name()), text(code.args())));
        format!(
            "{:?} {} {} {}",
            response.head(),
            text(response.tag().unwrap_or(b"-")),
            code.unwrap_or_default(),
            text(response.text())
        )
    }

    #[test]
    fn heads() {
        for (raw, expected) in [
            ("A1 OK done\r\n", "Status { kind: Ok } A1  done"),
            ("a1 no [ALERT] x\r\n", "Status { kind: No } a1 [ALERT|] x"),
            ("A1 OK\r\n", "Status { kind: Ok } A1  "),
            (
                "* OK [HIGHESTMODSEQ 715194045007]\r\n",
                "Status { kind: Ok } - [HIGHESTMODSEQ|715194045007] ",
            ),
            (
                "* OK [PERMANENTFLAGS (a [css3-page] \\*)] ok\r\n",
                "Status { kind: Ok } - [PERMANENTFLAGS|(a [css3-page] \\*)] ok",
            ),
            (
                "* OK [CLOSED shouldn\"t be] mailbox\r\n",
                "Status { kind: Ok } - [CLOSED|shouldn\"t be] mailbox",
            ),
            (
                "* [COPYUID 123456 1 2]\r\n",
                "Status { kind: Ok } - [COPYUID|123456 1 2] ",
            ),
            (
                "* OK Exchange ready. [TQBX]\r\n",
                "Status { kind: Ok } -  Exchange ready. [TQBX]",
            ),
            (
                "A1 NO [ALERT]über\r\n",
                "Status { kind: No } A1 [ALERT|] über",
            ),
            ("* BYE\r\n", "Status { kind: Bye } -  "),
            ("+\r\n", "Continuation -  "),
            ("+idling\r\n", "Continuation -  idling"),
            ("+ PDE4OTYu\r\n", "Continuation -  PDE4OTYu"),
            ("*  22279 EXISTS\r\n", "Data { number: Some(22279) } -  "),
            ("* 99 NOOP\r\n", "Data { number: Some(99) } -  "),
            (
                "* capability imap4rev1\r\n",
                "Data { number: None } -  imap4rev1",
            ),
            (
                "* 99999999999999999999 EXISTS\r\n",
                "Unreadable -  * 99999999999999999999 EXISTS",
            ),
            ("*\r\n", "Unreadable -  *"),
            ("nonsense\r\n", "Unreadable -  nonsense"),
            ("A1 WHAT\r\n", "Unreadable -  A1 WHAT"),
        ] {
            assert_eq!(shown(raw).trim_end(), expected.trim_end(), "{raw:?}");
        }
    }

    #[test]
    fn bodies_are_read_leniently() {
        let text = |text: &str| Value::Text(Text::from(text));
        let mut tape = Tape::default();
        for (raw, expected) in [
            (
                "* X (a  b )\r\n",
                vec![Value::List(vec![text("a"), text("b")])],
            ),
            (
                "* X \"a\\\"b\" nil 12 NILS\r\n",
                vec![text("a\"b"), Value::Nil, Value::Number(12), text("NILS")],
            ),
            (
                "* X BODY[HEADER.FIELDS (A \"]\")]<0> [Gmail]/a\r\n",
                vec![text("BODY[HEADER.FIELDS (A \"]\")]<0>"), text("[Gmail]/a")],
            ),
            (
                "* X (b (BODY[x \\Seen) BODY[])\r\n",
                vec![Value::List(vec![
                    text("b"),
                    Value::List(vec![text("BODY[x"), text("\\Seen")]),
                    text("BODY[]"),
                ])],
            ),
            (
                "* X BODY[unclosed (a)\r\n",
                vec![text("BODY[unclosed"), Value::List(vec![text("a")])],
            ),
            (
                "* X (a (b\r\n",
                vec![Value::List(vec![text("a"), Value::List(vec![text("b")])])],
            ),
            ("* X a) b\r\n", vec![text("a"), text("b")]),
            (
                "* X \"a \"b\" c\" d\r\n",
                vec![text("a \"b"), text("c\""), text("d")],
            ),
            (
                "* X 99999999999999999999\r\n",
                vec![text("99999999999999999999")],
            ),
            ("* X {5 2024:Q1\r\n", vec![text("{5"), text("2024:Q1")]),
        ] {
            let response = response(raw.as_bytes());
            let mut cursor = response.cursor(&mut tape).unwrap();
            let mut values = Vec::new();
            while !cursor.at_end() {
                values.push(cursor.value().unwrap());
            }
            assert_eq!(values, expected, "{raw:?}");
        }
    }

    #[test]
    fn depth_is_bounded_and_the_row_kept() {
        let deep = format!(
            "* 1 X (a {} b)\r\n",
            "(".repeat(100_000) + &")".repeat(100_000)
        );
        let response = response(deep.as_bytes());
        let mut tape = Tape::default();
        let mut cursor = response.cursor(&mut tape).unwrap();
        let Value::List(values) = cursor.value().unwrap() else {
            panic!()
        };
        assert_eq!(values.len(), 3);
        assert_eq!(tape.quirks, ["list nested too deep"]);
    }

    #[test]
    fn errors_say_where() {
        let response = response(b"* X (a) \x1b[2J\r\n");
        let mut tape = Tape::default();
        let mut cursor = response.cursor(&mut tape).unwrap();
        cursor.skip();
        let error = cursor.number().unwrap_err();
        assert_eq!(
            error.message(),
            r#"expected a number at byte 8 of the response, found "\x1b[2J\r\n""#
        );
    }
}
