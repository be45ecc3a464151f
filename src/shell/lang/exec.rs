//! Execution of statements.
//!
//! A [`Frame`] is a function call, a module or a class body under way: a stack of blocks, of which
//! the topmost is run. Because all it needs to go on is in that stack, a generator is a frame that
//! is put away at a `yield`, wherever the `yield` stands.

use std::rc::Rc;

use super::Interpreter;
use super::iter::Iter;
use super::raise::{R, Raised};
use super::scope::Scope;
use super::tree::{Block, For, Stmt, StmtKind, Then, Try, While, Yield};
use super::value::{Function, Value};

/// A function call, a module or a class body under way.
pub(crate) struct Frame {
    pub(crate) scope: Rc<Scope>,
    /// Whether expression statements are shown.
    pub(super) echo: bool,
    pub(super) blocks: Vec<Running>,
    /// The functions a class body has made.
    pub(crate) made: Vec<Rc<Function>>,
    /// The exceptions that a generator was handling when it was put away.
    handling: Vec<Value>,
}

/// A block under way.
pub(super) enum Running {
    /// Statements: the next one, and where they end.
    Body(Block, usize, usize),
    While(Rc<While>),
    For(Rc<For>, Iter),
    /// The body of a `try` with handlers.
    Try(Rc<Try>),
    /// An `except` block: the `try` and the number of the handler.
    Handler(Rc<Try>, usize, Value),
    /// Whatever is guarded by a `finally`.
    Guarded(Rc<Try>),
    /// A `finally` block, and how what it guards ended.
    Finally(Ended),
    /// The body of a `with`, and the manager's `__exit__`.
    With(Value),
    /// A `yield from`: the iterator.
    Delegate(Rc<std::cell::RefCell<Iter>>),
}

/// How a block ended.
pub(super) enum Ended {
    Well,
    Break,
    Continue,
    Return(Value),
    Raised(Raised),
}

/// What a frame came to.
pub(crate) enum Outcome {
    Returned(Value),
    Yielded(Value),
}

/// What goes into a frame that goes on.
pub(crate) enum Sent {
    Value(Value),
    Raise(Raised),
}

impl Frame {
    /// A frame that will run `body`.
    pub(crate) fn new(scope: Rc<Scope>, body: &Block, echo: bool) -> Self {
        Self {
            scope,
            echo,
            blocks: vec![Running::Body(body.clone(), 0, body.len())],
            made: Vec::new(),
            handling: Vec::new(),
        }
    }

    /// A frame that will run one statement of `body`.
    pub(crate) fn one(scope: Rc<Scope>, body: &Block, at: usize, echo: bool) -> Self {
        let mut frame = Self::new(scope, body, echo);
        frame.blocks = vec![Running::Body(body.clone(), at, at + 1)];
        frame
    }

    /// Whether a frame that is put away has something to do when it is given up.
    pub(crate) fn must_end(&self) -> bool {
        self.blocks.iter().any(|block| {
            matches!(
                block,
                Running::Try(_)
                    | Running::Guarded(_)
                    | Running::With(_)
                    | Running::Finally(_)
                    | Running::Handler(..)
                    | Running::Delegate(_)
            )
        })
    }
}

impl Interpreter {
    /// Runs a frame to its end, or to the next `yield`.
    pub(crate) fn drive(&mut self, frame: &mut Frame) -> R<Outcome> {
        let base = self.handling.len();
        let outcome = self.run_blocks(frame, Ended::Well);
        frame.handling = self.handling.split_off(base.min(self.handling.len()));
        outcome
    }

    /// Goes on after a `yield`.
    pub(crate) fn resume(&mut self, frame: &mut Frame, sent: Sent) -> R<Outcome> {
        let base = self.handling.len();
        self.handling.append(&mut frame.handling);
        let started = self.after_yield(frame, sent);
        let outcome = match started {
            Ok(Some(yielded)) => Ok(Outcome::Yielded(yielded)),
            Ok(None) => self.run_blocks(frame, Ended::Well),
            Err(ended) => self.run_blocks(frame, ended),
        };
        frame.handling = self.handling.split_off(base.min(self.handling.len()));
        outcome
    }

    /// Hands what was sent to the `yield` that the frame waits at. `Ok(Some)` if that yields
    /// again at once; `Err` if the frame goes on otherwise than at its next statement.
    fn after_yield(&mut self, frame: &mut Frame, sent: Sent) -> Result<Option<Value>, Ended> {
        let failed = |raised| Err(Ended::Raised(raised));
        if let Some(Running::Delegate(inner)) = frame.blocks.last() {
            let inner = inner.clone();
            let next = match sent {
                Sent::Value(value) => self.advance(&inner, value),
                Sent::Raise(raised) if raised.is("GeneratorExit") => {
                    self.close_iter(&inner).and(Err(raised))
                }
                Sent::Raise(raised) => self.throw_into(&inner, raised),
            };
            match next {
                Ok(Some(value)) => return Ok(Some(value)),
                Ok(None) => {
                    frame.blocks.pop();
                    return self.received(frame, inner.borrow_mut().returned());
                }
                Err(raised) => {
                    frame.blocks.pop();
                    let raised = self.at_yield(frame, raised);
                    return failed(raised);
                }
            }
        }
        match sent {
            Sent::Value(value) => self.received(frame, value),
            Sent::Raise(raised) => {
                let raised = self.at_yield(frame, raised);
                failed(raised)
            }
        }
    }

    fn at_yield(&self, frame: &Frame, raised: Raised) -> Raised {
        match frame.blocks.last() {
            Some(Running::Body(stmts, next, _)) => match stmts.get(next.wrapping_sub(1)) {
                Some(stmt) => raised.at(&self.source, stmt.span),
                None => raised,
            },
            _ => raised,
        }
    }

    /// The `yield` before the next statement gets its value.
    fn received(&mut self, frame: &mut Frame, value: Value) -> Result<Option<Value>, Ended> {
        let Some(Running::Body(stmts, next, _)) = frame.blocks.last() else {
            return Ok(None);
        };
        let (stmts, at) = (stmts.clone(), next.wrapping_sub(1));
        let Some(Stmt {
            kind: StmtKind::Yield(node),
            span,
        }) = stmts.get(at)
        else {
            return Ok(None);
        };
        match &node.then {
            Then::Drop => Ok(None),
            Then::Return => Err(Ended::Return(value)),
            Then::Assign(targets) => {
                for target in targets {
                    self.assign(target, value.clone(), &frame.scope)
                        .map_err(|raised| Ended::Raised(raised.at(&self.source, *span)))?;
                }
                Ok(None)
            }
        }
    }

    fn run_blocks(&mut self, frame: &mut Frame, mut ended: Ended) -> R<Outcome> {
        while let Some(block) = frame.blocks.pop() {
            ended = match (block, ended) {
                (Running::Body(stmts, at, end), Ended::Well) => {
                    match self.run_body(stmts, at, end, frame) {
                        Ok(ended) => ended,
                        Err(yielded) => return Ok(Outcome::Yielded(yielded)),
                    }
                }
                (Running::While(node), Ended::Well | Ended::Continue) => {
                    self.run_while(node, frame)
                }
                (Running::For(node, iter), Ended::Well | Ended::Continue) => {
                    self.run_for(node, iter, frame)
                }
                (Running::While(_) | Running::For(..), Ended::Break) => Ended::Well,
                (Running::Try(node), Ended::Well) => {
                    push_body(frame, &node.otherwise);
                    Ended::Well
                }
                (Running::Try(node), Ended::Raised(raised)) => self.handle(node, raised, frame),
                (Running::Handler(node, number, object), ended) => {
                    self.handling.pop();
                    let handler = node.handlers.get(number);
                    if let Some(name) = handler.and_then(|handler| handler.name.as_ref()) {
                        frame.scope.remove(name);
                    }
                    in_context(ended, &object)
                }
                (Running::Guarded(node), ended) => {
                    if let Ended::Raised(raised) = &ended {
                        let object = self.exception_object(raised);
                        self.handling.push(object);
                    }
                    frame.blocks.push(Running::Finally(ended));
                    push_body(frame, &node.finally);
                    Ended::Well
                }
                (Running::Finally(before), ended) => {
                    let object = match &before {
                        Ended::Raised(_) => self.handling.pop(),
                        _ => None,
                    };
                    match (ended, object) {
                        (Ended::Well, _) => before,
                        (ended, Some(object)) => in_context(ended, &object),
                        (ended, None) => ended,
                    }
                }
                (Running::With(exit), ended) => self.exit_with(&exit, ended),
                (_, ended) => ended,
            };
            if self.has_orphans()
                && let Err(raised) = self.end_orphans()
            {
                ended = Ended::Raised(raised);
            }
        }
        match ended {
            Ended::Raised(raised) => Err(raised),
            Ended::Return(value) => Ok(Outcome::Returned(value)),
            _ => Ok(Outcome::Returned(Value::None)),
        }
    }

    /// Runs statements until one opens a block or ends this one. `Err` is a value to yield.
    fn run_body(
        &mut self,
        stmts: Block,
        mut at: usize,
        end: usize,
        frame: &mut Frame,
    ) -> Result<Ended, Value> {
        while let Some(stmt) = stmts.get(at).filter(|_| at < end) {
            at += 1;
            if let Err(raised) = self.tick() {
                return Ok(Ended::Raised(raised.at(&self.source, stmt.span)));
            }
            if stmt.kind.is_compound() {
                let span = stmt.span;
                frame.blocks.push(Running::Body(stmts.clone(), at, end));
                return Ok(match self.enter(stmt, frame) {
                    Ok(()) => Ended::Well,
                    Err(raised) => Ended::Raised(raised.at(&self.source, span)),
                });
            }
            let result = match &stmt.kind {
                StmtKind::Break => return Ok(Ended::Break),
                StmtKind::Continue => return Ok(Ended::Continue),
                StmtKind::Return(None) => return Ok(Ended::Return(Value::None)),
                StmtKind::Return(Some(value)) => match self.eval(value, &frame.scope) {
                    Ok(value) => return Ok(Ended::Return(value)),
                    Err(raised) => Err(raised),
                },
                StmtKind::Yield(node) => {
                    frame.blocks.push(Running::Body(stmts.clone(), at, end));
                    match self.begin_yield(node, frame) {
                        Ok(Some(value)) => return Err(value),
                        Ok(None) => return Ok(Ended::Well),
                        Err(Ended::Raised(raised)) => {
                            return Ok(Ended::Raised(raised.at(&self.source, stmt.span)));
                        }
                        Err(ended) => return Ok(ended),
                    }
                }
                kind => self.simple(kind, frame),
            };
            let result = match result {
                Ok(()) if self.has_orphans() => self.end_orphans(),
                result => result,
            };
            if let Err(raised) = result {
                return Ok(Ended::Raised(raised.at(&self.source, stmt.span)));
            }
        }
        Ok(Ended::Well)
    }

    fn begin_yield(&mut self, node: &Yield, frame: &mut Frame) -> Result<Option<Value>, Ended> {
        let value = match &node.value {
            Some(value) => self.eval(value, &frame.scope).map_err(Ended::Raised)?,
            None => Value::None,
        };
        if !node.from {
            return Ok(Some(value));
        }
        let iter = match value {
            Value::Iter(iter) => iter,
            other => {
                let iter = self.iterate(&other).map_err(Ended::Raised)?;
                Rc::new(std::cell::RefCell::new(iter))
            }
        };
        frame.blocks.push(Running::Delegate(iter));
        self.after_yield(frame, Sent::Value(Value::None))
    }

    /// Opens the blocks of a compound statement.
    fn enter(&mut self, stmt: &Stmt, frame: &mut Frame) -> R<()> {
        match &stmt.kind {
            StmtKind::If(branches, otherwise) => {
                for (test, block) in branches {
                    if self.test(test, &frame.scope)? {
                        push_body(frame, block);
                        return Ok(());
                    }
                }
                push_body(frame, otherwise);
            }
            StmtKind::While(node) => frame.blocks.push(Running::While(node.clone())),
            StmtKind::For(node) => {
                let iterable = self.eval(&node.iterable, &frame.scope)?;
                let iter = self
                    .iterate(&iterable)
                    .map_err(|raised| raised.at(&self.source, node.iterable.span))?;
                frame.blocks.push(Running::For(node.clone(), iter));
            }
            StmtKind::Try(node) => {
                if !node.finally.is_empty() {
                    frame.blocks.push(Running::Guarded(node.clone()));
                }
                if !node.handlers.is_empty() {
                    frame.blocks.push(Running::Try(node.clone()));
                }
                push_body(frame, &node.body);
            }
            StmtKind::With(node) => self.enter_with(node, frame)?,
            _ => {}
        }
        Ok(())
    }

    fn run_while(&mut self, node: Rc<While>, frame: &mut Frame) -> Ended {
        let test = self
            .tick()
            .and_then(|()| self.test(&node.test, &frame.scope));
        match test {
            Ok(true) => {
                let body = node.body.clone();
                frame.blocks.push(Running::While(node));
                push_body(frame, &body);
                Ended::Well
            }
            Ok(false) => {
                push_body(frame, &node.otherwise);
                Ended::Well
            }
            Err(raised) => Ended::Raised(raised.at(&self.source, node.span)),
        }
    }

    fn run_for(&mut self, node: Rc<For>, mut iter: Iter, frame: &mut Frame) -> Ended {
        let next = self.tick().and_then(|()| iter.next(self));
        let assigned = match next {
            Ok(Some(value)) => self
                .assign(&node.target, value, &frame.scope)
                .map_err(|raised| raised.at(&self.source, node.target.span)),
            Ok(None) => {
                push_body(frame, &node.otherwise);
                return Ended::Well;
            }
            Err(raised) => Err(raised.at(&self.source, node.iterable.span)),
        };
        if let Err(raised) = assigned {
            return Ended::Raised(raised);
        }
        let body = node.body.clone();
        frame.blocks.push(Running::For(node, iter));
        push_body(frame, &body);
        Ended::Well
    }
}

pub(super) fn push_body(frame: &mut Frame, block: &Block) {
    if !block.is_empty() {
        frame
            .blocks
            .push(Running::Body(block.clone(), 0, block.len()));
    }
}

/// An exception that came out of where another one was handled.
fn in_context(ended: Ended, object: &Value) -> Ended {
    match ended {
        Ended::Raised(raised) => {
            let same = matches!(raised.what(), super::What::Object(value)
                if super::compare::is_same(value, object));
            Ended::Raised(if same {
                raised
            } else {
                raised.in_context(object)
            })
        }
        ended => ended,
    }
}
