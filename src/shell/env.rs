//! The environment, taken once.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The environment's variables. Not `Debug`: a password may be among them.
#[derive(Clone, Default)]
pub(crate) struct Env(BTreeMap<String, OsString>);

impl Env {
    /// That of this process.
    pub(crate) fn process() -> Self {
        let named = |(name, value): (OsString, _)| Some((name.into_string().ok()?, value));
        Self(std::env::vars_os().filter_map(named).collect())
    }

    /// `name`, if it is set and not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&OsString> {
        self.0.get(name).filter(|value| !value.is_empty())
    }

    /// `name` as text, if it is set and not empty; the error is a sentence.
    pub(crate) fn text(&self, name: &str) -> Result<Option<&str>, String> {
        let text = self.get(name).map(|value| {
            let wrong = || format!("the environment variable {name} is not UTF-8");
            value.to_str().ok_or_else(wrong)
        });
        text.transpose()
    }

    /// The same without what describes an account (`imapclient_username` and its kin).
    pub(crate) fn without_accounts(&self) -> Self {
        let mut env = self.clone();
        env.0.retain(|name, _| !name.starts_with("imapclient_"));
        env
    }

    /// A path with `~/` at its front replaced by the home directory.
    pub(crate) fn expand(&self, path: &str) -> PathBuf {
        let home = self.get("HOME").map(Path::new);
        match (path.strip_prefix('~'), home) {
            (Some(""), Some(home)) => home.to_owned(),
            (Some(rest), Some(home)) if rest.starts_with('/') => {
                home.join(rest.trim_start_matches('/'))
            }
            _ => PathBuf::from(path),
        }
    }
}

#[cfg(test)]
impl Env {
    /// An environment of these variables.
    pub(crate) fn from_pairs(pairs: &[(&str, &str)]) -> Self {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), value.into());
        Self(pairs.iter().map(owned).collect())
    }
}

#[cfg(test)]
impl<const N: usize> From<[(&str, &str); N]> for Env {
    fn from(pairs: [(&str, &str); N]) -> Self {
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.into());
        Self(pairs.into_iter().map(owned).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tilde_is_home_only_at_the_front() {
        let env = Env::from([("HOME", "/home/bob")]);
        let table = [
            ("~/ca.pem", "/home/bob/ca.pem"),
            ("~", "/home/bob"),
            ("~eve/ca.pem", "~eve/ca.pem"),
            ("/a/~/b", "/a/~/b"),
        ];
        for (written, meant) in table {
            assert_eq!(env.expand(written), PathBuf::from(meant));
        }
        assert_eq!(Env::default().expand("~/x"), PathBuf::from("~/x"));
    }

    #[test]
    fn an_empty_variable_is_not_set() {
        let env = Env::from([("A", ""), ("B", "b")]);
        assert!(env.get("A").is_none());
        assert_eq!(env.text("B").unwrap(), Some("b"));
    }
}
