//! The interactive IMAP shell.

fn main() {}
