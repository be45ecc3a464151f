//! Header fields (RFC 5322 section 2.2), found without reading more than is asked for.

use memchr::memchr;

/// A header field as it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field<'a> {
    /// The name, without the colon.
    pub(crate) name: &'a [u8],
    /// What follows the colon, folded as it is, without the last line end.
    pub(crate) value: &'a [u8],
    /// All of it, line ends included.
    pub(crate) whole: &'a [u8],
}

/// Where the header ends: behind its empty line, or at the end if there is none.
pub(crate) fn end(raw: &[u8]) -> usize {
    let mut at = 0;
    while let Some(line) = line_at(raw, at) {
        at += line.len();
        if matches!(line, b"\n" | b"\r\n") {
            return at;
        }
    }
    raw.len()
}

/// The line that begins at `at`, with its end.
pub(crate) fn line_at(raw: &[u8], at: usize) -> Option<&[u8]> {
    let rest = raw.get(at..).filter(|rest| !rest.is_empty())?;
    let end = memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
    rest.get(..end)
}

/// The fields of a header, in order. Lines that are no field are passed over.
pub(crate) fn fields(header: &[u8]) -> Fields<'_> {
    Fields { header, at: 0 }
}

/// The fields of a header.
pub(crate) struct Fields<'a> {
    header: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    fn next(&mut self) -> Option<Field<'a>> {
        loop {
            let start = self.at;
            let first = line_at(self.header, start)?;
            if matches!(first, b"\n" | b"\r\n") {
                return None;
            }
            self.at += first.len();
            while let Some(line) = line_at(self.header, self.at)
                && matches!(line.first(), Some(b' ' | b'\t'))
            {
                self.at += line.len();
            }
            let whole = self.header.get(start..self.at)?;
            let Some(colon) = memchr(b':', whole) else {
                continue;
            };
            let (name, value) = whole.split_at(colon);
            let name = name.trim_ascii_end();
            if name.is_empty() || !name.iter().all(u8::is_ascii_graphic) {
                continue;
            }
            return Some(Field {
                name,
                value: without_end(value.get(1..).unwrap_or_default()),
                whole,
            });
        }
    }
}

fn without_end(value: &[u8]) -> &[u8] {
    let value = value.strip_suffix(b"\n").unwrap_or(value);
    value.strip_suffix(b"\r").unwrap_or(value)
}

/// The value of the first field of this name, unfolded and trimmed.
pub(crate) fn field(header: &[u8], name: &str) -> Option<Vec<u8>> {
    fields(header)
        .find(|field| field.name.eq_ignore_ascii_case(name.as_bytes()))
        .map(|field| unfold(field.value))
}

/// A value without the line ends of its folding, trimmed.
pub(crate) fn unfold(value: &[u8]) -> Vec<u8> {
    let value = value.trim_ascii();
    value
        .iter()
        .copied()
        .filter(|byte| !matches!(byte, b'\r' | b'\n'))
        .collect()
}

/// A value for people: every run of blanks and line ends is one blank.
pub(crate) fn collapse(value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len());
    for byte in value.trim_ascii() {
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => {
                if out.last() != Some(&b' ') {
                    out.push(b' ');
                }
            }
            byte => out.push(*byte),
        }
    }
    out
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_folded_and_not() {
        let raw = b"Subject: a\r\n b\r\nnonsense\r\nFrom : x\nTO:\r\n\r\nBody: no\r\n";
        let header = &raw[..end(raw)];
        let found: Vec<_> = fields(header).map(|field| field.name).collect();
        assert_eq!(found, [&b"Subject"[..], b"From", b"TO"]);
        assert_eq!(field(header, "subject").unwrap(), b"a b");
        assert_eq!(field(header, "To").unwrap(), b"");
        assert_eq!(field(header, "Body"), None);
        assert_eq!(end(b"a: b"), 4);
        assert_eq!(end(b"\r\nx"), 2);
        assert_eq!(collapse(b" a \t\r\n  b "), b"a b");
    }
}
