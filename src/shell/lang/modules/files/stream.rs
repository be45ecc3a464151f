//! A file under way: what was read ahead, what waits to be written.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

use crate::lang::methods::codec::{self, Errors};
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

use super::failed;

/// How much is read at a time.
pub(super) const CHUNK: usize = 64 << 10;

/// A file of the user's.
pub(super) struct OpenFile {
    pub(super) file: Option<File>,
    pub(super) name: String,
    pub(super) mode: String,
    pub(super) binary: bool,
    pub(super) readable: bool,
    pub(super) writable: bool,
    pub(super) encoding: String,
    pub(super) errors: Errors,
    pub(super) handler: String,
    /// What ends a line in the file: `None` for any, on reading.
    pub(super) newline: Option<String>,
    /// What was read and not yet asked for; text is UTF-8 with `\n` alone.
    pub(super) waiting: Vec<u8>,
    pub(super) at: usize,
    pub(super) ended: bool,
    /// What was written and not yet passed on.
    pub(super) unwritten: Vec<u8>,
}

impl OpenFile {
    pub(super) fn empty(&self) -> Value {
        match self.binary {
            true => Value::bytes(b""),
            false => Value::str(""),
        }
    }

    pub(super) fn file(&mut self) -> R<&mut File> {
        let closed = || Raised::new("ValueError", "I/O operation on closed file.");
        self.file.as_mut().ok_or_else(closed)
    }

    /// Whether what is in the file can be read as UTF-8.
    pub(super) fn is_utf8(&self) -> bool {
        let name = self.encoding.to_ascii_lowercase();
        matches!(
            name.as_str(),
            "utf-8" | "utf8" | "utf_8" | "ascii" | "us-ascii"
        )
    }

    /// Whether every text can be written as UTF-8.
    pub(super) fn writes_utf8(&self) -> bool {
        self.encoding.to_ascii_lowercase().starts_with("utf")
    }

    /// Reads more; false at the end.
    fn fill(&mut self) -> R<bool> {
        if !self.readable {
            return Err(Raised::new("UnsupportedOperation", "not readable"));
        }
        self.flush()?;
        self.file()?;
        if self.ended {
            return Ok(false);
        }
        let whole = !self.binary && !self.is_utf8();
        let name = self.name.clone();
        let wrong = |error: io::Error| failed(&error, &name);
        let mut chunk = Vec::new();
        match whole {
            true => self.file()?.read_to_end(&mut chunk).map_err(wrong)?,
            false => {
                let mut limited = Read::by_ref(self.file()?).take(CHUNK as u64);
                limited.read_to_end(&mut chunk).map_err(wrong)?
            }
        };
        self.ended = whole || chunk.is_empty();
        if whole {
            chunk = codec::decoded(&chunk, &self.encoding, self.errors)?.into_bytes();
        }
        self.waiting.drain(..self.at);
        self.at = 0;
        if self.binary || self.newline.is_some() {
            self.waiting.extend_from_slice(&chunk);
            return Ok(!chunk.is_empty());
        }
        // Any kind of line end becomes \n. A \r at the end waits for what follows it.
        let held = self.waiting.last() == Some(&b'\r');
        if held {
            self.waiting.pop();
            chunk.insert(0, b'\r');
        }
        let mut octets = chunk.iter().copied().peekable();
        while let Some(byte) = octets.next() {
            match (byte, octets.peek()) {
                (b'\r', Some(b'\n')) => {}
                (b'\r', None) if !self.ended => self.waiting.push(b'\r'),
                (b'\r', _) => self.waiting.push(b'\n'),
                (byte, _) => self.waiting.push(byte),
            }
        }
        Ok(!chunk.is_empty())
    }

    /// Takes octets out of what waits.
    fn take(&mut self, count: usize) -> R<Value> {
        let end = (self.at + count).min(self.waiting.len());
        let octets = self.waiting.get(self.at..end).unwrap_or_default();
        let value = match (self.binary, self.is_utf8()) {
            (true, _) => Value::bytes(octets),
            (false, true) => Value::str(codec::decoded(octets, &self.encoding, self.errors)?),
            (false, false) => Value::str(String::from_utf8_lossy(octets)),
        };
        self.at = end;
        Ok(value)
    }

    fn left(&self) -> &[u8] {
        self.waiting.get(self.at..).unwrap_or_default()
    }

    pub(super) fn read(&mut self, size: Option<usize>) -> R<Value> {
        let Some(size) = size else {
            while self.fill()? {}
            return self.take(usize::MAX / 2);
        };
        // A character has at most four octets.
        let enough = if self.binary {
            size
        } else {
            size.saturating_mul(4).saturating_add(4)
        };
        while self.left().len() < enough && self.fill()? {}
        if self.binary {
            return self.take(size);
        }
        let text = String::from_utf8_lossy(self.left());
        let count = text
            .char_indices()
            .nth(size)
            .map_or(text.len(), |(at, _)| at);
        self.take(count)
    }

    pub(super) fn line(&mut self) -> R<Option<Value>> {
        let mut searched = 0;
        loop {
            let left = self.left();
            let found = left
                .get(searched..)
                .and_then(|rest| memchr::memchr(b'\n', rest));
            if let Some(at) = found {
                let count = searched + at + 1;
                return self.take(count).map(Some);
            }
            searched = left.len().saturating_sub(1);
            if !self.fill()? {
                let count = self.left().len();
                return match count {
                    0 => Ok(None),
                    count => self.take(count).map(Some),
                };
            }
        }
    }

    /// Writes octets, many of them at once.
    pub(super) fn put(&mut self, octets: &[u8]) -> R<()> {
        if octets.len() >= CHUNK {
            self.flush()?;
            let name = self.name.clone();
            let written = self.file()?.write_all(octets);
            return written.map_err(|error| failed(&error, &name));
        }
        self.unwritten.extend_from_slice(octets);
        Ok(())
    }

    pub(super) fn flush(&mut self) -> R<()> {
        let name = self.name.clone();
        let octets = std::mem::take(&mut self.unwritten);
        if octets.is_empty() {
            return Ok(());
        }
        let file = self.file()?;
        file.write_all(&octets)
            .map_err(|error| failed(&error, &name))
    }

    /// Forgets what was read ahead, so that the place in the file is where the user is.
    pub(super) fn settle(&mut self) -> R<()> {
        self.flush()?;
        let ahead = self.left().len() as i64;
        self.waiting.clear();
        (self.at, self.ended) = (0, false);
        let name = self.name.clone();
        if ahead > 0 {
            let moved = self.file()?.seek(SeekFrom::Current(-ahead));
            moved.map_err(|error| failed(&error, &name))?;
        }
        Ok(())
    }

    pub(super) fn tell(&mut self) -> R<Value> {
        self.settle()?;
        let name = self.name.clone();
        let at = self.file()?.stream_position();
        let at = at.map_err(|error| failed(&error, &name))?;
        Ok(Value::Int(at.into()))
    }
}

impl Drop for OpenFile {
    fn drop(&mut self) {
        let _ = self.flush();
    }
}
