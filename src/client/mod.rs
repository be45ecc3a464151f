//! The client: one session with one server.
//!
//! This is the only place where bytes meet the socket. It knows tags, the greeting, literals and
//! their continuations, what the server can do, which state the session is in, and where data goes
//! that nobody asked for. It knows no command but CAPABILITY; those live in `command/`.

mod capability;
mod connect;
mod converse;
mod folders;
mod hold;
mod link;
mod news;
mod observer;
mod oddities;
mod open;
mod pipeline;
mod raw;
mod run;
mod state;
#[cfg(test)]
mod tests;

pub use connect::{Builder, Tls};
pub(crate) use converse::Responder;
pub use folders::FoldersHeard;
pub use news::Update;
pub use observer::{Observer, Unreadable};
pub(crate) use open::Unfinished;
pub(crate) use pipeline::Pipeline;
pub(crate) use run::code_of;
pub use run::{Handler, Reply};
pub use state::{Selected, State};

use std::collections::VecDeque;
use std::time::Duration;

use crate::data::text::Text;
use crate::error::{Error, ErrorKind, Result};
use crate::transport::{Interrupt, TlsOptions, TlsSession, Trace, Traffic};
use crate::wire::Quirks;
use crate::wire::tape::{BEYOND_ASCII, Tape};
use capability::Capabilities;
use hold::Held;
use link::Link;
use news::News;

/// How long the end of a command is waited for that should come at once, where no time-out is set. A
/// server that is silent for longer then is gone.
const PATIENCE: Duration = Duration::from_secs(30);

/// One session with an IMAP server (RFC 9051, RFC 3501).
///
/// Made by [`Client::builder`]; blocking, one command at a time. The methods that stand for IMAP
/// commands are declared in the files of `command/`, one per family.
pub struct Client {
    link: Link,
    state: State,
    selected: Option<Selected>,
    last_selected: Option<Selected>,
    capabilities: Capabilities,
    folders: FoldersHeard,
    news: News,
    welcome: Text,
    tag_prefix: String,
    tag_number: u64,
    outstanding: VecDeque<String>,
    /// Of commands that were taken for refused; their answers may still come.
    late: Vec<String>,
    /// The tag that was answered last.
    answered: String,
    /// The call whose rows are being taken one by one.
    open: Option<Box<dyn open::Unfinished>>,
    held: Option<Held>,
    ended: Option<String>,
    left: bool,
    warnings: Vec<String>,
    read_only: bool,
    /// Whether this server's empty sections are known to be empty indeed.
    trusts_sections: bool,
    /// Whether this server is known to tell what its searches find.
    trusts_searches: bool,
    /// The commands that a dry run did not send; `None` while this is no dry run.
    dry_run: Option<Vec<String>>,
    unread: Unreadable,
    peer: Peer,
    options: Options,
}

/// Whom the client talks to, and how.
#[derive(Clone, Debug, Default)]
pub(crate) struct Peer {
    pub(crate) host: String,
    pub(crate) port: Option<u16>,
    pub(crate) tls: TlsOptions,
    pub(crate) stream: bool,
}

/// The attributes that users may change at any time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    pub(crate) use_uid: bool,
    pub(crate) folder_encode: bool,
    pub(crate) normalise_times: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            use_uid: true,
            folder_encode: true,
            normalise_times: true,
        }
    }
}

/// A session may move to another thread between two calls.
const _: fn() = || {
    fn can_move<T: Send>() {}
    can_move::<Client>();
};

impl Client {
    /// Whether message ids are UIDs (the default) or sequence numbers.
    pub fn use_uid(&self) -> bool {
        self.options.use_uid
    }

    /// Switches between UIDs and sequence numbers.
    pub fn set_use_uid(&mut self, use_uid: bool) {
        self.options.use_uid = use_uid;
    }

    /// Whether folder names are put into and out of modified UTF-7 (the default).
    pub fn folder_encode(&self) -> bool {
        self.options.folder_encode
    }

    /// Switches the encoding of folder names.
    pub fn set_folder_encode(&mut self, folder_encode: bool) {
        self.options.folder_encode = folder_encode;
    }

    /// Whether times come as naive local ones (the default) or with the server's offset.
    pub fn normalise_times(&self) -> bool {
        self.options.normalise_times
    }

    /// Switches between local times and times with the server's offset.
    pub fn set_normalise_times(&mut self, normalise_times: bool) {
        self.options.normalise_times = normalise_times;
    }

    /// The greeting of the server, without its line end.
    pub fn welcome(&self) -> &Text {
        &self.welcome
    }

    /// The host name as given, or the command of a `stream`.
    pub fn host(&self) -> &str {
        &self.peer.host
    }

    /// The port, unless the session runs over a `stream`.
    pub fn port(&self) -> Option<u16> {
        self.peer.port
    }

    /// Whether the session runs over a command's standard input and output.
    pub fn is_stream(&self) -> bool {
        self.peer.stream
    }

    /// Whether the session is encrypted now.
    pub fn is_tls(&self) -> bool {
        self.link.transport.is_tls()
    }

    /// What ties a login to this TLS session (`tls-exporter`, RFC 9266).
    pub(crate) fn channel_binding(&self) -> Option<[u8; 32]> {
        self.link.transport.channel_binding()
    }

    /// What the server did that no standard allows, by name, and how often.
    pub fn quirks(&self) -> &Quirks {
        self.link.framer.quirks()
    }

    /// The flag that interrupts a running call from another thread.
    pub fn interrupt(&self) -> Interrupt {
        self.link.interrupt.clone()
    }

    /// The number of the socket's file descriptor, to wait for it with others. TLS and this client
    /// may hold data that the socket no longer does.
    pub(crate) fn descriptor(&self) -> Option<u32> {
        self.link.transport.descriptor()
    }

    /// A second handle of the socket, for waiting until it can be read; `None` if there is no
    /// socket. Reading from it or writing to it ends in confusion.
    #[cfg(unix)]
    pub fn duplicate_socket(&self) -> Option<std::os::fd::OwnedFd> {
        self.link.transport.duplicate()
    }

    /// How the session is encrypted, if it is: version, cipher, certificates.
    pub fn tls_session(&self) -> Option<TlsSession> {
        self.link.transport.tls_session()
    }

    /// What went over the connection so far.
    pub fn traffic(&self) -> Traffic {
        self.link.transport.traffic()
    }

    /// Shows everything that is sent and received from now on, secrets masked; `None` ends that.
    pub fn set_trace(&mut self, trace: Option<Box<dyn Trace>>) {
        self.link.trace = trace;
    }

    /// Why the session is over, if it is.
    pub fn ended(&self) -> Option<&str> {
        self.ended.as_deref()
    }

    /// Whether it was this side that ended the session, by `logout` or `shutdown`.
    pub fn has_left(&self) -> bool {
        self.left
    }

    /// Takes what the user should be told although it is no error: alerts of the server, a folder
    /// that opened read-only unasked.
    pub fn take_warnings(&mut self) -> Vec<String> {
        std::mem::take(&mut self.warnings)
    }

    pub(crate) fn warn(&mut self, warning: String) {
        const KEPT: usize = 100;
        if self.warnings.len() < KEPT {
            self.warnings.push(warning);
        }
    }

    /// The folder that is open, or was when the session ended.
    pub fn last_selected(&self) -> Option<&Selected> {
        self.selected.as_ref().or(self.last_selected.as_ref())
    }

    /// Forbids every change: SELECT becomes EXAMINE, and commands that change are refused.
    pub fn set_read_only(&mut self, read_only: bool) {
        self.read_only = read_only;
    }

    /// Whether every change is forbidden.
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// Whether names and texts travel as UTF-8 (RFC 6855, RFC 9051).
    pub(crate) fn utf8(&self) -> bool {
        self.capabilities.is_enabled("UTF8=ACCEPT") || self.capabilities.is_enabled("IMAP4REV2")
    }

    pub(crate) fn options(&self) -> Options {
        self.options
    }

    pub(crate) fn peer_tls(&self) -> &TlsOptions {
        &self.peer.tls
    }

    /// Where large literals go, unless somebody wants to see them.
    pub(crate) fn spool_literals(&mut self, spool: Option<(u64, crate::wire::frame::Spool)>) {
        let seen = self
            .link
            .trace
            .as_ref()
            .is_some_and(|trace| trace.wants_all());
        self.link.framer.set_spool(spool.filter(|_| !seen));
    }

    /// Whether a section that comes back empty is asked for once more.
    pub(crate) fn doubts_sections(&self) -> bool {
        !self.trusts_sections
    }

    /// This server's empty sections are empty.
    pub(crate) fn trust_sections(&mut self) {
        self.trusts_sections = true;
    }

    /// Whether a search that says nothing of what it found may have found something.
    pub(crate) fn doubts_searches(&self) -> bool {
        !self.trusts_searches
            && (self.has_heard("ESEARCH") || self.capabilities.is_enabled("IMAP4REV2"))
    }

    /// This server tells what it finds.
    pub(crate) fn trust_searches(&mut self) {
        self.trusts_searches = true;
    }

    /// Counts a quirk of the server. Text beyond ASCII is none where it was agreed upon.
    pub(crate) fn note_quirk(&mut self, name: &'static str) {
        if name != BEYOND_ASCII || !self.utf8() {
            self.link.framer.quirks_mut().note(name);
        }
    }

    /// Counts what was odd about the response that this tape has read last.
    pub(crate) fn note_quirks_of(&mut self, tape: &Tape) {
        for name in tape.quirks() {
            self.note_quirk(name);
        }
    }

    /// Ends the session: nothing can be sent any more.
    pub(crate) fn end(&mut self, last_words: impl Into<String>) {
        self.ended.get_or_insert_with(|| last_words.into());
        self.state = State::Logout;
        self.held = None;
        self.last_selected = self.selected.take().or(self.last_selected.take());
        self.link.transport.shutdown();
    }

    /// Ends the session because this side wants it.
    pub(crate) fn leave(&mut self, words: &str) {
        self.left |= self.ended.is_none();
        self.end(words);
    }

    /// The error of every call after the end.
    fn closed(&self, words: &str) -> Error {
        Error::new(
            ErrorKind::Abort,
            format!("the connection is closed: {words}"),
        )
    }

    /// Makes tags predictable.
    #[cfg(test)]
    pub(crate) fn set_tag_prefix(&mut self, prefix: &str) {
        self.tag_prefix = prefix.to_owned();
    }

    /// Limits how long the server may be silent.
    #[cfg(test)]
    pub(crate) fn set_timeout_for_test(&mut self, time: Duration) {
        self.link.transport.set_timeout(Some(time));
    }

    /// Pretends that a folder is open.
    #[cfg(test)]
    pub(crate) fn enter_for_test(&mut self) {
        let folder = Selected {
            name: Text::from("INBOX"),
            read_only: false,
            exists: 100,
            exists_told: true,
            uid_validity: None,
            permanent_flags: Vec::new(),
        };
        self.enter(State::Selected, Some(folder));
    }

    /// Refuses to go on once the session is over.
    fn alive(&self) -> Result<()> {
        match &self.ended {
            Some(words) => Err(self.closed(words)),
            None => Ok(()),
        }
    }
}
