//! Orders and threads.

use super::{Word, word};

const SORT: &str = "RFC 5256 section 3";

/// The keys of `sort`.
#[rustfmt::skip]
pub(crate) const SORT_KEYS: &[Word] = &[
    word("ARRIVAL", "", "when the message came in", "c.sort('ARRIVAL')", SORT).with(&["SORT"]),
    word("CC", "", "the first address of the Cc field", "c.sort('CC')", SORT).with(&["SORT"]),
    word("DATE", "", "when the message was sent, by its Date field", "c.sort('DATE')", SORT).with(&["SORT"]),
    word("FROM", "", "the first address of the From field", "c.sort('FROM')", SORT).with(&["SORT"]),
    word("REVERSE", "key", "turns the order of the next key", "c.sort(['REVERSE DATE'])", SORT).with(&["SORT"]),
    word("SIZE", "", "the size of the message", "c.sort(['REVERSE SIZE'])", SORT).with(&["SORT"]),
    word("SUBJECT", "", "the subject without Re: and the like", "c.sort('SUBJECT')", SORT).with(&["SORT"]),
    word("TO", "", "the first address of the To field", "c.sort('TO')", SORT).with(&["SORT"]),
    word("DISPLAYFROM", "", "the name that programs show of the sender", "c.sort('DISPLAYFROM')", "RFC 5957").with(&["SORT=DISPLAY"]),
    word("DISPLAYTO", "", "the name that programs show of the first addressee", "c.sort('DISPLAYTO')", "RFC 5957").with(&["SORT=DISPLAY"]),
];

/// The algorithms of `thread`.
#[rustfmt::skip]
pub(crate) const THREAD_ALGORITHMS: &[Word] = &[
    word("REFERENCES", "", "threads by the References and In-Reply-To fields", "c.thread('REFERENCES')", "RFC 5256 section 3").with(&["THREAD=REFERENCES"]),
    word("ORDEREDSUBJECT", "", "threads by the subject alone, then the date", "c.thread('ORDEREDSUBJECT')", "RFC 5256 section 3").with(&["THREAD=ORDEREDSUBJECT"]),
    word("REFS", "", "threads by references only, the newest thread first", "c.thread('REFS')", "draft-ietf-morg-inthread").with(&["THREAD=REFS"]),
];
