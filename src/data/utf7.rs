//! Modified UTF-7, the spelling of folder names in IMAP4rev1 (RFC 3501 section 5.1.3).

use base64::Engine;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Base64 with `,` for `/` and without padding; stray bits at the end are tolerated.
const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &IMAP_MUTF7,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Encodes a folder name. The result is printable ASCII.
pub fn encode(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let plain = matches!(first, ' '..='~');
        let end = rest
            .find(|c: char| matches!(c, ' '..='~') != plain)
            .unwrap_or(rest.len());
        let (run, tail) = rest.split_at(end);
        if plain {
            out.push_str(&run.replace('&', "&-"));
        } else {
            let utf16: Vec<u8> = run.encode_utf16().flat_map(u16::to_be_bytes).collect();
            out.push('&');
            ENGINE.encode_string(utf16, &mut out);
            out.push('-');
        }
        rest = tail;
    }
    out
}

/// Decodes a folder name; `None` if it is malformed, so that the caller can keep the bytes.
///
/// Tolerated: an unfinished shift at the end, `/` for `,`, letters that need no shift, and 8-bit
/// bytes where they are UTF-8.
pub fn decode(name: &[u8]) -> Option<String> {
    let name = std::str::from_utf8(name).ok()?;
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((plain, shifted)) = rest.split_once('&') {
        out.push_str(plain);
        let (code, tail) = match shifted.find(|c: char| !is_base64(c)) {
            Some(end) => {
                let (code, tail) = shifted.split_at(end);
                (code, tail.strip_prefix('-')?)
            }
            None => (shifted, ""),
        };
        if code.is_empty() {
            // `&-` is the ampersand itself; a lone `&` at the end can be nothing else.
            out.push('&');
        } else {
            let bytes = ENGINE.decode(code.replace('/', ",")).ok()?;
            let (pairs, odd) = bytes.as_chunks::<2>();
            if !odd.is_empty() || pairs.is_empty() {
                return None;
            }
            let utf16: Vec<u16> = pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
            out.push_str(&String::from_utf16(&utf16).ok()?);
        }
        rest = tail;
    }
    out.push_str(rest);
    Some(out)
}

fn is_base64(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '+' | ',' | '/')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_of_the_standard_and_beyond() {
        for (name, wire) in [
            ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
            ("Entwürfe", "Entw&APw-rfe"),
            ("a&b", "a&-b"),
            ("☺", "&Jjo-"),
            ("😀", "&2D3eAA-"),
            ("\r\n\x7f", "&AA0ACgB,-"),
            ("", ""),
        ] {
            assert_eq!(encode(name), wire);
            assert_eq!(decode(wire.as_bytes()).as_deref(), Some(name));
        }
    }

    #[test]
    fn odd_names_are_read_or_refused() {
        for (wire, name) in [
            (&b"&Jjo"[..], Some("☺")),
            (b"&AGE-", Some("a")),
            (b"&AD8/vw-", Some("?㾿")),
            (b"x&", Some("x&")),
            (b"&&-", None),
            (b"&A-", None),
            (b"&****-", None),
            (b"&2D0-", None),
            (b"caf\xe9", None),
            ("café".as_bytes(), Some("café")),
        ] {
            assert_eq!(decode(wire).as_deref(), name, "{wire:?}");
        }
    }

    proptest! {
        #[test]
        fn round_trip(name in "\\PC*|[\\x00-\\x7f&-]*") {
            let wire = encode(&name);
            prop_assert!(wire.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
            prop_assert_eq!(decode(wire.as_bytes()), Some(name));
        }

        #[test]
        fn junk_never_panics(junk in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _ = decode(&junk);
        }
    }
}
