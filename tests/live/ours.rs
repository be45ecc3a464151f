//! What the original's suite does not look at.

use chrono::NaiveDate;
use imapclient::command::multiappend::AppendMessage;
use imapclient::data::criteria::Criterion;
use imapclient::error::ErrorKind;

use super::base::{Live, Skip, message};
use super::{Outcome, Test};

pub(crate) const OURS: &[Test] = &[
    ("names_with_line_ends", names_with_line_ends),
    ("search_by_everything", search_by_everything),
    ("fetch_by_every_kind_of_id", fetch_by_every_kind_of_id),
    ("append_tells_where", append_tells_where),
    ("multiappend", multiappend),
    ("special_folders", special_folders),
    ("quota", quota),
    ("rights_are_set_and_taken", rights_are_set_and_taken),
    ("who_the_server_is", who_the_server_is),
    ("compressed", compressed),
    ("a_socket_to_wait_for", a_socket_to_wait_for),
    ("logout", logout),
];

/// A line end in a name is part of the name, never the end of the command.
fn names_with_line_ends(live: &mut Live) -> Outcome {
    let name = live.folder("line\r\nA1 LOGOUT");
    let made = live.client.create_folder(&name);
    match made {
        Ok(_) => assert!(live.client.folder_exists(&name).unwrap()),
        Err(error) => assert_eq!(error.kind(), ErrorKind::Refused),
    }
    live.client.noop().unwrap();
    let missing = live.folder("not there");
    let error = live.client.select_folder(&missing, false).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
    Ok(())
}

fn search_by_everything(live: &mut Live) -> Outcome {
    live.fill(&[
        &message("first (one)"),
        &message("zweite Grüße"),
        &message("third \"three\" \\"),
    ]);
    let all = live.all();
    let list = |words: &[&str]| {
        words
            .iter()
            .map(|word| Criterion::from(*word))
            .collect::<Vec<_>>()
    };
    let nested = |words: &[&str]| Criterion::List(list(words));
    let since = NaiveDate::from_ymd_opt(2020, 1, 1).unwrap();
    for (criteria, expected) in [
        (list(&["ALL"]), vec![0, 1, 2]),
        (list(&["SUBJECT", "(one)"]), vec![0]),
        (list(&["SUBJECT", "Grüße"]), vec![1]),
        (list(&["SUBJECT", "\"three\" \\"]), vec![2]),
        (
            vec!["NOT".into(), nested(&["SUBJECT", "Grüße"])],
            vec![0, 2],
        ),
        (
            vec![
                "OR".into(),
                "SUBJECT".into(),
                "first".into(),
                "UID".into(),
                all[2].into(),
            ],
            vec![0, 2],
        ),
        (vec!["SINCE".into(), since.into()], vec![0, 1, 2]),
        (list(&["BODY", "x\r\nA1 LOGOUT"]), vec![]),
    ] {
        let found = live.client.search(criteria.clone(), None).unwrap();
        let expected: Vec<u32> = expected.into_iter().map(|at: usize| all[at]).collect();
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{criteria:?}");
    }
    assert_eq!(live.client.search("SUBJECT zweite", None).unwrap().len(), 1);
    let error = live.client.search("NONSENSE", None).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidCriteria);
    live.client.noop().unwrap();
    Ok(())
}

fn fetch_by_every_kind_of_id(live: &mut Live) -> Outcome {
    let texts: Vec<String> = (1..=9).map(|n| message(&format!("m{n}"))).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    live.fill(&texts);
    let all = live.all();
    let ids = |result: imapclient::command::fetch::FetchResult| {
        result.iter().map(|(id, _)| id).collect::<Vec<_>>()
    };
    let client = &mut live.client;
    assert_eq!(ids(client.fetch("1:*", "FLAGS", ()).unwrap()), all);
    let some = format!("{},{}:{},*", all[4], all[6], all[7]);
    assert_eq!(
        ids(client.fetch(some, "FLAGS", ()).unwrap()),
        [all[4], all[6], all[7], all[8]]
    );
    assert_eq!(
        ids(client.fetch([all[2], all[0]], "FLAGS", ()).unwrap()),
        [all[0], all[2]]
    );
    assert_eq!(
        ids(client.fetch(all[0]..=all[1], "FLAGS", ()).unwrap()),
        all[..2]
    );
    assert_eq!(ids(client.fetch([], "FLAGS", ()).unwrap()), [0_u32; 0]);
    // Ids by the ten thousands, of which every second exists at most.
    let many: Vec<u32> = (1..100_000).step_by(2).map(|id| id + all[0] - 1).collect();
    let there: Vec<u32> = many.iter().copied().filter(|id| all.contains(id)).collect();
    assert_eq!(ids(client.fetch(&many, "FLAGS", ()).unwrap()), there);
    client.set_use_uid(false);
    assert_eq!(ids(client.fetch("2:3", "UID", ()).unwrap()), [2, 3]);
    Ok(())
}

fn append_tells_where(live: &mut Live) -> Outcome {
    live.need("UIDPLUS")?;
    let base = live.base.clone();
    let answer = live
        .client
        .append(&base, "Subject: bare\n\nline\n", (), None)
        .unwrap();
    let uids: Vec<u32> = answer.uids.unwrap().iter().collect();
    live.client.noop().unwrap();
    assert_eq!(uids, live.all());
    let rows = live.client.fetch(&uids, "BODY.PEEK[]", ()).unwrap();
    let row = rows.get(uids[0]).unwrap();
    assert_eq!(
        row.body_section("").unwrap(),
        "Subject: bare\r\n\r\nline\r\n"
    );
    Ok(())
}

fn multiappend(live: &mut Live) -> Outcome {
    live.need("MULTIAPPEND")?;
    let time = NaiveDate::from_ymd_opt(2020, 7, 1)
        .unwrap()
        .and_hms_opt(12, 0, 0)
        .unwrap();
    let mut messages: Vec<AppendMessage> =
        (0..99).map(|n| message(&format!("m{n}")).into()).collect();
    messages.push(AppendMessage::new(message("last"), ["\\Seen"], time));
    let base = live.base.clone();
    let answer = live.client.multiappend(&base, messages).unwrap();
    live.client.noop().unwrap();
    let all = live.all();
    assert_eq!(all.len(), 100);
    if live.client.has_capability("UIDPLUS").unwrap() {
        assert_eq!(answer.uids.unwrap().iter().collect::<Vec<_>>(), all);
    }
    let rows = live
        .client
        .fetch(all[99], ["FLAGS", "INTERNALDATE"], ())
        .unwrap();
    let row = rows.get(all[99]).unwrap();
    assert!(row.flags().unwrap().iter().any(|flag| *flag == *"\\Seen"));
    assert_eq!(row.internal_date().unwrap().local, time);
    // Nothing is sent of a list of which one cannot be.
    let bad = ["A: b", ""];
    live.client.multiappend(&base, bad).unwrap_err();
    live.client.noop().unwrap();
    assert_eq!(live.all().len(), 100);
    Ok(())
}

fn special_folders(live: &mut Live) -> Outcome {
    for flag in [
        "\\Sent",
        "\\Trash",
        "\\Drafts",
        "\\Junk",
        "\\Archive",
        "\\All",
    ] {
        if let Some(name) = live.client.find_special_folder(flag).unwrap() {
            assert!(live.client.folder_exists(&name).unwrap(), "{flag}: {name}");
        } else {
            // Our own server makes these two.
            assert!(
                !live.account.is_own() || !["\\Sent", "\\Trash"].contains(&flag),
                "{flag}"
            );
        }
    }
    Ok(())
}

fn quota(live: &mut Live) -> Outcome {
    live.need("QUOTA")?;
    let (roots, quotas) = live.client.get_quota_root("INBOX").unwrap();
    assert!(roots.mailbox.eq_ignore_ascii_case("INBOX"));
    for root in &roots.quota_roots {
        let of_root = live.client.get_quota_of_root(root).unwrap();
        let same: Vec<_> = quotas
            .iter()
            .filter(|quota| quota.quota_root == *root)
            .collect();
        assert_eq!(of_root.iter().collect::<Vec<_>>(), same);
    }
    if live.account.is_own() {
        let storage = quotas
            .iter()
            .find(|quota| quota.resource == "STORAGE")
            .unwrap();
        assert_eq!(storage.limit, 100 * 1024);
        // Only an administrator may, and nobody is one here.
        let error = live.client.set_quota(quotas).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Refused);
    }
    Ok(())
}

fn rights_are_set_and_taken(live: &mut Live) -> Outcome {
    live.need("ACL")?;
    let named = live.account.main().get("second_user");
    if !live.account.is_own() && named != Some("other") {
        // Whom rights can be given to elsewhere, nobody here knows.
        return Err(Skip("only our own servers have a second user".to_owned()));
    }
    let folder = live.create("shared \u{fc}");
    live.client.setacl(&folder, "other", "lr").unwrap();
    let count = live.client.getacl(&folder).unwrap().len();
    assert!(count > 1);
    live.client.setacl(&folder, "other", "").unwrap();
    let left = live.client.getacl(&folder).unwrap();
    assert!(
        left.iter()
            .all(|(who, rights)| *who != *"other" || rights.is_empty()),
        "{left:?}"
    );
    Ok(())
}

fn who_the_server_is(live: &mut Live) -> Outcome {
    live.need("ID")?;
    let id = live
        .client
        .id_([("name", "imapclient")].as_slice())
        .unwrap();
    if live.account.is_own() {
        assert!(id.unwrap().has("name"));
        live.client.unselect_folder().unwrap();
        let enabled = live.client.enable("QRESYNC").unwrap();
        assert!(enabled.iter().any(|name| *name == *"QRESYNC"));
    }
    Ok(())
}

/// Everything is as before once the session is compressed, and there is less of it.
fn compressed(live: &mut Live) -> Outcome {
    live.need("COMPRESS=DEFLATE")?;
    live.fill(&[&message("in clear")]);
    live.client.compress().unwrap();
    let again = live.client.compress().unwrap_err();
    assert_eq!(again.kind(), ErrorKind::IllegalState);
    let before = live.client.traffic();
    let text = message(&"long ".repeat(40_000));
    live.fill(&[&text, &message("short")]);
    let all = live.all();
    let rows = live
        .client
        .fetch(&all[..], "RFC822.SIZE BODY.PEEK[]", ())
        .unwrap();
    assert_eq!(rows.len(), all.len());
    live.client.noop().unwrap();
    let traffic = live.client.traffic().since(&before);
    assert!(traffic.sent > 200_000 && traffic.received > 200_000);
    assert!(
        traffic.sent_compressed < 20_000 && traffic.received_compressed < 20_000,
        "{traffic:?}"
    );
    live.client.logout().unwrap();
    Ok(())
}

fn a_socket_to_wait_for(live: &mut Live) -> Outcome {
    assert!(live.client.socket().unwrap() > 2);
    live.client.shutdown().unwrap();
    assert_eq!(
        live.client.socket().unwrap_err().kind(),
        ErrorKind::IllegalState
    );
    Ok(())
}

fn logout(live: &mut Live) -> Outcome {
    assert!(!live.client.logout().unwrap().is_empty());
    let error = live.client.noop().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Abort);
    Ok(())
}
