//! Help, output, news and leaving.

use super::{After, FAMILIES, OwnCommand, commands, on_or_off};
use crate::app::App;
use crate::lang::{HelpPage, question};

/// What of Python there is.
const LANGUAGE: &str = include_str!("../lang/language.txt");

pub(super) const COMMANDS: &[OwnCommand] = &[
    OwnCommand {
        names: &[":help", ":h", ":?"],
        argument: "[language|TOPIC]",
        what: "this text, what of Python there is, or help on anything",
        run: |app, topic| match topic {
            "language" => app.write(LANGUAGE),
            topic => app.explain(topic),
        },
    },
    OwnCommand {
        names: &[":news"],
        argument: "on|off",
        what: "whether what the server tells unasked is shown above the prompt",
        run: |app, argument| {
            app.news = on_or_off(":news", argument)?;
            Ok(After::GoOn)
        },
    },
    OwnCommand {
        names: &[":time", ":timing"],
        argument: "on|off",
        what: "what each statement takes: time, network, round trips, bytes",
        run: |app, argument| {
            app.timing = on_or_off(":time", argument)?;
            Ok(After::GoOn)
        },
    },
    OwnCommand {
        names: &[":quit", ":q", ":exit"],
        argument: "",
        what: "leave (also Ctrl-D)",
        run: |_, _| Ok(After::Leave),
    },
];

const HELP: &str = "The prompt speaks Python. `c` is the client: `c.select_folder('INBOX')`, \
    `c.search(['UNSEEN'])`, `c.fetch('1:10', ['FLAGS', 'ENVELOPE'])`. Results are printed as JSON; `_` \
    is the last one. `help()` lists all methods, `help(c.fetch)` or `c.fetch?` explains one. Ctrl-C \
    stops what is running. Lines that begin with : or ! are the shell's own, at the prompt and in \
    scripts.";

impl App {
    fn explain(&mut self, topic: &str) -> Result<After, String> {
        if !topic.is_empty() {
            return self.explain_topic(topic);
        }
        let mut page = HelpPage::with_column(32);
        page.text(HELP);
        for (title, commands) in FAMILIES {
            if !title.is_empty() {
                page.section(*title);
            }
            for command in *commands {
                let name = command.names.first().copied().unwrap_or_default();
                page.row(format!("{name} {}", command.argument), command.what);
            }
        }
        self.page(&page)
    }

    /// Explains one of the shell's own commands, or whatever `help()` knows.
    fn explain_topic(&mut self, topic: &str) -> Result<After, String> {
        let own = |command: &&OwnCommand| {
            let mut names = command.names.iter();
            names.any(|name| *name == topic || name.strip_prefix(':') == Some(topic))
        };
        if let Some(command) = commands().find(own) {
            let names = command.names.join(", ");
            let mut page = HelpPage::titled(format!("{names} {}", command.argument));
            page.text(command.what);
            return self.page(&page);
        }
        let asked = question(&format!("{topic}?"));
        let code = asked.ok_or_else(|| format!("{topic:?} is no topic of help"))?;
        Ok(self.answer(&code))
    }
}
