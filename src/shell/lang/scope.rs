//! Where the values of names are kept: globals by their number, everything else in slots.

use std::cell::RefCell;
use std::rc::Rc;

use indexmap::IndexMap;

use super::dict::Dict;
use super::drops::let_go;
use super::tree::{Layout, Name, Place};
use super::value::Value;

/// The global names of the session, or of one module. A name keeps its number for ever.
#[derive(Default)]
pub(crate) struct Globals(RefCell<IndexMap<Rc<str>, Option<Value>>>);

impl Globals {
    /// The number of a name; it need not have a value.
    pub(crate) fn index(&self, name: &str) -> u32 {
        let mut names = self.0.borrow_mut();
        let index = match names.get_index_of(name) {
            Some(index) => index,
            None => names.insert_full(name.into(), None).0,
        };
        u32::try_from(index).unwrap_or(u32::MAX)
    }

    fn at(&self, index: u32) -> Option<Value> {
        self.0.borrow().get_index(index as usize)?.1.clone()
    }

    fn set_at(&self, index: u32, value: Option<Value>) -> Option<Value> {
        let mut names = self.0.borrow_mut();
        let (_, slot) = names.get_index_mut(index as usize)?;
        std::mem::replace(slot, value)
    }

    /// The value of a name.
    pub(crate) fn get(&self, name: &str) -> Option<Value> {
        self.0.borrow().get(name)?.clone()
    }

    /// Gives a name a value.
    pub(crate) fn set(&self, name: &str, value: Value) {
        let old = self.set_at(self.index(name), Some(value));
        drop(old);
    }

    /// Takes the value of a name away.
    pub(crate) fn remove(&self, name: &str) {
        let old = self.set_at(self.index(name), None);
        drop(old);
    }

    /// The names that have a value.
    pub(crate) fn names(&self) -> Vec<Rc<str>> {
        let names = self.0.borrow();
        let known = names.iter().filter(|(_, value)| value.is_some());
        known.map(|(name, _)| name.clone()).collect()
    }

    /// The names that have a value, with it.
    pub(crate) fn entries(&self) -> Vec<(Rc<str>, Value)> {
        let names = self.0.borrow();
        names
            .iter()
            .filter_map(|(name, value)| Some((name.clone(), value.clone()?)))
            .collect()
    }

    /// Forgets all values, which breaks circles.
    pub(crate) fn clear(&self) {
        let values: Vec<_> = self.0.borrow_mut().values_mut().map(Option::take).collect();
        drop(values);
    }
}

/// A scope: a module, a call of a function, a class body, or a comprehension.
pub(crate) struct Scope {
    slots: RefCell<Vec<Option<Value>>>,
    layout: Layout,
    parent: Option<Rc<Scope>>,
    pub(crate) globals: Rc<Globals>,
    /// The names of a class body.
    class: Option<RefCell<Dict>>,
}

/// What a look-up found.
pub(crate) enum Found {
    Value(Value),
    /// A name of a function that has no value yet: of this one, or of one around it.
    Unbound {
        free: bool,
    },
    Nothing,
}

impl Scope {
    /// The outermost scope of a module.
    pub(crate) fn module(globals: Rc<Globals>) -> Rc<Self> {
        Rc::new(Self {
            slots: RefCell::default(),
            layout: Rc::from([]),
            parent: None,
            globals,
            class: None,
        })
    }

    /// The scope of a call or a comprehension, whose first slots hold `values`.
    pub(crate) fn inner(
        layout: &Layout,
        parent: &Rc<Scope>,
        mut values: Vec<Option<Value>>,
    ) -> Rc<Self> {
        values.resize_with(layout.len(), || None);
        Rc::new(Self {
            slots: RefCell::new(values),
            layout: layout.clone(),
            parent: Some(outside(parent)),
            globals: parent.globals.clone(),
            class: None,
        })
    }

    /// The scope of a class body.
    pub(crate) fn class(parent: &Rc<Scope>) -> Rc<Self> {
        Rc::new(Self {
            slots: RefCell::default(),
            layout: Rc::from([]),
            parent: Some(outside(parent)),
            globals: parent.globals.clone(),
            class: Some(RefCell::default()),
        })
    }

    fn up(&self, depth: u16) -> Option<&Self> {
        let mut scope = self;
        for _ in 0..depth {
            scope = scope.parent.as_ref()?;
        }
        Some(scope)
    }

    /// The value of a name.
    pub(crate) fn get(&self, name: &Name) -> Found {
        let found = match name.place.get() {
            Place::Local { depth, slot } => {
                let scope = self.up(depth);
                let value = scope.and_then(|s| s.slots.borrow().get(slot as usize)?.clone());
                return value.map_or(Found::Unbound { free: depth > 0 }, Found::Value);
            }
            Place::Global(index) => self.globals.at(index),
            Place::Class(index) => {
                let own = self.class.as_ref();
                let own = own.and_then(|names| names.borrow().get_str(&name.text));
                own.or_else(|| self.globals.at(index))
            }
            Place::Unknown => None,
        };
        found.map_or(Found::Nothing, Found::Value)
    }

    /// Gives a name a value.
    pub(crate) fn set(&self, name: &Name, value: Value) {
        drop(self.replace(name, Some(value)));
    }

    /// Forgets a name; false if it had no value.
    pub(crate) fn remove(&self, name: &Name) -> bool {
        self.replace(name, None).is_some()
    }

    fn replace(&self, name: &Name, value: Option<Value>) -> Option<Value> {
        match name.place.get() {
            Place::Local { depth, slot } => {
                let mut slots = self.up(depth)?.slots.borrow_mut();
                std::mem::replace(slots.get_mut(slot as usize)?, value)
            }
            Place::Global(index) => self.globals.set_at(index, value),
            Place::Class(_) => {
                let mut names = self.class.as_ref()?.borrow_mut();
                match value {
                    Some(value) => {
                        names.insert_str(&name.text, value);
                        None
                    }
                    None => names.remove_str(&name.text),
                }
            }
            Place::Unknown => None,
        }
    }

    /// The value in a slot of this scope: the first ones are the parameters.
    pub(crate) fn slot(&self, slot: usize) -> Option<Value> {
        self.slots.borrow().get(slot)?.clone()
    }

    /// The call has ended: of what functions made in it keep alive, they see the shared names only.
    pub(crate) fn leave(self: &Rc<Self>) {
        if Rc::strong_count(self) == 1 {
            return;
        }
        let mut gone = Vec::new();
        let mut slots = self.slots.borrow_mut();
        for (slot, value) in self.layout.iter().zip(slots.iter_mut()) {
            if !slot.shared {
                gone.extend(value.take());
            }
        }
        drop(slots);
        let_go(gone);
    }

    /// Whether this is a class body.
    pub(crate) fn is_class(&self) -> bool {
        self.class.is_some()
    }

    /// What a class body has defined.
    pub(crate) fn into_attributes(self: &Rc<Self>) -> Dict {
        match &self.class {
            Some(names) => std::mem::take(&mut *names.borrow_mut()),
            None => Dict::default(),
        }
    }

    /// All names that can be seen from here.
    pub(crate) fn names(&self) -> Vec<Rc<str>> {
        let mut names = self.globals.names();
        let mut scope = Some(self);
        while let Some(next) = scope {
            names.extend(next.layout.iter().map(|slot| slot.name.clone()));
            scope = next.parent.as_deref();
        }
        names.sort();
        names.dedup();
        names
    }
}

/// The scope that a function made in `scope` sees: the names of a class body are not seen from
/// the functions in it.
fn outside(scope: &Rc<Scope>) -> Rc<Scope> {
    let mut scope = scope;
    while let (Some(_), Some(parent)) = (&scope.class, &scope.parent) {
        scope = parent;
    }
    scope.clone()
}

impl Drop for Scope {
    fn drop(&mut self) {
        let_go(self.slots.take());
    }
}
