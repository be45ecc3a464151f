//! Ctrl-Z at the prompt: the program stops, and goes on with the same line.
//!
//! rustyline's own way sends the signal to the whole process and goes on editing before all of its
//! threads have stopped; then the terminal is in the wrong mode when the program comes back.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustyline::history::History;
use rustyline::{
    Cmd, ConditionalEventHandler, Editor, Event, EventContext, EventHandler, Helper, KeyEvent,
    RepeatCount,
};

/// The line that was being typed when Ctrl-Z was pressed: before and behind the cursor.
type Typed = (String, String);

/// Whether Ctrl-Z was pressed, and at what.
#[derive(Clone, Default)]
pub(crate) struct Suspension(Arc<Mutex<Option<Typed>>>);

impl Suspension {
    /// From now on Ctrl-Z ends the reading of a line as Enter does, so that nothing typed behind it
    /// is lost; [`Suspension::suspended`] tells the difference.
    pub(crate) fn bind<H: Helper, I: History>(&self, editor: &mut Editor<H, I>) {
        let handler = EventHandler::Conditional(Box::new(self.clone()));
        editor.bind_sequence(KeyEvent::ctrl('Z'), handler);
    }

    /// If the line ended by Ctrl-Z: stops until the user wants the program back, and gives back
    /// what was being typed.
    pub(crate) fn suspended(&self) -> Option<Typed> {
        let typed = self.typed().take()?;
        // To this thread, which stops before the call returns, and with it the whole program.
        #[cfg(unix)]
        let _ = signal_hook::low_level::raise(signal_hook::consts::SIGTSTP);
        Some(typed)
    }

    fn typed(&self) -> MutexGuard<'_, Option<Typed>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ConditionalEventHandler for Suspension {
    fn handle(
        &self,
        _: &Event,
        _: RepeatCount,
        _: bool,
        context: &EventContext<'_>,
    ) -> Option<Cmd> {
        let (before, behind) = context.line().split_at_checked(context.pos())?;
        *self.typed() = Some((before.to_owned(), behind.to_owned()));
        Some(Cmd::AcceptLine)
    }
}
