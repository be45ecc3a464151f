//! How much memory one value may take: the one place that says so.

use super::raise::{R, Raised};
use super::value::Value;

/// The most bytes that one value may take; what would be larger is refused with MemoryError.
pub(crate) const LARGEST: usize = 1 << 30;
/// The most elements of a list or tuple.
const MOST_ELEMENTS: usize = LARGEST / size_of::<Value>();
/// The most entries of a dict or set, with their keys and their places.
const MOST_ENTRIES: usize = LARGEST / (4 * size_of::<Value>());

fn too_large() -> Raised {
    Raised::new("MemoryError", "the result would be larger than 1 GiB")
}

/// Refuses a value of `count` elements of `size` bytes each.
pub(crate) fn check_size(count: i128, size: usize) -> R<()> {
    match count.checked_mul(size as i128) {
        Some(bytes) if bytes <= LARGEST as i128 => Ok(()),
        _ => Err(too_large()),
    }
}

/// Refuses one more entry where there are `count` already.
pub(crate) fn check_entries(count: usize) -> R<()> {
    if count >= MOST_ENTRIES {
        return Err(too_large());
    }
    Ok(())
}

/// Refuses one more element where there are `count` already.
pub(crate) fn check_growth(count: usize) -> R<()> {
    if count >= MOST_ELEMENTS {
        return Err(too_large());
    }
    Ok(())
}
