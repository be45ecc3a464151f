//! Large literals, put into an unnamed temporary file.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

/// A temporary file under way.
#[derive(Debug)]
pub struct Spool {
    file: File,
    len: u64,
    utf8: Utf8Check,
}

/// A temporary file that is complete. It vanishes with the last handle.
#[derive(Debug)]
pub struct SpooledFile {
    file: File,
    len: u64,
    is_utf8: bool,
}

impl Spool {
    /// Makes the file.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            file: tempfile::tempfile()?,
            len: 0,
            utf8: Utf8Check::default(),
        })
    }

    /// Adds octets.
    pub fn write(&mut self, octets: &[u8]) -> io::Result<()> {
        self.len += octets.len() as u64;
        self.utf8.feed(octets);
        self.file.write_all(octets)
    }

    /// Completes it.
    pub fn finish(self) -> SpooledFile {
        SpooledFile {
            file: self.file,
            len: self.len,
            is_utf8: self.utf8.is_whole(),
        }
    }
}

impl SpooledFile {
    /// The number of octets.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether the octets are UTF-8.
    pub fn is_utf8(&self) -> bool {
        self.is_utf8
    }

    /// Reads the octets from the start. Only one reader at a time: they share a position.
    pub fn open(&self) -> io::Result<impl Read + use<>> {
        let mut file = self.file.try_clone()?;
        file.seek(SeekFrom::Start(0))?;
        Ok(io::BufReader::with_capacity(64 << 10, file))
    }
}

/// Checks UTF-8 in pieces that may cut characters in two.
#[derive(Debug, Default)]
struct Utf8Check {
    cut: Vec<u8>,
    wrong: bool,
}

impl Utf8Check {
    fn feed(&mut self, octets: &[u8]) {
        let mut octets = octets;
        while !self.wrong && !self.cut.is_empty() {
            let Some((next, rest)) = octets.split_first() else {
                return;
            };
            self.cut.push(*next);
            octets = rest;
            match std::str::from_utf8(&self.cut) {
                Ok(_) => self.cut.clear(),
                Err(error) => self.wrong = error.error_len().is_some(),
            }
        }
        if let Err(error) = std::str::from_utf8(octets) {
            self.wrong |= error.error_len().is_some();
            let cut = octets.get(error.valid_up_to()..).unwrap_or_default();
            self.cut = cut.to_vec();
        }
    }

    fn is_whole(&self) -> bool {
        !self.wrong && self.cut.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_it_is_given() {
        for (octets, utf8) in [
            ("grün ☺ 😀".as_bytes(), true),
            (b"gr\xfcn", false),
            ("ü".as_bytes().split_at(1).0, false),
        ] {
            for step in 1..=octets.len() {
                let mut spool = Spool::new().unwrap();
                octets
                    .chunks(step)
                    .for_each(|chunk| spool.write(chunk).unwrap());
                let file = spool.finish();
                assert_eq!((file.len(), file.is_utf8()), (octets.len() as u64, utf8));
                for _ in 0..2 {
                    let mut back = Vec::new();
                    file.open().unwrap().read_to_end(&mut back).unwrap();
                    assert_eq!(back, octets);
                }
            }
        }
    }
}
