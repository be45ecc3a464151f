//! str.

use std::rc::Rc;

use crate::lang::call::CallArgs;
use crate::lang::raise::{R, Raised};
use crate::lang::value::{Native, Value};
use crate::lang::{Interpreter, format};

use super::{bytes, parts};

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
        run: parts::count,
    },
    Native {
        name: "encode",
        run: encode,
    },
    Native {
        name: "endswith",
        run: parts::endswith,
    },
    Native {
        name: "expandtabs",
        run: expandtabs,
    },
    Native {
        name: "find",
        run: parts::find,
    },
    Native {
        name: "format",
        run: str_format,
    },
    Native {
        name: "index",
        run: parts::index,
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
        run: parts::join,
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
        run: |_, args| parts::parted(args, false),
    },
    Native {
        name: "removeprefix",
        run: parts::removeprefix,
    },
    Native {
        name: "removesuffix",
        run: parts::removesuffix,
    },
    Native {
        name: "replace",
        run: parts::replace,
    },
    Native {
        name: "rfind",
        run: parts::rfind,
    },
    Native {
        name: "rjust",
        run: |_, args| justified(args, "rjust"),
    },
    Native {
        name: "rpartition",
        run: |_, args| parts::parted(args, true),
    },
    Native {
        name: "rsplit",
        run: parts::rsplit,
    },
    Native {
        name: "rstrip",
        run: |_, args| stripped(args, false, true),
    },
    Native {
        name: "split",
        run: parts::split,
    },
    Native {
        name: "splitlines",
        run: parts::splitlines,
    },
    Native {
        name: "startswith",
        run: parts::startswith,
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
pub(super) fn own(args: &CallArgs) -> R<Rc<str>> {
    args.positional
        .first()
        .and_then(Value::as_str)
        .ok_or_else(|| Raised::new("TypeError", "this method needs a str"))
}

/// An argument that must be a str.
pub(super) fn text(value: Option<Value>, function: &str) -> R<Rc<str>> {
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
    crate::lang::limits::check_size(width, 4)?;
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
    crate::lang::limits::check_size(width, 4)?;
    let missing = usize::try_from(width)
        .unwrap_or(0)
        .saturating_sub(text.chars().count());
    let zeros = "0".repeat(missing);
    Ok(Value::str(match text.strip_prefix(['+', '-']) {
        Some(digits) => format!("{}{zeros}{digits}", text.get(..1).unwrap_or_default()),
        None => format!("{zeros}{text}"),
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

fn str_format(interpreter: &mut Interpreter, mut args: CallArgs) -> R<Value> {
    let template = own(&args)?;
    args.positional.remove(0);
    format::str_format(interpreter, &template, &args).map(Value::str)
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
