//! What all sessions of one server share, and the thread that waits for clients.

use std::collections::VecDeque;
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;

use chrono::Utc;

use super::caps::{Caps, Personality};
use super::fault::Fault;
use super::link::Link;
use super::record::Received;
use super::session::Session;
use super::store::Store;
use super::tls::Certificate;
use crate::error::Result;
use crate::wire::Limits;

/// More clients at once are sent away.
const MOST_SESSIONS: usize = 1000;
/// So many commands are remembered.
const MOST_RECORDED: usize = 100_000;

/// Makes the message of this number.
pub(crate) type Arrival = fn(u64) -> Vec<u8>;

/// How a server was built.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    pub(crate) personality: Personality,
    pub(crate) caps: Caps,
    pub(crate) greeting: Option<String>,
    /// What a client may send before its login, and after it.
    pub(crate) early: Limits,
    pub(crate) limits: Limits,
    /// Makes the messages that arrive while somebody waits.
    pub(crate) arrivals: Option<Arrival>,
}

/// One server.
pub(crate) struct Server {
    pub(crate) config: Config,
    store: Mutex<Store>,
    record: Mutex<VecDeque<Received>>,
    faults: Mutex<Vec<Fault>>,
    certificate: OnceLock<Certificate>,
    pub(crate) stop: Arc<AtomicBool>,
    connections: AtomicU64,
    sessions: AtomicUsize,
    /// How many messages have arrived.
    arrived: AtomicU64,
}

impl Server {
    pub(super) fn new(config: Config, store: Store, faults: Vec<Fault>) -> Self {
        Self {
            config,
            store: Mutex::new(store),
            record: Mutex::default(),
            faults: Mutex::new(faults),
            certificate: OnceLock::new(),
            stop: Arc::default(),
            connections: AtomicU64::new(0),
            sessions: AtomicUsize::new(0),
            arrived: AtomicU64::new(0),
        }
    }

    /// The store, for as long as nothing is sent.
    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn record(&self) -> MutexGuard<'_, VecDeque<Received>> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers a command.
    pub(crate) fn received(&self, received: Received) {
        let mut record = self.record();
        if record.len() >= MOST_RECORDED {
            record.pop_front();
        }
        record.push_back(received);
    }

    pub(super) fn faults(&self) -> MutexGuard<'_, Vec<Fault>> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The certificate, made when it is first asked for.
    pub(crate) fn certificate(&self) -> Result<&Certificate> {
        if self.certificate.get().is_none() {
            let made = Certificate::make()?;
            let _ = self.certificate.set(made);
        }
        self.certificate
            .get()
            .ok_or_else(|| crate::error::Error::protocol("no certificate"))
    }

    /// Lets the next message arrive in a user's INBOX.
    pub(crate) fn arrive(&self, user: &str) {
        let Some(make) = self.config.arrivals else {
            return;
        };
        let raw = make(self.arrived.fetch_add(1, Ordering::Relaxed));
        let mut store = self.store();
        if let Some(id) = store.own(user, "INBOX") {
            store.deliver(id, raw.into(), &[], Utc::now().fixed_offset().into());
        }
    }

    /// Whether a capability is offered.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.config.caps.has(name)
    }

    /// Whether Gmail's extension is offered.
    pub(crate) fn is_gmail(&self) -> bool {
        self.has("X-GM-EXT-1")
    }
}

/// Accepts clients until the server stops.
pub(super) fn listen(server: Arc<Server>, listener: TcpListener, tls: bool) {
    for socket in listener.incoming() {
        if server.stop.load(Ordering::Relaxed) {
            return;
        }
        if let Ok(socket) = socket {
            accept(&server, socket, tls);
        }
    }
}

fn accept(server: &Arc<Server>, mut socket: TcpStream, tls: bool) {
    if server.sessions.load(Ordering::Relaxed) >= MOST_SESSIONS {
        let _ = socket.write_all(b"* BYE [LIMIT] Too many connections\r\n");
        return;
    }
    let faults = server.faults().clone();
    let Ok(mut link) = Link::socket(socket, server.stop.clone(), faults.clone()) else {
        return;
    };
    if tls {
        let encrypted = server
            .certificate()
            .is_ok_and(|certificate| link.start_tls(certificate.config.clone()).is_ok());
        if !encrypted {
            return;
        }
    }
    serve(server.clone(), link, faults);
}

/// Serves a client on a thread of its own.
pub(super) fn serve(server: Arc<Server>, link: Link, faults: Vec<Fault>) {
    let number = server.connections.fetch_add(1, Ordering::Relaxed) + 1;
    server.sessions.fetch_add(1, Ordering::Relaxed);
    let name = format!("sandbox {number}");
    let counted = server.clone();
    let started = thread::Builder::new().name(name).spawn(move || {
        let count = Count(server.clone());
        Session::new(server, link, faults, number).run();
        drop(count);
    });
    if started.is_err() {
        counted.sessions.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Counts a session out, however it ends.
struct Count(Arc<Server>);

impl Drop for Count {
    fn drop(&mut self) {
        self.0.sessions.fetch_sub(1, Ordering::Relaxed);
    }
}
