//! The progress of a call that takes its time: on standard error, at a terminal only, gone before
//! anything else is printed.
//!
//! There is no thread: the client calls while it reads, sends and waits.

use std::io::{self, IsTerminal};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use imapclient::client::Observer;
use imapclient::data::escape::escape_control;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How long a call may take before anything is shown of it.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often it is drawn.
const PERIOD: Duration = Duration::from_millis(100);
/// How long a silence is before it is named.
const SILENCE: Duration = Duration::from_secs(2);

/// The progress of the calls of all connections.
#[derive(Clone, Default)]
pub(crate) struct Progress(Option<Arc<Mutex<State>>>);

struct State {
    call: Option<Call>,
    bar: Option<ProgressBar>,
}

/// A call under way.
struct Call {
    name: String,
    began: Instant,
    drawn: Option<Instant>,
    heard: Instant,
    rows: u64,
    received: u64,
    sent: u64,
    /// How far the server says it is.
    server: Option<(f64, String)>,
    /// Its rows are on the screen already.
    hidden: bool,
}

impl Progress {
    /// Progress that is shown if standard error is a terminal.
    pub(crate) fn new(quiet: bool) -> Self {
        let shown = !quiet && io::stderr().is_terminal();
        let state = State {
            call: None,
            bar: None,
        };
        Self(shown.then(|| Arc::new(Mutex::new(state))))
    }

    /// Who is to watch a client.
    pub(crate) fn observer(&self) -> Option<Box<dyn Observer>> {
        let state = self.0.clone()?;
        Some(Box::new(Watcher(state)))
    }

    fn state(&self) -> Option<MutexGuard<'_, State>> {
        Some(lock(self.0.as_ref()?))
    }

    /// A call begins.
    pub(crate) fn begin(&self, name: &str) {
        if let Some(mut state) = self.state() {
            let now = Instant::now();
            state.call = Some(Call {
                name: name.to_owned(),
                began: now,
                drawn: None,
                heard: now,
                rows: 0,
                received: 0,
                sent: 0,
                server: None,
                hidden: false,
            });
        }
    }

    /// The call has ended.
    pub(crate) fn end(&self) {
        if let Some(mut state) = self.state() {
            state.clear();
            state.call = None;
        }
    }

    /// Something is about to be printed.
    pub(crate) fn clear(&self) {
        if let Some(mut state) = self.state() {
            state.clear();
        }
    }

    /// The rows of this call are printed at the terminal, which is progress enough.
    pub(crate) fn hide(&self) {
        if let Some(mut state) = self.state() {
            state.clear();
            if let Some(call) = &mut state.call {
                call.hidden = true;
            }
        }
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    fn clear(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }

    fn note(&mut self, note: impl FnOnce(&mut Call)) {
        let Some(call) = self.call.as_mut().filter(|call| !call.hidden) else {
            return;
        };
        note(call);
        let now = Instant::now();
        let early = now.duration_since(call.began) < PATIENCE;
        if early
            || call
                .drawn
                .is_some_and(|drawn| now.duration_since(drawn) < PERIOD)
        {
            return;
        }
        call.drawn = Some(now);
        let (text, percent) = (call.text(now), call.percent());
        let bar = self.bar.get_or_insert_with(|| {
            let bar = ProgressBar::with_draw_target(Some(100), ProgressDrawTarget::stderr());
            bar.set_style(style("{spinner} {wide_msg}"));
            bar
        });
        if let Some(percent) = percent {
            bar.set_style(style("{bar:20} {percent:>3}% {wide_msg}"));
            bar.set_position(percent);
        }
        bar.set_message(text);
        bar.tick();
    }
}

fn style(template: &str) -> ProgressStyle {
    let style = ProgressStyle::with_template(template);
    style.unwrap_or_else(|_| ProgressStyle::default_spinner())
}

impl Call {
    fn percent(&self) -> Option<u64> {
        let (percent, _) = self.server.as_ref()?;
        Some(percent.clamp(0.0, 100.0) as u64)
    }

    fn text(&self, now: Instant) -> String {
        let mut parts = Vec::new();
        if self.rows > 0 {
            parts.push(format!("{} rows", grouped(self.rows)));
        }
        let seconds = now.duration_since(self.began).as_secs_f64();
        for (count, what) in [(self.received, "received"), (self.sent, "sent")] {
            // A command line is no news.
            if count > 10_000 {
                let rate = bytes((count as f64 / seconds) as u64);
                parts.push(format!("{} {what}, {rate}/s", bytes(count)));
            }
        }
        if let Some((_, text)) = &self.server {
            parts.push(text.clone());
        }
        let silence = now.duration_since(self.heard);
        if silence >= SILENCE || parts.is_empty() {
            parts.push(format!("waiting for the server, {} s", silence.as_secs()));
        }
        format!("{}: {}", self.name, parts.join(", "))
    }
}

/// A number with commas between its thousands.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn bytes(count: u64) -> String {
    match count {
        0..1000 => format!("{count} B"),
        1000..1_000_000 => format!("{:.1} kB", count as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", count as f64 / 1e6),
        _ => format!("{:.1} GB", count as f64 / 1e9),
    }
}

/// How far a server says it is: the code's done and goal, or the percentage in its text.
fn told(code: Option<&str>, text: &str) -> Option<f64> {
    if let Some(code) = code {
        let inside = code.trim().trim_start_matches('(').trim_end_matches(')');
        let mut words = inside.rsplit(' ');
        let goal: f64 = words.next()?.parse().ok()?;
        let done: f64 = words.next()?.parse().ok()?;
        return (goal > 0.0).then(|| done / goal * 100.0);
    }
    let (before, _) = text.split_once('%')?;
    let number = before
        .rsplit(|c: char| !c.is_ascii_digit() && c != '.')
        .next()?;
    number.parse().ok()
}

struct Watcher(Arc<Mutex<State>>);

impl Observer for Watcher {
    fn sent(&mut self, octets: usize) {
        lock(&self.0).note(|call| {
            call.sent += octets as u64;
            call.heard = Instant::now();
        });
    }

    fn received(&mut self, octets: usize) {
        lock(&self.0).note(|call| {
            call.received += octets as u64;
            call.heard = Instant::now();
        });
    }

    fn row(&mut self) {
        if let Some(call) = &mut lock(&self.0).call {
            call.rows += 1;
        }
    }

    fn waiting(&mut self) {
        lock(&self.0).note(|_| ());
    }

    fn progress(&mut self, code: Option<&str>, text: &str) {
        lock(&self.0).note(|call| {
            let text: String = escape_control(text, false).chars().take(80).collect();
            call.server = told(code, &text).map(|percent| (percent, text));
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_servers_tell() {
        for (code, text, percent) in [
            (Some("(\"A1\" 454 1000)"), "", Some(45.4)),
            (Some("(\"A1\" 7 NIL)"), "", None),
            (Some("(\"A1\" 1 0)"), "", None),
            (None, "Searched 99% of the mailbox, ETA 0:05", Some(99.0)),
            (None, "% nothing", None),
        ] {
            assert_eq!(told(code, text), percent, "{code:?} {text}");
        }
    }

    #[test]
    fn the_line() {
        let now = Instant::now();
        let before = |seconds| now.checked_sub(Duration::from_secs(seconds)).unwrap();
        let mut call = Call {
            name: "fetch".to_owned(),
            began: before(10),
            drawn: None,
            heard: before(12),
            rows: 0,
            received: 0,
            sent: 30,
            server: None,
            hidden: false,
        };
        assert_eq!(call.text(now), "fetch: waiting for the server, 12 s");
        (call.rows, call.received, call.heard) = (12_345, 3_200_000, now);
        assert_eq!(
            call.text(now),
            "fetch: 12,345 rows, 3.2 MB received, 320.0 kB/s"
        );
        call.server = Some((40.0, "Searched 40%".to_owned()));
        assert!(call.text(now).ends_with(", Searched 40%"));
        assert_eq!(grouped(1_000_000), "1,000,000");
    }
}
