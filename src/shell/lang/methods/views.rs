//! `keys()`, `values()` and `items()`: windows on a mapping that show what it holds now.

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::dict::Set;
use crate::lang::iter::{Iter, View};
use crate::lang::native::{NativeFn, Type, natives};
use crate::lang::object::{Object, own};
use crate::lang::raise::{R, Raised};
use crate::lang::tree::BinaryOp;
use crate::lang::value::Value;

/// A window on a mapping.
pub(super) struct MappingView {
    pub(super) mapping: Value,
    pub(super) view: View,
}

natives! {
    METHODS {
        "isdisjoint" "(other)" "Whether the two have no element in common." => isdisjoint;
    }
}

const REFUSE: NativeFn = |_, _| {
    Err(Raised::new(
        "TypeError",
        "cannot create views; call keys(), values() or items()",
    ))
};

static KEYS: Type = Type::new("dict_keys", "", "The keys of a mapping.", REFUSE, METHODS);
static VALUES: Type = Type::new("dict_values", "", "The values of a mapping.", REFUSE, &[]);
static ITEMS: Type = Type::new(
    "dict_items",
    "",
    "The entries of a mapping.",
    REFUSE,
    METHODS,
);

impl MappingView {
    fn iter(&self) -> Iter {
        match &self.mapping {
            Value::Dict(dict) => Iter::dict(dict, self.view),
            Value::Mapping(map) => Iter::Mapping(map.clone(), 0, self.view),
            _ => Iter::Values(Vec::new().into_iter()),
        }
    }

    fn values(&self, interpreter: &mut Interpreter) -> R<Vec<Value>> {
        let mut iter = self.iter();
        let mut all = Vec::new();
        while let Some(next) = iter.next(interpreter)? {
            all.push(next);
        }
        Ok(all)
    }

    fn set(&self, interpreter: &mut Interpreter) -> R<Set> {
        let mut set = Set::default();
        for value in self.values(interpreter)? {
            interpreter.set_insert(&mut set, value)?;
        }
        Ok(set)
    }
}

impl Object for MappingView {
    fn kind(&self) -> &'static Type {
        match self.view {
            View::Keys => &KEYS,
            View::Values => &VALUES,
            View::Items => &ITEMS,
        }
    }

    fn field(&self, _: &mut Interpreter, name: &str) -> R<Option<Value>> {
        Ok((name == "mapping").then(|| self.mapping.clone()))
    }

    fn repr(&self, interpreter: &mut Interpreter) -> R<String> {
        let values = Value::list(self.values(interpreter)?);
        Ok(format!(
            "{}({})",
            self.kind().name,
            interpreter.repr(&values)?
        ))
    }

    fn plain(&self) -> Option<Value> {
        let entries: Vec<(Value, Value)> = match &self.mapping {
            Value::Dict(dict) => dict.borrow().iter().cloned().collect(),
            Value::Mapping(map) => (0..map.len())
                .filter_map(|at| map.entry(at))
                .map(|(key, item)| {
                    use crate::lang::bridge::value;
                    (value(key), value(item))
                })
                .collect(),
            _ => return None,
        };
        let parts = entries.into_iter().map(|(key, item)| match self.view {
            View::Keys => key,
            View::Values => item,
            View::Items => Value::tuple(vec![key, item]),
        });
        Some(Value::list(parts.collect()))
    }

    fn length(&self) -> Option<usize> {
        match &self.mapping {
            Value::Dict(dict) => Some(dict.borrow().len()),
            Value::Mapping(map) => Some(map.len()),
            _ => None,
        }
    }

    fn iterate(&self, _: &mut Interpreter) -> R<Option<Iter>> {
        Ok(Some(self.iter()))
    }

    fn contains(&self, interpreter: &mut Interpreter, item: &Value) -> R<Option<bool>> {
        Ok(match self.view {
            View::Keys => Some(interpreter.contains(&self.mapping, item)?),
            View::Values => None,
            View::Items => Some(match item.as_tuple().as_deref() {
                Some([key, wanted]) => match interpreter.find(&self.mapping, key)? {
                    Some(value) => interpreter.equal(&value, wanted)?,
                    None => false,
                },
                _ => false,
            }),
        })
    }

    fn equal(&self, interpreter: &mut Interpreter, other: &Value) -> R<bool> {
        if self.view == View::Values {
            return Ok(false);
        }
        let other = match (other, other.as_object::<MappingView>()) {
            (Value::Set(set), _) => set.borrow().clone(),
            (_, Some(view)) if view.view != View::Values => view.set(interpreter)?,
            _ => return Ok(false),
        };
        let own = self.set(interpreter)?;
        Ok(own.len() == other.len() && interpreter.is_subset(&own, &other)?)
    }

    fn binary(
        &self,
        interpreter: &mut Interpreter,
        op: BinaryOp,
        other: &Value,
        reflected: bool,
    ) -> R<Option<Value>> {
        let sets = matches!(
            op,
            BinaryOp::BitAnd | BinaryOp::BitOr | BinaryOp::BitXor | BinaryOp::Sub
        );
        if self.view == View::Values || !sets {
            return Ok(None);
        }
        let own = Value::set(self.set(interpreter)?);
        let other = Value::set(interpreter.set_of(other)?);
        let (left, right) = if reflected {
            (&other, &own)
        } else {
            (&own, &other)
        };
        interpreter.binary(op, left, right).map(Some)
    }
}

fn isdisjoint(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let view = own::<MappingView>(&args, "view")?;
    let [_, other] = args.bind("isdisjoint", ["self", "other"], 2)?;
    let own = view.set(interpreter)?;
    for value in interpreter.collect(&other.unwrap_or(Value::None))? {
        if own.contains(&interpreter.key(&value)?) {
            return Ok(Value::Bool(false));
        }
    }
    Ok(Value::Bool(true))
}
