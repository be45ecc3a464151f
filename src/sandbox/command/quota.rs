//! QUOTA (RFC 9208, RFC 2087). Each user has one quota root, named like the user's in Dovecot.

use crate::sandbox::answer::{Answer, Outcome, Refused};
use crate::sandbox::args::Args;
use crate::sandbox::session::Session;
use crate::sandbox::store::{Quota, Store};

/// The name of the root.
const ROOT: &str = "User quota";

/// Writes the QUOTA response of a user.
fn write(session: &mut Session, store: &Store, owner: &str) {
    let quota = store
        .users
        .get(owner)
        .map(|user| user.quota)
        .unwrap_or_default();
    let (octets, messages) = store.usage(owner);
    let mut resources = Vec::new();
    if let Some(limit) = quota.storage {
        resources.push(format!("STORAGE {} {limit}", octets.div_ceil(1024)));
    }
    if let Some(limit) = quota.messages {
        resources.push(format!("MESSAGE {messages} {limit}"));
    }
    session
        .out
        .put(format!("* QUOTA \"{ROOT}\" ({})\r\n", resources.join(" ")));
}

fn known(root: &str) -> Result<(), Refused> {
    match root == ROOT {
        true => Ok(()),
        false => Err(Refused::code("NONEXISTENT", "Quota root doesn't exist.")),
    }
}

pub(super) fn get(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    let root = args.text()?;
    args.end()?;
    known(&root)?;
    let server = session.server.clone();
    let user = session.user().to_owned();
    write(session, &server.store(), &user);
    Ok(Answer::new("Getquota completed."))
}

pub(super) fn root(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    let name = args.folder()?;
    args.end()?;
    let server = session.server.clone();
    let store = server.store();
    let found = store.find(session.user(), &name);
    let found = found.ok_or_else(|| Refused::nonexistent(&name))?;
    session.out.put("* QUOTAROOT ").folder(&name);
    session.out.put(format!(" \"{ROOT}\"\r\n"));
    write(session, &store, &found.owner);
    Ok(Answer::new("Getquotaroot completed."))
}

pub(super) fn set(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    let root = args.text()?;
    let mut quota = Quota::default();
    args.list(|args| {
        let refused = args.expected("STORAGE or MESSAGE");
        let (name, limit) = (args.word()?, args.number()?);
        match name.as_str() {
            "STORAGE" => quota.storage = Some(limit),
            "MESSAGE" => quota.messages = Some(limit),
            _ => return Err(refused),
        }
        Ok(())
    })?;
    args.end()?;
    known(&root)?;
    let server = session.server.clone();
    let mut store = server.store();
    let user = session.user().to_owned();
    if let Some(user) = store.users.get_mut(&user) {
        user.quota = quota;
    }
    write(session, &store, &user);
    Ok(Answer::new("Setquota completed."))
}
