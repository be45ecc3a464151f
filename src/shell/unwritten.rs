//! What it means in the language that something could not be written.

use std::io;

use crate::lang::{R, Raised};
use crate::print::Unprinted;
use crate::sink::Sink;

/// A result that was not printed.
pub(crate) fn unprinted(unprinted: Unprinted) -> Raised {
    match unprinted {
        Unprinted::Io(error) => unwritten(&error),
        Unprinted::Dangerous => Raised::new("ValueError", unprinted.to_string()),
    }
}

/// Standard output could not be written.
pub(crate) fn unwritten(error: &io::Error) -> Raised {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Raised::new("BrokenPipeError", error.to_string()),
        // What serde says of a value that cannot be shown comes as such an error too.
        io::ErrorKind::Other | io::ErrorKind::InvalidData => {
            Raised::new("ValueError", error.to_string())
        }
        _ => Raised::new(
            "OSError",
            format!("standard output cannot be written: {error}"),
        ),
    }
}

/// What went wrong with a redirected result, if it is not that the program has read enough.
pub(crate) fn undelivered(error: io::Error, sink: &Sink) -> R<()> {
    match error.kind() {
        io::ErrorKind::BrokenPipe if sink.is_program() => Ok(()),
        io::ErrorKind::Other | io::ErrorKind::InvalidData => Err(unwritten(&error)),
        _ => Err(Raised::new(
            "OSError",
            format!("{} cannot be written: {error}", sink.name()),
        )),
    }
}
