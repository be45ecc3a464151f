//! Who sees the wire: the trace (`--trace`, `:trace`) and the recorder (`:record`), for all
//! connections of this process, at any time.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use imapclient::transport::{Trace, WriterTrace};

use crate::cli::Output;
use crate::print::Printer;
use crate::record::Recording;

/// What all taps of this process have in common.
#[derive(Clone, Default)]
pub(crate) struct Wire(Arc<Shared>);

#[derive(Default)]
struct Shared {
    /// Whether anybody looks, so that nobody looking costs nothing.
    open: AtomicBool,
    viewers: Mutex<Viewers>,
}

#[derive(Default)]
struct Viewers {
    trace: Option<WriterTrace<Box<dyn Write + Send>>>,
    recording: Option<Recording>,
}

impl Wire {
    /// Shows the wire in `writer` from now on; `None` ends that.
    pub(crate) fn show_in(&self, writer: Option<Box<dyn Write + Send>>) {
        let mut viewers = self.viewers();
        viewers.trace = writer.map(WriterTrace::new);
        self.look(&viewers);
    }

    /// Whether a trace is shown.
    pub(crate) fn is_shown(&self) -> bool {
        self.viewers().trace.is_some()
    }

    /// Begins to record; what was being recorded comes back.
    pub(crate) fn record(&self, recording: Option<Recording>) -> Option<Recording> {
        let mut viewers = self.viewers();
        let old = std::mem::replace(&mut viewers.recording, recording);
        self.look(&viewers);
        old
    }

    /// Does something with the recording under way.
    pub(crate) fn recording<T>(&self, with: impl FnOnce(&mut Recording) -> T) -> Option<T> {
        self.viewers().recording.as_mut().map(with)
    }

    /// Whether something is being recorded.
    pub(crate) fn is_recording(&self) -> bool {
        self.viewers().recording.is_some()
    }

    /// What was shown goes into the recording as well, if there is one.
    pub(crate) fn copy(&self, show: impl FnOnce(&mut Printer<Vec<u8>>)) {
        if self.is_recording() {
            let mut copy = Printer::new(Vec::new(), Output::Jsonl, false, false);
            show(&mut copy);
            let text = copy.into_text();
            self.recording(|recording| recording.printed(&text));
        }
    }

    /// What one connection is traced by.
    pub(crate) fn tap(&self) -> Box<dyn Trace> {
        Box::new(Tap(self.clone()))
    }

    fn look(&self, viewers: &Viewers) {
        let open = viewers.trace.is_some() || viewers.recording.is_some();
        self.0.open.store(open, Ordering::SeqCst);
    }

    fn viewers(&self) -> MutexGuard<'_, Viewers> {
        self.0
            .viewers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// What the trace and the recording do, if there are any.
    fn each(&self, trace: impl FnOnce(&mut dyn Trace), record: impl FnOnce(&mut Recording)) {
        if !self.0.open.load(Ordering::Relaxed) {
            return;
        }
        let mut viewers = self.viewers();
        if let Some(writer) = &mut viewers.trace {
            trace(writer);
        }
        if let Some(recording) = &mut viewers.recording {
            record(recording);
        }
    }
}

struct Tap(Wire);

impl Trace for Tap {
    fn sent(&mut self, masked: &[u8]) {
        self.0.each(
            |trace| trace.sent(masked),
            |recording| recording.sent(masked),
        );
    }

    fn received(&mut self, bytes: &[u8]) {
        self.0.each(
            |trace| trace.received(bytes),
            |recording| recording.received(bytes),
        );
    }

    fn note(&mut self, text: &str) {
        self.0.each(|trace| trace.note(text), |_| {});
    }

    /// A recording without the octets of a literal could not be played.
    fn wants_all(&self) -> bool {
        self.0.is_recording()
    }
}
