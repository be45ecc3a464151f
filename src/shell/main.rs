//! The interactive IMAP shell.

mod app;
mod ask;
mod astray;
mod cli;
mod colour;
mod command;
mod config;
mod confirm;
mod connect;
mod counted;
mod demo;
mod editor;
mod env;
mod exit;
mod guard;
mod hints;
mod history;
mod json;
mod keeper;
mod lang;
mod meant;
mod oauth2;
mod pager;
mod patience;
mod print;
mod progress;
mod prompt;
mod record;
mod repl;
mod run;
mod save;
mod sessions;
mod show;
mod signal;
mod sink;
mod suspend;
mod table;
mod times;
mod unread;
mod unwritten;
mod voice;
mod wire;
mod world;
mod wrap;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::Parser;
use imapclient::data::escape::escape_control;
use imapclient::transport::Interrupt;

use app::App;
use cli::Cli;
use colour::Colour;
use config::{Config, Problem};
use connect::{Common, Failure};
use env::Env;
use exit::Exit;
use print::{Printer, Report};
use progress::Progress;
use sessions::Sessions;
use signal::Ending;
use times::{Keyboard, Times};
use voice::Voice;
use wire::Wire;
use world::{Start, World};
use wrap::wrapped;

/// The stack of the thread that everything runs on. It is only reserved; what deep nesting may use
/// of it is bounded by counters.
const STACK: usize = 512 << 20;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let output = cli.output;
    let program = move || {
        let exit = run(cli).unwrap_or_else(|failure| {
            complain(&failure, output);
            failure.exit()
        });
        exit.number()
    };
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(program);
    let number = thread.map(|thread| thread.join());
    match number {
        Ok(Ok(number)) => ExitCode::from(number),
        _ => Exit::Failure.into(),
    }
}

fn run(mut cli: Cli) -> Result<Exit, Failure> {
    if let Some(shell) = cli.completions {
        return written(cli::completions(shell, &mut io::stdout()));
    }
    if cli.man {
        return written(cli::man(&mut io::stdout()));
    }
    let env = Env::process();
    let (out, err) = (io::stdout().is_terminal(), io::stderr().is_terminal());
    let colour = Colour::choose(cli.color, &env, out, err);
    colour.apply();
    let (output, list_accounts) = (cli.output, cli.list_accounts);
    let (oauth2_login, yes) = (cli.oauth2_login, cli.yes);
    let stdout = print::stdout().map_err(|error| Problem::unwritten(&error))?;
    // It stops when the program ends.
    let demo = match cli.demo {
        true => Some(demo::start(&mut cli)?),
        false => None,
    };
    let config = match demo {
        Some(_) => Config::read(cli, env.without_accounts())?,
        None => Config::read(cli, env.clone())?,
    };
    if list_accounts {
        let mut printer = Printer::new(stdout, output, colour.stdout, out);
        return written(printer.json(&config.accounts()?));
    }
    if let Some(by) = oauth2_login {
        let common = Common {
            interrupt: interrupt(&Ending::default())?,
            ..Common::default()
        };
        return oauth2::command_line(&config.flagged_account()?, by, yes, &common);
    }
    let mut settings = config.settings()?;
    if demo.is_some() {
        settings.account.password = demo::password();
        if settings.code.is_empty() && !settings.quiet {
            let _ = writeln!(io::stderr(), "{}", wrapped(demo::WELCOME));
        }
    }
    for warning in settings.warnings.iter().filter(|_| !settings.quiet) {
        let _ = writeln!(io::stderr(), "{}", wrapped(&format!("warning: {warning}")));
    }
    let prompt = settings.code.is_empty();
    let host = match &settings.account.host {
        None if prompt && settings.account.stream.is_none() => Some(config::ask_host()?),
        host => host.clone(),
    };
    let ending = Ending::default();
    let common = Common {
        interrupt: interrupt(&ending)?,
        wire: Wire::default(),
        voice: Voice::default(),
        ending: ending.clone(),
        read_only: settings.read_only,
        tokens: oauth2::TokenStore::default(),
        dry_run: settings.dry_run,
        progress: Progress::new(settings.quiet),
        times: Times::new(&env),
        keyboard: Keyboard::default(),
    };
    if let Some(trace) = &settings.trace {
        common.wire.show_in(Some(trace.open(&common.voice)?));
    }
    let sessions = Sessions::default();
    let world = World::new(
        stdout,
        |stdout| Printer::new(stdout, output, colour.stdout, out),
        common.clone(),
        sessions.clone(),
        &Start {
            quiet: settings.quiet,
            interactive: prompt,
            terminal: out,
            confirm: !settings.yes,
        },
    );
    let mut app = App::start(config, settings, common, sessions, world, host)?;
    let mut exit = app.run_code()?;
    if prompt && exit == Exit::Success {
        exit = app.repl(&env);
    }
    app.finish();
    Ok(ending.code().map_or(exit, Exit::Code))
}

/// The flag that Ctrl-C sets from now on; other signals end the program.
fn interrupt(ending: &Ending) -> Result<Interrupt, Problem> {
    signal::catch(ending).map_err(|error| Problem::new(format!("Ctrl-C cannot be caught: {error}")))
}

/// How the program ends after writing to standard output: well, also if nobody reads it any more.
fn written(result: io::Result<()>) -> Result<Exit, Failure> {
    match result {
        Err(error) if !print::is_closed(&error) => Err(Problem::unwritten(&error).into()),
        _ => Ok(Exit::Success),
    }
}

/// Says on standard error why there is nothing to run.
fn complain(failure: &Failure, output: cli::Output) {
    let (kind, message, error) = match failure {
        Failure::Problem(problem) => ("ConfigurationError", problem.to_string(), None),
        Failure::Error(error, _) => (error.kind().exception(), error.to_string(), Some(error)),
    };
    let message = escape_control(&message, false);
    let _ = writeln!(io::stderr(), "{}", wrapped(&format!("error: {message}")));
    let hint = error.and_then(hints::hint);
    if let Some(hint) = &hint {
        let _ = writeln!(io::stderr(), "{}", wrapped(&format!("hint: {hint}")));
    }
    if output == cli::Output::Jsonl {
        let report = Report {
            kind,
            message: &message,
            code: error.and_then(|error| error.code()),
            command: error.and_then(|error| error.command()),
            line: None,
            hint: hint.as_deref(),
        };
        let _ = report.write(&mut io::stderr());
    }
}
