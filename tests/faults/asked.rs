//! What users of IMAPClient ask for in open reports, and a client can cure.

use imapclient::client::{Client, Tls};
use imapclient::command::fetch::FetchValue;
use imapclient::data::criteria::Criterion;
use imapclient::data::flag::{CONSTANTS, SENT};
use imapclient::data::secret::Secret;
use imapclient::data::words::decode_words;
use imapclient::error::ErrorKind;

use super::support::dovecot::{Dovecot, USERS};
use super::{code_talks, json, printed, program, talk};

#[test]
fn ranges_in_fetch_and_store() {
    let script = "\
# selected: INBOX
C: A1 UID FETCH 900:* (FLAGS)
S: * 10 FETCH (UID 77 FLAGS ())
S: A1 OK done
C: A2 UID FETCH 1:2,9 (FLAGS)
S: * 1 FETCH (UID 1 FLAGS ())
S: * 9 FETCH (UID 9 FLAGS ())
S: A2 OK done
C: A3 UID STORE 1:3 +FLAGS (\\Seen)
S: * 2 FETCH (UID 2 FLAGS (\\\\Seen))
S: A3 OK done
";
    talk(script, |client| {
        // `n:*` may name a message below n.
        assert!(
            client
                .fetch("900:*", "FLAGS", ())
                .unwrap()
                .get(77)
                .is_some()
        );
        assert_eq!(client.fetch("1,2,9", "FLAGS", ()).unwrap().len(), 2);
        let flags = client.add_flags(1..=3, "\\Seen", false).unwrap().unwrap();
        assert_eq!(json(&flags), r#"{"2":["\\Seen"]}"#);
    });
}

#[test]
fn unsolicited_rows_are_kept_apart() {
    let script = "\
# selected: INBOX
C: A1 NOOP
S: * 1 FETCH (FLAGS (old) UID 1)
S: A1 OK done
C: A2 UID FETCH 1:2 (RFC822)
S: * 7 FETCH (FLAGS (x))
S: * 2 FETCH (FLAGS (x))
S: * 1 FETCH (UID 1 RFC822 \"one\")
S: * 9 FETCH (UID 9 FLAGS (x))
S: * 2 FETCH (UID 2 RFC822 \"two\")
S: A2 OK done
";
    talk(script, |client| {
        assert_eq!(client.noop().unwrap().responses.len(), 1);
        let rows = client.fetch([1, 2], "RFC822", ()).unwrap();
        assert_eq!(
            json(&rows),
            r#"{"1":{"SEQ":1,"RFC822":"one"},"2":{"SEQ":2,"RFC822":"two"}}"#
        );
        assert_eq!(client.take_news().len(), 3);
    });
}

#[test]
fn alerts_and_untagged_data_can_be_seen() {
    let script = "\
C: A1 NOOP
S: * OK [ALERT] disk is full
S: * XSTRANGE data
S: A1 OK done
";
    talk(script, |client| {
        let news = client.noop().unwrap().responses;
        assert_eq!(
            json(&news),
            r#"[["OK","[ALERT] disk is full"],["XSTRANGE","data"]]"#
        );
        assert_eq!(client.take_warnings(), ["the server says: disk is full"]);
    });
}

#[test]
fn idle_over_split_lines() {
    let script = "\
# caps: IMAP4rev1 IDLE
# selected: INBOX
C: A1 IDLE
S-raw: + idling\\r\\n* 11 EXI
S-raw: STS\\r\\n* 2 FETCH (BODY[] {4}\\r\\na)
S-raw: b))\\r\\n
C-rest: DONE
S: A1 OK done
";
    talk(script, |client| {
        client.idle().unwrap();
        let mut seen = Vec::new();
        while seen.len() < 2 {
            seen.extend(client.idle_check(20).unwrap());
        }
        assert_eq!(
            json(&seen),
            r#"[[11,"EXISTS"],[2,"FETCH",["BODY[]","a)b)"]]]"#
        );
        client.idle_done().unwrap();
    });
}

#[test]
fn idle_tells_of_the_end() {
    for last in [
        "S: * BYE [UNAVAILABLE] restarting\nS: <close>",
        "S: <close>",
    ] {
        let script =
            format!("# caps: IMAP4rev1 IDLE\n# selected: INBOX\nC: A1 IDLE\nS: + idling\n{last}\n");
        talk(&script, |client| {
            client.idle().unwrap();
            for _ in 0..2 {
                let error = client.idle_check(20).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Abort, "{error}");
                assert_eq!(error.message().contains("restarting"), last.contains("BYE"));
            }
        });
    }
}

#[test]
fn idle_done_gives_up() {
    // The peer reads DONE and says nothing: it waits for the client to go.
    let script = "# caps: IMAP4rev1 IDLE\nC: A1 IDLE\nS: + idling\nC-rest: DONE\n";
    let played = super::Script::parse(script).unwrap();
    let listener = super::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let peer = std::thread::spawn(move || played.play(&listener));
    let builder = Client::builder("127.0.0.1").port(port).tls(Tls::None);
    let builder = builder.read_timeout(std::time::Duration::from_millis(50));
    let mut client = builder.connect().unwrap();
    client.idle().unwrap();
    let error = client.idle_done().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(client.ended().is_some());
    peer.join().unwrap().unwrap();
}

#[test]
fn nested_criteria_keep_the_charset() {
    let script = "\
# caps: IMAP4rev1 LITERAL+
# selected: INBOX
C: A1 UID SEARCH CHARSET UTF-8 NOT (SUBJECT {5+}
C-literal: Grüß
C-rest: ) UNSEEN
S: * SEARCH 2
S: A1 OK done
"
    .replace("{5+}", "{6+}");
    let nested = Criterion::List(vec!["SUBJECT".into(), "Grüß".into()]);
    let criteria = vec!["NOT".into(), nested, "UNSEEN".into()];
    let found = talk(&script, |client| client.search(criteria, "UTF-8"));
    assert_eq!(json(&found.unwrap()), "[2]");
}

#[test]
fn parentheses_are_quoted() {
    let script = "\
# selected: INBOX
C: A1 UID SEARCH SUBJECT \"(x)\" FROM \"NIL\" BODY \"a%b*\" TEXT \"{5}\"
S: * SEARCH
S: A1 OK done
";
    talk(script, |client| {
        let criteria = [
            "SUBJECT", "(x)", "FROM", "NIL", "BODY", "a%b*", "TEXT", "{5}",
        ];
        client.search(criteria, None).unwrap();
    });
}

#[test]
fn uidplus_answers_are_given() {
    let script = "\
# selected: INBOX
# caps: IMAP4rev1 UIDPLUS MOVE LITERAL+
C: A1 APPEND \"x\" {4+}
C-literal: A: b
C-rest:
S: A1 OK [APPENDUID 38505 3955] done
C: A2 UID COPY 2,4 \"x\"
S: * 4 FETCH (UID 4 FLAGS (x))
S: A2 OK [COPYUID 38505 2,4 304,319] Done
C: A3 UID MOVE 4 \"x\"
S: * OK [COPYUID 38505 4 320]
S: * 4 EXPUNGE
S: A3 OK moved
";
    talk(script, |client| {
        let answer = client.append("x", "A: b", (), None).unwrap();
        assert_eq!(
            (answer.uidvalidity, json(&answer.uids)),
            (Some(38505), "[3955]".into())
        );
        let answer = client.copy([2, 4], "x").unwrap();
        assert_eq!(answer.text, "[COPYUID 38505 2,4 304,319] Done");
        assert_eq!(
            json(&(&answer.source_uids, &answer.uids)),
            "[[2,4],[304,319]]"
        );
        assert_eq!(json(&client.move_(4, "x").unwrap().uids), "[320]");
    });
}

#[test]
fn move_without_the_capability() {
    let script = "\
# caps: IMAP4rev1 UIDPLUS
# selected: INBOX
C: A1 UID SEARCH UID 1:2
S: * SEARCH 1 2
S: A1 OK done
C: A2 UID COPY 1:2 \"x\"
S: A2 NO [OVERQUOTA] full
C: A3 UID SEARCH UID 7
S: * SEARCH 7
S: A3 OK done
C: A4 UID COPY 7 \"x\"
S: A4 OK [COPYUID 1 7 3] done
C: A5 UID STORE 7 +FLAGS.SILENT (\\Deleted)
S: A5 OK done
C: A6 UID EXPUNGE 7
S: * 7 EXPUNGE
S: A6 OK done
";
    talk(script, |client| {
        // The first NO ends it: nothing is removed that was not copied.
        let error = client.move_([1, 2], "x").unwrap_err();
        assert_eq!(error.code(), Some("OVERQUOTA"));
        assert_eq!(json(&client.move_(7, "x").unwrap().uids), "[3]");
        client.set_use_uid(false);
        assert_eq!(
            client.move_(7, "x").unwrap_err().kind(),
            ErrorKind::Capability
        );
    });
    talk("# caps: IMAP4rev1\n# selected: INBOX\n", |client| {
        assert_eq!(
            client.move_(7, "x").unwrap_err().kind(),
            ErrorKind::Capability
        );
    });
}

#[test]
fn ids_in_expunge_need_uidplus() {
    talk("# caps: IMAP4rev1\n# selected: INBOX\n", |client| {
        for refused in [client.expunge([1]), client.uid_expunge(1)] {
            assert_eq!(refused.unwrap_err().kind(), ErrorKind::Capability);
        }
    });
}

#[test]
fn passwords_that_are_not_ascii() {
    let (user, password) = USERS.iter().find(|(user, _)| !user.is_ascii()).unwrap();
    assert!(!password.is_ascii());
    let builder = Client::builder("127.0.0.1")
        .port(Dovecot::shared().plain)
        .tls(Tls::None);
    let mut client = builder.connect().unwrap();
    client.login(*user, Secret::from(*password)).unwrap();
    client.select_folder("INBOX", false).unwrap();
}

#[test]
fn an_unclosed_bracket_in_a_name() {
    let script = "\
C: A1 LIST \"\" \"*\"
S: * LIST () \"/\" INBOX
S: * LIST () \"/\" [Gmail/unclosed
S: * LIST () \"/\" {odd
S: * LIST () \"/\" Last
S: A1 OK done
";
    let folders = talk(script, |client| client.list_folders("", "*").unwrap());
    let names: Vec<String> = folders
        .iter()
        .map(|folder| folder.name.to_string())
        .collect();
    assert_eq!(names, ["INBOX", "[Gmail/unclosed", "{odd", "Last"]);
}

#[test]
fn an_envelope_with_too_few_fields() {
    let script = "\
# selected: INBOX
C: A1 UID FETCH 1:2 (ENVELOPE)
S: * 1 FETCH (UID 1 ENVELOPE (NIL \"short\"))
S: * 2 FETCH (UID 2 ENVELOPE (NIL \"two\" NIL NIL NIL NIL NIL NIL NIL \"<a@b>\"))
S: A1 OK done
";
    talk(script, |client| {
        let rows = client.fetch("1:2", "ENVELOPE", ()).unwrap();
        let subject = |id| rows.get(id).unwrap().envelope().unwrap().subject.clone();
        assert_eq!(subject(1).unwrap(), "short");
        assert_eq!(subject(2).unwrap(), "two");
    });
}

#[test]
fn status_with_special_names() {
    for (name, sent) in [
        ("two words", "two words"),
        ("(a) b", "\"(a) b\""),
        ("Entwürfe", "\"Entw&APw-rfe\""),
        ("a\"b", "\"a\\\\\"b\""),
    ] {
        let quoted = match sent {
            "two words" => "\"two words\"",
            other => other,
        }
        .replace("\\\\", "\\");
        let script = format!(
            "C: A1 STATUS {quoted} (MESSAGES)\nS: * STATUS other (MESSAGES 1)\nS: * STATUS {sent} (MESSAGES 5)\nS: A1 OK done\n"
        );
        let status = talk(&script, |client| client.folder_status(name, "MESSAGES"));
        assert_eq!(status.unwrap().number("MESSAGES"), Some(5), "{name}");
    }
}

#[test]
fn long_lists_of_ids_are_split() {
    let builder = Client::builder("127.0.0.1")
        .port(Dovecot::shared().plain)
        .tls(Tls::None);
    let mut client = builder.connect().unwrap();
    client.login("user", "pass").unwrap();
    client
        .append("INBOX", "Subject: x\r\n\r\ny", (), None)
        .unwrap();
    client.select_folder("INBOX", true).unwrap();
    let many: Vec<u32> = (1..300_000).step_by(2).collect();
    assert!(client.fetch(&many, "FLAGS", ()).unwrap().get(1).is_some());
    let ids = many.iter().copied().collect();
    let criteria = vec![Criterion::Ids(std::sync::Arc::new(ids))];
    assert!(client.search(criteria, None).unwrap().contains(1));
}

#[test]
fn bodies_can_be_streamed() {
    let script = "\
# selected: INBOX
C: A1 UID FETCH 1 (BODY.PEEK[])
S: * 1 FETCH (UID 1 BODY[] {5}
S-raw: a\\r\\nb\\n)\\r\\n
S: A1 OK done
";
    talk(script, |client| {
        client.set_spool(Some(4));
        let mut sizes = Vec::new();
        let each = &mut |row: imapclient::command::fetch::FetchRow| {
            match row.get("BODY[]") {
                Some(FetchValue::Spooled(text)) => sizes.push(text.read().unwrap()),
                other => panic!("{other:?}"),
            }
            Ok(())
        };
        client.fetch_each(1, "BODY.PEEK[]", (), each).unwrap();
        assert_eq!(sizes, ["a\r\nb\n"]);
    });
}

#[test]
fn extended_search() {
    let script = "\
# caps: IMAP4rev1 ESEARCH
# selected: INBOX
C: A1 UID SEARCH RETURN (MIN MAX) UNSEEN
S: * ESEARCH UID MIN 4 MAX 9
S: A1 OK done
";
    let criteria = vec![
        "RETURN".into(),
        Criterion::List(vec!["MIN".into(), "MAX".into()]),
        "UNSEEN".into(),
    ];
    let found = talk(script, |client| client.search(criteria, None));
    assert_eq!(json(&found.unwrap()), "[4,9]");
}

#[test]
fn encoded_words_can_be_read() {
    assert_eq!(
        decode_words(b"=?utf-8?q?Gr=C3=BC=C3=9Fe?= aus Wien"),
        "Grüße aus Wien"
    );
    let output = program(&["-c", "decode_header(b'=?iso-8859-1?b?/A==?=')"], &[]);
    assert_eq!(printed(&output), "\"ü\"\n");
}

#[test]
fn special_folders_and_their_constants() {
    let script = "\
C: A1 LIST \"\" \"*\"
S: * LIST (\\\\HasNoChildren \\\\Sent) \"/\" Outbox
S: A1 OK done
";
    let found = talk(script, |client| client.find_special_folder(SENT));
    assert_eq!(found.unwrap().unwrap(), "Outbox");
    let names: Vec<String> = CONSTANTS
        .iter()
        .map(|(name, value)| format!("{name} == imapclient.{name} == {value:?}"))
        .collect();
    let output = program(&["-c", &format!("all([{}])", names.join(", "))], &[]);
    assert_eq!(printed(&output), "true\n");
}

#[test]
fn folders_have_names_for_their_parts() {
    let script = "\
C: A1 LIST \"\" \"*\"
S: * LIST (\\\\Noselect) \".\" a.b
S: A1 OK done
";
    let code = "f = c.list_folders()[0]\nflags, delimiter, name = f\nf.name == name == f[2], f.delimiter, f.flags";
    let (printed, exit) = code_talks(script, code);
    assert_eq!(
        (printed.as_str(), exit),
        ("[true,\".\",[\"\\\\Noselect\"]]\n", 0)
    );
}

#[test]
fn local_time_by_the_rules_of_its_date() {
    let code = "[imapclient.datetime_util.parse_to_datetime(s) for s in ('01-Jul-2020 12:00:00 +0000', '01-Jan-2020 12:00:00 +0000')]";
    let zone = [("TZ", "EST5EDT,M3.2.0,M11.1.0")];
    let output = program(&["-c", code], &zone);
    assert_eq!(
        printed(&output),
        "[\"2020-07-01T08:00:00\",\"2020-01-01T07:00:00\"]\n"
    );
}

#[test]
fn servers_of_imap4rev2_only() {
    let script = "\
# caps: IMAP4rev2
# selected: INBOX
C: A1 UID SEARCH ALL
S: * ESEARCH (TAG \"x\") UID ALL 9
S: * ESEARCH UID ALL 1:3
S: A1 OK done
C: A2 UID MOVE 1 \"x\"
S: A2 OK done
";
    talk(script, |client| {
        assert_eq!(json(&client.search("ALL", None).unwrap()), "[1,2,3]");
        // MOVE, UIDPLUS and their like are part of it.
        client.move_(1, "x").unwrap();
    });
}
