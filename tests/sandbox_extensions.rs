//! Extensions that the tests' Dovecot lacks or tells otherwise, by the texts of their RFCs.

#![cfg(feature = "sandbox")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use imapclient::sandbox::Sandbox;
use support::raw::Raw;

fn sandbox() -> Sandbox {
    let mut builder = Sandbox::builder()
        .user("user", "pass")
        .user("other", "pass");
    for subject in ["one", "two", "three", "four"] {
        let text = format!(
            "Message-ID: <{subject}@x>\r\nSubject: {subject}\r\n\r\nText of {subject}.\r\n"
        );
        builder = builder.message("user", "INBOX", text);
    }
    builder.start().unwrap()
}

fn raw(sandbox: &Sandbox) -> Raw {
    let mut raw = Raw::connect(sandbox.port());
    raw.ok("LOGIN user pass");
    raw
}

/// What stands between two texts.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text
        .split_once(before)
        .unwrap_or_else(|| panic!("no {before:?} in {text}"));
    rest.split_once(after).map_or(rest, |(found, _)| found)
}

#[test]
fn qresync() {
    let sandbox = sandbox();
    let (mut one, mut two) = (raw(&sandbox), raw(&sandbox));
    assert!(
        one.run("SELECT INBOX (QRESYNC (1 1))")
            .last()
            .unwrap()
            .starts_with("BAD")
    );
    assert_eq!(one.ok("ENABLE QRESYNC")[0], "* ENABLED QRESYNC");
    let opened = one.ok("SELECT INBOX").join("\n");
    let validity = between(&opened, "UIDVALIDITY ", "]").to_owned();
    let modseq: u64 = between(&opened, "HIGHESTMODSEQ ", "]").parse().unwrap();
    one.ok("UNSELECT");
    two.ok("SELECT INBOX");
    two.ok("STORE 1 +FLAGS.SILENT (\\Flagged)");
    two.ok("STORE 2:3 +FLAGS.SILENT (\\Deleted)");
    two.ok("EXPUNGE");
    let opened = one.ok(&format!("SELECT INBOX (QRESYNC ({validity} {modseq}))"));
    assert!(
        opened.contains(&"* VANISHED (EARLIER) 2:3".to_owned()),
        "{opened:#?}"
    );
    let changed: Vec<_> = opened
        .iter()
        .filter(|line| line.contains("FETCH"))
        .collect();
    assert_eq!(changed.len(), 1, "{opened:#?}");
    assert!(
        changed[0].starts_with("* 1 FETCH (UID 1 FLAGS (\\Flagged"),
        "{changed:?}"
    );
    // Only of what the client still holds.
    let opened = one.ok(&format!("SELECT INBOX (QRESYNC ({validity} {modseq} 3:4))"));
    assert!(
        opened.contains(&"* VANISHED (EARLIER) 3".to_owned()),
        "{opened:#?}"
    );
    assert!(opened.iter().any(|line| line.starts_with("* OK [CLOSED]")));
    // Another UIDVALIDITY: the client knows nothing.
    let opened = one.ok("SELECT INBOX (QRESYNC (7 1))");
    assert!(
        !opened.iter().any(|line| line.contains("VANISHED")),
        "{opened:#?}"
    );
    let rows = one.ok(&format!(
        "UID FETCH 1:* (FLAGS) (CHANGEDSINCE {modseq} VANISHED)"
    ));
    assert_eq!(rows[0], "* VANISHED (EARLIER) 2:3");
    // From now on EXPUNGE is told as VANISHED.
    two.ok("STORE 1 +FLAGS.SILENT (\\Deleted)");
    two.ok("EXPUNGE");
    let news = one.ok("NOOP");
    assert!(news.contains(&"* VANISHED 1".to_owned()), "{news:?}");
}

#[test]
fn conditional_store() {
    let sandbox = sandbox();
    let mut one = raw(&sandbox);
    let opened = one.ok("SELECT INBOX (CONDSTORE)").join("\n");
    let modseq: u64 = between(&opened, "HIGHESTMODSEQ ", "]").parse().unwrap();
    one.ok("STORE 2 +FLAGS (\\Seen)");
    let answer = one.run(format!(
        "STORE 1:2 (UNCHANGEDSINCE {modseq}) +FLAGS (\\Flagged)"
    ));
    assert!(
        answer[0].starts_with("* 1 FETCH (FLAGS (\\Flagged"),
        "{answer:?}"
    );
    assert!(
        answer.last().unwrap().starts_with("OK [MODIFIED 2]"),
        "{answer:?}"
    );
    let found = one.ok(&format!("SEARCH MODSEQ {}", modseq + 1));
    assert_eq!(found[0], format!("* SEARCH 1 2 (MODSEQ {})", modseq + 2));
}

#[test]
fn metadata() {
    let sandbox = sandbox();
    let mut one = raw(&sandbox);
    one.ok("SETMETADATA INBOX (/private/comment \"mine\" /shared/a/b \"deep\")");
    assert_eq!(
        one.ok("GETMETADATA INBOX /private/comment")[0],
        "* METADATA INBOX (/private/comment \"mine\")"
    );
    assert_eq!(
        one.ok("GETMETADATA (DEPTH infinity) INBOX (/shared/a)")[0],
        "* METADATA INBOX (/shared/a/b \"deep\")"
    );
    let long = one.ok("GETMETADATA (MAXSIZE 2) INBOX (/private/comment)");
    assert!(
        long.last()
            .unwrap()
            .starts_with("OK [METADATA LONGENTRIES 4]"),
        "{long:?}"
    );
    one.ok("SETMETADATA INBOX (/private/comment NIL)");
    assert_eq!(
        one.ok("GETMETADATA INBOX /private/comment")[0],
        "* METADATA INBOX (/private/comment NIL)"
    );
    one.ok("SETMETADATA \"\" (/shared/admin \"x\")");
    assert_eq!(
        one.ok("GETMETADATA \"\" /shared/admin")[0],
        "* METADATA \"\" (/shared/admin \"x\")"
    );
    for wrong in ["/comment", "/private/x*", "/private/"] {
        let answer = one.run(format!("SETMETADATA INBOX ({wrong} \"x\")"));
        assert!(answer[0].starts_with("BAD"), "{wrong}: {answer:?}");
    }
}

#[test]
fn object_ids_previews_and_save_dates() {
    let sandbox = sandbox();
    let mut one = raw(&sandbox);
    let opened = one.ok("SELECT INBOX").join("\n");
    let mailbox = between(&opened, "MAILBOXID (", ")").to_owned();
    assert_eq!(
        one.ok("STATUS INBOX (MAILBOXID)")[0],
        format!("* STATUS INBOX (MAILBOXID ({mailbox}))")
    );
    let row = one
        .ok("FETCH 2 (EMAILID THREADID PREVIEW SAVEDATE)")
        .join("\n");
    let email = between(&row, "EMAILID (", ")").to_owned();
    assert!(
        row.contains("PREVIEW \"Text of two.\"") && row.contains("SAVEDATE \""),
        "{row}"
    );
    assert_eq!(one.ok(&format!("SEARCH EMAILID {email}"))[0], "* SEARCH 2");
    assert_eq!(
        one.ok("SEARCH SAVEDSINCE 1-Jan-2020")[0],
        "* SEARCH 1 2 3 4"
    );
    assert_eq!(one.ok("SEARCH SAVEDBEFORE 1-Jan-2020")[0], "* SEARCH");
    assert_eq!(
        one.ok("FETCH 1 PREVIEW (LAZY)")[0],
        "* 1 FETCH (PREVIEW \"Text of one.\")"
    );
    // A copy is the same message in another folder, and a renamed folder is the same folder.
    let made = one.ok("CREATE Work").join("\n");
    let work = between(&made, "MAILBOXID (", ")").to_owned();
    one.ok("COPY 2 Work");
    one.ok("RENAME Work Done");
    let opened = one.ok("SELECT Done").join("\n");
    assert_eq!(between(&opened, "MAILBOXID (", ")"), work);
    assert_eq!(
        one.ok("FETCH 1 EMAILID")[0],
        format!("* 1 FETCH (EMAILID ({email}))")
    );
}

#[test]
fn imap4rev2() {
    let sandbox = sandbox();
    let mut one = raw(&sandbox);
    one.ok("CREATE \"Gr&APwA3w-e\"");
    assert_eq!(one.ok("ENABLE IMAP4rev2")[0], "* ENABLED IMAP4rev2");
    assert!(one.text("LIST \"\" *").contains("\"Grüße\""));
    let opened = one.ok("SELECT \"Grüße\"").join("\n");
    assert!(
        !opened.contains("RECENT") && !opened.contains("[UNSEEN"),
        "{opened}"
    );
    assert!(opened.contains("* LIST () \"/\" \"Grüße\""), "{opened}");
    one.ok("SELECT INBOX");
    let found = one.ok("SEARCH 2:3");
    assert!(found[0].starts_with("* ESEARCH (TAG \"a"), "{found:?}");
    assert!(found[0].ends_with("ALL 2:3"), "{found:?}");
    one.ok("SEARCH RETURN (SAVE MIN MAX) ALL");
    assert_eq!(one.ok("UID FETCH $ UID").len(), 3);
}

#[test]
fn rights_decide() {
    let sandbox = sandbox();
    let mut one = raw(&sandbox);
    one.ok("CREATE Team");
    one.ok("SETACL Team other lr");
    let mut two = Raw::connect(sandbox.port());
    two.ok("LOGIN other pass");
    assert!(two.text("LIST \"\" *").contains("\"/\" shared/user/Team"));
    assert!(two.run("SELECT shared/user/INBOX")[0].starts_with("NO [NONEXISTENT]"));
    let size = "{3+}\r\nabc";
    let refused = two.run(format!("APPEND shared/user/Team {size}"));
    assert!(refused[0].starts_with("NO [NOPERM]"), "{refused:?}");
    one.ok("SETACL Team other +is");
    two.ok(&format!("APPEND shared/user/Team {size}"));
    two.ok("SELECT shared/user/Team");
    // `s` is for \Seen alone; other flags stay as they are.
    let stored = two.ok("STORE 1 FLAGS (\\Seen \\Flagged)").join("\n");
    assert!(
        stored.contains("\\Seen") && !stored.contains("FETCH (FLAGS (\\Flagged"),
        "{stored}"
    );
    assert!(two.run("GETACL shared/user/Team")[0].starts_with("NO [NOPERM]"));
    assert!(two.run("DELETE shared/user/Team")[0].starts_with("NO [NOPERM]"));
    assert_eq!(
        two.ok("MYRIGHTS shared/user/Team")[0],
        "* MYRIGHTS shared/user/Team lrsi"
    );
    one.ok("SETACL Team -other s");
    assert_eq!(
        two.ok("MYRIGHTS shared/user/Team")[0],
        "* MYRIGHTS shared/user/Team lri"
    );
    one.ok("SETQUOTA \"User quota\" (MESSAGE 5)");
    let full = two.run(format!("APPEND shared/user/Team {size}"));
    assert!(full[0].starts_with("NO [OVERQUOTA]"), "{full:?}");
}

#[test]
fn folders_of_all_kinds() {
    let sandbox = sandbox();
    let mut one = raw(&sandbox);
    one.ok("CREATE Post (USE (\\Sent))");
    assert!(one.run("CREATE More (USE (\\Sent))")[0].starts_with("NO [USEATTR]"));
    assert!(one.run("CREATE More (USE (\\Nonsense))")[0].starts_with("NO [USEATTR]"));
    assert_eq!(
        one.ok("LIST (SPECIAL-USE) \"\" *")[0],
        "* LIST (\\Sent) \"/\" Post"
    );
    one.ok("CREATE a/b");
    one.ok("SUBSCRIBE a/b");
    assert_eq!(
        one.ok("LIST (SUBSCRIBED RECURSIVEMATCH) \"\" %")[0],
        "* LIST (\\NonExistent) \"/\" a (CHILDINFO (\"SUBSCRIBED\"))"
    );
    one.ok("DELETE a/b");
    assert_eq!(
        one.ok("LIST (SUBSCRIBED) \"\" *")[0],
        "* LIST (\\NonExistent \\Subscribed) \"/\" a/b"
    );
    // Renaming INBOX moves its messages and leaves it empty.
    one.ok("RENAME INBOX Old");
    assert!(one.ok("STATUS INBOX (MESSAGES)")[0].ends_with("(MESSAGES 0)"));
    assert!(one.ok("STATUS Old (MESSAGES)")[0].ends_with("(MESSAGES 4)"));
    assert!(one.run("RENAME Old Old/below")[0].starts_with("NO [CANNOT]"));
}
