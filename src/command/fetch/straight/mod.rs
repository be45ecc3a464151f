//! Rows straight from the wire to JSON, where JSON is all that is wanted of them.
//!
//! Only what is plain is written so; whatever is odd, rare or large in a row leaves all of it to
//! [`RowReader`](super::read::RowReader), before anything of it is shown. The names and the order of fields
//! are those of the types that it makes, and so is what is left out.

mod row;
mod structure;

use std::io::{self, Write};

use super::recent::Recent;
use crate::menu::{JsonWriter, Layout};
use crate::wire::response::Response;
use row::Row;

/// The longest row that is written so, in octets.
const LONGEST: usize = 16 << 10;
/// How deep lists may be nested in a row: more than in the deepest that is plain.
const DEPTH: usize = structure::NESTED + 10;

/// Writes rows, keeping the last one until it is known to be whole.
pub(super) struct Straight {
    layout: Layout,
    normalise: bool,
    /// How every row begins, up to its number.
    beginning: Vec<u8>,
    kept: Vec<u8>,
    fresh: Vec<u8>,
    /// Lists of flags, and the field that each is in JSON.
    flags: Recent<Vec<u8>>,
}

/// What is known of a row besides its JSON.
pub(super) struct Told {
    pub(super) seq: u32,
    pub(super) uid: u32,
    /// It holds nothing but flags.
    pub(super) flags_only: bool,
}

/// Nothing is passed on of a row: one that does not fit into the buffer is no plain one.
struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Straight {
    pub(super) fn new(layout: Layout, normalise: bool) -> Self {
        let mut beginning = Vec::new();
        let mut out = Full;
        let mut json = JsonWriter::within(&mut beginning, &mut out, layout, 1);
        json.open(b'{');
        // An empty buffer has room for it.
        let _ = json.field(true, "SEQ");
        Self {
            layout,
            normalise,
            beginning,
            kept: Vec::new(),
            fresh: Vec::new(),
            flags: Recent::default(),
        }
    }

    /// Writes a row, if it is plain. What was written is forgotten unless it is [kept](Self::keep).
    pub(super) fn write(&mut self, response: &Response, number: u64) -> Option<Told> {
        if response.raw().len() > LONGEST || !response.is("FETCH") {
            return None;
        }
        let mut fresh = std::mem::take(&mut self.fresh);
        fresh.clear();
        let told = self.row(response, number, &mut fresh);
        self.fresh = fresh;
        told
    }

    /// Keeps the row that was written last, in place of the one that was kept before.
    pub(super) fn keep(&mut self) {
        std::mem::swap(&mut self.kept, &mut self.fresh);
    }

    /// The row that was kept last.
    pub(super) fn kept(&self) -> &[u8] {
        &self.kept
    }

    fn row(&mut self, response: &Response, number: u64, json: &mut Vec<u8>) -> Option<Told> {
        let seq = u32::try_from(number).ok()?;
        let (mut uid, mut flags_only) = (None, true);
        let mut out = Full;
        let mut row = Row {
            scan: response.strict(DEPTH)?,
            // Within the rows, and in this one.
            json: JsonWriter::within(json, &mut out, self.layout, 2),
            normalise: self.normalise,
            taken: 0,
        };
        row.json.written(&self.beginning);
        row.json.number(seq.into());
        row.scan.byte(b'(')?;
        loop {
            if row.scan.skip(b"UID ") {
                uid = Some(u32::try_from(row.scan.number()?).ok()?);
            } else if row.scan.skip(b"FLAGS ") {
                row.once(0)?;
                self.flags(&mut row)?;
            } else {
                flags_only &= row.item()?;
            }
            if row.scan.next()? == b')' {
                break;
            }
            row.scan.byte(b' ')?;
        }
        row.scan.byte(b')')?;
        row.json.close(false, b'}');
        row.scan.rest().is_empty().then_some(Told {
            seq,
            uid: uid?,
            flags_only,
        })
    }

    /// A list of flags.
    fn flags(&mut self, row: &mut Row<'_>) -> Option<()> {
        if let Some(json) = self.flags.find(|known| row.scan.skip(known)) {
            row.json.written(json);
            return Some(());
        }
        let (sent, start) = (row.scan.rest(), row.json.len());
        row.flags()?;
        let length = sent.len() - row.scan.rest().len();
        let list = sent.get(..length)?;
        self.flags.put(list, || row.json.since(start).to_vec());
        Some(())
    }
}

#[cfg(test)]
mod tests;
