//! README's table of methods, held to the menu.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use imapclient::command;

const START: &str = "<!-- methods -->\n";
const END: &str = "<!-- /methods -->";

fn table() -> String {
    let mut table = "| method | what it does |\n|---|---|\n".to_owned();
    for method in command::methods() {
        let summary = method.doc.lines().next().unwrap_or_default().trim();
        table.push_str(&format!("| `{}` | {summary} |\n", method.signature()));
    }
    table
}

#[test]
fn the_table_of_methods_is_the_menu() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let (before, rest) = readme
        .split_once(START)
        .expect("README marks where the table starts");
    let (found, after) = rest
        .split_once(END)
        .expect("README marks where the table ends");
    let wanted = table();
    if found != wanted && std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(path, format!("{before}{START}{wanted}{END}{after}")).unwrap();
        return;
    }
    assert_eq!(
        found, wanted,
        "run: UPDATE_README=1 cargo test --test readme"
    );
}

#[test]
fn every_method_is_documented_and_named_once() {
    let mut names: Vec<&str> = command::methods().map(|method| method.name).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
    assert!(count >= 35, "{count} methods");
    for method in command::methods() {
        let summary = method.doc.lines().next().unwrap_or_default().trim();
        assert!(
            summary.ends_with(['.', ')']) || summary.ends_with(")."),
            "{}: {summary}",
            method.name
        );
        assert!(
            summary.starts_with(char::is_uppercase),
            "{}: {summary}",
            method.name
        );
    }
}
