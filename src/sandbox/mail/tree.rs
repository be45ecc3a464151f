//! Where the parts of a message lie (RFC 2046).

use std::ops::Range;

use super::header::{self, line_at};

/// Parts nested deeper are not looked into.
const DEPTH: usize = 32;

/// A message or one part of it.
#[derive(Debug)]
pub(crate) struct Part {
    /// The header with its empty line.
    pub(crate) header: Range<usize>,
    /// What follows, without the line end before the next boundary.
    pub(crate) body: Range<usize>,
    /// The line ends in the body.
    pub(crate) lines: usize,
    /// The type, from Content-Type or by default.
    pub(crate) content: Content,
    /// What is inside.
    pub(crate) inside: Inside,
}

/// What is inside a part.
#[derive(Debug)]
pub(crate) enum Inside {
    /// Nothing that IMAP gives a number.
    Leaf,
    /// Parts side by side.
    Parts(Vec<Part>),
    /// A message.
    Message(Box<Part>),
}

/// A Content-Type or Content-Disposition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Content {
    /// Such as `text`.
    pub(crate) main: String,
    /// Such as `plain`.
    pub(crate) sub: String,
    /// The parameters, names as they are, values unquoted.
    pub(crate) params: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Content {
    fn new(main: &str, sub: &str) -> Self {
        Self {
            main: main.to_owned(),
            sub: sub.to_owned(),
            params: Vec::new(),
        }
    }

    /// The value of a parameter.
    pub(crate) fn param(&self, name: &str) -> Option<&[u8]> {
        self.params
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name.as_bytes()))
            .map(|(_, value)| value.as_slice())
    }

    /// Whether this is the type.
    pub(crate) fn is(&self, main: &str, sub: &str) -> bool {
        self.main.eq_ignore_ascii_case(main) && self.sub.eq_ignore_ascii_case(sub)
    }
}

/// The parts of a message.
pub(crate) fn parse(raw: &[u8]) -> Part {
    part(raw, 0..raw.len(), DEPTH, Content::new("text", "plain"))
}

fn part(raw: &[u8], range: Range<usize>, depth: usize, default: Content) -> Part {
    let whole = raw.get(range.clone()).unwrap_or_default();
    let header = range.start..range.start + header::end(whole);
    let body = header.end..range.end;
    let head = raw.get(header.clone()).unwrap_or_default();
    let content = header::field(head, "Content-Type")
        .and_then(|value| content_type(&value))
        .unwrap_or(default);
    let inside = if depth == 0 {
        Inside::Leaf
    } else if content.main.eq_ignore_ascii_case("multipart") {
        let sub = match content.is("multipart", "digest") {
            true => Content::new("message", "rfc822"),
            false => Content::new("text", "plain"),
        };
        let ranges = match content.param("boundary") {
            Some(boundary) => split(raw, body.clone(), boundary),
            None => Vec::new(),
        };
        let parts = ranges.into_iter();
        Inside::Parts(
            parts
                .map(|range| part(raw, range, depth - 1, sub.clone()))
                .collect(),
        )
    } else if content.is("message", "rfc822") || content.is("message", "global") {
        let text = Content::new("text", "plain");
        Inside::Message(Box::new(part(raw, body.clone(), depth - 1, text)))
    } else {
        Inside::Leaf
    };
    let octets = raw.get(body.clone()).unwrap_or_default();
    Part {
        lines: memchr::memchr_iter(b'\n', octets).count(),
        header,
        body,
        content,
        inside,
    }
}

/// The stretches between the lines of a boundary.
fn split(raw: &[u8], body: Range<usize>, boundary: &[u8]) -> Vec<Range<usize>> {
    let raw = raw.get(..body.end).unwrap_or_default();
    let mut parts = Vec::new();
    let mut start = None;
    let mut at = body.start;
    while let Some(line) = line_at(raw, at) {
        let next = at + line.len();
        let rest = line
            .strip_prefix(b"--")
            .and_then(|line| line.strip_prefix(boundary))
            .map(<[u8]>::trim_ascii_end)
            .filter(|rest| rest.is_empty() || *rest == b"--");
        if let Some(rest) = rest {
            if let Some(start) = start.take() {
                parts.push(start..before_line_end(raw, start, at));
            }
            if !rest.is_empty() {
                return parts;
            }
            start = Some(next);
        }
        at = next;
    }
    // A last part without a closing line ends with the message.
    if let Some(start) = start.filter(|start| *start < body.end) {
        parts.push(start..body.end);
    }
    parts
}

/// The line end before a boundary belongs to the boundary.
fn before_line_end(raw: &[u8], start: usize, end: usize) -> usize {
    let part = raw.get(start..end).unwrap_or_default();
    let part = part.strip_suffix(b"\n").unwrap_or(part);
    let part = part.strip_suffix(b"\r").unwrap_or(part);
    start + part.len()
}

/// Reads the value of Content-Type.
pub(crate) fn content_type(value: &[u8]) -> Option<Content> {
    let mut words = Words(value);
    let main = words.token()?;
    words.symbol(b'/').then_some(())?;
    let sub = words.token()?;
    Some(Content {
        main: String::from_utf8_lossy(main).into_owned(),
        sub: String::from_utf8_lossy(sub).into_owned(),
        params: words.params(),
    })
}

/// Reads the value of Content-Disposition; its word is `main`.
pub(crate) fn disposition(value: &[u8]) -> Option<Content> {
    let mut words = Words(value);
    let main = words.token()?;
    Some(Content {
        main: String::from_utf8_lossy(main).into_owned(),
        sub: String::new(),
        params: words.params(),
    })
}

/// The tokens of RFC 2045 section 5.1.
struct Words<'a>(&'a [u8]);

impl<'a> Words<'a> {
    fn skip(&mut self) {
        loop {
            self.0 = self.0.trim_ascii_start();
            if self.0.first() != Some(&b'(') {
                return;
            }
            let mut level = 0usize;
            let mut end = self.0.len();
            let mut escaped = false;
            for (at, byte) in self.0.iter().enumerate() {
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' => escaped = true,
                    b'(' => level += 1,
                    b')' => level -= 1,
                    _ => {}
                }
                if level == 0 {
                    end = at + 1;
                    break;
                }
            }
            self.0 = self.0.get(end..).unwrap_or_default();
        }
    }

    fn symbol(&mut self, symbol: u8) -> bool {
        self.skip();
        match self.0.split_first() {
            Some((first, rest)) if *first == symbol => {
                self.0 = rest;
                true
            }
            _ => false,
        }
    }

    fn token(&mut self) -> Option<&'a [u8]> {
        self.skip();
        let ends = |byte: &u8| byte.is_ascii_whitespace() || b"()<>@,;:\\\"/[]?=".contains(byte);
        let end = self.0.iter().position(ends).unwrap_or(self.0.len());
        let (token, rest) = self.0.split_at(end);
        self.0 = rest;
        Some(token).filter(|token| !token.is_empty())
    }

    fn value(&mut self) -> Vec<u8> {
        self.skip();
        if self.0.first() == Some(&b'"') {
            let mut out = Vec::new();
            let mut bytes = self.0.iter().enumerate().skip(1);
            while let Some((at, byte)) = bytes.next() {
                match byte {
                    b'"' => {
                        self.0 = self.0.get(at + 1..).unwrap_or_default();
                        return out;
                    }
                    b'\\' => out.extend(bytes.next().map(|(_, byte)| *byte)),
                    byte => out.push(*byte),
                }
            }
            self.0 = &[];
            return out;
        }
        // More than a token is taken: many senders forget the quotes.
        let ends = |byte: &u8| byte.is_ascii_whitespace() || *byte == b';';
        let end = self.0.iter().position(ends).unwrap_or(self.0.len());
        let (value, rest) = self.0.split_at(end);
        self.0 = rest;
        value.to_vec()
    }

    fn params(&mut self) -> Vec<(Vec<u8>, Vec<u8>)> {
        let mut params = Vec::new();
        loop {
            self.skip();
            let Some(semicolon) = self.0.iter().position(|byte| *byte == b';') else {
                return params;
            };
            self.0 = self.0.get(semicolon + 1..).unwrap_or_default();
            if let Some(name) = self.token()
                && self.symbol(b'=')
            {
                params.push((name.to_vec(), self.value()));
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn shape(part: &Part) -> String {
        let kind = format!("{}/{}", part.content.main, part.content.sub);
        match &part.inside {
            Inside::Leaf => kind,
            Inside::Parts(parts) => {
                let parts: Vec<_> = parts.iter().map(shape).collect();
                format!("{kind}({})", parts.join(" "))
            }
            Inside::Message(part) => format!("{kind}[{}]", shape(part)),
        }
    }

    const NESTED: &str = "Content-Type: multipart/mixed; boundary=\"a b\"\r\n\r\npreamble\r\n--a b\r\n\r\none\r\n--a b \r\nContent-Type: message/rfc822\r\n\r\nSubject: in\r\nContent-Type: multipart/digest;\r\n boundary=x\r\n\r\n--x\r\n\r\nSubject: deep\r\n\r\n--x--\r\n--a b--\r\nepilogue";

    #[test]
    fn parts_are_found_where_they_are() {
        let part = parse(NESTED.as_bytes());
        assert_eq!(
            shape(&part),
            "multipart/mixed(text/plain message/rfc822[multipart/digest(message/rfc822[text/plain])])"
        );
        let Inside::Parts(parts) = &part.inside else {
            panic!("{part:?}")
        };
        assert_eq!(&NESTED[parts[0].body.clone()], "one");
        assert_eq!(parts[0].lines, 0);
    }

    #[test]
    fn hostile_messages_cost_no_stack() {
        let deep = "Content-Type: message/rfc822\r\n\r\n".repeat(50_000);
        assert!(shape(&parse(deep.as_bytes())).len() < 1000);
        let deep: String = (0..2000)
            .map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n"))
            .collect();
        assert!(shape(&parse(deep.as_bytes())).starts_with("multipart/mixed(multipart/mixed("));
        let _ = parse(b"Content-Type: multipart/mixed; boundary=\r\n\r\n----\r\n--");
    }

    #[test]
    fn parameters() {
        let read =
            content_type(b"text/plain (c); charset=\"u\\\"8\" ; name=a b.txt; x*=1").unwrap();
        let params: Vec<_> = read
            .params
            .iter()
            .map(|(name, value)| {
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                (text(name), text(value))
            })
            .collect();
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            params,
            [pair("charset", "u\"8"), pair("name", "a"), pair("x*", "1")]
        );
        assert_eq!(content_type(b"nonsense"), None);
        assert_eq!(
            disposition(b"attachment; filename=x").unwrap().main,
            "attachment"
        );
    }
}
