//! Prints results on standard output, in the form that `--output` asks for.

use std::fmt::Display;
use std::io::{self, BufWriter, Write};
use std::time::{Duration, Instant};

use imapclient::data::escape::is_unsafe;
use imapclient::menu::{Json, JsonWriter, Layout, Out};
use serde::{Serialize, Serializer as _};
use serde_json::Serializer;
use serde_json::ser::Formatter;

use crate::cli::Output;
use crate::json::{Coloured, Folding, coloured, folding};
use crate::lang::HelpPage;

/// How much is gathered before it is written.
const BUFFER: usize = 64 * 1024;

/// The width of pages where there is no terminal.
pub(crate) const PIPE: usize = 80;
/// How long a row may wait in the buffer for the next one.
const PATIENCE: Duration = Duration::from_millis(100);

/// Where results go, and in which form.
pub(crate) struct Printer<W: Write> {
    out: BufWriter<W>,
    output: Output,
    coloured: bool,
    terminal: bool,
    /// Long strings are cut; at a terminal only.
    fold: bool,
}

/// Why a result was not printed.
#[derive(Debug)]
pub(crate) enum Unprinted {
    /// It could not be written.
    Io(io::Error),
    /// It could drive the terminal it would have gone to as it is.
    Dangerous,
}

impl From<io::Error> for Unprinted {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Display for Unprinted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io(error) => write!(f, "the result cannot be written: {error}"),
            Self::Dangerous => f.write_str(
                "the result holds control characters, which the terminal might obey; \
                 write it to a file (`... !> FILE`) or print it as JSON (--output pretty)",
            ),
        }
    }
}

/// What [`stdout`] gives.
#[cfg(unix)]
pub(crate) type Stdout = std::fs::File;

/// Standard output without the line buffer of [`io::stdout`], which would copy all once more.
/// So all that goes to standard output must go through one [`Printer`].
#[cfg(unix)]
pub(crate) fn stdout() -> io::Result<Stdout> {
    use std::os::fd::AsFd;
    Ok(io::stdout().as_fd().try_clone_to_owned()?.into())
}

/// What [`stdout`] gives: elsewhere the console wants the translation that `std` does.
#[cfg(not(unix))]
pub(crate) type Stdout = io::Stdout;

/// Standard output.
#[cfg(not(unix))]
pub(crate) fn stdout() -> io::Result<Stdout> {
    Ok(io::stdout())
}

/// Whether nobody reads standard output any more, which ends the program quietly.
pub(crate) fn is_closed(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}

impl Printer<Vec<u8>> {
    /// All that was printed.
    pub(crate) fn into_text(mut self) -> String {
        // Nothing can go wrong with memory.
        let _ = self.out.flush();
        String::from_utf8_lossy(self.out.get_ref()).into_owned()
    }
}

impl<W: Write> Printer<W> {
    /// Prints to `out`; `coloured` holds for the pretty form only, and `terminal` says whether
    /// someone sees it at once.
    pub(crate) fn new(out: W, output: Output, coloured: bool, terminal: bool) -> Self {
        Self {
            out: BufWriter::with_capacity(BUFFER, out),
            output,
            coloured,
            terminal,
            fold: terminal,
        }
    }

    /// How results are printed now.
    pub(crate) fn output(&self) -> Output {
        self.output
    }

    /// Where it goes, for what is printed in no form of JSON.
    pub(crate) fn writer(&mut self) -> &mut BufWriter<W> {
        &mut self.out
    }

    /// The writer, without what could not be passed on to it.
    pub(crate) fn into_writer(self) -> W {
        self.out.into_parts().0
    }

    /// Whether long strings are cut at a terminal.
    pub(crate) fn set_fold(&mut self, fold: bool) {
        self.fold = fold && self.terminal;
    }

    /// Changes the form (`:output`).
    pub(crate) fn set_output(&mut self, output: Output) {
        self.output = output;
    }

    /// Prints one result. `raw` is its content if it is text or bytes.
    pub(crate) fn print<T: Serialize + ?Sized>(
        &mut self,
        value: &T,
        raw: Option<&[u8]>,
    ) -> Result<(), Unprinted> {
        let Some(raw) = raw.filter(|_| self.output == Output::Raw) else {
            return Ok(self.json(value)?);
        };
        if self.terminal && drives_a_terminal(raw) {
            return Err(Unprinted::Dangerous);
        }
        self.out.write_all(raw)?;
        Ok(self.out.flush()?)
    }

    /// Prints a result that is neither text nor bytes.
    pub(crate) fn json<T: Serialize + ?Sized>(&mut self, value: &T) -> io::Result<()> {
        match self.output {
            Output::Raw | Output::Jsonl => self.line(value, Json::compact())?,
            _ if self.coloured && self.fold => self.line(value, folding(coloured()))?,
            _ if self.coloured => self.line(value, coloured())?,
            _ if self.fold => self.line(value, folding(Json::pretty()))?,
            _ => self.line(value, Json::pretty())?,
        }
        self.out.flush()
    }

    /// Prints one line of JSON.
    pub(crate) fn json_line<T: Serialize + ?Sized>(&mut self, value: &T) -> io::Result<()> {
        self.line(value, Json::compact())?;
        self.out.flush()
    }

    fn line<T: Serialize + ?Sized>(
        &mut self,
        value: &T,
        formatter: impl Formatter,
    ) -> io::Result<()> {
        value.serialize(&mut Serializer::with_formatter(&mut self.out, formatter))?;
        self.out.write_all(b"\n")
    }

    /// What `print()` and the shell's own commands write: text as it is, but harmless at a
    /// terminal.
    pub(crate) fn text(&mut self, text: &str) -> io::Result<()> {
        let safe = match self.terminal {
            true => imapclient::data::escape::escape_control(text, true),
            false => text.into(),
        };
        self.out.write_all(safe.as_bytes())
    }

    /// What `help()` writes: as wide as the terminal, or 80 columns.
    pub(crate) fn help(&mut self, page: &HelpPage) -> io::Result<()> {
        let size = terminal_size::terminal_size().filter(|_| self.terminal);
        let width = size.map_or(PIPE, |(width, _)| usize::from(width.0));
        let text = page.laid_out(width, self.coloured);
        self.out.write_all(text.as_bytes())?;
        if self.terminal {
            self.out.flush()
        } else {
            Ok(())
        }
    }

    /// Passes on what waits in the buffer.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Begins a mapping whose rows are printed one by one while they arrive.
    pub(crate) fn rows(&mut self) -> Rows<'_, W> {
        let form = match self.output {
            Output::Jsonl | Output::Raw => Form::Plain(Layout::Compact),
            _ if self.coloured && self.fold => Form::FoldedColoured(folding(coloured())),
            _ if self.coloured => Form::Coloured(coloured()),
            _ if self.fold => Form::Folded(folding(Json::pretty())),
            _ => Form::Plain(Layout::Pretty),
        };
        Rows {
            printer: self,
            form,
            first: true,
            flushed: Instant::now(),
            buffer: Vec::new(),
        }
    }
}

/// Whether a terminal might obey `bytes` instead of showing them.
fn drives_a_terminal(bytes: &[u8]) -> bool {
    let lines = |c: char| matches!(c, '\n' | '\t');
    match str::from_utf8(bytes) {
        // A line of mail ends with CR LF; a CR alone hides what stands before it.
        Ok(text) => text
            .replace("\r\n", "\n")
            .contains(|c| is_unsafe(c) && !lines(c)),
        Err(_) => true,
    }
}

/// A mapping that is being printed. It opens with its first row; whatever happens then,
/// [`end`](Rows::end) or [`break_off`](Rows::break_off) closes it.
pub(crate) struct Rows<'a, W: Write> {
    printer: &'a mut Printer<W>,
    form: Form,
    first: bool,
    flushed: Instant,
    /// The row under way, in the plain form.
    buffer: Vec<u8>,
}

enum Form {
    Plain(Layout),
    Coloured(Coloured),
    Folded(Folding<Json>),
    FoldedColoured(Folding<Coloured>),
}

impl<W: Write> Rows<'_, W> {
    /// Prints a row.
    pub(crate) fn row(&mut self, key: &Out, value: &Out) -> io::Result<()> {
        let (out, first) = (&mut self.printer.out, self.first);
        match &mut self.form {
            Form::Plain(layout) => {
                JsonWriter::new(&mut self.buffer, out, *layout).entry(first, key, value)?;
                out.write_all(&self.buffer)?;
                self.buffer.clear();
            }
            Form::Coloured(formatter) => row(out, formatter, first, key, value)?,
            Form::Folded(formatter) => row(out, formatter, first, key, value)?,
            Form::FoldedColoured(formatter) => row(out, formatter, first, key, value)?,
        }
        self.first = false;
        if self.printer.terminal || self.flushed.elapsed() >= PATIENCE {
            self.printer.out.flush()?;
            self.flushed = Instant::now();
        }
        Ok(())
    }

    /// How rows are laid out that can be printed as JSON made elsewhere.
    pub(crate) fn layout(&self) -> Option<Layout> {
        match &self.form {
            Form::Plain(layout) if !self.printer.terminal => Some(*layout),
            _ => None,
        }
    }

    /// Prints a row that is JSON in that layout already. The clock is looked at only if something
    /// was waited for since the last row.
    pub(crate) fn json(&mut self, key: u32, value: &[u8], waited: bool) -> io::Result<()> {
        let (out, first) = (&mut self.printer.out, self.first);
        if let Form::Plain(layout) = self.form {
            JsonWriter::new(&mut self.buffer, out, layout).entry_of(first, key, value)?;
        }
        self.first = false;
        let late = waited && self.flushed.elapsed() >= PATIENCE;
        if late || self.buffer.len() >= BUFFER {
            self.pass_on()?;
        }
        if late {
            self.printer.out.flush()?;
            self.flushed = Instant::now();
        }
        Ok(())
    }

    /// Passes on the rows that were gathered.
    fn pass_on(&mut self) -> io::Result<()> {
        self.printer.out.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }

    /// Closes the mapping of an answer that failed, unless it has no row yet.
    pub(crate) fn break_off(self) -> io::Result<()> {
        if self.first { Ok(()) } else { self.end() }
    }

    /// Closes the mapping.
    pub(crate) fn end(mut self) -> io::Result<()> {
        let (out, empty) = (&mut self.printer.out, self.first);
        match &mut self.form {
            Form::Plain(layout) => {
                JsonWriter::new(&mut self.buffer, out, *layout).end(empty);
                out.write_all(&self.buffer)?;
            }
            Form::Coloured(formatter) => end(out, formatter, empty)?,
            Form::Folded(formatter) => end(out, formatter, empty)?,
            Form::FoldedColoured(formatter) => end(out, formatter, empty)?,
        }
        out.write_all(b"\n")?;
        out.flush()
    }
}

/// One row: a clone of the formatter writes key and value, at the depth that it has.
fn row<W: Write, F: Formatter + Clone>(
    out: &mut W,
    formatter: &mut F,
    first: bool,
    key: &Out,
    value: &Out,
) -> io::Result<()> {
    if first {
        formatter.begin_object(out)?;
    }
    formatter.begin_object_key(out, first)?;
    let mut serializer = Serializer::with_formatter(&mut *out, formatter.clone());
    serializer.collect_str(&Shown(key))?;
    formatter.end_object_key(out)?;
    formatter.begin_object_value(out)?;
    value.serialize(&mut Serializer::with_formatter(
        &mut *out,
        formatter.clone(),
    ))?;
    formatter.end_object_value(out)
}

/// The end of a mapping, or all of an empty one.
fn end<W: Write, F: Formatter>(out: &mut W, formatter: &mut F, empty: bool) -> io::Result<()> {
    if empty {
        formatter.begin_object(out)?;
    }
    formatter.end_object(out)
}

/// A key as JSON spells it.
struct Shown<'a>(&'a Out);

impl Display for Shown<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Out::Int(number) => number.fmt(f),
            Out::Text(text) => text.fmt(f),
            _ => Ok(()),
        }
    }
}

/// An error as `--output jsonl` shows it on standard error, beside the sentence.
#[derive(Debug, Serialize)]
pub(crate) struct Report<'a> {
    /// The exception's name.
    pub(crate) kind: &'a str,
    /// The sentence.
    pub(crate) message: &'a str,
    /// The server's response code.
    pub(crate) code: Option<&'a str>,
    /// The IMAP command that was refused, without secrets.
    pub(crate) command: Option<&'a str>,
    /// The line of the code that failed, from 1.
    pub(crate) line: Option<usize>,
    /// What the server's refusal means and what to try.
    pub(crate) hint: Option<&'a str>,
}

impl Report<'_> {
    /// Writes `{"error": {...}}` on one line.
    pub(crate) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        #[derive(Serialize)]
        struct Line<'a> {
            error: &'a Report<'a>,
        }
        let line = Line { error: self };
        line.serialize(&mut Serializer::with_formatter(&mut *out, Json::compact()))?;
        out.write_all(b"\n")
    }
}

#[cfg(test)]
#[path = "print_tests.rs"]
mod tests;
