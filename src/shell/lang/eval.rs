//! Evaluation of expressions.

use std::collections::HashSet;
use std::rc::Rc;

use imapclient::command;
use imapclient::menu::nearest;

use super::call::CallArgs;
use super::dict::{Dict, Set};
use super::iter::Iter;
use super::limits::{check_entries, check_growth};
use super::raise::{R, Raised};
use super::scope::{Found, Scope};
use super::tree::{
    Argument, ArgumentKind, BinaryOp, CompareOp, Comprehension, ComprehensionKind, Expr, ExprKind,
    FPart, FunctionDef, Name, Span, UnaryOp,
};
use super::value::{Function, Value};
use super::{DEEPEST, Interpreter, builtins, format, methods, words};

impl Interpreter {
    /// The value of an expression. It counts in depth, and on its way out an exception learns
    /// where it was raised.
    pub(crate) fn eval(&mut self, expr: &Expr, scope: &Rc<Scope>) -> R<Value> {
        match &expr.kind {
            ExprKind::Constant(value) => return Ok(value.clone()),
            ExprKind::Name(name) => {
                if let Found::Value(value) = scope.get(name) {
                    return Ok(value);
                }
            }
            _ => {}
        }
        if self.depth >= DEEPEST {
            return Err(Raised::new(
                "RecursionError",
                "the expression is nested too deep",
            ));
        }
        self.depth += 1;
        let value = self.eval_kind(expr, scope);
        self.depth -= 1;
        value.map_err(|raised| raised.at(&self.source, expr.span))
    }

    fn eval_kind(&mut self, expr: &Expr, scope: &Rc<Scope>) -> R<Value> {
        match &expr.kind {
            ExprKind::Constant(value) => Ok(value.clone()),
            ExprKind::Name(name) => self.lookup(name, scope),
            ExprKind::Attribute(base, name) => {
                let base = self.eval(base, scope)?;
                self.attribute(&base, name)
            }
            ExprKind::Subscript(base, index) => {
                let base = self.eval(base, scope)?;
                let index = self.eval(index, scope)?;
                self.subscript(&base, &index)
            }
            ExprKind::Slice(parts) => {
                let mut values = [Value::None, Value::None, Value::None];
                for (value, part) in values.iter_mut().zip(parts) {
                    if let Some(part) = part {
                        *value = self.eval(part, scope)?;
                    }
                }
                Ok(Value::Slice(Rc::new(values)))
            }
            ExprKind::Call(function, arguments) => {
                let result = self.eval_call(function, arguments, scope);
                if self.has_orphans() {
                    self.end_orphans()?;
                }
                result
            }
            ExprKind::Unary(op, operand) => {
                let operand = self.eval(operand, scope)?;
                match op {
                    UnaryOp::Not => Ok(Value::Bool(!self.truth(&operand)?)),
                    op => self.unary(*op, &operand),
                }
            }
            ExprKind::Binary(op, left, right) => {
                let left = self.eval(left, scope)?;
                let right = self.eval(right, scope)?;
                if let (Value::Int(a), Value::Int(b)) = (&left, &right)
                    && let Some(quick) = quick_integer(*op, *a, *b)
                {
                    return Ok(quick);
                }
                self.binary(*op, &left, &right)
            }
            ExprKind::And(values) => self.first_that(values, scope, false),
            ExprKind::Or(values) => self.first_that(values, scope, true),
            ExprKind::Compare(first, rest) => {
                let mut left = self.eval(first, scope)?;
                let mut result = Value::Bool(true);
                for (at, (op, right)) in rest.iter().enumerate() {
                    if at > 0 && !self.truth(&result)? {
                        break;
                    }
                    let right = self.eval(right, scope)?;
                    result = match (&left, op, &right) {
                        (Value::Int(a), CompareOp::Lt, Value::Int(b)) => Value::Bool(a < b),
                        (Value::Int(a), CompareOp::Eq, Value::Int(b)) => Value::Bool(a == b),
                        (Value::Int(a), CompareOp::Gt, Value::Int(b)) => Value::Bool(a > b),
                        _ => self.compare(*op, &left, &right)?,
                    };
                    left = right;
                }
                Ok(result)
            }
            ExprKind::Conditional(test, yes, no) => {
                let test = self.eval(test, scope)?;
                let chosen = if self.truth(&test)? { yes } else { no };
                self.eval(chosen, scope)
            }
            ExprKind::Lambda(def) => self.function(def, scope).map(Value::Function),
            ExprKind::List(elements) => Ok(Value::list(self.elements(elements, scope)?)),
            ExprKind::Tuple(elements) => Ok(Value::tuple(self.elements(elements, scope)?)),
            ExprKind::Set(elements) => {
                let mut set = Set::default();
                for element in self.elements(elements, scope)? {
                    self.set_insert(&mut set, element)?;
                }
                Ok(Value::set(set))
            }
            ExprKind::Dict(items) => {
                let mut dict = Dict::default();
                for (key, value) in items {
                    match key {
                        Some(key) => {
                            let key = self.eval(key, scope)?;
                            let value = self.eval(value, scope)?;
                            self.dict_insert(&mut dict, key, value)?;
                        }
                        None => {
                            let value = self.eval(value, scope)?;
                            for (key, value) in self.pairs(&value)? {
                                self.dict_insert(&mut dict, key, value)?;
                            }
                        }
                    }
                }
                Ok(Value::dict(dict))
            }
            ExprKind::Starred(_) => Err(Raised::new(
                "SyntaxError",
                "can't use starred expression here",
            )),
            ExprKind::Comprehension(node) => self.comprehension(node, scope),
            ExprKind::Named(name, value) => {
                let value = self.eval(value, scope)?;
                scope.set(name, value.clone());
                Ok(value)
            }
            ExprKind::FString(parts) => self.fstring(parts, scope).map(Value::str),
        }
    }

    /// The value of a name; one of the session's, else a builtin one.
    fn lookup(&mut self, name: &Name, scope: &Rc<Scope>) -> R<Value> {
        let text = &name.text;
        let free = match scope.get(name) {
            Found::Value(value) => return Ok(value),
            Found::Unbound { free } => free,
            Found::Nothing => {
                if let Some(value) = builtins::get(self, text) {
                    return Ok(value);
                }
                let names = scope.names();
                let known = names
                    .iter()
                    .map(|name| &**name)
                    .chain(builtins::names().map(|name: &str| name));
                let near = match (command::method(text), words::find(text).next()) {
                    (Some(method), _) => Some(format!("'c.{}'", method.name)),
                    (_, Some((_, word))) if *word.name == **text => {
                        Some(format!("the string '{text}'"))
                    }
                    _ if &**text == "INBOX" => Some(format!("the string '{text}'")),
                    _ => nearest(text, known).map(|near| format!("'{near}'")),
                };
                let hint = near
                    .map(|near| format!(". Did you mean: {near}?"))
                    .unwrap_or_default();
                return Err(Raised::new(
                    "NameError",
                    format!("name '{text}' is not defined{hint}"),
                ));
            }
        };
        Err(unbound(text, free))
    }

    /// `and` and `or`: the first value whose truth is `wanted`, else the last.
    fn first_that(&mut self, values: &[Expr], scope: &Rc<Scope>, wanted: bool) -> R<Value> {
        let mut last = Value::None;
        for value in values {
            last = self.eval(value, scope)?;
            if self.truth(&last)? == wanted {
                break;
            }
        }
        Ok(last)
    }

    fn elements(&mut self, elements: &[Expr], scope: &Rc<Scope>) -> R<Vec<Value>> {
        let mut values = Vec::with_capacity(elements.len());
        for element in elements {
            match &element.kind {
                ExprKind::Starred(inner) => {
                    let inner = self.eval(inner, scope)?;
                    values.extend(self.collect(&inner)?);
                }
                _ => values.push(self.eval(element, scope)?),
            }
        }
        Ok(values)
    }

    /// A function value: its defaults are evaluated now.
    pub(crate) fn function(&mut self, def: &Rc<FunctionDef>, scope: &Rc<Scope>) -> R<Rc<Function>> {
        let mut defaults = Vec::with_capacity(def.parameters.len());
        for parameter in &def.parameters {
            defaults.push(match &parameter.default {
                Some(default) => Some(self.eval(default, scope)?),
                None => None,
            });
        }
        Ok(Rc::new(Function {
            def: def.clone(),
            defaults,
            scope: scope.clone(),
            home: Default::default(),
            attributes: Default::default(),
        }))
    }

    /// Evaluates the arguments of a call, after those that are there already.
    pub(crate) fn arguments(
        &mut self,
        arguments: &[Argument],
        scope: &Rc<Scope>,
        mut args: CallArgs,
    ) -> R<CallArgs> {
        let nameless = |argument: &&Argument| {
            matches!(argument.kind, ArgumentKind::Positional | ArgumentKind::Star)
        };
        // The only one without a name is looked into when all are there.
        let alone = arguments.iter().filter(nameless).count() == 1;
        let mut last = None;
        for argument in arguments {
            let value = self.eval(&argument.value, scope)?;
            match &argument.kind {
                ArgumentKind::Positional => args.positional.push(value),
                ArgumentKind::Star if alone => last = Some(value),
                ArgumentKind::Star => args.positional.extend(self.collect(&value)?),
                ArgumentKind::Named(name) => args.named.push((name.clone(), value)),
                ArgumentKind::DoubleStar => {
                    let before: HashSet<Rc<str>> =
                        args.named.iter().map(|(name, _)| name.clone()).collect();
                    for (key, value) in self.pairs(&value)? {
                        match key.as_str() {
                            Some(name) if before.contains(&name) => {
                                return Err(Raised::new(
                                    "TypeError",
                                    format!("multiple values for keyword argument '{name}'"),
                                ));
                            }
                            Some(name) => args.named.push((name, value)),
                            None => {
                                return Err(Raised::new("TypeError", "keywords must be strings"));
                            }
                        }
                    }
                }
            }
        }
        if let Some(last) = last {
            args.positional.extend(self.collect(&last)?);
        }
        Ok(args)
    }

    fn eval_call(
        &mut self,
        function: &Expr,
        arguments: &[Argument],
        scope: &Rc<Scope>,
    ) -> R<Value> {
        if let ExprKind::Attribute(base, name) = &function.kind {
            return self.eval_method(function, base, name, arguments, scope);
        }
        let callee = self.eval(function, scope)?;
        let mut args = CallArgs::default();
        args.positional.reserve(arguments.len());
        let args = self.arguments(arguments, scope, args)?;
        self.call(&callee, args)
    }

    /// `base.name(...)`: methods are called without making a value of them first.
    fn eval_method(
        &mut self,
        function: &Expr,
        base: &Expr,
        name: &Rc<str>,
        arguments: &[Argument],
        scope: &Rc<Scope>,
    ) -> R<Value> {
        let receiver = self.eval(base, scope)?;
        let method = match &receiver {
            Value::Instance(instance) => match instance.class.get(name) {
                Some(method @ (Value::Function(_) | Value::Native(_)))
                    if instance.attributes.borrow().get_str(name).is_none() =>
                {
                    Some(method)
                }
                _ => None,
            },
            Value::Str(_) | Value::List(_) | Value::Dict(_) | Value::Set(_) | Value::Bytes(_) => {
                let mut known = methods::of(&receiver);
                known
                    .find(|method| method.name == &**name)
                    .map(Value::Native)
            }
            _ => None,
        };
        let mut args = CallArgs::default();
        args.positional.reserve(arguments.len() + 1);
        if let Some(method) = method {
            args.positional.push(receiver);
            let args = self.arguments(arguments, scope, args)?;
            if let Value::Native(native) = &method {
                native.check(&args)?;
            }
            return self.call(&method, args);
        }
        let callee = self
            .attribute(&receiver, name)
            .map_err(|raised| raised.at(&self.source, function.span))?;
        drop(receiver);
        let args = self.arguments(arguments, scope, args)?;
        let result = self.call(&callee, args);
        result.map_err(|mut raised| match raised.take_argument() {
            Some(blamed) => match blamed_span(&callee, arguments, blamed) {
                Some(at) => raised.at(&self.source, at),
                None => raised,
            },
            None => raised,
        })
    }

    fn comprehension(&mut self, node: &Rc<Comprehension>, scope: &Rc<Scope>) -> R<Value> {
        let first = match node.clauses.first() {
            Some(clause) => self.eval(&clause.iterable, scope)?,
            None => Value::None,
        };
        let iter = self
            .iterate(&first)
            .map_err(|raised| match node.clauses.first() {
                Some(clause) => raised.at(&self.source, clause.iterable.span),
                None => raised,
            })?;
        let mut elements = Iter::comprehension(node.clone(), scope, iter, &self.source);
        if node.kind == ComprehensionKind::Generator {
            return Ok(Value::iter(elements));
        }
        let mut list = Vec::new();
        let mut set = Set::default();
        let mut dict = Dict::default();
        let mut count = 0;
        while let Some(element) = elements.next(self)? {
            match node.kind {
                ComprehensionKind::Generator | ComprehensionKind::List => check_growth(count)?,
                _ => check_entries(dict.len().max(set.len()))?,
            }
            count += 1;
            match (node.kind, element) {
                (ComprehensionKind::Dict, Value::Tuple(pair)) => {
                    if let [key, value] = &*pair {
                        self.dict_insert(&mut dict, key.clone(), value.clone())?;
                    }
                }
                (ComprehensionKind::Set, element) => self.set_insert(&mut set, element)?,
                (_, element) => list.push(element),
            }
        }
        Ok(match node.kind {
            ComprehensionKind::Dict => Value::dict(dict),
            ComprehensionKind::Set => Value::set(set),
            _ => Value::list(list),
        })
    }

    fn fstring(&mut self, parts: &[FPart], scope: &Rc<Scope>) -> R<String> {
        let mut out = String::new();
        for part in parts {
            match part {
                FPart::Text(text) => out.push_str(text),
                FPart::Value {
                    value,
                    conversion,
                    spec,
                    debug,
                } => {
                    if let Some(debug) = debug {
                        out.push_str(debug);
                    }
                    let span = value.span;
                    let value = self.eval(value, scope)?;
                    let spec = match spec {
                        Some(spec) => self.fstring(spec, scope)?,
                        None => String::new(),
                    };
                    let text = format::convert_and_format(self, &value, *conversion, &spec)
                        .map_err(|raised| raised.at(&self.source, span))?;
                    out.push_str(&text);
                }
            }
        }
        Ok(out)
    }
}

/// The error of a function's variable without a value; a `free` one is an outer function's.
pub(super) fn unbound(name: &str, free: bool) -> Raised {
    match free {
        false => Raised::new(
            "UnboundLocalError",
            format!(
                "cannot access local variable '{name}' where it is not associated with a value"
            ),
        ),
        true => Raised::new(
            "NameError",
            format!(
                "cannot access free variable '{name}' where it is not associated with a value in \
                 enclosing scope"
            ),
        ),
    }
}

/// Where the argument stands that a client call blames.
pub(crate) fn blamed_span(callee: &Value, arguments: &[Argument], blamed: &str) -> Option<Span> {
    let Value::ClientMethod(bound) = callee else {
        return None;
    };
    let named = arguments
        .iter()
        .find(|argument| matches!(&argument.kind, ArgumentKind::Named(name) if **name == *blamed));
    let position = bound.1.params.iter().position(|param| param.name == blamed);
    let found = named.or_else(|| {
        arguments
            .get(position?)
            .filter(|argument| matches!(argument.kind, ArgumentKind::Positional))
    });
    found.map(|argument| argument.value.span)
}

/// What is done to integers most, where the result is no larger.
fn quick_integer(op: BinaryOp, a: i128, b: i128) -> Option<Value> {
    match op {
        BinaryOp::Add => a.checked_add(b),
        BinaryOp::Sub => a.checked_sub(b),
        BinaryOp::Mul => a.checked_mul(b),
        _ => None,
    }
    .map(Value::Int)
}
