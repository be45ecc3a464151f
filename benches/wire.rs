//! How fast what a server sends becomes what a caller holds, and that JSON: `cargo bench --bench wire`.
//!
//! The server is in memory, so there is no network in the figures. `benches/compare/run` measures
//! the whole program.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fmt::Write as _;
use std::io::{self, Read, Write};
use std::process::{Command, Stdio};
use std::sync::Arc;

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use imapclient::menu::{JsonWriter, Layout, Out};
use imapclient::wire::Limits;
use imapclient::wire::frame::{Frame, Framer};
use imapclient::wire::response::Response;
use imapclient::wire::tape::Tape;
use imapclient::{Client, FetchRow};

fn main() {
    divan::main();
}

/// How many rows a FETCH has.
const ROWS: usize = 10_000;

/// The items of a row, as servers write them.
fn items(kind: &str, number: usize) -> String {
    let (a, b) = (number % 97, number % 13);
    match kind {
        "FLAGS" => {
            let flags = [
                "",
                "\\Seen",
                "\\Answered \\Seen",
                "\\Seen $Forwarded NonJunk",
            ];
            format!("FLAGS ({})", flags[number % 4])
        }
        "ENVELOPE" => {
            let from = format!("((\"Ann Author {a}\" NIL \"ann{a}\" \"example.org\"))");
            format!(
                "ENVELOPE (\"Mon, {} Jan 2024 10:{:02}:00 +0100\" \"Re: figures, part {number}\" \
                 {from} {from} {from} ((\"Bob {b}\" NIL \"bob{b}\" \"example.net\")) NIL NIL \
                 \"<parent{number}@example.org>\" \"<m{number}.{a}@example.org>\")",
                number % 28 + 1,
                number % 60
            )
        }
        _ => format!(
            "BODYSTRUCTURE (((\"text\" \"plain\" (\"charset\" \"utf-8\") NIL NIL \"7bit\" {} 40 NIL \
             NIL NIL NIL)(\"text\" \"html\" (\"charset\" \"utf-8\") NIL NIL \"7bit\" {} 90 NIL NIL \
             NIL NIL) \"alternative\" (\"boundary\" \"i{number}\") NIL NIL NIL)(\"application\" \
             \"pdf\" (\"name\" \"r {number}.pdf\") NIL NIL \"base64\" {} NIL (\"attachment\" \
             (\"filename\" \"r {number}.pdf\")) NIL NIL) \"mixed\" (\"boundary\" \"o{number}\") NIL \
             NIL NIL)",
            900 + a,
            2000 + b,
            50_000 + number
        ),
    }
}

/// The answer to a FETCH.
fn answer(kind: &str, rows: usize) -> Vec<u8> {
    let mut text = String::new();
    for number in 1..=rows {
        let (uid, items) = (number + 1000, items(kind, number));
        let _ = write!(text, "* {number} FETCH (UID {uid} {items})\r\n");
    }
    text.into_bytes()
}

/// A server that gives one answer to everything that is no login.
struct Server {
    answer: Arc<Vec<u8>>,
    asked: Vec<u8>,
    /// What is still to be read: the end of a line, and before it the answer.
    said: Vec<u8>,
    left: usize,
}

impl Server {
    /// A client of such a server, in a folder.
    fn client(answer: Vec<u8>) -> Client {
        let server = Self {
            answer: Arc::new(answer),
            asked: Vec::new(),
            said: b"* PREAUTH [CAPABILITY IMAP4rev1 LITERAL+] ready\r\n".to_vec(),
            left: 0,
        };
        let mut client = Client::over(server).unwrap();
        client.select_folder("INBOX", true).unwrap();
        client
    }
}

impl Write for Server {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.asked.extend_from_slice(bytes);
        if self.asked.ends_with(b"\r\n") {
            let asked = String::from_utf8_lossy(&self.asked).into_owned();
            let (tag, verb) = asked.split_once(' ').unwrap_or_default();
            let opens = verb.starts_with("SELECT") || verb.starts_with("EXAMINE");
            self.left = if opens { 0 } else { self.answer.len() };
            self.said = format!("{tag} OK done\r\n").into_bytes();
            self.asked.clear();
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Read for Server {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left > 0 {
            let mut rest = &self.answer[self.answer.len() - self.left..];
            let count = rest.read(buffer)?;
            self.left -= count;
            return Ok(count);
        }
        let count = self.said.as_slice().read(buffer)?;
        self.said.drain(..count);
        Ok(count)
    }
}

/// Cuts bytes into responses.
fn frames(bytes: &[u8], mut each: impl FnMut(Frame)) {
    let mut framer = Framer::new(Limits::default());
    let mut rest = bytes;
    while !rest.is_empty() {
        let count = rest.read(framer.space()).unwrap();
        framer.filled(count);
        while let Some(frame) = framer.next().unwrap() {
            each(frame);
        }
    }
}

#[divan::bench(args = ["FLAGS", "ENVELOPE", "BODYSTRUCTURE"])]
fn framing(bencher: Bencher<'_, '_>, kind: &str) {
    let bytes = answer(kind, ROWS);
    bencher
        .counter(BytesCount::new(bytes.len()))
        .bench_local(|| frames(&bytes, |frame| drop(black_box(frame))));
}

#[divan::bench(args = ["FLAGS", "ENVELOPE", "BODYSTRUCTURE"])]
fn tape(bencher: Bencher<'_, '_>, kind: &str) {
    let bytes = answer(kind, ROWS);
    let mut responses = Vec::new();
    frames(&bytes, |frame| responses.push(Response::read(frame, 100)));
    let mut tape = Tape::default();
    bencher
        .counter(BytesCount::new(bytes.len()))
        .bench_local(|| {
            for response in &responses {
                black_box(response.cursor(&mut tape).unwrap());
            }
        });
}

#[divan::bench(args = ["FLAGS", "ENVELOPE", "BODYSTRUCTURE"])]
fn fetch(bencher: Bencher<'_, '_>, kind: &str) {
    let bytes = answer(kind, ROWS);
    let count = BytesCount::new(bytes.len());
    let mut client = Server::client(bytes);
    bencher.counter(count).bench_local(|| {
        let mut rows = 0;
        let each = &mut |row: FetchRow| {
            black_box(row);
            rows += 1;
            Ok(())
        };
        client.fetch_each("1:*", kind, (), each).unwrap();
        assert_eq!(rows, ROWS);
    });
}

#[divan::bench]
fn search_of_a_million_ids(bencher: Bencher<'_, '_>) {
    let mut text = String::from("* SEARCH");
    // Every seventh is missing, so that ranges do not make it trivial.
    let ids = (1..=1_166_666).filter(|number| number % 7 != 0);
    ids.for_each(|number| write!(text, " {number}").unwrap());
    text.push_str("\r\n");
    let count = BytesCount::new(text.len());
    let mut client = Server::client(text.into_bytes());
    bencher.counter(count).bench_local(|| {
        let found = client.search("ALL", None).unwrap();
        assert_eq!(found.len(), 1_000_000);
        found
    });
}

#[divan::bench]
fn list_of_100_000_folders(bencher: Bencher<'_, '_>) {
    const FOLDERS: usize = 100_000;
    let mut text = String::new();
    for number in 0..FOLDERS {
        let _ = write!(
            text,
            "* LIST (\\HasNoChildren) \"/\" \"Archive/&APw-ber {number}\"\r\n"
        );
    }
    let count = BytesCount::new(text.len());
    let mut client = Server::client(text.into_bytes());
    bencher.counter(count).bench_local(|| {
        let folders = client.list_folders("", "*").unwrap();
        assert_eq!(folders.len(), FOLDERS);
        folders
    });
}

#[divan::bench(args = ["FLAGS", "ENVELOPE", "BODYSTRUCTURE"])]
fn printing_json(bencher: Bencher<'_, '_>, kind: &str) {
    let rows: Vec<(Out, Out)> = Server::client(answer(kind, ROWS))
        .fetch("1:*", kind, ())
        .unwrap()
        .into_iter()
        .map(|(id, row)| (Out::Int(id.into()), Out::Map(row)))
        .collect();
    let mut buffer = Vec::new();
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| {
        let mut out = io::sink();
        let mut writer = JsonWriter::new(&mut buffer, &mut out, Layout::Pretty);
        for (number, (id, row)) in rows.iter().enumerate() {
            writer.entry(number == 0, id, row).unwrap();
        }
        writer.end(false);
        buffer.clear();
    });
}

#[divan::bench(args = ["--version", "-cprint(1)"])]
fn start_up(argument: &str) {
    let status = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"))
        .arg(argument)
        .stdout(Stdio::null())
        .status();
    assert!(status.unwrap().success());
}
