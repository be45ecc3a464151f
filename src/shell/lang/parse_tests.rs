//! What is incomplete, what is refused and in which words.

use super::*;

fn refused(text: &str) -> SyntaxError {
    let source = Rc::new(Source::new("x", text));
    match parse(&source, &Rc::default()) {
        Ok(_) => panic!("{text:?} was taken"),
        Err(error) => error,
    }
}

#[test]
fn incomplete_is_told_from_wrong() {
    use Completeness::{Complete as Whole, Incomplete as More};
    let mut wrong = Vec::new();
    for (text, finished, expected) in [
        ("c.search()", false, Whole),
        ("", false, Whole),
        ("# comment", false, Whole),
        ("x = 1; y = 2", false, Whole),
        // Brackets, also over blank lines.
        ("c.search([", false, More),
        ("c.search([\n'A'])", false, Whole),
        ("c.search([\n", true, More),
        ("f(1,", false, More),
        ("f(a, b=", false, More),
        ("{'a': 1,", false, More),
        ("{'a':", false, More),
        ("{1, 2", false, More),
        ("x[", false, More),
        ("x[1:", false, More),
        ("(1 +", false, More),
        ("(yield", false, More),
        ("[x for x in", false, More),
        ("[x for x in y", false, More),
        ("from os import (", false, More),
        ("from os import (path,", false, More),
        ("del (", false, More),
        ("def f(a,", false, More),
        ("class A(", false, More),
        ("print(f'{x}'", false, More),
        ("with (a as b,", false, More),
        ("(\n)", false, Whole),
        (")", false, Whole),
        ("(]", false, Whole),
        ("x = )", false, Whole),
        // Strings.
        ("x = \"\"\"abc", false, More),
        ("x = \'\'\'abc", false, More),
        ("x = r\'\'\'abc", false, More),
        ("x = b\'\'\'abc", false, More),
        ("x = f\'\'\'abc", false, More),
        ("x = f\'\'\'{x}", false, More),
        ("x = f\'\'\'{x", false, More),
        ("x = \'\'\'a\n\n", true, More),
        ("x = \'\'\'a\'\'\'", false, Whole),
        ("x = 'abc", false, Whole),
        ("x = \"abc", false, Whole),
        ("x = f'{x", false, Whole),
        ("x = 'a' # \'\'\'", false, Whole),
        ("'it''s' # (", false, Whole),
        // A backslash at the end of a line.
        ("x = 1 + \\", false, More),
        ("x = \\", false, More),
        ("\\", false, More),
        // Unfinished expressions are wrong, as in CPython.
        ("1 +", false, Whole),
        ("x =", false, Whole),
        ("not", false, Whole),
        ("x if", false, Whole),
        ("lambda:", false, Whole),
        ("import", false, Whole),
        ("a.", false, Whole),
        ("for x in", false, Whole),
        ("if", false, Whole),
        ("def f", false, Whole),
        ("class", false, Whole),
        // Blocks go on until a blank line.
        ("if x:", false, More),
        ("if x: pass", false, More),
        ("if x: pass\n", true, Whole),
        ("if x:\n    y", false, More),
        ("if x:\n    y\n", true, Whole),
        ("if x:\n    y\nelse:", false, More),
        ("if x:\n    y\nelif z:", false, More),
        ("if x:\n    y\nelse:\n    z", false, More),
        ("while x:", false, More),
        ("for x in y:", false, More),
        ("for x in y:\n    if z:", false, More),
        ("for x in y:\n    pass\nelse:", false, More),
        ("with a as b:", false, More),
        ("with (a as b,\n    c as d):", false, More),
        ("try:", false, More),
        ("try:\n    x", false, More),
        ("try:\n    x\nexcept E:", false, More),
        ("try:\n    x\nexcept E:\n    y", false, More),
        ("try:\n    x\nexcept E:\n    y\n", true, Whole),
        ("try:\n    x\nfinally:", false, More),
        ("def f():", false, More),
        ("def f(): return 1", false, More),
        ("def f(): return 1\n", true, Whole),
        ("def f():\n    \'\'\'doc", false, More),
        ("def f():\n    return (", false, More),
        ("def f():\n    x = 1\n\n", true, Whole),
        ("class A:", false, More),
        ("class A:\n    def f(self):", false, More),
        ("class A:\n    x = 1", false, More),
        ("@deco", false, More),
        ("@deco\ndef f():", false, More),
        ("@deco\nclass A:", false, More),
        ("async def f():", false, More),
        ("match x:", false, More),
        ("match x:\n    case 1:", false, More),
        ("if x: (", false, More),
        ("if x: # comment", false, More),
        // What is wrong stays wrong, however much follows.
        ("if x:\ny", false, Whole),
        ("if x y:", false, Whole),
        ("else:", false, Whole),
        ("  x", false, Whole),
    ] {
        let got = completeness(text, finished);
        if got != expected {
            wrong.push(format!("{text:?} {finished}: {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_million_brackets_are_refused() {
    for bracket in ["(", "[", "{", "f("] {
        let error = refused(&bracket.repeat(1_000_000));
        assert_eq!(error.message, "too many nested parentheses");
    }
}

#[test]
fn what_is_not_in_the_language_is_named() {
    for (text, at, says) in [
        (
            "x = 1\nmatch x:\n  case 1: pass",
            "match x:\n  case 1: pass",
            "match is not supported; use if and elif",
        ),
        (
            "async def f(): pass",
            "async def f(): pass",
            "async is not supported; every call here waits by itself",
        ),
        (
            "def f():\n  await x",
            "await x",
            "await is not supported; every call here waits by itself",
        ),
        (
            "[x async for x in y]",
            "async for x in y",
            "async is not supported; every call here waits by itself",
        ),
        (
            "try:\n  x\nexcept* E:\n  y",
            "try:\n  x\nexcept* E:\n  y",
            "except* is not supported; use except",
        ),
        (
            "class A(metaclass=M): pass",
            "metaclass=M",
            "metaclasses are not supported; use a class decorator",
        ),
        (
            "class A(B, key=1): pass",
            "key=1",
            "keywords in a class header are not supported; use class attributes",
        ),
        (
            "class A(dict): pass",
            "dict",
            "a class cannot derive from dict here; keep the dict in an attribute",
        ),
        (
            "class A:\n  def __new__(c): pass",
            "__new__",
            "__new__ is not supported; write __init__",
        ),
        (
            "def f[T](x: T): pass",
            "[T]",
            "type parameters are not supported; leave them out",
        ),
        (
            "class A[T]: pass",
            "[T]",
            "type parameters are not supported; leave them out",
        ),
        (
            "type X = int",
            "type X = int",
            "type is not supported; leave the alias out",
        ),
        (
            "x = 3 + 4j",
            "4j",
            "complex numbers are not supported; keep both parts as floats",
        ),
        (
            "a @ b",
            "a @ b",
            "the operator @ is not supported; there are no matrices",
        ),
        (
            "t'{x}'",
            "t'{x}'",
            "t-strings are not supported; use an f-string",
        ),
        (
            "def f():\n  print((yield 1))",
            "yield 1",
            "yield inside an expression is not supported; give its value a name first, as in \
             x = yield y",
        ),
        (
            "from . import x",
            "from . import x",
            "relative imports are not supported; import the file by its bare name",
        ),
        (
            "x = eval('1')",
            "eval",
            "eval() is not supported; json.loads() reads data",
        ),
        (
            "exec('x')",
            "exec",
            "exec() is not supported; import runs another file",
        ),
        ("yield 1", "yield 1", "'yield' outside function"),
        ("return 1", "return 1", "'return' outside function"),
        (
            "class A:\n  return 1",
            "return 1",
            "'return' outside function",
        ),
        ("break", "break", "'break' outside loop"),
        (
            "if x:\n  continue",
            "continue",
            "'continue' not properly in loop",
        ),
        (
            "for x in y:\n  def f():\n    break",
            "break",
            "'break' outside loop",
        ),
        (
            "def f():\n  from a import *",
            "from a import *",
            "import * only allowed at module level",
        ),
        (
            "nonlocal x",
            "x",
            "nonlocal declaration not allowed at module level",
        ),
        (
            "def f():\n  nonlocal x",
            "x",
            "no binding for nonlocal 'x' found",
        ),
        (
            "def f():\n  x = 1\n  global x",
            "x",
            "name 'x' is assigned to before global declaration",
        ),
        (
            "[x := 1 for x in y]",
            "x",
            "assignment expression cannot rebind comprehension iteration variable 'x'",
        ),
        (
            "class A:\n  b = [z := 1 for x in y]",
            "z",
            "assignment expression within a comprehension cannot be used in a class body; write a \
             loop",
        ),
        (
            "try:\n  x\nexcept:\n  y\nexcept E:\n  z",
            "except:\n  y",
            "default 'except:' must be last",
        ),
    ] {
        let error = refused(text);
        assert_eq!(error.message, says, "{text}");
        let range = error.span.start as usize..error.span.end as usize;
        assert_eq!(text.get(range), Some(at), "{text}");
    }
}
