//! Keys that do something of our own: Enter, Tab, Backspace and Home in an input of several lines,
//! the beginning of a paste, and Ctrl-C.
//!
//! Ctrl-C ends a line as Enter does: an error would cost what was typed behind it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustyline::history::History;
use rustyline::{
    CharSearch, Cmd, ConditionalEventHandler, Editor, Event, EventContext, EventHandler, Helper,
    KeyCode, KeyEvent, Modifiers, Movement, RepeatCount,
};

use super::text::{MARK, code, wants_more};

/// What Tab inserts where a line has nothing but its indentation.
const INDENT: &str = "    ";

/// Whether something was pasted into the line that is being edited.
#[derive(Clone, Default)]
pub(super) struct Pasted {
    any: Arc<AtomicBool>,
    /// A paste has begun, and nothing was seen of it yet.
    begun: Arc<AtomicBool>,
}

impl Pasted {
    pub(super) fn get(&self) -> bool {
        self.any.load(Ordering::Relaxed)
    }

    pub(super) fn set(&self, pasted: bool) {
        self.any.store(pasted, Ordering::Relaxed);
        self.begun.store(pasted, Ordering::Relaxed);
    }

    /// Whether a paste has begun that did not reach the line.
    pub(super) fn is_under_way(&self) -> bool {
        self.begun.load(Ordering::Relaxed)
    }

    /// The line has changed.
    pub(super) fn arrived(&self) {
        self.begun.store(false, Ordering::Relaxed);
    }
}

/// Whether the line was given up.
#[derive(Clone, Default)]
pub(super) struct Cancelled(Arc<AtomicBool>);

impl Cancelled {
    /// Whether it was; asked once.
    pub(super) fn take(&self) -> bool {
        self.0.swap(false, Ordering::Relaxed)
    }
}

enum Key {
    Cancel(Cancelled),
    Enter,
    Tab,
    Backspace,
    Home,
    Paste,
    Nul,
}

struct Handler {
    key: Key,
    pasted: Pasted,
}

/// Binds the keys.
pub(super) fn bind<H: Helper, I: History>(
    editor: &mut Editor<H, I>,
    pasted: &Pasted,
    cancelled: &Cancelled,
) {
    let keys = [
        (KeyEvent(KeyCode::Enter, Modifiers::NONE), Key::Enter),
        (KeyEvent::ctrl('J'), Key::Enter),
        (KeyEvent(KeyCode::Tab, Modifiers::NONE), Key::Tab),
        (
            KeyEvent(KeyCode::Backspace, Modifiers::NONE),
            Key::Backspace,
        ),
        (KeyEvent::ctrl('H'), Key::Backspace),
        (KeyEvent(KeyCode::Home, Modifiers::NONE), Key::Home),
        (KeyEvent::ctrl('A'), Key::Home),
        (KeyEvent::ctrl('@'), Key::Nul),
        (KeyEvent::ctrl('C'), Key::Cancel(cancelled.clone())),
        (
            KeyEvent(KeyCode::BracketedPasteStart, Modifiers::NONE),
            Key::Paste,
        ),
    ];
    for (event, key) in keys {
        let handler = Handler {
            key,
            pasted: pasted.clone(),
        };
        editor.bind_sequence(event, EventHandler::Conditional(Box::new(handler)));
    }
}

impl ConditionalEventHandler for Handler {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, context: &EventContext) -> Option<Cmd> {
        let before = context.line().get(..context.pos()).unwrap_or_default();
        // The cursor's line, where it continues an input.
        let line = before.rsplit_once('\n').map(|(_, line)| line);
        match &self.key {
            Key::Cancel(Cancelled(cancelled)) => {
                cancelled.store(true, Ordering::Relaxed);
                Some(Cmd::AcceptLine)
            }
            Key::Enter => {
                // In the middle of a block there is nothing to be typed behind it any more.
                let after = context.line().get(context.pos()..).unwrap_or_default();
                let ended = self.pasted.get() || !after.trim().is_empty();
                Some(match wants_more(&code(context.line()), ended) {
                    true => Cmd::Insert(1, format!("\n{MARK}")),
                    false => Cmd::AcceptLine,
                })
            }
            Key::Tab => {
                let line = line.unwrap_or(before);
                let line = line.strip_prefix(MARK).unwrap_or(line);
                let indents = line.chars().all(char::is_whitespace)
                    && (before.contains('\n') || !line.is_empty());
                indents.then(|| Cmd::Insert(1, INDENT.to_owned()))
            }
            Key::Backspace => {
                // The mark goes with the line end before it. (A count would be lost on the way.)
                let line_end = Movement::ViCharSearch(1, CharSearch::Backward('\n'));
                line.is_some_and(|line| line == MARK)
                    .then_some(Cmd::Kill(line_end))
            }
            Key::Home => {
                let after = line?.strip_prefix(MARK)?;
                let last = MARK.chars().next_back()?;
                let mark = Movement::ViCharSearch(1, CharSearch::BackwardAfter(last));
                Some(if after.is_empty() {
                    Cmd::Noop
                } else {
                    Cmd::Move(mark)
                })
            }
            Key::Paste => {
                self.pasted.set(true);
                None
            }
            // A Ctrl-D that was typed before the terminal gave out single keys arrives as NUL.
            Key::Nul => context.line().is_empty().then_some(Cmd::EndOfFile),
        }
    }
}
