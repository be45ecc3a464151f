//! Flags of messages: six that IMAP names, and keywords.

use std::sync::Arc;

use crate::sandbox::out::Out;

/// The system flags, in the order in which they are listed. `\Recent` is no flag of the message
/// but of the session.
pub(crate) const SYSTEM: [&str; 5] = ["\\Answered", "\\Flagged", "\\Deleted", "\\Seen", "\\Draft"];

/// `\Deleted` as a bit.
pub(crate) const DELETED: u8 = 1 << 2;
/// `\Seen` as a bit.
pub(crate) const SEEN: u8 = 1 << 3;

/// The bit of a system flag; `None` for a keyword and for what is no flag.
pub(crate) fn bit(name: &str) -> Option<u8> {
    let at = SYSTEM
        .iter()
        .position(|flag| flag.eq_ignore_ascii_case(name))?;
    Some(1 << at)
}

/// The flags of one message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flags {
    /// The system flags.
    pub(crate) bits: u8,
    /// The keywords, each once.
    pub(crate) keywords: Vec<Arc<str>>,
}

impl Flags {
    /// Whether a system flag is there.
    pub(crate) fn has(&self, bit: u8) -> bool {
        self.bits & bit != 0
    }

    /// Whether a flag or keyword of this name is there.
    pub(crate) fn is(&self, name: &str) -> bool {
        match bit(name) {
            Some(bit) => self.has(bit),
            None => self
                .keywords
                .iter()
                .any(|keyword| keyword.eq_ignore_ascii_case(name)),
        }
    }

    /// Adds all flags of `other`.
    pub(crate) fn add(&mut self, other: &Flags) {
        self.bits |= other.bits;
        for keyword in &other.keywords {
            if !self.is(keyword) {
                self.keywords.push(keyword.clone());
            }
        }
    }

    /// Takes all flags of `other` away.
    pub(crate) fn remove(&mut self, other: &Flags) {
        self.bits &= !other.bits;
        self.keywords.retain(|keyword| !other.is(keyword));
    }

    /// Writes the list.
    pub(crate) fn write(&self, out: &mut Out, recent: bool) {
        out.put("(");
        let mut first = true;
        let mut word = |out: &mut Out, name: &str| {
            if !std::mem::take(&mut first) {
                out.put(" ");
            }
            out.put(name);
        };
        for (at, name) in SYSTEM.iter().enumerate() {
            if self.has(1 << at) {
                word(out, name);
            }
        }
        if recent {
            word(out, "\\Recent");
        }
        for keyword in &self.keywords {
            word(out, keyword);
        }
        out.put(")");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_come_and_go_in_any_case() {
        let mut flags = Flags {
            bits: SEEN,
            keywords: vec!["$Junk".into()],
        };
        flags.add(&Flags {
            bits: DELETED,
            keywords: vec!["$junk".into(), "x".into()],
        });
        assert!(flags.is("\\DELETED") && flags.is("$JUNK") && !flags.is("\\Draft"));
        let mut out = Out::default();
        flags.write(&mut out, true);
        assert_eq!(out.bytes, b"(\\Deleted \\Seen \\Recent $Junk x)");
        flags.remove(&Flags {
            bits: SEEN,
            keywords: vec!["X".into()],
        });
        assert!(!flags.is("\\Seen") && !flags.is("x"));
        assert_eq!(bit("\\Recent"), None);
    }
}
