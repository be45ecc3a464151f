//! ACL (RFC 4314): who may do what in a folder.

use crate::sandbox::answer::{Answer, Outcome, Refused, plain};
use crate::sandbox::args::Args;
use crate::sandbox::session::Session;
use crate::sandbox::store::rights::{ALL, Rights};
use crate::sandbox::store::{Found, Store};

/// More entries in one list are refused.
const MOST: usize = 1000;

fn find(store: &Store, session: &Session, name: &str, rights: &str) -> Result<Found, Refused> {
    let found = store.find(session.user(), name);
    let found = found.ok_or_else(|| Refused::nonexistent(name))?;
    match found.rights.any(rights) {
        true => Ok(found),
        false => Err(Refused::forbidden()),
    }
}

pub(super) fn get(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    let name = args.folder()?;
    args.end()?;
    let server = session.server.clone();
    let store = server.store();
    let found = find(&store, session, &name, "a")?;
    session.out.put("* ACL ").folder(&name);
    let own = (found.owner.clone(), Rights::all());
    let others = store.get(found.id).into_iter();
    let others = others.flat_map(|mailbox| mailbox.acl.clone());
    for (identifier, rights) in others.chain([own]) {
        session.out.put(" ").astring(identifier.as_bytes());
        session.out.put(" ").astring(rights.to_string().as_bytes());
    }
    session.out.end();
    Ok(Answer::new("Getacl completed."))
}

pub(super) fn mine(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    let name = args.folder()?;
    args.end()?;
    let server = session.server.clone();
    let store = server.store();
    let found = find(&store, session, &name, ALL)?;
    session.out.put("* MYRIGHTS ").folder(&name);
    session.out.put(format!(" {}\r\n", found.rights));
    Ok(Answer::new("Myrights completed."))
}

pub(super) fn list(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    let name = args.folder()?;
    let identifier = args.text()?;
    args.end()?;
    let server = session.server.clone();
    let store = server.store();
    let found = find(&store, session, &name, "a")?;
    session.out.put("* LISTRIGHTS ").folder(&name).put(" ");
    session.out.astring(identifier.as_bytes());
    match identifier == found.owner {
        true => session.out.put(format!(" {ALL}")),
        false => {
            session.out.put(" \"\"");
            for letter in ALL.chars() {
                session.out.put(format!(" {letter}"));
            }
            &mut session.out
        }
    };
    session.out.end();
    Ok(Answer::new("Listrights completed."))
}

pub(super) fn set(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    let name = args.folder()?;
    let identifier = args.text()?;
    let change = args.text()?;
    args.end()?;
    let (sign, letters) = match change.split_at_checked(1) {
        Some((sign @ ("+" | "-"), letters)) => (sign, letters),
        _ => ("", change.as_str()),
    };
    let rights = Rights::parse(letters).map_err(|letter| {
        Refused::bad(format!("Unknown right {:?}", plain(&letter.to_string())))
    })?;
    edit(session, &name, &identifier, |now| match sign {
        "+" => now.with(rights),
        "-" => now.without(rights),
        _ => rights,
    })?;
    Ok(Answer::new("Setacl complete."))
}

pub(super) fn delete(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    let name = args.folder()?;
    let identifier = args.text()?;
    args.end()?;
    edit(session, &name, &identifier, |_| Rights::default())?;
    Ok(Answer::new("Deleteacl complete."))
}

/// Changes one entry; the owner's own cannot be.
fn edit(
    session: &Session,
    name: &str,
    identifier: &str,
    change: impl FnOnce(Rights) -> Rights,
) -> Result<(), Refused> {
    let mut store = session.server.store();
    let found = find(&store, session, name, "a")?;
    let bare = identifier.strip_prefix('-').unwrap_or(identifier);
    if bare == found.owner {
        return Err(Refused::code("CANNOT", "The owner keeps all rights"));
    }
    let known = matches!(bare, "anyone" | "authenticated") || store.users.contains_key(bare);
    if !known {
        let bare = plain(bare);
        return Err(Refused::no(format!("No such user: {bare}")));
    }
    let Some(mailbox) = store.get_mut(found.id) else {
        return Err(Refused::nonexistent(name));
    };
    if mailbox.acl.len() >= MOST {
        return Err(Refused::code("LIMIT", "Too many entries"));
    }
    let now = mailbox.acl.get(identifier).copied().unwrap_or_default();
    let rights = change(now);
    match rights.is_empty() {
        true => mailbox.acl.remove(identifier),
        false => mailbox.acl.insert(identifier.to_owned(), rights),
    };
    Ok(())
}
