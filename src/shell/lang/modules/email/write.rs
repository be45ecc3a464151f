//! Messages as text and as octets.

use crate::lang::Interpreter;
use crate::lang::raise::R;

use super::super::texts::base64_lines;
use super::change::with_parameter;
use super::fold::{WIDTH, folded};
use super::part::{Body, Part, Shared, visit};
use super::words::unknown_lines;

/// Whether what is not ASCII stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Octets,
    Text,
}

/// A message with `\n` as the end of lines, as Python writes it.
pub(super) fn written(
    interpreter: &Interpreter,
    part: &Shared,
    form: Form,
    envelope: bool,
) -> R<Vec<u8>> {
    visit(interpreter, part, &mut |part| {
        separate(&mut part.borrow_mut());
        Ok(())
    })?;
    let part = &*part.borrow();
    let mut out = Vec::new();
    if envelope {
        let first = part.envelope.as_deref().unwrap_or("From nobody");
        out.extend_from_slice(first.as_bytes());
        out.push(b'\n');
    }
    // The classic kind keeps long headers in text as they are.
    let width = (form == Form::Octets || part.modern).then_some(WIDTH);
    let mut writer = Writer {
        interpreter,
        form,
        width,
        out,
    };
    writer.write(part)?;
    Ok(writer.out)
}

/// Gives a part that has parts a boundary, which it keeps.
fn separate(part: &mut Part) {
    let multipart = part.content_type().starts_with("multipart/");
    if !multipart || matches!(part.body, Body::Octets(_)) {
        return;
    }
    let known = part.boundary();
    if known.as_ref().is_some_and(|boundary| !boundary.is_empty()) {
        return;
    }
    let kind = part.get("content-type").unwrap_or("multipart/mixed");
    let new = format!("boundary=\"{}\"", boundary());
    // An empty one gives way.
    let kind = with_parameter(kind, "boundary", Some(&new));
    part.set("Content-Type", kind);
}

struct Writer<'a> {
    interpreter: &'a Interpreter,
    form: Form,
    /// How long the lines of headers may be.
    width: Option<usize>,
    out: Vec<u8>,
}

impl Writer<'_> {
    /// Adds lines, each with `\n` at its end.
    fn lines(&mut self, text: &[u8]) {
        let mut rest = text;
        while let Some(at) = memchr::memchr(b'\r', rest) {
            let (before, from) = rest.split_at(at);
            self.out.extend_from_slice(before);
            self.out.push(b'\n');
            let after = from.get(1..).unwrap_or_default();
            rest = after.strip_prefix(b"\n").unwrap_or(after);
        }
        self.out.extend_from_slice(rest);
    }

    fn header(&mut self, part: &Part, name: &str, value: &str) -> R<()> {
        if let Some(octets) = part.sent(value).filter(|_| !part.modern) {
            // What came in a charset that nobody told goes as it came, or under that name.
            let start = format!("{name}: ");
            self.out.extend_from_slice(start.as_bytes());
            match self.form {
                Form::Octets => self.out.extend_from_slice(octets),
                Form::Text => {
                    let width = self.width.unwrap_or(usize::MAX);
                    let lines = unknown_lines(octets, start.len(), width);
                    self.out.extend_from_slice(lines.join("\n ").as_bytes());
                }
            }
            self.out.push(b'\n');
            return Ok(());
        }
        let line = folded(self.interpreter, (name, value), part.modern, self.width)?;
        self.out.extend_from_slice(line.as_bytes());
        Ok(())
    }

    /// The depth of the parts is known to have its limit.
    fn write(&mut self, part: &Part) -> R<()> {
        self.interpreter.tick()?;
        let coded = self.needs_coding(part);
        let mut told = false;
        for (name, value) in &part.headers {
            if coded.is_some() && name.eq_ignore_ascii_case("content-transfer-encoding") {
                self.header(part, name, "base64")?;
                told = true;
            } else {
                self.header(part, name, value)?;
            }
        }
        if coded.is_some() && !told {
            self.header(part, "Content-Transfer-Encoding", "base64")?;
        }
        self.out.push(b'\n');
        if let Some(coded) = coded {
            self.out.extend_from_slice(coded.as_bytes());
            return Ok(());
        }
        let kind = part.content_type();
        let (main, _) = kind.split_once('/').unwrap_or_default();
        match (&part.body, main) {
            // What should have been parts stays as it is, its line ends too.
            (Body::Octets(octets), "multipart" | "message") => self.out.extend_from_slice(octets),
            (Body::Octets(octets), _) => self.lines(octets),
            (Body::Parts(parts), "multipart") => return self.multipart(part, parts, &kind),
            (Body::None, "multipart") => return self.multipart(part, &[], &kind),
            (Body::Parts(parts), "message") if kind == "message/delivery-status" => {
                for (at, inner) in parts.iter().enumerate() {
                    if at > 0 {
                        self.out.push(b'\n');
                    }
                    self.write(&inner.borrow())?;
                    // The blank line behind the headers stands between the blocks.
                    if self.out.ends_with(b"\n") {
                        self.out.pop();
                    }
                }
            }
            (Body::Parts(parts), "message") => {
                if let Some(inner) = parts.first() {
                    self.write(&inner.borrow())?;
                }
            }
            (Body::Parts(parts), _) => {
                for inner in parts.iter() {
                    self.write(&inner.borrow())?;
                }
            }
            (Body::None, _) => {}
        }
        Ok(())
    }

    /// The body in base64, where only text will do and its letters need more.
    fn needs_coding(&self, part: &Part) -> Option<String> {
        let Body::Octets(octets) = &part.body else {
            return None;
        };
        let plain = self.form == Form::Octets || part.from_text || octets.is_ascii();
        if plain || part.charset().is_none() {
            return None;
        }
        Some(base64_lines(octets, "\n"))
    }

    fn multipart(&mut self, part: &Part, parts: &[Shared], kind: &str) -> R<()> {
        let boundary = part.boundary().unwrap_or_default();
        if let Some(preamble) = &part.preamble {
            self.lines(preamble.as_bytes());
            self.out.push(b'\n');
        }
        let width = self.width;
        if kind == "multipart/signed" {
            // What is signed stays as it is.
            self.width = None;
        }
        let opening = format!("--{boundary}\n");
        self.out.extend_from_slice(opening.as_bytes());
        for (at, inner) in parts.iter().enumerate() {
            if at > 0 {
                self.out.push(b'\n');
                self.out.extend_from_slice(opening.as_bytes());
            }
            self.write(&inner.borrow())?;
        }
        self.width = width;
        self.out
            .extend_from_slice(format!("\n--{boundary}--\n").as_bytes());
        if let Some(epilogue) = &part.epilogue {
            self.lines(epilogue.as_bytes());
        }
        Ok(())
    }
}

/// A boundary as Python makes them.
fn boundary() -> String {
    use std::hash::{BuildHasher, Hasher, RandomState};
    let number = RandomState::new().build_hasher().finish() % 10_000_000_000_000_000_000;
    format!("==============={number:019}==")
}
