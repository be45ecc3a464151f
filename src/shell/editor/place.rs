//! Where in the code the cursor stands: in which call and argument, after which value, inside
//! which string.

use crate::lang::Link;

use super::scan::{Kind, Opening, Token, decoded, scan};

/// Steps from a name to a value: `x[1]['ENVELOPE'].subject`.
pub(crate) type Chain = Vec<Link>;

/// An open call around the cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Call {
    /// What is called.
    pub(crate) callee: Chain,
    /// How many positional arguments stand before the cursor's.
    pub(crate) position: usize,
    /// The keyword of the cursor's argument.
    pub(crate) keyword: Option<String>,
    /// The keywords used so far.
    pub(crate) keywords: Vec<String>,
    /// The strings before the cursor in its argument, those of a list included.
    pub(crate) before: Vec<String>,
    /// The cursor is inside a list, tuple, set or dict of the argument.
    pub(crate) nested: bool,
    /// Nothing stands between the comma or parenthesis and the cursor's word.
    pub(crate) fresh: bool,
}

/// What kind of thing is being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum At {
    /// A comment, a number: nothing can be offered.
    Nowhere,
    /// A name by itself.
    Name,
    /// A name after a point.
    Attribute(Chain),
    /// Between square brackets after a value: `d[`, `d['`.
    Key(Chain),
    /// The content of any other string.
    Text,
    /// The name of a module after `import` or `from`.
    Module,
    /// A name of a module after `from x import`.
    Imported(String),
}

/// The place of the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place<'t> {
    pub(crate) at: At,
    /// Where the word that is being typed begins; inside a string, its content.
    pub(crate) start: usize,
    /// The word as far as it is typed; inside a string, what its content stands for.
    pub(crate) typed: String,
    /// How the string around the cursor begins.
    pub(crate) string: Option<Opening<'t>>,
    /// The innermost call around the cursor.
    pub(crate) call: Option<Call>,
}

/// An open bracket.
struct Frame {
    mark: u8,
    /// What stands before the bracket, if it calls or subscripts it.
    owner: Option<Chain>,
    /// Whether there is something before it to call or subscript.
    applied: bool,
    commas: usize,
    keyword: Option<String>,
    keywords: Vec<String>,
    strings: Vec<String>,
    /// Tokens since the bracket or comma.
    tokens: usize,
}

/// Python's keywords; they end no expression.
pub(crate) const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
];

/// Looks at the text before the cursor.
pub(crate) fn place(before: &str) -> Place<'_> {
    let mut tokens = scan(before);
    let mut place = Place {
        at: At::Name,
        start: before.len(),
        typed: String::new(),
        string: None,
        call: None,
    };
    // The last token, if the cursor touches it, is what is being typed.
    let last = tokens
        .last()
        .copied()
        .filter(|token| token.end == before.len());
    match last.map(|token| (token, token.kind)) {
        Some((token, Kind::Text { closed: false })) => {
            tokens.pop();
            let opening = Opening::of(token.text(before));
            let content = opening.map_or(0, |opening| opening.content());
            place.at = At::Text;
            place.start = token.start + content;
            let raw = opening.is_some_and(|opening| opening.is_raw());
            place.typed = decoded(before.get(place.start..).unwrap_or_default(), raw);
            place.string = opening;
        }
        Some((token, Kind::Name)) => {
            tokens.pop();
            place.start = token.start;
            place.typed = token.text(before).to_owned();
        }
        Some((_, Kind::Comment | Kind::Number | Kind::Text { .. })) => place.at = At::Nowhere,
        _ => {}
    }
    let frames = frames(before, &tokens);
    if place.at == At::Name {
        place.at = match tokens.last().map(|token| token.text(before)) {
            Some(".") => match chain(before, &tokens, tokens.len() - 1) {
                Some(owner) => At::Attribute(owner),
                None => At::Nowhere,
            },
            _ if frames.is_empty() => import(before, &tokens),
            _ => At::Name,
        };
    }
    if matches!(place.at, At::Name | At::Text)
        && let Some(Frame {
            mark: b'[',
            owner: Some(owner),
            commas: 0,
            tokens: 0,
            ..
        }) = frames.last()
        && (place.string.is_some() || place.typed.is_empty())
    {
        place.at = At::Key(owner.clone());
    }
    place.call = call(frames);
    place
}

/// The innermost open call, with what is known of the argument under the cursor.
fn call(frames: Vec<Frame>) -> Option<Call> {
    let mut inner: Vec<Frame> = Vec::new();
    for frame in frames.into_iter().rev() {
        if frame.mark == b'(' && frame.applied {
            // Inside `f(x[...` the subscript's own values say nothing about the argument.
            let nested = inner.last().is_some_and(|frame| !frame.applied);
            let strings = inner
                .first()
                .filter(|_| nested)
                .map_or(&frame.strings, |f| &f.strings);
            return Some(Call {
                callee: frame.owner.unwrap_or_default(),
                position: frame.commas.saturating_sub(frame.keywords.len()),
                before: strings.clone(),
                nested,
                fresh: inner.is_empty() && frame.tokens == 0,
                keyword: frame.keyword,
                keywords: frame.keywords,
            });
        }
        inner.push(frame);
    }
    None
}

/// The brackets that are open at the end of the tokens.
fn frames(text: &str, tokens: &[Token]) -> Vec<Frame> {
    let mut frames: Vec<Frame> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let word = token.text(text);
        match word.as_bytes() {
            [mark @ (b'(' | b'[' | b'{')] => {
                if let Some(outer) = frames.last_mut() {
                    outer.tokens += 1;
                }
                let applied = *mark != b'{' && ends_value(text, tokens, at);
                frames.push(Frame {
                    mark: *mark,
                    owner: if applied {
                        chain(text, tokens, at)
                    } else {
                        None
                    },
                    applied,
                    commas: 0,
                    keyword: None,
                    keywords: Vec::new(),
                    strings: Vec::new(),
                    tokens: 0,
                });
            }
            [b')' | b']' | b'}'] => {
                frames.pop();
            }
            [b','] => {
                if let Some(frame) = frames.last_mut() {
                    frame.commas += 1;
                    frame.tokens = 0;
                    frame.keywords.extend(frame.keyword.take());
                    if frame.applied {
                        frame.strings.clear();
                    }
                }
            }
            [b'='] => {
                let name = at.checked_sub(1).and_then(|at| tokens.get(at));
                if let (Some(frame), Some(name)) = (frames.last_mut(), name)
                    && frame.tokens == 1
                    && name.kind == Kind::Name
                {
                    frame.keyword = Some(name.text(text).to_owned());
                    frame.tokens = 0;
                }
            }
            _ => {
                if let Some(frame) = frames.last_mut() {
                    match token.kind {
                        Kind::Text { .. } => frame.strings.extend(string(word)),
                        Kind::LineEnd | Kind::Comment => continue,
                        // A value that is no string takes a place all the same.
                        _ if !frame.applied => frame.strings.push(word.to_owned()),
                        _ => {}
                    }
                    frame.tokens += 1;
                }
            }
        }
    }
    frames
}

/// What a closed string stands for.
fn string(token: &str) -> Option<String> {
    let opening = Opening::of(token)?;
    let content = token.get(opening.content()..)?;
    let content = content.strip_suffix(opening.quotes).unwrap_or(content);
    Some(decoded(content, opening.is_raw()))
}

/// Whether a value ends before the token at `at`, so that a bracket there calls or subscripts it.
fn ends_value(text: &str, tokens: &[Token], at: usize) -> bool {
    let Some(token) = at.checked_sub(1).and_then(|at| tokens.get(at)) else {
        return false;
    };
    let word = token.text(text);
    match token.kind {
        Kind::Name => !KEYWORDS.contains(&word),
        Kind::Text { closed } => closed,
        _ => matches!(word, ")" | "]" | "}"),
    }
}

/// The chain that ends before the token at `end`, if all its steps are plain.
pub(crate) fn chain(text: &str, tokens: &[Token], end: usize) -> Option<Chain> {
    let mut links = Vec::new();
    let mut end = end;
    loop {
        let last = end.checked_sub(1)?;
        let token = tokens.get(last)?;
        let word = token.text(text);
        match token.kind {
            Kind::Name if KEYWORDS.contains(&word) => return None,
            Kind::Name => {
                let point = last.checked_sub(1).and_then(|at| tokens.get(at));
                if point.is_some_and(|token| token.text(text) == ".") {
                    links.push(Link::Attribute(word.to_owned()));
                    end = last - 1;
                    continue;
                }
                links.push(Link::Name(word.to_owned()));
                break;
            }
            Kind::Text { closed: true } => {
                let bytes = Opening::of(word)?.prefix.contains(['b', 'B']);
                links.push(Link::Literal(if bytes { "bytes" } else { "str" }));
                break;
            }
            Kind::Mark if word == "]" => {
                let open = opening_of(text, tokens, last)?;
                if !ends_value(text, tokens, open) {
                    links.push(Link::Literal("list"));
                    break;
                }
                links.push(constant(text, tokens.get(open + 1..last)?)?);
                end = open;
            }
            _ => return None,
        }
    }
    links.reverse();
    Some(links)
}

/// The index of the bracket that the one at `close` closes.
fn opening_of(text: &str, tokens: &[Token], close: usize) -> Option<usize> {
    let mut depth = 0usize;
    for at in (0..=close).rev() {
        match tokens.get(at)?.text(text) {
            ")" | "]" | "}" => depth += 1,
            "(" | "[" | "{" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// A constant subscript.
fn constant(text: &str, tokens: &[Token]) -> Option<Link> {
    match tokens {
        [token] if token.kind == Kind::Number => token
            .text(text)
            .replace('_', "")
            .parse()
            .ok()
            .map(Link::Index),
        [minus, token] if minus.text(text) == "-" && token.kind == Kind::Number => token
            .text(text)
            .parse()
            .ok()
            .map(|number: i128| Link::Index(-number)),
        [token] if matches!(token.kind, Kind::Text { closed: true }) => {
            string(token.text(text)).map(Link::Key)
        }
        _ => None,
    }
}

/// What a name outside brackets is, by the words before it on its line.
fn import(text: &str, tokens: &[Token]) -> At {
    let start = tokens
        .iter()
        .rposition(|token| matches!(token.text(text), "\n" | ";" | ":"))
        .map_or(0, |at| at + 1);
    let words: Vec<&str> = tokens
        .iter()
        .skip(start)
        .map(|token| token.text(text))
        .collect();
    match words.as_slice() {
        ["from", module @ .., "import"] => At::Imported(module.concat()),
        ["from", rest @ .., ","] => match rest.iter().position(|word| *word == "import") {
            Some(at) => At::Imported(rest.get(..at).unwrap_or_default().concat()),
            None => At::Nowhere,
        },
        ["from"] | ["import"] | ["import", .., ","] => At::Module,
        ["import", ..] | ["from", ..] | ["def"] | ["class"] | ["for"] => At::Nowhere,
        _ => At::Name,
    }
}

#[cfg(test)]
#[path = "place_tests.rs"]
mod tests;
