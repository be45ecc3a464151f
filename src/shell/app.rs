//! Running what was asked for: the pieces of code, then the end of the session.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io::{self, Read, Write};
use std::rc::Rc;

use colored::Colorize;
use imapclient::data::secret::Secret;

use crate::cli::Output;
use crate::config::{Chunk, Config, Problem, Settings};
use crate::connect::{Common, Failure, Session, open};
use crate::editor::without_prompt;
use crate::exit::{Exit, Stage};
use crate::hints::hint;
use crate::lang::{Host, Interpreter, Raised, What};
use crate::print::{Report, is_closed};
use crate::world::World;

/// A program under way: the interpreter, the world it prints to, and what it was started with.
pub(crate) struct App {
    pub(crate) interpreter: Interpreter,
    pub(crate) world: Rc<RefCell<World>>,
    pub(crate) config: Config,
    pub(crate) settings: Settings,
    pub(crate) common: Common,
    /// The host that `c` is connected to.
    pub(crate) host: Option<String>,
    pub(crate) username: Option<String>,
    pub(crate) password: Option<Secret>,
}

impl App {
    /// Connects as the settings say, and makes an interpreter in which `c` is the client.
    pub(crate) fn start(
        config: Config,
        settings: Settings,
        common: Common,
        world: World,
        host: Option<String>,
    ) -> Result<Self, Failure> {
        let world = Rc::new(RefCell::new(world));
        let place = host.as_ref().or(settings.account.stream.as_ref());
        if let (Some(host), true) = (place, settings.account.production) {
            world.borrow_mut().mark_production(host);
        }
        let session = match (&host, &settings.account.stream) {
            (None, None) => None,
            (host, _) => {
                let host = host.as_deref().unwrap_or_default();
                let mut warn = |text: &str| world.borrow_mut().warn(text);
                Some(open(&settings.account, host, &common, None, &mut warn)?)
            }
        };
        let (client, username, password) = match session {
            Some(Session {
                client,
                username,
                password,
            }) => (Some(client), username, password),
            None => (None, None, None),
        };
        let host_world: Rc<RefCell<dyn Host>> = world.clone();
        Ok(Self {
            interpreter: Interpreter::new(host_world, client),
            world,
            config,
            host: host.or_else(|| settings.account.stream.clone()),
            settings,
            common,
            username,
            password,
        })
    }

    /// Runs the pieces of code one after the other. The first error ends the program, unless it is
    /// to keep going.
    pub(crate) fn run_code(&mut self) -> Result<Exit, Problem> {
        let mut exit = Exit::Success;
        let startup = self.settings.account.startup.clone();
        let startup = startup.map(|text| Chunk::Code {
            name: "startup".to_owned(),
            text,
        });
        let chunks = std::mem::take(&mut self.settings.code);
        for chunk in startup.into_iter().chain(chunks) {
            let (name, text) = match chunk {
                Chunk::Code { name, text } => (name, text),
                Chunk::Stdin => ("<stdin>".to_owned(), standard_input()?),
            };
            match self.run(&name, &text, self.settings.keep_going) {
                Ok(true) => {}
                Ok(false) => exit = Exit::Failure,
                Err(end) => return Ok(end),
            }
        }
        Ok(exit)
    }

    /// Runs one source. `Ok` tells whether all went well; `Err` is the end of the program.
    pub(crate) fn run(&mut self, name: &str, text: &str, keep_going: bool) -> Result<bool, Exit> {
        let text = &transcript(text);
        let mut well = true;
        let mut end = None;
        let world = self.world.clone();
        let output = self.settings.output;
        let ran = self
            .interpreter
            .run(name, text, &mut |interpreter, raised| {
                match verdict(raised) {
                    Verdict::Leave(exit) => end = Some(exit),
                    Verdict::Failed(exit) => {
                        show(interpreter, raised, &world, output);
                        well = false;
                        if !keep_going || exit == Exit::Interrupted {
                            end = Some(exit);
                        }
                    }
                }
                end.is_none()
            });
        if let (Err(raised), None) = (&ran, end) {
            // A syntax error: nothing of the source was run.
            show(&mut self.interpreter, raised, &self.world, output);
            return if keep_going {
                Ok(false)
            } else {
                Err(Exit::Failure)
            };
        }
        let flushed = self.world.borrow_mut().flush();
        match (end, flushed) {
            (Some(exit), _) => Err(exit),
            (None, Err(error)) if is_closed(&error) => Err(Exit::Success),
            (None, Err(_)) => Err(Exit::Failure),
            (None, Ok(())) => Ok(well),
        }
    }

    /// Says goodbye to the server, if it is still there.
    pub(crate) fn finish(&mut self) {
        let _ = self.world.borrow_mut().flush();
        self.farewell();
    }

    /// Logs out, if there still is a session.
    pub(crate) fn farewell(&mut self) {
        self.common.interrupt.clear();
        if let Some(client) = self.interpreter.client()
            && let Ok(mut slot) = client.0.try_borrow_mut()
            && let Some(client) = slot.as_mut()
            && client.ended().is_none()
        {
            let _ = client.logout();
        }
    }
}

/// A script that is a transcript, as manuals print them, without its prompts. What stands between
/// the prompts is the output; its lines are left empty, so that line numbers stay.
fn transcript(text: &str) -> Cow<'_, str> {
    let first = text.lines().find(|line| !line.trim().is_empty());
    if !first.is_some_and(|line| line.trim_start().starts_with(">>>")) {
        return Cow::Borrowed(text);
    }
    let lines = text
        .lines()
        .map(|line| without_prompt(line).unwrap_or_default());
    Cow::Owned(lines.collect::<Vec<_>>().join("\n"))
}

fn standard_input() -> Result<String, Problem> {
    let mut bytes = Vec::new();
    io::stdin()
        .read_to_end(&mut bytes)
        .map_err(|error| Problem::new(format!("standard input cannot be read: {error}")))?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Problem::new(format!("standard input is not UTF-8 at byte {at}"))
    })
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

/// Shows an uncaught exception on standard error.
pub(crate) fn show(
    interpreter: &mut Interpreter,
    raised: &Raised,
    world: &Rc<RefCell<World>>,
    output: Output,
) {
    let (name, text, report) = interpreter.report(raised);
    let mut lines: Vec<String> = report.lines().map(str::to_owned).collect();
    if let Some(at) = lines.iter().rposition(|line| line.starts_with(&name))
        && let Some(line) = lines.get_mut(at)
    {
        *line = format!(
            "{}{}",
            name.red().bold(),
            line.get(name.len()..).unwrap_or_default()
        );
    }
    let hint = raised.error().and_then(hint);
    if let Some(hint) = &hint {
        lines.push(format!("{} {hint}", "hint:".cyan().bold()));
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
}
