//! What the integration tests share.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(dead_code)]

#[cfg(feature = "oauth2")]
pub(crate) mod account;
pub(crate) mod compare;
pub(crate) mod dovecot;
pub(crate) mod original;
pub(crate) mod peer;
pub(crate) mod pty;
pub(crate) mod raw;
pub(crate) mod relay;
pub(crate) mod script;
pub(crate) mod scripted;
pub(crate) mod shell;
pub(crate) mod snippets;
pub(crate) mod stage;
pub(crate) mod tls;
pub(crate) mod tokens;
