//! A call whose rows are taken one by one: between them it stays open.
//!
//! Any other call first lets it read its answer to the end, so that the session is in step; if
//! nobody waits for its rows any more, they are thrown away.

use super::Client;

/// A call that is under way between two calls.
pub(crate) trait Unfinished: Send {
    /// Reads one response; false at the end. Errors go to whoever takes the rows.
    fn step(&mut self, client: &mut Client) -> bool;

    /// Whether somebody still waits for its rows.
    fn is_wanted(&self) -> bool;

    /// What tells this call from others.
    fn mark(&self) -> usize;

    /// Gives up the tags whose answers are still due.
    fn due(&mut self) -> Vec<String>;
}

impl Client {
    /// Leaves a call open; there must be no other one.
    pub(crate) fn leave_open(&mut self, call: Box<dyn Unfinished>) {
        self.abandon_open();
        self.open = Some(call);
    }

    /// Lets the open call with this mark read one response; false if it is not open any more.
    pub(crate) fn step_open(&mut self, mark: usize) -> bool {
        match self.open.take() {
            Some(mut call) if call.mark() == mark => {
                if call.step(self) {
                    self.open = Some(call);
                }
                true
            }
            other => {
                self.open = other;
                false
            }
        }
    }

    /// Reads the answer of the open call to its end, for those who wait for its rows.
    pub(super) fn finish_open(&mut self) {
        let Some(mut call) = self.open.take() else {
            return;
        };
        while call.is_wanted() {
            if !call.step(self) {
                return;
            }
        }
        self.outstanding.extend(call.due());
    }

    /// Nobody gets the rows that the open call has not read yet.
    pub(crate) fn abandon_open(&mut self) {
        if let Some(mut call) = self.open.take() {
            self.outstanding.extend(call.due());
        }
    }
}
