//! Searches that may take long run on a thread of their own: the engine cannot be stopped, but
//! waiting for it can.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::thread;
use std::time::Duration;

use fancy_regex::{Error, Regex};

use crate::lang::Interpreter;
use crate::lang::raise::R;

use super::pattern::{At, Spans, next_match, wrong};

/// How long is waited between two looks at whether the user wants it stopped.
const PAUSE: Duration = Duration::from_millis(20);
/// How many matches the worker may be ahead.
const AHEAD: usize = 256;

/// What is to be found: matches of a pattern, in a text up to an end, from a place on.
pub(super) struct Job {
    pub(super) regex: Arc<Regex>,
    /// The pattern for more than nothing, after a match of nothing.
    pub(super) not_empty: Option<Arc<Regex>>,
    pub(super) text: Arc<str>,
    pub(super) end: usize,
    pub(super) at: At,
    /// Whether one match is all that is wanted.
    pub(super) once: bool,
}

type Outcome = Result<Option<Spans>, Box<Error>>;

/// A thread that waits for the next job, as there may be many.
struct Worker(Sender<(Job, SyncSender<Outcome>)>);

thread_local! {
    static IDLE: RefCell<Option<Worker>> = const { RefCell::new(None) };
}

impl Worker {
    fn start() -> std::io::Result<Self> {
        let (jobs, todo) = channel();
        let work = move || {
            for (job, found) in todo {
                work(job, &found);
            }
        };
        thread::Builder::new().name("re".to_owned()).spawn(work)?;
        Ok(Self(jobs))
    }
}

/// Does a job, until nobody wants what it finds.
fn work(mut job: Job, found: &SyncSender<Outcome>) {
    let text = job.text.get(..job.end).unwrap_or_default();
    loop {
        let outcome = next_match(&job.regex, job.not_empty.as_deref(), text, job.at);
        let last = match &outcome {
            Ok(Some(spans)) => {
                job.at = job.at.after(spans);
                job.once
            }
            _ => true,
        };
        if found.send(outcome).is_err() || last {
            return;
        }
    }
}

/// What a worker finds, one match after the other. If it is dropped before the end the worker
/// ends with the match that it is at.
pub(super) struct Stream {
    worker: Option<Worker>,
    found: Receiver<Outcome>,
    once: bool,
}

impl Stream {
    pub(super) fn start(job: Job) -> R<Self> {
        let failed = |error: std::io::Error| wrong(format!("the search cannot run: {error}"));
        let worker = IDLE.take().map_or_else(Worker::start, Ok).map_err(failed)?;
        let once = job.once;
        let (sender, found) = sync_channel(AHEAD);
        let sent = worker.0.send((job, sender));
        sent.map_err(|_| wrong("the search has failed"))?;
        Ok(Self {
            worker: Some(worker),
            found,
            once,
        })
    }

    /// The next match, unless the user wants it stopped before.
    pub(super) fn next(&mut self, interpreter: &Interpreter) -> R<Option<Spans>> {
        let outcome = loop {
            match self.found.recv_timeout(PAUSE) {
                Ok(outcome) => break outcome,
                Err(RecvTimeoutError::Timeout) => interpreter.tick()?,
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
            }
        };
        if self.once || !matches!(outcome, Ok(Some(_))) {
            IDLE.set(self.worker.take());
        }
        outcome.map_err(|error| super::pattern::failed(&error))
    }
}
