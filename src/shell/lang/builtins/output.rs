//! `print`.

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::modules::stdio::Stream;
use crate::lang::pace::is_long;
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

/// A text option; None stands for its default.
fn option(name: &str, value: &Value, default: &str) -> R<String> {
    match (value, value.as_str()) {
        (Value::None, _) => Ok(default.to_owned()),
        (_, Some(text)) => Ok(text.to_string()),
        (other, None) => Err(Raised::new(
            "TypeError",
            format!("{name} must be None or a string, not {}", other.type_name()),
        )),
    }
}

/// `print(*values, sep=' ', end='\n', file=None, flush=False)`
pub(super) fn print(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let (mut separator, mut end) = (" ".to_owned(), "\n".to_owned());
    let (mut file, mut flush) = (Value::None, false);
    for (name, value) in args.named {
        match &*name {
            "sep" => separator = option("sep", &value, " ")?,
            "end" => end = option("end", &value, "\n")?,
            "file" => file = value,
            "flush" => flush = interpreter.truth(&value)?,
            name => {
                return Err(Raised::new(
                    "TypeError",
                    format!("'{name}' is an invalid keyword argument for print()"),
                ));
            }
        }
    }
    if matches!(file, Value::None)
        && let Some(other) = &interpreter.streams.borrow().output
    {
        file = other.clone();
        if matches!(file, Value::None) {
            return Ok(Value::None);
        }
    }
    let mut text = String::new();
    for (at, value) in args.positional.iter().enumerate() {
        if at > 0 {
            text.push_str(&separator);
        }
        match value {
            // It is not copied.
            Value::Str(long) if matches!(file, Value::None) && is_long(long) => {
                Stream::Output.write(interpreter, &std::mem::take(&mut text))?;
                Stream::Output.write(interpreter, long)?;
            }
            value => text.push_str(&interpreter.str(value)?),
        }
    }
    text.push_str(&end);
    if matches!(file, Value::None) {
        return Stream::Output
            .write(interpreter, &text)
            .map(|()| Value::None);
    }
    let write = interpreter.attribute(&file, "write")?;
    interpreter.call(&write, CallArgs::of(vec![Value::str(text)]))?;
    if flush {
        let flush = interpreter.attribute(&file, "flush")?;
        interpreter.call(&flush, CallArgs::default())?;
    }
    Ok(Value::None)
}
