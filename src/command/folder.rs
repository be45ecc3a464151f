//! Folders: listing, making, renaming, subscribing (RFC 9051 section 6.3; LSUB: RFC 3501).

use serde::Serialize;

use super::answer::Answer;
use crate::client::Client;
use crate::data::folder::Folder;
use crate::data::text::Text;
use crate::error::{Error, Result};
use crate::menu::macros::menu;
use crate::wire::cursor::{Cursor, Peek};
use crate::wire::line::Line;
use crate::wire::tape::Tape;

menu! {
    /// Return the folders below a directory that match a pattern (LIST, RFC 9051 section 6.3.9).
    ///
    /// In the pattern `*` stands for anything and `%` for anything within one level. Each entry is
    /// `(flags, delimiter, name)`, also by these names.
    ///
    /// ```python
    /// for flags, delimiter, name in c.list_folders('', 'Archive/%'): print(name)
    /// ```
    ///
    /// Needs a login.
    list_folders(directory: Folder = "" as "''", pattern: Folder = "*" as "'*'") -> Vec<FolderInfo>;

    /// Return the folders with Gmail's former names of special uses (XLIST).
    ///
    /// Superseded by SPECIAL-USE (RFC 6154), whose attributes `list_folders` shows; the arguments
    /// and the result are as there. Needs the capability XLIST.
    ///
    /// ```python
    /// c.xlist_folders()
    /// ```
    xlist_folders(directory: Folder = "" as "''", pattern: Folder = "*" as "'*'") -> Vec<FolderInfo>;

    /// Return the subscribed folders that match a pattern (LSUB, RFC 3501 section 6.3.9).
    ///
    /// Arguments and result are those of `list_folders`. Needs a login.
    ///
    /// ```python
    /// c.list_sub_folders()
    /// ```
    list_sub_folders(directory: Folder = "" as "''", pattern: Folder = "*" as "'*'") -> Vec<FolderInfo>;

    /// Create a folder (CREATE, RFC 9051 section 6.3.4).
    ///
    /// Returns the text of the answer. Needs a login. A folder that is there already is `Refused`,
    /// most often with the code ALREADYEXISTS.
    ///
    /// ```python
    /// c.create_folder('Archive/2024')
    /// ```
    create_folder(folder: Folder) -> Answer;

    /// Rename a folder (RENAME, RFC 9051 section 6.3.6).
    ///
    /// The folders below it go with it. Returns the text of the answer. Needs a login. `Refused`
    /// if there is no such folder, or one of the new name.
    ///
    /// ```python
    /// c.rename_folder('Wrok', 'Work')
    /// ```
    rename_folder(old_name: Folder, new_name: Folder) -> Answer;

    /// Delete a folder and every message in it (DELETE, RFC 9051 section 6.3.5).
    ///
    /// Returns the text of the answer. Needs a login. `Refused` if there is no such folder; some
    /// servers refuse it while there are folders below.
    ///
    /// ```python
    /// c.delete_folder('Archive/2019')
    /// ```
    delete_folder(folder: Folder) -> Answer;

    /// Tell whether a folder exists (LIST, RFC 9051 section 6.3.9).
    ///
    /// The name is taken as it is: `*` and `%` in it are no patterns. Needs a login.
    ///
    /// ```python
    /// if not c.folder_exists('Done'): c.create_folder('Done')
    /// ```
    folder_exists(folder: Folder) -> bool;

    /// Subscribe to a folder (SUBSCRIBE, RFC 9051 section 6.3.7).
    ///
    /// Subscribed folders are those that `list_sub_folders` lists. Returns the text of the answer.
    /// Needs a login.
    ///
    /// ```python
    /// c.subscribe_folder('Lists/rust')
    /// ```
    subscribe_folder(folder: Folder) -> Answer;

    /// Unsubscribe from a folder (UNSUBSCRIBE, RFC 9051 section 6.3.8).
    ///
    /// The folder itself stays. Returns the text of the answer. Needs a login.
    ///
    /// ```python
    /// c.unsubscribe_folder('Lists/rust')
    /// ```
    unsubscribe_folder(folder: Folder) -> Answer;
}

/// One folder of a listing; also the tuple `(flags, delimiter, name)`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct FolderInfo {
    /// Attributes such as `\HasNoChildren` or `\Sent`.
    pub flags: Vec<Text>,
    /// What separates the levels of a name; `None` where there are no levels.
    pub delimiter: Option<Text>,
    /// The name, decoded; bytes that cannot be decoded stay as they came.
    pub name: Text,
}

fn list_folders(
    client: &mut Client,
    directory: Folder,
    pattern: Folder,
) -> Result<Vec<FolderInfo>> {
    listing(client, "LIST", &directory, &pattern)
}

fn xlist_folders(
    client: &mut Client,
    directory: Folder,
    pattern: Folder,
) -> Result<Vec<FolderInfo>> {
    client.need_login("XLIST")?;
    client.need("XLIST")?;
    listing(client, "XLIST", &directory, &pattern)
}

fn list_sub_folders(
    client: &mut Client,
    directory: Folder,
    pattern: Folder,
) -> Result<Vec<FolderInfo>> {
    // IMAP4rev2 has no LSUB, and one server breaks the session over it.
    let has_lsub = !client.enabled().iter().any(|name| *name == *"IMAP4REV2");
    let verb = if has_lsub { "LSUB" } else { SUBSCRIBED };
    listing(client, verb, &directory, &pattern)
}

/// What LSUB is in IMAP4rev2 (RFC 9051 section 6.3.9).
const SUBSCRIBED: &str = "LIST (SUBSCRIBED)";

/// Runs LIST or one of its kin; a line that cannot be read costs that line only.
pub(crate) fn listing(
    client: &mut Client,
    verb: &'static str,
    directory: &Folder,
    pattern: &Folder,
) -> Result<Vec<FolderInfo>> {
    client.need_login(verb)?;
    let command = Line::new(verb)
        .mailbox(&wire_name(client, directory)?)
        .mailbox(&wire_name(client, pattern)?)
        .finish()?;
    let name = if verb == SUBSCRIBED { "LIST" } else { verb };
    let reply = client.run(command, &|response| response.is(name))?;
    let mut tape = Tape::default();
    let mut folders = Vec::with_capacity(reply.data.len());
    for response in &reply.data {
        let read =
            (response.cursor(&mut tape)).and_then(|mut cursor| read_list(client, &mut cursor));
        client.note_quirks_of(&tape);
        match read {
            Ok(folder) if folder.name.is_empty() => {}
            Ok(folder) => folders.push(folder),
            Err(_) => {
                client.note_quirk("folder line that could not be read");
                client.keep_as_news(response.clone());
            }
        }
    }
    let all = verb == "LIST" && directory.name().is_empty() && pattern.name().as_bytes() == b"*";
    client.hear_folders(folders.iter().map(|folder| &folder.name), all);
    Ok(folders)
}

fn read_list(client: &mut Client, cursor: &mut Cursor<'_>) -> Result<FolderInfo> {
    let mut flags = Vec::new();
    match cursor.peek() {
        Peek::Open => cursor.list(|cursor| {
            flags.push(cursor.astring()?);
            Ok(())
        })?,
        other => {
            client.note_quirk("flags that are no list");
            // Where a string stands, the delimiter, the flags are missing.
            if other != Peek::String && !cursor.nil() {
                flags.push(cursor.astring()?);
            }
        }
    }
    let count = flags.len();
    flags.retain(|flag: &Text| flag.as_bytes() != b"\\");
    if flags.len() < count {
        client.note_quirk("attribute without a name");
    }
    let delimiter = match cursor.peek() {
        Peek::Nil | Peek::String => cursor.nstring()?,
        _ => {
            let wrong = cursor.expected("a delimiter");
            let bare = cursor.atom()?;
            if bare.len() != 1 {
                return Err(wrong);
            }
            client.note_quirk("delimiter without quotes");
            Some(Text::new(bare))
        }
    };
    let unquoted = cursor.peek() != Peek::String;
    let raw = cursor.folder_name()?;
    if unquoted && raw.as_bytes().iter().any(|byte| b" \t".contains(byte)) {
        client.note_quirk("folder name without quotes");
    }
    if !cursor.at_end() && cursor.peek() != Peek::Open {
        client.note_quirk("text behind a folder name");
    }
    let options = client.options();
    Ok(FolderInfo {
        flags,
        delimiter,
        name: Folder::from_wire(raw.as_bytes(), options.folder_encode, client.utf8()),
    })
}

/// The name of a folder as it goes over the wire in this session.
pub(crate) fn wire_name(client: &Client, folder: &Folder) -> Result<Vec<u8>> {
    folder.to_wire(client.options().folder_encode, client.utf8())
}

fn create_folder(client: &mut Client, folder: Folder) -> Result<Answer> {
    let answer = change(client, "CREATE", &[&folder])?;
    client.hear_folders([folder.name()], false);
    Ok(answer)
}

fn rename_folder(client: &mut Client, old_name: Folder, new_name: Folder) -> Result<Answer> {
    let answer = change(client, "RENAME", &[&old_name, &new_name])?;
    client.hear_rename(old_name.name(), new_name.name());
    Ok(answer)
}

fn delete_folder(client: &mut Client, folder: Folder) -> Result<Answer> {
    let answer = change(client, "DELETE", &[&folder])?;
    client.forget_folder(folder.name());
    Ok(answer)
}

fn subscribe_folder(client: &mut Client, folder: Folder) -> Result<Answer> {
    change(client, "SUBSCRIBE", &[&folder])
}

fn unsubscribe_folder(client: &mut Client, folder: Folder) -> Result<Answer> {
    change(client, "UNSUBSCRIBE", &[&folder])
}

/// A command that changes something about folders and is answered by its tagged line.
fn change(client: &mut Client, verb: &'static str, folders: &[&Folder]) -> Result<Answer> {
    client.need_login(verb)?;
    client.need_changes(verb)?;
    let mut line = Line::new(verb);
    for folder in folders {
        let name = wire_name(client, folder)?;
        if name.is_empty() {
            return Err(Error::value("folder", "the folder name is empty"));
        }
        line = line.mailbox(&name);
    }
    let done = client.tell(line.finish()?)?;
    Ok(Answer::read(&done, &[]))
}

fn folder_exists(client: &mut Client, folder: Folder) -> Result<bool> {
    let wanted = wire_name(client, &folder)?;
    if wanted.is_empty() {
        return Ok(false);
    }
    let wanted = Folder::from_wire(&wanted, true, client.utf8());
    let found = listing(client, "LIST", &Folder::from(""), &folder)?;
    let options = client.options();
    Ok(found.iter().any(|info| {
        let missing = info
            .flags
            .iter()
            .any(|flag| flag.eq_ignore_ascii_case("\\NonExistent"));
        let name = if options.folder_encode {
            info.name.clone()
        } else {
            Folder::from_wire(info.name.as_bytes(), true, client.utf8())
        };
        let same = name == wanted
            || (name.eq_ignore_ascii_case("INBOX") && wanted.eq_ignore_ascii_case("INBOX"));
        same && !missing
    }))
}

#[cfg(feature = "menu")]
mod dynamic {
    use std::sync::Arc;

    use super::FolderInfo;
    use crate::menu::{IntoOut, Out, Record};

    impl Record for FolderInfo {
        fn type_name(&self) -> &'static str {
            "FolderInfo"
        }

        fn fields(&self) -> &'static [&'static str] {
            &["flags", "delimiter", "name"]
        }

        fn field(&self, name: &str) -> Option<Out> {
            self.index(self.fields().iter().position(|field| *field == name)?)
        }

        fn tuple_len(&self) -> Option<usize> {
            Some(3)
        }

        fn index(&self, position: usize) -> Option<Out> {
            Some(match position {
                0 => Out::Tuple(self.flags.iter().cloned().map(Out::Text).collect()),
                1 => self.delimiter.clone().into_out(),
                2 => self.name.clone().into_out(),
                _ => return None,
            })
        }
    }

    impl IntoOut for FolderInfo {
        fn into_out(self) -> Out {
            Out::Record(Arc::new(self))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::client;
    use crate::data::text::Text;

    #[test]
    fn listings_with_all_their_oddities() {
        let (mut client, sent) = client(
            "IMAP4REV1",
            false,
            b"* LIST (\\HasNoChildren) \"/\" INBOX\r\n* LIST (\\HasChildren \\) NIL \"a \\\"b\\\\\"\r\n\
              * LIST () \"/\" {5}\r\nEntw&\r\n* LIST () \"/\" [Gmail/unclosed\r\n\
              * LIST () \"/\" INBOX/Da\tOggetto\t\r\n* LIST () \"/\" two words\r\n\
              * LIST () \"/\" 123 (CHILDINFO (\"SUBSCRIBED\"))\r\n* LIST () \"/\" Entw&APw-rfe\r\n\
              * LIST () (/) broken\r\n* LIST (\\Noselect) \"/\" \"\"\r\nA1 OK done\r\n",
        );
        let folders = client.list_folders("", "*").unwrap();
        assert_eq!(sent.text(), "A1 LIST \"\" \"*\"\r\n");
        let names: Vec<String> = folders.iter().map(|f| f.name.to_string()).collect();
        assert_eq!(
            names,
            [
                "INBOX",
                "a \"b\\",
                "Entw&",
                "[Gmail/unclosed",
                "INBOX/Da\tOggetto\t",
                "two words",
                "123",
                "Entwürfe"
            ]
        );
        assert_eq!(folders[1].delimiter, None);
        assert_eq!(folders[1].flags, [Text::from("\\HasChildren")]);
        assert_eq!(client.take_news().len(), 1);
        assert_eq!(
            client.quirks().iter().collect::<Vec<_>>(),
            [
                ("attribute without a name", 1),
                ("folder line that could not be read", 1),
                ("folder name without quotes", 2)
            ]
        );
    }

    #[test]
    fn a_name_with_a_line_end_is_no_command() {
        let (mut client, sent) = client("IMAP4REV1 UTF8=ACCEPT", false, b"A1 OK done\r\n");
        client.create_folder("a\r\nA2 LOGOUT").unwrap();
        assert_eq!(sent.text(), "A1 CREATE \"a&AA0ACg-A2 LOGOUT\"\r\n");
        assert!(client.create_folder("").is_err());
    }

    #[test]
    fn a_folder_is_there_only_under_its_very_name() {
        let answers =
            b"* LIST () \"/\" abc\r\nA1 OK done\r\n* LIST () \"/\" inbox\r\nA2 OK done\r\n\
                        * LIST (\\NonExistent) \"/\" gone\r\nA3 OK done\r\n";
        let (mut client, _) = client("IMAP4REV1", false, answers);
        assert!(!client.folder_exists("a*").unwrap());
        assert!(client.folder_exists("INBOX").unwrap());
        assert!(!client.folder_exists("gone").unwrap());
        assert!(!client.folder_exists("").unwrap());
    }
}
