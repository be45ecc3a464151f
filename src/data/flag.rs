//! Flags and other words: message flags, special uses, names of items.

use super::text::Text;

/// `\Seen`: the message has been read.
pub const SEEN: &str = "\\Seen";
/// `\Answered`: the message has been answered.
pub const ANSWERED: &str = "\\Answered";
/// `\Flagged`: the message is urgent or of special interest.
pub const FLAGGED: &str = "\\Flagged";
/// `\Deleted`: the message goes at the next EXPUNGE.
pub const DELETED: &str = "\\Deleted";
/// `\Draft`: the message is not finished.
pub const DRAFT: &str = "\\Draft";
/// `\Recent`: the message is new in this session (RFC 3501).
pub const RECENT: &str = "\\Recent";
/// `\All`: the folder shows all messages (RFC 6154).
pub const ALL: &str = "\\All";
/// `\Archive`: the folder archives messages (RFC 6154).
pub const ARCHIVE: &str = "\\Archive";
/// `\Drafts`: the folder holds drafts (RFC 6154).
pub const DRAFTS: &str = "\\Drafts";
/// `\Junk`: the folder holds spam (RFC 6154).
pub const JUNK: &str = "\\Junk";
/// `\Sent`: the folder holds what was sent (RFC 6154).
pub const SENT: &str = "\\Sent";
/// `\Trash`: the folder holds what was deleted (RFC 6154).
pub const TRASH: &str = "\\Trash";

/// All constants by the names that users type.
pub const CONSTANTS: &[(&str, &str)] = &[
    ("SEEN", SEEN),
    ("ANSWERED", ANSWERED),
    ("FLAGGED", FLAGGED),
    ("DELETED", DELETED),
    ("DRAFT", DRAFT),
    ("RECENT", RECENT),
    ("ALL", ALL),
    ("ARCHIVE", ARCHIVE),
    ("DRAFTS", DRAFTS),
    ("JUNK", JUNK),
    ("SENT", SENT),
    ("TRASH", TRASH),
];

/// The argument type for one word or several: flags, items to fetch, capabilities.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Words(pub Vec<Text>);

impl From<()> for Words {
    fn from((): ()) -> Self {
        Self::default()
    }
}

impl From<&str> for Words {
    fn from(word: &str) -> Self {
        Self(vec![word.into()])
    }
}

impl From<&[&str]> for Words {
    fn from(words: &[&str]) -> Self {
        Self(words.iter().map(|word| Text::from(*word)).collect())
    }
}

impl<const N: usize> From<[&str; N]> for Words {
    fn from(words: [&str; N]) -> Self {
        Self::from(&words[..])
    }
}

impl<const N: usize> From<&[&str; N]> for Words {
    fn from(words: &[&str; N]) -> Self {
        Self::from(&words[..])
    }
}

impl From<String> for Words {
    fn from(word: String) -> Self {
        Self(vec![word.into()])
    }
}

impl From<&String> for Words {
    fn from(word: &String) -> Self {
        Self::from(word.as_str())
    }
}

impl From<Text> for Words {
    fn from(word: Text) -> Self {
        Self(vec![word])
    }
}

impl From<&[Text]> for Words {
    fn from(words: &[Text]) -> Self {
        Self(words.to_vec())
    }
}

impl From<Vec<&str>> for Words {
    fn from(words: Vec<&str>) -> Self {
        Self::from(&words[..])
    }
}

impl From<&[String]> for Words {
    fn from(words: &[String]) -> Self {
        words.iter().map(String::as_str).collect()
    }
}

impl<T: Into<Text>> FromIterator<T> for Words {
    fn from_iter<I: IntoIterator<Item = T>>(words: I) -> Self {
        Self(words.into_iter().map(Into::into).collect())
    }
}

impl From<Vec<String>> for Words {
    fn from(words: Vec<String>) -> Self {
        Self(words.into_iter().map(Text::from).collect())
    }
}

impl From<Vec<Text>> for Words {
    fn from(words: Vec<Text>) -> Self {
        Self(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_are_named_as_they_are_spelled() {
        for (name, value) in CONSTANTS {
            assert_eq!(value.strip_prefix('\\').unwrap().to_uppercase(), *name);
        }
        assert_eq!(CONSTANTS.len(), 12);
    }

    #[test]
    fn one_word_or_several() {
        let two = Words(vec!["A".into(), "B".into()]);
        assert_eq!(Words::from(["A", "B"]), two);
        assert_eq!(Words::from(&["A", "B"][..]), two);
        assert_eq!(Words::from(vec!["A".to_owned(), "B".to_owned()]), two);
        assert_eq!(Words::from("A B"), Words(vec!["A B".into()]));
        assert_eq!(Words::from(()), Words::default());
    }
}
