//! A message, or a part of one: headers as they were sent, and a body.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::{Deref, DerefMut};
use std::rc::Rc;

use crate::lang::Interpreter;
use crate::lang::raise::{R, Raised};

use super::super::texts::{from_base64, from_quoted};
use super::params::{Param, escaped, parameters};

/// How deep parts may be nested: about as deep as Python can read them.
const DEEPEST: usize = 900;

/// A part shared by those who look at it.
pub(super) type Shared = Rc<RefCell<Part>>;

/// A message, or a part of one.
#[derive(Clone, Debug, Default)]
pub(super) struct Part {
    /// Names and values, folds included.
    pub(super) headers: Vec<(String, String)>,
    /// Values among them that came in octets and are not ASCII, each with its octets.
    pub(super) eight_bit: HashMap<String, Vec<u8>>,
    /// The first line, if it is mbox's.
    pub(super) envelope: Option<String>,
    pub(super) preamble: Option<String>,
    pub(super) epilogue: Option<String>,
    pub(super) body: Body,
    /// A part of a digest is a message unless it says otherwise.
    pub(super) in_digest: bool,
    /// Made or read by Python's newer rules: headers are decoded when they are looked at.
    pub(super) modern: bool,
    /// The type that it was made as, where that is one of `email.mime`.
    pub(super) made_as: &'static str,
    /// What was wrong with it: the names of `email.errors`, and the line.
    pub(super) defects: Vec<(&'static str, Option<String>)>,
    /// Read from text: what its octets say needs no charset.
    pub(super) from_text: bool,
}

/// What a part holds.
#[derive(Clone, Debug, Default)]
pub(super) enum Body {
    #[default]
    None,
    Octets(Vec<u8>),
    Parts(Parts),
}

/// The parts inside a part. However deep they are nested, they are dropped one after the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts(Vec<Shared>);

impl From<Vec<Shared>> for Parts {
    fn from(parts: Vec<Shared>) -> Self {
        Self(parts)
    }
}

impl Deref for Parts {
    type Target = Vec<Shared>;

    fn deref(&self) -> &Vec<Shared> {
        &self.0
    }
}

impl DerefMut for Parts {
    fn deref_mut(&mut self) -> &mut Vec<Shared> {
        &mut self.0
    }
}

impl Drop for Parts {
    fn drop(&mut self) {
        let mut left = std::mem::take(&mut self.0);
        while let Some(part) = left.pop() {
            if let Some(part) = Rc::into_inner(part)
                && let Body::Parts(inner) = &mut part.into_inner().body
            {
                left.append(inner);
            }
        }
    }
}

/// Refuses to go deeper than that.
pub(super) fn check_depth(depth: usize) -> R<()> {
    match depth > DEEPEST {
        true => Err(Raised::new(
            "RecursionError",
            format!("the parts of the message are nested more than {DEEPEST} deep"),
        )),
        false => Ok(()),
    }
}

/// Goes through a part and all inside, from the top.
pub(super) fn visit(
    interpreter: &Interpreter,
    top: &Shared,
    run: &mut dyn FnMut(&Shared) -> R<()>,
) -> R<()> {
    let mut left = vec![(0, top.clone())];
    while let Some((depth, part)) = left.pop() {
        interpreter.tick()?;
        check_depth(depth)?;
        run(&part)?;
        if let Body::Parts(parts) = &part.borrow().body {
            let inner = parts.iter().rev();
            left.extend(inner.map(|part| (depth + 1, part.clone())));
        }
    }
    Ok(())
}

/// Octets as text: UTF-8, else letter by letter.
pub(super) fn lossy(octets: &[u8]) -> String {
    match std::str::from_utf8(octets) {
        Ok(text) => text.to_owned(),
        Err(_) => octets.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// The first half of a header's value, in lower case.
pub(super) fn first_word(value: &str) -> String {
    let word = value.split(';').next().unwrap_or_default();
    word.trim().to_lowercase()
}

impl Part {
    /// The octets that a header's value came in, if they are not ASCII.
    pub(super) fn sent(&self, value: &str) -> Option<&[u8]> {
        self.eight_bit.get(value).map(Vec::as_slice)
    }

    /// The first header of a name, as it was sent.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// All headers of a name.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.named(name).map(|(_, value)| value)
    }

    /// All headers of a name, with the name as it is written there.
    pub(super) fn named(&self, name: &str) -> impl Iterator<Item = (&str, &str)> {
        let same = move |given: &str| given.eq_ignore_ascii_case(name);
        let found = self.headers.iter().filter(move |(given, _)| same(given));
        found.map(|(given, value)| (given.as_str(), value.as_str()))
    }

    /// The first header of a name; the newer rules know no folds.
    fn unfolded(&self, name: &str) -> Option<Cow<'_, str>> {
        let value = self.get(name)?;
        Some(match self.modern {
            true => Cow::Owned(value.replace(['\r', '\n'], "")),
            false => Cow::Borrowed(value),
        })
    }

    /// Removes all headers of a name.
    pub(super) fn remove(&mut self, name: &str) {
        self.headers
            .retain(|(given, _)| !given.eq_ignore_ascii_case(name));
    }

    /// Sets a header in its place, or at the end.
    pub(super) fn set(&mut self, name: &str, value: String) {
        let same = |(given, _): &&mut (String, String)| given.eq_ignore_ascii_case(name);
        match self.headers.iter_mut().find(same) {
            Some((_, old)) => *old = value,
            None => self.headers.push((name.to_owned(), value)),
        }
    }

    /// Adds a part inside.
    pub(super) fn push(&mut self, part: Shared) {
        match &mut self.body {
            Body::Parts(parts) => parts.push(part),
            body => *body = Body::Parts(vec![part].into()),
        }
    }

    /// `text/plain` and the like, in lower case.
    pub(super) fn content_type(&self) -> String {
        let Some(value) = self.unfolded("content-type") else {
            let message = "message/rfc822";
            let default = if self.in_digest {
                message
            } else {
                "text/plain"
            };
            return default.to_owned();
        };
        let kind = first_word(&value);
        match kind.matches('/').count() {
            1 => kind,
            _ => "text/plain".to_owned(),
        }
    }

    /// A parameter of a header: `boundary`, `charset`, `filename`.
    pub(super) fn parameter(&self, header: &str, name: &str) -> Option<Param> {
        let all = parameters(&self.unfolded(header)?);
        let mut found = all.into_iter().filter(|(given, _)| given == name);
        found.next().map(|(_, value)| value)
    }

    /// What separates the parts.
    pub(super) fn boundary(&self) -> Option<String> {
        let mut boundary = self.parameter("content-type", "boundary")?.text();
        boundary.truncate(boundary.trim_end().len());
        Some(boundary)
    }

    /// The parts inside; none of what is no multipart.
    pub(super) fn parts(&self) -> Vec<Shared> {
        match &self.body {
            Body::Parts(parts) => parts.to_vec(),
            _ => Vec::new(),
        }
    }

    /// Its octets, without the transfer encoding. What is wrong with that is noted.
    pub(super) fn decoded(&mut self) -> Vec<u8> {
        let Body::Octets(octets) = &self.body else {
            return Vec::new();
        };
        let encoding = self.get("content-transfer-encoding").unwrap_or_default();
        match encoding.to_ascii_lowercase().as_str() {
            "quoted-printable" => from_quoted(octets, false),
            "base64" => {
                let (decoded, defects) = from_damaged(octets);
                self.defects
                    .extend(defects.iter().map(|name| (*name, None)));
                decoded
            }
            _ if self.from_text && !octets.is_ascii() => escaped(&lossy(octets)),
            _ => octets.clone(),
        }
    }

    /// The charset that it names, in lower case.
    pub(super) fn charset(&self) -> Option<String> {
        self.parameter("content-type", "charset")?.charset()
    }
}

/// The octets in base64 that may lack its end or have other letters between; as it stands if it
/// makes no sense. With it what is wrong.
fn from_damaged(octets: &[u8]) -> (Vec<u8>, &'static [&'static str]) {
    let joined = octets.iter().copied();
    let mut joined: Vec<u8> = joined
        .filter(|byte| !matches!(byte, b'\r' | b'\n'))
        .collect();
    const PADDING: &str = "InvalidBase64PaddingDefect";
    const LETTERS: &str = "InvalidBase64CharactersDefect";
    let length = joined.len();
    joined.resize(length.next_multiple_of(4), b'=');
    if let Ok(decoded) = from_base64(&joined, true) {
        let whole = length.is_multiple_of(4);
        return (decoded, if whole { &[] } else { &[PADDING] });
    }
    joined.truncate(length);
    if let Ok(decoded) = from_base64(&joined, false) {
        return (decoded, &[LETTERS]);
    }
    joined.extend_from_slice(b"==");
    match from_base64(&joined, false) {
        Ok(decoded) => (decoded, &[LETTERS, PADDING]),
        Err(_) => {
            joined.truncate(length);
            (joined, &["InvalidBase64LengthDefect"])
        }
    }
}
