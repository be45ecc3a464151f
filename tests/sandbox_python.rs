//! The embedded server is true: Python's IMAPClient and curl work with it.

#![cfg(all(feature = "sandbox", feature = "shell"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::process::Command;

use imapclient::sandbox::Sandbox;
use support::original::{python, run};

fn sandbox() -> Sandbox {
    Sandbox::builder()
        .user("user", "pass")
        .user("other", "pass")
        .folder("user", "Sent", Some("\\Sent"))
        .quota("user", Some(10_000), Some(1000))
        .start()
        .unwrap()
}

#[test]
fn imapclient_works_with_it() {
    let sandbox = sandbox();
    let options = sandbox.tls_options().unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/works.py");
    let output = run(Command::new(python())
        .arg(script)
        .arg(sandbox.port().to_string())
        .arg(sandbox.tls_port().to_string())
        .arg(options.ca_file.unwrap()));
    let said = String::from_utf8_lossy(&output.stdout);
    let checks: u32 = said
        .trim()
        .strip_suffix(" checks")
        .unwrap()
        .parse()
        .unwrap();
    assert!(checks >= 60, "{said}");
}

#[test]
fn curl_works_with_it() {
    let sandbox = sandbox();
    let ca = sandbox.tls_options().unwrap().ca_file.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("new.eml");
    std::fs::write(&file, "Subject: from curl\r\n\r\nHi\r\n").unwrap();
    let curl = |tls: bool, path: &str, more: &[&str]| {
        let base = match tls {
            true => format!("imaps://localhost:{}", sandbox.tls_port()),
            false => format!("imap://127.0.0.1:{}", sandbox.port()),
        };
        let mut command = Command::new("curl");
        command.args([
            "--silent",
            "--show-error",
            "--user",
            "user:pass",
            "--cacert",
        ]);
        command.arg(&ca).args(more).arg(format!("{base}/{path}"));
        String::from_utf8(run(&mut command).stdout).unwrap()
    };
    for tls in [false, true] {
        curl(tls, "INBOX", &["--upload-file", file.to_str().unwrap()]);
        assert!(curl(tls, "", &["--request", "LIST \"\" *"]).contains("\"/\" INBOX"));
        assert!(curl(tls, "INBOX?SUBJECT%20curl", &[]).starts_with("* SEARCH 1"));
        let body = curl(tls, "INBOX;UID=1", &[]);
        assert_eq!(body, "Subject: from curl\r\n\r\nHi\r\n");
        assert_eq!(curl(tls, "INBOX;UID=1;SECTION=TEXT", &[]), "Hi\r\n");
        assert!(curl(tls, "INBOX", &["--request", "STATUS INBOX (MESSAGES)"]).contains("MESSAGES"));
    }
    let upgraded = curl(false, "INBOX;UID=2", &["--ssl-reqd"]);
    assert!(upgraded.contains("from curl"));
}
