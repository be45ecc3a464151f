//! Messages as they are kept: bytes that never change, read only when something of them is asked.
//!
//! Where parts lie is found by [`tree`], which keeps the offsets that IMAP wants and a limit on
//! nesting; their contents are decoded by mail-parser.

pub(crate) mod address;
pub(crate) mod decode;
pub(crate) mod envelope;
pub(crate) mod header;
pub(crate) mod section;
pub(crate) mod structure;
pub(crate) mod subject;
pub(crate) mod tree;

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use chrono::NaiveDateTime;

use crate::data::time::DateTime;
use tree::Part;

/// A message's octets, shared by all copies of it.
#[derive(Debug)]
pub(crate) struct Mail {
    raw: Arc<[u8]>,
    header_end: usize,
    tree: OnceLock<Box<Part>>,
    /// Its number, the same in all folders (EMAILID, X-GM-MSGID).
    pub(crate) id: u64,
    /// The number of its conversation (THREADID, X-GM-THRID).
    pub(crate) thread: u64,
}

impl Mail {
    /// A message of these octets.
    pub(crate) fn new(raw: Arc<[u8]>, id: u64, thread: u64) -> Self {
        Self {
            header_end: header::end(&raw),
            raw,
            tree: OnceLock::new(),
            id,
            thread,
        }
    }

    /// All octets.
    pub(crate) fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// The header with its empty line.
    pub(crate) fn header(&self) -> &[u8] {
        self.raw.get(..self.header_end).unwrap_or_default()
    }

    /// The octets at these places.
    pub(crate) fn slice(&self, range: &Range<usize>) -> &[u8] {
        self.raw.get(range.clone()).unwrap_or_default()
    }

    /// The parts.
    pub(crate) fn tree(&self) -> &Part {
        self.tree.get_or_init(|| Box::new(tree::parse(&self.raw)))
    }

    /// The first header field of this name, unfolded.
    pub(crate) fn field(&self, name: &str) -> Option<Vec<u8>> {
        header::field(self.header(), name)
    }

    /// When it was sent, by the clock of the sender, and the same moment in UTC.
    pub(crate) fn sent(&self) -> Option<(NaiveDateTime, NaiveDateTime)> {
        let time = DateTime::parse_rfc5322(&self.field("Date")?)?;
        let utc = time
            .offset
            .and_then(|offset| time.local.checked_sub_offset(offset));
        Some((time.local, utc.unwrap_or(time.local)))
    }
}
