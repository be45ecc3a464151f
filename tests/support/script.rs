//! A conversation file, and the peer that plays it. `tests/conversations.rs` tells the format.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

/// One conversation.
#[derive(Debug, Default)]
pub(crate) struct Script {
    /// What is typed.
    pub(crate) typed: String,
    /// What standard output must be.
    pub(crate) printed: String,
    /// What standard error must contain.
    pub(crate) said: Vec<String>,
    /// Further flags.
    pub(crate) args: Vec<String>,
    pub(crate) exit: i32,
    /// The program connects by what is typed, in which PORT is the peer's.
    pub(crate) unconnected: bool,
    greeting: String,
    selected: bool,
    steps: Vec<Step>,
}

#[derive(Debug)]
struct Step {
    line: usize,
    kind: Kind,
    text: String,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    /// A line of the client, tag included.
    Client,
    /// The octets of a literal of the client.
    Literal,
    /// The rest of a line of the client, behind a literal.
    Rest,
    /// Octets of the server.
    Server,
    /// The server closes.
    Close,
}

impl Script {
    /// Reads a file.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut script = Self::default();
        let (mut caps, mut login, mut greeting) = (
            "IMAP4rev1 UIDPLUS MOVE ID ENABLE NAMESPACE UNSELECT",
            false,
            None,
        );
        for (at, line) in text.lines().enumerate() {
            let line_number = at + 1;
            let mut step = |kind, text: String| {
                script.steps.push(Step {
                    line: line_number,
                    kind,
                    text,
                });
            };
            if let Some((name, value)) = line
                .strip_prefix("# ")
                .and_then(|line| line.split_once(": "))
            {
                match name {
                    "caps" => caps = value,
                    "args" => script.args = value.split(' ').map(str::to_owned).collect(),
                    "login" => login = true,
                    "unconnected" => (login, script.unconnected) = (true, true),
                    "selected" => script.selected = true,
                    "greeting" => greeting = Some(value),
                    "exit" => {
                        script.exit = value
                            .parse()
                            .map_err(|_| format!("line {line_number}: exit"))?
                    }
                    "about" => {}
                    _ => return Err(format!("line {line_number}: unknown header {name}")),
                }
            } else if let Some(typed) = line.strip_prefix("> ") {
                script.typed.push_str(typed);
                script.typed.push('\n');
            } else if let Some(said) = line.strip_prefix("! ") {
                script.said.push(said.to_owned());
            } else if let Some(text) = line.strip_prefix("C: ") {
                step(Kind::Client, text.to_owned());
            } else if let Some(text) = line.strip_prefix("C-literal: ") {
                step(Kind::Literal, unescape(text));
            } else if let Some(text) = line.strip_prefix("C-rest:") {
                step(
                    Kind::Rest,
                    text.strip_prefix(' ').unwrap_or(text).to_owned(),
                );
            } else if let Some(text) = line.strip_prefix("P:") {
                let text = text.strip_prefix(' ').unwrap_or(text);
                script.printed.push_str(&unescape(text));
                script.printed.push('\n');
            } else if line == "S: <close>" {
                step(Kind::Close, String::new());
            } else if let Some(text) = line.strip_prefix("S: ") {
                step(Kind::Server, unescape(text) + "\r\n");
            } else if let Some(text) = line.strip_prefix("S-raw: ") {
                step(Kind::Server, unescape(text));
            } else if !line.is_empty() {
                script.printed.push_str(line);
                script.printed.push('\n');
            }
        }
        let status = if login { "OK" } else { "PREAUTH" };
        script.greeting = match greeting {
            Some(greeting) => format!("{}\r\n", unescape(greeting)),
            None => format!("* {status} [CAPABILITY {caps}] ready\r\n"),
        };
        if script.selected {
            script
                .typed
                .insert_str(0, "_folder = c.select_folder('INBOX')\n");
        }
        Ok(script)
    }

    /// Plays the server's part with the next client. The error says which line did not fit.
    pub(crate) fn play(&self, listener: &TcpListener) -> Result<(), String> {
        let (stream, _) = listener.accept().map_err(|error| error.to_string())?;
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .map_err(|error| error.to_string())?;
        let mut peer = Peer {
            reader: BufReader::new(stream.try_clone().unwrap()),
            stream,
            tags: Vec::new(),
        };
        peer.say(self.greeting.as_bytes())?;
        if self.selected {
            let line = peer.hear()?;
            let tag = line.split(' ').next().unwrap_or_default().to_owned();
            peer.say(
                format!("* 10 EXISTS\r\n* OK [UIDVALIDITY 1] ok\r\n{tag} OK [READ-WRITE] open\r\n")
                    .as_bytes(),
            )?;
        }
        for step in &self.steps {
            let fault = |fault: String| format!("line {}: {fault}", step.line);
            match step.kind {
                Kind::Client => {
                    let line = peer.hear().map_err(fault)?;
                    let (tag, rest) = line.split_once(' ').unwrap_or((&line, ""));
                    peer.tags.push(tag.to_owned());
                    let wanted = format!("A{} ", peer.tags.len());
                    if step.text.strip_prefix(&wanted) != Some(rest) {
                        return Err(fault(format!(
                            "expected {:?}, got {:?}",
                            step.text,
                            format!("{wanted}{rest}")
                        )));
                    }
                }
                Kind::Literal => {
                    let wanted: Vec<u8> = step.text.chars().flat_map(octets).collect();
                    let mut octets = vec![0; wanted.len()];
                    peer.reader
                        .read_exact(&mut octets)
                        .map_err(|error| fault(error.to_string()))?;
                    if octets != wanted {
                        return Err(fault(format!(
                            "expected {:?}, got {:?}",
                            step.text,
                            String::from_utf8_lossy(&octets)
                        )));
                    }
                }
                Kind::Rest => {
                    let line = peer.hear().map_err(fault)?;
                    if line != step.text {
                        return Err(fault(format!("expected {:?}, got {line:?}", step.text)));
                    }
                }
                Kind::Server => {
                    let text = peer.with_tags(&step.text);
                    peer.say(&text).map_err(fault)?;
                }
                Kind::Close => return Ok(()),
            }
        }
        // The end of the session is not part of every file.
        match peer.hear() {
            Ok(line) if line.ends_with(" LOGOUT") => {
                let tag = line.split(' ').next().unwrap_or_default();
                peer.say(format!("* BYE bye\r\n{tag} OK done\r\n").as_bytes())
            }
            Ok(line) if !line.is_empty() => {
                Err(format!("after the last line the client sent {line:?}"))
            }
            _ => Ok(()),
        }
    }
}

struct Peer {
    reader: BufReader<TcpStream>,
    stream: TcpStream,
    tags: Vec<String>,
}

impl Peer {
    fn say(&mut self, octets: &[u8]) -> Result<(), String> {
        // A client that has gone is no fault of the script.
        let _ = self.stream.write_all(octets);
        Ok(())
    }

    fn hear(&mut self) -> Result<String, String> {
        let mut line = Vec::new();
        self.reader
            .read_until(b'\n', &mut line)
            .map_err(|error| format!("the client is silent: {error}"))?;
        Ok(String::from_utf8_lossy(line.strip_suffix(b"\r\n").unwrap_or(&line)).into_owned())
    }

    /// The server's line with the real tags for A1, A2 and so on at its start, for {A1} anywhere.
    fn with_tags(&self, text: &str) -> Vec<u8> {
        let mut out = text.to_owned();
        if let Some((first, rest)) = text.split_once(' ')
            && let Some(number) = first
                .strip_prefix('A')
                .and_then(|digits| digits.parse::<usize>().ok())
            && let Some(tag) = number.checked_sub(1).and_then(|at| self.tags.get(at))
        {
            out = format!("{tag} {rest}");
        }
        for (at, tag) in self.tags.iter().enumerate() {
            out = out.replace(&format!("{{A{}}}", at + 1), tag);
        }
        // Escapes above stand for single octets.
        out.chars().flat_map(octets).collect()
    }
}

/// Octets that are no UTF-8 are kept as characters of the private use area.
fn octets(letter: char) -> Vec<u8> {
    match u32::from(letter) {
        code @ 0xe000..=0xe0ff => vec![u8::try_from(code - 0xe000).unwrap()],
        _ => letter.encode_utf8(&mut [0; 4]).as_bytes().to_vec(),
    }
}

/// `\r \n \t \\ \xNN` as what they stand for.
fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            out.push(letter);
            continue;
        }
        match letters.next() {
            Some('r') => out.push('\r'),
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('x') => {
                let code: String = letters.by_ref().take(2).collect();
                let byte = u32::from_str_radix(&code, 16).expect("\\xNN");
                out.push(char::from_u32(if byte < 0x80 { byte } else { 0xe000 + byte }).unwrap());
            }
            Some(other) => out.push(other),
            None => out.push('\\'),
        }
    }
    out
}
