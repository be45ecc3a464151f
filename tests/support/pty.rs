//! The program in a real pseudo-terminal, and what its screen shows.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use expectrl::process::Process;
use expectrl::process::unix::{Signal, UnixProcess, WaitStatus};

/// How long the screen may take to show what a test waits for.
const PATIENCE: Duration = Duration::from_secs(30);

/// The program, its home and its history in `home`, whatever the machine's own settings are.
pub(crate) fn program(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"));
    command.env("HOME", home).env("XDG_STATE_HOME", home);
    command.env("TERM", "xterm-256color").env("TZ", "UTC");
    command.env("LANG", "C.UTF-8").env_remove("NO_COLOR");
    command
}

/// A program at a terminal of its own.
pub(crate) struct Terminal {
    process: UnixProcess,
    keyboard: File,
    output: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    /// All that the program has written, escape sequences included.
    pub(crate) written: Vec<u8>,
}

impl Terminal {
    /// Starts the program with these arguments on a screen of 100 columns and 30 rows.
    pub(crate) fn start(home: &Path, arguments: &[&str]) -> Self {
        let mut command = program(home);
        command.args(arguments);
        Self::run(command)
    }

    /// Starts a command on a screen of 100 columns and 30 rows.
    pub(crate) fn run(command: Command) -> Self {
        let mut process = UnixProcess::spawn_command(command).unwrap();
        process.set_window_size(100, 30).unwrap();
        let keyboard = process.get_raw_handle().unwrap();
        let mut reader = process.get_raw_handle().unwrap();
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            // The end of the program is an error here.
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self {
            process,
            keyboard,
            output,
            screen: vt100::Parser::new(30, 100, 1000),
            written: Vec::new(),
        }
    }

    /// Presses keys.
    pub(crate) fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
    }

    /// Sends bytes that need not be text.
    pub(crate) fn press_bytes(&mut self, bytes: &[u8]) {
        self.keyboard.write_all(bytes).unwrap();
    }

    /// From now on the terminal itself shows what is typed, as most do, where the program does not.
    pub(crate) fn echo(&mut self) {
        self.process.set_echo(true, None).unwrap();
    }

    /// Types a line, waits until the screen shows it, and presses Enter.
    pub(crate) fn enter(&mut self, line: &str) {
        self.press(line);
        let shown = line.trim_end();
        self.until(&format!("the typed {line:?}"), |terminal| {
            shown.is_empty() || terminal.typed().ends_with(shown)
        });
        self.press("\r");
        self.until("the line to be left", |terminal| {
            !terminal.typed().ends_with(shown) || shown.is_empty()
        });
    }

    /// What stands before the cursor, on as many lines as it takes.
    fn typed(&self) -> String {
        let screen = self.screen.screen();
        let (row, column) = screen.cursor_position();
        let mut text = screen.contents_between(0, 0, row, column);
        text.retain(|letter| letter != '\n');
        text.trim_end().to_owned()
    }

    /// Gives the terminal another size; the program is told by the kernel.
    pub(crate) fn resize(&mut self, rows: u16, columns: u16) {
        self.screen.screen_mut().set_size(rows, columns);
        self.process.set_window_size(columns, rows).unwrap();
    }

    /// Sends a signal.
    pub(crate) fn signal(&mut self, signal: Signal) {
        self.process.signal(signal).unwrap();
    }

    /// What the screen shows, line by line, without blanks at the end of lines.
    pub(crate) fn screen(&self) -> String {
        let columns = self.screen.screen().size().1;
        let lines: Vec<String> = self
            .screen
            .screen()
            .rows(0, columns)
            .map(|line| line.trim_end().to_owned())
            .collect();
        lines.join("\n").trim_end().to_owned()
    }

    /// The line the cursor is on.
    pub(crate) fn line(&self) -> String {
        let (row, _) = self.screen.screen().cursor_position();
        let columns = self.screen.screen().size().1;
        let line = self.screen.screen().rows(0, columns).nth(row.into());
        line.unwrap_or_default().trim_end().to_owned()
    }

    /// The colour of the first place on the screen that shows `text`.
    pub(crate) fn colour_of(&self, text: &str) -> vt100::Color {
        let (rows, columns) = self.screen.screen().size();
        for row in 0..rows {
            let line: Vec<String> = (0..columns)
                .map(|column| {
                    let cell = self.screen.screen().cell(row, column).unwrap();
                    if cell.has_contents() {
                        cell.contents().to_owned()
                    } else {
                        " ".to_owned()
                    }
                })
                .collect();
            if let Some(at) = line.concat().find(text) {
                let column = u16::try_from(line.concat()[..at].chars().count()).unwrap();
                return self.screen.screen().cell(row, column).unwrap().fgcolor();
            }
        }
        panic!("the screen does not show {text:?}:\n{}", self.screen());
    }

    /// Waits until the screen fits.
    pub(crate) fn until(&mut self, what: &str, fits: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !fits(self) {
            match self
                .output
                .recv_timeout(deadline.saturating_duration_since(Instant::now()))
            {
                Ok(bytes) => {
                    self.screen.process(&bytes);
                    self.written.extend(bytes);
                }
                Err(RecvTimeoutError::Timeout) => {
                    panic!("waited for {what} in vain; the screen:\n{}", self.screen())
                }
                Err(RecvTimeoutError::Disconnected) => {
                    panic!(
                        "the program ended before {what}; the screen:\n{}",
                        self.screen()
                    )
                }
            }
        }
    }

    /// Waits until the screen shows `text`.
    pub(crate) fn see(&mut self, text: &str) {
        self.until(&format!("{text:?}"), |terminal| {
            terminal.screen().contains(text)
        });
    }

    /// Waits until the screen shows `text`, however its lines are broken.
    pub(crate) fn says(&mut self, text: &str) {
        let bare = |text: &str| text.split_whitespace().collect::<String>();
        let wanted = bare(text);
        self.until(text, |terminal| bare(&terminal.screen()).contains(&wanted));
    }

    /// Waits until the line of the cursor is `prompt` and nothing else.
    pub(crate) fn prompt(&mut self, prompt: &str) {
        self.until(&format!("the prompt {prompt:?}"), |terminal| {
            terminal.line() == prompt
        });
    }

    /// Waits for the end of the program, and returns its exit code.
    pub(crate) fn end(&mut self) -> i32 {
        loop {
            match self.output.recv_timeout(PATIENCE) {
                Ok(bytes) => {
                    self.screen.process(&bytes);
                    self.written.extend(bytes);
                }
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    panic!("the program does not end; the screen:\n{}", self.screen())
                }
            }
        }
        match self.process.wait().unwrap() {
            WaitStatus::Exited(_, code) => code,
            other => panic!(
                "the program ended by {other:?}; the screen:\n{}",
                self.screen()
            ),
        }
    }
}
