//! Results again, results in files, and how they are shown.

use clap::ValueEnum;

use super::{After, OwnCommand};
use crate::app::App;
use crate::cli::Output;
use crate::lang::Host;
use crate::pager::Page;
use crate::save::{Request, Saver};

pub(super) const COMMANDS: &[OwnCommand] = &[
    OwnCommand {
        names: &[":output"],
        argument: "FORM",
        what: "how results are printed: pretty, jsonl, raw, table or csv",
        run: App::choose_output,
    },
    OwnCommand {
        names: &[":last"],
        argument: "[FORM]",
        what: "the last result again; `:last raw` the octets of rows that could not be read",
        run: App::last,
    },
    OwnCommand {
        names: &[":save"],
        argument: "DIR EXPR",
        what: "messages (--attachments: what is attached) to files; --force overwrites",
        run: App::save,
    },
    OwnCommand {
        names: &[":pager"],
        argument: "on|off|N",
        what: "long output a page at a time, or N lines",
        run: App::choose_page,
    },
    OwnCommand {
        names: &[":fold"],
        argument: "on|off",
        what: "long strings cut at the terminal",
        run: |app, typed| {
            let fold = switch(":fold", typed)?;
            app.world.borrow_mut().set_fold(fold);
            Ok(After::GoOn)
        },
    },
    OwnCommand {
        names: &[":confirm"],
        argument: "on|off",
        what: "ask before what cannot be undone",
        run: |app, typed| {
            let confirm = switch(":confirm", typed)?;
            app.world.borrow_mut().asks().wanted = confirm;
            Ok(After::GoOn)
        },
    },
];

fn switch(name: &str, typed: &str) -> Result<bool, String> {
    match typed {
        "on" | "" => Ok(true),
        "off" => Ok(false),
        other => Err(format!("{name} takes on or off, not {other:?}")),
    }
}

fn form(name: &str, typed: &str) -> Result<Output, String> {
    Output::from_str(typed, true)
        .map_err(|_| format!("{name} takes pretty, jsonl, raw, table or csv, not {typed:?}"))
}

impl App {
    fn choose_output(&mut self, typed: &str) -> Result<After, String> {
        let output = form(":output", typed)?;
        self.settings.output = output;
        self.world.borrow_mut().set_output(output);
        Ok(After::GoOn)
    }

    fn last(&mut self, typed: &str) -> Result<After, String> {
        let unreadable = self.world.borrow().unreadable();
        if let Some(text) = unreadable.filter(|_| typed == "raw") {
            let printed = self.world.borrow_mut().print(&text);
            return printed
                .map(|()| After::GoOn)
                .map_err(|error| error.to_string());
        }
        let output = match typed {
            "" => self.settings.output,
            typed => form(":last", typed)?,
        };
        let Some(value) = self.interpreter.global("_") else {
            return Err("there is no result yet".to_owned());
        };
        let mut world = self.world.borrow_mut();
        let (typed, before) = (world.set_typed(true), world.set_output(output));
        let shown = world.echo(&value);
        world.set_typed(typed);
        world.set_output(before);
        drop(world);
        match shown {
            Ok(()) => Ok(After::GoOn),
            Err(raised) => Err(self.interpreter.report(&raised).1),
        }
    }

    fn save(&mut self, typed: &str) -> Result<After, String> {
        let request = Request::read(typed)?;
        let saver = Saver::new(request.folder(), request.attachments, request.force)?;
        self.world.borrow_mut().begin_save(saver);
        // What goes wrong is shown as for any other code; what was saved till then is told.
        let ran = self.run("<stdin>", request.expression, false);
        let written = self.world.borrow_mut().end_save();
        if ran != Ok(true) && written.is_empty() {
            return Ok(After::GoOn);
        }
        let told = self.world.borrow_mut().json(&written);
        told.map(|()| After::GoOn)
            .map_err(|error| error.to_string())
    }

    fn choose_page(&mut self, typed: &str) -> Result<After, String> {
        let page = match (typed, typed.parse()) {
            ("on" | "", _) => Page::Screen,
            ("off", _) => Page::Off,
            (_, Ok(lines @ 1..)) => Page::Lines(lines),
            _ => {
                return Err(format!(
                    ":pager takes on, off or a number of lines, not {typed:?}"
                ));
            }
        };
        self.world.borrow_mut().set_page(page);
        Ok(After::GoOn)
    }
}
