//! A server in memory.

use std::collections::VecDeque;
use std::io::{self, Read, Write};

/// What a server says to one line of the client.
pub(crate) type Answer = Box<dyn Read + Send>;

/// A server in memory: `talk` gets the tag and the rest of each line and gives what it says.
pub(crate) struct Peer<T> {
    talk: T,
    heard: Vec<u8>,
    says: VecDeque<Answer>,
    /// How many bytes one read gives at most.
    pub(crate) piece: usize,
}

impl<T: FnMut(&str, &str) -> Answer + Send + 'static> Peer<T> {
    pub(crate) fn new(greeting: impl Into<Vec<u8>>, talk: T) -> Self {
        Self {
            talk,
            heard: Vec::new(),
            says: [said(greeting)].into(),
            piece: usize::MAX,
        }
    }
}

impl<T: FnMut(&str, &str) -> Answer> Read for Peer<T> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = buffer.len().min(self.piece);
        while let Some(answer) = self.says.front_mut() {
            let count = answer.read(&mut buffer[..most])?;
            if count > 0 {
                return Ok(count);
            }
            self.says.pop_front();
        }
        // A server that has nothing to say any more has gone.
        Ok(0)
    }
}

impl<T: FnMut(&str, &str) -> Answer> Write for Peer<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.heard.extend(bytes);
        while let Some(end) = self.heard.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.heard.drain(..=end).collect();
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            let (tag, rest) = line.split_once(' ').unwrap_or((&line, ""));
            self.says.push_back((self.talk)(tag, rest));
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An answer that is sent as it stands.
pub(crate) fn said(text: impl Into<Vec<u8>>) -> Answer {
    Box::new(io::Cursor::new(text.into()))
}
