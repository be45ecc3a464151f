//! The bytes between server and client: a socket, TLS over it, or a connection in memory; and the
//! faults that concern bytes.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::fault::Fault;
use super::pipe::Pipe;
use crate::transport::Deflate;

/// How long the server waits before it looks whether it is to stop, or whether others have
/// changed the open folder.
pub(super) const TICK: Duration = Duration::from_millis(20);

/// A stream of bytes that gives up waiting after a tick with `WouldBlock`.
trait Bytes: Read + Write + Send {
    /// Closes it, so that the other end sees it at once.
    fn close(&mut self) {}
}

impl Bytes for Pipe {}

impl Bytes for TcpStream {
    fn close(&mut self) {
        let _ = self.shutdown(Shutdown::Both);
    }
}

enum Channel {
    Plain(Box<dyn Bytes>),
    Tls(Box<StreamOwned<ServerConnection, Box<dyn Bytes>>>),
    Closed,
}

impl Channel {
    fn read_tick(&mut self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        let read = match self {
            Self::Plain(bytes) => bytes.read(buffer),
            Self::Tls(stream) => stream.read(buffer),
            Self::Closed => return Ok(Some(0)),
        };
        match read {
            Ok(count) => Ok(Some(count)),
            Err(error) if is_tick(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// The server's end of a connection.
pub(super) struct Link {
    channel: Channel,
    deflate: Option<Deflate>,
    stop: Arc<AtomicBool>,
    faults: Vec<Fault>,
    sent: u64,
}

impl Link {
    /// Over a socket.
    pub(super) fn socket(
        socket: TcpStream,
        stop: Arc<AtomicBool>,
        faults: Vec<Fault>,
    ) -> io::Result<Self> {
        socket.set_nodelay(true)?;
        socket.set_read_timeout(Some(TICK))?;
        socket.set_write_timeout(Some(TICK))?;
        Ok(Self::new(Box::new(socket), stop, faults))
    }

    /// In memory.
    pub(super) fn pipe(pipe: Pipe, stop: Arc<AtomicBool>, faults: Vec<Fault>) -> Self {
        Self::new(Box::new(pipe), stop, faults)
    }

    fn new(bytes: Box<dyn Bytes>, stop: Arc<AtomicBool>, faults: Vec<Fault>) -> Self {
        Self {
            channel: Channel::Plain(bytes),
            deflate: None,
            stop,
            faults,
            sent: 0,
        }
    }

    /// Encrypts what follows. The handshake happens with the next read.
    pub(super) fn start_tls(&mut self, config: Arc<ServerConfig>) -> io::Result<()> {
        match std::mem::replace(&mut self.channel, Channel::Closed) {
            Channel::Plain(bytes) => {
                let connection = ServerConnection::new(config).map_err(io::Error::other)?;
                self.channel = Channel::Tls(Box::new(StreamOwned::new(connection, bytes)));
                Ok(())
            }
            _ => Err(io::ErrorKind::NotConnected.into()),
        }
    }

    /// Compresses what follows (RFC 4978).
    pub(super) fn compress(&mut self) {
        self.deflate = Some(Deflate::new(b""));
    }

    /// Whether the connection is compressed.
    pub(super) fn is_compressed(&self) -> bool {
        self.deflate.is_some()
    }

    /// Whether the connection is encrypted.
    pub(super) fn is_tls(&self) -> bool {
        matches!(self.channel, Channel::Tls(_))
    }

    /// Reads what has come in, waiting for it; 0 is the end.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(count) = self.read_tick(buffer)? {
                return Ok(count);
            }
        }
    }

    /// Reads what comes in within a tick.
    pub(super) fn read_tick(&mut self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        if self.stop.load(Ordering::Relaxed) {
            return Ok(Some(0));
        }
        let Some(deflate) = &mut self.deflate else {
            return self.channel.read_tick(buffer);
        };
        if let Some(count) = deflate.inflate(buffer)? {
            return Ok(Some(count));
        }
        match self.channel.read_tick(deflate.space())? {
            Some(count @ 1..) => deflate.filled(count),
            end => return Ok(end),
        }
        deflate.inflate(buffer)
    }

    /// Sends bytes, as the faults let it.
    pub(super) fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        let deflated = match &mut self.deflate {
            Some(deflate) => Some(deflate.deflate(bytes)?),
            None => None,
        };
        let mut bytes = deflated.as_deref().unwrap_or(bytes);
        let mut end = None;
        for fault in &self.faults {
            if let Fault::DropAfter(most) | Fault::StallAfter(most) = fault {
                let room = usize::try_from(most.saturating_sub(self.sent)).unwrap_or(usize::MAX);
                if room < bytes.len() {
                    bytes = bytes.get(..room).unwrap_or_default();
                    end = Some(fault.clone());
                }
            }
        }
        self.sent += bytes.len() as u64;
        if self.faults.contains(&Fault::SingleBytes) {
            for byte in bytes.chunks(1) {
                self.write_all(byte)?;
            }
        } else {
            self.write_all(bytes)?;
        }
        match end {
            None => Ok(()),
            Some(Fault::StallAfter(_)) => self.stall(),
            Some(_) => {
                self.close();
                Err(io::ErrorKind::ConnectionAborted.into())
            }
        }
    }

    /// Says nothing more until the client goes.
    fn stall(&mut self) -> io::Result<()> {
        let mut buffer = [0; 1024];
        while self.read(&mut buffer)? > 0 {}
        Err(io::ErrorKind::ConnectionAborted.into())
    }

    fn write_all(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        loop {
            if self.stop.load(Ordering::Relaxed) {
                return Err(io::ErrorKind::ConnectionAborted.into());
            }
            let written = match &mut self.channel {
                Channel::Plain(io) if bytes.is_empty() => io.flush().map(|()| None),
                Channel::Tls(io) if bytes.is_empty() => io.flush().map(|()| None),
                Channel::Plain(io) => io.write(bytes).map(Some),
                Channel::Tls(io) => io.write(bytes).map(Some),
                Channel::Closed => return Err(io::ErrorKind::NotConnected.into()),
            };
            match written {
                Ok(None) => return Ok(()),
                Ok(Some(0)) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(Some(count)) => bytes = bytes.get(count..).unwrap_or_default(),
                Err(error) if is_tick(&error) => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Closes the connection.
    pub(super) fn close(&mut self) {
        match &mut self.channel {
            Channel::Plain(bytes) => bytes.close(),
            Channel::Tls(stream) => {
                stream.conn.send_close_notify();
                let _ = stream.flush();
                stream.sock.close();
            }
            Channel::Closed => {}
        }
        self.channel = Channel::Closed;
    }
}

fn is_tick(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted
    )
}
