//! What only a server of our own can show: every way to connect, certificates, wrong passwords.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use imapclient::client::{Client, Tls};
use imapclient::data::secret::Secret;
use imapclient::error::ErrorKind;
use imapclient::transport::TlsOptions;
use support::dovecot::{Dovecot, GUARDED, USERS};

fn trusting() -> TlsOptions {
    TlsOptions {
        ca_file: Some(Dovecot::shared().ca()),
        ..TlsOptions::default()
    }
}

#[test]
fn every_way_to_connect_and_log_in() {
    for (host, tls, port) in [
        ("localhost", Tls::None, Dovecot::shared().plain),
        (GUARDED, Tls::StartTls, Dovecot::shared().starttls),
        ("localhost", Tls::Implicit, Dovecot::shared().tls),
    ] {
        for (user, password) in USERS {
            let builder = Client::builder(host)
                .port(port)
                .tls(tls)
                .tls_options(trusting());
            let mut client = builder.connect().unwrap();
            client
                .login_by_default(user, &Secret::from(*password))
                .unwrap();
            assert_eq!(client.is_tls(), tls != Tls::None);
            assert!(client.has_capability("uidplus").unwrap());
            client.logout().unwrap();
            assert!(client.noop().is_err());
        }
    }
}

#[test]
fn a_wrong_password_is_a_login_error_and_the_session_lives() {
    let mut client = Client::builder("localhost")
        .port(Dovecot::shared().plain)
        .tls(Tls::None)
        .connect()
        .unwrap();
    let error = client.login("user", "secret-and-wrong").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Login);
    assert_eq!(error.code(), Some("AUTHENTICATIONFAILED"));
    assert!(!format!("{error:?}").contains("secret-and-wrong"));
    client.plain_login("user", "pass", "").unwrap();
}

#[test]
fn no_password_leaves_before_starttls_where_the_server_forbids_it() {
    let builder = Client::builder(GUARDED).port(Dovecot::shared().starttls);
    let mut client = builder
        .tls(Tls::None)
        .tls_options(trusting())
        .connect()
        .unwrap();
    assert!(client.has_capability("LOGINDISABLED").unwrap());
    let errors = [
        client.login("user", "pass").unwrap_err(),
        client
            .login_by_default("user", &Secret::from("pass"))
            .unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind(), ErrorKind::Login, "{error}");
        assert!(!error.ends_session());
    }
    // The capabilities of the clear are forgotten with it.
    client.starttls(trusting()).unwrap();
    assert!(!client.has_capability("LOGINDISABLED").unwrap());
    client.login("user", "pass").unwrap();
}

#[test]
fn a_certificate_nobody_vouches_for_is_refused() {
    let refused = |host: &str, options: TlsOptions| {
        let error = Client::builder(host)
            .port(Dovecot::shared().tls)
            .tls_options(options)
            .connect();
        error
            .err()
            .map(|error| (error.kind(), error.message().to_owned()))
    };
    let (kind, message) = refused("localhost", TlsOptions::default()).unwrap();
    assert_eq!(kind, ErrorKind::Certificate);
    assert!(message.contains("--ca-file"), "{message}");
    assert_eq!(refused("localhost", trusting()), None);
    assert_eq!(refused("127.0.0.1", trusting()), None);
    let blind = TlsOptions {
        verify_cert: false,
        ..TlsOptions::default()
    };
    assert_eq!(refused("localhost", blind), None);
}

#[test]
fn the_wrong_kind_of_port_is_named() {
    let error = Client::builder("localhost")
        .port(Dovecot::shared().plain)
        .connect()
        .err()
        .unwrap();
    assert!(
        error.message().contains("speaks IMAP without TLS"),
        "{error}"
    );
}
