//! Changes to a message that is there: its content type, the parameters of a header, its shape.

use std::cell::RefCell;
use std::rc::Rc;

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

use super::build::{check, parameter};
use super::message::{part, text};
use super::params::{quoted, unquoted};
use super::part::{Body, Part};

/// The pieces of a header between semicolons that stand in no quotation marks.
fn pieces(header: &str) -> Vec<&str> {
    let (mut found, mut start, mut inside, mut behind) = (Vec::new(), 0, false, false);
    for (at, letter) in header.char_indices() {
        match letter {
            _ if behind => behind = false,
            '\\' if inside => behind = true,
            '"' => inside = !inside,
            ';' if !inside => {
                found.push(header.get(start..at).unwrap_or_default().trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(header.get(start..).unwrap_or_default().trim());
    found
}

/// Whether a piece is the parameter of that name.
fn is_named(piece: &str, name: &str) -> bool {
    let own = piece.split('=').next().unwrap_or_default().trim();
    own.trim_end_matches('*').eq_ignore_ascii_case(name)
}

/// A header with a parameter put in the place of that of its name or at the end; without it where
/// there is none to put in.
pub(super) fn with_parameter(header: &str, name: &str, new: Option<&str>) -> String {
    let mut all = Vec::new();
    let mut done = false;
    for (at, piece) in pieces(header).into_iter().enumerate() {
        match at > 0 && is_named(piece, name) {
            true if done => {}
            true => {
                all.extend(new);
                done = true;
            }
            false if at > 0 && piece.is_empty() => {}
            false => all.push(piece),
        }
    }
    if !done {
        all.extend(new);
    }
    all.join("; ")
}

/// The parameters behind the first word in quotation marks, as Python writes them anew.
fn requoted(header: &str) -> String {
    let anew = |(at, piece): (usize, &str)| match piece.split_once('=') {
        Some((name, value)) if at > 0 => {
            format!(
                "{}=\"{}\"",
                name.trim().to_lowercase(),
                quoted(&unquoted(value.trim()))
            )
        }
        _ => piece.to_owned(),
    };
    let all: Vec<String> = pieces(header).into_iter().enumerate().map(anew).collect();
    all.join("; ")
}

fn header_name(value: Option<Value>) -> R<String> {
    value.map_or(Ok("Content-Type".to_owned()), |name| {
        text(Some(name), "header")
    })
}

/// Puts a changed header in its place, or as Python does at the end.
fn store(part: &mut Part, header: &str, value: String, in_place: bool) {
    if part.get(header) == Some(&value) {
        return;
    }
    if !in_place {
        part.remove(header);
    }
    part.set(header, value);
}

pub(super) fn set_param(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let part = part(&args)?;
    let names = [
        "self", "param", "value", "header", "requote", "charset", "language", "replace",
    ];
    let [_, name, value, header, _, _, _, replace] = args.bind("set_param", names, 3)?;
    let name = text(name, "param")?;
    let value = interpreter.str(&value.unwrap_or(Value::None))?;
    let header = header_name(header)?;
    let in_place = interpreter.truth(&replace.unwrap_or(Value::Bool(false)))?;
    check(&name, &value)?;
    let mut part = part.borrow_mut();
    let known = part.parameter(&header, &name.to_lowercase()).is_some();
    let new = match value.is_empty() {
        true => name.clone(),
        false => parameter(&name, &value),
    };
    let usual = match header.eq_ignore_ascii_case("content-type") {
        true => "text/plain",
        false => "",
    };
    let before = part.get(&header).unwrap_or(usual).to_owned();
    let after = match (known, before.is_empty()) {
        (true, _) => with_parameter(&requoted(&before), &name, Some(&new)),
        (false, true) => new,
        (false, false) => format!("{before}; {new}"),
    };
    store(&mut part, &header, after, in_place);
    Ok(Value::None)
}

pub(super) fn del_param(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let part = part(&args)?;
    let [_, name, header, _] = args.bind("del_param", ["self", "param", "header", "requote"], 2)?;
    let name = text(name, "param")?;
    let header = header_name(header.or_else(|| Some(Value::str("content-type"))))?;
    let mut part = part.borrow_mut();
    if let Some(before) = part.get(&header) {
        let after = with_parameter(&requoted(before), &name, None);
        store(&mut part, &header, after, false);
    }
    Ok(Value::None)
}

pub(super) fn set_type(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let part = part(&args)?;
    let [_, kind, header, _] = args.bind("set_type", ["self", "type", "header", "requote"], 2)?;
    let kind = text(kind, "type")?;
    if kind.matches('/').count() != 1 {
        return Err(Raised::new(
            "ValueError",
            format!("{kind:?} is no content type; it must be like text/plain"),
        ));
    }
    check("Content-Type", &kind)?;
    let header = header_name(header)?;
    let mut part = part.borrow_mut();
    if header.eq_ignore_ascii_case("content-type") {
        part.remove("mime-version");
        part.headers
            .push(("MIME-Version".to_owned(), "1.0".to_owned()));
    }
    let after = match part.get(&header) {
        None => kind,
        Some(before) => {
            let before = requoted(before);
            let mut all = vec![kind.as_str()];
            all.extend(pieces(&before).into_iter().skip(1));
            all.join("; ")
        }
    };
    part.remove(&header);
    part.set(&header, after);
    Ok(Value::None)
}

pub(super) fn set_boundary(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let part = part(&args)?;
    let [_, boundary] = args.bind("set_boundary", ["self", "boundary"], 2)?;
    let boundary = text(boundary, "boundary")?;
    check("boundary", &boundary)?;
    let mut part = part.borrow_mut();
    let Some(before) = part.get("content-type") else {
        return Err(Raised::new(
            "HeaderParseError",
            "No Content-Type header found",
        ));
    };
    let new = format!("boundary=\"{boundary}\"");
    let after = with_parameter(&requoted(before), "boundary", Some(&new));
    part.set("Content-Type", after);
    Ok(Value::None)
}

/// Makes a message a multipart, whose first part is what it held.
pub(super) fn make_multipart(whole: &mut Part, kind: &str) {
    let of_content = |name: &str| name.to_ascii_lowercase().starts_with("content-");
    let (content_headers, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut whole.headers)
        .into_iter()
        .partition(|(name, _)| of_content(name));
    whole.headers = rest;
    let body = std::mem::take(&mut whole.body);
    let moved = Part {
        headers: content_headers,
        body,
        modern: whole.modern,
        ..Part::default()
    };
    let parts = match &moved.body {
        Body::None => Vec::new(),
        _ => vec![Rc::new(RefCell::new(moved))],
    };
    whole.body = Body::Parts(parts.into());
    if whole.modern && whole.get("mime-version").is_none() {
        whole
            .headers
            .push(("MIME-Version".to_owned(), "1.0".to_owned()));
    }
    let wanted = format!("multipart/{kind}");
    whole.headers.push(("Content-Type".to_owned(), wanted));
}

/// `make_related`, `make_alternative`, `make_mixed`: each can be made of what is before it there.
pub(super) fn make(args: CallArgs, kind: &'static str) -> R<Value> {
    const KINDS: [&str; 3] = ["related", "alternative", "mixed"];
    let part = part(&args)?;
    let [_, boundary] = args.bind("make", ["self", "boundary"], 1)?;
    let boundary = boundary.filter(|boundary| !matches!(boundary, Value::None));
    let mut part = part.borrow_mut();
    let own = part.content_type();
    let mut onwards = KINDS.iter().skip_while(|known| **known != kind);
    if let Some(own) = own
        .strip_prefix("multipart/")
        .filter(|own| onwards.any(|one| one == own))
    {
        return Err(Raised::new(
            "ValueError",
            format!("Cannot convert {own} to {kind}"),
        ));
    }
    make_multipart(&mut part, kind);
    if let Some(boundary) = boundary {
        let boundary = text(Some(boundary), "boundary")?;
        check("boundary", &boundary)?;
        let before = part.get("content-type").unwrap_or_default();
        let after = with_parameter(
            before,
            "boundary",
            Some(&format!("boundary=\"{boundary}\"")),
        );
        part.set("Content-Type", after);
    }
    Ok(Value::None)
}

/// `clear` and `clear_content`: without its body, and without all headers or those about the body.
pub(super) fn clear(args: &CallArgs, all: bool) -> R<Value> {
    let part = part(args)?;
    let mut part = part.borrow_mut();
    part.body = Body::None;
    part.headers
        .retain(|(name, _)| !all && !name.to_ascii_lowercase().starts_with("content-"));
    Ok(Value::None)
}
