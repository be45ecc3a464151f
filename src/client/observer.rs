//! What a user may watch of a call under way, and what is kept for him to look at afterwards: rows
//! that could not be read, and the commands of a dry run.

use super::Client;
use crate::data::text::Text;
use crate::wire::frame::Frame;
use crate::wire::line::Command;
use crate::wire::response::{Head, Kind, Response};

/// Hears how a call is getting on. It is called from within the call, so it must be quick.
pub trait Observer: Send {
    /// So many octets were sent.
    fn sent(&mut self, octets: usize);

    /// So many octets came in.
    fn received(&mut self, octets: usize);

    /// A row of FETCH came in.
    fn row(&mut self);

    /// Nothing has come in for a while; called some times a second.
    fn waiting(&mut self);

    /// The server says how far it is: the arguments of the code INPROGRESS (RFC 9585), or a text
    /// such as Dovecot's `Searched 40% of the mailbox`.
    fn progress(&mut self, code: Option<&str>, text: &str);
}

/// How many unreadable rows are kept.
const KEPT: usize = 20;

/// Rows that could not be read in full, as they came: the last ones, and how many there were.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Unreadable {
    /// What was wrong, where in the octets, and the octets.
    pub rows: Vec<(String, usize, Text)>,
    /// How many there were.
    pub count: usize,
}

impl Client {
    /// Who watches the calls from now on.
    pub fn set_observer(&mut self, observer: Option<Box<dyn Observer>>) {
        self.link.observer = observer;
    }

    /// Passes on what the server says of its progress; true if this was all that it said.
    pub(super) fn told_progress(&mut self, response: &Response) -> bool {
        let Some(observer) = &mut self.link.observer else {
            return false;
        };
        if !matches!(response.head(), Head::Status { kind: Kind::Ok, .. })
            || response.tag().is_some()
        {
            return false;
        }
        let text = Text::new(response.text());
        let text = text.to_string_lossy();
        match response.code() {
            Some(code) if code.is("INPROGRESS") => {
                let args = String::from_utf8_lossy(code.args()).into_owned();
                observer.progress(Some(&args), &text);
            }
            None if text.contains('%') => observer.progress(None, &text),
            _ => return false,
        }
        true
    }

    /// Keeps a row that could not be read in full.
    pub(crate) fn note_unread(&mut self, message: &str, offset: usize, raw: &Text) {
        self.unread.count += 1;
        if self.unread.rows.len() < KEPT {
            let row = (message.to_owned(), offset, raw.clone());
            self.unread.rows.push(row);
        }
    }

    /// Takes the rows that could not be read in full since this was last asked.
    pub fn take_unreadable(&mut self) -> Unreadable {
        std::mem::take(&mut self.unread)
    }

    /// Whether commands that change something are shown instead of sent. Folders are opened for
    /// reading only then, so that reading a message does not mark it as seen either.
    pub fn set_dry_run(&mut self, dry_run: bool) {
        self.dry_run = dry_run.then(Vec::new);
    }

    /// Whether this is a dry run.
    pub fn is_dry_run(&self) -> bool {
        self.dry_run.is_some()
    }

    /// Takes the commands that a dry run did not send, secrets masked.
    pub fn take_withheld(&mut self) -> Vec<String> {
        self.dry_run
            .as_mut()
            .map(std::mem::take)
            .unwrap_or_default()
    }

    /// Keeps a command that a dry run did not send.
    pub(crate) fn note_withheld(&mut self, command: String) {
        if let Some(withheld) = &mut self.dry_run {
            withheld.push(command);
        }
    }

    /// In a dry run, the answer to a command that is not sent because it would change something.
    pub(super) fn withhold(&mut self, command: &Command) -> Option<Response> {
        let withheld = self.dry_run.as_mut()?;
        if !command.changes() {
            return None;
        }
        withheld.push(command.masked_summary());
        // CLOSE of a folder that is open for reading only removes nothing.
        if command.verb() == "CLOSE" {
            return None;
        }
        let frame = Frame {
            raw: b"DRY OK dry run, nothing was sent\r\n".to_vec(),
            ..Frame::default()
        };
        Some(Response::read(frame, self.link.framer.limits().depth))
    }
}
