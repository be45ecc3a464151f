//! README's first session, typed at a real terminal: the screen is what is printed there, word for
//! word.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use support::pty::{Terminal, program};

const START: &str = "<!-- screen -->\n```text\n";
const END: &str = "\n```\n<!-- /screen -->";
/// How wide the screen of README is.
const COLUMNS: u16 = 88;

/// What is typed in the session, in order: behind which prompt or question, and what.
fn typed(session: &str) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for line in session.lines() {
        let prompt = ["> ", "[y/N] ", "... "].into_iter().find_map(|end| {
            let fits = match end {
                "> " => line.starts_with("demo@"),
                "... " => line.starts_with("..."),
                _ => true,
            };
            let at = line.find(end.trim_end()).filter(|_| fits)? + end.trim_end().len();
            let (prompt, typed) = line.split_at(at);
            Some((prompt.to_owned(), typed.trim_start_matches(' ').to_owned()))
        });
        // The indentation of a block is typed as well.
        all.extend(prompt.map(|(prompt, typed)| match prompt.as_str() {
            "..." => (prompt, line.get(4..).unwrap_or_default().to_owned()),
            _ => (prompt, typed),
        }));
    }
    all
}

#[test]
fn the_first_session_is_what_the_screen_shows() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let (before, rest) = readme.split_once(START).unwrap();
    let (session, after) = rest.split_once(END).unwrap();
    let (first, wanted) = session.split_once('\n').unwrap();
    assert_eq!(first, "$ imapclient-interact --demo");
    let home = tempfile::tempdir().unwrap();
    let mut command = program(home.path());
    command
        .arg("--demo")
        .env("IMAPCLIENT_INTERACT_IDLE_AFTER", "600");
    let mut terminal = Terminal::run(command);
    terminal.resize(60, COLUMNS);
    let typed = typed(wanted);
    assert!(typed.len() >= 8, "{typed:?}");
    for (prompt, line) in &typed {
        terminal.prompt(prompt);
        match line.as_str() {
            "" => terminal.press("\r"),
            line => terminal.enter(line),
        }
    }
    terminal.until("the last prompt", |terminal| {
        terminal.line().starts_with("demo@") && terminal.line().ends_with('>')
    });
    let screen = terminal.screen();
    // The last prompt stands alone.
    let found = screen.rsplit_once('\n').unwrap().0;
    if found != wanted && std::env::var_os("UPDATE_README").is_some() {
        let text = format!("{before}{START}{first}\n{found}{END}{after}");
        std::fs::write(path, text).unwrap();
        return;
    }
    assert_eq!(
        found, wanted,
        "run: UPDATE_README=1 cargo test --test pty_readme"
    );
    terminal.press("\x04");
    assert_eq!(terminal.end(), 0);
}
