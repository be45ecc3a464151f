//! Reading one FETCH response into its items.

use std::collections::HashMap;
use std::sync::Arc;

use super::recent::Recent;
use super::row::{FetchRow, FetchValue, Unread};
use super::spooled::SpooledText;
use super::{body, envelope};
use crate::data::folder::Folder;
use crate::data::text::Text;
use crate::data::time::DateTime;
use crate::data::value::Value;
use crate::error::Result;
use crate::wire::cursor::{Cursor, Peek, parse_number};
use crate::wire::element::Element;
use crate::wire::flat;
use crate::wire::response::Response;
use crate::wire::tape::{TOO_MANY, Tape};

/// How much is shown of a row that is too long.
const KEPT: usize = 1000;

/// What one response told.
#[derive(Debug, Default)]
pub(super) struct Partial {
    pub(super) seq: Option<u32>,
    pub(super) uid: Option<u32>,
    pub(super) items: Vec<(Text, FetchValue)>,
}

impl Partial {
    /// The row, under its id. Where ids are sequence numbers, the UID is one of its items.
    pub(super) fn into_row(self, id: u32, use_uid: bool) -> FetchRow {
        let mut items = self.items;
        if let Some(uid) = self.uid.filter(|_| !use_uid) {
            items.insert(0, (Text::from("UID"), FetchValue::Number(uid.into())));
        }
        FetchRow {
            id,
            seq: self.seq,
            items,
        }
    }

    fn put_unread(&mut self, unread: Unread) {
        let unread = FetchValue::Unread(Arc::new(unread));
        Places::default().put(&mut self.items, Text::from("PARSE-ERROR"), unread);
    }
}

/// Where the items of a row are by their names, once there are many.
#[derive(Debug, Default)]
pub(super) struct Places(HashMap<Text, usize>);

impl Places {
    /// How many items are looked through one by one.
    const FEW: usize = 32;

    /// Adds an item to a row, in the place of one of the same name; tells whether there was one.
    pub(super) fn put(
        &mut self,
        items: &mut Vec<(Text, FetchValue)>,
        name: Text,
        value: FetchValue,
    ) -> bool {
        let place = match items.len() {
            ..Self::FEW => items.iter().position(|(known, _)| *known == name),
            length => {
                if self.0.is_empty() {
                    let names = items.iter().map(|(name, _)| name.clone());
                    self.0 = names.zip(0..).collect();
                }
                let place = *self.0.entry(name.clone()).or_insert(length);
                (place < length).then_some(place)
            }
        };
        match place.and_then(|place| items.get_mut(place)) {
            Some((_, old)) => *old = value,
            None => items.push((name, value)),
        }
        place.is_some()
    }
}

/// Reads responses, keeping what one has in common with the next.
#[derive(Debug, Default)]
pub(super) struct RowReader {
    tape: Tape,
    /// The names of the last row: most rows have the same.
    names: Vec<Text>,
    flags: Recent<Arc<[Text]>>,
    normalise: bool,
}

impl RowReader {
    /// A reader; with `normalise`, times are made local ones.
    pub(super) fn new(normalise: bool) -> Self {
        Self {
            normalise,
            ..Self::default()
        }
    }

    /// Reads a response, and hands out the quirks seen. What cannot be read costs the rest of this
    /// row only, and is shown in it.
    pub(super) fn read(
        &mut self,
        response: &Response,
        number: u64,
        seen: &mut dyn FnMut(&'static str),
    ) -> Partial {
        let number = u32::try_from(number).ok();
        let mut partial = match response.is("UIDFETCH") {
            true => Partial {
                uid: number,
                ..Partial::default()
            },
            false => Partial {
                seq: number,
                ..Partial::default()
            },
        };
        let mut quirks = Vec::new();
        let mut items = Items {
            names: &mut self.names,
            flags: &mut self.flags,
            normalise: self.normalise,
            quirks: &mut quirks,
        };
        let read = response.cursor(&mut self.tape).and_then(|mut cursor| {
            let result = items.read(&mut cursor, &mut partial);
            result
                .map_err(|error| (error, cursor.offset()))
                .or_else(|(error, offset)| {
                    let unread = Unread {
                        message: error.message().to_owned(),
                        offset,
                        raw: Text::new(response.raw().trim_ascii_end()),
                    };
                    partial.put_unread(unread);
                    items.quirks.push("row that could not be read");
                    Ok(())
                })
        });
        drop(read);
        if self.tape.quirks().contains(&TOO_MANY) {
            let unread = Unread {
                message: "the row has too many words, so the rest of it was left out".to_owned(),
                offset: response.raw().len(),
                raw: Text::new(response.raw().get(..KEPT).unwrap_or_default()),
            };
            partial.put_unread(unread);
        }
        for quirk in quirks.into_iter().chain(self.tape.quirks().iter().copied()) {
            seen(quirk);
        }
        partial
    }
}

/// Reads the items of one row.
struct Items<'r> {
    names: &'r mut Vec<Text>,
    flags: &'r mut Recent<Arc<[Text]>>,
    normalise: bool,
    quirks: &'r mut Vec<&'static str>,
}

/// Flags that are no list: a flag, or several in one string.
fn bare_flags(cursor: &mut Cursor<'_>) -> Vec<Text> {
    if cursor.nil() {
        return Vec::new();
    }
    let Ok(text) = cursor.astring() else {
        cursor.skip();
        return Vec::new();
    };
    let words = text.as_bytes().split(u8::is_ascii_whitespace);
    let words = words.filter(|word| !word.is_empty());
    words.map(Text::new).collect()
}

impl Items<'_> {
    fn read(&mut self, cursor: &mut Cursor<'_>, partial: &mut Partial) -> Result<()> {
        let (mut places, mut position) = (Places::default(), 0);
        cursor.open()?;
        while cursor.peek() != Peek::Close {
            let sent = cursor.atom()?;
            if sent.eq_ignore_ascii_case(b"UID") {
                partial.uid = Some(uid(cursor, self.quirks)?);
                continue;
            }
            let name = interned(self.names, position, sent);
            position += 1;
            let value = self.value(cursor, &name)?;
            if places.put(&mut partial.items, name, value) {
                self.quirks.push("item twice in a row");
            }
        }
        cursor.close()?;
        if !cursor.at_end() {
            self.quirks.push("text behind a row");
        }
        Ok(())
    }

    fn value(&mut self, cursor: &mut Cursor<'_>, name: &Text) -> Result<FetchValue> {
        let normalise = self.normalise;
        let mut quirk = |name| self.quirks.push(name);
        Ok(match name.as_bytes() {
            b"X-GM-LABELS" if cursor.peek() == Peek::String => {
                quirk("flags that are no list");
                let label = cursor.astring()?;
                let label = Folder::from_wire(label.as_bytes(), true, false);
                FetchValue::Labels([label].into_iter().collect())
            }
            b"FLAGS" | b"X-GM-LABELS" if cursor.peek() != Peek::Open => {
                quirk("flags that are no list");
                FetchValue::Flags(bare_flags(cursor).into())
            }
            b"FLAGS" => FetchValue::Flags(flags(self.flags, cursor)?),
            b"X-GM-LABELS" => {
                let labels = flat::words(cursor)?;
                let decoded = labels
                    .iter()
                    .map(|label| Folder::from_wire(label.as_bytes(), true, false));
                FetchValue::Labels(decoded.collect())
            }
            b"INTERNALDATE" | b"SAVEDATE" => {
                let sent = match cursor.nil() {
                    true => None,
                    false => Some(cursor.astring()?),
                };
                if sent.is_none() && *name == "INTERNALDATE" {
                    quirk("INTERNALDATE without a date");
                }
                let date = sent
                    .as_ref()
                    .and_then(|date| DateTime::parse_internal(date.as_bytes()));
                if sent.is_some() && date.is_none() {
                    quirk("date that cannot be read");
                }
                FetchValue::Date(date.map(|date| if normalise { date.normalised() } else { date }))
            }
            b"ENVELOPE" => {
                if cursor.has_lists_apart() {
                    quirk("blanks between addresses");
                }
                match envelope::read(element(cursor)?, normalise, &mut quirk) {
                    Some(envelope) => FetchValue::Envelope(Arc::new(envelope)),
                    None => FetchValue::Value(Value::Nil),
                }
            }
            b"BODY" | b"BODYSTRUCTURE" => match body::read(element(cursor)?, normalise, &mut quirk)
            {
                Some(body) => FetchValue::Body(body),
                None => FetchValue::Value(Value::Nil),
            },
            b"MODSEQ" => match cursor.value()? {
                Value::List(numbers) => match numbers.as_slice() {
                    [Value::Number(number)] => {
                        if *number == 0 {
                            quirk("MODSEQ of 0");
                        }
                        FetchValue::Modseq(*number)
                    }
                    _ => FetchValue::Value(Value::List(numbers)),
                },
                other => FetchValue::Value(other),
            },
            key if is_text(key) => text(cursor, &mut quirk)?,
            _ => match cursor.value()? {
                Value::Number(number) => FetchValue::Number(number),
                Value::Text(text) if is_number(name.as_bytes()) => {
                    match parse_number(text.as_bytes()) {
                        Some(number) => {
                            quirk("number in quotes");
                            FetchValue::Number(number)
                        }
                        None => FetchValue::Text(Some(text)),
                    }
                }
                Value::Text(text) => FetchValue::Text(Some(text)),
                other => FetchValue::Value(other),
            },
        })
    }
}

/// A list of flags, shared with other rows that have the same.
fn flags(recent: &mut Recent<Arc<[Text]>>, cursor: &mut Cursor<'_>) -> Result<Arc<[Text]>> {
    let sent = cursor.raw_value();
    if let Some(flags) = recent.find(|known| known == sent) {
        cursor.skip();
        return Ok(flags.clone());
    }
    let flags: Arc<[Text]> = flat::words(cursor)?.into();
    // The octets of a literal may be elsewhere.
    if !sent.contains(&b'{') {
        recent.put(sent, || flags.clone());
    }
    Ok(flags)
}

/// The name in upper case; shared with the last row where it is the same.
fn interned(names: &mut Vec<Text>, position: usize, sent: &[u8]) -> Text {
    if let Some(name) = names.get(position)
        && (name.as_bytes() == sent || name.as_bytes().eq_ignore_ascii_case(sent))
    {
        return name.clone();
    }
    let name = Text::from(sent.to_ascii_uppercase());
    names.truncate(position);
    names.push(name.clone());
    name
}

/// A UID; one server writes large ones as floats.
fn uid(cursor: &mut Cursor<'_>, quirks: &mut Vec<&'static str>) -> Result<u32> {
    if let Ok(number) = cursor.number() {
        return u32::try_from(number).map_err(|_| cursor.expected("a UID of at most 4294967295"));
    }
    let float = std::str::from_utf8(cursor.raw_value())
        .ok()
        .and_then(|text| text.parse::<f64>().ok());
    match float {
        Some(number) if number.fract() == 0.0 && (1.0..=f64::from(u32::MAX)).contains(&number) => {
            cursor.skip();
            quirks.push("UID written as a float");
            Ok(number as u32)
        }
        _ => Err(cursor.expected("a UID")),
    }
}

fn element<'a>(cursor: &mut Cursor<'a>) -> Result<Element<'a>> {
    cursor.element().ok_or_else(|| cursor.expected("a value"))
}

/// Whether the item is a number.
fn is_number(key: &[u8]) -> bool {
    matches!(key, b"RFC822.SIZE" | b"X-GM-MSGID" | b"X-GM-THRID")
}

/// Whether the item is a string: a section of the message, or something like it.
fn is_text(key: &[u8]) -> bool {
    key.starts_with(b"BODY[")
        || key.starts_with(b"BINARY[")
        || matches!(
            key,
            b"RFC822" | b"RFC822.HEADER" | b"RFC822.TEXT" | b"PREVIEW" | b"SNIPPET"
        )
}

fn text(cursor: &mut Cursor<'_>, quirk: &mut dyn FnMut(&'static str)) -> Result<FetchValue> {
    if let Some(spooled) = cursor.spooled_literal() {
        return Ok(FetchValue::Spooled(SpooledText::new(spooled)));
    }
    Ok(FetchValue::Text(match cursor.peek() {
        Peek::Close => {
            quirk("section without a value");
            None
        }
        Peek::Open => {
            quirk("section that is a list");
            cursor.skip();
            None
        }
        Peek::Nil | Peek::String => cursor.nstring()?,
        _ => Some(cursor.astring()?),
    }))
}
