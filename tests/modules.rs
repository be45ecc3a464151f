//! Modules of the user's own, against CPython: a folder of files, of which `main.py` is run.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

fn ours(script: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_imapclient-interact"))
        .arg(script)
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// The last line of what was said: the exception.
fn error(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let last = said.lines().rev().find(|line| !line.trim().is_empty());
    let name = last.unwrap_or_default().split(':').next();
    name.unwrap_or_default().to_owned()
}

fn same_as_cpython(files: &[(&str, &str)]) {
    let folder = folder(files);
    let script = folder.path().join("main.py");
    let theirs = Command::new("python3")
        .arg("-B")
        .arg(&script)
        .output()
        .unwrap();
    let own = ours(&script);
    let (theirs_said, own_said) = (
        String::from_utf8_lossy(&theirs.stderr),
        String::from_utf8_lossy(&own.stderr),
    );
    assert_eq!(
        String::from_utf8_lossy(&own.stdout),
        String::from_utf8_lossy(&theirs.stdout),
        "{files:?}\n{theirs_said}\n{own_said}"
    );
    assert_eq!(own.status.success(), theirs.status.success(), "{own_said}");
    if !own.status.success() {
        assert_eq!(error(&own), error(&theirs), "{theirs_said}\n{own_said}");
    }
}

#[test]
fn a_module_is_run_once_and_has_attributes() {
    same_as_cpython(&[
        (
            "main.py",
            "import helper\nimport helper as h\nfrom helper import double, VALUE as v\n\
             print(helper.VALUE, h is helper, double(4), v, helper.__name__)\n\
             helper.VALUE = 7\nprint(helper.get(), v, hasattr(helper, 'nothing'))\n\
             c = helper.Counter()\nprint(c.next(), c.next(), type(c).__name__)\n",
        ),
        (
            "helper.py",
            "print('running', __name__)\nVALUE = 5\n\
             def double(x):\n    return x * 2 + len('')\n\
             def get():\n    return VALUE\n\
             class Counter:\n    n = 0\n    def next(self):\n        self.n += 1\n        return self.n\n\
             3 + 4\n",
        ),
    ]);
}

#[test]
fn names_of_modules_are_their_own() {
    same_as_cpython(&[
        (
            "main.py",
            "x = 'main'\nimport a\nprint(x, a.x, a.read())\nfrom a import *\nprint(x, public)\n\
             try:\n    _private\nexcept NameError:\n    print('not taken')\n",
        ),
        (
            "a.py",
            "x = 'a'\n_private = 1\npublic = 2\ndef read():\n    global x\n    x += '!'\n    return x\n",
        ),
    ]);
    same_as_cpython(&[
        ("main.py", "from a import *\nprint(shown)\nhidden\n"),
        ("a.py", "__all__ = ['shown']\nshown = 1\nhidden = 2\n"),
    ]);
}

#[test]
fn modules_import_each_other() {
    same_as_cpython(&[
        ("main.py", "import a\nprint(a.b.name, a.b.a is a)\n"),
        ("a.py", "name = 'a'\nimport b\n"),
        ("b.py", "import a\nname = 'b of ' + a.name\n"),
    ]);
    same_as_cpython(&[
        ("main.py", "import a\n"),
        ("a.py", "from b import x\ny = 1\n"),
        ("b.py", "from a import y\nx = 2\n"),
    ]);
}

#[test]
fn what_goes_wrong_in_a_module_names_its_file() {
    for (module, says) in [
        (
            "def f():\n    return 1 / 0\n",
            ["helper.py\", line 2, in f", "ZeroDivisionError"],
        ),
        (
            "x = 1\ny = undefined\n",
            ["helper.py\", line 2, in <module>", "NameError"],
        ),
        ("x = 1\ny = = 2\n", ["helper.py\", line 2", "SyntaxError"]),
        (
            "x = 1\nmatch x:\n    case 1: pass\n",
            ["helper.py\", line 2", "match is not supported"],
        ),
    ] {
        let files = [
            ("main.py", "import helper\nhelper.f()\n"),
            ("helper.py", module),
        ];
        let folder = folder(&files);
        let output = ours(&folder.path().join("main.py"));
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        for text in says.iter().chain(&["main.py\", line "]) {
            assert!(said.contains(text), "{module}: {text} is not in\n{said}");
        }
    }
}

#[test]
fn what_cannot_be_imported_is_told() {
    same_as_cpython(&[("main.py", "import nothing_of_that_name\n")]);
    same_as_cpython(&[
        ("main.py", "from a import missing\n"),
        ("a.py", "missed = 1\n"),
    ]);
    let folder = folder(&[("main.py", "import parts\n"), ("parts/__init__.py", "")]);
    let output = ours(&folder.path().join("main.py"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("packages are not supported"), "{said}");
}

#[test]
fn a_failed_import_is_tried_again() {
    same_as_cpython(&[
        (
            "main.py",
            "for i in range(2):\n    try:\n        import a\n    except ValueError as e:\n        print(e)\n",
        ),
        ("a.py", "print('a')\nraise ValueError('no')\n"),
    ]);
}
