//! The keys of OAuth2: which application asks whom for tokens, and where the refresh token stands.

use std::fmt;
use std::path::PathBuf;

use imapclient::auth::oauth2::{Application, PROVIDERS, Provider};
use imapclient::auth::{Mechanism, Proof};
use imapclient::data::secret::Secret;
use imapclient::menu::nearest;

use super::account::Reader;
use super::layers::{Found, Origin};
use super::secrets::PasswordSource;
use super::{Problem, Result};

/// How an account comes by its access tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OAuth2 {
    /// Who asks whom.
    pub(crate) application: Application,
    /// With what, if there is one yet.
    pub(crate) refresh_token: Option<Secret>,
    /// Where it was given; prints as the subject of a sentence.
    pub(crate) origin: String,
    /// The file and section it stands in.
    pub(crate) place: Option<Place>,
    /// The file and section that one belongs into which a login gives; nowhere without a file, and
    /// where it is kept in the environment.
    pub(crate) home: Option<Place>,
}

/// A file and a section of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) file: PathBuf,
    pub(crate) section: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} [{}]", self.file.display(), self.section)
    }
}

impl OAuth2 {
    /// The refresh token; the error tells how to get one.
    pub(crate) fn refresh_token(&self) -> Result<&Secret> {
        self.refresh_token.as_ref().ok_or_else(|| {
            let place = self.home.as_ref().map(Place::to_string);
            let place = place.unwrap_or_else(|| self.origin.clone());
            Problem::new(format!(
                "{place}: there is no refresh token (oauth2_refresh_token); --oauth2-login gets \
                 one, and at the prompt :oauth2 login"
            ))
        })
    }
}

impl Reader<'_> {
    /// The mechanism that is asked for.
    pub(super) fn auth(&self) -> Result<Option<Found<'_, Mechanism>>> {
        if let Some(mechanism) = self.flag(|cli| cli.auth) {
            let origin = Origin::Flag("--auth");
            let value = mechanism;
            return Ok(Some(Found { value, origin }));
        }
        let found = self.layers.text("auth")?;
        found
            .map(|found| found.read(|text| mechanism(&text)))
            .transpose()
    }

    /// How access tokens are come by, if they are wanted.
    pub(super) fn oauth2(
        &self,
        host: Option<&str>,
        auth: Option<&Found<'_, Mechanism>>,
        password: &PasswordSource,
    ) -> Result<Option<OAuth2>> {
        let client_id = self.layers.text("oauth2_client_id")?;
        let switch = self.layers.boolean("oauth2")?;
        let origin = match &switch {
            _ if self.flag(|cli| cli.oauth2_login).is_some() => Origin::Flag("--oauth2-login"),
            Some(found) if found.value => found.origin,
            Some(_) => return Ok(None),
            // A mechanism of tokens, no token, and an application that could get one.
            None => match auth {
                Some(auth)
                    if auth.value.proof() == Proof::Token
                        && *password == PasswordSource::Ask
                        && client_id.is_some() =>
                {
                    auth.origin
                }
                _ => return Ok(None),
            },
        };
        if let Some(auth) = auth.filter(|auth| auth.value.proof() != Proof::Token) {
            return Err(auth.origin.wrong(format!(
                "{} takes no token, but {origin} asks for OAuth2; use XOAUTH2 or OAUTHBEARER, or leave it out",
                auth.value.name()
            )));
        }
        let Some(client_id) = client_id else {
            return Err(origin.wrong(
                "OAuth2 needs the id of an application that is registered with the provider: \
                 give oauth2_client_id (or the environment variable imapclient_oauth2_client_id)",
            ));
        };
        let application = self.application(&origin, client_id.value, host)?;
        let secret = self.layers.text("oauth2_client_secret")?;
        let application = match secret {
            Some(found) => application.client_secret(found.value.into()),
            None => application,
        };
        let refresh = self.layers.text("oauth2_refresh_token")?;
        let place = match refresh.as_ref().map(|found| found.origin) {
            Some(Origin::Key { file, section, .. }) => Some(Place {
                file: file.to_owned(),
                section: section.to_owned(),
            }),
            _ => None,
        };
        let in_environment = refresh.is_some() && place.is_none();
        let home = self.layers.own_section().filter(|_| !in_environment);
        let home = home.map(|(file, section)| Place { file, section });
        let origin = match &refresh {
            Some(found) => found.origin.to_string(),
            None => origin.to_string(),
        };
        Ok(Some(OAuth2 {
            application,
            refresh_token: refresh.map(|found| found.value.into()),
            origin,
            place,
            home,
        }))
    }

    /// The application with the addresses of its provider, and those that are given.
    fn application(
        &self,
        origin: &Origin<'_>,
        client_id: String,
        host: Option<&str>,
    ) -> Result<Application> {
        let named = self.layers.text("oauth2_provider")?;
        let provider = match named {
            Some(found) => Some(found.read(|name| provider(&name))?.value),
            None => host.and_then(Provider::of_host),
        };
        let token_url = self.layers.text("oauth2_token_url")?;
        let mut application = match (provider, token_url) {
            (None, None) => {
                let whose = host.map_or("this account's".to_owned(), |host| format!("{host}'s"));
                let names = provider_names();
                return Err(origin.wrong(format!(
                    "it is not known where {whose} tokens come from; give oauth2_provider \
                     ({names}) or oauth2_token_url"
                )));
            }
            (Some(provider), None) => provider.application(client_id),
            (Some(provider), Some(url)) => {
                let application = provider.application(client_id);
                url.read(|url| application.token_url(url))?.value
            }
            (None, Some(url)) => url.read(|url| Application::new(client_id, url))?.value,
        };
        if let Some(found) = self.layers.text("oauth2_device_url")? {
            application = found.read(|url| application.device_url(url))?.value;
        }
        if let Some(found) = self.layers.text("oauth2_auth_url")? {
            application = found.read(|url| application.auth_url(url))?.value;
        }
        if let Some(found) = self.layers.text("oauth2_scope")? {
            application = application.scope(found.value);
        }
        Ok(application)
    }
}

/// A mechanism by name; the error is the end of a sentence.
pub(crate) fn mechanism(name: &str) -> std::result::Result<Mechanism, String> {
    Mechanism::named(name).ok_or_else(|| {
        let names = Mechanism::ALL.map(Mechanism::name);
        let hint = match nearest(&name.to_uppercase(), names.into_iter()) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("there are {}", names.join(", ")),
        };
        let name = name.escape_debug();
        format!("`{name}` is no mechanism for logging in; {hint}")
    })
}

fn provider(name: &str) -> std::result::Result<&'static Provider, String> {
    Provider::named(name).ok_or_else(|| {
        let known = PROVIDERS.iter().map(|provider| provider.name);
        let hint = match nearest(&name.to_lowercase(), known) {
            Some(near) => format!("did you mean {near}?"),
            None => format!(
                "there are {}; for any other leave it out and give oauth2_token_url",
                provider_names()
            ),
        };
        let name = name.escape_debug();
        format!("`{name}` is no provider that is known; {hint}")
    })
}

fn provider_names() -> String {
    let names: Vec<_> = PROVIDERS.iter().map(|provider| provider.name).collect();
    names.join(", ")
}

#[cfg(test)]
#[path = "oauth2_tests.rs"]
mod tests;
