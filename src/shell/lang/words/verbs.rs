//! The commands of IMAP by their own names, and the method that sends each.

/// Commands, with the name of the method.
const VERBS: &[(&str, &str)] = &[
    ("APPEND", "append"),
    ("AUTHENTICATE", "sasl_login"),
    ("CAPABILITY", "capabilities"),
    ("CLOSE", "close_folder"),
    ("COMPRESS", "compress"),
    ("COPY", "copy"),
    ("CREATE", "create_folder"),
    ("DELETE", "delete_folder"),
    ("DONE", "idle_done"),
    ("ENABLE", "enable"),
    ("EXAMINE", "select_folder"),
    ("EXPUNGE", "expunge"),
    ("FETCH", "fetch"),
    ("GETACL", "getacl"),
    ("GETQUOTAROOT", "get_quota_root"),
    ("ID", "id_"),
    ("IDLE", "idle"),
    ("LIST", "list_folders"),
    ("LOGIN", "login"),
    ("LOGOUT", "logout"),
    ("LSUB", "list_sub_folders"),
    ("MOVE", "move"),
    ("NAMESPACE", "namespace"),
    ("NOOP", "noop"),
    ("RENAME", "rename_folder"),
    ("SEARCH", "search"),
    ("SELECT", "select_folder"),
    ("SETACL", "setacl"),
    ("SETQUOTA", "set_quota"),
    ("SORT", "sort"),
    ("STARTTLS", "starttls"),
    ("STATUS", "folder_status"),
    ("STORE", "set_flags"),
    ("SUBSCRIBE", "subscribe_folder"),
    ("THREAD", "thread"),
    ("UNSELECT", "unselect_folder"),
    ("UNSUBSCRIBE", "unsubscribe_folder"),
    ("XLIST", "xlist_folders"),
];

/// The method that sends a command, which may have `UID` before it; in any case.
pub(crate) fn method(verb: &str) -> Option<&'static str> {
    let upper = verb.to_ascii_uppercase();
    let verb = upper.strip_prefix("UID ").unwrap_or(&upper).trim();
    let found = VERBS.iter().find(|(name, _)| *name == verb);
    found.map(|(_, method)| *method)
}

/// Their names.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    VERBS.iter().map(|(name, _)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_command_has_a_method_that_names_it() {
        for verb in names() {
            let name = method(verb).unwrap();
            let method = imapclient::command::method(name).unwrap();
            let named = method.doc.contains(verb) || ["AUTHENTICATE", "DONE"].contains(&verb);
            assert!(named, "{verb}: {}", method.doc);
        }
        assert_eq!(method("uid fetch"), Some("fetch"));
        assert_eq!(method("FROB"), None);
    }
}
