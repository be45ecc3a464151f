//! Addresses of a header (RFC 5322 section 3.4), as ENVELOPE and SORT want them.

/// One address, or the start or the end of a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Address {
    /// The name before it, encoded words as they are.
    pub(crate) name: Option<Vec<u8>>,
    /// What is before the `@`; the name at the start of a group.
    pub(crate) mailbox: Option<Vec<u8>>,
    /// What is behind it.
    pub(crate) host: Option<Vec<u8>>,
}

/// A token of an address.
enum Token {
    /// A word, or the text of a quoted string or a domain literal.
    Word(Vec<u8>),
    Comment(Vec<u8>),
    Symbol(u8),
}

/// Reads a list of addresses; whatever cannot be read as one is left out.
pub(crate) fn parse(value: &[u8]) -> Vec<Address> {
    let mut found = Vec::new();
    let mut reader = Reader::default();
    for token in Lexer(value) {
        match token {
            Token::Word(word) => reader.word(word),
            Token::Comment(text) => reader.comment = Some(text),
            Token::Symbol(b'<') => reader.angle = Some(Vec::new()),
            Token::Symbol(b'>') => reader.closed = true,
            Token::Symbol(b',') => found.extend(reader.finish()),
            Token::Symbol(b':') if reader.angle.is_none() && !reader.in_group => {
                found.push(Address {
                    mailbox: Some(join(&reader.words)),
                    ..Address::default()
                });
                reader = Reader {
                    in_group: true,
                    ..Reader::default()
                };
            }
            // A route: what stands before the colon is long out of use.
            Token::Symbol(b':') => reader.angle = Some(Vec::new()),
            Token::Symbol(b';') => {
                found.extend(reader.finish());
                if std::mem::take(&mut reader.in_group) {
                    found.push(Address::default());
                }
            }
            Token::Symbol(symbol) => reader.symbol(symbol),
        }
    }
    found.extend(reader.finish());
    if reader.in_group {
        found.push(Address::default());
    }
    found
}

/// What was read of one address.
#[derive(Default)]
struct Reader {
    words: Vec<Vec<u8>>,
    /// Whether the next word belongs to the last one (`a.b@c`).
    glued: bool,
    angle: Option<Vec<u8>>,
    closed: bool,
    comment: Option<Vec<u8>>,
    in_group: bool,
}

impl Reader {
    fn word(&mut self, word: Vec<u8>) {
        match (&mut self.angle, self.words.last_mut()) {
            (Some(angle), _) if !self.closed => angle.extend(word),
            (None, Some(last)) if self.glued => last.extend(word),
            _ => self.words.push(word),
        }
        self.glued = false;
    }

    fn symbol(&mut self, symbol: u8) {
        match (&mut self.angle, self.words.last_mut()) {
            (Some(angle), _) if !self.closed => angle.push(symbol),
            (None, Some(last)) => {
                last.push(symbol);
                self.glued = true;
            }
            (None, None) => {
                self.words.push(vec![symbol]);
                self.glued = true;
            }
            _ => {}
        }
    }

    fn finish(&mut self) -> Option<Address> {
        let read = std::mem::take(self);
        self.in_group = read.in_group;
        let (spec, name) = match read.angle {
            Some(spec) => (
                spec,
                Some(join(&read.words)).filter(|name| !name.is_empty()),
            ),
            None if read.words.is_empty() => return None,
            None => (read.words.concat(), read.comment.clone()),
        };
        let at = spec.iter().rposition(|byte| *byte == b'@');
        let (mailbox, host) = match at {
            Some(at) => (
                spec.get(..at).unwrap_or_default(),
                spec.get(at + 1..).unwrap_or_default(),
            ),
            None => (spec.as_slice(), &[][..]),
        };
        Some(Address {
            name: name.or(read.comment),
            mailbox: Some(mailbox.to_vec()),
            host: Some(host.to_vec()),
        })
    }
}

fn join(words: &[Vec<u8>]) -> Vec<u8> {
    words.join(&b' ')
}

struct Lexer<'a>(&'a [u8]);

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        self.0 = self.0.trim_ascii_start();
        let (first, rest) = self.0.split_first()?;
        match first {
            b'"' => Some(Token::Word(self.until(b'"', None))),
            b'(' => Some(Token::Comment(self.until(b')', Some(b'(')))),
            b'[' => {
                let mut text = self.until(b']', None);
                text.insert(0, b'[');
                text.push(b']');
                Some(Token::Word(text))
            }
            b'<' | b'>' | b',' | b':' | b';' | b'@' | b'.' => {
                self.0 = rest;
                Some(Token::Symbol(*first))
            }
            _ => {
                let ends = |byte: &u8| byte.is_ascii_whitespace() || b"\"(<>,:;@.[".contains(byte);
                let end = self.0.iter().position(ends).unwrap_or(self.0.len());
                let (word, rest) = self.0.split_at(end);
                self.0 = rest;
                Some(Token::Word(word.to_vec()))
            }
        }
    }
}

impl Lexer<'_> {
    /// The text up to its closing mark, backslashes taken away.
    fn until(&mut self, close: u8, open: Option<u8>) -> Vec<u8> {
        let mut out = Vec::new();
        let mut level = 0usize;
        let mut bytes = self.0.iter().enumerate().skip(1);
        while let Some((at, byte)) = bytes.next() {
            match *byte {
                b'\\' => out.extend(bytes.next().map(|(_, byte)| *byte)),
                byte if byte == close && level == 0 => {
                    self.0 = self.0.get(at + 1..).unwrap_or_default();
                    return out;
                }
                byte => {
                    if byte == close {
                        level -= 1;
                    } else if Some(byte) == open {
                        level += 1;
                    }
                    out.push(byte);
                }
            }
        }
        self.0 = &[];
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: &str) -> String {
        let text = |part: &Option<Vec<u8>>| match part {
            Some(part) => String::from_utf8_lossy(part).into_owned(),
            None => "NIL".to_owned(),
        };
        let found = parse(value.as_bytes());
        let found = found.iter().map(|address| {
            let (name, mailbox) = (text(&address.name), text(&address.mailbox));
            format!("{name}|{mailbox}|{}", text(&address.host))
        });
        found.collect::<Vec<_>>().join(" ; ")
    }

    #[test]
    fn addresses_of_all_kinds() {
        for (value, expected) in [
            ("a@x.org", "NIL|a|x.org"),
            ("Ann B. <a.b@x.org>", "Ann B.|a.b|x.org"),
            (
                "\"B, \\\"A\\\"\" <a@x>, c@y (C (D))",
                "B, \"A\"|a|x ; C (D)|c|y",
            ),
            ("=?utf-8?q?=C3=BC?= <u@x>", "=?utf-8?q?=C3=BC?=|u|x"),
            ("undisclosed:;", "NIL|undisclosed|NIL ; NIL|NIL|NIL"),
            (
                "team: a@x, b@y;, c@z",
                "NIL|team|NIL ; NIL|a|x ; NIL|b|y ; NIL|NIL|NIL ; NIL|c|z",
            ),
            ("<@r.org:a@x>", "NIL|a|x"),
            ("\"a b\"@x", "NIL|a b|x"),
            ("a@[127.0.0.1]", "NIL|a|[127.0.0.1]"),
            ("nobody", "NIL|nobody|"),
            ("", ""),
            (",,", ""),
            ("<a@x", "NIL|a|x"),
            ("\"open", "NIL|open|"),
        ] {
            assert_eq!(shown(value), expected, "{value}");
        }
    }
}
