//! SELECT and EXAMINE (RFC 9051 sections 6.3.2 and 6.3.3), CONDSTORE and QRESYNC with them (RFC
//! 7162 section 3).

use super::fetch;
use crate::data::set::IdSet;
use crate::sandbox::answer::{Answer, Outcome, Refused};
use crate::sandbox::args::Args;
use crate::sandbox::caps::Personality;
use crate::sandbox::session::Session;
use crate::sandbox::store::flags::SEEN;
use crate::sandbox::store::mailbox::Mailbox;
use crate::sandbox::view::{View, read_set, write_flags, write_names};

pub(super) fn select(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    open(session, args, false)
}

pub(super) fn examine(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    open(session, args, true)
}

/// What a client that has been here before still knows.
struct Known {
    validity: u64,
    modseq: u64,
    uids: Option<IdSet>,
}

fn open(session: &mut Session, args: &mut Args<'_>, read_only: bool) -> Outcome {
    let name = args.folder()?;
    let known = params(session, args)?;
    args.end()?;
    let server = session.server.clone();
    if session.view.is_some() {
        session.leave();
        if server.has("QRESYNC") || server.has("IMAP4rev2") {
            session
                .out
                .put("* OK [CLOSED] Previous mailbox closed.\r\n");
        }
    }
    let mut store = server.store();
    let found = store.find(session.user(), &name);
    let found = found.ok_or_else(|| Refused::nonexistent(&name))?;
    if !found.rights.any("r") {
        return Err(Refused::forbidden());
    }
    let mailbox = store.get_mut(found.id);
    let mailbox = mailbox.ok_or_else(|| Refused::nonexistent(&name))?;
    let read_only = read_only || mailbox.fixed || !found.rights.any("swite");
    let recent = match mailbox.first_recent < mailbox.uidnext {
        true => IdSet::from_ranges(vec![(mailbox.first_recent, mailbox.uidnext - 1)]),
        false => IdSet::default(),
    };
    let view = View {
        id: found.id,
        owner: found.owner,
        name: name.clone(),
        read_only,
        rights: found.rights,
        uids: mailbox.messages.iter().map(|message| message.uid).collect(),
        modseq: mailbox.modseq,
        keywords: mailbox.keywords.len(),
        recent,
    };
    facts(session, mailbox, &view);
    if !read_only {
        mailbox.first_recent = mailbox.uidnext;
    }
    if let Some(known) = known.filter(|known| known.validity == u64::from(mailbox.uidvalidity)) {
        resynchronise(session, mailbox, &view, &known);
    }
    session.view = Some(view);
    Ok(match read_only {
        true => Answer::code("READ-ONLY", "Examine completed."),
        false => Answer::code("READ-WRITE", "Select completed."),
    })
}

/// `(CONDSTORE)` and `(QRESYNC (...))`.
fn params(session: &mut Session, args: &mut Args<'_>) -> Result<Option<Known>, Refused> {
    if args.at_end() {
        return Ok(None);
    }
    let mut known = None;
    args.list(|args| {
        let refused = args.expected("CONDSTORE or QRESYNC");
        match args.word()?.as_str() {
            "CONDSTORE" if session.server.has("CONDSTORE") => {
                session.enabled.condstore = true;
                Ok(())
            }
            "QRESYNC" if session.server.has("QRESYNC") => {
                if !session.enabled.qresync {
                    return Err(Refused::bad("QRESYNC is not enabled"));
                }
                args.open()?;
                let (validity, modseq) = (args.number()?, args.number()?);
                let uids = match args.at_close() || args.peek() == crate::wire::cursor::Peek::Open {
                    true => None,
                    false => {
                        let refused = args.expected("a set of UIDs");
                        let text = args.atom()?;
                        Some(read_set(text, u32::MAX).ok_or(refused)?)
                    }
                };
                if !args.at_close() {
                    // Pairs of sequence numbers and UIDs only save the server work.
                    args.list(|args| args.atom().map(drop))?;
                }
                args.close()?;
                known = Some(Known {
                    validity,
                    modseq,
                    uids,
                });
                Ok(())
            }
            _ => Err(refused),
        }
    })?;
    Ok(known)
}

/// What every client is told about a folder that it opens.
fn facts(session: &mut Session, mailbox: &Mailbox, view: &View) {
    let server = session.server.clone();
    let rev2 = session.enabled.rev2;
    let out = &mut session.out;
    write_flags(out, mailbox);
    match (view.read_only, server.config.personality) {
        (true, _) => {
            out.put("* OK [PERMANENTFLAGS ()] Read-only mailbox.\r\n");
        }
        (false, Personality::Exchange) => {
            out.put("* OK [PERMANENTFLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft $MDNSent)] Permanent flags\r\n");
        }
        (false, _) => {
            out.put("* OK [PERMANENTFLAGS (");
            write_names(out, mailbox);
            out.put(" \\*)] Flags permitted.\r\n");
        }
    }
    out.put("* ")
        .show(mailbox.messages.len())
        .put(" EXISTS\r\n");
    if !rev2 {
        out.put("* ").show(mailbox.recent()).put(" RECENT\r\n");
        let unseen = mailbox.messages.iter();
        let mut unseen = unseen.map(|message| !message.flags.has(SEEN));
        if let Some(at) = unseen.position(|unseen| unseen) {
            out.put("* OK [UNSEEN ")
                .show(at + 1)
                .put("] First unseen.\r\n");
        }
    }
    out.put("* OK [UIDVALIDITY ").show(mailbox.uidvalidity);
    out.put("] UIDs valid\r\n* OK [UIDNEXT ")
        .show(mailbox.uidnext);
    out.put("] Predicted next UID\r\n");
    if server.has("CONDSTORE") {
        out.put("* OK [HIGHESTMODSEQ ").show(mailbox.modseq);
        out.put("] Highest\r\n");
    }
    if server.has("OBJECTID") {
        let id = mailbox.id;
        out.put(format!("* OK [MAILBOXID (F{id})] Ok\r\n"));
    }
    if rev2 {
        out.put("* LIST () \"/\" ").folder(&view.name).end();
    }
}

/// Tells a client that has been here before what has changed since (RFC 7162 section 3.2.5).
fn resynchronise(session: &mut Session, mailbox: &Mailbox, view: &View, known: &Known) {
    let asked = |uid: u32| known.uids.as_ref().is_none_or(|uids| uids.contains(uid));
    let gone = gone_since(mailbox, known.modseq, &asked);
    if !gone.is_empty() {
        let line = format!("* VANISHED (EARLIER) {gone}\r\n");
        session.out.put(line);
    }
    let items = [fetch::Item::Uid, fetch::Item::Flags, fetch::Item::Modseq];
    for message in &mailbox.messages {
        if message.modseq > known.modseq
            && asked(message.uid)
            && let Some(number) = view.number(message.uid)
        {
            let recent = view.recent.contains(message.uid);
            let row = fetch::Row {
                number,
                message,
                recent,
                labels: None,
            };
            fetch::write_row(&mut session.out, &row, &items);
        }
    }
}

/// The UIDs that were expunged since a change.
pub(super) fn gone_since(mailbox: &Mailbox, modseq: u64, asked: &dyn Fn(u32) -> bool) -> IdSet {
    if modseq < mailbox.forgotten {
        // Too long ago to be remembered: everything that is not there.
        let here: IdSet = mailbox.messages.iter().map(|message| message.uid).collect();
        let mut all = IdSet::from_ranges(vec![(1, mailbox.uidnext.saturating_sub(1).max(1))]);
        all.remove(&here);
        return all.iter().filter(|uid| asked(*uid)).collect();
    }
    let gone = mailbox.gone.iter().filter(|(when, _)| *when > modseq);
    gone.map(|(_, uid)| *uid)
        .filter(|uid| asked(*uid))
        .collect()
}
