//! The Dovecot of the tests, its INBOX filled: `dovecot MESSAGES` prints the port in clear, the port
//! with TLS and the file of the CA, and runs as long as standard input is open.

#![allow(dead_code)]

#[path = "../../../../tests/support"]
mod support {
    pub(crate) mod dovecot;
    pub(crate) mod tokens;
}

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;

/// How many messages go in one command: Dovecot syncs its disk after each.
const BATCH: usize = 1000;

fn message(number: usize) -> String {
    format!(
        "From: Ann {number} <ann{number}@example.org>\r\nTo: Bob <bob@example.org>\r\n\
         Subject: Message number {number}, second draft\r\nDate: Mon, 1 Jan 2024 10:00:00 +0100\r\n\
         Message-ID: <{number}@example.org>\r\nIn-Reply-To: <{}@example.org>\r\n\r\nText.\r\n",
        number / 2
    )
}

fn fill(port: u16, messages: usize) -> io::Result<()> {
    let mut writer = TcpStream::connect(("127.0.0.1", port))?;
    let mut reader = BufReader::new(writer.try_clone()?);
    let mut told = |command: String| {
        writer.write_all(format!("A {command}\r\n").as_bytes())?;
        let mut line = String::new();
        while !line.starts_with("A ") {
            line.clear();
            if reader.read_line(&mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        match line.starts_with("A OK") {
            true => Ok(()),
            false => Err(io::Error::other(line)),
        }
    };
    told("LOGIN user pass".to_owned())?;
    for first in (1..=messages).step_by(BATCH) {
        let mut command = String::from("APPEND INBOX");
        for number in first..(first + BATCH).min(messages + 1) {
            let text = message(number);
            command += &format!(" {{{}+}}\r\n{text}", text.len());
        }
        told(command)?;
    }
    // Headers are parsed once and kept: what is measured is a server that has them at hand.
    told("EXAMINE INBOX".to_owned())?;
    told("FETCH 1:* (FLAGS ENVELOPE)".to_owned())
}

fn main() -> io::Result<()> {
    let messages = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(10_000);
    let server = support::dovecot::Dovecot::start();
    fill(server.plain, messages)?;
    println!("{} {} {}", server.plain, server.tls, server.ca().display());
    let _ = io::stdin().read_to_end(&mut Vec::new());
    Ok(())
}
