//! Faults that we found, and that nobody seems to have reported.

use std::net::TcpListener;
use std::time::Duration;

use imapclient::client::{Client, Tls};
use imapclient::error::ErrorKind;
use imapclient::transport::TlsOptions;

use super::support::dovecot::{Dovecot, GUARDED};
use super::{code_talks, json, printed, program, program_talks, said, talk};

#[test]
fn stream_mode_works() {
    let command = r#"printf '* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n'; while read -r tag rest; do printf '%s OK heard\r\n' "$tag"; done"#;
    let mut client = Client::builder(command).stream().connect().unwrap();
    assert_eq!(client.noop().unwrap().text, "heard");
    client.logout().unwrap();
    let output = program(
        &["--stream", command, "-c", "c.noop()[0]"],
        &[("PATH", "/usr/bin:/bin")],
    );
    assert_eq!(printed(&output), "\"heard\"\n", "{}", said(&output));
}

#[test]
fn move_and_uid_expunge_without_uids() {
    let script = "\
# caps: IMAP4rev1 MOVE UIDPLUS
# selected: INBOX
C: A1 MOVE 2:3 \"x\"
S: * 2 EXPUNGE
S: * 2 EXPUNGE
S: A1 OK [COPYUID 9 12:13 4:5] done
C: A2 UID EXPUNGE 7
S: * 2 EXPUNGE
S: A2 OK done
";
    talk(script, |client| {
        client.set_use_uid(false);
        let answer = client.move_([2, 3], "x").unwrap();
        assert_eq!(json(&answer.uids), "[4,5]");
        assert_eq!(
            json(&client.uid_expunge(7).unwrap()),
            r#"["done",[[2,"EXPUNGE"]]]"#
        );
    });
}

#[test]
fn a_refusal_is_told() {
    let script = "\
# caps: IMAP4rev1 MULTIAPPEND UNSELECT LITERAL+
# selected: INBOX
C: A1 APPEND \"x\" {4+}
C-literal: A: b
C-rest:
S: A1 NO [OVERQUOTA] full
C: A2 UNSELECT
S: A2 NO not now
";
    talk(script, |client| {
        let error = client.multiappend("x", ["A: b"]).unwrap_err();
        assert_eq!(
            (error.kind(), error.code()),
            (ErrorKind::Refused, Some("OVERQUOTA"))
        );
        let error = client.unselect_folder().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Refused);
        assert!(client.selected().is_some());
    });
}

#[test]
fn expunge_of_nothing_expunges_nothing() {
    talk("# selected: INBOX\n", |client| {
        for nothing in [
            client.expunge([]),
            client.expunge(Vec::new()),
            client.expunge(""),
        ] {
            assert_eq!(json(&nothing.unwrap()), r#"["",[]]"#);
        }
    });
}

#[test]
fn get_quota_root_quotes_its_folder() {
    let script = "\
# caps: IMAP4rev1 QUOTA
C: A1 GETQUOTAROOT \"Entw&APw-rfe und mehr\"
S: * QUOTAROOT \"Entw&APw-rfe und mehr\" \"\"
S: * QUOTA \"\" (STORAGE 1 2)
S: A1 OK done
";
    talk(script, |client| {
        let (roots, quotas) = client.get_quota_root("Entwürfe und mehr").unwrap();
        assert_eq!(roots.mailbox, "Entwürfe und mehr");
        assert_eq!((quotas[0].usage, quotas[0].limit), (1, 2));
    });
}

#[test]
fn setacl_sends_an_empty_str() {
    let script = "\
# caps: IMAP4rev1 ACL
C: A1 SETACL \"x\" \"two words\" \"\"
S: A1 OK done
";
    talk(script, |client| {
        client.setacl("x", "two words", "").unwrap();
    });
    // A real server takes the rights away.
    let mut client = Client::builder("127.0.0.1")
        .port(Dovecot::shared().plain)
        .tls(Tls::None);
    client = client.timeout(Duration::from_secs(30));
    let mut client = client.connect().unwrap();
    client.login("user", "pass").unwrap();
    client.create_folder("acl").unwrap();
    client.setacl("acl", "other", "lr").unwrap();
    let rights = |client: &mut Client| json(&client.getacl("acl").unwrap());
    assert!(rights(&mut client).contains(r#"["other","lr"]"#));
    client.setacl("acl", "other", "").unwrap();
    assert!(!rights(&mut client).contains(r#"["other","lr"]"#));
}

#[test]
fn find_special_folder_without_a_personal_namespace() {
    let script = "\
# caps: IMAP4rev1 NAMESPACE
C: A1 LIST \"\" \"*\"
S: * LIST () \".\" INBOX.Sent
S: A1 OK done
C: A2 NAMESPACE
S: * NAMESPACE NIL NIL ((\"Public/\" \"/\"))
S: A2 OK done
";
    let found = talk(script, |client| client.find_special_folder("\\Sent"));
    assert_eq!(found.unwrap().unwrap(), "INBOX.Sent");
}

#[test]
fn sort_without_an_answer_is_empty() {
    let script = "\
# caps: IMAP4rev1 SORT
# selected: INBOX
C: A1 UID SORT (DATE) UTF-8 UNSEEN
S: A1 OK nothing there
";
    let found = talk(script, |client| client.sort("DATE", "UNSEEN", "UTF-8"));
    assert!(found.unwrap().is_empty());
}

#[test]
fn no_injection_through_search_criteria() {
    let script = "\
# caps: IMAP4rev1
# selected: INBOX
C: A1 UID SEARCH SUBJECT {12}
S: + go
C-literal: a\\r\\nA1 LOGOUT
C-rest:
S: * SEARCH
S: A1 OK done
";
    talk(script, |client| {
        assert!(
            client
                .search(["SUBJECT", "a\r\nA1 LOGOUT"], None)
                .unwrap()
                .is_empty()
        );
        let error = client.search("SUBJECT a\r\nA1 LOGOUT", None).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidCriteria);
    });
}

#[test]
fn idle_check_sees_what_is_buffered() {
    let script = "\
# caps: IMAP4rev1 IDLE
# selected: INBOX
C: A1 IDLE
S-raw: * 11 EXISTS\\r\\n+ idling\\r\\n* 1 RECENT\\r\\n
C-rest: DONE
S: A1 OK done
";
    talk(script, |client| {
        client.idle().unwrap();
        let mut seen = client.idle_check(20).unwrap();
        while seen.len() < 2 {
            seen.extend(client.idle_check(20).unwrap());
        }
        assert_eq!(json(&seen), r#"[[11,"EXISTS"],[1,"RECENT"]]"#);
        client.idle_done().unwrap();
    });
}

#[test]
fn generators_are_lists_of_ids() {
    let script = "\
# selected: INBOX
C: A1 UID FETCH 1,3 (FLAGS)
S: * 1 FETCH (UID 1 FLAGS (a))
S: * 3 FETCH (UID 3 FLAGS (b))
S: A1 OK done
";
    let code = "c.select_folder('INBOX') and None\nlen(c.fetch((n for n in [1, 3]), 'FLAGS'))";
    let (printed, _) = code_talks(script, code);
    assert!(printed.ends_with("2\n"), "{printed}");
    talk(script, |client| {
        let odd = (1..=3).filter(|n| n % 2 == 1);
        let ids: imapclient::data::messages::Messages = odd.collect();
        assert_eq!(client.fetch(ids, "FLAGS", ()).unwrap().len(), 2);
    });
}

#[test]
fn literal8_is_read() {
    let script = "\
# selected: INBOX
C: A1 UID FETCH 1 (BINARY.PEEK[1])
S: * 1 FETCH (UID 1 BINARY[1] ~{3}
S-raw: a\\x00)) \\r\\n
S: A1 OK done
";
    talk(script, |client| {
        let rows = client.fetch(1, "BINARY.PEEK[1]", ()).unwrap();
        assert_eq!(rows.get(1).unwrap().body_section("1").unwrap(), "a\0)");
    });
}

#[test]
fn starttls_honours_the_tls_keys() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.ini");
    let ca = Dovecot::shared().ca();
    for (keys, exit) in [
        ("", 3),
        (&*format!("ssl_ca_file = {}\n", ca.display()), 0),
        ("ssl_verify_cert = false\nssl_check_hostname = false\n", 0),
    ] {
        let text = format!(
            "[DEFAULT]\nhost = {GUARDED}\nport = {}\nssl = false\nstarttls = true\nusername = user\npassword = pass\n{keys}",
            Dovecot::shared().starttls
        );
        std::fs::write(&file, text).unwrap();
        let output = program(&["-f", file.to_str().unwrap(), "-c", "c.noop()[1]"], &[]);
        assert_eq!(
            output.status.code(),
            Some(exit),
            "{keys}: {}",
            said(&output)
        );
    }
}

#[test]
fn a_percent_sign_in_a_password() {
    let script = "\
# login: yes
C: A1 LOGIN user \"50% of %s\"
S: A1 OK in
";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.ini");
    let text = "[DEFAULT]\nhost = 127.0.0.1\nssl = false\nusername = user\npassword = 50% of %s\n";
    std::fs::write(&file, text).unwrap();
    let args = ["-f", file.to_str().unwrap(), "-c", "1"];
    assert_eq!(program_talks(script, &args, &[]), ("1\n".to_owned(), 0));
}

#[test]
fn the_environment_gives_user_and_password() {
    let script = "\
# login: yes
C: A1 LOGIN ann \"from there\"
S: A1 OK in
";
    let environment = [
        ("imapclient_username", "ann"),
        ("imapclient_password", "from there"),
    ];
    let args = ["-H", "127.0.0.1", "--insecure", "-c", "1"];
    assert_eq!(
        program_talks(script, &args, &environment),
        ("1\n".to_owned(), 0)
    );
}

#[test]
fn the_connect_timeout_holds_for_tls() {
    // A peer that takes the connection and says nothing, so that the handshake never ends.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let builder = Client::builder("localhost")
        .port(listener.local_addr().unwrap().port())
        .connect_timeout(Duration::from_millis(50));
    let error = builder.connect().err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.message().contains("the TLS handshake"), "{error}");
}

#[test]
fn starttls_returns_the_answer() {
    let builder = Client::builder(GUARDED)
        .port(Dovecot::shared().starttls)
        .tls(Tls::None);
    let mut client = builder.connect().unwrap();
    let options = TlsOptions {
        ca_file: Some(Dovecot::shared().ca()),
        ..TlsOptions::default()
    };
    let text = client.starttls(options).unwrap();
    assert!(text.to_string().contains("TLS"), "{text}");
    assert!(client.is_tls());
}
