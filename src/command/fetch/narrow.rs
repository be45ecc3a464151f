//! A server that refuses a whole fetch because of one message (Yahoo: `[SERVERBUG]`): the rest is
//! asked for in ever smaller pieces, until the one to blame is found.

use crate::client::Client;
use crate::command::chosen::existing;
use crate::data::ids::Ids;
use crate::data::messages::Selection;
use crate::data::set::IdSet;
use crate::error::{Error, ErrorKind, Result};

/// How often it is asked again. Finding one message among 65,536 takes 32.
const MOST: usize = 64;

/// Whether the server blames itself.
pub(super) fn is_own_fault(error: &Error) -> bool {
    let code = error.code().unwrap_or_default();
    error.kind() == ErrorKind::Refused && code.eq_ignore_ascii_case("SERVERBUG")
}

/// The way around what the server cannot give: which pieces to ask for, one after the other.
pub(super) struct Around {
    refusal: Error,
    /// Sets that were refused; each holds a message to blame.
    guilty: Vec<IdSet>,
    /// Pieces of the last of them that are to be asked for, the next one last.
    pieces: Vec<IdSet>,
    /// The piece that was asked for last.
    asked: IdSet,
    broken: Vec<(u32, u32)>,
    tries: usize,
    /// Where the search was given up.
    given_up: Option<IdSet>,
}

impl Around {
    /// Finds out which rows are missing. `given` are those that came before the refusal, which is
    /// the error where nothing else is left to ask for.
    pub(super) fn new(
        client: &mut Client,
        selection: &Selection,
        given: &Ids,
        refusal: Error,
    ) -> Result<Self> {
        let there = match selection {
            Selection::Set(set) if set.len() == 1 => return Err(refusal),
            // What is left is the one to blame, if it is one.
            Selection::Set(set) if without(set, given).len() == 1 => selection.clone(),
            _ => existing(client, selection)?,
        };
        let rest = match &there {
            Selection::Set(set) => without(set, given),
            _ => IdSet::default(),
        };
        if rest.is_empty() {
            return Err(refusal);
        }
        client.note_quirk("fetch refused for one message");
        Ok(Self {
            refusal,
            guilty: vec![rest],
            pieces: Vec::new(),
            asked: IdSet::default(),
            broken: Vec::new(),
            tries: 0,
            given_up: None,
        })
    }

    /// The next piece to ask for; none at the end.
    pub(super) fn next(&mut self) -> Option<IdSet> {
        loop {
            if let Some(piece) = self.pieces.pop() {
                self.tries += 1;
                if self.tries > MOST {
                    self.given_up = Some(piece);
                    return None;
                }
                self.asked = piece.clone();
                return Some(piece);
            }
            match self.guilty.pop()? {
                set if set.len() == 1 => self.broken.extend(runs(&set)),
                set => {
                    let [first, second] = halves(&set);
                    self.pieces = vec![second, first];
                }
            }
        }
    }

    /// The last piece was refused too; the rows of `given` came before that.
    pub(super) fn refused(&mut self, given: &Ids) {
        let rest = without(&self.asked, given);
        if !rest.is_empty() {
            self.guilty.push(rest);
        }
    }

    /// The error at the end: the refusal, and which messages the server cannot give.
    pub(super) fn into_error(self) -> Error {
        let mut message = self.refusal.message().to_owned();
        if !self.broken.is_empty() {
            let broken = IdSet::from_ranges(self.broken);
            message.push_str(&format!(
                "; the server cannot give {broken}, and gave the others"
            ));
        }
        if let Some(set) = self.given_up {
            let first = runs(&set).next().map_or(0, |(start, _)| start);
            message.push_str(&format!(
                "; after {MOST} tries the rest was given up at {first}"
            ));
        }
        self.refusal.with_message(message)
    }
}

fn without(set: &IdSet, given: &Ids) -> IdSet {
    let mut rest = set.clone();
    rest.remove(&IdSet::from(given));
    rest
}

fn runs(set: &IdSet) -> impl Iterator<Item = (u32, u32)> {
    set.ranges().map(|run| (*run.start(), *run.end()))
}

fn halves(set: &IdSet) -> [IdSet; 2] {
    let half = set.len() / 2;
    let mut first = Vec::new();
    let mut left = half;
    for (start, end) in runs(set) {
        let count = u64::from(end - start) + 1;
        if left == 0 {
            break;
        }
        let taken = count.min(left);
        first.push((start, start + (taken - 1) as u32));
        left -= taken;
    }
    let first = IdSet::from_ranges(first);
    let mut second = set.clone();
    second.remove(&first);
    [first, second]
}
