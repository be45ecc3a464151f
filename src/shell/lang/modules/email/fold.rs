//! Headers in lines that are not too long.

use crate::lang::Interpreter;
use crate::lang::methods::parts::first_line;
use crate::lang::raise::R;

use super::words::{encoded, encoded_lines};

/// The longest line of a header.
pub(super) const WIDTH: usize = 78;

/// A header with its line end. Its own line breaks stay; a line longer than `width` is broken.
pub(super) fn folded(
    interpreter: &Interpreter,
    (name, value): (&str, &str),
    modern: bool,
    width: Option<usize>,
) -> R<String> {
    let name = format!("{name}: ");
    let width = width.unwrap_or(usize::MAX);
    if modern {
        let value = match value.is_ascii() {
            true => value.to_owned(),
            false => encoded(value, 4),
        };
        return Ok(refolded(&name, &value, width));
    }
    let all = lines_of(value);
    if !value.is_ascii() {
        let lines = encoded_lines(value, name.len(), width);
        return Ok(format!("{name}{}\n", lines.join("\n ")));
    }
    if all.len() < 2 && name.len() + value.len() <= width {
        return Ok(format!("{name}{value}\n"));
    }
    let mut lines = Lines {
        width,
        taken: name.len(),
        done: Vec::new(),
        current: Vec::new(),
    };
    for (at, line) in all.iter().enumerate() {
        if at > 0 {
            lines.end();
        }
        lines.feed(interpreter, line)?;
    }
    if all.len() > 1 {
        lines.end();
    }
    // What is taken away at the end.
    lines.current.push(BLANK);
    lines.end();
    Ok(format!("{name}{}\n", lines.done.join("\n")))
}

/// By the newer rules a line that is too long is broken at the last blank that fits.
fn refolded(name: &str, value: &str, width: usize) -> String {
    let first = format!("{name}{}", value.lines().next().unwrap_or_default());
    let rest = value.lines().skip(1).filter(|line| !line.trim().is_empty());
    let all = std::iter::once(first).chain(rest.map(str::to_owned));
    let mut out = String::new();
    for line in all {
        let mut line = &*line;
        while line.len() > width {
            // Not before the value begins.
            let window = line.get(..width + 1).unwrap_or(line);
            let fits = window
                .rfind([' ', '\t'])
                .filter(|at| *at > name.len().min(line.len()));
            let later = || {
                let from = width.min(line.len());
                let found = line.get(from..)?.find([' ', '\t'])?;
                Some(found + from)
            };
            let Some(at) = fits.or_else(later) else {
                break;
            };
            out.push_str(line.get(..at).unwrap_or_default());
            out.push('\n');
            line = line.get(at..).unwrap_or_default();
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// The lines of a text, whichever line ends it has.
pub(super) fn lines_of(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (line, after) = first_line(rest);
        lines.push(line);
        rest = after;
    }
    lines
}

/// Blanks and the word behind them.
type Word<'a> = (&'a str, &'a str);

/// A blank with nothing behind it, which no line keeps at its end.
const BLANK: Word<'static> = (" ", "");

/// Lines that are being filled.
struct Lines<'a> {
    width: usize,
    /// How much of the first line the name takes.
    taken: usize,
    done: Vec<String>,
    current: Vec<Word<'a>>,
}

impl<'a> Lines<'a> {
    /// Adds a line word by word.
    fn feed(&mut self, interpreter: &Interpreter, line: &'a str) -> R<()> {
        let blank = |letter: char| matches!(letter, ' ' | '\t');
        let mut length = self.taken + size(&self.current);
        let mut rest = line;
        while !rest.is_empty() {
            interpreter.tick()?;
            let start = rest.find(|letter| !blank(letter)).unwrap_or(rest.len());
            let (blanks, from) = rest.split_at(start);
            let (word, after) = from.split_at(from.find(blank).unwrap_or(from.len()));
            self.current.push((blanks, word));
            length += blanks.len() + word.len();
            if length > self.width {
                self.wrap();
                length = self.taken + size(&self.current);
            }
            rest = after;
        }
        Ok(())
    }

    /// Breaks the line, which is too long, at the last place that is good for it: behind a
    /// semicolon, a comma, before a blank, before a tab.
    fn wrap(&mut self) {
        let last = |fits: &dyn Fn(&Word<'a>, &Word<'a>) -> bool| {
            let next = self.current.iter().skip(1);
            let pairs = self.current.iter().zip(next);
            let found = pairs.enumerate().filter(|(_, (one, two))| fits(one, two));
            found.last().map(|(at, _)| at + 1)
        };
        let place = last(&|one, _| one.1.ends_with(';'))
            .or_else(|| last(&|one, _| one.1.ends_with(',')))
            .or_else(|| last(&|_, two| two.0.starts_with(' ')))
            .or_else(|| last(&|_, two| two.0.starts_with('\t')));
        if let Some(place) = place {
            let rest = self.current.split_off(place);
            self.done.push(text(&self.current));
            self.current = rest;
            self.taken = 0;
        } else if let Some((mut blanks, word)) = self.current.pop() {
            if self.taken > 0 {
                // The name stands on a line of its own.
                self.end();
                if blanks.is_empty() {
                    blanks = " ";
                }
            }
            self.current.push((blanks, word));
        }
    }

    /// Ends the line.
    fn end(&mut self) {
        let first = std::mem::take(&mut self.taken) > 0;
        let mut words = std::mem::take(&mut self.current);
        if words.last() == Some(&BLANK) {
            words.pop();
        }
        let line = text(&words);
        match self.done.last_mut() {
            _ if line.is_empty() && !first => {}
            Some(before) if !first && line.trim().is_empty() => before.push_str(&line),
            _ => self.done.push(line),
        }
    }
}

fn size(words: &[Word<'_>]) -> usize {
    let sizes = words.iter().map(|(blanks, word)| blanks.len() + word.len());
    sizes.sum()
}

fn text(words: &[Word<'_>]) -> String {
    let pieces = words.iter().flat_map(|(blanks, word)| [*blanks, *word]);
    pieces.collect()
}
