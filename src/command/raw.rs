//! Commands as somebody typed them, and their answers as they came.

use super::select::{is_about_folder, opened};
use crate::client::{Client, State};
use crate::data::secret::Secret;
use crate::data::text::Text;
use crate::error::{Error, ErrorKind, Result};
use crate::wire::changes::{Effect, effect};
use crate::wire::line::{Command, Line};
use crate::wire::response::{Head, Kind, Response};

/// A stretch of a raw command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RawPart {
    /// Text in IMAP's own spelling.
    Text(String),
    /// Octets that go as a literal.
    Literal(Vec<u8>),
}

/// Commands after which the bytes on the wire mean something else, or that the server answers with
/// questions; and what does the same in step.
const OTHERWISE: [(&str, &str); 6] = [
    ("AUTHENTICATE", "a login method (help('login'))"),
    ("COMPRESS", "c.compress()"),
    ("IDLE", "c.idle()"),
    ("LOGOUT", "c.logout()"),
    ("STARTTLS", "c.starttls()"),
    ("UNAUTHENTICATE", "c.logout() and a new connection"),
];

impl Client {
    /// Sends a command as it stands, with a tag of its own, and returns the tagged answer without
    /// the tag: `OK done`, `NO no such folder`, `BAD what`. `see` gets each untagged response, its
    /// literals included and without its last line end.
    ///
    /// The session's state follows what SELECT, EXAMINE, CLOSE, UNSELECT and LOGIN do. If the server
    /// asks something back, the command is cancelled (`*`).
    ///
    /// # Errors
    ///
    /// `ArgumentValue` for what cannot be sent, and for commands that need a conversation; `ReadOnly`
    /// for a change in a read-only session; `Abort`, `Timeout` and the like.
    pub fn raw(&mut self, parts: &[RawPart], see: &mut dyn FnMut(&[u8])) -> Result<Text> {
        let typed = match parts.first() {
            Some(RawPart::Text(text)) => text.trim_start(),
            _ => "",
        };
        let mut words = typed.split_ascii_whitespace();
        let mut verb = words.next().unwrap_or_default().to_ascii_uppercase();
        if verb == "UID" {
            verb = words.next().unwrap_or_default().to_ascii_uppercase();
        }
        if verb.is_empty() {
            return Err(Error::new(
                ErrorKind::ArgumentValue,
                "a raw command begins with its name, such as NOOP; the tag comes by itself",
            ));
        }
        if let Some((_, instead)) = OTHERWISE.iter().find(|(name, _)| *name == verb) {
            return Err(Error::new(
                ErrorKind::ArgumentValue,
                format!(
                    "{verb} cannot be sent raw, because more than an answer follows; use {instead}"
                ),
            ));
        }
        // A command that nobody knows may change something.
        let effect = effect(&verb).unwrap_or(Effect::Changes);
        if self.is_read_only() && effect != Effect::Reads {
            self.need_changes(&verb)?;
        }
        let command = command(parts, &verb)?;
        if self.is_dry_run() && effect == Effect::Changes {
            self.note_withheld(command.masked_summary());
            return Ok(Text::from("OK dry run, nothing was sent"));
        }
        let opens = verb == "SELECT" || verb == "EXAMINE";
        self.settle()?;
        if opens && self.state() == State::Selected {
            self.enter(State::Authenticated, None);
        }
        let mark = self.capabilities_heard();
        let mut about = Vec::new();
        let done = self.answer_to(&command, &mut |response| {
            let raw = response.raw();
            see(raw.strip_suffix(b"\r\n").unwrap_or(raw));
            if opens && is_about_folder(&response) {
                about.push(response);
            }
        })?;
        if matches!(done.head(), Head::Status { kind: Kind::Ok, .. }) {
            self.follow(&verb, parts, mark, &about, &done);
        }
        let name = done.name();
        Ok(Text::new(&[name, b" ", done.rest()].concat()))
    }

    /// What the success of a command means for the session.
    fn follow(
        &mut self,
        verb: &str,
        parts: &[RawPart],
        mark: u64,
        about: &[Response],
        done: &Response,
    ) {
        match verb {
            "SELECT" | "EXAMINE" => {
                let name = first_argument(parts).unwrap_or_default();
                let data: Vec<&Response> = about.iter().chain([done]).collect();
                opened(self, &name, verb == "EXAMINE", &data);
            }
            "CLOSE" | "UNSELECT" => self.enter(State::Authenticated, None),
            "LOGIN" => self.logged_in(mark),
            _ => {}
        }
    }
}

fn command(parts: &[RawPart], verb: &str) -> Result<Command> {
    let secret = verb == "LOGIN";
    if let Some(RawPart::Text(text)) = parts.last()
        && let Some(size) = announced(text)
    {
        return Err(Error::new(
            ErrorKind::ArgumentValue,
            format!(
                "{size}}} at the end announces a literal, and the server would wait for it for ever; \
                 write ${{expression}} in its place, such as ${{b'abc'}}"
            ),
        ));
    }
    let mut line = Line::new("");
    for (at, part) in parts.iter().enumerate() {
        line = match part {
            RawPart::Text(text) => {
                if text.contains(['\r', '\n', '\0']) {
                    return Err(Error::new(
                        ErrorKind::ArgumentValue,
                        "a raw command cannot hold a line end or NUL outside a literal; \
                         write ${expression} for a literal",
                    ));
                }
                let text = if at == 0 { text.trim_start() } else { text };
                match (secret, at) {
                    (false, _) => line.glued().raw(text.as_bytes()),
                    (true, 0) => {
                        let (verb, rest) = text.split_at_checked(verb.len()).unwrap_or((text, ""));
                        let line = line.glued().raw(verb.as_bytes());
                        line.secret_raw(&Secret::from(rest.trim_start()))
                    }
                    (true, _) => line.glued().secret_raw(&Secret::from(text)),
                }
            }
            RawPart::Literal(_) if secret => {
                return Err(Error::new(
                    ErrorKind::ArgumentValue,
                    "a password does not go raw as a literal, where a trace would show it; use c.login()",
                ));
            }
            RawPart::Literal(octets) => line.glued().literal(octets.clone()),
        };
    }
    line.finish()
}

/// The size that a text announces at its end for a literal: `{3}`, `{3+}`, `~{3}`.
fn announced(text: &str) -> Option<&str> {
    let inner = text.trim_end().strip_suffix('}')?;
    let size = inner.get(inner.rfind('{')?..)?;
    let digits = size.get(1..)?.trim_end_matches(['+', '-']);
    let is_size = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_size.then_some(size)
}

/// The wire form of the first argument: an atom, a quoted string or a literal.
pub fn first_argument(parts: &[RawPart]) -> Option<Vec<u8>> {
    let Some(RawPart::Text(text)) = parts.first() else {
        return None;
    };
    let rest = text.trim_start();
    let rest = rest.get(rest.find(' ')?..)?.trim_start();
    if rest.is_empty() {
        return match parts.get(1) {
            Some(RawPart::Literal(octets)) => Some(octets.clone()),
            _ => None,
        };
    }
    let Some(quoted) = rest.strip_prefix('"') else {
        let end = rest.find(' ').unwrap_or(rest.len());
        return rest.get(..end).map(|atom| atom.as_bytes().to_vec());
    };
    let mut name = Vec::new();
    let mut bytes = quoted.bytes();
    loop {
        match bytes.next()? {
            b'"' => return Some(name),
            b'\\' => name.push(bytes.next()?),
            byte => name.push(byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::client;
    use super::*;

    fn text(text: &str) -> RawPart {
        RawPart::Text(text.to_owned())
    }

    #[test]
    fn no_and_bad_are_answers() {
        let (mut client, sent) = client(
            "IMAP4REV1",
            true,
            b"* X {3}\r\na\r\n y\r\n* 4 EXISTS\r\nA1 NO [X] not now\r\nA2 BAD what\r\n",
        );
        let mut seen = Vec::new();
        let answer = client.raw(&[text("xyzzy (a)")], &mut |raw| seen.push(raw.to_vec()));
        assert_eq!(answer.unwrap(), "NO [X] not now");
        assert_eq!(seen, [&b"* X {3}\r\na\r\n y"[..], b"* 4 EXISTS"]);
        assert_eq!(client.selected().unwrap().exists, 4);
        assert_eq!(
            client.raw(&[text("uid boo")], &mut |_| {}).unwrap(),
            "BAD what"
        );
        assert_eq!(sent.text(), "A1 xyzzy (a)\r\nA2 uid boo\r\n");
    }

    #[test]
    fn a_question_of_the_server_is_cancelled() {
        let (mut client, sent) = client(
            "IMAP4REV1",
            true,
            b"+ what now?\r\nA1 BAD cancelled\r\nA2 OK fine\r\n",
        );
        let mut seen = Vec::new();
        let answer = client.raw(&[text("XASK")], &mut |raw| seen.push(raw.to_vec()));
        assert_eq!(answer.unwrap(), "BAD cancelled");
        assert_eq!(seen, [b"+ what now?"]);
        assert_eq!(client.raw(&[text("NOOP")], &mut |_| {}).unwrap(), "OK fine");
        assert_eq!(sent.text(), "A1 XASK\r\n*\r\nA2 NOOP\r\n");
    }

    #[test]
    fn the_state_follows() {
        let (mut client, sent) = client(
            "IMAP4REV1 LITERAL+",
            true,
            b"* 7 EXISTS\r\n* OK [UIDVALIDITY 3] x\r\nA1 OK [READ-ONLY] open\r\n\
              A2 OK closed\r\nA3 NO none\r\n",
        );
        client
            .raw(&[text("EXAMINE \"a&APw-b\"")], &mut |_| {})
            .unwrap();
        let folder = client.selected().unwrap();
        assert_eq!(folder.name, "a\u{fc}b");
        assert_eq!(
            (folder.exists, folder.read_only, folder.uid_validity),
            (7, true, Some(3))
        );
        client.raw(&[text("close")], &mut |_| {}).unwrap();
        assert_eq!(client.state(), State::Authenticated);
        let parts = [text("SELECT "), RawPart::Literal(b"x".to_vec())];
        client.raw(&parts, &mut |_| {}).unwrap();
        assert_eq!(client.state(), State::Authenticated);
        assert_eq!(
            sent.text(),
            "A1 EXAMINE \"a&APw-b\"\r\nA2 close\r\nA3 SELECT {1+}\r\nx\r\n"
        );
    }

    #[test]
    fn what_cannot_go_raw_is_refused_and_not_sent() {
        let (mut client, sent) = client("IMAP4REV1", true, b"");
        for (typed, says) in [
            ("", "begins with its name"),
            ("idle", "use c.idle()"),
            ("STARTTLS", "c.starttls()"),
            ("NOOP\r\nX LOGOUT", "line end"),
            ("APPEND x {3}", "{3} at the end announces a literal"),
            ("SELECT {10+} ", "write ${expression} in its place"),
        ] {
            let error = client.raw(&[text(typed)], &mut |_| {}).unwrap_err();
            assert!(error.message().contains(says), "{typed}: {error}");
        }
        for fine in ["{", "}", "{}", "{x}", "3}", "{3} x"] {
            assert_eq!(announced(fine), None, "{fine}");
        }
        client.set_read_only(true);
        for typed in ["SELECT INBOX", "uid store 1 +FLAGS (x)", "DELETE x"] {
            let error = client.raw(&[text(typed)], &mut |_| {}).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::ReadOnly, "{typed}");
        }
        assert_eq!(sent.text(), "");
    }
}
