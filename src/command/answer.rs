//! The tagged answer of a command, as a result: its text with its code, and what the code says.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::data::ids::Ids;
use crate::data::text::Text;
use crate::wire::response::Response;

/// The text of a tagged OK with its response code, such as `[APPENDUID 1 2] done`.
///
/// Serializes as that text. Where the server has UIDPLUS (RFC 4315), the ids of what was appended,
/// copied or moved stand in the fields.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Answer {
    /// The text, response code included.
    pub text: Text,
    /// The response code with its arguments, without brackets.
    pub code: Option<Text>,
    /// The UIDVALIDITY of the target folder.
    pub uidvalidity: Option<u32>,
    /// The UIDs that the messages have in the target folder, in order.
    pub uids: Option<Ids>,
    /// The UIDs that were copied or moved, in order.
    pub source_uids: Option<Ids>,
}

impl Answer {
    /// Reads the tagged answer; ids may also come from an untagged OK that was kept.
    pub(crate) fn read(done: &Response, untagged: &[Response]) -> Self {
        let mut answer = Self {
            text: Text::new(done.rest()),
            code: crate::client::code_of(done).map(Text::from),
            ..Self::default()
        };
        for response in untagged.iter().chain([done]) {
            answer.read_ids(response);
        }
        answer
    }

    fn read_ids(&mut self, response: &Response) {
        let Some(code) = response.code() else { return };
        let args = String::from_utf8_lossy(code.args()).into_owned();
        let mut words = args.split_ascii_whitespace();
        let validity = words.next().and_then(|word| word.parse().ok());
        let (first, second) = (words.next().and_then(ids), words.next().and_then(ids));
        if code.is("APPENDUID") && first.is_some() {
            (self.uidvalidity, self.uids) = (validity, first);
        } else if code.is("COPYUID") && second.is_some() {
            (self.uidvalidity, self.source_uids, self.uids) = (validity, first, second);
        }
    }

    /// Joins the answers to the pieces of one call; the last text stands.
    pub(crate) fn join(&mut self, next: Self) {
        append(&mut self.uids, next.uids);
        append(&mut self.source_uids, next.source_uids);
        self.text = next.text;
        self.code = next.code;
        self.uidvalidity = self.uidvalidity.or(next.uidvalidity);
    }
}

fn append(mine: &mut Option<Ids>, more: Option<Ids>) {
    match (mine.as_mut(), more) {
        (Some(mine), Some(more)) => more
            .runs()
            .for_each(|run| mine.push_run(*run.start(), *run.end())),
        (None, more) => *mine = more,
        (Some(_), None) => {}
    }
}

/// A set of a response code, in the order written: the two sets of COPYUID match pairwise.
fn ids(set: &str) -> Option<Ids> {
    let mut ids = Ids::default();
    for part in set.split(',') {
        let (first, last) = part.split_once(':').unwrap_or((part, part));
        let (first, last): (u32, u32) = (first.parse().ok()?, last.parse().ok()?);
        ids.push_run(first.min(last), first.max(last));
    }
    Some(ids)
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.text.serialize(serializer)
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

#[cfg(feature = "menu")]
mod dynamic {
    use std::sync::Arc;

    use super::Answer;
    use crate::data::ids::{Ids, SearchIds};
    use crate::data::text::Text;
    use crate::menu::{IntoOut, Out, Record};

    impl Record for Answer {
        fn type_name(&self) -> &'static str {
            "Answer"
        }

        fn fields(&self) -> &'static [&'static str] {
            &["code", "uidvalidity", "uids", "source_uids"]
        }

        fn field(&self, name: &str) -> Option<Out> {
            Some(match name {
                "code" => self.code.clone().into_out(),
                "uidvalidity" => self.uidvalidity.into_out(),
                "uids" => shared(&self.uids),
                "source_uids" => shared(&self.source_uids),
                _ => return None,
            })
        }

        fn text(&self) -> Option<Text> {
            Some(self.text.clone())
        }
    }

    fn shared(ids: &Option<Ids>) -> Out {
        ids.clone()
            .map(|ids| SearchIds { ids, modseq: None })
            .into_out()
    }

    impl IntoOut for Answer {
        fn into_out(self) -> Out {
            Out::Record(Arc::new(self))
        }
    }
}
