//! Letting go of values that hold values, however deep, without going deep.

use std::any::Any;
use std::cell::{Cell, RefCell};

/// How deep containers may be dropped one inside the other; what lies deeper waits its turn.
const DEEPEST: usize = 100;

thread_local! {
    static DEPTH: Cell<usize> = const { Cell::new(0) };
    static WAITING: RefCell<Vec<Box<dyn Any>>> = const { RefCell::new(Vec::new()) };
}

/// Drops what a container held. Containers call it from their own `drop`.
pub(crate) fn let_go<T: 'static>(content: T) {
    let depth = DEPTH.try_with(|depth| depth.replace(depth.get() + 1));
    match depth {
        Ok(deep) if deep >= DEEPEST => {
            let _ = WAITING.try_with(|waiting| waiting.borrow_mut().push(Box::new(content)));
        }
        _ => drop(content),
    }
    if depth == Ok(0) {
        while let Ok(Some(next)) = WAITING.try_with(|waiting| waiting.borrow_mut().pop()) {
            drop(next);
        }
    }
    let _ = DEPTH.try_with(|depth| depth.set(depth.get().saturating_sub(1)));
}
