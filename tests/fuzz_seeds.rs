//! What the fuzz targets start from or have found (`fuzz/seeds.txt`), through their checks.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../fuzz/checks/dates.rs"]
mod dates;
#[path = "../fuzz/checks/line.rs"]
mod line;
#[path = "../fuzz/checks/peer.rs"]
mod peer;
#[path = "../fuzz/checks/proto.rs"]
mod proto;
#[path = "../fuzz/checks/response.rs"]
mod response;
#[path = "../fuzz/checks/sets.rs"]
mod sets;
#[path = "../fuzz/checks/utf7.rs"]
mod utf7;
#[path = "../fuzz/checks/words.rs"]
mod words;

/// The octets that a seed stands for.
fn unescape(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut octets = text.bytes();
    while let Some(octet) = octets.next() {
        out.push(match octet {
            b'\\' => match octets.next().unwrap() {
                b'r' => b'\r',
                b'n' => b'\n',
                b't' => b'\t',
                b'x' => {
                    let mut digit = || char::from(octets.next().unwrap()).to_digit(16).unwrap();
                    u8::try_from(digit() * 16 + digit()).unwrap()
                }
                other => other,
            },
            other => other,
        });
    }
    out
}

#[test]
fn what_fuzzing_has_found_is_mended() {
    let seeds = include_str!("../fuzz/seeds.txt");
    let mut checked = 0;
    for line in seeds.lines().filter(|line| !line.starts_with('#')) {
        let (target, text) = line.split_once(": ").unwrap();
        let octets = unescape(text);
        match target {
            "dates" => dates::check(&octets),
            "line" => line::check(&octets),
            "proto" => proto::check(&octets),
            "response" => response::check(&octets),
            "repeated" => response::check_repeated(&octets, 64 << 10),
            "sets" => sets::check(&octets),
            "utf7" => utf7::check(&octets),
            "words" => words::check(&octets),
            // Their targets take parts of the program, which an ordinary test cannot.
            "language" | "config" => continue,
            other => panic!("there is no target {other}"),
        }
        checked += 1;
    }
    assert!(checked > 30, "only {checked} seeds");
}
