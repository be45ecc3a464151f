//! A tolerant look at half-typed Python: words, strings, brackets, whether closed or not.
//!
//! The parser of the language wants whole programs; a line under the cursor hardly ever is one.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A name or a keyword.
    Name,
    Number,
    /// A string with its prefix and quotes; `closed` tells whether it has its end.
    Text {
        closed: bool,
    },
    Comment,
    /// One operator or bracket.
    Mark,
    /// The end of a line, outside strings.
    LineEnd,
}

/// One token of a text, by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Token {
    /// What it is made of.
    pub(crate) fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// Operators of more than one letter, longest first.
const LONG_MARKS: [&str; 23] = [
    "**=", "//=", "<<=", ">>=", "...", "==", "!=", "<=", ">=", ":=", "->", "+=", "-=", "*=", "/=",
    "%=", "&=", "|=", "^=", "**", "//", "<<", ">>",
];

/// Splits a text into tokens; blanks are left out.
pub(crate) fn scan(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let first = rest.chars().next().unwrap_or(' ');
        let (kind, length) = if first == '\n' {
            (Some(Kind::LineEnd), 1)
        } else if first.is_whitespace() {
            (None, first.len_utf8())
        } else if first == '#' {
            (Some(Kind::Comment), rest.find('\n').unwrap_or(rest.len()))
        } else if let Some(opening) = Opening::of(rest) {
            let (length, closed) = opening.length(rest);
            (Some(Kind::Text { closed }), length)
        } else if first.is_alphabetic() || first == '_' {
            (Some(Kind::Name), name_length(rest))
        } else if first.is_ascii_digit() {
            let number = |c: char| !c.is_alphanumeric() && !matches!(c, '_' | '.');
            (Some(Kind::Number), rest.find(number).unwrap_or(rest.len()))
        } else {
            let long = LONG_MARKS.iter().find(|mark| rest.starts_with(**mark));
            (
                Some(Kind::Mark),
                long.map_or(first.len_utf8(), |mark| mark.len()),
            )
        };
        tokens.extend(kind.map(|kind| Token {
            kind,
            start: at,
            end: at + length,
        }));
        at += length;
    }
    tokens
}

/// How long the name at the front of a text is.
fn name_length(text: &str) -> usize {
    let ends = |c: char| !c.is_alphanumeric() && c != '_';
    text.find(ends).unwrap_or(text.len())
}

/// How a string begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Opening<'t> {
    /// The letters before the quotes, as typed.
    pub(crate) prefix: &'t str,
    /// `'`, `"` or three of them.
    pub(crate) quotes: &'t str,
}

impl<'t> Opening<'t> {
    /// How the string at the front of `text` begins, if there is one.
    pub(crate) fn of(text: &'t str) -> Option<Self> {
        let at = text.find(['\'', '"']).filter(|at| *at <= 2)?;
        let (prefix, rest) = text.split_at(at);
        if !prefix.chars().all(|c| "rRbBuUfF".contains(c)) {
            return None;
        }
        let quotes = match rest.get(..3) {
            Some("'''" | "\"\"\"") => 3,
            _ => 1,
        };
        Some(Self {
            prefix,
            quotes: rest.get(..quotes)?,
        })
    }

    /// Where the content begins.
    pub(crate) fn content(&self) -> usize {
        self.prefix.len() + self.quotes.len()
    }

    /// Whether backslashes stand for themselves.
    pub(crate) fn is_raw(&self) -> bool {
        self.prefix.contains(['r', 'R'])
    }

    /// How long the string at the front of `text` is, and whether it has its end.
    fn length(&self, text: &str) -> (usize, bool) {
        let mut at = self.content();
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            if rest.starts_with(self.quotes) {
                return (at + self.quotes.len(), true);
            }
            let first = rest.chars().next().unwrap_or(' ');
            if first == '\n' && self.quotes.len() == 1 {
                return (at, false);
            }
            at += first.len_utf8();
            if first == '\\' {
                at += text
                    .get(at..)
                    .and_then(|rest| rest.chars().next())
                    .map_or(0, char::len_utf8);
            }
        }
        (text.len(), false)
    }
}

/// The characters that the content of a string stands for; what is no escape stays as it is.
pub(crate) fn decoded(content: &str, raw: bool) -> String {
    if raw || !content.contains('\\') {
        return content.to_owned();
    }
    let mut text = String::with_capacity(content.len());
    let mut rest = content;
    while let Some(at) = rest.find('\\') {
        text.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + 1..).unwrap_or_default();
        let Some(letter) = rest.chars().next() else {
            text.push('\\'); // the escape is being typed
            break;
        };
        rest = rest.get(letter.len_utf8()..).unwrap_or_default();
        let digits = match letter {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        let code = rest.get(..digits).filter(|_| digits > 0);
        let code = code.and_then(|code| u32::from_str_radix(code, 16).ok());
        match (letter, code.and_then(char::from_u32)) {
            (_, Some(character)) => {
                text.push(character);
                rest = rest.get(digits..).unwrap_or_default();
            }
            ('\\' | '\'' | '"', _) => text.push(letter),
            ('n', _) => text.push('\n'),
            ('t', _) => text.push('\t'),
            ('r', _) => text.push('\r'),
            (other, _) => text.extend(['\\', other]),
        }
    }
    text + rest
}

/// `text` as the content of a string with these quotes; nothing in it can drive a terminal.
pub(crate) fn encoded(text: &str, opening: &Opening<'_>) -> Option<String> {
    let quote = opening.quotes.chars().next()?;
    let plain = |c: char| c != quote && !imapclient::data::escape::is_unsafe(c);
    if opening.is_raw() {
        let fits = text.chars().all(plain) && !text.ends_with('\\');
        return fits.then(|| text.to_owned());
    }
    let mut content = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => content.push_str("\\\\"),
            '\n' => content.push_str("\\n"),
            '\t' => content.push_str("\\t"),
            '\r' => content.push_str("\\r"),
            c if plain(c) => content.push(c),
            c if c == quote => content.extend(['\\', c]),
            c if u32::from(c) < 0x100 => content.push_str(&format!("\\x{:02x}", u32::from(c))),
            c if u32::from(c) < 0x10000 => content.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => content.push_str(&format!("\\U{:08x}", u32::from(c))),
        }
    }
    Some(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        scan(text).iter().map(|token| token.text(text)).collect()
    }

    #[test]
    fn tokens_of_half_typed_lines() {
        for (text, expected) in [
            (
                "c.fetch([1,'a b'",
                &["c", ".", "fetch", "(", "[", "1", ",", "'a b'"][..],
            ),
            (
                "x == b'\\''+y # z'",
                &["x", "==", "b'\\''", "+", "y", "# z'"],
            ),
            ("f('abc", &["f", "(", "'abc"]),
            ("'''a\n'b", &["'''a\n'b"]),
            ("'a\nb", &["'a", "\n", "b"]),
            ("x**=1.5e3", &["x", "**=", "1.5e3"]),
            ("größe='\\", &["größe", "=", "'\\"]),
        ] {
            assert_eq!(texts(text), expected, "{text:?}");
        }
        assert_eq!(
            scan("'a").first().map(|t| t.kind),
            Some(Kind::Text { closed: false })
        );
        assert_eq!(
            scan("''").first().map(|t| t.kind),
            Some(Kind::Text { closed: true })
        );
    }

    #[test]
    fn strings_there_and_back() {
        let single = Opening {
            prefix: "",
            quotes: "'",
        };
        for (text, content) in [
            ("plain", "plain"),
            ("it's", "it\\'s"),
            ("a\\b", "a\\\\b"),
            ("Entwürfe 日本", "Entwürfe 日本"),
            ("\x1b]0;x\x07", "\\x1b]0;x\\x07"),
            ("a\u{202e}b", "a\\u202eb"),
            ("a\r\n", "a\\r\\n"),
        ] {
            assert_eq!(encoded(text, &single).as_deref(), Some(content));
            assert_eq!(decoded(content, false), text);
        }
        let raw = Opening {
            prefix: "r",
            quotes: "'",
        };
        assert_eq!(encoded("\\Seen", &raw).as_deref(), Some("\\Seen"));
        assert_eq!(encoded("it's", &raw), None);
        assert_eq!(decoded("\\Se", false), "\\Se");
        assert_eq!(decoded("\\x4", false), "\\x4");
    }
}
