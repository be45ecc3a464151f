//! All that one run needs to know: flags over file over environment over defaults.

use std::fs::OpenOptions;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use imapclient::data::secret::Secret;
use serde::Serialize;

use super::account::{Account, Reader};
use super::ini::Ini;
use super::known::{EXPECT_FAILURE, SECRETS, meant};
use super::layers::Layers;
use super::normalise::{DEFAULT, decode};
use super::secrets::{from_stdin, readable_by_others};
use super::{Problem, Result};
use crate::cli::{Cli, Output};
use crate::colour::Colour;
use crate::env::Env;
use crate::voice::Voice;

/// What to do and how.
#[derive(Debug)]
pub(crate) struct Settings {
    /// Whom to connect to.
    pub(crate) account: Account,
    /// What to run; nothing means a prompt.
    pub(crate) code: Vec<Chunk>,
    /// What the code finds in `sys.argv`: what it is called, and its arguments.
    pub(crate) argv: Vec<String>,
    /// Whether to go on after an error in a script.
    pub(crate) keep_going: bool,
    /// Whether folders are opened for reading only.
    pub(crate) read_only: bool,
    /// Whether what would change something is only shown.
    pub(crate) dry_run: bool,
    /// Whether no questions are asked.
    pub(crate) yes: bool,
    /// How results are printed.
    pub(crate) output: Output,
    /// Where colours are used.
    pub(crate) colour: Colour,
    /// Whether progress, news and warnings are left out.
    pub(crate) quiet: bool,
    /// Where the wire is shown.
    pub(crate) trace: Option<Trace>,
    /// What the user should be told on standard error, unless `quiet`.
    pub(crate) warnings: Vec<String>,
}

/// As Python names them: by the script, by `-c`, or not at all.
fn argv(cli: &Cli) -> Vec<String> {
    let name = match &cli.script {
        Some(script) => script.to_string_lossy().into_owned(),
        None if cli.command.is_empty() => String::new(),
        None => "-c".to_owned(),
    };
    [name]
        .into_iter()
        .chain(cli.arguments.iter().cloned())
        .collect()
}

/// A piece of code to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Chunk {
    /// Code and what to call it in messages.
    Code {
        /// `-c`, or the path of the script.
        name: String,
        /// Its text.
        text: String,
    },
    /// Standard input, read while it runs.
    Stdin,
}

/// Where the wire is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trace {
    /// Among the messages.
    Stderr,
    /// In a file, made anew.
    File(PathBuf),
}

impl Trace {
    /// Opens it for writing; a file is for its owner only.
    pub(crate) fn open(&self, voice: &Voice) -> Result<Box<dyn Write + Send>> {
        match self {
            Self::Stderr => Ok(Box::new(voice.clone())),
            Self::File(path) => {
                let mut options = OpenOptions::new();
                options.write(true).create(true).truncate(true);
                #[cfg(unix)]
                std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
                let file = options.open(path).map_err(|error| {
                    Problem::new(format!(
                        "the trace cannot be written to {}: {error}",
                        path.display()
                    ))
                })?;
                Ok(Box::new(file))
            }
        }
    }
}

/// One line of `--list-accounts`.
#[derive(Debug, Serialize, PartialEq, Eq)]
pub(crate) struct AccountLine {
    /// The section.
    pub(crate) account: String,
    /// The server, or the command of a stream.
    pub(crate) host: Option<String>,
    /// Whom it logs in as.
    pub(crate) username: Option<String>,
}

/// Flags, file and environment, kept for accounts that are chosen later.
pub(crate) struct Config {
    cli: Cli,
    env: Env,
    ini: Option<Ini>,
}

impl Config {
    /// Reads the file that the flags name, if they name one.
    pub(crate) fn read(cli: Cli, env: Env) -> Result<Self> {
        let ini = cli.file.as_deref().map(Ini::read).transpose()?;
        if let Some(ini) = &ini
            && ini.default_section().contains_key(EXPECT_FAILURE)
        {
            let path = ini.path().display();
            return Err(Problem::new(format!(
                "{path} [{DEFAULT}] {EXPECT_FAILURE}: belongs into the section of one account"
            )));
        }
        Ok(Self { cli, env, ini })
    }

    /// The environment that it was read in.
    pub(crate) fn env(&self) -> &Env {
        &self.env
    }

    /// The accounts of the file: DEFAULT, if it names a host, and the others in order.
    pub(crate) fn accounts(&self) -> Result<Vec<AccountLine>> {
        let Some(ini) = &self.ini else {
            return Ok(Vec::new());
        };
        let default = ini
            .default_section()
            .contains_key("host")
            .then_some(DEFAULT);
        let names = default.into_iter().chain(ini.names());
        let line = |name: &str| {
            let layers = Layers::new(&self.env, Some(ini), name)?;
            let text = |key| Ok(layers.text(key)?.map(|found| found.value));
            Ok(AccountLine {
                account: name.to_owned(),
                host: text("host")?,
                username: text("username")?,
            })
        };
        names.map(line).collect()
    }

    /// The account `name` of the file, as the file has it: flags that describe an account speak of
    /// the first one only, so that its password is never sent to another server.
    pub(crate) fn account(&self, name: &str) -> Result<Account> {
        if self.ini.is_none() {
            let what = "there are no accounts without a file; start with -f FILE";
            return Err(Problem::new(what));
        }
        let layers = Layers::new(&self.env, self.ini.as_ref(), name)?;
        let reader = Reader {
            flags: None,
            layers: &layers,
            env: &self.env,
            from_stdin: None,
        };
        reader.account(Some(name))
    }

    /// The account that the flags describe, with what the file says besides.
    pub(crate) fn flagged_account(&self) -> Result<Account> {
        self.account_of_flags(None)
    }

    fn account_of_flags(&self, from_stdin: Option<&Secret>) -> Result<Account> {
        let section = self.cli.account.as_deref().unwrap_or(DEFAULT);
        let layers = Layers::new(&self.env, self.ini.as_ref(), section)?;
        let reader = Reader {
            flags: Some(&self.cli),
            layers: &layers,
            env: &self.env,
            from_stdin,
        };
        reader.account(self.ini.is_some().then_some(section))
    }

    /// The settings of this run. With `--password-stdin` this takes a line of standard input.
    pub(crate) fn settings(&self) -> Result<Settings> {
        let cli = &self.cli;
        let from_stdin = cli.password_stdin.then(from_stdin).transpose()?;
        let account = self.account_of_flags(from_stdin.as_ref())?;
        let terminal = io::stdin().is_terminal();
        self.host_wanted(&account, terminal)?;
        let (out, err) = (io::stdout().is_terminal(), io::stderr().is_terminal());
        let mut warnings = self.warnings();
        warnings.extend(chosen_host(&account));
        Ok(Settings {
            account,
            code: self.code(terminal)?,
            argv: argv(cli),
            keep_going: cli.keep_going,
            read_only: cli.read_only,
            dry_run: cli.dry_run,
            yes: cli.yes,
            output: cli.output,
            colour: Colour::choose(cli.color, &self.env, out, err),
            quiet: cli.quiet,
            trace: cli
                .trace
                .clone()
                .map(|path| path.map_or(Trace::Stderr, Trace::File)),
            warnings,
        })
    }

    /// Code given by flag runs without a connection if no file was named either; a prompt asks.
    fn host_wanted(&self, account: &Account, terminal: bool) -> Result<()> {
        if account.host.is_some() || account.stream.is_some() {
            return Ok(());
        }
        let given = !self.cli.command.is_empty() || self.cli.script.is_some();
        match &self.ini {
            None if given || terminal => Ok(()),
            None => Err(Problem::new(
                "no host is given; use -H HOST, or -f with a file that names one",
            )),
            Some(_) if terminal && !given => Ok(()),
            Some(ini) => {
                let section = account.name.as_deref().unwrap_or(DEFAULT);
                let names: Vec<_> = ini.names().collect();
                let choose = match names.is_empty() {
                    true => String::new(),
                    false => format!("; -a chooses an account: {}", names.join(", ")),
                };
                let slip = ini.all().flat_map(|keys| keys.keys());
                let slip = slip.into_iter().find(|key| meant(key) == Some("host"));
                let slip = slip.map_or(String::new(), |key| {
                    format!("; the key {key} means nothing, is it host?")
                });
                let path = ini.path().display();
                Err(Problem::new(format!(
                    "{path} [{section}] has no host{choose}{slip}"
                )))
            }
        }
    }

    fn code(&self, terminal: bool) -> Result<Vec<Chunk>> {
        let command = |text: &String| Chunk::Code {
            name: "-c".to_owned(),
            text: text.clone(),
        };
        let mut code: Vec<_> = self.cli.command.iter().map(command).collect();
        match self.cli.script.as_deref() {
            Some(path) if path == Path::new("-") => code.push(Chunk::Stdin),
            Some(path) => code.push(script(path)?),
            None if code.is_empty() && !terminal => code.push(Chunk::Stdin),
            None => {}
        }
        Ok(code)
    }

    fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.cli.password.is_some() {
            warnings.push(
                "the password given with -p can be seen by other users of this machine (ps); \
                 better is --password-command, --password-stdin, a file (-f), or being asked"
                    .to_owned(),
            );
        }
        let Some(ini) = &self.ini else {
            return warnings;
        };
        let path = ini.path();
        let filled =
            |(key, value): (&String, &String)| SECRETS.contains(&key.as_str()) && !value.is_empty();
        if readable_by_others(path) && ini.all().any(|keys| keys.iter().any(filled)) {
            let path = path.display();
            warnings.push(format!(
                "{path} holds a secret and other users can read it; chmod 600 {path}"
            ));
        }
        let sections = [DEFAULT].into_iter().chain(ini.names());
        for (section, keys) in sections.zip(ini.all()) {
            for (key, meant) in keys.keys().filter_map(|key| Some((key, meant(key)?))) {
                warnings.push(format!(
                    "{} [{section}] {key}: this key means nothing; is it {meant}?",
                    path.display()
                ));
            }
        }
        warnings
    }
}

/// Tells of a host that nobody named.
fn chosen_host(account: &Account) -> Option<String> {
    let host = account.host.as_ref().filter(|_| account.host_by_name)?;
    Some(format!(
        "no host is given; {host} is taken, by the domain of the user name"
    ))
}

fn script(path: &Path) -> Result<Chunk> {
    let (name, text) = read_script(path)?;
    Ok(Chunk::Code { name, text })
}

/// The name of a script in messages, and its text.
pub(crate) fn read_script(path: &Path) -> Result<(String, String)> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path)
        .map_err(|error| Problem::new(format!("cannot read the script {name}: {error}")))?;
    let text = decode(&bytes).map_err(|fault| {
        let line = fault.line.unwrap_or_default();
        Problem::new(format!("{name} line {line}: {}", fault.what))
    })?;
    Ok((name, text.to_owned()))
}

#[cfg(test)]
#[path = "settings_tests.rs"]
mod tests;
