//! The language at the prompt against CPython: each snippet is run by both, and what they print
//! and the kind of error they end with must be the same.
//!
//! The snippets are in `tests/language/*.py`, separated by lines that are `# %%`. One whose meaning
//! differs between CPython 3.11 and 3.14 ends with `# expect:`, the kind of error if there is one,
//! and what is printed as comment lines; it is compared with that instead.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::path::Path;

use support::snippets::{Outcome, cpython, ours};

struct Snippet {
    place: String,
    code: String,
    expected: Option<Outcome>,
}

/// The snippets of a file.
fn read(file: &Path) -> Vec<Snippet> {
    let text = std::fs::read_to_string(file).unwrap();
    let name = file.file_name().unwrap().to_string_lossy().into_owned();
    let mut line = 1;
    let mut snippets = Vec::new();
    for code in text.split("# %%\n") {
        let place = format!("{name}:{line}");
        line += code.matches('\n').count() + 1;
        if code.trim().is_empty() {
            continue;
        }
        let expected = code.split_once("# expect:").map(|(_, rest)| {
            let (error, printed) = rest.split_once('\n').unwrap_or((rest, ""));
            let lines = printed.lines().map(|line| {
                let line = line.strip_prefix('#').unwrap_or(line);
                line.strip_prefix(' ').unwrap_or(line).to_owned() + "\n"
            });
            let error = error.trim();
            Outcome {
                printed: lines.collect(),
                error: (!error.is_empty()).then(|| error.to_owned()),
            }
        });
        snippets.push(Snippet {
            place,
            code: code.to_owned(),
            expected,
        });
    }
    snippets
}

#[test]
fn snippets_mean_what_they_mean_in_cpython() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/language");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "py"))
        .collect();
    files.sort();
    let snippets: Vec<Snippet> = files.iter().flat_map(|file| read(file)).collect();
    let codes: Vec<&str> = snippets.iter().map(|snippet| &*snippet.code).collect();
    let (theirs, own) = std::thread::scope(|scope| {
        let theirs = scope.spawn(|| cpython(&codes));
        let own = ours(&codes);
        (theirs.join().unwrap(), own)
    });
    assert_eq!((theirs.len(), own.len()), (codes.len(), codes.len()));
    let mut wrong = Vec::new();
    for ((snippet, theirs), (own, said)) in snippets.iter().zip(&theirs).zip(&own) {
        let right = snippet.expected.as_ref().unwrap_or(theirs);
        if right != own {
            wrong.push(format!(
                "=== {}\n{}--- CPython: {:?}\n{}--- ours: {:?}\n{}{said}\n",
                snippet.place, snippet.code, right.error, right.printed, own.error, own.printed,
            ));
        }
    }
    let count = codes.len();
    assert!(count >= 700, "only {count} snippets were found");
    assert!(
        wrong.is_empty(),
        "{} of {count} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
