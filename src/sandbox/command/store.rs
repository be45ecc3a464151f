//! STORE (RFC 9051 section 6.4.6), with UNCHANGEDSINCE (RFC 7162 section 3.1.3).

use super::{fetch, gmail};
use crate::data::set::IdSet;
use crate::sandbox::answer::{Answer, Outcome, Refused};
use crate::sandbox::args::Args;
use crate::sandbox::session::Session;
use crate::sandbox::store::flags::{DELETED, Flags, SEEN};
use crate::sandbox::view::{View, keywords, vanished};
use crate::wire::cursor::Peek;

/// What is done with the flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    Set,
    Add,
    Remove,
}

impl How {
    /// Reads `+NAME`, `-NAME` or `NAME`.
    fn read(word: &str) -> (Self, &str) {
        match word.split_at_checked(1) {
            Some(("+", name)) => (Self::Add, name),
            Some(("-", name)) => (Self::Remove, name),
            _ => (Self::Set, word),
        }
    }
}

pub(super) fn store(session: &mut Session, args: &mut Args<'_>, uid: bool) -> Outcome {
    let uids = session.set(args, uid)?;
    let unchanged = modifiers(session, args)?;
    let refused = args.expected("FLAGS, +FLAGS or -FLAGS");
    let word = args.word()?;
    let (how, name) = How::read(&word);
    let (name, silent) = match name.strip_suffix(".SILENT") {
        Some(name) => (name, true),
        None => (name, false),
    };
    match name {
        "FLAGS" => {}
        "X-GM-LABELS" if session.server.is_gmail() => {
            return gmail::store(session, args, &uids, how, silent, uid);
        }
        _ => return Err(refused),
    }
    let flags = match args.peek() {
        Peek::Open => args.flags()?,
        _ => {
            let mut flags = vec![args.flag()?];
            while !args.at_end() {
                flags.push(args.flag()?);
            }
            flags
        }
    };
    args.end()?;
    session.opened_for("swte")?;
    let changed = change(session, &uids, how, &flags, unchanged)?;
    tell(session, &changed, silent, uid)?;
    Ok(match changed.modified.is_empty() {
        true => Answer::new("Store completed."),
        false => {
            let set = &changed.modified;
            let ids: IdSet = match uid {
                true => set.iter().copied().collect(),
                false => {
                    let view = session.opened()?;
                    set.iter().filter_map(|uid| view.number(*uid)).collect()
                }
            };
            Answer::code(
                format!("MODIFIED {ids}"),
                "Conditional store failed for some.",
            )
        }
    })
}

/// `(UNCHANGEDSINCE 5)`.
fn modifiers(session: &mut Session, args: &mut Args<'_>) -> Result<Option<u64>, Refused> {
    if args.peek() != Peek::Open {
        return Ok(None);
    }
    let mut unchanged = None;
    args.list(|args| {
        let refused = args.expected("UNCHANGEDSINCE");
        if !session.server.has("CONDSTORE") || !args.take("UNCHANGEDSINCE") {
            return Err(refused);
        }
        unchanged = Some(args.number()?);
        Ok(())
    })?;
    session.enabled.condstore = true;
    Ok(unchanged)
}

/// What a STORE did.
struct Changed {
    /// The messages it was for.
    uids: Vec<u32>,
    /// Those that others had changed before.
    modified: Vec<u32>,
}

fn change(
    session: &mut Session,
    uids: &[u32],
    how: How,
    names: &[String],
    unchanged: Option<u64>,
) -> Result<Changed, Refused> {
    let server = session.server.clone();
    let number = session.number;
    let mut store = server.store();
    let Some(view) = &mut session.view else {
        return Err(vanished());
    };
    let mailbox = store.get_mut(view.id).ok_or_else(vanished)?;
    let flags = mailbox.flags(names);
    let flags = flags.ok_or_else(|| Refused::code("LIMIT", "Too many or too long keywords"))?;
    // Rights decide which flags a user can change; the others stay as they are.
    let may = |bit: u8| match bit {
        SEEN => view.rights.any("s"),
        DELETED => view.rights.any("t"),
        _ => view.rights.any("w"),
    };
    let bits = (0..5).map(|at| 1 << at).filter(|bit| may(*bit)).sum::<u8>();
    let allowed = Flags {
        bits: flags.bits & bits,
        keywords: if view.rights.any("w") {
            flags.keywords
        } else {
            Vec::new()
        },
    };
    let mut changed = Changed {
        uids: Vec::new(),
        modified: Vec::new(),
    };
    // One change: all get the same mod-sequence order, one after the other.
    for uid in uids {
        let Some(message) = mailbox.get(*uid) else {
            continue;
        };
        if unchanged.is_some_and(|modseq| message.modseq > modseq) {
            changed.modified.push(*uid);
            continue;
        }
        let mut now = message.flags.clone();
        match how {
            How::Add => now.add(&allowed),
            How::Remove => now.remove(&allowed),
            How::Set => {
                now.bits = now.bits & !bits | allowed.bits;
                if view.rights.any("w") {
                    now.keywords = allowed.keywords.clone();
                }
            }
        }
        mailbox.set_flags(*uid, now, number);
        changed.uids.push(*uid);
    }
    keywords(&mut session.out, view, mailbox);
    Ok(changed)
}

/// Sends the new flags of each message, or only the mod-sequences if they are not wanted.
fn tell(session: &mut Session, changed: &Changed, silent: bool, uid: bool) -> Result<(), Refused> {
    let condstore = session.enabled.condstore;
    if silent && !condstore {
        return Ok(());
    }
    let mut items = Vec::new();
    if uid || session.enabled.rev2 {
        items.push(fetch::Item::Uid);
    }
    if !silent {
        items.push(fetch::Item::Flags);
    }
    if condstore {
        items.push(fetch::Item::Modseq);
    }
    for (number, message) in session.messages(&changed.uids)? {
        let recent = session
            .view
            .as_ref()
            .is_some_and(|view: &View| view.recent.contains(message.uid));
        let row = fetch::Row {
            number,
            message: &message,
            recent: recent && !session.enabled.rev2,
            labels: None,
        };
        fetch::write_row(&mut session.out, &row, &items);
        session.flush_if_much()?;
    }
    Ok(())
}
