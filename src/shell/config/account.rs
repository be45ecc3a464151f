//! One account: what is needed to connect and log in, checked.

use std::fs::File;
use std::net::Ipv6Addr;
use std::path::PathBuf;
use std::time::Duration;

use imapclient::auth::Mechanism;
use imapclient::client::Tls;
use imapclient::data::secret::Secret;
use imapclient::transport::TlsOptions;

use super::layers::{Found, Layers, Origin};
use super::oauth2::OAuth2;
use super::providers;
use super::secrets::PasswordSource;
use super::{Problem, Result};
use crate::cli::{Cli, seconds};
use crate::env::Env;

/// An account that can be connected to, or none yet if it has neither host nor stream.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    /// Its section in the file, if there is a file.
    pub(crate) name: Option<String>,
    /// The server.
    pub(crate) host: Option<String>,
    /// Its port; meaningless with `stream`.
    pub(crate) port: u16,
    /// When TLS begins.
    pub(crate) tls: Tls,
    /// How TLS is done, STARTTLS included.
    pub(crate) tls_options: TlsOptions,
    /// How long to wait for the server; `None` is for ever.
    pub(crate) timeout: Option<Duration>,
    /// A command to speak IMAP with, instead of a host.
    pub(crate) stream: Option<String>,
    /// Whom to log in as.
    pub(crate) username: Option<String>,
    /// Where the password comes from.
    pub(crate) password: PasswordSource,
    /// The mechanism to log in with; `None` is the best for the session.
    pub(crate) auth: Option<Mechanism>,
    /// How access tokens are come by, where they take the place of a password.
    pub(crate) oauth2: Option<OAuth2>,
    /// The host was found by the domain of the user name.
    pub(crate) host_by_name: bool,
    /// Code to run after the login.
    pub(crate) startup: Option<String>,
    /// Whether mistakes would be dear here.
    pub(crate) production: bool,
}

/// The flags, the layers below them, and the account they make.
pub(super) struct Reader<'a> {
    /// The flags that describe an account; `None` for accounts chosen later by name.
    pub(super) flags: Option<&'a Cli>,
    pub(super) layers: &'a Layers<'a>,
    pub(super) env: &'a Env,
    /// The password that came by --password-stdin.
    pub(super) from_stdin: Option<&'a Secret>,
}

impl<'a> Reader<'a> {
    /// The account, called `name`.
    pub(super) fn account(&self, name: Option<&str>) -> Result<Account> {
        let username = match self.flag(|cli| cli.username.clone()) {
            Some(username) => Some(username),
            None => self.layers.text("username")?.map(|found| found.value),
        };
        let (mut host, stream) = self.peer()?;
        let by_name = match (&host, &stream) {
            (None, None) => self.host_by_name()?,
            _ => None,
        };
        let host_by_name = by_name.is_some();
        host = host.or(by_name);
        let tls = self.tls(stream.is_some())?;
        let auth = self.auth()?;
        let password = self.password()?;
        let oauth2 = self.oauth2(host.as_deref(), auth.as_ref(), &password)?;
        Ok(Account {
            name: name.map(str::to_owned),
            host,
            port: self.port(tls)?,
            tls,
            tls_options: self.tls_options(tls)?,
            timeout: self.timeout()?,
            stream,
            username,
            password,
            auth: auth.map(|found| found.value),
            oauth2,
            host_by_name,
            startup: self.layers.text("startup")?.map(|found| found.value),
            production: self
                .layers
                .boolean("production")?
                .is_some_and(|found| found.value),
        })
    }

    pub(super) fn flag<T>(&self, flag: impl FnOnce(&'a Cli) -> Option<T>) -> Option<T> {
        self.flags.and_then(flag)
    }

    /// The host of the provider that the user name's domain belongs to; a name that only the
    /// environment gives does not count.
    fn host_by_name(&self) -> Result<Option<String>> {
        let typed = self.flag(|cli| cli.username.clone());
        let name = match typed {
            Some(name) => Some(name),
            None => self
                .layers
                .text("username")?
                .filter(|found| matches!(found.origin, Origin::Key { .. }))
                .map(|found| found.value),
        };
        Ok(name
            .and_then(|name| providers::host_of(&name))
            .map(str::to_owned))
    }

    /// The host and the stream: one of them, or none.
    fn peer(&self) -> Result<(Option<String>, Option<String>)> {
        if let Some(command) = self.flag(|cli| cli.stream.clone()) {
            return Ok((None, Some(command)));
        }
        let typed = self.flag(|cli| cli.host.clone());
        let stream = self.layers.boolean("stream")?.filter(|found| found.value);
        if let Some(stream) = stream {
            // IMAPClient: with `stream` the host is a command.
            return match (typed, self.layers.text("host")?) {
                (Some(_), _) => Err(stream.origin.wrong("is true, which goes ill with -H")),
                (None, None) => Err(stream.origin.wrong("is true, so `host` must be a command")),
                (None, Some(host)) => Ok((None, Some(host.value))),
            };
        }
        let found = match typed {
            Some(value) => Some(Found {
                value,
                origin: Origin::Flag("--host"),
            }),
            None => self.layers.text("host")?,
        };
        let checked = found
            .map(|found| found.read(|text| host(&text)))
            .transpose()?;
        Ok((checked.map(|found| found.value), None))
    }

    fn tls(&self, stream: bool) -> Result<Tls> {
        if let Some(cli) = self.flags {
            if cli.insecure || cli.stream.is_some() {
                return Ok(Tls::None);
            }
            if cli.ssl || cli.starttls {
                let (flag, mode) = match cli.ssl {
                    true => ("--ssl", Tls::Implicit),
                    false => ("--starttls", Tls::StartTls),
                };
                let origin = Origin::Flag(flag);
                return if stream {
                    Err(not_in_a_stream(origin))
                } else {
                    Ok(mode)
                };
            }
        }
        let ssl = self.layers.boolean("ssl")?;
        let plain = ssl.as_ref().is_some_and(|found| !found.value);
        let ssl = ssl.filter(|found| found.value);
        let starttls = self.layers.boolean("starttls")?.filter(|found| found.value);
        match (ssl, starttls) {
            (Some(found), _) | (None, Some(found)) if stream => Err(not_in_a_stream(found.origin)),
            (Some(ssl), Some(starttls)) => Err(starttls.origin.wrong(format!(
                "is true, but so is {}; make one of them false",
                ssl.origin
            ))),
            (None, Some(_)) => Ok(Tls::StartTls),
            (None, None) if plain || stream => Ok(Tls::None),
            _ => Ok(Tls::Implicit),
        }
    }

    fn tls_options(&self, mode: Tls) -> Result<TlsOptions> {
        let verify = self.layers.boolean("ssl_verify_cert")?;
        let check = self.layers.boolean("ssl_check_hostname")?;
        let off = |flag: fn(&Cli) -> bool| self.flags.is_some_and(flag);
        let verify_cert = !off(|cli| cli.no_verify_cert) && verify.is_none_or(|found| found.value);
        let check_hostname =
            !off(|cli| cli.no_check_hostname) && check.is_none_or(|found| found.value);
        let ca_file = self.file(|cli| cli.ca_file.clone(), "--ca-file", "ssl_ca_file")?;
        let cert = self.file(
            |cli| cli.client_cert.clone(),
            "--client-cert",
            "ssl_client_cert",
        )?;
        let key = self.file(
            |cli| cli.client_key.clone(),
            "--client-key",
            "ssl_client_key",
        )?;
        if let (Some(key), None) = (&key, &cert) {
            let what = "a key without its certificate; give --client-cert (ssl_client_cert) too";
            return Err(key.origin.wrong(what));
        }
        if mode != Tls::None {
            for file in [&ca_file, &cert, &key].into_iter().flatten() {
                readable(file)?;
            }
        }
        let path = |found: Option<Found<'_, PathBuf>>| found.map(|found| found.value);
        let options = TlsOptions {
            ca_file: path(ca_file),
            verify_cert,
            check_hostname: verify_cert && check_hostname,
            client_cert: path(cert),
            client_key: path(key),
        };
        if mode != Tls::None {
            options
                .check()
                .map_err(|error| Problem::new(error.message()))?;
        }
        Ok(options)
    }

    fn file(
        &self,
        flag: impl FnOnce(&'a Cli) -> Option<PathBuf>,
        name: &'static str,
        key: &'static str,
    ) -> Result<Option<Found<'a, PathBuf>>> {
        if let Some(value) = self.flag(flag) {
            let origin = Origin::Flag(name);
            return Ok(Some(Found { value, origin }));
        }
        let found = self.layers.text(key)?;
        Ok(found.map(|found| Found {
            value: self.env.expand(&found.value),
            origin: found.origin,
        }))
    }

    fn port(&self, mode: Tls) -> Result<u16> {
        if let Some(port) = self.flag(|cli| cli.port) {
            return Ok(port);
        }
        let usual = match mode {
            Tls::Implicit => 993,
            Tls::StartTls | Tls::None => 143,
        };
        let found = self.layers.text("port")?;
        let port = found
            .map(|found| found.read(|text| port(&text)))
            .transpose()?;
        Ok(port.map_or(usual, |found| found.value))
    }

    fn timeout(&self) -> Result<Option<Duration>> {
        if let Some(timeout) = self.flag(|cli| cli.timeout) {
            return Ok(Some(timeout));
        }
        let found = self.layers.text("timeout")?;
        let read = |text: String| seconds(&text).map_err(|what| format!("`{text}`: {what}"));
        let timeout = found.map(|found| found.read(read)).transpose()?;
        Ok(timeout.map(|found| found.value))
    }

    fn password(&self) -> Result<PasswordSource> {
        if let Some(password) = self.from_stdin {
            return Ok(PasswordSource::Given(password.clone()));
        }
        if let Some(password) = self.flag(|cli| cli.password.clone()) {
            return Ok(PasswordSource::Given(password.into()));
        }
        if let Some(command) = self.flag(|cli| cli.password_command.clone()) {
            let origin = "--password-command".to_owned();
            return Ok(PasswordSource::Command { command, origin });
        }
        let levels = (
            self.layers.level("password"),
            self.layers.level("password_command"),
        );
        let by_command = match levels {
            (Some(password), Some(command)) if password == command => {
                let found = self.layers.text("password_command")?;
                let what = "stands beside `password` in the same section; keep one of them";
                return Err(
                    found.map_or_else(|| Problem::new(what), |found| found.origin.wrong(what))
                );
            }
            (Some(password), Some(command)) => command < password,
            (None, command) => command.is_some(),
            (Some(_), None) => false,
        };
        let key = if by_command {
            "password_command"
        } else {
            "password"
        };
        Ok(match self.layers.text(key)? {
            None => PasswordSource::Ask,
            Some(found) if by_command => PasswordSource::Command {
                origin: found.origin.to_string(),
                command: found.value,
            },
            Some(found) => PasswordSource::Given(found.value.into()),
        })
    }
}

/// A host name or address; the error is the end of a sentence.
pub(super) fn host(text: &str) -> std::result::Result<String, String> {
    let wrong = |why: &str| Err(format!("`{}` {why}", text.escape_debug()));
    let name = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(text);
    if name.is_empty() {
        return wrong("is empty; a host name is wanted");
    }
    if name.contains("://") || name.contains('/') {
        return wrong("is no host; give the bare name, such as imap.example.com");
    }
    if name.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return wrong("is no host; blanks and controls cannot be in it");
    }
    let address = name.split('%').next().unwrap_or(name); // fe80::1%eth0
    if name.contains(':') && address.parse::<Ipv6Addr>().is_err() {
        return wrong("is no host; the port goes into --port (-P) or the key `port`");
    }
    Ok(name.to_owned())
}

fn port(text: &str) -> std::result::Result<u16, String> {
    let port = text.parse().ok().filter(|&port: &u16| port != 0);
    port.ok_or_else(|| {
        format!(
            "`{}` is no port; it must be 1 to 65535",
            text.escape_debug()
        )
    })
}

fn not_in_a_stream(origin: Origin<'_>) -> Problem {
    origin.wrong("asks for TLS, which a stream (`stream = true`) does not have")
}

fn readable(file: &Found<'_, PathBuf>) -> Result<()> {
    let path = file.value.display();
    let open = File::open(&file.value).and_then(|file| file.metadata());
    match open {
        Ok(data) if data.is_dir() => Err(file.origin.wrong(format!("{path} is a folder"))),
        Ok(_) => Ok(()),
        Err(error) => Err(file.origin.wrong(format!("cannot read {path}: {error}"))),
    }
}

#[cfg(test)]
#[path = "account_tests.rs"]
mod tests;
