//! What the shell does by itself to hear of changes, at a terminal and against servers that a test
//! speaks for. The intervals are shortened, and each test waits for what is sent, never for time.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::sync::mpsc::{Sender, channel};

use support::dovecot::Dovecot;
use support::pty::Terminal;
use support::scripted::{Connection, Peer, Relay};
use support::shell::{leave, plain};

/// The shell at a peer, with these intervals, in the folder INBOX.
fn shell(home: &tempfile::TempDir, peer: &Peer, times: &[(&str, &str)]) -> Terminal {
    let mut command = plain(home.path(), peer.port);
    for (name, seconds) in times {
        command.env(format!("IMAPCLIENT_INTERACT_{name}"), seconds);
    }
    let mut terminal = Terminal::run(command);
    terminal.prompt("user@127.0.0.1>");
    terminal.enter("x = c.select_folder('INBOX')");
    terminal.prompt("user@127.0.0.1 INBOX (3)>");
    terminal
}

/// Greets with these capabilities and opens the folder. Before it is asked for, the shell may have
/// been at its prompt for long enough to do something by itself.
fn open(connection: &mut Connection, capabilities: &str) {
    connection.say(&format!(
        "* PREAUTH [CAPABILITY IMAP4rev1 {capabilities}] ready\n"
    ));
    let mut held = String::new();
    loop {
        let (tag, command) = connection.hear();
        match (tag.as_str(), command.split(' ').next().unwrap_or_default()) {
            ("DONE", _) => connection.say(&format!("{held} OK ended\n")),
            (_, "IDLE") => {
                connection.say("+ idling\n");
                held.clone_from(&tag);
            }
            (_, "NOOP") => connection.say(&format!("{tag} OK done\n")),
            (_, verb) => {
                assert_eq!(verb, "SELECT");
                connection.say(&format!(
                    "* 3 EXISTS\n* OK [UIDVALIDITY 1] ok\n{tag} OK [READ-WRITE] open\n"
                ));
                return;
            }
        }
    }
}

/// Answers until the client leaves. `idle` says what to do with an IDLE: a `+` and what follows, or
/// a refusal. What is heard is told at once, too.
fn serve(
    connection: &mut Connection,
    tell: &Sender<String>,
    idle: impl Fn(usize) -> Option<String>,
) -> Vec<String> {
    let (mut heard, mut held, mut idles) = (Vec::new(), String::new(), 0);
    loop {
        let (tag, command) = connection.hear();
        match (tag.as_str(), command.as_str()) {
            ("", _) => return heard,
            ("DONE", _) => {
                connection.say(&format!("{held} OK ended\n"));
                heard.push("DONE".to_owned());
                continue;
            }
            (_, "IDLE") => {
                idles += 1;
                match idle(idles) {
                    Some(news) => connection.say(&format!("+ idling\n{news}")),
                    None => connection.say(&format!("{tag} NO not here\n")),
                }
                held.clone_from(&tag);
            }
            (_, "LOGOUT") => connection.say(&format!("* BYE bye\n{tag} OK done\n")),
            _ => connection.say(&format!("{tag} OK done\n")),
        }
        let _ = tell.send(command.clone());
        heard.push(command);
    }
}

#[test]
fn an_idle_at_the_prompt_is_renewed() {
    let home = tempfile::tempdir().unwrap();
    let (tell, heard) = channel();
    let peer = Peer::start(vec![Box::new(move |connection| {
        open(connection, "IDLE");
        serve(connection, &tell, |count| {
            let news = format!("* {} EXISTS\n", 10 + count);
            Some(if count == 3 { news } else { String::new() })
        })
    })]);
    let times = [("IDLE_AFTER", "0.02"), ("IDLE_FOR", "0.02")];
    let mut terminal = shell(&home, &peer, &times);
    // What the third of them tells is shown.
    terminal.see("-- INBOX: 13 EXISTS");
    let told: Vec<String> = heard.try_iter().collect();
    assert!(told.iter().filter(|command| *command == "IDLE").count() >= 3);
    leave(terminal);
    let heard = peer.heard();
    let text = heard.join(" ");
    // Each begins with a NOOP, as some servers tell in IDLE only of what changes from then on.
    assert!(
        text.contains("NOOP IDLE DONE NOOP IDLE DONE NOOP IDLE"),
        "{text}"
    );
    assert_eq!(heard.last().unwrap(), "LOGOUT", "{text}");
}

#[test]
fn a_server_without_idle_is_asked_now_and_then() {
    for refuses in [false, true] {
        let home = tempfile::tempdir().unwrap();
        let (tell, heard) = channel();
        let peer = Peer::start(vec![Box::new(move |connection| {
            open(connection, if refuses { "IDLE" } else { "UIDPLUS" });
            serve(connection, &tell, |_| None)
        })]);
        let times = [("IDLE_AFTER", "0.02"), ("NOOP_AFTER", "0.02")];
        let terminal = shell(&home, &peer, &times);
        let mut noops = 0;
        while noops < 4 {
            let command = heard
                .recv_timeout(std::time::Duration::from_secs(30))
                .unwrap();
            noops += usize::from(command == "NOOP");
        }
        leave(terminal);
        let heard = peer.heard();
        // One that refuses is not asked twice at a prompt.
        let idles = heard.iter().filter(|command| *command == "IDLE").count();
        assert!(idles <= usize::from(refuses) * 2, "{heard:?}");
        assert_eq!(heard.last().unwrap(), "LOGOUT");
    }
}

#[test]
fn the_command_idle_is_renewed_and_outlives_its_connection() {
    let home = tempfile::tempdir().unwrap();
    let (tell, _heard) = channel();
    let (cut, wait) = channel::<()>();
    let again = tell.clone();
    let peer = Peer::start(vec![
        Box::new(move |connection| {
            open(connection, "IDLE");
            let (_, command) = connection.hear();
            connection.say("+ idling\n* 4 EXISTS\n");
            wait.recv().unwrap();
            vec![command]
        }),
        Box::new(move |connection| {
            open(connection, "IDLE");
            serve(connection, &again, |count| {
                Some(if count == 3 {
                    "* 6 EXISTS\n".to_owned()
                } else {
                    String::new()
                })
            })
        }),
    ]);
    let times = [("IDLE_AFTER", "600"), ("WATCH_FOR", "0.02")];
    let mut terminal = shell(&home, &peer, &times);
    terminal.press(":idle\r");
    terminal.see("\"event\":[4,\"EXISTS\"]");
    cut.send(()).unwrap();
    terminal.says("connected again to 127.0.0.1 as user, \"INBOX\" is open again");
    // The third IDLE of the new connection tells this: it was renewed twice.
    terminal.see("\"event\":[6,\"EXISTS\"]");
    terminal.press("\x03");
    terminal.prompt("user@127.0.0.1 INBOX (6)>");
    terminal.enter("c.noop()[0]");
    terminal.see("\"done\"");
    leave(terminal);
    assert_eq!(peer.heard(), ["IDLE"]);
    let heard = peer.heard().join(" ");
    assert!(heard.starts_with("IDLE DONE IDLE DONE IDLE"), "{heard}");
    assert!(heard.ends_with("DONE NOOP LOGOUT"), "{heard}");
}

#[test]
fn a_line_that_is_cut_in_the_middle_of_a_command() {
    let home = tempfile::tempdir().unwrap();
    let relay = Relay::start(Dovecot::shared().plain);
    let mut command = plain(home.path(), relay.port);
    command.env("IMAPCLIENT_INTERACT_IDLE_AFTER", "600");
    let mut terminal = Terminal::run(command);
    terminal.prompt("user@127.0.0.1>");
    terminal.enter("a = c.create_folder('cut'); a = c.append('cut', 'Subject: x')");
    terminal.prompt("user@127.0.0.1>");
    terminal.enter("c.select_folder('cut')['EXISTS']");
    terminal.prompt("user@127.0.0.1 cut (1)>");
    // What only reads is asked again on the new line, what changes something is not.
    for (typed, says) in [
        ("c.search('ALL')", "[\n  1\n]"),
        (
            "c.add_flags(1, DELETED)",
            "whether add_flags() was done is unknown",
        ),
    ] {
        relay.freeze();
        terminal.press(&format!("{typed}\r"));
        terminal.see("waiting for the server");
        relay.cut();
        relay.thaw();
        terminal.says("connected again to 127.0.0.1 as user, \"cut\" is open again");
        terminal.says(says);
        terminal.prompt("user@127.0.0.1 cut (1)>");
        terminal.press("\x0c");
        terminal.until("an empty screen", |terminal| {
            !terminal.screen().contains("connected again")
        });
    }
    leave(terminal);
}
