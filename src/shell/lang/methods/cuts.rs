//! The methods of bytes that cut and replace.

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::ops::find_bytes;
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

use super::bytes::{BLANKS, octets, own, rfind_bytes};

pub(super) fn replace(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let whole = own(&args)?;
    let [_, old, new, count] = args.bind("replace", ["self", "old", "new", "count"], 3)?;
    let (old, new) = (octets(old)?, octets(new)?);
    let most = usize::try_from(super::whole(count, -1)?).unwrap_or(usize::MAX);
    let size = (whole.len() as i128 + 1).saturating_mul(new.len() as i128 + 1);
    crate::lang::limits::check_size(size, 1)?;
    if old.is_empty() {
        let mut out = Vec::new();
        for at in 0..=whole.len() {
            if at < most {
                out.extend_from_slice(&new);
            }
            out.extend(whole.get(at));
        }
        return Ok(Value::bytes(&out));
    }
    Ok(Value::bytes(&cut(&whole, &old, most).join(&*new)))
}

pub(super) fn cut<'a>(whole: &'a [u8], separator: &[u8], most: usize) -> Vec<&'a [u8]> {
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

pub(super) fn rcut<'a>(whole: &'a [u8], separator: &[u8], most: usize) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    let mut rest = whole;
    while parts.len() < most
        && let Some(at) = rfind_bytes(rest, separator)
    {
        parts.push(rest.get(at + separator.len()..).unwrap_or_default());
        rest = rest.get(..at).unwrap_or_default();
    }
    parts.push(rest);
    parts.reverse();
    parts
}

pub(super) fn split(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    pieces(args, "split", false)
}

pub(super) fn pieces(args: CallArgs, function: &str, from_right: bool) -> R<Value> {
    let whole = own(&args)?;
    let [_, separator, most] = args.bind(function, ["self", "sep", "maxsplit"], 1)?;
    let most = usize::try_from(super::whole(most, -1)?).unwrap_or(usize::MAX);
    let parts: Vec<Vec<u8>> = match separator {
        None | Some(Value::None) => {
            // Octets as letters: the blanks of bytes are all ASCII.
            let text: String = whole.iter().map(|byte| char::from(*byte)).collect();
            let mut parts = super::parts::blanks(&text, most, from_right, |c| {
                u8::try_from(u32::from(c)).is_ok_and(|byte| BLANKS.contains(&byte))
            });
            if from_right {
                parts.reverse();
            }
            let octets = |part: &String| {
                part.chars()
                    .filter_map(|c| u8::try_from(u32::from(c)).ok())
                    .collect()
            };
            parts.iter().map(octets).collect()
        }
        separator => {
            let separator = octets(separator)?;
            if separator.is_empty() {
                return Err(Raised::new("ValueError", "empty separator"));
            }
            let cut = if from_right { rcut } else { cut };
            let parts = cut(&whole, &separator, most);
            parts.into_iter().map(<[u8]>::to_vec).collect()
        }
    };
    Ok(Value::list(
        parts.iter().map(|part| Value::bytes(part)).collect(),
    ))
}

pub(super) fn parted(args: CallArgs, last: bool) -> R<Value> {
    let whole = own(&args)?;
    let [_, separator] = args.bind("partition", ["self", "sep"], 2)?;
    let separator = octets(separator)?;
    if separator.is_empty() {
        return Err(Raised::new("ValueError", "empty separator"));
    }
    let cut = if last { rcut } else { cut };
    let parts = match (cut(&whole, &separator, 1).as_slice(), last) {
        ([before, after], _) => vec![*before, &*separator, *after],
        (_, false) => vec![&*whole, b"", b""],
        (_, true) => vec![b"", b"", &*whole],
    };
    Ok(Value::tuple(parts.into_iter().map(Value::bytes).collect()))
}

pub(super) fn removeprefix(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let whole = own(&args)?;
    let [_, prefix] = args.bind("removeprefix", ["self", "prefix"], 2)?;
    let prefix = octets(prefix)?;
    Ok(Value::bytes(whole.strip_prefix(&*prefix).unwrap_or(&whole)))
}

pub(super) fn removesuffix(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let whole = own(&args)?;
    let [_, suffix] = args.bind("removesuffix", ["self", "suffix"], 2)?;
    let suffix = octets(suffix)?;
    Ok(Value::bytes(whole.strip_suffix(&*suffix).unwrap_or(&whole)))
}

pub(super) fn splitlines(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let whole = own(&args)?;
    let [_, keep] = args.bind("splitlines", ["self", "keepends"], 1)?;
    let keep = interpreter.truth(&keep.unwrap_or(Value::Bool(false)))?;
    let mut lines = Vec::new();
    let mut rest = &*whole;
    while !rest.is_empty() {
        let Some(end) = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')) else {
            lines.push(Value::bytes(rest));
            break;
        };
        let width = match rest.get(end..end + 2) {
            Some(b"\r\n") => 2,
            _ => 1,
        };
        let (line, after) = rest.split_at(end + width);
        let line = if keep {
            line
        } else {
            line.get(..end).unwrap_or_default()
        };
        lines.push(Value::bytes(line));
        rest = after;
    }
    Ok(Value::list(lines))
}
