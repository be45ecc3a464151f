//! `try` and `with`: what happens when their blocks end.

use std::rc::Rc;

use super::Interpreter;
use super::call::CallArgs;
use super::exec::{Ended, Frame, Running, push_body};
use super::raise::{R, Raised};
use super::tree::{Try, With};
use super::value::Value;

impl Interpreter {
    /// An exception came out of the body of a `try`: finds the handler.
    pub(super) fn handle(&mut self, node: Rc<Try>, raised: Raised, frame: &mut Frame) -> Ended {
        for (number, handler) in node.handlers.iter().enumerate() {
            let caught = match &handler.class {
                None => Ok(true),
                Some(class) => self
                    .eval(class, &frame.scope)
                    .and_then(|kind| self.catches(&kind, &raised))
                    .map_err(|other| other.at(&self.source, class.span)),
            };
            match caught {
                Ok(false) => continue,
                Ok(true) => {}
                Err(other) => {
                    let object = self.exception_object(&raised);
                    return Ended::Raised(other.in_context(&object));
                }
            }
            let object = self.exception_object(&raised);
            if let Some(name) = &handler.name {
                frame.scope.set(name, object.clone());
            }
            self.handling.push(object.clone());
            let body = handler.body.clone();
            frame
                .blocks
                .push(Running::Handler(node.clone(), number, object));
            push_body(frame, &body);
            return Ended::Well;
        }
        Ended::Raised(raised)
    }

    pub(super) fn enter_with(&mut self, node: &With, frame: &mut Frame) -> R<()> {
        let manager = self.eval(&node.manager, &frame.scope)?;
        let mut method = |name: &str| match self.find_attribute(&manager, name)? {
            Some(method) => Ok(method),
            None => Err(Raised::new(
                "TypeError",
                format!(
                    "'{}' object does not support the context manager protocol",
                    manager.type_name()
                ),
            )
            .at(&self.source, node.manager.span)),
        };
        let (enter, exit) = (method("__enter__")?, method("__exit__")?);
        let entered = self
            .call(&enter, CallArgs::default())
            .map_err(|raised| raised.at(&self.source, node.manager.span))?;
        frame.blocks.push(Running::With(exit));
        if let Some(target) = &node.target {
            self.assign(target, entered, &frame.scope)?;
        }
        push_body(frame, &node.body);
        Ok(())
    }

    pub(super) fn exit_with(&mut self, exit: &Value, ended: Ended) -> Ended {
        let Ended::Raised(raised) = ended else {
            let nothing = vec![Value::None, Value::None, Value::None];
            return match self.call(exit, CallArgs::of(nothing)) {
                Ok(_) => ended,
                Err(raised) => Ended::Raised(raised),
            };
        };
        let object = self.exception_object(&raised);
        let class = match &object {
            Value::Instance(instance) => Value::Class(instance.class.clone()),
            _ => Value::None,
        };
        self.handling.push(object.clone());
        let left = self
            .call(exit, CallArgs::of(vec![class, object.clone(), Value::None]))
            .and_then(|swallow| self.truth(&swallow));
        self.handling.pop();
        match left {
            Ok(true) => Ended::Well,
            Ok(false) => Ended::Raised(raised),
            Err(other) => Ended::Raised(other.in_context(&object)),
        }
    }
}
