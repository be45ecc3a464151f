//! Which login is taken, by the user's word or without it.

use super::scram::{Binding, Scram};
use super::{Begins, Mechanism, authenticate, bearer, offered, password};
use crate::client::Client;
use crate::data::secret::Secret;
use crate::error::{Error, ErrorKind, Result};

impl Client {
    /// Logs in by the best means for this session, in one attempt.
    ///
    /// Over TLS that is LOGIN, or AUTHENTICATE PLAIN where LOGIN is disabled or cannot carry the
    /// name or the password. Without TLS it is the strongest SCRAM the server offers, else LOGIN.
    /// A server that takes none of these gets SCRAM, CRAM-MD5 or SASL LOGIN, as it offers.
    /// A refused login is never tried again by another mechanism.
    ///
    /// # Errors
    ///
    /// `Login` when the server refuses, or offers nothing that can be used.
    pub fn login_by_default(&mut self, name: &str, password: &Secret) -> Result<()> {
        let known = self.known_capabilities()?;
        if !self.is_tls() && !self.is_stream() {
            let offered = Mechanism::SCRAM.into_iter().find(|one| self.offers(*one));
            if let Some(mechanism) = offered {
                return scram(self, mechanism, name, password);
            }
        }
        let ascii = name.is_ascii() && password.expose().is_ascii();
        if ascii && !self.has_heard("LOGINDISABLED") {
            return self.login(name, password.clone()).map(drop);
        }
        if self.offers(Mechanism::Plain) {
            return password::plain(self, &Secret::default(), name, password).map(drop);
        }
        // Servers that want neither of these are rare; they get the safest of what they take.
        if let Ok(mechanism) = self.best_scram() {
            return scram(self, mechanism, name, password);
        }
        let rest = [Mechanism::CramMd5, Mechanism::Login];
        if let Some(mechanism) = rest.into_iter().find(|one| self.offers(*one)) {
            return self.login_with(mechanism, name, password);
        }
        let hint = if self.offers(Mechanism::XOAuth2) || self.offers(Mechanism::OAuthBearer) {
            "it takes OAuth2 (oauth2 = true, --oauth2-login)"
        } else if self.is_tls() {
            "name another by --auth"
        } else {
            "encrypt the connection with --ssl or --starttls"
        };
        let offered = offered(&known);
        Err(Error::new(
            ErrorKind::Login,
            format!("the server offers no login that can be used here, but {offered}; {hint}"),
        ))
    }

    /// Logs in with an OAuth2 access token: by OAUTHBEARER if the server offers it, else by XOAUTH2.
    ///
    /// # Errors
    ///
    /// `Login` when the server refuses; `Capability` when it offers neither.
    pub fn login_by_token(&mut self, name: &str, token: &Secret) -> Result<()> {
        self.known_capabilities()?;
        let mechanism = match self.offers(Mechanism::OAuthBearer) {
            true => Mechanism::OAuthBearer,
            false => Mechanism::XOAuth2,
        };
        self.login_with(mechanism, name, token)
    }

    /// Logs in by one mechanism and no other.
    ///
    /// `secret` is the password or the access token; EXTERNAL needs neither, and takes an empty
    /// name for whomever the certificate is for.
    ///
    /// # Errors
    ///
    /// `Login` when the server refuses; `Capability` when it does not offer the mechanism.
    pub fn login_with(&mut self, mechanism: Mechanism, name: &str, secret: &Secret) -> Result<()> {
        use Mechanism as M;
        self.known_capabilities()?;
        let nothing = Secret::default();
        match mechanism {
            M::Login if self.offers(M::Login) => password::login(self, name, secret).map(drop),
            M::Login => self.login(name, secret.clone()).map(drop),
            M::Plain => password::plain(self, &nothing, name, secret).map(drop),
            M::CramMd5 => password::cram_md5(self, name, secret).map(drop),
            M::External => password::external(self, name).map(drop),
            M::OAuthBearer => bearer::oauthbearer(self, name, secret).map(drop),
            M::XOAuth2 | M::OAuth2 => {
                bearer::xoauth2(self, mechanism.name(), name, secret, &nothing).map(drop)
            }
            M::Scram => {
                let chosen = self.best_scram()?;
                scram(self, chosen, name, secret)
            }
            _ => scram(self, mechanism, name, secret),
        }
    }

    fn offers(&self, mechanism: Mechanism) -> bool {
        self.has_heard(&format!("AUTH={}", mechanism.name()))
    }

    /// The strongest SCRAM that both sides can do.
    fn best_scram(&self) -> Result<Mechanism> {
        let bindable = self.channel_binding().is_some();
        let choices = Mechanism::SCRAM
            .into_iter()
            .flat_map(|one| [one.bound().filter(|_| bindable), Some(one)]);
        let mut choices = choices.flatten();
        choices.find(|one| self.offers(*one)).ok_or_else(|| {
            let what = "Server does not support any of AUTH=SCRAM-SHA-512, AUTH=SCRAM-SHA-256, AUTH=SCRAM-SHA-1";
            Error::new(ErrorKind::Capability, what)
        })
    }

    /// How a login by `mechanism` is tied to the TLS session.
    fn binding(&self, mechanism: Mechanism) -> Result<Binding> {
        match (mechanism.is_bound(), self.channel_binding()) {
            (true, Some(binding)) => Ok(Binding::TlsExporter(binding)),
            (true, None) => {
                let why = match self.is_tls() {
                    true => {
                        "this TLS session cannot be tied to a login (TLS 1.2 without extended master secret)"
                    }
                    false => "there is no TLS session to tie it to",
                };
                let name = mechanism.name();
                Err(Error::new(
                    ErrorKind::Login,
                    format!("{name} cannot be used: {why}"),
                ))
            }
            (false, Some(_)) if !mechanism.bound().is_some_and(|plus| self.offers(plus)) => {
                Ok(Binding::NotOffered)
            }
            (false, _) => Ok(Binding::None),
        }
    }
}

fn scram(client: &mut Client, mechanism: Mechanism, name: &str, password: &Secret) -> Result<()> {
    let Some(hash) = mechanism.hash() else {
        return Err(Error::value("mechanism", "this is no SCRAM mechanism"));
    };
    let binding = client.binding(mechanism)?;
    let mut scram = Scram::new(hash, binding, name, password)?;
    authenticate(client, mechanism.name(), Begins::Client, &mut |challenge| {
        scram.respond(challenge)
    })?;
    if scram.is_verified() {
        return Ok(());
    }
    client.end("the server did not prove that it knows the password");
    Err(Error::new(
        ErrorKind::Login,
        "the server accepted the login without proving that it knows the password; the connection was closed",
    )
    .with_end(true))
}
