//! Looking at a folder from outside (STATUS, RFC 9051 section 6.3.11).

use super::folder::wire_name;
use super::info::{Fact, Info};
use crate::client::Client;
use crate::data::flag::Words;
use crate::data::folder::Folder;
use crate::data::text::Text;
use crate::data::value::Value;
use crate::error::{Error, ErrorKind, Result};
use crate::menu::macros::menu;
use crate::wire::cursor::{Cursor, Peek};
use crate::wire::line::Line;
use crate::wire::tape::Tape;

/// What is asked for when nothing is named.
const DEFAULT: [&str; 5] = ["MESSAGES", "RECENT", "UIDNEXT", "UIDVALIDITY", "UNSEEN"];

menu! {
    /// Return facts about a folder without opening it (STATUS, RFC 9051 section 6.3.11).
    ///
    /// What is asked for is one name or several; by default MESSAGES, RECENT, UIDNEXT, UIDVALIDITY
    /// and UNSEEN. Further ones depend on the server: HIGHESTMODSEQ, SIZE, DELETED, MAILBOXID.
    ///
    /// `help('UIDNEXT')` and the like explain each. Needs a login.
    ///
    /// ```python
    /// c.folder_status('INBOX', ['MESSAGES', 'UNSEEN'])
    /// ```
    folder_status(folder: Folder, what: Words = () as "None") -> Info;
}

fn folder_status(client: &mut Client, folder: Folder, what: Words) -> Result<Info> {
    client.need_login("STATUS")?;
    let what = if what.0.is_empty() {
        Words::from(DEFAULT)
    } else {
        what
    };
    let name = wire_name(client, &folder)?;
    let command = Line::new("STATUS").mailbox(&name).list(|mut line| {
        for item in &what.0 {
            line = line.atom(&item.to_string_lossy().to_ascii_uppercase());
        }
        line
    });
    let ours = Folder::from_wire(&name, true, client.utf8());
    let reply = client.run(command.finish()?, &|response| response.is("STATUS"));
    let open = known_of(client, &ours, &what);
    let reply = match (reply, &open) {
        (Err(error), Some(open)) if error.kind() == ErrorKind::Refused => {
            let complete = what.0.iter().all(|item| open.has(&item.to_string_lossy()));
            if !complete {
                return Err(error);
            }
            client.warn(
                "the server gives no STATUS of the folder that is open; this is what is known of it"
                    .to_owned(),
            );
            return Ok(open.clone());
        }
        (reply, _) => reply?,
    };
    let mut tape = Tape::default();
    let (mut told, mut other) = (Vec::new(), None);
    for response in reply.data {
        let (about, info, odd) = read_status(&mut response.cursor(&mut tape)?)?;
        client.note_quirks_of(&tape);
        if odd {
            client.note_quirk("STATUS item without a value");
        }
        let about = Folder::from_wire(about.as_bytes(), true, client.utf8());
        let same = about == ours
            || about.eq_ignore_ascii_case("INBOX") && ours.eq_ignore_ascii_case("INBOX");
        // A server may tell of other folders meanwhile (NOTIFY); a name spelled otherwise than
        // asked is taken only if it is all there is.
        match same {
            true => told.push(info),
            false => other = other.or(Some(info)),
        }
    }
    // What was told last counts, and of what was told before that which it does not say.
    let mut found = told.pop();
    if let Some(found) = &mut found {
        for (name, fact) in told.iter().rev().flat_map(Info::iter) {
            found.add(name.clone(), fact.clone());
        }
    }
    let found = found.or(other);
    if let (Some(found), Some(open)) = (&found, &open)
        && let (Some(told), Some(known)) = (found.number("MESSAGES"), open.number("MESSAGES"))
        && told != known
    {
        client.warn(format!(
            "STATUS says {told} messages, and the folder that is open has {known}; c.noop() brings the session up to date"
        ));
    }
    found.ok_or_else(|| Error::protocol("the server answered STATUS with OK but told nothing"))
}

/// What the session knows of a folder, if it is the one that is open. Servers need not answer
/// STATUS about that one (RFC 9051 section 6.3.11).
fn known_of(client: &Client, folder: &Text, what: &Words) -> Option<Info> {
    let open = client.selected().filter(|open| {
        let inbox = |name: &Text| name.eq_ignore_ascii_case("INBOX");
        open.exists_told && (open.name == *folder || inbox(&open.name) && inbox(folder))
    })?;
    let mut info = Info::default();
    for item in &what.0 {
        let name = Text::from(item.as_bytes().to_ascii_uppercase());
        let fact = match name.as_str().unwrap_or_default() {
            "MESSAGES" => Some(open.exists),
            "UIDVALIDITY" => open.uid_validity,
            _ => None,
        };
        if let Some(fact) = fact {
            info.add(name, Fact::Number(fact.into()));
        }
    }
    Some(info)
}

/// The folder, and the facts. An unquoted name with blanks is everything up to the last list.
///
/// Also whether an item lacked its value.
fn read_status(cursor: &mut Cursor<'_>) -> Result<(Text, Info, bool)> {
    let name = cursor.folder_name_before_list()?;
    let (mut info, mut odd) = (Info::default(), false);
    cursor.list(|cursor| {
        let item = Text::from(cursor.atom()?.to_ascii_uppercase());
        if cursor.peek() == Peek::Close {
            odd = true;
            info.add(item, Fact::Value(Value::Nil));
            return Ok(());
        }
        let fact = match cursor.value()? {
            Value::Number(number) => Fact::Number(number),
            other => Fact::Value(other),
        };
        info.add(item, fact);
        Ok(())
    })?;
    Ok((name, info, odd))
}
