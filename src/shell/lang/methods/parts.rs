//! The methods of str that find, cut and join.

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::limits::{check_growth, check_size};
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;
use std::rc::Rc;

use super::str::{is_space, own, text};

/// The part of a text between optional bounds, and at which character it starts.
pub(super) fn window(
    whole: &str,
    start: Option<Value>,
    end: Option<Value>,
) -> R<Option<(&str, i128)>> {
    if start.is_none() && end.is_none() {
        return Ok(Some((whole, 0)));
    }
    let length = whole.chars().count() as i128;
    let (start, end) = super::bounds(start, end, length)?;
    if start > end {
        return Ok(None);
    }
    let byte = |position: i128| match whole.is_ascii() {
        true => usize::try_from(position).unwrap_or(0),
        false => {
            let position = usize::try_from(position).unwrap_or(0);
            let mut places = whole.char_indices();
            places.nth(position).map_or(whole.len(), |(at, _)| at)
        }
    };
    let window = whole.get(byte(start)..byte(end)).unwrap_or_default();
    Ok(Some((window, start)))
}

/// Where a part stands, in characters, between the optional bounds.
pub(super) fn locate(args: CallArgs, function: &str, last: bool) -> R<Option<i128>> {
    let subject = args.subject();
    let whole = own(&subject)?;
    let [_, part, start, end] = args.bind(function, ["self", "sub", "start", "end"], 2)?;
    let part = text(part, function)?;
    let Some((window, start)) = window(&whole, start, end)? else {
        return Ok(None);
    };
    let found = if last {
        window.rfind(&*part)
    } else {
        window.find(&*part)
    };
    let before = found.map(|at| window.get(..at).unwrap_or_default().chars().count() as i128);
    Ok(before.map(|before| before + start))
}

pub(super) fn find(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    Ok(Value::Int(locate(args, "find", false)?.unwrap_or(-1)))
}

pub(super) fn rfind(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    Ok(Value::Int(locate(args, "rfind", true)?.unwrap_or(-1)))
}

pub(super) fn index(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    match locate(args, "index", false)? {
        Some(at) => Ok(Value::Int(at)),
        None => Err(Raised::new("ValueError", "substring not found")),
    }
}

pub(super) fn rindex(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    match locate(args, "rindex", true)? {
        Some(at) => Ok(Value::Int(at)),
        None => Err(Raised::new("ValueError", "substring not found")),
    }
}

pub(super) fn join(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let subject = args.subject();
    let separator = own(&subject)?;
    let [_, values] = args.bind("join", ["self", "iterable"], 2)?;
    let mut out = String::new();
    for (at, value) in interpreter
        .collect(&values.unwrap_or(Value::None))?
        .iter()
        .enumerate()
    {
        interpreter.tick()?;
        check_size((out.len() + separator.len()) as i128, 1)?;
        let Some(text) = value.as_str() else {
            return Err(Raised::new(
                "TypeError",
                format!(
                    "sequence item {at}: expected str instance, {} found",
                    value.type_name()
                ),
            ));
        };
        if at > 0 {
            out.push_str(&separator);
        }
        out.push_str(&text);
    }
    Ok(Value::str(out))
}

pub(super) fn parted(args: CallArgs, last: bool) -> R<Value> {
    let subject = args.subject();
    let whole = own(&subject)?;
    let [_, separator] = args.bind("partition", ["self", "sep"], 2)?;
    let separator = text(separator, "partition")?;
    if separator.is_empty() {
        return Err(Raised::new("ValueError", "empty separator"));
    }
    let found = match last {
        true => whole.rsplit_once(&*separator),
        false => whole.split_once(&*separator),
    };
    let parts = match (found, last) {
        (Some((before, after)), _) => [before, &separator, after],
        (None, false) => [&*whole, "", ""],
        (None, true) => ["", "", &*whole],
    };
    Ok(Value::tuple(parts.iter().map(Value::str).collect()))
}

fn pieces(interpreter: &Interpreter, args: CallArgs, function: &str, from_right: bool) -> R<Value> {
    let subject = args.subject();
    let whole = own(&subject)?;
    let [_, separator, most] = args.bind(function, ["self", "sep", "maxsplit"], 1)?;
    let most = usize::try_from(super::whole(most, -1)?).unwrap_or(usize::MAX - 1);
    let mut parts: Vec<Value> = match separator {
        None | Some(Value::None) => {
            interpreter.gather(blanks(&whole, most, from_right, is_space).map(Value::str))?
        }
        separator => {
            let separator = text(separator, function)?;
            if separator.is_empty() {
                return Err(Raised::new("ValueError", "empty separator"));
            }
            match from_right {
                true => interpreter.gather(whole.rsplitn(most + 1, &*separator).map(Value::str))?,
                false => interpreter.gather(whole.splitn(most + 1, &*separator).map(Value::str))?,
            }
        }
    };
    if from_right {
        parts.reverse();
    }
    Ok(Value::list(parts))
}

/// Splits at runs of blanks; from the right the pieces come last first.
pub(super) fn blanks(
    whole: &str,
    most: usize,
    from_right: bool,
    is_space: fn(char) -> bool,
) -> impl Iterator<Item = &str> {
    let mut found = 0;
    let mut rest = whole;
    std::iter::from_fn(move || {
        // The blanks on this side go; those on the other stay if nothing more is cut.
        rest = match from_right {
            true => rest.trim_end_matches(is_space),
            false => rest.trim_start_matches(is_space),
        };
        if rest.is_empty() {
            return None;
        }
        let (part, after) = match from_right {
            _ if found >= most => (rest, ""),
            true => {
                let before = rest.trim_end_matches(|c| !is_space(c));
                (rest.get(before.len()..).unwrap_or_default(), before)
            }
            false => {
                let after = rest.trim_start_matches(|c| !is_space(c));
                (
                    rest.get(..rest.len() - after.len()).unwrap_or_default(),
                    after,
                )
            }
        };
        found += 1;
        rest = after;
        Some(part)
    })
}

pub(super) fn split(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    pieces(interpreter, args, "split", false)
}

pub(super) fn rsplit(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    pieces(interpreter, args, "rsplit", true)
}

/// The first line of a text without its end, and what follows that. Every line end of Python
/// counts.
pub(crate) fn first_line(text: &str) -> (&str, &str) {
    let end = text.find([
        '\n', '\r', '\x0b', '\x0c', '\x1c', '\x1d', '\x1e', '\u{85}', '\u{2028}', '\u{2029}',
    ]);
    let (line, from) = text.split_at(end.unwrap_or(text.len()));
    let mut letters = from.chars();
    letters.next();
    let after = from.strip_prefix("\r\n");
    (line, after.unwrap_or(letters.as_str()))
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
        let (line, after) = first_line(rest);
        lines.push(Value::str(match keep {
            true => rest.strip_suffix(after).unwrap_or(rest),
            false => line,
        }));
        rest = after;
    }
    Ok(Value::list(lines))
}

pub(super) fn replace(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let subject = args.subject();
    let whole = own(&subject)?;
    let [_, old, new, count] = args.bind("replace", ["self", "old", "new", "count"], 3)?;
    let (old, new) = (text(old, "replace")?, text(new, "replace")?);
    let count = count.and_then(|count| usize::try_from(count.as_int()?).ok());
    let mut out = String::new();
    let mut rest = 0;
    for (at, _) in whole.match_indices(&*old).take(count.unwrap_or(usize::MAX)) {
        interpreter.tick()?;
        check_size((out.len() + new.len()) as i128, 1)?;
        out.push_str(whole.get(rest..at).unwrap_or_default());
        out.push_str(&new);
        rest = at + old.len();
    }
    let end = whole.get(rest..).unwrap_or_default();
    check_size((out.len() + end.len()) as i128, 1)?;
    out.push_str(end);
    Ok(Value::str(out))
}

pub(super) fn count(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let subject = args.subject();
    let whole = own(&subject)?;
    let [_, part, start, end] = args.bind("count", ["self", "sub", "start", "end"], 2)?;
    let part = text(part, "count")?;
    let Some((window, _)) = window(&whole, start, end)? else {
        return Ok(Value::Int(0));
    };
    Ok(Value::Int(interpreter.count(window.matches(&*part))?))
}

pub(super) fn affixes(value: Option<Value>, function: &str) -> R<Vec<Rc<str>>> {
    match value {
        Some(Value::Tuple(parts)) => parts
            .iter()
            .map(|part| text(Some(part.clone()), function))
            .collect(),
        other => Ok(vec![text(other, function)?]),
    }
}

pub(super) fn startswith(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    affixed(args, "startswith", |text, part| text.starts_with(part))
}

pub(super) fn endswith(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    affixed(args, "endswith", |text, part| text.ends_with(part))
}

fn affixed(args: CallArgs, function: &str, test: fn(&str, &str) -> bool) -> R<Value> {
    let subject = args.subject();
    let whole = own(&subject)?;
    let [_, affix, start, end] = args.bind(function, ["self", "affix", "start", "end"], 2)?;
    let parts = affixes(affix, function)?;
    let found = window(&whole, start, end)?;
    Ok(Value::Bool(found.is_some_and(|(window, _)| {
        parts.iter().any(|part| test(window, part))
    })))
}

pub(super) fn removeprefix(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let subject = args.subject();
    let whole = own(&subject)?;
    let [_, prefix] = args.bind("removeprefix", ["self", "prefix"], 2)?;
    let prefix = text(prefix, "removeprefix")?;
    Ok(Value::str(whole.strip_prefix(&*prefix).unwrap_or(&whole)))
}

pub(super) fn removesuffix(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let subject = args.subject();
    let whole = own(&subject)?;
    let [_, suffix] = args.bind("removesuffix", ["self", "suffix"], 2)?;
    let suffix = text(suffix, "removesuffix")?;
    Ok(Value::str(whole.strip_suffix(&*suffix).unwrap_or(&whole)))
}
