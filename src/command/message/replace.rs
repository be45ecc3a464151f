//! Moving where the server has no MOVE: COPY, mark as deleted, UID EXPUNGE (RFC 6851 section 3.3).
//!
//! The messages are looked up first. So a set such as `1:*` cannot come to mean one message more
//! between the copy and the removal, and nothing is removed that was not copied.

use super::pieces::{Piece, partly, pieces};
use super::transfer::{self, Target};
use super::{Answer, expunge};
use crate::client::Client;
use crate::command::chosen::existing;
use crate::data::flag::DELETED;
use crate::data::messages::Selection;
use crate::data::text::Text;
use crate::error::{Error, ErrorKind, Result};
use crate::wire::line::Line;

/// Moves the selected messages, given by UID; the server must have UIDPLUS.
pub(super) fn move_(client: &mut Client, selection: &Selection, target: &Target) -> Result<Answer> {
    let there = existing(client, selection)?;
    let pieces = pieces(&there, 2 * target.wire.len());
    let mut whole: Option<Answer> = None;
    for (position, piece) in pieces.iter().enumerate() {
        let answer = replace(client, piece, target)
            .map_err(|error| partly(error, "moved", &pieces, |at| at < position))?;
        match &mut whole {
            Some(whole) => whole.join(answer),
            None => whole = Some(answer),
        }
    }
    Ok(whole.unwrap_or_default())
}

fn replace(client: &mut Client, piece: &Piece, target: &Target) -> Result<Answer> {
    let set = Selection::Set(piece.set.clone().unwrap_or_default());
    let answer = transfer::copy(client, &set, target)?;
    let mark = Line::new("UID STORE")
        .raw(piece.text.as_bytes())
        .atom("+FLAGS.SILENT")
        .list(|line| line.flag(&Text::from(DELETED)))
        .finish()?;
    client
        .tell(mark)
        .map_err(|error| halfway(error, piece, target, "but could not be marked deleted here"))?;
    expunge::these(client, &set).map_err(|error| {
        halfway(
            error,
            piece,
            target,
            "and marked deleted here, but not expunged",
        )
    })?;
    Ok(answer)
}

fn halfway(error: Error, piece: &Piece, target: &Target, how: &str) -> Error {
    let certain = match error.kind() {
        ErrorKind::Refused => "",
        _ => ", as far as is known",
    };
    let message = format!(
        "{}; the messages {} were copied to {} {how}{certain}",
        error.message(),
        piece.shown(),
        target.shown,
    );
    error.with_message(message)
}
