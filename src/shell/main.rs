//! The interactive IMAP shell.

mod cli;
mod colour;
mod config;
mod env;
mod exit;
mod json;
mod print;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let run = || {
        let config = config::Config::read(cli, env::Env::process())?;
        config.settings()
    };
    let exit = match run() {
        Ok(_) => exit::Exit::Success,
        Err(problem) => {
            eprintln!("error: {problem}");
            problem.exit()
        }
    };
    exit.into()
}
