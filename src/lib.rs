//! An IMAP client library: what Python's IMAPClient is to Python, for Rust.

pub mod auth;
pub mod client;
pub mod command;
pub mod data;
pub mod error;
#[macro_use]
pub mod menu;
#[cfg(feature = "sandbox")]
pub mod sandbox;
pub mod transport;
pub mod wire;
