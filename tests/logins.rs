//! Every mechanism against a real Dovecot, and what is seen of it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::process::{Command, Output, Stdio};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use imapclient::auth::Mechanism;
use imapclient::client::{Client, State, Tls};
use imapclient::data::secret::Secret;
use imapclient::error::ErrorKind;
use imapclient::transport::TlsOptions;
use support::dovecot::{Dovecot, USERS};

fn over_tls(client_cert: bool) -> Client {
    let options = TlsOptions {
        ca_file: Some(Dovecot::shared().ca()),
        client_cert: client_cert.then(|| Dovecot::shared().client_certificate()),
        ..TlsOptions::default()
    };
    let builder = Client::builder("localhost").port(Dovecot::shared().tls);
    builder.tls_options(options).connect().unwrap()
}

fn in_clear() -> Client {
    let builder = Client::builder("localhost").port(Dovecot::shared().plain);
    builder.tls(Tls::None).connect().unwrap()
}

/// The mechanisms that Dovecot checks a password with.
const BY_PASSWORD: [Mechanism; 6] = [
    Mechanism::Login,
    Mechanism::Plain,
    Mechanism::CramMd5,
    Mechanism::Scram,
    Mechanism::ScramSha1,
    Mechanism::ScramSha256,
];

#[test]
fn every_mechanism_logs_every_user_in() {
    for mechanism in BY_PASSWORD {
        for (user, password) in USERS {
            for connect in [|| over_tls(false), in_clear] {
                let mut client = connect();
                let password = Secret::from(*password);
                let done = client.login_with(mechanism, user, &password);
                done.unwrap_or_else(|error| panic!("{mechanism:?} {user}: {error}"));
                assert_eq!(client.state(), State::Authenticated);
                client.select_folder("INBOX", true).unwrap();
            }
        }
    }
}

#[test]
fn every_mechanism_refuses_a_wrong_password_and_the_session_lives() {
    let mut client = over_tls(false);
    for mechanism in BY_PASSWORD {
        let wrong = Secret::from("hunter2-is-wrong");
        let error = client.login_with(mechanism, "user", &wrong).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Login, "{mechanism:?}: {error}");
        assert!(!format!("{error:?}").contains("hunter2"), "{mechanism:?}");
    }
    client
        .login_with(Mechanism::ScramSha256, "user", &Secret::from("pass"))
        .unwrap();
}

#[test]
fn external_is_whoever_the_certificate_is_for() {
    let nothing = Secret::default();
    for name in ["", "user"] {
        let mut client = over_tls(true);
        client
            .login_with(Mechanism::External, name, &nothing)
            .unwrap();
        assert_eq!(client.state(), State::Authenticated);
    }
    let error = over_tls(true).login_with(Mechanism::External, "other", &nothing);
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Login);
    // Without a certificate nothing is tried.
    let error = over_tls(false).login_with(Mechanism::External, "", &nothing);
    assert_eq!(error.unwrap_err().kind(), ErrorKind::ArgumentValue);
}

#[test]
fn what_the_server_lacks_is_named_with_what_it_has() {
    let mut client = over_tls(false);
    for mechanism in [Mechanism::ScramSha512, Mechanism::ScramSha256Plus] {
        let error = client.login_with(mechanism, "user", &Secret::from("pass"));
        let error = error.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Capability);
        let name = format!("AUTH={} ", mechanism.name());
        assert!(error.message().contains(&name), "{error}");
        assert!(
            error.message().contains("it offers PLAIN, LOGIN,"),
            "{error}"
        );
    }
    client.login("user", "pass").unwrap();
}

#[test]
fn a_closure_is_a_mechanism_in_the_library() {
    let mut client = in_clear();
    let mut calls = 0;
    let done = client.sasl_login("plain", move |challenge: &[u8]| {
        calls += 1;
        assert!(challenge.is_empty() && calls == 1);
        Ok(Some(b"\0user\0pass".to_vec()))
    });
    done.unwrap();
    assert_eq!(client.state(), State::Authenticated);
    let error = client.sasl_login("PLAIN", |_: &[u8]| Ok(None)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::IllegalState);
    let mut client = in_clear();
    let error = client.sasl_login("PLAIN", |_: &[u8]| Ok(None)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Login);
    client.login("user", "pass").unwrap();
}

/// The program, without anything of our environment.
fn program(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"));
    let command = command.args(arguments).env_clear().stdin(Stdio::null());
    command.output().unwrap()
}

#[test]
fn no_mechanism_shows_the_password_in_the_trace() {
    let (user, password) = USERS[1];
    let port = Dovecot::shared().plain.to_string();
    let forms = [
        password.to_owned(),
        password.replace('\\', "\\\\").replace('"', "\\\""),
        STANDARD.encode(password),
        STANDARD.encode(format!("\0{user}\0{password}")),
        STANDARD.encode(format!("user={user}\x01auth=Bearer {password}\x01\x01")),
        STANDARD.encode(format!("n,a={user},\x01auth=Bearer {password}\x01\x01")),
    ];
    let tokens = [Mechanism::XOAuth2, Mechanism::OAuthBearer];
    for mechanism in BY_PASSWORD.into_iter().chain(tokens) {
        let output = program(&[
            "-H",
            "127.0.0.1",
            "-P",
            &port,
            "--insecure",
            "-u",
            user,
            "-p",
            password,
            "--auth",
            mechanism.name(),
            "--trace",
            "-c",
            "c.noop()",
        ]);
        let said = String::from_utf8_lossy(&output.stderr);
        let token = tokens.contains(&mechanism);
        let exit = if token { 4 } else { 0 };
        assert_eq!(output.status.code(), Some(exit), "{mechanism:?}: {said}");
        assert!(said.contains("****"), "{mechanism:?}: {said}");
        for form in &forms {
            assert!(!said.contains(form), "{mechanism:?} shows {form}: {said}");
        }
        // Dovecot says why a token is not good.
        assert!(
            !token || said.contains("the server's reason: status "),
            "{said}"
        );
    }
}

#[test]
fn external_needs_neither_name_nor_password() {
    let port = Dovecot::shared().tls.to_string();
    let (ca, certificate) = (
        Dovecot::shared().ca(),
        Dovecot::shared().client_certificate(),
    );
    let output = program(&[
        "-H",
        "localhost",
        "-P",
        &port,
        "--ca-file",
        ca.to_str().unwrap(),
        "--client-cert",
        certificate.to_str().unwrap(),
        "--auth",
        "external",
        "-c",
        "c.folder_exists('INBOX')",
    ]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert_eq!(output.stdout, b"true\n");
}

#[test]
fn a_function_at_the_prompt_logs_in_to_a_real_server() {
    let code = format!(
        "c = IMAPClient('127.0.0.1', port={}, ssl=False)\n\
         answers = ['user', b'pass']\n\
         c.sasl_login('LOGIN', lambda challenge: answers.pop(0))\n\
         c.folder_exists('INBOX')",
        Dovecot::shared().plain
    );
    let output = program(&["--output", "jsonl", "-c", &code]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(printed.ends_with("Logged in\"\ntrue\n"), "{printed}");
}
