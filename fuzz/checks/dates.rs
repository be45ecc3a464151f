//! Dates: INTERNALDATE and those of mails. What is read can be written, and comes back; a reader of
//! our own agrees on the strict forms; nothing does any harm.

use chrono::{Datelike, FixedOffset, NaiveDate};
use imapclient::data::time::{DateTime, criteria_date};

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// `dd-Mon-yyyy hh:mm:ss +zzzz` to the letter, or `dd Mon yyyy ...`.
fn strict(text: &str, mark: &str) -> Option<DateTime> {
    let letters = text.as_bytes();
    if letters.len() != 26 || !text.is_ascii() {
        return None;
    }
    let part = |from: usize, to: usize| &text[from..to];
    let number = |from: usize, to: usize| -> Option<u32> {
        let digits = part(from, to);
        digits
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| digits.parse().ok())?
    };
    let marks = [
        (2, mark),
        (6, mark),
        (11, " "),
        (14, ":"),
        (17, ":"),
        (20, " "),
    ];
    if marks.iter().any(|(at, mark)| part(*at, at + 1) != *mark) {
        return None;
    }
    let month = MONTHS.iter().position(|month| *month == part(3, 6))? as u32 + 1;
    let (hours, minutes) = (number(22, 24)?, number(24, 26)?);
    let sign = match part(21, 22) {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let year = number(7, 11).filter(|year| *year >= 1000)?;
    let date = NaiveDate::from_ymd_opt(year as i32, month, number(0, 2)?)?;
    let local = date.and_hms_opt(number(12, 14)?, number(15, 17)?, number(18, 20)?)?;
    let offset = FixedOffset::east_opt(sign * (hours * 3600 + minutes * 60) as i32)?;
    Some(DateTime {
        local,
        offset: Some(offset),
    })
}

fn one_time(time: DateTime) {
    let _ = serde_json::to_string(&time).expect("a time can be written");
    let naive = time.normalised();
    assert_eq!(naive.offset, None);
    assert_eq!(naive.normalised(), naive);
    assert!(!naive.to_internal().is_empty());
    let _ = criteria_date(time.local.date());
    if (1000..=9999).contains(&time.local.year()) {
        let sent = time.to_internal();
        assert_eq!(
            DateTime::parse_internal(sent.as_bytes()),
            Some(time),
            "{sent}"
        );
        assert_eq!(strict(&sent, "-"), Some(time), "{sent}");
        let json = serde_json::to_value(time).expect("a time can be written");
        let again = chrono::DateTime::parse_from_rfc3339(json.as_str().expect("a text"));
        assert_eq!(again.map(DateTime::from), Ok(time), "{json}");
    }
}

/// Runs one input.
pub(crate) fn check(data: &[u8]) {
    for time in [
        DateTime::parse_internal(data),
        DateTime::parse_rfc5322(data),
    ] {
        time.into_iter().for_each(one_time);
    }
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    if let Some(time) = strict(text, "-") {
        assert_eq!(DateTime::parse_internal(data), Some(time));
    }
    if let Some(time) = strict(text, " ") {
        assert_eq!(DateTime::parse_rfc5322(data), Some(time));
        let day = format!("Mon, {text} (a (nested) \\) comment)");
        assert_eq!(DateTime::parse_rfc5322(day.as_bytes()), Some(time));
    }
}
