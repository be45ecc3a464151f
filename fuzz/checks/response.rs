//! Arbitrary bytes as a server's answers, through the client in memory: the framer, the tape and
//! every reader, and the JSON of what they read.
//!
//! The first line of the input says what is called, a letter each (`CALLS`); a digit before them
//! how many bytes come at once in the second run, 0 that there is none and that all comes at once.
//! The rest is what the server says, greeting first;
//! `A1 ` at the start of a line is the tag of the first command. The line `~` hands the rest to the
//! readers of `imapclient::command::helpers`.
//!
//! The target `repeated` has the same form, but of `a NUL b NUL c` the server says `a`, many times
//! `b`, and `c`: what is not linear runs into the time limit.
//!
//! No panic, no abort; and
//! - however the bytes are cut, the results, errors and quirks are the same;
//! - both ways of writing JSON give the same, and nothing in it can drive a terminal;
//! - so do rows that are written straight from the wire, and the same rows once they are read;
//! - no password is in the trace or in an error.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use super::peer::Peer;
use imapclient::client::Client;
use imapclient::command::{helpers, method, rows};
use imapclient::data::escape::is_unsafe;
use imapclient::error::Result;
use imapclient::menu::{Arg, Args, Json, JsonWriter, Layout, Method, Out, RowSink};
use imapclient::transport::Trace;

/// Never said by a server, unless a fuzzer has learnt it.
const SECRET: &str = "s3cr3t-pAssw0rd";
/// How many calls one input may make.
const MOST: usize = 12;

/// An argument of a call.
#[derive(Clone, Copy)]
enum A {
    T(&'static str),
    B(bool),
    N(i128),
    L(&'static [&'static str]),
}
use A::{B, L, N, T};

/// What is called: a letter, the method, its arguments.
const CALLS: &[(u8, &str, &[A])] = &[
    (b'a', "capabilities", &[]),
    (b'b', "noop", &[]),
    (b'c', "login", &[T("user"), T(SECRET)]),
    (b'd', "plain_login", &[T("user"), T(SECRET)]),
    (b'e', "oauth2_login", &[T("user"), T(SECRET)]),
    (b'f', "oauthbearer_login", &[T("user"), T(SECRET)]),
    (b'g', "id_", &[]),
    (b'h', "enable", &[T("CONDSTORE"), T("UTF8=ACCEPT")]),
    (b'i', "namespace", &[]),
    (b'j', "list_folders", &[]),
    (b'k', "xlist_folders", &[T("x"), T("%")]),
    (b'l', "list_sub_folders", &[]),
    (b'm', "create_folder", &[T("Entw\u{fc}rfe")]),
    (b'n', "rename_folder", &[T("a"), T("b")]),
    (b'o', "delete_folder", &[T("a")]),
    (b'p', "find_special_folder", &[T("\\Sent")]),
    (b'q', "folder_exists", &[T("INBOX")]),
    (b'r', "select_folder", &[T("INBOX")]),
    (b's', "close_folder", &[]),
    (b't', "folder_status", &[T("INBOX")]),
    (b'u', "search", &[T("ALL")]),
    (b'v', "sort", &[T("REVERSE DATE")]),
    (b'w', "thread", &[]),
    (b'x', "gmail_search", &[T("in:inbox")]),
    (b'y', "get_gmail_labels", &[T("1:*")]),
    (b'z', "fetch", &[T("1:*"), T("ALL")]),
    (b'A', "fetch_iter", &[T("1:*"), T("FULL")]),
    (b'B', "get_flags", &[T("1:10")]),
    (b'C', "add_flags", &[T("1:3,7"), T("\\Seen")]),
    (b'D', "remove_flags", &[N(5), T("x"), B(true)]),
    (
        b'E',
        "set_gmail_labels",
        &[T("1:*"), L(&["a b", "\\Inbox"])],
    ),
    (b'F', "delete_messages", &[T("2")]),
    (b'G', "append", &[T("INBOX"), T("Subject: x\r\n\r\ny")]),
    (b'H', "multiappend", &[T("INBOX"), L(&["a", "b"])]),
    (b'I', "copy", &[T("1:*"), T("a")]),
    (b'J', "move", &[T("1:3"), T("a")]),
    (b'K', "expunge", &[]),
    (b'L', "uid_expunge", &[T("3")]),
    (b'M', "idle", &[]),
    (b'N', "idle_check", &[N(0)]),
    (b'O', "idle_done", &[]),
    (b'P', "getacl", &[T("INBOX")]),
    (b'Q', "setacl", &[T("INBOX"), T("ann"), T("lr")]),
    (b'R', "get_quota", &[]),
    (b'S', "get_quota_root", &[T("INBOX")]),
    (b'T', "logout", &[]),
    (b'U', "search", &[L(&["TEXT", "\u{fc}"]), T("UTF-8")]),
    (
        b'V',
        "fetch",
        &[T("1:*"), L(&["FLAGS", "BODY.PEEK[]", "X-GM-LABELS"])],
    ),
    (b'W', "select_folder", &[T("&"), B(true)]),
    (b'X', "unselect_folder", &[]),
    (
        b'Y',
        "fetch",
        &[T("1:*"), T("FLAGS"), L(&["CHANGEDSINCE 5"])],
    ),
    (b'Z', "folder_status", &[T("x"), L(&["MESSAGES", "SIZE"])]),
];

/// What is not the same however the bytes are cut: it takes what has come so far.
const TAKES_WHAT_IS_THERE: &[u8] = b"N";

fn arg(argument: A) -> Arg {
    match argument {
        T(text) => Arg::Text(text.to_owned()),
        B(value) => Arg::Bool(value),
        N(number) => Arg::Int(number),
        L(list) => Arg::List(
            list.iter()
                .map(|text| Arg::Text((*text).to_owned()))
                .collect(),
        ),
    }
}

fn find(letter: u8) -> Option<(&'static Method, Args)> {
    let (_, name, arguments) = CALLS.iter().find(|(own, ..)| *own == letter)?;
    let args = Args {
        positional: arguments.iter().map(|argument| arg(*argument)).collect(),
        named: Vec::new(),
    };
    Some((
        method(name).unwrap_or_else(|| panic!("there is no {name}")),
        args,
    ))
}

/// Sees to it that no secret is shown.
struct Watch;

impl Trace for Watch {
    fn sent(&mut self, masked: &[u8]) {
        let secret = SECRET.as_bytes();
        assert!(masked.windows(secret.len()).all(|part| part != secret));
    }

    fn received(&mut self, _: &[u8]) {}

    fn note(&mut self, text: &str) {
        assert!(!text.contains(SECRET));
    }
}

/// The JSON of a result, written both ways.
fn json(out: &Out) -> String {
    let (mut buffer, mut written) = (Vec::new(), Vec::new());
    let mut writer = JsonWriter::new(&mut buffer, &mut written, Layout::Compact);
    out.write_json(&mut writer)
        .expect("a result can be written");
    written.extend(buffer);
    let mut slowly = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut slowly, Json::compact());
    serde::Serialize::serialize(out, &mut serializer).expect("a result can be serialized");
    assert!(written == slowly, "both ways of writing JSON");
    let text = String::from_utf8(written).expect("JSON is UTF-8");
    assert!(!text.contains(is_unsafe), "{text:?}");
    let parsed = |text: &str| match serde_json::from_str::<serde_json::Value>(text) {
        Ok(value) => Some(value),
        // Lists nested as deep as they may be.
        Err(error) if error.to_string().contains("recursion limit") => None,
        Err(error) => panic!("{error}: {text}"),
    };
    let usual = serde_json::to_string(out).expect("a result can be serialized");
    assert_eq!(parsed(&text), parsed(&usual), "escapes change no value");
    text
}

/// How the rows of a fetch are taken.
#[derive(Clone, Copy)]
enum Taken {
    /// As one result.
    Whole,
    /// While they arrive, read.
    Read(Layout),
    /// While they arrive, written straight from the wire where they can be.
    Straight(Layout),
}

/// Rows as an object of JSON, entry by entry.
struct Shown {
    layout: Layout,
    straight: bool,
    text: Vec<u8>,
}

impl Shown {
    fn write(&mut self, entry: impl FnOnce(&mut JsonWriter<'_>, bool) -> std::io::Result<()>) {
        let first = self.text.is_empty();
        let mut buffer = Vec::new();
        let mut writer = JsonWriter::new(&mut buffer, &mut self.text, self.layout);
        entry(&mut writer, first).expect("a row can be written");
        self.text.extend(buffer);
    }
}

impl RowSink for Shown {
    fn row(&mut self, key: Out, row: Out) -> Result<()> {
        self.write(|writer, first| writer.entry(first, &key, &row));
        Ok(())
    }

    fn layout(&self) -> Option<Layout> {
        self.straight.then_some(self.layout)
    }

    fn json(&mut self, key: u32, row: &[u8], _: bool) -> Result<()> {
        self.write(|writer, first| writer.entry_of(first, key, row));
        Ok(())
    }
}

/// Calls one method, and takes all rows of what gives rows.
fn call(client: &mut Client, letter: u8, taken: Taken) -> Result<String> {
    let Some((method, args)) = find(letter) else {
        return Ok(String::new());
    };
    if let (Some(rows), Taken::Read(layout) | Taken::Straight(layout)) = (rows(method.name), taken)
    {
        let mut shown = Shown {
            layout,
            straight: matches!(taken, Taken::Straight(_)),
            text: Vec::new(),
        };
        let done = rows(client, args, &mut shown);
        let error = done.err().map(|error| error.to_string());
        let text = String::from_utf8(shown.text).expect("JSON is UTF-8");
        assert!(!text.contains(|c| c != '\n' && is_unsafe(c)), "{text:?}");
        return Ok(format!("{text} {error:?}"));
    }
    let out = (method.call)(client, args)?;
    let Out::Rows(rows) = out else {
        return Ok(json(&out));
    };
    let mut shown = String::new();
    while let Some((key, row)) = rows.lock().expect("nobody panicked").next(client)? {
        let _ = write!(shown, "{}:{} ", json(&key), json(&row));
    }
    Ok(shown)
}

/// What came of a session.
fn session(calls: &[u8], text: &[u8], most: usize, by_line: bool, taken: Taken) -> String {
    let (peer, heard) = Peer::new(text, most, by_line);
    let mut told = String::new();
    match Client::over(peer) {
        Err(error) => told = format!("{error} {error:?}"),
        Ok(mut client) => {
            client.set_trace(Some(Box::new(Watch)));
            client.set_normalise_times(false);
            for letter in calls.iter().take(MOST) {
                let _ = match call(&mut client, *letter, taken) {
                    Ok(shown) => writeln!(told, "{shown}"),
                    Err(error) => writeln!(told, "{error} {error:?}"),
                };
            }
            let warnings = client.take_warnings();
            let quirks: BTreeMap<_, _> = client.quirks().iter().collect();
            let _ = write!(
                told,
                "{:?} {:?} {quirks:?} {:?} {:?} {:?}",
                client.state(),
                client.selected(),
                warnings,
                client.folders_heard(),
                client.ended(),
            );
        }
    }
    assert!(
        !told.contains(SECRET) || text.windows(4).any(|part| part == b"s3cr"),
        "{told}"
    );
    let heard: Arc<Mutex<_>> = heard;
    let heard = heard.lock().expect("nobody panicked");
    heard.without_tags(told)
}

/// The calls and what the server says.
fn parts(data: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = data.iter().position(|byte| *byte == b'\n')?;
    Some((&data[..end], &data[end + 1..]))
}

/// Runs one input of `repeated`, with `much` octets of what repeats itself.
#[allow(dead_code)] // of one target or the other
pub(crate) fn check_repeated(data: &[u8], much: usize) {
    let Some((calls, text)) = parts(data) else {
        return;
    };
    let mut parts = text.splitn(3, |byte| *byte == 0);
    let mut part = || parts.next().unwrap_or_default();
    let (before, again, after) = (part(), part(), part());
    if !again.is_empty() {
        let text = [before, &again.repeat(much / again.len()), after].concat();
        session(calls, &text, usize::MAX, true, Taken::Whole);
        if calls.iter().take(MOST).any(fetches) {
            let taken = Taken::Straight(Layout::Compact);
            session(calls, &text, usize::MAX, true, taken);
        }
    }
}

fn fetches(letter: &u8) -> bool {
    find(*letter).is_some_and(|(method, _)| method.name == "fetch")
}

/// Runs one input.
#[allow(dead_code)] // of one target or the other
pub(crate) fn check(data: &[u8]) {
    let Some((mut calls, text)) = parts(data) else {
        return;
    };
    if calls == b"~" {
        let _ = helpers::parse_response(text);
        let _ = helpers::parse_message_list(text);
        for normalise in [false, true] {
            let rows: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
            let _ = helpers::parse_fetch_response(&rows, normalise, normalise);
        }
        return;
    }
    let mut most = 1;
    if let Some((digit, rest)) = calls
        .split_first()
        .filter(|(digit, _)| digit.is_ascii_digit())
    {
        most = usize::from(digit - b'0');
        calls = rest;
    }
    if most == 0 {
        session(calls, text, usize::MAX, false, Taken::Whole);
        return;
    }
    let whole = session(calls, text, usize::MAX, true, Taken::Whole);
    if !calls
        .iter()
        .any(|letter| TAKES_WHAT_IS_THERE.contains(letter))
    {
        let cut = session(calls, text, most, true, Taken::Whole);
        // Tags are different in every session but for chance, and some octets that are shown in
        // another form hold one.
        let again = |_| session(calls, text, usize::MAX, true, Taken::Whole);
        assert!(
            whole == cut || (0..3).map(again).any(|again| whole != again),
            "cut into {most}:\n{whole}\n{cut}"
        );
        if calls.iter().take(MOST).any(fetches) {
            let layout = match most % 2 {
                0 => Layout::Pretty,
                _ => Layout::Compact,
            };
            let read = |_| session(calls, text, usize::MAX, true, Taken::Read(layout));
            let (one, straight) = (
                read(0),
                session(calls, text, most, true, Taken::Straight(layout)),
            );
            assert!(
                one == straight || (0..3).map(read).any(|again| one != again),
                "written straight:\n{one}\n{straight}"
            );
        }
    }
}
