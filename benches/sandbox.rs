//! How fast the embedded server is, beside Dovecot: `cargo bench --bench sandbox`.
//!
//! Measured on two cores, 10,000 messages, `FETCH 1:* ENVELOPE`: 0.08 s here, 0.2 s by Dovecot with
//! a warm cache and 1.6 s with a cold one; 100,000 messages load in about a second.
//!
//! Both hold the same messages and send the same data to a client that only counts bytes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(dead_code)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Instant;

use imapclient::sandbox::Sandbox;
use support::dovecot::Dovecot;
use support::raw::Raw;

fn message(number: usize) -> String {
    format!(
        "From: Ann {number} <ann{number}@example.org>\r\nTo: Bob <bob@example.org>, Carol <carol@example.org>\r\nSubject: =?utf-8?q?Message_number_{number}_f=C3=BCr_alle?=\r\nDate: Mon, 1 Jan 2024 10:00:00 +0100\r\nMessage-ID: <{number}@example.org>\r\nReferences: <{}@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{}",
        number / 2,
        "Some text that fills the message.\r\n".repeat(20)
    )
}

fn loaded(count: usize) -> Sandbox {
    let start = Instant::now();
    let builder = Sandbox::builder().user("user", "pass");
    let builder = (0..count).fold(builder, |builder, number| {
        builder.message("user", "INBOX", message(number))
    });
    let sandbox = builder.start().unwrap();
    println!(
        "sandbox: {count} messages loaded in {:.2?}",
        start.elapsed()
    );
    sandbox
}

/// Runs a command and counts what comes back.
fn drain(name: &str, port: u16, command: &str) {
    let mut socket = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let mut buffer = vec![0; 1 << 20];
    let mut exchange = |command: &str, tag: &str| {
        socket.write_all(command.as_bytes()).unwrap();
        let (mut total, mut tail) = (0, Vec::new());
        loop {
            let count = socket.read(&mut buffer).unwrap();
            assert!(count > 0, "{command}");
            total += count;
            tail.extend_from_slice(&buffer[..count]);
            let keep = tail.len().saturating_sub(500);
            tail.drain(..keep);
            let text = String::from_utf8_lossy(&tail);
            if text.ends_with("\r\n") && text.contains(&format!("\n{tag} ")) {
                assert!(text.contains(&format!("\n{tag} OK")), "{command}: {text}");
                return total;
            }
        }
    };
    exchange("a CAPABILITY\r\nb LOGIN user pass\r\n", "b");
    exchange("c EXAMINE INBOX\r\n", "c");
    for run in 1..=2 {
        let start = Instant::now();
        let total = exchange(&format!("d{run} {command}\r\n"), &format!("d{run}"));
        let time = start.elapsed();
        let rate = total as f64 / time.as_secs_f64() / 1e6;
        println!("{name}: {command}, run {run}: {total} bytes in {time:.2?}, {rate:.0} MB/s");
    }
}

fn main() {
    const SIDE_BY_SIDE: usize = 10_000;
    drop(loaded(100_000));
    let large = loaded(100_000);
    for command in [
        "FETCH 1:* ENVELOPE",
        "FETCH 1:* FLAGS",
        "UID SEARCH SUBJECT 99",
    ] {
        drain("sandbox, 100,000 messages", large.port(), command);
    }
    drop(large);
    let sandbox = loaded(SIDE_BY_SIDE);
    let server = Dovecot::start();
    let mut raw = Raw::connect(server.plain);
    raw.ok("LOGIN user pass");
    let start = Instant::now();
    // Many at once: Dovecot syncs its disk after every command.
    for batch in 0..SIDE_BY_SIDE / 1000 {
        let texts = (batch * 1000..(batch + 1) * 1000).map(|number| {
            let text = message(number);
            format!(" {{{}+}}\r\n{text}", text.len())
        });
        raw.ok(&format!("APPEND INBOX{}", texts.collect::<String>()));
    }
    println!(
        "Dovecot: {SIDE_BY_SIDE} messages appended in {:.2?}",
        start.elapsed()
    );
    for command in [
        "FETCH 1:* ENVELOPE",
        "FETCH 1:* FLAGS",
        "FETCH 1:* BODYSTRUCTURE",
        "UID SEARCH SUBJECT 99",
        "SORT (SUBJECT) UTF-8 ALL",
        "THREAD REFERENCES UTF-8 ALL",
    ] {
        drain("sandbox", sandbox.port(), command);
        drain("Dovecot", server.plain, command);
    }
}
