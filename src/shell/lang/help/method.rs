//! Help on the methods of a client, out of the menu's own documentation.
//!
//! That documentation is Markdown with these conventions: the first sentence says what the method
//! does, with its command and RFC in parentheses; `Needs the capability X or Y` names what the
//! server must have; a fenced block is an example; below `# Errors` stand the kinds of errors, which
//! help shows as their exceptions.

use imapclient::client::Client;
use imapclient::command;
use imapclient::data::text::Text;
use imapclient::menu::{Method, Param};

use super::page::Page;

/// What the types of results are in the language. A type that is not here is shown as it is.
const RESULTS: &[(&str, &str)] = &[
    ("None", "None"),
    ("bool", "True or False"),
    ("u32", "an int"),
    ("Text", "a str"),
    ("Option<Text>", "a str, or None"),
    ("Words", "a tuple of str"),
    ("Vec<Text>", "a list of str"),
    ("Vec<(Text, Text)>", "a list of tuples of two str"),
    (
        "Answer",
        "a str, the server's text, with the attributes `code`, `uidvalidity`, `uids` and `source_uids`",
    ),
    ("SearchIds", "a list of ids, with the attribute `modseq`"),
    (
        "FetchResult",
        "a dict of id to dict of item to value: `{17: {'SEQ': 3, 'FLAGS': (...)}}`",
    ),
    ("FetchIter", "an iterator over tuples of id and dict"),
    ("FlagsResult", "a dict of id to tuple of flags"),
    (
        "Option<FlagsResult>",
        "a dict of id to tuple of flags, or None if `silent`",
    ),
    ("LabelsResult", "a dict of id to list of labels"),
    (
        "Option<LabelsResult>",
        "a dict of id to list of labels, or None if `silent`",
    ),
    ("Info", "a dict of name to value"),
    ("Option<Info>", "a dict of name to value, or None"),
    (
        "Updates",
        "a tuple of the server's text and a list of responses: `('done', [(3, 'EXISTS')])`",
    ),
    ("Vec<Update>", "a list of responses: `[(3, 'EXISTS')]`"),
    (
        "Vec<FolderInfo>",
        "a list of FolderInfo, each also the tuple `(flags, delimiter, name)`",
    ),
    (
        "Namespace",
        "a Namespace with the fields `personal`, `other` and `shared`",
    ),
    ("Vec<Quota>", "a list of Quota"),
    ("Option<Vec<Quota>>", "a list of Quota, or None"),
    (
        "(MailboxQuotaRoots, Vec<Quota>)",
        "a tuple of MailboxQuotaRoots and a list of Quota",
    ),
    ("Threads", "a tuple of threads, each a tuple of ids"),
];

/// The parts of a method's documentation.
struct Doc {
    paragraphs: Vec<String>,
    example: String,
    errors: String,
}

/// The text with kinds of errors by the names of their exceptions.
fn by_exceptions(text: &str) -> String {
    use imapclient::error::ErrorKind as K;
    const KINDS: [K; 11] = [
        K::Refused,
        K::Abort,
        K::ReadOnly,
        K::Capability,
        K::Login,
        K::InvalidCriteria,
        K::IllegalState,
        K::ArgumentType,
        K::ArgumentValue,
        K::Timeout,
        K::Tls,
    ];
    KINDS.iter().fold(text.to_owned(), |text, kind| {
        text.replace(&format!("`{kind:?}`"), &format!("`{}`", kind.exception()))
    })
}

impl Doc {
    fn read(text: &str) -> Self {
        let (mut paragraphs, mut example, mut fenced) = (vec![String::new()], String::new(), false);
        let (text, errors) = text.split_once("# Errors").unwrap_or((text, ""));
        for line in text.lines() {
            let line = line.strip_prefix(' ').unwrap_or(line);
            if line.starts_with("```") {
                fenced = !fenced;
            } else if fenced {
                example.push_str(line);
                example.push('\n');
            } else if line.trim().is_empty() {
                paragraphs.push(String::new());
            } else if let Some(last) = paragraphs.last_mut() {
                last.push_str(line);
                last.push(' ');
            }
        }
        paragraphs.retain(|paragraph| !paragraph.is_empty());
        Self {
            paragraphs: paragraphs.iter().map(|text| by_exceptions(text)).collect(),
            example,
            errors: by_exceptions(&errors.split_whitespace().collect::<Vec<_>>().join(" ")),
        }
    }

    fn whole(&self) -> String {
        self.paragraphs.join(" ")
    }

    /// The places in RFCs, in the order in which they are named.
    fn rfcs(&self) -> Vec<String> {
        let text = self.whole();
        let words: Vec<&str> = text.split_whitespace().collect();
        let clean = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
        let mut found: Vec<String> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let next = |step: usize| words.get(at + step).copied().unwrap_or_default();
            let number = clean(next(1));
            if clean(word) != "RFC" || number.parse::<u32>().is_err() {
                continue;
            }
            let section = clean(next(3));
            let whole = next(1).trim_end_matches(',') == number && next(2) == "section";
            found.push(match whole {
                true => format!("RFC {number} section {section}"),
                false => format!("RFC {number}"),
            });
        }
        // The section says more than the number alone.
        let whole = found.clone();
        found.retain(|place| {
            !whole
                .iter()
                .any(|other| other.starts_with(&format!("{place} ")))
        });
        found.dedup();
        found
    }

    /// The capabilities of which the server must have one.
    fn needs(&self) -> Vec<String> {
        let text = self.whole();
        let Some((_, after)) = text.split_once("Needs the capability ") else {
            return Vec::new();
        };
        let mut names = Vec::new();
        for word in after.split_whitespace() {
            let name = word.trim_end_matches([',', '.', ';']);
            let fits = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || "=+-".contains(c);
            if name.chars().all(fits) {
                names.push(name.to_owned());
            }
            if name == "or" || word == name && name.chars().all(fits) {
                continue;
            }
            break;
        }
        names
    }
}

/// Whether the server has one of these capabilities, in words. Nothing is asked for it.
pub(super) fn has(client: Option<&Client>, names: &[&str]) -> String {
    let wanted = names.join(" or ");
    let heard = client.and_then(|client| client.capabilities_told());
    let has = |name: &&str| {
        let known = heard.unwrap_or_default();
        // `AUTH=` stands for any of its kind.
        known.iter().any(|known| match name.strip_suffix('=') {
            Some(_) => known.as_bytes().starts_with(name.as_bytes()),
            None => known.eq_ignore_ascii_case(name),
        })
    };
    match heard {
        None => format!("Needs {wanted}; what this server has is not known yet."),
        Some(_) if names.iter().any(has) => format!("Needs {wanted}; this server has it."),
        Some(_) => format!("Needs {wanted}; this server does not have it."),
    }
}

/// Whether the server has this capability or, if its name ends with `=` or `-`, which of its kind.
pub(super) fn heard(client: Option<&Client>, name: &str) -> String {
    let Some(heard) = client.and_then(|client| client.capabilities_told()) else {
        return "What this server has is not known yet.".to_owned();
    };
    let fits = |known: &String| match name.ends_with(['=', '-']) {
        true => known.starts_with(name),
        false => known == name,
    };
    let among = |known: &[Text]| -> Vec<String> {
        let names = known
            .iter()
            .map(|known| known.to_string_lossy().to_uppercase());
        names.filter(fits).collect()
    };
    match among(heard).as_slice() {
        [] => {
            // What is of use before the login only goes with it.
            let before = client.and_then(|client| client.capabilities_before_login());
            match before.map(among).unwrap_or_default().as_slice() {
                [] => "This server does not have it.".to_owned(),
                before => format!("Before the login this server had {}.", before.join(", ")),
            }
        }
        [one] if one == name => "This server has it.".to_owned(),
        several => format!("This server has {}.", several.join(", ")),
    }
}

/// The methods that need this capability, or one of several among which it is.
pub(super) fn needing(name: &str) -> Vec<&'static str> {
    let needs = |method: &&Method| {
        Doc::read(method.doc)
            .needs()
            .iter()
            .any(|need| need == name)
    };
    command::methods()
        .filter(needs)
        .map(|method| method.name)
        .collect()
}

/// Everything about one method.
pub(super) fn explain(method: &Method, client: Option<&Client>) -> Page {
    let doc = Doc::read(method.doc);
    let mut page = Page::titled(format!("c.{}", method.signature()));
    for paragraph in &doc.paragraphs {
        page.text(paragraph);
        page.blank();
    }
    for Param {
        name,
        what,
        default,
        star,
        ..
    } in method.params
    {
        let default = default
            .map(|value| format!(" (default: `{value}`)"))
            .unwrap_or_default();
        let star = if *star { "*" } else { "" };
        page.row(format!("{star}{name}"), format!("{what}{default}"));
    }
    let result = RESULTS.iter().find(|(name, _)| *name == method.result);
    page.row("returns", result.map_or(method.result, |(_, what)| *what));
    if !doc.errors.is_empty() {
        page.row("raises", &doc.errors);
    }
    if !doc.example.is_empty() {
        page.blank();
        page.code(&doc.example);
    }
    page.blank();
    let rfcs = doc.rfcs();
    if !rfcs.is_empty() {
        page.text(rfcs.join(", "));
    }
    let needs = doc.needs();
    if !needs.is_empty() {
        let names: Vec<&str> = needs.iter().map(String::as_str).collect();
        page.text(has(client, &names));
    }
    page
}

/// The methods in their groups, each with its first sentence, and the attributes.
pub(super) fn overview() -> Page {
    let mut page = Page::titled("The methods of c");
    page.text("`help(c.fetch)` or `c.fetch?` explains one, `help('SINCE')` a search key, `help(x)` any value.");
    let mut last = "";
    for (title, methods) in command::families() {
        if std::mem::replace(&mut last, title) != title {
            page.head(title);
        }
        for method in methods
            .iter()
            .filter(|method| !method.name.starts_with('_'))
        {
            page.row(method.name, summary(method));
        }
    }
    page.head("Attributes");
    for attribute in command::ATTRIBUTES {
        page.row(attribute.name, attribute.doc);
    }
    page.blank();
    page.text("`:help` lists the shell's own commands.");
    page
}

/// The first sentence, without the command and the RFC that it names.
fn summary(method: &Method) -> String {
    let doc = Doc::read(method.doc);
    let first = doc
        .paragraphs
        .first()
        .map(String::as_str)
        .unwrap_or_default();
    let mut text = String::new();
    let mut depth = 0usize;
    for letter in first.trim().chars() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            letter if depth == 0 => text.push(letter),
            _ => {}
        }
    }
    text.replace(" ,", ",")
        .replace(" .", ".")
        .replace("  ", " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_says_where_it_is_defined_and_shows_an_example() {
        for method in command::methods() {
            let doc = Doc::read(method.doc);
            let name = method.name;
            assert!(!doc.example.is_empty(), "{name} has no example");
            // `socket` is of no RFC, and some are of a provider's own.
            let own = name.contains("gmail") || ["socket", "xlist_folders"].contains(&name);
            assert!(own || !doc.rfcs().is_empty(), "{name} names no RFC");
            assert!(
                summary(method).ends_with('.'),
                "{name}: {}",
                summary(method)
            );
        }
    }

    #[test]
    fn conventions_of_the_documentation() {
        let sort = Doc::read(
            command::method("sort")
                .map(|method| method.doc)
                .unwrap_or_default(),
        );
        assert_eq!(sort.needs(), ["SORT"]);
        assert_eq!(sort.rfcs(), ["RFC 5256"]);
        let leave = Doc::read(
            "Leave (X, RFC 9051 section 6.4.2). Needs the capability UNSELECT or IMAP4REV2, and more.",
        );
        assert_eq!(leave.needs(), ["UNSELECT", "IMAP4REV2"]);
        assert_eq!(leave.rfcs(), ["RFC 9051 section 6.4.2"]);
    }
}
