//! One folder and its messages.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime as ChronoTime, Utc};

use super::flags::Flags;
use super::rights::Rights;
use crate::data::set::IdSet;
use crate::data::time::DateTime;
use crate::sandbox::mail::Mail;

/// How many keywords one folder may know.
const MOST_KEYWORDS: usize = 500;
/// No keyword is longer.
const LONGEST_KEYWORD: usize = 200;
/// How many expunged UIDs are remembered for QRESYNC.
const MOST_GONE: usize = 200_000;

/// A message in a folder.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    /// Its number, which no other message of the folder ever has.
    pub(crate) uid: u32,
    /// What it says.
    pub(crate) mail: Arc<Mail>,
    /// Its flags.
    pub(crate) flags: Flags,
    /// INTERNALDATE.
    pub(crate) received: DateTime,
    /// When it came into this folder (SAVEDATE).
    pub(crate) saved: ChronoTime<Utc>,
    /// The number of its last change (MODSEQ).
    pub(crate) modseq: u64,
    /// The session that made this change.
    pub(crate) by: u64,
}

/// A folder.
#[derive(Debug)]
pub(crate) struct Mailbox {
    /// Its number, which stays when it is renamed (MAILBOXID).
    pub(crate) id: u64,
    /// UIDVALIDITY.
    pub(crate) uidvalidity: u32,
    /// The UID of the next message.
    pub(crate) uidnext: u32,
    /// The messages, by UID.
    pub(crate) messages: Vec<Message>,
    /// What is expunged: the change that did it, and the UID.
    pub(crate) gone: Vec<(u64, u32)>,
    /// Up to this change expunged UIDs are forgotten.
    pub(crate) forgotten: u64,
    /// The number of the last change.
    pub(crate) modseq: u64,
    /// The first UID that no session has been told of (`\Recent`).
    pub(crate) first_recent: u32,
    /// What the folder is for, such as `\Sent`.
    pub(crate) special: Option<String>,
    /// Who besides the owner may do what.
    pub(crate) acl: BTreeMap<String, Rights>,
    /// Annotations (METADATA).
    pub(crate) metadata: BTreeMap<String, Vec<u8>>,
    /// The octets of all messages.
    pub(crate) size: u64,
    /// The keywords in use, each shared by its messages.
    pub(crate) keywords: Vec<Arc<str>>,
    /// Whether messages can be deleted, appended and changed by those who log in.
    pub(crate) fixed: bool,
}

impl Mailbox {
    /// An empty folder.
    pub(crate) fn new(id: u64, uidvalidity: u32) -> Self {
        Self {
            id,
            uidvalidity,
            uidnext: 1,
            messages: Vec::new(),
            gone: Vec::new(),
            forgotten: 0,
            modseq: 1,
            first_recent: 1,
            special: None,
            acl: BTreeMap::new(),
            metadata: BTreeMap::new(),
            size: 0,
            keywords: Vec::new(),
            fixed: false,
        }
    }

    /// Whether there are UIDs left for so many messages.
    pub(crate) fn has_uids(&self, messages: usize) -> bool {
        u32::try_from(messages).is_ok_and(|count| self.uidnext.checked_add(count).is_some())
    }

    /// Adds a message and returns its UID; `None` if there are no more UIDs.
    pub(crate) fn add(
        &mut self,
        mail: Arc<Mail>,
        flags: Flags,
        received: DateTime,
        by: u64,
    ) -> Option<u32> {
        let uid = self.uidnext;
        self.uidnext = uid.checked_add(1)?;
        self.modseq += 1;
        self.size += mail.raw().len() as u64;
        self.messages.push(Message {
            uid,
            mail,
            flags,
            received,
            saved: Utc::now(),
            modseq: self.modseq,
            by,
        });
        Some(uid)
    }

    /// The place of a UID.
    pub(crate) fn position(&self, uid: u32) -> Option<usize> {
        self.messages
            .binary_search_by_key(&uid, |message| message.uid)
            .ok()
    }

    /// The message of a UID.
    pub(crate) fn get(&self, uid: u32) -> Option<&Message> {
        self.messages.get(self.position(uid)?)
    }

    /// Gives a message other flags; false if it has them already or is gone.
    pub(crate) fn set_flags(&mut self, uid: u32, flags: Flags, by: u64) -> bool {
        let modseq = self.modseq + 1;
        let Some(message) = self.position(uid).and_then(|at| self.messages.get_mut(at)) else {
            return false;
        };
        if message.flags == flags {
            return false;
        }
        message.flags = flags;
        message.modseq = modseq;
        message.by = by;
        self.modseq = modseq;
        true
    }

    /// Removes messages.
    pub(crate) fn expunge(&mut self, uids: &IdSet) {
        if uids.is_empty() {
            return;
        }
        self.modseq += 1;
        let (modseq, gone, size) = (self.modseq, &mut self.gone, &mut self.size);
        self.messages.retain(|message| {
            let stays = !uids.contains(message.uid);
            if !stays {
                gone.push((modseq, message.uid));
                *size = size.saturating_sub(message.mail.raw().len() as u64);
            }
            stays
        });
        if let Some(over) = gone.len().checked_sub(MOST_GONE).filter(|over| *over > 0) {
            let mut dropped = gone.drain(..over);
            self.forgotten = dropped
                .next_back()
                .map_or(self.forgotten, |(modseq, _)| modseq);
        }
    }

    /// The shared form of a keyword; `None` if the folder cannot take another one.
    pub(crate) fn keyword(&mut self, name: &str) -> Option<Arc<str>> {
        let known = self
            .keywords
            .iter()
            .find(|keyword| keyword.eq_ignore_ascii_case(name));
        if let Some(known) = known {
            return Some(known.clone());
        }
        if self.keywords.len() >= MOST_KEYWORDS || name.len() > LONGEST_KEYWORD {
            return None;
        }
        let keyword: Arc<str> = name.into();
        self.keywords.push(keyword.clone());
        Some(keyword)
    }

    /// Flags from their names.
    pub(crate) fn flags(&mut self, names: &[String]) -> Option<Flags> {
        let mut flags = Flags::default();
        for name in names {
            match super::flags::bit(name) {
                Some(bit) => flags.bits |= bit,
                None => {
                    let keyword = self.keyword(name)?;
                    if !flags.is(&keyword) {
                        flags.keywords.push(keyword);
                    }
                }
            }
        }
        Some(flags)
    }

    /// The same flags with this folder's keywords.
    pub(crate) fn adopt(&mut self, flags: &Flags) -> Option<Flags> {
        let keywords = flags.keywords.iter();
        Some(Flags {
            bits: flags.bits,
            keywords: keywords
                .map(|keyword| self.keyword(keyword))
                .collect::<Option<_>>()?,
        })
    }

    /// How many messages lack a flag.
    pub(crate) fn without(&self, bit: u8) -> usize {
        let messages = self.messages.iter();
        messages.filter(|message| !message.flags.has(bit)).count()
    }

    /// How many messages no session has been told of.
    pub(crate) fn recent(&self) -> usize {
        let before = self
            .messages
            .partition_point(|message| message.uid < self.first_recent);
        self.messages.len() - before
    }
}
