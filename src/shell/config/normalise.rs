//! Brings a configuration file into the one form that rust-ini reads as Python does.
//!
//! Python's `configparser` and rust-ini differ in comments, continuation lines, backslashes and
//! lines that are neither section nor key. Here those lines are judged by Python's rules, with the
//! line's number in every error, and written out so that rust-ini has no choice left: keys at the
//! margin, continuations indented by one blank, every backslash doubled (rust-ini takes a pair for
//! one, and its line continuation, which cannot be switched off, never fires).

use std::collections::HashSet;
use std::str::Utf8Error;

/// The section whose values all others inherit.
pub(super) const DEFAULT: &str = "DEFAULT";

/// What is wrong with a file, and in which line (from 1) if it is one line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) line: Option<usize>,
    pub(super) what: String,
}

impl Fault {
    fn at(line: usize, what: impl Into<String>) -> Self {
        Self {
            line: Some(line),
            what: what.into(),
        }
    }
}

/// The text of a file: UTF-8, a byte order mark dropped.
pub(super) fn decode(bytes: &[u8]) -> Result<&str, Fault> {
    let text = str::from_utf8(bytes).map_err(|error| not_utf8(bytes, error))?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

fn not_utf8(bytes: &[u8], error: Utf8Error) -> Fault {
    let (good, bad) = bytes.split_at(error.valid_up_to());
    let line = 1 + good.iter().filter(|&&byte| byte == b'\n').count();
    let byte = bad.first().copied().unwrap_or_default();
    let what = format!("byte {byte:#04x} is not UTF-8; save the file as UTF-8");
    Fault::at(line, what)
}

/// The same content in the form described above.
pub(super) fn normalise(text: &str) -> Result<String, Fault> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines = Lines::default();
    for (index, line) in text.split('\n').enumerate() {
        lines.take(index + 1, line)?;
    }
    Ok(lines.out)
}

#[derive(Default)]
struct Lines {
    out: String,
    /// The section we are in, if any.
    section: Option<String>,
    sections: HashSet<String>,
    /// Section and key of all keys so far.
    keys: HashSet<(String, String)>,
    /// Whether a key of this section can be continued.
    in_value: bool,
    /// The depth of the last line that was not a continuation.
    indent: usize,
    /// Empty lines of a value that count only if the value goes on after them.
    blanks: usize,
}

impl Lines {
    fn take(&mut self, number: usize, line: &str) -> Result<(), Fault> {
        let content = line.trim();
        if content.starts_with(['#', ';']) {
            return Ok(());
        }
        if content.is_empty() {
            self.blanks += usize::from(self.in_value);
            return Ok(());
        }
        let depth = line.chars().take_while(|c| c.is_whitespace()).count();
        if self.in_value && depth > self.indent {
            for _ in 0..self.blanks {
                self.out.push_str(" \n");
            }
            self.blanks = 0;
            self.write(" ", content);
            return Ok(());
        }
        self.indent = depth;
        self.blanks = 0;
        match content.strip_prefix('[') {
            Some(rest) if rest.contains(']') => self.header(number, rest),
            Some(_) => Err(Fault::at(number, "the section name is not closed with `]`")),
            None => self.key(number, content),
        }
    }

    fn header(&mut self, number: usize, rest: &str) -> Result<(), Fault> {
        let (name, after) = rest.split_once(']').unwrap_or((rest, ""));
        let (name, after) = (name.trim(), after.trim());
        if name.is_empty() {
            return Err(Fault::at(number, "the section has no name"));
        }
        if !after.is_empty() && !after.starts_with(['#', ';']) {
            let what = format!("`{after}` stands behind the section name [{name}]");
            return Err(Fault::at(number, what));
        }
        if !self.sections.insert(name.to_owned()) && name != DEFAULT {
            let what = format!("the section [{name}] stands there twice");
            return Err(Fault::at(number, what));
        }
        self.section = Some(name.to_owned());
        self.in_value = false;
        self.write("[", &format!("{name}]"));
        Ok(())
    }

    fn key(&mut self, number: usize, content: &str) -> Result<(), Fault> {
        // Not the line itself: it may be a piece of a secret.
        let Some(section) = self.section.clone() else {
            let what = "a section such as [DEFAULT] must come before the first key";
            return Err(Fault::at(number, what));
        };
        let Some((key, _)) = content.split_once(['=', ':']) else {
            let what = "`key = value` is wanted here; \
                        indent a line to continue the value above it";
            return Err(Fault::at(number, what));
        };
        let key = key.trim().to_lowercase();
        if key.is_empty() {
            return Err(Fault::at(number, "there is no key before the `=`"));
        }
        if !self.keys.insert((section.clone(), key.clone())) {
            let what = format!("the key `{key}` stands twice in [{section}]");
            return Err(Fault::at(number, what));
        }
        self.in_value = true;
        self.write("", content);
        Ok(())
    }

    fn write(&mut self, before: &str, content: &str) {
        self.out.push_str(before);
        for c in content.chars() {
            if c == '\\' {
                self.out.push('\\');
            }
            self.out.push(c);
        }
        self.out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_names_its_line() {
        let table: [(&[u8], usize, &str); 9] = [
            (b"a = 1", 1, "before the first key"),
            (b"[a]\nnonsense", 2, "`key = value`"),
            (b"[a]\n= 1", 2, "no key"),
            (b"[a]\nx = 1\nX: 2", 3, "`x` stands twice in [a]"),
            (b"[a]\n[a]", 2, "twice"),
            (b"[a", 1, "not closed"),
            (b"[ ]", 1, "no name"),
            (b"[a] host = x", 1, "behind the section name"),
            (b"[a]\nx = \xe9", 2, "0xe9"),
        ];
        for (input, line, words) in table {
            let fault = decode(input).and_then(normalise).unwrap_err();
            assert_eq!(fault.line, Some(line), "{fault:?}");
            assert!(fault.what.contains(words), "{fault:?}");
        }
    }

    #[test]
    fn a_wrong_line_is_not_repeated_for_it_may_be_a_secret() {
        let fault = normalise("[a]\npassword =\nhunter2").unwrap_err();
        assert!(!fault.what.contains("hunter2"));
    }
}
