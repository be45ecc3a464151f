//! The trace: what is sent and received, for human eyes.

use std::io::Write;

use chrono::Local;

use crate::data::escape::escape_control;

/// How much of one line or literal is shown.
const SHOWN: usize = 400;

/// Sees everything that is sent and received. Secrets in what is sent are masked already.
pub trait Trace: Send {
    /// Something was sent.
    fn sent(&mut self, masked: &[u8]);

    /// A response was received.
    fn received(&mut self, bytes: &[u8]);

    /// Something else worth knowing happened.
    fn note(&mut self, text: &str);
}

/// Writes `C:` and `S:` lines with the time of day, long ones shortened.
pub struct WriterTrace<W>(W);

impl<W: Write + Send> WriterTrace<W> {
    /// A trace that goes to `writer`.
    pub fn new(writer: W) -> Self {
        Self(writer)
    }

    fn line(&mut self, who: &str, text: &str) {
        // A trace that cannot be written is no reason to stop what is traced.
        let _ = writeln!(
            self.0,
            "{} {who} {text}",
            Local::now().format("%H:%M:%S%.3f")
        );
        let _ = self.0.flush();
    }

    fn lines(&mut self, who: &str, bytes: &[u8]) {
        let text = bytes.strip_suffix(b"\r\n").unwrap_or(bytes);
        if text.len() <= SHOWN {
            for line in text.split(|byte| *byte == b'\n') {
                self.line(who, &shown(line));
            }
            return;
        }
        let head = text.get(..SHOWN).unwrap_or_default();
        let mut lines = head.split(|byte| *byte == b'\n').peekable();
        while let Some(line) = lines.next() {
            match lines.peek() {
                Some(_) => self.line(who, &shown(line)),
                None => {
                    let more = text.len() - SHOWN;
                    self.line(who, &format!("{} ... ({more} bytes more)", shown(line)));
                }
            }
        }
    }
}

fn shown(line: &[u8]) -> String {
    let text = String::from_utf8_lossy(line.strip_suffix(b"\r").unwrap_or(line));
    escape_control(&text, false).into_owned()
}

impl<W: Write + Send> Trace for WriterTrace<W> {
    fn sent(&mut self, masked: &[u8]) {
        self.lines("C:", masked);
    }

    fn received(&mut self, bytes: &[u8]) {
        self.lines("S:", bytes);
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
        trace.received(b"* 1 FETCH (X {3}\r\na\x1b[\r\n)\r\n");
        trace.received(&b"x".repeat(1000));
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.lines().map(|line| &line[13..]).collect();
        assert_eq!(
            lines[..4],
            [
                "C: A1 LOGIN me ****",
                "S: * 1 FETCH (X {3}",
                "S: a\\u001b[",
                "S: )"
            ]
        );
        assert!(lines[4].ends_with("xx ... (600 bytes more)"));
    }
}
