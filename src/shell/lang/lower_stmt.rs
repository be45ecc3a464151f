//! Lowering of statements.

use std::rc::Rc;

use ruff_python_ast as ast;
use ruff_text_size::Ranged;

use super::lower::{Lowered, Lowering, NO_ASYNC, binary_op, is_plain, refuse, span};
use super::names::Kind;
use crate::lang::tree::{
    Block, Body, ClassDef, Expr, For, FunctionDef, Handler, Stmt, StmtKind, Then, Try, While, With,
    Yield,
};

/// Builtin types that a class cannot derive from.
const NOT_BASES: &[&str] = &[
    "dict",
    "list",
    "str",
    "bytes",
    "int",
    "float",
    "bool",
    "tuple",
    "set",
    "frozenset",
    "type",
    "range",
    "IMAPClient",
];

impl Lowering {
    pub(super) fn block(&self, block: &[ast::Stmt]) -> Lowered<Block> {
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
            S::Expr(node) => match self.as_yield(&node.value)? {
                Some((value, from)) => yielded(value, from, Then::Drop),
                None => StmtKind::Expr(self.expr(&node.value)?),
            },
            S::Assign(node) => match self.as_yield(&node.value)? {
                Some((value, from)) => {
                    yielded(value, from, Then::Assign(self.exprs(&node.targets)?))
                }
                None => {
                    let value = self.expr(&node.value)?;
                    StmtKind::Assign(self.exprs(&node.targets)?, value)
                }
            },
            S::AugAssign(node) => StmtKind::AugAssign(
                self.expr(&node.target)?,
                binary_op(node.op, stmt)?,
                self.expr(&node.value)?,
            ),
            S::AnnAssign(node) => match &node.value {
                Some(value) => match self.as_yield(value)? {
                    Some((value, from)) => {
                        yielded(value, from, Then::Assign(vec![self.expr(&node.target)?]))
                    }
                    None => StmtKind::Assign(vec![self.expr(&node.target)?], self.expr(value)?),
                },
                None => {
                    self.expr(&node.target)?;
                    StmtKind::Pass
                }
            },
            S::Delete(node) => StmtKind::Delete(self.exprs(&node.targets)?),
            S::Pass(_) => StmtKind::Pass,
            S::Break(_) if !self.names.loops() => return refuse(stmt, "'break' outside loop"),
            S::Continue(_) if !self.names.loops() => {
                return refuse(stmt, "'continue' not properly in loop");
            }
            S::Break(_) => StmtKind::Break,
            S::Continue(_) => StmtKind::Continue,
            S::Return(_) if self.names.kind() != Kind::Function => {
                return refuse(stmt, "'return' outside function");
            }
            S::Return(node) => {
                let yields = match &node.value {
                    Some(value) => self.as_yield(value)?,
                    None => None,
                };
                match yields {
                    Some((value, from)) => yielded(value, from, Then::Return),
                    None => StmtKind::Return(self.optional(node.value.as_deref())?),
                }
            }
            S::Raise(node) => StmtKind::Raise(
                self.optional(node.exc.as_deref())?,
                self.optional(node.cause.as_deref())?,
            ),
            S::Assert(node) => {
                StmtKind::Assert(self.expr(&node.test)?, self.optional(node.msg.as_deref())?)
            }
            S::Global(node) => self.declare(&node.names, true)?,
            S::Nonlocal(node) => self.declare(&node.names, false)?,
            S::Import(node) => StmtKind::Import(
                node.names
                    .iter()
                    .map(|alias| {
                        let name = alias.name.id.as_str();
                        let bound = match &alias.asname {
                            Some(bound) => bound.id.as_str(),
                            None => name.split('.').next().unwrap_or(name),
                        };
                        let at = span(alias.range());
                        let whole = alias.asname.is_some() || bound == name;
                        (name.into(), self.names.bind(bound, at), whole)
                    })
                    .collect(),
            ),
            S::ImportFrom(node) => self.import_from(node)?,
            S::If(node) => {
                let mut branches = vec![(self.expr(&node.test)?, self.block(&node.body)?)];
                let mut otherwise = None;
                for clause in &node.elif_else_clauses {
                    let block = |test: Option<Expr>| Ok((test, self.block(&clause.body)?));
                    match block(self.optional(clause.test.as_ref())?)? {
                        (Some(test), body) => branches.push((test, body)),
                        (None, body) => otherwise = Some(body),
                    }
                }
                StmtKind::If(branches, otherwise.unwrap_or_else(nothing))
            }
            S::While(node) => StmtKind::While(Rc::new(While {
                span: span(node.test.range()),
                test: self.expr(&node.test)?,
                body: self.loop_body(&node.body)?,
                otherwise: self.block(&node.orelse)?,
            })),
            S::For(node) => {
                if node.is_async {
                    return refuse(stmt, NO_ASYNC);
                }
                StmtKind::For(Rc::new(For {
                    iterable: self.expr(&node.iter)?,
                    target: self.expr(&node.target)?,
                    body: self.loop_body(&node.body)?,
                    otherwise: self.block(&node.orelse)?,
                }))
            }
            S::FunctionDef(node) => self.function(node)?,
            S::ClassDef(node) => StmtKind::Class(Rc::new(self.class(node)?)),
            S::Try(node) => self.try_statement(node)?,
            S::With(node) => {
                if node.is_async {
                    return refuse(stmt, NO_ASYNC);
                }
                self.with_statement(&node.items, &node.body)?
            }
            S::Match(_) => return refuse(stmt, "match is not supported; use if and elif"),
            S::TypeAlias(_) => return refuse(stmt, "type is not supported; leave the alias out"),
            S::IpyEscapeCommand(_) => {
                return refuse(
                    stmt,
                    "this is not Python; shell commands stand at the start of a line",
                );
            }
        })
    }

    fn declare(&self, names: &[ast::Identifier], global: bool) -> Lowered<StmtKind> {
        for name in names {
            self.names
                .declare(name.id.as_str(), global, span(name.range()))?;
        }
        Ok(StmtKind::Pass)
    }

    fn loop_body(&self, body: &[ast::Stmt]) -> Lowered<Block> {
        self.names.in_loop(true);
        let body = self.block(body);
        self.names.in_loop(false);
        body
    }

    /// The value of a `yield`, and whether it is `yield from`.
    fn as_yield(&self, expr: &ast::Expr) -> Lowered<Option<(Option<Expr>, bool)>> {
        let (value, from) = match expr {
            ast::Expr::Yield(node) => (self.optional(node.value.as_deref())?, false),
            ast::Expr::YieldFrom(node) => (Some(self.expr(&node.value)?), true),
            _ => return Ok(None),
        };
        if self.names.kind() != Kind::Function {
            return refuse(expr, "'yield' outside function");
        }
        self.names.yields();
        Ok(Some((value, from)))
    }

    fn import_from(&self, node: &ast::StmtImportFrom) -> Lowered<StmtKind> {
        let Some(module) = node.module.as_ref().filter(|_| node.level == 0) else {
            return refuse(
                node,
                "relative imports are not supported; import the file by its bare name",
            );
        };
        let mut names = Vec::new();
        for alias in &node.names {
            if alias.name.id.as_str() == "*" {
                if self.names.kind() != Kind::Module {
                    return refuse(node, "import * only allowed at module level");
                }
                names.clear();
                break;
            }
            let bound = alias.asname.as_ref().unwrap_or(&alias.name);
            let bound = self.names.bind(bound.id.as_str(), span(alias.range()));
            names.push((alias.name.id.as_str().into(), bound));
        }
        Ok(StmtKind::ImportFrom(module.id.as_str().into(), names))
    }

    fn try_statement(&self, node: &ast::StmtTry) -> Lowered<StmtKind> {
        if node.is_star {
            return refuse(node, "except* is not supported; use except");
        }
        let body = self.block(&node.body)?;
        let last = node.handlers.len().saturating_sub(1);
        let mut handlers = Vec::new();
        for (position, handler) in node.handlers.iter().enumerate() {
            let ast::ExceptHandler::ExceptHandler(handler) = handler;
            if handler.type_.is_none() && position < last {
                return refuse(handler, "default 'except:' must be last");
            }
            let bind =
                |name: &ast::Identifier| self.names.bind(name.id.as_str(), span(name.range()));
            handlers.push(Handler {
                class: self.optional(handler.type_.as_deref())?,
                name: handler.name.as_ref().map(bind),
                body: self.block(&handler.body)?,
            });
        }
        Ok(StmtKind::Try(Rc::new(Try {
            body,
            handlers,
            otherwise: self.block(&node.orelse)?,
            finally: self.block(&node.finalbody)?,
        })))
    }

    /// `with a, b:` is `with a:` round `with b:`.
    fn with_statement(&self, items: &[ast::WithItem], body: &[ast::Stmt]) -> Lowered<StmtKind> {
        let Some((item, rest)) = items.split_first() else {
            return Ok(StmtKind::Pass);
        };
        let manager = self.expr(&item.context_expr)?;
        let target = self.optional(item.optional_vars.as_deref())?;
        let body = if rest.is_empty() {
            self.block(body)?
        } else {
            let kind = self.deeper(item, || self.with_statement(rest, body))?;
            Rc::from([Stmt {
                span: span(item.range()),
                kind,
            }])
        };
        Ok(StmtKind::With(Rc::new(With {
            manager,
            target,
            body,
        })))
    }

    fn decorators(&self, decorators: &[ast::Decorator]) -> Lowered<Vec<Expr>> {
        self.exprs(decorators.iter().map(|decorator| &decorator.expression))
    }

    fn function(&self, node: &ast::StmtFunctionDef) -> Lowered<StmtKind> {
        if node.is_async {
            return refuse(node, NO_ASYNC);
        }
        if let Some(types) = &node.type_params {
            return refuse(
                &**types,
                "type parameters are not supported; leave them out",
            );
        }
        if self.names.kind() == Kind::Class && node.name.id.as_str() == "__new__" {
            return refuse(&node.name, "__new__ is not supported; write __init__");
        }
        let decorators = self.decorators(&node.decorator_list)?;
        let parameters = self.parameters(&node.parameters)?;
        let name = self
            .names
            .bind(node.name.id.as_str(), span(node.name.range()));
        self.names.open(Kind::Function);
        self.bind_parameters(&parameters);
        let body = self.block(&node.body);
        let (layout, generator) = self.names.close();
        let def = FunctionDef {
            name: name.text.clone(),
            plain: is_plain(&parameters),
            parameters,
            body: Body::Block(body?),
            layout,
            generator,
            doc: docstring(&node.body),
            source: self.source.clone(),
        };
        Ok(StmtKind::Def(Rc::new(def), name, decorators))
    }

    fn class(&self, node: &ast::StmtClassDef) -> Lowered<ClassDef> {
        if let Some(types) = &node.type_params {
            return refuse(
                &**types,
                "type parameters are not supported; leave them out",
            );
        }
        let decorators = self.decorators(&node.decorator_list)?;
        let mut bases = Vec::new();
        if let Some(arguments) = &node.arguments {
            if let Some(keyword) = arguments.keywords.first() {
                let message = match keyword.arg.as_ref().map(|name| name.id.as_str()) {
                    Some("metaclass") => "metaclasses are not supported; use a class decorator",
                    _ => "keywords in a class header are not supported; use class attributes",
                };
                return refuse(keyword, message);
            }
            for base in &arguments.args {
                if let ast::Expr::Name(name) = base
                    && NOT_BASES.contains(&name.id.as_str())
                {
                    let name = name.id.as_str();
                    let message = format!(
                        "a class cannot derive from {name} here; keep the {name} in an attribute"
                    );
                    return refuse(base, &message);
                }
                bases.push(self.expr(base)?);
            }
        }
        let name = self
            .names
            .bind(node.name.id.as_str(), span(node.name.range()));
        self.names.open(Kind::Class);
        let body = self.block(&node.body);
        self.names.close();
        Ok(ClassDef {
            name,
            bases,
            body: body?,
            decorators,
            doc: docstring(&node.body),
            annotations: self.annotations(&node.body),
        })
    }

    fn annotations(&self, body: &[ast::Stmt]) -> Vec<(Rc<str>, Rc<str>)> {
        let annotated = body.iter().filter_map(|stmt| match stmt {
            ast::Stmt::AnnAssign(node) => match &*node.target {
                ast::Expr::Name(name) => Some((name.id.as_str(), span(node.annotation.range()))),
                _ => None,
            },
            _ => None,
        });
        let texts = annotated.map(|(name, at)| {
            let text = self.source.text.get(at.start as usize..at.end as usize);
            (name.into(), text.unwrap_or_default().into())
        });
        texts.collect()
    }
}

fn nothing() -> Block {
    Rc::from([])
}

fn yielded(value: Option<Expr>, from: bool, then: Then) -> StmtKind {
    StmtKind::Yield(Box::new(Yield { value, from, then }))
}

/// The string that a body begins with.
fn docstring(body: &[ast::Stmt]) -> Option<Rc<str>> {
    match body.first()? {
        ast::Stmt::Expr(first) => match &*first.value {
            ast::Expr::StringLiteral(text) => Some(text.value.to_str().into()),
            _ => None,
        },
        _ => None,
    }
}
