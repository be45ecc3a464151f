//! Rights on folders (ACL, RFC 4314).

use std::fmt;

/// All rights, in the order in which they are written.
pub(crate) const ALL: &str = "lrswipkxtea";

/// A set of rights, each a letter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rights(u16);

impl Rights {
    /// Every right.
    pub(crate) fn all() -> Self {
        Self((1 << ALL.len()) - 1)
    }

    /// Reads letters; the old `c` and `d` stand for what they became. `Err` is a letter that is
    /// no right.
    pub(crate) fn parse(letters: &str) -> Result<Self, char> {
        let mut rights = 0;
        for letter in letters.chars() {
            rights |= match letter {
                'c' => mask("kx"),
                'd' => mask("te"),
                letter if ALL.contains(letter) => mask(letter.encode_utf8(&mut [0; 4])),
                letter => return Err(letter),
            };
        }
        Ok(Self(rights))
    }

    /// Whether one of these rights is there.
    pub(crate) fn any(self, letters: &str) -> bool {
        self.0 & mask(letters) != 0
    }

    /// Whether there is none.
    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// These and those.
    pub(crate) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// These without those.
    pub(crate) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

fn mask(letters: &str) -> u16 {
    letters
        .chars()
        .filter_map(|letter| ALL.find(letter))
        .fold(0, |mask, at| mask | 1 << at)
}

impl fmt::Display for Rights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letters = ALL.chars().enumerate();
        letters
            .filter(|(at, _)| self.0 & 1 << at != 0)
            .try_for_each(|(_, letter)| write!(f, "{letter}"))?;
        // What the rights were called before (RFC 4314 section 2.1.1).
        for (old, new) in [("c", "kx"), ("d", "te")] {
            if self.any(new) {
                f.write_str(old)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters() {
        assert_eq!(Rights::parse("rlcd").unwrap().to_string(), "lrkxtecd");
        assert_eq!(Rights::parse("lq"), Err('q'));
        assert_eq!(Rights::all().to_string(), format!("{ALL}cd"));
        let some = Rights::parse("lrs").unwrap();
        assert!(some.any("rx") && !some.any("x"));
        assert_eq!(some.without(Rights::parse("s").unwrap()).to_string(), "lr");
    }
}
