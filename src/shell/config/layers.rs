//! One account's values: its section over DEFAULT over the environment, each with its origin.

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};

use super::ini::{Ini, Section};
use super::interpolate::interpolate;
use super::known::FROM_ENVIRONMENT;
use super::normalise::DEFAULT;
use super::{Problem, Result};
use crate::env::Env;

/// Where a value was given; prints as the subject of a sentence.
#[derive(Clone, Copy, Debug)]
pub(super) enum Origin<'a> {
    Flag(&'static str),
    Key {
        file: &'a Path,
        section: &'a str,
        key: &'static str,
    },
    Variable(&'static str),
}

impl fmt::Display for Origin<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => f.write_str(flag),
            Self::Key { file, section, key } => {
                write!(f, "{} [{section}] {key}", file.display())
            }
            Self::Variable(name) => write!(f, "the environment variable {name}"),
        }
    }
}

impl Origin<'_> {
    /// `<origin>: <what>`.
    pub(super) fn wrong(&self, what: impl fmt::Display) -> Problem {
        Problem::new(format!("{self}: {what}"))
    }
}

/// A value and where it was given.
pub(super) struct Found<'a, T> {
    pub(super) value: T,
    pub(super) origin: Origin<'a>,
}

impl<'a, T> Found<'a, T> {
    /// The value as `read` understands it; its error is the end of a sentence.
    pub(super) fn read<U, E: fmt::Display>(
        self,
        read: impl FnOnce(T) -> std::result::Result<U, E>,
    ) -> Result<Found<'a, U>> {
        let origin = self.origin;
        let value = read(self.value).map_err(|what| origin.wrong(what))?;
        Ok(Found { value, origin })
    }
}

/// The layers below the flags.
pub(super) struct Layers<'a> {
    env: &'a Env,
    file: &'a Path,
    /// The account's section, then DEFAULT; empty without a file.
    sections: Vec<(&'a str, &'a Section)>,
}

impl<'a> Layers<'a> {
    /// The layers of the account `name` of `ini`.
    pub(super) fn new(env: &'a Env, ini: Option<&'a Ini>, name: &'a str) -> Result<Self> {
        let mut layers = Self {
            env,
            file: Path::new(""),
            sections: Vec::new(),
        };
        if let Some(ini) = ini {
            let section = ini.section(name).ok_or_else(|| no_section(ini, name))?;
            layers.file = ini.path();
            layers.sections.push((name, section));
            if name != DEFAULT {
                layers.sections.push((DEFAULT, ini.default_section()));
            }
        }
        Ok(layers)
    }

    /// How far from the account's own section `key` is given, if it is and is not empty.
    pub(super) fn level(&self, key: &str) -> Option<usize> {
        let level = self
            .sections
            .iter()
            .position(|(_, keys)| keys.contains_key(key))?;
        let value = self.raw(key)?.1;
        (!value.is_empty()).then_some(level)
    }

    /// The file and the account's own section in it, if there is a file.
    pub(super) fn own_section(&self) -> Option<(PathBuf, String)> {
        let (section, _) = self.sections.first()?;
        Some((self.file.to_owned(), (*section).to_owned()))
    }

    /// The value of `key`, unless it is nowhere or empty.
    pub(super) fn text(&self, key: &'static str) -> Result<Option<Found<'a, String>>> {
        let found = self.in_file(key)?;
        if let Some(found) = found.filter(|found| !found.value.is_empty()) {
            return Ok(Some(found));
        }
        let Some(variable) = variable(key) else {
            return Ok(None);
        };
        let value = self.env.text(variable).map_err(Problem::new)?;
        Ok(value.map(|value| Found {
            value: value.to_owned(),
            origin: Origin::Variable(variable),
        }))
    }

    /// The value of `key` as a boolean.
    pub(super) fn boolean(&self, key: &'static str) -> Result<Option<Found<'a, bool>>> {
        let found = self.in_file(key)?;
        found
            .map(|found| found.read(|word| boolean(&word)))
            .transpose()
    }

    fn in_file(&self, key: &'static str) -> Result<Option<Found<'a, String>>> {
        let Some((section, raw)) = self.raw(key) else {
            return Ok(None);
        };
        let origin = Origin::Key {
            file: self.file,
            section,
            key,
        };
        let look = |key: &str| {
            self.raw(key)
                .map(|(_, raw)| raw.into())
                .or_else(|| self.escaped(key))
        };
        let value = interpolate(raw, &look).map_err(|what| origin.wrong(what))?;
        Ok(Some(Found { value, origin }))
    }

    /// The value of any `key` of the file.
    #[cfg(test)]
    pub(super) fn value(&self, key: &'static str) -> Result<Option<String>> {
        Ok(self.in_file(key)?.map(|found| found.value))
    }

    /// The nearest section that has `key`, and its value as written.
    fn raw(&self, key: &str) -> Option<(&'a str, &'a str)> {
        let mut sections = self.sections.iter();
        sections.find_map(|(name, keys)| Some((*name, keys.get(key)?.as_str())))
    }

    /// What a reference to `key` finds in the environment: nothing in it is a reference.
    fn escaped(&self, key: &str) -> Option<Cow<'a, str>> {
        let value = self.env.text(variable(key)?).ok()??;
        Some(value.replace('%', "%%").into())
    }
}

fn variable(key: &str) -> Option<&'static str> {
    let mut pairs = FROM_ENVIRONMENT.into_iter();
    pairs.find_map(|(own, variable)| (own == key).then_some(variable))
}

fn no_section(ini: &Ini, name: &str) -> Problem {
    let names: Vec<_> = ini.names().collect();
    let names = if names.is_empty() {
        "it has no accounts besides DEFAULT".to_owned()
    } else {
        format!("its accounts are: {}", names.join(", "))
    };
    Problem::new(format!(
        "{} has no section [{name}]; {names}",
        ini.path().display()
    ))
}

fn boolean(word: &str) -> std::result::Result<bool, String> {
    match word.to_lowercase().as_str() {
        "1" | "yes" | "true" | "on" => Ok(true),
        "0" | "no" | "false" | "off" => Ok(false),
        _ => Err(format!(
            "`{}` is neither true (1, yes, true, on) nor false (0, no, false, off)",
            word.escape_debug()
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "
[DEFAULT]
host = imap.%(domain)s
domain = example.com
ssl = Yes
username = bob
odd = 7

[work]
domain = work.example
username =
ssl =
secret = %(password)s!
";

    fn with<T>(name: &str, check: impl FnOnce(Layers<'_>) -> T) -> T {
        let ini = Ini::parse(Path::new("x.ini"), FILE.as_bytes()).unwrap();
        let env = Env::from([
            ("imapclient_username", "eve"),
            ("imapclient_password", "5%%"),
        ]);
        check(Layers::new(&env, Some(&ini), name).unwrap())
    }

    fn text(name: &str, key: &'static str) -> Option<String> {
        with(name, |layers| {
            layers.text(key).unwrap().map(|found| found.value)
        })
    }

    #[test]
    fn a_section_inherits_and_overrides() {
        assert_eq!(text("DEFAULT", "host").as_deref(), Some("imap.example.com"));
        assert_eq!(text("work", "host").as_deref(), Some("imap.work.example"));
        assert_eq!(text("work", "port"), None);
    }

    #[test]
    fn the_environment_is_below_the_file_and_taken_as_it_is() {
        assert_eq!(text("DEFAULT", "username").as_deref(), Some("bob"));
        assert_eq!(text("work", "username").as_deref(), Some("eve"));
        assert_eq!(text("work", "password").as_deref(), Some("5%%"));
        assert_eq!(text("work", "secret").as_deref(), Some("5%%!"));
    }

    #[test]
    fn booleans_name_where_they_are_wrong() {
        with("DEFAULT", |layers| {
            assert!(layers.boolean("ssl").unwrap().unwrap().value);
            let error = layers.boolean("odd").err().unwrap().to_string();
            assert!(error.starts_with("x.ini [DEFAULT] odd: `7`"), "{error}");
        });
        let error = with("work", |layers| {
            layers.boolean("ssl").err().unwrap().to_string()
        });
        assert!(error.starts_with("x.ini [work] ssl: ``"), "{error}");
    }

    #[test]
    fn an_unknown_account_names_the_known_ones() {
        let ini = Ini::parse(Path::new("x.ini"), FILE.as_bytes()).unwrap();
        let error = Layers::new(&Env::default(), Some(&ini), "home")
            .err()
            .unwrap();
        assert_eq!(
            error.to_string(),
            "x.ini has no section [home]; its accounts are: work"
        );
    }
}
