//! An account that logs in by OAuth2, on a Dovecot of its own that asks our token server.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use super::dovecot::Dovecot;
use super::tokens::{CLIENT, CODE, SECRET, TokenServer};

/// A server for one test, as what its token server was asked is the test's own.
pub(crate) struct Stage {
    pub(crate) server: Dovecot,
    pub(crate) folder: TempDir,
}

impl Stage {
    pub(crate) fn new() -> Self {
        Self {
            server: Dovecot::start(),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn tokens(&self) -> &TokenServer {
        &self.server.tokens
    }

    /// The keys of an account that gets its tokens with `refresh`.
    pub(crate) fn keys(&self, refresh: &str) -> String {
        format!(
            "# mine\n[DEFAULT]\nhost = 127.0.0.1\nport = {}\nssl = false\nusername = user\n\
             oauth2 = true\noauth2_client_id = {CLIENT}\noauth2_client_secret = {SECRET}\n\
             oauth2_token_url = {}\noauth2_device_url = {}\noauth2_auth_url = {}\n{}; end",
            self.server.plain,
            self.tokens().url("token"),
            self.tokens().url("device"),
            self.tokens().url("authorize"),
            match refresh {
                "" => String::new(),
                refresh => format!("oauth2_refresh_token = {}\n", refresh.replace('%', "%%")),
            }
        )
    }

    pub(crate) fn file(&self, content: &str) -> PathBuf {
        let path = self.folder.path().join("x.ini");
        fs::write(&path, content).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        path
    }

    /// The program with the account of `keys`.
    pub(crate) fn command(&self, keys: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"));
        command.arg("-f").arg(self.file(keys)).args(arguments);
        command.args(["--output", "jsonl"]);
        command.env_clear().env("IMAPCLIENT_OAUTH2_NO_WAIT", "1");

        command
    }

    pub(crate) fn run(&self, keys: &str, arguments: &[&str]) -> Output {
        let mut command = self.command(keys, arguments);
        command.stdin(Stdio::null()).output().unwrap()
    }

    pub(crate) fn content(&self) -> String {
        fs::read_to_string(self.folder.path().join("x.ini")).unwrap()
    }
}

/// Something small to do when logged in.
pub(crate) const LOOK: [&str; 2] = ["-c", "c.folder_exists('INBOX')"];

/// What went to standard error.
pub(crate) fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Demands that all went well, and that no secret was shown.
pub(crate) fn well(output: &Output) {
    assert_eq!(output.status.code(), Some(0), "{}", said(output));
    assert_eq!(output.stdout, b"true\n");
    silent(output);
}

/// Demands that no secret was shown on standard error.
pub(crate) fn silent(output: &Output) {
    for secret in [SECRET, "refresh-", "access-", "device-1", CODE] {
        assert!(!said(output).contains(secret), "{secret}: {}", said(output));
    }
}
