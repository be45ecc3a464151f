//! Exceptions as they are shown: the calls they came through, the line with a caret under the
//! span, their name and text, and what led to them.

use std::fmt::Write;
use std::rc::Rc;

use imapclient::data::escape::escape_control;
use unicode_width::UnicodeWidthStr;

use super::raise::{Level, Raised, What};
use super::tree::{Source, Span};
use super::value::Value;
use super::{Interpreter, repr};

/// How many exceptions that led to each other are shown.
const LONGEST_CHAIN: usize = 20;
/// How many calls are shown at each end of a long chain of them.
const ENDS: usize = 10;

const CAUSE: &str = "\nThe above exception was the direct cause of the following exception:\n\n";
const CONTEXT: &str = "\nDuring handling of the above exception, another exception occurred:\n\n";

impl Interpreter {
    /// The name and text of an exception, and the whole report of it.
    pub(crate) fn report(&mut self, raised: &Raised) -> (String, String, String) {
        let object = self.exception_object(raised);
        let (name, text) = self.name_and_text(&object);
        if let What::Exit(_) = raised.what() {
            let report = format!("{name}: {text}");
            return (name, text, report);
        }
        // From the last one back to the first.
        let mut chain = vec![(object, "")];
        while let Some((Value::Instance(instance), _)) = chain.last() {
            let story = instance.story.borrow();
            let before = match (&story.cause, &story.context) {
                (Some(cause), _) => Some((cause.clone(), CAUSE)),
                (None, Some(context)) if !story.suppress => Some((context.clone(), CONTEXT)),
                _ => None,
            };
            drop(story);
            let Some((value, sentence)) = before else {
                break;
            };
            let seen = |(other, _): &(Value, &str)| super::compare::is_same(other, &value);
            if chain.len() >= LONGEST_CHAIN || chain.iter().any(seen) {
                break;
            }
            if let Some(last) = chain.last_mut() {
                last.1 = sentence;
            }
            chain.push((value, ""));
        }
        let mut out = String::new();
        let alone = chain.len() == 1;
        for (value, sentence) in chain.into_iter().rev() {
            out.push_str(sentence);
            self.write_exception(&value, alone, &mut out);
        }
        (name, text, out.trim_end().to_owned())
    }

    fn name_and_text(&mut self, object: &Value) -> (String, String) {
        let text = repr::exception_text(self, object);
        let text = text.unwrap_or_else(|_| "<its text cannot be shown>".to_owned());
        (object.type_name(), text)
    }

    fn write_exception(&mut self, object: &Value, alone: bool, out: &mut String) {
        let (name, text) = self.name_and_text(object);
        let mut hint = String::new();
        let mut notes = Vec::new();
        if let Value::Instance(instance) = object {
            let story = instance.story.borrow();
            write_levels(&story.levels, alone, out);
            hint.push_str(&story.hint);
            notes.extend(story.notes.iter().cloned());
        }
        let text = escape_control(&text, true);
        let _ = match text.is_empty() {
            true => writeln!(out, "{name}{hint}"),
            false => writeln!(out, "{name}: {text}{hint}"),
        };
        for note in notes {
            let _ = writeln!(out, "{}", escape_control(&note, true));
        }
    }
}

/// The calls, outermost first. A lone line typed at the prompt needs no more than itself.
fn write_levels(levels: &[Level], alone: bool, out: &mut String) {
    if let ([level], true) = (levels, alone) {
        let one_line = !level.source.text.trim_end().contains('\n');
        if !(one_line && level.source.name.starts_with('<')) {
            let _ = writeln!(out, "  {}", place(level));
        }
        out.push_str(&excerpt(&level.source, level.span));
        return;
    }
    if !levels.is_empty() {
        out.push_str("Traceback (most recent call last):\n");
    }
    let mut repeated = 0;
    let mut last: Option<&Level> = None;
    let middle = ENDS..levels.len().saturating_sub(ENDS);
    let skipped = middle.len();
    for (position, level) in levels.iter().rev().enumerate() {
        let same = last.is_some_and(|last| {
            last.span == level.span
                && Rc::ptr_eq(&last.source, &level.source)
                && last.function == level.function
        });
        repeated = if same { repeated + 1 } else { 0 };
        last = Some(level);
        if skipped > 0 && position == middle.start {
            let _ = writeln!(out, "  [{skipped} more calls]");
        }
        if repeated >= 3 || middle.contains(&position) {
            continue;
        }
        let _ = writeln!(out, "  {}", place(level));
        out.push_str(&excerpt(&level.source, level.span));
    }
}

fn place(level: &Level) -> String {
    let line = level.source.line(level.span);
    let name = escape_control(&level.source.name, false);
    match &level.function {
        Some(function) => format!("File \"{name}\", line {line}, in {function}"),
        None => format!("File \"{name}\", line {line}"),
    }
}

/// The line with a caret under the span.
fn excerpt(source: &Source, span: Span) -> String {
    let text = &source.text;
    let start = (span.start as usize).min(text.len());
    let line_start = text
        .get(..start)
        .and_then(|t| t.rfind('\n'))
        .map_or(0, |at| at + 1);
    let rest = text.get(line_start..).unwrap_or_default();
    let line = rest.lines().next().unwrap_or_default();
    let column = start - line_start;
    let width = (span.end as usize)
        .saturating_sub(start)
        .min(line.len().saturating_sub(column));
    let indent = line.len() - line.trim_start().len();
    let before = line.get(indent..column.max(indent)).unwrap_or_default();
    let under = line.get(column..column + width).unwrap_or_default();
    let mut out = String::new();
    let _ = writeln!(out, "    {}", escape_control(line.trim(), false));
    let _ = writeln!(
        out,
        "    {}{}",
        " ".repeat(escape_control(before, false).width()),
        "^".repeat(escape_control(under, false).width().max(1))
    );
    out
}
