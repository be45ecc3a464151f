//! ENVELOPE (RFC 9051 section 7.5.2): the headers of a message, as the server has parsed them.

use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::data::text::Text;
use crate::data::time::DateTime;
use crate::wire::element::{Element, Elements};

/// The headers of a message. Texts are as sent: encoded words are not decoded.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Envelope {
    /// The date, if it can be read.
    pub date: Option<DateTime>,
    /// The subject.
    pub subject: Option<Text>,
    /// From.
    pub from_: Option<Vec<Address>>,
    /// Sender.
    pub sender: Option<Vec<Address>>,
    /// Reply-To.
    pub reply_to: Option<Vec<Address>>,
    /// To.
    pub to: Option<Vec<Address>>,
    /// Cc.
    pub cc: Option<Vec<Address>>,
    /// Bcc.
    pub bcc: Option<Vec<Address>>,
    /// In-Reply-To.
    pub in_reply_to: Option<Text>,
    /// Message-ID.
    pub message_id: Option<Text>,
    /// The date as it was written; no part of its JSON.
    pub date_text: Option<Text>,
}

/// One address, or the beginning or end of a group.
///
/// A group begins with an address without host, whose mailbox is the group's name, and ends with
/// one without mailbox and host.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Address {
    /// The name of the person.
    pub name: Option<Text>,
    /// The source route (obsolete).
    pub route: Option<Text>,
    /// What stands before the `@`.
    pub mailbox: Option<Text>,
    /// What stands behind it.
    pub host: Option<Text>,
}

/// The names that the fields of an envelope have in JSON, in the order of the wire and of JSON.
pub(super) const FIELDS: [&str; 10] = [
    "date",
    "subject",
    "from",
    "sender",
    "reply_to",
    "to",
    "cc",
    "bcc",
    "in_reply_to",
    "message_id",
];

/// The names that the parts of an address have in JSON, in the order of the wire and of JSON.
pub(super) const PARTS: [&str; 4] = ["name", "route", "mailbox", "host"];

impl Serialize for Envelope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let [
            date,
            subject,
            from,
            sender,
            reply_to,
            to,
            cc,
            bcc,
            in_reply_to,
            message_id,
        ] = FIELDS;
        let mut fields = serializer.serialize_struct("Envelope", FIELDS.len())?;
        fields.serialize_field(date, &self.date)?;
        fields.serialize_field(subject, &self.subject)?;
        fields.serialize_field(from, &self.from_)?;
        fields.serialize_field(sender, &self.sender)?;
        fields.serialize_field(reply_to, &self.reply_to)?;
        fields.serialize_field(to, &self.to)?;
        fields.serialize_field(cc, &self.cc)?;
        fields.serialize_field(bcc, &self.bcc)?;
        fields.serialize_field(in_reply_to, &self.in_reply_to)?;
        fields.serialize_field(message_id, &self.message_id)?;
        fields.end()
    }
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let [name, route, mailbox, host] = PARTS;
        let mut parts = serializer.serialize_struct("Address", PARTS.len())?;
        parts.serialize_field(name, &self.name)?;
        parts.serialize_field(route, &self.route)?;
        parts.serialize_field(mailbox, &self.mailbox)?;
        parts.serialize_field(host, &self.host)?;
        parts.end()
    }
}

impl fmt::Display for Address {
    /// `Name <mailbox@host>`, the name quoted where RFC 5322 wants it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = match (&self.mailbox, &self.host) {
            (Some(mailbox), Some(host)) => format!("{mailbox}@{host}"),
            (Some(one), None) | (None, Some(one)) => one.to_string(),
            (None, None) => String::new(),
        };
        match self.name.as_ref().filter(|name| !name.is_empty()) {
            None => f.write_str(&address),
            Some(name) => {
                let name = name.to_string_lossy();
                match name.contains(|c: char| "()<>[]:;@\\,.\"".contains(c)) {
                    true => write!(f, "\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))?,
                    false => f.write_str(&name)?,
                }
                write!(f, " <{address}>")
            }
        }
    }
}

/// Reads an envelope; fields that are missing at the end are `None`. `quirk` hears of what is odd.
pub(super) fn read(
    element: Element<'_>,
    normalise: bool,
    quirk: &mut dyn FnMut(&'static str),
) -> Option<Envelope> {
    let Element::List(mut fields) = element else {
        quirk("ENVELOPE without a list");
        return None;
    };
    let date_text = text(&mut fields, quirk);
    let date = date_text
        .as_ref()
        .and_then(|date| DateTime::parse_rfc5322(date.as_bytes()))
        .map(|date| if normalise { date.normalised() } else { date });
    if date.is_none() && date_text.as_ref().is_some_and(|text| !text.is_empty()) {
        quirk("date that cannot be read");
    }
    let subject = text(&mut fields, quirk);
    let mut people = || addresses(fields.next(), quirk);
    let (from_, sender, reply_to) = (people(), people(), people());
    let (to, cc, bcc) = (people(), people(), people());
    let in_reply_to = text(&mut fields, quirk);
    let last = fields.next();
    if last.is_none() {
        quirk("ENVELOPE with too few fields");
    }
    Some(Envelope {
        date,
        subject,
        from_,
        sender,
        reply_to,
        to,
        cc,
        bcc,
        in_reply_to,
        message_id: last.and_then(|last| last.text()),
        date_text,
    })
}

/// A field that is a text.
fn text(fields: &mut Elements<'_>, quirk: &mut dyn FnMut(&'static str)) -> Option<Text> {
    if matches!(fields.peek(), Some(Element::List(_))) {
        quirk("list in the place of a text");
    }
    fields.text()
}

fn addresses(
    element: Option<Element<'_>>,
    quirk: &mut dyn FnMut(&'static str),
) -> Option<Vec<Address>> {
    let list = match element? {
        Element::List(list) => list,
        Element::Nil => return None,
        bare => {
            quirk("address that is no list");
            return bare.text().and_then(written).map(|address| vec![address]);
        }
    };
    if list.left() >= 4 && list.clone().all(|part| !matches!(part, Element::List(_))) {
        quirk("address that is no list");
        return Some(vec![address(list, quirk)]);
    }
    let mut people = Vec::with_capacity(list.left());
    let mut in_group = false;
    for entry in list {
        match entry {
            Element::List(parts) => {
                let address = address(parts, quirk);
                if address.host.is_none() {
                    in_group = address.mailbox.is_some();
                }
                people.push(address);
            }
            bare => {
                quirk("address that is no list");
                people.extend(bare.text().and_then(written));
            }
        }
    }
    if in_group {
        quirk("group without an end");
    }
    Some(people)
}

/// An address that is written as in a header, without a name.
fn written(text: Text) -> Option<Address> {
    if text.is_empty() {
        return None;
    }
    let halves = text.as_str().and_then(|text| text.rsplit_once('@'));
    let (mailbox, host) = match halves {
        Some((mailbox, host)) => (Text::from(mailbox), Some(Text::from(host))),
        None => (text, None),
    };
    Some(Address {
        mailbox: Some(mailbox),
        host,
        ..Address::default()
    })
}

fn address(mut parts: Elements<'_>, quirk: &mut dyn FnMut(&'static str)) -> Address {
    let count = parts.left();
    if count != 4 {
        quirk("address without four parts");
    }
    let mut name = parts.text();
    // A name whose length was counted in characters spills into the parts behind it.
    if count > 4 {
        let mut words: Vec<Text> = name.into_iter().collect();
        words.extend((4..count).filter_map(|_| parts.text()));
        let words: Vec<&[u8]> = words.iter().map(Text::as_bytes).collect();
        name = (!words.is_empty()).then(|| Text::from(words.join(&b' ')));
    }
    let mut address = Address {
        name,
        route: parts.text(),
        mailbox: parts.text(),
        host: parts.text(),
    };
    // `("<sender@domain>" NIL "Some Name" NIL)`: name and address the wrong way round.
    if address.host.is_none()
        && let Some(swapped) = address.name.as_ref().and_then(Text::as_str)
        && let Some((mailbox, host)) = swapped
            .strip_prefix('<')
            .and_then(|inner| inner.strip_suffix('>'))
            .and_then(|inner| inner.rsplit_once('@'))
    {
        quirk("name and address swapped");
        let (mailbox, host) = (Text::from(mailbox), Text::from(host));
        address.name = address.mailbox.take();
        (address.mailbox, address.host) = (Some(mailbox), Some(host));
    }
    address
}

#[cfg(feature = "menu")]
mod dynamic {
    use std::sync::Arc;

    use super::{Address, Envelope};
    use crate::data::text::Text;
    use crate::data::words::decode_words;
    use crate::menu::{IntoOut, Out, Record};

    fn people(addresses: Option<&Vec<Address>>, decoded: bool) -> Out {
        let Some(addresses) = addresses else {
            return Out::None;
        };
        let shown = |address: &Address| match decoded {
            true => address.decoded().into_out(),
            false => address.clone().into_out(),
        };
        Out::Tuple(addresses.iter().map(shown).collect())
    }

    fn readable(text: &Option<Text>) -> Option<Text> {
        text.as_ref()
            .map(|text| Text::from(decode_words(text.as_bytes())))
    }

    impl Address {
        fn decoded(&self) -> Self {
            Self {
                name: readable(&self.name),
                ..self.clone()
            }
        }
    }

    impl Envelope {
        /// The same with encoded words made readable.
        pub fn decoded(&self) -> Self {
            let people = |addresses: &Option<Vec<Address>>| {
                let list = addresses.as_ref()?;
                Some(list.iter().map(Address::decoded).collect())
            };
            Self {
                date: self.date,
                subject: readable(&self.subject),
                from_: people(&self.from_),
                sender: people(&self.sender),
                reply_to: people(&self.reply_to),
                to: people(&self.to),
                cc: people(&self.cc),
                bcc: people(&self.bcc),
                in_reply_to: self.in_reply_to.clone(),
                message_id: self.message_id.clone(),
                date_text: self.date_text.clone(),
            }
        }
    }

    impl Record for Envelope {
        fn type_name(&self) -> &'static str {
            "Envelope"
        }

        fn fields(&self) -> &'static [&'static str] {
            &[
                "date",
                "subject",
                "from_",
                "sender",
                "reply_to",
                "to",
                "cc",
                "bcc",
                "in_reply_to",
                "message_id",
            ]
        }

        fn field(&self, name: &str) -> Option<Out> {
            Some(match name {
                "date" => self.date.into_out(),
                "date_text" => self.date_text.clone().into_out(),
                "subject" => self.subject.clone().into_out(),
                "from_" => people(self.from_.as_ref(), false),
                "sender" => people(self.sender.as_ref(), false),
                "reply_to" => people(self.reply_to.as_ref(), false),
                "to" => people(self.to.as_ref(), false),
                "cc" => people(self.cc.as_ref(), false),
                "bcc" => people(self.bcc.as_ref(), false),
                "in_reply_to" => self.in_reply_to.clone().into_out(),
                "message_id" => self.message_id.clone().into_out(),
                "decoded" => Out::Record(Arc::new(self.decoded())),
                _ => return None,
            })
        }

        fn tuple_len(&self) -> Option<usize> {
            Some(self.fields().len())
        }

        fn index(&self, position: usize) -> Option<Out> {
            self.field(self.fields().get(position)?)
        }
    }

    impl Record for Address {
        fn type_name(&self) -> &'static str {
            "Address"
        }

        fn fields(&self) -> &'static [&'static str] {
            &super::PARTS
        }

        fn field(&self, name: &str) -> Option<Out> {
            Some(match name {
                "name" => self.name.clone().into_out(),
                "route" => self.route.clone().into_out(),
                "mailbox" => self.mailbox.clone().into_out(),
                "host" => self.host.clone().into_out(),
                "decoded" => self.decoded().into_out(),
                _ => return None,
            })
        }

        fn tuple_len(&self) -> Option<usize> {
            Some(4)
        }

        fn index(&self, position: usize) -> Option<Out> {
            self.field(self.fields().get(position)?)
        }

        fn display(&self) -> Option<String> {
            Some(self.to_string())
        }
    }

    impl IntoOut for Address {
        fn into_out(self) -> Out {
            Out::Record(Arc::new(self))
        }
    }
}
