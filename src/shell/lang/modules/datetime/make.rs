//! Making dates, times, spans and zones.

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;
use chrono::{
    DateTime as ChronoTime, FixedOffset, Local, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc,
};
use imapclient::data::time::DateTime;

pub(super) fn number(value: Option<Value>, name: &str, default: i128) -> R<i128> {
    match value {
        None => Ok(default),
        Some(value) => value.as_int().ok_or_else(|| {
            Raised::new(
                "TypeError",
                format!("{name} must be an integer, not {}", value.type_name()),
            )
        }),
    }
}

pub(super) fn small(value: i128) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

pub(super) fn make_date(year: i128, month: i128, day: i128) -> R<NaiveDate> {
    let wrong = |what| Raised::new("ValueError", what);
    let year = i32::try_from(year)
        .ok()
        .filter(|year| (1..=9999).contains(year));
    let year = year.ok_or_else(|| wrong("year is out of range"))?;
    if !(1..=12).contains(&month) {
        return Err(wrong("month must be in 1..12"));
    }
    NaiveDate::from_ymd_opt(year, small(month), small(day))
        .ok_or_else(|| wrong("day is out of range for month"))
}

pub(super) fn date(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [year, month, day] = args.bind("date", ["year", "month", "day"], 3)?;
    make_date(
        number(year, "year", 0)?,
        number(month, "month", 0)?,
        number(day, "day", 0)?,
    )
    .map(Value::Date)
}

pub(super) fn zone(value: Option<Value>) -> R<Option<FixedOffset>> {
    match value {
        None | Some(Value::None) => Ok(None),
        Some(Value::Zone(seconds)) => Ok(FixedOffset::east_opt(seconds)),
        Some(other) => Err(Raised::new(
            "TypeError",
            format!(
                "tzinfo argument must be None or of a tzinfo subclass, not type '{}'",
                other.type_name()
            ),
        )),
    }
}

pub(super) fn datetime(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [year, month, day, hour, minute, second, micro, tzinfo] = args.bind(
        "datetime",
        [
            "year",
            "month",
            "day",
            "hour",
            "minute",
            "second",
            "microsecond",
            "tzinfo",
        ],
        3,
    )?;
    let date = make_date(
        number(year, "year", 0)?,
        number(month, "month", 0)?,
        number(day, "day", 0)?,
    )?;
    let time = NaiveTime::from_hms_micro_opt(
        small(number(hour, "hour", 0)?),
        small(number(minute, "minute", 0)?),
        small(number(second, "second", 0)?),
        small(number(micro, "microsecond", 0)?),
    );
    let time = time.ok_or_else(|| Raised::new("ValueError", "the time of day is out of range"))?;
    Ok(Value::DateTime(DateTime {
        local: NaiveDateTime::new(date, time),
        offset: zone(tzinfo)?,
    }))
}

pub(super) fn timedelta(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let parts = args.bind(
        "timedelta",
        [
            "days",
            "seconds",
            "microseconds",
            "milliseconds",
            "minutes",
            "hours",
            "weeks",
        ],
        0,
    )?;
    let scales = [86_400e6, 1e6, 1.0, 1e3, 60e6, 3600e6, 604_800e6];
    let mut total = 0.0;
    let mut exact = 0i128;
    for (part, scale) in parts.into_iter().zip(scales) {
        match part {
            None => {}
            Some(part) => match (part.as_int(), part.as_float()) {
                (Some(whole), _) => {
                    exact = exact.saturating_add(whole.saturating_mul(scale as i128))
                }
                (None, Some(part)) => total += part * scale,
                (None, None) => {
                    return Err(Raised::new(
                        "TypeError",
                        format!(
                            "unsupported type for timedelta component: {}",
                            part.type_name()
                        ),
                    ));
                }
            },
        }
    }
    let micros = exact.saturating_add(total.round_ties_even() as i128);
    match i64::try_from(micros) {
        Ok(micros) => Ok(Value::Delta(TimeDelta::microseconds(micros))),
        Err(_) => Err(Raised::new("OverflowError", "the timedelta is too large")),
    }
}

pub(super) fn timezone(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [offset, _] = args.bind("timezone", ["offset", "name"], 1)?;
    match offset {
        Some(Value::Delta(delta)) if delta.num_seconds().abs() < 86_400 => {
            Ok(Value::Zone(i32::try_from(delta.num_seconds()).unwrap_or(0)))
        }
        _ => Err(Raised::new(
            "ValueError",
            "timezone() needs a timedelta of less than a day",
        )),
    }
}

pub(super) fn today(_: &mut Interpreter, _: CallArgs) -> R<Value> {
    Ok(Value::Date(Local::now().date_naive()))
}

pub(super) fn now(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [tz] = args.bind("now", ["tz"], 0)?;
    Ok(Value::DateTime(match zone(tz)? {
        Some(offset) => Utc::now().with_timezone(&offset).into(),
        None => Local::now().naive_local().into(),
    }))
}

pub(super) fn utcnow(_: &mut Interpreter, _: CallArgs) -> R<Value> {
    Ok(Value::DateTime(Utc::now().naive_utc().into()))
}

pub(super) fn iso_text(args: CallArgs) -> R<std::rc::Rc<str>> {
    let [text] = args.bind("fromisoformat", ["date_string"], 1)?;
    let text = text.and_then(|text| text.as_str());
    text.ok_or_else(|| Raised::new("TypeError", "fromisoformat: argument must be str"))
}

pub(super) fn invalid_iso(text: &str) -> Raised {
    Raised::new("ValueError", format!("Invalid isoformat string: '{text}'"))
}

pub(super) fn date_from_iso(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let text = iso_text(args)?;
    let date = NaiveDate::parse_from_str(&text, "%Y-%m-%d").map_err(|_| invalid_iso(&text))?;
    Ok(Value::Date(date))
}

pub(super) fn from_iso(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let text = iso_text(args)?;
    let plain = text.replacen(' ', "T", 1);
    if let Ok(time) = ChronoTime::parse_from_rfc3339(&plain) {
        return Ok(Value::DateTime(time.into()));
    }
    for pattern in ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M"] {
        if let Ok(time) = NaiveDateTime::parse_from_str(&plain, pattern) {
            return Ok(Value::DateTime(time.into()));
        }
    }
    match NaiveDate::parse_from_str(&plain, "%Y-%m-%d") {
        Ok(date) => Ok(Value::DateTime(date.and_time(NaiveTime::MIN).into())),
        Err(_) => Err(invalid_iso(&text)),
    }
}

pub(super) fn from_timestamp(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [seconds, tz] = args.bind("fromtimestamp", ["timestamp", "tz"], 1)?;
    let micros = seconds
        .and_then(|s| s.as_float())
        .map(|s| (s * 1e6).round() as i64);
    let utc = micros.and_then(ChronoTime::<Utc>::from_timestamp_micros);
    let utc = utc.ok_or_else(|| Raised::new("ValueError", "the timestamp is out of range"))?;
    Ok(Value::DateTime(match zone(tz)? {
        Some(offset) => utc.with_timezone(&offset).into(),
        None => utc.with_timezone(&Local).naive_local().into(),
    }))
}
