//! What can be said of a connection and its server, for whoever has to find out what is wrong.

use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::Utc;
use imapclient::client::{Client, Tls};
use imapclient::transport::TlsSession;
use serde::Serialize;

use super::caps::strings;
use super::{After, OwnCommand};
use crate::app::App;
use crate::cli::Output;
use crate::lang::HelpPage;

/// How long a server may take that is only looked at.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) const COMMANDS: &[OwnCommand] = &[OwnCommand {
    names: &[":doctor"],
    argument: "[HOST[:PORT]]",
    what: "look the connection over: TLS, greeting, logins, quirks; or what a port speaks",
    run: App::doctor,
}];

/// All that was found.
#[derive(Default, Serialize)]
struct Report {
    host: String,
    port: Option<u16>,
    /// Why there is no connection, if there is none.
    problem: Option<String>,
    tls: Option<TlsReport>,
    greeting: String,
    /// The name that Exchange hides in its greeting.
    greeting_name: Option<String>,
    server: Option<serde_json::Value>,
    round_trip_ms: Option<f64>,
    logins: Vec<String>,
    capabilities_before_login: Option<Vec<String>>,
    capabilities: Vec<String>,
    enabled: Vec<String>,
    quirks: Vec<(&'static str, u64)>,
    token: Option<String>,
    clock: &'static str,
}

#[derive(Serialize)]
struct TlsReport {
    version: String,
    cipher: String,
    certificates: Vec<CertificateReport>,
}

#[derive(Serialize)]
struct CertificateReport {
    subject: String,
    issuer: String,
    names: Vec<String>,
    not_before: Option<String>,
    not_after: Option<String>,
    days_left: Option<i64>,
    sha256: String,
}

impl TlsReport {
    fn of(session: TlsSession) -> Self {
        let certificates = session.certificates.into_iter();
        Self {
            version: session.version,
            cipher: session.cipher,
            certificates: certificates
                .map(|one| CertificateReport {
                    subject: one.subject,
                    issuer: one.issuer,
                    names: one.names,
                    not_before: one.not_before.map(|time| time.to_rfc3339()),
                    not_after: one.not_after.map(|time| time.to_rfc3339()),
                    days_left: one.not_after.map(|time| (time - Utc::now()).num_days()),
                    sha256: one.sha256,
                })
                .collect(),
        }
    }
}

impl Report {
    /// What is known without asking.
    fn of(client: &Client) -> Self {
        let greeting = client.welcome().to_string_lossy().into_owned();
        let before = client.capabilities_before_login().map(strings);
        Self {
            host: client.host().to_owned(),
            port: client.port(),
            problem: client
                .ended()
                .map(|words| format!("the connection is gone: {words}")),
            tls: client.tls_session().map(TlsReport::of),
            greeting_name: hidden_name(&greeting),
            greeting,
            logins: logins(before.as_deref().unwrap_or_default()),
            capabilities_before_login: before,
            enabled: strings(client.enabled()),
            quirks: client.quirks().iter().collect(),
            clock: "not known: IMAP does not tell the server's time",
            ..Self::default()
        }
    }

    /// What the server is asked for.
    fn ask(&mut self, client: &mut Client) {
        if client.ended().is_some() {
            return;
        }
        if let Ok(words) = client.capabilities() {
            self.capabilities = strings(&words.0);
        }
        if self.logins.is_empty() {
            self.logins = logins(&self.capabilities);
        }
        let begun = Instant::now();
        if client.nudge().is_ok() {
            self.round_trip_ms = Some(begun.elapsed().as_secs_f64() * 1000.0);
        }
        if client.has_heard("ID")
            && let Ok(Some(info)) = client.id_(())
        {
            self.server = serde_json::to_value(&info).ok();
        }
    }

    fn page(&self) -> HelpPage {
        let mut page = HelpPage::with_column(18);
        let mut line = |name: &str, value: &str| page.row(name, value);
        let port = self
            .port
            .map(|port| format!(" port {port}"))
            .unwrap_or_default();
        line("server", &format!("{}{port}", self.host));
        if let Some(problem) = &self.problem {
            line("problem", problem);
        }
        match &self.tls {
            None if self.greeting.is_empty() => {}
            None => line("TLS", "none: the connection is not encrypted"),
            Some(tls) => {
                line("TLS", &format!("{}, {}", tls.version, tls.cipher));
                for (at, one) in tls.certificates.iter().enumerate() {
                    line(
                        if at == 0 { "certificate" } else { "  above it" },
                        &one.subject,
                    );
                    line("  issuer", &one.issuer);
                    if !one.names.is_empty() {
                        line("  names", &one.names.join(", "));
                    }
                    let days = match one.days_left {
                        Some(days) if days < 0 => " (expired)".to_owned(),
                        Some(days) => format!(" ({days} days left)"),
                        None => String::new(),
                    };
                    let time = |time: &Option<String>| time.clone().unwrap_or_default();
                    let (from, to) = (time(&one.not_before), time(&one.not_after));
                    line("  valid", &format!("{from} to {to}{days}"));
                    line("  SHA-256", &one.sha256);
                }
            }
        }
        if !self.greeting.is_empty() {
            line("greeting", &self.greeting);
        }
        if let Some(name) = &self.greeting_name {
            line("", &format!("the name in it is {name}"));
        }
        if let Some(server) = &self.server {
            line("it says", &server.to_string());
        }
        if let Some(time) = self.round_trip_ms {
            line("round trip", &format!("{time:.1} ms"));
        }
        if !self.logins.is_empty() {
            line("logins", &self.logins.join(" "));
        }
        if let Some(before) = &self.capabilities_before_login {
            line("before login", &before.join(" "));
        }
        if !self.capabilities.is_empty() {
            line("now", &self.capabilities.join(" "));
        }
        if !self.enabled.is_empty() {
            line("switched on", &self.enabled.join(" "));
        }
        let quirks: Vec<String> = (self.quirks.iter())
            .map(|(name, count)| format!("{name} ({count})"))
            .collect();
        if !self.greeting.is_empty() {
            let none = quirks.is_empty();
            line("quirks", if none { "none seen" } else { "" });
            quirks.iter().for_each(|quirk| line("", quirk));
        }
        if let Some(token) = &self.token {
            line("token", token);
        }
        if !self.clock.is_empty() {
            line("clock skew", self.clock);
        }
        page
    }
}

/// The ways to log in that the server names.
fn logins(capabilities: &[String]) -> Vec<String> {
    let mechanisms = capabilities
        .iter()
        .filter_map(|name| name.strip_prefix("AUTH="));
    let mut logins: Vec<String> = mechanisms.map(str::to_owned).collect();
    let known = !capabilities.is_empty();
    if known && !capabilities.iter().any(|name| name == "LOGINDISABLED") {
        logins.insert(0, "LOGIN".to_owned());
    }
    logins
}

/// The name that Exchange writes at the end of its greeting: base64 of UTF-16, in brackets.
fn hidden_name(greeting: &str) -> Option<String> {
    let (_, inner) = greeting.strip_suffix(']')?.rsplit_once('[')?;
    let octets = STANDARD
        .decode(inner)
        .ok()
        .filter(|octets| !octets.is_empty())?;
    let units: Vec<u16> = (octets.chunks_exact(2))
        .filter_map(|pair| Some(u16::from_le_bytes(pair.try_into().ok()?)))
        .collect();
    let name = String::from_utf16(&units).ok()?;
    name.chars().all(|c| c.is_ascii_graphic()).then_some(name)
}

impl App {
    fn doctor(&mut self, argument: &str) -> Result<After, String> {
        let report = match argument {
            "" => self.look_over()?,
            place => self.look_at(place)?,
        };
        if self.settings.output == Output::Jsonl {
            let written = self.world.borrow_mut().json_line(&report);
            return written
                .map(|()| After::GoOn)
                .map_err(|error| error.to_string());
        }
        self.page(&report.page())
    }

    /// The connection of `c`.
    fn look_over(&mut self) -> Result<Report, String> {
        let client = self.interpreter.client().ok_or("there is no connection")?;
        let mut slot = client
            .0
            .try_borrow_mut()
            .map_err(|_| "the client is busy")?;
        let client = slot
            .as_mut()
            .ok_or("not connected; :doctor HOST:PORT looks at a server without logging in")?;
        let mut report = Report::of(client);
        report.ask(client);
        if let Some(oauth2) = &self.settings.account.oauth2 {
            let lifetime = self.common.tokens.lifetime(oauth2);
            report.token = lifetime.ok().map(|lifetime| match lifetime {
                Some(left) => format!("the access token is valid for {} s more", left.as_secs()),
                None => "no access token is known to be valid".to_owned(),
            });
        }
        Ok(report)
    }

    /// A server that is only looked at: as TLS, then in clear.
    fn look_at(&mut self, place: &str) -> Result<Report, String> {
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) if !host.contains(':') => {
                let wrong = || format!("{port:?} is no port; write HOST:PORT");
                (host, port.parse::<u16>().map_err(|_| wrong())?)
            }
            _ => (place, 993),
        };
        let _ = self.world.borrow_mut().flush();
        let account = &self.settings.account;
        let connect = |tls| {
            let builder = self.common.builder(host).port(port).tls(tls);
            let timeout = account.timeout.unwrap_or(PATIENCE);
            let builder = builder.tls_options(account.tls_options.clone());
            builder.timeout(timeout).connect()
        };
        let refused = match connect(Tls::Implicit) {
            Ok(client) => return Ok(looked_at(client)),
            Err(error) => error,
        };
        let mut report = match connect(Tls::None) {
            Ok(client) => looked_at(client),
            Err(error) => Report {
                host: host.to_owned(),
                port: Some(port),
                problem: Some(format!("in clear: {error}")),
                ..Report::default()
            },
        };
        let with_tls = format!("with TLS: {refused}");
        report.problem = Some(match report.problem {
            Some(problem) => format!("{with_tls}; {problem}"),
            None => with_tls,
        });
        Ok(report)
    }
}

fn looked_at(mut client: Client) -> Report {
    let mut report = Report::of(&client);
    report.ask(&mut client);
    let _ = client.logout();
    report
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exchange_tells_its_name() {
        let greeting = "* OK The Microsoft Exchange IMAP4 service is ready. [TQBBAEkATAAxAA==]";
        assert_eq!(hidden_name(greeting).as_deref(), Some("MAIL1"));
        for none in [
            "* OK hi",
            "* OK [CAPABILITY IMAP4rev1]",
            "* OK hi []",
            "* OK [x] ready",
        ] {
            assert_eq!(hidden_name(none), None, "{none}");
        }
    }

    #[test]
    fn logins_are_those_that_are_offered() {
        let caps = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(logins(&caps("IMAP4REV1 AUTH=PLAIN")), ["LOGIN", "PLAIN"]);
        assert_eq!(logins(&caps("LOGINDISABLED AUTH=X")), ["X"]);
        assert!(logins(&[]).is_empty());
    }
}
