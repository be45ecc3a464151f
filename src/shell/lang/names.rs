//! Where names live, found out while a source is lowered: each scope notes what it binds and what
//! it mentions; when it is wholly read, the mentions get their places.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use indexmap::IndexSet;

use super::SyntaxError;
use crate::lang::scope::Globals;
use crate::lang::tree::{Layout, Name, Place, Slot, Span};

/// What kind of scope is being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Module,
    Class,
    Function,
    Lambda,
    Comprehension,
}

/// A name somewhere in the source: how many scopes inwards from here, and what must be true of it.
struct Mention {
    name: Rc<Name>,
    depth: u16,
    span: Span,
    nonlocal: bool,
}

struct Reading {
    kind: Kind,
    bound: IndexSet<Rc<str>>,
    /// Names declared `global` (true) or `nonlocal` (false).
    outer: HashMap<Rc<str>, bool>,
    mentions: Vec<Mention>,
    loops: usize,
    generator: bool,
}

/// Builtins of Python that are not in the language, and what to do instead.
const MISSING: &[(&str, &str)] = &[
    ("eval", "json.loads() reads data"),
    ("exec", "import runs another file"),
    ("compile", "import runs another file"),
    ("globals", "dir() lists the names"),
    ("locals", "dir() lists the names"),
    ("complex", "there are no complex numbers"),
    ("memoryview", "use bytes"),
    (
        "bytearray",
        "collect parts in a list and join them with b''.join",
    ),
    ("__import__", "use import"),
    ("breakpoint", "use print()"),
];

/// The scopes that are being read, innermost last.
pub(super) struct Names {
    scopes: RefCell<Vec<Reading>>,
    globals: Rc<Globals>,
    wrong: RefCell<Option<SyntaxError>>,
}

impl Names {
    pub(super) fn new(globals: Rc<Globals>) -> Self {
        Self {
            scopes: RefCell::default(),
            globals,
            wrong: RefCell::default(),
        }
    }

    pub(super) fn open(&self, kind: Kind) {
        self.scopes.borrow_mut().push(Reading {
            kind,
            bound: IndexSet::new(),
            outer: HashMap::new(),
            mentions: Vec::new(),
            loops: 0,
            generator: false,
        });
    }

    /// A use of a name in the innermost scope.
    pub(super) fn mention(&self, text: &str, span: Span) -> Rc<Name> {
        let name = Rc::new(Name {
            text: text.into(),
            place: Cell::new(Place::Unknown),
        });
        if let Some(scope) = self.scopes.borrow_mut().last_mut() {
            scope.mentions.push(Mention {
                name: name.clone(),
                depth: 0,
                span,
                nonlocal: false,
            });
        }
        name
    }

    /// A name that the innermost scope gives a value.
    pub(super) fn bind(&self, text: &str, span: Span) -> Rc<Name> {
        let name = self.mention(text, span);
        if let Some(scope) = self.scopes.borrow_mut().last_mut()
            && !scope.outer.contains_key(text)
        {
            scope.bound.insert(name.text.clone());
        }
        name
    }

    /// A name that `:=` gives a value: in the scope round the comprehensions.
    pub(super) fn bind_around(&self, text: &str, span: Span) -> Result<Rc<Name>, SyntaxError> {
        let name = self.mention(text, span);
        let mut scopes = self.scopes.borrow_mut();
        let inside = scopes
            .last()
            .is_some_and(|scope| scope.kind == Kind::Comprehension);
        if inside
            && scopes
                .last()
                .is_some_and(|scope| scope.bound.contains(text))
        {
            return Err(SyntaxError {
                span,
                message: format!(
                    "assignment expression cannot rebind comprehension iteration variable '{text}'"
                ),
            });
        }
        let around = scopes
            .iter_mut()
            .rev()
            .find(|scope| scope.kind != Kind::Comprehension);
        if let Some(scope) = around {
            if inside && scope.kind == Kind::Class {
                return Err(SyntaxError {
                    span,
                    message: "assignment expression within a comprehension cannot be used in a \
                              class body; write a loop"
                        .to_owned(),
                });
            }
            if !scope.outer.contains_key(text) {
                scope.bound.insert(name.text.clone());
            }
        }
        Ok(name)
    }

    /// `global` (true) or `nonlocal` (false).
    pub(super) fn declare(&self, text: &str, global: bool, span: Span) -> Result<(), SyntaxError> {
        let name = self.mention(text, span);
        let mut scopes = self.scopes.borrow_mut();
        let Some(scope) = scopes.last_mut() else {
            return Ok(());
        };
        let what = if global { "global" } else { "nonlocal" };
        if scope.bound.contains(text) {
            return Err(SyntaxError {
                span,
                message: format!("name '{text}' is assigned to before {what} declaration"),
            });
        }
        if !global && scope.kind == Kind::Module {
            return Err(SyntaxError {
                span,
                message: "nonlocal declaration not allowed at module level".to_owned(),
            });
        }
        if scope.kind != Kind::Module {
            scope.outer.insert(name.text.clone(), global);
        }
        if let Some(mention) = scope.mentions.last_mut().filter(|_| !global) {
            mention.nonlocal = true;
        }
        Ok(())
    }

    /// Enters (or leaves) a loop of the innermost scope.
    pub(super) fn in_loop(&self, enter: bool) {
        if let Some(scope) = self.scopes.borrow_mut().last_mut() {
            scope.loops = match enter {
                true => scope.loops + 1,
                false => scope.loops.saturating_sub(1),
            };
        }
    }

    /// Whether the innermost scope is in a loop now.
    pub(super) fn loops(&self) -> bool {
        self.scopes
            .borrow()
            .last()
            .is_some_and(|scope| scope.loops > 0)
    }

    /// The kind of the innermost scope.
    pub(super) fn kind(&self) -> Kind {
        self.scopes
            .borrow()
            .last()
            .map_or(Kind::Module, |scope| scope.kind)
    }

    /// The innermost function is a generator.
    pub(super) fn yields(&self) {
        if let Some(scope) = self.scopes.borrow_mut().last_mut() {
            scope.generator = true;
        }
    }

    /// Ends the innermost scope: its slots, and whether it is a generator.
    pub(super) fn close(&self) -> (Layout, bool) {
        let mut scopes = self.scopes.borrow_mut();
        let Some(scope) = scopes.pop() else {
            return (Rc::from([]), false);
        };
        let mut up = Vec::new();
        let mut shared = vec![false; scope.bound.len()];
        for mut mention in scope.mentions {
            let text = &mention.name.text;
            match scope.outer.get(text) {
                Some(true) => {
                    let index = self.globals.index(text);
                    mention.name.place.set(Place::Global(index));
                    continue;
                }
                Some(false) => {
                    mention.depth += u16::from(scope.kind != Kind::Class || mention.depth == 0);
                    up.push(mention);
                    continue;
                }
                None => {}
            }
            let slot = scope.bound.get_index_of(text);
            match (scope.kind, slot) {
                (Kind::Module, _) => self.place_global(&mention, slot.is_some()),
                (Kind::Class, slot) if mention.depth == 0 => match slot {
                    Some(_) => {
                        let index = self.globals.index(text);
                        mention.name.place.set(Place::Class(index));
                    }
                    None => {
                        mention.depth = 1;
                        up.push(mention);
                    }
                },
                // A class body is not seen from the functions in it.
                (Kind::Class, _) => up.push(mention),
                (_, Some(slot)) => {
                    if let Some(shared) = shared.get_mut(slot) {
                        *shared |= mention.depth > 0;
                    }
                    mention.name.place.set(Place::Local {
                        depth: mention.depth,
                        slot: u32::try_from(slot).unwrap_or(u32::MAX),
                    });
                }
                (_, None) => {
                    mention.depth = mention.depth.saturating_add(1);
                    up.push(mention);
                }
            }
        }
        if let Some(parent) = scopes.last_mut() {
            parent.mentions.append(&mut up);
        }
        let slots = scope.bound.into_iter().zip(shared);
        let slots = slots.map(|(name, shared)| Slot { name, shared });
        (slots.collect(), scope.generator)
    }

    fn place_global(&self, mention: &Mention, bound: bool) {
        let text = &*mention.name.text;
        let message = if mention.nonlocal {
            Some(format!("no binding for nonlocal '{text}' found"))
        } else if bound || self.globals.get(text).is_some() {
            None
        } else {
            let missing = MISSING.iter().find(|(name, _)| *name == text);
            missing.map(|(name, instead)| format!("{name}() is not supported; {instead}"))
        };
        if let Some(message) = message {
            let span = mention.span;
            let mut wrong = self.wrong.borrow_mut();
            wrong.get_or_insert(SyntaxError { span, message });
        }
        mention
            .name
            .place
            .set(Place::Global(self.globals.index(text)));
    }

    /// What was found wrong with names when their scopes ended.
    pub(super) fn wrong(&self) -> Option<SyntaxError> {
        self.wrong.borrow_mut().take()
    }
}
