//! Counting what is written.

use std::cell::Cell;
use std::io::{self, Write};
use std::rc::Rc;

/// A writer that counts what goes through it.
pub(crate) struct Counted<W> {
    pub(crate) out: W,
    pub(crate) written: Rc<Cell<u64>>,
    /// The last line has no end yet.
    pub(crate) open: Rc<Cell<bool>>,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.out.write(bytes)?;
        self.written.set(self.written.get() + count as u64);
        if let Some(last) = bytes.get(..count).and_then(<[u8]>::last) {
            self.open.set(*last != b'\n');
        }
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
