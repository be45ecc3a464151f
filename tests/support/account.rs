//! The account that the live tests run on.

use std::path::PathBuf;
use std::sync::OnceLock;

use imapclient::client::{Client, Tls};
use imapclient::data::secret::Secret;
use imapclient::transport::TlsOptions;

use super::dovecot::Dovecot;

/// Where and as whom.
pub(crate) struct Account {
    host: String,
    port: u16,
    tls: Tls,
    ca_file: Option<PathBuf>,
    username: String,
    password: String,
    /// Kept running.
    _server: Option<Dovecot>,
}

impl Account {
    /// The account that the environment names, else a Dovecot of our own.
    pub(crate) fn get() -> &'static Self {
        static ACCOUNT: OnceLock<Account> = OnceLock::new();
        ACCOUNT.get_or_init(|| match std::env::var_os("IMAPCLIENT_LIVE") {
            Some(file) => Self::read(PathBuf::from(file)),
            None => Self::own(),
        })
    }

    fn own() -> Self {
        let server = Dovecot::start();
        Self {
            host: "localhost".to_owned(),
            port: server.tls,
            tls: Tls::Implicit,
            ca_file: Some(server.ca()),
            username: "user".to_owned(),
            password: "pass".to_owned(),
            _server: Some(server),
        }
    }

    /// The DEFAULT section of a configuration file.
    fn read(file: PathBuf) -> Self {
        let text = std::fs::read_to_string(&file)
            .unwrap_or_else(|error| panic!("IMAPCLIENT_LIVE: {}: {error}", file.display()));
        let lines = text
            .lines()
            .map(str::trim)
            .skip_while(|line| *line != "[DEFAULT]")
            .skip(1);
        let keys: Vec<(String, String)> = lines
            .take_while(|line| !line.starts_with('['))
            .filter(|line| !line.starts_with(['#', ';']))
            .filter_map(|line| line.split_once(['=', ':']))
            .map(|(key, value)| (key.trim().to_lowercase(), value.trim().to_owned()))
            .collect();
        let get = |name: &str| {
            keys.iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.clone())
        };
        let is = |name: &str, default: bool| {
            get(name).map_or(default, |value| {
                matches!(value.to_lowercase().as_str(), "1" | "yes" | "true" | "on")
            })
        };
        let must =
            |name: &str| get(name).unwrap_or_else(|| panic!("{}: no {name}", file.display()));
        let tls = match (is("starttls", false), is("ssl", true)) {
            (true, _) => Tls::StartTls,
            (false, true) => Tls::Implicit,
            (false, false) => Tls::None,
        };
        let usual = if tls == Tls::Implicit { 993 } else { 143 };
        Self {
            host: must("host"),
            port: get("port")
                .and_then(|port| port.parse().ok())
                .unwrap_or(usual),
            tls,
            ca_file: get("ssl_ca_file").map(PathBuf::from),
            username: must("username"),
            password: must("password"),
            _server: None,
        }
    }

    /// A session that is logged in.
    pub(crate) fn connect(&self) -> Client {
        let options = TlsOptions {
            ca_file: self.ca_file.clone(),
            ..TlsOptions::default()
        };
        let builder = Client::builder(&self.host).port(self.port).tls(self.tls);
        let mut client = builder.tls_options(options).connect().unwrap();
        client
            .login_by_default(&self.username, &Secret::from(self.password.as_str()))
            .unwrap();
        client
    }
}
