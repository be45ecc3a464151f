//! The line writer against a reader that knows nothing of it: what is written as a command comes
//! back as the arguments, in each mode of literals, and no CR, LF or NUL stands outside a literal.
//!
//! The input is a run of arguments: a letter for the kind, an octet for the length, the octets.

use imapclient::data::secret::Secret;
use imapclient::data::text::Text;
use imapclient::wire::Limits;
use imapclient::wire::frame::Framer;
use imapclient::wire::line::{Line, LiteralMode};

/// One argument.
#[derive(Clone, Copy, Debug)]
enum Argument<'a> {
    Atom(&'a str),
    Number(u64),
    Raw(&'a [u8]),
    String(&'a [u8]),
    Astring(&'a [u8]),
    Flag(&'a [u8]),
    Literal(&'a [u8]),
    Literal8(&'a [u8]),
    Secret(&'a [u8]),
    SecretRaw(&'a [u8]),
    /// The next ones in parentheses, as many as can be.
    List(usize),
}
use Argument as A;

fn arguments(mut data: &[u8]) -> Vec<Argument<'_>> {
    let mut found = Vec::new();
    while let [kind, length, rest @ ..] = data {
        let (octets, after) = rest.split_at(usize::from(*length).min(rest.len()));
        data = after;
        found.push(match kind % 11 {
            0 => A::Atom(std::str::from_utf8(octets).unwrap_or("?")),
            1 => A::Number(octets.iter().fold(0, |sum: u64, byte| {
                sum.wrapping_mul(251).wrapping_add(u64::from(*byte))
            })),
            2 => A::Raw(octets),
            3 => A::String(octets),
            4 => A::Astring(octets),
            5 => A::Flag(octets),
            6 => A::Literal(octets),
            7 => A::Literal8(octets),
            8 => A::Secret(octets),
            9 => A::SecretRaw(octets),
            _ => {
                data = rest;
                A::List(usize::from(*length % 8))
            }
        });
    }
    found
}

/// Writes arguments until there are none; a list takes its share of those that follow.
fn write(mut line: Line, arguments: &mut std::slice::Iter<'_, Argument<'_>>, most: usize) -> Line {
    for _ in 0..most {
        let Some(argument) = arguments.next() else {
            break;
        };
        line = match *argument {
            A::Atom(word) => line.atom(word),
            A::Number(number) => line.number(number),
            A::Raw(text) => line.raw(text),
            A::String(text) => line.string(text),
            A::Astring(text) => line.astring(text),
            A::Flag(flag) => line.flag(&Text::new(flag)),
            A::Literal(octets) => line.literal(octets.to_vec()),
            A::Literal8(octets) => line.literal8(octets.to_vec()),
            A::Secret(secret) => line.secret_string(&Secret::from(secret.to_vec())),
            A::SecretRaw(secret) => line.secret_raw(&Secret::from(secret.to_vec())),
            A::List(count) => line.list(|line| write(line, arguments, count)),
        };
    }
    line
}

/// Whether IMAP can carry the argument in that form.
fn can_be_sent(argument: &Argument<'_>) -> bool {
    let is_word = |text: &[u8]| {
        !text.is_empty()
            && text
                .iter()
                .all(|byte| byte.is_ascii_graphic() && !b"(){\"".contains(byte))
    };
    match argument {
        A::Atom(word) => is_word(word.as_bytes()),
        A::Raw(text) | A::SecretRaw(text) => !text.iter().any(|byte| b"\r\n\0".contains(byte)),
        A::Flag(flag) => {
            let name = flag.strip_prefix(b"\\").unwrap_or(flag);
            is_word(name) && !name.contains(&b'\\')
        }
        A::String(text) | A::Astring(text) | A::Literal(text) | A::Secret(text) => {
            !text.contains(&0)
        }
        A::Number(_) | A::Literal8(_) | A::List(_) => true,
    }
}

/// Reads what was sent, told only what to expect where.
struct Reader<'a> {
    rest: &'a [u8],
    /// Secrets are `****`.
    masked: bool,
    waits: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, text: &[u8]) {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or_else(|| panic!("{text:?} is missing before {:?}", self.rest));
    }

    /// A literal, after its `{`.
    fn literal(&mut self) -> &'a [u8] {
        let digits = self
            .rest
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let (number, rest) = self.rest.split_at(digits);
        self.rest = rest;
        let length: usize = std::str::from_utf8(number).unwrap().parse().unwrap();
        match self.rest.first() {
            Some(b'+') => self.take(b"+}\r\n"),
            _ => {
                self.take(b"}\r\n");
                self.waits += 1;
            }
        }
        let (octets, rest) = self.rest.split_at(length);
        self.rest = rest;
        octets
    }

    /// A string of any form.
    fn string(&mut self, may_be_atom: bool) -> Vec<u8> {
        match self.rest.first() {
            Some(b'{') => {
                self.take(b"{");
                let octets = self.literal();
                assert!(!octets.contains(&0));
                octets.to_vec()
            }
            Some(b'"') => {
                self.take(b"\"");
                let mut text = Vec::new();
                loop {
                    let (byte, rest) = self.rest.split_first().expect("a closing quote");
                    self.rest = rest;
                    match byte {
                        b'"' => return text,
                        b'\\' => {
                            let (byte, rest) = self.rest.split_first().expect("an escaped octet");
                            assert!(b"\\\"".contains(byte));
                            text.push(*byte);
                            self.rest = rest;
                        }
                        b' '..=b'~' => text.push(*byte),
                        other => panic!("{other} in a quoted string"),
                    }
                }
            }
            _ => {
                assert!(may_be_atom);
                let end = self
                    .rest
                    .iter()
                    .position(|byte| b" ()\r".contains(byte))
                    .unwrap_or(self.rest.len());
                let (atom, rest) = self.rest.split_at(end);
                self.rest = rest;
                assert!(!atom.is_empty() && !atom.eq_ignore_ascii_case(b"NIL"));
                assert!(
                    atom.iter()
                        .all(|b| b.is_ascii_graphic() && !b"{\"%*\\".contains(b))
                );
                atom.to_vec()
            }
        }
    }

    fn read(
        &mut self,
        arguments: &mut std::slice::Iter<'_, Argument<'_>>,
        most: usize,
        glued: bool,
    ) {
        for at in 0..most {
            let Some(argument) = arguments.next() else {
                break;
            };
            if !(glued && at == 0) {
                self.take(b" ");
            }
            match *argument {
                A::Atom(word) => self.take(word.as_bytes()),
                A::Number(number) => self.take(number.to_string().as_bytes()),
                A::Raw(text) => self.take(text),
                A::Flag(flag) => self.take(flag),
                A::String(text) => assert_eq!(self.string(false), text),
                A::Astring(text) => assert_eq!(self.string(true), text),
                A::Literal(octets) => {
                    self.take(b"{");
                    assert_eq!(self.literal(), octets);
                }
                A::Literal8(octets) => {
                    self.take(b"~{");
                    assert_eq!(self.literal(), octets);
                }
                A::Secret(secret) if self.masked => {
                    let is_literal = !secret.iter().all(|byte| (b' '..=b'~').contains(byte));
                    if is_literal {
                        let end = self.rest.iter().position(|byte| *byte == b'\n').unwrap();
                        self.rest = &self.rest[end + 1..];
                    }
                    self.take(b"****");
                }
                A::SecretRaw(_) if self.masked => self.take(b"****"),
                A::Secret(secret) => assert_eq!(self.string(false), secret),
                A::SecretRaw(secret) => self.take(secret),
                A::List(count) => {
                    self.take(b"(");
                    self.read(arguments, count, true);
                    self.take(b")");
                }
            }
        }
    }

    fn end(mut self) -> usize {
        self.take(b"\r\n");
        assert!(self.rest.is_empty(), "{:?} is left", self.rest);
        self.waits
    }
}

/// Runs one input.
pub(crate) fn check(data: &[u8]) {
    let arguments = arguments(data);
    let line = write(Line::new("X"), &mut arguments.iter(), usize::MAX);
    let command = match line.finish() {
        Ok(command) => command,
        Err(error) => {
            assert!(!arguments.iter().all(can_be_sent), "{error}");
            return;
        }
    };
    assert!(arguments.iter().all(can_be_sent));
    let _ = command.masked_summary();
    // A raw text may end as a literal begins; what its writer meant is not ours to know.
    let odd = |argument: &Argument<'_>| matches!(argument, A::Raw(t) | A::SecretRaw(t) if t.ends_with(b"}"));
    let framed = !arguments.iter().any(odd);
    for mode in [LiteralMode::Sync, LiteralMode::Plus, LiteralMode::Minus] {
        let chunks = command.encode("A1", mode);
        let sent: Vec<u8> = chunks
            .iter()
            .flat_map(|chunk| chunk.bytes.to_vec())
            .collect();
        let masked: Vec<u8> = chunks
            .iter()
            .flat_map(|chunk| chunk.masked.to_vec())
            .collect();
        let waits = chunks.iter().filter(|chunk| chunk.wait).count();
        for (text, is_masked) in [(&sent, false), (&masked, true)] {
            let mut reader = Reader {
                rest: text,
                masked: is_masked,
                waits: 0,
            };
            reader.take(b"A1 X");
            reader.read(&mut arguments.iter(), usize::MAX, false);
            let counted = reader.end();
            assert!(is_masked || counted == waits);
        }
        for chunk in chunks.iter().filter(|chunk| chunk.wait) {
            assert!(chunk.bytes.ends_with(b"}\r\n"));
        }
        if framed && sent.len() < 60_000 {
            // A server sees one command, no more and no less.
            let mut framer = Framer::of_commands(Limits::default());
            framer.space()[..sent.len()].copy_from_slice(&sent);
            framer.filled(sent.len());
            let frame = framer
                .next()
                .expect("within the limits")
                .expect("a whole command");
            assert_eq!(frame.raw, sent);
            assert_eq!(framer.buffered(), 0);
        }
    }
}
