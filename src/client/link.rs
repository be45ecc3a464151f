//! The link: bytes from the transport become responses, commands become bytes, and both are traced.

use std::time::{Duration, Instant};

use super::observer::Observer;
use crate::error::{Error, ErrorKind, Result};
use crate::transport::{Interrupt, Trace, Transport};
use crate::wire::frame::Framer;
use crate::wire::part::Chunk;
use crate::wire::response::Response;

/// A transport with the framer that reads it.
pub(super) struct Link {
    pub(super) transport: Transport,
    pub(super) framer: Framer,
    pub(super) trace: Option<Box<dyn Trace>>,
    pub(super) interrupt: Interrupt,
    pub(super) observer: Option<Box<dyn Observer>>,
}

/// How much is sent between two looks at the observer.
const SENT_AT_ONCE: usize = 64 << 10;

impl Link {
    /// The next response, however long it takes within the read time-out.
    pub(super) fn next(&mut self) -> Result<Response> {
        loop {
            if let Some(frame) = self.framer.next()? {
                return Ok(self.read(frame));
            }
            let (transport, space) = (&mut self.transport, self.framer.space());
            let count = match &mut self.observer {
                Some(observer) => transport.read_watched(space, &mut || observer.waiting()),
                None => transport.read(space),
            }?;
            self.filled(count)?;
        }
    }

    /// The next response, or `None` when nothing more came within `time`.
    pub(super) fn next_within(&mut self, time: Duration) -> Result<Option<Response>> {
        loop {
            if let Some(frame) = self.framer.next()? {
                return Ok(Some(self.read(frame)));
            }
            match self.transport.read_for(self.framer.space(), time)? {
                Some(count) => self.filled(count)?,
                None => return Ok(None),
            }
        }
    }

    /// The next response, or `None` when not all of it came within `time`.
    pub(super) fn next_by(&mut self, time: Duration) -> Result<Option<Response>> {
        let start = Instant::now();
        loop {
            if let Some(response) = self.ready()? {
                return Ok(Some(response));
            }
            let left = time.saturating_sub(start.elapsed());
            match self.transport.read_for(self.framer.space(), left)? {
                Some(count) => self.filled(count)?,
                None => return Ok(None),
            }
        }
    }

    /// The next response, if it was read already.
    pub(super) fn ready(&mut self) -> Result<Option<Response>> {
        let frame = self.framer.next()?;
        Ok(frame.map(|frame| self.read(frame)))
    }

    /// Sends one chunk of a command.
    pub(super) fn send(&mut self, chunk: &Chunk) -> Result<()> {
        if let Some(trace) = &mut self.trace {
            trace.sent(&chunk.masked);
        }
        let Some(observer) = &mut self.observer else {
            return self.transport.write_all(&chunk.bytes);
        };
        for piece in chunk.bytes.chunks(SENT_AT_ONCE) {
            self.transport.write_all(piece)?;
            observer.sent(piece.len());
        }
        Ok(())
    }

    fn filled(&mut self, count: usize) -> Result<()> {
        if count == 0 {
            return Err(Error::new(
                ErrorKind::Abort,
                "the server closed the connection without a word",
            ));
        }
        self.framer.filled(count);
        if let Some(observer) = &mut self.observer {
            observer.received(count);
        }
        Ok(())
    }

    fn read(&mut self, frame: crate::wire::frame::Frame) -> Response {
        let response = Response::read(frame, self.framer.limits().depth);
        if let Some(trace) = &mut self.trace {
            trace.received(response.raw());
        }
        if let Some(observer) = &mut self.observer
            && (response.is("FETCH") || response.is("UIDFETCH"))
        {
            observer.row();
        }
        response
    }
}
