//! Putting rows together: which responses answer the call, which belong to one message, and which
//! are news.

use std::collections::HashMap;

use super::doubt;
use super::read::{Partial, Places, RowReader};
use super::row::{FetchRow, FetchValue};
use super::sink::Sink;
#[cfg(feature = "menu")]
use super::straight::Straight;
use crate::client::Client;
use crate::data::messages::Selection;
use crate::error::Result;
use crate::wire::response::{Head, Response};

/// How many rows may wait for a better one of the same message.
const PUT_ASIDE: usize = 1000;

/// The rows of one call under way.
pub(crate) struct Rows {
    selection: Selection,
    use_uid: bool,
    /// Only flags and the like were asked for, so a row of these is an answer.
    flags_only: bool,
    reader: RowReader,
    /// What makes JSON of rows at once, where that is all that is wanted of them.
    #[cfg(feature = "menu")]
    straight: Option<Straight>,
    #[cfg(feature = "menu")]
    begun: bool,
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
    /// It is written already, and `partial` has its ids alone.
    written: bool,
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
            #[cfg(feature = "menu")]
            straight: None,
            #[cfg(feature = "menu")]
            begun: false,
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

    /// Finds out, once, whether rows may be written as JSON: if the sink makes nothing else of them,
    /// and there is nothing to be looked at in them.
    #[cfg(feature = "menu")]
    fn begin(&mut self, client: &Client, sink: &dyn Sink) {
        if std::mem::replace(&mut self.begun, true) {
            return;
        }
        let unseen = self.use_uid && self.doubtful.is_none() && self.partials.is_empty();
        self.straight = (sink.layout())
            .filter(|_| unseen)
            .map(|layout| Straight::new(layout, client.normalise_times()));
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
        sink: &mut dyn Sink,
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
        #[cfg(feature = "menu")]
        match self.take_plain(client, &response, number, sink)? {
            Plain::Row(partial) => {
                self.current = Some(Current {
                    partial,
                    written: true,
                    response,
                });
                return Ok(None);
            }
            Plain::News => return Ok(Some(response)),
            Plain::Unread => {}
        }
        let quirk = &mut |quirk| client.note_quirk(quirk);
        let partial = self.reader.read(&response, number, quirk);
        if let Some((_, FetchValue::Unread(unread))) = partial.items.last() {
            client.note_unread(&unread.message, unread.offset, &unread.raw);
        }
        if let Some(current) = &mut self.current
            && same_message(&current.partial, &partial)
        {
            current.read(&mut self.reader);
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
        self.current = Some(Current {
            partial,
            written: false,
            response,
        });
        Ok(None)
    }

    /// Writes a row as JSON, if that is wanted and can be done without reading it first.
    #[cfg(feature = "menu")]
    fn take_plain(
        &mut self,
        client: &mut Client,
        response: &Response,
        number: u64,
        sink: &mut dyn Sink,
    ) -> Result<Plain> {
        self.begin(client, sink);
        let straight = self.straight.as_mut();
        let Some(told) = straight.and_then(|straight| straight.write(response, number)) else {
            return Ok(Plain::Unread);
        };
        let partial = Partial {
            seq: Some(told.seq),
            uid: Some(told.uid),
            items: Vec::new(),
        };
        let current = self.current.as_ref();
        if current.is_some_and(|current| same_message(&current.partial, &partial)) {
            return Ok(Plain::Unread);
        }
        self.deliver(client, sink)?;
        if !self.selection.covers(told.uid) {
            return Ok(Plain::News);
        }
        if told.flags_only && !self.flags_only {
            return Ok(Plain::Unread);
        }
        if let Some(straight) = &mut self.straight {
            straight.keep();
        }
        Ok(Plain::Row(partial))
    }

    /// Hands out the row that is complete now, if it is JSON already; false if it is not.
    #[cfg(feature = "menu")]
    fn deliver_written(&mut self, client: &mut Client, sink: &mut dyn Sink) -> Result<bool> {
        let current = self.current.as_mut().filter(|current| current.written);
        let (Some(current), Some(straight)) = (current, &self.straight) else {
            return Ok(false);
        };
        let Some(id) = current.partial.uid.filter(|id| self.delivered.insert(*id)) else {
            return Ok(false);
        };
        client.recycle_raw(current.response.take_raw());
        self.current = None;
        sink.json(client, id, straight.kept())?;
        Ok(true)
    }

    /// Hands out the row that is complete now.
    fn deliver(&mut self, client: &mut Client, sink: &mut dyn Sink) -> Result<()> {
        #[cfg(feature = "menu")]
        if self.deliver_written(client, sink)? {
            return Ok(());
        }
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
        sink.row(client, row)
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
    pub(super) fn finish(&mut self, client: &mut Client, sink: &mut dyn Sink) -> Result<()> {
        self.deliver(client, sink)?;
        for (id, current) in std::mem::take(&mut self.aside) {
            if self.delivered.contains(id) {
                client.keep_as_news(current.response);
                continue;
            }
            self.delivered.insert(id);
            let row = self.row(id, current.partial);
            sink.row(client, row)?;
        }
        Ok(())
    }

    fn row(&self, id: u32, partial: Partial) -> FetchRow {
        partial.into_row(id, self.use_uid)
    }
}

/// What was found out about a response without reading it.
#[cfg(feature = "menu")]
enum Plain {
    /// It is a row of the call, and written; its ids.
    Row(Partial),
    /// It is no row of the call.
    News,
    /// It must be read.
    Unread,
}

impl Current {
    /// Reads the row after all, if it was only written so far: there is more to come of it. It was
    /// plain, so that no quirk is in it.
    fn read(&mut self, reader: &mut RowReader) {
        if let Some(seq) = self.partial.seq.filter(|_| self.written) {
            self.partial = reader.read(&self.response, seq.into(), &mut |_| {});
            self.written = false;
        }
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
    let mut places = Places::default();
    for (name, value) in next.items {
        places.put(&mut current.items, name, value);
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

    /// Adds an id; false if it is there already.
    fn insert(&mut self, id: u32) -> bool {
        let (Some(word), bit) = self.place(id) else {
            return false;
        };
        let new = *word & bit == 0;
        *word |= bit;
        new
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
            assert!(seen.insert(id));
            assert!(seen.contains(id) && !seen.insert(id));
        }
        assert!(!seen.contains(2));
    }
}
