//! Opening a session: transport, TLS, greeting.

use std::collections::VecDeque;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{Read, Write};
use std::time::Duration;

use super::capability::Capabilities;
use super::link::Link;
use super::news::News;
use super::observer::Unreadable;
use super::{Client, Options, Peer, State};
use crate::data::text::Text;
use crate::error::{Error, ErrorKind, Result};
use crate::transport::{Interrupt, TlsOptions, Trace, Transport};
use crate::wire::Limits;
use crate::wire::frame::Framer;
use crate::wire::line::Line;
use crate::wire::response::{Head, Kind};

/// How a session is encrypted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tls {
    /// From the first byte, on port 993 unless another is given.
    #[default]
    Implicit,
    /// Plain text first, then STARTTLS, which must succeed; port 143.
    StartTls,
    /// Not at all; port 143.
    None,
}

/// What is needed to open a session.
///
/// ```no_run
/// use imapclient::Client;
///
/// let mut client = Client::builder("imap.example.org").connect()?;
/// client.login("user", "password")?;
/// # Ok::<(), imapclient::Error>(())
/// ```
pub struct Builder {
    host: String,
    port: Option<u16>,
    tls: Tls,
    tls_options: TlsOptions,
    connect_timeout: Option<Duration>,
    read_timeout: Option<Duration>,
    stream: bool,
    limits: Limits,
    interrupt: Interrupt,
    trace: Option<Box<dyn Trace>>,
}

impl Client {
    /// Begins to describe a session with `host`.
    pub fn builder(host: impl Into<String>) -> Builder {
        Builder {
            host: host.into(),
            port: None,
            tls: Tls::default(),
            tls_options: TlsOptions::default(),
            connect_timeout: None,
            read_timeout: None,
            stream: false,
            limits: Limits::default(),
            interrupt: Interrupt::default(),
            trace: None,
        }
    }

    /// Opens a session over any stream whose other end speaks IMAP, and reads the greeting.
    pub fn over(stream: impl Read + Write + Send + 'static) -> Result<Client> {
        let mut builder = Client::builder("");
        builder.tls = Tls::None;
        let transport = Transport::over(stream, &builder.interrupt);
        builder.greet(transport)
    }
}

impl Builder {
    /// The port; 993 with implicit TLS and 143 without if not given.
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// How the session is encrypted.
    pub fn tls(mut self, tls: Tls) -> Self {
        self.tls = tls;
        self
    }

    /// What is checked of the server's certificate, and which certificate the client shows.
    pub fn tls_options(mut self, options: TlsOptions) -> Self {
        self.tls_options = options;
        self
    }

    /// How long connecting and any silence of the server may last; for ever if not given.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self.read_timeout = Some(timeout);
        self
    }

    /// How long connecting may last.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// How long the server may be silent while it owes an answer.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.read_timeout = Some(timeout);
        self
    }

    /// Takes the host as a shell command and speaks IMAP over its standard input and output.
    pub fn stream(mut self) -> Self {
        self.stream = true;
        self.tls = Tls::None;
        self
    }

    /// How much the server may send at once.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The flag by which another thread interrupts a running call.
    pub fn interrupt(mut self, interrupt: Interrupt) -> Self {
        self.interrupt = interrupt;
        self
    }

    /// Shows everything that is sent and received, secrets masked.
    pub fn trace(mut self, trace: Box<dyn Trace>) -> Self {
        self.trace = Some(trace);
        self
    }

    /// Connects, sets up TLS as asked, and reads the greeting. Nothing is asked of the server
    /// besides STARTTLS, if that was chosen.
    ///
    /// # Errors
    ///
    /// `Resolve`, `Connect`, `Timeout`, `Tls`, `Certificate`; `Abort` for BYE, for a greeting that
    /// is not IMAP, and for whatever would leave STARTTLS without protection.
    pub fn connect(self) -> Result<Client> {
        if self.stream {
            if self.port.is_some() {
                return Err(Error::value("port", "can't set 'port' when 'stream' True"));
            }
            let transport = Transport::command(&self.host, &self.interrupt)?;
            return self.greet(transport);
        }
        let port = self.port.unwrap_or(match self.tls {
            Tls::Implicit => 993,
            Tls::StartTls | Tls::None => 143,
        });
        let mut transport =
            Transport::tcp(&self.host, port, self.connect_timeout, &self.interrupt)?;
        transport.set_timeout(self.connect_timeout.or(self.read_timeout));
        if self.tls == Tls::Implicit {
            transport.start_tls(&self.host, &self.tls_options)?;
        }
        let start_tls = self.tls == Tls::StartTls;
        let mut client = Builder {
            port: Some(port),
            ..self
        }
        .greet(transport)?;
        if start_tls {
            if client.state != State::NotAuthenticated {
                return Err(Error::new(
                    ErrorKind::Tls,
                    "the server says PREAUTH before STARTTLS, so the session cannot be encrypted; nothing more was sent",
                ));
            }
            if client.has_heard_any() && !client.has_heard("STARTTLS") {
                return Err(Error::new(
                    ErrorKind::Tls,
                    "the server does not offer STARTTLS, so the session cannot be encrypted; nothing more was sent",
                ));
            }
            let options = client.peer.tls.clone();
            let upgraded = client.upgrade(&options);
            upgraded.map_err(|error| client.lost(error.with_end(true)))?;
        }
        Ok(client)
    }

    fn greet(self, mut transport: Transport) -> Result<Client> {
        transport.set_timeout(self.read_timeout.or(self.connect_timeout));
        let mut client = Client {
            link: Link {
                transport,
                framer: Framer::new(self.limits),
                trace: self.trace,
                interrupt: self.interrupt,
                observer: None,
            },
            state: State::NotAuthenticated,
            selected: None,
            last_selected: None,
            capabilities: Capabilities::default(),
            folders: Default::default(),
            news: News::default(),
            welcome: Text::new(b""),
            tag_prefix: tag_prefix(),
            tag_number: 0,
            outstanding: VecDeque::new(),
            late: Vec::new(),
            answered: String::new(),
            open: None,
            held: None,
            ended: None,
            left: false,
            warnings: Vec::new(),
            read_only: false,
            trusts_sections: false,
            trusts_searches: false,
            dry_run: None,
            unread: Unreadable::default(),
            peer: Peer {
                host: self.host,
                port: self.port.filter(|_| !self.stream),
                tls: self.tls_options,
                stream: self.stream,
            },
            options: Options::default(),
        };
        let greeting = client.link.next().map_err(|error| {
            let waits = error.kind() == ErrorKind::Timeout && !client.link.transport.is_tls();
            let hint = "; does this port want TLS (--ssl)?";
            let message = format!("{error}{}", if waits { hint } else { "" });
            error.with_message(message)
        })?;
        client.welcome = Text::new(greeting.raw().trim_ascii_end());
        match greeting.head() {
            Head::Status { kind: Kind::Ok, .. } if greeting.tag().is_none() => {}
            Head::Status {
                kind: Kind::Preauth,
                ..
            } => client.state = State::Authenticated,
            Head::Status {
                kind: Kind::Bye, ..
            } => {
                let words = Text::new(greeting.rest()).to_string_lossy().into_owned();
                return Err(Error::new(
                    ErrorKind::Abort,
                    format!("the server refused the connection: {words}"),
                )
                .with_answer(super::run::code_of(&greeting), words));
            }
            _ => return Err(foreign(&client.welcome)),
        }
        client.learn_capabilities(&greeting);
        client.note_oddities(&greeting);
        client.link.transport.set_timeout(self.read_timeout);
        Ok(client)
    }
}

impl Client {
    /// Encrypts the session by STARTTLS and forgets everything learnt in clear.
    pub(crate) fn upgrade(&mut self, options: &TlsOptions) -> Result<Text> {
        self.need_no_login("STARTTLS")?;
        let answer = self
            .tell(Line::new("STARTTLS").finish()?)
            .map_err(|error| {
                let message = format!("the session cannot be encrypted: {error}");
                error.with_kind(ErrorKind::Tls).with_message(message)
            })?;
        if self.link.framer.buffered() > 0 {
            let error = Error::new(
                ErrorKind::Tls,
                "the server sent more in clear after it agreed to STARTTLS; somebody may be tampering with the connection, so it was closed",
            );
            return Err(self.lost(error));
        }
        self.capabilities.forget_all();
        self.folders = Default::default();
        self.warnings.clear();
        self.news.clear();
        let host = self.peer.host.clone();
        match self.link.transport.start_tls(&host, options) {
            Ok(()) => Ok(Text::new(answer.rest())),
            Err(error) => Err(self.lost(error)),
        }
    }
}

impl Client {
    /// Compresses the session from here on (COMPRESS, RFC 4978).
    pub(crate) fn compress_session(&mut self) -> Result<Text> {
        let answer = self.tell(Line::new("COMPRESS").atom("DEFLATE").finish()?)?;
        // What came in behind the answer is compressed already.
        let received = self.link.framer.take_buffered();
        self.link.transport.compress(&received);
        Ok(Text::new(answer.rest()))
    }

    /// Whether the session is compressed (RFC 4978).
    pub fn is_compressed(&self) -> bool {
        self.link.transport.is_compressed()
    }
}

/// What a greeting that is not IMAP's most likely is.
fn foreign(greeting: &Text) -> Error {
    let bytes = greeting.as_bytes();
    let found = if bytes.starts_with(b"220") {
        "an SMTP server"
    } else if bytes.starts_with(b"+OK") {
        "a POP3 server"
    } else if bytes.starts_with(b"HTTP/") {
        "an HTTP server"
    } else if bytes.starts_with(b"SSH-") {
        "an SSH server"
    } else {
        "not an IMAP server"
    };
    let shown: String = greeting.to_string_lossy().chars().take(60).collect();
    Error::new(
        ErrorKind::Abort,
        format!("this is {found}, its greeting is {shown:?}; check host and port"),
    )
}

/// Four letters that nobody can guess before the connection.
fn tag_prefix() -> String {
    let mut random = RandomState::new().build_hasher().finish();
    (0..4)
        .map(|_| {
            let letter = (random % 26) as u8;
            random /= 26;
            char::from(b'A' + letter)
        })
        .collect()
}
