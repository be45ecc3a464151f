//! THREAD=REFERENCES (RFC 5256 section 3), step by step.

use std::collections::{HashMap, HashSet};

use super::{Forest, Item, Node};

/// A message, or a place where one is missing.
#[derive(Default)]
struct Place {
    item: Option<usize>,
    parent: Option<usize>,
    children: Vec<usize>,
}

#[derive(Default)]
struct Table {
    boxes: Vec<Place>,
}

impl Table {
    fn get(&self, at: usize) -> Option<&Place> {
        self.boxes.get(at)
    }

    fn children(&self, at: usize) -> &[usize] {
        self.get(at).map_or(&[], |found| &found.children)
    }

    /// Puts one below another, unless it would be below itself.
    fn link(&mut self, parent: usize, child: usize) {
        let mut above = Some(parent);
        // What has nothing below it cannot be above anything.
        while let Some(at) = above.filter(|_| !self.children(child).is_empty()) {
            if at == child {
                return;
            }
            above = self.get(at).and_then(|found| found.parent);
        }
        if parent == child {
            return;
        }
        self.unlink(child);
        if let Some(found) = self.boxes.get_mut(child) {
            found.parent = Some(parent);
        }
        if let Some(found) = self.boxes.get_mut(parent) {
            found.children.push(child);
        }
    }

    fn unlink(&mut self, child: usize) {
        let parent = self
            .boxes
            .get_mut(child)
            .and_then(|found| found.parent.take());
        if let Some(found) = parent.and_then(|parent| self.boxes.get_mut(parent)) {
            found.children.retain(|other| *other != child);
        }
    }

    fn add(&mut self, item: Option<usize>) -> usize {
        self.boxes.push(Place {
            item,
            ..Place::default()
        });
        self.boxes.len() - 1
    }
}

/// Threads messages by what they refer to.
pub(super) fn forest(items: Vec<Item>) -> Forest {
    let mut table = build(&items);
    let mut roots: Vec<usize> = (0..table.boxes.len())
        .filter(|at| table.get(*at).is_some_and(|found| found.parent.is_none()))
        .collect();
    prune(&mut table, &mut roots);
    sort(&table, &items, &mut roots);
    let mut roots = by_subject(&mut table, &items, &roots);
    sort_all(&mut table, &items, &mut roots);
    let nodes = table.boxes.into_iter().map(|found| Node {
        id: found.item.and_then(|at| items.get(at)).map(|item| item.id),
        children: found.children,
    });
    Forest {
        nodes: nodes.collect(),
        roots,
    }
}

/// Step 1: who refers to whom.
fn build(items: &[Item]) -> Table {
    let mut table = Table::default();
    let mut known: HashMap<&[u8], usize> = HashMap::new();
    for (at, item) in items.iter().enumerate() {
        let Some((own, references)) = item.ids.split_last() else {
            continue;
        };
        let mut above = None;
        for id in references {
            let here = *known.entry(id).or_insert_with(|| table.add(None));
            // What is linked already stays so.
            let free = table.get(here).is_some_and(|found| found.parent.is_none());
            if let Some(above) = above.filter(|_| free) {
                table.link(above, here);
            }
            above = Some(here);
        }
        let taken =
            |table: &Table, here: usize| table.get(here).is_some_and(|found| found.item.is_some());
        let here = match known.get(own.as_slice()).copied() {
            Some(here) if !own.is_empty() && !taken(&table, here) => here,
            // Two messages of one id: the second counts as one of its own.
            Some(_) => table.add(None),
            None => {
                let here = table.add(None);
                if !own.is_empty() {
                    known.insert(own, here);
                }
                here
            }
        };
        if let Some(found) = table.boxes.get_mut(here) {
            found.item = Some(at);
        }
        // The last reference of the message itself is its parent, whatever others said.
        match above {
            Some(above) => table.link(above, here),
            None => table.unlink(here),
        }
    }
    table
}

/// All below the roots, each after what it is below.
fn downwards(table: &Table, roots: &[usize]) -> Vec<usize> {
    let mut order = roots.to_vec();
    let mut next = 0;
    while let Some(at) = order.get(next).copied() {
        order.extend_from_slice(table.children(at));
        next += 1;
    }
    order
}

/// Step 3: places without a message go, unless they hold several threads together at the top.
fn prune(table: &mut Table, roots: &mut Vec<usize>) {
    let mut gone = HashSet::new();
    let mut raised = Vec::new();
    for at in downwards(table, roots).into_iter().rev() {
        let Some(found) = table.get(at) else { continue };
        let (parent, children) = (found.parent, found.children.clone());
        if found.item.is_some() || parent.is_none() && children.len() > 1 {
            continue;
        }
        // Those below take its place.
        for child in &children {
            if let Some(found) = table.boxes.get_mut(*child) {
                found.parent = parent;
            }
        }
        match parent.and_then(|parent| table.boxes.get_mut(parent)) {
            Some(parent) => {
                parent.children.retain(|other| *other != at);
                parent.children.extend(children);
            }
            None => {
                gone.insert(at);
                raised.extend(children);
            }
        }
    }
    roots.retain(|root| !gone.contains(root));
    roots.extend(raised);
}

/// The message of a place, or of the first one below it.
fn first<'a>(table: &Table, items: &'a [Item], at: usize) -> Option<&'a Item> {
    let found = table.get(at)?;
    let item = found
        .item
        .or_else(|| table.get(*found.children.first()?)?.item);
    items.get(item?)
}

fn sort(table: &Table, items: &[Item], nodes: &mut [usize]) {
    nodes.sort_by_key(|at| first(table, items, *at).map(|item| (item.date, item.id)));
}

/// Steps 4 and 6: those on one level by date.
fn sort_all(table: &mut Table, items: &[Item], roots: &mut [usize]) {
    // From below, as a place without a message is dated by the first one below it.
    for at in downwards(table, roots).into_iter().rev() {
        let mut children = table.children(at).to_vec();
        if children.len() > 1 {
            sort(table, items, &mut children);
            if let Some(found) = table.boxes.get_mut(at) {
                found.children = children;
            }
        }
    }
    sort(table, items, roots);
}

/// Step 5: threads of one subject are put together.
fn by_subject(table: &mut Table, items: &[Item], roots: &[usize]) -> Vec<usize> {
    let empty = |table: &Table, at: usize| table.get(at).is_none_or(|found| found.item.is_none());
    let subject = |table: &Table, at: usize| {
        let item = first(table, items, at)?;
        Some(item.subject.clone()).filter(|(text, _)| !text.is_empty())
    };
    let mut named: HashMap<String, usize> = HashMap::new();
    for root in roots {
        let Some((text, reply)) = subject(table, *root) else {
            continue;
        };
        let better = match named.get(&text) {
            None => true,
            Some(held) => {
                let held_reply = subject(table, *held).is_some_and(|(_, reply)| reply);
                empty(table, *root) && !empty(table, *held) || held_reply && !reply
            }
        };
        if better {
            named.insert(text, *root);
        }
    }
    let mut tops = Vec::new();
    // Where each stands among them.
    let mut places: HashMap<usize, usize> = HashMap::new();
    for root in roots {
        let Some((text, reply)) = subject(table, *root) else {
            places.insert(*root, tops.len());
            tops.push(*root);
            continue;
        };
        let held = named.get(&text).copied().unwrap_or(*root);
        if held == *root {
            places.insert(*root, tops.len());
            tops.push(*root);
            continue;
        }
        let held_reply = subject(table, held).is_some_and(|(_, reply)| reply);
        match (empty(table, held), empty(table, *root)) {
            (true, true) => {
                for child in table.children(*root).to_vec() {
                    table.link(held, child);
                }
            }
            (true, false) => table.link(held, *root),
            (false, _) if reply && !held_reply => table.link(held, *root),
            _ => {
                // Side by side below a new place, which takes the name over.
                let place = table.add(None);
                match places.get(&held).and_then(|at| tops.get_mut(*at)) {
                    Some(slot) => *slot = place,
                    None => tops.push(place),
                }
                table.link(place, held);
                table.link(place, *root);
                named.insert(text, place);
            }
        }
    }
    // One that was put below another after it had been listed is no top any more.
    tops.retain(|top| table.get(*top).is_some_and(|found| found.parent.is_none()));
    tops
}
