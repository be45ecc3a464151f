//! The shell at a real terminal, against a real Dovecot.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::os::unix::fs::PermissionsExt;

use support::dovecot::Dovecot;
use support::pty::Terminal;
use support::shell::home;

/// The shell, logged in as `user` and showing its first prompt.
fn shell(home: &tempfile::TempDir, arguments: &[&str]) -> Terminal {
    let port = Dovecot::shared().tls.to_string();
    let ca = Dovecot::shared().ca();
    let mut all = vec!["-H", "localhost", "-P", &port, "-u", "user"];
    all.extend(["--ca-file", ca.to_str().unwrap()]);
    all.extend(arguments);
    let mut terminal = Terminal::start(home.path(), &all);
    terminal.see("Password for user at localhost:");
    terminal.press("pass\r");
    terminal.prompt("user@localhost>");
    terminal
}

/// Waits for the prompt and leaves with Ctrl-D.
fn leave(mut terminal: Terminal) {
    terminal.prompt("user@localhost>");
    terminal.press("\x04");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_session() {
    let home = home();
    let mut terminal = shell(&home, &[]);
    // The password was not echoed.
    assert!(
        !terminal.screen().contains("pass\n"),
        "{}",
        terminal.screen()
    );
    terminal.enter("c.create_folder('pty session')");
    terminal.prompt("user@localhost>");
    terminal.enter("a = c.append('pty session', 'Subject: Hello\\n\\nText', flags=(SEEN,))");
    terminal.prompt("user@localhost>");
    terminal.enter("c.select_folder('pty session')['EXISTS']");
    terminal.prompt("user@localhost pty session (1)>");
    terminal.see("\n1\n");
    terminal.enter("m = c.search(['SUBJECT', 'hello']); m");
    terminal.see("[\n  1\n]");
    terminal.prompt("user@localhost pty session (1)>");
    // By their number, as IPython has them, too.
    terminal.enter("len(Out), Out[3], Out[3] == _3");
    terminal.see("[\n  3,\n  [\n    1\n  ],\n  true\n]");
    terminal.prompt("user@localhost pty session (1)>");
    terminal.enter("for i, row in c.fetch(Out[3], ['ENVELOPE']).items():");
    terminal.prompt("...");
    terminal.enter("    print('%d: %s' % (i, row[b'ENVELOPE'].subject.decode()))");
    terminal.prompt("...");
    terminal.enter("");
    terminal.see("1: Hello");
    terminal.prompt("user@localhost pty session (1)>");
    terminal.enter("c.fetch(1, 'FLAGS')");
    terminal.see("\"\\\\Seen\"");
    terminal.prompt("user@localhost pty session (1)>");
    assert_ne!(terminal.colour_of("\"\\\\Seen\""), vt100::Color::Default);
    terminal.enter("c.unselect_folder(); c.delete_folder('pty session')");
    terminal.see("delete_folder removes 'pty session' with its 1 message for good. Go on? [y/N]");
    terminal.press("y\r");
    terminal.prompt("user@localhost>");
    leave(terminal);
}

#[test]
fn errors_have_a_caret_and_the_session_goes_on() {
    let home = home();
    let mut terminal = shell(&home, &[]);
    terminal.enter("c.select_folder('no such folder')");
    terminal.see("IMAPClientError: ");
    terminal.prompt("user@localhost>");
    terminal.enter("c.select_folde('INBOX')");
    terminal.see("Did you mean: 'select_folder'");
    terminal.prompt("user@localhost>");
    terminal.enter("1 + + ");
    terminal.see("SyntaxError: ");
    terminal.see("^");
    terminal.prompt("user@localhost>");
    terminal.enter("[1, 2][5] + nosuch");
    terminal.see("IndexError: ");
    terminal.prompt("user@localhost>");
    terminal.enter(":nosuch");
    terminal.see("there is no command :nosuch");
    terminal.prompt("user@localhost>");
    terminal.enter("c.noop()[0]");
    terminal.see("NOOP completed");
    leave(terminal);
}

#[test]
fn control_c_stops_what_runs_and_the_session_lives() {
    let home = home();
    let mut terminal = shell(&home, &[]);
    // A line that is half typed is given up.
    terminal.press("c.sel");
    terminal.prompt("user@localhost> c.sel");
    terminal.press("\x03");
    terminal.prompt("user@localhost>");
    terminal.enter("while print('going') is None: pass");
    terminal.prompt("...");
    terminal.enter("");
    terminal.see("\ngoing\n");
    terminal.press("\x03");
    terminal.see("KeyboardInterrupt");
    terminal.prompt("user@localhost>");
    terminal.enter("c.has_capability('IMAP4rev1')");
    terminal.see("\ntrue");
    leave(terminal);
}

#[test]
fn a_transcript_can_be_pasted() {
    let home = home();
    let mut terminal = shell(&home, &[]);
    let pasted =
        ">>> total = 0\n>>> for n in (1, 2, 3):\n...     total += n\n...\n>>> total * 7\n42\n";
    terminal.press(&format!("\x1b[200~{pasted}\x1b[201~\r"));
    terminal.see("\n42\n");
    terminal.prompt("user@localhost>");
    leave(terminal);
}

#[test]
fn the_history_is_kept_without_secrets() {
    let home = home();
    let mut terminal = shell(&home, &[]);
    for line in ["x = 'kept'", "password = 'hidden'", "y = 'pass'"] {
        terminal.enter(line);
        terminal.prompt("user@localhost>");
    }
    terminal.enter(":history kept localhost");
    terminal.see("1  x = 'kept'  # user@localhost");
    leave(terminal);
    let file = home.path().join("imapclient-interact/history");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("x = 'kept'"), "{text}");
    assert!(
        !text.contains("hidden") && !text.contains("'pass'"),
        "{text}"
    );
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    // The next session finds it with the key up.
    let mut terminal = shell(&home, &[]);
    terminal.press("\x1b[A\x1b[A");
    terminal.prompt("user@localhost> x = 'kept'");
    terminal.press("\x03");
    terminal.prompt("user@localhost>");
    leave(terminal);
}
