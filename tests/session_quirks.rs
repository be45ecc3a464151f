//! Quirks of whole sessions that show at a terminal only: S6 and S8 of the collection (see
//! `tests/quirks/sessions.rs`).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::path::Path;

use support::pty::Terminal;
use support::scripted::Peer;
use support::shell::{leave, plain};

/// The shell at its first prompt, its folder open.
fn shell(home: &Path, port: u16) -> Terminal {
    let mut terminal = Terminal::run(plain(home, port));
    terminal.prompt("user@127.0.0.1>");
    terminal.enter("x = c.select_folder('INBOX')");
    terminal.prompt("user@127.0.0.1 INBOX (3)>");
    terminal
}

#[test]
fn a_throttled_call_waits_and_is_made_again() {
    // With the connection left open, and closed as Office 365 does.
    for closes in [false, true] {
        let home = tempfile::tempdir().unwrap();
        let throttled = "BAD Request is throttled. Suggested Backoff Time: 20 milliseconds";
        let first = move |connection: &mut support::scripted::Connection| {
            connection.open(1);
            let (tag, command) = connection.hear();
            connection.say(&format!("{tag} {throttled}\n"));
            if closes {
                connection.say("* BYE Connection closed. 14\n");
                return vec![command];
            }
            let mut heard = vec![command];
            heard.extend(connection.serve());
            heard
        };
        let peer = Peer::start(vec![
            Box::new(first),
            Box::new(|connection| {
                connection.open(1);
                connection.serve()
            }),
        ]);
        let mut terminal = shell(home.path(), peer.port);
        terminal.enter("c.search('UNSEEN')");
        terminal.says("the server is asked again in 1 s, as it wants");
        terminal.see("[\n  7\n]");
        terminal.prompt("user@127.0.0.1 INBOX (3)>");
        leave(terminal);
        let heard = peer.heard();
        match closes {
            false => assert_eq!(heard, ["UID SEARCH UNSEEN", "UID SEARCH UNSEEN", "LOGOUT"]),
            true => {
                assert_eq!(heard, ["UID SEARCH UNSEEN"]);
                assert_eq!(peer.heard(), ["UID SEARCH UNSEEN", "LOGOUT"]);
            }
        }
    }
}

#[test]
fn a_login_that_expires_is_made_anew() {
    let home = tempfile::tempdir().unwrap();
    let expired = |connection: &mut support::scripted::Connection| {
        connection.open(1);
        let (tag, command) = connection.hear();
        connection.say(&format!(
            "{tag} NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)\n"
        ));
        vec![command]
    };
    let peer = Peer::start(vec![
        Box::new(expired),
        Box::new(move |connection| expired(connection)),
        Box::new(|connection| {
            connection.open(1);
            connection.serve()
        }),
    ]);
    let mut terminal = shell(home.path(), peer.port);
    // A call that only reads is made again.
    terminal.enter("c.search('UNSEEN')");
    terminal.says("\"INBOX\" is open again");
    // The new session expires as well.
    terminal.see("no longer valid; log in again");
    terminal.prompt("user@127.0.0.1 INBOX (3)>");
    leave(terminal);
    assert_eq!(peer.heard(), ["UID SEARCH UNSEEN"]);
    assert_eq!(peer.heard(), ["UID SEARCH UNSEEN"]);
}
