//! The base subject (RFC 5256 section 2.1), by which SORT and THREAD compare.

use crate::data::words::decode_words;

/// The base subject in upper case, and whether the subject is of a reply or a forward.
pub(crate) fn base(subject: &[u8]) -> (String, bool) {
    let decoded = decode_words(subject);
    let words: Vec<_> = decoded.split_whitespace().collect();
    let upper = words.join(" ").to_uppercase();
    let mut text = upper.as_str();
    let mut reply = false;
    loop {
        // The trailer, then leaders and blobs, then a wrapped forward, until nothing changes.
        while let Some(head) = text.strip_suffix("(FWD)") {
            reply = true;
            text = head.trim_end();
        }
        text = text.trim_start();
        while let Some(tail) = leader(text) {
            reply = true;
            text = tail.trim_start();
        }
        // No leader stands behind the blobs here, so all of them go, but not the whole subject.
        while let Some(tail) = blob(text).filter(|tail| !tail.is_empty()) {
            text = tail;
        }
        let inner = text
            .strip_prefix("[FWD:")
            .and_then(|rest| rest.strip_suffix(']'));
        match inner {
            Some(inner) => {
                reply = true;
                text = inner.trim();
            }
            None => return (text.trim_end().to_owned(), reply),
        }
    }
}

/// What follows `[...]` without brackets inside.
fn blob(text: &str) -> Option<&str> {
    let (inner, rest) = text.strip_prefix('[')?.split_once(']')?;
    (!inner.contains('[')).then(|| rest.trim_start())
}

/// What follows blobs and `RE:`, `FW:` or `FWD:`, a blob before the colon included.
fn leader(text: &str) -> Option<&str> {
    let mut rest = text;
    while let Some(tail) = blob(rest) {
        rest = tail;
    }
    let rest = ["RE", "FWD", "FW"]
        .iter()
        .find_map(|word| rest.strip_prefix(word))?;
    let rest = rest.trim_start();
    let rest = blob(rest).unwrap_or(rest);
    rest.strip_prefix(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_replies_add_is_taken_away() {
        for (subject, expected, reply) in [
            ("Hello", "HELLO", false),
            ("Re: hello", "HELLO", true),
            ("re [2]: [list] FW: hello (fwd)", "HELLO", true),
            ("[fwd: [list] hello]", "HELLO", true),
            ("[only]", "[ONLY]", false),
            ("[a] b", "B", false),
            ("=?utf-8?q?Re:_Gr=C3=BC=C3=9Fe?=", "GRÜSSE", true),
            ("Report", "REPORT", false),
            ("", "", false),
            ("Re:", "", true),
        ] {
            assert_eq!(
                base(subject.as_bytes()),
                (expected.to_owned(), reply),
                "{subject}"
            );
        }
    }

    #[test]
    fn long_subjects_cost_no_more_than_their_length() {
        // Quadratic work on these would take minutes.
        for piece in [
            "re: ",
            "(fwd)",
            "[fwd:",
            "re[a]:",
            "[a]",
            "fwd: [a] ",
            "[[",
            "]",
        ] {
            let _ = base(piece.repeat(200_000).as_bytes());
        }
    }
}
