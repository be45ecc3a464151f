//! The framer: a byte stream becomes whole responses, each a run of lines and literals.
//!
//! Every byte is looked at once and copied once. A line longer than the buffer and a literal of any
//! size go straight into the response; what a server announces is never allocated beforehand.

mod stray;

use std::fmt;
use std::io;
use std::sync::Arc;

use memchr::memchr;

use super::{Limits, Quirks};
use crate::error::{Error, ErrorKind, Result};
use stray::is_text;

/// How much is read at once.
const BUFFER: usize = 64 << 10;
/// How many literals one response may have.
const MOST_LITERALS: usize = 100_000;

/// How large a literal may be that comes where no message was asked for.
const MODEST_LITERAL: u64 = 32 << 20;

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
    /// The memory of a response that nobody needs any more, for the next one.
    spare: Vec<u8>,
    line_start: usize,
    lines: usize,
    held: u64,
    /// Up to where quotes were counted, and whether one is open there.
    quotes: (usize, bool),
    literal: Option<Pending>,
    /// Whether a whole line waits for the next byte, which tells if it goes on.
    undecided: bool,
    spool: Option<(u64, Spool)>,
    /// Whether messages were asked for, so that literals may be large.
    large: bool,
    /// Whether commands of a client come in, not responses of a server.
    commands: bool,
    announced: Option<Announced>,
}

/// A literal that a client has announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Announced {
    /// The number of its octets.
    pub len: u64,
    /// Whether the client waits to be told to go on (RFC 7888).
    pub waits: bool,
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
            spare: Vec::new(),
            line_start: 0,
            lines: 0,
            held: 0,
            quotes: (0, false),
            literal: None,
            undecided: false,
            spool: None,
            large: false,
            commands: false,
            announced: None,
        }
    }

    /// A framer for the commands of a client. Whenever [`Framer::next`] has nothing yet, look at
    /// [`Framer::announced`].
    pub fn of_commands(limits: Limits) -> Self {
        Self {
            commands: true,
            large: true,
            ..Self::new(limits)
        }
    }

    /// Changes the limits, as after a login.
    pub fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// The literal that the client has announced last, told once. One over the limit that waits
    /// must be [refused](Framer::refuse).
    pub fn announced(&mut self) -> Option<Announced> {
        self.announced.take()
    }

    /// The literal that is not whole yet: how many octets were announced, and how many came.
    pub fn literal_under_way(&self) -> Option<(u64, u64)> {
        let (pending, literal) = (self.literal.as_ref()?, self.frame.literals.last()?);
        Some((literal.len, literal.len.saturating_sub(pending.left)))
    }

    /// What has come in of the command or response that is not whole yet.
    pub fn begun(&self) -> &[u8] {
        &self.frame.raw
    }

    /// Forgets the command that is not whole yet: its literal will not be sent.
    pub fn refuse(&mut self) {
        self.literal = None;
        self.reset();
    }

    /// The next line as it is, even an empty one: what answers a continuation.
    ///
    /// # Errors
    ///
    /// `Abort` when it is longer than the limit.
    pub fn next_line(&mut self) -> Result<Option<Frame>> {
        match self.take_line()? {
            true => Ok(Some(self.reset())),
            false => Ok(None),
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

    /// Says whether literals may be as large as the limit, because messages were asked for.
    pub fn expect_large(&mut self, large: bool) {
        self.large = large;
    }

    fn most_in_literals(&self) -> u64 {
        match self.large {
            true => self.limits.literal,
            false => self.limits.literal.min(MODEST_LITERAL),
        }
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

    /// Takes the bytes back that came in and that no response has taken: they mean something else.
    pub fn take_buffered(&mut self) -> Vec<u8> {
        let mut bytes = self.reset().raw;
        bytes.extend_from_slice(self.buffer.get(self.start..self.end).unwrap_or_default());
        (self.start, self.end, self.scanned, self.literal) = (0, 0, 0, None);
        bytes
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
            if !std::mem::take(&mut self.undecided) && !self.take_line()? {
                return Ok(None);
            }
            if self.is_blank() {
                self.quirks.note("empty line");
                self.reset();
                continue;
            }
            if let Some(len) = self.literal_at_end()? {
                self.begin_literal(len)?;
                continue;
            }
            match self.goes_on() {
                Some(true) => {
                    self.quirks.note("line end inside quotes");
                    let text = self.frame.raw.trim_ascii_end().len();
                    self.frame.raw.truncate(text.max(self.line_start));
                }
                Some(false) => return Ok(Some(self.reset())),
                None => {
                    self.undecided = true;
                    return Ok(None);
                }
            }
        }
    }

    /// Whether the next line belongs to this one: a folded header, copied into a quoted string as it
    /// was. No response starts with a blank, so nothing is lost by looking only then. `None` if the
    /// next byte must come in first; one does, as the answer to a command ends with a status line.
    fn goes_on(&mut self) -> Option<bool> {
        let fresh = self.buffer.get(self.start..self.end).unwrap_or_default();
        let next = fresh.first().copied();
        if !matches!(next, None | Some(b' ' | b'\t')) || is_text(&self.frame.raw) {
            return Some(false);
        }
        // Each byte is looked at once, however many lines are joined.
        let (mut from, mut open) = self.quotes;
        if from < self.line_start {
            (from, open) = (self.line_start, false);
        }
        let mut escaped = false;
        for byte in self.frame.raw.get(from..).unwrap_or_default() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if open => escaped = true,
                b'"' => open = !open,
                _ => {}
            }
        }
        self.quotes = (self.frame.raw.trim_ascii_end().len(), open);
        match (open, next) {
            (true, None) => None,
            _ => Some(open),
        }
    }

    /// Moves bytes into the frame up to a line end; false if it is not there yet.
    fn take_line(&mut self) -> Result<bool> {
        if self.frame.raw.is_empty() {
            self.pass_stray();
            self.check_length()?;
        }
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
        self.frame.raw.extend_from_slice(line);
        self.start += line.len();
        self.check_length()?;
        self.scanned = 0;
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
        if self.commands {
            let line = self.frame.raw.trim_ascii_end();
            let waits = !line.ends_with(b"+}");
            self.announced = Some(Announced { len, waits });
        }
        let waits = self.announced.is_some_and(|announced| announced.waits);
        let most = self.most_in_literals();
        if len.max(self.held) > most && !waits {
            return Err(over(format!(
                "literals of {} octets, and the limit is {most}",
                len.max(self.held)
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
        if digits == 0 || !head.ends_with(b"{") || !self.may_have_literals() {
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
                self.most_in_literals()
            ))),
        }
    }

    fn may_have_literals(&self) -> bool {
        self.commands || !is_text(&self.frame.raw)
    }

    fn is_blank(&self) -> bool {
        self.frame.literals.is_empty() && self.frame.raw.iter().all(u8::is_ascii_whitespace)
    }

    fn reset(&mut self) -> Frame {
        (self.line_start, self.lines, self.held, self.quotes) = (0, 0, 0, (0, false));
        let raw = std::mem::take(&mut self.spare);
        let literals = Vec::new();
        std::mem::replace(&mut self.frame, Frame { raw, literals })
    }

    /// Takes the memory of a response back.
    pub fn recycle(&mut self, mut raw: Vec<u8>) {
        raw.clear();
        raw.shrink_to(BUFFER);
        self.spare = raw;
    }
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
#[path = "frame_tests.rs"]
mod tests;
