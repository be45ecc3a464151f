//! HTTP to token servers: no redirects, no proxies, nothing without a limit, and Ctrl-C works.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use oauth2::{HttpRequest, HttpResponse};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Error as UreqError};

use crate::transport::tls::certificates;
use crate::transport::{Interrupt, TICK};

/// The longest answer that is read.
const LONGEST: u64 = 1 << 20;

/// How token servers are spoken to, and how long logins may take.
#[derive(Clone, Debug)]
pub struct Caller {
    pub(super) interrupt: Interrupt,
    timeout: Duration,
    waits: bool,
    pub(super) patience: Duration,
    ca_file: Option<PathBuf>,
}

impl Default for Caller {
    fn default() -> Self {
        Self {
            interrupt: Interrupt::default(),
            timeout: Duration::from_secs(30),
            waits: true,
            patience: Duration::from_secs(300),
            ca_file: None,
        }
    }
}

impl Caller {
    /// The flag by which another thread stops what is under way.
    #[must_use]
    pub fn interrupt(mut self, interrupt: Interrupt) -> Self {
        self.interrupt = interrupt;
        self
    }

    /// How long one answer may take; 30 seconds if not given.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long a login in the browser is waited for; five minutes if not given.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Further CAs beside the system's that may vouch for the server, as a file of PEM certificates.
    #[must_use]
    pub fn ca_file(mut self, file: PathBuf) -> Self {
        self.ca_file = Some(file);
        self
    }

    /// Asks again at once where a server wants to be left in peace for a while: for tests.
    #[must_use]
    pub fn without_waiting(mut self) -> Self {
        self.waits = false;
        self
    }

    /// Waits between two questions, unless interrupted.
    pub(super) fn wait(&self, time: Duration) {
        let start = Instant::now();
        while self.waits && start.elapsed() < time && !self.interrupt.is_set() {
            std::thread::sleep(TICK.min(time));
        }
    }

    /// Sends one request; the answer is read on another thread, so that Ctrl-C need not wait for it.
    pub(super) fn send(&self, request: HttpRequest) -> Result<HttpResponse, Failure> {
        if self.interrupt.is_set() {
            return Err(Failure::Interrupted);
        }
        let https = request.uri().scheme_str() == Some("https");
        let agent = agent(https, self.timeout, self.ca_file.as_deref())?;
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            // Nobody may be waiting any more.
            let _ = sender.send(exchange(&agent, request));
        });
        loop {
            match receiver.recv_timeout(TICK) {
                Ok(answer) => return answer,
                Err(mpsc::RecvTimeoutError::Timeout) if self.interrupt.is_set() => {
                    return Err(Failure::Interrupted);
                }
                Err(mpsc::RecvTimeoutError::Timeout) => {}
                Err(mpsc::RecvTimeoutError::Disconnected) => {
                    return Err(Failure::Unreachable("the request broke off".to_owned()));
                }
            }
        }
    }
}

/// Why there is no answer that could be read.
#[derive(Clone, Debug)]
pub(super) enum Failure {
    Interrupted,
    /// No connection, or it was lost.
    Unreachable(String),
    /// The server is there, but not well.
    Broken(u16),
    /// It sends us elsewhere, which could be anywhere.
    Redirect(u16),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Interrupted => f.write_str("interrupted"),
            Self::Unreachable(why) => write!(f, "cannot be reached: {why}"),
            Self::Broken(status) => {
                write!(f, "is out of order (HTTP status {status}); try again later")
            }
            Self::Redirect(status) => write!(
                f,
                "sends us elsewhere (HTTP status {status}), which is not followed; is oauth2_token_url right?"
            ),
        }
    }
}

impl std::error::Error for Failure {}

fn agent(https: bool, timeout: Duration, ca_file: Option<&Path>) -> Result<Agent, Failure> {
    let mut config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .timeout_global(Some(timeout));
    if https {
        let system = rustls_native_certs::load_native_certs();
        let own = match ca_file {
            Some(file) => certificates(file, "CA file")
                .map_err(|error| Failure::Unreachable(error.message().to_owned()))?,
            None => Vec::new(),
        };
        if system.certs.is_empty() && own.is_empty() {
            let why =
                "no CA certificates were found on this system; install them (ca-certificates)";
            return Err(Failure::Unreachable(why.to_owned()));
        }
        let certificates = system.certs.iter().chain(&own);
        let certificates = certificates.map(|one| Certificate::from_der(one).to_owned());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::Specific(Arc::new(certificates.collect())))
            .unversioned_rustls_crypto_provider(provider);
        config = config.tls_config(tls.build());
    }
    Ok(config.build().new_agent())
}

fn exchange(agent: &Agent, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let unreachable = |error: UreqError| {
        Failure::Unreachable(match &error {
            UreqError::HostNotFound => "its name cannot be resolved".to_owned(),
            UreqError::Timeout(_) => "it does not answer in time".to_owned(),
            UreqError::BodyExceedsLimit(_) => "its answer is too long".to_owned(),
            UreqError::Io(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                "it closed the connection without an answer".to_owned()
            }
            other => other.to_string(),
        })
    };
    let (parts, mut body) = agent.run(request).map_err(unreachable)?.into_parts();
    match parts.status.as_u16() {
        status @ 300..=399 => return Err(Failure::Redirect(status)),
        status @ 500.. => return Err(Failure::Broken(status)),
        _ => {}
    }
    let limited = body.with_config().limit(LONGEST).read_to_vec();
    Ok(HttpResponse::from_parts(
        parts,
        limited.map_err(unreachable)?,
    ))
}
