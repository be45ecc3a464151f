//! Comparison: equality, order, membership, identity.

use std::cmp::Ordering;
use std::rc::Rc;

use imapclient::menu::Key as MapKey;

use super::bigint;
use super::bridge;
use super::ops::find_bytes;
use super::raise::{R, Raised};
use super::tree::CompareOp;
use super::value::Value;
use super::{DEEPEST, Interpreter};

impl Interpreter {
    /// `left op right` of a comparison.
    pub(crate) fn compare(&mut self, op: CompareOp, left: &Value, right: &Value) -> R<Value> {
        let instances = matches!(left, Value::Instance(_)) || matches!(right, Value::Instance(_));
        let names = match op {
            CompareOp::Eq => Some(("__eq__", "__eq__")),
            CompareOp::NotEq => Some(("__ne__", "__ne__")),
            CompareOp::Lt => Some(("__lt__", "__gt__")),
            CompareOp::LtE => Some(("__le__", "__ge__")),
            CompareOp::Gt => Some(("__gt__", "__lt__")),
            CompareOp::GtE => Some(("__ge__", "__le__")),
            _ => None,
        };
        if let Some((name, mirrored)) = names.filter(|_| instances)
            && let Some(result) = self.rich(left, right, name, mirrored)?
        {
            return Ok(result);
        }
        Ok(Value::Bool(match op {
            CompareOp::Eq if instances => is_same(left, right),
            CompareOp::Eq => self.equal(left, right)?,
            CompareOp::NotEq => !self.equal(left, right)?,
            CompareOp::Is => is_same(left, right),
            CompareOp::IsNot => !is_same(left, right),
            CompareOp::In => self.contains(right, left)?,
            CompareOp::NotIn => !self.contains(right, left)?,
            CompareOp::Lt | CompareOp::LtE | CompareOp::Gt | CompareOp::GtE => {
                if let (Value::Set(a), Value::Set(b)) = (left, right) {
                    let (a, b) = (a.borrow(), b.borrow());
                    return Ok(Value::Bool(match op {
                        CompareOp::Lt => a.len() < b.len() && self.is_subset(&a, &b)?,
                        CompareOp::LtE => self.is_subset(&a, &b)?,
                        CompareOp::Gt => b.len() < a.len() && self.is_subset(&b, &a)?,
                        _ => self.is_subset(&b, &a)?,
                    }));
                }
                let symbol = match op {
                    CompareOp::Lt => "<",
                    CompareOp::LtE => "<=",
                    CompareOp::Gt => ">",
                    _ => ">=",
                };
                if instances
                    && !matches!((left, right), (Value::Object(_), _) | (_, Value::Object(_)))
                {
                    return Err(unordered(left, right, symbol));
                }
                match self.order(left, right, symbol)? {
                    None => false,
                    Some(order) => match op {
                        CompareOp::Lt => order == Ordering::Less,
                        CompareOp::LtE => order != Ordering::Greater,
                        CompareOp::Gt => order == Ordering::Greater,
                        _ => order != Ordering::Less,
                    },
                }
            }
        }))
    }

    /// What objects say themselves of how they compare.
    fn rich(
        &mut self,
        left: &Value,
        right: &Value,
        name: &str,
        mirrored: &str,
    ) -> R<Option<Value>> {
        let mut sides = [(left, right, name), (right, left, mirrored)];
        if special_first(right, left) {
            sides.reverse();
        }
        for (own, other, name) in sides {
            match self.call_special(own, name, std::slice::from_ref(other))? {
                None | Some(Value::NotImplemented) => {}
                result => return Ok(result),
            }
        }
        Ok(None)
    }

    /// Whether two values are equal.
    pub(crate) fn equal(&mut self, left: &Value, right: &Value) -> R<bool> {
        if self.depth >= DEEPEST {
            return Err(Raised::new(
                "RecursionError",
                "maximum recursion depth exceeded in comparison",
            ));
        }
        self.depth += 10;
        let result = self.equal_inner(left, right);
        self.depth -= 10;
        result
    }

    fn equal_inner(&mut self, left: &Value, right: &Value) -> R<bool> {
        if let (Value::Str(a), Value::Str(b)) = (left, right) {
            return Ok(a == b);
        }
        if let (Some(a), Some(b)) = (left.as_int(), right.as_int()) {
            return Ok(a == b);
        }
        if matches!(left, Value::Instance(_)) || matches!(right, Value::Instance(_)) {
            return match self.rich(left, right, "__eq__", "__eq__")? {
                Some(result) => self.truth(&result),
                None => Ok(is_same(left, right)),
            };
        }
        if is_same(left, right) && !matches!(left, Value::Float(_)) {
            return Ok(true);
        }
        if let Some(text) = left.worded() {
            return self.equal(&text, right);
        }
        if let Some(text) = right.worded() {
            return self.equal(left, &text);
        }
        if let (Some(a), Some(b)) = (left.as_big(), right.as_big()) {
            return Ok(a == b);
        }
        if let Some(order) = mixed(left, right) {
            return Ok(order == Some(Ordering::Equal));
        }
        if let (Some(a), Some(b)) = (left.as_float(), right.as_float()) {
            return Ok(a == b);
        }
        // Server text equals the str and the bytes of its content.
        if let Some(text) = left.as_text().or_else(|| right.as_text()) {
            let other = if left.as_text().is_some() {
                right
            } else {
                left
            };
            return Ok(match other {
                Value::Str(other) => text.as_bytes() == other.as_bytes(),
                Value::Bytes(other) => text.as_bytes() == &**other,
                other => other.as_text().is_some_and(|other| other == text),
            });
        }
        Ok(match (left, right) {
            (Value::Str(a), Value::Str(b)) => a == b,
            (Value::Bytes(a), Value::Bytes(b)) => a == b,
            (Value::Range(a), Value::Range(b)) => {
                a.len() == b.len()
                    && (a.len() == 0 || a.start == b.start && (a.len() == 1 || a.step == b.step))
            }
            (Value::BoundFunction(a), Value::BoundFunction(b)) => {
                is_same(&a.0, &b.0) && is_same(&a.1, &b.1)
            }
            (Value::Bound(a), Value::Bound(b)) => is_same(&a.0, &b.0) && std::ptr::eq(a.1, b.1),
            (Value::Date(a), Value::Date(b)) => a == b,
            (Value::Delta(a), Value::Delta(b)) => a == b,
            (Value::Zone(a), Value::Zone(b)) => a == b,
            (Value::DateTime(a), Value::DateTime(b)) => match (a.offset, b.offset) {
                (Some(x), Some(y)) => a.local - x == b.local - y,
                (None, None) => a.local == b.local,
                _ => false,
            },
            (Value::List(_) | Value::Ids(_), Value::List(_) | Value::Ids(_))
            | (Value::Tuple(_), Value::Tuple(_)) => {
                if self.length(left) != self.length(right) {
                    return Ok(false);
                }
                let (mut a, mut b) = (self.iterate(left)?, self.iterate(right)?);
                while let (Some(x), Some(y)) = (a.next(self)?, b.next(self)?) {
                    self.tick()?;
                    if !self.equal_element(&x, &y)? {
                        return Ok(false);
                    }
                }
                true
            }
            (Value::Set(a), Value::Set(b)) => {
                let (a, b) = (a.borrow(), b.borrow());
                a.len() == b.len() && self.is_subset(&a, &b)?
            }
            (Value::Dict(_) | Value::Mapping(_), Value::Dict(_) | Value::Mapping(_)) => {
                if self.length(left) != self.length(right) {
                    return Ok(false);
                }
                for (key, item) in self.pairs(left)? {
                    self.tick()?;
                    match self.find(right, &key)? {
                        Some(other) if self.equal_element(&item, &other)? => {}
                        _ => return Ok(false),
                    }
                }
                true
            }
            (Value::Record(a), Value::Record(b)) => {
                if a.type_name() != b.type_name() {
                    return Ok(false);
                }
                for field in a.fields() {
                    let (x, y) = (a.field(field), b.field(field));
                    let x = x.map_or(Value::None, bridge::value);
                    let y = y.map_or(Value::None, bridge::value);
                    if !self.equal(&x, &y)? {
                        return Ok(false);
                    }
                }
                true
            }
            (Value::Record(record), Value::Tuple(_)) | (Value::Tuple(_), Value::Record(record))
                if record.tuple_len().is_some() =>
            {
                let (a, b) = (self.collect(left)?, self.collect(right)?);
                self.equal(&Value::tuple(a), &Value::tuple(b))?
            }
            (Value::Object(object), other) | (other, Value::Object(object)) => {
                object.equal(self, other)?
            }
            _ => false,
        })
    }

    /// Whether two elements are equal: what is the same is equal, whatever it says.
    fn equal_element(&mut self, left: &Value, right: &Value) -> R<bool> {
        Ok(is_same(left, right) || self.equal(left, right)?)
    }

    /// How two values stand to each other; `None` for NaN.
    pub(crate) fn order(
        &mut self,
        left: &Value,
        right: &Value,
        symbol: &str,
    ) -> R<Option<Ordering>> {
        if let (Some(a), Some(b)) = (left.as_int(), right.as_int()) {
            return Ok(Some(a.cmp(&b)));
        }
        if let (Some(a), Some(b)) = (left.as_big(), right.as_big()) {
            return Ok(Some(a.cmp(&b)));
        }
        if let Some(order) = mixed(left, right) {
            return Ok(order);
        }
        if let (Some(a), Some(b)) = (left.as_float(), right.as_float()) {
            return Ok(a.partial_cmp(&b));
        }
        if let (Some(a), Some(b)) = (left.letters(), right.letters()) {
            return Ok(Some(a.cmp(&b)));
        }
        if let (Some(a), Some(b)) = (left.octets(), right.octets()) {
            return Ok(Some(a.cmp(&b)));
        }
        match (left, right) {
            (Value::Date(a), Value::Date(b)) => return Ok(Some(a.cmp(b))),
            (Value::Delta(a), Value::Delta(b)) => return Ok(Some(a.cmp(b))),
            (Value::DateTime(a), Value::DateTime(b)) => match (a.offset, b.offset) {
                (Some(x), Some(y)) => return Ok(Some((a.local - x).cmp(&(b.local - y)))),
                (None, None) => return Ok(Some(a.local.cmp(&b.local))),
                _ => {
                    return Err(Raised::new(
                        "TypeError",
                        "can't compare offset-naive and offset-aware datetimes",
                    ));
                }
            },
            (Value::List(_) | Value::Ids(_), Value::List(_) | Value::Ids(_))
            | (Value::Tuple(_), Value::Tuple(_)) => {
                let (mut a, mut b) = (self.iterate(left)?, self.iterate(right)?);
                loop {
                    match (a.next(self)?, b.next(self)?) {
                        (Some(x), Some(y)) => {
                            self.tick()?;
                            if !self.equal_element(&x, &y)? {
                                return self.deeper(10, |inner| inner.order(&x, &y, symbol));
                            }
                        }
                        (None, None) => return Ok(Some(Ordering::Equal)),
                        (None, _) => return Ok(Some(Ordering::Less)),
                        (_, None) => return Ok(Some(Ordering::Greater)),
                    }
                }
            }
            (Value::Object(object), other) => {
                if let Some(order) = object.order(self, other)? {
                    return Ok(Some(order));
                }
            }
            (other, Value::Object(object)) => {
                if let Some(order) = object.order(self, other)? {
                    return Ok(Some(order.reverse()));
                }
            }
            (Value::Instance(_), _) | (_, Value::Instance(_)) => {
                // Who asks for an order wants to know of one side only.
                let (name, mirrored, wanted) = match symbol {
                    ">" => ("__gt__", "__lt__", Ordering::Greater),
                    ">=" => ("__ge__", "__le__", Ordering::Greater),
                    "<=" => ("__le__", "__ge__", Ordering::Less),
                    _ => ("__lt__", "__gt__", Ordering::Less),
                };
                if let Some(result) = self.rich(left, right, name, mirrored)? {
                    return Ok(Some(match self.truth(&result)? {
                        true => wanted,
                        false => wanted.reverse(),
                    }));
                }
            }
            _ => {}
        }
        Err(unordered(left, right, symbol))
    }

    /// Whether `item` is in `container`.
    pub(crate) fn contains(&mut self, container: &Value, item: &Value) -> R<bool> {
        match container {
            Value::Dict(_) => return Ok(self.find(container, item)?.is_some()),
            Value::Set(set) => {
                let key = self.member(item)?;
                return Ok(set.borrow().contains(&key));
            }
            Value::Mapping(_) => return Ok(self.find(container, item)?.is_some()),
            Value::Range(range) if item.as_int().is_some() => {
                let distance = item.as_int().unwrap_or(0) - range.start;
                let position = distance / range.step;
                return Ok(distance % range.step == 0 && (0..range.len()).contains(&position));
            }
            Value::Ids(found) if let Some(ids) = found.ids() => {
                let id = item.as_int().and_then(|id| u32::try_from(id).ok());
                return Ok(id.is_some_and(|id| ids.contains(id)));
            }
            Value::Bytes(bytes) => {
                if let Some(part) = item.octets() {
                    return Ok(find_bytes(bytes, &part).is_some());
                }
                return match item.as_big().map(u8::try_from) {
                    Some(Ok(byte)) => Ok(memchr::memchr(byte, bytes).is_some()),
                    Some(Err(_)) => {
                        let wrong = "byte must be in range(0, 256)";
                        Err(Raised::new("ValueError", wrong))
                    }
                    None => Err(Raised::new(
                        "TypeError",
                        format!(
                            "a bytes-like object is required, not '{}'",
                            item.type_name()
                        ),
                    )),
                };
            }
            Value::Text(text) => match item {
                Value::Bytes(part) => return Ok(find_bytes(text.as_bytes(), part).is_some()),
                item => {
                    if let (Some(whole), Some(part)) = (text.as_str(), item.letters()) {
                        return Ok(whole.contains(&*part));
                    }
                }
            },
            Value::Str(text) => {
                return match item.letters() {
                    Some(part) => Ok(text.contains(&*part)),
                    None => Err(Raised::new(
                        "TypeError",
                        format!(
                            "'in <string>' requires string as left operand, not {}",
                            item.type_name()
                        ),
                    )),
                };
            }
            Value::Object(object) => {
                if let Some(found) = object.contains(self, item)? {
                    return Ok(found);
                }
            }
            Value::Instance(_) => {
                let item = std::slice::from_ref(item);
                if let Some(result) = self.call_special(container, "__contains__", item)? {
                    return self.truth(&result);
                }
            }
            _ => {}
        }
        let mut iter = self.iterate(container)?;
        while let Some(next) = iter.next(self)? {
            self.tick()?;
            if self.equal_element(&next, item)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The value of a key in a dict or in the server's mapping, where either spelling will do.
    pub(crate) fn find(&mut self, mapping: &Value, wanted: &Value) -> R<Option<Value>> {
        match mapping {
            Value::Dict(dict) => {
                let key = self.key(wanted)?;
                Ok(dict.borrow().get(&key))
            }
            Value::Mapping(map) => {
                let text: Rc<[u8]>;
                let wanted = match wanted {
                    Value::Str(name) => MapKey::Text(name.as_bytes()),
                    other => match (other.as_int(), other.as_bytes()) {
                        (Some(number), _) => MapKey::Int(number),
                        (None, Some(bytes)) => {
                            text = bytes;
                            MapKey::Text(&text)
                        }
                        (None, None) => return Ok(None),
                    },
                };
                let entry = map.find(wanted).and_then(|position| map.entry(position));
                Ok(entry.map(|(_, item)| bridge::value(item)))
            }
            _ => Ok(None),
        }
    }
}

/// How an integer and a float stand to each other, exactly; `None` if it is no such pair.
fn mixed(left: &Value, right: &Value) -> Option<Option<Ordering>> {
    match (left, right) {
        (Value::Float(float), other) => {
            let order = bigint::compare_float(&other.as_big()?, *float);
            Some(order.map(Ordering::reverse))
        }
        (other, Value::Float(float)) => Some(bigint::compare_float(&other.as_big()?, *float)),
        _ => None,
    }
}

/// Whether two values are one and the same.
pub(crate) fn is_same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::None, Value::None) | (Value::Ellipsis, Value::Ellipsis) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Int(a), Value::Int(b)) => a == b,
        (Value::Float(a), Value::Float(b)) => a.to_bits() == b.to_bits(),
        (Value::Str(a), Value::Str(b)) => Rc::ptr_eq(a, b),
        (Value::Bytes(a), Value::Bytes(b)) => Rc::ptr_eq(a, b),
        (Value::List(a), Value::List(b)) => Rc::ptr_eq(a, b),
        (Value::Ids(a), Value::Ids(b)) => Rc::ptr_eq(a, b),
        (Value::Tuple(a), Value::Tuple(b)) => a.is(b),
        (Value::Big(a), Value::Big(b)) => Rc::ptr_eq(a, b),
        (Value::UserModule(a), Value::UserModule(b)) => Rc::ptr_eq(a, b),
        (Value::NotImplemented, Value::NotImplemented) => true,
        (Value::Dict(a), Value::Dict(b)) => Rc::ptr_eq(a, b),
        (Value::Set(a), Value::Set(b)) => Rc::ptr_eq(a, b),
        (Value::Iter(a), Value::Iter(b)) => Rc::ptr_eq(a, b),
        (Value::Zone(a), Value::Zone(b)) => a == b,
        (Value::Object(a), Value::Object(b)) => Rc::ptr_eq(a, b),
        (Value::Function(a), Value::Function(b)) => Rc::ptr_eq(a, b),
        (Value::Class(a), Value::Class(b)) => Rc::ptr_eq(a, b),
        (Value::Instance(a), Value::Instance(b)) => Rc::ptr_eq(a, b),
        (Value::Type(a), Value::Type(b)) => std::ptr::eq(*a, *b),
        (Value::Native(a), Value::Native(b)) => std::ptr::eq(*a, *b),
        (Value::Module(a), Value::Module(b)) => std::ptr::eq(*a, *b),
        (Value::Client(a), Value::Client(b)) => Rc::ptr_eq(&a.0, &b.0),
        (Value::BoundFunction(a), Value::BoundFunction(b)) => Rc::ptr_eq(a, b),
        (Value::Bound(a), Value::Bound(b)) => Rc::ptr_eq(a, b),
        (Value::Descriptor(a), Value::Descriptor(b)) => Rc::ptr_eq(a, b),
        (Value::Slice(a), Value::Slice(b)) => Rc::ptr_eq(a, b),
        (Value::Range(a), Value::Range(b)) => Rc::ptr_eq(a, b),
        _ => false,
    }
}

fn unordered(left: &Value, right: &Value, symbol: &str) -> Raised {
    Raised::new(
        "TypeError",
        format!(
            "'{symbol}' not supported between instances of '{}' and '{}'",
            left.type_name(),
            right.type_name()
        ),
    )
}

/// Whether what `own` says of an operation comes before what `other` says, on whichever side it
/// stands: its class derives from that of the other.
pub(super) fn special_first(own: &Value, other: &Value) -> bool {
    match (own, other) {
        (Value::Instance(own), Value::Instance(other)) => {
            !Rc::ptr_eq(&own.class, &other.class) && own.class.derives(&other.class)
        }
        _ => false,
    }
}
