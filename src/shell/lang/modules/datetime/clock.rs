//! `datetime.time`: a time of day.

use std::cmp::Ordering;

use chrono::{FixedOffset, NaiveTime, TimeDelta, Timelike};

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::keys::Key;
use crate::lang::native::{Type, natives};
use crate::lang::object::{Object, own};
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

use super::make::{number, small, zone};
use super::{iso, show, strftime, zone_value};

/// A time of day.
#[derive(Clone, Copy)]
pub(super) struct Clock {
    pub(super) time: NaiveTime,
    pub(super) offset: Option<FixedOffset>,
}

const FIELDS: [&str; 5] = ["hour", "minute", "second", "microsecond", "tzinfo"];

/// `time`
pub(super) static TIME: Type = Type {
    statics: STATICS,
    constant: |name| {
        let time = match name {
            "min" => NaiveTime::MIN,
            "max" => NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999)?,
            "resolution" => return Some(Value::Delta(TimeDelta::microseconds(1))),
            _ => return None,
        };
        Some(Value::object(Clock { time, offset: None }))
    },
    constants: &["min", "max", "resolution"],
    ..Type::new(
        "time",
        "(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)",
        "A time of day.",
        make,
        METHODS,
    )
};

natives! {
    METHODS {
        "dst" "()" "None: zones here have no summer time of their own." => |_, _| Ok(Value::None);
        "isoformat" "(timespec='auto')" "The time as HH:MM:SS." => isoformat;
        "replace" "(hour, minute, second, microsecond, tzinfo)" "The time with some fields changed." => replace;
        "strftime" "(format)" "The time by a pattern: %H:%M." => by_pattern;
        "tzname" "()" "The name of the zone." => tzname;
        "utcoffset" "()" "How far the zone is from UTC." => utcoffset;
    }

    STATICS {
        "fromisoformat" "(text)" "The time that HH:MM:SS means." => iso::time;
    }
}

/// The time of day out of a datetime.
pub(super) fn of(args: &CallArgs, with_zone: bool) -> R<Value> {
    let time = super::own_time(args)?;
    Ok(Value::object(Clock {
        time: time.local.time(),
        offset: time.offset.filter(|_| with_zone),
    }))
}

fn make(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [hour, minute, second, micro, tzinfo] = args.bind("time", FIELDS, 0)?;
    Ok(Value::object(Clock {
        time: time_of_day(hour, minute, second, micro)?,
        offset: zone(tzinfo)?,
    }))
}

/// A time out of its fields.
pub(super) fn time_of_day(
    hour: Option<Value>,
    minute: Option<Value>,
    second: Option<Value>,
    micro: Option<Value>,
) -> R<NaiveTime> {
    let parts = [
        (hour, "hour", 23),
        (minute, "minute", 59),
        (second, "second", 59),
        (micro, "microsecond", 999_999),
    ];
    let mut numbers = [0; 4];
    for (slot, (value, name, most)) in numbers.iter_mut().zip(parts) {
        let given = number(value, name, 0)?;
        if !(0..=most).contains(&given) {
            return Err(Raised::new(
                "ValueError",
                format!("{name} must be in 0..{most}"),
            ));
        }
        *slot = small(given);
    }
    let [hour, minute, second, micro] = numbers;
    let time = NaiveTime::from_hms_micro_opt(hour, minute, second, micro);
    time.ok_or_else(|| Raised::new("ValueError", "the time of day is out of range"))
}

impl Clock {
    fn get(&self, name: &str) -> Option<Value> {
        Some(Value::Int(match name {
            "hour" => self.time.hour().into(),
            "minute" => self.time.minute().into(),
            "second" => self.time.second().into(),
            "microsecond" => (self.time.nanosecond() / 1000).into(),
            "fold" => 0,
            "tzinfo" => return Some(zone_value(self.offset)),
            _ => return None,
        }))
    }

    fn text(&self, precision: &str) -> R<String> {
        let clock = show::clock_text(self.time, precision)?;
        Ok(clock + &show::offset_text(self.offset))
    }

    /// The time since midnight in UTC, and whether it has a zone.
    fn moment(&self) -> (TimeDelta, bool) {
        let since = self.time.signed_duration_since(NaiveTime::MIN);
        match self.offset {
            Some(offset) => (
                since - TimeDelta::seconds(offset.local_minus_utc().into()),
                true,
            ),
            None => (since, false),
        }
    }
}

impl Object for Clock {
    fn kind(&self) -> &'static Type {
        &TIME
    }

    fn field(&self, _: &mut Interpreter, name: &str) -> R<Option<Value>> {
        Ok(self.get(name).or_else(|| (TIME.constant)(name)))
    }

    fn fields(&self) -> Vec<String> {
        FIELDS.map(str::to_owned).to_vec()
    }

    fn repr(&self, _: &mut Interpreter) -> R<String> {
        let (second, micro) = (self.time.second(), self.time.nanosecond() / 1000);
        let mut parts = vec![self.time.hour(), self.time.minute()];
        if second > 0 || micro > 0 {
            parts.push(second);
        }
        if micro > 0 {
            parts.push(micro);
        }
        let parts: Vec<String> = parts.iter().map(u32::to_string).collect();
        let zone = self.offset.map(|_| show::repr(&zone_value(self.offset)));
        let zone = zone.map_or(String::new(), |zone| format!(", tzinfo={zone}"));
        Ok(format!("datetime.time({}{zone})", parts.join(", ")))
    }

    fn str(&self, _: &mut Interpreter) -> R<Option<String>> {
        self.text("auto").map(Some)
    }

    fn plain(&self) -> Option<Value> {
        self.text("auto").ok().map(Value::str)
    }

    fn format(&self, spec: &str) -> R<Option<String>> {
        strftime::of_clock(self.time, self.offset, spec).map(Some)
    }

    fn equal(&self, _: &mut Interpreter, other: &Value) -> R<bool> {
        let other = other.as_object::<Clock>();
        Ok(other.is_some_and(|other| self.moment() == other.moment()))
    }

    fn order(&self, _: &mut Interpreter, other: &Value) -> R<Option<Ordering>> {
        let Some(other) = other.as_object::<Clock>() else {
            return Ok(None);
        };
        let ((a, aware), (b, other_aware)) = (self.moment(), other.moment());
        if aware != other_aware {
            return Err(Raised::new(
                "TypeError",
                "can't compare offset-naive and offset-aware times",
            ));
        }
        Ok(Some(a.cmp(&b)))
    }

    fn key(&self) -> R<Option<Key>> {
        let (since, aware) = self.moment();
        Ok(Some(Key::Tuple(vec![
            Key::Delta(since),
            Key::Int(aware.into()),
        ])))
    }
}

fn isoformat(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let clock = own::<Clock>(&args, "time")?;
    let [_, precision] = args.bind("isoformat", ["self", "timespec"], 1)?;
    let precision = precision.and_then(|text| text.as_str());
    let text = clock.text(precision.as_deref().unwrap_or("auto"))?;
    Ok(Value::str(text))
}

fn by_pattern(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let clock = own::<Clock>(&args, "time")?;
    let [_, pattern] = args.bind("strftime", ["self", "format"], 2)?;
    let pattern = pattern.and_then(|text| text.as_str()).unwrap_or_default();
    strftime::of_clock(clock.time, clock.offset, &pattern).map(Value::str)
}

fn replace(interpreter: &mut Interpreter, mut args: CallArgs) -> R<Value> {
    let clock = own::<Clock>(&args, "time")?;
    args.positional.remove(0);
    let given = args.bind("replace", FIELDS, 0)?;
    let values = FIELDS.iter().zip(given);
    let full = values.filter_map(|(name, given)| given.or_else(|| clock.get(name)));
    make(interpreter, CallArgs::of(full.collect()))
}

fn tzname(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let offset = own::<Clock>(&args, "time")?.offset;
    Ok(offset.map_or(Value::None, |offset| {
        Value::str(show::zone_text(offset.local_minus_utc()))
    }))
}

fn utcoffset(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let offset = own::<Clock>(&args, "time")?.offset;
    Ok(offset.map_or(Value::None, |offset| {
        Value::Delta(TimeDelta::seconds(offset.local_minus_utc().into()))
    }))
}
