//! Binding arguments to parameters by position and by name.

use super::Param;
use super::arg::{Arg, FromArg};
use crate::error::{Error, Result};

/// The arguments of one call by name.
#[derive(Debug, Default)]
pub struct Args {
    /// In order.
    pub positional: Vec<Arg>,
    /// By parameter name.
    pub named: Vec<(String, Arg)>,
}

/// Arguments sorted to the parameters of one method.
#[derive(Debug)]
pub struct Bound {
    params: &'static [Param],
    slots: Vec<Option<Arg>>,
}

impl Args {
    /// Sorts the arguments to `params`, or says in one sentence what does not fit.
    pub fn bind(self, method: &'static str, params: &'static [Param]) -> Result<Bound> {
        let mut slots: Vec<Option<Arg>> = params.iter().map(|_| None).collect();
        let mut rest = self.positional.into_iter();
        for (slot, param) in slots.iter_mut().zip(params) {
            if param.star {
                *slot = Some(Arg::List(rest.by_ref().collect()));
            } else if let Some(arg) = rest.next() {
                *slot = Some(arg);
            }
        }
        let surplus = rest.count();
        if surplus > 0 {
            let takes = match params.len() {
                0 => "no arguments".to_owned(),
                1 => "at most 1 argument".to_owned(),
                count => format!("at most {count} arguments"),
            };
            let given = match params.len() + surplus {
                1 => "1 was given".to_owned(),
                count => format!("{count} were given"),
            };
            return Err(usage(format!("{method}() takes {takes}, {given}")));
        }
        for (name, arg) in self.named {
            let Some(position) = params
                .iter()
                .position(|param| param.name == name && !param.star)
            else {
                let hint = nearest(&name, params.iter().filter(|p| !p.star).map(|p| p.name))
                    .map(|near| format!("; did you mean {near}?"))
                    .unwrap_or_default();
                return Err(usage(format!("{method}() has no parameter {name}{hint}")));
            };
            match slots.get_mut(position) {
                Some(slot @ None) => *slot = Some(arg),
                _ => {
                    return Err(usage(format!("{method}() got {name} twice")));
                }
            }
        }
        for (slot, param) in slots.iter().zip(params) {
            if slot.is_none() && param.default.is_none() && !param.star {
                return Err(usage(format!(
                    "{method}() needs {}: {}",
                    param.name, param.what
                )));
            }
        }
        Ok(Bound { params, slots })
    }
}

impl Bound {
    /// Takes the argument of the parameter at `position`; `None` where the default applies.
    pub fn take<T: FromArg>(&mut self, position: usize) -> Result<Option<T>> {
        let Some(arg) = self.slots.get_mut(position).and_then(Option::take) else {
            return Ok(None);
        };
        T::from_arg(arg).map(Some).map_err(|message| {
            let name = self.params.get(position).map_or("argument", |p| p.name);
            let sentence = format!("{name}: {message}");
            match message.starts_with("expected ") {
                true => Error::type_(name, sentence),
                false => Error::value(name, sentence),
            }
        })
    }
}

fn usage(message: String) -> Error {
    Error::new(crate::error::ErrorKind::ArgumentType, message)
}

/// The candidate that a mistyped `word` most likely means.
pub fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    let limit = (length + 1) / 3;
    candidates
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= limit)
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The number of letters to insert, delete, replace or swap (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i + 1);
        for (j, y) in b.iter().enumerate() {
            let replace = last.get(j).copied().unwrap_or(0) + usize::from(x != y);
            let delete = last.get(j + 1).copied().unwrap_or(0) + 1;
            let insert = row.last().copied().unwrap_or(0) + 1;
            let mut best = replace.min(delete).min(insert);
            if i > 0 && j > 0 && Some(x) == b.get(j - 1) && a.get(i - 1) == Some(y) {
                best = best.min(before.get(j - 1).copied().unwrap_or(usize::MAX - 1) + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAMS: &[Param] = &[
        Param {
            name: "folder",
            kind: "Folder",
            what: "a folder name",
            default: None,
            star: false,
        },
        Param {
            name: "readonly",
            kind: "bool",
            what: "True or False",
            default: Some("False"),
            star: false,
        },
    ];

    fn bind(positional: Vec<Arg>, named: Vec<(&str, Arg)>) -> Result<Bound> {
        let named = named.into_iter().map(|(n, a)| (n.to_owned(), a)).collect();
        Args { positional, named }.bind("select_folder", PARAMS)
    }

    #[test]
    fn position_name_and_default() {
        let mut bound = bind(
            vec![Arg::Text("x".into())],
            vec![("readonly", Arg::Bool(true))],
        )
        .unwrap();
        assert_eq!(bound.take::<bool>(1).unwrap(), Some(true));
        let mut bound = bind(vec![], vec![("folder", Arg::Text("x".into()))]).unwrap();
        assert_eq!(bound.take::<bool>(1).unwrap(), None);
    }

    #[test]
    fn each_misfit_is_named() {
        let text = || Arg::Text("x".into());
        for (positional, named, says) in [
            (
                vec![],
                vec![],
                "select_folder() needs folder: a folder name",
            ),
            (
                vec![text(), text(), text()],
                vec![],
                "select_folder() takes at most 2 arguments, 3 were given",
            ),
            (
                vec![text()],
                vec![("foldr", text())],
                "select_folder() has no parameter foldr; did you mean folder?",
            ),
            (
                vec![text()],
                vec![("folder", text())],
                "select_folder() got folder twice",
            ),
        ] {
            assert_eq!(bind(positional, named).unwrap_err().message(), says);
        }
        let mut bound = bind(vec![text(), text()], vec![]).unwrap();
        let error = bound.take::<bool>(1).unwrap_err();
        assert_eq!(error.argument(), Some("readonly"));
        assert_eq!(
            error.message(),
            "readonly: expected True or False, got a str"
        );
    }

    #[test]
    fn a_swap_counts_once() {
        assert_eq!(distance("serach", "search"), 1);
        assert_eq!(
            nearest("serach", ["fetch", "search"].into_iter()),
            Some("search")
        );
        assert_eq!(nearest("x", ["fetch", "search"].into_iter()), None);
    }
}
