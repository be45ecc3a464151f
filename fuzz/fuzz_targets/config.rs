//! The configuration reader: any file gives accounts or one sentence; putting a value into it
//! leaves the rest as it reads, and doing so twice changes nothing.

#![no_main]
#![allow(dead_code, unused_imports)]

#[path = "../../src/shell/cli.rs"]
mod cli;
#[path = "../../src/shell/colour.rs"]
mod colour;
#[path = "../../src/shell/config/mod.rs"]
mod config;
#[path = "../../src/shell/env.rs"]
mod env;
#[path = "../../src/shell/exit.rs"]
mod exit;
#[path = "../../src/shell/voice.rs"]
mod voice;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use clap::Parser;

use cli::Cli;
use config::Config;
use env::Env;

static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();

/// A folder in memory, if there is such a place.
fn folder() -> &'static Path {
    FOLDER
        .get_or_init(|| {
            let memory = Path::new("/dev/shm");
            let place = memory.is_dir().then(|| memory.to_owned());
            tempfile::tempdir_in(place.unwrap_or_else(std::env::temp_dir)).expect("a folder")
        })
        .path()
}

fn read(file: &Path) -> Option<Config> {
    let flags = ["x", "-f", file.to_str().expect("UTF-8"), "-c", "1"];
    let cli = Cli::try_parse_from(flags).expect("flags");
    match Config::read(cli, Env::default()) {
        Ok(config) => Some(config),
        Err(problem) => {
            assert!(!problem.to_string().is_empty());
            None
        }
    }
}

/// The sections that an account may be in, DEFAULT first.
fn looked_at(config: &Config) -> Vec<String> {
    let mut sections = vec!["DEFAULT".to_owned()];
    if let Ok(lines) = config.accounts() {
        sections.extend(lines.into_iter().map(|line| line.account));
    }
    for section in &sections {
        if let Err(problem) = config.account(section) {
            assert!(!problem.to_string().is_empty());
        }
    }
    let _ = config.settings();
    sections.dedup();
    sections
}

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    // Paths that lead to a device or a pipe are not ours to open.
    if data.windows(2).any(|two| two == b"/d" || two == b"/p") {
        return;
    }
    let file: PathBuf = folder().join("file.ini");
    std::fs::write(&file, data).expect("a file");
    let Some(config) = read(&file) else {
        return;
    };
    let sections = looked_at(&config);
    // One of each at a time: each look at the file costs a command line.
    let section = match data.len() % 2 {
        0 => sections.first(),
        _ => sections.last(),
    };
    let section = section.expect("DEFAULT at least");
    let value = ["plain", "0%25=:;#[x]\\"][data.len() / 2 % 2];
    if config::set_value(&file, section, "oauth2_refresh_token", value).is_err() {
        // Then nothing has changed.
        assert_eq!(std::fs::read(&file).expect("the file"), data);
        return;
    }
    let once = std::fs::read(&file).expect("the file");
    let again = read(&file).expect("it can still be read");
    let _ = looked_at(&again);
    config::set_value(&file, section, "oauth2_refresh_token", value).expect("again");
    assert_eq!(std::fs::read(&file).expect("the file"), once);
});
