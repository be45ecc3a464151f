//! Our own small syntax tree: what the evaluator understands, and where each piece stands.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::redirect::{self, Redirect};
use super::value::Value;

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
    /// Where modules of the user's own are looked for.
    pub(crate) folder: PathBuf,
    /// Where the results of its expression statements are sent.
    pub(crate) redirects: Vec<Redirect>,
    /// The lines that are the shell's own.
    pub(crate) own: Vec<Span>,
}

impl Source {
    /// A source that is called `name` in errors.
    pub(crate) fn new(name: &str, text: &str) -> Self {
        let file = Path::new(name).parent().filter(|_| !name.starts_with('<'));
        let own = super::own::own_lines(text);
        Self {
            redirects: redirect::find(&super::own::without(text, &own)),
            own,
            ..Self::module(name, text, file.unwrap_or(Path::new("")))
        }
    }

    /// A module, which is Python and nothing else, and whose own modules are in `folder`.
    pub(crate) fn module(name: &str, text: &str, folder: &Path) -> Self {
        Self {
            name: name.to_owned(),
            text: text.to_owned(),
            folder: folder.to_owned(),
            redirects: Vec::new(),
            own: Vec::new(),
        }
    }
}

/// A name, and where its value is.
#[derive(Debug)]
pub(crate) struct Name {
    pub(crate) text: Rc<str>,
    pub(crate) place: Cell<Place>,
}

/// Where the value of a name is; found out when the scope it stands in is wholly read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Unknown,
    /// So many scopes outwards, and there in this slot.
    Local {
        depth: u16,
        slot: u32,
    },
    Global(u32),
    /// In a class body; if it is not there, among the globals.
    Class(u32),
}

/// The names of a scope's slots.
pub(crate) type Layout = Rc<[Slot]>;

/// A name of a function's own.
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) name: Rc<str>,
    /// Whether what stands inside the function sees it: it may outlive a call.
    pub(crate) shared: bool,
}

/// Statements that are run one after the other.
pub(crate) type Block = Rc<[Stmt]>;

/// An expression.
#[derive(Debug)]
pub(crate) struct Expr {
    pub(crate) span: Span,
    pub(crate) kind: ExprKind,
}

/// The kinds of expressions.
#[derive(Debug)]
pub(crate) enum ExprKind {
    Constant(Value),
    FString(Vec<FPart>),
    Name(Rc<Name>),
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
    Named(Rc<Name>, Box<Expr>),
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
    pub(crate) layout: Layout,
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
    /// Its own names; the parameters come first.
    pub(crate) layout: Layout,
    /// Whether all its parameters are plain ones without a star.
    pub(crate) plain: bool,
    /// Whether there is a `yield` in it.
    pub(crate) generator: bool,
    pub(crate) doc: Option<Rc<str>>,
    pub(crate) source: Rc<Source>,
}

/// The body of a function.
#[derive(Debug)]
pub(crate) enum Body {
    Expression(Expr),
    Block(Block),
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
    /// Also `global` and `nonlocal`, which are done with once names have their places.
    Pass,
    Break,
    Continue,
    Return(Option<Expr>),
    Raise(Option<Expr>, Option<Expr>),
    Assert(Expr, Option<Expr>),
    Yield(Box<Yield>),
    /// Dotted names, the name each is bound to, and whether that is the whole module.
    Import(Vec<(Rc<str>, Rc<Name>, bool)>),
    /// A module, names in it, and the name each is bound to; no names mean all (`*`).
    ImportFrom(Rc<str>, Vec<(Rc<str>, Rc<Name>)>),
    Def(Rc<FunctionDef>, Rc<Name>, Vec<Expr>),
    /// Conditions with their blocks, and the block of `else`.
    If(Vec<(Expr, Block)>, Block),
    While(Rc<While>),
    For(Rc<For>),
    Class(Rc<ClassDef>),
    Try(Rc<Try>),
    With(Rc<With>),
}

impl StmtKind {
    /// Whether it holds blocks of statements.
    pub(crate) fn is_compound(&self) -> bool {
        matches!(
            self,
            Self::If(..) | Self::While(_) | Self::For(_) | Self::Try(_) | Self::With(_)
        )
    }
}

/// A `yield` where it may stand: alone, on the right of `=`, or after `return`.
#[derive(Debug)]
pub(crate) struct Yield {
    pub(crate) value: Option<Expr>,
    /// `yield from`.
    pub(crate) from: bool,
    pub(crate) then: Then,
}

/// What becomes of the value that a `yield` gets back.
#[derive(Debug)]
pub(crate) enum Then {
    Drop,
    Assign(Vec<Expr>),
    Return,
}

/// `while`
#[derive(Debug)]
pub(crate) struct While {
    pub(crate) test: Expr,
    pub(crate) body: Block,
    pub(crate) otherwise: Block,
    pub(crate) span: Span,
}

/// `for`
#[derive(Debug)]
pub(crate) struct For {
    pub(crate) target: Expr,
    pub(crate) iterable: Expr,
    pub(crate) body: Block,
    pub(crate) otherwise: Block,
}

/// `with`, one manager; several are nested.
#[derive(Debug)]
pub(crate) struct With {
    pub(crate) manager: Expr,
    pub(crate) target: Option<Expr>,
    pub(crate) body: Block,
}

/// A class as written.
#[derive(Debug)]
pub(crate) struct ClassDef {
    pub(crate) name: Rc<Name>,
    pub(crate) bases: Vec<Expr>,
    pub(crate) body: Block,
    pub(crate) decorators: Vec<Expr>,
    pub(crate) doc: Option<Rc<str>>,
    /// The names that its body annotates, and the annotations as written.
    pub(crate) annotations: Vec<(Rc<str>, Rc<str>)>,
}

/// A try statement.
#[derive(Debug)]
pub(crate) struct Try {
    pub(crate) body: Block,
    pub(crate) handlers: Vec<Handler>,
    pub(crate) otherwise: Block,
    pub(crate) finally: Block,
}

/// An except clause.
#[derive(Debug)]
pub(crate) struct Handler {
    pub(crate) class: Option<Expr>,
    pub(crate) name: Option<Rc<Name>>,
    pub(crate) body: Block,
}
