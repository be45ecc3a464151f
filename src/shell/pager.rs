//! Long output at a terminal, a page at a time.
//!
//! The pager counts the lines that go through it, as the screen will break them, and asks when a
//! page is full. What comes after "stop" is swallowed.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use imapclient::transport::Interrupt;
use unicode_width::UnicodeWidthChar;

use crate::ask::{More, more};

/// How long a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Page {
    /// There are no pages.
    Off,
    /// As long as the screen.
    Screen,
    /// So many lines.
    Lines(usize),
}

/// The state of the pager, shared by those who write and those who say what is written.
#[derive(Debug)]
pub(crate) struct Pager {
    page: Page,
    /// A result is being written.
    active: bool,
    lines: usize,
    column: usize,
    /// The escape sequence that colours what comes now.
    paint: String,
    /// That sequence has begun and not ended.
    painting: bool,
    rest: bool,
    stopped: bool,
    /// The rows begun so far, and how many there are, where that is known.
    rows: u64,
    total: Option<u64>,
    interrupt: Interrupt,
}

/// How many columns and rows the screen has.
pub(crate) fn screen() -> (usize, usize) {
    let size = terminal_size::terminal_size();
    size.map_or((80, 24), |(width, height)| {
        (usize::from(width.0).max(1), usize::from(height.0).max(1))
    })
}

/// The pager as it is handed round.
pub(crate) type SharedPager = Rc<RefCell<Pager>>;

impl Pager {
    pub(crate) fn new(page: Page, interrupt: Interrupt) -> SharedPager {
        Rc::new(RefCell::new(Self {
            page,
            active: false,
            lines: 0,
            column: 0,
            paint: String::new(),
            painting: false,
            rest: false,
            stopped: false,
            rows: 0,
            total: None,
            interrupt,
        }))
    }

    pub(crate) fn set_page(&mut self, page: Page) {
        self.page = page;
    }

    /// A result begins; `total` is the number of its rows.
    pub(crate) fn begin(&mut self, total: Option<u64>) {
        self.active = self.page != Page::Off;
        (self.lines, self.column, self.rows) = (0, 0, 0);
        (self.rest, self.stopped, self.painting) = (false, false, false);
        self.paint.clear();
        self.total = total;
    }

    /// A row begins.
    pub(crate) fn row(&mut self) {
        self.rows += 1;
    }

    /// The result has been written; true if the user stopped it.
    pub(crate) fn end(&mut self) -> bool {
        self.active = false;
        std::mem::take(&mut self.stopped)
    }

    /// Whether the user has seen enough.
    pub(crate) fn is_stopped(&self) -> bool {
        self.stopped
    }

    fn length(&self, height: usize) -> usize {
        match self.page {
            Page::Lines(lines) => lines,
            _ => height.saturating_sub(2).max(1),
        }
    }

    /// How many of these bytes still fit on the page, as the screen breaks them into lines.
    fn fitting(&mut self, bytes: &[u8], length: usize, width: usize) -> usize {
        let mut at = 0;
        for chunk in bytes.utf8_chunks() {
            for letter in chunk.valid().chars() {
                if self.lines >= length {
                    return at;
                }
                self.put(letter, width);
                // A line that is too long for the screen goes on behind the question.
                if self.lines >= length && letter != '\n' {
                    return at;
                }
                at += letter.len_utf8();
            }
            // A character that comes in two pieces is none in either.
            at += chunk.invalid().len();
        }
        at
    }

    /// Counts one character.
    fn put(&mut self, letter: char, width: usize) {
        if self.painting {
            self.paint.push(letter);
            if letter == 'm' {
                self.painting = false;
                if self.paint == "\x1b[0m" {
                    self.paint.clear();
                }
            }
            return;
        }
        match letter {
            '\n' => (self.lines, self.column) = (self.lines + 1, 0),
            '\r' => self.column = 0,
            '\x1b' => {
                self.painting = true;
                self.paint.clear();
                self.paint.push(letter);
            }
            letter => {
                let wide = match letter {
                    '\t' => (8 - self.column % 8).min(width.saturating_sub(self.column)),
                    letter => letter.width().unwrap_or(0),
                };
                if self.column + wide > width {
                    (self.lines, self.column) = (self.lines + 1, 0);
                }
                self.column += wide;
            }
        }
    }

    /// The question at the end of a page; it takes one line of the screen, so that it can be erased.
    fn question(&self, width: usize) -> String {
        let shown = match (self.total, self.rows) {
            (Some(total), 1..) => format!("{total} rows, {} shown", self.rows),
            (None, 1) => "1 row so far".to_owned(),
            (None, 2..) => format!("{} rows so far", self.rows),
            _ => format!("{} lines", self.lines),
        };
        let keys = "Enter more, a all, q stop";
        let forms = [
            format!("-- {shown}: {keys} --"),
            format!("-- {keys} --"),
            "-- Enter, a, q --".to_owned(),
        ];
        let fits = |text: &&String| text.len() < width;
        let form = forms.iter().find(fits).cloned();
        form.unwrap_or_else(|| "-- more --".to_owned())
    }

    fn write(&mut self, out: &mut dyn Write, bytes: &[u8]) -> io::Result<()> {
        let mut rest = bytes;
        while !rest.is_empty() && !self.stopped {
            if self.rest {
                return out.write_all(rest);
            }
            let (width, height) = screen();
            let fits = self.fitting(rest, self.length(height), width);
            let (now, later) = rest.split_at_checked(fits).unwrap_or((rest, &[]));
            out.write_all(now)?;
            rest = later;
            if rest.is_empty() {
                return Ok(());
            }
            out.flush()?;
            match more(&self.question(width), &self.interrupt) {
                More::Page => {
                    // What did not fit any more is counted again, with its colour.
                    (self.lines, self.column) = (0, 0);
                    out.write_all(self.paint.as_bytes())?;
                }
                More::All => {
                    self.rest = true;
                    out.write_all(self.paint.as_bytes())?;
                }
                More::Stop => self.stopped = true,
            }
        }
        Ok(())
    }
}

/// A writer with a pager before it.
pub(crate) struct Paged<W> {
    out: W,
    pager: SharedPager,
}

impl<W: Write> Paged<W> {
    pub(crate) fn new(out: W, pager: SharedPager) -> Self {
        Self { out, pager }
    }
}

impl<W: Write> Write for Paged<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut pager = self.pager.borrow_mut();
        if !pager.active {
            return self.out.write(bytes);
        }
        pager.write(&mut self.out, bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(text: &str, length: usize, width: usize) -> usize {
        let pager = Pager::new(Page::Lines(length), Interrupt::default());
        pager.borrow_mut().begin(None);
        pager.borrow_mut().fitting(text.as_bytes(), length, width)
    }

    #[test]
    fn lines_are_counted_as_the_screen_breaks_them() {
        assert_eq!(fits("a\nb\nc\n", 2, 80), 4);
        assert_eq!(fits("a\nb", 2, 80), 3);
        let text = "aaaaaaaaaa\nb\nc\n";
        assert_eq!(fits(text, 3, 5), 13);
        let coloured = "\x1b[34maaaaa\x1b[0m\nb\nc";
        assert_eq!(fits(coloured, 2, 5), coloured.len() - 1);
        assert_eq!(fits("\u{fc}\u{fc}\u{fc}\nb\nc", 2, 3), 9);
        assert_eq!(fits("日本\nb\nc", 2, 3), 7);
        assert_eq!(fits("日本\nb\nc", 3, 3), 9);
        // A line longer than the page is broken where the screen breaks it.
        assert_eq!(fits(&"x".repeat(100), 3, 10), 30);
        assert_eq!(fits("\ta\tb\nc", 2, 10), 5);
    }
}
