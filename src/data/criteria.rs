//! Search criteria as users give them; what becomes of them on the wire is SEARCH's business.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime, TimeZone};

use super::ids::{Ids, SearchIds};
use super::text::Text;
use super::time::DateTime;

/// One element of a list of criteria.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Criterion {
    /// A search key, or the text it takes.
    Word(Text),
    /// A number.
    Number(u64),
    /// A date.
    Date(NaiveDate),
    /// A date; its time of day does not count.
    DateTime(DateTime),
    /// A group, put into parentheses.
    List(Vec<Criterion>),
    /// Message ids.
    Ids(Arc<Ids>),
}

impl From<&str> for Criterion {
    fn from(word: &str) -> Self {
        Self::Word(word.into())
    }
}

impl From<u32> for Criterion {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<String> for Criterion {
    fn from(word: String) -> Self {
        Self::Word(word.into())
    }
}

impl From<&String> for Criterion {
    fn from(word: &String) -> Self {
        Self::Word(word.as_str().into())
    }
}

impl From<Vec<Criterion>> for Criterion {
    fn from(group: Vec<Criterion>) -> Self {
        Self::List(group)
    }
}

impl From<NaiveDateTime> for Criterion {
    fn from(time: NaiveDateTime) -> Self {
        Self::Date(time.date())
    }
}

impl<Zone: TimeZone> From<chrono::DateTime<Zone>> for Criterion {
    fn from(time: chrono::DateTime<Zone>) -> Self {
        Self::Date(time.naive_local().date())
    }
}

impl From<&SearchIds> for Criterion {
    fn from(found: &SearchIds) -> Self {
        Self::Ids(Arc::new(found.ids.clone()))
    }
}

impl From<&[u32]> for Criterion {
    fn from(ids: &[u32]) -> Self {
        Self::Ids(Arc::new(ids.iter().copied().collect()))
    }
}

impl From<Text> for Criterion {
    fn from(word: Text) -> Self {
        Self::Word(word)
    }
}

impl From<NaiveDate> for Criterion {
    fn from(date: NaiveDate) -> Self {
        Self::Date(date)
    }
}

/// The argument type `criteria`.
#[derive(Clone, Debug, PartialEq)]
pub struct Criteria(pub CriteriaForm);

/// The two ways to give criteria.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum CriteriaForm {
    /// As IMAP spells them; sent as they stand.
    Text(Text),
    /// As a list, quoted where needed.
    List(Vec<Criterion>),
}

impl From<&str> for Criteria {
    fn from(text: &str) -> Self {
        Self(CriteriaForm::Text(text.into()))
    }
}

impl From<String> for Criteria {
    fn from(text: String) -> Self {
        Self(CriteriaForm::Text(text.into()))
    }
}

impl From<&[&str]> for Criteria {
    fn from(words: &[&str]) -> Self {
        Self(CriteriaForm::List(
            words.iter().map(|word| Criterion::from(*word)).collect(),
        ))
    }
}

impl<const N: usize> From<[&str; N]> for Criteria {
    fn from(words: [&str; N]) -> Self {
        Self::from(&words[..])
    }
}

impl From<&String> for Criteria {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<Vec<&str>> for Criteria {
    fn from(words: Vec<&str>) -> Self {
        Self::from(&words[..])
    }
}

impl<const N: usize> From<[Criterion; N]> for Criteria {
    fn from(criteria: [Criterion; N]) -> Self {
        Self(CriteriaForm::List(criteria.into()))
    }
}

impl From<&[Criterion]> for Criteria {
    fn from(criteria: &[Criterion]) -> Self {
        Self(CriteriaForm::List(criteria.to_vec()))
    }
}

impl FromIterator<Criterion> for Criteria {
    fn from_iter<I: IntoIterator<Item = Criterion>>(criteria: I) -> Self {
        Self(CriteriaForm::List(criteria.into_iter().collect()))
    }
}

impl From<Vec<Criterion>> for Criteria {
    fn from(criteria: Vec<Criterion>) -> Self {
        Self(CriteriaForm::List(criteria))
    }
}

/// The argument type `charset`: the name of a charset, or the one that fits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Charset(pub Option<String>);

impl From<&str> for Charset {
    fn from(name: &str) -> Self {
        Self(Some(name.to_owned()))
    }
}

impl From<()> for Charset {
    fn from((): ()) -> Self {
        Self(None)
    }
}

impl From<String> for Charset {
    fn from(name: String) -> Self {
        Self(Some(name))
    }
}

impl From<Option<&str>> for Charset {
    fn from(name: Option<&str>) -> Self {
        Self(name.map(str::to_owned))
    }
}
