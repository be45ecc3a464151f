//! Rows that are written straight are, byte for byte, those that are read first; so is all else that
//! is known after a fetch.

use std::path::Path;

use proptest::prelude::*;

use crate::client::Client;
use crate::command::fetch::rows;
use crate::command::testing::client_in_pieces;
use crate::data::time::DateTime;
use crate::error::Result;
use crate::menu::{Arg, Args, JsonWriter, Layout, Out, RowSink};

/// Writes rows as the shell does.
struct Rows {
    layout: Layout,
    straight: bool,
    first: bool,
    json: Vec<u8>,
    /// How many came as JSON.
    written: usize,
    count: usize,
}

impl RowSink for Rows {
    fn row(&mut self, key: Out, row: Out) -> Result<()> {
        let mut out = std::io::sink();
        let mut row_json = Vec::new();
        let mut writer = JsonWriter::new(&mut row_json, &mut out, self.layout);
        writer
            .entry(std::mem::take(&mut self.first), &key, &row)
            .unwrap();
        self.json.append(&mut row_json);
        self.count += 1;
        Ok(())
    }

    fn layout(&self) -> Option<Layout> {
        self.straight.then_some(self.layout)
    }

    fn json(&mut self, key: u32, row: &[u8], _: bool) -> Result<()> {
        let mut out = std::io::sink();
        let mut row_json = Vec::new();
        let mut writer = JsonWriter::new(&mut row_json, &mut out, self.layout);
        writer
            .entry_of(std::mem::take(&mut self.first), key, row)
            .unwrap();
        self.json.append(&mut row_json);
        self.count += 1;
        self.written += 1;
        Ok(())
    }
}

/// How a fetch is made.
#[derive(Clone, Copy, Debug)]
struct Way<'a> {
    data: &'a [&'a str],
    layout: Layout,
    normalise: bool,
    /// How many octets come in at once.
    piece: usize,
}

/// What is there after a fetch of the messages 1 to 9 that is answered so, but for the JSON; and
/// the rows.
fn fetched(answer: &[u8], way: Way<'_>, straight: bool) -> (String, Rows) {
    let answer = [answer, b"A1 OK done\r\n"].concat();
    let pieces: Vec<&[u8]> = answer.chunks(way.piece).collect();
    let mut client: Client = client_in_pieces("IMAP4REV1", &pieces);
    client.set_normalise_times(way.normalise);
    let mut sink = Rows {
        layout: way.layout,
        straight,
        first: true,
        json: Vec::new(),
        written: 0,
        count: 0,
    };
    let text = |text: &str| Arg::Text(text.into());
    let data = Arg::List(way.data.iter().map(|item| text(item)).collect());
    let args = Args {
        positional: vec![text("1:9"), data],
        ..Args::default()
    };
    let result = rows(&mut client, args, &mut sink);
    let unreadable = client.take_unreadable();
    let quirks: Vec<_> = client.quirks().iter().collect();
    let known = format!(
        "{:?}\n{quirks:?}\n{:?}\n{:?}\n{unreadable:?}",
        result.map_err(|error| error.to_string()),
        client.take_news(),
        client.take_warnings(),
    );
    (known, sink)
}

/// Fetches both ways and compares; gives back how many rows were written straight, and of how many.
fn compare(answer: &[u8], way: Way<'_>) -> (usize, usize) {
    let (known, straight) = fetched(answer, way, true);
    let (expected, read) = fetched(answer, way, false);
    assert_eq!(read.written, 0);
    assert_eq!(
        String::from_utf8_lossy(&straight.json),
        String::from_utf8_lossy(&read.json),
        "{way:?}"
    );
    assert_eq!(known, expected, "{way:?}");
    assert_eq!(straight.count, read.count);
    (straight.written, straight.count)
}

const FLAGS: &[&str] = &["FLAGS"];
const MORE: &[&str] = &["FLAGS", "ENVELOPE", "BODYSTRUCTURE"];

/// All ways but for the size of pieces.
fn ways(piece: usize) -> impl Iterator<Item = Way<'static>> {
    [Layout::Compact, Layout::Pretty]
        .into_iter()
        .flat_map(move |layout| {
            [(FLAGS, true), (MORE, true), (MORE, false)].map(|(data, normalise)| Way {
                data,
                layout,
                normalise,
                piece,
            })
        })
}

/// What the server says in a conversation file.
fn said(file: &str) -> Vec<u8> {
    let mut said = Vec::new();
    for line in file.lines() {
        let (text, end) = match (line.strip_prefix("S: "), line.strip_prefix("S-raw: ")) {
            (Some(text), _) => (text, &b"\r\n"[..]),
            (_, Some(text)) => (text, &b""[..]),
            _ => continue,
        };
        // Answers to commands would end the fetch.
        if text.starts_with("A") || text.starts_with('<') || text.contains(" BYE") {
            continue;
        }
        let mut octets = text.bytes();
        while let Some(octet) = octets.next() {
            said.push(match octet {
                b'\\' => match octets.next() {
                    Some(b'r') => b'\r',
                    Some(b'n') => b'\n',
                    Some(b't') => b'\t',
                    Some(b'x') => {
                        let digits = [octets.next().unwrap(), octets.next().unwrap()];
                        let digits = std::str::from_utf8(&digits).unwrap().to_owned();
                        u8::from_str_radix(&digits, 16).unwrap()
                    }
                    other => other.unwrap(),
                },
                other => other,
            });
        }
        said.extend_from_slice(end);
    }
    said
}

#[test]
fn every_row_of_the_conversations_is_the_same() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conversations");
    let (mut files, mut written) = (0, 0);
    for folder in std::fs::read_dir(root).unwrap() {
        for file in std::fs::read_dir(folder.unwrap().path()).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            let answer = said(&text);
            if memchr::memmem::find(&answer, b"FETCH").is_none() {
                continue;
            }
            files += 1;
            for way in ways(1).chain(ways(7)).chain(ways(1 << 16)) {
                written += compare(&answer, way).0;
            }
        }
    }
    assert!(files > 40 && written > 200, "{files} files, {written} rows");
}

#[test]
fn what_is_plain_is_written_straight() {
    let rows = [
        r"UID 2 FLAGS ()",
        r"FLAGS (\Seen $Forwarded NonJunk NIL 12) UID 2",
        r#"UID 2 INTERNALDATE " 1-Mar-2024 10:00:07 +0100" RFC822.SIZE 0 MODSEQ (12) FLAGS (a{5)"#,
        r#"UID 2 ENVELOPE ("Mon, 1 Jan 2024 10:00:00 +0100" "a \"b\" \\" (("A" NIL "a" "x.test")("B" NIL NIL "y.test")) (("A" NIL "a" "x.test")("B" NIL NIL "y.test")) NIL (("" "" "" "")) NIL NIL NIL "<m@x>")"#,
        r#"UID 2 ENVELOPE ("" NIL NIL NIL NIL NIL NIL NIL NIL NIL)"#,
        r#"UID 2 BODYSTRUCTURE ("TEXT" "plain" ("charset" "utf-8" "x" "y") "<i@x>" "d" "7bit" 12 3 "md5" ("inline" NIL) ("de" "en") "loc")"#,
        r"UID 2 X-GM-MSGID 1278455344230334865 X-GM-THRID 9999999999999999999",
        r#"UID 2 BODY ("application" "pdf" NIL NIL NIL "base64" 12)"#,
        r#"UID 2 BODYSTRUCTURE ((("text" "plain" NIL NIL NIL "7bit" 1 2)("text" "html" NIL NIL NIL "7bit" 1 2 NIL NIL "de" NIL) "alternative")("image" "png" NIL NIL NIL "base64" 5 NIL ("attachment" ("filename" "a\"b"))) "mixed" ("boundary" "x") NIL NIL NIL)"#,
    ];
    for row in rows {
        let answer = format!("* 2 FETCH ({row})\r\n");
        for way in ways(1 << 16) {
            let flags_only = !["INTERNALDATE", "X-GM", "\""]
                .iter()
                .any(|more| row.contains(more));
            let expected = usize::from(way.data.len() == 1 || !flags_only);
            assert_eq!(compare(answer.as_bytes(), way), (expected, 1), "{row}");
        }
    }
    assert!(DateTime::parse_internal(b" 1-Mar-2024 10:00:07 +0100").is_some());
}

fn string() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-zA-Z0-9 @.<>=?_-]{0,12}".prop_map(|text| format!("\"{text}\"")),
        1 => "[ -~]{0,12}".prop_map(|text| {
            format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
        }),
        1 => prop::sample::select(&[
            "\"ü☢\"", "\"\"", "\"text\"", "\"message\"", "\"rfc822\"", "\"<a@b>\"", "\"a\\b\"",
            "\"multipart\"", "{3}\r\na\"b", "atom", "7", "\"\u{7f}\"", "\"\u{9b}\"", "\"a\"b\"",
        ][..]).prop_map(str::to_owned),
    ]
}

fn nstring() -> impl Strategy<Value = String> {
    prop_oneof![1 => Just("NIL".to_owned()), 2 => string()]
}

fn date() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => (1..32, 0..60, -12..14).prop_map(|(day, minute, zone)| {
            format!("\"Mon, {day} Jan 2024 10:{minute:02}:00 {zone:+03}00\"")
        }),
        2 => (1..32, 0..60).prop_map(|(day, minute)| {
            format!("\"{day:2}-Mar-2024 10:{minute:02}:07 +0100\"")
        }),
        1 => nstring(),
    ]
}

fn people() -> impl Strategy<Value = String> {
    let person = prop_oneof![
        8 => (nstring(), nstring(), string(), string())
            .prop_map(|(a, b, c, d)| format!("({a} {b} {c} {d})")),
        1 => (nstring(), nstring()).prop_map(|(a, b)| format!("({a} NIL {b} NIL)")),
    ];
    let list = proptest::collection::vec(person, 1..3);
    prop_oneof![
        1 => Just("NIL".to_owned()),
        3 => list.prop_map(|list| format!("({})", list.concat())),
    ]
}

fn envelope() -> impl Strategy<Value = String> {
    let (head, tail) = ((date(), nstring()), (nstring(), nstring()));
    let lists = (people(), people(), people(), any::<bool>());
    (head, lists, tail).prop_map(|((date, subject), (from, to, cc, same), (reply, id))| {
        let sender = if same { &from } else { &cc };
        format!("ENVELOPE ({date} {subject} {from} {sender} {sender} {to} {cc} NIL {reply} {id})")
    })
}

fn parameters() -> impl Strategy<Value = String> {
    // Sometimes one name twice.
    let name = prop_oneof![4 => string(), 1 => Just("\"Name\"".to_owned()), 1 => Just("\"name\"".to_owned())];
    let pair = (name, string()).prop_map(|(name, value)| format!("{name} {value}"));
    prop_oneof![
        Just("NIL".to_owned()),
        proptest::collection::vec(pair, 1..4).prop_map(|pairs| format!("({})", pairs.join(" "))),
    ]
}

fn extensions() -> impl Strategy<Value = String> {
    let disposition = prop_oneof![
        Just("NIL".to_owned()),
        (string(), parameters()).prop_map(|(kind, params)| format!("({kind} {params})")),
    ];
    let language = prop_oneof![
        nstring(),
        proptest::collection::vec(string(), 0..3)
            .prop_map(|words| format!("({})", words.join(" "))),
    ];
    (disposition, language, nstring(), 0_usize..5).prop_map(|(first, second, third, count)| {
        let all = [first, second, third, "NIL".to_owned()];
        all.iter()
            .take(count)
            .map(|word| format!(" {word}"))
            .collect()
    })
}

fn structure() -> impl Strategy<Value = String> {
    let kind = prop_oneof![
        3 => Just("\"text\"".to_owned()),
        3 => Just("\"image\"".to_owned()),
        1 => string(),
    ];
    let words = (
        kind,
        string(),
        parameters(),
        nstring(),
        nstring(),
        nstring(),
    );
    let single = (words, 0_u64..5000, any::<bool>(), nstring(), extensions()).prop_map(
        |((kind, subtype, params, id, description, encoding), size, short, md5, rest)| {
            let lines = if kind == "\"text\"" { " 3" } else { "" };
            let end = if short {
                String::new()
            } else {
                format!(" {md5}{rest}")
            };
            format!("({kind} {subtype} {params} {id} {description} {encoding} {size}{lines}{end})")
        },
    );
    single.prop_recursive(3, 12, 3, |inner| {
        let parts = proptest::collection::vec(inner, 1..12);
        (parts, string(), any::<bool>(), parameters(), extensions()).prop_map(
            |(parts, subtype, short, params, rest)| {
                let end = if short {
                    String::new()
                } else {
                    format!(" {params}{rest}")
                };
                format!("({} {subtype}{end})", parts.concat())
            },
        )
    })
}

fn row() -> impl Strategy<Value = String> {
    let flags = proptest::collection::vec(r"[\\$]?[A-Za-z0-9{}+-]{1,8}", 0..4);
    let item = prop_oneof![
        4 => flags.prop_map(|flags| format!("FLAGS ({})", flags.join(" "))),
        2 => any::<u32>().prop_map(|size| format!("RFC822.SIZE {size}")),
        2 => date().prop_map(|date| format!("INTERNALDATE {date}")),
        3 => envelope(),
        3 => structure().prop_map(|body| format!("BODYSTRUCTURE {body}")),
        1 => structure().prop_map(|body| format!("BODY {body}")),
        1 => (0_u64..9).prop_map(|number| format!("MODSEQ ({number})")),
        1 => prop_oneof![string(), any::<u64>().prop_map(|number| number.to_string())]
            .prop_map(|text| format!("X-GM-MSGID {text}")),
        1 => (0_u32..13).prop_map(|uid| format!("UID {uid}")),
    ];
    let items = proptest::collection::vec(item, 0..4);
    (1_u32..6, 1_u32..11, items, any::<bool>()).prop_map(|(seq, uid, mut items, last)| {
        let place = if last { items.len() } else { 0 };
        items.insert(place, format!("UID {uid}"));
        format!("* {seq} FETCH ({})\r\n", items.join(" "))
    })
}

/// Something that goes wrong at a place.
fn damage() -> impl Strategy<Value = (prop::sample::Index, &'static str, usize)> {
    let octets = prop::sample::select(
        &[
            "", "(", ")", "\"", "\\", " ", "  ", "NIL", "nil", "0", "{", "}", "[", "]", "\t", "~",
            "a", "\u{1}",
        ][..],
    );
    (any::<prop::sample::Index>(), octets, 0_usize..4)
}

proptest! {
    #[test]
    fn random_rows_are_the_same(
        rows in proptest::collection::vec(row(), 1..5),
        damages in proptest::collection::vec(damage(), 0..3),
        piece in 1_usize..65,
        way in 0_usize..6,
    ) {
        let mut answer = rows.concat().into_bytes();
        for (place, put, left_out) in damages {
            let at = place.index(answer.len());
            let end = (at + left_out).min(answer.len());
            answer.splice(at..end, put.bytes());
        }
        let way = ways(piece).nth(way).unwrap();
        compare(&answer, way);
    }
}
