//! `str.maketrans` and `translate`.

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::dict::Dict;
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

use super::str::{own, text};

/// `str.maketrans(from, to, removed)`, or of a dict.
pub(super) fn maketrans(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [from, to, removed] = args.bind("maketrans", ["x", "y", "z"], 1)?;
    let mut table = Dict::default();
    let code = |letter: char| Value::Int(u32::from(letter).into());
    let Some(to) = to else {
        for (key, value) in interpreter.pairs(&from.unwrap_or(Value::None))? {
            let key = match key.as_str() {
                Some(text) => match text.chars().collect::<Vec<_>>().as_slice() {
                    [letter] => code(*letter),
                    _ => {
                        return Err(Raised::new(
                            "ValueError",
                            "string keys in translate table must be of length 1",
                        ));
                    }
                },
                None => key,
            };
            interpreter.dict_insert(&mut table, key, value)?;
        }
        return Ok(Value::dict(table));
    };
    let (from, to) = (text(from, "maketrans")?, text(Some(to), "maketrans")?);
    if from.chars().count() != to.chars().count() {
        return Err(Raised::new(
            "ValueError",
            "the first two maketrans arguments must have equal length",
        ));
    }
    for (a, b) in from.chars().zip(to.chars()) {
        interpreter.dict_insert(&mut table, code(a), code(b))?;
    }
    if removed.is_some() {
        for letter in text(removed, "maketrans")?.chars() {
            interpreter.dict_insert(&mut table, code(letter), Value::None)?;
        }
    }
    Ok(Value::dict(table))
}

/// `text.translate(table)`.
pub(super) fn translate(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let subject = args.subject();
    let whole = own(&subject)?;
    let [_, table] = args.bind("translate", ["self", "table"], 2)?;
    let table = table.unwrap_or(Value::None);
    let mut out = String::with_capacity(whole.len());
    for letter in whole.chars() {
        let found = interpreter.find(&table, &Value::Int(u32::from(letter).into()))?;
        match found {
            None => out.push(letter),
            Some(Value::None) => {}
            Some(other) => match (other.as_int(), other.as_str()) {
                (Some(code), _) => {
                    let letter = u32::try_from(code).ok().and_then(char::from_u32);
                    out.push(letter.ok_or_else(|| {
                        Raised::new("ValueError", "character mapping must be in range(0x110000)")
                    })?);
                }
                (None, Some(text)) => out.push_str(&text),
                (None, None) => {
                    return Err(Raised::new(
                        "TypeError",
                        "character mapping must return integer, None or str",
                    ));
                }
            },
        }
    }
    Ok(Value::str(out))
}
