//! The command line from outside: flags, files, exit codes, and what is said about them.

#![allow(clippy::unwrap_used)] // clippy knows test functions, not their helpers

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// The program with `args`, an empty standard input and nothing of our environment.
fn program(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"));
    command.args(args).env_clear().stdin(Stdio::null());
    command
}

fn run(args: &[&str]) -> Output {
    program(args).output().unwrap()
}

fn out(output: &Output) -> &str {
    str::from_utf8(&output.stdout).unwrap()
}

fn err(output: &Output) -> &str {
    str::from_utf8(&output.stderr).unwrap()
}

/// Demands exit code 2, an empty standard output and one message that holds `words`.
fn refused(args: &[&str], words: &str) {
    let output = run(args);
    assert_eq!(output.status.code(), Some(2), "{args:?}: {}", err(&output));
    assert_eq!(out(&output), "", "{args:?}");
    assert!(
        err(&output).starts_with("error: "),
        "{args:?}: {}",
        err(&output)
    );
    assert!(err(&output).contains(words), "{args:?}: {}", err(&output));
    assert!(
        err(&output).lines().count() <= 8,
        "{args:?}: {}",
        err(&output)
    );
    assert!(
        !err(&output).contains("hunter2"),
        "{args:?}: {}",
        err(&output)
    );
}

/// A folder with `content` in x.ini, and the path of that file.
fn ini(content: &str) -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.ini");
    fs::write(&path, content).unwrap();
    let text = path.to_str().unwrap().to_owned();
    (folder, text)
}

#[test]
fn help_and_version_are_results() {
    for flag in ["-h", "--help", "-V", "--version", "--man"] {
        let output = run(&[flag]);
        assert_eq!(output.status.code(), Some(0), "{flag}");
        assert_eq!(err(&output), "", "{flag}");
        assert!(out(&output).contains("imapclient-interact"), "{flag}");
    }
    assert_eq!(
        out(&run(&["-V"])),
        concat!("imapclient-interact ", env!("CARGO_PKG_VERSION"), "\n")
    );
}

#[test]
fn help_names_every_flag_that_works_and_no_other() {
    let help = run(&["--help"]);
    for flag in [
        "-H, --host",
        "-P, --port",
        "-u, --username",
        "-p, --password",
        "--password-command",
        "--password-stdin",
        "-s, --ssl",
        "--insecure",
        "--starttls",
        "--ca-file",
        "--no-verify-cert",
        "--no-check-hostname",
        "--client-cert",
        "--client-key",
        "--timeout",
        "--stream",
        "-f, --file",
        "-a, --account",
        "--list-accounts",
        "--auth",
        "--oauth2-login",
        "--demo",
        "-c, --command",
        "[SCRIPT]",
        "[ARGS]...",
        "--keep-going",
        "--yes",
        "--read-only",
        "--dry-run",
        "--output",
        "--color",
        "-q, --quiet",
        "--trace",
    ] {
        assert!(out(&help).contains(flag), "{flag} is not there");
    }
    for hidden in ["--completions", "--man"] {
        assert!(!out(&help).contains(hidden), "{hidden} is there");
    }
}

#[test]
fn completions_are_in_step() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions");
    for (shell, file) in [
        ("bash", "imapclient-interact.bash"),
        ("zsh", "_imapclient-interact"),
        ("fish", "imapclient-interact.fish"),
        ("powershell", "_imapclient-interact.ps1"),
        ("elvish", "imapclient-interact.elv"),
    ] {
        let output = run(&["--completions", shell]);
        assert_eq!(output.status.code(), Some(0), "{shell}");
        assert!(out(&output).contains("password-command"), "{shell}");
        assert!(!out(&output).contains("Print the completions"), "{shell}");
        let kept = fs::read_to_string(folder.join(file)).unwrap_or_default();
        assert!(
            kept == out(&output),
            "completions/{file} is out of step; run: \
             cargo run -q -- --completions {shell} > completions/{file}"
        );
    }
}

#[test]
fn wrong_flags() {
    let table: &[(&[&str], &str)] = &[
        (&["--nonsense"], "unexpected argument '--nonsense'"),
        (&["--demo", "-H", "h"], "cannot be used with"),
        (&["-P", "0"], "'--port <PORT>'"),
        (&["-P", "65536"], "'--port <PORT>'"),
        (&["-P", "imap"], "'--port <PORT>'"),
        (&["--timeout", "soon"], "a number of seconds above 0"),
        (&["--timeout", "0"], "a number of seconds above 0"),
        (&["--timeout", "-1"], "a number of seconds above 0"),
        (&["--timeout=-1"], "a number of seconds above 0"),
        (&["--timeout", "inf"], "a number of seconds above 0"),
        (
            &["--output", "xml"],
            "possible values: pretty, jsonl, raw, table, csv",
        ),
        (&["--color", "red"], "possible values: auto, always, never"),
        (&["--completions", "tcsh"], "possible values"),
        (&["-H"], "a value is required for '--host <HOST>'"),
        (&["-H", "a", "-H", "b"], "cannot be used multiple times"),
        (&["--trace=", "-H", "a"], "--trace"),
        (&["--auth", "PLAIM"], "did you mean PLAIN?"),
        (&["--auth", "x"], "there are LOGIN, PLAIN, CRAM-MD5"),
        (
            &["--oauth2-login=post"],
            "possible values: auto, device, browser",
        ),
    ];
    for (args, words) in table {
        refused(args, words);
    }
}

#[test]
fn flags_that_exclude_each_other() {
    let table: &[&[&str]] = &[
        &["--ssl", "--insecure"],
        &["--ssl", "--starttls"],
        &["--insecure", "--starttls"],
        &["-p", "hunter2", "--password-stdin"],
        &["-p", "hunter2", "--password-command", "x"],
        &["--password-stdin", "--password-command", "x"],
        &["--stream", "x", "-H", "a"],
        &["--stream", "x", "-P", "1"],
        &["--stream", "x", "--ssl"],
        &["--stream", "x", "--starttls"],
        &["--insecure", "--ca-file", "x"],
        &["--man", "-H", "a"],
        &["--oauth2-login", "-c", "x"],
    ];
    for args in table {
        refused(args, "cannot be used with");
    }
    refused(&["-a", "work"], "--file <INI>");
    refused(&["--list-accounts"], "--file <INI>");
}

#[test]
fn wrong_values_name_their_flag() {
    refused(
        &["-H", "imaps://a.example"],
        "--host: `imaps://a.example` is no host",
    );
    refused(&["-H", "a.example:993"], "the port goes into --port");
    refused(&["-H", ""], "--host: `` is empty");
    refused(&["-H", "a\r\nb"], "--host: ");
    refused(
        &["-H", "a", "--ca-file", "/nowhere"],
        "--ca-file: cannot read /nowhere: ",
    );
    refused(&["-H", "a", "--ca-file", "/"], "--ca-file: / is a folder");
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    for (flag, what) in [
        ("--ca-file", "CA file"),
        ("--client-cert", "client certificate"),
    ] {
        refused(
            &["-H", "a", flag, manifest],
            &format!("the {what} {manifest} cannot be read: it holds no PEM certificate"),
        );
    }
    refused(
        &["-H", "a", "--client-cert", "/nowhere"],
        "--client-cert: cannot read /nowhere: ",
    );
    refused(
        &["-H", "a", "--client-key", "/dev/null"],
        "--client-key: a key without its",
    );
}

#[test]
fn files_that_cannot_be_read() {
    refused(
        &["-f", "/nowhere/x.ini"],
        "cannot read /nowhere/x.ini (-f): ",
    );
    refused(&["-f", "/"], "cannot read / (-f): ");
    refused(&["/nowhere/s.py"], "cannot read the script /nowhere/s.py: ");
    refused(&["/"], "cannot read the script /: ");
    let (folder, _) = ini("");
    let script = folder.path().join("s.py");
    fs::write(&script, b"x = 1\ny = '\xe9'\n").unwrap();
    refused(
        &[script.to_str().unwrap()],
        "s.py line 2: byte 0xe9 is not UTF-8",
    );
}

#[test]
fn wrong_files_are_named_with_their_place() {
    let table = [
        (
            "host = a\n",
            "x.ini line 1: a section such as [DEFAULT] must come",
        ),
        ("[DEFAULT]\nhost\n", "x.ini line 2: `key = value` is wanted"),
        (
            "[DEFAULT]\npassword =\nhunter2\n",
            "x.ini line 3: `key = value` is wanted",
        ),
        (
            "[DEFAULT]\nhost = a\nHost = b\n",
            "x.ini line 3: the key `host` stands twice",
        ),
        (
            "[a]\n[a]\n",
            "x.ini line 2: the section [a] stands there twice",
        ),
        ("[DEFAULT\n", "x.ini line 1: the section name is not closed"),
        (
            "[DEFAULT]\nhost = a\nport = x\n",
            "x.ini [DEFAULT] port: `x` is no port",
        ),
        (
            "[DEFAULT]\nhost = a\nssl = maybe\n",
            "x.ini [DEFAULT] ssl: `maybe` is neither true",
        ),
        (
            "[DEFAULT]\nhost = a\nssl = 1\nstarttls = 1\n",
            "x.ini [DEFAULT] starttls: is true, but",
        ),
        (
            "[DEFAULT]\nhost = a\noauth2 = 1\n",
            "x.ini [DEFAULT] oauth2: OAuth2 needs the id of an application",
        ),
        (
            "[DEFAULT]\nhost = %(b)s\n",
            "x.ini [DEFAULT] host: refers to the key `b`",
        ),
        (
            "[DEFAULT]\nhost = a\npassword = hunter2\npassword_command = x\n",
            "keep one of them",
        ),
        (
            "[DEFAULT]\nhost = a\npassword = hunter2%(b)s\n",
            "x.ini [DEFAULT] password: refers to",
        ),
        ("[DEFAULT]\nport = 1\n", "x.ini [DEFAULT] has no host"),
        (
            "[DEFAULT]\nhots = a.example\n",
            "x.ini [DEFAULT] has no host; the key hots means nothing, is it host?",
        ),
        (
            "[work]\nhost = a\n",
            "x.ini [DEFAULT] has no host; -a chooses an account: work",
        ),
        (
            "[DEFAULT]\nexpect_failure = x\n",
            "x.ini [DEFAULT] expect_failure: belongs into",
        ),
    ];
    for (content, words) in table {
        let (_folder, path) = ini(content);
        refused(&["-f", &path, "-c", ""], words);
    }
    let (_folder, path) = ini("[DEFAULT]\nhost = a\n[work]\n[home]\n");
    refused(
        &["-f", &path, "-a", "nobody"],
        "has no section [nobody]; its accounts are: work, home",
    );
}

#[test]
fn accounts_are_listed_as_json() {
    let content = "[DEFAULT]\nusername = bob\nhost = %(name)s.example\nname = a\n[w]\nname = b\n";
    let (_folder, path) = ini(content);
    let output = run(&["-f", &path, "--list-accounts", "--output", "jsonl"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert_eq!(
        out(&output),
        concat!(
            r#"[{"account":"DEFAULT","host":"a.example","username":"bob"},"#,
            r#"{"account":"w","host":"b.example","username":"bob"}]"#,
            "\n"
        )
    );
    let pretty = run(&["-f", &path, "--list-accounts"]);
    assert!(out(&pretty).starts_with("[\n  {\n    \"account\": \"DEFAULT\","));
    let coloured = run(&["-f", &path, "--list-accounts", "--color", "always"]);
    assert!(out(&coloured).contains("\x1b["));
}

#[test]
fn the_environment_is_below_the_file() {
    let (_folder, path) = ini("[DEFAULT]\nhost = a\n[w]\nusername = bob\n");
    let mut program = program(&["-f", &path, "--list-accounts", "--output", "jsonl"]);
    let output = program.env("imapclient_username", "eve").output().unwrap();
    assert!(out(&output).contains(r#""account":"DEFAULT","host":"a","username":"eve""#));
    assert!(out(&output).contains(r#""account":"w","host":"a","username":"bob""#));
}

#[test]
fn an_error_is_json_too_with_jsonl() {
    let output = run(&["-f", "/nowhere/x.ini", "--output", "jsonl"]);
    assert_eq!(output.status.code(), Some(2));
    let json = err(&output).lines().nth(1).unwrap();
    let start =
        r#"{"error":{"kind":"ConfigurationError","message":"cannot read /nowhere/x.ini (-f): "#;
    assert!(json.starts_with(start), "{json}");
    assert!(
        json.ends_with(r#","code":null,"command":null,"line":null,"hint":null}}"#),
        "{json}"
    );
}

#[test]
fn nothing_given_and_nobody_to_ask() {
    refused(&[], "no host is given; use -H HOST, or -f");
    refused(&["-u", "bob"], "no host is given");
}

#[test]
fn a_password_on_the_command_line_is_warned_of_unless_quiet() {
    let output = run(&["-p", "hunter2", "-c", ""]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(err(&output).starts_with("warning: the password given with -p can be seen"));
    assert!(err(&output).contains("--password-command"));
    assert!(!err(&output).contains("hunter2"));
    let output = run(&["-q", "-p", "hunter2", "-c", ""]);
    assert_eq!(err(&output), "");
}

#[test]
fn the_password_from_standard_input_must_be_there() {
    refused(
        &["--password-stdin", "-c", ""],
        "--password-stdin: the first line is empty",
    );
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let (_folder, path) = ini("[DEFAULT]\nhost = a\n");
    for args in [
        &["-f", &path, "--list-accounts"][..],
        &["--man"],
        &["--completions", "zsh"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = program(args)
            .stdout(writer)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", err(&output));
        assert_eq!(err(&output), "", "{args:?}");
    }
}

#[test]
fn scripts_have_arguments() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.py");
    fs::write(&path, "import sys\nprint(sys.argv[1:], sys.argv[0][-4:])\n").unwrap();
    let script = path.to_str().unwrap();
    for (given, printed) in [
        (vec![script], "[] a.py\n"),
        (vec![script, "Archive", "30"], "['Archive', '30'] a.py\n"),
        (
            vec![script, "x", "-q", "--", "--days", "-3"],
            "['x', '--days', '-3'] a.py\n",
        ),
        (vec!["-c", "import sys; print(sys.argv)"], "['-c']\n"),
    ] {
        let output = run(&given);
        assert_eq!(out(&output), printed, "{given:?}");
        assert_eq!(output.status.code(), Some(0), "{given:?}");
    }
    let refused = run(&[script, "--days", "3"]);
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("use '-- --days'"), "{said}");
}
