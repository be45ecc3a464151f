//! The shell at a terminal of its own, logged in to the tests' Dovecot.

use std::path::Path;
use std::process::Command;

use super::dovecot::Dovecot;
use super::pty::{Terminal, program};

/// A home with nothing in it.
pub(crate) fn home() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// The shell in `home`, with these variables in its environment, before its first prompt.
pub(crate) fn started(home: &tempfile::TempDir, variables: &[(&str, &str)]) -> Terminal {
    let mut command = command(home);
    command.arg("-q").envs(variables.iter().copied());
    Terminal::run(command)
}

/// The command that starts the shell in `home`, logged in.
pub(crate) fn command(home: &tempfile::TempDir) -> Command {
    let mut command = program(home.path());
    let port = Dovecot::shared().tls.to_string();
    command.args(["-H", "localhost", "-P", &port, "-u", "user"]);
    command.arg("--ca-file").arg(Dovecot::shared().ca());
    command
        .env("imapclient_password", "pass")
        .current_dir(home.path());
    command
}

/// The command that starts the shell in `home`, logged in without TLS at this port.
pub(crate) fn plain(home: &Path, port: u16) -> Command {
    let mut command = program(home);
    let port = port.to_string();
    command.args(["--insecure", "-H", "127.0.0.1", "-P", &port, "-u", "user"]);
    command.args(["--password-command", "echo pass"]);
    command
}

/// The shell at its first prompt.
pub(crate) fn shell(home: &tempfile::TempDir) -> Terminal {
    let mut terminal = started(home, &[]);
    terminal.prompt("user@localhost>");
    terminal
}

/// Types keys and waits until the cursor's line begins so.
pub(crate) fn after(terminal: &mut Terminal, keys: &str, line: &str) {
    terminal.press(keys);
    let expected = format!("user@localhost> {line}");
    terminal.until(&format!("{expected:?}"), |terminal| {
        terminal.line().starts_with(&expected)
    });
}

/// Gives up what is typed.
pub(crate) fn cancel(terminal: &mut Terminal) {
    terminal.press("\x03");
    terminal.prompt("user@localhost>");
}

/// Leaves with Ctrl-D.
pub(crate) fn leave(mut terminal: Terminal) {
    terminal.press("\x04");
    assert_eq!(terminal.end(), 0);
}
