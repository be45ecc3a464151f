//! Opening a folder and leaving it again (RFC 9051 sections 6.3.2, 6.3.3, 6.4.1, 6.4.2).

use super::answer::Answer;
use super::folder::wire_name;
use super::info::{Fact, Info};
use crate::client::{Client, Selected, State};
use crate::data::folder::Folder;
use crate::data::text::Text;
use crate::data::value::Value;
use crate::error::Result;
use crate::menu::macros::menu;
use crate::wire::cursor::Cursor;
use crate::wire::line::Line;
use crate::wire::response::Response;
use crate::wire::tape::Tape;

menu! {
    /// Open a folder (SELECT), or open it for reading only (EXAMINE).
    ///
    /// Returns a dict: EXISTS, RECENT, UIDNEXT, UIDVALIDITY, UNSEEN and HIGHESTMODSEQ are numbers,
    /// FLAGS and PERMANENTFLAGS tuples; READ-ONLY, READ-WRITE and NOMODSEQ are True when the server
    /// says so.
    select_folder(folder: Folder, readonly: bool = false as "False") -> Info;

    /// Leave the folder without expunging anything (UNSELECT, RFC 3691).
    unselect_folder() -> Answer;

    /// Leave the folder, and expunge what is marked deleted in it (CLOSE).
    close_folder() -> Answer;
}

fn select_folder(client: &mut Client, folder: Folder, readonly: bool) -> Result<Info> {
    let examine = readonly || client.is_read_only();
    let verb = if examine { "EXAMINE" } else { "SELECT" };
    client.need_login(verb)?;
    let name = wire_name(client, &folder)?;
    let command = Line::new(verb).mailbox(&name).finish()?;
    // Whatever becomes of the command, the folder that was open is no longer (section 6.3.2).
    client.settle()?;
    client.enter(State::Authenticated, None);
    let reply = client.run(command, &is_about_folder)?;
    let mut info = Info::default();
    let mut tape = Tape::default();
    for response in reply.data.iter().chain([&reply.done]) {
        if read_fact(response, &mut tape, &mut info).is_err() {
            client.note_quirk("fact about a folder that could not be read");
        }
    }
    let read_only = examine || info.has("READ-ONLY");
    if read_only {
        info.add(Text::from("READ-ONLY"), Fact::True);
    }
    let number = |name| info.number(name).and_then(|n| u32::try_from(n).ok());
    let selected = Selected {
        name: Folder::from_wire(&name, client.options().folder_encode, client.utf8()),
        read_only,
        exists: number("EXISTS").unwrap_or(0),
        uid_validity: number("UIDVALIDITY"),
    };
    client.enter(State::Selected, Some(selected));
    Ok(info)
}

fn is_about_folder(response: &Response) -> bool {
    ["FLAGS", "EXISTS", "RECENT"].iter().any(|name| response.is(name))
        || response.code().is_some_and(|code| !code.is("ALERT"))
}

/// One fact that SELECT tells: data, or a response code of OK.
fn read_fact(response: &Response, tape: &mut Tape, info: &mut Info) -> Result<()> {
    let Some(code) = response.code() else {
        if let crate::wire::response::Head::Data { number } = response.head() {
            let name = Text::from(response.name().to_ascii_uppercase());
            let fact = match number {
                Some(number) => Fact::Number(number),
                None => Fact::Words(words(&mut response.cursor(tape)?)?),
            };
            info.add(name, fact);
        }
        return Ok(());
    };
    let name = Text::from(code.name().to_ascii_uppercase());
    let fact = match name.as_str().unwrap_or_default() {
        "READ-ONLY" | "READ-WRITE" | "NOMODSEQ" => Fact::True,
        "PERMANENTFLAGS" => Fact::Words(words(&mut code.cursor(tape)?)?),
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

fn words(cursor: &mut Cursor<'_>) -> Result<Vec<Text>> {
    if cursor.at_end() {
        return Ok(Vec::new());
    }
    let mut words = Vec::new();
    cursor.list(|cursor| {
        match cursor.value()? {
            Value::Text(word) => words.push(word),
            Value::Number(number) => words.push(Text::from(number.to_string())),
            Value::Nil => words.push(Text::from("NIL")),
            Value::List(_) => {}
        }
        Ok(())
    })?;
    Ok(words)
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
