//! Completion, hints and colours at a real terminal, against a real Dovecot: what the screen shows.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::io::{BufRead, BufReader, Write};

use support::pty::Terminal;
use support::shell::{after, cancel, home, leave, plain, shell};
use vt100::Color;

const GREY: Color = Color::Idx(8);
const GREEN: Color = Color::Idx(2);
const RED: Color = Color::Idx(1);
const MAGENTA: Color = Color::Idx(5);
const CYAN: Color = Color::Idx(6);
const YELLOW: Color = Color::Idx(3);

#[test]
fn tab_completes_names_values_and_words() {
    let home = home();
    std::fs::write(home.path().join("mail.eml"), "Subject: x\r\n\r\ny").unwrap();
    let mut terminal = shell(&home);
    for (keys, line) in [
        ("c.sel\t", "c.select_folder"),
        ("c.search(['unse\t", "c.search(['UNSEEN'"),
        ("c.fetch(1, ['envel\t", "c.fetch(1, ['ENVELOPE'"),
        (
            "c.folder_status('INBOX', 'uidn\t",
            "c.folder_status('INBOX', 'UIDNEXT'",
        ),
        ("c.add_flags(1, 'see\t", "c.add_flags(1, '\\\\Seen'"),
        (
            "c.select_folder('INBOX', rea\t",
            "c.select_folder('INBOX', readonly=",
        ),
        (
            "c.has_capability('sort=dis\t",
            "c.has_capability('SORT=DISPLAY'",
        ),
        (
            "from datetime import timed\t",
            "from datetime import timedelta",
        ),
        ("open('mai\t", "open('mail.eml'"),
        (":outp\t", ":output"),
        (":output jso\t", ":output jsonl"),
        ("'abc'.upp\t", "'abc'.upper"),
    ] {
        after(&mut terminal, keys, line);
        cancel(&mut terminal);
    }
    // Values of the session, looked into without running anything.
    terminal.enter("c.append('INBOX', open('mail.eml').read())[:0]");
    terminal.prompt("user@localhost>");
    terminal.enter("d = {'one': {'two': 'x'}, 7: c.namespace()}");
    terminal.prompt("user@localhost>");
    after(&mut terminal, "d['one']['t\t", "d['one']['two']");
    cancel(&mut terminal);
    after(&mut terminal, "d[7].per\t", "d[7].personal");
    cancel(&mut terminal);
    // Several candidates are listed.
    terminal.press("c.subs\t");
    terminal.prompt("user@localhost> c.subscribe_folder");
    cancel(&mut terminal);
    terminal.press("c.set_\t");
    terminal.see("set_flags");
    terminal.see("set_quota");
    cancel(&mut terminal);
    leave(terminal);
}

#[test]
fn folder_names_come_before_the_prompt_after_a_wish() {
    let home = home();
    let mut terminal = shell(&home);
    for name in ["zz plain", "zz It\\'s", "zz Entw\u{fc}rfe"] {
        terminal.enter(&format!("a = c.create_folder('{name}')"));
        terminal.prompt("user@localhost>");
    }
    leave(terminal);

    let mut terminal = shell(&home);
    // Nothing is known but INBOX; the first wish shows that and is noted.
    terminal.press("c.select_folder('IN\t");
    terminal.see("(more names with the next prompt)");
    assert!(terminal.screen().contains("\nINBOX  "));
    cancel(&mut terminal);
    after(
        &mut terminal,
        "c.select_folder('zz p\t",
        "c.select_folder('zz plain'",
    );
    cancel(&mut terminal);
    after(
        &mut terminal,
        "c.select_folder(\"zz I\t",
        "c.select_folder(\"zz It's\"",
    );
    cancel(&mut terminal);
    after(
        &mut terminal,
        "c.delete_folder(folder='zz I\t",
        "c.delete_folder(folder='zz It\\'s'",
    );
    cancel(&mut terminal);
    after(
        &mut terminal,
        "c.select_folder('zz E\t",
        "c.select_folder('zz Entw\u{fc}rfe'",
    );
    cancel(&mut terminal);
    // What passes by is known at once.
    terminal.enter(":confirm off");
    terminal.prompt("user@localhost>");
    terminal.enter("a = c.create_folder('zz made'); a = c.delete_folder('zz plain')");
    terminal.prompt("user@localhost>");
    after(
        &mut terminal,
        "c.select_folder('zz m\t",
        "c.select_folder('zz made'",
    );
    cancel(&mut terminal);
    terminal.press("c.select_folder('zz p\t!");
    terminal.until("no offer", |terminal| terminal.line().contains("'zz p!  "));
    cancel(&mut terminal);
    terminal.enter("for f in c.list_folders('', 'zz*'): a = c.delete_folder(f.name)");
    terminal.press("\r");
    terminal.prompt("user@localhost>");
    leave(terminal);
}

/// A server with folders of these names, as the wire has them; gives its port.
fn peer(folders: &'static [&'static str]) -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let reader = BufReader::new(stream.try_clone().unwrap());
        stream
            .write_all(b"* OK [CAPABILITY IMAP4rev1] hello\r\n")
            .unwrap();
        for line in reader.lines() {
            let line = line.unwrap();
            let (tag, command) = line.split_once(' ').unwrap();
            if command.starts_with("LIST") {
                for folder in folders {
                    let length = folder.len();
                    write!(stream, "* LIST () \"/\" {{{length}}}\r\n{folder}\r\n").unwrap();
                }
            }
            write!(stream, "{tag} OK done\r\n").unwrap();
        }
    });
    port
}

#[test]
fn hostile_folder_names_are_offered_with_escapes() {
    let home = home();
    let port = peer(&["zz\x1b]0;owned\x07", "zz\x1b[31mred\u{202e}", "zz\u{9b}2J"]);
    let mut command = plain(home.path(), port);
    command.arg("-q");
    let mut terminal = Terminal::run(command);
    terminal.prompt("user@127.0.0.1>");
    // The first Tab makes the wish.
    terminal.press("c.select_folder('zz\t");
    terminal.see("c.select_folder('zz");
    terminal.press("\x03");
    terminal.prompt("user@127.0.0.1>");
    terminal.press("c.select_folder('\t");
    for name in ["zz\\x1b]0;owned\\x07", "zz\\x1b[31mred\\u202e", "zz\\x9b2J"] {
        terminal.see(name);
    }
    terminal.press("zz\\x1b]\t");
    terminal.see("c.select_folder('zz\\x1b]0;owned\\x07'");
    let written = String::from_utf8_lossy(&terminal.written).into_owned();
    for sequence in ["\x1b]0;", "\x1b[31mred", "\u{202e}", "\u{9b}"] {
        assert!(!written.contains(sequence), "{sequence:?}");
    }
    terminal.press("\x03");
    terminal.prompt("user@127.0.0.1>");
    leave(terminal);
}

#[test]
fn hints_show_what_a_call_takes_and_what_was_typed_before() {
    let home = home();
    let mut terminal = shell(&home);
    after(
        &mut terminal,
        "c.fetch(",
        "c.fetch(messages, data, modifiers=None)",
    );
    assert_eq!(terminal.colour_of("messages, data"), GREY);
    after(
        &mut terminal,
        "'1:*', ",
        "c.fetch('1:*', data, modifiers=None)",
    );
    after(
        &mut terminal,
        "['FL",
        "c.fetch('1:*', ['FL  fetch(messages, data, modifiers=None)",
    );
    cancel(&mut terminal);
    // The hint goes when the line is left.
    terminal.enter("print('remembered')");
    terminal.see("\nremembered\n");
    terminal.prompt("user@localhost>");
    // Only the suggestion is on the cleared screen.
    terminal.press("\x0c");
    after(&mut terminal, "pri", "print('remembered')");
    assert_eq!(terminal.colour_of("nt('remembered')"), GREY);
    // The right arrow takes it.
    terminal.press("\x1b[C");
    terminal.press(" ");
    terminal.press("\r");
    terminal.until("it to run again", |terminal| {
        terminal.screen().matches("\nremembered\n").count() == 1
    });
    terminal.prompt("user@localhost>");
    leave(terminal);
}

#[test]
fn the_line_is_coloured_as_python() {
    let home = home();
    let mut terminal = shell(&home);
    after(
        &mut terminal,
        "for i in c.search('ALL', 5): 'open",
        "for i in c.search('ALL', 5): 'open",
    );
    for (text, colour) in [
        ("for i", MAGENTA),
        ("search(", CYAN),
        ("'ALL'", GREEN),
        ("5)", YELLOW),
        ("'open", RED),
    ] {
        assert_eq!(terminal.colour_of(text), colour, "{text}");
    }
    cancel(&mut terminal);
    after(&mut terminal, "f((1)) # note", "f((1)) # note");
    assert_eq!(terminal.colour_of("# note"), GREY);
    // Back onto the last bracket: its partner lights up.
    terminal.press("\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D");
    terminal.until("the bracket to light up", |terminal| {
        terminal.colour_of("((1))") == Color::Idx(4)
    });
    cancel(&mut terminal);
    leave(terminal);
}
