//! A result as rows and columns, for `--output table` and `csv` and for saving.

use imapclient::menu::Mapping;

use super::bridge::value as value_of;
use super::json::Json;
use super::value::Value;

/// What stands in one column of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) column: String,
    pub(crate) text: String,
}

/// The rows of a result: what each belongs to, if anything, and the row. `None` if the result is
/// no list or mapping of rows.
pub(crate) fn rows(value: &Value) -> Option<Vec<(Option<Value>, Value)>> {
    match value {
        Value::Mapping(map) => by_id(entries(&**map)),
        Value::Dict(dict) => {
            let dict = dict.try_borrow().ok()?;
            by_id(
                dict.iter()
                    .map(|(key, row)| (key.clone(), row.clone()))
                    .collect(),
            )
        }
        Value::List(list) => in_order(&list.try_borrow().ok()?),
        Value::Tuple(values) => in_order(values),
        _ => None,
    }
}

/// All entries of a mapping of the server's.
fn entries(map: &dyn Mapping) -> Vec<(Value, Value)> {
    let pair = |at| {
        map.entry(at)
            .map(|(key, row)| (value_of(key), value_of(row)))
    };
    (0..map.len()).filter_map(pair).collect()
}

fn by_id(pairs: Vec<(Value, Value)>) -> Option<Vec<(Option<Value>, Value)>> {
    let fits = pairs
        .iter()
        .all(|(key, row)| matches!(key, Value::Int(_)) || is_row(row));
    fits.then(|| {
        pairs
            .into_iter()
            .map(|(key, row)| (Some(key), row))
            .collect()
    })
}

fn in_order(values: &[Value]) -> Option<Vec<(Option<Value>, Value)>> {
    let fits = values
        .iter()
        .all(|row| is_row(row) || matches!(row, Value::Tuple(_) | Value::List(_)));
    fits.then(|| values.iter().map(|row| (None, row.clone())).collect())
}

/// Whether a value has columns with names.
fn is_row(value: &Value) -> bool {
    match value {
        Value::Mapping(_) | Value::Dict(_) => true,
        Value::Record(record) => record.text().is_none(),
        _ => false,
    }
}

/// The cells of a row. An envelope is spread over columns of its own, with its words decoded: all
/// that one reads of it if `wide`, else what a list of messages shows.
pub(crate) fn fields(key: Option<&Value>, row: &Value, wide: bool) -> Vec<Cell> {
    let mut cells = Vec::new();
    if let Some(key) = key {
        cells.push(cell("id", key));
    }
    match row {
        Value::Mapping(map) => {
            for (name, value) in entries(&**map) {
                field(&mut cells, &content(&name), &value, wide);
            }
        }
        Value::Dict(dict) => {
            if let Ok(dict) = dict.try_borrow() {
                for (name, value) in dict.iter() {
                    field(&mut cells, &content(name), value, wide);
                }
            }
        }
        Value::Record(record) if record.text().is_none() => {
            if record.type_name() == "Envelope" {
                field(&mut cells, "", row, wide);
                return cells;
            }
            for name in record.fields() {
                let value = record.field(name).map_or(Value::None, value_of);
                field(&mut cells, name.trim_end_matches('_'), &value, wide);
            }
        }
        Value::Tuple(values) if key.is_none() => numbered(&mut cells, values, wide),
        Value::List(values) if key.is_none() => {
            if let Ok(values) = values.try_borrow() {
                numbered(&mut cells, &values, wide);
            }
        }
        other => cells.push(cell("value", other)),
    }
    cells
}

fn numbered(cells: &mut Vec<Cell>, values: &[Value], wide: bool) {
    for (at, value) in values.iter().enumerate() {
        field(cells, &at.to_string(), value, wide);
    }
}

fn field(cells: &mut Vec<Cell>, name: &str, value: &Value, wide: bool) {
    let Value::Record(record) = value else {
        cells.push(match flags(value).filter(|_| !wide) {
            Some(text) => Cell {
                column: name.to_owned(),
                text,
            },
            None => cell(name, value),
        });
        return;
    };
    let Some(decoded) = record
        .field("decoded")
        .filter(|_| record.type_name() == "Envelope")
    else {
        cells.push(cell(name, value));
        return;
    };
    let columns: &[&str] = match wide {
        true => &["date", "from_", "to", "cc", "subject", "message_id"],
        false => &["date", "from_", "subject"],
    };
    let decoded = value_of(decoded);
    let Value::Record(envelope) = &decoded else {
        return;
    };
    for column in columns {
        let value = envelope.field(column).map_or(Value::None, value_of);
        let column = column.trim_end_matches('_');
        match &value {
            Value::Tuple(people) => cells.push(Cell {
                column: column.to_owned(),
                text: people.iter().map(person).collect::<Vec<_>>().join(", "),
            }),
            other => cells.push(cell(column, other)),
        }
    }
}

/// An address as one reads it.
fn person(value: &Value) -> String {
    match value {
        Value::Record(record) => record.display().unwrap_or_default(),
        other => content(other),
    }
}

/// Several words without blanks in them, such as flags, as one reads them.
fn flags(value: &Value) -> Option<String> {
    let Value::Tuple(values) = value else {
        return None;
    };
    let words: Option<Vec<String>> = values
        .iter()
        .map(|value| Some(value.as_str()?.to_string()))
        .collect();
    let is_word = |word: &String| !word.is_empty() && !word.contains(char::is_whitespace);
    words
        .filter(|words| words.iter().all(is_word))
        .map(|words| words.join(" "))
}

fn cell(column: &str, value: &Value) -> Cell {
    Cell {
        column: column.to_owned(),
        text: content(value),
    }
}

/// A value as text: text as it is, nothing for None, everything else as compact JSON.
fn content(value: &Value) -> String {
    if matches!(value, Value::None) {
        return String::new();
    }
    if let Some(text) = value.as_str() {
        return text.to_string();
    }
    let json = serde_json::to_string(&Json::new(value)).unwrap_or_default();
    // Dates are strings without anything to escape.
    match value {
        Value::Date(_) | Value::DateTime(_) => json.trim_matches('"').to_owned(),
        _ => json,
    }
}

/// The octets of the whole message in a row of FETCH, or of a value that is a message itself.
pub(crate) fn content_of(row: &Value) -> Option<Vec<u8>> {
    if let Some(octets) = row.raw() {
        return Some(octets);
    }
    let pairs = match row {
        Value::Mapping(map) => entries(&**map),
        Value::Dict(dict) => {
            let dict = dict.try_borrow().ok()?;
            dict.iter()
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect()
        }
        _ => return None,
    };
    ["BODY[]", "RFC822", "BINARY[]"].iter().find_map(|wanted| {
        let found = pairs.iter().find(|(key, _)| {
            key.as_str()
                .is_some_and(|key| key.eq_ignore_ascii_case(wanted))
        })?;
        found.1.raw()
    })
}
