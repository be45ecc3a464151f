//! SEARCH (RFC 9051 section 6.4.4), with RETURN (RFC 4731) and `$` (RFC 5182).

mod fits;
mod key;
mod raw;

use chrono::Utc;
use encoding_rs::Encoding;

use super::gmail;
use crate::data::set::IdSet;
use crate::sandbox::answer::{Answer, Outcome, Refused};
use crate::sandbox::args::Args;
use crate::sandbox::session::Session;
use crate::sandbox::store::mailbox::Message;
use fits::Around;
pub(super) use fits::utc;
use key::Reader;

/// What a search found.
pub(super) struct Found {
    /// Sequence numbers and messages, in order.
    pub(super) messages: Vec<(u32, Message)>,
    /// The highest mod-sequence, if it was asked for.
    modseq: Option<u64>,
}

/// What RETURN asks for.
#[derive(Clone, Copy, Default)]
struct Returns {
    min: bool,
    max: bool,
    all: bool,
    count: bool,
    save: bool,
}

pub(super) fn search(session: &mut Session, args: &mut Args<'_>, uid: bool) -> Outcome {
    let returns = returns(session, args)?;
    let mut charset = "UTF-8".to_owned();
    if args.take("CHARSET") {
        charset = args.text()?;
    }
    let found = find(session, args, charset)?;
    let ids: Vec<u32> = found
        .messages
        .iter()
        .map(|(number, message)| if uid { message.uid } else { *number })
        .collect();
    match returns {
        None if session.enabled.rev2 => {
            let all = Returns {
                all: true,
                ..Returns::default()
            };
            esearch(session, &found, &ids, all, uid);
        }
        None => {
            session.out.put("* SEARCH");
            for id in &ids {
                session.out.put(" ").show(id);
            }
            if let Some(modseq) = found.modseq {
                session.out.put(format!(" (MODSEQ {modseq})"));
            }
            session.out.end();
        }
        Some(returns) => {
            if returns.save {
                save(session, &found, returns);
            }
            // SAVE alone wants no answer (RFC 5182 section 2.4).
            if returns.min || returns.max || returns.all || returns.count {
                esearch(session, &found, &ids, returns, uid);
            }
        }
    }
    Ok(Answer::new("Search completed."))
}

/// `RETURN (MIN COUNT)`.
fn returns(session: &Session, args: &mut Args<'_>) -> Result<Option<Returns>, Refused> {
    let offered = session.server.has("ESEARCH") || session.server.has("IMAP4rev2");
    if !offered || !args.take("RETURN") {
        return Ok(None);
    }
    let mut returns = Returns::default();
    args.list(|args| {
        let refused = args.expected("MIN, MAX, ALL, COUNT or SAVE");
        match args.word()?.as_str() {
            "MIN" => returns.min = true,
            "MAX" => returns.max = true,
            "ALL" => returns.all = true,
            "COUNT" => returns.count = true,
            "SAVE" if session.has_searchres() => returns.save = true,
            _ => return Err(refused),
        }
        Ok(())
    })?;
    if !(returns.min || returns.max || returns.count || returns.save) {
        returns.all = true;
    }
    Ok(Some(returns))
}

/// Keeps the result for `$`: all of it, or only what MIN and MAX ask for (RFC 5182 section 2.1).
fn save(session: &mut Session, found: &Found, returns: Returns) {
    let uids = found.messages.iter().map(|(_, message)| message.uid);
    let all: IdSet = uids.collect();
    let ends = (returns.min || returns.max) && !(returns.all || returns.count);
    session.saved = match ends {
        false => all,
        true => {
            let first = all.iter().next().filter(|_| returns.min);
            let last = all.ranges().last().map(|range| *range.end());
            let last = last.filter(|_| returns.max);
            first.into_iter().chain(last).collect()
        }
    };
}

fn esearch(session: &mut Session, found: &Found, ids: &[u32], returns: Returns, uid: bool) {
    let tag = session.tag.clone();
    let out = &mut session.out;
    out.put("* ESEARCH (TAG ").string(tag.as_bytes()).put(")");
    if uid {
        out.put(" UID");
    }
    if let (Some(min), Some(max)) = (ids.iter().min(), ids.iter().max()) {
        if returns.min {
            out.put(" MIN ").show(min);
        }
        if returns.max {
            out.put(" MAX ").show(max);
        }
        if returns.all {
            out.put(" ALL ")
                .show(ids.iter().copied().collect::<IdSet>());
        }
    }
    if returns.count {
        out.put(" COUNT ").show(ids.len());
    }
    if let Some(modseq) = found.modseq {
        out.put(format!(" MODSEQ {modseq}"));
    }
    out.end();
}

/// The messages of the open folder that meet the keys to the end of the command.
pub(super) fn find(
    session: &mut Session,
    args: &mut Args<'_>,
    charset: String,
) -> Result<Found, Refused> {
    if Encoding::for_label(charset.as_bytes()).is_none() {
        let code = "BADCHARSET (US-ASCII UTF-8)";
        return Err(Refused::code(code, "Unknown charset"));
    }
    let mut reader = Reader {
        session,
        charset,
        modseq: false,
        labels: false,
    };
    let key = reader.keys(args)?;
    args.end()?;
    let (modseq, with_labels) = (reader.modseq, reader.labels);
    let view = session.opened()?;
    if !view.rights.any("r") {
        return Err(Refused::forbidden());
    }
    let around = Around {
        recent: view.recent.clone(),
        now: Utc::now(),
        labels: match with_labels {
            true => Some(gmail::labels(session)?),
            false => None,
        },
    };
    let uids = view.uids.clone();
    let mut messages = session.messages(&uids)?;
    messages.retain(|(_, message)| around.fits(&key, message));
    if modseq {
        session.enabled.condstore = true;
    }
    let highest = messages.iter().map(|(_, message)| message.modseq).max();
    Ok(Found {
        messages,
        modseq: highest.filter(|_| modseq),
    })
}
