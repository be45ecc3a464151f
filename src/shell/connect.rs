//! From an account to a session that is logged in.

use std::fmt;
use std::net::IpAddr;

use imapclient::client::{Builder, Client, State, Tls};
use imapclient::data::secret::Secret;
use imapclient::error::Error;
use imapclient::transport::{Interrupt, WriterTrace};

use crate::config::{Account, Problem, Trace, ask_username};
use crate::exit::{Exit, Stage};

/// What every connection of this process has in common.
#[derive(Clone, Default)]
pub(crate) struct Common {
    /// The flag that Ctrl-C sets.
    pub(crate) interrupt: Interrupt,
    /// Where the wire is shown.
    pub(crate) trace: Option<Trace>,
    /// Nothing may be changed.
    pub(crate) read_only: bool,
}

/// A session, and whom it belongs to.
pub(crate) struct Session {
    pub(crate) client: Client,
    /// The name it is logged in under.
    pub(crate) username: Option<String>,
    /// The password, to keep it out of the history and to log in again.
    pub(crate) password: Option<Secret>,
}

/// Why there is no session.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The configuration or an answer at a prompt.
    Problem(Problem),
    /// The network or the server.
    Error(Error, Stage),
}

impl Failure {
    /// How the program ends with it.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Problem(problem) => problem.exit(),
            Self::Error(error, stage) => Exit::of(error, *stage),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Problem(problem) => problem.fmt(f),
            Self::Error(error, _) => error.fmt(f),
        }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl Common {
    /// A builder with what all connections share.
    pub(crate) fn builder(&self, host: &str) -> Result<Builder, Problem> {
        let mut builder = Client::builder(host).interrupt(self.interrupt.clone());
        if let Some(trace) = &self.trace {
            builder = builder.trace(Box::new(WriterTrace::new(trace.open()?)));
        }
        Ok(builder)
    }
}

/// Connects and logs in. `warn` hears what the user should know; `known` is a password that was
/// obtained before.
pub(crate) fn open(
    account: &Account,
    host: &str,
    common: &Common,
    known: Option<&Secret>,
    warn: &mut dyn FnMut(&str),
) -> Result<Session, Failure> {
    let mut builder = common.builder(account.stream.as_deref().unwrap_or(host))?;
    builder = match &account.stream {
        Some(_) => builder.stream(),
        None => builder
            .port(account.port)
            .tls(account.tls)
            .tls_options(account.tls_options.clone()),
    };
    if let Some(timeout) = account.timeout {
        builder = builder.timeout(timeout);
    }
    let mut client = builder
        .connect()
        .map_err(|error| Failure::Error(error, Stage::Connect))?;
    client.set_read_only(common.read_only);
    let mut session = Session {
        client,
        username: account.username.clone(),
        password: None,
    };
    let stream_without_name = account.stream.is_some() && account.username.is_none();
    if session.client.state() != State::NotAuthenticated || stream_without_name {
        return Ok(session);
    }
    let username = match &account.username {
        Some(username) => username.clone(),
        None => ask_username()?,
    };
    if account.tls == Tls::None && account.stream.is_none() && !is_loopback(host) {
        let offers = session.client.has_capability("STARTTLS").unwrap_or(false);
        let hint = if offers {
            "; the server offers STARTTLS, use --starttls"
        } else {
            ""
        };
        warn(&format!(
            "the connection is not encrypted, so the password goes out in clear{hint}"
        ));
    }
    let password = match known {
        Some(password) => password.clone(),
        None => account.password.obtain(&username, host)?,
    };
    session
        .client
        .login_by_default(&username, &password)
        .map_err(|error| Failure::Error(error, Stage::Login))?;
    session.username = Some(username);
    session.password = Some(password);
    Ok(session)
}

fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}
