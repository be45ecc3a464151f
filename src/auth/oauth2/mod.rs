//! OAuth2: access tokens, and the refresh tokens they are got with (RFC 6749).
//!
//! [`Tokens`] holds one account's tokens and renews them before they expire. [`by_device`] and
//! [`by_browser`] obtain a refresh token in the first place.
//!
//! ```no_run
//! use imapclient::auth::oauth2::{Caller, Provider, Tokens};
//! use imapclient::client::Client;
//! use imapclient::data::secret::Secret;
//!
//! let host = "imap.gmail.com";
//! let provider = Provider::of_host(host).ok_or("whose host is this?")?;
//! let application = provider.application("my client id").client_secret(Secret::from("..."));
//! let mut tokens = Tokens::new(application, Secret::from("my refresh token"));
//! let (token, _) = tokens.access(&Caller::default())?;
//!
//! let mut client = Client::builder(host).connect()?;
//! client.login_by_token("ann@gmail.com", &token)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod browser;
mod device;
mod http;
mod provider;
mod refusal;

pub use browser::by_browser;
pub use device::by_device;
pub use http::Caller;
pub use provider::{Application, PROVIDERS, Provider};

use std::time::{Duration, Instant};

use oauth2::basic::{BasicClient, BasicTokenResponse};
use oauth2::{AuthType, ClientId, ClientSecret, RefreshToken, TokenResponse, TokenUrl};

use crate::data::secret::Secret;
use crate::error::{Error, ErrorKind, Result};
use refusal::Asked;

/// A token is renewed when it has less than this to live.
const MARGIN: Duration = Duration::from_secs(60);

/// What a token server gave.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Grant {
    /// For logging in, for an hour or so.
    pub access: Secret,
    /// For getting the next one, for months; a server may give a new one at any renewal.
    pub refresh: Option<Secret>,
    expires: Option<Instant>,
}

impl Grant {
    fn read(answer: &BasicTokenResponse) -> Self {
        let secret = |token: &RefreshToken| Secret::from(token.secret().as_str());
        let lifetime = answer.expires_in();
        Self {
            access: Secret::from(answer.access_token().secret().as_str()),
            refresh: answer.refresh_token().map(secret),
            expires: lifetime.and_then(|lifetime| Instant::now().checked_add(lifetime)),
        }
    }

    fn is_fresh(&self) -> bool {
        match self.expires {
            Some(expires) => expires.saturating_duration_since(Instant::now()) > MARGIN,
            // Good until it is refused.
            None => true,
        }
    }
}

/// The tokens of one account.
#[derive(Clone, Debug)]
pub struct Tokens {
    application: Application,
    refresh: Secret,
    grant: Option<Grant>,
    rotated: bool,
}

impl Tokens {
    /// The tokens that a refresh token leads to.
    pub fn new(application: Application, refresh: Secret) -> Self {
        Self {
            application,
            refresh,
            grant: None,
            rotated: false,
        }
    }

    /// The application they belong to.
    pub fn application(&self) -> &Application {
        &self.application
    }

    /// An access token: the one at hand, or a new one if that is about to expire. The second value
    /// tells whether it is new.
    ///
    /// # Errors
    ///
    /// `Connect` when the token server cannot be reached, `Login` when it gives no token.
    pub fn access(&mut self, caller: &Caller) -> Result<(Secret, bool)> {
        if let Some(grant) = self.grant.as_ref().filter(|grant| grant.is_fresh()) {
            return Ok((grant.access.clone(), false));
        }
        self.renew(caller).map(|token| (token, true))
    }

    /// A new access token.
    ///
    /// # Errors
    ///
    /// As [`Tokens::access`].
    pub fn renew(&mut self, caller: &Caller) -> Result<Secret> {
        self.grant = None;
        let grant = renew(&self.application, &self.refresh, caller)?;
        let access = grant.access.clone();
        self.keep(grant);
        Ok(access)
    }

    /// Takes over what a login gave.
    pub fn keep(&mut self, grant: Grant) {
        if let Some(refresh) = &grant.refresh
            && *refresh != self.refresh
        {
            self.refresh = refresh.clone();
            self.rotated = true;
        }
        self.grant = Some(grant);
    }

    /// The refresh token, if the server has replaced it since this was last asked.
    pub fn take_rotated(&mut self) -> Option<Secret> {
        std::mem::take(&mut self.rotated).then(|| self.refresh.clone())
    }

    /// How long the access token at hand is good for; `None` if there is none or nobody said.
    pub fn lifetime(&self) -> Option<Duration> {
        let expires = self.grant.as_ref()?.expires?;
        Some(expires.saturating_duration_since(Instant::now()))
    }
}

fn renew(application: &Application, refresh: &Secret, caller: &Caller) -> Result<Grant> {
    let token = RefreshToken::new(text(refresh)?);
    let client = client(application)?.set_token_uri(token_url(application)?);
    let mut request = client.exchange_refresh_token(&token);
    if application.repeats_scope {
        request = request.add_scopes(application.scopes());
    }
    let answer = request.request(&|request| caller.send(request));
    let answer =
        answer.map_err(|failure| refusal::error(application, Asked::Renewal(refresh), failure))?;
    Ok(Grant::read(&answer))
}

/// The application as the oauth2 crate wants it.
fn client(application: &Application) -> Result<BasicClient> {
    let client = BasicClient::new(ClientId::new(application.client_id.clone()));
    // Everybody takes the secret in the form; not everybody takes it in a header.
    let client = client.set_auth_type(AuthType::RequestBody);
    Ok(match &application.client_secret {
        Some(secret) => client.set_client_secret(ClientSecret::new(text(secret)?)),
        None => client,
    })
}

fn token_url(application: &Application) -> Result<TokenUrl> {
    TokenUrl::new(application.token_url.clone()).map_err(|error| wrong_url("token", &error))
}

fn wrong_url(which: &str, error: &oauth2::url::ParseError) -> Error {
    Error::value("url", format!("the {which} address is none ({error})"))
}

fn text(secret: &Secret) -> Result<String> {
    let text = std::str::from_utf8(secret.expose());
    text.map(str::to_owned)
        .map_err(|_| Error::value("secret", "the secret is not UTF-8"))
}

/// A login that gave no refresh token is worth nothing an hour later.
fn with_refresh_token(application: &Application, answer: &BasicTokenResponse) -> Result<Grant> {
    let grant = Grant::read(answer);
    if grant.refresh.is_some() {
        return Ok(grant);
    }
    Err(Error::new(
        ErrorKind::Login,
        format!(
            "{} let you in but gave no refresh token; does oauth2_scope ask for one (offline_access)?",
            application.server()
        ),
    ))
}
