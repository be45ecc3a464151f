//! Sentences on standard error, broken between words where it is a terminal.

use std::io::{self, IsTerminal};

use colored::Colorize;
use unicode_width::UnicodeWidthStr;

use crate::editor::columns;

/// The text as standard error is to show it.
pub(crate) fn wrapped(text: &str) -> String {
    match io::stderr().is_terminal() {
        true => broken(text, columns()),
        false => text.to_owned(),
    }
}

/// Each line of the text, broken at blanks so that it fits the width. A word that is wider than
/// that stays whole, and so do lines that fit and what a line begins with.
fn broken(text: &str, width: usize) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for line in text.split_inclusive('\n') {
        if line.trim_end_matches('\n').width() <= width {
            out.push_str(line);
            continue;
        }
        let mut column = 0;
        for piece in line.split_inclusive(' ') {
            let word = piece.trim_end_matches([' ', '\n']).width();
            if column > 0 && word > 0 && column + word > width {
                let kept = out.trim_end_matches(' ').len();
                out.truncate(kept);
                out.push('\n');
                column = 0;
            }
            out.push_str(piece);
            column += piece.width();
        }
    }
    out
}

/// A hint as it stands behind an error.
pub(crate) fn hint(text: &str) -> String {
    let whole = wrapped(&format!("hint: {text}"));
    let rest = whole.strip_prefix("hint:").unwrap_or_default();
    format!("{}{rest}", "hint:".cyan().bold())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words() {
        for (text, expected) in [
            ("short", "short"),
            ("one two three four", "one two\nthree four"),
            ("a\n  indented and long\nb", "a\n  indented\nand long\nb"),
            (
                "a-word-that-is-wide and more",
                "a-word-that-is-wide\nand more",
            ),
            ("exactly 10", "exactly 10"),
            ("日本語の 文字", "日本語の\n文字"),
        ] {
            assert_eq!(broken(text, 10), expected, "{text}");
        }
    }
}
