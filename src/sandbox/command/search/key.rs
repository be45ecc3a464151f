//! Search keys (RFC 9051 section 6.4.4 and extensions), read into a tree.

use chrono::NaiveDate;

use crate::data::set::IdSet;
use crate::data::time::DateTime;
use crate::data::words::decode_charset;
use crate::sandbox::answer::Refused;
use crate::sandbox::args::Args;
use crate::sandbox::session::Session;
use crate::sandbox::store::flags::bit;
use crate::wire::cursor::Peek;

/// Keys nested deeper are refused.
const DEPTH: usize = 50;

/// One key.
#[derive(Debug)]
pub(super) enum Key {
    All,
    And(Vec<Key>),
    Or(Box<Key>, Box<Key>),
    Not(Box<Key>),
    /// A system flag by its bit.
    Flag(u8),
    Keyword(String),
    Recent,
    /// The messages of a set, as UIDs.
    Uids(IdSet),
    Date(Which, When, NaiveDate),
    /// Text in lower case; an empty one fits whatever is there.
    Header(String, String),
    Body(String),
    Text(String),
    Larger(u64),
    Smaller(u64),
    Modseq(u64),
    /// Received within, or not within, so many seconds.
    Younger(u64),
    Older(u64),
    EmailId(String),
    ThreadId(String),
    GmailId(u64),
    GmailThread(u64),
    GmailLabel(String),
}

/// Which date of a message.
#[derive(Clone, Copy, Debug)]
pub(super) enum Which {
    Received,
    Sent,
    Saved,
}

/// How it stands to the date asked for.
#[derive(Clone, Copy, Debug)]
pub(super) enum When {
    Before,
    On,
    Since,
}

/// Reads keys to the end of the command.
pub(super) struct Reader<'s> {
    pub(super) session: &'s Session,
    pub(super) charset: String,
    /// Whether mod-sequences were asked for.
    pub(super) modseq: bool,
    /// Whether labels were.
    pub(super) labels: bool,
}

impl Reader<'_> {
    /// All keys of the command.
    pub(super) fn keys(&mut self, args: &mut Args<'_>) -> Result<Key, Refused> {
        let mut keys = vec![self.key(args, DEPTH)?];
        while !args.at_end() {
            keys.push(self.key(args, DEPTH)?);
        }
        Ok(Key::And(keys))
    }

    fn key(&mut self, args: &mut Args<'_>, depth: usize) -> Result<Key, Refused> {
        let Some(depth) = depth.checked_sub(1) else {
            return Err(Refused::bad("Search keys nested too deep"));
        };
        if args.peek() == Peek::Open {
            let mut keys = Vec::new();
            args.list(|args| {
                keys.push(self.key(args, depth)?);
                Ok(())
            })?;
            return match keys.is_empty() {
                true => Err(args.expected("a search key")),
                false => Ok(Key::And(keys)),
            };
        }
        let refused = args.expected("a search key");
        let word = args.atom()?;
        if word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '*' | '$')) {
            let uids = self.session.resolve(word, false)?.ok_or(refused)?;
            return Ok(Key::Uids(uids.into_iter().collect()));
        }
        let not = |key| Key::Not(Box::new(key));
        let word = word.to_ascii_uppercase();
        let has = |name: &str| self.session.server.has(name);
        let flag = |name: &str| bit(&format!("\\{name}")).map(Key::Flag);
        if let Some(key) = flag(&word) {
            return Ok(key);
        }
        if let Some(key) = word.strip_prefix("UN").and_then(flag) {
            return Ok(not(key));
        }
        Ok(match word.as_str() {
            "ALL" => Key::All,
            "NOT" => not(self.key(args, depth)?),
            "OR" => Key::Or(
                Box::new(self.key(args, depth)?),
                Box::new(self.key(args, depth)?),
            ),
            "RECENT" => Key::Recent,
            "OLD" => not(Key::Recent),
            "NEW" => Key::And(vec![
                Key::Recent,
                not(Key::Flag(crate::sandbox::store::flags::SEEN)),
            ]),
            "KEYWORD" => Key::Keyword(args.flag()?),
            "UNKEYWORD" => not(Key::Keyword(args.flag()?)),
            "UID" => {
                let refused = args.expected("a set of UIDs");
                let text = args.atom()?;
                let uids = self.session.resolve(text, true)?.ok_or(refused)?;
                Key::Uids(uids.into_iter().collect())
            }
            "BEFORE" => Key::Date(Which::Received, When::Before, date(args)?),
            "ON" => Key::Date(Which::Received, When::On, date(args)?),
            "SINCE" => Key::Date(Which::Received, When::Since, date(args)?),
            "SENTBEFORE" => Key::Date(Which::Sent, When::Before, date(args)?),
            "SENTON" => Key::Date(Which::Sent, When::On, date(args)?),
            "SENTSINCE" => Key::Date(Which::Sent, When::Since, date(args)?),
            "SAVEDBEFORE" if has("SAVEDATE") => Key::Date(Which::Saved, When::Before, date(args)?),
            "SAVEDON" if has("SAVEDATE") => Key::Date(Which::Saved, When::On, date(args)?),
            "SAVEDSINCE" if has("SAVEDATE") => Key::Date(Which::Saved, When::Since, date(args)?),
            "SAVEDATESUPPORTED" if has("SAVEDATE") => Key::All,
            "FROM" | "TO" | "CC" | "BCC" | "SUBJECT" => Key::Header(word, self.text(args)?),
            "HEADER" => Key::Header(args.text()?, self.text(args)?),
            "BODY" => Key::Body(self.text(args)?),
            "TEXT" => Key::Text(self.text(args)?),
            "LARGER" => Key::Larger(args.number()?),
            "SMALLER" => Key::Smaller(args.number()?),
            "YOUNGER" if has("WITHIN") => Key::Younger(seconds(args)?),
            "OLDER" if has("WITHIN") => Key::Older(seconds(args)?),
            "MODSEQ" if has("CONDSTORE") => {
                self.modseq = true;
                if args.peek() == Peek::String {
                    // The name and the type of an entry, which make no difference here.
                    args.string()?;
                    args.atom()?;
                }
                Key::Modseq(args.number()?)
            }
            "EMAILID" if has("OBJECTID") => Key::EmailId(args.text()?),
            "THREADID" if has("OBJECTID") => Key::ThreadId(args.text()?),
            "X-GM-MSGID" if has("X-GM-EXT-1") => Key::GmailId(args.number()?),
            "X-GM-THRID" if has("X-GM-EXT-1") => Key::GmailThread(args.number()?),
            "X-GM-LABELS" if has("X-GM-EXT-1") => {
                self.labels = true;
                Key::GmailLabel(match args.peek() {
                    Peek::String => args.text()?,
                    _ => args.atom()?.to_owned(),
                })
            }
            "X-GM-RAW" if has("X-GM-EXT-1") => {
                self.labels = true;
                super::raw::read(&self.text(args)?)
            }
            _ => return Err(refused),
        })
    }

    /// A string in the charset of the search, in lower case.
    fn text(&self, args: &mut Args<'_>) -> Result<String, Refused> {
        let text = args.astring()?;
        Ok(decode_charset(&self.charset, text.as_bytes()).to_lowercase())
    }
}

fn seconds(args: &mut Args<'_>) -> Result<u64, Refused> {
    let refused = args.expected("a number of seconds above 0");
    match args.number()? {
        0 => Err(refused),
        seconds => Ok(seconds),
    }
}

/// `1-Jan-2024`, quoted or not.
fn date(args: &mut Args<'_>) -> Result<NaiveDate, Refused> {
    let refused = args.expected("a date such as 1-Jan-2024");
    let text = args.text()?;
    let shape = text.matches('-').count() == 2 && text.len() <= 11 && !text.contains(' ');
    DateTime::parse_internal(text.as_bytes())
        .filter(|_| shape)
        .map(|time| time.local.date())
        .ok_or(refused)
}
