//! What can be typed at a place: pure, out of the text and of what is known.

use imapclient::command;
use imapclient::menu::{Method, Param};

use super::place::{At, Call, Chain, KEYWORDS, Place, place};
use super::scan::{Opening, encoded};
use crate::lang::Link;
use crate::lang::words::{self, Word};

/// What the completion may ask for. Nothing here waits: it is what has been heard so far.
pub(crate) trait Known {
    /// The names that can stand by themselves.
    fn names(&self) -> Vec<String>;
    /// The attributes of a value.
    fn attributes(&self, of: &[Link]) -> Vec<String>;
    /// The keys of a mapping.
    fn keys(&self, of: &[Link]) -> Vec<Link>;
    /// What calling a value takes.
    fn signature(&self, of: &[Link]) -> Option<Signature>;
    /// The modules that can be imported.
    fn modules(&self) -> Vec<String>;
    /// The names of a module.
    fn module_names(&self, module: &str) -> Vec<String>;
    /// The folder names that the client of a method has heard; asking notes the wish for all.
    fn folders(&self, of: &[Link]) -> Vec<String>;
    /// Whether those are all folders.
    fn has_all_folders(&self, of: &[Link]) -> bool;
    /// The flags that the folder keeps that this client has open.
    fn flags(&self, of: &[Link]) -> Vec<String>;
    /// The capabilities of that client's server.
    fn capabilities(&self, of: &[Link]) -> Vec<String>;
    /// The accounts of the configuration.
    fn accounts(&self) -> Vec<String>;
    /// The files of a folder of the disk, and whether each is a folder.
    fn files(&self, folder: &str) -> Vec<(String, bool)>;
}

/// What calling something takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Signature {
    pub(crate) name: String,
    pub(crate) parameters: Vec<Parameter>,
}

/// One parameter, as far as it matters for typing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    /// The default as Python spells it.
    pub(crate) default: Option<String>,
    /// Takes all that follow.
    pub(crate) star: bool,
    pub(crate) wants: Wants,
}

/// What the strings of an argument are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Wants {
    #[default]
    Anything,
    Folder,
    Path,
    Bool,
    Flags,
    Criteria,
    Words(&'static [&'static [Word]]),
    Capabilities,
}

impl Signature {
    /// That of a method of the client.
    pub(crate) fn of(method: &Method) -> Self {
        let parameters = method.params.iter().map(|param| Parameter {
            name: param.name.to_owned(),
            default: param.default.map(str::to_owned),
            star: param.star,
            wants: wants(method, param),
        });
        Self {
            name: method.name.to_owned(),
            parameters: parameters.collect(),
        }
    }

    /// The parameter that the cursor's argument goes to.
    pub(crate) fn parameter(&self, call: &Call) -> Option<&Parameter> {
        match &call.keyword {
            Some(keyword) => self.parameters.iter().find(|p| p.name == *keyword),
            None => {
                let last = self.parameters.last().filter(|last| last.star);
                self.parameters.get(call.position).or(last)
            }
        }
    }
}

/// What the strings of a parameter are, by the type it is bound to and its name.
fn wants(method: &Method, param: &Param) -> Wants {
    match (method.name, param.name) {
        (_, "flags") => Wants::Flags,
        ("find_special_folder", _) => Wants::Words(&[words::FOLDER_FLAGS]),
        ("fetch", "data") => Wants::Words(&[words::FETCH_ITEMS]),
        ("fetch", "modifiers") => Wants::Words(&[words::FETCH_MODIFIERS]),
        ("folder_status", "what") => Wants::Words(&[words::STATUS_ITEMS]),
        (_, "sort_criteria") => Wants::Words(&[words::SORT_KEYS]),
        (_, "algorithm") => Wants::Words(&[words::THREAD_ALGORITHMS]),
        (_, "labels") => Wants::Folder,
        ("has_capability" | "enable", _) => Wants::Capabilities,
        (_, name) if name.contains("mechanism") => Wants::Capabilities,
        _ => match param.kind {
            "Folder" => Wants::Folder,
            "Criteria" => Wants::Criteria,
            "bool" => Wants::Bool,
            _ => Wants::Anything,
        },
    }
}

/// The keywords that can stand inside an expression.
const IN_EXPRESSIONS: [&str; 12] = [
    "False", "None", "True", "and", "else", "for", "if", "in", "is", "lambda", "not", "or",
];

/// One offer: what the list shows, and what is typed for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Offer {
    pub(crate) shown: String,
    pub(crate) typed: String,
}

impl Offer {
    fn plain(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            shown: text.clone(),
            typed: text,
        }
    }
}

/// What can stand at the end of `before`, and where the part begins that it replaces. `after` is
/// the rest of the line.
pub(crate) fn complete(before: &str, after: &str, known: &dyn Known) -> (usize, Vec<Offer>) {
    if before.trim_start().starts_with([':', '!']) {
        return super::own::complete(before, known);
    }
    if let Some(path) = super::own::redirection(before) {
        return super::own::path(before, path, known);
    }
    let place = place(before);
    let mut offers = match &place.at {
        At::Nowhere => Vec::new(),
        At::Attribute(owner) => {
            let hidden = !place.typed.starts_with('_');
            let names = known.attributes(owner).into_iter();
            starting(
                names.filter(|name| !(hidden && name.starts_with('_'))),
                &place.typed,
            )
        }
        At::Module => starting(known.modules(), &place.typed),
        At::Imported(module) => starting(known.module_names(module), &place.typed),
        At::Key(owner) => keys(&place, owner, after, known),
        At::Text => texts(&place, after, known),
        At::Name => names(&place, after, known),
    };
    offers.dedup();
    if let Some(call) = place.call.filter(|_| place.at == At::Text)
        && wanted(&call, known) == Wants::Folder
        && !known.has_all_folders(&call.callee)
    {
        // Two at least, so that the list is shown and nothing is typed that may be only a part.
        let typed = before.get(place.start..).unwrap_or_default();
        let parts: &[&str] = match offers.is_empty() {
            true => &["(folder names are fetched", "before the next prompt)"],
            false => &["(more names with the next prompt)"],
        };
        offers.extend(parts.iter().map(|part| Offer {
            shown: (*part).to_owned(),
            typed: typed.to_owned(),
        }));
    }
    (place.start, offers)
}

fn starting(names: impl IntoIterator<Item = String>, typed: &str) -> Vec<Offer> {
    let fits = names.into_iter().filter(|name| name.starts_with(typed));
    fits.map(Offer::plain).collect()
}

/// A name by itself, or the beginning of an argument.
fn names(place: &Place<'_>, after: &str, known: &dyn Known) -> Vec<Offer> {
    let mut offers = Vec::new();
    if let Some(call) = place.call.as_ref()
        && let Some(signature) = known.signature(&call.callee)
    {
        let wants = signature
            .parameter(call)
            .map(|p| p.wants)
            .unwrap_or_default();
        let empty = place.typed.is_empty();
        if empty && (call.fresh || call.nested) {
            let quote = Opening {
                prefix: "",
                quotes: "'",
            };
            let strings = strings(wants, call, "", &quote, known).into_iter();
            offers.extend(strings.map(|offer| Offer {
                shown: format!("'{}'", offer.shown),
                typed: format!("'{}'", offer.typed),
            }));
        }
        if wants == Wants::Bool && !call.nested {
            offers.extend(starting(
                ["False".to_owned(), "True".to_owned()],
                &place.typed,
            ));
        }
        if call.fresh && call.keyword.is_none() && !after.starts_with('=') {
            offers.extend(parameters(&signature, call, &place.typed));
        }
        if empty {
            return offers;
        }
    }
    if place.typed.is_empty() {
        return offers;
    }
    // Inside a call only an expression can stand.
    let fits = |word: &&str| place.call.is_none() || IN_EXPRESSIONS.contains(word);
    let keywords = KEYWORDS.iter().copied().filter(fits);
    let all = known.names().into_iter().chain(keywords.map(str::to_owned));
    let mut names = starting(all, &place.typed);
    names.sort_by(|a, b| a.typed.cmp(&b.typed));
    names.retain(|name| !offers.contains(name));
    offers.extend(names);
    offers
}

/// `name=` for each parameter that is still free, with its default beside it.
fn parameters(signature: &Signature, call: &Call, typed: &str) -> Vec<Offer> {
    let free = signature.parameters.iter().skip(call.position);
    free.filter(|p| !p.star && p.name.starts_with(typed) && !call.keywords.contains(&p.name))
        .map(|p| Offer {
            shown: format!("{}={}", p.name, p.default.as_deref().unwrap_or_default()),
            typed: format!("{}=", p.name),
        })
        .collect()
}

/// What the argument under the cursor wants.
fn wanted(call: &Call, known: &dyn Known) -> Wants {
    let signature = known.signature(&call.callee);
    let parameter = signature
        .as_ref()
        .and_then(|signature| signature.parameter(call));
    parameter
        .map(|parameter| parameter.wants)
        .unwrap_or_default()
}

/// The content of a string.
fn texts(place: &Place<'_>, after: &str, known: &dyn Known) -> Vec<Offer> {
    let (Some(opening), Some(call)) = (&place.string, &place.call) else {
        return Vec::new();
    };
    let wants = wanted(call, known);
    if wants == Wants::Path {
        return closed(paths(&place.typed, opening, known), opening, after);
    }
    closed(
        strings(wants, call, &place.typed, opening, known),
        opening,
        after,
    )
}

/// The offers with the closing quote, where it is not there yet.
fn closed(offers: Vec<Offer>, opening: &Opening<'_>, after: &str) -> Vec<Offer> {
    if after.starts_with(opening.quotes) {
        return offers;
    }
    let close = |offer: Offer| match offer.typed.ends_with('/') {
        true => offer,
        false => Offer {
            typed: offer.typed + opening.quotes,
            ..offer
        },
    };
    offers.into_iter().map(close).collect()
}

/// The strings that an argument may be, as they are spelled between these quotes.
fn strings(
    wants: Wants,
    call: &Call,
    typed: &str,
    opening: &Opening<'_>,
    known: &dyn Known,
) -> Vec<Offer> {
    let folded = typed.to_lowercase();
    // The backslash of a flag need not be typed.
    let begins = |text: &str| {
        let text = text.to_lowercase();
        let bare = text.strip_prefix('\\').filter(|_| !folded.is_empty());
        text.starts_with(&folded) || bare.is_some_and(|bare| bare.starts_with(&folded))
    };
    let spelled = |text: &str| encoded(text, opening).map(Offer::plain);
    let of_words = |tables: &[&[Word]]| -> Vec<Offer> {
        let words = tables
            .iter()
            .copied()
            .flatten()
            .filter(|word| begins(word.name));
        words.filter_map(|word| spelled(word.name)).collect()
    };
    match wants {
        Wants::Anything | Wants::Bool | Wants::Path => Vec::new(),
        Wants::Folder => {
            let folders = known.folders(&call.callee).into_iter();
            folders
                .filter(|name| begins(name))
                .filter_map(|name| spelled(&name))
                .collect()
        }
        Wants::Flags => {
            let flags = known
                .flags(&call.callee)
                .into_iter()
                .filter(|name| begins(name));
            flags.filter_map(|name| spelled(&name)).collect()
        }
        Wants::Capabilities => {
            let names = known
                .capabilities(&call.callee)
                .into_iter()
                .filter(|name| begins(name));
            names.filter_map(|name| spelled(&name)).collect()
        }
        Wants::Words(tables) => of_words(tables),
        Wants::Criteria => match argument_of_key(call) {
            Some("KEYWORD" | "UNKEYWORD") => strings(Wants::Flags, call, typed, opening, known)
                .into_iter()
                .filter(|offer| !offer.typed.starts_with('\\'))
                .collect(),
            Some(_) => Vec::new(),
            None => of_words(&[words::SEARCH_KEYS]),
        },
    }
}

/// The search key whose argument the cursor's string is.
fn argument_of_key(call: &Call) -> Option<&'static str> {
    let mut key = None;
    let mut left = 0usize;
    for word in &call.before {
        left = left.saturating_sub(1);
        if left == 0 {
            key = None;
            let found = words::SEARCH_KEYS
                .iter()
                .find(|key| key.name.eq_ignore_ascii_case(word));
            if let Some(found) = found.filter(|key| key.takes_values()) {
                key = Some(found.name);
                left = found.takes.split_whitespace().count() + 1;
            }
        }
    }
    key.filter(|_| left > 1)
}

/// The keys of a mapping, in or without quotes.
fn keys(place: &Place<'_>, owner: &Chain, after: &str, known: &dyn Known) -> Vec<Offer> {
    let quote = Opening {
        prefix: "",
        quotes: "'",
    };
    let opening = place.string.unwrap_or(quote);
    let close = if after.starts_with(']') { "" } else { "]" };
    let folded = place.typed.to_lowercase();
    let mut offers = Vec::new();
    for key in known.keys(owner) {
        let typed = match &key {
            Link::Index(number) if place.string.is_none() => format!("{number}{close}"),
            Link::Key(text) if text.to_lowercase().starts_with(&folded) => {
                let Some(content) = encoded(text, &opening) else {
                    continue;
                };
                let quotes = opening.quotes;
                match (place.string.is_some(), after.starts_with(quotes)) {
                    (true, true) => content,
                    (true, false) => format!("{content}{quotes}{close}"),
                    (false, _) => format!("'{content}'{close}"),
                }
            }
            _ => continue,
        };
        offers.push(Offer::plain(typed));
    }
    offers
}

/// Files whose names begin as typed.
pub(crate) fn paths(typed: &str, opening: &Opening<'_>, known: &dyn Known) -> Vec<Offer> {
    let at = typed.rfind('/').map_or(0, |at| at + 1);
    let (folder, name) = typed.split_at(at);
    let mut files = known.files(folder);
    files.retain(|(file, _)| {
        file.starts_with(name) && (name.starts_with('.') || !file.starts_with('.'))
    });
    files.sort();
    let offer = |(file, is_folder): (String, bool)| {
        let end = if is_folder { "/" } else { "" };
        let typed = encoded(&format!("{folder}{file}{end}"), opening)?;
        Some(Offer {
            shown: encoded(&format!("{file}{end}"), opening)?,
            typed,
        })
    };
    files.into_iter().filter_map(offer).collect()
}

/// The method of the client that a chain names, if its last step is one's name.
pub(crate) fn method(of: &[Link]) -> Option<&'static Method> {
    match of {
        [_, .., Link::Attribute(name)] => command::method(name),
        _ => None,
    }
}

#[cfg(test)]
#[path = "complete_tests.rs"]
mod tests;
