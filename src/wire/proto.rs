//! The guard round imap-proto, and what it is trusted with.
//!
//! The crate is asked only for flat responses, whole ones, in clean ASCII without escapes, deep
//! lists or literals; there it reads exactly what the standards say. Everything it declines is read
//! by our own cursor, and a test holds the two to the same values.

use imap_proto::{MailboxDatum, Response as Proto};

use super::response::Response;
use crate::data::ids::Ids;
use crate::data::text::Text;

/// Longer responses are read by our own readers, which take half the time and a third of the memory
/// for a million ids.
const LARGEST: usize = 1 << 16;

/// Whether a response is clean enough to be handed over.
fn is_clean(raw: &[u8]) -> bool {
    let mut level = 0u32;
    raw.len() <= LARGEST
        && raw.ends_with(b"\r\n")
        && raw.iter().all(|byte| {
            level += u32::from(*byte == b'(');
            // In `BODY[a b]` our own readers see one word, whatever it stands for.
            byte.is_ascii() && !matches!(byte, b'{' | b'~' | b'"' | b'[' | 0)
        })
        && level <= 1
}

/// The response as imap-proto reads it, if it is clean and one of `names`: there are others that it
/// panics at, such as a FETCH with `INTERNALDATE NIL`.
fn parse<'a>(response: &'a Response, names: &[&str]) -> Option<Proto<'a>> {
    if !names.iter().any(|name| response.is(name)) || !is_clean(response.raw()) {
        return None;
    }
    match Proto::parse(response.raw()) {
        Ok((&[], parsed)) => Some(parsed),
        _ => None,
    }
}

/// The ids of a clean SEARCH or SORT without modifiers.
pub fn search(response: &Response) -> Option<Ids> {
    match parse(response, &["SEARCH", "SORT"])? {
        Proto::MailboxData(MailboxDatum::Search(ids) | MailboxDatum::Sort(ids)) => {
            if ids.contains(&0) {
                return None;
            }
            Some(ids.into_iter().collect())
        }
        _ => None,
    }
}

/// The flags of a clean FLAGS response.
pub fn flags(response: &Response) -> Option<Vec<Text>> {
    match parse(response, &["FLAGS"])? {
        Proto::MailboxData(MailboxDatum::Flags(flags)) => {
            Some(flags.iter().map(|flag| Text::from(flag.as_ref())).collect())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::flat;
    use crate::wire::frame::Frame;
    use crate::wire::tape::Tape;
    use proptest::prelude::*;

    fn response(raw: &str) -> Response {
        let frame = Frame {
            raw: raw.as_bytes().to_vec(),
            literals: Vec::new(),
        };
        Response::read(frame, 100)
    }

    #[test]
    fn what_is_not_clean_is_declined() {
        for raw in [
            "* SEARCH 1 2 (MODSEQ 5)\r\n",
            "* SEARCH 4294967296\r\n",
            "* SEARCH 0\r\n",
            "* SEARCH 1 2\n",
            "* SEARCH x\r\n",
            "* SEARCH 1\r\n* SEARCH 2\r\n",
        ] {
            assert_eq!(search(&response(raw)), None, "{raw:?}");
        }
        let long = format!("* SEARCH{}\r\n", " 7".repeat(LARGEST));
        assert_eq!(search(&response(&long)), None);
        assert_eq!(flags(&response("* FLAGS (\"\\\\Deleted\" a)\r\n")), None);
        assert_eq!(flags(&response("* FLAGS (BODY[a b])\r\n")), None);
        // imap-proto panics at this one.
        let row = response("* 5 FETCH (UID 5 INTERNALDATE NIL)\r\n");
        assert_eq!((search(&row), flags(&row)), (None, None));
    }

    proptest! {
        #[test]
        fn both_readers_agree_on_ids(ids in proptest::collection::vec(1u32.., 0..30), sort: bool) {
            let name = if sort { "SORT" } else { "SEARCH" };
            let words: String = ids.iter().map(|id| format!(" {id}")).collect();
            let response = response(&format!("* {name}{words}\r\n"));
            let proto = search(&response);
            prop_assert!(proto.is_some());
            prop_assert_eq!(proto, Some(flat::search(&response).found.ids));
        }

        #[test]
        fn both_readers_agree_on_flags(
            flags in proptest::collection::vec("\\\\[A-Z][a-z]{1,6}|[$a-z][a-z]{1,6}", 0..6),
        ) {
            let response = response(&format!("* FLAGS ({})\r\n", flags.join(" ")));
            let proto = super::flags(&response);
            prop_assert!(proto.is_some());
            prop_assert_eq!(proto, flat::flags(&response, &mut Tape::default()).ok());
        }
    }
}
