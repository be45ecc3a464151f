//! Making messages: headers, content, attachments.

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::methods::codec;
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

use super::super::texts::{base64_lines, to_quoted};
use super::change::make_multipart;
use super::headers::is_unique;
use super::message::{Message, part, text};
use super::mime;
use super::part::{Body, Part, Shared};

/// Refuses what would break out of a header.
pub(super) fn check(name: &str, value: &str) -> R<()> {
    let named = !name.is_empty()
        && name
            .bytes()
            .all(|b| (b'!'..=b'~').contains(&b) && b != b':');
    if !named {
        return Err(Raised::new(
            "ValueError",
            format!("{name:?} cannot be the name of a header"),
        ));
    }
    let folded = value
        .replace("\r\n ", "")
        .replace("\n ", "")
        .replace("\n\t", "");
    match folded.contains(['\n', '\r']) {
        true => Err(Raised::new(
            "ValueError",
            "Header values may not contain linefeed or carriage return characters",
        )),
        false => Ok(()),
    }
}

/// Adds a header; of those that stand only once a second is refused.
pub(super) fn push_header(part: &Shared, name: &str, value: String) -> R<()> {
    check(name, &value)?;
    let mut part = part.borrow_mut();
    if part.modern && is_unique(name) && part.get(name).is_some() {
        return Err(Raised::new(
            "ValueError",
            format!("There may be at most 1 {name} headers in a message"),
        ));
    }
    part.headers.push((name.to_owned(), value));
    Ok(())
}

/// A value in quotation marks; RFC 2231 where it is not ASCII.
pub(super) fn parameter(name: &str, value: &str) -> String {
    if value.is_ascii() {
        let value = value.replace('\\', "\\\\").replace('"', "\\\"");
        return format!("{name}=\"{value}\"");
    }
    let mut coded = String::new();
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                coded.push(char::from(byte));
            }
            byte => coded.push_str(&format!("%{byte:02X}")),
        }
    }
    format!("{name}*=utf-8''{coded}")
}

pub(super) fn add_header(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let part = part(&args)?;
    let mut positional = args.positional.into_iter().skip(1);
    let name = text(positional.next(), "the name of a header")?;
    let mut pieces = Vec::new();
    match positional.next() {
        None | Some(Value::None) => {}
        Some(value) => pieces.push(interpreter.str(&value)?),
    }
    for (key, value) in args.named {
        let key = key.replace('_', "-");
        pieces.push(match value {
            Value::None => key,
            value => parameter(&key, &interpreter.str(&value)?),
        });
    }
    push_header(&part, &name, pieces.join("; "))?;
    Ok(Value::None)
}

pub(super) fn replace_header(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let part = part(&args)?;
    let [_, name, value] = args.bind("replace_header", ["self", "_name", "_value"], 3)?;
    let name = text(name, "the name of a header")?;
    let value = interpreter.str(&value.unwrap_or(Value::None))?;
    check(&name, &value)?;
    let known = part.borrow().get(&name).is_some();
    match known {
        true => {
            part.borrow_mut().set(&name, value);
            Ok(Value::None)
        }
        false => Err(interpreter.key_error(&Value::str(name), String::new())),
    }
}

pub(super) fn set_payload(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let part = part(&args)?;
    let [_, payload, charset] = args.bind("set_payload", ["self", "payload", "charset"], 2)?;
    let payload = payload.unwrap_or(Value::None);
    let charset = charset.and_then(|charset| charset.as_str());
    let mut part = part.borrow_mut();
    let octets = match (payload.as_str(), payload.as_bytes()) {
        (Some(text), _) => {
            let name = charset.as_deref().unwrap_or("utf-8");
            codec::encode(&text, name, "replace")?
        }
        (None, Some(octets)) => octets.to_vec(),
        (None, None) => {
            return Err(Raised::new(
                "TypeError",
                "set_payload() needs str or bytes; attach() adds parts",
            ));
        }
    };
    if let Some(charset) = charset {
        if part.get("MIME-Version").is_none() {
            part.headers
                .push(("MIME-Version".to_owned(), "1.0".to_owned()));
        }
        part.set("Content-Type", format!("text/plain; charset=\"{charset}\""));
    }
    part.body = Body::Octets(octets);
    Ok(Value::None)
}

pub(super) fn attach(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let part = part(&args)?;
    let made_as = part.borrow().made_as;
    mime::check_attach(interpreter, made_as)?;
    if matches!(part.borrow().body, Body::Octets(_)) {
        return Err(Raised::new(
            "TypeError",
            "Attach is not valid on a message with a non-multipart payload",
        ));
    }
    let [_, inner] = args.bind("attach", ["self", "payload"], 2)?;
    let inner = inner.and_then(|inner| inner.as_object::<Message>());
    let inner = inner.ok_or_else(|| Raised::new("TypeError", "attach() needs a message"))?;
    // A copy, so that no message ever holds itself.
    let copy = inner.0.borrow().clone();
    let copy = std::rc::Rc::new(std::cell::RefCell::new(copy));
    part.borrow_mut().push(copy);
    Ok(Value::None)
}

/// What `set_content` and its kin were given.
#[derive(Default)]
struct Content {
    first: Option<Value>,
    maintype: Option<String>,
    subtype: Option<String>,
    charset: Option<String>,
    encoding: Option<String>,
    disposition: Option<String>,
    filename: Option<String>,
    cid: Option<String>,
}

fn content(args: CallArgs, function: &str) -> R<Content> {
    let is_text = args
        .positional
        .get(1)
        .is_some_and(|first| first.as_str().is_some());
    let mut content = Content::default();
    let mut positional = args.positional.into_iter().skip(1);
    content.first = positional.next();
    let mut rest: Vec<Option<Value>> = positional.map(Some).collect();
    let mut next = || match rest.is_empty() {
        true => None,
        false => rest.remove(0),
    };
    let word = |value: Option<Value>| value.map(|value| text(Some(value), "argument")).transpose();
    match is_text {
        true => {
            content.subtype = word(next())?;
            content.charset = word(next())?;
        }
        false => {
            content.maintype = word(next())?;
            content.subtype = word(next())?;
        }
    }
    content.encoding = word(next())?;
    for (name, value) in args.named {
        if matches!(value, Value::None) {
            continue;
        }
        if matches!(&*name, "obj" | "data" | "string") {
            content.first = Some(value);
            continue;
        }
        let value = Some(text(Some(value), &name)?);
        match &*name {
            "maintype" => content.maintype = value,
            "subtype" => content.subtype = value,
            "charset" => content.charset = value,
            "cte" => content.encoding = value,
            "disposition" => content.disposition = value,
            "filename" => content.filename = value,
            "cid" => content.cid = value,
            other => {
                return Err(Raised::new(
                    "TypeError",
                    format!("{function}() got an unexpected keyword argument '{other}'"),
                ));
            }
        }
    }
    Ok(content)
}

/// Fills a part with text or data.
fn fill(part: &mut Part, content: &Content) -> R<()> {
    let first = content.first.clone().unwrap_or(Value::None);
    for name in [
        "content-type",
        "content-transfer-encoding",
        "content-disposition",
    ] {
        part.remove(name);
    }
    if let Some(inner) = first.as_object::<Message>() {
        part.set("Content-Type", "message/rfc822".to_owned());
        part.set("Content-Transfer-Encoding", "8bit".to_owned());
        let copy = inner.0.borrow().clone();
        part.body = Body::Parts(vec![std::rc::Rc::new(std::cell::RefCell::new(copy))].into());
    } else if let Some(text) = first.as_str() {
        let charset = content.charset.as_deref().unwrap_or("utf-8");
        let subtype = content.subtype.as_deref().unwrap_or("plain");
        let mut text = text.replace("\r\n", "\n");
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        let octets = codec::encode(&text, charset, "strict")?;
        let long = octets
            .split(|byte| *byte == b'\n')
            .any(|line| line.len() > 78);
        let quoted = to_quoted(&octets);
        let chosen = content.encoding.clone().unwrap_or_else(|| {
            let base = base64_lines(&octets, "\n");
            match (octets.is_ascii(), long) {
                (true, false) => "7bit",
                (false, false) => "8bit",
                (_, true) if quoted.len() > base.len() => "base64",
                (_, true) => "quoted-printable",
            }
            .to_owned()
        });
        part.set(
            "Content-Type",
            format!("text/{subtype}; charset=\"{charset}\""),
        );
        part.set("Content-Transfer-Encoding", chosen.clone());
        part.body = Body::Octets(match chosen.as_str() {
            "quoted-printable" => quoted.into_bytes(),
            "base64" => base64_lines(&octets, "\n").into_bytes(),
            _ => octets,
        });
    } else if let Some(octets) = first.as_bytes() {
        let (Some(main), Some(sub)) = (&content.maintype, &content.subtype) else {
            return Err(Raised::new(
                "TypeError",
                "bytes need a maintype and a subtype",
            ));
        };
        part.set("Content-Type", format!("{main}/{sub}"));
        part.set("Content-Transfer-Encoding", "base64".to_owned());
        part.body = Body::Octets(base64_lines(&octets, "\n").into_bytes());
    } else {
        return Err(Raised::new(
            "TypeError",
            format!(
                "content must be str, bytes or a message, not {}",
                first.type_name()
            ),
        ));
    }
    let disposition = match (&content.disposition, &content.filename) {
        (None, Some(_)) => Some("attachment".to_owned()),
        (disposition, _) => disposition.clone(),
    };
    if let Some(mut value) = disposition {
        if let Some(name) = &content.filename {
            check("filename", name)?;
            value.push_str("; ");
            value.push_str(&parameter("filename", name));
        }
        part.set("Content-Disposition", value);
    }
    if let Some(cid) = &content.cid {
        check("Content-ID", cid)?;
        part.set("Content-ID", cid.clone());
    }
    if part.modern && part.get("mime-version").is_none() {
        part.headers
            .push(("MIME-Version".to_owned(), "1.0".to_owned()));
    }
    Ok(())
}

pub(super) fn set_content(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let part = part(&args)?;
    let content = content(args, "set_content")?;
    fill(&mut part.borrow_mut(), &content)?;
    Ok(Value::None)
}

/// Adds a part to a message that becomes a multipart of that kind.
fn add(args: CallArgs, function: &str, kind: &str, disposition: Option<&str>) -> R<Value> {
    let whole = part(&args)?;
    let content = content(args, function)?;
    let mut inner = Part {
        modern: whole.borrow().modern,
        ..Part::default()
    };
    fill(&mut inner, &content)?;
    // As Python has it, a disposition that nobody asked for stands at the end.
    if let Some(disposition) = disposition.filter(|_| inner.get("content-disposition").is_none()) {
        let name = "Content-Disposition".to_owned();
        inner.headers.push((name, disposition.to_owned()));
    }
    let mut whole = whole.borrow_mut();
    let own = whole.content_type();
    let wanted = format!("multipart/{kind}");
    let fits = own == wanted && matches!(whole.body, Body::Parts(_));
    if !fits {
        make_multipart(&mut whole, kind);
    }
    if let Body::Parts(parts) = &mut whole.body {
        parts.push(std::rc::Rc::new(std::cell::RefCell::new(inner)));
    }
    Ok(Value::None)
}

pub(super) fn add_attachment(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    add(args, "add_attachment", "mixed", Some("attachment"))
}

pub(super) fn add_alternative(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    add(args, "add_alternative", "alternative", None)
}

pub(super) fn add_related(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    add(args, "add_related", "related", Some("inline"))
}
