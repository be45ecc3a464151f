//! A connection in memory.

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::link::TICK;

/// How many octets may wait to be read.
const CAPACITY: usize = 1 << 20;

#[derive(Debug, Default)]
struct Queue {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    octets: VecDeque<u8>,
    closed: bool,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits no longer than a tick while `blocked`.
    fn wait(&self, blocked: impl Fn(&State) -> bool) -> MutexGuard<'_, State> {
        let state = self.lock();
        if !blocked(&state) {
            return state;
        }
        match self.changed.wait_timeout(state, TICK) {
            Ok((state, _)) => state,
            Err(poisoned) => poisoned.into_inner().0,
        }
    }

    fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }
}

/// One end of a connection in memory, as [`Sandbox::pipe`](super::Sandbox::pipe) gives it. Dropping
/// it closes the connection.
///
/// Reading and writing give up after a tick with `WouldBlock`, as a socket with a time-out does.
#[derive(Debug)]
pub struct Pipe {
    input: Arc<Queue>,
    output: Arc<Queue>,
}

/// The two ends of a connection.
pub(super) fn pair() -> (Pipe, Pipe) {
    let (there, back) = (Arc::<Queue>::default(), Arc::<Queue>::default());
    let near = Pipe {
        input: back.clone(),
        output: there.clone(),
    };
    let far = Pipe {
        input: there,
        output: back,
    };
    (near, far)
}

impl Read for Pipe {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut state = self
            .input
            .wait(|state| state.octets.is_empty() && !state.closed);
        if state.octets.is_empty() {
            return match state.closed {
                true => Ok(0),
                false => Err(io::ErrorKind::WouldBlock.into()),
            };
        }
        let count = state.octets.read(buffer)?;
        drop(state);
        self.input.changed.notify_all();
        Ok(count)
    }
}

impl Write for Pipe {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        let mut state = self
            .output
            .wait(|state| state.octets.len() >= CAPACITY && !state.closed);
        if state.closed {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        let room = CAPACITY
            .saturating_sub(state.octets.len())
            .min(octets.len());
        if room == 0 && !octets.is_empty() {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        state.octets.extend(octets.iter().take(room));
        drop(state);
        self.output.changed.notify_all();
        Ok(room)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        self.input.close();
        self.output.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octets_go_both_ways_until_one_end_is_gone() {
        let (mut near, mut far) = pair();
        near.write_all(b"ping").unwrap();
        let mut buffer = [0; 10];
        assert_eq!(far.read(&mut buffer).unwrap(), 4);
        far.write_all(b"pong").unwrap();
        drop(far);
        assert_eq!(near.read(&mut buffer).unwrap(), 4);
        assert_eq!(near.read(&mut buffer).unwrap(), 0);
        assert!(near.write(b"x").is_err());
    }
}
