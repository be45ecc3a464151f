//! A server in memory that says what it was given, with the client's tags in the right places.

use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex};

/// A piece of what the server says.
enum Piece {
    Bytes(Vec<u8>),
    /// The tag of the client's command of this number, from 1.
    Tag(usize),
}

/// What the client has sent so far.
#[derive(Default)]
pub(crate) struct Heard {
    /// The tags of its commands, in order.
    pub(crate) tags: Vec<String>,
}

impl Heard {
    #[allow(dead_code)] // not every check shows what it got
    /// The text with `A1`, `A2` and so on for the tags, which are different in every session.
    pub(crate) fn without_tags(&self, mut text: String) -> String {
        // The last one first: `XYZA1` is the beginning of `XYZA10`.
        for (at, tag) in self.tags.iter().enumerate().rev() {
            if text.contains(tag.as_str()) {
                text = text.replace(tag.as_str(), &format!("A{}", at + 1));
            }
        }
        text
    }
}

/// The server's end of the connection. It closes when it has said everything, or would have to
/// name the tag of a command that the client has not sent.
pub(crate) struct Peer {
    pieces: std::collections::VecDeque<Piece>,
    at: usize,
    most: usize,
    heard: Arc<Mutex<Heard>>,
}

impl Peer {
    /// A server that says `text`, at most `most` bytes at once and `by_line` no more than a line:
    /// then nothing comes before the command that it answers, if the client reads no more than it
    /// needs. `A1 ` at the start of a line stands for the tag of the first command, and so on up to
    /// `A99 `.
    pub(crate) fn new(text: &[u8], most: usize, by_line: bool) -> (Self, Arc<Mutex<Heard>>) {
        let heard = Arc::default();
        let peer = Self {
            pieces: pieces(text, by_line).into(),
            at: 0,
            most: most.max(1),
            heard: Arc::clone(&heard),
        };
        (peer, heard)
    }
}

fn pieces(text: &[u8], by_line: bool) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut plain = Vec::new();
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let tagged = tag(line);
        if !plain.is_empty() && (by_line || tagged.is_some()) {
            pieces.push(Piece::Bytes(std::mem::take(&mut plain)));
        }
        if let Some((number, _)) = tagged {
            pieces.push(Piece::Tag(number));
        }
        plain.extend_from_slice(tagged.map_or(line, |(_, rest)| rest));
    }
    if !plain.is_empty() {
        pieces.push(Piece::Bytes(plain));
    }
    pieces
}

/// Whether a line in it would be taken for one that begins with a tag.
#[allow(dead_code)] // where the text is one response
pub(crate) fn has_tag(text: &[u8]) -> bool {
    text.split_inclusive(|byte| *byte == b'\n')
        .any(|line| tag(line).is_some())
}

/// The number of the tag at the start of a line, and what follows it.
fn tag(line: &[u8]) -> Option<(usize, &[u8])> {
    let rest = line.strip_prefix(b"A")?;
    let digits = rest
        .iter()
        .take(3)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let (number, rest) = rest.split_at(digits);
    let number = std::str::from_utf8(number).ok()?.parse().ok()?;
    (digits < 3 && number > 0 && rest.first() == Some(&b' ')).then_some((number, rest))
}

impl Read for Peer {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.pieces.front_mut() {
                None => return Ok(0),
                Some(Piece::Tag(number)) => {
                    let heard = self.heard.lock().expect("nobody panicked");
                    let Some(tag) = heard.tags.get(*number - 1) else {
                        return Ok(0);
                    };
                    self.pieces[0] = Piece::Bytes(tag.clone().into_bytes());
                }
                Some(Piece::Bytes(bytes)) if self.at == bytes.len() => {
                    self.at = 0;
                    self.pieces.pop_front();
                }
                Some(Piece::Bytes(bytes)) => {
                    let rest = &bytes[self.at..];
                    let count = rest.len().min(buffer.len()).min(self.most);
                    buffer[..count].copy_from_slice(&rest[..count]);
                    self.at += count;
                    return Ok(count);
                }
            }
        }
    }
}

impl Write for Peer {
    /// Each command comes in a call of its own, its tag first: four letters and a number.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut heard = self.heard.lock().expect("nobody panicked");
        let end = bytes.iter().position(|byte| *byte == b' ').unwrap_or(0);
        let (tag, _) = bytes.split_at(end);
        let is_tag = tag.len() > 4
            && tag[..4].iter().all(u8::is_ascii_uppercase)
            && tag[4..].iter().all(u8::is_ascii_digit)
            && heard
                .tags
                .first()
                .is_none_or(|first| first.as_bytes()[..4] == tag[..4]);
        if is_tag {
            heard.tags.push(String::from_utf8_lossy(tag).into_owned());
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
