//! When the shell does something by itself: all its intervals, and the clock of the keyboard that
//! they are counted from.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::env::Env;

/// The intervals. Tests shorten them by the environment, so that they wait for events and never for
/// the time to pass; these variables are no part of what is promised to users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Times {
    /// After so long without a key at the prompt the server is asked to tell of changes.
    pub(crate) idle_after: Duration,
    /// So long may such an IDLE last before it is renewed; servers end one of half an hour.
    pub(crate) idle_for: Duration,
    /// After so long without a word a server without IDLE is asked for news.
    pub(crate) noop_after: Duration,
    /// So long may an IDLE of `:idle` last: somebody is waiting, so a dead line is to be noticed.
    pub(crate) watch_for: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            idle_after: Duration::from_secs(30),
            idle_for: Duration::from_secs(25 * 60),
            noop_after: Duration::from_secs(5 * 60),
            watch_for: Duration::from_secs(4 * 60),
        }
    }
}

impl Times {
    /// The usual ones, but for what the environment says.
    pub(crate) fn new(env: &Env) -> Self {
        let time = |name: &str, usual: Duration| {
            let text = env.text(name).ok().flatten();
            let seconds = text.and_then(|text| text.parse().ok());
            let time = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
            time.unwrap_or(usual)
        };
        let usual = Self::default();
        Self {
            idle_after: time("IMAPCLIENT_INTERACT_IDLE_AFTER", usual.idle_after),
            idle_for: time("IMAPCLIENT_INTERACT_IDLE_FOR", usual.idle_for),
            noop_after: time("IMAPCLIENT_INTERACT_NOOP_AFTER", usual.noop_after),
            watch_for: time("IMAPCLIENT_INTERACT_WATCH_FOR", usual.watch_for),
        }
    }

    /// When something is to be done for a connection in this state.
    pub(crate) fn due(&self, attention: Attention) -> Instant {
        match attention {
            Attention::Idle { since } => since + self.idle_for,
            Attention::CanIdle { pressed } => pressed + self.idle_after,
            Attention::Deaf { heard } => heard + self.noop_after,
        }
    }
}

/// How a connection hears of changes while somebody sits at the prompt.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Attention {
    /// The server tells of them, in an IDLE begun then.
    Idle { since: Instant },
    /// The server can be asked to tell; a key was pressed last then.
    CanIdle { pressed: Instant },
    /// It has to be asked for them; it said something last then.
    Deaf { heard: Instant },
}

/// When a key was pressed last at the prompt.
#[derive(Clone)]
pub(crate) struct Keyboard(Arc<Mutex<Instant>>);

impl Default for Keyboard {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Instant::now())))
    }
}

impl Keyboard {
    /// A key was pressed, or the prompt has just come.
    pub(crate) fn touch(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// When that was.
    pub(crate) fn pressed(&self) -> Instant {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_times_and_those_of_tests() {
        let usual = Times::new(&Env::default());
        assert_eq!(usual.idle_after.as_secs(), 30);
        assert_eq!(usual.idle_for.as_secs(), 25 * 60);
        assert_eq!(usual.noop_after.as_secs(), 5 * 60);
        assert_eq!(usual.watch_for.as_secs(), 4 * 60);
        let short = Times::new(&Env::from([
            ("IMAPCLIENT_INTERACT_IDLE_AFTER", "0.25"),
            ("IMAPCLIENT_INTERACT_IDLE_FOR", "-1"),
            ("IMAPCLIENT_INTERACT_NOOP_AFTER", "soon"),
        ]));
        let expected = Times {
            idle_after: Duration::from_millis(250),
            ..usual
        };
        assert_eq!(short, expected);
    }

    #[test]
    fn idle_counts_from_the_last_key() {
        let (times, start) = (Times::default(), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        // The prompt came at 0; keys at 20 and 45 put the IDLE off.
        for (pressed, due) in [(0, 30), (20, 50), (45, 75)] {
            let attention = Attention::CanIdle {
                pressed: at(pressed),
            };
            assert_eq!(times.due(attention), at(due));
        }
        assert_eq!(times.due(Attention::Idle { since: at(75) }), at(75 + 1500));
        assert_eq!(times.due(Attention::Deaf { heard: at(10) }), at(310));
    }

    #[test]
    fn a_key_moves_the_clock() {
        let keyboard = Keyboard::default();
        let (seen, before) = (keyboard.clone(), keyboard.pressed());
        while Instant::now() == before {}
        keyboard.touch();
        assert!(seen.pressed() > before);
    }
}
