//! Encoded words (RFC 2047): any header is read, in bounded space; what an encoder of our own has
//! written comes back, wherever it cut the octets.

use imapclient::data::words::{decode_charset, decode_words};

const CHARSETS: &[&str] = &[
    "utf-8",
    "utf-7",
    "iso-8859-1",
    "iso-2022-jp",
    "cp950",
    "gb18030",
    "utf-16",
    "utf-16le",
    "shift_jis",
    "euc-kr",
    "koi8-r",
    "replacement",
    "x-user-defined",
    "hz-gb-2312",
    "nonsense",
    "",
];

/// One octet of the input never becomes more than three of the output, but for what stands at the
/// end of a word.
fn is_bounded(from: usize, to: usize) {
    assert!(to <= from * 3 + 16, "{from} octets became {to}");
}

fn base64(octets: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in octets.chunks(3) {
        let bits = three
            .iter()
            .fold(0u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - three.len()));
        for at in 0..4 {
            match at <= three.len() {
                true => out.push(LETTERS[(bits >> (18 - 6 * at)) as usize & 63] as char),
                false => out.push('='),
            }
        }
    }
    out
}

fn quoted(octets: &[u8]) -> String {
    let one = |byte: &u8| match byte {
        b' ' => "_".to_owned(),
        b'a'..=b'z' | b'0'..=b'9' => char::from(*byte).to_string(),
        _ => format!("={byte:02X}"),
    };
    octets.iter().map(one).collect()
}

/// Runs one input.
pub(crate) fn check(data: &[u8]) {
    is_bounded(data.len(), decode_words(data).len());
    let Some((first, octets)) = data.split_first() else {
        return;
    };
    let charset = CHARSETS[usize::from(*first) % CHARSETS.len()];
    is_bounded(octets.len(), decode_charset(charset, octets).len());

    // As an encoder writes it: words of so many octets, Q and B in turn.
    let Ok(text) = std::str::from_utf8(octets) else {
        return;
    };
    let length = usize::from(*first % 16) + 1;
    let words: Vec<String> = octets
        .chunks(length)
        .enumerate()
        .map(|(at, part)| match (at + usize::from(*first)) % 2 {
            0 => format!("=?utf-8?Q?{}?=", quoted(part)),
            _ => format!("=?UTF-8*en?b?{}?=", base64(part)),
        })
        .collect();
    let header = format!("a {} b", words.join(" \r\n\t"));
    let expected = if text.is_empty() {
        "a  b".to_owned()
    } else {
        format!("a {text} b")
    };
    assert_eq!(decode_words(header.as_bytes()), expected, "{header}");
}
