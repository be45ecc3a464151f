//! What STATUS can be asked for.

use super::{Word, word};

const CORE: &str = "RFC 9051 section 6.3.11";

/// The items of `folder_status`.
#[rustfmt::skip]
pub(crate) const STATUS_ITEMS: &[Word] = &[
    word("MESSAGES", "", "the number of messages in the folder", "c.folder_status('INBOX', 'MESSAGES')", CORE),
    word("RECENT", "", "the number of messages that no session was told of yet", "c.folder_status('INBOX', 'RECENT')", "RFC 3501 section 6.3.10; not in RFC 9051"),
    word("UIDNEXT", "", "the UID that the next message will get, or more", "c.folder_status('INBOX', 'UIDNEXT')", CORE),
    word("UIDVALIDITY", "", "if it changes, UIDs known so far mean nothing any more", "c.folder_status('INBOX', 'UIDVALIDITY')", CORE),
    word("UNSEEN", "", "the number of messages without \\Seen", "c.folder_status('INBOX', ['MESSAGES', 'UNSEEN'])", CORE),
    word("DELETED", "", "the number of messages marked for removal", "c.folder_status('INBOX', 'DELETED')", CORE).with(&["IMAP4REV2", "QUOTA=RES-STORAGE"]),
    word("SIZE", "", "the size of all messages in octets", "c.folder_status('INBOX', 'SIZE')", "RFC 9051 section 6.3.11, RFC 8438").with(&["STATUS=SIZE", "IMAP4REV2"]),
    word("HIGHESTMODSEQ", "", "the highest mod-sequence of the folder", "c.folder_status('INBOX', 'HIGHESTMODSEQ')", "RFC 7162 section 3.1.7").with(&["CONDSTORE", "QRESYNC"]),
    word("MAILBOXID", "", "the identifier that stays with the folder when it is renamed", "c.folder_status('INBOX', 'MAILBOXID')", "RFC 8474").with(&["OBJECTID"]),
    word("APPENDLIMIT", "", "the size in octets up to which messages are taken", "c.folder_status('INBOX', 'APPENDLIMIT')", "RFC 7889").with(&["APPENDLIMIT"]),
    word("DELETED-STORAGE", "", "the octets that removing marked messages would free", "c.folder_status('INBOX', 'DELETED-STORAGE')", "RFC 9208").with(&["QUOTA=RES-STORAGE"]),
];
