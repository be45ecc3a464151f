//! Searching with an order (SORT, RFC 5256; display names: RFC 5957).

use super::search::{Found, Program, misunderstood};
use crate::client::Client;
use crate::data::criteria::{Charset, Criteria};
use crate::data::flag::Words;
use crate::data::ids::SearchIds;
use crate::error::{Error, Result};
use crate::menu::macros::menu;
use crate::wire::line::Line;

menu! {
    /// Return the ids of the messages that meet the criteria, sorted by the server (SORT, RFC 5256).
    ///
    /// `sort_criteria` is one key or several, most important first: ARRIVAL, CC, DATE, FROM, SIZE,
    /// SUBJECT, TO, and with SORT=DISPLAY also DISPLAYFROM and DISPLAYTO; `REVERSE` before a key
    /// turns its order. The criteria are those of `search`, the charset is that of their text.
    ///
    /// ```python
    /// c.sort(['REVERSE SIZE', 'SUBJECT'], ['SINCE', date(2024, 1, 1)])
    /// ```
    ///
    /// Returns a list of ids in that order. Needs the capability SORT and an open folder.
    ///
    /// # Errors
    ///
    /// `Capability`, `IllegalState`, `ArgumentValue` for a key that is no word, `InvalidCriteria`.
    sort(
        sort_criteria: Words,
        criteria: Criteria = "ALL" as "'ALL'",
        charset: Charset = "UTF-8" as "'UTF-8'",
    ) -> SearchIds;
}

fn sort(
    client: &mut Client,
    sort_criteria: Words,
    criteria: Criteria,
    charset: Charset,
) -> Result<SearchIds> {
    client.need_folder("SORT")?;
    let keys = keys(&sort_criteria)?;
    let program = Program::new(&criteria, &charset, client.use_uid())?;
    client.need("SORT")?;
    let verb = match client.use_uid() {
        true => "UID SORT",
        false => "SORT",
    };
    ordered(client, verb, &keys, &program)
}

/// The sort keys as one list.
fn keys(words: &Words) -> Result<String> {
    let mut keys = Vec::new();
    for word in &words.0 {
        let text = word.to_string_lossy().to_ascii_uppercase();
        let all = text
            .trim_start_matches('(')
            .trim_end_matches(')')
            .split(' ');
        for key in all.filter(|key| !key.is_empty()) {
            if !key
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-=".contains(&byte))
            {
                return Err(Error::value(
                    "sort_criteria",
                    format!("{word:?} is no sort key; write it as in 'SUBJECT' or 'REVERSE DATE'"),
                ));
            }
            keys.push(key.to_owned());
        }
    }
    match keys.is_empty() {
        true => Err(Error::value(
            "sort_criteria",
            "there is nothing to sort by: sort_criteria is empty",
        )),
        false => Ok(format!("({})", keys.join(" "))),
    }
}

fn ordered(
    client: &mut Client,
    verb: &'static str,
    keys: &str,
    program: &Program,
) -> Result<SearchIds> {
    let result = program.with_charset(client, &mut |client, charset| {
        let line = Line::new(verb).raw(keys.as_bytes());
        let line = program.write_after_charset(client, line, charset)?;
        let mut found = Found::default();
        let done = client.exchange(line.finish()?, &mut |client, response| {
            found.take(client, response)
        })?;
        let tag = done.tag().unwrap_or_default().to_vec();
        found.finish(client, &[tag])
    });
    result.map_err(|error| misunderstood(error, program))
}

#[cfg(test)]
mod tests {
    use super::super::testing::client;
    use crate::error::ErrorKind;

    #[test]
    fn sent_and_read() {
        let (mut client, sent) = client(
            "IMAP4REV1 SORT",
            true,
            b"* SORT 5 3 4 1 2\r\nA1 OK done\r\nA2 OK nothing\r\n* SORT 1\r\nA3 OK done\r\n",
        );
        let found = client.sort(["reverse size", "SUBJECT"], "ALL", "UTF-8");
        assert_eq!(found.unwrap().iter().collect::<Vec<_>>(), [5, 3, 4, 1, 2]);
        assert!(
            client
                .sort("(DATE)", ["SUBJECT", "x y"], "UTF-8")
                .unwrap()
                .is_empty()
        );
        client.set_use_uid(false);
        client.sort("DATE", "UNSEEN", None).unwrap();
        assert_eq!(
            sent.text(),
            "A1 UID SORT (REVERSE SIZE SUBJECT) UTF-8 ALL\r\n\
             A2 UID SORT (DATE) UTF-8 SUBJECT \"x y\"\r\n\
             A3 SORT (DATE) US-ASCII UNSEEN\r\n"
        );
    }

    #[test]
    fn fault_sort_without_an_answer_is_empty() {
        let (mut client, _) = client("IMAP4REV1 SORT", true, b"A1 OK nothing\r\n");
        assert!(client.sort("DATE", "ALL", "UTF-8").unwrap().is_empty());
    }

    #[test]
    fn a_charset_the_server_lacks() {
        let (mut client, sent) = client(
            "IMAP4REV1 SORT LITERAL+",
            true,
            b"A1 NO [BADCHARSET (US-ASCII ISO-8859-1)] no\r\n* SORT 2 1\r\nA2 OK done\r\n\
              A3 NO [BADCHARSET (US-ASCII)] no\r\n* SORT 9\r\nA4 OK done\r\n",
        );
        let found = client.sort("DATE", ["SUBJECT", "\u{fc}"], "UTF-8").unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!(client.sort("DATE", "ALL", "UTF-8").unwrap().len(), 1);
        assert!(
            sent.text()
                .contains("A2 UID SORT (DATE) ISO-8859-1 SUBJECT {1+}")
        );
        assert!(sent.text().ends_with("A4 UID SORT (DATE) US-ASCII ALL\r\n"));
    }

    #[test]
    fn refused_before_anything_is_sent() {
        let (mut client, sent) = client("IMAP4REV1", true, b"");
        for (keys, kind, says) in [
            (
                "DATE",
                ErrorKind::Capability,
                "Server does not support SORT capability",
            ),
            ("", ErrorKind::ArgumentValue, "sort_criteria is empty"),
            ("A) ALL\r\nX", ErrorKind::ArgumentValue, "is no sort key"),
        ] {
            let error = client.sort(keys, "ALL", "UTF-8").unwrap_err();
            assert_eq!(error.kind(), kind);
            assert!(error.message().contains(says), "{error}");
        }
        assert_eq!(sent.text(), "");
    }
}
