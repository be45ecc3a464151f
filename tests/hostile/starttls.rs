//! STARTTLS with somebody in the middle, who cannot break TLS but may say what he likes before it.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use imapclient::client::{Client, Tls};
use imapclient::error::{Error, ErrorKind};
use imapclient::transport::TlsOptions;

use super::support::dovecot::{Dovecot, GUARDED};

/// A client of Dovecot with a man in the middle, who adds `before` and `behind` to the answer to
/// STARTTLS.
fn through(before: &'static str, behind: &'static str) -> Result<Client, Error> {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let mut near = listener.accept().unwrap().0;
        let mut far = TcpStream::connect((GUARDED, Dovecot::shared().starttls)).unwrap();
        // Read octet by octet, so that nothing of TLS is swallowed.
        let mut from_far = BufReader::with_capacity(1, far.try_clone().unwrap());
        let mut from_near = BufReader::with_capacity(1, near.try_clone().unwrap());
        let mut line = Vec::new();
        from_far.read_until(b'\n', &mut line).unwrap();
        near.write_all(&line).unwrap();
        loop {
            let mut command = Vec::new();
            if from_near.read_until(b'\n', &mut command).unwrap_or(0) == 0 {
                return;
            }
            far.write_all(&command).unwrap();
            let starts = command.ends_with(b"STARTTLS\r\n");
            let mut answer = Vec::new();
            loop {
                let from = answer.len();
                from_far.read_until(b'\n', &mut answer).unwrap();
                if !answer[from..].starts_with(b"* ") {
                    break;
                }
            }
            if starts {
                let all = [before.as_bytes(), &answer, behind.as_bytes()].concat();
                near.write_all(&all).unwrap();
                break;
            }
            near.write_all(&answer).unwrap();
        }
        let (mut a, mut b) = (near.try_clone().unwrap(), far.try_clone().unwrap());
        thread::spawn(move || {
            let _ = std::io::copy(&mut a, &mut b);
            let _ = b.shutdown(std::net::Shutdown::Both);
        });
        let _ = std::io::copy(&mut far, &mut near);
        let _ = near.shutdown(std::net::Shutdown::Both);
    });
    let options = TlsOptions {
        ca_file: Some(Dovecot::shared().ca()),
        ..TlsOptions::default()
    };
    let builder = Client::builder("127.0.0.1").port(port).tls(Tls::StartTls);
    let builder = builder.timeout(std::time::Duration::from_secs(60));
    builder.tls_options(options).connect()
}

#[test]
fn bytes_in_clear_behind_the_ok_end_it() {
    // That it works without them shows that it is they.
    through("", "").unwrap().login("user", "pass").unwrap();
    for behind in [
        "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] evil\r\n",
        "* 1 EXISTS\r\n",
        "x",
        "\r\n",
    ] {
        let error = through("", behind).err().unwrap();
        // Whether they come with the OK or after it: nothing of them is ever read as IMAP.
        let fits = matches!(error.kind(), ErrorKind::Tls | ErrorKind::Abort);
        assert!(fits && error.ends_session(), "{behind:?}: {error}");
    }
}

#[test]
fn nothing_said_in_clear_counts_afterwards() {
    let before = "* CAPABILITY IMAP4rev1 X-EVIL LOGINDISABLED AUTH=X\r\n* 66 EXISTS\r\n\
                  * LIST () \"/\" evil\r\n* ENABLED UTF8=ACCEPT\r\n";
    let mut client = through(before, "").unwrap();
    assert!(client.is_tls());
    let capabilities = client.capabilities().unwrap();
    let told: Vec<String> = capabilities.0.iter().map(|word| word.to_string()).collect();
    assert!(!told.iter().any(|word| word == "X-EVIL"), "{told:?}");
    assert!(!told.iter().any(|word| word == "LOGINDISABLED"), "{told:?}");
    assert!(client.enabled().is_empty());
    client.login("user", "pass").unwrap();
    let news = serde_json::to_string(&client.noop().unwrap().responses).unwrap();
    assert!(!news.contains("66") && !news.contains("evil"), "{news}");
    assert!(client.take_warnings().is_empty());
}
