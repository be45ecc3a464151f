//! A word to whoever waits, where what is waited for may never come.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// How long a server may take to say its first word before the user is told what is waited for.
pub(crate) const FIRST_WORD: Duration = Duration::from_secs(10);

/// Tells so once that time has passed, unless what comes back is dropped before.
pub(crate) fn tell_after(patience: Duration, tell: impl FnOnce() + Send + 'static) -> Sender<()> {
    let (waiting, over) = channel();
    std::thread::spawn(move || {
        if over.recv_timeout(patience) == Err(RecvTimeoutError::Timeout) {
            tell();
        }
    });
    waiting
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_told_once_and_only_while_somebody_waits() {
        let (told, hears) = channel();
        let waiting = tell_after(Duration::ZERO, move || told.send("late").unwrap());
        assert_eq!(hears.recv(), Ok("late"));
        assert!(hears.recv().is_err());
        drop(waiting);
        let (told, hears) = channel();
        drop(tell_after(Duration::from_secs(3600), move || {
            told.send("late").unwrap()
        }));
        assert!(hears.recv().is_err());
    }
}
