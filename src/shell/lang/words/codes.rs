//! Response codes: what a server puts in brackets before its text.

/// Codes that tell a fact, with what they mean. What a code of a refusal means, and what to try,
/// is with the hints on errors.
#[rustfmt::skip]
pub(crate) const FACTS: &[(&str, &str)] = &[
    ("APPENDUID", "UIDVALIDITY and UIDs of the messages put into a folder; c.append()'s result has them as attributes"),
    ("CAPABILITY", "what the server can do from now on"),
    ("COPYUID", "UIDVALIDITY and UIDs, there and here, of messages copied or moved; the result of c.copy() has them as attributes"),
    ("HIGHESTMODSEQ", "the highest mod-sequence of the folder: what changes from now on gets a higher one"),
    ("INPROGRESS", "a command takes long; how far it is, where the server knows"),
    ("MAILBOXID", "the identifier that stays with the folder when it is renamed"),
    ("NOMODSEQ", "the folder keeps no mod-sequences"),
    ("PERMANENTFLAGS", "the flags that are kept in this folder; \\* stands for any of one's own"),
    ("READ-ONLY", "the folder is open for reading only"),
    ("READ-WRITE", "the folder is open for changes"),
    ("UIDNEXT", "the UID that the next message will get, or more"),
    ("UIDVALIDITY", "if it changes, UIDs known so far mean nothing any more"),
    ("UNSEEN", "the sequence number of the first message without \\Seen"),
];

/// Where codes are defined that are not of RFC 9051 section 7.1.
#[rustfmt::skip]
const ELSEWHERE: &[(&str, &[&str])] = &[
    ("RFC 2060", &["NEWNAME"]),
    ("RFC 2221", &["REFERRAL"]),
    ("RFC 3501 section 7.1", &["UNSEEN"]),
    ("RFC 4467", &["URLMECH"]),
    ("RFC 4469", &["BADURL", "TOOBIG"]),
    ("RFC 4978", &["COMPRESSIONACTIVE"]),
    ("RFC 5182", &["NOTSAVED"]),
    ("RFC 5255", &["BADCOMPARATOR"]),
    ("RFC 5257", &["ANNOTATE"]),
    ("RFC 5259", &["MAXCONVERTMESSAGES", "MAXCONVERTPARTS", "TEMPFAIL"]),
    ("RFC 5267", &["NOUPDATE"]),
    ("RFC 5464", &["METADATA"]),
    ("RFC 5465", &["BADEVENT", "NOTIFICATIONOVERFLOW"]),
    ("RFC 5466", &["UNDEFINED-FILTER"]),
    ("RFC 6154", &["USEATTR"]),
    ("RFC 7162", &["HIGHESTMODSEQ", "MODIFIED", "NOMODSEQ"]),
    ("RFC 8474", &["MAILBOXID"]),
    ("RFC 9585", &["INPROGRESS"]),
    ("RFC 9586", &["UIDREQUIRED"]),
    ("RFC 9738", &["MESSAGELIMIT"]),
    ("a provider's own", &["SYS/PERM", "SYS/TEMP", "THROTTLED", "WEBALERT"]),
];

/// Where a code is defined.
pub(crate) fn source(code: &str) -> &'static str {
    let found = ELSEWHERE.iter().find(|(_, codes)| codes.contains(&code));
    found.map_or("RFC 9051 section 7.1, RFC 5530", |(rfc, _)| *rfc)
}
