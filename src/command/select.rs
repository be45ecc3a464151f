//! Opening a folder and leaving it again (RFC 9051 sections 6.3.2, 6.3.3, 6.4.1, 6.4.2).

use super::answer::Answer;
use super::folder::wire_name;
use super::info::{Fact, Info};
use crate::client::{Client, Selected, State};
use crate::data::folder::Folder;
use crate::data::text::Text;
use crate::error::Result;
use crate::menu::macros::menu;
use crate::wire::line::Line;
use crate::wire::response::{Head, Response};
use crate::wire::tape::Tape;
use crate::wire::{flat, proto};

menu! {
    /// Open a folder (SELECT, RFC 9051 section 6.3.2), or open it for reading only (EXAMINE).
    ///
    /// Returns a dict: EXISTS, RECENT, UIDNEXT, UIDVALIDITY, UNSEEN and HIGHESTMODSEQ are numbers,
    /// FLAGS and PERMANENTFLAGS tuples; READ-ONLY, READ-WRITE and NOMODSEQ are True when the server
    /// says so.
    ///
    /// ```python
    /// c.select_folder('INBOX', readonly=True)['EXISTS']
    /// ```
    ///
    /// Needs a login. A folder that the server opens read-only unasked is no error: the result has
    /// READ-ONLY, and whatever would change something in it is refused before it is sent. After a
    /// refusal no folder is open.
    select_folder(folder: Folder, readonly: bool = false as "False") -> Info;

    /// Leave the folder without expunging anything (UNSELECT, RFC 9051 section 6.4.2).
    ///
    /// Returns the text of the answer. Needs the capability UNSELECT and an open folder.
    ///
    /// ```python
    /// c.unselect_folder()
    /// ```
    unselect_folder() -> Answer;

    /// Leave the folder, and expunge what is marked deleted in it (CLOSE, RFC 9051 section 6.4.1).
    ///
    /// Returns the text of the answer. Needs an open folder.
    ///
    /// ```python
    /// c.close_folder()
    /// ```
    close_folder() -> Answer;
}

fn select_folder(client: &mut Client, folder: Folder, readonly: bool) -> Result<Info> {
    let examine = readonly || client.is_read_only() || client.is_dry_run();
    let verb = if examine { "EXAMINE" } else { "SELECT" };
    client.need_login(verb)?;
    let name = wire_name(client, &folder)?;
    let command = Line::new(verb).mailbox(&name).finish()?;
    // Whatever becomes of the command, the folder that was open is no longer (section 6.3.2).
    client.settle()?;
    client.enter(State::Authenticated, None);
    let reply = client.run(command, &is_about_folder)?;
    let data: Vec<&Response> = reply.data.iter().chain([&reply.done]).collect();
    let info = opened(client, &name, examine, &data);
    if client.is_dry_run() && !readonly && !client.is_read_only() {
        // A dry run shows the changes that would be made here.
        let selected = client.selected().cloned();
        let selected = selected.map(|folder| Selected {
            read_only: false,
            ..folder
        });
        client.enter(State::Selected, selected);
    }
    Ok(info)
}

/// The folder is open: what the server told of it, and the session's new state.
pub(super) fn opened(client: &mut Client, name: &[u8], examine: bool, data: &[&Response]) -> Info {
    let mut info = Info::default();
    let mut tape = Tape::default();
    // Of several counts the last is true: a message may come in meanwhile.
    let counts = |response: &&Response, name: &str| {
        response.is(name) && matches!(response.head(), Head::Data { number: Some(_) })
    };
    let last = ["EXISTS", "RECENT"].map(|name| data.iter().rposition(|told| counts(told, name)));
    for (at, response) in data.iter().enumerate() {
        let count = counts(response, "EXISTS") || counts(response, "RECENT");
        if count && !last.contains(&Some(at)) {
            continue;
        }
        if response.is("FLAGS") && response.rest().contains(&b'"') {
            client.note_quirk("flag in quotes");
        }
        if read_fact(response, &mut tape, &mut info).is_err() {
            client.note_quirk("fact about a folder that could not be read");
        }
    }
    if info.number("UIDVALIDITY") == Some(0) {
        client.note_quirk("UIDVALIDITY of 0");
        let name = Folder::from_wire(name, client.options().folder_encode, client.utf8());
        client.warn(format!(
            "{name:?} has the UIDVALIDITY 0, so its UIDs cannot be trusted"
        ));
    }
    let has = |name, odd: fn(&Text) -> bool| (info.words(name).unwrap_or_default().iter()).any(odd);
    if has("FLAGS", |flag| *flag == *"\\*") {
        client.note_quirk("\\* among the flags of a folder");
    }
    if has("FLAGS", |flag| !is_flag(flag)) || has("PERMANENTFLAGS", |flag| !is_flag(flag)) {
        client.note_quirk("flag that is no atom");
    }
    let read_only = examine || info.has("READ-ONLY");
    if read_only {
        info.add(Text::from("READ-ONLY"), Fact::True);
    }
    if read_only && !examine {
        client.warn(format!(
            "{:?} opened read-only although that was not asked for",
            Folder::from_wire(name, client.options().folder_encode, client.utf8())
        ));
    }
    let number = |name| info.number(name).and_then(|n| u32::try_from(n).ok());
    let selected = Selected {
        name: Folder::from_wire(name, client.options().folder_encode, client.utf8()),
        read_only,
        exists: number("EXISTS").unwrap_or(0),
        exists_told: number("EXISTS").is_some(),
        uid_validity: number("UIDVALIDITY"),
        permanent_flags: info.words("PERMANENTFLAGS").unwrap_or_default().to_vec(),
    };
    client.enter(State::Selected, Some(selected));
    info
}

/// Whether this can be a flag: an atom, perhaps behind a backslash, or `\*` (RFC 9051 section 9).
fn is_flag(flag: &Text) -> bool {
    let bytes = flag.as_bytes();
    let word = bytes.strip_prefix(b"\\").unwrap_or(bytes);
    let special = |byte: &u8| !byte.is_ascii_graphic() || b"(){%*\"\\]".contains(byte);
    bytes == b"\\*" || !word.is_empty() && !word.iter().any(special)
}

/// Whether a response tells of the folder that is being opened.
pub(super) fn is_about_folder(response: &Response) -> bool {
    ["FLAGS", "EXISTS", "RECENT"]
        .iter()
        .any(|name| response.is(name))
        || response.code().is_some_and(|code| !code.is("ALERT"))
}

/// One fact that SELECT tells: data, or a response code of OK.
fn read_fact(response: &Response, tape: &mut Tape, info: &mut Info) -> Result<()> {
    let Some(code) = response.code() else {
        if let Head::Data { number } = response.head() {
            let name = Text::from(response.name().to_ascii_uppercase());
            let fact = match number {
                Some(number) => Fact::Number(number),
                None => Fact::Words(flags(response, tape)?),
            };
            info.add(name, fact);
        }
        return Ok(());
    };
    let name = Text::from(code.name().to_ascii_uppercase());
    let fact = match name.as_str().unwrap_or_default() {
        "READ-ONLY" | "READ-WRITE" | "NOMODSEQ" => Fact::True,
        "PERMANENTFLAGS" if code.args().is_empty() => Fact::Words(Vec::new()),
        "PERMANENTFLAGS" => Fact::Words(flat::words(&mut code.cursor(tape)?)?),
        "UIDNEXT" | "UIDVALIDITY" | "UNSEEN" | "HIGHESTMODSEQ" => {
            Fact::Number(code.cursor(tape)?.number()?)
        }
        "CAPABILITY" | "CLOSED" => return Ok(()),
        _ if code.args().is_empty() => Fact::True,
        _ => Fact::Value(code.cursor(tape)?.value()?),
    };
    info.add(name, fact);
    Ok(())
}

fn flags(response: &Response, tape: &mut Tape) -> Result<Vec<Text>> {
    match proto::flags(response) {
        Some(flags) => Ok(flags),
        None => flat::flags(response, tape),
    }
}

fn unselect_folder(client: &mut Client) -> Result<Answer> {
    client.need_folder("UNSELECT")?;
    client.need("UNSELECT")?;
    leave(client, "UNSELECT")
}

fn close_folder(client: &mut Client) -> Result<Answer> {
    client.need_folder("CLOSE")?;
    leave(client, "CLOSE")
}

fn leave(client: &mut Client, verb: &'static str) -> Result<Answer> {
    let done = client.tell(Line::new(verb).finish()?)?;
    client.enter(State::Authenticated, None);
    Ok(Answer::read(&done, &[]))
}

#[cfg(test)]
mod tests {
    use super::super::testing::client;
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn facts_come_in_the_server_s_order() {
        let (mut client, sent) = client(
            "IMAP4REV1",
            false,
            b"* FLAGS (\\Answered \\*)\r\n* OK [PERMANENTFLAGS (\\Seen [x]/y \\*)] ok\r\n\
              * 3 EXISTS\r\n* 1 RECENT\r\n* OK [UNSEEN 2] first\r\n* OK [UIDVALIDITY 7] ok\r\n\
              * OK [NOMODSEQ] no\r\nA1 OK [READ-WRITE] done\r\n",
        );
        let info = client.select_folder("Entw\u{fc}rfe", false).unwrap();
        assert_eq!(sent.text(), "A1 SELECT \"Entw&APw-rfe\"\r\n");
        assert_eq!(
            serde_json::to_string(&info).unwrap(),
            r#"{"FLAGS":["\\Answered","\\*"],"PERMANENTFLAGS":["\\Seen","[x]/y","\\*"],"EXISTS":3,"RECENT":1,"UNSEEN":2,"UIDVALIDITY":7,"NOMODSEQ":true,"READ-WRITE":true}"#
        );
        let folder = client.selected().unwrap();
        assert_eq!(
            (folder.exists, folder.read_only, folder.uid_validity),
            (3, false, Some(7))
        );
        assert!(!client.has_news());
    }

    #[test]
    fn a_refused_select_leaves_no_folder_open() {
        let (mut client, _) = client("IMAP4REV1", true, b"A1 NO [NONEXISTENT] no such folder\r\n");
        let error = client.select_folder("x", false).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Refused);
        assert_eq!(error.code(), Some("NONEXISTENT"));
        assert_eq!(
            error.message(),
            "SELECT failed: [NONEXISTENT] no such folder"
        );
        assert_eq!(client.state(), State::Authenticated);
        assert_eq!(
            client.close_folder().unwrap_err().kind(),
            ErrorKind::IllegalState
        );
    }

    #[test]
    fn a_folder_that_opens_read_only_is_no_error() {
        let (mut client, _) = client(
            "IMAP4REV1",
            false,
            b"* 1 EXISTS\r\nA1 OK [READ-ONLY] done\r\n",
        );
        assert!(client.select_folder("x", false).unwrap().has("READ-ONLY"));
        assert!(client.selected().unwrap().read_only);
        let error = client.need_writable("STORE").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ReadOnly);
    }
}
