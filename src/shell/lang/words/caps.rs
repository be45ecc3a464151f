//! The capabilities of the registry, by theme: what `:caps` lists and `help('IDLE')` explains.

/// One capability.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Capability {
    /// Its name; with `=` or `-` at its end it stands for all that begin so.
    pub(crate) name: &'static str,
    /// Where it is defined.
    pub(crate) rfc: &'static str,
    /// What it gives, in a few words.
    pub(crate) what: &'static str,
    /// How it is used here, where the methods and words that need it do not say it all.
    pub(crate) here: &'static str,
}

const fn cap(
    name: &'static str,
    rfc: &'static str,
    what: &'static str,
    here: &'static str,
) -> Capability {
    Capability {
        name,
        rfc,
        what,
        here,
    }
}

/// All of them.
#[rustfmt::skip]
pub(crate) const THEMES: &[(&str, &[Capability])] = &[
    ("Protocol", &[
        cap("IMAP4REV1", "RFC 3501", "the protocol of 2003", "Spoken with every server."),
        cap("IMAP4REV2", "RFC 9051", "the protocol of 2021", "`c.enable('IMAP4rev2')` switches it on where both are spoken; IDLE, MOVE, UIDPLUS and others are part of it."),
        cap("IMAP4", "RFC 1730", "the protocol of 1994", "Nothing here is told from it: the protocol of 2003 is spoken."),
        cap("ENABLE", "RFC 5161", "extensions that must be switched on: c.enable(...)", ""),
        cap("UTF8=", "RFC 6855", "names and headers in UTF-8", "`c.enable('UTF8=ACCEPT')` switches it on; folder names and messages then go as UTF-8."),
        cap("ID", "RFC 2971", "client and server tell who they are: c.id_()", ""),
        cap("LITERAL+", "RFC 7888", "literals without waiting", "Used by itself: long or odd arguments and messages go without a round trip each."),
        cap("LITERAL-", "RFC 7888", "small literals without waiting", "Used by itself for up to 4,096 octets."),
        cap("COMPRESS=", "RFC 4978", "compression of what goes over the wire: c.compress()", ""),
        cap("INPROGRESS", "RFC 9585", "the server tells how far it is", "Shown by the progress line of whatever takes over a second."),
        cap("LANGUAGE", "RFC 5255", "texts in other languages", "Send it with `:raw LANGUAGE`."),
        cap("I18NLEVEL=", "RFC 5255", "comparing text of other languages", "Nothing need be done for it."),
        cap("UIDONLY", "RFC 9586", "UIDs only, no sequence numbers", "`c.enable('UIDONLY')` switches it on."),
        cap("JMAPACCESS", "RFC 9698", "the same mail by JMAP", "Not used here."),
        cap("UNAUTHENTICATE", "RFC 8437", "logging out without closing", "Not used here: log out and connect again."),
    ]),
    ("Security and login", &[
        cap("STARTTLS", "RFC 9051", "encryption from the middle on", "`--starttls` demands it before the login."),
        cap("LOGINDISABLED", "RFC 9051", "no LOGIN as things are: encrypt first", "Obeyed: no password is sent."),
        cap("SASL-IR", "RFC 4959", "AUTHENTICATE in one round trip", "Used by itself at login."),
        cap("AUTH=PLAIN", "RFC 4616", "password in clear (inside TLS)", ""),
        cap("AUTH=LOGIN", "draft", "password in clear, the old way", "`--auth LOGIN`."),
        cap("AUTH=CRAM-MD5", "RFC 2195", "challenge and response, outdated", "`--auth CRAM-MD5`."),
        cap("AUTH=SCRAM-", "RFC 5802", "challenge and response; the password stays here", "`--auth SCRAM-SHA-256` and its kin; chosen by itself without TLS."),
        cap("AUTH=EXTERNAL", "RFC 4422", "the client certificate is the login", "`--auth EXTERNAL` with `--client-cert`."),
        cap("AUTH=XOAUTH2", "Google", "OAuth2 token, Google's form", ""),
        cap("AUTH=OAUTHBEARER", "RFC 7628", "OAuth2 token, the standard form", ""),
        cap("AUTH=GSSAPI", "RFC 4752", "Kerberos", "Not spoken here."),
        cap("AUTH=ANONYMOUS", "RFC 4505", "a guest", "`c.sasl_login('ANONYMOUS', lambda challenge: b'')`."),
        cap("AUTH=", "RFC 4422", "another mechanism", ""),
        cap("LOGIN-REFERRALS", "RFC 2221", "login elsewhere; never followed here", ""),
    ]),
    ("Folders", &[
        cap("NAMESPACE", "RFC 2342", "where folders live: c.namespace()", ""),
        cap("CHILDREN", "RFC 3348", "which folders have folders in them", "`\\HasChildren` and `\\HasNoChildren` among the flags of `c.list_folders()`."),
        cap("LIST-EXTENDED", "RFC 5258", "LIST with choices", "`:raw LIST (SUBSCRIBED) \"\" *`."),
        cap("LIST-STATUS", "RFC 5819", "STATUS of all folders in one LIST", "`:raw LIST \"\" * RETURN (STATUS (MESSAGES UNSEEN))`."),
        cap("LIST-MYRIGHTS", "RFC 8440", "rights in one LIST", "`:raw LIST \"\" * RETURN (MYRIGHTS)`."),
        cap("LIST-METADATA", "RFC 9590", "annotations in one LIST", "Send it with `:raw LIST`."),
        cap("SPECIAL-USE", "RFC 6154", "Sent, Trash and so on: c.find_special_folder(SENT)", "Its words are in `c.list_folders()`'s flags."),
        cap("CREATE-SPECIAL-USE", "RFC 6154", "making such folders", "`:raw CREATE Spam (USE (\\Junk))`."),
        cap("XLIST", "Google", "the same, before RFC 6154", ""),
        cap("STATUS=SIZE", "RFC 8438", "the size of a folder", "`c.folder_status('INBOX', 'SIZE')`."),
        cap("MAILBOX-REFERRALS", "RFC 2193", "folders elsewhere; never followed here", ""),
        cap("UNSELECT", "RFC 3691", "leaving a folder without expunging: c.unselect_folder()", ""),
        cap("OBJECTID", "RFC 8474", "ids that outlive a rename", "`c.folder_status('INBOX', 'MAILBOXID')`, `c.fetch(1, ['EMAILID', 'THREADID'])`."),
        cap("APPENDLIMIT", "RFC 7889", "how large a message may be", "`c.folder_status('INBOX', 'APPENDLIMIT')`; a value behind = holds for all folders."),
    ]),
    ("Messages", &[
        cap("UIDPLUS", "RFC 4315", "UIDs of what was appended or copied; c.uid_expunge()", ""),
        cap("MOVE", "RFC 6851", "moving in one step: c.move()", ""),
        cap("MULTIAPPEND", "RFC 3502", "several messages at once: c.multiappend()", ""),
        cap("BINARY", "RFC 3516", "parts decoded by the server", "`c.fetch(1, 'BINARY.PEEK[1]')`; messages with NUL can be appended."),
        cap("CATENATE", "RFC 4469", "messages out of parts of others", "Not used here."),
        cap("REPLACE", "RFC 8508", "a new version in the place of the old", "Send it with `:raw REPLACE`."),
        cap("SAVEDATE", "RFC 8514", "when a message came into the folder", ""),
        cap("PREVIEW", "RFC 8970", "the first words of a message", ""),
        cap("PREVIEW=FUZZY", "draft", "the same, in an early form: the item takes (FUZZY)", ""),
        cap("SNIPPET=FUZZY", "draft", "the same, by its first name: c.fetch(1, 'SNIPPET')", ""),
        cap("ANNOTATE-EXPERIMENT-1", "RFC 5257", "notes on messages", "Not used here."),
        cap("URLAUTH", "RFC 4467", "links to messages", "Not used here."),
        cap("URL-PARTIAL", "RFC 5550", "links to parts of messages", "Not used here."),
        cap("CONVERT", "RFC 5259", "parts in other formats", "Not used here."),
        cap("X-GM-EXT-1", "Google", "labels, thread ids, Gmail's search: c.gmail_search()", ""),
    ]),
    ("Searching and sorting", &[
        cap("ESEARCH", "RFC 4731", "counts and ranges instead of all ids", "`:raw UID SEARCH RETURN (COUNT MIN MAX) UNSEEN`."),
        cap("SEARCHRES", "RFC 5182", "$ stands for the last result", "`:raw SEARCH RETURN (SAVE) UNSEEN`, then `c.fetch('$', 'FLAGS')`."),
        cap("WITHIN", "RFC 5032", "OLDER and YOUNGER", ""),
        cap("SORT", "RFC 5256", "sorted by the server: c.sort()", ""),
        cap("SORT=DISPLAY", "RFC 5957", "sorted by the name that is shown", ""),
        cap("THREAD=", "RFC 5256", "conversations: c.thread()", ""),
        cap("FUZZY", "RFC 6203", "searching by likeness", ""),
        cap("SEARCH=FUZZY", "RFC 6203", "searching by likeness", ""),
        cap("MULTISEARCH", "RFC 7377", "searching several folders", "Send it with `:raw ESEARCH IN (personal) UNSEEN`."),
        cap("FILTERS", "RFC 5466", "named searches", "`c.search('FILTER name')`."),
        cap("PARTIAL", "RFC 9394", "results page by page", "`:raw UID SEARCH RETURN (PARTIAL 1:100) ALL`."),
        cap("CONTEXT=", "RFC 5267", "searches that are kept up to date", "Not used here."),
        cap("ESORT", "RFC 5267", "counts and ranges of sorted results", "Send it with `:raw SORT RETURN`."),
    ]),
    ("Keeping up to date", &[
        cap("IDLE", "RFC 2177", "the server tells of changes: c.idle(), :idle", "At a terminal the shell enters it by itself after 30 s without a key; `:idle` shows events as JSON."),
        cap("NOTIFY", "RFC 5465", "the same for many folders", "Not used here; `:idle` follows the open folder."),
        cap("CONDSTORE", "RFC 7162", "what has changed since: modifiers of c.fetch()", "`c.fetch('1:*', 'FLAGS', 'CHANGEDSINCE 1234')`, `c.search('MODSEQ 1234').modseq`."),
        cap("QRESYNC", "RFC 7162", "what has gone since", "`c.enable('QRESYNC')`, then `c.fetch('1:*', 'FLAGS', ['CHANGEDSINCE 1234', 'VANISHED'])`."),
    ]),
    ("Sharing and limits", &[
        cap("ACL", "RFC 4314", "who may do what: c.getacl()", ""),
        cap("RIGHTS=", "RFC 4314", "which rights there are", "The letters behind = belong to `c.setacl()` besides those of RFC 2086."),
        cap("QUOTA", "RFC 9208", "how much room there is: c.get_quota()", ""),
        cap("QUOTA=", "RFC 9208", "what is limited", "What is behind = is a resource of `c.set_quota()`, such as STORAGE or MESSAGE."),
        cap("QUOTASET", "RFC 9208", "setting limits", ""),
        cap("METADATA", "RFC 5464", "annotations of folders", "`:raw GETMETADATA INBOX /private/comment`."),
        cap("METADATA-SERVER", "RFC 5464", "annotations of the server", "`:raw GETMETADATA \"\" /shared/admin`."),
        cap("MESSAGELIMIT=", "RFC 9738", "how many messages one command may name", "More messages than it says are refused by the server; name fewer at once."),
        cap("IMAPSIEVE=", "RFC 6785", "scripts that act on changes", "Not used here."),
    ]),
];

/// The capability that `name`, in upper case, is or belongs to, and the number of its theme.
pub(crate) fn find(name: &str) -> Option<(usize, &'static Capability)> {
    let fits = |known: &&Capability| {
        known.name == name || known.name.ends_with(['=', '-']) && name.starts_with(known.name)
    };
    let mut themes = THEMES.iter().enumerate();
    themes.find_map(|(at, (_, all))| Some((at, all.iter().find(fits)?)))
}

/// The names of all.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    let all = THEMES.iter().flat_map(|(_, all)| all.iter());
    all.map(|known| known.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_capability_stands_twice() {
        let mut all: Vec<&str> = names().collect();
        all.sort_unstable();
        let count = all.len();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn a_name_finds_its_own_entry_before_that_of_its_kind() {
        for (name, entry) in [
            ("IDLE", "IDLE"),
            ("AUTH=PLAIN", "AUTH=PLAIN"),
            ("AUTH=SCRAM-SHA-256", "AUTH=SCRAM-"),
            ("AUTH=X", "AUTH="),
            ("THREAD=REFS", "THREAD="),
            ("PREVIEW", "PREVIEW"),
            ("PREVIEW=FUZZY", "PREVIEW=FUZZY"),
            ("SNIPPET=FUZZY", "SNIPPET=FUZZY"),
        ] {
            assert_eq!(find(name).map(|(_, known)| known.name), Some(entry));
        }
        assert_eq!(find("XYZZY"), None);
        // No entry is hidden by that of a kind.
        for name in names() {
            assert_eq!(find(name).map(|(_, known)| known.name), Some(name));
        }
    }
}
