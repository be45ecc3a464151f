//! imap-proto against our own readers: what it accepts, they accept, with the same content.
//!
//! The input is one response. It is handed over behind a guard, wider than the program's own
//! (`src/wire/proto.rs`): printable ASCII, no escapes in quoted strings, blanks around them, lists no
//! deeper than 20; beyond it imap-proto leaves the backslashes in, panics at a letter of several
//! bytes behind a response code, and recurses without end. It panics at `INTERNALDATE NIL` and at
//! some METADATA too.
//!
//! Known and justified differences, all ours to be kinder or stricter:
//! - id 0 in SEARCH is passed over, a message of number 0 is no row, and a row without anything
//!   behind its number is news;
//! - a folder of LIST with an empty name is the answer to a question for the delimiter, and an
//!   attribute that is a lone `\` is left out;
//! - a word that imap-proto cuts short and reads on within (`NIL` at the start of `NILx`) does not
//!   get past it either, as it wants a blank or the end of a list there;
//! - where a fact stands twice in STATUS, the first one counts;
//! - where an item stands twice in a row, ours is the last one; only rows whose items are all
//!   different are compared, and that hold nothing that imap-proto passes over as unknown, which may
//!   be anything;
//! - a word that begins as an item with a section (`BODY[`) and stands outside of a row's inner
//!   lists is read as one, up to its `]`;
//! - `~{4}` is a literal (RFC 3516), where imap-proto sees the word `~` before one;
//! - parameters without a value, an MD5 that is a number, or a disposition that is a bare word are
//!   what they are; imap-proto takes them and what follows for something else.

use std::borrow::Cow;
use std::collections::HashSet;

use super::peer::{self, Peer};
use imap_proto::{
    Address, AttributeValue, BodyStructure, Capability, MailboxDatum, NameAttribute,
    Response as Proto, Status, StatusAttribute,
};
use imapclient::client::Client;
use imapclient::command::fetch::{self, BodyData, FetchRow, FetchValue};
use imapclient::data::folder::Folder;
use imapclient::data::text::Text;
use imapclient::data::time::DateTime;
use imapclient::wire::Limits;
use imapclient::wire::frame::Framer;
use imapclient::wire::response::{Head, Kind, Response};
use imapclient::wire::tape::Tape;
use imapclient::wire::{flat, proto};

const CAPABILITIES: &str = "IMAP4rev1 ID QUOTA ACL SORT CONDSTORE X-GM-EXT-1";

fn is_guarded(raw: &[u8]) -> bool {
    let mut depth = 0u32;
    let mut deepest = 0;
    for byte in raw {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    // Quotes stand between delimiters; imap-proto reads `a"b c"` as two strings.
    let mut open = false;
    let apart = raw.iter().enumerate().all(|(at, byte)| {
        let (before, after) = (raw[..at].last(), raw.get(at + 1));
        open ^= *byte == b'"';
        *byte != b'"'
            || match open {
                true => matches!(before, Some(b' ' | b'(')),
                false => matches!(after, Some(b' ' | b')' | b'\r' | b']')),
            }
    });
    let escapes = raw.windows(2).any(|two| two == b"\\\"" || two == b"\\\\");
    let upper = raw.to_ascii_uppercase();
    let holds = |text: &[u8]| upper.windows(text.len()).any(|part| part == text);
    let item = !holds(b"FETCH (")
        && [&b"BODY["[..], b"PEEK[", b"BINARY[", b"SIZE["]
            .into_iter()
            .any(holds);
    !(holds(b"INTERNALDATE NIL") || holds(b"METADATA") || holds(b"~{") || item)
        && raw.ends_with(b"\r\n")
        && raw
            .iter()
            .all(|byte| matches!(byte, b' '..=b'~' | b'\r' | b'\n'))
        && deepest <= 20
        && !escapes
        && apart
}

/// The input as one response, if it is just one.
fn one(raw: &[u8]) -> Option<Response> {
    let mut framer = Framer::new(Limits::default());
    framer.space()[..raw.len()].copy_from_slice(raw);
    framer.filled(raw.len());
    let frame = framer.next().ok()??;
    let whole = frame.raw == raw && framer.buffered() == 0;
    whole.then(|| Response::read(frame, 100))
}

/// A client whose server answers the first command with the response.
fn client(raw: &[u8]) -> Client {
    let head =
        format!("* PREAUTH [CAPABILITY {CAPABILITIES}] ready\r\n* FLAGS ()\r\nA1 OK open\r\n");
    let text = [head.as_bytes(), raw, b"A2 OK done\r\n"].concat();
    let (peer, _) = Peer::new(&text, usize::MAX, true);
    let mut client = Client::over(peer).expect("a greeting");
    client.set_normalise_times(false);
    client.set_folder_encode(false);
    client.set_use_uid(false);
    client.select_folder("INBOX", false).expect("a folder");
    client
}

fn same(ours: Option<&Text>, theirs: Option<&[u8]>) {
    assert_eq!(ours.map(Text::as_bytes), theirs);
}

fn attribute(attribute: &NameAttribute<'_>) -> String {
    match attribute {
        NameAttribute::Extension(name) => name.to_ascii_lowercase(),
        known => format!("\\{known:?}").to_ascii_lowercase(),
    }
}

fn addresses(ours: Option<&Vec<fetch::Address>>, theirs: Option<&Vec<Address<'_>>>) {
    assert_eq!(ours.map(Vec::len), theirs.map(Vec::len));
    for (ours, theirs) in ours.into_iter().flatten().zip(theirs.into_iter().flatten()) {
        same(ours.name.as_ref(), theirs.name.as_deref());
        same(ours.route.as_ref(), theirs.adl.as_deref());
        same(ours.mailbox.as_ref(), theirs.mailbox.as_deref());
        same(ours.host.as_ref(), theirs.host.as_deref());
    }
}

fn envelopes(ours: &fetch::Envelope, theirs: &imap_proto::Envelope<'_>) {
    same(ours.date_text.as_ref(), theirs.date.as_deref());
    same(ours.subject.as_ref(), theirs.subject.as_deref());
    addresses(ours.from_.as_ref(), theirs.from.as_ref());
    addresses(ours.sender.as_ref(), theirs.sender.as_ref());
    addresses(ours.reply_to.as_ref(), theirs.reply_to.as_ref());
    addresses(ours.to.as_ref(), theirs.to.as_ref());
    addresses(ours.cc.as_ref(), theirs.cc.as_ref());
    addresses(ours.bcc.as_ref(), theirs.bcc.as_ref());
    same(ours.in_reply_to.as_ref(), theirs.in_reply_to.as_deref());
    same(ours.message_id.as_ref(), theirs.message_id.as_deref());
}

fn bodies(ours: &BodyData, theirs: &BodyStructure<'_>) {
    let theirs_body = theirs;
    let (common, single, lines) = match theirs {
        BodyStructure::Basic { common, other, .. } => (common, Some(other), None),
        BodyStructure::Text {
            common,
            other,
            lines,
            ..
        } => (common, Some(other), Some(*lines)),
        BodyStructure::Message {
            common,
            other,
            lines,
            envelope,
            body,
            ..
        } => {
            envelopes(ours.envelope.as_ref().expect("an envelope"), envelope);
            bodies(ours.body.as_ref().expect("a body"), body);
            (common, Some(other), Some(*lines))
        }
        BodyStructure::Multipart {
            common,
            bodies: parts,
            ..
        } => {
            let own = ours.parts.as_ref().expect("parts");
            assert_eq!(own.len(), parts.len());
            own.iter()
                .zip(parts)
                .for_each(|(own, part)| bodies(own, part));
            (common, None, None)
        }
    };
    let kind = ours.r#type.to_string_lossy();
    if single.is_some() {
        assert!(
            kind.eq_ignore_ascii_case(&common.ty.ty),
            "{kind} {}",
            common.ty.ty
        );
    }
    assert!(
        ours.subtype.eq_ignore_ascii_case(&common.ty.subtype),
        "{:?}",
        ours.subtype
    );
    let params = |list: &fetch::Parameters| -> Vec<(String, String)> {
        let text = |text: &Text| text.to_string_lossy().into_owned();
        list.0
            .iter()
            .map(|(name, value)| (text(name), text(value)))
            .collect()
    };
    // Of two parameters of one name ours keeps the first.
    let theirs = |list: &Vec<(Cow<'_, str>, Cow<'_, str>)>| -> Vec<(String, String)> {
        let mut names = HashSet::new();
        let pairs = list.iter();
        pairs
            .filter(|(name, _)| names.insert(name.to_ascii_lowercase()))
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect()
    };
    // Parameters of a multipart may be left out: see below.
    if single.is_none() && ours.params.is_some() && common.ty.params.is_none() {
        return;
    }
    assert_eq!(
        ours.params.as_ref().map(params),
        common.ty.params.as_ref().map(theirs)
    );
    if let Some(single) = single {
        same(ours.id.as_ref(), single.id.as_deref().map(str::as_bytes));
        same(
            ours.description.as_ref(),
            single.description.as_deref().map(str::as_bytes),
        );
        assert_eq!(ours.size, Some(u64::from(single.octets)));
    }
    // What comes next may be left out. What imap-proto does not know there, such as a disposition
    // that is a bare word, moves it out of step.
    // So does a text without its number of lines, whose place ours keeps, or a message of which
    // there is nothing but that.
    let text = kind.eq_ignore_ascii_case("text") || kind.eq_ignore_ascii_case("message");
    if text && matches!(theirs_body, BodyStructure::Basic { .. }) {
        return;
    }
    if single.is_some() {
        assert_eq!(ours.lines, lines.map(u64::from));
    }
    let md5 = single.and_then(|single| single.md5.as_deref());
    same_or_unknown(ours.md5.as_ref(), md5);
    if ours.md5.is_some() != md5.is_some()
        || ours.disposition.is_some() && common.disposition.is_none()
    {
        return;
    }
    assert_eq!(ours.disposition.is_some(), common.disposition.is_some());
    if let (Some(own), Some(other)) = (&ours.disposition, &common.disposition) {
        assert_eq!(own.r#type.to_string_lossy(), other.ty);
        assert_eq!(
            own.params.as_ref().map(params),
            other.params.as_ref().map(theirs)
        );
    }
    let words = |list: &[Cow<'_, str>]| list.iter().map(|word| Text::from(&**word)).collect();
    // Without a disposition nothing tells whether imap-proto is in step here.
    if common.disposition.is_some()
        && let Some(language) = common.language.as_deref()
    {
        assert_eq!(ours.language, Some(words(language)));
        same_or_unknown(ours.location.as_ref(), common.location.as_deref());
    }
}

fn same_or_unknown(ours: Option<&Text>, theirs: Option<&str>) {
    if theirs.is_some() {
        same(ours, theirs.map(str::as_bytes));
    }
}

/// One item of a row.
fn item(row: &FetchRow, theirs: &AttributeValue<'_>) {
    let missing = || panic!("{theirs:?} is not in {row:?}");
    let text = |name: &str, data: Option<&[u8]>| match row.get(name) {
        Some(FetchValue::Text(text)) => same(text.as_ref(), data),
        _ => missing(),
    };
    match theirs {
        AttributeValue::Flags(flags) => {
            let own: Vec<_> = row.flags().unwrap_or_else(missing_flags).to_vec();
            assert_eq!(
                own,
                flags
                    .iter()
                    .map(|flag| Text::from(&**flag))
                    .collect::<Vec<_>>()
            );
        }
        AttributeValue::Uid(uid) => assert_eq!(row.number("UID"), Some(u64::from(*uid))),
        AttributeValue::Rfc822Size(size) => {
            assert_eq!(row.number("RFC822.SIZE"), Some(u64::from(*size)));
        }
        AttributeValue::ModSeq(number) => assert_eq!(row.number("MODSEQ"), Some(*number)),
        AttributeValue::InternalDate(date) => {
            assert_eq!(
                row.internal_date(),
                DateTime::parse_internal(date.as_bytes())
            );
        }
        AttributeValue::Envelope(envelope) => {
            envelopes(row.envelope().expect("an envelope"), envelope);
        }
        AttributeValue::BodyStructure(body) => {
            bodies(row.body_structure().expect("a structure"), body);
        }
        AttributeValue::Rfc822(data) => text("RFC822", data.as_deref()),
        AttributeValue::Rfc822Header(data) => text("RFC822.HEADER", data.as_deref()),
        AttributeValue::Rfc822Text(data) => text("RFC822.TEXT", data.as_deref()),
        AttributeValue::BodySection { data, .. } => {
            let own = row
                .items
                .iter()
                .find(|(name, _)| name.as_bytes().starts_with(b"BODY["));
            match own {
                Some((_, FetchValue::Text(text))) => same(text.as_ref(), data.as_deref()),
                _ => missing(),
            }
        }
        AttributeValue::GmailLabels(labels) => match row.get("X-GM-LABELS") {
            Some(FetchValue::Labels(own)) => assert_eq!(
                own.to_vec(),
                labels
                    .iter()
                    .map(|label| Folder::from_wire(label.as_bytes(), true, false))
                    .collect::<Vec<_>>()
            ),
            _ => missing(),
        },
        AttributeValue::GmailMsgId(id) => assert_eq!(row.number("X-GM-MSGID"), Some(*id)),
        AttributeValue::GmailThrId(id) => assert_eq!(row.number("X-GM-THRID"), Some(*id)),
        // EMAILID and THREADID: values without a reader of their own.
        _ => {}
    }
}

fn missing_flags<'a>() -> &'a [Text] {
    panic!("flags are missing")
}

fn row(raw: &[u8], number: u32, items: &[AttributeValue<'_>]) {
    let unknown = |item: &AttributeValue<'_>| matches!(item, AttributeValue::Unknown);
    let once = items.iter().enumerate().all(|(at, item)| {
        let same = |other| std::mem::discriminant(other) == std::mem::discriminant(item);
        !items[..at].iter().any(same)
    });
    if number == 0 || items.is_empty() || !once || items.iter().any(unknown) {
        return;
    }
    let rows = client(raw)
        .fetch("1:*", ["FLAGS", "UID", "BODY.PEEK[]"], ())
        .expect("rows");
    let row = rows
        .get(number)
        .unwrap_or_else(|| panic!("no row {number}: {rows:?}"));
    assert_eq!(row.seq, Some(number));
    items.iter().for_each(|theirs| item(row, theirs));
}

fn status(
    response: &Response,
    theirs: &Status,
    tag: Option<&str>,
    information: Option<&str>,
    code: bool,
) {
    let kind = match theirs {
        Status::Ok => Kind::Ok,
        Status::No => Kind::No,
        Status::Bad => Kind::Bad,
        Status::PreAuth => Kind::Preauth,
        Status::Bye => Kind::Bye,
    };
    assert_eq!(response.head(), Head::Status { kind });
    assert_eq!(response.tag(), tag.map(str::as_bytes));
    let has = response.code();
    assert!(!code || has.is_some());
    // Codes that imap-proto does not know are text to it, and blanks before the text are ours to skip.
    if code || has.is_none() {
        let text = information
            .unwrap_or_default()
            .trim_start_matches([' ', '\t']);
        // The octet behind a code is not always a blank, as imap-proto takes it to be.
        assert!(response.text().ends_with(text.as_bytes()));
        assert!(code || response.text().len() == text.len());
    }
}

fn compare(raw: &[u8], response: &Response, theirs: &Proto<'_>) {
    match theirs {
        Proto::Continue(_) => assert_eq!(response.head(), Head::Continuation),
        Proto::Done {
            tag,
            status: kind,
            outcome,
        } => status(
            response,
            kind,
            Some(&tag.0),
            outcome.information.as_deref(),
            outcome.code.is_some(),
        ),
        Proto::Data {
            status: kind,
            outcome,
        } => status(
            response,
            kind,
            None,
            outcome.information.as_deref(),
            outcome.code.is_some(),
        ),
        Proto::Expunge(number) => data(response, "EXPUNGE", *number),
        Proto::MailboxData(MailboxDatum::Exists(number)) => data(response, "EXISTS", *number),
        Proto::MailboxData(MailboxDatum::Recent(number)) => data(response, "RECENT", *number),
        Proto::MailboxData(MailboxDatum::Search(ids) | MailboxDatum::Sort(ids)) => {
            let wanted: Vec<u32> = ids.iter().copied().filter(|id| *id > 0).collect();
            let own = flat::search(response).found.ids;
            assert_eq!(own.iter().collect::<Vec<_>>(), wanted);
            let found = match response.is("SORT") {
                true => client(raw).sort("DATE", "ALL", "UTF-8"),
                false => client(raw).search("ALL", None),
            };
            assert_eq!(found.expect("ids").iter().collect::<Vec<_>>(), wanted);
        }
        Proto::MailboxData(MailboxDatum::Flags(flags)) => {
            let wanted: Vec<Text> = flags.iter().map(|flag| Text::from(&**flag)).collect();
            assert_eq!(
                flat::flags(response, &mut Tape::default()).expect("flags"),
                wanted
            );
        }
        Proto::MailboxData(MailboxDatum::List(list)) => {
            let mut client = client(raw);
            let listed = match response.is("LSUB") {
                true => client.list_sub_folders("", "*"),
                false => client.list_folders("", "*"),
            };
            let listed = listed.expect("a listing");
            let name = &*list.name;
            if name.is_empty() {
                return assert!(listed.is_empty());
            }
            let folder = listed
                .first()
                .unwrap_or_else(|| panic!("{theirs:?} is not listed"));
            same_folder(&folder.name, name);
            same(
                folder.delimiter.as_ref(),
                list.delimiter.as_deref().map(str::as_bytes),
            );
            let own = folder
                .flags
                .iter()
                .map(|flag| flag.to_string_lossy().to_ascii_lowercase());
            let wanted = list.name_attributes.iter().map(attribute);
            assert_eq!(
                own.collect::<Vec<_>>(),
                wanted.filter(|name| name != "\\").collect::<Vec<_>>()
            );
        }
        Proto::MailboxData(MailboxDatum::Status { mailbox, status }) => {
            let info = client(raw).folder_status(&**mailbox, ());
            let Ok(info) = info else {
                // The name as we were told it is not always one that can be asked for.
                assert!(mailbox.is_empty() || !mailbox.is_ascii(), "{info:?}");
                return;
            };
            for (at, fact) in status.iter().enumerate() {
                let (name, number) = match fact {
                    StatusAttribute::HighestModSeq(number) => ("HIGHESTMODSEQ", *number),
                    StatusAttribute::Messages(number) => ("MESSAGES", (*number).into()),
                    StatusAttribute::Recent(number) => ("RECENT", (*number).into()),
                    StatusAttribute::UidNext(number) => ("UIDNEXT", (*number).into()),
                    StatusAttribute::UidValidity(number) => ("UIDVALIDITY", (*number).into()),
                    StatusAttribute::Unseen(number) => ("UNSEEN", (*number).into()),
                    _ => continue,
                };
                let kind = std::mem::discriminant(fact);
                let before = status[..at].iter();
                if !before
                    .map(std::mem::discriminant)
                    .any(|other| other == kind)
                {
                    assert_eq!(info.number(name), Some(number), "{name}");
                }
            }
        }
        Proto::Fetch(number, items) => row(raw, *number, items),
        // ENABLED is of this kind too.
        Proto::Capabilities(list) if response.is("CAPABILITY") => {
            let words = response
                .rest()
                .split(|byte| *byte == b' ')
                .filter(|word| !word.is_empty());
            assert_eq!(words.count(), list.len());
            for capability in list {
                let name = match capability {
                    Capability::Imap4rev1 => "IMAP4rev1".to_owned(),
                    Capability::Auth(name) => format!("AUTH={name}"),
                    Capability::Atom(name) => name.to_string(),
                };
                assert!(
                    heard(raw).has_capability(name.clone()).expect("known"),
                    "{name}"
                );
            }
        }
        Proto::Quota(quota) => {
            let own = client(raw).get_quota_root("INBOX");
            let (_, own) = own.expect("quotas");
            assert_eq!(own.len(), quota.resources.len());
            for (own, other) in own.iter().zip(&quota.resources) {
                assert_eq!(own.quota_root.to_string_lossy(), quota.root_name);
                assert_eq!((own.usage, own.limit), (other.usage, other.limit));
            }
        }
        Proto::Acl(acl) => {
            let own = client(raw).getacl("INBOX").expect("rights");
            assert_eq!(own.len(), acl.acls.len());
            for ((who, rights), other) in own.iter().zip(&acl.acls) {
                assert_eq!(who.to_string_lossy(), other.identifier);
                assert_eq!(rights.len(), other.rights.len());
            }
        }
        Proto::Id(Some(pairs)) => {
            let own = client(raw).id_(()).expect("facts").expect("facts");
            assert!(pairs.keys().all(|name| own.has(name)), "{own:?}");
        }
        _ => {}
    }
}

/// A client that has heard of the capabilities in the response, and of no other.
fn heard(raw: &[u8]) -> Client {
    let text = [b"* PREAUTH ready\r\n", raw, b"A1 OK done\r\n"].concat();
    let (peer, _) = Peer::new(&text, usize::MAX, true);
    let mut client = Client::over(peer).expect("a greeting");
    client.capabilities().expect("capabilities");
    client
}

fn same_folder(own: &Text, name: &str) {
    match name.eq_ignore_ascii_case("INBOX") {
        true => assert!(own.eq_ignore_ascii_case("INBOX")),
        false => assert_eq!(own.to_string_lossy(), name),
    }
}

fn data(response: &Response, name: &str, number: u32) {
    assert!(response.is(name));
    let number = Some(u64::from(number));
    assert_eq!(response.head(), Head::Data { number });
}

/// Runs one input.
pub(crate) fn check(raw: &[u8]) {
    if raw.len() > 4096 {
        return;
    }
    let Some(response) = one(raw) else {
        return;
    };
    // The program's own use of it.
    if let Some(ids) = proto::search(&response) {
        assert_eq!(ids, flat::search(&response).found.ids);
    }
    if let Some(flags) = proto::flags(&response) {
        assert_eq!(
            Some(flags),
            flat::flags(&response, &mut Tape::default()).ok()
        );
    }
    // What is a tag in a literal is none to the peer either.
    let tagged_inside = peer::has_tag(raw.strip_prefix(b"A").unwrap_or(raw));
    if is_guarded(raw)
        && !tagged_inside
        && let Ok((&[], theirs)) = Proto::parse(raw)
    {
        compare(raw, &response, &theirs);
    }
}
