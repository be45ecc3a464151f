//! Signals: Ctrl-C is a flag, SIGTERM and SIGHUP end the program with its goodbyes said.

use std::sync::atomic::{AtomicBool, AtomicI32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use imapclient::transport::Interrupt;

use crate::keeper::Striker;

/// Whether the program is being ended from outside.
#[derive(Clone, Default)]
pub(crate) struct Ending {
    signal: Arc<AtomicI32>,
    keepers: Arc<AtomicUsize>,
    bells: Arc<Mutex<Vec<Striker>>>,
}

impl Ending {
    /// The exit code that the signal stands for, if there was one.
    pub(crate) fn code(&self) -> Option<u8> {
        match self.signal.load(Ordering::SeqCst) {
            0 => None,
            signal => Some(u8::try_from(128 + signal).unwrap_or(1)),
        }
    }

    /// A keeper that this bell wakes has a client, until what comes back is dropped.
    pub(crate) fn keeper(&self, bell: Striker) -> Keeping {
        let mut bells = self.bells();
        if self.keepers.fetch_add(1, Ordering::SeqCst) == 0 {
            bells.clear();
        }
        // The signal may have come since whoever made this keeper last looked.
        if self.code().is_some() {
            bell.ring();
        }
        bells.push(bell);
        Keeping(self.keepers.clone())
    }

    fn bells(&self) -> MutexGuard<'_, Vec<Striker>> {
        self.bells.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts one keeper.
pub(crate) struct Keeping(Arc<AtomicUsize>);

impl Drop for Keeping {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Catches the signals: Ctrl-C sets the interrupt; SIGTERM and SIGHUP set it too, and end the
/// program if it does not end by itself soon.
#[cfg(unix)]
pub(crate) fn catch(ending: &Ending) -> std::io::Result<Interrupt> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let flag = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(SIGINT, flag.clone())?;
    let interrupt = Interrupt::from_flag(flag);
    let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGHUP])?;
    let (ending, stop) = (ending.clone(), interrupt.clone());
    // How the terminal was before the editor changed it.
    let stdin = std::io::stdin();
    let before = nix::sys::termios::tcgetattr(&stdin).ok();
    std::thread::spawn(move || {
        use std::time::{Duration, Instant};
        let Some(signal) = signals.forever().next() else {
            return;
        };
        ending.signal.store(signal, Ordering::SeqCst);
        stop.set();
        ending.bells().iter().for_each(Striker::ring);
        let asked = Instant::now();
        // Whoever has a client says goodbye: keepers at the prompt, else the main thread, which
        // ends the whole program when it is done.
        let mut kept = ending.keepers.load(Ordering::SeqCst) > 0;
        while asked.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(10));
            let now = ending.keepers.load(Ordering::SeqCst) > 0;
            if kept && !now {
                break;
            }
            kept |= now;
        }
        if let Some(before) = &before {
            let _ =
                nix::sys::termios::tcsetattr(&stdin, nix::sys::termios::SetArg::TCSADRAIN, before);
        }
        std::process::exit(128 + signal);
    });
    Ok(interrupt)
}

/// How long goodbyes may take.
#[cfg(unix)]
const PATIENCE: std::time::Duration = std::time::Duration::from_millis(1500);

/// Catches nothing: the system's own ways stay.
#[cfg(not(unix))]
pub(crate) fn catch(_: &Ending) -> std::io::Result<Interrupt> {
    Ok(Interrupt::default())
}
