//! What FETCH can be asked for.

use super::{Word, word};

const CORE: &str = "RFC 9051 section 6.4.5";
const FORMER: &str = "RFC 3501 section 6.4.5";
const GMAIL: &str = "Gmail's extensions (X-GM-EXT-1)";

/// The items of `fetch`.
#[rustfmt::skip]
pub(crate) const FETCH_ITEMS: &[Word] = &[
    word("FLAGS", "", "the flags of the message", "c.fetch(1, 'FLAGS')", CORE),
    word("ENVELOPE", "", "date, subject and addresses, parsed by the server: an Envelope with fields", "c.fetch(1, 'ENVELOPE')[1]['ENVELOPE'].subject", CORE),
    word("INTERNALDATE", "", "when the message came in, as a datetime", "c.fetch(1, 'INTERNALDATE')", CORE),
    word("RFC822.SIZE", "", "the size of the message in octets", "c.fetch('1:*', 'RFC822.SIZE')", CORE),
    word("UID", "", "the UID; always fetched while c.use_uid is True", "c.fetch(1, 'UID')", CORE),
    word("BODY", "", "the structure of the message without extension data", "c.fetch(1, 'BODY')", CORE),
    word("BODYSTRUCTURE", "", "the tree of the message's parts: type, size, name and number of each", "c.fetch(1, 'BODYSTRUCTURE')", CORE),
    word("BODY[]", "", "the whole message; marks it as seen", "c.fetch(1, 'BODY[]')", CORE),
    word("BODY.PEEK[]", "", "the whole message; does not mark it as seen. The key of the answer is BODY[]", "c.fetch(1, 'BODY.PEEK[]')[1]['BODY[]']", CORE),
    word("BODY.PEEK[HEADER]", "", "the header; does not mark the message as seen", "c.fetch(1, 'BODY.PEEK[HEADER]')", CORE),
    word("BODY.PEEK[HEADER.FIELDS (SUBJECT FROM DATE)]", "", "some fields of the header, as they were sent", "c.fetch(1, 'BODY.PEEK[HEADER.FIELDS (SUBJECT)]')", CORE),
    word("BODY.PEEK[HEADER.FIELDS.NOT (RECEIVED)]", "", "the header without some fields", "c.fetch(1, 'BODY.PEEK[HEADER.FIELDS.NOT (RECEIVED)]')", CORE),
    word("BODY.PEEK[TEXT]", "", "the body without the header", "c.fetch(1, 'BODY.PEEK[TEXT]')", CORE),
    word("BODY.PEEK[1]", "", "the first part; BODYSTRUCTURE tells the numbers, such as 2.1", "c.fetch(1, 'BODY.PEEK[1]')", CORE),
    word("BODY.PEEK[1.MIME]", "", "the MIME header of a part", "c.fetch(1, 'BODY.PEEK[1.MIME]')", CORE),
    word("BODY.PEEK[]<0.2000>", "", "so many octets of it from there on; the key of the answer is BODY[]<0>", "c.fetch(1, 'BODY.PEEK[]<0.2000>')", CORE),
    word("BODY[HEADER]", "", "the header; marks the message as seen", "c.fetch(1, 'BODY[HEADER]')", CORE),
    word("BODY[TEXT]", "", "the body without the header; marks the message as seen", "c.fetch(1, 'BODY[TEXT]')", CORE),
    word("BODY[1]", "", "the first part; marks the message as seen", "c.fetch(1, 'BODY[1]')", CORE),
    word("RFC822", "", "the whole message; marks it as seen. BODY[] of former days", "c.fetch(1, 'RFC822')", FORMER),
    word("RFC822.HEADER", "", "the header; does not mark the message as seen", "c.fetch(1, 'RFC822.HEADER')", FORMER),
    word("RFC822.TEXT", "", "the body; marks the message as seen", "c.fetch(1, 'RFC822.TEXT')", FORMER),
    word("BINARY[1]", "", "a part with its transfer encoding undone; marks the message as seen", "c.fetch(1, 'BINARY[1]')", "RFC 9051 section 6.4.5, RFC 3516").with(&["BINARY", "IMAP4REV2"]),
    word("BINARY.PEEK[1]", "", "a part with its transfer encoding undone; the message stays unseen", "c.fetch(1, 'BINARY.PEEK[1]')", "RFC 9051 section 6.4.5, RFC 3516").with(&["BINARY", "IMAP4REV2"]),
    word("BINARY.SIZE[1]", "", "the size of a part with its transfer encoding undone", "c.fetch(1, 'BINARY.SIZE[1]')", "RFC 9051 section 6.4.5, RFC 3516").with(&["BINARY", "IMAP4REV2"]),
    word("ALL", "", "FLAGS INTERNALDATE RFC822.SIZE ENVELOPE; to be asked for alone", "c.fetch(1, 'ALL')", CORE),
    word("FAST", "", "FLAGS INTERNALDATE RFC822.SIZE; to be asked for alone", "c.fetch(1, 'FAST')", CORE),
    word("FULL", "", "FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODY; to be asked for alone", "c.fetch(1, 'FULL')", CORE),
    word("MODSEQ", "", "the mod-sequence of the message's last change", "c.fetch(1, 'MODSEQ')", "RFC 7162 section 3.1.4").with(&["CONDSTORE", "QRESYNC"]),
    word("PREVIEW", "", "the first words of the text, made by the server", "c.fetch('1:*', 'PREVIEW')", "RFC 8970").with(&["PREVIEW"]),
    word("SAVEDATE", "", "when the message was put into this folder", "c.fetch(1, 'SAVEDATE')", "RFC 8514").with(&["SAVEDATE"]),
    word("EMAILID", "", "the object identifier of the message, the same in every folder", "c.fetch(1, 'EMAILID')", "RFC 8474").with(&["OBJECTID"]),
    word("THREADID", "", "the identifier of the message's thread", "c.fetch(1, 'THREADID')", "RFC 8474").with(&["OBJECTID"]),
    word("X-GM-LABELS", "", "Gmail's labels of the message; c.get_gmail_labels does the same", "c.fetch(1, 'X-GM-LABELS')", GMAIL).with(&["X-GM-EXT-1"]),
    word("X-GM-MSGID", "", "Gmail's number of the message", "c.fetch(1, 'X-GM-MSGID')", GMAIL).with(&["X-GM-EXT-1"]),
    word("X-GM-THRID", "", "Gmail's number of the thread", "c.fetch(1, 'X-GM-THRID')", GMAIL).with(&["X-GM-EXT-1"]),
];

/// The modifiers of `fetch`.
#[rustfmt::skip]
pub(crate) const FETCH_MODIFIERS: &[Word] = &[
    word("CHANGEDSINCE", "number", "only messages changed after this mod-sequence", "c.fetch('1:*', 'FLAGS', 'CHANGEDSINCE 715194045007')", "RFC 7162 section 3.1.4.1").with(&["CONDSTORE", "QRESYNC"]),
    word("VANISHED", "", "beside CHANGEDSINCE: tells as news which messages are gone", "c.fetch('1:*', 'FLAGS', ['CHANGEDSINCE 1', 'VANISHED'])", "RFC 7162 section 3.2.6").with(&["QRESYNC"]),
    word("PARTIAL", "range", "only so many of the messages, counted from the first or the last (-1:-50)", "c.fetch('1:*', 'FLAGS', 'PARTIAL 1:50')", "RFC 9394").with(&["PARTIAL"]),
];
