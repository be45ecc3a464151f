//! BODY and BODYSTRUCTURE (RFC 9051 section 7.5.2): the parts of a message.

use std::sync::Arc;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::envelope::{self, Envelope, text};
use crate::data::text::Text;
use crate::data::value::Value;

/// A part of a message, with the parts in it.
///
/// Serializes as an object; what the server did not tell is left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
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
    #[serde(skip_serializing_if = "Option::is_none")]
    pub params: Option<Parameters>,
    /// Content-ID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Text>,
    /// Content-Description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<Text>,
    /// Content-Transfer-Encoding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<Text>,
    /// The size in octets, as encoded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// The number of lines, of text and of messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lines: Option<u64>,
    /// The envelope, of a message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub envelope: Option<Arc<Envelope>>,
    /// The body, of a message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Arc<BodyData>>,
    /// Content-MD5.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub md5: Option<Text>,
    /// Content-Disposition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disposition: Option<Disposition>,
    /// Content-Language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Vec<Text>>,
    /// Content-Location.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Text>,
    /// The parts, of a multipart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parts: Option<Vec<Arc<BodyData>>>,
}

/// Parameters in their order; serializes as an object.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parameters(pub Vec<(Text, Text)>);

/// Content-Disposition.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Disposition {
    /// `attachment` or `inline`.
    pub r#type: Text,
    /// Its parameters.
    #[serde(skip_serializing_if = "Option::is_none")]
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

impl Serialize for Parameters {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(&*name.to_string_lossy(), value)?;
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

/// Reads the structure of a message.
pub(super) fn read(
    value: Value,
    normalise: bool,
    quirk: &mut dyn FnMut(&'static str),
) -> Option<BodyData> {
    Reader { normalise, quirk }.body(value, Place::Message(String::new()))
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
        join(outer, &number.to_string())
    }
}

fn join(outer: &str, inner: &str) -> String {
    match outer.is_empty() {
        true => inner.to_owned(),
        false => format!("{outer}.{inner}"),
    }
}

struct Reader<'a> {
    normalise: bool,
    quirk: &'a mut dyn FnMut(&'static str),
}

impl Reader<'_> {
    fn body(&mut self, value: Value, place: Place) -> Option<BodyData> {
        let Value::List(items) = value else {
            (self.quirk)("body that is no list");
            return None;
        };
        match items.as_slice() {
            [] => {
                (self.quirk)("empty body");
                None
            }
            [Value::List(_), ..] => Some(self.multipart(items, place)),
            // `(NIL "alternative" (..) ..)` and `("RELATED" NIL (..) NIL)`: multiparts without
            // parts, the second without the place for them.
            [Value::Nil, Value::Text(_), ..] if items.len() <= 6 => {
                (self.quirk)("multipart without parts");
                Some(self.multipart(items, place))
            }
            [Value::Text(_), Value::Nil | Value::List(_), ..] if items.len() <= 5 => {
                (self.quirk)("multipart without parts");
                let items = std::iter::once(Value::Nil).chain(items).collect();
                Some(self.multipart(items, place))
            }
            _ => Some(self.single(items, place)),
        }
    }

    fn multipart(&mut self, items: Vec<Value>, place: Place) -> BodyData {
        let mut parts = Vec::new();
        let mut rest = items.into_iter().peekable();
        let mut number = 0;
        while let Some(child) = rest.next_if(|item| matches!(item, Value::List(_) | Value::Nil)) {
            number += 1;
            let place = Place::Part(place.child(number));
            parts.extend(self.body(child, place).map(Arc::new));
        }
        let subtype = text(rest.next()).unwrap_or_else(|| Text::from("mixed"));
        let mut body = BodyData {
            part: place.multipart(),
            r#type: Text::from("multipart"),
            subtype,
            params: self.parameters(rest.next()),
            parts: Some(parts),
            ..BodyData::default()
        };
        self.extensions(&mut body, rest);
        body
    }

    fn single(&mut self, items: Vec<Value>, place: Place) -> BodyData {
        if let [Value::Nil, ..] | [_, Value::Nil, ..] = items.as_slice() {
            (self.quirk)("media type of NIL");
        }
        let mut items = self.with_media_type(items).into_iter();
        let part = place.single();
        let mut body = BodyData {
            r#type: text(items.next()).unwrap_or_else(|| Text::from("application")),
            subtype: text(items.next()).unwrap_or_else(|| Text::from("octet-stream")),
            params: self.parameters(items.next()),
            id: text(items.next()),
            description: text(items.next()),
            encoding: self.encoding(items.next()),
            size: items.next().and_then(|size| self.number(size)),
            ..BodyData::default()
        };
        let is_message = body.r#type.eq_ignore_ascii_case("message")
            && (body.subtype.eq_ignore_ascii_case("rfc822")
                || body.subtype.eq_ignore_ascii_case("global"));
        let mut items = items.peekable();
        if is_message && matches!(items.peek(), Some(Value::List(_))) {
            let envelope = items.next().unwrap_or(Value::Nil);
            body.envelope = envelope::read(envelope, self.normalise, self.quirk).map(Arc::new);
            if let Some(inner) = items.next() {
                let place = Place::Message(part.clone());
                body.body = self.body(inner, place).map(Arc::new);
            }
        }
        let has_lines = is_message || body.r#type.eq_ignore_ascii_case("text");
        // A text without its number of lines goes straight on to the extensions.
        let told = matches!(items.peek(), Some(Value::Number(_))) || items.len() != 4;
        if has_lines && told {
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
        body.md5 = text(items.next());
        self.extensions(&mut body, items);
        body
    }

    /// The fields with a media type where a server left part of it out: `("X-ZIP" (params) ...)`,
    /// `("TEXT" (params) ...)`.
    fn with_media_type(&mut self, mut items: Vec<Value>) -> Vec<Value> {
        let [Value::Text(first), Value::List(_) | Value::Nil, ..] = items.as_slice() else {
            return items;
        };
        if matches!(items.get(2), Some(Value::List(_))) {
            return items;
        }
        (self.quirk)("media type without subtype");
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
            true => {
                let subtype = if first.eq_ignore_ascii_case("text") {
                    "plain"
                } else {
                    "octet-stream"
                };
                items.insert(1, Value::Text(Text::from(subtype)));
            }
            false => items.insert(0, Value::Text(Text::from("application"))),
        }
        items
    }

    /// Disposition, language, location; what comes behind is not known yet.
    fn extensions(&mut self, body: &mut BodyData, mut rest: impl Iterator<Item = Value>) {
        body.disposition = match rest.next() {
            Some(Value::List(parts)) => {
                let mut parts = parts.into_iter();
                let kind = text(parts.next());
                if kind.is_none() {
                    (self.quirk)("disposition without a type");
                }
                kind.map(|kind| Disposition {
                    r#type: kind,
                    params: self.parameters(parts.next()),
                })
            }
            Some(Value::Text(kind)) => {
                (self.quirk)("disposition that is no list");
                Some(Disposition {
                    r#type: kind,
                    params: None,
                })
            }
            _ => None,
        };
        body.language = match rest.next() {
            Some(Value::List(words)) => Some(
                words
                    .into_iter()
                    .filter_map(|word| text(Some(word)))
                    .collect(),
            ),
            other => text(other).map(|word| vec![word]),
        };
        body.location = text(rest.next());
    }

    /// Parameters; a name without a value counts as an empty one.
    fn parameters(&mut self, value: Option<Value>) -> Option<Parameters> {
        let Value::List(words) = value? else {
            return None;
        };
        if words.is_empty() {
            (self.quirk)("parameters that are an empty list");
            return None;
        }
        let mut pairs = Vec::with_capacity(words.len() / 2);
        let mut words = words.into_iter();
        while let Some(name) = words.next() {
            let value = text(words.next());
            if value.is_none() {
                (self.quirk)("parameter without a value");
            }
            if let Some(name) = text(Some(name)) {
                pairs.push((name, value.unwrap_or_default()));
            }
        }
        Some(Parameters(pairs))
    }

    /// The encoding; none is the usual one (RFC 2045 section 6.1).
    fn encoding(&mut self, value: Option<Value>) -> Option<Text> {
        if matches!(value, Some(Value::Nil)) {
            (self.quirk)("part without its encoding");
            return Some(Text::from("7bit"));
        }
        text(value)
    }

    /// A count; a negative one, as some servers send it, is 0.
    fn number(&mut self, value: Value) -> Option<u64> {
        match value {
            Value::Number(number) => Some(number),
            Value::Text(text) if text.as_bytes().starts_with(b"-") => {
                (self.quirk)("negative size");
                Some(0)
            }
            _ => None,
        }
    }
}
