//! What a program may ask for without the process paying for it: depth, memory, endless work.
//! Each case runs in a process of its own, which must end by itself and not by a signal.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::Read;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn program(script: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"));
    command.arg(script).env_clear().stdin(Stdio::null());
    command
}

fn run(code: &str) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("script.py");
    std::fs::write(&script, code).unwrap();
    program(&script).output().unwrap()
}

/// Runs each case; its last line of output, or the name of its error, must be as given.
fn all(cases: &[(&str, String, &str)]) {
    let mut wrong = Vec::new();
    for (name, code, expected) in cases {
        let output = run(code);
        let said = String::from_utf8_lossy(&output.stderr);
        let printed = String::from_utf8_lossy(&output.stdout);
        let error = said.lines().rev().find(|line| !line.starts_with(' '));
        let error = error
            .unwrap_or_default()
            .split(':')
            .next()
            .unwrap_or_default();
        let last = printed.lines().last().unwrap_or_default();
        let got = match output.status.code() {
            Some(0) => last,
            Some(1) => error,
            _ => "a signal",
        };
        if got != *expected {
            let end = said
                .get(said.len().saturating_sub(300)..)
                .unwrap_or_default();
            wrong.push(format!(
                "{name}: {got:?}, not {expected:?} ({}) {end}",
                output.status
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn script(text: &str) -> String {
    text.to_owned()
}

#[test]
fn deep_sources_are_refused_in_words() {
    let many = |part: &str, end: &str| format!("{}{end}", part.repeat(1_000_000));
    let blocks: String = (0..2000)
        .map(|depth| format!("{}if 1:\n", " ".repeat(depth)))
        .collect();
    all(&[
        ("round", many("(", ""), "SyntaxError"),
        ("square", many("[", ""), "SyntaxError"),
        ("curly", many("{", ""), "SyntaxError"),
        ("calls", many("f(", ""), "SyntaxError"),
        ("called", many("f()", ""), "SyntaxError"),
        ("minus", many("-", "1"), "SyntaxError"),
        ("not", many("not ", "1"), "SyntaxError"),
        ("plus", many("1+", "1"), "SyntaxError"),
        ("power", many("1**", "1"), "SyntaxError"),
        ("attributes", many("x.", "x"), "SyntaxError"),
        ("subscripts", many("x[0]", ""), "SyntaxError"),
        ("lambda", many("lambda:", "1"), "SyntaxError"),
        ("conditional", many("1 if 1 else ", "1"), "SyntaxError"),
        ("percent", many("'' % ", "1"), "SyntaxError"),
        (
            "blocks",
            format!("{blocks}{}pass", " ".repeat(2000)),
            "SyntaxError",
        ),
        (
            "f-strings",
            format!("{}1{}", "f'{".repeat(5000), "}'".repeat(5000)),
            "SyntaxError",
        ),
        ("chain", many("x = ", "print(1)"), "1"),
        ("and", many("1 and ", "print(7)"), "7"),
        (
            "comparisons",
            format!("print({})", many("1 <= ", "1")),
            "True",
        ),
        (
            "commas",
            format!("print(len([{}]))", many("1,", "")),
            "1000000",
        ),
        (
            "strings",
            format!("print(len({}))", many("'a' ", "")),
            "1000000",
        ),
        (
            "elif",
            format!(
                "if 0: pass\n{}else: print(3)",
                "elif 0: pass\n".repeat(100_000)
            ),
            "3",
        ),
    ]);
}

const LIST: &str = "x = []\nfor i in range(1000000):\n    x = [x]\n";
const TUPLE: &str = "x = ()\nfor i in range(1000000):\n    x = (x,)\n";

/// What is done with something deep, one after the other in one process, and the error of each.
#[test]
fn what_looks_into_deep_values_ends_in_an_error() {
    let other = "y = [[]]\nfor i in range(1000000):\n    y = [y]\n";
    let more = "z = [[1]]\nfor i in range(1000000):\n    z = [z]\n";
    let cases = [
        (
            [LIST, other, more].concat(),
            &[
                ("repr(x)", "RecursionError"),
                ("print(x)", "RecursionError"),
                ("x == y", "RecursionError"),
                ("x < z", "RecursionError"),
                ("x in [[1]]", "False"),
                ("c.search(x)", "ValueError"),
                ("f'{x}'", "RecursionError"),
                ("'%s' % x", "RecursionError"),
            ][..],
        ),
        (
            TUPLE.to_owned(),
            &[
                ("hash(x)", "RecursionError"),
                ("{x: 1}", "RecursionError"),
                ("str(x)", "RecursionError"),
            ],
        ),
    ];
    for (mut code, steps) in cases {
        let mut wanted = String::new();
        for (step, error) in steps {
            code += &format!(
                "try:\n    x0 = {step}\n    print(x0)\nexcept Exception as e:\n    print(type(e).__name__)\n"
            );
            wanted += &format!("{error}\n");
        }
        let output = run(&code);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(String::from_utf8_lossy(&output.stdout), wanted, "{said}");
        assert_eq!(output.status.code(), Some(0), "{said}");
    }
}

#[test]
fn deep_values_do_no_harm() {
    const SELF: &str = "x = []\nx.append(x)\ny = []\ny.append(y)\n";
    let on = |make: &str, then: &str| format!("{make}{then}");
    all(&[
        ("drop", on(LIST, "del x\nprint(1)"), "1"),
        ("left at the end", on(LIST, "print(2)"), "2"),
        ("json", on(LIST, "x"), "ValueError"),
        ("tuple drop", on(TUPLE, "x = 1\nprint(3)"), "3"),
        (
            "dict",
            script("x = {}\nfor i in range(1000000):\n    x = {1: x}\ndel x\nprint(4)"),
            "4",
        ),
        ("self repr", on(SELF, "print(x)"), "[[...]]"),
        ("self equal", on(SELF, "x == y"), "RecursionError"),
        ("self json", on(SELF, "x"), "ValueError"),
        (
            "self dict",
            script("d = {}\nd['d'] = d\nprint(d)"),
            "{'d': {...}}",
        ),
        (
            "objects",
            script(
                "class N: pass\nx = None\nfor i in range(300000):\n    n = N()\n    n.next = x\n    x = n\ndel x, n\nprint(5)",
            ),
            "5",
        ),
        (
            "closures",
            script(
                "def make(f):\n    return lambda: f\nx = None\nfor i in range(300000):\n    x = make(x)\ndel x\nprint(6)",
            ),
            "6",
        ),
        (
            "defaults",
            script("x = None\nfor i in range(300000):\n    x = lambda y=x: y\ndel x\nprint(7)"),
            "7",
        ),
        (
            "iterators",
            script("x = iter([])\nfor i in range(300000):\n    x = map(str, x)\ndel x\nprint(8)"),
            "8",
        ),
        (
            "iterating",
            script("x = iter([1])\nfor i in range(300000):\n    x = map(str, x)\nlist(x)"),
            "RecursionError",
        ),
        (
            "generators",
            script(
                "def g(x):\n    yield from x\nx = [1]\nfor i in range(100000):\n    x = g(x)\nlist(x)",
            ),
            "RecursionError",
        ),
        (
            "expressions",
            script("x = [1]\nfor i in range(100000):\n    x = (y for y in x)\nlist(x)"),
            "RecursionError",
        ),
        (
            "contexts",
            script(
                "e = None\nfor i in range(100000):\n    try:\n        raise ValueError from e\n    except ValueError as n:\n        e = n\ndel e\nprint(9)",
            ),
            "9",
        ),
        (
            "causes shown",
            script(
                "e = None\nfor i in range(100000):\n    try:\n        raise ValueError from e\n    except ValueError as n:\n        e = n\nraise e",
            ),
            "ValueError",
        ),
        (
            "classes",
            script("class C: pass\nfor i in range(1000):\n    class C(C): pass"),
            "RecursionError",
        ),
        ("recursion", script("def f(): f()\nf()"), "RecursionError"),
        (
            "recursion in repr",
            script("class A:\n    def __repr__(self): return repr(self)\nrepr(A())"),
            "RecursionError",
        ),
        (
            "recursion in str",
            script("class A:\n    def __str__(self): return str(self)\nprint(A())"),
            "RecursionError",
        ),
        (
            "recursion in eq",
            script("class A:\n    def __eq__(self, o): return self == o\nA() == A()"),
            "RecursionError",
        ),
        (
            "recursion in getattr",
            script("class A:\n    def __getattr__(self, n): return self.x\nA().y"),
            "RecursionError",
        ),
        (
            "recursion in iter",
            script("class A:\n    def __iter__(self): return iter(self)\nlist(A())"),
            "RecursionError",
        ),
        (
            "recursion in call",
            script("class A: pass\nA.__call__ = A()\nA()()"),
            "RecursionError",
        ),
        (
            "recursion in key",
            script("def k(x): return sorted([1, 2], key=k)\nk(1)"),
            "RecursionError",
        ),
        (
            "recursion in property",
            script("class A:\n    @property\n    def x(self): return self.x\nA().x"),
            "RecursionError",
        ),
        (
            "recursion in with",
            script(
                "class A:\n    def __enter__(self):\n        with self: pass\n    def __exit__(self, *a): pass\nwith A(): pass",
            ),
            "RecursionError",
        ),
        (
            "recursion caught",
            script(
                "def f():\n    try:\n        f()\n    finally:\n        pass\ntry:\n    f()\nexcept RecursionError:\n    print('caught')",
            ),
            "caught",
        ),
    ]);
}

#[test]
fn memory_is_refused_before_it_is_taken() {
    let cases = [
        ("str", "'x' * 10**12"),
        ("bytes", "b'x' * 10**12"),
        ("zeros", "bytes(10**12)"),
        ("list", "[0] * 10**12"),
        ("tuple", "(0,) * 10**12"),
        ("range", "list(range(10**12))"),
        ("tuple of range", "tuple(range(10**12))"),
        ("sorted", "sorted(range(10**12))"),
        ("star", "[*range(10**12)]"),
        ("arguments", "print(*range(10**12))"),
        ("power", "10**10**10"),
        ("power of power", "2**2**2**2**2**2"),
        ("shift", "1 << 10**12"),
        ("doubled str", "x = 'x'\nwhile True: x = x + x"),
        ("doubled in place", "x = 'x'\nwhile True: x += x"),
        ("doubled bytes", "x = b'x'\nwhile True: x = x + x"),
        (
            "doubled list",
            "x = [0] * (2**24 + 1)\nwhile True: x = x + x",
        ),
        (
            "doubled list in place",
            "x = [0] * (2**24 + 1)\nwhile True: x += x",
        ),
        (
            "extended list",
            "x = [0] * (2**24 + 1)\nwhile True: x.extend(x)",
        ),
        (
            "doubled tuple",
            "x = (0,) * (2**24 + 1)\nwhile True: x = x + x",
        ),
        ("squared", "x = 3\nwhile True: x = x * x"),
        ("slice", "x = [0] * (2**24 + 1)\nwhile True: x[:0] = x"),
    ];
    let cases: Vec<_> = cases
        .iter()
        .map(|(name, code)| {
            (
                *name,
                format!(
                    "try:\n    {}\nexcept MemoryError:\n    print('refused')",
                    code.replace('\n', "\n    ")
                ),
                "refused",
            )
        })
        .collect();
    all(&cases);
}

#[test]
fn ctrl_c_stops_whatever_runs() {
    let cases = [
        "while True: pass",
        "for i in range(10**15): pass",
        "[0 for i in range(10**15) if i < 0]",
        "{i for i in range(10**15) if i < 0}",
        "list(i for i in range(10**15) if i < 0)",
        "sum(range(10**15))",
        "max(range(10**15))",
        "any(i < 0 for i in range(10**15))",
        "all(map(lambda i: i >= 0, range(10**15)))",
        "for i in filter(None, (0 for i in range(10**15))): pass",
        "-1 in (i for i in range(10**15))",
        "sorted(range(10**7), key=lambda i: -i)",
        "def f():\n    while True:\n        yield 1\nfor x in f(): pass",
        "def f(): return f() if False else 1\nwhile f(): f()",
        "x = 3**1000000\nwhile True: x * x // 7",
        "pow(3, 7**100000, 7**200000)",
        "x = 3**5000000 // 7**900000\nwhile True: (x * x) % (x + 1)",
        "while True:\n    try:\n        pass\n    finally:\n        pass",
        "class A:\n    def __next__(self): return 1\n    def __iter__(self): return self\nfor x in A(): pass",
        "import time\ntime.sleep(10**6)",
        "x = [0] * 1000000\nwhile True: x == x[:]",
        "range(10**15)",
    ];
    for code in cases {
        let output = interrupted(&format!("print('ready', file=sys.stderr)\n{code}\n"));
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(130), "{code}: {said}");
    }
}

/// Runs a script and interrupts it once it has said that it is ready.
fn interrupted(code: &str) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("script.py");
    std::fs::write(&path, format!("import sys\n{code}")).unwrap();
    let mut child = program(&path)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut ready = [0; 6];
    let said = child.stderr.as_mut().unwrap();
    said.read_exact(&mut ready).unwrap();
    assert_eq!(ready, *b"ready\n", "{code}");
    let id = child.id().to_string();
    // The shell has its own `kill`; the program of that name is not on every machine.
    let sent = Command::new("sh")
        .args(["-c", "kill -INT \"$0\"", &id])
        .status();
    assert!(sent.unwrap().success());
    child.wait_with_output().unwrap()
}

#[test]
fn an_interrupt_can_be_caught() {
    let output = interrupted(
        "try:\n    print('ready', file=sys.stderr)\n    while True: pass\n\
         except KeyboardInterrupt:\n    print('caught')\nfinally:\n    print('finally')\n\
         print(sum(range(1000)))\n",
    );
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "caught\nfinally\n499500\n"
    );
    assert_eq!(output.status.code(), Some(0));
}
