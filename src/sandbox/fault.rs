//! Faults that a server is told to have.

/// Something that a server should not do, to see what a client makes of it.
///
/// Commands are counted from 1 on each connection, literals and continuations not counted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Drops the connection after it has sent this many bytes.
    DropAfter(u64),
    /// Sends every byte by itself.
    SingleBytes,
    /// Falls silent for good after it has sent this many bytes. The connection stays open.
    StallAfter(u64),
    /// Answers a command with NO and this text, and does nothing.
    No {
        /// Which command.
        command: u64,
        /// The text, a response code included if there is to be one.
        text: String,
    },
    /// Answers a command with BAD and this text, and does nothing.
    Bad {
        /// Which command.
        command: u64,
        /// The text.
        text: String,
    },
    /// Sends these bytes before the answer to a command: garbage, or an untagged line with its
    /// line end.
    Inject {
        /// Before the answer to which command; 0 is the greeting.
        command: u64,
        /// What is sent.
        bytes: Vec<u8>,
    },
    /// Says BYE to a command and closes the connection.
    Bye {
        /// Which command.
        command: u64,
        /// The text.
        text: String,
    },
}

impl Fault {
    /// The command it waits for, if it waits for one.
    pub(super) fn command(&self) -> Option<u64> {
        match self {
            Self::No { command, .. }
            | Self::Bad { command, .. }
            | Self::Inject { command, .. }
            | Self::Bye { command, .. } => Some(*command),
            _ => None,
        }
    }
}
