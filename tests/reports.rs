//! Errors as they are shown: word for word.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::process::{Command, Stdio};

/// What is said about `code`, run as the file `s.py`.
fn said(code: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("s.py"), code).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"))
        .arg("s.py")
        .current_dir(folder.path())
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .unwrap();
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn the_line_the_caret_the_name() {
    for (code, report) in [
        (
            "x = 1\ny = x + missing\n",
            "  File \"s.py\", line 2\n    y = x + missing\n            ^^^^^^^\n\
             NameError: name 'missing' is not defined\n",
        ),
        (
            "'ä' + undefined\n",
            "  File \"s.py\", line 1\n    'ä' + undefined\n          ^^^^^^^^^\n\
             NameError: name 'undefined' is not defined\n",
        ),
        (
            "def f(a):\n    return a / 0\n\ndef g():\n    x = f(1)\n    return x\n\ng()\n",
            "Traceback (most recent call last):\n  File \"s.py\", line 8\n    g()\n    ^^^\n\
             \u{20} File \"s.py\", line 5, in g\n    x = f(1)\n        ^^^^\n\
             \u{20} File \"s.py\", line 2, in f\n    return a / 0\n           ^^^^^\n\
             ZeroDivisionError: division by zero\n",
        ),
        (
            "l = sorted([2, 1], key=lambda x: x.y)\n",
            "Traceback (most recent call last):\n  File \"s.py\", line 1\n\
             \u{20}   l = sorted([2, 1], key=lambda x: x.y)\n        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n\
             \u{20} File \"s.py\", line 1, in <lambda>\n\
             \u{20}   l = sorted([2, 1], key=lambda x: x.y)\n                                     ^^^\n\
             AttributeError: 'int' object has no attribute 'y'\n",
        ),
        (
            "raise ValueError('a\\tb\\x1b[2J')\n",
            "  File \"s.py\", line 1\n    raise ValueError('a\\tb\\x1b[2J')\n\
             \u{20}   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\nValueError: a\tb\\u001b[2J\n",
        ),
    ] {
        assert_eq!(said(code), report, "{code}");
    }
}

#[test]
fn chains_have_both_of_pythons_sentences() {
    let cause =
        said("try:\n    {}['k']\nexcept KeyError as e:\n    raise ValueError('v') from e\n");
    assert_eq!(
        cause,
        "Traceback (most recent call last):\n  File \"s.py\", line 2\n    {}['k']\n    ^^^^^^^\n\
         KeyError: 'k'\n\n\
         The above exception was the direct cause of the following exception:\n\n\
         Traceback (most recent call last):\n  File \"s.py\", line 4\n    raise ValueError('v') from e\n\
         \u{20}   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^\nValueError: v\n"
    );
    let context = said("try:\n    {}['k']\nexcept KeyError:\n    int('v')\n");
    assert!(context.contains(
        "KeyError: 'k'\n\nDuring handling of the above exception, another exception occurred:\n\n"
    ));
    let none = said("try:\n    {}['k']\nexcept KeyError:\n    raise ValueError('v') from None\n");
    assert!(!none.contains("KeyError: "), "{none}");
    let note = said("e = ValueError('v')\ne.add_note('see above')\nraise e\n");
    assert!(note.ends_with("ValueError: v\nsee above\n"), "{note}");
}

#[test]
fn what_was_meant_is_asked() {
    for (code, hint) in [
        ("prnt(1)\n", "Did you mean: 'print'?"),
        ("value = 1\nvalu\n", "Did you mean: 'value'?"),
        ("'x'.uper()\n", "Did you mean: 'upper'?"),
        (
            "class A:\n    colour = 1\nA().color\n",
            "Did you mean: 'colour'?",
        ),
        ("import json\njson.dump_s\n", "Did you mean: 'dumps'?"),
        ("from json import dmps\n", "Did you mean: 'dumps'?"),
        (
            "def f(folder): pass\nf(foldr=1)\n",
            "Did you mean 'folder'?",
        ),
        ("{'FLAGS': 1}['FLAG']\n", "did you mean 'FLAGS'?"),
        ("{'FLAGS': 1}['flags']\n", "did you mean 'FLAGS'?"),
    ] {
        let text = said(code);
        assert!(text.contains(hint), "{code}: {text}");
    }
}

#[test]
fn long_chains_of_calls_are_cut() {
    let text = said("def f(n):\n    return f(n + 1)\nf(0)\n");
    assert!(text.lines().count() < 80, "{} lines", text.lines().count());
    assert!(text.contains("more calls]"), "{text}");
    assert!(
        text.ends_with("RecursionError: maximum recursion depth exceeded\n"),
        "{text}"
    );
}

#[test]
fn an_output_that_is_full_is_told() {
    for code in ["print('x')", "list(range(100000))", "1", "help()"] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_imapclient-interact"))
            .args(["-c", code])
            .stdout(
                std::fs::OpenOptions::new()
                    .write(true)
                    .open("/dev/full")
                    .unwrap(),
            )
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{code}: {said}");
        let told = "OSError: standard output cannot be written: No space left on device";
        assert_eq!(said.matches(told).count(), 1, "{code}: {said}");
    }
}
