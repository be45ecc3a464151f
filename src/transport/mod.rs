//! The transport: TCP, TLS or a command's standard input and output; time-outs, interrupts, trace.
//!
//! It moves bytes and knows nothing of IMAP but the first words of its greeting, by which it tells
//! what else may be speaking on a port.

mod binding;
mod certificate;
mod command;
mod deflate;
mod spool;
mod tcp;
pub(crate) mod tls;
mod trace;
mod traffic;
mod verify;

pub use certificate::Certificate;
pub(crate) use deflate::Deflate;
pub use spool::{Spool, SpooledFile};
pub use tls::{TlsOptions, TlsSession};
pub use trace::{Trace, WriterTrace};
pub use traffic::Traffic;

use std::io::{self, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::error::{Error, ErrorKind, Result};
use tls::TlsStream;

/// How long a read or write waits before it looks at the interrupt flag and the clock again.
pub(crate) const TICK: Duration = Duration::from_millis(50);

/// A flag by which another thread, or a signal, stops a call that waits for the network.
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Uses a flag that exists already, such as one that a signal handler sets.
    pub fn from_flag(flag: Arc<AtomicBool>) -> Self {
        Self(flag)
    }

    /// Asks the running call to stop.
    pub fn set(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Takes the wish back.
    pub fn clear(&self) {
        self.0.store(false, Ordering::SeqCst);
    }

    /// Whether the running call should stop.
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// A stream of bytes that gives up waiting after a tick with `WouldBlock`.
pub(crate) trait Io: Read + Write + Send {
    /// Closes it for good.
    fn close(&mut self) {}

    /// The number of its file descriptor, if it can be waited for.
    fn descriptor(&self) -> Option<u32> {
        None
    }

    /// A second handle of its socket, to wait for it from outside.
    #[cfg(unix)]
    fn duplicate(&self) -> Option<std::os::fd::OwnedFd> {
        None
    }
}

/// A stream that blocks as it likes: there are no ticks, so no interrupts and time-outs.
struct Blocking<T>(T);

impl<T: Read> Read for Blocking<T> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl<T: Write> Write for Blocking<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl<T: Read + Write + Send> Io for Blocking<T> {}

enum Channel {
    Plain(Box<dyn Io>),
    Tls(Box<TlsStream>),
    Closed,
}

impl Channel {
    /// Reads what comes in within a tick.
    fn read(&mut self, buffer: &mut [u8], traffic: &mut Traffic) -> Result<Option<usize>> {
        let start = Instant::now();
        let read = match self {
            Self::Plain(io) => io.read(buffer),
            Self::Tls(stream) => stream.read(buffer),
            Self::Closed => return Err(closed()),
        };
        traffic.waited(read.as_ref().ok().copied(), start.elapsed());
        match read {
            Ok(count) => Ok(Some(count)),
            Err(error) if is_tick(&error) => Ok(None),
            // A peer that drops a TLS connection without saying so is a peer that is gone.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(Some(0)),
            Err(error) => Err(broken(error)),
        }
    }
}

/// A connection to a server.
pub struct Transport {
    channel: Channel,
    deflate: Option<Deflate>,
    interrupt: Interrupt,
    timeout: Option<Duration>,
    silent: bool,
    traffic: Traffic,
}

impl Transport {
    fn new(io: Box<dyn Io>, interrupt: Interrupt) -> Self {
        Self {
            channel: Channel::Plain(io),
            deflate: None,
            interrupt,
            timeout: None,
            silent: true,
            traffic: Traffic::default(),
        }
    }

    /// Connects by TCP, to whichever address of the host answers first in their order.
    ///
    /// # Errors
    ///
    /// `Resolve`, `Connect`, `Timeout` or `Interrupted`, naming host and port.
    pub fn tcp(
        host: &str,
        port: u16,
        timeout: Option<Duration>,
        interrupt: &Interrupt,
    ) -> Result<Self> {
        let socket = tcp::connect(host, port, timeout, interrupt)?;
        Ok(Self::new(Box::new(socket), interrupt.clone()))
    }

    /// Runs a shell command and speaks over its standard input and output.
    pub fn command(command: &str, interrupt: &Interrupt) -> Result<Self> {
        let process = command::start(command)?;
        Ok(Self::new(Box::new(process), interrupt.clone()))
    }

    /// Uses any stream. Time-outs and interrupts depend on the stream returning `WouldBlock`.
    pub fn over(stream: impl Read + Write + Send + 'static, interrupt: &Interrupt) -> Self {
        Self::new(Box::new(Blocking(stream)), interrupt.clone())
    }

    /// Encrypts the connection, from its first byte or in the middle (STARTTLS).
    ///
    /// # Errors
    ///
    /// `Certificate` if the server's certificate is refused, `Tls` for anything else; the
    /// connection is closed then.
    pub fn start_tls(&mut self, host: &str, options: &TlsOptions) -> Result<()> {
        let Channel::Plain(io) = std::mem::replace(&mut self.channel, Channel::Closed) else {
            return Err(Error::new(
                ErrorKind::Tls,
                "TLS session already established",
            ));
        };
        let mut stream = TlsStream::new(io, host, options)?;
        let mut patience = self.patience();
        while let Err(error) = stream.handshake() {
            if !is_tick(&error) {
                return Err(stream.explain(&error, host));
            }
            patience.check("the TLS handshake")?;
        }
        self.channel = Channel::Tls(Box::new(stream));
        Ok(())
    }

    /// Compresses the connection from here on (RFC 4978). `received` came in already, compressed.
    pub fn compress(&mut self, received: &[u8]) {
        self.deflate = Some(Deflate::new(received));
    }

    /// Whether the connection is compressed.
    pub fn is_compressed(&self) -> bool {
        self.deflate.is_some()
    }

    /// How long the server may be silent while it is waited for; for ever by default.
    pub fn set_timeout(&mut self, timeout: Option<Duration>) {
        self.timeout = timeout;
    }

    /// How long the server may be silent while it is waited for.
    pub fn timeout(&self) -> Option<Duration> {
        self.timeout
    }

    /// The number of the socket's file descriptor, if there is a socket and the system numbers it.
    pub fn descriptor(&self) -> Option<u32> {
        match &self.channel {
            Channel::Plain(io) => io.descriptor(),
            Channel::Tls(stream) => stream.descriptor(),
            Channel::Closed => None,
        }
    }

    /// A second handle of the socket, for waiting until it can be read. Reading from it or writing
    /// to it ends in confusion.
    #[cfg(unix)]
    pub fn duplicate(&self) -> Option<std::os::fd::OwnedFd> {
        match &self.channel {
            Channel::Plain(io) => io.duplicate(),
            Channel::Tls(stream) => stream.duplicate(),
            Channel::Closed => None,
        }
    }

    /// What went over the connection so far.
    pub fn traffic(&self) -> Traffic {
        self.traffic
    }

    /// How the connection is encrypted, if it is.
    pub fn tls_session(&self) -> Option<TlsSession> {
        match &self.channel {
            Channel::Tls(stream) => Some(stream.session()),
            _ => None,
        }
    }

    /// Whether the connection is encrypted.
    pub fn is_tls(&self) -> bool {
        matches!(self.channel, Channel::Tls(_))
    }

    /// What ties a login to this TLS session (`tls-exporter`, RFC 9266); `None` without TLS, and
    /// with a TLS 1.2 session that has no extended master secret.
    pub fn channel_binding(&self) -> Option<[u8; 32]> {
        match &self.channel {
            Channel::Tls(stream) => stream.binding(),
            _ => None,
        }
    }

    /// Reads what has come in, waiting for it if need be. 0 is the end of the stream.
    ///
    /// # Errors
    ///
    /// `Timeout`; `Interrupted`, after which nothing is lost; `Io`, `Tls`.
    pub fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        self.read_watched(buffer, &mut || ())
    }

    /// As [`Transport::read`]; `waiting` is called some times a second while nothing comes in.
    pub fn read_watched(&mut self, buffer: &mut [u8], waiting: &mut dyn FnMut()) -> Result<usize> {
        let mut patience = self.patience();
        loop {
            match self.try_read(buffer)? {
                Some(count) => return Ok(count),
                None => patience.check("an answer")?,
            }
            waiting();
        }
    }

    /// Reads what comes in within `time`; `None` if nothing does.
    pub fn read_for(&mut self, buffer: &mut [u8], time: Duration) -> Result<Option<usize>> {
        let start = Instant::now();
        loop {
            if let Some(count) = self.try_read(buffer)? {
                return Ok(Some(count));
            }
            if self.interrupt.is_set() {
                return Err(interrupted());
            }
            if start.elapsed() >= time {
                return Ok(None);
            }
        }
    }

    fn try_read(&mut self, buffer: &mut [u8]) -> Result<Option<usize>> {
        let Some(deflate) = &mut self.deflate else {
            let read = self.channel.read(buffer, &mut self.traffic)?;
            if let Some(count) = read {
                self.traffic.received(count);
                if std::mem::take(&mut self.silent) && !self.is_tls() {
                    tls::refuse_foreign(buffer.get(..count).unwrap_or_default())?;
                }
            }
            return Ok(read);
        };
        let mut count = deflate.inflate(buffer).map_err(broken)?;
        if count.is_none() {
            match self.channel.read(deflate.space(), &mut self.traffic)? {
                // What inflates to nothing counts as silence.
                Some(read @ 1..) => {
                    deflate.filled(read);
                    count = deflate.inflate(buffer).map_err(broken)?;
                }
                end => return Ok(end),
            }
        }
        if let Some(count) = count {
            self.traffic.received(count);
        }
        Ok(count)
    }

    /// Sends all bytes.
    ///
    /// # Errors
    ///
    /// `Timeout`, `Interrupted`, `Io`: it is unknown how much was sent, so the session is over.
    pub fn write_all(&mut self, bytes: &[u8]) -> Result<()> {
        let deflated = match &mut self.deflate {
            Some(deflate) => Some(deflate.deflate(bytes).map_err(broken)?),
            None => None,
        };
        let mut rest = deflated.as_deref().unwrap_or(bytes);
        self.traffic.wrote(bytes.len(), rest.len());
        let mut patience = self.patience();
        loop {
            let written = match &mut self.channel {
                Channel::Plain(io) if rest.is_empty() => io.flush().map(|()| None),
                Channel::Tls(stream) if rest.is_empty() => stream.flush().map(|()| None),
                Channel::Plain(io) => io.write(rest).map(Some),
                Channel::Tls(stream) => stream.write(rest).map(Some),
                Channel::Closed => return Err(closed()),
            };
            match written {
                Ok(None) => return Ok(()),
                Ok(Some(count)) => {
                    rest = rest.get(count..).unwrap_or_default();
                    patience = self.patience();
                }
                Err(error) if is_tick(&error) => {
                    let waited = patience.check("the server to take what is sent");
                    waited.map_err(|error| error.with_end(true))?;
                }
                Err(error) => return Err(broken(error)),
            }
        }
    }

    /// Closes the connection.
    pub fn shutdown(&mut self) {
        match &mut self.channel {
            Channel::Plain(io) => io.close(),
            Channel::Tls(stream) => stream.close(),
            Channel::Closed => {}
        }
        self.channel = Channel::Closed;
    }

    fn patience(&self) -> Patience {
        Patience {
            interrupt: self.interrupt.clone(),
            timeout: self.timeout,
            since: None,
        }
    }
}

/// Waits no longer than it was told to, and not at all once interrupted.
pub(crate) struct Patience {
    pub(crate) interrupt: Interrupt,
    pub(crate) timeout: Option<Duration>,
    pub(crate) since: Option<Instant>,
}

impl Patience {
    /// Called after each tick without a result.
    pub(crate) fn check(&mut self, what: &str) -> Result<()> {
        if self.interrupt.is_set() {
            return Err(interrupted());
        }
        let Some(timeout) = self.timeout else {
            return Ok(());
        };
        let since = *self.since.get_or_insert_with(|| {
            let now = Instant::now();
            now.checked_sub(TICK).unwrap_or(now)
        });
        if since.elapsed() < timeout {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Timeout,
            format!(
                "waited {} s for {what} in vain (timeout)",
                timeout.as_secs_f64()
            ),
        ))
    }
}

/// Whether an error only says that nothing came within a tick.
pub(crate) fn is_tick(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted
    )
}

pub(crate) fn interrupted() -> Error {
    Error::new(ErrorKind::Interrupted, "interrupted")
}

fn closed() -> Error {
    Error::new(ErrorKind::Abort, "the connection is closed")
}

fn broken(error: io::Error) -> Error {
    Error::new(ErrorKind::Io, format!("the connection failed: {error}")).with_source(error)
}
