//! Long work in short steps, between which the user can stop it.

use super::Interpreter;
use super::raise::R;

/// How many small things are done between two looks at whether the user wants them stopped.
const STEP: usize = 1 << 12;
/// How long a piece of text may be that is worked on at once.
const PIECE: usize = 1 << 16;

impl Interpreter {
    /// Collects what may be very much.
    pub(crate) fn gather<T, C: Default + Extend<T>>(&self, many: impl Iterator<Item = T>) -> R<C> {
        let mut all = C::default();
        let mut many = many.peekable();
        while many.peek().is_some() {
            self.tick()?;
            all.extend(many.by_ref().take(STEP));
        }
        Ok(all)
    }

    /// How many there are, of what may be very many.
    pub(crate) fn count<T>(&self, mut many: impl Iterator<Item = T>) -> R<i128> {
        let mut all = 0;
        loop {
            self.tick()?;
            match many.by_ref().take(STEP).count() {
                0 => return Ok(all),
                more => all += more as i128,
            }
        }
    }

    /// Goes through a text piece by piece.
    pub(crate) fn piecewise(&self, text: &str, mut each: impl FnMut(&str) -> R<()>) -> R<()> {
        let mut rest = text;
        while !rest.is_empty() {
            self.tick()?;
            let (piece, after) = rest.split_at(end_of_piece(rest));
            each(piece)?;
            rest = after;
        }
        Ok(())
    }
}

/// Whether a text is not to be worked on at once.
pub(crate) fn is_long(text: &str) -> bool {
    text.len() > PIECE
}

/// Where a text may be cut without a change of what its letters become in upper or lower case,
/// which may depend on the letters beside them.
fn end_of_piece(text: &str) -> usize {
    let alone = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b' ' || *byte == b'\n';
    let bytes = text.as_bytes();
    let tail = bytes.get(PIECE..).unwrap_or_default();
    let pair = tail.windows(2).position(|pair| pair.iter().all(alone));
    pair.map_or(text.len(), |at| PIECE + at + 1)
}
