//! Message sets: parsed, joined, cut and printed as a naive expansion says.
//!
//! The input is two sets, `;` between; its first octet is the budget of a piece.

use std::collections::BTreeSet;

use imapclient::data::ids::Ids;
use imapclient::data::messages::{MessagePart, Messages, Selection};
use imapclient::data::set::IdSet;

/// More ids than this are not expanded.
const MOST: u64 = 3000;

/// What a set means, by its grammar alone; `None` if it is none, and an empty list if it is too
/// large.
fn naive(text: &str) -> Option<Option<BTreeSet<u32>>> {
    let number = |word: &str| -> Option<u32> {
        let digits = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
        let number = digits.then(|| word.parse::<u32>().ok())??;
        (number > 0).then_some(number)
    };
    let mut ids = BTreeSet::new();
    let mut room = MOST;
    let mut fits = true;
    for part in text.split(',') {
        let words: Vec<&str> = part.split(':').collect();
        let (a, b) = match words[..] {
            [one] => (number(one)?, number(one)?),
            [one, other] => (number(one)?, number(other)?),
            _ => return None,
        };
        let (first, last) = (a.min(b), a.max(b));
        match room.checked_sub(u64::from(last - first) + 1) {
            Some(left) if fits => {
                room = left;
                ids.extend(first..=last);
            }
            _ => fits = false,
        }
    }
    Some(fits.then_some(ids))
}

fn all(set: &IdSet) -> BTreeSet<u32> {
    set.iter().collect()
}

/// The ranges are ascending, apart, and as few as can be.
fn is_normal(set: &IdSet) {
    let ranges: Vec<_> = set.ranges().collect();
    assert!(ranges.iter().all(|range| range.start() <= range.end()));
    for pair in ranges.windows(2) {
        assert!(
            u64::from(*pair[0].end()) + 1 < u64::from(*pair[1].start()),
            "{set}"
        );
    }
}

fn one_set(text: &str, budget: usize) -> Option<IdSet> {
    let expected = naive(text);
    let parsed = IdSet::parse(text);
    assert_eq!(parsed.is_ok(), expected.is_some(), "{text:?} {parsed:?}");
    let set = parsed.ok()?;
    is_normal(&set);
    assert!(!set.is_empty());
    assert_eq!(IdSet::parse(&set.to_string()).as_ref(), Ok(&set));
    let mut ids = Ids::default();
    set.ranges()
        .for_each(|range| ids.push_run(*range.start(), *range.end()));
    assert_eq!(IdSet::from(&ids), set);
    assert_eq!(ids.len() as u64, set.len());

    let pieces = set.pieces(budget);
    assert!(
        pieces
            .iter()
            .all(|piece| piece.to_string().len() <= budget || piece.ranges().count() == 1)
    );
    let joined: Vec<_> = pieces.iter().flat_map(IdSet::ranges).collect();
    assert_eq!(joined, set.ranges().collect::<Vec<_>>());

    if let Some(Some(expected)) = expected {
        assert_eq!(all(&set), expected);
        assert_eq!(set.len(), expected.len() as u64);
        for (at, id) in expected.iter().enumerate() {
            assert!(set.contains(*id) && ids.contains(*id));
            assert_eq!(ids.get(at), Some(*id));
            for near in [id.wrapping_sub(1), id.wrapping_add(1)] {
                assert_eq!(set.contains(near), expected.contains(&near));
            }
        }
        // In the order in which they were written.
        let written: Ids = text
            .split(',')
            .flat_map(|part| {
                let (a, b) = part.split_once(':').unwrap_or((part, part));
                a.parse::<u32>().unwrap()..=b.parse::<u32>().unwrap()
            })
            .collect();
        let mut by_part = Ids::default();
        for part in text.split(',') {
            let (a, b) = part.split_once(':').unwrap_or((part, part));
            by_part.push_run(a.parse().unwrap(), b.parse().unwrap());
        }
        assert_eq!(written, by_part);
        assert_eq!(written.iter().len(), written.len());
    }
    Some(set)
}

/// What goes to a server: texts of digits and marks, none longer than it must be.
fn selected(text: &str, budget: usize) {
    let messages =
        Messages::from_parts(vec![MessagePart::Text(text.to_owned()), MessagePart::Id(7)]);
    let Ok(selection) = messages.resolve() else {
        return;
    };
    let pieces = selection.pieces(budget);
    assert!(!pieces.is_empty());
    for piece in &pieces {
        assert!(
            piece.bytes().all(|byte| b"0123456789:,*$".contains(&byte)),
            "{piece:?}"
        );
        assert!(piece.len() <= budget || !piece.contains(','), "{piece:?}");
        assert!(!piece.starts_with(',') && !piece.ends_with(',') && !piece.contains(",,"));
    }
    assert!(selection.covers(7));
    match selection {
        Selection::Verbatim(text) => assert_eq!(pieces.join(","), text),
        Selection::Set(set) => assert_eq!(pieces.join(","), set.to_string()),
        Selection::Nothing => panic!("7 is a message"),
    }
}

/// Runs one input.
pub(crate) fn check(data: &[u8]) {
    let Some((budget, text)) = data.split_first() else {
        return;
    };
    let Ok(text) = std::str::from_utf8(text) else {
        return;
    };
    let budget = usize::from(*budget);
    selected(text, budget);
    let (one, other) = text.split_once(';').unwrap_or((text, "1:5"));
    let (Some(one), Some(other)) = (one_set(one, budget), one_set(other, budget)) else {
        return;
    };
    let (union, both) = (one.union(&other), one.intersection(&other));
    let mut rest = one.clone();
    rest.remove(&other);
    for set in [&union, &both, &rest] {
        is_normal(set);
    }
    assert_eq!(both, other.intersection(&one));
    assert_eq!(both.union(&rest), one);
    assert_eq!(rest.union(&other), union);
    assert_eq!(union.len() + both.len(), one.len() + other.len());
    assert_eq!(rest.len() + both.len(), one.len());
    if one.len() + other.len() <= MOST {
        let (a, b) = (all(&one), all(&other));
        assert_eq!(all(&union), &a | &b);
        assert_eq!(all(&both), &a & &b);
        assert_eq!(all(&rest), &a - &b);
    }
}
