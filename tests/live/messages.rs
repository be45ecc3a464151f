//! Messages: putting them into folders, what they hold, flags, copying, moving, expunging, rights.

use chrono::NaiveDate;
use imapclient::command::fetch::BodyData;
use imapclient::data::text::Text;
use imapclient::error::ErrorKind;

use super::base::{Live, message};
use super::{Outcome, Test};

pub(crate) const TWICE: &[Test] = &[
    ("test_append_unicode", append_unicode),
    ("test_append_bytes", append_bytes),
    ("test_flags", flags),
    ("test_gmail_labels", gmail_labels),
    ("test_copy", copy),
    ("test_move", move_),
    ("test_fetch", fetch),
    ("test_partial_fetch", partial_fetch),
    ("test_fetch_modifiers", fetch_modifiers),
    ("test_BODYSTRUCTURE", body_structure),
    ("test_expunge", expunge),
    ("test_uid_expunge", uid_expunge),
    ("test_getacl", getacl),
];

const MULTIPART: &str = "From: Ann <ann@example.org>\r\nTo: Ben <ben@example.org>\r\nSubject: parts\r\n\
Date: Mon, 1 Jan 2024 10:00:00 +0100\r\nMIME-Version: 1.0\r\n\
Content-Type: multipart/mixed; boundary=\"=-outer\"\r\n\r\n\
--=-outer\r\nContent-Type: text/html; charset=\"us-ascii\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>hi</p>\r\n<p>you</p>\r\n\
--=-outer\r\nContent-Type: text/plain; charset=\"us-ascii\"\r\nContent-Disposition: attachment; filename=\"a.txt\"\r\nContent-Transfer-Encoding: 7bit\r\n\r\nhello\r\nthere\r\n\r\n\
--=-outer--\r\n";

fn append(live: &mut Live, octets: &[u8]) {
    let time = NaiveDate::from_ymd_opt(2009, 4, 5)
        .unwrap()
        .and_hms_opt(11, 0, 5)
        .unwrap();
    let flags = ["\\Seen", "\\Answered"];
    live.client.append(&live.base, octets, flags, time).unwrap();
    live.client.noop().unwrap();
    let id = live.all()[0];
    let rows = live
        .client
        .fetch(id, ["FLAGS", "INTERNALDATE", "RFC822"], ())
        .unwrap();
    let row = rows.get(id).unwrap();
    for flag in flags {
        assert!(
            row.flags()
                .unwrap()
                .iter()
                .any(|own| own.eq_ignore_ascii_case(flag))
        );
    }
    // A naive local time goes there and comes back.
    assert_eq!(row.internal_date().unwrap().local, time);
    assert_eq!(row.internal_date().unwrap().offset, None);
    match row.get("RFC822") {
        Some(imapclient::command::fetch::FetchValue::Text(Some(text))) => {
            assert_eq!(text.as_bytes(), octets);
        }
        other => panic!("{other:?}"),
    }
}

fn append_unicode(live: &mut Live) -> Outcome {
    append(live, message("Gr\u{fc}\u{df}e \u{2620}").as_bytes());
    Ok(())
}

fn append_bytes(live: &mut Live) -> Outcome {
    append(live, b"Subject: latin\r\n\r\nGr\xfc\xdfe\r\n");
    Ok(())
}

fn flags(live: &mut Live) -> Outcome {
    live.fill(&[&message("x"), &message("y")]);
    let all = live.all();
    let id = all[0];
    let without_recent = |flags: &[Text]| -> Vec<String> {
        let all = flags.iter().map(Text::to_string);
        let mut all: Vec<String> = all.filter(|flag| flag != "\\Recent").collect();
        all.sort();
        all
    };
    let set = live
        .client
        .set_flags([id], ["\\Seen", "\\Flagged"], false)
        .unwrap()
        .unwrap();
    assert_eq!(
        without_recent(set.get(id).unwrap()),
        ["\\Flagged", "\\Seen"]
    );
    let now = live.client.get_flags(all.clone()).unwrap();
    assert_eq!(
        without_recent(now.get(id).unwrap()),
        ["\\Flagged", "\\Seen"]
    );
    let added = live
        .client
        .add_flags(all.clone(), "\\Answered", false)
        .unwrap()
        .unwrap();
    assert_eq!(added.len(), 2);
    assert_eq!(
        live.client
            .remove_flags([id], ["\\Answered", "\\Seen"], true)
            .unwrap(),
        None
    );
    let now = live.client.get_flags([id]).unwrap();
    assert_eq!(without_recent(now.get(id).unwrap()), ["\\Flagged"]);
    assert!(
        live.client
            .add_flags([], "\\Seen", false)
            .unwrap()
            .unwrap()
            .is_empty()
    );
    Ok(())
}

fn gmail_labels(live: &mut Live) -> Outcome {
    live.need("X-GM-EXT-1")?;
    live.fill(&[&message("x")]);
    let id = live.all()[0];
    let labels = ["_imapclient_foo", "_imapclient \u{2622}"];
    let set = live
        .client
        .set_gmail_labels([id], labels, false)
        .unwrap()
        .unwrap();
    let has = |labels: &[Text], name: &str| labels.iter().any(|label| *label == *name);
    assert!(
        labels
            .iter()
            .all(|label| has(&set.get(id).unwrap().0, label))
    );
    live.client
        .remove_gmail_labels([id], labels[0], true)
        .unwrap();
    let now = live.client.get_gmail_labels([id]).unwrap();
    assert!(!has(&now.get(id).unwrap().0, labels[0]));
    assert!(has(&now.get(id).unwrap().0, labels[1]));
    Ok(())
}

fn copy(live: &mut Live) -> Outcome {
    live.fill(&[&message("copied")]);
    let target = live.create("target");
    let id = live.all()[0];
    let answer = live.client.copy([id], &target).unwrap();
    assert!(!answer.text.is_empty());
    if live.client.has_capability("UIDPLUS").unwrap() {
        assert_eq!(answer.uids.unwrap().len(), 1);
    }
    assert_eq!(live.all().len(), 1);
    live.client.select_folder(&target, false).unwrap();
    assert_eq!(
        live.client
            .search(["SUBJECT", "copied"], None)
            .unwrap()
            .len(),
        1
    );
    Ok(())
}

fn move_(live: &mut Live) -> Outcome {
    live.need("MOVE")?;
    live.fill(&[&message("moved"), &message("stays")]);
    let target = live.create("target");
    let id = live.all()[0];
    live.client.move_([id], &target).unwrap();
    assert!(
        live.client
            .search(["SUBJECT", "moved"], None)
            .unwrap()
            .is_empty()
    );
    assert_eq!(live.all().len(), 1);
    live.client.select_folder(&target, false).unwrap();
    assert_eq!(
        live.client
            .search(["SUBJECT", "moved"], None)
            .unwrap()
            .len(),
        1
    );
    Ok(())
}

fn fetch(live: &mut Live) -> Outcome {
    let text = message("fetched");
    live.fill(&[&text]);
    let id = live.all()[0];
    let items = ["RFC822", "FLAGS", "INTERNALDATE", "ENVELOPE"];
    let rows = live.client.fetch([id], items, ()).unwrap();
    assert_eq!(rows.len(), 1);
    let row = rows.get(id).unwrap();
    assert_eq!(row.seq, Some(1));
    let mut keys: Vec<String> = row.items.iter().map(|(name, _)| name.to_string()).collect();
    // With CONDSTORE a server may tell the mod-sequence as well (RFC 7162 section 3.2).
    keys.retain(|key| key != "MODSEQ");
    keys.sort();
    assert_eq!(keys, ["ENVELOPE", "FLAGS", "INTERNALDATE", "RFC822"]);
    assert!(row.internal_date().is_some());
    let envelope = row.envelope().unwrap();
    assert_eq!(envelope.subject.as_ref().unwrap(), "fetched");
    assert_eq!(
        envelope.message_id.as_ref().unwrap(),
        "<fetched@example.org>"
    );
    let from = &envelope.from_.as_ref().unwrap()[0];
    assert_eq!(from.name.as_ref().unwrap(), "Ann");
    assert_eq!(from.to_string(), "Ann <ann@example.org>");
    assert_eq!(
        envelope.reply_to.as_ref().unwrap(),
        envelope.from_.as_ref().unwrap()
    );
    assert!(envelope.bcc.is_none());
    // Times as the sender had them, where that is asked for.
    live.client.set_normalise_times(false);
    let rows = live.client.fetch([id], "ENVELOPE", ()).unwrap();
    let date = rows.get(id).unwrap().envelope().unwrap().date.unwrap();
    assert_eq!(
        serde_json::to_string(&date).unwrap(),
        "\"2024-01-01T10:00:00+01:00\""
    );
    Ok(())
}

fn partial_fetch(live: &mut Live) -> Outcome {
    let text = message("part");
    live.fill(&[&text]);
    let id = live.all()[0];
    let rows = live
        .client
        .fetch([id], ["BODY.PEEK[]<0.20>", "BODY.PEEK[]<5.10>"], ())
        .unwrap();
    let row = rows.get(id).unwrap();
    for (key, start, len) in [("BODY[]<0>", 0, 20), ("BODY[]<5>", 5, 10)] {
        match row.get(key) {
            Some(imapclient::command::fetch::FetchValue::Text(Some(part))) => {
                assert_eq!(part.as_bytes(), &text.as_bytes()[start..start + len]);
            }
            other => panic!("{key}: {other:?}"),
        }
    }
    Ok(())
}

fn fetch_modifiers(live: &mut Live) -> Outcome {
    live.need("CONDSTORE")?;
    live.fill(&[&message("x"), &message("y")]);
    let all = live.all();
    let rows = live.client.fetch(all.clone(), "MODSEQ", ()).unwrap();
    let highest = all
        .iter()
        .map(|id| rows.get(*id).unwrap().number("MODSEQ").unwrap())
        .max()
        .unwrap();
    let since = format!("CHANGEDSINCE {highest}");
    assert!(
        live.client
            .fetch(all.clone(), "FLAGS", [since.as_str()])
            .unwrap()
            .is_empty()
    );
    live.client.add_flags([all[1]], "\\Flagged", true).unwrap();
    let changed = live
        .client
        .fetch(all.clone(), "FLAGS", [since.as_str()])
        .unwrap();
    assert_eq!(
        changed.iter().map(|(id, _)| id).collect::<Vec<_>>(),
        [all[1]]
    );
    assert!(changed.get(all[1]).unwrap().number("MODSEQ").unwrap() > highest);
    Ok(())
}

fn is_text(part: &BodyData, subtype: &str) {
    assert!(part.r#type.eq_ignore_ascii_case("text"), "{part:?}");
    assert!(part.subtype.eq_ignore_ascii_case(subtype), "{part:?}");
    assert!(part.size.unwrap() > 0);
    assert!(part.lines.unwrap() > 0);
    assert!(!part.is_multipart());
}

fn body_structure(live: &mut Live) -> Outcome {
    live.fill(&[&message("single"), MULTIPART]);
    let all = live.all();
    let rows = live
        .client
        .fetch(all.clone(), ["BODY", "BODYSTRUCTURE"], ())
        .unwrap();
    for item in ["BODY", "BODYSTRUCTURE"] {
        let body = |id: u32| match rows.get(id).unwrap().get(item) {
            Some(imapclient::command::fetch::FetchValue::Body(body)) => body.clone(),
            other => panic!("{item}: {other:?}"),
        };
        is_text(&body(all[0]), "plain");
        let whole = body(all[1]);
        assert!(whole.is_multipart());
        assert!(whole.subtype.eq_ignore_ascii_case("mixed"));
        let parts = whole.parts.as_ref().unwrap();
        assert_eq!(parts.len(), 2);
        is_text(&parts[0], "html");
        is_text(&parts[1], "plain");
        assert_eq!((parts[0].part.as_str(), parts[1].part.as_str()), ("1", "2"));
    }
    // The part numbers can be fetched as they stand.
    let rows = live.client.fetch([all[1]], "BODY.PEEK[2]", ()).unwrap();
    assert_eq!(
        rows.get(all[1]).unwrap().body_section("2").unwrap(),
        "hello\r\nthere\r\n"
    );
    Ok(())
}

fn expunge(live: &mut Live) -> Outcome {
    live.fill(&[&message("a"), &message("b")]);
    let all = live.all();
    live.client.delete_messages([all[0]], false).unwrap();
    let told = live.client.expunge(()).unwrap();
    assert!(!told.text.is_empty());
    let told = serde_json::to_string(&told.responses).unwrap();
    assert!(
        told == r#"[[1,"EXPUNGE"]]"# || told.contains("VANISHED"),
        "{told}"
    );
    assert_eq!(live.all().len(), 1);
    // Nothing given means nothing, not everything.
    let rest = live.all();
    live.client.delete_messages(rest, true).unwrap();
    if live.uids {
        live.client.expunge([]).unwrap();
    } else {
        assert_eq!(
            live.client.expunge([1]).unwrap_err().kind(),
            ErrorKind::ArgumentValue
        );
    }
    assert_eq!(live.all().len(), 1);
    Ok(())
}

/// By UID whatever the ids are elsewhere.
fn uid_expunge(live: &mut Live) -> Outcome {
    live.need("UIDPLUS")?;
    live.fill(&[&message("a"), &message("b"), &message("c")]);
    let all = live.all();
    live.client.delete_messages([all[0], all[1]], true).unwrap();
    live.client.set_use_uid(true);
    let uids = live.all();
    live.client.set_use_uid(live.uids);
    live.client.uid_expunge([uids[1], uids[2]]).unwrap();
    live.client.set_use_uid(true);
    assert_eq!(live.all(), [uids[0], uids[2]]);
    Ok(())
}

fn getacl(live: &mut Live) -> Outcome {
    live.need("ACL")?;
    let rights = live.client.getacl(&live.base).unwrap();
    let user = live.account.main().get("username").unwrap_or_default();
    let own = rights.iter().find(|(who, _)| *who == *user);
    let (_, rights) = own.unwrap_or_else(|| panic!("{user} is not among {rights:?}"));
    assert!(rights.to_string().contains('a'), "{rights}");
    Ok(())
}
