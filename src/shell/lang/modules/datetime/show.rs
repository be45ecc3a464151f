//! Dates, times and spans as text.

use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;
use chrono::format::{Item, StrftimeItems};
use chrono::{Datelike, NaiveTime, TimeDelta, TimeZone, Timelike};
use imapclient::data::time::DateTime;

use super::field;

/// A time as `str()` and `isoformat()` give it.
pub(crate) fn time_text(time: &DateTime, separator: char) -> String {
    let micros = time.local.and_utc().timestamp_subsec_micros();
    let fraction = if micros > 0 {
        format!(".{micros:06}")
    } else {
        String::new()
    };
    let offset = time
        .offset
        .map(|offset| offset.to_string())
        .unwrap_or_default();
    format!(
        "{}{separator}{}{fraction}{offset}",
        time.local.format("%Y-%m-%d"),
        time.local.format("%H:%M:%S")
    )
}

/// A date or time by a pattern of C's `strftime`.
pub(crate) fn strftime(value: &Value, pattern: &str) -> R<String> {
    let items: Vec<Item<'_>> = StrftimeItems::new(pattern).collect();
    if items.contains(&Item::Error) {
        return Err(Raised::new(
            "ValueError",
            format!("'{pattern}' is no format of strftime"),
        ));
    }
    let (local, offset) = match value {
        Value::Date(date) => (date.and_time(NaiveTime::MIN), None),
        Value::DateTime(time) => (time.local, time.offset),
        _ => return Err(Raised::new("TypeError", "strftime needs a date")),
    };
    let text = match offset {
        Some(offset) => match offset.from_local_datetime(&local).single() {
            Some(time) => time.format_with_items(items.iter()).to_string(),
            None => String::new(),
        },
        // A naive time has no zone to show.
        None => {
            let pattern = pattern.replace("%z", "").replace("%Z", "");
            local.format(&pattern).to_string()
        }
    };
    Ok(text)
}

/// A span as `str()` gives it.
pub(crate) fn delta_text(delta: TimeDelta) -> String {
    let (days, rest) = (
        delta.num_seconds().div_euclid(86_400),
        delta.num_seconds().rem_euclid(86_400),
    );
    let micros = delta.subsec_micros();
    let days = match days {
        0 => String::new(),
        1 | -1 => format!("{days} day, "),
        _ => format!("{days} days, "),
    };
    let fraction = if micros > 0 {
        format!(".{micros:06}")
    } else {
        String::new()
    };
    format!(
        "{days}{}:{:02}:{:02}{fraction}",
        rest / 3600,
        rest / 60 % 60,
        rest % 60
    )
}

/// A date, time, span or zone as `repr()` gives it.
pub(crate) fn repr(value: &Value) -> String {
    match value {
        Value::Date(date) => {
            format!(
                "datetime.date({}, {}, {})",
                date.year(),
                date.month(),
                date.day()
            )
        }
        Value::DateTime(time) => {
            let local = time.local;
            let mut parts = vec![
                i64::from(local.year()),
                local.month().into(),
                local.day().into(),
                local.hour().into(),
                local.minute().into(),
            ];
            let micros = local.and_utc().timestamp_subsec_micros();
            if local.second() > 0 || micros > 0 {
                parts.push(local.second().into());
            }
            if micros > 0 {
                parts.push(micros.into());
            }
            let parts: Vec<String> = parts.iter().map(i64::to_string).collect();
            let zone = time
                .offset
                .map(|offset| format!(", tzinfo={}", repr(&Value::Zone(offset.local_minus_utc()))));
            format!(
                "datetime.datetime({}{})",
                parts.join(", "),
                zone.unwrap_or_default()
            )
        }
        Value::Delta(delta) => {
            let mut parts = Vec::new();
            for name in ["days", "seconds", "microseconds"] {
                if let Some(Value::Int(number)) = field(value, name)
                    && number != 0
                {
                    parts.push(format!("{name}={number}"));
                }
            }
            match delta.is_zero() {
                true => "datetime.timedelta(0)".to_owned(),
                false => format!("datetime.timedelta({})", parts.join(", ")),
            }
        }
        Value::Zone(0) => "datetime.timezone.utc".to_owned(),
        Value::Zone(seconds) => {
            let delta = Value::Delta(TimeDelta::seconds((*seconds).into()));
            format!("datetime.timezone({})", repr(&delta))
        }
        _ => String::new(),
    }
}
