//! The session: capabilities, namespaces, opening folders, IDLE and NOOP, time-outs, logins.

use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::time::Duration;

use imapclient::client::{Client, State, Tls};
use imapclient::error::ErrorKind;

use super::base::{Live, Skip, message};
use super::{Outcome, Test};

pub(crate) const ONCE: &[Test] = &[
    ("test_alternates", alternates),
    ("test_capabilities", capabilities),
    ("test_namespace", namespace),
    ("test_select_and_close", select_and_close),
    ("test_unselect_folder", unselect_folder),
    ("test_select_read_only", select_read_only),
    ("test_idle", idle),
    ("test_noop", noop),
    (
        "test_small_connection_timeout_fail",
        small_connection_timeout,
    ),
    ("test_small_read_timeout_fail", small_read_timeout),
];

/// The program connects as each other account of the file, or fails as that account says.
fn alternates(live: &mut Live) -> Outcome {
    let alternates = live.account.alternates();
    if alternates.is_empty() {
        return Err(Skip("the file has no other accounts".to_owned()));
    }
    for section in alternates {
        let output = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"))
            .arg("-f")
            .arg(&live.account.file)
            .args([
                "-a",
                &section.name,
                "-c",
                "c.noop()[1]",
                "--output",
                "jsonl",
            ])
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        match section.get("expect_failure") {
            None => assert!(output.status.success(), "{}: {said}", section.name),
            Some(pattern) => {
                assert!(!output.status.success(), "{} connected", section.name);
                let wanted = fancy_regex::Regex::new(pattern).unwrap();
                assert!(wanted.is_match(&*said).unwrap(), "{}: {said}", section.name);
            }
        }
    }
    Ok(())
}

fn capabilities(live: &mut Live) -> Outcome {
    let all = live.client.capabilities().unwrap().0;
    assert!(all.len() > 1, "{all:?}");
    for capability in &all {
        assert!(live.client.has_capability(capability.to_string()).unwrap());
    }
    assert!(!live.client.has_capability("X-NOBODY-HAS-THIS").unwrap());
    Ok(())
}

fn namespace(live: &mut Live) -> Outcome {
    live.need("NAMESPACE")?;
    let namespace = live.client.namespace().unwrap();
    for part in [namespace.personal, namespace.other, namespace.shared] {
        assert!(part.is_none_or(|places| !places.is_empty()));
    }
    Ok(())
}

fn select_and_close(live: &mut Live) -> Outcome {
    let info = live.client.select_folder(&live.base, false).unwrap();
    assert_eq!(info.number("EXISTS"), Some(0));
    assert!(info.words("FLAGS").unwrap().len() > 1);
    assert!(info.number("UIDVALIDITY").is_some());
    assert_eq!(live.client.state(), State::Selected);
    live.client.close_folder().unwrap();
    assert_eq!(live.client.state(), State::Authenticated);
    Ok(())
}

fn unselect_folder(live: &mut Live) -> Outcome {
    live.need("UNSELECT")?;
    live.client.unselect_folder().unwrap();
    let error = live.client.search("ALL", None).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::IllegalState);
    let error = live.client.unselect_folder().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::IllegalState);
    Ok(())
}

fn select_read_only(live: &mut Live) -> Outcome {
    live.fill(&[&message("x")]);
    let info = live.client.select_folder(&live.base, true).unwrap();
    assert!(info.has("READ-ONLY"));
    assert_eq!(info.number("EXISTS"), Some(1));
    let error = live.client.add_flags("1:*", "\\Seen", false).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ReadOnly);
    Ok(())
}

fn is_exists(update: &imapclient::client::Update) -> bool {
    serde_json::to_string(update)
        .unwrap()
        .ends_with(r#","EXISTS"]"#)
}

fn idle(live: &mut Live) -> Outcome {
    live.need("IDLE")?;
    let mut other = live.other();
    live.client.idle().unwrap();
    other
        .append(&live.base, &*message("one"), (), None)
        .unwrap();
    // Some servers tell of other things first.
    let mut seen = Vec::new();
    for _ in 0..60 {
        seen.extend(live.client.idle_check(60).unwrap());
        if seen.iter().any(is_exists) {
            break;
        }
    }
    assert!(seen.iter().any(is_exists), "{seen:?}");
    live.client.idle_done().unwrap();
    // What comes in unlooked-at is told of at the end, or after it.
    live.client.idle().unwrap();
    other
        .append(&live.base, &*message("two"), (), None)
        .unwrap();
    let mut seen = live.client.idle_done().unwrap().responses;
    seen.extend(live.client.noop().unwrap().responses);
    assert!(seen.iter().any(is_exists), "{seen:?}");
    assert_eq!(live.all().len(), 2);
    Ok(())
}

fn noop(live: &mut Live) -> Outcome {
    let news = live.client.noop().unwrap();
    assert!(!news.text.is_empty());
    assert!(news.responses.is_empty(), "{news:?}");
    let mut other = live.other();
    other.append(&live.base, &*message("x"), (), None).unwrap();
    let news = live.client.noop().unwrap().responses;
    assert!(news.iter().any(is_exists), "{news:?}");
    assert_eq!(live.client.selected().unwrap().exists, 1);
    Ok(())
}

/// A peer that takes the connection and then is silent, which no TLS handshake survives.
fn small_connection_timeout(_: &mut Live) -> Outcome {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let builder = Client::builder("localhost")
        .port(listener.local_addr().unwrap().port())
        .connect_timeout(Duration::from_millis(1));
    assert_eq!(builder.connect().err().unwrap().kind(), ErrorKind::Timeout);
    Ok(())
}

/// Where TLS is due, a client that speaks in clear waits for a greeting in vain.
fn small_read_timeout(live: &mut Live) -> Outcome {
    if !live.account.is_implicit_tls() {
        return Err(Skip("the account has no port with TLS".to_owned()));
    }
    let builder = live.account.builder(Some(Tls::None));
    let builder = builder.read_timeout(Duration::from_micros(10));
    let error = builder.connect().err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
    Ok(())
}
