//! Rows that are taken one by one, while they arrive.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use super::assemble::Rows;
use super::row::FetchRow;
use super::{Asked, SPOOL};
use crate::client::{Client, Pipeline, Unfinished};
use crate::error::{Error, ErrorKind, Result};
use crate::wire::line::Command;

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
    pipeline: Pipeline<std::vec::IntoIter<Command>>,
    rows: Rows,
    arrived: Weak<Mutex<Arrived>>,
}

fn lock(arrived: &Mutex<Arrived>) -> MutexGuard<'_, Arrived> {
    arrived.lock().unwrap_or_else(PoisonError::into_inner)
}

impl FetchIter {
    pub(super) fn open(client: &mut Client, asked: Option<Asked>) -> Self {
        let arrived = Arc::new(Mutex::new(Arrived::default()));
        match asked {
            Some(asked) => {
                let rows = Rows::new(client, asked.selection, asked.flags_only);
                client.leave_open(Box::new(Open {
                    pipeline: Pipeline::new(asked.commands),
                    rows,
                    arrived: Arc::downgrade(&arrived),
                }));
            }
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
        let rows = &mut self.rows;
        let mut keep = |_: &mut Client, row| {
            lock(&arrived).rows.push_back(row);
            Ok(())
        };
        client.set_spool(Some(SPOOL));
        let stepped = self.pipeline.step(
            client,
            &mut |client, response| rows.take(client, response, &mut keep),
            &mut |_, _| {},
        );
        client.set_spool(None);
        let finished = match &stepped {
            Ok(true) => return true,
            Err(error) if error.ends_session() => Ok(()),
            _ => rows.finish(client, &mut keep),
        };
        let mut arrived = lock(&arrived);
        arrived.failed = stepped.map(drop).and(finished).err();
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
        self.pipeline.due()
    }
}
