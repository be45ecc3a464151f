//! The world as the language sees it: standard output, standard error, new connections.

use std::cell::Cell;
use std::fmt;
use std::io::{self, Write};
use std::rc::Rc;

use imapclient::client::{Client, Tls};
use imapclient::error::{Error, ErrorKind, Result};
use imapclient::menu::Out;
use imapclient::transport::Interrupt;
use serde::Serialize;

use crate::cli::Output;
use crate::connect::Common;
use crate::lang::{ConnectRequest, Host, Json, R, Raised, RowReceiver, Rows, Value, kept_rows};
use crate::print::{Printer, Stdout, Unprinted};

/// How much of a streamed result is kept for `_`.
const KEPT: u64 = 8 << 20;

/// Standard output that counts what goes through it.
pub(crate) struct Counted {
    out: Stdout,
    written: Rc<Cell<u64>>,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.out.write(bytes)?;
        self.written.set(self.written.get() + count as u64);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Standard output, standard error and the network.
pub(crate) struct World {
    printer: Printer<Counted>,
    written: Rc<Cell<u64>>,
    common: Common,
    quiet: bool,
    /// Someone types, so results are kept.
    interactive: bool,
    terminal: bool,
}

impl World {
    /// A world that prints by `make`.
    pub(crate) fn new(
        out: Stdout,
        make: impl FnOnce(Counted) -> Printer<Counted>,
        common: Common,
        quiet: bool,
        interactive: bool,
        terminal: bool,
    ) -> Self {
        let written = Rc::new(Cell::new(0));
        let counted = Counted {
            out,
            written: written.clone(),
        };
        Self {
            printer: make(counted),
            written,
            common,
            quiet,
            interactive,
            terminal,
        }
    }

    /// Passes on what waits in the buffer.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.printer.flush()
    }

    /// Writes a line to standard error, after all that went to standard output.
    pub(crate) fn say(&mut self, line: &str) {
        let _ = self.printer.flush();
        let _ = writeln!(io::stderr(), "{line}");
    }

    /// Changes the form in which results are printed.
    pub(crate) fn set_output(&mut self, output: Output) {
        self.printer.set_output(output);
    }

    /// Prints what is no value of the language.
    pub(crate) fn json<T: Serialize + ?Sized>(&mut self, value: &T) -> io::Result<()> {
        self.printer.json(value)
    }

    fn unprinted(&self, unprinted: Unprinted) -> Raised {
        match unprinted {
            Unprinted::Io(error) => unwritten(&error),
            Unprinted::Dangerous => Raised::new("ValueError", unprinted.to_string()),
        }
    }
}

/// A key as JSON spells it.
struct Shown<'a>(&'a Out);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Out::Int(number) => number.fmt(f),
            Out::Text(text) => text.fmt(f),
            _ => Ok(()),
        }
    }
}

fn unwritten(error: &io::Error) -> Raised {
    let name = match error.kind() {
        io::ErrorKind::BrokenPipe => "BrokenPipeError",
        // What serde says of a value that cannot be shown comes as such an error too.
        io::ErrorKind::Other | io::ErrorKind::InvalidData => "ValueError",
        _ => "OSError",
    };
    Raised::new(name, error.to_string())
}

impl Host for World {
    fn print(&mut self, text: &str) -> io::Result<()> {
        self.printer.text(text)?;
        if self.terminal {
            self.printer.flush()
        } else {
            Ok(())
        }
    }

    fn print_error(&mut self, text: &str) {
        let _ = self.printer.flush();
        let _ = io::stderr().write_all(text.as_bytes());
    }

    fn ask(&mut self, prompt: &str) -> R<Option<String>> {
        use std::io::IsTerminal;
        if io::stdin().is_terminal() {
            let wrong = |error: &dyn fmt::Display| Raised::new("OSError", error.to_string());
            let _ = self.printer.flush();
            let mut editor = rustyline::DefaultEditor::new().map_err(|error| wrong(&error))?;
            return match editor.readline(prompt) {
                Ok(line) => Ok(Some(line)),
                Err(rustyline::error::ReadlineError::Eof) => Ok(None),
                Err(rustyline::error::ReadlineError::Interrupted) => {
                    Err(Raised::new("KeyboardInterrupt", ""))
                }
                Err(error) => Err(wrong(&error)),
            };
        }
        self.print(prompt).map_err(|error| unwritten(&error))?;
        let mut line = String::new();
        match io::stdin().read_line(&mut line) {
            Ok(0) => Ok(None),
            Ok(_) => Ok(Some(line.trim_end_matches(['\n', '\r']).to_owned())),
            Err(error) => Err(Raised::new("OSError", error.to_string())),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.printer.flush()
    }

    fn warn(&mut self, text: &str) {
        if !self.quiet {
            let text = imapclient::data::escape::escape_control(text, false).into_owned();
            self.say(&format!("warning: {text}"));
        }
    }

    fn echo(&mut self, value: &Value) -> R<()> {
        let raw = value.raw();
        let printed = {
            let interrupt = self.common.interrupt.clone();
            self.printer
                .print(&Json::new(value).until(&interrupt), raw.as_deref())
        };
        printed.map_err(|unprinted| self.unprinted(unprinted))
    }

    fn echo_rows(&mut self, rows: Box<Rows<'_>>) -> R<RowReceiver> {
        let before = self.written.get();
        let written = self.written.clone();
        let mut kept: Option<Vec<(Out, Out)>> = self.interactive.then(Vec::new);
        let mut failed = None;
        let mut shown = self.printer.rows();
        let done = rows(&mut |key, row| {
            let step = shown.row(&Shown(&key), &row);
            if let Some(all) = &mut kept {
                all.push((key, row));
                if written.get() - before > KEPT {
                    kept = None;
                }
            }
            step.map_err(|error| {
                let message = error.to_string();
                failed = Some(error);
                Error::new(ErrorKind::Io, message).with_end(false)
            })
        });
        // Nothing is shown of a call that is refused at once; a broken one is closed.
        let ended = match &done {
            Ok(()) => shown.end(),
            Err(_) => shown.break_off(),
        };
        match (failed, done, ended) {
            (Some(error), _, _) | (None, Ok(()), Err(error)) => Err(unwritten(&error)),
            (None, Err(error), _) => Err(Raised::client(error)),
            (None, Ok(()), Ok(())) => Ok(kept.map(kept_rows)),
        }
    }

    fn connect(&mut self, request: ConnectRequest) -> Result<Client> {
        let builder = self.common.builder(&request.host);
        let mut builder =
            builder.map_err(|problem| Error::new(ErrorKind::ArgumentValue, problem.to_string()))?;
        if request.stream {
            builder = builder.stream();
        } else {
            builder = builder.tls(if request.ssl {
                Tls::Implicit
            } else {
                Tls::None
            });
        }
        if let Some(port) = request.port {
            builder = builder.port(port);
        }
        if let Some(tls) = request.tls {
            builder = builder.tls_options(tls);
        }
        if let Some(timeout) = request.connect_timeout {
            builder = builder.connect_timeout(timeout);
        }
        if let Some(timeout) = request.read_timeout {
            builder = builder.read_timeout(timeout);
        }
        let mut client = builder.connect()?;
        client.set_use_uid(request.use_uid);
        client.set_read_only(self.common.read_only);
        Ok(client)
    }

    fn interrupt(&self) -> Interrupt {
        self.common.interrupt.clone()
    }

    fn keeps_results(&self) -> bool {
        self.interactive
    }
}
