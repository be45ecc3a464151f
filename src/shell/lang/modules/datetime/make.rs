//! Making dates, times, spans and zones.

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;
use chrono::{
    DateTime as ChronoTime, Datelike, FixedOffset, Local, NaiveDate, NaiveDateTime, NaiveTime, Utc,
    Weekday,
};
use imapclient::data::time::DateTime;

use super::arithmetic::span;
use super::clock::{Clock, time_of_day};

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
    let [year, month, day, hour, minute, second, micro, tzinfo, _] = args.bind(
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
            "fold",
        ],
        3,
    )?;
    let date = make_date(
        number(year, "year", 0)?,
        number(month, "month", 0)?,
        number(day, "day", 0)?,
    )?;
    Ok(Value::DateTime(DateTime {
        local: NaiveDateTime::new(date, time_of_day(hour, minute, second, micro)?),
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
    if total.is_nan() {
        return Err(Raised::new(
            "ValueError",
            "cannot convert float NaN to integer",
        ));
    }
    let micros = exact.saturating_add(total.round_ties_even() as i128);
    span(micros).map(Value::Delta)
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

fn utc_of(seconds: Option<Value>) -> R<ChronoTime<Utc>> {
    let out_of_range = || Raised::new("ValueError", "the timestamp is out of range");
    let seconds = seconds.unwrap_or(Value::None);
    let Some(number) = seconds.as_float() else {
        return Err(Raised::new(
            "TypeError",
            format!(
                "'{}' object cannot be interpreted as a number of seconds",
                seconds.type_name()
            ),
        ));
    };
    let micros = (number * 1e6).round_ties_even();
    let utc = ChronoTime::<Utc>::from_timestamp_micros(micros as i64);
    utc.filter(|_| micros.abs() < 9e18).ok_or_else(out_of_range)
}

pub(super) fn from_timestamp(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [seconds, tz] = args.bind("fromtimestamp", ["timestamp", "tz"], 1)?;
    let utc = utc_of(seconds)?;
    Ok(Value::DateTime(match zone(tz)? {
        Some(offset) => utc.with_timezone(&offset).into(),
        None => utc.with_timezone(&Local).naive_local().into(),
    }))
}

pub(super) fn utc_from_timestamp(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [seconds] = args.bind("utcfromtimestamp", ["timestamp"], 1)?;
    Ok(Value::DateTime(utc_of(seconds)?.naive_utc().into()))
}

pub(super) fn date_from_timestamp(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [seconds] = args.bind("fromtimestamp", ["timestamp"], 1)?;
    let local = utc_of(seconds)?.with_timezone(&Local);
    Ok(Value::Date(local.date_naive()))
}

fn by_ordinal(args: CallArgs) -> R<NaiveDate> {
    let [ordinal] = args.bind("fromordinal", ["ordinal"], 1)?;
    let ordinal = number(ordinal, "ordinal", 0)?;
    let day = i32::try_from(ordinal)
        .map_err(|_| Raised::new("OverflowError", "Python int too large to convert to C int"))?;
    let day = Some(day).filter(|ordinal| *ordinal > 0);
    let date = day.and_then(NaiveDate::from_num_days_from_ce_opt);
    let date = date.filter(|date| date.year() <= 9999);
    date.ok_or_else(|| Raised::new("ValueError", "ordinal must be >= 1"))
}

pub(super) fn date_from_ordinal(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    by_ordinal(args).map(Value::Date)
}

pub(super) fn time_from_ordinal(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    by_ordinal(args).map(|date| Value::DateTime(date.and_time(NaiveTime::MIN).into()))
}

fn by_week(args: CallArgs) -> R<NaiveDate> {
    let [year, week, day] = args.bind("fromisocalendar", ["year", "week", "day"], 3)?;
    let (year, week, day) = (
        number(year, "year", 0)?,
        number(week, "week", 0)?,
        number(day, "day", 0)?,
    );
    let weekday = u8::try_from(day - 1)
        .ok()
        .and_then(|day| Weekday::try_from(day).ok())
        .ok_or_else(|| {
            Raised::new(
                "ValueError",
                format!("Invalid weekday: {day} (range is [1, 7])"),
            )
        })?;
    let year = i32::try_from(year).unwrap_or(0);
    let date = NaiveDate::from_isoywd_opt(year, small(week), weekday);
    date.ok_or_else(|| Raised::new("ValueError", format!("Invalid week: {week}")))
}

pub(super) fn date_from_week(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    by_week(args).map(Value::Date)
}

pub(super) fn time_from_week(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    by_week(args).map(|date| Value::DateTime(date.and_time(NaiveTime::MIN).into()))
}

pub(super) fn combine(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [date, time, tzinfo] = args.bind("combine", ["date", "time", "tzinfo"], 2)?;
    let date = match date {
        Some(Value::Date(date)) => date,
        Some(Value::DateTime(time)) => time.local.date(),
        _ => {
            return Err(Raised::new(
                "TypeError",
                "combine() argument 1 must be date",
            ));
        }
    };
    let clock = time.and_then(|time| time.as_object::<Clock>());
    let clock =
        clock.ok_or_else(|| Raised::new("TypeError", "combine() argument 2 must be time"))?;
    Ok(Value::DateTime(DateTime {
        local: date.and_time(clock.time),
        offset: match tzinfo {
            None => clock.offset,
            tzinfo => zone(tzinfo)?,
        },
    }))
}
