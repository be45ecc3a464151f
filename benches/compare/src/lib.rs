//! What the programs of this folder share: the jobs.

use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpStream;

/// The items that a job asks for, by the job's name.
pub fn items(job: &str) -> Option<&'static str> {
    Some(match job {
        "flags" => "(FLAGS)",
        "envelope" => "(ENVELOPE)",
        "structure" => "(BODYSTRUCTURE)",
        "mixed" => "(FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)",
        "bodies" => "(BODY.PEEK[])",
        _ => return None,
    })
}

/// The command of a job, without its tag.
pub fn command(job: &str) -> String {
    match items(job) {
        Some(items) => format!("UID FETCH 1:* {items}"),
        None => "UID SEARCH ALL".to_owned(),
    }
}

/// Logs in, opens INBOX and sends the job's command; what comes next is its answer, which ends
/// with `A3 OK done` and a line end.
pub fn begin(port: u16, job: &str) -> io::Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_nodelay(true)?;
    let mut writer = stream.try_clone()?;
    let mut reader = BufReader::with_capacity(64 * 1024, stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    for (tag, text) in [("A1", "LOGIN user pass"), ("A2", "SELECT INBOX")] {
        writer.write_all(format!("{tag} {text}\r\n").as_bytes())?;
        loop {
            line.clear();
            if reader.read_line(&mut line)? == 0 || line.starts_with(tag) {
                break;
            }
        }
    }
    writer.write_all(format!("A3 {}\r\n", command(job)).as_bytes())?;
    Ok(reader)
}

/// Whether what was read so far ends the answer, by its last bytes.
pub fn is_end(tail: &[u8]) -> bool {
    let line = tail.strip_suffix(b"\r\n").unwrap_or_default();
    let start = line.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    line[start..].starts_with(b"A3 OK")
}
