//! The encodings between bytes and str.

use imapclient::data::words::decode_charset;

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

/// What becomes of what cannot be decoded or encoded.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Errors {
    Strict,
    Ignore,
    Replace,
    Backslash,
    Xml,
}

/// The error handler of that name.
pub(crate) fn errors(name: &str) -> R<Errors> {
    Ok(match name {
        "strict" => Errors::Strict,
        "ignore" => Errors::Ignore,
        "replace" => Errors::Replace,
        "backslashreplace" => Errors::Backslash,
        "xmlcharrefreplace" => Errors::Xml,
        "surrogateescape" | "surrogatepass" => {
            return Err(Raised::new(
                "LookupError",
                format!("the error handler '{name}' is not supported here; take 'replace'"),
            ));
        }
        _ => {
            return Err(Raised::new(
                "LookupError",
                format!("unknown error handler name '{name}'"),
            ));
        }
    })
}

fn option(value: Option<Value>, name: &str, default: &str) -> R<String> {
    match value {
        None => Ok(default.to_owned()),
        Some(value) => match value.as_str() {
            Some(text) => Ok(text.to_string()),
            None => Err(Raised::new(
                "TypeError",
                format!("{name} must be str, not {}", value.type_name()),
            )),
        },
    }
}

/// `decode(encoding, errors)`.
pub(crate) fn decode(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let subject = args.subject();
    let whole = super::bytes::own(&subject)?;
    let [_, encoding, handler] = args.bind("decode", ["self", "encoding", "errors"], 1)?;
    let encoding = option(encoding, "encoding", "utf-8")?;
    let handler = errors(&option(handler, "errors", "strict")?)?;
    decoded(&whole, &encoding, handler).map(Value::str)
}

/// The name of an encoding as it is compared.
fn plain(encoding: &str) -> String {
    let name = encoding.to_ascii_lowercase().replace(['_', ' '], "-");
    match name.as_str() {
        "utf-16-le" => "utf-16le".to_owned(),
        "utf-16-be" => "utf-16be".to_owned(),
        _ => name,
    }
}

/// Whether there is an encoding of that name.
pub(crate) fn known(encoding: &str) -> bool {
    let name = plain(encoding);
    matches!(
        name.as_str(),
        "utf-8" | "utf8" | "ascii" | "us-ascii" | "latin-1" | "latin1" | "utf-7" | "utf-8-sig"
    ) || encoding_rs::Encoding::for_label(name.as_bytes()).is_some()
}

/// Octets as text.
pub(crate) fn decoded(octets: &[u8], encoding: &str, handler: Errors) -> R<String> {
    let name = plain(encoding);
    Ok(match name.as_str() {
        "utf-8" | "utf8" | "u8" => utf8(octets, "utf-8", handler)?,
        "utf-8-sig" => {
            let octets = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets);
            utf8(octets, "utf-8", handler)?
        }
        "ascii" | "us-ascii" => {
            let mut out = String::with_capacity(octets.len());
            for (at, byte) in octets.iter().enumerate() {
                match byte.is_ascii() {
                    true => out.push(char::from(*byte)),
                    false => undecodable(&mut out, octets, at..at + 1, "ascii", handler)?,
                }
            }
            out
        }
        "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" | "l1" => {
            octets.iter().map(|byte| char::from(*byte)).collect()
        }
        "utf-16" if octets.starts_with(&[0xfe, 0xff]) => decode_charset("utf-16be", octets)
            .trim_start_matches('\u{feff}')
            .to_owned(),
        "utf-16" => decode_charset("utf-16le", octets)
            .trim_start_matches('\u{feff}')
            .to_owned(),
        _ if known(encoding) => {
            let text = decode_charset(&name, octets);
            match handler {
                Errors::Ignore => text.replace('\u{fffd}', ""),
                Errors::Strict if text.contains('\u{fffd}') => {
                    return Err(Raised::new(
                        "UnicodeDecodeError",
                        format!("'{encoding}' codec can't decode the bytes"),
                    ));
                }
                _ => text,
            }
        }
        _ => return Err(unknown(encoding)),
    })
}

fn unknown(encoding: &str) -> Raised {
    Raised::new("LookupError", format!("unknown encoding: {encoding}"))
}

fn utf8(octets: &[u8], name: &str, handler: Errors) -> R<String> {
    let mut out = String::with_capacity(octets.len());
    let mut at = 0;
    for chunk in octets.utf8_chunks() {
        out.push_str(chunk.valid());
        at += chunk.valid().len();
        let wrong = chunk.invalid().len();
        if wrong > 0 {
            undecodable(&mut out, octets, at..at + wrong, name, handler)?;
        }
        at += wrong;
    }
    Ok(out)
}

fn undecodable(
    out: &mut String,
    octets: &[u8],
    place: std::ops::Range<usize>,
    name: &str,
    handler: Errors,
) -> R<()> {
    let start = place.start;
    let wrong = octets.get(place).unwrap_or_default();
    match handler {
        Errors::Strict | Errors::Xml => {
            let byte = wrong.first().copied().unwrap_or(0);
            return Err(Raised::new(
                "UnicodeDecodeError",
                format!("'{name}' codec can't decode byte 0x{byte:02x} in position {start}"),
            ));
        }
        Errors::Ignore => {}
        Errors::Replace => out.push('\u{fffd}'),
        Errors::Backslash => {
            for byte in wrong {
                out.push_str(&format!("\\x{byte:02x}"));
            }
        }
    }
    Ok(())
}

/// Text as octets.
pub(crate) fn encode(text: &str, encoding: &str, handler: &str) -> R<Vec<u8>> {
    let name = plain(encoding);
    let limit = match name.as_str() {
        "utf-8" | "utf8" | "u8" => return Ok(text.as_bytes().to_vec()),
        "utf-8-sig" => return Ok([b"\xef\xbb\xbf", text.as_bytes()].concat()),
        "utf-16" | "utf-16le" | "utf-16be" => {
            let mut out = Vec::with_capacity(2 + text.len() * 2);
            if name == "utf-16" {
                out.extend_from_slice(&[0xff, 0xfe]);
            }
            for unit in text.encode_utf16() {
                out.extend_from_slice(&match name.ends_with("be") {
                    true => unit.to_be_bytes(),
                    false => unit.to_le_bytes(),
                });
            }
            return Ok(out);
        }
        "ascii" | "us-ascii" => 0x80,
        "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" | "l1" => 0x100,
        _ => {
            let label = encoding_rs::Encoding::for_label(name.as_bytes());
            let known = label.ok_or_else(|| unknown(encoding))?;
            return by_letter(text, encoding, errors(handler)?, |letter| {
                let mut buffer = [0; 4];
                let (octets, _, unmapped) = known.encode(letter.encode_utf8(&mut buffer));
                (!unmapped).then(|| octets.into_owned())
            });
        }
    };
    by_letter(
        text,
        encoding,
        errors(handler)?,
        |letter| match u8::try_from(u32::from(letter)) {
            Ok(byte) if u32::from(letter) < limit => Some(vec![byte]),
            _ => None,
        },
    )
}

fn by_letter(
    text: &str,
    encoding: &str,
    handler: Errors,
    encode: impl Fn(char) -> Option<Vec<u8>>,
) -> R<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    for (at, letter) in text.chars().enumerate() {
        if let Some(octets) = encode(letter) {
            out.extend_from_slice(&octets);
            continue;
        }
        match handler {
            Errors::Ignore => {}
            Errors::Replace => out.push(b'?'),
            Errors::Backslash => {
                out.extend_from_slice(crate::lang::format::ascii(&letter.to_string()).as_bytes());
            }
            Errors::Xml => {
                out.extend_from_slice(format!("&#{};", u32::from(letter)).as_bytes());
            }
            Errors::Strict => {
                let shown = crate::lang::format::ascii(&letter.to_string());
                return Err(Raised::new(
                    "UnicodeEncodeError",
                    format!("'{encoding}' codec can't encode character '{shown}' in position {at}"),
                ));
            }
        }
    }
    Ok(out)
}
