//! Copying, moving and expunging against a scripted server.

use crate::command::testing::client;
use crate::data::ids::{Ids, SearchIds};
use crate::error::ErrorKind;

fn odd(count: u32) -> Vec<u32> {
    (0..count).map(|n| n * 2 + 1).collect()
}

fn list(ids: &Option<Ids>) -> Vec<u32> {
    ids.as_ref()
        .map(|ids| ids.iter().collect())
        .unwrap_or_default()
}

/// The lines sent, each with its set cut to the first id.
fn short(sent: &str) -> Vec<String> {
    let cut = |line: &str| {
        let words: Vec<_> = line.split(' ').collect();
        let words = words
            .iter()
            .map(|word| word.split(',').next().unwrap_or(word));
        words.collect::<Vec<_>>().join(" ")
    };
    sent.lines().map(cut).collect()
}

#[test]
fn copyuid_in_every_place() {
    for answer in [
        "A1 OK [COPYUID 7 3:4,9 20:22] done\r\n",
        "* OK [COPYUID 7 3:4,9 20:22] copied\r\n* 5 EXISTS\r\nA1 OK done\r\n",
        "* [COPYUID 7 3:4,9 20:22]\r\nA1 OK done\r\n",
    ] {
        let (mut client, sent) = client("IMAP4REV1 UIDPLUS", true, answer.as_bytes());
        let done = client.copy([3, 4, 9], "B\u{fc}").unwrap();
        assert_eq!(sent.text(), "A1 UID COPY 3:4,9 \"B&APw-\"\r\n");
        assert_eq!(done.uidvalidity, Some(7));
        assert_eq!(
            (list(&done.source_uids), list(&done.uids)),
            (vec![3, 4, 9], vec![20, 21, 22])
        );
        assert_eq!(client.has_news(), answer.contains("EXISTS"));
    }
    let (mut client, _) = client("IMAP4REV1", true, b"A1 OK [COPYUID 701  ] done\r\n");
    let done = client.copy("1:*", "x").unwrap();
    assert_eq!(
        (done.uids, done.text.as_str()),
        (None, Some("[COPYUID 701  ] done"))
    );
}

#[test]
fn nothing_is_sent_for_no_message_or_no_right() {
    let (mut client, sent) = client("IMAP4REV1 UIDPLUS MOVE", true, b"");
    assert_eq!(client.copy([], "x").unwrap().text, "");
    assert_eq!(client.move_("", "x").unwrap().text, "");
    assert!(client.expunge(Vec::new()).unwrap().responses.is_empty());
    assert_eq!(
        client.copy(0, "x").unwrap_err().argument(),
        Some("messages")
    );
    assert_eq!(client.copy(1, "").unwrap_err().argument(), Some("folder"));
    client.set_read_only(true);
    for error in [
        client.copy(1, "x").unwrap_err(),
        client.move_(1, "x").unwrap_err(),
        client.expunge(()).unwrap_err(),
        client.uid_expunge(1).unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::ReadOnly);
    }
    assert_eq!(sent.text(), "");
}

#[test]
fn pieces_of_uids_do_not_wait_and_their_answers_join() {
    let script = "A1 OK [COPYUID 7 1 101] one\r\n* OK [COPYUID 7 3 103] two\r\nA2 OK two\r\n";
    let (mut client, sent) = client("IMAP4REV1", true, script.as_bytes());
    let done = client.copy(odd(2000), "x").unwrap();
    assert_eq!(
        short(&sent.text()),
        ["A1 UID COPY 1 \"x\"", "A2 UID COPY 3405 \"x\""]
    );
    assert!(sent.text().lines().all(|line| line.len() < 8000));
    assert_eq!(
        (list(&done.source_uids), list(&done.uids)),
        (vec![1, 3], vec![101, 103])
    );
    assert_eq!(done.text, "two");
}

#[test]
fn a_refusal_tells_what_was_done() {
    let script = b"A1 OK done\r\nA2 NO [OVERQUOTA] full\r\nA3 OK noop\r\n";
    let (mut client, _) = client("IMAP4REV1", true, script);
    let error = client.copy(odd(2000), "x").unwrap_err();
    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::Refused, Some("OVERQUOTA"))
    );
    let message = error.message();
    assert!(message.contains("full; copied: 1,3,5,"), "{message}");
    assert!(
        message.contains(" ... 3403; not copied: 3405,"),
        "{message}"
    );
    assert!(message.ends_with(" ... 3999"), "{message}");
    client.noop().unwrap();
}

#[test]
fn a_lost_connection_leaves_the_rest_unknown() {
    let (mut client, _) = client("IMAP4REV1 MOVE", true, b"");
    let error = client.move_([5, 6], "x").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Abort);
    assert!(
        error.message().ends_with("; moved: none; unknown: 5:6"),
        "{error}"
    );
}

#[test]
fn sequence_numbers_go_downwards_one_by_one() {
    let script = "* OK [COPYUID 7 9 109] ok\r\n* 3405 EXPUNGE\r\n* 3406 EXPUNGE\r\nA1 OK done\r\n\
                  * OK [COPYUID 7 2 102] ok\r\n* 1 EXPUNGE\r\nA2 OK done\r\n";
    let (mut client, sent) = client("IMAP4REV1 MOVE", true, script.as_bytes());
    client.set_use_uid(false);
    let done = client.move_(odd(2000), "x").unwrap();
    assert_eq!(
        short(&sent.text()),
        ["A1 MOVE 3405 \"x\"", "A2 MOVE 1 \"x\""]
    );
    assert_eq!(
        (list(&done.source_uids), list(&done.uids)),
        (vec![2, 9], vec![102, 109])
    );
    assert!(!client.has_news(), "what was moved is no news");
}

#[test]
fn an_expunge_of_another_message_ends_it() {
    for (foreign, number) in [
        ("* 7 EXPUNGE", 7),
        ("* 4100 EXPUNGE", 4100),
        ("* VANISHED 7", 0),
    ] {
        let script = format!("{foreign}\r\nA1 OK done\r\n");
        let (mut client, sent) = client("IMAP4REV1", true, script.as_bytes());
        client.set_use_uid(false);
        let error = client.copy(odd(2000), "x").unwrap_err();
        assert_eq!(sent.text().lines().count(), 1, "{number}");
        assert!(
            error
                .message()
                .starts_with("COPY stopped: another message was expunged")
        );
        assert!(error.message().contains("copied: 3405,"), "{error}");
        assert!(client.has_news());
    }
}

#[test]
fn the_expunges_of_a_move_are_no_news_but_others_are() {
    let script = b"* OK [COPYUID 7 5:6 1:2] ok\r\n* 1 EXPUNGE\r\n* 1 EXPUNGE\r\n* 9 EXPUNGE\r\nA1 OK done\r\n";
    let (mut client, _) = client("IMAP4REV2", true, script);
    client.move_([5, 6], "x").unwrap();
    assert_eq!(client.take_news().len(), 1);
}

#[test]
fn without_move_the_messages_are_copied_and_just_these_removed() {
    let script = "* SEARCH 5 6 8\r\nA1 OK done\r\nA2 OK [COPYUID 7 5:6 1:2] done\r\n\
                  * 1 FETCH (UID 5 FLAGS (\\Deleted))\r\nA3 OK done\r\n\
                  * 1 EXPUNGE\r\n* 1 EXPUNGE\r\nA4 OK done\r\n";
    for (messages, asked) in [("5:7", "5:7"), ("5:*", "5:*")] {
        let (mut client, sent) = client("IMAP4REV1 UIDPLUS", true, script.as_bytes());
        let done = client.move_(messages, "x").unwrap();
        // 8 was not asked for, unless the set was open.
        let set = if asked == "5:7" { "5:6" } else { "5:6,8" };
        assert_eq!(
            sent.text(),
            format!(
                "A1 UID SEARCH UID {asked}\r\nA2 UID COPY {set} \"x\"\r\n\
                 A3 UID STORE {set} +FLAGS.SILENT (\\Deleted)\r\nA4 UID EXPUNGE {set}\r\n"
            )
        );
        assert_eq!(
            (list(&done.source_uids), list(&done.uids)),
            (vec![5, 6], vec![1, 2])
        );
    }
    let (mut client, sent) = client("IMAP4REV1 UIDPLUS", true, b"* SEARCH\r\nA1 OK done\r\n");
    client.move_(5, "x").unwrap();
    assert_eq!(
        sent.text(),
        "A1 UID SEARCH UID 5\r\n",
        "there is no such message"
    );
}

#[test]
fn without_move_the_first_refusal_ends_it() {
    let found = "* SEARCH 5\r\nA1 OK done\r\n";
    for (answers, commands, says) in [
        ("A2 NO [TRYCREATE] none\r\n", 2, "UID COPY"),
        (
            "A2 OK done\r\nA3 NO no\r\n",
            3,
            "the messages 5 were copied to \"x\" but could not be marked deleted here",
        ),
        (
            "A2 OK done\r\nA3 OK done\r\nA4 NO no\r\n",
            4,
            "copied to \"x\" and marked deleted here, but not expunged",
        ),
    ] {
        let script = format!("{found}{answers}");
        let (mut client, sent) = client("IMAP4REV1 UIDPLUS", true, script.as_bytes());
        let error = client.move_(5, "x").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Refused);
        assert_eq!(sent.text().lines().count(), commands);
        assert!(error.message().contains(says), "{error}");
        assert_eq!(error.call(), Some("move_"));
    }
}

#[test]
fn what_a_safe_move_needs() {
    for (capabilities, use_uid) in [("IMAP4REV1", true), ("IMAP4REV1 UIDPLUS", false)] {
        let (mut client, sent) = client(capabilities, true, b"");
        client.set_use_uid(use_uid);
        let error = client.move_(1, "x").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Capability);
        assert!(
            error
                .message()
                .starts_with("Server does not support MOVE capability")
        );
        assert_eq!(sent.text(), "");
    }
}

#[test]
fn expunge_all_or_some() {
    let answer = b"* 2 EXPUNGE\r\n* 7 EXISTS\r\n* 2 EXPUNGE\r\nA1 OK Expunge done\r\n";
    for ids in [false, true] {
        let (mut client, sent) = client("IMAP4REV1 UIDPLUS", true, answer);
        let result = match ids {
            false => client.expunge(()),
            true => client.expunge(&SearchIds {
                ids: (3..=4).collect(),
                modseq: None,
            }),
        };
        let command = if ids { "UID EXPUNGE 3:4" } else { "EXPUNGE" };
        assert_eq!(sent.text(), format!("A1 {command}\r\n"));
        assert_eq!(
            serde_json::to_string(&result.unwrap()).unwrap(),
            r#"["Expunge done",[[2,"EXPUNGE"],[2,"EXPUNGE"]]]"#
        );
        assert!(client.has_news());
    }
}

#[test]
fn expunging_by_id_needs_uids_and_uidplus() {
    let (mut client, sent) = client("IMAP4REV1", true, b"");
    for error in [
        client.expunge(3).unwrap_err(),
        client.uid_expunge(3).unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Capability);
        assert_eq!(
            error.message(),
            "Server does not support UIDPLUS capability"
        );
    }
    client.set_use_uid(false);
    let error = client.expunge(3).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ArgumentValue);
    assert_eq!(error.message(), "cannot EXPUNGE by ID when not using uids");
    assert_eq!(sent.text(), "");
}

#[cfg(feature = "menu")]
#[test]
fn by_name_none_and_an_empty_list_differ() {
    use crate::menu::{Arg, Args};
    let method = crate::command::method("expunge").unwrap();
    for (positional, command) in [
        (vec![], "A1 EXPUNGE\r\n"),
        (vec![Arg::None], "A1 EXPUNGE\r\n"),
        (vec![Arg::List(Vec::new())], ""),
        (vec![Arg::Int(4)], "A1 UID EXPUNGE 4\r\n"),
    ] {
        let (mut client, sent) = client("IMAP4REV1 UIDPLUS", true, b"A1 OK done\r\n");
        let args = Args {
            positional,
            ..Args::default()
        };
        (method.call)(&mut client, args).unwrap();
        assert_eq!(sent.text(), command);
    }
    assert!(crate::command::method("move").is_some());
}
