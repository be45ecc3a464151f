//! Which login is taken when the user names none.

use super::scram::{Scram, mechanisms};
use super::{authenticate, plain};
use crate::client::Client;
use crate::data::secret::Secret;
use crate::error::{Error, ErrorKind, Result};
use crate::wire::response::Response;

impl Client {
    /// Logs in by the best means for this session, in one attempt.
    ///
    /// Over TLS that is LOGIN, or AUTHENTICATE PLAIN where LOGIN is disabled or cannot carry the
    /// name or the password. Without TLS it is the strongest SCRAM the server offers, else LOGIN.
    /// A refused login is never tried again by another mechanism.
    ///
    /// # Errors
    ///
    /// `Login` when the server refuses, or offers nothing that can be used.
    pub fn login_by_default(&mut self, name: &str, password: &Secret) -> Result<()> {
        self.known_capabilities()?;
        if !self.is_tls() && !self.is_stream() {
            let offered = mechanisms()
                .into_iter()
                .find(|hash| self.has_heard(&format!("AUTH={}", hash.mechanism)));
            if let Some(hash) = offered {
                let scram = Scram::new(hash, name, password.clone())?;
                return scram_login(self, hash.mechanism, scram).map(drop);
            }
        }
        let ascii = name.is_ascii() && password.expose().is_ascii();
        if ascii && !self.has_heard("LOGINDISABLED") {
            return self.login(name, password.clone()).map(drop);
        }
        if self.has_heard("AUTH=PLAIN") {
            let message = plain(b"", name.as_bytes(), password)?;
            return authenticate(self, "PLAIN", &mut |_| Ok(Some(message.clone()))).map(drop);
        }
        let hint = if self.is_tls() {
            "name another by --auth"
        } else {
            "encrypt the connection with --ssl or --starttls"
        };
        Err(Error::new(
            ErrorKind::Login,
            format!("the server offers no login that can be used here; {hint}"),
        ))
    }
}

fn scram_login(client: &mut Client, mechanism: &str, mut scram: Scram) -> Result<Response> {
    let answer = authenticate(client, mechanism, &mut |challenge| scram.respond(challenge))?;
    if scram.is_verified() {
        return Ok(answer);
    }
    client.end("the server did not prove that it knows the password");
    Err(Error::new(
        ErrorKind::Login,
        "the server accepted the login without proving that it knows the password; the connection was closed",
    )
    .with_end(true))
}
