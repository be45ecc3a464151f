//! A page of help: its parts, and how they are laid out for a terminal or a pipe.

use imapclient::data::escape::escape_control;

/// A line of text gets no longer, however wide the terminal is.
const WIDEST: usize = 100;

/// Where the meanings of names begin, if nothing else is said.
const COLUMN: usize = 25;

const HEAD: &str = "\x1b[1m";
const CODE: &str = "\x1b[36m";
const RESET: &str = "\x1b[0m";

enum Part {
    Head(String),
    Text(String),
    Code(String),
    Row(String, String),
    Blank,
}

/// A page under construction.
pub(crate) struct Page {
    parts: Vec<Part>,
    /// Where the meanings of names begin.
    column: usize,
}

impl Default for Page {
    fn default() -> Self {
        Self {
            parts: Vec::new(),
            column: COLUMN,
        }
    }
}

impl Page {
    /// A page whose names may be so long that their meanings begin at this column.
    pub(crate) fn with_column(column: usize) -> Self {
        Self {
            parts: Vec::new(),
            column,
        }
    }

    /// A page with this heading, and a blank line below it.
    pub(crate) fn titled(title: impl Into<String>) -> Self {
        let mut page = Self::default();
        page.head(title);
        page
    }

    /// Another heading.
    pub(crate) fn head(&mut self, title: impl Into<String>) {
        self.section(title);
        self.blank();
    }

    /// A heading that stands close to what is below it.
    pub(crate) fn section(&mut self, title: impl Into<String>) {
        self.blank();
        self.parts.push(Part::Head(title.into()));
    }

    /// A paragraph; code in it stands in backquotes.
    pub(crate) fn text(&mut self, text: impl Into<String>) {
        self.parts.push(Part::Text(text.into()));
    }

    /// Lines to type.
    pub(crate) fn code(&mut self, code: &str) {
        self.parts
            .extend(code.lines().map(|line| Part::Code(line.to_owned())));
    }

    /// A name and what it means.
    pub(crate) fn row(&mut self, name: impl Into<String>, what: impl Into<String>) {
        self.parts.push(Part::Row(name.into(), what.into()));
    }

    /// A blank line, unless there is one.
    pub(crate) fn blank(&mut self) {
        if !matches!(self.parts.last(), None | Some(Part::Blank)) {
            self.parts.push(Part::Blank);
        }
    }

    /// Adds all of another page.
    pub(crate) fn append(&mut self, other: Page) {
        self.blank();
        self.parts.extend(other.parts);
    }

    /// The page as text of this width.
    pub(crate) fn laid_out(&self, width: usize, coloured: bool) -> String {
        let width = width.clamp(20, WIDEST);
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Head(title) => {
                    let lines = wrapped(title, width, 4);
                    text.push_str(&painted(&lines, HEAD, coloured));
                }
                Part::Text(paragraph) => {
                    let indented = indented(&wrapped(paragraph, width - 4, 0));
                    text.push_str(&spans(&indented, coloured));
                }
                Part::Code(line) => {
                    let line = format!("        {}", escape_control(line, false));
                    text.push_str(&painted(&line, CODE, coloured));
                }
                Part::Row(name, what) => {
                    let name = escape_control(name, false);
                    // A name that leaves too little room has a line of its own.
                    let fits = name.chars().count() + 5 <= self.column;
                    let (first, column) = match fits && width > self.column + 25 {
                        true => {
                            let column = self.column;
                            (format!("{:<column$}", format!("    {name}")), column)
                        }
                        false => (format!("    {name}\n          "), 10),
                    };
                    let lines = wrapped(what, width.saturating_sub(column).max(20), 0);
                    let next = format!("\n{}", " ".repeat(column));
                    let (named, gap) = first.split_at(first.trim_end().len());
                    text.push_str(&painted(named, CODE, coloured));
                    text.push_str(gap);
                    text.push_str(&spans(lines.replace('\n', &next).trim_end(), coloured));
                }
                Part::Blank => {}
            }
            text.push('\n');
        }
        let mut text = text.replace(" \n", "\n");
        text.truncate(text.trim_end().len());
        text.push('\n');
        text
    }
}

/// The text in lines of this width; all but the first begin with so many blanks.
fn wrapped(text: &str, width: usize, hanging: usize) -> String {
    let mut lines = String::new();
    let mut column = 0;
    for word in escape_control(text, false).split_whitespace() {
        let length = word.chars().filter(|c| *c != '`').count();
        if column > 0 && column + 1 + length > width {
            lines.push('\n');
            lines.push_str(&" ".repeat(hanging));
            column = hanging;
        } else if column > 0 {
            lines.push(' ');
            column += 1;
        }
        lines.push_str(word);
        column += length;
    }
    lines
}

fn indented(lines: &str) -> String {
    format!("    {}", lines.replace('\n', "\n    "))
}

fn painted(text: &str, colour: &str, coloured: bool) -> String {
    match coloured {
        true => format!("{colour}{text}{RESET}"),
        false => text.to_owned(),
    }
}

/// Code in backquotes: in colour, or just without them.
fn spans(text: &str, coloured: bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for (at, part) in text.split('`').enumerate() {
        shown.push_str(&painted(part, CODE, coloured && at % 2 == 1));
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Page {
        let mut page = Page::titled("c.fetch(messages, data, modifiers=None)");
        page.text("Return what was asked for of messages: `FLAGS`, envelopes, structures, bodies.");
        page.blank();
        page.row(
            "messages",
            "message ids: a number, a list of numbers, or a set such as '1:5,9'",
        );
        page.code("c.fetch(1, 'FLAGS')\x1b[2J");
        page
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for width in [20, 40, 60, 80, 300] {
            let text = page().laid_out(width, false);
            let limit = width.clamp(40, WIDEST);
            assert!(
                text.lines().all(|line| line.chars().count() <= limit),
                "{width}:\n{text}"
            );
            assert!(!text.contains('`') && !text.contains('\x1b'), "{text}");
        }
    }

    #[test]
    fn the_layout() {
        let text = page().laid_out(60, false);
        assert_eq!(
            text,
            "c.fetch(messages, data, modifiers=None)

    Return what was asked for of messages: FLAGS, envelopes,
    structures, bodies.

    messages             message ids: a number, a list of
                         numbers, or a set such as '1:5,9'
        c.fetch(1, 'FLAGS')\\u001b[2J
"
        );
        let coloured = page().laid_out(60, true);
        assert!(coloured.contains("\x1b[36mFLAGS\x1b[0m,"), "{coloured}");
    }
}
