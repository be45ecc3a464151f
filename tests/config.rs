//! Every key of the configuration file and every environment variable, by what it does; those of
//! OAuth2 are in oauth2.rs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use support::dovecot::{Dovecot, GUARDED};
use support::pty::Terminal;
use support::tls::{Connection, certificate};
use tempfile::TempDir;

/// A folder with a configuration file that only we can read.
fn file(content: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.ini");
    fs::write(&path, content).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    (folder, path)
}

fn command(content: &str, arguments: &[&str]) -> (TempDir, Command) {
    let (folder, path) = file(content);
    let mut command = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"));
    command.arg("-f").arg(path).args(arguments);
    command.env_clear().env("HOME", folder.path());
    command.args(["--output", "jsonl"]);
    (folder, command)
}

fn run(content: &str, arguments: &[&str]) -> Output {
    let (_folder, mut command) = command(content, arguments);
    command.stdin(Stdio::null()).output().unwrap()
}

/// Demands a session with these keys, in which `c.ssl` is `ssl`.
fn works(keys: &str, ssl: bool) -> String {
    let output = run(
        &format!("[DEFAULT]\n{keys}"),
        &["-c", "c.ssl, c.folder_exists('INBOX')"],
    );
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{keys}\n{said}");
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(printed, format!("[{ssl},true]\n"), "{keys}");
    said
}

/// Demands that these keys fail with this exit code and these words.
fn fails(keys: &str, exit: i32, words: &str) {
    let output = run(&format!("[DEFAULT]\n{keys}"), &["-c", "1"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(exit), "{keys}\n{said}");
    assert!(said.contains(words), "{keys}\n{said}");
    assert_eq!(output.stdout, b"");
}

const LOGIN: &str = "username = user\npassword = pass\n";

#[test]
fn host_port_ssl_and_the_keys_of_tls() {
    let (tls, plain, starttls) = (
        Dovecot::shared().tls,
        Dovecot::shared().plain,
        Dovecot::shared().starttls,
    );
    let ca = Dovecot::shared().ca();
    let ca = format!("ssl_ca_file = {}\n", ca.display());
    let implicit = format!("host = localhost\nport = {tls}\n{LOGIN}");
    works(&format!("{implicit}{ca}"), true);
    works(&format!("{implicit}{ca}ssl = yes\n"), true);
    works(
        &format!("host = 127.0.0.1\nport = {plain}\nssl = off\n{LOGIN}"),
        false,
    );
    fails(&implicit, 3, "comes from an unknown authority");
    works(&format!("{implicit}ssl_verify_cert = no\n"), true);
    fails(
        &format!("{implicit}ssl_check_hostname = no\n"),
        3,
        "comes from an unknown authority",
    );
    fails(
        &format!("host = localhost\nport = {plain}\n{LOGIN}"),
        3,
        "speaks IMAP without TLS",
    );
    // STARTTLS by the same keys, where IMAPClient ignored them.
    let begun = format!("host = {GUARDED}\nport = {starttls}\nstarttls = true\n{LOGIN}");
    works(&format!("{begun}{ca}"), true);
    works(&format!("{begun}{ca}ssl = false\n"), true);
    fails(&begun, 3, "comes from an unknown authority");
    works(&format!("{begun}ssl_verify_cert = 0\n"), true);
    fails(
        &format!("{begun}{ca}ssl = true\n"),
        2,
        "starttls: is true, but so is",
    );
}

#[test]
fn the_ca_file_may_be_at_home() {
    let keys = format!(
        "host = localhost\nport = {}\nssl_ca_file = ~/ca.pem\n{LOGIN}",
        Dovecot::shared().tls
    );
    let (folder, mut command) = command(&format!("[DEFAULT]\n{keys}"), &["-c", "c.ssl"]);
    fs::copy(Dovecot::shared().ca(), folder.path().join("ca.pem")).unwrap();
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert_eq!(output.stdout, b"true\n", "{output:?}");
}

#[test]
fn the_name_check_can_be_switched_off_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    certificate(folder.path(), "elsewhere.example");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let ca = folder.path().join("cert.pem").display().to_string();
    let keys = format!("host = localhost\nport = {port}\nssl_ca_file = {ca}\n{LOGIN}");
    let serve = || {
        let mut peer = Connection::accept(&listener, folder.path(), &rustls::version::TLS13);
        peer.say("* PREAUTH [CAPABILITY IMAP4rev1] hello");
        let heard = peer.hear();
        let tag = heard.split(' ').next().unwrap_or_default();
        peer.say(&format!("* BYE bye\r\n{tag} OK done"));
    };
    std::thread::scope(|scope| {
        scope.spawn(serve);
        fails(&keys, 3, "the certificate is not for localhost but for");
    });
    std::thread::scope(|scope| {
        scope.spawn(serve);
        let keys = format!("[DEFAULT]\n{keys}ssl_check_hostname = false\n");
        let output = run(&keys, &["-c", "c.ssl"]);
        assert_eq!(output.stdout, b"true\n", "{output:?}");
    });
}

#[test]
fn a_client_certificate_with_its_key_apart() {
    let certificate = fs::read_to_string(Dovecot::shared().client_certificate()).unwrap();
    let at = certificate.find("-----BEGIN PRIVATE KEY").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (cert, key) = (folder.path().join("c.pem"), folder.path().join("k.pem"));
    fs::write(&cert, &certificate[..at]).unwrap();
    fs::write(&key, &certificate[at..]).unwrap();
    let keys = format!(
        "host = localhost\nport = {}\nssl_ca_file = {}\nauth = external\nssl_client_cert = {}\n",
        Dovecot::shared().tls,
        Dovecot::shared().ca().display(),
        cert.display()
    );
    works(&format!("{keys}ssl_client_key = {}\n", key.display()), true);
    fails(&keys, 2, "client key");
    let unnamed = keys.replace("auth = external\n", "");
    fails(
        &unnamed.replace("ssl_client_cert", "x"),
        2,
        "no user name is given",
    );
}

#[test]
fn names_and_passwords_from_file_command_and_environment() {
    let place = format!(
        "host = 127.0.0.1\nport = {}\nssl = no\n",
        Dovecot::shared().plain
    );
    works(&format!("{place}{LOGIN}"), false);
    works(
        &format!("{place}username = user\npassword_command = echo pass; echo more\n"),
        false,
    );
    fails(
        &format!("{place}username = user\npassword_command = exit 7\n"),
        2,
        "password_command: the command failed",
    );
    fails(
        &format!("{place}username = user\npassword = hunter2\n"),
        4,
        "AUTHENTICATIONFAILED",
    );
    // Percent signs, quotes and backslashes as they are; the password is `pa ss"w\ord`.
    works(
        &format!("{place}username = other\npassword = pa ss\"w\\ord\n"),
        false,
    );
    works(
        &format!("{place}n = ser\nusername = u%(n)s\npassword = pa%(n2)s\nn2 = ss\n"),
        false,
    );
    let (_folder, mut command) = command(&format!("[DEFAULT]\n{place}"), &["-c", "c.ssl"]);
    let command = command
        .stdin(Stdio::null())
        .env("imapclient_username", "user");
    let output = command.env("imapclient_password", "pass").output().unwrap();
    assert_eq!(output.stdout, b"false\n", "{output:?}");
    // The file beats the environment, and a flag beats the file.
    let (_folder, mut command) =
        self::command(&format!("[DEFAULT]\n{place}{LOGIN}"), &["-c", "c.ssl"]);
    let command = command
        .stdin(Stdio::null())
        .env("imapclient_username", "nobody");
    let output = command
        .env("imapclient_password", "wrong")
        .output()
        .unwrap();
    assert_eq!(output.stdout, b"false\n", "{output:?}");
    let output = run(
        &format!("[DEFAULT]\n{place}{LOGIN}"),
        &["-u", "nobody", "-c", "1"],
    );
    assert_eq!(output.status.code(), Some(4));
}

#[test]
fn auth_forces_a_mechanism_and_a_flag_another() {
    let keys = format!(
        "host = 127.0.0.1\nport = {}\nssl = no\nauth = cram-md5\n{LOGIN}",
        Dovecot::shared().plain
    );
    let output = run(&format!("[DEFAULT]\n{keys}"), &["--trace", "-c", "1"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("AUTHENTICATE CRAM-MD5"), "{said}");
    let output = run(
        &format!("[DEFAULT]\n{keys}"),
        &["--trace", "-c", "1", "--auth", "LOGIN"],
    );
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("AUTHENTICATE LOGIN"), "{said}");
    fails(
        &keys.replace("cram-md5", "SCRAM-SHA-512"),
        4,
        "AUTH=SCRAM-SHA-512",
    );
}

#[test]
fn a_silent_server_is_left_after_the_timeout() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let keys = format!("host = 127.0.0.1\nport = {port}\nssl = no\ntimeout = 0.1\n{LOGIN}");
    fails(&keys, 3, "waited 0.1 s");
}

#[test]
fn a_stream_is_a_command_and_logs_nobody_in_without_a_name() {
    let (folder, script) = file(
        "printf '* PREAUTH [CAPABILITY IMAP4rev1] by command\\r\\n'\n\
         while read -r tag rest; do printf '* BYE bye\\r\\n%s OK done\\r\\n' \"$tag\"; done\n",
    );
    let keys = format!("[DEFAULT]\nstream = true\nhost = sh {}\n", script.display());
    let output = run(&keys, &["-c", "c.stream, c.welcome"]);
    assert_eq!(
        output.stdout, b"[true,\"* PREAUTH [CAPABILITY IMAP4rev1] by command\"]\n",
        "{output:?}"
    );
    drop(folder);
}

#[test]
fn startup_runs_after_the_login_and_accounts_inherit() {
    let keys = format!(
        "[DEFAULT]\nhost = 127.0.0.1\nport = {}\nssl = no\n{LOGIN}\
         startup = x = c.folder_exists('INBOX')\n  print('begun', x)\n\
         [other]\nusername = other\npassword = pa ss\"w\\ord\nstartup =\n\
         [closed]\npassword = wrong\nexpect_failure = AUTHENTICATIONFAILED\n",
        Dovecot::shared().plain
    );
    let output = run(&keys, &["-c", "x"]);
    assert_eq!(output.stdout, b"begun True\ntrue\n", "{output:?}");
    let output = run(&keys, &["-a", "other", "-c", "c.host"]);
    assert_eq!(output.stdout, b"\"127.0.0.1\"\n", "{output:?}");
    let output = run(&keys, &["-a", "closed", "-c", "1"]);
    assert_eq!(output.status.code(), Some(4));
    let output = run(&keys, &["--list-accounts"]);
    let printed = String::from_utf8(output.stdout).unwrap();
    for name in ["DEFAULT", "other", "closed"] {
        assert!(
            printed.contains(&format!("\"account\":\"{name}\"")),
            "{printed}"
        );
    }
    assert!(!printed.contains("pass"), "{printed}");
}

#[test]
fn production_is_seen_and_connect_changes_the_account() {
    let keys = format!(
        "[DEFAULT]\nhost = 127.0.0.1\nport = {}\nssl = no\n{LOGIN}production = yes\n\
         [other]\nusername = other\npassword = pa ss\"w\\ord\nproduction = no\n",
        Dovecot::shared().plain
    );
    let (_folder, mut command) = command(&keys, &[]);
    command.env("TERM", "xterm-256color").env("LANG", "C.UTF-8");
    let mut terminal = Terminal::run(command);
    terminal.prompt("PRODUCTION user@127.0.0.1>");
    terminal.enter(":connect nobody");
    terminal.see("has no section [nobody]; its accounts are: other");
    terminal.prompt("PRODUCTION user@127.0.0.1>");
    terminal.enter(":connect other");
    terminal.prompt("other@127.0.0.1>");
    terminal.press("\x04");
    assert_eq!(terminal.end(), 0);
}
