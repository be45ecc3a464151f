//! Messages and attachments into files, under names that do no harm.

use std::collections::HashSet;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

use mail_parser::{MessageParser, MimeHeaders, PartType};
use serde::Serialize;

use crate::lang::{Value, content_of, rows};

/// The longest name of a file, in bytes.
const LONGEST: usize = 200;
/// The longest ending that is kept when a name is cut.
const ENDING: usize = 20;

/// What was written.
#[derive(Debug, Serialize)]
pub(crate) struct Written {
    file: String,
    bytes: usize,
}

/// Saves what it is given in a folder.
pub(crate) struct Saver {
    folder: PathBuf,
    attachments: bool,
    force: bool,
    taken: HashSet<String>,
    pub(crate) written: Vec<Written>,
}

impl Saver {
    /// A saver into `folder`, which is made if need be.
    pub(crate) fn new(folder: PathBuf, attachments: bool, force: bool) -> Result<Self, String> {
        fs::create_dir_all(&folder)
            .map_err(|error| format!("the folder {} cannot be made: {error}", folder.display()))?;
        Ok(Self {
            folder,
            attachments,
            force,
            taken: HashSet::new(),
            written: Vec::new(),
        })
    }

    /// Saves a result: rows of fetch, or one message.
    pub(crate) fn take(&mut self, value: &Value) -> Result<(), String> {
        if content_of(value).is_some() {
            return self.row(None, value);
        }
        let rows = rows(value).ok_or_else(|| {
            "there is nothing to save: give rows that hold whole messages, \
             as in :save DIR c.fetch(m, 'BODY.PEEK[]')"
                .to_owned()
        })?;
        for (at, (key, row)) in rows.iter().enumerate() {
            let number = Value::Int(at as i128 + 1);
            self.row(Some(key.as_ref().unwrap_or(&number)), row)?;
        }
        Ok(())
    }

    /// Saves the message in one row.
    pub(crate) fn row(&mut self, key: Option<&Value>, row: &Value) -> Result<(), String> {
        let id = key.and_then(Value::as_int);
        let message = content_of(row).ok_or_else(|| {
            let which = id.map_or_else(String::new, |id| format!(" of {id}"));
            format!("the row{which} holds no whole message: fetch 'BODY.PEEK[]'")
        })?;
        let stem = id.map_or_else(|| "message".to_owned(), |id| id.to_string());
        match self.attachments {
            true => self.attachments(&stem, &message),
            false => self.file(&format!("{stem}.eml"), &message),
        }
    }

    fn attachments(&mut self, stem: &str, message: &[u8]) -> Result<(), String> {
        let parsed = MessageParser::default()
            .parse(message)
            .ok_or_else(|| format!("{stem} is no message that can be taken apart"))?;
        for (at, part) in parsed.attachments().enumerate() {
            let name = match (part.attachment_name(), &part.body) {
                (Some(name), _) => name.to_owned(),
                (None, PartType::Message(_)) => format!("part{}.eml", at + 1),
                (None, PartType::Text(_)) => format!("part{}.txt", at + 1),
                (None, PartType::Html(_)) => format!("part{}.html", at + 1),
                _ => format!("part{}.bin", at + 1),
            };
            self.file(&format!("{stem}-{}", safe(&name)), part.contents())?;
        }
        Ok(())
    }

    fn file(&mut self, name: &str, content: &[u8]) -> Result<(), String> {
        let name = self.free(&safe(name));
        let path = self.folder.join(&name);
        let failed =
            |error: &std::io::Error| format!("{} cannot be written: {error}", path.display());
        // The new file is made by its own name, and takes the place of whatever stands at this one,
        // which is never opened: a link there leads nowhere.
        let mut file = tempfile::Builder::new()
            .prefix(".imapclient-")
            .tempfile_in(&self.folder)
            .map_err(|error| failed(&error))?;
        file.write_all(content).map_err(|error| failed(&error))?;
        let kept = match self.force {
            true => file.persist(&path),
            false => file.persist_noclobber(&path),
        };
        if let Err(error) = kept {
            return Err(match error.error.kind() {
                std::io::ErrorKind::AlreadyExists => {
                    format!(
                        "{} is there already; --force writes over it",
                        path.display()
                    )
                }
                _ => failed(&error.error),
            });
        }
        self.written.push(Written {
            file: path.display().to_string(),
            bytes: content.len(),
        });
        Ok(())
    }

    /// The name, numbered if it was used already; systems that do not tell letters apart count.
    fn free(&mut self, name: &str) -> String {
        let (stem, ending) = split(name);
        let mut free = name.to_owned();
        let mut number = 1;
        while !self.taken.insert(free.to_lowercase()) {
            number += 1;
            let tail = format!(" ({number}){ending}");
            free = format!("{}{tail}", cut(stem, LONGEST - tail.len()));
        }
        free
    }
}

/// A name that stays in its folder and can be typed: no slashes, controls or turned text, no dots
/// in front, none of the names that systems keep for devices, not too long.
pub(crate) fn safe(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        let harmful = matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
            || imapclient::data::escape::is_unsafe(c)
            || matches!(c, '\n' | '\r' | '\t' | '\0');
        // A row of them makes one.
        if !harmful {
            out.push(c);
        } else if !out.ends_with('_') {
            out.push('_');
        }
    }
    let kept = out
        .trim_start_matches(['.', ' ', '-'])
        .trim_end_matches(['.', ' ']);
    let (stem, ending) = split(kept);
    let base = stem
        .split('.')
        .next()
        .unwrap_or_default()
        .to_ascii_uppercase();
    let device = ["CON", "PRN", "AUX", "NUL"].contains(&base.as_str())
        || (base.len() == 4
            && (base.starts_with("COM") || base.starts_with("LPT"))
            && base.ends_with(|c: char| c.is_ascii_digit()));
    let front = if device { "_" } else { "" };
    let room = LONGEST - ending.len() - front.len();
    let name = format!("{front}{}{ending}", cut(stem, room));
    match name.is_empty() {
        true => "unnamed".to_owned(),
        false => name,
    }
}

/// The name up to its ending, and the ending with its dot.
fn split(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(at) if at > 0 && name.len() - at <= ENDING => name.split_at(at),
        _ => (name, ""),
    }
}

/// As much of the text as has room.
fn cut(text: &str, room: usize) -> &str {
    let mut end = text.len().min(room);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// Where to save, what of it, and the expression, from what was typed behind `:save`.
pub(crate) struct Request<'a> {
    pub(crate) folder: &'a str,
    pub(crate) attachments: bool,
    pub(crate) force: bool,
    pub(crate) expression: &'a str,
}

impl<'a> Request<'a> {
    pub(crate) fn read(typed: &'a str) -> Result<Self, String> {
        const USAGE: &str = ":save [--attachments] [--force] DIR EXPRESSION";
        let mut rest = typed.trim_start();
        let (mut attachments, mut force) = (false, false);
        while let Some(flag) = rest
            .split_whitespace()
            .next()
            .filter(|word| word.starts_with("--"))
        {
            match flag {
                "--attachments" => attachments = true,
                "--force" => force = true,
                _ => return Err(format!(":save does not know {flag}; it is {USAGE}")),
            }
            rest = rest.get(flag.len()..).unwrap_or_default().trim_start();
        }
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
        let parted = match quote {
            Some(quote) => rest.get(1..).and_then(|rest| rest.split_once(quote)),
            None => rest.split_once(char::is_whitespace),
        };
        match parted {
            Some((folder, expression)) if !folder.is_empty() && !expression.trim().is_empty() => {
                Ok(Self {
                    folder,
                    attachments,
                    force,
                    expression: expression.trim(),
                })
            }
            _ => Err(format!("a folder and an expression are wanted: {USAGE}")),
        }
    }

    /// The folder, `~/` expanded.
    pub(crate) fn folder(&self) -> PathBuf {
        crate::env::Env::process().expand(self.folder)
    }
}

#[cfg(test)]
#[path = "save_tests.rs"]
mod tests;
