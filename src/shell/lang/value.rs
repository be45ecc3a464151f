//! Values of the language.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use chrono::{NaiveDate, TimeDelta};
use imapclient::client::Client;
use imapclient::data::ids::SearchIds;
use imapclient::data::text::Text;
use imapclient::data::time::DateTime;
use imapclient::menu::{Mapping, Method, Record};

use super::Interpreter;
use super::call::CallArgs;
use super::dict::{Dict, Set};
use super::iter::Iter;
use super::raise::R;
use super::scope::Scope;
use super::tree::FunctionDef;

/// A value. Cloning is cheap: everything large is shared.
#[derive(Clone)]
pub(crate) enum Value {
    None,
    Ellipsis,
    NotImplemented,
    Bool(bool),
    Int(i128),
    Float(f64),
    Str(Rc<str>),
    Bytes(Rc<[u8]>),
    /// Text from a server: equal to the str and to the bytes of the same content.
    Text(Text),
    List(Rc<RefCell<Vec<Value>>>),
    Tuple(Rc<[Value]>),
    Dict(Rc<RefCell<Dict>>),
    Set(Rc<RefCell<Set>>),
    Range(Range),
    Slice(Rc<[Value; 3]>),
    Date(NaiveDate),
    DateTime(DateTime),
    Delta(TimeDelta),
    /// A time zone with a fixed offset, in seconds east of UTC.
    Zone(i32),
    Iter(Rc<RefCell<Iter>>),
    Function(Rc<Function>),
    Native(&'static Native),
    /// A native method of a value.
    Bound(Rc<(Value, &'static Native)>),
    /// A function of a class, with its instance.
    BoundFunction(Rc<(Value, Rc<Function>)>),
    Class(Rc<Class>),
    Instance(Rc<Instance>),
    /// A builtin type, such as `str`.
    Type(&'static Type),
    Module(&'static Module),
    Client(ClientRef),
    ClientMethod(Rc<(ClientRef, &'static Method)>),
    /// A mapping of the server's, made into values as it is looked at.
    Mapping(Arc<dyn Mapping>),
    /// A record of the server's.
    Record(Arc<dyn Record>),
    Ids(Arc<SearchIds>),
    File(Rc<RefCell<super::modules::files::OpenFile>>),
}

/// A connection as a value; empty when the program runs unconnected.
#[derive(Clone)]
pub(crate) struct ClientRef(pub(crate) Rc<RefCell<Option<Client>>>);

/// `range(start, stop, step)`; the step is never 0.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) start: i128,
    pub(crate) stop: i128,
    pub(crate) step: i128,
}

impl Range {
    /// The number of elements.
    pub(crate) fn len(&self) -> i128 {
        let (low, high, step) = match self.step > 0 {
            true => (self.start, self.stop, self.step),
            false => (self.stop, self.start, -self.step),
        };
        if high <= low {
            0
        } else {
            (high - low - 1) / step + 1
        }
    }

    /// The element at `position`, which must be within the length.
    pub(crate) fn at(&self, position: i128) -> i128 {
        self.start + position * self.step
    }
}

/// A function written by the user.
pub(crate) struct Function {
    pub(crate) def: Rc<FunctionDef>,
    /// The defaults, evaluated where the function was defined.
    pub(crate) defaults: Vec<Option<Value>>,
    pub(crate) scope: Rc<Scope>,
}

/// What native code does when called.
pub(crate) type NativeFn = fn(&mut Interpreter, CallArgs) -> R<Value>;

/// A function of ours. As a method its value is the first argument.
pub(crate) struct Native {
    pub(crate) name: &'static str,
    pub(crate) run: NativeFn,
}

/// A builtin type: its name, its constructor, and the methods of its values.
pub(crate) struct Type {
    pub(crate) name: &'static str,
    pub(crate) make: NativeFn,
    pub(crate) methods: &'static [Native],
}

/// A module of ours.
pub(crate) struct Module {
    pub(crate) name: &'static str,
    /// Looks a name up.
    pub(crate) get: fn(&Interpreter, &str) -> Option<Value>,
    pub(crate) names: &'static [&'static str],
}

/// A class: the user's, or an exception.
pub(crate) struct Class {
    pub(crate) name: Rc<str>,
    pub(crate) base: Option<Rc<Class>>,
    pub(crate) attributes: RefCell<Dict>,
}

impl Class {
    /// Whether this is `name` or derives from it.
    pub(crate) fn is_named(&self, name: &str) -> bool {
        &*self.name == name || self.base.as_ref().is_some_and(|base| base.is_named(name))
    }

    /// Whether this is `other` or derives from it.
    pub(crate) fn derives(self: &Rc<Self>, other: &Rc<Class>) -> bool {
        Rc::ptr_eq(self, other) || self.base.as_ref().is_some_and(|base| base.derives(other))
    }

    /// An attribute of the class or of those it derives from.
    pub(crate) fn get(&self, name: &str) -> Option<Value> {
        let own = self.attributes.borrow().get_str(name);
        own.or_else(|| self.base.as_ref()?.get(name))
    }
}

/// An instance of a class; of an exception the arguments too.
pub(crate) struct Instance {
    pub(crate) class: Rc<Class>,
    pub(crate) attributes: RefCell<Dict>,
    pub(crate) args: RefCell<Rc<[Value]>>,
}

impl Value {
    /// A str.
    pub(crate) fn str(text: impl AsRef<str>) -> Self {
        Self::Str(Rc::from(text.as_ref()))
    }

    /// Bytes.
    pub(crate) fn bytes(bytes: &[u8]) -> Self {
        Self::Bytes(Rc::from(bytes))
    }

    /// A list.
    pub(crate) fn list(values: Vec<Value>) -> Self {
        Self::List(Rc::new(RefCell::new(values)))
    }

    /// A tuple.
    pub(crate) fn tuple(values: Vec<Value>) -> Self {
        Self::Tuple(values.into())
    }

    /// A dict.
    pub(crate) fn dict(dict: Dict) -> Self {
        Self::Dict(Rc::new(RefCell::new(dict)))
    }

    /// A set.
    pub(crate) fn set(set: Set) -> Self {
        Self::Set(Rc::new(RefCell::new(set)))
    }

    /// An iterator.
    pub(crate) fn iter(iter: Iter) -> Self {
        Self::Iter(Rc::new(RefCell::new(iter)))
    }

    /// The name of its type, as error messages give it.
    pub(crate) fn type_name(&self) -> String {
        match self {
            Self::None => "NoneType",
            Self::Ellipsis => "ellipsis",
            Self::NotImplemented => "NotImplementedType",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Float(_) => "float",
            Self::Str(_) => "str",
            Self::Bytes(_) => "bytes",
            Self::Text(text) if text.as_str().is_some() => "str",
            Self::Text(_) => "bytes",
            Self::List(_) | Self::Ids(_) => "list",
            Self::Tuple(_) => "tuple",
            Self::Dict(_) | Self::Mapping(_) => "dict",
            Self::Set(_) => "set",
            Self::Range(_) => "range",
            Self::Slice(_) => "slice",
            Self::Date(_) => "date",
            Self::DateTime(_) => "datetime",
            Self::Delta(_) => "timedelta",
            Self::Zone(_) => "timezone",
            Self::Iter(iter) => match iter.try_borrow() {
                Ok(iter) => iter.type_name(),
                Err(_) => "generator",
            },
            Self::Function(_) => "function",
            Self::Native(_) => "builtin_function_or_method",
            Self::Bound(_) | Self::BoundFunction(_) | Self::ClientMethod(_) => "method",
            Self::Class(_) | Self::Type(_) => "type",
            Self::Instance(instance) => return instance.class.name.to_string(),
            Self::Module(_) => "module",
            Self::Client(_) => "IMAPClient",
            Self::Record(record) if record.text().is_some() => "str",
            Self::Record(record) => record.type_name(),
            Self::File(_) => "file",
        }
        .to_owned()
    }

    /// The characters of a str, or of server text that is UTF-8.
    pub(crate) fn as_str(&self) -> Option<Rc<str>> {
        match self {
            Self::Str(text) => Some(text.clone()),
            Self::Text(text) => text.as_str().map(Rc::from),
            Self::Record(record) => record.text()?.as_str().map(Rc::from),
            _ => None,
        }
    }

    /// The octets of bytes or of server text.
    pub(crate) fn as_bytes(&self) -> Option<Rc<[u8]>> {
        match self {
            Self::Bytes(bytes) => Some(bytes.clone()),
            Self::Text(text) => Some(Rc::from(text.as_bytes())),
            Self::Record(record) => record.text().map(|text| Rc::from(text.as_bytes())),
            _ => None,
        }
    }

    /// Server text, also that of a record that is a text.
    pub(crate) fn as_text(&self) -> Option<Text> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Record(record) => record.text(),
            _ => None,
        }
    }

    /// The content of a str or of bytes, as it is.
    pub(crate) fn raw(&self) -> Option<Vec<u8>> {
        match self {
            Self::Str(text) => Some(text.as_bytes().to_vec()),
            other => other.as_bytes().map(|octets| octets.to_vec()),
        }
    }

    /// A whole number; booleans count.
    pub(crate) fn as_int(&self) -> Option<i128> {
        match self {
            Self::Int(value) => Some(*value),
            Self::Bool(value) => Some(i128::from(*value)),
            _ => None,
        }
    }

    /// A number.
    pub(crate) fn as_float(&self) -> Option<f64> {
        match self {
            Self::Float(value) => Some(*value),
            other => other.as_int().map(|value| value as f64),
        }
    }
}

impl fmt::Debug for Value {
    /// Names the kind only: values may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.type_name())
    }
}

impl Drop for Interpreter {
    fn drop(&mut self) {
        self.forget_everything();
    }
}
