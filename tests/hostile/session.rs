//! A session as it should be, and what becomes of it when the stream breaks or is damaged.

use imapclient::client::Client;
use imapclient::error::{Error, ErrorKind};

use super::support::peer::{Peer, said};

/// What a well-behaved server says in the session of [`session`], step by step. `T` stands for the
/// tag.
pub(super) const RECORDED: &[&str] = &[
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
    match Client::over(peer) {
        Ok(client) => run(client),
        Err(error) => vec![Err(error)],
    }
}

/// The calls of the session, and what came of each.
pub(super) fn run(mut client: Client) -> Vec<Result<String, Error>> {
    let mut results = Vec::new();
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
pub(super) fn with_tag(step: &[u8], tag: &str) -> Vec<u8> {
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
