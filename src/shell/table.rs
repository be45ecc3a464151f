//! Rows on lines: a table whose columns stand under each other, or comma-separated values.

use std::borrow::Cow;
use std::io::{self, Write};

use imapclient::data::escape::escape_control;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::lang::Cell;

/// How many rows are looked at before the columns, and in a table their widths, are fixed.
const LOOKED_AT: usize = 50;
/// A column is not made narrower than this to fit the screen.
const NARROWEST: usize = 8;
/// A column of a table is no wider than this if nobody says how wide the screen is.
const WIDEST: usize = 200;

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// In columns, cut to so many cells if there is a screen.
    Table(Option<usize>),
    /// RFC 4180; with control characters escaped if someone looks at it.
    Csv {
        /// Whether it goes to a terminal.
        escaped: bool,
    },
}

/// A table under way.
pub(crate) struct Table {
    form: Form,
    columns: Vec<String>,
    widths: Vec<usize>,
    waiting: Vec<Vec<Cell>>,
    fixed: bool,
    left_out: Vec<String>,
}

impl Table {
    pub(crate) fn new(form: Form) -> Self {
        Self {
            form,
            columns: Vec::new(),
            widths: Vec::new(),
            waiting: Vec::new(),
            fixed: false,
            left_out: Vec::new(),
        }
    }

    /// Whether envelopes are to be spread out in full.
    pub(crate) fn is_wide(&self) -> bool {
        matches!(self.form, Form::Csv { .. })
    }

    /// Takes a row; the first ones wait for each other.
    pub(crate) fn row(&mut self, out: &mut dyn Write, cells: Vec<Cell>) -> io::Result<()> {
        if self.fixed {
            for cell in &cells {
                if !self.columns.contains(&cell.column) && !self.left_out.contains(&cell.column) {
                    self.left_out.push(cell.column.clone());
                }
            }
            return self.line(out, &cells);
        }
        for cell in &cells {
            if !self.columns.contains(&cell.column) {
                self.columns.push(cell.column.clone());
            }
        }
        self.waiting.push(cells);
        match self.waiting.len() < LOOKED_AT {
            true => Ok(()),
            false => self.fix(out),
        }
    }

    /// Writes what waits. Gives back the columns that came too late to be shown.
    pub(crate) fn end(mut self, out: &mut dyn Write) -> io::Result<Vec<String>> {
        if !self.fixed && !self.waiting.is_empty() {
            self.fix(out)?;
        }
        Ok(self.left_out)
    }

    fn fix(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.fixed = true;
        let waiting = std::mem::take(&mut self.waiting);
        if let Form::Table(screen) = self.form {
            self.widths = self
                .columns
                .iter()
                .map(|name| shown(name).width())
                .collect();
            for row in &waiting {
                for cell in row {
                    let at = self.columns.iter().position(|name| *name == cell.column);
                    if let Some(width) = at.and_then(|at| self.widths.get_mut(at)) {
                        *width = (*width).max(shown(&cell.text).width()).min(WIDEST);
                    }
                }
            }
            if let Some(screen) = screen {
                self.narrow(screen);
            }
        }
        let head: Vec<Cell> = self
            .columns
            .iter()
            .map(|name| Cell {
                column: name.clone(),
                text: name.clone(),
            })
            .collect();
        self.line(out, &head)?;
        waiting.iter().try_for_each(|row| self.line(out, row))
    }

    /// Takes from the widest columns what is more than fits.
    fn narrow(&mut self, screen: usize) {
        let gaps = 2 * self.widths.len().saturating_sub(1);
        loop {
            let whole: usize = self.widths.iter().sum::<usize>() + gaps;
            let Some(widest) = self.widths.iter_mut().max() else {
                return;
            };
            if whole <= screen || *widest <= NARROWEST {
                return;
            }
            *widest -= 1;
        }
    }

    fn line(&self, out: &mut dyn Write, row: &[Cell]) -> io::Result<()> {
        let texts = self.columns.iter().map(|name| {
            let found = row.iter().find(|cell| cell.column == *name);
            found.map_or("", |cell| cell.text.as_str())
        });
        match self.form {
            Form::Csv { escaped } => {
                for (at, text) in texts.enumerate() {
                    if at > 0 {
                        out.write_all(b",")?;
                    }
                    let text = match escaped {
                        true => escape_control(text, false),
                        false => text.into(),
                    };
                    out.write_all(quoted(&text).as_bytes())?;
                }
                out.write_all(b"\r\n")
            }
            Form::Table(screen) => {
                let mut line = String::new();
                for (text, width) in texts.zip(&self.widths) {
                    let text = shown(text);
                    let text = cut(&text, *width);
                    line.push_str(&text);
                    line.extend(std::iter::repeat_n(
                        ' ',
                        (width + 2).saturating_sub(text.width()),
                    ));
                }
                let line = line.trim_end();
                let line = screen.map_or(line.into(), |screen| cut(line, screen));
                out.write_all(line.as_bytes())?;
                out.write_all(b"\n")
            }
        }
    }
}

/// A cell of a table: on one line, harmless.
fn shown(text: &str) -> Cow<'_, str> {
    escape_control(text, false)
}

/// A field of RFC 4180.
fn quoted(text: &str) -> Cow<'_, str> {
    let plain =
        !text.contains([',', '"', '\r', '\n']) && !text.starts_with(' ') && !text.ends_with(' ');
    match plain {
        true => text.into(),
        false => format!("\"{}\"", text.replace('"', "\"\"")).into(),
    }
}

/// The text, cut to a width with an ellipsis.
fn cut(text: &str, width: usize) -> Cow<'_, str> {
    if text.width() <= width {
        return text.into();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        out.push(c);
    }
    out.push('\u{2026}');
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(pairs: &[(&str, &str)]) -> Vec<Cell> {
        let cell = |(column, text): &(&str, &str)| Cell {
            column: (*column).to_owned(),
            text: (*text).to_owned(),
        };
        pairs.iter().map(cell).collect()
    }

    fn written(form: Form, rows: &[&[(&str, &str)]]) -> (String, Vec<String>) {
        let mut table = Table::new(form);
        let mut out = Vec::new();
        for row in rows {
            table.row(&mut out, cells(row)).unwrap();
        }
        let left_out = table.end(&mut out).unwrap();
        (String::from_utf8(out).unwrap(), left_out)
    }

    #[test]
    fn columns_stand_under_each_other() {
        let rows: &[&[(&str, &str)]] = &[
            &[("id", "1"), ("subject", "日本語")],
            &[("id", "22"), ("size", "7")],
            &[("id", "3"), ("subject", "a\x1b[2J\r\nb"), ("size", "12345")],
        ];
        let (text, _) = written(Form::Table(None), rows);
        assert_eq!(
            text,
            "id  subject                  size\n\
             1   日本語\n\
             22                           7\n\
             3   a\\u001b[2J\\u000d\\u000ab  12345\n"
        );
        let (text, _) = written(Form::Table(Some(20)), rows);
        assert_eq!(
            text,
            "id  subject    size\n\
             1   日本語\n\
             22             7\n\
             3   a\\u001b[…  12345\n"
        );
        assert!(text.lines().all(|line| line.width() <= 20));
    }

    #[test]
    fn csv_is_that_of_rfc_4180() {
        let rows: &[&[(&str, &str)]] = &[
            &[("id", "1"), ("a,b", "say \"x\"\r\n")],
            &[("id", ""), ("c", " plain")],
        ];
        let (text, _) = written(Form::Csv { escaped: false }, rows);
        assert_eq!(
            text,
            "id,\"a,b\",c\r\n1,\"say \"\"x\"\"\r\n\",\r\n,,\" plain\"\r\n"
        );
        let (text, _) = written(Form::Csv { escaped: true }, rows);
        assert!(text.contains("say \"\"x\"\"\\u000d\\u000a"), "{text}");
    }

    #[test]
    fn a_column_that_comes_too_late_is_named() {
        let early: &[(&str, &str)] = &[("id", "1")];
        let late: &[(&str, &str)] = &[("id", "2"), ("late", "x")];
        let mut rows = vec![early; LOOKED_AT];
        rows.extend([late, late]);
        let (text, left_out) = written(Form::Csv { escaped: false }, &rows);
        assert_eq!(text.lines().count(), LOOKED_AT + 3);
        assert_eq!(left_out, ["late"]);
        assert_eq!(written(Form::Table(None), &[]).0, "");
    }
}
