//! Putting rows together: which responses answer the call, which belong to one message, and which
//! are news.

use std::collections::HashMap;

use super::doubt;
use super::read::{Partial, RowReader};
use super::row::{FetchRow, FetchValue};
use crate::client::Client;
use crate::data::messages::Selection;
use crate::error::Result;
use crate::wire::response::{Head, Response};

/// How many rows may wait for a better one of the same message.
const PUT_ASIDE: usize = 1000;

/// Takes rows as they are complete.
pub(crate) type Sink<'a> = dyn FnMut(&mut Client, FetchRow) -> Result<()> + 'a;

/// The rows of one call under way.
pub(crate) struct Rows {
    selection: Selection,
    use_uid: bool,
    /// Only flags and the like were asked for, so a row of these is an answer.
    flags_only: bool,
    reader: RowReader,
    current: Option<Current>,
    delivered: Seen,
    /// Rows with flags only although more was asked for: answers only if no better row comes.
    aside: Vec<(u32, Current)>,
    /// Rows with sections to be asked for again, where that is wanted.
    doubtful: Option<Vec<FetchRow>>,
    /// Pieces of sections, and how long they may be.
    partials: Vec<(String, u64)>,
}

/// The row that the last response belongs to.
struct Current {
    partial: Partial,
    /// The responses it is made of, in case it turns out to be news. Only those without literals
    /// are kept.
    response: Response,
}

impl Rows {
    pub(crate) fn new(client: &Client, selection: Selection, flags_only: bool) -> Self {
        Self {
            selection,
            use_uid: client.use_uid(),
            flags_only,
            reader: RowReader::new(client.normalise_times()),
            current: None,
            delivered: Seen::default(),
            aside: Vec::new(),
            doubtful: None,
            partials: Vec::new(),
        }
    }

    /// Whether rows with empty sections are kept back, to be asked for again.
    pub(super) fn doubt(&mut self, doubt: bool) {
        self.doubtful = doubt.then(Vec::new);
    }

    /// How long pieces of sections may be.
    pub(super) fn limit(&mut self, partials: Vec<(String, u64)>) {
        self.partials = partials;
    }

    /// The rows that were kept back.
    pub(super) fn take_doubtful(&mut self) -> Vec<FetchRow> {
        self.doubtful.take().unwrap_or_default()
    }

    /// Looks at a response; gives it back if it is no row of this call.
    pub(super) fn take(
        &mut self,
        client: &mut Client,
        response: Response,
        sink: &mut Sink<'_>,
    ) -> Result<Option<Response>> {
        let Head::Data {
            number: Some(number),
        } = response.head()
        else {
            return Ok(Some(response));
        };
        if !response.is("FETCH") && !response.is("UIDFETCH") {
            return Ok(Some(response));
        }
        if number == 0 && response.is("FETCH") {
            client.note_quirk("row of message 0");
            return Ok(Some(response));
        }
        let quirk = &mut |quirk| client.note_quirk(quirk);
        let partial = self.reader.read(&response, number, quirk);
        if let Some((_, FetchValue::Unread(unread))) = partial.items.last() {
            client.note_unread(&unread.message, unread.offset, &unread.raw);
        }
        if let Some(current) = &mut self.current
            && same_message(&current.partial, &partial)
        {
            merge(&mut current.partial, partial);
            client.recycle(response);
            return Ok(None);
        }
        self.deliver(client, sink)?;
        let id = if self.use_uid {
            partial.uid
        } else {
            partial.seq
        };
        match id {
            Some(id) if self.selection.covers(id) => {}
            _ => return Ok(Some(response)),
        }
        self.current = Some(Current { partial, response });
        Ok(None)
    }

    /// Hands out the row that is complete now.
    fn deliver(&mut self, client: &mut Client, sink: &mut Sink<'_>) -> Result<()> {
        let Some(current) = self.current.take() else {
            return Ok(());
        };
        let id = match self.use_uid {
            true => current.partial.uid,
            false => current.partial.seq,
        };
        let Some(id) = id else {
            client.keep_as_news(current.response);
            return Ok(());
        };
        if self.delivered.contains(id) {
            client.note_quirk("second row of one message");
            client.keep_as_news(current.response);
            return Ok(());
        }
        if !self.flags_only && is_flags_only(&current.partial) && self.aside.len() < PUT_ASIDE {
            self.aside.push((id, current));
            return Ok(());
        }
        self.delivered.insert(id);
        client.recycle(current.response);
        let row = self.row(id, current.partial);
        if !self.partials.is_empty() && self.is_too_much(&row) {
            client.note_quirk("more of a section than was asked for");
        }
        if let Some(doubtful) = &mut self.doubtful
            && doubtful.len() < PUT_ASIDE
            && !doubt::empty_sections(&row).is_empty()
        {
            doubtful.push(row);
            return Ok(());
        }
        sink(client, row)
    }

    /// Whether a piece of a section is longer than asked for; some servers send the whole.
    fn is_too_much(&self, row: &FetchRow) -> bool {
        let mut values = row.items.iter().filter_map(|(name, value)| match value {
            FetchValue::Text(Some(text)) => Some((name.as_str()?, text.len() as u64)),
            FetchValue::Spooled(text) => Some((name.as_str()?, text.len())),
            _ => None,
        });
        values.any(|(name, length)| {
            (self.partials.iter()).any(|(piece, most)| {
                let whole = piece.rsplit_once('<').map(|(whole, _)| whole);
                (name == piece || Some(name) == whole) && length > *most
            })
        })
    }

    /// Hands out the last row, and those that were put aside and never bettered.
    pub(super) fn finish(&mut self, client: &mut Client, sink: &mut Sink<'_>) -> Result<()> {
        self.deliver(client, sink)?;
        for (id, current) in std::mem::take(&mut self.aside) {
            if self.delivered.contains(id) {
                client.keep_as_news(current.response);
                continue;
            }
            self.delivered.insert(id);
            sink(client, self.row(id, current.partial))?;
        }
        Ok(())
    }

    fn row(&self, id: u32, partial: Partial) -> FetchRow {
        partial.into_row(id, self.use_uid)
    }
}

/// Whether two adjacent responses are about one message.
fn same_message(current: &Partial, next: &Partial) -> bool {
    match (current.uid, next.uid) {
        (Some(a), Some(b)) => a == b,
        _ => current.seq.is_some() && current.seq == next.seq,
    }
}

/// Adds what the next response told; where both told the same item, the later stands.
fn merge(current: &mut Partial, next: Partial) {
    current.uid = current.uid.or(next.uid);
    current.seq = current.seq.or(next.seq);
    for (name, value) in next.items {
        match current.items.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = value,
            None => current.items.push((name, value)),
        }
    }
}

fn is_flags_only(partial: &Partial) -> bool {
    let mut items = partial.items.iter();
    items.all(|(name, _)| *name == *"FLAGS" || *name == *"MODSEQ")
}

/// Ids as bits in blocks: neighbouring ids, which is what mailboxes have, cost a bit each.
#[derive(Default)]
struct Seen {
    blocks: HashMap<u32, Block>,
    /// The block that was looked at last, taken out of the others.
    last: (u32, Block),
}

type Block = [u64; 16];

impl Seen {
    /// The word that an id stands in, and its bit there.
    fn place(&mut self, id: u32) -> (Option<&mut u64>, u64) {
        let number = id >> 10;
        if number != self.last.0 {
            let next = self.blocks.remove(&number).unwrap_or_default();
            let (old, block) = std::mem::replace(&mut self.last, (number, next));
            self.blocks.insert(old, block);
        }
        let word = self.last.1.get_mut((id >> 6 & 15) as usize);
        (word, 1 << (id & 63))
    }

    fn insert(&mut self, id: u32) {
        if let (Some(word), bit) = self.place(id) {
            *word |= bit;
        }
    }

    fn contains(&mut self, id: u32) -> bool {
        matches!(self.place(id), (Some(word), bit) if *word & bit != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen() {
        let mut seen = Seen::default();
        for id in [1, 63, 64, 1023, 1024, u32::MAX] {
            assert!(!seen.contains(id));
            seen.insert(id);
            assert!(seen.contains(id));
        }
        assert!(!seen.contains(2));
    }
}
