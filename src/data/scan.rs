//! Finding bytes eight at a time: most strings are too short for anything larger to pay.

/// How many of the bytes at the beginning can stand in a JSON string as they are: printable ASCII
/// but for `"` and `\`.
pub fn plain(bytes: &[u8]) -> usize {
    let odd = |bytes: u64| {
        let control = bytes.wrapping_sub(each(0x20));
        // DEL and what is not ASCII.
        let high = bytes.wrapping_add(each(1)) | bytes;
        zeros(bytes ^ each(b'"')) | zeros(bytes ^ each(b'\\')) | (control | high) & each(0x80)
    };
    find(bytes, odd).unwrap_or(bytes.len())
}

/// Where the first `"` or `\` stands.
pub fn quote_or_backslash(bytes: &[u8]) -> Option<usize> {
    const SHORT: usize = 64;
    let marks = |bytes: u64| zeros(bytes ^ each(b'"')) | zeros(bytes ^ each(b'\\'));
    match bytes.split_at_checked(SHORT) {
        None => find(bytes, marks),
        Some((start, rest)) => {
            find(start, marks).or_else(|| Some(SHORT + memchr::memchr2(b'"', b'\\', rest)?))
        }
    }
}

/// How many bytes at the beginning are neither a blank, nor a control, nor one of `( ) [`.
pub fn word(bytes: &[u8]) -> usize {
    let ends = |bytes: u64| {
        // `(` and `)` differ in one bit.
        let parenthesis = (bytes ^ each(b'(')) & each(!1);
        let blank = bytes.wrapping_sub(each(0x21)) & !bytes & each(0x80);
        zeros(parenthesis) | zeros(bytes ^ each(b'[')) | blank
    };
    find(bytes, ends).unwrap_or(bytes.len())
}

/// A byte in each of eight places.
const fn each(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// The top bit of each byte that is zero. The lowest one set is right; those above it may be false.
fn zeros(bytes: u64) -> u64 {
    bytes.wrapping_sub(each(1)) & !bytes & each(0x80)
}

/// Where the first byte stands for which `marks` sets the top bit.
#[inline(always)]
fn find(bytes: &[u8], marks: impl Fn(u64) -> u64) -> Option<usize> {
    let first = |marks: u64| (marks != 0).then_some(marks.trailing_zeros() as usize / 8);
    let (words, rest) = bytes.as_chunks::<8>();
    for (number, word) in words.iter().enumerate() {
        if let Some(at) = first(marks(u64::from_le_bytes(*word))) {
            return Some(number * 8 + at);
        }
    }
    if rest.is_empty() {
        return None;
    }
    // The last bytes, together with some that were looked at already.
    if let Some(last) = bytes.last_chunk::<8>() {
        return Some(bytes.len() - 8 + first(marks(u64::from_le_bytes(*last)))?);
    }
    if let (Some(start), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        let both =
            u64::from(u32::from_le_bytes(*start)) | u64::from(u32::from_le_bytes(*last)) << 32;
        let at = first(marks(both))?;
        return Some(if at < 4 { at } else { bytes.len() + at - 8 });
    }
    rest.iter()
        .position(|byte| marks(u64::from(*byte) | each(b'a') << 8) != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn one_by_one(bytes: &[u8], wanted: impl Fn(u8) -> bool) -> Option<usize> {
        bytes.iter().position(|byte| wanted(*byte))
    }

    fn check(bytes: &[u8]) {
        let odd = |byte| !matches!(byte, 0x20..=0x7E) || byte == b'"' || byte == b'\\';
        assert_eq!(plain(bytes), one_by_one(bytes, odd).unwrap_or(bytes.len()));
        let quote = |byte| byte == b'"' || byte == b'\\';
        assert_eq!(quote_or_backslash(bytes), one_by_one(bytes, quote));
        let end = |byte| byte <= b' ' || matches!(byte, b'(' | b')' | b'[');
        assert_eq!(word(bytes), one_by_one(bytes, end).unwrap_or(bytes.len()));
    }

    #[test]
    fn every_byte_at_every_place() {
        for length in 0..20 {
            for place in 0..length {
                for byte in 0..=255 {
                    for other in [b'a', b' ', b'~', b'!', b'#', b'[', b']'] {
                        let mut bytes = vec![other; length];
                        *bytes.get_mut(place).unwrap() = byte;
                        check(&bytes);
                    }
                }
            }
        }
    }

    proptest! {
        #[test]
        fn as_one_by_one(bytes in proptest::collection::vec(
            prop_oneof![8 => 0x20u8..0x7F, 1 => any::<u8>()], 0..200,
        )) {
            check(&bytes);
        }
    }
}
