//! Writing messages (RFC 5322, RFC 2045, RFC 2047), as different programs would.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, FixedOffset};
use encoding_rs::Encoding;

/// A person: name and address.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) name: &'static str,
    pub(super) address: &'static str,
}

/// A message before it is written.
#[derive(Clone, Debug)]
pub(super) struct Letter {
    pub(super) date: DateTime<FixedOffset>,
    /// The message id, without brackets.
    pub(super) id: String,
    from: &'static Person,
    to: Vec<&'static Person>,
    cc: Vec<&'static Person>,
    pub(super) subject: String,
    charset: &'static str,
    references: Vec<String>,
    extra: Vec<(&'static str, String)>,
    parts: Vec<Part>,
    kind: &'static str,
}

/// A part: its header without the last line end, and its octets.
#[derive(Clone, Debug)]
pub(super) struct Part {
    header: String,
    octets: Vec<u8>,
}

impl Letter {
    pub(super) fn new(
        from: &'static Person,
        to: &[&'static Person],
        subject: impl Into<String>,
        date: DateTime<FixedOffset>,
    ) -> Self {
        Self {
            date,
            id: format!("{}.{}", date.timestamp(), from.address),
            from,
            to: to.to_vec(),
            cc: Vec::new(),
            subject: subject.into(),
            charset: "utf-8",
            references: Vec::new(),
            extra: Vec::new(),
            parts: Vec::new(),
            kind: "mixed",
        }
    }

    pub(super) fn id(mut self, id: String) -> Self {
        self.id = id;
        self
    }

    pub(super) fn cc(mut self, person: &'static Person) -> Self {
        self.cc.push(person);
        self
    }

    /// The charset of the subject and of texts that follow.
    pub(super) fn charset(mut self, charset: &'static str) -> Self {
        self.charset = charset;
        self
    }

    /// Makes it a reply.
    pub(super) fn answers(mut self, other: &Letter) -> Self {
        self.references = other.references.clone();
        self.references.push(other.id.clone());
        self
    }

    pub(super) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.extra.push((name, value.into()));
        self
    }

    /// Adds a plain text.
    pub(super) fn text(self, text: &str) -> Self {
        let part = text_part("plain", text, self.charset);
        self.part(part)
    }

    /// Adds an HTML text.
    pub(super) fn html(self, text: &str) -> Self {
        let part = text_part("html", text, self.charset);
        self.part(part)
    }

    pub(super) fn part(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }

    /// Adds a file.
    pub(super) fn file(self, kind: &str, name: &str, octets: &[u8]) -> Self {
        let name = match name.is_ascii() {
            true => format!("filename=\"{name}\""),
            false => format!("filename*=utf-8''{}", percent(name)),
        };
        self.part(Part {
            header: format!(
                "Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; {name}"
            ),
            octets: base64_lines(octets),
        })
    }

    /// Adds another message.
    pub(super) fn forward(self, other: &Letter) -> Self {
        let octets = other.write();
        let octets = octets.strip_suffix(b"\r\n").unwrap_or(&octets).to_vec();
        self.part(Part {
            header: "Content-Type: message/rfc822\r\nContent-Disposition: inline".to_owned(),
            octets,
        })
    }

    /// How several parts belong together: `mixed`, `alternative`, `digest`.
    pub(super) fn kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    /// The part that this letter would be inside of another.
    pub(super) fn nested(&self, level: u32) -> Part {
        let (header, octets) = self.body(level);
        Part { header, octets }
    }

    /// All of it.
    pub(super) fn write(&self) -> Vec<u8> {
        let mut head = format!("From: {}\r\n", self.people(&[self.from]));
        head.push_str(&format!("To: {}\r\n", self.people(&self.to)));
        if !self.cc.is_empty() {
            head.push_str(&format!("Cc: {}\r\n", self.people(&self.cc)));
        }
        let subject = encode(&self.subject, self.charset);
        head.push_str(&format!("Subject: {subject}\r\n"));
        head.push_str(&format!("Date: {}\r\n", self.date.to_rfc2822()));
        head.push_str(&format!("Message-ID: <{}>\r\n", self.id));
        if let Some(last) = self.references.last() {
            let all: Vec<_> = self.references.iter().map(|id| format!("<{id}>")).collect();
            head.push_str(&format!("In-Reply-To: <{last}>\r\n"));
            head.push_str(&format!("References: {}\r\n", all.join("\r\n ")));
        }
        for (name, value) in &self.extra {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let (header, octets) = self.body(0);
        head.push_str(&format!("MIME-Version: 1.0\r\n{header}\r\n\r\n"));
        let mut raw = head.into_bytes();
        raw.extend_from_slice(&octets);
        if !raw.ends_with(b"\r\n") {
            raw.extend_from_slice(b"\r\n");
        }
        raw
    }

    /// The header of the contents, and the contents.
    fn body(&self, level: u32) -> (String, Vec<u8>) {
        if let [only] = self.parts.as_slice()
            && self.kind != "digest"
        {
            return (only.header.clone(), only.octets.clone());
        }
        let boundary = format!("=_{:x}_{level}", self.date.timestamp());
        let mut octets = Vec::new();
        for part in &self.parts {
            octets.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
            let header = match part.header.is_empty() {
                true => "\r\n".to_owned(),
                false => format!("{}\r\n\r\n", part.header),
            };
            octets.extend_from_slice(header.as_bytes());
            octets.extend_from_slice(&part.octets);
            octets.extend_from_slice(b"\r\n");
        }
        octets.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        let kind = self.kind;
        (
            format!("Content-Type: multipart/{kind}; boundary=\"{boundary}\""),
            octets,
        )
    }

    fn people(&self, people: &[&'static Person]) -> String {
        let shown = people.iter().map(|person| match person.name {
            "" => person.address.to_owned(),
            name if name.is_ascii() && name.contains(['.', ',', '\'']) => {
                format!("\"{name}\" <{}>", person.address)
            }
            name => format!("{} <{}>", encode(name, self.charset), person.address),
        });
        shown.collect::<Vec<_>>().join(",\r\n ")
    }
}

/// Part of a digest: a message without a header of its own.
pub(super) fn in_digest(letter: &Letter) -> Part {
    let octets = letter.write();
    Part {
        header: String::new(),
        octets: octets.strip_suffix(b"\r\n").unwrap_or(&octets).to_vec(),
    }
}

fn octets_in(text: &str, charset: &str) -> Vec<u8> {
    let encoding = Encoding::for_label(charset.as_bytes()).unwrap_or(encoding_rs::UTF_8);
    encoding.encode(text).0.into_owned()
}

/// A text in a charset, in the transfer encoding that is usual with it.
fn text_part(kind: &str, text: &str, charset: &str) -> Part {
    let text = text.replace('\n', "\r\n");
    let charset = if text.is_ascii() { "us-ascii" } else { charset };
    let octets = octets_in(&text, charset);
    let (encoding, octets) = match charset {
        "us-ascii" | "iso-2022-jp" => ("7bit", octets),
        "koi8-r" | "gb18030" => ("base64", base64_lines(&octets)),
        _ => ("quoted-printable", quoted_printable(&octets)),
    };
    Part {
        header: format!(
            "Content-Type: text/{kind}; charset={charset}\r\nContent-Transfer-Encoding: {encoding}"
        ),
        octets,
    }
}

/// A header's text, in encoded words where it must be.
fn encode(text: &str, charset: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let letters: Vec<char> = text.chars().collect();
    let words = letters.chunks(12).map(|chunk| {
        let octets = octets_in(&chunk.iter().collect::<String>(), charset);
        match charset {
            "windows-1252" | "iso-8859-1" => {
                let mut word = String::new();
                for byte in octets {
                    match byte {
                        b' ' => word.push('_'),
                        byte if byte.is_ascii_alphanumeric() => word.push(char::from(byte)),
                        byte => word.push_str(&format!("={byte:02X}")),
                    }
                }
                format!("=?{charset}?Q?{word}?=")
            }
            _ => format!("=?{charset}?B?{}?=", STANDARD.encode(octets)),
        }
    });
    words.collect::<Vec<_>>().join("\r\n ")
}

fn base64_lines(octets: &[u8]) -> Vec<u8> {
    let lines = octets.chunks(57).map(|chunk| STANDARD.encode(chunk));
    lines.collect::<Vec<_>>().join("\r\n").into_bytes()
}

fn quoted_printable(octets: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for (number, line) in octets.split(|byte| *byte == b'\n').enumerate() {
        if number > 0 {
            out.extend_from_slice(b"\r\n");
        }
        let mut width = 0;
        for byte in line.strip_suffix(b"\r").unwrap_or(line) {
            let shown = match byte {
                b'=' | 0..=31 | 127..=255 => format!("={byte:02X}"),
                byte => char::from(*byte).to_string(),
            };
            if width + shown.len() > 72 {
                out.extend_from_slice(b"=\r\n");
                width = 0;
            }
            width += shown.len();
            out.extend_from_slice(shown.as_bytes());
        }
    }
    out
}

fn percent(name: &str) -> String {
    let letters = name.bytes().map(|byte| match byte {
        byte if byte.is_ascii_alphanumeric() || b"._-".contains(&byte) => {
            char::from(byte).to_string()
        }
        byte => format!("%{byte:02X}"),
    });
    letters.collect()
}
