//! The module `time`.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Datelike, Local, NaiveDate, NaiveDateTime, TimeZone, Timelike, Utc};

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::native::{Module, natives};
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

use super::collections::record;
use super::datetime::Moment;

/// `time`
pub(super) static MODULE: Module = Module {
    constant: |_, name| {
        let east = i128::from(Local::now().offset().local_minus_utc());
        Some(match name {
            "timezone" => Value::Int(-east),
            "tzname" => Value::tuple(vec![Value::str(zone_name()); 2]),
            _ => return None,
        })
    },
    constants: &["timezone", "tzname"],
    ..Module::new("time", "The clock.", FUNCTIONS)
};

natives! {
    FUNCTIONS {
        "asctime" "(t=None)" "A time as C writes it." => |_, args| shown(args, "asctime", Some("%a %b %e %H:%M:%S %Y"));
        "ctime" "(secs=None)" "A number of seconds since 1970 as C writes it." => ctime;
        "gmtime" "(secs=None)" "The fields of a moment in UTC." => |_, args| moment(args).map(|utc| tuple_of(utc.naive_utc(), 0));
        "localtime" "(secs=None)" "The fields of a moment in local time." => |_, args| moment(args).map(|utc| tuple_of(utc.with_timezone(&Local).naive_local(), 0));
        "mktime" "(t)" "The seconds since 1970 of a local time." => mktime;
        "monotonic" "()" "Seconds of a clock that never goes back." => |_, _| Ok(Value::Float(running()));
        "perf_counter" "()" "Seconds of the finest clock there is." => |_, _| Ok(Value::Float(running()));
        "sleep" "(seconds)" "Waits; Ctrl-C ends it." => sleep;
        "strftime" "(format, t=None)" "A time by a pattern; now by default." => strftime;
        "strptime" "(text, format='%a %b %d %H:%M:%S %Y')" "The fields of the time that a text means." => strptime;
        "time" "()" "The seconds since 1970." => now;
        "time_ns" "()" "The nanoseconds since 1970." => |_, _| Ok(Value::Int(since_1970().as_nanos() as i128));
    }
}

/// How long a sleep lasts before it looks whether it should end.
const NAP: Duration = Duration::from_millis(50);

const FIELDS: [&str; 9] = [
    "tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday", "tm_isdst",
];

thread_local! {
    static START: Instant = Instant::now();
}

fn running() -> f64 {
    START.with(|start| start.elapsed().as_secs_f64())
}

fn since_1970() -> Duration {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap_or_default()
}

fn zone_name() -> String {
    // Local zones have no name here but their distance, unless the system tells.
    match Local::now().offset().local_minus_utc() {
        0 => "UTC".to_owned(),
        seconds => super::datetime::zone_text(seconds),
    }
}

fn now(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    args.positional_only("time")?;
    Ok(Value::Float(since_1970().as_secs_f64()))
}

fn sleep(interpreter: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [seconds] = args.bind("sleep", ["seconds"], 1)?;
    let seconds = seconds.unwrap_or(Value::None);
    let Some(number) = seconds.as_float() else {
        return Err(Raised::new(
            "TypeError",
            format!("'{}' object is no number of seconds", seconds.type_name()),
        ));
    };
    let Ok(time) = Duration::try_from_secs_f64(number) else {
        return Err(Raised::new(
            "ValueError",
            "sleep length must be non-negative",
        ));
    };
    pause(interpreter, time, &mut |_, _| {})?;
    Ok(Value::None)
}

/// Waits until the time is over or Ctrl-C ends it; `left` hears now and then how much is left.
pub(in crate::lang) fn pause(
    interpreter: &mut Interpreter,
    time: Duration,
    left_is: &mut dyn FnMut(&Interpreter, Duration),
) -> R<()> {
    let start = Instant::now();
    while let Some(left) = time
        .checked_sub(start.elapsed())
        .filter(|left| !left.is_zero())
    {
        interpreter.tick()?;
        left_is(interpreter, left);
        std::thread::sleep(left.min(NAP));
    }
    Ok(())
}

/// The fields of a time, as `struct_time` has them.
pub(super) fn tuple_of(time: NaiveDateTime, summer: i128) -> Value {
    let numbers = [
        time.year().into(),
        time.month().into(),
        time.day().into(),
        time.hour().into(),
        time.minute().into(),
        time.second().into(),
        time.weekday().num_days_from_monday().into(),
        time.ordinal().into(),
        summer,
    ];
    record(
        "time.struct_time",
        &FIELDS,
        numbers.map(Value::Int).to_vec(),
    )
}

fn at(seconds: f64) -> R<DateTime<Utc>> {
    let micros = (seconds * 1e6).floor();
    let time = DateTime::<Utc>::from_timestamp_micros(micros as i64);
    time.filter(|_| micros.abs() < 9e18)
        .ok_or_else(|| Raised::new("OverflowError", "timestamp out of range"))
}

fn moment(args: CallArgs) -> R<DateTime<Utc>> {
    let [seconds] = args.bind("time", ["secs"], 0)?;
    match seconds {
        None | Some(Value::None) => at(since_1970().as_secs_f64()),
        Some(seconds) => match seconds.as_float() {
            Some(number) => at(number),
            None => Err(Raised::new(
                "TypeError",
                format!("'{}' object is no number of seconds", seconds.type_name()),
            )),
        },
    }
}

/// The time that a tuple of fields means.
pub(super) fn of_tuple(value: &Value) -> R<NaiveDateTime> {
    let wrong = || Raised::new("TypeError", "Tuple or struct_time argument required");
    let fields = value.as_tuple().ok_or_else(wrong)?;
    let number = |place: usize| fields.get(place).and_then(Value::as_int).ok_or_else(wrong);
    let small = |place: usize| number(place).map(|n| u32::try_from(n).unwrap_or(u32::MAX));
    let year = i32::try_from(number(0)?).unwrap_or(i32::MAX);
    let date = NaiveDate::from_ymd_opt(year, small(1)?, small(2)?);
    let time = date
        .and_then(|date| date.and_hms_opt(small(3).ok()?, small(4).ok()?, small(5).ok()?.min(59)));
    time.ok_or_else(|| Raised::new("ValueError", "the fields are no time"))
}

fn shown(args: CallArgs, name: &str, pattern: Option<&str>) -> R<Value> {
    let (pattern, time) = match pattern {
        Some(pattern) => {
            let [time] = args.bind(name, ["t"], 0)?;
            (pattern.into(), time)
        }
        None => {
            let [pattern, time] = args.bind(name, ["format", "t"], 1)?;
            (pattern.and_then(|p| p.as_str()).unwrap_or_default(), time)
        }
    };
    let local = match time {
        None | Some(Value::None) => Local::now().naive_local(),
        Some(time) => of_tuple(&time)?,
    };
    let zone = zone_name();
    let offset = Local.offset_from_local_datetime(&local).earliest();
    let moment = Moment {
        local,
        offset: offset.map(|offset| offset.local_minus_utc()),
        zone: Some(&zone),
    };
    moment.show(&pattern).map(Value::str)
}

fn strftime(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    shown(args, "strftime", None)
}

fn ctime(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let local = moment(args)?.with_timezone(&Local).naive_local();
    let fields = CallArgs::of(vec![tuple_of(local, 0)]);
    shown(fields, "ctime", Some("%a %b %e %H:%M:%S %Y"))
}

fn mktime(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [time] = args.bind("mktime", ["t"], 1)?;
    let local = of_tuple(&time.unwrap_or(Value::None))?;
    match Local.from_local_datetime(&local).earliest() {
        Some(time) => Ok(Value::Float(time.timestamp() as f64)),
        None => Err(Raised::new("OverflowError", "mktime argument out of range")),
    }
}

fn strptime(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [text, pattern] = args.bind("strptime", ["string", "format"], 1)?;
    let text = text.and_then(|text| text.as_str()).unwrap_or_default();
    let pattern = pattern.and_then(|pattern| pattern.as_str());
    let pattern = pattern.as_deref().unwrap_or("%a %b %d %H:%M:%S %Y");
    let time = super::datetime::parse(&text, pattern)?;
    Ok(tuple_of(time.local, -1))
}
