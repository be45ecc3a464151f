//! Dates of mails, read as leniently as Python's `email.utils.parsedate_tz` does.

use chrono::{FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};

use super::time::DateTime;

/// The months as IMAP and mail spell them.
pub const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Reads `[weekday,] day month year [time] [zone]`, with blanks or hyphens between; a comment, a
/// named zone and missing seconds are fine. Nonsense, such as 31 February, is `None`.
pub(super) fn parse(text: &[u8]) -> Option<DateTime> {
    let text = std::str::from_utf8(text).ok()?;
    let text = text.split('(').next()?;
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
    // The year may stand after the time, as in asctime.
    let (year, clock) = match third.contains(':') {
        true => (parts.next()?, Some(third)),
        false => (third, parts.next()),
    };
    let date = NaiveDate::from_ymd_opt(full_year(year)?, month, digits(day, 2)?)?;
    let (time, zone) = match clock {
        Some(clock) => (time_of_day(clock)?, parts.next()),
        None => (NaiveTime::MIN, None),
    };
    let offset = match zone {
        Some(zone) => offset(zone)?,
        None => FixedOffset::east_opt(0)?,
    };
    Some(DateTime {
        local: NaiveDateTime::new(date, time),
        offset: Some(offset),
    })
}

fn is_weekday(word: &str) -> bool {
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        .iter()
        .any(|day| word.get(..3).is_some_and(|w| w.eq_ignore_ascii_case(day)))
        && word
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || byte == b'.')
}

fn month_number(word: &str) -> Option<u32> {
    let word = word.get(..3)?;
    let position = MONTHS
        .iter()
        .position(|month| month.eq_ignore_ascii_case(word))?;
    u32::try_from(position + 1).ok()
}

fn digits(word: &str, most: usize) -> Option<u32> {
    let fits = !word.is_empty() && word.len() <= most && word.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| word.parse().ok())?
}

fn full_year(word: &str) -> Option<i32> {
    let year = digits(word, 4)?;
    let year = match (word.len(), year) {
        (1 | 2, 0..=68) => year + 2000,
        (1 | 2, _) => year + 1900,
        (3, _) => year + 1900,
        _ => year,
    };
    i32::try_from(year).ok().filter(|year| *year > 0)
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

/// `+hhmm`, `hhmm`, `+hh:mm`, or the name of a zone; an unknown name counts as UTC.
fn offset(word: &str) -> Option<FixedOffset> {
    let hours = match word.to_ascii_uppercase().as_str() {
        "EST" | "CDT" => -5,
        "EDT" => -4,
        "CST" | "MDT" => -6,
        "MST" | "PDT" => -7,
        "PST" => -8,
        "AST" => -4,
        "ADT" => -3,
        _ => 0,
    };
    let (sign, number) = match word.strip_prefix('-') {
        Some(number) => (-1, number),
        None => (1, word.strip_prefix('+').unwrap_or(word)),
    };
    let number = number.replace(':', "");
    match digits(&number, 4) {
        Some(number) => {
            let (hours, minutes) = (number / 100, number % 100);
            let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
            FixedOffset::east_opt(sign * seconds).filter(|_| minutes < 60)
        }
        None if number.starts_with(|c: char| c.is_ascii_digit()) => None,
        None => FixedOffset::east_opt(hours * 3600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_python_reads() {
        for (text, expected) in [
            (" 9-Feb-2007 17:08:08 -0430", "2007-02-09 17:08:08 -04:30"),
            ("17-Jul-1996 02:44:25 -0700", "1996-07-17 02:44:25 -07:00"),
            (
                "Sun, 24 Mar 2013 22:06:10 +0200",
                "2013-03-24 22:06:10 +02:00",
            ),
            (
                "Sat, 8 May 2010 16.03.09 +0200",
                "2010-05-08 16:03:09 +02:00",
            ),
            ("8 May 2010 16:03", "2010-05-08 16:03:00 +00:00"),
            ("8 May 2010 16:03:09 -0000", "2010-05-08 16:03:09 +00:00"),
            ("8 May 2010 16:03:09 GMT", "2010-05-08 16:03:09 +00:00"),
            ("8 May 2010 16:03:09 EST", "2010-05-08 16:03:09 -05:00"),
            ("8 May 2010 16:03:09 0400", "2010-05-08 16:03:09 +04:00"),
            ("8 May 10 16:03:09 +0000", "2010-05-08 16:03:09 +00:00"),
            ("8 May 99 16:03:09 +0000", "1999-05-08 16:03:09 +00:00"),
            (
                "Mon,8 May 2010 16:03:09 +0200 (CEST)",
                "2010-05-08 16:03:09 +02:00",
            ),
            (
                "8 May 2010 16:03:09 +0200 (a (nested) comment)",
                "2010-05-08 16:03:09 +02:00",
            ),
            ("Mon May  8 16:03:09 2010", "2010-05-08 16:03:09 +00:00"),
            ("8 july 2010 16:03:09 +05:30", "2010-07-08 16:03:09 +05:30"),
        ] {
            let time = parse(text.as_bytes()).unwrap_or_else(|| panic!("{text}"));
            let shown = format!("{} {}", time.local, time.offset.unwrap());
            assert_eq!(shown, expected, "{text}");
        }
    }

    #[test]
    fn what_python_refuses() {
        for text in [
            "",
            "ABC",
            "31 Feb 2010 10:00:00 +0000",
            "8 May 2010 24:00:00 +0000",
            "2010-05-08T16:03:09Z",
            "8 May 2010 16:03:60 +0000",
            "Mon, 24 May 20 21 09:47:50 +0000",
            "8 May 2010 16:03:09 +9900",
            "0 May 2010 10:00:00 +0000",
        ] {
            assert_eq!(parse(text.as_bytes()), None, "{text}");
        }
        assert_eq!(parse(b"\xff"), None);
    }

    proptest! {
        #[test]
        fn junk_never_panics(junk in "[-0-9A-Za-z:., +()]{0,40}") {
            let _ = parse(junk.as_bytes());
        }
    }
}
