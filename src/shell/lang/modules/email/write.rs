//! Messages as text and as octets.

use super::part::{Body, Part};
use super::words::encoded;
use std::cell::RefCell;

/// The longest line of a header.
const WIDTH: usize = 78;

/// Whether what is not ASCII stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Octets,
    Text,
}

/// A message with `\n` as the end of lines, as Python writes it.
pub(super) fn written(part: &RefCell<Part>, form: Form, envelope: bool) -> Vec<u8> {
    separate(part);
    let part = &*part.borrow();
    let mut out = Vec::new();
    if envelope {
        let first = part.envelope.as_deref().unwrap_or("From nobody");
        out.extend_from_slice(first.as_bytes());
        out.push(b'\n');
    }
    write(part, form, &mut out);
    out
}

fn lines(text: &[u8], out: &mut Vec<u8>) {
    let mut octets = text.iter().copied().peekable();
    while let Some(byte) = octets.next() {
        match byte {
            b'\r' => {
                octets.next_if_eq(&b'\n');
                out.push(b'\n');
            }
            byte => out.push(byte),
        }
    }
}

/// Gives the parts that have parts a boundary, which they keep.
fn separate(part: &RefCell<Part>) {
    let mut part = part.borrow_mut();
    let multipart = part.content_type().starts_with("multipart/");
    if multipart && part.parameter("content-type", "boundary").is_none() {
        let kind = part.get("content-type").unwrap_or("multipart/mixed");
        let kind = format!("{kind}; boundary=\"{}\"", boundary());
        part.set("Content-Type", kind);
    }
    let inner = match &part.body {
        Body::Parts(parts) => parts.clone(),
        _ => Vec::new(),
    };
    drop(part);
    inner.iter().for_each(|inner| separate(inner));
}

fn write(part: &Part, form: Form, out: &mut Vec<u8>) {
    let mut part = part.clone();
    // Text that is not ASCII goes into base64 where only text will do.
    if let Body::Octets(octets) = &part.body
        && form == Form::Text
        && !octets.is_ascii()
        && part.get("content-type").is_some()
    {
        let coded = super::super::texts::base64_lines(octets, "\n");
        part.set("Content-Transfer-Encoding", "base64".to_owned());
        part.body = Body::Octets(coded.into_bytes());
    }
    let multipart = part.content_type().starts_with("multipart/");
    for (name, value) in &part.headers {
        out.extend_from_slice(folded(name, value, part.modern).as_bytes());
    }
    out.push(b'\n');
    match &part.body {
        Body::None => {}
        Body::Octets(octets) => lines(octets, out),
        Body::Parts(parts) if multipart => {
            let boundary = part
                .parameter("content-type", "boundary")
                .unwrap_or_default();
            if let Some(preamble) = &part.preamble {
                lines(preamble.as_bytes(), out);
                out.push(b'\n');
            }
            for inner in parts {
                out.extend_from_slice(format!("--{boundary}\n").as_bytes());
                write(&inner.borrow(), form, out);
                out.push(b'\n');
            }
            out.extend_from_slice(format!("--{boundary}--\n").as_bytes());
            if let Some(epilogue) = &part.epilogue {
                lines(epilogue.as_bytes(), out);
            }
        }
        Body::Parts(parts) => {
            for inner in parts {
                write(&inner.borrow(), form, out);
            }
        }
    }
}

/// A boundary as Python makes them.
fn boundary() -> String {
    use std::hash::{BuildHasher, Hasher, RandomState};
    let number = RandomState::new().build_hasher().finish() % 10_000_000_000_000_000_000;
    format!("==============={number:019}==")
}

/// A header with its line end, in lines that are not too long.
pub(super) fn folded(name: &str, value: &str, modern: bool) -> String {
    let value = match value.is_ascii() || !modern {
        true => value.to_owned(),
        false => encoded(value, 4),
    };
    let first = format!("{name}: {}", value.lines().next().unwrap_or_default());
    let rest = value.lines().skip(1).filter(|line| !line.trim().is_empty());
    let all: Vec<String> = std::iter::once(first)
        .chain(rest.map(str::to_owned))
        .collect();
    let mut out = String::new();
    for line in all {
        let mut line = &*line;
        while line.len() > WIDTH {
            // At the last blank that fits, not before the value begins.
            let least = name.len() + 2;
            let window = line.get(..WIDTH + 1).unwrap_or(line);
            let fits = window
                .rfind([' ', '\t'])
                .filter(|at| *at > least.min(line.len()));
            let later = || {
                let from = WIDTH.min(line.len());
                let found = line.get(from..)?.find([' ', '\t'])?;
                Some(found + from)
            };
            let Some(at) = fits.or_else(later) else {
                break;
            };
            out.push_str(line.get(..at).unwrap_or_default());
            out.push('\n');
            line = line.get(at..).unwrap_or_default();
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}
