//! APPEND (RFC 9051 section 6.3.12), several messages at once (RFC 3502).

use std::sync::Arc;

use chrono::Utc;

use super::{gmail, target};
use crate::data::set::IdSet;
use crate::data::text::Text;
use crate::data::time::DateTime;
use crate::sandbox::answer::{Answer, Outcome, Refused};
use crate::sandbox::args::Args;
use crate::sandbox::session::Session;
use crate::wire::cursor::Peek;

/// One message to be appended.
struct New {
    flags: Vec<String>,
    received: DateTime,
    raw: Arc<[u8]>,
}

pub(super) fn append(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    let name = args.folder()?;
    let mut messages = vec![message(args)?];
    while !args.at_end() && session.server.has("MULTIAPPEND") {
        messages.push(message(args)?);
    }
    args.end()?;
    let server = session.server.clone();
    let mut store = server.store();
    let found = target::find(&store, session.user(), &name)?;
    target::has_room(&store, &found, messages.iter().map(|new| new.raw.len()))?;
    // All or nothing: whatever can fail comes first.
    let mailbox = store.get_mut(found.id).ok_or_else(Refused::full)?;
    let flags = target::flags(mailbox, &messages, |mailbox, new| mailbox.flags(&new.flags))?;
    let mut uids = Vec::new();
    for (new, flags) in messages.into_iter().zip(flags) {
        let mail = store.mail(new.raw);
        if server.is_gmail() {
            gmail::also_in_all_mail(&mut store, &found, &mail, &flags, new.received);
        }
        let mailbox = store.get_mut(found.id).ok_or_else(Refused::full)?;
        let uid = mailbox
            .add(mail, flags, new.received, 0)
            .ok_or_else(Refused::full)?;
        uids.push(uid);
    }
    let uids: IdSet = uids.into_iter().collect();
    let validity = store.get(found.id).map_or(0, |mailbox| mailbox.uidvalidity);
    Ok(match server.has("UIDPLUS") || server.has("IMAP4rev2") {
        true => Answer::code(format!("APPENDUID {validity} {uids}"), "Append completed."),
        false => Answer::new("Append completed."),
    })
}

/// Flags, time and octets of one message.
fn message(args: &mut Args<'_>) -> Result<New, Refused> {
    let flags = match args.peek() {
        Peek::Open => args.flags()?,
        _ => Vec::new(),
    };
    let received = match args.at_literal() {
        true => None,
        false => Some(time(&args.string()?)?),
    };
    if !args.at_literal() {
        return Err(args.expected("a literal"));
    }
    let text = args.string()?;
    if text.is_empty() {
        return Err(Refused::no("An empty message cannot be appended"));
    }
    Ok(New {
        flags,
        received: received.unwrap_or_else(|| Utc::now().fixed_offset().into()),
        raw: text.into(),
    })
}

/// `dd-Mon-yyyy hh:mm:ss +zzzz`.
fn time(text: &Text) -> Result<DateTime, Refused> {
    let shape = b"dd-Mon-yyyy hh:mm:ss +zzzz";
    let fits = text.len() == shape.len() && text.as_bytes().get(2) == Some(&b'-');
    DateTime::parse_internal(text.as_bytes())
        .filter(|time| fits && time.offset.is_some())
        .ok_or_else(|| Refused::bad("Invalid date-time"))
}
