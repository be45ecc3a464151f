//! Evaluation of expressions.

use std::rc::Rc;

use imapclient::menu::nearest;

use super::call::CallArgs;
use super::dict::{Dict, Set};
use super::iter::Iter;
use super::raise::{R, Raised};
use super::scope::{Found, Scope};
use super::tree::{
    Argument, ArgumentKind, Comprehension, ComprehensionKind, Expr, ExprKind, FPart, FunctionDef,
    Literal, Span, UnaryOp,
};
use super::value::{Function, Value};
use super::{DEEPEST, Interpreter, builtins, format};

impl Interpreter {
    /// The value of an expression.
    pub(crate) fn eval(&mut self, expr: &Expr, scope: &Rc<Scope>) -> R<Value> {
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
            ExprKind::Literal(literal) => Ok(constant(literal)),
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
            ExprKind::Call(function, arguments) => self.eval_call(function, arguments, scope),
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
                self.binary(*op, &left, &right)
            }
            ExprKind::And(values) => self.first_that(values, scope, false),
            ExprKind::Or(values) => self.first_that(values, scope, true),
            ExprKind::Compare(first, rest) => {
                let mut left = self.eval(first, scope)?;
                let mut result = Value::Bool(true);
                for (op, right) in rest {
                    let right = self.eval(right, scope)?;
                    result = Value::Bool(self.compare(*op, &left, &right)?);
                    if !self.truth(&result)? {
                        break;
                    }
                    left = right;
                }
                Ok(result)
            }
            ExprKind::Conditional(test, yes, no) => {
                let test = self.eval(test, scope)?;
                let chosen = if self.truth(&test)? { yes } else { no };
                self.eval(chosen, scope)
            }
            ExprKind::Lambda(def) => self.function(def, scope),
            ExprKind::List(elements) => Ok(Value::list(self.elements(elements, scope)?)),
            ExprKind::Tuple(elements) => Ok(Value::tuple(self.elements(elements, scope)?)),
            ExprKind::Set(elements) => {
                let mut set = Set::default();
                for element in self.elements(elements, scope)? {
                    set.insert(element)?;
                }
                Ok(Value::set(set))
            }
            ExprKind::Dict(items) => {
                let mut dict = Dict::default();
                for (key, value) in items {
                    match key {
                        Some(key) => {
                            let key = self.eval(key, scope)?;
                            dict.insert(key, self.eval(value, scope)?)?;
                        }
                        None => {
                            let value = self.eval(value, scope)?;
                            for (key, value) in self.pairs(&value)? {
                                dict.insert(key, value)?;
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
                scope.set_around(name, value.clone());
                Ok(value)
            }
            ExprKind::FString(parts) => self.fstring(parts, scope).map(Value::str),
        }
    }

    fn lookup(&mut self, name: &Rc<str>, scope: &Rc<Scope>) -> R<Value> {
        match scope.get(name) {
            Found::Value(value) => Ok(value),
            Found::Unbound => Err(Raised::new(
                "UnboundLocalError",
                format!(
                    "cannot access local variable '{name}' where it is not associated with a value"
                ),
            )),
            Found::Nothing => match builtins::get(self, name) {
                Some(value) => Ok(value),
                None => {
                    let names = scope.names();
                    let known = names
                        .iter()
                        .map(|name| &**name)
                        .chain(builtins::names().map(|name: &str| name));
                    let hint = nearest(name, known)
                        .map(|near| format!(". Did you mean: '{near}'?"))
                        .unwrap_or_default();
                    Err(Raised::new(
                        "NameError",
                        format!("name '{name}' is not defined{hint}"),
                    ))
                }
            },
        }
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
    pub(crate) fn function(&mut self, def: &Rc<FunctionDef>, scope: &Rc<Scope>) -> R<Value> {
        let mut defaults = Vec::with_capacity(def.parameters.len());
        for parameter in &def.parameters {
            defaults.push(match &parameter.default {
                Some(default) => Some(self.eval(default, scope)?),
                None => None,
            });
        }
        Ok(Value::Function(Rc::new(Function {
            def: def.clone(),
            defaults,
            scope: scope.clone(),
        })))
    }

    /// Evaluates the arguments of a call.
    pub(crate) fn arguments(&mut self, arguments: &[Argument], scope: &Rc<Scope>) -> R<CallArgs> {
        let mut args = CallArgs::default();
        for argument in arguments {
            let value = self.eval(&argument.value, scope)?;
            match &argument.kind {
                ArgumentKind::Positional => args.positional.push(value),
                ArgumentKind::Star => args.positional.extend(self.collect(&value)?),
                ArgumentKind::Named(name) => args.named.push((name.clone(), value)),
                ArgumentKind::DoubleStar => {
                    for (key, value) in self.pairs(&value)? {
                        match key.as_str() {
                            Some(name) => args.named.push((name, value)),
                            None => {
                                return Err(Raised::new("TypeError", "keywords must be strings"));
                            }
                        }
                    }
                }
            }
        }
        Ok(args)
    }

    fn eval_call(
        &mut self,
        function: &Expr,
        arguments: &[Argument],
        scope: &Rc<Scope>,
    ) -> R<Value> {
        let callee = self.eval(function, scope)?;
        let args = self.arguments(arguments, scope)?;
        let span = Span {
            start: function.span.start,
            end: arguments
                .last()
                .map_or(function.span.end, |last| last.value.span.end),
        };
        let result = self.call(&callee, args);
        result.map_err(|mut raised| {
            if let Some(blamed) = raised.take_argument() {
                let at = blamed_span(&callee, arguments, blamed).unwrap_or(span);
                raised = raised.at(&self.source, at);
            }
            match &callee {
                Value::Function(inner) => raised.through(&self.source, span, &inner.def.name),
                Value::BoundFunction(inner) => {
                    raised.through(&self.source, span, &inner.1.def.name)
                }
                _ => raised,
            }
        })
    }

    fn comprehension(&mut self, node: &Rc<Comprehension>, scope: &Rc<Scope>) -> R<Value> {
        let first = match node.clauses.first() {
            Some(clause) => self.eval(&clause.iterable, scope)?,
            None => Value::None,
        };
        let mut elements = Iter::comprehension(node.clone(), scope, self.iterate(&first)?);
        if node.kind == ComprehensionKind::Generator {
            return Ok(Value::iter(elements));
        }
        let mut list = Vec::new();
        let mut set = Set::default();
        let mut dict = Dict::default();
        while let Some(element) = elements.next(self)? {
            match (node.kind, element) {
                (ComprehensionKind::Dict, Value::Tuple(pair)) => {
                    if let [key, value] = &*pair {
                        dict.insert(key.clone(), value.clone())?;
                    }
                }
                (ComprehensionKind::Set, element) => set.insert(element)?,
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

fn constant(literal: &Literal) -> Value {
    match literal {
        Literal::None => Value::None,
        Literal::Ellipsis => Value::Ellipsis,
        Literal::Bool(value) => Value::Bool(*value),
        Literal::Int(value) => Value::Int(*value),
        Literal::Float(value) => Value::Float(*value),
        Literal::Str(text) => Value::Str(text.clone()),
        Literal::Bytes(bytes) => Value::Bytes(bytes.clone()),
    }
}
