//! Conversations with servers that a real one would not hold: one file each, filed by server.
//!
//! A file has, in any mixture:
//! - `# caps: ...`, `# greeting: ...`, `# args: ...`, `# exit: n`, `# about: ...`; `# selected: INBOX`
//!   opens a folder of 10 messages first; `# login: yes` greets with OK instead of PREAUTH, and
//!   `# unconnected: yes` lets what is typed make the connection, to PORT;
//! - `> ` lines that are typed (together they are the script);
//! - `C: A1 ...` lines that the client must send (A1, A2 ... for its tags in order),
//!   `C-literal: ` octets, `C-rest: ` the rest of a line behind a literal;
//! - `S: ` lines that the server sends (`\xNN \r \n \t \\` as escapes; `{A1}` is a tag that does not
//!   stand first), `S-raw: ` without a line end, `S: <close>`;
//! - `! ` texts that standard error must contain;
//! - `P: ` lines that standard output must have, with escapes as above (`:record` writes these);
//! - all other lines: what standard output must be (`--output jsonl` unless `# args:` says else).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;

use support::dovecot::Dovecot;
use support::script::Script;

/// Runs one conversation; the error tells what differed.
fn run(text: &str) -> Result<(), String> {
    let script = Script::parse(text)?;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let mut command = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"));
    if !script.unconnected {
        command.args(["-H", "127.0.0.1", "-P", &port, "--insecure", "-u", "user"]);
    }
    command.args([
        "--password-command",
        "echo pass",
        "--timeout",
        "20",
        "-c",
        &match script.unconnected {
            true => script.typed.replace("PORT", &port),
            false => script.typed.clone(),
        },
    ]);
    match script.args.is_empty() {
        true => command.args(["--output", "jsonl"]),
        false => command.args(&script.args),
    };
    command.env("TZ", "UTC").stdin(Stdio::null());
    let (played, output) = thread::scope(|scope| {
        let peer = scope.spawn(|| script.play(&listener));
        let output = command.output().unwrap();
        // If the program never connected, let the peer go.
        drop(std::net::TcpStream::connect((
            "127.0.0.1",
            port.parse::<u16>().unwrap(),
        )));
        (peer.join().unwrap(), output)
    });
    let printed = String::from_utf8_lossy(&output.stdout);
    let said = String::from_utf8_lossy(&output.stderr);
    let mut faults = Vec::new();
    faults.extend(played.err());
    if printed != script.printed {
        faults.push(format!(
            "expected on standard output:\n{}got:\n{printed}",
            script.printed
        ));
    }
    for wanted in script
        .said
        .iter()
        .filter(|wanted| !said.contains(wanted.as_str()))
    {
        faults.push(format!("standard error lacks {wanted:?}"));
    }
    if output.status.code() != Some(script.exit) {
        faults.push(format!(
            "expected exit code {}, got {:?}",
            script.exit,
            output.status.code()
        ));
    }
    match faults.is_empty() {
        true => Ok(()),
        false => Err(format!(
            "{}\nstandard error was:\n{said}",
            faults.join("\n")
        )),
    }
}

fn files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conversations");
    let servers = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = servers
        .flat_map(|folder| {
            std::fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().path())
        })
        .collect();
    files.sort();
    files
}

#[test]
fn all_conversations() {
    let files = files();
    assert!(
        files.len() >= 60,
        "only {} conversations were found",
        files.len()
    );
    let queue = Mutex::new(files.iter());
    let wrong = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let Some(file) = queue.lock().unwrap().next() else {
                        return;
                    };
                    if let Err(fault) = run(&std::fs::read_to_string(file).unwrap()) {
                        wrong
                            .lock()
                            .unwrap()
                            .push(format!("{}:\n{fault}\n", file.display()));
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(
        wrong.is_empty(),
        "{} of {} differ:\n{}",
        wrong.len(),
        files.len(),
        wrong.join("\n")
    );
}

#[test]
fn a_recorded_session_can_be_played() {
    let server = Dovecot::start();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("recorded.txt");
    let typed = format!(
        "x = c.create_folder('recorded \u{e9}')\n\
         x = c.select_folder('recorded \u{e9}')\n\
         :record {}\n\
         c.append('recorded \u{e9}', b'Subject: \\xff hello\\r\\n\\r\\nText \\\\ \\x00'.replace(b'\\x00', b'.'), flags=(SEEN,))\n\
         c.search(['SUBJECT', 'hello'])\n\
         c.fetch([1], ['FLAGS', 'BODY.PEEK[]'])\n\
         for i in (1, 2):\n    print('C: line', i)\n    print()\n\
         c.select_folder('no such folder')\n\
         c.select_folder('recorded \u{e9}', readonly=True)['EXISTS']\n\
         :raw UID SEARCH ALL\n\
         c.append('recorded \u{e9}', 'Subject: large\\r\\n\\r\\n' + 'Z' * 99990 + 'END')\n\
         c.fetch('*', 'BODY.PEEK[]')\n\
         :save --force {}/out c.fetch(1, 'BODY.PEEK[]')\n\
         BODY.PEEK[]?\n\
         word = 'pass'\n\
         c.login('user', 'hidden')\n\
         :record off\n",
        file.display(),
        folder.path().display()
    );
    let mut command = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"));
    let port = server.plain.to_string();
    command.args(["-H", "127.0.0.1", "-P", &port, "--insecure", "-u", "user"]);
    command.args([
        "--password-command",
        "echo pass",
        "--keep-going",
        "-c",
        &typed,
    ]);
    let output = command.env("TZ", "UTC").output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("recorded in "), "{said}");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(!text.contains("pass") && !text.contains("hidden"), "{text}");
    // What a line of the shell's own runs stands in that line alone.
    assert_eq!(text.matches("\n> ").count(), 14, "{text}");
    assert!(text.contains("\"bytes\":28}"), "{text}");
    // Also a literal that would go to a file: sent, received and printed.
    assert_eq!(text.matches("ZZZEND").count(), 3);
    run(&text).unwrap_or_else(|fault| panic!("{fault}\n{text}"));
    for (from, to) in [("Text", "Test"), ("\nP: C: line 1", "\nP: C: line 3")] {
        assert!(text.contains(from), "{text}");
        assert!(run(&text.replacen(from, to, 1)).is_err(), "{from}");
    }
}

#[test]
fn the_runner_sees_what_is_wrong() {
    let right = "> c.noop()\nC: A1 NOOP\nS: A1 OK done\n[\"done\",[]]\n";
    run(right).unwrap();
    for (from, to, says) in [
        ("NOOP\n", "NOPE\n", "line 2: expected"),
        ("[\"done\"", "[\"gone\"", "expected on standard output"),
        ("A1 OK", "A1 NO", "exit code"),
    ] {
        let fault = run(&right.replacen(from, to, 1)).unwrap_err();
        assert!(fault.contains(says), "{fault}");
    }
    assert!(
        run(&format!("{right}! never said\n"))
            .unwrap_err()
            .contains("lacks")
    );
    assert!(
        run(&format!("{right}# exit: 3\n"))
            .unwrap_err()
            .contains("exit code")
    );
}
