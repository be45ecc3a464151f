//! The words of IMAP that stand in strings: what help explains and completion offers. One table
//! for each kind, one line for each word.

pub(crate) mod caps;
pub(crate) mod codes;
mod fetch;
mod flags;
pub(crate) mod mistyped;
mod search;
mod sort;
mod status;
pub(crate) mod verbs;

pub(crate) use fetch::{FETCH_ITEMS, FETCH_MODIFIERS};
pub(crate) use flags::{FLAGS, FOLDER_FLAGS};
pub(crate) use search::SEARCH_KEYS;
pub(crate) use sort::{SORT_KEYS, THREAD_ALGORITHMS};
pub(crate) use status::STATUS_ITEMS;

/// One word.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// As it is spelled in a string.
    pub(crate) name: &'static str,
    /// What has to follow it, one word for each value.
    pub(crate) takes: &'static str,
    /// What it means, in one line.
    pub(crate) what: &'static str,
    /// A line to type.
    pub(crate) example: &'static str,
    /// Where it is defined.
    pub(crate) rfc: &'static str,
    /// The capability it needs; several are alternatives.
    pub(crate) needs: &'static [&'static str],
}

impl Word {
    /// Whether values follow it, none of them another word of the table.
    pub(crate) fn takes_values(&self) -> bool {
        !self.takes.is_empty() && !self.takes.contains("key")
    }
}

/// A word that every server knows.
const fn word(
    name: &'static str,
    takes: &'static str,
    what: &'static str,
    example: &'static str,
    rfc: &'static str,
) -> Word {
    Word {
        name,
        takes,
        what,
        example,
        rfc,
        needs: &[],
    }
}

impl Word {
    /// The word, which needs one of these capabilities.
    const fn with(mut self, needs: &'static [&'static str]) -> Self {
        self.needs = needs;
        self
    }
}

/// All tables, each with what its words are.
pub(crate) const TABLES: &[(&str, &[Word])] = &[
    ("search key", SEARCH_KEYS),
    ("FETCH item", FETCH_ITEMS),
    ("FETCH modifier", FETCH_MODIFIERS),
    ("STATUS item", STATUS_ITEMS),
    ("sort key", SORT_KEYS),
    ("threading algorithm", THREAD_ALGORITHMS),
    ("flag", FLAGS),
    ("folder attribute", FOLDER_FLAGS),
];

/// The words of this name, each with what it is: `DRAFT` is a search key, `\Draft` a flag.
pub(crate) fn find(name: &str) -> impl Iterator<Item = (&'static str, &'static Word)> {
    let all = TABLES
        .iter()
        .flat_map(|(kind, words)| words.iter().map(move |word| (*kind, word)));
    all.filter(move |(_, word)| word.name.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_explained_once_in_its_table() {
        for (kind, words) in TABLES {
            for (at, word) in words.iter().enumerate() {
                let again = words
                    .iter()
                    .skip(at + 1)
                    .any(|other| other.name == word.name);
                assert!(!again, "{kind} {} stands twice", word.name);
                assert!(
                    word.what.len() > 10 && word.what.len() < 160,
                    "{kind} {}",
                    word.name
                );
                assert!(
                    !word.rfc.is_empty() && !word.example.is_empty(),
                    "{kind} {}",
                    word.name
                );
            }
        }
        assert_eq!(find("since").count(), 1);
        assert_eq!(find("\\Seen").count(), 1);
        assert_eq!(find("nothing").count(), 0);
    }
}
