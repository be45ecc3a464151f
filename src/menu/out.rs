//! Results as a dynamic caller sees them: shared, typed, printable, never copied to be looked at.

use std::fmt;
use std::sync::{Arc, Mutex};

use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use super::writer::WriteJson;
use crate::client::Client;
use crate::data::ids::SearchIds;
use crate::data::text::Text;
use crate::data::time::DateTime;
use crate::error;

/// A value that a call by name returns.
///
/// Cloning is cheap: everything large is shared. `Serialize` gives the JSON of the documentation.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Out {
    /// Nothing.
    None,
    /// A truth value.
    Bool(bool),
    /// A whole number, exact to the last digit.
    Int(i128),
    /// Text from the server: equal to the str and to the bytes of the same content.
    Text(Text),
    /// A point in time, aware or naive.
    Time(DateTime),
    /// A list.
    List(Arc<[Out]>),
    /// A tuple.
    Tuple(Arc<[Out]>),
    /// A mapping made by the server, in its order; keys answer as str and as bytes.
    Map(Arc<dyn Mapping>),
    /// A record with named fields, and where it has them an index and a text form.
    Record(Arc<dyn Record>),
    /// Rows that are taken one by one while they arrive.
    Rows(Arc<Mutex<dyn RowSource>>),
    /// Message ids, held as ranges; a list with the attribute `modseq`.
    Ids(Arc<SearchIds>),
}

/// A key of a [`Mapping`].
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Key<'a> {
    /// A number, such as a message id.
    Int(i128),
    /// Text in either spelling.
    Text(&'a [u8]),
}

/// A mapping whose entries are made when they are looked at.
pub trait Mapping: fmt::Debug + Send + Sync + erased_serde::Serialize + WriteJson {
    /// The number of entries.
    fn len(&self) -> usize;

    /// The entry at `position`, in server order.
    fn entry(&self, position: usize) -> Option<(Out, Out)>;

    /// The position of `key`.
    fn find(&self, key: Key<'_>) -> Option<usize>;

    /// Whether there is no entry.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Rows that are taken one by one from the client whose they are.
pub trait RowSource: fmt::Debug + Send {
    /// The next row, with its key.
    fn next(&mut self, client: &mut Client) -> error::Result<Option<(Out, Out)>>;
}

/// A typed result that is looked at field by field.
pub trait Record: fmt::Debug + Send + Sync + erased_serde::Serialize + WriteJson {
    /// The name of the type, as users know it (`Envelope`).
    fn type_name(&self) -> &'static str;

    /// The fields in declared order, as users spell them (`from_`).
    fn fields(&self) -> &'static [&'static str];

    /// One field, or one further attribute.
    fn field(&self, name: &str) -> Option<Out>;

    /// Whether JSON leaves out the fields that are `None`.
    fn leaves_out_none(&self) -> bool {
        false
    }

    /// The length of the tuple form, where the record can be indexed and unpacked.
    fn tuple_len(&self) -> Option<usize> {
        None
    }

    /// One element of the tuple form.
    fn index(&self, _position: usize) -> Option<Out> {
        None
    }

    /// The text this record is, if it is a text with attributes (a tagged answer).
    fn text(&self) -> Option<Text> {
        None
    }

    /// What `str()` gives, where that is not the list of fields (an address).
    fn display(&self) -> Option<String> {
        None
    }
}

impl Serialize for Out {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::None => serializer.serialize_none(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(value) => match (u64::try_from(*value), i64::try_from(*value)) {
                (Ok(value), _) => serializer.serialize_u64(value),
                (_, Ok(value)) => serializer.serialize_i64(value),
                _ => serializer.serialize_i128(*value),
            },
            Self::Text(value) => value.serialize(serializer),
            Self::Time(value) => value.serialize(serializer),
            Self::List(values) | Self::Tuple(values) => {
                let mut seq = serializer.serialize_seq(Some(values.len()))?;
                for value in values.iter() {
                    seq.serialize_element(value)?;
                }
                seq.end()
            }
            Self::Rows(_) => serializer.serialize_none(),
            Self::Map(map) => erased_serde::serialize(&**map, serializer),
            Self::Record(record) => erased_serde::serialize(&**record, serializer),
            Self::Ids(ids) => ids.serialize(serializer),
        }
    }
}

/// A typed result that becomes an [`Out`].
pub trait IntoOut {
    /// Converts without copying what is shared.
    fn into_out(self) -> Out;
}

impl IntoOut for Out {
    fn into_out(self) -> Out {
        self
    }
}

impl IntoOut for () {
    fn into_out(self) -> Out {
        Out::None
    }
}

impl IntoOut for bool {
    fn into_out(self) -> Out {
        Out::Bool(self)
    }
}

impl IntoOut for u32 {
    fn into_out(self) -> Out {
        Out::Int(self.into())
    }
}

impl IntoOut for u64 {
    fn into_out(self) -> Out {
        Out::Int(self.into())
    }
}

impl IntoOut for Text {
    fn into_out(self) -> Out {
        Out::Text(self)
    }
}

impl IntoOut for DateTime {
    fn into_out(self) -> Out {
        Out::Time(self)
    }
}

impl IntoOut for SearchIds {
    fn into_out(self) -> Out {
        Out::Ids(Arc::new(self))
    }
}

impl<T: IntoOut> IntoOut for Option<T> {
    fn into_out(self) -> Out {
        self.map_or(Out::None, IntoOut::into_out)
    }
}

impl<T: IntoOut> IntoOut for Vec<T> {
    fn into_out(self) -> Out {
        Out::List(self.into_iter().map(IntoOut::into_out).collect())
    }
}

impl<A: IntoOut, B: IntoOut> IntoOut for (A, B) {
    fn into_out(self) -> Out {
        Out::Tuple(Arc::new([self.0.into_out(), self.1.into_out()]))
    }
}
