//! `groupby`.

use std::cell::RefCell;
use std::rc::Rc;

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::iter::Iter;
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

use super::{iterable, steps};

/// The state that the groups of `groupby` share.
struct Groups {
    iter: Iter,
    key: Option<Value>,
    current: Option<(Value, Option<Value>)>,
    wanted: Option<Value>,
    number: usize,
}

impl Groups {
    /// Reads one element; false at the end.
    fn step(&mut self, i: &mut Interpreter) -> R<bool> {
        let Some(next) = self.iter.next(i)? else {
            return Ok(false);
        };
        let key = match &self.key {
            Some(key) => i.call(key, CallArgs::of(vec![next.clone()]))?,
            None => next.clone(),
        };
        self.current = Some((key, Some(next)));
        Ok(true)
    }
}

pub(super) fn groupby(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [values, key] = args.bind("groupby", ["iterable", "key"], 1)?;
    let groups = Rc::new(RefCell::new(Groups {
        iter: iterable(interpreter, values)?,
        key: key.filter(|key| !matches!(key, Value::None)),
        current: None,
        wanted: None,
        number: 0,
    }));
    let busy = || Raised::new("ValueError", "generator already executing");
    Ok(steps("groupby", move |i| {
        let mut all = groups.try_borrow_mut().map_err(|_| busy())?;
        all.number += 1;
        let number = all.number;
        loop {
            match (&all.current, &all.wanted) {
                (Some(_), None) => break,
                (Some((key, _)), Some(wanted)) if !i.equal(key, wanted)? => break,
                _ => {
                    i.tick()?;
                    if !all.step(i)? {
                        return Ok(None);
                    }
                }
            }
        }
        let Some((key, _)) = all.current.clone() else {
            return Ok(None);
        };
        all.wanted = Some(key.clone());
        let shared = groups.clone();
        let wanted = key.clone();
        let group = steps("_grouper", move |i| {
            let mut all = shared.try_borrow_mut().map_err(|_| busy())?;
            if all.number != number {
                return Ok(None);
            }
            if all
                .current
                .as_ref()
                .is_none_or(|(_, value)| value.is_none())
                && !all.step(i)?
            {
                return Ok(None);
            }
            let Some((key, value)) = &mut all.current else {
                return Ok(None);
            };
            match i.equal(key, &wanted)? {
                true => Ok(value.take()),
                false => Ok(None),
            }
        });
        Ok(Some(Value::tuple(vec![key, group])))
    }))
}
