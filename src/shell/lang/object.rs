//! Values of our modules: a match of `re`, a message, a file. Each says itself what it can do.

use std::any::Any;
use std::cmp::Ordering;
use std::rc::Rc;

use super::Interpreter;
use super::call::CallArgs;
use super::iter::Iter;
use super::keys::Key;
use super::native::Type;
use super::raise::{R, Raised};
use super::tree::BinaryOp;
use super::value::{Tuple, Value};

/// What the language asks of such a value. Whatever is not answered (`None`, `false`) is an error
/// of the kind that Python would raise.
pub(crate) trait Object: Any {
    /// Its type, with the methods.
    fn kind(&self) -> &'static Type;

    /// Its type as a value, where `kind` does not say all.
    fn type_value(&self) -> Option<Value> {
        None
    }

    /// The name of its type.
    fn type_name(&self) -> String {
        self.kind().name.to_owned()
    }

    /// An attribute that is no method.
    fn field(&self, _interpreter: &mut Interpreter, _name: &str) -> R<Option<Value>> {
        Ok(None)
    }

    /// The names of those attributes.
    fn fields(&self) -> Vec<String> {
        Vec::new()
    }

    /// Sets an attribute.
    fn set_field(&self, _interpreter: &mut Interpreter, _name: &str, _value: Value) -> R<bool> {
        Ok(false)
    }

    /// `repr()`.
    fn repr(&self, interpreter: &mut Interpreter) -> R<String> {
        if let Some(text) = self.text() {
            return interpreter.repr(&Value::Str(text));
        }
        Ok(format!("<{} object>", self.type_name()))
    }

    /// `str()`, where it is not `repr()`.
    fn str(&self, _interpreter: &mut Interpreter) -> R<Option<String>> {
        Ok(self.text().map(|text| text.to_string()))
    }

    /// The value under a format specification, where that is not its text padded.
    fn format(&self, _spec: &str) -> R<Option<String>> {
        Ok(None)
    }

    /// What JSON shows.
    fn plain(&self) -> Option<Value> {
        let text = self.text().map(Value::Str);
        text.or_else(|| self.tuple().map(Value::Tuple))
    }

    /// `len()`.
    fn length(&self) -> Option<usize> {
        match self.text() {
            Some(text) => Some(text.chars().count()),
            None => self.tuple().map(|values| values.len()),
        }
    }

    /// What a `for` loop runs over.
    fn iterate(&self, _interpreter: &mut Interpreter) -> R<Option<Iter>> {
        Ok(match self.text() {
            Some(text) => Some(Iter::Str(text, 0)),
            None => self.tuple().map(|values| Iter::Tuple(values, 0)),
        })
    }

    /// `self[index]`.
    fn subscript(&self, interpreter: &mut Interpreter, index: &Value) -> R<Option<Value>> {
        let text = self.text().map(Value::Str);
        match text.or_else(|| self.tuple().map(Value::Tuple)) {
            Some(values) => interpreter.subscript(&values, index).map(Some),
            None => Ok(None),
        }
    }

    /// `self[index] = value`.
    fn set_subscript(&self, _: &mut Interpreter, _index: &Value, _value: &Value) -> R<bool> {
        Ok(false)
    }

    /// `del self[index]`.
    fn delete_subscript(&self, _: &mut Interpreter, _index: &Value) -> R<bool> {
        Ok(false)
    }

    /// `item in self`.
    fn contains(&self, interpreter: &mut Interpreter, item: &Value) -> R<Option<bool>> {
        let text = self.text().map(Value::Str);
        text.map(|text| interpreter.contains(&text, item))
            .transpose()
    }

    /// `self == other`.
    fn equal(&self, interpreter: &mut Interpreter, other: &Value) -> R<bool> {
        match (self.tuple(), other.as_tuple()) {
            (Some(own), Some(other)) => interpreter.equal(&Value::Tuple(own), &Value::Tuple(other)),
            _ => Ok(false),
        }
    }

    /// How it stands to another; `None` where there is no order.
    fn order(&self, interpreter: &mut Interpreter, other: &Value) -> R<Option<Ordering>> {
        match (self.tuple(), other.as_tuple()) {
            (Some(own), Some(other)) => {
                interpreter.order(&Value::Tuple(own), &Value::Tuple(other), "<")
            }
            _ => Ok(None),
        }
    }

    /// What it is as a key of a dict; `None` if it is equal to itself only.
    fn key(&self) -> R<Option<Key>> {
        Ok(None)
    }

    /// `self(...)`.
    fn call(&self, _: &mut Interpreter, _args: CallArgs) -> R<Value> {
        let kind = self.type_name();
        Err(Raised::new(
            "TypeError",
            format!("'{kind}' object is not callable"),
        ))
    }

    /// Whether it is a method when it stands in a class: called on an instance, it gets that first.
    fn binds(&self) -> bool {
        false
    }

    /// Whether it can be called.
    fn callable(&self) -> bool {
        false
    }

    /// `self op other`; the other way round if `reflected`.
    fn binary(
        &self,
        _interpreter: &mut Interpreter,
        _op: BinaryOp,
        _other: &Value,
        _reflected: bool,
    ) -> R<Option<Value>> {
        Ok(None)
    }

    /// The elements of what behaves as a tuple.
    fn tuple(&self) -> Option<Tuple> {
        None
    }

    /// The text of what behaves as str.
    fn text(&self) -> Option<Rc<str>> {
        None
    }

    /// The octets of what behaves as bytes.
    fn octets(&self) -> Option<Rc<[u8]>> {
        None
    }
}

impl Value {
    /// An object of one of our modules.
    pub(crate) fn object(object: impl Object) -> Self {
        Self::Object(Rc::new(object))
    }

    /// The object, if it is one of this kind.
    pub(crate) fn as_object<T: Object>(&self) -> Option<Rc<T>> {
        match self {
            Self::Object(object) => {
                let any: Rc<dyn Any> = object.clone();
                any.downcast().ok()
            }
            _ => None,
        }
    }

    /// The str that an object behaves as.
    pub(crate) fn worded(&self) -> Option<Self> {
        match self {
            Self::Object(object) => object.text().map(Self::Str),
            _ => None,
        }
    }

    /// The elements of a tuple, or of what behaves as one.
    pub(crate) fn as_tuple(&self) -> Option<Tuple> {
        match self {
            Self::Tuple(values) => Some(values.clone()),
            Self::Object(object) => object.tuple(),
            _ => None,
        }
    }
}

/// The object that a method belongs to.
pub(crate) fn own<T: Object>(args: &CallArgs, what: &str) -> R<Rc<T>> {
    let found = args.positional.first().and_then(Value::as_object);
    found.ok_or_else(|| Raised::new("TypeError", format!("this method needs a {what}")))
}
