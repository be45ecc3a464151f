//! `--demo`: a server in this process with a mailbox worth exploring.

use imapclient::sandbox::Sandbox;

use crate::cli::Cli;
use crate::config::PasswordSource;
use crate::connect::Failure;
use crate::exit::Stage;

/// What is said above the first prompt.
pub(crate) const WELCOME: &str = "\
This is a demonstration: a mailbox of some hundreds of messages, in memory, yours until you leave. \
README.md has a tour of it; c.list_folders() is a start.";

/// Starts the server, and points the flags at it.
pub(crate) fn start(cli: &mut Cli) -> Result<Sandbox, Failure> {
    let sandbox = Sandbox::demo().map_err(|error| Failure::Error(error, Stage::Connect))?;
    cli.host = Some("127.0.0.1".to_owned());
    cli.port = Some(sandbox.port());
    cli.insecure = true;
    cli.username = Some(Sandbox::DEMO_USER.to_owned());
    Ok(sandbox)
}

/// The password, which everybody may see.
pub(crate) fn password() -> PasswordSource {
    PasswordSource::Given(Sandbox::DEMO_PASSWORD.into())
}
