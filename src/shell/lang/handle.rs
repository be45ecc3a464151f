//! Exceptions in the language: raise, try, with.

use std::cell::RefCell;
use std::rc::Rc;

use super::Interpreter;
use super::call::CallArgs;
use super::exec::Flow;
use super::raise::{R, Raised, What, derives};
use super::scope::Scope;
use super::tree::{Expr, Stmt, Try};
use super::value::{Instance, Value};

impl Interpreter {
    /// What `raise` raises.
    pub(super) fn raise(
        &mut self,
        what: &Option<Expr>,
        cause: &Option<Expr>,
        scope: &Rc<Scope>,
    ) -> R<Raised> {
        let Some(what) = what else {
            return match self.handling.last() {
                Some(value) => Ok(Raised::object(value.clone())),
                None => Err(Raised::new(
                    "RuntimeError",
                    "No active exception to reraise",
                )),
            };
        };
        let value = match self.eval(what, scope)? {
            Value::Class(class) => self.call(&Value::Class(class), CallArgs::default())?,
            other => other,
        };
        let raised = match &value {
            Value::Instance(instance) if instance.class.is_named("BaseException") => {
                match (&*instance.class.name, &**instance.args.borrow()) {
                    ("SystemExit", args) => Raised::exit(exit_code(args.first())),
                    _ => Raised::object(value.clone()),
                }
            }
            _ => {
                return Err(Raised::new(
                    "TypeError",
                    "exceptions must derive from BaseException",
                ));
            }
        };
        Ok(match cause {
            Some(cause) => raised.caused_by(self.eval(cause, scope)?),
            None => raised,
        })
    }

    /// The KeyError of a key that is not there.
    pub(crate) fn key_error(&self, key: &Value, hint: String) -> Raised {
        match self.classes.get("KeyError") {
            Some(class) => Raised::object(Value::Instance(Rc::new(Instance {
                class: class.clone(),
                attributes: RefCell::default(),
                args: RefCell::new(Rc::from([key.clone()])),
            })))
            .with_hint(hint),
            None => Raised::new("KeyError", hint),
        }
    }

    /// The exception as an object that the program can look at.
    pub(crate) fn exception_object(&self, raised: &Raised) -> Value {
        let (name, args) = match raised.what() {
            What::Object(value) => return value.clone(),
            What::Exit(code) => ("SystemExit", vec![Value::Int(i128::from(*code))]),
            What::Native(name, text) if text.is_empty() => (*name, Vec::new()),
            What::Native(name, text) => (*name, vec![Value::str(text)]),
        };
        let class = self
            .classes
            .get(name)
            .or_else(|| self.classes.get("Exception"));
        let Some(class) = class.cloned() else {
            return Value::None;
        };
        let instance = Instance {
            class,
            attributes: RefCell::default(),
            args: RefCell::new(args.into()),
        };
        if let Some(error) = raised.error() {
            let mut attributes = instance.attributes.borrow_mut();
            let text = |text: Option<&str>| text.map_or(Value::None, Value::str);
            attributes.insert_str("code", text(error.code()));
            attributes.insert_str("text", text(error.text()));
            attributes.insert_str("command", text(error.command()));
        }
        Value::Instance(Rc::new(instance))
    }

    pub(super) fn exec_try(&mut self, node: &Try, scope: &Rc<Scope>) -> R<Flow> {
        let (depth, calls, echo) = (self.depth, self.calls, self.echo);
        let mut result = self.exec_block(&node.body, scope);
        (self.depth, self.calls, self.echo) = (depth, calls, echo);
        result = match result {
            Ok(Flow::Next) => self.exec_block(&node.otherwise, scope),
            Ok(flow) => Ok(flow),
            Err(raised) => self.exec_handlers(node, raised, scope),
        };
        (self.depth, self.calls, self.echo) = (depth, calls, echo);
        match self.exec_block(&node.finally, scope)? {
            Flow::Next => result,
            flow => Ok(flow),
        }
    }

    fn exec_handlers(&mut self, node: &Try, raised: Raised, scope: &Rc<Scope>) -> R<Flow> {
        for handler in &node.handlers {
            if let Some(class) = &handler.class {
                let class = self.eval(class, scope)?;
                if !self.catches(&class, &raised)? {
                    continue;
                }
            }
            if is_interrupt(&raised) {
                self.interrupt.clear();
            }
            let object = self.exception_object(&raised);
            if let Some(name) = &handler.name {
                scope.set(name, object.clone());
            }
            self.handling.push(object);
            let result = self.exec_block(&handler.body, scope);
            self.handling.pop();
            if let Some(name) = &handler.name {
                scope.remove(name);
            }
            return result;
        }
        Err(raised)
    }

    fn catches(&self, class: &Value, raised: &Raised) -> R<bool> {
        match class {
            Value::Class(class) => Ok(match raised.what() {
                What::Native(name, _) => derives(name, &class.name),
                What::Exit(_) => derives("SystemExit", &class.name),
                What::Object(Value::Instance(instance)) => instance.class.derives(class),
                What::Object(_) => false,
            }),
            Value::Tuple(classes) => {
                for class in classes.iter() {
                    if self.catches(class, raised)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            _ => Err(Raised::new(
                "TypeError",
                "catching classes that do not inherit from BaseException is not allowed",
            )),
        }
    }

    pub(super) fn exec_with(
        &mut self,
        items: &[(Expr, Option<Expr>)],
        block: &[Stmt],
        scope: &Rc<Scope>,
    ) -> R<Flow> {
        let Some(((context, target), rest)) = items.split_first() else {
            return self.exec_block(block, scope);
        };
        let manager = self.eval(context, scope)?;
        let entered = self
            .call_special(&manager, "__enter__", Vec::new())
            .map_err(|raised| raised.at(&self.source, context.span))?;
        let (depth, calls, echo) = (self.depth, self.calls, self.echo);
        let mut result = match target {
            Some(target) => self.assign(target, entered, scope),
            None => Ok(()),
        }
        .and_then(|()| self.exec_with(rest, block, scope));
        (self.depth, self.calls, self.echo) = (depth, calls, echo);
        let details = match &result {
            Ok(_) => vec![Value::None, Value::None, Value::None],
            Err(raised) => {
                let object = self.exception_object(raised);
                let class = match &object {
                    Value::Instance(instance) => Value::Class(instance.class.clone()),
                    _ => Value::None,
                };
                vec![class, object, Value::None]
            }
        };
        let swallow = self.call_special(&manager, "__exit__", details)?;
        if result.is_err() && self.truth(&swallow)? {
            result = Ok(Flow::Next);
        }
        result
    }

    fn call_special(&mut self, manager: &Value, name: &str, args: Vec<Value>) -> R<Value> {
        let method = self.attribute(manager, name).map_err(|_| {
            Raised::new(
                "TypeError",
                format!(
                    "'{}' object does not support the context manager protocol",
                    manager.type_name()
                ),
            )
        })?;
        self.call(&method, CallArgs::of(args))
    }
}

fn is_interrupt(raised: &Raised) -> bool {
    matches!(raised.what(), What::Native("KeyboardInterrupt", _))
}

/// The exit code that the argument of `sys.exit` stands for.
pub(crate) fn exit_code(argument: Option<&Value>) -> i32 {
    match argument {
        None | Some(Value::None) => 0,
        Some(value) => match value.as_int() {
            Some(code) => i32::try_from(code & 0xff).unwrap_or(1),
            None => 1,
        },
    }
}
