//! A small IMAP server in memory, for tests of programs that use this library and for trying it
//! out.
//!
//! It is a real server: it listens on a port of loopback (in clear, with STARTTLS, or with TLS and
//! a certificate of its own) or at the other end of a connection in memory, speaks IMAP4rev1 and
//! IMAP4rev2 with their usual extensions, and its clients see each other's changes. What it holds
//! is lost when it is dropped.
//!
//! ```
//! use imapclient::client::{Client, Tls};
//! use imapclient::sandbox::Sandbox;
//!
//! let sandbox = Sandbox::builder()
//!     .user("ann", "secret")
//!     .message("ann", "INBOX", "Subject: Hello\r\n\r\nHi!\r\n")
//!     .start()?;
//!
//! let builder = Client::builder("127.0.0.1").port(sandbox.port()).tls(Tls::None);
//! let mut client = builder.connect()?;
//! client.login("ann", "secret")?;
//! client.select_folder("INBOX", false)?;
//! assert_eq!(client.search("SUBJECT hello", None)?.len(), 1);
//!
//! let commands = sandbox.commands();
//! assert_eq!(commands[0].command, "LOGIN ann ***");
//! # Ok::<(), imapclient::error::Error>(())
//! ```

#![deny(clippy::indexing_slicing)]

mod answer;
mod args;
mod builder;
mod caps;
mod command;
mod demo;
mod fault;
mod link;
mod mail;
mod out;
mod pipe;
mod record;
mod server;
mod session;
mod store;
mod tls;
mod view;

pub use builder::Builder;
pub use caps::Personality;
pub use fault::Fault;
pub use pipe::Pipe;
pub use record::Received;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::error::{Error, ErrorKind, Result};
use crate::transport::TlsOptions;
use link::Link;
use server::Server;

/// A running server. It stops when this is dropped.
pub struct Sandbox {
    server: Arc<Server>,
    plain: SocketAddr,
    tls: SocketAddr,
}

impl Sandbox {
    /// Starts a server with the user `user`, whose password is `pass`, and an empty INBOX.
    ///
    /// # Errors
    ///
    /// `Connect` if there is no port to listen on.
    pub fn start() -> Result<Self> {
        Self::builder().user("user", "pass").start()
    }

    /// Starts the server of `--demo`: a mailbox of some hundreds of messages for the user
    /// [`DEMO_USER`](Self::DEMO_USER), and new mail for whoever waits in IDLE.
    ///
    /// # Errors
    ///
    /// `Connect` if there is no port to listen on.
    pub fn demo() -> Result<Self> {
        demo::start()
    }

    /// The user of the demonstration.
    pub const DEMO_USER: &'static str = demo::USER;

    /// The password of the demonstration, which is no secret.
    pub const DEMO_PASSWORD: &'static str = demo::PASSWORD;

    /// Begins to describe a server.
    pub fn builder() -> Builder {
        Builder::new()
    }

    /// The port that speaks in clear and offers STARTTLS.
    pub fn port(&self) -> u16 {
        self.plain.port()
    }

    /// The port that speaks TLS from the start.
    pub fn tls_port(&self) -> u16 {
        self.tls.port()
    }

    /// What a client must know to believe the server's certificate, which is for `localhost`,
    /// 127.0.0.1 and `::1`. The file it names lasts as long as the server.
    ///
    /// # Errors
    ///
    /// `Tls` if no certificate can be made.
    pub fn tls_options(&self) -> Result<TlsOptions> {
        let certificate = self.server.certificate()?;
        Ok(TlsOptions {
            ca_file: Some(certificate.file.path().to_owned()),
            ..TlsOptions::default()
        })
    }

    /// The server's certificate, as PEM.
    ///
    /// # Errors
    ///
    /// `Tls` if no certificate can be made.
    pub fn certificate(&self) -> Result<String> {
        Ok(self.server.certificate()?.pem.clone())
    }

    /// Connects in memory; give the result to `Client::over`.
    pub fn pipe(&self) -> Pipe {
        let (near, far) = pipe::pair();
        let faults = self.server.faults().clone();
        let link = Link::pipe(far, self.server.stop.clone(), faults.clone());
        server::serve(self.server.clone(), link, faults);
        near
    }

    /// All commands received so far, in the order in which they came, secrets masked.
    pub fn commands(&self) -> Vec<Received> {
        self.server.record().iter().cloned().collect()
    }

    /// Forgets the commands received so far.
    pub fn forget_commands(&self) {
        self.server.record().clear();
    }

    /// Gives every connection that begins from now on these faults and no others.
    pub fn set_faults(&self, faults: impl IntoIterator<Item = Fault>) {
        *self.server.faults() = faults.into_iter().collect();
    }

    /// Puts a message into a folder, as if it had just arrived; clients see it at once. The folder
    /// is made if it is not there. Returns the message's UID.
    ///
    /// # Errors
    ///
    /// `ArgumentValue` if there is no such user or the name can be none of a folder.
    pub fn deliver(&self, user: &str, folder: &str, message: impl AsRef<[u8]>) -> Result<u32> {
        let received = chrono::Utc::now().fixed_offset();
        let mut store = self.server.store();
        builder::deliver(
            &mut store,
            user,
            folder,
            message.as_ref(),
            &[],
            received.into(),
        )
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.server.stop.store(true, Ordering::Relaxed);
        // The threads that wait for clients look at the flag when one comes.
        for address in [self.plain, self.tls] {
            let _ = std::net::TcpStream::connect_timeout(&address, link::TICK * 10);
        }
    }
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sandbox")
            .field("plain", &self.plain)
            .field("tls", &self.tls)
            .finish_non_exhaustive()
    }
}

fn failed(what: &str, error: &std::io::Error) -> Error {
    Error::new(
        ErrorKind::Connect,
        format!("the sandbox cannot {what}: {error}"),
    )
}
