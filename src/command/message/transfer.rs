//! COPY and MOVE, as long as the set may be.
//!
//! UIDs never change, so their pieces follow each other without waiting. Sequence numbers do: there
//! the highest go first, each piece is awaited, and a message that goes meanwhile ends it.

use std::cell::RefCell;

use super::pieces::{Piece, partly, pieces};
use crate::client::Client;
use crate::command::answer::Answer;
use crate::data::messages::Selection;
use crate::error::{Error, ErrorKind, Result};
use crate::wire::flat;
use crate::wire::line::{Command, Line};
use crate::wire::response::{Head, Response};

/// Where messages go.
pub(super) struct Target {
    pub(super) wire: Vec<u8>,
    /// For error messages.
    pub(super) shown: String,
}

/// One of the two commands.
struct Deed {
    verb: &'static str,
    done: &'static str,
    moves: bool,
}

/// Copies the selected messages.
pub(super) fn copy(client: &mut Client, selection: &Selection, target: &Target) -> Result<Answer> {
    let deed = Deed {
        verb: if client.use_uid() { "UID COPY" } else { "COPY" },
        done: "copied",
        moves: false,
    };
    run(client, &deed, selection, target)
}

/// Moves the selected messages; the server must have MOVE.
pub(super) fn move_(client: &mut Client, selection: &Selection, target: &Target) -> Result<Answer> {
    let deed = Deed {
        verb: if client.use_uid() { "UID MOVE" } else { "MOVE" },
        done: "moved",
        moves: true,
    };
    run(client, &deed, selection, target)
}

fn run(client: &mut Client, deed: &Deed, selection: &Selection, target: &Target) -> Result<Answer> {
    let pieces = pieces(selection, 2 * target.wire.len());
    let watch = RefCell::new(Watch::new(deed.moves, selection));
    let mut answers: Vec<Option<Answer>> = pieces.iter().map(|_| None).collect();
    let result = if client.use_uid() {
        let commands: Result<Vec<_>> = pieces.iter().map(|p| command(deed, p, target)).collect();
        client.pipeline(
            commands?,
            &mut |_, response| Ok(watch.borrow_mut().take(response)),
            &mut |position, done| keep(&mut answers, position, &done, &watch),
        )
    } else {
        downwards(client, deed, &pieces, target, &watch, &mut answers)
    };
    if let Err(error) = result {
        return Err(partly(error, deed.done, &pieces, |at| {
            answers.get(at).is_some_and(Option::is_some)
        }));
    }
    let mut answers = answers.into_iter().flatten();
    let mut whole = answers.next().unwrap_or_default();
    answers.for_each(|answer| whole.join(answer));
    Ok(whole)
}

fn command(deed: &Deed, piece: &Piece, target: &Target) -> Result<Command> {
    Line::new(deed.verb)
        .raw(piece.text.as_bytes())
        .mailbox(&target.wire)
        .finish()
}

fn keep(answers: &mut [Option<Answer>], position: usize, done: &Response, watch: &RefCell<Watch>) {
    let untagged = std::mem::take(&mut watch.borrow_mut().copied);
    if let Some(answer) = answers.get_mut(position) {
        *answer = Some(Answer::read(done, &untagged));
    }
}

/// Sequence numbers: highest first, one after the other.
fn downwards(
    client: &mut Client,
    deed: &Deed,
    pieces: &[Piece],
    target: &Target,
    watch: &RefCell<Watch>,
    answers: &mut [Option<Answer>],
) -> Result<()> {
    for (position, piece) in pieces.iter().enumerate().rev() {
        watch.borrow_mut().begin(piece);
        let done = client.exchange(command(deed, piece, target)?, &mut |_, response| {
            Ok(watch.borrow_mut().take(response))
        })?;
        keep(answers, position, &done, watch);
        if position > 0 && watch.borrow().shifted {
            return Err(Error::new(
                ErrorKind::Refused,
                format!(
                    "{} stopped: another message was expunged meanwhile, \
                     so that the sequence numbers no longer mean the same messages",
                    deed.verb
                ),
            ));
        }
    }
    Ok(())
}

/// Looks at what comes in while messages are copied or moved.
struct Watch {
    /// Untagged COPYUIDs of the piece under way.
    copied: Vec<Response>,
    /// How many messages may still go because they are moved.
    leaving: u64,
    /// The lowest and highest number of the piece, where that is known.
    piece: Option<(u32, u32)>,
    /// Whether a message outside the piece was expunged.
    shifted: bool,
}

impl Watch {
    fn new(moves: bool, selection: &Selection) -> Self {
        let leaving = match selection {
            _ if !moves => 0,
            Selection::Set(set) => set.len(),
            _ => u64::MAX,
        };
        Self {
            copied: Vec::new(),
            leaving,
            piece: None,
            shifted: false,
        }
    }

    fn begin(&mut self, piece: &Piece) {
        let ends = |set: &crate::data::set::IdSet| {
            let first = set.ranges().next()?;
            let last = set.ranges().last()?;
            Some((*first.start(), *last.end()))
        };
        self.piece = piece.set.as_ref().and_then(ends);
    }

    /// Takes what belongs to the command; the rest comes back.
    fn take(&mut self, response: Response) -> Option<Response> {
        if response.code().is_some_and(|code| code.is("COPYUID")) {
            self.copied.push(response);
            return None;
        }
        let gone = match response.head() {
            Head::Data {
                number: Some(number),
            } if response.is("EXPUNGE") => {
                if let Some((low, high)) = self.piece {
                    self.shifted |= number < u64::from(low) || number > u64::from(high);
                }
                1
            }
            Head::Data { .. } if response.is("VANISHED") => {
                // These are UIDs: which numbers they had cannot be known.
                self.shifted = true;
                flat::set(response.rest()).map_or(1, |ids| ids.len() as u64)
            }
            _ => return Some(response),
        };
        if self.leaving == 0 {
            return Some(response);
        }
        self.leaving = self.leaving.saturating_sub(gone);
        None
    }
}
