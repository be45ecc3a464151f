use super::*;
use crate::data::text::Text;
use crate::data::value::Value;

fn response(raw: &[u8]) -> Response {
    let frame = Frame {
        raw: raw.to_vec(),
        literals: Vec::new(),
    };
    Response::read(frame, 100)
}

fn shown(raw: &str) -> String {
    let response = response(raw.as_bytes());
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let code = response
        .code()
        .map(|code| format!("[{}|{}]", text(code.name()), text(code.args())));
    format!(
        "{:?} {} {} {}",
        response.head(),
        text(response.tag().unwrap_or(b"-")),
        code.unwrap_or_default(),
        text(response.text())
    )
}

#[test]
fn heads() {
    for (raw, expected) in [
        ("A1 OK done\r\n", "Status { kind: Ok } A1  done"),
        ("a1 no [ALERT] x\r\n", "Status { kind: No } a1 [ALERT|] x"),
        ("A1 OK\r\n", "Status { kind: Ok } A1  "),
        (
            "* OK [HIGHESTMODSEQ 715194045007]\r\n",
            "Status { kind: Ok } - [HIGHESTMODSEQ|715194045007] ",
        ),
        (
            "* OK [PERMANENTFLAGS (a [css3-page] \\*)] ok\r\n",
            "Status { kind: Ok } - [PERMANENTFLAGS|(a [css3-page] \\*)] ok",
        ),
        (
            "* OK [CLOSED shouldn\"t be] mailbox\r\n",
            "Status { kind: Ok } - [CLOSED|shouldn\"t be] mailbox",
        ),
        (
            "* [COPYUID 123456 1 2]\r\n",
            "Status { kind: Ok } - [COPYUID|123456 1 2] ",
        ),
        (
            "* OK Exchange ready. [TQBX]\r\n",
            "Status { kind: Ok } -  Exchange ready. [TQBX]",
        ),
        (
            "A1 NO [ALERT]über\r\n",
            "Status { kind: No } A1 [ALERT|] über",
        ),
        ("* BYE\r\n", "Status { kind: Bye } -  "),
        ("+\r\n", "Continuation -  "),
        ("+idling\r\n", "Continuation -  idling"),
        ("+ PDE4OTYu\r\n", "Continuation -  PDE4OTYu"),
        ("*  22279 EXISTS\r\n", "Data { number: Some(22279) } -  "),
        ("* 99 NOOP\r\n", "Data { number: Some(99) } -  "),
        (
            "* capability imap4rev1\r\n",
            "Data { number: None } -  imap4rev1",
        ),
        (
            "* 99999999999999999999 EXISTS\r\n",
            "Unreadable -  * 99999999999999999999 EXISTS",
        ),
        ("*\r\n", "Unreadable -  *"),
        ("nonsense\r\n", "Unreadable -  nonsense"),
        ("A1 WHAT\r\n", "Unreadable -  A1 WHAT"),
    ] {
        assert_eq!(shown(raw).trim_end(), expected.trim_end(), "{raw:?}");
    }
}

#[test]
fn bodies_are_read_leniently() {
    let text = |text: &str| Value::Text(Text::from(text));
    let mut tape = Tape::default();
    for (raw, expected) in [
        (
            "* X (a  b )\r\n",
            vec![Value::List(vec![text("a"), text("b")])],
        ),
        (
            "* X \"a\\\"b\" nil 12 NILS\r\n",
            vec![text("a\"b"), Value::Nil, Value::Number(12), text("NILS")],
        ),
        (
            "* X BODY[HEADER.FIELDS (A \"]\")]<0> [Gmail]/a\r\n",
            vec![text("BODY[HEADER.FIELDS (A \"]\")]<0>"), text("[Gmail]/a")],
        ),
        (
            "* X BODY[HEADER.FIELDS (A]B [C])]<0> BODY[FIELDS (A] \"x\" BODY[FIELDS (B)]\r\n",
            vec![
                text("BODY[HEADER.FIELDS (A]B [C])]<0>"),
                text("BODY[FIELDS (A]"),
                text("x"),
                text("BODY[FIELDS (B)]"),
            ],
        ),
        (
            "* X (b (BODY[x \\Seen) BODY[])\r\n",
            vec![Value::List(vec![
                text("b"),
                Value::List(vec![text("BODY[x"), text("\\Seen")]),
                text("BODY[]"),
            ])],
        ),
        (
            "* X BODY[unclosed (a)\r\n",
            vec![text("BODY[unclosed"), Value::List(vec![text("a")])],
        ),
        (
            "* X (a (b\r\n",
            vec![Value::List(vec![text("a"), Value::List(vec![text("b")])])],
        ),
        ("* X a) b\r\n", vec![text("a"), text("b")]),
        (
            "* X \"a \"b\" c\" d\r\n",
            vec![text("a \"b"), text("c\""), text("d")],
        ),
        (
            "* X 99999999999999999999\r\n",
            vec![text("99999999999999999999")],
        ),
        ("* X {5 2024:Q1\r\n", vec![text("{5"), text("2024:Q1")]),
    ] {
        let response = response(raw.as_bytes());
        let mut cursor = response.cursor(&mut tape).unwrap();
        let mut values = Vec::new();
        while !cursor.at_end() {
            values.push(cursor.value().unwrap());
        }
        assert_eq!(values, expected, "{raw:?}");
    }
}

#[test]
fn depth_is_bounded_and_the_row_kept() {
    let deep = format!(
        "* 1 X (a {} b)\r\n",
        "(".repeat(100_000) + &")".repeat(100_000)
    );
    let response = response(deep.as_bytes());
    let mut tape = Tape::default();
    let mut cursor = response.cursor(&mut tape).unwrap();
    let Value::List(values) = cursor.value().unwrap() else {
        panic!()
    };
    assert_eq!(values.len(), 3);
    assert_eq!(tape.quirks, ["list nested too deep"]);
}

#[test]
fn errors_say_where() {
    let response = response(b"* X (a) \x1b[2J\r\n");
    let mut tape = Tape::default();
    let mut cursor = response.cursor(&mut tape).unwrap();
    cursor.skip();
    let error = cursor.number().unwrap_err();
    assert_eq!(
        error.message(),
        r#"expected a number at byte 8 of the response, found "\x1b[2J\r\n""#
    );
}
