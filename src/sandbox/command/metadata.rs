//! METADATA (RFC 5464): annotations of folders and of the server.

use std::collections::BTreeMap;

use crate::data::text::Text;
use crate::sandbox::answer::{Answer, Outcome, Refused};
use crate::sandbox::args::Args;
use crate::sandbox::session::Session;
use crate::sandbox::store::Store;
use crate::wire::cursor::Peek;

/// The longest value, and how many there may be.
const LONGEST: usize = 64 << 10;
const MOST: usize = 1000;

/// The annotations of a folder, or of the server for this user where the name is empty.
fn annotations<'a>(
    store: &'a mut Store,
    user: &str,
    name: &str,
    rights: &str,
) -> Result<&'a mut BTreeMap<String, Vec<u8>>, Refused> {
    let nonexistent = || Refused::nonexistent(name);
    if name.is_empty() {
        let user = store.users.get_mut(user).ok_or_else(nonexistent)?;
        return Ok(&mut user.metadata);
    }
    let found = store.find(user, name).ok_or_else(nonexistent)?;
    if !found.rights.any(rights) {
        return Err(Refused::forbidden());
    }
    let mailbox = store.get_mut(found.id).ok_or_else(nonexistent)?;
    Ok(&mut mailbox.metadata)
}

/// The name of an entry, in lower case.
fn entry(args: &mut Args<'_>) -> Result<String, Refused> {
    let refused = args.expected("an entry that begins with /private/ or /shared/");
    let name = args.text()?.to_ascii_lowercase();
    let fits = (name.starts_with("/private/") || name.starts_with("/shared/"))
        && !name.ends_with('/')
        && !name.contains("//")
        && !name.contains(['*', '%'])
        && name.len() < 1000;
    if fits { Ok(name) } else { Err(refused) }
}

pub(super) fn set(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    let name = args.folder()?;
    let mut changes: Vec<(String, Option<Text>)> = Vec::new();
    args.list(|args| {
        changes.push((entry(args)?, args.nstring()?));
        Ok(())
    })?;
    args.end()?;
    let over = |value: &Option<Text>| value.as_ref().is_some_and(|value| value.len() > LONGEST);
    if changes.iter().any(|(_, value)| over(value)) {
        return Err(Refused::code(
            &format!("METADATA MAXSIZE {LONGEST}"),
            "Value too long",
        ));
    }
    let mut store = session.server.store();
    let held = annotations(&mut store, session.user(), &name, "swite")?;
    if held.len() + changes.len() > MOST {
        return Err(Refused::code("METADATA TOOMANY", "Too many entries"));
    }
    for (entry, value) in changes {
        match value {
            Some(value) => held.insert(entry, value.as_bytes().to_vec()),
            None => held.remove(&entry),
        };
    }
    Ok(Answer::new("Setmetadata completed."))
}

/// `(MAXSIZE 100 DEPTH 1)`, before or after the name of the folder.
fn options(args: &mut Args<'_>, most: &mut Option<u64>, depth: &mut u32) -> Result<(), Refused> {
    args.list(|args| {
        let refused = args.expected("MAXSIZE or DEPTH");
        match args.word()?.as_str() {
            "MAXSIZE" => *most = Some(args.number()?),
            "DEPTH" => {
                *depth = match args.word()?.as_str() {
                    "0" => 0,
                    "1" => 1,
                    "INFINITY" => u32::MAX,
                    _ => return Err(refused),
                }
            }
            _ => return Err(refused),
        }
        Ok(())
    })
}

pub(super) fn get(session: &mut Session, args: &mut Args<'_>) -> Outcome {
    let (mut most, mut depth) = (None, 0);
    if args.peek() == Peek::Open {
        options(args, &mut most, &mut depth)?;
    }
    let name = args.folder()?;
    let mut entries = Vec::new();
    if args.peek() == Peek::Open {
        let mut ahead = args.clone();
        if options(&mut ahead, &mut most, &mut depth).is_ok() && !ahead.at_end() {
            *args = ahead;
        }
    }
    match args.peek() {
        Peek::Open => args.list(|args| {
            entries.push(entry(args)?);
            Ok(())
        })?,
        _ => entries.push(entry(args)?),
    }
    args.end()?;
    let server = session.server.clone();
    let mut store = server.store();
    let held = annotations(&mut store, session.user(), &name, "lr")?.clone();
    drop(store);
    let wanted = |name: &str| {
        entries.iter().any(|entry| {
            let rest = name.strip_prefix(entry.as_str());
            rest.is_some_and(|rest| match depth {
                0 => rest.is_empty(),
                1 => rest.is_empty() || rest.matches('/').count() == 1 && rest.starts_with('/'),
                _ => rest.is_empty() || rest.starts_with('/'),
            })
        })
    };
    let mut longest = 0;
    let mut shown: Vec<(&str, Option<&[u8]>)> = Vec::new();
    for (entry, value) in held.iter().filter(|(entry, _)| wanted(entry)) {
        if most.is_some_and(|most| value.len() as u64 > most) {
            longest = longest.max(value.len());
        } else {
            shown.push((entry, Some(value)));
        }
    }
    if depth == 0 {
        let missing = entries.iter().filter(|entry| !held.contains_key(*entry));
        shown.extend(missing.map(|entry| (entry.as_str(), None)));
    }
    if !shown.is_empty() {
        session.out.put("* METADATA ").folder(&name).put(" (");
        for (position, (entry, value)) in shown.iter().enumerate() {
            session.out.put(if position > 0 { " " } else { "" });
            session
                .out
                .astring(entry.as_bytes())
                .put(" ")
                .nstring(*value);
        }
        session.out.put(")\r\n");
    }
    Ok(match longest {
        0 => Answer::new("Getmetadata completed."),
        _ => Answer::code(
            format!("METADATA LONGENTRIES {longest}"),
            "Some are too long.",
        ),
    })
}
