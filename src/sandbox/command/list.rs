//! LIST with its extensions (RFC 9051 section 6.3.9, RFC 5258, RFC 5819, RFC 6154), LSUB, and
//! Gmail's XLIST.

use std::collections::{BTreeMap, BTreeSet};

use super::status;
use crate::sandbox::answer::{Answer, Outcome, Refused};
use crate::sandbox::args::Args;
use crate::sandbox::session::Session;
use crate::sandbox::store::names::{SEPARATOR, fits, normal, parents};
use crate::sandbox::store::{Found, Store};
use crate::wire::cursor::Peek;

/// More patterns are refused.
const MOST_PATTERNS: usize = 100;

/// What a LIST asks for.
#[derive(Default)]
struct Wanted {
    patterns: Vec<String>,
    extended: bool,
    /// Only folders subscribed to; those that are not there as well.
    subscribed: bool,
    recursive: bool,
    special: bool,
    return_subscribed: bool,
    return_children: bool,
    return_special: bool,
    status: Option<Vec<String>>,
}

pub(super) fn list(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    let mut wanted = Wanted::default();
    if args.peek() == Peek::Open {
        select_options(args, &mut wanted)?;
    }
    let reference = args.folder()?;
    if args.peek() == Peek::Open {
        wanted.extended = true;
        args.list(|args| {
            wanted
                .patterns
                .push(format!("{reference}{}", args.pattern()?));
            match wanted.patterns.len() > MOST_PATTERNS {
                true => Err(Refused::bad("Too many patterns")),
                false => Ok(()),
            }
        })?;
    } else {
        let pattern = args.pattern()?;
        if pattern.is_empty() && args.at_end() {
            session
                .out
                .put(format!("* LIST (\\Noselect) \"{SEPARATOR}\" \"\"\r\n"));
            return Ok(Answer::new("List completed."));
        }
        wanted.patterns.push(format!("{reference}{pattern}"));
    }
    if args.take("RETURN") {
        wanted.extended = true;
        return_options(session, args, &mut wanted)?;
    }
    args.end()?;
    let offers = ["LIST-EXTENDED", "LIST-STATUS", "SPECIAL-USE", "IMAP4rev2"];
    if wanted.extended && !offers.iter().any(|cap| session.server.has(cap)) {
        return Err(Refused::bad("LIST-EXTENDED is not offered"));
    }
    answer(session, &wanted);
    Ok(Answer::new("List completed."))
}

fn select_options(args: &mut Args<'_>, wanted: &mut Wanted) -> Result<(), Refused> {
    wanted.extended = true;
    args.list(|args| {
        let refused = args.expected("a selection option of LIST");
        match args.word()?.as_str() {
            "SUBSCRIBED" => wanted.subscribed = true,
            "RECURSIVEMATCH" => wanted.recursive = true,
            "SPECIAL-USE" => wanted.special = true,
            "REMOTE" => {}
            _ => return Err(refused),
        }
        Ok(())
    })?;
    match wanted.recursive && !wanted.subscribed {
        true => Err(Refused::bad("RECURSIVEMATCH needs SUBSCRIBED")),
        false => Ok(()),
    }
}

fn return_options(
    session: &mut Session,
    args: &mut Args<'_>,
    wanted: &mut Wanted,
) -> Result<(), Refused> {
    args.list(|args| {
        let refused = args.expected("a return option of LIST");
        match args.word()?.as_str() {
            "SUBSCRIBED" => wanted.return_subscribed = true,
            "CHILDREN" => wanted.return_children = true,
            "SPECIAL-USE" => wanted.return_special = true,
            "STATUS" => wanted.status = Some(status::items(session, args)?),
            _ => return Err(refused),
        }
        Ok(())
    })
}

fn subscriptions(store: &Store, user: &str) -> BTreeSet<String> {
    let user = store.users.get(user);
    user.map(|user| user.subscriptions.clone())
        .unwrap_or_default()
}

fn answer(session: &mut Session, wanted: &Wanted) {
    let server = session.server.clone();
    let store = server.store();
    let user = session.user().to_owned();
    let mut names = store.visible(&user);
    let subscribed = subscriptions(&store, &user);
    if wanted.subscribed {
        for name in &subscribed {
            for parent in parents(name).filter(|_| wanted.recursive) {
                names.entry(parent.to_owned()).or_insert(None);
            }
            names.entry(name.clone()).or_insert(None);
        }
    }
    for (name, found) in &names {
        if !wanted.patterns.iter().any(|pattern| fits(name, pattern)) {
            continue;
        }
        let own = subscribed.contains(name);
        // A level above a match that does not match itself.
        let below = wanted.recursive
            && subscribed.iter().any(|other| {
                is_below(other, name) && !wanted.patterns.iter().any(|pattern| fits(other, pattern))
            });
        if wanted.subscribed && !own && !below {
            continue;
        }
        let special = special(&store, found.as_ref(), &user).filter(|_| server.has("SPECIAL-USE"));
        if wanted.special && special.is_none() {
            continue;
        }
        let mut attributes = Vec::new();
        if found.is_none() {
            attributes.push(if wanted.extended {
                "\\NonExistent"
            } else {
                "\\Noselect"
            });
        }
        // A plain LIST tells all; one with options what it was asked for.
        if !wanted.extended || wanted.return_children {
            attributes.push(children(&names, name));
        }
        if own && (wanted.subscribed || wanted.return_subscribed) {
            attributes.push("\\Subscribed");
        }
        let use_wanted = !wanted.extended || wanted.special || wanted.return_special;
        attributes.extend(special.as_deref().filter(|_| use_wanted));
        let out = &mut session.out;
        out.put("* LIST (").put(attributes.join(" "));
        out.put(format!(") \"{SEPARATOR}\" ")).folder(name);
        if wanted.subscribed && below {
            out.put(" (CHILDINFO (\"SUBSCRIBED\"))");
        }
        out.end();
        if let (Some(items), Some(found)) = (&wanted.status, found)
            && found.rights.any("r")
            && let Some(mailbox) = store.get(found.id)
        {
            status::write(out, name, mailbox, items);
        }
    }
}

/// What a folder of the user's own is for.
fn special(store: &Store, found: Option<&Found>, user: &str) -> Option<String> {
    let found = found.filter(|found| found.owner == user)?;
    store.get(found.id)?.special.clone()
}

fn is_below(name: &str, parent: &str) -> bool {
    name.strip_prefix(parent)
        .is_some_and(|rest| rest.starts_with(SEPARATOR))
}

fn children(names: &BTreeMap<String, Option<Found>>, name: &str) -> &'static str {
    let prefix = format!("{name}{SEPARATOR}");
    let next = names.range(prefix.clone()..).next();
    match next.is_some_and(|(next, _)| next.starts_with(&prefix)) {
        true => "\\HasChildren",
        false => "\\HasNoChildren",
    }
}

/// LSUB (RFC 3501 section 6.3.9).
pub(super) fn lsub(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    let reference = args.folder()?;
    let pattern = format!("{reference}{}", args.pattern()?);
    args.end()?;
    let server = session.server.clone();
    let store = server.store();
    let subscribed = subscriptions(&store, session.user());
    let mut shown: BTreeMap<&str, &str> = BTreeMap::new();
    for name in &subscribed {
        if fits(name, &pattern) {
            shown.insert(name, "");
        } else {
            // `%` stops at a level below which something is subscribed to; `\Noselect` says that
            // the level itself is not.
            for parent in parents(name).filter(|parent| fits(parent, &pattern)) {
                shown.entry(parent).or_insert("\\Noselect");
            }
        }
    }
    for (name, attribute) in shown {
        session
            .out
            .put(format!("* LSUB ({attribute}) \"{SEPARATOR}\" "));
        session.out.folder(name).end();
    }
    Ok(Answer::new("Lsub completed."))
}

/// XLIST: what Gmail had before SPECIAL-USE.
pub(super) fn xlist(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    let reference = args.folder()?;
    let pattern = format!("{reference}{}", args.pattern()?);
    args.end()?;
    let server = session.server.clone();
    let store = server.store();
    let user = session.user().to_owned();
    let names = store.visible(&user);
    for (name, found) in names.iter().filter(|(name, _)| fits(name, &pattern)) {
        let mut attributes = vec![children(&names, name)];
        if found.is_none() {
            attributes.push("\\Noselect");
        }
        let special = special(&store, found.as_ref(), &user);
        attributes.extend(match special.as_deref() {
            Some("\\All") => Some("\\AllMail"),
            Some("\\Junk") => Some("\\Spam"),
            Some("\\Flagged") => Some("\\Starred"),
            None if normal(name) == "INBOX" => Some("\\Inbox"),
            other => other,
        });
        session.out.put("* XLIST (").put(attributes.join(" "));
        session
            .out
            .put(format!(") \"{SEPARATOR}\" "))
            .folder(name)
            .end();
    }
    Ok(Answer::new("Xlist completed."))
}
