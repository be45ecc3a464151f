//! The command line: what can be typed, in clap's terms, and nothing else.
//!
//! What a flag means beside the configuration file is told in `config/settings.rs`.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use imapclient::auth::Mechanism;

use clap::{CommandFactory, Parser, ValueEnum, ValueHint};

const NAME: &str = "imapclient-interact";

const AFTER: &str = "\
Flags beat the configuration file, the file beats the environment (imapclient_username, \
imapclient_password, imapclient_oauth2_*). No file is read unless -f names it. Without -c and \
SCRIPT, a program is read from standard input, or a prompt opens if that is a terminal.

Exit status: 0 all well; 1 an error of the code; 2 a wrong flag, file or value, or no host, user \
or password; 3 no connection, or it was lost; 4 the login was refused; 130 Ctrl-C; 143 SIGTERM.";

/// An interactive IMAP shell: Python at the prompt, JSON on standard output
#[derive(Parser)]
#[command(name = NAME, version, after_long_help = AFTER, max_term_width = 100)]
pub(crate) struct Cli {
    /// The IMAP server
    #[arg(short = 'H', long, value_name = "HOST", value_hint = ValueHint::Hostname)]
    #[arg(help_heading = "Account")]
    pub(crate) host: Option<String>,

    /// Its port [default: 993, or 143 without TLS from the start]
    #[arg(short = 'P', long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..))]
    #[arg(help_heading = "Account")]
    pub(crate) port: Option<u16>,

    /// The name to log in with
    #[arg(short, long, value_name = "USER", value_hint = ValueHint::Username)]
    #[arg(help_heading = "Account")]
    pub(crate) username: Option<String>,

    /// The password; other users of this machine can see it in `ps`
    #[arg(
        short,
        long,
        value_name = "PASS",
        group = "secret",
        help_heading = "Account"
    )]
    pub(crate) password: Option<String>,

    /// A command that prints the password on the first line of its output
    #[arg(long, value_name = "CMD", group = "secret", value_hint = ValueHint::CommandString)]
    #[arg(help_heading = "Account")]
    pub(crate) password_command: Option<String>,

    /// The password is the first line of standard input
    #[arg(long, group = "secret", help_heading = "Account")]
    pub(crate) password_stdin: bool,

    /// A configuration file with the keys of IMAPClient's, and more
    #[arg(short, long, value_name = "INI", value_hint = ValueHint::FilePath)]
    #[arg(help_heading = "Account")]
    pub(crate) file: Option<PathBuf>,

    /// The section of that file to use [default: DEFAULT]
    #[arg(
        short,
        long,
        value_name = "SECTION",
        requires = "file",
        help_heading = "Account"
    )]
    pub(crate) account: Option<String>,

    /// Print the accounts of that file and leave
    #[arg(long, requires = "file", help_heading = "Account")]
    pub(crate) list_accounts: bool,

    /// The mechanism to log in with, such as SCRAM-SHA-256, EXTERNAL or XOAUTH2 [default: the best]
    #[arg(long, value_name = "MECHANISM", value_parser = crate::config::mechanism)]
    #[arg(help_heading = "Account")]
    pub(crate) auth: Option<Mechanism>,

    /// Get an OAuth2 refresh token, by a code on any device or in the browser, and leave
    #[arg(long, value_name = "HOW", value_enum, num_args = 0..=1, require_equals = true)]
    #[arg(default_missing_value = "auto", help_heading = "Account")]
    #[arg(conflicts_with_all = ["command", "script"])]
    pub(crate) oauth2_login: Option<LoginBy>,

    /// TLS from the start (the default)
    #[arg(short, long, group = "tls", help_heading = "Connection")]
    pub(crate) ssl: bool,

    /// No TLS: the password may go out in clear
    #[arg(long, group = "tls", help_heading = "Connection")]
    pub(crate) insecure: bool,

    /// Begin in clear and turn to TLS before the login, or fail
    #[arg(long, group = "tls", help_heading = "Connection")]
    pub(crate) starttls: bool,

    /// A file of certificates (PEM) to trust beside the system's
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "insecure")]
    #[arg(help_heading = "Connection")]
    pub(crate) ca_file: Option<PathBuf>,

    /// Accept any certificate, for any name
    #[arg(long, help_heading = "Connection")]
    pub(crate) no_verify_cert: bool,

    /// Accept a valid certificate that is for another name
    #[arg(long, help_heading = "Connection")]
    pub(crate) no_check_hostname: bool,

    /// Our own certificate (PEM), for servers that ask for one
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "insecure")]
    #[arg(help_heading = "Connection")]
    pub(crate) client_cert: Option<PathBuf>,

    /// The key of that certificate (PEM)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "insecure")]
    #[arg(help_heading = "Connection")]
    pub(crate) client_key: Option<PathBuf>,

    /// How long to wait for the server [default: for ever]
    #[arg(long, value_name = "SECONDS", value_parser = seconds, help_heading = "Connection")]
    #[arg(allow_negative_numbers = true)]
    pub(crate) timeout: Option<Duration>,

    /// Speak IMAP with this command instead of a host
    #[arg(long, value_name = "COMMAND", value_hint = ValueHint::CommandString)]
    #[arg(conflicts_with_all = ["host", "port", "ssl", "starttls"], help_heading = "Connection")]
    pub(crate) stream: Option<String>,

    /// Use a demonstration: a server in this process, with a mailbox to explore
    #[arg(long, conflicts_with_all = [
        "host", "port", "username", "secret", "file", "tls", "stream", "ca_file", "no_verify_cert",
        "no_check_hostname", "client_cert", "client_key", "oauth2_login", "auth",
    ])]
    pub(crate) demo: bool,

    /// Run this and leave; may be repeated
    #[arg(short, long, value_name = "CODE")]
    pub(crate) command: Vec<String>,

    /// Go on after an error in a script
    #[arg(long)]
    pub(crate) keep_going: bool,

    /// Ask no questions: yes to all
    #[arg(long)]
    pub(crate) yes: bool,

    /// Open folders without the right to change them
    #[arg(long)]
    pub(crate) read_only: bool,

    /// Show what would change something, and how many messages it concerns, but do not send it
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// How results are printed
    #[arg(long, value_name = "FORM", value_enum, default_value_t = Output::Pretty)]
    pub(crate) output: Output,

    /// Colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = When::Auto)]
    pub(crate) color: When,

    /// No progress, news or warnings: only results and errors
    #[arg(short, long)]
    pub(crate) quiet: bool,

    /// Show what goes over the wire, without secrets, on standard error or in FILE
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true)]
    #[arg(value_hint = ValueHint::FilePath)]
    pub(crate) trace: Option<Option<PathBuf>>,

    /// A file of code to run; `-` is standard input
    #[arg(value_name = "SCRIPT", value_hint = ValueHint::FilePath)]
    pub(crate) script: Option<PathBuf>,

    /// Arguments of the script, in its sys.argv; behind `--` they may begin with a dash
    #[arg(value_name = "ARGS", value_hint = ValueHint::Other)]
    pub(crate) arguments: Vec<String>,

    /// Print the completions for a shell
    #[arg(long, value_name = "SHELL", hide = true, exclusive = true)]
    pub(crate) completions: Option<clap_complete::Shell>,

    /// Print the manual page
    #[arg(long, hide = true, exclusive = true)]
    pub(crate) man: bool,
}

/// Writes the completions of this command line for `shell`.
pub(crate) fn completions(shell: clap_complete::Shell, out: &mut dyn io::Write) -> io::Result<()> {
    // clap_complete offers hidden flags as well, so it gets a command without them.
    let whole = Cli::command();
    let shown = whole.get_arguments().filter(|flag| !flag.is_hide_set());
    let mut command = clap::Command::new(NAME)
        .version(env!("CARGO_PKG_VERSION"))
        .args(shown);
    // It panics if it cannot write; a vector can always be written to.
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut command, NAME, &mut text);
    out.write_all(&text)
}

/// Writes the manual page, as troff.
pub(crate) fn man(out: &mut dyn io::Write) -> io::Result<()> {
    clap_mangen::Man::new(Cli::command()).render(out)
}

/// How results are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    /// JSON over several lines
    Pretty,
    /// JSON, each result on one line
    Jsonl,
    /// Text and bytes as they are, the rest as jsonl
    Raw,
    /// Rows in columns, the rest as pretty
    Table,
    /// Rows as comma-separated values, the rest as pretty
    Csv,
}

/// How a refresh token is got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LoginBy {
    /// By a code where the provider has that, else in the browser
    Auto,
    /// By a code that is typed on any device
    Device,
    /// In the browser of this machine
    Browser,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// At a terminal, unless NO_COLOR or CLICOLOR=0 is set or TERM is `dumb`
    Auto,
    /// Even into a file or a pipe
    Always,
    /// Not at all
    Never,
}

/// A time-out: a positive number of seconds, fractions allowed.
///
/// The configuration file's `timeout` is read by the same rule.
pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    let wrong = || "a number of seconds above 0 is wanted, such as 30 or 2.5".to_owned();
    let seconds: f64 = text.trim().parse().map_err(|_| wrong())?;
    Duration::try_from_secs_f64(seconds)
        .ok()
        .filter(|time| !time.is_zero())
        .ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_timeout_is_a_positive_number() {
        assert_eq!(seconds("2.5"), Ok(Duration::from_millis(2500)));
        assert_eq!(seconds(" 30 "), Ok(Duration::from_secs(30)));
        for wrong in ["", "0", "-1", "nan", "inf", "1e30", "soon"] {
            assert!(seconds(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn trace_takes_a_file_only_after_an_equals_sign() {
        let cli = Cli::parse_from(["x", "--trace", "script.py"]);
        assert_eq!(cli.trace, Some(None));
        assert_eq!(cli.script, Some(PathBuf::from("script.py")));
        let cli = Cli::parse_from(["x", "--trace=wire.log"]);
        assert_eq!(cli.trace, Some(Some(PathBuf::from("wire.log"))));
    }
}
