//! The practical floor: a converter written by hand for these rows alone, which writes JSON in one
//! pass over each and builds nothing. `convert PORT JOB`
//!
//! It checks nothing and knows no quirk; BODYSTRUCTURE stays nested arrays.

use std::io::{self, BufRead, Write};

const FIELDS: [&str; 10] = [
    "date", "subject", "from", "sender", "reply_to", "to", "cc", "bcc", "in_reply_to", "message_id",
];
const PARTS: [&str; 4] = ["name", "route", "mailbox", "host"];

struct Reader<'a> {
    row: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> u8 {
        self.row.get(self.at).copied().unwrap_or(b')')
    }

    fn value(&mut self, out: &mut Vec<u8>) {
        match self.peek() {
            b'"' => self.quoted(out),
            b'(' => self.list(out, |reader, _, out| reader.value(out)),
            b'0'..=b'9' => {
                let word = self.word();
                out.extend(word);
            }
            _ => {
                let word = self.word();
                if word == b"NIL" {
                    out.extend(b"null");
                } else {
                    out.push(b'"');
                    escape(word, out);
                    out.push(b'"');
                }
            }
        }
    }

    fn word(&mut self) -> &[u8] {
        let start = self.at;
        while !matches!(self.peek(), b' ' | b')' | b'\r') {
            self.at += 1;
        }
        &self.row[start..self.at]
    }

    fn quoted(&mut self, out: &mut Vec<u8>) {
        self.at += 1;
        let rest = &self.row[self.at..];
        let length = memchr::memchr(b'"', rest).unwrap_or(rest.len());
        out.push(b'"');
        escape(&rest[..length], out);
        out.push(b'"');
        self.at += length + 1;
    }

    fn list(&mut self, out: &mut Vec<u8>, mut each: impl FnMut(&mut Self, usize, &mut Vec<u8>)) {
        self.at += 1;
        out.push(b'[');
        let mut index = 0;
        while self.peek() != b')' {
            if index > 0 {
                out.push(b',');
            }
            each(self, index, out);
            index += 1;
            if self.peek() == b' ' {
                self.at += 1;
            }
        }
        self.at += 1;
        out.push(b']');
    }

    fn envelope(&mut self, out: &mut Vec<u8>) {
        self.at += 1;
        for (index, field) in FIELDS.iter().enumerate() {
            out.push(if index == 0 { b'{' } else { b',' });
            key(field, out);
            if self.peek() == b'(' {
                self.list(out, |reader, _, out| {
                    reader.at += 1;
                    for (index, part) in PARTS.iter().enumerate() {
                        out.push(if index == 0 { b'{' } else { b',' });
                        key(part, out);
                        reader.value(out);
                        reader.at += 1;
                    }
                    out.push(b'}');
                });
            } else {
                self.value(out);
            }
            self.at += 1;
        }
        out.push(b'}');
    }
}

fn key(name: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    out.extend(name.as_bytes());
    out.extend(b"\":");
}

fn escape(text: &[u8], out: &mut Vec<u8>) {
    if text.iter().all(|&byte| byte >= 0x20 && byte != b'\\' && byte != b'"') {
        out.extend(text);
        return;
    }
    for &byte in text {
        match byte {
            b'\\' | b'"' => out.extend([b'\\', byte]),
            0..0x20 => out.extend(format!("\\u{byte:04x}").as_bytes()),
            _ => out.push(byte),
        }
    }
}

fn row(line: &[u8], reader: &mut impl BufRead, out: &mut Vec<u8>) -> io::Result<()> {
    let mut cursor = Reader { row: line, at: 2 };
    let number = cursor.word().to_vec();
    cursor.at += " FETCH (UID ".len();
    key(std::str::from_utf8(cursor.word()).unwrap_or(""), out);
    out.extend(b"{\"SEQ\":");
    out.extend(number);
    while cursor.peek() == b' ' {
        cursor.at += 1;
        let name = cursor.word().to_vec();
        cursor.at += 1;
        out.push(b',');
        key(std::str::from_utf8(&name).unwrap_or(""), out);
        if name == b"ENVELOPE" {
            cursor.envelope(out);
        } else if name == b"BODY[]" {
            let size = std::str::from_utf8(&line[cursor.at + 1..line.len() - 3]);
            let size = size.ok().and_then(|size| size.parse().ok()).unwrap_or(0);
            let mut body = vec![0; size];
            reader.read_exact(&mut body)?;
            out.push(b'"');
            let mut rest = &body[..];
            while let Some(at) = memchr::memchr3(b'"', b'\\', b'\r', rest) {
                out.extend(&rest[..at]);
                match rest[at] {
                    b'\r' => {
                        out.extend(b"\\r\\n");
                        rest = &rest[(at + 2).min(rest.len())..];
                    }
                    other => {
                        out.extend([b'\\', other]);
                        rest = &rest[at + 1..];
                    }
                }
            }
            out.extend(rest);
            out.push(b'"');
            reader.read_until(b'\n', &mut Vec::new())?;
            break;
        } else {
            cursor.value(out);
        }
    }
    out.push(b'}');
    Ok(())
}

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let port = arguments.next().and_then(|port| port.parse().ok()).unwrap_or(0);
    let job = arguments.next().unwrap_or_default();
    let mut reader = compare::begin(port, &job)?;
    let mut stdout = io::stdout().lock();
    let mut out = Vec::with_capacity(80 * 1024);
    let mut line = Vec::new();
    let mut first = true;
    out.push(if job == "search" { b'[' } else { b'{' });
    loop {
        line.clear();
        reader.read_until(b'\n', &mut line)?;
        if line.is_empty() || line.starts_with(b"A3 ") {
            break;
        }
        if job == "search" {
            for number in line[9..line.len() - 2].split(|&byte| byte == b' ') {
                if !std::mem::take(&mut first) {
                    out.push(b',');
                }
                out.extend(number);
                if out.len() > 64 * 1024 {
                    stdout.write_all(&out)?;
                    out.clear();
                }
            }
            continue;
        }
        if !std::mem::take(&mut first) {
            out.push(b',');
        }
        row(&line, &mut reader, &mut out)?;
        if out.len() > 64 * 1024 {
            stdout.write_all(&out)?;
            out.clear();
        }
    }
    out.push(if job == "search" { b']' } else { b'}' });
    out.push(b'\n');
    stdout.write_all(&out)
}
