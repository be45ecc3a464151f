//! Bytes to tokens and back: no socket, no command, no clock.
//!
//! Reading has two stages. [`frame`] cuts the byte stream into whole responses, so that one that
//! cannot be read never puts the session out of step; then [`tape`] turns a response into flat
//! tokens in one pass, and [`cursor`] reads them grammar element by grammar element. [`mod@line`] does
//! the reverse.

#![deny(clippy::indexing_slicing)]

pub mod changes;
pub mod cursor;
pub mod element;
pub mod flat;
pub mod frame;
pub mod line;
pub mod part;
pub mod proto;
pub mod request;
pub mod response;
pub mod strict;
pub mod tape;

use std::collections::BTreeMap;

/// How much a server may send at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Octets of one response, its literals not counted. By default so many that a session needs
    /// no more than 64 MiB besides what was asked for.
    pub response: usize,
    /// Octets of the literals of one response that are held in memory, and of any single literal.
    pub literal: u64,
    /// How deep lists may be nested; what is deeper is dropped.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            response: 60 << 20,
            literal: 1 << 30,
            depth: 100,
        }
    }
}

/// What a server did that no standard allows: by name, and how often.
#[derive(Clone, Debug, Default)]
pub struct Quirks(BTreeMap<&'static str, u64>);

impl Quirks {
    /// Counts one.
    pub fn note(&mut self, name: &'static str) {
        *self.0.entry(name).or_default() += 1;
    }

    /// All that were seen, with their counts.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        self.0.iter().map(|(name, count)| (*name, *count))
    }

    /// Whether none was seen.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
