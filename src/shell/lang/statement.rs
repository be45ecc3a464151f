//! Statements that open no block, and what is shown of them.

use std::rc::Rc;

use imapclient::command;

use super::Interpreter;
use super::bridge;
use super::call::CallArgs;
use super::eval::blamed_span;
use super::exec::Frame;
use super::raise::{R, Raised};
use super::redirect;
use super::scope::Scope;
use super::tree::{Expr, ExprKind, Source, StmtKind};
use super::value::Value;

impl Interpreter {
    pub(super) fn test(&mut self, test: &Expr, scope: &Rc<Scope>) -> R<bool> {
        match self.eval(test, scope)? {
            Value::Bool(value) => Ok(value),
            value => self.truth(&value),
        }
    }

    /// A statement that opens no block and goes on to the next one.
    pub(super) fn simple(&mut self, kind: &StmtKind, frame: &mut Frame) -> R<()> {
        let scope = &frame.scope;
        match kind {
            StmtKind::Expr(expr) if !self.source.redirects.is_empty() => {
                return self.show_or_redirect(expr, frame);
            }
            StmtKind::Expr(expr) if frame.echo => return self.show(expr, scope),
            StmtKind::Expr(expr) => drop(self.eval(expr, scope)?),
            StmtKind::Assign(targets, value) => {
                let value = self.eval(value, scope)?;
                if let [target] = targets.as_slice() {
                    return self.assign(target, value, scope);
                }
                for target in targets {
                    self.assign(target, value.clone(), scope)?;
                }
            }
            StmtKind::AugAssign(target, op, value) => {
                return self.augmented(target, *op, value, scope);
            }
            StmtKind::Delete(targets) => {
                for target in targets {
                    self.delete(target, scope)?;
                }
            }
            StmtKind::Raise(what, cause) => return Err(self.raise(what, cause, scope)?),
            StmtKind::Assert(test, message) => {
                let holds = self.test(test, scope)?;
                return match message {
                    _ if holds => Ok(()),
                    Some(message) => {
                        let message = self.eval(message, scope)?;
                        Err(self.exception("AssertionError", vec![message]))
                    }
                    None => Err(Raised::new("AssertionError", "")),
                };
            }
            StmtKind::Import(names) => {
                for (name, bound, whole) in names {
                    let module = self.import(name, *whole)?;
                    scope.set(bound, module);
                }
            }
            StmtKind::ImportFrom(module, names) => self.import_from(module, names, scope)?,
            StmtKind::Def(def, name, decorators) => {
                let decorators = decorators
                    .iter()
                    .map(|decorator| self.eval(decorator, scope))
                    .collect::<R<Vec<_>>>()?;
                let function = self.function(def, scope)?;
                if scope.is_class() {
                    frame.made.push(function.clone());
                }
                let mut value = Value::Function(function);
                for decorator in decorators.iter().rev() {
                    value = self.call(decorator, CallArgs::of(vec![value]))?;
                }
                scope.set(name, value);
            }
            StmtKind::Class(def) => self.define_class(def, scope)?,
            _ => {}
        }
        Ok(())
    }

    /// An expression statement of a source with redirections: its result may be sent on.
    fn show_or_redirect(&mut self, expr: &Expr, frame: &Frame) -> R<()> {
        let source = self.source.clone();
        let redirect = redirect::behind(&source.text, &source.redirects, expr.span.end);
        let Some(redirect) = redirect else {
            return match frame.echo {
                true => self.show(expr, &frame.scope),
                false => self.eval(expr, &frame.scope).map(drop),
            };
        };
        let host = self.host.clone();
        let at = |raised: Raised| raised.at(&source, redirect.span);
        host.borrow_mut().divert(redirect).map_err(at)?;
        // Asked for by name, it is sent on even from within a function.
        let ran = self.show(expr, &frame.scope);
        let ended = host.borrow_mut().undivert(ran.is_ok()).map_err(at);
        ran.and(ended)
    }

    /// An expression statement: shown, unless it is None. A bare call whose rows can be shown
    /// while they arrive is handed over as it is.
    fn show(&mut self, expr: &Expr, scope: &Rc<Scope>) -> R<()> {
        if let ExprKind::Call(function, arguments) = &expr.kind
            && let ExprKind::Attribute(_, name) = &function.kind
            && let Some(rows) = command::rows(name)
        {
            let callee = self.eval(function, scope)?;
            if let Value::ClientMethod(bound) = &callee {
                let args = self.arguments(arguments, scope, CallArgs::default())?;
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
            Value::Iter(_) => Value::list(
                self.collect(&value)
                    .map_err(|raised| raised.at(&self.source, expr.span))?,
            ),
            other => other,
        };
        let host = self.host.clone();
        let shown = self.check_json(&value, 0).and_then(|()| {
            let shown = host.borrow_mut().echo(&value);
            shown.or_else(|raised| self.tick().and(Err(raised)))
        });
        shown.map_err(|raised| raised.at(&self.source, expr.span))?;
        self.keep_result(value);
        Ok(())
    }

    /// Runs with another source, for what errors say.
    pub(crate) fn in_source<T>(
        &mut self,
        source: &Rc<Source>,
        run: impl FnOnce(&mut Self) -> R<T>,
    ) -> R<T> {
        let before = std::mem::replace(&mut self.source, source.clone());
        let result = run(self);
        self.source = before;
        result
    }
}
