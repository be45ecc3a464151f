//! The lines of a source that are the shell's own: they begin with `:` or `!`, or are a question such
//! as `c.fetch?`, where a statement may begin: at the very left, outside every string and bracket.

use std::borrow::Cow;

use super::help::question;
use super::redirect::string_end;
use super::tree::Span;

/// Where they stand, line ends not included.
pub(crate) fn own_lines(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    let (mut at, mut depth, mut fresh) = (0, 0usize, true);
    let mut found = Vec::new();
    while let Some(byte) = bytes.get(at) {
        if fresh
            && depth == 0
            && let Some((line, end)) = own_line(text, at)
        {
            found.push(Span {
                start: u32::try_from(at).unwrap_or(u32::MAX),
                end: u32::try_from(at + line.len()).unwrap_or(u32::MAX),
            });
            at = end;
            continue;
        }
        fresh = *byte == b'\n';
        match byte {
            b'\\' if bytes.get(at + 1) == Some(&b'\r') => at += 2,
            b'\\' => at += 1,
            b'#' => at = line_end(bytes, at) - 1,
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b'"' | b'\'' => {
                at = string_end(bytes, at);
                // A string that is not closed: the line ends here.
                if bytes.get(at) == Some(&b'\n') {
                    continue;
                }
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// The line at this place and where it ends, if it is one of the shell's own.
fn own_line(text: &str, at: usize) -> Option<(&str, usize)> {
    let end = line_end(text.as_bytes(), at);
    let line = text.get(at..end)?.trim_end();
    let asks = line.ends_with('?') && !line.starts_with([' ', '\t']) && question(line).is_some();
    (asks || line.starts_with([':', '!'])).then_some((line, end))
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    memchr::memchr(b'\n', rest).map_or(bytes.len(), |end| at + end)
}

/// The source with a statement that does nothing in the place of each of these lines, byte for byte.
pub(super) fn without<'a>(text: &'a str, lines: &[Span]) -> Cow<'a, str> {
    if lines.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for line in lines {
        let (start, end) = (line.start as usize, line.end as usize);
        out.push_str(text.get(at..start).unwrap_or_default());
        out.push('0');
        out.extend(std::iter::repeat_n(' ', (end - start).saturating_sub(1)));
        at = end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        own_lines(text)
            .iter()
            .map(|line| &text[line.start as usize..line.end as usize])
            .collect()
    }

    #[test]
    fn only_where_a_statement_may_begin() {
        for (text, expected) in [
            (
                ":caps\nx = 1\r\n!ls -l \r\n:q",
                &[":caps", "!ls -l", ":q"][..],
            ),
            ("x = [\n:1]\n", &[]),
            ("x = '''\n:caps\n'''\n:time on", &[":time on"]),
            ("d = {\'a\'\n:1}\n", &[]),
            ("x = 1 + \\\n:caps", &[]),
            ("if x:\n  :caps\n", &[]),
            ("if x:\n  y\n:caps\n", &[":caps"]),
            ("# it's (\n:caps", &[":caps"]),
            ("x = 'a\n:caps", &[":caps"]),
            ("\n:raw X \u{fc}\nx", &[":raw X \u{fc}"]),
            (
                "c.fetch?\r\nx\n\\Seen ?\nx[1]?",
                &["c.fetch?", "\\Seen ?", "x[1]?"],
            ),
            ("# why?\nx = 'a?\nif x:\n  y?\n", &[]),
            ("x = '''\nc.fetch?\n'''\n(\ny?\n)", &[]),
            ("", &[]),
        ] {
            assert_eq!(found(text), expected, "{text:?}");
        }
        let text = "x\n:\u{fc}\ny";
        assert_eq!(without(text, &own_lines(text)), "x\n0  \ny");
    }
}
