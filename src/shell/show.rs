//! Showing one result in the form that is asked for, wherever it goes.

use std::io::{self, Write};

use imapclient::error::{Error, ErrorKind, Result};
use imapclient::menu::{Layout, Out, RowSink};
use imapclient::transport::Interrupt;

use crate::cli::Output;
use crate::lang::{Json, Rows, Value, fields, rows, value_of};
use crate::pager::{self, SharedPager};
use crate::print::{Printer, Rows as Printing, Unprinted};
use crate::table::{Form, Table};

/// The form of rows, if the output is one of rows. `screen` says that someone looks at it.
fn form(output: Output, screen: bool) -> Option<Form> {
    match output {
        Output::Table => Some(Form::Table(screen.then(|| pager::screen().0))),
        Output::Csv => Some(Form::Csv { escaped: screen }),
        _ => None,
    }
}

/// Shows a value. Gives back the names of columns that came too late for a table.
pub(crate) fn show<W: Write>(
    printer: &mut Printer<W>,
    value: &Value,
    screen: bool,
    pager: Option<&SharedPager>,
    interrupt: &Interrupt,
) -> std::result::Result<Vec<String>, Unprinted> {
    if let Some(form) = form(printer.output(), screen)
        && let Some(rows) = rows(value)
    {
        if let Some(pager) = pager {
            pager.borrow_mut().begin(Some(rows.len() as u64));
        }
        let mut table = Table::new(form);
        for (key, row) in &rows {
            if interrupt.is_set() {
                return Err(io::Error::other("interrupted").into());
            }
            if let Some(pager) = pager {
                pager.borrow_mut().row();
            }
            let cells = fields(key.as_ref(), row, table.is_wide());
            table.row(printer.writer(), cells)?;
        }
        let left_out = table.end(printer.writer())?;
        printer.flush()?;
        return Ok(left_out);
    }
    if let Some(pager) = pager {
        pager.borrow_mut().begin(None);
    }
    let raw = value.raw();
    printer.print(&Json::new(value).until(interrupt), raw.as_deref())?;
    Ok(Vec::new())
}

/// How a stream of rows ended.
pub(crate) struct Streamed {
    /// The call's own end.
    pub(crate) call: Result<()>,
    /// What became of the output.
    pub(crate) output: io::Result<()>,
    /// The columns that came too late.
    pub(crate) left_out: Vec<String>,
}

/// What sees every row after it is shown, and may end the call.
pub(crate) type Each<'a> = dyn FnMut(Out, Out) -> Result<()> + 'a;

/// Rows on their way to a printer.
struct Printed<'a, 'p, W: Write> {
    rows: Printing<'p, W>,
    each: Option<&'a mut Each<'a>>,
    failed: Option<io::Error>,
}

/// Keeps why the output failed, and ends the call.
fn unwritten(step: io::Result<()>, failed: &mut Option<io::Error>) -> Result<()> {
    step.map_err(|error| {
        let message = error.to_string();
        *failed = Some(error);
        Error::new(ErrorKind::Io, message).with_end(false)
    })
}

impl<W: Write> RowSink for Printed<'_, '_, W> {
    fn row(&mut self, key: Out, row: Out) -> Result<()> {
        unwritten(self.rows.row(&key, &row), &mut self.failed)?;
        match &mut self.each {
            Some(each) => each(key, row),
            None => Ok(()),
        }
    }

    fn layout(&self) -> Option<Layout> {
        self.rows.layout().filter(|_| self.each.is_none())
    }

    fn json(&mut self, key: u32, row: &[u8], waited: bool) -> Result<()> {
        unwritten(self.rows.json(key, row, waited), &mut self.failed)
    }
}

/// Shows rows while they arrive, and lets `each` see them, if it is there.
pub(crate) fn stream<'a, W: Write>(
    printer: &mut Printer<W>,
    call: Box<Rows<'_>>,
    screen: bool,
    mut each: Option<&'a mut Each<'a>>,
) -> Streamed {
    let mut failed = None;
    let (call, ended, left_out) = match form(printer.output(), screen) {
        Some(form) => {
            let mut table = Table::new(form);
            let call = call(&mut |key: Out, row: Out| {
                let (id, value) = (value_of(key.clone()), value_of(row.clone()));
                let cells = fields(Some(&id), &value, table.is_wide());
                unwritten(table.row(printer.writer(), cells), &mut failed)?;
                match &mut each {
                    Some(each) => each(key, row),
                    None => Ok(()),
                }
            });
            let ended = table.end(printer.writer());
            let flushed = printer.flush();
            match ended {
                Ok(left_out) => (call, flushed, left_out),
                Err(error) => (call, Err(error), Vec::new()),
            }
        }
        None => {
            let rows = printer.rows();
            let mut shown = Printed { rows, each, failed };
            let call = call(&mut shown);
            failed = shown.failed;
            // Nothing is shown of a call that is refused at once; a broken one is closed.
            let ended = match &call {
                Ok(()) => shown.rows.end(),
                Err(_) => shown.rows.break_off(),
            };
            (call, ended, Vec::new())
        }
    };
    Streamed {
        call,
        output: failed.map_or(ended, Err),
        left_out,
    }
}
