//! Tests of the framer.

#![allow(clippy::indexing_slicing)]

use super::*;
use proptest::prelude::*;

fn feed(framer: &mut Framer, bytes: &[u8], step: usize) -> Result<Vec<Vec<u8>>> {
    let mut frames = Vec::new();
    for chunk in bytes.chunks(step.max(1)) {
        let mut chunk = chunk;
        while !chunk.is_empty() {
            let space = framer.space();
            let count = chunk.len().min(space.len());
            space[..count].copy_from_slice(&chunk[..count]);
            framer.filled(count);
            chunk = &chunk[count..];
            while let Some(frame) = framer.next()? {
                frames.push(frame.raw);
            }
        }
    }
    Ok(frames)
}

fn frames(bytes: &[u8], step: usize) -> Vec<Vec<u8>> {
    feed(&mut Framer::new(Limits::default()), bytes, step).unwrap()
}

const SESSION: &[&[u8]] = &[
    b"* OK ready {5}\r\n",
    b"* 1 FETCH (BODY[] {5}\r\nA1 OK FLAGS () BODY[TEXT] ~{3+}\r\n\r\n) X {0}\r\n)\r\n",
    b"* LIST () \"/\" {3}\r\na\nb\r\n",
    b"* LIST () \"/\" \"\\\" x\r\n",
    b"+ go {3}\r\n",
    b"* 2 EXISTS\n",
    b"A1 OK {3}\r\n",
    b"* NO {2}\r\n",
];

#[test]
fn any_chunking_gives_the_same_frames() {
    let stream = SESSION.concat();
    for step in 1..=stream.len() {
        assert_eq!(frames(&stream, step), SESSION, "{step}");
    }
}

#[test]
fn a_folded_line_is_joined_wherever_the_stream_is_cut() {
    let stream = b"* 1 X (\"Fwd:\r\n folded\r\n\ttwice\" \"a\\\"\r\n b\")\r\n* 2 EXISTS\r\n";
    let wanted: [&[u8]; 2] = [
        b"* 1 X (\"Fwd: folded\ttwice\" \"a\\\" b\")\r\n",
        b"* 2 EXISTS\r\n",
    ];
    for step in 1..=stream.len() {
        assert_eq!(frames(stream, step), wanted, "{step}");
    }
}

#[test]
fn a_line_longer_than_the_buffer() {
    let line = [
        b"* SEARCH ".as_slice(),
        &b"123456 ".repeat(100_000),
        b"\r\n* 1 EXISTS\r\n",
    ]
    .concat();
    let found = frames(&line, 1 << 20);
    assert_eq!(found.len(), 2);
    assert_eq!(found.concat(), line);
}

#[test]
fn limits_end_the_session() {
    let limits = Limits {
        response: 1000,
        literal: 50,
        depth: 10,
    };
    for (bytes, says) in [
        (
            b"* 1 FETCH (BODY[] {51}\r\n".to_vec(),
            "51 octets, and the limit is 50",
        ),
        (
            b"* 1 FETCH (BODY[] {99999999999999999999}\r\n".to_vec(),
            "99999999999999999999 octets",
        ),
        (
            [b"* SEARCH ", b"1 ".repeat(40_000).as_slice()].concat(),
            "more than 1000 bytes",
        ),
    ] {
        let error = feed(&mut Framer::new(limits), &bytes, 7).unwrap_err();
        assert!(error.message().contains(says), "{error}");
        assert!(error.ends_session());
    }
}

#[test]
fn nothing_is_allocated_for_a_promise() {
    let mut framer = Framer::new(Limits::default());
    framer.expect_large(true);
    assert!(
        feed(&mut framer, b"* 1 FETCH (BODY[] {1073741824}\r\nabc", 9)
            .unwrap()
            .is_empty()
    );
    assert!(framer.frame.raw.capacity() < 1000);
}

#[test]
fn junk_before_a_response_is_counted() {
    let mut framer = Framer::new(Limits::default());
    let found = feed(&mut framer, b"\0\0* OK x\r\n\r\n* OK y\r\n", 3).unwrap();
    assert_eq!(found, [b"* OK x\r\n", b"* OK y\r\n"]);
    assert_eq!(framer.quirks().iter().count(), 2);
}

proptest! {
    #[test]
    fn no_byte_is_lost(
        junk in proptest::collection::vec(
            prop_oneof![Just(b'\n'), Just(b'{'), Just(b'}'), Just(b'2'), Just(b'*'), any::<u8>()],
            0..200,
        ),
        step in 1usize..50,
    ) {
        let mut framer = Framer::new(Limits::default());
        if let Ok(found) = feed(&mut framer, &junk, step) {
            let whole = feed(&mut Framer::new(Limits::default()), &junk, 1000).unwrap();
            prop_assert_eq!(found, whole);
        }
    }
}

fn commands(limits: Limits, bytes: &[u8], framer: &mut Framer) -> Vec<String> {
    framer.set_limits(limits);
    let count = bytes.len();
    framer.space()[..count].copy_from_slice(bytes);
    framer.filled(count);
    let mut found = Vec::new();
    while let Some(frame) = framer.next().unwrap() {
        found.push(String::from_utf8(frame.raw).unwrap());
    }
    found
}

#[test]
fn commands_have_literals_that_wait_or_do_not() {
    let limits = Limits {
        response: 1000,
        literal: 50,
        depth: 10,
    };
    let mut framer = Framer::of_commands(limits);
    let whole = b"a1 OK {2}\r\nxy z {1+}\r\n-\r\na2 NOOP\r\n";
    assert_eq!(
        commands(limits, whole, &mut framer),
        ["a1 OK {2}\r\nxy z {1+}\r\n-\r\n", "a2 NOOP\r\n"]
    );
    framer.announced();
    assert!(commands(limits, b"a3 X {51}\r\n", &mut framer).is_empty());
    let (len, waits) = (51, true);
    assert_eq!(framer.announced(), Some(Announced { len, waits }));
    assert_eq!(framer.begun(), b"a3 X {51}\r\n");
    framer.refuse();
    assert_eq!(
        commands(limits, b"a4 NOOP\r\n", &mut framer),
        ["a4 NOOP\r\n"]
    );
    assert!(feed(&mut framer, b"a5 X {51+}\r\n", 3).is_err());
}

#[test]
fn lines_come_as_they_are() {
    let mut framer = Framer::of_commands(Limits::default());
    let bytes = b"\r\nabc {3}\r\nDONE\r\n";
    framer.space()[..bytes.len()].copy_from_slice(bytes);
    framer.filled(bytes.len());
    for expected in [&b"\r\n"[..], b"abc {3}\r\n", b"DONE\r\n"] {
        assert_eq!(framer.next_line().unwrap().unwrap().raw, expected);
    }
    assert!(framer.next_line().unwrap().is_none());
}
