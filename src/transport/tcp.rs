//! Connecting by TCP.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream, ToSocketAddrs};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::{Interrupt, Io, Patience, TICK};
use crate::error::{Error, ErrorKind, Result};

/// Without a time-out of the user's, one address is given up after this long.
const PATIENCE: Duration = Duration::from_secs(120);

/// A socket that reads and writes in ticks.
pub(super) struct Socket(TcpStream);

/// Looks the host up and connects. Both block in the system, so another thread does them; this one
/// stays open to interrupts.
pub(super) fn connect(
    host: &str,
    port: u16,
    timeout: Option<Duration>,
    interrupt: &Interrupt,
) -> Result<Socket> {
    let (send, receive) = mpsc::sync_channel(1);
    let name = host.to_owned();
    thread::spawn(move || {
        // Nobody listens any more if the user has lost patience.
        let _ = send.send(reach(&name, port, timeout));
    });
    let mut patience = Patience {
        interrupt: interrupt.clone(),
        timeout,
        since: Some(Instant::now()),
    };
    let stream = loop {
        match receive.recv_timeout(TICK) {
            Ok(stream) => break stream?,
            Err(RecvTimeoutError::Timeout) => {
                patience.check(&format!("a connection to {host} port {port}"))?
            }
            Err(RecvTimeoutError::Disconnected) => {
                return Err(Error::new(
                    ErrorKind::Connect,
                    "the connecting thread failed",
                ));
            }
        }
    };
    let ready = stream
        .set_nodelay(true)
        .and_then(|()| stream.set_read_timeout(Some(TICK)))
        .and_then(|()| stream.set_write_timeout(Some(TICK)));
    match ready {
        Ok(()) => Ok(Socket(stream)),
        Err(error) => Err(failed(host, port, &error)),
    }
}

fn reach(host: &str, port: u16, timeout: Option<Duration>) -> Result<TcpStream> {
    let addresses = (host, port).to_socket_addrs().map_err(|error| {
        Error::new(
            ErrorKind::Resolve,
            format!("no such host: {host} ({error}); check its spelling and the network"),
        )
        .with_source(error)
    })?;
    let mut last = None;
    for address in addresses {
        match TcpStream::connect_timeout(&address, timeout.unwrap_or(PATIENCE)) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = Some(error),
        }
    }
    Err(match last {
        Some(error) => failed(host, port, &error),
        None => Error::new(
            ErrorKind::Resolve,
            format!("the host {host} has no address"),
        ),
    })
}

fn failed(host: &str, port: u16, error: &io::Error) -> Error {
    let (kind, why) = match error.kind() {
        io::ErrorKind::ConnectionRefused => (
            ErrorKind::Connect,
            "connection refused; is the port right, and does the server run?".to_owned(),
        ),
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => {
            (ErrorKind::Timeout, "timed out".to_owned())
        }
        _ => (ErrorKind::Connect, error.to_string()),
    };
    let source = match error.raw_os_error() {
        Some(number) => io::Error::from_raw_os_error(number),
        None => error.kind().into(),
    };
    Error::new(kind, format!("cannot connect to {host} port {port}: {why}")).with_source(source)
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Io for Socket {
    fn close(&mut self) {
        let _ = self.0.shutdown(Shutdown::Both);
    }

    #[cfg(unix)]
    fn descriptor(&self) -> Option<u32> {
        use std::os::fd::AsRawFd;
        u32::try_from(self.0.as_raw_fd()).ok()
    }

    #[cfg(unix)]
    fn duplicate(&self) -> Option<std::os::fd::OwnedFd> {
        self.0.try_clone().ok().map(Into::into)
    }
}
