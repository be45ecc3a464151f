//! An IMAP client library: what Python's IMAPClient is to Python, for Rust.

pub mod data;
pub mod error;
pub mod transport;
pub mod wire;
