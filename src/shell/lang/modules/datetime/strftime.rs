//! `strftime`, as C has it on Linux.

use chrono::{Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

use super::show::zone_text;

pub(super) const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];
pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// What is shown: a local time, and its zone if it has one.
#[derive(Clone, Copy)]
pub(crate) struct Moment<'a> {
    pub(crate) local: NaiveDateTime,
    pub(crate) offset: Option<i32>,
    /// The name of the zone, where it is not that of the offset.
    pub(crate) zone: Option<&'a str>,
}

/// A date or time by a pattern.
pub(crate) fn strftime(value: &Value, pattern: &str) -> R<String> {
    let (local, offset) = match value {
        Value::Date(date) => (date.and_time(NaiveTime::MIN), None),
        Value::DateTime(time) => (time.local, time.offset),
        _ => return Err(Raised::new("TypeError", "strftime needs a date")),
    };
    let moment = Moment {
        local,
        offset: offset.map(|offset| offset.local_minus_utc()),
        zone: None,
    };
    moment.show(pattern)
}

/// A time of day by a pattern; its date is the first of January 1900, as in Python.
pub(super) fn of_clock(time: NaiveTime, offset: Option<FixedOffset>, pattern: &str) -> R<String> {
    let date = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap_or_default();
    let moment = Moment {
        local: date.and_time(time),
        offset: offset.map(|offset| offset.local_minus_utc()),
        zone: None,
    };
    moment.show(pattern)
}

/// How a number is filled up, unless a flag says otherwise.
enum Part {
    Number(i64, usize, char),
    Text(String),
}

impl Moment<'_> {
    /// The text by a pattern.
    pub(crate) fn show(&self, pattern: &str) -> R<String> {
        let mut out = String::new();
        let mut letters = pattern.chars().peekable();
        while let Some(letter) = letters.next() {
            if letter != '%' {
                out.push(letter);
                continue;
            }
            let flag = letters.next_if(|c| matches!(c, '-' | '_' | '0' | '^' | '#'));
            let mut width = String::new();
            while let Some(digit) = letters.next_if(char::is_ascii_digit) {
                width.push(digit);
            }
            let Some(kind) = letters.next() else {
                out.push('%');
                out.extend(flag);
                out.push_str(&width);
                break;
            };
            let width = match width.as_str() {
                "" => None,
                width => Some(width.parse().ok().filter(|w| *w <= 1000).ok_or_else(|| {
                    Raised::new("ValueError", "the width in the format is too large")
                })?),
            };
            match self.part(kind)? {
                Some(Part::Number(number, digits, fill)) => {
                    let fill = match flag {
                        Some('_') => ' ',
                        Some('0') => '0',
                        _ => fill,
                    };
                    let digits = match flag {
                        Some('-') => 0,
                        _ => width.unwrap_or(digits),
                    };
                    let text = number.to_string();
                    out.extend(std::iter::repeat_n(fill, digits.saturating_sub(text.len())));
                    out.push_str(&text);
                }
                Some(Part::Text(text)) => {
                    let count = text.chars().count();
                    let missing = width.unwrap_or(0usize).saturating_sub(count);
                    let fill = if flag == Some('0') { '0' } else { ' ' };
                    out.extend(std::iter::repeat_n(fill, missing));
                    out.push_str(&match flag {
                        Some('^') => text.to_uppercase(),
                        Some('#') if kind == 'p' => text.to_lowercase(),
                        Some('#') => text.to_uppercase(),
                        _ => text,
                    });
                }
                None => {
                    out.push('%');
                    out.extend(flag);
                    out.push(kind);
                }
            }
        }
        Ok(out)
    }

    fn part(&self, kind: char) -> R<Option<Part>> {
        let local = &self.local;
        let two = |number: u32| Some(Part::Number(number.into(), 2, '0'));
        let text = |text: &str| Some(Part::Text(text.to_owned()));
        let whole = |pattern: &str| Ok::<_, Raised>(Some(Part::Text(self.show(pattern)?)));
        let day = usize::try_from(local.weekday().num_days_from_monday()).unwrap_or(0);
        let day = DAYS.get(day).copied().unwrap_or_default();
        let month = usize::try_from(local.month0()).unwrap_or(0);
        let month = MONTHS.get(month).copied().unwrap_or_default();
        let week = |first: u32| (local.ordinal() + 6 - first) / 7;
        let hour12 = match local.hour() % 12 {
            0 => 12,
            hour => hour,
        };
        Ok(match kind {
            'a' => text(day.get(..3).unwrap_or_default()),
            'A' => text(day),
            'b' | 'h' => text(month.get(..3).unwrap_or_default()),
            'B' => text(month),
            'c' => return whole("%a %b %e %H:%M:%S %Y"),
            'C' => two(u32::try_from(local.year() / 100).unwrap_or(0)),
            'd' => two(local.day()),
            'D' | 'x' => return whole("%m/%d/%y"),
            'e' => Some(Part::Number(local.day().into(), 2, ' ')),
            'f' => Some(Part::Number((local.nanosecond() / 1000).into(), 6, '0')),
            'F' => return whole("%Y-%m-%d"),
            'g' => two(u32::try_from(local.iso_week().year() % 100).unwrap_or(0)),
            'G' => Some(Part::Number(local.iso_week().year().into(), 0, '0')),
            'H' => two(local.hour()),
            'I' => two(hour12),
            'j' => Some(Part::Number(local.ordinal().into(), 3, '0')),
            'k' => Some(Part::Number(local.hour().into(), 2, ' ')),
            'l' => Some(Part::Number(hour12.into(), 2, ' ')),
            'm' => two(local.month()),
            'M' => two(local.minute()),
            'n' => text("\n"),
            'p' => text(if local.hour() < 12 { "AM" } else { "PM" }),
            'P' => text(if local.hour() < 12 { "am" } else { "pm" }),
            'r' => return whole("%I:%M:%S %p"),
            'R' => return whole("%H:%M"),
            's' => {
                let seconds = local.and_utc().timestamp() - i64::from(self.offset.unwrap_or(0));
                Some(Part::Number(seconds, 0, '0'))
            }
            'S' => two(local.second()),
            't' => text("\t"),
            'T' | 'X' => return whole("%H:%M:%S"),
            'u' => Some(Part::Number(
                local.weekday().number_from_monday().into(),
                1,
                '0',
            )),
            'U' => two(week(local.weekday().num_days_from_sunday())),
            'V' => two(local.iso_week().week()),
            'w' => Some(Part::Number(
                local.weekday().num_days_from_sunday().into(),
                1,
                '0',
            )),
            'W' => two(week(local.weekday().num_days_from_monday())),
            'y' => two(u32::try_from(local.year().rem_euclid(100)).unwrap_or(0)),
            'Y' => Some(Part::Number(local.year().into(), 0, '0')),
            'z' => Some(Part::Text(match self.offset {
                Some(seconds) => {
                    let sign = if seconds < 0 { '-' } else { '+' };
                    let seconds = seconds.unsigned_abs();
                    let text = format!("{sign}{:02}{:02}", seconds / 3600, seconds / 60 % 60);
                    match seconds % 60 {
                        0 => text,
                        rest => format!("{text}{rest:02}"),
                    }
                }
                None => String::new(),
            })),
            'Z' => Some(Part::Text(match (self.zone, self.offset) {
                (Some(zone), _) => zone.to_owned(),
                (None, Some(seconds)) => zone_text(seconds),
                (None, None) => String::new(),
            })),
            '%' => text("%"),
            _ => None,
        })
    }
}
