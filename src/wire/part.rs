//! The stretches of a command: as they are written, and as they go out. What is secret in them is
//! never shown, and wiped from memory afterwards.

use std::fmt;

use zeroize::Zeroize;

/// A stretch of a command.
#[derive(Clone)]
pub(super) struct Part {
    pub(super) bytes: Vec<u8>,
    pub(super) secret: bool,
    pub(super) kind: PartKind,
}

/// What a stretch is on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PartKind {
    Text,
    Literal,
    Literal8,
}

/// A stretch of a command as it goes out.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Chunk {
    /// What is sent.
    pub bytes: Vec<u8>,
    /// The same for a trace, secrets masked.
    pub masked: Vec<u8>,
    /// Whether to wait for the server's go-ahead afterwards.
    pub wait: bool,
    /// Whether there is a secret in it.
    pub secret: bool,
}

impl Drop for Part {
    fn drop(&mut self) {
        if self.secret {
            self.bytes.zeroize();
        }
    }
}

impl Drop for Chunk {
    fn drop(&mut self) {
        if self.secret {
            self.bytes.zeroize();
        }
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.secret {
            true => f.write_str("****"),
            false => write!(f, "{:?}", String::from_utf8_lossy(&self.bytes)),
        }
    }
}

impl fmt::Debug for Chunk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", String::from_utf8_lossy(&self.masked))
    }
}

#[cfg(test)]
mod tests {
    use crate::data::secret::Secret;
    use crate::wire::line::{Line, LiteralMode};

    #[test]
    fn secrets_are_not_shown() {
        for secret in ["hunter2", "h\u{fc}nter2"] {
            let secret = Secret::from(secret);
            let line = Line::new("LOGIN").atom("me").secret_string(&secret);
            let line = line.secret_raw(&secret);
            assert!(!format!("{line:?}").contains("nter2"));
            let command = line.finish().unwrap();
            assert!(!format!("{command:?}").contains("nter2"));
            let chunks = command.encode("A1", LiteralMode::Sync);
            assert!(!format!("{chunks:?}").contains("nter2"));
            assert!(chunks.iter().any(|chunk| chunk.secret));
        }
    }
}
