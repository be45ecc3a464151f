//! Searches against a scripted server: what is sent for which criteria, and what is made of answers.

use std::sync::Arc;

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::command::testing::client;
use crate::data::criteria::{CriteriaForm, Criterion};
use crate::data::ids::Ids;
use crate::data::text::Text;
use crate::wire::Limits;
use crate::wire::frame::Framer;
use crate::wire::line::LiteralMode;

fn list(items: Vec<Criterion>) -> Criteria {
    Criteria(CriteriaForm::List(items))
}

fn word(bytes: &[u8]) -> Criterion {
    Criterion::Word(Text::new(bytes))
}

fn ids(list: &[u32]) -> Criterion {
    Criterion::Ids(Arc::new(list.iter().copied().collect()))
}

/// What is sent, without tag and line end.
fn sent(criteria: impl Into<Criteria>, charset: Charset) -> String {
    let (mut client, sent) = client("IMAP4REV1 LITERAL+", true, b"A1 OK done\r\n");
    match client.search(criteria, charset) {
        Ok(_) => {
            let text = sent.text();
            let text = text.strip_prefix("A1 UID SEARCH ").unwrap();
            text.strip_suffix("\r\n").unwrap().to_owned()
        }
        Err(error) => {
            assert_eq!(sent.text(), "", "nothing is sent");
            assert_eq!(error.call(), Some("search"));
            format!("{:?}: {error}", error.kind())
        }
    }
}

fn plain(criteria: impl Into<Criteria>) -> String {
    sent(criteria, Charset::default())
}

#[test]
fn strings_go_as_they_stand() {
    for (criteria, expected) in [
        ("ALL", "ALL"),
        (
            "  FROM \"ann\" (OR SEEN  2:*)",
            "FROM \"ann\" (OR SEEN  2:*)",
        ),
        (
            "SUBJECT \"gr\u{fc}n\\\"\" SEEN",
            "CHARSET UTF-8 SUBJECT {6+}\r\ngr\u{fc}n\" SEEN",
        ),
        ("(SUBJECT \u{fc})", "CHARSET UTF-8 (SUBJECT {2+}\r\n\u{fc})"),
        (
            "return (MIN MAX) charset utf-8 TEXT x",
            "RETURN (MIN MAX) CHARSET utf-8 TEXT x",
        ),
        ("", "InvalidCriteria: no criteria specified"),
        ("   ", "InvalidCriteria: no criteria specified"),
        (
            "SUBJECT \"x",
            "InvalidCriteria: at character 9 of the criteria: the quote is not closed",
        ),
        (
            "\u{fc} a\r\nA1 LOGOUT",
            "InvalidCriteria: at character 4 of the criteria: a line end cannot be sent here; a text with line ends can, in a list of criteria",
        ),
        (
            "SUBJECT \"a\0\"",
            "InvalidCriteria: at character 11 of the criteria: a NUL byte cannot be sent",
        ),
        (
            "SUBJECT {5}",
            "InvalidCriteria: at character 9 of the criteria: a literal cannot be announced here; put the text itself in quotes",
        ),
    ] {
        assert_eq!(plain(criteria), expected, "{criteria:?}");
    }
}

#[test]
fn each_place_gets_the_form_it_needs() {
    let date = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    let time = Criterion::DateTime(date.and_hms_opt(23, 59, 0).unwrap().into());
    let group = |words: &[&str]| Criterion::List(words.iter().map(|w| (*w).into()).collect());
    for (criteria, expected) in [
        (
            vec!["seen".into(), "FROM".into(), "ann".into()],
            "seen FROM \"ann\"",
        ),
        (
            vec!["SUBJECT".into(), "(x) {3}".into()],
            "SUBJECT \"(x) {3}\"",
        ),
        (
            vec!["SUBJECT".into(), "NIL".into(), "BODY".into(), "".into()],
            "SUBJECT \"NIL\" BODY \"\"",
        ),
        (vec!["SUBJECT".into(), 2024.into()], "SUBJECT \"2024\""),
        (vec!["SUBJECT".into(), "SEEN".into()], "SUBJECT \"SEEN\""),
        (
            vec!["SUBJECT".into(), "a\r\nA1 LOGOUT".into()],
            "SUBJECT {12+}\r\na\r\nA1 LOGOUT",
        ),
        (
            vec![
                "HEADER".into(),
                "X-A".into(),
                "\u{fc}".into(),
                "SEEN".into(),
            ],
            "CHARSET UTF-8 HEADER \"X-A\" {2+}\r\n\u{fc} SEEN",
        ),
        (
            vec!["SINCE".into(), date.into(), "BEFORE".into(), time],
            "SINCE 01-Jan-2024 BEFORE 01-Jan-2024",
        ),
        (vec!["ON".into(), "1-feb-2024".into()], "ON 1-feb-2024"),
        (
            vec!["LARGER".into(), 5.into(), "YOUNGER".into(), "60".into()],
            "LARGER 5 YOUNGER 60",
        ),
        (
            vec!["KEYWORD".into(), "$Forwarded".into()],
            "KEYWORD $Forwarded",
        ),
        (vec!["MODSEQ".into(), Criterion::Number(0)], "MODSEQ 1"),
        (
            vec![
                "MODSEQ".into(),
                "/flags/\\draft".into(),
                "all".into(),
                620.into(),
            ],
            "MODSEQ \"/flags/\\\\draft\" all 620",
        ),
        (
            vec![
                "NOT".into(),
                group(&["SUBJECT", "a b"]),
                "OR".into(),
                "SEEN".into(),
                group(&["2:*"]),
            ],
            "NOT (SUBJECT \"a b\") OR SEEN (2:*)",
        ),
        (
            vec!["NOT".into(), group(&["SUBJECT", "\u{fc}"])],
            "CHARSET UTF-8 NOT (SUBJECT {2+}\r\n\u{fc})",
        ),
        (vec!["UID".into(), ids(&[3, 1, 2, 9])], "UID 1:3,9"),
        (
            vec!["UID".into(), Criterion::List(vec![7.into(), "9:8".into()])],
            "UID 7:9",
        ),
        (
            vec![ids(&[5]), "5,3".into(), 7.into(), "$".into()],
            "UID 5 3,5 7 $",
        ),
        (
            vec!["OR".into(), ids(&[]), "SEEN".into()],
            "OR NOT ALL SEEN",
        ),
        (
            vec![
                "EMAILID".into(),
                "M12".into(),
                "X-GM-THRID".into(),
                "18446744073709551615".into(),
            ],
            "EMAILID M12 X-GM-THRID 18446744073709551615",
        ),
        (
            vec![
                "X-NEW".into(),
                "word".into(),
                "two words".into(),
                "SEEN".into(),
            ],
            "X-NEW word \"two words\" SEEN",
        ),
        (
            vec![
                "X-NEW".into(),
                0.into(),
                "KEYWORD".into(),
                "[css3-page]".into(),
            ],
            "X-NEW 0 KEYWORD [css3-page]",
        ),
        (
            vec!["FUZZY".into(), "TEXT".into(), "x".into()],
            "FUZZY TEXT \"x\"",
        ),
        (
            vec![
                "RETURN".into(),
                group(&["PARTIAL", "1:100"]),
                "CHARSET".into(),
                "UTF-8".into(),
                "SEEN".into(),
            ],
            "RETURN (PARTIAL 1:100) CHARSET UTF-8 SEEN",
        ),
    ] {
        assert_eq!(plain(list(criteria)), expected);
    }
}

#[test]
fn what_is_wrong_says_where() {
    for (criteria, says) in [
        (vec![], "no criteria specified"),
        (
            vec![Criterion::List(vec![])],
            "criterion 1: no criteria specified",
        ),
        (
            vec!["SEEN".into(), "NOT SEEN".into()],
            "criterion 2: \"NOT SEEN\" is no search key",
        ),
        (
            vec!["SEEN".into(), "FROM".into()],
            "criterion 2: FROM lacks what it looks for",
        ),
        (
            vec!["SEEN".into(), "OR".into(), "SEEN".into()],
            "criterion 2: OR lacks a search key",
        ),
        (
            vec!["SINCE".into(), "yesterday".into()],
            "criterion 2: \"yesterday\" is no date",
        ),
        (
            vec!["LARGER".into(), "1k".into()],
            "criterion 2: LARGER takes a number, not \"1k\"",
        ),
        (
            vec!["KEYWORD".into(), "a b".into()],
            "criterion 2: KEYWORD takes a keyword",
        ),
        (
            vec!["UID".into(), "5:".into()],
            "criterion 2: \"5:\" is no message set: a number is missing",
        ),
        (
            vec!["UID".into(), 0.into()],
            "criterion 2: 0 is no message id",
        ),
        (
            vec!["SUBJECT".into(), Criterion::List(vec!["x".into()])],
            "criterion 2: SUBJECT takes a text, not a list",
        ),
        (
            vec![
                "NOT".into(),
                Criterion::List(vec!["SUBJECT".into(), "a\0".into()]),
            ],
            "criterion 2.2: the text holds a NUL byte",
        ),
        (
            vec!["SUBJECT".into(), word(b"\xff")],
            "criterion 2: \"\\xff\" is not UTF-8",
        ),
        (
            vec![NaiveDate::default().into()],
            "criterion 1: a date stands where a search key is due",
        ),
    ] {
        let shown = plain(list(criteria));
        assert!(
            shown.starts_with(&format!("InvalidCriteria: {says}")),
            "{shown}"
        );
    }
    let deep = (0..200).fold(Criterion::from("SEEN"), |inner, _| {
        Criterion::List(vec![inner])
    });
    assert!(plain(list(vec![deep])).contains("nested more than 100 deep"));
    let many = vec![Criterion::from("NOT"); 100_000];
    assert!(plain(list(many)).contains("criterion 100000: NOT lacks a search key"));
}

#[test]
fn text_is_in_the_charset_asked_for() {
    assert_eq!(sent(["SEEN"], "UTF-8".into()), "CHARSET UTF-8 SEEN");
    let nested = || {
        list(vec![
            "NOT".into(),
            Criterion::List(vec!["TO".into(), "\u{fc}".into()]),
        ])
    };
    assert_eq!(
        sent(nested(), "iso-8859-1".into()),
        "CHARSET iso-8859-1 NOT (TO {1+}\r\n\u{fffd})"
    );
    assert_eq!(
        sent(vec!["TO".into(), word(b"\xfc")], "iso-8859-1".into()),
        "CHARSET iso-8859-1 TO {1+}\r\n\u{fffd}"
    );
    let lacks = sent(["TO", "\u{20ac}"], "iso-8859-1".into());
    assert!(
        lacks.starts_with("InvalidCriteria: criterion 2: \"\u{20ac}\" has letters"),
        "{lacks}"
    );
    let unknown = sent(["SEEN"], "klingon".into());
    assert!(
        unknown.starts_with("ArgumentValue: the charset \"klingon\" is not known"),
        "{unknown}"
    );
    let twice = sent("CHARSET UTF-8 SEEN", "koi8-r".into());
    assert!(
        twice.starts_with("InvalidCriteria: the criteria name the charset"),
        "{twice}"
    );
}

#[test]
fn no_charset_where_all_is_utf8() {
    let (mut client, sent) = client(
        "IMAP4REV1 ENABLE LITERAL+",
        true,
        b"* ENABLED UTF8=ACCEPT\r\n* SEARCH\r\nA1 OK done\r\n* SEARCH\r\nA2 OK done\r\n",
    );
    client.search("ALL", None).unwrap();
    client.search(["TO", "\u{fc}"], "UTF-8").unwrap();
    assert!(sent.text().ends_with("A2 UID SEARCH TO {2+}\r\n\u{fc}\r\n"));
}

#[test]
fn a_refused_charset_is_tried_once_more() {
    for (charset, criteria, answer, expected) in [
        (
            "UTF-8",
            "SEEN",
            "NO [BADCHARSET] no",
            "CHARSET UTF-8 SEEN|SEEN",
        ),
        (
            "",
            "TO \u{fc}",
            "NO [BADCHARSET (US-ASCII ISO-8859-1)] no",
            "CHARSET UTF-8 TO {2+}\r\n\u{fc}|CHARSET ISO-8859-1 TO {1+}\r\n\u{fffd}",
        ),
        (
            "",
            "TO \u{fc}",
            "NO [BADCHARSET (US-ASCII)] no",
            "CHARSET UTF-8 TO {2+}\r\n\u{fc}",
        ),
        ("UTF-8", "SEEN", "NO broken", "CHARSET UTF-8 SEEN"),
    ] {
        let script = format!("A1 {answer}\r\n* SEARCH 7\r\nA2 OK done\r\n");
        let (mut client, sent) = client("IMAP4REV1 LITERAL+", true, script.as_bytes());
        let charset = Some(charset).filter(|name| !name.is_empty());
        let found = client.search(criteria, charset);
        let text = sent
            .text()
            .replace("A1 UID SEARCH ", "")
            .replace("\r\nA2 UID SEARCH ", "|");
        assert_eq!(text.trim_end(), expected);
        assert_eq!(found.is_ok(), expected.contains('|'), "{answer}");
    }
}

#[test]
fn bad_shows_the_criteria_and_keeps_the_server_s_words() {
    let answer = b"A1 BAD Unknown argument FOO\r\n";
    let (mut client, _) = client("IMAP4REV1 LITERAL+", true, answer);
    let error = client.search(["FOO", "b\u{fc}r"], None).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidCriteria);
    assert_eq!(error.text(), Some("Unknown argument FOO"));
    let ending = "BAD Unknown argument FOO; the criteria sent were: FOO \"b\u{fc}r\"";
    assert!(error.message().ends_with(ending), "{error}");
    let (mut client, _) = crate::command::testing::client("IMAP4REV1", true, b"A1 NO not now\r\n");
    let error = client.search("ALL", None).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
}

#[test]
fn a_set_too_long_for_one_line_is_split() {
    let odd: Ids = (0..10_000).map(|n| n * 2 + 1).collect();
    let text = odd
        .iter()
        .map(|id| id.to_string())
        .collect::<Vec<_>>()
        .join(",");
    let criteria = [
        list(vec![
            "SEEN".into(),
            "UID".into(),
            Criterion::Ids(Arc::new(odd)),
            "FROM".into(),
            "x".into(),
        ]),
        Criteria::from(format!("SEEN UID {text} FROM x")),
    ];
    for criteria in criteria {
        let script: String = (1..=8)
            .map(|n| format!("* SEARCH {n}\r\nA{n} OK done\r\n"))
            .collect();
        let (mut client, sent) = client("IMAP4REV1", true, script.as_bytes());
        let found = client.search(criteria, None).unwrap();
        let lines = sent.text();
        let lines: Vec<_> = lines.lines().collect();
        assert_eq!(lines.len(), 7);
        assert!(
            lines
                .iter()
                .all(|line| line.len() < 8020 && line.ends_with(" FROM \"x\""))
        );
        assert!(lines[0].starts_with("A1 UID SEARCH SEEN UID 1,3,5,"));
        assert_eq!(found.len(), 7);
    }
    let negated = list(vec!["NOT".into(), "UID".into(), text.as_str().into()]);
    assert!(plain(negated).len() > 50_000);
}

#[test]
fn a_folder_must_be_open() {
    let (mut client, sent) = client("IMAP4REV1", false, b"");
    let error = client.search("ALL", None).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::IllegalState);
    assert_eq!(sent.text(), "");
}

fn criterion() -> impl Strategy<Value = Criterion> {
    let word = prop_oneof![
        "[ -~]{0,6}",
        "(from|OR|NOT|UID|SUBJECT|MODSEQ|X-NEW|RETURN|CHARSET|SINCE)",
        ".{0,4}",
        "[a\r\n{}0-9+\"()\\\\]{0,8}",
    ];
    let leaf = prop_oneof![
        word.prop_map(|word| Criterion::Word(Text::from(word))),
        any::<u64>().prop_map(Criterion::Number),
        proptest::collection::vec(1u32..9, 0..4).prop_map(|list| ids(&list)),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        proptest::collection::vec(inner, 0..4).prop_map(Criterion::List)
    })
}

/// The command line that goes out, if it goes out, must be one line to a server that reads it.
fn assert_one_line(criteria: &Criteria) {
    let Ok(program) = Program::new(criteria, &Charset::default(), true) else {
        return;
    };
    let line = program.write(Line::new("SEARCH"), Some("UTF-8"));
    let Ok(command) = line.and_then(Line::finish) else {
        return;
    };
    let chunks = command.encode("*", LiteralMode::Plus);
    let raw: Vec<u8> = chunks
        .into_iter()
        .flat_map(|chunk| chunk.bytes.clone())
        .collect();
    let mut framer = Framer::new(Limits::default());
    framer.space()[..raw.len()].copy_from_slice(&raw);
    framer.filled(raw.len());
    let frame = framer.next().unwrap().expect("a whole line");
    assert_eq!(frame.raw.len(), raw.len(), "one line: {raw:?}");
    assert_eq!(framer.buffered(), 0);
}

proptest! {
    #[test]
    fn no_list_of_criteria_sends_two_lines(items in proptest::collection::vec(criterion(), 0..6)) {
        assert_one_line(&list(items));
    }

    #[test]
    fn no_string_of_criteria_sends_two_lines(text in "[a \r\n{}0-9+\"()\\\\ü]{0,30}") {
        assert_one_line(&Criteria::from(text));
    }
}
