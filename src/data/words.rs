//! Encoded words in headers (RFC 2047, RFC 2231 section 5), made readable.

use base64::Engine;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use encoding_rs::{Encoding, WINDOWS_1252};

use super::utf7;

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// One encoded word: its charset and its octets.
struct Word<'a> {
    charset: &'a str,
    octets: Vec<u8>,
}

/// Decodes all encoded words of a header; what is none stays as it is.
///
/// Neighbouring words of one charset are joined before they are decoded, as some senders cut
/// characters in two. 8-bit bytes outside of words are read as UTF-8, else as Windows-1252.
pub fn decode_words(header: &[u8]) -> String {
    let header = match std::str::from_utf8(header) {
        Ok(text) => text.into(),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(header).0,
    };
    let mut out = String::with_capacity(header.len());
    let mut held: Option<(String, Vec<u8>)> = None;
    let mut rest = &*header;
    while let Some(at) = rest.find("=?") {
        let (before, from) = rest.split_at(at);
        let Some((word, after)) = read_word(from) else {
            flush(&mut held, &mut out);
            out.push_str(before);
            out.push_str("=?");
            rest = from.get(2..).unwrap_or_default();
            continue;
        };
        // Blanks between two encoded words do not count.
        let adjacent = held.is_some() && before.bytes().all(|b| b.is_ascii_whitespace());
        match &mut held {
            Some((charset, octets)) if adjacent && charset.eq_ignore_ascii_case(word.charset) => {
                octets.extend_from_slice(&word.octets);
            }
            _ => {
                flush(&mut held, &mut out);
                if !adjacent {
                    out.push_str(before);
                }
                held = Some((word.charset.to_owned(), word.octets));
            }
        }
        rest = after;
    }
    flush(&mut held, &mut out);
    out.push_str(rest);
    out
}

fn flush(held: &mut Option<(String, Vec<u8>)>, out: &mut String) {
    if let Some((charset, octets)) = held.take() {
        out.push_str(&decode_charset(&charset, &octets));
    }
}

/// `=?charset[*language]?B|Q?text?=` at the start of `text`, and what follows it.
fn read_word(text: &str) -> Option<(Word<'_>, &str)> {
    let (charset, rest) = text.strip_prefix("=?")?.split_once('?')?;
    let (encoding, rest) = rest.split_once('?')?;
    let (payload, after) = rest.split_once("?=")?;
    if charset.is_empty() || charset.contains(' ') || payload.contains('\n') {
        return None;
    }
    let charset = charset.split('*').next()?;
    let octets = match encoding {
        "b" | "B" => base64(payload),
        "q" | "Q" => quoted(payload),
        _ => return None,
    };
    Some((Word { charset, octets }, after))
}

/// As much of the base64 as can be read.
fn base64(payload: &str) -> Vec<u8> {
    let clean: Vec<u8> = payload
        .bytes()
        .filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
        .collect();
    let usable = if clean.len() % 4 == 1 {
        clean.len() - 1
    } else {
        clean.len()
    };
    let clean = clean.get(..usable).unwrap_or_default();
    LENIENT.decode(clean).unwrap_or_default()
}

fn quoted(payload: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(payload.len());
    let mut bytes = payload.as_bytes();
    while let Some((first, rest)) = bytes.split_first() {
        bytes = rest;
        match first {
            b'_' => out.push(b' '),
            b'=' => {
                let code = rest
                    .get(..2)
                    .and_then(|code| std::str::from_utf8(code).ok());
                match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
                    Some(byte) => {
                        out.push(byte);
                        bytes = rest.get(2..).unwrap_or_default();
                    }
                    None => out.push(b'='),
                }
            }
            other => out.push(*other),
        }
    }
    out
}

/// Decodes octets of a named charset; an unknown one is read as UTF-8.
pub fn decode_charset(charset: &str, octets: &[u8]) -> String {
    if charset.eq_ignore_ascii_case("utf-7") {
        return decode_utf7(octets);
    }
    match Encoding::for_label(charset.as_bytes()) {
        Some(encoding) => encoding.decode_without_bom_handling(octets).0.into_owned(),
        None => String::from_utf8_lossy(octets).into_owned(),
    }
}

/// UTF-7 (RFC 2152) by way of its modified sister.
fn decode_utf7(octets: &[u8]) -> String {
    let text = String::from_utf8_lossy(octets);
    let sister = text.replace('&', "&-").replace('+', "&");
    utf7::decode(sister.as_bytes())
        .map(|decoded| decoded.replace("&-", "+"))
        .unwrap_or_else(|| text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_readable() {
        for (header, expected) in [
            ("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
            ("=?UTF-8?B?R3LDvMOfZQ==?=", "Grüße"),
            ("=?UTF-8?B?R3LDvMOfZQ?=", "Grüße"),
            ("=?utf-8?Q?=C3?= =?utf-8?Q?=A9?=", "é"),
            ("=?iso-8859-1?q?a?= =?utf-8?q?b?= c", "ab c"),
            ("Re: =?iso-8859-1*de?q?J=FCrgen?= x", "Re: Jürgen x"),
            ("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
            ("=?utf-8?x?a?=", "=?utf-8?x?a?="),
            ("=?broken", "=?broken"),
            ("a =? b", "a =? b"),
            ("=?utf-8?q?a_b=ZZ?=", "a b=ZZ"),
            ("=?utf-7?Q?+AOk-?=", "é"),
            ("=?nonsense?q?x?=", "x"),
            ("plain ü", "plain ü"),
        ] {
            assert_eq!(decode_words(header.as_bytes()), expected, "{header}");
        }
        assert_eq!(decode_words(b"caf\xe9"), "café");
    }
}
