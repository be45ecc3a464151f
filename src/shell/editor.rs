//! The line editor: reading input with history, completion of names, and pasted transcripts.

use std::cell::RefCell;
use std::rc::Rc;

use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::history::MemHistory;
use rustyline::{Config, Context, Editor as Line, Helper, Highlighter, Hinter, Validator};

use crate::lang::{Completeness, completeness};

/// What the completer may offer; filled anew before each prompt.
#[derive(Default)]
pub(crate) struct Names {
    /// Names that can stand by themselves.
    pub(crate) names: Vec<String>,
    /// The attributes of each variable.
    pub(crate) attributes: Vec<(String, Vec<String>)>,
}

#[derive(Helper, Highlighter, Hinter, Validator)]
struct Assist {
    names: Rc<RefCell<Names>>,
}

impl Completer for Assist {
    type Candidate = String;

    fn complete(
        &self,
        line: &str,
        position: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        let typed = line.get(..position).unwrap_or_default();
        let start = typed
            .rfind(|c: char| !c.is_alphanumeric() && c != '_')
            .map_or(0, |at| {
                at + typed
                    .get(at..)
                    .and_then(|t| t.chars().next())
                    .map_or(1, char::len_utf8)
            });
        let word = typed.get(start..).unwrap_or_default();
        let names = self.names.borrow();
        let before = typed.get(..start).unwrap_or_default();
        let offered: Vec<String> = match before.strip_suffix('.') {
            Some(owner) => {
                let at = owner.rfind(|c: char| !c.is_alphanumeric() && c != '_');
                let owner = owner.get(at.map_or(0, |at| at + 1)..).unwrap_or_default();
                let found = names.attributes.iter().find(|(name, _)| name == owner);
                found
                    .map(|(_, attributes)| attributes.clone())
                    .unwrap_or_default()
            }
            None if word.is_empty() => Vec::new(),
            None => names.names.clone(),
        };
        let fits = offered
            .into_iter()
            .filter(|name| name.starts_with(word))
            .collect();
        Ok((start, fits))
    }
}

/// What was typed.
pub(crate) enum Input {
    /// A whole piece of code, or a line for the shell itself.
    Text(String),
    /// Ctrl-C: start again.
    Cancelled,
    /// Ctrl-D: leave.
    End,
}

/// The editor of the prompt.
pub(crate) struct Editor {
    line: Line<Assist, MemHistory>,
    names: Rc<RefCell<Names>>,
}

impl Editor {
    /// An editor that remembers `entries`.
    pub(crate) fn new(entries: &[String], coloured: bool) -> rustyline::Result<Self> {
        let color = match coloured {
            true => rustyline::ColorMode::Enabled,
            false => rustyline::ColorMode::Disabled,
        };
        let config = Config::builder()
            .auto_add_history(false)
            .completion_type(rustyline::CompletionType::List)
            .color_mode(color)
            .build();
        let names = Rc::new(RefCell::new(Names::default()));
        let history = MemHistory::with_config(&config);
        let mut line = Line::with_history(config, history)?;
        line.set_helper(Some(Assist {
            names: names.clone(),
        }));
        for entry in entries {
            line.add_history_entry(entry.as_str())?;
        }
        Ok(Self { line, names })
    }

    /// What the completer offers from now on.
    pub(crate) fn offer(&self, names: Names) {
        *self.names.borrow_mut() = names;
    }

    /// Remembers an entry for this session.
    pub(crate) fn remember(&mut self, entry: &str) {
        let _ = self.line.add_history_entry(entry);
    }

    /// Reads until the input is complete: a statement, a block with the blank line that ends it.
    pub(crate) fn read(&mut self, prompt: &str) -> Input {
        let mut text = String::new();
        loop {
            let prompt = if text.is_empty() { prompt } else { "... " };
            match self.line.readline(prompt) {
                Ok(line) => {
                    let pasted = line.contains('\n');
                    let line = unprompted(&line);
                    let blank = line.trim().is_empty();
                    if text.is_empty() && (line.starts_with([':', '!']) || blank) {
                        return Input::Text(line);
                    }
                    text.push_str(&line);
                    text.push('\n');
                    if completeness(&text, blank || pasted) == Completeness::Complete {
                        return Input::Text(text);
                    }
                }
                Err(ReadlineError::Interrupted) => return Input::Cancelled,
                Err(ReadlineError::Eof) if text.is_empty() => return Input::End,
                // Ctrl-D in the middle of a block runs what is there.
                Err(ReadlineError::Eof) => return Input::Text(text),
                // Bytes that are not UTF-8: nothing was typed that could be kept.
                Err(ReadlineError::Io(error))
                    if error.kind() == std::io::ErrorKind::InvalidData => {}
                Err(_) => return Input::End,
            }
        }
    }
}

/// A line of a transcript without its prompt; `None` if it is output.
pub(crate) fn without_prompt(line: &str) -> Option<&str> {
    let bare = line.trim_start();
    ["... ", ">>> "]
        .iter()
        .find_map(|prompt| bare.strip_prefix(prompt))
        .or(matches!(bare, ">>>" | "...").then_some(""))
}

/// A pasted transcript without its prompts and without the output between them.
pub(crate) fn unprompted(text: &str) -> String {
    if !text.lines().any(|line| without_prompt(line).is_some()) {
        return text.to_owned();
    }
    let lines: Vec<&str> = text.lines().filter_map(without_prompt).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transcripts_lose_their_prompts() {
        for (pasted, code) in [
            (">>> x = 1", "x = 1"),
            (
                ">>> for x in y:\n...     print(x)\n...\n1\n2\n>>> z",
                "for x in y:\n    print(x)\n\nz",
            ),
            ("... ", ""),
            (">>>     x", "    x"),
            ("x = 1\ny = 2", "x = 1\ny = 2"),
            ("print('>>> a')", "print('>>> a')"),
        ] {
            assert_eq!(unprompted(pasted), code);
        }
    }
}
