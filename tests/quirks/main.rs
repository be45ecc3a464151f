//! The quirks of servers, each response by itself: accepted as the collection demands, or refused in
//! words; no row beside it lost, the session in step, and every leniency counted under a name.
//!
//! `responses.txt` has the responses, as collected in section 5 of the project's notes on peers.
//! Those notes print 65 of their 129; five more are told of so well that they can be written down.
//! X01 and so on are others, of the sources that the notes name, and of our own.
//! An entry is
//!
//! ```text
//! ID CALL
//! # who sends it: what becomes of it
//! S the response, with \r \n \t \\ \xNN as escapes
//! Q the quirks that are counted for it, each with its number
//! = what comes of it, as JSON, or the error
//! ```
//!
//! `conversations/quirks` has the same responses in sessions of the program. `sessions.rs` accounts
//! for the quirks of whole sessions.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../support/mod.rs"]
mod support;

mod lists;
mod sessions;
mod variants;

use imapclient::Client;
use imapclient::error::Error;
use support::peer::{Peer, said};

/// One response of the collection.
#[derive(Clone, Debug)]
struct Entry {
    id: String,
    call: String,
    says: Vec<u8>,
    quirks: String,
    result: String,
}

/// What came of an entry.
#[derive(Debug, PartialEq)]
struct Outcome {
    result: String,
    quirks: String,
    /// Whether the session goes on, and in step.
    alive: bool,
}

const RESPONSES: &str = include_str!("responses.txt");

/// The rows and lines that stand before and after a response, and must come through.
const FENCES: [(&str, &str, &str); 5] = [
    (
        "fetch",
        "* 70001 FETCH (UID 70001 X-FENCE before)\r\n",
        "* 70002 FETCH (UID 70002 X-FENCE after)\r\n",
    ),
    (
        "list",
        "* LIST () \"/\" before\r\n",
        "* LIST () \"/\" after\r\n",
    ),
    (
        "xlist",
        "* XLIST () \"/\" before\r\n",
        "* XLIST () \"/\" after\r\n",
    ),
    ("search", "* SEARCH 70001\r\n", "* SEARCH 70002\r\n"),
    (
        "noop",
        "* 70001 EXISTS\r\n",
        "* 70002 FETCH (X-FENCE after)\r\n",
    ),
];

fn entries() -> Vec<Entry> {
    let text = RESPONSES.replace("@DEEP", &deep(100_000));
    let entries = text.split("\n\n").map(|block| {
        let mut lines = block.lines();
        let (id, call) = lines.next().unwrap().split_once(' ').unwrap();
        let field = |name: &str| {
            let line = block.lines().find_map(|line| line.strip_prefix(name));
            line.unwrap_or_default().trim_start_matches(' ').to_owned()
        };
        Entry {
            id: id.to_owned(),
            call: call.to_owned(),
            says: bytes(&field("S ")),
            quirks: field("Q "),
            result: field("= "),
        }
    });
    entries.collect()
}

fn deep(levels: usize) -> String {
    format!("{}{}", "(".repeat(levels), ")".repeat(levels))
}

/// `\r \n \t \\ \xNN` as what they stand for.
fn bytes(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        out.push(match byte {
            b'\\' => match rest.next().unwrap() {
                b'r' => b'\r',
                b'n' => b'\n',
                b't' => b'\t',
                b'x' => {
                    let digits = [rest.next().unwrap(), rest.next().unwrap()];
                    u8::from_str_radix(str::from_utf8(&digits).unwrap(), 16).unwrap()
                }
                other => other,
            },
            byte => byte,
        });
    }
    out
}

/// What stands before and after the responses of a call.
fn fences(call: &str) -> Option<(&str, &str, &str)> {
    let of = |name| move |fence: &&(&str, _, _)| fence.0 == name;
    let family = call.split('-').next().unwrap_or(call);
    FENCES.iter().find(of(family)).copied()
}

/// What the client is made to ask, and what comes of it.
fn ask(client: &mut Client, call: &str) -> Result<String, Error> {
    let json = |value: &dyn erased_json::Json| value.json();
    Ok(match call {
        "append" => json(&client.append("x", "A: b", (), None)?.uids),
        "capabilities" => json(&client.capabilities()?.0),
        "fetch" | "fetch-by-number" => json(&client.fetch("1:*", ["X"], ())?),
        "greeting" => json(&client.welcome().clone()),
        "id" => json(&client.id_(())?),
        "list" => json(&client.list_folders("", "*")?),
        "namespace" => json(&client.namespace()?),
        "noop" => json(&client.noop()?.responses),
        "search" => json(&client.search("ALL", None)?),
        "select" => json(&client.select_folder("INBOX", false)?),
        "status" => json(&client.folder_status("Sent", ())?),
        "xlist" => json(&client.xlist_folders("", "*")?),
        other => panic!("{other}"),
    })
}

mod erased_json {
    pub(crate) trait Json {
        fn json(&self) -> String;
    }

    impl<T: serde::Serialize> Json for T {
        fn json(&self) -> String {
            serde_json::to_string(self).unwrap()
        }
    }
}

/// Plays a response to a client, in pieces of `piece` bytes.
fn play(call: &str, says: &[u8], piece: usize) -> Outcome {
    let (_, before, after) = fences(call).unwrap_or_default();
    let answer = [before.as_bytes(), says, after.as_bytes()].concat();
    let greeting = match call {
        "greeting" => says.to_vec(),
        "capabilities" => b"* PREAUTH hi\r\n".to_vec(),
        _ => b"* PREAUTH [CAPABILITY IMAP4rev1 UIDPLUS ID NAMESPACE XLIST] hi\r\n".to_vec(),
    };
    let mut asked = call == "greeting";
    let mut waiting = None;
    let mut peer = Peer::new(greeting, move |tag, line| {
        if line == "SELECT \"other\"" {
            return said(format!("* 3 EXISTS\r\n{tag} OK [READ-WRITE] open\r\n"));
        }
        if line.ends_with('}') {
            waiting = Some(tag.to_owned());
            return said(answer.clone());
        }
        // The octets of the literal, and the end of the line.
        if let Some(tag) = waiting.take() {
            return said(format!("{tag} OK [APPENDUID 1 2] done\r\n"));
        }
        let first = !std::mem::replace(&mut asked, true);
        let done = format!("{tag} OK done\r\n").into_bytes();
        said([if first { answer.clone() } else { Vec::new() }, done].concat())
    });
    peer.piece = piece;
    let mut client = match Client::over(peer) {
        Ok(client) => client,
        Err(error) => {
            return Outcome {
                result: error.to_string(),
                quirks: String::new(),
                alive: false,
            };
        }
    };
    client.set_use_uid(call != "fetch-by-number");
    if call.starts_with("fetch") || call == "search" {
        client.select_folder("other", false).unwrap();
    }
    let result = ask(&mut client, call).unwrap_or_else(|error| error.to_string());
    let quirks: Vec<String> = (client.quirks().iter())
        .map(|(name, count)| format!("{name} {count}"))
        .collect();
    let quirks = quirks.join(", ");
    let alive = client.is_in_step() && client.ended().is_none();
    let after = client.noop();
    assert_eq!(alive, after.is_ok(), "{call}: {after:?}");
    Outcome {
        result,
        quirks,
        alive,
    }
}

#[test]
fn every_response_is_taken_as_the_collection_demands() {
    let entries = entries();
    let counts = ['A', 'B', 'C', 'D', 'E', 'X'].map(|letter| {
        let of = entries.iter().filter(|entry| entry.id.starts_with(letter));
        of.count()
    });
    assert_eq!(counts, [17, 14, 15, 7, 16, 16]);
    let mut wrong = Vec::new();
    for entry in &entries {
        let over = ["A16", "A24", "C07"].contains(&entry.id.as_str());
        let outcome = play(&entry.call, &entry.says, usize::MAX);
        let result = match entry.result.strip_prefix("...") {
            Some(end) if outcome.result.ends_with(end) => outcome.result.clone(),
            _ => entry.result.clone(),
        };
        let expected = Outcome {
            result,
            quirks: entry.quirks.clone(),
            alive: !over,
        };
        if outcome != expected {
            wrong.push(format!(
                "{} {}\nQ {}\n= {}\n",
                entry.id, outcome.alive, outcome.quirks, outcome.result
            ));
        }
        let both = outcome.result.contains("before") || outcome.result.contains("70001");
        let both = both && (outcome.result.contains("after") || outcome.result.contains("70002"));
        if fences(&entry.call).is_some() && !over && !both {
            wrong.push(format!("{} lost what stands beside it", entry.id));
        }
        // However the bytes arrive, they say the same.
        let pieces: &[usize] = if entry.says.len() < 10_000 {
            &[1, 2, 3, 7, 64]
        } else {
            &[4096]
        };
        for &piece in pieces {
            assert_eq!(
                play(&entry.call, &entry.says, piece),
                outcome,
                "{}",
                entry.id
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
