//! STATUS (RFC 9051 section 6.3.11).

use crate::sandbox::answer::{Answer, Outcome, Refused};
use crate::sandbox::args::Args;
use crate::sandbox::out::Out;
use crate::sandbox::session::Session;
use crate::sandbox::store::flags::{DELETED, SEEN};
use crate::sandbox::store::mailbox::Mailbox;

pub(super) fn status(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    let name = args.folder()?;
    let items = items(session, args)?;
    args.end()?;
    let server = session.server.clone();
    let store = server.store();
    let found = store.find(session.user(), &name);
    let found = found.ok_or_else(|| Refused::nonexistent(&name))?;
    if !found.rights.any("r") {
        return Err(Refused::forbidden());
    }
    if let Some(mailbox) = store.get(found.id) {
        write(&mut session.out, &name, mailbox, &items);
    }
    Ok(Answer::new("Status completed."))
}

/// Reads the list of items.
pub(super) fn items(session: &mut Session, args: &mut Args<'_>) -> Result<Vec<String>, Refused> {
    let mut items = Vec::new();
    args.list(|args| {
        let refused = args.expected("a status item");
        let item = args.word()?;
        let server = &session.server;
        let rev2 = server.has("IMAP4rev2");
        let known = match item.as_str() {
            "MESSAGES" | "RECENT" | "UIDNEXT" | "UIDVALIDITY" | "UNSEEN" => true,
            "DELETED" => rev2 || server.has("QUOTA=RES-STORAGE"),
            "SIZE" => rev2 || server.has("STATUS=SIZE"),
            "HIGHESTMODSEQ" => server.has("CONDSTORE"),
            "MAILBOXID" => server.has("OBJECTID"),
            _ => false,
        };
        if item == "HIGHESTMODSEQ" && known {
            session.enabled.condstore = true;
        }
        items.push(item);
        match known {
            true => Ok(()),
            false => Err(refused),
        }
    })?;
    match items.is_empty() {
        true => Err(Refused::bad("No status items")),
        false => Ok(items),
    }
}

/// Writes one STATUS response.
pub(super) fn write(out: &mut Out, name: &str, mailbox: &Mailbox, items: &[String]) {
    out.put("* STATUS ").folder(name).put(" (");
    for (position, item) in items.iter().enumerate() {
        if position > 0 {
            out.put(" ");
        }
        out.put(item).put(" ");
        match item.as_str() {
            "MESSAGES" => out.show(mailbox.messages.len()),
            "RECENT" => out.show(mailbox.recent()),
            "UIDNEXT" => out.show(mailbox.uidnext),
            "UIDVALIDITY" => out.show(mailbox.uidvalidity),
            "UNSEEN" => out.show(mailbox.without(SEEN)),
            "DELETED" => out.show(mailbox.messages.len() - mailbox.without(DELETED)),
            "SIZE" => out.show(mailbox.size),
            "HIGHESTMODSEQ" => out.show(mailbox.modseq),
            _ => out.put(format!("(F{})", mailbox.id)),
        };
    }
    out.put(")\r\n");
}
