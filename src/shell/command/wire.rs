//! Seeing the wire, and writing on it.

use imapclient::command::raw::RawPart;
use imapclient::data::escape::escape_control;

use super::{After, OwnCommand};
use crate::app::App;
use crate::config::Trace;
use crate::exit::Exit;
use crate::guard::look_at_raw;
use crate::lang::Host;
use crate::record::Recording;

pub(super) const COMMANDS: &[OwnCommand] = &[
    OwnCommand {
        names: &[":trace"],
        argument: "on|off|FILE",
        what: "show what goes over the wire, secrets masked: here or in a file",
        run: App::trace,
    },
    OwnCommand {
        names: &[":raw"],
        argument: "COMMAND",
        what: "send a command as it stands: the tag comes by itself, ${expression} is a literal",
        run: App::raw,
    },
    OwnCommand {
        names: &[":record"],
        argument: "FILE|off",
        what: "write what is typed, sent, received and printed as a conversation file",
        run: App::record,
    },
];

impl App {
    fn trace(&mut self, argument: &str) -> Result<After, String> {
        let trace = match argument {
            "" => {
                let shown = if self.common.wire.is_shown() {
                    "on"
                } else {
                    "off"
                };
                self.world
                    .borrow_mut()
                    .say(&format!("the trace is {shown}"));
                return Ok(After::GoOn);
            }
            "off" => {
                self.common.wire.show_in(None);
                return Ok(After::GoOn);
            }
            "on" => Trace::Stderr,
            file => Trace::File(self.expand(file)),
        };
        let writer = trace.open(&self.common.voice);
        let writer = writer.map_err(|problem| problem.to_string())?;
        self.common.wire.show_in(Some(writer));
        Ok(After::GoOn)
    }

    fn raw(&mut self, text: &str) -> Result<After, String> {
        if text.is_empty() {
            return Err(":raw needs a command, such as :raw UID FETCH 1 (FLAGS)".to_owned());
        }
        let Some(parts) = self.raw_parts(text)? else {
            return Ok(After::Failed);
        };
        let client = self.interpreter.client().ok_or("there is no connection")?;
        let world = self.world.clone();
        let mut unwritten = None;
        let answer = {
            let mut slot = client
                .0
                .try_borrow_mut()
                .map_err(|_| "the client is busy")?;
            let Some(client) = slot.as_mut() else {
                return Err("not connected; give -H or -f".to_owned());
            };
            if let Some(confirmer) = self.world.borrow_mut().confirmer()
                && let Some(risk) = look_at_raw(client, &parts).risk
                && let Err(raised) = confirmer.confirm(&risk, client.host())
            {
                return Err(self.interpreter.report(&raised).1);
            }
            client.raw(&parts, &mut |response| {
                if let Err(error) = world.borrow_mut().print(&shown(response)) {
                    unwritten.get_or_insert(error);
                }
            })
        };
        if let Some(error) = unwritten {
            return Err(format!("the answer cannot be printed: {error}"));
        }
        match answer {
            Ok(answer) => self.write(&shown(answer.as_bytes())),
            Err(error) => {
                let note = match error.ends_session() {
                    true => {
                        "; whether the command was carried out is unknown; it is not sent again"
                    }
                    false => "",
                };
                let sentence = match self.recover(&client, &error) {
                    Ok(()) => error.to_string(),
                    Err(sentence) => sentence,
                };
                Err(format!("{sentence}{note}"))
            }
        }
    }

    /// The text with the values of its `${expression}` as literals. `None` if one of them failed,
    /// which has been said then.
    fn raw_parts(&mut self, text: &str) -> Result<Option<Vec<RawPart>>, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let ends = after.match_indices('}').map(|(at, _)| at);
            let found = ends.into_iter().find_map(|end| {
                let (code, behind) = after.split_at_checked(end)?;
                let program = self.interpreter.prepare("<raw>", code).ok()?;
                Some((program, behind.strip_prefix('}')?))
            });
            let Some((program, behind)) = found else {
                return Err(format!("${{{after} does not hold an expression up to a }}"));
            };
            let value = match self.interpreter.value_of(&program) {
                Ok(value) => value,
                Err(raised) => {
                    self.show(&raised);
                    self.outcome = Some(Exit::Failure);
                    return Ok(None);
                }
            };
            let octets = value.raw().map(|octets| octets.to_vec());
            let octets = octets.ok_or_else(|| {
                format!("a literal must be str or bytes, not {}", value.type_name())
            })?;
            parts.push(RawPart::Text(before.to_owned()));
            parts.push(RawPart::Literal(octets));
            rest = behind;
        }
        if !rest.is_empty() || parts.is_empty() {
            parts.push(RawPart::Text(rest.to_owned()));
        }
        Ok(Some(parts))
    }

    fn record(&mut self, argument: &str) -> Result<After, String> {
        if argument == "off" {
            let Some(recording) = self.common.wire.record(None) else {
                return Err("nothing is being recorded".to_owned());
            };
            let path = recording.path().display().to_string();
            let text = match recording.end() {
                Ok(true) => format!("recorded in {path}"),
                Ok(false) => format!("recorded in {path}, up to the loss of the connection"),
                Err(error) => return Err(format!("{path} cannot be written: {error}")),
            };
            self.world.borrow_mut().say(&text);
            return Ok(After::GoOn);
        }
        if argument.is_empty() {
            return Err(":record needs a file, or off".to_owned());
        }
        if self.common.wire.is_recording() {
            return Err("a recording is under way; end it with :record off".to_owned());
        }
        if self.sessions.count() > 1 {
            return Err(
                "a conversation has two sides: close the other connections first (:disconnect)"
                    .to_owned(),
            );
        }
        let client = self.interpreter.client().ok_or("there is no connection")?;
        let secret = self
            .sessions
            .of(&client, |one| one.password.clone())
            .flatten();
        let mut slot = client
            .0
            .try_borrow_mut()
            .map_err(|_| "the client is busy")?;
        let Some(client) = slot.as_mut().filter(|client| client.ended().is_none()) else {
            return Err("there is no connection to record".to_owned());
        };
        let path = self.expand(argument);
        let recording = Recording::begin(&path, client, secret)
            .map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
        self.common.wire.record(Some(recording));
        // This line itself is one of those under way.
        self.record_level = self.nested.saturating_sub(1);
        Ok(After::GoOn)
    }
}

/// A response as it came, but harmless, with a line end.
fn shown(response: &[u8]) -> String {
    let text = String::from_utf8_lossy(response).replace("\r\n", "\n");
    format!("{}\n", escape_control(&text, true))
}
