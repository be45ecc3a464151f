//! From source text to our tree, by way of Ruff's parser. Only this file and its `lower` part know
//! that parser.

#[path = "lower.rs"]
mod lower;
#[path = "lower_comprehension.rs"]
mod lower_comprehension;
#[path = "lower_stmt.rs"]
mod lower_stmt;
#[path = "names.rs"]
mod names;

use std::rc::Rc;

use ruff_python_ast as ast;
use ruff_python_ast::statement_visitor::{StatementVisitor, walk_stmt};
use ruff_python_ast::token::TokenKind;
use ruff_python_parser::{LexicalErrorType, Mode, ParseErrorType, ParseOptions};
use ruff_text_size::Ranged;

use super::redirect::{self, Redirect};
use super::scope::Globals;
use super::tree::{Block, Source, Span};

/// Why a piece of source cannot be run.
#[derive(Debug)]
pub(crate) struct SyntaxError {
    pub(crate) span: Span,
    pub(crate) message: String,
}

impl SyntaxError {
    /// The name of the exception that says so.
    pub(crate) fn kind(&self) -> &'static str {
        let wrong = [
            "unexpected indentation",
            "expected an indented block",
            "unindent does not match",
        ];
        match wrong.iter().any(|start| self.message.starts_with(start)) {
            true => "IndentationError",
            false => "SyntaxError",
        }
    }
}

/// Whether input can be run as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Completeness {
    /// It can, or it is wrong and more of it would not help.
    Complete,
    /// More is needed.
    Incomplete,
}

/// How deep brackets may be nested, as in CPython.
const DEEPEST: usize = 200;

/// Parses a whole source, and names every construct that the evaluator does not know.
pub(crate) fn parse(source: &Rc<Source>, globals: &Rc<Globals>) -> Result<Block, SyntaxError> {
    let text = super::own::without(&source.text, &source.own);
    let text = redirect::without(&text, &source.redirects);
    check_depth(&text)?;
    let options = ParseOptions::from(Mode::Module);
    let module = ruff_python_parser::parse(&text, options)
        .map_err(|error| SyntaxError {
            span: lower::span(error.location),
            message: sentence(&error.error),
        })?
        .into_syntax();
    let body = match module {
        ruff_python_ast::Mod::Module(module) => module.body,
        ruff_python_ast::Mod::Expression(_) => Default::default(),
    };
    check_redirects(source, &body)?;
    let lowering = lower::Lowering::new(source.clone(), globals.clone());
    lowering.names.open(names::Kind::Module);
    let block = lowering.block(&body);
    lowering.names.close();
    if let Err(error) = &block
        && error.message == lower::TOO_DEEP
    {
        // Dropping such a tree goes as deep as it is.
        std::mem::forget(body);
    }
    let block = block?;
    lowering.names.wrong().map_or(Ok(block), Err)
}

/// Refuses a redirection that stands behind anything but an expression, or leads nowhere.
fn check_redirects(source: &Source, body: &[ast::Stmt]) -> Result<(), SyntaxError> {
    struct Ends(Vec<u32>);
    impl<'a> StatementVisitor<'a> for Ends {
        fn visit_stmt(&mut self, stmt: &'a ast::Stmt) {
            if let ast::Stmt::Expr(_) = stmt {
                self.0.push(lower::span(stmt.range()).end);
            }
            walk_stmt(self, stmt);
        }
    }
    if source.redirects.is_empty() {
        return Ok(());
    }
    let mut ends = Ends(Vec::new());
    ends.visit_body(body);
    let attached = |redirect: &Redirect| {
        let behind = |end: &u32| redirect::behind(&source.text, &source.redirects, *end);
        ends.0
            .iter()
            .filter_map(behind)
            .any(|found| found == redirect)
    };
    for redirect in &source.redirects {
        let symbol = redirect.symbol();
        let message = if redirect.target.is_empty() {
            format!("{symbol} needs a file or a command behind it")
        } else if !attached(redirect) {
            format!(
                "{symbol} stands at the end of a line, behind an expression whose result it sends on"
            )
        } else {
            continue;
        };
        let span = redirect.span;
        return Err(SyntaxError { span, message });
    }
    Ok(())
}

fn sentence(error: &ParseErrorType) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => "invalid syntax".to_owned(),
    }
}

/// Tells whether the prompt must ask for more. `finished` says that the last line was blank, which
/// ends a block.
pub(crate) fn completeness(text: &str, finished: bool) -> Completeness {
    let text = &*redirect::without(text, &redirect::find(text));
    if check_depth(text).is_err() {
        return Completeness::Complete;
    }
    let parsed = ruff_python_parser::parse_unchecked(text, ParseOptions::from(Mode::Module));
    let wants_more = parsed.errors().first().is_some_and(|error| {
        let at_end = usize::from(error.location.end()) >= text.trim_end().len();
        match &error.error {
            ParseErrorType::Lexical(LexicalErrorType::Eof) => true,
            ParseErrorType::Lexical(LexicalErrorType::UnclosedStringError) => is_triple(text),
            ParseErrorType::Lexical(LexicalErrorType::FStringError(_)) => at_end && is_triple(text),
            ParseErrorType::Lexical(LexicalErrorType::LineContinuationError) => at_end,
            ParseErrorType::ExpectedToken { found, .. } => *found == TokenKind::EndOfFile,
            ParseErrorType::OtherError(message) => {
                let nothing_follows = usize::from(error.location.start()) >= text.trim_end().len();
                nothing_follows && message.starts_with("Expected an indented block")
                    || at_end && !finished && (is_inside(text) || is_decorated(text))
            }
            _ => false,
        }
    });
    if wants_more || text.trim_end_matches('\n').ends_with('\\') && !finished {
        return Completeness::Incomplete;
    }
    if !parsed.errors().is_empty() || finished {
        return Completeness::Complete;
    }
    let open_block = match parsed.syntax() {
        ruff_python_ast::Mod::Module(module) => module.body.last().is_some_and(is_block),
        ruff_python_ast::Mod::Expression(_) => false,
    };
    // A block that stands on the header's own line, or a block that is indented, may go on.
    match open_block {
        true => Completeness::Incomplete,
        false => Completeness::Complete,
    }
}

/// Whether the last line belongs to a block, which the next one may go on with.
fn is_inside(text: &str) -> bool {
    let last = text.lines().rev().find(|line| !line.trim().is_empty());
    last.is_some_and(|line| line.starts_with([' ', '\t']))
}

/// Whether the last line is a decorator, which stands above something.
fn is_decorated(text: &str) -> bool {
    let last = text.lines().rev().find(|line| !line.trim().is_empty());
    last.is_some_and(|line| line.trim_start().starts_with('@'))
}

fn is_block(statement: &ruff_python_ast::Stmt) -> bool {
    use ruff_python_ast::Stmt as S;
    matches!(
        statement,
        S::FunctionDef(_)
            | S::ClassDef(_)
            | S::For(_)
            | S::While(_)
            | S::If(_)
            | S::With(_)
            | S::Try(_)
            | S::Match(_)
    )
}

/// Whether an unclosed string is one of three quotes, which may span lines.
fn is_triple(text: &str) -> bool {
    let mut open: Option<&str> = None;
    let mut rest = text;
    while !rest.is_empty() {
        let step = match open {
            Some(quote) if rest.starts_with(quote) => {
                open = None;
                quote.len()
            }
            Some(_) if rest.starts_with('\\') => 2,
            Some(quote) if quote.len() == 1 && rest.starts_with('\n') => return false,
            None => match ["\"\"\"", "'''", "\"", "'"]
                .iter()
                .find(|q| rest.starts_with(**q))
            {
                Some(quote) => {
                    open = Some(quote);
                    quote.len()
                }
                None if rest.starts_with('#') => rest.find('\n').unwrap_or(rest.len()),
                None => rest.chars().next().map_or(1, char::len_utf8),
            },
            Some(_) => rest.chars().next().map_or(1, char::len_utf8),
        };
        rest = rest.get(step..).unwrap_or_default();
    }
    open.is_some_and(|quote| quote.len() == 3)
}

/// Refuses brackets that are nested too deep before anything recursive sees them.
fn check_depth(text: &str) -> Result<(), SyntaxError> {
    let bytes = text.as_bytes();
    let (mut depth, mut at) = (0usize, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'(' | b'[' | b'{' => {
                depth += 1;
                if depth > DEEPEST {
                    let start = u32::try_from(at).unwrap_or(u32::MAX);
                    return Err(SyntaxError {
                        span: Span {
                            start,
                            end: start.saturating_add(1),
                        },
                        message: "too many nested parentheses".to_owned(),
                    });
                }
            }
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b'#' => at = redirect::line_end(bytes, at),
            b'"' | b'\'' => at = redirect::string_end(bytes, at),
            _ => {}
        }
        at += 1;
    }
    Ok(())
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
