//! Our own small syntax tree: what the evaluator understands, and where each piece stands.

use std::collections::HashSet;
use std::rc::Rc;

/// A stretch of source text, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// One piece of source text, such as a line typed at the prompt or a script.
#[derive(Debug)]
pub(crate) struct Source {
    /// How it is called in errors: `<stdin>`, a file name.
    pub(crate) name: String,
    /// The text.
    pub(crate) text: String,
}

/// An expression.
#[derive(Debug)]
pub(crate) struct Expr {
    pub(crate) span: Span,
    pub(crate) kind: ExprKind,
}

/// The kinds of expressions.
#[derive(Debug)]
pub(crate) enum ExprKind {
    Literal(Literal),
    FString(Vec<FPart>),
    Name(Rc<str>),
    Attribute(Box<Expr>, Rc<str>),
    Subscript(Box<Expr>, Box<Expr>),
    Slice([Option<Box<Expr>>; 3]),
    Call(Box<Expr>, Vec<Argument>),
    Unary(UnaryOp, Box<Expr>),
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Compare(Box<Expr>, Vec<(CompareOp, Expr)>),
    Conditional(Box<Expr>, Box<Expr>, Box<Expr>),
    Lambda(Rc<FunctionDef>),
    List(Vec<Expr>),
    Tuple(Vec<Expr>),
    Set(Vec<Expr>),
    /// Keys with values; a value without a key is `**value`.
    Dict(Vec<(Option<Expr>, Expr)>),
    Starred(Box<Expr>),
    Comprehension(Rc<Comprehension>),
    /// `(name := value)`
    Named(Rc<str>, Box<Expr>),
}

/// A constant.
#[derive(Clone, Debug)]
pub(crate) enum Literal {
    None,
    Ellipsis,
    Bool(bool),
    Int(i128),
    Float(f64),
    Str(Rc<str>),
    Bytes(Rc<[u8]>),
}

/// A piece of an f-string.
#[derive(Debug)]
pub(crate) enum FPart {
    Text(Rc<str>),
    Value {
        value: Expr,
        /// `r`, `s` or `a`.
        conversion: Option<char>,
        spec: Option<Vec<FPart>>,
        /// The text of `{value=}`, equals sign included.
        debug: Option<Rc<str>>,
    },
}

/// An argument of a call.
#[derive(Debug)]
pub(crate) struct Argument {
    pub(crate) kind: ArgumentKind,
    pub(crate) value: Expr,
}

/// How an argument is given.
#[derive(Debug)]
pub(crate) enum ArgumentKind {
    Positional,
    Star,
    Named(Rc<str>),
    DoubleStar,
}

/// A comprehension or a generator expression.
#[derive(Debug)]
pub(crate) struct Comprehension {
    pub(crate) kind: ComprehensionKind,
    /// The element, or the key of a dict.
    pub(crate) element: Expr,
    /// The value, of a dict.
    pub(crate) value: Option<Expr>,
    pub(crate) clauses: Vec<Clause>,
}

/// What a comprehension makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ComprehensionKind {
    List,
    Set,
    Dict,
    Generator,
}

/// `for target in iterable if condition ...`
#[derive(Debug)]
pub(crate) struct Clause {
    pub(crate) target: Expr,
    pub(crate) iterable: Expr,
    pub(crate) conditions: Vec<Expr>,
}

/// Operators with one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnaryOp {
    Not,
    Negative,
    Positive,
    Invert,
}

/// Operators with two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BinaryOp {
    Add,
    Sub,
    Mul,
    Div,
    FloorDiv,
    Mod,
    Pow,
    LeftShift,
    RightShift,
    BitOr,
    BitXor,
    BitAnd,
}

impl BinaryOp {
    /// The operator as it is written.
    pub(crate) fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Sub => "-",
            Self::Mul => "*",
            Self::Div => "/",
            Self::FloorDiv => "//",
            Self::Mod => "%",
            Self::Pow => "** or pow()",
            Self::LeftShift => "<<",
            Self::RightShift => ">>",
            Self::BitOr => "|",
            Self::BitXor => "^",
            Self::BitAnd => "&",
        }
    }
}

/// Comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CompareOp {
    Eq,
    NotEq,
    Lt,
    LtE,
    Gt,
    GtE,
    Is,
    IsNot,
    In,
    NotIn,
}

/// A function as written.
#[derive(Debug)]
pub(crate) struct FunctionDef {
    pub(crate) name: Rc<str>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Body,
    /// The names that are assigned in it and so are its own.
    pub(crate) locals: HashSet<Rc<str>>,
    pub(crate) source: Rc<Source>,
}

/// The body of a function.
#[derive(Debug)]
pub(crate) enum Body {
    Expression(Expr),
    Block(Vec<Stmt>),
}

/// A parameter.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: Rc<str>,
    pub(crate) kind: ParameterKind,
    pub(crate) default: Option<Expr>,
}

/// How a parameter is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ParameterKind {
    PositionalOnly,
    Normal,
    Star,
    KeywordOnly,
    DoubleStar,
}

/// A statement.
#[derive(Debug)]
pub(crate) struct Stmt {
    pub(crate) span: Span,
    pub(crate) kind: StmtKind,
}

/// The kinds of statements.
#[derive(Debug)]
pub(crate) enum StmtKind {
    Expr(Expr),
    Assign(Vec<Expr>, Expr),
    AugAssign(Expr, BinaryOp, Expr),
    Delete(Vec<Expr>),
    Pass,
    Break,
    Continue,
    Return(Option<Expr>),
    Raise(Option<Expr>, Option<Expr>),
    Assert(Expr, Option<Expr>),
    Global(Vec<Rc<str>>),
    Nonlocal(Vec<Rc<str>>),
    /// Dotted names, and the name each is bound to.
    Import(Vec<(Rc<str>, Rc<str>)>),
    /// A module, names in it, and the name each is bound to.
    ImportFrom(Rc<str>, Vec<(Rc<str>, Rc<str>)>),
    /// Conditions with their blocks, and the block of `else`.
    If(Vec<(Expr, Vec<Stmt>)>, Vec<Stmt>),
    While(Expr, Vec<Stmt>, Vec<Stmt>),
    For(Expr, Expr, Vec<Stmt>, Vec<Stmt>),
    Def(Rc<FunctionDef>),
    Class(Rc<ClassDef>),
    Try(Box<Try>),
    With(Vec<(Expr, Option<Expr>)>, Vec<Stmt>),
}

/// A class as written.
#[derive(Debug)]
pub(crate) struct ClassDef {
    pub(crate) name: Rc<str>,
    pub(crate) base: Option<Expr>,
    pub(crate) body: Vec<Stmt>,
}

/// A try statement.
#[derive(Debug)]
pub(crate) struct Try {
    pub(crate) body: Vec<Stmt>,
    pub(crate) handlers: Vec<Handler>,
    pub(crate) otherwise: Vec<Stmt>,
    pub(crate) finally: Vec<Stmt>,
}

/// An except clause.
#[derive(Debug)]
pub(crate) struct Handler {
    pub(crate) class: Option<Expr>,
    pub(crate) name: Option<Rc<str>>,
    pub(crate) body: Vec<Stmt>,
}
