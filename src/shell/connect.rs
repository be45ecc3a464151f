//! From an account to a session that is logged in.

use std::fmt;
use std::net::IpAddr;

use imapclient::auth::{Mechanism, Proof};
use imapclient::client::{Builder, Client, State, Tls};
use imapclient::data::secret::Secret;
use imapclient::error::{Error, ErrorKind};
use imapclient::transport::Interrupt;

use crate::config::{Account, Problem, ask_username, hint};
use crate::exit::{Exit, Stage};
use crate::lang::ConnectRequest;
use crate::oauth2::{self, TokenStore};
use crate::patience::{FIRST_WORD, tell_after};
use crate::progress::Progress;
use crate::signal::Ending;
use crate::times::{Keyboard, Times};
use crate::voice::Voice;
use crate::wire::Wire;

/// What every connection of this process has in common.
#[derive(Clone, Default)]
pub(crate) struct Common {
    /// The flag that Ctrl-C sets.
    pub(crate) interrupt: Interrupt,
    /// Who sees the wire.
    pub(crate) wire: Wire,
    /// Who says what is no result.
    pub(crate) voice: Voice,
    /// Whether the program is being ended from outside.
    pub(crate) ending: Ending,
    /// Nothing may be changed.
    pub(crate) read_only: bool,
    /// The OAuth2 tokens that are known.
    pub(crate) tokens: TokenStore,
    /// What would change something is shown and not sent.
    pub(crate) dry_run: bool,
    /// Shows how calls are getting on.
    pub(crate) progress: Progress,
    /// When the shell does something by itself.
    pub(crate) times: Times,
    /// When a key was pressed last.
    pub(crate) keyboard: Keyboard,
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
    pub(crate) fn builder(&self, host: &str) -> Builder {
        let builder = Client::builder(host).interrupt(self.interrupt.clone());
        builder.trace(self.wire.tap())
    }

    /// Opens a further connection, as the language asks for it.
    pub(crate) fn dial(&self, request: ConnectRequest) -> imapclient::error::Result<Client> {
        let mut builder = self.builder(&request.host);
        if request.stream {
            builder = builder.stream();
        } else {
            builder = builder.tls(if request.ssl {
                Tls::Implicit
            } else {
                Tls::None
            });
        }
        if let Some(port) = request.port {
            builder = builder.port(port);
        }
        if let Some(tls) = request.tls {
            builder = builder.tls_options(tls);
        }
        if let Some(timeout) = request.connect_timeout {
            builder = builder.connect_timeout(timeout);
        }
        if let Some(timeout) = request.read_timeout {
            builder = builder.read_timeout(timeout);
        }
        let mut client = builder.connect()?;
        client.set_use_uid(request.use_uid);
        self.prepare(&mut client);
        Ok(client)
    }

    /// Gives a new session what all have in common.
    pub(crate) fn prepare(&self, client: &mut Client) {
        client.set_read_only(self.read_only);
        client.set_dry_run(self.dry_run);
        client.set_observer(self.progress.observer());
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
    if let Some(oauth2) = &account.oauth2 {
        common.tokens.ready(oauth2)?;
    }
    let mut builder = common.builder(account.stream.as_deref().unwrap_or(host));
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
    let waiting = tell_after(FIRST_WORD, waits_for(account, host, common));
    let connected = builder.connect();
    drop(waiting);
    let mut client = connected.map_err(|error| Failure::Error(error, Stage::Connect))?;
    common.prepare(&mut client);
    let mut session = Session {
        client,
        username: account.username.clone(),
        password: None,
    };
    let stream_without_name = account.stream.is_some() && account.username.is_none();
    if session.client.state() != State::NotAuthenticated || stream_without_name {
        return Ok(session);
    }
    let proof = match &account.oauth2 {
        Some(_) => Proof::Token,
        None => account.auth.map_or(Proof::Password, Mechanism::proof),
    };
    let username = match &account.username {
        Some(username) => username.clone(),
        // The certificate names whom it is for.
        None if proof == Proof::Certificate => String::new(),
        None => ask_username()?,
    };
    if account.tls == Tls::None && account.stream.is_none() && !is_loopback(host) {
        warn(&in_clear(&mut session.client, account));
    }
    let client = &mut session.client;
    let mut login = |secret: &Secret| {
        let done = match account.auth {
            Some(mechanism) => client.login_with(mechanism, &username, secret),
            None if proof == Proof::Token => client.login_by_token(&username, secret),
            None => client.login_by_default(&username, secret),
        };
        done.map_err(|error| explained(error, host, proof))
    };
    let mut password = None;
    if let Some(oauth2) = &account.oauth2 {
        oauth2::login(account, oauth2, common, warn, &mut login)?;
    } else {
        let secret = match (proof, known) {
            (Proof::Certificate, _) => Secret::default(),
            (Proof::Password, Some(password)) => password.clone(),
            // A token may have expired since.
            _ => account.password.obtain(&username, host)?,
        };
        login(&secret).map_err(|error| Failure::Error(error, Stage::Login))?;
        password = Some(secret).filter(|secret| !secret.is_empty());
    }
    session.username = Some(username).filter(|username| !username.is_empty());
    session.password = password;
    Ok(session)
}

/// Says what a connection waits for that does not come about.
fn waits_for(account: &Account, host: &str, common: &Common) -> impl FnOnce() + Send + 'static {
    let hint = match (account.stream.is_some(), account.tls) {
        (true, _) | (false, Tls::Implicit) => "",
        (false, Tls::StartTls | Tls::None) => "; does this port want TLS (--ssl)?",
    };
    let text = format!(
        "still waiting for {} to say its first word{hint} (Ctrl-C stops, --timeout limits it)",
        match &account.stream {
            Some(_) => "the command".to_owned(),
            None => format!("{host} port {}", account.port),
        }
    );
    let voice = common.voice.clone();
    move || voice.line(&text)
}

/// What others can read of a connection without TLS.
fn in_clear(client: &mut Client, account: &Account) -> String {
    let mut has = |name| client.has_capability(name).unwrap_or(false);
    let what = match account.auth {
        Some(mechanism) if !mechanism.sends_proof() => "others can read the mail",
        None if account.oauth2.is_none()
            && [
                "AUTH=SCRAM-SHA-512",
                "AUTH=SCRAM-SHA-256",
                "AUTH=SCRAM-SHA-1",
            ]
            .into_iter()
            .any(&mut has) =>
        {
            "others can read the mail"
        }
        _ => "the password goes out in clear",
    };
    let hint = match has("STARTTLS") {
        true => "; the server offers STARTTLS, use --starttls",
        false => "",
    };
    format!("the connection is not encrypted, so {what}{hint}")
}

/// A refused login with what usually helps at this provider.
fn explained(error: Error, host: &str, proof: Proof) -> Error {
    if error.kind() != ErrorKind::Login || error.code().is_none() && error.text().is_none() {
        return error;
    }
    let unconnected = error.message().contains("authenticated but not connected");
    let helps = match proof {
        Proof::Token if unconnected => Some(
            "the token may be of another user than the name, of another scope, or the mailbox may not allow IMAP",
        ),
        Proof::Password => hint(host),
        _ => None,
    };
    match helps {
        Some(helps) => {
            let message = format!("{error}; {helps}");
            error.with_message(message)
        }
        None => error,
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_login_says_what_helps_there() {
        let refused = |text: &str| {
            let message = format!("LOGIN failed: {text}");
            Error::new(ErrorKind::Login, message).with_answer(None, text)
        };
        let table = [
            ("imap.gmail.com", Proof::Password, "no", "app password"),
            ("outlook.office365.com", Proof::Password, "no", "OAuth2"),
            ("imap.163.com", Proof::Password, "no", "authorization code"),
            ("imap.gmail.com", Proof::Token, "no", ""),
            (
                "outlook.office365.com",
                Proof::Token,
                "User is authenticated but not connected.",
                "of another user",
            ),
            ("imap.example.com", Proof::Password, "no", ""),
        ];
        for (host, proof, text, words) in table {
            let error = explained(refused(text), host, proof);
            let told = error
                .message()
                .strip_prefix(&format!("LOGIN failed: {text}"));
            let told = told.unwrap();
            assert!(told.contains(words), "{host}: {error}");
            assert_eq!(told.is_empty(), words.is_empty(), "{host}: {error}");
        }
        // What the server did not say is not explained.
        let own = Error::new(ErrorKind::Login, "no mechanism");
        let own = explained(own, "imap.gmail.com", Proof::Password);
        assert_eq!(own.message(), "no mechanism");
    }
}
