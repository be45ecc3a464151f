//! Names of folders: what may be one, and which fit the patterns of LIST.

/// What separates the levels.
pub(crate) const SEPARATOR: char = '/';
/// Before it stand the folders of other users: `shared/USER/FOLDER`.
pub(crate) const SHARED: &str = "shared";
/// No name is longer, in bytes.
const LONGEST: usize = 900;
/// No name has more levels.
const DEEPEST: usize = 40;

/// The name as it is kept: INBOX in upper case, no separator at the end. The error says what is
/// wrong with it.
pub(crate) fn check(name: &str) -> Result<String, &'static str> {
    let name = name.strip_suffix(SEPARATOR).unwrap_or(name);
    if name.is_empty() {
        return Err("the name is empty");
    }
    if name.len() > LONGEST {
        return Err("the name is too long");
    }
    if name.chars().any(char::is_control) {
        return Err("the name holds a control character");
    }
    if name.split(SEPARATOR).count() > DEEPEST {
        return Err("the name has too many levels");
    }
    if name.split(SEPARATOR).any(str::is_empty) {
        return Err("a level of the name is empty");
    }
    Ok(normal(name))
}

/// The name with INBOX in upper case.
pub(crate) fn normal(name: &str) -> String {
    match name.eq_ignore_ascii_case("INBOX") {
        true => "INBOX".to_owned(),
        false => name.to_owned(),
    }
}

/// Whether a name fits a pattern, in which `*` stands for anything and `%` for anything on one
/// level. The work is the product of the lengths at most.
pub(crate) fn fits(name: &str, pattern: &str) -> bool {
    // INBOX is the same in any case.
    let name = match name {
        "INBOX"
            if pattern
                .get(..5)
                .is_some_and(|start| start.eq_ignore_ascii_case("INBOX")) =>
        {
            pattern.get(..5).unwrap_or(name)
        }
        name => name,
    };
    let name: Vec<char> = name.chars().collect();
    // Which lengths of the name the pattern read so far can match.
    let mut can = vec![false; name.len() + 1];
    if let Some(first) = can.first_mut() {
        *first = true;
    }
    for symbol in pattern.chars() {
        let mut next = vec![false; name.len() + 1];
        let mut running = false;
        for (at, reached) in can.iter().enumerate() {
            let letter = at.checked_sub(1).and_then(|before| name.get(before));
            match symbol {
                '*' | '%' => {
                    running &= symbol == '*' || letter != Some(&SEPARATOR);
                    running |= *reached;
                    if let Some(slot) = next.get_mut(at) {
                        *slot = running;
                    }
                }
                _ => {
                    if let Some(slot) = next.get_mut(at + 1) {
                        *slot = *reached && name.get(at) == Some(&symbol);
                    }
                }
            }
        }
        can = next;
    }
    can.last().copied().unwrap_or(false)
}

/// All names above this one, the highest first: of `a/b/c` these are `a` and `a/b`.
pub(crate) fn parents(name: &str) -> impl Iterator<Item = &str> {
    name.match_indices(SEPARATOR)
        .filter_map(|(at, _)| name.get(..at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, name, expected) in [
            ("*", "a/b", true),
            ("%", "a/b", false),
            ("%", "a", true),
            ("a/%", "a/b", true),
            ("a/%", "a/b/c", false),
            ("a*c", "a/b/c", true),
            ("*b", "a/b/c", false),
            ("%/%/c", "a/b/c", true),
            ("inbox", "INBOX", true),
            ("inb%", "INBOX", false),
            ("", "a", false),
            ("a**%%*", "a", true),
            ("ü%", "üx", true),
        ] {
            assert_eq!(fits(name, pattern), expected, "{pattern} {name}");
        }
        assert!(!fits(&"a".repeat(900), &"*a".repeat(2000)));
    }

    #[test]
    fn names_are_checked() {
        assert_eq!(check("inbox").unwrap(), "INBOX");
        assert_eq!(check("a/b/").unwrap(), "a/b");
        for wrong in [
            "",
            "/",
            "a//b",
            "/a",
            "a\r\nb",
            &"x".repeat(901),
            &"a/".repeat(50),
        ] {
            assert!(check(wrong).is_err(), "{wrong}");
        }
        assert_eq!(parents("a/b/c").collect::<Vec<_>>(), ["a", "a/b"]);
    }
}
