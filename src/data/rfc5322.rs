//! Dates of mails, read at least as leniently as Python's `email.utils.parsedate_tz` does.

use std::borrow::Cow;

use chrono::{FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

use super::time::DateTime;

/// The months as IMAP and mail spell them.
pub const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// What makes those the full names.
const REST_OF_MONTHS: [&str; 12] = [
    "uary", "ruary", "ch", "il", "", "e", "y", "ust", "tember", "ober", "ember", "ember",
];

/// Reads `[weekday,] day month year [time] [zone]`, with blanks or hyphens between; comments, a
/// named zone and missing seconds are fine. Nonsense, such as 31 February, is `None`.
pub(super) fn parse(text: &[u8]) -> Option<DateTime> {
    usual(text).or_else(|| general(text))
}

fn general(text: &[u8]) -> Option<DateTime> {
    // Only comments hold other letters, `(Mitteleuropäische Zeit)`, in whatever charset.
    let text = String::from_utf8_lossy(text);
    let text = without_comments(&text);
    let mut words: Vec<&str> = text.split_ascii_whitespace().collect();
    if let Some(first) = words.first_mut() {
        // `Mon,` or `Mon,9`: whatever stands before the comma is a weekday.
        match first.rsplit_once(',') {
            Some((_, "")) => drop(words.remove(0)),
            Some((_, rest)) => *first = rest,
            None if is_weekday(first) => drop(words.remove(0)),
            None => {}
        }
    }
    if words.first() == Some(&",") {
        words.remove(0);
    }
    let parts: Vec<&str> = match words.first()?.split('-').collect::<Vec<_>>() {
        date if date.len() == 3 => date.into_iter().chain(words.drain(1..)).collect(),
        _ => words,
    };
    let mut parts = parts.into_iter();
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    // The month may stand before the day, as in `Aug 20 2002`.
    let (day, month) = match month_number(second) {
        Some(month) => (first, month),
        None => (second.trim_end_matches(','), month_number(first)?),
    };
    let (year, clock, zone) = match third.contains(':') {
        false => (third, parts.next(), parts.next()),
        // The year stands after the time, as in asctime, or after the zone, as date(1) prints it.
        true => match parts.next()? {
            year if full_year(year).is_some() => (year, Some(third), parts.next()),
            zone => (parts.next()?, Some(third), Some(zone)),
        },
    };
    let date = NaiveDate::from_ymd_opt(full_year(year)?, month, digits(day, 2)?)?;
    let (time, offset) = match clock {
        Some(clock) => time_and_offset(clock, zone.into_iter().chain(parts))?,
        None => (NaiveTime::MIN, FixedOffset::east_opt(0)?),
    };
    Some(DateTime {
        local: NaiveDateTime::new(date, time),
        offset: Some(offset),
    })
}

/// The form that nearly all dates have, in one pass: `Mon, 1 Jan 2024 10:00:00 +0100`, and
/// ` 1-Jan-2024 10:00:00 +0100`. `None` says only that it is another form.
fn usual(text: &[u8]) -> Option<DateTime> {
    let mut rest = match text {
        [a, b, c, b',', b' ', rest @ ..] if [a, b, c].iter().all(|l| l.is_ascii_alphabetic()) => {
            rest
        }
        [b' ', rest @ ..] => rest,
        _ => text,
    };
    let length = rest
        .iter()
        .take(2)
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let (day, after) = rest.split_at_checked(length).filter(|_| length > 0)?;
    let day = decimal(day)?;
    let (mark, after) = after
        .split_first()
        .filter(|(mark, _)| matches!(mark, b' ' | b'-'))?;
    rest = after;
    let (name, after) = rest.split_at_checked(3)?;
    let month = (1..)
        .zip(MONTHS)
        .find(|(_, month)| month.as_bytes() == name)?
        .0;
    rest = after.strip_prefix(&[*mark])?;
    let mut number = |length: usize, then: u8| {
        let (digits, after) = rest.split_at_checked(length)?;
        rest = after.strip_prefix(&[then])?;
        decimal(digits)
    };
    let year = number(4, b' ').filter(|year| *year >= 1000)?;
    let year = i32::try_from(year).ok()?;
    let (hour, minute, second) = (number(2, b':')?, number(2, b':')?, number(2, b' ')?);
    let [sign @ (b'+' | b'-'), zone @ ..] = rest else {
        return None;
    };
    let zone = decimal(zone).filter(|_| zone.len() == 4)?;
    // What is out of range is for the general way to judge.
    let minutes = i32::try_from(zone / 100 * 60 + zone % 100)
        .ok()
        .filter(|_| zone % 100 < 60)?;
    let offset = FixedOffset::east_opt(if *sign == b'-' { -minutes } else { minutes } * 60)?;
    let date = NaiveDate::from_ymd_opt(year, month, day)?;
    let time = NaiveTime::from_hms_opt(hour, minute, second)?;
    Some(DateTime {
        local: NaiveDateTime::new(date, time),
        offset: Some(offset),
    })
}

fn decimal(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |sum: u32, digit| {
        let digit = digit
            .is_ascii_digit()
            .then_some(u32::from(digit.wrapping_sub(b'0')))?;
        sum.checked_mul(10)?.checked_add(digit)
    })
}

/// The text with a blank for every comment; they may be nested.
fn without_comments(text: &str) -> Cow<'_, str> {
    if !text.contains('(') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let (mut depth, mut escaped) = (0_usize, false);
    for character in text.chars() {
        match character {
            _ if escaped => escaped = false,
            '(' => {
                depth += 1;
                out.push(' ');
            }
            other if depth == 0 => out.push(other),
            ')' => depth -= 1,
            '\\' => escaped = true,
            _ => {}
        }
    }
    Cow::Owned(out)
}

fn is_weekday(word: &str) -> bool {
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        .iter()
        .any(|day| word.get(..3).is_some_and(|w| w.eq_ignore_ascii_case(day)))
        && word
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || byte == b'.')
}

/// A month by its name, cut after three letters or later.
fn month_number(word: &str) -> Option<u32> {
    let word = word.trim_end_matches(['.', ',']);
    let (head, tail) = word.split_at_checked(3)?;
    let position = MONTHS
        .iter()
        .zip(REST_OF_MONTHS)
        .position(|(month, rest)| {
            let rest = rest.get(..tail.len());
            month.eq_ignore_ascii_case(head)
                && rest.is_some_and(|rest| rest.eq_ignore_ascii_case(tail))
        })?;
    u32::try_from(position + 1).ok()
}

fn digits(word: &str, most: usize) -> Option<u32> {
    let fits = !word.is_empty() && word.len() <= most && word.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| word.parse().ok())?
}

/// A year as mail has it: two digits are of 1969 to 2068, three count from 1900 (RFC 5322
/// section 4.3).
fn full_year(word: &str) -> Option<i32> {
    let year = match digits(word, 4)? {
        year @ 0..=68 => year + 2000,
        year @ 69..=99 => year + 1900,
        year if word.len() == 3 => year + 1900,
        year => year,
    };
    i32::try_from(year).ok()
}

/// A time of day and what follows it, perhaps without a blank: AM or PM, and the zone.
fn time_and_offset<'a>(
    clock: &'a str,
    words: impl Iterator<Item = &'a str>,
) -> Option<(NaiveTime, FixedOffset)> {
    let end = clock
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.')))
        .unwrap_or(clock.len());
    let (clock, glued) = clock.split_at(end);
    let mut time = time_of_day(clock)?;
    let mut words = [glued]
        .into_iter()
        .filter(|word| !word.is_empty())
        .chain(words);
    let mut zone = words.next();
    let half = |name: &str| zone.is_some_and(|word| word.eq_ignore_ascii_case(name));
    let (am, pm) = (half("am"), half("pm"));
    if am || pm {
        zone = words.next();
        time = match time.hour() {
            12 if am => time.with_hour(0)?,
            hour @ 0..12 if pm => time.with_hour(hour + 12)?,
            _ => time,
        };
    }
    Some((time, offset(zone.unwrap_or_default())?))
}

/// `hh:mm[:ss]`, also with dots between.
fn time_of_day(word: &str) -> Option<NaiveTime> {
    let separator = if word.contains(':') { ':' } else { '.' };
    let mut parts = word.split(separator);
    let hour = digits(parts.next()?, 2)?;
    let minute = digits(parts.next()?, 2)?;
    let second = match parts.next() {
        Some(second) => digits(second.split('.').next()?, 2)?,
        None => 0,
    };
    match parts.next() {
        Some(_) => None,
        None => NaiveTime::from_hms_opt(hour, minute, second),
    }
}

/// `+hhmm`, `hhmm`, `+hh:mm`, `+hh`, the name of a zone, or both as in `GMT+0200`; an unknown name
/// counts as UTC.
fn offset(word: &str) -> Option<FixedOffset> {
    let word = word.trim_matches([',', '"']);
    let end = word
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(word.len());
    let (name, number) = word.split_at(end);
    let hours = match name.to_ascii_uppercase().as_str() {
        "EST" | "CDT" => -5,
        "EDT" | "AST" => -4,
        "CST" | "MDT" => -6,
        "MST" | "PDT" => -7,
        "PST" => -8,
        "ADT" => -3,
        _ => 0,
    };
    if hours != 0 {
        return FixedOffset::east_opt(hours * 3600);
    }
    let (sign, number) = match number.strip_prefix('-') {
        Some(number) => (-1, number),
        None => (1, number.strip_prefix('+').unwrap_or(number)),
    };
    let number = number.replace(':', "");
    let (hours, minutes) = match digits(&number, 4) {
        Some(hours) if number.len() <= 2 => (hours, 0),
        Some(both) => (both / 100, both % 100),
        None if number.starts_with(|c: char| c.is_ascii_digit()) => return None,
        None => (0, 0),
    };
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    FixedOffset::east_opt(sign * seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_way_reads_as_the_general_one() {
        let mut quick = 0;
        for number in 0..20_000_u32 {
            let part = |salt: u32, most: u32| (number.wrapping_mul(2_654_435_761) >> salt) % most;
            let month = MONTHS.get(part(3, 12) as usize).unwrap();
            let (year, hour) = (1900 + part(7, 200), part(5, 25));
            let zone = format!(
                "{}{:02}{:02}",
                if part(1, 2) == 0 { '+' } else { '-' },
                part(9, 26),
                part(11, 61)
            );
            let (day, minute, second) = (part(2, 33), part(4, 61), part(6, 62));
            for text in [
                format!("Mon, {day} {month} {year} {hour:02}:{minute:02}:{second:02} {zone}"),
                format!("{day:2}-{month}-{year} {hour:02}:{minute:02}:{second:02} {zone}"),
                format!("{day:02} {month}-{year} {hour:02}:{minute:02}:{second:02} {zone}"),
                format!("Mon, {day} {month} {year} {hour}:{minute}:{second} {zone} (CET)"),
            ] {
                let time = usual(text.as_bytes());
                quick += usize::from(time.is_some());
                if time.is_some() {
                    assert_eq!(time, general(text.as_bytes()), "{text}");
                }
            }
        }
        assert!(quick > 20_000, "{quick}");
    }
    use proptest::prelude::*;

    fn shown(text: &str) -> Option<String> {
        let time = parse(text.as_bytes())?;
        Some(format!("{} {}", time.local, time.offset?))
    }

    /// Dates with what CPython 3.11's `parsedate_tz` makes of them, a missing or unknown zone
    /// taken as UTC.
    #[test]
    fn as_python_reads_them() {
        for (expected, texts) in [
            (
                "2007-02-09 17:08:08 -04:30",
                " 9-Feb-2007 17:08:08 -0430|09-Feb-2007 17:08:08 -0430",
            ),
            ("1996-07-17 02:44:25 -07:00", "17-Jul-1996 02:44:25 -0700"),
            (
                "2010-05-08 16:03:09 +02:00",
                "Sat, 8 May 2010 16.03.09 +0200|8 May 2010 16:03:09+0200|8 May 2010 16:03:09 +200\
                |8 May 2010 16:03:09 +0160|Mon May  8 16:03:09 2010 +0200\
                |8 May 2010 16:03:09 +0200 (Mitteleuropäische Zeit)\
                |Mon,8 May 2010 16:03:09 +0200 (CEST)\
                |8 May 2010 16:03:09 +0200 (a (nested) comment)",
            ),
            (
                "2010-05-08 16:03:09 +00:00",
                "8 May 2010 16:03:09|8 May 2010 16:03:09 UT|8 May 2010 16:03:09 GMT\
                |8 May 2010 16:03:09 Z|8 May 2010 16:03:09 -0000|8 May 2010 16:03:09 JST\
                |8 May 10 16:03:09 +0000|8 MAY 2010 16:03:09 +0000|8 May 0010 16:03:09 +0000\
                |, 8 May 2010 16:03:09 +0000|May 8, 2010 16:03:09 +0000|May 8 2010 16:03:09\
                |Mon May  8 16:03:09 2010|8 May 2010 16:03:09 +0000,|8 May 2010 16:03:09 \"GMT\"\
                |Sat, 8 May 2010 16:03:09 +0000 junk|8 May 2010 16:03:09 -\
                |8 May 2010 16:03:09 +-0100|8 May 2010 16:03:09 --0100",
            ),
            (
                "2010-05-08 16:03:00 +00:00",
                "8 May 2010 16:03|Sat, 08 May 2010 16:03 +0000",
            ),
            (
                "2010-05-08 16:03:09 -05:00",
                "8 May 2010 16:03:09 EST|8 May 2010 16:03:09 cdt|Sat May  8 16:03:09 EST 2010",
            ),
            ("2010-05-08 16:03:09 -02:00", "8 May 2010 16:03:09-0200"),
            ("2010-05-08 16:03:09 +04:00", "8 May 2010 16:03:09 0400"),
            ("2010-05-08 16:03:09 -23:59", "8 May 2010 16:03:09 -2359"),
            (
                "1994-11-06 08:49:37 +00:00",
                "Sunday, 06-Nov-94 08:49:37 GMT",
            ),
            (
                "2010-09-08 16:03:09 +00:00",
                "8 September 2010 16:03:09 +0000",
            ),
            ("2068-05-08 00:00:00 +00:00", "8 May 68 00:00:00 +0000"),
            ("1969-05-08 00:00:00 +00:00", "8 May 69 00:00:00 +0000"),
            (
                "2000-05-08 00:00:00 +00:00",
                "8 May 0 00:00:00 +0000|8 May 00 00:00:00 +0000",
            ),
            ("2024-02-29 00:00:00 +00:00", "29 Feb 2024 00:00:00 +0000"),
            ("2020-01-01 01:02:03 +00:00", "1 Jan 2020 1:2:3 +0000"),
        ] {
            for text in texts.split('|') {
                assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
            }
        }
    }

    /// Dates that CPython refuses or takes for another moment, though they are plain enough.
    #[test]
    fn more_leniently_than_python() {
        for (expected, texts) in [
            (
                "2010-05-08 16:03:09 +00:00",
                "Sat , 8 May 2010 16:03:09 +0000|Sat. 8 May 2010 16:03:09 +0000\
                |(x) 8 May 2010 16:03:09 +0000|8 (x\\)) May (((y))) 2010 16:03:09 +0000\
                |8-May-2010 16:03:09|8 May 2010 16:03:09.5 +0000|8 May 110 16:03:09 +0000\
                |8 May 2010 04:03:09 PM|8 May 2010 4:03:09pm +0000|8 May 2010 16:03:09 PM",
            ),
            ("2010-05-08 00:03:09 +00:00", "8 May 2010 12:03:09 AM"),
            ("2010-05-08 12:03:09 +00:00", "8 May 2010 12:03:09 PM"),
            (
                "2010-05-08 16:03:09 +02:00",
                "Sat May 08 2010 16:03:09 GMT+0200 (CEST)|8 May 2010 16:03:09 +02:00\
                |8 May 2010 16:03:09 +02|8 May 2010 16:03:09 UTC+2|8 May 2010 16:03:09 +02:00",
            ),
            ("2010-09-08 00:00:00 +00:00", "8 Sept 2010|8 Sep. 2010"),
        ] {
            for text in texts.split('|') {
                assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
            }
        }
        let latin1 = b"8 May 2010 16:03:09 +0200 (Mitteleurop\xe4ische Zeit)";
        assert_eq!(parse(latin1), parse(b"8 May 2010 16:03:09 +0200"));
    }

    #[test]
    fn nonsense_is_none() {
        for text in [
            "",
            " ",
            ",",
            "(",
            ")",
            "ABC",
            "17 July",
            "8 Mayhem 2010 16:03:09 +0000",
            "31 Feb 2010 10:00:00 +0000",
            "29 Feb 2023 00:00:00 +0000",
            "31 Jun 2020 00:00:00 +0000",
            "0 May 2010 10:00:00 +0000",
            "32 May 2010 10:00:00 +0000",
            "+1 Jan 2020 10:00:00",
            "１ Jan 2020 10:00:00",
            "8 May 10000 00:00:00 +0000",
            "8 May 2010 24:00:00 +0000",
            "8 May 2010 23:60:00 +0000",
            "8 May 2010 16:03:60 +0000",
            "8 May 2010 16:03:09:01 +0000",
            "8 May 2010 -1:00:00",
            "8 May 2010 1603 +0000",
            "8 May 2010 +0000",
            "8 May 2010 10 : 00 : 00 +0000",
            "8 May 2010 16:03:09 +2400",
            "8 May 2010 16:03:09 +9900",
            "2010-05-08T16:03:09Z",
            "2010/05/08 16:03:09",
            "5/8/2010 16:03:09",
            "Mon, 24 May 20 21 09:47:50 +0000",
            "Sat May  8 16:03:09 EST",
            "NIL",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
        assert_eq!(parse(b"\xff"), None);
        assert_eq!(parse(&b"(".repeat(100_000)), None);
    }

    proptest! {
        #[test]
        fn junk_never_panics(junk in "([-0-9A-Za-z:., +()\\\\]|Mon,|May|[0-9]{1,4}|\\PC){0,40}") {
            let _ = parse(junk.as_bytes());
        }

        #[test]
        fn spoilt_dates_never_panic(
            at in 0usize..31,
            byte in any::<u8>(),
            more in proptest::collection::vec(any::<u8>(), 0..3),
        ) {
            let mut text = b"Sat, 08 May 2010 16:03:09 +0200".to_vec();
            text.splice(at..=at, std::iter::once(byte).chain(more));
            let _ = parse(&text);
        }
    }
}
