//! Logging in with an OAuth2 access token: OAUTHBEARER (RFC 7628) and XOAUTH2, which came before.
//!
//! A server that refuses first says why, in JSON; that is answered as the mechanism asks, so that
//! the refusal itself arrives, and told along with it.

use super::{Begins, authenticate};
use crate::client::Client;
use crate::data::secret::Secret;
use crate::error::{Error, ErrorKind, Result};
use crate::wire::response::Response;

/// The character that separates the fields.
const SEPARATOR: u8 = 1;

/// How much of the server's reason is told.
const TOLD: usize = 300;

/// XOAUTH2, or the same under the name OAUTH2; `vendor` is for Yahoo of old and left out if empty.
pub(crate) fn xoauth2(
    client: &mut Client,
    mechanism: &str,
    name: &str,
    token: &Secret,
    vendor: &Secret,
) -> Result<Response> {
    let mut fields = vec![
        (&b"user="[..], name.as_bytes()),
        (b"auth=Bearer ", token.expose()),
    ];
    if !vendor.is_empty() {
        fields.push((b"vendor=", vendor.expose()));
    }
    let message = message(Vec::new(), &fields)?;
    run(client, mechanism, message, Vec::new())
}

/// OAUTHBEARER. An empty name stands for whoever the token is for.
pub(crate) fn oauthbearer(client: &mut Client, name: &str, token: &Secret) -> Result<Response> {
    let header = match name {
        "" => "n,,".to_owned(),
        name => format!("n,a={},", name.replace('=', "=3D").replace(',', "=2C")),
    };
    no_separator("identity", header.as_bytes())?;
    let mut start = header.into_bytes();
    start.push(SEPARATOR);
    let message = message(start, &[(b"auth=Bearer ", token.expose())])?;
    run(client, "OAUTHBEARER", message, vec![SEPARATOR])
}

fn message(start: Vec<u8>, fields: &[(&[u8], &[u8])]) -> Result<Secret> {
    let room = fields
        .iter()
        .map(|(label, value)| label.len() + value.len() + 1);
    let mut message = Vec::with_capacity(start.len() + room.sum::<usize>() + 1);
    message.extend_from_slice(&start);
    for (label, value) in fields {
        let argument = if label.starts_with(b"auth") {
            "access_token"
        } else {
            "user"
        };
        no_separator(argument, value)?;
        message.extend_from_slice(label);
        message.extend_from_slice(value);
        message.push(SEPARATOR);
    }
    message.push(SEPARATOR);
    Ok(Secret::from(message))
}

fn no_separator(argument: &'static str, value: &[u8]) -> Result<()> {
    match value.iter().any(|byte| *byte < b' ') {
        false => Ok(()),
        true => Err(Error::value(
            argument,
            format!("{argument} holds a control character, which cannot be in it"),
        )),
    }
}

/// Runs the exchange; a challenge is the reason of a refusal, and gets `then` as its answer.
fn run(client: &mut Client, mechanism: &str, message: Secret, then: Vec<u8>) -> Result<Response> {
    let mut begun = false;
    let mut reason = None;
    let answer = authenticate(client, mechanism, Begins::Client, &mut |challenge| {
        if !std::mem::replace(&mut begun, true) {
            return Ok(Some(message.expose().to_vec()));
        }
        if reason.replace(explain(challenge)).is_some() {
            return Err(Error::new(
                ErrorKind::Login,
                "the server goes on asking after it refused, so the login was cancelled",
            ));
        }
        Ok(Some(then.clone()))
    });
    answer.map_err(|error| match reason.filter(|reason| !reason.is_empty()) {
        Some(reason) => {
            let told = format!("{error}; the server's reason: {reason}");
            error.with_message(told)
        }
        None => error,
    })
}

/// The reason as a phrase: `status 400, schemes Bearer, scope https://mail.google.com/`.
fn explain(challenge: &[u8]) -> String {
    let text = String::from_utf8_lossy(challenge);
    let told = match flat_object(&text) {
        Some(fields) => fields
            .iter()
            .map(|(name, value)| format!("{name} {value}"))
            .collect::<Vec<_>>()
            .join(", "),
        None => text.trim().to_owned(),
    };
    told.chars().take(TOLD).collect()
}

/// The fields of a JSON object of strings and numbers; of anything else nothing.
fn flat_object(text: &str) -> Option<Vec<(String, String)>> {
    let mut rest = text.trim().strip_prefix('{')?.trim_start();
    let mut fields = Vec::new();
    if rest == "}" {
        return Some(fields);
    }
    loop {
        let (name, after) = string(rest)?;
        let after = after.trim_start().strip_prefix(':')?.trim_start();
        let (value, after) = match after.starts_with('"') {
            true => string(after)?,
            false => {
                let end = after.find([',', '}'])?;
                let (value, after) = after.split_at(end);
                let value = value.trim();
                let plain = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
                if value.is_empty() || !value.chars().all(plain) {
                    return None;
                }
                (value.to_owned(), after)
            }
        };
        fields.push((name, value));
        let after = after.trim_start();
        match after.strip_prefix(',') {
            Some(more) => rest = more.trim_start(),
            None => return (after == "}").then_some(fields),
        }
    }
}

/// A JSON string at the start of `text`, and what follows it.
fn string(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut letters = text.strip_prefix('"')?.chars();
    loop {
        match letters.next()? {
            '"' => return Some((value, letters.as_str())),
            '\\' => value.push(match letters.next()? {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'b' => '\u{8}',
                'f' => '\u{c}',
                'u' => {
                    let code = letters.as_str().get(..4)?;
                    letters = letters.as_str().get(4..)?.chars();
                    let code = u32::from_str_radix(code, 16).ok()?;
                    char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
                }
                other => other,
            }),
            letter => value.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_read_as_google_and_microsoft_word_them() {
        let table = [
            (
                r#"{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}"#,
                "status 400, schemes Bearer, scope https://mail.google.com/",
            ),
            (
                r#" { "status" : 401 , "a\u0041\"" : "b\\" } "#,
                r#"status 401, aA" b\"#,
            ),
            ("{}", ""),
            ("not JSON", "not JSON"),
            (r#"{"a":{"b":1}}"#, r#"{"a":{"b":1}}"#),
            (r#"{"a":"b"#, r#"{"a":"b"#),
            ("", ""),
        ];
        for (json, told) in table {
            assert_eq!(explain(json.as_bytes()), told, "{json}");
        }
        assert_eq!(explain(&b"x".repeat(1000)).len(), TOLD);
    }

    #[test]
    fn nothing_can_be_smuggled_into_a_message() {
        let fields: [(&[u8], &[u8]); 1] = [(b"auth=Bearer ", b"t\x01user=eve")];
        let error = message(Vec::new(), &fields).unwrap_err();
        assert_eq!(error.argument(), Some("access_token"));
        assert!(!error.message().contains("eve"));
    }
}
