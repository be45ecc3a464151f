//! The elements of a value, looked at where they stand on the tape: for the large items, of which
//! no tree needs to be made.

use std::borrow::Cow;

use super::cursor::{Cursor, parse_number, unescape};
use super::tape::{Token, TokenKind};
use crate::data::text::Text;
use crate::data::value::Value;

/// What a [`Value`] is, without being made.
#[derive(Clone, Debug)]
pub enum Element<'a> {
    /// NIL, and what was dropped or put elsewhere.
    Nil,
    /// A number.
    Number(u64),
    /// An atom or a string.
    Text(Word<'a>),
    /// A list.
    List(Elements<'a>),
}

/// The octets of an atom or a string.
#[derive(Clone, Copy, Debug)]
pub struct Word<'a> {
    sent: &'a [u8],
    escaped: bool,
}

/// The elements of a list, in order.
#[derive(Clone, Debug)]
pub struct Elements<'a> {
    raw: &'a [u8],
    tokens: &'a [Token],
}

impl Element<'_> {
    /// A string; a number or an atom in its place counts as its text.
    pub fn text(&self) -> Option<Text> {
        match self {
            Self::Text(word) => Some(word.text()),
            Self::Number(number) => Some(Text::from(number.to_string())),
            Self::Nil | Self::List(_) => None,
        }
    }
}

impl<'a> Word<'a> {
    /// The octets, without backslashes.
    pub fn bytes(&self) -> Cow<'a, [u8]> {
        match self.escaped {
            true => unescape(self.sent).into(),
            false => self.sent.into(),
        }
    }

    /// The octets, to be kept.
    pub fn text(&self) -> Text {
        match self.escaped {
            true => Text::from(unescape(self.sent)),
            false => Text::new(self.sent),
        }
    }
}

impl<'a> Elements<'a> {
    /// How many are left.
    pub fn left(&self) -> usize {
        let mut rest = self.tokens;
        let mut count = 0;
        while let Some(token) = rest.first() {
            rest = rest.get(token.span()..).unwrap_or_default();
            count += 1;
        }
        count
    }

    /// The next one as text, where it has one.
    pub fn text(&mut self) -> Option<Text> {
        let (token, rest) = self.tokens.split_first()?;
        let sent = self.raw.get(token.start as usize..token.end as usize);
        match (token.kind, sent) {
            // What nearly all are.
            (TokenKind::Quoted, Some(sent)) => {
                self.tokens = rest;
                Some(Text::new(sent))
            }
            (TokenKind::Atom, Some(b"NIL")) => {
                self.tokens = rest;
                None
            }
            _ => self.next()?.text(),
        }
    }

    /// The next one, without taking it.
    pub fn peek(&self) -> Option<Element<'a>> {
        self.clone().next()
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Element<'a>;

    fn next(&mut self) -> Option<Element<'a>> {
        let token = self.tokens.first()?;
        let (own, rest) = self.tokens.split_at_checked(token.span())?;
        self.tokens = rest;
        Some(element(self.raw, token, own))
    }
}

/// What a token with those up to its end stands for.
fn element<'a>(raw: &'a [u8], token: &Token, own: &'a [Token]) -> Element<'a> {
    let sent = raw.get(token.start as usize..token.end as usize);
    let sent = sent.unwrap_or_default();
    let escaped = token.kind == TokenKind::Escaped;
    match token.kind {
        TokenKind::Quoted | TokenKind::Escaped | TokenKind::Literal => {
            Element::Text(Word { sent, escaped })
        }
        TokenKind::Atom if sent.eq_ignore_ascii_case(b"NIL") => Element::Nil,
        TokenKind::Atom => match parse_number(sent) {
            Some(number) => Element::Number(number),
            None => Element::Text(Word { sent, escaped }),
        },
        TokenKind::Open => {
            let tokens = own.get(1..own.len() - 1).unwrap_or_default();
            Element::List(Elements { raw, tokens })
        }
        TokenKind::Dropped | TokenKind::Spooled | TokenKind::Close => Element::Nil,
    }
}

impl<'a> Cursor<'a> {
    /// Whatever comes next; `None` at the end of a list or of the response.
    pub fn element(&mut self) -> Option<Element<'a>> {
        let rest = self.tokens.get(self.at..)?;
        let token = rest
            .first()
            .filter(|token| token.kind != TokenKind::Close)?;
        let own = rest.get(..token.span())?;
        self.at += own.len();
        Some(element(self.raw, token, own))
    }
}

impl From<Element<'_>> for Value {
    fn from(element: Element<'_>) -> Self {
        match element {
            Element::Nil => Self::Nil,
            Element::Number(number) => Self::Number(number),
            Element::Text(word) => Self::Text(word.text()),
            Element::List(elements) => {
                let mut values = Vec::with_capacity(elements.left());
                values.extend(elements.map(Self::from));
                Self::List(values)
            }
        }
    }
}
