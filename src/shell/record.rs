//! A session as a conversation file that our tests can play (`tests/conversations.rs` tells the
//! format): what was typed, what went over the wire, what was printed. Secrets stay out.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use imapclient::client::Client;
use imapclient::data::folder::Folder;
use imapclient::data::secret::Secret;

use crate::history::withheld;

/// How each file begins.
pub(crate) const RECORDED: &str = "# about: recorded by :record";

/// A recording under way.
pub(crate) struct Recording {
    path: PathBuf,
    file: File,
    secret: Option<Secret>,
    tags: Vec<Vec<u8>>,
    /// How much of a literal of ours is still to come.
    due: usize,
    /// A statement that may hold a secret runs; nothing of it is kept.
    paused: bool,
    /// The connection it was about is gone.
    over: bool,
    failed: bool,
    fault: Option<io::Error>,
}

impl Recording {
    /// Begins a recording of `client` in a new file at `path`.
    ///
    /// The file greets as a server that knows the user already, with the capabilities known now,
    /// and opens the folder that is open now.
    pub(crate) fn begin(
        path: &Path,
        client: &mut Client,
        secret: Option<Secret>,
    ) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut recording = Self::into(path, options.open(path)?, secret);
        let known = client.capabilities().unwrap_or_default();
        let words: Vec<String> = (known.0.iter())
            .map(|word| word.to_string_lossy().into_owned())
            .collect();
        recording.line(RECORDED, b"");
        recording.line("# caps: ", words.join(" ").as_bytes());
        recording.line("# args: ", b"--output jsonl --keep-going");
        recording.state(client);
        match recording.fault.take() {
            Some(fault) => Err(fault),
            None => Ok(recording),
        }
    }

    /// Nothing is recorded so far.
    fn into(path: &Path, file: File, secret: Option<Secret>) -> Self {
        Self {
            path: path.to_owned(),
            file,
            secret,
            tags: Vec::new(),
            due: 0,
            paused: false,
            over: false,
            failed: false,
            fault: None,
        }
    }

    /// What brings a new session into the state of `client`.
    fn state(&mut self, client: &Client) {
        for (name, value) in [
            ("use_uid", client.use_uid()),
            ("folder_encode", client.folder_encode()),
            ("normalise_times", client.normalise_times()),
        ] {
            if !value {
                self.line("> ", format!("c.{name} = False").as_bytes());
            }
        }
        let Some(folder) = client.selected() else {
            return;
        };
        let name = folder.name.to_string_lossy();
        let wire = Folder::from(&*name).to_wire(client.folder_encode(), false);
        let quoted = String::from_utf8_lossy(&wire.unwrap_or_default())
            .replace('\\', "\\\\")
            .replace('"', "\\\"");
        let (verb, readonly, code) = match folder.read_only {
            true => ("EXAMINE", ", readonly=True", "READ-ONLY"),
            false => ("SELECT", "", "READ-WRITE"),
        };
        let literal = serde_json::to_string(&name).unwrap_or_default();
        self.line(
            "> ",
            format!("_folder = c.select_folder({literal}{readonly})").as_bytes(),
        );
        self.tags.push(Vec::new());
        self.line("C: ", format!("A1 {verb} \"{quoted}\"").as_bytes());
        self.line("S: ", format!("* {} EXISTS", folder.exists).as_bytes());
        if let Some(validity) = folder.uid_validity {
            self.line(
                "S: ",
                format!("* OK [UIDVALIDITY {validity}] valid").as_bytes(),
            );
        }
        self.line("S: ", format!("A1 OK [{code}] open").as_bytes());
    }

    /// The file that is written.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The connection is gone, and what comes now is another conversation.
    pub(crate) fn close(&mut self) {
        if !std::mem::replace(&mut self.over, true) {
            self.line("S: ", b"<close>");
        }
    }

    /// Ends the recording; tells whether all of the file was written, and whether it goes on to the
    /// end.
    pub(crate) fn end(mut self) -> io::Result<bool> {
        if self.failed {
            self.line("# exit: ", b"1");
        }
        match self.fault.take() {
            Some(fault) => Err(fault),
            None => self.file.flush().map(|()| !self.over),
        }
    }

    /// A statement was typed and will now run.
    pub(crate) fn typed(&mut self, text: &str) {
        let secret = self.secret.as_ref().map(|secret| secret.expose());
        self.paused = withheld(text, secret);
        if self.paused {
            let note = b"a line that may hold a secret was left out here, with all it did";
            self.note(note);
            return;
        }
        for line in text.lines() {
            self.keep("> ", line.as_bytes());
        }
    }

    /// The statement is done.
    pub(crate) fn done(&mut self) {
        self.paused = false;
    }

    /// A statement failed with these words.
    pub(crate) fn failed(&mut self, words: &str) {
        self.failed |= !self.paused && !self.over;
        if let Some(first) = words.lines().next() {
            self.keep("! ", first.trim_end().as_bytes());
        }
    }

    /// This was printed.
    pub(crate) fn printed(&mut self, text: &str) {
        for line in text.split_terminator('\n') {
            self.keep("P: ", escaped(line.as_bytes()).as_bytes());
        }
    }

    /// This was sent.
    pub(crate) fn sent(&mut self, masked: &[u8]) {
        let mut rest = masked;
        let mut behind = false;
        if self.due > 0 {
            let (literal, after) = rest.split_at_checked(self.due).unwrap_or((rest, b""));
            self.keep("C-literal: ", escaped(literal).as_bytes());
            self.due = 0;
            (rest, behind) = (after, true);
        }
        while !rest.is_empty() {
            let end = rest
                .iter()
                .position(|byte| *byte == b'\n')
                .map_or(rest.len(), |at| at + 1);
            let (line, after) = rest.split_at(end);
            rest = after;
            let line = line.strip_suffix(b"\r\n").unwrap_or(line);
            if behind || line == b"DONE" {
                self.keep("C-rest: ", line);
            } else {
                let numbered = self.numbered(line, true);
                self.keep("C: ", &numbered);
            }
            let due = announced(line);
            if due == 0 {
                continue;
            }
            match rest.split_at_checked(due) {
                Some((literal, after)) => {
                    self.keep("C-literal: ", escaped(literal).as_bytes());
                    (rest, behind) = (after, true);
                }
                None => self.due = due,
            }
        }
    }

    /// This was received.
    pub(crate) fn received(&mut self, bytes: &[u8]) {
        let numbered = self.numbered(bytes, false);
        match numbered.strip_suffix(b"\r\n") {
            Some(line) => self.keep("S: ", escaped(line).as_bytes()),
            None => self.keep("S-raw: ", escaped(&numbered).as_bytes()),
        }
    }

    /// The line with `A1`, `A2` and so on for its tag.
    fn numbered(&mut self, line: &[u8], new: bool) -> Vec<u8> {
        let end = line
            .iter()
            .position(|byte| *byte == b' ')
            .unwrap_or(line.len());
        let (tag, rest) = line.split_at(end);
        if new && !self.paused && !self.over {
            self.tags.push(tag.to_vec());
        }
        match self
            .tags
            .iter()
            .rposition(|known| known == tag && !tag.is_empty())
        {
            Some(at) => [format!("A{}", at + 1).as_bytes(), rest].concat(),
            None => line.to_vec(),
        }
    }

    fn keep(&mut self, prefix: &str, text: &[u8]) {
        if !self.paused && !self.over {
            self.line(prefix, text);
        }
    }

    fn note(&mut self, text: &[u8]) {
        if !self.over {
            self.line("# about: ", text);
        }
    }

    /// One line of the file, without the session's password.
    fn line(&mut self, prefix: &str, text: &[u8]) {
        let mut text = String::from_utf8_lossy(text).into_owned();
        let secret = self.secret.as_ref().map(|secret| secret.expose());
        if let Some(secret) = secret.and_then(|secret| str::from_utf8(secret).ok())
            && secret.len() >= SHORTEST
        {
            text = text.replace(secret, "****");
        }
        let line = format!("{prefix}{text}\n");
        if let Err(error) = self.file.write_all(line.as_bytes()) {
            self.fault.get_or_insert(error);
        }
    }
}

/// A password shorter than this stands in too much that is none.
const SHORTEST: usize = 4;

/// The octets of the literal that a line announces at its end.
fn announced(line: &[u8]) -> usize {
    let size = || {
        let inner = str::from_utf8(line).ok()?.strip_suffix('}')?;
        let (_, digits) = inner.rsplit_once('{')?;
        digits.strip_suffix('+').unwrap_or(digits).parse().ok()
    };
    size().unwrap_or(0)
}

/// Text of a conversation file: one line, backslashes and whatever is no text as `\xNN`.
fn escaped(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for letter in chunk.valid().chars() {
            match letter {
                '\\' => out.push_str("\\\\"),
                '\r' => out.push_str("\\r"),
                '\n' => out.push_str("\\n"),
                '\t' => out.push_str("\\t"),
                letter if letter.is_ascii_control() => {
                    out.push_str(&format!("\\x{:02x}", u32::from(letter)));
                }
                letter => out.push(letter),
            }
        }
        for byte in chunk.invalid() {
            out.push_str(&format!("\\x{byte:02x}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recording(path: &Path) -> Recording {
        Recording::into(path, File::create(path).unwrap(), Some("hunter2".into()))
    }

    #[test]
    fn a_conversation_is_written_line_by_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.txt");
        let mut recording = recording(&path);
        recording.typed("c.append('x', m)");
        recording.sent(b"QQQQ7 APPEND \"x\" {3}\r\n");
        recording.received(b"+ go\r\n");
        recording.sent(b"a\xffb (X) {2+}\r\nyz\r\n");
        recording.received(b"* 1 FETCH (BODY[] {4}\r\n\x1b\\\r\n)\r\n");
        recording.received(b"QQQQ7 OK hunter2 done\r\n");
        recording.printed("[1,2]\n\n");
        recording.typed("c.login('me', 'hunter2')");
        recording.sent(b"QQQQ8 LOGIN me ****\r\n");
        recording.done();
        recording.typed("c.idle_done()");
        recording.sent(b"DONE\r\n");
        recording.failed("X: y\nz");
        recording.close();
        recording.sent(b"RRRR1 NOOP\r\n");
        assert!(!recording.end().unwrap());
        assert_eq!(
            std::fs::read_to_string(path).unwrap(),
            "> c.append('x', m)\nC: A1 APPEND \"x\" {3}\nS: + go\nC-literal: a\\xffb\n\
             C-rest:  (X) {2+}\nC-literal: yz\nC-rest: \n\
             S: * 1 FETCH (BODY[] {4}\\r\\n\\x1b\\\\\\r\\n)\nS: A1 OK **** done\nP: [1,2]\nP: \n\
             # about: a line that may hold a secret was left out here, with all it did\n\
             > c.idle_done()\nC-rest: DONE\n! X: y\nS: <close>\n# exit: 1\n"
        );
    }
}
