use std::sync::Arc;

use imapclient::menu::{Key, Mapping};
use serde_json::json;

use super::*;

fn printed(
    output: Output,
    coloured: bool,
    print: impl FnOnce(&mut Printer<&mut Vec<u8>>),
) -> String {
    let mut out = Vec::new();
    print(&mut Printer::new(&mut out, output, coloured, false));
    String::from_utf8_lossy(&out).into_owned()
}

#[test]
fn each_form_of_one_result() {
    let value = json!({"a": [1, "ü"]});
    let print = |output| {
        printed(output, false, |printer| {
            printer.print(&value, None).unwrap()
        })
    };
    assert_eq!(
        print(Output::Pretty),
        "{\n  \"a\": [\n    1,\n    \"ü\"\n  ]\n}\n"
    );
    assert_eq!(print(Output::Jsonl), "{\"a\":[1,\"ü\"]}\n");
    assert_eq!(print(Output::Raw), "{\"a\":[1,\"ü\"]}\n");
}

#[test]
fn raw_text_has_nothing_added() {
    let out = printed(Output::Raw, false, |printer| {
        printer.print("x", Some(b"one\r\n\x1b")).unwrap();
        printer.print("x", Some(b"two")).unwrap();
        printer.print(&json!([1]), None).unwrap();
    });
    assert_eq!(out, "one\r\n\x1btwo[1]\n");
}

#[test]
fn a_terminal_is_not_driven_by_raw_text() {
    let mut out = Vec::new();
    let mut printer = Printer::new(&mut out, Output::Raw, false, true);
    for fine in ["Grüße\r\n\tbye\n", "", "☢"] {
        printer.print("", Some(fine.as_bytes())).unwrap();
    }
    let bad: [&[u8]; 5] = [
        b"\x1b[2J",
        b"a\rb",
        "\u{9b}".as_bytes(),
        "\u{202e}".as_bytes(),
        b"\x9b",
    ];
    for bad in bad {
        let refused = printer.print("", Some(bad));
        assert!(matches!(refused, Err(Unprinted::Dangerous)), "{bad:?}");
    }
    printer.text("a\x1b[2J\nb\n").unwrap();
    drop(printer);
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "Grüße\r\n\tbye\n☢a\\u001b[2J\nb\n"
    );
}

#[test]
fn rows_make_the_same_text_as_the_whole() {
    /// A row of the server's.
    #[derive(Debug, Serialize)]
    struct Row {
        flags: [&'static str; 2],
        text: Option<&'static str>,
    }
    impl Mapping for Row {
        fn len(&self) -> usize {
            2
        }
        fn entry(&self, _: usize) -> Option<(Out, Out)> {
            None
        }
        fn find(&self, _: Key<'_>) -> Option<usize> {
            None
        }
    }
    let row = Row {
        flags: ["\\Seen", "\u{9b}"],
        text: None,
    };
    let rows = [
        (Out::Int(1), Out::Map(Arc::new(row))),
        (Out::Int(2), Out::List(Arc::new([]))),
        (Out::Text("k\u{9b}".into()), Out::None),
    ];
    let whole = json!({
        "1": {"flags": ["\\Seen", "\u{9b}"], "text": null}, "2": [], "k\u{9b}": null,
    });
    for (output, coloured) in [
        (Output::Pretty, false),
        (Output::Pretty, true),
        (Output::Jsonl, false),
        (Output::Raw, false),
    ] {
        let at_once = printed(output, coloured, |printer| {
            printer.print(&whole, None).unwrap()
        });
        let one_by_one = printed(output, coloured, |printer| {
            let mut printing = printer.rows();
            for (key, value) in &rows {
                printing.row(key, value).unwrap();
            }
            printing.end().unwrap();
        });
        assert_eq!(one_by_one, at_once);
    }
    let none = printed(Output::Pretty, false, |printer| {
        printer.rows().end().unwrap()
    });
    assert_eq!(none, "{}\n");
}

#[test]
fn a_terminal_sees_each_row_at_once() {
    struct Writes(Vec<Vec<u8>>);
    impl Write for Writes {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.push(bytes.to_vec());
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut printer = Printer::new(Writes(Vec::new()), Output::Jsonl, false, true);
    let mut rows = printer.rows();
    rows.row(&Out::Int(1), &Out::Int(2)).unwrap();
    rows.row(&Out::Int(3), &Out::Int(4)).unwrap();
    rows.end().unwrap();
    let writes = &printer.out.get_ref().0;
    assert_eq!(
        writes,
        &[b"{\"1\":2".to_vec(), b",\"3\":4".to_vec(), b"}\n".to_vec()]
    );
}

#[test]
fn an_error_is_one_line_of_json() {
    let mut out = Vec::new();
    let report = Report {
        kind: "LoginError",
        message: "no \"way\"",
        code: Some("AUTHENTICATIONFAILED"),
        command: None,
        line: Some(3),
        hint: Some("try"),
    };
    report.write(&mut out).unwrap();
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "{\"error\":{\"kind\":\"LoginError\",\"message\":\"no \\\"way\\\"\",\
         \"code\":\"AUTHENTICATIONFAILED\",\"command\":null,\"line\":3,\"hint\":\"try\"}}\n"
    );
}

#[test]
fn a_reader_that_has_gone_is_known() {
    struct Gone;
    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut printer = Printer::new(Gone, Output::Pretty, false, false);
    let big = "x".repeat(2 * BUFFER);
    for value in ["small", &big] {
        match printer.print(value, None) {
            Err(Unprinted::Io(error)) => assert!(is_closed(&error)),
            other => panic!("{other:?}"),
        }
    }
    let _ = printer.out.into_parts(); // or dropping it would try once more
}
