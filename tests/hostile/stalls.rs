//! A server that falls silent, wherever it is: the call ends with a time-out, and the session with it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use imapclient::client::{Client, Tls};
use imapclient::error::ErrorKind;

use super::session::{RECORDED, run, with_tag};

/// Plays the steps up to this octet of this step, and then nothing until the client has gone.
fn play(mut stream: TcpStream, step: usize, length: usize) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    let mut tag = String::new();
    for (at, says) in RECORDED.iter().enumerate().take(step + 1) {
        if at > 0 {
            let Some(Ok(line)) = lines.next() else { return };
            tag = line.split(' ').next().unwrap_or_default().to_owned();
        }
        let says = match at == step {
            true => &says.as_bytes()[..length],
            false => says.as_bytes(),
        };
        if stream.write_all(&with_tag(says, &tag)).is_err() {
            return;
        }
    }
    let _ = stream.read_to_end(&mut Vec::new());
}

#[test]
fn a_server_may_fall_silent_after_every_byte() {
    let points: Vec<(usize, usize)> = (0..RECORDED.len())
        .flat_map(|step| (0..RECORDED[step].len()).map(move |length| (step, length)))
        .collect();
    assert!(points.len() > 800, "{}", points.len());
    let queue = Mutex::new(points.into_iter());
    thread::scope(|scope| {
        // They wait, mostly.
        for _ in 0..32 {
            scope.spawn(|| {
                loop {
                    let Some((step, length)) = queue.lock().unwrap().next() else {
                        return;
                    };
                    silent_after(step, length);
                }
            });
        }
    });
}

fn silent_after(step: usize, length: usize) {
    let place = format!("step {step}, byte {length}");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let peer = thread::spawn(move || play(listener.accept().unwrap().0, step, length));
    let builder = Client::builder("127.0.0.1").port(port).tls(Tls::None);
    let builder = builder.connect_timeout(Duration::from_secs(60));
    let builder = builder.read_timeout(Duration::from_millis(20));
    match builder.connect() {
        Err(error) => assert_eq!(error.kind(), ErrorKind::Timeout, "{place}: {error}"),
        Ok(client) => {
            let results = run(client);
            // BYE is all that LOGOUT waits for.
            if step + 1 == RECORDED.len() && length >= "* BYE bye\r\n".len() {
                return;
            }
            let errors: Vec<_> = results.iter().filter_map(|r| r.as_ref().err()).collect();
            let first = errors
                .first()
                .unwrap_or_else(|| panic!("{place}: no error"));
            assert_eq!(first.kind(), ErrorKind::Timeout, "{place}: {first}");
            for error in errors {
                assert!(error.ends_session(), "{place}: {error}");
            }
        }
    }
    peer.join().unwrap();
}
