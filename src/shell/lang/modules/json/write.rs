//! `json.dumps`

use crate::lang::Interpreter;
use crate::lang::bridge;
use crate::lang::call::CallArgs;
use crate::lang::methods::list::sort_values;
use crate::lang::native::{Native, native};
use crate::lang::raise::{R, Raised};
use crate::lang::spec::float_repr;
use crate::lang::value::Value;

/// How deep values may be nested.
const DEEPEST: usize = 500;

static NAME: Native = native("key", "(entry)", "The key of an entry.", |_, args| {
    let entry = args.positional.first().and_then(Value::as_tuple);
    Ok(entry
        .and_then(|entry| entry.first().cloned())
        .unwrap_or(Value::None))
});

struct Writer {
    out: String,
    indent: Option<String>,
    item: String,
    key: String,
    ascii: bool,
    sort: bool,
    skip: bool,
    default: Option<Value>,
}

/// `dumps(obj, skipkeys, ensure_ascii, ..., indent, separators, default, sort_keys)`
pub(super) fn dumps(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let names = [
        "obj",
        "skipkeys",
        "ensure_ascii",
        "check_circular",
        "allow_nan",
        "cls",
        "indent",
        "separators",
        "default",
        "sort_keys",
    ];
    let [
        value,
        skip,
        ascii,
        _,
        _,
        encoder,
        indent,
        separators,
        default,
        sort,
    ] = args.bind("dumps", names, 1)?;
    let mut flag = |value: Option<Value>, default: bool| match value {
        Some(value) => interpreter.truth(&value),
        None => Ok(default),
    };
    let (ascii, sort, skip) = (flag(ascii, true)?, flag(sort, false)?, flag(skip, false)?);
    let given = |value: Option<Value>| value.filter(|value| !matches!(value, Value::None));
    let indent = given(indent).map(|indent| match (indent.as_int(), indent.as_str()) {
        (Some(width), _) => " ".repeat(usize::try_from(width.clamp(0, 100)).unwrap_or(0)),
        (None, text) => text.unwrap_or_default().to_string(),
    });
    let item = if indent.is_some() { "," } else { ", " };
    let (mut item, mut key) = (item.to_owned(), ": ".to_owned());
    if let Some(separators) = given(separators) {
        match interpreter.collect(&separators)?.as_slice() {
            [a, b] => {
                item = a.as_str().unwrap_or_default().to_string();
                key = b.as_str().unwrap_or_default().to_string();
            }
            _ => return Err(Raised::new("ValueError", "separators must be a pair")),
        }
    }
    let default = match given(encoder) {
        Some(encoder) => {
            let made = interpreter.call(&encoder, CallArgs::default())?;
            Some(interpreter.attribute(&made, "default")?)
        }
        None => default,
    };
    let mut writer = Writer {
        out: String::new(),
        indent,
        item,
        key,
        ascii,
        sort,
        skip,
        default: given(default),
    };
    writer.value(interpreter, &value.unwrap_or(Value::None), 0)?;
    Ok(Value::str(writer.out))
}

impl Writer {
    fn text(&mut self, text: &str) {
        self.out.push('"');
        for letter in text.chars() {
            match letter {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                '\r' => self.out.push_str("\\r"),
                '\t' => self.out.push_str("\\t"),
                '\x08' => self.out.push_str("\\b"),
                '\x0c' => self.out.push_str("\\f"),
                ' '..='~' => self.out.push(letter),
                letter if letter < ' ' || self.ascii => {
                    for unit in letter.encode_utf16(&mut [0; 2]) {
                        self.out.push_str(&format!("\\u{unit:04x}"));
                    }
                }
                letter => self.out.push(letter),
            }
        }
        self.out.push('"');
    }

    fn line(&mut self, depth: usize) {
        if let Some(indent) = &self.indent {
            self.out.push('\n');
            for _ in 0..depth {
                self.out.push_str(indent);
            }
        }
    }

    fn between(&mut self, first: bool, depth: usize) {
        if !first {
            self.out.push_str(&self.item);
        }
        self.line(depth + 1);
    }

    fn list(&mut self, interpreter: &mut Interpreter, values: &[Value], depth: usize) -> R<()> {
        if values.is_empty() {
            self.out.push_str("[]");
            return Ok(());
        }
        self.out.push('[');
        for (at, value) in values.iter().enumerate() {
            self.between(at == 0, depth);
            self.value(interpreter, value, depth + 1)?;
        }
        self.line(depth);
        self.out.push(']');
        Ok(())
    }

    fn dict(&mut self, interpreter: &mut Interpreter, value: &Value, depth: usize) -> R<()> {
        let mut pairs = interpreter.pairs(value)?;
        if self.sort {
            let tuples = pairs.into_iter().map(|(k, v)| Value::tuple(vec![k, v]));
            let options = vec![("key".into(), Value::Native(&NAME))];
            let sorted = sort_values(interpreter, tuples.collect(), options, "sort")?;
            pairs = sorted
                .iter()
                .filter_map(|pair| match pair.as_tuple().as_deref() {
                    Some([key, value]) => Some((key.clone(), value.clone())),
                    _ => None,
                })
                .collect();
        }
        let mut first = true;
        self.out.push('{');
        for (key, item) in pairs {
            let name = match (&key, key.as_str()) {
                (_, Some(text)) => text.to_string(),
                (Value::None, _) => "null".to_owned(),
                (Value::Bool(value), _) => value.to_string(),
                (Value::Float(value), _) => number(*value),
                (Value::Int(_) | Value::Big(_), _) => interpreter.repr(&key)?,
                _ if self.skip => continue,
                (other, _) => {
                    return Err(Raised::new(
                        "TypeError",
                        format!(
                            "keys must be str, int, float, bool or None, not {}",
                            other.type_name()
                        ),
                    ));
                }
            };
            self.between(first, depth);
            first = false;
            self.text(&name);
            self.out.push_str(&self.key);
            self.value(interpreter, &item, depth + 1)?;
        }
        if !first {
            self.line(depth);
        }
        self.out.push('}');
        Ok(())
    }

    fn value(&mut self, interpreter: &mut Interpreter, value: &Value, depth: usize) -> R<()> {
        if depth > DEEPEST {
            return Err(Raised::new(
                "ValueError",
                "Circular reference detected, or the value is nested too deep",
            ));
        }
        interpreter.tick()?;
        crate::lang::limits::check_size(self.out.len() as i128, 1)?;
        match value {
            Value::None => self.out.push_str("null"),
            Value::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
            Value::Int(_) | Value::Big(_) => self.out.push_str(&interpreter.repr(value)?),
            Value::Float(value) => self.out.push_str(&number(*value)),
            Value::List(_) | Value::Tuple(_) | Value::Ids(_) => {
                let values = interpreter.collect(value)?;
                self.list(interpreter, &values, depth)?;
            }
            Value::Dict(_) | Value::Mapping(_) => self.dict(interpreter, value, depth)?,
            Value::Object(object) if object.tuple().is_some() => {
                let values = interpreter.collect(value)?;
                self.list(interpreter, &values, depth)?;
            }
            other => match other.as_str() {
                Some(text) => self.text(&text),
                None => self.other(interpreter, other, depth)?,
            },
        }
        Ok(())
    }

    /// What JSON has no form for: what the user's function makes of it; of ours what the shell
    /// would show.
    fn other(&mut self, interpreter: &mut Interpreter, value: &Value, depth: usize) -> R<()> {
        if let Some(default) = self.default.clone() {
            let made = interpreter.call(&default, CallArgs::of(vec![value.clone()]))?;
            return self.value(interpreter, &made, depth + 1);
        }
        if let Value::Record(record) = value {
            let mut dict = crate::lang::dict::Dict::default();
            for field in record.fields() {
                let item = record.field(field).map_or(Value::None, bridge::value);
                if record.leaves_out_none() && matches!(item, Value::None) {
                    continue;
                }
                dict.insert_str(field.trim_end_matches('_'), item);
            }
            return self.dict(interpreter, &Value::dict(dict), depth);
        }
        Err(Raised::new(
            "TypeError",
            format!(
                "Object of type {} is not JSON serializable",
                value.type_name()
            ),
        ))
    }
}

fn number(value: f64) -> String {
    match value {
        value if value.is_nan() => "NaN".to_owned(),
        f64::INFINITY => "Infinity".to_owned(),
        f64::NEG_INFINITY => "-Infinity".to_owned(),
        value => float_repr(value),
    }
}
