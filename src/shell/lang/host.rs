//! How the language reaches the world.

use std::io;
use std::time::Duration;

use imapclient::client::Client;
use imapclient::error::Result;
use imapclient::menu::{Args, Method, RowSink};
use imapclient::transport::{Interrupt, TlsOptions};

use super::help::HelpPage;
use super::raise::R;
use super::redirect::Redirect;
use super::retry::Revival;
use super::value::{ClientRef, Value};

/// What `IMAPClient(host, ...)` asks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct ConnectRequest {
    pub(crate) host: String,
    pub(crate) port: Option<u16>,
    pub(crate) use_uid: bool,
    pub(crate) ssl: bool,
    pub(crate) stream: bool,
    pub(crate) tls: Option<TlsOptions>,
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) read_timeout: Option<Duration>,
}

/// A call whose rows arrive one by one.
pub(crate) type Rows<'a> = dyn FnOnce(&mut dyn RowSink) -> Result<()> + 'a;

/// What becomes of the rows of a bare call.
pub(crate) type RowReceiver = Option<Value>;

/// The world, as the language sees it.
pub(crate) trait Host {
    /// Writes text of `print` to standard output.
    fn print(&mut self, text: &str) -> io::Result<()>;

    /// Shows a page of help on standard output.
    fn help(&mut self, page: &HelpPage) -> io::Result<()> {
        self.print(&page.laid_out(80, false))
    }

    /// Writes text to standard error.
    fn print_error(&mut self, text: &str);

    /// A line that the user types, without its end; `None` at the end of the input.
    fn ask(&mut self, prompt: &str) -> R<Option<String>>;

    /// Passes on what waits to be written.
    fn flush(&mut self) -> io::Result<()>;

    /// Tells the user of something that is no error.
    fn warn(&mut self, text: &str);

    /// Shows the value of an expression statement.
    fn echo(&mut self, value: &Value) -> R<()>;

    /// Shows the rows of a call while they arrive; gives back the result if it was kept.
    fn echo_rows(&mut self, rows: Box<Rows<'_>>) -> R<RowReceiver>;

    /// Sends what is shown next somewhere else.
    fn divert(&mut self, redirect: &Redirect) -> R<()>;

    /// Ends that; `whole` says whether all of it came.
    fn undivert(&mut self, whole: bool) -> R<()>;

    /// A call begins. Asks the user first where it would do what cannot be undone; gives back how
    /// many messages are concerned, where it had to find out.
    fn begin_call(&mut self, client: &ClientRef, method: &Method, args: &Args) -> R<Option<u64>>;

    /// A call has ended: tells what the client noticed besides.
    fn end_call(&mut self, client: &ClientRef, concerned: Option<u64>);

    /// Opens another connection.
    fn connect(&mut self, request: ConnectRequest) -> Result<Client>;

    /// A connection is gone: makes it anew, if that is wanted here, and says so.
    fn revive(&mut self, _client: &ClientRef) -> Revival {
        Revival::No
    }

    /// Whether results are kept as `_`, `__`, `_1` and so on.
    fn keeps_results(&self) -> bool;

    /// The flag that Ctrl-C sets.
    fn interrupt(&self) -> Interrupt;
}
