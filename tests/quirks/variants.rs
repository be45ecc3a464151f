//! Responses nobody listed: those that are listed, with one thing more wrong with each.

use super::{Entry, entries, play};

/// Calls whose responses are data, in which blanks between the words mean nothing.
const DATA: [&str; 7] = [
    "fetch",
    "fetch-by-number",
    "list",
    "namespace",
    "search",
    "status",
    "xlist",
];

/// Those in which the blanks or quotes are what is wrong, so that one more changes the meaning.
const DELICATE: [&str; 9] = [
    "B13", "B17", "C07", "C23", "D05", "D11", "E15", "X02", "X10",
];

fn wrong(entry: &Entry, says: &[u8], how: &str) -> Option<String> {
    let outcome = play(&entry.call, says, usize::MAX);
    let same = match entry.result.strip_prefix("...") {
        Some(end) => outcome.result.ends_with(end),
        None => outcome.result == entry.result,
    };
    match same && outcome.alive {
        true => None,
        false => Some(format!("{} {how}: {}", entry.id, outcome.result)),
    }
}

/// Where a blank stands between two words: not within quotes or the octets of a literal.
fn blanks(says: &[u8]) -> Vec<usize> {
    let mut found = Vec::new();
    let (mut quoted, mut at) = (false, 0);
    while let Some(byte) = says.get(at) {
        match byte {
            b'"' => quoted = !quoted,
            b' ' if !quoted => found.push(at),
            b'{' if !quoted => {
                let size = says[at + 1..].split(|byte| *byte == b'}').next().unwrap();
                let size: usize = str::from_utf8(size).unwrap().parse().unwrap();
                at += says[at..].iter().position(|byte| *byte == b'\n').unwrap() + size;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

#[test]
fn one_blank_more_anywhere_changes_nothing() {
    let mut tried = 0;
    let mut faults = Vec::new();
    for entry in entries() {
        let delicate = DELICATE.contains(&entry.id.as_str()) || entry.says.len() > 10_000;
        if delicate || !DATA.contains(&entry.call.as_str()) {
            continue;
        }
        for at in blanks(&entry.says) {
            let mut says = entry.says.clone();
            says.insert(at, b' ');
            tried += 1;
            faults.extend(wrong(
                &entry,
                &says,
                &format!("with a second blank at {at}"),
            ));
        }
        let mut says = entry.says.clone();
        says.insert(says.len() - 2, b' ');
        faults.extend(wrong(&entry, &says, "with a blank at its end"));
    }
    assert!(tried > 500, "{tried}");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn lines_may_end_without_a_carriage_return_and_names_may_be_small() {
    let mut faults = Vec::new();
    for entry in entries() {
        let over = ["A16", "A24", "C07"].contains(&entry.id.as_str());
        if over || entry.call == "greeting" {
            continue;
        }
        let mut says = entry.says.clone();
        says.remove(says.len() - 2);
        faults.extend(wrong(&entry, &says, "without CR"));
        let name = ["FETCH", "LIST", "STATUS", "SEARCH", "NAMESPACE", "FLAGS"];
        for name in name {
            let text = String::from_utf8_lossy(&entry.says).into_owned();
            let small = text.replacen(name, &name.to_ascii_lowercase(), 1);
            if small != text && std::str::from_utf8(&entry.says).is_ok() {
                faults.extend(wrong(&entry, small.as_bytes(), "in small letters"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_response_that_breaks_off_costs_no_other() {
    let mut faults = Vec::new();
    for entry in entries() {
        // Within a literal the rest of the session would be its octets.
        if !entry.call.starts_with("fetch") || entry.says.contains(&b'{') {
            continue;
        }
        let length = entry.says.len() - 2;
        let step = (length / 200).max(1);
        for end in (12..length).step_by(step) {
            let says = [&entry.says[..end], b"\r\n"].concat();
            let outcome = play(&entry.call, &says, usize::MAX);
            let both = outcome.result.contains("before") && outcome.result.contains("after");
            if !both || !outcome.alive {
                faults.push(format!("{} cut at {end}: {}", entry.id, outcome.result));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
