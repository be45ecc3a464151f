//! `expr !| command`, `expr !> file`, `expr !>> file` at the end of a line: where the result of an
//! expression statement goes. Python has no `!` but in `!=`, so nothing of Python's is taken away.

use std::borrow::Cow;

use super::tree::Span;

/// What becomes of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RedirectKind {
    /// `!|`: it is a program's standard input.
    Pipe,
    /// `!>`: it is a file's new content.
    File,
    /// `!>>`: it is put at the end of a file.
    Append,
}

/// One redirection in a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Redirect {
    pub(crate) kind: RedirectKind,
    /// The command or the file, as written.
    pub(crate) target: String,
    /// The operator and the target.
    pub(crate) span: Span,
}

impl Redirect {
    /// The operator as it is written.
    pub(crate) fn symbol(&self) -> &'static str {
        match self.kind {
            RedirectKind::Pipe => "!|",
            RedirectKind::File => "!>",
            RedirectKind::Append => "!>>",
        }
    }
}

/// Finds the redirections of a source: outside strings, comments and brackets.
pub(crate) fn find(text: &str) -> Vec<Redirect> {
    let mut found = Vec::new();
    if !text.contains("!|") && !text.contains("!>") {
        return found;
    }
    let bytes = text.as_bytes();
    let (mut depth, mut at) = (0usize, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b'#' => at = line_end(bytes, at),
            b'"' | b'\'' => at = string_end(bytes, at),
            b'!' if depth == 0 => {
                if let Some(redirect) = redirect_at(text, at) {
                    at = redirect.span.end as usize;
                    found.push(redirect);
                }
            }
            _ => {}
        }
        at += 1;
    }
    found
}

fn redirect_at(text: &str, at: usize) -> Option<Redirect> {
    let rest = text.get(at..line_end(text.as_bytes(), at))?;
    let (kind, target) = if let Some(target) = rest.strip_prefix("!|") {
        (RedirectKind::Pipe, target)
    } else if let Some(target) = rest.strip_prefix("!>>") {
        (RedirectKind::Append, target)
    } else {
        (RedirectKind::File, rest.strip_prefix("!>")?)
    };
    Some(Redirect {
        kind,
        target: target.trim().to_owned(),
        span: Span {
            start: u32::try_from(at).ok()?,
            end: u32::try_from(at + rest.trim_end().len()).ok()?,
        },
    })
}

/// The source as the parser is to see it: blanks in place of the redirections, so that everything
/// else stands where it stood.
pub(crate) fn without<'a>(text: &'a str, redirects: &[Redirect]) -> Cow<'a, str> {
    if redirects.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for redirect in redirects {
        let (start, end) = (redirect.span.start as usize, redirect.span.end as usize);
        out.push_str(text.get(from..start).unwrap_or_default());
        out.extend(std::iter::repeat_n(' ', end - start));
        from = end;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(out)
}

/// The redirection that stands behind a statement which ends at `end`.
pub(crate) fn behind<'a>(text: &str, redirects: &'a [Redirect], end: u32) -> Option<&'a Redirect> {
    let next = redirects
        .iter()
        .find(|redirect| redirect.span.start >= end)?;
    let between = text.get(end as usize..next.span.start as usize)?;
    // An expression in parentheses ends before them.
    between
        .chars()
        .all(|c| matches!(c, ' ' | '\t' | ')'))
        .then_some(next)
}

/// Where the line that holds `at` ends.
pub(super) fn line_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter()
        .position(|byte| *byte == b'\n')
        .map_or(bytes.len(), |end| at + end)
}

/// Where the string that starts at `at` ends, roughly: its last quote.
pub(super) fn string_end(bytes: &[u8], at: usize) -> usize {
    let quote = bytes.get(at).copied().unwrap_or(b'"');
    let triple = bytes.get(at..at + 3) == Some(&[quote; 3][..]);
    let mut end = if triple { at + 3 } else { at + 1 };
    while let Some(byte) = bytes.get(end) {
        match byte {
            b'\\' => end += 1,
            b'\n' if !triple => return end,
            _ if triple && bytes.get(end..end + 3) == Some(&[quote; 3][..]) => return end + 2,
            _ if !triple && *byte == quote => return end,
            _ => {}
        }
        end += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets(text: &str) -> Vec<(RedirectKind, String)> {
        let all = find(text).into_iter();
        all.map(|redirect| (redirect.kind, redirect.target))
            .collect()
    }

    #[test]
    fn only_outside_strings_comments_and_brackets() {
        use RedirectKind::{Append, File, Pipe};
        for (text, expected) in [
            ("x !| jq .", vec![(Pipe, "jq .")]),
            ("x!>f", vec![(File, "f")]),
            ("x !>> a b ", vec![(Append, "a b")]),
            (
                "x !| grep it's\ny !> z",
                vec![(Pipe, "grep it's"), (File, "z")],
            ),
            ("x !| a !| b", vec![(Pipe, "a !| b")]),
            ("'!> f'", vec![]),
            ("'''\n!> f\n'''", vec![]),
            ("f(1, !> x)", vec![]),
            ("1 # !> f", vec![]),
            ("a != b > c | d", vec![]),
            ("'a\\' !> b'", vec![]),
        ] {
            let expected: Vec<_> = expected
                .into_iter()
                .map(|(kind, target)| (kind, target.to_owned()))
                .collect();
            assert_eq!(targets(text), expected, "{text}");
        }
    }

    #[test]
    fn the_rest_stays_in_its_place() {
        let text = "c.noop() !> \u{fc}.json\nx";
        let found = find(text);
        let code = without(text, &found);
        assert_eq!(code.len(), text.len());
        assert_eq!(code.trim_end_matches("\nx").trim_end(), "c.noop()");
        assert!(behind(text, &found, 8).is_some());
        assert!(behind(text, &found, 3).is_none());
        let text = "(x) !> f";
        assert!(behind(text, &find(text), 2).is_some());
    }
}
