//! Targets: assignment, unpacking, augmented assignment, deletion.

use std::rc::Rc;

use super::Interpreter;
use super::eval::unbound;
use super::raise::{R, Raised};
use super::scope::Scope;
use super::tree::{BinaryOp, Expr, ExprKind, Name, Place};
use super::value::Value;

impl Interpreter {
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

    /// `target op= value`: the target's parts are evaluated once.
    pub(super) fn augmented(
        &mut self,
        target: &Expr,
        op: BinaryOp,
        value: &Expr,
        scope: &Rc<Scope>,
    ) -> R<()> {
        match &target.kind {
            ExprKind::Attribute(base, name) => {
                let base = self.eval(base, scope)?;
                let current = self
                    .attribute(&base, name)
                    .map_err(|raised| raised.at(&self.source, target.span))?;
                let value = self.eval(value, scope)?;
                let result = self.binary_in_place(op, current, &value)?;
                self.set_attribute(&base, name, result)
                    .map_err(|raised| raised.at(&self.source, target.span))
            }
            ExprKind::Subscript(base, index) => {
                let base = self.eval(base, scope)?;
                let index = self.eval(index, scope)?;
                let current = self
                    .subscript(&base, &index)
                    .map_err(|raised| raised.at(&self.source, target.span))?;
                let value = self.eval(value, scope)?;
                let result = self.binary_in_place(op, current, &value)?;
                self.set_subscript(&base, &index, result)
                    .map_err(|raised| raised.at(&self.source, target.span))
            }
            _ => {
                let current = self.eval(target, scope)?;
                let value = self.eval(value, scope)?;
                let result = self.binary_in_place(op, current, &value)?;
                self.assign(target, result, scope)
            }
        }
    }

    fn unpack(&mut self, targets: &[Expr], value: &Value, scope: &Rc<Scope>) -> R<()> {
        let star = targets
            .iter()
            .position(|t| matches!(t.kind, ExprKind::Starred(_)));
        let wanted = targets.len();
        if let (Value::Tuple(values), None) = (value, star)
            && values.len() == wanted
        {
            for (target, value) in targets.iter().zip(values.iter()) {
                self.assign(target, value.clone(), scope)?;
            }
            return Ok(());
        }
        let mut iter = match self.iterate(value) {
            Ok(iter) => iter,
            Err(raised) if raised.is("TypeError") => {
                return Err(Raised::new(
                    "TypeError",
                    format!("cannot unpack non-iterable {} object", value.type_name()),
                ));
            }
            Err(raised) => return Err(raised),
        };
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

    pub(super) fn delete(&mut self, target: &Expr, scope: &Rc<Scope>) -> R<()> {
        match &target.kind {
            ExprKind::Name(name) => match scope.remove(name) {
                true => Ok(()),
                false => Err(without_value(name).at(&self.source, target.span)),
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
}

/// The error of a name that is to be forgotten and has no value.
fn without_value(name: &Name) -> Raised {
    match name.place.get() {
        Place::Local { depth, .. } => unbound(&name.text, depth > 0),
        _ => Raised::new("NameError", format!("name '{}' is not defined", name.text)),
    }
}
