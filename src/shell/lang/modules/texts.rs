//! The modules `base64`, `binascii`, `quopri`, `hashlib`, `html`, `string` and `textwrap`.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::methods::bytes::octets;
use crate::lang::native::{Module, natives};
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

/// `base64`
pub(super) static BASE64: Module = Module::new("base64", "Octets as text.", BASE64_FUNCTIONS);

/// `binascii`
pub(super) static BINASCII: Module = Module {
    constant: |interpreter, name| {
        let class = interpreter.classes.get(name).filter(|_| name == "Error");
        class.map(|class| Value::Class(class.clone()))
    },
    constants: &["Error"],
    ..Module::new("binascii", "Octets as text.", BINASCII_FUNCTIONS)
};

/// `quopri`
pub(super) static QUOPRI: Module = Module::new("quopri", "Quoted-printable.", QUOPRI_FUNCTIONS);

/// `html`
pub(super) static HTML: Module = Module::new("html", "Text in HTML.", HTML_FUNCTIONS);

/// `string`
pub(super) static STRING: Module = Module {
    constant: |_, name| {
        Some(Value::str(match name {
            "ascii_letters" => "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
            "ascii_lowercase" => "abcdefghijklmnopqrstuvwxyz",
            "ascii_uppercase" => "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
            "digits" => "0123456789",
            "hexdigits" => "0123456789abcdefABCDEF",
            "octdigits" => "01234567",
            "punctuation" => "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
            "printable" => {
                "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ \t\n\r\x0b\x0c"
            }
            "whitespace" => " \t\n\r\x0b\x0c",
            _ => return None,
        }))
    },
    constants: &[
        "ascii_letters",
        "ascii_lowercase",
        "ascii_uppercase",
        "digits",
        "hexdigits",
        "octdigits",
        "punctuation",
        "printable",
        "whitespace",
    ],
    ..Module::new("string", "Sets of characters.", STRING_FUNCTIONS)
};

natives! {
    BASE64_FUNCTIONS {
        "b16decode" "(s, casefold=False)" "The octets of hexadecimal text." => unhexlify;
        "b16encode" "(s)" "Octets in hexadecimal." => |_, args| argument(args).map(|o| Value::bytes(hex(&o).to_uppercase().as_bytes()));
        "b64decode" "(s, altchars=None, validate=False)" "The octets of base64 text." => b64decode;
        "b64encode" "(s, altchars=None)" "Octets in base64." => |_, args| argument(args).map(|o| Value::bytes(STANDARD.encode(&o).as_bytes()));
        "decodebytes" "(s)" "The octets of base64 in lines." => b64decode;
        "encodebytes" "(s)" "Octets in base64, in lines." => encodebytes;
        "standard_b64decode" "(s)" "The octets of base64 text." => b64decode;
        "standard_b64encode" "(s)" "Octets in base64." => |_, args| argument(args).map(|o| Value::bytes(STANDARD.encode(&o).as_bytes()));
        "urlsafe_b64decode" "(s)" "The octets of base64 with - and _." => |_, args| decode(args, true);
        "urlsafe_b64encode" "(s)" "Octets in base64 with - and _." => |_, args| argument(args).map(|o| Value::bytes(URL.encode(&o).as_bytes()));
    }

    BINASCII_FUNCTIONS {
        "a2b_base64" "(data)" "The octets of base64 text." => b64decode;
        "a2b_hex" "(hexstr)" "The octets of hexadecimal text." => unhexlify;
        "b2a_base64" "(data, *, newline=True)" "Octets in base64 with a line end." => b2a_base64;
        "b2a_hex" "(data)" "Octets in hexadecimal." => |_, args| argument(args).map(|o| Value::bytes(hex(&o).as_bytes()));
        "crc32" "(data, value=0)" "A checksum of 32 bits." => crc32;
        "hexlify" "(data)" "Octets in hexadecimal." => |_, args| argument(args).map(|o| Value::bytes(hex(&o).as_bytes()));
        "unhexlify" "(hexstr)" "The octets of hexadecimal text." => unhexlify;
    }

    QUOPRI_FUNCTIONS {
        "decodestring" "(s)" "The octets of quoted-printable text." => |_, args| ascii(args.positional.first()).map(|o| Value::bytes(&from_quoted(&o, false)));
        "encodestring" "(s)" "Octets in quoted-printable." => |_, args| argument(args).map(|o| Value::bytes(to_quoted(&o).as_bytes()));
    }

    HTML_FUNCTIONS {
        "escape" "(s, quote=True)" "Text with & < > and quotes written as HTML wants." => escape;
        "unescape" "(s)" "Text with &amp; and the like read." => unescape;
    }

    STRING_FUNCTIONS {
        "capwords" "(s, sep=None)" "Every word with its first letter in upper case." => capwords;
    }
}

const STANDARD: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::RequireCanonical)
        .with_decode_allow_trailing_bits(true),
);
const URL: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::RequireCanonical)
        .with_decode_allow_trailing_bits(true),
);

fn argument(args: CallArgs) -> R<std::rc::Rc<[u8]>> {
    octets(args.positional.into_iter().next())
}

/// Octets, or text that is ASCII.
fn ascii(value: Option<&Value>) -> R<Vec<u8>> {
    match value.and_then(Value::as_str) {
        Some(text) if text.is_ascii() => Ok(text.as_bytes().to_vec()),
        Some(_) => Err(Raised::new(
            "ValueError",
            "string argument should contain only ASCII characters",
        )),
        None => octets(value.cloned()).map(|octets| octets.to_vec()),
    }
}

/// Lower-case hexadecimal.
pub(super) fn hex(octets: &[u8]) -> String {
    octets.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Base64 as Python reads it: what is no digit is passed over, unless it is to be checked.
pub(super) fn from_base64(octets: &[u8], strict: bool) -> Result<Vec<u8>, &'static str> {
    let digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    if strict && octets.iter().any(|byte| !digit(byte) && *byte != b'=') {
        return Err("Only base64 data is allowed");
    }
    let mut digits = Vec::with_capacity(octets.len());
    let mut padding = 0;
    for byte in octets {
        if *byte == b'=' {
            padding += 1;
            // Padding that ends a group of four ends the data.
            if digits.len() % 4 >= 2 && (digits.len() + padding) % 4 == 0 {
                break;
            }
        } else if digit(byte) {
            padding = 0;
            digits.push(*byte);
        }
    }
    match digits.len() % 4 {
        0 => {}
        1 => {
            return Err(
                "Invalid base64-encoded string: the number of data characters \
                        cannot be 1 more than a multiple of 4",
            );
        }
        rest if rest + padding < 4 => return Err("Incorrect padding"),
        rest => digits.extend(std::iter::repeat_n(b'=', 4 - rest)),
    }
    STANDARD.decode(&digits).map_err(|_| "Incorrect padding")
}

fn b64decode(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    decode(args, false)
}

fn decode(args: CallArgs, url: bool) -> R<Value> {
    let [data, letters, strict] = args.bind("b64decode", ["s", "altchars", "validate"], 1)?;
    let mut data = ascii(data.as_ref())?;
    let letters = match (&letters, url) {
        (None | Some(Value::None), false) => None,
        (_, true) => Some(b"-_".to_vec()),
        (letters, false) => Some(ascii(letters.as_ref())?),
    };
    if let Some([plus, slash]) = letters.as_deref() {
        for byte in &mut data {
            if byte == plus {
                *byte = b'+';
            } else if byte == slash {
                *byte = b'/';
            }
        }
    }
    let strict = matches!(strict, Some(Value::Bool(true)));
    let decoded = from_base64(&data, strict).map_err(|what| Raised::new("Error", what))?;
    Ok(Value::bytes(&decoded))
}

/// Base64 without lines.
pub(super) fn base64_text(octets: &[u8]) -> String {
    STANDARD.encode(octets)
}

/// Base64 in lines of 76 characters.
pub(super) fn base64_lines(octets: &[u8], end: &str) -> String {
    let mut out = String::new();
    for line in octets.chunks(57) {
        out.push_str(&STANDARD.encode(line));
        out.push_str(end);
    }
    out
}

fn encodebytes(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let lines = base64_lines(&argument(args)?, "\n");
    Ok(Value::bytes(lines.as_bytes()))
}

fn b2a_base64(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [data, newline] = args.bind("b2a_base64", ["data", "newline"], 1)?;
    let newline = interpreter.truth(&newline.unwrap_or(Value::Bool(true)))?;
    let mut text = STANDARD.encode(octets(data)?);
    if newline {
        text.push('\n');
    }
    Ok(Value::bytes(text.as_bytes()))
}

fn unhexlify(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let digits = ascii(args.positional.first())?;
    let wrong = |what: &str| Raised::new("Error", what);
    if digits.len() % 2 != 0 {
        return Err(wrong("Odd-length string"));
    }
    let byte = |pair: &[u8]| {
        let text = std::str::from_utf8(pair).ok()?;
        u8::from_str_radix(text, 16).ok()
    };
    let octets: Option<Vec<u8>> = digits.chunks(2).map(byte).collect();
    let octets = octets.ok_or_else(|| wrong("Non-hexadecimal digit found"))?;
    Ok(Value::bytes(&octets))
}

fn crc32(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [data, start] = args.bind("crc32", ["data", "value"], 1)?;
    let start = start.and_then(|start| start.as_int()).unwrap_or(0);
    let mut sum = !u32::try_from(start & 0xffff_ffff).unwrap_or(0);
    for byte in octets(data)?.iter() {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = match sum & 1 {
                1 => (sum >> 1) ^ 0xedb8_8320,
                _ => sum >> 1,
            };
        }
    }
    Ok(Value::Int((!sum).into()))
}

/// Quoted-printable as octets; `_` is a blank in headers.
pub(super) fn from_quoted(text: &[u8], header: bool) -> Vec<u8> {
    let digit = |at: usize| text.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        at += 1;
        match (byte, text.get(at)) {
            (b'=', None) => {}
            (b'=', Some(b'\n' | b'\r')) => {
                // The line goes on; so it does up to the LF behind a CR.
                let rest = text.get(at..).unwrap_or_default();
                at += memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
            }
            (b'=', Some(b'=')) => {
                out.push(b'=');
                at += 1;
            }
            (b'=', Some(_)) => match (digit(at), digit(at + 1)) {
                (Some(high), Some(low)) => {
                    out.extend(u8::try_from(high * 16 + low));
                    at += 2;
                }
                _ => out.push(b'='),
            },
            (b'_', _) if header => out.push(b' '),
            (byte, _) => out.push(*byte),
        }
    }
    out
}

/// Octets in quoted-printable, in lines of at most 76 characters.
pub(super) fn to_quoted(octets: &[u8]) -> String {
    let mut out = String::new();
    for line in octets.split_inclusive(|byte| *byte == b'\n') {
        let content = line.strip_suffix(b"\n").unwrap_or(line);
        let mut width = 0;
        for (at, byte) in content.iter().enumerate() {
            let last = at + 1 == content.len();
            let plain =
                matches!(byte, b'!'..=b'<' | b'>'..=b'~') || matches!(byte, b' ' | b'\t') && !last;
            let piece = match plain {
                true => char::from(*byte).to_string(),
                false => format!("={byte:02X}"),
            };
            if width + piece.len() > if last { 76 } else { 75 } {
                out.push_str("=\n");
                width = 0;
            }
            width += piece.len();
            out.push_str(&piece);
        }
        if line.len() > content.len() {
            out.push('\n');
        }
    }
    out
}

fn text(value: Option<Value>) -> R<std::rc::Rc<str>> {
    let value = value.unwrap_or(Value::None);
    value.as_str().ok_or_else(|| {
        Raised::new(
            "TypeError",
            format!("expected str, not {}", value.type_name()),
        )
    })
}

fn escape(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [whole, quote] = args.bind("escape", ["s", "quote"], 1)?;
    let quote = interpreter.truth(&quote.unwrap_or(Value::Bool(true)))?;
    let mut out = text(whole)?.replace('&', "&amp;");
    out = out.replace('<', "&lt;").replace('>', "&gt;");
    if quote {
        out = out.replace('"', "&quot;").replace('\'', "&#x27;");
    }
    Ok(Value::str(out))
}

fn unescape(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let whole = text(args.positional.into_iter().next())?;
    let mut out = String::with_capacity(whole.len());
    let mut rest = &*whole;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let end = from.bytes().take(12).position(|byte| byte == b';');
        let name = end.and_then(|end| from.get(1..end)).unwrap_or_default();
        let number =
            name.strip_prefix('#')
                .and_then(|digits| match digits.strip_prefix(['x', 'X']) {
                    Some(digits) => u32::from_str_radix(digits, 16).ok(),
                    None => digits.parse().ok(),
                });
        let letter = number.and_then(char::from_u32).or(match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" => Some('\u{a0}'),
            "copy" => Some('©'),
            "reg" => Some('®'),
            "euro" => Some('€'),
            "ndash" => Some('–'),
            "mdash" => Some('—'),
            "hellip" => Some('…'),
            "auml" => Some('ä'),
            "ouml" => Some('ö'),
            "uuml" => Some('ü'),
            "szlig" => Some('ß'),
            "eacute" => Some('é'),
            "egrave" => Some('è'),
            _ => None,
        });
        match (letter, end) {
            (Some(letter), Some(end)) => {
                out.push(letter);
                rest = from.get(end + 1..).unwrap_or_default();
            }
            _ => {
                out.push('&');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    Ok(Value::str(out))
}

fn capwords(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [whole, separator] = args.bind("capwords", ["s", "sep"], 1)?;
    let whole = text(whole)?;
    let upper = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|first| first.to_uppercase().to_string());
        first.unwrap_or_default() + &letters.as_str().to_lowercase()
    };
    let separator = separator.and_then(|separator| separator.as_str());
    Ok(Value::str(match separator.as_deref() {
        None => whole
            .split_whitespace()
            .map(upper)
            .collect::<Vec<_>>()
            .join(" "),
        Some(separator) => {
            let words = whole.split(separator).map(upper);
            words.collect::<Vec<_>>().join(separator)
        }
    }))
}
