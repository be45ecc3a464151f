//! The history file: what was typed, kept for the next time, without secrets.
//!
//! One entry a line, backslashes and line breaks escaped. An entry is appended in one write to a
//! file that only its owner can read, so that shells side by side do not mix their lines and a
//! crash costs at most the entry that was being written.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::config::Replacing;
use crate::env::Env;

/// How many entries are kept when the file is trimmed; it is when it holds twice as many.
const KEPT: usize = 5_000;

/// Words in the name of a variable, an argument or a key that hint at a secret.
const SECRET_WORDS: [&str; 6] = ["pass", "secret", "token", "pwd", "credential", "api_key"];

/// The methods that take a secret.
const LOGINS: [&str; 6] = [
    "login",
    "plain_login",
    "oauth2_login",
    "oauthbearer_login",
    "sasl_login",
    "authenticate",
];

/// Where the history is: `$XDG_STATE_HOME`, else `~/.local/state`, and there
/// `imapclient-interact/history`. `None` without a home.
pub(crate) fn path(env: &Env) -> Option<PathBuf> {
    let state = env.get("XDG_STATE_HOME").map(PathBuf::from);
    // The specification: a path that is not absolute is to be ignored.
    let state = state.filter(|path| path.is_absolute());
    let home = || Some(Path::new(env.get("HOME")?).join(".local/state"));
    Some(state.or_else(home)?.join("imapclient-interact/history"))
}

/// Whether `line` may hold a secret and must not reach the file.
///
/// It is withheld if it calls a login method, sends a login raw, names something like a password and assigns, or
/// contains `password`, the session's own, with or without escapes.
pub(crate) fn withheld(line: &str, password: Option<&[u8]>) -> bool {
    if let Some(password) = password.and_then(|bytes| str::from_utf8(bytes).ok())
        && !password.is_empty()
        && (line.contains(password) || line.replace('\\', "").contains(&password.replace('\\', "")))
    {
        return true;
    }
    let lower = line.to_lowercase();
    if lower.lines().any(is_raw_login) {
        return true;
    }
    let mut words = words(&lower);
    if words.any(|(word, after)| LOGINS.contains(&word) && after.trim_start().starts_with('(')) {
        return true;
    }
    self::words(&lower).any(|(word, after)| hints(word, after) && gives_a_value(after))
}

/// Whether a line in lower case is a login as it goes over the wire, such as `:raw LOGIN ann secret`;
/// also without `:raw`, or with a tag, by mistake.
fn is_raw_login(line: &str) -> bool {
    let mut words = line.split_whitespace().take(2);
    words.any(|verb| matches!(verb, "login" | "authenticate"))
}

/// Whether `word` looks like the name of a secret; Python's `pass` does not.
fn hints(word: &str, after: &str) -> bool {
    let keyword = word == "pass" && !after.trim_start().starts_with(['=', '"', '\'']);
    !keyword && SECRET_WORDS.iter().any(|hint| word.contains(hint))
}

/// The names in `line` (also inside strings), each with what follows it.
fn words(line: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        let start = rest.find(name)?;
        let word = rest.get(start..)?;
        let end = word.find(|c| !name(c)).unwrap_or(word.len());
        let (word, after) = word.split_at(end);
        rest = after;
        Some((word, after))
    })
}

/// Whether an assignment, a keyword argument, a dictionary's value or a flag's value follows in
/// `after`. Too many are better than too few.
fn gives_a_value(after: &str) -> bool {
    let next = after.trim_start_matches(['"', '\'', ']', ' ', '\t']);
    if next.starts_with(':') {
        return true; // {"password": ...}, password: str = ..., password := ...
    }
    let bytes = after.as_bytes();
    let compares = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        bytes.get(at + 1) == Some(&b'=') || matches!(before, Some(b'=' | b'!' | b'<' | b'>'))
    };
    (0..bytes.len()).any(|at| bytes.get(at) == Some(&b'=') && !compares(at))
}

/// Something that was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) text: String,
    /// Where it was: user, host and folder, as far as they were known.
    pub(crate) place: String,
}

/// Stands between an entry and its place.
const SEPARATOR: char = '\u{1f}';

/// An open history file.
pub(crate) struct History {
    path: PathBuf,
    file: File,
    entries: Vec<Entry>,
}

impl History {
    /// Opens the history at `path`, made with its folders if it is not there.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            let mut builder = DirBuilder::new();
            builder.recursive(true);
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.create(folder)?;
        }
        let mut file = append_to(path)?;
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(0))?;
        file.read_to_end(&mut bytes)?;
        let mut history = Self {
            path: path.to_owned(),
            file,
            entries: entries(&bytes),
        };
        if bytes.last().is_some_and(|&last| last != b'\n') {
            history.file.write_all(b"\n")?; // what a crash left unfinished
        }
        if history.entries.len() > 2 * KEPT {
            history.trim()?;
        }
        Ok(history)
    }

    /// The entries, oldest first.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Keeps an entry unless it is empty, the same as the last one, or [`withheld`].
    /// Says whether it was kept.
    pub(crate) fn add(&mut self, entry: &Entry, password: Option<&[u8]>) -> io::Result<bool> {
        let text = entry.text.trim_end();
        let again = self.entries.last().is_some_and(|last| last.text == text);
        if text.is_empty() || again || withheld(text, password) {
            return Ok(false);
        }
        let entry = Entry {
            text: text.to_owned(),
            place: entry.place.clone(),
        };
        self.file.write_all(escaped(&entry).as_bytes())?;
        self.entries.push(entry);
        Ok(true)
    }

    /// Replaces the file by one with the newest entries, in one step.
    fn trim(&mut self) -> io::Result<()> {
        let old = self.entries.len().saturating_sub(KEPT);
        self.entries.drain(..old);
        let text: String = self.entries.iter().map(escaped).collect();
        Replacing::open(&self.path)?.replace(text.as_bytes())?;
        self.file = append_to(&self.path)?;
        Ok(())
    }
}

fn append_to(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let data = file.metadata()?;
        if data.is_file() && data.permissions().mode() & 0o077 != 0 {
            file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
        }
    }
    Ok(file)
}

/// One line of the file, its end included.
fn escaped(Entry { text, place }: &Entry) -> String {
    let place = match place.is_empty() && !text.contains(SEPARATOR) {
        true => String::new(),
        false => format!("{SEPARATOR}{}", place.replace(SEPARATOR, "?")),
    };
    let mut line = format!("{text}{place}")
        .replace('\\', "\\\\")
        .replace('\n', "\\n")
        .replace('\r', "\\r");
    line.push('\n');
    line
}

/// The entries of a file's whole lines; what is not UTF-8 is left out.
fn entries(bytes: &[u8]) -> Vec<Entry> {
    let whole = bytes.iter().rposition(|&byte| byte == b'\n').unwrap_or(0);
    let lines = bytes
        .get(..whole)
        .unwrap_or_default()
        .split(|&byte| byte == b'\n');
    lines
        .filter_map(|line| str::from_utf8(line).ok())
        .filter(|line| !line.is_empty())
        .map(unescaped)
        .collect()
}

fn unescaped(line: &str) -> Entry {
    let mut entry = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        entry.push(match c {
            '\\' => match chars.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some(other) => other,
                None => '\\',
            },
            c => c,
        });
    }
    // Older files know no places.
    let (text, place) = entry.rsplit_once(SEPARATOR).unwrap_or((&entry, ""));
    Entry {
        text: text.to_owned(),
        place: place.to_owned(),
    }
}

#[cfg(test)]
#[path = "history_tests.rs"]
mod tests;
