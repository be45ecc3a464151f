//! Folder names, between users and the wire.

use super::text::Text;
use super::utf7;
use crate::error::{Error, Result};

/// The argument type for a folder name, as text or as the bytes of an ASCII text.
#[derive(Clone, Debug, PartialEq)]
pub struct Folder(Text);

impl Folder {
    /// The name as given.
    pub fn name(&self) -> &Text {
        &self.0
    }

    /// The name as it goes over the wire.
    ///
    /// Bytes are the name itself, not its encoded form: `b'a&-b'` becomes `a&--b`. With `utf8`
    /// (UTF8=ACCEPT, IMAP4rev2) names travel as they are. Without `encode` they must be ASCII and
    /// are sent as they stand.
    pub fn to_wire(&self, encode: bool, utf8: bool) -> Result<Vec<u8>> {
        let Some(name) = self.0.as_str() else {
            return Err(Error::value(
                "folder",
                format!(
                    "the folder name {:?} is neither text nor ASCII bytes",
                    self.0
                ),
            ));
        };
        if !encode {
            if !name.is_ascii() {
                return Err(Error::value(
                    "folder",
                    format!("the folder name {name:?} is not ASCII, and folder_encode is off"),
                ));
            }
            return Ok(name.as_bytes().to_vec());
        }
        if utf8 {
            return Ok(name.as_bytes().to_vec());
        }
        Ok(utf7::encode(name).into_bytes())
    }

    /// A name from the wire as users see it. One that cannot be decoded stays as it came.
    pub fn from_wire(wire: &[u8], encode: bool, utf8: bool) -> Text {
        if !encode || utf8 {
            return Text::new(wire);
        }
        match utf7::decode(wire) {
            Some(name) => Text::from(name),
            None => Text::new(wire),
        }
    }
}

impl From<&str> for Folder {
    fn from(name: &str) -> Self {
        Self(name.into())
    }
}

impl From<String> for Folder {
    fn from(name: String) -> Self {
        Self(name.into())
    }
}

impl From<&String> for Folder {
    fn from(name: &String) -> Self {
        Self(name.as_str().into())
    }
}

impl From<&[u8]> for Folder {
    fn from(name: &[u8]) -> Self {
        Self(name.into())
    }
}

impl<const N: usize> From<&[u8; N]> for Folder {
    fn from(name: &[u8; N]) -> Self {
        Self(name.as_slice().into())
    }
}

impl From<Text> for Folder {
    fn from(name: Text) -> Self {
        Self(name)
    }
}

impl From<&Text> for Folder {
    fn from(name: &Text) -> Self {
        Self(name.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let folder = Folder::from("Entwürfe & mehr");
        let wire = folder.to_wire(true, false).unwrap();
        assert_eq!(wire, b"Entw&APw-rfe &- mehr");
        assert_eq!(Folder::from_wire(&wire, true, false), *folder.name());
        assert_eq!(
            Folder::from(&b"a&-b"[..]).to_wire(true, false).unwrap(),
            b"a&--b"
        );
        assert_eq!(
            folder.to_wire(true, true).unwrap(),
            "Entwürfe & mehr".as_bytes()
        );
    }

    #[test]
    fn what_cannot_be_sent_or_read() {
        assert!(Folder::from("ü").to_wire(false, false).is_err());
        assert!(Folder::from(&b"\xff"[..]).to_wire(true, false).is_err());
        assert_eq!(Folder::from_wire(b"&Jjo!", true, false), *"&Jjo!");
    }
}
