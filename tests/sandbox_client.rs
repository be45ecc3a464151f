//! Our own client's methods for Gmail against the embedded server with Gmail's manners, which no
//! server of the tests' own has.

#![cfg(feature = "sandbox")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use imapclient::client::Client;
use imapclient::sandbox::{Personality, Sandbox};

fn labels(client: &mut Client, id: u32) -> Vec<String> {
    let found = client.get_gmail_labels(id).unwrap();
    let text = serde_json::to_value(&found).unwrap();
    let labels = text[id.to_string()].as_array().unwrap();
    let mut labels: Vec<String> = labels
        .iter()
        .map(|label| label.as_str().unwrap().to_owned())
        .collect();
    labels.sort();
    labels
}

#[test]
fn labels_and_gmails_search() {
    let sandbox = Sandbox::builder()
        .user("user", "pass")
        .personality(Personality::Gmail)
        .start()
        .unwrap();
    let mut client = Client::over(sandbox.pipe()).unwrap();
    client.login("user", "pass").unwrap();
    let message = "From: ann@x.org\r\nSubject: Grüße\r\n\r\nx\r\n";
    client.append("INBOX", message, (), None).unwrap();
    let listed = client.xlist_folders("", "*").unwrap();
    let all = listed
        .iter()
        .find(|folder| folder.flags.iter().any(|flag| *flag == *"\\AllMail"));
    let all = all.unwrap().name.to_string();
    client.select_folder(all.as_str(), false).unwrap();
    assert_eq!(labels(&mut client, 1), ["\\Inbox"]);
    client
        .add_gmail_labels(1, ["Reisen/Österreich", "two words"], false)
        .unwrap();
    assert_eq!(
        labels(&mut client, 1),
        ["Reisen/Österreich", "\\Inbox", "two words"]
    );
    client.remove_gmail_labels(1, "two words", true).unwrap();
    client.set_gmail_labels(1, ["Work"], false).unwrap();
    assert_eq!(labels(&mut client, 1), ["Work"]);
    for (query, count) in [
        ("subject:grüße from:ann", 1),
        ("label:work", 1),
        ("in:inbox", 0),
        ("-label:work", 0),
        ("is:unread larger:1k", 0),
    ] {
        let found = client.gmail_search(query, "UTF-8").unwrap();
        assert_eq!(found.len(), count, "{query}");
    }
    let sent = client.find_special_folder("\\Sent").unwrap();
    assert_eq!(sent.unwrap(), "[Gmail]/Sent Mail");
}
