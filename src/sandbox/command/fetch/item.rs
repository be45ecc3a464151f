//! What FETCH can be asked for (RFC 9051 section 6.4.5 and extensions).

use crate::sandbox::answer::Refused;
use crate::sandbox::args::Args;
use crate::sandbox::mail::section::{Section, What};
use crate::sandbox::session::Session;
use crate::wire::cursor::Peek;

/// One data item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::sandbox) enum Item {
    Uid,
    Flags,
    Received,
    Size,
    Envelope,
    Body,
    Structure,
    Modseq,
    EmailId,
    ThreadId,
    Preview,
    Saved,
    /// RFC822, RFC822.HEADER or RFC822.TEXT: the name and the section it stands for.
    Old(&'static str, Section),
    /// `BODY[...]`.
    Section(Section, Option<(u64, u64)>),
    /// `BINARY[...]` and `BINARY.SIZE[...]`.
    Binary(Vec<u32>, Option<(u64, u64)>),
    BinarySize(Vec<u32>),
    GmailId,
    GmailThread,
    GmailLabels,
}

/// What a FETCH asks for.
#[derive(Debug, Default)]
pub(super) struct Items {
    pub(super) items: Vec<Item>,
    /// Whether a message that is fetched is thereby seen.
    pub(super) sees: bool,
}

impl Items {
    /// Reads a macro, an item or a list of items.
    pub(super) fn read(session: &Session, args: &mut Args<'_>) -> Result<Self, Refused> {
        let mut items = Self::default();
        if args.peek() != Peek::Open {
            for (name, list) in [
                (
                    "ALL",
                    &[Item::Flags, Item::Received, Item::Size, Item::Envelope][..],
                ),
                ("FAST", &[Item::Flags, Item::Received, Item::Size]),
                (
                    "FULL",
                    &[
                        Item::Flags,
                        Item::Received,
                        Item::Size,
                        Item::Envelope,
                        Item::Body,
                    ],
                ),
            ] {
                if args.take(name) {
                    items.items = list.to_vec();
                    return Ok(items);
                }
            }
            items.read_one(session, args)?;
            return Ok(items);
        }
        args.list(|args| {
            items.read_one(session, args)?;
            match items.items.len() > 1000 {
                true => Err(Refused::bad("Too many data items")),
                false => Ok(()),
            }
        })?;
        match items.items.is_empty() {
            true => Err(Refused::bad("No data items")),
            false => Ok(items),
        }
    }

    fn read_one(&mut self, session: &Session, args: &mut Args<'_>) -> Result<(), Refused> {
        let refused = args.expected("a data item");
        let text = args.item()?;
        let server = &session.server;
        let has = |name: &str| server.has(name);
        let part = |what| Section {
            path: Vec::new(),
            what,
        };
        if text.contains('[') {
            let item = self.read_section(text, has("BINARY") || has("IMAP4rev2"));
            self.items.push(item.ok_or(refused)?);
            return Ok(());
        }
        let item = match text.to_ascii_uppercase().as_str() {
            "UID" => Item::Uid,
            "FLAGS" => Item::Flags,
            "INTERNALDATE" => Item::Received,
            "RFC822.SIZE" => Item::Size,
            "ENVELOPE" => Item::Envelope,
            "BODY" => Item::Body,
            "BODYSTRUCTURE" => Item::Structure,
            "RFC822" => Item::Old("RFC822", part(What::All)),
            "RFC822.HEADER" => Item::Old("RFC822.HEADER", part(What::Header)),
            "RFC822.TEXT" => Item::Old("RFC822.TEXT", part(What::Text)),
            "MODSEQ" if has("CONDSTORE") => Item::Modseq,
            "EMAILID" if has("OBJECTID") => Item::EmailId,
            "THREADID" if has("OBJECTID") => Item::ThreadId,
            "SAVEDATE" if has("SAVEDATE") => Item::Saved,
            "PREVIEW" if has("PREVIEW") => {
                if args.peek() == Peek::Open {
                    args.list(|args| {
                        let refused = args.expected("LAZY");
                        if args.take("LAZY") {
                            Ok(())
                        } else {
                            Err(refused)
                        }
                    })?;
                }
                Item::Preview
            }
            "X-GM-MSGID" if server.is_gmail() => Item::GmailId,
            "X-GM-THRID" if server.is_gmail() => Item::GmailThread,
            "X-GM-LABELS" if server.is_gmail() => Item::GmailLabels,
            _ => return Err(refused),
        };
        self.sees |= matches!(item, Item::Old("RFC822" | "RFC822.TEXT", _));
        self.items.push(item);
        Ok(())
    }

    /// `BODY[...]`, `BODY.PEEK[...]`, `BINARY[...]` and their kin, with `<0.100>` at the end.
    fn read_section(&mut self, text: &str, binary: bool) -> Option<Item> {
        let (name, rest) = text.split_once('[')?;
        let (inner, tail) = rest.rsplit_once(']')?;
        let partial = match tail {
            "" => None,
            tail => Some(partial(tail)?),
        };
        let section = Section::parse(inner)?;
        let name = name.to_ascii_uppercase();
        let peek = name.ends_with(".PEEK");
        let item = match name.as_str() {
            "BODY" | "BODY.PEEK" => Item::Section(section, partial),
            _ if !binary || section.what != What::All => return None,
            "BINARY" | "BINARY.PEEK" => Item::Binary(section.path, partial),
            "BINARY.SIZE" if partial.is_none() => return Some(Item::BinarySize(section.path)),
            _ => return None,
        };
        self.sees |= !peek;
        Some(item)
    }
}

/// `<first.count>`.
fn partial(text: &str) -> Option<(u64, u64)> {
    let inner = text.strip_prefix('<')?.strip_suffix('>')?;
    let (first, count) = inner.split_once('.')?;
    let number = |text: &str| text.parse::<u32>().ok().map(u64::from);
    let count = number(count).filter(|count| *count > 0)?;
    Some((number(first)?, count))
}
