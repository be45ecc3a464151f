//! What is shown in grey behind the cursor: the rest of an earlier line, or what a call takes.
//!
//! Without colour nothing may look like typed text, so only what a call takes is shown, as a comment.

use rustyline::history::{History, SearchDirection};

use super::complete::{Known, Parameter, Signature};
use super::place::place;
use super::text::{code, is_own};

/// A hint: what is shown, and what the right arrow takes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hint {
    shown: String,
    taken: Option<String>,
}

impl rustyline::hint::Hint for Hint {
    fn display(&self) -> &str {
        &self.shown
    }

    fn completion(&self) -> Option<&str> {
        self.taken.as_deref()
    }
}

/// The hint for a line with the cursor at its end. `room` is how many columns are left, `grey` says
/// whether it can be told from what is typed by its colour.
pub(super) fn hint(
    line: &str,
    history: &dyn History,
    known: &dyn Known,
    room: usize,
    grey: bool,
) -> Option<Hint> {
    let last = code(line.rsplit('\n').next().unwrap_or_default());
    if last.trim().is_empty() || room < 4 {
        return None;
    }
    if let Some(rest) = earlier(line, history).filter(|_| grey) {
        let first = rest.lines().next().unwrap_or_default();
        let cut = if first.len() < rest.len() {
            format!("{first} ...")
        } else {
            first.to_owned()
        };
        return Some(Hint {
            shown: fitted(&cut, room),
            taken: Some(rest),
        });
    }
    if is_own(line) {
        return None;
    }
    let text = taken(&code(line), known, grey)?;
    Some(Hint {
        shown: fitted(&text, room),
        taken: None,
    })
}

/// The rest of the newest entry that begins with the line.
fn earlier(line: &str, history: &dyn History) -> Option<String> {
    let last = history.len().checked_sub(1)?;
    let found = history
        .starts_with(line, last, SearchDirection::Reverse)
        .ok()??;
    let rest = found.entry.get(line.len()..)?;
    (!rest.is_empty()).then(|| rest.to_owned())
}

/// What the call around the cursor takes: the rest of it where an argument can begin, else all.
fn taken(code: &str, known: &dyn Known, grey: bool) -> Option<String> {
    let place = place(code);
    let call = place.call?;
    let signature = known.signature(&call.callee)?;
    if !grey {
        return Some(format!("  # {}", whole(&signature)));
    }
    let begun = !place.typed.is_empty() || place.string.is_some();
    if call.fresh && !begun && call.keyword.is_none() {
        let rest = signature
            .parameters
            .iter()
            .enumerate()
            .filter(|(at, parameter)| {
                (*at >= call.position || parameter.star) && !call.keywords.contains(&parameter.name)
            });
        let rest: Vec<String> = rest.map(|(_, parameter)| spelled(parameter)).collect();
        return Some(format!("{})", rest.join(", ")));
    }
    Some(format!("  {}", whole(&signature)))
}

/// `name(parameter, other=default)`
pub(super) fn whole(signature: &Signature) -> String {
    let parameters: Vec<String> = signature.parameters.iter().map(spelled).collect();
    format!("{}({})", signature.name, parameters.join(", "))
}

fn spelled(parameter: &Parameter) -> String {
    match (parameter.star, &parameter.default) {
        (true, _) => format!("*{}", parameter.name),
        (false, Some(default)) => format!("{}={default}", parameter.name),
        (false, None) => parameter.name.clone(),
    }
}

/// The text, cut so that it stays on its line.
fn fitted(text: &str, room: usize) -> String {
    let text: String = text
        .chars()
        .filter(|c| !imapclient::data::escape::is_unsafe(*c))
        .collect();
    if text.chars().count() <= room {
        return text;
    }
    let mut cut: String = text.chars().take(room.saturating_sub(3)).collect();
    cut.push_str("...");
    cut
}
