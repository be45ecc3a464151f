//! What two sets make together. The operators stand for the methods: `|` for `union` and so on.

use std::cell::RefCell;

use super::Interpreter;
use super::dict::Set;
use super::limits::check_entries;
use super::raise::R;
use super::tree::BinaryOp;

impl Interpreter {
    /// `a op b`, which is frozen if `a` is.
    pub(crate) fn join_sets(&self, op: BinaryOp, a: &Set, b: &Set) -> R<Set> {
        let mut joined = Set::default().freeze(a.is_frozen());
        for (key, value) in a.entries() {
            self.tick()?;
            if op == BinaryOp::BitOr || b.contains(key) == (op == BinaryOp::BitAnd) {
                // Of two that are equal the smaller set's counts.
                let other = b
                    .get(key)
                    .filter(|_| op == BinaryOp::BitAnd && b.len() <= a.len());
                joined.insert(key.clone(), other.unwrap_or(value).clone());
            }
        }
        if matches!(op, BinaryOp::BitOr | BinaryOp::BitXor) {
            for (key, value) in b.entries() {
                self.tick()?;
                if !a.contains(key) {
                    check_entries(joined.len())?;
                    joined.insert(key.clone(), value.clone());
                }
            }
        }
        Ok(joined)
    }

    /// `set op= other`, in place.
    pub(crate) fn change_set(&self, op: BinaryOp, set: &RefCell<Set>, other: &Set) -> R<()> {
        if op == BinaryOp::BitAnd {
            let kept = self.join_sets(op, &set.borrow(), other)?;
            *set.borrow_mut() = kept;
            return Ok(());
        }
        let mut set = set.borrow_mut();
        for (key, value) in other.entries() {
            self.tick()?;
            let was_there = op != BinaryOp::BitOr && set.remove(key);
            if op == BinaryOp::BitOr || op == BinaryOp::BitXor && !was_there {
                check_entries(set.len())?;
                set.insert(key.clone(), value.clone());
            }
        }
        Ok(())
    }

    /// Whether all elements of a set are in the other as well.
    pub(crate) fn is_subset(&self, a: &Set, b: &Set) -> R<bool> {
        for (key, _) in a.entries() {
            self.tick()?;
            if !b.contains(key) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
