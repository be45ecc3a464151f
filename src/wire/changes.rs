//! Which commands change something on the server: what a session that is read-only or a dry run
//! must never send.

use super::line::Command;

/// What a command does to what is on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It changes nothing, but for flags that a FETCH sets in a folder that is open for changes.
    Reads,
    /// It opens a folder for changes.
    Opens,
    /// It changes something.
    Changes,
}

use Effect::{Changes, Opens, Reads};

/// All commands that are known, without `UID` before them. CLOSE expunges.
const VERBS: &[(&str, Effect)] = &[
    ("APPEND", Changes),
    ("AUTHENTICATE", Reads),
    ("CAPABILITY", Reads),
    ("CHECK", Reads),
    ("CLOSE", Changes),
    ("COMPARATOR", Reads),
    ("COPY", Changes),
    ("CREATE", Changes),
    ("DELETE", Changes),
    ("DELETEACL", Changes),
    ("ENABLE", Reads),
    ("ESEARCH", Reads),
    ("EXAMINE", Reads),
    ("EXPUNGE", Changes),
    ("FETCH", Reads),
    ("GETACL", Reads),
    ("GETANNOTATION", Reads),
    ("GETMETADATA", Reads),
    ("GETQUOTA", Reads),
    ("GETQUOTAROOT", Reads),
    ("ID", Reads),
    ("IDLE", Reads),
    ("LANGUAGE", Reads),
    ("LIST", Reads),
    ("LISTRIGHTS", Reads),
    ("LOGIN", Reads),
    ("LOGOUT", Reads),
    ("LSUB", Reads),
    ("MOVE", Changes),
    ("MYRIGHTS", Reads),
    ("NAMESPACE", Reads),
    ("NOOP", Reads),
    ("NOTIFY", Reads),
    ("RENAME", Changes),
    ("REPLACE", Changes),
    ("SEARCH", Reads),
    ("SELECT", Opens),
    ("SETACL", Changes),
    ("SETANNOTATION", Changes),
    ("SETMETADATA", Changes),
    ("SETQUOTA", Changes),
    ("SORT", Reads),
    ("STARTTLS", Reads),
    ("STATUS", Reads),
    ("STORE", Changes),
    ("SUBSCRIBE", Changes),
    ("THREAD", Reads),
    ("UNSELECT", Reads),
    ("UNSUBSCRIBE", Changes),
    ("XLIST", Reads),
];

impl Command {
    /// Whether the command changes something on the server.
    pub fn changes(&self) -> bool {
        effect(self.verb()) == Some(Changes)
    }
}

/// What the command `verb` does, in either case and with or without UID; `None` if nobody knows.
pub fn effect(verb: &str) -> Option<Effect> {
    let verb = match verb.split_at_checked(4) {
        Some((uid, rest)) if uid.eq_ignore_ascii_case("UID ") => rest.trim_start(),
        _ => verb,
    };
    let known = VERBS
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(verb));
    known.map(|(_, effect)| *effect)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_uid_and_in_either_case() {
        for (verbs, wanted) in [
            (
                &["STORE", "UID STORE", "uid move", "Append", "SETQUOTA"][..],
                Some(Changes),
            ),
            (&["FETCH", "UID FETCH", "UNSELECT", "GETQUOTA"], Some(Reads)),
            (&["SELECT", "select"], Some(Opens)),
            (&["XYZZY", "UID", "", "\u{fc}\u{fc}x"], None),
        ] {
            for verb in verbs {
                assert_eq!(effect(verb), wanted, "{verb}");
            }
        }
        let mut names: Vec<&str> = VERBS.iter().map(|(name, _)| *name).collect();
        let count = names.len();
        names.dedup();
        assert!(names.is_sorted() && names.len() == count);
    }
}
