//! Every method of IMAPClient 4.1.0 is there, with its arguments by name, order and default.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use imapclient::command;
use imapclient::menu::Method;

/// The 57 public methods, and one that is half public, as Python spells their signatures.
const METHODS: &[&str] = &[
    "login(username, password)",
    "plain_login(identity, password, authorization_identity=None)",
    "oauth2_login(user, access_token, mech='XOAUTH2', vendor=None)",
    "oauthbearer_login(identity, access_token)",
    "sasl_login(mech_name, mech_callable)",
    "logout()",
    "shutdown()",
    "starttls(ssl_context=None)",
    "enable(*capabilities)",
    "id_(parameters=None)",
    "capabilities()",
    "has_capability(capability)",
    "namespace()",
    "noop()",
    "socket()",
    "list_folders(directory='', pattern='*')",
    "xlist_folders(directory='', pattern='*')",
    "list_sub_folders(directory='', pattern='*')",
    "find_special_folder(folder_flag)",
    "select_folder(folder, readonly=False)",
    "unselect_folder()",
    "close_folder()",
    "create_folder(folder)",
    "rename_folder(old_name, new_name)",
    "delete_folder(folder)",
    "folder_exists(folder)",
    "subscribe_folder(folder)",
    "unsubscribe_folder(folder)",
    "folder_status(folder, what=None)",
    "search(criteria='ALL', charset=None)",
    "gmail_search(query, charset='UTF-8')",
    "sort(sort_criteria, criteria='ALL', charset='UTF-8')",
    "thread(algorithm='REFERENCES', criteria='ALL', charset='UTF-8')",
    "fetch(messages, data, modifiers=None)",
    "get_flags(messages)",
    "add_flags(messages, flags, silent=False)",
    "remove_flags(messages, flags, silent=False)",
    "set_flags(messages, flags, silent=False)",
    "delete_messages(messages, silent=False)",
    "get_gmail_labels(messages)",
    "add_gmail_labels(messages, labels, silent=False)",
    "remove_gmail_labels(messages, labels, silent=False)",
    "set_gmail_labels(messages, labels, silent=False)",
    "append(folder, msg, flags=(), msg_time=None)",
    "multiappend(folder, msgs)",
    "copy(messages, folder)",
    "move(messages, folder)",
    "expunge(messages=None)",
    "uid_expunge(messages)",
    "idle()",
    "idle_check(timeout=None)",
    "idle_done()",
    "getacl(folder)",
    "setacl(folder, who, what)",
    "get_quota(mailbox='INBOX')",
    "get_quota_root(mailbox)",
    "_get_quota(quota_root='')",
    "set_quota(quotas)",
];

/// The attributes, and whether they can be set.
const ATTRIBUTES: &[(&str, bool)] = &[
    ("use_uid", true),
    ("folder_encode", true),
    ("normalise_times", true),
    ("welcome", false),
    ("host", false),
    ("port", false),
    ("ssl", false),
    ("stream", false),
];

#[test]
fn all_methods_are_there_as_the_original_has_them() {
    assert_eq!(METHODS.len(), 58);
    let ours: Vec<String> = command::methods().map(Method::signature).collect();
    let missing: Vec<&&str> = METHODS
        .iter()
        .filter(|wanted| !ours.iter().any(|own| own == **wanted))
        .collect();
    assert!(
        missing.is_empty(),
        "missing or unlike: {missing:#?}\nthere are: {ours:#?}"
    );
}

#[test]
fn all_attributes_are_there() {
    for (name, settable) in ATTRIBUTES {
        let found = command::ATTRIBUTES
            .iter()
            .find(|attribute| attribute.name == *name);
        assert_eq!(
            found.map(|attribute| attribute.set.is_some()),
            Some(*settable),
            "{name}"
        );
    }
}

#[test]
fn what_each_method_needs_is_said() {
    for method in command::methods() {
        // A summary, and more of it wherever there are arguments of a shape of its own.
        assert!(
            method.doc.lines().next().unwrap().trim().len() > 10,
            "{}",
            method.name
        );
        for param in method.params {
            assert!(!param.what.is_empty(), "{}: {}", method.name, param.name);
        }
    }
}
