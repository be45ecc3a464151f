//! COPY and MOVE (RFC 9051 sections 6.4.7 and 6.4.8).

use std::collections::BTreeSet;

use super::{gmail, target};
use crate::data::set::IdSet;
use crate::sandbox::answer::{Answer, Outcome, Refused};
use crate::sandbox::args::Args;
use crate::sandbox::session::Session;

pub(super) fn copy(session: &mut Session, args: &mut Args<'_>, uid: bool) -> Outcome {
    transfer(session, args, uid, false)
}

pub(super) fn move_(session: &mut Session, args: &mut Args<'_>, uid: bool) -> Outcome {
    transfer(session, args, uid, true)
}

fn transfer(session: &mut Session, args: &mut Args<'_>, uid: bool, remove: bool) -> Outcome {
    let uids = session.set(args, uid)?;
    let name = args.folder()?;
    args.end()?;
    let done = if remove {
        "Move completed."
    } else {
        "Copy completed."
    };
    let source = match remove {
        true => session.opened_for("te")?.id,
        false => session.opened()?.id,
    };
    let server = session.server.clone();
    let mut store = server.store();
    let found = target::find(&store, session.user(), &name)?;
    let from = store
        .get(source)
        .ok_or_else(crate::sandbox::view::vanished)?;
    let messages: Vec<_> = uids
        .iter()
        .filter_map(|uid| from.get(*uid).cloned())
        .collect();
    if messages.len() < uids.len() && !uid {
        return Err(Refused::code(
            "EXPUNGEISSUED",
            "Some of the messages no longer exist.",
        ));
    }
    if messages.is_empty() {
        return Ok(Answer::new("No messages found."));
    }
    let owner = session.opened()?.owner.clone();
    let grows = !(remove && owner == found.owner);
    if grows {
        let octets = messages.iter().map(|message| message.mail.raw().len());
        target::has_room(&store, &found, octets)?;
    }
    let to = store.get_mut(found.id).ok_or_else(Refused::full)?;
    let flags = target::flags(to, &messages, |to, message| to.adopt(&message.flags))?;
    let (mut old, mut new) = (Vec::new(), Vec::new());
    for (message, flags) in messages.iter().zip(&flags) {
        let copied = to.add(message.mail.clone(), flags.clone(), message.received, 0);
        new.push(copied.ok_or_else(Refused::full)?);
        old.push(message.uid);
    }
    let validity = to.uidvalidity;
    let (old, new): (IdSet, IdSet) = (old.into_iter().collect(), new.into_iter().collect());
    if server.is_gmail() && remove {
        let mails: BTreeSet<u64> = messages.iter().map(|message| message.mail.id).collect();
        gmail::moved(&mut store, &found, source, &mails);
    }
    let code = format!("COPYUID {validity} {old} {new}");
    let told = server.has("UIDPLUS") || server.has("IMAP4rev2");
    if !remove {
        return Ok(match told {
            true => Answer::code(code, done),
            false => Answer::new(done),
        });
    }
    if let Some(from) = store.get_mut(source) {
        from.expunge(&old);
    }
    drop(store);
    if told {
        // Before the EXPUNGE responses (RFC 6851 section 4.3).
        session.out.put(format!("* OK [{code}] Moved UIDs.\r\n"));
    }
    Ok(Answer::new(done))
}
