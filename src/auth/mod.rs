//! Logging in: SASL mechanisms, and which one is taken (RFC 9051 section 6.2.2, RFC 4422).

mod choose;
mod scram;

use base64::Engine;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use zeroize::Zeroizing;

use crate::client::{Client, Responder};
use crate::data::secret::Secret;
use crate::error::{Error, ErrorKind, Result};
use crate::wire::line::Line;
use crate::wire::response::Response;

/// Base64 as servers send it: with its padding or without.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Runs AUTHENTICATE with a mechanism in which the client speaks first.
///
/// `respond` gets each decoded challenge, first an empty one, and gives the answer; `None`
/// cancels. The first answer goes along with the command where the server offers SASL-IR
/// (RFC 4959); one that then says BAD is asked once more without it.
pub(crate) fn authenticate(
    client: &mut Client,
    mechanism: &str,
    respond: &mut Responder<'_>,
) -> Result<Response> {
    client.need_no_login("AUTHENTICATE")?;
    let mark = client.capabilities_heard();
    let mut first = respond(b"")?.map(Zeroizing::new);
    let mut answer = Err(Error::protocol(""));
    if let Some(initial) = first.as_ref().filter(|_| client.has_heard("SASL-IR")) {
        let initial = Secret::from(match initial.is_empty() {
            true => "=".to_owned(),
            false => STANDARD.encode(initial),
        });
        let line = Line::new("AUTHENTICATE").atom(mechanism);
        let command = line.secret_raw(&initial).finish()?;
        answer = client.converse(&command, &mut |text| respond_to(text, &mut None, respond));
        if !matches!(&answer, Err(error) if is_bad(error)) {
            return conclude(client, answer, mark);
        }
        client.note_quirk("SASL-IR offered but refused");
    }
    drop(answer);
    let command = Line::new("AUTHENTICATE").atom(mechanism).finish()?;
    let cancelled = first.is_none();
    let answer = client.converse(&command, &mut |text| {
        if cancelled {
            return Ok(None);
        }
        respond_to(text, &mut first, respond)
    });
    conclude(client, answer, mark)
}

/// The line that answers a challenge: the prepared first answer, or what the mechanism says.
fn respond_to(
    text: &[u8],
    first: &mut Option<Zeroizing<Vec<u8>>>,
    respond: &mut Responder<'_>,
) -> Result<Option<Vec<u8>>> {
    if let Some(first) = first.take() {
        return Ok(Some(STANDARD.encode(&*first).into_bytes()));
    }
    let challenge = LENIENT.decode(text.trim_ascii()).map_err(|_| {
        Error::protocol("the server's challenge is not base64, so the login was cancelled")
    })?;
    Ok(respond(&challenge)?.map(|answer| STANDARD.encode(Zeroizing::new(answer)).into_bytes()))
}

fn conclude(client: &mut Client, answer: Result<Response>, mark: u64) -> Result<Response> {
    let answer = answer.map_err(refused)?;
    client.logged_in(mark);
    Ok(answer)
}

fn is_bad(error: &Error) -> bool {
    error.kind() == ErrorKind::Refused && error.message().contains(" command error: ")
}

/// The error of a refused login.
pub(crate) fn refused(error: Error) -> Error {
    match error.kind() {
        ErrorKind::Refused => error.with_kind(ErrorKind::Login),
        _ => error,
    }
}

/// The one message of PLAIN (RFC 4616).
pub(crate) fn plain(authorization: &[u8], name: &[u8], password: &Secret) -> Result<Vec<u8>> {
    for (argument, value) in [
        ("authorization_identity", authorization),
        ("identity", name),
        ("password", password.expose()),
    ] {
        if value.contains(&0) {
            return Err(Error::value(
                argument,
                format!("{argument} holds a NUL byte"),
            ));
        }
    }
    Ok([authorization, name, password.expose()].join(&0))
}
