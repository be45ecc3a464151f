//! Whose token servers are known, and the application that asks them.

use oauth2::url::{Host, Url};

use crate::data::secret::Secret;

/// A mail provider whose addresses are known.
#[derive(Debug)]
#[non_exhaustive]
pub struct Provider {
    /// What it is called in a configuration.
    pub name: &'static str,
    /// The IMAP hosts it serves.
    pub hosts: &'static [&'static str],
    /// Where tokens are renewed.
    pub token_url: &'static str,
    /// Where a login with a code on another device begins, if there is such.
    pub device_url: Option<&'static str>,
    /// Where a login in the browser begins.
    pub auth_url: &'static str,
    /// What IMAP is called there.
    pub scope: &'static str,
    /// What else must be said for a refresh token to be given.
    extra: &'static [(&'static str, &'static str)],
    /// Whether the scope is repeated when a token is renewed.
    repeats_scope: bool,
}

/// The providers.
pub const PROVIDERS: &[Provider] = &[
    Provider {
        name: "google",
        hosts: &["imap.gmail.com", "imap.googlemail.com"],
        token_url: "https://oauth2.googleapis.com/token",
        // Google's device codes are not for mail.
        device_url: None,
        auth_url: "https://accounts.google.com/o/oauth2/v2/auth",
        scope: "https://mail.google.com/",
        // Else only the first login ever gives a refresh token.
        extra: &[("access_type", "offline"), ("prompt", "consent")],
        repeats_scope: false,
    },
    Provider {
        name: "microsoft",
        hosts: &[
            "outlook.office365.com",
            "outlook.office.com",
            "imap-mail.outlook.com",
        ],
        token_url: "https://login.microsoftonline.com/common/oauth2/v2.0/token",
        device_url: Some("https://login.microsoftonline.com/common/oauth2/v2.0/devicecode"),
        auth_url: "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
        scope: "https://outlook.office.com/IMAP.AccessAsUser.All offline_access",
        extra: &[],
        repeats_scope: true,
    },
    Provider {
        name: "yahoo",
        hosts: &["imap.mail.yahoo.com"],
        token_url: "https://api.login.yahoo.com/oauth2/get_token",
        device_url: None,
        auth_url: "https://api.login.yahoo.com/oauth2/request_auth",
        scope: "mail-w",
        extra: &[],
        repeats_scope: false,
    },
    Provider {
        name: "aol",
        hosts: &["imap.aol.com", "export.imap.aol.com"],
        token_url: "https://api.login.aol.com/oauth2/get_token",
        device_url: None,
        auth_url: "https://api.login.aol.com/oauth2/request_auth",
        scope: "mail-w",
        extra: &[],
        repeats_scope: false,
    },
];

impl Provider {
    /// The provider that is called `name`, in any case.
    pub fn named(name: &str) -> Option<&'static Self> {
        let mut all = PROVIDERS.iter();
        all.find(|provider| provider.name.eq_ignore_ascii_case(name))
    }

    /// The provider of an IMAP host.
    pub fn of_host(host: &str) -> Option<&'static Self> {
        let mut all = PROVIDERS.iter();
        all.find(|provider| {
            let mut hosts = provider.hosts.iter();
            hosts.any(|own| own.eq_ignore_ascii_case(host))
        })
    }

    /// The application `client_id` with this provider's addresses.
    pub fn application(&self, client_id: impl Into<String>) -> Application {
        Application {
            client_id: client_id.into(),
            client_secret: None,
            token_url: self.token_url.to_owned(),
            device_url: self.device_url.map(str::to_owned),
            auth_url: Some(self.auth_url.to_owned()),
            scope: Some(self.scope.to_owned()),
            extra: self.extra.to_vec(),
            repeats_scope: self.repeats_scope,
        }
    }
}

/// An application that a provider knows, and the provider's addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    pub(super) client_id: String,
    pub(super) client_secret: Option<Secret>,
    pub(super) token_url: String,
    pub(super) device_url: Option<String>,
    pub(super) auth_url: Option<String>,
    pub(super) scope: Option<String>,
    pub(super) extra: Vec<(&'static str, &'static str)>,
    pub(super) repeats_scope: bool,
}

impl Application {
    /// An application of a provider that is not known: where its tokens are renewed.
    ///
    /// # Errors
    ///
    /// What is wrong with the address, as the end of a sentence.
    pub fn new(client_id: impl Into<String>, token_url: impl Into<String>) -> Result<Self, String> {
        let application = Self {
            client_id: client_id.into(),
            client_secret: None,
            token_url: String::new(),
            device_url: None,
            auth_url: None,
            scope: None,
            extra: Vec::new(),
            repeats_scope: false,
        };
        application.token_url(token_url)
    }

    /// The secret of the application, if it has one; public clients have none.
    #[must_use]
    pub fn client_secret(mut self, secret: Secret) -> Self {
        self.client_secret = Some(secret).filter(|secret| !secret.is_empty());
        self
    }

    /// Where tokens are renewed. A tenant in an address of Microsoft's is taken over into the
    /// other addresses.
    ///
    /// # Errors
    ///
    /// What is wrong with the address, as the end of a sentence.
    pub fn token_url(mut self, url: impl Into<String>) -> Result<Self, String> {
        let url = safe(url.into())?;
        if let Some(tenant) = tenant(&url) {
            for other in [&mut self.device_url, &mut self.auth_url]
                .into_iter()
                .flatten()
            {
                *other = other.replace("/common/", &format!("/{tenant}/"));
            }
        }
        self.token_url = url;
        Ok(self)
    }

    /// Where a login with a code on another device begins.
    ///
    /// # Errors
    ///
    /// What is wrong with the address, as the end of a sentence.
    pub fn device_url(mut self, url: impl Into<String>) -> Result<Self, String> {
        self.device_url = Some(safe(url.into())?);
        Ok(self)
    }

    /// Where a login in the browser begins.
    ///
    /// # Errors
    ///
    /// What is wrong with the address, as the end of a sentence.
    pub fn auth_url(mut self, url: impl Into<String>) -> Result<Self, String> {
        self.auth_url = Some(safe(url.into())?);
        Ok(self)
    }

    /// What the token is to be good for, words separated by blanks.
    #[must_use]
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scope = Some(scope.into());
        self.repeats_scope = true;
        self
    }

    /// Whether a login with a code on another device is possible.
    pub fn has_device_login(&self) -> bool {
        self.device_url.is_some()
    }

    /// Whether a login in the browser is possible.
    pub fn has_browser_login(&self) -> bool {
        self.auth_url.is_some()
    }

    /// The host of the token server.
    pub fn server(&self) -> &str {
        let rest = self.token_url.split_once("://").map(|(_, rest)| rest);
        let rest = rest.unwrap_or(&self.token_url);
        rest.split('/').next().unwrap_or(rest)
    }

    pub(super) fn scopes(&self) -> impl Iterator<Item = oauth2::Scope> {
        let words = self.scope.iter().flat_map(|scope| scope.split_whitespace());
        words.map(|word| oauth2::Scope::new(word.to_owned()))
    }
}

/// The tenant in an address such as `https://login.microsoftonline.com/TENANT/oauth2/v2.0/token`.
fn tenant(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://login.microsoftonline.com/")?;
    rest.split_once("/oauth2/").map(|(tenant, _)| tenant)
}

/// An address that secrets may be sent to: https, or a port of this machine.
fn safe(url: String) -> Result<String, String> {
    let parsed = Url::parse(&url).map_err(|error| format!("is no address ({error})"))?;
    let loopback = match parsed.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    match parsed.scheme() {
        "https" if parsed.has_host() => {}
        "http" if loopback => {}
        "http" => return Err("must begin with https://, as secrets are sent there".to_owned()),
        _ => return Err("must be an address that begins with https://".to_owned()),
    }
    if !parsed.username().is_empty() || parsed.password().is_some() {
        return Err("must not hold a user name or password".to_owned());
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_only_where_nobody_listens() {
        let table = [
            ("https://login.example.com/token", None),
            ("http://127.0.0.1:80/token", None),
            ("http://localhost/token", None),
            ("http://[::1]:80/token", None),
            (
                "http://login.example.com/token",
                Some("must begin with https://"),
            ),
            (
                "http://127.0.0.1.example.com/",
                Some("must begin with https://"),
            ),
            ("ftp://login.example.com/", Some("begins with https://")),
            ("login.example.com/token", Some("is no address")),
            (
                "https://me:pw@login.example.com/",
                Some("user name or password"),
            ),
            ("", Some("is no address")),
        ];
        for (url, wrong) in table {
            let found = Application::new("id", url).err();
            match wrong {
                None => assert_eq!(found, None, "{url}"),
                Some(words) => assert!(found.unwrap().contains(words), "{url}"),
            }
        }
    }

    #[test]
    fn providers_are_known_by_name_and_by_host() {
        for (host, name) in [
            ("imap.gmail.com", "google"),
            ("IMAP.googlemail.com", "google"),
            ("outlook.office365.com", "microsoft"),
            ("imap-mail.outlook.com", "microsoft"),
            ("imap.mail.yahoo.com", "yahoo"),
            ("imap.aol.com", "aol"),
        ] {
            assert_eq!(Provider::of_host(host).unwrap().name, name);
            assert!(Provider::named(&name.to_uppercase()).is_some());
        }
        assert!(Provider::of_host("imap.example.com").is_none());
        for provider in PROVIDERS {
            let urls = [
                Some(provider.token_url),
                provider.device_url,
                Some(provider.auth_url),
            ];
            for url in urls.into_iter().flatten() {
                assert!(url.starts_with("https://") && safe(url.to_owned()).is_ok());
            }
        }
    }

    #[test]
    fn a_tenant_of_microsofts_is_taken_over() {
        let url = "https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token";
        let application = Provider::named("microsoft").unwrap().application("id");
        let application = application.token_url(url).unwrap();
        let device = application.device_url.unwrap();
        assert!(device.contains("/contoso.example/oauth2/v2.0/devicecode"));
        assert!(application.auth_url.unwrap().contains("/contoso.example/"));
    }

    #[test]
    fn the_secret_is_not_shown() {
        let application = Provider::named("google").unwrap().application("id");
        let application = application.client_secret(Secret::from("hunter2"));
        assert!(!format!("{application:?}").contains("hunter2"));
        assert_eq!(application.server(), "oauth2.googleapis.com");
    }
}
