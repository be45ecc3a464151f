//! Values of the language.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::rc::Rc;
use std::sync::Arc;

use chrono::{NaiveDate, TimeDelta};
use imapclient::client::Client;
use imapclient::data::text::Text;
use imapclient::data::time::DateTime;
use imapclient::menu::{Mapping, Method, Record};
use num_bigint::BigInt;
use num_traits::ToPrimitive;

use super::class::{Class, Instance};
use super::descriptor::Descriptor;
use super::dict::{Dict, Set};
use super::drops::let_go;
use super::found::Found;
use super::iter::Iter;
use super::native::{Module, Native, Type};
use super::object::Object;
use super::scope::{Globals, Scope};
use super::tree::FunctionDef;

/// A value. Cloning is cheap: everything large is shared.
#[derive(Clone)]
pub(crate) enum Value {
    None,
    Ellipsis,
    NotImplemented,
    Bool(bool),
    Int(i128),
    /// An integer that is no `Int`.
    Big(Rc<BigInt>),
    Float(f64),
    Str(Rc<str>),
    Bytes(Rc<[u8]>),
    /// Text from a server: equal to the str and to the bytes of the same content.
    Text(Text),
    List(Rc<RefCell<Items>>),
    Tuple(Tuple),
    Dict(Rc<RefCell<Dict>>),
    Set(Rc<RefCell<Set>>),
    Range(Rc<Range>),
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
    /// What is called with an instance, or a class, before its other arguments.
    BoundFunction(Rc<(Value, Value)>),
    Class(Rc<Class>),
    Instance(Rc<Instance>),
    /// `super()`: the class whose bases are looked at, and the instance or class.
    Super(Rc<(Rc<Class>, Value)>),
    /// A property, a static method or a class method.
    Descriptor(Rc<Descriptor>),
    /// A builtin type, such as `str`.
    Type(&'static Type),
    Module(&'static Module),
    /// A module of the user's own.
    UserModule(Rc<UserModule>),
    Client(ClientRef),
    ClientMethod(Rc<(ClientRef, &'static Method)>),
    /// A mapping of the server's, made into values as it is looked at.
    Mapping(Arc<dyn Mapping>),
    /// A record of the server's.
    Record(Arc<dyn Record>),
    /// What a search found.
    Ids(Rc<Found>),
    /// A value of one of our modules.
    Object(Rc<dyn Object>),
}

/// The elements of a list. As a `Vec`, but dropped without going deep.
#[derive(Clone, Default)]
pub(crate) struct Items(Vec<Value>);

impl Deref for Items {
    type Target = Vec<Value>;

    fn deref(&self) -> &Vec<Value> {
        &self.0
    }
}

impl DerefMut for Items {
    fn deref_mut(&mut self) -> &mut Vec<Value> {
        &mut self.0
    }
}

impl From<Vec<Value>> for Items {
    fn from(values: Vec<Value>) -> Self {
        Self(values)
    }
}

impl Drop for Items {
    fn drop(&mut self) {
        if !self.0.is_empty() {
            // The last goes first, as in CPython.
            self.0.reverse();
            let_go(std::mem::take(&mut self.0));
        }
    }
}

/// The elements of a tuple, shared; dropped without going deep.
#[derive(Clone)]
pub(crate) struct Tuple(Rc<[Value]>);

impl Tuple {
    /// Whether both are the same tuple.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// Where it lives.
    pub(crate) fn address(&self) -> usize {
        self.0.as_ptr() as usize
    }
}

impl Deref for Tuple {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        &self.0
    }
}

impl From<Vec<Value>> for Tuple {
    fn from(values: Vec<Value>) -> Self {
        Self(values.into())
    }
}

impl<const N: usize> From<[Value; N]> for Tuple {
    fn from(values: [Value; N]) -> Self {
        Self(Rc::new(values))
    }
}

impl Drop for Tuple {
    fn drop(&mut self) {
        let Some(values) = Rc::get_mut(&mut self.0) else {
            return;
        };
        // Only what holds values itself can be deep.
        let mut deep = Vec::new();
        for value in values.iter_mut().rev() {
            if value.is_container() {
                deep.push(std::mem::replace(value, Value::None));
            }
        }
        if !deep.is_empty() {
            let_go(deep);
        }
    }
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
    /// The class in whose body it was defined, for `super()`.
    pub(crate) home: RefCell<std::rc::Weak<Class>>,
    pub(crate) attributes: RefCell<Dict>,
}

impl Drop for Function {
    fn drop(&mut self) {
        if !self.defaults.is_empty() {
            let_go(std::mem::take(&mut self.defaults));
        }
    }
}

/// A module of the user's own: a file beside the script.
pub(crate) struct UserModule {
    pub(crate) name: Rc<str>,
    pub(crate) globals: Rc<Globals>,
}

impl UserModule {
    /// A module that knows its name and nothing else.
    pub(crate) fn empty(name: &str) -> Rc<Self> {
        let globals = Rc::new(Globals::default());
        globals.set("__name__", Value::str(name));
        Rc::new(Self {
            name: name.into(),
            globals,
        })
    }
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
        Self::List(Rc::new(RefCell::new(values.into())))
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

    /// A range.
    pub(crate) fn range(range: Range) -> Self {
        Self::Range(Rc::new(range))
    }

    /// An integer of any size.
    pub(crate) fn integer(number: BigInt) -> Self {
        match number.to_i128() {
            Some(small) => Self::Int(small),
            None => Self::Big(Rc::new(number)),
        }
    }

    /// The list that it is, to be changed.
    pub(crate) fn as_list(&self) -> Option<&Rc<RefCell<Items>>> {
        match self {
            Self::List(list) => Some(list),
            Self::Ids(found) => Some(found.list()),
            _ => None,
        }
    }

    /// Whether it may hold other values.
    pub(crate) fn is_container(&self) -> bool {
        !matches!(
            self,
            Self::None
                | Self::Ellipsis
                | Self::NotImplemented
                | Self::Bool(_)
                | Self::Int(_)
                | Self::Big(_)
                | Self::Float(_)
                | Self::Str(_)
                | Self::Bytes(_)
                | Self::Text(_)
                | Self::Range(_)
                | Self::Date(_)
                | Self::DateTime(_)
                | Self::Delta(_)
                | Self::Record(_)
                | Self::Mapping(_)
        )
    }

    /// The name of its type, as error messages give it.
    pub(crate) fn type_name(&self) -> String {
        match self {
            Self::None => "NoneType",
            Self::Ellipsis => "ellipsis",
            Self::NotImplemented => "NotImplementedType",
            Self::Bool(_) => "bool",
            Self::Int(_) | Self::Big(_) => "int",
            Self::Float(_) => "float",
            Self::Str(_) => "str",
            Self::Bytes(_) => "bytes",
            Self::Text(text) if text.as_str().is_some() => "str",
            Self::Text(_) => "bytes",
            Self::List(_) | Self::Ids(_) => "list",
            Self::Tuple(_) => "tuple",
            Self::Dict(dict) => match dict.try_borrow() {
                Ok(dict) => dict.type_name(),
                Err(_) => "dict",
            },
            Self::Mapping(_) => "dict",
            Self::Set(set) => match set.try_borrow() {
                Ok(set) if set.is_frozen() => "frozenset",
                _ => "set",
            },
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
            Self::Super(_) => "super",
            Self::Descriptor(descriptor) => descriptor.type_name(),
            Self::Instance(instance) => return instance.class.name.to_string(),
            Self::Module(_) | Self::UserModule(_) => "module",
            Self::Client(_) => "IMAPClient",
            Self::Record(record) if record.text().is_some() => "str",
            Self::Record(record) => record.type_name(),
            Self::Object(object) => return object.type_name(),
        }
        .to_owned()
    }

    /// The characters of a str, or of server text that is UTF-8, where they are.
    pub(crate) fn letters(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Str(text) => Some(Cow::Borrowed(text)),
            Self::Text(text) => text.as_str().map(Cow::Borrowed),
            Self::Record(record) => Some(Cow::Owned(record.text()?.as_str()?.to_owned())),
            Self::Object(object) => object.text().map(|text| Cow::Owned(text.to_string())),
            _ => None,
        }
    }

    /// The octets of bytes or of server text, where they are.
    pub(crate) fn octets(&self) -> Option<Cow<'_, [u8]>> {
        match self {
            Self::Bytes(bytes) => Some(Cow::Borrowed(bytes)),
            Self::Text(text) => Some(Cow::Borrowed(text.as_bytes())),
            Self::Record(record) => Some(Cow::Owned(record.text()?.as_bytes().to_vec())),
            Self::Object(object) => object.octets().map(|octets| Cow::Owned(octets.to_vec())),
            _ => None,
        }
    }

    /// The characters of a str, or of server text that is UTF-8.
    pub(crate) fn as_str(&self) -> Option<Rc<str>> {
        match self {
            Self::Str(text) => Some(text.clone()),
            Self::Text(text) => text.as_str().map(Rc::from),
            Self::Record(record) => record.text()?.as_str().map(Rc::from),
            Self::Object(object) => object.text(),
            _ => None,
        }
    }

    /// The octets of bytes or of server text.
    pub(crate) fn as_bytes(&self) -> Option<Rc<[u8]>> {
        match self {
            Self::Bytes(bytes) => Some(bytes.clone()),
            Self::Text(text) => Some(Rc::from(text.as_bytes())),
            Self::Record(record) => record.text().map(|text| Rc::from(text.as_bytes())),
            Self::Object(object) => object.octets(),
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
            Self::Object(object) if let Some(text) = object.text() => {
                Some(text.as_bytes().to_vec())
            }
            other => other.as_bytes().map(|octets| octets.to_vec()),
        }
    }

    /// A whole number of up to 127 bits; booleans count.
    pub(crate) fn as_int(&self) -> Option<i128> {
        match self {
            Self::Int(value) => Some(*value),
            Self::Bool(value) => Some(i128::from(*value)),
            _ => None,
        }
    }

    /// A whole number of any size; booleans count.
    pub(crate) fn as_big(&self) -> Option<BigInt> {
        match self {
            Self::Big(value) => Some((**value).clone()),
            other => other.as_int().map(BigInt::from),
        }
    }

    /// A number.
    pub(crate) fn as_float(&self) -> Option<f64> {
        match self {
            Self::Float(value) => Some(*value),
            Self::Big(value) => value.to_f64().filter(|value| value.is_finite()),
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
