//! Dates, times and spans as text.

use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;
use chrono::{Datelike, FixedOffset, NaiveDate, NaiveTime, TimeDelta, Timelike};
use imapclient::data::time::DateTime;

use super::{arithmetic, field};

/// `YYYY-MM-DD`
pub(super) fn date_text(date: NaiveDate) -> String {
    date.format("%Y-%m-%d").to_string()
}

/// `HH:MM:SS` and as much as `timespec` wants.
pub(super) fn clock_text(time: NaiveTime, precision: &str) -> R<String> {
    let micros = time.nanosecond() / 1000;
    let whole = time.format("%H:%M:%S");
    Ok(match precision {
        "auto" if micros == 0 => whole.to_string(),
        "auto" | "microseconds" => format!("{whole}.{micros:06}"),
        "milliseconds" => format!("{whole}.{:03}", micros / 1000),
        "seconds" => whole.to_string(),
        "minutes" => time.format("%H:%M").to_string(),
        "hours" => time.format("%H").to_string(),
        _ => return Err(Raised::new("ValueError", "Unknown timespec value")),
    })
}

/// `+01:00`, or nothing.
pub(super) fn offset_text(offset: Option<FixedOffset>) -> String {
    let Some(offset) = offset else {
        return String::new();
    };
    let seconds = offset.local_minus_utc();
    let sign = if seconds < 0 { '-' } else { '+' };
    let seconds = seconds.unsigned_abs();
    let text = format!("{sign}{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
    match seconds % 60 {
        0 => text,
        rest => format!("{text}:{rest:02}"),
    }
}

/// The name of a zone: `UTC`, `UTC+01:00`.
pub(crate) fn zone_text(seconds: i32) -> String {
    match seconds {
        0 => "UTC".to_owned(),
        seconds => format!("UTC{}", offset_text(FixedOffset::east_opt(seconds))),
    }
}

/// A time as `str()` and `isoformat()` give it.
pub(crate) fn time_text(time: &DateTime, separator: char) -> String {
    format!(
        "{}{separator}{}{}",
        date_text(time.local.date()),
        clock_text(time.local.time(), "auto").unwrap_or_default(),
        offset_text(time.offset)
    )
}

/// A span as `str()` gives it.
pub(crate) fn delta_text(delta: TimeDelta) -> String {
    let (days, rest, micros) = arithmetic::parts(delta);
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
            let micros = local.nanosecond() / 1000;
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
