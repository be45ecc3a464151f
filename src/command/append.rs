//! Putting a message into a folder (APPEND, RFC 9051 section 6.3.12; BINARY: RFC 3516, APPENDLIMIT:
//! RFC 7889, UTF8: RFC 6855).

use super::answer::Answer;
use super::folder::wire_name;
use crate::client::Client;
use crate::data::flag::Words;
use crate::data::folder::Folder;
use crate::data::text::Text;
use crate::data::time::Moment;
use crate::error::{Error, ErrorKind, Result};
use crate::menu::macros::menu;
use crate::wire::line::Line;

menu! {
    /// Put a message into a folder (APPEND, RFC 9051 section 6.3.12).
    ///
    /// A str is sent as UTF-8. Lone CR and LF become CR LF, as mail demands, unless the message
    /// holds NUL bytes, which only servers with BINARY take. `msg_time` is when the message came
    /// in; a naive one is local time, none means now. Where the server has UIDPLUS, the result's
    /// `uidvalidity` and `uids` tell where the message is now.
    ///
    /// ```python
    /// c.append('Drafts', open('mail.eml', 'rb').read(), [DRAFT, SEEN], datetime(2024, 7, 1, 12))
    /// ```
    ///
    /// Needs a login. `Refused` with the code TRYCREATE if there is no such folder; if the
    /// connection ends meanwhile, the error says that the outcome is unknown.
    append(
        folder: Folder,
        msg: Octets,
        flags: Words = () as "()",
        msg_time: Moment = None as "None",
    ) -> Answer;
}

/// The argument type for a message: its octets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Octets(pub Vec<u8>);

impl From<&str> for Octets {
    fn from(text: &str) -> Self {
        Self(text.as_bytes().to_vec())
    }
}

impl From<&String> for Octets {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<&Vec<u8>> for Octets {
    fn from(octets: &Vec<u8>) -> Self {
        Self(octets.clone())
    }
}

impl From<String> for Octets {
    fn from(text: String) -> Self {
        Self(text.into_bytes())
    }
}

impl From<&[u8]> for Octets {
    fn from(octets: &[u8]) -> Self {
        Self(octets.to_vec())
    }
}

impl<const N: usize> From<&[u8; N]> for Octets {
    fn from(octets: &[u8; N]) -> Self {
        Self(octets.to_vec())
    }
}

impl From<Vec<u8>> for Octets {
    fn from(octets: Vec<u8>) -> Self {
        Self(octets)
    }
}

fn append(
    client: &mut Client,
    folder: Folder,
    msg: Octets,
    flags: Words,
    msg_time: Moment,
) -> Result<Answer> {
    client.need_login("APPEND")?;
    client.need_changes("APPEND")?;
    let line = begin(client, &folder)?;
    let command = message(client, before(line, &flags, msg_time), msg.0)?.finish()?;
    client.settle()?;
    let answer = client
        .tell(command)
        .map_err(|error| unknown(error, &folder))?;
    Ok(Answer::read(&answer, &[]))
}

/// The command up to the folder.
pub(super) fn begin(client: &Client, folder: &Folder) -> Result<Line> {
    let name = wire_name(client, folder)?;
    match name.is_empty() {
        true => Err(Error::value("folder", "the folder name is empty")),
        false => Ok(Line::new("APPEND").mailbox(&name)),
    }
}

/// Writes what stands before a message.
pub(super) fn before(mut line: Line, flags: &Words, time: Moment) -> Line {
    if !flags.0.is_empty() {
        line = line.list(|line| flags.0.iter().fold(line, Line::flag));
    }
    match time.0 {
        Some(time) => line.string(time.to_internal().as_bytes()),
        None => line,
    }
}

/// Writes the message in the form that it and the server need.
pub(super) fn message(client: &mut Client, line: Line, octets: Vec<u8>) -> Result<Line> {
    if octets.is_empty() {
        return Err(Error::value("msg", "the message is empty"));
    }
    let binary = memchr::memchr(0, &octets);
    if let Some(position) = binary
        && !client.has("BINARY")?
    {
        return Err(Error::value(
            "msg",
            format!(
                "the message holds a NUL byte at offset {position}, \
                 which only servers with BINARY take; encode that part as base64"
            ),
        ));
    }
    let octets = match binary {
        Some(_) => octets,
        None => with_line_ends(octets),
    };
    if let Some(limit) = limit(client)?.filter(|limit| octets.len() as u64 > *limit) {
        return Err(Error::value(
            "msg",
            format!(
                "the message has {} bytes, and the server takes at most {limit} (APPENDLIMIT)",
                octets.len()
            ),
        ));
    }
    Ok(if needs_utf8(client, &octets) {
        line.atom("UTF8").list(|line| line.literal8(octets))
    } else if binary.is_some() {
        line.literal8(octets)
    } else {
        line.literal(octets)
    })
}

/// How large a message may be, if the server said so by itself.
fn limit(client: &mut Client) -> Result<Option<u64>> {
    if !client.has_heard_any() {
        return Ok(None);
    }
    let capabilities = client.known_capabilities()?;
    let limit = |capability: &Text| {
        capability
            .as_str()?
            .strip_prefix("APPENDLIMIT=")?
            .parse()
            .ok()
    };
    Ok(capabilities.iter().find_map(limit))
}

/// With UTF8=ACCEPT switched on, a message whose header is not ASCII must be sent as such
/// (RFC 6855 section 4).
fn needs_utf8(client: &Client, octets: &[u8]) -> bool {
    let header = memchr::memmem::find(octets, b"\r\n\r\n").unwrap_or(octets.len());
    let offered = client.has_heard("UTF8=ACCEPT") || client.has_heard("UTF8=ONLY");
    client.utf8() && offered && !octets.get(..header).unwrap_or_default().is_ascii()
}

/// The message with CR LF at every line end; the same octets if it has them already.
fn with_line_ends(octets: Vec<u8>) -> Vec<u8> {
    let bare = |position: &usize| match octets.get(*position) {
        Some(b'\r') => octets.get(position + 1) != Some(&b'\n'),
        _ => {
            position
                .checked_sub(1)
                .and_then(|before| octets.get(before))
                != Some(&b'\r')
        }
    };
    let found = memchr::memchr2_iter(b'\r', b'\n', &octets).filter(bare);
    let mut fixed: Option<Vec<u8>> = None;
    let mut start = 0;
    for position in found {
        let fixed =
            fixed.get_or_insert_with(|| Vec::with_capacity(octets.len() + octets.len() / 32));
        fixed.extend_from_slice(octets.get(start..position).unwrap_or_default());
        fixed.extend_from_slice(b"\r\n");
        start = position + 1;
    }
    match fixed {
        Some(mut fixed) => {
            fixed.extend_from_slice(octets.get(start..).unwrap_or_default());
            fixed
        }
        None => octets,
    }
}

/// An APPEND that was broken off may have been carried out or not: the error says so.
pub(super) fn unknown(error: Error, folder: &Folder) -> Error {
    if error.kind() == ErrorKind::Refused {
        return error;
    }
    let message = format!(
        "{}; it is not known whether the message is in {:?} now: look there before you append it again",
        error.message(),
        folder.name()
    );
    error.with_message(message)
}

#[cfg(feature = "menu")]
mod dynamic {
    use super::Octets;
    use crate::menu::{Arg, FromArg};

    impl FromArg for Octets {
        const WHAT: &'static str = "a message as a str or bytes";

        fn from_arg(arg: Arg) -> Result<Self, String> {
            match arg {
                Arg::Text(text) => Ok(Self::from(text)),
                Arg::Bytes(bytes) => Ok(Self(bytes)),
                other => Err(format!("expected {}, got {}", Self::WHAT, other.describe())),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::client;
    use super::*;
    use crate::data::time::DateTime;
    use proptest::prelude::*;

    #[test]
    fn what_is_sent_and_what_comes_back() {
        let answer = b"A1 OK [APPENDUID 38505 3955] APPEND completed\r\n";
        let (mut client, sent) = client("IMAP4REV1 UIDPLUS LITERAL+", false, answer);
        let time = DateTime::parse_internal(b"09-Feb-2007 17:08:08 -0430");
        let flags = ["\\Seen", "$Forwarded"];
        let done = client
            .append("Entw\u{fc}rfe", "A: b\n\n\u{fc}\r\n", flags, time)
            .unwrap();
        assert_eq!(
            sent.text(),
            "A1 APPEND \"Entw&APw-rfe\" (\\Seen $Forwarded) \"09-Feb-2007 17:08:08 -0430\" {12+}\r\n\
             A: b\r\n\r\n\u{fc}\r\n\r\n"
        );
        assert_eq!(done.uidvalidity, Some(38505));
        assert_eq!(done.uids.unwrap().iter().collect::<Vec<_>>(), [3955]);
        assert_eq!(done.text, "[APPENDUID 38505 3955] APPEND completed");
    }

    #[test]
    fn a_literal_waits_and_a_refusal_comes_first() {
        let (mut client, sent) = client(
            "IMAP4REV1",
            false,
            b"+ go on\r\n* 4 EXISTS\r\nA1 OK done\r\nA2 NO [TRYCREATE] no such folder\r\nA3 OK noop\r\n",
        );
        client.append("x", b"A: b\r\n\r\n", (), None).unwrap();
        assert_eq!(sent.text(), "A1 APPEND \"x\" {8}\r\nA: b\r\n\r\n\r\n");
        let error = client.append("y", "A: b\r\n\r\n", (), None).unwrap_err();
        assert_eq!(
            (error.kind(), error.code()),
            (ErrorKind::Refused, Some("TRYCREATE"))
        );
        assert!(!error.message().contains("not known"), "{error}");
        client.noop().unwrap();
        assert!(sent.text().ends_with("A2 APPEND \"y\" {8}\r\nA3 NOOP\r\n"));
    }

    #[test]
    fn broken_off_is_unknown() {
        for script in [&b""[..], b"+ go on\r\n", b"+ go on\r\n* BYE too large\r\n"] {
            let (mut client, _) = client("IMAP4REV1", false, script);
            let error = client.append("x", "A: b\r\n\r\n", (), None).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Abort);
            assert!(
                error
                    .message()
                    .contains("it is not known whether the message is in \"x\""),
                "{error}"
            );
            let after = client.append("x", "A: b\r\n\r\n", (), None).unwrap_err();
            assert!(
                !after.message().contains("not known"),
                "nothing was sent: {after}"
            );
        }
    }

    #[test]
    fn refused_before_anything_is_sent() {
        let (mut client, sent) = client("IMAP4REV1 APPENDLIMIT=10", false, b"");
        for (message, flags, says) in [
            ("", "\\Seen", "the message is empty"),
            (
                "A: b\n\nlong enough",
                "\\Seen",
                "the message has 19 bytes, and the server takes at most 10",
            ),
            ("a\0b", "\\Seen", "a NUL byte at offset 1"),
            ("A: b", "two words", "is no flag"),
        ] {
            let error = client.append("x", message, flags, None).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::ArgumentValue);
            assert!(error.message().contains(says), "{error}");
        }
        client.set_read_only(true);
        let error = client.append("x", "A: b", (), None).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ReadOnly);
        assert_eq!(sent.text(), "");
    }

    #[test]
    fn nul_and_utf8_headers_need_extensions() {
        let (mut binary, sent) = client("IMAP4REV1 BINARY LITERAL+", false, b"A1 OK done\r\n");
        binary.append("x", b"A: b\n\0", (), None).unwrap();
        assert_eq!(sent.text(), "A1 APPEND \"x\" ~{6+}\r\nA: b\n\0\r\n");
        let (mut utf8, sent) = client(
            "IMAP4REV1 UTF8=ACCEPT LITERAL+",
            false,
            b"* ENABLED UTF8=ACCEPT\r\nA1 OK done\r\nA2 OK done\r\n",
        );
        utf8.noop().unwrap();
        utf8.append("\u{fc}", "A: \u{fc}\r\n\r\nb", (), None)
            .unwrap();
        assert!(
            sent.text()
                .ends_with("A2 APPEND {2+}\r\n\u{fc} UTF8 (~{10+}\r\nA: \u{fc}\r\n\r\nb)\r\n"),
            "{}",
            sent.text()
        );
    }

    proptest! {
        #[test]
        fn line_ends_are_whole_and_nothing_else_changes(text in "[ab\r\n]{0,40}") {
            let fixed = with_line_ends(text.clone().into_bytes());
            let expected = text.replace("\r\n", "\n").replace(['\r', '\n'], "\r\n");
            prop_assert_eq!(fixed, expected.into_bytes());
        }
    }

    #[test]
    fn a_right_message_is_not_copied() {
        let message = b"A: b\r\n\r\nc\r\n".to_vec();
        let before = message.as_ptr();
        let after = with_line_ends(message);
        assert_eq!(after.as_ptr(), before);
    }
}
