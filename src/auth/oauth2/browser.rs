//! A login in the browser, which comes back to a port of this machine (RFC 8252), with PKCE (RFC
//! 7636).

use std::io::{ErrorKind as IoKind, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use oauth2::url::Url;
use oauth2::{AuthUrl, AuthorizationCode, CsrfToken, PkceCodeChallenge, RedirectUrl};

use super::http::Caller;
use super::provider::Application;
use super::refusal::{self, Asked};
use super::{Grant, client, token_url, with_refresh_token, wrong_url};
use crate::error::{Error, ErrorKind, Result};
use crate::transport::{TICK, interrupted};

/// The longest request that is read.
const LONGEST: usize = 16 * 1024;

/// Browsers open connections in advance; more than this are not a browser's.
const MOST_CONNECTIONS: usize = 32;

/// Obtains a refresh token: `open` gets the address to open in a browser on this machine. The call
/// returns when the user has logged in there.
///
/// # Errors
///
/// `Login` when the user or the server says no, or nobody comes back in time; `Connect` when the
/// token server cannot be reached; `Interrupted`.
pub fn by_browser(
    application: &Application,
    caller: &Caller,
    open: &mut dyn FnMut(&str),
) -> Result<Grant> {
    let Some(url) = &application.auth_url else {
        return Err(Error::new(
            ErrorKind::Login,
            "no address is known for logins in the browser; give oauth2_auth_url",
        ));
    };
    let url = AuthUrl::new(url.clone()).map_err(|error| wrong_url("login", &error))?;
    let local = |error: std::io::Error| {
        let what = format!("no port of this machine can be listened on: {error}");
        Error::new(ErrorKind::Io, what).with_end(false)
    };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(local)?;
    listener.set_nonblocking(true).map_err(local)?;
    let port = listener.local_addr().map_err(local)?.port();
    let redirect = RedirectUrl::new(format!("http://127.0.0.1:{port}/"));
    let redirect = redirect.map_err(|error| wrong_url("return", &error))?;
    let client = client(application)?
        .set_auth_uri(url)
        .set_token_uri(token_url(application)?)
        .set_redirect_uri(redirect);
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let mut request = client
        .authorize_url(CsrfToken::new_random)
        .add_scopes(application.scopes())
        .set_pkce_challenge(challenge);
    for (name, value) in &application.extra {
        request = request.add_extra_param(*name, *value);
    }
    let (address, state) = request.url();
    open(address.as_str());
    let code = wait(&listener, state.secret(), caller)?;
    let answer = client
        .exchange_code(AuthorizationCode::new(code))
        .set_pkce_verifier(verifier)
        .request(&|request| caller.send(request));
    let answer = answer.map_err(|failure| refusal::error(application, Asked::Login, failure))?;
    with_refresh_token(application, &answer)
}

/// A connection whose request is not complete yet.
struct Visitor {
    stream: TcpStream,
    request: Vec<u8>,
}

/// Waits for the browser to come back with the code.
fn wait(listener: &TcpListener, state: &str, caller: &Caller) -> Result<String> {
    let start = Instant::now();
    let mut visitors: Vec<Visitor> = Vec::new();
    loop {
        if caller.interrupt.is_set() {
            return Err(interrupted());
        }
        while visitors.len() < MOST_CONNECTIONS
            && let Ok((stream, _)) = listener.accept()
        {
            if stream.set_nonblocking(true).is_ok() {
                let request = Vec::new();
                visitors.push(Visitor { stream, request });
            }
        }
        let mut found = None;
        visitors.retain_mut(|visitor| match visitor.read() {
            Progress::Waiting => true,
            Progress::Gone => false,
            Progress::Complete => {
                if let Some(end) = visitor.serve(state) {
                    found.get_or_insert(end);
                }
                false
            }
        });
        if let Some(end) = found {
            return end;
        }
        if start.elapsed() >= caller.patience {
            return Err(Error::new(
                ErrorKind::Login,
                format!(
                    "nobody came back from the browser within {} s; begin again",
                    caller.patience.as_secs()
                ),
            ));
        }
        std::thread::sleep(TICK.min(caller.patience));
    }
}

enum Progress {
    Waiting,
    Gone,
    Complete,
}

impl Visitor {
    fn read(&mut self) -> Progress {
        let mut buffer = [0; 4096];
        loop {
            match self.stream.read(&mut buffer) {
                Ok(0) => return Progress::Gone,
                Ok(count) => {
                    let new = buffer.get(..count).unwrap_or_default();
                    self.request.extend_from_slice(new);
                    if self.request.windows(4).any(|end| end == b"\r\n\r\n") {
                        return Progress::Complete;
                    }
                    if self.request.len() > LONGEST {
                        return Progress::Gone;
                    }
                }
                Err(error) if error.kind() == IoKind::WouldBlock => return Progress::Waiting,
                Err(error) if error.kind() == IoKind::Interrupted => {}
                Err(_) => return Progress::Gone,
            }
        }
    }

    /// Answers one request; the result is there when it is what was waited for.
    fn serve(&mut self, state: &str) -> Option<Result<String>> {
        let text = String::from_utf8_lossy(&self.request).into_owned();
        let line = text.lines().next().unwrap_or_default();
        let mut words = line.split(' ');
        let target = match (words.next(), words.next()) {
            (Some("GET"), Some(target)) => Url::parse(&format!("http://127.0.0.1{target}")).ok(),
            _ => None,
        };
        let Some(target) = target.filter(|target| target.path() == "/" && target.query().is_some())
        else {
            self.say("404 Not Found", "There is nothing here.");
            return None;
        };
        let get = |name: &str| {
            let mut pairs = target.query_pairs();
            pairs.find_map(|(key, value)| (key == name).then(|| value.into_owned()))
        };
        if get("state").as_deref() != Some(state) {
            // Whoever it is, it is not the login that was begun here.
            self.say(
                "400 Bad Request",
                "This is not the login that the program waits for.",
            );
            return None;
        }
        if let Some(code) = get("code").filter(|code| !code.is_empty()) {
            self.say(
                "200 OK",
                "You are logged in. Close this page and go back to the program.",
            );
            return Some(Ok(code));
        }
        self.say(
            "200 OK",
            "The login failed. Close this page; the program tells why.",
        );
        let error = get("error").unwrap_or_else(|| "no code came back".to_owned());
        let error = match get("error_description") {
            Some(words) => format!("{error}: {words}"),
            None => error,
        };
        let error: String = error.chars().take(200).collect();
        Some(Err(Error::new(
            ErrorKind::Login,
            format!("the login in the browser failed ({error})"),
        )))
    }

    fn say(&mut self, status: &str, sentence: &str) {
        let page = format!(
            "<!DOCTYPE html><meta charset=utf-8><title>imapclient-interact</title><p>{sentence}</p>\n"
        );
        let answer = format!(
            "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
             Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n{page}",
            page.len()
        );
        // The page is a courtesy: what counts has arrived already.
        let _ = self.stream.set_nonblocking(false);
        let _ = self.stream.set_write_timeout(Some(Duration::from_secs(2)));
        let _ = self.stream.write_all(answer.as_bytes());
    }
}
