//! What the integration tests share.

#![allow(dead_code)]

pub(crate) mod account;
pub(crate) mod dovecot;
