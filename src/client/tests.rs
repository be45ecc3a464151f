//! The session against a scripted peer: what a server must not be able to do.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::{Client, State, Tls};
use crate::error::{Error, ErrorKind};

/// A peer on loopback that plays `script`: it says a line, or with `<` waits for one of ours.
fn peer(script: &'static [&'static str]) -> (u16, JoinHandle<Vec<String>>) {
    let (port, played, _) = gated_peer(script);
    (port, played)
}

/// The same; at `|` it waits until it is told to go on.
fn gated_peer(script: &'static [&'static str]) -> (u16, JoinHandle<Vec<String>>, mpsc::Sender<()>) {
    let (go, gate) = mpsc::channel();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let played = thread::spawn(move || play(listener.accept().unwrap().0, script, &gate));
    (port, played, go)
}

fn play(mut stream: TcpStream, script: &[&str], gate: &mpsc::Receiver<()>) -> Vec<String> {
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let mut heard = Vec::new();
    let mut tag = String::new();
    for step in script {
        if *step == "|" {
            let _ = gate.recv();
        } else if *step == "<" {
            let mut line = Vec::new();
            let mut byte = [0];
            while !line.ends_with(b"\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
                line.push(byte[0]);
            }
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            let (first, rest) = line.split_once(' ').unwrap_or((&line, ""));
            tag = first.to_owned();
            heard.push(rest.to_owned());
        } else if stream
            .write_all(step.replace("TAG", &tag).as_bytes())
            .is_err()
        {
            break;
        }
    }
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest);
    heard.extend(String::from_utf8_lossy(&rest).lines().map(str::to_owned));
    heard
}

fn connect(port: u16, tls: Tls) -> Result<Client, Error> {
    let builder = Client::builder("127.0.0.1").port(port).tls(tls);
    builder.timeout(Duration::from_secs(20)).connect()
}

#[test]
fn starttls_cannot_be_tampered_with() {
    for (script, says) in [
        (
            &["* OK [CAPABILITY IMAP4rev1] hi\r\n"][..],
            "does not offer STARTTLS",
        ),
        (
            &["* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] hi\r\n"],
            "PREAUTH before STARTTLS",
        ),
        (
            &["* OK hi\r\n", "<", "TAG NO not now\r\n"],
            "cannot be encrypted",
        ),
        (
            &["* OK hi\r\n", "<", "TAG BAD what\r\n"],
            "cannot be encrypted",
        ),
        (
            &[
                "* OK hi\r\n",
                "<",
                "TAG OK go\r\n* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] evil\r\n",
            ],
            "sent more in clear",
        ),
        (&["* OK hi\r\n", "<", "X1 OK go\r\n"], "never sent"),
        (
            &["* OK hi\r\n", "<", "TAG OK go\r\n", "<", "plain text\r\n"],
            "TLS",
        ),
    ] {
        let (port, played) = peer(script);
        let error = connect(port, Tls::StartTls).err().unwrap();
        assert!(error.message().contains(says), "{says}: {error}");
        assert!(error.ends_session(), "{says}");
        let heard = played.join().unwrap().join(" ");
        assert!(!heard.contains("LOGIN"), "{heard}");
    }
}

#[test]
fn greetings_that_are_none() {
    for (greeting, says) in [
        (
            &["* BYE [UNAVAILABLE] too many\r\n"][..],
            "refused the connection: [UNAVAILABLE] too many",
        ),
        (&["220 mail ESMTP\r\n"], "an SMTP server"),
        (&["+OK POP3\r\n"], "a POP3 server"),
        (&["HTTP/1.1 400 Bad Request\r\n"], "an HTTP server"),
        (&["\x1b[2Jnonsense\r\n"], "not an IMAP server"),
        (&["\x15\x03\x01\x00\x02\x02\x46"], "speaks TLS"),
        (&[], "closed the connection"),
    ] {
        let (port, _) = peer(greeting);
        let error = connect(port, Tls::None).err().unwrap();
        assert!(error.message().contains(says), "{says}: {error}");
        assert!(!error.message().contains('\x1b'));
    }
}

#[test]
fn the_end_of_a_session_is_told_once_and_for_all() {
    for (script, says) in [
        (
            &["* PREAUTH hi\r\n", "<", "* BYE shutting down\r\n"][..],
            "shutting down",
        ),
        (
            &["* PREAUTH hi\r\n", "<", "* 1 FETCH (FLAGS (\\Se"],
            "closed the connection",
        ),
        (
            &["* PREAUTH hi\r\n", "<", "Z9 OK for somebody else\r\n"],
            "never sent",
        ),
    ] {
        let (port, _) = peer(script);
        let mut client = connect(port, Tls::None).unwrap();
        assert_eq!(client.state(), State::Authenticated);
        let error = client.noop().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Abort);
        assert!(error.message().contains(says), "{error}");
        let again = client.noop().unwrap_err();
        assert!(
            again.message().starts_with("the connection is closed: "),
            "{again}"
        );
        assert!(client.logout().is_ok());
    }
}

#[test]
fn an_interrupted_call_leaves_the_session_in_step() {
    let (port, played, go) = gated_peer(&[
        "* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n",
        "<",
        "|",
        "* SEARCH 1 2\r\nTAG OK late\r\n",
        "<",
        "TAG OK in step\r\n",
    ]);
    let mut client = connect(port, Tls::None).unwrap();
    client.enter_for_test();
    let interrupt = client.interrupt();
    interrupt.set();
    let error = client.search("ALL", None).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Interrupted);
    assert!(!error.ends_session());
    interrupt.clear();
    go.send(()).unwrap();
    let answer = client.noop().unwrap();
    assert_eq!(answer.text, "in step");
    assert!(answer.responses.is_empty());
    drop(client);
    assert_eq!(played.join().unwrap(), ["UID SEARCH ALL", "NOOP"]);
}

#[test]
fn silence_ends_in_a_time_out() {
    let (port, _) = peer(&["* PREAUTH hi\r\n", "<", "<"]);
    let builder = Client::builder("127.0.0.1").port(port).tls(Tls::None);
    let mut client = builder
        .timeout(Duration::from_millis(200))
        .connect()
        .unwrap();
    let error = client.noop().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.ends_session());
}

#[test]
fn secrets_stay_out_of_errors_and_traces() {
    struct Shared(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);
    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    for (capabilities, secret) in [
        ("IMAP4rev1", "hunter2"),
        ("IMAP4rev1 SASL-IR AUTH=PLAIN", "hünter2"),
        ("IMAP4rev1 AUTH=PLAIN", "hünter2"),
    ] {
        let greeting: &'static str = format!("* OK [CAPABILITY {capabilities}] hi\r\n").leak();
        let script: &'static [&'static str] =
            if capabilities.contains("SASL-IR") || secret.is_ascii() {
                vec![greeting, "<", "TAG NO wrong\r\n"].leak()
            } else {
                vec![greeting, "<", "+ \r\n", "<", "TAG NO wrong\r\n"].leak()
            };
        let (port, played) = peer(script);
        let trace = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
        let writer = crate::transport::WriterTrace::new(Shared(trace.clone()));
        let builder = Client::builder("127.0.0.1")
            .port(port)
            .tls(Tls::None)
            .trace(Box::new(writer));
        let mut client = builder.timeout(Duration::from_secs(20)).connect().unwrap();
        let result = client.login("me", secret);
        drop(client);
        let heard = played.join().unwrap().join("\n");
        let shown = format!(
            "{:?} {}",
            result,
            String::from_utf8_lossy(&trace.lock().unwrap())
        );
        assert!(shown.contains("****"), "{shown}");
        assert!(!shown.contains(secret), "{shown}");
        for line in heard.lines().filter(|line| line.len() > 20) {
            let last = line.rsplit(' ').next().unwrap_or(line);
            assert!(!shown.contains(last), "{last} in {shown}");
        }
    }
}
