//! The open folder as a session sees it: which messages it has been told of, and in what order.

use super::answer::{Answer, Refused};
use super::args::Args;
use super::out::Out;
use super::session::Session;
use super::store::mailbox::{Mailbox, Message};
use super::store::rights::Rights;
use crate::data::set::IdSet;

/// An open folder.
#[derive(Debug)]
pub(crate) struct View {
    /// The folder's number, and whose it is.
    pub(crate) id: u64,
    pub(crate) owner: String,
    /// Its name as the client gave it.
    pub(crate) name: String,
    /// Whether nothing may be changed.
    pub(crate) read_only: bool,
    pub(crate) rights: Rights,
    /// The UIDs in order: sequence number 1 is the first.
    pub(crate) uids: Vec<u32>,
    /// The last change that the client knows.
    pub(crate) modseq: u64,
    /// How many keywords it knows.
    pub(crate) keywords: usize,
    /// The UIDs that are `\Recent` in this session.
    pub(crate) recent: IdSet,
}

/// Which changes the client may be told of now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum News {
    /// All.
    All,
    /// No EXPUNGE: sequence numbers are in flight.
    NoExpunge,
}

impl View {
    /// The sequence number of a UID.
    pub(crate) fn number(&self, uid: u32) -> Option<u32> {
        let at = self.uids.binary_search(&uid).ok()?;
        u32::try_from(at + 1).ok()
    }

    /// How many messages are `\Recent` in this session.
    pub(crate) fn recent_count(&self) -> usize {
        let uids = self.uids.iter();
        uids.filter(|uid| self.recent.contains(**uid)).count()
    }

    /// The highest sequence number.
    pub(crate) fn last(&self) -> u32 {
        u32::try_from(self.uids.len()).unwrap_or(u32::MAX)
    }
}

/// What is in a set: numbers, ranges, `*` for the highest.
pub(crate) fn read_set(text: &str, highest: u32) -> Option<IdSet> {
    let end = |word: &str| match word {
        "*" => Some(highest),
        word if word.starts_with('0') || !word.bytes().all(|byte| byte.is_ascii_digit()) => None,
        word => word.parse::<u32>().ok(),
    };
    let mut ranges = Vec::new();
    for part in text.split(',') {
        let (first, last) = match part.split_once(':') {
            Some((first, last)) => (end(first)?, end(last)?),
            None => (end(part)?, end(part)?),
        };
        ranges.push((first.min(last), first.max(last)));
    }
    // `*` in an empty folder is 0, which is no message.
    ranges.retain(|(_, last)| *last > 0);
    Some(IdSet::from_ranges(ranges))
}

impl Session {
    /// The open folder. Commands that ask for it are only run when there is one.
    pub(crate) fn opened(&self) -> Result<&View, Refused> {
        self.view
            .as_ref()
            .ok_or_else(|| Refused::bad("No mailbox selected"))
    }

    /// The open folder, if it can be changed and the user may: one of `rights`.
    pub(crate) fn opened_for(&self, rights: &str) -> Result<&View, Refused> {
        let view = self.opened()?;
        if view.read_only {
            return Err(Refused::code("READ-ONLY", "Mailbox is read-only"));
        }
        match view.rights.any(rights) {
            true => Ok(view),
            false => Err(Refused::forbidden()),
        }
    }

    /// The messages that a set names, as UIDs in order. `uid` tells what its numbers are.
    pub(crate) fn set(&self, args: &mut Args<'_>, uid: bool) -> Result<Vec<u32>, Refused> {
        let refused = args.expected("a message set");
        let text = args.atom()?;
        self.resolve(text, uid)?.ok_or(refused)
    }

    /// The same from text; `None` if that is no set.
    pub(crate) fn resolve(&self, text: &str, uid: bool) -> Result<Option<Vec<u32>>, Refused> {
        let view = self.opened()?;
        if text == "$" && self.has_searchres() {
            let uids = view.uids.iter().copied();
            return Ok(Some(uids.filter(|uid| self.saved.contains(*uid)).collect()));
        }
        if !uid && view.uids.is_empty() && text.contains('*') {
            return Err(Refused::bad("Invalid messageset: the mailbox is empty"));
        }
        let highest = match uid {
            true => view.uids.last().copied().unwrap_or(0),
            false => view.last(),
        };
        let Some(set) = read_set(text, highest) else {
            return Ok(None);
        };
        if !uid && set.ranges().any(|range| *range.end() > view.last()) {
            return Err(Refused::bad("Invalid messageset: no such message"));
        }
        let mut found = Vec::new();
        for range in set.ranges() {
            let place = |id: u32| match uid {
                true => view.uids.partition_point(|other| *other < id),
                false => (id as usize).saturating_sub(1),
            };
            let end = match uid {
                true => view.uids.partition_point(|other| other <= range.end()),
                false => *range.end() as usize,
            };
            let span = view.uids.get(place(*range.start())..end);
            found.extend_from_slice(span.unwrap_or_default());
        }
        Ok(Some(found))
    }

    /// Whether `$` means something.
    pub(crate) fn has_searchres(&self) -> bool {
        self.server.has("SEARCHRES") || self.server.has("IMAP4rev2")
    }

    /// The messages of these UIDs as they are now, with their sequence numbers; those that are
    /// gone are left out.
    pub(crate) fn messages(&self, uids: &[u32]) -> Result<Vec<(u32, Message)>, Refused> {
        let view = self.opened()?;
        let store = self.server.store();
        let mailbox = store.get(view.id).ok_or_else(vanished)?;
        let found = uids
            .iter()
            .filter_map(|uid| Some((view.number(*uid)?, mailbox.get(*uid)?.clone())));
        Ok(found.collect())
    }

    /// Tells the client what has changed in the open folder.
    pub(crate) fn news(&mut self, which: News) {
        let Some(view) = &mut self.view else {
            return;
        };
        let server = self.server.clone();
        let mut store = server.store();
        let Some(mailbox) = store.get_mut(view.id) else {
            drop(store);
            self.out.put("* BYE Mailbox was deleted\r\n");
            self.over = true;
            return;
        };
        if mailbox.modseq == view.modseq {
            return;
        }
        let shown = Shown {
            number: self.number,
            condstore: self.enabled.condstore || self.enabled.qresync,
            vanished: self.enabled.qresync,
            rev2: self.enabled.rev2,
        };
        shown.tell(&mut self.out, view, mailbox, which);
    }
}

/// Where a folder was deleted under a session.
pub(crate) fn vanished() -> Refused {
    Refused::No(Answer::code("NONEXISTENT", "The mailbox is gone"))
}

/// To whom changes are told.
struct Shown {
    number: u64,
    condstore: bool,
    vanished: bool,
    rev2: bool,
}

impl Shown {
    fn tell(&self, out: &mut Out, view: &mut View, mailbox: &mut Mailbox, which: News) {
        let mut seen = mailbox.modseq;
        let newest = mailbox.gone.last();
        let gone: Vec<u32> = match newest.is_some_and(|(modseq, _)| *modseq > view.modseq) {
            true => {
                let uids = view.uids.iter().copied();
                uids.filter(|uid| mailbox.position(*uid).is_none())
                    .collect()
            }
            false => Vec::new(),
        };
        if !gone.is_empty() && which == News::All {
            self.expunged(out, view, &gone);
        } else if let Some((modseq, _)) = mailbox
            .gone
            .iter()
            .find(|(modseq, _)| !gone.is_empty() && *modseq > view.modseq)
        {
            // Told later, so what comes with it must be looked at again.
            seen = modseq - 1;
        }
        let known = view.uids.last().copied().unwrap_or(0);
        let fresh = mailbox
            .messages
            .partition_point(|message| message.uid <= known);
        let fresh = mailbox.messages.get(fresh..).unwrap_or_default();
        if !fresh.is_empty() {
            view.uids.extend(fresh.iter().map(|message| message.uid));
            out.put("* ").show(view.uids.len()).put(" EXISTS\r\n");
            if !view.read_only && mailbox.first_recent < mailbox.uidnext {
                let span = (mailbox.first_recent, mailbox.uidnext - 1);
                view.recent = view.recent.union(&IdSet::from_ranges(vec![span]));
                mailbox.first_recent = mailbox.uidnext;
            }
            if !self.rev2 {
                out.put("* ").show(view.recent_count()).put(" RECENT\r\n");
            }
        }
        keywords(out, view, mailbox);
        for message in &mailbox.messages {
            let changed = message.modseq > view.modseq && message.by != self.number;
            if changed
                && message.uid <= known
                && let Some(number) = view.number(message.uid)
            {
                out.put("* ").show(number).put(" FETCH (");
                if self.condstore || self.rev2 {
                    out.put("UID ").show(message.uid).put(" ");
                }
                out.put("FLAGS ");
                message
                    .flags
                    .write(out, !self.rev2 && view.recent.contains(message.uid));
                if self.condstore {
                    out.put(" MODSEQ (").show(message.modseq).put(")");
                }
                out.put(")\r\n");
            }
        }
        view.modseq = seen;
    }

    fn expunged(&self, out: &mut Out, view: &mut View, gone: &[u32]) {
        if self.vanished {
            let set = gone.iter().copied().collect::<IdSet>();
            out.put("* VANISHED ").show(set).end();
        } else {
            // From the end, so that the numbers before stay true.
            for uid in gone.iter().rev() {
                if let Some(number) = view.number(*uid) {
                    out.put("* ").show(number).put(" EXPUNGE\r\n");
                }
            }
        }
        let gone = gone.iter().copied().collect::<IdSet>();
        view.uids.retain(|uid| !gone.contains(*uid));
        if !self.rev2 && !view.recent.intersection(&gone).is_empty() {
            view.recent.remove(&gone);
            out.put("* ").show(view.recent_count()).put(" RECENT\r\n");
        }
    }
}

/// Tells the client the flags of a folder if it does not know all.
pub(crate) fn keywords(out: &mut Out, view: &mut View, mailbox: &Mailbox) {
    if view.keywords == mailbox.keywords.len() {
        return;
    }
    view.keywords = mailbox.keywords.len();
    write_flags(out, mailbox);
    if !view.read_only {
        out.put("* OK [PERMANENTFLAGS (");
        write_names(out, mailbox);
        out.put(" \\*)] Flags permitted.\r\n");
    }
}

/// The FLAGS response of a folder.
pub(crate) fn write_flags(out: &mut Out, mailbox: &Mailbox) {
    out.put("* FLAGS (");
    write_names(out, mailbox);
    out.put(")\r\n");
}

/// The names of all flags of a folder.
pub(crate) fn write_names(out: &mut Out, mailbox: &Mailbox) {
    out.put(super::store::flags::SYSTEM.join(" "));
    for keyword in &mailbox.keywords {
        out.put(" ").put(keyword.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets() {
        for (text, highest, expected) in [
            ("1:3,7", 9, Some("1:3,7")),
            ("*", 9, Some("9")),
            ("*:2", 9, Some("2:9")),
            ("20:*", 9, Some("9:20")),
            ("*", 0, Some("")),
            ("0", 9, None),
            ("01", 9, None),
            ("1,", 9, None),
            ("1:2:3", 9, None),
            ("4294967296", 9, None),
            ("x", 9, None),
        ] {
            let found = read_set(text, highest).map(|set| set.to_string());
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
