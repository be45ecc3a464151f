//! Gmail's extension X-GM-EXT-1: a label is a folder that the message is in as well.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::store::How;
use crate::data::time::DateTime;
use crate::data::utf7;
use crate::sandbox::answer::{Answer, Outcome, Refused};
use crate::sandbox::args::Args;
use crate::sandbox::mail::Mail;
use crate::sandbox::out::Out;
use crate::sandbox::session::Session;
use crate::sandbox::store::flags::Flags;
use crate::sandbox::store::names::{check, normal};
use crate::sandbox::store::{Found, Store};
use crate::wire::cursor::Peek;

/// Gmail's numbers are that large.
const BASE: u64 = 1_700_000_000_000_000_000;

/// A message's or a conversation's number as Gmail shows it.
pub(super) fn number(id: u64) -> u64 {
    BASE + id
}

/// The labels of all messages of the user, by their numbers; the open folder is none.
pub(super) fn labels(session: &Session) -> Result<HashMap<u64, Vec<String>>, Refused> {
    let open = session.opened()?.id;
    let store = session.server.store();
    let mut labels: HashMap<u64, Vec<String>> = HashMap::new();
    let folders = store.users.get(session.user()).map(|user| &user.folders);
    for (name, id) in folders.into_iter().flatten() {
        let Some(mailbox) = store.get(*id).filter(|_| *id != open) else {
            continue;
        };
        let label = match mailbox.special.as_deref() {
            Some("\\All") => continue,
            Some("\\Drafts") => "\\Draft".to_owned(),
            Some("\\Flagged") => "\\Starred".to_owned(),
            Some(special) => special.to_owned(),
            None if name == "INBOX" => "\\Inbox".to_owned(),
            None => name.clone(),
        };
        for message in &mailbox.messages {
            labels
                .entry(message.mail.id)
                .or_default()
                .push(label.clone());
        }
    }
    Ok(labels)
}

/// Writes a list of labels.
pub(super) fn write_labels(out: &mut Out, labels: &[String]) {
    out.put("(");
    for (position, label) in labels.iter().enumerate() {
        out.put(if position > 0 { " " } else { "" });
        match label.starts_with('\\') {
            true => out.string(label.as_bytes()),
            false => out.folder(label),
        };
    }
    out.put(")");
}

/// The name of the folder that a label stands for.
fn folder(store: &Store, user: &str, label: &str) -> Option<String> {
    let special = match label.to_ascii_lowercase().as_str() {
        "\\inbox" => return Some("INBOX".to_owned()),
        "\\draft" => "\\Drafts",
        "\\starred" => "\\Flagged",
        _ if label.starts_with('\\') => label,
        _ => return check(label).ok(),
    };
    let folders = &store.users.get(user)?.folders;
    let found = folders.iter().find(|(_, id)| {
        let mailbox = store.get(**id);
        let held = mailbox.and_then(|mailbox| mailbox.special.as_deref());
        held.is_some_and(|held| held.eq_ignore_ascii_case(special))
    });
    found.map(|(name, _)| name.clone())
}

/// One label: a string, or an atom that may begin with a backslash.
fn label(args: &mut Args<'_>) -> Result<String, Refused> {
    let refused = args.expected("a label");
    let text = match args.peek() {
        Peek::String => args.text()?,
        _ => args.atom()?.to_owned(),
    };
    if text.starts_with('\\') {
        return Ok(text);
    }
    let decoded = match text.is_ascii() {
        true => utf7::decode(text.as_bytes()),
        false => Some(text),
    };
    decoded.filter(|label| check(label).is_ok()).ok_or(refused)
}

/// `STORE 1 +X-GM-LABELS (a b)`.
pub(super) fn store(
    session: &mut Session,
    args: &mut Args<'_>,
    uids: &[u32],
    how: How,
    silent: bool,
    uid: bool,
) -> Outcome {
    let mut named = Vec::new();
    match args.peek() {
        Peek::Open => args.list(|args| {
            named.push(label(args)?);
            Ok(())
        })?,
        _ => named.push(label(args)?),
    }
    args.end()?;
    session.opened_for("w")?;
    let messages = session.messages(uids)?;
    let before = labels(session)?;
    let user = session.user().to_owned();
    let server = session.server.clone();
    let mut store = server.store();
    for (_, message) in &messages {
        let now: BTreeSet<&String> = before.get(&message.mail.id).into_iter().flatten().collect();
        let drop: Vec<String> = match how {
            How::Add => Vec::new(),
            How::Remove => named.clone(),
            How::Set => now
                .into_iter()
                .filter(|label| !named.contains(label))
                .cloned()
                .collect(),
        };
        for label in &drop {
            remove(&mut store, &user, label, message.mail.id);
        }
        if how == How::Remove {
            continue;
        }
        for label in &named {
            let Some(name) = folder(&store, &user, label) else {
                return Err(Refused::no("No such label"));
            };
            let id = store.create(&user, &name);
            if let Some(mailbox) = store.get_mut(id) {
                let there = mailbox
                    .messages
                    .iter()
                    .any(|other| other.mail.id == message.mail.id);
                if let Some(flags) = mailbox.adopt(&message.flags).filter(|_| !there) {
                    mailbox.add(message.mail.clone(), flags, message.received, 0);
                }
            }
        }
    }
    drop(store);
    if !silent {
        let now = labels(session)?;
        for (number, message) in &messages {
            session.out.put(format!("* {number} FETCH (X-GM-LABELS "));
            let labels = now.get(&message.mail.id).map_or(&[][..], Vec::as_slice);
            write_labels(&mut session.out, labels);
            if uid {
                session.out.put(format!(" UID {}", message.uid));
            }
            session.out.put(")\r\n");
        }
    }
    Ok(Answer::new("Success"))
}

/// Takes a message out of the folder of a label.
fn remove(store: &mut Store, user: &str, label: &str, mail: u64) {
    let id = folder(store, user, label).and_then(|name| store.own(user, &normal(&name)));
    if let Some(mailbox) = id.and_then(|id| store.get_mut(id)) {
        let uids = mailbox
            .messages
            .iter()
            .filter(|message| message.mail.id == mail);
        let uids = uids.map(|message| message.uid).collect();
        mailbox.expunge(&uids);
    }
}

/// Whatever is appended anywhere but to Spam and Trash is in All Mail, too.
pub(super) fn also_in_all_mail(
    store: &mut Store,
    found: &Found,
    mail: &Arc<Mail>,
    flags: &Flags,
    received: DateTime,
) {
    let special = store
        .get(found.id)
        .and_then(|mailbox| mailbox.special.clone());
    if matches!(special.as_deref(), Some("\\All" | "\\Junk" | "\\Trash")) {
        return;
    }
    let all = all_mail(store, &found.owner);
    if let Some(mailbox) = all.and_then(|id| store.get_mut(id))
        && let Some(flags) = mailbox.adopt(flags)
    {
        mailbox.add(mail.clone(), flags, received, 0);
    }
}

fn all_mail(store: &Store, owner: &str) -> Option<u64> {
    let name = folder(store, owner, "\\All")?;
    store.own(owner, &name)
}

/// Moving a message to Trash or Spam takes it out of All Mail.
pub(super) fn moved(store: &mut Store, to: &Found, source: u64, mails: &BTreeSet<u64>) {
    let special = store.get(to.id).and_then(|mailbox| mailbox.special.clone());
    if !matches!(special.as_deref(), Some("\\Junk" | "\\Trash")) {
        return;
    }
    let all = all_mail(store, &to.owner).filter(|all| *all != source);
    if let Some(mailbox) = all.and_then(|id| store.get_mut(id)) {
        let uids = mailbox
            .messages
            .iter()
            .filter(|message| mails.contains(&message.mail.id));
        let uids = uids.map(|message| message.uid).collect();
        mailbox.expunge(&uids);
    }
}
