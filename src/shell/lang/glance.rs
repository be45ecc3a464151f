//! Looking at the session's values without changing or running anything: for the line editor.

use imapclient::client::Client;
use imapclient::menu::Method;

use super::value::{ClientRef, Value};
use super::{Interpreter, modules};

/// One step of an expression that can be followed without running anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    /// A name; always the first step.
    Name(String),
    /// A literal, by the name of its type; always the first step.
    Literal(&'static str),
    /// `.name`
    Attribute(String),
    /// `[1]`
    Index(i128),
    /// `['key']`
    Key(String),
}

/// A parameter: its name, its default as it is spelled, and whether it takes all that follow.
pub(crate) type Taken = (String, Option<String>, bool);

/// Something that can be called.
pub(crate) enum Callable {
    /// A method of the client.
    Method(&'static Method),
    /// A function, with what it takes.
    Named(String, Vec<Taken>),
}

/// A view of an interpreter's values.
pub(crate) struct Glance(pub(super) Interpreter);

impl Glance {
    /// The names that can be typed.
    pub(crate) fn names(&self) -> Vec<String> {
        self.0.names()
    }

    /// The attributes of a value.
    pub(crate) fn attributes(&mut self, of: &[Link]) -> Vec<String> {
        match self.value(of) {
            Some(value) => self.0.attribute_names(&value),
            None => Vec::new(),
        }
    }

    /// The first keys of a mapping: numbers or texts.
    pub(crate) fn keys(&mut self, of: &[Link], most: usize) -> Vec<Link> {
        let Some(value @ (Value::Dict(_) | Value::Mapping(_))) = self.value(of) else {
            return Vec::new();
        };
        let pairs = self.0.pairs(&value).unwrap_or_default();
        let key = |value: &Value| match value.as_int() {
            Some(number) => Some(Link::Index(number)),
            None => value.as_str().map(|text| Link::Key(text.to_string())),
        };
        pairs
            .iter()
            .take(most)
            .filter_map(|(name, _)| key(name))
            .collect()
    }

    /// What calling a value takes.
    pub(crate) fn callable(&mut self, of: &[Link]) -> Option<Callable> {
        match self.value(of)? {
            Value::ClientMethod(bound) => Some(Callable::Method(bound.1)),
            Value::Native(native) if native.name == "open" => {
                let path = ("file".to_owned(), None, false);
                Some(Callable::Named(native.name.to_owned(), vec![path]))
            }
            _ => None,
        }
    }

    /// The modules that can be imported.
    pub(crate) fn modules(&self) -> Vec<String> {
        modules::names().map(str::to_owned).collect()
    }

    /// The names of a module.
    pub(crate) fn module_names(&self, module: &str) -> Vec<String> {
        match modules::import(module) {
            Ok(module) => module.names.iter().map(|name| (*name).to_owned()).collect(),
            Err(_) => Vec::new(),
        }
    }

    /// Asks the client whose method a chain names, else `c`. Nothing is sent.
    pub(crate) fn with_client<T>(
        &mut self,
        method: &[Link],
        ask: impl FnOnce(&Client) -> T,
    ) -> Option<T> {
        let owner = method.split_last().and_then(|(_, owner)| self.value(owner));
        let client: ClientRef = match owner {
            Some(Value::Client(client)) => client,
            _ => self.0.client()?,
        };
        let slot = client.0.try_borrow().ok()?;
        slot.as_ref().map(ask)
    }

    /// The value at the end of the steps, if they run nothing: no call, no method of the user's.
    fn value(&mut self, steps: &[Link]) -> Option<Value> {
        let (first, rest) = steps.split_first()?;
        let mut value = match first {
            Link::Name(name) => match self.0.global(name) {
                Some(value) => value,
                None => super::builtins::get(&self.0, &name.as_str().into())?,
            },
            Link::Literal("str") => Value::str(""),
            Link::Literal("bytes") => Value::bytes(b""),
            Link::Literal("list") => Value::list(Vec::new()),
            _ => return None,
        };
        for step in rest {
            value = match (step, &value) {
                (Link::Attribute(name), Value::Instance(instance)) => {
                    instance.attributes.borrow().get_str(name)?
                }
                (_, Value::Instance(_)) => return None,
                (Link::Attribute(name), value) => self.0.find_attribute(value, name).ok()??,
                (Link::Index(number), value) => {
                    self.0.subscript(value, &Value::Int(*number)).ok()?
                }
                (Link::Key(text), value) => self.0.subscript(value, &Value::str(text)).ok()?,
                _ => return None,
            };
        }
        Some(value)
    }
}
