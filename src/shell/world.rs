//! The world as the language sees it: standard output, standard error, new connections.

use std::cell::Cell;
use std::io::{self, IsTerminal, Write};
use std::rc::Rc;

use imapclient::client::{Client, Unreadable};
use imapclient::data::escape::escape_control;
use imapclient::error::{Error, ErrorKind, Result};
use imapclient::menu::{Args, Method, Out};
use imapclient::transport::Interrupt;
use serde::Serialize;

use crate::ask;
use crate::cli::Output;
use crate::confirm::Confirmer;
use crate::connect::Common;
use crate::counted::Counted;
use crate::guard;
use crate::lang::{
    ClientRef, ConnectRequest, HelpPage, Host, Json, R, Raised, Redirect, Revival, RowReceiver,
    Rows, Value, kept_rows, value_of,
};
use crate::pager::{Page, Paged, Pager, SharedPager};
use crate::print::{PIPE, Printer, Stdout, Unprinted};
use crate::save::{Saver, Written};
use crate::sessions::Sessions;
use crate::show::{Each, Streamed, show, stream};
use crate::sink::Sink;
use crate::unread;
use crate::unwritten::{undelivered, unprinted, unwritten};
use crate::wrap::wrapped;

/// How much of a streamed result is kept for `_`.
const KEPT: u64 = 8 << 20;

/// What a printer on standard output writes to.
pub(crate) type Screen = Counted<Paged<Stdout>>;

/// Standard output, standard error and the network.
pub(crate) struct World {
    printer: Printer<Screen>,
    written: Rc<Cell<u64>>,
    /// The last line on standard output has no end yet.
    open: Rc<Cell<bool>>,
    common: Common,
    sessions: Sessions,
    quiet: bool,
    /// Someone types, so results are kept.
    interactive: bool,
    terminal: bool,
    pager: SharedPager,
    /// What runs was typed at a terminal just now: questions can be asked.
    pub(crate) typed: bool,
    confirmer: Confirmer,
    /// Where the result goes that is redirected.
    diverted: Option<Printer<Counted<Sink>>>,
    /// What saves the results that come, in place of showing them.
    saver: Option<Saver>,
    unreadable: Unreadable,
}

/// How a world begins.
pub(crate) struct Start {
    pub(crate) quiet: bool,
    /// Someone types.
    pub(crate) interactive: bool,
    /// Standard output is a terminal.
    pub(crate) terminal: bool,
    /// Questions are wanted.
    pub(crate) confirm: bool,
}

impl World {
    /// A world that prints by `make`.
    pub(crate) fn new(
        out: Stdout,
        make: impl FnOnce(Screen) -> Printer<Screen>,
        common: Common,
        sessions: Sessions,
        start: &Start,
    ) -> Self {
        let (written, open) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(false)));
        let pager = Pager::new(Page::Screen, common.interrupt.clone());
        let counted = Counted {
            out: Paged::new(out, pager.clone()),
            written: written.clone(),
            open: open.clone(),
        };
        let confirmer = Confirmer {
            wanted: start.confirm,
            production: Vec::new(),
            interrupt: common.interrupt.clone(),
        };
        Self {
            printer: make(counted),
            written,
            open,
            common,
            sessions,
            quiet: start.quiet,
            interactive: start.interactive,
            terminal: start.terminal,
            pager,
            typed: false,
            confirmer,
            diverted: None,
            saver: None,
            unreadable: Unreadable::default(),
        }
    }

    /// Passes on what waits in the buffer.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.printer.flush()
    }

    /// Ends the last line on the terminal, so that what comes now does not stand in it or over it.
    pub(crate) fn end_line(&mut self) {
        let _ = self.printer.flush();
        if self.terminal && self.open.get() {
            let _ = self.printer.text("\n").and_then(|()| self.printer.flush());
        }
    }

    /// Writes a line to standard error, after all that went to standard output.
    pub(crate) fn say(&mut self, line: &str) {
        self.end_line();
        self.common.progress.clear();
        let _ = writeln!(io::stderr(), "{line}");
    }

    /// Changes the form in which results are printed; gives back the one before.
    pub(crate) fn set_output(&mut self, output: Output) -> Output {
        let before = self.printer.output();
        self.printer.set_output(output);
        before
    }

    /// Changes how long a page is.
    pub(crate) fn set_page(&mut self, page: Page) {
        self.pager.borrow_mut().set_page(page);
    }

    /// Changes whether long strings are cut at a terminal.
    pub(crate) fn set_fold(&mut self, fold: bool) {
        self.printer.set_fold(fold);
    }

    /// What asks, to tell it what about.
    pub(crate) fn asks(&mut self) -> &mut Confirmer {
        &mut self.confirmer
    }

    /// Says whether what runs next was typed at a terminal; gives back what was said before.
    pub(crate) fn set_typed(&mut self, typed: bool) -> bool {
        std::mem::replace(&mut self.typed, typed && self.interactive)
    }

    /// From now on results are saved in place of being shown.
    pub(crate) fn begin_save(&mut self, saver: Saver) {
        self.saver = Some(saver);
    }

    /// Results are shown again; gives back what was saved.
    pub(crate) fn end_save(&mut self) -> Vec<Written> {
        self.saver
            .take()
            .map(|saver| saver.written)
            .unwrap_or_default()
    }

    /// The octets of the rows that could not be read, as text.
    pub(crate) fn unreadable(&self) -> Option<String> {
        (self.unreadable.count > 0).then(|| unread::whole(&self.unreadable))
    }

    /// Prints one line of JSON, whatever the form of results is.
    pub(crate) fn json_line<T: Serialize + ?Sized>(&mut self, value: &T) -> io::Result<()> {
        self.common.wire.copy(|copy| {
            let _ = copy.json(value);
        });
        self.printer.json_line(value)
    }

    /// Prints what is no value of the language.
    pub(crate) fn json<T: Serialize + ?Sized>(&mut self, value: &T) -> io::Result<()> {
        self.common.wire.copy(|copy| {
            let _ = copy.json(value);
        });
        self.printer.json(value)
    }

    /// Whether pages are asked about.
    fn pages(&self) -> Option<SharedPager> {
        (self.typed && self.terminal).then(|| self.pager.clone())
    }

    fn tell_left_out(&mut self, columns: &[String]) {
        if !columns.is_empty() {
            let text = format!(
                "the first rows lack these columns, so they are left out: {}",
                columns.join(", ")
            );
            self.warn(&text);
        }
    }

    /// What asks before something that cannot be undone, if it was typed and would be sent.
    pub(crate) fn confirmer(&mut self) -> Option<&Confirmer> {
        let asks = self.typed && self.confirmer.wanted && !self.common.dry_run;
        asks.then(|| {
            let _ = self.printer.flush();
            &self.confirmer
        })
    }
}

impl Host for World {
    fn print(&mut self, text: &str) -> io::Result<()> {
        self.common.progress.clear();
        self.common
            .wire
            .recording(|recording| recording.printed(text));
        self.printer.text(text)?;
        if self.terminal {
            self.printer.flush()
        } else {
            Ok(())
        }
    }

    fn help(&mut self, page: &HelpPage) -> io::Result<()> {
        let wire = &self.common.wire;
        // As it will be shown in a pipe, where a recording is played.
        wire.recording(|recording| recording.printed(&page.laid_out(PIPE, false)));
        if self.pages().is_some() {
            self.pager.borrow_mut().begin(None);
        }
        let shown = self.printer.help(page);
        self.pager.borrow_mut().end();
        shown
    }

    fn print_error(&mut self, text: &str) {
        let _ = self.printer.flush();
        self.common.progress.clear();
        let _ = io::stderr().write_all(text.as_bytes());
    }

    fn ask(&mut self, prompt: &str) -> R<Option<String>> {
        if io::stdin().is_terminal() {
            let _ = self.printer.flush();
            return ask::input(prompt);
        }
        self.print(prompt).map_err(|error| unwritten(&error))?;
        ask::piped()
    }

    fn flush(&mut self) -> io::Result<()> {
        self.printer.flush()
    }

    fn warn(&mut self, text: &str) {
        if !self.quiet {
            let text = format!("warning: {}", escape_control(text, true));
            self.say(&wrapped(&text));
        }
    }

    fn echo(&mut self, value: &Value) -> R<()> {
        self.common.progress.clear();
        if let Some(saver) = &mut self.saver {
            return saver
                .take(value)
                .map_err(|what| Raised::new("OSError", what));
        }
        if self.diverted.is_none() {
            self.common.wire.copy(|copy| {
                let _ = copy.json(&Json::new(value));
            });
        }
        let interrupt = self.common.interrupt.clone();
        let shown = match &mut self.diverted {
            Some(printer) => match show(printer, value, false, None, &interrupt) {
                Err(Unprinted::Io(error)) => {
                    return undelivered(error, &printer.writer().get_ref().out);
                }
                shown => shown,
            },
            None => {
                let pages = self.pages();
                let pages = pages.as_ref();
                let shown = show(&mut self.printer, value, self.terminal, pages, &interrupt);
                self.pager.borrow_mut().end();
                shown
            }
        };
        let left_out = shown.map_err(unprinted)?;
        self.tell_left_out(&left_out);
        Ok(())
    }

    fn echo_rows(&mut self, rows: Box<Rows<'_>>) -> R<RowReceiver> {
        if let Some(saver) = &mut self.saver {
            let mut failed = None;
            let done = rows(&mut |key: Out, row: Out| {
                saver
                    .row(Some(&value_of(key)), &value_of(row))
                    .map_err(|what| {
                        failed = Some(what.clone());
                        Error::new(ErrorKind::Io, what).with_end(false)
                    })
            });
            return match (failed, done) {
                (Some(what), _) => Err(Raised::new("OSError", what)),
                (None, Err(error)) => Err(Raised::client(error)),
                (None, Ok(())) => Ok(None),
            };
        }
        let written = match &mut self.diverted {
            None => self.written.clone(),
            Some(printer) => printer.writer().get_ref().written.clone(),
        };
        let before = written.get();
        let mut kept: Option<Vec<(Out, Out)>> = self.interactive.then(Vec::new);
        let recording = self.common.wire.is_recording() && self.diverted.is_none();
        let mut copy = Printer::new(Vec::new(), Output::Jsonl, false, false);
        let mut copied = copy.rows();
        let pages = self.pages().filter(|_| self.diverted.is_none());
        if let Some(pager) = &pages {
            pager.borrow_mut().begin(None);
        }
        let visible = self.terminal && self.diverted.is_none();
        let progress = self.common.progress.clone();
        let mut first = true;
        let mut each = |key: Out, row: Out| {
            if recording {
                let _ = copied.row(&key, &row);
            }
            if let Some(all) = &mut kept {
                all.push((key, row));
                if written.get() - before > KEPT {
                    kept = None;
                }
            }
            if std::mem::take(&mut first) && visible {
                progress.hide();
            }
            let Some(pager) = &pages else {
                return Ok(());
            };
            let mut pager = pager.borrow_mut();
            pager.row();
            match pager.is_stopped() {
                false => Ok(()),
                true => Err(Error::new(ErrorKind::Interrupted, "stopped at the page")),
            }
        };
        // Nothing is made of the rows of a script but what is shown of them.
        let only = !self.interactive && !recording && !visible && pages.is_none();
        let each: Option<&mut Each<'_>> = (!only).then_some(&mut each);
        let streamed = match &mut self.diverted {
            Some(printer) => {
                let mut streamed = stream(printer, rows, false, each);
                if let Err(error) = streamed.output {
                    undelivered(error, &printer.writer().get_ref().out)?;
                    return Ok(None);
                }
                streamed.output = Ok(());
                streamed
            }
            None => stream(&mut self.printer, rows, self.terminal, each),
        };
        let stopped = self.pager.borrow_mut().end();
        let Streamed {
            call,
            output,
            left_out,
        } = streamed;
        if recording {
            let _ = match &call {
                Ok(()) => copied.end(),
                Err(_) => copied.break_off(),
            };
            let text = copy.into_text();
            let wire = &self.common.wire;
            wire.recording(|recording| recording.printed(&text));
        }
        if stopped {
            return Ok(None);
        }
        output.map_err(|error| unwritten(&error))?;
        call.map_err(Raised::client)?;
        self.tell_left_out(&left_out);
        if self.interactive && kept.is_none() {
            self.warn("the result is over 8 MiB and was not kept: _ is what it was");
        }
        Ok(kept.map(kept_rows))
    }

    fn divert(&mut self, redirect: &Redirect) -> R<()> {
        let _ = self.printer.flush();
        let sink = Sink::open(redirect).map_err(|what| Raised::new("OSError", what))?;
        let counted = Counted {
            out: sink,
            written: Rc::new(Cell::new(0)),
            open: Rc::default(),
        };
        let output = self.printer.output();
        self.diverted = Some(Printer::new(counted, output, false, false));
        Ok(())
    }

    fn undivert(&mut self, whole: bool) -> R<()> {
        let Some(mut printer) = self.diverted.take() else {
            return Ok(());
        };
        let flushed = printer.flush();
        let sink = printer.into_writer().out;
        let delivered = match flushed {
            Err(error) => undelivered(error, &sink),
            Ok(()) => Ok(()),
        };
        let closed = sink.close(whole && delivered.is_ok());
        delivered?;
        closed.map_err(|what| Raised::new("OSError", what))
    }

    fn begin_call(&mut self, client: &ClientRef, method: &Method, args: &Args) -> R<Option<u64>> {
        self.unreadable = Unreadable::default();
        self.common.progress.begin(method.name);
        let dry_run = self.common.dry_run;
        let progress = self.common.progress.clone();
        let confirmer = self.confirmer();
        let mut concerned = None;
        if (confirmer.is_some() || dry_run)
            && let Ok(mut slot) = client.0.try_borrow_mut()
            && let Some(client) = slot.as_mut()
        {
            let concern = guard::look(client, method, args);
            concerned = concern.count;
            if let (Some(confirmer), Some(risk)) = (confirmer, &concern.risk) {
                progress.end();
                confirmer.confirm(risk, client.host())?;
                progress.begin(method.name);
            }
        }
        Ok(concerned)
    }

    fn end_call(&mut self, client: &ClientRef, concerned: Option<u64>) {
        self.common.progress.end();
        let Ok(mut slot) = client.0.try_borrow_mut() else {
            return;
        };
        let Some(client) = slot.as_mut() else {
            return;
        };
        for (at, command) in client.take_withheld().iter().enumerate() {
            let count = match concerned.filter(|_| at == 0) {
                Some(1) => " (1 message)".to_owned(),
                Some(count) => format!(" ({count} messages)"),
                None => String::new(),
            };
            let command = escape_control(command, false);
            self.say(&format!("dry run, not sent: {command}{count}"));
        }
        let unreadable = client.take_unreadable();
        for note in unread::notes(&unreadable) {
            self.warn(&note);
        }
        if unreadable.count > 0 {
            self.unreadable = unreadable;
        }
        for warning in client.take_warnings() {
            self.warn(&escape_control(&warning, false));
        }
    }

    fn connect(&mut self, request: ConnectRequest) -> Result<Client> {
        self.common.dial(request)
    }

    fn revive(&mut self, client: &ClientRef) -> Revival {
        if !self.interactive || self.common.interrupt.is_set() {
            return Revival::No;
        }
        let _ = self.printer.flush();
        self.sessions.revive(client, &self.common, self.quiet)
    }

    fn interrupt(&self) -> Interrupt {
        self.common.interrupt.clone()
    }

    fn keeps_results(&self) -> bool {
        self.interactive
    }
}
