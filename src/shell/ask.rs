//! Questions at the terminal. The terminal is made to hand over each key before anything is asked,
//! so that Ctrl-C is an answer from the first moment on; what was typed ahead never is one.

use std::io::{self, Write};

use imapclient::transport::Interrupt;

use crate::lang::{R, Raised};

/// The longest answer.
const LONGEST: usize = 100;

/// What somebody says to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// A line, in lower case.
    Line(String),
    /// Ctrl-C, Ctrl-D, Escape, or no terminal.
    None,
    /// The next line was typed before the question was seen.
    TypedAhead,
}

/// Asks on standard error and reads one line.
pub(crate) fn line(question: &str, interrupt: &Interrupt) -> Answer {
    let Some(keys) = Keys::open() else {
        return without_keys(question);
    };
    if keys.typed_ahead {
        return Answer::TypedAhead;
    }
    let mut err = io::stderr();
    let mut say = |text: &str| {
        let _ = err.write_all(text.as_bytes());
        let _ = err.flush();
    };
    say(question);
    let mut answer = String::new();
    let answered = loop {
        match keys.next(interrupt) {
            Key::Enter => break true,
            Key::Letter(letter) if answer.len() < LONGEST => {
                answer.push(letter);
                say(&letter.to_string());
            }
            Key::Erase => {
                if answer.pop().is_some() {
                    say("\x08 \x08");
                }
            }
            Key::Stop => break false,
            Key::Letter(_) | Key::Other => {}
        }
    };
    say("\n");
    interrupt.clear();
    match answered {
        true => Answer::Line(answer.trim().to_lowercase()),
        false => Answer::None,
    }
}

/// What to do when a page is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum More {
    Page,
    All,
    Stop,
}

/// Shows `text` until a key says how to go on; it is gone then. If more was typed already, nobody
/// is waiting for the page.
pub(crate) fn more(text: &str, interrupt: &Interrupt) -> More {
    let Some(keys) = Keys::open().filter(|keys| !keys.typed_ahead) else {
        return More::All;
    };
    let mut err = io::stderr();
    let (before, behind, gone) = match std::env::var_os("TERM") {
        // A terminal that obeys nothing keeps the line.
        Some(term) if term == "dumb" => ("", "", "\n"),
        _ => ("\x1b[7m", "\x1b[0m", "\r\x1b[K"),
    };
    let _ = write!(err, "{before}{text}{behind}");
    let _ = err.flush();
    let more = loop {
        match keys.next(interrupt) {
            Key::Enter | Key::Letter(' ') => break More::Page,
            Key::Letter('a' | 'A') => break More::All,
            Key::Letter('q' | 'Q') | Key::Stop => break More::Stop,
            Key::Letter(_) | Key::Erase | Key::Other => {}
        }
    };
    let _ = write!(err, "{gone}");
    let _ = err.flush();
    interrupt.clear();
    more
}

/// A line for the code that runs (`input()`), edited as at the prompt; `None` at the end of input.
pub(crate) fn input(prompt: &str) -> R<Option<String>> {
    use rustyline::error::ReadlineError;
    let wrong = |error: ReadlineError| Raised::new("OSError", error.to_string());
    let mut editor = rustyline::DefaultEditor::new().map_err(wrong)?;
    match editor.readline(prompt) {
        Ok(line) => Ok(Some(line)),
        Err(ReadlineError::Eof) => Ok(None),
        Err(ReadlineError::Interrupted) => Err(Raised::new("KeyboardInterrupt", "")),
        Err(error) => Err(wrong(error)),
    }
}

/// A line for the code that runs, where nobody types; `None` at the end of input.
pub(crate) fn piped() -> R<Option<String>> {
    let mut line = String::new();
    match io::stdin().read_line(&mut line) {
        Ok(0) => Ok(None),
        Ok(_) => Ok(Some(line.trim_end_matches(['\n', '\r']).to_owned())),
        Err(error) => Err(Raised::new("OSError", error.to_string())),
    }
}

/// What was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    Enter,
    Letter(char),
    Erase,
    Stop,
    Other,
}

#[cfg(unix)]
struct Keys {
    before: nix::sys::termios::Termios,
    typed_ahead: bool,
}

#[cfg(unix)]
impl Keys {
    /// Makes the terminal hand over each key; it is as it was when this is dropped.
    fn open() -> Option<Self> {
        use nix::sys::termios::{LocalFlags, SetArg, tcgetattr, tcsetattr};
        let stdin = io::stdin();
        // As long as the terminal gathers lines, only a whole one counts as there.
        let typed_ahead = ready(0);
        let before = tcgetattr(&stdin).ok()?;
        let mut now = before.clone();
        now.local_flags
            .remove(LocalFlags::ICANON | LocalFlags::ECHO | LocalFlags::ISIG | LocalFlags::IEXTEN);
        tcsetattr(&stdin, SetArg::TCSADRAIN, &now).ok()?;
        Some(Self {
            before,
            typed_ahead,
        })
    }

    /// The next key, however long it takes.
    fn next(&self, interrupt: &Interrupt) -> Key {
        loop {
            if interrupt.is_set() {
                return Key::Stop;
            }
            if ready(50) {
                break;
            }
        }
        let Some(byte) = byte() else {
            return Key::Stop;
        };
        match byte {
            b'\r' | b'\n' => Key::Enter,
            0x7f | 0x08 => Key::Erase,
            0x03 | 0x04 => Key::Stop,
            // A key that sends several bytes sends them at once.
            0x1b if !ready(20) => Key::Stop,
            0x1b => {
                while ready(0) && byte_is_part_of_a_sequence() {}
                Key::Other
            }
            b' '..=b'~' => Key::Letter(char::from(byte)),
            _ => Key::Other,
        }
    }
}

#[cfg(unix)]
impl Drop for Keys {
    fn drop(&mut self) {
        use nix::sys::termios::{SetArg, tcsetattr};
        let _ = tcsetattr(io::stdin(), SetArg::TCSADRAIN, &self.before);
    }
}

/// Whether something can be read from the terminal within so many milliseconds.
#[cfg(unix)]
fn ready(milliseconds: u16) -> bool {
    use nix::poll::{PollFd, PollFlags, poll};
    use std::os::fd::AsFd;
    let stdin = io::stdin();
    let mut wanted = [PollFd::new(stdin.as_fd(), PollFlags::POLLIN)];
    poll(&mut wanted, milliseconds).is_ok_and(|count| count > 0)
}

#[cfg(unix)]
fn byte() -> Option<u8> {
    let mut byte = [0];
    match nix::unistd::read(io::stdin(), &mut byte) {
        Ok(1) => byte.first().copied(),
        _ => None,
    }
}

/// Takes a byte of what an arrow or the like sends; false at its last.
#[cfg(unix)]
fn byte_is_part_of_a_sequence() -> bool {
    byte().is_some_and(|byte| !byte.is_ascii_alphabetic() && byte != b'~' || byte == b'O')
}

#[cfg(unix)]
fn without_keys(_: &str) -> Answer {
    Answer::None
}

/// Where keys cannot be had one by one: a line as the console gathers it.
#[cfg(not(unix))]
fn without_keys(question: &str) -> Answer {
    use std::io::IsTerminal;
    let mut err = io::stderr();
    let mut line = String::new();
    let _ = err
        .write_all(question.as_bytes())
        .and_then(|()| err.flush());
    match io::stdin().is_terminal()
        && io::stdin()
            .read_line(&mut line)
            .is_ok_and(|count| count > 0)
    {
        true => Answer::Line(line.trim().to_lowercase()),
        false => Answer::None,
    }
}

/// How long a terminal may pause in the middle of a paste, in milliseconds.
#[cfg(unix)]
const PAUSE: u16 = 200;

/// Reads the rest of a bracketed paste, and drops it.
pub(crate) fn drop_paste() {
    #[cfg(unix)]
    if let Some(_keys) = Keys::open() {
        let mut last = Vec::new();
        while !last.ends_with(b"\x1b[201~") && ready(PAUSE) {
            let Some(byte) = byte() else {
                return;
            };
            if last.len() > 16 {
                last.drain(..8);
            }
            last.push(byte);
        }
    }
}

/// Drops what was typed before now and not read yet.
pub(crate) fn drop_typed_ahead() {
    #[cfg(unix)]
    let _ = nix::sys::termios::tcflush(io::stdin(), nix::sys::termios::FlushArg::TCIFLUSH);
}

#[cfg(not(unix))]
struct Keys {
    typed_ahead: bool,
}

#[cfg(not(unix))]
impl Keys {
    /// Elsewhere lines are read as the console gathers them, and nothing is asked key by key.
    fn open() -> Option<Self> {
        None
    }

    fn next(&self, _: &Interrupt) -> Key {
        Key::Stop
    }
}
