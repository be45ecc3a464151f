//! COMPRESS=DEFLATE (RFC 4978): raw deflate in both directions, each on its own.

use std::io;

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

/// How much compressed data is read, or made, at once.
const BUFFER: usize = 16 << 10;

/// Both directions of a compressed connection.
///
/// What comes in is inflated into the reader's own buffer, piece by piece: however far a few octets
/// would inflate, no more is held than the reader has room for.
pub(crate) struct Deflate {
    out: Compress,
    into: Decompress,
    input: Box<[u8]>,
    start: usize,
    end: usize,
    ended: bool,
}

impl Deflate {
    /// For a connection that is compressed from here on. `received` came in already, compressed.
    pub(crate) fn new(received: &[u8]) -> Self {
        let mut input = vec![0; BUFFER.max(received.len())].into_boxed_slice();
        if let Some(place) = input.get_mut(..received.len()) {
            place.copy_from_slice(received);
        }
        Self {
            out: Compress::new(Compression::default(), false),
            into: Decompress::new(false),
            input,
            start: 0,
            end: received.len(),
            ended: false,
        }
    }

    /// Inflates what has come in, into `buffer`: the number of octets, 0 at the end of the stream,
    /// or `None` when more must come in first.
    pub(crate) fn inflate(&mut self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        loop {
            if self.ended {
                return Ok(Some(0));
            }
            let input = self.input.get(self.start..self.end).unwrap_or_default();
            let (consumed, produced) = (self.into.total_in(), self.into.total_out());
            // Even without input there may be output that had no room before.
            let status = self
                .into
                .decompress(input, buffer, FlushDecompress::Sync)
                .map_err(|_| broken())?;
            let consumed = moved(self.into.total_in(), consumed);
            let produced = moved(self.into.total_out(), produced);
            self.start += consumed;
            self.ended = status == Status::StreamEnd;
            if produced > 0 {
                return Ok(Some(produced));
            }
            if consumed == 0 && !self.ended {
                return Ok(None);
            }
        }
    }

    /// Where the next octets from the connection go.
    pub(crate) fn space(&mut self) -> &mut [u8] {
        self.input.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        self.input.get_mut(self.end..).unwrap_or_default()
    }

    /// So many octets were put into the space.
    pub(crate) fn filled(&mut self, count: usize) {
        self.end = self.end.saturating_add(count).min(self.input.len());
    }

    /// Compresses what is to be sent, whole: the other end can read all of it.
    pub(crate) fn deflate(&mut self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut made = Vec::with_capacity(bytes.len().min(BUFFER) + 64);
        let mut rest = bytes;
        loop {
            let before = self.out.total_in();
            let (room, had) = (made.capacity(), made.len());
            self.out
                .compress_vec(rest, &mut made, FlushCompress::Sync)
                .map_err(io::Error::other)?;
            let consumed = moved(self.out.total_in(), before);
            rest = rest.get(consumed..).unwrap_or_default();
            // A flush is over when it leaves room.
            if rest.is_empty() && made.len() < room {
                return Ok(made);
            }
            if consumed == 0 && made.len() == had && made.len() < room {
                return Err(io::Error::other("the compressor takes nothing more"));
            }
            made.reserve(BUFFER);
        }
    }
}

fn moved(now: u64, before: u64) -> usize {
    usize::try_from(now.saturating_sub(before)).unwrap_or(usize::MAX)
}

fn broken() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "what the server sends is not compressed as agreed (COMPRESS=DEFLATE)",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inflated(deflate: &mut Deflate, bytes: &[u8], step: usize, room: usize) -> Vec<u8> {
        let mut whole = Vec::new();
        let mut buffer = vec![0; room];
        for piece in bytes.chunks(step) {
            let space = deflate.space();
            space[..piece.len()].copy_from_slice(piece);
            deflate.filled(piece.len());
            while let Some(count) = deflate.inflate(&mut buffer).unwrap() {
                whole.extend_from_slice(&buffer[..count]);
            }
        }
        whole
    }

    #[test]
    fn what_one_end_sends_the_other_reads_at_once_however_it_is_cut() {
        let long: Vec<u8> = (0..100_000u64).map(|n| (n * n % 251) as u8).collect();
        for step in [1, 7, 1000, BUFFER] {
            let (mut one, mut other) = (Deflate::new(b""), Deflate::new(b""));
            for text in [
                &b"A1 NOOP\r\n"[..],
                b"",
                b"A2 NOOP\r\n",
                &long,
                b"A3 NOOP\r\n",
            ] {
                let sent = one.deflate(text).unwrap();
                assert_eq!(inflated(&mut other, &sent, step, 333), text);
            }
        }
    }

    #[test]
    fn few_octets_that_inflate_far_need_no_more_than_the_room_given() {
        let mut one = Deflate::new(b"");
        let sent = one.deflate(&vec![b'a'; 10 << 20]).unwrap();
        assert!(sent.len() < 20_000, "{}", sent.len());
        let mut other = Deflate::new(&sent);
        let (mut buffer, mut sum) = (vec![0; 4096], 0);
        while let Some(count) = other.inflate(&mut buffer).unwrap() {
            assert!(buffer[..count].iter().all(|byte| *byte == b'a'));
            sum += count;
        }
        assert_eq!(sum, 10 << 20);
    }

    #[test]
    fn what_is_not_deflate_is_an_error() {
        let mut other = Deflate::new(b"\xff\xff\xff* OK hello\r\n");
        let error = other.inflate(&mut [0; 100]).unwrap_err();
        assert!(error.to_string().contains("COMPRESS=DEFLATE"), "{error}");
    }
}
