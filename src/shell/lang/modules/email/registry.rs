//! `email.headerregistry`: addresses and groups of them, as values and as headers have them.

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::keys::{Key, unhashable};
use crate::lang::native::{Module, Type};
use crate::lang::object::Object;
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

use super::addresses::{Token, tokens};
use super::params::quoted;
use super::words::readable;

/// `email.headerregistry`
pub(in crate::lang::modules) static REGISTRY: Module = Module {
    types: &[&ADDRESS, &GROUP],
    ..Module::new(
        "email.headerregistry",
        "Addresses, and groups of them.",
        &[],
    )
};

static ADDRESS: Type = Type::new(
    "Address",
    "(display_name='', username='', domain='', addr_spec=None)",
    "An address, with a name for display.",
    make_address,
    &[],
);

static GROUP: Type = Type::new(
    "Group",
    "(display_name=None, addresses=None)",
    "Addresses under a name; without one, a single address.",
    make_group,
    &[],
);

/// What a name or the part before `@` cannot hold without quotation marks.
const SPECIAL: &[char] = &[
    '(', ')', '<', '>', '@', ',', ':', ';', '.', '\\', '"', '[', ']',
];

/// Such a name or part, with quotation marks where it needs them.
fn marked(text: &str, special: &[char]) -> String {
    match text.contains(special) {
        true => format!("\"{}\"", quoted(text)),
        false => text.to_owned(),
    }
}

/// What addresses and groups have in common as values: they are shown as a header has them, and
/// are equal by what they hold, so that they are no keys.
macro_rules! as_written {
    () => {
        fn str(&self, _: &mut Interpreter) -> R<Option<String>> {
            Ok(Some(self.shown()))
        }

        fn plain(&self) -> Option<Value> {
            Some(Value::str(self.shown()))
        }

        fn equal(&self, _: &mut Interpreter, other: &Value) -> R<bool> {
            Ok(other
                .as_object::<Self>()
                .is_some_and(|other| *self == *other))
        }

        fn key(&self) -> R<Option<Key>> {
            Err(unhashable(&self.type_name()))
        }
    };
}

/// An address.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Address {
    name: String,
    user: String,
    domain: String,
}

impl Address {
    /// The address without the name.
    fn spec(&self) -> String {
        // Dots may stand between words.
        let plain = |letter: &char| *letter != '.';
        let special: Vec<char> = SPECIAL.iter().copied().filter(plain).chain([' ']).collect();
        let user = marked(&self.user, &special);
        match (self.domain.as_str(), user.as_str()) {
            ("", "") => "<>".to_owned(),
            ("", _) => user,
            (domain, _) => format!("{user}@{domain}"),
        }
    }

    fn shown(&self) -> String {
        match (self.name.as_str(), self.spec()) {
            ("", spec) => spec,
            (name, spec) if spec == "<>" => format!("{} <>", marked(name, SPECIAL)),
            (name, spec) => format!("{} <{spec}>", marked(name, SPECIAL)),
        }
    }
}

impl Object for Address {
    fn kind(&self) -> &'static Type {
        &ADDRESS
    }

    fn field(&self, _: &mut Interpreter, name: &str) -> R<Option<Value>> {
        Ok(Some(Value::str(match name {
            "display_name" => self.name.clone(),
            "username" => self.user.clone(),
            "domain" => self.domain.clone(),
            "addr_spec" => self.spec(),
            _ => return Ok(None),
        })))
    }

    fn fields(&self) -> Vec<String> {
        ["addr_spec", "display_name", "domain", "username"]
            .map(str::to_owned)
            .to_vec()
    }

    fn repr(&self, interpreter: &mut Interpreter) -> R<String> {
        let mut shown = |text: &str| interpreter.repr(&Value::str(text));
        Ok(format!(
            "Address(display_name={}, username={}, domain={})",
            shown(&self.name)?,
            shown(&self.user)?,
            shown(&self.domain)?
        ))
    }

    as_written!();
}

/// Addresses under a name, or one without.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Group {
    name: Option<String>,
    pub(super) addresses: Vec<Address>,
}

impl Group {
    fn shown(&self) -> String {
        let all: Vec<String> = self.addresses.iter().map(Address::shown).collect();
        match (&self.name, all.as_slice()) {
            (None, [one]) => one.clone(),
            (name, all) => {
                let name = marked(name.as_deref().unwrap_or_default(), SPECIAL);
                let blank = if all.is_empty() { "" } else { " " };
                format!("{name}:{blank}{};", all.join(", "))
            }
        }
    }
}

impl Object for Group {
    fn kind(&self) -> &'static Type {
        &GROUP
    }

    fn field(&self, _: &mut Interpreter, name: &str) -> R<Option<Value>> {
        Ok(match name {
            "display_name" => Some(self.name.as_ref().map_or(Value::None, Value::str)),
            "addresses" => Some(as_tuple(&self.addresses)),
            _ => None,
        })
    }

    fn fields(&self) -> Vec<String> {
        ["addresses", "display_name"].map(str::to_owned).to_vec()
    }

    fn repr(&self, interpreter: &mut Interpreter) -> R<String> {
        let name = self.name.as_ref().map_or(Value::None, Value::str);
        let addresses = as_tuple(&self.addresses);
        Ok(format!(
            "Group(display_name={}, addresses={})",
            interpreter.repr(&name)?,
            interpreter.repr(&addresses)?
        ))
    }

    as_written!();
}

/// Addresses or groups as a tuple of values.
pub(super) fn as_tuple<T: Object + Clone>(all: &[T]) -> Value {
    Value::tuple(all.iter().cloned().map(Value::object).collect())
}

fn make_address(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let names = ["display_name", "username", "domain", "addr_spec"];
    let given = args.bind("Address", names, 0)?;
    let mut texts = [const { None }; 4];
    for ((slot, value), name) in texts.iter_mut().zip(given).zip(names) {
        *slot = match value {
            None | Some(Value::None) => None,
            given => Some(super::message::text(given, name)?),
        };
    }
    if texts
        .iter()
        .flatten()
        .any(|text| text.contains(['\r', '\n']))
    {
        return Err(Raised::new(
            "ValueError",
            "invalid arguments; address parts cannot contain CR or LF",
        ));
    }
    let [name, user, domain, spec] = texts;
    let name = name.unwrap_or_default();
    let Some(spec) = spec else {
        let (user, domain) = (user.unwrap_or_default(), domain.unwrap_or_default());
        return Ok(Value::object(Address { name, user, domain }));
    };
    let part = |text: Option<String>| text.is_some_and(|text| !text.is_empty());
    if part(user) || part(domain) {
        return Err(Raised::new(
            "TypeError",
            "addrspec specified when username and/or domain also specified",
        ));
    }
    let mut found = groups(&spec).into_iter().flat_map(|group| group.addresses);
    match (found.next(), found.next()) {
        (Some(only), None) if only.name.is_empty() => Ok(Value::object(Address { name, ..only })),
        _ => Err(Raised::new(
            "ValueError",
            format!("Invalid address; only user@domain can be given as addr_spec, not {spec:?}"),
        )),
    }
}

fn make_group(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [name, addresses] = args.bind("Group", ["display_name", "addresses"], 0)?;
    let name = match name {
        None | Some(Value::None) => None,
        name => Some(super::message::text(name, "display_name")?),
    };
    let mut group = Group {
        name,
        addresses: Vec::new(),
    };
    if let Some(addresses) = addresses.filter(|value| !matches!(value, Value::None)) {
        for address in interpreter.collect(&addresses)? {
            let Some(address) = address.as_object::<Address>() else {
                let kind = address.type_name();
                let wrong = format!("a Group takes Address objects, not {kind}");
                return Err(Raised::new("TypeError", wrong));
            };
            group.addresses.push((*address).clone());
        }
    }
    Ok(Value::object(group))
}

/// A header with the addresses that groups hold, as it is shown.
pub(super) fn shown(groups: &[Group]) -> String {
    let all: Vec<String> = groups.iter().map(Group::shown).collect();
    all.join(", ")
}

/// An address of a header that is being read.
#[derive(Default)]
struct Reading {
    words: Vec<String>,
    address: Address,
    /// Behind `<`, behind `>`, behind `@`.
    angled: bool,
    closed: bool,
    at: bool,
}

impl Reading {
    /// Whether a domain in brackets is not at its end: it may hold colons.
    fn in_literal(&self) -> bool {
        let domain = &self.address.domain;
        domain.starts_with('[') && !domain.ends_with(']')
    }

    fn word(&mut self, word: &str) {
        match (self.angled, self.at) {
            (true, false) => self.address.user.push_str(word),
            (_, true) if self.closed => {}
            (true, true) => self.address.domain.push_str(word),
            (false, true) if self.address.domain.is_empty() || self.in_literal() => {
                self.address.domain.push_str(word);
            }
            (false, true) => {}
            (false, false) => self.words.push(word.to_owned()),
        }
    }

    fn special(&mut self, letter: char) {
        match letter {
            '<' if !self.angled => {
                self.address.name = readable(&self.words.join(" "));
                self.words.clear();
                (self.angled, self.at) = (true, false);
            }
            '>' => self.closed = true,
            '@' if self.closed => {}
            // Nothing that any rule allows: what came before it counts.
            '@' if self.at => self.closed = true,
            '@' => {
                if !self.angled {
                    self.address.user = self.words.join(" ");
                    self.words.clear();
                }
                self.at = true;
            }
            ':' if self.in_literal() => self.word(":"),
            // The route before an address.
            ':' if self.angled && !self.closed => {
                (self.address.user, self.address.domain) = Default::default();
                self.at = false;
            }
            _ => {}
        }
    }

    /// What it was, if anything.
    fn end(self) -> Option<Address> {
        match (self.angled || self.at, self.words.is_empty()) {
            (true, _) => Some(self.address),
            (false, true) => None,
            (false, false) => Some(Address {
                user: readable(&self.words.join(" ")),
                ..Address::default()
            }),
        }
    }
}

/// The groups in a header with addresses; an address on its own is a group without a name.
pub(super) fn groups(header: &str) -> Vec<Group> {
    let mut found: Vec<Group> = Vec::new();
    let mut reading = Reading::default();
    // Whether the last one is still open.
    let mut open = false;
    for token in tokens(header).into_iter().chain([Token::Special(',')]) {
        match token {
            Token::Comment(_) => {}
            Token::Word(word) => reading.word(&word),
            Token::Special(':') if !open && !reading.angled && !reading.at => {
                let name = readable(&std::mem::take(&mut reading).words.join(" "));
                found.push(Group {
                    name: Some(name),
                    addresses: Vec::new(),
                });
                open = true;
            }
            Token::Special(letter @ (',' | ';')) => {
                let address = std::mem::take(&mut reading).end();
                match (address, found.last_mut()) {
                    (Some(address), Some(group)) if open => group.addresses.push(address),
                    (Some(address), _) => found.push(Group {
                        name: None,
                        addresses: vec![address],
                    }),
                    (None, _) => {}
                }
                open &= letter != ';';
            }
            Token::Special(letter) => reading.special(letter),
        }
    }
    found
}
