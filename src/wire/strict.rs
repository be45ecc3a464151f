//! A scanner of what servers send in its plainest form, in one pass over the octets: one blank
//! between two values, strings in quotes, NIL in capitals, numbers without zeros in front, ASCII.
//! Whatever differs in the least is `None`, and for the [`tape`](super::tape) to read.

use crate::data::scan::plain;

/// How many digits a number may have that is sure to fit.
const FIT: usize = 19;

/// What is left to scan of a response.
#[derive(Clone, Debug)]
pub struct Strict<'a> {
    rest: &'a [u8],
}

impl<'a> Strict<'a> {
    /// Scans `octets`, in which no literal stands.
    pub fn new(octets: &'a [u8]) -> Self {
        Self { rest: octets }
    }

    /// What is left.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The next octet, without taking it.
    #[inline]
    pub fn next(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// This octet.
    #[inline]
    pub fn byte(&mut self, wanted: u8) -> Option<()> {
        let (next, rest) = self.rest.split_first()?;
        (*next == wanted).then(|| self.rest = rest)
    }

    /// These octets, if they come next.
    #[inline]
    pub fn skip(&mut self, wanted: &[u8]) -> bool {
        let rest = self.rest.strip_prefix(wanted);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// The name of an item, up to the blank behind it.
    pub fn name(&mut self) -> Option<&'a [u8]> {
        let length = self.rest.iter().position(|byte| *byte == b' ')?;
        let (name, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(name)
    }

    /// The digits of a number that fits in any case.
    pub fn digits(&mut self) -> Option<&'a [u8]> {
        let length = self.rest.iter().position(|byte| !byte.is_ascii_digit())?;
        let (digits, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        match digits {
            [b'0', _, ..] | [] => None,
            _ => (length <= FIT).then_some(digits),
        }
    }

    /// A number that fits in any case.
    #[inline]
    pub fn number(&mut self) -> Option<u64> {
        let (mut number, mut length) = (0_u64, 0);
        while let Some(digit @ b'0'..=b'9') = self.rest.get(length) {
            // One that is too long is refused below, whatever comes out.
            number = number.wrapping_mul(10).wrapping_add((digit - b'0').into());
            length += 1;
        }
        let zeros = length > 1 && self.rest.starts_with(b"0");
        self.rest = self.rest.get(length..)?;
        (1..=FIT)
            .contains(&length)
            .then_some(number)
            .filter(|_| !zeros)
    }

    /// The octets of a quoted string as they stand in it. Those are the octets of its form in JSON
    /// too: printable ASCII, the quotes and backslashes in it behind a backslash.
    pub fn string(&mut self) -> Option<&'a [u8]> {
        let text = self.rest.strip_prefix(b"\"")?;
        let mut at = plain(text);
        loop {
            match text.get(at)? {
                b'"' => break,
                b'\\' if matches!(text.get(at + 1)?, b'"' | b'\\') => at += 2,
                _ => return None,
            }
            at += plain(text.get(at..)?);
        }
        let (string, rest) = text.split_at_checked(at)?;
        self.rest = rest.get(1..)?;
        Some(string)
    }

    /// A quoted string, or `Some(None)` for NIL.
    #[inline]
    pub fn nstring(&mut self) -> Option<Option<&'a [u8]>> {
        match self.skip(b"NIL") {
            true => Some(None),
            false => self.string().map(Some),
        }
    }

    /// The words of a list without further lists in it, as they stand in it, up to its end.
    pub fn words(&mut self) -> Option<&'a [u8]> {
        let words = self.rest.strip_prefix(b"(")?;
        let length = words.iter().position(|byte| *byte == b')')?;
        let (words, rest) = words.split_at_checked(length)?;
        self.rest = rest.get(1..)?;
        Some(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_plain_is_taken_and_nothing_else() {
        for (sent, string, left) in [
            ("\"a b\" c", Some("a b"), " c"),
            ("\"\")", Some(""), ")"),
            (r#""a \"b\" \\" c"#, Some(r#"a \"b\" \\"#), " c"),
            (r#""a \b" c"#, None, ""),
            ("\"a", None, ""),
            (r#""a\"#, None, ""),
            ("\"a\tb\" c", None, ""),
            ("\"aü\" c", None, ""),
            ("\"a\u{7f}\" c", None, ""),
            ("a c", None, ""),
            ("{1}", None, ""),
        ] {
            let mut scan = Strict::new(sent.as_bytes());
            assert_eq!(scan.string(), string.map(str::as_bytes), "{sent:?}");
            if string.is_some() {
                assert_eq!(scan.rest(), left.as_bytes(), "{sent:?}");
            }
        }
        for (sent, number) in [
            ("0 ", Some(0)),
            ("42)", Some(42)),
            ("9999999999999999999 ", Some(9_999_999_999_999_999_999)),
            ("10000000000000000000 ", None),
            ("007 ", None),
            ("00 ", None),
            (" 1", None),
            ("-1 ", None),
        ] {
            let digits = number.map(|number: u64| number.to_string().into_bytes());
            assert_eq!(Strict::new(sent.as_bytes()).number(), number, "{sent:?}");
            assert_eq!(
                Strict::new(sent.as_bytes()).digits(),
                digits.as_deref(),
                "{sent:?}"
            );
        }
        for (list, words) in [("(a b) c", Some("a b")), ("()", Some("")), ("(a", None)] {
            assert_eq!(
                Strict::new(list.as_bytes()).words(),
                words.map(str::as_bytes)
            );
        }
        assert_eq!(Strict::new(b"NIL)").nstring(), Some(None));
        assert_eq!(Strict::new(b"nil)").nstring(), None);
    }
}
