//! Help and the first lines at a real terminal, against a real Dovecot.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::process::Command;

use support::pty::Terminal;
use support::shell::{home, leave, shell, started};
use vt100::Color;

#[test]
fn help_tells_whether_this_server_has_what_is_needed() {
    let home = home();
    let mut terminal = shell(&home);
    // A page that is longer than the screen is shown as such.
    terminal.enter(":help");
    terminal.see("lines: Enter more, a all, q stop --");
    terminal.press("q");
    terminal.prompt("user@localhost>");
    terminal.enter(":pager off");
    terminal.prompt("user@localhost>");
    for (typed, told) in [
        ("c.sort?", "Needs SORT; this server has it."),
        ("sort??", "RFC 5256"),
        (
            "help(c.add_gmail_labels)",
            "Needs X-GM-EXT-1; this server does not have it.",
        ),
        (
            "help('fetch')",
            "modifiers            a str or a list of str (default: None)",
        ),
        ("SINCE?", "c.search(['UNSEEN', 'SINCE', date(2024, 1, 1)])"),
        ("BODY.PEEK[2.1]?", "BODY.PEEK[1] (FETCH item)"),
        ("\\Flagged?", "FLAGGED is its name here"),
        ("YOUNGER?", "Needs WITHIN; this server has it."),
        (
            "serach?",
            "There is no help on 'serach'. Near it are: search",
        ),
        ("c.use_uid?", "Whether message ids are UIDs"),
        ("TRYCREATE?", "[TRYCREATE] (response code)"),
        ("str.split?", "The parts between separators"),
        (
            "help('IDLE')",
            "needed by            c.idle, c.idle_check, c.idle_done",
        ),
        ("IDLE?", "RFC 2177"),
        ("CONDSTORE?", "This server has it."),
        ("AUTH?", "Before the login this server had AUTH="),
        ("THREAD?", "This server has THREAD="),
        ("X-GM-EXT-1?", "This server does not have it."),
        ("move?", "c.move(messages, folder)"),
        ("MOVE?", "MOVE (capability)"),
        (":help uidplus", "UIDPLUS (capability)"),
        (":caps", "help('IDLE') or IDLE? explains one."),
        (":help output", ":output FORM"),
        (":help move", "c.move(messages, folder)"),
    ] {
        terminal.press("\x0c");
        terminal.prompt("user@localhost>");
        terminal.enter(typed);
        terminal.see(told);
        terminal.prompt("user@localhost>");
    }
    // A value of the session: its type and what it has.
    terminal.enter("n = c.namespace()");
    terminal.prompt("user@localhost>");
    terminal.enter("n?");
    terminal.see("n: Namespace");
    terminal.see("Attributes: other, personal, shared");
    terminal.prompt("user@localhost>");
    leave(terminal);
}

#[test]
fn help_is_coloured_and_as_wide_as_the_terminal() {
    let home = home();
    let mut terminal = started(&home, &[]);
    terminal.prompt("user@localhost>");
    terminal.resize(50, 60);
    terminal.enter("sort?");
    terminal.prompt("user@localhost>");
    assert_eq!(terminal.colour_of("c.sort(['REVERSE SIZE'"), Color::Idx(6));
    let screen = terminal.screen();
    let cut = screen.lines().find(|line| line.chars().count() > 60);
    assert_eq!(cut, None, "{screen}");
    leave(terminal);
}

#[test]
fn help_in_a_pipe_is_plain_text() {
    let output = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"))
        .args(["-c", "help()", "-c", "help('\\\\Seen')"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success());
    assert!(
        text.contains("\nReading messages\n") && text.contains("\\Seen (flag)"),
        "{text}"
    );
    assert!(!text.contains('\x1b'));
    assert!(
        text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
    );
}

#[test]
fn the_first_lines_are_short_and_name_the_way_out() {
    let home = home();
    let mut command = support::shell::command(&home);
    command.env("TERM", "xterm-256color");
    let mut terminal = Terminal::run(command);
    terminal.resize(30, 80);
    terminal.prompt("user@localhost>");
    let screen = terminal.screen();
    let banner: Vec<&str> = screen
        .lines()
        .take_while(|line| !line.starts_with("user@"))
        .collect();
    assert!((3..=8).contains(&banner.len()), "{screen}");
    for part in ["c.select_folder('INBOX')", ":help", "Ctrl-D"] {
        assert!(banner.concat().contains(part), "{screen}");
    }
    leave(terminal);
}

#[test]
fn what_is_no_code_is_understood_or_put_right() {
    let home = home();
    let mut terminal = shell(&home);
    terminal.resize(60, 100);
    for (typed, says) in [
        ("help", "The methods of c"),
        (
            "help noop",
            "Do nothing, and return what the server had to say",
        ),
        (
            "SELECT?",
            "SELECT is what c.select_folder sends.\n\nc.select_folder(folder, readonly=False)",
        ),
        (
            "a1 LIST \"\" *",
            "hint: c.list_folders() is the method for that; `:raw LIST \"\" *` sends it as it stands",
        ),
        ("c.select_folder('INBX')", "hint: did you mean 'INBOX'?"),
        ("noop()", "Did you mean: 'c.noop'?"),
        ("c.search(UNSEEN)", "Did you mean: the string 'UNSEEN'?"),
        ("c.noop 1", "hint: a call takes parentheses: c.noop(1)"),
    ] {
        terminal.press(&format!("\x0c{typed}\r"));
        terminal.see(says);
        // A page of help waits to be turned.
        terminal.until("the end of it", |terminal| {
            terminal.line().starts_with("-- ") || terminal.line().ends_with('>')
        });
        if terminal.line().starts_with("-- ") {
            terminal.press("q");
        }
        terminal.prompt("user@localhost>");
    }
    terminal.press("quit\r");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn of_a_long_line_the_part_is_shown_where_the_error_is() {
    let home = home();
    let mut terminal = shell(&home);
    terminal.resize(30, 44);
    terminal.press("\x0cprint('日本語日本語', 1, 2, 3, 4, 5, 6, 7, 8, 9, yy)\r");
    let pointed = format!(
        "    …本語', 1, 2, 3, 4, 5, 6, 7, 8, 9, yy)\n{}^^\n",
        " ".repeat(39)
    );
    terminal.see(&pointed);
    leave(terminal);
}
