//! Which part of a message is its text, and which are attachments.

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::iter::Iter;
use crate::lang::raise::R;
use crate::lang::value::Value;

use super::message::{Message, part};
use super::part::{Part, Shared, first_word, visit};

fn is_attachment(part: &Part) -> bool {
    part.get("content-disposition").map(first_word).as_deref() == Some("attachment")
}

pub(super) fn get_body(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let top = part(&args)?;
    let [_, wanted] = args.bind("get_body", ["self", "preferencelist"], 1)?;
    let wanted = match wanted {
        None => vec!["related".to_owned(), "html".to_owned(), "plain".to_owned()],
        Some(wanted) => {
            let words = interpreter.collect(&wanted)?;
            let words = words.iter().filter_map(Value::as_str);
            words.map(|word| word.to_string()).collect()
        }
    };
    // No part is deeper than may be gone.
    visit(interpreter, &top, &mut |_| Ok(()))?;
    let mut best: Option<(usize, Shared)> = None;
    bodies(&top, &wanted, &mut |rank, part| {
        if best.as_ref().is_none_or(|(before, _)| rank < *before) {
            best = Some((rank, part.clone()));
        }
    });
    Ok(best.map_or(Value::None, |(_, part)| Value::object(Message(part))))
}

/// The parts that could be the body, with how much they are wanted.
fn bodies(part: &Shared, wanted: &[String], found: &mut dyn FnMut(usize, &Shared)) {
    let held = part.borrow();
    if is_attachment(&held) {
        return;
    }
    let kind = held.content_type();
    let (main, sub) = kind.split_once('/').unwrap_or_default();
    let rank = |word: &str| wanted.iter().position(|wanted| wanted == word);
    if main == "text" {
        if let Some(rank) = rank(sub) {
            found(rank, part);
        }
        return;
    }
    if main != "multipart" {
        return;
    }
    let parts = held.parts();
    if sub != "related" {
        // Of alternatives and mixed parts all may be, of mixed ones the first text.
        for inner in &parts {
            bodies(inner, wanted, found);
            if sub != "alternative" && sub != "signed" && !is_attachment(&inner.borrow()) {
                break;
            }
        }
        return;
    }
    if let Some(rank) = rank("related") {
        found(rank, part);
    }
    let start = held.parameter("content-type", "start");
    let start = start.map(|start| start.text());
    let chosen = start.and_then(|start| {
        parts
            .iter()
            .find(|inner| inner.borrow().get("content-id") == Some(&start))
    });
    if let Some(inner) = chosen.or(parts.first()) {
        bodies(inner, wanted, found);
    }
}

pub(super) fn iter_attachments(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let top = part(&args)?;
    let kind = top.borrow().content_type();
    let mut parts = match kind.starts_with("multipart/") && kind != "multipart/alternative" {
        true => top.borrow().parts(),
        false => Vec::new(),
    };
    if kind == "multipart/related" {
        // What is not the text itself.
        if !parts.is_empty() {
            parts.remove(0);
        }
    } else {
        // The text and its other forms are no attachments: the first of each kind.
        let mut seen: Vec<String> = Vec::new();
        parts.retain(|part| {
            let part = part.borrow();
            let kind = part.content_type();
            let body = matches!(
                kind.as_str(),
                "text/plain" | "text/html" | "multipart/related" | "multipart/alternative"
            );
            if body && !is_attachment(&part) && !seen.contains(&kind) {
                seen.push(kind);
                return false;
            }
            true
        });
    }
    let values: Vec<Value> = parts
        .into_iter()
        .map(|part| Value::object(Message(part)))
        .collect();
    Ok(Value::iter(Iter::Values(values.into_iter())))
}
