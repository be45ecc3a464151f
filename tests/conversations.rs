//! Conversations with servers that a real one would not hold: one file each, filed by server.
//!
//! A file has, in any mixture:
//! - `# caps: ...`, `# greeting: ...`, `# args: ...`, `# exit: n`, `# about: ...`; `# selected: INBOX`
//!   opens a folder of 10 messages first; `# login: yes` greets with OK instead of PREAUTH, and
//!   `# unconnected: yes` lets what is typed make the connection, to PORT;
//! - `> ` lines that are typed (together they are the script);
//! - `C: A1 ...` lines that the client must send (A1, A2 ... for its tags in order),
//!   `C-literal: ` octets, `C-rest: ` the rest of a line behind a literal;
//! - `S: ` lines that the server sends (`\xNN \r \n \t \\` as escapes), `S-raw: ` without a line end,
//!   `S: <close>`;
//! - `! ` texts that standard error must contain;
//! - all other lines: what standard output must be (`--output jsonl` unless `# args:` says else).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;

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
