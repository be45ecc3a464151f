//! Which folder was meant, where the server has none of the name it was given.

use imapclient::client::State;
use imapclient::data::text::Text;
use imapclient::data::utf7;
use imapclient::error::Error;
use imapclient::menu::nearest;

use crate::lang::Interpreter;

/// The folder that a command, refused because there is no such folder, most likely meant. Where not all names were heard, the server
/// is asked for them if `asks`.
pub(crate) fn folder(interpreter: &Interpreter, error: &Error, asks: bool) -> Option<String> {
    let wanted = first_quoted(error.command()?)?;
    let client = interpreter.client()?;
    let mut slot = client.0.try_borrow_mut().ok()?;
    let client = slot
        .as_mut()
        .filter(|client| client.state() != State::Logout)?;
    if asks && !client.folders_heard().complete {
        client.list_folders("", "*").ok()?;
    }
    near(&wanted, &*client.folders_heard().names)
}

/// The first quoted string of a command, decoded where it is modified UTF-7.
fn first_quoted(command: &str) -> Option<String> {
    let (_, rest) = command.split_once('"')?;
    let mut text = String::new();
    let mut letters = rest.chars();
    loop {
        match letters.next()? {
            '"' => break,
            '\\' => text.push(letters.next()?),
            letter => text.push(letter),
        }
    }
    Some(utf7::decode(text.as_bytes()).unwrap_or(text))
}

/// The name most like `wanted`: one that differs in case only, one that lies below another folder,
/// or else the nearest.
fn near<'a>(wanted: &str, names: impl IntoIterator<Item = &'a Text>) -> Option<String> {
    let names = names.into_iter().map(Text::to_string_lossy);
    // Each with its form in small letters.
    let names: Vec<(String, _)> = names.map(|name| (name.to_lowercase(), name)).collect();
    let lower = wanted.to_lowercase();
    let is_below = |name: &str| {
        let rest = name.strip_suffix(&lower).unwrap_or(name);
        rest.is_empty() || (rest.len() < name.len() && rest.ends_with(['/', '.', '\\']))
    };
    let below = names.iter().filter(|(name, _)| is_below(name));
    let found = below.min_by_key(|(name, _)| name.len()).or_else(|| {
        let near = nearest(&lower, names.iter().map(|(name, _)| &**name))?;
        names.iter().find(|(name, _)| name == near)
    });
    found
        .map(|(_, name)| name.to_string())
        .filter(|name| name != wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_another_case_below_another_folder_or_mistyped_is_found() {
        let names = [
            "INBOX",
            "Archive",
            "[Gmail]/Sent Mail",
            "INBOX.Drafts",
            "Entwürfe",
        ]
        .map(Text::from);
        for (wanted, meant) in [
            ("inbox", Some("INBOX")),
            ("ARCHIVE", Some("Archive")),
            ("Archve", Some("Archive")),
            ("inbux", Some("INBOX")),
            ("sent mail", Some("[Gmail]/Sent Mail")),
            ("Drafts", Some("INBOX.Drafts")),
            ("Entwurfe", Some("Entwürfe")),
            ("Archive", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(near(wanted, &names).as_deref(), meant, "{wanted}");
        }
    }

    #[test]
    fn the_name_is_taken_from_the_command() {
        for (command, name) in [
            ("SELECT \"INBX\"", Some("INBX")),
            ("UID COPY 1:3 \"a \\\"b\\\\\"", Some("a \"b\\")),
            ("STATUS \"Entw&APw-rfe\" (MESSAGES)", Some("Entwürfe")),
            ("SELECT \"no end", None),
            ("NOOP", None),
        ] {
            assert_eq!(first_quoted(command).as_deref(), name, "{command}");
        }
    }
}
