//! The prompt: whom, where, which folder, how many messages, and whether news waits.

use imapclient::client::{Client, State};
use imapclient::data::escape::escape_control;

/// What the prompt tells.
#[derive(Default)]
pub(crate) struct Place<'a> {
    pub(crate) production: bool,
    pub(crate) user: Option<&'a str>,
    pub(crate) host: Option<&'a str>,
    pub(crate) client: Option<&'a Client>,
    /// News is not shown by itself, so the prompt says that there is some.
    pub(crate) mark_news: bool,
}

/// How the prompt begins on an account that is marked so; the editor shows it in red.
pub(crate) const PRODUCTION: &str = "PRODUCTION ";
/// How much of a narrow terminal is for what is typed.
const TYPING: usize = 30;
/// What a shortened name keeps at the least.
const LEAST: usize = 6;

/// The prompt for a terminal of so many columns.
pub(crate) fn prompt(place: &Place<'_>, columns: usize) -> String {
    let (folder, marks) = state(place);
    let production = if place.production { "PRODUCTION " } else { "" };
    let user = place
        .user
        .map(|user| escape_control(user, false).into_owned());
    let host = place
        .host
        .map(|host| escape_control(host, false).into_owned());
    let folder = folder.map(|folder| escape_control(&folder, false).into_owned());
    let whole = |who: &str, folder: Option<&str>| {
        let folder = folder
            .map(|folder| format!(" {folder}"))
            .unwrap_or_default();
        format!("{production}{who}{folder}{marks}> ")
    };
    let who = match (&user, &host) {
        (Some(user), Some(host)) if !user.contains('@') => format!("{user}@{host}"),
        (Some(user), _) => user.clone(),
        (None, Some(host)) => host.clone(),
        (None, None) => "imapclient".to_owned(),
    };
    let room = columns.saturating_sub(TYPING).max(columns / 2);
    let length = |text: &str| text.chars().count();
    let mut text = whole(&who, folder.as_deref());
    if length(&text) > room {
        // First the host goes, then both names shrink to what is left.
        let who = user.or(host).unwrap_or(who);
        let local = who.split('@').next().unwrap_or(&who);
        text = whole(local, folder.as_deref());
        if length(&text) > room {
            let fixed = length(&whole("", folder.as_ref().map(|_| "")));
            let left = room.saturating_sub(fixed);
            let share = if folder.is_some() { left / 2 } else { left };
            let local = middle(local, share);
            let rest = left.saturating_sub(length(&local));
            let folder = folder.map(|folder| middle(&folder, rest));
            text = whole(&local, folder.as_deref());
        }
    }
    text
}

/// The folder, and what is said of it.
fn state(place: &Place<'_>) -> (Option<String>, String) {
    let Some(client) = place.client else {
        return (None, String::new());
    };
    let folder = client.last_selected();
    let name = folder.map(|folder| folder.name.to_string_lossy().into_owned());
    if client.state() == State::Logout {
        return (name, " offline".to_owned());
    }
    let news = if place.mark_news && client.has_news() {
        "*"
    } else {
        ""
    };
    match client.selected() {
        Some(folder) => {
            let lock = if folder.read_only { " ro" } else { "" };
            (name, format!("{lock} ({}){news}", folder.exists))
        }
        None => (None, news.to_owned()),
    }
}

/// A name that is too long without its middle.
fn middle(name: &str, room: usize) -> String {
    let letters: Vec<char> = name.chars().collect();
    let room = room.max(LEAST);
    if letters.len() <= room {
        return name.to_owned();
    }
    let tail = (room - 1) / 2;
    let head = room - 1 - tail;
    let head = letters.iter().take(head);
    let tail = letters.iter().skip(letters.len() - tail);
    head.chain(&['~']).chain(tail).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_shrink_on_a_narrow_terminal() {
        let place = Place {
            user: Some("somebody.long"),
            host: Some("mail.example.org"),
            ..Place::default()
        };
        for (columns, expected) in [
            (100, "somebody.long@mail.example.org> "),
            (60, "somebody.long> "),
            (20, "some~ong> "),
            (5, "som~ng> "),
        ] {
            assert_eq!(prompt(&place, columns), expected, "{columns}");
        }
        let bad = Place {
            user: Some("\x1b[2J"),
            production: true,
            ..Place::default()
        };
        assert_eq!(prompt(&bad, 80), "PRODUCTION \\u001b[2J> ");
    }
}
