//! Flags of messages and attributes of folders.

use super::{Word, word};

const CORE: &str = "RFC 9051 section 2.3.2";
const KEYWORDS: &str = "RFC 9051 section 2.3.2, RFC 5788";
const LIST: &str = "RFC 9051 section 7.3.1";
const SPECIAL: &str = "RFC 6154";

/// The flags that have a meaning everywhere.
#[rustfmt::skip]
pub(crate) const FLAGS: &[Word] = &[
    word("\\Seen", "", "the message has been read; SEEN is its name here", "c.add_flags(1, SEEN)", CORE),
    word("\\Answered", "", "the message has been answered; ANSWERED is its name here", "c.add_flags(1, ANSWERED)", CORE),
    word("\\Flagged", "", "the message is marked as urgent or special; FLAGGED is its name here", "c.add_flags(1, FLAGGED)", CORE),
    word("\\Deleted", "", "the message goes with the next expunge; DELETED is its name here", "c.add_flags(1, DELETED)", CORE),
    word("\\Draft", "", "the message is not finished; DRAFT is its name here", "c.add_flags(1, DRAFT)", CORE),
    word("\\Recent", "", "this session is the first to be told of the message; cannot be changed", "c.search('RECENT')", "RFC 3501 section 2.3.2; not in RFC 9051"),
    word("$Forwarded", "", "the message has been forwarded", "c.add_flags(1, '$Forwarded')", KEYWORDS),
    word("$MDNSent", "", "a receipt has been sent for the message", "c.add_flags(1, '$MDNSent')", "RFC 3503"),
    word("$Junk", "", "the message is junk, as the user says", "c.add_flags(1, '$Junk')", KEYWORDS),
    word("$NotJunk", "", "the message is no junk, as the user says", "c.add_flags(1, '$NotJunk')", KEYWORDS),
    word("$Phishing", "", "the message probably is a fraud", "c.search(['KEYWORD', '$Phishing'])", KEYWORDS),
    word("$Important", "", "the message probably matters to the user", "c.search(['KEYWORD', '$Important'])", "RFC 8457"),
    word("$SubmitPending", "", "the message waits to be sent", "c.search(['KEYWORD', '$SubmitPending'])", "RFC 5550"),
    word("$Submitted", "", "the message has been sent", "c.search(['KEYWORD', '$Submitted'])", "RFC 5550"),
];

/// The attributes of folders in listings.
#[rustfmt::skip]
pub(crate) const FOLDER_FLAGS: &[Word] = &[
    word("\\All", "", "the folder shows all messages; ALL is its name here", "c.find_special_folder(ALL)", SPECIAL),
    word("\\Archive", "", "the folder is for messages put away; ARCHIVE is its name here", "c.find_special_folder(ARCHIVE)", SPECIAL),
    word("\\Drafts", "", "the folder is for unfinished messages; DRAFTS is its name here", "c.find_special_folder(DRAFTS)", SPECIAL),
    word("\\Important", "", "the folder shows messages that matter", "c.find_special_folder('\\\\Important')", "RFC 8457"),
    word("\\Junk", "", "the folder is for junk; JUNK is its name here", "c.find_special_folder(JUNK)", SPECIAL),
    word("\\Sent", "", "the folder is for messages sent; SENT is its name here", "c.find_special_folder(SENT)", SPECIAL),
    word("\\Trash", "", "the folder is for messages deleted; TRASH is its name here", "c.find_special_folder(TRASH)", SPECIAL),
    word("\\Noselect", "", "the folder cannot be opened: it only holds others", "c.list_folders()", LIST),
    word("\\NonExistent", "", "there is no such folder, only folders below it", "c.list_folders()", LIST),
    word("\\Noinferiors", "", "there can be no folders below this one", "c.list_folders()", LIST),
    word("\\HasChildren", "", "there are folders below this one", "c.list_folders()", LIST),
    word("\\HasNoChildren", "", "there are no folders below this one", "c.list_folders()", LIST),
    word("\\Marked", "", "the folder probably has new messages", "c.list_folders()", LIST),
    word("\\Unmarked", "", "the folder has no new messages since it was last opened", "c.list_folders()", LIST),
    word("\\Subscribed", "", "the folder is subscribed to", "c.list_sub_folders()", LIST),
    word("\\Remote", "", "the folder is on another server", "c.list_folders()", LIST),
];
