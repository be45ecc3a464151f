//! The trace: what is sent and received, for human eyes.

use std::io::Write;

use chrono::Local;

use crate::data::escape::escape_control;

/// How much of one line is shown.
const LINE: usize = 400;

/// How much of one literal is shown.
const LITERAL: usize = 160;

/// Sees everything that is sent and received. Secrets in what is sent are masked already.
pub trait Trace: Send {
    /// Something was sent.
    fn sent(&mut self, masked: &[u8]);

    /// A response was received.
    fn received(&mut self, bytes: &[u8]);

    /// Something else worth knowing happened.
    fn note(&mut self, text: &str);

    /// Whether responses are wanted whole. If not, the octets of large literals that go to files are
    /// left out of them.
    fn wants_all(&self) -> bool {
        false
    }
}

/// Writes `C:` and `S:` lines with the time of day; long lines and literals are shortened, and
/// nothing in them can drive a terminal.
pub struct WriterTrace<W> {
    writer: W,
    /// The octets of a literal that was announced and is still to be sent.
    due: usize,
}

impl<W: Write + Send> WriterTrace<W> {
    /// A trace that goes to `writer`.
    pub fn new(writer: W) -> Self {
        Self { writer, due: 0 }
    }

    fn line(&mut self, who: &str, text: &str) {
        // A trace that cannot be written is no reason to stop what is traced. One write a line, so
        // that lines of several sources do not mix.
        let time = Local::now().format("%H:%M:%S%.3f");
        let line = format!("{time} {who} {text}\n");
        let _ = self.writer.write_all(line.as_bytes());
        let _ = self.writer.flush();
    }

    /// Shows lines and literals; `due` octets of a literal come first. Tells how many octets of
    /// the last literal did not follow.
    fn show(&mut self, who: &str, bytes: &[u8], due: usize) -> usize {
        let (mut rest, mut due) = (bytes, due);
        loop {
            if due > 0 {
                if rest.is_empty() {
                    return due;
                }
                // A masked secret is shorter than announced, and so is what is held elsewhere.
                if let Some((literal, after)) = rest.split_at_checked(due) {
                    self.line(who, &shown(literal, LITERAL));
                    rest = after;
                }
            }
            if rest.is_empty() {
                return 0;
            }
            let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
            let (line, after) = rest.split_at(end);
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if !line.is_empty() || rest.len() == bytes.len() {
                self.line(who, &shown(line, LINE));
            }
            due = announced(line);
            rest = after;
        }
    }
}

/// The octets of the literal that a line announces at its end.
fn announced(line: &[u8]) -> usize {
    let size = || {
        let inner = line.strip_suffix(b"}")?;
        let digits = inner.get(memchr::memrchr(b'{', inner)? + 1..)?;
        let digits = digits.strip_suffix(b"+").unwrap_or(digits);
        str::from_utf8(digits).ok()?.parse().ok()
    };
    size().unwrap_or(0)
}

/// At most `most` octets, escaped, with the size of it all if that is more.
fn shown(bytes: &[u8], most: usize) -> String {
    let head = bytes.get(..most).unwrap_or(bytes);
    let text = String::from_utf8_lossy(head);
    let mut text = escape_control(&text, false).into_owned();
    if bytes.len() > most {
        text.push_str(&format!(" ... ({} bytes)", bytes.len()));
    }
    text
}

impl<W: Write + Send> Trace for WriterTrace<W> {
    fn sent(&mut self, masked: &[u8]) {
        let due = std::mem::take(&mut self.due);
        self.due = self.show("C:", masked, due);
    }

    fn received(&mut self, bytes: &[u8]) {
        self.show("S:", bytes, 0);
    }

    fn note(&mut self, text: &str) {
        self.line("--", text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_short_and_harmless() {
        let mut out = Vec::new();
        let mut trace = WriterTrace::new(&mut out);
        trace.sent(b"A1 LOGIN me ****\r\n");
        trace.sent(b"A2 APPEND x {300}\r\n");
        trace.sent(&[&b"y".repeat(300)[..], b" {3+}\r\n\x1b[m\r\n"].concat());
        trace.sent(b"A3 LOGIN me {9+}\r\n****\r\n");
        trace.received(b"* 1 FETCH (X {3}\r\na\x1b[ FLAGS (a))\r\n");
        trace.received(b"* 1 FETCH (X {300000}\r\n FLAGS (b))\r\n");
        trace.received(&b"x".repeat(1000));
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.lines().map(|line| &line[13..]).collect();
        let body = format!("C: {} ... (300 bytes)", "y".repeat(160));
        assert_eq!(
            lines[..12],
            [
                "C: A1 LOGIN me ****",
                "C: A2 APPEND x {300}",
                &body,
                "C:  {3+}",
                "C: \\u001b[m",
                "C: A3 LOGIN me {9+}",
                "C: ****",
                "S: * 1 FETCH (X {3}",
                "S: a\\u001b[",
                "S:  FLAGS (a))",
                "S: * 1 FETCH (X {300000}",
                "S:  FLAGS (b))",
            ]
        );
        assert!(lines[12].ends_with("xx ... (1000 bytes)"));
    }
}
