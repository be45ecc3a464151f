//! Running one source: statement by statement, the shell's own lines among them.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;
use std::time::Instant;

use colored::Colorize;
use imapclient::data::escape::escape_control;
use imapclient::transport::Traffic;

use crate::app::App;
use crate::cli::Output;
use crate::command::{After, asked, check};
use crate::editor::{begins_transcript, dedented, without_prompt};
use crate::exit::{Exit, Stage};
use crate::hints::{hint, is_no_folder};
use crate::lang::{Interpreter, Program, Raised, What};
use crate::meant;
use crate::print::{Report, is_closed};
use crate::record::RECORDED;
use crate::unwritten::unwritten;
use crate::world::World;
use crate::wrap::{self, pointed, wrapped};

impl App {
    /// Runs one source. All of it is checked before anything runs. `Ok` tells whether all went
    /// well; `Err` is the end of the program.
    pub(crate) fn run(&mut self, name: &str, text: &str, keep_going: bool) -> Result<bool, Exit> {
        let text = &transcript(text);
        let prepared = self.interpreter.prepare(name, text).and_then(|program| {
            for at in 0..program.len() {
                if let Some(line) = program.own_line(at) {
                    self.check_own(line).map_err(|sentence| {
                        program.blame(at, Raised::new("SyntaxError", sentence))
                    })?;
                }
            }
            Ok(program)
        });
        let program = match prepared {
            Ok(program) => program,
            Err(raised) => {
                self.show(&raised);
                return match keep_going {
                    true => Ok(false),
                    false => Err(Exit::Failure),
                };
            }
        };
        let mut well = true;
        for at in 0..program.len() {
            if let Some(exit) = self.run_statement(&program, at)? {
                well = false;
                if !keep_going || exit == Exit::Interrupted {
                    let _ = self.world.borrow_mut().flush();
                    return Err(exit);
                }
            }
        }
        let flushed = self.world.borrow_mut().flush();
        match flushed {
            Err(error) if is_closed(&error) => Err(Exit::Success),
            Err(error) => {
                self.show(&unwritten(&error));
                Err(Exit::Failure)
            }
            Ok(()) => Ok(well),
        }
    }

    /// Whether a line of the shell's own can be run; the error is one sentence.
    fn check_own(&self, line: &str) -> Result<(), String> {
        match asked(line) {
            None => check(line),
            Some(code) => self.interpreter.prepare("<help>", &code).map(drop).map_err(|_| {
                "? asks for help and follows a name, a word of IMAP or an expression, such as c.fetch?"
                    .to_owned()
            }),
        }
    }

    /// Runs one statement, timed and recorded if that is wanted. Gives back how the program would
    /// end because of it, if it failed; `Err` means that it ends.
    fn run_statement(&mut self, program: &Program, at: usize) -> Result<Option<Exit>, Exit> {
        let own = program.own_line(at).map(str::to_owned);
        let records = own
            .as_deref()
            .is_some_and(|line| line.starts_with(":record"));
        // What a line of the shell's own runs is part of that line.
        let recorded = !records && self.nested <= self.record_level;
        if recorded {
            let wire = &self.common.wire;
            wire.recording(|recording| recording.typed(program.text_of(at)));
        }
        let (timed, told) = (self.timing && !records, self.times_told);
        let (begun, before) = (Instant::now(), self.traffic());
        let depth = usize::from(own.is_some());
        self.nested += depth;
        let outcome = match own {
            Some(line) => self.run_own(program, at, &line),
            None => match self.interpreter.step(program, at) {
                Ok(()) => Ok(None),
                Err(raised) => match verdict(&raised) {
                    Verdict::Leave(exit) => Err(exit),
                    Verdict::Failed(exit) => {
                        self.show(&raised);
                        Ok(Some(exit))
                    }
                },
            },
        };
        self.nested -= depth;
        // Not once more for what it was made of.
        if timed && told == self.times_told {
            self.tell_time(begun, &before);
        }
        if recorded {
            self.common.wire.recording(|recording| recording.done());
        }
        outcome
    }

    fn run_own(&mut self, program: &Program, at: usize, line: &str) -> Result<Option<Exit>, Exit> {
        self.outcome = None;
        let failed = match self.own_command(line) {
            Ok(After::GoOn) => return Ok(None),
            Ok(After::Leave) => return Err(self.outcome.take().unwrap_or(Exit::Success)),
            Ok(After::Failed) => None,
            Err(sentence) => Some(sentence),
        };
        if let Some(sentence) = failed {
            self.show(&program.blame(at, Raised::new("error", sentence)));
        }
        Ok(Some(self.outcome.take().unwrap_or(Exit::Failure)))
    }

    /// What went over all connections so far.
    fn traffic(&self) -> Vec<Traffic> {
        let mut all = Vec::new();
        if !self.timing {
            return all;
        }
        self.sessions.each(|one| {
            if let Ok(slot) = one.client.0.try_borrow() {
                all.push(
                    slot.as_ref()
                        .map(|client| client.traffic())
                        .unwrap_or_default(),
                );
            }
        });
        all
    }

    fn tell_time(&mut self, begun: Instant, before: &[Traffic]) {
        self.times_told += 1;
        let _ = self.world.borrow_mut().flush();
        let whole = begun.elapsed();
        let mut sum = Traffic::default();
        for (at, now) in self.traffic().iter().enumerate() {
            // A connection that was made anew counts from its beginning.
            let old = before.get(at).filter(|old| old.sent <= now.sent);
            let one = now.since(&old.copied().unwrap_or_default());
            sum.sent += one.sent;
            sum.received += one.received;
            sum.sent_compressed += one.sent_compressed;
            sum.received_compressed += one.received_compressed;
            sum.round_trips += one.round_trips;
            sum.waited += one.waited;
        }
        let own = whole.saturating_sub(sum.waited);
        let on_the_wire = (sum.sent_compressed, sum.received_compressed);
        let compressed = match on_the_wire == (sum.sent, sum.received) {
            true => String::new(),
            false => format!(" (compressed: {} out, {} in)", on_the_wire.0, on_the_wire.1),
        };
        self.world.borrow_mut().say(&format!(
            "time: {:.3} s = network {:.3} s + reading and printing {:.3} s; {}, {} bytes out, {} in{compressed}",
            whole.as_secs_f64(),
            sum.waited.as_secs_f64(),
            own.as_secs_f64(),
            match sum.round_trips {
                1 => "1 round trip".to_owned(),
                count => format!("{count} round trips"),
            },
            sum.sent,
            sum.received,
        ));
    }

    /// Shows an error that nothing caught.
    pub(crate) fn show(&mut self, raised: &Raised) {
        let words = show(
            &mut self.interpreter,
            raised,
            &self.world,
            self.settings.output,
        );
        self.common
            .wire
            .recording(|recording| recording.failed(&words));
    }
}

/// A script that is a transcript, as manuals print them, or a recording of `:record`, without its
/// prompts. What stands between the prompts is the output; its lines are left empty, so that line
/// numbers stay. Code that is indented as a whole loses its indentation.
fn transcript(text: &str) -> Cow<'_, str> {
    let first = text.lines().find(|line| !line.trim().is_empty());
    if first == Some(RECORDED) {
        // What was typed, to be typed again at whatever server this is.
        let lines = text
            .lines()
            .map(|line| line.strip_prefix("> ").unwrap_or_default());
        return Cow::Owned(lines.collect::<Vec<_>>().join("\n"));
    }
    if !first.is_some_and(begins_transcript) {
        return dedented(text);
    }
    let lines = text
        .lines()
        .map(|line| without_prompt(line).unwrap_or_default());
    Cow::Owned(lines.collect::<Vec<_>>().join("\n"))
}

/// What an uncaught exception means for the program.
enum Verdict {
    /// It ends, and nothing is said.
    Leave(Exit),
    /// It is an error, with which it may end.
    Failed(Exit),
}

fn verdict(raised: &Raised) -> Verdict {
    match (raised.what(), raised.error()) {
        (What::Exit(code), _) => {
            Verdict::Leave(Exit::Code(u8::try_from(*code & 0xff).unwrap_or(1)))
        }
        (What::Native("BrokenPipeError", _), None) => Verdict::Leave(Exit::Success),
        (What::Native("KeyboardInterrupt", _), _) => Verdict::Failed(Exit::Interrupted),
        (_, Some(error)) => Verdict::Failed(Exit::of(error, Stage::Code)),
        (_, None) => Verdict::Failed(Exit::Failure),
    }
}

/// Shows an uncaught exception on standard error, and gives back its name and text.
fn show(
    interpreter: &mut Interpreter,
    raised: &Raised,
    world: &Rc<RefCell<World>>,
    output: Output,
) -> String {
    let (name, text, report) = interpreter.report(raised);
    let mut lines = pointed(&report);
    if let Some(at) = lines.iter().rposition(|line| line.starts_with(&name))
        && let Some(line) = lines.get_mut(at)
    {
        let whole = wrapped(line);
        *line = format!(
            "{}{}",
            name.red().bold(),
            whole.get(name.len()..).unwrap_or_default()
        );
    }
    let asks = world.borrow().typed;
    let hint = raised.error().and_then(|error| {
        let said = hint(error)?;
        let meant = is_no_folder(&said).then(|| meant::folder(interpreter, error, asks));
        Some(match meant.flatten() {
            Some(name) => format!("did you mean '{}'?", escape_control(&name, false)),
            None => said,
        })
    });
    if let Some(hint) = &hint {
        lines.push(wrap::hint(hint));
    }
    world.borrow_mut().say(&lines.join("\n"));
    if output == Output::Jsonl {
        let error = raised.error();
        let report = Report {
            kind: &name,
            message: &text,
            code: error.and_then(|error| error.code()),
            command: error.and_then(|error| error.command()),
            line: raised.line(),
            hint: hint.as_deref(),
        };
        let _ = report.write(&mut io::stderr());
    }
    let _ = io::stderr().flush();
    format!("{name}: {text}")
}
