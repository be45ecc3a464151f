//! Where folders live (NAMESPACE, RFC 2342).

use serde::Serialize;

use crate::client::Client;
use crate::data::folder::Folder;
use crate::data::text::Text;
use crate::data::value::Value;
use crate::error::Result;
use crate::wire::cursor::Cursor;
use crate::wire::line::Line;
use crate::wire::tape::Tape;

/// A prefix of folder names, and what separates the levels behind it.
pub type Place = (Text, Option<Text>);

/// Where folders live. Each part is `None` or a list of prefix and separator.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Namespace {
    /// The user's own folders.
    pub personal: Option<Vec<Place>>,
    /// Folders of other users.
    pub other: Option<Vec<Place>>,
    /// Shared folders.
    pub shared: Option<Vec<Place>>,
}

pub(super) fn namespace(client: &mut Client) -> Result<Namespace> {
    client.need_login("NAMESPACE")?;
    client.need("NAMESPACE")?;
    let command = Line::new("NAMESPACE").finish()?;
    let reply = client.run(command, &|response| response.is("NAMESPACE"))?;
    let mut tape = Tape::default();
    let Some(response) = reply.data.first() else {
        return Ok(Namespace::default());
    };
    let mut cursor = response.cursor(&mut tape)?;
    let (mut odd, mut short) = (false, false);
    let mut part = || match cursor.at_end() {
        true => {
            short = true;
            Ok(None)
        }
        false => read_part(client, &mut cursor, &mut odd),
    };
    let namespace = Namespace {
        personal: part()?,
        other: part()?,
        shared: part()?,
    };
    client.note_quirks_of(&tape);
    if odd {
        client.note_quirk("namespace that is no list of lists");
    }
    if short {
        client.note_quirk("NAMESPACE with too few parts");
    }
    Ok(namespace)
}

/// One part of NAMESPACE: NIL or a list of lists, whose further elements are extensions.
fn read_part(
    client: &Client,
    cursor: &mut Cursor<'_>,
    odd: &mut bool,
) -> Result<Option<Vec<Place>>> {
    let entries = match cursor.value()? {
        Value::Nil => return Ok(None),
        Value::List(entries) if matches!(entries.first(), Some(Value::Text(_))) => {
            *odd = true;
            vec![Value::List(entries)]
        }
        Value::List(entries) => entries,
        _ => {
            *odd = true;
            return Ok(None);
        }
    };
    let options = client.options();
    let entry = |entry: Value| match entry {
        Value::List(words) => {
            let mut words = words.into_iter();
            let prefix = match words.next()? {
                Value::Text(raw) => {
                    Folder::from_wire(raw.as_bytes(), options.folder_encode, client.utf8())
                }
                _ => Text::new(b""),
            };
            let separator = match words.next() {
                Some(Value::Text(separator)) => Some(separator),
                _ => None,
            };
            Some((prefix, separator))
        }
        _ => None,
    };
    Ok(Some(entries.into_iter().filter_map(entry).collect()))
}

#[cfg(feature = "menu")]
mod dynamic {
    use std::sync::Arc;

    use super::{Namespace, Place};
    use crate::menu::{IntoOut, Out, Record};

    impl Record for Namespace {
        fn type_name(&self) -> &'static str {
            "Namespace"
        }

        fn fields(&self) -> &'static [&'static str] {
            &["personal", "other", "shared"]
        }

        fn field(&self, name: &str) -> Option<Out> {
            self.index(self.fields().iter().position(|field| *field == name)?)
        }

        fn tuple_len(&self) -> Option<usize> {
            Some(3)
        }

        fn index(&self, position: usize) -> Option<Out> {
            let part = [&self.personal, &self.other, &self.shared]
                .get(position)
                .copied()?;
            let entry =
                |(prefix, separator): &Place| (prefix.clone(), separator.clone()).into_out();
            Some(match part {
                Some(entries) => Out::Tuple(entries.iter().map(entry).collect()),
                None => Out::None,
            })
        }
    }

    impl IntoOut for Namespace {
        fn into_out(self) -> Out {
            Out::Record(Arc::new(self))
        }
    }
}
