//! The house: who may use whom, and how long a file may be.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms of the library, lowest first; a room may use those on floors below its own.
const FLOORS: &[&[&str]] = &[
    &["error"],
    &["data"],
    &["wire", "transport"],
    &["client"],
    &["auth"],
    &["menu"],
    &["command"],
];

/// The embedded server stands beside the client: it sees these rooms only, and nobody sees it.
const SANDBOX: (&str, &[&str]) = ("sandbox", &["error", "data", "wire", "transport"]);

/// No file is longer.
const LONGEST: usize = 500;

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

/// The rooms that a file of the library names.
fn uses(text: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for line in text
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("//"))
    {
        for (at, _) in line.match_indices("crate::") {
            let name: String = line[at + 7..]
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            rooms.insert(name);
        }
    }
    rooms
}

/// What a file of `room` does against the rules.
fn faults(room: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if room == SANDBOX.0 {
        for used in uses(text).iter().filter(|used| *used != room) {
            if !SANDBOX.1.contains(&used.as_str()) {
                faults.push(format!("{room} must not use {used:?}"));
            }
        }
        return faults;
    }
    let Some(own) = floor(room) else {
        return vec![format!("{room} is on no floor")];
    };
    for used in uses(text) {
        let allowed = match floor(&used) {
            None => false,
            Some(other) => other < own || used == room,
        };
        if !allowed {
            faults.push(format!("{room} must not use {used:?}"));
        }
    }
    faults
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn no_arrow_goes_upwards() {
    let mut files = Vec::new();
    rust_files(&root().join("src"), &mut files);
    let mut wrong = Vec::new();
    for file in &files {
        let inside = file.strip_prefix(root().join("src")).unwrap();
        let text = fs::read_to_string(file).unwrap();
        let first = inside
            .iter()
            .next()
            .unwrap()
            .to_str()
            .unwrap()
            .trim_end_matches(".rs");
        match first {
            "lib" => {}
            "shell" => {
                // The program is a crate of its own and sees the library from outside.
                if text.contains("#[path = \"../") {
                    wrong.push(format!("{}: reaches into the library", inside.display()));
                }
            }
            room => wrong.extend(
                faults(room, &text)
                    .into_iter()
                    .map(|fault| format!("{}: {fault}", inside.display())),
            ),
        }
    }
    assert!(files.len() > 80, "only {} files were found", files.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_file_is_too_long() {
    let mut files = Vec::new();
    for folder in ["src", "tests", "benches", "examples"] {
        rust_files(&root().join(folder), &mut files);
    }
    for file in files {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        assert!(lines <= LONGEST, "{} has {lines} lines", file.display());
    }
}

#[test]
fn the_checker_finds_what_is_planted() {
    assert!(
        faults(
            "wire",
            "use crate::data::text::Text;\nuse crate::error::Error;"
        )
        .is_empty()
    );
    assert_eq!(
        faults("wire", "use crate::transport::Trace;"),
        ["wire must not use \"transport\""]
    );
    assert_eq!(
        faults("data", "let x = crate::client::Client::new();"),
        ["data must not use \"client\""]
    );
    assert_eq!(
        faults("client", "use crate::Client;"),
        ["client must not use \"Client\""]
    );
    assert_eq!(
        faults(
            "sandbox",
            "use crate::client::Client;\nuse crate::wire::Limits;"
        ),
        ["sandbox must not use \"client\""]
    );
    assert_eq!(
        faults("command", "use crate::sandbox::Sandbox;"),
        ["command must not use \"sandbox\""]
    );
    assert_eq!(
        faults("client", "// use crate::command::x;"),
        Vec::<String>::new()
    );
}

/// What stands before `=` in the lists of dependencies of a manifest.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let mut inside = false;
    let mut names = BTreeSet::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line.ends_with("dependencies]") && !line.contains("dev-");
        } else if let Some((name, _)) = line.split_once('=').filter(|_| inside)
            && !line.starts_with('#')
        {
            names.insert(name.trim().to_owned());
        }
    }
    names
}

/// The fuzz targets are built apart, with a manifest of their own: a new dependency stands in both.
#[test]
fn the_fuzz_targets_know_the_dependencies() {
    let read = |path: &str| fs::read_to_string(root().join(path)).unwrap();
    let own = dependencies(&read("Cargo.toml"));
    assert!(own.len() > 30, "{own:?}");
    let lock = read("fuzz/Cargo.lock");
    let package = lock
        .split("[[package]]")
        .find(|package| package.contains("\nname = \"imapclient-interact\"\n"))
        .unwrap();
    // What the targets are made of besides the library.
    let there = dependencies(&read("fuzz/Cargo.toml"));
    let mut files = Vec::new();
    for room in ["lang", "config"] {
        rust_files(&root().join("src/shell").join(room), &mut files);
    }
    let text: String = files
        .iter()
        .map(|file| fs::read_to_string(file).unwrap())
        .collect();
    let mut wrong = Vec::new();
    for name in &own {
        if !package.contains(&format!("\n \"{name}\""))
            && !package.contains(&format!("\n \"{name} "))
        {
            wrong.push(format!(
                "{name} is not in fuzz/Cargo.lock: run `cargo update -w` in fuzz/"
            ));
        }
        let path = format!("{}::", name.replace('-', "_"));
        let is_used = text.match_indices(&path).any(|(at, _)| {
            !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':')
        });
        // A module of that name is no dependency.
        let is_module = files
            .iter()
            .any(|file| file.file_stem().is_some_and(|stem| stem == &**name));
        if is_used && !is_module && !there.contains(name) {
            wrong.push(format!("{name} is not in fuzz/Cargo.toml"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
