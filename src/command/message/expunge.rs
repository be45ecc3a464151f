//! EXPUNGE and UID EXPUNGE.

use super::pieces::{partly, pieces};
use crate::client::{Client, Update};
use crate::command::update::Updates;
use crate::data::messages::Selection;
use crate::data::text::Text;
use crate::error::Result;
use crate::wire::line::Line;
use crate::wire::response::Response;
use crate::wire::tape::Tape;

/// Removes all messages marked deleted.
pub(super) fn all(client: &mut Client) -> Result<Updates> {
    let reply = client.run(Line::new("EXPUNGE").finish()?, &tells_of_expunge)?;
    let mut tape = Tape::default();
    let read = |response: &Response| Update::read(response, &mut tape);
    Ok(Updates {
        text: Text::new(reply.done.rest()),
        responses: reply.data.iter().map(read).collect(),
    })
}

fn tells_of_expunge(response: &Response) -> bool {
    response.is("EXPUNGE") || response.is("VANISHED")
}

/// Removes those of the selected messages that are marked deleted, by UID.
pub(super) fn these(client: &mut Client, selection: &Selection) -> Result<Updates> {
    let pieces = pieces(selection, 0);
    let command = |text: &str| Line::new("UID EXPUNGE").raw(text.as_bytes()).finish();
    let commands: Result<Vec<_>> = pieces.iter().map(|piece| command(&piece.text)).collect();
    let mut tape = Tape::default();
    let mut updates = Updates {
        text: Text::default(),
        responses: Vec::new(),
    };
    let mut done = vec![false; pieces.len()];
    let result = client.pipeline(
        commands?,
        &mut |_, response| {
            if !tells_of_expunge(&response) {
                return Ok(Some(response));
            }
            updates.responses.push(Update::read(&response, &mut tape));
            Ok(None)
        },
        &mut |position, response| {
            updates.text = Text::new(response.rest());
            if let Some(done) = done.get_mut(position) {
                *done = true;
            }
        },
    );
    match result {
        Ok(()) => Ok(updates),
        Err(error) => Err(partly(error, "expunged", &pieces, |at| {
            done.get(at).copied().unwrap_or(false)
        })),
    }
}
