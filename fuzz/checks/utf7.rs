//! Modified UTF-7 (RFC 3501 section 5.1.3): names go there and back, a decoder of our own reads
//! what is sent, and nothing that a server names a folder does any harm.

use imapclient::data::folder::Folder;
use imapclient::data::text::Text;
use imapclient::data::utf7::{decode, encode};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

/// Reads the strict form only.
fn strict(wire: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = wire;
    while let Some((plain, shifted)) = rest.split_once('&') {
        assert!(plain.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
        out.push_str(plain);
        let (code, after) = shifted.split_once('-')?;
        rest = after;
        if code.is_empty() {
            out.push('&');
            continue;
        }
        let (mut bits, mut count, mut units) = (0u32, 0, Vec::new());
        for byte in code.bytes() {
            let value = ALPHABET.iter().position(|letter| *letter == byte)?;
            bits = (bits << 6 | value as u32) & 0x3f_ffff;
            count += 6;
            if count >= 16 {
                count -= 16;
                units.push((bits >> count) as u16);
            }
        }
        // What is left are fewer than six bits, all 0.
        if count >= 6 || bits & ((1 << count) - 1) != 0 {
            return None;
        }
        let text = String::from_utf16(&units).ok()?;
        // Printable ASCII is never shifted.
        if text.is_empty() || text.contains(|c| matches!(c, ' '..='~')) {
            return None;
        }
        out.push_str(&text);
    }
    out.push_str(rest);
    // Two shifts in a row would be one.
    Some(out)
}

/// Runs one input.
pub(crate) fn check(data: &[u8]) {
    if let Some(name) = decode(data) {
        let wire = encode(&name);
        assert_eq!(decode(wire.as_bytes()).as_deref(), Some(&*name));
        assert_eq!(strict(&wire).as_deref(), Some(&*name));
    }
    let Ok(name) = std::str::from_utf8(data) else {
        return;
    };
    let wire = encode(name);
    assert!(
        wire.bytes().all(|byte| (b' '..=b'~').contains(&byte)),
        "{wire:?}"
    );
    assert_eq!(decode(wire.as_bytes()).as_deref(), Some(name));
    assert_eq!(strict(&wire).as_deref(), Some(name), "{wire:?}");
    let folder = Folder::from(name);
    let sent = folder.to_wire(true, false).expect("text is a name");
    assert_eq!(sent, wire.as_bytes());
    assert_eq!(Folder::from_wire(&sent, true, false), Text::from(name));
    for (encode, utf8) in [(true, true), (false, false), (false, true)] {
        if let Ok(sent) = folder.to_wire(encode, utf8) {
            assert_eq!(Folder::from_wire(&sent, encode, utf8), Text::from(name));
        }
    }
    // The strict form of a name is its only one.
    if let Some(read) = strict_ascii(name) {
        assert_eq!(decode(name.as_bytes()), Some(read));
    }
}

/// What the strict decoder makes of a text that may not be in its form at all.
fn strict_ascii(wire: &str) -> Option<String> {
    let ascii = wire.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    ascii.then(|| strict(wire)).flatten()
}
