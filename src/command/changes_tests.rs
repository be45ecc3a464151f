//! What changes something is never sent by a session that is read-only, nor by a dry run. All
//! methods are called, so a new one cannot be forgotten.

use super::methods;
use super::testing::client;
use crate::error::ErrorKind;
use crate::menu::{Arg, Args, Method};
use crate::wire::changes::{Effect, effect};

const CAPS: &str = "IMAP4REV1 IMAP4REV2 UIDPLUS MOVE UNSELECT ACL QUOTA X-GM-EXT-1 XLIST SORT \
                    THREAD=REFERENCES MULTIAPPEND LITERAL+ ID ENABLE NAMESPACE IDLE SPECIAL-USE \
                    CONDSTORE ESEARCH";

/// Something that a parameter takes.
fn plausible(kind: &str, name: &str) -> Arg {
    let text = |text: &str| Arg::Text(text.to_owned());
    match (kind, name) {
        ("Messages" | "MessagesOrAll", _) => text("1:*"),
        ("bool", _) => Arg::Bool(false),
        ("Quotas", _) => Arg::List(vec![Arg::Map(vec![
            (text("quota_root"), text("r")),
            (text("resource"), text("STORAGE")),
            (text("limit"), Arg::Int(2)),
        ])]),
        (_, "msgs") => Arg::List(vec![text("A: b\n\nc")]),
        (_, "timeout" | "msg_time" | "parameters" | "charset" | "ssl_context" | "what")
            if kind != "Text" =>
        {
            Arg::None
        }
        (_, "algorithm") => text("REFERENCES"),
        (_, "sort_criteria") => text("DATE"),
        (_, "criteria") => text("ALL"),
        _ => text("x"),
    }
}

/// Calls a method; gives back the commands that were sent and the error's kind.
fn call(
    method: &Method,
    prepare: impl Fn(&mut crate::client::Client),
) -> (Vec<String>, Option<ErrorKind>) {
    let mut answers = String::new();
    for number in 1..5 {
        answers.push_str(&format!("A{number} OK done\r\n"));
    }
    let (mut client, sent) = client(CAPS, true, answers.as_bytes());
    prepare(&mut client);
    let positional = method.params.iter().filter(|param| !param.star);
    let args = Args {
        positional: positional
            .map(|param| plausible(param.kind, param.name))
            .collect(),
        named: Vec::new(),
    };
    let kind = (method.call)(&mut client, args)
        .err()
        .map(|error| error.kind());
    let verb = |line: &str| {
        let rest = line.split_once(' ')?.1;
        let words: Vec<&str> = rest.split(' ').take(2).collect();
        Some(match words.first() {
            Some(&"UID") => words.join(" "),
            first => first.copied().unwrap_or_default().to_owned(),
        })
    };
    (sent.text().lines().filter_map(verb).collect(), kind)
}

#[test]
fn no_method_changes_anything_where_nothing_may_be_changed() {
    let mut changing = Vec::new();
    for method in methods() {
        let (sent, _) = call(method, |_| ());
        if !sent
            .iter()
            .any(|verb| effect(verb) == Some(Effect::Changes))
        {
            continue;
        }
        changing.push(method.name);
        let (sent, kind) = call(method, |client| client.set_read_only(true));
        // In a folder that is open for reading only CLOSE removes nothing.
        if method.name == "close_folder" {
            continue;
        }
        assert!(
            !sent
                .iter()
                .any(|verb| effect(verb) == Some(Effect::Changes)),
            "{}: {sent:?}",
            method.name
        );
        assert_eq!(kind, Some(ErrorKind::ReadOnly), "{}", method.name);
        let (sent, kind) = call(method, |client| client.set_dry_run(true));
        assert!(
            !sent
                .iter()
                .any(|verb| effect(verb) == Some(Effect::Changes)),
            "{}: {sent:?}",
            method.name
        );
        assert_eq!(kind, None, "{}", method.name);
    }
    changing.sort_unstable();
    for known in "add_flags add_gmail_labels append close_folder copy create_folder delete_folder \
                  delete_messages expunge move multiappend remove_flags remove_gmail_labels \
                  rename_folder set_flags set_gmail_labels set_quota setacl subscribe_folder \
                  uid_expunge unsubscribe_folder"
        .split_whitespace()
    {
        assert!(
            changing.contains(&known),
            "{known} was not made to change anything: {changing:?}"
        );
    }
}
