//! The line editor: input of one or several lines with history, completion, hints and colours.
//!
//! Lines typed ahead are not lost: what the terminal has read beyond an Enter stays in the
//! editor's buffer (rustyline's feature `buffer-redux`), what it has not read yet in the kernel's,
//! and each prompt goes on there.

mod assist;
mod complete;
mod hint;
mod keys;
mod known;
mod own;
mod paint;
mod past;
mod place;
mod scan;
mod text;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use rustyline::error::ReadlineError;
use rustyline::{Config, Editor as Line};

use crate::ask;
use crate::history::Entry;
use crate::suspend::Suspension;
use crate::times::Keyboard;
use assist::Assist;
pub(crate) use assist::columns;
use keys::{Cancelled, Pasted};
pub(crate) use known::Live;
use past::Past;
pub(crate) use text::{begins_transcript, dedented, without_prompt};
use text::{code, pieces, unprompted};

/// What is said of a byte that is no text.
const BAD_BYTE: &[u8] =
    b"-- a byte that is not UTF-8 was left out, and perhaps what came in one piece with it\n";

/// What was typed.
pub(crate) enum Input {
    /// A whole piece of code, or a line for the shell itself.
    Text(String),
    /// Ctrl-C: start again.
    Cancelled,
    /// Ctrl-D: leave.
    End,
    /// A paste that is not UTF-8; none of it was taken.
    Unreadable,
}

/// The editor of the prompt.
pub(crate) struct Editor {
    line: Line<Assist, Past>,
    config: Config,
    known: Rc<Live>,
    coloured: bool,
    keyboard: Keyboard,
    pasted: Pasted,
    cancelled: Cancelled,
    seen: Rc<RefCell<(String, String)>>,
    prompt: Rc<Cell<usize>>,
    /// What was pasted at once and is still to be run.
    waiting: VecDeque<String>,
    /// What the next line begins with, before and behind the cursor.
    begun: (String, String),
    suspension: Suspension,
}

impl Editor {
    /// An editor that remembers `entries` and completes what is `known`.
    pub(crate) fn new(
        entries: &[Entry],
        coloured: bool,
        known: Rc<Live>,
        keyboard: Keyboard,
    ) -> rustyline::Result<Self> {
        // The highlighter is always asked, as it also keeps control characters from the screen;
        // without colour it adds none.
        let config = Config::builder()
            .auto_add_history(false)
            .completion_type(rustyline::CompletionType::List)
            .completion_show_all_if_ambiguous(true)
            .color_mode(rustyline::ColorMode::Forced)
            .build();
        let mut past = Past::default();
        entries.iter().for_each(|entry| past.remember(entry));
        let (pasted, seen, prompt) = Default::default();
        let mut editor = Self {
            line: Line::with_history(config.clone(), past)?,
            config,
            known,
            coloured,
            keyboard,
            pasted,
            cancelled: Cancelled::default(),
            seen,
            prompt,
            waiting: VecDeque::new(),
            begun: Default::default(),
            suspension: Suspension::default(),
        };
        editor.furnish();
        Ok(editor)
    }

    fn furnish(&mut self) {
        self.line.set_helper(Some(Assist {
            known: self.known.clone(),
            coloured: self.coloured,
            keyboard: self.keyboard.clone(),
            pasted: self.pasted.clone(),
            seen: self.seen.clone(),
            prompt: self.prompt.clone(),
            cursor: Cell::new(None),
        }));
        keys::bind(&mut self.line, &self.pasted, &self.cancelled);
        self.suspension.bind(&mut self.line);
    }

    /// What prints above the line that is being typed, if the terminal lets it. It serves until
    /// [`Editor::forget_typed`].
    pub(crate) fn printer(&mut self) -> Option<impl rustyline::ExternalPrinter + Send + 'static> {
        self.line.create_external_printer().ok()
    }

    /// Remembers an entry for this session.
    pub(crate) fn remember(&mut self, entry: &Entry) {
        self.line.history_mut().remember(entry);
    }

    /// Gives up what was typed ahead, because the user has stopped what ran.
    pub(crate) fn forget_typed(&mut self) {
        self.waiting.clear();
        // The buffer of the terminal's input cannot be reached; it goes with its editor.
        let past = std::mem::take(self.line.history_mut());
        if let Ok(line) = Line::with_history(self.config.clone(), past) {
            self.line = line;
            self.furnish();
        }
    }

    /// Reads until the input is complete: a statement, a block with the blank line that ends it.
    pub(crate) fn read(&mut self, prompt: &str) -> Input {
        if let Some(piece) = self.waiting.pop_front() {
            return Input::Text(piece);
        }
        self.pasted.set(false);
        self.prompt.set(prompt.chars().count());
        let mut initial = std::mem::take(&mut self.begun);
        loop {
            *self.seen.borrow_mut() = initial.clone();
            match self
                .line
                .readline_with_initial(prompt, (&initial.0, &initial.1))
            {
                Ok(line) => {
                    if self.cancelled.take() {
                        return Input::Cancelled;
                    }
                    if let Some(typed) = self.suspension.suspended() {
                        initial = typed;
                        continue;
                    }
                    self.waiting = pieces(&unprompted(&code(&line))).into();
                    return Input::Text(self.waiting.pop_front().unwrap_or_default());
                }
                Err(ReadlineError::Interrupted) => return Input::Cancelled,
                // Bytes that are not UTF-8 are left out; the line is not lost, but what the editor
                // has read behind such a byte is.
                Err(ReadlineError::Io(error))
                    if error.kind() == std::io::ErrorKind::InvalidData =>
                {
                    initial = self.seen.borrow().clone();
                    // But a paste is lost up to there, and what comes behind makes no sense alone.
                    if self.pasted.is_under_way() {
                        self.pasted.set(false);
                        self.forget_typed();
                        ask::drop_paste();
                        self.begun = initial;
                        return Input::Unreadable;
                    }
                    let mut err = std::io::stderr();
                    let _ = std::io::Write::write_all(&mut err, BAD_BYTE);
                }
                Err(_) => return Input::End,
            }
        }
    }
}
