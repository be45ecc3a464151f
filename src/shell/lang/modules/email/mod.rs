//! The package `email`: reading messages, looking into them, making them.
//!
//! It reads messages itself: Python shows headers, folds and bodies as they were sent, which a
//! parser that makes sense of them no longer has.

mod addresses;
mod bodies;
mod build;
mod change;
mod fold;
mod headers;
mod message;
mod mime;
mod params;
mod part;
mod reader;
mod registry;
mod words;
mod write;

pub(super) use addresses::UTILS;
pub(super) use mime::TYPES as MIME;
pub(super) use registry::REGISTRY;

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::methods::bytes::octets;
use crate::lang::native::{Module, Type, natives};
use crate::lang::object::Object;
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

use reader::Manner;

/// `email`
pub(super) static MODULE: Module = Module::new("email", "Messages.", FUNCTIONS);

/// `email.message`
pub(super) static MESSAGE: Module = Module {
    types: &[&message::MESSAGE, &message::EMAIL_MESSAGE],
    ..Module::new("email.message", "The types of messages.", &[])
};

/// `email.policy`
pub(super) static POLICY: Module = Module {
    constant: |_, name| {
        Some(Value::object(Policy(match name {
            "compat32" => false,
            "default" | "SMTP" | "HTTP" | "strict" => true,
            _ => return None,
        })))
    },
    constants: &["SMTP", "compat32", "default", "strict"],
    ..Module::new("email.policy", "How messages are read.", &[])
};

/// `email.parser`
pub(super) static PARSER: Module = Module {
    types: &[&PARSERS[0], &PARSERS[1], &PARSERS[2], &PARSERS[3]],
    ..Module::new("email.parser", "Readers of messages.", &[])
};

/// `email.header`
pub(super) static HEADER: Module = Module {
    constant: |_, name| (name == "Header").then(|| Value::Type(words::kind())),
    constants: &["Header"],
    ..Module::new(
        "email.header",
        "Headers with encoded words.",
        HEADER_FUNCTIONS,
    )
};

natives! {
    FUNCTIONS {
        "message_from_bytes" "(s, policy=compat32)" "The message in octets." => message_from_bytes;
        "message_from_file" "(fp, policy=compat32)" "The message in a file." => message_from_file;
        "message_from_binary_file" "(fp, policy=compat32)" "The message in a file." => message_from_file;
        "message_from_string" "(s, policy=compat32)" "The message in a text." => message_from_string;
    }

    HEADER_FUNCTIONS {
        "decode_header" "(header)" "The pieces of a header, with their charsets." => words::decode_header;
        "make_header" "(decoded_seq)" "A header made of such pieces." => words::make_header;
    }

    PARSER_METHODS {
        "parsebytes" "(text, headersonly=False)" "The message in octets." => parse_bytes;
        "parsestr" "(text, headersonly=False)" "The message in a text." => parse_str;
        "parse" "(fp, headersonly=False)" "The message in a file." => parse_file;
    }
}

/// How messages are read: by the newer rules, or by the classic ones.
struct Policy(bool);

impl Object for Policy {
    fn kind(&self) -> &'static Type {
        &message::POLICY
    }
}

fn is_modern(policy: Option<Value>) -> bool {
    let policy = policy.and_then(|policy| policy.as_object::<Policy>());
    policy.is_some_and(|policy| policy.0)
}

/// The message that `data` is, in octets or in text.
fn read(interpreter: &Interpreter, data: &Value, mut manner: Manner) -> R<Value> {
    let text = data.as_str();
    manner.from_text = text.is_some();
    let message = match text {
        Some(text) => reader::read(interpreter, text.as_bytes(), manner)?,
        None => reader::read(interpreter, &octets(Some(data.clone()))?, manner)?,
    };
    Ok(Value::object(message::Message(message)))
}

/// By the newer rules, or not.
fn by(policy: Option<Value>) -> Manner {
    Manner {
        modern: is_modern(policy),
        ..Manner::default()
    }
}

fn message_from_bytes(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [data, _, policy] = args.bind("message_from_bytes", ["s", "_class", "policy"], 1)?;
    let data = Value::bytes(&octets(data)?);
    read(interpreter, &data, by(policy))
}

fn message_from_string(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [text, _, policy] = args.bind("message_from_string", ["s", "_class", "policy"], 1)?;
    let text = text.unwrap_or(Value::None);
    if text.as_str().is_some() {
        return read(interpreter, &text, by(policy));
    }
    Err(Raised::new(
        "TypeError",
        format!(
            "initial_value must be str or None, not {}; message_from_bytes() reads bytes",
            text.type_name()
        ),
    ))
}

/// All that a file holds. The line ends of octets become `\n`, as Python's readers of files have it.
fn whole(interpreter: &mut Interpreter, file: Option<Value>) -> R<Value> {
    let read = interpreter.attribute(&file.unwrap_or(Value::None), "read")?;
    let data = interpreter.call(&read, CallArgs::default())?;
    if data.as_str().is_some() {
        return Ok(data);
    }
    let data = octets(Some(data))?;
    let mut lines = Vec::with_capacity(data.len());
    let mut rest = &*data;
    while let Some(at) = memchr::memchr(b'\r', rest) {
        let (before, from) = rest.split_at(at);
        lines.extend_from_slice(before);
        lines.push(b'\n');
        let after = from.get(1..).unwrap_or_default();
        rest = after.strip_prefix(b"\n").unwrap_or(after);
    }
    lines.extend_from_slice(rest);
    Ok(Value::bytes(&lines))
}

fn message_from_file(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [file, _, policy] = args.bind("message_from_file", ["fp", "_class", "policy"], 1)?;
    let data = whole(interpreter, file)?;
    read(interpreter, &data, by(policy))
}

/// A reader of messages: by the newer rules, and of headers alone.
struct Parser(bool, bool);

static PARSERS: &[Type] = &[
    Type::new(
        "BytesParser",
        "(policy=compat32)",
        "Reads messages.",
        make_parser,
        PARSER_METHODS,
    ),
    Type::new(
        "Parser",
        "(policy=compat32)",
        "Reads messages.",
        make_parser,
        PARSER_METHODS,
    ),
    Type::new(
        "BytesHeaderParser",
        "(policy=compat32)",
        "Reads the headers of messages.",
        make_header_parser,
        PARSER_METHODS,
    ),
    Type::new(
        "HeaderParser",
        "(policy=compat32)",
        "Reads the headers of messages.",
        make_header_parser,
        PARSER_METHODS,
    ),
];

impl Object for Parser {
    fn kind(&self) -> &'static Type {
        &PARSERS[0]
    }
}

fn make_parser(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [_, policy] = args.bind("Parser", ["_class", "policy"], 0)?;
    Ok(Value::object(Parser(is_modern(policy), false)))
}

fn make_header_parser(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [_, policy] = args.bind("HeaderParser", ["_class", "policy"], 0)?;
    Ok(Value::object(Parser(is_modern(policy), true)))
}

fn parse(interpreter: &mut Interpreter, args: CallArgs, data: &Value) -> R<Value> {
    let parser = crate::lang::object::own::<Parser>(&args, "parser")?;
    let only = args.named.iter().find(|(name, _)| &**name == "headersonly");
    let only = only.map(|(_, value)| value).or(args.positional.get(2));
    let only = match only {
        Some(only) => interpreter.truth(only)?,
        None => false,
    };
    let manner = Manner {
        modern: parser.0,
        headers_only: only || parser.1,
        ..Manner::default()
    };
    read(interpreter, data, manner)
}

fn parse_bytes(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    // What came from a server is text as well; here it is octets.
    let data = Value::bytes(&octets(args.positional.get(1).cloned())?);
    parse(interpreter, args, &data)
}

fn parse_str(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let data = args.positional.get(1).cloned().unwrap_or(Value::None);
    parse(interpreter, args, &data)
}

fn parse_file(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let data = whole(interpreter, args.positional.get(1).cloned())?;
    parse(interpreter, args, &data)
}
