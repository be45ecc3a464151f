//! The configuration file as sections of keys, values as written.
//!
//! The format is that of Python's `configparser`, so that every file that works with IMAPClient
//! reads the same here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ini::{Ini as RustIni, ParseOption};

use super::normalise::{DEFAULT, Fault, decode, normalise};
use super::replace::sweep;
use super::{Problem, Result};

/// Keys (lower case) and their values before interpolation.
pub(super) type Section = BTreeMap<String, String>;

/// A file that has been read. Not `Debug`: its values may be secrets.
pub(super) struct Ini {
    path: PathBuf,
    default: Section,
    /// The other sections, in the order of the file.
    sections: Vec<(String, Section)>,
}

impl Ini {
    /// Reads `path`.
    pub(super) fn read(path: &Path) -> Result<Self> {
        sweep(path);
        let bytes = std::fs::read(path).map_err(|error| {
            Problem::new(format!("cannot read {} (-f): {error}", path.display()))
        })?;
        Self::parse(path, &bytes)
    }

    /// Reads `bytes` as the content of `path`.
    pub(super) fn parse(path: &Path, bytes: &[u8]) -> Result<Self> {
        let (default, sections) = sections(bytes).map_err(|fault| {
            let line = fault.line.map(|line| format!(" line {line}"));
            let line = line.unwrap_or_default();
            Problem::new(format!("{}{line}: {}", path.display(), fault.what))
        })?;
        Ok(Self {
            path: path.to_owned(),
            default,
            sections,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn default_section(&self) -> &Section {
        &self.default
    }

    /// The names of the sections besides DEFAULT, in order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.sections.iter().map(|(name, _)| name.as_str())
    }

    /// The section `name`; DEFAULT is always there.
    pub(super) fn section(&self, name: &str) -> Option<&Section> {
        if name == DEFAULT {
            return Some(&self.default);
        }
        let mut sections = self.sections.iter();
        sections.find(|(own, _)| own == name).map(|(_, keys)| keys)
    }

    /// Gives a key a value, as written.
    pub(super) fn set(&mut self, section: &str, key: &str, value: &str) {
        let keys = if section == DEFAULT {
            &mut self.default
        } else {
            let at = self.sections.iter().position(|(own, _)| own == section);
            let at = at.unwrap_or_else(|| {
                self.sections.push((section.to_owned(), Section::new()));
                self.sections.len() - 1
            });
            match self.sections.get_mut(at) {
                Some((_, keys)) => keys,
                None => return,
            }
        };
        keys.insert(key.to_owned(), value.to_owned());
    }

    /// Whether all sections, keys and values are the same.
    pub(super) fn same(&self, other: &Self) -> bool {
        self.default == other.default && self.sections == other.sections
    }

    /// DEFAULT and all other sections.
    pub(super) fn all(&self) -> impl Iterator<Item = &Section> {
        std::iter::once(&self.default).chain(self.sections.iter().map(|(_, keys)| keys))
    }
}

fn sections(bytes: &[u8]) -> std::result::Result<(Section, Vec<(String, Section)>), Fault> {
    let text = normalise(decode(bytes)?)?;
    let options = ParseOption {
        enabled_quote: false,
        enabled_escape: true,
        enabled_indented_mutiline_value: true,
        ..ParseOption::default()
    };
    // What rust-ini could refuse has been refused above; its line numbers count normalised lines.
    let read = RustIni::load_from_str_opt(&text, options).map_err(|error| Fault {
        line: None,
        what: error.to_string(),
    })?;
    let mut default = Section::new();
    let mut sections = Vec::new();
    for (name, properties) in read.iter() {
        let Some(name) = name else { continue };
        let pairs = properties
            .iter()
            .map(|(key, value)| (key.to_lowercase(), value.trim_end().to_owned()));
        if name == DEFAULT {
            default.extend(pairs);
        } else {
            sections.push((name.to_owned(), pairs.collect()));
        }
    }
    Ok((default, sections))
}

#[cfg(test)]
#[path = "ini_tests.rs"]
mod tests;
