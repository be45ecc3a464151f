//! A long set of messages in several commands, and what to say when not all of them were obeyed.

use crate::data::messages::Selection;
use crate::data::set::IdSet;
use crate::error::{Error, ErrorKind};
use crate::wire::line::LINE_LIMIT;

/// The messages of one command.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// As they are sent.
    pub(super) text: String,
    /// Which they are, unless the text has `*` or `$`.
    pub(super) set: Option<IdSet>,
}

impl Piece {
    /// For an error message.
    pub(super) fn shown(&self) -> String {
        shown(&[&self.text])
    }
}

/// The selection in ascending pieces that fit into a line beside `others` bytes.
pub(super) fn pieces(selection: &Selection, others: usize) -> Vec<Piece> {
    match selection {
        Selection::Nothing => Vec::new(),
        Selection::Verbatim(text) => vec![Piece {
            text: text.clone(),
            set: None,
        }],
        Selection::Set(set) => {
            let budget = LINE_LIMIT.saturating_sub(others + 40).max(1000);
            let piece = |set: IdSet| Piece {
                text: set.to_string(),
                set: Some(set),
            };
            set.pieces(budget).into_iter().map(piece).collect()
        }
    }
}

/// Adds to the error which messages were done before it, if there was more than one command.
///
/// `deed` is what was done ("copied"), `done` tells of each piece whether it was.
pub(super) fn partly(
    error: Error,
    deed: &str,
    pieces: &[Piece],
    done: impl Fn(usize) -> bool,
) -> Error {
    let refused = error.kind() == ErrorKind::Refused;
    if refused && pieces.len() < 2 {
        return error;
    }
    let of = |wanted: bool| {
        let chosen = pieces
            .iter()
            .enumerate()
            .filter(|(at, _)| done(*at) == wanted);
        shown(
            &chosen
                .map(|(_, piece)| piece.text.as_str())
                .collect::<Vec<_>>(),
        )
    };
    let rest = match refused {
        true => format!("not {deed}: {}", of(false)),
        false => format!("unknown: {}", of(false)),
    };
    let message = format!("{}; {deed}: {}; {rest}", error.message(), of(true));
    error.with_message(message)
}

/// Sets for an error message, cut if they are long.
fn shown(texts: &[&str]) -> String {
    let mut all = String::new();
    for text in texts {
        if !all.is_empty() {
            all.push(',');
        }
        all.push_str(text);
    }
    if all.is_empty() {
        return "none".to_owned();
    }
    if all.len() <= 200 {
        return all;
    }
    let last = all.rsplit([',', ':']).next().unwrap_or_default().to_owned();
    all.truncate(180);
    let whole = all.rfind(',').unwrap_or(180);
    all.truncate(whole);
    format!("{all} ... {last}")
}
