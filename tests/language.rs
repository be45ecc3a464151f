//! The language at the prompt against CPython: each snippet is run by both, and what they print
//! and the kind of error they end with must be the same.
//!
//! The snippets are in `tests/language/*.py`, separated by lines that are `# %%`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;
use std::process::{Command, Output};

struct Outcome {
    printed: String,
    error: Option<String>,
}

fn outcome(output: &Output) -> Outcome {
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said
        .lines()
        .rev()
        .find(|line| !line.trim().is_empty() && !line.starts_with(' '));
    let name = |line: &str| {
        line.split(':')
            .next()
            .unwrap_or_default()
            .rsplit('.')
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    Outcome {
        printed: String::from_utf8_lossy(&output.stdout).into_owned(),
        error: (!output.status.success()).then(|| last.map(name).unwrap_or_default()),
    }
}

#[test]
fn snippets_mean_what_they_mean_in_cpython() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/language");
    let scratch = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    let mut count = 0;
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for (number, snippet) in text.split("# %%\n").enumerate() {
            if snippet.trim().is_empty() {
                continue;
            }
            count += 1;
            let script = scratch.path().join("snippet.py");
            std::fs::write(&script, snippet).unwrap();
            let theirs = Command::new("python3")
                .env("PYTHONHASHSEED", "0")
                .env("PYTHONIOENCODING", "utf-8")
                .arg(&script)
                .output()
                .unwrap();
            let ours = Command::new(env!("CARGO_BIN_EXE_imapclient-interact"))
                .arg(&script)
                .output()
                .unwrap();
            let (python, own) = (outcome(&theirs), outcome(&ours));
            if python.printed != own.printed || python.error != own.error {
                wrong.push(format!(
                    "{} snippet {number}:\n{snippet}--- CPython: {:?}\n{}--- ours: {:?}\n{}{}\n",
                    file.display(),
                    python.error,
                    python.printed,
                    own.error,
                    own.printed,
                    String::from_utf8_lossy(&ours.stderr),
                ));
            }
        }
    }
    assert!(count >= 90, "only {count} snippets were found");
    assert!(
        wrong.is_empty(),
        "{} of {count} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
