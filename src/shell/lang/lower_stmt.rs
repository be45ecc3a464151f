//! Lowering of statements.

use std::collections::HashSet;
use std::rc::Rc;

use ruff_python_ast as ast;
use ruff_text_size::Ranged;

use super::lower::{Lowered, Lowering, binary_op, refuse, span};
use crate::lang::tree::{
    Body, ClassDef, Expr, ExprKind, FunctionDef, Handler, Stmt, StmtKind, Try,
};

impl Lowering {
    pub(super) fn block(&self, block: &[ast::Stmt]) -> Lowered<Vec<Stmt>> {
        block.iter().map(|statement| self.stmt(statement)).collect()
    }

    fn stmt(&self, stmt: &ast::Stmt) -> Lowered<Stmt> {
        let kind = self.deeper(stmt, || self.stmt_kind(stmt))?;
        Ok(Stmt {
            span: span(stmt.range()),
            kind,
        })
    }

    fn stmt_kind(&self, stmt: &ast::Stmt) -> Lowered<StmtKind> {
        use ast::Stmt as S;
        Ok(match stmt {
            S::Expr(node) => StmtKind::Expr(self.expr(&node.value)?),
            S::Assign(node) => {
                StmtKind::Assign(self.exprs(&node.targets)?, self.expr(&node.value)?)
            }
            S::AugAssign(node) => StmtKind::AugAssign(
                self.expr(&node.target)?,
                binary_op(node.op, stmt)?,
                self.expr(&node.value)?,
            ),
            S::AnnAssign(node) => match &node.value {
                Some(value) => StmtKind::Assign(vec![self.expr(&node.target)?], self.expr(value)?),
                None => StmtKind::Pass,
            },
            S::Delete(node) => StmtKind::Delete(self.exprs(&node.targets)?),
            S::Pass(_) => StmtKind::Pass,
            S::Break(_) => StmtKind::Break,
            S::Continue(_) => StmtKind::Continue,
            S::Return(node) => StmtKind::Return(self.optional(node.value.as_deref())?),
            S::Raise(node) => StmtKind::Raise(
                self.optional(node.exc.as_deref())?,
                self.optional(node.cause.as_deref())?,
            ),
            S::Assert(node) => {
                StmtKind::Assert(self.expr(&node.test)?, self.optional(node.msg.as_deref())?)
            }
            S::Global(node) => StmtKind::Global(names(&node.names)),
            S::Nonlocal(node) => StmtKind::Nonlocal(names(&node.names)),
            S::Import(node) => StmtKind::Import(
                node.names
                    .iter()
                    .map(|alias| {
                        let name = alias.name.id.as_str();
                        let bound = match &alias.asname {
                            Some(bound) => bound.id.as_str(),
                            None => name.split('.').next().unwrap_or(name),
                        };
                        (name.into(), bound.into())
                    })
                    .collect(),
            ),
            S::ImportFrom(node) => match &node.module {
                Some(module) if node.level == 0 => StmtKind::ImportFrom(
                    module.id.as_str().into(),
                    node.names
                        .iter()
                        .map(|alias| {
                            let bound = alias.asname.as_ref().unwrap_or(&alias.name);
                            (alias.name.id.as_str().into(), bound.id.as_str().into())
                        })
                        .collect(),
                ),
                _ => {
                    return refuse(
                        stmt,
                        "relative imports are not supported; there are no packages here",
                    );
                }
            },
            S::If(node) => {
                let mut branches = vec![(self.expr(&node.test)?, self.block(&node.body)?)];
                let mut otherwise = Vec::new();
                for clause in &node.elif_else_clauses {
                    match &clause.test {
                        Some(test) => branches.push((self.expr(test)?, self.block(&clause.body)?)),
                        None => otherwise = self.block(&clause.body)?,
                    }
                }
                StmtKind::If(branches, otherwise)
            }
            S::While(node) => StmtKind::While(
                self.expr(&node.test)?,
                self.block(&node.body)?,
                self.block(&node.orelse)?,
            ),
            S::For(node) => {
                if node.is_async {
                    return refuse(
                        stmt,
                        "async is not supported; every call here waits by itself",
                    );
                }
                StmtKind::For(
                    self.expr(&node.target)?,
                    self.expr(&node.iter)?,
                    self.block(&node.body)?,
                    self.block(&node.orelse)?,
                )
            }
            S::FunctionDef(node) => StmtKind::Def(Rc::new(self.function(node)?)),
            S::ClassDef(node) => StmtKind::Class(Rc::new(self.class(node)?)),
            S::Try(node) => {
                if node.is_star {
                    return refuse(stmt, "except* is not supported; use except");
                }
                let handlers = node.handlers.iter().map(|handler| {
                    let ast::ExceptHandler::ExceptHandler(handler) = handler;
                    Ok(Handler {
                        class: self.optional(handler.type_.as_deref())?,
                        name: handler.name.as_ref().map(|name| name.id.as_str().into()),
                        body: self.block(&handler.body)?,
                    })
                });
                StmtKind::Try(Box::new(Try {
                    handlers: handlers.collect::<Lowered<_>>()?,
                    body: self.block(&node.body)?,
                    otherwise: self.block(&node.orelse)?,
                    finally: self.block(&node.finalbody)?,
                }))
            }
            S::With(node) => {
                if node.is_async {
                    return refuse(
                        stmt,
                        "async is not supported; every call here waits by itself",
                    );
                }
                let items = node.items.iter().map(|item| {
                    let target = self.optional(item.optional_vars.as_deref())?;
                    Ok((self.expr(&item.context_expr)?, target))
                });
                StmtKind::With(items.collect::<Lowered<_>>()?, self.block(&node.body)?)
            }
            S::Match(_) => return refuse(stmt, "match is not supported; use if and elif"),
            S::TypeAlias(_) => return refuse(stmt, "type is not supported; leave the alias out"),
            S::IpyEscapeCommand(_) => return refuse(stmt, "this is not Python"),
        })
    }

    fn function(&self, node: &ast::StmtFunctionDef) -> Lowered<FunctionDef> {
        if node.is_async {
            return refuse(
                node,
                "async is not supported; every call here waits by itself",
            );
        }
        if let Some(decorator) = node.decorator_list.first() {
            return refuse(
                decorator,
                "decorators are not supported; call the function on the other instead",
            );
        }
        let parameters = self.parameters(&node.parameters)?;
        let body = self.block(&node.body)?;
        let mut locals: HashSet<Rc<str>> = parameters.iter().map(|p| p.name.clone()).collect();
        let mut outer = HashSet::new();
        collect(&body, &mut locals, &mut outer);
        locals.retain(|name| !outer.contains(name));
        Ok(FunctionDef {
            name: node.name.id.as_str().into(),
            parameters,
            body: Body::Block(body),
            locals,
            source: self.source.clone(),
        })
    }

    fn class(&self, node: &ast::StmtClassDef) -> Lowered<ClassDef> {
        if let Some(decorator) = node.decorator_list.first() {
            return refuse(decorator, "decorators are not supported");
        }
        let base = match &node.arguments {
            Some(arguments) => match (&*arguments.args, arguments.keywords.is_empty()) {
                ([], true) => None,
                ([base], true) => Some(self.expr(base)?),
                ([_, second, ..], true) => {
                    return refuse(second, "a class can have one base class only");
                }
                _ => return refuse(&**arguments, "keywords in a class header are not supported"),
            },
            None => None,
        };
        Ok(ClassDef {
            name: node.name.id.as_str().into(),
            base,
            body: self.block(&node.body)?,
        })
    }
}

fn names(names: &[ast::Identifier]) -> Vec<Rc<str>> {
    names.iter().map(|name| name.id.as_str().into()).collect()
}

/// Finds the names that a block assigns, and those it declares to be of an outer scope.
fn collect(block: &[Stmt], locals: &mut HashSet<Rc<str>>, outer: &mut HashSet<Rc<str>>) {
    for stmt in block {
        match &stmt.kind {
            StmtKind::Expr(expr) | StmtKind::Return(Some(expr)) => walrus(expr, locals),
            StmtKind::Assign(targets, value) => {
                targets.iter().for_each(|target| bind(target, locals));
                walrus(value, locals);
            }
            StmtKind::AugAssign(target, _, _) => bind(target, locals),
            StmtKind::Delete(targets) => targets.iter().for_each(|target| bind(target, locals)),
            StmtKind::Global(names) | StmtKind::Nonlocal(names) => {
                outer.extend(names.iter().cloned());
            }
            StmtKind::Import(names) | StmtKind::ImportFrom(_, names) => {
                locals.extend(names.iter().map(|(_, bound)| bound.clone()));
            }
            StmtKind::If(branches, otherwise) => {
                for (test, block) in branches {
                    walrus(test, locals);
                    collect(block, locals, outer);
                }
                collect(otherwise, locals, outer);
            }
            StmtKind::While(test, block, otherwise) => {
                walrus(test, locals);
                collect(block, locals, outer);
                collect(otherwise, locals, outer);
            }
            StmtKind::For(target, _, block, otherwise) => {
                bind(target, locals);
                collect(block, locals, outer);
                collect(otherwise, locals, outer);
            }
            StmtKind::Def(function) => drop(locals.insert(function.name.clone())),
            StmtKind::Class(class) => drop(locals.insert(class.name.clone())),
            StmtKind::Try(node) => {
                collect(&node.body, locals, outer);
                for handler in &node.handlers {
                    locals.extend(handler.name.clone());
                    collect(&handler.body, locals, outer);
                }
                collect(&node.otherwise, locals, outer);
                collect(&node.finally, locals, outer);
            }
            StmtKind::With(items, block) => {
                items
                    .iter()
                    .filter_map(|(_, target)| target.as_ref())
                    .for_each(|t| bind(t, locals));
                collect(block, locals, outer);
            }
            _ => {}
        }
    }
}

fn bind(target: &Expr, locals: &mut HashSet<Rc<str>>) {
    match &target.kind {
        ExprKind::Name(name) => drop(locals.insert(name.clone())),
        ExprKind::Tuple(targets) | ExprKind::List(targets) => {
            targets.iter().for_each(|target| bind(target, locals));
        }
        ExprKind::Starred(target) => bind(target, locals),
        _ => {}
    }
}

/// Finds `:=` where it is commonly written: anywhere in conditions and values.
fn walrus(expr: &Expr, locals: &mut HashSet<Rc<str>>) {
    match &expr.kind {
        ExprKind::Named(name, value) => {
            locals.insert(name.clone());
            walrus(value, locals);
        }
        ExprKind::And(values) | ExprKind::Or(values) | ExprKind::Tuple(values) => {
            values.iter().for_each(|value| walrus(value, locals));
        }
        ExprKind::Compare(first, rest) => {
            walrus(first, locals);
            rest.iter().for_each(|(_, value)| walrus(value, locals));
        }
        ExprKind::Unary(_, value) | ExprKind::Starred(value) => walrus(value, locals),
        ExprKind::Binary(_, left, right) => {
            walrus(left, locals);
            walrus(right, locals);
        }
        ExprKind::Call(_, arguments) => {
            arguments
                .iter()
                .for_each(|argument| walrus(&argument.value, locals));
        }
        _ => {}
    }
}
