//! A client that sends what it is told and shows what comes back.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// A connection in clear.
pub(crate) struct Raw {
    reader: BufReader<TcpStream>,
    writer: TcpStream,
    number: u32,
}

impl Raw {
    /// Connects and takes the greeting.
    pub(crate) fn connect(port: u16) -> Self {
        let mut raw = Self::silent(port);
        raw.line();
        raw
    }

    /// Connects and reads nothing.
    pub(crate) fn silent(port: u16) -> Self {
        let writer = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
        writer
            .set_read_timeout(Some(Duration::from_secs(20)))
            .expect("a time-out");
        Self {
            reader: BufReader::new(writer.try_clone().expect("a socket")),
            writer,
            number: 0,
        }
    }

    /// Sends bytes as they are.
    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) {
        // A server that has closed shows when it is read.
        let _ = self.writer.write_all(bytes.as_ref());
    }

    /// Says that nothing more will be sent.
    pub(crate) fn hang_up(&mut self) {
        let _ = self.writer.shutdown(std::net::Shutdown::Write);
    }

    /// The next line, with the octets of its literals; empty at the end.
    pub(crate) fn line(&mut self) -> String {
        let mut line = Vec::new();
        loop {
            let before = line.len();
            let read = self.reader.read_until(b'\n', &mut line);
            if read.map_or(true, |count| count == 0) {
                break;
            }
            let last = String::from_utf8_lossy(&line[before..]).into_owned();
            let Some(size) = last
                .trim_end()
                .strip_suffix('}')
                .and_then(|head| head.rsplit_once('{'))
                .and_then(|(_, size)| size.parse::<usize>().ok())
                .filter(|_| last.starts_with('*') || before > 0)
            else {
                break;
            };
            let start = line.len();
            line.resize(start + size, 0);
            if self.reader.read_exact(&mut line[start..]).is_err() {
                break;
            }
        }
        String::from_utf8_lossy(&line).into_owned()
    }

    /// All that comes up to a tagged answer, which is the last line without its tag.
    pub(crate) fn answer(&mut self, tag: &str) -> Vec<String> {
        let mut lines = Vec::new();
        loop {
            let line = self.line();
            let done = line.is_empty();
            match line.strip_prefix(&format!("{tag} ")) {
                Some(rest) => {
                    lines.push(rest.trim_end().to_owned());
                    return lines;
                }
                None => lines.push(line.trim_end_matches(['\r', '\n']).to_owned()),
            }
            if done {
                return lines;
            }
        }
    }

    /// Sends a command and returns its answer. Literals in it must need no go-ahead.
    pub(crate) fn run(&mut self, command: impl AsRef<[u8]>) -> Vec<String> {
        self.number += 1;
        let tag = format!("a{}", self.number);
        self.send([tag.as_bytes(), b" ", command.as_ref(), b"\r\n"].concat());
        self.answer(&tag)
    }

    /// The same, as one text.
    pub(crate) fn text(&mut self, command: impl AsRef<[u8]>) -> String {
        self.run(command).join("\n")
    }

    /// Demands OK.
    pub(crate) fn ok(&mut self, command: &str) -> Vec<String> {
        let lines = self.run(command);
        let last = lines.last().cloned().unwrap_or_default();
        assert!(last.starts_with("OK"), "{command}: {lines:#?}");
        lines
    }
}
