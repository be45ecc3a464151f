//! `namedtuple`, and tuples of ours whose elements have names.

use std::rc::Rc;

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::dict::Dict;
use crate::lang::keys::Key;
use crate::lang::methods;
use crate::lang::native::{Native, NativeFn, Type, native, natives};
use crate::lang::object::{Object, own};
use crate::lang::raise::{R, Raised};
use crate::lang::value::{Tuple, Value};

const REFUSE: NativeFn = |_, _| Err(Raised::new("TypeError", "use namedtuple() for such types"));

/// A type that `namedtuple` made. Its copies are one type.
#[derive(Clone)]
struct NamedType(Rc<Shape>);

struct Shape {
    name: String,
    fields: Vec<Rc<str>>,
    /// The values of the last fields, where they are not given.
    defaults: Vec<Value>,
}

/// A tuple of such a type, or of one of ours.
struct Named {
    /// The type, if the user made it.
    class: Option<NamedType>,
    name: Rc<str>,
    fields: Vec<Rc<str>>,
    values: Tuple,
}

static TYPE: Type = Type::new("type", "", "A type of named tuples.", REFUSE, &[]);
static ROW: Type = Type {
    bases: &["tuple"],
    ..Type::new(
        "tuple",
        "",
        "A tuple whose elements have names.",
        REFUSE,
        METHODS,
    )
};

natives! {
    METHODS {
        "_asdict" "()" "The elements as a dict." => asdict;
        "_replace" "(**kwargs)" "The tuple with some elements changed." => replace;
        "count" "(value)" "How often a value occurs." => |i, args| of_tuple(i, args, "count");
        "index" "(value[, start[, stop]])" "Where a value first stands; ValueError if nowhere." => |i, args| of_tuple(i, args, "index");
    }
}

/// The method of tuple.
fn of_tuple(interpreter: &mut Interpreter, mut args: CallArgs, name: &str) -> R<Value> {
    let named = own::<Named>(&args, "named tuple")?;
    if let Some(first) = args.positional.first_mut() {
        *first = Value::Tuple(named.values.clone());
    }
    let mut methods = methods::list::TUPLE.iter();
    match methods.find(|method| method.name == name) {
        Some(method) => (method.run)(interpreter, args),
        None => Ok(Value::None),
    }
}

/// A tuple of ours, such as `time.struct_time`.
pub(crate) fn record(name: &str, fields: &[&str], values: Vec<Value>) -> Value {
    Value::object(Named {
        class: None,
        name: name.into(),
        fields: fields.iter().map(|field| Rc::from(*field)).collect(),
        values: values.into(),
    })
}

impl Object for NamedType {
    fn kind(&self) -> &'static Type {
        &TYPE
    }

    fn field(&self, _: &mut Interpreter, name: &str) -> R<Option<Value>> {
        Ok(match name {
            "__name__" => Some(Value::str(&self.0.name)),
            "_fields" => Some(fields(&self.0.fields)),
            "_make" => {
                let own = Value::object(self.clone());
                Some(Value::Bound(Rc::new((own, &MAKE))))
            }
            _ => None,
        })
    }

    fn fields(&self) -> Vec<String> {
        vec!["_fields".to_owned(), "_make".to_owned()]
    }

    fn repr(&self, _: &mut Interpreter) -> R<String> {
        Ok(format!("<class '__main__.{}'>", self.0.name))
    }

    fn equal(&self, _: &mut Interpreter, other: &Value) -> R<bool> {
        let other = other.as_object::<NamedType>();
        Ok(other.is_some_and(|other| Rc::ptr_eq(&self.0, &other.0)))
    }

    fn key(&self) -> R<Option<Key>> {
        Ok(Some(Key::Identity(
            Rc::as_ptr(&self.0).cast::<()>() as usize
        )))
    }

    fn callable(&self) -> bool {
        true
    }

    fn call(&self, _: &mut Interpreter, args: CallArgs) -> R<Value> {
        let mut values: Vec<Option<Value>> = vec![None; self.0.fields.len()];
        if args.positional.len() > values.len() {
            return Err(Raised::new(
                "TypeError",
                format!(
                    "{}() takes {} positional arguments but {} were given",
                    self.0.name,
                    values.len(),
                    args.positional.len()
                ),
            ));
        }
        for (slot, value) in values.iter_mut().zip(args.positional) {
            *slot = Some(value);
        }
        for (name, value) in args.named {
            let place = self.0.fields.iter().position(|field| *field == name);
            match place.and_then(|place| values.get_mut(place)) {
                Some(slot @ None) => *slot = Some(value),
                Some(_) => {
                    return Err(Raised::new(
                        "TypeError",
                        format!(
                            "{}() got multiple values for argument '{name}'",
                            self.0.name
                        ),
                    ));
                }
                None => {
                    return Err(Raised::new(
                        "TypeError",
                        format!(
                            "{}() got an unexpected keyword argument '{name}'",
                            self.0.name
                        ),
                    ));
                }
            }
        }
        let mut defaults = self.0.defaults.iter().rev();
        for slot in values.iter_mut().rev() {
            let default = defaults.next();
            if slot.is_none() {
                *slot = default.cloned();
            }
        }
        let missing: Vec<String> = self
            .0
            .fields
            .iter()
            .zip(&values)
            .filter(|(_, value)| value.is_none())
            .map(|(field, _)| format!("'{field}'"))
            .collect();
        if !missing.is_empty() {
            return Err(Raised::new(
                "TypeError",
                format!(
                    "{}() missing required arguments: {}",
                    self.0.name,
                    missing.join(", ")
                ),
            ));
        }
        Ok(self.row(values.into_iter().flatten().collect()))
    }
}

impl NamedType {
    fn row(&self, values: Vec<Value>) -> Value {
        Value::object(Named {
            class: Some(self.clone()),
            name: self.0.name.as_str().into(),
            fields: self.0.fields.clone(),
            values: values.into(),
        })
    }
}

static MAKE: Native = native(
    "_make",
    "(iterable)",
    "A tuple of those elements.",
    |interpreter, args| {
        let class = own::<NamedType>(&args, "type")?;
        let [_, values] = args.bind("_make", ["self", "iterable"], 2)?;
        let values = interpreter.collect(&values.unwrap_or(Value::None))?;
        class.call(interpreter, CallArgs::of(values))
    },
);

fn fields(names: &[Rc<str>]) -> Value {
    Value::tuple(names.iter().map(|name| Value::Str(name.clone())).collect())
}

impl Object for Named {
    fn kind(&self) -> &'static Type {
        &ROW
    }

    fn type_value(&self) -> Option<Value> {
        self.class.clone().map(Value::object)
    }

    fn type_name(&self) -> String {
        self.name.rsplit('.').next().unwrap_or_default().to_owned()
    }

    fn field(&self, _: &mut Interpreter, name: &str) -> R<Option<Value>> {
        if name == "_fields" {
            return Ok(Some(fields(&self.fields)));
        }
        let place = self.fields.iter().position(|field| **field == *name);
        Ok(place.and_then(|place| self.values.get(place).cloned()))
    }

    fn fields(&self) -> Vec<String> {
        self.fields.iter().map(|field| field.to_string()).collect()
    }

    fn repr(&self, interpreter: &mut Interpreter) -> R<String> {
        let mut parts = Vec::new();
        for (field, value) in self.fields.iter().zip(self.values.iter()) {
            parts.push(format!("{field}={}", interpreter.repr(value)?));
        }
        Ok(format!("{}({})", self.name, parts.join(", ")))
    }

    fn tuple(&self) -> Option<Tuple> {
        Some(self.values.clone())
    }
}

/// `namedtuple(typename, field_names, rename=False, defaults=None)`
pub(super) fn namedtuple(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let names = ["typename", "field_names", "rename", "defaults"];
    let [name, given, _, defaults] = args.bind("namedtuple", names, 2)?;
    let name = name.and_then(|name| name.as_str()).unwrap_or_default();
    let given = given.unwrap_or(Value::None);
    let fields: Vec<Rc<str>> = match given.as_str() {
        Some(text) => text
            .replace(',', " ")
            .split_whitespace()
            .map(Rc::from)
            .collect(),
        None => {
            let values = interpreter.collect(&given)?;
            values.iter().filter_map(Value::as_str).collect()
        }
    };
    for (at, field) in fields.iter().enumerate() {
        let valid = field.chars().all(|c| c == '_' || c.is_alphanumeric())
            && !field.starts_with(|c: char| c.is_ascii_digit() || c == '_');
        if !valid {
            return Err(Raised::new(
                "ValueError",
                format!("'{field}' cannot be the name of a field"),
            ));
        }
        if fields
            .get(..at)
            .is_some_and(|before| before.contains(field))
        {
            return Err(Raised::new(
                "ValueError",
                format!("Encountered duplicate field name: '{field}'"),
            ));
        }
    }
    let defaults = match defaults {
        None | Some(Value::None) => Vec::new(),
        Some(defaults) => interpreter.collect(&defaults)?,
    };
    if defaults.len() > fields.len() {
        return Err(Raised::new(
            "TypeError",
            "Got more default values than field names",
        ));
    }
    Ok(Value::object(NamedType(Rc::new(Shape {
        name: name.to_string(),
        fields,
        defaults,
    }))))
}

fn asdict(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let named = own::<Named>(&args, "named tuple")?;
    let mut dict = Dict::default();
    for (field, value) in named.fields.iter().zip(named.values.iter()) {
        dict.insert_str(field, value.clone());
    }
    Ok(Value::dict(dict))
}

fn replace(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let named = own::<Named>(&args, "named tuple")?;
    let mut values = named.values.to_vec();
    for (name, value) in args.named {
        let place = named.fields.iter().position(|field| *field == name);
        match place.and_then(|place| values.get_mut(place)) {
            Some(slot) => *slot = value,
            None => {
                return Err(Raised::new(
                    "ValueError",
                    format!("Got unexpected field names: ['{name}']"),
                ));
            }
        }
    }
    Ok(match &named.class {
        Some(class) => class.row(values),
        None => Value::object(Named {
            class: None,
            name: named.name.clone(),
            fields: named.fields.clone(),
            values: values.into(),
        }),
    })
}
