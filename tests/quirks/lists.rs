//! S12, S16, S17 and S27 of the collection: what servers do to the extended forms of LIST. All that
//! is asked for here is asked in the plain form, with an empty reference unless the user names one.

use imapclient::Client;

use super::support::peer::{Answer, Peer, said};

/// A server that offers all of LIST, and holds none of it: with RETURN there are no rows (Strato, S12)
/// or rows without their attributes (Dovecot, S27), by a selection it is not understood (Proton, S16),
/// and with a reference there is nothing (Zoho, S17).
fn answer(tag: &str, line: &str, attributes_vanish: bool) -> Answer {
    let folders = [
        ("\\HasChildren", "INBOX"),
        ("\\HasNoChildren \\Sent", "Gesendet"),
        ("\\HasNoChildren \\Trash", "Papierkorb"),
    ];
    let mut says = String::new();
    let mut done = "OK done";
    if line.starts_with("LIST (") {
        done = "BAD command not understood";
    } else if let Some(rest) = line.strip_prefix("LIST \"\" ") {
        let (pattern, returns) = rest.split_once(" RETURN ").unwrap_or((rest, ""));
        let all = ["\"*\"", "\"%\""].contains(&pattern);
        for (attributes, name) in folders {
            let is_asked = all || pattern.trim_matches('"') == name;
            if is_asked && returns.is_empty() {
                says.push_str(&format!("* LIST ({attributes}) \"/\" {name}\r\n"));
            } else if is_asked && attributes_vanish {
                says.push_str(&format!("* LIST () \"/\" {name}\r\n"));
            }
        }
    } else if line.starts_with("LSUB \"\" ") {
        says.push_str("* LSUB () \"/\" Gesendet\r\n");
    } else if line.starts_with("STATUS \"Gesendet\" ") {
        says.push_str("* STATUS Gesendet (MESSAGES 7 UNSEEN 0)\r\n");
    } else if line.starts_with("NAMESPACE") {
        says.push_str("* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n");
    }
    said(format!("{says}{tag} {done}\r\n"))
}

#[test]
fn folders_are_listed_where_extended_lists_fail() {
    for attributes_vanish in [false, true] {
        let greeting = "* PREAUTH [CAPABILITY IMAP4rev1 LIST-EXTENDED LIST-STATUS SPECIAL-USE \
                        CHILDREN NAMESPACE] hi\r\n";
        let peer = Peer::new(greeting, move |tag, line| {
            answer(tag, line, attributes_vanish)
        });
        let mut client = Client::over(peer).unwrap();
        let listed = client.list_folders("", "*").unwrap();
        assert_eq!(
            serde_json::to_string(&listed).unwrap(),
            r#"[{"flags":["\\HasChildren"],"delimiter":"/","name":"INBOX"},{"flags":["\\HasNoChildren","\\Sent"],"delimiter":"/","name":"Gesendet"},{"flags":["\\HasNoChildren","\\Trash"],"delimiter":"/","name":"Papierkorb"}]"#
        );
        let subscribed = client.list_sub_folders("", "*").unwrap();
        assert_eq!(subscribed.len(), 1);
        for (flag, name) in [("\\Sent", "Gesendet"), ("\\Trash", "Papierkorb")] {
            let found = client.find_special_folder(flag).unwrap().unwrap();
            assert_eq!(found.to_string(), name);
        }
        assert!(client.folder_exists("Gesendet").unwrap());
        assert!(!client.folder_exists("Nowhere").unwrap());
        let status = client.folder_status("Gesendet", ["MESSAGES"]).unwrap();
        assert_eq!(status.number("MESSAGES"), Some(7));
        assert!(client.quirks().is_empty(), "{:?}", client.quirks());
    }
}
