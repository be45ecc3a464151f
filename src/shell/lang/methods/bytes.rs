//! bytes.

use std::borrow::Cow;
use std::rc::Rc;

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::native::natives;
use crate::lang::ops::find_bytes;
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

use super::codec;
use super::cuts::{parted, removeprefix, removesuffix, replace, rsplit, split, splitlines};

natives! {
    /// The methods of bytes.
    pub(crate) METHODS {
        "capitalize" "()" "The bytes with the first letter in upper case, the rest in lower." => |_, args| mapped(args, capitalize);
        "center" "(width, fillchar=b' ')" "The bytes in the middle of a field." => |_, args| justified(args, "center");
        "count" "(sub[, start[, end]])" "How often a part occurs." => count;
        "decode" "(encoding='utf-8', errors='strict')" "The bytes as str." => codec::decode;
        "endswith" "(suffix[, start[, end]])" "Whether the bytes end with a part, or with one of a tuple." => endswith;
        "expandtabs" "(tabsize=8)" "The bytes with blanks for tabs." => |i, args| as_text(i, args, super::str::expandtabs);
        "find" "(sub[, start[, end]])" "Where a part first stands; -1 if nowhere." => find;
        "hex" "([sep[, bytes_per_sep]])" "The bytes as hexadecimal digits." => hex;
        "index" "(sub[, start[, end]])" "Where a part first stands; ValueError if nowhere." => |_, args| found(locate(args, "index", false)?);
        "isalnum" "()" "Whether all are ASCII letters or digits." => |_, args| tested(args, u8::is_ascii_alphanumeric);
        "isalpha" "()" "Whether all are ASCII letters." => |_, args| tested(args, u8::is_ascii_alphabetic);
        "isascii" "()" "Whether all are ASCII." => |_, args| Ok(Value::Bool(own(&args.subject())?.is_ascii()));
        "isdigit" "()" "Whether all are ASCII digits." => |_, args| tested(args, u8::is_ascii_digit);
        "islower" "()" "Whether all letters are in lower case." => |_, args| cased(args, u8::is_ascii_lowercase, u8::is_ascii_uppercase);
        "isspace" "()" "Whether all are blanks." => |_, args| tested(args, |b| BLANKS.contains(b));
        "istitle" "()" "Whether every word starts in upper case." => |i, args| as_text(i, args, super::str::istitle);
        "isupper" "()" "Whether all letters are in upper case." => |_, args| cased(args, u8::is_ascii_uppercase, u8::is_ascii_lowercase);
        "join" "(iterable)" "The bytes of an iterable, with these between them." => join;
        "ljust" "(width, fillchar=b' ')" "The bytes at the left of a field." => |_, args| justified(args, "ljust");
        "lower" "()" "The bytes in lower case." => |_, args| mapped(args, <[u8]>::to_ascii_lowercase);
        "lstrip" "(bytes=None)" "The bytes without blanks (or those bytes) at the start." => |_, args| stripped(args, true, false);
        "partition" "(sep)" "What is before the first separator, it, and what is after." => |_, args| parted(args, false);
        "removeprefix" "(prefix)" "The bytes without a part at the start." => removeprefix;
        "removesuffix" "(suffix)" "The bytes without a part at the end." => removesuffix;
        "replace" "(old, new, count=-1)" "The bytes with one part put for another." => replace;
        "rfind" "(sub[, start[, end]])" "Where a part last stands; -1 if nowhere." => |_, args| Ok(Value::Int(locate(args, "rfind", true)?.unwrap_or(-1)));
        "rindex" "(sub[, start[, end]])" "Where a part last stands; ValueError if nowhere." => |_, args| found(locate(args, "rindex", true)?);
        "rjust" "(width, fillchar=b' ')" "The bytes at the right of a field." => |_, args| justified(args, "rjust");
        "rpartition" "(sep)" "What is before the last separator, it, and what is after." => |_, args| parted(args, true);
        "rsplit" "(sep=None, maxsplit=-1)" "The parts between separators, counted from the end." => rsplit;
        "rstrip" "(bytes=None)" "The bytes without blanks (or those bytes) at the end." => |_, args| stripped(args, false, true);
        "split" "(sep=None, maxsplit=-1)" "The parts between separators, or between blanks." => split;
        "splitlines" "(keepends=False)" "The lines." => splitlines;
        "startswith" "(prefix[, start[, end]])" "Whether the bytes start with a part, or with one of a tuple." => startswith;
        "strip" "(bytes=None)" "The bytes without blanks (or those bytes) at both ends." => |_, args| stripped(args, true, true);
        "swapcase" "()" "The bytes with upper case for lower and the reverse." => |_, args| mapped(args, swapcase);
        "title" "()" "The bytes with every word starting in upper case." => |_, args| mapped(args, title);
        "translate" "(table, /, delete=b'')" "The bytes with others put for them." => translate;
        "upper" "()" "The bytes in upper case." => |_, args| mapped(args, <[u8]>::to_ascii_uppercase);
        "zfill" "(width)" "The bytes with zeros before them." => zfill;
    }

    /// What is called on `bytes` itself.
    pub(crate) STATICS {
        "maketrans" "(frm, to)" "A table for translate()." => maketrans;
        "fromhex" "(string)" "The bytes that hexadecimal digits stand for." => fromhex;
    }
}

pub(super) const BLANKS: &[u8] = b" \t\n\r\x0b\x0c";

/// The bytes that the method belongs to.
pub(super) fn own(subject: &Value) -> R<Cow<'_, [u8]>> {
    let octets = subject.octets();
    octets.ok_or_else(|| Raised::new("TypeError", "this method needs bytes"))
}

pub(crate) fn octets(value: Option<Value>) -> R<Rc<[u8]>> {
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

/// A part to look for: bytes, or the number of one byte.
fn part(value: Option<Value>) -> R<Rc<[u8]>> {
    match value.as_ref().and_then(Value::as_int) {
        Some(number) => match u8::try_from(number) {
            Ok(byte) => Ok(Rc::from([byte])),
            Err(_) => Err(Raised::new("ValueError", "byte must be in range(0, 256)")),
        },
        None => octets(value),
    }
}

fn mapped(args: CallArgs, map: impl Fn(&[u8]) -> Vec<u8>) -> R<Value> {
    Ok(Value::bytes(&map(&own(&args.subject())?)))
}

fn tested(args: CallArgs, test: impl Fn(&u8) -> bool) -> R<Value> {
    let subject = args.subject();
    let whole = own(&subject)?;
    Ok(Value::Bool(!whole.is_empty() && whole.iter().all(test)))
}

fn cased(args: CallArgs, wanted: fn(&u8) -> bool, refused: fn(&u8) -> bool) -> R<Value> {
    let subject = args.subject();
    let whole = own(&subject)?;
    Ok(Value::Bool(
        whole.iter().any(wanted) && !whole.iter().any(refused),
    ))
}

fn capitalize(whole: &[u8]) -> Vec<u8> {
    let mut out = whole.to_ascii_lowercase();
    if let Some(first) = out.first_mut() {
        first.make_ascii_uppercase();
    }
    out
}

fn swapcase(whole: &[u8]) -> Vec<u8> {
    let swap = |byte: &u8| match byte.is_ascii_uppercase() {
        true => byte.to_ascii_lowercase(),
        false => byte.to_ascii_uppercase(),
    };
    whole.iter().map(swap).collect()
}

fn title(whole: &[u8]) -> Vec<u8> {
    let mut inside = false;
    let letter = |byte: &u8| {
        let out = match inside {
            true => byte.to_ascii_lowercase(),
            false => byte.to_ascii_uppercase(),
        };
        inside = byte.is_ascii_alphabetic();
        out
    };
    whole.iter().map(letter).collect()
}

fn justified(args: CallArgs, name: &str) -> R<Value> {
    let subject = args.subject();
    let whole = own(&subject)?;
    let [_, width, fill] = args.bind(name, ["self", "width", "fillchar"], 2)?;
    let width = super::whole(width, 0)?;
    crate::lang::limits::check_size(width, 1)?;
    let width = usize::try_from(width).unwrap_or(0);
    let missing = width.saturating_sub(whole.len());
    let fill = match fill {
        None => b' ',
        Some(fill) => match &*octets(Some(fill))? {
            [byte] => *byte,
            _ => {
                return Err(Raised::new(
                    "TypeError",
                    "the fill character must be one byte long",
                ));
            }
        },
    };
    let left = match name {
        "ljust" => 0,
        "rjust" => missing,
        _ => missing / 2 + (missing & width & 1),
    };
    let mut out = vec![fill; left];
    out.extend_from_slice(&whole);
    out.resize(out.len() + missing - left, fill);
    Ok(Value::bytes(&out))
}

fn zfill(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let subject = args.subject();
    let whole = own(&subject)?;
    let [_, width] = args.bind("zfill", ["self", "width"], 2)?;
    let width = super::whole(width, 0)?;
    crate::lang::limits::check_size(width, 1)?;
    let missing = usize::try_from(width)
        .unwrap_or(0)
        .saturating_sub(whole.len());
    let sign = usize::from(matches!(whole.first(), Some(b'+' | b'-')));
    let (sign, digits) = whole.split_at(sign);
    Ok(Value::bytes(&[sign, &vec![b'0'; missing], digits].concat()))
}

/// The part between optional bounds, and where it starts.
fn window(whole: &[u8], start: Option<Value>, end: Option<Value>) -> R<Option<(&[u8], i128)>> {
    let (start, end) = super::bounds(start, end, whole.len() as i128)?;
    let place = |at: i128| usize::try_from(at).unwrap_or(usize::MAX);
    Ok(whole
        .get(place(start)..place(end))
        .map(|window| (window, start)))
}

fn affixed(args: CallArgs, function: &str, test: fn(&[u8], &[u8]) -> bool) -> R<Value> {
    let subject = args.subject();
    let whole = own(&subject)?;
    let [_, affix, start, end] = args.bind(function, ["self", "affix", "start", "end"], 2)?;
    let parts = match affix {
        Some(Value::Tuple(parts)) => parts
            .iter()
            .map(|part| octets(Some(part.clone())))
            .collect::<R<Vec<_>>>()?,
        other => vec![octets(other)?],
    };
    let found = window(&whole, start, end)?;
    Ok(Value::Bool(found.is_some_and(|(window, _)| {
        parts.iter().any(|part| test(window, part))
    })))
}

pub(super) fn startswith(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    affixed(args, "startswith", |window, part| window.starts_with(part))
}

pub(super) fn endswith(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    affixed(args, "endswith", |window, part| window.ends_with(part))
}

pub(super) fn rfind_bytes(whole: &[u8], part: &[u8]) -> Option<usize> {
    memchr::memmem::rfind(whole, part)
}

fn locate(args: CallArgs, function: &str, last: bool) -> R<Option<i128>> {
    let subject = args.subject();
    let whole = own(&subject)?;
    let [_, wanted, start, end] = args.bind(function, ["self", "sub", "start", "end"], 2)?;
    let wanted = part(wanted)?;
    let Some((window, start)) = window(&whole, start, end)? else {
        return Ok(None);
    };
    let at = match last {
        true => rfind_bytes(window, &wanted),
        false => find_bytes(window, &wanted),
    };
    Ok(at.map(|at| at as i128 + start))
}

fn found(at: Option<i128>) -> R<Value> {
    match at {
        Some(at) => Ok(Value::Int(at)),
        None => Err(Raised::new("ValueError", "subsection not found")),
    }
}

pub(super) fn find(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    Ok(Value::Int(locate(args, "find", false)?.unwrap_or(-1)))
}

fn count(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let subject = args.subject();
    let whole = own(&subject)?;
    let [_, wanted, start, end] = args.bind("count", ["self", "sub", "start", "end"], 2)?;
    let wanted = part(wanted)?;
    let Some((window, _)) = window(&whole, start, end)? else {
        return Ok(Value::Int(0));
    };
    Ok(Value::Int(match wanted.is_empty() {
        true => window.len() as i128 + 1,
        false => interpreter.count(memchr::memmem::find_iter(window, &*wanted))?,
    }))
}

fn hex(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let subject = args.subject();
    let whole = own(&subject)?;
    let [_, separator, every] = args.bind("hex", ["self", "sep", "bytes_per_sep"], 1)?;
    let separator = match separator {
        None => String::new(),
        Some(text) => {
            let octets = match text.as_str() {
                Some(text) => text.as_bytes().to_vec(),
                None => octets(Some(text))?.to_vec(),
            };
            match octets.as_slice() {
                [octet] if octet.is_ascii() => char::from(*octet).to_string(),
                _ => return Err(Raised::new("ValueError", "sep must be one ASCII character")),
            }
        }
    };
    let every = super::whole(every, 1)?;
    let size = usize::try_from(every.unsigned_abs()).unwrap_or(usize::MAX);
    let mut out = String::with_capacity(whole.len() * 2);
    for (at, byte) in whole.iter().enumerate() {
        // Counted from the end, or from the start if the number is negative.
        let before = if every > 0 { whole.len() - at } else { at };
        if at > 0 && size > 0 && before.is_multiple_of(size) {
            out.push_str(&separator);
        }
        out.push_str(&format!("{byte:02x}"));
    }
    Ok(Value::str(out))
}

fn fromhex(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [text] = args.bind("fromhex", ["string"], 1)?;
    let text = super::str::text(text, "fromhex")?;
    let wrong = || {
        Raised::new(
            "ValueError",
            "non-hexadecimal number found in fromhex() arg",
        )
    };
    let mut out = Vec::new();
    for word in text.split_ascii_whitespace() {
        for pair in word.as_bytes().chunks(2) {
            let digits = std::str::from_utf8(pair).map_err(|_| wrong())?;
            let byte = u8::from_str_radix(digits, 16)
                .ok()
                .filter(|_| pair.len() == 2 && !digits.starts_with('+'));
            out.push(byte.ok_or_else(wrong)?);
        }
    }
    Ok(Value::bytes(&out))
}

fn join(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let subject = args.subject();
    let separator = own(&subject)?;
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

fn stripped(args: CallArgs, left: bool, right: bool) -> R<Value> {
    let subject = args.subject();
    let whole = own(&subject)?;
    let [_, letters] = args.bind("strip", ["self", "bytes"], 1)?;
    let letters = match letters {
        None | Some(Value::None) => Rc::from(BLANKS),
        letters => octets(letters)?,
    };
    let mut rest = &*whole;
    while left
        && let [first, after @ ..] = rest
        && letters.contains(first)
    {
        rest = after;
    }
    while right
        && let [before @ .., last] = rest
        && letters.contains(last)
    {
        rest = before;
    }
    Ok(Value::bytes(rest))
}

/// What a method of str does with the ASCII in the bytes; every other byte is one letter that has
/// no case.
fn as_text(
    interpreter: &mut Interpreter,
    mut args: CallArgs,
    method: fn(&mut Interpreter, CallArgs) -> R<Value>,
) -> R<Value> {
    let subject = args.subject();
    let whole = own(&subject)?;
    // The private letters stand for what is not ASCII.
    let letter = |byte: &u8| match byte.is_ascii() {
        true => char::from(*byte),
        false => char::from_u32(0xe000 + u32::from(*byte)).unwrap_or('?'),
    };
    let text: String = interpreter.gather(whole.iter().map(letter))?;
    if let Some(first) = args.positional.first_mut() {
        *first = Value::str(text);
    }
    let made = method(interpreter, args)?;
    let Some(text) = made.letters() else {
        return Ok(made);
    };
    let octets = text.chars().map(|letter| (u32::from(letter) & 0xff) as u8);
    Ok(Value::bytes(&interpreter.gather::<_, Vec<u8>>(octets)?))
}

fn maketrans(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [from, to] = args.bind("maketrans", ["frm", "to"], 2)?;
    let (from, to) = (octets(from)?, octets(to)?);
    if from.len() != to.len() {
        return Err(Raised::new(
            "ValueError",
            "maketrans arguments must have same length",
        ));
    }
    let mut table: Vec<u8> = (0..=255).collect();
    for (from, to) in from.iter().zip(&*to) {
        if let Some(place) = table.get_mut(usize::from(*from)) {
            *place = *to;
        }
    }
    Ok(Value::bytes(&table))
}

fn translate(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let subject = args.subject();
    let whole = own(&subject)?;
    let [_, table, delete] = args.bind("translate", ["self", "table", "delete"], 2)?;
    let table = match table {
        None | Some(Value::None) => None,
        table => Some(octets(table)?),
    };
    let delete = match delete {
        None => Rc::from([]),
        delete => octets(delete)?,
    };
    if table.as_ref().is_some_and(|table| table.len() != 256) {
        return Err(Raised::new(
            "ValueError",
            "translation table must be 256 characters long",
        ));
    }
    let kept = whole.iter().filter(|byte| !delete.contains(byte));
    let out: Vec<u8> = kept
        .map(|byte| match &table {
            Some(table) => table.get(usize::from(*byte)).copied().unwrap_or(*byte),
            None => *byte,
        })
        .collect();
    Ok(Value::bytes(&out))
}

/// `bytes(x)` and `bytes(text, encoding)`.
pub(crate) fn make(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [value, encoding, errors] = args.bind("bytes", ["source", "encoding", "errors"], 0)?;
    let Some(value) = value else {
        return Ok(Value::bytes(b""));
    };
    if let (None, Some(octets)) = (&encoding, value.as_bytes()) {
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
        return codec::encode(&text, &encoding, &errors).map(|octets| Value::bytes(&octets));
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
        match super::whole(Some(value), 0).map(u8::try_from)? {
            Ok(byte) => out.push(byte),
            Err(_) => return Err(Raised::new("ValueError", "bytes must be in range(0, 256)")),
        }
    }
    Ok(Value::bytes(&out))
}
