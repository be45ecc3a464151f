//! The record of what clients sent, without their secrets.

/// One command that a server received.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Received {
    /// The number of the connection, from 1.
    pub connection: u64,
    /// Who was logged in on it.
    pub user: Option<String>,
    /// The command as sent, without its tag and line end; secrets are `***`, long literals are
    /// shortened.
    pub command: String,
}

/// Literals are shown up to this length.
const SHOWN: usize = 200;

/// A command as it is recorded: `rest` is what follows the name.
pub(super) fn masked(name: &[u8], rest: &[u8]) -> String {
    let name_text = String::from_utf8_lossy(name).to_ascii_uppercase();
    // The first word is no secret if it is one by itself, and not something glued to another.
    let masked = || {
        let text = String::from_utf8_lossy(rest);
        let mut words = text.split_ascii_whitespace();
        let first = words.next().unwrap_or_default();
        let bare = first
            .strip_prefix('"')
            .and_then(|word| word.strip_suffix('"'));
        let plain = !bare.unwrap_or(first).contains(['"', '\\', '{', '(']);
        let shown = if plain { first } else { "***" };
        let secret = if words.next().is_some() { " ***" } else { "" };
        format!("{name_text} {shown}{secret}").trim_end().to_owned()
    };
    match name_text.as_str() {
        "LOGIN" | "AUTHENTICATE" => masked(),
        _ => {
            let text = String::from_utf8_lossy(rest);
            let shown: String = text.chars().take(SHOWN).collect();
            let more = if shown.len() < text.len() { "..." } else { "" };
            format!("{name_text}{shown}{more}").trim_end().to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_in_every_form() {
        for (name, rest, expected) in [
            ("login", " ann hunter2", "LOGIN ann ***"),
            ("LOGIN", " {3}\r\nann {7}\r\nhunter2", "LOGIN *** ***"),
            ("LOGIN", " \"a n\" \"hunter2\"", "LOGIN *** ***"),
            ("LOGIN", " \"ann\"hunter2", "LOGIN ***"),
            ("LOGIN", " \"ann\" hunter2", "LOGIN \"ann\" ***"),
            (
                "AUTHENTICATE",
                " PLAIN aHVudGVyMg==",
                "AUTHENTICATE PLAIN ***",
            ),
            ("AUTHENTICATE", " PLAIN", "AUTHENTICATE PLAIN"),
            ("UID", " FETCH 1 FLAGS", "UID FETCH 1 FLAGS"),
        ] {
            assert_eq!(masked(name.as_bytes(), rest.as_bytes()), expected);
        }
        assert_eq!(masked(b"X", &[b'a'; 900]).len(), 1 + SHOWN + 3);
    }
}
