//! A fetch under way, one response at a time: its commands, and those that its answers ask for.

use super::assemble::Rows;
use super::narrow::{self, Around};
use super::sink::{Noted, Sink};
use super::{Asked, commands, doubt};
use crate::client::{Client, Pipeline};
use crate::data::flag::Words;
use crate::data::ids::Ids;
use crate::data::messages::Selection;
use crate::error::Result;
use crate::wire::line::Command;
use crate::wire::response::Response;

/// Commands of one kind that are answered by rows.
pub(super) struct Round {
    pipeline: Pipeline<std::vec::IntoIter<Command>>,
    rows: Rows,
    /// What the server did not change, of STORE with UNCHANGEDSINCE.
    modified: Vec<String>,
}

impl Round {
    pub(super) fn new(commands: Vec<Command>, rows: Rows) -> Self {
        Self {
            pipeline: Pipeline::new(commands),
            rows,
            modified: Vec::new(),
        }
    }

    fn of(client: &Client, asked: Asked) -> Self {
        let mut rows = Rows::new(client, asked.selection, asked.flags_only);
        rows.doubt(asked.pairs && client.doubts_sections());
        rows.limit(asked.partials);
        Self::new(asked.commands, rows)
    }

    /// Reads one response; false when all is answered and every row is handed out.
    pub(super) fn step(&mut self, client: &mut Client, sink: &mut dyn Sink) -> Result<bool> {
        let (rows, modified) = (&mut self.rows, &mut self.modified);
        let result = self.pipeline.step(
            client,
            &mut |client, response| rows.take(client, response, sink),
            &mut |_, done| modified.extend(code(&done, "MODIFIED")),
        );
        if matches!(result, Ok(true)) {
            return result;
        }
        if !self.modified.is_empty() {
            client.warn(format!(
                "the server did not change the messages {}, which somebody else changed meanwhile",
                self.modified.join(",")
            ));
        }
        // Rows that came before a refusal are answers all the same.
        let finished = match &result {
            Err(error) if error.ends_session() => Ok(()),
            _ => self.rows.finish(client, sink),
        };
        result.and(finished)?;
        match self.rows.take_doubtful() {
            doubtful if doubtful.is_empty() => {}
            doubtful => doubt::ask_again(client, doubtful, sink)?,
        }
        Ok(false)
    }
}

/// The arguments of an answer's code, if it is this one.
fn code(answer: &Response, name: &str) -> Option<String> {
    let code = answer.code().filter(|code| code.is(name))?;
    Some(String::from_utf8_lossy(code.args()).into_owned())
}

/// A whole fetch.
pub(super) struct Run {
    selection: Selection,
    data: Words,
    modifiers: Words,
    round: Round,
    /// The messages whose rows came in this round.
    given: Ids,
    /// After the server refused all because of one message: the search for it.
    around: Option<Around>,
}

impl Run {
    pub(super) fn new(client: &Client, asked: Asked, data: Words, modifiers: Words) -> Self {
        Self {
            selection: asked.selection.clone(),
            data,
            modifiers,
            round: Round::of(client, asked),
            given: Ids::default(),
            around: None,
        }
    }

    /// Reads one response; false at the end. The client is in step before the first one.
    pub(super) fn step(&mut self, client: &mut Client, sink: &mut dyn Sink) -> Result<bool> {
        let ids = &mut self.given;
        let result = self.round.step(client, &mut Noted { ids, sink });
        match result {
            Ok(false) if self.around.is_some() => self.go_on(client),
            Ok(false) => {
                if self.given.is_empty() {
                    self.warn_of_nothing(client);
                }
                Ok(false)
            }
            Err(error) if narrow::is_own_fault(&error) => {
                match &mut self.around {
                    Some(around) => around.refused(&self.given),
                    None => {
                        let around = Around::new(client, &self.selection, &self.given, error)?;
                        self.around = Some(around);
                    }
                }
                self.go_on(client)
            }
            result => result,
        }
    }

    /// Asks for the next piece on the way around what the server cannot give.
    fn go_on(&mut self, client: &mut Client) -> Result<bool> {
        let Some(mut around) = self.around.take() else {
            return Ok(false);
        };
        let Some(piece) = around.next() else {
            return Err(around.into_error());
        };
        self.around = Some(around);
        client.settle()?;
        let asked = commands(client, Selection::Set(piece), &self.data, &self.modifiers)?;
        self.round = Round::of(client, asked);
        self.given = Ids::default();
        Ok(true)
    }

    /// The tags whose answers are still due.
    pub(super) fn due(&mut self) -> Vec<String> {
        self.round.pipeline.due()
    }

    /// iCloud answers OK and nothing else to RFC822 and its kin.
    fn warn_of_nothing(&self, client: &mut Client) {
        let asked = self.data.0.iter().map(|item| item.to_string_lossy());
        let mut old = asked.filter(|item| {
            let item = item.to_ascii_uppercase();
            item.starts_with("RFC822") && item != "RFC822.SIZE"
        });
        if let Some(item) = old.next() {
            client.warn(format!(
                "the server returned nothing for {item}; if the messages are there, ask for BODY.PEEK[] instead"
            ));
        }
    }
}
