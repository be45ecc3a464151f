//! Looking at the session's values without changing or running anything: for the line editor.

use imapclient::menu::Method;

use super::tree::ParameterKind;
use super::value::{ClientRef, Function, Value};
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
            Value::Native(native) => Some(named(native.name, native.signature)),
            Value::Bound(bound) => Some(named(bound.1.name, bound.1.signature)),
            Value::Type(kind) => Some(named(kind.name, kind.signature)),
            Value::Function(function) => Some(of_function(&function, 0)),
            Value::BoundFunction(bound) => match &bound.1 {
                Value::Function(function) => Some(of_function(function, 1)),
                _ => None,
            },
            Value::Class(class) => match class.get("__init__")? {
                Value::Function(function) => match of_function(&function, 1) {
                    Callable::Named(_, taken) => {
                        Some(Callable::Named(class.name.to_string(), taken))
                    }
                    other => Some(other),
                },
                _ => None,
            },
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
            Ok(module) => module.names().into_iter().map(str::to_owned).collect(),
            Err(_) => Vec::new(),
        }
    }

    /// The client whose method a chain names, else `c`.
    pub(crate) fn client(&mut self, method: &[Link]) -> Option<ClientRef> {
        let owner = method.split_last().and_then(|(_, owner)| self.value(owner));
        match owner {
            Some(Value::Client(client)) => Some(client),
            _ => self.0.client(),
        }
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

/// What a table says that a function takes.
fn named(name: &str, signature: &str) -> Callable {
    Callable::Named(name.to_owned(), taken(signature))
}

/// Reads `(iterable, *, key=None[, default])`.
fn taken(signature: &str) -> Vec<Taken> {
    let mut all = Vec::new();
    let mut part = String::new();
    let (mut quote, mut depth) = (None, 0usize);
    let inner = signature
        .strip_prefix('(')
        .and_then(|inner| inner.strip_suffix(')'));
    for letter in inner.unwrap_or(signature).chars().chain([',']) {
        match (letter, quote) {
            (',', None) if depth == 0 => all.extend(one(&std::mem::take(&mut part))),
            ('[' | ']', None) if depth == 0 && !part.contains('=') => {}
            ('\'' | '"', None) => quote = Some(letter),
            (end, Some(begin)) if end == begin => quote = None,
            ('(' | '{', None) => depth += 1,
            (')' | '}', None) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if letter != ',' || quote.is_some() || depth > 0 {
            part.push(letter);
        }
    }
    all
}

fn one(part: &str) -> Option<Taken> {
    let part = part.trim_matches(|letter: char| letter.is_whitespace() || "[]".contains(letter));
    let (name, default) = match part.split_once('=') {
        Some((name, default)) => (name, Some(default.replace('\n', "\\n"))),
        None => (part, None),
    };
    match name.strip_prefix('*') {
        _ if matches!(name, "" | "*" | "/") => None,
        Some(name) => Some((name.trim_start_matches('*').to_owned(), None, true)),
        None => Some((name.to_owned(), default, false)),
    }
}

/// What a function of the user's takes, but for its first parameters.
fn of_function(function: &Function, skipped: usize) -> Callable {
    let parameters = function.def.parameters.iter().enumerate().skip(skipped);
    let taken = parameters.map(|(at, parameter)| {
        let default = function
            .defaults
            .get(at)
            .and_then(Option::as_ref)
            .map(|value| match value {
                Value::None => "None".to_owned(),
                Value::Bool(value) => if *value { "True" } else { "False" }.to_owned(),
                Value::Int(value) => value.to_string(),
                _ => "...".to_owned(),
            });
        let star = matches!(
            parameter.kind,
            ParameterKind::Star | ParameterKind::DoubleStar
        );
        (parameter.name.to_string(), default, star)
    });
    Callable::Named(function.def.name.to_string(), taken.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_of_tables_are_read() {
        let read = |signature| {
            let taken = taken(signature).into_iter();
            taken
                .map(|(name, default, star)| match (star, default) {
                    (true, _) => format!("*{name}"),
                    (_, Some(default)) => format!("{name}={default}"),
                    (_, None) => name,
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(
            read("(iterable, *, key=None[, default])"),
            ["iterable", "key=None", "default"]
        );
        assert_eq!(
            read("(*values, sep=', ', end='\n')"),
            ["*values", "sep=', '", "end='\\n'"]
        );
        assert_eq!(read("([object])"), ["object"]);
        assert_eq!(read("()"), Vec::<String>::new());
    }
}
