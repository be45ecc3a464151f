//! Where names are kept.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::value::Value;

/// A scope: the globals, a call of a function, a class body, or a comprehension.
pub(crate) struct Scope {
    names: RefCell<HashMap<Rc<str>, Value>>,
    parent: Option<Rc<Scope>>,
    kind: Kind,
}

enum Kind {
    Global,
    /// A function: the names that are its own, and those declared global or nonlocal.
    Function(Rc<super::tree::FunctionDef>, RefCell<HashSet<Rc<str>>>),
    /// A class body: its names are not seen by the functions in it.
    Class,
    Comprehension,
}

/// What a look-up found.
pub(crate) enum Found {
    Value(Value),
    /// A name of the function that has no value yet.
    Unbound,
    Nothing,
}

impl Scope {
    /// The globals.
    pub(crate) fn global() -> Rc<Self> {
        Rc::new(Self {
            names: RefCell::default(),
            parent: None,
            kind: Kind::Global,
        })
    }

    /// The scope of a call.
    pub(crate) fn function(def: &Rc<super::tree::FunctionDef>, parent: &Rc<Scope>) -> Rc<Self> {
        // The names of a class body are not seen from its functions.
        let mut outer = parent.clone();
        while let (Kind::Class, Some(next)) = (&outer.kind, outer.parent.clone()) {
            outer = next;
        }
        Rc::new(Self {
            names: RefCell::default(),
            parent: Some(outer),
            kind: Kind::Function(def.clone(), RefCell::default()),
        })
    }

    /// The scope of a class body.
    pub(crate) fn class(parent: &Rc<Scope>) -> Rc<Self> {
        Self::inner(parent, Kind::Class)
    }

    /// The scope of a comprehension.
    pub(crate) fn comprehension(parent: &Rc<Scope>) -> Rc<Self> {
        Self::inner(parent, Kind::Comprehension)
    }

    fn inner(parent: &Rc<Scope>, kind: Kind) -> Rc<Self> {
        Rc::new(Self {
            names: RefCell::default(),
            parent: Some(parent.clone()),
            kind,
        })
    }

    /// Looks a name up, outwards.
    pub(crate) fn get(&self, name: &str) -> Found {
        if let Some(value) = self.names.borrow().get(name) {
            return Found::Value(value.clone());
        }
        if let Kind::Function(def, outer) = &self.kind
            && def.locals.contains(name)
            && !outer.borrow().contains(name)
        {
            return Found::Unbound;
        }
        match &self.parent {
            Some(parent) => parent.get(name),
            None => Found::Nothing,
        }
    }

    /// Gives a name a value, where assignments of this scope go.
    pub(crate) fn set(&self, name: &Rc<str>, value: Value) {
        if let (Kind::Function(_, outer), Some(parent)) = (&self.kind, &self.parent)
            && outer.borrow().contains(name)
        {
            return parent.set_outer(name, value);
        }
        self.names.borrow_mut().insert(name.clone(), value);
    }

    /// Gives a name a value in the scope that a comprehension stands in (`:=`).
    pub(crate) fn set_around(&self, name: &Rc<str>, value: Value) {
        match (&self.kind, &self.parent) {
            (Kind::Comprehension, Some(parent)) => parent.set_around(name, value),
            _ => self.set(name, value),
        }
    }

    /// Changes a name where it lives: in the nearest scope that has it, else in the globals.
    fn set_outer(&self, name: &Rc<str>, value: Value) {
        let mine = self.names.borrow().contains_key(name);
        match &self.parent {
            Some(parent) if !mine => parent.set_outer(name, value),
            _ => drop(self.names.borrow_mut().insert(name.clone(), value)),
        }
    }

    /// The names are of an outer scope (`global`, `nonlocal`).
    pub(crate) fn declare_outer(&self, names: &[Rc<str>]) {
        if let Kind::Function(_, outer) = &self.kind {
            outer.borrow_mut().extend(names.iter().cloned());
        }
    }

    /// Forgets a name; false if there is none.
    pub(crate) fn remove(&self, name: &str) -> bool {
        self.names.borrow_mut().remove(name).is_some()
    }

    /// All names that can be seen from here.
    pub(crate) fn names(&self) -> Vec<Rc<str>> {
        let mut names: Vec<Rc<str>> = self.names.borrow().keys().cloned().collect();
        if let Some(parent) = &self.parent {
            names.extend(parent.names());
        }
        names.sort();
        names.dedup();
        names
    }

    /// The names of this scope alone, with their values.
    pub(crate) fn entries(&self) -> Vec<(Rc<str>, Value)> {
        let names = self.names.borrow();
        names
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }

    /// Forgets everything, which breaks circles.
    pub(crate) fn clear(&self) {
        let names = std::mem::take(&mut *self.names.borrow_mut());
        drop(names);
    }
}
