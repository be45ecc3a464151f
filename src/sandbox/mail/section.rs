//! Sections of a message: what `BODY[...]` and `BINARY[...]` name (RFC 9051 section 6.4.5.1).

use std::borrow::Cow;
use std::fmt;

use super::Mail;
use super::header::fields;
use super::tree::{Inside, Part};

/// A section as named in a command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Section {
    /// The numbers of the part.
    pub(crate) path: Vec<u32>,
    /// What of it.
    pub(crate) what: What,
}

/// What of a part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum What {
    /// All of the message, or the contents of the part.
    #[default]
    All,
    /// The header of a message.
    Header,
    /// These fields of it, or all but these.
    Fields {
        /// Whether all but these.
        not: bool,
        /// Their names as given.
        names: Vec<String>,
    },
    /// The body of a message.
    Text,
    /// The header of a part.
    Mime,
}

impl Section {
    /// Reads what stands between the brackets.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut section = Self::default();
        let mut rest = text;
        while rest.starts_with(|c: char| c.is_ascii_digit()) {
            let (number, tail) = rest.split_once('.').unwrap_or((rest, ""));
            let number = number.parse().ok().filter(|number| *number > 0)?;
            section.path.push(number);
            if tail.is_empty() && rest.ends_with('.') {
                return None;
            }
            rest = tail;
        }
        let (word, list) = match rest.split_once(' ') {
            Some((word, list)) => (word, Some(list)),
            None => (rest, None),
        };
        let word = word.to_ascii_uppercase();
        let not = word == "HEADER.FIELDS.NOT";
        section.what = match (word.as_str(), list) {
            ("", None) => What::All,
            ("HEADER", None) => What::Header,
            ("TEXT", None) => What::Text,
            ("MIME", None) if !section.path.is_empty() => What::Mime,
            ("HEADER.FIELDS" | "HEADER.FIELDS.NOT", Some(list)) => {
                let inner = list.strip_prefix('(')?.strip_suffix(')')?;
                let names: Vec<_> = inner.split(' ').map(unquote).collect();
                if names.iter().any(String::is_empty) {
                    return None;
                }
                What::Fields { not, names }
            }
            _ => return None,
        };
        Some(section)
    }

    /// The octets of the section; `None` if the message has no such part.
    pub(crate) fn of<'a>(&self, mail: &'a Mail) -> Option<Cow<'a, [u8]>> {
        if self.path.is_empty() {
            return Some(match &self.what {
                What::All => mail.raw().into(),
                What::Header => mail.header().into(),
                What::Text => mail.raw().get(mail.header().len()..)?.into(),
                What::Fields { not, names } => select(mail.header(), *not, names).into(),
                What::Mime => return None,
            });
        }
        let part = find(mail.tree(), &self.path)?;
        match &self.what {
            What::All => return Some(mail.slice(&part.body).into()),
            What::Mime => return Some(mail.slice(&part.header).into()),
            _ => {}
        }
        let Inside::Message(message) = &part.inside else {
            return None;
        };
        let header = mail.slice(&message.header);
        Some(match &self.what {
            What::Fields { not, names } => select(header, *not, names).into(),
            What::Header => header.into(),
            _ => mail.slice(&message.body).into(),
        })
    }
}

fn unquote(name: &str) -> String {
    name.trim_matches('"').to_owned()
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, number) in self.path.iter().enumerate() {
            write!(f, "{}{number}", if position > 0 { "." } else { "" })?;
        }
        if !self.path.is_empty() && self.what != What::All {
            f.write_str(".")?;
        }
        match &self.what {
            What::All => Ok(()),
            What::Header => f.write_str("HEADER"),
            What::Text => f.write_str("TEXT"),
            What::Mime => f.write_str("MIME"),
            What::Fields { not, names } => {
                let not = if *not { ".NOT" } else { "" };
                write!(f, "HEADER.FIELDS{not} (")?;
                for (position, name) in names.iter().enumerate() {
                    let blank = if position > 0 { " " } else { "" };
                    let plain = name
                        .bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
                    match plain {
                        true => write!(f, "{blank}{}", name.to_ascii_uppercase())?,
                        false => write!(f, "{blank}\"{}\"", name.to_ascii_uppercase())?,
                    }
                }
                f.write_str(")")
            }
        }
    }
}

/// The part of these numbers.
pub(crate) fn find<'a>(whole: &'a Part, path: &[u32]) -> Option<&'a Part> {
    let mut part = whole;
    let mut top = true;
    for number in path {
        let at = (*number as usize).checked_sub(1)?;
        // The parts of a message are those of its body.
        let holder = match &part.inside {
            Inside::Message(inner) if !top => inner,
            _ => part,
        };
        part = match &holder.inside {
            Inside::Parts(parts) => parts.get(at)?,
            // A body that is no multipart is its part 1.
            _ if at == 0 && (top || matches!(part.inside, Inside::Message(_))) => holder,
            _ => return None,
        };
        top = false;
    }
    Some(part)
}

/// The fields of these names, or the others, and the empty line.
fn select(header: &[u8], not: bool, names: &[String]) -> Vec<u8> {
    let mut out = Vec::new();
    for field in fields(header) {
        let named = names
            .iter()
            .any(|name| field.name.eq_ignore_ascii_case(name.as_bytes()));
        if named != not {
            out.extend_from_slice(field.whole);
        }
    }
    out.extend_from_slice(b"\r\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const NESTED: &str = "Subject: out\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nX: 1\r\n\r\none\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\ndeep\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nc1\r\n--c--\r\n--b--\r\n";

    #[test]
    fn sections_are_read_written_and_found() {
        let mail = Mail::new(NESTED.as_bytes().into(), 1, 1);
        for (name, expected) in [
            ("1", Some("one")),
            ("1.MIME", Some("X: 1\r\n\r\n")),
            ("1.1", None),
            ("2", Some("Subject: in\r\n\r\ndeep")),
            ("2.HEADER", Some("Subject: in\r\n\r\n")),
            ("2.TEXT", Some("deep")),
            ("2.1", Some("deep")),
            ("2.2", None),
            ("3.1", Some("c1")),
            ("3.1.1", None),
            ("4", None),
            ("1.HEADER", None),
            ("HEADER.FIELDS (SUBJECT X)", Some("Subject: out\r\n\r\n")),
            ("2.HEADER.FIELDS.NOT (X)", Some("Subject: in\r\n\r\n")),
        ] {
            let section = Section::parse(name).unwrap();
            assert_eq!(section.to_string(), name);
            let found = section.of(&mail);
            let found = found.as_deref().map(String::from_utf8_lossy);
            assert_eq!(found.as_deref(), expected, "{name}");
        }
        for wrong in [
            "0",
            "1.",
            "MIME",
            "HEADER.FIELDS",
            "HEADER.FIELDS ()",
            "X",
            "1.2.X",
            "TEXT x",
        ] {
            assert_eq!(Section::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_message_of_one_part_is_part_1() {
        let mail = Mail::new(b"A: b\r\n\r\nbody"[..].into(), 1, 1);
        let of = |name: &str| Section::parse(name).unwrap().of(&mail).map(Cow::into_owned);
        assert_eq!(of("1").unwrap(), b"body");
        assert_eq!(of("TEXT").unwrap(), b"body");
        assert_eq!(of("1.MIME").unwrap(), b"A: b\r\n\r\n");
        assert_eq!(of("1.1"), None);
    }
}
