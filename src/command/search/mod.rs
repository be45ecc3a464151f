//! Searching the open folder (RFC 9051 section 6.4.4, RFC 3501 section 6.4.4).

mod coding;
mod criteria;
mod found;
mod keys;
mod program;
mod text;

pub(crate) use found::Found;
pub(crate) use program::Program;

use found::Said;

use crate::client::Client;
use crate::data::criteria::{Charset, Criteria};
use crate::data::ids::SearchIds;
use crate::error::{Error, ErrorKind, Result};
use crate::menu::macros::menu;
use crate::wire::line::{Command, LINE_LIMIT, Line};

menu! {
    /// Return the ids of the messages that meet the criteria (SEARCH, RFC 9051 section 6.4.4).
    ///
    /// Criteria are a list, such as `['FROM', 'ann', 'SINCE', date(2024, 1, 1), 'NOT', 'SEEN']`,
    /// in which a list is a group and every text is quoted as it must be; or a str in IMAP's own
    /// spelling, such as `'FROM "ann" UNSEEN'`, sent as it stands. Several criteria must all be
    /// met. Text that is not ASCII is sent as UTF-8 unless another charset is named. With a MODSEQ
    /// criterion the result's `modseq` is the highest mod-sequence found.
    ///
    /// Returns a list of ids, in the server's order. Needs an open folder.
    ///
    /// ```python
    /// c.search(['UNSEEN', 'SINCE', date(2024, 1, 1)])
    /// c.search(['OR', ['FROM', 'ann'], ['SUBJECT', 'invoice']])
    /// ```
    ///
    /// # Errors
    ///
    /// `InvalidCriteria` for criteria that are empty or wrong, or that the server does not
    /// understand; `IllegalState`, `ArgumentValue` for a charset nobody knows.
    search(criteria: Criteria = "ALL" as "'ALL'", charset: Charset = None as "None") -> SearchIds;
}

fn search(client: &mut Client, criteria: Criteria, charset: Charset) -> Result<SearchIds> {
    client.need_folder("SEARCH")?;
    let program = Program::new(&criteria, &charset, client.use_uid())?;
    find(client, &program)
}

/// Runs a search whose criteria are checked.
///
/// An ESEARCH that says nothing has found nothing (RFC 9051 section 7.3.4); but there is a server that
/// never says more once IMAP4rev2 is on (Strato's). So it is asked in so many words, until it was seen
/// to tell what it finds.
pub(crate) fn find(client: &mut Client, program: &Program) -> Result<SearchIds> {
    let (ids, said) = run(client, program)?;
    if said.all {
        client.trust_searches();
    }
    if !said.nothing || !ids.ids.is_empty() || program.returns.is_some() {
        return Ok(ids);
    }
    if !client.doubts_searches() {
        return Ok(ids);
    }
    let plainly = Program {
        returns: Some(b"(ALL COUNT)".to_vec()),
        ..program.clone()
    };
    let (ids, said) = run(client, &plainly)?;
    match said.count {
        0 => {}
        _ if !ids.ids.is_empty() => client.note_quirk("search result left out"),
        count => {
            client.note_quirk("search result left out");
            let mut message = format!("the server has found {count} and does not tell which");
            if client.utf8() {
                message.push_str(
                    "; it may tell without IMAP4rev2, which stays on in this session: connect again, \
                     and do not enable it",
                );
            }
            return Err(Error::protocol(message).with_end(false));
        }
    }
    Ok(ids)
}

fn run(client: &mut Client, program: &Program) -> Result<(SearchIds, Said)> {
    program
        .with_charset(client, &mut |client, charset| {
            let commands = commands(client, program, charset)?;
            let mut found = Found::default();
            let mut tags = Vec::new();
            client.pipeline(
                commands,
                &mut |client, response| found.take(client, response),
                &mut |_, done| tags.extend(done.tag().map(<[u8]>::to_vec)),
            )?;
            let ids = found.finish(client, &tags)?;
            Ok((ids, found.said))
        })
        .map_err(|error| misunderstood(error, program))
}

/// The command, or several if a message set makes it too long for one.
fn commands(client: &Client, program: &Program, charset: Option<&str>) -> Result<Vec<Command>> {
    let verb = match client.use_uid() {
        true => "UID SEARCH",
        false => "SEARCH",
    };
    let command = |program: &Program| {
        let mut line = Line::new(verb);
        if let Some(options) = &program.returns {
            line = line.atom("RETURN").raw(options);
        }
        if let Some(name) = charset {
            line = line.atom("CHARSET").astring(name.as_bytes());
        }
        program.write(line, charset)?.finish()
    };
    let whole = command(program)?;
    let pieces = program.split(whole.line_len(), LINE_LIMIT);
    match pieces.as_slice() {
        [_] => Ok(vec![whole]),
        pieces => pieces.iter().map(command).collect(),
    }
}

/// BAD means that the server does not understand the criteria: the error shows them.
pub(crate) fn misunderstood(error: Error, program: &Program) -> Error {
    if !error.is_bad() {
        return error;
    }
    let message = format!(
        "{}; the criteria sent were: {}",
        error.message(),
        program.shown()
    );
    error
        .with_kind(ErrorKind::InvalidCriteria)
        .with_argument("criteria")
        .with_message(message)
}

#[cfg(test)]
mod tests;
