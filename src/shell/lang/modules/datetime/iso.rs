//! `fromisoformat`: what CPython 3.11 and later read.

use chrono::{FixedOffset, NaiveDate, NaiveTime, TimeDelta, Weekday};
use imapclient::data::time::DateTime;

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

use super::clock::Clock;
use super::strptime::zone;

fn text(args: CallArgs) -> R<std::rc::Rc<str>> {
    let [text] = args.bind("fromisoformat", ["date_string"], 1)?;
    let text = text.and_then(|text| text.as_str());
    text.ok_or_else(|| Raised::new("TypeError", "fromisoformat: argument must be str"))
}

fn invalid(text: &str) -> Raised {
    Raised::new("ValueError", format!("Invalid isoformat string: '{text}'"))
}

fn digits(text: &str) -> Option<u32> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())?
}

/// A date at the start of a text, and what follows it.
fn date_part(text: &str) -> Option<(NaiveDate, &str)> {
    let year = i32::try_from(digits(text.get(..4)?)?).ok()?;
    let rest = text.get(4..)?;
    let (dashed, rest) = match rest.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    if let Some(rest) = rest.strip_prefix('W') {
        let week = digits(rest.get(..2)?)?;
        let rest = rest.get(2..)?;
        let day = if dashed {
            rest.strip_prefix('-')
        } else {
            Some(rest)
        };
        let day = day.and_then(|rest| Some((digits(rest.get(..1)?)?, rest.get(1..)?)));
        let (day, rest) = day.unwrap_or((1, rest));
        let day = Weekday::try_from(u8::try_from(day.checked_sub(1)?).ok()?).ok()?;
        return Some((NaiveDate::from_isoywd_opt(year, week, day)?, rest));
    }
    let month = digits(rest.get(..2)?)?;
    let rest = rest.get(2..)?;
    let rest = if dashed {
        rest.strip_prefix('-')?
    } else {
        rest
    };
    let day = digits(rest.get(..2)?)?;
    let date = NaiveDate::from_ymd_opt(year, month, day).filter(|_| year > 0)?;
    Some((date, rest.get(2..)?))
}

/// A time of day with its zone, which is all of the text.
fn time_part(text: &str) -> Option<(NaiveTime, Option<FixedOffset>, bool)> {
    let end = text.find(['+', '-', 'Z']).unwrap_or(text.len());
    let (clock, after) = text.split_at(end);
    let offset = match after {
        "" => None,
        after => {
            // Two digits alone are hours.
            let padded = match after.len() {
                3 => format!("{after}:00"),
                _ => after.to_owned(),
            };
            let (seconds, rest) = zone(&padded)?;
            if !rest.is_empty() {
                return None;
            }
            Some(FixedOffset::east_opt(seconds)?)
        }
    };
    let (clock, fraction) = match clock.split_once(['.', ',']) {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (clock, None),
    };
    let plain = clock.replace(':', "");
    let colons = match plain.len() {
        2 => 0,
        4 => 1,
        6 => 2,
        _ => return None,
    };
    let tidy = clock.len() == plain.len() || clock.matches(':').count() == colons;
    if !tidy || fraction.is_some() && plain.len() != 6 {
        return None;
    }
    let part = |at: usize| plain.get(at..at + 2).map_or(Some(0), digits);
    let micro = match fraction {
        None => 0,
        Some("") => return None,
        Some(fraction) => {
            digits(fraction.get(..fraction.len().min(9))?)?;
            let six: String = format!("{fraction:0<6}").chars().take(6).collect();
            digits(&six)?
        }
    };
    let (hour, minute, second) = (part(0)?, part(2)?, part(4)?);
    // Midnight at the end of the day.
    if (hour, minute, second, micro) == (24, 0, 0, 0) {
        return Some((NaiveTime::MIN, offset, true));
    }
    let time = NaiveTime::from_hms_micro_opt(hour, minute, second, micro)?;
    Some((time, offset, false))
}

/// `date.fromisoformat(text)`
pub(super) fn date(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let text = text(args)?;
    match date_part(&text) {
        Some((date, "")) => Ok(Value::Date(date)),
        _ => Err(invalid(&text)),
    }
}

/// `time.fromisoformat(text)`
pub(super) fn time(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let text = text(args)?;
    let plain = text.strip_prefix('T').unwrap_or(&text);
    match time_part(plain) {
        Some((time, offset, false)) => Ok(Value::object(Clock { time, offset })),
        _ => Err(invalid(&text)),
    }
}

/// `datetime.fromisoformat(text)`
pub(super) fn datetime(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let text = text(args)?;
    let read = || {
        let (date, rest) = date_part(&text)?;
        if rest.is_empty() {
            return Some(date.and_time(NaiveTime::MIN).into());
        }
        let mut after = rest.chars();
        after.next();
        let (time, offset, next_day) = time_part(after.as_str())?;
        let days = TimeDelta::days(i64::from(next_day));
        Some(DateTime {
            local: date.and_time(time).checked_add_signed(days)?,
            offset,
        })
    };
    read().map(Value::DateTime).ok_or_else(|| invalid(&text))
}
