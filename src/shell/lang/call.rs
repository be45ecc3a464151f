//! Calls: arguments, binding, functions.

use std::mem::take;
use std::rc::Rc;

use imapclient::menu::nearest;

use super::bridge;
use super::dict::Dict;
use super::exec::{Frame, Outcome};
use super::generator::Generator;
use super::iter::Iter;
use super::raise::{R, Raised};
use super::scope::Scope;
use super::tree::{Body, ParameterKind};
use super::value::{Function, Value};
use super::{DEEPEST, DEEPEST_CALL, Interpreter, methods};

/// What a call of a function of ours counts in depth, beside what it evaluates.
pub(crate) const NATIVE_DEPTH: usize = 4;

/// The arguments of a call.
#[derive(Clone, Debug, Default)]
pub(crate) struct CallArgs {
    pub(crate) positional: Vec<Value>,
    pub(crate) named: Vec<(Rc<str>, Value)>,
}

impl CallArgs {
    /// Positional arguments only.
    pub(crate) fn of(positional: Vec<Value>) -> Self {
        Self {
            positional,
            named: Vec::new(),
        }
    }

    /// The first argument: what a method belongs to.
    pub(crate) fn subject(&self) -> Value {
        self.positional.first().cloned().unwrap_or(Value::None)
    }

    /// Puts the receiver of a method first.
    pub(crate) fn with_first(mut self, value: Value) -> Self {
        self.positional.insert(0, value);
        self
    }

    /// Sorts the arguments to named parameters, of which the first `required` must be given.
    pub(crate) fn bind<const N: usize>(
        self,
        function: &str,
        names: [&str; N],
        required: usize,
    ) -> R<[Option<Value>; N]> {
        let mut slots = [const { None }; N];
        let given = self.positional.len();
        if given > N {
            return Err(Raised::new(
                "TypeError",
                format!(
                    "{function}() takes at most {N} argument{} ({given} given)",
                    if N == 1 { "" } else { "s" }
                ),
            ));
        }
        for (slot, value) in slots.iter_mut().zip(self.positional) {
            *slot = Some(value);
        }
        for (name, value) in self.named {
            let Some(position) = names.iter().position(|known| **known == *name) else {
                return Err(unknown(function, &name, names.into_iter()));
            };
            match slots.get_mut(position) {
                Some(slot @ None) => *slot = Some(value),
                _ => return Err(twice(function, &name)),
            }
        }
        for (slot, name) in slots.iter().zip(names).take(required) {
            if slot.is_none() {
                return Err(Raised::new(
                    "TypeError",
                    format!("{function}() missing required argument: '{name}'"),
                ));
            }
        }
        Ok(slots)
    }

    /// Refuses arguments by name, for functions that take none.
    pub(crate) fn positional_only(self, function: &str) -> R<Vec<Value>> {
        match self.named.first() {
            None => Ok(self.positional),
            Some(_) => Err(Raised::new(
                "TypeError",
                format!("{function}() takes no keyword arguments"),
            )),
        }
    }
}

fn unknown<'a>(function: &str, name: &str, known: impl Iterator<Item = &'a str>) -> Raised {
    let hint = nearest(name, known)
        .map(|near| format!(". Did you mean '{near}'?"))
        .unwrap_or_default();
    Raised::new(
        "TypeError",
        format!("{function}() got an unexpected keyword argument '{name}'{hint}"),
    )
}

fn twice(function: &str, name: &str) -> Raised {
    Raised::new(
        "TypeError",
        format!("{function}() got multiple values for argument '{name}'"),
    )
}

impl Interpreter {
    /// Calls a value.
    pub(crate) fn call(&mut self, function: &Value, args: CallArgs) -> R<Value> {
        self.tick()?;
        match function {
            Value::Function(function) => self.call_function(function, args),
            Value::BoundFunction(bound) => {
                let (receiver, function) = &**bound;
                let args = args.with_first(receiver.clone());
                match function {
                    Value::Function(function) => self.call_function(function, args),
                    other => self.call(other, args),
                }
            }
            Value::Native(native) => self.call_native(native.run, args),
            Value::Bound(bound) => {
                let (receiver, native) = &**bound;
                let args = args.with_first(receiver.clone());
                if methods::is_builtin(receiver) || methods::special::is_known(native) {
                    native.check(&args)?;
                }
                self.call_native(native.run, args)
            }
            Value::Type(kind) => self.call_native(kind.make, args),
            Value::Object(object) => object.call(self, args),
            Value::Class(class) => self.instantiate(class, args),
            Value::ClientMethod(bound) => {
                let (client, method) = &**bound;
                bridge::call_method(self, client, method, args)
            }
            Value::Instance(instance) => match instance.class.get("__call__") {
                Some(method) => {
                    let args = args.with_first(function.clone());
                    self.deeper(NATIVE_DEPTH, |inner| inner.call(&method, args))
                }
                None => Err(not_callable(&function.type_name())),
            },
            Value::Descriptor(descriptor) => match &**descriptor {
                super::descriptor::Descriptor::Static(inner) => self.call(inner, args),
                _ => Err(not_callable(&function.type_name())),
            },
            other => Err(not_callable(&other.type_name())),
        }
    }

    /// Calls a function of ours, which may call others in its turn.
    fn call_native(&mut self, run: super::native::NativeFn, args: CallArgs) -> R<Value> {
        self.deeper(NATIVE_DEPTH, |inner| run(inner, args))
    }

    /// Goes so much deeper for `run`.
    pub(crate) fn deeper<T>(&mut self, by: usize, run: impl FnOnce(&mut Self) -> R<T>) -> R<T> {
        if self.depth >= DEEPEST {
            return Err(Raised::new(
                "RecursionError",
                "maximum recursion depth exceeded",
            ));
        }
        self.depth += by;
        let result = run(self);
        self.depth -= by;
        result
    }

    fn call_function(&mut self, function: &Rc<Function>, args: CallArgs) -> R<Value> {
        if self.calls >= DEEPEST_CALL {
            return Err(Raised::new(
                "RecursionError",
                "maximum recursion depth exceeded",
            ));
        }
        let def = &function.def;
        let values = if def.plain
            && args.named.is_empty()
            && args.positional.len() == def.parameters.len()
        {
            args.positional.into_iter().map(Some).collect()
        } else {
            bind(function, args)?
        };
        let scope = Scope::inner(&def.layout, &function.scope, values);
        match &def.body {
            Body::Expression(expr) => {
                let value = self.in_function(function, &scope, |inner| inner.eval(expr, &scope));
                scope.leave();
                value
            }
            Body::Block(body) => {
                let mut frame = Frame::new(scope.clone(), body, false);
                if def.generator {
                    let generator = Generator::new(function.clone(), frame, &self.orphans);
                    return Ok(Value::iter(Iter::Generator(Box::new(generator))));
                }
                let ran = self.in_function(function, &scope, |inner| inner.drive(&mut frame));
                drop(frame);
                scope.leave();
                ran.map(|outcome| match outcome {
                    Outcome::Returned(value) | Outcome::Yielded(value) => value,
                })
            }
        }
    }

    /// Runs the body of a function.
    pub(crate) fn in_function<T>(
        &mut self,
        function: &Rc<Function>,
        scope: &Rc<Scope>,
        run: impl FnOnce(&mut Self) -> R<T>,
    ) -> R<T> {
        let running = Some((function.clone(), scope.clone()));
        let before = std::mem::replace(&mut self.function, running);
        self.calls += 1;
        let result = self.in_source(&function.def.source, run);
        self.calls -= 1;
        self.function = before;
        result.map_err(|raised| raised.leaving(&function.def.name))
    }
}

fn not_callable(kind: &str) -> Raised {
    Raised::new("TypeError", format!("'{kind}' object is not callable"))
}

/// Fills the parameters of a function.
fn bind(function: &Function, args: CallArgs) -> R<Vec<Option<Value>>> {
    let def = &function.def;
    let name = &*def.name;
    let mut positional = args.positional.into_iter();
    let mut named = args.named;
    let mut missing = Vec::new();
    let mut values = Vec::with_capacity(def.layout.len());
    let accepted = def
        .parameters
        .iter()
        .filter(|p| {
            matches!(
                p.kind,
                ParameterKind::Normal | ParameterKind::PositionalOnly
            )
        })
        .count();
    let given = positional.len();
    for (parameter, default) in def.parameters.iter().zip(&function.defaults) {
        let by_name = match parameter.kind {
            ParameterKind::Normal | ParameterKind::KeywordOnly => named
                .iter()
                .position(|(name, _)| *name == parameter.name)
                .map(|position| named.remove(position).1),
            _ => None,
        };
        let value = match parameter.kind {
            ParameterKind::Star => Some(Value::tuple(take(&mut positional).collect())),
            ParameterKind::DoubleStar => {
                let mut rest = Dict::default();
                for (name, value) in named.drain(..) {
                    rest.insert_str(&name, value);
                }
                Some(Value::dict(rest))
            }
            ParameterKind::KeywordOnly => by_name,
            ParameterKind::Normal | ParameterKind::PositionalOnly => {
                match (positional.next(), by_name) {
                    (Some(_), Some(_)) => return Err(twice(name, &parameter.name)),
                    (value, other) => value.or(other),
                }
            }
        };
        let value = value.or_else(|| default.clone());
        if value.is_none() {
            missing.push(format!("'{}'", parameter.name));
        }
        values.push(value);
    }
    if positional.next().is_some() {
        return Err(Raised::new(
            "TypeError",
            format!(
                "{name}() takes {accepted} positional argument{} but {given} {} given",
                if accepted == 1 { "" } else { "s" },
                if given == 1 { "was" } else { "were" }
            ),
        ));
    }
    if let Some((unexpected, _)) = named.first() {
        let known = def.parameters.iter().map(|parameter| &*parameter.name);
        return Err(unknown(name, unexpected, known));
    }
    if !missing.is_empty() {
        return Err(Raised::new(
            "TypeError",
            format!(
                "{name}() missing {} required positional argument{}: {}",
                missing.len(),
                if missing.len() == 1 { "" } else { "s" },
                missing.join(" and ")
            ),
        ));
    }
    Ok(values)
}
