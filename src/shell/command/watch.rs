//! Waiting: a statement again and again, or whatever the server tells.

use std::time::{Duration, Instant};

use chrono::Local;
use imapclient::client::{Client, Update};
use imapclient::error::{Error, ErrorKind};
use serde::Serialize;

use super::words::{first, words};
use super::{After, OwnCommand};
use crate::app::App;
use crate::cli::seconds;
use crate::exit::Exit;
use crate::lang::ClientRef;

/// How often a wait looks at the interrupt.
const TICK: Duration = Duration::from_millis(20);

pub(super) const COMMANDS: &[OwnCommand] = &[
    OwnCommand {
        names: &[":watch"],
        argument: "SECONDS [--count N] CODE",
        what: "run something again and again, until Ctrl-C",
        run: App::watch,
    },
    OwnCommand {
        names: &[":idle"],
        argument: "[--count N] [--for SECONDS] [--until CRITERIA]",
        what: "show what the server tells, one JSON line each, until Ctrl-C",
        run: App::idle,
    },
];

/// When `:idle` is to stop.
#[derive(Debug, Default, PartialEq)]
struct Stops {
    count: Option<u64>,
    time: Option<Duration>,
    until: Option<String>,
}

/// One line of `:idle`.
#[derive(Serialize)]
struct Event<'a> {
    time: String,
    folder: Option<&'a str>,
    event: &'a Update,
}

/// The last line of `:idle --until`.
#[derive(Serialize)]
struct Matched {
    time: String,
    matched: Vec<u32>,
}

impl Stops {
    fn read(argument: &str) -> Result<Self, String> {
        let mut stops = Self::default();
        let mut all = words(argument)?.into_iter();
        while let Some(word) = all.next() {
            let mut value = || all.next().ok_or(format!("{word} needs a value"));
            match word.as_str() {
                "--count" => stops.count = Some(count(&value()?)?),
                "--for" => stops.time = Some(seconds(&value()?)?),
                "--until" => stops.until = Some(value()?),
                _ => {
                    return Err(format!(
                        ":idle takes --count N, --for SECONDS and --until 'CRITERIA', not {word:?}"
                    ));
                }
            }
        }
        Ok(stops)
    }
}

fn count(text: &str) -> Result<u64, String> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| format!("a number above 0 is wanted, not {text:?}"))
}

fn now() -> String {
    Local::now().format("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string()
}

impl App {
    fn watch(&mut self, argument: &str) -> Result<After, String> {
        let usage = ":watch takes SECONDS and what to run, such as :watch 5 c.noop()";
        let (time, mut code) = first(argument)?;
        let time = seconds(&time).map_err(|what| format!("{usage}: {what}"))?;
        let mut left = None;
        if let Some(rest) = code.trim_start().strip_prefix("--count ") {
            let (number, rest) = first(rest.trim_start())?;
            left = Some(count(&number)?);
            code = rest;
        }
        let code = code.trim();
        if code.is_empty() {
            return Err(usage.to_owned());
        }
        loop {
            if let Err(exit) = self.run("<watch>", code, false) {
                let stopped = exit == Exit::Interrupted && self.is_interactive();
                self.outcome = Some(exit);
                if stopped {
                    self.settle();
                    return Ok(After::GoOn);
                }
                return Ok(match exit {
                    Exit::Success | Exit::Code(_) => After::Leave,
                    _ => After::Failed,
                });
            }
            left = left.map(|left| left - 1);
            if left == Some(0) {
                return Ok(After::GoOn);
            }
            let begun = Instant::now();
            while begun.elapsed() < time {
                if self.common.interrupt.is_set() {
                    return self.stopped();
                }
                std::thread::sleep(TICK.min(time.saturating_sub(begun.elapsed())));
            }
        }
    }

    /// Ctrl-C ended a wait: at a terminal that is how it ends.
    fn stopped(&mut self) -> Result<After, String> {
        if self.is_interactive() && self.common.ending.code().is_none() {
            self.common.interrupt.clear();
            return Ok(After::GoOn);
        }
        self.outcome = Some(Exit::Interrupted);
        Ok(After::Failed)
    }

    fn idle(&mut self, argument: &str) -> Result<After, String> {
        let stops = Stops::read(argument)?;
        let client = self.interpreter.client().ok_or("there is no connection")?;
        let begun = Instant::now();
        let mut seen = 0;
        loop {
            let error = match self.idle_once(&client, &stops, begun, &mut seen) {
                Ok(true) => return Ok(After::GoOn),
                Ok(false) => continue,
                Err(error) => error,
            };
            if error.kind() == ErrorKind::Interrupted {
                let stopped = self.stopped();
                if let Ok(mut slot) = client.0.try_borrow_mut()
                    && let Some(client) = slot.as_mut().filter(|client| client.is_idle())
                {
                    let _ = client.end_idle();
                }
                return stopped;
            }
            if error.kind() == ErrorKind::Capability {
                return Err(format!("{error}; :watch 30 c.noop() asks again and again"));
            }
            self.recover(&client, &error)?;
        }
    }

    /// One IDLE. Tells whether a stop condition was met; else it is to be begun again.
    fn idle_once(
        &mut self,
        slot: &ClientRef,
        stops: &Stops,
        begun: Instant,
        seen: &mut u64,
    ) -> Result<bool, Error> {
        let busy = || Error::new(ErrorKind::IllegalState, "the client is busy");
        let mut slot = slot.0.try_borrow_mut().map_err(|_| busy())?;
        let Some(client) = slot.as_mut() else {
            return Err(Error::new(
                ErrorKind::IllegalState,
                "not connected; give -H or -f",
            ));
        };
        if let Some(criteria) = &stops.until {
            let found = client.search(criteria.as_str(), None)?;
            let ids: Vec<u32> = found.ids.iter().collect();
            if !ids.is_empty() {
                let time = now();
                self.line(&Matched { time, matched: ids })?;
                return Ok(true);
            }
        }
        client.idle()?;
        let renewal = Instant::now() + self.common.times.watch_for;
        loop {
            let over = |time: Duration| time.saturating_sub(begun.elapsed());
            let left = stops.time.map(over);
            if left == Some(Duration::ZERO) {
                client.end_idle()?;
                return Ok(true);
            }
            let wait = renewal.saturating_duration_since(Instant::now());
            if wait.is_zero() {
                client.end_idle()?;
                return Ok(false);
            }
            if !client.has_news() {
                client.hear_idle(left.map_or(wait, |left| left.min(wait)))?;
            }
            let more = self.tell_events(client, seen, stops)?;
            match more {
                None => {
                    client.end_idle()?;
                    return Ok(true);
                }
                // What has come in may be what is waited for.
                Some(true) if stops.until.is_some() => {
                    client.end_idle()?;
                    return Ok(false);
                }
                Some(_) => {}
            }
        }
    }

    /// Prints what came in. `None` says that it is enough, else whether there was anything.
    fn tell_events(
        &self,
        client: &mut Client,
        seen: &mut u64,
        stops: &Stops,
    ) -> Result<Option<bool>, Error> {
        let news = client.take_news();
        let folder = client.selected();
        let folder = folder.map(|folder| folder.name.to_string_lossy());
        for event in &news {
            self.line(&Event {
                time: now(),
                folder: folder.as_deref(),
                event,
            })?;
            *seen += 1;
            if stops.count.is_some_and(|count| *seen >= count) {
                return Ok(None);
            }
        }
        Ok(Some(!news.is_empty()))
    }

    fn line<T: Serialize>(&self, value: &T) -> Result<(), Error> {
        let written = self.world.borrow_mut().json_line(value);
        written.map_err(|error| {
            Error::new(
                ErrorKind::Io,
                format!("the line cannot be written: {error}"),
            )
            .with_end(false)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stop_conditions() {
        let all = Stops::read("--count 3 --for 2.5 --until 'SUBJECT \"a b\"'").unwrap();
        let expected = Stops {
            count: Some(3),
            time: Some(Duration::from_millis(2500)),
            until: Some("SUBJECT \"a b\"".to_owned()),
        };
        assert_eq!(all, expected);
        assert_eq!(Stops::read("").unwrap(), Stops::default());
        for wrong in ["--count", "--count 0", "--for x", "5", "--until 'a"] {
            assert!(Stops::read(wrong).is_err(), "{wrong}");
        }
    }
}
