//! Lowering of comprehensions.

use std::rc::Rc;

use ruff_python_ast as ast;

use super::lower::{Lowered, Lowering, NO_ASYNC, refuse};
use super::names::Kind;
use crate::lang::tree::{Clause, Comprehension, ComprehensionKind, Expr, ExprKind};

impl Lowering {
    pub(super) fn comprehension(
        &self,
        kind: ComprehensionKind,
        element: &ast::Expr,
        value: Option<&ast::Expr>,
        clauses: &[ast::Comprehension],
    ) -> Lowered<ExprKind> {
        if let Some(clause) = clauses.iter().find(|clause| clause.is_async) {
            return refuse(clause, NO_ASYNC);
        }
        // The first iterable is evaluated where the comprehension stands.
        let mut first = match clauses.first() {
            Some(clause) => Some(self.expr(&clause.iter)?),
            None => None,
        };
        self.names.open(Kind::Comprehension);
        let lowered = self.inside_comprehension(kind, element, value, clauses, &mut first);
        let (layout, _) = self.names.close();
        let mut lowered = lowered?;
        lowered.layout = layout;
        Ok(ExprKind::Comprehension(Rc::new(lowered)))
    }

    fn inside_comprehension(
        &self,
        kind: ComprehensionKind,
        element: &ast::Expr,
        value: Option<&ast::Expr>,
        clauses: &[ast::Comprehension],
        first: &mut Option<Expr>,
    ) -> Lowered<Comprehension> {
        let mut lowered = Vec::with_capacity(clauses.len());
        for clause in clauses {
            let iterable = match first.take() {
                Some(first) => first,
                None => self.expr(&clause.iter)?,
            };
            lowered.push(Clause {
                target: self.expr(&clause.target)?,
                iterable,
                conditions: self.exprs(&clause.ifs)?,
            });
        }
        Ok(Comprehension {
            kind,
            element: self.expr(element)?,
            value: self.optional(value)?,
            clauses: lowered,
            layout: Rc::from([]),
        })
    }
}
