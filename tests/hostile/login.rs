//! What a server may try before and during the login.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use imapclient::auth::Mechanism;
use imapclient::client::{Client, State};
use imapclient::data::secret::Secret;
use imapclient::error::ErrorKind;

use super::support::peer::{Peer, said};

const GREETING: &str =
    "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=LOGIN AUTH=SCRAM-SHA-256] hi\r\n";

#[test]
fn data_before_login_does_no_harm() {
    let data = "* 1 EXPUNGE\r\n* 4294967295 EXISTS\r\n* LIST () \"/\" \"../x\"\r\n\
                * 1 FETCH (FLAGS (\\Seen) BODY[] {3}\r\nabc)\r\n* SEARCH 1 2\r\n* VANISHED 1:*\r\n\
                * STATUS x (MESSAGES 1)\r\n* ENABLED UTF8=ACCEPT\r\n* BAD what\r\n* NO what\r\n\
                * OK [UIDVALIDITY 0] x\r\n+ go on\r\n";
    // Before the greeting it is no greeting.
    let peer = Peer::new(format!("* 1 EXPUNGE\r\n{GREETING}"), |_, _| said(""));
    assert_eq!(Client::over(peer).err().unwrap().kind(), ErrorKind::Abort);
    // Behind it, and in every answer.
    let peer = Peer::new(format!("{GREETING}{data}"), move |tag, line| {
        let select = if line.starts_with("SELECT") {
            "* 2 EXISTS\r\n"
        } else {
            ""
        };
        said(format!("{data}{select}{tag} OK done\r\n"))
    });
    let mut client = Client::over(peer).unwrap();
    client.login("user", "pass").unwrap();
    assert!(client.selected().is_none());
    // Nothing of it is taken for the state of the folder that is opened later.
    client.select_folder("INBOX", false).unwrap();
    assert!(client.search("ALL", None).is_ok());
    assert_eq!(client.state(), State::Selected);
    // A server that knows no CAPABILITY is asked once for each need, not for ever.
    let peer = Peer::new("* OK hi\r\n", |tag, _| said(format!("{tag} BAD what\r\n")));
    let mut client = Client::over(peer).unwrap();
    assert!(client.capabilities().is_err());
    assert!(client.login("user", "pass").is_err());
    client.noop().unwrap_err();
}

/// The client's tags are known once one was seen; an answer that is there before its command was
/// sent is nobody's all the same.
#[test]
fn an_answer_before_its_command_is_nobodys() {
    let peer = Peer::new(GREETING, |tag, _| {
        let digits = tag
            .trim_start_matches(|c: char| c.is_ascii_alphabetic())
            .len();
        let (prefix, number) = tag.split_at(tag.len() - digits);
        let next = number.parse::<u32>().unwrap() + 1;
        said(format!(
            "{tag} OK done\r\n{prefix}{next} OK [CAPABILITY IMAP4rev1] you are in\r\n"
        ))
    });
    let mut client = Client::over(peer).unwrap();
    client.noop().unwrap();
    let error = client.login("user", "pass").unwrap_err();
    assert!(error.message().contains("never sent"), "{error}");
    assert_eq!(client.state(), State::Logout);
    // No two sessions have the same.
    let mut tags = std::collections::HashSet::new();
    for _ in 0..50 {
        let (sender, first) = std::sync::mpsc::channel();
        let peer = Peer::new(GREETING, move |tag, _| {
            sender.send(tag.to_owned()).unwrap();
            said(format!("{tag} OK done\r\n"))
        });
        Client::over(peer).unwrap().noop().unwrap();
        tags.insert(first.recv().unwrap());
    }
    assert!(tags.len() > 45, "{tags:?}");
}

#[test]
fn capabilities_that_are_lies() {
    // What is offered and refused is an error, and nothing is lost or done in another way.
    let lies = "IMAP4rev1 IMAP4rev2 MOVE UIDPLUS LITERAL+ ID ENABLE NAMESPACE SORT QUOTA ACL IDLE";
    let heard = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let own = heard.clone();
    let peer = Peer::new(
        format!("* PREAUTH [CAPABILITY {lies}] hi\r\n"),
        move |tag, line| {
            own.lock().unwrap().push(line.to_owned());
            said(match line {
                "SELECT \"INBOX\"" => format!("* 3 EXISTS\r\n{tag} OK [READ-WRITE] open\r\n"),
                "NOOP" => format!("{tag} OK done\r\n"),
                _ => format!("{tag} BAD unknown command\r\n"),
            })
        },
    );
    let mut client = Client::over(peer).unwrap();
    client.select_folder("INBOX", false).unwrap();
    assert!(client.move_([1, 2], "x").unwrap_err().is_bad());
    assert!(client.uid_expunge(1).unwrap_err().is_bad());
    assert!(client.namespace().is_err());
    assert!(client.id_(()).is_err());
    assert!(client.sort("ARRIVAL", "ALL", "UTF-8").is_err());
    assert!(client.idle().is_err());
    client.noop().unwrap();
    let heard = heard.lock().unwrap().join("\n");
    assert!(
        !heard.contains("COPY") && !heard.contains("STORE"),
        "{heard}"
    );
    // A list without an end is over at the limit; a long one is kept.
    let long = "X ".repeat(100_000);
    let peer = Peer::new(
        format!("* PREAUTH [CAPABILITY {long}IMAP4rev1] hi\r\n"),
        |tag, _| said(format!("{tag} OK\r\n")),
    );
    let mut client = Client::over(peer).unwrap();
    assert!(client.has_capability("IMAP4rev1").unwrap());
    assert!(!client.has_capability("MOVE").unwrap());
}

/// A client that logs in by SCRAM at a server that says `first` for its first message, with NONCE for
/// the client's own nonce, and then `rest`.
fn scram(first: &str, rest: &'static str) -> (imapclient::Error, bool) {
    let first = first.to_owned();
    let mut waiting = None;
    let mut messages = 0;
    let peer = Peer::new(GREETING, move |tag, line| {
        if line.starts_with("AUTHENTICATE") {
            waiting = Some(tag.to_owned());
            return said("+ \r\n");
        }
        if line == "NOOP" {
            return said(format!("{tag} OK done\r\n"));
        }
        let outer = waiting.clone().unwrap();
        if tag == "*" {
            return said(format!("{outer} BAD cancelled\r\n"));
        }
        messages += 1;
        if messages == 1 {
            let message = String::from_utf8(STANDARD.decode(tag).unwrap()).unwrap();
            let nonce = message.rsplit("r=").next().unwrap();
            let first = first.replace("NONCE", nonce);
            return said(format!("+ {}\r\n", STANDARD.encode(first)));
        }
        said(rest.replace("TAG", &outer))
    });
    let mut client = Client::over(peer).unwrap();
    let password = Secret::from("pencil");
    let error = client
        .login_with(Mechanism::ScramSha256, "user", &password)
        .unwrap_err();
    (error, client.state() == State::Authenticated)
}

#[test]
fn scram_servers_that_cheat() {
    let salt = "s=W22ZaJ0SNY7soEsUEjb6gQ==";
    // "v=AAAA" in base64.
    let wrong = "+ dj1BQUFB\r\n";
    let start = std::time::Instant::now();
    for (first, rest, says) in [
        (format!("r=NONCEx,{salt},i=2147483648"), "", "rounds"),
        (format!("r=NONCEx,{salt},i=4294967295"), "", "rounds"),
        (
            format!("r=NONCEx,{salt},i=99999999999999999999"),
            "",
            "lacks",
        ),
        (format!("r=NONCEx,{salt},i=0"), "", "rounds"),
        (format!("r=elsewhere,{salt},i=4096"), "", "nonce"),
        (format!("r=NONCE,{salt},i=4096"), "", "nonce"),
        (format!("m=x,r=NONCEx,{salt},i=4096"), "", "extension"),
        (format!("r=NONCEx,{salt},i=4096"), wrong, "signature"),
        // No signature at all, which a server that does not know the password would like best.
        (
            format!("r=NONCEx,{salt},i=4096"),
            "TAG OK you are in\r\n",
            "without proving",
        ),
        ("e=other-error".to_owned(), "", "other-error"),
    ] {
        let (error, is_in) = scram(&first, rest);
        assert_eq!(error.kind(), ErrorKind::Login, "{first}: {error}");
        assert!(error.message().contains(says), "{first}: {error}");
        assert!(!is_in, "{first}");
        assert!(!format!("{error:?}").contains("pencil"));
    }
    // Two billion rounds would take minutes.
    assert!(start.elapsed().as_secs() < 60);
}

#[test]
fn questions_without_an_end() {
    for mechanism in [Mechanism::Plain, Mechanism::Login, Mechanism::ScramSha256] {
        let mut outer = None;
        let mut questions = 0;
        let peer = Peer::new(GREETING, move |tag, line| {
            if line.starts_with("AUTHENTICATE") {
                outer = Some(tag.to_owned());
            }
            questions += 1;
            assert!(questions < 1000);
            said(match tag {
                "*" => format!("{} BAD cancelled\r\n", outer.as_deref().unwrap()),
                _ => "+ Zm9v\r\n".to_owned(),
            })
        });
        let mut client = Client::over(peer).unwrap();
        let error = client
            .login_with(mechanism, "user", &Secret::from("pass"))
            .unwrap_err();
        assert!(!error.ends_session(), "{mechanism:?}: {error}");
        assert_eq!(client.state(), State::NotAuthenticated, "{mechanism:?}");
    }
}

#[test]
fn a_referral_gets_no_password() {
    // Whoever is referred to would be heard here.
    let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    other.set_nonblocking(true).unwrap();
    let place = other.local_addr().unwrap();
    let peer = Peer::new(GREETING, move |tag, _| {
        said(format!(
            "{tag} NO [REFERRAL imap://user;AUTH=*@{place}/] go there\r\n"
        ))
    });
    let mut client = Client::over(peer).unwrap();
    let error = client.login("user", "pass").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Login);
    assert!(
        error.code().unwrap().starts_with("REFERRAL imap://"),
        "{error}"
    );
    assert!(other.accept().is_err(), "somebody came");
    // The same with success: the server moves the user on (RFC 2221).
    let peer = Peer::new(GREETING, move |tag, _| {
        said(format!(
            "{tag} OK [REFERRAL imap://{place}/] better go there\r\n"
        ))
    });
    let mut client = Client::over(peer).unwrap();
    client.login("user", "pass").unwrap();
    client.noop().unwrap();
    assert!(other.accept().is_err(), "somebody came");
}
