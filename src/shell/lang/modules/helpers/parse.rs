//! `imapclient.response_parser`

use ::imapclient::command::helpers;
use ::imapclient::menu::{Arg, IntoOut};

use crate::lang::Interpreter;
use crate::lang::bridge;
use crate::lang::call::CallArgs;
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

/// The original takes a list of lines; one with a literal is a pair of the line and its octets.
fn lines(interpreter: &mut Interpreter, value: Option<Value>) -> R<Vec<Vec<u8>>> {
    let value = value.unwrap_or(Value::None);
    let parts = match bridge::argument(interpreter, &value)? {
        Arg::List(parts) => parts,
        one => vec![one],
    };
    let octets = |part: Arg| match part {
        Arg::Text(text) => Ok(text.into_bytes()),
        Arg::Bytes(bytes) => Ok(bytes),
        other => Err(Raised::new(
            "TypeError",
            format!("expected bytes, got {}", other.describe()),
        )),
    };
    let mut lines: Vec<Vec<u8>> = Vec::new();
    let mut open = false;
    for part in parts {
        let (line, literal) = match part {
            Arg::List(pair) => {
                let mut pair = pair.into_iter();
                (pair.next().map(octets), pair.next().map(octets))
            }
            Arg::None => continue,
            one => (Some(octets(one)), None),
        };
        let line = line.transpose()?.unwrap_or_default();
        match lines.last_mut() {
            Some(last) if open => last.extend_from_slice(&line),
            _ => lines.push(line),
        }
        open = literal.is_some();
        if let (Some(literal), Some(last)) = (literal.transpose()?, lines.last_mut()) {
            last.extend_from_slice(b"\r\n");
            last.extend_from_slice(&literal);
        }
    }
    Ok(lines)
}

pub(super) fn parse_response(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [data] = args.bind("parse_response", ["data"], 1)?;
    let lines = lines(interpreter, data)?;
    let values = helpers::parse_response(lines.join(&b' ')).map_err(Raised::client)?;
    Ok(Value::tuple(
        values
            .into_iter()
            .map(|value| bridge::value(value.into_out()))
            .collect(),
    ))
}

pub(super) fn parse_message_list(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [data] = args.bind("parse_message_list", ["data"], 1)?;
    let lines = lines(interpreter, data)?;
    if lines.len() > 1 {
        return Err(Raised::new("ValueError", "unexpected message list data"));
    }
    let found = helpers::parse_message_list(lines.concat()).map_err(Raised::client)?;
    Ok(bridge::value(found.into_out()))
}

pub(super) fn parse_fetch_response(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [text, normalise_times, uid_is_key] = args.bind(
        "parse_fetch_response",
        ["text", "normalise_times", "uid_is_key"],
        1,
    )?;
    let mut flag = |value: Option<Value>| match value {
        Some(value) => interpreter.truth(&value),
        None => Ok(true),
    };
    let (normalise_times, uid_is_key) = (flag(normalise_times)?, flag(uid_is_key)?);
    let lines = lines(interpreter, text)?;
    let rows = helpers::parse_fetch_response(&lines, normalise_times, uid_is_key)
        .map_err(Raised::client)?;
    Ok(bridge::value(rows.into_out()))
}
