//! While the prompt waits for a line, a thread of its own has each client: it hears what the server
//! says of its own accord, shows it, and keeps the connection alive. With the line, the client
//! comes back: one owner at a time, so nothing is shared.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use imapclient::client::{Client, State};
use imapclient::data::escape::escape_control;
use imapclient::error::{ErrorKind, Result};

use crate::connect::Common;
use crate::lang::ClientRef;
use crate::signal::{Ending, Keeping};
use crate::times::{Attention, Keyboard, Times};
use crate::voice::Voice;

/// How much of one piece of news is shown.
const SHOWN: usize = 300;
/// How much news is shown at once; the rest is counted.
const AT_ONCE: usize = 20;

/// A client that a keeper has.
pub(crate) struct Kept {
    slot: ClientRef,
    bell: Bell,
    thread: JoinHandle<Client>,
}

impl Kept {
    /// Takes the client out of its slot, if it is there and can be kept.
    ///
    /// One that is in an IDLE of the user's own stays where it is, and so does one that is over.
    pub(crate) fn take(slot: &ClientRef, label: &str, news: bool, common: &Common) -> Option<Self> {
        let bell = Bell::new().ok()?;
        let client = {
            let mut slot = slot.0.try_borrow_mut().ok()?;
            slot.take_if(|client| client.ended().is_none() && !client.is_idle())?
        };
        let mut keeper = Keeper {
            client,
            ear: bell.ear(),
            label: label.to_owned(),
            news,
            times: common.times,
            keyboard: common.keyboard.clone(),
            voice: common.voice.clone(),
            idle_since: None,
            heard: Instant::now(),
            refused_idle: false,
            received: 0,
            ending: common.ending.clone(),
        };
        let keeping = common.ending.keeper(bell.striker());
        let thread = std::thread::spawn(move || {
            let _keeping: Keeping = keeping;
            keeper.keep();
            keeper.client
        });
        Some(Self {
            slot: slot.clone(),
            bell,
            thread,
        })
    }

    /// Asks for the client; [`Kept::give_back`] waits for it.
    pub(crate) fn ring(&self) {
        self.bell.ring();
    }

    /// Waits for the client and puts it back into its slot.
    pub(crate) fn give_back(self) {
        self.bell.ring();
        if let Ok(client) = self.thread.join()
            && let Ok(mut slot) = self.slot.0.try_borrow_mut()
        {
            slot.get_or_insert(client);
        }
    }
}

struct Keeper {
    client: Client,
    ear: Ear,
    label: String,
    /// News is shown.
    news: bool,
    times: Times,
    keyboard: Keyboard,
    voice: Voice,
    idle_since: Option<Instant>,
    /// When the server said something last, or was asked.
    heard: Instant,
    /// The server did not want an IDLE; it is not asked again at this prompt.
    refused_idle: bool,
    /// How much the server had said when it was last listened to.
    received: u64,
    ending: Ending,
}

impl Keeper {
    fn keep(&mut self) {
        let ear = self.ear.clone();
        #[cfg(unix)]
        let socket = self.client.duplicate_socket();
        #[cfg(not(unix))]
        let socket = None;
        let mut result = self.client.listen(None);
        loop {
            if let Err(error) = &result {
                match error.kind() {
                    ErrorKind::Interrupted => std::thread::sleep(Duration::from_millis(50)),
                    _ if self.client.ended().is_some() => return self.tell_of_the_end(),
                    _ => self.refused_idle = true,
                }
                if !self.client.is_idle() {
                    self.idle_since = None;
                }
            }
            self.tell();
            let due = self.due();
            let wait = due.map(|due| due.saturating_duration_since(Instant::now()));
            result = match ear.wait(socket.as_ref(), wait) {
                Heard::Bell => break,
                Heard::Server => {
                    let heard = self.hear();
                    let received = self.client.traffic().received;
                    if std::mem::replace(&mut self.received, received) != received {
                        self.heard = Instant::now();
                    }
                    heard
                }
                // A key that was pressed meanwhile puts it off.
                Heard::Nothing if self.due().is_some_and(|due| due > Instant::now()) => Ok(()),
                Heard::Nothing => {
                    self.heard = Instant::now();
                    self.stay_alive()
                }
            };
        }
        if self.ending.code().is_some() {
            self.client.interrupt().clear();
            let _ = self.client.logout();
            return;
        }
        if self.idle_since.is_some() {
            // What it says at the end is news of the next prompt.
            let _ = self.client.end_idle();
        }
        self.tell();
    }

    /// When something is to be done, if ever.
    fn due(&self) -> Option<Instant> {
        if matches!(self.client.state(), State::NotAuthenticated | State::Logout) {
            return None;
        }
        Some(self.times.due(match self.idle_since {
            Some(since) => Attention::Idle { since },
            None if self.can_idle() => Attention::CanIdle {
                pressed: self.keyboard.pressed(),
            },
            None => Attention::Deaf { heard: self.heard },
        }))
    }

    fn can_idle(&self) -> bool {
        !self.refused_idle && (self.client.has_heard("IDLE") || self.client.has_heard("IMAP4REV2"))
    }

    fn hear(&mut self) -> Result<()> {
        match self.idle_since {
            Some(_) => self.client.hear_idle(Duration::ZERO),
            None => self.client.listen(Some(Duration::ZERO)),
        }
    }

    /// Enters IDLE, renews it, or says NOOP.
    fn stay_alive(&mut self) -> Result<()> {
        if self.idle_since.take().is_some() {
            self.client.end_idle()?;
        }
        if !self.can_idle() {
            return self.client.nudge();
        }
        // Some servers tell in IDLE only of what changes from then on.
        self.client.nudge()?;
        self.client.idle()?;
        self.idle_since = Some(Instant::now());
        Ok(())
    }

    /// Shows the news, if it is to be shown.
    fn tell(&mut self) {
        if !self.news {
            return;
        }
        for warning in self.client.take_warnings() {
            self.say(&warning);
        }
        if !self.client.has_news() {
            return;
        }
        let folder = match self.client.selected() {
            Some(folder) => format!("{}: ", folder.name),
            None => String::new(),
        };
        let news = self.client.take_news();
        let worth: Vec<String> = news
            .iter()
            .map(ToString::to_string)
            // Alerts are among the warnings already.
            .filter(|line| !line.contains("[ALERT]"))
            .collect();
        for line in worth.iter().take(AT_ONCE) {
            self.say(&format!("{folder}{line}"));
        }
        if let Some(more @ 1..) = worth.len().checked_sub(AT_ONCE) {
            self.say(&format!("{folder}... and {more} more"));
        }
    }

    fn tell_of_the_end(&mut self) {
        self.tell();
        let words = self.client.ended().unwrap_or_default().to_owned();
        self.say(&format!(
            "the connection is gone: {words}; the next command connects again"
        ));
    }

    fn say(&self, text: &str) {
        let mut text: String = text.chars().take(SHOWN + 1).collect();
        if text.chars().count() > SHOWN {
            text.pop();
            text.push_str("...");
        }
        let label = match self.label.as_str() {
            "" => String::new(),
            label => format!("{label} "),
        };
        self.voice.line(&format!(
            "-- {}",
            escape_control(&format!("{label}{text}"), false)
        ));
    }
}

/// What a keeper heard.
enum Heard {
    /// The client is wanted.
    Bell,
    /// Something came in.
    Server,
    /// Nothing, and the time is over.
    Nothing,
}

/// Wakes a keeper.
struct Bell {
    striker: Striker,
    ear: Ear,
}

/// Where a keeper hears the bell.
#[derive(Clone)]
struct Ear {
    rung: Arc<AtomicBool>,
    #[cfg(unix)]
    rope: Arc<std::os::unix::net::UnixStream>,
}

/// What rings a bell.
#[derive(Clone)]
pub(crate) struct Striker {
    rung: Arc<AtomicBool>,
    #[cfg(unix)]
    rope: Arc<std::os::unix::net::UnixStream>,
}

impl Striker {
    /// Rings.
    pub(crate) fn ring(&self) {
        self.rung.store(true, Ordering::SeqCst);
        #[cfg(unix)]
        let _ = io::Write::write(&mut &*self.rope, b"!");
    }
}

impl Bell {
    fn new() -> io::Result<Self> {
        let rung = Arc::<AtomicBool>::default();
        #[cfg(unix)]
        let (near, far) = std::os::unix::net::UnixStream::pair()?;
        Ok(Self {
            striker: Striker {
                rung: rung.clone(),
                #[cfg(unix)]
                rope: Arc::new(near),
            },
            ear: Ear {
                rung,
                #[cfg(unix)]
                rope: Arc::new(far),
            },
        })
    }

    fn ear(&self) -> Ear {
        self.ear.clone()
    }

    fn striker(&self) -> Striker {
        self.striker.clone()
    }

    fn ring(&self) {
        self.striker.ring();
    }
}

#[cfg(unix)]
impl Ear {
    /// Waits for the bell, the socket or the end of the time. Without a socket it does not wait
    /// long: then reading itself is what waits.
    fn wait(&self, socket: Option<&std::os::fd::OwnedFd>, time: Option<Duration>) -> Heard {
        use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
        use std::os::fd::AsFd;
        let deadline = time.map(|time| Instant::now() + time);
        loop {
            if self.rung.load(Ordering::SeqCst) {
                return Heard::Bell;
            }
            let left = deadline.map(|at| at.saturating_duration_since(Instant::now()));
            if left.is_some_and(|left| left.is_zero()) {
                return Heard::Nothing;
            }
            // A millisecond more, so that the time is over when it is said to be.
            let most = if socket.is_some() { 60_000 } else { 0 };
            let millis = left.map_or(most, |left| (left.as_millis() + 1).min(most));
            let timeout = PollTimeout::try_from(millis).unwrap_or(PollTimeout::MAX);
            let mut files = vec![PollFd::new(self.rope.as_fd(), PollFlags::POLLIN)];
            if let Some(socket) = socket {
                files.push(PollFd::new(socket.as_fd(), PollFlags::POLLIN));
            }
            let ready = poll(&mut files, timeout);
            let any = |at: usize| files.get(at).and_then(PollFd::any).unwrap_or(false);
            if any(0) {
                return Heard::Bell;
            }
            if socket.is_none() || any(1) {
                return Heard::Server;
            }
            if ready.is_err() {
                // Interrupted by a signal: once more, but never in a hurry.
                std::thread::yield_now();
            }
        }
    }
}

#[cfg(not(unix))]
impl Ear {
    /// Without a way to wait for both, reading itself is what waits, a tick at a time.
    fn wait(&self, _: Option<&()>, time: Option<Duration>) -> Heard {
        match time {
            _ if self.rung.load(Ordering::SeqCst) => Heard::Bell,
            Some(time) if time.is_zero() => Heard::Nothing,
            _ => Heard::Server,
        }
    }
}
