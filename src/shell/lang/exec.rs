//! Execution of statements.

use std::rc::Rc;

use imapclient::command;

use super::Interpreter;
use super::bridge;
use super::dict::Dict;
use super::eval::blamed_span;
use super::json::check_depth;
use super::modules;
use super::raise::{R, Raised};
use super::scope::Scope;
use super::tree::{ClassDef, Expr, ExprKind, Stmt, StmtKind};
use super::value::{Class, Value};

/// How a block ended.
pub(crate) enum Flow {
    Next,
    Break,
    Continue,
    Return(Value),
}

impl Interpreter {
    /// Runs the statements of a source.
    pub(crate) fn exec_top(&mut self, body: &[Stmt], scope: &Rc<Scope>) -> R<()> {
        for stmt in body {
            let outside = match self.exec(stmt, scope)? {
                Flow::Next => continue,
                Flow::Return(_) => "'return' outside function",
                Flow::Break => "'break' outside loop",
                Flow::Continue => "'continue' not properly in loop",
            };
            return Err(Raised::new("SyntaxError", outside).at(&self.source, stmt.span));
        }
        Ok(())
    }

    /// Runs a block until it ends or is left.
    pub(crate) fn exec_block(&mut self, block: &[Stmt], scope: &Rc<Scope>) -> R<Flow> {
        for stmt in block {
            match self.exec(stmt, scope)? {
                Flow::Next => {}
                flow => return Ok(flow),
            }
        }
        Ok(Flow::Next)
    }

    fn exec(&mut self, stmt: &Stmt, scope: &Rc<Scope>) -> R<Flow> {
        self.tick()?;
        self.exec_kind(stmt, scope)
            .map_err(|raised| raised.at(&self.source, stmt.span))
    }

    fn exec_kind(&mut self, stmt: &Stmt, scope: &Rc<Scope>) -> R<Flow> {
        match &stmt.kind {
            StmtKind::Expr(expr) => self.exec_expr(expr, scope)?,
            StmtKind::Assign(targets, value) => {
                let value = self.eval(value, scope)?;
                for target in targets {
                    self.assign(target, value.clone(), scope)?;
                }
            }
            StmtKind::AugAssign(target, op, value) => {
                let current = self.eval(target, scope)?;
                let value = self.eval(value, scope)?;
                let result = self.binary_in_place(*op, &current, &value)?;
                self.assign(target, result, scope)?;
            }
            StmtKind::Delete(targets) => {
                for target in targets {
                    self.delete(target, scope)?;
                }
            }
            StmtKind::Pass => {}
            StmtKind::Break => return Ok(Flow::Break),
            StmtKind::Continue => return Ok(Flow::Continue),
            StmtKind::Return(value) => {
                let value = match value {
                    Some(value) => self.eval(value, scope)?,
                    None => Value::None,
                };
                return Ok(Flow::Return(value));
            }
            StmtKind::Raise(what, cause) => return Err(self.raise(what, cause, scope)?),
            StmtKind::Assert(test, message) => {
                let test = self.eval(test, scope)?;
                if !self.truth(&test)? {
                    let text = match message {
                        Some(message) => {
                            let message = self.eval(message, scope)?;
                            self.str(&message)?
                        }
                        None => String::new(),
                    };
                    return Err(Raised::new("AssertionError", text));
                }
            }
            StmtKind::Global(names) | StmtKind::Nonlocal(names) => scope.declare_outer(names),
            StmtKind::Import(names) => {
                for (name, bound) in names {
                    let mut module = modules::import(name)?;
                    // `import a.b` binds a, `import a.b as c` binds b.
                    let (first, _) = name.split_once('.').unwrap_or((name, ""));
                    if **bound == *first {
                        module = modules::import(first)?;
                    }
                    scope.set(bound, Value::Module(module));
                }
            }
            StmtKind::ImportFrom(module, names) => self.import_from(module, names, scope)?,
            StmtKind::If(branches, otherwise) => {
                for (test, block) in branches {
                    let test = self.eval(test, scope)?;
                    if self.truth(&test)? {
                        return self.exec_block(block, scope);
                    }
                }
                return self.exec_block(otherwise, scope);
            }
            StmtKind::While(test, block, otherwise) => loop {
                let test = self.eval(test, scope)?;
                if !self.truth(&test)? {
                    return self.exec_block(otherwise, scope);
                }
                self.tick()?;
                match self.exec_block(block, scope)? {
                    Flow::Break => break,
                    Flow::Return(value) => return Ok(Flow::Return(value)),
                    Flow::Next | Flow::Continue => {}
                }
            },
            StmtKind::For(target, iterable, block, otherwise) => {
                let iterable_value = self.eval(iterable, scope)?;
                let mut iter = self
                    .iterate(&iterable_value)
                    .map_err(|raised| raised.at(&self.source, iterable.span))?;
                drop(iterable_value);
                while let Some(value) = iter.next(self)? {
                    self.tick()?;
                    self.assign(target, value, scope)?;
                    match self.exec_block(block, scope)? {
                        Flow::Break => return Ok(Flow::Next),
                        Flow::Return(value) => return Ok(Flow::Return(value)),
                        Flow::Next | Flow::Continue => {}
                    }
                }
                return self.exec_block(otherwise, scope);
            }
            StmtKind::Def(def) => {
                let function = self.function(def, scope)?;
                scope.set(&def.name, function);
            }
            StmtKind::Class(def) => self.define_class(def, scope)?,
            StmtKind::Try(node) => return self.exec_try(node, scope),
            StmtKind::With(items, block) => return self.exec_with(items, block, scope),
        }
        Ok(Flow::Next)
    }

    /// An expression statement: shown at the top level, unless it is None. A bare call whose rows
    /// can be shown while they arrive is handed over as it is.
    fn exec_expr(&mut self, expr: &Expr, scope: &Rc<Scope>) -> R<()> {
        if !self.echo {
            return self.eval(expr, scope).map(drop);
        }
        if let ExprKind::Call(function, arguments) = &expr.kind
            && let ExprKind::Attribute(_, name) = &function.kind
            && let Some(rows) = command::rows(name)
        {
            let callee = self.eval(function, scope)?;
            if let Value::ClientMethod(bound) = &callee {
                let args = self.arguments(arguments, scope)?;
                let done = bridge::stream_rows(self, &bound.0, bound.1, rows, args);
                return done.map_err(|mut raised| {
                    let blamed = raised.take_argument();
                    let at = blamed.and_then(|name| blamed_span(&callee, arguments, name));
                    raised.at(&self.source, at.unwrap_or(expr.span))
                });
            }
        }
        let value = self.eval(expr, scope)?;
        if matches!(value, Value::None) {
            return Ok(());
        }
        let value = match value {
            Value::Iter(_) => Value::list(self.collect(&value)?),
            other => other,
        };
        let host = self.host.clone();
        let shown = check_depth(&value, 0).and_then(|()| host.borrow_mut().echo(&value));
        shown.map_err(|raised| raised.at(&self.source, expr.span))?;
        self.keep_result(value);
        Ok(())
    }

    /// Gives a target a value.
    pub(crate) fn assign(&mut self, target: &Expr, value: Value, scope: &Rc<Scope>) -> R<()> {
        match &target.kind {
            ExprKind::Name(name) => {
                scope.set(name, value);
                Ok(())
            }
            ExprKind::Tuple(targets) | ExprKind::List(targets) => self
                .unpack(targets, &value, scope)
                .map_err(|raised| raised.at(&self.source, target.span)),
            ExprKind::Attribute(base, name) => {
                let base = self.eval(base, scope)?;
                self.set_attribute(&base, name, value)
                    .map_err(|raised| raised.at(&self.source, target.span))
            }
            ExprKind::Subscript(base, index) => {
                let base = self.eval(base, scope)?;
                let index = self.eval(index, scope)?;
                self.set_subscript(&base, &index, value)
                    .map_err(|raised| raised.at(&self.source, target.span))
            }
            ExprKind::Starred(inner) => self.assign(inner, value, scope),
            _ => {
                Err(Raised::new("SyntaxError", "cannot assign to this")
                    .at(&self.source, target.span))
            }
        }
    }

    fn unpack(&mut self, targets: &[Expr], value: &Value, scope: &Rc<Scope>) -> R<()> {
        let star = targets
            .iter()
            .position(|t| matches!(t.kind, ExprKind::Starred(_)));
        let wanted = targets.len();
        let mut iter = self.iterate(value).map_err(|_| {
            Raised::new(
                "TypeError",
                format!("cannot unpack non-iterable {} object", value.type_name()),
            )
        })?;
        let mut values = Vec::new();
        while let Some(next) = iter.next(self)? {
            values.push(next);
            // One more than fits is enough to know.
            if star.is_none() && values.len() > wanted {
                return Err(Raised::new(
                    "ValueError",
                    format!("too many values to unpack (expected {wanted})"),
                ));
            }
        }
        let got = values.len();
        let least = wanted - usize::from(star.is_some());
        if got < least {
            let bound = if star.is_some() { "at least " } else { "" };
            return Err(Raised::new(
                "ValueError",
                format!("not enough values to unpack (expected {bound}{least}, got {got})"),
            ));
        }
        let mut values = values.into_iter();
        for target in targets {
            let value = match &target.kind {
                ExprKind::Starred(_) => Value::list(values.by_ref().take(got - least).collect()),
                _ => values.next().unwrap_or(Value::None),
            };
            self.assign(target, value, scope)?;
        }
        Ok(())
    }

    fn delete(&mut self, target: &Expr, scope: &Rc<Scope>) -> R<()> {
        match &target.kind {
            ExprKind::Name(name) => match scope.remove(name) {
                true => Ok(()),
                false => Err(
                    Raised::new("NameError", format!("name '{name}' is not defined"))
                        .at(&self.source, target.span),
                ),
            },
            ExprKind::Tuple(targets) | ExprKind::List(targets) => targets
                .iter()
                .try_for_each(|target| self.delete(target, scope)),
            ExprKind::Subscript(base, index) => {
                let base = self.eval(base, scope)?;
                let index = self.eval(index, scope)?;
                self.delete_subscript(&base, &index)
                    .map_err(|raised| raised.at(&self.source, target.span))
            }
            ExprKind::Attribute(base, name) => {
                let base = self.eval(base, scope)?;
                self.delete_attribute(&base, name)
                    .map_err(|raised| raised.at(&self.source, target.span))
            }
            _ => {
                Err(Raised::new("SyntaxError", "cannot delete this").at(&self.source, target.span))
            }
        }
    }

    fn import_from(
        &mut self,
        module: &str,
        names: &[(Rc<str>, Rc<str>)],
        scope: &Rc<Scope>,
    ) -> R<()> {
        let found = modules::import(module)?;
        for (name, bound) in names {
            if &**name == "*" {
                for name in found.names {
                    if let Some(value) = (found.get)(self, name) {
                        scope.set(&(*name).into(), value);
                    }
                }
                continue;
            }
            match (found.get)(self, name) {
                Some(value) => scope.set(bound, value),
                None => {
                    let hint = imapclient::menu::nearest(name, found.names.iter().copied())
                        .map(|near| format!(". Did you mean: '{near}'?"))
                        .unwrap_or_default();
                    return Err(Raised::new(
                        "ImportError",
                        format!("cannot import name '{name}' from '{module}'{hint}"),
                    ));
                }
            }
        }
        Ok(())
    }

    fn define_class(&mut self, def: &Rc<ClassDef>, scope: &Rc<Scope>) -> R<()> {
        let base = match &def.base {
            None => None,
            Some(expr) => match self.eval(expr, scope)? {
                Value::Class(class) => Some(class),
                Value::Type(kind) if kind.name == "object" => None,
                other => {
                    return Err(Raised::new(
                        "TypeError",
                        format!(
                            "{} is no class that can be derived from",
                            self.repr(&other)?
                        ),
                    )
                    .at(&self.source, expr.span));
                }
            },
        };
        let inner = Scope::class(scope);
        let echo = std::mem::replace(&mut self.echo, false);
        let ran = self.exec_block(&def.body, &inner);
        self.echo = echo;
        ran?;
        let mut attributes = Dict::default();
        for (name, value) in inner.entries() {
            attributes.insert_str(&name, value);
        }
        let class = Class {
            name: def.name.clone(),
            base,
            attributes: std::cell::RefCell::new(attributes),
        };
        scope.set(&def.name, Value::Class(Rc::new(class)));
        Ok(())
    }
}
