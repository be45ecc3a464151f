//! Searching: by criteria, in order, by conversation, and as Gmail does.

use chrono::NaiveDate;
use imapclient::data::criteria::Criterion;

use super::base::{Live, message};
use super::{Outcome, Test};

pub(crate) const TWICE: &[Test] = &[
    ("test_gmail_search", gmail_search),
    ("test_search", search),
    ("test_search_with_modseq", search_with_modseq),
    ("test_search_with_unicode", search_with_unicode),
    ("test_sort", sort),
    ("test_sort_with_unicode", sort_with_unicode),
    ("test_thread", thread),
    ("test_thread_with_unicode", thread_with_unicode),
];

/// The subjects of the messages that the ids stand for.
fn subjects(live: &mut Live, ids: &[u32]) -> Vec<String> {
    let rows = live.client.fetch(ids, "ENVELOPE", ()).unwrap();
    let subject = |id: &u32| rows.get(*id)?.envelope()?.subject.clone();
    ids.iter()
        .map(|id| subject(id).unwrap().to_string())
        .collect()
}

macro_rules! found {
    ($live:ident, $criteria:expr, $charset:expr) => {{
        let ids: Vec<u32> = $live
            .client
            .search($criteria, $charset)
            .unwrap()
            .iter()
            .collect();
        subjects($live, &ids)
    }};
}

fn gmail_search(live: &mut Live) -> Outcome {
    live.need("X-GM-EXT-1")?;
    live.fill(&[&message("first"), &message("Gr\u{fc}\u{df}e")]);
    for (query, subject) in [
        ("subject:first", "first"),
        ("subject:Gr\u{fc}\u{df}e", "Gr\u{fc}\u{df}e"),
    ] {
        let ids: Vec<u32> = live
            .client
            .gmail_search(query, "UTF-8")
            .unwrap()
            .iter()
            .collect();
        assert_eq!(subjects(live, &ids), [subject]);
    }
    Ok(())
}

fn search(live: &mut Live) -> Outcome {
    live.fill(&[&message("a"), &message("b"), &message("c")]);
    let all = live.all();
    assert_eq!(all.len(), 3);
    live.client.delete_messages([all[1]], true).unwrap();
    assert_eq!(found!(live, "NOT DELETED", None), ["a", "c"]);
    assert_eq!(found!(live, ["NOT", "DELETED"], None), ["a", "c"]);
    let since = NaiveDate::from_ymd_opt(2000, 2, 1).unwrap();
    let list: Vec<Criterion> = vec!["SUBJECT".into(), "c".into(), "SINCE".into(), since.into()];
    assert_eq!(found!(live, list, None), ["c"]);
    let larger: Vec<Criterion> = vec!["SMALLER".into(), 50_000_u32.into(), "DELETED".into()];
    assert_eq!(found!(live, larger, None), ["b"]);
    assert_eq!(found!(live, "OR SUBJECT a SUBJECT c", None), ["a", "c"]);
    Ok(())
}

fn search_with_modseq(live: &mut Live) -> Outcome {
    live.need("CONDSTORE")?;
    live.fill(&[&message("a"), &message("b")]);
    let all = live.all();
    let criteria =
        |modseq: u64| -> Vec<Criterion> { vec!["MODSEQ".into(), Criterion::Number(modseq)] };
    let before = live.client.search(criteria(1), None).unwrap();
    assert_eq!(before.len(), 2);
    let before = before.modseq.unwrap();
    live.client.add_flags([all[0]], "\\Flagged", true).unwrap();
    let after = live.client.search(criteria(before + 1), None).unwrap();
    assert_eq!(after.iter().collect::<Vec<_>>(), [all[0]]);
    assert!(after.modseq.unwrap() > before);
    Ok(())
}

fn search_with_unicode(live: &mut Live) -> Outcome {
    live.fill(&[&message("plain"), &message("Gr\u{fc}\u{df}e \u{2620}")]);
    let unicode = "Gr\u{fc}\u{df}e \u{2620}";
    assert_eq!(found!(live, ["SUBJECT", unicode], "UTF-8"), [unicode]);
    assert_eq!(found!(live, ["SUBJECT", unicode], None), [unicode]);
    assert_eq!(
        found!(
            live,
            ["UNDELETED", "SUBJECT", "\u{2620}", "TEXT", "\u{fc}"],
            "UTF-8"
        ),
        [unicode]
    );
    let nested = Criterion::List(vec!["SUBJECT".into(), "\u{2620}".into()]);
    assert_eq!(found!(live, vec!["NOT".into(), nested], "UTF-8"), ["plain"]);
    assert!(found!(live, ["SUBJECT", "\u{2603}"], "UTF-8").is_empty());
    Ok(())
}

fn three_sizes(live: &mut Live) {
    let long = |subject: &str, lines: usize| message(subject) + &"more\r\n".repeat(lines);
    live.fill(&[
        &long("mid \u{fc}", 10),
        &long("large", 100),
        &long("small \u{fc}", 0),
    ]);
}

fn sort(live: &mut Live) -> Outcome {
    live.need("SORT")?;
    three_sizes(live);
    for keys in [["REVERSE SIZE"], ["reverse size"]] {
        let ids: Vec<u32> = live
            .client
            .sort(keys, "ALL", "UTF-8")
            .unwrap()
            .iter()
            .collect();
        assert_eq!(
            subjects(live, &ids),
            ["large", "mid \u{fc}", "small \u{fc}"]
        );
    }
    let ids: Vec<u32> = live
        .client
        .sort("SUBJECT", ["LARGER", "1"], "UTF-8")
        .unwrap()
        .iter()
        .collect();
    assert_eq!(
        subjects(live, &ids),
        ["large", "mid \u{fc}", "small \u{fc}"]
    );
    assert!(
        live.client
            .sort("SIZE", "DELETED", "UTF-8")
            .unwrap()
            .is_empty()
    );
    Ok(())
}

fn sort_with_unicode(live: &mut Live) -> Outcome {
    live.need("SORT")?;
    three_sizes(live);
    for criteria in [
        vec!["SUBJECT".into(), Criterion::from("\u{fc}")],
        vec!["TEXT".into(), "\u{fc}".into()],
    ] {
        let ids: Vec<u32> = live
            .client
            .sort("SIZE", criteria, "UTF-8")
            .unwrap()
            .iter()
            .collect();
        assert_eq!(subjects(live, &ids), ["small \u{fc}", "mid \u{fc}"]);
    }
    Ok(())
}

fn ids_of(threads: &imapclient::command::thread::Threads) -> Vec<Vec<u32>> {
    threads.0.iter().map(|thread| thread.ids()).collect()
}

fn thread(live: &mut Live) -> Outcome {
    live.need("THREAD=REFERENCES")?;
    live.fill(&[&message("a"), &message("b"), &message("c")]);
    let singles: Vec<Vec<u32>> = live.all().into_iter().map(|id| vec![id]).collect();
    let threads = live.client.thread("REFERENCES", "ALL", "UTF-8").unwrap();
    assert_eq!(ids_of(&threads), singles);
    let answer = message("re").replace("\r\n\r\n", "\r\nIn-Reply-To: <a@example.org>\r\n\r\n");
    live.fill(&[&answer]);
    let threads = live
        .client
        .thread("references", ["UNDELETED"], "US-ASCII")
        .unwrap();
    assert_eq!(threads.0.len(), 3);
    assert!(ids_of(&threads).contains(&vec![live.all()[0], live.all()[3]]));
    assert!(
        live.client
            .thread("REFERENCES", "DELETED", "UTF-8")
            .unwrap()
            .0
            .is_empty()
    );
    Ok(())
}

fn thread_with_unicode(live: &mut Live) -> Outcome {
    live.need("THREAD=REFERENCES")?;
    live.fill(&[&message("a"), &message("\u{2620}"), &message("c")]);
    let all = live.all();
    for criteria in [["SUBJECT", "\u{2620}"], ["TEXT", "\u{2620}"]] {
        let threads = live.client.thread("REFERENCES", criteria, "UTF-8").unwrap();
        assert_eq!(ids_of(&threads), [vec![all[1]]]);
    }
    Ok(())
}
