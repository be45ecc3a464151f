//! One row from the wire to JSON: its items, flags, dates and envelopes.

use std::ops::Range;

use crate::command::fetch::envelope::{FIELDS, PARTS};
use crate::data::time::DateTime;
use crate::menu::{JsonWriter, WriteJson};
use crate::wire::strict::Strict;

/// A row under way. Each method writes what it takes, and gives `None` where that is not plain.
pub(super) struct Row<'a> {
    pub(super) scan: Strict<'a>,
    pub(super) json: JsonWriter<'a>,
    pub(super) normalise: bool,
    /// The items that have been there, a bit for each.
    pub(super) taken: u16,
}

impl Row<'_> {
    /// An item other than the UID and the flags. Tells whether it goes with flags.
    pub(super) fn item(&mut self) -> Option<bool> {
        let name = self.scan.name()?;
        self.scan.byte(b' ')?;
        let item = match name {
            b"RFC822.SIZE" => self.number("RFC822.SIZE").map(|()| 1)?,
            b"X-GM-MSGID" => self.number("X-GM-MSGID").map(|()| 8)?,
            b"X-GM-THRID" => self.number("X-GM-THRID").map(|()| 9)?,
            b"INTERNALDATE" => self.internal_date("INTERNALDATE").map(|()| 2)?,
            b"SAVEDATE" => self.internal_date("SAVEDATE").map(|()| 3)?,
            b"MODSEQ" => self.modseq().map(|()| 4)?,
            b"ENVELOPE" => self.envelope().map(|()| 5)?,
            b"BODYSTRUCTURE" => self.structure("BODYSTRUCTURE").map(|()| 6)?,
            b"BODY" => self.structure("BODY").map(|()| 7)?,
            _ => return None,
        };
        self.once(item)?;
        Some(name == b"MODSEQ")
    }

    /// An item that comes a second time is nothing plain. `item` is its bit; that of the flags is 0.
    pub(super) fn once(&mut self, item: u8) -> Option<()> {
        let new = self.taken & 1_u16 << item == 0;
        self.taken |= 1_u16 << item;
        new.then_some(())
    }

    pub(super) fn flags(&mut self) -> Option<()> {
        let sent = self.scan.words()?;
        self.json.field(false, "FLAGS").ok()?;
        self.json.open(b'[');
        let words = sent.split(|byte| *byte == b' ');
        for (at, word) in words.filter(|_| !sent.is_empty()).enumerate() {
            let plain = |byte: &u8| matches!(byte, b'!'..=b'~') && !b"(\"[]".contains(byte);
            if word.is_empty() || !word.iter().all(plain) {
                return None;
            }
            self.json.separate(at == 0).ok()?;
            self.json.octets(word).ok()?;
        }
        self.json.close(sent.is_empty(), b']');
        Some(())
    }

    pub(super) fn number(&mut self, name: &'static str) -> Option<()> {
        self.json.field(false, name).ok()?;
        self.json.written(self.scan.digits()?);
        Some(())
    }

    fn modseq(&mut self) -> Option<()> {
        self.json.field(false, "MODSEQ").ok()?;
        self.scan.byte(b'(')?;
        let number = self.scan.digits().filter(|digits| *digits != b"0")?;
        self.scan.byte(b')')?;
        self.json.open(b'[');
        self.json.separate(true).ok()?;
        self.json.written(number);
        self.json.close(false, b']');
        Some(())
    }

    fn internal_date(&mut self, name: &'static str) -> Option<()> {
        self.json.field(false, name).ok()?;
        let date = self.scan.string()?;
        self.date(DateTime::parse_internal(plain(date)?)?)
    }

    fn date(&mut self, date: DateTime) -> Option<()> {
        let date = match self.normalise {
            true => date.normalised(),
            false => date,
        };
        date.write_json(&mut self.json).ok()
    }

    fn envelope(&mut self) -> Option<()> {
        let [date, subject, people @ .., in_reply_to, message_id] = FIELDS;
        self.json.field(false, "ENVELOPE").ok()?;
        self.scan.byte(b'(')?;
        self.json.open(b'{');
        self.json.field(true, date).ok()?;
        match self.scan.nstring()? {
            Some(date) if !date.is_empty() => {
                self.date(DateTime::parse_rfc5322(plain(date)?)?)?;
            }
            _ => self.json.sent(None),
        }
        self.text(subject)?;
        // Most lists of people are those of the field before: From, Sender and Reply-To.
        let mut last: (&[u8], Range<usize>) = (b"", 0..0);
        for name in people {
            self.scan.byte(b' ')?;
            self.json.field(false, name).ok()?;
            if !last.0.is_empty() && self.scan.skip(last.0) {
                self.json.again(last.1.clone());
                continue;
            }
            let (sent, start) = (self.scan.rest(), self.json.len());
            self.people()?;
            let length = sent.len() - self.scan.rest().len();
            last = (sent.get(..length)?, start..self.json.len());
        }
        self.text(in_reply_to)?;
        self.text(message_id)?;
        self.scan.byte(b')')?;
        self.json.close(false, b'}');
        Some(())
    }

    /// A further field that is a string or NIL.
    fn text(&mut self, name: &'static str) -> Option<()> {
        self.scan.byte(b' ')?;
        let text = self.scan.nstring()?;
        self.json.field(false, name).ok()?;
        self.json.sent(text);
        Some(())
    }

    fn people(&mut self) -> Option<()> {
        if self.scan.skip(b"NIL") {
            self.json.sent(None);
            return Some(());
        }
        let [name, route, mailbox, host] = PARTS;
        self.scan.byte(b'(')?;
        self.json.open(b'[');
        let mut first = true;
        while first || self.scan.next()? == b'(' {
            self.scan.byte(b'(')?;
            self.json.separate(first).ok()?;
            first = false;
            let person = self.scan.nstring()?;
            self.json.open(b'{');
            self.json.field(true, name).ok()?;
            self.json.sent(person);
            self.text(route)?;
            self.text(mailbox)?;
            self.scan.byte(b' ')?;
            // Without a host it is a group, or an address the wrong way round.
            let at = self.scan.string()?;
            self.json.field(false, host).ok()?;
            self.json.sent(Some(at));
            self.scan.byte(b')')?;
            self.json.close(false, b'}');
        }
        self.scan.byte(b')')?;
        self.json.close(false, b']');
        Some(())
    }
}

/// A date in which nothing stands behind a backslash.
fn plain(date: &[u8]) -> Option<&[u8]> {
    (!date.contains(&b'\\')).then_some(date)
}
