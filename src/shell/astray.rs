//! Lines that are no Python, but that people type at a prompt all the same: a lone `help`, IMAP as
//! it goes over the wire, a program of the system.

use imapclient::command;

use crate::lang::words::verbs;

/// The line that is meant by one that is no code, or that Python only answers with advice.
pub(crate) fn meant(line: &str, is_bound: impl Fn(&str) -> bool) -> Option<String> {
    let line = line.trim();
    let topic = match line {
        "?" | "help" if !is_bound(line) => return Some("help()".to_owned()),
        "exit" | "quit" if !is_bound(line) => return Some(":quit".to_owned()),
        _ => line
            .strip_prefix("help ")
            .or_else(|| line.strip_prefix('?')),
    };
    let topic = topic.map(str::trim)?;
    let is_one = !topic.is_empty() && !topic.contains([' ', '?', '(', '\'', '"']);
    is_one.then(|| format!("{topic}?"))
}

/// What to type instead of a line that was no code, in one sentence.
pub(crate) fn instead(line: &str, is_bound: impl Fn(&str) -> bool) -> Option<String> {
    let line = line.trim();
    if line.contains('\n') {
        return None;
    }
    let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
    let rest = rest.trim();
    if is_bound(first) {
        return None;
    }
    if let Some(call) = without_parentheses(first, rest) {
        return Some(format!("a call takes parentheses: {call}"));
    }
    if let Some(method) = of_the_system(first) {
        return Some(match method {
            "" => format!("!{line} runs that program"),
            method => format!("c.{method}() is the method for that; !{line} runs the program"),
        });
    }
    // With a tag before it or without.
    let tagged = rest.split(' ').next().and_then(verbs::method);
    let is_tag =
        first.len() == 1 || first.contains(|c: char| c.is_ascii_digit() || ".*".contains(c));
    let (wire, method) = match (verbs::method(first), tagged) {
        (_, Some(method)) if is_tag => (rest, method),
        _ if first.eq_ignore_ascii_case("UID") => (line, tagged?),
        (Some(method), _) if is_wire(first, rest) => (line, method),
        _ => return None,
    };
    Some(match method {
        // With a secret behind it.
        "login" | "sasl_login" => format!("IMAP itself is sent by :raw; c.{method}() logs in"),
        _ => format!("c.{method}() is the method for that; `:raw {wire}` sends it as it stands"),
    })
}

/// `c.fetch 1` and `print x`, as they should be.
fn without_parentheses(name: &str, rest: &str) -> Option<String> {
    let method = name.strip_prefix("c.");
    let is_call = name == "print" || method.is_some_and(|name| command::method(name).is_some());
    let begins = |c: char| c.is_alphanumeric() || "'\"[{_".contains(c);
    (is_call && rest.starts_with(begins)).then(|| format!("{name}({rest})"))
}

/// The method for what a program of the system does; none for one that has no like here.
fn of_the_system(program: &str) -> Option<&'static str> {
    Some(match program {
        "ls" | "dir" => "list_folders",
        "cd" => "select_folder",
        "cp" => "copy",
        "mv" => "move",
        "rm" => "delete_messages",
        "mkdir" => "create_folder",
        "cat" | "less" => "fetch",
        "pwd" | "date" | "clear" | "man" | "vi" | "vim" | "grep" => "",
        _ => return None,
    })
}

/// Whether a command of IMAP stands there as on the wire, rather than a name in code.
fn is_wire(verb: &str, rest: &str) -> bool {
    let argument = |c: char| c.is_alphanumeric() || "\"({\\%*$".contains(c);
    match rest.is_empty() {
        true => verb.bytes().all(|byte| byte.is_ascii_uppercase()),
        false => rest.starts_with(argument),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bound(name: &str) -> bool {
        name == "copy"
    }

    #[test]
    fn words_that_are_meant_for_the_shell() {
        for (line, means) in [
            ("help", Some("help()")),
            (" ? ", Some("help()")),
            ("exit", Some(":quit")),
            ("quit", Some(":quit")),
            ("help c.fetch", Some("c.fetch?")),
            ("?SINCE", Some("SINCE?")),
            ("help search", Some("search?")),
            ("help(c.fetch)", None),
            ("help in x", None),
            ("helper", None),
            ("x?", None),
        ] {
            assert_eq!(meant(line, bound).as_deref(), means, "{line}");
        }
        assert_eq!(meant("help", |_| true), None);
    }

    #[test]
    fn what_is_no_code_is_told_what_is() {
        for (line, words) in [
            (
                "LIST \"\" *",
                "c.list_folders() is the method for that; `:raw LIST \"\" *` sends",
            ),
            ("a1 SELECT INBOX", "`:raw SELECT INBOX`"),
            ("search ALL", "c.search()"),
            ("UID FETCH 1 FLAGS", "`:raw UID FETCH 1 FLAGS`"),
            ("NOOP", "c.noop()"),
            ("ls", "c.list_folders() is the method for that; !ls runs"),
            ("clear", "!clear runs that program"),
            ("c.fetch 1, 'FLAGS'", "c.fetch(1, 'FLAGS')"),
            ("print 'x'", "print('x')"),
            ("a login me hunter2", "c.login() logs in"),
            ("1 LOGIN me hunter2", "c.login() logs in"),
            ("search", ""),
            ("search = 1 +", ""),
            ("fetch(1", ""),
            ("copy ALL", ""),
            ("x y", ""),
            ("LIST \"\" *\nx", ""),
        ] {
            let found = instead(line, bound).unwrap_or_default();
            assert!(found.contains(words), "{line}: {found}");
            assert_eq!(found.is_empty(), words.is_empty(), "{line}: {found}");
            assert!(!found.contains("hunter2"), "{found}");
        }
    }
}
