//! The module `datetime`: date, datetime, timedelta, timezone.

use chrono::format::{Item, StrftimeItems};
use chrono::{
    DateTime as ChronoTime, Datelike, FixedOffset, Local, NaiveDate, NaiveDateTime, NaiveTime,
    TimeDelta, TimeZone, Timelike, Utc,
};
use imapclient::data::time::DateTime;

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::raise::{R, Raised};
use crate::lang::tree::BinaryOp;
use crate::lang::value::{Module, Native, Type, Value};

/// `datetime`
pub(crate) const MODULE: Module = Module {
    name: "datetime",
    get,
    names: &["date", "datetime", "timedelta", "timezone"],
};

/// The types of this module.
pub(crate) const TYPES: &[Type] = &[
    Type {
        name: "date",
        make: date,
        methods: DATE,
    },
    Type {
        name: "datetime",
        make: datetime,
        methods: DATETIME,
    },
    Type {
        name: "timedelta",
        make: timedelta,
        methods: DELTA,
    },
    Type {
        name: "timezone",
        make: timezone,
        methods: &[],
    },
];

const DATE: &[Native] = &[
    Native {
        name: "isoformat",
        run: isoformat,
    },
    Native {
        name: "strftime",
        run: strftime_method,
    },
    Native {
        name: "weekday",
        run: weekday,
    },
    Native {
        name: "isoweekday",
        run: isoweekday,
    },
    Native {
        name: "replace",
        run: replace,
    },
];

const DATETIME: &[Native] = &[
    Native {
        name: "isoformat",
        run: isoformat,
    },
    Native {
        name: "strftime",
        run: strftime_method,
    },
    Native {
        name: "weekday",
        run: weekday,
    },
    Native {
        name: "isoweekday",
        run: isoweekday,
    },
    Native {
        name: "replace",
        run: replace,
    },
    Native {
        name: "date",
        run: date_of,
    },
    Native {
        name: "timestamp",
        run: timestamp,
    },
    Native {
        name: "astimezone",
        run: astimezone,
    },
];

const DELTA: &[Native] = &[Native {
    name: "total_seconds",
    run: total_seconds,
}];

const TODAY: Native = Native {
    name: "today",
    run: today,
};
const NOW: Native = Native {
    name: "now",
    run: now,
};
const UTCNOW: Native = Native {
    name: "utcnow",
    run: utcnow,
};
const DATE_FROM_ISO: Native = Native {
    name: "fromisoformat",
    run: date_from_iso,
};
const FROM_ISO: Native = Native {
    name: "fromisoformat",
    run: from_iso,
};
const FROM_TIMESTAMP: Native = Native {
    name: "fromtimestamp",
    run: from_timestamp,
};

/// The fields of dates and times.
pub(crate) const FIELDS: &[&str] = &[
    "year",
    "month",
    "day",
    "hour",
    "minute",
    "second",
    "microsecond",
    "tzinfo",
    "days",
    "seconds",
    "microseconds",
];

fn get(_: &Interpreter, name: &str) -> Option<Value> {
    TYPES.iter().find(|kind| kind.name == name).map(Value::Type)
}

/// The methods of a date, time or span.
pub(crate) fn methods(value: &Value) -> &'static [Native] {
    match value {
        Value::Date(_) => DATE,
        Value::DateTime(_) => DATETIME,
        _ => DELTA,
    }
}

/// `datetime.now`, `date.today`, `timezone.utc` and the like.
pub(crate) fn type_attribute(kind: &str, name: &str) -> Option<Value> {
    Some(match (kind, name) {
        ("date", "today") => Value::Native(&TODAY),
        ("date", "fromisoformat") => Value::Native(&DATE_FROM_ISO),
        ("datetime", "now" | "today") => Value::Native(&NOW),
        ("datetime", "utcnow") => Value::Native(&UTCNOW),
        ("datetime", "fromisoformat") => Value::Native(&FROM_ISO),
        ("datetime", "fromtimestamp") => Value::Native(&FROM_TIMESTAMP),
        ("timezone", "utc") => Value::Zone(0),
        _ => return None,
    })
}

/// A field of a date, time or span.
pub(crate) fn field(value: &Value, name: &str) -> Option<Value> {
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
        (Value::DateTime(time), "microsecond") => {
            i128::from(time.local.and_utc().timestamp_subsec_micros())
        }
        (Value::DateTime(time), "tzinfo") => {
            return Some(
                time.offset
                    .map_or(Value::None, |o| Value::Zone(o.local_minus_utc())),
            );
        }
        (Value::Delta(delta), "days") => i128::from(delta.num_seconds().div_euclid(86_400)),
        (Value::Delta(delta), "seconds") => i128::from(delta.num_seconds().rem_euclid(86_400)),
        (Value::Delta(delta), "microseconds") => {
            i128::from(delta.subsec_micros().rem_euclid(1_000_000))
        }
        _ => return None,
    };
    Some(Value::Int(number))
}

fn number(value: Option<Value>, name: &str, default: i128) -> R<i128> {
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

fn small(value: i128) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

fn make_date(year: i128, month: i128, day: i128) -> R<NaiveDate> {
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

fn date(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [year, month, day] = args.bind("date", ["year", "month", "day"], 3)?;
    make_date(
        number(year, "year", 0)?,
        number(month, "month", 0)?,
        number(day, "day", 0)?,
    )
    .map(Value::Date)
}

fn zone(value: Option<Value>) -> R<Option<FixedOffset>> {
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

fn datetime(_: &mut Interpreter, args: CallArgs) -> R<Value> {
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

fn timedelta(_: &mut Interpreter, args: CallArgs) -> R<Value> {
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

fn timezone(_: &mut Interpreter, args: CallArgs) -> R<Value> {
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

fn today(_: &mut Interpreter, _: CallArgs) -> R<Value> {
    Ok(Value::Date(Local::now().date_naive()))
}

fn now(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [tz] = args.bind("now", ["tz"], 0)?;
    Ok(Value::DateTime(match zone(tz)? {
        Some(offset) => Utc::now().with_timezone(&offset).into(),
        None => Local::now().naive_local().into(),
    }))
}

fn utcnow(_: &mut Interpreter, _: CallArgs) -> R<Value> {
    Ok(Value::DateTime(Utc::now().naive_utc().into()))
}

fn iso_text(args: CallArgs) -> R<std::rc::Rc<str>> {
    let [text] = args.bind("fromisoformat", ["date_string"], 1)?;
    let text = text.and_then(|text| text.as_str());
    text.ok_or_else(|| Raised::new("TypeError", "fromisoformat: argument must be str"))
}

fn invalid_iso(text: &str) -> Raised {
    Raised::new("ValueError", format!("Invalid isoformat string: '{text}'"))
}

fn date_from_iso(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let text = iso_text(args)?;
    let date = NaiveDate::parse_from_str(&text, "%Y-%m-%d").map_err(|_| invalid_iso(&text))?;
    Ok(Value::Date(date))
}

fn from_iso(_: &mut Interpreter, args: CallArgs) -> R<Value> {
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

fn from_timestamp(_: &mut Interpreter, args: CallArgs) -> R<Value> {
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

fn own(args: &CallArgs) -> R<(NaiveDate, Option<DateTime>)> {
    match args.positional.first() {
        Some(Value::Date(date)) => Ok((*date, None)),
        Some(Value::DateTime(time)) => Ok((time.local.date(), Some(*time))),
        _ => Err(Raised::new("TypeError", "this method needs a date")),
    }
}

fn isoformat(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let (date, time) = own(&args)?;
    Ok(Value::str(match time {
        Some(time) => time_text(&time, 'T'),
        None => date.format("%Y-%m-%d").to_string(),
    }))
}

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

fn strftime_method(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [value, pattern] = args.bind("strftime", ["self", "format"], 2)?;
    let pattern = pattern
        .and_then(|pattern| pattern.as_str())
        .unwrap_or_default();
    strftime(&value.unwrap_or(Value::None), &pattern).map(Value::str)
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

fn weekday(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    Ok(Value::Int(
        own(&args)?.0.weekday().num_days_from_monday().into(),
    ))
}

fn isoweekday(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    Ok(Value::Int(
        own(&args)?.0.weekday().number_from_monday().into(),
    ))
}

fn replace(interpreter: &mut Interpreter, mut args: CallArgs) -> R<Value> {
    let (_, time) = own(&args)?;
    let value = args.positional.remove(0);
    let names: &[&str] = match time {
        Some(_) => FIELDS.get(..8).unwrap_or_default(),
        None => FIELDS.get(..3).unwrap_or_default(),
    };
    let mut full = CallArgs::default();
    for (at, name) in names.iter().enumerate() {
        let given = args
            .named
            .iter()
            .find(|(given, _)| &**given == *name)
            .map(|(_, v)| v.clone());
        let given = args.positional.get(at).cloned().or(given);
        full.positional
            .extend(given.or_else(|| field(&value, name)));
    }
    match time {
        Some(_) => datetime(interpreter, full),
        None => date(interpreter, full),
    }
}

fn date_of(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    Ok(Value::Date(own(&args)?.0))
}

fn moment(time: &DateTime) -> Option<ChronoTime<Utc>> {
    match time.offset {
        Some(offset) => Some(offset.from_local_datetime(&time.local).single()?.to_utc()),
        None => Some(Local.from_local_datetime(&time.local).earliest()?.to_utc()),
    }
}

fn timestamp(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let time = own(&args)?.1.as_ref().and_then(moment);
    let micros = time.map_or(0, |time| time.timestamp_micros());
    Ok(Value::Float(micros as f64 / 1e6))
}

fn astimezone(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let time = own(&args)?.1.as_ref().and_then(moment);
    let [_, tz] = args.bind("astimezone", ["self", "tz"], 1)?;
    let Some(time) = time else {
        return Err(Raised::new(
            "ValueError",
            "the time does not exist in this zone",
        ));
    };
    Ok(Value::DateTime(match zone(tz)? {
        Some(offset) => time.with_timezone(&offset).into(),
        None => time.with_timezone(&Local).fixed_offset().into(),
    }))
}

fn total_seconds(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    match args.positional.first() {
        Some(Value::Delta(delta)) => Ok(Value::Float(
            delta.num_microseconds().unwrap_or(i64::MAX) as f64 / 1e6,
        )),
        _ => Err(Raised::new("TypeError", "this method needs a timedelta")),
    }
}

/// Sums and differences of dates, times and spans.
pub(crate) fn binary(op: BinaryOp, left: &Value, right: &Value) -> R<Option<Value>> {
    let overflow = || Raised::new("OverflowError", "date value out of range");
    Ok(Some(match (op, left, right) {
        (BinaryOp::Add, Value::Date(date), Value::Delta(delta))
        | (BinaryOp::Add, Value::Delta(delta), Value::Date(date)) => {
            let days = TimeDelta::days(delta.num_seconds().div_euclid(86_400));
            Value::Date(date.checked_add_signed(days).ok_or_else(overflow)?)
        }
        (BinaryOp::Sub, Value::Date(date), Value::Delta(delta)) => {
            let days = TimeDelta::days((-*delta).num_seconds().div_euclid(86_400));
            Value::Date(date.checked_add_signed(days).ok_or_else(overflow)?)
        }
        (BinaryOp::Sub, Value::Date(a), Value::Date(b)) => Value::Delta(*a - *b),
        (BinaryOp::Add, Value::DateTime(time), Value::Delta(delta))
        | (BinaryOp::Add, Value::Delta(delta), Value::DateTime(time)) => {
            let local = time.local.checked_add_signed(*delta).ok_or_else(overflow)?;
            Value::DateTime(DateTime { local, ..*time })
        }
        (BinaryOp::Sub, Value::DateTime(time), Value::Delta(delta)) => {
            let local = time.local.checked_sub_signed(*delta).ok_or_else(overflow)?;
            Value::DateTime(DateTime { local, ..*time })
        }
        (BinaryOp::Sub, Value::DateTime(a), Value::DateTime(b)) => match (a.offset, b.offset) {
            (Some(x), Some(y)) => Value::Delta((a.local - x) - (b.local - y)),
            (None, None) => Value::Delta(a.local - b.local),
            _ => {
                return Err(Raised::new(
                    "TypeError",
                    "can't subtract offset-naive and offset-aware datetimes",
                ));
            }
        },
        (BinaryOp::Add, Value::Delta(a), Value::Delta(b)) => {
            Value::Delta(a.checked_add(b).ok_or_else(overflow)?)
        }
        (BinaryOp::Sub, Value::Delta(a), Value::Delta(b)) => {
            Value::Delta(a.checked_sub(b).ok_or_else(overflow)?)
        }
        (BinaryOp::Mul, Value::Delta(delta), factor)
        | (BinaryOp::Mul, factor, Value::Delta(delta)) => {
            match factor
                .as_int()
                .and_then(|factor| i32::try_from(factor).ok())
            {
                Some(factor) => Value::Delta(delta.checked_mul(factor).ok_or_else(overflow)?),
                None => return Ok(None),
            }
        }
        (BinaryOp::Div, Value::Delta(a), Value::Delta(b)) if !b.is_zero() => {
            let micros = |delta: &TimeDelta| delta.num_microseconds().unwrap_or(i64::MAX) as f64;
            Value::Float(micros(a) / micros(b))
        }
        _ => return Ok(None),
    }))
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
