//! Questions that yes or no answers, before what cannot be undone.

use colored::Colorize;
use imapclient::data::escape::escape_control;
use imapclient::transport::Interrupt;

use crate::ask::{self, Answer};
use crate::guard::Risk;
use crate::lang::{R, Raised};

/// Asks about what cannot be undone, as long as that is wanted.
pub(crate) struct Confirmer {
    /// Questions are wanted.
    pub(crate) wanted: bool,
    /// The hosts of accounts marked as production.
    pub(crate) production: Vec<String>,
    pub(crate) interrupt: Interrupt,
}

impl Confirmer {
    /// Asks about something at `host`; the error is that it was not confirmed.
    pub(crate) fn confirm(&self, risk: &Risk, host: &str) -> R<()> {
        let production = self.production.iter().any(|known| known == host);
        let (question, wanted): (String, &[&str]) = match production {
            true => (
                format!(
                    "{} {}. Type yes to go on: ",
                    format!("PRODUCTION {}:", escape_control(host, false))
                        .red()
                        .bold(),
                    risk.sentence
                ),
                &["yes"],
            ),
            false => (format!("{}. Go on? [y/N] ", risk.sentence), &["y", "yes"]),
        };
        let what = match ask::line(&question, &self.interrupt) {
            Answer::Line(answer) if wanted.contains(&answer.as_str()) => return Ok(()),
            Answer::TypedAhead => {
                "more was typed already, so it was not asked about, and nothing was sent"
            }
            _ => "not confirmed, so nothing was sent",
        };
        Err(Raised::new(
            "PermissionError",
            format!("{what} (:confirm off asks no more)"),
        ))
    }
}

/// Asks a question that yes or no answers; without a terminal, or if more was typed already, the
/// answer is no.
pub(crate) fn yes(question: &str, interrupt: &Interrupt) -> bool {
    let question = format!("{} [y/N] ", escape_control(question, false));
    match ask::line(&question, interrupt) {
        Answer::Line(answer) => matches!(answer.as_str(), "y" | "yes"),
        Answer::TypedAhead | Answer::None => false,
    }
}
