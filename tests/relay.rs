//! A network that breaks, between the client and a real server: what the client says was done is
//! what the server holds, or it says that it does not know.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::thread;

use imapclient::client::{Client, Tls};
use imapclient::error::ErrorKind;
use support::dovecot::Dovecot;
use support::relay::{Manner, Network, Way};

fn server() -> &'static Dovecot {
    static SERVER: OnceLock<Dovecot> = OnceLock::new();
    SERVER.get_or_init(|| {
        let server = Dovecot::start();
        // Before all else: Dovecot makes folders of one user safely only while nobody else is there.
        let mut client = at(server.plain);
        for folder in ["appended", "several", "late", "pieces"] {
            client.create_folder(folder).unwrap();
        }
        for folder in (0..AT_ONCE).flat_map(pair) {
            client.create_folder(folder).unwrap();
        }
        server
    })
}

/// Two folders to move messages between.
fn pair(number: usize) -> [String; 2] {
    ["from", "goes"].map(|place| format!("{place}-{number}"))
}

/// A client that is logged in, at this port.
fn at(port: u16) -> Client {
    let builder = Client::builder("127.0.0.1").port(port).tls(Tls::None);
    let builder = builder.timeout(std::time::Duration::from_secs(60));
    let mut client = builder.connect().unwrap();
    client.login("user", "pass").unwrap();
    client
}

/// A client beside the broken network.
fn direct() -> Client {
    at(server().plain)
}

fn through(manner: Manner) -> (Network, Client) {
    let network = Network::to(server().plain, manner);
    let client = at(network.port);
    (network, client)
}

/// The subjects in a folder.
fn subjects(client: &mut Client, folder: &str) -> BTreeSet<String> {
    client.select_folder(folder, true).unwrap();
    let rows = client.fetch("1:*", "ENVELOPE", ()).unwrap();
    let subject = |(_, row): (u32, &std::sync::Arc<imapclient::FetchRow>)| {
        row.envelope()
            .unwrap()
            .subject
            .as_ref()
            .unwrap()
            .to_string()
    };
    let all: BTreeSet<String> = rows.iter().map(subject).collect();
    assert_eq!(all.len(), rows.len(), "a message stands twice in {folder}");
    all
}

/// How many connections are cut at the same time.
const AT_ONCE: usize = 4;

/// Runs `work` for each of the numbers, several at a time.
fn each(numbers: impl IntoIterator<Item = usize>, work: impl Fn(usize) + Sync) {
    let queue = Mutex::new(numbers.into_iter().collect::<Vec<_>>().into_iter());
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let Some(number) = queue.lock().unwrap().next() else {
                        return;
                    };
                    work(number);
                }
            });
        }
    });
}

const MESSAGE: &str = "Subject: NAME\r\n\r\ntext\r\n";

#[test]
fn an_append_that_is_cut_is_unknown_and_never_done() {
    // How many bytes go each way when nothing is cut.
    let (network, mut client) = through(Manner::default());
    network.passed();
    let name = "whole-0000";
    client
        .append("appended", MESSAGE.replace("NAME", name), (), None)
        .unwrap();
    let [out, back] = network.passed();
    assert!(out > 60 && back > 20, "{out} {back}");
    let unknown = AtomicUsize::new(0);
    let (held, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let cut = |way: Way, bytes: usize| {
        let name = match way {
            Way::ToServer => format!("sent-{bytes:05}"),
            Way::ToClient => format!("heard{bytes:05}"),
        };
        let (network, mut client) = through(Manner::default());
        network.passed();
        network.cut_after(way, bytes);
        let message = MESSAGE.replace("NAME", &name);
        let result = client.append("appended", message, (), None);
        drop(client);
        network.ended();
        let is_there = subjects(&mut direct(), "appended").contains(&name);
        let place = format!("{way:?} after {bytes} bytes, held: {is_there}");
        match result {
            // Only the server's own word makes it done.
            Ok(answer) => {
                assert!(way == Way::ToClient && bytes >= back && is_there, "{place}");
                assert!(answer.uids.is_some(), "{place}");
                done.fetch_add(1, Ordering::SeqCst);
            }
            Err(error) => {
                assert_ne!(error.kind(), ErrorKind::Refused, "{place}: {error}");
                let says = "it is not known whether the message is in \"appended\" now";
                assert!(error.message().contains(says), "{place}: {error}");
                assert!(error.ends_session(), "{place}");
                unknown.fetch_add(1, Ordering::SeqCst);
                held.fetch_add(usize::from(is_there), Ordering::SeqCst);
            }
        }
        // Half a message is none.
        let whole = way == Way::ToClient || bytes >= out;
        assert_eq!(is_there, whole, "{place}");
    };
    each(0..=out, |bytes| cut(Way::ToServer, bytes));
    // Later answers have longer numbers.
    each(0..=back + 16, |bytes| cut(Way::ToClient, bytes));
    // It was the truth that it is not known: some are there, some are not.
    let (unknown, held) = (unknown.into_inner(), held.into_inner());
    assert!(unknown > out + back - 1, "{unknown}");
    assert!(done.into_inner() > 0);
    assert!(held > 20 && unknown - held > 60, "{held} of {unknown}");
}

/// Several at once are all there or none of them, and that is unknown as well.
#[test]
fn several_appended_at_once_are_unknown_together() {
    let both =
        |name: &str| ["a", "b"].map(|letter| MESSAGE.replace("NAME", &format!("{name}-{letter}")));
    let (network, mut client) = through(Manner::default());
    network.passed();
    client.multiappend("several", both("whole-0000")).unwrap();
    let [out, back] = network.passed();
    let cut = |way: Way, bytes: usize| {
        let name = match way {
            Way::ToServer => format!("sent-{bytes:05}"),
            Way::ToClient => format!("heard{bytes:05}"),
        };
        let (network, mut client) = through(Manner::default());
        network.passed();
        network.cut_after(way, bytes);
        let result = client.multiappend("several", both(&name));
        drop(client);
        network.ended();
        let all = subjects(&mut direct(), "several");
        let there = ["a", "b"].map(|letter| all.contains(&format!("{name}-{letter}")));
        let place = format!("{way:?} after {bytes} bytes: {there:?}");
        let whole = way == Way::ToClient || bytes >= out;
        assert_eq!(there, [whole; 2], "{place}");
        if let Err(error) = result {
            let says = "it is not known whether";
            assert!(error.message().contains(says), "{place}: {error}");
        } else {
            assert!(way == Way::ToClient && bytes >= back, "{place}");
        }
    };
    each(0..=out, |bytes| {
        cut(Way::ToServer, bytes);
    });
    each(0..=back, |bytes| cut(Way::ToClient, bytes));
}

#[test]
fn an_answer_that_is_late_is_waited_for() {
    let (network, mut client) = through(Manner::default());
    network.hold_after(Way::ToClient, 3);
    let call = thread::spawn(move || client.append("late", "Subject: late\r\n\r\n", (), None));
    network.holds();
    // It is there long before the client knows.
    assert!(subjects(&mut direct(), "late").contains("late"));
    assert!(!call.is_finished());
    network.let_go();
    assert!(call.join().unwrap().unwrap().uids.is_some());
}

/// Which messages are moved, and which stay.
const MOVED: [&str; 2] = ["one", "two"];
const STAYS: &str = "three";

#[test]
fn a_move_by_copy_never_removes_what_it_did_not_copy() {
    // A server without MOVE, as the client sees it.
    let manner = Manner {
        hides: Some("MOVE"),
        ..Manner::default()
    };
    // A pair of folders for each that runs at the same time, and a client that looks into them. More
    // folders cost time: Dovecot counts the quota in each of them with every message.
    let pairs: Vec<_> = (0..AT_ONCE)
        .map(|number| (direct(), pair(number)))
        .collect();
    let pairs = Mutex::new(pairs);
    let run = |rule: Option<(Way, usize)>| {
        let (mut other, pair) = pairs.lock().unwrap().pop().unwrap();
        let [from, to] = &pair;
        let messages = MOVED.into_iter().chain([STAYS]);
        let messages = messages.map(|subject| MESSAGE.replace("NAME", subject));
        let uids = other.multiappend(from.as_str(), messages.collect::<Vec<_>>());
        let uids: Vec<u32> = uids.unwrap().uids.unwrap().iter().collect();
        assert_eq!(uids.len(), 3);
        let (network, mut client) = through(manner);
        assert!(!client.has_capability("MOVE").unwrap());
        client.select_folder(from, false).unwrap();
        network.passed();
        if let Some((way, bytes)) = rule {
            network.cut_after(way, bytes);
        }
        let result = client.move_([uids[0], uids[1]], to.as_str());
        let passed = network.passed();
        drop(client);
        network.ended();
        let (here, there) = (subjects(&mut other, from), subjects(&mut other, to));
        let place = format!("{rule:?}: {here:?} and {there:?}, {result:?}");
        assert!(here.contains(STAYS) && !there.contains(STAYS), "{place}");
        for subject in MOVED {
            assert!(here.contains(subject) || there.contains(subject), "{place}");
        }
        match &result {
            Ok(_) => {
                assert!(MOVED.iter().all(|one| there.contains(*one)), "{place}");
                assert!(MOVED.iter().all(|one| !here.contains(*one)), "{place}");
            }
            Err(error) => {
                assert_ne!(error.kind(), ErrorKind::Refused, "{place}");
                // Once something was removed, the error does not say that nothing was.
                let removed = MOVED.iter().any(|one| !here.contains(*one));
                let words = error.message();
                let honest = words.contains("as far as is known") || words.contains("unknown");
                assert!(!removed || honest, "{place}");
            }
        }
        for folder in &pair {
            other.select_folder(folder, false).unwrap();
            other.delete_messages("1:*", true).unwrap();
            other.expunge(()).unwrap();
        }
        pairs.lock().unwrap().push((other, pair));
        passed
    };
    let [out, back] = run(None);
    assert!(out > 100 && back > 150, "{out} {back}");
    // Later messages have longer numbers: three digits more, in three commands and one answer.
    each(0..=out + 18, |bytes| {
        run(Some((Way::ToServer, bytes)));
    });
    each(0..=back + 12, |bytes| {
        run(Some((Way::ToClient, bytes)));
    });
}

/// What a session that changes nothing gives, through this network.
fn session(manner: Manner) -> Vec<String> {
    let (_network, mut client) = through(manner);
    fn json(value: &impl serde::Serialize) -> String {
        serde_json::to_string(value).unwrap()
    }
    let mut all = vec![
        json(&client.capabilities().unwrap().0),
        json(&client.select_folder("pieces", true).unwrap()),
        json(&client.search(["SUBJECT", "\u{fc}ber"], None).unwrap()),
        json(&client.search("ALL", None).unwrap()),
        json(&client.folder_status("INBOX", ()).unwrap()),
        json(&client.namespace().unwrap()),
    ];
    let items = [
        "FLAGS",
        "ENVELOPE",
        "BODYSTRUCTURE",
        "BODY.PEEK[]",
        "INTERNALDATE",
    ];
    all.push(json(&client.fetch("1:*", items, ()).unwrap()));
    let folders = client.list_folders("", "pie%").unwrap();
    // Their attributes change while the others look.
    all.push(json(
        &folders.iter().map(|one| &one.name).collect::<Vec<_>>(),
    ));
    // Its words tell how long it took.
    let refused = client.search("XYZZY", None).unwrap_err();
    all.push(format!("{:?}", refused.kind()));
    all
}

#[test]
fn the_sizes_of_the_pieces_do_not_matter() {
    let mut other = direct();
    for subject in ["=?utf-8?q?=C3=BCber?=", "two", "\"three\" (3)"] {
        let message = format!(
            "Subject: {subject}\r\nFrom: A <a@b>\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n\
             --x\r\n\r\n{}\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>)(\r\n--x--\r\n",
            "text {5}\r\n".repeat(20)
        );
        other.append("pieces", message, ["$Label"], None).unwrap();
    }
    // RECENT goes with the first who looks.
    other.select_folder("pieces", false).unwrap();
    drop(other);
    let whole = session(Manner::default());
    assert!(whole[6].len() > 1000, "{whole:?}");
    each((1..=32).chain([64, 100, 257, 1000, 1460]), |piece| {
        let manner = Manner {
            piece,
            ..Manner::default()
        };
        for (got, expected) in session(manner).iter().zip(&whole) {
            assert_eq!(got, expected, "pieces of {piece}");
        }
    });
}
