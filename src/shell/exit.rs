//! The exit codes of the program, in one place.

use std::process::ExitCode;

use imapclient::error::{Error, ErrorKind};

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All well.
    Success,
    /// An error of the code that was run.
    Failure,
    /// A flag, the configuration, the script file; no host, user or password.
    Usage,
    /// No connection, or it was lost.
    Connection,
    /// The login was refused, or no way of logging in is left.
    Login,
    /// Ctrl-C that nothing caught.
    Interrupted,
    /// `sys.exit(n)`.
    Code(u8),
}

/// What the program was doing when an error came up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Making the connection, STARTTLS included.
    Connect,
    /// The login that the program does on its own.
    Login,
    /// Running the user's code.
    Code,
}

impl Exit {
    /// The number that the system sees.
    pub(crate) fn number(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Failure => 1,
            Self::Usage => 2,
            Self::Connection => 3,
            Self::Login => 4,
            Self::Interrupted => 130,
            Self::Code(number) => number,
        }
    }

    /// How the program ends if nobody catches `error`.
    pub(crate) fn of(error: &Error, stage: Stage) -> Self {
        use ErrorKind as K;
        match (error.kind(), stage) {
            (K::Interrupted, _) => Self::Interrupted,
            (K::ArgumentType | K::ArgumentValue, Stage::Connect | Stage::Login) => Self::Usage,
            (K::Abort | K::Resolve | K::Connect | K::Tls | K::Certificate | K::Timeout, _) => {
                Self::Connection
            }
            (K::Io, _) if error.ends_session() => Self::Connection,
            (K::Login, _) => Self::Login,
            (_, Stage::Connect) => Self::Connection,
            (_, Stage::Login) => Self::Login,
            (_, Stage::Code) => Self::Failure,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.number())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_and_the_stage_decide() {
        use ErrorKind as K;
        let table = [
            (K::Resolve, Stage::Connect, 3),
            (K::Capability, Stage::Connect, 3), // STARTTLS is not offered
            (K::ArgumentValue, Stage::Connect, 2),
            (K::Login, Stage::Login, 4),
            (K::Capability, Stage::Login, 4), // no mechanism in common
            (K::Refused, Stage::Login, 4),
            (K::Abort, Stage::Login, 3),
            (K::Login, Stage::Code, 4),
            (K::Refused, Stage::Code, 1),
            (K::ArgumentValue, Stage::Code, 1),
            (K::Timeout, Stage::Code, 3),
            (K::Io, Stage::Code, 3),
            (K::Interrupted, Stage::Code, 130),
        ];
        for (kind, stage, number) in table {
            let exit = Exit::of(&Error::new(kind, "x"), stage);
            assert_eq!(exit.number(), number, "{kind:?} at {stage:?}");
        }
    }

    #[test]
    fn a_local_file_is_not_the_connection() {
        let error = Error::new(ErrorKind::Io, "x").with_end(false);
        assert_eq!(Exit::of(&error, Stage::Code), Exit::Failure);
    }
}
