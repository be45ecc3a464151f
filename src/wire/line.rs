//! Writing one command: every argument in the form its content needs, and secrets marked.

use zeroize::Zeroizing;

use super::part::{Chunk, Part, PartKind};
use crate::data::secret::Secret;
use crate::data::text::Text;
use crate::error::{Error, Result};

/// The most octets that LITERAL- lets through without asking (RFC 7888 section 5).
const MINUS_LIMIT: usize = 4096;

/// How many octets a command line may take; message sets are split to keep within it.
pub const LINE_LIMIT: usize = 8000;

/// Builds one command, argument by argument; blanks come by themselves.
///
/// The first argument that cannot be sent is remembered, and [`Line::finish`] reports it.
#[derive(Debug)]
pub struct Line {
    verb: &'static str,
    parts: Vec<Part>,
    glued: bool,
    failed: Option<Error>,
}

/// A command that is ready to be sent.
#[derive(Clone, Debug)]
pub struct Command {
    verb: &'static str,
    parts: Vec<Part>,
}

/// How the server takes literals (RFC 7888).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiteralMode {
    /// Each must be asked for.
    Sync,
    /// LITERAL+: none must.
    Plus,
    /// LITERAL-: small ones need not.
    Minus,
}

impl Line {
    /// Begins a command.
    pub fn new(verb: &'static str) -> Self {
        Self {
            verb,
            parts: vec![Part {
                bytes: verb.as_bytes().to_vec(),
                secret: false,
                kind: PartKind::Text,
            }],
            glued: false,
            failed: None,
        }
    }

    fn push(mut self, bytes: &[u8], secret: bool) -> Self {
        self.space();
        match self.parts.last_mut() {
            Some(part) if part.kind == PartKind::Text && !part.secret && !secret => {
                part.bytes.extend_from_slice(bytes);
            }
            _ => self.parts.push(Part {
                bytes: bytes.to_vec(),
                secret,
                kind: PartKind::Text,
            }),
        }
        self
    }

    /// The blank before an argument.
    fn space(&mut self) {
        if std::mem::take(&mut self.glued) {
            return;
        }
        match self.parts.last_mut() {
            Some(part) if part.kind == PartKind::Text && !part.secret => part.bytes.push(b' '),
            _ => self.parts.push(Part {
                bytes: b" ".to_vec(),
                secret: false,
                kind: PartKind::Text,
            }),
        }
    }

    /// The next argument follows without a blank.
    pub fn glued(mut self) -> Self {
        self.glued = true;
        self
    }

    fn fail(mut self, message: String) -> Self {
        self.failed
            .get_or_insert_with(|| Error::new(crate::error::ErrorKind::ArgumentValue, message));
        self
    }

    /// A word sent as it stands. One that holds what would end it is refused.
    pub fn atom(self, word: &str) -> Self {
        if word.is_empty() || !word.bytes().all(is_atom_byte) {
            let verb = self.verb;
            return self.fail(format!("{word:?} cannot be sent as a word of {verb}"));
        }
        self.push(word.as_bytes(), false)
    }

    /// A number.
    pub fn number(self, number: u64) -> Self {
        self.push(number.to_string().as_bytes(), false)
    }

    /// Text in IMAP's own spelling. Line ends and NUL are refused.
    pub fn raw(self, text: &[u8]) -> Self {
        match text.iter().find(|byte| matches!(byte, b'\r' | b'\n' | 0)) {
            Some(byte) => {
                let name = match byte {
                    0 => "a NUL byte",
                    _ => "a line end",
                };
                let verb = self.verb;
                self.fail(format!(
                    "an argument of {verb} holds {name}, which cannot be sent there"
                ))
            }
            None => self.push(text, false),
        }
    }

    /// A string: quoted if it is printable ASCII, else a literal.
    pub fn string(self, text: &[u8]) -> Self {
        if text.iter().all(|byte| matches!(byte, b' '..=b'~')) {
            self.push(&quote(text), false)
        } else {
            self.literal(text.to_vec())
        }
    }

    /// An atom if the text can be one, else a string.
    pub fn astring(self, text: &[u8]) -> Self {
        let plain = !text.is_empty()
            && !text.eq_ignore_ascii_case(b"NIL")
            && text
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.@+/=".contains(byte));
        if plain {
            return self.push(text, false);
        }
        self.string(text)
    }

    /// The wire form of a folder name.
    pub fn mailbox(self, name: &[u8]) -> Self {
        self.string(name)
    }

    /// A flag or keyword, backslash included.
    pub fn flag(self, flag: &Text) -> Self {
        let bytes = flag.as_bytes();
        let name = bytes.strip_prefix(b"\\").unwrap_or(bytes);
        let fits = !name.is_empty()
            && name
                .iter()
                .all(|byte| is_atom_byte(*byte) && !matches!(byte, b'\\' | b'"'));
        if !fits {
            return self.fail(format!(
                "{flag:?} is no flag: a flag is one word, with \\ before a system flag"
            ));
        }
        self.push(bytes, false)
    }

    /// A literal. NUL is refused.
    pub fn literal(self, octets: Vec<u8>) -> Self {
        if octets.contains(&0) {
            let verb = self.verb;
            return self.fail(format!(
                "an argument of {verb} holds a NUL byte, which IMAP cannot carry"
            ));
        }
        self.push_literal(octets, PartKind::Literal, false)
    }

    /// A literal that may hold NUL (RFC 3516); the server must have BINARY.
    pub fn literal8(self, octets: Vec<u8>) -> Self {
        self.push_literal(octets, PartKind::Literal8, false)
    }

    fn push_literal(mut self, bytes: Vec<u8>, kind: PartKind, secret: bool) -> Self {
        self.space();
        self.parts.push(Part {
            bytes,
            secret,
            kind,
        });
        self
    }

    /// A password or token as a string.
    pub fn secret_string(self, secret: &Secret) -> Self {
        let bytes = secret.expose();
        if bytes.contains(&0) {
            return self.fail("the password holds a NUL byte, which IMAP cannot carry".to_owned());
        }
        if bytes.iter().all(|byte| matches!(byte, b' '..=b'~')) {
            return self.push(&Zeroizing::new(quote(bytes)), true);
        }
        self.push_literal(bytes.to_vec(), PartKind::Literal, true)
    }

    /// A secret in its wire form, such as the first answer of SASL.
    pub fn secret_raw(self, secret: &Secret) -> Self {
        if secret
            .expose()
            .iter()
            .any(|byte| matches!(byte, b'\r' | b'\n' | 0))
        {
            return self.fail("the secret holds a line end or NUL".to_owned());
        }
        self.push(secret.expose(), true)
    }

    /// A list in parentheses.
    pub fn list(self, elements: impl FnOnce(Self) -> Self) -> Self {
        let mut line = self.push(b"(", false);
        line.glued = true;
        line = elements(line);
        line.glued = true;
        line.push(b")", false)
    }

    /// The command, unless an argument cannot be sent.
    pub fn finish(self) -> Result<Command> {
        match self.failed {
            Some(error) => Err(error),
            None => Ok(Command {
                verb: self.verb,
                parts: self.parts,
            }),
        }
    }
}

impl Command {
    /// The name of the command.
    pub fn verb(&self) -> &'static str {
        self.verb
    }

    /// The command as it goes out under `tag`.
    pub fn encode(&self, tag: &str, mode: LiteralMode) -> Vec<Chunk> {
        let mut chunks = Vec::new();
        // What grows is moved, and leaves copies of secrets behind: they get room for all at once.
        let room = match self.parts.iter().any(|part| part.secret) {
            true => self.parts.iter().map(|part| part.bytes.len() + 32).sum(),
            false => 0,
        };
        let begin = |start: &[u8]| {
            let mut chunk = Chunk::default();
            chunk.bytes.reserve(start.len() + room + 2);
            chunk.bytes.extend_from_slice(start);
            chunk.masked.extend_from_slice(start);
            chunk
        };
        let mut chunk = begin(format!("{tag} ").as_bytes());
        for part in &self.parts {
            if part.kind != PartKind::Text {
                let wait = match mode {
                    LiteralMode::Sync => true,
                    LiteralMode::Plus => false,
                    LiteralMode::Minus => part.bytes.len() > MINUS_LIMIT,
                };
                let tilde = if part.kind == PartKind::Literal8 {
                    "~"
                } else {
                    ""
                };
                let plus = if wait { "" } else { "+" };
                let size = format!("{tilde}{{{}{plus}}}\r\n", part.bytes.len());
                chunk.bytes.extend_from_slice(size.as_bytes());
                chunk.masked.extend_from_slice(size.as_bytes());
                if wait {
                    chunk.wait = true;
                    chunks.push(std::mem::replace(&mut chunk, begin(b"")));
                }
            }
            chunk.secret |= part.secret;
            chunk.bytes.extend_from_slice(&part.bytes);
            chunk
                .masked
                .extend_from_slice(if part.secret { b"****" } else { &part.bytes });
        }
        chunk.bytes.extend_from_slice(b"\r\n");
        chunk.masked.extend_from_slice(b"\r\n");
        chunks.push(chunk);
        chunks
    }

    /// The command for an error message: short, secrets masked, literals by their size.
    pub fn masked_summary(&self) -> String {
        let mut out = String::new();
        for part in &self.parts {
            match (part.secret, part.kind) {
                (true, _) => out.push_str("****"),
                (_, PartKind::Text) => out.push_str(&String::from_utf8_lossy(&part.bytes)),
                _ => out.push_str(&format!("{{{}}}", part.bytes.len())),
            }
            if out.len() > 200 {
                let cut = out.char_indices().nth(197).map_or(out.len(), |(at, _)| at);
                out.truncate(cut);
                out.push_str("...");
                break;
            }
        }
        out
    }

    /// How many octets the command line takes, its literals not counted.
    pub fn line_len(&self) -> usize {
        let text = self.parts.iter().filter(|part| part.kind == PartKind::Text);
        text.map(|part| part.bytes.len()).sum()
    }
}

fn is_atom_byte(byte: u8) -> bool {
    matches!(byte, b'!'..=b'~') && !matches!(byte, b'(' | b')' | b'{' | b'"')
}

fn quote(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + 2);
    out.push(b'"');
    for byte in text {
        if matches!(byte, b'"' | b'\\') {
            out.push(b'\\');
        }
        out.push(*byte);
    }
    out.push(b'"');
    out
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::wire::Limits;
    use crate::wire::frame::Framer;
    use crate::wire::response::Response;
    use crate::wire::tape::Tape;
    use proptest::prelude::*;

    fn sent(line: Line, mode: LiteralMode) -> String {
        let chunks = line.finish().unwrap().encode("A1", mode);
        let shown = chunks.iter().map(|chunk| {
            let text = String::from_utf8_lossy(&chunk.bytes).into_owned();
            if chunk.wait { text + "<wait>" } else { text }
        });
        shown.collect()
    }

    #[test]
    fn arguments_take_the_form_they_need() {
        let line = Line::new("X")
            .atom("ATOM")
            .number(5)
            .string(b"a \"b\\")
            .astring(b"user@example.org")
            .astring(b"nil")
            .astring(b"")
            .list(|line| {
                line.flag(&Text::from("\\Seen"))
                    .flag(&Text::from("$Forwarded"))
            })
            .list(|line| line);
        assert_eq!(
            sent(line, LiteralMode::Sync),
            "A1 X ATOM 5 \"a \\\"b\\\\\" user@example.org \"nil\" \"\" (\\Seen $Forwarded) ()\r\n"
        );
    }

    #[test]
    fn literals_wait_where_they_must() {
        let line = || Line::new("X").string("ü\r\nA2 LOGOUT".as_bytes()).atom("Y");
        let body = "ü\r\nA2 LOGOUT Y\r\n";
        assert_eq!(
            sent(line(), LiteralMode::Sync),
            format!("A1 X {{13}}\r\n<wait>{body}")
        );
        assert_eq!(
            sent(line(), LiteralMode::Plus),
            format!("A1 X {{13+}}\r\n{body}")
        );
        assert_eq!(
            sent(line(), LiteralMode::Minus),
            format!("A1 X {{13+}}\r\n{body}")
        );
        let large = Line::new("X").literal(vec![b'a'; 4097]);
        assert!(sent(large, LiteralMode::Minus).starts_with("A1 X {4097}\r\n<wait>"));
        let binary = Line::new("X").literal8(vec![0]);
        assert_eq!(sent(binary, LiteralMode::Plus), "A1 X ~{1+}\r\n\0\r\n");
    }

    #[test]
    fn nothing_ends_a_line_too_early() {
        for line in [
            Line::new("X").atom("a\r\nb"),
            Line::new("X").atom("a b"),
            Line::new("X").atom(""),
            Line::new("X").raw(b"a\nb"),
            Line::new("X").raw(b"a\0b"),
            Line::new("X").flag(&Text::from("a b")),
            Line::new("X").flag(&Text::from("\\Se)en")),
            Line::new("X").string(b"a\0b"),
            Line::new("X").secret_raw(&Secret::from("a\r\nb")),
        ] {
            assert!(line.finish().is_err());
        }
    }

    #[test]
    fn secrets_are_masked_in_every_form() {
        for secret in ["plain", "with \"quotes\"", "ünïcode", "a\r\nb"] {
            let line = Line::new("LOGIN")
                .astring(b"me")
                .secret_string(&Secret::from(secret));
            let command = line.finish().unwrap();
            let mut chunks = command.encode("A1", LiteralMode::Sync);
            chunks.extend(command.encode("A1", LiteralMode::Plus));
            for chunk in chunks {
                assert!(!String::from_utf8_lossy(&chunk.masked).contains(secret));
            }
            assert!(!command.masked_summary().contains(secret));
        }
    }

    proptest! {
        #[test]
        fn what_is_written_can_be_read(
            words in proptest::collection::vec(
                proptest::collection::vec(1u8..=255, 0..20), 1..6),
        ) {
            let mut line = Line::new("X");
            for word in &words {
                line = line.astring(word);
            }
            let mut raw = Vec::new();
            for chunk in line.finish().unwrap().encode("*", LiteralMode::Plus) {
                raw.extend(&chunk.bytes);
            }
            let mut framer = Framer::new(Limits::default());
            framer.space()[..raw.len()].copy_from_slice(&raw);
            framer.filled(raw.len());
            let response = Response::read(framer.next().unwrap().unwrap(), 100);
            let mut tape = Tape::default();
            let mut cursor = response.cursor(&mut tape).unwrap();
            for word in &words {
                let read = cursor.astring().unwrap();
                prop_assert_eq!(read.as_bytes(), &word[..]);
            }
            prop_assert!(cursor.at_end());
            prop_assert!(framer.next().unwrap().is_none());
        }
    }
}
