//! Classes and their instances: attributes, inheritance, `super()`, properties.

use std::cell::RefCell;
use std::rc::Rc;

use super::Interpreter;
use super::call::CallArgs;
use super::descriptor::{Descriptor, OBJECT};
use super::dict::Dict;
use super::exec::Frame;
use super::raise::{R, Raised, Story};
use super::scope::Scope;
use super::tree::ClassDef;
use super::value::{Function, Tuple, Value};

/// How many classes one may derive from, directly or not.
const MOST_ANCESTORS: usize = 200;

/// A class: the user's, or an exception.
pub(crate) struct Class {
    pub(crate) name: Rc<str>,
    /// The classes it derives from, in the order they are looked at.
    pub(crate) ancestors: Vec<Rc<Class>>,
    pub(crate) attributes: RefCell<Dict>,
    /// Whether its instances can be raised.
    pub(crate) exception: bool,
    pub(crate) doc: Option<Rc<str>>,
}

/// An instance of a class; of an exception the arguments and its story too.
pub(crate) struct Instance {
    pub(crate) class: Rc<Class>,
    /// Shared with what `__dict__` gives.
    pub(crate) attributes: Rc<RefCell<Dict>>,
    pub(crate) args: RefCell<Tuple>,
    pub(crate) story: RefCell<Story>,
}

impl Class {
    /// A class that derives from at most one other.
    pub(crate) fn new(name: &str, base: Option<&Rc<Class>>) -> Self {
        let mut ancestors = Vec::new();
        if let Some(base) = base {
            ancestors.push(base.clone());
            ancestors.extend(base.ancestors.iter().cloned());
        }
        Self {
            name: name.into(),
            exception: name == "BaseException" || base.is_some_and(|base| base.exception),
            ancestors,
            attributes: RefCell::default(),
            doc: None,
        }
    }

    /// Whether this is `name` or derives from it.
    pub(crate) fn is_named(&self, name: &str) -> bool {
        &*self.name == name || self.ancestors.iter().any(|class| &*class.name == name)
    }

    /// Whether this is `other` or derives from it.
    pub(crate) fn derives(self: &Rc<Self>, other: &Rc<Class>) -> bool {
        Rc::ptr_eq(self, other) || self.ancestors.iter().any(|class| Rc::ptr_eq(class, other))
    }

    /// An attribute of the class or of those it derives from.
    pub(crate) fn get(&self, name: &str) -> Option<Value> {
        let own = self.attributes.borrow().get_str(name);
        own.or_else(|| self.inherited(name))
    }

    fn inherited(&self, name: &str) -> Option<Value> {
        self.ancestors
            .iter()
            .find_map(|class| class.attributes.borrow().get_str(name))
    }

    /// An attribute of the classes that come after `class` for an instance of this one.
    fn after(self: &Rc<Self>, class: &Rc<Class>, name: &str) -> Option<Value> {
        let mut order = std::iter::once(self).chain(&self.ancestors);
        order.find(|next| Rc::ptr_eq(next, class))?;
        order.find_map(|class| class.attributes.borrow().get_str(name))
    }
}

impl Instance {
    /// An instance without attributes.
    pub(crate) fn new(class: Rc<Class>, args: Vec<Value>) -> Rc<Self> {
        Rc::new(Self {
            class,
            attributes: Rc::default(),
            args: RefCell::new(args.into()),
            story: RefCell::default(),
        })
    }
}

impl Instance {
    /// The arguments of an exception as `args` and `repr` show them: the file of an OSError is not
    /// among them.
    pub(crate) fn shown_args(&self) -> Tuple {
        let args = self.args.borrow();
        match &**args {
            [number, said, _] if self.class.is_named("OSError") => {
                vec![number.clone(), said.clone()].into()
            }
            _ => args.clone(),
        }
    }
}

/// The order in which the ancestors of a class with these bases are looked at (C3).
fn linearize(bases: &[Rc<Class>]) -> Option<Vec<Rc<Class>>> {
    let mut lists: Vec<Vec<Rc<Class>>> = bases
        .iter()
        .map(|base| {
            std::iter::once(base)
                .chain(&base.ancestors)
                .cloned()
                .collect()
        })
        .collect();
    lists.push(bases.to_vec());
    let mut order: Vec<Rc<Class>> = Vec::new();
    loop {
        lists.retain(|list| !list.is_empty());
        if lists.is_empty() {
            return Some(order);
        }
        let in_tail = |class: &Rc<Class>| {
            let tails = lists.iter().flat_map(|list| list.iter().skip(1));
            tails.into_iter().any(|other| Rc::ptr_eq(other, class))
        };
        let next = lists
            .iter()
            .filter_map(|list| list.first())
            .find(|class| !in_tail(class))?
            .clone();
        for list in &mut lists {
            if list.first().is_some_and(|first| Rc::ptr_eq(first, &next)) {
                list.remove(0);
            }
        }
        order.push(next);
    }
}

impl Interpreter {
    /// Runs a class statement.
    pub(crate) fn define_class(&mut self, def: &Rc<ClassDef>, scope: &Rc<Scope>) -> R<()> {
        let mut bases: Vec<Rc<Class>> = Vec::new();
        for expr in &def.bases {
            let base = self.eval(expr, scope)?;
            match base {
                Value::Class(class) => bases.push(class),
                Value::Type(kind) if kind.name == "object" => {}
                other => {
                    let said = match &other {
                        Value::Type(kind) => format!(
                            "'{}' is built in, and no class can be derived from it here; \
                             keep one in an attribute of your class",
                            kind.name
                        ),
                        other => {
                            format!("{} is no class that can be derived from", self.repr(other)?)
                        }
                    };
                    let raised = Raised::new("TypeError", said);
                    return Err(raised.at(&self.source, expr.span));
                }
            }
        }
        let decorators = def
            .decorators
            .iter()
            .map(|decorator| self.eval(decorator, scope))
            .collect::<R<Vec<_>>>()?;
        let inner = Scope::class(scope);
        let mut frame = Frame::new(inner.clone(), &def.body, false);
        self.drive(&mut frame)?;
        let ancestors = linearize(&bases).ok_or_else(|| {
            Raised::new(
                "TypeError",
                "the base classes cannot be put into one order (MRO)",
            )
        })?;
        if ancestors.len() > MOST_ANCESTORS {
            return Err(Raised::new(
                "RecursionError",
                format!("a class may derive from {MOST_ANCESTORS} others at most"),
            ));
        }
        let mut attributes = inner.into_attributes();
        // Who says what is equal must say what the hash is.
        if attributes.get_str("__eq__").is_some() && attributes.get_str("__hash__").is_none() {
            attributes.insert_str("__hash__", Value::None);
        }
        if !def.annotations.is_empty() {
            let mut annotations = Dict::default();
            for (name, text) in &def.annotations {
                annotations.insert_str(name, Value::Str(text.clone()));
            }
            attributes.insert_str("__annotations__", Value::dict(annotations));
        }
        let class = Rc::new(Class {
            name: def.name.text.clone(),
            exception: ancestors.iter().any(|class| class.exception),
            ancestors,
            attributes: RefCell::new(attributes),
            doc: def.doc.clone(),
        });
        for function in frame.made {
            *function.home.borrow_mut() = Rc::downgrade(&class);
        }
        let named: Vec<(Value, Value)> = class
            .attributes
            .borrow()
            .iter()
            .filter(|(_, value)| matches!(value, Value::Instance(_)))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        for (name, value) in named {
            let args = [Value::Class(class.clone()), name];
            self.call_special(&value, "__set_name__", &args)?;
        }
        let mut value = Value::Class(class);
        for decorator in decorators.iter().rev() {
            value = self.call(decorator, CallArgs::of(vec![value]))?;
        }
        scope.set(&def.name, value);
        Ok(())
    }

    /// Makes an instance of a class.
    pub(crate) fn instantiate(&mut self, class: &Rc<Class>, args: CallArgs) -> R<Value> {
        let instance = Instance::new(class.clone(), Vec::new());
        if class.exception {
            *instance.args.borrow_mut() = args.positional.clone().into();
        }
        let value = Value::Instance(instance);
        match class.get("__init__") {
            Some(init) => {
                let result = self.call(&init, args.with_first(value.clone()))?;
                if !matches!(result, Value::None) {
                    let kind = result.type_name();
                    return Err(Raised::new(
                        "TypeError",
                        format!("__init__() should return None, not '{kind}'"),
                    ));
                }
            }
            None if !args.positional.is_empty() || !args.named.is_empty() => {
                return Err(Raised::new(
                    "TypeError",
                    format!("{}() takes no arguments", class.name),
                ));
            }
            None => {}
        }
        Ok(value)
    }

    /// An attribute as an instance or a class hands it out: functions get their receiver,
    /// properties are asked.
    pub(crate) fn bound(&mut self, found: Value, receiver: &Value, class: &Rc<Class>) -> R<Value> {
        let on_class = matches!(receiver, Value::Class(_));
        Ok(match found {
            Value::Function(_) | Value::Object(_) if !on_class => with_receiver(found, receiver),
            Value::Instance(_) => {
                let instance = if on_class { &Value::None } else { receiver };
                let args = [instance.clone(), Value::Class(class.clone())];
                let got = self.call_special(&found, "__get__", &args)?;
                got.unwrap_or(found)
            }
            Value::Native(native) if !on_class => Value::Bound(Rc::new((receiver.clone(), native))),
            Value::Descriptor(descriptor) => match &*descriptor {
                Descriptor::Static(inner) => inner.clone(),
                Descriptor::Class(inner) => {
                    with_receiver(inner.clone(), &Value::Class(class.clone()))
                }
                Descriptor::Property { get, .. } if !on_class => {
                    self.call(get, CallArgs::of(vec![receiver.clone()]))?
                }
                Descriptor::Property { .. } => Value::Descriptor(descriptor.clone()),
            },
            other => other,
        })
    }

    /// An attribute of an instance.
    pub(crate) fn instance_attribute(
        &mut self,
        base: &Value,
        instance: &Rc<Instance>,
        name: &str,
    ) -> R<Option<Value>> {
        if let Some(value) = instance.attributes.borrow().get_str(name) {
            return Ok(Some(value));
        }
        if let Some(found) = instance.class.get(name) {
            return self.bound(found, base, &instance.class).map(Some);
        }
        match name {
            "__class__" => return Ok(Some(Value::Class(instance.class.clone()))),
            "__dict__" => return Ok(Some(Value::Dict(instance.attributes.clone()))),
            "__doc__" => return Ok(Some(doc(&instance.class))),
            _ if instance.class.exception => {
                if let Some(value) = self.exception_attribute(instance, name) {
                    return Ok(Some(value));
                }
            }
            _ => {}
        }
        if let Some(method) = object_method(base, name) {
            return Ok(Some(method));
        }
        match instance.class.get("__getattr__") {
            Some(method) => {
                let args = CallArgs::of(vec![base.clone(), Value::str(name)]);
                match self.call(&method, args) {
                    Err(raised) if raised.is("AttributeError") => Ok(None),
                    other => other.map(Some),
                }
            }
            None => Ok(None),
        }
    }

    /// An attribute of a class.
    pub(crate) fn class_attribute(&mut self, class: &Rc<Class>, name: &str) -> R<Option<Value>> {
        if let Some(found) = class.get(name) {
            let base = Value::Class(class.clone());
            return self.bound(found, &base, class).map(Some);
        }
        Ok(match name {
            "__name__" | "__qualname__" => Some(Value::Str(class.name.clone())),
            "__doc__" => Some(doc(class)),
            "__module__" => Some(Value::str(if class.exception {
                "builtins"
            } else {
                "__main__"
            })),
            "__bases__" => Some(Value::tuple(
                class
                    .ancestors
                    .iter()
                    .take(1)
                    .cloned()
                    .map(Value::Class)
                    .collect(),
            )),
            "__mro__" => {
                let own = std::iter::once(class).chain(&class.ancestors);
                let object = super::builtins::get(self, &"object".into());
                let all = own.cloned().map(Value::Class).chain(object);
                Some(Value::tuple(all.collect()))
            }
            _ => OBJECT
                .iter()
                .find(|method| method.name == name)
                .map(Value::Native),
        })
    }

    /// An attribute by way of `super()`.
    pub(crate) fn super_attribute(
        &mut self,
        home: &Rc<Class>,
        receiver: &Value,
        name: &str,
    ) -> R<Option<Value>> {
        let class = match receiver {
            Value::Instance(instance) => &instance.class,
            Value::Class(class) => class,
            _ => return Ok(None),
        };
        match class.after(home, name) {
            Some(found) => self.bound(found, receiver, class).map(Some),
            None => Ok(object_method(receiver, name)),
        }
    }

    /// Changes an attribute of an instance.
    pub(crate) fn set_instance_attribute(
        &mut self,
        base: &Value,
        instance: &Rc<Instance>,
        name: &str,
        value: Value,
    ) -> R<()> {
        match instance.class.get(name) {
            Some(Value::Descriptor(descriptor)) => {
                if let Descriptor::Property { set, .. } = &*descriptor {
                    if matches!(set, Value::None) {
                        return Err(Raised::new(
                            "AttributeError",
                            format!(
                                "property '{name}' of '{}' object has no setter",
                                instance.class.name
                            ),
                        ));
                    }
                    return self
                        .call(set, CallArgs::of(vec![base.clone(), value]))
                        .map(drop);
                }
            }
            Some(found @ Value::Instance(_)) => {
                let args = [base.clone(), value.clone()];
                if self.call_special(&found, "__set__", &args)?.is_some() {
                    return Ok(());
                }
            }
            _ if instance.class.exception => {
                if name == "args" {
                    let values = self.collect(&value)?;
                    *instance.args.borrow_mut() = values.into();
                    return Ok(());
                }
                if instance.story.borrow_mut().set(name, &value) {
                    return Ok(());
                }
            }
            _ => {}
        }
        if let Some(method) = instance.class.get("__setattr__") {
            let args = CallArgs::of(vec![base.clone(), Value::str(name), value]);
            return self.call(&method, args).map(drop);
        }
        instance.attributes.borrow_mut().insert_str(name, value);
        Ok(())
    }

    /// Calls a method by its name.
    pub(crate) fn call_method(&mut self, on: &Value, name: &str, args: Vec<Value>) -> R<Value> {
        let method = self.attribute(on, name)?;
        self.call(&method, CallArgs::of(args))
    }

    /// Calls a method that has a meaning of its own, such as `__len__`; `None` if there is none.
    pub(crate) fn call_special(
        &mut self,
        value: &Value,
        name: &str,
        args: &[Value],
    ) -> R<Option<Value>> {
        let Value::Instance(instance) = value else {
            return Ok(None);
        };
        let Some(method) = instance.class.get(name) else {
            return Ok(None);
        };
        let mut all = Vec::with_capacity(args.len() + 1);
        let method = match method {
            Value::Function(_) | Value::Native(_) => {
                all.push(value.clone());
                method
            }
            other => self.bound(other, value, &instance.class)?,
        };
        all.extend_from_slice(args);
        self.call(&method, CallArgs::of(all)).map(Some)
    }
}

/// What is called with a receiver before its other arguments, if it is a method.
fn with_receiver(function: Value, receiver: &Value) -> Value {
    let binds = match &function {
        Value::Function(_) => true,
        Value::Object(object) => object.binds(),
        _ => false,
    };
    match binds {
        true => Value::BoundFunction(Rc::new((receiver.clone(), function))),
        false => function,
    }
}

/// What every object can do, as a method of this one.
fn object_method(object: &Value, name: &str) -> Option<Value> {
    let method = OBJECT.iter().find(|native| native.name == name)?;
    Some(Value::Bound(Rc::new((object.clone(), method))))
}

fn doc(class: &Class) -> Value {
    class.doc.clone().map_or(Value::None, Value::Str)
}

/// A function and where it runs, for `super()`.
pub(crate) type Running = Option<(Rc<Function>, Rc<Scope>)>;
