//! The cursor: reads the tape of one response, grammar element by grammar element.

use std::sync::Arc;

use super::frame::{Literal, Spooled};
use super::tape::{Token, TokenKind};
use crate::data::escape::quoted;
use crate::data::text::Text;
use crate::data::value::Value;
use crate::error::{Error, Result};

/// Reads tokens in order.
#[derive(Clone, Debug)]
pub struct Cursor<'a> {
    pub(super) raw: &'a [u8],
    literals: &'a [Literal],
    pub(super) tokens: &'a [Token],
    pub(super) at: usize,
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peek {
    /// NIL.
    Nil,
    /// A number.
    Number,
    /// Another atom.
    Atom,
    /// A quoted string or a literal.
    String,
    /// A list.
    Open,
    /// The end of a list.
    Close,
    /// The end of the response.
    End,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(raw: &'a [u8], literals: &'a [Literal], tokens: &'a [Token]) -> Self {
        Self {
            raw,
            literals,
            tokens,
            at: 0,
        }
    }

    fn token(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    fn slice(&self, token: &Token) -> &'a [u8] {
        self.raw
            .get(token.start as usize..token.end as usize)
            .unwrap_or_default()
    }

    /// What comes next.
    pub fn peek(&self) -> Peek {
        let Some(token) = self.token() else {
            return Peek::End;
        };
        match token.kind {
            TokenKind::Dropped => Peek::Nil,
            TokenKind::Open => Peek::Open,
            TokenKind::Close => Peek::Close,
            TokenKind::Quoted | TokenKind::Escaped | TokenKind::Literal | TokenKind::Spooled => {
                Peek::String
            }
            TokenKind::Atom => {
                let text = self.slice(token);
                if text.eq_ignore_ascii_case(b"NIL") {
                    Peek::Nil
                } else if text.iter().all(u8::is_ascii_digit) {
                    Peek::Number
                } else {
                    Peek::Atom
                }
            }
        }
    }

    /// Whether a literal comes next.
    pub fn at_literal(&self) -> bool {
        self.token()
            .is_some_and(|token| matches!(token.kind, TokenKind::Literal | TokenKind::Spooled))
    }

    /// Whether nothing follows, neither in this list nor after it.
    pub fn at_end(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// Where in the response the next token starts.
    pub fn offset(&self) -> usize {
        match self.token() {
            // The text of a quoted string starts behind its quote.
            Some(token) if matches!(token.kind, TokenKind::Quoted | TokenKind::Escaped) => {
                (token.start as usize).saturating_sub(1)
            }
            Some(token) => token.start as usize,
            None => self.raw.len(),
        }
    }

    /// The error that something else was expected here.
    pub fn expected(&self, what: &str) -> Error {
        let offset = self.offset();
        let rest = self.raw.get(offset..).unwrap_or_default();
        let excerpt = rest.get(..40).unwrap_or(rest);
        Error::protocol(format!(
            "expected {what} at byte {offset} of the response, found {}",
            if excerpt.is_empty() {
                "its end".to_owned()
            } else {
                quoted(excerpt)
            }
        ))
    }

    /// An atom: its bytes as they stand.
    pub fn atom(&mut self) -> Result<&'a [u8]> {
        match self.token() {
            Some(token) if token.kind == TokenKind::Atom => {
                self.at += 1;
                Ok(self.slice(token))
            }
            _ => Err(self.expected("an atom")),
        }
    }

    /// A number; also one in quotes, as some servers write them.
    pub fn number(&mut self) -> Result<u64> {
        let plain = |token: &&Token| matches!(token.kind, TokenKind::Atom | TokenKind::Quoted);
        let Some(token) = self.token().filter(plain) else {
            return Err(self.expected("a number"));
        };
        match parse_number(self.slice(token)) {
            Some(number) => {
                self.at += 1;
                Ok(number)
            }
            None => Err(self.expected("a number")),
        }
    }

    /// NIL, if that comes next.
    pub fn nil(&mut self) -> bool {
        let found = self.peek() == Peek::Nil;
        self.at += usize::from(found);
        found
    }

    /// A quoted string or a literal.
    pub fn string(&mut self) -> Result<Text> {
        match self.bytes()? {
            Some(text) => Ok(text),
            None => Err(self.expected("a string")),
        }
    }

    /// A string or NIL.
    pub fn nstring(&mut self) -> Result<Option<Text>> {
        if self.nil() {
            return Ok(None);
        }
        match self.bytes()? {
            Some(text) => Ok(Some(text)),
            None => Err(self.expected("a string or NIL")),
        }
    }

    /// An atom or a string; NIL counts as the word NIL.
    pub fn astring(&mut self) -> Result<Text> {
        if let Some(text) = self.bytes()? {
            return Ok(text);
        }
        match self.atom() {
            Ok(text) => Ok(Text::new(text)),
            Err(_) => Err(self.expected("an atom or a string")),
        }
    }

    /// The text of a string, if one comes next and is held in memory.
    fn bytes(&mut self) -> Result<Option<Text>> {
        let Some(token) = self.token() else {
            return Ok(None);
        };
        let text = match token.kind {
            TokenKind::Quoted => Text::new(self.slice(token)),
            TokenKind::Escaped => Text::from(unescape(self.slice(token))),
            TokenKind::Literal => Text::new(self.slice(token)),
            _ => return Ok(None),
        };
        self.at += 1;
        Ok(Some(text))
    }

    /// A literal that was put elsewhere, if one comes next.
    pub fn spooled_literal(&mut self) -> Option<Arc<dyn Spooled>> {
        let token = self
            .token()
            .filter(|token| token.kind == TokenKind::Spooled)?;
        let literal = self.literals.get(token.partner as usize)?;
        self.at += 1;
        literal.spooled.clone()
    }

    /// Enters a list.
    pub fn open(&mut self) -> Result<()> {
        match self.token() {
            Some(token) if token.kind == TokenKind::Open => {
                self.at += 1;
                Ok(())
            }
            _ => Err(self.expected("a list")),
        }
    }

    /// Leaves a list.
    pub fn close(&mut self) -> Result<()> {
        match self.token() {
            Some(token) if token.kind == TokenKind::Close => {
                self.at += 1;
                Ok(())
            }
            _ => Err(self.expected("the end of a list")),
        }
    }

    /// Reads a list element by element.
    pub fn list(&mut self, mut element: impl FnMut(&mut Self) -> Result<()>) -> Result<()> {
        self.open()?;
        while self.peek() != Peek::Close {
            let before = self.at;
            element(self)?;
            if self.at == before {
                return Err(self.expected("the end of a list"));
            }
        }
        self.close()
    }

    /// Passes over one value, a list with all that is in it.
    pub fn skip(&mut self) {
        if let Some(token) = self.token() {
            self.at += token.span();
        }
    }

    /// Goes to the end of the list that the cursor is in (the close itself is not taken).
    pub fn skip_to_close(&mut self) {
        while !matches!(self.peek(), Peek::Close | Peek::End) {
            self.skip();
        }
    }

    /// Whether blanks stand between two of the lists in the next value where the second of them
    /// holds no further list: `(("b" NIL "b" "y") ("c" NIL "c" "z"))`.
    pub fn has_lists_apart(&self) -> bool {
        let Some(opener) = self.token().filter(|token| token.kind == TokenKind::Open) else {
            return false;
        };
        let inside = self.tokens.get(self.at..self.at + opener.partner as usize);
        inside
            .unwrap_or_default()
            .windows(3)
            .any(|three| match three {
                [close, open, next] => {
                    (close.kind, open.kind) == (TokenKind::Close, TokenKind::Open)
                        && close.end < open.start
                        && !matches!(next.kind, TokenKind::Open | TokenKind::Close)
                }
                _ => false,
            })
    }

    /// The raw bytes of the next value.
    pub fn raw_value(&self) -> &'a [u8] {
        let Some(token) = self.token() else {
            return &[];
        };
        let end = match token.kind {
            TokenKind::Open => {
                let close = self.tokens.get(self.at + token.partner as usize);
                close.unwrap_or(token).end
            }
            _ => token.end,
        };
        self.raw
            .get(token.start as usize..end as usize)
            .unwrap_or_default()
    }

    /// Whatever comes next, as a tree no deeper than the limit.
    pub fn value(&mut self) -> Result<Value> {
        match self.element() {
            Some(element) => Ok(element.into()),
            None => Err(self.expected("a value")),
        }
    }

    /// The folder name of LIST: an atom or a string, or all words up to the next list where a
    /// server forgets the quotes.
    pub fn folder_name(&mut self) -> Result<Text> {
        let rest = self.tokens.get(self.at..).unwrap_or_default();
        let behind = 1..rest.len();
        let words = behind
            .into_iter()
            .find(|at| self.begins_extension(self.at + at));
        match words.unwrap_or(rest.len()) {
            0 | 1 => self.astring(),
            _ if self.peek() == Peek::String => self.astring(),
            words => self.words(words),
        }
    }

    /// Whether the extended data of LIST begins at a token: behind a blank a list to the end, which
    /// holds more than one word or nothing (RFC 5258 section 3.5).
    fn begins_extension(&self, at: usize) -> bool {
        let Some(token) = self
            .tokens
            .get(at)
            .filter(|token| token.kind == TokenKind::Open)
        else {
            return false;
        };
        let before = (token.start as usize).checked_sub(1);
        let apart = before.and_then(|before| self.raw.get(before)) == Some(&b' ');
        let one_word = token.span() == 3;
        apart && at + token.span() >= self.tokens.len() && !one_word
    }

    /// The folder name of STATUS: an atom or a string, or all words up to the last list.
    pub fn folder_name_before_list(&mut self) -> Result<Text> {
        let rest = self.tokens.get(self.at..).unwrap_or_default();
        let last = rest.last().filter(|token| token.kind == TokenKind::Close);
        match last.map(|token| (token.partner as usize).saturating_sub(self.at)) {
            Some(words) if words > 1 => self.words(words),
            _ => self.astring(),
        }
    }

    /// The raw text of the next `count` tokens, with the blanks between them.
    fn words(&mut self, count: usize) -> Result<Text> {
        let (Some(first), Some(last)) = (
            self.token(),
            self.tokens.get(self.at + count.saturating_sub(1)),
        ) else {
            return Err(self.expected("a folder name"));
        };
        let text = self.raw.get(first.start as usize..last.end as usize);
        self.at += count;
        Ok(Text::new(text.unwrap_or_default()))
    }
}

/// Digits as a number that fits.
pub(crate) fn parse_number(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    // What is shorter fits.
    if digits.len() < 20 {
        return digits.iter().try_fold(0u64, |number, byte| {
            let digit = byte.wrapping_sub(b'0');
            (digit <= 9).then(|| number.wrapping_mul(10).wrapping_add(digit.into()))
        });
    }
    digits.iter().try_fold(0u64, |number, byte| {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number.checked_mul(10)?.checked_add(digit.into())
    })
}

/// A quoted string without its backslashes.
pub(super) fn unescape(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => out.push(*bytes.next().unwrap_or(byte)),
            _ => out.push(*byte),
        }
    }
    out
}
