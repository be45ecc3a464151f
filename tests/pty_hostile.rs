//! What a hostile server says, on the screen: subjects, folder names, refusals, rows, flags. None of
//! it may drive the terminal, in whatever form it is shown.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use support::pty::Terminal;
use support::scripted::{Connection, Peer};
use support::shell::plain;

/// A title that would be set, a screen that would be erased, colours, an order of writing.
const BAD: &str = "\x1b]0;owned\x07\x1b[2J\x1b[31mX\u{9b}31m\u{202e}\rY";

/// Answers all with something of the kind.
fn serve(connection: &mut Connection) -> Vec<String> {
    connection.say("* PREAUTH [CAPABILITY IMAP4rev1] ready\n");
    let literal = format!("{{{}}}\n{BAD}", BAD.len());
    loop {
        let (tag, command) = connection.hear();
        let verb = command.trim_start_matches("UID ");
        let verb = verb.split(' ').next().unwrap_or_default();
        match verb {
            "" => return Vec::new(),
            "SELECT" => connection.say("* 3 EXISTS\n"),
            "LIST" => connection.say(&format!("* LIST (\\X{BAD}) \"/\" {literal}\n")),
            "FETCH" => connection.say(&format!(
                "* 1 FETCH (UID 1 FLAGS ($\x1b[5m) ENVELOPE (NIL {literal} NIL NIL NIL NIL NIL NIL NIL \
                 {literal}) BODY[] {literal})\n"
            )),
            "STATUS" => {
                connection.say(&format!("{tag} NO [X\x1b[7m] no: {BAD}\n"));
                continue;
            }
            "LOGOUT" => connection.say("* BYE bye\n"),
            _ => {}
        }
        connection.say(&format!("{tag} OK {}\n", "done \x1b[8m"));
    }
}

#[test]
fn nothing_the_server_says_drives_the_terminal() {
    let home = tempfile::tempdir().unwrap();
    let peer = Peer::start(vec![Box::new(serve)]);
    let mut command = plain(home.path(), peer.port);
    command.env("IMAPCLIENT_INTERACT_IDLE_AFTER", "600");
    let mut terminal = Terminal::run(command);
    let back = |terminal: &mut Terminal| {
        terminal.until("the prompt", |terminal| {
            let line = terminal.line();
            line.starts_with("user@127.0.0.1") && line.ends_with('>')
        });
    };
    back(&mut terminal);
    for typed in [
        "a = c.select_folder('zz\\x1b]0;owned\\x07')",
        "c.list_folders()",
        "r = c.fetch(1, ['FLAGS', 'ENVELOPE', 'BODY[]']); r",
        "print(r[1]['ENVELOPE'].subject, r[1]['FLAGS'], r[1]['BODY[]'])",
        ":output table",
        "r",
        ":output csv",
        "r",
        ":output raw",
        "r[1]['ENVELOPE'].subject",
        "c.folder_status('x')",
        "help(r[1]['ENVELOPE'].subject)",
        "raise ValueError(r[1]['ENVELOPE'].subject.decode())",
        ":raw UID FETCH 1 ENVELOPE",
        ":raw STATUS x (MESSAGES)",
        ":trace on",
        "a = c.fetch(1, 'ENVELOPE')",
        ":trace off",
        ":time on",
        ":save ~/out r",
        ":doctor",
        ":connections",
        ":history",
    ] {
        terminal.press("\x0c");
        back(&mut terminal);
        terminal.enter(typed);
        back(&mut terminal);
    }
    // Completion of the folder's name, and the line with it.
    terminal.press("c.select_folder('\t");
    terminal.see("\\x1b");
    terminal.press("\x03");
    back(&mut terminal);
    terminal.press("\x04");
    assert_eq!(terminal.end(), 0);
    let written = String::from_utf8_lossy(&terminal.written).into_owned();
    for bad in [
        "\x1b]0;",
        "owned\x07",
        "\x1b[2J\x1b[31m",
        "\x1b[31mX",
        "\u{9b}",
        "\u{202e}",
        "\x1b[5m",
        "\x1b[7m]",
        "\x1b[8m",
    ] {
        let at = written.find(bad);
        let around = at.map(|at| &written[at.saturating_sub(200)..at + 20]);
        assert_eq!(around, None, "{bad:?}");
    }
    // It was there to be seen.
    assert!(written.contains("\\u001b]0;owned\\u0007"), "{written:?}");
}
