//! Arguments of a command, strictly by RFC 9051 section 9.

use crate::data::text::Text;
use crate::data::utf7;
use crate::error::Error;
use crate::wire::cursor::{Cursor, Peek};

use super::answer::Refused;

/// Reads the arguments of one command.
#[derive(Clone, Debug)]
pub(crate) struct Args<'a> {
    cursor: Cursor<'a>,
    /// Whether names may be UTF-8.
    utf8: bool,
}

type Read<T> = Result<T, Refused>;

impl<'a> Args<'a> {
    /// The arguments that a cursor stands before.
    pub(crate) fn new(cursor: Cursor<'a>, utf8: bool) -> Self {
        Self { cursor, utf8 }
    }

    /// What comes next.
    pub(crate) fn peek(&self) -> Peek {
        self.cursor.peek()
    }

    /// Whether a literal comes next.
    pub(crate) fn at_literal(&self) -> bool {
        self.cursor.at_literal()
    }

    /// Whether nothing follows.
    pub(crate) fn at_end(&self) -> bool {
        self.cursor.at_end()
    }

    /// Whether this list or the command ends here.
    pub(crate) fn at_close(&self) -> bool {
        matches!(self.peek(), Peek::Close | Peek::End)
    }

    /// Demands that nothing follows.
    pub(crate) fn end(&self) -> Read<()> {
        match self.at_end() {
            true => Ok(()),
            false => Err(self.expected("the end of the command")),
        }
    }

    /// The refusal of what comes next.
    pub(crate) fn expected(&self, what: &str) -> Refused {
        self.cursor.expected(what).into()
    }

    /// An atom as it stands.
    pub(crate) fn atom(&mut self) -> Read<&'a str> {
        let refused = self.expected("an atom");
        let atom = self.cursor.atom()?;
        let fits = atom
            .iter()
            .all(|byte| byte.is_ascii_graphic() && *byte != b'"');
        std::str::from_utf8(atom)
            .ok()
            .filter(|_| fits)
            .ok_or(refused)
    }

    /// An atom in upper case.
    pub(crate) fn word(&mut self) -> Read<String> {
        Ok(self.atom()?.to_ascii_uppercase())
    }

    /// Takes the next atom if it is this word.
    pub(crate) fn take(&mut self, word: &str) -> bool {
        let mut ahead = self.clone();
        let found = matches!(ahead.peek(), Peek::Atom | Peek::Nil)
            && ahead
                .atom()
                .is_ok_and(|atom| atom.eq_ignore_ascii_case(word));
        if found {
            *self = ahead;
        }
        found
    }

    /// An item of FETCH: an atom that may have blanks and quotes in its brackets.
    pub(crate) fn item(&mut self) -> Read<&'a str> {
        let refused = self.expected("a data item");
        let atom = self.cursor.atom()?;
        let fits = atom.iter().all(|byte| matches!(byte, b' '..=b'~'));
        std::str::from_utf8(atom)
            .ok()
            .filter(|_| fits)
            .ok_or(refused)
    }

    /// A number.
    pub(crate) fn number(&mut self) -> Read<u64> {
        Ok(self.cursor.number()?)
    }

    /// NIL, if that comes next.
    pub(crate) fn nil(&mut self) -> bool {
        self.cursor.nil()
    }

    /// A quoted string or a literal.
    pub(crate) fn string(&mut self) -> Read<Text> {
        Ok(self.cursor.string()?)
    }

    /// A string or NIL.
    pub(crate) fn nstring(&mut self) -> Read<Option<Text>> {
        Ok(self.cursor.nstring()?)
    }

    /// An atom or a string.
    pub(crate) fn astring(&mut self) -> Read<Text> {
        if self.peek() == Peek::String {
            return self.string();
        }
        let refused = self.expected("an atom or a string");
        let text = self.cursor.astring()?;
        let bytes = text.as_bytes();
        let fits = bytes
            .iter()
            .all(|byte| byte.is_ascii_graphic() && !b"(){%*\"\\".contains(byte));
        match fits {
            true => Ok(text),
            false => Err(refused),
        }
    }

    /// An atom or a string as text.
    pub(crate) fn text(&mut self) -> Read<String> {
        let refused = self.expected("text that is UTF-8");
        let text = self.astring()?;
        text.as_str().map(str::to_owned).ok_or(refused)
    }

    /// The name of a folder.
    pub(crate) fn folder(&mut self) -> Read<String> {
        let refused = self.expected("the name of a folder");
        let text = self.astring()?;
        self.decode(&text).ok_or(refused)
    }

    /// A pattern of LIST, in which `%` and `*` are letters.
    pub(crate) fn pattern(&mut self) -> Read<String> {
        let refused = self.expected("a pattern");
        let text = match self.peek() {
            Peek::String => self.string()?,
            _ => Text::new(self.atom()?.as_bytes()),
        };
        let pattern = self.decode(&text).ok_or(refused)?;
        match pattern.len() > 1000 {
            true => Err(Refused::bad("the pattern is too long")),
            false => Ok(pattern),
        }
    }

    fn decode(&self, text: &Text) -> Option<String> {
        match self.utf8 {
            true => text.as_str().map(str::to_owned),
            false if text.as_bytes().is_ascii() => utf7::decode(text.as_bytes()),
            false => None,
        }
    }

    /// Enters a list.
    pub(crate) fn open(&mut self) -> Read<()> {
        Ok(self.cursor.open()?)
    }

    /// Leaves a list.
    pub(crate) fn close(&mut self) -> Read<()> {
        Ok(self.cursor.close()?)
    }

    /// A list, element by element.
    pub(crate) fn list(&mut self, mut element: impl FnMut(&mut Self) -> Read<()>) -> Read<()> {
        self.open()?;
        while self.peek() != Peek::Close {
            if self.at_end() {
                return Err(self.expected("the end of a list"));
            }
            element(self)?;
        }
        self.close()
    }

    /// Flags in a list, each a keyword or a system flag but `\Recent`.
    pub(crate) fn flags(&mut self) -> Read<Vec<String>> {
        let mut flags = Vec::new();
        self.list(|args| {
            flags.push(args.flag()?);
            Ok(())
        })?;
        Ok(flags)
    }

    /// One flag.
    pub(crate) fn flag(&mut self) -> Read<String> {
        let refused = self.expected("a flag");
        let flag = self.atom()?;
        let name = flag.strip_prefix('\\').unwrap_or(flag);
        let fits = !name.is_empty() && !name.bytes().any(|byte| b"(){%*\"\\]".contains(&byte));
        let known = !flag.starts_with('\\') || super::store::flags::bit(flag).is_some();
        match fits && known {
            true => Ok(flag.to_owned()),
            false => Err(refused),
        }
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::bad(error.message().replace("of the response", "of the command"))
    }
}
