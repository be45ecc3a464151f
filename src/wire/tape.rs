//! The tape: one response as a flat run of tokens, made in one pass without recursion.

use memchr::memmem::rfind;

use super::frame::{Frame, Literal};
use crate::data::scan::{quote_or_backslash, word};

/// One token; its text is `raw[start..end]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) start: u32,
    pub(super) end: u32,
    /// Of an open parenthesis how far its close is, of a close the position of its open
    /// parenthesis, of a spooled literal its number.
    pub(super) partner: u32,
}

impl Token {
    /// How many tokens the value takes that starts here.
    pub(super) fn span(&self) -> usize {
        match self.kind {
            TokenKind::Open => self.partner as usize + 1,
            _ => 1,
        }
    }
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// An atom, a number, NIL, a flag, an item with its section.
    Atom,
    /// A quoted string without escapes.
    Quoted,
    /// A quoted string with backslashes in it.
    Escaped,
    /// A literal.
    Literal,
    /// A literal whose octets are elsewhere.
    Spooled,
    /// `(`
    Open,
    /// `)`
    Close,
    /// A list nested too deep, left out.
    Dropped,
}

/// How many tokens are read of one response: an envelope with 50,000 addresses has as many. What
/// comes behind is left out.
const MOST_TOKENS: usize = 300_000;

/// The quirk that a response has more tokens than are read.
pub const TOO_MANY: &str = "response with too many words";

/// The quirk that a quoted string holds octets that are no ASCII (RFC 9051 and UTF8=ACCEPT allow it).
pub const BEYOND_ASCII: &str = "quoted string that is not ASCII";

/// The tokens of one response. Use one tape for many: its memory is kept.
#[derive(Debug, Default)]
pub struct Tape {
    pub(super) tokens: Vec<Token>,
    open: Vec<u32>,
    /// What was odd about the last response.
    pub(super) quirks: Vec<&'static str>,
}

/// Lexes `raw`.
struct Lexer<'a> {
    raw: &'a [u8],
    literals: std::slice::Iter<'a, Literal>,
    literal_number: u32,
    /// Where the next literal is announced: its `{`, or the `~` before that.
    announced: usize,
    /// Whether all of it is ASCII.
    ascii: bool,
    /// After this place no quote is followed by a delimiter.
    last_good_quote: Option<usize>,
    /// No section that begins before this place has an end.
    unended: usize,
    /// From the first place on, the second is the next that is no letter of a header name.
    names: (usize, usize),
}

impl Tape {
    /// Reads the part of a response from `from` on, lists at most `depth` deep.
    pub fn read(&mut self, frame: &Frame, from: usize, to: usize, depth: usize) {
        self.tokens.clear();
        self.open.clear();
        self.quirks.clear();
        let skipped = frame
            .literals
            .iter()
            .take_while(|literal| literal.at < from)
            .count();
        let mut literals = frame.literals.iter();
        for _ in 0..skipped {
            literals.next();
        }
        let mut lexer = Lexer {
            raw: frame.raw.get(..to).unwrap_or(&frame.raw),
            literals,
            literal_number: skipped as u32,
            announced: 0,
            ascii: frame.raw.is_ascii(),
            last_good_quote: None,
            unended: 0,
            names: (0, 0),
        };
        lexer.announced = lexer.announcement(from);
        lexer.run(self, from, depth);
        // A list that was never closed ends with the response.
        let end = lexer.raw.len() as u32;
        while let Some(opener) = self.open.pop() {
            self.note("list without an end");
            self.close(opener, end, end);
        }
    }

    /// What was odd about the response that was read last.
    pub fn quirks(&self) -> &[&'static str] {
        &self.quirks
    }

    fn close(&mut self, opener: u32, start: u32, end: u32) {
        let position = self.tokens.len() as u32;
        if let Some(token) = self.tokens.get_mut(opener as usize) {
            token.partner = position - opener;
        }
        self.push(TokenKind::Close, start, end, opener);
    }

    fn push(&mut self, kind: TokenKind, start: u32, end: u32, partner: u32) {
        self.tokens.push(Token {
            kind,
            start,
            end,
            partner,
        });
    }

    fn note(&mut self, quirk: &'static str) {
        if !self.quirks.contains(&quirk) {
            self.quirks.push(quirk);
        }
    }
}

impl Lexer<'_> {
    fn byte(&self, at: usize) -> Option<u8> {
        self.raw.get(at).copied()
    }

    fn run(&mut self, tape: &mut Tape, from: usize, depth: usize) {
        let raw = self.raw;
        let mut at = from;
        while let Some(byte) = raw.get(at) {
            let start = at as u32;
            if tape.tokens.len() >= MOST_TOKENS {
                tape.note(TOO_MANY);
                return;
            }
            match byte {
                _ if at == self.announced => at = self.literal(tape, at),
                b' ' => {
                    at += 1;
                    match raw.get(at) {
                        Some(b' ') => tape.note("doubled blanks"),
                        Some(b')') => tape.note("blank before a parenthesis"),
                        _ => {}
                    }
                }
                b'\r' | b'\n' | b'\t' => at += 1,
                b'(' if tape.open.len() >= depth => {
                    at = self.skip_list(at);
                    tape.note("list nested too deep");
                    tape.push(TokenKind::Dropped, start, at as u32, 0);
                }
                b'(' => {
                    at += 1;
                    if raw.get(at) == Some(&b' ') {
                        tape.note("blank behind a parenthesis");
                    }
                    tape.open.push(tape.tokens.len() as u32);
                    tape.push(TokenKind::Open, start, start + 1, 0);
                }
                b')' => {
                    at += 1;
                    match tape.open.pop() {
                        Some(opener) => tape.close(opener, start, start + 1),
                        None => tape.note("stray parenthesis"),
                    }
                }
                b'"' => at = self.quoted(tape, at + 1),
                _ => at = self.atom(tape, at),
            }
        }
    }

    /// A quoted string. A quote inside that is not followed by a delimiter is part of the text, as
    /// some servers forget to escape it. Gives back where it ends, as the others do.
    fn quoted(&mut self, tape: &mut Tape, start: usize) -> usize {
        // What a literal holds is never looked into, whatever quotes stand before it.
        let stop = self.raw.len().min(self.announced);
        let mut at = start;
        let mut escaped = false;
        loop {
            let rest = self.raw.get(at..stop).unwrap_or_default();
            match quote_or_backslash(rest).map(|found| at + found) {
                Some(found) if self.byte(found) == Some(b'\\') => {
                    escaped = true;
                    at = (found + 2).min(stop);
                }
                Some(found) if self.ends_string(found) => {
                    let text = self.raw.get(start..found).unwrap_or_default();
                    if !self.ascii && !text.is_ascii() {
                        tape.note(BEYOND_ASCII);
                    }
                    // `""""` is one quote, doubled as other languages do.
                    let end = if text == b"\"\"" { start + 1 } else { found };
                    let kind = if escaped {
                        TokenKind::Escaped
                    } else {
                        TokenKind::Quoted
                    };
                    tape.push(kind, start as u32, end as u32, 0);
                    return found + 1;
                }
                Some(found) => {
                    tape.note("quote inside a quoted string");
                    at = found + 1;
                }
                None => {
                    tape.note("quoted string without an end");
                    let text = self.raw.get(start..stop).unwrap_or_default();
                    let end = start + text.trim_ascii_end().len();
                    let kind = if escaped {
                        TokenKind::Escaped
                    } else {
                        TokenKind::Quoted
                    };
                    tape.push(kind, start as u32, end as u32, 0);
                    return stop;
                }
            }
        }
    }

    fn ends_string(&mut self, quote: usize) -> bool {
        if is_delimiter(self.byte(quote + 1)) {
            return true;
        }
        // Take it as text only if a better end comes later; looked for once, so that a response
        // full of bad quotes stays linear.
        let last = *self.last_good_quote.get_or_insert_with(|| {
            [&b"\" "[..], b"\")", b"\"\r", b"\"\n"]
                .iter()
                .filter_map(|ending| rfind(self.raw, ending))
                .max()
                .unwrap_or(0)
        });
        last <= quote
    }

    /// A literal, whose octets the framer has found.
    fn literal(&mut self, tape: &mut Tape, at: usize) -> usize {
        let Some(literal) = self.literals.as_slice().first() else {
            return at + 1;
        };
        let (kind, held) = match literal.spooled {
            Some(_) => (TokenKind::Spooled, 0),
            None => {
                let held = usize::try_from(literal.len).unwrap_or(usize::MAX);
                (TokenKind::Literal, held)
            }
        };
        let start = literal.at;
        let end = start.saturating_add(held).min(self.raw.len()).max(at);
        tape.push(kind, start as u32, end as u32, self.literal_number);
        self.pass_literal(end);
        end
    }

    fn pass_literal(&mut self, end: usize) {
        self.literals.next();
        self.literal_number += 1;
        self.announced = self.announcement(end);
    }

    /// Where the next literal is announced, but not before the place reached: a `~` there may be the
    /// end of the literal before it, and the name of a response may announce one. Nowhere if there
    /// is none.
    fn announcement(&self, from: usize) -> usize {
        let Some(literal) = self.literals.as_slice().first() else {
            return usize::MAX;
        };
        let mut head = self.raw.get(..literal.at).unwrap_or_default();
        head = head.trim_ascii_end();
        head = head.strip_suffix(b"}").unwrap_or(head);
        head = head.strip_suffix(b"+").unwrap_or(head);
        while let [before @ .., b'0'..=b'9'] = head {
            head = before;
        }
        head = head.strip_suffix(b"{").unwrap_or(head);
        let head = head.strip_suffix(b"~").unwrap_or(head);
        head.len().max(from)
    }

    /// An atom. The section of `BODY[...]` and its kin belongs to it, whatever stands inside. Items
    /// stand in the outermost list; further in it is a flag or a label that begins so.
    fn atom(&mut self, tape: &mut Tape, start: usize) -> usize {
        let stop = self.raw.len().min(self.announced);
        let mut at = start + 1;
        while at < stop {
            at += word(self.raw.get(at..stop).unwrap_or_default());
            match self.byte(at).filter(|_| at < stop) {
                None | Some(b' ' | b'(' | b')' | b'\r' | b'\n') => break,
                Some(b'[') if tape.open.len() <= 1 && self.is_section(start, at) => {
                    at = self.section_end(at)
                }
                Some(_) => at += 1,
            }
        }
        // A parenthesis cannot start an atom, so this always moves on.
        if at == self.announced {
            tape.note("literal without a blank before it");
        }
        tape.push(TokenKind::Atom, start as u32, at as u32, 0);
        at
    }

    fn is_section(&self, start: usize, bracket: usize) -> bool {
        let name = self.raw.get(start..bracket).unwrap_or_default();
        ["BODY", "BODY.PEEK", "BINARY", "BINARY.PEEK", "BINARY.SIZE"]
            .iter()
            .any(|item| name.eq_ignore_ascii_case(item.as_bytes()))
    }

    fn section_end(&mut self, bracket: usize) -> usize {
        let mut at = bracket + 1;
        if bracket < self.unended {
            return at;
        }
        let (mut in_list, mut in_quotes) = (false, false);
        while let Some(byte) = self.byte(at) {
            at += 1;
            match byte {
                b'"' => in_quotes = !in_quotes,
                b'(' | b')' if !in_quotes => in_list = byte == b'(',
                b']' if !in_quotes && in_list => return self.list_end(at).unwrap_or(at),
                b']' if !in_quotes => return at,
                b'\r' | b'\n' => break,
                _ => {}
            }
        }
        // No end: the bracket is an ordinary character.
        self.unended = at;
        bracket + 1
    }

    /// The end of a section whose list of header names has a `]` in a name, just before `from`: the
    /// list goes on to its parenthesis, and the section ends with it.
    fn list_end(&mut self, from: usize) -> Option<usize> {
        if !(self.names.0..=self.names.1).contains(&from) {
            let rest = self.raw.get(from..).unwrap_or_default();
            let end = |byte: &u8| b"()\"{\r\n".contains(byte);
            let length = rest.iter().position(end).unwrap_or(rest.len());
            self.names = (from, from + length);
        }
        let close = self.names.1;
        let ends = self.byte(close) == Some(b')') && self.byte(close + 1) == Some(b']');
        ends.then_some(close + 2)
    }

    /// Passes over a list that is nested too deep, to where it ends.
    fn skip_list(&mut self, from: usize) -> usize {
        let mut at = from;
        let mut level = 0usize;
        let mut in_quotes = false;
        while let Some(byte) = self.byte(at) {
            if let Some(literal) = self.literals.as_slice().first().filter(|l| l.at == at) {
                let held = if literal.spooled.is_some() {
                    0
                } else {
                    literal.len
                };
                at = at.saturating_add(usize::try_from(held).unwrap_or(usize::MAX));
                at = at.min(self.raw.len());
                self.pass_literal(at);
                continue;
            }
            at += 1;
            match byte {
                b'\\' if in_quotes => at += 1,
                b'"' => in_quotes = !in_quotes,
                b'(' if !in_quotes => level += 1,
                b')' if !in_quotes => {
                    level -= 1;
                    if level == 0 {
                        return at;
                    }
                }
                _ => {}
            }
        }
        self.raw.len()
    }
}

fn is_delimiter(byte: Option<u8>) -> bool {
    matches!(
        byte,
        None | Some(b' ' | b')' | b'(' | b'\r' | b'\n' | b']' | b'\t')
    )
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::wire::Limits;
    use crate::wire::frame::Framer;

    /// The tokens of a response, literals in braces.
    fn tokens(raw: &str) -> (Vec<String>, Vec<&'static str>) {
        let mut framer = Framer::new(Limits::default());
        framer.space()[..raw.len()].copy_from_slice(raw.as_bytes());
        framer.filled(raw.len());
        let frame = framer.next().unwrap().unwrap();
        assert_eq!(frame.raw.len(), raw.len());
        let mut tape = Tape::default();
        tape.read(&frame, 4, raw.len(), 2);
        let text = |token: &Token| {
            let text = &raw[token.start as usize..token.end as usize];
            match token.kind {
                TokenKind::Literal => format!("{{{text}}}"),
                _ => text.to_owned(),
            }
        };
        (tape.tokens.iter().map(text).collect(), tape.quirks)
    }

    #[test]
    fn what_a_literal_holds_is_never_read_as_anything_else() {
        const BLANK: &str = "literal without a blank before it";
        const END: &str = "quoted string without an end";
        const INSIDE: &str = "quote inside a quoted string";
        for (raw, expected, quirks) in [
            (
                "* X a {4}\r\nb c) d\r\n",
                &["a", "{b c)}", "d"][..],
                &[][..],
            ),
            ("* X a{4}\r\nb c) d\r\n", &["a", "{b c)}", "d"], &[BLANK]),
            (
                "* X B[1]~{3+}\r\nb c d\r\n",
                &["B[1]", "{b c}", "d"],
                &[BLANK],
            ),
            ("* X ~a {3}\r\nb c d\r\n", &["~a", "{b c}", "d"], &[]),
            ("* X {a {3}\r\nb c d\r\n", &["{a", "{b c}", "d"], &[]),
            ("* X \"a {3}\r\nb\" d\r\n", &["a", "{b\" }", "d"], &[END]),
            (
                "* X \"a{1}\r\n\"{1}\r\n\" d\r\n",
                &["a", "{\"}", "{\"}", "d"],
                &[END],
            ),
            ("* X \"\\{1}\r\nb d\r\n", &["\\", "{b}", "d"], &[END]),
            (
                "* X \"a \"b\" c {1}\r\n\" d\r\n",
                &["a \"b", "c", "{\"}", "d"],
                &[INSIDE],
            ),
            ("* X{1}\r\n\" d\r\n", &["{\"}", "d"], &[]),
            ("* X {1}\r\n~{1}\r\n\" d\r\n", &["{~}", "{\"}", "d"], &[]),
            ("* X BODY[a {1}\r\n] d\r\n", &["BODY[a", "{]}", "d"], &[]),
            (
                "* X ((( {1}\r\n) {2}\r\n))))) d\r\n",
                &["(", "(", "( {1}\r\n) {2}\r\n)))", ")", ")", "d"],
                &["list nested too deep"],
            ),
        ] {
            let (found, odd) = tokens(raw);
            assert_eq!(found, expected, "{raw:?}");
            assert_eq!(odd, quirks, "{raw:?}");
        }
    }
}
