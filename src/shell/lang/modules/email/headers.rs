//! Headers of the newer kind of message: each a str that knows what it means.

use std::rc::Rc;

use imapclient::data::time::DateTime;

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::dict::Dict;
use crate::lang::methods;
use crate::lang::native::Type;
use crate::lang::object::Object;
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

use super::addresses;
use super::params::{parameters, quoted};
use super::part::first_word;
use super::registry;
use super::words::readable;

/// What a header holds.
#[derive(Clone, Copy, PartialEq)]
enum Holds {
    Text,
    Addresses,
    Address,
    Date,
    Type,
    Disposition,
    Encoding,
    Version,
}

/// A kind of header.
struct Kind {
    holds: Holds,
    /// How often it may stand in a message.
    most: Option<i128>,
    /// The headers of that kind, in lower case.
    names: &'static [&'static str],
    class: Type,
}

const fn kind(
    holds: Holds,
    most: Option<i128>,
    names: &'static [&'static str],
    class: &'static str,
) -> Kind {
    let refuse = |_: &mut Interpreter, _: CallArgs| {
        Err(Raised::new(
            "TypeError",
            "a header is made by setting it in a message",
        ))
    };
    Kind {
        holds,
        most,
        names,
        class: Type {
            bases: &["str"],
            ..Type::new(class, "", "A header.", refuse, methods::str::METHODS)
        },
    }
}

/// Every kind; the last is that of all other headers.
#[rustfmt::skip]
static KINDS: &[Kind] = &[
    kind(Holds::Addresses, Some(1), &["to", "from", "cc", "bcc", "reply-to"], "_UniqueAddressHeader"),
    kind(Holds::Addresses, None, &["resent-to", "resent-from", "resent-cc", "resent-bcc", "resent-reply-to"], "_AddressHeader"),
    kind(Holds::Address, Some(1), &["sender"], "_UniqueSingleAddressHeader"),
    kind(Holds::Address, None, &["resent-sender"], "_SingleAddressHeader"),
    kind(Holds::Date, Some(1), &["date", "orig-date"], "_UniqueDateHeader"),
    kind(Holds::Date, None, &["resent-date"], "_DateHeader"),
    kind(Holds::Text, Some(1), &["subject"], "_UniqueUnstructuredHeader"),
    kind(Holds::Text, Some(1), &["message-id"], "_MessageIDHeader"),
    kind(Holds::Type, Some(1), &["content-type"], "_ContentTypeHeader"),
    kind(Holds::Disposition, Some(1), &["content-disposition"], "_ContentDispositionHeader"),
    kind(Holds::Encoding, Some(1), &["content-transfer-encoding"], "_ContentTransferEncodingHeader"),
    kind(Holds::Version, Some(1), &["mime-version"], "_MIMEVersionHeader"),
    kind(Holds::Text, None, &[], "_UnstructuredHeader"),
];

fn find(name: &str) -> Option<&'static Kind> {
    let name = name.to_lowercase();
    let known = KINDS.iter().find(|kind| kind.names.contains(&&*name));
    known.or(KINDS.last())
}

/// Whether a message has at most one header of a name.
pub(super) fn is_unique(name: &str) -> bool {
    find(name).is_some_and(|kind| kind.most.is_some())
}

/// A header as a value.
struct Header {
    kind: &'static Kind,
    name: String,
    /// As it was sent, and as it is shown.
    sent: String,
    text: Rc<str>,
}

/// The header of a name, as the newer kind of message shows it.
pub(super) fn header(name: &str, sent: &str) -> Value {
    let Some(kind) = find(name) else {
        return Value::str(readable(sent));
    };
    let text = match kind.holds {
        Holds::Addresses | Holds::Address => registry::shown(&registry::groups(sent)),
        Holds::Type | Holds::Disposition => normal(sent),
        Holds::Date => moment(sent)
            .and_then(|time| addresses::dated(time, false).ok())
            .unwrap_or_else(|| readable(sent)),
        _ => readable(sent),
    };
    Value::object(Header {
        kind,
        name: name.to_owned(),
        sent: sent.to_owned(),
        text: text.into(),
    })
}

/// A value and its parameters, each in quotation marks.
fn normal(sent: &str) -> String {
    let value = sent.split(';').next().unwrap_or_default().trim();
    let mut all = value.to_owned();
    for (name, value) in named(sent) {
        all += &format!("; {name}=\"{}\"", quoted(&value));
    }
    all
}

/// The parameters of a header.
fn named(sent: &str) -> impl Iterator<Item = (String, String)> {
    let all = parameters(sent).into_iter().skip(1);
    let named = all.filter(|(name, _)| !name.is_empty());
    named.map(|(name, value)| (name, value.text()))
}

fn moment(sent: &str) -> Option<DateTime> {
    addresses::date(Some(Value::str(sent)))
}

/// What a value that is set as a header says there.
pub(super) fn sent(interpreter: &mut Interpreter, name: &str, value: &Value) -> R<String> {
    let holds = find(name).map_or(Holds::Text, |kind| kind.holds);
    match (holds, value) {
        (Holds::Date, Value::DateTime(time)) => addresses::dated(*time, false),
        (Holds::Addresses | Holds::Address, Value::List(_) | Value::Tuple(_)) => {
            let mut all = Vec::new();
            for one in interpreter.collect(value)? {
                all.push(interpreter.str(&one)?);
            }
            Ok(all.join(", "))
        }
        _ => interpreter.str(value),
    }
}

impl Header {
    fn addresses(&self) -> Vec<registry::Address> {
        let groups = registry::groups(&self.sent).into_iter();
        groups.flat_map(|group| group.addresses).collect()
    }

    fn parameters(&self) -> Value {
        let mut dict = Dict::default();
        for (name, value) in named(&self.sent) {
            dict.insert_str(&name, Value::str(value));
        }
        Value::dict(dict)
    }

    /// The two halves of a content type, in lower case.
    fn content_type(&self) -> (String, String) {
        let word = first_word(&self.sent);
        match word.split_once('/') {
            Some((main, sub)) if !main.is_empty() && !sub.is_empty() && !sub.contains('/') => {
                (main.to_owned(), sub.to_owned())
            }
            _ => ("text".to_owned(), "plain".to_owned()),
        }
    }

    /// The two numbers of `MIME-Version`.
    fn version(&self) -> Option<(u32, u32)> {
        let word = self
            .sent
            .split(['(', ' ', '\t'])
            .find(|word| !word.is_empty())?;
        let (major, minor) = word.split_once('.')?;
        Some((major.parse().ok()?, minor.parse().ok()?))
    }

    fn only_address(&self) -> R<Value> {
        match <[_; 1]>::try_from(self.addresses()) {
            Ok([only]) => Ok(Value::object(only)),
            Err(all) => Err(Raised::new(
                "ValueError",
                format!(
                    "value of single address header {} is not a single address, there are {}",
                    self.name,
                    all.len()
                ),
            )),
        }
    }
}

impl Object for Header {
    fn kind(&self) -> &'static Type {
        &self.kind.class
    }

    fn text(&self) -> Option<Rc<str>> {
        Some(self.text.clone())
    }

    fn field(&self, _: &mut Interpreter, name: &str) -> R<Option<Value>> {
        use Holds::{Address, Addresses, Date, Disposition, Encoding, Type, Version};
        let number = |number: Option<u32>| number.map_or(Value::None, |n| Value::Int(n.into()));
        Ok(Some(match (self.kind.holds, name) {
            (_, "name") => Value::str(&self.name),
            (_, "max_count") => self.kind.most.map_or(Value::None, Value::Int),
            (_, "defects") => Value::tuple(Vec::new()),
            (Addresses | Address, "addresses") => registry::as_tuple(&self.addresses()),
            (Addresses | Address, "groups") => registry::as_tuple(&registry::groups(&self.sent)),
            (Address, "address") => self.only_address()?,
            (Date, "datetime") => moment(&self.sent).map_or(Value::None, Value::DateTime),
            (Type, "content_type") => {
                let (main, sub) = self.content_type();
                Value::str(format!("{main}/{sub}"))
            }
            (Type, "maintype") => Value::str(self.content_type().0),
            (Type, "subtype") => Value::str(self.content_type().1),
            (Disposition, "content_disposition") => Value::str(first_word(&self.sent)),
            (Type | Disposition, "params") => self.parameters(),
            (Encoding, "cte") => {
                let word = first_word(&self.sent);
                Value::str(word.split_whitespace().next().unwrap_or_default())
            }
            (Version, "major") => number(self.version().map(|version| version.0)),
            (Version, "minor") => number(self.version().map(|version| version.1)),
            (Version, "version") => match self.version() {
                Some((major, minor)) => Value::str(format!("{major}.{minor}")),
                None => Value::None,
            },
            _ => return Ok(None),
        }))
    }

    fn fields(&self) -> Vec<String> {
        let own: &[&str] = match self.kind.holds {
            Holds::Text => &[],
            Holds::Addresses => &["addresses", "groups"],
            Holds::Address => &["address", "addresses", "groups"],
            Holds::Date => &["datetime"],
            Holds::Type => &["content_type", "maintype", "params", "subtype"],
            Holds::Disposition => &["content_disposition", "params"],
            Holds::Encoding => &["cte"],
            Holds::Version => &["major", "minor", "version"],
        };
        let all = own.iter().chain(&["defects", "max_count", "name"]);
        all.map(|name| (*name).to_owned()).collect()
    }
}
