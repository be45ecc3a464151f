//! The types of `email.mime`: messages and parts of one kind each. How they are made is written in
//! the language.

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::native::{NativeFn, Type};
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

use super::message::{METHODS, Message};

const PART: &[&str] = &["MIMENonMultipart", "MIMEBase", "Message"];

const fn kind(
    name: &'static str,
    signature: &'static str,
    doc: &'static str,
    make: NativeFn,
    bases: &'static [&'static str],
) -> Type {
    Type {
        bases,
        ..Type::new(name, signature, doc, make, METHODS)
    }
}

/// The types.
pub(in crate::lang::modules) static TYPES: &[Type] = &[
    kind(
        "MIMEBase",
        "(_maintype, _subtype, **params)",
        "A part of a kind, without content.",
        |i, args| made(i, "MIMEBase", args),
        &["Message"],
    ),
    kind(
        "MIMENonMultipart",
        "(_maintype, _subtype, **params)",
        "A part that holds no others.",
        |i, args| made(i, "MIMENonMultipart", args),
        &["MIMEBase", "Message"],
    ),
    kind(
        "MIMEMultipart",
        "(_subtype='mixed', boundary=None, _subparts=None, **params)",
        "A message that parts are attached to.",
        |i, args| made(i, "MIMEMultipart", args),
        &["MIMEBase", "Message"],
    ),
    kind(
        "MIMEText",
        "(_text, _subtype='plain', _charset=None)",
        "A part that is text.",
        |i, args| made(i, "MIMEText", args),
        PART,
    ),
    kind(
        "MIMEApplication",
        "(_data, _subtype='octet-stream', _encoder=encode_base64, **params)",
        "A part that is a file of a program.",
        |i, args| made(i, "MIMEApplication", args),
        PART,
    ),
    kind(
        "MIMEAudio",
        "(_audiodata, _subtype=None, _encoder=encode_base64, **params)",
        "A part that is sound.",
        |i, args| made(i, "MIMEAudio", args),
        PART,
    ),
    kind(
        "MIMEImage",
        "(_imagedata, _subtype=None, _encoder=encode_base64, **params)",
        "A part that is a picture.",
        |i, args| made(i, "MIMEImage", args),
        PART,
    ),
    kind(
        "MIMEMessage",
        "(_msg, _subtype='rfc822')",
        "A part that is a message.",
        |i, args| made(i, "MIMEMessage", args),
        PART,
    ),
];

/// The type of that name.
pub(super) fn find(name: &str) -> Option<&'static Type> {
    TYPES.iter().find(|kind| kind.name == name)
}

/// Makes a part of a type.
fn made(interpreter: &mut Interpreter, name: &'static str, args: CallArgs) -> R<Value> {
    let maker = interpreter.written("email.mime.base", &format!("_{name}"))?;
    let part = interpreter.call(&maker, args)?;
    if let Some(message) = part.as_object::<Message>() {
        message.0.borrow_mut().made_as = name;
    }
    Ok(part)
}

/// Refuses to attach anything to what is no multipart.
pub(super) fn check_attach(interpreter: &mut Interpreter, made_as: &str) -> R<()> {
    let whole = find(made_as).is_none_or(|kind| !kind.derives("MIMENonMultipart"));
    if whole {
        return Ok(());
    }
    let class = interpreter.written("email.errors", "MultipartConversionError")?;
    let said = Value::str("Cannot attach additional subparts to non-multipart/*");
    let raised = interpreter.call(&class, CallArgs::of(vec![said]))?;
    Err(Raised::object(raised))
}
