//! Who may do what with a folder (ACL, RFC 4314).

use super::answer::Answer;
use super::folder::wire_name;
use crate::client::Client;
use crate::data::folder::Folder;
use crate::data::text::Text;
use crate::error::{Error, Result};
use crate::menu::macros::menu;
use crate::wire::line::Line;
use crate::wire::tape::Tape;

menu! {
    /// Return who has which rights to a folder (GETACL, RFC 4314).
    ///
    /// Returns a list of `(who, rights)`, such as `('ann', 'lrs')`, where each letter is a right:
    /// l lookup, r read, s keep seen, w write flags, i insert, p post, k create, x delete the
    /// folder, t delete messages, e expunge, a administer. Needs the capability ACL, a login, and
    /// the right to administer.
    ///
    /// ```python
    /// for who, rights in c.getacl('INBOX'): print(who, rights)
    /// ```
    ///
    /// # Errors
    ///
    /// `Capability`, `IllegalState`, `Refused`.
    getacl(folder: Folder) -> Vec<(Text, Text)>;

    /// Set the rights that somebody has to a folder (SETACL, RFC 4314).
    ///
    /// `what` is letters as `getacl` shows them: `'lrs'` gives just these, `'+w'` adds, `'-w'` takes
    /// away, an empty str takes all away. `who` is a user name, or an identifier such as `'anyone'`.
    /// Returns the text of the answer.
    ///
    /// ```python
    /// c.setacl('INBOX', 'ben', 'lr')
    /// ```
    ///
    /// Needs the capability ACL, a login, and the right to administer.
    ///
    /// # Errors
    ///
    /// `Capability`, `IllegalState`, `ArgumentValue` for an empty `who`, `Refused`.
    setacl(folder: Folder, who: Text, what: Text) -> Answer;
}

fn getacl(client: &mut Client, folder: Folder) -> Result<Vec<(Text, Text)>> {
    client.need_login("GETACL")?;
    client.need("ACL")?;
    let command = Line::new("GETACL").mailbox(&wire_name(client, &folder)?);
    let reply = client.run(command.finish()?, &|response| response.is("ACL"))?;
    let mut tape = Tape::default();
    let mut rights = Vec::new();
    for response in &reply.data {
        let mut cursor = response.cursor(&mut tape)?;
        cursor.astring()?;
        while !cursor.at_end() {
            rights.push((cursor.astring()?, cursor.astring()?));
        }
    }
    Ok(rights)
}

fn setacl(client: &mut Client, folder: Folder, who: Text, what: Text) -> Result<Answer> {
    client.need_login("SETACL")?;
    client.need_changes("SETACL")?;
    client.need("ACL")?;
    if who.is_empty() {
        return Err(Error::value("who", "who is empty; give a user name"));
    }
    let command = Line::new("SETACL")
        .mailbox(&wire_name(client, &folder)?)
        .string(who.as_bytes())
        .string(what.as_bytes());
    let done = client.tell(command.finish()?)?;
    Ok(Answer::read(&done, &[]))
}

#[cfg(test)]
mod tests {
    use super::super::testing::client;
    use crate::error::ErrorKind;

    #[test]
    fn who_and_what() {
        let (mut client, sent) = client(
            "IMAP4REV1 ACL",
            false,
            b"* ACL \"Entw&APw-rfe\" ann lrswipkxtea \"two words\" \"\" -ben r\r\nA1 OK done\r\nA2 OK none\r\n",
        );
        let rights = client.getacl("Entw\u{fc}rfe").unwrap();
        assert_eq!(
            serde_json::to_string(&rights).unwrap(),
            r#"[["ann","lrswipkxtea"],["two words",""],["-ben","r"]]"#
        );
        assert!(client.getacl("x").unwrap().is_empty());
        assert_eq!(
            sent.text(),
            "A1 GETACL \"Entw&APw-rfe\"\r\nA2 GETACL \"x\"\r\n"
        );
    }

    #[test]
    fn fault_setacl_quotes_and_takes_an_empty_str() {
        let (mut client, sent) = client(
            "IMAP4REV1 ACL LITERAL+",
            false,
            b"A1 OK done\r\nA2 OK done\r\nA3 NO [NOPERM] no\r\n",
        );
        client.setacl("a b", "two words", "").unwrap();
        client.setacl("x", "\u{fc}", "+w").unwrap();
        let error = client.setacl("x", "y\" z", "l").unwrap_err();
        assert_eq!(
            (error.kind(), error.code()),
            (ErrorKind::Refused, Some("NOPERM"))
        );
        assert_eq!(
            sent.text(),
            "A1 SETACL \"a b\" \"two words\" \"\"\r\n\
             A2 SETACL \"x\" {2+}\r\n\u{fc} \"+w\"\r\n\
             A3 SETACL \"x\" \"y\\\" z\" \"l\"\r\n"
        );
        assert_eq!(
            client.setacl("x", "", "l").unwrap_err().kind(),
            ErrorKind::ArgumentValue
        );
    }

    #[test]
    fn without_the_capability_nothing_is_sent() {
        let (mut client, sent) = client("IMAP4REV1", false, b"");
        for error in [
            client.getacl("x").unwrap_err(),
            client.setacl("x", "y", "l").unwrap_err(),
        ] {
            assert_eq!(error.message(), "Server does not support ACL capability");
        }
        assert_eq!(sent.text(), "");
    }
}
