//! The library against a real Dovecot, started here.

mod support;

use std::sync::OnceLock;

use imapclient::client::{Client, Tls};
use imapclient::data::criteria::Criterion;
use imapclient::data::secret::Secret;
use imapclient::data::text::Text;
use imapclient::error::ErrorKind;
use imapclient::transport::TlsOptions;
use support::dovecot::{Dovecot, USERS};

/// One server for all tests of this program; each test has folders of its own.
fn server() -> &'static Dovecot {
    static SERVER: OnceLock<Dovecot> = OnceLock::new();
    SERVER.get_or_init(Dovecot::start)
}

fn trusting() -> TlsOptions {
    TlsOptions {
        ca_file: Some(server().ca()),
        ..TlsOptions::default()
    }
}

fn client() -> Client {
    let builder = Client::builder("localhost")
        .port(server().plain)
        .tls(Tls::None);
    let mut client = builder.connect().unwrap();
    client.login("user", "pass").unwrap();
    client
}

/// A fresh folder with messages, open.
fn folder(name: &str, messages: &[&str]) -> Client {
    let mut client = client();
    client.create_folder(name).unwrap();
    for message in messages {
        client.append(name, *message, (), None).unwrap();
    }
    client.select_folder(name, false).unwrap();
    client
}

fn message(subject: &str) -> String {
    format!(
        "From: A <a@example.org>\r\nTo: b@example.org\r\nSubject: {subject}\r\nDate: Mon, 1 Jan 2024 10:00:00 +0100\r\nMessage-ID: <{subject}@x>\r\n\r\nBody of {subject}\r\n"
    )
}

#[test]
fn every_way_to_connect_and_log_in() {
    for (tls, port) in [
        (Tls::None, server().plain),
        (Tls::StartTls, server().starttls),
        (Tls::Implicit, server().tls),
    ] {
        for (user, password) in USERS {
            let builder = Client::builder("localhost")
                .port(port)
                .tls(tls)
                .tls_options(trusting());
            let mut client = builder.connect().unwrap();
            client
                .login_by_default(user, &Secret::from(*password))
                .unwrap();
            assert_eq!(client.is_tls(), tls != Tls::None);
            assert!(client.has_capability("uidplus").unwrap());
            client.logout().unwrap();
            assert!(client.noop().is_err());
        }
    }
}

#[test]
fn a_wrong_password_is_a_login_error_and_the_session_lives() {
    let mut client = Client::builder("localhost")
        .port(server().plain)
        .tls(Tls::None)
        .connect()
        .unwrap();
    let error = client.login("user", "secret-and-wrong").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Login);
    assert_eq!(error.code(), Some("AUTHENTICATIONFAILED"));
    assert!(!format!("{error:?}").contains("secret-and-wrong"));
    client.plain_login("user", "pass", "").unwrap();
}

#[test]
fn a_certificate_nobody_vouches_for_is_refused() {
    let refused = |host: &str, options: TlsOptions| {
        let error = Client::builder(host)
            .port(server().tls)
            .tls_options(options)
            .connect();
        error
            .err()
            .map(|error| (error.kind(), error.message().to_owned()))
    };
    let (kind, message) = refused("localhost", TlsOptions::default()).unwrap();
    assert_eq!(kind, ErrorKind::Certificate);
    assert!(message.contains("--ca-file"), "{message}");
    assert_eq!(refused("localhost", trusting()), None);
    assert_eq!(refused("127.0.0.1", trusting()), None);
    let blind = TlsOptions {
        verify_cert: false,
        ..TlsOptions::default()
    };
    assert_eq!(refused("localhost", blind), None);
}

#[test]
fn the_wrong_kind_of_port_is_named() {
    let error = Client::builder("localhost")
        .port(server().plain)
        .connect()
        .err()
        .unwrap();
    assert!(
        error.message().contains("speaks IMAP without TLS"),
        "{error}"
    );
}

#[test]
fn folders_with_awkward_names() {
    let mut client = client();
    let names = [
        "live ünïcode ☃",
        "live a&b",
        "live \"quoted\"",
        "live back\\slash",
        "live (par) {5} %*",
    ];
    for name in names {
        client.create_folder(name).unwrap();
        assert!(client.folder_exists(name).unwrap(), "{name}");
        client.subscribe_folder(name).unwrap();
    }
    let listed = client.list_folders("", "live*").unwrap();
    let subscribed = client.list_sub_folders("", "live*").unwrap();
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
    let error = client.create_folder("live line\r\nA1 LOGOUT").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert!(client.noop().is_ok());
    let error = client.select_folder("live not there", false).unwrap_err();
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
    let mut client = folder("live search", &messages);
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
    let mut client = folder("live fetch", &messages);
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
    let mut client = folder("live flags", &[&message("x"), &message("y")]);
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
    client.select_folder("live flags", true).unwrap();
    let error = client.add_flags(1, "\\Seen", false).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ReadOnly);
}

#[test]
fn append_copy_move_expunge() {
    let mut client = folder("live move", &[&message("a"), &message("b"), &message("c")]);
    client.create_folder("live target").unwrap();
    let time = chrono::NaiveDate::from_ymd_opt(2020, 7, 1)
        .unwrap()
        .and_hms_opt(12, 0, 0)
        .unwrap();
    let answer = client
        .append("live target", "Subject: bare\n\nline\n", "\\Seen", time)
        .unwrap();
    assert_eq!(answer.uids.unwrap().len(), 1);
    let answer = client.copy("1:2", "live target").unwrap();
    assert_eq!(
        answer.source_uids.unwrap().iter().collect::<Vec<_>>(),
        [1, 2]
    );
    client.move_(3, "live target").unwrap();
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
    client.select_folder("live target", false).unwrap();
    assert_eq!(client.search("ALL", None).unwrap().len(), 4);
    let row = client.fetch(1, ["BODY[]", "INTERNALDATE"], ()).unwrap();
    let row = row.get(1).unwrap();
    assert_eq!(
        row.body_section("").unwrap(),
        "Subject: bare\r\n\r\nline\r\n"
    );
    assert_eq!(row.internal_date().unwrap().local, time);
}

#[test]
fn what_others_do_is_news() {
    let mut client = folder("live news", &[]);
    assert!(client.noop().unwrap().responses.is_empty());
    let mut other = self::client();
    other
        .append("live news", &message("x")[..], (), None)
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
