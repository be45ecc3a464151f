//! Completion where the shell's own words are typed: `:` commands, programs, redirections.

use super::complete::{Known, Offer, paths};
use super::scan::{Kind, Opening, scan};
use crate::command::commands;

/// A name that stands without quotes; what would need them is left out.
const BARE: Opening<'static> = Opening {
    prefix: "r",
    quotes: "\0",
};

/// Completes a line that begins with a colon or an exclamation mark.
pub(super) fn complete(before: &str, known: &dyn Known) -> (usize, Vec<Offer>) {
    let line = before.trim_start();
    let at = before.len() - line.len();
    let Some((name, argument)) = line.split_once(char::is_whitespace) else {
        let names = commands().flat_map(|command| command.names.iter().copied());
        let mut fits: Vec<Offer> = names
            .filter(|name| name.starts_with(line))
            .map(|name| Offer {
                shown: name.to_owned(),
                typed: name.to_owned(),
            })
            .collect();
        fits.sort_by(|a, b| a.typed.cmp(&b.typed));
        return (at, fits);
    };
    let start = before.len() - argument.trim_start().len();
    if line.starts_with('!') {
        return path(before, last_word(before), known);
    }
    let Some(command) = commands().find(|command| command.names.contains(&name)) else {
        return (start, Vec::new());
    };
    // The words of the command's own help: small ones are typed as they stand.
    let start = last_word(before).max(start);
    let typed = before.get(start..).unwrap_or_default();
    let mut offers = Vec::new();
    for word in command
        .argument
        .split(|c: char| c.is_whitespace() || "|[],".contains(c))
    {
        match word.trim_matches('.') {
            "" => {}
            "NAME" | "ACCOUNT" => offers.extend(plain(known.accounts(), typed)),
            "FORM" => {
                let forms = <crate::cli::Output as clap::ValueEnum>::value_variants().iter();
                let names = forms.filter_map(clap::ValueEnum::to_possible_value);
                offers.extend(plain(names.map(|form| form.get_name().to_owned()), typed));
            }
            "FILE" | "FOLDER" | "DIRECTORY" | "DIR" | "PATH" => {
                offers.extend(paths(typed, &BARE, known));
            }
            "METHOD" | "TOPIC" => {
                let methods = imapclient::command::methods();
                offers.extend(plain(methods.map(|method| method.name.to_owned()), typed));
            }
            word if word.starts_with(|c: char| c.is_ascii_lowercase() || c == '-') => {
                offers.extend(plain([word.to_owned()], typed));
            }
            _ => {}
        }
    }
    (start, offers)
}

fn plain(names: impl IntoIterator<Item = String>, typed: &str) -> Vec<Offer> {
    let fits = names.into_iter().filter(|name| name.starts_with(typed));
    fits.map(|name| Offer {
        shown: name.clone(),
        typed: name,
    })
    .collect()
}

fn last_word(text: &str) -> usize {
    text.rfind(char::is_whitespace).map_or(0, |at| at + 1)
}

/// Where the file of a redirection (`expr !> file`, `expr !| program`) begins.
pub(super) fn redirection(before: &str) -> Option<usize> {
    let tokens = scan(before);
    let marked = tokens.windows(2).any(|pair| match pair {
        [bang, mark] => {
            bang.kind == Kind::Mark
                && bang.text(before) == "!"
                && bang.end == mark.start
                && matches!(mark.text(before), ">" | "|" | ">>")
        }
        _ => false,
    });
    marked.then(|| last_word(before))
}

/// Completes the path that begins at `start`.
pub(super) fn path(before: &str, start: usize, known: &dyn Known) -> (usize, Vec<Offer>) {
    let typed = before.get(start..).unwrap_or_default();
    (start, paths(typed, &BARE, known))
}
