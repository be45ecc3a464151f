//! CREATE, DELETE, RENAME, SUBSCRIBE, UNSUBSCRIBE (RFC 9051 sections 6.3.4 to 6.3.8).

use crate::sandbox::answer::{Answer, Outcome, Refused};
use crate::sandbox::args::Args;
use crate::sandbox::session::Session;
use crate::sandbox::store::Store;
use crate::sandbox::store::names::{SEPARATOR, check, normal, parents};
use crate::sandbox::store::rights::Rights;

/// More folders are refused.
const MOST_FOLDERS: usize = 10_000;
/// What a folder can be made for (RFC 6154 section 2).
const SPECIAL: [&str; 7] = [
    "\\All",
    "\\Archive",
    "\\Drafts",
    "\\Flagged",
    "\\Junk",
    "\\Sent",
    "\\Trash",
];

/// Whose folder a new name means, and its name there: one that can be made, and that the user may
/// make, as `k` on a folder above it grants.
fn place(store: &Store, user: &str, name: &str) -> Result<(String, String), Refused> {
    let cannot = |why: &str| Refused::code("CANNOT", format!("Invalid mailbox name: {why}"));
    let checked = check(name).map_err(cannot)?;
    let (owner, name) = Store::owner(user, &checked)
        .ok_or_else(|| cannot("that is where other users' folders are"))?;
    let name = normal(name);
    if owner != user {
        let allowed = parents(&name).any(|parent| {
            let id = store.own(owner, parent);
            id.is_some_and(|id| store.rights(user, owner, id).any("k"))
        });
        if !allowed {
            return Err(Refused::forbidden());
        }
    }
    if store.own(owner, &name).is_some() {
        return Err(Refused::code("ALREADYEXISTS", "Mailbox already exists"));
    }
    let count = store.users.get(owner).map_or(0, |user| user.folders.len());
    match count >= MOST_FOLDERS {
        true => Err(Refused::code("LIMIT", "Too many mailboxes")),
        false => Ok((owner.to_owned(), name)),
    }
}

pub(super) fn create(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    let name = args.folder()?;
    let special = use_of(session, args)?;
    args.end()?;
    let mut store = session.server.store();
    let (owner, name) = place(&store, session.user(), &name)?;
    let taken = special.as_ref().is_some_and(|special| {
        let user = store.users.get(&owner).into_iter();
        let ids = user.flat_map(|user| user.folders.values());
        ids.filter_map(|id| store.get(*id))
            .any(|mailbox| mailbox.special.as_ref() == Some(special))
    });
    if taken {
        return Err(Refused::code(
            "USEATTR",
            "Another mailbox is for that already",
        ));
    }
    let inherited = nearest_acl(&store, &owner, &name);
    let id = store.create(&owner, &name);
    if let Some(mailbox) = store.get_mut(id) {
        mailbox.special = special;
        mailbox.acl = inherited;
    }
    drop(store);
    Ok(match session.server.has("OBJECTID") {
        true => Answer::code(format!("MAILBOXID (F{id})"), "Create completed."),
        false => Answer::new("Create completed."),
    })
}

/// The access list of the folder above, which a new folder begins with.
fn nearest_acl(
    store: &Store,
    owner: &str,
    name: &str,
) -> std::collections::BTreeMap<String, Rights> {
    let above = parents(name)
        .filter_map(|parent| store.own(owner, parent))
        .last();
    let above = above.and_then(|id| store.get(id));
    above.map(|mailbox| mailbox.acl.clone()).unwrap_or_default()
}

/// `(USE (\Sent))` (RFC 6154 section 3).
fn use_of(session: &Session, args: &mut Args<'_>) -> Result<Option<String>, Refused> {
    if args.at_end() || !session.server.has("CREATE-SPECIAL-USE") {
        return Ok(None);
    }
    args.open()?;
    let refused = args.expected("USE");
    if !args.take("USE") {
        return Err(refused);
    }
    let mut uses = Vec::new();
    args.list(|args| {
        uses.push(args.atom()?.to_owned());
        Ok(())
    })?;
    args.close()?;
    match uses.as_slice() {
        [] => Ok(None),
        [one] => SPECIAL
            .iter()
            .find(|known| known.eq_ignore_ascii_case(one))
            .map(|known| Some((*known).to_owned()))
            .ok_or_else(|| Refused::code("USEATTR", "Unknown special use")),
        _ => Err(Refused::code("USEATTR", "One special use is enough")),
    }
}

pub(super) fn delete(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    let name = args.folder()?;
    args.end()?;
    if normal(&name) == "INBOX" {
        return Err(Refused::code("CANNOT", "INBOX cannot be deleted."));
    }
    let mut store = session.server.store();
    let found = store.find(session.user(), &name);
    let found = found.ok_or_else(|| Refused::nonexistent(&name))?;
    if !found.rights.any("x") {
        return Err(Refused::forbidden());
    }
    store.delete(&found.owner, &found.name);
    drop(store);
    if session
        .view
        .as_ref()
        .is_some_and(|view| view.id == found.id)
    {
        session.leave();
    }
    Ok(Answer::new("Delete completed."))
}

pub(super) fn rename(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    let (from, to) = (args.folder()?, args.folder()?);
    args.end()?;
    let mut store = session.server.store();
    let user = session.user();
    let old = Store::owner(user, &from).map(|(owner, name)| (owner.to_owned(), normal(name)));
    let (owner, old) = old.ok_or_else(|| Refused::nonexistent(&from))?;
    let below = format!("{old}{SEPARATOR}");
    let folders = store.users.get(&owner).map(|user| user.folders.clone());
    let moved: Vec<(String, u64)> = folders
        .unwrap_or_default()
        .into_iter()
        .filter(|(name, _)| *name == old || old != "INBOX" && name.starts_with(&below))
        .collect();
    let visible = |(_, id): &(String, u64)| store.rights(user, &owner, *id).any("l");
    if moved.is_empty() || !moved.iter().all(visible) {
        return Err(Refused::nonexistent(&from));
    }
    if !moved
        .iter()
        .all(|(_, id)| store.rights(user, &owner, *id).any("x"))
    {
        return Err(Refused::forbidden());
    }
    let (new_owner, new) = place(&store, user, &to)?;
    if new_owner != owner {
        return Err(Refused::code("CANNOT", "A mailbox stays with its owner"));
    }
    if new.starts_with(&below) {
        return Err(Refused::code(
            "CANNOT",
            "A mailbox cannot be put below itself",
        ));
    }
    // Renaming INBOX moves its messages and leaves it empty (RFC 9051 section 6.3.6).
    if let Some(user) = store.users.get_mut(&owner) {
        for (name, id) in moved {
            user.folders.remove(&name);
            let rest = name.strip_prefix(&old).unwrap_or_default();
            user.folders.insert(format!("{new}{rest}"), id);
        }
    }
    if old == "INBOX" {
        store.create(&owner, "INBOX");
    }
    Ok(Answer::new("Rename completed."))
}

pub(super) fn subscribe(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    let name = args.folder()?;
    args.end()?;
    let checked = check(&name).map_err(|why| Refused::code("CANNOT", why))?;
    let mut store = session.server.store();
    if store.find(session.user(), &checked).is_none() {
        return Err(Refused::nonexistent(&name));
    }
    if let Some(user) = store.users.get_mut(session.user()) {
        user.subscriptions.insert(checked);
    }
    Ok(Answer::new("Subscribe completed."))
}

pub(super) fn unsubscribe(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    let name = normal(&args.folder()?);
    args.end()?;
    let mut store = session.server.store();
    if let Some(user) = store.users.get_mut(session.user()) {
        user.subscriptions.remove(&name);
    }
    Ok(Answer::new("Unsubscribe completed."))
}
