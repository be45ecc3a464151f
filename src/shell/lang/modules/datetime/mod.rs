//! The module `datetime`: date, time, datetime, timedelta, timezone.

mod arithmetic;
mod clock;
mod iso;
mod make;
mod show;
mod strftime;
mod strptime;

pub(crate) use arithmetic::binary;
pub(crate) use show::{delta_text, repr, time_text, zone_text};
pub(crate) use strftime::{Moment, strftime};
pub(crate) use strptime::parse;

use chrono::{
    DateTime as ChronoTime, Datelike, Local, NaiveDate, NaiveTime, TimeDelta, TimeZone, Timelike,
    Utc,
};
use imapclient::data::time::DateTime;

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::native::{Module, Native, Type, natives};
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

/// `datetime`
pub(crate) static MODULE: Module = Module {
    types: &[&TYPES[0], &TYPES[1], &TYPES[2], &TYPES[3], &clock::TIME],
    constant: |_, name| match name {
        "UTC" => Some(Value::Zone(0)),
        "MINYEAR" => Some(Value::Int(1)),
        "MAXYEAR" => Some(Value::Int(9999)),
        _ => None,
    },
    constants: &["UTC", "MINYEAR", "MAXYEAR"],
    ..Module::new("datetime", "Dates, times and spans of time.", &[])
};

/// The types whose values the language knows itself.
pub(crate) static TYPES: &[Type] = &[
    Type {
        statics: DATE_STATICS,
        constant: |name| match name {
            "min" => Some(Value::Date(NaiveDate::from_ymd_opt(1, 1, 1)?)),
            "max" => Some(Value::Date(NaiveDate::from_ymd_opt(9999, 12, 31)?)),
            "resolution" => Some(Value::Delta(TimeDelta::days(1))),
            _ => None,
        },
        constants: &["min", "max", "resolution"],
        ..Type::new("date", "(year, month, day)", "A day.", make::date, DATE)
    },
    Type {
        statics: DATETIME_STATICS,
        constant: |name| match name {
            "min" => Some(at(NaiveDate::from_ymd_opt(1, 1, 1)?, NaiveTime::MIN)),
            "max" => Some(at(
                NaiveDate::from_ymd_opt(9999, 12, 31)?,
                NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999)?,
            )),
            "resolution" => Some(Value::Delta(TimeDelta::microseconds(1))),
            _ => None,
        },
        constants: &["min", "max", "resolution"],
        bases: &["date"],
        ..Type::new(
            "datetime",
            "(year, month, day, hour=0, minute=0, second=0, microsecond=0, tzinfo=None)",
            "A moment, with or without a time zone.",
            make::datetime,
            DATETIME,
        )
    },
    Type {
        constant: |name| match name {
            "min" => Some(Value::Delta(TimeDelta::days(-arithmetic::MOST_DAYS))),
            "max" => TimeDelta::days(arithmetic::MOST_DAYS + 1)
                .checked_sub(&TimeDelta::microseconds(1))
                .map(Value::Delta),
            "resolution" => Some(Value::Delta(TimeDelta::microseconds(1))),
            _ => None,
        },
        constants: &["min", "max", "resolution"],
        ..Type::new(
            "timedelta",
            "(days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0)",
            "A span of time.",
            make::timedelta,
            DELTA,
        )
    },
    Type {
        constant: |name| (name == "utc").then_some(Value::Zone(0)),
        constants: &["utc"],
        ..Type::new(
            "timezone",
            "(offset, name=None)",
            "A fixed distance from UTC.",
            make::timezone,
            ZONE,
        )
    },
];

natives! {
    DATE {
        "ctime" "()" "The date as C writes it." => |_, args| show(&args, "%a %b %e %H:%M:%S %Y");
        "isocalendar" "()" "ISO year, week and weekday." => isocalendar;
        "isoformat" "()" "The date as YYYY-MM-DD." => isoformat;
        "isoweekday" "()" "The day of the week, Monday as 1." => |_, args| Ok(Value::Int(day(&args)?.weekday().number_from_monday().into()));
        "replace" "(year, month, day)" "The date with some fields changed." => replace;
        "strftime" "(format)" "The date by a pattern: %Y-%m-%d." => strftime_method;
        "timetuple" "()" "The date as time.localtime() gives it." => timetuple;
        "toordinal" "()" "The number of the day since the year 1." => |_, args| Ok(Value::Int(day(&args)?.num_days_from_ce().into()));
        "weekday" "()" "The day of the week, Monday as 0." => |_, args| Ok(Value::Int(day(&args)?.weekday().num_days_from_monday().into()));
    }

    DATE_STATICS {
        "fromisocalendar" "(year, week, day)" "The day of an ISO week." => make::date_from_week;
        "fromisoformat" "(text)" "The date that YYYY-MM-DD means." => iso::date;
        "fromordinal" "(ordinal)" "The day of that number since the year 1." => make::date_from_ordinal;
        "fromtimestamp" "(timestamp)" "The local date of a number of seconds since 1970." => make::date_from_timestamp;
        "today" "()" "The date of today." => make::today;
    }

    DATETIME {
        "astimezone" "(tz=None)" "The same moment in another time zone; the local one by default." => astimezone;
        "ctime" "()" "The time as C writes it." => |_, args| show(&args, "%a %b %e %H:%M:%S %Y");
        "date" "()" "The date alone." => |_, args| Ok(Value::Date(day(&args)?));
        "dst" "()" "None: zones here have no summer time of their own." => |_, _| Ok(Value::None);
        "isocalendar" "()" "ISO year, week and weekday." => isocalendar;
        "isoformat" "(sep='T', timespec='auto')" "The time as YYYY-MM-DDTHH:MM:SS." => isoformat;
        "isoweekday" "()" "The day of the week, Monday as 1." => |_, args| Ok(Value::Int(day(&args)?.weekday().number_from_monday().into()));
        "replace" "(year, month, day, hour, minute, second, microsecond, tzinfo)" "The time with some fields changed." => replace;
        "strftime" "(format)" "The time by a pattern: %Y-%m-%d %H:%M." => strftime_method;
        "time" "()" "The time of day alone, without a zone." => |_, args| clock::of(&args, false);
        "timestamp" "()" "The seconds since 1970." => timestamp;
        "timetuple" "()" "The time as time.localtime() gives it." => timetuple;
        "timetz" "()" "The time of day alone, with its zone." => |_, args| clock::of(&args, true);
        "toordinal" "()" "The number of the day since the year 1." => |_, args| Ok(Value::Int(day(&args)?.num_days_from_ce().into()));
        "tzname" "()" "The name of the zone." => tzname;
        "utcoffset" "()" "How far the zone is from UTC." => utcoffset;
        "utctimetuple" "()" "The moment in UTC as time.gmtime() gives it." => utctimetuple;
        "weekday" "()" "The day of the week, Monday as 0." => |_, args| Ok(Value::Int(day(&args)?.weekday().num_days_from_monday().into()));
    }

    DATETIME_STATICS {
        "combine" "(date, time, tzinfo=None)" "A date and a time of day as one." => make::combine;
        "fromisocalendar" "(year, week, day)" "The day of an ISO week." => make::time_from_week;
        "fromisoformat" "(text)" "The moment that an ISO text means." => iso::datetime;
        "fromordinal" "(ordinal)" "The day of that number since the year 1." => make::time_from_ordinal;
        "fromtimestamp" "(timestamp, tz=None)" "The moment of a number of seconds since 1970." => make::from_timestamp;
        "now" "(tz=None)" "Now." => make::now;
        "strptime" "(text, format)" "The moment that a text means by a pattern." => strptime::datetime;
        "today" "()" "Now, in local time." => make::now;
        "utcfromtimestamp" "(timestamp)" "The UTC time of a number of seconds since 1970, without zone." => make::utc_from_timestamp;
        "utcnow" "()" "Now in UTC, without zone." => make::utcnow;
    }

    DELTA {
        "total_seconds" "()" "The whole span in seconds." => total_seconds;
    }

    ZONE {
        "fromutc" "(dt)" "A UTC time in this zone." => zone_fromutc;
        "tzname" "(dt)" "The name of the zone." => zone_name;
        "utcoffset" "(dt)" "How far the zone is from UTC." => zone_offset;
    }
}

fn at(date: NaiveDate, time: NaiveTime) -> Value {
    Value::DateTime(date.and_time(time).into())
}

/// The fields of a date, time or span.
pub(crate) fn fields(value: &Value) -> &'static [&'static str] {
    match value {
        Value::Date(_) => &["year", "month", "day"],
        Value::DateTime(_) => &[
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
        Value::Delta(_) => &["days", "seconds", "microseconds"],
        _ => &[],
    }
}

/// The methods of a date, time, span or zone.
pub(crate) fn methods(value: &Value) -> &'static [Native] {
    match value {
        Value::Date(_) => DATE,
        Value::DateTime(_) => DATETIME,
        Value::Zone(_) => ZONE,
        _ => DELTA,
    }
}

/// A zone as a value.
fn zone_value(offset: Option<chrono::FixedOffset>) -> Value {
    offset.map_or(Value::None, |offset| Value::Zone(offset.local_minus_utc()))
}

/// A field of a date, time or span; also the limits of its type.
pub(crate) fn field(value: &Value, name: &str) -> Option<Value> {
    if matches!(name, "min" | "max" | "resolution" | "utc") {
        let kind = value.type_name();
        let kind = TYPES.iter().find(|candidate| candidate.name == kind)?;
        return (kind.constant)(name);
    }
    let date = match value {
        Value::Date(date) => Some(*date),
        Value::DateTime(time) => Some(time.local.date()),
        _ => None,
    };
    let number = match (value, name) {
        (_, "year") => i128::from(date?.year()),
        (_, "month") => i128::from(date?.month()),
        (_, "day") => i128::from(date?.day()),
        (Value::DateTime(time), "hour") => i128::from(time.local.hour()),
        (Value::DateTime(time), "minute") => i128::from(time.local.minute()),
        (Value::DateTime(time), "second") => i128::from(time.local.second()),
        (Value::DateTime(time), "microsecond") => i128::from(time.local.nanosecond() / 1000),
        (Value::DateTime(_), "fold") => 0,
        (Value::DateTime(time), "tzinfo") => return Some(zone_value(time.offset)),
        (Value::Delta(delta), "days") => i128::from(arithmetic::parts(*delta).0),
        (Value::Delta(delta), "seconds") => i128::from(arithmetic::parts(*delta).1),
        (Value::Delta(delta), "microseconds") => i128::from(arithmetic::parts(*delta).2),
        _ => return None,
    };
    Some(Value::Int(number))
}

fn own(args: &CallArgs) -> R<(NaiveDate, Option<DateTime>)> {
    match args.positional.first() {
        Some(Value::Date(date)) => Ok((*date, None)),
        Some(Value::DateTime(time)) => Ok((time.local.date(), Some(*time))),
        _ => Err(Raised::new("TypeError", "this method needs a date")),
    }
}

fn day(args: &CallArgs) -> R<NaiveDate> {
    own(args).map(|(date, _)| date)
}

fn own_time(args: &CallArgs) -> R<DateTime> {
    own(args)?
        .1
        .ok_or_else(|| Raised::new("TypeError", "this method needs a datetime"))
}

fn isoformat(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let (date, time) = own(&args)?;
    let [_, separator, precision] = args.bind("isoformat", ["self", "sep", "timespec"], 1)?;
    let Some(time) = time else {
        return Ok(Value::str(show::date_text(date)));
    };
    let separator = separator.and_then(|text| text.as_str()?.chars().next());
    let precision = precision.and_then(|text| text.as_str());
    let clock = show::clock_text(time.local.time(), precision.as_deref().unwrap_or("auto"))?;
    Ok(Value::str(format!(
        "{}{}{clock}{}",
        show::date_text(date),
        separator.unwrap_or('T'),
        show::offset_text(time.offset)
    )))
}

fn show(args: &CallArgs, pattern: &str) -> R<Value> {
    let value = args.positional.first().cloned().unwrap_or(Value::None);
    strftime(&value, pattern).map(Value::str)
}

fn strftime_method(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [value, pattern] = args.bind("strftime", ["self", "format"], 2)?;
    let pattern = pattern.unwrap_or(Value::None);
    let Some(pattern) = pattern.as_str() else {
        return Err(Raised::new(
            "TypeError",
            format!(
                "strftime() argument 1 must be str, not {}",
                pattern.type_name()
            ),
        ));
    };
    strftime(&value.unwrap_or(Value::None), &pattern).map(Value::str)
}

fn isocalendar(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let date = day(&args)?;
    let week = date.iso_week();
    Ok(super::collections::record(
        "datetime.IsoCalendarDate",
        &["year", "week", "weekday"],
        vec![
            Value::Int(week.year().into()),
            Value::Int(week.week().into()),
            Value::Int(date.weekday().number_from_monday().into()),
        ],
    ))
}

fn replace(interpreter: &mut Interpreter, mut args: CallArgs) -> R<Value> {
    let (_, time) = own(&args)?;
    let value = args.positional.remove(0);
    let names: &[&str] = match time {
        Some(_) => fields(&value).get(..8).unwrap_or_default(),
        None => fields(&value),
    };
    if let Some((name, _)) = args
        .named
        .iter()
        .find(|(name, _)| !names.contains(&&**name))
    {
        return Err(Raised::new(
            "TypeError",
            format!("replace() got an unexpected keyword argument '{name}'"),
        ));
    }
    let mut full = CallArgs::default();
    for (at, name) in names.iter().enumerate() {
        let named = args.named.iter().find(|(given, _)| &**given == *name);
        let given = args.positional.get(at).or(named.map(|(_, value)| value));
        full.positional
            .extend(given.cloned().or_else(|| field(&value, name)));
    }
    match time {
        Some(_) => make::datetime(interpreter, full),
        None => make::date(interpreter, full),
    }
}

/// The moment that a time means; local where it has no zone.
fn moment(time: &DateTime) -> Option<ChronoTime<Utc>> {
    match time.offset {
        Some(offset) => Some(offset.from_local_datetime(&time.local).single()?.to_utc()),
        None => match Local.from_local_datetime(&time.local).earliest() {
            Some(local) => Some(local.to_utc()),
            // In the gap of spring: as if the clock had not been put forward.
            None => {
                let before = time.local.checked_sub_signed(TimeDelta::hours(1))?;
                let local = Local.from_local_datetime(&before).earliest()?;
                Some((local + TimeDelta::hours(1)).to_utc())
            }
        },
    }
}

fn gone() -> Raised {
    Raised::new("ValueError", "the time does not exist in this zone")
}

fn timestamp(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let time = moment(&own_time(&args)?).ok_or_else(gone)?;
    Ok(Value::Float(time.timestamp_micros() as f64 / 1e6))
}

fn astimezone(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let time = moment(&own_time(&args)?).ok_or_else(gone)?;
    let [_, tz] = args.bind("astimezone", ["self", "tz"], 1)?;
    Ok(Value::DateTime(match make::zone(tz)? {
        Some(offset) => time.with_timezone(&offset).into(),
        None => time.with_timezone(&Local).fixed_offset().into(),
    }))
}

fn timetuple(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let (date, time) = own(&args)?;
    let local = time.map_or(date.and_time(NaiveTime::MIN), |time| time.local);
    Ok(super::time::tuple_of(local, -1))
}

fn utctimetuple(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let time = own_time(&args)?;
    let utc = time.offset.map_or(time.local, |offset| time.local - offset);
    Ok(super::time::tuple_of(utc, 0))
}

fn utcoffset(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let offset = own_time(&args)?.offset;
    Ok(offset.map_or(Value::None, |offset| {
        Value::Delta(TimeDelta::seconds(offset.local_minus_utc().into()))
    }))
}

fn tzname(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let offset = own_time(&args)?.offset;
    Ok(offset.map_or(Value::None, |offset| {
        Value::str(zone_text(offset.local_minus_utc()))
    }))
}

fn own_zone(args: &CallArgs) -> R<i32> {
    match args.positional.first() {
        Some(Value::Zone(seconds)) => Ok(*seconds),
        _ => Err(Raised::new("TypeError", "this method needs a timezone")),
    }
}

fn zone_offset(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let seconds = own_zone(&args)?;
    Ok(Value::Delta(TimeDelta::seconds(seconds.into())))
}

fn zone_name(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    own_zone(&args).map(|seconds| Value::str(zone_text(seconds)))
}

fn zone_fromutc(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let seconds = own_zone(&args)?;
    match args.positional.get(1) {
        Some(Value::DateTime(time)) => Ok(Value::DateTime(DateTime {
            local: time.local + TimeDelta::seconds(seconds.into()),
            offset: chrono::FixedOffset::east_opt(seconds),
        })),
        _ => Err(Raised::new(
            "TypeError",
            "fromutc() argument must be a datetime instance",
        )),
    }
}

fn total_seconds(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    match args.positional.first() {
        Some(Value::Delta(delta)) => Ok(Value::Float(arithmetic::micros(*delta) as f64 / 1e6)),
        _ => Err(Raised::new("TypeError", "this method needs a timedelta")),
    }
}
