//! Encoded words in headers (RFC 2047, RFC 2231 section 5), made readable.

use base64::Engine;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use encoding_rs::{BIG5, EUC_KR, Encoding, GBK, ISO_2022_JP, SHIFT_JIS, UTF_8, WINDOWS_1252};

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
/// characters in two. The work is linear in the length of the header. 8-bit bytes outside of words are read as UTF-8, else as Windows-1252.
pub fn decode_words(header: &[u8]) -> String {
    let (header, western) = match std::str::from_utf8(header) {
        Ok(text) => (text.into(), false),
        Err(_) => (WINDOWS_1252.decode_without_bom_handling(header).0, true),
    };
    let mut out = String::with_capacity(header.len());
    let mut held: Option<(String, Vec<u8>)> = None;
    let mut rest = &*header;
    while let Some(at) = rest.find("=?") {
        let (before, from) = rest.split_at(at);
        let Some((word, after)) = read_word(from, western) else {
            flush(&mut held, &mut out);
            out.push_str(before);
            out.push_str("=?");
            rest = from.get(2..).unwrap_or_default();
            continue;
        };
        // Blanks between two encoded words do not count.
        let adjacent = held.is_some() && before.bytes().all(|b| b.is_ascii_whitespace());
        match &mut held {
            Some((charset, octets)) if adjacent && can_join(charset, word.charset) => {
                join(charset, octets, &word.octets);
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

/// Whether octets of these two words may be decoded as one text. UTF-7 keeps a state that every
/// word starts anew.
fn can_join(held: &str, next: &str) -> bool {
    held.eq_ignore_ascii_case(next) && !is_utf7(held)
}

/// Appends the octets of the next word. ISO-2022-JP goes back to ASCII at the end of every word;
/// if the next one leaves ASCII at once, the decoder would take the empty stretch for an error.
fn join(charset: &str, held: &mut Vec<u8>, next: &[u8]) {
    const TO_ASCII: &[u8] = b"\x1b(B";
    let has_states = encoding(charset) == Some(ISO_2022_JP);
    if has_states && held.ends_with(TO_ASCII) && next.first() == Some(&0x1b) {
        held.truncate(held.len() - TO_ASCII.len());
    }
    held.extend_from_slice(next);
}

/// `=?charset[*language]?B|Q?text?=` at the start of `text`, and what follows it. A `western` text
/// was read as Windows-1252: 8-bit octets in a word of another charset are that one's.
fn read_word(text: &str, western: bool) -> Option<(Word<'_>, &str)> {
    let (charset, rest) = text.strip_prefix("=?")?.split_once('?')?;
    let (letter, rest) = rest.split_once('?')?;
    let charset = charset.split('*').next()?;
    if charset.is_empty() || !charset.bytes().all(|byte| byte.is_ascii_graphic()) {
        return None;
    }
    let decode = match letter {
        "b" | "B" => base64,
        "q" | "Q" => quoted,
        _ => return None,
    };
    let (payload, after) = rest.split_at(payload_len(rest)?);
    let octets = match western && encoding(charset).is_some_and(|own| own != UTF_8) {
        true => decode(&WINDOWS_1252.encode(payload).0),
        false => decode(payload.as_bytes()),
    };
    Some((Word { charset, octets }, after.get(2..)?))
}

/// Where the `?=` stands that ends a word. A stray `?` is tolerated, but not the start of another
/// word: that bounds the search, so that many unfinished words cost no more than one.
fn payload_len(text: &str) -> Option<usize> {
    let mut previous = 0;
    let mut bytes = text.bytes().enumerate().peekable();
    while let Some((at, byte)) = bytes.next() {
        if byte == b'?' {
            if bytes.peek().is_some_and(|(_, next)| *next == b'=') {
                return Some(at);
            }
            if previous == b'=' {
                return None;
            }
        }
        previous = byte;
    }
    None
}

/// As much of the base64 as can be read; padding may stand in the middle, where a sender glued
/// pieces together.
fn base64(payload: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(payload.len());
    for piece in payload.split(|byte| *byte == b'=') {
        let mut clean: Vec<u8> = piece
            .iter()
            .copied()
            .filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
            .collect();
        if clean.len() % 4 == 1 {
            clean.pop();
        }
        if let Ok(octets) = LENIENT.decode(clean) {
            out.extend(octets);
        }
    }
    out
}

fn quoted(payload: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(payload.len());
    let mut bytes = payload;
    while let Some((first, rest)) = bytes.split_first() {
        bytes = rest;
        match (first, rest) {
            (b'_', _) => out.push(b' '),
            (b'=', [high, low, after @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => {
                    out.push(high << 4 | low);
                    bytes = after;
                }
                _ => out.push(b'='),
            },
            (other, _) => out.push(*other),
        }
    }
    out
}

fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

/// Decodes octets of a named charset; an unknown one is read as UTF-8.
pub fn decode_charset(charset: &str, octets: &[u8]) -> String {
    if is_utf7(charset) {
        return decode_utf7(octets);
    }
    match encoding(charset) {
        Some(encoding) => encoding.decode_without_bom_handling(octets).0.into_owned(),
        None => String::from_utf8_lossy(octets).into_owned(),
    }
}

/// The encoding of this name: those of the web, and the code pages of East Asian Windows.
fn encoding(charset: &str) -> Option<&'static Encoding> {
    // Charsets that the web refuses would turn the whole text into one U+FFFD.
    Encoding::for_label_no_replacement(charset.as_bytes()).or_else(|| {
        match charset.to_ascii_lowercase().as_str() {
            "cp932" => Some(SHIFT_JIS),
            "cp936" => Some(GBK),
            "cp949" => Some(EUC_KR),
            "cp950" => Some(BIG5),
            _ => None,
        }
    })
}

fn is_utf7(charset: &str) -> bool {
    charset.eq_ignore_ascii_case("utf-7") || charset.eq_ignore_ascii_case("unicode-1-1-utf-7")
}

/// UTF-7 (RFC 2152): `+` opens a stretch of base64, which ends at the first other character; a
/// `-` there belongs to it.
fn decode_utf7(octets: &[u8]) -> String {
    let text = String::from_utf8_lossy(octets);
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some((plain, shifted)) = rest.split_once('+') {
        out.push_str(plain);
        let end = shifted
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '/')))
            .unwrap_or(shifted.len());
        let (code, tail) = shifted.split_at(end);
        if code.is_empty() {
            out.push('+');
        } else {
            let octets = base64(code.as_bytes());
            let (pairs, _) = octets.as_chunks::<2>();
            let utf16: Vec<u16> = pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
            out.push_str(&String::from_utf16_lossy(&utf16));
        }
        rest = tail.strip_prefix('-').unwrap_or(tail);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
            ("=?utf-7?Q?a+-b_&-_+AOk,_+2D3eAA.?=", "a+b &- é, 😀."),
            ("=?utf-7?Q?+AOk?= =?utf-7?Q?+AOk?=", "éé"),
            (
                "=?iso-2022-jp?B?GyRCRnwbKEI=?= =?ISO-2022-JP?B?GyRCS1wbKEI=?=",
                "日本",
            ),
            ("=?utf-8?Q?a=1B(B?= =?utf-8?Q?=1B(Bb?=", "a\x1b(B\x1b(Bb"),
            ("=?cp932?B?k/qWew==?=", "日本"),
            ("=?hz-gb-2312?Q?~{VPND~}?=", "~{VPND~}"),
            ("=?utf-8?B?QQ==QQ==?=", "AA"),
            ("=?utf-8?B?=?= x", " x"),
            ("=?utf-8?Q?=+1=?=", "=+1="),
            ("=?utf-8?Q?really??=", "really?"),
            ("=?utf-8?Q?a b?=", "a b"),
            ("=?utf-8?Q?open =?utf-8?Q?shut?=", "=?utf-8?Q?open shut"),
            ("=?utf-8?Q?=?utf-8?Q?x?=", "=?utf-8?Q?x"),
            ("=?*en?Q?x?=", "=?*en?Q?x?="),
            (
                "=?utf-8?Q?a?=\r\n\t=?iso-8859-1?Q?=E9?= =?x?= b",
                "aé =?x?= b",
            ),
            ("=?nonsense?q?x?=", "x"),
            ("plain ü", "plain ü"),
        ] {
            assert_eq!(decode_words(header.as_bytes()), expected, "{header}");
        }
        assert_eq!(decode_words(b"caf\xe9"), "café");
        // 8-bit octets in a word are of its charset, if they are not UTF-8.
        assert_eq!(decode_words(b"=?iso-8859-1?q?J\xfcrgen?= \xfc"), "Jürgen ü");
        assert_eq!(decode_words(b"=?koi8-r?q?\xc4\xc1?="), "да");
        assert_eq!(decode_words(b"=?utf-8?q?J\xfcrgen?="), "Jürgen");
    }
    #[test]
    fn unfinished_words_cost_no_more_than_their_length() {
        // Quadratic work on these would take minutes.
        for piece in [
            "=?",
            "=?a?q?x",
            "=?a?q?",
            "=?a?b?=",
            "=?a?q?x\n",
            "?=",
            "=?a",
        ] {
            let header = piece.repeat(300_000);
            assert!(decode_words(header.as_bytes()).len() <= header.len());
        }
    }

    proptest! {
        #[test]
        fn junk_never_panics(junk in "(=\\?|\\?=|\\?|=|utf-8|UTF-7|iso-2022-jp|[bq]|[A-Za-z+&_-]|\\PC){0,40}") {
            let _ = decode_words(junk.as_bytes());
        }

        #[test]
        fn bytes_never_panic(junk in proptest::collection::vec(any::<u8>(), 0..60)) {
            let _ = decode_words(&junk);
            for charset in ["utf-7", "utf-8", "iso-2022-jp", "cp950", "utf-16", "x"] {
                let _ = decode_charset(charset, &junk);
            }
        }

        #[test]
        fn words_cut_anywhere_are_joined(text in "\\PC{1,20}", cut in 0usize..80) {
            let octets = text.as_bytes();
            let (head, tail) = octets.split_at(cut.min(octets.len()));
            let word = |part: &[u8]| {
                let hex: String = part.iter().map(|byte| format!("={byte:02X}")).collect();
                format!("=?UTF-8?Q?{hex}?=")
            };
            let header = format!("{} {}", word(head), word(tail));
            prop_assert_eq!(decode_words(header.as_bytes()), text);
        }
    }
}
