//! `repr()` and `str()`.

use std::fmt::Write;
use std::rc::Rc;

use super::dict::Kind;
use super::letters::is_printable;
use super::limits::check_size;
use super::raise::{R, Raised};
use super::value::Value;
use super::{Interpreter, bigint, bridge, modules};

/// How deep values may be nested to be shown.
const DEEPEST: usize = 500;

impl Interpreter {
    /// What `repr()` gives.
    pub(crate) fn repr(&mut self, value: &Value) -> R<String> {
        let mut out = String::new();
        self.write_repr(value, &mut out, &mut Vec::new())?;
        Ok(out)
    }

    /// What `str()` and `print` give.
    pub(crate) fn str(&mut self, value: &Value) -> R<String> {
        Ok(match value {
            Value::Str(text) => text.to_string(),
            Value::Text(text) => match text.as_str() {
                Some(text) => text.to_owned(),
                None => bytes_repr(text.as_bytes()),
            },
            Value::Date(date) => date.format("%Y-%m-%d").to_string(),
            Value::DateTime(time) => modules::datetime::time_text(time, ' '),
            Value::Delta(delta) => modules::datetime::delta_text(*delta),
            Value::Zone(seconds) => modules::datetime::zone_text(*seconds),
            Value::Record(record) => match (record.text(), record.display()) {
                (Some(text), _) => text.to_string_lossy().into_owned(),
                (None, Some(text)) => text,
                (None, None) => self.repr(value)?,
            },
            Value::Object(object) => match object.str(self)? {
                Some(text) => text,
                None => object.repr(self)?,
            },
            Value::Instance(instance) => {
                if let Some(text) = self.special(value, "__str__")? {
                    return Ok(text);
                }
                if instance.class.exception {
                    return arguments_text(self, value);
                }
                self.repr(value)?
            }
            other => self.repr(other)?,
        })
    }

    fn special(&mut self, value: &Value, name: &str) -> R<Option<String>> {
        let Some(result) = self.call_special(value, name, &[])? else {
            return Ok(None);
        };
        match result.as_str() {
            Some(text) => Ok(Some(text.to_string())),
            None => Err(Raised::new(
                "TypeError",
                format!("{name} returned non-string (type {})", result.type_name()),
            )),
        }
    }

    /// Writes a value; `around` are the containers it stands in.
    fn write_repr(&mut self, value: &Value, out: &mut String, around: &mut Vec<usize>) -> R<()> {
        let place = match value {
            Value::List(list) => Some((Rc::as_ptr(list).cast::<()>() as usize, "[...]")),
            Value::Dict(dict) => Some((Rc::as_ptr(dict).cast::<()>() as usize, "{...}")),
            Value::Tuple(values) => Some((values.address(), "(...)")),
            _ => None,
        };
        if let Some((address, inside)) = place
            && around.contains(&address)
        {
            out.push_str(inside);
            return Ok(());
        }
        around.push(place.map_or(0, |(address, _)| address));
        let written = self.write_inner(value, out, around);
        around.pop();
        written
    }

    fn write_text(&self, text: &str, out: &mut String) -> R<()> {
        let quote = quote_of(text.as_bytes());
        out.push(quote);
        self.piecewise(text, |piece| {
            check_size(out.len() as i128, 1)?;
            escape_text(piece, quote, out);
            Ok(())
        })?;
        out.push(quote);
        Ok(())
    }

    fn write_bytes(&self, bytes: &[u8], out: &mut String) -> R<()> {
        let quote = quote_of(bytes);
        out.extend(['b', quote]);
        for piece in bytes.chunks(1 << 16) {
            self.tick()?;
            check_size(out.len() as i128, 1)?;
            escape_bytes(piece, quote, out);
        }
        out.push(quote);
        Ok(())
    }

    fn write_inner(&mut self, value: &Value, out: &mut String, around: &mut Vec<usize>) -> R<()> {
        check_size(out.len() as i128, 1)?;
        if around.len() > DEEPEST {
            return Err(too_deep());
        }
        self.tick()?;
        match value {
            Value::None => out.push_str("None"),
            Value::Ellipsis => out.push_str("Ellipsis"),
            Value::NotImplemented => out.push_str("NotImplemented"),
            Value::Bool(true) => out.push_str("True"),
            Value::Bool(false) => out.push_str("False"),
            Value::Int(value) => drop(write!(out, "{value}")),
            Value::Big(value) => out.push_str(&bigint::digits(value)?),
            Value::Float(value) => out.push_str(&super::spec::float_repr(*value)),
            Value::Str(text) => self.write_text(text, out)?,
            Value::Bytes(bytes) => self.write_bytes(bytes, out)?,
            Value::Text(text) => match text.as_str() {
                Some(text) => self.write_text(text, out)?,
                None => self.write_bytes(text.as_bytes(), out)?,
            },
            Value::Ids(found) if let Some(ids) = found.ids() => {
                out.push('[');
                for (at, id) in ids.iter().enumerate() {
                    self.tick()?;
                    let _ = write!(out, "{}{id}", if at > 0 { ", " } else { "" });
                }
                out.push(']');
            }
            value if let Some(list) = value.as_list() => {
                let values: Vec<Value> = self.gather(list.borrow().iter().cloned())?;
                self.write_all(&values, "[", "]", out, around)?;
            }
            Value::Tuple(values) => {
                let close = if values.len() == 1 { ",)" } else { ")" };
                self.write_all(values, "(", close, out, around)?;
            }
            Value::Set(set) => {
                let values: Vec<Value> = self.gather(set.borrow().iter().cloned())?;
                match (set.borrow().is_frozen(), values.is_empty()) {
                    (false, true) => out.push_str("set()"),
                    (true, true) => out.push_str("frozenset()"),
                    (false, false) => self.write_all(&values, "{", "}", out, around)?,
                    (true, false) => self.write_all(&values, "frozenset({", "})", out, around)?,
                }
            }
            Value::Dict(_) | Value::Mapping(_) => {
                let mut pairs = self.pairs(value)?;
                let kind = match value {
                    Value::Dict(dict) => dict.borrow().kind().clone(),
                    _ => Kind::Plain,
                };
                let close = match kind {
                    Kind::Plain => "}",
                    _ if pairs.is_empty() && !matches!(kind, Kind::Default(_)) => {
                        let _ = write!(out, "{}()", value.type_name());
                        return Ok(());
                    }
                    Kind::Ordered => {
                        // As CPython 3.12 and later; 3.11 shows a list of pairs.
                        out.push_str("OrderedDict(");
                        "})"
                    }
                    Kind::Counter => {
                        pairs = modules::collections::most_common(self, pairs)?;
                        out.push_str("Counter(");
                        "})"
                    }
                    Kind::Default(factory) => {
                        out.push_str("defaultdict(");
                        self.write_repr(&factory, out, around)?;
                        out.push_str(", ");
                        "})"
                    }
                };
                out.push('{');
                for (at, (key, item)) in pairs.iter().enumerate() {
                    if at > 0 {
                        out.push_str(", ");
                    }
                    self.write_repr(key, out, around)?;
                    out.push_str(": ");
                    self.write_repr(item, out, around)?;
                }
                out.push_str(close);
            }
            Value::Range(range) => {
                let _ = match range.step {
                    1 => write!(out, "range({}, {})", range.start, range.stop),
                    step => write!(out, "range({}, {}, {step})", range.start, range.stop),
                };
            }
            Value::Slice(parts) => {
                out.push_str("slice");
                self.write_all(&**parts, "(", ")", out, around)?;
            }
            Value::Date(_) | Value::DateTime(_) | Value::Delta(_) | Value::Zone(_) => {
                out.push_str(&modules::datetime::repr(value));
            }
            Value::Record(record) => match record.text() {
                Some(text) => self.write_repr(&Value::Text(text), out, around)?,
                None => {
                    out.push_str(record.type_name());
                    out.push('(');
                    for (at, field) in record.fields().iter().enumerate() {
                        if at > 0 {
                            out.push_str(", ");
                        }
                        let _ = write!(out, "{field}=");
                        let item = record.field(field).map_or(Value::None, bridge::value);
                        self.write_repr(&item, out, around)?;
                    }
                    out.push(')');
                }
            },
            Value::Instance(instance) => {
                if let Some(text) = self.special(value, "__repr__")? {
                    out.push_str(&text);
                } else if instance.class.exception {
                    let args = instance.shown_args();
                    out.push_str(&instance.class.name);
                    self.write_all(&args, "(", ")", out, around)?;
                } else {
                    out.push_str(&opaque(value));
                }
            }
            Value::Object(object) => {
                let depth = self.shown;
                self.shown += 1;
                let text = match depth > DEEPEST {
                    true => Err(too_deep()),
                    false => object.repr(self),
                };
                self.shown = depth;
                out.push_str(&text?);
            }
            Value::Iter(_) => out.push_str(&opaque(value)),
            other => out.push_str(&opaque(other)),
        }
        Ok(())
    }

    fn write_all(
        &mut self,
        values: &[Value],
        open: &str,
        close: &str,
        out: &mut String,
        around: &mut Vec<usize>,
    ) -> R<()> {
        out.push_str(open);
        for (at, value) in values.iter().enumerate() {
            if at > 0 {
                out.push_str(", ");
            }
            self.write_repr(value, out, around)?;
        }
        out.push_str(close);
        Ok(())
    }
}

fn too_deep() -> Raised {
    Raised::new("RecursionError", "the value is nested too deep to be shown")
}

/// The repr of what has no content to show.
pub(crate) fn opaque(value: &Value) -> String {
    match value {
        Value::Function(function) => format!("<function {}>", function.def.name),
        Value::Native(native) => format!("<built-in function {}>", native.name),
        Value::Bound(bound) => {
            format!(
                "<built-in method {} of {} object>",
                bound.1.name,
                bound.0.type_name()
            )
        }
        Value::BoundFunction(bound) => {
            format!(
                "<bound method {}.{}>",
                bound.0.type_name(),
                match &bound.1 {
                    Value::Function(function) => function.def.name.to_string(),
                    other => other.type_name(),
                }
            )
        }
        Value::ClientMethod(bound) => format!("<bound method IMAPClient.{}>", bound.1.name),
        Value::Class(class) => format!("<class '{}'>", class.name),
        Value::Type(kind) => format!("<class '{}'>", kind.name),
        Value::Module(module) => format!("<module '{}'>", module.name),
        Value::Client(_) => "<IMAPClient>".to_owned(),
        Value::UserModule(module) => format!("<module '{}'>", module.name),
        Value::Instance(instance) => match instance.class.exception {
            true => instance.class.name.to_string(),
            false => format!("<{} object>", instance.class.name),
        },
        other => format!("<{} object>", other.type_name()),
    }
}

/// The text of an exception: what its `__str__` says, else its arguments.
pub(crate) fn exception_text(interpreter: &mut Interpreter, value: &Value) -> R<String> {
    interpreter.str(value)
}

/// The arguments of an exception as a text: the only one, or all of them.
pub(crate) fn arguments_text(interpreter: &mut Interpreter, value: &Value) -> R<String> {
    let Value::Instance(instance) = value else {
        return Ok(String::new());
    };
    let args = instance.args.borrow().clone();
    match &*args {
        [] => Ok(String::new()),
        [one] if instance.class.is_named("KeyError") => interpreter.repr(one),
        [one] => interpreter.str(one),
        [number, text] if instance.class.is_named("OSError") => {
            let (number, text) = (interpreter.str(number)?, interpreter.str(text)?);
            Ok(format!("[Errno {number}] {text}"))
        }
        [number, text, file] if instance.class.is_named("OSError") => {
            let (number, text) = (interpreter.str(number)?, interpreter.str(text)?);
            let file = interpreter.repr(file)?;
            Ok(format!("[Errno {number}] {text}: {file}"))
        }
        _ => interpreter.repr(&Value::Tuple(args)),
    }
}

/// The quote in which the fewest need a backslash.
fn quote_of(text: &[u8]) -> char {
    if text.contains(&b'\'') && !text.contains(&b'"') {
        '"'
    } else {
        '\''
    }
}

fn escape_text(text: &str, quote: char, out: &mut String) {
    for letter in text.chars() {
        let _ = match letter {
            '\\' => out.write_str("\\\\"),
            '\n' => out.write_str("\\n"),
            '\r' => out.write_str("\\r"),
            '\t' => out.write_str("\\t"),
            letter if letter == quote => write!(out, "\\{letter}"),
            letter
                if letter < ' ' || ('\x7f'..='\u{a0}').contains(&letter) || letter == '\u{ad}' =>
            {
                write!(out, "\\x{:02x}", u32::from(letter))
            }
            letter if imapclient::data::escape::is_unsafe(letter) || !is_printable(letter) => {
                match u32::from(letter) {
                    code @ 0..=0xffff => write!(out, "\\u{code:04x}"),
                    code => write!(out, "\\U{code:08x}"),
                }
            }
            letter => out.write_char(letter),
        };
    }
}

/// Bytes in quotes, as Python writes them.
pub(crate) fn bytes_repr(bytes: &[u8]) -> String {
    let quote = quote_of(bytes);
    let mut out = String::with_capacity(bytes.len() + 3);
    out.extend(['b', quote]);
    escape_bytes(bytes, quote, &mut out);
    out.push(quote);
    out
}

fn escape_bytes(bytes: &[u8], quote: char, out: &mut String) {
    for byte in bytes {
        let _ = match byte {
            b'\\' => out.write_str("\\\\"),
            b'\n' => out.write_str("\\n"),
            b'\r' => out.write_str("\\r"),
            b'\t' => out.write_str("\\t"),
            byte if char::from(*byte) == quote => write!(out, "\\{quote}"),
            b' '..=b'~' => out.write_char(char::from(*byte)),
            byte => write!(out, "\\x{byte:02x}"),
        };
    }
}
