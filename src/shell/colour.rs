//! Whether output is coloured, decided once for each stream.
//!
//! The crate `colored` asks standard output only, and does not know TERM=dumb.

use crate::cli::When;
use crate::env::Env;

/// The answer for both streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Colour {
    /// Results are coloured.
    pub(crate) stdout: bool,
    /// Messages are coloured.
    pub(crate) stderr: bool,
}

impl Colour {
    /// Decides by `--color`, the environment, and which streams are terminals.
    ///
    /// CLICOLOR_FORCE is not obeyed: results in a pipe are data, and stay JSON unless
    /// `--color always` says otherwise.
    pub(crate) fn choose(when: When, env: &Env, stdout: bool, stderr: bool) -> Self {
        let dumb = env.get("TERM").is_some_and(|term| term == "dumb");
        let off = env.get("CLICOLOR").is_some_and(|value| value == "0");
        let plain = dumb || off || env.get("NO_COLOR").is_some();
        let decide = |terminal| match when {
            When::Always => true,
            When::Never => false,
            When::Auto => terminal && !plain,
        };
        Self {
            stdout: decide(stdout),
            stderr: decide(stderr),
        }
    }

    /// Tells `colored`, which is used for messages.
    pub(crate) fn apply(self) {
        colored::control::set_override(self.stderr);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_beats_the_environment_and_that_the_terminal() {
        let table = [
            (When::Auto, ("TERM", "xterm"), true),
            (When::Auto, ("TERM", "dumb"), false),
            (When::Auto, ("NO_COLOR", "1"), false),
            (When::Auto, ("NO_COLOR", ""), true),
            (When::Auto, ("CLICOLOR", "0"), false),
            (When::Auto, ("CLICOLOR", "1"), true),
            (When::Always, ("NO_COLOR", "1"), true),
            (When::Never, ("TERM", "xterm"), false),
        ];
        for (when, variable, coloured) in table {
            let colour = Colour::choose(when, &Env::from([variable]), true, true);
            assert_eq!(colour.stdout, coloured, "{when:?} {variable:?}");
        }
    }

    #[test]
    fn each_stream_is_asked_on_its_own() {
        let colour = Colour::choose(When::Auto, &Env::default(), false, true);
        assert_eq!((colour.stdout, colour.stderr), (false, true));
        let colour = Colour::choose(
            When::Auto,
            &Env::from([("CLICOLOR_FORCE", "1")]),
            false,
            false,
        );
        assert_eq!((colour.stdout, colour.stderr), (false, false));
    }
}
