//! Sentences on standard error, broken between words where it is a terminal.

use std::io::{self, IsTerminal};

use colored::Colorize;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

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

/// What code stands behind in a report of an error.
const INDENT: usize = 4;

/// The report of an error as standard error is to show it: where a line of code is too long, the
/// part of it that the carets below it point to.
pub(crate) fn pointed(report: &str) -> Vec<String> {
    match io::stderr().is_terminal() {
        true => clipped(report, columns()),
        false => report.lines().map(str::to_owned).collect(),
    }
}

fn clipped(report: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in report.lines() {
        let blanks = line.len() - line.trim_start_matches(' ').len();
        let carets = line.len() - blanks;
        let is_pointer =
            blanks >= INDENT && carets > 0 && line.bytes().skip(blanks).all(|byte| byte == b'^');
        let is_long = |code: &mut String| {
            is_pointer && code.starts_with("    ") && code.width() > width.max(INDENT)
        };
        let code = lines.pop_if(is_long);
        let Some(code) = code else {
            lines.push(line.to_owned());
            continue;
        };
        // An ellipsis at either end.
        let room = width.saturating_sub(INDENT + 2).max(1);
        let (whole, first) = (code.width() - INDENT, blanks - INDENT);
        let before = room.saturating_sub(carets) / 2;
        let begin = match first + carets <= room {
            true => 0,
            false => first.saturating_sub(before).min(whole.saturating_sub(room)),
        };
        let (mut column, mut shown, mut skipped) = (0, String::new(), 0);
        for letter in code.chars().skip(INDENT) {
            let end = column + letter.width().unwrap_or_default();
            match column < begin {
                true => skipped = end,
                false if end > begin + room => break,
                false => shown.push(letter),
            }
            column = end;
        }
        let [left, right] = [begin > 0, begin + room < whole].map(|cut| if cut { "…" } else { "" });
        let at = first.saturating_sub(skipped) + left.width();
        let count = carets
            .min((shown.width() + left.width()).saturating_sub(at))
            .max(1);
        lines.push(format!("    {left}{shown}{right}"));
        lines.push(format!("    {}{}", " ".repeat(at), "^".repeat(count)));
    }
    lines
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
    fn of_long_code_the_part_is_shown_that_is_pointed_to() {
        let long = "x = [1, 2, 3, 4]; yy + 5; print('something behind it')";
        let wide = "'日本語日本語日本語' + yy";
        for (code, word, expected) in [
            ("yy + 1", "yy", "    yy + 1\n    ^^"),
            (long, "x", "    x = [1, 2, 3, …\n    ^"),
            (long, "yy", "    …, 4]; yy + 5; …\n           ^^"),
            (long, "it", "    …ng behind it')\n               ^^"),
            (
                long,
                "print('something behind it')",
                "    …print('somethi…\n     ^^^^^^^^^^^^^^",
            ),
            (wide, "yy", "    …語日本語' + yy\n                 ^^"),
        ] {
            let at = code.split(word).next().unwrap_or_default().width();
            let report = format!(
                "    {code}\n    {}{}\nNameError",
                " ".repeat(at),
                "^".repeat(word.len())
            );
            let expected = format!("{expected}\nNameError");
            assert_eq!(clipped(&report, 20).join("\n"), expected, "{word}");
        }
    }

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
