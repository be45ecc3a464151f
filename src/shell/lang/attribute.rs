//! Attributes: methods, fields, and what a misspelt one may have meant.

use std::rc::Rc;

use imapclient::command;
use imapclient::menu::nearest;

use super::bridge;
use super::call::CallArgs;
use super::class::Class;
use super::descriptor::{self, Descriptor};
use super::methods::special;
use super::native::Native;
use super::raise::{R, Raised};
use super::value::Value;
use super::{Interpreter, index, methods, modules};

impl Interpreter {
    /// `base.name`.
    pub(crate) fn attribute(&mut self, base: &Value, name: &str) -> R<Value> {
        if let Some(value) = self.find_attribute(base, name)? {
            return Ok(value);
        }
        let changes = |method: &Native| method.name == name;
        if matches!(base, Value::Mapping(_)) && methods::dict::METHODS.iter().any(changes) {
            return Err(index::unchangeable("AttributeError"));
        }
        let names = self.attribute_names(base);
        let hint = nearest(name, names.iter().map(String::as_str))
            .map(|near| format!(". Did you mean: '{near}'?"))
            .unwrap_or_default();
        let what = match base {
            Value::Module(module) => format!("module '{}'", module.name),
            Value::UserModule(module) => format!("module '{}'", module.name),
            Value::Class(class) => format!("type object '{}'", class.name),
            Value::Type(kind) => format!("type object '{}'", kind.name),
            other => format!("'{}' object", other.type_name()),
        };
        Err(Raised::new(
            "AttributeError",
            format!("{what} has no attribute '{name}'{hint}"),
        ))
    }

    /// The attribute, if there is one.
    pub(crate) fn find_attribute(&mut self, base: &Value, name: &str) -> R<Option<Value>> {
        match base {
            Value::Client(client) => {
                let found = bridge::client_attribute(client, name)?;
                return Ok(found.or_else(|| modules::imapclient::attached(self, name)));
            }
            Value::Module(module) => {
                return match module.get(self, name) {
                    Some(value) => Ok(Some(value)),
                    None => self.written_inside(module.name, name),
                };
            }
            Value::Object(object) => {
                if let Some(value) = object.field(self, name)? {
                    return Ok(Some(value));
                }
            }
            Value::Instance(instance) => return self.instance_attribute(base, instance, name),
            Value::Class(class) => return self.class_attribute(class, name),
            Value::Super(bound) => return self.super_attribute(&bound.0, &bound.1, name),
            Value::UserModule(module) => {
                return Ok(match (module.globals.get(name), name) {
                    (None, "__name__") => Some(Value::Str(module.name.clone())),
                    (found, _) => found,
                });
            }
            Value::Dict(dict) => {
                if let Some(value) = modules::collections::field(dict, name) {
                    return Ok(Some(value));
                }
            }
            Value::Bool(_) | Value::Int(_) | Value::Big(_) | Value::Float(_) => {
                if let Some(part) = methods::number::part(base, name) {
                    return Ok(Some(part));
                }
            }
            Value::Slice(parts) => {
                let place = ["start", "stop", "step"]
                    .iter()
                    .position(|part| *part == name);
                return Ok(place.and_then(|place| parts.get(place).cloned()));
            }
            Value::Record(record) => {
                if let Some(field) = record.field(name) {
                    return Ok(Some(bridge::value(field)));
                }
                if record.text().is_none() {
                    return Ok(None);
                }
            }
            Value::Ids(ids) if name == "modseq" => {
                let modseq = ids.modseq();
                return Ok(Some(modseq.map_or(Value::None, |m| Value::Int(m.into()))));
            }
            Value::Function(function) => {
                if let Some(value) = function.attributes.borrow().get_str(name) {
                    return Ok(Some(value));
                }
                match name {
                    "__name__" | "__qualname__" => {
                        return Ok(Some(Value::Str(function.def.name.clone())));
                    }
                    "__doc__" => {
                        let doc = function.def.doc.clone();
                        return Ok(Some(doc.map_or(Value::None, Value::Str)));
                    }
                    _ => {}
                }
            }
            Value::BoundFunction(bound) => match name {
                "__self__" => return Ok(Some(bound.0.clone())),
                "__func__" => return Ok(Some(bound.1.clone())),
                name => return self.find_attribute(&bound.1, name),
            },
            Value::Native(native) if matches!(name, "__name__" | "__qualname__") => {
                return Ok(Some(Value::str(native.name)));
            }
            Value::Native(native) if name == "__doc__" => {
                return Ok(Some(Value::str(native.doc)));
            }
            Value::Bound(bound) => match name {
                "__self__" => return Ok(Some(bound.0.clone())),
                "__name__" | "__qualname__" | "__doc__" => {
                    return self.find_attribute(&Value::Native(bound.1), name);
                }
                _ => {}
            },
            Value::Descriptor(descriptor)
                if matches!(&**descriptor, Descriptor::Property { .. }) =>
            {
                let method = descriptor::PROPERTY
                    .iter()
                    .find(|method| method.name == name);
                return Ok(method.map(|method| Value::Bound(Rc::new((base.clone(), method)))));
            }
            Value::Type(kind) => {
                return Ok(match name {
                    "__name__" | "__qualname__" => Some(Value::str(kind.name)),
                    "__doc__" => Some(Value::str(kind.doc)),
                    name if kind.name == "IMAPClient" => modules::imapclient::attached(self, name),
                    name => kind.get(name),
                });
            }
            Value::Date(_) | Value::DateTime(_) | Value::Delta(_) | Value::Zone(_) => {
                if let Some(value) = modules::datetime::field(base, name) {
                    return Ok(Some(value));
                }
            }
            Value::Range(range) => match name {
                "start" => return Ok(Some(Value::Int(range.start))),
                "stop" => return Ok(Some(Value::Int(range.stop))),
                "step" => return Ok(Some(Value::Int(range.step))),
                _ => {}
            },
            _ => {}
        }
        let method = methods::of(base).find(|method| method.name == name);
        if method.is_none() && name.starts_with("__") {
            return Ok(special::attribute(base, name));
        }
        Ok(method.map(|method: &'static Native| Value::Bound(Rc::new((base.clone(), method)))))
    }

    /// The names of all attributes of a value, for completion and `dir`.
    pub(crate) fn attribute_names(&self, base: &Value) -> Vec<String> {
        let mut names: Vec<String> = methods::of(base)
            .map(|method| method.name.to_owned())
            .collect();
        match base {
            Value::Client(_) => {
                names.extend(command::methods().map(|method| method.name.to_owned()));
                names.extend(command::ATTRIBUTES.iter().map(|a| a.name.to_owned()));
            }
            Value::Module(module) => names.extend(module.names().into_iter().map(str::to_owned)),
            Value::Object(object) => names.extend(object.fields()),
            Value::Record(record) => names.extend(record.fields().iter().map(|n| (*n).to_owned())),
            Value::Ids(_) => names.push("modseq".to_owned()),
            Value::Instance(instance) => {
                let own = instance.attributes.borrow();
                names.extend(
                    own.iter()
                        .filter_map(|(key, _)| key.as_str())
                        .map(|n| n.to_string()),
                );
                names.extend(class_names(&instance.class));
                if instance.class.exception {
                    names.push("args".to_owned());
                }
            }
            Value::Class(class) => names.extend(class_names(class)),
            Value::UserModule(module) => {
                names.extend(module.globals.names().iter().map(|name| name.to_string()));
            }
            Value::Type(kind) => names.extend(kind.names().map(str::to_owned)),
            Value::Date(_) | Value::DateTime(_) | Value::Delta(_) => {
                names.extend(
                    modules::datetime::fields(base)
                        .iter()
                        .map(|n| (*n).to_owned()),
                );
            }
            _ => {}
        }
        names.extend(special::names(base).map(str::to_owned));
        names.sort();
        names.dedup();
        names
    }

    /// `base.name = value`.
    pub(crate) fn set_attribute(&mut self, base: &Value, name: &str, value: Value) -> R<()> {
        match base {
            Value::Client(client) => bridge::set_client_attribute(self, client, name, value),
            Value::Instance(instance) => self.set_instance_attribute(base, instance, name, value),
            Value::Function(function) => {
                function.attributes.borrow_mut().insert_str(name, value);
                Ok(())
            }
            Value::UserModule(module) => {
                module.globals.set(name, value);
                Ok(())
            }
            Value::Module(module)
                if module.name == "sys" && modules::system::set(self, name, value.clone()) =>
            {
                Ok(())
            }
            Value::Class(class) => {
                class.attributes.borrow_mut().insert_str(name, value);
                Ok(())
            }
            other => {
                if let Value::Object(object) = other
                    && object.set_field(self, name, value)?
                {
                    return Ok(());
                }
                let kind = other.type_name();
                Err(Raised::new(
                    "AttributeError",
                    format!("'{kind}' object has no attribute '{name}' that can be set"),
                ))
            }
        }
    }

    /// `del base.name`.
    pub(crate) fn delete_attribute(&mut self, base: &Value, name: &str) -> R<()> {
        let removed = match base {
            Value::Instance(instance) => {
                if let Some(Value::Descriptor(found)) = instance.class.get(name)
                    && let Descriptor::Property { delete, .. } = &*found
                    && !matches!(delete, Value::None)
                {
                    return self
                        .call(delete, CallArgs::of(vec![base.clone()]))
                        .map(drop);
                }
                instance.attributes.borrow_mut().remove_str(name)
            }
            Value::Class(class) => class.attributes.borrow_mut().remove_str(name),
            _ => None,
        };
        if removed.is_some() {
            return Ok(());
        }
        let kind = base.type_name();
        Err(Raised::new(
            "AttributeError",
            format!("'{kind}' object has no attribute '{name}'"),
        ))
    }
}

/// The names of a class's attributes and of those of its ancestors.
fn class_names(class: &Rc<Class>) -> Vec<String> {
    let all = std::iter::once(class).chain(&class.ancestors);
    let mut names = Vec::new();
    for class in all {
        let attributes = class.attributes.borrow();
        let own = attributes.iter().filter_map(|(key, _)| key.as_str());
        names.extend(own.map(|name| name.to_string()));
    }
    names
}
