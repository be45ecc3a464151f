//! The library against a real server: a Dovecot of our own, or any account.
//!
//! `IMAPCLIENT_LIVE=account.ini cargo test --test live` runs the same tests on the account of that
//! file. They work in folders whose names begin with `__imapclient`, and remove them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use imapclient::client::Client;
use imapclient::data::criteria::Criterion;
use imapclient::data::text::Text;
use imapclient::error::ErrorKind;
use support::account::Account;

fn client() -> Client {
    Account::get().connect()
}

/// A folder of one test's own, open; it is removed with what is in it.
struct Folder {
    client: Client,
    name: String,
}

impl Folder {
    fn new(name: &str, messages: &[&str]) -> Self {
        let name = format!("__imapclient {name}");
        let mut client = client();
        let _ = client.delete_folder(&name);
        client.create_folder(&name).unwrap();
        for message in messages {
            client.append(&name, *message, (), None).unwrap();
        }
        client.select_folder(&name, false).unwrap();
        Self { client, name }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = client().delete_folder(&self.name);
    }
}

fn message(subject: &str) -> String {
    format!(
        "From: A <a@example.org>\r\nTo: b@example.org\r\nSubject: {subject}\r\nDate: Mon, 1 Jan 2024 10:00:00 +0100\r\nMessage-ID: <{subject}@x>\r\n\r\nBody of {subject}\r\n"
    )
}

#[test]
fn folders_with_awkward_names() {
    let mut client = client();
    let names = [
        "__imapclient ünïcode ☃",
        "__imapclient a&b",
        "__imapclient \"quoted\"",
        "__imapclient back\\slash",
        "__imapclient (par) {5} %*",
    ];
    for name in names {
        client.create_folder(name).unwrap();
        assert!(client.folder_exists(name).unwrap(), "{name}");
        client.subscribe_folder(name).unwrap();
    }
    let listed = client.list_folders("", "__imapclient *").unwrap();
    let subscribed = client.list_sub_folders("", "__imapclient *").unwrap();
    for name in names {
        assert!(listed.iter().any(|folder| folder.name == name), "{name}");
        assert!(
            subscribed.iter().any(|folder| folder.name == name),
            "{name}"
        );
        client
            .append(name, &message("x")[..], "\\Seen", None)
            .unwrap();
        assert_eq!(
            client.folder_status(name, ()).unwrap().number("MESSAGES"),
            Some(1)
        );
        assert_eq!(
            client.select_folder(name, true).unwrap().number("EXISTS"),
            Some(1)
        );
        client.close_folder().unwrap();
        client.unsubscribe_folder(name).unwrap();
        let renamed = format!("{name} renamed");
        client.rename_folder(name, &renamed).unwrap();
        client.delete_folder(&renamed).unwrap();
        assert!(!client.folder_exists(name).unwrap());
    }
    // A line end in a name is part of the name, never the end of the command.
    let error = client
        .create_folder("__imapclient line\r\nA1 LOGOUT")
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert!(client.noop().is_ok());
    let error = client
        .select_folder("__imapclient not there", false)
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
}

#[test]
fn search_by_everything() {
    let texts = [
        message("first (one)"),
        message("zweite Grüße"),
        message("third \"three\" \\"),
    ];
    let messages: Vec<&str> = texts.iter().map(String::as_str).collect();
    let mut folder = Folder::new("search", &messages);
    let client = &mut folder.client;
    for (criteria, expected) in [
        (vec![Criterion::from("ALL")], vec![1, 2, 3]),
        (vec!["SUBJECT".into(), "(one)".into()], vec![1]),
        (vec!["SUBJECT".into(), "Grüße".into()], vec![2]),
        (vec!["SUBJECT".into(), "\"three\" \\".into()], vec![3]),
        (
            vec![
                "NOT".into(),
                Criterion::List(vec!["SUBJECT".into(), "Grüße".into()]),
            ],
            vec![1, 3],
        ),
        (
            vec![
                "OR".into(),
                "SUBJECT".into(),
                "first".into(),
                "UID".into(),
                "3".into(),
            ],
            vec![1, 3],
        ),
        (
            vec![
                "SINCE".into(),
                chrono::NaiveDate::from_ymd_opt(2020, 1, 1).unwrap().into(),
            ],
            vec![1, 2, 3],
        ),
        (vec!["BODY".into(), "x\r\nA1 LOGOUT".into()], vec![]),
    ] {
        let found = client.search(criteria.clone(), None).unwrap();
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{criteria:?}");
    }
    assert_eq!(client.search("SUBJECT zweite", None).unwrap().len(), 1);
    let error = client.search("NONSENSE", None).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidCriteria);
    assert!(client.noop().is_ok());
}

#[test]
fn fetch_by_every_kind_of_id() {
    let texts: Vec<String> = (1..=9).map(|n| message(&format!("m{n}"))).collect();
    let messages: Vec<&str> = texts.iter().map(String::as_str).collect();
    let mut folder = Folder::new("fetch", &messages);
    let client = &mut folder.client;
    let ids = |result: imapclient::command::fetch::FetchResult| {
        result.iter().map(|(id, _)| id).collect::<Vec<_>>()
    };
    assert_eq!(
        ids(client.fetch("1:*", "FLAGS", ()).unwrap()),
        (1..=9).collect::<Vec<_>>()
    );
    assert_eq!(
        ids(client.fetch("5,7:9,*", "FLAGS", ()).unwrap()),
        [5, 7, 8, 9]
    );
    assert_eq!(
        ids(client.fetch([3, 1, 2], "FLAGS", ()).unwrap()),
        [1, 2, 3]
    );
    assert_eq!(ids(client.fetch(4, "FLAGS", ()).unwrap()), [4]);
    assert_eq!(ids(client.fetch([], "FLAGS", ()).unwrap()), [0u32; 0]);
    let many: Vec<u32> = (1..200_000).step_by(2).collect();
    assert_eq!(
        ids(client.fetch(many, "FLAGS", ()).unwrap()),
        [1, 3, 5, 7, 9]
    );
    let row = client.fetch(
        2,
        [
            "ENVELOPE",
            "BODYSTRUCTURE",
            "RFC822.SIZE",
            "BODY.PEEK[TEXT]<0.4>",
        ],
        (),
    );
    let row = row.unwrap();
    let row = row.get(2).unwrap();
    assert_eq!(row.envelope().unwrap().subject.as_ref().unwrap(), "m2");
    assert_eq!(row.body_structure().unwrap().part, "1");
    assert!(row.number("RFC822.SIZE").unwrap() > 100);
    assert!(row.get("BODY[TEXT]<0>").is_some());
    client.set_use_uid(false);
    assert_eq!(ids(client.fetch("2:3", "UID", ()).unwrap()), [2, 3]);
}

#[test]
fn flags_come_and_go() {
    let mut folder = Folder::new("flags", &[&message("x"), &message("y")]);
    let name = folder.name.clone();
    let client = &mut folder.client;
    let words = |words: &[&str]| {
        words
            .iter()
            .map(|word| Text::from(*word))
            .collect::<Vec<_>>()
    };
    let set = client
        .set_flags([1, 2], ["\\Seen", "$Junk"], false)
        .unwrap()
        .unwrap();
    let mut now = set.get(1).unwrap().to_vec();
    now.retain(|flag| *flag != *"\\Recent");
    assert_eq!(now, words(&["\\Seen", "$Junk"]));
    assert_eq!(client.remove_flags(1, "$Junk", true).unwrap(), None);
    client.add_flags(2, "\\Flagged", false).unwrap();
    let flags = client.get_flags("1:2").unwrap();
    assert!(!flags.get(1).unwrap().contains(&Text::from("$Junk")));
    assert!(flags.get(2).unwrap().contains(&Text::from("\\Flagged")));
    client.select_folder(&name, true).unwrap();
    let error = client.add_flags(1, "\\Seen", false).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ReadOnly);
}

#[test]
fn append_copy_move_expunge() {
    let mut folder = Folder::new("move", &[&message("a"), &message("b"), &message("c")]);
    let name = folder.name.clone();
    let client = &mut folder.client;
    let target = format!("{name} target");
    let _ = client.delete_folder(&target);
    client.create_folder(&target).unwrap();
    let time = chrono::NaiveDate::from_ymd_opt(2020, 7, 1)
        .unwrap()
        .and_hms_opt(12, 0, 0)
        .unwrap();
    let answer = client
        .append(&*target, "Subject: bare\n\nline\n", "\\Seen", time)
        .unwrap();
    assert_eq!(answer.uids.unwrap().len(), 1);
    let answer = client.copy("1:2", &*target).unwrap();
    assert_eq!(
        answer.source_uids.unwrap().iter().collect::<Vec<_>>(),
        [1, 2]
    );
    client.move_(3, &*target).unwrap();
    assert_eq!(client.search("ALL", None).unwrap().len(), 2);
    client.delete_messages("1:2", true).unwrap();
    client.uid_expunge(1).unwrap();
    assert_eq!(
        client
            .search("ALL", None)
            .unwrap()
            .iter()
            .collect::<Vec<_>>(),
        [2]
    );
    client.select_folder(&*target, false).unwrap();
    assert_eq!(client.search("ALL", None).unwrap().len(), 4);
    let row = client.fetch(1, ["BODY[]", "INTERNALDATE"], ()).unwrap();
    let row = row.get(1).unwrap();
    assert_eq!(
        row.body_section("").unwrap(),
        "Subject: bare\r\n\r\nline\r\n"
    );
    assert_eq!(row.internal_date().unwrap().local, time);
    client.close_folder().unwrap();
    client.delete_folder(&target).unwrap();
}

#[test]
fn what_others_do_is_news() {
    let mut folder = Folder::new("news", &[]);
    let client = &mut folder.client;
    assert!(client.noop().unwrap().responses.is_empty());
    let mut other = self::client();
    other
        .append("__imapclient news", &message("x")[..], (), None)
        .unwrap();
    let news = client.noop().unwrap().responses;
    let shown = serde_json::to_string(&news).unwrap();
    assert!(shown.contains(r#"[1,"EXISTS"]"#), "{shown}");
    assert_eq!(client.selected().unwrap().exists, 1);
}

#[test]
fn who_the_server_is() {
    let mut client = client();
    let id = client.id_(()).unwrap().unwrap();
    assert!(id.has("name"));
    let namespace = client.namespace().unwrap();
    assert_eq!(namespace.personal.unwrap()[0].0, "");
    assert!(
        client
            .enable("CONDSTORE")
            .unwrap()
            .iter()
            .any(|name| *name == *"CONDSTORE")
    );
}
