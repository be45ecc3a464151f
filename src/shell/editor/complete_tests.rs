use std::cell::Cell;

use super::*;

/// What a session might know.
#[derive(Default)]
struct Fake {
    asked: Cell<bool>,
    partial: bool,
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

impl Known for Fake {
    fn names(&self) -> Vec<String> {
        owned(&["c", "criteria", "print", "x", "SEEN"])
    }

    fn attributes(&self, of: &[Link]) -> Vec<String> {
        match of {
            [Link::Name(name)] if name == "c" => owned(&["fetch", "folder_status", "__enter__"]),
            [Link::Name(name), Link::Index(1), Link::Key(_)] if name == "x" => owned(&["subject"]),
            _ => Vec::new(),
        }
    }

    fn keys(&self, of: &[Link]) -> Vec<Link> {
        match of {
            [Link::Name(name)] if name == "x" => vec![Link::Index(1), Link::Index(22)],
            [Link::Name(_), Link::Index(_)] => {
                vec![Link::Key("ENVELOPE".into()), Link::Key("BODY[]".into())]
            }
            _ => Vec::new(),
        }
    }

    fn signature(&self, of: &[Link]) -> Option<Signature> {
        match of {
            [Link::Name(name)] if name == "open" => Some(Signature {
                name: "open".into(),
                parameters: vec![Parameter {
                    name: "file".into(),
                    default: None,
                    star: false,
                    wants: Wants::Path,
                }],
            }),
            of => method(of).map(Signature::of),
        }
    }

    fn modules(&self) -> Vec<String> {
        owned(&["datetime", "imapclient", "imapclient.exceptions"])
    }

    fn module_names(&self, module: &str) -> Vec<String> {
        if module == "datetime" {
            owned(&["date", "timedelta"])
        } else {
            Vec::new()
        }
    }

    fn folders(&self, _: &[Link]) -> Vec<String> {
        self.asked.set(true);
        owned(&[
            "INBOX",
            "It's",
            "Entwürfe",
            "a\x1b]0;x\x07b",
            "Work/A",
            "Work/B",
        ])
    }

    fn has_all_folders(&self, _: &[Link]) -> bool {
        !self.partial
    }

    fn flags(&self, _: &[Link]) -> Vec<String> {
        owned(&["\\Seen", "\\Flagged", "$Forwarded"])
    }

    fn capabilities(&self, _: &[Link]) -> Vec<String> {
        owned(&["IDLE", "MOVE"])
    }

    fn accounts(&self) -> Vec<String> {
        owned(&["home", "work"])
    }

    fn files(&self, folder: &str) -> Vec<(String, bool)> {
        match folder {
            "" => vec![
                ("mail.eml".into(), false),
                ("src".into(), true),
                (".git".into(), true),
            ],
            "src/" => vec![("main.rs".into(), false)],
            _ => Vec::new(),
        }
    }
}

/// The line before the cursor as it stands after each offer.
fn lines(before: &str) -> Vec<String> {
    let (start, offers) = complete(before, "", &Fake::default());
    let kept = before.get(..start).unwrap_or_default();
    offers
        .iter()
        .map(|offer| format!("{kept}{}", offer.typed))
        .collect()
}

#[test]
fn offers_in_each_context() {
    for (before, after) in [
        // Names and attributes.
        ("pri", &["print"][..]),
        ("c.f", &["c.fetch", "c.folder_status"]),
        ("c._", &["c.__enter__"]),
        (
            "print(x[1]['ENVELOPE'].s",
            &["print(x[1]['ENVELOPE'].subject"],
        ),
        ("f(x).s", &[]),
        ("whi", &["while"]),
        ("# pri", &[]),
        ("", &[]),
        // Keys.
        ("x[", &["x[1]", "x[22]"]),
        ("x[1][", &["x[1]['ENVELOPE']", "x[1]['BODY[]']"]),
        ("x[1]['en", &["x[1]['ENVELOPE']"]),
        ("x[1][b\"E", &["x[1][b\"ENVELOPE\"]"]),
        // Folders: any spelling of the string, escapes, other letters.
        ("c.select_folder('inb", &["c.select_folder('INBOX'"]),
        ("c.select_folder(\"It", &["c.select_folder(\"It's\""]),
        ("c.select_folder('It", &["c.select_folder('It\\'s'"]),
        ("c.select_folder('Ent", &["c.select_folder('Entwürfe'"]),
        (
            "c.select_folder('a",
            &["c.select_folder('a\\x1b]0;x\\x07b'"],
        ),
        (
            "c.copy(m, folder='Work/",
            &["c.copy(m, folder='Work/A'", "c.copy(m, folder='Work/B'"],
        ),
        (
            "c.rename_folder('INBOX', 'Work/A",
            &["c.rename_folder('INBOX', 'Work/A'"],
        ),
        ("c.search('inb", &[]),
        // Parameters.
        (
            "c.select_folder('INBOX', ",
            &[
                "c.select_folder('INBOX', False",
                "c.select_folder('INBOX', True",
                "c.select_folder('INBOX', readonly=",
            ],
        ),
        (
            "c.select_folder('INBOX', re",
            &["c.select_folder('INBOX', readonly="],
        ),
        (
            "c.select_folder('INBOX', readonly=T",
            &["c.select_folder('INBOX', readonly=True"],
        ),
        // Flags.
        ("c.add_flags(1, ['\\\\Se", &["c.add_flags(1, ['\\\\Seen'"]),
        ("c.add_flags(1, 'fl", &["c.add_flags(1, '\\\\Flagged'"]),
        ("c.add_flags(1, r'\\fl", &["c.add_flags(1, r'\\Flagged'"]),
        (
            "c.append('INBOX', m, flags=('$",
            &["c.append('INBOX', m, flags=('$Forwarded'"],
        ),
        // Criteria: keys, but not where a key wants its value.
        ("c.search(['unse", &["c.search(['UNSEEN'"]),
        ("c.search('UNANS", &["c.search('UNANSWERED'"]),
        ("c.search(['SUBJECT', 'un", &[]),
        ("c.search(['HEADER', 'X', 'un", &[]),
        (
            "c.search(['HEADER', 'X', 'y', 'unse",
            &["c.search(['HEADER', 'X', 'y', 'UNSEEN'"],
        ),
        (
            "c.search(['SINCE', date(2024, 1, 1), 'SMA",
            &["c.search(['SINCE', date(2024, 1, 1), 'SMALLER'"],
        ),
        ("c.search(['NOT', 'DEL", &["c.search(['NOT', 'DELETED'"]),
        (
            "c.search(['KEYWORD', '$F",
            &["c.search(['KEYWORD', '$Forwarded'"],
        ),
        // Other words.
        ("c.fetch(m, ['ENV", &["c.fetch(m, ['ENVELOPE'"]),
        (
            "c.fetch(m, 'FLAGS', 'CHA",
            &["c.fetch(m, 'FLAGS', 'CHANGEDSINCE'"],
        ),
        (
            "c.folder_status('INBOX', ['MES",
            &["c.folder_status('INBOX', ['MESSAGES'"],
        ),
        ("c.sort(['REV", &["c.sort(['REVERSE'"]),
        ("c.thread('REFE", &["c.thread('REFERENCES'"]),
        ("c.has_capability('mo", &["c.has_capability('MOVE'"]),
        (
            "c.find_special_folder('dra",
            &["c.find_special_folder('\\\\Drafts'"],
        ),
        // Imports.
        ("import da", &["import datetime"]),
        ("from datetime import d", &["from datetime import date"]),
        (
            "from datetime import date, t",
            &["from datetime import date, timedelta"],
        ),
        // Files.
        ("open('m", &["open('mail.eml'"]),
        ("open('s", &["open('src/"]),
        ("open('src/", &["open('src/main.rs'"]),
        ("c.noop() !> m", &["c.noop() !> mail.eml"]),
        ("!cat src/", &["!cat src/main.rs"]),
        // The shell's own.
        (":conn", &[":connect", ":connections"]),
        (":connect w", &[":connect work"]),
        (":output js", &[":output jsonl"]),
        (":nosuch x", &[]),
    ] {
        assert_eq!(lines(before), after, "{before:?}");
    }
}

#[test]
fn an_argument_that_is_not_begun_offers_all_it_can_be() {
    let found = lines("c.select_folder(");
    assert_eq!(
        found.first().map(String::as_str),
        Some("c.select_folder('INBOX'")
    );
    assert_eq!(
        found.last().map(String::as_str),
        Some("c.select_folder(readonly=")
    );
    assert!(lines("c.fetch(m, [").contains(&"c.fetch(m, ['FLAGS'".to_owned()));
}

#[test]
fn what_stands_after_the_cursor_is_not_typed_twice() {
    let offers = |before, after| complete(before, after, &Fake::default()).1;
    assert_eq!(
        offers("c.select_folder('inb", "')"),
        [Offer::plain("INBOX")]
    );
    assert_eq!(offers("x[1]['EN", "']"), [Offer::plain("ENVELOPE")]);
}

#[test]
fn where_folders_may_be_missing_that_is_said_and_nothing_is_typed() {
    let known = Fake {
        partial: true,
        ..Fake::default()
    };
    let typed = |before: &str| -> Vec<(String, String)> {
        let offers = complete(before, "", &known).1.into_iter();
        offers.map(|offer| (offer.shown, offer.typed)).collect()
    };
    let found = typed("c.select_folder('inb");
    assert_eq!(found.len(), 2);
    assert_eq!(
        found.last(),
        Some(&("(more names with the next prompt)".into(), "inb".into()))
    );
    let none = typed("c.select_folder('nosuch");
    assert!(none.len() == 2 && none.iter().all(|(_, typed)| typed == "nosuch"));
    assert!(
        typed("c.search('UNSE")
            .iter()
            .all(|(shown, _)| shown == "UNSEEN")
    );
}

#[test]
fn only_a_place_for_folders_wishes_for_them() {
    for (before, wished) in [
        ("c.select_folder('", true),
        ("c.search('", false),
        ("c.fe", false),
    ] {
        let known = Fake::default();
        complete(before, "", &known);
        assert_eq!(known.asked.get(), wished, "{before}");
    }
}
