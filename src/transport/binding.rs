//! What ties a login to the TLS session it runs in (`tls-exporter`, RFC 9266).

use rustls::{ClientConnection, ProtocolVersion};

/// The label that RFC 9266 registers.
const LABEL: &[u8] = b"EXPORTER-Channel-Binding";

/// How much of the server's first words is kept: a ServerHello of TLS 1.2 is far shorter.
pub(super) const KEPT: usize = 1024;

/// The binding of this session; `None` where it would not be unique: TLS 1.2 needs the extended
/// master secret for that (RFC 7627). `first` is what the server said first.
pub(super) fn tls_exporter(connection: &ClientConnection, first: &[u8]) -> Option<[u8; 32]> {
    let unique = match connection.protocol_version()? {
        ProtocolVersion::TLSv1_3 => true,
        ProtocolVersion::TLSv1_2 => has_extended_master_secret(first).unwrap_or(false),
        _ => false,
    };
    if !unique {
        return None;
    }
    connection
        .export_keying_material([0; 32], LABEL, Some(b""))
        .ok()
}

/// Whether the ServerHello at the start of `first` agrees to the extended master secret. rustls
/// uses it then, but does not tell.
fn has_extended_master_secret(first: &[u8]) -> Option<bool> {
    const EXTENDED_MASTER_SECRET: u16 = 23;
    let mut rest = Rest(first);
    let handshake = rest.take(1)? == [22];
    rest.take(4)?; // version and length of the record
    let hello = rest.take(1)? == [2];
    if !handshake || !hello {
        return None;
    }
    rest.take(3 + 2 + 32)?; // length, version, random
    let session = rest.take(1)?.first().copied()?;
    rest.take(usize::from(session) + 2 + 1)?; // session id, cipher suite, compression
    let length = rest.number()?;
    let mut extensions = Rest(rest.take(usize::from(length))?);
    while !extensions.0.is_empty() {
        let kind = extensions.number()?;
        let length = extensions.number()?;
        extensions.take(usize::from(length))?;
        if kind == EXTENDED_MASTER_SECRET {
            return Some(true);
        }
    }
    Some(false)
}

struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u16> {
        let bytes = self.take(2)?;
        Some(u16::from_be_bytes([*bytes.first()?, *bytes.get(1)?]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hello(extensions: &[u8]) -> Vec<u8> {
        let mut bytes = vec![22, 3, 3, 0, 90, 2, 0, 0, 86, 3, 3];
        bytes.extend([7; 32]);
        bytes.extend([2, 1, 1, 0xc0, 0x2f, 0]);
        bytes.extend(u16::try_from(extensions.len()).unwrap().to_be_bytes());
        bytes.extend(extensions);
        bytes
    }

    #[test]
    fn the_server_hello_tells_of_the_extended_master_secret() {
        let with = hello(&[0xff, 1, 0, 1, 0, 0, 23, 0, 0]);
        assert_eq!(has_extended_master_secret(&with), Some(true));
        let without = hello(&[0xff, 1, 0, 1, 0]);
        assert_eq!(has_extended_master_secret(&without), Some(false));
        for cut in 0..with.len() - 1 {
            let cut = &with[..cut];
            assert_ne!(has_extended_master_secret(cut), Some(true), "{cut:?}");
        }
        assert_eq!(has_extended_master_secret(b"* OK hello"), None);
    }
}
