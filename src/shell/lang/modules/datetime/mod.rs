//! The module `datetime`: date, datetime, timedelta, timezone.

mod make;
mod show;

pub(crate) use show::{delta_text, repr, strftime, time_text};

use chrono::{
    DateTime as ChronoTime, Datelike, Local, NaiveDate, TimeDelta, TimeZone, Timelike, Utc,
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
        make: make::date,
        methods: DATE,
    },
    Type {
        name: "datetime",
        make: make::datetime,
        methods: DATETIME,
    },
    Type {
        name: "timedelta",
        make: make::timedelta,
        methods: DELTA,
    },
    Type {
        name: "timezone",
        make: make::timezone,
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
    run: make::today,
};
const NOW: Native = Native {
    name: "now",
    run: make::now,
};
const UTCNOW: Native = Native {
    name: "utcnow",
    run: make::utcnow,
};
const DATE_FROM_ISO: Native = Native {
    name: "fromisoformat",
    run: make::date_from_iso,
};
const FROM_ISO: Native = Native {
    name: "fromisoformat",
    run: make::from_iso,
};
const FROM_TIMESTAMP: Native = Native {
    name: "fromtimestamp",
    run: make::from_timestamp,
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

fn strftime_method(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [value, pattern] = args.bind("strftime", ["self", "format"], 2)?;
    let pattern = pattern
        .and_then(|pattern| pattern.as_str())
        .unwrap_or_default();
    strftime(&value.unwrap_or(Value::None), &pattern).map(Value::str)
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
        Some(_) => make::datetime(interpreter, full),
        None => make::date(interpreter, full),
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
    Ok(Value::DateTime(match make::zone(tz)? {
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
