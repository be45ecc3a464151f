//! The module `json`, which writes and reads as Python's does.

mod read;
mod write;

use std::rc::Rc;

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::class::Class;
use crate::lang::methods::codec::{self, Errors};
use crate::lang::native::{Module, natives};
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

/// `json`
pub(crate) static MODULE: Module = Module {
    constant: |interpreter, name| {
        if name == "JSONEncoder" {
            return Some(Value::Class(ENCODER.with(Rc::clone)));
        }
        let class = interpreter.classes.get(name);
        let class = class.filter(|_| name == "JSONDecodeError");
        class.map(|class| Value::Class(class.clone()))
    },
    constants: &["JSONDecodeError", "JSONEncoder"],
    ..Module::new("json", "JSON.", FUNCTIONS)
};

natives! {
    FUNCTIONS {
        "dump" "(obj, fp, *, indent=None, ensure_ascii=True, sort_keys=False, separators=None, default=None)" "Writes a value as JSON into a file." => dump;
        "dumps" "(obj, *, indent=None, ensure_ascii=True, sort_keys=False, separators=None, default=None)" "A value as JSON." => write::dumps;
        "load" "(fp)" "The value that the JSON in a file means." => load;
        "loads" "(s)" "The value that JSON means." => loads;
    }

    ENCODER_METHODS {
        "default" "(o)" "What to write for a value that JSON does not have." => no_default;
    }
}

thread_local! {
    /// What classes for `dumps(cls=...)` derive from; only `default` is asked.
    static ENCODER: Rc<Class> = {
        let class = Class::new("JSONEncoder", None);
        let mut attributes = class.attributes.borrow_mut();
        attributes.insert_str("default", Value::Native(&ENCODER_METHODS[0]));
        drop(attributes);
        Rc::new(class)
    };
}

fn no_default(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let kind = args.positional.get(1).map(Value::type_name);
    let kind = kind.unwrap_or_default();
    Err(Raised::new(
        "TypeError",
        format!("Object of type {kind} is not JSON serializable"),
    ))
}

fn dump(interpreter: &mut Interpreter, mut args: CallArgs) -> R<Value> {
    let file = match args.positional.len() {
        0 | 1 => {
            let place = args.named.iter().position(|(name, _)| &**name == "fp");
            place.map(|place| args.named.remove(place).1)
        }
        _ => Some(args.positional.remove(1)),
    };
    let file =
        file.ok_or_else(|| Raised::new("TypeError", "dump() missing required argument: 'fp'"))?;
    let text = write::dumps(interpreter, args)?;
    let write = interpreter.attribute(&file, "write")?;
    interpreter.call(&write, CallArgs::of(vec![text]))?;
    Ok(Value::None)
}

fn load(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [file] = args.bind("load", ["fp"], 1)?;
    let read = interpreter.attribute(&file.unwrap_or(Value::None), "read")?;
    let text = interpreter.call(&read, CallArgs::default())?;
    loads(interpreter, CallArgs::of(vec![text]))
}

fn loads(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [text] = args.bind("loads", ["s"], 1)?;
    let text = text.unwrap_or(Value::None);
    let text = match (text.as_str(), text.as_bytes()) {
        (Some(text), _) => text.to_string(),
        (None, Some(octets)) => codec::decoded(&octets, charset(&octets), Errors::Strict)?,
        (None, None) => {
            return Err(Raised::new(
                "TypeError",
                format!(
                    "the JSON object must be str, bytes or bytearray, not {}",
                    text.type_name()
                ),
            ));
        }
    };
    read::parse(interpreter, &text)
}

/// The charset of JSON in octets: its first letters are ASCII, so the zeros tell.
fn charset(octets: &[u8]) -> &'static str {
    match octets {
        [0xfe, 0xff, ..] | [0xff, 0xfe, ..] => "utf-16",
        [0xef, 0xbb, 0xbf, ..] => "utf-8-sig",
        [0, _, _, _, ..] | [0, _] => "utf-16-be",
        [_, 0, _, _, ..] | [_, 0] => "utf-16-le",
        _ => "utf-8",
    }
}
