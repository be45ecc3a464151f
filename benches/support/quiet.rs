//! A world in which nothing is shown and nothing can be reached, for benchmarks and fuzzing.

use std::io;

use imapclient::client::Client;
use imapclient::error::{Error, ErrorKind, Result};
use imapclient::menu::{Args, Method};
use imapclient::transport::Interrupt;
use serde::Serialize;

use crate::lang::{self, ConnectRequest, Host, Json, R, Raised, RowReceiver, Rows, Value};

/// Shows nothing; what would be shown is still made.
pub(crate) struct Quiet {
    pub(crate) interrupt: Interrupt,
    /// What was printed, in octets.
    pub(crate) printed: usize,
}

impl Host for Quiet {
    fn print(&mut self, text: &str) -> io::Result<()> {
        self.printed += text.len();
        Ok(())
    }

    fn print_error(&mut self, text: &str) {
        self.printed += text.len();
    }

    fn ask(&mut self, _: &str) -> R<Option<String>> {
        Ok(None)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn warn(&mut self, _: &str) {}

    fn echo(&mut self, value: &Value) -> R<()> {
        let mut serializer = serde_json::Serializer::new(io::sink());
        Json::new(value)
            .until(&self.interrupt)
            .serialize(&mut serializer)
            .map_err(|error| Raised::new("ValueError", error.to_string()))
    }

    fn echo_rows(&mut self, _: Box<Rows<'_>>) -> R<RowReceiver> {
        Ok(None)
    }

    fn divert(&mut self, _: &lang::Redirect) -> R<()> {
        Ok(())
    }

    fn undivert(&mut self, _: bool) -> R<()> {
        Ok(())
    }

    fn begin_call(&mut self, _: &lang::ClientRef, _: &Method, _: &Args) -> R<Option<u64>> {
        Ok(None)
    }

    fn end_call(&mut self, _: &lang::ClientRef, _: Option<u64>) {}

    fn connect(&mut self, _: ConnectRequest) -> Result<Client> {
        Err(Error::new(ErrorKind::Io, "there is no network here"))
    }

    fn keeps_results(&self) -> bool {
        false
    }

    fn interrupt(&self) -> Interrupt {
        self.interrupt.clone()
    }
}
