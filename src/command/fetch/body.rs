//! BODY and BODYSTRUCTURE (RFC 9051 section 7.5.2): the parts of a message.

use std::collections::HashSet;
use std::sync::Arc;

use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};

use super::envelope::{self, Envelope};
use super::shape::{has_place_for_lines, is_body, is_count, is_disposition};
use crate::data::text::{Name, Text};
use crate::wire::element::{Element, Elements};

/// A part of a message, with the parts in it.
///
/// Serializes as an object; what the server did not tell is left out.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct BodyData {
    /// Its number, to be fetched as it stands: `BODY[1.2]`. A multipart that has no number of its
    /// own is the text of the message it stands in.
    pub part: String,
    /// The media type, such as `text`.
    pub r#type: Text,
    /// The media subtype, such as `plain`.
    pub subtype: Text,
    /// The parameters of the media type.
    pub params: Option<Parameters>,
    /// Content-ID.
    pub id: Option<Text>,
    /// Content-Description.
    pub description: Option<Text>,
    /// Content-Transfer-Encoding.
    pub encoding: Option<Text>,
    /// The size in octets, as encoded.
    pub size: Option<u64>,
    /// The number of lines, of text and of messages.
    pub lines: Option<u64>,
    /// The envelope, of a message.
    pub envelope: Option<Arc<Envelope>>,
    /// The body, of a message.
    pub body: Option<Arc<BodyData>>,
    /// Content-MD5.
    pub md5: Option<Text>,
    /// Content-Disposition.
    pub disposition: Option<Disposition>,
    /// Content-Language.
    pub language: Option<Vec<Text>>,
    /// Content-Location.
    pub location: Option<Text>,
    /// The parts, of a multipart.
    pub parts: Option<Vec<Arc<BodyData>>>,
}

/// Parameters in their order, each once; serializes as an object.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parameters(pub Vec<(Text, Text)>);

/// Content-Disposition.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Disposition {
    /// `attachment` or `inline`.
    pub r#type: Text,
    /// Its parameters.
    pub params: Option<Parameters>,
}

impl Parameters {
    /// The value of a parameter, its name in any case.
    pub fn get(&self, name: &str) -> Option<&Text> {
        let found = self
            .0
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value)
    }
}

/// The names that the fields of a part have in JSON, in its order. But for the first three, what
/// the server did not tell is left out.
pub(super) const FIELDS: [&str; 16] = [
    "part",
    "type",
    "subtype",
    "params",
    "id",
    "description",
    "encoding",
    "size",
    "lines",
    "envelope",
    "body",
    "md5",
    "disposition",
    "language",
    "location",
    "parts",
];

/// The names that the fields of a disposition have in JSON; parameters not told are left out.
pub(super) const DISPOSITION: [&str; 2] = ["type", "params"];

/// Writes a field that may be left out.
fn told<S: SerializeStruct>(
    fields: &mut S,
    name: &'static str,
    value: &Option<impl Serialize>,
) -> Result<(), S::Error> {
    match value {
        Some(value) => fields.serialize_field(name, value),
        None => fields.skip_field(name),
    }
}

impl Serialize for BodyData {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let [
            part,
            kind,
            subtype,
            params,
            id,
            description,
            encoding,
            size,
            lines,
            rest @ ..,
        ] = FIELDS;
        let [envelope, body, md5, disposition, language, location, parts] = rest;
        let mut fields = serializer.serialize_struct("BodyData", FIELDS.len())?;
        fields.serialize_field(part, &self.part)?;
        fields.serialize_field(kind, &self.r#type)?;
        fields.serialize_field(subtype, &self.subtype)?;
        told(&mut fields, params, &self.params)?;
        told(&mut fields, id, &self.id)?;
        told(&mut fields, description, &self.description)?;
        told(&mut fields, encoding, &self.encoding)?;
        told(&mut fields, size, &self.size)?;
        told(&mut fields, lines, &self.lines)?;
        told(&mut fields, envelope, &self.envelope)?;
        told(&mut fields, body, &self.body)?;
        told(&mut fields, md5, &self.md5)?;
        told(&mut fields, disposition, &self.disposition)?;
        told(&mut fields, language, &self.language)?;
        told(&mut fields, location, &self.location)?;
        told(&mut fields, parts, &self.parts)?;
        fields.end()
    }
}

impl Serialize for Disposition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let [kind, params] = DISPOSITION;
        let mut fields = serializer.serialize_struct("Disposition", DISPOSITION.len())?;
        fields.serialize_field(kind, &self.r#type)?;
        told(&mut fields, params, &self.params)?;
        fields.end()
    }
}

impl Serialize for Parameters {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(&Name(name), value)?;
        }
        map.end()
    }
}

impl BodyData {
    /// Whether it consists of parts.
    pub fn is_multipart(&self) -> bool {
        self.parts.is_some()
    }
}

/// How many parameters are compared one with the other.
pub(super) const FEW: usize = 8;

/// Leaves of the parameters of one name, in any case, only the first, as `get` finds it. Says whether
/// there were more.
fn once(pairs: &mut Vec<(Text, Text)>) -> bool {
    let count = pairs.len();
    let has_before = |(at, (name, _)): (usize, &(Text, Text))| {
        let mut before = pairs.iter().take(at);
        before.any(|(other, _)| other.as_bytes().eq_ignore_ascii_case(name.as_bytes()))
    };
    // Of the usual few no copy is made.
    if count > FEW || pairs.iter().enumerate().any(has_before) {
        let mut names = HashSet::with_capacity(count);
        pairs.retain(|(name, _)| names.insert(name.as_bytes().to_ascii_lowercase()));
    }
    pairs.len() < count
}

/// Reads the structure of a message.
pub(super) fn read(
    element: Element<'_>,
    normalise: bool,
    quirk: &mut dyn FnMut(&'static str),
) -> Option<Arc<BodyData>> {
    Reader { normalise, quirk }.body(element, Place::Message(String::new()))
}

/// Where a body stands, which decides its number.
enum Place {
    /// It is the body of the message that has this number.
    Message(String),
    /// It is a part, and has this number.
    Part(String),
}

impl Place {
    /// The number that a single part has here.
    fn single(&self) -> String {
        match self {
            Self::Message(message) => join(message, "1"),
            Self::Part(number) => number.clone(),
        }
    }

    /// The number that a multipart has here.
    fn multipart(&self) -> String {
        match self {
            Self::Message(message) => join(message, "TEXT"),
            Self::Part(number) => number.clone(),
        }
    }

    /// The number of a part in a multipart that stands here.
    fn child(&self, number: usize) -> String {
        let (Self::Message(outer) | Self::Part(outer)) = self;
        match number {
            // Without a detour, for most messages have no more parts.
            1..10 => join(
                outer,
                char::from(b'0' + number as u8).encode_utf8(&mut [0; 4]),
            ),
            _ => join(outer, &number.to_string()),
        }
    }
}

fn join(outer: &str, inner: &str) -> String {
    let mut joined = String::with_capacity(outer.len() + 1 + inner.len());
    joined.push_str(outer);
    if !outer.is_empty() {
        joined.push('.');
    }
    joined.push_str(inner);
    joined
}

struct Reader<'a> {
    normalise: bool,
    quirk: &'a mut dyn FnMut(&'static str),
}

impl Reader<'_> {
    fn body(&mut self, element: Element<'_>, place: Place) -> Option<Arc<BodyData>> {
        let Element::List(items) = element else {
            (self.quirk)("body that is no list");
            return None;
        };
        let mut ahead = items.clone();
        match (ahead.next(), ahead.next()) {
            (None, _) => {
                (self.quirk)("empty body");
                None
            }
            (Some(Element::List(_)), _) => Some(self.multipart(items, place)),
            // A multipart whose first part is not there.
            (Some(Element::Nil), Some(Element::List(second))) if is_body(&second) => {
                Some(self.multipart(items, place))
            }
            // `(NIL "alternative" (..) ..)` and `("RELATED" NIL (..) NIL)`: multiparts without
            // parts, the second without the place for them.
            (Some(Element::Nil), Some(Element::Text(_))) if items.left() <= 6 => {
                (self.quirk)("multipart without parts");
                Some(self.multipart(items, place))
            }
            (Some(Element::Text(_)), Some(Element::Nil | Element::List(_)))
                if items.left() <= 5 =>
            {
                (self.quirk)("multipart without parts");
                (self.quirk)("body that is no list");
                Some(self.multipart(items, place))
            }
            _ => Some(self.single(items, place)),
        }
    }

    fn multipart(&mut self, mut items: Elements<'_>, place: Place) -> Arc<BodyData> {
        let mut parts = Vec::new();
        let mut number = 0;
        while matches!(items.peek(), Some(Element::List(_) | Element::Nil)) {
            number += 1;
            let place = Place::Part(place.child(number));
            let child = items.next().and_then(|child| self.body(child, place));
            parts.extend(child);
        }
        let subtype = items.text().unwrap_or_else(|| Text::from("mixed"));
        let mut body = BodyData {
            part: place.multipart(),
            r#type: Text::from("multipart"),
            subtype,
            params: self.parameters(items.next()),
            parts: Some(parts),
            ..BodyData::default()
        };
        self.extensions(&mut body, items);
        Arc::new(body)
    }

    fn single(&mut self, mut items: Elements<'_>, place: Place) -> Arc<BodyData> {
        let part = place.single();
        let (kind, subtype) = self.media_type(&mut items);
        let mut body = BodyData {
            r#type: kind.unwrap_or_else(|| Text::from("application")),
            subtype: subtype.unwrap_or_else(|| Text::from("octet-stream")),
            params: self.parameters(items.next()),
            id: items.text(),
            description: items.text(),
            encoding: self.encoding(items.next()),
            size: items.next().and_then(|size| self.number(size)),
            ..BodyData::default()
        };
        let is_message = body.r#type.eq_ignore_ascii_case("message")
            && (body.subtype.eq_ignore_ascii_case("rfc822")
                || body.subtype.eq_ignore_ascii_case("global"));
        if is_message && matches!(items.peek(), Some(Element::List(_))) {
            let envelope = items.next().unwrap_or(Element::Nil);
            body.envelope = envelope::read(envelope, self.normalise, self.quirk).map(Arc::new);
            if let Some(inner) = items.next() {
                let place = Place::Message(part.clone());
                body.body = self.body(inner, place);
            }
        }
        let has_lines = is_message || body.r#type.eq_ignore_ascii_case("text");
        if has_lines && has_place_for_lines(&items) {
            body.lines = items.next().and_then(|lines| self.number(lines));
        }
        if has_lines && body.lines.is_none() {
            (self.quirk)("part without its number of lines");
        }
        if body.r#type.eq_ignore_ascii_case("multipart") {
            (self.quirk)("multipart without parts");
            body.parts = Some(Vec::new());
        }
        body.part = part;
        match is_disposition(items.peek()) {
            true => (self.quirk)("part without its MD5"),
            false => body.md5 = items.text(),
        }
        self.extensions(&mut body, items);
        Arc::new(body)
    }

    /// Type and subtype, also where a server left one of them out: `("X-ZIP" (params) ...)`,
    /// `("TEXT" (params) ...)`.
    fn media_type(&mut self, items: &mut Elements<'_>) -> (Option<Text>, Option<Text>) {
        let mut ahead = items.clone();
        let (first, second, third) = (ahead.next(), ahead.next(), ahead.next());
        if matches!(first, Some(Element::Nil)) || matches!(second, Some(Element::Nil)) {
            (self.quirk)("media type of NIL");
        }
        let first = match (first, second) {
            (Some(Element::Text(first)), Some(Element::List(_) | Element::Nil))
                if !matches!(third, Some(Element::List(_))) =>
            {
                first.text()
            }
            _ => return (items.text(), items.text()),
        };
        (self.quirk)("media type without subtype");
        items.next();
        let known = [
            "text",
            "image",
            "audio",
            "video",
            "application",
            "message",
            "multipart",
        ];
        match known.iter().any(|known| first.eq_ignore_ascii_case(known)) {
            true if first.eq_ignore_ascii_case("text") => (Some(first), Some(Text::from("plain"))),
            true => (Some(first), None),
            false => (None, Some(first)),
        }
    }

    /// Disposition, language, location; what comes behind is not known yet.
    fn extensions(&mut self, body: &mut BodyData, mut rest: Elements<'_>) {
        body.disposition = match rest.next() {
            Some(Element::List(mut parts)) => {
                let kind = parts.text();
                if kind.is_none() {
                    (self.quirk)("disposition without a type");
                }
                kind.map(|kind| Disposition {
                    r#type: kind,
                    params: self.parameters(parts.next()),
                })
            }
            Some(Element::Text(kind)) => {
                (self.quirk)("disposition that is no list");
                Some(Disposition {
                    r#type: kind.text(),
                    params: None,
                })
            }
            _ => None,
        };
        body.language = match rest.next() {
            Some(Element::List(words)) => Some(words.filter_map(|word| word.text()).collect()),
            other => other.and_then(|word| word.text()).map(|word| vec![word]),
        };
        body.location = rest.text();
    }

    /// Parameters; a name without a value counts as an empty one.
    fn parameters(&mut self, element: Option<Element<'_>>) -> Option<Parameters> {
        let mut words = match element? {
            Element::List(words) => words,
            Element::Nil => return None,
            _ => {
                (self.quirk)("parameters that are no list");
                return None;
            }
        };
        let count = words.left();
        if count == 0 {
            (self.quirk)("parameters that are an empty list");
            return None;
        }
        let mut pairs = Vec::with_capacity(count.div_ceil(2));
        while let Some(name) = words.next() {
            let value = words.text();
            if value.is_none() {
                (self.quirk)("parameter without a value");
            }
            if let Some(name) = name.text() {
                pairs.push((name, value.unwrap_or_default()));
            }
        }
        if once(&mut pairs) {
            (self.quirk)("parameter twice");
        }
        Some(Parameters(pairs))
    }

    /// The encoding; none is the usual one (RFC 2045 section 6.1).
    fn encoding(&mut self, element: Option<Element<'_>>) -> Option<Text> {
        let element = element?;
        if matches!(element, Element::Nil) {
            (self.quirk)("part without its encoding");
            return Some(Text::from("7bit"));
        }
        element.text()
    }

    /// A count; a negative one, as some servers send it, is 0.
    fn number(&mut self, element: Element<'_>) -> Option<u64> {
        match element {
            Element::Number(number) => Some(number),
            Element::Text(word) if word.bytes().starts_with(b"-") => {
                (self.quirk)("negative size");
                Some(0)
            }
            Element::Text(word) if is_count(word) => {
                (self.quirk)("number in quotes");
                std::str::from_utf8(&word.bytes()).ok()?.parse().ok()
            }
            _ => None,
        }
    }
}
