//! str.

use std::borrow::Cow;
use std::rc::Rc;

use crate::lang::call::CallArgs;
use crate::lang::native::natives;
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;
use crate::lang::{Interpreter, format, letters};

use super::{codec, parts, translate};

natives! {
    /// The methods of str.
    pub(crate) METHODS {
        "capitalize" "()" "The text with its first letter in upper case, the rest in lower." => |i, args| capitalize(i, args);
        "casefold" "()" "The text in lower case, for comparisons that ignore case." => |i, args| mapped(i, args, letters::folded);
        "center" "(width, fillchar=' ')" "The text in the middle of a field." => |_, args| justified(args, "center");
        "count" "(sub[, start[, end]])" "How often a part occurs." => parts::count;
        "encode" "(encoding='utf-8', errors='strict')" "The text as bytes." => encode;
        "endswith" "(suffix[, start[, end]])" "Whether the text ends with a part, or with one of a tuple." => parts::endswith;
        "expandtabs" "(tabsize=8)" "The text with blanks for tabs." => expandtabs;
        "find" "(sub[, start[, end]])" "Where a part first stands; -1 if nowhere." => parts::find;
        "format" "(*args, **kwargs)" "Fills the {} of the text." => str_format;
        "format_map" "(mapping)" "Fills the {name} of the text from a mapping." => format_map;
        "index" "(sub[, start[, end]])" "Where a part first stands; ValueError if nowhere." => parts::index;
        "isalnum" "()" "Whether all characters are letters or digits." => |i, args| tested(i, args, letters::is_alnum);
        "isalpha" "()" "Whether all characters are letters." => |i, args| tested(i, args, letters::is_alpha);
        "isascii" "()" "Whether all characters are ASCII." => |_, args| Ok(Value::Bool(own(&args.subject())?.is_ascii()));
        "isdecimal" "()" "Whether all characters are decimal digits." => |i, args| tested(i, args, letters::is_decimal);
        "isdigit" "()" "Whether all characters are digits." => |i, args| tested(i, args, letters::is_digit);
        "isidentifier" "()" "Whether the text could be a name." => isidentifier;
        "islower" "()" "Whether all letters are in lower case." => |_, args| cased(args, char::is_lowercase, char::is_uppercase);
        "isnumeric" "()" "Whether all characters are numeric." => |i, args| tested(i, args, letters::is_numeric);
        "isprintable" "()" "Whether repr() would escape nothing." => isprintable;
        "isspace" "()" "Whether all characters are blanks." => |i, args| tested(i, args, is_space);
        "istitle" "()" "Whether every word starts in upper case." => istitle;
        "isupper" "()" "Whether all letters are in upper case." => |_, args| cased(args, char::is_uppercase, char::is_lowercase);
        "join" "(iterable)" "The texts of an iterable, with this one between them." => parts::join;
        "ljust" "(width, fillchar=' ')" "The text at the left of a field." => |_, args| justified(args, "ljust");
        "lower" "()" "The text in lower case." => |i, args| mapped(i, args, str::to_lowercase);
        "lstrip" "(chars=None)" "The text without blanks (or those characters) at its start." => |_, args| stripped(args, true, false);
        "partition" "(sep)" "What is before the first separator, it, and what is after." => |_, args| parts::parted(args, false);
        "removeprefix" "(prefix)" "The text without a part at its start." => parts::removeprefix;
        "removesuffix" "(suffix)" "The text without a part at its end." => parts::removesuffix;
        "replace" "(old, new, count=-1)" "The text with one part put for another." => parts::replace;
        "rfind" "(sub[, start[, end]])" "Where a part last stands; -1 if nowhere." => parts::rfind;
        "rindex" "(sub[, start[, end]])" "Where a part last stands; ValueError if nowhere." => parts::rindex;
        "rjust" "(width, fillchar=' ')" "The text at the right of a field." => |_, args| justified(args, "rjust");
        "rpartition" "(sep)" "What is before the last separator, it, and what is after." => |_, args| parts::parted(args, true);
        "rsplit" "(sep=None, maxsplit=-1)" "The parts between separators, counted from the end." => parts::rsplit;
        "rstrip" "(chars=None)" "The text without blanks (or those characters) at its end." => |_, args| stripped(args, false, true);
        "split" "(sep=None, maxsplit=-1)" "The parts between separators, or between blanks." => parts::split;
        "splitlines" "(keepends=False)" "The lines of the text." => parts::splitlines;
        "startswith" "(prefix[, start[, end]])" "Whether the text starts with a part, or with one of a tuple." => parts::startswith;
        "strip" "(chars=None)" "The text without blanks (or those characters) at both ends." => |_, args| stripped(args, true, true);
        "swapcase" "()" "The text with upper case for lower and the reverse." => |i, args| mapped(i, args, swapcase);
        "title" "()" "The text with every word starting in upper case." => |i, args| title(i, args);
        "translate" "(table)" "The text with characters put for others, as str.maketrans says." => translate::translate;
        "upper" "()" "The text in upper case." => |i, args| mapped(i, args, str::to_uppercase);
        "zfill" "(width)" "The text with zeros before it." => zfill;
    }

    /// What is called on `str` itself.
    pub(crate) STATICS {
        "maketrans" "(x[, y[, z]])" "A table for translate()." => translate::maketrans;
    }
}

/// What Python takes for a blank.
pub(super) fn is_space(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '\x1c'..='\x1f')
}

/// The str that the method belongs to.
pub(super) fn own(subject: &Value) -> R<Cow<'_, str>> {
    let letters = subject.letters();
    letters.ok_or_else(|| Raised::new("TypeError", "this method needs a str"))
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

/// Maps the pieces of the text.
fn mapped(i: &Interpreter, args: CallArgs, mut map: impl FnMut(&str) -> String) -> R<Value> {
    let mut out = String::new();
    i.piecewise(&own(&args.subject())?, |piece| {
        out.push_str(&map(piece));
        Ok(())
    })?;
    Ok(Value::str(out))
}

fn tested(i: &Interpreter, args: CallArgs, test: impl Fn(char) -> bool) -> R<Value> {
    let subject = args.subject();
    let text = own(&subject)?;
    let mut all = !text.is_empty();
    i.piecewise(&text, |piece| {
        all = all && piece.chars().all(&test);
        Ok(())
    })?;
    Ok(Value::Bool(all))
}

fn cased(args: CallArgs, wanted: fn(char) -> bool, refused: fn(char) -> bool) -> R<Value> {
    let subject = args.subject();
    let text = own(&subject)?;
    let refused = |letter| refused(letter) || letters::is_title(letter);
    Ok(Value::Bool(
        text.chars().any(wanted) && !text.chars().any(refused),
    ))
}

fn capitalize(i: &Interpreter, args: CallArgs) -> R<Value> {
    let mut first = true;
    mapped(i, args, |piece| {
        if !std::mem::take(&mut first) {
            return piece.to_lowercase();
        }
        let mut lower = letters::lowered(piece);
        let start = lower.next().map(|(letter, _)| letters::titled(letter));
        start
            .into_iter()
            .chain(lower.map(|(_, lower)| lower))
            .collect()
    })
}

pub(super) fn istitle(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let subject = args.subject();
    let text = own(&subject)?;
    let (mut inside, mut any) = (false, false);
    for letter in text.chars() {
        let large = letter.is_uppercase() || letters::is_title(letter);
        let fits = match (large, letter.is_lowercase()) {
            (true, _) => !inside,
            (_, true) => inside,
            _ => true,
        };
        if !fits {
            return Ok(Value::Bool(false));
        }
        inside = letters::is_cased(letter);
        any |= inside;
    }
    Ok(Value::Bool(any))
}

fn isidentifier(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let subject = args.subject();
    let text = own(&subject)?;
    let mut letters = text.chars();
    let starts = |c| c == '_' || unicode_ident::is_xid_start(c);
    Ok(Value::Bool(
        letters.next().is_some_and(starts) && letters.all(unicode_ident::is_xid_continue),
    ))
}

fn isprintable(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let subject = args.subject();
    let text = own(&subject)?;
    Ok(Value::Bool(text.chars().all(letters::is_printable)))
}

fn format_map(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [template, mapping] = args.bind("format_map", ["self", "mapping"], 2)?;
    let template = text(template, "format_map")?;
    let mut named = CallArgs::default();
    for (key, value) in interpreter.pairs(&mapping.unwrap_or(Value::None))? {
        if let Some(name) = key.as_str() {
            named.named.push((name, value));
        }
    }
    format::str_format(interpreter, &template, &named).map(Value::str)
}

fn title(i: &Interpreter, args: CallArgs) -> R<Value> {
    let mut inside = false;
    mapped(i, args, |piece| {
        let mut out = String::new();
        for (letter, lower) in letters::lowered(piece) {
            out.push_str(&match inside {
                true => lower,
                false => letters::titled(letter),
            });
            inside = letters::is_cased(letter);
        }
        out
    })
}

fn swapcase(text: &str) -> String {
    letters::lowered(text)
        .map(|(letter, lower)| match letter {
            letter if letter.is_uppercase() => lower,
            letter if letter.is_lowercase() => letter.to_uppercase().collect(),
            letter => letter.to_string(),
        })
        .collect()
}

fn justified(args: CallArgs, name: &str) -> R<Value> {
    let subject = args.subject();
    let text = own(&subject)?;
    let [_, width, fill] = args.bind(name, ["self", "width", "fillchar"], 2)?;
    let width = super::whole(width, 0)?;
    crate::lang::limits::check_size(width, 4)?;
    let missing = usize::try_from(width)
        .unwrap_or(0)
        .saturating_sub(text.chars().count());
    let fill = match fill {
        None => ' ',
        Some(fill) => match fill.as_str() {
            Some(text) if text.chars().count() == 1 => text.chars().next().unwrap_or(' '),
            _ => {
                return Err(Raised::new(
                    "TypeError",
                    "The fill character must be exactly one character long",
                ));
            }
        },
    };
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
    let subject = args.subject();
    let text = own(&subject)?;
    let [_, width] = args.bind("zfill", ["self", "width"], 2)?;
    let width = super::whole(width, 0)?;
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
    let subject = args.subject();
    let whole = own(&subject)?;
    let [_, encoding, errors] = args.bind("encode", ["self", "encoding", "errors"], 1)?;
    let encoding = encoding
        .and_then(|name| name.as_str())
        .unwrap_or_else(|| "utf-8".into());
    let errors = errors
        .and_then(|errors| errors.as_str())
        .unwrap_or_else(|| "strict".into());
    codec::encode(&whole, &encoding, &errors).map(|octets| Value::bytes(&octets))
}

pub(super) fn expandtabs(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let subject = args.subject();
    let whole = own(&subject)?;
    let [_, size] = args.bind("expandtabs", ["self", "tabsize"], 1)?;
    let size = super::whole(size, 8)?.clamp(0, 1000);
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
    let subject = args.subject();
    let template = own(&subject)?;
    args.positional.remove(0);
    format::str_format(interpreter, &template, &args).map(Value::str)
}

fn stripped(args: CallArgs, left: bool, right: bool) -> R<Value> {
    let subject = args.subject();
    let whole = own(&subject)?;
    let [_, letters] = args.bind("strip", ["self", "chars"], 1)?;
    let letters: Option<Vec<char>> = match letters {
        None | Some(Value::None) => None,
        letters => Some(text(letters, "strip")?.chars().collect()),
    };
    let goes = |c: char| {
        letters
            .as_ref()
            .map_or_else(|| is_space(c), |letters| letters.contains(&c))
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
            codec::decode(interpreter, CallArgs::of(args))
        }
        (None, value) => interpreter.str(value).map(Value::str),
    }
}
