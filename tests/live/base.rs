//! What each test starts with: a session, and an open folder that is empty.

use imapclient::client::Client;
use imapclient::command::folder::FolderInfo;

use super::support::account::Account;

/// Why a test could not be run.
pub(crate) struct Skip(pub(crate) String);

/// A test under way.
pub(crate) struct Live {
    pub(crate) client: Client,
    pub(crate) account: &'static Account,
    pub(crate) uids: bool,
    /// The name of the folder that is open.
    pub(crate) base: String,
    pub(crate) separator: String,
}

impl Live {
    pub(crate) fn new(account: &'static Account, uids: bool) -> Result<Self, Skip> {
        let mut client = account.connect();
        let (base, separator) = place(&mut client);
        if client.has_capability("ENABLE").unwrap() && client.has_capability("CONDSTORE").unwrap() {
            client.enable("CONDSTORE").unwrap();
        }
        clear(&mut client, &base);
        client.create_folder(&base).unwrap();
        client.select_folder(&base, false).unwrap();
        client.set_use_uid(uids);
        Ok(Self {
            client,
            account,
            uids,
            base,
            separator,
        })
    }

    /// Removes what the tests left.
    pub(crate) fn clean(account: &'static Account) {
        let mut client = account.connect();
        let (base, _) = place(&mut client);
        clear(&mut client, &base);
        client.logout().unwrap();
    }

    /// Skips the test unless the server has a capability.
    pub(crate) fn need(&mut self, capability: &str) -> Result<(), Skip> {
        match self.client.has_capability(capability).unwrap() {
            true => Ok(()),
            false => Err(Skip(format!("the server has no {capability}"))),
        }
    }

    /// The name of a folder below the base.
    pub(crate) fn folder(&self, name: &str) -> String {
        format!("{}{}{name}", self.base, self.separator)
    }

    /// Makes a folder below the base.
    pub(crate) fn create(&mut self, name: &str) -> String {
        let name = self.folder(name);
        self.client.create_folder(&name).unwrap();
        name
    }

    /// The folders below the base.
    pub(crate) fn listed(&mut self) -> Vec<FolderInfo> {
        self.client
            .list_folders("", format!("{}*", self.base))
            .unwrap()
    }

    /// Puts messages into the open folder, and hears of them.
    pub(crate) fn fill(&mut self, messages: &[&str]) {
        for message in messages {
            self.client.append(&self.base, *message, (), None).unwrap();
        }
        self.client.noop().unwrap();
    }

    /// The ids of all messages of the open folder.
    pub(crate) fn all(&mut self) -> Vec<u32> {
        self.client.search("ALL", None).unwrap().iter().collect()
    }

    /// Another session of the same account.
    pub(crate) fn other(&self) -> Client {
        self.account.connect()
    }
}

/// A short message with this subject.
pub(crate) fn message(subject: &str) -> String {
    format!(
        "From: Ann <ann@example.org>\r\nTo: Ben <ben@example.org>\r\nSubject: {subject}\r\n\
         Date: Mon, 1 Jan 2024 10:00:00 +0100\r\nMessage-ID: <{}@example.org>\r\n\r\n\
         Body of {subject}\r\n",
        subject.replace(|letter: char| !letter.is_ascii_alphanumeric(), "")
    )
}

/// The base folder's name, and what separates levels.
fn place(client: &mut Client) -> (String, String) {
    let mut found = (String::new(), "/".to_owned());
    if client.has_capability("NAMESPACE").unwrap()
        && let Some(places) = client.namespace().unwrap().personal
        && let Some((prefix, separator)) = places.first()
    {
        found.0 = prefix.to_string();
        if let Some(separator) = separator {
            found.1 = separator.to_string();
        }
    }
    (format!("{}__imapclient", found.0), found.1)
}

/// Removes the folders of earlier tests, the deepest first, and their subscriptions.
fn clear(client: &mut Client, base: &str) {
    let pattern = format!("{base}*");
    for folder in client.list_sub_folders("", &pattern).unwrap() {
        client.unsubscribe_folder(&folder.name).unwrap();
    }
    let mut names: Vec<String> = client
        .list_folders("", &pattern)
        .unwrap()
        .into_iter()
        .filter(|folder| {
            !folder
                .flags
                .iter()
                .any(|flag| flag.eq_ignore_ascii_case("\\NonExistent"))
        })
        .map(|folder| folder.name.to_string())
        .collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    for name in names {
        client.delete_folder(&name).unwrap();
    }
}
