//! What a search found: `* SEARCH` (RFC 3501) and `* ESEARCH` (RFC 4731, RFC 9051 section 7.3.4).

use crate::client::Client;
use crate::data::ids::{Ids, SearchIds};
use crate::error::{Error, Result};
use crate::wire::cursor::{Cursor, Peek};
use crate::wire::response::Response;
use crate::wire::tape::Tape;
use crate::wire::{flat, proto};

/// Gathers the answers to the pieces of one search.
#[derive(Debug, Default)]
pub(crate) struct Found {
    ids: SearchIds,
    /// ESEARCH names the command it answers; whether that is ours is known when it is done.
    extended: Vec<Extended>,
    /// What the answers said beside the ids.
    pub(super) said: Said,
    /// An ESEARCH that could not be read, and why.
    unread: Option<(Response, Error)>,
    tape: Tape,
}

/// What an ESEARCH says beside the ids.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// Which messages were found (ALL).
    pub(super) all: bool,
    /// Nothing of what was found: neither which messages, nor some of them, nor how many.
    pub(super) nothing: bool,
    /// How many were found (COUNT).
    pub(super) count: u64,
}

#[derive(Debug)]
struct Extended {
    tag: Option<Vec<u8>>,
    ids: SearchIds,
    said: Said,
    response: Response,
}

impl Found {
    /// Takes what a search answers; everything else comes back.
    pub(crate) fn take(
        &mut self,
        client: &mut Client,
        response: Response,
    ) -> Result<Option<Response>> {
        if response.is("SEARCH") || response.is("SORT") {
            let more = match proto::search(&response) {
                Some(ids) => SearchIds { ids, modseq: None },
                None => {
                    let listed = flat::search(&response);
                    if listed.odd > 0 {
                        client.note_quirk("search result with a word that is no id");
                    }
                    if let Some(word) = listed.lost {
                        client.warn(format!(
                            "what the server found holds {word:?}, which is no id and was passed over"
                        ));
                    }
                    listed.found
                }
            };
            join(&mut self.ids, more);
            return Ok(None);
        }
        if !response.is("ESEARCH") {
            return Ok(Some(response));
        }
        let read = response
            .cursor(&mut self.tape)
            .and_then(|mut cursor| read_extended(&mut cursor));
        match read {
            Ok((tag, ids, said)) => {
                self.extended.push(Extended {
                    tag,
                    ids,
                    said,
                    response,
                });
                Ok(None)
            }
            Err(error) => {
                client.note_quirk("search result that could not be read");
                self.unread.get_or_insert((response.clone(), error));
                Ok(Some(response))
            }
        }
    }

    /// All that was found by the commands with these tags. Results of others are news.
    ///
    /// An answer that cannot be read is an error: it may have found anything.
    pub(crate) fn finish(&mut self, client: &mut Client, tags: &[Vec<u8>]) -> Result<SearchIds> {
        if let Some((response, error)) = self.unread.take()
            && tags.iter().any(|tag| is_about(&response, tag))
        {
            return Err(error);
        }
        for answer in self.extended.drain(..) {
            if answer.tag.is_none_or(|tag| tags.contains(&tag)) {
                join(&mut self.ids, answer.ids);
                self.said.all |= answer.said.all;
                self.said.nothing |= answer.said.nothing;
                self.said.count = self.said.count.saturating_add(answer.said.count);
            } else {
                client.keep_as_news(answer.response);
            }
        }
        self.ids.ids.shrink();
        Ok(std::mem::take(&mut self.ids))
    }
}

/// Whether an ESEARCH that could not be read answers the command with that tag, or says of none.
fn is_about(response: &Response, tag: &[u8]) -> bool {
    let rest = response.rest();
    let named = |word: &[u8]| word.eq_ignore_ascii_case(b"TAG");
    let mut words = rest
        .split(|byte| b" ()\"".contains(byte))
        .filter(|word| !word.is_empty());
    match words.next().is_some_and(named) {
        true => words.next() == Some(tag),
        false => true,
    }
}

fn join(all: &mut SearchIds, more: SearchIds) {
    if all.ids.is_empty() {
        all.ids = more.ids;
    } else {
        push_all(&mut all.ids, &more.ids);
    }
    all.modseq = all.modseq.max(more.modseq);
}

fn push_all(ids: &mut Ids, more: &Ids) {
    for run in more.runs() {
        ids.push_run(*run.start(), *run.end());
    }
}

/// The tag of the command, and the ids: of ALL or PARTIAL (RFC 9394), else of MIN and MAX.
fn read_extended(cursor: &mut Cursor<'_>) -> Result<(Option<Vec<u8>>, SearchIds, Said)> {
    let mut tag = None;
    if cursor.peek() == Peek::Open {
        cursor.list(|cursor| {
            let name = cursor.astring()?;
            let value = cursor.astring()?;
            if name.eq_ignore_ascii_case("TAG") {
                tag = Some(value.as_bytes().to_vec());
            }
            Ok(())
        })?;
    }
    let (mut all, mut ends, mut modseq) = (None, Ids::default(), None);
    let mut said = Said {
        nothing: true,
        ..Said::default()
    };
    while !cursor.at_end() {
        let name = cursor.atom()?;
        match name.to_ascii_uppercase().as_slice() {
            b"UID" => {}
            // Nothing at all, where a server found nothing.
            b"ALL" if cursor.at_end() => {
                all = Some(Ids::default());
                said.all = true;
            }
            b"ALL" => {
                all = Some(read_set(cursor)?);
                said.all = true;
            }
            b"COUNT" => {
                said.count = cursor.number()?;
                said.nothing = false;
            }
            b"PARTIAL" => {
                cursor.open()?;
                cursor.skip();
                all = Some(if cursor.nil() {
                    Ids::default()
                } else {
                    read_set(cursor)?
                });
                cursor.close()?;
            }
            b"MIN" | b"MAX" => push_all(&mut ends, &read_set(cursor)?),
            b"MODSEQ" => modseq = Some(cursor.number()?),
            _ => cursor.skip(),
        }
    }
    said.nothing &= all.is_none() && ends.is_empty();
    let mut ids = all.unwrap_or(ends);
    ids.shrink();
    Ok((tag, SearchIds { ids, modseq }, said))
}

fn read_set(cursor: &mut Cursor<'_>) -> Result<Ids> {
    let wrong = cursor.expected("a message set");
    flat::set(cursor.atom()?).ok_or(wrong)
}

#[cfg(test)]
mod tests {
    use crate::command::testing::client;

    #[test]
    fn results_in_every_form() {
        for (answer, found, modseq, news) in [
            ("", "[]", None, false),
            ("* SEARCH\r\n", "[]", None, false),
            (
                "* search 3 1 2 \r\n* 5 EXISTS\r\n* SEARCH 9\r\n",
                "[3,1,2,9]",
                None,
                true,
            ),
            (
                "* SEARCH 2 5 (MODSEQ 917162500)\r\n",
                "[2,5]",
                Some(917_162_500),
                false,
            ),
            (
                "* SEARCH 2 x 0 4294967296 00000000000 3\r\n",
                "[2,3]",
                None,
                false,
            ),
            (
                "* ESEARCH (TAG \"A1\") UID ALL 4:5,2 MODSEQ 7\r\n",
                "[4,5,2]",
                Some(7),
                false,
            ),
            (
                "* ESEARCH (TAG A1) UID MIN 2 MAX 9 COUNT 4\r\n",
                "[2,9]",
                None,
                false,
            ),
            ("* ESEARCH UID COUNT 0\r\n", "[]", None, false),
            (
                "* ESEARCH (TAG \"A1\") UID PARTIAL (1:100 3:4)\r\n",
                "[3,4]",
                None,
                false,
            ),
            (
                "* ESEARCH (TAG \"A1\") UID PARTIAL (1:100 NIL)\r\n",
                "[]",
                None,
                false,
            ),
            ("* ESEARCH (TAG \"B\") UID ALL 1\r\n", "[]", None, true),
            ("* ESEARCH (TAG \"A1\") UID ALL\r\n", "[]", None, false),
            ("* ESEARCH (TAG \"B\") UID ALL x\r\n", "[]", None, true),
        ] {
            let script = format!("{answer}A1 OK done\r\n");
            let (mut client, _) = client("IMAP4REV1", true, script.as_bytes());
            let result = client.search("ALL", None).unwrap();
            assert_eq!(serde_json::to_string(&result).unwrap(), found, "{answer}");
            assert_eq!(result.modseq, modseq, "{answer}");
            assert_eq!(client.has_news(), news, "{answer}");
        }
    }

    #[test]
    fn a_million_ids() {
        let mut script = b"* SEARCH".to_vec();
        for id in 1..=1_000_000 {
            script.extend_from_slice(format!(" {id}").as_bytes());
        }
        script.extend_from_slice(b"\r\nA1 OK done\r\n");
        let (mut client, _) = client("IMAP4REV1", true, &script);
        let found = client.search("ALL", None).unwrap();
        assert_eq!(found.runs().collect::<Vec<_>>(), [1..=1_000_000]);
    }
}
