//! str.

use std::rc::Rc;

use crate::lang::call::CallArgs;
use crate::lang::raise::{R, Raised};
use crate::lang::value::{Native, Value};
use crate::lang::{Interpreter, format};

use super::bytes;

/// The methods of str.
pub(crate) const METHODS: &[Native] = &[
    Native {
        name: "capitalize",
        run: |_, args| mapped(args, capitalize),
    },
    Native {
        name: "casefold",
        run: |_, args| mapped(args, |t| t.to_lowercase().replace('ß', "ss")),
    },
    Native {
        name: "center",
        run: |_, args| justified(args, "center"),
    },
    Native {
        name: "count",
        run: count,
    },
    Native {
        name: "encode",
        run: encode,
    },
    Native {
        name: "endswith",
        run: endswith,
    },
    Native {
        name: "expandtabs",
        run: expandtabs,
    },
    Native {
        name: "find",
        run: find,
    },
    Native {
        name: "format",
        run: str_format,
    },
    Native {
        name: "index",
        run: index,
    },
    Native {
        name: "isalnum",
        run: |_, args| tested(args, |c| c.is_alphanumeric()),
    },
    Native {
        name: "isalpha",
        run: |_, args| tested(args, char::is_alphabetic),
    },
    Native {
        name: "isascii",
        run: |_, args| Ok(Value::Bool(own(&args)?.is_ascii())),
    },
    Native {
        name: "isdecimal",
        run: |_, args| tested(args, |c| c.is_ascii_digit()),
    },
    Native {
        name: "isdigit",
        run: |_, args| tested(args, |c| c.is_ascii_digit()),
    },
    Native {
        name: "isnumeric",
        run: |_, args| tested(args, char::is_numeric),
    },
    Native {
        name: "isspace",
        run: |_, args| tested(args, char::is_whitespace),
    },
    Native {
        name: "islower",
        run: |_, args| cased(args, char::is_lowercase, char::is_uppercase),
    },
    Native {
        name: "isupper",
        run: |_, args| cased(args, char::is_uppercase, char::is_lowercase),
    },
    Native {
        name: "join",
        run: join,
    },
    Native {
        name: "ljust",
        run: |_, args| justified(args, "ljust"),
    },
    Native {
        name: "lower",
        run: |_, args| mapped(args, str::to_lowercase),
    },
    Native {
        name: "lstrip",
        run: |_, args| stripped(args, true, false),
    },
    Native {
        name: "partition",
        run: |_, args| parted(args, false),
    },
    Native {
        name: "removeprefix",
        run: removeprefix,
    },
    Native {
        name: "removesuffix",
        run: removesuffix,
    },
    Native {
        name: "replace",
        run: replace,
    },
    Native {
        name: "rfind",
        run: rfind,
    },
    Native {
        name: "rjust",
        run: |_, args| justified(args, "rjust"),
    },
    Native {
        name: "rpartition",
        run: |_, args| parted(args, true),
    },
    Native {
        name: "rsplit",
        run: rsplit,
    },
    Native {
        name: "rstrip",
        run: |_, args| stripped(args, false, true),
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
        run: |_, args| stripped(args, true, true),
    },
    Native {
        name: "swapcase",
        run: |_, args| mapped(args, swapcase),
    },
    Native {
        name: "title",
        run: |_, args| mapped(args, title),
    },
    Native {
        name: "upper",
        run: |_, args| mapped(args, str::to_uppercase),
    },
    Native {
        name: "zfill",
        run: zfill,
    },
];

/// The str that the method belongs to.
fn own(args: &CallArgs) -> R<Rc<str>> {
    args.positional
        .first()
        .and_then(Value::as_str)
        .ok_or_else(|| Raised::new("TypeError", "this method needs a str"))
}

/// An argument that must be a str.
fn text(value: Option<Value>, function: &str) -> R<Rc<str>> {
    let value = value.unwrap_or(Value::None);
    value.as_str().ok_or_else(|| {
        Raised::new(
            "TypeError",
            format!(
                "{function}() argument must be str, not {}",
                value.type_name()
            ),
        )
    })
}

fn mapped(args: CallArgs, map: impl Fn(&str) -> String) -> R<Value> {
    Ok(Value::str(map(&own(&args)?)))
}

fn tested(args: CallArgs, test: impl Fn(char) -> bool) -> R<Value> {
    let text = own(&args)?;
    Ok(Value::Bool(!text.is_empty() && text.chars().all(test)))
}

fn cased(args: CallArgs, wanted: fn(char) -> bool, refused: fn(char) -> bool) -> R<Value> {
    let text = own(&args)?;
    Ok(Value::Bool(
        text.chars().any(wanted) && !text.chars().any(refused),
    ))
}

fn capitalize(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first
            .to_uppercase()
            .chain(letters.as_str().to_lowercase().chars())
            .collect(),
        None => String::new(),
    }
}

fn title(text: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for letter in text.chars() {
        match inside {
            true => out.extend(letter.to_lowercase()),
            false => out.extend(letter.to_uppercase()),
        }
        inside = letter.is_alphabetic();
    }
    out
}

fn swapcase(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_uppercase() {
                c.to_lowercase().collect()
            } else {
                c.to_uppercase().collect::<String>()
            }
        })
        .collect()
}

fn justified(args: CallArgs, name: &str) -> R<Value> {
    let text = own(&args)?;
    let [_, width, fill] = args.bind(name, ["self", "width", "fillchar"], 2)?;
    let width = width.and_then(|width| width.as_int()).unwrap_or(0);
    crate::lang::iter::check_size(width, 4)?;
    let missing = usize::try_from(width)
        .unwrap_or(0)
        .saturating_sub(text.chars().count());
    let fill = fill
        .and_then(|fill| fill.as_str()?.chars().next())
        .unwrap_or(' ');
    let pad = |count| std::iter::repeat_n(fill, count).collect::<String>();
    Ok(Value::str(match name {
        "ljust" => format!("{text}{}", pad(missing)),
        "rjust" => format!("{}{text}", pad(missing)),
        _ => {
            let left = missing / 2 + (missing & usize::try_from(width).unwrap_or(0) & 1);
            format!("{}{text}{}", pad(left), pad(missing - left))
        }
    }))
}

fn zfill(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let text = own(&args)?;
    let [_, width] = args.bind("zfill", ["self", "width"], 2)?;
    let width = width.and_then(|width| width.as_int()).unwrap_or(0);
    crate::lang::iter::check_size(width, 4)?;
    let missing = usize::try_from(width)
        .unwrap_or(0)
        .saturating_sub(text.chars().count());
    let zeros = "0".repeat(missing);
    Ok(Value::str(match text.strip_prefix(['+', '-']) {
        Some(digits) => format!("{}{zeros}{digits}", text.get(..1).unwrap_or_default()),
        None => format!("{zeros}{text}"),
    }))
}

fn count(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let whole = own(&args)?;
    let [_, part] = args.bind("count", ["self", "sub"], 2)?;
    let part = text(part, "count")?;
    Ok(Value::Int(match part.is_empty() {
        true => whole.chars().count() as i128 + 1,
        false => whole.matches(&*part).count() as i128,
    }))
}

/// `encode(encoding, errors)`.
pub(super) fn encode(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let whole = own(&args)?;
    let [_, encoding, errors] = args.bind("encode", ["self", "encoding", "errors"], 1)?;
    let encoding = encoding
        .and_then(|name| name.as_str())
        .unwrap_or_else(|| "utf-8".into());
    let errors = errors
        .and_then(|errors| errors.as_str())
        .unwrap_or_else(|| "strict".into());
    bytes::encode(&whole, &encoding, &errors).map(|octets| Value::bytes(&octets))
}

fn affixes(value: Option<Value>, function: &str) -> R<Vec<Rc<str>>> {
    match value {
        Some(Value::Tuple(parts)) => parts
            .iter()
            .map(|part| text(Some(part.clone()), function))
            .collect(),
        other => Ok(vec![text(other, function)?]),
    }
}

pub(super) fn startswith(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let whole = own(&args)?;
    let [_, prefix] = args.bind("startswith", ["self", "prefix"], 2)?;
    let parts = affixes(prefix, "startswith")?;
    Ok(Value::Bool(
        parts.iter().any(|part| whole.starts_with(&**part)),
    ))
}

pub(super) fn endswith(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let whole = own(&args)?;
    let [_, suffix] = args.bind("endswith", ["self", "suffix"], 2)?;
    let parts = affixes(suffix, "endswith")?;
    Ok(Value::Bool(
        parts.iter().any(|part| whole.ends_with(&**part)),
    ))
}

fn expandtabs(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let whole = own(&args)?;
    let [_, size] = args.bind("expandtabs", ["self", "tabsize"], 1)?;
    let size = size
        .and_then(|size| size.as_int())
        .unwrap_or(8)
        .clamp(0, 1000);
    let size = usize::try_from(size).unwrap_or(8);
    let (mut out, mut column) = (String::new(), 0);
    for letter in whole.chars() {
        match letter {
            '\t' if size > 0 => {
                let blanks = size - column % size;
                out.push_str(&" ".repeat(blanks));
                column += blanks;
            }
            '\t' => {}
            '\n' | '\r' => {
                out.push(letter);
                column = 0;
            }
            letter => {
                out.push(letter);
                column += 1;
            }
        }
    }
    Ok(Value::str(out))
}

/// Where a part stands, in characters, between the optional bounds.
fn locate(args: CallArgs, function: &str, last: bool) -> R<Option<i128>> {
    let whole = own(&args)?;
    let [_, part, start, end] = args.bind(function, ["self", "sub", "start", "end"], 2)?;
    let part = text(part, function)?;
    let length = whole.chars().count() as i128;
    let bound = |value: Option<Value>, default: i128| {
        let value = value.and_then(|value| value.as_int()).unwrap_or(default);
        let value = if value < 0 { value + length } else { value };
        value.clamp(0, length)
    };
    let (start, end) = (bound(start, 0), bound(end, length));
    if start > end {
        return Ok(None);
    }
    let byte = |position: i128| {
        let position = usize::try_from(position).unwrap_or(0);
        whole
            .char_indices()
            .nth(position)
            .map_or(whole.len(), |(at, _)| at)
    };
    let (from, to) = (byte(start), byte(end));
    let window = whole.get(from..to).unwrap_or_default();
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

fn rfind(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    Ok(Value::Int(locate(args, "rfind", true)?.unwrap_or(-1)))
}

fn index(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    match locate(args, "index", false)? {
        Some(at) => Ok(Value::Int(at)),
        None => Err(Raised::new("ValueError", "substring not found")),
    }
}

fn str_format(interpreter: &mut Interpreter, mut args: CallArgs) -> R<Value> {
    let template = own(&args)?;
    args.positional.remove(0);
    format::str_format(interpreter, &template, &args).map(Value::str)
}

fn join(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let separator = own(&args)?;
    let [_, values] = args.bind("join", ["self", "iterable"], 2)?;
    let mut out = String::new();
    for (at, value) in interpreter
        .collect(&values.unwrap_or(Value::None))?
        .iter()
        .enumerate()
    {
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

fn stripped(args: CallArgs, left: bool, right: bool) -> R<Value> {
    let whole = own(&args)?;
    let [_, letters] = args.bind("strip", ["self", "chars"], 1)?;
    let letters: Option<Vec<char>> = match letters {
        None | Some(Value::None) => None,
        letters => Some(text(letters, "strip")?.chars().collect()),
    };
    let goes = |c: char| {
        letters
            .as_ref()
            .map_or(c.is_whitespace(), |letters| letters.contains(&c))
    };
    let mut rest = &*whole;
    if left {
        rest = rest.trim_start_matches(goes);
    }
    if right {
        rest = rest.trim_end_matches(goes);
    }
    Ok(Value::str(rest))
}

fn parted(args: CallArgs, last: bool) -> R<Value> {
    let whole = own(&args)?;
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

fn removeprefix(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let whole = own(&args)?;
    let [_, prefix] = args.bind("removeprefix", ["self", "prefix"], 2)?;
    let prefix = text(prefix, "removeprefix")?;
    Ok(Value::str(whole.strip_prefix(&*prefix).unwrap_or(&whole)))
}

fn removesuffix(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let whole = own(&args)?;
    let [_, suffix] = args.bind("removesuffix", ["self", "suffix"], 2)?;
    let suffix = text(suffix, "removesuffix")?;
    Ok(Value::str(whole.strip_suffix(&*suffix).unwrap_or(&whole)))
}

pub(super) fn replace(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let whole = own(&args)?;
    let [_, old, new, count] = args.bind("replace", ["self", "old", "new", "count"], 3)?;
    let (old, new) = (text(old, "replace")?, text(new, "replace")?);
    let places = match old.is_empty() {
        true => whole.chars().count() + 1,
        false => whole.matches(&*old).count(),
    };
    crate::lang::iter::check_size((places as i128).saturating_mul(new.len() as i128), 1)?;
    Ok(Value::str(match count.and_then(|count| count.as_int()) {
        Some(count) if count >= 0 => {
            whole.replacen(&*old, &new, usize::try_from(count).unwrap_or(usize::MAX))
        }
        _ => whole.replace(&*old, &new),
    }))
}

fn pieces(args: CallArgs, function: &str, from_right: bool) -> R<Value> {
    let whole = own(&args)?;
    let [_, separator, most] = args.bind(function, ["self", "sep", "maxsplit"], 1)?;
    let most = most
        .and_then(|most| most.as_int())
        .and_then(|most| usize::try_from(most).ok())
        .unwrap_or(usize::MAX - 1);
    let mut parts: Vec<String> = match separator {
        None | Some(Value::None) => blanks(&whole, most, from_right),
        separator => {
            let separator = text(separator, function)?;
            if separator.is_empty() {
                return Err(Raised::new("ValueError", "empty separator"));
            }
            match from_right {
                true => whole
                    .rsplitn(most + 1, &*separator)
                    .map(str::to_owned)
                    .collect(),
                false => whole
                    .splitn(most + 1, &*separator)
                    .map(str::to_owned)
                    .collect(),
            }
        }
    };
    if from_right {
        parts.reverse();
    }
    Ok(Value::list(parts.into_iter().map(Value::str).collect()))
}

/// Splits at runs of blanks; from the right the pieces come last first.
fn blanks(whole: &str, most: usize, from_right: bool) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = whole.trim();
    while !rest.is_empty() {
        let cut = match from_right {
            _ if parts.len() >= most => None,
            true => rest.rfind(char::is_whitespace).map(|at| {
                let width = rest
                    .get(at..)
                    .and_then(|r| r.chars().next())
                    .map_or(1, char::len_utf8);
                (
                    rest.get(at + width..).unwrap_or_default(),
                    rest.get(..at).unwrap_or_default().trim_end(),
                )
            }),
            false => rest.find(char::is_whitespace).map(|at| {
                (
                    rest.get(..at).unwrap_or_default(),
                    rest.get(at..).unwrap_or_default().trim_start(),
                )
            }),
        };
        let Some((part, next)) = cut else {
            let part = if from_right {
                whole.trim_start()
            } else {
                whole.trim_end()
            };
            // What is left keeps the blanks at its far end, as in Python.
            let keep = match from_right {
                true => part.get(..rest.len()).unwrap_or(rest),
                false => rest,
            };
            parts.push(keep.to_owned());
            break;
        };
        parts.push(part.to_owned());
        rest = next;
    }
    parts
}

pub(super) fn split(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    pieces(args, "split", false)
}

fn rsplit(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    pieces(args, "rsplit", true)
}

fn splitlines(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let whole = own(&args)?;
    let [_, keep] = args.bind("splitlines", ["self", "keepends"], 1)?;
    let keep = interpreter.truth(&keep.unwrap_or(Value::Bool(false)))?;
    let mut lines = Vec::new();
    let mut rest = &*whole;
    while !rest.is_empty() {
        let end = rest.find(['\n', '\r', '\x0b', '\x0c', '\u{85}', '\u{2028}', '\u{2029}']);
        let Some(end) = end else {
            lines.push(Value::str(rest));
            break;
        };
        let after = rest.get(end..).unwrap_or_default();
        let width = match after.starts_with("\r\n") {
            true => 2,
            false => after.chars().next().map_or(1, char::len_utf8),
        };
        lines.push(Value::str(
            rest.get(..if keep { end + width } else { end })
                .unwrap_or_default(),
        ));
        rest = rest.get(end + width..).unwrap_or_default();
    }
    Ok(Value::list(lines))
}

/// `str(x)` and `str(bytes, encoding)`.
pub(crate) fn make(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [value, encoding, errors] = args.bind("str", ["object", "encoding", "errors"], 0)?;
    let Some(value) = value else {
        return Ok(Value::str(""));
    };
    match (encoding, &value) {
        (Some(encoding), value) => {
            let mut args = vec![value.clone(), encoding];
            args.extend(errors);
            bytes::decode(interpreter, CallArgs::of(args))
        }
        (None, value) => interpreter.str(value).map(Value::str),
    }
}
