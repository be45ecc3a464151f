//! Sections that come back empty beside a full one of the same part.
//!
//! Apache James fills only one of `BODY[2.MIME]` and `BODY[2]` when both are asked for at once. The
//! empty one is asked for again on its own, once. A server whose empty sections stay empty is right,
//! and not asked again in this session.

use std::collections::BTreeMap;

use super::LINE;
use super::assemble::Rows;
use super::row::{FetchRow, FetchValue};
use super::sink::Sink;
use crate::client::Client;
use crate::data::flag::Words;
use crate::data::messages::Selection;
use crate::data::set::IdSet;
use crate::data::text::Text;
use crate::error::Result;
use crate::wire::line::Line;

/// Whether the header of a part is asked for, so that a row may have it beside the part.
pub(super) fn asks_for_pairs(data: &Words) -> bool {
    let is_header = |item: &Text| {
        let item = item.to_string_lossy().to_ascii_uppercase();
        item.starts_with("BODY") && item.contains(".MIME]")
    };
    data.0.iter().any(is_header)
}

fn is_full(value: &FetchValue) -> bool {
    match value {
        FetchValue::Text(text) => text.as_ref().is_some_and(|text| !text.is_empty()),
        FetchValue::Spooled(_) => true,
        _ => false,
    }
}

/// The sections of a row that are empty beside a full one of the same part.
pub(super) fn empty_sections(row: &FetchRow) -> Vec<Text> {
    let is_empty = |value: &FetchValue| match value {
        FetchValue::Text(text) => text.as_ref().is_some_and(Text::is_empty),
        _ => false,
    };
    let other = |name: &str| -> Option<String> {
        let part = name.strip_prefix("BODY[")?.strip_suffix(']')?;
        let inside = match part.strip_suffix(".MIME") {
            Some(part) => part.to_owned(),
            None => format!("{part}.MIME"),
        };
        Some(format!("BODY[{inside}]"))
    };
    let mut found = Vec::new();
    for (name, _) in row.items.iter().filter(|(_, value)| is_empty(value)) {
        let other = name
            .as_str()
            .and_then(other)
            .and_then(|name| row.get(&name));
        if other.is_some_and(is_full) {
            found.push(name.clone());
        }
    }
    found
}

/// Asks for the empty sections of these rows, and hands the rows out.
pub(super) fn ask_again(
    client: &mut Client,
    mut rows: Vec<FetchRow>,
    sink: &mut dyn Sink,
) -> Result<()> {
    let mut wanted: BTreeMap<Text, Vec<(u32, u32)>> = BTreeMap::new();
    for row in &rows {
        for name in empty_sections(row) {
            wanted.entry(name).or_default().push((row.id, row.id));
        }
    }
    let mut result = Ok(());
    let mut better = false;
    for (name, ids) in wanted {
        let section = name.to_string_lossy().replacen("BODY[", "BODY.PEEK[", 1);
        let found = ask(client, &section, IdSet::from_ranges(ids));
        match found {
            Ok(found) => found.into_iter().for_each(|(id, value)| {
                let row = rows.iter_mut().find(|row| row.id == id);
                let items = row.into_iter().flat_map(|row| &mut row.items);
                for (_, old) in items.filter(|(known, _)| *known == name) {
                    better |= *old != value;
                    *old = value.clone();
                }
            }),
            Err(error) => result = Err(error),
        }
    }
    if better {
        client.note_quirk("section left empty until asked for again");
    } else if result.is_ok() {
        client.trust_sections();
    }
    for row in rows {
        sink.row(client, row)?;
    }
    result
}

/// The full values of one section.
fn ask(client: &mut Client, section: &str, ids: IdSet) -> Result<Vec<(u32, FetchValue)>> {
    let verb = if client.use_uid() {
        "UID FETCH"
    } else {
        "FETCH"
    };
    let selection = Selection::Set(ids);
    let mut commands = Vec::new();
    for piece in selection.pieces(LINE - section.len().min(LINE / 2) - 100) {
        let line = Line::new(verb).raw(piece.as_bytes());
        commands.push(line.raw(format!("({section})").as_bytes()).finish()?);
    }
    let mut rows = Rows::new(client, selection, false);
    let mut found = Vec::new();
    let mut keep = |_: &mut Client, row: FetchRow| {
        let values = row.items.into_iter().map(|(_, value)| value);
        found.extend(values.filter(is_full).map(|value| (row.id, value)));
        Ok(())
    };
    client.pipeline(
        commands,
        &mut |client, response| rows.take(client, response, &mut keep),
        &mut |_, _| {},
    )?;
    rows.finish(client, &mut keep)?;
    Ok(found)
}
