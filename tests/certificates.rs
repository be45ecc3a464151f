//! Certificates that must be refused, each with a sentence that says why, and those that must not.
//! The peer is `openssl s_server`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::fs;
use std::path::Path;
use std::process::{Child, Command};

use imapclient::client::Client;
use imapclient::error::ErrorKind;
use imapclient::transport::TlsOptions;
use support::dovecot::openssl;
use support::tls::s_server;

/// A TLS server that greets like an IMAP server.
struct Peer {
    child: Child,
    port: u16,
}

impl Peer {
    fn start(folder: &Path, name: &str, more: &[&str]) -> Self {
        let mut command = Command::new("openssl");
        command
            .args(["s_server", "-accept", "127.0.0.1:0", "-cert"])
            .arg(folder.join(format!("{name}.pem")))
            .arg("-key")
            .arg(folder.join(format!("{name}.key")))
            .args(more);
        let (mut child, port, lines) = s_server(&mut command);
        use std::io::Write;
        let greeting = b"* PREAUTH ready\r\n";
        child.stdin.as_mut().unwrap().write_all(greeting).unwrap();
        // What it prints must go somewhere, or it stops.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, port }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A certificate for `names`, signed by the CA.
fn signed(folder: &Path, name: &str, names: &str, more: &str) {
    openssl(
        folder,
        &format!(
            "req -newkey rsa:2048 -nodes -keyout {name}.key -out {name}.csr -subj /CN=localhost"
        ),
    );
    fs::write(
        folder.join("ext"),
        format!("basicConstraints=CA:FALSE\n{names}"),
    )
    .unwrap();
    openssl(
        folder,
        &format!(
            "x509 -req -in {name}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out {name}.pem -extfile ext {more}"
        ),
    );
}

fn connect(peer: &Peer, options: TlsOptions) -> Result<(), (ErrorKind, String)> {
    let connected = Client::builder("localhost")
        .port(peer.port)
        .tls_options(options)
        .connect();
    connected
        .map(drop)
        .map_err(|error| (error.kind(), error.message().to_owned()))
}

/// A CA, and a good certificate for this machine.
fn authority(folder: &Path) {
    openssl(
        folder,
        "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 30 -subj /CN=CA",
    );
    signed(folder, "good", "subjectAltName=DNS:localhost", "-days 30");
}

fn trusting(file: std::path::PathBuf) -> TlsOptions {
    TlsOptions {
        ca_file: Some(file),
        ..TlsOptions::default()
    }
}

#[test]
fn each_kind_of_certificate() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path();
    authority(folder);
    signed(
        folder,
        "wrong",
        "subjectAltName=DNS:other.example,DNS:more.example",
        "-days 30",
    );
    signed(folder, "nameless", "", "-days 30");
    signed(folder, "old", "subjectAltName=DNS:localhost", "-days -1");
    openssl(
        folder,
        "req -x509 -newkey rsa:2048 -nodes -keyout own.key -out own.pem -days 30 -subj /CN=localhost -addext subjectAltName=DNS:localhost",
    );
    openssl(
        folder,
        "req -x509 -newkey rsa:2048 -nodes -keyout stray.key -out stray.pem -days 30 -subj /CN=x -addext subjectAltName=DNS:stray.example",
    );
    let ca = folder.join("ca.pem");
    for (name, trusted, says) in [
        ("wrong", &ca, "not for localhost but for"),
        ("wrong", &ca, "more.example"),
        ("wrong", &ca, "--no-check-hostname"),
        ("nameless", &ca, "no subjectAltName"),
        ("old", &ca, "has expired"),
        ("own", &ca, "self-signed"),
        (
            "stray",
            &folder.join("stray.pem"),
            "not for localhost but for",
        ),
    ] {
        let (kind, message) =
            connect(&Peer::start(folder, name, &[]), trusting(trusted.clone())).unwrap_err();
        assert_eq!(kind, ErrorKind::Certificate, "{name}: {message}");
        assert!(message.contains(says), "{name}: {message}");
    }
    let unknown = connect(&Peer::start(folder, "good", &[]), TlsOptions::default()).unwrap_err();
    assert!(
        unknown.1.contains("unknown authority") && unknown.1.contains("--ca-file"),
        "{}",
        unknown.1
    );
    for (name, options) in [
        ("good", trusting(ca.clone())),
        ("own", trusting(folder.join("own.pem"))),
        (
            "wrong",
            TlsOptions {
                check_hostname: false,
                ..trusting(ca.clone())
            },
        ),
        (
            "old",
            TlsOptions {
                verify_cert: false,
                ..TlsOptions::default()
            },
        ),
        (
            "nameless",
            TlsOptions {
                verify_cert: false,
                ..TlsOptions::default()
            },
        ),
    ] {
        assert_eq!(
            connect(&Peer::start(folder, name, &[]), options),
            Ok(()),
            "{name}"
        );
    }
    let expired = TlsOptions {
        check_hostname: false,
        ..trusting(ca.clone())
    };
    assert!(connect(&Peer::start(folder, "old", &[]), expired).is_err());
}

#[test]
fn the_client_shows_its_own_certificate() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path();
    authority(folder);
    signed(folder, "me", "", "-days 30");
    let ca = folder.join("ca.pem");
    let demanding = [
        "-Verify",
        "1",
        "-verify_return_error",
        "-CAfile",
        ca.to_str().unwrap(),
    ];
    let with_own = TlsOptions {
        client_cert: Some(folder.join("me.pem")),
        client_key: Some(folder.join("me.key")),
        ..trusting(ca.clone())
    };
    assert_eq!(
        connect(&Peer::start(folder, "good", &demanding), with_own.clone()),
        Ok(())
    );
    let (_, message) = connect(
        &Peer::start(folder, "good", &demanding),
        trusting(ca.clone()),
    )
    .unwrap_err();
    assert!(
        message.contains("certificate") || message.contains("alert"),
        "{message}"
    );
    for (options, says) in [
        (
            TlsOptions {
                client_key: Some(folder.join("good.key")),
                ..with_own.clone()
            },
            "cannot be used",
        ),
        (
            TlsOptions {
                client_cert: Some(folder.join("missing.pem")),
                ..with_own.clone()
            },
            "cannot be read",
        ),
        (
            TlsOptions {
                client_key: Some(folder.join("me.pem")),
                ..with_own
            },
            "unencrypted PEM key",
        ),
        (trusting(folder.join("nowhere.pem")), "CA file"),
        (trusting(folder.join("me.key")), "holds no PEM certificate"),
    ] {
        let (kind, message) = connect(&Peer::start(folder, "good", &[]), options).unwrap_err();
        assert_eq!(kind, ErrorKind::Tls);
        assert!(message.contains(says), "{message}");
    }
}
