//! The quirks of whole sessions, S1 to S40 of the collection: each is played to the program or to
//! the library.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;

use imapclient::client::{Client, Tls};
use imapclient::error::ErrorKind;

/// How a quirk is accounted for.
enum By {
    /// By conversations, each of which names it.
    Played(&'static [&'static str]),
    /// By a test: its file, and its name.
    Tested(&'static str, &'static str),
}

use By::{Played, Tested};

const QUIRKS: [&[By]; 40] = [
    /* S1 */ &[Played(&["netease/sasl-ir-that-is-a-lie"])],
    /* S2 */ &[Played(&["netease/unsafe-login"])],
    /* S3 */ &[Played(&["gmx/id-that-says-nothing"])],
    /* S4 */ &[Played(&["generic/auth-login-sasl"])],
    /* S5 */ &[Played(&["office365/not-connected"])],
    /* S6 */
    &[
        Played(&["office365/throttled-as-bad"]),
        Tested(
            "tests/session_quirks.rs",
            "a_throttled_call_waits_and_is_made_again",
        ),
    ],
    /* S7 */ &[Played(&["gmail/throttled", "gmail/login-throttled"])],
    /* S8 */
    &[Tested(
        "tests/session_quirks.rs",
        "a_login_that_expires_is_made_anew",
    )],
    /* S9 */ &[Played(&["generic/bye-again-and-again"])],
    /* S10 */ &[Played(&["icloud/nothing-for-rfc822"])],
    /* S11 */
    &[Played(&[
        "icloud/enable-without-enabled",
        "generic/enable-without-enabled",
    ])],
    /* S12 */
    &[Tested(
        "tests/quirks/lists.rs",
        "folders_are_listed_where_extended_lists_fail",
    )],
    /* S13 */ &[Played(&["strato/search-that-tells-nothing"])],
    /* S14 */ &[Played(&["generic/imap4rev2-not-known"])],
    /* S15 */ &[Played(&["exchange/no-lsub-in-imap4rev2"])],
    /* S16 */
    &[Tested(
        "tests/quirks/lists.rs",
        "folders_are_listed_where_extended_lists_fail",
    )],
    /* S17 */
    &[Tested(
        "tests/quirks/lists.rs",
        "folders_are_listed_where_extended_lists_fail",
    )],
    /* S18 */ &[Played(&["office365/charset-only-where-needed"])],
    /* S19 */ &[Played(&["yahoo/mod-sequence-zero"])],
    /* S20 */ &[Played(&["yahoo/one-broken-message"])],
    /* S21 */ &[Played(&["qq/ascending-sets"])],
    /* S22 */ &[Played(&["qq/whole-part-for-a-piece"])],
    /* S23 */ &[Played(&["qq/append-without-uid"])],
    /* S24 */ &[Played(&["james/section-left-empty"])],
    /* S25 */ &[Played(&["communigate/items-in-parentheses"])],
    /* S26 */ &[Played(&["generic/expunge-in-any-order"])],
    /* S27 */
    &[Tested(
        "tests/quirks/lists.rs",
        "folders_are_listed_where_extended_lists_fail",
    )],
    /* S28 */ &[Played(&["generic/fetch-unsolicited"])],
    /* S29 */
    &[Tested(
        "tests/faults/asked.rs",
        "move_without_the_capability",
    )],
    /* S30 */
    &[
        Played(&["generic/refusal-without-tag"]),
        Tested(
            "tests/quirks/sessions.rs",
            "an_untagged_refusal_is_the_answer_if_nothing_follows",
        ),
    ],
    /* S31 */ &[Played(&["generic/tagged-bye"])],
    /* S32 */ &[Played(&["generic/flags-between-literals"])],
    /* S33 */ &[Played(&["generic/empty-folder"])],
    /* S34 */ &[Played(&["generic/star-as-a-number"])],
    /* S35 */
    &[
        Played(&["generic/alert"]),
        Tested("tests/quirks/sessions.rs", "an_alert_is_told_once"),
    ],
    /* S36 */
    &[
        Tested("src/client/tests.rs", "greetings_that_are_none"),
        Tested("tests/quirks/sessions.rs", "the_wrong_port_is_named"),
    ],
    /* S37 */ &[Played(&["cyrus/sasl-ir-misspelt"])],
    /* S38 */ &[Played(&["generic/status-of-the-open-folder"])],
    /* S39 */
    &[
        Played(&["rambler/literal-that-breaks-off"]),
        Tested(
            "tests/quirks/sessions.rs",
            "a_literal_that_never_ends_is_timed_out_with_its_counts",
        ),
    ],
    /* S40 */ &[Played(&["generic/one-login"])],
];

fn text(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn all_forty_are_accounted_for() {
    for (at, ways) in QUIRKS.iter().enumerate() {
        let name = format!("S{}", at + 1);
        assert!(!ways.is_empty(), "{name}");
        for way in *ways {
            match way {
                Played(files) => {
                    for file in *files {
                        let text = text(&format!("tests/conversations/{file}.txt"));
                        let about = text.lines().filter(|line| line.starts_with("# about: "));
                        let named = about.flat_map(|line| line.split([' ', ',', ':', '.']));
                        let mut named = named.filter(|word| *word == name);
                        assert!(named.next().is_some(), "{file} does not name {name}");
                    }
                }
                Tested(file, test) => {
                    let text = text(file);
                    assert!(
                        text.contains(&format!("#[test]\nfn {test}()")),
                        "{name}: {test}"
                    );
                }
            }
        }
    }
}

/// A client of a server that greets, opens INBOX, and then says `says` to the next command, and
/// nothing more before the client has gone.
fn silent_after(says: &'static str) -> Client {
    use std::io::{BufRead, BufReader, Write};
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let mut stream = listener.accept().unwrap().0;
        let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
        stream
            .write_all(b"* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n")
            .unwrap();
        let mut first = None;
        while let Some(Ok(line)) = lines.next() {
            let tag = line.split(' ').next().unwrap();
            let answer = if line.ends_with("SELECT \"INBOX\"") {
                format!("* 3 EXISTS\r\n{tag} OK [READ-WRITE] open\r\n")
            } else if first.is_none() {
                first = Some(tag.to_owned());
                says.to_owned()
            } else {
                // The late answer to the first command, and that to this one.
                format!(
                    "{} OK late\r\n{tag} OK in step\r\n",
                    first.as_deref().unwrap()
                )
            };
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    let builder = Client::builder("127.0.0.1").port(port).tls(Tls::None);
    let builder = builder.connect_timeout(Duration::from_secs(20));
    let mut client = builder
        .read_timeout(Duration::from_millis(50))
        .connect()
        .unwrap();
    client.select_folder("INBOX", false).unwrap();
    client
}

#[test]
fn an_untagged_refusal_is_the_answer_if_nothing_follows() {
    for says in ["* BAD what is that\r\n", "* NO [ALERT] what is that\r\n"] {
        let mut client = silent_after(says);
        let error = client.search("ALL", None).unwrap_err();
        assert!(error.message().contains("what is that"), "{error}");
        assert!(!error.ends_session(), "{error}");
        // The late answer disturbs nothing.
        assert_eq!(client.noop().unwrap().text, "in step");
        assert!(
            client
                .quirks()
                .iter()
                .any(|(name, _)| name == "refusal without a tag")
        );
    }
}

/// S35: by a warning or by the error, and not by both.
#[test]
fn an_alert_is_told_once() {
    use super::support::peer::{Peer, said};
    for (says, by_error) in [
        ("* OK [ALERT] beware\r\nTAG OK done\r\n", false),
        ("* NO [ALERT] beware\r\nTAG OK done\r\n", false),
        ("TAG OK [ALERT] beware\r\n", false),
        ("TAG NO [ALERT] beware\r\n", true),
        ("TAG BAD [ALERT] beware\r\n", true),
        ("* BYE [ALERT] beware\r\n", true),
    ] {
        let peer = Peer::new("* PREAUTH hi\r\n", move |tag, _| {
            said(says.replace("TAG", tag))
        });
        let mut client = Client::over(peer).unwrap();
        let told = client.noop();
        let warned = client.take_warnings().len();
        assert_eq!(warned, usize::from(!by_error), "{says}");
        match told {
            Ok(_) => assert!(!by_error, "{says}"),
            Err(error) => assert!(by_error && error.message().contains("beware"), "{error}"),
        }
    }
}

/// C24 of the collection, and S39.
#[test]
fn a_literal_that_never_ends_is_timed_out_with_its_counts() {
    let mut client = silent_after("* 1 FETCH (UID 1 BODY[] {20}\r\nonly so much");
    let error = client.fetch(1, "BODY.PEEK[]", ()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    let counts = "a literal of 20 octets, and 12 of them came";
    assert!(error.message().contains(counts), "{error}");
    let came = client.take_unreadable();
    assert!(came.rows[0].2.as_bytes().ends_with(b"{20}\r\nonly so much"));
    assert!(client.ended().is_some());
}

#[test]
fn the_wrong_port_is_named() {
    use std::io::Write;
    for (greeting, tls, says) in [
        (
            &b"* OK IMAP4rev1 ready\r\n"[..],
            Tls::Implicit,
            "use --starttls",
        ),
        (b"220 mail ESMTP\r\n", Tls::Implicit, "SMTP"),
        (b"220 mail ESMTP\r\n", Tls::None, "an SMTP server"),
        (b"\x15\x03\x01\x00\x02\x02\x46", Tls::None, "--ssl"),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let peer = std::thread::spawn(move || {
            let mut stream = listener.accept().unwrap().0;
            let _ = stream.write_all(greeting);
            let _ = stream.shutdown(std::net::Shutdown::Write);
            let _ = std::io::copy(&mut stream, &mut std::io::sink());
        });
        let builder = Client::builder("localhost").port(port).tls(tls);
        let error = builder
            .timeout(Duration::from_secs(20))
            .connect()
            .err()
            .unwrap();
        assert!(error.message().contains(says), "{tls:?}: {error}");
        peer.join().unwrap();
    }
}
