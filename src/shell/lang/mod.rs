//! The language at the prompt: a documented subset of Python.
//!
//! [`parse`] turns source into our own small [`tree`] and alone knows the parser; [`eval`],
//! [`exec`] and [`call`] walk it over the values of [`value`]; [`host`] is how the language reaches
//! the world. Everything else is one file per concern: names, operators, subscripts, iteration,
//! classes, generators, exceptions, formats, the methods of each type, the modules.

mod assign;
mod attribute;
mod bigint;
mod bridge;
mod builtins;
mod call;
mod callable;
mod class;
mod collect;
mod compare;
mod descriptor;
mod dict;
mod drops;
mod eval;
mod exec;
mod floats;
mod format;
mod found;
mod generator;
mod glance;
mod guard;
mod handle;
mod help;
mod host;
mod import;
mod index;
mod iter;
mod json;
mod keys;
mod letters;
mod limits;
mod methods;
mod modules;
mod native;
mod object;
mod ops;
mod ordered;
mod own;
mod pace;
mod parse;
mod percent;
mod raise;
mod redirect;
mod report;
mod repr;
mod retry;
mod rows;
mod scope;
mod sets;
mod spec;
mod statement;
mod tree;
mod value;
pub(crate) mod words;

pub(crate) use bridge::{kept_rows, value as value_of};
pub(crate) use glance::{Callable, Glance, Link};
pub(crate) use help::{HelpPage, question};
pub(crate) use host::{ConnectRequest, Host, RowReceiver, Rows};
pub(crate) use json::Json;
pub(crate) use parse::{Completeness, completeness};
pub(crate) use raise::{R, Raised, What};
pub(crate) use redirect::{Redirect, RedirectKind};
pub(crate) use retry::Revival;
pub(crate) use rows::{Cell, content_of, fields, rows};
pub(crate) use value::{ClientRef, Value};

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use imapclient::client::Client;
use imapclient::transport::Interrupt;

use class::{Class, Running};
use exec::Frame;
use generator::Orphans;
use import::Imported;
use keys::Objects;
use modules::system::Streams;
use scope::{Globals, Scope};
use tree::Source;

/// How deep calls may be nested, as in CPython.
const DEEPEST_CALL: usize = 1000;
/// How many results can be had by their number.
const KEPT_RESULTS: usize = 100;
/// How deep evaluation may be nested.
const DEEPEST: usize = 20_000;

/// A source that was parsed and can be run, statement by statement.
pub(crate) struct Program {
    source: Rc<Source>,
    body: tree::Block,
}

impl Program {
    /// How many statements it has, the shell's own lines included.
    pub(crate) fn len(&self) -> usize {
        self.body.len()
    }

    /// The text of a statement.
    pub(crate) fn text_of(&self, at: usize) -> &str {
        let span = self.body.get(at).map(|stmt| stmt.span).unwrap_or_default();
        let own = self.source.own.iter().find(|own| own.start == span.start);
        let span = own.copied().unwrap_or(span);
        let text = self.source.text.get(span.start as usize..span.end as usize);
        text.unwrap_or_default()
    }

    /// The shell's own line that stands in the place of a statement.
    pub(crate) fn own_line(&self, at: usize) -> Option<&str> {
        let start = self.body.get(at)?.span.start;
        let own = self.source.own.iter().any(|own| own.start == start);
        own.then(|| self.text_of(at))
    }

    /// An error that points at a statement.
    pub(crate) fn blame(&self, at: usize, raised: Raised) -> Raised {
        let start = self.body.get(at).map_or(0, |stmt| stmt.span.start);
        let own = self.source.own.iter().find(|own| own.start == start);
        let span = own.copied().unwrap_or_default();
        raised.at(&self.source, span)
    }
}

/// Runs programs. One interpreter lives as long as a session; its names stay.
pub(crate) struct Interpreter {
    host: Rc<RefCell<dyn Host>>,
    globals: Rc<Globals>,
    classes: Rc<HashMap<&'static str, Rc<Class>>>,
    /// The builtin names that were looked up.
    builtins: Rc<RefCell<HashMap<Rc<str>, Value>>>,
    imported: Rc<RefCell<Imported>>,
    /// `sys.argv`.
    argv: Value,
    /// `os.environ`, once it was asked for.
    environ: Rc<OnceCell<Value>>,
    /// What `sys.stdout` and `sys.stderr` were set to.
    streams: Rc<RefCell<Streams>>,
    source: Rc<Source>,
    interrupt: Interrupt,
    depth: usize,
    calls: usize,
    /// How many objects are being shown, each inside the other.
    shown: usize,
    /// The function that runs, for `super()`.
    function: Running,
    /// The exceptions that are being handled, innermost last.
    handling: Vec<Value>,
    /// The objects that are keys somewhere.
    objects: Rc<RefCell<Objects>>,
    /// Generators that were given up before their end.
    orphans: Orphans,
    /// How many results were shown.
    results: usize,
    /// Whether another one goes on after this one.
    forked: bool,
}

impl Drop for Interpreter {
    fn drop(&mut self) {
        if !self.forked {
            self.end();
        }
    }
}

impl Interpreter {
    /// Sets `sys.argv`.
    pub(crate) fn set_argv(&mut self, argv: &[String]) {
        self.argv = Value::list(argv.iter().map(Value::str).collect());
    }

    /// An interpreter in which `c` is the client, if there is one.
    pub(crate) fn new(host: Rc<RefCell<dyn Host>>, client: Option<Client>) -> Self {
        let interrupt = host.borrow().interrupt();
        let interpreter = Self {
            host,
            globals: Rc::default(),
            classes: Rc::new(handle::classes()),
            builtins: Rc::default(),
            imported: Rc::default(),
            argv: Value::list(vec![Value::str("")]),
            environ: Rc::default(),
            streams: Rc::default(),
            source: Rc::new(Source::new("<start>", "")),
            interrupt,
            depth: 0,
            calls: 0,
            shown: 0,
            function: None,
            handling: Vec::new(),
            objects: Rc::default(),
            orphans: Rc::default(),
            results: 0,
            forked: false,
        };
        interpreter.set_global("c", Value::Client(ClientRef(Rc::new(RefCell::new(client)))));
        interpreter.set_global("__name__", Value::str("__main__"));
        interpreter
    }

    /// A view of the values, which does not keep them alive.
    pub(crate) fn glance(&self) -> Glance {
        Glance(self.fork())
    }

    /// An interpreter with the same names, for code that runs while this one waits for it.
    fn fork(&self) -> Self {
        Self {
            host: self.host.clone(),
            globals: self.globals.clone(),
            classes: self.classes.clone(),
            builtins: self.builtins.clone(),
            imported: self.imported.clone(),
            argv: self.argv.clone(),
            environ: self.environ.clone(),
            streams: self.streams.clone(),
            source: self.source.clone(),
            interrupt: self.interrupt.clone(),
            depth: self.depth,
            calls: self.calls,
            shown: self.shown,
            function: None,
            handling: self.handling.clone(),
            objects: self.objects.clone(),
            orphans: self.orphans.clone(),
            results: self.results,
            forked: true,
        }
    }

    /// Parses a source, and names every construct that is not in the language. Nothing is run.
    pub(crate) fn prepare(&self, name: &str, text: &str) -> R<Program> {
        let source = Rc::new(Source::new(name, text));
        let body = parse::parse(&source, &self.globals)
            .map_err(|error| Raised::new(error.kind(), error.message).at(&source, error.span))?;
        Ok(Program { source, body })
    }

    /// Runs one statement of a program. Expression statements are shown as they are evaluated.
    pub(crate) fn step(&mut self, program: &Program, at: usize) -> R<()> {
        let scope = self.start(program);
        let mut frame = Frame::one(scope, &program.body, at, true);
        let ran = self.drive(&mut frame);
        drop(frame);
        // Those that an error has left end with it.
        let ended = self.end_orphans();
        let ran = ran.and(ended);
        ran.map_err(|raised| self.leave(raised))
    }

    /// The value of a program that is one expression.
    pub(crate) fn value_of(&mut self, program: &Program) -> R<Value> {
        let [statement] = &*program.body else {
            return Err(Raised::new("SyntaxError", "an expression is wanted here"));
        };
        let tree::StmtKind::Expr(expr) = &statement.kind else {
            return Err(Raised::new("SyntaxError", "an expression is wanted here"));
        };
        let scope = self.start(program);
        let value = self.eval(expr, &scope);
        value.map_err(|raised| self.leave(raised))
    }

    fn start(&mut self, program: &Program) -> Rc<Scope> {
        self.source = program.source.clone();
        self.depth = 0;
        self.calls = 0;
        self.function = None;
        self.handling.clear();
        Scope::module(self.globals.clone())
    }

    /// Gives a global name a value.
    pub(crate) fn set_global(&self, name: &str, value: Value) {
        self.globals.set(name, value);
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
        self.keep_in_out(&value);
        self.set_global("_", value);
        if let Some(old) = self.results.checked_sub(KEPT_RESULTS) {
            self.globals.remove(&format!("_{old}"));
        }
    }

    /// Keeps a result in `Out` as well, unless that name is the user's own by now.
    fn keep_in_out(&mut self, value: &Value) {
        let out = self.global("Out").unwrap_or_else(|| {
            let out = Value::dict(Default::default());
            self.set_global("Out", out.clone());
            out
        });
        let Value::Dict(out) = &out else {
            return;
        };
        // It would hold itself.
        if matches!(value, Value::Dict(other) if Rc::ptr_eq(out, other)) {
            return;
        }
        let number = Value::Int(self.results as i128);
        if self.put(out, number, value.clone()).is_ok()
            && let Ok(mut out) = out.try_borrow_mut()
            && out.len() > KEPT_RESULTS
        {
            out.pop_first();
        }
    }

    /// The value of a global name.
    pub(crate) fn global(&self, name: &str) -> Option<Value> {
        self.globals.get(name)
    }

    /// All names that can be typed: globals and builtins.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.globals.names().iter().map(|n| n.to_string()).collect();
        names.extend(builtins::names().map(str::to_owned));
        names.sort();
        names.dedup();
        names
    }

    /// The client that `c` stands for.
    pub(crate) fn client(&self) -> Option<ClientRef> {
        match self.global("c") {
            Some(Value::Client(client)) => Some(client),
            _ => None,
        }
    }

    /// Stops what runs if the user wants it stopped. Called at every step of a loop and every call.
    fn tick(&self) -> R<()> {
        if self.interrupt.is_set() {
            // Raising it is the answer to Ctrl-C: what handles it may run on.
            self.interrupt.clear();
            return Err(Raised::new("KeyboardInterrupt", ""));
        }
        Ok(())
    }

    /// Forgets everything. Generators that are in the middle of a `try` or `with` end with it.
    pub(crate) fn end(&mut self) {
        self.globals.clear();
        for module in self.imported.borrow().values() {
            module.globals.clear();
        }
        // Ctrl-C leaves the others as they are.
        let _ = self.end_orphans();
    }
}
