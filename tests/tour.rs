//! README's tour, run as it is printed there.

#![cfg(feature = "shell")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::Write;
use std::process::{Command, Output, Stdio};

/// The blocks of the tour that are a session: what is typed, and what is printed.
fn tour() -> (String, String) {
    let readme = include_str!("../README.md");
    let (_, rest) = readme
        .split_once("<!-- tour -->")
        .expect("the tour's start");
    let (tour, _) = rest.split_once("<!-- /tour -->").expect("the tour's end");
    let (mut session, mut printed) = (String::new(), String::new());
    let mut inside = false;
    for line in tour.lines() {
        if line.starts_with("```") {
            inside = !inside;
        } else if inside && !line.starts_with("$ ") {
            session.push_str(line);
            session.push('\n');
            if !line.starts_with(">>>") && !line.starts_with("...") {
                printed.push_str(line);
                printed.push('\n');
            }
        }
    }
    (session, printed)
}

fn demo(args: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"))
        .arg("--demo")
        .args(args)
        .env("imapclient_username", "somebody else")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).unwrap();
    drop(stdin);
    child.wait_with_output().unwrap()
}

#[test]
fn the_tour_prints_what_readme_shows() {
    let (session, printed) = tour();
    assert!(session.matches(">>>").count() >= 15, "{session}");
    let output = demo(&[], &session);
    let found = String::from_utf8(output.stdout).unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(found, printed, "{said}");
    assert!(output.status.success(), "{said}");
}

#[test]
fn commands_on_the_command_line() {
    let output = demo(
        &["-c", "c.select_folder('INBOX')['EXISTS']", "-c", "c.host"],
        "",
    );
    let found = String::from_utf8(output.stdout).unwrap();
    assert_eq!(found, "99\n\"127.0.0.1\"\n");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(said, "");
    let output = demo(&["--read-only", "-c", "c.create_folder('x')"], "");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn the_password_is_masked_here_as_well() {
    let said = demo(&["--trace", "-c", "c.noop()"], "");
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(
        said.contains("LOGIN") || said.contains("AUTHENTICATE"),
        "{said}"
    );
    assert!(
        !said.contains("demo demo") && !said.contains("\"demo\" \"demo\""),
        "{said}"
    );
}
