//! A small mapping from names to values, in the server's order: what SELECT, STATUS and ID tell.

use std::collections::HashSet;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::data::text::Text;
use crate::data::value::Value;

/// Facts about a folder or a server, by upper-case name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Info {
    entries: Vec<(Text, Fact)>,
    /// The names, once there are more than a few: a server may send any number.
    names: HashSet<Text>,
}

/// Up to so many names are looked through one by one.
const FEW: usize = 32;

/// One fact of an [`Info`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Fact {
    /// The server said so, without a value (`READ-ONLY`).
    True,
    /// A number.
    Number(u64),
    /// A list of flags or other words.
    Words(Vec<Text>),
    /// Anything else.
    Value(Value),
}

impl Info {
    /// The fact called `name`, in any case.
    pub fn get(&self, name: &str) -> Option<&Fact> {
        self.iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, fact)| fact)
    }

    /// The number called `name`.
    pub fn number(&self, name: &str) -> Option<u64> {
        match self.get(name)? {
            Fact::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The words called `name` (`FLAGS`, `PERMANENTFLAGS`).
    pub fn words(&self, name: &str) -> Option<&[Text]> {
        match self.get(name)? {
            Fact::Words(words) => Some(words),
            _ => None,
        }
    }

    /// Whether the server said `name` at all.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// All facts in the server's order.
    pub fn iter(&self) -> impl Iterator<Item = &(Text, Fact)> {
        self.entries.iter()
    }

    /// The quirks of a server as facts: their names, and how often each was seen.
    #[cfg(feature = "menu")]
    pub(crate) fn from_quirks(quirks: &crate::wire::Quirks) -> Self {
        let fact = |(name, count)| (Text::from(name), Fact::Number(count));
        Self {
            entries: quirks.iter().map(fact).collect(),
            names: HashSet::new(),
        }
    }

    /// Adds a fact; one that is known by that name already stays as it is.
    pub(crate) fn add(&mut self, name: Text, fact: Fact) {
        if self.entries.len() == FEW && self.names.is_empty() {
            self.names = self.entries.iter().map(|(key, _)| key.clone()).collect();
        }
        let is_new = match self.names.is_empty() {
            true => !self.entries.iter().any(|(key, _)| *key == name),
            false => self.names.insert(name.clone()),
        };
        if is_new {
            self.entries.push((name, fact));
        }
    }
}

impl Serialize for Fact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::True => serializer.serialize_bool(true),
            Self::Number(number) => serializer.serialize_u64(*number),
            Self::Words(words) => words.serialize(serializer),
            Self::Value(value) => value.serialize(serializer),
        }
    }
}

impl Serialize for Info {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.entries.len()))?;
        for (name, fact) in &self.entries {
            map.serialize_entry(&name.to_string_lossy(), fact)?;
        }
        map.end()
    }
}

#[cfg(feature = "menu")]
mod dynamic {
    use std::sync::Arc;

    use super::{Fact, Info};
    use crate::menu::{IntoOut, Key, Mapping, Out};

    impl IntoOut for Fact {
        fn into_out(self) -> Out {
            match self {
                Self::True => Out::Bool(true),
                Self::Number(number) => number.into_out(),
                Self::Words(words) => Out::Tuple(words.into_iter().map(Out::Text).collect()),
                Self::Value(value) => value.into_out(),
            }
        }
    }

    impl Mapping for Info {
        fn len(&self) -> usize {
            self.entries.len()
        }

        fn entry(&self, position: usize) -> Option<(Out, Out)> {
            let (name, fact) = self.entries.get(position)?;
            Some((Out::Text(name.clone()), fact.clone().into_out()))
        }

        fn find(&self, key: Key<'_>) -> Option<usize> {
            match key {
                Key::Text(wanted) => {
                    (self.entries.iter()).position(|(name, _)| name.as_bytes() == wanted)
                }
                Key::Int(_) => None,
            }
        }
    }

    impl IntoOut for Info {
        fn into_out(self) -> Out {
            Out::Map(Arc::new(self))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_of_facts_costs_no_more_than_their_number() {
        let mut info = Info::default();
        // Looking through all of them for each would take minutes.
        for number in (0..150_000).chain(0..150_000) {
            info.add(Text::from(format!("X{number}")), Fact::Number(number));
        }
        assert_eq!(info.iter().count(), 150_000);
        info.add(Text::from("X7"), Fact::True);
        assert_eq!(info.number("x7"), Some(7));
        assert_eq!(info.number("X149999"), Some(149_999));
    }
}
