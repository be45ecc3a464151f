//! Where the password comes from, and questions at the terminal.

use std::io::{self, BufRead, IsTerminal, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use imapclient::data::escape::escape_control;
use imapclient::data::secret::Secret;
use zeroize::Zeroizing;

use super::{Problem, Result};

/// How long a password may be, in bytes: a token can be some thousands.
const LONGEST: u64 = 64 * 1024;

/// How the password is come by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PasswordSource {
    /// It is known.
    Given(Secret),
    /// A command prints it; `origin` names the flag or key.
    Command {
        /// For the shell (`sh -c`).
        command: String,
        /// What to blame.
        origin: String,
    },
    /// Someone at the terminal knows it.
    Ask,
}

impl PasswordSource {
    /// The password of `username` at `host`; may run a command or ask.
    pub(crate) fn obtain(&self, username: &str, host: &str) -> Result<Secret> {
        match self {
            Self::Given(password) => Ok(password.clone()),
            Self::Command { command, origin } => from_command(command, origin),
            Self::Ask => {
                let prompt = format!("Password for {username} at {host}: ");
                answer(rpassword::prompt_password(escape_control(&prompt, false)))
            }
        }
    }
}

fn answer(answer: io::Result<String>) -> Result<Secret> {
    use io::ErrorKind as K;
    match answer.map(Secret::from) {
        Ok(password) if !password.is_empty() => Ok(password),
        Ok(_) => Err(Problem::new("no password was typed")),
        Err(error) if error.kind() == K::UnexpectedEof => {
            Err(Problem::new("no password was typed"))
        }
        Err(error) if error.kind() == K::Interrupted => Err(Problem::interrupted()),
        Err(_) => Err(Problem::new(
            "no password is given and there is no terminal to ask at; use --password-command, \
             --password-stdin, or `password` or `password_command` in a file (-f)",
        )),
    }
}

/// The first line of what `command` prints.
fn from_command(command: &str, origin: &str) -> Result<Secret> {
    let failed = |what: String| Problem::new(format!("{origin}: {what}"));
    // The command must not eat the script on our standard input.
    let mut child = shell(command)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| failed(format!("the command cannot be run: {error}")))?;
    let mut printed = Zeroizing::new(Vec::new());
    let mut rest = Ok(0);
    if let Some(mut stdout) = child.stdout.take() {
        let limited = (&mut stdout).take(LONGEST).read_to_end(&mut printed);
        rest = limited.and_then(|_| io::copy(&mut stdout, &mut io::sink()));
    }
    let status = child.wait();
    rest.map_err(|error| failed(format!("the command's output cannot be read: {error}")))?;
    match status {
        Ok(status) if status.success() => {}
        Ok(status) => return Err(failed(format!("the command failed ({status})"))),
        Err(error) => return Err(failed(format!("the command cannot be awaited: {error}"))),
    }
    first_line(&printed).map_err(|what| failed(format!("the command's first line {what}")))
}

/// A command for the system's shell.
#[cfg(not(windows))]
pub(crate) fn shell(command: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", command]);
    shell
}

/// A command for the system's shell.
#[cfg(windows)]
pub(crate) fn shell(command: &str) -> Command {
    let mut shell = Command::new("cmd");
    shell.args(["/C", command]);
    shell
}

/// Takes the first line of standard input, and leaves the rest where it is.
pub(super) fn from_stdin() -> Result<Secret> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        return Err(Problem::new(
            "--password-stdin: standard input is a terminal; \
             without the flag the password is asked for, unseen",
        ));
    }
    from_reader(stdin.lock()).map_err(|what| Problem::new(format!("--password-stdin: {what}")))
}

fn from_reader(mut input: impl BufRead) -> std::result::Result<Secret, String> {
    let mut line = Zeroizing::new(Vec::new());
    let limited = (&mut input).take(LONGEST).read_until(b'\n', &mut line);
    limited.map_err(|error| format!("standard input cannot be read: {error}"))?;
    first_line(&line).map_err(|what| format!("the first line {what}"))
}

/// The first line of `printed`; the error is the end of a sentence.
fn first_line(printed: &[u8]) -> std::result::Result<Secret, &'static str> {
    let line = printed.split(|&byte| byte == b'\n').next();
    let line = line.unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.is_empty() {
        return Err("is empty; the password is wanted there");
    }
    if line.len() as u64 >= LONGEST {
        return Err("is too long for a password");
    }
    let text = str::from_utf8(line).map_err(|_| "is not UTF-8")?;
    Ok(text.into())
}

/// Asks for the host, seen; only if standard input is a terminal.
pub(crate) fn ask_host() -> Result<String> {
    let typed = ask(
        "Host: ",
        "no host is given; use -H HOST, or -f with a file that names one",
    )?;
    super::account::host(&typed).map_err(Problem::new)
}

/// Asks for the user name, seen; only if standard input is a terminal.
pub(crate) fn ask_username() -> Result<String> {
    ask(
        "Username: ",
        "no user name is given; use -u USER, or `username` in a file (-f)",
    )
}

fn ask(prompt: &str, missing: &str) -> Result<String> {
    let stdin = io::stdin();
    if !stdin.is_terminal() {
        return Err(Problem::new(missing));
    }
    let mut line = String::new();
    let mut stderr = io::stderr();
    let read = write!(stderr, "{prompt}")
        .and_then(|()| stderr.flush())
        .and_then(|()| stdin.lock().take(LONGEST).read_line(&mut line));
    match read {
        Ok(_) if !line.trim().is_empty() => Ok(line.trim().to_owned()),
        Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(Problem::interrupted()),
        _ => Err(Problem::new(missing)),
    }
}

/// Whether users other than the owner may read `path`.
#[cfg(unix)]
pub(super) fn readable_by_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    // Not a file: a pipe such as /dev/fd/63 is nobody else's business.
    std::fs::metadata(path)
        .is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o044 != 0)
}

#[cfg(not(unix))]
pub(super) fn readable_by_others(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(command: &str) -> std::result::Result<String, String> {
        match from_command(command, "--password-command") {
            Ok(password) => Ok(String::from_utf8(password.expose().to_vec()).unwrap()),
            Err(problem) => Err(problem.to_string()),
        }
    }

    #[test]
    fn a_command_gives_its_first_line() {
        assert_eq!(command("printf 'a b\\r\\nrest\\n'").as_deref(), Ok("a b"));
        assert_eq!(command("printf secret").as_deref(), Ok("secret"));
        // More than the pipe and we hold: it is read to its end, so that the command ends well.
        assert_eq!(command("echo x; yes | head -c 300000").as_deref(), Ok("x"));
        // It cannot wait for our standard input.
        assert_eq!(command("cat; echo y").as_deref(), Ok("y"));
    }

    #[test]
    fn a_command_that_fails_is_named_but_not_quoted() {
        let table = [
            ("exit 3", "failed (exit status: 3)"),
            ("true", "is empty"),
            ("echo; echo late", "is empty"),
            ("printf '\\377'", "is not UTF-8"),
            ("echo hunter2; exit 1", "failed (exit status: 1)"),
            ("yes | tr -d '\\n' | head -c 100000", "too long"),
        ];
        for (run, words) in table {
            let error = command(run).unwrap_err();
            assert!(error.starts_with("--password-command: "), "{error}");
            assert!(error.contains(words), "{error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn standard_input_keeps_the_lines_after_the_password() {
        let mut input = io::Cursor::new(b"pa ss\nc.noop()\n".to_vec());
        assert_eq!(from_reader(&mut input).unwrap().expose(), b"pa ss");
        let mut rest = String::new();
        input.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "c.noop()\n");
        assert!(from_reader(io::empty()).is_err());
    }

    #[test]
    fn a_password_is_not_printed() {
        let source = PasswordSource::Given("hunter2".into());
        assert_eq!(format!("{source:?}"), "Given(***)");
    }

    #[test]
    fn without_a_terminal_the_other_ways_are_named() {
        let none = answer(Err(io::Error::from_raw_os_error(6))).unwrap_err();
        assert!(none.to_string().contains("--password-stdin"));
        let stop = answer(Err(io::ErrorKind::Interrupted.into())).unwrap_err();
        assert_eq!(stop.exit().number(), 130);
    }
}
