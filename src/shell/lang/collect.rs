//! All values of an iterable, all entries of a mapping.

use super::Interpreter;
use super::bridge::value;
use super::call::CallArgs;
use super::limits::{check_growth, check_size};
use super::raise::{R, Raised};
use super::value::Value;

impl Interpreter {
    /// All values of an iterable, as many as memory may hold.
    pub(crate) fn collect(&mut self, iterable: &Value) -> R<Vec<Value>> {
        let mut values = match iterable {
            Value::List(list) => return self.gather(list.borrow().iter().cloned()),
            Value::Tuple(values) => return self.gather(values.iter().cloned()),
            Value::Range(range) => {
                check_size(range.len(), size_of::<Value>())?;
                Vec::with_capacity(usize::try_from(range.len()).unwrap_or(0))
            }
            _ => Vec::new(),
        };
        self.collect_into(&mut values, iterable)?;
        Ok(values)
    }

    /// Adds the elements of an iterable, those before an error as well.
    pub(crate) fn collect_into(&mut self, values: &mut Vec<Value>, iterable: &Value) -> R<()> {
        let mut iter = self.iterate(iterable)?;
        if let Value::Instance(_) = iterable {
            // How many there will be is asked first; no answer is as good as any.
            match self.length_of(iterable) {
                Err(raised) if !raised.is("TypeError") => return Err(raised),
                _ => {}
            }
        }
        while let Some(next) = iter.next(self)? {
            if values.len().is_multiple_of(64) {
                self.tick()?;
            }
            check_growth(values.len())?;
            values.push(next);
        }
        Ok(())
    }

    /// The entries of a dict or of the server's mapping.
    pub(crate) fn pairs(&mut self, mapping: &Value) -> R<Vec<(Value, Value)>> {
        match mapping {
            Value::Dict(dict) => self.gather(dict.borrow().iter().cloned()),
            Value::Mapping(map) => Ok((0..map.len())
                .filter_map(|at| map.entry(at))
                .map(|(key, item)| (value(key), value(item)))
                .collect()),
            other if self.is_mapping(other)? => {
                let keys = self.attribute(other, "keys")?;
                let keys = self.call(&keys, CallArgs::default())?;
                let mut pairs = Vec::new();
                for key in self.collect(&keys)? {
                    let value = self.subscript(other, &key)?;
                    pairs.push((key, value));
                }
                Ok(pairs)
            }
            other => Err(Raised::new(
                "TypeError",
                format!("'{}' object is not a mapping", other.type_name()),
            )),
        }
    }

    /// Whether a value is a dict, or an object that has `keys` and so behaves as one.
    pub(crate) fn is_mapping(&mut self, value: &Value) -> R<bool> {
        Ok(match value {
            Value::Dict(_) | Value::Mapping(_) => true,
            Value::Instance(_) | Value::Object(_) => self.find_attribute(value, "keys")?.is_some(),
            _ => false,
        })
    }
}
