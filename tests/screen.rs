//! Results at a real terminal: questions before what cannot be undone, pages, folded strings,
//! progress, rows that cannot be read.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};

use support::dovecot::Dovecot;
use support::pty::Terminal;
use support::shell::{home, leave};

/// The shell at Dovecot, in a folder of its own with `count` messages.
fn shell(home: &tempfile::TempDir, folder: &str, count: usize, arguments: &[&str]) -> Terminal {
    let port = Dovecot::shared().plain.to_string();
    let mut all = vec!["-H", "127.0.0.1", "-P", &port, "--insecure", "-u", "user"];
    all.extend(["--password-command", "echo pass"]);
    all.extend(arguments);
    let mut terminal = Terminal::start(home.path(), &all);
    back(&mut terminal);
    terminal.enter(&format!(
        "a = c.create_folder('{folder}'); n = range({count})"
    ));
    back(&mut terminal);
    terminal.enter(&format!(
        "a = [c.append('{folder}', 'Subject: m%d' % i) for i in n]"
    ));
    back(&mut terminal);
    terminal.enter(&format!("a = c.select_folder('{folder}')"));
    back(&mut terminal);
    terminal
}

/// Waits until the cursor stands at a prompt where nothing is typed.
fn back(terminal: &mut Terminal) {
    terminal.until("a prompt", |terminal| {
        let line = terminal.line();
        line.contains("@127.0.0.1") && line.ends_with('>')
    });
}

#[test]
fn what_cannot_be_undone_is_asked_about() {
    let home = home();
    let mut terminal = shell(&home, "asked", 5, &[]);
    // Not asked: one message, or several but not all.
    terminal.enter("len(c.delete_messages([1, 2]))");
    terminal.see("\n2\n");
    back(&mut terminal);
    terminal.enter("c.expunge()");
    terminal.see("expunge removes the 2 messages marked deleted in 'asked' for good. Go on? [y/N]");
    terminal.press("\r");
    terminal.see("PermissionError: not confirmed");
    back(&mut terminal);
    terminal.enter("a = c.add_flags('1:*', FLAGGED)");
    terminal.see("add_flags changes the flags of all 5 messages of 'asked'. Go on? [y/N]");
    terminal.press("n\r");
    back(&mut terminal);
    terminal.enter("a = c.move(c.search(), 'INBOX')");
    terminal.see("move takes out of the folder all 5 messages of 'asked'.");
    // Ctrl-C is a no, and the session stays.
    terminal.press("\x03");
    back(&mut terminal);
    terminal.enter("c.close_folder()");
    terminal.see("close_folder removes the 2 messages marked deleted in 'asked' for good");
    terminal.press("x\r");
    back(&mut terminal);
    terminal.enter("len(c.search('FLAGGED')), len(c.search('DELETED'))");
    terminal.see("[\n  0,\n  2\n]");
    back(&mut terminal);
    // Yes is yes.
    terminal.enter("len(c.expunge()[1])");
    terminal.see("for good. Go on? [y/N]");
    terminal.press("y\r");
    back(&mut terminal);
    terminal.enter(":confirm off");
    back(&mut terminal);
    terminal.enter("c.delete_messages('1:*'); c.expunge()");
    back(&mut terminal);
    terminal.enter(":confirm on");
    back(&mut terminal);
    terminal.enter("a = c.unselect_folder()");
    back(&mut terminal);
    terminal.enter("c.delete_folder('asked')");
    terminal.see("delete_folder removes 'asked' with its 0 messages for good");
    terminal.press("yes\r");
    back(&mut terminal);
    terminal.enter("c.folder_exists('asked')");
    terminal.see("\nfalse\n");
    leave(terminal);
}

#[test]
fn yes_asks_nothing_and_a_script_is_not_asked() {
    let home = home();
    let mut terminal = shell(&home, "unasked", 3, &["--yes"]);
    terminal.enter("a = c.delete_messages('1:*'); a = c.expunge()");
    back(&mut terminal);
    assert!(
        !terminal.screen().contains("Go on?"),
        "{}",
        terminal.screen()
    );
    leave(terminal);
    // Code that comes by flag is no typing, terminal or not.
    let port = Dovecot::shared().plain.to_string();
    let code = "c.delete_folder('unasked')";
    let mut terminal = Terminal::start(
        home.path(),
        &[
            "-H",
            "127.0.0.1",
            "-P",
            &port,
            "--insecure",
            "-u",
            "user",
            "--password-command",
            "echo pass",
            "-c",
            code,
        ],
    );
    assert_eq!(terminal.end(), 0);
    assert!(
        !terminal.screen().contains("Go on?"),
        "{}",
        terminal.screen()
    );
}

#[test]
fn production_wants_the_word() {
    let home = home();
    let file = home.path().join("x.ini");
    let port = Dovecot::shared().plain;
    std::fs::write(
        &file,
        format!(
            "[DEFAULT]\nhost = 127.0.0.1\nport = {port}\nssl = false\nusername = user\n\
             password_command = echo pass\nproduction = true\n"
        ),
    )
    .unwrap();
    let mut terminal = Terminal::start(home.path(), &["-f", file.to_str().unwrap()]);
    back(&mut terminal);
    terminal.enter("a = c.create_folder('live')");
    back(&mut terminal);
    for answer in ["y\r", "\r"] {
        terminal.enter("c.delete_folder('live')");
        terminal.see("Type yes to go on:");
        terminal.press(answer);
        back(&mut terminal);
    }
    assert_eq!(
        terminal.colour_of("PRODUCTION 127.0.0.1:"),
        vt100::Color::Idx(1)
    );
    terminal.enter("c.folder_exists('live')");
    terminal.see("\ntrue\n");
    back(&mut terminal);
    terminal.enter("a = c.delete_folder('live')");
    terminal.see("Type yes to go on:");
    terminal.press("yes\r");
    back(&mut terminal);
    terminal.enter("c.folder_exists('live')");
    terminal.see("\nfalse\n");
    leave(terminal);
}

#[test]
fn long_output_comes_a_page_at_a_time() {
    let home = home();
    let mut terminal = shell(&home, "paged", 30, &["--output", "jsonl"]);
    // What fits is not paged.
    terminal.enter("[1, 2]");
    terminal.see("[1,2]");
    back(&mut terminal);
    terminal.enter(":output table");
    back(&mut terminal);
    terminal.enter(":pager 10");
    back(&mut terminal);
    terminal.enter("c.fetch('1:*', 'FLAGS')");
    terminal.see("-- 30 rows so far: Enter more, a all, q stop --");
    assert!(
        terminal.screen().contains("\n9   9   "),
        "{}",
        terminal.screen()
    );
    assert!(
        !terminal.screen().contains("\n10  10"),
        "{}",
        terminal.screen()
    );
    terminal.press("\r");
    terminal.see("\n19  19  ");
    terminal.press("a");
    terminal.see("\n30  30  ");
    back(&mut terminal);
    assert!(
        !terminal.screen().contains("-- 30"),
        "{}",
        terminal.screen()
    );
    // A result that is there already is counted.
    terminal.enter("r = c.fetch('1:*', 'FLAGS'); r");
    terminal.see("-- 30 rows, 30 shown: Enter more");
    // Ctrl-C stops the page, not the session.
    terminal.press("\x03");
    back(&mut terminal);
    terminal.enter(":output pretty");
    back(&mut terminal);
    terminal.enter("c.fetch('1:*', 'FLAGS')");
    terminal.see("-- 1 row so far: Enter more, a all, q stop --");
    terminal.press("q");
    back(&mut terminal);
    terminal.enter("c.noop()[0][:4]");
    terminal.see("\"NOOP\"");
    back(&mut terminal);
    terminal.enter(":pager off");
    back(&mut terminal);
    terminal.enter("list(range(100))");
    terminal.see("  99\n]");
    back(&mut terminal);
    leave(terminal);
}

#[test]
fn long_strings_are_folded() {
    let home = home();
    let mut terminal = shell(&home, "folded", 0, &[]);
    terminal.enter("'x' * 2000 + 'END'");
    terminal.see("... (2,003 characters; :fold off shows all)");
    back(&mut terminal);
    terminal.enter(":last jsonl");
    terminal.see("xEND\"");
    back(&mut terminal);
    terminal.enter(":last nothing");
    terminal.see("error: :last takes pretty, jsonl, raw, table or csv, not \"nothing\"");
    back(&mut terminal);
    terminal.enter(":fold off");
    back(&mut terminal);
    terminal.enter("'y' * 2000 + 'END'");
    terminal.see("yEND\"");
    back(&mut terminal);
    leave(terminal);
}

#[test]
fn messages_and_attachments_are_saved() {
    let home = home();
    let mut terminal = shell(&home, "saved", 0, &[]);
    let lines = [
        r"h = 'Subject: \x1b[2J evil\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n'",
        r#"a = '--b\r\nContent-Type: x/y\r\nContent-Disposition: attachment; filename="%s"\r\n\r\n%s\r\n'"#,
        r"m = h + a % ('../../etc/passwd', 1) + a % ('.hidden', 2) + a % ('x' * 300 + '.pdf', 3)",
        r"m = m + a % ('same', 4) + a % ('same', 5) + '--b--\r\n'",
        "r = c.append('saved', m); r = c.select_folder('saved')",
    ];
    for line in lines {
        terminal.enter(line);
        back(&mut terminal);
    }
    let folder = home.path().join("out");
    terminal.enter(":save ~/out c.fetch('1:*', 'BODY.PEEK[]')");
    terminal.see("/out/1.eml\"");
    back(&mut terminal);
    terminal.enter(":save ~/out c.fetch('1:*', 'BODY.PEEK[]')");
    terminal.see("1.eml is there already; --force writes over it");
    back(&mut terminal);
    terminal.enter(":save --force ~/out c.fetch(1, 'RFC822')");
    back(&mut terminal);
    terminal.enter(":save --attachments ~/out c.fetch('1:*', 'BODY.PEEK[]')");
    terminal.see("\"bytes\": 1\n  }\n]");
    back(&mut terminal);
    terminal.enter(":save ~/out c.fetch('1:*', 'FLAGS')");
    terminal.see("OSError: the row of 1 holds no whole message: fetch 'BODY.PEEK[]'");
    back(&mut terminal);
    leave(terminal);
    let entries = std::fs::read_dir(&folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let long = format!("1-{}.pdf", "x".repeat(194));
    assert_eq!(
        names,
        [
            "1-_.._etc_passwd",
            "1-hidden",
            "1-same",
            "1-same (2)",
            &long,
            "1.eml"
        ]
    );
    let message = std::fs::read_to_string(folder.join("1.eml")).unwrap();
    assert!(
        message.starts_with("Subject: \x1b[2J evil\r\n"),
        "{message:?}"
    );
}

/// A server that plays `play` with one client; the sender lets it go on where it waits.
fn peer(
    play: impl FnOnce(&mut dyn FnMut(&str) -> String, &mut TcpStream, &Receiver<()>) + Send + 'static,
) -> (String, Sender<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let (go, wait) = channel();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        stream
            .write_all(b"* PREAUTH [CAPABILITY IMAP4rev1 UIDPLUS MOVE] ready\r\n")
            .unwrap();
        let mut command = |verb: &str| {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            assert!(line.contains(verb), "{line}");
            line.split(' ').next().unwrap().to_owned()
        };
        let tag = command("SELECT");
        let answer = format!("* 100000 EXISTS\r\n{tag} OK [READ-WRITE] done\r\n");
        stream.write_all(answer.as_bytes()).unwrap();
        play(&mut command, &mut stream, &wait);
        let tag = command("LOGOUT");
        let _ = stream.write_all(format!("* BYE bye\r\n{tag} OK done\r\n").as_bytes());
    });
    (port, go)
}

fn slow_shell(home: &tempfile::TempDir, port: &str, arguments: &[&str]) -> Terminal {
    let mut all = vec!["-H", "127.0.0.1", "-P", port, "--insecure", "-u", "ann"];
    all.extend(arguments);
    let mut terminal = Terminal::start(home.path(), &all);
    back(&mut terminal);
    terminal.enter("a = c.select_folder('INBOX')");
    back(&mut terminal);
    terminal
}

#[test]
fn a_call_that_takes_long_shows_how_far_it_is() {
    let home = home();
    let (port, go) = peer(|command, stream, wait| {
        let tag = command("UID FETCH");
        for id in 1..=1500 {
            write!(stream, "* {id} FETCH (UID {id} FLAGS ())\r\n").unwrap();
        }
        wait.recv().unwrap();
        write!(stream, "{tag} OK done\r\n").unwrap();
        let tag = command("UID SEARCH");
        write!(stream, "* OK Searched 40% of the mailbox, ETA 0:05\r\n").unwrap();
        wait.recv().unwrap();
        write!(stream, "* OK [INPROGRESS (\"x\" 454 1000)] Still on it\r\n").unwrap();
        wait.recv().unwrap();
        write!(stream, "* SEARCH 7\r\n{tag} OK done\r\n").unwrap();
        // Nobody answers this one.
        let tag = command("UID SEARCH");
        wait.recv().unwrap();
        write!(stream, "{tag} OK late\r\n").unwrap();
        let tag = command("NOOP");
        write!(stream, "{tag} OK still here\r\n").unwrap();
    });
    let mut terminal = slow_shell(&home, &port, &[]);
    terminal.enter("r = c.fetch('1:*', 'FLAGS')");
    terminal.see("fetch: 1,500 rows, ");
    terminal.see("waiting for the server, ");
    go.send(()).unwrap();
    back(&mut terminal);
    // It has left no trace.
    assert!(
        !terminal.screen().contains("1,500"),
        "{}",
        terminal.screen()
    );
    terminal.enter("c.search()");
    terminal.see("40% search: Searched 40% of the mailbox");
    go.send(()).unwrap();
    terminal.see("45% search: Still on it");
    go.send(()).unwrap();
    terminal.see("[\n  7\n]");
    back(&mut terminal);
    assert!(
        !terminal.screen().contains("Still on it"),
        "{}",
        terminal.screen()
    );
    terminal.enter("c.search('SUBJECT x')");
    terminal.see("search: waiting for the server, ");
    terminal.press("\x03");
    terminal.see("KeyboardInterrupt");
    go.send(()).unwrap();
    back(&mut terminal);
    assert!(
        !terminal.screen().contains("waiting for"),
        "{}",
        terminal.screen()
    );
    terminal.enter("c.noop()[0]");
    terminal.see("still here");
    leave(terminal);
}

#[test]
fn a_row_that_cannot_be_read_is_shown_with_the_place() {
    let home = home();
    let (port, go) = peer(|command, stream, wait| {
        let tag = command("UID FETCH");
        write!(
            stream,
            "* 1 FETCH (UID 1 FLAGS (a) \"\x1b[2J\")\r\n{tag} OK done\r\n"
        )
        .unwrap();
        let tag = command("NOOP");
        write!(stream, "{tag} OK all is well\r\n").unwrap();
        wait.recv().unwrap();
    });
    let mut terminal = slow_shell(&home, &port, &[]);
    terminal.enter("r = c.fetch(1, 'FLAGS'); r[1]['FLAGS']");
    terminal.see("warning: a row could not be read in full: expected an atom");
    terminal.see("    * 1 FETCH (UID 1 FLAGS (a) \"\\x1b[2J\")\n                               ^ byte 27 of 34");
    terminal.see("[\n  \"a\"\n]");
    back(&mut terminal);
    terminal.enter(":last raw");
    terminal.see("(byte 27 of 34)\n\"* 1 FETCH (UID 1 FLAGS (a) \\\"\\x1b[2J\\\")\"");
    terminal.until("the prompt", |terminal| {
        terminal.line().ends_with("(100000)>")
    });
    // That is of the last call alone.
    terminal.enter("c.noop()[0]");
    terminal.see("\"all is well\"");
    back(&mut terminal);
    terminal.press("\x0c");
    terminal.until("an empty screen", |terminal| {
        !terminal.screen().contains("all is well")
    });
    terminal.enter(":last raw");
    terminal.see("all is well");
    assert!(!terminal.screen().contains("byte 27"));
    terminal.press("\r");
    back(&mut terminal);
    go.send(()).unwrap();
    leave(terminal);
}
