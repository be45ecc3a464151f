//! Servers that attack, die or lie: whatever they send, a call ends in a typed error or a result,
//! in bounded time and memory, and the session is in step or over.
//!
//! The attack classes are those of the field: STARTTLS injection and PREAUTH (USENIX Security 2021;
//! in `src/client/tests.rs`, as are time-outs), huge literals and endless lines (CVE-2021-3657,
//! CVE-2025-43857), many tokens and literals (CVE-2026-42245), deep nesting (imap-proto, RecursionError
//! in imaplib), sets that name everything (CVE-2025-25186), SCRAM rounds (CVE-2026-42256; in
//! `src/auth`), tags guessed beforehand (CVE-2026-42246), referrals.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::io::{self, Read};

use imapclient::client::{Client, State};
use imapclient::error::{Error, ErrorKind};
use support::peer::{Answer, Peer, said};

const READY: &str = "* PREAUTH [CAPABILITY IMAP4rev1 IDLE UIDPLUS MOVE SORT NAMESPACE] ready\r\n";

/// A client of a server that opens INBOX as it should and says `attack` to the next command; TAG
/// stands for the tag.
fn attacked(attack: impl Fn(&str) -> Answer + Send + 'static) -> Client {
    let peer = Peer::new(READY, move |tag, line| match line {
        "SELECT \"INBOX\"" => said(format!("* 3 EXISTS\r\n{tag} OK [READ-WRITE] open\r\n")),
        "LOGOUT" => said(format!("* BYE bye\r\n{tag} OK bye\r\n")),
        "NOOP" => said(format!("{tag} OK still here\r\n")),
        _ => attack(tag),
    });
    let mut client = Client::over(peer).unwrap();
    client.select_folder("INBOX", false).unwrap();
    client
}

/// The peak of this process's memory since the last call, and what it is now, in KiB.
fn memory() -> (u64, u64) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let field = |name: &str| -> u64 {
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    };
    let found = (field("VmHWM:"), field("VmRSS:"));
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    found
}

/// Endless repetition.
fn endless(start: String, text: &'static [u8]) -> Answer {
    struct Endless(&'static [u8], usize);
    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            for place in buffer.iter_mut() {
                *place = self.0[self.1 % self.0.len()];
                self.1 += 1;
            }
            Ok(buffer.len())
        }
    }
    Box::new(io::Cursor::new(start.into_bytes()).chain(Endless(text, 0)))
}

/// How a call under attack must end.
enum End {
    /// With an error of this kind that says this; the session is over.
    Over(&'static str),
    /// With a result or an error; the session goes on.
    Alive,
}

/// One attack: its name, what the server says, and how the call ends.
type Attack = (&'static str, fn(&str) -> Answer, End);

const ATTACKS: &[Attack] = &[
    (
        "a line without an end",
        |_| endless("* OK ".into(), b"a"),
        End::Over("more than"),
    ),
    (
        "a list without an end",
        |_| endless("* 1 FETCH (X ".into(), b"(("),
        End::Over("more than"),
    ),
    (
        "tokens without an end",
        |_| endless("* 1 FETCH (FLAGS (".into(), b"a "),
        End::Over("more than"),
    ),
    (
        "a literal of 4 GiB",
        |_| endless("* 1 FETCH (BODY[] {4294967296}\r\n".into(), b"x"),
        End::Over("literal"),
    ),
    (
        "a literal of 2^63 octets",
        |_| endless("* 1 FETCH (BODY[] {9223372036854775808}\r\n".into(), b"x"),
        End::Over("literal"),
    ),
    (
        "a literal whose size is no number that fits",
        |_| said("* 1 FETCH (BODY[] {99999999999999999999}\r\nwon't parse this)\r\n"),
        End::Over("literal"),
    ),
    (
        "a literal longer than what is sent",
        |_| said("* 1 FETCH (UID 1 BODY[] {1000000}\r\nshort"),
        End::Over("closed"),
    ),
    (
        "literals without an end",
        |_| endless("* 1 FETCH (".into(), b"X {1}\r\nx "),
        End::Over("literal"),
    ),
    (
        "responses without an end nobody asked for",
        |tag| {
            let news =
                b"* 3 EXISTS\r\n* 3 FETCH (FLAGS (x))\r\n* X-JUNK (a b c)\r\n".repeat(200_000);
            Box::new(io::Cursor::new(news).chain(io::Cursor::new(format!("{tag} OK done\r\n"))))
        },
        End::Alive,
    ),
    (
        "a million tokens",
        |tag| {
            let tokens = "a ".repeat(1_000_000);
            said(format!(
                "* 1 FETCH (UID 1 FLAGS ({tokens}))\r\n{tag} OK done\r\n"
            ))
        },
        End::Alive,
    ),
    (
        "100,000 lists in each other",
        |tag| {
            let (open, close) = ("(".repeat(100_000), ")".repeat(100_000));
            said(format!(
                "* 1 FETCH (UID 1 BODYSTRUCTURE {open}{close} X {open}{close})\r\n{tag} OK done\r\n"
            ))
        },
        End::Alive,
    ),
    (
        "100,000 lists that are never closed",
        |tag| {
            said(format!(
                "* 1 FETCH (UID 1 ENVELOPE {})\r\n{tag} OK done\r\n",
                "(".repeat(100_000)
            ))
        },
        End::Alive,
    ),
    (
        "100,000 quotes that are never closed",
        |tag| {
            let quotes = "\"a\"b ".repeat(100_000);
            said(format!(
                "* 1 FETCH (UID 1 X ({quotes}))\r\n{tag} OK done\r\n"
            ))
        },
        End::Alive,
    ),
    (
        "go-aheads nobody asked for",
        |tag| said(format!("{}{tag} OK done\r\n", "+ go\r\n".repeat(10_000))),
        End::Alive,
    ),
    (
        "an answer to a command that was never sent",
        |_| said("Z9 OK done\r\n"),
        End::Over("never sent"),
    ),
    (
        "a referral",
        |tag| {
            said(format!(
                "{tag} NO [REFERRAL imap://evil.example/] go there\r\n"
            ))
        },
        End::Alive,
    ),
    ("BYE", |_| said("* BYE dying\r\n"), End::Over("dying")),
    (
        "a tagged BYE",
        |tag| said(format!("{tag} BYE dying\r\n")),
        End::Over("dying"),
    ),
    ("the end of the stream", |_| said(""), End::Over("closed")),
    (
        "NUL octets",
        |_| endless(String::new(), b"\0"),
        End::Over("more than"),
    ),
    (
        "line ends",
        |tag| said(format!("{}{tag} OK done\r\n", "\r\n".repeat(100_000))),
        End::Alive,
    ),
];

#[test]
fn attacks_end_in_bounded_memory() {
    let mut wrong = Vec::new();
    for (name, attack, end) in ATTACKS {
        let mut client = attacked(attack);
        let (_, before) = memory();
        let result: Result<usize, Error> = client
            .fetch("1:3", ["FLAGS", "BODYSTRUCTURE", "BODY.PEEK[]"], ())
            .map(|rows| rows.len());
        let (peak, _) = memory();
        let grown = peak.saturating_sub(before) >> 10;
        match (end, &result) {
            (End::Over(says), Err(error)) => {
                if !error.ends_session() || !error.to_string().contains(says) {
                    wrong.push(format!("{name}: {error}"));
                }
                assert_eq!(client.state(), State::Logout, "{name}");
                if client.noop().is_ok() {
                    wrong.push(format!("{name}: the session lives"));
                }
            }
            (End::Over(_), Ok(count)) => wrong.push(format!("{name}: {count} rows")),
            (End::Alive, _) => {
                if let Err(error) = client.noop() {
                    wrong.push(format!("{name}: then {error}"));
                }
            }
        }
        // The limit of a response is 64 MiB; a million flags that were asked for are kept besides.
        if grown > 80 {
            wrong.push(format!("{name}: {grown} MiB"));
        }
        eprintln!(
            "{name}: {grown} MiB, {:?}",
            result.map_err(|error| error.to_string())
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a well-behaved server says in the session of [`session`], step by step. `T` stands for the
/// tag.
const RECORDED: &[&str] = &[
    "* OK [CAPABILITY IMAP4rev1 SASL-IR UIDPLUS MOVE IDLE SORT NAMESPACE ID] ready\r\n",
    "T OK [CAPABILITY IMAP4rev1 UIDPLUS MOVE IDLE SORT NAMESPACE ID] in\r\n",
    "* LIST (\\HasNoChildren) \"/\" \"INBOX\"\r\n* LIST (\\Trash) \"/\" {5}\r\nTr&-h\r\nT OK done\r\n",
    "* FLAGS (\\Seen)\r\n* 3 EXISTS\r\n* OK [UIDVALIDITY 9] ok\r\n* OK [PERMANENTFLAGS (\\Seen \\*)] ok\r\nT OK [READ-WRITE] open\r\n",
    "* SEARCH 1 2 3\r\nT OK done\r\n",
    "* 1 FETCH (UID 1 FLAGS (\\Seen) ENVELOPE (\"Mon, 1 Jan 2024 10:00:00 +0100\" \"S\" ((\"A\" NIL \"a\" \"x\")) NIL NIL NIL NIL NIL NIL \"<m>\"))\r\n* 2 FETCH (UID 2 BODY[] {12}\r\nSubject: x\r\n BODYSTRUCTURE (\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 1))\r\nT OK done\r\n",
    "* 1 FETCH (UID 1 FLAGS (\\Seen \\Deleted))\r\nT OK done\r\n",
    "* OK [COPYUID 9 1:2 11:12] moved\r\n* 1 EXPUNGE\r\n* 1 EXPUNGE\r\nT OK done\r\n",
    "* STATUS \"INBOX\" (MESSAGES 1 UNSEEN 0)\r\nT OK done\r\n",
    "* NAMESPACE ((\"\" \"/\")) NIL NIL\r\nT OK done\r\n",
    "* BYE bye\r\nT OK bye\r\n",
];

/// A session with a server that says `steps`; each piece that is read has at most `piece` bytes.
/// What came of each call.
fn session(steps: Vec<Vec<u8>>, piece: usize) -> Vec<Result<String, Error>> {
    let mut steps = steps.into_iter();
    let greeting = steps.next().unwrap_or_default();
    let mut peer = Peer::new(greeting, move |tag, _| {
        let step = steps.next().unwrap_or_default();
        said(with_tag(&step, tag))
    });
    peer.piece = piece;
    let mut results = Vec::new();
    let mut client = match Client::over(peer) {
        Ok(client) => client,
        Err(error) => return vec![Err(error)],
    };
    let mut note = |result: Result<String, Error>| results.push(result);
    note(
        client
            .login("user", "pass")
            .map(|answer| format!("{answer:?}")),
    );
    note(
        client
            .list_folders("", "*")
            .map(|folders| format!("{folders:?}")),
    );
    note(
        client
            .select_folder("INBOX", false)
            .map(|info| format!("{info:?}")),
    );
    note(client.search("ALL", None).map(|ids| format!("{ids:?}")));
    note(
        client
            .fetch("1:3", ["FLAGS", "ENVELOPE"], ())
            .map(|rows| format!("{rows:?}")),
    );
    note(
        client
            .add_flags(1, "\\Deleted", false)
            .map(|flags| format!("{flags:?}")),
    );
    note(
        client
            .move_("1:2", "Trash")
            .map(|answer| format!("{answer:?}")),
    );
    note(
        client
            .folder_status("INBOX", ())
            .map(|info| format!("{info:?}")),
    );
    note(client.namespace().map(|namespace| format!("{namespace:?}")));
    // A session that is over needs no farewell.
    let over = client.ended().is_some();
    let farewell = client.logout().map(|words| format!("{words:?}"));
    if !over {
        results.push(farewell);
    }
    results
}

/// The bytes with the tag for each `T ` at the start of a line.
fn with_tag(step: &[u8], tag: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(step.len() + 16);
    for line in step.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_prefix(b"T ") {
            Some(rest) => {
                out.extend(tag.as_bytes());
                out.push(b' ');
                out.extend(rest);
            }
            None => out.extend(line),
        }
    }
    out
}

fn recorded() -> Vec<Vec<u8>> {
    RECORDED
        .iter()
        .map(|step| step.as_bytes().to_vec())
        .collect()
}

fn texts(results: &[Result<String, Error>]) -> Vec<&str> {
    results
        .iter()
        .map(|result| result.as_deref().unwrap_or("an error"))
        .collect()
}

#[test]
fn the_pieces_in_which_bytes_arrive_do_not_matter() {
    let whole = session(recorded(), usize::MAX);
    for result in &whole {
        result.as_ref().unwrap();
    }
    for piece in 1..40 {
        assert_eq!(texts(&session(recorded(), piece)), texts(&whole), "{piece}");
    }
}

#[test]
fn a_stream_may_end_after_every_byte() {
    let whole = session(recorded(), usize::MAX);
    for step in 0..RECORDED.len() {
        for length in 0..RECORDED[step].len() {
            let mut steps = recorded();
            steps.truncate(step + 1);
            steps[step].truncate(length);
            let results = session(steps, usize::MAX);
            // What came before is as it was; then the end is told, by every call.
            let done = results.iter().take_while(|result| result.is_ok()).count();
            assert!(done >= step.saturating_sub(1), "step {step}, byte {length}");
            assert_eq!(
                texts(&whole)[..step.saturating_sub(1)],
                texts(&results)[..step.saturating_sub(1)]
            );
            for error in results[done..]
                .iter()
                .map(|result| result.as_ref().unwrap_err())
            {
                assert!(
                    error.ends_session() && error.kind() != ErrorKind::Refused,
                    "step {step}, byte {length}: {error}"
                );
            }
        }
    }
}

#[test]
fn a_server_may_say_bye_at_every_line() {
    for step in 1..RECORDED.len() - 1 {
        let lines: Vec<&str> = RECORDED[step].split_inclusive("\r\n").collect();
        for line in 0..lines.len() {
            // Not in the middle of a literal.
            if lines[line].starts_with(' ')
                || lines[..line]
                    .last()
                    .is_some_and(|before| before.ends_with("}\r\n"))
            {
                continue;
            }
            let mut steps = recorded();
            steps.truncate(step + 1);
            steps[step] = (lines[..line].concat() + "* BYE the disk is full\r\n").into_bytes();
            let results = session(steps, usize::MAX);
            let error = results
                .iter()
                .find_map(|result| result.as_ref().err())
                .unwrap();
            assert!(error.ends_session(), "{error}");
            assert!(
                error.to_string().contains("the disk is full"),
                "step {step}: {error}"
            );
        }
    }
}

#[test]
fn damaged_bytes_never_break_the_client() {
    // A xorshift, so that what fails can be run again.
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut draw = move |most: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % most as u64) as usize
    };
    const PIECES: [&[u8]; 12] = [
        b"(", b")", b"\"", b"{", b"}", b"\\", b"\r\n", b"\0", b"{5}\r\n", b"NIL", b"\xff", b"* ",
    ];
    for _ in 0..4000 {
        let mut steps = recorded();
        for _ in 0..=draw(4) {
            let step = draw(steps.len());
            let at = draw(steps[step].len().max(1));
            let piece = PIECES[draw(PIECES.len())];
            let end = (at + draw(3)).min(steps[step].len());
            steps[step].splice(at.min(end)..end, piece.iter().copied());
        }
        // Each call ends, and once the session is over it stays so.
        let results = session(steps, 7);
        let over = results
            .iter()
            .position(|r| r.as_ref().is_err_and(Error::ends_session));
        if let Some(over) = over {
            assert!(results[over..].iter().all(Result::is_err), "{results:?}");
        }
    }
}
