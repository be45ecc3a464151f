//! The interactive IMAP shell.

mod cli;
mod colour;
mod config;
mod env;
mod exit;
mod history;
mod json;
mod lang;
mod print;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::Parser;

use cli::Cli;
use colour::Colour;
use config::{Config, Problem};
use env::Env;
use exit::Exit;
use print::{Printer, Report};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let output = cli.output;
    let exit = run(cli).unwrap_or_else(|problem| {
        complain(&problem, output);
        problem.exit()
    });
    exit.into()
}

fn run(cli: Cli) -> Result<Exit, Problem> {
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
    let stdout = print::stdout().map_err(|error| Problem::unwritten(&error))?;
    let mut printer = Printer::new(stdout, output, colour.stdout, out);
    let config = Config::read(cli, env)?;
    if list_accounts {
        return written(printer.json(&config.accounts()?));
    }
    let settings = config.settings()?;
    for warning in settings.warnings.iter().filter(|_| !settings.quiet) {
        let _ = writeln!(io::stderr(), "warning: {warning}");
    }
    Ok(Exit::Success)
}

/// How the program ends after writing to standard output: well, also if nobody reads it any more.
fn written(result: io::Result<()>) -> Result<Exit, Problem> {
    match result {
        Err(error) if !print::is_closed(&error) => Err(Problem::unwritten(&error)),
        _ => Ok(Exit::Success),
    }
}

/// Says on standard error why there is nothing to run.
fn complain(problem: &Problem, output: cli::Output) {
    let message = problem.to_string();
    let _ = writeln!(io::stderr(), "error: {message}");
    if output == cli::Output::Jsonl {
        let report = Report {
            kind: "ConfigurationError",
            message: &message,
            code: None,
            command: None,
            line: None,
        };
        let _ = report.write(&mut io::stderr());
    }
}
