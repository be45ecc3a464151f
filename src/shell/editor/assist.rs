//! What the line editor asks of us while keys are pressed.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use rustyline::completion::{Completer, Pair};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Helper};

use super::complete::{Known, complete};
use super::hint::{Hint, hint};
use super::keys::Pasted;
use super::paint::{GREY, paint};
use super::text::{code, wants_more};
use crate::prompt::PRODUCTION;
use crate::times::Keyboard;

/// No list is longer; the editor counts its entries in 16 bits.
const LONGEST: usize = 5000;

/// The helper of the editor.
pub(super) struct Assist {
    pub(super) known: Rc<dyn Known>,
    pub(super) coloured: bool,
    /// Hears of each key.
    pub(super) keyboard: Keyboard,
    pub(super) pasted: Pasted,
    /// The line as last seen, before and behind the cursor, so that it is not lost when a byte that is no text comes.
    pub(super) seen: Rc<RefCell<(String, String)>>,
    /// How many columns the prompt takes.
    pub(super) prompt: Rc<Cell<usize>>,
    /// Where the cursor was when the line was last changed, while brackets are to be shown.
    pub(super) cursor: Cell<Option<usize>>,
}

impl Helper for Assist {}

impl Completer for Assist {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        position: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let before = code(line.get(..position).unwrap_or_default());
        let after = line.get(position..).unwrap_or_default();
        let (start, offers) = complete(&before, after, &*self.known);
        // Only what stands before the cursor's word can hold continuation marks.
        let start = position.saturating_sub(before.len().saturating_sub(start));
        let pairs = offers.into_iter().take(LONGEST).map(|offer| Pair {
            display: offer.shown,
            replacement: offer.typed,
        });
        Ok((start, pairs.collect()))
    }
}

impl Hinter for Assist {
    type Hint = Hint;

    fn hint(&self, line: &str, position: usize, context: &Context<'_>) -> Option<Hint> {
        if position < line.len() {
            return None;
        }
        let columns = columns();
        let last = line.rsplit('\n').next().unwrap_or_default().chars().count();
        let before = if line.contains('\n') {
            2
        } else {
            self.prompt.get()
        };
        let room = columns.saturating_sub((before + last) % columns.max(1) + 1);
        hint(line, context.history(), &*self.known, room, self.coloured)
    }
}

/// The width of the terminal.
pub(crate) fn columns() -> usize {
    terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0).max(1))
}

impl Highlighter for Assist {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        Cow::Owned(paint(line, self.cursor.get(), self.coloured))
    }

    fn highlight_prompt<'b, 's: 'b, 'p: 'b>(&'s self, prompt: &'p str, _: bool) -> Cow<'b, str> {
        match prompt.strip_prefix(PRODUCTION) {
            Some(rest) if self.coloured => {
                Cow::Owned(format!("\x1b[1;31m{PRODUCTION}\x1b[0m{rest}"))
            }
            _ => Cow::Borrowed(prompt),
        }
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        match self.coloured {
            true => Cow::Owned(format!("{GREY}{hint}\x1b[0m")),
            false => Cow::Borrowed(hint),
        }
    }

    fn highlight_char(&self, line: &str, position: usize, kind: CmdKind) -> bool {
        if let Some((before, behind)) = line.split_at_checked(position) {
            *self.seen.borrow_mut() = (before.to_owned(), behind.to_owned());
        }
        self.keyboard.touch();
        self.pasted.arrived();
        let cursor = (kind != CmdKind::ForcedRefresh).then_some(position);
        self.cursor.set(cursor);
        true
    }
}

impl Validator for Assist {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        Ok(
            match wants_more(&code(context.input()), self.pasted.get()) {
                true => ValidationResult::Incomplete,
                false => ValidationResult::Valid(None),
            },
        )
    }
}
