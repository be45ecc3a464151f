//! Files that are written while the disk fills up, the folder is closed or the program is killed:
//! they are as they were, or as they should be, and nothing between.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use expectrl::process::unix::Signal;
use support::pty::Terminal;
use support::scripted::Peer;
use support::stage::{LOOK, Stage, said, silent};
use support::tokens::ROTATING;

const PROGRAM: &str = env!("CARGO_BIN_EXE_imapclient-interact");

/// A configuration whose refresh token is replaced at each login, longer than a buffer.
fn configuration(stage: &Stage) -> String {
    let padding: String = (0..3000)
        .map(|line| format!("# line {line} of many\n"))
        .collect();
    format!("{}\n{padding}", stage.keys(ROTATING))
}

fn put(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

/// The program on this configuration, started by these words before it.
fn command(words: &[&str], program: &str, file: &Path) -> Command {
    let all: Vec<&str> = words.iter().copied().chain([program]).collect();
    let mut command = Command::new(all[0]);
    command.args(&all[1..]).arg("-f").arg(file).args(LOOK);
    command.args(["--output", "jsonl"]).env_clear();
    command
        .env("IMAPCLIENT_OAUTH2_NO_WAIT", "1")
        .env("PATH", "/usr/bin:/bin");
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Whether the text is the configuration with another token and nothing else changed.
fn is_renewed(text: &str, before: &str) -> bool {
    let token = |line: &str| line.starts_with("oauth2_refresh_token = ");
    let (now, then): (Vec<&str>, Vec<&str>) = (text.lines().collect(), before.lines().collect());
    now.len() == then.len()
        && text.ends_with('\n')
        && now
            .iter()
            .zip(&then)
            .all(|(a, b)| a == b || token(a) && token(b))
        && text != before
}

fn names(folder: &Path) -> Vec<PathBuf> {
    let mut names: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    names.sort();
    names
}

#[test]
fn a_renewed_token_is_written_in_one_step() {
    let stage = Stage::new();
    let file = stage.folder.path().join("x.ini");
    let before = configuration(&stage);
    // So it is where nothing goes wrong.
    put(&file, &before);
    let output = command(&[], PROGRAM, &file).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(is_renewed(&fs::read_to_string(&file).unwrap(), &before));
    assert_eq!(names(stage.folder.path()), [file.as_path()]);
    // Through a link, which stays one.
    let elsewhere = tempfile::tempdir().unwrap();
    let link = elsewhere.path().join("link.ini");
    std::os::unix::fs::symlink(&file, &link).unwrap();
    put(&file, &before);
    let output = command(&[], PROGRAM, &link).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(is_renewed(&fs::read_to_string(&file).unwrap(), &before));
    assert!(link.is_symlink());
    assert_eq!(names(elsewhere.path()), [link.as_path()]);
    let mode = fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_full_disk_leaves_the_file_as_it_was() {
    let stage = Stage::new();
    let file = stage.folder.path().join("x.ini");
    let before = configuration(&stage);
    put(&file, &before);
    // No file may grow beyond 4 KiB: as an error, which is told.
    let limited = ["sh", "-c", "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\""];
    let output = command(&limited, PROGRAM, &file).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(output.stdout, b"true\n");
    let says = said(&output);
    assert!(
        says.contains("replaced the refresh token") && says.contains("cannot be written"),
        "{says}"
    );
    silent(&output);
    assert_eq!(fs::read_to_string(&file).unwrap(), before);
    assert_eq!(names(stage.folder.path()), [file.as_path()]);
}

/// As the last test, with a signal that ends the program in the middle of the write, before each of
/// its pieces. What it leaves is removed by the next one, even if that only reads the file.
#[test]
fn what_a_kill_leaves_behind_is_removed() {
    let stage = Stage::new();
    let folder = stage.folder.path();
    let file = folder.join("x.ini");
    let before = configuration(&stage);
    put(&file, &before);
    let blocks = before.len() / 512;
    let mut lengths = Vec::new();
    for most in (0..blocks).step_by(blocks / 12) {
        let limit = format!("ulimit -f {most}; exec \"$0\" \"$@\"");
        let output = command(&["sh", "-c", &limit], PROGRAM, &file)
            .output()
            .unwrap();
        let says = said(&output);
        assert!(output.status.signal().is_some(), "{most}: {says}");
        assert_eq!(fs::read_to_string(&file).unwrap(), before);
        let left: Vec<PathBuf> = names(folder)
            .into_iter()
            .filter(|name| *name != file)
            .collect();
        let [left] = left.as_slice() else {
            panic!("{most}: {left:?}");
        };
        let data = fs::metadata(left).unwrap();
        assert_eq!(data.permissions().mode() & 0o777, 0o600);
        lengths.push(data.len());
        if most % 2 == 0 {
            let mut reader = Command::new(PROGRAM);
            reader.arg("-f").arg(&file).args(["--account", "nosuch"]);
            let output = reader.output().unwrap();
            assert!(said(&output).contains("nosuch"), "{}", said(&output));
            assert_eq!(names(folder), [file.as_path()]);
        }
    }
    assert!(lengths.is_sorted() && lengths[0] == 0 && lengths.len() > 10);
    let output = command(&[], PROGRAM, &file).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(is_renewed(&fs::read_to_string(&file).unwrap(), &before));
    assert_eq!(names(folder), [file.as_path()]);
}

#[test]
fn a_folder_that_is_closed_leaves_the_file_as_it_was() {
    let stage = Stage::new();
    let folder = stage.folder.path();
    let file = folder.join("x.ini");
    let before = configuration(&stage);
    put(&file, &before);
    // Root may write anywhere, so somebody else must run it, from where he can reach it.
    let scratch = tempfile::tempdir().unwrap();
    fs::set_permissions(scratch.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let program = scratch.path().join("program");
    fs::copy(PROGRAM, &program).unwrap();
    let id = Command::new("id").arg("-u").output().unwrap();
    let is_root = id.stdout == b"0\n";
    let words: &[&str] = match is_root {
        true => {
            for path in [folder, &file] {
                std::os::unix::fs::chown(path, Some(65534), Some(65534)).unwrap();
            }
            &[
                "setpriv",
                "--reuid",
                "65534",
                "--regid",
                "65534",
                "--clear-groups",
            ]
        }
        false => &[],
    };
    fs::set_permissions(folder, fs::Permissions::from_mode(0o555)).unwrap();
    let output = command(words, program.to_str().unwrap(), &file)
        .output()
        .unwrap();
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
    let says = said(&output);
    assert_eq!(output.status.code(), Some(0), "{says}");
    assert_eq!(output.stdout, b"true\n");
    assert!(
        says.contains("replaced the refresh token") && says.contains("cannot be written"),
        "{says}"
    );
    silent(&output);
    assert_eq!(fs::read_to_string(&file).unwrap(), before);
    assert_eq!(names(folder), [file.as_path()]);
}

#[test]
fn a_program_that_is_killed_leaves_the_old_file_or_the_new_one() {
    let stage = Stage::new();
    let file = stage.folder.path().join("x.ini");
    let before = configuration(&stage);
    let (mut old, mut new) = (0, 0);
    for delay in 0..40 {
        put(&file, &before);
        let _ = stage.tokens().asked();
        let mut child = command(&[], PROGRAM, &file).spawn().unwrap();
        // It is killed some moments after it has asked for the token.
        while stage.tokens().asked().is_empty() {
            std::thread::yield_now();
        }
        // Looks at the file, as a way to let time pass.
        for _ in 0..delay * delay {
            let _ = fs::metadata(&file);
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let after = fs::read_to_string(&file).unwrap();
        match after == before {
            true => old += 1,
            false => {
                assert!(is_renewed(&after, &before), "half a file after {delay}");
                new += 1;
            }
        }
    }
    assert!(old > 0, "{old} {new}");
    // However it was left, the next one can go on from there.
    put(&file, &before);
    let output = command(&[], PROGRAM, &file).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(is_renewed(&fs::read_to_string(&file).unwrap(), &before));
    assert_eq!(names(stage.folder.path()), [file.as_path()]);
}

#[test]
fn the_history_survives_a_kill_and_holds_no_secret() {
    let home = tempfile::tempdir().unwrap();
    let peer = Peer::start(vec![
        Box::new(|connection| {
            connection.say("* PREAUTH [CAPABILITY IMAP4rev1] ready\n");
            connection.serve()
        }),
        Box::new(|connection| {
            connection.say("* PREAUTH [CAPABILITY IMAP4rev1] ready\n");
            connection.serve()
        }),
    ]);
    let port = peer.port.to_string();
    let arguments = ["--insecure", "-H", "127.0.0.1", "-P", &port, "-u", "user"];
    let prompt = "user@127.0.0.1>";
    let mut terminal = Terminal::start(home.path(), &arguments);
    terminal.prompt(prompt);
    let kept = [
        "1 + 41",
        "c.noop()[0]",
        "print('Gr\u{fc}\u{df}e')",
        "len('last one')",
    ];
    let secret = [
        "password = 'hunter2'",
        "c.login('me', 'hunter2')",
        "my_token = 'hunter2'",
    ];
    for line in kept[..2].iter().chain(&secret).chain(&kept[2..]) {
        terminal.enter(line);
        terminal.prompt(prompt);
    }
    terminal.press("half a line");
    terminal.prompt(&format!("{prompt} half a line"));
    terminal.signal(Signal::SIGKILL);
    drop(terminal);
    peer.heard();
    let file = home.path().join("imapclient-interact/history");
    let text = fs::read_to_string(&file).unwrap();
    // Behind each stands where it was typed.
    let typed = text
        .lines()
        .map(|line| line.split('\u{1f}').next().unwrap());
    assert_eq!(typed.collect::<Vec<_>>(), kept);
    assert!(!text.contains("hunter2"), "{text}");
    // Half an entry, as a machine that dies leaves it.
    fs::write(&file, format!("{text}half an ent")).unwrap();
    let mut terminal = Terminal::start(home.path(), &arguments);
    terminal.prompt(prompt);
    for line in kept.iter().rev() {
        terminal.press("\x1b[A");
        terminal.prompt(&format!("{prompt} {line}"));
    }
    terminal.press("\x03");
    terminal.prompt(prompt);
    terminal.press("\x04");
    assert_eq!(terminal.end(), 0);
}
