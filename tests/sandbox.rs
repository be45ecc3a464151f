//! The embedded server: what it answers, what its clients see of each other, its faults, and what
//! no client can do to it.

#![cfg(feature = "sandbox")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::io::Read;

use imapclient::client::{Client, Tls};
use imapclient::data::secret::Secret;
use imapclient::error::ErrorKind;
use imapclient::sandbox::{Builder, Fault, Personality, Sandbox};
use support::raw::Raw;

fn message(subject: &str) -> String {
    format!(
        "From: A <a@example.org>\r\nTo: b@example.org\r\nSubject: {subject}\r\nDate: Mon, 1 Jan 2024 10:00:00 +0100\r\nMessage-ID: <{subject}@x>\r\n\r\nBody of {subject}\r\n"
    )
}

fn three() -> Builder {
    ["one", "two", "three"].iter().fold(
        Sandbox::builder().user("user", "pass"),
        |builder, subject| builder.message("user", "INBOX", message(subject)),
    )
}

fn client(sandbox: &Sandbox) -> Client {
    let builder = Client::builder("127.0.0.1").port(sandbox.port());
    let mut client = builder.tls(Tls::None).connect().unwrap();
    client.login("user", "pass").unwrap();
    client
}

fn raw(sandbox: &Sandbox) -> Raw {
    let mut raw = Raw::connect(sandbox.port());
    raw.ok("LOGIN user pass");
    raw
}

#[test]
fn every_way_to_connect_and_to_log_in() {
    let sandbox = Sandbox::builder().user("ünï", "pä ß").start().unwrap();
    let options = sandbox.tls_options().unwrap();
    for tls in [Tls::None, Tls::StartTls, Tls::Implicit] {
        let port = match tls {
            Tls::Implicit => sandbox.tls_port(),
            _ => sandbox.port(),
        };
        let builder = Client::builder("localhost").port(port).tls(tls);
        let mut client = builder.tls_options(options.clone()).connect().unwrap();
        assert!(
            !client.has_capability("SORT").unwrap(),
            "SORT before the login"
        );
        client
            .login_by_default("ünï", &Secret::from("pä ß"))
            .unwrap();
        assert!(client.has_capability("SORT").unwrap());
        client.logout().unwrap();
    }
    let mut client = Client::over(sandbox.pipe()).unwrap();
    let error = client.login("ünï", "wrong").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Login);
    client.plain_login("ünï", "pä ß", "").unwrap();
    let record = sandbox.commands();
    let shown = format!("{record:?}");
    assert!(shown.contains("AUTHENTICATE PLAIN ***"), "{shown}");
    assert!(shown.contains("AUTHENTICATE SCRAM-SHA-256 ***"), "{shown}");
    assert!(!shown.contains("pä") && !shown.contains("wrong"), "{shown}");
}

#[test]
fn bearer_tokens() {
    use base64::Engine;
    let sandbox = Sandbox::start().unwrap();
    let encode = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
    for (mechanism, text) in [
        ("XOAUTH2", "user=user\x01auth=Bearer pass\x01\x01"),
        (
            "OAUTHBEARER",
            "n,a=user,\x01host=x\x01auth=Bearer pass\x01\x01",
        ),
    ] {
        let mut raw = Raw::connect(sandbox.port());
        let command = format!("AUTHENTICATE {mechanism} {}", encode(text));
        raw.ok(&command);
        let mut raw = Raw::connect(sandbox.port());
        let wrong = encode(&text.replace("pass", "stale"));
        raw.send(format!("x AUTHENTICATE {mechanism} {wrong}\r\n"));
        assert!(raw.line().starts_with("+ "), "{mechanism}");
        raw.send("AQ==\r\n");
        assert!(raw.line().starts_with("x NO [AUTHENTICATIONFAILED]"));
    }
}

#[test]
fn clients_see_each_others_changes() {
    let sandbox = three().start().unwrap();
    let (mut one, mut two) = (raw(&sandbox), raw(&sandbox));
    one.ok("SELECT INBOX");
    two.ok("SELECT INBOX");
    assert_eq!(two.run("NOOP"), ["OK NOOP completed."]);
    one.ok("STORE 2 +FLAGS ($Later \\Deleted)");
    assert_eq!(
        two.run("NOOP"),
        [
            "* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $Later)",
            "* OK [PERMANENTFLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $Later \\*)] Flags permitted.",
            "* 2 FETCH (FLAGS (\\Deleted $Later))",
            "OK NOOP completed."
        ]
    );
    one.ok("EXPUNGE");
    // While numbers are in flight no EXPUNGE is told, and the old numbers hold.
    let found = two.run("SEARCH ALL");
    assert_eq!(found, ["* SEARCH 1 3", "OK Search completed."]);
    let gone = two.run("FETCH 2 FLAGS");
    assert!(
        gone.last().unwrap().starts_with("NO [EXPUNGEISSUED]"),
        "{gone:?}"
    );
    assert_eq!(two.run("NOOP"), ["* 2 EXPUNGE", "OK NOOP completed."]);
    sandbox.deliver("user", "INBOX", message("four")).unwrap();
    assert_eq!(
        two.run("NOOP"),
        ["* 3 EXISTS", "* 1 RECENT", "OK NOOP completed."]
    );
    assert_eq!(one.run("UID SEARCH RECENT")[0], "* SEARCH 1 3");
}

#[test]
fn idle_tells_at_once() {
    let sandbox = three().start().unwrap();
    let mut one = raw(&sandbox);
    one.ok("SELECT INBOX");
    one.send("i IDLE\r\n");
    assert_eq!(one.line(), "+ idling\r\n");
    sandbox.deliver("user", "INBOX", message("four")).unwrap();
    assert_eq!(one.line(), "* 4 EXISTS\r\n");
    assert_eq!(one.line(), "* 4 RECENT\r\n");
    one.send("DONE\r\n");
    assert_eq!(one.line(), "i OK Idle completed.\r\n");
}

#[test]
fn faults_are_had_as_ordered() {
    let with = |fault| three().fault(fault).start().unwrap();
    let sandbox = with(Fault::SingleBytes);
    let mut whole = client(&sandbox);
    whole.select_folder("INBOX", true).unwrap();
    assert_eq!(
        whole.fetch("1:*", "ENVELOPE", ()).unwrap().iter().count(),
        3
    );

    let sandbox = with(Fault::DropAfter(20));
    let builder = Client::builder("127.0.0.1").port(sandbox.port());
    assert!(builder.tls(Tls::None).connect().is_err());

    let sandbox = with(Fault::No {
        command: 2,
        text: "[INUSE] later".to_owned(),
    });
    let mut refused = client(&sandbox);
    let error = refused.select_folder("INBOX", true).unwrap_err();
    assert_eq!(error.code(), Some("INUSE"));
    refused.select_folder("INBOX", true).unwrap();

    let sandbox = with(Fault::Inject {
        command: 2,
        bytes: b"* X-ODD 1\r\n".to_vec(),
    });
    let mut odd = raw(&sandbox);
    assert_eq!(odd.run("NOOP"), ["* X-ODD 1", "OK NOOP completed."]);

    let sandbox = with(Fault::Bad {
        command: 2,
        text: "what?".to_owned(),
    });
    assert_eq!(raw(&sandbox).run("NOOP"), ["BAD what?"]);

    let sandbox = with(Fault::Bye {
        command: 2,
        text: "tired".to_owned(),
    });
    assert_eq!(raw(&sandbox).run("NOOP"), ["* BYE tired", ""]);

    let sandbox = with(Fault::StallAfter(10));
    let mut silent = Raw::silent(sandbox.port());
    silent.hang_up();
    assert_eq!(silent.line().len(), 10);
}

#[test]
fn personalities() {
    for (personality, has, lacks) in [
        (Personality::Bare, "IMAP4rev1", "UIDPLUS"),
        (Personality::Gmail, "X-GM-EXT-1", "SORT"),
        (Personality::Exchange, "MOVE", "ENABLE"),
        (Personality::Dovecot, "THREAD=REFERENCES", "OBJECTID"),
        (Personality::Full, "OBJECTID", "XLIST"),
    ] {
        let builder = Sandbox::builder().personality(personality);
        let sandbox = builder.user("user", "pass").start().unwrap();
        let mut client = client(&sandbox);
        assert!(client.has_capability(has).unwrap(), "{personality:?} {has}");
        assert!(
            !client.has_capability(lacks).unwrap(),
            "{personality:?} {lacks}"
        );
        client.select_folder("INBOX", false).unwrap();
    }
    let builder = three()
        .capability("MOVE", false)
        .capability("IMAP4rev2", false);
    let sandbox = builder.greeting("Guten Tag").start().unwrap();
    let mut raw = Raw::silent(sandbox.port());
    assert_eq!(raw.line(), "* OK Guten Tag\r\n");
    raw.ok("LOGIN user pass");
    raw.ok("SELECT INBOX");
    assert_eq!(raw.run("MOVE 1 INBOX"), ["BAD Unknown command"]);
    let sandbox = three().greeting("* BYE not today").start().unwrap();
    let builder = Client::builder("127.0.0.1").port(sandbox.port());
    let error = builder.tls(Tls::None).connect().err().unwrap();
    assert!(error.to_string().contains("not today"), "{error}");
}

#[test]
fn labels_are_folders() {
    let builder = Sandbox::builder()
        .user("user", "pass")
        .personality(Personality::Gmail);
    let sandbox = builder.start().unwrap();
    let mut one = raw(&sandbox);
    let text = message("x");
    one.send(format!("l APPEND INBOX {{{}}}\r\n", text.len()));
    assert_eq!(one.line(), "+ OK\r\n");
    one.send(format!("{text}\r\n"));
    assert!(one.line().starts_with("l OK [APPENDUID "));
    one.ok("SELECT \"[Gmail]/All Mail\"");
    let stored = one.ok("STORE 1 +X-GM-LABELS (Work \\Starred)");
    assert_eq!(
        stored[0],
        "* 1 FETCH (X-GM-LABELS (\"\\\\Inbox\" Work \"\\\\Starred\"))"
    );
    assert_eq!(
        one.ok("SEARCH X-GM-RAW \"subject:x in:inbox -label:home\"")[0],
        "* SEARCH 1"
    );
    one.ok("STORE 1 -X-GM-LABELS (\\Inbox)");
    assert!(one.ok("STATUS INBOX (MESSAGES)")[0].ends_with("(MESSAGES 0)"));
    assert!(one.ok("STATUS Work (MESSAGES)")[0].ends_with("(MESSAGES 1)"));
    let row = one.ok("FETCH 1 (X-GM-MSGID X-GM-THRID)");
    assert!(row[0].contains("X-GM-MSGID 17"), "{row:?}");
    let listed = one.text("XLIST \"\" *");
    assert!(
        listed.contains("\\Inbox") && listed.contains("\\AllMail"),
        "{listed}"
    );
}

#[test]
fn messages_from_a_directory() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("b.eml", "Subject: b\n\nB\n"),
        ("a.EML", "Subject: a\r\n\r\nA\r\n"),
        ("c.txt", "no"),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let builder = Sandbox::builder().user("user", "pass");
    let sandbox = builder
        .directory("user", "Old", folder.path())
        .start()
        .unwrap();
    let mut raw = raw(&sandbox);
    raw.ok("EXAMINE Old");
    let rows = raw.ok("FETCH 1:* BODY.PEEK[]");
    assert_eq!(
        rows[1],
        "* 2 FETCH (BODY[] {17}\r\nSubject: b\r\n\r\nB\r\n)"
    );
    let wrong = Sandbox::builder().user("user", "pass");
    let wrong = wrong.directory("user", "Old", "/nonexistent").start();
    assert!(wrong.unwrap_err().to_string().contains("/nonexistent"));
    let wrong = Sandbox::builder().message("nobody", "INBOX", "x").start();
    assert_eq!(wrong.unwrap_err().kind(), ErrorKind::ArgumentValue);
}

#[test]
fn commands_of_bad_form_change_nothing() {
    let sandbox = three().start().unwrap();
    let mut one = raw(&sandbox);
    one.ok("SELECT INBOX");
    for command in [
        "",
        "NONSENSE",
        "SELECT",
        "SELECT a b",
        "SELECT (",
        "SELECT \"open",
        "FETCH 0 FLAGS",
        "FETCH 1",
        "FETCH 1 ()",
        "FETCH 1 BODY[",
        "FETCH 1 BODY[0]",
        "FETCH 1 BODY[]<5>",
        "FETCH 99 FLAGS",
        "FETCH x FLAGS",
        "STORE 1 FLAGS \\Recent",
        "STORE 1 FLAGS \\Nonsense",
        "STORE 1 FLAG x",
        "SEARCH",
        "SEARCH NONSENSE",
        "SEARCH (",
        "SEARCH ()",
        "SEARCH OR ALL",
        "SEARCH SINCE yesterday",
        "SEARCH RETURN (X) ALL",
        "SORT (X) UTF-8 ALL",
        "THREAD X UTF-8 ALL",
        "STATUS INBOX ()",
        "STATUS INBOX (X)",
        "APPEND INBOX",
        "APPEND INBOX \"text\"",
        "APPEND INBOX \"nonsense\" {1+}\r\nx",
        "COPY 1",
        "LOGIN user pass",
        "STARTTLS",
        "UID",
        "UID NOOP",
        "UID FETCH",
        "ENABLE",
        "LIST \"\"",
        "SETACL INBOX user q",
        "SETQUOTA \"User quota\" (X 1)",
    ] {
        let answer = one.run(command);
        assert!(
            answer.last().unwrap().starts_with("BAD "),
            "{command}: {answer:?}"
        );
        one.ok("NOOP");
    }
    assert_eq!(one.ok("SEARCH ALL")[0], "* SEARCH 1 2 3");
}

#[test]
fn what_is_too_much_is_refused() {
    let sandbox = three().start().unwrap();
    // A line without an end.
    let mut endless = Raw::connect(sandbox.port());
    endless.send(vec![b'a'; 100_000]);
    assert_eq!(endless.line(), "* BYE Command too long\r\n");
    // A literal over the limit is not asked for; the session goes on.
    let mut one = Raw::connect(sandbox.port());
    one.send("x LOGIN user {9999999999}\r\n");
    assert_eq!(one.line(), "x NO [TOOBIG] Literal too large\r\n");
    one.ok("LOGIN user pass");
    one.send("x APPEND INBOX {99999999999999999999}\r\n");
    assert_eq!(one.line(), "* BYE Command too long\r\n");
    // One that comes unasked ends it.
    let mut one = raw(&sandbox);
    one.send("x APPEND INBOX {999999999+}\r\nabc");
    assert_eq!(one.line(), "* BYE Command too long\r\n");
    // Deep nesting.
    let mut one = raw(&sandbox);
    one.ok("SELECT INBOX");
    let deep = format!("SEARCH {}ALL{}", "(".repeat(3000), ")".repeat(3000));
    assert!(one.run(deep).last().unwrap().starts_with("BAD "));
    let deep = format!("SEARCH {}ALL", "NOT ".repeat(3000));
    assert!(one.run(deep).last().unwrap().starts_with("BAD "));
    // Nothing but nonsense.
    for _ in 0..99 {
        one.send("x\r\n");
    }
    one.send("x\r\n");
    let mut rest = String::new();
    loop {
        let line = one.line();
        if line.is_empty() {
            break;
        }
        rest = line;
    }
    assert_eq!(rest, "* BYE Too many bad commands\r\n");
}

#[test]
fn a_stopped_server_is_gone() {
    let sandbox = three().start().unwrap();
    let port = sandbox.port();
    let mut pipe = sandbox.pipe();
    let mut one = raw(&sandbox);
    one.ok("NOOP");
    drop(sandbox);
    one.send("x NOOP\r\n");
    while !one.line().is_empty() {}
    let mut buffer = [0; 100];
    while !matches!(pipe.read(&mut buffer), Ok(0)) {}
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {}
}
