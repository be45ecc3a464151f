//! What only server text has: it is str and bytes at once.

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::raise::R;
use crate::lang::value::{Native, Value};

use super::{bytes, parts, str};

/// The methods in which the two sides of server text meet. Everything else is the method of str.
pub(crate) const METHODS: &[Native] = &[
    Native {
        name: "decode",
        run: bytes::decode,
    },
    Native {
        name: "encode",
        run: encode,
    },
    Native {
        name: "startswith",
        run: |i, args| either(i, args, parts::startswith, bytes::startswith),
    },
    Native {
        name: "endswith",
        run: |i, args| either(i, args, parts::endswith, bytes::endswith),
    },
    Native {
        name: "split",
        run: |i, args| either(i, args, parts::split, bytes::split),
    },
    Native {
        name: "replace",
        run: |i, args| either(i, args, parts::replace, bytes::replace),
    },
    Native {
        name: "find",
        run: |i, args| either(i, args, parts::find, bytes::find),
    },
];

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
        .is_some_and(|text| text.as_str().is_some());
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
