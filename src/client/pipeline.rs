//! Commands that are sent several at a time, and their answers.

use std::collections::VecDeque;

use super::run::{Handler, refusal};
use super::{Client, PATIENCE};
use crate::data::text::Text;
use crate::error::{Error, Result};
use crate::wire::line::Command;
use crate::wire::response::{Head, Kind, Response};

/// How many pieces of one call may be under way at once. At 8,000 bytes a piece this stays within
/// what sockets hold, so that neither side waits for the other to read.
const IN_FLIGHT: usize = 16;

/// A command that was sent and is not answered yet.
struct Flight {
    tag: String,
    position: usize,
    verb: &'static str,
    summary: String,
}

/// Commands that are sent several at a time, and their answers.
pub(crate) struct Pipeline<I: Iterator<Item = Command>> {
    waiting: std::iter::Enumerate<I>,
    flight: VecDeque<Flight>,
    refused: Option<Error>,
    /// What the server said last that may be a refusal although no tag stands before it.
    untagged: Option<Response>,
    /// An answer that stood behind data on one line.
    behind: Option<Response>,
}

impl<I: Iterator<Item = Command>> Pipeline<I> {
    /// A pipeline of which nothing is sent yet.
    pub(crate) fn new(commands: impl IntoIterator<IntoIter = I>) -> Self {
        Self {
            waiting: commands.into_iter().enumerate(),
            flight: VecDeque::new(),
            refused: None,
            untagged: None,
            behind: None,
        }
    }

    /// Sends what may be sent and reads one response; false when everything is answered. After an
    /// error the answers that are due are read before the next command.
    pub(crate) fn step(
        &mut self,
        client: &mut Client,
        handler: &mut Handler<'_>,
        done: &mut dyn FnMut(usize, Response),
    ) -> Result<bool> {
        while self.refused.is_none() && self.flight.len() < IN_FLIGHT {
            let Some((position, command)) = self.waiting.next() else {
                break;
            };
            if let Some(answer) = client.withhold(&command) {
                done(position, answer);
                continue;
            }
            let tag = client.next_tag();
            match client.send(&tag, &command, handler)? {
                None => self.flight.push_back(Flight {
                    tag,
                    position,
                    verb: command.verb(),
                    summary: command.masked_summary(),
                }),
                Some(answer) => {
                    let refused = refusal(command.verb(), command.masked_summary(), &answer);
                    self.refused = Some(refused);
                }
            }
        }
        if self.flight.is_empty() {
            return self.refused.take().map_or(Ok(false), Err);
        }
        let mut response = match self.receive(client) {
            Ok(Some(response)) => response,
            Ok(None) => return Ok(true),
            Err(error) => {
                client.outstanding.extend(self.due());
                // What was wrong first counts, not the BYE that comes of it.
                return Err(match self.refused.take() {
                    Some(first) => first.with_end(error.ends_session()),
                    None => self.explained(error),
                });
            }
        };
        if response.is_bare()
            && let Some(sent) = self.flight.pop_front()
        {
            self.refuse(&sent, &response);
            return Ok(true);
        }
        let tags = self.flight.iter().map(|sent| sent.tag.as_bytes());
        if let Some(answer) = response.unglued(tags) {
            client.note_quirk("answer behind data on one line");
            self.behind = Some(answer);
        }
        if let Some(sent) = self.garbled(&response) {
            client.answered = sent.tag;
            let said = Text::new(response.raw().trim_ascii_end());
            self.refused.get_or_insert(Error::protocol(format!(
                "the server answered {} with neither OK, NO nor BAD ({said:?}); whether it was done is unknown",
                sent.verb
            )));
            return Ok(true);
        }
        if response.tag().is_none() {
            if matches!(
                response.head(),
                Head::Status {
                    kind: Kind::No | Kind::Bad,
                    ..
                }
            ) {
                self.untagged = Some(response.clone());
            }
            if let Err(error) = client.hand_over(response, handler) {
                client.outstanding.extend(self.due());
                return Err(error);
            }
            return Ok(true);
        }
        let Some(at) = position_of(&self.flight, &response) else {
            return Err(client.stray_tag(&response));
        };
        if let Some(sent) = self.flight.remove(at) {
            client.answered.clone_from(&sent.tag);
            if matches!(response.head(), Head::Status { kind: Kind::Ok, .. }) {
                done(sent.position, response);
            } else {
                self.refuse(&sent, &response);
            }
        }
        Ok(true)
    }

    /// The command that a line answers which begins with its tag and says nothing else that could be
    /// understood.
    fn garbled(&mut self, response: &Response) -> Option<Flight> {
        if response.head() != Head::Unreadable {
            return None;
        }
        let tag = response.first_word();
        let at = self
            .flight
            .iter()
            .position(|sent| sent.tag.as_bytes() == tag)?;
        self.flight.remove(at)
    }

    fn refuse(&mut self, sent: &Flight, answer: &Response) {
        self.refused
            .get_or_insert_with(|| refusal(sent.verb, sent.summary.clone(), answer));
    }

    /// The next response. Where the server has said NO or BAD without a tag and is silent then, that
    /// was its answer: the command is refused, and its late answer will be nobody's.
    fn receive(&mut self, client: &mut Client) -> Result<Option<Response>> {
        if let Some(answer) = self.behind.take() {
            return Ok(Some(answer));
        }
        let patience = match (&self.untagged, client.link.transport.timeout()) {
            (Some(_), Some(timeout)) => timeout,
            (Some(said), None) if said.is("BAD") => PATIENCE,
            _ => return client.receive().map(Some),
        };
        if let Some(response) = client.receive_within(patience)? {
            return Ok(Some(response));
        }
        if let (Some(said), Some(sent)) = (self.untagged.take(), self.flight.pop_front()) {
            self.refuse(&sent, &said);
            client.note_quirk("refusal without a tag");
            client.late.push(sent.tag);
        }
        Ok(None)
    }

    /// The error with what the server said before, which may be its cause.
    fn explained(&self, error: Error) -> Error {
        match &self.untagged {
            Some(said) => {
                let text = Text::new(said.rest());
                let message = format!("{error}; before that the server said: {text}");
                error.with_message(message)
            }
            None => error,
        }
    }

    /// The tags whose answers are still due; they are nobody's from now on.
    pub(crate) fn due(&mut self) -> Vec<String> {
        self.flight.drain(..).map(|sent| sent.tag).collect()
    }
}

fn position_of(flight: &VecDeque<Flight>, response: &Response) -> Option<usize> {
    let tag = response.tag()?;
    flight.iter().position(|sent| sent.tag.as_bytes() == tag)
}
