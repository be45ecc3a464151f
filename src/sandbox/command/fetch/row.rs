//! One FETCH response.

use std::borrow::Cow;

use chrono::FixedOffset;

use super::item::Item;
use crate::data::time::DateTime;
use crate::sandbox::command::gmail;
use crate::sandbox::mail::section::find;
use crate::sandbox::mail::{decode, envelope, structure};
use crate::sandbox::out::Out;
use crate::sandbox::store::mailbox::Message;

/// A message to be told of.
pub(in crate::sandbox) struct Row<'a> {
    pub(in crate::sandbox) number: u32,
    pub(in crate::sandbox) message: &'a Message,
    pub(in crate::sandbox) recent: bool,
    /// Its labels, where Gmail's extension is asked for them.
    pub(in crate::sandbox) labels: Option<&'a [String]>,
}

/// Writes the response; false if something of it could not be decoded.
pub(in crate::sandbox) fn write_row(out: &mut Out, row: &Row<'_>, items: &[Item]) -> bool {
    out.put("* ").show(row.number).put(" FETCH (");
    let mut whole = true;
    for (position, item) in items.iter().enumerate() {
        if position > 0 {
            out.put(" ");
        }
        whole &= write_item(out, row, item);
    }
    out.put(")\r\n");
    whole
}

fn write_item(out: &mut Out, row: &Row<'_>, item: &Item) -> bool {
    let message = row.message;
    let mail = &*message.mail;
    match item {
        Item::Uid => {
            out.put("UID ").show(message.uid);
        }
        Item::Flags => {
            out.put("FLAGS ");
            message.flags.write(out, row.recent);
        }
        Item::Received => {
            let date = message.received.to_internal();
            out.put(format!("INTERNALDATE \"{date}\""));
        }
        Item::Size => {
            out.put("RFC822.SIZE ").show(mail.raw().len());
        }
        Item::Envelope => {
            out.put("ENVELOPE ");
            envelope::write(out, mail.header());
        }
        Item::Body | Item::Structure => {
            let full = *item == Item::Structure;
            out.put(if full { "BODYSTRUCTURE " } else { "BODY " });
            structure::write(out, mail, mail.tree(), full);
        }
        Item::Modseq => {
            out.put("MODSEQ (").show(message.modseq).put(")");
        }
        Item::EmailId => {
            out.put("EMAILID (M").show(mail.id).put(")");
        }
        Item::ThreadId => {
            out.put("THREADID (T").show(mail.thread).put(")");
        }
        Item::Preview => {
            let preview = decode::preview(mail);
            out.put("PREVIEW ").string(preview.as_bytes());
        }
        Item::Saved => {
            let saved = message.saved.with_timezone(&utc());
            let date = DateTime::from(saved).to_internal();
            out.put(format!("SAVEDATE \"{date}\""));
        }
        Item::Old(name, section) => {
            out.put(*name).put(" ");
            out.literal(&section.of(mail).unwrap_or_default());
        }
        Item::Section(section, partial) => {
            out.put(format!("BODY[{section}]"));
            let octets = section.of(mail);
            write_partial(out, octets.as_deref(), *partial, false);
        }
        Item::Binary(path, partial) => {
            out.put(format!("BINARY[{}]", numbers(path)));
            let Some(octets) = decoded(row, path) else {
                out.put(" NIL");
                return false;
            };
            write_partial(out, octets.as_deref(), *partial, true);
        }
        Item::BinarySize(path) => {
            let size = decoded(row, path);
            out.put(format!("BINARY.SIZE[{}] ", numbers(path)));
            out.show(
                size.as_ref()
                    .map_or(0, |octets| octets.as_ref().map_or(0, |o| o.len())),
            );
            return size.is_some();
        }
        Item::GmailId => {
            out.put("X-GM-MSGID ").show(gmail::number(mail.id));
        }
        Item::GmailThread => {
            out.put("X-GM-THRID ").show(gmail::number(mail.thread));
        }
        Item::GmailLabels => {
            out.put("X-GM-LABELS ");
            gmail::write_labels(out, row.labels.unwrap_or_default());
        }
    }
    true
}

fn utc() -> FixedOffset {
    FixedOffset::east_opt(0).unwrap_or_else(|| chrono::Offset::fix(&chrono::Utc))
}

fn numbers(path: &[u32]) -> String {
    let numbers: Vec<String> = path.iter().map(u32::to_string).collect();
    numbers.join(".")
}

/// The decoded contents of a part, or `Some(None)` if there is no such part.
fn decoded<'a>(row: &Row<'a>, path: &[u32]) -> Option<Option<Cow<'a, [u8]>>> {
    let mail = &*row.message.mail;
    if path.is_empty() {
        return Some(Some(mail.raw().into()));
    }
    match find(mail.tree(), path) {
        Some(part) => decode::octets(mail, part).map(Some),
        None => Some(None),
    }
}

/// A string with the origin of what is only a part of it.
fn write_partial(out: &mut Out, octets: Option<&[u8]>, partial: Option<(u64, u64)>, binary: bool) {
    let Some(octets) = octets else {
        if let Some((first, _)) = partial {
            out.put(format!("<{first}>"));
        }
        out.put(" NIL");
        return;
    };
    let shown = match partial {
        None => octets,
        Some((first, count)) => {
            out.put(format!("<{first}>"));
            let end = first.saturating_add(count).min(octets.len() as u64);
            let range = first.min(octets.len() as u64)..end.max(first.min(octets.len() as u64));
            let (start, end) = (range.start as usize, range.end as usize);
            octets.get(start..end).unwrap_or_default()
        }
    };
    out.put(" ");
    match binary {
        true => out.literal8(shown),
        false => out.literal(shown),
    };
}
