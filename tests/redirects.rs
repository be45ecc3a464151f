//! One result into a file or a program, and rows as CSV: what comes out, and what is said when it
//! cannot.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs code, unconnected, in `folder`.
fn run(folder: &Path, args: &[&str], code: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"));
    command.args(args).args(["-c", code]).current_dir(folder);
    command.env_clear().env("PATH", "/usr/bin:/bin");
    command.env("HOME", folder).stdin(Stdio::null());
    command.output().unwrap()
}

fn out(output: &Output) -> &str {
    str::from_utf8(&output.stdout).unwrap()
}

fn err(output: &Output) -> &str {
    str::from_utf8(&output.stderr).unwrap()
}

/// Runs code that must go well and print `printed`.
fn well(folder: &Path, args: &[&str], code: &str, printed: &str) {
    let output = run(folder, args, code);
    assert_eq!(err(&output), "", "{code}");
    assert_eq!(out(&output), printed, "{code}");
    assert_eq!(output.status.code(), Some(0), "{code}");
}

#[test]
fn into_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    well(folder, &[], "[1, 'ü'] !> x.json\n2", "2\n");
    assert_eq!(read("x.json"), "[\n  1,\n  \"ü\"\n]\n");
    let mode = folder
        .join("x.json")
        .metadata()
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777 & !0o022, 0o644, "{mode:o}");
    well(folder, &["--output", "jsonl"], "{'a': 1} !>> x.json", "");
    assert_eq!(read("x.json"), "[\n  1,\n  \"ü\"\n]\n{\"a\":1}\n");
    // Text and bytes as they are; a name in quotes; the home folder.
    well(folder, &["--output", "raw"], "b'a\\r\\n\\x00' !> 'a b'", "");
    assert_eq!(fs::read(folder.join("a b")).unwrap(), b"a\r\n\0");
    well(folder, &[], "1 !> ~/home.json", "");
    assert_eq!(read("home.json"), "1\n");
    // In blocks and in functions; None is nothing, as everywhere.
    well(
        folder,
        &["--output", "jsonl"],
        "def f(x):\n    x !>> log\nfor i in range(3):\n    f(i)\nif True:\n    (4) !>> log\nNone !>> log",
        "",
    );
    assert_eq!(read("log"), "0\n1\n2\n4\n");
    // A device is written, not replaced.
    well(folder, &[], "1 !> /dev/null", "");
    assert!(!Path::new("/dev/null").is_file());
}

#[test]
fn a_file_stays_as_it_was_when_the_code_fails() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("x"), "old").unwrap();
    let output = run(folder, &[], "[1, 1 / 0] !> x");
    assert_eq!(output.status.code(), Some(1));
    assert!(
        err(&output).contains("ZeroDivisionError"),
        "{}",
        err(&output)
    );
    assert_eq!(fs::read_to_string(folder.join("x")).unwrap(), "old");
    assert_eq!(fs::read_dir(folder).unwrap().count(), 1);
}

#[test]
fn into_a_program() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    well(
        folder,
        &["--output", "jsonl"],
        "[1, 2] !| tr 12 ab\n3",
        "[a,b]\n3\n",
    );
    // Quotes of the shell's are none of Python's.
    well(
        folder,
        &[],
        "'it''s' !| sed \"s/it's/IT/; s/its/IS/\"\n'next'",
        "\"IS\"\n\"next\"\n",
    );
    // A program that has read enough is no error, however much is left.
    well(folder, &[], "list(range(200000)) !| head -n 2", "[\n  0,\n");
    for (command, says) in [
        ("exit 3", "OSError: `exit 3` ended with exit code 3"),
        ("kill -9 $$", "OSError: `kill -9 $$` was killed"),
        ("nosuchprogram", "ended with exit code 127"),
    ] {
        let output = run(folder, &[], &format!("1 !| {command}\n2"));
        assert!(err(&output).contains(says), "{}", err(&output));
        assert!(err(&output).contains("^"), "{}", err(&output));
        assert_eq!((out(&output), output.status.code()), ("", Some(1)));
    }
    // It can be caught.
    let code = "try:\n    1 !| exit 3\nexcept OSError as e:\n    print('caught')";
    let output = run(folder, &[], code);
    assert_eq!(out(&output), "caught\n");
}

#[test]
fn what_cannot_be_is_said_before_anything_runs() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for (line, says) in [
        (
            "x = 1 !> f",
            "!> stands at the end of a line, behind an expression",
        ),
        ("1 !>", "!> needs a file or a command behind it"),
        ("1 !|  ", "!| needs a file or a command behind it"),
        ("def f(): pass !> f", "stands at the end of a line"),
    ] {
        let output = run(folder, &[], &format!("print('ran')\n{line}"));
        assert_eq!(out(&output), "", "{line}");
        assert!(err(&output).contains("SyntaxError"), "{}", err(&output));
        assert!(err(&output).contains(says), "{}", err(&output));
        assert!(err(&output).contains("line 2"), "{}", err(&output));
        assert_eq!(output.status.code(), Some(1));
    }
    for (line, says) in [
        (
            "1 !> no/such/file",
            "OSError: no/such/file cannot be written: there is no such folder",
        ),
        (
            "1 !>> no/such/file",
            "OSError: no/such/file cannot be written: there is no such folder",
        ),
        ("1 !> .", "OSError: . is a folder"),
    ] {
        let output = run(folder, &[], line);
        assert!(err(&output).contains(says), "{}", err(&output));
        assert_eq!(output.status.code(), Some(1));
    }
    // Python's own operators are Python's.
    well(
        folder,
        &[],
        "6 | 1, 3 > 2, 1 != 2",
        "[\n  7,\n  true,\n  true\n]\n",
    );
    assert_eq!(fs::read_dir(folder).unwrap().count(), 0);
}

#[test]
fn rows_as_csv() {
    let folder = tempfile::tempdir().unwrap();
    let code = "[{'a': 'x\"y', 'b,c': 1}, {'a': None, 'd': 'l1\\r\\nl2'}]\n{2: (1, 2)}\n'no rows'";
    well(
        folder.path(),
        &["--output", "csv"],
        code,
        "a,\"b,c\",d\r\n\"x\"\"y\",1,\r\n,,\"l1\r\nl2\"\r\nid,value\r\n2,\"[1,2]\"\r\n\"no rows\"\n",
    );
}
