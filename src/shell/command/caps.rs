//! What the server can do, by theme, with the RFCs that say what it means.

use imapclient::data::text::Text;

use super::{After, OwnCommand};
use crate::app::App;
use crate::lang::words::caps::{THEMES, find};

pub(super) const COMMANDS: &[OwnCommand] = &[OwnCommand {
    names: &[":caps"],
    argument: "",
    what: "what the server can do, by theme, with RFC numbers",
    run: |app, _| app.caps(),
}];

/// All capabilities by theme; what is not known comes last.
fn table(names: &[String]) -> String {
    let mut text = String::new();
    let line = |name: &str, rfc: &str, what: &str| format!("  {name:<24} {rfc:<9} {what}\n");
    for (at, (title, _)) in THEMES.iter().enumerate() {
        let found = names.iter().filter_map(|name| Some((name, find(name)?)));
        let mut lines = String::new();
        for (name, (_, known)) in found.filter(|(_, (theme, _))| *theme == at) {
            lines.push_str(&line(name, known.rfc, known.what));
        }
        if !lines.is_empty() {
            text.push_str(&format!("{title}\n{lines}"));
        }
    }
    let unknown: Vec<&str> = (names.iter())
        .filter(|name| find(name).is_none())
        .map(String::as_str)
        .collect();
    if !unknown.is_empty() {
        text.push_str(&format!("Not known here\n  {}\n", unknown.join(" ")));
    }
    text
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
        let mut text = table(&now);
        if let Some(before) = before {
            let gone: Vec<&str> = (before.iter())
                .filter(|name| !now.contains(name))
                .map(String::as_str)
                .collect();
            let new = now.iter().filter(|name| !before.contains(name)).count();
            text.push_str(&format!("Before login there were {}", before.len()));
            text.push_str(&format!("; {new} came with it"));
            if !gone.is_empty() {
                text.push_str(&format!("; gone are {}", gone.join(" ")));
            }
            text.push('\n');
        }
        if !enabled.is_empty() {
            text.push_str(&format!("Switched on: {}\n", enabled.join(" ")));
        }
        text.push_str("help('IDLE') or `IDLE?` explains one.\n");
        self.write(&text)
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
        let text = table(&names.map(str::to_owned));
        let expected = "\
Protocol
  IMAP4REV1                RFC 3501  the protocol of 2003
Security and login
  AUTH=PLAIN               RFC 4616  password in clear (inside TLS)
  AUTH=SCRAM-SHA-256       RFC 5802  challenge and response; the password stays here
  AUTH=X                   RFC 4422  another mechanism
Searching and sorting
  THREAD=REFS              RFC 5256  conversations: c.thread()
Not known here
  XYZZY
";
        assert_eq!(text, expected);
    }
}
