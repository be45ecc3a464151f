//! Examples as they stand in the source of a manual: every line set in by some blanks.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::io::Write;
use std::process::{Command, Stdio};

use support::dovecot::Dovecot;
use support::pty::Terminal;

/// What is pasted, and what it prints.
const EXAMPLES: &[(&str, &str)] = &[
    (
        "  x = [c.append('INBOX', 'Subject: Hello') for number in range(2)]
  x = c.select_folder('INBOX')

  # One by one.
  for number in c.search():
      if number < 3:
          print('message', number)
",
        "message 1\nmessage 2",
    ),
    (
        "    In [1]: [1, 1] + c.search()[:2]\n    Out[1]: [1]\n",
        "[\n  1,\n  1,\n  1,\n  2\n]",
    ),
];

fn arguments(server: &Dovecot) -> Vec<String> {
    let port = server.tls.to_string();
    let ca = server.ca().display().to_string();
    let all = [
        "-H",
        "localhost",
        "-P",
        &port,
        "-u",
        "user",
        "--ca-file",
        &ca,
    ];
    let all = all.into_iter().chain(["--password-command", "echo pass"]);
    all.map(str::to_owned).collect()
}

#[test]
fn they_can_be_pasted() {
    let server = Dovecot::start();
    let home = tempfile::tempdir().unwrap();
    let arguments = arguments(&server);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut terminal = Terminal::start(home.path(), &arguments);
    terminal.prompt("user@localhost>");
    for (pasted, shown) in EXAMPLES {
        let typed = pasted.replace('\n', "\r");
        terminal.press(&format!("\x1b[200~{typed}\x1b[201~\r"));
        terminal.says(shown);
        terminal.prompt("user@localhost INBOX (2)>");
    }
    terminal.press("\x04");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn they_run_through_a_pipe() {
    let server = Dovecot::start();
    for (pasted, expected) in EXAMPLES {
        let mut child = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"))
            .args(arguments(&server))
            .args(["-c", "x = c.select_folder('INBOX')", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(pasted.as_bytes()).unwrap();
        drop(input);
        let output = child.wait_with_output().unwrap();
        let printed = String::from_utf8_lossy(&output.stdout);
        assert_eq!(printed.trim_end(), *expected);
        assert!(output.status.success());
    }
}
