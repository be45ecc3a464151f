//! Where the rows of a fetch go.

use super::row::FetchRow;
use crate::client::Client;
use crate::data::ids::Ids;
use crate::error::Result;
#[cfg(feature = "menu")]
use crate::menu::Layout;

/// Takes rows as they are complete. A closure of client and row is one.
pub(crate) trait Sink {
    /// Takes a row.
    fn row(&mut self, client: &mut Client, row: FetchRow) -> Result<()>;

    /// How rows are laid out if JSON is all that is made of them: then any of them may come to
    /// [`Sink::json`] instead.
    #[cfg(feature = "menu")]
    fn layout(&self) -> Option<Layout> {
        None
    }

    /// Takes a row as JSON.
    #[cfg(feature = "menu")]
    fn json(&mut self, _: &mut Client, _id: u32, _row: &[u8]) -> Result<()> {
        Ok(())
    }
}

impl<F: FnMut(&mut Client, FetchRow) -> Result<()>> Sink for F {
    fn row(&mut self, client: &mut Client, row: FetchRow) -> Result<()> {
        self(client, row)
    }
}

/// Passes rows on, and notes whose they are.
pub(super) struct Noted<'a> {
    pub(super) ids: &'a mut Ids,
    pub(super) sink: &'a mut dyn Sink,
}

impl Sink for Noted<'_> {
    fn row(&mut self, client: &mut Client, row: FetchRow) -> Result<()> {
        self.ids.push(row.id);
        self.sink.row(client, row)
    }

    #[cfg(feature = "menu")]
    fn layout(&self) -> Option<Layout> {
        self.sink.layout()
    }

    #[cfg(feature = "menu")]
    fn json(&mut self, client: &mut Client, id: u32, row: &[u8]) -> Result<()> {
        self.ids.push(id);
        self.sink.json(client, id, row)
    }
}
