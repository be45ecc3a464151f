//! Functions of the program that the library calls: SASL mechanisms.

use std::cell::RefCell;
use std::rc::Rc;

use imapclient::error::{Error, ErrorKind};
use imapclient::menu::Callable;

use super::Interpreter;
use super::call::CallArgs;
use super::descriptor::Descriptor;
use super::raise::{R, Raised};
use super::value::Value;

/// What such a function raised, on its way round the library.
#[derive(Clone, Default)]
pub(super) struct Slot(Rc<RefCell<Option<Raised>>>);

impl Slot {
    pub(super) fn take(&self) -> Option<Raised> {
        self.0.borrow_mut().take()
    }
}

/// Whether a value can be called.
pub(crate) fn is_callable(value: &Value) -> bool {
    match value {
        Value::Function(_)
        | Value::BoundFunction(_)
        | Value::Bound(_)
        | Value::Native(_)
        | Value::Type(_)
        | Value::Class(_)
        | Value::ClientMethod(_) => true,
        Value::Instance(instance) => instance.class.get("__call__").is_some(),
        Value::Descriptor(descriptor) => matches!(&**descriptor, Descriptor::Static(_)),
        Value::Object(object) => object.callable(),
        _ => false,
    }
}

/// The function as the library calls it; what it raises goes to `slot`.
pub(super) fn callable(interpreter: &Interpreter, function: &Value, slot: &Slot) -> Callable {
    let mut interpreter = interpreter.fork();
    let (function, slot) = (function.clone(), slot.clone());
    Box::new(move |challenge| {
        let args = CallArgs::of(vec![Value::Bytes(challenge.into())]);
        let answer = interpreter.call(&function, args).and_then(answer);
        answer.map_err(|raised| {
            *slot.0.borrow_mut() = Some(raised);
            Error::new(ErrorKind::Login, "the function raised an exception")
        })
    })
}

fn answer(value: Value) -> R<Option<Vec<u8>>> {
    if let Value::None = value {
        return Ok(None);
    }
    if let Some(bytes) = value.as_bytes() {
        return Ok(Some(bytes.to_vec()));
    }
    match value.as_str() {
        Some(text) => Ok(Some(text.as_bytes().to_vec())),
        None => Err(Raised::new(
            "TypeError",
            format!(
                "mech_callable must return bytes, a str or None, not {}",
                value.type_name()
            ),
        )),
    }
}
