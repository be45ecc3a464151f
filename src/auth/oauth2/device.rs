//! A login with a code on another device (RFC 8628).

use std::cell::{Cell, RefCell};

use oauth2::{
    DeviceAuthorizationUrl, EmptyExtraDeviceAuthorizationFields, HttpRequest, HttpResponse,
    SyncHttpClient,
};

use super::http::{Caller, Failure};
use super::provider::Application;
use super::refusal::{self, Asked};
use super::{Grant, client, token_url, with_refresh_token, wrong_url};
use crate::error::{Error, ErrorKind, Result};

type Details = oauth2::DeviceAuthorizationResponse<EmptyExtraDeviceAuthorizationFields>;

/// How often in a row the server may be out of reach before the login is given up.
const MOST_FAILURES: usize = 3;

/// Obtains a refresh token: `show` gets the address to open anywhere, and the code to type there.
/// The call returns when the user has logged in.
///
/// # Errors
///
/// `Login` when the user or the server says no or the code expires; `Connect` when the server
/// cannot be reached; `Interrupted`.
pub fn by_device(
    application: &Application,
    caller: &Caller,
    show: &mut dyn FnMut(&str, &str),
) -> Result<Grant> {
    let Some(url) = &application.device_url else {
        return Err(Error::new(
            ErrorKind::Login,
            "no address is known for logins on another device; give oauth2_device_url, or log in by the browser",
        ));
    };
    let url = DeviceAuthorizationUrl::new(url.clone());
    let url = url.map_err(|error| wrong_url("device", &error))?;
    let client = client(application)?
        .set_device_authorization_url(url)
        .set_token_uri(token_url(application)?);
    let request = client.exchange_device_code();
    let details: Details = request
        .add_scopes(application.scopes())
        .request(&Poll::new(caller, false))
        .map_err(|failure| refusal::error(application, Asked::Login, failure))?;
    show(details.verification_uri(), details.user_code().secret());
    let poll = Poll::new(caller, true);
    let answer = client.exchange_device_access_token(&details).request(
        &poll,
        |time| caller.wait(time),
        None,
    );
    match (answer, poll.stopped.into_inner()) {
        (Ok(answer), _) => with_refresh_token(application, &answer),
        (Err(_), Some(failure)) => Err(refusal::unreachable(application, &failure)),
        (Err(failure), None) => Err(refusal::error(application, Asked::Login, failure)),
    }
}

/// A caller whose failures end the polling, which goes on for ever otherwise.
struct Poll<'a> {
    caller: &'a Caller,
    /// Whether failures are taken for hitches, and the question asked again.
    polling: bool,
    failures: Cell<usize>,
    stopped: RefCell<Option<Failure>>,
}

impl<'a> Poll<'a> {
    fn new(caller: &'a Caller, polling: bool) -> Self {
        Self {
            caller,
            polling,
            failures: Cell::new(0),
            stopped: RefCell::new(None),
        }
    }
}

impl SyncHttpClient for Poll<'_> {
    type Error = Failure;

    fn call(&self, request: HttpRequest) -> std::result::Result<HttpResponse, Failure> {
        match self.caller.send(request) {
            Ok(answer) => {
                self.failures.set(0);
                Ok(one_address(answer))
            }
            Err(failure) => {
                self.failures.set(self.failures.get() + 1);
                let passing = matches!(failure, Failure::Unreachable(_) | Failure::Broken(_));
                if !self.polling || passing && self.failures.get() < MOST_FAILURES {
                    return Err(failure);
                }
                *self.stopped.borrow_mut() = Some(failure);
                let mut answer = HttpResponse::new(br#"{"error":"stopped"}"#.to_vec());
                *answer.status_mut() = oauth2::http::StatusCode::BAD_REQUEST;
                Ok(answer)
            }
        }
    }
}

/// Some servers say the address under its old name as well, which the reader takes for a mistake.
fn one_address(mut answer: HttpResponse) -> HttpResponse {
    const OLD: &[u8] = b"\"verification_url\"";
    const NEW: &[u8] = b"\"verification_uri\"";
    let find = |bytes: &[u8], name: &[u8]| bytes.windows(name.len()).position(|part| part == name);
    let body = answer.body_mut();
    if find(body, NEW).is_some()
        && let Some(at) = find(body, OLD)
        && let Some(letter) = body.get_mut(at + 1)
    {
        *letter = b'_';
    }
    answer
}
