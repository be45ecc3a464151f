//! A word of IMAP that is spelled wrong: the server only says that it did not understand.

use imapclient::menu::nearest;

use super::{
    FETCH_ITEMS, FETCH_MODIFIERS, SEARCH_KEYS, SORT_KEYS, STATUS_ITEMS, THREAD_ALGORITHMS, Word,
};

/// The words that stand in a command.
fn tables(verb: &str) -> &'static [&'static [Word]] {
    match verb {
        "FETCH" => &[FETCH_ITEMS, FETCH_MODIFIERS],
        "SEARCH" => &[SEARCH_KEYS],
        "SORT" => &[SORT_KEYS, SEARCH_KEYS],
        "STATUS" => &[STATUS_ITEMS],
        "THREAD" => &[THREAD_ALGORITHMS, SEARCH_KEYS],
        _ => &[],
    }
}

/// What a word of a command that was not understood may have meant, in one sentence. Words in
/// quotes are the user's own.
pub(crate) fn mistyped(command: &str) -> Option<String> {
    let mut words = command
        .split([' ', '(', ')'])
        .filter(|word| !word.is_empty());
    let mut verb = words.next()?;
    if verb == "UID" {
        verb = words.next()?;
    }
    let tables = tables(verb);
    let known = || {
        tables
            .iter()
            .flat_map(|table| table.iter().map(|word| word.name))
    };
    words.find_map(|word| {
        let upper = word.to_uppercase();
        let plain = |c: char| c.is_ascii_alphanumeric() || ".-[".contains(c);
        let name = upper.split('[').next().unwrap_or_default();
        let is_known = known().any(|known| known.split('[').next() == Some(name));
        if is_known || upper.len() < 3 || !upper.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let near = nearest(&upper, known()).filter(|_| upper.chars().all(plain))?;
        Some(format!(
            "there is no {word} known here; did you mean {near}?"
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_of_the_same_command_are_offered() {
        for (command, near) in [
            ("UID FETCH 96 (FLAGS RFC822.SIZ)", Some("RFC822.SIZE")),
            ("FETCH 1 (ENVLOPE)", Some("ENVELOPE")),
            ("UID SEARCH SINC 1-Jan-2024", Some("SINCE")),
            ("UID SEARCH UNSEEN FORM ann", Some("FROM")),
            ("STATUS \"INBOX\" (UIDNXT)", Some("UIDNEXT")),
            ("UID SORT (REVERSE DAT) UTF-8 ALL", Some("DATE")),
            ("UID SEARCH SUBJECT \"sinc\"", None),
            ("UID FETCH 1 (BODY.PEEK[HEADER] FLAGS)", None),
            ("UID FETCH 1 (XYZZY)", None),
            ("CREATE sinc", None),
            ("", None),
        ] {
            let found = mistyped(command);
            let expected = near.map(|near| format!("did you mean {near}?"));
            assert_eq!(
                found.as_deref().and_then(|text| text.split("; ").nth(1)),
                expected.as_deref(),
                "{command}"
            );
        }
    }
}
