//! SCRAM with channel binding, against a peer that is TLS and SCRAM server in one and computes
//! both sides of the proof by itself.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::io::Write;
use std::net::TcpListener;
use std::num::NonZeroU32;
use std::path::Path;
use std::process::Command;
use std::thread::JoinHandle;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use imapclient::auth::Mechanism;
use imapclient::client::Client;
use imapclient::data::secret::Secret;
use imapclient::error::{Error, ErrorKind};
use imapclient::transport::TlsOptions;
use ring::{digest, hmac, pbkdf2};
use rustls::SupportedProtocolVersion;
use support::tls::{Connection, certificate, s_server};

const PASSWORD: &str = "pencil";
const SALT: &[u8] = b"some salt";
const ROUNDS: u32 = 4096;

/// What the peer is and does.
#[derive(Clone, Copy)]
struct Peer {
    offers: &'static str,
    version: &'static SupportedProtocolVersion,
    /// It sits in the middle: its session with the client is not the one the server sees.
    in_the_middle: bool,
    /// It gives a signature made without the password.
    impostor: bool,
}

impl Default for Peer {
    fn default() -> Self {
        Self {
            offers: "AUTH=SCRAM-SHA-256-PLUS AUTH=SCRAM-SHA-256",
            version: &rustls::version::TLS13,
            in_the_middle: false,
            impostor: false,
        }
    }
}

/// One hash as ring has it.
struct Hash(
    hmac::Algorithm,
    pbkdf2::Algorithm,
    &'static digest::Algorithm,
);

fn hash(mechanism: &str) -> Hash {
    if mechanism.contains("SHA-512") {
        Hash(
            hmac::HMAC_SHA512,
            pbkdf2::PBKDF2_HMAC_SHA512,
            &digest::SHA512,
        )
    } else if mechanism.contains("SHA-256") {
        Hash(
            hmac::HMAC_SHA256,
            pbkdf2::PBKDF2_HMAC_SHA256,
            &digest::SHA256,
        )
    } else {
        Hash(
            hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            pbkdf2::PBKDF2_HMAC_SHA1,
            &digest::SHA1_FOR_LEGACY_USE_ONLY,
        )
    }
}

fn sign(algorithm: hmac::Algorithm, key: &[u8], text: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(algorithm, key), text)
        .as_ref()
        .to_vec()
}

fn attribute<'a>(message: &'a str, name: &str) -> &'a str {
    let mut parts = message.split(',');
    let start = format!("{name}=");
    parts.find_map(|part| part.strip_prefix(&start)).unwrap()
}

impl Peer {
    /// Plays the server for one login; gives back the mechanism and the header that came.
    fn serve(self, listener: TcpListener, folder: &Path) -> (String, String) {
        let mut stream = Connection::accept(&listener, folder, self.version);
        let greeting = format!("* OK [CAPABILITY IMAP4rev1 SASL-IR {}] ready", self.offers);
        stream.say(&greeting);
        let command = stream.hear();
        let words: Vec<&str> = command.split(' ').collect();
        let [tag, "AUTHENTICATE", mechanism, first] = words[..] else {
            return (command, String::new());
        };
        let first = String::from_utf8(STANDARD.decode(first).unwrap()).unwrap();
        let bare = first.find("n=").unwrap();
        let (header, bare) = first.split_at(bare);
        let nonce = format!("{}peer", attribute(bare, "r"));
        let challenge = format!("r={nonce},s={},i={ROUNDS}", STANDARD.encode(SALT));
        stream.say(&format!("+ {}", STANDARD.encode(&challenge)));
        let last = STANDARD.decode(stream.hear()).unwrap();
        let last = String::from_utf8(last).unwrap();
        let refuse = |stream: &mut Connection, why: &str| {
            stream.say(&format!("+ {}", STANDARD.encode(format!("e={why}"))));
            stream.hear();
            stream.say(&format!("{tag} NO refused"));
        };
        let done = (mechanism.to_owned(), header.to_owned());
        let mut bound = header.as_bytes().to_vec();
        if mechanism.ends_with("-PLUS") {
            let export = stream.0.get_ref().conn.export_keying_material(
                [0_u8; 32],
                b"EXPORTER-Channel-Binding",
                Some(b""),
            );
            let mut export = export.unwrap();
            export[0] ^= u8::from(self.in_the_middle);
            bound.extend(export);
        }
        if attribute(&last, "c") != STANDARD.encode(&bound) {
            refuse(&mut stream, "channel-bindings-dont-match");
            return done;
        }
        if header == "y,," && self.in_the_middle {
            // The real server offers the binding; somebody took the offer away.
            refuse(&mut stream, "server-does-support-channel-binding");
            return done;
        }
        let Hash(mac, derive, sum) = hash(mechanism);
        let mut salted = vec![0; sum.output_len()];
        let rounds = NonZeroU32::new(ROUNDS).unwrap();
        pbkdf2::derive(derive, rounds, SALT, PASSWORD.as_bytes(), &mut salted);
        let (without_proof, proof) = last.rsplit_once(",p=").unwrap();
        let message = format!("{bare},{challenge},{without_proof}");
        let client_key = sign(mac, &salted, b"Client Key");
        let stored = digest::digest(sum, &client_key);
        let signature = sign(mac, stored.as_ref(), message.as_bytes());
        let proof = STANDARD.decode(proof).unwrap();
        let shown: Vec<u8> = proof.iter().zip(&signature).map(|(a, b)| a ^ b).collect();
        if shown != client_key {
            refuse(&mut stream, "invalid-proof");
            return done;
        }
        let server_key = match self.impostor {
            true => vec![0; 32],
            false => sign(mac, &salted, b"Server Key"),
        };
        let signature = sign(mac, &server_key, message.as_bytes());
        stream.say(&format!(
            "+ {}",
            STANDARD.encode(format!("v={}", STANDARD.encode(signature)))
        ));
        match stream.hear().as_str() {
            "" => stream.say(&format!("{tag} OK in")),
            _ => stream.say(&format!("{tag} BAD cancelled")),
        }
        done
    }

    fn start(self) -> (u16, Folder, JoinHandle<(String, String)>) {
        let folder = Folder::new();
        let path = folder.0.path().to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let served = std::thread::spawn(move || self.serve(listener, &path));
        (port, folder, served)
    }

    /// A login with this peer: its result, and the mechanism and the header that the peer saw.
    fn login(self, mechanism: Mechanism, password: &str) -> (Result<(), Error>, String, String) {
        let (port, folder, served) = self.start();
        let options = TlsOptions {
            ca_file: Some(folder.0.path().join("cert.pem")),
            ..TlsOptions::default()
        };
        let builder = Client::builder("localhost").port(port).tls_options(options);
        let mut client = builder.connect().unwrap();
        let result = client.login_with(mechanism, "user", &Secret::from(password));
        drop(client);
        let (mechanism, header) = served.join().unwrap();
        (result, mechanism, header)
    }
}

/// A folder with a certificate for `localhost`.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        certificate(folder.path(), "localhost");
        Self(folder)
    }
}

#[test]
fn every_plus_form_over_both_versions_of_tls() {
    for mechanism in [
        Mechanism::ScramSha1Plus,
        Mechanism::ScramSha256Plus,
        Mechanism::ScramSha512Plus,
    ] {
        for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
            let peer = Peer {
                offers: "AUTH=SCRAM-SHA-1-PLUS AUTH=SCRAM-SHA-256-PLUS AUTH=SCRAM-SHA-512-PLUS",
                version,
                ..Peer::default()
            };
            let (result, name, header) = peer.login(mechanism, PASSWORD);
            result.unwrap();
            assert_eq!(name, mechanism.name());
            assert_eq!(header, "p=tls-exporter,,");
        }
    }
}

#[test]
fn without_the_offer_the_server_is_told_that_we_could() {
    let peer = Peer {
        offers: "AUTH=SCRAM-SHA-512",
        ..Peer::default()
    };
    let (result, name, header) = peer.login(Mechanism::ScramSha512, PASSWORD);
    result.unwrap();
    assert_eq!((name.as_str(), header.as_str()), ("SCRAM-SHA-512", "y,,"));
    // With the offer, and by the user's own will: no.
    let (result, _, header) = Peer::default().login(Mechanism::ScramSha256, PASSWORD);
    result.unwrap();
    assert_eq!(header, "n,,");
}

#[test]
fn scram_is_the_strongest_with_the_binding_first() {
    let table = [
        ("AUTH=SCRAM-SHA-1 AUTH=SCRAM-SHA-256", "SCRAM-SHA-256"),
        (
            "AUTH=SCRAM-SHA-256-PLUS AUTH=SCRAM-SHA-256",
            "SCRAM-SHA-256-PLUS",
        ),
        (
            "AUTH=SCRAM-SHA-512 AUTH=SCRAM-SHA-256-PLUS",
            "SCRAM-SHA-512",
        ),
        ("AUTH=PLAIN AUTH=SCRAM-SHA-1", "SCRAM-SHA-1"),
    ];
    for (offers, chosen) in table {
        let peer = Peer {
            offers,
            ..Peer::default()
        };
        let (result, name, _) = peer.login(Mechanism::Scram, PASSWORD);
        result.unwrap();
        assert_eq!(name, chosen, "{offers}");
    }
}

#[test]
fn somebody_in_the_middle_gets_nowhere() {
    let peer = Peer {
        in_the_middle: true,
        ..Peer::default()
    };
    let (result, ..) = peer.login(Mechanism::ScramSha256Plus, PASSWORD);
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Login);
    assert!(
        error.message().contains("channel-bindings-dont-match"),
        "{error}"
    );
    let peer = Peer {
        offers: "AUTH=SCRAM-SHA-256",
        ..peer
    };
    let (result, ..) = peer.login(Mechanism::ScramSha256, PASSWORD);
    let error = result.unwrap_err();
    assert!(error.message().contains("server-does-support"), "{error}");
}

/// A server whose TLS 1.2 has no extended master secret, so that nothing can be tied to a session.
#[test]
fn tls_1_2_without_extended_master_secret_is_not_bound_to() {
    const CONFIG: &str = "openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n\
                          [c]\nOptions = -ExtendedMasterSecret\n";
    let folder = Folder::new();
    let path = folder.0.path();
    std::fs::write(path.join("openssl.cnf"), CONFIG).unwrap();
    for (config, words) in [
        ("openssl.cnf", "TLS 1.2 without extended master secret"),
        // The same server with it gets as far as the login.
        ("/dev/null", "closed the connection"),
    ] {
        let mut command = Command::new("openssl");
        command
            .args(["s_server", "-accept", "127.0.0.1:0", "-tls1_2"])
            .args(["-naccept", "1", "-cert", "cert.pem", "-key", "key.pem"])
            .current_dir(path)
            .env("OPENSSL_CONF", config);
        let (mut child, port, mut lines) = s_server(&mut command);
        let mut stdin = child.stdin.take().unwrap();
        let greeting = b"* OK [CAPABILITY IMAP4rev1 AUTH=SCRAM-SHA-256-PLUS] ready\r\n";
        stdin.write_all(greeting).unwrap();
        // What it prints must go somewhere; once it has the command, it goes away.
        let server = std::thread::spawn(move || {
            lines.find(|line| {
                line.as_ref()
                    .is_ok_and(|line| line.contains("AUTHENTICATE"))
            });
            drop(stdin);
            let _ = child.kill();
            let _ = child.wait();
        });
        let options = TlsOptions {
            ca_file: Some(path.join("cert.pem")),
            ..TlsOptions::default()
        };
        let builder = Client::builder("localhost").port(port);
        let mut client = builder.tls_options(options).connect().unwrap();
        let password = Secret::from(PASSWORD);
        let done = client.login_with(Mechanism::ScramSha256Plus, "user", &password);
        let error = done.unwrap_err();
        assert!(error.message().contains(words), "{config}: {error}");
        drop(client);
        server.join().unwrap();
    }
}

#[test]
fn an_impostor_is_found_out_and_a_wrong_password_too() {
    let peer = Peer {
        impostor: true,
        ..Peer::default()
    };
    let (result, ..) = peer.login(Mechanism::ScramSha256Plus, PASSWORD);
    let error = result.unwrap_err();
    assert!(error.message().contains("wrong signature"), "{error}");
    let (result, ..) = Peer::default().login(Mechanism::ScramSha256Plus, "pensil");
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Login);
    assert!(error.message().contains("invalid-proof"), "{error}");
}

#[test]
fn the_program_forces_the_binding() {
    let (port, folder, served) = Peer::default().start();
    let certificate = folder.0.path().join("cert.pem");
    let output = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"))
        .args(["-H", "localhost", "-P", &port.to_string(), "-u", "user"])
        .args(["-p", PASSWORD, "--auth", "scram-sha-256-plus", "-c", "1"])
        .arg("--ca-file")
        .arg(certificate)
        .output()
        .unwrap();
    assert_eq!(output.stdout, b"1\n", "{output:?}");
    let (name, header) = served.join().unwrap();
    assert_eq!(
        (name.as_str(), header.as_str()),
        ("SCRAM-SHA-256-PLUS", "p=tls-exporter,,")
    );
}
