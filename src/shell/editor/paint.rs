//! The colours of the line that is being typed.

use imapclient::command;
use imapclient::data::escape::is_unsafe;

use super::place::KEYWORDS;
use super::scan::{Kind, Token, scan};
use super::text::{is_own, shown_mark};

const RESET: &str = "\x1b[0m";
/// What is only suggested.
pub(super) const GREY: &str = "\x1b[90m";
const KEYWORD: &str = "\x1b[35m";
const TEXT: &str = "\x1b[32m";
/// A string without its end.
const OPEN_TEXT: &str = "\x1b[31m";
const NUMBER: &str = "\x1b[33m";
const CALLED: &str = "\x1b[36m";
const BRACKET: &str = "\x1b[1;34m";
const OWN: &str = "\x1b[1;36m";

/// The line as it is shown: continuation marks as `... `, no character that could drive the
/// terminal, and colours if there are to be any.
pub(super) fn paint(line: &str, bracket: Option<usize>, coloured: bool) -> String {
    let mut shown = String::with_capacity(line.len() * 2);
    let spans = if coloured {
        spans(line, bracket)
    } else {
        Vec::new()
    };
    let mut at = 0;
    for (start, end, colour) in spans {
        put(
            &mut shown,
            line.get(at..start).unwrap_or_default(),
            None,
            coloured,
        );
        put(
            &mut shown,
            line.get(start..end).unwrap_or_default(),
            Some(colour),
            coloured,
        );
        at = end;
    }
    put(
        &mut shown,
        line.get(at..).unwrap_or_default(),
        None,
        coloured,
    );
    shown
}

fn put(shown: &mut String, text: &str, colour: Option<&str>, coloured: bool) {
    shown.push_str(colour.unwrap_or_default());
    for letter in text.chars() {
        if let Some(mark) = shown_mark(letter) {
            let (grey, again) = match coloured {
                true => (format!("{RESET}{GREY}"), colour.unwrap_or(RESET)),
                false => Default::default(),
            };
            shown.push_str(&format!("{grey}{mark}{again}"));
            continue;
        }
        match letter {
            '\n' | '\t' => shown.push(letter),
            // The editor counts no column for these.
            letter if is_unsafe(letter) => {}
            letter => shown.push(letter),
        }
    }
    if colour.is_some() {
        shown.push_str(RESET);
    }
}

/// What is coloured, in order and without overlaps.
fn spans(line: &str, bracket: Option<usize>) -> Vec<(usize, usize, &'static str)> {
    if is_own(line) {
        let end = line.find(char::is_whitespace).unwrap_or(line.len());
        return vec![(0, end, OWN)];
    }
    let tokens = scan(line);
    let pair = bracket.and_then(|cursor| pair(line, &tokens, cursor));
    let mut spans = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let word = token.text(line);
        let colour = match token.kind {
            Kind::Text { closed: true } => TEXT,
            Kind::Text { closed: false } => OPEN_TEXT,
            Kind::Number => NUMBER,
            Kind::Comment => GREY,
            Kind::Name if KEYWORDS.contains(&word) => KEYWORD,
            Kind::Name if is_called(line, &tokens, at) => CALLED,
            Kind::Mark if pair.is_some_and(|(a, b)| a == at || b == at) => BRACKET,
            _ => continue,
        };
        spans.push((token.start, token.end, colour));
    }
    spans
}

/// Whether the name is that of a method of the client, or of something that is called.
fn is_called(line: &str, tokens: &[Token], at: usize) -> bool {
    let text = |at: Option<usize>| {
        at.and_then(|at| tokens.get(at))
            .map(|token| token.text(line))
    };
    let (Some(token), after) = (tokens.get(at), text(Some(at + 1))) else {
        return false;
    };
    match text(at.checked_sub(1)) == Some(".") {
        true => after == Some("(") || command::method(token.text(line)).is_some(),
        false => after == Some("("),
    }
}

/// The bracket under the cursor or before it, and its partner: as numbers of tokens.
fn pair(line: &str, tokens: &[Token], cursor: usize) -> Option<(usize, usize)> {
    let bracket = |token: &Token| matches!(token.text(line), "(" | "[" | "{" | ")" | "]" | "}");
    let at = tokens
        .iter()
        .position(|token| token.end == cursor && bracket(token))
        .or_else(|| {
            tokens
                .iter()
                .position(|token| token.start == cursor && bracket(token))
        })?;
    let closes = matches!(tokens.get(at)?.text(line), ")" | "]" | "}");
    let mut depth = 0usize;
    let mut step = at;
    loop {
        match (tokens.get(step)?.text(line), closes) {
            ("(" | "[" | "{", false) | (")" | "]" | "}", true) => depth += 1,
            (")" | "]" | "}", false) | ("(" | "[" | "{", true) => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((at, step));
        }
        step = if closes {
            step.checked_sub(1)?
        } else {
            step + 1
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thing_has_its_colour() {
        let shown = paint("for x in c.fetch('1:*', 5): 'a", None, true);
        for part in [
            "\x1b[35mfor\x1b[0m",
            "\x1b[36mfetch\x1b[0m",
            "\x1b[32m'1:*'\x1b[0m",
            "\x1b[33m5\x1b[0m",
            "\x1b[31m'a\x1b[0m",
        ] {
            assert!(shown.contains(part), "{part:?} in {shown:?}");
        }
        assert_eq!(paint(":help x", None, true), "\x1b[1;36m:help\x1b[0m x");
    }

    #[test]
    fn without_colour_only_what_could_harm_is_left_out() {
        assert_eq!(
            paint("x = 1\n\u{2ffb}\u{2ffa}y\x1b]0;\u{9b}z", None, false),
            "x = 1\n... y]0;z"
        );
    }

    #[test]
    fn brackets_find_their_partner() {
        let line = "f(a[1], ')')";
        let tokens = scan(line);
        let at =
            |cursor| pair(line, &tokens, cursor).map(|(a, b)| (tokens[a].start, tokens[b].start));
        assert_eq!(at(line.len()), Some((11, 1)));
        assert_eq!(at(2), Some((1, 11)));
        assert_eq!(at(6), Some((5, 3)));
        assert_eq!(at(0), None);
        let line = ")(";
        let tokens = scan(line);
        assert_eq!(pair(line, &tokens, 1), None);
    }
}
