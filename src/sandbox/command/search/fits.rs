//! Whether a message meets a key.

use std::collections::HashMap;

use chrono::{DateTime as ChronoTime, NaiveDate, Utc};

use super::key::{Key, When, Which};
use crate::data::set::IdSet;
use crate::data::words::decode_words;
use crate::sandbox::command::gmail;
use crate::sandbox::mail::{decode, header};
use crate::sandbox::store::mailbox::Message;

/// What a search knows besides the message.
pub(super) struct Around {
    pub(super) recent: IdSet,
    pub(super) now: ChronoTime<Utc>,
    pub(super) labels: Option<HashMap<u64, Vec<String>>>,
}

impl Around {
    /// Whether the message meets the key.
    pub(super) fn fits(&self, key: &Key, message: &Message) -> bool {
        let mail = &*message.mail;
        match key {
            Key::All => true,
            Key::And(keys) => keys.iter().all(|key| self.fits(key, message)),
            Key::Or(one, other) => self.fits(one, message) || self.fits(other, message),
            Key::Not(key) => !self.fits(key, message),
            Key::Flag(bit) => message.flags.has(*bit),
            Key::Keyword(name) => message.flags.is(name),
            Key::Recent => self.recent.contains(message.uid),
            Key::Uids(uids) => uids.contains(message.uid),
            Key::Date(which, when, date) => {
                date_of(*which, message).is_some_and(|day| match when {
                    When::Before => day < *date,
                    When::On => day == *date,
                    When::Since => day >= *date,
                })
            }
            Key::Header(name, text) => header::fields(mail.header())
                .filter(|field| field.name.eq_ignore_ascii_case(name.as_bytes()))
                .any(|field| {
                    let value = decode_words(&header::unfold(field.value));
                    value.to_lowercase().contains(text.as_str())
                }),
            Key::Body(text) => in_body(message, text),
            Key::Text(text) => {
                let header = decode::headers(mail.header()).to_lowercase();
                header.contains(text.as_str()) || in_body(message, text)
            }
            Key::Larger(size) => mail.raw().len() as u64 > *size,
            Key::Smaller(size) => (mail.raw().len() as u64) < *size,
            Key::Modseq(modseq) => message.modseq >= *modseq,
            Key::Younger(seconds) => self.age(message) <= i128::from(*seconds),
            Key::Older(seconds) => self.age(message) >= i128::from(*seconds),
            Key::EmailId(id) => *id == format!("M{}", mail.id),
            Key::ThreadId(id) => *id == format!("T{}", mail.thread),
            Key::GmailId(id) => *id == gmail::number(mail.id),
            Key::GmailThread(id) => *id == gmail::number(mail.thread),
            Key::GmailLabel(label) => {
                let labels = self.labels.as_ref();
                let labels = labels.and_then(|labels| labels.get(&mail.id));
                labels
                    .into_iter()
                    .flatten()
                    .any(|held| held.eq_ignore_ascii_case(label))
            }
        }
    }

    /// How many seconds ago it was received.
    fn age(&self, message: &Message) -> i128 {
        let received = utc(message);
        i128::from(self.now.timestamp()) - i128::from(received)
    }
}

/// When a message was received, in seconds since 1970.
pub(in crate::sandbox) fn utc(message: &Message) -> i64 {
    let local = message.received.local;
    let offset = message.received.offset;
    let utc = offset.and_then(|offset| local.checked_sub_offset(offset));
    utc.unwrap_or(local).and_utc().timestamp()
}

fn date_of(which: Which, message: &Message) -> Option<NaiveDate> {
    Some(match which {
        Which::Received => message.received.local.date(),
        Which::Saved => message.saved.date_naive(),
        Which::Sent => message.mail.sent()?.0.date(),
    })
}

fn in_body(message: &Message, text: &str) -> bool {
    let mail = &*message.mail;
    decode::texts(mail, mail.tree(), &mut |part| {
        part.to_lowercase().contains(text)
    })
}
