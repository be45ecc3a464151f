//! No bytes of a client bring the embedded server down.

#![cfg(feature = "sandbox")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Once, OnceLock};

use imapclient::sandbox::{Personality, Sandbox};
use proptest::prelude::*;
use support::raw::Raw;

static PANICS: AtomicUsize = AtomicUsize::new(0);

/// Counts the panics of the server's threads, which would otherwise only close a connection.
fn watch() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let name = std::thread::current().name().unwrap_or_default().to_owned();
            if name.starts_with("sandbox") {
                PANICS.fetch_add(1, Ordering::SeqCst);
            }
            usual(panic);
        }));
    });
}

fn sandbox() -> &'static Sandbox {
    static SANDBOX: OnceLock<Sandbox> = OnceLock::new();
    watch();
    SANDBOX.get_or_init(|| {
        Sandbox::builder()
            .personality(Personality::Full)
            .capability("X-GM-EXT-1", true)
            .capability("XLIST", true)
            .user("user", "pass")
            .user("other", "pass")
            .start()
            .unwrap()
    })
}

/// Sends bytes on a connection that is logged in and has a folder open, and reads to the end.
fn survives(bytes: &[u8]) {
    let sandbox = sandbox();
    let mut raw = Raw::connect(sandbox.port());
    raw.ok("LOGIN user pass");
    raw.send("x CREATE Work\r\n");
    let text = "From: a@x\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n";
    raw.send(format!("y APPEND INBOX {{{}+}}\r\n{text}\r\n", text.len()));
    raw.answer("y");
    raw.ok("SELECT INBOX");
    raw.send(bytes);
    raw.send("\r\n");
    raw.hang_up();
    while !raw.line().is_empty() {}
    assert_eq!(PANICS.load(Ordering::SeqCst), 0, "the server panicked");
    Raw::connect(sandbox.port()).ok("NOOP");
}

/// Real commands, which the tests compare with Dovecot as well.
fn commands() -> Vec<Vec<u8>> {
    include_str!("support/commands.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#') && *line != "UNSELECT")
        .map(|line| line.replace("\\r\\n", "\r\n").into_bytes())
        .collect()
}

/// One change of a command.
#[derive(Clone, Debug)]
enum Change {
    Put(usize, u8),
    Take(usize, usize),
    Twice(usize, usize),
    Token(usize, &'static str),
}

fn change() -> impl Strategy<Value = Change> {
    const TOKENS: &[&str] = &[
        "(",
        ")",
        "\"",
        "{3}\r\n",
        "{0+}\r\n",
        "NIL",
        "*",
        "0",
        "4294967295",
        "1:*",
        "$",
        "UID ",
        "BODY[",
        "]<0.1>",
        "\\",
        "%",
        "~{2+}\r\n\0\0",
        " NOT ",
        "99999999999999999999",
        "\r\n",
        "x SEARCH ",
        "&AAA-",
        "\u{fc}",
    ];
    prop_oneof![
        (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Change::Put(at, byte)),
        (any::<usize>(), 0..12usize).prop_map(|(at, count)| Change::Take(at, count)),
        (any::<usize>(), 0..12usize).prop_map(|(at, count)| Change::Twice(at, count)),
        (any::<usize>(), prop::sample::select(TOKENS))
            .prop_map(|(at, token)| Change::Token(at, token)),
    ]
}

fn changed(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        let place = |at: &usize| at % (bytes.len() + 1);
        match change {
            Change::Put(at, byte) => bytes.insert(place(at), *byte),
            Change::Take(at, count) => {
                let start = place(at);
                let end = (start + count).min(bytes.len());
                bytes.drain(start..end);
            }
            Change::Twice(at, count) => {
                let start = place(at);
                let end = (start + count).min(bytes.len());
                let copy = bytes[start..end].to_vec();
                bytes.splice(start..start, copy);
            }
            Change::Token(at, token) => {
                let start = place(at);
                bytes.splice(start..start, token.bytes());
            }
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        survives(&bytes);
    }

    #[test]
    fn any_changes_of_commands(
        picked in proptest::collection::vec(
            (prop::sample::select(commands()), proptest::collection::vec(change(), 0..4)),
            1..25,
        ),
    ) {
        let mut bytes = Vec::new();
        for (command, changes) in picked {
            bytes.extend_from_slice(b"t ");
            bytes.extend(changed(command, &changes));
            bytes.extend_from_slice(b"\r\n");
        }
        survives(&bytes);
    }

    #[test]
    fn any_message(
        head in "((From|To|Subject|Date|Content-Type|Message-ID|References): [ -~üß\r\n]{0,40}\r\n){0,5}",
        body in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        let text = [head.as_bytes(), b"\r\n", &body].concat();
        let mut bytes = format!("a APPEND INBOX {{{}+}}\r\n", text.len().max(1)).into_bytes();
        bytes.extend(&text);
        bytes.extend_from_slice(b"\r\nb FETCH * (ENVELOPE BODYSTRUCTURE BODY PREVIEW BINARY.PEEK[1] BODY.PEEK[1.MIME] X-GM-LABELS)\r\nc SORT (SUBJECT FROM DISPLAYTO DATE) UTF-8 TEXT x\r\nd THREAD REFERENCES UTF-8 ALL\r\n");
        survives(&bytes);
    }
}
