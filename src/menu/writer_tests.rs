use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use serde::Serialize;

use super::*;
use crate::data::text::Text;
use crate::menu::Json;

/// Something of every kind that serde knows.
#[derive(Clone, Debug, Serialize)]
enum Any {
    Nothing,
    Unit(()),
    Marker(Marker),
    Yes(bool),
    Letter(char),
    Small(i8, u16),
    Signed(i64),
    Number(u64),
    Large(i128),
    Real(f64),
    Word(String),
    Octets(Text),
    Maybe(Option<Box<Any>>),
    List(Vec<Any>),
    Pair((Box<Any>, u32)),
    Named { first: Box<Any>, second: bool },
    Words(BTreeMap<String, Any>),
    Numbers(BTreeMap<i64, Any>),
    Letters(BTreeMap<char, u64>),
    Truths(BTreeMap<bool, String>),
}

#[derive(Clone, Debug, Serialize)]
struct Marker;

/// Octets as mail has them: mostly text, some of it dangerous, some of it not UTF-8.
fn octets() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        6 => "[ -~]{0,20}".prop_map(String::into_bytes),
        2 => any::<char>().prop_map(|c| c.to_string().into_bytes()),
        1 => prop::sample::select(&["\u{9b}", "\u{202e}", "\u{7f}", "\r\n", "\\", "\"", "\0", "ü☢😀"][..])
            .prop_map(|text| text.as_bytes().to_vec()),
        1 => any::<u8>().prop_map(|byte| vec![byte]),
    ];
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn words() -> impl Strategy<Value = String> {
    octets().prop_map(|octets| String::from_utf8_lossy(&octets).into_owned())
}

fn anything() -> impl Strategy<Value = Any> {
    let leaf = prop_oneof![
        Just(Any::Nothing),
        Just(Any::Unit(())),
        Just(Any::Marker(Marker)),
        any::<bool>().prop_map(Any::Yes),
        any::<char>().prop_map(Any::Letter),
        any::<(i8, u16)>().prop_map(|(a, b)| Any::Small(a, b)),
        any::<i64>().prop_map(Any::Signed),
        any::<u64>().prop_map(Any::Number),
        any::<i128>().prop_map(Any::Large),
        any::<f64>().prop_map(Any::Real),
        words().prop_map(Any::Word),
        octets().prop_map(|octets| Any::Octets(Text::from(octets))),
        proptest::collection::btree_map(any::<char>(), any::<u64>(), 0..3).prop_map(Any::Letters),
        proptest::collection::btree_map(any::<bool>(), words(), 0..3).prop_map(Any::Truths),
    ];
    leaf.prop_recursive(4, 30, 4, |inner| {
        prop_oneof![
            proptest::option::of(inner.clone().prop_map(Box::new)).prop_map(Any::Maybe),
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Any::List),
            (inner.clone(), any::<u32>()).prop_map(|(a, b)| Any::Pair((Box::new(a), b))),
            (inner.clone(), any::<bool>()).prop_map(|(first, second)| Any::Named {
                first: Box::new(first),
                second,
            }),
            proptest::collection::btree_map(words(), inner.clone(), 0..4).prop_map(Any::Words),
            proptest::collection::btree_map(any::<i64>(), inner, 0..4).prop_map(Any::Numbers),
        ]
    })
}

fn quickly(value: &impl Serialize, layout: Layout) -> String {
    let (mut buffer, mut out) = (Vec::new(), Vec::new());
    let mut writer = JsonWriter::new(&mut buffer, &mut out, layout);
    value.write_json(&mut writer).unwrap();
    out.extend(buffer);
    String::from_utf8(out).unwrap()
}

fn by_serde_json(value: &impl Serialize, form: Json) -> String {
    let mut out = Vec::new();
    value
        .serialize(&mut serde_json::Serializer::with_formatter(&mut out, form))
        .unwrap();
    String::from_utf8(out).unwrap()
}

fn same(value: &impl Serialize) {
    assert_eq!(
        quickly(value, Layout::Compact),
        by_serde_json(value, Json::compact())
    );
    assert_eq!(
        quickly(value, Layout::Pretty),
        by_serde_json(value, Json::pretty())
    );
}

proptest! {
    #[test]
    fn writes_what_the_slow_way_does(value in anything()) {
        same(&value);
    }
}

#[test]
fn every_character_alone_and_among_others() {
    for c in (0..=0x10_ffff).filter_map(char::from_u32) {
        if c > '\u{3000}' && u32::from(c) % 251 != 0 {
            continue; // nothing to see up there: a sample will do
        }
        same(&[
            c.to_string(),
            format!("plain {c}{c} and so on"),
            format!("ü{c}"),
        ]);
    }
}

#[test]
fn what_is_larger_than_the_buffer_passes_through_it() {
    let lines = "a \"line\" of\r\ntext ü\u{9b}\n".repeat(10_000);
    let large = [
        Text::from(&lines),
        Text::from(vec![0xFF; 300_000]),
        Text::from("x"),
    ];
    same(&large);
    let (mut buffer, mut out) = (Vec::new(), Vec::new());
    let mut writer = JsonWriter::new(&mut buffer, &mut out, Layout::Compact);
    large.write_json(&mut writer).unwrap();
    assert!(buffer.len() < 2 * BUFFER && !out.is_empty());
}

#[test]
fn what_shows_itself_is_escaped() {
    struct Shown(&'static str);
    impl Serialize for Shown {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_str(&format_args!("{0}-{0}", self.0))
        }
    }
    for text in ["", "plain", "\"\u{202e}\\"] {
        same(&Shown(text));
    }
}

#[test]
fn an_error_of_the_output_is_kept() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut buffer = Vec::new();
    let mut full = Full;
    let mut writer = JsonWriter::new(&mut buffer, &mut full, Layout::Compact);
    let error = vec!["ü\n".repeat(BUFFER)]
        .write_json(&mut writer)
        .unwrap_err();
    assert_eq!(io::Error::from(error).kind(), io::ErrorKind::StorageFull);
}

#[test]
fn entries_make_an_object() {
    let rows = [
        (
            Out::Int(7),
            Out::List(Arc::new([Out::Int(1), Out::Int(-1 << 70)])),
        ),
        (Out::Text("k\u{9b}".into()), Out::None),
        (Out::Text(Text::new(b"\xff")), Out::Text(Text::new(b"\xff"))),
    ];
    for (layout, expected) in [
        (
            Layout::Compact,
            "{\"7\":[1,-1180591620717411303424],\"k\\u009b\":null,\"\u{fffd}\":{\"base64\":\"/w==\"}}",
        ),
        (
            Layout::Pretty,
            "{\n  \"7\": [\n    1,\n    -1180591620717411303424\n  ],\n  \"k\\u009b\": null,\n  \
             \"\u{fffd}\": {\n    \"base64\": \"/w==\"\n  }\n}",
        ),
    ] {
        let (mut buffer, mut out) = (Vec::new(), Vec::new());
        for (number, (key, value)) in rows.iter().enumerate() {
            let mut writer = JsonWriter::new(&mut buffer, &mut out, layout);
            writer.entry(number == 0, key, value).unwrap();
        }
        JsonWriter::new(&mut buffer, &mut out, layout).end(false);
        assert_eq!(String::from_utf8_lossy(&buffer), expected);
        let mut none = Vec::new();
        JsonWriter::new(&mut none, &mut out, layout).end(true);
        assert_eq!(none, b"{}");
    }
}
