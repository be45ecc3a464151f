//! A command that the server holds open until the client ends it: IDLE.

use std::time::{Duration, Instant};

use super::run::refusal;
use super::{Client, PATIENCE};
use crate::data::text::Text;
use crate::error::{Error, ErrorKind, Result};
use crate::wire::line::Command;
use crate::wire::part::Chunk;
use crate::wire::response::{Head, Kind, Response};

/// The command that is held open.
pub(super) struct Held {
    tag: String,
    verb: &'static str,
    summary: String,
    /// The call that ends it, for error messages.
    ended_by: &'static str,
    /// The tagged answer, where the server did not wait for the client to end it.
    answer: Option<Response>,
}

impl Held {
    /// What it means that the server ended the command by itself.
    fn over(self, answer: &Response) -> Error {
        match answer.head() {
            Head::Status { kind: Kind::Ok, .. } => Error::new(
                ErrorKind::Refused,
                format!(
                    "the server ended {} by itself: {}",
                    self.verb,
                    Text::new(answer.rest())
                ),
            ),
            _ => refusal(self.verb, self.summary, answer),
        }
    }

    /// The answer to the command as a result.
    fn answered(self, answer: Response) -> Result<Response> {
        match answer.head() {
            Head::Status { kind: Kind::Ok, .. } => Ok(answer),
            _ => Err(refusal(self.verb, self.summary, &answer)),
        }
    }

    /// The error of every other call meanwhile.
    pub(super) fn in_the_way(&self) -> Error {
        Error::new(
            ErrorKind::IllegalState,
            format!(
                "{} is running: end it with {} first",
                self.verb, self.ended_by
            ),
        )
    }
}

impl Client {
    /// Sends a command that is held open, and waits for the server's go-ahead. What comes in before
    /// that is news. If the wait is interrupted, the command is held open all the same.
    pub(crate) fn hold(&mut self, command: &Command, ended_by: &'static str) -> Result<()> {
        self.settle()?;
        let tag = self.next_tag();
        for chunk in command.encode(&tag, self.literal_mode()) {
            self.link.send(&chunk).map_err(|error| self.lost(error))?;
        }
        self.held = Some(Held {
            tag,
            verb: command.verb(),
            summary: command.masked_summary(),
            ended_by,
            answer: None,
        });
        loop {
            let response = self.receive()?;
            if matches!(response.head(), Head::Continuation) {
                return Ok(());
            }
            self.take_while_held(response)?;
            self.still_held()?;
        }
    }

    /// Whether the server was asked to tell of changes as they happen, and still may (IDLE).
    pub fn is_idle(&self) -> bool {
        self.is_held()
    }

    /// Waits in IDLE for `time` at most, or until something new comes in; it is kept as news.
    ///
    /// # Errors
    ///
    /// `Refused` if the server has ended the IDLE; `Abort` for the end of the connection.
    pub fn hear_idle(&mut self, time: Duration) -> Result<()> {
        self.watch_beyond(self.news.ever(), Some(time))
    }

    /// Ends IDLE; what came in meanwhile is kept as news.
    ///
    /// # Errors
    ///
    /// `IllegalState` outside IDLE; `Timeout`, `Abort`.
    pub fn end_idle(&mut self) -> Result<()> {
        self.release("DONE").map(drop)
    }

    /// Reads what the server says of its own accord while no command runs, for `time` at most, or
    /// only what has been read already. It becomes news.
    ///
    /// # Errors
    ///
    /// `IllegalState` during IDLE; `Abort` for BYE and for the end of the connection.
    pub fn listen(&mut self, time: Option<Duration>) -> Result<()> {
        self.alive()?;
        if let Some(held) = &self.held {
            return Err(held.in_the_way());
        }
        let start = Instant::now();
        loop {
            let next = match time {
                Some(time) => self.receive_by(time.saturating_sub(start.elapsed()))?,
                None => self.receive_ready()?,
            };
            let Some(response) = next else {
                return Ok(());
            };
            match response.tag() {
                Some(tag) if self.outstanding.iter().any(|due| due.as_bytes() == tag) => {
                    self.tick_off(response);
                }
                Some(_) => return Err(self.stray_tag(&response)),
                None => self.keep_as_news(response),
            }
        }
    }

    /// Whether a command is held open.
    pub(crate) fn is_held(&self) -> bool {
        self.held.is_some()
    }

    /// Waits for news while a command is held open: until there is some, or `time` is over; for
    /// ever without one. All that has come in by then becomes news.
    pub(crate) fn watch(&mut self, time: Option<Duration>) -> Result<()> {
        let known = match self.has_news() {
            true => 0,
            false => self.news.ever(),
        };
        self.watch_beyond(known, time)
    }

    /// As [`Client::watch`], for more news than the first `known` that there ever were.
    fn watch_beyond(&mut self, known: u64, time: Option<Duration>) -> Result<()> {
        self.alive()?;
        let start = Instant::now();
        while self.held.as_ref().is_some_and(|held| held.answer.is_none()) {
            let ready = match self.receive_ready() {
                // The news first; the next call tells of the end.
                Err(_) if self.news.ever() > known => return Ok(()),
                ready => ready?,
            };
            let next = match ready {
                None if self.news.ever() > known => return Ok(()),
                None => match time.map(|time| time.saturating_sub(start.elapsed())) {
                    Some(left) => self.receive_by(left)?,
                    None => self.receive_by(Duration::from_secs(3600))?,
                },
                ready => ready,
            };
            match next {
                Some(response) => self.take_while_held(response)?,
                None if time.is_some() => return Ok(()),
                None => {}
            }
        }
        match self.news.ever() > known {
            true => Ok(()),
            false => self.still_held(),
        }
    }

    /// The error that the server ended the held command by itself, if it did.
    fn still_held(&mut self) -> Result<()> {
        match self.held.take_if(|held| held.answer.is_some()) {
            Some(mut held) => match held.answer.take() {
                Some(answer) => Err(held.over(&answer)),
                None => Ok(()),
            },
            None => Ok(()),
        }
    }

    /// Ends the held command by sending `line`, and waits for its answer.
    pub(crate) fn release(&mut self, line: &'static str) -> Result<Response> {
        self.alive()?;
        let patience = self.link.transport.timeout().unwrap_or(PATIENCE);
        let Some(mut held) = self.held.take() else {
            return Err(Error::new(ErrorKind::IllegalState, "no command is running"));
        };
        if let Some(answer) = held.answer.take() {
            return held.answered(answer);
        }
        let bytes = [line.as_bytes(), b"\r\n"].concat();
        let chunk = Chunk {
            masked: bytes.clone(),
            bytes,
            ..Chunk::default()
        };
        self.link.send(&chunk).map_err(|error| self.lost(error))?;
        loop {
            let response = match self.receive_within(patience) {
                Ok(Some(response)) => response,
                Ok(None) => {
                    let waited = patience.as_secs_f64();
                    return Err(self.lost(Error::new(
                        ErrorKind::Timeout,
                        format!(
                            "waited {waited} s for the end of {} in vain: the server is gone",
                            held.verb
                        ),
                    )));
                }
                Err(error) => {
                    self.outstanding.push_back(held.tag);
                    return Err(error);
                }
            };
            match response.head() {
                Head::Continuation => {}
                Head::Status { .. } if response.tag() == Some(held.tag.as_bytes()) => {
                    return held.answered(response);
                }
                _ if response.tag().is_some() => return Err(self.stray_tag(&response)),
                _ => self.keep_as_news(response),
            }
        }
    }

    /// A response that comes in while a command is held open: news, or the end of it.
    fn take_while_held(&mut self, response: Response) -> Result<()> {
        match (response.tag(), &mut self.held) {
            (None, _) if matches!(response.head(), Head::Continuation) => {}
            (None, _) => self.keep_as_news(response),
            (Some(tag), Some(held)) if held.tag.as_bytes() == tag => held.answer = Some(response),
            (Some(_), _) => return Err(self.stray_tag(&response)),
        }
        Ok(())
    }
}
