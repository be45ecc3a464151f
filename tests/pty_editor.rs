//! The line editor at a real terminal, against a real Dovecot: what the screen shows after keys.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::io::{BufRead, BufReader, Write};
use std::process::Command;
use std::sync::OnceLock;

use support::dovecot::Dovecot;
use support::pty::Terminal;
use vt100::Color;

const GREY: Color = Color::Idx(8);
const GREEN: Color = Color::Idx(2);
const RED: Color = Color::Idx(1);
const MAGENTA: Color = Color::Idx(5);
const CYAN: Color = Color::Idx(6);
const YELLOW: Color = Color::Idx(3);

fn dovecot() -> &'static Dovecot {
    static SERVER: OnceLock<Dovecot> = OnceLock::new();
    SERVER.get_or_init(Dovecot::start)
}

fn home() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// The shell in `home`, with these variables in its environment, before its first prompt.
fn started(home: &tempfile::TempDir, variables: &[(&str, &str)]) -> Terminal {
    let mut command = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"));
    let port = dovecot().tls.to_string();
    command.args(["-q", "-H", "localhost", "-P", &port, "-u", "user"]);
    command.arg("--ca-file").arg(dovecot().ca());
    command
        .env("imapclient_password", "pass")
        .current_dir(home.path());
    command
        .env("HOME", home.path())
        .env("XDG_STATE_HOME", home.path());
    command
        .env("TERM", "xterm-256color")
        .env("LANG", "C.UTF-8")
        .env_remove("NO_COLOR");
    command.envs(variables.iter().copied());
    Terminal::run(command)
}

fn shell(home: &tempfile::TempDir) -> Terminal {
    let mut terminal = started(home, &[]);
    terminal.prompt("user@localhost>");
    terminal
}

/// Types keys and waits until the cursor's line begins so.
fn after(terminal: &mut Terminal, keys: &str, line: &str) {
    terminal.press(keys);
    let expected = format!("user@localhost> {line}");
    terminal.until(&format!("{expected:?}"), |terminal| {
        terminal.line().starts_with(&expected)
    });
}

/// Gives up what is typed.
fn cancel(terminal: &mut Terminal) {
    terminal.press("\x03");
    terminal.prompt("user@localhost>");
}

fn leave(mut terminal: Terminal) {
    terminal.press("\x04");
    assert_eq!(terminal.end(), 0);
}

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
    after(
        &mut terminal,
        "c.select_folder('IN\t",
        "c.select_folder('INBOX'",
    );
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
    let port = peer(&["zz\x1b]0;owned\x07", "zz\x1b[31mred\u{202e}", "zz\u{9b}2J"]).to_string();
    let mut command = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"));
    command.args([
        "-q",
        "--insecure",
        "-H",
        "127.0.0.1",
        "-P",
        &port,
        "-u",
        "user",
    ]);
    command.env("imapclient_password", "pass");
    command
        .env("HOME", home.path())
        .env("XDG_STATE_HOME", home.path());
    command.env("TERM", "xterm-256color").env("LANG", "C.UTF-8");
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

#[test]
fn blocks_are_edited_and_recalled_as_a_whole() {
    let home = home();
    let mut terminal = shell(&home);
    terminal.press("for i in (1, 2):\r");
    terminal.prompt("...");
    // Tab indents, Backspace takes the line back.
    terminal.press("\tprint(i");
    terminal.see("...     print(i");
    terminal.press("\r");
    terminal.prompt("...");
    terminal.press("\x7f");
    terminal.until("the line before", |terminal| {
        terminal.line().starts_with("...     print(i")
    });
    terminal.press(" * 21)\r");
    terminal.prompt("...");
    terminal.press("\r");
    terminal.see("\n21\n42\n");
    terminal.prompt("user@localhost>");
    // Key up brings the whole block; its last line can be changed.
    terminal.press("\x1b[A");
    terminal.prompt("...     print(i * 21)");
    terminal.press("\x7f\x7f\x7f5)\r\r");
    terminal.see("\n5\n10\n");
    terminal.prompt("user@localhost>");
    // Ctrl-R finds it.
    terminal.press("\x12* 21");
    terminal.see("(reverse-i-search)`* 21'");
    terminal.press("\r\r");
    terminal.until("the old block again", |terminal| {
        terminal.screen().matches("\n21\n42\n").count() == 2
    });
    terminal.prompt("user@localhost>");
    leave(terminal);
}

/// Fifty lines, blocks among them, that print the numbers from 0 to 49 in order.
fn fifty(end: &str) -> String {
    let mut text = String::new();
    for block in 0..10 {
        let n = block * 5;
        for line in [
            format!("print('line', {n})"),
            format!("for i in ({}, {}):", n + 1, n + 2),
            "    print('line', i)".to_owned(),
            String::new(),
            format!("print('line', {}); print('line',\\", n + 3),
            format!("    {})", n + 4),
        ]
        .iter()
        .take(6)
        {
            text.push_str(line);
            text.push_str(end);
        }
    }
    text
}

fn all_fifty(terminal: &mut Terminal) {
    terminal.until("all fifty lines", |terminal| {
        terminal.screen().contains("\nline 49\n")
    });
    let written = String::from_utf8_lossy(&terminal.written).into_owned();
    let numbers: Vec<usize> = written
        .split("\r\n")
        .filter_map(|line| line.strip_prefix("line ")?.parse().ok())
        .collect();
    assert_eq!(numbers, (0..50).collect::<Vec<_>>(), "{written}");
}

#[test]
fn a_paste_runs_completely_and_in_order() {
    for bracketed in [true, false] {
        let home = home();
        let mut terminal = shell(&home);
        if bracketed {
            terminal.press(&format!("\x1b[200~{}\x1b[201~\r", fifty("\n")));
        } else {
            terminal.press(&fifty("\r"));
        }
        all_fifty(&mut terminal);
        terminal.prompt("user@localhost>");
        leave(terminal);
    }
}

#[test]
fn what_is_typed_while_a_command_runs_is_not_lost() {
    let home = home();
    let fifo = home.path().join("fifo");
    assert!(
        Command::new("mkfifo")
            .arg(&fifo)
            .status()
            .unwrap()
            .success()
    );
    let mut terminal = shell(&home);
    terminal.enter("print('waiting'); x = open('fifo').read()");
    terminal.see("\nwaiting");
    terminal.press(&fifty("\r"));
    terminal.press("print('half");
    let mut writer = std::fs::OpenOptions::new().write(true).open(&fifo).unwrap();
    writer.write_all(b"done").unwrap();
    drop(writer);
    all_fifty(&mut terminal);
    // The rest is the beginning of the next line.
    terminal.until("the half line", |terminal| {
        terminal.line().starts_with("user@localhost> print('half")
    });
    terminal.press(" done', x)\r");
    terminal.see("\nhalf done done\n");
    terminal.prompt("user@localhost>");
    leave(terminal);
}

#[test]
fn control_c_stops_a_paste() {
    let home = home();
    let mut terminal = shell(&home);
    let endless = "print('going')\rwhile True: pass\r\rprint('never')\r";
    terminal.press(endless);
    terminal.see("\ngoing\n");
    terminal.until("the loop", |terminal| {
        terminal.screen().ends_with("...\n") || terminal.line().is_empty()
    });
    terminal.press("\x03");
    terminal.see("KeyboardInterrupt");
    terminal.prompt("user@localhost>");
    terminal.enter("print('after' + 'wards')");
    terminal.see("\nafterwards\n");
    assert!(
        !terminal.screen().contains("\nnever\n"),
        "{}",
        terminal.screen()
    );
    terminal.prompt("user@localhost>");
    leave(terminal);
}

#[test]
fn bytes_that_are_no_text_do_not_cost_the_line() {
    let home = home();
    let mut terminal = shell(&home);
    after(&mut terminal, "print('a", "print('a");
    terminal.press_bytes(b"\xff");
    terminal.until("the line again", |terminal| {
        terminal
            .screen()
            .matches("user@localhost> print('a")
            .count()
            == 2
    });
    terminal.press("b')\r");
    terminal.see("\nab\n");
    terminal.prompt("user@localhost>");
    leave(terminal);
}

#[test]
fn a_narrow_terminal_and_a_resize() {
    let home = home();
    let mut terminal = started(&home, &[]);
    terminal.prompt("user@localhost>");
    terminal.resize(30, 40);
    after(&mut terminal, "c.fetch(", "c.fetch(messages, da...");
    cancel(&mut terminal);
    let text = "x".repeat(60);
    terminal.enter(&format!("print(len('{text}'))"));
    terminal.see("\n60\n");
    terminal.prompt("user@localhost>");
    terminal.resize(30, 100);
    after(
        &mut terminal,
        "c.fetch(",
        "c.fetch(messages, data, modifiers=None)",
    );
    cancel(&mut terminal);
    leave(terminal);
}

#[test]
fn without_colour_there_is_none() {
    for (variables, what) in [
        (&[("NO_COLOR", "1")][..], "NO_COLOR"),
        (
            &[("LANG", "C"), ("LC_ALL", "C"), ("NO_COLOR", "1")],
            "LANG=C",
        ),
    ] {
        let home = home();
        let mut terminal = started(&home, variables);
        terminal.prompt("user@localhost>");
        after(&mut terminal, "c.fetch('", "c.fetch('");
        assert_eq!(terminal.line(), "user@localhost> c.fetch('", "{what}");
        cancel(&mut terminal);
        terminal.press("for i in (1,):\r");
        terminal.prompt("...");
        terminal.press("    print('done', i)\r\r");
        terminal.see("\ndone 1\n");
        terminal.prompt("user@localhost>");
        let written = String::from_utf8_lossy(&terminal.written).into_owned();
        let sequences = written.split("\x1b[").skip(1);
        let coloured = |text: &str| {
            let end = text.find(|c: char| !c.is_ascii_digit() && c != ';');
            end.is_some_and(|end| text[end..].starts_with('m'))
        };
        assert!(!sequences.into_iter().any(coloured), "{what}: {written:?}");
        leave(terminal);
    }
}

#[test]
fn a_dumb_terminal_gets_no_escape_sequence() {
    let home = home();
    let mut terminal = started(&home, &[("TERM", "dumb")]);
    terminal.prompt("user@localhost>");
    terminal.press("print(1 +\r41)\rfor i in (1, 2):\r    print('n', i)\r\r");
    terminal.see("> 42\n");
    terminal.see("> n 1\nn 2\n");
    terminal.prompt("user@localhost>");
    assert!(!terminal.written.contains(&0x1b));
    leave(terminal);
}
