//! COMPRESS (RFC 4978) with servers that do not keep to it.

use super::testing::client;
use crate::error::{Error, ErrorKind};
use crate::transport::Deflate;

const CAPS: &str = "IMAP4REV1 COMPRESS=DEFLATE";

/// The answers of a server that compresses what follows the first.
fn answers(behind: &[u8]) -> Vec<u8> {
    let mut answers = b"A1 OK DEFLATE active\r\n".to_vec();
    answers.extend_from_slice(behind);
    answers
}

fn noop_after(behind: &[u8]) -> Error {
    let (mut client, _) = client(CAPS, true, &answers(behind));
    client.compress().unwrap();
    let error = client.noop().unwrap_err();
    assert!(client.ended().is_some(), "{error}");
    error
}

#[test]
fn what_comes_right_behind_the_answer_is_compressed_already() {
    let mut deflate = Deflate::new(b"");
    let packed = deflate.deflate(b"* 7 EXISTS\r\nA2 OK done\r\n").unwrap();
    let (mut client, _) = client(CAPS, true, &answers(&packed));
    client.compress().unwrap();
    assert_eq!(client.noop().unwrap().responses.len(), 1);
    assert_eq!(client.selected().unwrap().exists, 7);
}

#[test]
fn what_is_not_compressed_as_agreed_ends_the_session() {
    for behind in [
        &b"* 7 EXISTS\r\nA2 OK done\r\n"[..],
        b"\xff\xff\xff\xff",
        b"\x03\x00",
        b"",
    ] {
        let error = noop_after(behind);
        let kind = error.kind();
        assert!(matches!(kind, ErrorKind::Io | ErrorKind::Abort), "{error}");
    }
}

/// Bytes that inflate a thousandfold are what they inflate to: a response is as long as it may be.
#[test]
fn a_bomb_goes_no_further_than_any_other_response() {
    let mut deflate = Deflate::new(b"");
    let mut bomb = deflate.deflate(b"* OK ").unwrap();
    let piece = vec![b'a'; 1 << 20];
    for _ in 0..100 {
        bomb.extend(deflate.deflate(&piece).unwrap());
    }
    assert!(bomb.len() < 1 << 20);
    let error = noop_after(&bomb);
    assert_eq!(error.kind(), ErrorKind::Abort);
    assert!(
        error.message().contains("more than 62914560 bytes"),
        "{error}"
    );
}

#[test]
fn a_refusal_leaves_the_session_as_it_was() {
    let script = b"A1 NO [COMPRESSIONACTIVE] active\r\nA2 OK done\r\n";
    let (mut client, sent) = client(CAPS, true, script);
    assert_eq!(client.compress().unwrap_err().kind(), ErrorKind::Refused);
    assert!(!client.is_compressed());
    client.noop().unwrap();
    assert_eq!(sent.text(), "A1 COMPRESS DEFLATE\r\nA2 NOOP\r\n");
}
