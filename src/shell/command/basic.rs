//! Help, output and leaving.

use super::{After, OwnCommand, commands};
use crate::app::App;
use crate::lang::Host;

/// What of Python there is.
const LANGUAGE: &str = include_str!("../lang/language.txt");

pub(super) const COMMANDS: &[OwnCommand] = &[
    OwnCommand {
        names: &[":help", ":h", ":?"],
        argument: "[language]",
        what: "this text; what of Python there is",
        run: |app, topic| match topic {
            "language" => app.show_text(LANGUAGE),
            _ => app.explain(),
        },
    },
    OwnCommand {
        names: &[":quit", ":q", ":exit"],
        argument: "",
        what: "leave (also Ctrl-D)",
        run: |_, _| Ok(After::Leave),
    },
];

const HELP: &str = "\
The prompt speaks Python. `c` is the client: c.select_folder('INBOX'), c.search(['UNSEEN']),
c.fetch('1:10', ['FLAGS', 'ENVELOPE']). Results are printed as JSON; `_` is the last one.
help() lists all methods, help(c.fetch) explains one. Ctrl-C stops what is running.
";

impl App {
    fn explain(&mut self) -> Result<After, String> {
        let mut text = HELP.to_owned();
        for command in commands() {
            let name = command.names.first().copied().unwrap_or_default();
            let typed = format!("{name} {}", command.argument);
            text.push_str(&format!("  {typed:<16}{}\n", command.what));
        }
        self.show_text(&text)
    }

    fn show_text(&mut self, text: &str) -> Result<After, String> {
        let printed = self.world.borrow_mut().print(text);
        printed
            .map(|()| After::GoOn)
            .map_err(|error| error.to_string())
    }
}
