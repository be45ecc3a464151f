//! Names and passwords in the one form that both sides compute with (SASLprep, RFC 4013).

use crate::data::secret::Secret;

/// The prepared form. What SASLprep has no form for, such as letters younger than it, stays as it
/// was typed: the server has the last word on it anyway.
pub(super) fn prepared(secret: &Secret) -> Secret {
    match std::str::from_utf8(secret.expose()).map(stringprep::saslprep) {
        Ok(Ok(text)) => Secret::from(&*text),
        _ => secret.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_standard() {
        let table = [
            ("I\u{ad}X", "IX"),
            ("user", "user"),
            ("USER", "USER"),
            ("\u{aa}", "a"),
            ("\u{2168}", "IX"),
            ("pa\u{a0}\u{df}", "pa \u{df}"),
            ("u\u{308}", "\u{fc}"),
            // Prohibited, mixed in direction, unassigned in Unicode 3.2: as typed.
            ("\u{7}", "\u{7}"),
            ("\u{627}1", "\u{627}1"),
            ("\u{1f9c4}", "\u{1f9c4}"),
            ("", ""),
        ];
        for (typed, form) in table {
            let form = Secret::from(form);
            assert!(prepared(&Secret::from(typed)) == form, "{typed:?}");
        }
        let bytes = Secret::from(vec![0xff, 0xfe]);
        assert!(prepared(&bytes) == bytes);
    }
}
