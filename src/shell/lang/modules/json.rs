//! The module `json`.

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::dict::Dict;
use crate::lang::json::Json;
use crate::lang::native::{Module, natives};
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

/// `json`
pub(crate) static MODULE: Module = Module::new("json", "JSON.", FUNCTIONS);

natives! {
    FUNCTIONS {
        "dumps" "(obj)" "x" => dumps;
        "loads" "(s)" "x" => loads;
    }
}

/// `dumps(value)`: one line with Python's blanks; `indent=2` as results are printed.
fn dumps(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [value, indent, ensure_ascii] = args.bind("dumps", ["obj", "indent", "ensure_ascii"], 1)?;
    let value = value.unwrap_or(Value::None);
    let value = match &value {
        Value::Iter(_) => Value::list(interpreter.collect(&value)?),
        other => other.clone(),
    };
    let wrong = |error: serde_json::Error| Raised::new("ValueError", error.to_string());
    let text = match indent.and_then(|indent| indent.as_int()) {
        None => {
            let mut out = Vec::new();
            let mut serializer = serde_json::Serializer::with_formatter(&mut out, Spaced);
            serde::Serialize::serialize(&Json::new(&value), &mut serializer).map_err(wrong)?;
            String::from_utf8_lossy(&out).into_owned()
        }
        Some(width) => {
            let blanks = " ".repeat(usize::try_from(width.clamp(0, 16)).unwrap_or(2));
            let mut out = Vec::new();
            let formatter = serde_json::ser::PrettyFormatter::with_indent(blanks.as_bytes());
            let mut serializer = serde_json::Serializer::with_formatter(&mut out, formatter);
            serde::Serialize::serialize(&Json::new(&value), &mut serializer).map_err(wrong)?;
            String::from_utf8_lossy(&out).into_owned()
        }
    };
    let keep = match ensure_ascii {
        Some(flag) => !interpreter.truth(&flag)?,
        None => false,
    };
    Ok(Value::str(if keep { text } else { escape(&text) }))
}

/// Everything outside ASCII as `\uXXXX`.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_ascii() {
            out.push(letter);
            continue;
        }
        for unit in letter.encode_utf16(&mut [0; 2]) {
            out.push_str(&format!("\\u{unit:04x}"));
        }
    }
    out
}

/// One line, with a blank after each comma and colon.
struct Spaced;

impl serde_json::ser::Formatter for Spaced {
    fn begin_array_value<W: ?Sized + std::io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> std::io::Result<()> {
        if first {
            Ok(())
        } else {
            writer.write_all(b", ")
        }
    }

    fn begin_object_key<W: ?Sized + std::io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> std::io::Result<()> {
        if first {
            Ok(())
        } else {
            writer.write_all(b", ")
        }
    }

    fn begin_object_value<W: ?Sized + std::io::Write>(
        &mut self,
        writer: &mut W,
    ) -> std::io::Result<()> {
        writer.write_all(b": ")
    }
}

fn loads(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [text] = args.bind("loads", ["s"], 1)?;
    let text = text.unwrap_or(Value::None);
    let octets = match (text.as_str(), text.as_bytes()) {
        (Some(text), _) => text.as_bytes().to_vec(),
        (None, Some(octets)) => octets.to_vec(),
        (None, None) => {
            return Err(Raised::new(
                "TypeError",
                "the JSON object must be str or bytes",
            ));
        }
    };
    serde_json::from_slice::<serde_json::Value>(&octets)
        .map_err(|error| Raised::new("ValueError", error.to_string()))
        .and_then(from_json)
}

fn from_json(json: serde_json::Value) -> R<Value> {
    use serde_json::Value as J;
    Ok(match json {
        J::Null => Value::None,
        J::Bool(value) => Value::Bool(value),
        J::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(value), _) => Value::Int(value.into()),
            (None, Some(value)) => Value::Int(value.into()),
            (None, None) => Value::Float(number.as_f64().unwrap_or(f64::NAN)),
        },
        J::String(text) => Value::str(text),
        J::Array(values) => Value::list(values.into_iter().map(from_json).collect::<R<_>>()?),
        J::Object(entries) => {
            let mut dict = Dict::default();
            for (name, value) in entries {
                dict.insert_str(&name, from_json(value)?);
            }
            Value::dict(dict)
        }
    })
}
