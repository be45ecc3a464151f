//! Searches that may take long run on a thread of their own: the engine cannot be stopped, but
//! waiting for it can.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use fancy_regex::{Error, Regex};

use crate::lang::Interpreter;
use crate::lang::raise::R;

use super::pattern::{Spans, spans, wrong};

/// How long is waited between two looks at whether the user wants it stopped.
const PAUSE: Duration = Duration::from_millis(20);

/// What is to be found: a pattern, in a text up to an end, from a place on.
pub(super) struct Job {
    pub(super) regex: Arc<Regex>,
    pub(super) text: Arc<str>,
    pub(super) end: usize,
    pub(super) from: usize,
}

type Outcome = Result<Option<Spans>, Box<Error>>;

struct Worker {
    jobs: Sender<Job>,
    outcomes: Receiver<Outcome>,
}

thread_local! {
    /// It waits for the next job, as there may be many. One that was given up ends with its job.
    static WORKER: RefCell<Option<Worker>> = const { RefCell::new(None) };
}

impl Worker {
    fn start() -> std::io::Result<Self> {
        let (jobs, todo) = channel::<Job>();
        let (done, outcomes) = channel();
        let work = move || {
            for job in todo {
                let text = job.text.get(..job.end).unwrap_or_default();
                if done.send(spans(&job.regex, text, job.from)).is_err() {
                    return;
                }
            }
        };
        thread::Builder::new().name("re".to_owned()).spawn(work)?;
        Ok(Self { jobs, outcomes })
    }
}

/// Does a job, until the user wants it stopped.
pub(super) fn run(interpreter: &Interpreter, job: Job) -> R<Option<Spans>> {
    let failed = |error: std::io::Error| wrong(format!("the search cannot run: {error}"));
    let idle = WORKER.take();
    let worker = idle.map_or_else(Worker::start, Ok).map_err(failed)?;
    let gone = || wrong("the search has failed");
    worker.jobs.send(job).map_err(|_| gone())?;
    let outcome = loop {
        match worker.outcomes.recv_timeout(PAUSE) {
            Ok(outcome) => break outcome,
            Err(RecvTimeoutError::Timeout) => interpreter.tick()?,
            Err(RecvTimeoutError::Disconnected) => return Err(gone()),
        }
    };
    WORKER.set(Some(worker));
    outcome.map_err(|error| super::pattern::failed(&error))
}
