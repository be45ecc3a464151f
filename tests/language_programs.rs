//! Random programs mean what they mean in CPython.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::path::Path;
use std::process::Command;

use support::snippets::{Outcome, cpython, ours, seeds};

/// How many programs are made from a seed.
const PROGRAMS: usize = 200;

/// The programs that `tests/programs/programs.py` makes from a seed.
fn programs(seed: u64) -> Vec<String> {
    let maker = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs/programs.py");
    let made = Command::new("python3")
        .args(["-W", "ignore"])
        .arg(maker)
        .args([seed.to_string(), PROGRAMS.to_string()])
        .output()
        .expect("python3 is needed to make programs");
    let said = String::from_utf8_lossy(&made.stderr);
    assert!(made.status.success(), "{said}");
    serde_json::from_slice(&made.stdout).unwrap()
}

/// The first lines of which one is not the other; what a program ends with is a line as well.
fn difference(theirs: &Outcome, own: &Outcome) -> Option<String> {
    let lines = |outcome: &Outcome| -> Vec<String> {
        let printed = outcome.printed.lines().map(str::to_owned);
        printed
            .chain([format!("the end: {:?}", outcome.error)])
            .collect()
    };
    let (theirs, own) = (lines(theirs), lines(own));
    let same = theirs.iter().zip(&own).take_while(|(a, b)| a == b).count();
    let (a, b) = (theirs.get(same), own.get(same));
    // What is too large for one is not always too large for the other.
    let too_large = |line: Option<&String>| line.is_some_and(|line| line.contains("MemoryError"));
    match (a, b) {
        (None, None) => None,
        (a, b) if too_large(a) || too_large(b) => None,
        (a, b) => Some(format!(
            "line {} of what is printed\n  CPython: {a:?}\n  ours:    {b:?}",
            same + 1
        )),
    }
}

/// `SEED=7 SEEDS=200 cargo test --test language_programs` for a long run; the same few otherwise.
#[test]
fn random_programs_mean_the_same() {
    for seed in seeds() {
        let programs = programs(seed);
        assert_eq!(programs.len(), PROGRAMS);
        let codes: Vec<&str> = programs.iter().map(|code| &**code).collect();
        let (theirs, own) = (cpython(&codes), ours(&codes));
        // Programs that print nothing compare nothing.
        let lines = |outcome: &Outcome| outcome.printed.lines().count();
        let printed: usize = theirs.iter().map(lines).sum();
        assert!(printed > 5 * PROGRAMS, "only {printed} lines are printed");
        let mut wrong = Vec::new();
        for (at, (theirs, (own, said))) in theirs.iter().zip(&own).enumerate() {
            if let Some(difference) = difference(theirs, own) {
                let code = &programs[at];
                wrong.push(format!(
                    "seed {seed}, program {at}: {difference}\n{said}\n{code}"
                ));
            }
        }
        let count = wrong.len();
        assert!(wrong.is_empty(), "{count} differ:\n{}", wrong.join("\n"));
    }
}
