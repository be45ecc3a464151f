//! Sending commands and gathering their answers.

use std::time::Duration;

use super::link::Link;
use super::pipeline::Pipeline;
use super::{Client, State};
use crate::data::text::Text;
use crate::error::{Error, ErrorKind, Result};
use crate::wire::line::Command;
use crate::wire::part::Chunk;
use crate::wire::response::{Head, Kind, Response};

/// Looks at each untagged response while a command runs: takes it, or gives it back as news.
pub type Handler<'a> = dyn FnMut(&mut Client, Response) -> Result<Option<Response>> + 'a;

/// The answer to one command: the tagged OK, and the data the caller wanted.
#[derive(Debug)]
#[non_exhaustive]
pub struct Reply {
    /// The untagged responses the caller asked to keep, in order of arrival.
    pub data: Vec<Response>,
    /// The tagged answer.
    pub done: Response,
}

impl Client {
    /// Runs one command and keeps the untagged responses that `want` picks; the rest is news.
    ///
    /// NO and BAD are errors.
    pub(crate) fn run(
        &mut self,
        command: Command,
        want: &dyn Fn(&Response) -> bool,
    ) -> Result<Reply> {
        let mut data = Vec::new();
        let done = self.exchange(command, &mut |_, response| {
            if want(&response) {
                data.push(response);
                return Ok(None);
            }
            Ok(Some(response))
        })?;
        Ok(Reply { data, done })
    }

    /// Runs one command whose answer is the tagged line alone.
    pub(crate) fn tell(&mut self, command: Command) -> Result<Response> {
        self.exchange(command, &mut |_, response| Ok(Some(response)))
    }

    /// Runs one command; `handler` sees each untagged response as it arrives.
    pub(crate) fn exchange(
        &mut self,
        command: Command,
        handler: &mut Handler<'_>,
    ) -> Result<Response> {
        let mut answer = None;
        self.pipeline([command], handler, &mut |_, response| {
            answer = Some(response)
        })?;
        answer.ok_or_else(|| Error::protocol("the command was not answered"))
    }

    /// Runs commands that do not depend on each other, several at a time.
    ///
    /// `done` hears of each OK by the command's position. After a NO or BAD nothing further is
    /// sent, what is under way is awaited, and the first refusal is the error.
    pub(crate) fn pipeline(
        &mut self,
        commands: impl IntoIterator<Item = Command>,
        handler: &mut Handler<'_>,
        done: &mut dyn FnMut(usize, Response),
    ) -> Result<()> {
        self.settle()?;
        let mut pipeline = Pipeline::new(commands);
        while pipeline.step(self, handler, done)? {}
        Ok(())
    }

    /// Sends one command. Where it must wait for the server's go-ahead and is refused instead, the
    /// tagged answer comes back.
    pub(super) fn send(
        &mut self,
        tag: &str,
        command: &Command,
        handler: &mut Handler<'_>,
    ) -> Result<Option<Response>> {
        let chunks = command.encode(tag, self.literal_mode());
        let large = command.verb().ends_with("FETCH") && chunks.iter().any(asks_for_messages);
        self.link.framer.expect_large(large);
        for chunk in &chunks {
            if let Err(error) = self.link.send(chunk) {
                return Err(self.lost(error));
            }
            if !chunk.wait {
                continue;
            }
            loop {
                let response = match self.receive() {
                    Ok(response) => response,
                    // The server holds half a command: there is no way back into step.
                    Err(error) => return Err(self.lost(error.with_end(true))),
                };
                match response.head() {
                    Head::Continuation => break,
                    Head::Status { .. }
                        if response.tag() == Some(tag.as_bytes()) || response.is_bare() =>
                    {
                        return Ok(Some(response));
                    }
                    _ if response.tag().is_some() => return Err(self.stray_tag(&response)),
                    _ => self
                        .hand_over(response, handler)
                        .map_err(|error| self.lost(error.with_end(true)))?,
                }
            }
        }
        Ok(None)
    }

    /// Gives a response to the handler, and what it does not take to the news.
    pub(super) fn hand_over(
        &mut self,
        response: Response,
        handler: &mut Handler<'_>,
    ) -> Result<()> {
        if matches!(response.head(), Head::Continuation) {
            self.note_quirk("continuation nobody asked for");
            return Ok(());
        }
        if let Some(news) = handler(self, response)?
            && !self.told_progress(&news)
        {
            self.news.push(news);
        }
        Ok(())
    }

    /// Reads one response and learns from it what concerns the session as a whole.
    pub(crate) fn receive(&mut self) -> Result<Response> {
        let response = self.hear(&mut |link| link.next().map(Some))?;
        response.ok_or_else(|| Error::protocol("the server said nothing"))
    }

    /// As [`Client::receive`], giving up after `time` without an error.
    pub(crate) fn receive_within(&mut self, time: Duration) -> Result<Option<Response>> {
        self.hear(&mut |link| link.next_within(time))
    }

    /// The next response if it is there already; nothing is read.
    pub(super) fn receive_ready(&mut self) -> Result<Option<Response>> {
        self.hear(&mut Link::ready)
    }

    /// The next response, if all of it comes in within `time`.
    pub(super) fn receive_by(&mut self, time: Duration) -> Result<Option<Response>> {
        self.hear(&mut |link| link.next_by(time))
    }

    fn hear(
        &mut self,
        next: &mut dyn FnMut(&mut Link) -> Result<Option<Response>>,
    ) -> Result<Option<Response>> {
        loop {
            match next(&mut self.link) {
                Ok(Some(response)) if self.is_late(&response) => {}
                Ok(Some(response)) if response.tag() == Some(self.answered.as_bytes()) => {
                    self.note_quirk("answer that was given twice");
                }
                Ok(Some(response)) => return self.observed(response).map(Some),
                Ok(None) => return Ok(None),
                Err(error) => return Err(self.broken_off(error)),
            }
        }
    }

    /// Whether this is the late answer to a command that was taken for refused.
    fn is_late(&mut self, response: &Response) -> bool {
        let due = self.late.len();
        if due == 0 {
            return false;
        }
        if let Some(tag) = response.tag() {
            self.late.retain(|late| late.as_bytes() != tag);
        }
        self.late.len() < due
    }

    /// The session is over; if that was within a literal, the error says how much of it came, and
    /// what did is kept beside the rows that could not be read.
    fn broken_off(&mut self, error: Error) -> Error {
        let error = match self.link.framer.literal_under_way() {
            Some((announced, came)) if error.ends_session() && announced > came => {
                let begun = Text::new(self.link.framer.begun());
                let message = format!(
                    "{error}; it announced a literal of {announced} octets, and {came} of them came"
                );
                self.note_unread(&message, begun.len(), &begun);
                error.with_message(message)
            }
            _ => error,
        };
        self.lost(error)
    }

    /// Takes the memory of a response back that was read, for the next one.
    pub(crate) fn recycle(&mut self, mut response: Response) {
        self.recycle_raw(response.take_raw());
    }

    /// As [`Client::recycle`], of its octets.
    pub(crate) fn recycle_raw(&mut self, raw: Vec<u8>) {
        self.link.framer.recycle(raw);
    }

    fn observed(&mut self, response: Response) -> Result<Response> {
        self.note_oddities(&response);
        if response.is("FETCH") {
            return Ok(response);
        }
        self.learn_capabilities(&response);
        // A refusal and a BYE tell it by their error; it is told once.
        let tells = match response.head() {
            Head::Status {
                kind: Kind::Bye, ..
            } => true,
            Head::Status {
                kind: Kind::No | Kind::Bad,
                ..
            } => response.tag().is_some(),
            _ => false,
        };
        if !tells && response.code().is_some_and(|code| code.is("ALERT")) {
            let text = Text::new(response.text());
            self.warn(format!("the server says: {}", text.to_string_lossy()));
        }
        if let (
            Head::Data {
                number: Some(number),
            },
            Some(folder),
        ) = (response.head(), self.selected.as_mut())
        {
            if response.is("EXISTS") {
                folder.exists = u32::try_from(number).unwrap_or(u32::MAX);
                folder.exists_told = true;
            } else if response.is("EXPUNGE") {
                folder.exists = folder.exists.saturating_sub(1);
            }
        }
        if matches!(
            response.head(),
            Head::Status {
                kind: Kind::Bye,
                ..
            }
        ) && self.state != State::Logout
        {
            let words = Text::new(response.rest()).to_string_lossy().into_owned();
            self.end(words.clone());
            return Err(Error::new(
                ErrorKind::Abort,
                format!("the server closed the session: {words}"),
            )
            .with_answer(code_of(&response), words));
        }
        Ok(response)
    }

    /// Marks the session as over where the error says so.
    pub(super) fn lost(&mut self, error: Error) -> Error {
        if error.ends_session() {
            self.end(error.message());
        }
        error
    }

    pub(super) fn stray_tag(&mut self, response: &Response) -> Error {
        let tag = Text::new(response.tag().unwrap_or_default());
        let error = Error::new(
            ErrorKind::Abort,
            format!("the server answered a command that was never sent (tag {tag:?})"),
        );
        self.lost(error)
    }

    /// Brings the session back into step after an interrupted call: reads up to the tags that are
    /// still due. An answer that is there before its command was sent is nobody's.
    pub(crate) fn settle(&mut self) -> Result<()> {
        self.alive()?;
        if let Some(held) = &self.held {
            return Err(held.in_the_way());
        }
        self.finish_open();
        self.alive()?;
        while !self.outstanding.is_empty() {
            let response = self.receive()?;
            self.tick_off(response);
        }
        while let Some(response) = self.receive_ready()? {
            match response.tag() {
                Some(_) => return Err(self.stray_tag(&response)),
                None if matches!(response.head(), Head::Continuation) => {
                    self.note_quirk("continuation nobody asked for");
                }
                None => self.news.push(response),
            }
        }
        Ok(())
    }

    /// Whether no answer to an interrupted call is due.
    pub fn is_in_step(&self) -> bool {
        self.outstanding.is_empty()
    }

    /// Reads up to the end of an interrupted call, for at most `time` without a word from the
    /// server. Tells whether the session is in step again.
    pub fn settle_within(&mut self, time: Duration) -> Result<bool> {
        self.alive()?;
        self.abandon_open();
        while !self.outstanding.is_empty() {
            match self.receive_within(time)? {
                Some(response) => self.tick_off(response),
                None => return Ok(false),
            }
        }
        Ok(true)
    }

    pub(super) fn tick_off(&mut self, response: Response) {
        match response.tag() {
            Some(tag) => self.outstanding.retain(|due| due.as_bytes() != tag),
            // The rows of the interrupted call are of no use to anybody.
            None if ["FETCH", "SEARCH", "ESEARCH"]
                .iter()
                .any(|name| response.is(name)) => {}
            None => self.news.push(response),
        }
    }

    /// A tag that nobody can guess: a prefix drawn for this session, and a number.
    pub(super) fn next_tag(&mut self) -> String {
        self.tag_number += 1;
        format!("{}{}", self.tag_prefix, self.tag_number)
    }
}

/// Whether whole messages or parts of them are asked for.
fn asks_for_messages(chunk: &Chunk) -> bool {
    [&b"BODY["[..], b"BODY.PEEK[", b"BINARY", b"RFC822"]
        .iter()
        .any(|item| memchr::memmem::find(&chunk.bytes, item).is_some())
}

/// The response code as users see it: name and arguments, without brackets.
pub(crate) fn code_of(response: &Response) -> Option<String> {
    let code = response.code()?;
    let mut text = String::from_utf8_lossy(code.name()).into_owned();
    if !code.args().is_empty() {
        text.push(' ');
        text.push_str(&String::from_utf8_lossy(code.args()));
    }
    Some(text)
}

/// The error that a NO or BAD stands for.
pub(super) fn refusal(verb: &str, command: String, answer: &Response) -> Error {
    let said = Text::new(answer.rest());
    let said = said.to_string_lossy();
    let message = match answer.head() {
        Head::Status { kind: Kind::No, .. } => format!("{verb} failed: {said}"),
        _ => format!(
            "{verb} command error: {} {said}",
            String::from_utf8_lossy(answer.name())
        ),
    };
    Error::new(ErrorKind::Refused, message)
        .with_command(command)
        .with_answer(code_of(answer), Text::new(answer.text()).to_string_lossy())
        .with_bad(answer.is("BAD"))
}
