//! What README and `:help language` say is in the language is there, what they say is not there is
//! refused by name, and both say the same.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

const HELP: &str = include_str!("../src/shell/lang/language.txt");
const README: &str = include_str!("../README.md");

/// Each thing that is there, and a piece of code that prints `[True]` if it is.
const THERE: &[(&str, &str)] = &[
    (
        "literals",
        r"print([(1, 2.5, 'a', b'b', r'\n', u'c', None, 0x1f, 1_0) == (1, 2.5, 'a', b'b', '\\n', 'c', None, 31, 10)])",
    ),
    (
        "f-strings",
        "print([f'{2:>3}{\"a\"!r}{1=}' == \"  2'a'1=1\"])",
    ),
    (
        "comprehensions",
        "print([[x for x in (1, 2) if x > 1] == [2] and {x: 1 for x in 'a'} == {'a': 1} and {x for x in 'a'} == {'a'}])",
    ),
    ("slices", "print(['abcdef'[1:-1:2] == 'bd'])"),
    (
        "unpacking",
        "a, *b = 1, 2, 3\nprint([(a, b) == (1, [2, 3]) and {**{'a': 1}} == {'a': 1}])",
    ),
    (
        "all operators",
        "x = 7\nx **= 2\nprint([(x // 5 % 6 << 2 | 1 ^ 2 & 3) == 15 and not 1 > 2 and ~-1 == 0 and 1 in [1] and None is None and (y := 3) < 4 <= 4 and 7 / 2 == 3.5 and 6 >> 1 == 3 and 2 not in [1]])",
    ),
    (
        "% and format",
        "print(['%03d|%-4s|%5.1f' % (7, 'a', 2.25) == '{:03}|{:<4}|{:5.1f}'.format(7, 'a', 2.25)])",
    ),
    ("if", "if 0: pass\nelif 1: print([True])\nelse: pass"),
    ("for", "for x in range(2): pass\nelse: print([x == 1])"),
    ("while", "while True:\n    print([True])\n    break"),
    (
        "def",
        "def f(a, b=2, *c, d, **e): return (a, b, c, d, e)\nprint([f(1, d=3, g=4) == (1, 2, (), 3, {'g': 4})])",
    ),
    ("lambda", "print([(lambda a, b=1: a + b)(1) == 2])"),
    (
        "yield",
        "def f():\n    x = yield 1\n    yield x\n    yield from [5]\ng = f()\nprint([(next(g), g.send(3), next(g)) == (1, 3, 5)])",
    ),
    (
        "class",
        "class A:\n    def __init__(self): self.x = 1\nclass B(A):\n    def __call__(self): return self.x\nprint([B()() == 1])",
    ),
    (
        "try",
        "try:\n    1 / 0\nexcept (ValueError, ZeroDivisionError) as e:\n    pass\nelse:\n    pass\nfinally:\n    print([True])",
    ),
    (
        "with",
        "class A:\n    def __enter__(self): return 5\n    def __exit__(self, *a): return True\nwith A() as x: 1 / 0\nprint([x == 5])",
    ),
    (
        "raise",
        "class E(Exception): pass\ntry:\n    raise E('a') from ValueError('b')\nexcept E as e:\n    print([e.args == ('a',) and repr(e.__cause__) == \"ValueError('b')\"])",
    ),
    (
        "assert",
        "try:\n    assert 0, 'no'\nexcept AssertionError as e:\n    print([str(e) == 'no'])",
    ),
    ("del", "x = [1, 2]\ndel x[0]\nprint([x == [2]])"),
    (
        "global",
        "def f():\n    global x\n    x = 1\nf()\nprint([x == 1])",
    ),
    (
        "nonlocal",
        "def f():\n    x = 0\n    def g():\n        nonlocal x\n        x = 1\n    g()\n    return x\nprint([f() == 1])",
    ),
    (
        "import",
        "import json as j\nfrom json import dumps\nprint([j.dumps == dumps])",
    ),
    (
        "decorators",
        "def twice(f): return lambda: f() * 2\n@twice\ndef f(): return 2\nprint([f() == 4])",
    ),
    (
        "properties",
        "class A:\n    @property\n    def x(self): return 1\n    @staticmethod\n    def y(): return 2\n    @classmethod\n    def z(cls): return cls\nprint([A().x == 1 and A.y() == 2 and A.z() is A])",
    ),
    (
        "super()",
        "class A:\n    def f(self): return 1\nclass B(A):\n    def f(self): return super().f() + 1\nprint([B().f() == 2])",
    ),
    ("generators", "print([sum(x for x in range(4)) == 6])"),
    (
        "integers of any size",
        "print([2 ** 200 == 1606938044258990275541962092341162602522202993782792835301376])",
    ),
    (
        "the builtins",
        "print([len(sorted(map(str, range(3)))) == 3])",
    ),
    (
        "all methods of str bytes list tuple dict set frozenset int float",
        "print(['a b'.split() == ['a', 'b']])",
    ),
];

/// Each thing that is not there, a piece of code that wants it, and what is said about it.
const NOT_THERE: &[(&str, &str, &str)] = &[
    (
        "async",
        "async def f(): pass",
        "SyntaxError: async is not supported",
    ),
    (
        "match",
        "match 1:\n    case 1: pass",
        "SyntaxError: match is not supported",
    ),
    (
        "except*",
        "try: pass\nexcept* ValueError: pass",
        "SyntaxError: except* is not supported",
    ),
    (
        "metaclasses",
        "class A(metaclass=object): pass",
        "SyntaxError: metaclasses are not supported",
    ),
    (
        "complex numbers",
        "x = 2j",
        "SyntaxError: complex numbers are not supported",
    ),
    (
        "bytearray",
        "bytearray(3)",
        "SyntaxError: bytearray() is not supported",
    ),
    (
        "memoryview",
        "memoryview(b'')",
        "SyntaxError: memoryview() is not supported",
    ),
    ("eval", "eval('1')", "SyntaxError: eval() is not supported"),
    ("exec", "exec('1')", "SyntaxError: exec() is not supported"),
    (
        "compile",
        "compile('1', '', 'eval')",
        "SyntaxError: compile() is not supported",
    ),
    (
        "globals",
        "globals()",
        "SyntaxError: globals() is not supported",
    ),
    (
        "locals",
        "locals()",
        "SyntaxError: locals() is not supported",
    ),
    (
        "packages",
        "from . import x",
        "SyntaxError: relative imports are not supported",
    ),
    (
        "yield inside an expression",
        "def f():\n    print((yield))",
        "SyntaxError: yield inside an expression is not supported",
    ),
    (
        "classes derived from dict and the like",
        "class A(dict): pass",
        "SyntaxError: a class cannot derive from dict here",
    ),
    (
        "other modules of Python",
        "import threading",
        "ModuleNotFoundError: No module named 'threading' here; calls run one after the other",
    ),
];

/// A part of `:help language`, with single blanks.
fn section(label: &str) -> String {
    let mut words = Vec::new();
    let mut inside = false;
    for line in HELP.lines() {
        if !line.starts_with(' ') {
            inside = line.starts_with(label);
        }
        if inside {
            words.extend(line.trim_start_matches(label).split_whitespace());
        }
    }
    words.join(" ")
}

/// README's part on the language, with single blanks.
fn readme() -> String {
    let (_, part) = README.split_once("\n## The language\n").unwrap();
    let (part, _) = part.split_once("\n## ").unwrap();
    part.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn modules() -> Vec<String> {
    let modules = section("Modules");
    let (names, own) = modules.split_once(", and ").unwrap();
    assert_eq!(own, "your own .py files beside the script");
    names.split(' ').map(str::to_owned).collect()
}

/// What the program prints, and what it says on standard error.
fn run(code: &str) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("s.py");
    std::fs::write(&script, code).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"))
        .arg(&script)
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr))
}

/// What CPython says that all builtins, or the methods of the types, are.
fn of_cpython(code: &str) -> Vec<String> {
    let output = Command::new("python3").args(["-c", code]).output().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn what_is_said_to_be_there_is_there() {
    let named: Vec<&str> = THERE.iter().map(|(name, _)| *name).collect();
    assert_eq!(section("There are"), named.join(", "));
    let readme = readme();
    for (name, code) in THERE {
        let (printed, said) = run(code);
        assert_eq!(printed, "[True]\n", "{name}: {said}");
        let keyword = name.chars().all(|letter| letter.is_ascii_lowercase()) && name.len() < 9;
        if keyword && *name != "slices" && *name != "literals" {
            let known = readme.contains(name);
            assert!(known, "README does not name {name}");
        }
    }
}

#[test]
fn what_is_said_not_to_be_there_is_refused_by_name() {
    let named: Vec<&str> = NOT_THERE.iter().map(|(name, ..)| *name).collect();
    assert_eq!(section("Not there"), named.join(", "));
    let readme = readme().replace('`', "");
    let (_, rest) = readme.split_once("Not there: ").unwrap();
    let (list, _) = rest.split_once(". ").unwrap();
    assert_eq!(list, named.join(", "));
    for (name, code, said) in NOT_THERE {
        // It is found before the first line runs.
        let (printed, error) = run(&format!("print('begun')\n{code}\n"));
        let begun = if *name == "other modules of Python" {
            "begun\n"
        } else {
            ""
        };
        assert_eq!(printed, begun, "{name}");
        assert!(error.contains(said), "{name}: {error}");
        assert!(
            error.contains("line 2") || error.contains("line 3"),
            "{name}: {error}"
        );
    }
}

#[test]
fn the_modules_are_those_that_are_named() {
    let modules = modules();
    let readme = readme();
    for name in &modules {
        let code = format!("import {name}\nprint(len(dir({name})) > 0)");
        assert_eq!(run(&code).0, "True\n", "{name}");
        let plain = readme.contains(&format!("`{name}`")) || readme.contains(&format!("`{name}."));
        assert!(plain, "README does not name {name}");
    }
    let (_, said) = run("import nowhere");
    let (_, list) = said.trim_end().split_once("the modules here are ").unwrap();
    let there: BTreeSet<&str> = list.split(", ").collect();
    let named = modules.iter().map(String::as_str);
    assert_eq!(there, named.filter(|name| !name.contains('.')).collect());
}

#[test]
fn the_builtins_and_methods_of_cpython_are_there() {
    let mut refused: Vec<&str> = NOT_THERE.iter().map(|(name, ..)| *name).collect();
    refused.push("complex");
    // What belongs to its interpreter only.
    let odd = [
        "breakpoint",
        "copyright",
        "credits",
        "license",
        "quit",
        "exit",
        "aiter",
        "anext",
    ];
    let names = of_cpython(
        "import builtins\nprint(*(n for n in dir(builtins) if n[0] != '_' and n[0].islower()))",
    );
    assert!(names.len() > 60);
    // Special methods by which its interpreter makes, copies and measures objects.
    let inner = [
        "__buffer__",
        "__class__",
        "__class_getitem__",
        "__getformat__",
        "__getnewargs__",
        "__getstate__",
        "__init__",
        "__init_subclass__",
        "__new__",
        "__reduce__",
        "__reduce_ex__",
        "__release_buffer__",
        "__sizeof__",
        "__subclasshook__",
    ];
    let mut missing = Vec::new();
    let mut code = String::new();
    for name in names
        .iter()
        .filter(|name| !refused.contains(&&***name) && !odd.contains(&&***name))
    {
        code.push_str(&format!(
            "try:\n    x = {name}\nexcept NameError: print('{name}')\n"
        ));
    }
    for kind in [
        "str",
        "bytes",
        "list",
        "tuple",
        "dict",
        "set",
        "frozenset",
        "int",
        "float",
    ] {
        for method in of_cpython(&format!(
            "print(*(n for n in dir({kind}) if callable(getattr({kind}, n))))"
        )) {
            if inner.contains(&&*method) {
                continue;
            }
            code.push_str(&format!(
                "if not hasattr({kind}, '{method}'): print('{kind}.{method}')\n"
            ));
        }
    }
    let (printed, said) = run(&code);
    assert_eq!(said, "");
    missing.extend(printed.lines().map(str::to_owned));
    assert!(missing.is_empty(), "{missing:?}");
}
