//! Lowering of expressions.

use std::cell::Cell;
use std::rc::Rc;

use ruff_python_ast as ast;
use ruff_text_size::{Ranged, TextRange};

use num_bigint::BigInt;
use num_traits::Num;

use super::SyntaxError;
use super::names::{Kind, Names};
use crate::lang::bigint;
use crate::lang::scope::Globals;
use crate::lang::tree::{
    Argument, ArgumentKind, BinaryOp, Body, CompareOp, ComprehensionKind, Expr, ExprKind, FPart,
    FunctionDef, Parameter, ParameterKind, Source, Span, UnaryOp,
};
use crate::lang::value::Value;

pub(super) type Lowered<T> = Result<T, SyntaxError>;

/// How deep a tree may be.
const DEEPEST: usize = 2000;
/// What is said of a deeper one.
pub(super) const TOO_DEEP: &str = "this is nested too deep";

/// Lowers one source.
pub(super) struct Lowering {
    pub(super) source: Rc<Source>,
    pub(super) names: Names,
    depth: Cell<usize>,
}

pub(super) fn span(range: TextRange) -> Span {
    Span {
        start: range.start().into(),
        end: range.end().into(),
    }
}

pub(super) fn refuse<T>(node: &impl Ranged, what: &str) -> Lowered<T> {
    Err(SyntaxError {
        span: span(node.range()),
        message: what.to_owned(),
    })
}

impl Lowering {
    pub(super) fn new(source: Rc<Source>, globals: Rc<Globals>) -> Self {
        Self {
            source,
            names: Names::new(globals),
            depth: Cell::new(0),
        }
    }

    /// Goes one level deeper for `inner`.
    pub(super) fn deeper<T>(
        &self,
        node: &impl Ranged,
        inner: impl FnOnce() -> Lowered<T>,
    ) -> Lowered<T> {
        if self.depth.get() >= DEEPEST {
            return refuse(node, TOO_DEEP);
        }
        self.depth.set(self.depth.get() + 1);
        let result = inner();
        self.depth.set(self.depth.get() - 1);
        result
    }

    pub(super) fn boxed(&self, expr: &ast::Expr) -> Lowered<Box<Expr>> {
        self.expr(expr).map(Box::new)
    }

    pub(super) fn exprs<'a>(
        &self,
        exprs: impl IntoIterator<Item = &'a ast::Expr>,
    ) -> Lowered<Vec<Expr>> {
        exprs.into_iter().map(|expr| self.expr(expr)).collect()
    }

    pub(super) fn optional(&self, expr: Option<&ast::Expr>) -> Lowered<Option<Expr>> {
        expr.map(|expr| self.expr(expr)).transpose()
    }

    pub(super) fn expr(&self, expr: &ast::Expr) -> Lowered<Expr> {
        let kind = self.deeper(expr, || self.kind(expr))?;
        Ok(Expr {
            span: span(expr.range()),
            kind,
        })
    }

    fn kind(&self, expr: &ast::Expr) -> Lowered<ExprKind> {
        use ast::Expr as E;
        Ok(match expr {
            E::NoneLiteral(_) => ExprKind::Constant(Value::None),
            E::EllipsisLiteral(_) => ExprKind::Constant(Value::Ellipsis),
            E::BooleanLiteral(node) => ExprKind::Constant(Value::Bool(node.value)),
            E::NumberLiteral(node) => ExprKind::Constant(self.number(node)?),
            E::StringLiteral(node) => ExprKind::Constant(Value::str(node.value.to_str())),
            E::BytesLiteral(node) => {
                let bytes: Vec<u8> = node.value.bytes().collect();
                ExprKind::Constant(Value::Bytes(bytes.into()))
            }
            E::FString(node) => ExprKind::FString(self.fstring(node)?),
            E::Name(node) => {
                let at = span(node.range());
                ExprKind::Name(match node.ctx {
                    ast::ExprContext::Store | ast::ExprContext::Del => {
                        self.names.bind(node.id.as_str(), at)
                    }
                    _ => self.names.mention(node.id.as_str(), at),
                })
            }
            E::Attribute(node) => {
                ExprKind::Attribute(self.boxed(&node.value)?, node.attr.id.as_str().into())
            }
            E::Subscript(node) => {
                ExprKind::Subscript(self.boxed(&node.value)?, self.boxed(&node.slice)?)
            }
            E::Slice(node) => {
                let part = |part: &Option<Box<ast::Expr>>| {
                    part.as_ref().map(|part| self.boxed(part)).transpose()
                };
                ExprKind::Slice([part(&node.lower)?, part(&node.upper)?, part(&node.step)?])
            }
            E::Call(node) => {
                ExprKind::Call(self.boxed(&node.func)?, self.arguments(&node.arguments)?)
            }
            E::UnaryOp(node) => {
                let op = match node.op {
                    ast::UnaryOp::Not => UnaryOp::Not,
                    ast::UnaryOp::USub => UnaryOp::Negative,
                    ast::UnaryOp::UAdd => UnaryOp::Positive,
                    ast::UnaryOp::Invert => UnaryOp::Invert,
                };
                ExprKind::Unary(op, self.boxed(&node.operand)?)
            }
            E::BinOp(node) => ExprKind::Binary(
                binary_op(node.op, expr)?,
                self.boxed(&node.left)?,
                self.boxed(&node.right)?,
            ),
            E::BoolOp(node) => {
                let values = self.exprs(&node.values)?;
                match node.op {
                    ast::BoolOp::And => ExprKind::And(values),
                    ast::BoolOp::Or => ExprKind::Or(values),
                }
            }
            E::Compare(node) => {
                let rest = node.ops.iter().zip(&node.comparators);
                let rest: Lowered<Vec<_>> = rest
                    .map(|(op, right)| Ok((compare_op(*op), self.expr(right)?)))
                    .collect();
                ExprKind::Compare(self.boxed(&node.left)?, rest?)
            }
            E::If(node) => ExprKind::Conditional(
                self.boxed(&node.test)?,
                self.boxed(&node.body)?,
                self.boxed(&node.orelse)?,
            ),
            E::Lambda(node) => {
                let parameters = match &node.parameters {
                    Some(parameters) => self.parameters(parameters)?,
                    None => Vec::new(),
                };
                self.names.open(Kind::Lambda);
                self.bind_parameters(&parameters);
                let body = self.expr(&node.body);
                let (layout, _) = self.names.close();
                ExprKind::Lambda(Rc::new(FunctionDef {
                    name: "<lambda>".into(),
                    plain: is_plain(&parameters),
                    parameters,
                    body: Body::Expression(body?),
                    layout,
                    generator: false,
                    doc: None,
                    source: self.source.clone(),
                }))
            }
            E::List(node) => ExprKind::List(self.exprs(&node.elts)?),
            E::Tuple(node) => ExprKind::Tuple(self.exprs(&node.elts)?),
            E::Set(node) => ExprKind::Set(self.exprs(&node.elts)?),
            E::Dict(node) => {
                let items = node
                    .items
                    .iter()
                    .map(|item| Ok((self.optional(item.key.as_ref())?, self.expr(&item.value)?)));
                ExprKind::Dict(items.collect::<Lowered<_>>()?)
            }
            E::Starred(node) => ExprKind::Starred(self.boxed(&node.value)?),
            E::ListComp(node) => {
                self.comprehension(ComprehensionKind::List, &node.elt, None, &node.generators)?
            }
            E::SetComp(node) => {
                self.comprehension(ComprehensionKind::Set, &node.elt, None, &node.generators)?
            }
            E::Generator(node) => self.comprehension(
                ComprehensionKind::Generator,
                &node.elt,
                None,
                &node.generators,
            )?,
            E::DictComp(node) => match &node.key {
                Some(key) => {
                    let value = Some(&*node.value);
                    self.comprehension(ComprehensionKind::Dict, key, value, &node.generators)?
                }
                None => return refuse(expr, "`**` in a dict comprehension is not supported"),
            },
            E::Named(node) => match &*node.target {
                E::Name(name) => {
                    let value = self.boxed(&node.value)?;
                    let at = span(name.range());
                    ExprKind::Named(self.names.bind_around(name.id.as_str(), at)?, value)
                }
                _ => return refuse(expr, "only a name can stand before :="),
            },
            E::Yield(_) | E::YieldFrom(_) => {
                return refuse(
                    expr,
                    "yield inside an expression is not supported; give its value a name first, \
                     as in x = yield y",
                );
            }
            E::Await(_) => {
                return refuse(
                    expr,
                    "await is not supported; every call here waits by itself",
                );
            }
            E::TString(_) => return refuse(expr, "t-strings are not supported; use an f-string"),
            E::IpyEscapeCommand(_) => {
                return refuse(
                    expr,
                    "this is not Python; shell commands stand at the start of a line",
                );
            }
        })
    }

    fn number(&self, node: &ast::ExprNumberLiteral) -> Lowered<Value> {
        match &node.value {
            ast::Number::Int(int) => {
                let text = int.to_string().replace('_', "").to_ascii_lowercase();
                let (digits, radix) = match text.get(..2) {
                    Some("0x") => (text.get(2..), 16),
                    Some("0o") => (text.get(2..), 8),
                    Some("0b") => (text.get(2..), 2),
                    _ => (Some(&*text), 10),
                };
                let digits = digits.unwrap_or_default();
                if radix == 10 && digits.len() > bigint::MOST_DIGITS {
                    let message = format!(
                        "an integer of more than {} digits must be written in hexadecimal",
                        bigint::MOST_DIGITS
                    );
                    return refuse(node, &message);
                }
                match BigInt::from_str_radix(digits, radix) {
                    Ok(value) => Ok(Value::integer(value)),
                    Err(_) => refuse(node, "this is no integer"),
                }
            }
            ast::Number::Float(value) => Ok(Value::Float(*value)),
            ast::Number::Complex { .. } => refuse(
                node,
                "complex numbers are not supported; keep both parts as floats",
            ),
        }
    }

    fn fstring(&self, node: &ast::ExprFString) -> Lowered<Vec<FPart>> {
        let mut parts = Vec::new();
        for part in &node.value {
            match part {
                ast::FStringPart::Literal(text) => parts.push(FPart::Text((&*text.value).into())),
                ast::FStringPart::FString(inner) => {
                    self.elements(inner.elements.iter(), &mut parts)?;
                }
            }
        }
        Ok(parts)
    }

    fn elements<'a>(
        &self,
        elements: impl Iterator<Item = &'a ast::InterpolatedStringElement>,
        parts: &mut Vec<FPart>,
    ) -> Lowered<()> {
        for element in elements {
            parts.push(match element {
                ast::InterpolatedStringElement::Literal(text) => FPart::Text((&*text.value).into()),
                ast::InterpolatedStringElement::Interpolation(node) => {
                    let spec = match &node.format_spec {
                        Some(spec) => {
                            let mut inner = Vec::new();
                            self.deeper(node, || self.elements(spec.elements.iter(), &mut inner))?;
                            Some(inner)
                        }
                        None => None,
                    };
                    let debug = node.debug_text.as_ref().map(|_| self.debug_text(node));
                    let conversion = match node.conversion {
                        ast::ConversionFlag::None => None,
                        ast::ConversionFlag::Str => Some('s'),
                        ast::ConversionFlag::Ascii => Some('a'),
                        ast::ConversionFlag::Repr => Some('r'),
                    };
                    FPart::Value {
                        value: self.expr(&node.expression)?,
                        conversion: match (&debug, &spec, conversion) {
                            (Some(_), None, None) => Some('r'),
                            (_, _, conversion) => conversion,
                        },
                        spec,
                        debug,
                    }
                }
            });
        }
        Ok(())
    }

    /// The text of `{value=}` from after the brace up to the end of the equals sign and its blanks.
    fn debug_text(&self, node: &ast::InterpolatedElement) -> Rc<str> {
        let range = span(node.range());
        let text = self
            .source
            .text
            .get(range.start as usize..range.end as usize);
        let text = text
            .unwrap_or_default()
            .strip_prefix('{')
            .unwrap_or_default();
        let expression = span(node.expression.range());
        let after = (expression.end - range.start) as usize - 1;
        let (head, tail) = text.split_at_checked(after).unwrap_or((text, ""));
        let equals = tail.find('=').map_or(0, |at| at + 1);
        let blanks = tail.get(equals..).unwrap_or_default();
        let blanks = blanks.len() - blanks.trim_start().len();
        format!("{head}{}", tail.get(..equals + blanks).unwrap_or_default()).into()
    }

    /// Parameters are the first slots of a function.
    pub(super) fn bind_parameters(&self, parameters: &[Parameter]) {
        for parameter in parameters {
            self.names.bind(&parameter.name, Span::default());
        }
    }

    fn arguments(&self, arguments: &ast::Arguments) -> Lowered<Vec<Argument>> {
        let mut lowered = Vec::with_capacity(arguments.len());
        // As Python evaluates them: those without a name first.
        let (args, keywords) = (arguments.args.iter(), arguments.keywords.iter());
        let args = args.map(ast::ArgOrKeyword::Arg);
        for arg in args.chain(keywords.map(ast::ArgOrKeyword::Keyword)) {
            lowered.push(match arg {
                ast::ArgOrKeyword::Arg(ast::Expr::Starred(star)) => Argument {
                    kind: ArgumentKind::Star,
                    value: self.expr(&star.value)?,
                },
                ast::ArgOrKeyword::Arg(value) => Argument {
                    kind: ArgumentKind::Positional,
                    value: self.expr(value)?,
                },
                ast::ArgOrKeyword::Keyword(keyword) => Argument {
                    kind: match &keyword.arg {
                        Some(name) => ArgumentKind::Named(name.id.as_str().into()),
                        None => ArgumentKind::DoubleStar,
                    },
                    value: self.expr(&keyword.value)?,
                },
            });
        }
        Ok(lowered)
    }

    pub(super) fn parameters(&self, parameters: &ast::Parameters) -> Lowered<Vec<Parameter>> {
        let mut lowered = Vec::new();
        let with_default = |kind, parameter: &ast::ParameterWithDefault| {
            Ok(Parameter {
                name: parameter.parameter.name.id.as_str().into(),
                kind,
                default: self.optional(parameter.default.as_deref())?,
            })
        };
        let bare = |kind, parameter: &ast::Parameter| Parameter {
            name: parameter.name.id.as_str().into(),
            kind,
            default: None,
        };
        for parameter in &parameters.posonlyargs {
            lowered.push(with_default(ParameterKind::PositionalOnly, parameter)?);
        }
        for parameter in &parameters.args {
            lowered.push(with_default(ParameterKind::Normal, parameter)?);
        }
        lowered.extend(
            parameters
                .vararg
                .iter()
                .map(|p| bare(ParameterKind::Star, p)),
        );
        for parameter in &parameters.kwonlyargs {
            lowered.push(with_default(ParameterKind::KeywordOnly, parameter)?);
        }
        lowered.extend(
            parameters
                .kwarg
                .iter()
                .map(|p| bare(ParameterKind::DoubleStar, p)),
        );
        Ok(lowered)
    }
}

/// Whether all parameters are plain ones.
pub(super) fn is_plain(parameters: &[Parameter]) -> bool {
    parameters.iter().all(|parameter| {
        matches!(
            parameter.kind,
            ParameterKind::Normal | ParameterKind::PositionalOnly
        )
    })
}

/// What is said of `async` and `await`.
pub(super) const NO_ASYNC: &str = "async is not supported; every call here waits by itself";

pub(super) fn binary_op(op: ast::Operator, node: &impl Ranged) -> Lowered<BinaryOp> {
    Ok(match op {
        ast::Operator::Add => BinaryOp::Add,
        ast::Operator::Sub => BinaryOp::Sub,
        ast::Operator::Mult => BinaryOp::Mul,
        ast::Operator::Div => BinaryOp::Div,
        ast::Operator::FloorDiv => BinaryOp::FloorDiv,
        ast::Operator::Mod => BinaryOp::Mod,
        ast::Operator::Pow => BinaryOp::Pow,
        ast::Operator::LShift => BinaryOp::LeftShift,
        ast::Operator::RShift => BinaryOp::RightShift,
        ast::Operator::BitOr => BinaryOp::BitOr,
        ast::Operator::BitXor => BinaryOp::BitXor,
        ast::Operator::BitAnd => BinaryOp::BitAnd,
        ast::Operator::MatMult => {
            return refuse(
                node,
                "the operator @ is not supported; there are no matrices",
            );
        }
    })
}

fn compare_op(op: ast::CmpOp) -> CompareOp {
    match op {
        ast::CmpOp::Eq => CompareOp::Eq,
        ast::CmpOp::NotEq => CompareOp::NotEq,
        ast::CmpOp::Lt => CompareOp::Lt,
        ast::CmpOp::LtE => CompareOp::LtE,
        ast::CmpOp::Gt => CompareOp::Gt,
        ast::CmpOp::GtE => CompareOp::GtE,
        ast::CmpOp::Is => CompareOp::Is,
        ast::CmpOp::IsNot => CompareOp::IsNot,
        ast::CmpOp::In => CompareOp::In,
        ast::CmpOp::NotIn => CompareOp::NotIn,
    }
}
