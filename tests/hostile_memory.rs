//! Servers that send too much: each call ends in the right way, and the process never holds more
//! than 64 MiB besides what the user asked to keep. `tests/hostile/main.rs` has the table.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::io::{self, Read};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use imapclient::client::{Client, State};
use imapclient::error::Error;
use support::peer::{Answer, Peer, said};

/// The memory is that of the whole process, so the tests go one after the other.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

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
        "a million tiny literals",
        |tag| {
            let literals = "X {1}\r\nx ".repeat(1_000_000);
            said(format!("* 1 FETCH (UID 1 {literals})\r\n{tag} OK done\r\n"))
        },
        End::Over("literal"),
    ),
    (
        "a million members of a group",
        |tag| {
            let members = "(NIL NIL \"a\" NIL)".repeat(1_000_000);
            said(format!(
                "* 9 FETCH (UID 9 ENVELOPE (NIL NIL ({members}) NIL NIL NIL NIL NIL NIL NIL))\r\n{tag} OK done\r\n"
            ))
        },
        End::Alive,
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
        "an address of 100,000 words",
        |tag| {
            let words = "\"word\" ".repeat(100_000);
            said(format!(
                "* 1 FETCH (UID 1 ENVELOPE (NIL NIL (({words})) NIL NIL NIL NIL NIL NIL NIL))\r\n{tag} OK done\r\n"
            ))
        },
        End::Alive,
    ),
    (
        "100,000 sections that are never closed",
        |tag| {
            let sections = "BODY[ ".repeat(100_000);
            said(format!("* 1 FETCH (UID 1 {sections})\r\n{tag} OK done\r\n"))
        },
        End::Alive,
    ),
    (
        "100,000 sections whose lists are never closed",
        |tag| {
            let sections = "BODY[(]a ".repeat(100_000);
            said(format!("* 1 FETCH (UID 1 {sections}\r\n{tag} OK done\r\n"))
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

/// None takes a tenth of it on an idle machine; what is not linear takes minutes.
const MOST_TIME: Duration = Duration::from_secs(30);

#[test]
fn attacks_end_in_bounded_memory() {
    let _alone = alone();
    let mut wrong = Vec::new();
    for (name, attack, end) in ATTACKS {
        let mut client = attacked(attack);
        let (_, before) = memory();
        let begun = Instant::now();
        let result: Result<usize, Error> = client
            .fetch(
                "1:3",
                ["FLAGS", "ENVELOPE", "BODYSTRUCTURE", "BODY.PEEK[]"],
                (),
            )
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
        if grown > 64 {
            wrong.push(format!("{name}: {grown} MiB"));
        }
        if begun.elapsed() > MOST_TIME {
            wrong.push(format!("{name}: {:?}", begun.elapsed()));
        }
        eprintln!(
            "{name}: {grown} MiB, {:?}",
            result.map_err(|error| error.to_string())
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A literal is as large as a message may be only where messages were asked for.
#[test]
fn huge_literals_nobody_asked_for() {
    let _alone = alone();
    let huge = |_: &str| endless("* 1 FETCH (UID 1 BODY[] {900000000}\r\n".into(), b"x");
    type Call = fn(&mut Client) -> Result<(), Error>;
    let calls: [(&str, Call); 5] = [
        ("search", |client| client.search("ALL", None).map(drop)),
        ("flags", |client| client.fetch(1, "FLAGS", ()).map(drop)),
        ("list", |client| client.list_folders("", "*").map(drop)),
        ("status", |client| client.folder_status("x", ()).map(drop)),
        ("store", |client| {
            client.add_flags(1, "\\Seen", false).map(drop)
        }),
    ];
    for (name, call) in calls {
        let mut client = attacked(huge);
        let (_, before) = memory();
        let error = call(&mut client).unwrap_err();
        let grown = memory().0.saturating_sub(before) >> 10;
        assert!(error.ends_session(), "{name}: {error}");
        assert!(error.message().contains("literal"), "{name}: {error}");
        assert!(grown <= 64, "{name}: {grown} MiB");
    }
}

#[test]
fn sets_of_everything_are_never_written_out() {
    let _alone = alone();
    let mut client = attacked(|tag| {
        said(format!(
            "* ESEARCH (TAG \"{tag}\") UID ALL 1:4294967295\r\n* VANISHED 1:4294967295\r\n\
             {tag} OK [COPYUID 1 1:4294967295 1:4294967295] done\r\n"
        ))
    });
    let (_, before) = memory();
    let found = client.search("ALL", None).unwrap();
    assert_eq!(found.len(), 4_294_967_295);
    assert_eq!(
        client.copy(1, "x").unwrap().uids.unwrap().len(),
        4_294_967_295
    );
    assert_eq!(client.fetch(&found, "FLAGS", ()).unwrap().len(), 0);
    client.noop().unwrap();
    assert!(memory().0.saturating_sub(before) >> 10 <= 64);
}
