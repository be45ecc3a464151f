//! A server that refuses a whole fetch because of one message (Yahoo: `[SERVERBUG]`): the rest is
//! asked for in ever smaller pieces, until the one to blame is found.

use super::assemble::Sink;
use super::{commands, plain};
use crate::client::Client;
use crate::command::chosen::existing;
use crate::data::flag::Words;
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

/// Gets the rows that are missing. `given` are those that came before the refusal.
///
/// The error is the refusal, and names the messages that the server cannot give.
pub(super) fn around(
    client: &mut Client,
    (data, modifiers): (&Words, &Words),
    selection: &Selection,
    given: &Ids,
    refusal: Error,
    sink: &mut Sink<'_>,
) -> Result<()> {
    let without_given = |set: &IdSet| {
        let mut rest = set.clone();
        rest.remove(&IdSet::from(given));
        rest
    };
    let there = match selection {
        Selection::Set(set) if set.len() == 1 => return Err(refusal),
        // What is left is the one to blame, if it is one.
        Selection::Set(set) if without_given(set).len() == 1 => selection.clone(),
        _ => existing(client, selection)?,
    };
    let rest = match &there {
        Selection::Set(set) => without_given(set),
        _ => IdSet::default(),
    };
    if rest.is_empty() {
        return Err(refusal);
    }
    client.note_quirk("fetch refused for one message");
    let mut broken = Vec::new();
    // Sets that were refused; each holds a message to blame.
    let mut refused = vec![rest];
    let mut tries = 0;
    while let Some(set) = refused.pop() {
        if set.len() == 1 {
            broken.extend(set.ranges().map(|run| (*run.start(), *run.end())));
            continue;
        }
        for half in halves(&set) {
            tries += 1;
            if tries > MOST {
                return Err(with_words(refusal, &broken, Some(&half)));
            }
            let mut came = Ids::default();
            let asked = commands(client, Selection::Set(half.clone()), data, modifiers)?;
            let result = plain(client, asked, &mut |client, row| {
                came.push(row.id);
                sink(client, row)
            });
            match result {
                Ok(()) => {}
                Err(error) if is_own_fault(&error) => {
                    let mut rest = half;
                    rest.remove(&IdSet::from(&came));
                    if !rest.is_empty() {
                        refused.push(rest);
                    }
                }
                Err(error) => return Err(error),
            }
        }
    }
    Err(with_words(refusal, &broken, None))
}

fn halves(set: &IdSet) -> [IdSet; 2] {
    let half = set.len() / 2;
    let mut first = Vec::new();
    let mut left = half;
    for run in set.ranges() {
        let (start, end) = (*run.start(), *run.end());
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

fn with_words(refusal: Error, broken: &[(u32, u32)], given_up: Option<&IdSet>) -> Error {
    let mut message = refusal.message().to_owned();
    if !broken.is_empty() {
        let broken = IdSet::from_ranges(broken.to_vec());
        message.push_str(&format!(
            "; the server cannot give {broken}, and gave the others"
        ));
    }
    if let Some(set) = given_up {
        let first = set.ranges().next().map_or(0, |run| *run.start());
        message.push_str(&format!(
            "; after {MOST} tries the rest was given up at {first}"
        ));
    }
    refusal.with_message(message)
}
