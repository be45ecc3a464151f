//! News as a result: the text of an answer, and the responses that came in.

use serde::Serialize;
use serde::ser::{SerializeTuple, Serializer};

use crate::client::Update;
use crate::data::text::Text;

/// The text of a tagged answer, and responses that nobody had asked for.
///
/// Serializes as `[text, [response, ...]]`, each response an array of its words.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Updates {
    /// The text of the answer.
    pub text: Text,
    /// The responses, oldest first.
    pub responses: Vec<Update>,
}

impl Serialize for Updates {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut pair = serializer.serialize_tuple(2)?;
        pair.serialize_element(&self.text)?;
        pair.serialize_element(&self.responses)?;
        pair.end()
    }
}

#[cfg(feature = "menu")]
mod dynamic {
    use super::Updates;
    use crate::client::Update;
    use crate::menu::{IntoOut, Out};

    impl IntoOut for Update {
        fn into_out(self) -> Out {
            Out::Tuple(self.words.into_iter().map(IntoOut::into_out).collect())
        }
    }

    impl IntoOut for Updates {
        fn into_out(self) -> Out {
            (self.text, self.responses).into_out()
        }
    }
}
