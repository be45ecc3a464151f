//! `format()`, `str.format` and f-strings: one engine.

use super::call::CallArgs;
use super::raise::{R, Raised};
use super::value::Value;
use super::{Interpreter, modules, spec};

/// A value under a format specification.
pub(crate) fn format_value(interpreter: &mut Interpreter, value: &Value, spec: &str) -> R<String> {
    match value {
        Value::Date(_) | Value::DateTime(_) if !spec.is_empty() => {
            return modules::datetime::strftime(value, spec);
        }
        Value::Instance(instance) if instance.class.get("__format__").is_some() => {
            let method = interpreter.attribute(value, "__format__")?;
            let result = interpreter.call(&method, CallArgs::of(vec![Value::str(spec)]))?;
            return interpreter.str(&result);
        }
        Value::Object(object) if !spec.is_empty() => {
            if let Some(text) = object.format(spec)? {
                return Ok(text);
            }
        }
        _ => {}
    }
    if spec.is_empty() {
        return interpreter.str(value);
    }
    match value {
        Value::Float(value) => spec::parse(spec)?.float(*value),
        other => match (other.as_big(), other.as_str()) {
            (Some(value), _) => spec::parse(spec)?.integer(&value),
            (None, Some(text)) => spec::parse(spec)?.text(&text),
            (None, None) => Err(Raised::new(
                "TypeError",
                format!(
                    "unsupported format string passed to {}.__format__",
                    other.type_name()
                ),
            )),
        },
    }
}

/// A value after `!r`, `!s` or `!a`, under a format specification.
pub(crate) fn convert_and_format(
    interpreter: &mut Interpreter,
    value: &Value,
    conversion: Option<char>,
    spec: &str,
) -> R<String> {
    let text = match conversion {
        None => return format_value(interpreter, value, spec),
        Some('s') => interpreter.str(value)?,
        Some('a') => ascii(&interpreter.repr(value)?),
        Some('r') => interpreter.repr(value)?,
        Some(other) => {
            return Err(Raised::new(
                "ValueError",
                format!("Unknown conversion specifier '{other}'"),
            ));
        }
    };
    format_value(interpreter, &Value::str(text), spec)
}

/// The text with escapes for everything that is not ASCII.
pub(crate) fn ascii(text: &str) -> String {
    let escape = |letter: char| match u32::from(letter) {
        code @ 0..=0x7f => char::from_u32(code).map_or(String::new(), String::from),
        code @ 0x80..=0xff => format!("\\x{code:02x}"),
        code @ 0x100..=0xffff => format!("\\u{code:04x}"),
        code => format!("\\U{code:08x}"),
    };
    text.chars().map(escape).collect()
}

/// `template.format(...)`.
pub(crate) fn str_format(
    interpreter: &mut Interpreter,
    template: &str,
    args: &CallArgs,
) -> R<String> {
    fill(interpreter, template, args, &mut Numbering::Unknown, 0)
}

/// Whether fields are numbered by the template or by their order.
#[derive(Clone, Copy)]
enum Numbering {
    Unknown,
    Given,
    Next(usize),
}

fn fill(
    interpreter: &mut Interpreter,
    template: &str,
    args: &CallArgs,
    automatic: &mut Numbering,
    depth: usize,
) -> R<String> {
    if depth > 2 {
        return Err(Raised::new("ValueError", "Max string recursion exceeded"));
    }
    let mut out = String::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        let (text, from) = rest.split_at(at);
        out.push_str(text);
        if let Some(after) = from.strip_prefix("{{") {
            out.push('{');
            rest = after;
        } else if let Some(after) = from.strip_prefix("}}") {
            out.push('}');
            rest = after;
        } else if from.starts_with('}') {
            return Err(Raised::new(
                "ValueError",
                "Single '}' encountered in format string",
            ));
        } else {
            let inner = from.get(1..).unwrap_or_default();
            let end = closing(inner)
                .ok_or_else(|| Raised::new("ValueError", "expected '}' before end of string"))?;
            let (field, after) = inner.split_at(end);
            rest = after.get(1..).unwrap_or_default();
            let (target, spec) = split_outside_brackets(field, ':');
            let (target, conversion) = split_outside_brackets(target, '!');
            let value = lookup(interpreter, target, args, automatic)?;
            let spec = fill(interpreter, spec.unwrap_or(""), args, automatic, depth + 1)?;
            let conversion = conversion.and_then(|c| c.chars().next());
            out.push_str(&convert_and_format(interpreter, &value, conversion, &spec)?);
        }
    }
    out.push_str(rest);
    Ok(out)
}

/// Where the brace closes that was opened before `text`.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, letter) in text.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => return Some(at),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn split_outside_brackets(field: &str, separator: char) -> (&str, Option<&str>) {
    let mut in_brackets = false;
    for (at, letter) in field.char_indices() {
        match letter {
            '[' => in_brackets = true,
            ']' => in_brackets = false,
            letter if letter == separator && !in_brackets => {
                let after = field.get(at + separator.len_utf8()..).unwrap_or_default();
                return (field.get(..at).unwrap_or_default(), Some(after));
            }
            _ => {}
        }
    }
    (field, None)
}

/// The value that a field names: `0`, `name`, `0.attr[key]`, or the next one.
fn lookup(
    interpreter: &mut Interpreter,
    target: &str,
    args: &CallArgs,
    automatic: &mut Numbering,
) -> R<Value> {
    let end = target.find(['.', '[']).unwrap_or(target.len());
    let (first, mut rest) = target.split_at(end);
    let mut value = if first.is_empty() || first.bytes().all(|b| b.is_ascii_digit()) {
        let position = match (first, *automatic) {
            ("", Numbering::Given) => {
                return Err(Raised::new(
                    "ValueError",
                    "cannot switch from manual field specification to automatic field numbering",
                ));
            }
            ("", Numbering::Unknown) => {
                *automatic = Numbering::Next(1);
                0
            }
            ("", Numbering::Next(next)) => {
                *automatic = Numbering::Next(next + 1);
                next
            }
            (_, Numbering::Next(_)) => {
                return Err(Raised::new(
                    "ValueError",
                    "cannot switch from automatic field numbering to manual field specification",
                ));
            }
            (first, _) => {
                *automatic = Numbering::Given;
                first.parse().unwrap_or(usize::MAX)
            }
        };
        args.positional.get(position).cloned().ok_or_else(|| {
            Raised::new(
                "IndexError",
                format!("Replacement index {position} out of range for positional args tuple"),
            )
        })?
    } else {
        let found = args.named.iter().find(|(name, _)| **name == *first);
        match found {
            Some((_, value)) => value.clone(),
            None => return Err(interpreter.key_error(&Value::str(first), String::new())),
        }
    };
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(['.', '[']).unwrap_or(after.len());
            let (name, next) = after.split_at(end);
            value = interpreter.attribute(&value, name)?;
            rest = next;
        } else {
            let after = rest.get(1..).unwrap_or_default();
            let Some((key, next)) = after.split_once(']') else {
                return Err(Raised::new("ValueError", "Missing ']' in format string"));
            };
            let key = match key.parse() {
                Ok(number) => Value::Int(number),
                Err(_) => Value::str(key),
            };
            value = interpreter.subscript(&value, &key)?;
            rest = next;
        }
    }
    Ok(value)
}
