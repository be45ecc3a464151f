//! A message, or a part of one: headers as they were sent, and a body.

use std::cell::RefCell;
use std::rc::Rc;

/// How deep parts may be nested; what is deeper stays text.
const DEEPEST: usize = 50;
/// How many parts a message may have.
const MOST: usize = 10_000;

/// A part shared by those who look at it.
pub(super) type Shared = Rc<RefCell<Part>>;

/// A message, or a part of one.
#[derive(Clone, Debug, Default)]
pub(super) struct Part {
    /// Names and values, folds included.
    pub(super) headers: Vec<(String, String)>,
    /// The first line, if it is mbox's.
    pub(super) envelope: Option<String>,
    pub(super) preamble: Option<String>,
    pub(super) epilogue: Option<String>,
    pub(super) body: Body,
    /// A part of a digest is a message unless it says otherwise.
    pub(super) in_digest: bool,
    /// Made or read by Python's newer rules: headers are decoded when they are looked at.
    pub(super) modern: bool,
}

/// What a part holds.
#[derive(Clone, Debug, Default)]
pub(super) enum Body {
    #[default]
    None,
    Octets(Vec<u8>),
    Parts(Vec<Shared>),
}

/// The end of a line, and where the next begins.
fn line(text: &[u8]) -> (&[u8], &[u8]) {
    match memchr::memchr(b'\n', text) {
        Some(at) => text.split_at(at + 1),
        None => (text, &[]),
    }
}

fn bare(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Octets as text: UTF-8, else letter by letter.
pub(super) fn lossy(octets: &[u8]) -> String {
    match std::str::from_utf8(octets) {
        Ok(text) => text.to_owned(),
        Err(_) => octets.iter().map(|byte| char::from(*byte)).collect(),
    }
}

impl Part {
    /// Reads a message.
    pub(super) fn read(octets: &[u8], modern: bool) -> Self {
        let mut left = MOST;
        Self::read_at(octets, modern, 0, &mut left)
    }

    fn read_at(octets: &[u8], modern: bool, depth: usize, left: &mut usize) -> Self {
        let mut part = Self {
            modern,
            ..Self::default()
        };
        let mut rest = octets;
        let mut first = true;
        loop {
            let (this, after) = line(rest);
            let content = bare(this);
            if this.is_empty() {
                break;
            }
            if content.is_empty() {
                rest = after;
                break;
            }
            if first && content.starts_with(b"From ") {
                part.envelope = Some(lossy(content));
            } else if matches!(content.first(), Some(b' ' | b'\t')) {
                if let Some((_, value)) = part.headers.last_mut() {
                    value.push_str(&lossy(this));
                }
            } else {
                let colon = content.iter().position(|byte| *byte == b':');
                let name = colon.and_then(|colon| content.get(..colon));
                let valid = name.is_some_and(|name| {
                    !name.is_empty() && name.iter().all(|byte| (b'!'..=b'~').contains(byte))
                });
                // What is no header ends them.
                let (Some(name), true) = (name, valid) else {
                    break;
                };
                let value = this.get(name.len() + 1..).unwrap_or_default();
                let blanks = value.iter().take_while(|byte| matches!(byte, b' ' | b'\t'));
                let value = value.get(blanks.count()..).unwrap_or_default();
                part.headers.push((lossy(name), lossy(value)));
            }
            first = false;
            rest = after;
        }
        for (_, value) in &mut part.headers {
            value.truncate(value.trim_end_matches(['\r', '\n']).len());
        }
        part.read_body(rest, depth, left);
        part
    }

    fn read_body(&mut self, octets: &[u8], depth: usize, left: &mut usize) {
        let kind = self.content_type();
        *left = left.saturating_sub(1);
        let plain = depth >= DEEPEST || *left == 0;
        if kind == "message/rfc822" && !plain {
            let mut inner = Self::read_at(octets, self.modern, depth + 1, left);
            inner.envelope = None;
            self.body = Body::Parts(vec![Rc::new(RefCell::new(inner))]);
            return;
        }
        let boundary = match kind.starts_with("multipart/") && !plain {
            true => self.parameter("content-type", "boundary"),
            false => None,
        };
        let Some(boundary) = boundary.filter(|boundary| !boundary.is_empty()) else {
            self.body = Body::Octets(octets.to_vec());
            return;
        };
        let mark = format!("--{}", boundary.trim_end());
        let (mut parts, mut start, mut rest, mut at) = (Vec::new(), 0, octets, 0);
        let (mut inside, mut closed, mut any) = (false, false, false);
        let piece = |from: usize, to: usize| {
            // The line end before a boundary belongs to it.
            bare(octets.get(from..to).unwrap_or_default()).to_vec()
        };
        while !rest.is_empty() {
            let (this, after) = line(rest);
            let content = bare(this);
            let marked = content.strip_prefix(mark.as_bytes());
            let tail = marked.map(|tail| {
                tail.strip_prefix(b"--")
                    .map_or((tail, false), |t| (t, true))
            });
            if let Some((tail, end)) = tail
                && tail.iter().all(|byte| matches!(byte, b' ' | b'\t'))
            {
                any = true;
                match inside {
                    true => parts.push(piece(start, at)),
                    false if at > 0 && self.preamble.is_none() => {
                        self.preamble = Some(lossy(&piece(0, at)));
                    }
                    false => {}
                }
                inside = !end;
                start = at + this.len();
                if end {
                    closed = true;
                    break;
                }
            }
            at += this.len();
            rest = after;
        }
        if !any {
            self.body = Body::Octets(octets.to_vec());
            return;
        }
        if inside {
            parts.push(octets.get(start..).unwrap_or_default().to_vec());
        } else if closed {
            let after = octets.get(start..).unwrap_or_default();
            self.epilogue = Some(lossy(after));
        }
        let digest = kind == "multipart/digest";
        let read = |octets: &Vec<u8>, left: &mut usize| {
            let mut part = Self::read_at(octets, self.modern, depth + 1, left);
            part.envelope = None;
            if digest {
                part.in_digest = true;
                if part.get("content-type").is_none() {
                    let whole = std::mem::take(&mut part.body);
                    if let Body::Octets(whole) = whole {
                        part.read_body(&whole, depth + 1, left);
                    }
                }
            }
            Rc::new(RefCell::new(part))
        };
        let read: Vec<Shared> = parts.iter().map(|octets| read(octets, left)).collect();
        self.body = Body::Parts(read);
    }

    /// The first header of a name, as it was sent.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// All headers of a name.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let same = move |given: &str| given.eq_ignore_ascii_case(name);
        let found = self.headers.iter().filter(move |(given, _)| same(given));
        found.map(|(_, value)| value.as_str())
    }

    /// Removes all headers of a name.
    pub(super) fn remove(&mut self, name: &str) {
        self.headers
            .retain(|(given, _)| !given.eq_ignore_ascii_case(name));
    }

    /// Sets a header in its place, or at the end.
    pub(super) fn set(&mut self, name: &str, value: String) {
        let same = |(given, _): &&mut (String, String)| given.eq_ignore_ascii_case(name);
        match self.headers.iter_mut().find(same) {
            Some((_, old)) => *old = value,
            None => self.headers.push((name.to_owned(), value)),
        }
    }

    /// `text/plain` and the like, in lower case.
    pub(super) fn content_type(&self) -> String {
        let default = if self.in_digest {
            "message/rfc822"
        } else {
            "text/plain"
        };
        let Some(value) = self.get("content-type") else {
            return default.to_owned();
        };
        let kind = value.split(';').next().unwrap_or_default().trim();
        let kind = kind.to_ascii_lowercase();
        match kind.matches('/').count() {
            1 => kind,
            _ => "text/plain".to_owned(),
        }
    }

    /// A parameter of a header: `boundary`, `charset`, `filename`.
    pub(super) fn parameter(&self, header: &str, name: &str) -> Option<String> {
        let all = parameters(self.get(header)?);
        let exact = all.iter().find(|(given, _)| given == name);
        if let Some((_, value)) = exact {
            return Some(value.clone());
        }
        extended(&all, name)
    }

    /// The parts inside; none of what is no multipart.
    pub(super) fn parts(&self) -> Vec<Shared> {
        match &self.body {
            Body::Parts(parts) => parts.clone(),
            _ => Vec::new(),
        }
    }

    /// Its octets, without the transfer encoding.
    pub(super) fn decoded(&self) -> Vec<u8> {
        let Body::Octets(octets) = &self.body else {
            return Vec::new();
        };
        let encoding = self.get("content-transfer-encoding").unwrap_or_default();
        match encoding.trim().to_ascii_lowercase().as_str() {
            "quoted-printable" => super::super::texts::from_quoted(octets, false),
            "base64" => match super::super::texts::from_base64(octets, false) {
                Ok(decoded) => decoded,
                Err(_) => octets.clone(),
            },
            _ => octets.clone(),
        }
    }

    /// The charset that it names, in lower case.
    pub(super) fn charset(&self) -> Option<String> {
        let charset = self.parameter("content-type", "charset")?;
        Some(charset.to_ascii_lowercase())
    }
}

/// The parameters of a header, names in lower case.
pub(super) fn parameters(value: &str) -> Vec<(String, String)> {
    let mut pieces: Vec<String> = vec![String::new()];
    let (mut quoted, mut escaped) = (false, false);
    for letter in value.chars() {
        let plain = escaped || quoted || letter != ';';
        match (plain, pieces.last_mut()) {
            (true, Some(piece)) => piece.push(letter),
            _ => pieces.push(String::new()),
        }
        if letter == '"' && !escaped {
            quoted = !quoted;
        }
        escaped = letter == '\\' && quoted && !escaped;
    }
    let pair = |piece: &String| {
        let (name, value) = piece.split_once('=')?;
        Some((name.trim().to_ascii_lowercase(), unquoted(value.trim())))
    };
    pieces.iter().skip(1).filter_map(pair).collect()
}

/// Text without its quotation marks and backslashes.
pub(super) fn unquoted(text: &str) -> String {
    let inner = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    match inner {
        Some(inner) => inner.replace("\\\\", "\\").replace("\\\"", "\""),
        None => match text
            .strip_prefix('<')
            .and_then(|text| text.strip_suffix('>'))
        {
            Some(inner) => inner.to_owned(),
            None => text.to_owned(),
        },
    }
}

/// A parameter in pieces or with a charset (RFC 2231): `name*`, `name*0`, `name*0*`.
fn extended(all: &[(String, String)], name: &str) -> Option<String> {
    let mut pieces: Vec<(usize, bool, &str)> = Vec::new();
    for (given, value) in all {
        let Some(rest) = given
            .strip_prefix(name)
            .and_then(|rest| rest.strip_prefix('*'))
        else {
            continue;
        };
        let (number, coded) = match rest.strip_suffix('*') {
            Some(number) => (number, true),
            None => (rest, rest.is_empty()),
        };
        let number = if number.is_empty() {
            0
        } else {
            number.parse().ok()?
        };
        pieces.push((number, coded, value));
    }
    pieces.sort_by_key(|(number, ..)| *number);
    let mut charset = "utf-8".to_owned();
    let mut octets = Vec::new();
    for (at, (_, coded, value)) in pieces.iter().enumerate() {
        let mut value = *value;
        if at == 0 && *coded {
            let mut parts = value.splitn(3, '\'');
            if let (Some(set), Some(_), Some(rest)) = (parts.next(), parts.next(), parts.next()) {
                charset = set.to_owned();
                value = rest;
            }
        }
        match coded {
            true => octets.extend(percent_decoded(value)),
            false => octets.extend_from_slice(value.as_bytes()),
        }
    }
    if pieces.is_empty() {
        return None;
    }
    Some(match std::str::from_utf8(&octets) {
        Ok(text) if charset.eq_ignore_ascii_case("utf-8") || charset.is_empty() => text.to_owned(),
        _ => imapclient::data::words::decode_charset(&charset, &octets),
    })
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let octets = text.as_bytes();
    let (mut out, mut at) = (Vec::new(), 0);
    while let Some(byte) = octets.get(at) {
        let digits = octets.get(at + 1..at + 3);
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        match (
            byte,
            digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()),
        ) {
            (b'%', Some(value)) => {
                out.push(value);
                at += 3;
            }
            (byte, _) => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    out
}
