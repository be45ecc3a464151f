//! The interactive IMAP shell.

mod cli;
mod colour;
mod config;
mod env;
mod exit;
mod history;
mod json;
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
    let env = Env::process();
    let (out, err) = (io::stdout().is_terminal(), io::stderr().is_terminal());
    let colour = Colour::choose(cli.color, &env, out, err);
    colour.apply();
    let mut printer = Printer::new(io::stdout(), cli.output, colour.stdout, out);
    let exit = run(cli, env, &mut printer).unwrap_or_else(|problem| {
        complain(&problem, printer.output());
        problem.exit()
    });
    exit.into()
}

fn run(cli: Cli, env: Env, printer: &mut Printer<io::Stdout>) -> Result<Exit, Problem> {
    let unwritten = |error: io::Error| match print::is_closed(&error) {
        true => Ok(Exit::Success),
        false => Err(Problem::unwritten(&error)),
    };
    if let Some(shell) = cli.completions {
        let mut text = Vec::new();
        cli::completions(shell, &mut text);
        return io::stdout()
            .write_all(&text)
            .map_or_else(unwritten, |()| Ok(Exit::Success));
    }
    if cli.man {
        return cli::man(&mut io::stdout()).map_or_else(unwritten, |()| Ok(Exit::Success));
    }
    let list_accounts = cli.list_accounts;
    let config = Config::read(cli, env)?;
    if list_accounts {
        let accounts = config.accounts()?;
        return match printer.print(&accounts, None) {
            Err(print::Unprinted::Io(error)) => unwritten(error),
            Err(print::Unprinted::Dangerous) | Ok(()) => Ok(Exit::Success),
        };
    }
    let settings = config.settings()?;
    for warning in settings.warnings.iter().filter(|_| !settings.quiet) {
        eprintln!("warning: {warning}");
    }
    Ok(Exit::Success)
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
