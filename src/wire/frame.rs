//! The framer: a byte stream becomes whole responses, each a run of lines and literals.
//!
//! Every byte is looked at once and copied once. A line longer than the buffer and a literal of any
//! size go straight into the response; what a server announces is never allocated beforehand.

use std::fmt;
use std::io;
use std::sync::Arc;

use memchr::memchr;

use super::{Limits, Quirks};
use crate::error::{Error, ErrorKind, Result};

/// How much is read at once.
const BUFFER: usize = 64 << 10;
/// How many literals one response may have.
const MOST_LITERALS: usize = 100_000;

/// Takes the octets of a literal that is too large to hold.
pub trait LiteralSink: Send {
    /// Takes some octets.
    fn write(&mut self, octets: &[u8]) -> io::Result<()>;

    /// Gives back what was written.
    fn finish(self: Box<Self>) -> io::Result<Arc<dyn Spooled>>;
}

/// A literal that was put somewhere else.
pub trait Spooled: fmt::Debug + Send + Sync {
    /// The number of octets.
    fn len(&self) -> u64;

    /// Whether they are UTF-8.
    fn is_utf8(&self) -> bool;

    /// Reads them from the start.
    fn open(&self) -> io::Result<Box<dyn io::Read>>;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Makes a sink for each literal over a threshold.
pub type Spool = Box<dyn FnMut() -> io::Result<Box<dyn LiteralSink>> + Send>;

/// One whole response: its lines with their ends, and its literals in their places.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// Everything, but for the octets of spooled literals.
    pub raw: Vec<u8>,
    /// The literals, in order.
    pub literals: Vec<Literal>,
}

/// One literal of a [`Frame`].
#[derive(Clone, Debug)]
pub struct Literal {
    /// Where in `raw` its octets start, or would start.
    pub at: usize,
    /// The number of its octets.
    pub len: u64,
    /// Where its octets are, if not in `raw`.
    pub spooled: Option<Arc<dyn Spooled>>,
}

/// Cuts a byte stream into responses.
pub struct Framer {
    limits: Limits,
    quirks: Quirks,
    buffer: Box<[u8]>,
    start: usize,
    end: usize,
    scanned: usize,
    frame: Frame,
    line_start: usize,
    lines: usize,
    held: u64,
    literal: Option<Pending>,
    spool: Option<(u64, Spool)>,
}

/// A literal under way.
struct Pending {
    left: u64,
    sink: Option<Box<dyn LiteralSink>>,
}

impl Framer {
    /// A framer for a new stream.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            quirks: Quirks::default(),
            buffer: vec![0; BUFFER].into_boxed_slice(),
            start: 0,
            end: 0,
            scanned: 0,
            frame: Frame::default(),
            line_start: 0,
            lines: 0,
            held: 0,
            literal: None,
            spool: None,
        }
    }

    /// The limits in force.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// What the server did against the standards.
    pub fn quirks(&self) -> &Quirks {
        &self.quirks
    }

    /// The quirk counter.
    pub fn quirks_mut(&mut self) -> &mut Quirks {
        &mut self.quirks
    }

    /// From now on literals over the threshold go to sinks that `spool` makes.
    pub fn set_spool(&mut self, spool: Option<(u64, Spool)>) {
        self.spool = spool;
    }

    /// Where to read into; never empty. Call [`Framer::filled`] afterwards.
    pub fn space(&mut self) -> &mut [u8] {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
        } else if self.end == self.buffer.len() {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        self.buffer.get_mut(self.end..).unwrap_or_default()
    }

    /// Says how many bytes were read into [`Framer::space`].
    pub fn filled(&mut self, count: usize) {
        self.end = (self.end + count).min(self.buffer.len());
    }

    /// How many bytes came in that no response has taken yet.
    pub fn buffered(&self) -> usize {
        self.end - self.start + self.frame.raw.len()
    }

    /// The next whole response, or `None` until more bytes have come in.
    ///
    /// # Errors
    ///
    /// `Abort` when the server passes a limit: there is no way back into step.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Result<Option<Frame>> {
        loop {
            if self.literal.is_some() {
                if !self.take_literal()? {
                    return Ok(None);
                }
                continue;
            }
            if !self.take_line()? {
                return Ok(None);
            }
            if self.is_blank() {
                self.quirks.note("empty line");
                self.reset();
                continue;
            }
            match self.literal_at_end()? {
                Some(len) => self.begin_literal(len)?,
                None => return Ok(Some(self.reset())),
            }
        }
    }

    /// Moves bytes into the frame up to a line end; false if it is not there yet.
    fn take_line(&mut self) -> Result<bool> {
        let fresh = self.buffer.get(self.start..self.end).unwrap_or_default();
        let found = memchr(b'\n', fresh.get(self.scanned..).unwrap_or_default());
        let (line, complete) = match found {
            Some(at) => (fresh.get(..self.scanned + at + 1).unwrap_or_default(), true),
            None if fresh.len() < self.buffer.len() => {
                self.scanned = fresh.len();
                return Ok(false);
            }
            None => (fresh, false),
        };
        self.lines += line.len();
        if self.lines > self.limits.response {
            return Err(over(format!(
                "a response of more than {} bytes",
                self.limits.response
            )));
        }
        self.frame.raw.extend_from_slice(line);
        self.start += line.len();
        self.scanned = 0;
        if complete && self.line_start == 0 && self.frame.raw.first() == Some(&0) {
            self.quirks.note("NUL bytes before a response");
            let nuls = self.frame.raw.iter().take_while(|byte| **byte == 0).count();
            self.frame.raw.drain(..nuls);
        }
        Ok(complete)
    }

    /// Moves octets of the literal under way; false if some are missing yet.
    fn take_literal(&mut self) -> Result<bool> {
        let Some(pending) = &mut self.literal else {
            return Ok(true);
        };
        let fresh = self.buffer.get(self.start..self.end).unwrap_or_default();
        let count = usize::try_from(pending.left)
            .unwrap_or(usize::MAX)
            .min(fresh.len());
        let octets = fresh.get(..count).unwrap_or_default();
        match &mut pending.sink {
            Some(sink) => sink.write(octets).map_err(spool_failed)?,
            None => self.frame.raw.extend_from_slice(octets),
        }
        self.start += count;
        pending.left -= count as u64;
        if pending.left > 0 {
            return Ok(false);
        }
        if let Some(sink) = self.literal.take().and_then(|pending| pending.sink) {
            let spooled = sink.finish().map_err(spool_failed)?;
            if let Some(literal) = self.frame.literals.last_mut() {
                literal.spooled = Some(spooled);
            }
        }
        self.line_start = self.frame.raw.len();
        Ok(true)
    }

    fn begin_literal(&mut self, len: u64) -> Result<()> {
        if self.frame.literals.len() >= MOST_LITERALS {
            return Err(over(format!(
                "a response with more than {MOST_LITERALS} literals"
            )));
        }
        let sink = match &mut self.spool {
            Some((threshold, spool)) if len > *threshold => Some(spool().map_err(spool_failed)?),
            _ => None,
        };
        if sink.is_none() {
            self.held = self.held.saturating_add(len);
        }
        if len.max(self.held) > self.limits.literal {
            return Err(over(format!(
                "literals of {} octets, and the limit is {}",
                len.max(self.held),
                self.limits.literal
            )));
        }
        self.frame.literals.push(Literal {
            at: self.frame.raw.len(),
            len,
            spooled: None,
        });
        self.literal = Some(Pending { left: len, sink });
        Ok(())
    }

    /// The size of the literal that the last line announces at its end.
    fn literal_at_end(&self) -> Result<Option<u64>> {
        let line = self.frame.raw.get(self.line_start..).unwrap_or_default();
        let Some(line) = line.trim_ascii_end().strip_suffix(b"}") else {
            return Ok(None);
        };
        let line = line.strip_suffix(b"+").unwrap_or(line);
        let digits = line
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let Some((head, number)) = line.split_at_checked(line.len() - digits) else {
            return Ok(None);
        };
        if digits == 0 || !head.ends_with(b"{") || is_text(&self.frame.raw) {
            return Ok(None);
        }
        match std::str::from_utf8(number)
            .ok()
            .and_then(|number| number.parse().ok())
        {
            Some(len) => Ok(Some(len)),
            None => Err(over(format!(
                "a literal of {} octets, and the limit is {}",
                String::from_utf8_lossy(number),
                self.limits.literal
            ))),
        }
    }

    fn is_blank(&self) -> bool {
        self.frame.literals.is_empty() && self.frame.raw.trim_ascii().is_empty()
    }

    fn reset(&mut self) -> Frame {
        self.line_start = 0;
        self.lines = 0;
        self.held = 0;
        std::mem::take(&mut self.frame)
    }
}

/// Whether the response is one whose end is free text, where `{5}` announces nothing: a status
/// line, tagged or not, and a continuation.
fn is_text(raw: &[u8]) -> bool {
    let Some(rest) = raw.strip_prefix(b"*") else {
        return true;
    };
    let rest = rest.trim_ascii_start();
    let word = rest.split(|byte| *byte == b' ').next().unwrap_or_default();
    rest.starts_with(b"[")
        || ["OK", "NO", "BAD", "BYE", "PREAUTH"]
            .iter()
            .any(|status| word.eq_ignore_ascii_case(status.as_bytes()))
}

fn over(what: String) -> Error {
    Error::new(
        ErrorKind::Abort,
        format!("the server sent {what}; the connection was closed"),
    )
}

fn spool_failed(error: io::Error) -> Error {
    Error::new(
        ErrorKind::Io,
        format!("a large literal could not be put into a temporary file: {error}"),
    )
    .with_source(error)
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn feed(framer: &mut Framer, bytes: &[u8], step: usize) -> Result<Vec<Vec<u8>>> {
        let mut frames = Vec::new();
        for chunk in bytes.chunks(step.max(1)) {
            let mut chunk = chunk;
            while !chunk.is_empty() {
                let space = framer.space();
                let count = chunk.len().min(space.len());
                space[..count].copy_from_slice(&chunk[..count]);
                framer.filled(count);
                chunk = &chunk[count..];
                while let Some(frame) = framer.next()? {
                    frames.push(frame.raw);
                }
            }
        }
        Ok(frames)
    }

    fn frames(bytes: &[u8], step: usize) -> Vec<Vec<u8>> {
        feed(&mut Framer::new(Limits::default()), bytes, step).unwrap()
    }

    const SESSION: &[&[u8]] = &[
        b"* OK ready {5}\r\n",
        b"* 1 FETCH (BODY[] {5}\r\nA1 OK FLAGS () BODY[TEXT] ~{3+}\r\n\r\n) X {0}\r\n)\r\n",
        b"* LIST () \"/\" {3}\r\na\nb\r\n",
        b"+ go {3}\r\n",
        b"* 2 EXISTS\n",
        b"A1 OK {3}\r\n",
        b"* NO {2}\r\n",
    ];

    #[test]
    fn any_chunking_gives_the_same_frames() {
        let stream = SESSION.concat();
        for step in 1..=stream.len() {
            assert_eq!(frames(&stream, step), SESSION, "{step}");
        }
    }

    #[test]
    fn a_line_longer_than_the_buffer() {
        let line = [
            b"* SEARCH ".as_slice(),
            &b"123456 ".repeat(100_000),
            b"\r\n* 1 EXISTS\r\n",
        ]
        .concat();
        let found = frames(&line, 1 << 20);
        assert_eq!(found.len(), 2);
        assert_eq!(found.concat(), line);
    }

    #[test]
    fn limits_end_the_session() {
        let limits = Limits {
            response: 1000,
            literal: 50,
            depth: 10,
        };
        for (bytes, says) in [
            (
                b"* 1 FETCH (BODY[] {51}\r\n".to_vec(),
                "51 octets, and the limit is 50",
            ),
            (
                b"* 1 FETCH (BODY[] {99999999999999999999}\r\n".to_vec(),
                "99999999999999999999 octets",
            ),
            (
                [b"* SEARCH ", b"1 ".repeat(40_000).as_slice()].concat(),
                "more than 1000 bytes",
            ),
        ] {
            let error = feed(&mut Framer::new(limits), &bytes, 7).unwrap_err();
            assert!(error.message().contains(says), "{error}");
            assert!(error.ends_session());
        }
    }

    #[test]
    fn nothing_is_allocated_for_a_promise() {
        let mut framer = Framer::new(Limits::default());
        assert!(
            feed(&mut framer, b"* 1 FETCH (BODY[] {1073741824}\r\nabc", 9)
                .unwrap()
                .is_empty()
        );
        assert!(framer.frame.raw.capacity() < 1000);
    }

    #[test]
    fn junk_before_a_response_is_counted() {
        let mut framer = Framer::new(Limits::default());
        let found = feed(&mut framer, b"\0\0* OK x\r\n\r\n* OK y\r\n", 3).unwrap();
        assert_eq!(found, [b"* OK x\r\n", b"* OK y\r\n"]);
        assert_eq!(framer.quirks().iter().count(), 2);
    }

    proptest! {
        #[test]
        fn no_byte_is_lost(
            junk in proptest::collection::vec(
                prop_oneof![Just(b'\n'), Just(b'{'), Just(b'}'), Just(b'2'), Just(b'*'), any::<u8>()],
                0..200,
            ),
            step in 1usize..50,
        ) {
            let mut framer = Framer::new(Limits::default());
            if let Ok(found) = feed(&mut framer, &junk, step) {
                let whole = feed(&mut Framer::new(Limits::default()), &junk, 1000).unwrap();
                prop_assert_eq!(found, whole);
            }
        }
    }
}
