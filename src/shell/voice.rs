//! Messages on standard error, also while somebody is typing: then they go above the line that is
//! being typed, whole and without breaking it.

use std::io::{self, Write};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustyline::ExternalPrinter;

/// Says whole lines, from any thread.
#[derive(Clone, Default)]
pub(crate) struct Voice(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// Whoever prints above the line that is being typed.
    crier: Option<Sender<String>>,
    /// Somebody is typing.
    typing: bool,
}

impl Voice {
    /// From now on lines go through `printer` while somebody types.
    ///
    /// The printer may block until the editor reads again, so it has a thread of its own that
    /// nobody waits for.
    pub(crate) fn print_by(&self, mut printer: impl ExternalPrinter + Send + 'static) {
        let (crier, lines) = channel::<String>();
        std::thread::spawn(move || {
            for line in lines {
                if printer.print(line).is_err() {
                    return;
                }
            }
        });
        self.state().crier = Some(crier);
    }

    /// Whether somebody is typing from now on.
    pub(crate) fn set_typing(&self, typing: bool) {
        self.state().typing = typing;
    }

    /// Says one line. It must hold no control characters.
    pub(crate) fn line(&self, text: &str) {
        let line = format!("{text}\n");
        let state = self.state();
        match (&state.crier, state.typing) {
            (Some(crier), true) if crier.send(line.clone()).is_ok() => {}
            _ => {
                let _ = io::stderr().write_all(line.as_bytes());
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whole lines that are written here are said.
impl Write for Voice {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        self.line(text.strip_suffix('\n').unwrap_or(&text));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
