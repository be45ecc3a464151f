//! What the server can do, by theme, with the RFCs that say what it means.

use imapclient::data::text::Text;

use super::{After, OwnCommand};
use crate::app::App;
use crate::lang::HelpPage;
use crate::lang::words::caps::{THEMES, find};

pub(super) const COMMANDS: &[OwnCommand] = &[OwnCommand {
    names: &[":caps"],
    argument: "",
    what: "what the server can do, by theme, with RFC numbers",
    run: |app, _| app.caps(),
}];

/// All capabilities by theme; what is not known comes last.
fn table(names: &[String]) -> HelpPage {
    let mut page = HelpPage::with_column(29);
    for (at, (title, _)) in THEMES.iter().enumerate() {
        let found = names.iter().filter_map(|name| Some((name, find(name)?)));
        let mut found = found.filter(|(_, (theme, _))| *theme == at).peekable();
        if found.peek().is_some() {
            page.section(*title);
        }
        for (name, (_, known)) in found {
            page.row(name, format!("{} {}", known.rfc, known.what));
        }
    }
    let unknown: Vec<&str> = (names.iter())
        .filter(|name| find(name).is_none())
        .map(String::as_str)
        .collect();
    if !unknown.is_empty() {
        page.section("Not known here");
        page.text(unknown.join(" "));
    }
    page.blank();
    page
}

pub(super) fn strings(words: &[Text]) -> Vec<String> {
    let text = |word: &Text| word.to_string_lossy().to_uppercase();
    words.iter().map(text).collect()
}

impl App {
    fn caps(&mut self) -> Result<After, String> {
        let client = self.interpreter.client().ok_or("there is no connection")?;
        let (now, before, enabled) = {
            let mut slot = client
                .0
                .try_borrow_mut()
                .map_err(|_| "the client is busy")?;
            let client = slot.as_mut().ok_or("not connected; give -H or -f")?;
            let now = client.capabilities().map_err(|error| error.to_string())?;
            let before = client.capabilities_before_login().map(strings);
            (strings(&now.0), before, strings(client.enabled()))
        };
        let mut page = table(&now);
        if let Some(before) = before {
            let gone: Vec<&str> = (before.iter())
                .filter(|name| !now.contains(name))
                .map(String::as_str)
                .collect();
            let new = now.iter().filter(|name| !before.contains(name)).count();
            let mut text = format!(
                "Before login there were {}; {new} came with it",
                before.len()
            );
            if !gone.is_empty() {
                text.push_str(&format!("; gone are {}", gone.join(" ")));
            }
            page.text(text + ".");
        }
        if !enabled.is_empty() {
            page.text(format!("Switched on: {}.", enabled.join(" ")));
        }
        page.text("`help('IDLE')` or `IDLE?` explains one.");
        self.page(&page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capabilities_are_told_by_theme() {
        let names = [
            "IMAP4REV1",
            "AUTH=PLAIN",
            "AUTH=SCRAM-SHA-256",
            "THREAD=REFS",
            "XYZZY",
            "AUTH=X",
        ];
        let text = table(&names.map(str::to_owned)).laid_out(80, false);
        let expected = "\
Protocol
    IMAP4REV1                RFC 3501 the protocol of 2003

Security and login
    AUTH=PLAIN               RFC 4616 password in clear (inside TLS)
    AUTH=SCRAM-SHA-256       RFC 5802 challenge and response; the password stays
                             here
    AUTH=X                   RFC 4422 another mechanism

Searching and sorting
    THREAD=REFS              RFC 5256 conversations: c.thread()

Not known here
    XYZZY
";
        assert_eq!(text, expected);
    }
}
