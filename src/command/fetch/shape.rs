//! What a piece of a BODYSTRUCTURE can only be, seen from its shape: servers leave things out.

use crate::wire::element::{Element, Elements, Word};

/// Whether a list is a part, and not the parameters of one.
pub(super) fn is_body(list: &Elements<'_>) -> bool {
    matches!(list.peek(), Some(Element::List(_))) || list.left() >= 7
}

/// Whether the number of lines comes next, or something in its place. A text without it goes straight
/// on to the extensions, of which the first is its MD5, a string or NIL, and the second its disposition.
pub(super) fn has_place_for_lines(rest: &Elements<'_>) -> bool {
    let mut ahead = rest.clone();
    match ahead.next() {
        Some(Element::Number(_)) => true,
        Some(Element::Text(word)) => is_count(word) || word.bytes().starts_with(b"-"),
        // NIL in the place of the number, or no MD5: a disposition tells, or else how many are left.
        Some(Element::Nil) => {
            let (second, third) = (ahead.next(), ahead.next());
            !is_disposition(second) && (is_disposition(third) || rest.left() != 4)
        }
        _ => false,
    }
}

pub(super) fn is_disposition(element: Option<Element<'_>>) -> bool {
    let Some(Element::List(mut parts)) = element else {
        return false;
    };
    matches!(parts.next(), Some(Element::Text(_)))
        && matches!(parts.next(), Some(Element::Nil | Element::List(_)))
}

/// Whether these are digits and nothing else.
pub(super) fn is_count(word: Word<'_>) -> bool {
    let octets = word.bytes();
    !octets.is_empty() && octets.iter().all(u8::is_ascii_digit)
}
