//! bytes, and the encodings between bytes and str.

use std::rc::Rc;

use imapclient::data::words::decode_charset;

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::ops::find_bytes;
use crate::lang::raise::{R, Raised};
use crate::lang::value::{Native, Value};

/// The methods of bytes.
pub(crate) const METHODS: &[Native] = &[
    Native {
        name: "decode",
        run: decode,
    },
    Native {
        name: "endswith",
        run: endswith,
    },
    Native {
        name: "find",
        run: find,
    },
    Native {
        name: "hex",
        run: hex,
    },
    Native {
        name: "join",
        run: join,
    },
    Native {
        name: "lower",
        run: |_, args| Ok(Value::bytes(&own(&args)?.to_ascii_lowercase())),
    },
    Native {
        name: "replace",
        run: replace,
    },
    Native {
        name: "split",
        run: split,
    },
    Native {
        name: "splitlines",
        run: splitlines,
    },
    Native {
        name: "startswith",
        run: startswith,
    },
    Native {
        name: "strip",
        run: strip,
    },
    Native {
        name: "upper",
        run: |_, args| Ok(Value::bytes(&own(&args)?.to_ascii_uppercase())),
    },
];

fn own(args: &CallArgs) -> R<Rc<[u8]>> {
    args.positional
        .first()
        .and_then(Value::as_bytes)
        .ok_or_else(|| Raised::new("TypeError", "this method needs bytes"))
}

fn octets(value: Option<Value>) -> R<Rc<[u8]>> {
    let value = value.unwrap_or(Value::None);
    value.as_bytes().ok_or_else(|| {
        Raised::new(
            "TypeError",
            format!(
                "a bytes-like object is required, not '{}'",
                value.type_name()
            ),
        )
    })
}

/// `decode(encoding, errors)`.
pub(crate) fn decode(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let whole = own(&args)?;
    let [_, encoding, errors] = args.bind("decode", ["self", "encoding", "errors"], 1)?;
    let encoding = encoding
        .and_then(|name| name.as_str())
        .unwrap_or_else(|| "utf-8".into());
    let errors = errors
        .and_then(|errors| errors.as_str())
        .unwrap_or_else(|| "strict".into());
    let name = encoding.to_ascii_lowercase().replace('_', "-");
    let lossy = |text: String| match &*errors {
        "ignore" => text.replace('\u{fffd}', ""),
        _ => text,
    };
    let wrong = |byte: u8, at: usize| {
        Raised::new(
            "UnicodeDecodeError",
            format!("'{encoding}' codec can't decode byte 0x{byte:02x} in position {at}"),
        )
    };
    Ok(Value::str(match name.as_str() {
        "utf-8" | "utf8" => match std::str::from_utf8(&whole) {
            Ok(text) => text.to_owned(),
            Err(error) if &*errors == "strict" => {
                let at = error.valid_up_to();
                return Err(wrong(whole.get(at).copied().unwrap_or(0), at));
            }
            Err(_) => lossy(String::from_utf8_lossy(&whole).into_owned()),
        },
        "ascii" | "us-ascii" => match whole.iter().position(|byte| !byte.is_ascii()) {
            Some(at) if &*errors == "strict" => {
                return Err(wrong(whole.get(at).copied().unwrap_or(0), at));
            }
            _ => lossy(
                whole
                    .iter()
                    .map(|b| {
                        if b.is_ascii() {
                            char::from(*b)
                        } else {
                            '\u{fffd}'
                        }
                    })
                    .collect(),
            ),
        },
        "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" => {
            whole.iter().map(|byte| char::from(*byte)).collect()
        }
        _ if encoding_rs::Encoding::for_label(name.as_bytes()).is_some() || name == "utf-7" => {
            lossy(decode_charset(&name, &whole))
        }
        _ => {
            return Err(Raised::new(
                "LookupError",
                format!("unknown encoding: {encoding}"),
            ));
        }
    }))
}

/// Encodes text.
pub(crate) fn encode(text: &str, encoding: &str, errors: &str) -> R<Vec<u8>> {
    let name = encoding.to_ascii_lowercase().replace('_', "-");
    let limit = match name.as_str() {
        "utf-8" | "utf8" => return Ok(text.as_bytes().to_vec()),
        "ascii" | "us-ascii" => 0x80,
        "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" => 0x100,
        _ => {
            let Some(known) = encoding_rs::Encoding::for_label(name.as_bytes()) else {
                return Err(Raised::new(
                    "LookupError",
                    format!("unknown encoding: {encoding}"),
                ));
            };
            let (octets, _, unmapped) = known.encode(text);
            if unmapped && errors == "strict" {
                return Err(Raised::new(
                    "UnicodeEncodeError",
                    format!("'{encoding}' codec can't encode the text"),
                ));
            }
            return Ok(octets.into_owned());
        }
    };
    let mut out = Vec::with_capacity(text.len());
    for (at, letter) in text.chars().enumerate() {
        match u8::try_from(u32::from(letter)) {
            Ok(byte) if u32::from(letter) < limit => out.push(byte),
            _ if errors == "ignore" => {}
            _ if errors == "replace" => out.push(b'?'),
            _ => {
                return Err(Raised::new(
                    "UnicodeEncodeError",
                    format!(
                        "'{encoding}' codec can't encode character '{letter}' in position {at}"
                    ),
                ));
            }
        }
    }
    Ok(out)
}

fn affixes(value: Option<Value>) -> R<Vec<Rc<[u8]>>> {
    match value {
        Some(Value::Tuple(parts)) => parts
            .iter()
            .map(|part| octets(Some(part.clone())))
            .collect(),
        other => Ok(vec![octets(other)?]),
    }
}

pub(super) fn startswith(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let whole = own(&args)?;
    let [_, prefix] = args.bind("startswith", ["self", "prefix"], 2)?;
    Ok(Value::Bool(
        affixes(prefix)?.iter().any(|part| whole.starts_with(part)),
    ))
}

pub(super) fn endswith(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let whole = own(&args)?;
    let [_, suffix] = args.bind("endswith", ["self", "suffix"], 2)?;
    Ok(Value::Bool(
        affixes(suffix)?.iter().any(|part| whole.ends_with(part)),
    ))
}

pub(super) fn find(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let whole = own(&args)?;
    let [_, part] = args.bind("find", ["self", "sub"], 2)?;
    Ok(Value::Int(
        find_bytes(&whole, &octets(part)?).map_or(-1, |at| at as i128),
    ))
}

fn hex(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    Ok(Value::str(
        own(&args)?
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>(),
    ))
}

fn join(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let separator = own(&args)?;
    let [_, values] = args.bind("join", ["self", "iterable"], 2)?;
    let mut out = Vec::new();
    for (at, value) in interpreter
        .collect(&values.unwrap_or(Value::None))?
        .into_iter()
        .enumerate()
    {
        if at > 0 {
            out.extend_from_slice(&separator);
        }
        out.extend_from_slice(&octets(Some(value))?);
    }
    Ok(Value::bytes(&out))
}

pub(super) fn replace(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let whole = own(&args)?;
    let [_, old, new] = args.bind("replace", ["self", "old", "new"], 3)?;
    let (old, new) = (octets(old)?, octets(new)?);
    if old.is_empty() {
        return Err(Raised::new(
            "ValueError",
            "replacing empty bytes is not supported",
        ));
    }
    Ok(Value::bytes(&cut(&whole, &old, usize::MAX).join(&*new)))
}

fn cut<'a>(whole: &'a [u8], separator: &[u8], most: usize) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    let mut rest = whole;
    while parts.len() < most
        && let Some(at) = find_bytes(rest, separator)
    {
        let (part, after) = rest.split_at(at);
        parts.push(part);
        rest = after.get(separator.len()..).unwrap_or_default();
    }
    parts.push(rest);
    parts
}

pub(super) fn split(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let whole = own(&args)?;
    let [_, separator, most] = args.bind("split", ["self", "sep", "maxsplit"], 1)?;
    let most = most
        .and_then(|most| most.as_int())
        .and_then(|most| usize::try_from(most).ok())
        .unwrap_or(usize::MAX);
    let parts: Vec<&[u8]> = match separator {
        None | Some(Value::None) => whole
            .split(u8::is_ascii_whitespace)
            .filter(|part| !part.is_empty())
            .collect(),
        separator => {
            let separator = octets(separator)?;
            if separator.is_empty() {
                return Err(Raised::new("ValueError", "empty separator"));
            }
            cut(&whole, &separator, most)
        }
    };
    Ok(Value::list(parts.into_iter().map(Value::bytes).collect()))
}

fn splitlines(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let whole = own(&args)?;
    let mut lines: Vec<&[u8]> = whole.split(|byte| *byte == b'\n').collect();
    if lines.last().is_some_and(|last| last.is_empty()) {
        lines.pop();
    }
    let tidy = |line: &[u8]| Value::bytes(line.strip_suffix(b"\r").unwrap_or(line));
    Ok(Value::list(lines.into_iter().map(tidy).collect()))
}

fn strip(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let whole = own(&args)?;
    let [_, letters] = args.bind("strip", ["self", "bytes"], 1)?;
    let letters = match letters {
        None | Some(Value::None) => Rc::from(&b" \t\n\r\x0b\x0c"[..]),
        letters => octets(letters)?,
    };
    let mut rest = &*whole;
    while let [first, after @ ..] = rest
        && letters.contains(first)
    {
        rest = after;
    }
    while let [before @ .., last] = rest
        && letters.contains(last)
    {
        rest = before;
    }
    Ok(Value::bytes(rest))
}

/// `bytes(x)` and `bytes(text, encoding)`.
pub(crate) fn make(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [value, encoding, errors] = args.bind("bytes", ["source", "encoding", "errors"], 0)?;
    let Some(value) = value else {
        return Ok(Value::bytes(b""));
    };
    if let Some(octets) = value.as_bytes() {
        return Ok(Value::Bytes(octets));
    }
    if let Some(text) = value.as_str() {
        let Some(encoding) = encoding.and_then(|name| name.as_str()) else {
            return Err(Raised::new(
                "TypeError",
                "string argument without an encoding",
            ));
        };
        let errors = errors
            .and_then(|errors| errors.as_str())
            .unwrap_or_else(|| "strict".into());
        return encode(&text, &encoding, &errors).map(|octets| Value::bytes(&octets));
    }
    if let Some(count) = value.as_int() {
        crate::lang::limits::check_size(count, 1)?;
        return match usize::try_from(count) {
            Ok(count) => Ok(Value::bytes(&vec![0; count])),
            Err(_) => Err(Raised::new("ValueError", "negative count")),
        };
    }
    let mut out = Vec::new();
    for value in interpreter.collect(&value)? {
        match value.as_int().and_then(|byte| u8::try_from(byte).ok()) {
            Some(byte) => out.push(byte),
            None => return Err(Raised::new("ValueError", "bytes must be in range(0, 256)")),
        }
    }
    Ok(Value::bytes(&out))
}
