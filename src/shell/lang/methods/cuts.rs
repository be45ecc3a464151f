//! The methods of bytes that cut and replace.

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::limits::{check_growth, check_size};
use crate::lang::ops::find_bytes;
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

use super::bytes::{BLANKS, octets, own, rfind_bytes};

pub(super) fn replace(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let subject = args.subject();
    let whole = own(&subject)?;
    let [_, old, new, count] = args.bind("replace", ["self", "old", "new", "count"], 3)?;
    let (old, new) = (octets(old)?, octets(new)?);
    let most = usize::try_from(super::whole(count, -1)?).unwrap_or(usize::MAX);
    let mut out = Vec::new();
    let mut rest = 0;
    for at in memchr::memmem::find_iter(&whole, &*old).take(most) {
        interpreter.tick()?;
        check_size((out.len() + new.len()) as i128, 1)?;
        out.extend_from_slice(whole.get(rest..at).unwrap_or_default());
        out.extend_from_slice(&new);
        rest = at + old.len();
    }
    let end = whole.get(rest..).unwrap_or_default();
    check_size((out.len() + end.len()) as i128, 1)?;
    out.extend_from_slice(end);
    Ok(Value::bytes(&out))
}

/// The parts between separators, of which at most so many cut.
fn cut<'a>(
    whole: &'a [u8],
    separator: &'a [u8],
    most: usize,
    from_right: bool,
) -> impl Iterator<Item = &'a [u8]> {
    let mut rest = Some(whole);
    let mut cuts = 0;
    std::iter::from_fn(move || {
        let whole = rest?;
        let found = match from_right {
            _ if cuts >= most => None,
            true => rfind_bytes(whole, separator),
            false => find_bytes(whole, separator),
        };
        let Some(at) = found else {
            return rest.take();
        };
        cuts += 1;
        let (before, after) = (whole.get(..at), whole.get(at + separator.len()..));
        let (part, more) = if from_right {
            (after, before)
        } else {
            (before, after)
        };
        rest = more;
        part
    })
}

pub(super) fn split(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    pieces(interpreter, args, "split", false)
}

pub(super) fn rsplit(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    pieces(interpreter, args, "rsplit", true)
}

fn pieces(interpreter: &Interpreter, args: CallArgs, function: &str, from_right: bool) -> R<Value> {
    let subject = args.subject();
    let whole = own(&subject)?;
    let [_, separator, most] = args.bind(function, ["self", "sep", "maxsplit"], 1)?;
    let most = usize::try_from(super::whole(most, -1)?).unwrap_or(usize::MAX);
    let mut parts: Vec<Value> = match separator {
        None | Some(Value::None) => {
            // Octets as letters: the blanks of bytes are all ASCII.
            let text: String = interpreter.gather(whole.iter().map(|byte| char::from(*byte)))?;
            let parts = super::parts::blanks(&text, most, from_right, |c| {
                u8::try_from(u32::from(c)).is_ok_and(|byte| BLANKS.contains(&byte))
            });
            interpreter.gather(parts.map(|part| {
                let octets = part.chars().filter_map(|c| u8::try_from(u32::from(c)).ok());
                Value::bytes(&octets.collect::<Vec<u8>>())
            }))?
        }
        separator => {
            let separator = octets(separator)?;
            if separator.is_empty() {
                return Err(Raised::new("ValueError", "empty separator"));
            }
            interpreter.gather(cut(&whole, &separator, most, from_right).map(Value::bytes))?
        }
    };
    if from_right {
        parts.reverse();
    }
    Ok(Value::list(parts))
}

pub(super) fn parted(args: CallArgs, last: bool) -> R<Value> {
    let subject = args.subject();
    let whole = own(&subject)?;
    let [_, separator] = args.bind("partition", ["self", "sep"], 2)?;
    let separator = octets(separator)?;
    if separator.is_empty() {
        return Err(Raised::new("ValueError", "empty separator"));
    }
    let mut parts: Vec<&[u8]> = cut(&whole, &separator, 1, last).collect();
    if last {
        parts.reverse();
    }
    let parts = match (parts.as_slice(), last) {
        ([before, after], _) => vec![*before, &*separator, *after],
        (_, false) => vec![&*whole, b"", b""],
        (_, true) => vec![b"", b"", &*whole],
    };
    Ok(Value::tuple(parts.into_iter().map(Value::bytes).collect()))
}

pub(super) fn removeprefix(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let subject = args.subject();
    let whole = own(&subject)?;
    let [_, prefix] = args.bind("removeprefix", ["self", "prefix"], 2)?;
    let prefix = octets(prefix)?;
    Ok(Value::bytes(whole.strip_prefix(&*prefix).unwrap_or(&whole)))
}

pub(super) fn removesuffix(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let subject = args.subject();
    let whole = own(&subject)?;
    let [_, suffix] = args.bind("removesuffix", ["self", "suffix"], 2)?;
    let suffix = octets(suffix)?;
    Ok(Value::bytes(whole.strip_suffix(&*suffix).unwrap_or(&whole)))
}

pub(super) fn splitlines(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let subject = args.subject();
    let whole = own(&subject)?;
    let [_, keep] = args.bind("splitlines", ["self", "keepends"], 1)?;
    let keep = super::whole(keep, 0)? != 0;
    let mut lines = Vec::new();
    let mut rest = &*whole;
    while !rest.is_empty() {
        interpreter.tick()?;
        check_growth(lines.len())?;
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
