//! The live suite, our counterpart of `imapclient-livetest`: the library against a real server.
//!
//! `cargo test --test live` runs it on a Dovecot of our own;
//! `IMAPCLIENT_LIVE_INI=account.ini cargo test --test live` runs it on the account of that file's
//! section DEFAULT, and tries to connect as each of its other accounts. Those with the key
//! `expect_failure`, a regular expression, must fail with a message that it matches. Words after
//! `--` choose tests by their names.
//!
//! Everything happens in folders below `__imapclient`, which are removed. What a server does not
//! offer is skipped, and named as skipped; on our own Dovecot only what Dovecot cannot do may be.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../support/mod.rs"]
mod support;

mod base;
mod folders;
mod messages;
mod ours;
#[cfg(feature = "sandbox")]
mod sandbox;
mod searching;
mod session;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use base::{Live, Skip};
use support::account::Account;

/// What a test says: nothing if all is well, or why it could not be run. Failures are panics.
type Outcome = Result<(), Skip>;
type Test = (&'static str, fn(&mut Live) -> Outcome);

/// What Dovecot has not got: XLIST and Gmail's extension.
const DOVECOT_LACKS: [&str; 6] = [
    "test_gmail_xlist",
    "test_xlist",
    "test_gmail_labels (UIDs)",
    "test_gmail_labels (numbers)",
    "test_gmail_search (UIDs)",
    "test_gmail_search (numbers)",
];

/// One run of a test.
struct Run {
    name: String,
    uids: bool,
    test: fn(&mut Live) -> Outcome,
}

/// All runs: those of the original's suite, of which there are 59, and our own.
fn runs() -> Vec<Run> {
    let once = [session::ONCE, folders::ONCE].concat();
    let twice = [searching::TWICE, messages::TWICE].concat();
    assert_eq!(once.len() + 2 * twice.len(), 59, "the original has 59 runs");
    let single = |(name, test): Test| Run {
        name: name.to_owned(),
        uids: true,
        test,
    };
    let mut runs: Vec<Run> = once.into_iter().map(single).collect();
    for (name, test) in twice {
        for (uids, how) in [(true, "UIDs"), (false, "numbers")] {
            runs.push(Run {
                name: format!("{name} ({how})"),
                uids,
                test,
            });
        }
    }
    runs.extend(ours::OURS.iter().copied().map(single));
    runs
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&String> = arguments
        .iter()
        .filter(|word| !word.starts_with('-'))
        .collect();
    let mut runs = runs();
    if !words.is_empty() {
        runs.retain(|run| words.iter().any(|word| run.name.contains(word.as_str())));
    }
    if arguments.iter().any(|word| word == "--list") {
        runs.iter().for_each(|run| println!("{}: test", run.name));
        return ExitCode::SUCCESS;
    }
    let account = Account::get();
    println!("live suite on {}: {} runs", account.name(), runs.len());
    let (mut passed, mut skipped, mut failed) = (0, Vec::new(), Vec::new());
    for run in runs {
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let mut live = Live::new(account, run.uids)?;
            (run.test)(&mut live)
        }));
        let shown = match outcome {
            Ok(Ok(())) => {
                passed += 1;
                "ok".to_owned()
            }
            Ok(Err(Skip(why))) => {
                skipped.push(run.name.clone());
                format!("SKIPPED: {why}")
            }
            Err(_) => {
                failed.push(run.name.clone());
                "FAILED".to_owned()
            }
        };
        println!("{} ... {shown}", run.name);
    }
    Live::clean(account);
    println!(
        "live result: {passed} passed, {} skipped, {} failed",
        skipped.len(),
        failed.len()
    );
    for (what, names) in [("skipped", &skipped), ("failed", &failed)] {
        names.iter().for_each(|name| println!("    {what}: {name}"));
    }
    let needless: Vec<&String> = skipped
        .iter()
        .filter(|name| account.is_own() && !DOVECOT_LACKS.contains(&name.as_str()))
        .collect();
    if !needless.is_empty() {
        println!("Dovecot can do what was skipped: {needless:?}");
    }
    #[cfg(feature = "sandbox")]
    let also = !account.is_own() || !words.is_empty() || sandbox::passes();
    #[cfg(not(feature = "sandbox"))]
    let also = true;
    match failed.is_empty() && needless.is_empty() && passed > 0 && also {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}
