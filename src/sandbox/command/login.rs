//! LOGIN and AUTHENTICATE (RFC 9051 sections 6.2.2 and 6.2.3).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::scram::Scram;
use crate::data::secret::Secret;
use crate::sandbox::answer::{Answer, Outcome, Refused};
use crate::sandbox::args::Args;
use crate::sandbox::caps::Personality;
use crate::sandbox::session::Session;

pub(super) fn login(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    let user = args.text()?;
    let password = args.astring()?;
    args.end()?;
    if session.server.has("LOGINDISABLED") && !session.is_tls() {
        return Err(Refused::code(
            "PRIVACYREQUIRED",
            "LOGIN is disabled without TLS",
        ));
    }
    check(session, &user, password.as_bytes())?;
    welcome(session, user)
}

pub(super) fn authenticate(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    let mechanism = args.word()?;
    let initial = match args.at_end() {
        true => None,
        false => Some(args.atom()?.as_bytes().to_vec()),
    };
    args.end()?;
    if !session.server.has(&format!("AUTH={mechanism}")) {
        return Err(Refused::no("Unsupported authentication mechanism."));
    }
    if session.server.has("LOGINDISABLED") && !session.is_tls() && mechanism == "PLAIN" {
        return Err(Refused::code(
            "PRIVACYREQUIRED",
            "PLAIN is disabled without TLS",
        ));
    }
    let first = match initial {
        Some(text) if text == b"=" => Vec::new(),
        Some(text) => decode(&text)?,
        None => response(session, "")?,
    };
    let user = match mechanism.as_str() {
        "PLAIN" => plain(session, &first)?,
        "SCRAM-SHA-256" => scram(session, &first)?,
        "XOAUTH2" | "OAUTHBEARER" => bearer(session, &mechanism, &first)?,
        _ => return Err(Refused::no("Unsupported authentication mechanism.")),
    };
    welcome(session, user)
}

fn decode(text: &[u8]) -> Result<Vec<u8>, Refused> {
    STANDARD
        .decode(text)
        .map_err(|_| Refused::bad("Invalid base64"))
}

/// Sends a challenge and returns what the client answers.
fn response(session: &mut Session, challenge: &str) -> Result<Vec<u8>, Refused> {
    let line = session.ask(&STANDARD.encode(challenge))?;
    match line {
        None => Err(Refused::Gone(std::io::ErrorKind::UnexpectedEof.into())),
        Some(line) if line == b"*" => Err(Refused::bad("Authentication cancelled")),
        Some(line) => decode(&line),
    }
}

fn failed() -> Refused {
    Refused::code("AUTHENTICATIONFAILED", "Authentication failed.")
}

/// The password of a user; it is an OAuth2 token as well.
fn password(session: &Session, user: &str) -> Option<Secret> {
    let store = session.server.store();
    Some(store.users.get(user)?.password.clone())
}

fn check(session: &Session, user: &str, given: &[u8]) -> Result<(), Refused> {
    match password(session, user).is_some_and(|password| password.expose() == given) {
        true => Ok(()),
        false => Err(failed()),
    }
}

fn plain(session: &Session, message: &[u8]) -> Result<String, Refused> {
    let mut fields = message.split(|byte| *byte == 0);
    let (identity, user, password) = match (fields.next(), fields.next(), fields.next()) {
        (Some(identity), Some(user), Some(password)) => (identity, user, password),
        _ => return Err(failed()),
    };
    let name = String::from_utf8_lossy(user).into_owned();
    check(session, &name, password)?;
    match identity.is_empty() || identity == user {
        true => Ok(name),
        false => Err(Refused::code(
            "AUTHORIZATIONFAILED",
            "Nobody acts for others here.",
        )),
    }
}

fn scram(session: &mut Session, first: &[u8]) -> Result<String, Refused> {
    let first = String::from_utf8_lossy(first);
    let scram = Scram::begin(&first).ok_or_else(failed)?;
    let answer = response(session, &scram.first)?;
    let password = password(session, &scram.user).ok_or_else(failed)?;
    let answer = String::from_utf8_lossy(&answer);
    let proof = scram.finish(&answer, &password).ok_or_else(failed)?;
    response(session, &proof)?;
    Ok(scram.user)
}

/// XOAUTH2 and OAUTHBEARER (RFC 7628): `user=` or `a=`, and `auth=Bearer TOKEN`.
fn bearer(session: &mut Session, mechanism: &str, message: &[u8]) -> Result<String, Refused> {
    let message = String::from_utf8_lossy(message).into_owned();
    let mut fields = message.split('\x01');
    let user = match mechanism {
        "XOAUTH2" => fields.next().and_then(|field| field.strip_prefix("user=")),
        _ => {
            let header = fields.next().unwrap_or_default();
            header.split(',').find_map(|field| field.strip_prefix("a="))
        }
    };
    let user = user
        .unwrap_or_default()
        .replace("=2C", ",")
        .replace("=3D", "=");
    let token = fields
        .find_map(|field| field.strip_prefix("auth=Bearer "))
        .unwrap_or_default();
    if check(session, &user, token.as_bytes()).is_ok() {
        return Ok(user);
    }
    // The client acknowledges why it failed before it hears that it did.
    let why = match mechanism {
        "XOAUTH2" => r#"{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}"#,
        _ => r#"{"status":"invalid_token"}"#,
    };
    session.ask(&STANDARD.encode(why))?;
    Err(failed())
}

fn welcome(session: &mut Session, user: String) -> Outcome {
    session.logged_in(user);
    let caps = session.capabilities();
    let text = "Logged in";
    Ok(match session.server.config.personality {
        Personality::Full | Personality::Dovecot => {
            Answer::code(format!("CAPABILITY {caps}"), text)
        }
        Personality::Gmail => {
            session.out.put(format!("* CAPABILITY {caps}\r\n"));
            Answer::new(format!("{} authenticated (Success)", session.user()))
        }
        Personality::Bare => Answer::new(text),
        Personality::Exchange => Answer::new("LOGIN completed."),
    })
}
