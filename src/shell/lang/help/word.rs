//! Help on the words of IMAP: search keys, items, flags, response codes.

use imapclient::client::Client;

use super::super::words::{self, Word, codes};
use super::method::has;
use super::page::Page;
use crate::hints;

/// A page for each meaning of a word.
pub(super) fn explain(name: &str, client: Option<&Client>) -> Vec<Page> {
    let mut found: Vec<_> = words::find(name).collect();
    if found.is_empty() {
        found = words::find(&general(name)).collect();
    }
    let words = found.into_iter();
    let mut pages: Vec<Page> = words
        .map(|(kind, word)| of_word(kind, word, client))
        .collect();
    pages.extend(of_code(name));
    pages
}

/// A page on a response code.
fn of_code(name: &str) -> Option<Page> {
    let code = name.trim_matches(['[', ']']).to_uppercase();
    let fact = codes::FACTS.iter().find(|(fact, _)| *fact == code);
    let meaning = fact
        .map(|(_, what)| *what)
        .or_else(|| hints::meaning(&code))?;
    let mut page = Page::titled(format!("[{code}] (response code)"));
    page.text(sentence(meaning));
    page.blank();
    page.text(codes::source(&code));
    Some(page)
}

/// The text with a capital at its front and a full stop at its end.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}

/// Whether there is such a word.
pub(super) fn is_known(name: &str) -> bool {
    words::find(name).next().is_some() || words::find(&general(name)).next().is_some()
}

fn of_word(kind: &str, word: &Word, client: Option<&Client>) -> Page {
    let Word {
        name,
        takes,
        what,
        example,
        rfc,
        needs,
    } = word;
    let takes: Vec<String> = takes
        .split_whitespace()
        .map(|value| format!(" <{value}>"))
        .collect();
    let mut page = Page::titled(format!("{name}{} ({kind})", takes.concat()));
    page.text(sentence(what));
    page.blank();
    page.code(example);
    page.blank();
    page.text(*rfc);
    if !needs.is_empty() {
        page.text(has(client, needs));
    }
    page
}

/// The entry of the table that stands for an item with parts or fields of its own:
/// `BODY.PEEK[1]` for `BODY.PEEK[2.1]<0.100>`.
fn general(name: &str) -> String {
    let upper = name.to_uppercase();
    let Some((item, rest)) = upper.split_once('[') else {
        return upper;
    };
    let (section, partial) = rest.split_once(']').unwrap_or((rest, ""));
    if !partial.is_empty() && item == "BODY.PEEK" && section.is_empty() {
        return "BODY.PEEK[]<0.2000>".to_owned();
    }
    let section = match section.find(|c: char| !c.is_ascii_digit() && c != '.') {
        None if !section.is_empty() => "1".to_owned(),
        Some(at) if section.get(at..) == Some("MIME") => "1.MIME".to_owned(),
        Some(_) if section.starts_with("HEADER.FIELDS.NOT") => {
            "HEADER.FIELDS.NOT (RECEIVED)".to_owned()
        }
        Some(_) if section.starts_with("HEADER.FIELDS") => {
            "HEADER.FIELDS (SUBJECT FROM DATE)".to_owned()
        }
        _ => section.to_owned(),
    };
    let item = match section.starts_with("HEADER.FIELDS") || section.ends_with("MIME") {
        true => "BODY.PEEK",
        false => item,
    };
    format!("{item}[{section}]")
}

/// The name of every word.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    let words = words::TABLES
        .iter()
        .flat_map(|(_, words)| words.iter().map(|word| word.name));
    let facts = codes::FACTS.iter().map(|(code, _)| *code);
    words.chain(facts).chain(hints::codes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_with_parts_of_their_own_are_found() {
        for (typed, entry) in [
            ("body.peek[2.1]", "BODY.PEEK[1]"),
            ("BODY[3]", "BODY[1]"),
            ("BODY.PEEK[]<0.10>", "BODY.PEEK[]<0.2000>"),
            (
                "BODY[HEADER.FIELDS (X)]",
                "BODY.PEEK[HEADER.FIELDS (SUBJECT FROM DATE)]",
            ),
            ("BODY.PEEK[1.2.MIME]", "BODY.PEEK[1.MIME]"),
            ("BODY[]", "BODY[]"),
        ] {
            assert_eq!(general(typed), entry);
            assert_eq!(explain(typed, None).len(), 1, "{typed}");
        }
        assert!(explain("nothing", None).is_empty());
    }

    #[test]
    fn response_codes_have_their_meaning_and_place() {
        for (code, meaning, place) in [
            (
                "TRYCREATE",
                "make it with c.create_folder",
                "RFC 9051 section 7.1",
            ),
            ("[overquota]", "The mailbox is full", "RFC 5530"),
            ("COPYUID", "messages copied or moved", "RFC 9051"),
            ("MODIFIED", "changed by somebody else", "RFC 7162"),
        ] {
            let pages = explain(code, None);
            let text: String = pages.iter().map(|page| page.laid_out(100, false)).collect();
            let text = text.replace("\n    ", " ");
            assert!(
                text.contains(meaning) && text.contains(place),
                "{code}: {text}"
            );
        }
        // A word that is two things has a page for each.
        assert_eq!(explain("UIDNEXT", None).len(), 2);
    }

    #[test]
    fn what_is_needed_is_told() {
        let text = explain("younger", None).remove(0).laid_out(80, false);
        assert!(text.contains("YOUNGER <seconds> (search key)"), "{text}");
        assert!(
            text.contains("Needs WITHIN; what this server has is not known yet."),
            "{text}"
        );
    }
}
