use std::os::unix::fs::PermissionsExt;

use super::*;

fn entry(text: &str) -> Entry {
    Entry {
        text: text.to_owned(),
        place: String::new(),
    }
}

fn texts(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.text.as_str()).collect()
}

#[test]
fn the_state_folder_is_xdgs_or_under_home() {
    let at = |pairs: [(&str, &str); 2]| path(&Env::from(pairs));
    let home = ("HOME", "/home/bob");
    let usual = PathBuf::from("/home/bob/.local/state/imapclient-interact/history");
    assert_eq!(at([home, ("XDG_STATE_HOME", "")]), Some(usual.clone()));
    assert_eq!(at([home, ("XDG_STATE_HOME", "relative")]), Some(usual));
    let own = PathBuf::from("/state/imapclient-interact/history");
    assert_eq!(at([home, ("XDG_STATE_HOME", "/state")]), Some(own));
    assert_eq!(path(&Env::default()), None);
}

#[test]
fn lines_with_secrets_are_withheld() {
    for line in [
        "c.login('bob', 'x')",
        "c . login ('bob', 'x')",
        "x = c.oauth2_login(user, 'ya29')",
        "c.plain_login('a', 'b', None)",
        "c.sasl_login('PLAIN', lambda c: b'x')",
        "password = 'x'",
        "PASSWORD='x'",
        "user, passwd = 'a', 'b'",
        "my_secret, b = 1, 2",
        "access_token: str = 'x'",
        "d = {'password': 'x'}",
        "d['token'] = 'x'",
        "d = {'pass': 'x'}",
        "if (pwd := 'x'): pass",
        "f(user='a', password='x')",
        "for i in x:\n    secret += 'x'",
        ":connect --password=x",
        ":raw LOGIN bob x",
        "  :raw  Authenticate PLAIN AGJvYgB4",
        "x = 1\n:raw login bob x",
        "a1 LOGIN bob x",
        "login bob x",
        "print('hunter2')",
        "print('hun\\ter2')",
    ] {
        assert!(withheld(line, Some(b"hunter2")), "{line}");
    }
    assert!(withheld(r"f('it\'s \\ me')", Some(br"it's \ me")));
}

#[test]
fn other_lines_are_kept() {
    for line in [
        "c.select_folder('INBOX')",
        "c.search(['SUBJECT', 'login failed'])",
        "n = c.search('ALL')",
        "for x in y: pass",
        "for x in y:\n    pass\nz = 1",
        "c.login?",
        ":raw SEARCH SUBJECT login",
        "# raw LOGIN is not kept",
        "help(c.login)",
        "password == other",
        "print(password)",
        "if token != x and a <= b: print(1)",
        "c.fetch(5, ['FLAGS']) # passed",
    ] {
        assert!(!withheld(line, Some(b"hunter2")), "{line}");
        assert!(!withheld(line, Some(b"")), "{line}");
        assert!(!withheld(line, None), "{line}");
    }
}

#[test]
fn entries_come_back_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a/b/history");
    let lines = [
        "c.noop()",
        "for x in y:\n    print('\\n', x)",
        r"'\\'",
        "Grüße ☢",
        "a\r\nb",
    ];
    let mut history = History::open(&path).unwrap();
    for line in lines {
        assert!(history.add(&entry(line), None).unwrap(), "{line}");
    }
    for line in ["a\r\nb", "", "   ", "c.login('a', 'b')"] {
        assert!(!history.add(&entry(line), None).unwrap(), "{line}");
    }
    assert_eq!(texts(History::open(&path).unwrap().entries()), lines);
    assert_eq!(texts(history.entries()), lines);
}

#[test]
fn places_are_kept_beside_the_entries() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("history");
    std::fs::write(&path, "old\n").unwrap();
    let placed = |text: &str, place: &str| Entry {
        text: text.to_owned(),
        place: place.to_owned(),
    };
    let new = [
        placed("c.noop()", "ann@mail.example A\\B \u{1f}\n"),
        placed("print('\u{1f}')", ""),
        placed("x", "bob@mail.example"),
    ];
    let mut history = History::open(&path).unwrap();
    for entry in &new {
        assert!(history.add(entry, None).unwrap());
    }
    let mut expected = vec![entry("old")];
    expected.extend(new);
    // A hostile place does not reach into the text.
    expected[1].place = "ann@mail.example A\\B ?\n".to_owned();
    assert_eq!(History::open(&path).unwrap().entries(), expected);
}

#[test]
fn only_the_owner_can_read_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a/history");
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    drop(History::open(&path).unwrap());
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    drop(History::open(&path).unwrap());
    assert_eq!(mode(&path), 0o600);
}

#[test]
fn a_torn_entry_spoils_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("history");
    std::fs::write(&path, b"one\n\xff\xfe\n\ntwo\nthr").unwrap();
    let mut history = History::open(&path).unwrap();
    assert_eq!(texts(history.entries()), ["one", "two"]);
    history.add(&entry("four"), None).unwrap();
    assert_eq!(
        std::fs::read(&path).unwrap(),
        b"one\n\xff\xfe\n\ntwo\nthr\nfour\n"
    );
}

#[test]
fn two_shells_do_not_overwrite_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("history");
    let mut one = History::open(&path).unwrap();
    let mut two = History::open(&path).unwrap();
    one.add(&entry("1"), None).unwrap();
    two.add(&entry("2"), None).unwrap();
    one.add(&entry("3"), None).unwrap();
    assert_eq!(
        texts(History::open(&path).unwrap().entries()),
        ["1", "2", "3"]
    );
}

#[test]
fn a_long_file_is_trimmed_to_the_newest() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("history");
    let lines: String = (0..=2 * KEPT).map(|n| format!("{n}\n")).collect();
    std::fs::write(&path, lines).unwrap();
    let mut history = History::open(&path).unwrap();
    assert_eq!(history.entries().len(), KEPT);
    assert!(history.add(&entry("last"), None).unwrap());
    let history = History::open(&path).unwrap();
    assert_eq!(history.entries().len(), KEPT + 1);
    assert_eq!(history.entries().last().unwrap().text, "last");
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
