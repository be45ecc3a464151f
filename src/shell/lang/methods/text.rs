//! What only server text has: it is str and bytes at once.

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::native::natives;
use crate::lang::raise::R;
use crate::lang::value::Value;

use super::{bytes, codec, cuts, parts, str};

natives! {
    /// The methods in which the two sides of server text meet. Everything else is the method of str.
    pub(crate) METHODS {
        "decode" "(encoding='utf-8', errors='strict')" "The octets as str." => codec::decode;
        "encode" "(encoding='utf-8', errors='strict')" "The text as bytes." => encode;
        "startswith" "(prefix[, start[, end]])" "Whether the text starts with a part, str or bytes." => |i, args| either(i, args, parts::startswith, bytes::startswith);
        "endswith" "(suffix[, start[, end]])" "Whether the text ends with a part, str or bytes." => |i, args| either(i, args, parts::endswith, bytes::endswith);
        "split" "(sep=None, maxsplit=-1)" "The parts between separators, str or bytes." => |i, args| either(i, args, parts::split, cuts::split);
        "replace" "(old, new, count=-1)" "The text with one part put for another." => |i, args| either(i, args, parts::replace, cuts::replace);
        "find" "(sub[, start[, end]])" "Where a part first stands; -1 if nowhere." => |i, args| either(i, args, parts::find, bytes::find);
    }
}

/// Takes the method of bytes where an argument is bytes.
fn either(
    interpreter: &mut Interpreter,
    mut args: CallArgs,
    as_str: fn(&mut Interpreter, CallArgs) -> R<Value>,
    as_bytes: fn(&mut Interpreter, CallArgs) -> R<Value>,
) -> R<Value> {
    let wants_bytes = args.positional.iter().skip(1).any(|arg| match arg {
        Value::Bytes(_) => true,
        Value::Tuple(parts) => parts.iter().any(|part| matches!(part, Value::Bytes(_))),
        _ => false,
    });
    let is_str = args
        .positional
        .first()
        .is_some_and(|text| text.letters().is_some());
    if !wants_bytes && is_str {
        return as_str(interpreter, args);
    }
    if let Some(first) = args.positional.first_mut()
        && let Some(octets) = first.as_bytes()
    {
        *first = Value::Bytes(octets);
    }
    as_bytes(interpreter, args)
}

fn encode(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    match args.positional.first().and_then(Value::as_str) {
        Some(_) => str::encode(interpreter, args),
        None => Ok(Value::Bytes(
            args.positional
                .first()
                .and_then(Value::as_bytes)
                .unwrap_or_default(),
        )),
    }
}
