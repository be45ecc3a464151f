//! Criteria given as a list: each element checked and written by the kind of place it stands in.

use super::keys::{self, Kind};
use super::program::{Program, Segment, invalid};
use crate::data::criteria::Criterion;
use crate::data::ids::Ids;
use crate::data::messages::{MessagePart, Messages, Selection};
use crate::data::set::IdSet;
use crate::data::text::Text;
use crate::data::time::criteria_date;
use crate::error::{Error, Result};

/// How deep groups may be nested.
const DEPTH: usize = 100;

/// Checks a list of criteria.
pub(super) fn read(items: &[Criterion], uid: bool) -> Result<Program> {
    let mut writer = Writer {
        program: Program::default(),
        raw: Vec::new(),
        path: Vec::new(),
        uid,
    };
    let items = writer.prefix(items)?;
    writer.keys(items, true)?;
    writer.flush();
    Ok(writer.program)
}

struct Writer {
    program: Program,
    /// What was written since the last segment.
    raw: Vec<u8>,
    /// Where in the criteria the reader is, counted from 1.
    path: Vec<usize>,
    uid: bool,
}

/// The elements of one list, with the place of each.
type Items<'a> = std::iter::Peekable<std::iter::Enumerate<std::slice::Iter<'a, Criterion>>>;

impl Writer {
    /// Takes RETURN and CHARSET, which stand before the criteria proper.
    fn prefix<'a>(&mut self, mut items: &'a [Criterion]) -> Result<&'a [Criterion]> {
        if let [Criterion::Word(word), options, rest @ ..] = items
            && word.eq_ignore_ascii_case("RETURN")
        {
            self.path = vec![2];
            self.program.returns = Some(self.options(options)?);
            items = rest;
        }
        if let [Criterion::Word(word), Criterion::Word(name), rest @ ..] = items
            && word.eq_ignore_ascii_case("CHARSET")
        {
            self.program.charset = Some(name.to_string_lossy().into_owned());
            items = rest;
        }
        self.path.clear();
        Ok(items)
    }

    fn options(&self, options: &Criterion) -> Result<Vec<u8>> {
        let Criterion::List(options) = options else {
            return Err(self.wrong("RETURN takes a list, such as ['MIN', 'COUNT']"));
        };
        let mut words = Vec::new();
        for option in options {
            match option {
                Criterion::Word(word) if keys::is_atom(word.as_bytes()) => {
                    words.push(word.to_string_lossy().into_owned());
                }
                Criterion::Number(number) => words.push(number.to_string()),
                _ => return Err(self.wrong("an option of RETURN is one word")),
            }
        }
        Ok(format!("({})", words.join(" ")).into_bytes())
    }

    /// Writes the search keys of one list.
    fn keys(&mut self, items: &[Criterion], top: bool) -> Result<()> {
        if items.is_empty() {
            return Err(match top {
                true => invalid("no criteria specified"),
                false => self.wrong("no criteria specified"),
            });
        }
        if self.path.len() > DEPTH {
            return Err(invalid(format!(
                "the criteria are nested more than {DEPTH} deep"
            )));
        }
        let depth = self.path.len();
        let mut items = items.iter().enumerate().peekable();
        // How many keys NOT and OR still wait for, and which of them was the last.
        let (mut owed, mut operator) = (0usize, None);
        let mut after_unknown = false;
        while let Some((position, item)) = items.next() {
            self.path.truncate(depth);
            self.path.push(position + 1);
            let alone = top && owed == 0 && !after_unknown;
            owed = owed.saturating_sub(1);
            match item {
                Criterion::List(inner) => {
                    self.space();
                    self.raw.push(b'(');
                    self.keys(inner, false)?;
                    self.raw.push(b')');
                }
                Criterion::Ids(ids) => self.ids(ids, alone),
                Criterion::Number(number) if after_unknown => {
                    self.word(number.to_string().as_bytes());
                }
                Criterion::Number(_) => self.set(item, alone)?,
                Criterion::Word(word) if keys::is_set(word.as_bytes()) && !after_unknown => {
                    self.set(item, alone)?;
                }
                Criterion::Word(word) => match keys::arguments(word.as_bytes()) {
                    Some(kinds) => {
                        after_unknown = false;
                        let keys = kinds.iter().filter(|kind| **kind == Kind::Key).count();
                        if keys > 0 {
                            owed += keys;
                            operator = Some((position, word));
                        }
                        self.key(word, kinds, &mut items, alone)?;
                    }
                    None if keys::is_atom(word.as_bytes()) => {
                        self.word(word.as_bytes());
                        after_unknown = true;
                    }
                    // What follows a key that nobody knows is taken for its argument.
                    None if after_unknown => self.text(word.clone())?,
                    None => {
                        return Err(self.wrong(&format!(
                            "{word:?} is no search key; give each key and each text as an element of its own"
                        )));
                    }
                },
                Criterion::Date(_) | Criterion::DateTime(_) if after_unknown => self.date(item)?,
                Criterion::Date(_) | Criterion::DateTime(_) => {
                    return Err(self.wrong("a date stands where a search key is due"));
                }
            }
        }
        self.path.truncate(depth);
        match operator {
            Some((position, word)) if owed > 0 => {
                self.path.push(position + 1);
                Err(self.wrong(&format!("{word} lacks a search key after it")))
            }
            _ => Ok(()),
        }
    }

    /// A known key with its arguments; search keys among these follow by themselves.
    fn key(
        &mut self,
        key: &Text,
        kinds: &[Kind],
        items: &mut Items<'_>,
        alone: bool,
    ) -> Result<()> {
        if kinds != [Kind::Set] {
            self.word(key.as_bytes());
        }
        for kind in kinds.iter().filter(|kind| **kind != Kind::Key) {
            let item = self.argument(key, items)?;
            match kind {
                Kind::Text => self.string(key, item)?,
                Kind::Date => self.date(item)?,
                Kind::Number => self.number(key, item)?,
                Kind::Flag => self.flag(key, item)?,
                Kind::Word => self.identifier(key, item)?,
                Kind::Entry => self.entry(key, item, items)?,
                Kind::Set => match item {
                    Criterion::Ids(ids) if ids.is_empty() => self.nothing(),
                    _ => {
                        self.word(key.as_bytes());
                        self.set(item, alone)?;
                    }
                },
                Kind::Key => {}
            }
        }
        Ok(())
    }

    fn argument<'a>(&mut self, key: &Text, items: &mut Items<'a>) -> Result<&'a Criterion> {
        match items.next() {
            Some((position, item)) => {
                if let Some(last) = self.path.last_mut() {
                    *last = position + 1;
                }
                Ok(item)
            }
            None => Err(self.wrong(&format!("{key} lacks what it looks for"))),
        }
    }

    fn string(&mut self, key: &Text, item: &Criterion) -> Result<()> {
        match item {
            Criterion::Word(text) => self.text(text.clone()),
            Criterion::Number(number) => self.text(Text::from(number.to_string())),
            Criterion::Date(date) => self.text(Text::from(criteria_date(*date))),
            Criterion::DateTime(time) => self.text(Text::from(criteria_date(time.local.date()))),
            _ => Err(self.wrong(&format!("{key} takes a text, not a list"))),
        }
    }

    fn date(&mut self, item: &Criterion) -> Result<()> {
        match item {
            Criterion::Date(date) => self.word(criteria_date(*date).as_bytes()),
            Criterion::DateTime(time) => self.word(criteria_date(time.local.date()).as_bytes()),
            Criterion::Word(word) if keys::is_date(word.as_bytes()) => self.word(word.as_bytes()),
            _ => {
                return Err(self.wrong(&format!(
                    "{} is no date; a date is a datetime.date or a str such as '01-Jan-2024'",
                    shown(item)
                )));
            }
        }
        Ok(())
    }

    fn number(&mut self, key: &Text, item: &Criterion) -> Result<()> {
        match item {
            Criterion::Number(number) => self.word(number.to_string().as_bytes()),
            Criterion::Word(word) if keys::is_number(word.as_bytes()) => self.word(word.as_bytes()),
            _ => {
                return Err(self.wrong(&format!("{key} takes a number, not {}", shown(item))));
            }
        }
        Ok(())
    }

    fn flag(&mut self, key: &Text, item: &Criterion) -> Result<()> {
        match item {
            Criterion::Word(word) => {
                let name = word.as_bytes();
                if keys::is_keyword(name.strip_prefix(b"\\").unwrap_or(name)) {
                    self.word(name);
                    return Ok(());
                }
            }
            Criterion::Number(number) => {
                self.word(number.to_string().as_bytes());
                return Ok(());
            }
            _ => {}
        }
        Err(self.wrong(&format!(
            "{key} takes a keyword such as '$Forwarded', not {}",
            shown(item)
        )))
    }

    fn identifier(&mut self, key: &Text, item: &Criterion) -> Result<()> {
        match item {
            Criterion::Word(word) if keys::is_atom(word.as_bytes()) => self.word(word.as_bytes()),
            Criterion::Number(number) => self.word(number.to_string().as_bytes()),
            _ => {
                return Err(self.wrong(&format!("{key} takes one word, not {}", shown(item))));
            }
        }
        Ok(())
    }

    /// A mod-sequence, or an entry with its type and then that (RFC 7162 section 3.1.5). One server
    /// refuses 0, which means what 1 means: no message has less.
    fn entry(&mut self, key: &Text, item: &Criterion, items: &mut Items<'_>) -> Result<()> {
        let mut item = item;
        if let Criterion::Word(word) = item
            && !keys::is_number(word.as_bytes())
        {
            self.text(word.clone())?;
            item = self.argument(key, items)?;
            self.identifier(key, item)?;
            item = self.argument(key, items)?;
        }
        match item {
            Criterion::Number(0) => self.word(b"1"),
            Criterion::Word(word) if *word == *"0" => self.word(b"1"),
            _ => self.number(key, item)?,
        }
        Ok(())
    }

    /// Message ids that are a search key by themselves.
    fn ids(&mut self, ids: &Ids, alone: bool) {
        if ids.is_empty() {
            return self.nothing();
        }
        if self.uid {
            self.word(b"UID");
        }
        self.id_set(IdSet::from(ids), alone);
    }

    /// The key that no message meets: no message set can be empty.
    fn nothing(&mut self) {
        self.word(b"NOT ALL");
    }

    fn set(&mut self, item: &Criterion, alone: bool) -> Result<()> {
        let parts = self.parts(item)?;
        let selection = Messages::from_parts(parts)
            .resolve()
            .map_err(|error: Error| self.wrong(error.message()))?;
        match selection {
            Selection::Nothing => return Err(self.wrong("the message set is empty")),
            Selection::Set(set) => self.id_set(set, alone),
            Selection::Verbatim(text) => self.word(text.as_bytes()),
        }
        Ok(())
    }

    fn parts(&self, item: &Criterion) -> Result<Vec<MessagePart>> {
        Ok(match item {
            Criterion::Word(word) => {
                vec![MessagePart::Text(word.to_string_lossy().into_owned())]
            }
            Criterion::Number(number) => match u32::try_from(*number) {
                Ok(id) => vec![MessagePart::Id(id)],
                Err(_) => {
                    return Err(self.wrong(&format!(
                        "{number} is no message id: ids go from 1 to 4294967295"
                    )));
                }
            },
            Criterion::Ids(ids) => vec![MessagePart::Ids(ids.clone())],
            Criterion::List(items)
                if !items.iter().any(|item| matches!(item, Criterion::List(_))) =>
            {
                let mut parts = Vec::with_capacity(items.len());
                for item in items {
                    parts.append(&mut self.parts(item)?);
                }
                parts
            }
            _ => return Err(self.wrong(&format!("{} is no message set", shown(item)))),
        })
    }

    /// Writes a set. One that stands alone in the outermost list can be split.
    fn id_set(&mut self, set: IdSet, alone: bool) {
        self.space();
        self.flush();
        let len = set.to_string().len();
        if alone
            && self
                .program
                .splittable
                .is_none_or(|(_, longest)| longest < len)
        {
            self.program.splittable = Some((self.program.segments.len(), len));
        }
        self.program.segments.push(Segment::Set(set));
    }

    fn text(&mut self, text: Text) -> Result<()> {
        if text.as_bytes().contains(&0) {
            return Err(self.wrong("the text holds a NUL byte, which IMAP cannot carry"));
        }
        self.space();
        self.flush();
        let place = self.place();
        self.program.segments.push(Segment::Text(text, place));
        Ok(())
    }

    fn word(&mut self, word: &[u8]) {
        self.space();
        self.raw.extend_from_slice(word);
    }

    /// The blank before a word, unless it is the first of its list.
    fn space(&mut self) {
        let first = self.raw.is_empty() && self.program.segments.is_empty();
        if !first && self.raw.last() != Some(&b'(') {
            self.raw.push(b' ');
        }
    }

    fn flush(&mut self) {
        if !self.raw.is_empty() {
            let raw = std::mem::take(&mut self.raw);
            self.program.segments.push(Segment::Raw(raw));
        }
    }

    fn place(&self) -> String {
        let path: Vec<String> = self.path.iter().map(usize::to_string).collect();
        format!("criterion {}", path.join("."))
    }

    fn wrong(&self, what: &str) -> Error {
        invalid(format!("{}: {what}", self.place()))
    }
}

fn shown(item: &Criterion) -> String {
    match item {
        Criterion::Word(word) => format!("{word:?}"),
        Criterion::Number(number) => number.to_string(),
        Criterion::Date(date) => criteria_date(*date),
        Criterion::DateTime(time) => criteria_date(time.local.date()),
        Criterion::List(_) => "a list".to_owned(),
        Criterion::Ids(_) => "message ids".to_owned(),
    }
}
