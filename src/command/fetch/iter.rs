//! Rows that are taken one by one, while they arrive.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use super::SPOOL;
use super::row::FetchRow;
use super::run::Run;
use crate::client::{Client, Unfinished};
use crate::error::{Error, ErrorKind, Result};

/// The rows of [`Client::fetch_iter`], one at a time.
#[derive(Debug)]
pub struct FetchIter(Arc<Mutex<Arrived>>);

/// What was read and not taken yet.
#[derive(Debug, Default)]
struct Arrived {
    rows: VecDeque<FetchRow>,
    failed: Option<Error>,
    ended: bool,
}

/// The call, as the client keeps it open.
struct Open {
    run: Run,
    arrived: Weak<Mutex<Arrived>>,
}

fn lock(arrived: &Mutex<Arrived>) -> MutexGuard<'_, Arrived> {
    arrived.lock().unwrap_or_else(PoisonError::into_inner)
}

impl FetchIter {
    pub(super) fn open(client: &mut Client, run: Option<Run>) -> Self {
        let arrived = Arc::new(Mutex::new(Arrived::default()));
        match run {
            Some(run) => client.leave_open(Box::new(Open {
                run,
                arrived: Arc::downgrade(&arrived),
            })),
            None => lock(&arrived).ended = true,
        }
        Self(arrived)
    }

    /// The next row, read from the server if none has arrived yet. `client` is the one whose
    /// rows these are.
    pub fn next(&mut self, client: &mut Client) -> Result<Option<FetchRow>> {
        let mark = Arc::as_ptr(&self.0) as usize;
        loop {
            let mut arrived = lock(&self.0);
            if let Some(row) = arrived.rows.pop_front() {
                return Ok(Some(row));
            }
            if let Some(error) = arrived.failed.take() {
                return Err(error.in_call("fetch_iter"));
            }
            if arrived.ended {
                return Ok(None);
            }
            drop(arrived);
            if !client.step_open(mark) {
                lock(&self.0).ended = true;
                return Err(Error::new(
                    ErrorKind::IllegalState,
                    "the rest of these rows was given up when the session went on without them",
                )
                .in_call("fetch_iter"));
            }
        }
    }
}

impl Unfinished for Open {
    fn step(&mut self, client: &mut Client) -> bool {
        let Some(arrived) = self.arrived.upgrade() else {
            return false;
        };
        let mut keep = |_: &mut Client, row: FetchRow| {
            lock(&arrived).rows.push_back(row);
            Ok(())
        };
        client.set_spool(Some(SPOOL));
        let stepped = self.run.step(client, &mut keep);
        client.set_spool(None);
        if matches!(stepped, Ok(true)) {
            return true;
        }
        let mut arrived = lock(&arrived);
        arrived.failed = stepped.err();
        arrived.ended = true;
        false
    }

    fn is_wanted(&self) -> bool {
        self.arrived.strong_count() > 0
    }

    fn mark(&self) -> usize {
        Weak::as_ptr(&self.arrived) as usize
    }

    fn due(&mut self) -> Vec<String> {
        self.run.due()
    }
}
