//! One client: reads its commands, has them done, answers.

use std::io;
use std::sync::Arc;

use super::answer::{Answer, Refused, plain};
use super::args::Args;
use super::command;
use super::fault::Fault;
use super::link::Link;
use super::out::Out;
use super::record::{Received, masked};
use super::server::Server;
use super::view::View;
use crate::data::set::IdSet;
use crate::wire::frame::Framer;
use crate::wire::request::Request;
use crate::wire::tape::{BEYOND_ASCII, Tape};

/// After so many bad commands in a row the client is sent away.
const MOST_BAD: u32 = 100;
/// So much waits at most before it is sent.
const BATCH: usize = 64 << 10;

/// Extensions that a client has switched on.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Enabled {
    pub(crate) condstore: bool,
    pub(crate) qresync: bool,
    pub(crate) rev2: bool,
    pub(crate) utf8: bool,
}

/// A session.
pub(crate) struct Session {
    pub(crate) server: Arc<Server>,
    link: Link,
    framer: Framer,
    faults: Vec<Fault>,
    /// The answers that wait to be sent.
    pub(crate) out: Out,
    /// The number of the connection.
    pub(crate) number: u64,
    /// Who is logged in.
    pub(crate) user: Option<String>,
    /// The open folder.
    pub(crate) view: Option<View>,
    pub(crate) enabled: Enabled,
    /// What `$` stands for: UIDs.
    pub(crate) saved: IdSet,
    /// The tag of the command under way.
    pub(crate) tag: String,
    /// Whether LOGOUT was said.
    pub(crate) over: bool,
    /// Whether the command under way has been answered already.
    pub(crate) answered: bool,
    commands: u64,
    bad: u32,
}

impl Session {
    pub(super) fn new(server: Arc<Server>, link: Link, faults: Vec<Fault>, number: u64) -> Self {
        Self {
            framer: Framer::of_commands(server.config.early),
            server,
            link,
            faults,
            out: Out::default(),
            number,
            user: None,
            view: None,
            enabled: Enabled::default(),
            saved: IdSet::default(),
            tag: String::new(),
            over: false,
            answered: false,
            commands: 0,
            bad: 0,
        }
    }

    /// Serves the client until one of both has enough.
    pub(super) fn run(mut self) {
        // A client that goes away is no fault of the server's.
        let _ = self.talk();
        self.link.close();
    }

    fn talk(&mut self) -> io::Result<()> {
        self.inject(0);
        let config = &self.server.config;
        let words = config.greeting.as_deref();
        let words = words.unwrap_or(config.personality.greeting());
        match config.personality.greets_with_capabilities() && config.greeting.is_none() {
            true => {
                let caps = self.capabilities();
                self.out
                    .put(format!("* OK [CAPABILITY {caps}] {words}\r\n"));
            }
            false if words.starts_with("* ") => {
                self.out.put(words).end();
            }
            false => {
                self.out.put(format!("* OK {words}\r\n"));
            }
        }
        self.flush()?;
        let mut tape = Tape::default();
        while !self.over {
            let Some(request) = self.read_request()? else {
                return Ok(());
            };
            self.serve(&request, &mut tape)?;
            self.flush()?;
        }
        Ok(())
    }

    /// The next whole command; `None` at the end.
    fn read_request(&mut self) -> io::Result<Option<Request>> {
        loop {
            match self.framer.next() {
                Ok(Some(frame)) => {
                    let depth = self.framer.limits().depth;
                    return Ok(Some(Request::read(frame, depth)));
                }
                Ok(None) => {}
                Err(_) => {
                    self.out.put("* BYE Command too long\r\n");
                    self.flush()?;
                    return Ok(None);
                }
            }
            if let Some(announced) = self.framer.announced()
                && announced.waits
            {
                match announced.len > self.framer.limits().literal {
                    true => self.refuse_literal(),
                    false => {
                        self.out.put("+ OK\r\n");
                    }
                }
                self.flush()?;
            }
            let count = self.link.read(self.framer.space())?;
            if count == 0 {
                return Ok(None);
            }
            self.framer.filled(count);
        }
    }

    /// A literal is larger than the limit: its octets are never asked for.
    fn refuse_literal(&mut self) {
        let raw = self.framer.begun();
        let tag: Vec<u8> = raw
            .iter()
            .copied()
            .take_while(u8::is_ascii_graphic)
            .collect();
        self.framer.refuse();
        let tag = plain(&String::from_utf8_lossy(&tag));
        self.out
            .put(format!("{tag} NO [TOOBIG] Literal too large\r\n"));
    }

    fn serve(&mut self, request: &Request, tape: &mut Tape) -> io::Result<()> {
        self.commands += 1;
        self.record(request);
        self.inject(self.commands);
        let tag = String::from_utf8_lossy(request.tag()).into_owned();
        if tag.is_empty() || request.name().is_empty() {
            let tag = if tag.is_empty() { "*" } else { &tag };
            self.out
                .put(format!("{tag} BAD Tag or command missing\r\n"));
            return self.count_bad();
        }
        self.tag = tag;
        if self.scripted() {
            return Ok(());
        }
        request.lex(tape);
        let utf8 = self.enabled.utf8 || self.enabled.rev2;
        let mut quirks = tape.quirks().iter();
        let outcome = match quirks.find(|quirk| **quirk != BEYOND_ASCII || !utf8) {
            Some(quirk) => Err(Refused::bad(*quirk)),
            None => command::run(self, request.name(), Args::new(request.cursor(tape), utf8)),
        };
        let (status, answer) = match outcome {
            Ok(answer) => ("OK", answer),
            Err(Refused::No(answer)) => ("NO", answer),
            Err(Refused::Bad(answer)) => ("BAD", answer),
            Err(Refused::Gone(error)) => return Err(error),
        };
        if !std::mem::take(&mut self.answered) {
            self.finish(status, &answer);
        }
        match status {
            "BAD" => self.count_bad(),
            _ => {
                self.bad = 0;
                Ok(())
            }
        }
    }

    /// Writes the tagged answer.
    fn finish(&mut self, status: &str, answer: &Answer) {
        let tag = self.tag.clone();
        self.out.put(format!("{tag} {status} "));
        if let Some(code) = &answer.code {
            self.out.put(format!("[{code}] "));
        }
        self.out.put(plain(&answer.text)).end();
    }

    fn count_bad(&mut self) -> io::Result<()> {
        self.bad += 1;
        if self.bad >= MOST_BAD {
            self.out.put("* BYE Too many bad commands\r\n");
            self.over = true;
        }
        self.flush()
    }

    fn record(&mut self, request: &Request) {
        let command = match request.name().is_empty() {
            true => "(malformed)".to_owned(),
            false => masked(request.name(), request.rest()),
        };
        self.server.received(Received {
            connection: self.number,
            user: self.user.clone(),
            command,
        });
    }

    /// Sends what a fault wants before the answer to this command.
    fn inject(&mut self, number: u64) {
        for fault in &self.faults {
            if let Fault::Inject { command, bytes } = fault
                && *command == number
            {
                self.out.put(bytes);
            }
        }
    }

    /// Answers as a fault wants it; whether there is one for this command.
    fn scripted(&mut self) -> bool {
        let number = self.commands;
        let fault = self.faults.iter().find(|fault| {
            fault.command() == Some(number) && !matches!(fault, Fault::Inject { .. })
        });
        let tag = &self.tag;
        match fault {
            Some(Fault::No { text, .. }) => self.out.put(format!("{tag} NO {text}\r\n")),
            Some(Fault::Bad { text, .. }) => self.out.put(format!("{tag} BAD {text}\r\n")),
            Some(Fault::Bye { text, .. }) => {
                self.over = true;
                self.out.put(format!("* BYE {text}\r\n"))
            }
            _ => return false,
        };
        true
    }

    /// Sends what waits.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        if !self.out.is_empty() {
            self.link.send(&self.out.bytes)?;
            self.out.bytes.clear();
        }
        Ok(())
    }

    /// Sends what waits if it is much.
    pub(crate) fn flush_if_much(&mut self) -> io::Result<()> {
        match self.out.bytes.len() >= BATCH {
            true => self.flush(),
            false => Ok(()),
        }
    }

    /// Asks the client for a line and waits for it; `None` when it has gone.
    pub(crate) fn ask(&mut self, prompt: &str) -> io::Result<Option<Vec<u8>>> {
        self.out.put(format!("+ {prompt}\r\n"));
        self.flush()?;
        loop {
            match self.framer.next_line() {
                Ok(Some(frame)) => return Ok(Some(frame.raw.trim_ascii_end().to_vec())),
                Ok(None) => {}
                Err(_) => return Ok(None),
            }
            let count = self.link.read(self.framer.space())?;
            if count == 0 {
                return Ok(None);
            }
            self.framer.filled(count);
        }
    }

    /// The line that has come in within a tick; an error when the client has gone.
    pub(crate) fn line_within_a_tick(&mut self) -> io::Result<Option<Vec<u8>>> {
        let gone = || io::Error::from(io::ErrorKind::UnexpectedEof);
        loop {
            let line = self.framer.next_line().map_err(|_| gone())?;
            if let Some(frame) = line {
                return Ok(Some(frame.raw.trim_ascii_end().to_vec()));
            }
            match self.link.read_tick(self.framer.space())? {
                None => return Ok(None),
                Some(0) => return Err(gone()),
                Some(count) => self.framer.filled(count),
            }
        }
    }

    /// The capabilities as they are now.
    pub(crate) fn capabilities(&self) -> String {
        let caps = &self.server.config.caps;
        caps.list(self.user.is_some(), self.link.is_tls())
    }

    /// Whether the connection is encrypted.
    pub(crate) fn is_tls(&self) -> bool {
        self.link.is_tls()
    }

    /// Whether more than one command has come in.
    pub(crate) fn has_more(&self) -> bool {
        self.framer.buffered() > 0
    }

    /// Encrypts the connection; what waits is sent before.
    pub(crate) fn start_tls(&mut self) -> io::Result<()> {
        self.flush()?;
        let certificate = self.server.certificate().map_err(io::Error::other)?;
        self.link.start_tls(certificate.config.clone())
    }

    /// Compresses the connection; what waits is sent before.
    pub(crate) fn compress(&mut self) -> io::Result<()> {
        self.flush()?;
        self.link.compress();
        Ok(())
    }

    /// Whether the connection is compressed.
    pub(crate) fn is_compressed(&self) -> bool {
        self.link.is_compressed()
    }

    /// The client has logged in.
    pub(crate) fn logged_in(&mut self, user: String) {
        self.framer.set_limits(self.server.config.limits);
        self.user = Some(user);
    }

    /// Who is logged in. Commands that ask this are only run after a login.
    pub(crate) fn user(&self) -> &str {
        self.user.as_deref().unwrap_or_default()
    }

    /// Leaves the open folder.
    pub(crate) fn leave(&mut self) {
        self.view = None;
        self.saved = IdSet::default();
    }
}
