//! The session at a real terminal: news, keeping alive, losing the connection and getting it back.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::path::Path;
use std::sync::mpsc::channel;

use expectrl::process::unix::Signal;
use imapclient::client::{Client, Tls};
use support::dovecot::Dovecot;
use support::pty::{Terminal, program};
use support::scripted::{Peer, Relay};
use support::shell::plain;

/// A client beside the shell.
fn other() -> Client {
    let builder = Client::builder("127.0.0.1").port(Dovecot::shared().plain);
    let mut client = builder.tls(Tls::None).connect().unwrap();
    client.login("user", "pass").unwrap();
    client
}

/// The shell at its first prompt.
fn shell(home: &Path, port: u16, arguments: &[&str]) -> Terminal {
    let mut command = plain(home, port);
    command.args(arguments);
    command.env("IMAPCLIENT_INTERACT_IDLE_AFTER", "0.05");
    let mut terminal = Terminal::run(command);
    terminal.prompt("user@127.0.0.1>");
    terminal
}

fn leave(mut terminal: Terminal) {
    terminal.until("a prompt", |terminal| terminal.line().ends_with('>'));
    terminal.press("\x04");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn news_comes_above_the_line_that_is_being_typed() {
    let home = tempfile::tempdir().unwrap();
    let trace = home.path().join("wire.log");
    let flag = format!("--trace={}", trace.display());
    let mut terminal = shell(home.path(), Dovecot::shared().plain, &[&flag]);
    let mut other = other();
    other.create_folder("news").unwrap();
    terminal.enter("c.select_folder('news')['EXISTS']");
    terminal.prompt("user@127.0.0.1 news (0)>");
    terminal.press("c.no");
    terminal.prompt("user@127.0.0.1 news (0)> c.no");
    other
        .append("news", "Subject: a\r\n\r\nb", (), None)
        .unwrap();
    terminal.see("-- news: 1 EXISTS");
    terminal.prompt("user@127.0.0.1 news (0)> c.no");
    terminal.press("op()[0]\r");
    terminal.see("NOOP completed");
    terminal.prompt("user@127.0.0.1 news (1)>");
    let wire = std::fs::read_to_string(&trace).unwrap();
    let (idle, done, noop) = (
        wire.find("IDLE\n"),
        wire.find("C: DONE\n"),
        wire.rfind("NOOP\n"),
    );
    assert!(idle.is_some() && idle < done && done < noop, "{wire}");
    // While the IDLE is the user's own, the shell keeps out of it.
    terminal.enter("c.idle()");
    terminal.prompt("user@127.0.0.1 news (1)>");
    other
        .append("news", "Subject: c\r\n\r\nd", (), None)
        .unwrap();
    terminal.enter("c.idle_check(timeout=20)[0]");
    terminal.see("\"EXISTS\"");
    terminal.enter("c.idle_done()[0]");
    terminal.see("Idle completed");
    terminal.prompt("user@127.0.0.1 news (2)>");
    // Without news above the prompt, a mark in it says that there is some.
    terminal.enter(":news off");
    terminal.prompt("user@127.0.0.1 news (2)>");
    terminal.enter("x = c.append('news', 'Subject: e')");
    terminal.prompt("user@127.0.0.1 news (3)*>");
    assert!(!terminal.screen().contains("-- news: 3 EXISTS"));
    leave(terminal);
}

#[test]
fn a_lost_connection_is_made_anew_and_the_folder_opened() {
    let home = tempfile::tempdir().unwrap();
    let relay = Relay::start(Dovecot::shared().plain);
    let mut terminal = shell(home.path(), relay.port, &[]);
    let mut other = other();
    other.create_folder("lost").unwrap();
    terminal.enter("c.compress()");
    terminal.enter("c.select_folder('lost')['EXISTS']");
    terminal.prompt("user@127.0.0.1 lost (0)>");
    relay.cut();
    terminal.see("-- the connection is gone: ");
    terminal.enter("c.search('ALL')");
    terminal.says("connected again to 127.0.0.1 as user, \"lost\" is open again");
    terminal.see("\n[]\n");
    terminal.enter("c.compress()");
    terminal.says("the session is compressed already");
    terminal.prompt("user@127.0.0.1 lost (0)>");
    // No way back: the prompt says so, and the session goes on.
    relay.refuse(true);
    relay.cut();
    terminal.until("the second loss", |terminal| {
        terminal
            .screen()
            .matches("-- the connection is gone: ")
            .count()
            == 2
    });
    terminal.enter("c.search('ALL')");
    terminal.says("search() was not sent: connecting to 127.0.0.1 as user again failed: ");
    terminal.prompt("user@127.0.0.1 lost offline>");
    terminal.enter("1 + 41");
    terminal.see("\n42\n");
    relay.refuse(false);
    // A folder that is no more.
    other.delete_folder("lost").unwrap();
    terminal.enter(":reconnect");
    terminal.says("but \"lost\" cannot be opened again");
    terminal.prompt("user@127.0.0.1>");
    leave(terminal);
}

#[test]
fn a_network_that_falls_silent_is_a_lost_connection() {
    let home = tempfile::tempdir().unwrap();
    let relay = Relay::start(Dovecot::shared().plain);
    let mut terminal = shell(home.path(), relay.port, &["--timeout", "1"]);
    terminal.enter("c.select_folder('INBOX', readonly=True)['READ-ONLY']");
    terminal.until("the folder", |terminal| {
        terminal.line().contains(" INBOX ro (")
    });
    relay.freeze();
    terminal.enter("c.folder_status('Drafts')");
    terminal.see("in vain");
    terminal.until("the end of the call", |terminal| {
        terminal.line().ends_with("INBOX offline>")
    });
    relay.thaw();
    terminal.enter(":reconnect");
    terminal.says("\"INBOX\" is open again");
    terminal.until("the folder", |terminal| {
        terminal.line().contains(" INBOX ro (")
    });
    leave(terminal);
}

/// A shell at a peer whose first connection ends in the middle of the first command after SELECT.
fn killed(home: &Path, validity: u32) -> (Peer, Terminal) {
    let peer = Peer::start(vec![
        Box::new(|connection| {
            connection.open(1);
            vec![connection.hear().1]
        }),
        Box::new(move |connection| {
            connection.open(validity);
            connection.serve()
        }),
    ]);
    let mut terminal = shell(home, peer.port, &[]);
    terminal.enter("x = c.select_folder('INBOX')");
    terminal.prompt("user@127.0.0.1 INBOX (3)>");
    (peer, terminal)
}

#[test]
fn a_command_that_only_reads_is_sent_again_once() {
    let home = tempfile::tempdir().unwrap();
    let (peer, mut terminal) = killed(home.path(), 1);
    terminal.enter("c.search('UNSEEN')");
    terminal.says("\"INBOX\" is open again");
    terminal.see("[\n  7\n]");
    terminal.prompt("user@127.0.0.1 INBOX (3)>");
    leave(terminal);
    assert_eq!(peer.heard(), ["UID SEARCH UNSEEN"]);
    assert_eq!(peer.heard(), ["UID SEARCH UNSEEN", "LOGOUT"]);
}

#[test]
fn with_another_uidvalidity_nothing_is_sent_again() {
    let home = tempfile::tempdir().unwrap();
    let (peer, mut terminal) = killed(home.path(), 2);
    terminal.enter("c.fetch(7, 'FLAGS')");
    terminal.says("its UIDVALIDITY has changed: UIDs known so far are worthless");
    terminal.see("IMAPClientAbortError: ");
    terminal.prompt("user@127.0.0.1 INBOX (3)>");
    leave(terminal);
    assert_eq!(peer.heard().len(), 1);
    assert_eq!(peer.heard(), ["LOGOUT"]);
}

#[test]
fn a_command_that_changes_something_is_never_sent_again() {
    let home = tempfile::tempdir().unwrap();
    let (peer, mut terminal) = killed(home.path(), 1);
    terminal.enter("c.add_flags(7, DELETED)");
    terminal.says("whether add_flags() was done is unknown; check with c.get_flags(...)");
    terminal.says("\"INBOX\" is open again");
    terminal.prompt("user@127.0.0.1 INBOX (3)>");
    leave(terminal);
    assert!(peer.heard()[0].contains("STORE"));
    assert_eq!(peer.heard(), ["LOGOUT"]);
}

#[test]
fn control_c_in_the_middle_of_a_command() {
    let home = tempfile::tempdir().unwrap();
    let (go, wait) = channel::<()>();
    let (came, arrival) = channel::<()>();
    let peer = Peer::start(vec![Box::new(move |connection| {
        connection.open(1);
        let mut heard = Vec::new();
        for _ in 0..2 {
            let (tag, command) = connection.hear();
            heard.push(command);
            let _ = came.send(());
            let _ = wait.recv();
            connection.say(&format!("* SEARCH 1\n{tag} OK late\n"));
        }
        heard.extend(connection.serve());
        heard
    })]);
    let mut terminal = shell(home.path(), peer.port, &[]);
    terminal.enter("x = c.select_folder('INBOX')");
    terminal.prompt("user@127.0.0.1 INBOX (3)>");
    terminal.press("c.search('ALL')\r");
    arrival.recv().unwrap();
    terminal.press("\x03");
    terminal.see("KeyboardInterrupt");
    go.send(()).unwrap();
    terminal.prompt("user@127.0.0.1 INBOX (3)>");
    terminal.press("c.delete_messages(7)\r");
    arrival.recv().unwrap();
    terminal.press("\x03");
    terminal.says("whether delete_messages() was done is unknown");
    go.send(()).unwrap();
    terminal.prompt("user@127.0.0.1 INBOX (3)>");
    terminal.enter("c.noop()[0]");
    terminal.see("\"done\"");
    leave(terminal);
    let heard = peer.heard();
    assert_eq!(heard.len(), 4, "{heard:?}");
    assert_eq!(&heard[2..], ["NOOP", "LOGOUT"]);
}

#[test]
fn what_the_server_says_cannot_drive_the_terminal() {
    let home = tempfile::tempdir().unwrap();
    let (go, wait) = channel::<()>();
    let peer = Peer::start(vec![Box::new(move |connection| {
        connection.open(1);
        let _ = wait.recv();
        connection.say("* OK [ALERT] \x1b]0;owned\x07\x1b[2Jhello \u{9b}31m\n");
        connection.say("* 1 FETCH (FLAGS (\x1b[5m))\n* BYE \x1b[8mfare\rwell\n");
        Vec::new()
    })]);
    let mut terminal = shell(home.path(), peer.port, &[]);
    terminal.enter("x = c.select_folder('INBOX')");
    terminal.prompt("user@127.0.0.1 INBOX (3)>");
    terminal.press("half");
    terminal.prompt("user@127.0.0.1 INBOX (3)> half");
    go.send(()).unwrap();
    terminal.says("-- the server says: \\u001b]0;owned\\u0007\\u001b[2Jhello \\u009b31m");
    terminal.says("\\u001b[8mfare\\u000dwell");
    terminal.prompt("user@127.0.0.1 INBOX (3)> half");
    for bad in [
        "\x1b]0;owned",
        "\x1b[2Jhello",
        "\x1b[8m",
        "\x1b[5m",
        "\u{9b}",
    ] {
        let written = String::from_utf8_lossy(&terminal.written);
        assert!(!written.contains(bad), "{bad:?}");
    }
    terminal.press("\x03");
    terminal.until("a new prompt", |terminal| terminal.line().ends_with('>'));
    leave(terminal);
}

#[test]
fn sigterm_and_sighup_say_goodbye() {
    for (signal, code) in [(Signal::SIGTERM, 143), (Signal::SIGHUP, 129)] {
        // At the prompt, and in the middle of a command.
        for busy in [false, true] {
            let home = tempfile::tempdir().unwrap();
            let peer = Peer::start(vec![Box::new(|connection| {
                connection.open(1);
                connection.serve()
            })]);
            let mut terminal = shell(home.path(), peer.port, &[]);
            terminal.enter("x = c.select_folder('INBOX')");
            terminal.prompt("user@127.0.0.1 INBOX (3)>");
            if busy {
                terminal.enter("import time; print('busy'); time.sleep(60)");
                terminal.see("\nbusy");
            }
            terminal.signal(signal);
            assert_eq!(terminal.end(), code, "{signal:?} {busy}");
            assert_eq!(
                peer.heard(),
                ["LOGOUT"],
                "{signal:?} {busy}:\n{}",
                terminal.screen()
            );
        }
    }
}

#[test]
fn it_can_be_suspended_and_goes_on() {
    let home = tempfile::tempdir().unwrap();
    let mut bash = std::process::Command::new("bash");
    bash.args(["--norc", "--noprofile", "-i"]);
    bash.env("PS1", "bash$ ")
        .env("HOME", home.path())
        .env("TERM", "xterm-256color");
    bash.env("HISTFILE", "");
    let mut terminal = Terminal::run(bash);
    terminal.prompt("bash$");
    let port = Dovecot::shared().plain;
    let program = env!("CARGO_BIN_EXE_imapclient-interact");
    let line = format!(
        "{program} -q --insecure -H 127.0.0.1 -P {port} -u user --password-command 'echo pass'"
    );
    terminal.press(&format!("{line}\r"));
    terminal.prompt("user@127.0.0.1>");
    // At the prompt, and while something runs.
    terminal.press("c.noop");
    terminal.prompt("user@127.0.0.1> c.noop");
    terminal.press("\x1a");
    terminal.prompt("bash$");
    terminal.press("fg\r");
    terminal.prompt("user@127.0.0.1> c.noop");
    terminal.press("()[0]\r");
    terminal.see("NOOP completed");
    terminal.prompt("user@127.0.0.1>");
    // It prints now and then, so that one sees when it goes on.
    terminal.press("max(i if i % 100000 else print(i) or i for i in range(10 ** 12))\r");
    let counts = |terminal: &Terminal| {
        let screen = terminal.screen();
        let last = screen.lines().next_back().unwrap_or_default();
        !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit())
    };
    terminal.until("a number", counts);
    terminal.press("\x1a");
    terminal.prompt("bash$");
    terminal.press("fg\r");
    terminal.until("a number again", counts);
    terminal.press("\x03");
    terminal.see("KeyboardInterrupt");
    terminal.prompt("user@127.0.0.1>");
    terminal.press("\x04");
    terminal.prompt("bash$");
    terminal.press("exit\r");
    terminal.end();
}

#[test]
fn the_shell_s_own_commands() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = shell(home.path(), Dovecot::shared().plain, &[]);
    let prompt = "user@127.0.0.1>";
    terminal.enter(":pager off");
    terminal.prompt(prompt);
    for (typed, shows) in [
        (":cap", "there is no command :cap; did you mean :caps?"),
        (":source /no/such", "cannot read the script /no/such"),
        (
            ":trace /no/such/file",
            "the trace cannot be written to /no/such/file",
        ),
        (":record /no/such/file", "/no/such/file cannot be written"),
        (":record off", "nothing is being recorded"),
        (":watch", ":watch takes SECONDS"),
        (":idle --wrong", ":idle takes --count N"),
        (":connect nobody", "there are no accounts without a file"),
        (":news maybe", ":news takes on or off"),
        (":raw", ":raw needs a command"),
        (":raw IDLE", "use c.idle()"),
        (":raw xyzzy", "\nBAD "),
        (":raw APPEND nowhere ${b'x'}", "\nNO [TRYCREATE]"),
        ("!exit 7", "the program ended with exit code 7"),
        ("!echo $((6 * 7))", "\n42\n"),
        (":caps", "Keeping up to date"),
        (":connections", "\"variable\": \"c\""),
        (":history xyzzy", ":raw xyzzy"),
        (":doctor", "quirks"),
    ] {
        terminal.enter(typed);
        terminal.see(shows);
        terminal.prompt(prompt);
    }
    terminal.enter(":trace on");
    terminal.prompt(prompt);
    terminal.enter("c.noop()[0]");
    terminal.see(" C: ");
    terminal.see(" S: ");
    terminal.prompt(prompt);
    terminal.enter(":trace off");
    terminal.prompt(prompt);
    // Each of these ends by Ctrl-C, and by its own conditions.
    terminal.enter(":watch 0.05 print('again')");
    terminal.see("again\nagain\nagain");
    terminal.press("\x03");
    terminal.prompt(prompt);
    terminal.enter("!clear");
    terminal.prompt(prompt);
    terminal.enter("x = c.create_folder('events'); x = c.select_folder('events')");
    let prompt = "user@127.0.0.1 events (0)>";
    terminal.prompt(prompt);
    terminal.press(":idle --until 'SUBJECT wanted'\r");
    let mut other = other();
    other
        .append("events", "Subject: other\r\n\r\n", (), None)
        .unwrap();
    terminal.see("\"event\":[1,\"EXISTS\"]");
    other
        .append("events", "Subject: wanted\r\n\r\n", (), None)
        .unwrap();
    terminal.see("\"matched\":[2]");
    terminal.prompt("user@127.0.0.1 events (2)>");
    terminal.press(":idle\r");
    other
        .append("events", "Subject: last\r\n\r\n", (), None)
        .unwrap();
    terminal.see("\"event\":[3,\"EXISTS\"]");
    terminal.press("\x03");
    terminal.prompt("user@127.0.0.1 events (3)>");
    leave(terminal);
}

#[test]
fn several_connections() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("accounts.ini");
    let port = Dovecot::shared().plain;
    let common = format!("host = 127.0.0.1\nport = {port}\nssl = false\npassword = pass\n");
    let text = format!(
        "[DEFAULT]\n{common}username = user\n[work]\n[real]\nusername = user\nproduction = true\n"
    );
    std::fs::write(&file, text).unwrap();
    let mut command = program(home.path());
    command.args(["-f", file.to_str().unwrap(), "-q"]);
    let mut terminal = Terminal::run(command);
    let prompt = "user@127.0.0.1>";
    terminal.prompt(prompt);
    terminal.enter(":connect work as w");
    terminal.see("connected to 127.0.0.1 as user; it is `w`");
    terminal.prompt(prompt);
    terminal.enter("w.noop()[0], c.noop()[0]");
    terminal.see("NOOP completed");
    terminal.prompt(prompt);
    terminal.enter(":record x.txt");
    terminal.see("close the other connections first");
    terminal.prompt(prompt);
    terminal.enter(":disconnect w");
    terminal.prompt(prompt);
    terminal.enter("w.noop()");
    terminal.see("IMAPClientAbortError: the connection is closed: logged out");
    terminal.prompt(prompt);
    terminal.enter(":connect real");
    terminal.prompt("PRODUCTION user@127.0.0.1>");
    assert_ne!(terminal.colour_of("PRODUCTION"), vt100::Color::Default);
    terminal.enter(":connect nobody");
    terminal.see("error: ");
    terminal.prompt("PRODUCTION user@127.0.0.1>");
    leave(terminal);
}
