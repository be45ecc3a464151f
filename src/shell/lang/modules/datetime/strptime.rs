//! `strptime`.

use chrono::{FixedOffset, NaiveDate, NaiveTime};
use imapclient::data::time::DateTime;

use crate::lang::Interpreter;
use crate::lang::call::CallArgs;
use crate::lang::raise::{R, Raised};
use crate::lang::value::Value;

use super::strftime::{DAYS, MONTHS};

/// What a text said so far.
#[derive(Default)]
struct Found {
    year: Option<i32>,
    month: Option<u32>,
    day: Option<u32>,
    of_year: Option<u32>,
    hour: u32,
    hour12: Option<u32>,
    afternoon: Option<bool>,
    minute: u32,
    second: u32,
    micro: u32,
    offset: Option<i32>,
    weekday: Option<u32>,
    /// The week of the year, and whether it starts on Monday.
    week: Option<(u32, bool)>,
    iso: (Option<i32>, Option<u32>),
}

/// `datetime.strptime(text, format)`
pub(super) fn datetime(_: &mut Interpreter, args: CallArgs) -> R<Value> {
    let [text, pattern] = args.bind("strptime", ["date_string", "format"], 2)?;
    let part = |value: Option<Value>| {
        let value = value.unwrap_or(Value::None);
        value.as_str().ok_or_else(|| {
            let kind = value.type_name();
            Raised::new(
                "TypeError",
                format!("strptime() argument must be str, not {kind}"),
            )
        })
    };
    parse(&part(text)?, &part(pattern)?).map(Value::DateTime)
}

/// The moment that a text means by a pattern.
pub(crate) fn parse(text: &str, pattern: &str) -> R<DateTime> {
    let wrong = || {
        Raised::new(
            "ValueError",
            format!("time data '{text}' does not match format '{pattern}'"),
        )
    };
    let mut found = Found::default();
    let rest = read(text, pattern, &mut found)?.ok_or_else(wrong)?;
    if !rest.is_empty() {
        return Err(Raised::new(
            "ValueError",
            format!("unconverted data remains: {rest}"),
        ));
    }
    let date = found
        .date()
        .ok_or_else(|| Raised::new("ValueError", "day is out of range for month"))?;
    let hour = match (found.hour12, found.afternoon) {
        (Some(hour), afternoon) => hour % 12 + if afternoon == Some(true) { 12 } else { 0 },
        (None, _) => found.hour,
    };
    // A leap second is the second before it.
    let second = found.second.min(59);
    let time = NaiveTime::from_hms_micro_opt(hour, found.minute, second, found.micro);
    Ok(DateTime {
        local: date.and_time(time.ok_or_else(wrong)?),
        offset: found.offset.and_then(FixedOffset::east_opt),
    })
}

impl Found {
    fn date(&self) -> Option<NaiveDate> {
        use chrono::Weekday;
        if let (Some(year), Some(week)) = self.iso
            && let Some(day) = self.weekday
        {
            let day = Weekday::try_from(u8::try_from(day).ok()?).ok()?;
            return NaiveDate::from_isoywd_opt(year, week, day);
        }
        let year = self.year.unwrap_or(1900);
        if let Some(day) = self.of_year {
            return NaiveDate::from_yo_opt(year, day);
        }
        if let (Some((week, monday)), Some(weekday)) = (self.week, self.weekday) {
            use chrono::Datelike;
            let first = NaiveDate::from_ymd_opt(year, 1, 1)?;
            let (start, day) = match monday {
                true => (first.weekday().num_days_from_monday(), weekday),
                false => (first.weekday().num_days_from_sunday(), (weekday + 1) % 7),
            };
            let before = i64::from((7 - start) % 7);
            let days = before + (i64::from(week) - 1) * 7 + i64::from(day);
            return first.checked_add_signed(chrono::TimeDelta::days(days));
        }
        NaiveDate::from_ymd_opt(year, self.month.unwrap_or(1), self.day.unwrap_or(1))
    }
}

/// Up to so many digits, as a number within bounds.
fn digits(text: &str, most: usize, low: u32, high: u32) -> Option<(u32, &str)> {
    let text = match text.strip_prefix(' ') {
        Some(rest) if low > 0 => rest,
        _ => text,
    };
    let mut count = text
        .bytes()
        .take(most)
        .take_while(u8::is_ascii_digit)
        .count();
    while count > 0 {
        let (number, rest) = text.split_at(count);
        let number = number.parse().ok()?;
        if (low..=high).contains(&number) {
            return Some((number, rest));
        }
        count -= 1;
    }
    None
}

/// One of several words, the longest first, in any case.
fn word<'a>(text: &'a str, words: &[&str], length: Option<usize>) -> Option<(u32, &'a str)> {
    for (number, word) in words.iter().enumerate() {
        let word = length.map_or(*word, |length| word.get(..length).unwrap_or(word));
        if let Some(start) = text.get(..word.len())
            && start.eq_ignore_ascii_case(word)
        {
            return Some((u32::try_from(number).ok()?, text.get(word.len()..)?));
        }
    }
    None
}

/// Reads by a pattern; what is left, or `None` if it does not fit.
fn read<'a>(text: &'a str, pattern: &str, found: &mut Found) -> R<Option<&'a str>> {
    let mut rest = text;
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        if letter.is_whitespace() {
            rest = rest.trim_start();
            continue;
        }
        if letter != '%' {
            match rest.strip_prefix(letter) {
                Some(after) => rest = after,
                None => return Ok(None),
            }
            continue;
        }
        let kind = letters
            .next()
            .ok_or_else(|| Raised::new("ValueError", format!("stray % in format '{pattern}'")))?;
        let whole = match kind {
            'c' => Some("%a %b %d %H:%M:%S %Y"),
            'x' | 'D' => Some("%m/%d/%y"),
            'X' | 'T' => Some("%H:%M:%S"),
            'F' => Some("%Y-%m-%d"),
            'R' => Some("%H:%M"),
            _ => None,
        };
        if let Some(whole) = whole {
            match read(rest, whole, found)? {
                Some(after) => rest = after,
                None => return Ok(None),
            }
            continue;
        }
        match one(kind, rest, found)? {
            Some(after) => rest = after,
            None => return Ok(None),
        }
    }
    Ok(Some(rest))
}

fn one<'a>(kind: char, text: &'a str, found: &mut Found) -> R<Option<&'a str>> {
    let number = |most, low, high| digits(text, most, low, high);
    Ok(match kind {
        'a' => word(text, &DAYS, Some(3)).map(|(day, rest)| {
            found.weekday = Some(day);
            rest
        }),
        'A' => word(text, &DAYS, None).map(|(day, rest)| {
            found.weekday = Some(day);
            rest
        }),
        'b' | 'h' => word(text, &MONTHS, Some(3)).map(|(month, rest)| {
            found.month = Some(month + 1);
            rest
        }),
        'B' => word(text, &MONTHS, None).map(|(month, rest)| {
            found.month = Some(month + 1);
            rest
        }),
        'd' | 'e' => number(2, 1, 31).map(|(day, rest)| {
            found.day = Some(day);
            rest
        }),
        'f' => {
            let count = text.bytes().take(6).take_while(u8::is_ascii_digit).count();
            let (digits, rest) = text.split_at(count);
            let padded = format!("{digits:0<6}");
            match (count, padded.parse()) {
                (1.., Ok(micro)) => {
                    found.micro = micro;
                    Some(rest)
                }
                _ => None,
            }
        }
        'G' => number(4, 0, 9999).map(|(year, rest)| {
            found.iso.0 = i32::try_from(year).ok();
            rest
        }),
        'H' => number(2, 0, 23).map(|(hour, rest)| {
            found.hour = hour;
            rest
        }),
        'I' => number(2, 1, 12).map(|(hour, rest)| {
            found.hour12 = Some(hour);
            rest
        }),
        'j' => number(3, 1, 366).map(|(day, rest)| {
            found.of_year = Some(day);
            rest
        }),
        'm' => number(2, 1, 12).map(|(month, rest)| {
            found.month = Some(month);
            rest
        }),
        'M' => number(2, 0, 59).map(|(minute, rest)| {
            found.minute = minute;
            rest
        }),
        'p' => word(text, &["AM", "PM"], None).map(|(half, rest)| {
            found.afternoon = Some(half == 1);
            rest
        }),
        'S' => number(2, 0, 61).map(|(second, rest)| {
            found.second = second;
            rest
        }),
        'u' => number(1, 1, 7).map(|(day, rest)| {
            found.weekday = Some(day - 1);
            rest
        }),
        'U' | 'W' => number(2, 0, 53).map(|(week, rest)| {
            found.week = Some((week, kind == 'W'));
            rest
        }),
        'V' => number(2, 1, 53).map(|(week, rest)| {
            found.iso.1 = Some(week);
            rest
        }),
        'w' => number(1, 0, 6).map(|(day, rest)| {
            found.weekday = Some((day + 6) % 7);
            rest
        }),
        'y' => number(2, 0, 99).map(|(year, rest)| {
            let year = if year < 69 { 2000 + year } else { 1900 + year };
            found.year = i32::try_from(year).ok();
            rest
        }),
        'Y' => number(4, 1, 9999)
            .filter(|(_, rest)| text.len() - rest.len() == 4)
            .map(|(year, rest)| {
                found.year = i32::try_from(year).ok();
                rest
            }),
        'z' => zone(text).map(|(offset, rest)| {
            found.offset = Some(offset);
            rest
        }),
        'Z' => word(text, &["UTC", "GMT"], None).map(|(_, rest)| rest),
        '%' => text.strip_prefix('%'),
        _ => {
            return Err(Raised::new(
                "ValueError",
                format!("'{kind}' is a bad directive in format"),
            ));
        }
    })
}

/// `+0100`, `+01:00`, `+01:00:30` or `Z`, in seconds.
pub(super) fn zone(text: &str) -> Option<(i32, &str)> {
    if let Some(rest) = text.strip_prefix('Z') {
        return Some((0, rest));
    }
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+')?),
    };
    let pair = |text: &str| -> Option<i32> {
        let digits = text.get(..2)?;
        digits.bytes().all(|b| b.is_ascii_digit()).then_some(())?;
        digits.parse().ok()
    };
    let hours = pair(rest)?;
    let mut rest = rest.get(2..)?;
    let mut seconds = hours * 3600;
    for scale in [60, 1] {
        let after = rest.strip_prefix(':').unwrap_or(rest);
        match pair(after) {
            Some(number) if number < 60 => {
                seconds += number * scale;
                rest = after.get(2..)?;
            }
            _ if scale == 60 => return None,
            _ => break,
        }
    }
    Some((sign * seconds, rest))
}
