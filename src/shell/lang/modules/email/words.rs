//! Encoded words: `email.header`.

use imapclient::data::words::decode_words;

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::methods::codec::{self, Errors};
use crate::lang::native::{Type, natives};
use crate::lang::object::{Object, own};
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

use super::super::texts::{base64_text, from_base64};
use super::fold::{WIDTH, lines_of};
use super::params::escaped;

/// A header as people read it: without folds, its encoded words decoded.
pub(super) fn readable(value: &str) -> String {
    let joined = value.replace("\r\n", "").replace('\n', "");
    decode_words(joined.as_bytes())
}

/// A header with what is not ASCII as encoded words, of whole words that need it.
///
/// Quoted-printable is taken where it is at most `bias` longer than base64.
pub(super) fn encoded(value: &str, bias: usize) -> String {
    let mut out = String::new();
    let mut held = String::new();
    for word in value.split_inclusive(' ') {
        match word.is_ascii() {
            false => held.push_str(word),
            true => {
                flush(&mut held, &mut out, bias);
                out.push_str(word);
            }
        }
    }
    flush(&mut held, &mut out, bias);
    out
}

fn flush(held: &mut String, out: &mut String, bias: usize) {
    if held.is_empty() {
        return;
    }
    let text = held.trim_end().to_owned();
    let blank = held.len() > text.len();
    held.clear();
    // At most 75 characters to a word.
    let mut piece = String::new();
    let mut words = Vec::new();
    for letter in text.chars() {
        if word_of(&format!("{piece}{letter}"), bias).len() > 75 {
            words.push(word_of(&piece, bias));
            piece.clear();
        }
        piece.push(letter);
    }
    words.push(word_of(&piece, bias));
    out.push_str(&words.join(" "));
    if blank {
        out.push(' ');
    }
}

/// One encoded word, in the shorter of the two encodings.
fn word_of(text: &str, bias: usize) -> String {
    let quoted = quoted_text(text.as_bytes());
    let base = base64_text(text.as_bytes());
    match quoted.len() <= base.len() + bias {
        true => format!("=?utf-8?q?{quoted}?="),
        false => format!("=?utf-8?b?{base}?="),
    }
}

/// Octets in the quoted-printable of encoded words.
fn quoted_text(octets: &[u8]) -> String {
    let mut quoted = String::new();
    for byte in octets {
        match byte {
            b' ' => quoted.push('_'),
            byte if is_plain(*byte) => quoted.push(char::from(*byte)),
            byte => quoted.push_str(&format!("={byte:02X}")),
        }
    }
    quoted
}

/// Whether an octet stands for itself there.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!*+-/".contains(&byte)
}

/// Text in encoded words by the classic rules, all of it, in lines that go up to `width`; in the
/// first `taken` is gone already. An empty first line has no room for any.
pub(super) fn encoded_lines(text: &str, taken: usize, width: usize) -> Vec<String> {
    let line = |line: &str, taken: usize| {
        let letters = line.split("").filter(|letter| !letter.is_empty());
        let letters: Vec<&[u8]> = letters.map(str::as_bytes).collect();
        words_in_lines(&letters, "utf-8", taken, width)
    };
    let later = |text: &&str| line(&format!(" {}", text.trim_start()), 0);
    let lines = lines_of(text);
    let first = line(lines.first().copied().unwrap_or_default(), taken);
    let rest = lines.iter().skip(1).flat_map(later);
    first.into_iter().chain(rest).collect()
}

/// As [`encoded_lines`], of octets whose charset nobody told.
pub(super) fn unknown_lines(octets: &[u8], taken: usize, width: usize) -> Vec<String> {
    let line = |line: &[u8], taken: usize| {
        let letters: Vec<&[u8]> = line.chunks(1).collect();
        words_in_lines(&letters, "unknown-8bit", taken, width)
    };
    let mut lines = octets
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii_end);
    let first = line(lines.next().unwrap_or_default(), taken);
    let rest = lines.flat_map(|text| line(&[b" ", text.trim_ascii_start()].concat(), 0));
    first.into_iter().chain(rest).collect()
}

fn words_in_lines(letters: &[&[u8]], charset: &str, taken: usize, width: usize) -> Vec<String> {
    let whole = letters.concat();
    let quoted_length = |octets: &[u8]| -> usize {
        let plain = |byte: &u8| *byte == b' ' || is_plain(*byte);
        octets
            .iter()
            .map(|byte| if plain(byte) { 1 } else { 3 })
            .sum()
    };
    let base = whole.len().div_ceil(3) * 4 < quoted_length(&whole);
    let word = |octets: &[u8]| match base {
        true => format!("=?{charset}?b?{}?=", base64_text(octets)),
        false => format!("=?{charset}?q?{}?=", quoted_text(octets)),
    };
    let around = charset.len() + 7;
    let mut room = width.saturating_sub(taken + around);
    let (mut lines, mut current, mut quoted) = (Vec::new(), Vec::new(), 0);
    for letter in letters {
        let length = match base {
            true => (current.len() + letter.len()).div_ceil(3) * 4,
            false => quoted + quoted_length(letter),
        };
        if length > room {
            match lines.is_empty() && current.is_empty() {
                true => lines.push(String::new()),
                false => lines.push(word(&current)),
            }
            current.clear();
            quoted = 0;
            room = width.saturating_sub(1 + around);
        }
        current.extend_from_slice(letter);
        quoted += quoted_length(letter);
    }
    lines.push(word(&current));
    lines
}

/// An encoded word: its charset, octets, and what follows.
fn word(text: &str) -> Option<(String, Vec<u8>, &str)> {
    let (charset, rest) = text.strip_prefix("=?")?.split_once('?')?;
    let quoted = match rest.get(..2)? {
        "q?" | "Q?" => true,
        "b?" | "B?" => false,
        _ => return None,
    };
    let (coded, after) = rest.get(2..)?.split_once("?=")?;
    let octets = match quoted {
        true => unescaped(&coded.replace('_', " ")),
        false => {
            let mut padded = escaped(coded);
            padded.resize(padded.len().next_multiple_of(4), b'=');
            // What makes no sense stays as it is.
            from_base64(&padded, false).unwrap_or_else(|_| escaped(coded))
        }
    };
    Some((charset.to_lowercase(), octets, after))
}

/// The octets of a text with some of them as `=41`.
fn unescaped(text: &str) -> Vec<u8> {
    let mut pieces = text.split('=');
    let mut out = escaped(pieces.next().unwrap_or_default());
    for piece in pieces {
        let digits = piece.get(..2);
        let digits = digits.filter(|pair| pair.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match digits.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(octet) => {
                out.push(octet);
                out.extend(escaped(piece.get(2..).unwrap_or_default()));
            }
            None => {
                out.push(b'=');
                out.extend(escaped(piece));
            }
        }
    }
    out
}

/// The pieces of a header: octets and their charsets. None if no word is encoded.
fn pieces(header: &str) -> Option<Vec<(Vec<u8>, Option<String>)>> {
    let mut all: Vec<(Vec<u8>, Option<String>)> = Vec::new();
    let mut any = false;
    for line in lines_of(header) {
        let (mut rest, mut plain) = (line.trim_start(), String::new());
        // Behind the last end of a word there is none.
        let ends = rest.rfind("?=").map_or(usize::MAX, |at| rest.len() - at);
        let may_be = |from: &str| from.len() > ends;
        loop {
            let at = rest.find("=?").unwrap_or(rest.len());
            let (before, from) = rest.split_at(at);
            plain.push_str(before);
            let found = may_be(from).then(|| word(from)).flatten();
            if (from.is_empty() || found.is_some()) && !plain.is_empty() {
                all.push((escaped(&std::mem::take(&mut plain)), None));
            }
            match found {
                Some((charset, octets, after)) => {
                    any = true;
                    all.push((octets, Some(charset)));
                    rest = after;
                }
                None if from.is_empty() => break,
                None => {
                    plain.push('=');
                    rest = from.get(1..).unwrap_or_default();
                }
            }
        }
    }
    any.then(|| joined(all))
}

/// Without the blanks between encoded words; what has the same charset is one piece.
fn joined(all: Vec<(Vec<u8>, Option<String>)>) -> Vec<(Vec<u8>, Option<String>)> {
    let mut out: Vec<(Vec<u8>, Option<String>)> = Vec::new();
    let mut all = all.into_iter().peekable();
    let mut coded = false;
    while let Some((octets, charset)) = all.next() {
        let follows = all.peek().is_some_and(|(_, next)| next.is_some());
        let blank = octets.iter().all(u8::is_ascii_whitespace);
        if charset.is_none() && coded && follows && blank {
            continue;
        }
        coded = charset.is_some();
        match out.last_mut() {
            Some((before, known)) if *known == charset => {
                before.extend(charset.is_none().then_some(b' '));
                before.extend(octets);
            }
            _ => out.push((octets, charset)),
        }
    }
    out
}

/// `email.header.decode_header(header)`
pub(super) fn decode_header(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [header] = args.bind("decode_header", ["header"], 1)?;
    let header = header.unwrap_or(Value::None);
    let text = match header.as_object::<Header>() {
        Some(header) => header.0.clone(),
        None => interpreter.str(&header)?,
    };
    let Some(pieces) = pieces(&text) else {
        let whole = Value::tuple(vec![Value::str(text), Value::None]);
        return Ok(Value::list(vec![whole]));
    };
    let pair = |(octets, charset): &(Vec<u8>, Option<String>)| {
        let charset = charset.as_ref().map_or(Value::None, Value::str);
        Value::tuple(vec![Value::bytes(octets), charset])
    };
    Ok(Value::list(pieces.iter().map(pair).collect()))
}

/// A header that knows how to write itself.
struct Header(String);

static HEADER: Type = Type::new(
    "Header",
    "(s=None, charset=None)",
    "A header that may hold more than ASCII.",
    header,
    METHODS,
);

/// `email.header.Header`
pub(super) fn kind() -> &'static Type {
    &HEADER
}

natives! {
    METHODS {
        "append" "(s, charset=None)" "Adds a text." => |_, _| Err(Raised::new("NotImplementedError", "Header.append is not here; make the header of the whole text"));
        "encode" "()" "The header as it is sent." => |_, args| own::<Header>(&args, "header").map(|header| Value::str(header.encoded()));
    }
}

impl Header {
    fn encoded(&self) -> String {
        match self.0.is_ascii() {
            true => self.0.clone(),
            false => encoded_lines(&self.0, 0, WIDTH).join("\n "),
        }
    }
}

impl Object for Header {
    fn kind(&self) -> &'static Type {
        &HEADER
    }

    fn str(&self, _: &mut Interpreter) -> R<Option<String>> {
        Ok(Some(self.0.clone()))
    }

    fn plain(&self) -> Option<Value> {
        Some(Value::str(&self.0))
    }

    fn equal(&self, _: &mut Interpreter, other: &Value) -> R<bool> {
        Ok(match (other.as_object::<Header>(), other.as_str()) {
            (Some(other), _) => self.0 == other.0,
            (None, Some(text)) => self.0 == *text,
            _ => false,
        })
    }
}

fn header(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [text, _, _, _] = args.bind("Header", ["s", "charset", "maxlinelen", "header_name"], 0)?;
    let text = match text {
        None | Some(Value::None) => String::new(),
        Some(text) => interpreter.str(&text)?,
    };
    Ok(Value::object(Header(text)))
}

/// `email.header.make_header(pieces)`
pub(super) fn make_header(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [pieces] = args.bind("make_header", ["decoded_seq"], 1)?;
    let mut out = String::new();
    let mut before: Option<bool> = None;
    for piece in interpreter.collect(&pieces.unwrap_or(Value::None))? {
        let parts = interpreter.collect(&piece)?;
        let [text, charset] = parts.as_slice() else {
            return Err(Raised::new("ValueError", "make_header() needs pairs"));
        };
        let charset = charset.as_str();
        let text = match (text.as_str(), text.as_bytes()) {
            (Some(text), _) => text.to_string(),
            (None, octets) => {
                let name = charset.as_deref().unwrap_or("ascii");
                codec::decoded(&octets.unwrap_or_default(), name, Errors::Replace)?
            }
        };
        // Between encoded and plain text stands a blank.
        let differs = before.is_some_and(|coded| coded != charset.is_some());
        if differs && !out.ends_with(' ') && !text.starts_with(' ') && !text.is_empty() {
            out.push(' ');
        }
        before = Some(charset.is_some());
        out.push_str(&text);
    }
    Ok(Value::object(Header(out)))
}
