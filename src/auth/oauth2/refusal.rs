//! What a token server that gives no token is told of as: one sentence, without secrets.

use oauth2::{ErrorResponseType, RequestTokenError, StandardErrorResponse};

use super::http::Failure;
use super::provider::Application;
use crate::data::secret::Secret;
use crate::error::{Error, ErrorKind};

/// How much of the server's own words is told.
const TOLD: usize = 200;

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked<'a> {
    /// A new access token, with this refresh token.
    Renewal(&'a Secret),
    Login,
}

/// The error for a request that gave no token.
pub(super) fn error<T>(
    application: &Application,
    asked: Asked<'_>,
    failure: RequestTokenError<Failure, StandardErrorResponse<T>>,
) -> Error
where
    T: ErrorResponseType + AsRef<str> + std::fmt::Display + 'static,
{
    let server = application.server();
    match failure {
        RequestTokenError::Request(failure) => unreachable(application, &failure),
        RequestTokenError::ServerResponse(answer) => {
            let code = answer.error().as_ref();
            let words = answer.error_description().map(String::as_str);
            refused(application, asked, code, words.unwrap_or_default())
        }
        RequestTokenError::Parse(_, body) if body.trim_ascii_start().starts_with(b"{") => {
            login(format!(
                "the token server {server} answered without what was asked for (no token in it)"
            ))
        }
        RequestTokenError::Parse(..) => login(format!(
            "the token server {server} answered with something that is not JSON; is oauth2_token_url right?"
        )),
        RequestTokenError::Other(what) if what.contains("Content-Type") => login(format!(
            "the token server {server} answered with something that is not JSON; is oauth2_token_url right?"
        )),
        RequestTokenError::Other(what) => {
            login(format!("the token server {server} is no help: {what}"))
        }
    }
}

/// The error for a server that did not answer, or not in a way that could be read.
pub(super) fn unreachable(application: &Application, failure: &Failure) -> Error {
    let kind = match failure {
        Failure::Interrupted => return crate::transport::interrupted(),
        Failure::Unreachable(_) | Failure::Broken(_) => ErrorKind::Connect,
        Failure::Redirect(_) => ErrorKind::Login,
    };
    // It says nothing about the IMAP session.
    let server = application.server();
    Error::new(kind, format!("the token server {server} {failure}")).with_end(false)
}

fn refused(application: &Application, asked: Asked<'_>, code: &str, words: &str) -> Error {
    let what = match (code, asked) {
        ("invalid_grant", Asked::Renewal(_)) => {
            "the refresh token is not, or no longer, accepted; get a new one with --oauth2-login or :oauth2 login"
        }
        ("invalid_grant", Asked::Login) => "the login was not accepted; begin again",
        ("invalid_client" | "unauthorized_client", _) => {
            "the application is not accepted; check oauth2_client_id and oauth2_client_secret"
        }
        ("invalid_scope", _) => "the scope is not accepted; check oauth2_scope",
        ("access_denied" | "authorization_declined", _) => "the login was denied",
        ("expired_token", _) => "nobody logged in before the code expired; begin again",
        ("unsupported_grant_type", _) => {
            "this way of getting a token is not offered; check oauth2_token_url"
        }
        (_, Asked::Renewal(_)) => "no token was given",
        (_, Asked::Login) => "the login failed",
    };
    let refresh = match asked {
        Asked::Renewal(refresh) => Some(refresh),
        Asked::Login => None,
    };
    let secrets = [refresh, application.client_secret.as_ref()];
    let (code, words) = (told(secrets, code), told(secrets, words));
    let said = match words.is_empty() {
        true => code,
        false => format!("{code}: {words}"),
    };
    login(format!("{what} ({} says {said})", application.server()))
}

/// The first line of the server's words, short and without our secrets, should it repeat them.
fn told(secrets: [Option<&Secret>; 2], words: &str) -> String {
    let mut line = words.trim().lines().next().unwrap_or_default().to_owned();
    for secret in secrets.into_iter().flatten() {
        if let Ok(secret) = std::str::from_utf8(secret.expose())
            && !secret.is_empty()
        {
            line = line.replace(secret, "****");
        }
    }
    line.trim().chars().take(TOLD).collect()
}

fn login(message: String) -> Error {
    Error::new(ErrorKind::Login, message)
}
