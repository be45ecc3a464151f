//! Logging in: SASL mechanisms, and which one is taken (RFC 9051 section 6.2.2, RFC 4422).
//!
//! [`Client::login_by_default`] takes the best for the session, [`Client::login_with`] the one that
//! is named, and `sasl_login` one of the caller's own:
//!
//! ```no_run
//! use imapclient::auth::Mechanism;
//! use imapclient::client::Client;
//! use imapclient::data::secret::Secret;
//!
//! let mut client = Client::builder("imap.example.org").connect()?;
//! client.login_with(Mechanism::ScramSha256Plus, "ann", &Secret::from("password"))?;
//!
//! let mut client = Client::builder("imap.example.org").connect()?;
//! client.sasl_login("PLAIN", |_challenge: &[u8]| Ok(Some(b"\0ann\0password".to_vec())))?;
//! # Ok::<(), imapclient::error::Error>(())
//! ```

mod bearer;
mod choose;
mod mechanism;
#[cfg(feature = "oauth2")]
pub mod oauth2;
mod password;
mod prepare;
mod scram;

pub(crate) use bearer::{oauthbearer, xoauth2};
pub use mechanism::{Mechanism, Proof};
pub(crate) use password::plain;

use base64::Engine;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use zeroize::Zeroizing;

use crate::client::{Client, Responder};
use crate::data::secret::Secret;
use crate::data::text::Text;
use crate::error::{Error, ErrorKind, Result};
use crate::wire::line::{LINE_LIMIT, Line};
use crate::wire::response::Response;

/// Base64 as servers send it: with its padding or without.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// No mechanism asks so often.
const MOST_CHALLENGES: usize = 100;

/// A SASL mechanism of the caller's own: gets each challenge, decoded, and gives the answer; `None`
/// cancels the login.
///
/// Made from any closure `|challenge: &[u8]| -> Result<Option<Vec<u8>>>`.
pub struct SaslCallable(Box<Responder<'static>>);

impl<F: FnMut(&[u8]) -> Result<Option<Vec<u8>>> + 'static> From<F> for SaslCallable {
    fn from(callable: F) -> Self {
        Self(Box::new(callable))
    }
}

/// Runs a mechanism of the caller's own.
pub(crate) fn custom(
    client: &mut Client,
    mechanism: &str,
    mut callable: SaslCallable,
) -> Result<Response> {
    let mechanism = mechanism.to_ascii_uppercase();
    let begins = match mechanism::client_begins(&mechanism) {
        true => Begins::Client,
        false => Begins::Server,
    };
    authenticate(client, &mechanism, begins, &mut *callable.0)
}

/// Who speaks first in a mechanism.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Begins {
    /// The client; its first answer is asked for with an empty challenge.
    Client,
    /// The server.
    Server,
    /// The server, and what it says does not matter, not even whether it is base64.
    ServerLoosely,
}

/// Runs AUTHENTICATE.
///
/// `respond` gets each decoded challenge and gives the answer; `None` cancels. Where the client
/// begins, the first answer goes along with the command if the server offers SASL-IR (RFC 4959);
/// one that then says BAD at once is asked once more without it.
pub(crate) fn authenticate(
    client: &mut Client,
    mechanism: &str,
    begins: Begins,
    respond: &mut Responder<'_>,
) -> Result<Response> {
    client.need_no_login("AUTHENTICATE")?;
    need_mechanism(client, mechanism)?;
    let mark = client.capabilities_heard();
    let mut exchange = Exchange {
        begins,
        first: None,
        cancelled: false,
        challenges: 0,
        respond,
    };
    if begins == Begins::Client {
        exchange.first = (exchange.respond)(b"")?.map(Zeroizing::new);
        exchange.cancelled = exchange.first.is_none();
    }
    if let Some(command) = exchange.with_first(client, mechanism)? {
        let answer = client.converse(&command, &mut |text| exchange.answer(text, true));
        if exchange.challenges > 0 || !matches!(&answer, Err(error) if misunderstood(error)) {
            return conclude(client, answer, mark);
        }
        client.note_quirk("SASL-IR offered but refused");
    }
    let command = Line::new("AUTHENTICATE").atom(mechanism).finish()?;
    let answer = client.converse(&command, &mut |text| exchange.answer(text, false));
    conclude(client, answer, mark)
}

/// One AUTHENTICATE under way.
struct Exchange<'a, 'b> {
    begins: Begins,
    /// The answer that was made before anything was sent.
    first: Option<Zeroizing<Vec<u8>>>,
    /// There is no first answer, as the mechanism gave up at once.
    cancelled: bool,
    challenges: usize,
    respond: &'a mut Responder<'b>,
}

impl Exchange<'_, '_> {
    /// The command together with the first answer, where the server takes that.
    fn with_first(
        &self,
        client: &Client,
        mechanism: &str,
    ) -> Result<Option<crate::wire::line::Command>> {
        let Some(first) = self.first.as_ref().filter(|_| client.has_heard("SASL-IR")) else {
            return Ok(None);
        };
        let first = Secret::from(match first.is_empty() {
            true => "=".to_owned(),
            false => STANDARD.encode(first),
        });
        if first.expose().len() + mechanism.len() + 100 > LINE_LIMIT {
            return Ok(None);
        }
        let line = Line::new("AUTHENTICATE").atom(mechanism);
        line.secret_raw(&first).finish().map(Some)
    }

    /// The line that answers a challenge; `sent` tells whether the first answer is out already.
    fn answer(&mut self, text: &[u8], sent: bool) -> Result<Option<Vec<u8>>> {
        self.challenges += 1;
        if self.cancelled {
            return Ok(None);
        }
        if self.challenges > MOST_CHALLENGES {
            return Err(Error::protocol(format!(
                "the server asks more than {MOST_CHALLENGES} times, so the login was cancelled"
            )));
        }
        if !sent && let Some(first) = self.first.take() {
            return Ok(Some(STANDARD.encode(&*first).into_bytes()));
        }
        let challenge = match LENIENT.decode(text.trim_ascii()) {
            Ok(challenge) => challenge,
            Err(_) if self.begins == Begins::ServerLoosely => Vec::new(),
            Err(_) => {
                return Err(Error::protocol(
                    "the server's challenge is not base64, so the login was cancelled",
                ));
            }
        };
        let answer = (self.respond)(&challenge)?.map(Zeroizing::new);
        Ok(answer.map(|answer| STANDARD.encode(&*answer).into_bytes()))
    }
}

/// Refuses a mechanism that the server does not offer. Nothing of it is sent.
fn need_mechanism(client: &mut Client, mechanism: &str) -> Result<()> {
    let known = client.known_capabilities()?;
    if client.has_heard(&format!("AUTH={mechanism}")) {
        return Ok(());
    }
    let offered = offered(&known);
    Err(Error::new(
        ErrorKind::Capability,
        format!("Server does not support AUTH={mechanism} capability; it offers {offered}"),
    ))
}

/// The mechanisms among the capabilities, in words.
fn offered(capabilities: &[Text]) -> String {
    let mechanism = |word: &Text| {
        let word = word.to_string_lossy();
        word.strip_prefix("AUTH=").map(str::to_owned)
    };
    let offered: Vec<String> = capabilities.iter().filter_map(mechanism).collect();
    match offered.is_empty() {
        true => "no mechanism at all".to_owned(),
        false => offered.join(", "),
    }
}

fn conclude(client: &mut Client, answer: Result<Response>, mark: u64) -> Result<Response> {
    let answer = answer.map_err(refused)?;
    client.logged_in(mark);
    Ok(answer)
}

/// Whether a server did not understand the command, rather than refuse the login.
fn misunderstood(error: &Error) -> bool {
    error.is_bad() && matches!(error.code(), None | Some("CLIENTBUG"))
}

/// The error of a refused login.
pub(crate) fn refused(error: Error) -> Error {
    match error.kind() {
        ErrorKind::Refused => error.with_kind(ErrorKind::Login),
        _ => error,
    }
}
