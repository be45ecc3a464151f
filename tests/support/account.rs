//! The account that the live suite runs on: one of an INI file, or of a Dovecot of our own.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use imapclient::auth::oauth2::{Application, Caller, Provider, Tokens};
use imapclient::client::{Builder, Client, Tls};
use imapclient::data::secret::Secret;
use imapclient::transport::TlsOptions;

use super::dovecot::{Dovecot, GUARDED};

/// Where and as whom.
pub(crate) struct Account {
    /// The configuration file.
    pub(crate) file: PathBuf,
    /// Its accounts: DEFAULT first, then the others with the keys of DEFAULT beneath their own.
    sections: Vec<Section>,
    /// Kept running.
    server: Option<(Dovecot, tempfile::TempDir)>,
}

/// One account of the file.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    pub(crate) name: String,
    keys: Vec<(String, String)>,
}

impl Section {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let mut all = self.keys.iter().rev().filter(|(key, _)| key == name);
        all.next()
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    fn is(&self, name: &str, default: bool) -> bool {
        self.get(name).map_or(default, |value| {
            matches!(value.to_lowercase().as_str(), "1" | "yes" | "true" | "on")
        })
    }

    fn must(&self, name: &str) -> &str {
        self.get(name)
            .unwrap_or_else(|| panic!("the account {} has no {name}", self.name))
    }
}

impl Account {
    /// The account of the file that IMAPCLIENT_LIVE_INI names, else of a Dovecot of our own.
    pub(crate) fn get() -> &'static Self {
        static ACCOUNT: OnceLock<Account> = OnceLock::new();
        ACCOUNT.get_or_init(|| match std::env::var_os("IMAPCLIENT_LIVE_INI") {
            Some(file) => Self::read(PathBuf::from(file), None),
            None => Self::own(),
        })
    }

    fn own() -> Self {
        let server = Dovecot::start();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("live.ini");
        std::fs::write(&file, own_file(&server)).unwrap();
        let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        std::fs::set_permissions(&file, private).unwrap();
        Self::read(file, Some((server, folder)))
    }

    /// Reads the file as the program does, but for interpolation and continued lines.
    fn read(file: PathBuf, server: Option<(Dovecot, tempfile::TempDir)>) -> Self {
        let text = std::fs::read_to_string(&file)
            .unwrap_or_else(|error| panic!("IMAPCLIENT_LIVE_INI: {}: {error}", file.display()));
        let mut sections: Vec<Section> = Vec::new();
        for line in text.lines().map(str::trim) {
            if line.starts_with(['#', ';']) {
                continue;
            }
            if let Some(name) = line
                .strip_prefix('[')
                .and_then(|rest| rest.strip_suffix(']'))
            {
                sections.push(Section {
                    name: name.to_owned(),
                    keys: Vec::new(),
                });
            } else if let (Some((key, value)), Some(section)) =
                (line.split_once(['=', ':']), sections.last_mut())
            {
                let value = value.trim().replace("%%", "%");
                section.keys.push((key.trim().to_lowercase(), value));
            }
        }
        let default = sections
            .iter()
            .position(|section| section.name == "DEFAULT")
            .unwrap_or_else(|| panic!("{}: no section DEFAULT", file.display()));
        let default = sections.remove(default);
        for section in &mut sections {
            section.keys.splice(0..0, default.keys.clone());
        }
        sections.insert(0, default);
        Self {
            file,
            sections,
            server,
        }
    }

    /// What the tests run on, for the heading.
    pub(crate) fn name(&self) -> String {
        match self.is_own() {
            true => "a Dovecot of our own".to_owned(),
            false => format!("{} ({})", self.main().must("host"), self.file.display()),
        }
    }

    /// Whether this is a Dovecot of our own.
    pub(crate) fn is_own(&self) -> bool {
        self.server.is_some()
    }

    /// The main account.
    pub(crate) fn main(&self) -> &Section {
        self.sections.first().unwrap()
    }

    /// The other accounts.
    pub(crate) fn alternates(&self) -> &[Section] {
        self.sections.get(1..).unwrap_or_default()
    }

    /// What the main account's server is reached by, and how.
    pub(crate) fn builder(&self, tls: Option<Tls>) -> Builder {
        let keys = self.main();
        let usual = match (keys.is("starttls", false), keys.is("ssl", true)) {
            (true, _) => Tls::StartTls,
            (false, true) => Tls::Implicit,
            (false, false) => Tls::None,
        };
        let path = |name| keys.get(name).map(expanded);
        let options = TlsOptions {
            ca_file: path("ssl_ca_file"),
            verify_cert: keys.is("ssl_verify_cert", true),
            check_hostname: keys.is("ssl_check_hostname", true),
            client_cert: path("ssl_client_cert"),
            client_key: path("ssl_client_key"),
        };
        let mut builder = Client::builder(keys.must("host"))
            .tls(tls.unwrap_or(usual))
            .tls_options(options)
            .timeout(Duration::from_secs(60));
        let usual_port = if usual == Tls::Implicit { 993 } else { 143 };
        let port = keys.get("port").map_or(Ok(usual_port), str::parse);
        builder = builder.port(port.expect("port is a number"));
        builder
    }

    /// Whether the main account is encrypted from the first byte.
    pub(crate) fn is_implicit_tls(&self) -> bool {
        self.main().is("ssl", true) && !self.main().is("starttls", false)
    }

    /// A session of the main account, logged in.
    pub(crate) fn connect(&self) -> Client {
        let mut client = self.builder(None).connect().unwrap();
        let keys = self.main();
        if keys.is("oauth2", false) {
            let token = access_token(keys);
            client
                .oauth2_login(keys.must("username"), token, "XOAUTH2", "")
                .unwrap();
            return client;
        }
        let password = match keys.get("password_command") {
            Some(command) => output(command),
            None => keys.must("password").to_owned(),
        };
        client
            .login_by_default(keys.must("username"), &Secret::from(password))
            .unwrap();
        client
    }
}

fn access_token(keys: &Section) -> Secret {
    let id = keys.must("oauth2_client_id");
    let application = match Provider::of_host(keys.must("host")) {
        Some(provider) => provider.application(id),
        None => Application::new(id, keys.must("oauth2_token_url")).unwrap(),
    };
    let application = match keys.get("oauth2_client_secret") {
        Some(secret) => application.client_secret(Secret::from(secret)),
        None => application,
    };
    let refresh = Secret::from(keys.must("oauth2_refresh_token"));
    static TOKENS: OnceLock<std::sync::Mutex<Tokens>> = OnceLock::new();
    let tokens = TOKENS.get_or_init(|| std::sync::Mutex::new(Tokens::new(application, refresh)));
    let (token, _) = tokens.lock().unwrap().access(&Caller::default()).unwrap();
    token
}

fn output(command: &str) -> String {
    let output = std::process::Command::new("sh")
        .args(["-c", command])
        .output()
        .unwrap();
    String::from_utf8(output.stdout)
        .unwrap()
        .trim_end()
        .to_owned()
}

fn expanded(path: &str) -> PathBuf {
    match (path.strip_prefix("~/"), std::env::var_os("HOME")) {
        (Some(rest), Some(home)) => Path::new(&home).join(rest),
        _ => PathBuf::from(path),
    }
}

/// Our own Dovecot by every way to connect that a file can ask for.
fn own_file(server: &Dovecot) -> String {
    let (ca, plain, tls, starttls) = (server.ca(), server.plain, server.tls, server.starttls);
    let ca = ca.display();
    format!(
        "[DEFAULT]
host = localhost
port = {tls}
ssl_ca_file = {ca}
username = user
password = pass

[in clear]
ssl = false
port = {plain}

[starttls]
host = {GUARDED}
ssl = false
starttls = true
port = {starttls}

[starttls of a stranger]
host = {GUARDED}
ssl = false
starttls = true
port = {starttls}
ssl_ca_file =
expect_failure = certificate

[without verification]
ssl_ca_file =
ssl_verify_cert = false
ssl_check_hostname = false

[a certificate nobody vouches for]
ssl_ca_file =
expect_failure = certificate

[odd password]
username = other
password = pa ss\"w\\ord

[not ASCII]
username = ünï
password = pä ß

[wrong password]
password = wrong
expect_failure = [Aa]uthentication failed

[scram]
auth = SCRAM-SHA-256
ssl = false
port = {plain}

[login forbidden in clear]
host = {GUARDED}
ssl = false
port = {starttls}
expect_failure = no login that can be used

[a port where nobody listens]
host = localhost
ssl = false
port = 1
expect_failure = connection refused

[TLS where there is none]
port = {plain}
expect_failure = without TLS
"
    )
}
