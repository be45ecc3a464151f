//! FETCH (RFC 9051 section 6.4.5), with CHANGEDSINCE and VANISHED (RFC 7162).

mod item;
mod row;

pub(in crate::sandbox) use item::Item;
pub(in crate::sandbox) use row::{Row, write_row};

use super::gmail;
use super::select::gone_since;
use crate::data::set::IdSet;
use crate::sandbox::answer::{Answer, Outcome, Refused};
use crate::sandbox::args::Args;
use crate::sandbox::session::Session;
use crate::sandbox::store::flags::SEEN;
use crate::sandbox::view::{read_set, vanished};
use item::Items;

/// So many messages are looked up at once; between them others can use the store.
const STRETCH: usize = 500;

pub(super) fn fetch(session: &mut Session, args: &mut Args<'_>, uid: bool) -> Outcome {
    let refused = args.expected("a message set");
    let set = args.atom()?;
    let uids = session.resolve(set, uid)?.ok_or(refused)?;
    let mut items = Items::read(session, args)?;
    let since = modifiers(session, args, uid)?;
    args.end()?;
    if items.items.contains(&Item::Modseq) || since.is_some() {
        session.enabled.condstore = true;
    }
    if let Some((modseq, true)) = since {
        tell_vanished(session, set, modseq)?;
    }
    if since.is_some() && !items.items.contains(&Item::Modseq) {
        items.items.push(Item::Modseq);
    }
    if uid && !items.items.contains(&Item::Uid) {
        items.items.insert(0, Item::Uid);
    }
    if !session.opened()?.rights.any("r") {
        return Err(Refused::forbidden());
    }
    let labels = match items.items.contains(&Item::GmailLabels) {
        true => Some(gmail::labels(session)?),
        false => None,
    };
    let sees = items.sees && session.opened_for("s").is_ok();
    let mut seen_items = items.items.clone();
    if !seen_items.contains(&Item::Flags) {
        seen_items.push(Item::Flags);
    }
    let (mut whole, mut missing) = (true, false);
    for stretch in uids.chunks(STRETCH) {
        let newly = if sees {
            see(session, stretch)?
        } else {
            IdSet::default()
        };
        let messages = session.messages(stretch)?;
        missing |= messages.len() < stretch.len();
        for (number, message) in &messages {
            if since.is_some_and(|(modseq, _)| message.modseq <= modseq) {
                continue;
            }
            let view = session.opened()?;
            let row = Row {
                number: *number,
                message,
                recent: !session.enabled.rev2 && view.recent.contains(message.uid),
                labels: labels
                    .as_ref()
                    .map(|labels| labels.get(&message.mail.id).map_or(&[][..], Vec::as_slice)),
            };
            let items = match newly.contains(message.uid) {
                true => &seen_items,
                false => &items.items,
            };
            whole &= write_row(&mut session.out, &row, items);
            session.flush_if_much()?;
        }
    }
    if !whole {
        return Err(Refused::code(
            "UNKNOWN-CTE",
            "Some parts could not be decoded.",
        ));
    }
    match missing && !uid {
        true => Err(Refused::code(
            "EXPUNGEISSUED",
            "Some of the messages no longer exist.",
        )),
        false => Ok(Answer::new("Fetch completed.")),
    }
}

/// `(CHANGEDSINCE 5 VANISHED)`.
fn modifiers(
    session: &Session,
    args: &mut Args<'_>,
    uid: bool,
) -> Result<Option<(u64, bool)>, Refused> {
    if args.at_end() {
        return Ok(None);
    }
    let (mut since, mut vanished) = (None, false);
    args.list(|args| {
        let refused = args.expected("CHANGEDSINCE or VANISHED");
        match args.word()?.as_str() {
            "CHANGEDSINCE" if session.server.has("CONDSTORE") => since = Some(args.number()?),
            "VANISHED" if session.enabled.qresync && uid => vanished = true,
            _ => return Err(refused),
        }
        Ok(())
    })?;
    match (since, vanished) {
        (Some(modseq), vanished) => Ok(Some((modseq, vanished))),
        (None, _) => Err(Refused::bad("CHANGEDSINCE is missing")),
    }
}

/// Which of the messages asked for are gone (RFC 7162 section 3.2.6).
fn tell_vanished(session: &mut Session, set: &str, modseq: u64) -> Result<(), Refused> {
    let Some(asked) = read_set(set, u32::MAX) else {
        return Ok(());
    };
    let server = session.server.clone();
    let store = server.store();
    let mailbox = store.get(session.opened()?.id).ok_or_else(vanished)?;
    let gone = gone_since(mailbox, modseq, &|uid| asked.contains(uid));
    if !gone.is_empty() {
        session.out.put(format!("* VANISHED (EARLIER) {gone}\r\n"));
    }
    Ok(())
}

/// Marks messages as seen; those that were not yet.
fn see(session: &Session, uids: &[u32]) -> Result<IdSet, Refused> {
    let id = session.opened()?.id;
    let mut store = session.server.store();
    let mailbox = store.get_mut(id).ok_or_else(vanished)?;
    let mut newly = Vec::new();
    for uid in uids {
        if let Some(message) = mailbox.get(*uid)
            && !message.flags.has(SEEN)
        {
            let mut flags = message.flags.clone();
            flags.bits |= SEEN;
            mailbox.set_flags(*uid, flags, session.number);
            newly.push(*uid);
        }
    }
    Ok(newly.into_iter().collect())
}
