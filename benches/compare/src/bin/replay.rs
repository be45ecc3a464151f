//! A server that answers from memory: `replay JOB MESSAGES [BYTES-OF-A-BODY]` prints its port and
//! serves whoever comes, as long as standard input is open.

use std::fmt::Write as _;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

const CAPABILITIES: &str = "IMAP4rev1 LITERAL+ SASL-IR UIDPLUS MOVE ID ENABLE NAMESPACE UNSELECT SORT";

fn row(job: &str, number: usize, size: usize, out: &mut Vec<u8>) {
    let mut text = String::new();
    let uid = number + 1000;
    let _ = write!(text, "* {number} FETCH (UID {uid}");
    if job == "flags" || job == "mixed" {
        let flags = ["", "\\Seen", "\\Answered \\Seen", "\\Seen $Forwarded NonJunk"];
        let _ = write!(text, " FLAGS ({})", flags[number % 4]);
    }
    if job == "mixed" {
        let day = number % 28 + 1;
        let _ = write!(
            text,
            " INTERNALDATE \"{day:2}-Mar-2024 10:{:02}:07 +0100\" RFC822.SIZE {}",
            number % 60,
            2000 + number % 9000
        );
    }
    if job == "envelope" || job == "mixed" {
        let (a, b) = (number % 97, number % 13);
        let _ = write!(
            text,
            " ENVELOPE (\"Mon, {} Jan 2024 10:{:02}:00 +0100\" \"Re: quarterly figures, part {number}, second draft\" \
             ((\"Ann Author {a}\" NIL \"ann{a}\" \"example.org\")) ((\"Ann Author {a}\" NIL \"ann{a}\" \"example.org\")) \
             ((\"Ann Author {a}\" NIL \"ann{a}\" \"example.org\")) ((\"Bob Reader {b}\" NIL \"bob{b}\" \"example.net\")) \
             NIL NIL \"<parent{number}@mail.example.org>\" \"<m{number}.{a}@mail.example.org>\")",
            number % 28 + 1,
            number % 60
        );
    }
    if job == "structure" {
        let _ = write!(
            text,
            " BODYSTRUCTURE (((\"text\" \"plain\" (\"charset\" \"utf-8\") NIL NIL \"quoted-printable\" {} 40 NIL NIL NIL NIL)\
             (\"text\" \"html\" (\"charset\" \"utf-8\") NIL NIL \"quoted-printable\" {} 90 NIL NIL NIL NIL) \"alternative\" \
             (\"boundary\" \"=_inner{number}\") NIL NIL NIL)(\"application\" \"pdf\" (\"name\" \"report {number}.pdf\") NIL NIL \
             \"base64\" {} NIL (\"attachment\" (\"filename\" \"report {number}.pdf\" \"size\" \"100\")) NIL NIL) \"mixed\" \
             (\"boundary\" \"=_outer{number}\") NIL NIL NIL)",
            900 + number % 100,
            2000 + number % 1000,
            50_000 + number
        );
    }
    if job == "bodies" {
        let _ = write!(text, " BODY[] {{{size}}}\r\n");
        out.extend(text.as_bytes());
        let line = b"The quick brown fox jumps over the lazy dog, and says \"no\" twice 0123456789 so.\r\n";
        let mut left = size;
        while left > 0 {
            let part = left.min(line.len());
            out.extend(&line[..part]);
            left -= part;
        }
        out.extend(b")\r\n");
        return;
    }
    text.push_str(")\r\n");
    out.extend(text.as_bytes());
}

fn answer(job: &str, messages: usize, size: usize) -> Vec<u8> {
    let mut out = Vec::new();
    if job == "search" {
        out.extend(b"* SEARCH");
        for number in 1..=messages {
            // Every seventh is missing, so that ranges do not make it trivial.
            if number % 7 != 0 {
                out.extend(format!(" {}", number + 1000).as_bytes());
            }
        }
        out.extend(b"\r\n");
        return out;
    }
    for number in 1..=messages {
        row(job, number, size, &mut out);
    }
    out
}

fn serve(stream: TcpStream, messages: usize, answer: &[u8]) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut writer = stream.try_clone()?;
    let mut reader = BufReader::new(stream);
    writer.write_all(format!("* OK [CAPABILITY {CAPABILITIES}] ready\r\n").as_bytes())?;
    let mut line = String::new();
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let mut words = line.split_whitespace();
        let tag = words.next().unwrap_or_default().to_owned();
        let verb = words.next().unwrap_or_default().to_uppercase();
        match verb.as_str() {
            "LOGIN" | "AUTHENTICATE" | "CAPABILITY" => {
                if verb == "AUTHENTICATE" && words.count() < 2 {
                    writer.write_all(b"+ \r\n")?;
                    reader.read_line(&mut line)?;
                }
                let text = match verb.as_str() {
                    "CAPABILITY" => format!("* CAPABILITY {CAPABILITIES}\r\n{tag} OK done\r\n"),
                    _ => format!("{tag} OK [CAPABILITY {CAPABILITIES}] done\r\n"),
                };
                writer.write_all(text.as_bytes())?;
            }
            "SELECT" | "EXAMINE" => writer.write_all(
                format!(
                    "* FLAGS (\\Seen \\Answered)\r\n* {messages} EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY 1] ok\r\n* OK [UIDNEXT {}] ok\r\n{tag} OK [READ-WRITE] done\r\n",
                    messages + 1001
                )
                .as_bytes(),
            )?,
            "UID" | "FETCH" | "SEARCH" => {
                writer.write_all(answer)?;
                writer.write_all(format!("{tag} OK done\r\n").as_bytes())?;
            }
            "LOGOUT" => {
                writer.write_all(format!("* BYE bye\r\n{tag} OK done\r\n").as_bytes())?;
                return Ok(());
            }
            _ => writer.write_all(format!("{tag} OK done\r\n").as_bytes())?,
        }
    }
}

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let job = arguments.first().cloned().unwrap_or_default();
    let number = |at: usize, usual| arguments.get(at).and_then(|text| text.parse().ok()).unwrap_or(usual);
    let messages: usize = number(1, 100_000);
    let answer = Arc::new(answer(&job, messages, number(2, 100_000)));
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("{} {}", listener.local_addr()?.port(), answer.len());
    std::thread::spawn(|| {
        let _ = io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    for stream in listener.incoming() {
        let (stream, answer) = (stream?, answer.clone());
        std::thread::spawn(move || serve(stream, messages, &answer));
    }
    Ok(())
}
