//! News: data that nobody asked for, kept apart from every result until somebody reads it.

use std::collections::VecDeque;
use std::fmt;

use serde::Serialize;

use super::Client;
use crate::data::text::Text;
use crate::data::value::Value;
use crate::wire::response::{Head, Response};
use crate::wire::tape::Tape;

/// How many responses are kept for a reader that never comes.
const KEPT: usize = 10_000;
/// How many octets are kept for it.
const KEPT_BYTES: usize = 8 << 20;

/// The queue of unsolicited responses; the oldest go first when it is full.
#[derive(Debug, Default)]
pub(super) struct News {
    queue: VecDeque<Response>,
    bytes: usize,
    /// How many there ever were.
    ever: u64,
}

impl News {
    pub(super) fn push(&mut self, response: Response) {
        self.bytes += response.raw().len();
        self.ever += 1;
        self.queue.push_back(response);
        while self.queue.len() > KEPT || self.bytes > KEPT_BYTES {
            match self.queue.pop_front() {
                Some(old) => self.bytes -= old.raw().len(),
                None => break,
            }
        }
    }

    pub(super) fn clear(&mut self) {
        self.take();
    }

    fn take(&mut self) -> VecDeque<Response> {
        self.bytes = 0;
        std::mem::take(&mut self.queue)
    }

    /// How many there ever were, those that were taken included.
    pub(super) fn ever(&self) -> u64 {
        self.ever
    }
}

/// One unsolicited response as IMAPClient shows it: `(3, EXISTS)`, `(1, FETCH, (FLAGS, (..)))`,
/// `(OK, text)`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
#[non_exhaustive]
pub struct Update {
    /// The words of the response, in order.
    pub words: Vec<Value>,
}

impl fmt::Display for Update {
    /// The response as one line that can be shown to a person, but for control characters.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, word) in self.words.iter().enumerate() {
            if at > 0 {
                f.write_str(" ")?;
            }
            word.fmt(f)?;
        }
        Ok(())
    }
}

impl Update {
    pub(crate) fn read(response: &Response, depth: &mut Tape) -> Self {
        let name = match (response.head(), response.name()) {
            // `* [CODE ...]` stands for `* OK [CODE ...]`.
            (Head::Status { .. }, b"") => Text::from("OK"),
            (_, name) => Text::from(name.to_ascii_uppercase()),
        };
        let name = Value::Text(name);
        let mut words = Vec::new();
        match response.head() {
            Head::Status { .. } => {
                words.push(name);
                words.push(Value::Text(Text::new(response.rest())));
            }
            Head::Data { number } => {
                words.extend(number.map(Value::Number));
                words.push(name);
                match response.cursor(depth).and_then(|mut cursor| {
                    let mut values = Vec::new();
                    while !cursor.at_end() {
                        values.push(cursor.value()?);
                    }
                    Ok(values)
                }) {
                    Ok(values) => words.extend(values),
                    Err(_) => words.push(Value::Text(Text::new(response.rest()))),
                }
            }
            _ => words.push(Value::Text(Text::new(response.raw()))),
        }
        Self { words }
    }
}

impl Client {
    /// Takes all news that has come in, oldest first. Nothing is sent.
    pub fn take_news(&mut self) -> Vec<Update> {
        let mut tape = Tape::default();
        let responses = self.news.take();
        responses
            .iter()
            .map(|response| Update::read(response, &mut tape))
            .collect()
    }

    /// Whether there is news.
    pub fn has_news(&self) -> bool {
        !self.news.queue.is_empty()
    }

    /// Puts a response back that a command did not want after all.
    pub(crate) fn keep_as_news(&mut self, response: Response) {
        self.news.push(response);
    }
}
