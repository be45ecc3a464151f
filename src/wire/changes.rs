//! Which commands change something on the server: what a session that is read-only or a dry run
//! must never send.

use super::line::Command;

/// The commands that do, without `UID` before them. CLOSE expunges; SELECT and FETCH of a body set
/// flags only in a folder that is open for changes.
const VERBS: &[&str] = &[
    "APPEND",
    "CLOSE",
    "COPY",
    "CREATE",
    "DELETE",
    "DELETEACL",
    "EXPUNGE",
    "MOVE",
    "RENAME",
    "REPLACE",
    "SETACL",
    "SETANNOTATION",
    "SETMETADATA",
    "SETQUOTA",
    "STORE",
    "SUBSCRIBE",
    "UNSUBSCRIBE",
];

impl Command {
    /// Whether the command changes something on the server.
    pub fn changes(&self) -> bool {
        is_change(self.verb())
    }
}

/// Whether the command `verb`, in either case and with or without UID, changes something.
pub fn is_change(verb: &str) -> bool {
    let verb = match verb.split_at_checked(4) {
        Some((uid, rest)) if uid.eq_ignore_ascii_case("UID ") => rest.trim_start(),
        _ => verb,
    };
    VERBS.iter().any(|change| change.eq_ignore_ascii_case(verb))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_uid_and_in_either_case() {
        for verb in ["STORE", "UID STORE", "uid move", "Append", "SETQUOTA"] {
            assert!(is_change(verb), "{verb}");
        }
        for verb in [
            "FETCH",
            "UID FETCH",
            "SELECT",
            "UNSELECT",
            "UID",
            "",
            "GETQUOTA",
            "\u{fc}\u{fc}x",
        ] {
            assert!(!is_change(verb), "{verb}");
        }
    }
}
