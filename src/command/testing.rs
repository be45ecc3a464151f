//! A scripted peer for the tests of the families: what it says, and what it was told.

use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex};

use crate::client::Client;

/// A stream that plays prepared answers and remembers what was written. No answer comes before its
/// command was.
pub(crate) struct Peer {
    answers: io::Cursor<Vec<u8>>,
    sent: Arc<Mutex<Vec<u8>>>,
}

impl Read for Peer {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let begins =
            |line: &[u8], number: usize| line.starts_with(format!("A{number} ").as_bytes());
        let (compressed, commands) = {
            let sent = self.sent.lock().unwrap();
            // What is compressed cannot be counted.
            let has = |bytes: &[u8], text| memchr::memmem::find(bytes, text).is_some();
            let refused = has(self.answers.get_ref(), b"A1 NO ");
            let compressed = has(&sent, b" COMPRESS ") && !refused;
            let mut lines = sent.split(|byte| *byte == b'\n');
            let count = (1..).take_while(|number| lines.any(|line| begins(line, *number)));
            (compressed, count.count())
        };
        let (answers, mut end) = (self.answers.get_ref(), 0);
        for line in answers.split_inclusive(|byte| *byte == b'\n') {
            end += line.len();
            // The greeting, or the answer to the last command.
            if !compressed && (commands == 0 || begins(line, commands)) {
                break;
            }
        }
        let most = end.saturating_sub(self.answers.position() as usize);
        let most = most.min(buffer.len());
        self.answers.read(&mut buffer[..most])
    }
}

impl Write for Peer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.sent.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a client wrote, tags as `A1`, `A2` and so on.
pub(crate) struct Sent(Arc<Mutex<Vec<u8>>>);

impl Sent {
    /// Everything that was sent so far.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

/// A stream whose reads give one piece each; an empty piece is a tick in which nothing came.
struct Pieces {
    pieces: std::collections::VecDeque<Vec<u8>>,
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.pieces.pop_front() {
            Some(piece) if piece.is_empty() => Err(io::ErrorKind::WouldBlock.into()),
            Some(piece) => (&piece[..]).read(buffer),
            None => Ok(0),
        }
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A client as [`client`] makes it, with a folder open, whose server's answers come in pieces.
pub(crate) fn client_in_pieces(capabilities: &str, pieces: &[impl AsRef<[u8]>]) -> Client {
    let greeting = format!("* PREAUTH [CAPABILITY {capabilities}] ready\r\n");
    let pieces = pieces.iter().map(|piece| piece.as_ref().to_vec());
    let pieces = std::iter::once(greeting.into_bytes()).chain(pieces);
    let mut client = Client::over(Pieces {
        pieces: pieces.collect(),
    })
    .unwrap();
    client.set_tag_prefix("A");
    client.enter_for_test();
    client
}

/// A client that is logged in (PREAUTH), with a folder open if `selected`, whose server has the
/// `capabilities` and then says `answers`. Tags are A1, A2 ... from the first command of the test.
pub(crate) fn client(capabilities: &str, selected: bool, answers: &[u8]) -> (Client, Sent) {
    let mut script = format!("* PREAUTH [CAPABILITY {capabilities}] ready\r\n").into_bytes();
    script.extend_from_slice(answers);
    let sent = Arc::new(Mutex::new(Vec::new()));
    let peer = Peer {
        answers: io::Cursor::new(script),
        sent: sent.clone(),
    };
    let mut client = Client::over(peer).unwrap();
    client.set_tag_prefix("A");
    if selected {
        client.enter_for_test();
    }
    (client, Sent(sent))
}
