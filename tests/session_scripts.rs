//! The shell's own lines in scripts, and scripts whose connection is lost.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use support::pty::program;
use support::scripted::Peer;
use support::shell::plain;

#[test]
fn scripts_do_not_connect_again() {
    let home = tempfile::tempdir().unwrap();
    for (code, exit, says) in [
        ("c.search('ALL')", 3, "IMAPClientAbortError"),
        (
            "c.add_flags(1, SEEN)",
            3,
            "whether add_flags() was done is unknown",
        ),
        (
            ":raw UID SEARCH ALL",
            3,
            "whether the command was carried out is unknown",
        ),
        (":idle --count 1", 3, "closed the connection"),
    ] {
        let peer = Peer::start(vec![Box::new(|connection| {
            connection.say("* PREAUTH [CAPABILITY IMAP4rev1 IDLE] ready\n");
            let (tag, _) = connection.hear();
            connection.say(&format!("* 3 EXISTS\n{tag} OK [READ-WRITE] open\n"));
            vec![connection.hear().1]
        })]);
        let output = plain(home.path(), peer.port)
            .args(["-c", "x = c.select_folder('INBOX')", "-c", code])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(says), "{code}: {said}");
        assert_eq!(output.status.code(), Some(exit), "{code}: {said}");
        assert_eq!(peer.heard().len(), 1, "{code}");
    }
}

#[test]
fn a_recording_is_a_script_for_any_server() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("recorded.txt");
    let recorded = format!(
        "c.select_folder('Archive')['EXISTS']\n:record {}\nc.search('ALL')[:2]\n\
         for i in (1, 2):\n    print('>', i)\n\n:raw NOOP\n:record off\n",
        file.display()
    );
    let run = |arguments: &[&str]| {
        let output = program(home.path())
            .arg("--demo")
            .args(arguments)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        String::from_utf8(output.stdout).unwrap()
    };
    let first = run(&["-c", &recorded]);
    let (_, behind) = first.split_once('\n').unwrap();
    assert!(
        behind.starts_with("[\n") && behind.contains("\n> 1\n> 2\nOK "),
        "{first}"
    );
    // The folder that was open is opened first.
    let again = run(&[file.to_str().unwrap()]);
    assert_eq!(again, behind);
    let source = format!(":source {}", file.display());
    assert_eq!(run(&["-c", &source]), behind);
}

#[test]
fn a_question_is_answered_in_scripts_as_well() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("script.py");
    let text = "x = 1\nc.sort?\nif x:\n    x = 2\nSINCE?\nx?\nprint('last', x)\n";
    std::fs::write(&file, text).unwrap();
    for arguments in [vec![file.to_str().unwrap()], vec!["-c", text]] {
        let output = program(home.path()).args(&arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{said}");
        let out = String::from_utf8_lossy(&output.stdout).into_owned();
        let places = [
            "c.sort(sort_criteria",
            "SINCE <date> (search key)",
            "x: int",
            "last 2",
        ];
        let found: Vec<_> = places.iter().map(|place| out.find(place)).collect();
        assert!(
            found.iter().all(Option::is_some) && found.is_sorted(),
            "{found:?} {out}"
        );
    }
    // What is no help on anything is an error as in any other line.
    let output = program(home.path())
        .args(["-c", "(nosuch)?", "-c", "1"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
}

#[test]
fn a_script_is_checked_before_any_of_it_runs() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("script.py");
    for (text, line, says) in [
        (
            "print('ran')\n:cap\n",
            2,
            "there is no command :cap; did you mean :caps?",
        ),
        (":caps\nx = [1,\n:caps]\n", 3, "SyntaxError"),
        (
            "!echo ran\nif True:\n  x = 1\n:caps\nelse:\n  y\n",
            5,
            "SyntaxError",
        ),
        ("print('ran')\n!\n", 2, "! needs a program"),
        ("print('ran')\nx y?\n", 2, "? asks for help"),
        (
            "print('ran')\n:caps\nmatch x:\n  case 1: pass\n",
            3,
            "match",
        ),
    ] {
        std::fs::write(&file, text).unwrap();
        let mut command = program(home.path());
        let output = command.arg(&file).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(output.stdout.is_empty(), "{said}");
        let place = format!("line {line}\n");
        assert!(
            said.contains(&place)
                && said.contains("script.py")
                && said.contains(says)
                && said.contains('^'),
            "{said}"
        );
    }
    // And then it runs, line by line, whichever way it comes.
    let good = "x = '''\n:no\n'''\n!echo one\nprint('two')\n:watch 0.01 --count 2 3\n!exit 5\nprint('six')\n";
    std::fs::write(&file, good).unwrap();
    let path = file.to_str().unwrap();
    let source = format!(":source {path}");
    for (arguments, exit, printed) in [
        (vec![path], 1, "one\ntwo\n3\n3\n"),
        (vec!["-c", good], 1, "one\ntwo\n3\n3\n"),
        (vec!["-c", &source], 1, "one\ntwo\n3\n3\n"),
        (vec!["--keep-going", path], 1, "one\ntwo\n3\n3\nsix\n"),
    ] {
        let output = program(home.path()).args(&arguments).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(
            String::from_utf8_lossy(&output.stdout),
            printed,
            "{arguments:?} {said}"
        );
        assert_eq!(output.status.code(), Some(exit), "{arguments:?} {said}");
        assert!(
            said.contains("the program ended with exit code 5"),
            "{said}"
        );
    }
}

#[test]
fn what_the_system_says_of_a_connection_can_be_caught_by_its_name() {
    // A port that nobody listens at.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let script = format!(
        "try: IMAPClient('127.0.0.1', port={port}, ssl=False)\n\
         except ConnectionRefusedError as e: print(type(e).__name__, e.errno > 0, isinstance(e, OSError))\n"
    );
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_imapclient-interact"))
        .args(["-c", &script])
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert_eq!(printed, "ConnectionRefusedError True True\n", "{output:?}");
}
