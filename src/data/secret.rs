//! Passwords and tokens: wiped when dropped, never printed.

use std::fmt;

use zeroize::Zeroizing;

/// A secret. It shows itself as `***`, and its memory is wiped when it is dropped.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// The secret itself, to be sent and not to be shown.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<&str> for Secret {
    fn from(secret: &str) -> Self {
        Self(Zeroizing::new(secret.as_bytes().to_vec()))
    }
}

impl From<String> for Secret {
    fn from(secret: String) -> Self {
        Self(Zeroizing::new(secret.into_bytes()))
    }
}

impl From<Vec<u8>> for Secret {
    fn from(secret: Vec<u8>) -> Self {
        Self(Zeroizing::new(secret))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_shown() {
        for secret in [
            Secret::from("hunter2"),
            Secret::from("hunter2".to_owned()),
            Secret::from(b"hunter2".to_vec()),
        ] {
            assert_eq!(secret.expose(), b"hunter2");
            assert_eq!(
                format!("{secret} {secret:?} {:#?}", Some(&secret)),
                "*** *** Some(\n    ***,\n)"
            );
        }
        assert!(Secret::default().is_empty());
    }
}
