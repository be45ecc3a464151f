//! A server that counts round trips: `trips` prints its port, then for each turn a line with the
//! commands that came before the server spoke again, and `end` when the client has gone.
//!
//! It speaks only when nothing has come in for a while, so that whatever the client can send without
//! waiting is one turn.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

/// How long nothing must come in.
const QUIET: Duration = Duration::from_millis(60);
const CAPABILITIES: &str =
    "IMAP4rev1 LITERAL+ SASL-IR UIDPLUS MOVE ID ENABLE NAMESPACE UNSELECT MULTIAPPEND";

/// What stands at the beginning of what came in.
enum Next {
    Command(String),
    /// A literal that waits for the server's word.
    Literal,
    Nothing,
}

fn next(came: &mut Vec<u8>) -> Next {
    let mut from = 0;
    while let Some(end) = came[from..].windows(2).position(|two| two == b"\r\n") {
        let (line, after) = (&came[from..from + end], from + end + 2);
        let Some(literal) = line.strip_suffix(b"}") else {
            let command = String::from_utf8_lossy(&came[..after]).into_owned();
            came.drain(..after);
            return Next::Command(command);
        };
        let start = literal.iter().rposition(|byte| *byte == b'{').map_or(0, |at| at + 1);
        let size = String::from_utf8_lossy(&literal[start..]);
        let waits = !size.ends_with('+');
        from = after + size.trim_end_matches('+').parse().unwrap_or(0);
        if came.len() < from {
            return if waits && came.len() == after { Next::Literal } else { Next::Nothing };
        }
    }
    Next::Nothing
}

fn answer(command: &str) -> (String, String) {
    let mut words = command.split_whitespace();
    let (tag, verb) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let verb = match verb.eq_ignore_ascii_case("UID") {
        true => words.next().unwrap_or_default(),
        false => verb,
    };
    let verb = verb.to_uppercase();
    let data = match verb.as_str() {
        "LOGIN" | "AUTHENTICATE" => return (format!("{tag} OK [CAPABILITY {CAPABILITIES}] in\r\n"), verb),
        "CAPABILITY" => format!("* CAPABILITY {CAPABILITIES}\r\n"),
        "SELECT" | "EXAMINE" => "* FLAGS (\\Seen)\r\n* 20000 EXISTS\r\n* OK [UIDVALIDITY 1] ok\r\n".into(),
        "SEARCH" => "* SEARCH 1 2 3\r\n".into(),
        "LOGOUT" => "* BYE bye\r\n".into(),
        _ => String::new(),
    };
    (format!("{data}{tag} OK done\r\n"), verb)
}

fn serve(mut stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.write_all(format!("* OK [CAPABILITY {CAPABILITIES}] ready\r\n").as_bytes())?;
    let (mut came, mut buffer) = (Vec::new(), vec![0; 1 << 20]);
    loop {
        stream.set_read_timeout(None)?;
        let mut count = stream.read(&mut buffer)?;
        stream.set_read_timeout(Some(QUIET))?;
        while count > 0 {
            came.extend_from_slice(&buffer[..count]);
            match stream.read(&mut buffer) {
                Ok(more) => count = more,
                Err(_) => break,
            }
        }
        if count == 0 {
            return Ok(());
        }
        let (mut said, mut verbs) = (String::new(), Vec::new());
        loop {
            match next(&mut came) {
                Next::Command(command) => {
                    let (text, verb) = answer(&command);
                    said += &text;
                    verbs.push(verb);
                }
                Next::Literal => {
                    said += "+ go on\r\n";
                    verbs.push("(literal)".to_owned());
                    break;
                }
                Next::Nothing => break,
            }
        }
        if !verbs.is_empty() {
            println!("{}", verbs.join(" "));
        }
        stream.write_all(said.as_bytes())?;
    }
}

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("{}", listener.local_addr()?.port());
    std::thread::spawn(|| {
        let _ = io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    for stream in listener.incoming() {
        // A client that breaks off has gone as well.
        let _ = serve(stream?);
        println!("end");
    }
    Ok(())
}
