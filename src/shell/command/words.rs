//! The words of a command's argument: blanks separate them, quotes keep them together.

/// Splits an argument into words. Quotes of either kind hold blanks; the error is one sentence.
pub(super) fn words(text: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (word, after) = first(rest)?;
        words.push(word);
        rest = after.trim_start();
    }
    Ok(words)
}

/// The first word, and what follows it.
pub(super) fn first(text: &str) -> Result<(String, &str), String> {
    let mut word = String::new();
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' | '\'' => loop {
                match letters.next() {
                    Some((_, inner)) if inner == letter => break,
                    Some((_, inner)) => word.push(inner),
                    None => return Err(format!("the quote {letter} is not closed")),
                }
            },
            letter if letter.is_whitespace() => {
                return Ok((word, text.get(at..).unwrap_or_default()));
            }
            letter => word.push(letter),
        }
    }
    Ok((word, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_hold_blanks() {
        for (text, expected) in [
            ("", &[][..]),
            (" a  b ", &["a", "b"]),
            (
                "--until 'SUBJECT \"x y\"' -x",
                &["--until", "SUBJECT \"x y\"", "-x"],
            ),
            ("a\"b c\"d", &["ab cd"]),
        ] {
            assert_eq!(words(text).unwrap(), expected, "{text}");
        }
        assert!(words("'a").is_err());
        assert_eq!(first("5 c.noop()").unwrap(), ("5".to_owned(), " c.noop()"));
    }
}
