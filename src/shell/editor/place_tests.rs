use super::*;

fn name(text: &str) -> Link {
    Link::Name(text.to_owned())
}

fn attribute(text: &str) -> Link {
    Link::Attribute(text.to_owned())
}

fn key(text: &str) -> Link {
    Link::Key(text.to_owned())
}

#[test]
fn what_is_being_typed() {
    let x = || vec![name("x")];
    for (text, at, start, typed) in [
        ("", At::Name, 0, ""),
        ("pri", At::Name, 0, "pri"),
        ("c.se", At::Attribute(vec![name("c")]), 2, "se"),
        ("a = c.", At::Attribute(vec![name("c")]), 6, ""),
        (
            "x[1]['ENVELOPE'].su",
            At::Attribute(vec![name("x"), Link::Index(1), key("ENVELOPE")]),
            17,
            "su",
        ),
        (
            "x[-1].",
            At::Attribute(vec![name("x"), Link::Index(-1)]),
            6,
            "",
        ),
        ("'a'.up", At::Attribute(vec![Link::Literal("str")]), 4, "up"),
        ("[1, 2].", At::Attribute(vec![Link::Literal("list")]), 7, ""),
        ("f(x).", At::Nowhere, 5, ""),
        ("x[i].", At::Nowhere, 5, ""),
        ("x[", At::Key(x()), 2, ""),
        ("x['EN", At::Key(x()), 3, "EN"),
        ("x[b'EN", At::Key(x()), 4, "EN"),
        ("print(x['", At::Key(x()), 9, ""),
        ("x = ['a", At::Text, 6, "a"),
        ("# c.se", At::Nowhere, 6, ""),
        ("12", At::Nowhere, 2, ""),
        ("import da", At::Module, 7, "da"),
        (
            "from datetime import da",
            At::Imported("datetime".into()),
            21,
            "da",
        ),
        (
            "from datetime import date, ti",
            At::Imported("datetime".into()),
            27,
            "ti",
        ),
        ("for x in y", At::Name, 9, "y"),
        ("for x", At::Nowhere, 4, "x"),
        ("if c.x: im", At::Name, 8, "im"),
        ("x = '''a\nb", At::Text, 7, "a\nb"),
        ("c.add_flags(1, '\\\\Se", At::Text, 16, "\\Se"),
    ] {
        let place = place(text);
        assert_eq!(
            (place.at, place.start, &*place.typed),
            (at, start, typed),
            "{text:?}"
        );
    }
}

#[test]
fn in_which_call_and_argument() {
    for (text, callee, position, keyword, nested, before) in [
        (
            "c.fetch(",
            vec![name("c"), attribute("fetch")],
            0,
            None,
            false,
            &[][..],
        ),
        (
            "c.fetch('1:*', ['FLAGS', 'EN",
            vec![name("c"), attribute("fetch")],
            1,
            None,
            true,
            &["FLAGS"],
        ),
        (
            "c.select_folder(folder='x",
            vec![name("c"), attribute("select_folder")],
            0,
            Some("folder"),
            false,
            &[],
        ),
        (
            "c.search(['SINCE', date(2024, 1, 1), 'SUB",
            vec![name("c"), attribute("search")],
            0,
            None,
            true,
            &["SINCE", "date"],
        ),
        (
            "c.enable('A', 'B', ",
            vec![name("c"), attribute("enable")],
            2,
            None,
            false,
            &[],
        ),
        (
            "open(x, mode='r', ",
            vec![name("open")],
            1,
            None,
            false,
            &[],
        ),
        ("f(x)(", vec![], 0, None, false, &[]),
        (
            "c.search(('SEEN', ['FR",
            vec![name("c"), attribute("search")],
            0,
            None,
            true,
            &[],
        ),
    ] {
        let call = place(text).call.expect(text);
        let before: Vec<String> = before.iter().map(|s| (*s).to_owned()).collect();
        assert_eq!(
            (
                call.callee,
                call.position,
                call.keyword.as_deref(),
                call.nested,
                call.before
            ),
            (callee, position, keyword, nested, before),
            "{text:?}"
        );
    }
    assert_eq!(place("f(x)").call, None);
    assert_eq!(place("x = (1, ").call, None);
    let keywords = place("f(a=1, b=2, ").call.expect("a call").keywords;
    assert_eq!(keywords, ["a", "b"]);
}

#[test]
fn hostile_lines_are_only_looked_at() {
    for text in [
        ")))",
        "]",
        "x[].",
        "'\\",
        "(".repeat(5000).as_str(),
        "x[[[].",
        "....",
        "=",
        "f(=",
        "b'",
    ] {
        let _ = place(text);
    }
}
