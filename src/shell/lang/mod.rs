//! The language at the prompt: a documented subset of Python.
//!
//! [`parse`] turns source into our own small [`tree`] and alone knows the parser; [`eval`],
//! [`exec`] and [`call`] walk it over the values of [`value`]; [`host`] is how the language reaches
//! the world. Everything else is one file per concern: operators, subscripts, iteration, formats,
//! the methods of each type, the modules.

mod attribute;
mod bridge;
mod builtins;
mod call;
mod callable;
mod compare;
mod dict;
mod eval;
mod exec;
mod format;
mod handle;
mod help;
mod host;
mod index;
mod iter;
mod json;
mod methods;
mod modules;
mod ops;
mod parse;
mod percent;
mod raise;
mod repr;
mod scope;
mod spec;
mod tree;
mod value;

pub(crate) use bridge::kept_rows;
pub(crate) use host::{ConnectRequest, Host, RowReceiver, Rows};
pub(crate) use json::Json;
pub(crate) use parse::{Completeness, completeness};
pub(crate) use raise::{R, Raised, What};
pub(crate) use value::{ClientRef, Value};

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use imapclient::client::Client;
use imapclient::transport::Interrupt;

use scope::Scope;
use tree::Source;
use value::Class;

/// How deep calls may be nested, as in CPython.
const DEEPEST_CALL: usize = 1000;
/// How many results can be had by their number.
const KEPT_RESULTS: usize = 100;
/// How deep evaluation may be nested.
const DEEPEST: usize = 20_000;

/// Runs programs. One interpreter lives as long as a session; its names stay.
pub(crate) struct Interpreter {
    host: Rc<RefCell<dyn Host>>,
    globals: Rc<Scope>,
    classes: HashMap<&'static str, Rc<Class>>,
    source: Rc<Source>,
    interrupt: Interrupt,
    depth: usize,
    calls: usize,
    /// The exceptions that are being handled, innermost last.
    handling: Vec<Value>,
    /// Whether expression statements are shown.
    echo: bool,
    /// How many results were shown.
    results: usize,
    /// The names belong to another interpreter.
    forked: bool,
}

impl Interpreter {
    /// An interpreter in which `c` is the client, if there is one.
    pub(crate) fn new(host: Rc<RefCell<dyn Host>>, client: Option<Client>) -> Self {
        let mut classes: HashMap<&'static str, Rc<Class>> = HashMap::new();
        for (name, base) in raise::EXCEPTIONS {
            let class = Class {
                name: (*name).into(),
                base: classes.get(base).cloned(),
                attributes: RefCell::default(),
            };
            classes.insert(name, Rc::new(class));
        }
        let interrupt = host.borrow().interrupt();
        let interpreter = Self {
            host,
            globals: Scope::global(),
            classes,
            source: Rc::new(Source {
                name: "<start>".to_owned(),
                text: String::new(),
            }),
            interrupt,
            depth: 0,
            calls: 0,
            handling: Vec::new(),
            echo: true,
            results: 0,
            forked: false,
        };
        interpreter.set_global("c", Value::Client(ClientRef(Rc::new(RefCell::new(client)))));
        interpreter
    }

    /// Another interpreter of the same program, at the same depth: for functions that are called
    /// from inside a call of the library.
    fn fork(&self) -> Self {
        Self {
            host: self.host.clone(),
            globals: self.globals.clone(),
            classes: self.classes.clone(),
            source: self.source.clone(),
            interrupt: self.interrupt.clone(),
            depth: self.depth,
            calls: self.calls,
            handling: self.handling.clone(),
            echo: false,
            results: self.results,
            forked: true,
        }
    }

    /// Parses and runs a source. Expression statements are shown as they are evaluated.
    ///
    /// `failed` hears of an exception that nothing caught, and says whether to go on with the next
    /// statement.
    pub(crate) fn run(
        &mut self,
        name: &str,
        text: &str,
        failed: &mut dyn FnMut(&mut Self, &Raised) -> bool,
    ) -> R<()> {
        let source = Rc::new(Source {
            name: name.to_owned(),
            text: text.to_owned(),
        });
        let body = parse::parse(&source)
            .map_err(|error| Raised::new("SyntaxError", error.message).at(&source, error.span))?;
        self.source = source;
        self.depth = 0;
        self.calls = 0;
        self.echo = true;
        self.handling.clear();
        let globals = self.globals.clone();
        for stmt in &body {
            self.depth = 0;
            self.calls = 0;
            if let Err(raised) = self.exec_top(std::slice::from_ref(stmt), &globals)
                && !failed(self, &raised)
            {
                return Err(raised);
            }
        }
        Ok(())
    }

    /// Gives a global name a value.
    pub(crate) fn set_global(&self, name: &str, value: Value) {
        self.globals.set(&name.into(), value);
    }

    /// Keeps a result that was shown as `_`, `__` and by its number.
    fn keep_result(&mut self, value: Value) {
        if !self.host.borrow().keeps_results() {
            return;
        }
        if let Some(last) = self.global("_") {
            self.set_global("__", last);
        }
        self.results += 1;
        self.set_global(&format!("_{}", self.results), value.clone());
        self.set_global("_", value);
        if let Some(old) = self.results.checked_sub(KEPT_RESULTS) {
            self.globals.remove(&format!("_{old}"));
        }
    }

    /// The value of a global name.
    pub(crate) fn global(&self, name: &str) -> Option<Value> {
        match self.globals.get(name) {
            scope::Found::Value(value) => Some(value),
            _ => None,
        }
    }

    /// All names that can be typed: globals and builtins.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.globals.names().iter().map(|n| n.to_string()).collect();
        names.extend(builtins::names().map(str::to_owned));
        names.sort();
        names.dedup();
        names
    }

    /// The attributes of each global name, for completion.
    pub(crate) fn attributes_of_names(&self) -> Vec<(String, Vec<String>)> {
        let entries = self.globals.entries().into_iter();
        entries
            .map(|(name, value)| (name.to_string(), self.attribute_names(&value)))
            .collect()
    }

    /// The client that `c` stands for.
    pub(crate) fn client(&self) -> Option<ClientRef> {
        match self.global("c") {
            Some(Value::Client(client)) => Some(client),
            _ => None,
        }
    }

    /// The name and text of an exception, and the whole report of it.
    pub(crate) fn report(&mut self, raised: &Raised) -> (String, String, String) {
        let (name, text) = match raised.what() {
            What::Native(name, text) => ((*name).to_owned(), text.clone()),
            What::Exit(code) => ("SystemExit".to_owned(), code.to_string()),
            What::Object(value) => {
                let name = value.type_name();
                let text = repr::exception_text(self, value).unwrap_or_default();
                (name, text)
            }
        };
        let report = raised.report(&name, &text);
        (name, text, report)
    }

    /// Stops what runs if the user wants it stopped. Called at every step of a loop and every call.
    fn tick(&self) -> R<()> {
        if self.interrupt.is_set() {
            return Err(Raised::new("KeyboardInterrupt", ""));
        }
        Ok(())
    }

    fn forget_everything(&self) {
        if !self.forked {
            self.globals.clear();
        }
    }
}
