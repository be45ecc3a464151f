//! EXPUNGE, UID EXPUNGE (RFC 4315), CLOSE and UNSELECT.

use crate::data::set::IdSet;
use crate::sandbox::answer::{Answer, Outcome, Refused};
use crate::sandbox::args::Args;
use crate::sandbox::session::Session;
use crate::sandbox::store::flags::DELETED;
use crate::sandbox::view::vanished;

/// Removes what is marked deleted, of these UIDs only if some are named.
fn remove(session: &mut Session, only: Option<&[u32]>) -> Result<u64, Refused> {
    let id = session.opened()?.id;
    let known: IdSet = match only {
        Some(uids) => uids.iter().copied().collect(),
        None => session.opened()?.uids.iter().copied().collect(),
    };
    let mut store = session.server.store();
    let mailbox = store.get_mut(id).ok_or_else(vanished)?;
    let marked = mailbox
        .messages
        .iter()
        .filter(|message| message.flags.has(DELETED) && known.contains(message.uid))
        .map(|message| message.uid)
        .collect::<IdSet>();
    mailbox.expunge(&marked);
    Ok(mailbox.modseq)
}

fn done(session: &Session, modseq: u64, text: &str) -> Answer {
    match session.enabled.condstore {
        true => Answer::code(format!("HIGHESTMODSEQ {modseq}"), text),
        false => Answer::new(text),
    }
}

pub(super) fn expunge(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    args.end()?;
    session.opened_for("e")?;
    let modseq = remove(session, None)?;
    Ok(done(session, modseq, "Expunge completed."))
}

pub(super) fn uid_expunge(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    let uids = session.set(args, true)?;
    args.end()?;
    session.opened_for("e")?;
    let modseq = remove(session, Some(&uids))?;
    Ok(done(session, modseq, "Expunge completed."))
}

/// CLOSE expunges, but tells nothing of it (RFC 9051 section 6.4.1).
pub(super) fn close(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    args.end()?;
    let mut modseq = None;
    if session.opened_for("e").is_ok() {
        modseq = Some(remove(session, None)?);
    }
    session.leave();
    Ok(match modseq {
        Some(modseq) if session.enabled.qresync => done(session, modseq, "Close completed."),
        _ => Answer::new("Close completed."),
    })
}

pub(super) fn unselect(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    args.end()?;
    session.leave();
    Ok(Answer::new("Unselect completed."))
}
