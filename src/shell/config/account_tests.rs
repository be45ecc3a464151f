use std::path::Path;

use clap::Parser;

use super::*;
use crate::config::ini::Ini;
use crate::config::normalise::DEFAULT;

/// The account made of flags and a file; `~` is /nowhere.
fn account(flags: &str, file: &str, section: &str) -> std::result::Result<Account, String> {
    let args = std::iter::once("x").chain(flags.split_whitespace());
    let cli = Cli::try_parse_from(args).map_err(|error| error.to_string())?;
    let env = Env::from([("HOME", "/nowhere"), ("imapclient_password", "from env")]);
    let read = || {
        let ini = Ini::parse(Path::new("x.ini"), file.as_bytes())?;
        let layers = Layers::new(&env, Some(&ini), section)?;
        let reader = Reader {
            flags: Some(&cli),
            layers: &layers,
            env: &env,
            from_stdin: None,
        };
        reader.account(Some(section))
    };
    read().map_err(|problem| problem.to_string())
}

fn keys(flags: &str, keys: &str) -> std::result::Result<Account, String> {
    account(flags, &format!("[DEFAULT]\n{keys}\n"), DEFAULT)
}

#[test]
fn tls_and_port_go_together() {
    use Tls as M;
    let table = [
        ("", "", M::Implicit, 993),
        ("", "ssl = yes", M::Implicit, 993),
        ("", "ssl = no", M::None, 143),
        ("", "starttls = on", M::StartTls, 143),
        ("", "starttls = on\nssl = off", M::StartTls, 143),
        ("", "starttls = no\nssl = true", M::Implicit, 993),
        ("", "port = 1993", M::Implicit, 1993),
        ("", "port =", M::Implicit, 993),
        ("-s", "ssl = no", M::Implicit, 993),
        ("--insecure", "starttls = yes", M::None, 143),
        ("--starttls", "ssl = yes", M::StartTls, 143),
        ("--insecure", "ssl = yes\nport = 7", M::None, 7),
        ("-P 8", "ssl = yes\nport = 7", M::Implicit, 8),
        ("--stream cat", "ssl = yes", M::None, 143),
        ("", "stream = yes\nhost = cat", M::None, 143),
    ];
    for (flags, file, mode, port) in table {
        let account = keys(flags, file).unwrap();
        assert_eq!((account.tls, account.port), (mode, port), "{flags} {file}");
    }
}

#[test]
fn verification_is_on_unless_switched_off() {
    let table = [
        ("", "", (true, true)),
        ("", "ssl_check_hostname = no", (true, false)),
        ("", "ssl_verify_cert = no", (false, false)),
        (
            "",
            "ssl_verify_cert = no\nssl_check_hostname = yes",
            (false, false),
        ),
        ("--no-check-hostname", "", (true, false)),
        ("--no-verify-cert", "ssl_verify_cert = yes", (false, false)),
    ];
    for (flags, file, expected) in table {
        let tls = keys(flags, file).unwrap().tls_options;
        assert_eq!(
            (tls.verify_cert, tls.check_hostname),
            expected,
            "{flags} {file}"
        );
    }
}

#[test]
fn a_flag_overrides_one_key() {
    let file = "host = a\nusername = bob\npassword = p\ntimeout = 5";
    let account = keys("-u eve --timeout 2.5", file).unwrap();
    assert_eq!(account.host.as_deref(), Some("a"));
    assert_eq!(account.username.as_deref(), Some("eve"));
    assert_eq!(account.timeout, Some(Duration::from_millis(2500)));
    assert_eq!(
        account.password,
        PasswordSource::Given("p".to_owned().into())
    );
}

#[test]
fn the_nearest_password_counts() {
    let given = |text: &str| PasswordSource::Given(text.to_owned().into());
    let command = |command: &str, origin: &str| PasswordSource::Command {
        command: command.to_owned(),
        origin: origin.to_owned(),
    };
    let table = [
        ("", "", "", given("from env")),
        ("", "password = a", "", given("a")),
        ("", "password = a", "password = b", given("b")),
        ("", "password = a", "password =", given("from env")),
        (
            "",
            "password = a",
            "password_command = b",
            command("b", "x.ini [w] password_command"),
        ),
        (
            "",
            "password_command = a",
            "",
            command("a", "x.ini [DEFAULT] password_command"),
        ),
        ("", "password_command = a", "password = b", given("b")),
        ("-p c", "password_command = a", "password = b", given("c")),
        (
            "--password-command=c",
            "",
            "password = b",
            command("c", "--password-command"),
        ),
    ];
    for (flags, default, own, expected) in table {
        let file = format!("[DEFAULT]\n{default}\n[w]\n{own}\n");
        let account = account(flags, &file, "w").unwrap();
        assert_eq!(account.password, expected, "{flags} / {default} / {own}");
    }
}

#[test]
fn a_stream_has_no_host() {
    let account = keys("", "stream = yes\nhost = ssh mail imapd").unwrap();
    assert_eq!(account.stream.as_deref(), Some("ssh mail imapd"));
    assert_eq!(account.host, None);
    let account = keys("--stream cat", "host = a").unwrap();
    assert_eq!(account.stream.as_deref(), Some("cat"));
    assert_eq!(account.host, None);
}

#[test]
fn the_other_keys_come_through() {
    let account = keys(
        "",
        "production = on\nstartup = c.noop()\n  c.capabilities()",
    )
    .unwrap();
    assert!(account.production);
    assert_eq!(
        account.startup.as_deref(),
        Some("c.noop()\nc.capabilities()")
    );
    assert!(keys("", "oauth2 = no\noauth2_client_id = x\nexpect = y").is_ok());
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    let table = [
        ("", "port = 0", "x.ini [DEFAULT] port: `0` is no port"),
        ("", "port = imap", "x.ini [DEFAULT] port: `imap` is no port"),
        (
            "",
            "port = 65536",
            "x.ini [DEFAULT] port: `65536` is no port",
        ),
        (
            "",
            "timeout = soon",
            "x.ini [DEFAULT] timeout: `soon`: a number of seconds",
        ),
        (
            "",
            "timeout = 0",
            "x.ini [DEFAULT] timeout: `0`: a number of seconds",
        ),
        (
            "",
            "ssl = maybe",
            "x.ini [DEFAULT] ssl: `maybe` is neither true",
        ),
        (
            "",
            "ssl_verify_cert =",
            "x.ini [DEFAULT] ssl_verify_cert: `` is neither",
        ),
        (
            "",
            "ssl = 1\nstarttls = 1",
            "x.ini [DEFAULT] starttls: is true, but so is x.ini",
        ),
        (
            "",
            "host = imaps://a",
            "x.ini [DEFAULT] host: `imaps://a` is no host",
        ),
        (
            "",
            "host = a:993",
            "x.ini [DEFAULT] host: `a:993` is no host; the port goes",
        ),
        ("-H a:993", "", "--host: `a:993` is no host; the port goes"),
        ("-H a/b", "", "--host: `a/b` is no host"),
        (
            "",
            "password = a\npassword_command = b",
            "password_command: stands beside",
        ),
        (
            "",
            "host = %(nope)s",
            "x.ini [DEFAULT] host: refers to the key `nope`",
        ),
        (
            "",
            "ssl_ca_file = ~/ca.pem",
            "ssl_ca_file: cannot read /nowhere/ca.pem: ",
        ),
        ("--ca-file /", "", "--ca-file: / is a folder"),
        (
            "--client-key /dev/null",
            "",
            "--client-key: a key without its certificate",
        ),
        (
            "",
            "stream = yes",
            "x.ini [DEFAULT] stream: is true, so `host` must be a command",
        ),
        (
            "-H a",
            "stream = yes\nhost = b",
            "x.ini [DEFAULT] stream: is true, which goes ill",
        ),
        (
            "",
            "stream = yes\nhost = b\nssl = 1",
            "x.ini [DEFAULT] ssl: asks for TLS",
        ),
        ("--ssl", "stream = yes\nhost = b", "--ssl: asks for TLS"),
        (
            "",
            "production = x",
            "x.ini [DEFAULT] production: `x` is neither",
        ),
    ];
    for (flags, file, words) in table {
        let error = keys(flags, file).unwrap_err();
        assert!(error.contains(words), "{flags} / {file}: {error}");
        assert!(!error.contains('\n'), "{error}");
    }
}

#[test]
fn files_of_certificates_do_not_matter_without_tls() {
    assert!(keys("--insecure", "ssl_ca_file = /nowhere/ca.pem").is_ok());
}

#[test]
fn hosts_are_names_or_addresses() {
    for (text, name) in [
        ("imap.example.com", "imap.example.com"),
        ("127.0.0.1", "127.0.0.1"),
        ("::1", "::1"),
        ("[::1]", "::1"),
        ("fe80::1%eth0", "fe80::1%eth0"),
    ] {
        assert_eq!(host(text).as_deref(), Ok(name));
    }
    for wrong in ["", "[]", "a b", "a\r\nb", "a:1", "::1:x", "http://a", "a\0"] {
        assert!(host(wrong).is_err(), "{wrong:?}");
    }
}
