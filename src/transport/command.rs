//! A shell command as the connection: its standard input and output (`stream`).

use std::io::{self, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;

use super::{Io, TICK};
use crate::error::{Error, ErrorKind, Result};

/// How many pieces of output may wait to be read.
const AHEAD: usize = 16;

/// A running command. It is killed when dropped.
pub(super) struct Process {
    child: Child,
    input: Option<ChildStdin>,
    output: Receiver<io::Result<Vec<u8>>>,
    piece: Vec<u8>,
    taken: usize,
}

/// Starts the command with `sh -c`; what it says on standard error is shown.
pub(super) fn start(command: &str) -> Result<Process> {
    let failed = |error: io::Error| {
        Error::new(
            ErrorKind::Connect,
            format!("cannot run the command of stream: {error}"),
        )
    };
    let mut child = Command::new("sh")
        .args(["-c", command])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let (send, output) = mpsc::sync_channel(AHEAD);
    if let Some(mut stdout) = child.stdout.take() {
        thread::spawn(move || {
            loop {
                let mut piece = vec![0; 32 << 10];
                let read = stdout.read(&mut piece);
                let over = !matches!(read, Ok(count) if count > 0);
                let sent = send.send(read.map(|count| {
                    piece.truncate(count);
                    piece
                }));
                if over || sent.is_err() {
                    return;
                }
            }
        });
    }
    Ok(Process {
        input: child.stdin.take(),
        child,
        output,
        piece: Vec::new(),
        taken: 0,
    })
}

impl Read for Process {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken >= self.piece.len() {
            self.piece = match self.output.recv_timeout(TICK) {
                Ok(piece) => piece?,
                Err(RecvTimeoutError::Timeout) => return Err(io::ErrorKind::WouldBlock.into()),
                Err(RecvTimeoutError::Disconnected) => return Ok(0),
            };
            self.taken = 0;
        }
        let rest = self.piece.get(self.taken..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        if let (Some(from), Some(to)) = (rest.get(..count), buffer.get_mut(..count)) {
            to.copy_from_slice(from);
        }
        self.taken += count;
        Ok(count)
    }
}

impl Write for Process {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.input {
            Some(input) => input.write(bytes),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.input.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Io for Process {
    fn close(&mut self) {
        self.input = None;
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.input = None;
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use crate::error::ErrorKind;
    use crate::transport::{Interrupt, Transport};

    #[test]
    fn speaks_to_a_command() {
        let mut transport =
            Transport::command("read line; echo \"got $line\"", &Interrupt::default()).unwrap();
        transport.write_all(b"hello\n").unwrap();
        let mut heard = Vec::new();
        let mut buffer = [0; 64];
        loop {
            match transport.read(&mut buffer).unwrap() {
                0 => break,
                count => heard.extend_from_slice(&buffer[..count]),
            }
        }
        assert_eq!(heard, b"got hello\n");
    }

    #[test]
    fn an_interrupt_ends_the_wait_and_loses_nothing() {
        let interrupt = Interrupt::default();
        let mut transport = Transport::command("read line; echo back", &interrupt).unwrap();
        interrupt.set();
        let error = transport.read(&mut [0; 8]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Interrupted);
        assert!(!error.ends_session());
        interrupt.clear();
        transport.write_all(b"\n").unwrap();
        let mut buffer = [0; 8];
        assert_eq!(transport.read(&mut buffer).unwrap(), 5);
    }
}
