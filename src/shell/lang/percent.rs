//! `%`-formatting.

use num_traits::Signed;

use super::Interpreter;
use super::bigint;
use super::format::ascii;
use super::raise::{R, Raised};
use super::spec::{Spec, WIDEST};
use super::value::Value;

/// `template % values`.
pub(crate) fn format(interpreter: &mut Interpreter, template: &Value, values: &Value) -> R<Value> {
    if matches!(template, Value::Bytes(_)) {
        let bytes = template.as_bytes().unwrap_or_default();
        // Octets as letters, there and back.
        let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        let filled = fill(interpreter, &text, values, true)?;
        let octets: Vec<u8> = filled
            .chars()
            .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
            .collect();
        return Ok(Value::bytes(&octets));
    }
    let text = template.as_str().unwrap_or_default();
    fill(interpreter, &text, values, false).map(Value::str)
}

fn fill(interpreter: &mut Interpreter, template: &str, values: &Value, bytes: bool) -> R<String> {
    let mut positional = match values {
        Value::Tuple(values) => values.to_vec(),
        other => vec![other.clone()],
    }
    .into_iter();
    let mut by_name = false;
    let mut out = String::new();
    let mut letters = template.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            out.push(letter);
            continue;
        }
        let incomplete = || Raised::new("ValueError", "incomplete format");
        let mut spec = Spec::default();
        let mut left = false;
        if letters.next_if_eq(&'%').is_some() {
            out.push('%');
            continue;
        }
        if letters.next_if_eq(&'(').is_some() {
            let mut name = String::new();
            loop {
                match letters.next() {
                    Some(')') => break,
                    Some(letter) => name.push(letter),
                    None => return Err(Raised::new("ValueError", "incomplete format key")),
                }
            }
            let value = match values {
                Value::Dict(_) | Value::Mapping(_) => {
                    interpreter.subscript(values, &Value::str(&name))?
                }
                _ => return Err(Raised::new("TypeError", "format requires a mapping")),
            };
            positional = vec![value].into_iter();
            by_name = true;
        }
        while let Some(flag) = letters.next_if(|c| matches!(c, '-' | '+' | ' ' | '0' | '#')) {
            match flag {
                '-' => left = true,
                '0' => spec.zero = true,
                '#' => spec.alternate = true,
                '+' => spec.sign = Some('+'),
                _ => spec.sign = spec.sign.or(Some(' ')),
            }
        }
        let mut missing = || {
            positional
                .next()
                .ok_or_else(|| Raised::new("TypeError", "not enough arguments for format string"))
        };
        let mut size =
            |letters: &mut std::iter::Peekable<std::str::Chars<'_>>| -> R<Option<usize>> {
                if letters.next_if_eq(&'*').is_some() {
                    let value = missing()?;
                    if let Value::Big(_) = value {
                        return Err(Raised::new("OverflowError", "width too big"));
                    }
                    let size = value.as_int();
                    let size = size.ok_or_else(|| Raised::new("TypeError", "* wants int"))?;
                    return match i64::try_from(size) {
                        Err(_) => Err(Raised::new("OverflowError", "width too big")),
                        Ok(size) => Ok(usize::try_from(size).ok()),
                    };
                }
                let mut digits = String::new();
                while let Some(digit) = letters.next_if(char::is_ascii_digit) {
                    digits.push(digit);
                }
                match digits.as_str() {
                    "" => Ok(None),
                    digits => match digits.parse() {
                        Ok(size) => Ok(Some(size)),
                        Err(_) => Err(Raised::new("ValueError", "width too big")),
                    },
                }
            };
        spec.width = size(&mut letters)?.unwrap_or(0);
        if letters.next_if_eq(&'.').is_some() {
            spec.precision = Some(size(&mut letters)?.unwrap_or(0));
        }
        while letters.next_if(|c| matches!(c, 'l' | 'L' | 'h')).is_some() {}
        let kind = letters.next().ok_or_else(incomplete)?;
        let value = missing()?;
        if spec.width.max(spec.precision.unwrap_or(0)) > WIDEST {
            return Err(Raised::new("ValueError", "width too big"));
        }
        if left {
            spec.align = Some('<');
            spec.zero = false;
        }
        out.push_str(&one(interpreter, kind, spec, &value, bytes)?);
    }
    if positional.next().is_some()
        && !by_name
        // What has subscripts may be there for names that were not asked for, as in Python.
        && !mapping_like(values, bytes)
    {
        return Err(Raised::new(
            "TypeError",
            "not all arguments converted during string formatting",
        ));
    }
    Ok(out)
}

fn mapping_like(values: &Value, bytes: bool) -> bool {
    match values {
        Value::Dict(_) | Value::Mapping(_) | Value::List(_) | Value::Ids(_) | Value::Range(_) => {
            true
        }
        Value::Bytes(_) => !bytes,
        Value::Instance(instance) => instance.class.get("__getitem__").is_some(),
        _ => false,
    }
}

fn one(
    interpreter: &mut Interpreter,
    kind: char,
    mut spec: Spec,
    value: &Value,
    bytes: bool,
) -> R<String> {
    let right = |spec: &mut Spec| {
        spec.align.get_or_insert('>');
        spec.zero = false;
        spec.sign = None;
        spec.alternate = false;
    };
    match kind {
        's' | 'r' | 'a' | 'b' => {
            let text = match kind {
                _ if bytes && kind != 'r' && kind != 'a' => match value.as_bytes() {
                    Some(octets) => octets.iter().map(|byte| char::from(*byte)).collect(),
                    None => {
                        return Err(Raised::new(
                            "TypeError",
                            format!(
                                "%b requires a bytes-like object, not '{}'",
                                value.type_name()
                            ),
                        ));
                    }
                },
                's' => interpreter.str(value)?,
                'r' if !bytes => interpreter.repr(value)?,
                'a' | 'r' => ascii(&interpreter.repr(value)?),
                _ => return Err(unsupported(kind)),
            };
            right(&mut spec);
            spec.text(&text)
        }
        'c' => {
            right(&mut spec);
            spec.precision = None;
            if let Some(code) = value.as_big() {
                spec.kind = Some('c');
                return spec.integer(&code);
            }
            match (value, value.as_str()) {
                (Value::Bytes(_), _) if bytes => match value.as_bytes().as_deref() {
                    Some([octet]) => spec.text(&char::from(*octet).to_string()),
                    _ => Err(Raised::new(
                        "TypeError",
                        "%c requires an integer or one byte",
                    )),
                },
                (_, Some(text)) if !bytes && text.chars().count() == 1 => spec.text(&text),
                _ => Err(Raised::new("TypeError", "%c requires int or char")),
            }
        }
        'd' | 'i' | 'u' | 'x' | 'X' | 'o' => {
            let number = match value {
                Value::Float(number) if matches!(kind, 'd' | 'i' | 'u') => {
                    bigint::from_float(*number)?.as_big()
                }
                other => other.as_big(),
            };
            let Some(number) = number else {
                let wanted = if matches!(kind, 'd' | 'i' | 'u') {
                    "a real number"
                } else {
                    "an integer"
                };
                return Err(Raised::new(
                    "TypeError",
                    format!(
                        "%{kind} format: {wanted} is required, not {}",
                        value.type_name()
                    ),
                ));
            };
            if let Some(least) = spec.precision.take() {
                let digits = Spec {
                    kind: Some(if matches!(kind, 'i' | 'u') { 'd' } else { kind }),
                    ..Spec::default()
                };
                let digits = digits.integer(&number.abs())?;
                let sign = match (number.is_negative(), spec.sign) {
                    (true, _) => "-",
                    (_, Some('+')) => "+",
                    (_, Some(_)) => " ",
                    _ => "",
                };
                let prefix = match kind {
                    'x' if spec.alternate => "0x",
                    'X' if spec.alternate => "0X",
                    'o' if spec.alternate => "0o",
                    _ => "",
                };
                return Ok(spec.pad(&format!("{sign}{prefix}{digits:0>least$}"), '>'));
            }
            spec.kind = Some(if matches!(kind, 'i' | 'u') { 'd' } else { kind });
            spec.integer(&number)
        }
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' => match value.as_float() {
            Some(number) => {
                spec.kind = Some(kind);
                spec.float(number)
            }
            None => Err(Raised::new(
                "TypeError",
                format!("must be real number, not {}", value.type_name()),
            )),
        },
        other => Err(unsupported(other)),
    }
}

fn unsupported(kind: char) -> Raised {
    Raised::new(
        "ValueError",
        format!("unsupported format character '{kind}'"),
    )
}
