//! Rows and what is in them, as the menu shows them: shared, never copied.

use std::sync::{Arc, Mutex};

use super::SPOOL;
use super::body::{BodyData, Disposition, Parameters};
use super::iter::FetchIter;
use super::row::{ById, FetchRow, FetchValue, Unread};
use super::sink::Sink;
use crate::client::Client;
use crate::data::flag::Words;
use crate::data::messages::Messages;
use crate::data::text::Text;
use crate::error::{Error, Result};
use crate::menu::{Args, IntoOut, Key, Layout, Mapping, Out, Param, Record, RowSink, RowSource};

/// Calls `fetch` and hands out its rows while they arrive.
pub(crate) fn rows(client: &mut Client, args: Args, sink: &mut dyn RowSink) -> Result<()> {
    let mut bound = args.bind("fetch", params())?;
    let missing = |name| Error::type_(name, format!("{name} must be given"));
    let messages: Messages = bound.take(0)?.ok_or_else(|| missing("messages"))?;
    let data: Words = bound.take(1)?.ok_or_else(|| missing("data"))?;
    let modifiers: Words = bound.take(2)?.unwrap_or_default();
    client.set_spool(Some(SPOOL));
    let received = client.traffic().received;
    let mut streamed = Streamed { sink, received };
    let result = super::run(client, &messages, data, modifiers, &mut streamed);
    client.set_spool(None);
    result.map_err(|error| error.in_call("fetch"))
}

/// The rows on their way to the caller of a method by name.
struct Streamed<'a> {
    sink: &'a mut dyn RowSink,
    /// How much had come in when the last row was handed out.
    received: u64,
}

impl Sink for Streamed<'_> {
    fn row(&mut self, _: &mut Client, row: FetchRow) -> Result<()> {
        self.sink
            .row(Out::Int(row.id.into()), Out::Map(Arc::new(row)))
    }

    fn layout(&self) -> Option<Layout> {
        self.sink.layout()
    }

    fn json(&mut self, client: &mut Client, id: u32, row: &[u8]) -> Result<()> {
        let received = client.traffic().received;
        let waited = std::mem::replace(&mut self.received, received) != received;
        self.sink.json(id, row, waited)
    }
}

impl RowSource for FetchIter {
    fn next(&mut self, client: &mut Client) -> Result<Option<(Out, Out)>> {
        let row = Self::next(self, client)?;
        Ok(row.map(|row| (Out::Int(row.id.into()), Out::Map(Arc::new(row)))))
    }
}

impl IntoOut for FetchIter {
    fn into_out(self) -> Out {
        Out::Rows(Arc::new(Mutex::new(self)))
    }
}

fn params() -> &'static [Param] {
    super::METHODS.first().map_or(&[], |method| method.params)
}

fn words(words: &Arc<[Text]>) -> Out {
    Out::Tuple(words.iter().cloned().map(Out::Text).collect())
}

impl FetchValue {
    fn out(&self) -> Out {
        match self {
            Self::Number(number) => number.number_out(),
            Self::Flags(flags) => words(flags),
            Self::Labels(labels) => Out::List(labels.iter().cloned().map(Out::Text).collect()),
            Self::Text(text) => text.clone().into_out(),
            Self::Date(date) => date.into_out(),
            Self::Envelope(envelope) => Out::Record(envelope.clone()),
            Self::Body(body) => Out::Record(body.clone()),
            Self::Modseq(number) => Out::Tuple(Arc::new([number.number_out()])),
            Self::Value(value) => value.clone().into_out(),
            Self::Spooled(text) => text.read().ok().into_out(),
            Self::Unread(unread) => Out::Record(unread.clone()),
        }
    }
}

/// Numbers without moving them.
trait NumberOut {
    fn number_out(&self) -> Out;
}

impl NumberOut for u64 {
    fn number_out(&self) -> Out {
        Out::Int((*self).into())
    }
}

impl Mapping for FetchRow {
    fn len(&self) -> usize {
        self.items.len() + 1
    }

    fn entry(&self, position: usize) -> Option<(Out, Out)> {
        let Some(position) = position.checked_sub(1) else {
            return Some((Out::Text(Text::from("SEQ")), self.seq.into_out()));
        };
        let (name, value) = self.items.get(position)?;
        Some((Out::Text(name.clone()), value.out()))
    }

    fn find(&self, key: Key<'_>) -> Option<usize> {
        let Key::Text(wanted) = key else {
            return None;
        };
        if wanted == b"SEQ" {
            return Some(0);
        }
        let found = self
            .items
            .iter()
            .position(|(name, _)| name.as_bytes() == wanted)?;
        Some(found + 1)
    }
}

/// What a mapping by message id holds.
pub(crate) trait Held {
    /// It as a value.
    fn held(&self) -> Out;
}

impl Held for Arc<FetchRow> {
    fn held(&self) -> Out {
        Out::Map(self.clone())
    }
}

impl Held for Arc<[Text]> {
    fn held(&self) -> Out {
        words(self)
    }
}

impl<T: Held + std::fmt::Debug + Send + Sync> Mapping for ById<T>
where
    ById<T>: serde::Serialize,
{
    fn len(&self) -> usize {
        Self::len(self)
    }

    fn entry(&self, position: usize) -> Option<(Out, Out)> {
        let (id, value) = self.at(position)?;
        Some((Out::Int((*id).into()), value.held()))
    }

    fn find(&self, key: Key<'_>) -> Option<usize> {
        match key {
            Key::Int(id) => self.position(u32::try_from(id).ok()?),
            Key::Text(_) => None,
        }
    }
}

impl<T: Held + std::fmt::Debug + Send + Sync + 'static> IntoOut for ById<T>
where
    ById<T>: serde::Serialize,
{
    fn into_out(self) -> Out {
        Out::Map(Arc::new(self))
    }
}

impl Record for Unread {
    fn type_name(&self) -> &'static str {
        "Unread"
    }

    fn fields(&self) -> &'static [&'static str] {
        &["message", "offset", "raw"]
    }

    fn field(&self, name: &str) -> Option<Out> {
        Some(match name {
            "message" => Text::from(self.message.as_str()).into_out(),
            "offset" => Out::Int(self.offset as i128),
            "raw" => self.raw.clone().into_out(),
            _ => return None,
        })
    }
}

fn pairs(parameters: &Parameters) -> Out {
    let flat = parameters
        .0
        .iter()
        .flat_map(|(name, value)| [name.clone(), value.clone()]);
    Out::Tuple(flat.map(Out::Text).collect())
}

fn maybe_pairs(parameters: &Option<Parameters>) -> Out {
    parameters.as_ref().map_or(Out::None, pairs)
}

impl Mapping for Parameters {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn entry(&self, position: usize) -> Option<(Out, Out)> {
        let (name, value) = self.0.get(position)?;
        Some((Out::Text(name.clone()), Out::Text(value.clone())))
    }

    fn find(&self, key: Key<'_>) -> Option<usize> {
        let Key::Text(wanted) = key else {
            return None;
        };
        self.0
            .iter()
            .position(|(name, _)| name.as_bytes().eq_ignore_ascii_case(wanted))
    }
}

impl Record for Disposition {
    fn type_name(&self) -> &'static str {
        "Disposition"
    }

    fn fields(&self) -> &'static [&'static str] {
        &super::body::DISPOSITION
    }

    fn field(&self, name: &str) -> Option<Out> {
        Some(match name {
            "type" => self.r#type.clone().into_out(),
            "params" => self
                .params
                .clone()
                .map_or(Out::None, |params| Out::Map(Arc::new(params))),
            _ => return None,
        })
    }

    fn leaves_out_none(&self) -> bool {
        true
    }

    fn tuple_len(&self) -> Option<usize> {
        Some(2)
    }

    fn index(&self, position: usize) -> Option<Out> {
        match position {
            0 => Some(self.r#type.clone().into_out()),
            1 => Some(maybe_pairs(&self.params)),
            _ => None,
        }
    }
}

impl BodyData {
    /// The elements as IMAPClient has them: flat for a single part, the list of parts first for a
    /// multipart.
    fn tuple(&self) -> Vec<Out> {
        let disposition = self.disposition.clone();
        let disposition = disposition.map_or(Out::None, |d| Out::Record(Arc::new(d)));
        let language = match &self.language {
            Some(words) => Out::Tuple(words.iter().cloned().map(Out::Text).collect()),
            None => Out::None,
        };
        let tail = [disposition, language, self.location.clone().into_out()];
        if let Some(parts) = &self.parts {
            let parts = parts.iter().map(|part| Out::Record(part.clone())).collect();
            let head = [
                Out::List(parts),
                self.subtype.clone().into_out(),
                maybe_pairs(&self.params),
            ];
            return head.into_iter().chain(tail).collect();
        }
        let mut all = vec![
            self.r#type.clone().into_out(),
            self.subtype.clone().into_out(),
            maybe_pairs(&self.params),
            self.id.clone().into_out(),
            self.description.clone().into_out(),
            self.encoding.clone().into_out(),
            self.size.into_out(),
        ];
        if let Some(body) = &self.body {
            all.push(
                self.envelope
                    .clone()
                    .map_or(Out::None, |envelope| Out::Record(envelope)),
            );
            all.push(Out::Record(body.clone()));
        }
        if self.lines.is_some() || self.r#type.eq_ignore_ascii_case("text") {
            all.push(self.lines.into_out());
        }
        all.push(self.md5.clone().into_out());
        all.extend(tail);
        all
    }
}

impl Record for BodyData {
    fn type_name(&self) -> &'static str {
        "BodyData"
    }

    fn fields(&self) -> &'static [&'static str] {
        &super::body::FIELDS
    }

    fn field(&self, name: &str) -> Option<Out> {
        Some(match name {
            "part" => Text::from(self.part.as_str()).into_out(),
            "type" => self.r#type.clone().into_out(),
            "subtype" => self.subtype.clone().into_out(),
            "params" => self
                .params
                .clone()
                .map_or(Out::None, |params| Out::Map(Arc::new(params))),
            "id" => self.id.clone().into_out(),
            "description" => self.description.clone().into_out(),
            "encoding" => self.encoding.clone().into_out(),
            "size" => self.size.into_out(),
            "lines" => self.lines.into_out(),
            "envelope" => self
                .envelope
                .clone()
                .map_or(Out::None, |envelope| Out::Record(envelope)),
            "body" => self
                .body
                .clone()
                .map_or(Out::None, |body| Out::Record(body)),
            "md5" => self.md5.clone().into_out(),
            "disposition" => {
                let disposition = self.disposition.clone();
                disposition.map_or(Out::None, |disposition| Out::Record(Arc::new(disposition)))
            }
            "language" => self.language.clone().into_out(),
            "location" => self.location.clone().into_out(),
            "parts" => match &self.parts {
                Some(parts) => Out::List(parts.iter().map(|p| Out::Record(p.clone())).collect()),
                None => Out::None,
            },
            "is_multipart" => self.is_multipart().into_out(),
            _ => return None,
        })
    }

    fn leaves_out_none(&self) -> bool {
        true
    }

    fn tuple_len(&self) -> Option<usize> {
        Some(self.tuple().len())
    }

    fn index(&self, position: usize) -> Option<Out> {
        self.tuple().into_iter().nth(position)
    }
}
