//! How dynamic arguments become the typed ones that several families share.

use super::arg::{Arg, FromArg};
use super::out::{IntoOut, Out};
use crate::data::criteria::{Charset, Criteria, CriteriaForm, Criterion};
use crate::data::flag::Words;
use crate::data::folder::Folder;
use crate::data::messages::{MessagePart, Messages};
use crate::data::secret::Secret;
use crate::data::text::Text;
use crate::data::time::{DateTime, Moment};
use crate::data::value::Value;

type Converted<T> = Result<T, String>;

fn expected<T: FromArg>(arg: &Arg) -> String {
    format!("expected {}, got {}", T::WHAT, arg.describe())
}

impl FromArg for bool {
    const WHAT: &'static str = "True or False";

    fn from_arg(arg: Arg) -> Converted<Self> {
        match arg {
            Arg::Bool(value) => Ok(value),
            Arg::Int(value) => Ok(value != 0),
            Arg::None => Ok(false),
            other => Err(expected::<Self>(&other)),
        }
    }
}

impl FromArg for String {
    const WHAT: &'static str = "a str";

    fn from_arg(arg: Arg) -> Converted<Self> {
        match arg {
            Arg::Text(text) => Ok(text),
            Arg::Bytes(bytes) => {
                String::from_utf8(bytes).map_err(|_| "the bytes are not UTF-8".to_owned())
            }
            other => Err(expected::<Self>(&other)),
        }
    }
}

impl FromArg for Text {
    const WHAT: &'static str = "a str or bytes";

    fn from_arg(arg: Arg) -> Converted<Self> {
        match arg {
            Arg::Text(text) => Ok(Self::from(text)),
            Arg::Bytes(bytes) => Ok(Self::from(bytes)),
            other => Err(expected::<Self>(&other)),
        }
    }
}

impl FromArg for Secret {
    const WHAT: &'static str = "a str";

    fn from_arg(arg: Arg) -> Converted<Self> {
        match arg {
            Arg::None => Ok(Self::from("")),
            Arg::Text(text) => Ok(Self::from(text)),
            Arg::Bytes(bytes) => Ok(Self::from(bytes)),
            other => Err(expected::<Self>(&other)),
        }
    }
}

impl FromArg for Folder {
    const WHAT: &'static str = "a folder name";

    fn from_arg(arg: Arg) -> Converted<Self> {
        match arg {
            Arg::Text(text) => Ok(Self::from(text)),
            Arg::Bytes(bytes) => Ok(Self::from(bytes.as_slice())),
            other => Err(expected::<Self>(&other)),
        }
    }
}

impl FromArg for Words {
    const WHAT: &'static str = "a str or a list of str";

    fn from_arg(arg: Arg) -> Converted<Self> {
        let word = |arg: Arg| match arg {
            Arg::Text(text) => Ok(Text::from(text)),
            Arg::Bytes(bytes) => Ok(Text::from(bytes)),
            other => Err(expected::<Self>(&other)),
        };
        match arg {
            Arg::None => Ok(Self(Vec::new())),
            Arg::List(words) => words
                .into_iter()
                .map(word)
                .collect::<Converted<_>>()
                .map(Self),
            other => Ok(Self(vec![word(other)?])),
        }
    }
}

impl IntoOut for Words {
    fn into_out(self) -> Out {
        Out::Tuple(self.0.into_iter().map(Out::Text).collect())
    }
}

impl FromArg for Messages {
    const WHAT: &'static str = "message ids: a number, a list of numbers, or a set such as '1:5,9'";

    fn from_arg(arg: Arg) -> Converted<Self> {
        match arg {
            Arg::None => Ok(Self::from_parts(Vec::new())),
            Arg::Ids(ids) => Ok(Self::from(ids)),
            Arg::List(parts) => {
                let parts: Converted<Vec<_>> = parts.into_iter().map(part).collect();
                parts.map(Self::from_parts)
            }
            Arg::Text(text) if text.is_empty() => Ok(Self::from_parts(Vec::new())),
            other => Ok(Self::from_parts(vec![part(other)?])),
        }
    }
}

fn part(arg: Arg) -> Converted<MessagePart> {
    match arg {
        Arg::Int(id) => match u32::try_from(id) {
            Ok(id) if id > 0 => Ok(MessagePart::Id(id)),
            _ => Err(format!(
                "{id} is no message id: ids go from 1 to 4294967295"
            )),
        },
        Arg::Text(text) => Ok(MessagePart::Text(text)),
        Arg::Bytes(bytes) => String::from_utf8(bytes)
            .map(MessagePart::Text)
            .map_err(|_| "the message set is not ASCII".to_owned()),
        other => Err(expected::<Messages>(&other)),
    }
}

impl FromArg for Criteria {
    const WHAT: &'static str = "search criteria: a str or a list";

    fn from_arg(arg: Arg) -> Converted<Self> {
        Ok(Self(match arg {
            Arg::None => CriteriaForm::List(Vec::new()),
            Arg::Text(text) => CriteriaForm::Text(Text::from(text)),
            Arg::Bytes(bytes) => CriteriaForm::Text(Text::from(bytes)),
            Arg::List(parts) => CriteriaForm::List(criteria(parts, 0)?),
            other => CriteriaForm::List(vec![criterion(other, 0)?]),
        }))
    }
}

/// How deep criteria may be nested; deeper ones are a mistake.
const DEPTH: usize = 100;

fn criteria(parts: Vec<Arg>, depth: usize) -> Converted<Vec<Criterion>> {
    if depth > DEPTH {
        return Err(format!("the criteria are nested more than {DEPTH} deep"));
    }
    let part = |part| criterion(part, depth);
    parts.into_iter().map(part).collect()
}

fn criterion(arg: Arg, depth: usize) -> Converted<Criterion> {
    Ok(match arg {
        Arg::Text(text) => Criterion::Word(Text::from(text)),
        Arg::Bytes(bytes) => Criterion::Word(Text::from(bytes)),
        Arg::Int(number) => Criterion::Number(
            u64::try_from(number).map_err(|_| format!("{number} is no number IMAP can carry"))?,
        ),
        Arg::Date(date) => Criterion::Date(date),
        Arg::DateTime(time) => Criterion::DateTime(time),
        Arg::Ids(ids) => Criterion::Ids(ids),
        Arg::List(parts) => Criterion::List(criteria(parts, depth + 1)?),
        other => {
            return Err(format!(
                "a search criterion is a str, bytes, a number, a date or a list, not {}",
                other.describe()
            ));
        }
    })
}

impl FromArg for Charset {
    const WHAT: &'static str = "the name of a charset, or None";

    fn from_arg(arg: Arg) -> Converted<Self> {
        match arg {
            Arg::None => Ok(Self(None)),
            other => String::from_arg(other).map(|name| Self(Some(name))),
        }
    }
}

impl FromArg for Moment {
    const WHAT: &'static str = "a datetime, or None";

    fn from_arg(arg: Arg) -> Converted<Self> {
        match arg {
            Arg::None => Ok(Self(None)),
            Arg::DateTime(time) => Ok(Self(Some(time))),
            Arg::Date(date) => Ok(Self(Some(DateTime {
                local: date.and_time(chrono::NaiveTime::MIN),
                offset: None,
            }))),
            other => Err(expected::<Self>(&other)),
        }
    }
}

impl IntoOut for Value {
    fn into_out(self) -> Out {
        match self {
            Value::Nil => Out::None,
            Value::Number(number) => number.into_out(),
            Value::Text(text) => Out::Text(text),
            Value::List(values) => Out::Tuple(values.into_iter().map(IntoOut::into_out).collect()),
        }
    }
}
